//! How a limiter takes jobs in, and which ones it drops: a full queue's strategy, and `stop`.

use tokio::time::Instant;

use super::account::Account;
use super::event::{Event, EventMask};
use super::job::{
    AlreadyStopped, Dropped, JobId, JobOptions, Refusal, Refused, Status, StopOptions,
};
use super::machine::{Effect, Entry, Limiter, Rare};
use super::queue::PRIORITIES;
use super::settings::Strategy;

/// No job weighs more, so that sums of weights stay numbers.
const HEAVIEST: f64 = 1e9;

impl<J> Limiter<J> {
    /// Takes a job in. It is not looked at before `flush`.
    ///
    /// # Errors
    /// It can never run.
    pub fn receive(&mut self, options: JobOptions, job: J) -> Result<JobId, Refused<J>> {
        let refusal = if let Some(text) = &self.stopped {
            Some(Refusal::Stopped(text.clone()))
        } else {
            self.taken(options.id.as_deref()).map(Refusal::DuplicateId)
        };
        if let Some(refusal) = refusal {
            return Err(Refused { job, refusal });
        }
        let next = if options.aside {
            &mut self.next_aside
        } else {
            &mut self.next_id
        };
        let id = next.at_least(options.number);
        *next = id.next();
        let (name, expiration) = (options.id.map(String::into_boxed_str), options.expiration);
        let is_rare = name.is_some() || expiration.is_some();
        let rare = is_rare.then(|| Box::new(Rare { name, expiration }));
        let mut entry = Entry {
            job: None,
            weight: HEAVIEST.min(options.weight.max(0.0)),
            rare,
            priority: options.priority.min(PRIORITIES - 1),
            status: Status::Received,
            reject: self.settings.reject_on_drop,
            begun: false,
        };
        self.tell(EventMask::RECEIVED, id, &entry, Event::Received);
        let max_concurrent = self.settings.max_concurrent.unwrap_or(f64::INFINITY);
        if entry.weight > max_concurrent {
            self.tell(EventMask::DROPPED, id, &entry, Event::Dropped);
            let refusal = Refusal::Overweight {
                weight: entry.weight,
                max_concurrent,
            };
            return Err(Refused { job, refusal });
        }
        entry.job = Some(job);
        if let Some(name) = entry.own_name() {
            self.ids.insert(name.into(), id);
        }
        self.counts.received += 1;
        self.inbox.push_back(id);
        self.jobs.insert(id, entry);
        Ok(id)
    }

    /// The received jobs may be looked at.
    pub fn flush(&mut self) {
        self.flushed = self.inbox.len();
    }

    /// Lets started jobs finish and takes no more in.
    ///
    /// # Errors
    /// It was stopped before.
    pub fn stop(&mut self, options: StopOptions) -> Result<(), AlreadyStopped> {
        if self.stopped.is_some() {
            return Err(AlreadyStopped);
        }
        self.stopped = Some(options.enqueue_message);
        if options.drop_waiting {
            let scheduled = self.scheduled.iter().map(|s| s.id);
            let waiting: Vec<JobId> = scheduled
                .chain(self.queue.iter())
                .chain(self.inbox.iter().copied())
                .collect();
            for id in waiting {
                self.discard(id, &Refusal::Stopped(options.drop_message.clone()));
            }
        }
        Ok(())
    }

    fn taken(&self, name: Option<&str>) -> Option<String> {
        name.filter(|name| self.ids.contains_key(*name))
            .map(str::to_owned)
    }

    /// Looks at a received job: it waits, or the strategy for a full queue decides.
    pub(super) fn enqueue(&mut self, id: JobId, now: Instant, account: &Account) {
        let Some((weight, priority)) = self.jobs.get(&id).map(|e| (e.weight, e.priority)) else {
            return;
        };
        let full = self.is_full() && !self.check(weight, now, account);
        if self.settings.strategy == Strategy::Block
            && (full || self.blocked_until.is_some_and(|until| until >= now))
        {
            self.block(now);
            self.discard(id, &Refusal::Dropped);
            return;
        }
        if full {
            let victim = match self.settings.strategy {
                Strategy::Leak => self.expendable(priority),
                Strategy::OverflowPriority => self.expendable(priority + 1),
                Strategy::Overflow | Strategy::Block => None,
            };
            self.discard(victim.unwrap_or(id), &Refusal::Dropped);
            if victim.is_none() {
                return;
            }
        }
        self.set_status(id, Status::Queued);
        self.queue.push(priority, id);
        self.tell_of(EventMask::QUEUED, id, |job| Event::Queued {
            job,
            reached_high_water: full,
            blocked: false,
        });
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "no queue is anywhere near 2^52 long"
    )]
    fn is_full(&self) -> bool {
        let waiting = self.queue.len() as f64;
        self.settings.high_water.is_some_and(|mark| waiting >= mark)
    }

    /// The job that goes first among those no more important than `priority`.
    fn expendable(&self, priority: u8) -> Option<JobId> {
        self.queue.expendable(priority).find(|id| !self.begun(*id))
    }

    fn begun(&self, id: JobId) -> bool {
        self.jobs.get(&id).is_some_and(|entry| entry.begun)
    }

    fn block(&mut self, now: Instant) {
        self.blocked_until = Some(now + self.settings.penalty());
        let waiting: Vec<JobId> = self.queue.iter().collect();
        for id in waiting {
            self.discard(id, &Refusal::Dropped);
        }
    }

    /// Drops a job that has not begun.
    fn discard(&mut self, id: JobId, refusal: &Refusal) {
        if self.begun(id) {
            return;
        }
        let Some(entry) = self.withdraw(id) else {
            return;
        };
        self.tell(EventMask::DROPPED, id, &entry, Event::Dropped);
        let reject = entry.reject;
        self.effects.extend(entry.job.map(|job| {
            Effect::Drop(Dropped {
                job,
                refusal: refusal.clone(),
                reject,
            })
        }));
    }
}
