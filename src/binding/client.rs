//! The native class behind `HelpScout`.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, LazyLock};

use napi::Env;
use napi::bindgen_prelude::{Object, Reference, This, Unknown};
use napi_derive::napi;
use secrecy::SecretString;

use super::address::Address;
use super::args::settings;
use super::bad_input::Refusal;
use super::deliveries::Deliveries;
use super::dispatch::{self, VerbCall};
use super::environment::Environment;
use super::hooks::JsRefresher;
use super::js::{Scope, Val};
use super::parcel::Parcel;
use super::realm::Realm;
use super::tokens;
use crate::core::auth::{Auth, Credentials, Flow};
use crate::core::call::{Call, ResponseMode};
use crate::core::client::{CallId, ClientCore, ClientOptions, random};
use crate::core::engine::Engine;
use crate::core::failure::Failure;
use crate::core::limiter::{Account, JobOptions};
use crate::core::transport::Transport;
use crate::core::transport::cache::TransportCache;
use crate::core::transport::options::TransportOptions;
use crate::endpoint::Verb;

/// Connection pools of the process, shared by clients whose options are equal.
static TRANSPORTS: LazyLock<TransportCache> = LazyLock::new(TransportCache::default);

/// JavaScript that wants a say while calls run; set by `helpscout.bottleneck`.
#[derive(Default)]
pub struct Detours {
    /// A `failed` listener exists, or the retry handler was removed.
    pub failed: Cell<bool>,
    /// `bottleneck.chain` is in force.
    pub chained: Cell<bool>,
}

/// A call on its way to the core.
pub struct Submission {
    /// Names it for its realm.
    pub id: u64,
    /// What it asks of the limiter.
    pub job: JobOptions,
    /// A limiter of the user's own has started it.
    pub started: bool,
    /// The call.
    pub call: Call,
    /// Its text is to cross as it came, for callbacks.
    pub verbatim: bool,
    /// It may be ended by [`NativeClient::abort_call`].
    pub abortable: bool,
}

/// Credentials as last seen, to tell a change without telling the core each time.
#[derive(Default)]
struct Seen {
    access_token: Option<String>,
    /// A refresh token that the server gave and did not replace since.
    refresh_token: Option<serde_json::Value>,
}

/// What a `HelpScout` instance wraps.
#[napi]
pub struct NativeClient {
    core: Arc<ClientCore>,
    realm: Reference<Realm>,
    number: f64,
    environment: Environment,
    detours: Detours,
    seen: RefCell<Seen>,
    abortable: RefCell<std::collections::HashMap<u64, CallId>>,
}

type Outcome<'e> = Result<Val<'e>, Refusal<'e>>;

#[napi]
impl NativeClient {
    /// Reads the constructor's options. `number` names the instance for its realm;
    /// `process_env` is the environment of the caller's thread.
    ///
    /// # Errors
    /// The original's errors for missing options, and a TypeError naming any other
    /// option that cannot be used.
    #[napi(constructor)]
    pub fn new(
        env: Env,
        realm: Reference<Realm>,
        number: f64,
        options: Object<'_>,
        process_env: Object<'_>,
    ) -> napi::Result<Self> {
        let _ = env;
        let options = Val::from(&options);
        let environment = match Environment::read(options, Val::from(&process_env)) {
            Ok(environment) => environment,
            Err(Refusal::Thrown(thrown)) => return Err(thrown.into_error()),
            Err(Refusal::Bad(bad)) => return Err(realm.error(options.scope(), &bad)),
        };
        let runtime =
            Engine::handle().map_err(|failure| napi::Error::from_reason(failure.message))?;
        let refresher = Arc::new(JsRefresher {
            deliveries: Arc::clone(&realm.deliveries),
            client: number,
        });
        let auth = Auth::new(environment.flow, refresher);
        let account = Account::join(environment.account.clone(), environment.window);
        let core = ClientCore::new(ClientOptions {
            runtime,
            auth,
            account,
            listener: Some(super::bottleneck::listener(&realm.deliveries, number)),
            random: random(),
        });
        Ok(Self {
            core: Arc::new(core),
            realm,
            number,
            environment,
            detours: Detours::default(),
            seen: RefCell::default(),
            abortable: RefCell::default(),
        })
    }

    /// The base URL that `requestOptions` starts with.
    #[napi]
    #[must_use]
    pub fn initial_base_url(&self) -> String {
        self.environment.base_url.clone()
    }

