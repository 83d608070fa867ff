//! Who was refused by an account's ledger, in order: those who come later leave them room.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// Somebody who was refused. A claim lapses a window after it was last asked for, so that a
/// claimant in trouble of its own blocks nobody.
#[derive(Debug)]
struct Claim {
    claimant: u64,
    weight: f64,
    /// Promised to the claimant and not started.
    reserved: f64,
    asked: Instant,
    wake: Weak<Notify>,
}

/// The claims on one ledger.
#[derive(Debug)]
pub struct Claims {
    window: Duration,
    claims: Vec<Claim>,
}

impl Claims {
    /// No claims, on a ledger over windows of this length.
    #[must_use]
    pub fn new(window: Duration) -> Self {
        Self {
            window,
            claims: Vec::new(),
        }
    }

    /// Notes that `claimant` was refused `weight` on top of `reserved`, which is promised to it.
    pub fn note(
        &mut self,
        claimant: u64,
        reserved: f64,
        weight: f64,
        wake: &Arc<Notify>,
        now: Instant,
    ) {
        match self.claims.iter_mut().find(|c| c.claimant == claimant) {
            Some(claim) => {
                claim.weight = weight;
                claim.reserved = reserved;
                claim.asked = now;
            }
            None => self.claims.push(Claim {
                claimant,
                weight,
                reserved,
                asked: now,
                wake: Arc::downgrade(wake),
            }),
        }
    }

    /// Takes a claim back. Says whether there was one.
    pub fn retract(&mut self, claimant: u64) -> bool {
        let before = self.claims.len();
        self.claims.retain(|claim| claim.claimant != claimant);
        self.claims.len() < before
    }

    /// Has everybody ask again.
    pub fn wake(&self) {
        for wake in self.claims.iter().filter_map(|c| c.wake.upgrade()) {
            wake.notify_one();
        }
    }

    /// The weight that those before `claimant` wait for.
    #[must_use]
    pub fn before(&self, claimant: u64, now: Instant) -> f64 {
        self.claims
            .iter()
            .take_while(|claim| claim.claimant != claimant)
            .filter(|claim| claim.asked + self.window > now)
            .map(|claim| claim.weight)
            .sum()
    }

    /// What each waits for, with what it was promised.
    pub fn weights(&self, now: Instant) -> impl Iterator<Item = f64> {
        self.claims
            .iter()
            .filter(move |claim| claim.asked + self.window > now)
            .map(|claim| claim.reserved + claim.weight)
    }

    /// Takes over those of another ledger.
    pub fn append(&mut self, other: Self) {
        self.claims.extend(other.claims);
    }
}
