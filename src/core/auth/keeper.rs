//! Tokens that several processes share: who renews them, and what becomes of them
//! while the store, or another process, fails.

use std::borrow::Cow;
use std::sync::{Mutex as Short, PoisonError};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

use super::{Flow, Tokens};
use crate::core::call::{Answer, AnswerBody};
use crate::core::failure::{Failure, FailureKind};
use crate::core::headers::AnswerHeaders;
use crate::core::transport::BoxFuture;

/// How long the lock of a refresh holds. Whoever has waited longer takes its holder for
/// dead: loading, asking and saving end sooner.
pub const LEASE: Duration = Duration::from_mins(1);

/// Loading or saving has failed if it has not ended by then.
const PATIENCE: Duration = Duration::from_secs(10);

/// Without a lock, whoever spent our refresh token may not have saved yet what it
/// brought: the store is read again after these times.
const SECOND_LOOKS: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_millis(250),
    Duration::from_secs(1),
];

/// Where tokens outlive the process.
pub trait TokenStore: Send + Sync {
    /// The tokens, if there are any.
    ///
    /// # Errors
    /// The store cannot be read. A failure of kind [`FailureKind::Refused`] says that
    /// it is not to be trusted: nothing is done with it then.
    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, Failure>>;

    /// Keeps the tokens in place of those before.
    ///
    /// # Errors
    /// They were not kept.
    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), Failure>>;

    /// Resolves when nobody else holds the lock, with what frees it when dropped;
    /// `None` if the store has no lock.
    ///
    /// # Errors
    /// There is no telling who holds the lock; kinds as of [`TokenStore::load`].
    fn lock(&self) -> BoxFuture<'_, Result<Option<Lock>, Failure>>;
}

/// Frees a lock when it is dropped.
pub type Lock = Box<dyn Send>;

/// Asks the token endpoint for tokens in place of others.
pub trait Asker: Send + Sync {
    /// The answer to a refresh token, or to the client's own credentials.
    ///
    /// # Errors
    /// As of [`TokenRequest::send`](super::TokenRequest::send).
    fn ask(&self, refresh_token: Option<Value>) -> BoxFuture<'_, Result<Answer, Failure>>;
}

/// Told of each failure of the store; calls go on all the same where they can.
pub type Report = Box<dyn Fn(&Failure) + Send + Sync>;

/// The time of day.
pub type Clock = Box<dyn Fn() -> SystemTime + Send + Sync>;

#[derive(Default)]
struct State {
    /// Tokens that the store would not take.
    unsaved: Option<Tokens>,
    /// The access token that was last seen in the store.
    known: Option<String>,
}

impl State {
    fn knows(&self, stored: &Tokens) -> bool {
        stored.access_token() == self.known.as_deref()
    }

    fn saw(&mut self, stored: Option<&Tokens>) {
        self.known = stored.and_then(Tokens::access_token).map(str::to_owned);
    }
}

/// The store of one client, and the policy around it.
pub struct Keeper {
    store: Box<dyn TokenStore>,
    report: Report,
    clock: Clock,
    state: Mutex<State>,
    /// The access token of another process that was taken over last.
    adopted: Short<Option<String>>,
}

impl Keeper {
    /// Keeps tokens in `store`.
    #[must_use]
    pub fn new(store: Box<dyn TokenStore>, report: Report, clock: Clock) -> Self {
        Self {
            store,
            report,
            clock,
            state: Mutex::default(),
            adopted: Short::default(),
        }
    }

    /// Tokens to use instead of `held`: those that another process has saved
    /// meanwhile, else what the endpoint answers, saved. The answer's body is their text.
    ///
    /// # Errors
    /// The endpoint's last refusal or failure; there is nothing to ask with; or the
    /// store must not be used.
    pub async fn renew(
        &self,
        flow: Flow,
        held: Option<Tokens>,
        asker: &dyn Asker,
    ) -> Result<Answer, Failure> {
        let mut state = self.state.lock().await;
        let must_load = held.is_none() && flow == Flow::OAuth2;
        if held.is_none()
            && let Some(stored) = self.load(must_load).await?
            && self.replaces(&stored, None)
        {
            return Ok(self.adopt(&mut state, &stored));
        }
        let lock = self.lock().await?;
        let mut stored = self.load(must_load).await?;
        if let Some(unsaved) = state.unsaved.take()
            && stored.as_ref().is_none_or(|stored| state.knows(stored))
        {
            self.save(&mut state, &unsaved).await;
            stored = Some(unsaved);
        } else {
            state.saw(stored.as_ref());
        }
        if let Some(stored) = &stored
            && self.replaces(stored, held.as_ref())
        {
            return Ok(self.adopt(&mut state, stored));
        }
        let first = match stored.or_else(|| held.clone()) {
            None if flow == Flow::OAuth2 => return Err(empty()),
            first => first,
        };
        let looks = if lock.is_some() {
            1
        } else {
            SECOND_LOOKS.len()
        };
        self.ask(&mut state, first, held, asker, looks).await
    }

    /// Saves what the first token request brought, before it is used. An answer
    /// that has no access token is left as it is.
    pub async fn keep(&self, mut answer: Answer) -> Answer {
        let Some(tokens) = Tokens::answered(body(&answer), None, (self.clock)()) else {
            return answer;
        };
        let mut state = self.state.lock().await;
        // A store that must not be used takes no tokens either, and says so again.
        let _lock = self.lock().await;
        state.unsaved = None;
        self.save(&mut state, &tokens).await;
        answer.body = AnswerBody::Bytes(tokens.text().into());
        answer
    }

