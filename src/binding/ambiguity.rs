//! `onAmbiguous`: what is to follow when nobody knows whether a write took effect.

use super::bad_input::BadInput;
use crate::core::call::OnAmbiguous;
use crate::core::url::root;
use crate::core::verify::{Kind, Search, Unsearchable};
use crate::endpoint::Endpoint;
use crate::resources;

/// The values of the option.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Policy {
    /// `reject`
    #[default]
    Reject,
    /// `verify`
    Verify,
    /// `resend`
    Resend,
}

/// What to pass instead of another value.
pub const VALUES: &str = "\"reject\", \"verify\" or \"resend\"";

impl Policy {
    /// The policy of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "reject" => Some(Self::Reject),
            "verify" => Some(Self::Verify),
            "resend" => Some(Self::Resend),
            _ => None,
        }
    }
}

/// A call, as far as it matters whether what it makes can be looked up.
pub struct Write<'w> {
    /// Upper-case method token.
    pub method: &'w str,
    /// Base URL in force.
    pub base: &'w str,
    /// Where the call goes.
    pub url: &'w str,
    /// The operation, if its resource made the call.
    pub operation: Option<&'static Endpoint>,
    /// Its body, unless that is a stream.
    pub body: Option<&'w [u8]>,
    /// A function of the caller's makes the requests.
    pub adapted: bool,
}

/// Why a call cannot be looked up.
#[derive(Debug, thiserror::Error)]
enum Blind {
    #[error("what it does does not show in a list")]
    Operation,
    #[error("an adapter makes its requests")]
    Adapter,
    #[error(transparent)]
    Body(#[from] Unsearchable),
}

impl Write<'_> {
    /// What follows by the option of the client: what cannot be looked up is rejected.
    #[must_use]
    pub fn of_client(&self, policy: Policy) -> OnAmbiguous {
        self.follow(policy).unwrap_or_default()
    }

    /// What follows by the option of the call.
    ///
    /// # Errors
    /// What the call makes is to be looked up, and cannot be.
    pub fn of_call(&self, policy: Policy) -> Result<OnAmbiguous, BadInput> {
        self.follow(policy).map_err(|blind| {
            BadInput::wrong_value(format!(
                "The \"onAmbiguous\" option of the call is \"verify\", but this call cannot be looked up, since {blind}: pass \"reject\" or \"resend\". Conversations, customers and threads that are created can be looked up."
            ))
        })
    }

    fn follow(&self, policy: Policy) -> Result<OnAmbiguous, Blind> {
        match policy {
            Policy::Reject => Ok(OnAmbiguous::Reject),
            Policy::Resend => Ok(OnAmbiguous::Resend),
            Policy::Verify => Ok(OnAmbiguous::Verify(Box::new(self.search()?))),
        }
    }

    fn search(&self) -> Result<Search, Blind> {
        let kind = self.kind().ok_or(Blind::Operation)?;
        if self.adapted {
            return Err(Blind::Adapter);
        }
        let body = self.body.ok_or(Unsearchable::Body)?;
        Ok(Search::new(kind, self.url, body)?)
    }

    fn kind(&self) -> Option<Kind> {
        if let Some(operation) = self.operation {
            return operation.verified;
        }
        let path = self.url.strip_prefix(root(self.base))?;
        let path = path.split('?').next().unwrap_or_default();
        resources::verified(path).filter(|_| self.method == "POST")
    }
}
