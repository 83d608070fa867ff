//! One client: takes calls in, has the limiter start them, and sees to it that
//! each is settled exactly once.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use tokio::time::timeout;

use super::auth::Auth;
use super::call::job::{Done, Job, Lease, Pending, Script, ScriptJob, Slot, Started};
use super::call::{Call, Outcome, run};
use super::engine::spawn;
use super::failure::{Failure, FailureKind};
use super::headers::Remembered;
use super::limiter::{
    Account, Admission, Admitted, Dropped, Event, JobId, JobOptions, Refusal, Refused, Sink,
    StopOptions,
};
use super::retry::Budget;
use super::transport::BoxFuture;
use super::verify::writes::Writes;

/// Names a call for its client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallId(u64);

/// A source of numbers in 0..1, for jitter.
pub type Random = Arc<dyn Fn() -> f64 + Send + Sync>;

/// Told what the limiter does, on the IO thread.
pub type Listener = Arc<dyn Fn(Event) + Send + Sync>;

/// Told on the IO thread that a 429 pauses the account for so long.
pub type Paused = Box<dyn Fn(Duration) + Send + Sync>;

/// What a client is made of.
pub struct ClientOptions {
    /// Where calls run: [`Engine::handle`](super::engine::Engine::handle).
    pub runtime: Handle,
    /// The token, and who renews it.
    pub auth: Arc<Auth>,
    /// The account that calls count in.
    pub account: Arc<Account>,
    /// Told the events that [`Admission::listen`] asks for.
    pub listener: Option<Listener>,
    /// Told when the account is paused.
    pub paused: Paused,
    /// Slots and pace follow what it takes to use the account's limit.
    pub adaptive: bool,
    /// Jitter.
    pub random: Random,
}

/// Jitter from the standard library's random hash keys.
#[must_use]
pub fn random() -> Random {
    let keys = RandomState::new();
    let count = AtomicU64::new(0);
    Arc::new(move || {
        let bits = keys.hash_one(count.fetch_add(1, Ordering::Relaxed));
        f64::from(u32::try_from(bits >> 32).unwrap_or_default()) / f64::from(u32::MAX)
    })
}

/// A client of the API. Dropping it lets calls under way end; [`Self::close`] does not.
pub struct ClientCore(Arc<Shared>);

/// What a client and its calls have in common.
pub(super) struct Shared {
    pub(super) admission: Admission<Job>,
    pub(super) auth: Arc<Auth>,
    pub(super) budget: Budget,
    pub(super) remembered: Remembered,
    pub(super) random: Random,
    pub(super) writes: Writes,
    pub(super) paused: Paused,
    pub(super) adaptive: bool,
    runtime: Handle,
    calls: Mutex<Calls>,
}

/// The calls that are not settled. Locked before the limiter where both are;
/// no call may be dropped under the lock, since that settles it.
#[derive(Default)]
struct Calls {
    alive: FxHashMap<CallId, Phase>,
    last: u64,
}

impl Calls {
    fn next_id(&mut self) -> CallId {
        self.last += 1;
        CallId(self.last)
    }
}

/// Where a call stands.
enum Phase {
    /// In the limiter's hands.
    Waiting(JobId),
    /// Started.
    Running(AbortHandle),
}

impl ClientCore {
    /// A client with the original's limits and nothing under way.
    #[must_use]
    pub fn new(options: ClientOptions) -> Self {
        let sink = Arc::new(Starter(options.listener));
        let admission = Admission::new(options.account, sink, options.runtime.clone());
        if options.adaptive {
            admission.adapt();
        }
        Self(Arc::new(Shared {
            admission,
            auth: options.auth,
            budget: Budget::default(),
            remembered: Remembered::default(),
            random: options.random,
            writes: Writes::default(),
            paused: options.paused,
            adaptive: options.adaptive,
            runtime: options.runtime,
            calls: Mutex::default(),
        }))
    }

    /// The limiter: its settings, counts and events.
    #[must_use]
    pub fn limiter(&self) -> &Admission<Job> {
        &self.0.admission
    }

    /// The token.
    #[must_use]
    pub fn auth(&self) -> &Arc<Auth> {
        &self.0.auth
    }

