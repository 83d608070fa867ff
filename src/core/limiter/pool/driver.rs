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

    /// What became of it.
    fn over(&self, request: &Request, asked: Instant, result: Result<Reply, Failure>);
}

/// Exchanges for as long as `party` has something to say.
pub async fn drive(link: Arc<Link>, party: impl Party) {
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
                let result = match timeout(PATIENCE, link.store.exchange(&request)).await {
                    Ok(result) => result,
                    Err(_) => Err(silent()),
                };
                party.over(&request, now, result);
            }
        }
    }
    link.store.rest();
}

fn silent() -> Failure {
    let message = format!(
        "The store of the rate limit did not answer within {} ms.",
        PATIENCE.as_millis()
    );
    Failure::new(FailureKind::Timeout, message)
}
