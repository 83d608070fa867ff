//! The client's token: who has it, when it is renewed, by whom, and where it is kept.

mod file_store;
mod keeper;
mod redis_store;
mod request;
#[cfg(test)]
mod tests;
mod token;
mod tokens;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::Instant;

use super::engine::spawn;
use super::failure::{Failure, FailureKind};
use super::transport::BoxFuture;
pub use file_store::FileStore;
pub use keeper::{Asker, Keeper, LEASE, Lock, Report, TokenStore};
pub use redis_store::RedisStore;
pub use request::{Grant, RefreshRequest, TokenRequest, token_body};
pub use token::Token;
pub use tokens::Tokens;

/// A token is renewed ahead of time in the last tenth of its life, but no
/// sooner than this before its end.
const EARLY: Duration = Duration::from_mins(1);

/// After a failed early refresh the token serves on and no other early refresh
/// is tried for this long.
const COOL_DOWN: Duration = Duration::from_secs(30);

/// Whoever needs a token after a second failure in a row is told of that failure for
/// this long; each further failure doubles it, up to [`COOL_DOWN`].
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// A refresh that has not ended by then has failed, whatever JavaScript does.
const REFRESH_LIMIT: Duration = Duration::from_mins(2);

/// How the client came to its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// `ClientCredentials`: the client fetches a token whenever it needs one.
    ClientCredentials,
    /// `OAuth2`: the first token comes from the user.
    OAuth2,
}

/// What the client knows of its token.
#[derive(Debug)]
pub struct Credentials {
    /// The access token.
    pub access_token: SecretString,
    /// Life of the token from now on.
    pub expires_in: Option<Duration>,
    /// Whether a refresh has something to work with (a refresh token, or client credentials).
    pub renewable: bool,
}

/// Renews the token: asks the token endpoint and calls [`Auth::set`].
pub trait Refresher: Send + Sync {
    /// Resolves when the new token is set.
    ///
    /// # Errors
    /// Why there is no new token.
    fn refresh(&self) -> BoxFuture<'_, Result<(), Failure>>;

    /// Whether it can bring the first token, too.
    fn begins(&self, flow: Flow) -> bool {
        flow == Flow::ClientCredentials
    }
}

type Flight = watch::Receiver<Option<Result<(), Arc<Failure>>>>;

struct State {
    flow: Flow,
    current: Option<Current>,
    flight: Option<Flight>,
    failed: Option<Failed>,
}

/// What the last refreshes came to, while they fail.
struct Failed {
    failure: Arc<Failure>,
    times: u32,
    at: Instant,
}

impl Failed {
    /// The first failure may have been an accident: whoever comes next tries again at once.
    fn pause(&self) -> Duration {
        match self.times {
            0 | 1 => Duration::ZERO,
            times => FIRST_PAUSE
                .saturating_mul(2_u32.saturating_pow(times - 2))
                .min(COOL_DOWN),
        }
    }
}

struct Current {
    token: Token,
    renewable: bool,
    early: Option<Instant>,
    expires: Option<Instant>,
}

/// The current token of one client. At most one refresh is under way; whoever
/// needs its result waits for that one.
pub struct Auth {
    state: Mutex<State>,
    refresher: Arc<dyn Refresher>,
}

