//! Drives a [`Limiter`] on tokio: from any thread jobs go in, on the runtime they start.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use super::account::Account;
use super::event::{Event, EventMask};
use super::job::{
    Admitted, AlreadyStopped, Counts, Dropped, JobId, JobOptions, Refused, Status, StopOptions,
};
use super::machine::{Continuation, Effect, Limiter, Wake};
use super::settings::SettingsPatch;

/// How many effects are delivered before other tasks of the runtime have a turn.
const BATCH: usize = 128;

/// Who runs the jobs. All methods are called on the runtime, in the order of the limiter's
/// decisions, and must not block.
pub trait Sink<J>: Send + Sync {
    /// A job starts: run it, and tell [`Admission::finish`] or [`Admission::requeue`].
    fn start(&self, admitted: Admitted<J>);

    /// A job that was taken in will not run.
    fn dropped(&self, dropped: Dropped<J>);

    /// Something that [`Admission::listen`] asked for happened.
    fn event(&self, event: Event) {
        drop(event);
    }
}

/// The limiter of one client, shared by all who hand jobs in. Cheap to clone.
///
/// A task exists only while jobs wait, so an idle client keeps nothing alive.
pub struct Admission<J>(Arc<Inner<J>>);

impl<J> Clone for Admission<J> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

struct Inner<J> {
    state: Mutex<State<J>>,
    account: Arc<Account>,
    sink: Arc<dyn Sink<J>>,
    runtime: Handle,
}

struct State<J> {
    limiter: Limiter<J>,
    /// Whether the driver's task exists.
    driven: bool,
    stopping: Option<oneshot::Sender<()>>,
}

