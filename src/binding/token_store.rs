//! The `tokenStore` option: what it names, and stores that are JavaScript's.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use napi::ValueType;
use serde_json::{Value, json};

use super::asking::Asking;
use super::bad_input::{BadInput, Refusal};
use super::deliveries::Deliveries;
use super::environment::wrong;
use super::hooks::{REFRESH, YES};
use super::js::Val;
use crate::core::auth::{FileStore, Keeper, LEASE, Lock, RedisStore, TokenStore, Tokens};
use crate::core::failure::{Failure, FailureKind, Thrown};
use crate::core::redis::{Server, URL_FORM};
use crate::core::transport::BoxFuture;
use crate::core::transport::options::TransportOptions;

/// What `lock` answers when the store has none.
const NO_LOCK: f64 = 0.0;

/// What `load` of a store brought, on its way from JavaScript.
pub type Loaded = Arc<Mutex<Option<String>>>;

/// The store that a client is made with.
#[derive(Clone)]
pub enum Choice {
    /// `{ file }`
    File(FileStore),
    /// `{ redis, key }`
    Redis(RedisStore),
    /// `{ load, save, lock? }`
    Own,
}

impl Choice {
    /// Reads the option; `None` without one. `trust` is for Redis with TLS.
    ///
    /// # Errors
    /// A TypeError that names the member at fault.
    pub fn read<'e>(
        options: Val<'e>,
        trust: &TransportOptions,
    ) -> Result<Option<Self>, Refusal<'e>> {
        let store = options.get(c"tokenStore")?;
        if store.is_undefined() {
            return Ok(None);
        }
        if store.kind() != ValueType::Object {
            return Err(wrong(
                "tokenStore",
                store,
                "{ file }, { redis, key } or { load, save, lock }",
            ));
        }
        if !store.get(c"redis")?.is_undefined() {
            return in_redis(store, trust).map(Some);
        }
        let file = store.get(c"file")?;
        if file.is_undefined() {
            return own(store).map(Some);
        }
        let path = file.as_text().filter(|path| !path.is_empty());
        let Some(path) = path else {
            return Err(wrong("tokenStore.file", file, "the path of a file"));
        };
        only(store, &["file"])?;
        // A program may change its directory later.
        let path = std::path::absolute(&path).unwrap_or_else(|_| PathBuf::from(&path));
        let Some(store) = FileStore::new(path) else {
            return Err(wrong("tokenStore.file", file, "the path of a file"));
        };
        Ok(Some(Self::File(store)))
    }

    /// Opens the store of the client of that number; `loaded` is where JavaScript puts
    /// what it loads.
    #[must_use]
    pub fn open(self, deliveries: &Arc<Deliveries>, client: f64, loaded: Loaded) -> Arc<Keeper> {
        let asking = Asking::new(deliveries, client);
        let report = asking.clone().reporter("storeFailed");
        let store: Box<dyn TokenStore> = match self {
            Self::File(store) => Box::new(store),
            Self::Redis(store) => Box::new(store),
            Self::Own => Box::new(JsStore { asking, loaded }),
        };
        Arc::new(Keeper::new(store, report, Box::new(SystemTime::now)))
    }
}

/// Refuses keys besides those of one kind of store.
fn only<'e>(store: Val<'e>, keys: &[&str]) -> Result<(), Refusal<'e>> {
    for name in store.own_keys()? {
        let name = name?.as_text().unwrap_or_default();
        if !keys.contains(&name.as_str()) {
            return Err(unsuitable(&format!(
                "The \"tokenStore\" option has \"{name}\" beside {}: pass one of {{ file }}, {{ redis, key }} and {{ load, save, lock }}.",
                keys.join(" and ")
            )));
        }
    }
    Ok(())
}

/// The URL is never shown: it may have a password.
fn in_redis<'e>(store: Val<'e>, trust: &TransportOptions) -> Result<Choice, Refusal<'e>> {
    only(store, &["redis", "key"])?;
    let url = store.get(c"redis")?.as_text();
    let Some(server) = url.and_then(|url| Server::parse(&url, trust)) else {
        return Err(unsuitable(&format!(
            "The \"tokenStore.redis\" option cannot be used: pass {URL_FORM}."
        )));
    };
    let key = store.get(c"key")?;
    match key.as_text().filter(|key| !key.is_empty()) {
        Some(key) => Ok(Choice::Redis(RedisStore::new(server, &key))),
        None => Err(wrong(
            "tokenStore.key",
            key,
            "the key that holds the tokens, as a string",
        )),
    }
}

fn own(store: Val<'_>) -> Result<Choice, Refusal<'_>> {
    let members = [
        (c"load", "tokenStore.load", true),
        (c"save", "tokenStore.save", true),
        (c"lock", "tokenStore.lock", false),
    ];
    for (key, name, required) in members {
        let member = store.get(key)?;
        if !member.is_function() && (required || !member.is_undefined()) {
            return Err(wrong(name, member, "a function, or use { file }"));
        }
    }
    Ok(Choice::Own)
}

#[cold]
fn unsuitable<'e>(message: &str) -> Refusal<'e> {
    Refusal::Bad(BadInput::wrong_value(message.to_owned()))
}

async fn done(asking: &Asking, question: &str, about: Value) -> Result<(), Failure> {
    match asking.ask(question, about).await {
        Ok(YES) => Ok(()),
        _ => Err(thrown()),
    }
}

/// JavaScript keeps what was thrown where it keeps what a refresh throws.
fn thrown() -> Failure {
    let mut failure = Failure::new(FailureKind::Hook, "The token store threw.");
    failure.thrown = Some(Thrown(Arc::new(REFRESH)));
    failure
}

/// The lock of a store whose functions are the caller's.
struct Held(Asking);

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.0.ask("unlock", json!({})));
    }
}

/// A store whose functions are the caller's.
struct JsStore {
    asking: Asking,
    loaded: Loaded,
}

impl TokenStore for JsStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, Failure>> {
        Box::pin(async move {
            done(&self.asking, "load", json!({})).await?;
            let loaded = self
                .loaded
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            match loaded.as_deref() {
                None | Some("null") => Ok(None),
                Some(text) => Tokens::parse(text.as_bytes()).map(Some).ok_or_else(|| {
                    Failure::new(
                        FailureKind::Credentials,
                        "load() of the token store gave something else than tokens: it should resolve to the object that save() was given, or to null.",
                    )
                }),
            }
        })
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            let about = json!({ "tokens": tokens.value() });
            done(&self.asking, "save", about).await
        })
    }

    fn lock(&self) -> BoxFuture<'_, Result<Option<Lock>, Failure>> {
        Box::pin(async move {
            // Made before the answer: a lock that comes too late is freed too.
            let held = Held(self.asking.clone());
            let lease = u64::try_from(LEASE.as_millis()).unwrap_or(u64::MAX);
            let about = json!({ "leaseMs": lease });
            match self.asking.ask("lock", about).await {
                Ok(YES) => Ok(Some(Box::new(held) as Lock)),
                Ok(NO_LOCK) => Ok(None),
                _ => Err(thrown()),
            }
        })
    }
}
