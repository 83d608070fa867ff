//! The limiter of one client as a state machine: it is told the time and what happens, and says what
//! follows ([`Effect`]) and when to be asked again ([`Wake`]).

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::time::Instant;

use super::account::Account;
use super::adaptive::Adaptive;
use super::event::{Event, EventMask, JobInfo};
use super::job::{Admitted, Counts, Dropped, JobId, Status};
use super::pacer::Pacer;
use super::queue::Queue;
use super::reservoir::Reservoir;
use super::settings::{Settings, SettingsPatch};

/// What follows from what the limiter was told, in order.
#[derive(Debug)]
pub enum Effect<J> {
    /// A job starts.
    Start(Admitted<J>),
    /// A job will not run.
    Drop(Dropped<J>),
    /// Something that somebody listens to happened.
    Event(Event),
    /// What was to wait for the events before it.
    Then(Continuation),
}

/// Called once, after the events that were told before it.
pub struct Continuation(pub Box<dyn FnOnce() + Send>);

impl fmt::Debug for Continuation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Continuation")
    }
}

/// When the limiter has something to do again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// Nothing waits.
    Idle,
    /// When it is told of a change, or the account wakes it.
    Change,
    /// At this time, or upon a change.
    At(Instant),
}

/// The limiter of one client.
pub struct Limiter<J> {
    pub(super) settings: Settings,
    /// What adapts the settings, if that is wanted.
    pub(super) adaptive: Option<Adaptive>,
    pub(super) pacer: Pacer,
    /// The reservoir of a caller who set one.
    pub(super) reservoir: Option<Reservoir>,
    pub(super) jobs: FxHashMap<JobId, Entry<J>>,
    pub(super) ids: HashMap<Box<str>, JobId>,
    pub(super) next_id: JobId,
    pub(super) next_aside: JobId,
    /// Received jobs, of which the first `flushed` may be looked at.
    pub(super) inbox: VecDeque<JobId>,
    pub(super) flushed: usize,
    pub(super) queue: Queue,
    /// Jobs that have room and wait for their moment.
    pub(super) scheduled: VecDeque<Scheduled>,
    /// The weight of those.
    pub(super) reserved: f64,
    pub(super) running: f64,
    pub(super) done: f64,
    pub(super) counts: Counts,
    /// Refusing jobs until then (`Strategy::Block`).
    pub(super) blocked_until: Option<Instant>,
    /// The error of jobs that arrive after `stop`.
    pub(super) stopped: Option<String>,
    pub(super) listening: EventMask,
    pub(super) effects: VecDeque<Effect<J>>,
}

/// A job that is alive.
#[derive(Debug)]
pub(super) struct Entry<J> {
    /// Absent while it executes.
    pub(super) job: Option<J>,
    pub(super) weight: f64,
    /// Apart, since a long queue is mostly jobs that have neither.
    pub(super) rare: Option<Box<Rare>>,
    pub(super) priority: u8,
    pub(super) status: Status,
    pub(super) reject: bool,
    /// It was started before: the reservoir is paid, and it is not dropped any more.
    pub(super) begun: bool,
}

/// What its caller gave a job, but seldom does.
#[derive(Debug)]
pub(super) struct Rare {
    pub(super) name: Option<Box<str>>,
    pub(super) expiration: Option<Duration>,
}

/// The pace that a job was promised when it was given room.
#[derive(Debug)]
pub(super) struct Scheduled {
    pub(super) id: JobId,
    pub(super) min_time: Duration,
    pub(super) not_before: Option<Instant>,
}