impl<J: Send + 'static> Admission<J> {
    /// A limiter with the original's settings, starting jobs at `sink` on `runtime`.
    #[must_use]
    pub fn new(account: Arc<Account>, sink: Arc<dyn Sink<J>>, runtime: Handle) -> Self {
        let state = State {
            limiter: Limiter::new(),
            driven: false,
            stopping: None,
        };
        Self(Arc::new(Inner {
            state: Mutex::new(state),
            account,
            sink,
            runtime,
        }))
    }

    /// The account whose ledger the jobs count in.
    #[must_use]
    pub fn account(&self) -> &Arc<Account> {
        &self.0.account
    }

    /// Takes a job in without looking at it: it stays `RECEIVED` until [`Self::flush`]. So that what
    /// one turn of the JavaScript thread hands in is judged together, flush at the turn's end.
    ///
    /// # Errors
    /// The job can never run; it is handed back.
    pub fn receive(&self, options: JobOptions, job: J) -> Result<JobId, Refused<J>> {
        self.change(|limiter| limiter.receive(options, job))
    }

    /// Has the received jobs looked at.
    pub fn flush(&self) {
        self.change(Limiter::flush);
    }

    /// [`Self::receive`] and [`Self::flush`] in one.
    ///
    /// # Errors
    /// The job can never run; it is handed back.
    pub fn submit(&self, options: JobOptions, job: J) -> Result<JobId, Refused<J>> {
        self.change(|limiter| {
            let received = limiter.receive(options, job);
            limiter.flush();
            received
        })
    }

    /// A started job is over: its slot is free. Idempotent.
    pub fn finish(&self, id: JobId) {
        self.change(|limiter| limiter.finish(id));
    }

    /// [`Self::finish`] and [`Self::after_events`] in one.
    pub fn finish_then(&self, id: JobId, then: impl FnOnce() + Send + 'static) {
        let heard = self.change(|limiter| {
            limiter.finish(id);
            limiter.is_heard()
        });
        if heard {
            self.after_events(then);
        } else {
            then();
        }
    }

    /// Calls `then` when the sink has been told what happened so far: at once if nobody listens,
    /// else on the runtime. It must not block.
    pub fn after_events(&self, then: impl FnOnce() + Send + 'static) {
        if !self.lock().limiter.is_heard() {
            return then();
        }
        let then = Effect::Then(Continuation(Box::new(then)));
        self.change(|limiter| limiter.effects.push_back(then));
    }

    /// A started job was refused with a 429: its slot is free, and it waits again in its old place.
    pub fn requeue(&self, id: JobId, job: J) {
        self.change(|limiter| limiter.requeue(id, job));
    }

    /// Takes a job out that has not started.
    #[must_use]
    pub fn cancel(&self, id: JobId) -> Option<J> {
        self.change(|limiter| limiter.cancel(id))
    }

    /// Changes settings, at once for all jobs that have no room yet.
    pub fn update(&self, patch: &SettingsPatch) {
        self.change(|limiter| limiter.update(patch, Instant::now(), &self.0.account));
    }

    /// Has slots and pace follow what it takes to use the account's limit, from now on.
    pub fn adapt(&self) {
        self.lock().limiter.adapt();
    }

    /// An answer took so long.
    pub fn learn(&self, latency: Duration) {
        self.change(|limiter| limiter.learn(latency, &self.0.account));
    }

    /// Says which events the sink is told.
    pub fn listen(&self, mask: EventMask) {
        self.lock().limiter.listen(mask);
    }

    /// Takes no more jobs in. The future resolves when the last one is over.
    ///
    /// # Errors
    /// It was called before.
    pub fn stop(
        &self,
        options: StopOptions,
    ) -> Result<impl Future<Output = ()> + Send + 'static + use<J>, AlreadyStopped> {
        let (sender, idle) = oneshot::channel();
        self.change_state(|state| {
            state.limiter.stop(options)?;
            state.stopping = Some(sender);
            Ok(())
        })?;
        Ok(async move {
            // The sender goes with the limiter, and then nothing runs either.
            let _ = idle.await;
        })
    }

    /// No more refills of the reservoir; the limiter works on.
    pub fn disconnect(&self) {
        self.change(Limiter::disconnect);
    }

    /// How many jobs stand where.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.lock().limiter.counts()
    }

    /// The names of the jobs that are alive, or of those of one status, in the order of arrival.
    #[must_use]
    pub fn job_names(&self, status: Option<Status>) -> Vec<String> {
        self.lock().limiter.job_names(status)
    }

    /// Where the job of a name stands, if it is alive.
    #[must_use]
    pub fn job_status(&self, name: &str) -> Option<Status> {
        self.lock().limiter.job_status(name)
    }

    /// Where a job stands, if it is alive.
    #[must_use]
    pub fn status(&self, id: JobId) -> Option<Status> {
        self.lock().limiter.status(id)
    }

    /// How many jobs wait for room, in all or in one priority.
    #[must_use]
    pub fn queued(&self, priority: Option<u8>) -> usize {
        self.lock().limiter.queued(priority)
    }

    /// Whether no job waits for room or to be looked at.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lock().limiter.is_empty()
    }

    /// The weight that has room.
    #[must_use]
    pub fn running(&self) -> f64 {
        self.lock().limiter.running()
    }

    /// The weight of all finished jobs.
    #[must_use]
    pub fn done(&self) -> f64 {
        self.lock().limiter.done()
    }

    /// Whether a job of `weight` would start at once.
    #[must_use]
    pub fn check(&self, weight: f64) -> bool {
        let account = &self.0.account;
        self.change(|limiter| limiter.check(weight, Instant::now(), account))
    }

    /// What is left of the caller's reservoir, else what the account would admit; `None` is
    /// unlimited.
    #[must_use]
    pub fn current_reservoir(&self) -> Option<f64> {
        self.change(|limiter| limiter.current_reservoir(Instant::now(), &self.0.account))
    }

    /// Adds to the reservoir and gives its new level.
    #[must_use]
    pub fn increment_reservoir(&self, amount: f64) -> f64 {
        let account = &self.0.account;
        self.change(|limiter| limiter.increment_reservoir(amount, Instant::now(), account))
    }

    fn lock(&self) -> MutexGuard<'_, State<J>> {
        self.0.lock()
    }

    fn change<T>(&self, act: impl FnOnce(&mut Limiter<J>) -> T) -> T {
        self.change_state(|state| act(&mut state.limiter))
    }

    /// Does something to the limiter and sees to it that what follows is done.
    fn change_state<T>(&self, act: impl FnOnce(&mut State<J>) -> T) -> T {
        let mut state = self.lock();
        let result = act(&mut state);
        state.settle_stop();
        drive(&self.0, state);
        result
    }
}

