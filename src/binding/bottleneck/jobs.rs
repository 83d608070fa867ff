//! Functions of the user's that share the limits of calls.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use crate::binding::deliveries::Deliveries;
use crate::binding::facts::Facts;
use crate::binding::parcel::{Code, Parcel};
use crate::core::call::job::{Lease, Script};
use crate::core::failure::Failure;

/// What started functions hold of the limiter, by the id of their job.
#[derive(Default)]
pub struct Leases(Mutex<HashMap<u64, Held>>);

struct Held {
    lease: Lease,
    /// JavaScript has called the function.
    begun: bool,
}

impl Leases {
    /// The lease of job `id`, once.
    pub fn take(&self, id: u64) -> Option<Lease> {
        self.lock().remove(&id).map(|held| held.lease)
    }

    /// JavaScript calls the function of job `id`, which may be `counted` elsewhere.
    pub fn begin(&self, id: u64, counted: bool) {
        let mut leases = self.lock();
        let Some(held) = leases.get_mut(&id) else {
            return;
        };
        held.begun = true;
        let ticket = held.lease.ticket.take_if(|_| counted);
        drop(leases);
        if let Some(ticket) = ticket {
            ticket.unsent();
        }
    }

    /// How many functions are about to be called.
    pub fn waiting(&self) -> usize {
        self.lock().values().filter(|held| !held.begun).count()
    }

    fn keep(&self, id: u64, lease: Lease) {
        let begun = false;
        self.lock().insert(id, Held { lease, begun });
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A function that waits for its start.
pub struct OwnJob {
    pub deliveries: Arc<Deliveries>,
    pub leases: Arc<Leases>,
    pub id: u64,
    /// Its options as JavaScript is shown them.
    pub shown: Value,
}

impl Script for OwnJob {
    /// JavaScript runs the function and ends it when it expires.
    fn start(self: Box<Self>, lease: Lease, _expiration: Option<Duration>) {
        self.leases.keep(self.id, lease);
        let mut parcel = Parcel::bare(Code::Start, self.id);
        parcel.facts = Some(json!({ "options": self.shown }).to_string());
        self.deliveries.push(parcel);
    }

    fn refuse(self: Box<Self>, failure: Failure) {
        let mut parcel = Parcel::bare(Code::Settled, self.id);
        parcel.facts = serde_json::to_string(&Facts::of(&failure)).ok();
        self.deliveries.push(parcel);
    }
}