impl<J> Limiter<J> {
    /// An idle limiter with the original's settings.
    #[must_use]
    pub fn new() -> Self {
        let settings = Settings::default();
        Self {
            pacer: Pacer::new(settings.min_time),
            settings,
            adaptive: None,
            reservoir: None,
            jobs: FxHashMap::default(),
            ids: HashMap::new(),
            next_id: JobId::FIRST,
            next_aside: JobId::FIRST_ASIDE,
            inbox: VecDeque::new(),
            flushed: 0,
            queue: Queue::default(),
            scheduled: VecDeque::new(),
            reserved: 0.0,
            running: 0.0,
            done: 0.0,
            counts: Counts::default(),
            blocked_until: None,
            stopped: None,
            listening: EventMask::NONE,
            effects: VecDeque::new(),
        }
    }

    /// What followed since this was last asked.
    pub fn take_effects(&mut self) -> VecDeque<Effect<J>> {
        std::mem::take(&mut self.effects)
    }

    /// Gives back what was taken and not delivered.
    pub fn put_back(&mut self, effects: VecDeque<Effect<J>>) {
        let later = std::mem::replace(&mut self.effects, effects);
        self.effects.extend(later);
    }

    /// Whether `advance` or `take_effects` would give anything.
    #[must_use]
    pub fn has_work(&self) -> bool {
        !self.effects.is_empty()
            || self.flushed > 0
            || !self.queue.is_empty()
            || self.counts.running > 0
    }

    /// A started job is over; what is unknown or over already is ignored.
    pub fn finish(&mut self, id: JobId) {
        if self.status(id) != Some(Status::Executing) {
            return;
        }
        if let Some(entry) = self.forget(id) {
            self.tell(EventMask::DONE, id, &entry, Event::Done);
            self.done += entry.weight;
            self.counts.done += 1;
            self.release(entry.weight);
        }
    }

    /// A started job was refused by the server: it gives up its slot and goes back to the place it
    /// had in its priority.
    pub fn requeue(&mut self, id: JobId, job: J) {
        let Some(entry) = self.jobs.get_mut(&id) else {
            return;
        };
        if entry.status != Status::Executing {
            return;
        }
        entry.job = Some(job);
        let (priority, weight) = (entry.priority, entry.weight);
        self.set_status(id, Status::Queued);
        self.queue.push(priority, id);
        self.free(weight);
    }

    /// Takes a job out that has not started.
    pub fn cancel(&mut self, id: JobId) -> Option<J> {
        if matches!(self.status(id)?, Status::Executing) {
            return None;
        }
        let entry = self.withdraw(id)?;
        self.tell_if_idle();
        entry.job
    }

    /// Takes over what `patch` names, for jobs that have no room yet.
    pub fn update(&mut self, patch: &SettingsPatch, now: Instant, account: &Account) {
        self.settings.apply(patch);
        if patch.names_reservoir() {
            // The caller's own policy takes the place of the assumption, which had been the policy.
            self.own_reservoir(now, account).apply(patch, now);
            account.assume(None);
        }
    }

    /// Has slots and pace follow what it takes to use the account's limit, from now on.
    pub fn adapt(&mut self) {
        self.adaptive.get_or_insert_default();
    }

    /// An answer took so long.
    pub fn learn(&mut self, latency: Duration, account: &Account) {
        if let Some(adaptive) = &mut self.adaptive {
            adaptive.learn(latency, account.rate());
        }
    }

    /// Weight that may run at a time, as it stands.
    pub(super) fn max_concurrent(&self) -> Option<f64> {
        let configured = self.settings.max_concurrent;
        match &self.adaptive {
            None => configured,
            Some(adaptive) => adaptive.max_concurrent(configured),
        }
    }

    /// Least time from one start to the next, as it stands.
    pub(super) fn min_time(&self) -> Duration {
        let configured = self.settings.min_time;
        match &self.adaptive {
            None => configured,
            Some(adaptive) => adaptive.min_time(configured),
        }
    }

    /// The caller's reservoir; the first mention makes it, with what would be admitted by then.
    pub(super) fn own_reservoir(&mut self, now: Instant, account: &Account) -> &mut Reservoir {
        let level = account.available(now).map(|room| room - self.reserved);
        self.reservoir
            .get_or_insert_with(|| Reservoir::new(level, now))
    }

