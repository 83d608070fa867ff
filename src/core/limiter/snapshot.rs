//! What an account tells of itself when asked.

use std::time::Duration;

use tokio::time::Instant;

use super::ledger::Ledger;

/// Asks what there is, and has no claim.
const NOBODY: u64 = u64::MAX;

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snapshot {
    /// The server's newest limit, else the assumed one; `None` is none.
    pub limit: Option<f64>,
    /// Weight that may start now; `None` if nothing limits it.
    pub remaining: Option<f64>,
    /// Time until more may start; a window at most, unless the server asked for more.
    pub resets_in: Duration,
    /// Whether calls wait for the account.
    pub throttled: bool,
}

impl Ledger {
    /// How the account stands.
    pub fn snapshot(&mut self, now: Instant) -> Snapshot {
        let available = self.available(now);
        let pause = self.paused_until.filter(|until| *until > now);
        let remaining = if pause.is_some() {
            Some(0.0)
        } else {
            available
        };
        let is_out = remaining.is_some_and(|left| left < 1.0);
        let hold = self.admits(NOBODY, 0.0, 1.0, now).err().filter(|_| is_out);
        let resets_in = hold.map(|hold| match hold.until {
            Some(until) => until.saturating_duration_since(now),
            None => self.window,
        });
        Snapshot {
            limit: self.limit(),
            remaining,
            resets_in: resets_in.unwrap_or_default(),
            throttled: self.claims().weights(now).next().is_some(),
        }
    }
}
