//! Connections, kept open for the requests that come after.
//!
//! A pool of our own on hyper's connections, since that of hyper-util costs a call 6,000
//! instructions more, and since what was never sent is known here for certain.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use http::{Request, Response, Uri};
use hyper::body::Incoming;
use hyper::client::conn::http1::{Builder, SendRequest};
use rustc_hash::FxBuildHasher;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use super::BoxFuture;
use super::body::Outgoing;
use super::connect::{BoxError, Connector};
use super::wire_url::{Origin, origin};
use crate::core::engine::spawn;

/// How long an idle connection is kept. Node servers close theirs after 5 s; a
/// request written to a connection that is being closed has an unknown effect.
const IDLE: Duration = Duration::from_secs(4);

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Lost {
    /// No connection could be opened.
    Connecting(BoxError),
    /// The connection failed.
    Exchanging(hyper::Error),
}

/// The connections of one transport.
pub(super) struct Pool(Arc<Shared>);

struct Shared {
    connector: Connector,
    /// Whether connections serve more than one request.
    keeps: bool,
    links: Mutex<Links>,
}

#[derive(Default)]
struct Links {
    known: HashMap<Origin, LinksTo, FxBuildHasher>,
    /// Whether somebody closes what was idle for too long.
    swept: bool,
}

#[derive(Default)]
struct LinksTo {
    /// Used last at the end.
    idle: Vec<(Link, Instant)>,
    /// Who opens a connection meanwhile, and takes one that falls free before.
    waiting: VecDeque<oneshot::Sender<Link>>,
}

/// An open connection.
struct Link {
    sender: SendRequest<Outgoing>,
    /// Whether it was open before its request came: it may have been closed since.
    kept: bool,
}

/// A connection whose answer is being read. It goes back when dropped, once it is
/// ready; one whose answer was not read to its end, and is still arriving, never is.
pub(super) struct Held(Option<(Link, Origin, Arc<Shared>)>);

impl Pool {
    pub(super) fn new(connector: Connector, keeps: bool) -> Self {
        Self(Arc::new(Shared {
            connector,
            keeps,
            links: Mutex::default(),
        }))
    }

    /// Sends `request` to `target`, again if a kept connection turns out to have been
    /// closed before anything was written.
    pub(super) async fn send(
        &self,
        target: &Uri,
        mut request: Request<Outgoing>,
    ) -> Result<(Response<Incoming>, Held), Lost> {
        loop {
            request.body().waits();
            let mut link = self.link(target).await?;
            request.body().goes();
            match link.sender.try_send_request(request).await {
                Ok(response) => return Ok((response, self.held(link, target))),
                Err(mut error) => match error.take_message() {
                    Some(unsent) if link.kept => request = unsent,
                    _ => return Err(Lost::Exchanging(error.into_error())),
                },
            }
        }
    }

    /// A connection that is kept, else whichever comes first: a new one, or one that
    /// another request is done with.
    async fn link(&self, target: &Uri) -> Result<Link, Lost> {
        if !self.0.keeps {
            return open(&self.0.connector, target.clone()).await;
        }
        let freed = match self.0.take(target) {
            Ok(link) => return Ok(link),
            Err(freed) => freed,
        };
        let mut opening = open(&self.0.connector, target.clone());
        tokio::select! {
            biased;
            Ok(link) = freed => {
                let (shared, origin) = (Arc::clone(&self.0), origin(target));
                spawn(&Handle::current(), async move {
                    if let Ok(link) = opening.await {
                        shared.put(link, origin);
                    }
                });
                Ok(link)
            }
            opened = &mut opening => opened,
        }
    }

    fn held(&self, link: Link, target: &Uri) -> Held {
        let back = || (link, origin(target), Arc::clone(&self.0));
        Held(self.0.keeps.then(back))
    }
}

