//! Tokens kept in a store, in simulated time: each `Process` is a client of its own.

mod failing;
mod shared;

use std::sync::{Arc, Mutex as StdMutex};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::{Instant, sleep};

use crate::core::auth::keeper::{Asker, Keeper, LEASE, Lock, TokenStore};
use crate::core::auth::*;
use crate::core::call::{Answer, AnswerBody};
use crate::core::headers::AnswerHeaders;

const MS: Duration = Duration::from_millis(1);
const S: Duration = Duration::from_secs(1);

/// A store and a token endpoint where each refresh token works once.
struct World {
    start: (Instant, SystemTime),
    stored: StdMutex<Option<Tokens>>,
    lock: Option<Arc<Mutex<()>>>,
    /// What the next operations of the store do instead: `None` hangs.
    trouble: StdMutex<Vec<(&'static str, Option<FailureKind>)>>,
    valid: StdMutex<String>,
    /// The refresh tokens that were asked with.
    asked: StdMutex<Vec<Value>>,
    answer: StdMutex<fn(usize) -> Value>,
    latency: Duration,
    saves: Duration,
}

impl World {
    fn new(locks: bool) -> Self {
        Self {
            start: (Instant::now(), SystemTime::UNIX_EPOCH + 1_000_000 * S),
            stored: StdMutex::new(Some(tokens("a0", "r0"))),
            lock: locks.then(Arc::default),
            trouble: StdMutex::default(),
            valid: StdMutex::new("r0".into()),
            asked: StdMutex::default(),
            answer: StdMutex::new(
                |n| json!({ "access_token": format!("a{n}"), "refresh_token": format!("r{n}"), "expires_in": 7200 }),
            ),
            latency: 100 * MS,
            saves: Duration::ZERO,
        }
    }

    fn expect(&self, operation: &'static str, kind: Option<FailureKind>) {
        self.trouble.lock().unwrap().push((operation, kind));
    }

    fn asked(&self) -> Vec<Value> {
        self.asked.lock().unwrap().clone()
    }

    fn stored(&self) -> String {
        let stored = self.stored.lock().unwrap();
        stored
            .as_ref()
            .and_then(Tokens::access_token)
            .unwrap_or("none")
            .into()
    }

    fn put(&self, tokens: Option<Tokens>) {
        *self.stored.lock().unwrap() = tokens;
    }

    async fn meets(&self, operation: &'static str) -> Result<(), Failure> {
        let met = {
            let mut trouble = self.trouble.lock().unwrap();
            let found = trouble.iter().position(|(name, _)| *name == operation);
            found.map(|at| trouble.remove(at).1)
        };
        match met {
            None => Ok(()),
            Some(Some(kind)) => Err(Failure::new(kind, operation)),
            Some(None) => std::future::pending().await,
        }
    }
}

struct Shared(Arc<World>);

struct Held(#[expect(dead_code, reason = "held until dropped")] OwnedMutexGuard<()>);

impl TokenStore for Shared {
    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, Failure>> {
        Box::pin(async {
            self.0.meets("load").await?;
            Ok(self.0.stored.lock().unwrap().clone())
        })
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async {
            sleep(self.0.saves).await;
            self.0.meets("save").await?;
            self.0.put(Some(tokens.clone()));
            Ok(())
        })
    }

    fn lock(&self) -> BoxFuture<'_, Result<Option<Lock>, Failure>> {
        Box::pin(async {
            self.0.meets("lock").await?;
            Ok(match &self.0.lock {
                None => None,
                Some(lock) => {
                    let guard = Arc::clone(lock).lock_owned().await;
                    Some(Box::new(Held(guard)) as Lock)
                }
            })
        })
    }
}

impl Asker for World {
    fn ask(&self, refresh_token: Option<Value>) -> BoxFuture<'_, Result<Answer, Failure>> {
        Box::pin(async move {
            let token = refresh_token.unwrap_or_default();
            let number = {
                let mut asked = self.asked.lock().unwrap();
                asked.push(token.clone());
                asked.len()
            };
            let works = {
                let mut valid = self.valid.lock().unwrap();
                let works = token.is_null() || token == **valid;
                if works {
                    *valid = format!("r{number}");
                }
                works
            };
            sleep(self.latency).await;
            if works {
                let body = (self.answer.lock().unwrap())(number);
                Ok(answer(200, &body))
            } else {
                let body = json!({ "error": "invalid_grant" });
                Err(Failure::status(answer(400, &body)))
            }
        })
    }
}

fn answer(status: u16, body: &Value) -> Answer {
    Answer {
        status,
        reason: "".into(),
        headers: AnswerHeaders::default(),
        body: AnswerBody::Bytes(body.to_string().into()),
        redirect: None,
    }
}

fn parsed(value: &Value) -> Tokens {
    Tokens::parse(value.to_string().as_bytes()).expect("tokens")
}

fn tokens(access: &str, refresh: &str) -> Tokens {
    parsed(&json!({ "access_token": access, "refresh_token": refresh }))
}

/// The tokens `a0` with milliseconds of `expires_at`, after `after` in simulated time.
fn ending(world: &World, after: Duration) -> Tokens {
    let end = world
        .start
        .1
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        + after;
    let millis = u64::try_from(end.as_millis()).unwrap();
    parsed(
        &json!({ "access_token": "a0", "refresh_token": "r0", "expires_at": millis, "expires_in": 7200 }),
    )
}

struct Process {
    world: Arc<World>,
    keeper: Keeper,
    reports: Arc<StdMutex<Vec<String>>>,
}

impl Process {
    fn of(world: &Arc<World>) -> Arc<Self> {
        let reports: Arc<StdMutex<Vec<String>>> = Arc::default();
        let heard = Arc::clone(&reports);
        let (began, wall) = world.start;
        Arc::new(Self {
            world: Arc::clone(world),
            keeper: Keeper::new(
                Box::new(Shared(Arc::clone(world))),
                Box::new(move |failure| heard.lock().unwrap().push(failure.message.clone())),
                Box::new(move || wall + began.elapsed()),
            ),
            reports,
        })
    }

    async fn renew(&self, flow: Flow, held: Option<Tokens>) -> Result<String, Failure> {
        let answer = self.keeper.renew(flow, held, &*self.world).await?;
        let AnswerBody::Bytes(text) = &answer.body else {
            unreachable!()
        };
        let tokens = Tokens::parse(text).expect("tokens");
        Ok(tokens.access_token().expect("an access token").into())
    }

    async fn refresh(&self, held: &str, refresh: &str) -> Result<String, Failure> {
        self.renew(Flow::OAuth2, Some(tokens(held, refresh))).await
    }

    fn reports(&self) -> Vec<String> {
        self.reports.lock().unwrap().clone()
    }
}