impl<J> State<J> {
    fn settle_stop(&mut self) {
        if self.limiter.counts().alive() == 0
            && let Some(stopping) = self.stopping.take()
        {
            let _ = stopping.send(());
        }
    }
}

impl<J> Inner<J> {
    fn lock(&self) -> MutexGuard<'_, State<J>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes the driver if there is something to do, or makes one.
#[inline(never)] // Or its task would be compiled in wherever the limiter changes: 8 KB.
fn drive<J: Send + 'static>(inner: &Arc<Inner<J>>, mut state: MutexGuard<'_, State<J>>) {
    if !state.limiter.has_work() {
        return;
    }
    if state.driven {
        inner.account.claimant().wake().notify_one();
        return;
    }
    state.driven = true;
    drop(state);
    let driver = Driver {
        inner: Arc::clone(inner),
        effects: VecDeque::new(),
        began: false,
        over: false,
    };
    inner.runtime.spawn(driver.run());
}

/// The task that exists while there is something to do.
struct Driver<J: Send + 'static> {
    inner: Arc<Inner<J>>,
    /// What is to be delivered.
    effects: VecDeque<Effect<J>>,
    /// Whether it has ever run.
    began: bool,
    /// Whether it ended by itself, and has said so.
    over: bool,
}

impl<J: Send + 'static> Drop for Driver<J> {
    /// A panic in the sink costs the one effect; a new driver goes on. A runtime that shuts down
    /// gets none: it drops the new one while the thread still panics, and that one, which never
    /// ran, must not be followed by another.
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let mut state = self.inner.lock();
        state.driven = false;
        state.limiter.put_back(std::mem::take(&mut self.effects));
        if self.began && std::thread::panicking() {
            drive(&self.inner, state);
        }
    }
}

impl<J: Send + 'static> Driver<J> {
    async fn run(mut self) {
        while let Some(wake) = self.step() {
            if !self.effects.is_empty() {
                self.deliver().await;
                continue;
            }
            let changed = self.inner.account.claimant().wake().notified();
            if let Wake::At(at) = wake {
                tokio::select! {
                    () = changed => {}
                    () = sleep_until(at) => {}
                }
            } else {
                changed.await;
            }
        }
    }

    /// Has the limiter do what is due; `None` when nothing is left to do.
    fn step(&mut self) -> Option<Wake> {
        self.began = true;
        let mut state = self.inner.lock();
        let wake = state.limiter.advance(Instant::now(), &self.inner.account);
        self.effects = state.limiter.take_effects();
        state.settle_stop();
        if wake == Wake::Idle && self.effects.is_empty() {
            state.driven = false;
            drop(state);
            self.over = true;
            return None;
        }
        Some(wake)
    }

    async fn deliver(&mut self) {
        let mut delivered = 0;
        while let Some(effect) = self.effects.pop_front() {
            match effect {
                Effect::Start(admitted) => self.inner.sink.start(admitted),
                Effect::Drop(dropped) => self.inner.sink.dropped(dropped),
                Effect::Event(event) => self.inner.sink.event(event),
                Effect::Then(then) => then.0(),
            }
            delivered += 1;
            if delivered % BATCH == 0 {
                tokio::task::yield_now().await;
            }
        }
    }
}
