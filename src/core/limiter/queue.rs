//! The order in which jobs wait: by priority, then by arrival.

use std::collections::BTreeSet;

use super::job::JobId;

/// How many priorities there are; 0 is the most important.
pub const PRIORITIES: u8 = 10;

/// The waiting jobs of one limiter.
///
/// Ids rise with arrival, so a job that comes back takes the place it had.
#[derive(Debug, Default)]
pub struct Queue(BTreeSet<(u8, JobId)>);

impl Queue {
    /// Adds a job.
    pub fn push(&mut self, priority: u8, id: JobId) {
        self.0.insert((priority, id));
    }

    /// Takes a job out, wherever it waits.
    pub fn remove(&mut self, priority: u8, id: JobId) -> bool {
        self.0.remove(&(priority, id))
    }

    /// The job that is next; nothing starts before it.
    #[must_use]
    pub fn head(&self) -> Option<JobId> {
        self.0.first().map(|(_, id)| *id)
    }

    /// Takes the head out.
    pub fn pop(&mut self) -> Option<JobId> {
        self.0.pop_first().map(|(_, id)| id)
    }

    /// How many jobs wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many jobs of one priority wait.
    #[must_use]
    pub fn count(&self, priority: u8) -> usize {
        self.lane(priority).count()
    }

    /// All jobs, the head first.
    pub fn iter(&self) -> impl Iterator<Item = JobId> {
        self.0.iter().map(|(_, id)| *id)
    }

    /// The jobs no more important than `priority`: the least important first, the oldest first
    /// among equals.
    pub fn expendable(&self, priority: u8) -> impl Iterator<Item = JobId> {
        (priority..PRIORITIES)
            .rev()
            .flat_map(|priority| self.lane(priority))
    }

    fn lane(&self, priority: u8) -> impl Iterator<Item = JobId> {
        self.0
            .range((priority, JobId::FIRST)..=(priority, JobId::LAST))
            .map(|(_, id)| *id)
    }
}