    /// Hands a call in; the limiter looks at it with the next [`Self::flush`].
    /// `done` is called exactly once, whatever happens: on the IO thread, or on
    /// this one when the call is refused or aborted before it starts. It must not block.
    pub fn submit(
        &self,
        options: JobOptions,
        call: Call,
        done: impl FnOnce(Outcome) + Send + 'static,
    ) -> CallId {
        self.0.take(options, call, Box::new(done))
    }

    /// Hands in a call that a limiter of the user's own has started: it counts in the
    /// account and is retried like any other, but keeps no slot of this client's.
    pub fn submit_started(
        &self,
        weight: f64,
        call: Call,
        done: impl FnOnce(Outcome) + Send + 'static,
    ) -> CallId {
        self.0.take_started(weight, call, Box::new(done))
    }

    /// Hands in a function of the user's, which the limiter starts like a call.
    pub fn submit_script(&self, options: JobOptions, script: Box<dyn Script>) {
        let admission = self.0.admission.clone();
        let job = Job::Script(Box::new(ScriptJob { script, admission }));
        let taken = self.0.admission.receive(options, job);
        if let Err(refused) = taken {
            self.0.refuse(refused);
        }
    }

    /// Has the limiter look at what was handed in. Called at the end of a turn of
    /// the JavaScript thread, so that what one turn hands in is judged together.
    pub fn flush(&self) {
        self.0.admission.flush();
    }

    /// Ends calls: waiting ones are settled before this returns, running ones on
    /// the IO thread. Later or unknown ids do nothing.
    pub fn abort(&self, ids: impl IntoIterator<Item = CallId>) {
        self.0.abort(ids);
    }

    /// Ends all calls, refuses waiting scripts and takes no more of either.
    pub fn close(&self) {
        let ids: Vec<_> = self.0.calls().alive.keys().copied().collect();
        self.0.abort(ids);
        // A limiter that the user has stopped takes nothing either.
        let _ = self.0.admission.stop(StopOptions::default());
    }
}

impl Shared {
    fn take(self: &Arc<Self>, options: JobOptions, call: Call, done: Done) -> CallId {
        let mut calls = self.calls();
        let id = calls.next_id();
        let pending = Pending::new(Arc::clone(self), id, call, done);
        match self
            .admission
            .receive(options, Job::Call(Box::new(pending)))
        {
            Ok(job) => {
                calls.alive.insert(id, Phase::Waiting(job));
            }
            Err(refused) => {
                drop(calls);
                self.refuse(refused);
            }
        }
        id
    }

    fn take_started(self: &Arc<Self>, weight: f64, call: Call, done: Done) -> CallId {
        let mut calls = self.calls();
        let id = calls.next_id();
        let pending = Pending::new(Arc::clone(self), id, call, done);
        let phase = self.start(Box::new(pending), weight);
        calls.alive.insert(id, phase);
        id
    }

    /// Hands in a read of our own, ahead of the caller's calls: a call that has begun waits
    /// for it. `queued` is whether that call had a place in this client's limiter.
    pub(super) fn look(self: &Arc<Self>, call: Call, queued: bool, done: Done) -> CallId {
        let options = JobOptions {
            priority: 0,
            aside: true,
            ..JobOptions::default()
        };
        if !queued {
            return self.take_started(options.weight, call, done);
        }
        let id = self.take(options, call, done);
        self.admission.flush();
        id
    }

    /// Under one lock, so that none of the calls starts in the place of another.
    pub(super) fn abort(&self, ids: impl IntoIterator<Item = CallId>) {
        let aborted: Vec<_> = {
            let mut calls = self.calls();
            let remove = |id| self.remove(&mut calls, id);
            ids.into_iter().filter_map(remove).collect()
        };
        drop(aborted);
    }

    /// Starts a call without a slot, as soon as the account admits it.
    fn start(self: &Arc<Self>, pending: Box<Pending>, weight: f64) -> Phase {
        let shared = Arc::clone(self);
        let task = spawn(&self.runtime, async move {
            let limit = pending.queue_timeout().unwrap_or(Duration::MAX);
            let Ok(ticket) = timeout(limit, shared.admission.account().admit(weight)).await else {
                return pending.refuse(overdue(limit));
            };
            let slot = Slot::NONE;
            run::run(Started { slot, pending }, ticket, weight, None).await;
        });
        Phase::Running(task)
    }

