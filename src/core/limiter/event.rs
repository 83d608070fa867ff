//! What a limiter tells those who listen (`bottleneck.on(...)`).

use std::ops::BitOr;
use std::time::Duration;

/// A job as events show it.
#[derive(Debug, Clone, PartialEq)]
pub struct JobInfo {
    /// The caller's number for it, or one that was made up.
    pub number: u64,
    /// The caller's name for it, or one that was made up.
    pub id: String,
    /// Its weight.
    pub weight: f64,
    /// Its priority.
    pub priority: u8,
    /// How long it may run.
    pub expiration: Option<Duration>,
}

/// Something that happened to a limiter.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A job was handed in.
    Received(JobInfo),
    /// A job waits for room.
    Queued {
        /// The job.
        job: JobInfo,
        /// Whether the queue was full.
        reached_high_water: bool,
        /// Whether the limiter refuses jobs; always `false`, since a refused job does not wait.
        blocked: bool,
    },
    /// Nothing waits for room any more.
    Empty,
    /// The reservoir is at zero.
    Depleted {
        /// Whether nothing waits for room.
        empty: bool,
    },
    /// A job has room and will start.
    Scheduled(JobInfo),
    /// A job starts.
    Executing(JobInfo),
    /// A job is finished.
    Done(JobInfo),
    /// Nothing waits and nothing runs.
    Idle,
    /// A job will not run.
    Dropped(JobInfo),
    /// A step of the limiter's, in words.
    Debug {
        /// What was done.
        message: String,
        /// To which job.
        job: JobInfo,
    },
}

/// The kinds of events that somebody listens to; others are never built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EventMask(u16);

impl EventMask {
    /// Nothing
    pub const NONE: Self = Self(0);
    /// `received`
    pub const RECEIVED: Self = Self(1);
    /// `queued`
    pub const QUEUED: Self = Self(1 << 1);
    /// `empty`
    pub const EMPTY: Self = Self(1 << 2);
    /// `depleted`
    pub const DEPLETED: Self = Self(1 << 3);
    /// `scheduled`
    pub const SCHEDULED: Self = Self(1 << 4);
    /// `executing`
    pub const EXECUTING: Self = Self(1 << 5);
    /// `done`
    pub const DONE: Self = Self(1 << 6);
    /// `idle`
    pub const IDLE: Self = Self(1 << 7);
    /// `dropped`
    pub const DROPPED: Self = Self(1 << 8);
    /// `debug`
    pub const DEBUG: Self = Self(1 << 9);
    /// Everything
    pub const ALL: Self = Self((1 << 10) - 1);

    /// The mask of one event name of Bottleneck's, if the limiter itself sends such events.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "received" => Self::RECEIVED,
            "queued" => Self::QUEUED,
            "empty" => Self::EMPTY,
            "depleted" => Self::DEPLETED,
            "scheduled" => Self::SCHEDULED,
            "executing" => Self::EXECUTING,
            "done" => Self::DONE,
            "idle" => Self::IDLE,
            "dropped" => Self::DROPPED,
            "debug" => Self::DEBUG,
            _ => return None,
        })
    }

    /// Whether any kind of `other` is in this mask.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for EventMask {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
