//! The methods of the native class, as JavaScript calls them.

use std::cell::RefCell;
use std::sync::{Arc, PoisonError};

use napi::Env;
use napi::bindgen_prelude::{Object, Reference, This, Unknown};
use napi_derive::napi;
use serde_json::json;
use tokio::time::Instant;

use super::{Detours, NativeClient, TRANSPORTS, whole};
use crate::binding::args::settings;
use crate::binding::asking::Asking;
use crate::binding::bad_input::Refusal;
use crate::binding::bottleneck;
use crate::binding::dispatch;
use crate::binding::environment::Environment;
use crate::binding::hooks::{JsRefresher, millis, rate_limited};
use crate::binding::js::Val;
use crate::binding::realm::Realm;
use crate::binding::token_store::Loaded;
use crate::binding::tokens;
use crate::core::auth::Auth;
use crate::core::client::{ClientCore, ClientOptions, random};
use crate::core::engine::{Engine, spawn};
use crate::core::limiter::Account;
use crate::endpoint::Verb;

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
        let environment = match Environment::read(&realm, options, Val::from(&process_env)) {
            Ok(environment) => environment,
            Err(Refusal::Thrown(thrown)) => return Err(thrown.into_error()),
            Err(Refusal::Bad(bad)) => return Err(realm.error(options.scope(), &bad)),
        };
        let runtime =
            Engine::handle().map_err(|failure| napi::Error::from_reason(failure.message))?;
        let pool = environment.pool.clone();
        // Or the first call would wait for it. What cannot be used is that call's to say.
        spawn(&runtime, async move { drop(TRANSPORTS.get(&pool)) });
        let refresher = Arc::new(JsRefresher {
            deliveries: Arc::clone(&realm.deliveries),
            client: number,
            stored: environment.token_store.is_some(),
        });
        let loaded = Loaded::default();
        let keeper = environment
            .token_store
            .clone()
            .map(|store| store.open(&realm.deliveries, number, Arc::clone(&loaded)));
        let auth = Auth::new(environment.flow, refresher);
        let rate_limit = &environment.rate_limit;
        let account = Account::join(environment.account.clone(), rate_limit.window());
        account.leave(rate_limit.headroom);
        if let Some(key) = &environment.account {
            let asking = Asking::new(&realm.deliveries, number);
            let trust = &environment.pool;
            rate_limit
                .shared
                .open(&account, key, trust, &runtime, asking);
        }
        let core = ClientCore::new(ClientOptions {
            runtime,
            auth,
            account,
            listener: Some(bottleneck::listener(&realm.deliveries, number)),
            paused: rate_limited(&realm.deliveries, number, rate_limit.account.clone()),
            adaptive: rate_limit.adaptive,
            random: random(),
        });
        core.limiter().update(&environment.rate_limit.settings);
        Ok(Self {
            core: Arc::new(core),
            keeper,
            loaded,
            realm,
            number,
            environment,
            detours: Detours::default(),
            seen: RefCell::default(),
            standing: RefCell::default(),
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

    /// A refresh brought `tokens`: a refresh token that they lack is the one before.
    /// False if another process got them, and has announced them.
    ///
    /// # Errors
    /// What getters throw.
    #[napi]
    pub fn renewed(&self, this: This<'_>, tokens: Unknown<'_>) -> napi::Result<bool> {
        let access_token = tokens::access_token(Val::from(&tokens))
            .map_err(|refusal| self.thrown(Val::from(&this.object).scope(), refusal))?;
        let adopted = self
            .keeper
            .as_ref()
            .zip(access_token.as_deref())
            .is_some_and(|(keeper, token)| keeper.is_adopted(token));
        self.seen.borrow_mut().renewed = access_token;
        Ok(!adopted)
    }

    /// Passes on what `load` of the token store gave, as JSON.
    #[napi]
    pub fn loaded(&self, tokens: String) {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        *loaded = Some(tokens);
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

    /// Ends those of the calls `ids` that are still under way.
    #[napi]
    pub fn abort_calls(&self, ids: Vec<f64>) {
        let mut abortable = self.abortable.borrow_mut();
        let calls: Vec<_> = ids
            .into_iter()
            .filter_map(|id| abortable.remove(&whole(id)))
            .collect();
        drop(abortable);
        self.core.abort(calls);
    }

    /// Call `id` is settled: it cannot be aborted any more.
    #[napi]
    pub fn forget_call(&self, id: f64) {
        self.abortable.borrow_mut().remove(&whole(id));
    }

    /// How the account and the calls of this client stand, as JSON.
    #[napi]
    #[must_use]
    pub fn rate_limit(&self) -> String {
        let limiter = self.core.limiter();
        let counts = limiter.counts();
        let account = limiter.account().snapshot(Instant::now());
        json!({
            "limit": account.limit,
            // Shares and headroom are parts of a limit; no call weighs a part of one.
            "remaining": account.remaining.map(f64::floor),
            "resetsInMs": millis(account.resets_in),
            "queued": counts.received + counts.queued + counts.running,
            "running": counts.executing,
            "throttled": account.throttled,
        })
        .to_string()
    }

    /// Says which hooks of `bottleneck` are in use.
    #[napi]
    pub fn set_detours(&self, failed: bool, chained: bool) {
        self.detours.failed.set(failed);
        self.detours.chained.set(chained);
    }
}