    /// `get(endpoint, params, options)`
    ///
    /// # Errors
    /// None: failures reject the promise.
    #[napi]
    pub fn get<'e>(
        &self,
        this: This<'e>,
        endpoint: Unknown<'e>,
        params: Unknown<'e>,
        options: Unknown<'e>,
    ) -> napi::Result<Unknown<'e>> {
        self.verb(&this, Verb::GET, endpoint, params, options)
    }

    /// `post(endpoint, data, options)`
    ///
    /// # Errors
    /// None: failures reject the promise.
    #[napi]
    pub fn post<'e>(
        &self,
        this: This<'e>,
        endpoint: Unknown<'e>,
        data: Unknown<'e>,
        options: Unknown<'e>,
    ) -> napi::Result<Unknown<'e>> {
        self.verb(&this, Verb::POST, endpoint, data, options)
    }

    /// `put(endpoint, data, options)`
    ///
    /// # Errors
    /// None: failures reject the promise.
    #[napi]
    pub fn put<'e>(
        &self,
        this: This<'e>,
        endpoint: Unknown<'e>,
        data: Unknown<'e>,
        options: Unknown<'e>,
    ) -> napi::Result<Unknown<'e>> {
        self.verb(&this, Verb::PUT, endpoint, data, options)
    }

    /// `patch(endpoint, data, options)`
    ///
    /// # Errors
    /// None: failures reject the promise.
    #[napi]
    pub fn patch<'e>(
        &self,
        this: This<'e>,
        endpoint: Unknown<'e>,
        data: Unknown<'e>,
        options: Unknown<'e>,
    ) -> napi::Result<Unknown<'e>> {
        self.verb(&this, Verb::PATCH, endpoint, data, options)
    }

    /// `delete(endpoint, ignored, options)`: the original ignores a second argument.
    ///
    /// # Errors
    /// None: failures reject the promise.
    #[napi]
    pub fn delete<'e>(
        &self,
        this: This<'e>,
        endpoint: Unknown<'e>,
        ignored: Unknown<'e>,
        options: Unknown<'e>,
    ) -> napi::Result<Unknown<'e>> {
        self.verb(&this, Verb::DELETE, endpoint, ignored, options)
    }

    /// `handleRequest(bottleneckOptions, requestOptions, options)`
    ///
    /// # Errors
    /// None: failures reject the promise.
    #[napi]
    pub fn handle_request<'e>(
        &self,
        this: This<'e>,
        job: Unknown<'e>,
        request: Unknown<'e>,
        options: Unknown<'e>,
    ) -> napi::Result<Unknown<'e>> {
        let client = Val::from(&this.object);
        self.promise(
            client.scope(),
            dispatch::handle_request(
                self,
                client,
                Val::from(&job),
                Val::from(&request),
                Val::from(&options),
            ),
        )
    }

    /// What `handleRequest` comes to when a limiter of the user's own has started it.
    ///
    /// # Errors
    /// None: failures reject the promise.
    #[napi]
    pub fn send_started<'e>(
        &self,
        this: This<'e>,
        job: Unknown<'e>,
        request: Unknown<'e>,
        options: Unknown<'e>,
    ) -> napi::Result<Unknown<'e>> {
        let client = Val::from(&this.object);
        self.promise(
            client.scope(),
            dispatch::send_started(
                self,
                client,
                Val::from(&job),
                Val::from(&request),
                Val::from(&options),
            ),
        )
    }

    /// `nextPage(links, options)`
    ///
    /// # Errors
    /// None: failures reject the promise.
    #[napi]
    pub fn next_page<'e>(
        &self,
        this: This<'e>,
        links: Unknown<'e>,
        options: Unknown<'e>,
    ) -> napi::Result<Unknown<'e>> {
        let client = Val::from(&this.object);
        self.promise(
            client.scope(),
            dispatch::next_page(self, client, Val::from(&links), Val::from(&options)),
        )
    }

    /// `generateAuthorizationUri(state)`
    ///
    /// # Errors
    /// What `toString` of the arguments throws.
    #[napi]
    pub fn generate_authorization_uri(
        &self,
        this: This<'_>,
        state: Unknown<'_>,
    ) -> napi::Result<String> {
        let client = Val::from(&this.object);
        tokens::authorization_uri(client, Val::from(&state))
            .map_err(|refusal| self.thrown(client.scope(), refusal))
    }

    /// `setCredentials(tokens)`
    ///
    /// # Errors
    /// What the object's getters throw.
    #[napi]
    pub fn set_credentials(&self, this: This<'_>, tokens: Unknown<'_>) -> napi::Result<()> {
        let client = Val::from(&this.object);
        client
            .set(c"credentials", Val::from(&tokens))
            .map_err(Refusal::from)
            .and_then(|()| self.read_credentials(client))
            .map_err(|refusal| self.thrown(client.scope(), refusal))
    }

    /// Asks the token endpoint; the promise of an axios-shaped response.
    ///
    /// # Errors
    /// None: failures reject the promise.
    #[napi]
    pub fn request_tokens<'e>(
        &self,
        this: This<'e>,
        is_refresh: bool,
        code: Unknown<'e>,
    ) -> napi::Result<Unknown<'e>> {
        let client = Val::from(&this.object);
        self.promise(
            client.scope(),
            tokens::request(self, client, is_refresh, Val::from(&code)),
        )
    }

    /// `updateRequestOptions(options)`
    ///
    /// # Errors
    /// A TypeError for `null` and for options that cannot be supported.
    #[napi]
    pub fn update_request_options(&self, this: This<'_>, options: Unknown<'_>) -> napi::Result<()> {
        let client = Val::from(&this.object);
        settings::update_request_options(self.realm(), client, Val::from(&options))
            .map_err(|refusal| self.thrown(client.scope(), refusal))
    }

    /// Reads `credentials` again after a refresh.
    ///
    /// # Errors
    /// What getters throw.
    #[napi]
    pub fn sync_credentials(&self, this: This<'_>) -> napi::Result<()> {
        let client = Val::from(&this.object);
        self.read_credentials(client)
            .map_err(|refusal| self.thrown(client.scope(), refusal))
    }

    /// Has the limiter look at the calls of this turn, with the credentials as
    /// they are at its end.
    #[napi]
    pub fn flush(&self, this: This<'_>) {
        // A getter that throws leaves the credentials of the turn before.
        let _ = self.read_credentials(Val::from(&this.object));
        self.core.flush();
    }

    /// Ends call `id`, if it is still under way.
    #[napi]
    pub fn abort_call(&self, id: f64) {
        if let Some(call) = self.abortable.borrow_mut().remove(&whole(id)) {
            self.core.abort(call);
        }
    }

    /// Call `id` is settled: it cannot be aborted any more.
    #[napi]
    pub fn forget_call(&self, id: f64) {
        self.abortable.borrow_mut().remove(&whole(id));
    }

    /// Says which hooks of `bottleneck` are in use.
    #[napi]
    pub fn set_detours(&self, failed: bool, chained: bool) {
        self.detours.failed.set(failed);
        self.detours.chained.set(chained);
    }
}

