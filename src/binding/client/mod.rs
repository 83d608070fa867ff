//! The native class behind `HelpScout`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use napi::Env;
use napi::bindgen_prelude::{Reference, This, Unknown};
use napi_derive::napi;
use secrecy::SecretString;

use crate::binding::address::Address;
use crate::binding::bad_input::Refusal;
use crate::binding::deliveries::Deliveries;
use crate::binding::dispatch::VerbCall;
use crate::binding::environment::Environment;
use crate::binding::js::{Scope, Val};
use crate::binding::parcel::Parcel;
use crate::binding::realm::Realm;
use crate::binding::standing::Standing;
use crate::binding::token_store::Loaded;
use crate::binding::tokens;
use crate::core::auth::{Credentials, Flow, Keeper};
use crate::core::call::{Call, ResponseMode};
use crate::core::client::{CallId, ClientCore};
use crate::core::failure::Failure;
use crate::core::limiter::JobOptions;
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
    /// It may be ended by [`NativeClient::abort_calls`].
    pub abortable: bool,
}

/// Credentials as last seen, to tell a change without telling the core each time.
#[derive(Default)]
struct Seen {
    access_token: Option<String>,
    /// The refresh token that goes with it.
    refresh_token: Option<serde_json::Value>,
    /// The access token that the last refresh brought.
    renewed: Option<String>,
}

/// What a `HelpScout` instance wraps.
#[napi]
pub struct NativeClient {
    core: Arc<ClientCore>,
    keeper: Option<Arc<Keeper>>,
    loaded: Loaded,
    realm: Reference<Realm>,
    number: f64,
    environment: Environment,
    detours: Detours,
    seen: RefCell<Seen>,
    standing: RefCell<Option<Rc<Standing>>>,
    abortable: RefCell<std::collections::HashMap<u64, CallId>>,
}

type Outcome<'e> = Result<Val<'e>, Refusal<'e>>;

// After the class, which napi-rs must have seen first.
mod methods;

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

    /// What keeps its tokens in a store, if it has one.
    #[must_use]
    pub fn keeper(&self) -> Option<&Arc<Keeper>> {
        self.keeper.as_ref()
    }

    /// Hooks of the limiter that are in use.
    #[must_use]
    pub fn detours(&self) -> &Detours {
        &self.detours
    }

    /// What its plain calls have in common, if that is known.
    #[must_use]
    pub fn standing(&self) -> &RefCell<Option<Rc<Standing>>> {
        &self.standing
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
        if token.is_none() {
            // What to do without a token is for the flow of the moment to say.
            self.core.auth().set_flow(tokens::flow(client)?);
        }
        if token == self.seen.borrow().access_token {
            return Ok(());
        }
        if token != self.seen.borrow().renewed {
            // Somebody else's credentials: the refresh token before would renew another's.
            self.seen.borrow_mut().refresh_token = None;
        }
        let found = match &token {
            None => None,
            Some(token) => Some(Credentials {
                access_token: SecretString::from(token.as_str()),
                expires_in: tokens::life(credentials)?,
                renewable: tokens::flow(client)? == Flow::ClientCredentials
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

    /// The refresh token to use: that of `credentials`, else, if a refresh brought them
    /// without one, the one before.
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
            deliveries.push(Parcel::settled(
                id,
                outcome,
                (as_bytes, verbatim),
                &deliveries,
            ));
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