    /// Whether `access_token` was another process's to announce.
    pub fn is_adopted(&self, access_token: &str) -> bool {
        self.adopted().as_deref() == Some(access_token)
    }

    /// Asks with `next`, then with what turns up instead of it, each refresh token once.
    async fn ask(
        &self,
        state: &mut State,
        mut next: Option<Tokens>,
        held: Option<Tokens>,
        asker: &dyn Asker,
        looks: usize,
    ) -> Result<Answer, Failure> {
        let mut tried = Vec::new();
        loop {
            let refresh_token = next.as_ref().and_then(Tokens::refresh_token).cloned();
            let refusal = match asker.ask(refresh_token.clone()).await {
                Ok(answer) => return self.take(state, answer, next.as_ref()).await,
                Err(failure) if is_refusal(&failure) => failure,
                Err(failure) => return Err(failure),
            };
            tried.push(refresh_token);
            for wait in SECOND_LOOKS.iter().take(looks) {
                sleep(*wait).await;
                if let Ok(Some(stored)) = self.load(true).await
                    && next.as_ref().is_none_or(|next| differ(&stored, next))
                {
                    if self.replaces(&stored, held.as_ref()) {
                        return Ok(self.adopt(state, &stored));
                    }
                    state.saw(Some(&stored));
                    next = Some(stored);
                    break;
                }
            }
            let untried = |tokens: &&Tokens| {
                let token = tokens.refresh_token();
                token.is_some() && !tried.iter().any(|tried| tried.as_ref() == token)
            };
            match next
                .as_ref()
                .filter(untried)
                .or(held.as_ref().filter(untried))
            {
                Some(tokens) => next = Some(tokens.clone()),
                None => return Err(refusal),
            }
        }
    }

    async fn take(
        &self,
        state: &mut State,
        mut answer: Answer,
        before: Option<&Tokens>,
    ) -> Result<Answer, Failure> {
        let Some(tokens) = Tokens::answered(body(&answer), before, (self.clock)()) else {
            let mut failure = super::request::unusable();
            failure.answer = Some(Box::new(answer));
            return Err(failure);
        };
        self.save(state, &tokens).await;
        *self.adopted() = None;
        answer.body = AnswerBody::Bytes(tokens.text().into());
        Ok(answer)
    }

    fn adopt(&self, state: &mut State, tokens: &Tokens) -> Answer {
        state.saw(Some(tokens));
        *self.adopted() = tokens.access_token().map(str::to_owned);
        Answer {
            status: 200,
            reason: Cow::Borrowed("OK"),
            headers: AnswerHeaders::default(),
            body: AnswerBody::Bytes(tokens.text().into()),
            redirect: None,
        }
    }

    fn replaces(&self, stored: &Tokens, held: Option<&Tokens>) -> bool {
        stored.last((self.clock)()) && held.is_none_or(|held| differ(stored, held))
    }

    /// What the store has; nothing if it fails, unless it `must` be read or must not be used.
    async fn load(&self, must: bool) -> Result<Option<Tokens>, Failure> {
        let failure = match timeout(PATIENCE, self.store.load()).await {
            Ok(Ok(tokens)) => return Ok(tokens),
            Ok(Err(failure)) => failure,
            Err(_) => silent("load", PATIENCE),
        };
        (self.report)(&failure);
        if must || failure.kind == FailureKind::Refused {
            Err(failure)
        } else {
            Ok(None)
        }
    }

    async fn save(&self, state: &mut State, tokens: &Tokens) {
        let failure = match timeout(PATIENCE, self.store.save(tokens)).await {
            Ok(Ok(())) => {
                state.saw(Some(tokens));
                state.unsaved = None;
                return;
            }
            Ok(Err(failure)) => failure,
            Err(_) => silent("save", PATIENCE),
        };
        (self.report)(&failure);
        state.unsaved = Some(tokens.clone());
    }

    async fn lock(&self) -> Result<Option<Lock>, Failure> {
        let failure = match timeout(LEASE, self.store.lock()).await {
            Ok(Ok(lock)) => return Ok(lock),
            Ok(Err(failure)) => failure,
            Err(_) => silent("lock", LEASE),
        };
        (self.report)(&failure);
        if failure.kind == FailureKind::Refused {
            Err(failure)
        } else {
            Ok(None)
        }
    }

    fn adopted(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.adopted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn differ(one: &Tokens, other: &Tokens) -> bool {
    one.access_token() != other.access_token()
}

/// The endpoint knows what it was asked with, and takes it no more.
fn is_refusal(failure: &Failure) -> bool {
    let status = failure.answer.as_ref().map(|answer| answer.status);
    matches!(status, Some(400 | 401))
}

fn body(answer: &Answer) -> &[u8] {
    match &answer.body {
        AnswerBody::Bytes(bytes) => bytes,
        AnswerBody::Stream(_) => &[],
    }
}

fn silent(what: &str, limit: Duration) -> Failure {
    let message = format!(
        "The token store did not end its {what} within {} ms.",
        limit.as_millis()
    );
    Failure::new(FailureKind::Timeout, message)
}

fn empty() -> Failure {
    Failure::new(
        FailureKind::Credentials,
        "There are no credentials: the token store is empty, and setCredentials() was not called. getTokens(code) gets the first tokens and saves them.",
    )
}
