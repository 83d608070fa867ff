//! How many exchanges with one origin may be under way at once (`maxSockets`).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use http::Uri;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::wire_url::{Origin, origin};

/// A limit for each origin that requests go to.
pub(super) struct Sockets {
    /// Exchanges at once; unlimited without.
    limit: Option<usize>,
    origins: Mutex<HashMap<Origin, Arc<Semaphore>>>,
}

/// Held from before an exchange until its answer has been read.
pub(super) type Socket = Option<OwnedSemaphorePermit>;

impl Sockets {
    pub(super) fn new(limit: Option<usize>) -> Self {
        Self {
            limit,
            origins: Mutex::default(),
        }
    }

    /// Waits for room for one more exchange with the origin of `target`.
    pub(super) async fn acquire(&self, target: &Uri) -> Socket {
        let limit = self.limit?.min(Semaphore::MAX_PERMITS);
        let origin = origin(target);
        let room = {
            let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
            let room = origins
                .entry(origin)
                .or_insert_with(|| Arc::new(Semaphore::new(limit)));
            Arc::clone(room)
        };
        // Only a closed semaphore gives none, and this one is never closed.
        room.acquire_owned().await.ok()
    }
}