/// An id that JavaScript gives back.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ids are made here and count up from 1"
)]
#[must_use]
pub fn whole(id: f64) -> u64 {
    id as u64
}

impl Drop for NativeClient {
    /// Calls that wait keep their client: one that goes with calls under way goes
    /// with its environment, after which nobody is left to hear of them.
    fn drop(&mut self) {
        self.core.close();
    }
}

impl NativeClient {
    /// The native side of `client`, if it is one of ours.
    #[must_use]
    pub fn of(client: Val<'_>) -> Option<&Self> {
        client.unwrap_native::<Self>()
    }

    /// The realm that made the client.
    #[must_use]
    pub fn realm(&self) -> &Realm {
        &self.realm
    }

    /// The realm, for an object that may outlive the client.
    ///
    /// # Errors
    /// When Node-API refuses another reference.
    pub fn realm_reference(&self, env: Env) -> napi::Result<Reference<Realm>> {
        self.realm.clone(env)
    }

    /// Names the instance for its realm.
    #[must_use]
    pub fn number(&self) -> f64 {
        self.number
    }

    /// The queue of the realm.
    #[must_use]
    pub fn deliveries(&self) -> &Arc<Deliveries> {
        &self.realm.deliveries
    }

    /// The core.
    #[must_use]
    pub fn core(&self) -> &Arc<ClientCore> {
        &self.core
    }

    /// Hooks of the limiter that are in use.
    #[must_use]
    pub fn detours(&self) -> &Detours {
        &self.detours
    }

    /// What was read when the client was made.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The connection pool for these options.
    ///
    /// # Errors
    /// A certificate or key that cannot be used.
    pub fn transport(&self, options: &TransportOptions) -> Result<Arc<dyn Transport>, Failure> {
        Ok(TRANSPORTS.get(options)?)
    }

