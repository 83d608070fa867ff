//! Bodies that cross in chunks: answers that JavaScript pulls, and request bodies
//! that it feeds.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError, Weak};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::deliveries::Deliveries;
use super::facts::Facts;
use super::parcel::{Code, Parcel, Payload};
use crate::core::engine::{Engine, spawn};
use crate::core::transport::WireReader;

type Chunk = Result<Bytes, String>;

/// The open bodies of one realm, by the id of their call.
pub struct Streams {
    deliveries: Weak<Deliveries>,
    pulls: Mutex<HashMap<u64, mpsc::UnboundedSender<()>>>,
    feeds: Mutex<HashMap<u64, mpsc::UnboundedSender<Chunk>>>,
}

impl Streams {
    /// None open.
    #[must_use]
    pub fn new(deliveries: Weak<Deliveries>) -> Self {
        Self {
            deliveries,
            pulls: Mutex::default(),
            feeds: Mutex::default(),
        }
    }

    fn pulls(&self) -> MutexGuard<'_, HashMap<u64, mpsc::UnboundedSender<()>>> {
        self.pulls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn feeds(&self) -> MutexGuard<'_, HashMap<u64, mpsc::UnboundedSender<Chunk>>> {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over the body of answer `id`; it is read a chunk a pull.
    pub fn open(&self, id: u64, mut reader: Box<dyn WireReader>) {
        let (pull, mut pulls) = mpsc::unbounded_channel();
        self.pulls().insert(id, pull);
        let deliveries = self.deliveries.clone();
        let Ok(runtime) = Engine::handle() else {
            return;
        };
        spawn(&runtime, async move {
            while pulls.recv().await.is_some() {
                let chunk = tokio::select! {
                    chunk = reader.next() => chunk,
                    // Nobody pulls any more: the exchange ends here, and so does the wait.
                    () = pulls_closed(&mut pulls) => Ok(None),
                };
                let mut parcel = Parcel::bare(Code::Chunk, id);
                let goes_on = matches!(chunk, Ok(Some(_)));
                match chunk {
                    Ok(Some(bytes)) => parcel.body = Payload::Bytes(bytes),
                    Ok(None) => {}
                    Err(failure) => parcel.facts = serde_json::to_string(&Facts::of(&failure)).ok(),
                }
                let Some(deliveries) = deliveries.upgrade() else {
                    return;
                };
                deliveries.push(parcel);
                if !goes_on {
                    return;
                }
            }
        });
    }

    /// Asks for the next chunk of answer `id`. After its end that is an end again.
    pub fn pull(&self, id: u64) {
        let pulled = self
            .pulls()
            .get(&id)
            .is_some_and(|pull| pull.send(()).is_ok());
        if !pulled && let Some(deliveries) = self.deliveries.upgrade() {
            deliveries.push(Parcel::bare(Code::Chunk, id));
        }
    }

    /// Gives answer `id` up.
    pub fn close(&self, id: u64) {
        self.pulls().remove(&id);
    }

    /// Opens the request body of call `id`: what JavaScript feeds comes out of the
    /// receiver, one chunk at a time, each acknowledged when it was taken.
    pub fn open_feed(&self, id: u64) -> mpsc::Receiver<Chunk> {
        let (feed, mut chunks) = mpsc::unbounded_channel::<Chunk>();
        let (sender, receiver) = mpsc::channel(1);
        self.feeds().insert(id, feed);
        let deliveries = self.deliveries.clone();
        if let Ok(runtime) = Engine::handle() {
            spawn(&runtime, async move {
                loop {
                    let chunk = tokio::select! {
                        chunk = chunks.recv() => chunk,
                        () = sender.closed() => None,
                    };
                    let taken = match chunk {
                        Some(chunk) => sender.send(chunk).await.is_ok(),
                        None if sender.is_closed() => false,
                        None => return,
                    };
                    let Some(deliveries) = deliveries.upgrade() else {
                        return;
                    };
                    let mut parcel = Parcel::bare(Code::Fed, id);
                    // Facts tell JavaScript that nobody takes the rest.
                    parcel.facts = (!taken).then(|| "{}".to_owned());
                    deliveries.push(parcel);
                    if !taken {
                        return;
                    }
                }
            });
        }
        receiver
    }

    /// Passes on a chunk for call `id`, or the failure of its source.
    pub fn feed(&self, id: u64, chunk: Chunk) {
        if let Some(feed) = self.feeds().get(&id) {
            // A closed channel has been reported.
            let _ = feed.send(chunk);
        }
    }

    /// The request body of call `id` is complete.
    pub fn end(&self, id: u64) {
        self.feeds().remove(&id);
    }
}

async fn pulls_closed(pulls: &mut mpsc::UnboundedReceiver<()>) {
    while pulls.recv().await.is_some() {}
}
