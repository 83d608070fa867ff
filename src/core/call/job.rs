//! What the limiter holds and starts: a call on its way, or a function of the user's.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::{Answer, Call, OnAmbiguous, Outcome};
use crate::core::client::{CallId, Shared};
use crate::core::failure::{Failure, FailureKind};
use crate::core::headers::RequestHeaders;
use crate::core::limiter::{Admission, JobId, Ticket};
use crate::core::retry;
use crate::core::verify::writes::{Effect, WriteId};

/// Told the outcome of a call.
pub(in crate::core) type Done = Box<dyn FnOnce(Outcome) + Send>;

/// What the limiter holds.
pub enum Job {
    /// A call.
    Call(Box<Pending>),
    /// A function of the user's.
    Script(Box<ScriptJob>),
}

/// A function of the user's, and the limiter that it will have a slot of.
pub struct ScriptJob {
    pub(in crate::core) script: Box<dyn Script>,
    pub(in crate::core) admission: Admission<Job>,
}

impl Job {
    /// The limiter will not start it.
    pub(in crate::core) fn refuse(self, failure: Failure) {
        match self {
            Self::Call(pending) => pending.refuse(failure),
            Self::Script(job) => job.script.refuse(failure),
        }
    }
}

/// A function that shares the limits of calls (`bottleneck.schedule(fn)`).
pub trait Script: Send {
    /// Its moment has come. The lease is kept until the function has ended, or for
    /// `expiration` at most.
    fn start(self: Box<Self>, lease: Lease, expiration: Option<Duration>);

    /// It will not run.
    fn refuse(self: Box<Self>, failure: Failure);
}

/// What a started function holds of the limiter; dropping it gives it back.
pub struct Lease {
    /// Its place in the account's ledger; may be taken out by who counts otherwise.
    pub ticket: Option<Ticket>,
    /// Its slot.
    pub slot: Slot,
}

impl Lease {
    /// Gives everything back, and calls `then` after the events of that. It must not block.
    pub fn end(self, then: impl FnOnce() + Send + 'static) {
        drop(self.ticket);
        self.slot.free(then);
    }
}

/// Room in the limiter, given back when dropped; or none, for a call that another
/// limiter has started.
pub struct Slot(Option<Place>);

struct Place {
    admission: Admission<Job>,
    job: JobId,
}

impl Slot {
    pub(in crate::core) const NONE: Self = Self(None);

    pub(in crate::core) fn new(admission: Admission<Job>, job: JobId) -> Self {
        Self(Some(Place { admission, job }))
    }

    /// Whether it is one of the client's own limiter.
    pub(super) fn is_place(&self) -> bool {
        self.0.is_some()
    }

    /// Gives nothing back: the job goes on to wait under its id.
    pub(in crate::core) fn keep(mut self) -> Option<JobId> {
        self.0.take().map(|place| place.job)
    }

    /// Gives the room back, and calls `then` after the events of that.
    fn free(mut self, then: impl FnOnce() + Send + 'static) {
        let Some(Place { admission, job }) = self.0.take() else {
            return then();
        };
        admission.finish_then(job, then);
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(place) = self.0.take() {
            place.admission.finish(place.job);
        }
    }
}

/// A call that runs. The slot is free before the call settles.
pub(in crate::core) struct Started {
    pub(in crate::core) slot: Slot,
    pub(in crate::core) pending: Box<Pending>,
}

impl Started {
    pub(super) fn settle(self, result: Result<Answer, Failure>) {
        let Self { slot, pending } = self;
        slot.free(|| pending.settle(result));
    }
}

/// A call that is not settled yet. Dropping it settles it: as broken when its
/// code panicked, else as aborted.
pub struct Pending {
    pub(in crate::core) shared: Arc<Shared>,
    pub(in crate::core) id: CallId,
    pub(super) call: Call,
    pub(super) progress: Progress,
    done: Option<Done>,
    timer: Option<AbortHandle>,
}

/// What earlier attempts left behind.
#[derive(Default)]
pub(super) struct Progress {
    /// Requests sent or tried.
    pub(super) attempts: u32,
    /// Retries used.
    pub(super) retries: u32,
    /// 429s met.
    pub(super) refusals: u32,
    /// The token was renewed because of a 401.
    pub(super) renewed: bool,
    /// Start of the first attempt that may have had an effect that its failure does not tell.
    pub(super) uncertain: Option<Instant>,
    /// The write that others could be taken for, once it has started.
    pub(super) write: Option<WriteId>,
    /// What the call made was found.
    pub(super) verified: bool,
    /// An attempt is under way, or its answer is not judged yet.
    pub(super) in_flight: bool,
    /// End of all attempts and backoff; known from the first start on.
    pub(super) deadline: Option<Instant>,
    /// End of the account's pause that the call waits out.
    pub(super) paused_until: Option<Instant>,
    /// Headers of the last attempt, if there was one.
    pub(super) headers: Option<Arc<RequestHeaders>>,
}

