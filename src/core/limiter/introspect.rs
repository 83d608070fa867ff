//! What a limiter tells of itself when asked; the `bottleneck` object of the package asks.

use tokio::time::Instant;

use super::account::Account;
use super::job::{Counts, JobId, Status};
use super::machine::Limiter;

impl<J> Limiter<J> {
    /// How many jobs stand where.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The names of the jobs that are alive, or of those of one status, in the order of arrival.
    #[must_use]
    pub fn job_names(&self, status: Option<Status>) -> Vec<String> {
        let alive = self.jobs.iter();
        let mut named: Vec<_> = alive
            .filter(|(_, entry)| status.is_none_or(|status| entry.status == status))
            .map(|(id, entry)| (*id, entry.name(*id)))
            .collect();
        named.sort_unstable_by_key(|(id, _)| *id);
        named.into_iter().map(|(_, name)| name).collect()
    }

    /// Where the job of a name stands, if it is alive.
    #[must_use]
    pub fn job_status(&self, name: &str) -> Option<Status> {
        let id = self.ids.get(name).copied();
        self.status(id.or_else(|| JobId::from_name(name))?)
    }

    /// Where a job stands, if it is alive.
    #[must_use]
    pub fn status(&self, id: JobId) -> Option<Status> {
        self.jobs.get(&id).map(|entry| entry.status)
    }

    /// How many jobs wait for room, in all or in one priority.
    #[must_use]
    pub fn queued(&self, priority: Option<u8>) -> usize {
        priority.map_or_else(|| self.queue.len(), |priority| self.queue.count(priority))
    }

    /// Whether none waits for room or to be looked at.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty() && self.inbox.is_empty()
    }

    /// The weight that has room: of started jobs and of those whose moment is to come.
    #[must_use]
    pub fn running(&self) -> f64 {
        self.running
    }

    /// The weight of all finished jobs.
    #[must_use]
    pub fn done(&self) -> f64 {
        self.done
    }

    /// Whether a job of `weight` would start at once if none waited.
    #[must_use]
    pub fn check(&self, weight: f64, now: Instant, account: &Account) -> bool {
        self.counts.running == 0
            && self.pacer.next(self.min_time(), now).is_none()
            && self.has_room(weight, false).is_ok()
            && account.admits(weight, now)
    }

    /// What is left of the caller's reservoir, else what the account would admit; `None` is
    /// unlimited.
    pub fn current_reservoir(&mut self, now: Instant, account: &Account) -> Option<f64> {
        let Some(reservoir) = &mut self.reservoir else {
            let room = account.available(now)?;
            return Some((room - self.reserved).max(0.0));
        };
        reservoir.catch_up(now);
        reservoir.level()
    }

    /// Adds to the reservoir and gives its new level.
    pub fn increment_reservoir(&mut self, amount: f64, now: Instant, account: &Account) -> f64 {
        let reservoir = self.own_reservoir(now, account);
        reservoir.catch_up(now);
        let level = reservoir.increment(amount);
        account.assume(None);
        level
    }

    /// No more refills of the reservoir.
    pub fn disconnect(&mut self) {
        if let Some(reservoir) = &mut self.reservoir {
            reservoir.disconnect();
        }
    }
}
