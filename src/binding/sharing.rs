//! `rateLimit.shared`: which processes keep an account's limit together.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::asking::Asking;
use super::bad_input::{BadInput, Refusal};
use super::js::Val;
use crate::core::limiter::pool::{FilePool, Store};
use crate::core::limiter::{Account, AccountKey};

/// Who keeps an account's limit together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Sharing {
    /// The clients of this process.
    #[default]
    Process,
    /// The processes of this machine and user.
    Machine,
}

impl Sharing {
    /// Reads the option.
    ///
    /// # Errors
    /// What to pass instead.
    pub fn read(value: Val<'_>) -> Result<Self, &'static str> {
        match value.as_text().as_deref() {
            Some("process") => Ok(Self::Process),
            Some("machine") => Ok(Self::Machine),
            _ => Err("'process' or 'machine'"),
        }
    }

    /// Whether it can be done for `account`, if that is known.
    ///
    /// # Errors
    /// Several processes can only share what has a name.
    pub fn check<'e>(&self, account: Option<&AccountKey>) -> Result<(), Refusal<'e>> {
        if *self == Self::Process || account.is_some() {
            return Ok(());
        }
        Err(Refusal::Bad(BadInput::wrong_value(
            "With OAuth2, \"rateLimit.shared\" needs \"rateLimit.account\": pass a name of the Help Scout account, the same in every process.".to_owned(),
        )))
    }

    /// Has `account`, whose key this is, share its limit.
    pub fn open(&self, account: &Account, key: &AccountKey, runtime: &Handle, asking: Asking) {
        if *self == Self::Process {
            return;
        }
        account.share(
            "machine",
            runtime.clone(),
            || Arc::new(FilePool::named(&account.pool_name(key))) as Arc<dyn Store>,
            asking.reporter("limitStoreFailed"),
        );
    }
}
