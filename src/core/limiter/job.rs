//! A job, from the limiter's side: what it asks for, where it stands, and how it ends.

use std::time::Duration;

use thiserror::Error;

use super::ticket::Ticket;

/// Names a job for its limiter; ids rise in the order of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(u64);

impl JobId {
    pub(super) const FIRST: Self = Self(0);
    pub(super) const LAST: Self = Self(u64::MAX);
    /// The first of jobs that are not the caller's; JavaScript can still count there.
    pub(super) const FIRST_ASIDE: Self = Self(1 << 52);

    /// The id after this one.
    pub(super) fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The id of a job that its caller gave a number, if `self` is the lowest one free.
    pub(super) fn at_least(self, number: Option<u64>) -> Self {
        self.max(Self(number.unwrap_or_default()))
    }

    pub(super) fn number(self) -> u64 {
        self.0
    }

    /// The name of a job whose caller gave none.
    pub(super) fn name(self) -> String {
        unnamed(self.0)
    }

    /// The id behind such a name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        name.strip_prefix(UNNAMED)?.parse().ok().map(Self)
    }
}

const UNNAMED: &str = "<no-id>-";

/// The name of the job of a number, when its caller gave none.
#[must_use]
pub fn unnamed(number: u64) -> String {
    format!("{UNNAMED}{number}")
}

/// What a job asks of the limiter.
#[derive(Debug, Clone, PartialEq)]
pub struct JobOptions {
    /// What it counts for: against `maxConcurrent`, the reservoir and the account. 0 needs no room.
    pub weight: f64,
    /// 0 is the most important; above 9 counts as 9.
    pub priority: u8,
    /// How long it may run, from its start. Whoever runs the job keeps this time.
    pub expiration: Option<Duration>,
    /// A name of the caller's, unique among the jobs that are alive.
    pub id: Option<String>,
    /// A number of the caller's that events tell the job by, above those of earlier jobs.
    pub number: Option<u64>,
    /// It is not one of the caller's jobs, and takes none of the numbers that theirs may have.
    pub aside: bool,
}

impl Default for JobOptions {
    fn default() -> Self {
        Self {
            weight: 1.0,
            priority: 5,
            expiration: None,
            id: None,
            number: None,
            aside: false,
        }
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Handed in, not yet looked at.
    Received,
    /// Waits for room.
    Queued,
    /// Has room, waits for its moment.
    Running,
    /// Started.
    Executing,
}

impl Status {
    /// Bottleneck's word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "RECEIVED",
            Self::Queued => "QUEUED",
            Self::Running => "RUNNING",
            Self::Executing => "EXECUTING",
        }
    }

    /// The status of a name.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn from_name(name: &str) -> Result<Self, UnknownStatus> {
        [Self::Received, Self::Queued, Self::Running, Self::Executing]
            .into_iter()
            .find(|status| status.name() == name)
            .ok_or(UnknownStatus)
    }
}

/// A status that does not exist was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("status must be one of RECEIVED, QUEUED, RUNNING, EXECUTING")]
pub struct UnknownStatus;

/// How many jobs stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Handed in, not yet looked at.
    pub received: usize,
    /// Waiting for room.
    pub queued: usize,
    /// With room, waiting for their moment.
    pub running: usize,
    /// Started.
    pub executing: usize,
    /// Finished since the limiter was made.
    pub done: usize,
}

impl Counts {
    pub(super) fn of(&mut self, status: Status) -> &mut usize {
        match status {
            Status::Received => &mut self.received,
            Status::Queued => &mut self.queued,
            Status::Running => &mut self.running,
            Status::Executing => &mut self.executing,
        }
    }

    /// How many jobs are not finished.
    #[must_use]
    pub fn alive(&self) -> usize {
        self.received + self.queued + self.running + self.executing
    }
}

/// Why a job will not run. The texts are Bottleneck's.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Refusal {
    /// It could never have room.
    #[error(
        "Impossible to add a job having a weight of {weight} to a limiter having a maxConcurrent setting of {max_concurrent}"
    )]
    Overweight {
        /// The job's weight.
        weight: f64,
        /// The setting at that time.
        max_concurrent: f64,
    },
    /// The strategy for a full queue chose it.
    #[error("This job has been dropped by Bottleneck")]
    Dropped,
    /// The limiter was stopped; the text is the stopper's.
    #[error("{0}")]
    Stopped(String),
    /// A job of the same name is alive.
    #[error("A job with the same id already exists (id={0})")]
    DuplicateId(String),
}

/// A job that was not taken in, handed back with the reason.
#[derive(Debug)]
pub struct Refused<J> {
    /// The job as it was handed in.
    pub job: J,
    /// Why.
    pub refusal: Refusal,
}

/// A job that was taken in and will not run.
#[derive(Debug)]
pub struct Dropped<J> {
    /// The job as it was handed in.
    pub job: J,
    /// Why.
    pub refusal: Refusal,
    /// `rejectOnDrop` when it was handed in; `false` means that it is never to settle.
    pub reject: bool,
}

/// A job whose moment has come.
#[derive(Debug)]
pub struct Admitted<J> {
    /// To be given to `finish` or `requeue` when the call is over.
    pub id: JobId,
    /// The job as it was handed in.
    pub job: J,
    /// Its place in the account's ledger, for one attempt.
    pub ticket: Ticket,
    /// Its weight, for the tickets of further attempts.
    pub weight: f64,
    /// How long it may run from now.
    pub expiration: Option<Duration>,
}

/// What a stopped limiter does and says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopOptions {
    /// Whether jobs that have not started are dropped; else they run first.
    pub drop_waiting: bool,
    /// The error of those dropped.
    pub drop_message: String,
    /// The error of those handed in later.
    pub enqueue_message: String,
}

impl Default for StopOptions {
    fn default() -> Self {
        Self {
            drop_waiting: true,
            drop_message: "This limiter has been stopped.".to_owned(),
            enqueue_message: "This limiter has been stopped and cannot accept new jobs.".to_owned(),
        }
    }
}

/// A limiter stops once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("stop() has already been called")]
pub struct AlreadyStopped;