    fn verb<'e>(
        &self,
        this: &This<'e>,
        verb: Verb,
        endpoint: Unknown<'e>,
        payload: Unknown<'e>,
        options: Unknown<'e>,
    ) -> napi::Result<Unknown<'e>> {
        let client = Val::from(&this.object);
        let payload = Val::from(&payload);
        let payload = if payload.is_undefined() {
            Val::object(client.scope()).ok()
        } else {
            Some(payload)
        };
        let call = VerbCall {
            verb,
            address: Address::Given(Val::from(&endpoint)),
            params: payload.filter(|_| verb == Verb::GET),
            data: payload.filter(|_| !matches!(verb, Verb::GET | Verb::DELETE)),
            options: Val::from(&options),
            accept: None,
        };
        self.promise(client.scope(), call.run(self, client))
    }

    /// The promise of an outcome: a refusal rejects it.
    ///
    /// # Errors
    /// None in practice: the realm's helpers only build promises.
    pub fn promise<'e>(&self, scope: Scope<'e>, outcome: Outcome<'e>) -> napi::Result<Unknown<'e>> {
        let promise = match outcome {
            Ok(promise) => return promise.unknown(),
            Err(Refusal::Thrown(thrown)) => self.realm.rejected(thrown),
            Err(Refusal::Bad(bad)) => self.realm.reject(scope, &bad),
        };
        match promise {
            Ok(promise) => promise.unknown(),
            Err(thrown) => Err(thrown.into_error()),
        }
    }

    fn thrown(&self, scope: Scope<'_>, refusal: Refusal<'_>) -> napi::Error {
        match refusal {
            Refusal::Thrown(thrown) => thrown.into_error(),
            Refusal::Bad(bad) => self.realm.error(scope, &bad),
        }
    }

    /// Tells the core of `credentials` if they are others than last time.
    ///
    /// # Errors
    /// What getters throw.
    pub fn read_credentials<'e>(&self, client: Val<'e>) -> Result<(), Refusal<'e>> {
        let credentials = client.get(c"credentials")?;
        let token = if credentials.is_nullish() {
            None
        } else {
            tokens::access_token(credentials)?
        };
        if token == self.seen.borrow().access_token {
            return Ok(());
        }
        let found = match &token {
            None => None,
            Some(token) => Some(Credentials {
                access_token: SecretString::from(token.as_str()),
                expires_in: tokens::life(credentials)?,
                renewable: self.environment.flow == Flow::ClientCredentials
                    || self.refresh_token(credentials)?.is_some(),
            }),
        };
        self.core.auth().set(found);
        self.seen.borrow_mut().access_token = token;
        Ok(())
    }

    /// The `Authorization` of the token as last seen.
    #[must_use]
    pub fn bearer(&self) -> Option<String> {
        let seen = self.seen.borrow();
        seen.access_token
            .as_ref()
            .map(|token| format!("Bearer {token}"))
    }

    /// The refresh token to use: that of `credentials`, else the last one the server gave.
    ///
    /// # Errors
    /// What getters throw.
    pub fn refresh_token<'e>(
        &self,
        credentials: Val<'e>,
    ) -> Result<Option<serde_json::Value>, Refusal<'e>> {
        if !credentials.is_nullish() {
            let own = credentials.get(c"refresh_token")?;
            if !own.is_undefined() {
                let own = tokens::json_value(self.realm(), own)?;
                self.seen.borrow_mut().refresh_token.clone_from(&own);
                return Ok(own);
            }
        }
        Ok(self.seen.borrow().refresh_token.clone())
    }

    /// Hands a call to the core; its outcome comes back as a parcel.
    pub fn submit(&self, env: &Env, submission: Submission) {
        let Submission {
            id,
            job,
            call,
            verbatim,
            ..
        } = submission;
        let deliveries = Arc::clone(self.deliveries());
        deliveries.hold(env);
        let as_bytes = call.response == ResponseMode::Bytes;
        let done = move |outcome| {
            deliveries.push(Parcel::settled(id, outcome, as_bytes, verbatim));
        };
        let call_id = if submission.started {
            self.core.submit_started(job.weight, call, done)
        } else {
            self.core.submit(job, call, done)
        };
        if submission.abortable {
            self.abortable.borrow_mut().insert(id, call_id);
        }
    }
}