    fn refuse(&self, refused: Refused<Job>) {
        let failure = refusal(&refused.refusal);
        self.admission
            .after_events(move || refused.job.refuse(failure));
    }

    /// Removes a call. A waiting one is handed back, to be dropped outside the
    /// lock; one that the limiter has just let go is dropped when it starts.
    fn remove(&self, calls: &mut Calls, id: CallId) -> Option<Job> {
        match calls.alive.remove(&id)? {
            Phase::Waiting(job) => self.admission.cancel(job),
            Phase::Running(task) => {
                task.abort();
                None
            }
        }
    }

    /// A call is settled.
    pub(super) fn forget(&self, id: CallId) {
        self.calls().alive.remove(&id);
    }

    /// Runs `task`, unless the call was aborted meanwhile.
    fn run(&self, id: CallId, task: BoxFuture<'static, ()>) {
        let mut calls = self.calls();
        if let Some(phase) = calls.alive.get_mut(&id) {
            *phase = Phase::Running(self.runtime.spawn(task).abort_handle());
            return;
        }
        drop(calls);
        drop(task);
    }

    /// Gives the slot back and lets the call wait again in its old place.
    pub(super) fn requeue(self: &Arc<Self>, started: Started, weight: f64) {
        let Started { slot, pending } = started;
        let id = pending.id;
        let mut calls = self.calls();
        if let Some(phase) = calls.alive.get_mut(&id) {
            let Some(job) = slot.keep() else {
                *phase = self.start(pending, weight);
                return;
            };
            *phase = Phase::Waiting(job);
            self.admission.requeue(job, Job::Call(pending));
            return;
        }
        drop(calls);
        drop(slot);
        drop(pending);
    }

    /// Fails a call that has waited for the limiter for `limit`.
    pub(super) fn expire(self: &Arc<Self>, id: CallId, limit: Duration) -> AbortHandle {
        let shared = Arc::downgrade(self);
        let timer = self.runtime.spawn(async move {
            tokio::time::sleep(limit).await;
            if let Some(job) = Weak::upgrade(&shared).and_then(|shared| shared.evict(id)) {
                job.refuse(overdue(limit));
            }
        });
        timer.abort_handle()
    }

    /// Takes a call out that still waits.
    fn evict(&self, id: CallId) -> Option<Job> {
        match self.calls().alive.get(&id)? {
            Phase::Waiting(job) => self.admission.cancel(*job),
            Phase::Running(_) => None,
        }
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the limiter starts and drops; each job brings its client along.
struct Starter(Option<Listener>);

impl Sink<Job> for Starter {
    fn start(&self, admitted: Admitted<Job>) {
        match admitted.job {
            Job::Call(pending) => {
                let shared = Arc::clone(&pending.shared);
                let id = pending.id;
                let slot = Slot::new(shared.admission.clone(), admitted.id);
                let started = Started { slot, pending };
                let (ticket, weight) = (admitted.ticket, admitted.weight);
                let run = run::run(started, ticket, weight, admitted.expiration);
                // Tokio moves a task's future several times.
                shared.run(id, Box::pin(run));
            }
            Job::Script(job) => {
                let ScriptJob { script, admission } = *job;
                let slot = Slot::new(admission, admitted.id);
                let ticket = Some(admitted.ticket);
                script.start(Lease { ticket, slot }, admitted.expiration);
            }
        }
    }

    fn dropped(&self, dropped: Dropped<Job>) {
        let mut failure = refusal(&dropped.refusal);
        if !dropped.reject {
            failure.kind = FailureKind::Dropped;
        }
        dropped.job.refuse(failure);
    }

    fn event(&self, event: Event) {
        if let Some(listener) = &self.0 {
            listener(event);
        }
    }
}

fn refusal(refusal: &Refusal) -> Failure {
    Failure::new(FailureKind::Limiter, refusal.to_string())
}

fn overdue(limit: Duration) -> Failure {
    Failure::new(
        FailureKind::Timeout,
        format!(
            "The call waited for the limiter longer than its queueTimeout of {} ms.",
            limit.as_millis()
        ),
    )
}