    /// Says which kinds of events are listened to.
    pub fn listen(&mut self, mask: EventMask) {
        self.listening = mask;
    }

    /// Whether anybody listens to anything.
    pub(super) fn is_heard(&self) -> bool {
        self.listening != EventMask::NONE
    }

    /// Takes a job out of wherever it waits, with the room it has.
    pub(super) fn withdraw(&mut self, id: JobId) -> Option<Entry<J>> {
        let entry = self.forget(id)?;
        match entry.status {
            Status::Received => {
                if let Some(at) = self.inbox.iter().position(|other| *other == id) {
                    self.inbox.remove(at);
                    self.flushed -= usize::from(at < self.flushed);
                }
            }
            Status::Queued => {
                self.queue.remove(entry.priority, id);
            }
            Status::Running => {
                // Its place among the scheduled is skipped when its turn comes.
                self.unreserve(entry.weight);
                self.free(entry.weight);
            }
            Status::Executing => self.free(entry.weight),
        }
        Some(entry)
    }

    pub(super) fn forget(&mut self, id: JobId) -> Option<Entry<J>> {
        let entry = self.jobs.remove(&id)?;
        *self.counts.of(entry.status) -= 1;
        if let Some(name) = entry.own_name() {
            self.ids.remove(name);
        }
        Some(entry)
    }

    pub(super) fn set_status(&mut self, id: JobId, status: Status) {
        if let Some(entry) = self.jobs.get_mut(&id) {
            *self.counts.of(entry.status) -= 1;
            *self.counts.of(status) += 1;
            entry.status = status;
        }
    }

    fn release(&mut self, weight: f64) {
        self.free(weight);
        self.tell_if_idle();
    }

    /// Sums of fractions are reset whenever they must be zero.
    pub(super) fn free(&mut self, weight: f64) {
        let holders = self.counts.running + self.counts.executing;
        self.running = if holders == 0 {
            0.0
        } else {
            self.running - weight
        };
    }

    pub(super) fn unreserve(&mut self, weight: f64) {
        if self.counts.running == 0 {
            self.scheduled.clear();
            self.reserved = 0.0;
        } else {
            self.reserved -= weight;
        }
    }

    fn tell_if_idle(&mut self) {
        if self.counts.alive() == 0 && self.listening.has(EventMask::IDLE) {
            self.effects.push_back(Effect::Event(Event::Idle));
        }
    }

    pub(super) fn tell_of(
        &mut self,
        kind: EventMask,
        id: JobId,
        event: impl FnOnce(JobInfo) -> Event,
    ) {
        if self.listening.has(kind) {
            let event = self.jobs.get(&id).map(|entry| event(entry.info(id)));
            self.effects.extend(event.map(Effect::Event));
        }
    }

    pub(super) fn tell(
        &mut self,
        kind: EventMask,
        id: JobId,
        entry: &Entry<J>,
        event: impl FnOnce(JobInfo) -> Event,
    ) {
        if self.listening.has(kind) {
            self.effects.push_back(Effect::Event(event(entry.info(id))));
        }
    }
}

impl<J> Default for Limiter<J> {
    fn default() -> Self {
        Self::new()
    }
}

impl<J> Entry<J> {
    fn info(&self, id: JobId) -> JobInfo {
        JobInfo {
            number: id.number(),
            id: self.name(id),
            weight: self.weight,
            priority: self.priority,
            expiration: self.expiration(),
        }
    }

    /// How long it may run.
    pub(super) fn expiration(&self) -> Option<Duration> {
        self.rare.as_ref()?.expiration
    }

    /// The caller's name for the job.
    pub(super) fn own_name(&self) -> Option<&str> {
        self.rare.as_ref()?.name.as_deref()
    }

    /// The caller's name for the job, or one that was made up.
    pub(super) fn name(&self, id: JobId) -> String {
        self.own_name().map_or_else(|| id.name(), str::to_owned)
    }
}
