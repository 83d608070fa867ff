//! Tokens in Redis, for processes of any machine.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use redis::{Cmd, ExistenceCheck, FromRedisValue, Script, SetExpiry, SetOptions};
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};

use super::keeper::{LEASE, Lock, TokenStore};
use super::tokens::Tokens;
use crate::core::engine::spawn;
use crate::core::failure::{Failure, FailureKind};
use crate::core::redis::{Question, Redis, Server};
use crate::core::transport::BoxFuture;

/// Between two looks at a lock that somebody else holds.
const BETWEEN: Duration = Duration::from_millis(50);

/// A Redis that has not answered by then is lost.
const PATIENCE: Duration = Duration::from_secs(5);

/// A lock whose lease has ended may be another's by now.
static RELEASE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0",
    )
});

/// Tokens under one key, and their lock under another: it has a lease, which ends by itself when
/// its holder dies.
#[derive(Clone)]
pub struct RedisStore(Arc<Place>);

struct Place {
    redis: Redis,
    key: String,
    lock: String,
}

impl RedisStore {
    /// Keeps tokens under `key` on `server`.
    #[must_use]
    pub fn new(server: Server, key: &str) -> Self {
        Self(Arc::new(Place {
            redis: Redis::new(server),
            // Braces keep both on one node of a cluster.
            lock: format!("{{{key}}}:lock"),
            key: key.to_owned(),
        }))
    }
}

impl Place {
    /// Asks over a connection of its own: tokens are renewed so seldom that a kept one would
    /// often be dead.
    async fn ask<T: FromRedisValue>(&self, question: Question<'_>) -> Result<T, Failure> {
        let result = timeout(PATIENCE, self.redis.ask(&question)).await;
        self.redis.rest();
        result.unwrap_or_else(|_| {
            let message = format!("Redis did not answer within {} ms.", PATIENCE.as_millis());
            Err(Failure::new(FailureKind::Timeout, message))
        })
    }
}

impl TokenStore for RedisStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, Failure>> {
        Box::pin(async move {
            let key = &self.0.key;
            let text: Option<Vec<u8>> = self.0.ask(Question::Command(Cmd::get(key))).await?;
            let Some(text) = text else {
                return Ok(None);
            };
            Tokens::parse(&text).map(Some).ok_or_else(|| {
                let message =
                    format!("The key \"{key}\" in Redis holds something else than tokens.");
                Failure::new(FailureKind::Refused, message)
            })
        })
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            let set = Cmd::set(&self.0.key, tokens.text());
            self.0.ask(Question::Command(set)).await
        })
    }

    fn lock(&self) -> BoxFuture<'_, Result<Option<Lock>, Failure>> {
        Box::pin(async move {
            let lock = &self.0.lock;
            let value = format!("{:016x}", RandomState::new().hash_one(std::process::id()));
            let lease = u64::try_from(LEASE.as_millis()).unwrap_or(u64::MAX);
            let options = SetOptions::default()
                .conditional_set(ExistenceCheck::NX)
                .with_expiration(SetExpiry::PX(lease));
            // Made before the answer: a lock whose answer is lost is freed too.
            let held = Held {
                place: Arc::clone(&self.0),
                value,
                runtime: Handle::current(),
            };
            loop {
                let set = Cmd::set_options(lock, &held.value, options.clone());
                let taken: Option<String> = self.0.ask(Question::Command(set)).await?;
                if taken.is_some() {
                    return Ok(Some(Box::new(held) as Lock));
                }
                sleep(BETWEEN).await;
            }
        })
    }
}

/// The lock, by the value that only its holder knows.
struct Held {
    place: Arc<Place>,
    value: String,
    runtime: Handle,
}

impl Drop for Held {
    fn drop(&mut self) {
        let (place, value) = (Arc::clone(&self.place), std::mem::take(&mut self.value));
        spawn(&self.runtime, async move {
            let mut release = RELEASE.key(&place.lock);
            release.arg(value);
            // What cannot be freed ends with its lease.
            let _: Result<(), Failure> = place.ask(Question::Script(release)).await;
        });
    }
}
