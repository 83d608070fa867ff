//! A call that is in flight, as its account counts it.

use std::sync::Arc;

use tokio::time::Instant;

use super::account::Account;
use super::rate_headers::RateHeaders;

/// A call that is in flight, as its account counts it.
///
/// Dropped without an answer (a deadline, a lost connection) it counts as answered at that time.
#[derive(Debug)]
pub struct Ticket {
    account: Arc<Account>,
    weight: f64,
    at: Instant,
    since: u64,
    open: bool,
}

impl Ticket {
    /// Of a call that starts now; `since` is what the ledger gave.
    pub(super) fn new(account: &Arc<Account>, weight: f64, at: Instant, since: u64) -> Self {
        Self {
            account: Arc::clone(account),
            weight,
            at,
            since,
            open: true,
        }
    }

    /// When the call started.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.at
    }

    /// The answer is here, with these rate headers.
    pub fn answered(mut self, headers: RateHeaders) {
        self.open = false;
        let now = Instant::now();
        self.account.settle(self.weight, self.since, headers, now);
    }

    /// Nothing of the call reached the server, so it counts for nothing.
    pub fn unsent(mut self) {
        self.open = false;
        self.account.with(|ledger| {
            ledger.unsent(self.weight);
            ledger.wake();
        });
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if self.open {
            let headers = RateHeaders::default();
            let now = Instant::now();
            self.account.settle(self.weight, self.since, headers, now);
        }
    }
}