fn open(connector: &Connector, target: Uri) -> BoxFuture<'static, Result<Link, Lost>> {
    let connector = connector.clone();
    Box::pin(async move {
        let stream = connector.open(target).await.map_err(Lost::Connecting)?;
        let (sender, connection) = Builder::new()
            .title_case_headers(true)
            .handshake(stream)
            .await
            .map_err(Lost::Exchanging)?;
        spawn(&Handle::current(), async move {
            // What goes wrong on it is told to the request.
            let _ = connection.await;
        });
        Ok(Link {
            sender,
            kept: false,
        })
    })
}

impl Shared {
    fn links(&self) -> MutexGuard<'_, Links> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A kept connection to `target`, else where one comes that falls free.
    fn take(self: &Arc<Self>, target: &Uri) -> Result<Link, oneshot::Receiver<Link>> {
        let mut links = self.links();
        let to = links.known.entry(origin(target)).or_default();
        while let Some((link, since)) = to.idle.pop() {
            if link.sender.is_ready() && since.elapsed() < IDLE {
                return Ok(link);
            }
        }
        let (give, freed) = oneshot::channel();
        to.waiting.push_back(give);
        self.have_swept(&mut links);
        Err(freed)
    }

    fn put(self: &Arc<Self>, mut link: Link, origin: Origin) {
        link.kept = true;
        let mut links = self.links();
        let to = links.known.entry(origin).or_default();
        while let Some(waiting) = to.waiting.pop_front() {
            match waiting.send(link) {
                Ok(()) => return,
                Err(back) => link = back,
            }
        }
        to.idle.push((link, Instant::now()));
        self.have_swept(&mut links);
    }

    fn have_swept(self: &Arc<Self>, links: &mut Links) {
        if !std::mem::replace(&mut links.swept, true) {
            spawn(&Handle::current(), sweep(Arc::downgrade(self)));
        }
    }
}

/// Closes what is idle for too long, until nothing is kept and nobody waits.
async fn sweep(shared: Weak<Shared>) {
    let mut next = Instant::now() + IDLE;
    loop {
        sleep_until(next).await;
        let Some(shared) = shared.upgrade() else {
            return;
        };
        let mut links = shared.links();
        links.known.retain(|_, to| to.sweep());
        if links.known.is_empty() {
            links.swept = false;
            return;
        }
        let oldest = links.known.values().filter_map(|to| to.idle.first());
        let since = oldest.map(|(_, since)| *since).min();
        next = since.unwrap_or_else(Instant::now) + IDLE;
    }
}

impl LinksTo {
    /// Whether anything is left after that.
    fn sweep(&mut self) -> bool {
        self.idle
            .retain(|(link, since)| !link.sender.is_closed() && since.elapsed() < IDLE);
        self.waiting.retain(|waiting| !waiting.is_closed());
        !self.idle.is_empty() || !self.waiting.is_empty()
    }
}

impl Held {
    /// Closes the connection.
    pub(super) fn close(mut self) {
        self.0 = None;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some((mut link, origin, shared)) = self.0.take() else {
            return;
        };
        // Elsewhere nobody could wait, and it is closed.
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        if link.sender.is_ready() {
            shared.put(link, origin);
        } else if !link.sender.is_closed() {
            spawn(&runtime, async move {
                if link.sender.ready().await.is_ok() {
                    shared.put(link, origin);
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::TransportOptions;
    use super::super::proxies::Proxies;
    use super::*;

    #[tokio::test]
    async fn origins_that_nobody_could_reach_are_forgotten() {
        let options = TransportOptions::default();
        let connector = Connector::new(&options, Arc::new(Proxies::Direct));
        let pool = Pool::new(connector.unwrap(), true);
        for port in 1..4 {
            let closed = format!("http://127.0.0.1:{port}/").parse().unwrap();
            assert!(pool.link(&closed).await.is_err());
        }
        assert_eq!(pool.0.links().known.len(), 3);
        tokio::time::pause();
        tokio::time::sleep(2 * IDLE).await;
        assert_eq!(pool.0.links().known.len(), 0);
    }
}
