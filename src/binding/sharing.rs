//! `rateLimit.shared`: which processes keep an account's limit together.

use std::sync::Arc;

use napi::ValueType;
use tokio::runtime::Handle;

use super::asking::Asking;
use super::bad_input::{BadInput, Refusal};
use super::environment::check_keys;
use super::js::Val;
use crate::core::limiter::pool::{FilePool, RedisPool, Store};
use crate::core::limiter::{Account, AccountKey};
use crate::core::redis::{Server, URL_FORM};
use crate::core::transport::options::TransportOptions;

/// What keys in Redis begin with, unless `keyPrefix` says otherwise.
pub const PREFIX: &str = "helpscout";

/// Who keeps an account's limit together.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Sharing {
    /// The clients of this process.
    #[default]
    Process,
    /// The processes of this machine and user.
    Machine,
    /// Whoever uses the same Redis, at this URL, and prefix of keys.
    Redis(String, String),
}

impl Sharing {
    /// Reads the option.
    ///
    /// # Errors
    /// A TypeError that says what to pass, and not what was: it may have a password.
    pub fn read(value: Val<'_>) -> Result<Self, Refusal<'_>> {
        match value.as_text().as_deref() {
            Some("process") => return Ok(Self::Process),
            Some("machine") => return Ok(Self::Machine),
            _ => {}
        }
        if value.kind() != ValueType::Object {
            return Err(unusable(
                "rateLimit.shared",
                "'process', 'machine' or { redis: url }",
            ));
        }
        check_keys("rateLimit.shared", value, &["redis"])?;
        let given = value.get(c"redis")?;
        let nested = given.kind() == ValueType::Object;
        let url = if nested { given.get(c"url")? } else { given };
        let url = url
            .as_text()
            .filter(|url| Server::parse(url, &TransportOptions::default()).is_some())
            .ok_or_else(|| unusable("rateLimit.shared.redis", URL_FORM))?;
        let mut prefix = PREFIX.to_owned();
        if nested {
            check_keys("rateLimit.shared.redis", given, &["url", "keyPrefix"])?;
            let own = given.get(c"keyPrefix")?;
            if !own.is_undefined() {
                prefix = own
                    .as_text()
                    .filter(|prefix| !prefix.is_empty())
                    .ok_or_else(|| {
                        unusable("rateLimit.shared.redis.keyPrefix", "a non-empty string")
                    })?;
            }
        }
        Ok(Self::Redis(url, prefix))
    }

    /// Whether it can be done for `account`, if that is known; `option` is what asks for it.
    ///
    /// # Errors
    /// Several processes can only share what has a name.
    pub fn check<'e>(&self, option: &str, account: Option<&AccountKey>) -> Result<(), Refusal<'e>> {
        if *self == Self::Process || account.is_some() {
            return Ok(());
        }
        Err(Refusal::Bad(BadInput::wrong_value(format!(
            "With OAuth2, \"{option}\" needs \"rateLimit.account\" in the constructor: pass a name of the Help Scout account, the same in every process."
        ))))
    }

    /// Has `account`, whose key this is, share its limit; `trust` is for TLS.
    pub fn open(
        &self,
        account: &Account,
        key: &AccountKey,
        trust: &TransportOptions,
        runtime: &Handle,
        asking: Asking,
    ) {
        let name = account.pool_name(key);
        let report = asking.reporter("limitStoreFailed");
        match self {
            Self::Process => {}
            Self::Machine => {
                let open = || Arc::new(FilePool::named(&name)) as Arc<dyn Store>;
                account.share("machine", runtime.clone(), open, report);
            }
            Self::Redis(url, prefix) => {
                // It was read before; other trust does not change what it says.
                let Some(server) = Server::parse(url, trust) else {
                    return;
                };
                let place = format!("{url} {prefix}");
                let open = || Arc::new(RedisPool::named(server, prefix, &name)) as Arc<dyn Store>;
                account.share(&place, runtime.clone(), open, report);
            }
        }
    }
}

/// The refusal of an option whose value is not to be shown: it may have a password.
#[must_use]
#[cold]
pub fn unusable<'e>(name: &str, mend: &str) -> Refusal<'e> {
    Refusal::Bad(BadInput::wrong_type(format!(
        "The \"{name}\" option cannot be used: pass {mend}."
    )))
}