impl Auth {
    /// No token yet.
    #[must_use]
    pub fn new(flow: Flow, refresher: Arc<dyn Refresher>) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(State {
                flow,
                current: None,
                flight: None,
                failed: None,
            }),
            refresher,
        })
    }

    /// Changes the flow.
    pub fn set_flow(&self, flow: Flow) {
        self.lock().flow = flow;
    }

    /// Sets or removes the token. Naming the current token again changes
    /// nothing: its life goes on.
    pub fn set(&self, credentials: Option<Credentials>) {
        let mut state = self.lock();
        let known = match (&state.current, &credentials) {
            (Some(current), Some(new)) => current.token.is(&new.access_token),
            _ => false,
        };
        if !known {
            state.failed = None;
            state.current = credentials.map(|new| Current::starting(&new, Instant::now()));
        }
    }

    /// The token, if nothing has to be done for it at `now`.
    #[must_use]
    pub fn at_hand(&self, now: Instant) -> Option<Token> {
        let state = self.lock();
        let current = state.current.as_ref()?;
        let lasts = !current.renewable || current.early.is_none_or(|at| now < at);
        lasts.then(|| current.token.clone())
    }

    /// The token for an attempt. Client credentials without a token fetch it,
    /// as does a token past its end; one near its end is renewed meanwhile.
    ///
    /// # Errors
    /// There are no credentials, or the first token could not be fetched.
    pub async fn token(self: &Arc<Self>) -> Result<Token, Arc<Failure>> {
        let (token, flight) = self.look()?;
        match (token, flight) {
            (Some(token), None) => Ok(token),
            // Whether an overdue token still works is for the server to say.
            (Some(token), Some(flight)) => {
                let renewed = wait(flight).await.is_ok();
                let current = if renewed { self.current() } else { None };
                Ok(current.unwrap_or(token))
            }
            (None, Some(flight)) => {
                wait(flight).await?;
                self.current().ok_or_else(|| Arc::new(no_token()))
            }
            (None, None) => Err(Arc::new(no_token())),
        }
    }

    /// A token to use instead of `failed`, which the server refused: the current
    /// one if it is another already, else the result of the one refresh.
    ///
    /// # Errors
    /// The failure of the refresh, the same for all who waited for it.
    pub async fn renew(self: &Arc<Self>, failed: &Token) -> Result<Token, Arc<Failure>> {
        let flight = {
            let mut state = self.lock();
            match &state.current {
                Some(current) if current.token != *failed => {
                    return Ok(current.token.clone());
                }
                _ => self.join(&mut state),
            }
        };
        wait(flight).await?;
        self.current().ok_or_else(|| Arc::new(no_token()))
    }

    /// The current token, and the refresh to wait for before using it.
    fn look(self: &Arc<Self>) -> Result<(Option<Token>, Option<Flight>), Arc<Failure>> {
        let now = Instant::now();
        let mut state = self.lock();
        let failed = state.failed.as_ref();
        let cooling = failed.is_some_and(|failed| now < failed.at + COOL_DOWN);
        let Some(current) = &state.current else {
            if self.refresher.begins(state.flow) {
                return Ok((None, Some(self.join(&mut state))));
            }
            return Err(Arc::new(missing()));
        };
        let token = current.token.clone();
        let due = |at: Option<Instant>| current.renewable && at.is_some_and(|at| at <= now);
        let (early, expired) = (due(current.early), due(current.expires));
        if !early || cooling {
            return Ok((Some(token), None));
        }
        let flight = self.join(&mut state);
        Ok((Some(token), expired.then_some(flight)))
    }

    /// The refresh under way, or a new one. It is a task of its own: the end of
    /// the call that started it does not end it for the others.
    fn join(self: &Arc<Self>, state: &mut State) -> Flight {
        if let Some(flight) = &state.flight
            && flight.borrow().is_none()
            && flight.has_changed().is_ok()
        {
            return flight.clone();
        }
        if let Some(failed) = &state.failed
            && Instant::now() < failed.at + failed.pause()
        {
            return watch::channel(Some(Err(Arc::clone(&failed.failure)))).1;
        }
        let (sender, flight) = watch::channel(None);
        state.flight = Some(flight.clone());
        let auth = Arc::clone(self);
        spawn(&Handle::current(), async move {
            let result = tokio::time::timeout(REFRESH_LIMIT, auth.refresher.refresh())
                .await
                .unwrap_or_else(|_| Err(overdue()))
                .map_err(Arc::new);
            auth.note(result.as_ref().err());
            sender.send_replace(Some(result));
        });
        flight
    }

    fn note(&self, failure: Option<&Arc<Failure>>) {
        let mut state = self.lock();
        let times = state.failed.as_ref().map_or(0, |failed| failed.times);
        state.failed = failure.map(|failure| Failed {
            failure: Arc::clone(failure),
            times: times.saturating_add(1),
            at: Instant::now(),
        });
    }

    fn current(&self) -> Option<Token> {
        let state = self.lock();
        state.current.as_ref().map(|current| current.token.clone())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Current {
    fn starting(credentials: &Credentials, now: Instant) -> Self {
        let life = credentials.expires_in.filter(|life| !life.is_zero());
        let expires = life.and_then(|life| now.checked_add(life));
        let early = expires
            .zip(life)
            .and_then(|(end, life)| end.checked_sub(early(life)));
        Self {
            token: Token::new(&credentials.access_token),
            renewable: credentials.renewable,
            early,
            expires,
        }
    }
}

/// How long before its end a token is renewed.
fn early(life: Duration) -> Duration {
    EARLY.min(life / 10)
}

async fn wait(mut flight: Flight) -> Result<(), Arc<Failure>> {
    match flight.wait_for(Option::is_some).await {
        Ok(result) => result.clone().unwrap_or(Ok(())),
        Err(_) => Err(Arc::new(Failure::new(
            FailureKind::Credentials,
            "The refresh of the access token ended without a result.",
        ))),
    }
}

fn missing() -> Failure {
    Failure::new(
        FailureKind::Credentials,
        "There are no credentials: call setCredentials() with the tokens that getTokens(code) gave before calling the API.",
    )
}

fn no_token() -> Failure {
    Failure::new(
        FailureKind::Credentials,
        "refreshAccessToken() ended without setting an access token.",
    )
}

fn overdue() -> Failure {
    Failure::new(
        FailureKind::Timeout,
        format!(
            "refreshAccessToken() did not end within {} ms",
            REFRESH_LIMIT.as_millis()
        ),
    )
    .code("ECONNABORTED")
}
