//! The change of a limiter that concerns other processes: where its account's limit is kept.

use crate::binding::asking::Asking;
use crate::binding::bad_input::Refusal;
use crate::binding::client::NativeClient;
use crate::binding::datastore;
use crate::binding::js::Val;
use crate::binding::sharing::Sharing;
use crate::core::engine::Engine;
use crate::core::limiter::{Account, AccountKey};
use crate::core::transport::options::TransportOptions;

/// What of its client a limiter needs to share the account's limit.
pub struct Sharer {
    key: Option<AccountKey>,
    trust: TransportOptions,
    asking: Asking,
}

impl Sharer {
    /// That of the limiter of `client`.
    #[must_use]
    pub fn of(client: &NativeClient) -> Self {
        let environment = client.environment();
        Self {
            key: environment.account.clone(),
            trust: environment.pool.clone(),
            asking: Asking::new(client.deliveries(), client.number()),
        }
    }

    /// With whom `options` has the limit shared, if they say so.
    ///
    /// # Errors
    /// A TypeError that names what cannot be used, or that the account has no name.
    pub fn read<'e>(&self, options: Val<'e>) -> Result<Option<Sharing>, Refusal<'e>> {
        let sharing = datastore::read(options)?;
        if let Some(sharing) = &sharing {
            sharing.check("datastore", self.key.as_ref())?;
        }
        Ok(sharing)
    }

    /// Has `account` share from now on.
    ///
    /// # Errors
    /// There is no IO thread.
    pub fn open(&self, sharing: &Sharing, account: &Account) -> napi::Result<()> {
        let runtime =
            Engine::handle().map_err(|failure| napi::Error::from_reason(failure.message))?;
        if let Some(key) = &self.key {
            sharing.open(account, key, &self.trust, &runtime, self.asking.clone());
        }
        Ok(())
    }
}