impl Pending {
    pub(in crate::core) fn new(shared: Arc<Shared>, id: CallId, call: Call, done: Done) -> Self {
        let mut pending = Self {
            shared,
            id,
            call,
            progress: Progress::default(),
            done: Some(done),
            timer: None,
        };
        pending.wait();
        pending
    }

    /// The call waits for the limiter from now on.
    pub(super) fn wait(&mut self) {
        let limit = self.queue_timeout();
        self.timer = limit.map(|limit| self.shared.expire(self.id, limit));
    }

    /// The call starts at `now`, for the first time or again.
    pub(super) fn begin(&mut self, now: Instant) {
        if let Some(timer) = self.timer.take() {
            timer.abort();
        }
        let progress = &mut self.progress;
        if let OnAmbiguous::Verify(search) = &self.call.on_ambiguous {
            let begin = || self.shared.writes.begin(search.likeness(), now);
            progress.write.get_or_insert_with(begin);
        }
        if let Some(end) = progress.paused_until.take() {
            progress.extend(now.saturating_duration_since(end));
        } else {
            let total = self.call.limits.total;
            progress.deadline = total.and_then(|total| now.checked_add(total));
        }
    }

    /// Settles a call that waits and will not start, or not again.
    pub(in crate::core) fn refuse(self, mut failure: Failure) {
        failure.maybe_applied = self.may_be_applied();
        failure.retryable = self.may_be_made_again(&failure);
        self.settle(Err(failure));
    }

    /// How long the call may wait for the limiter.
    pub(in crate::core) fn queue_timeout(&self) -> Option<Duration> {
        self.call.limits.queue_timeout
    }

    /// Whether an attempt may have changed something, as far as is known.
    pub(super) fn may_be_applied(&self) -> bool {
        let progress = &self.progress;
        (progress.uncertain.is_some() || progress.in_flight) && !retry::is_safe(&self.call.method)
    }

    /// Whether the caller may make the call again after this last failure: not if an earlier
    /// attempt may have done what must not be done twice.
    pub(super) fn may_be_made_again(&self, failure: &Failure) -> bool {
        let method = &self.call.method;
        let may_be_twice = self.may_be_applied() && !retry::is_idempotent(method);
        !may_be_twice && retry::may_succeed_later(method, failure)
    }

    pub(in crate::core) fn settle(mut self, result: Result<Answer, Failure>) {
        self.deliver(result);
    }

    fn deliver(&mut self, result: Result<Answer, Failure>) {
        let Some(done) = self.done.take() else { return };
        if let Some(timer) = self.timer.take() {
            timer.abort();
        }
        self.shared.forget(self.id);
        self.end_write(&result);
        let mut request_headers = self.progress.headers.take().unwrap_or_default();
        if !request_headers.list().is_empty() {
            self.call.body.show_length(&mut request_headers);
        }
        let uncertain = self.progress.uncertain.filter(|_| result.is_err());
        let outcome = Outcome {
            result,
            attempts: self.progress.attempts,
            request_headers,
            sent_at: uncertain.and_then(|at| SystemTime::now().checked_sub(at.elapsed())),
            verified: self.progress.verified,
        };
        // The rest of the thread's calls must not suffer from one that ends badly.
        let _ = catch_unwind(AssertUnwindSafe(|| done(outcome)));
    }

    /// Notes what a write came to, so that others are not taken for it.
    fn end_write(&self, result: &Result<Answer, Failure>) {
        let Some(write) = self.progress.write else {
            return;
        };
        let effect = match result {
            Ok(answer) => match answer.header("resource-id") {
                Some(id) => Effect::Made(id.to_owned()),
                None => Effect::Unknown,
            },
            Err(failure) if failure.maybe_applied => Effect::Unknown,
            Err(_) => Effect::Nothing,
        };
        self.shared.writes.end(write, effect, Instant::now());
    }
}

impl Progress {
    /// Time from `now` until the deadline.
    pub(super) fn remaining(&self, now: Instant) -> Option<Duration> {
        let deadline = self.deadline?;
        Some(deadline.saturating_duration_since(now))
    }

    /// Time spent waiting for a limiter does not count.
    pub(super) fn extend(&mut self, waited: Duration) {
        self.deadline = self.deadline.and_then(|at| at.checked_add(waited));
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if self.done.is_none() {
            return;
        }
        let mut failure = if std::thread::panicking() {
            Failure::new(FailureKind::Network, "The call ended by an internal error.")
        } else {
            Failure::new(FailureKind::Aborted, "The call was aborted.")
        };
        failure.maybe_applied = self.may_be_applied();
        self.deliver(Err(failure));
    }
}
