//! The way back: finished calls and questions travel from the IO thread to the
//! JavaScript thread of one realm through a queue, with one wake for many.
//!
//! JavaScript takes a budget of bytes at a time, from `setImmediate` while there are
//! many: draining in the wakes themselves would hold timers back.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use napi::bindgen_prelude::{Function, Unknown};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status, sys};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::parcel::Parcel;
use super::streams::Streams;
use crate::core::fold::Folder;

/// Parcels of one turn, as many as `js/parcels.js` has room for.
pub const MOST: usize = 256;

/// Bytes of a body that JavaScript takes in the wake itself, if it comes alone.
const SMALL: usize = 16 * 1024;

type Wake = ThreadsafeFunction<(), Unknown<'static>, (), Status, false, true, 0>;

#[derive(Default)]
struct Queue {
    parcels: VecDeque<Parcel>,
    /// A wake is on its way or JavaScript is draining: no further wake is needed.
    awake: bool,
}

/// The completion queue of one realm.
pub struct Deliveries {
    queue: Mutex<Queue>,
    wake: Mutex<Wake>,
    myself: Weak<Self>,
    /// What JavaScript waits for; while it is not zero the process stays alive.
    awaited: AtomicUsize,
    last_id: AtomicU64,
    questions: Mutex<HashMap<u64, oneshot::Sender<f64>>>,
    streams: Streams,
    folder: Mutex<Folder>,
}

impl Deliveries {
    /// Opens the queue; `wake` is called on the JavaScript thread when the queue
    /// goes from idle to busy.
    ///
    /// # Errors
    /// When Node-API has no threadsafe function to give.
    pub fn open(wake: &Function<'_, (), Unknown<'static>>) -> napi::Result<Arc<Self>> {
        let wake = wake
            .build_threadsafe_function::<()>()
            .callee_handled::<false>()
            .weak::<true>()
            .build()?;
        Ok(Arc::new_cyclic(|deliveries| Self {
            queue: Mutex::default(),
            wake: Mutex::new(wake),
            myself: deliveries.clone(),
            awaited: AtomicUsize::new(0),
            last_id: AtomicU64::new(0),
            questions: Mutex::default(),
            streams: Streams::new(deliveries.clone()),
            folder: Mutex::default(),
        }))
    }

    /// Hands a parcel to JavaScript; callable from any thread. After the
    /// environment is gone the parcel is dropped with the queue.
    pub fn push(&self, parcel: Parcel) {
        let must_wake = {
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.parcels.push_back(parcel);
            !std::mem::replace(&mut queue.awake, true)
        };
        if must_wake {
            self.wake_soon();
        }
    }

    /// Wakes JavaScript; on the IO thread after what is ready there now, so that one
    /// wake brings all of it.
    fn wake_soon(&self) {
        let (Ok(io), Some(deliveries)) = (Handle::try_current(), self.myself.upgrade()) else {
            return self.wake();
        };
        io.spawn(async move { deliveries.wake() });
    }

    fn wake(&self) {
        let wake = self.wake.lock().unwrap_or_else(PoisonError::into_inner);
        wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
    }

    /// A name for a call, a question or a stream of this realm.
    pub fn next_id(&self) -> u64 {
        self.last_id.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Asks JavaScript; the receiver fails when the environment goes away first.
    pub fn ask(&self, mut parcel: Parcel) -> oneshot::Receiver<f64> {
        let (sender, receiver) = oneshot::channel();
        parcel.id = self.next_id();
        self.questions().insert(parcel.id, sender);
        self.push(parcel);
        receiver
    }

    /// Passes an answer on to who asked.
    pub fn answer(&self, id: u64, value: f64) {
        if let Some(sender) = self.questions().remove(&id) {
            // Whoever asked may be gone: its call was aborted.
            let _ = sender.send(value);
        }
    }

    fn questions(&self) -> MutexGuard<'_, HashMap<u64, oneshot::Sender<f64>>> {
        self.questions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Bodies that are not read whole.
    pub fn streams(&self) -> &Streams {
        &self.streams
    }

    /// What folds the JSON texts of this realm, whose JavaScript keeps their shapes.
    pub fn folder(&self) -> MutexGuard<'_, Folder> {
        self.folder.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes parcels until `budget` bytes of bodies are reached, at least one and at
    /// most [`MOST`]; and whether JavaScript has to look again. If not, the next parcel
    /// brings a wake of its own: after none, and after a small one alone.
    pub fn take(&self, budget: usize) -> (Vec<Parcel>, bool) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let mut size = 0;
        let mut count = 0;
        for parcel in &queue.parcels {
            if count == MOST || (count > 0 && size >= budget) {
                break;
            }
            size += parcel.size();
            count += 1;
        }
        let parcels = queue.parcels.drain(..count).collect();
        queue.awake = count > 1 || size > SMALL || !queue.parcels.is_empty();
        (parcels, queue.awake)
    }

    /// Notes that JavaScript waits for one more parcel; the first keeps the process alive.
    pub fn hold(&self, env: &Env) {
        if self.awaited.fetch_add(1, Ordering::Relaxed) == 0 {
            let wake = self.wake.lock().unwrap_or_else(PoisonError::into_inner);
            // SAFETY: on the JavaScript thread of `env`, whose function it is. A status
            // other than ok means the environment is closing.
            unsafe { sys::napi_ref_threadsafe_function(env.raw(), wake.raw()) };
        }
    }

    /// Takes one [`Deliveries::hold`] back; the last lets an idle process exit.
    pub fn release(&self, env: &Env) {
        if self.awaited.fetch_sub(1, Ordering::Relaxed) == 1 {
            let wake = self.wake.lock().unwrap_or_else(PoisonError::into_inner);
            // SAFETY: as in `hold`.
            unsafe { sys::napi_unref_threadsafe_function(env.raw(), wake.raw()) };
        }
    }
}
