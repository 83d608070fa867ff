//! Speaks to the pool of an account for as long as there is something to say.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout};

use super::share::Next;
use super::state::{Reply, Request};
use crate::core::failure::{Failure, FailureKind};
use crate::core::transport::BoxFuture;

/// A pool that has not answered by then is lost.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where a pool is.
pub trait Store: Send + Sync {
    /// Does [`Pool::exchange`](super::state::Pool::exchange) where the pool is, by the time there.
    ///
    /// # Errors
    /// It may or may not have been done.
    fn exchange<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, Failure>>;

    /// Nothing is to be said for a while.
    fn rest(&self) {}
}

/// How a pool is reached.
pub struct Link {
    /// Tells pools apart: clients of one account that name the same place share one link.
    pub place: String,
    /// The pool.
    pub store: Arc<dyn Store>,
    /// Where exchanges run.
    pub runtime: Handle,
    /// Signals that the driver should look again.
    pub changed: Notify,
}

impl fmt::Debug for Link {
    /// The place may have a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Link")
    }
}

/// Whoever the exchanges are for.
pub trait Party: Send + Sync {
    /// When to speak; after [`Next::Nothing`] the driver is gone.
    fn next(&self, now: Instant) -> Next;

    /// The report.
    fn request(&self, now: Instant) -> Option<Request>;

    /// The pool answered what was asked at `asked`.
    fn replied(&self, request: &Request, reply: &Reply, asked: Instant);

    /// The pool could not be reached.
    fn failed(&self, failure: &Failure);

    /// The driver has panicked, and is gone.
    fn broke(&self);
}

/// Sees to it that nobody goes on to wait for a driver that has panicked.
struct Watch<P: Party>(P);

impl<P: Party> Drop for Watch<P> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.broke();
        }
    }
}

/// Exchanges for as long as `party` has something to say.
pub async fn drive(link: Arc<Link>, party: impl Party) {
    let watch = Watch(party);
    let party = &watch.0;
    loop {
        let changed = link.changed.notified();
        let now = Instant::now();
        match party.next(now) {
            Next::Nothing => break,
            Next::At(at) if at > now => tokio::select! {
                () = changed => {}
                () = sleep_until(at) => {}
            },
            Next::At(_) => {
                let Some(request) = party.request(now) else {
                    break;
                };
                match timeout(PATIENCE, link.store.exchange(&request)).await {
                    // A pool that works knows whoever has just joined.
                    Ok(Ok(reply)) if request.joins && !reply.known => party.failed(&unknown()),
                    Ok(Ok(reply)) => party.replied(&request, &reply, now),
                    Ok(Err(failure)) => party.failed(&failure),
                    Err(_) => party.failed(&silent()),
                }
            }
        }
    }
    link.store.rest();
}

fn unknown() -> Failure {
    let message = "The store of the rate limit does not keep what it is told.";
    Failure::new(FailureKind::Refused, message)
}

fn silent() -> Failure {
    let message = format!(
        "The store of the rate limit did not answer within {} ms.",
        PATIENCE.as_millis()
    );
    Failure::new(FailureKind::Timeout, message)
}
