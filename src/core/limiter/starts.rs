//! How jobs get room and start: the head of the queue first, each when client and account admit it.

use std::sync::Arc;

use tokio::time::Instant;

use super::account::Account;
use super::event::{Event, EventMask};
use super::job::{Admitted, JobId, Status};
use super::ledger::Hold;
use super::machine::{Effect, Limiter, Scheduled, Wake};

impl<J> Limiter<J> {
    /// Does what is due at `now`, and says when to ask again.
    pub fn advance(&mut self, now: Instant, account: &Arc<Account>) -> Wake {
        if let Some(reservoir) = &mut self.reservoir {
            reservoir.catch_up(now);
        }
        let mut wake = self.pump(now, account);
        while self.flushed > 0 {
            self.flushed -= 1;
            if let Some(id) = self.inbox.pop_front() {
                let head = self.queue.head();
                self.enqueue(id, now, account);
                // Behind an unchanged head nothing moves, which keeps long backlogs cheap.
                if self.queue.head() != head {
                    wake = self.pump(now, account);
                }
            }
        }
        if wake == Wake::Idle {
            account.retract();
        }
        wake
    }

    /// Gives room to the head for as long as it fits, and starts whose moment has come.
    fn pump(&mut self, now: Instant, account: &Arc<Account>) -> Wake {
        loop {
            let head = self.reserve(now, account);
            let started = self.start_due(now, account);
            match started {
                // What has started is not promised any more, which may admit the head.
                Ok(true) if head.is_some() => {}
                Ok(_) => return head.unwrap_or(Wake::Idle),
                Err(hold) => return sooner(head, hold),
            }
        }
    }

    /// Gives room to jobs in order. Says what the head waits for, if there is one.
    fn reserve(&mut self, now: Instant, account: &Account) -> Option<Wake> {
        while let Some(id) = self.queue.head() {
            let Some(entry) = self.jobs.get(&id) else {
                self.queue.pop();
                continue;
            };
            let (weight, begun) = (entry.weight, entry.begun);
            let room = self.has_room(weight, begun);
            if let Err(wake) = room.and_then(|()| {
                account
                    .claim(self.reserved, weight, now)
                    .map_err(|hold| hold.until.map_or(Wake::Change, Wake::At))
            }) {
                return Some(wake);
            }
            self.queue.pop();
            self.grant(id, weight, begun);
        }
        None
    }

    fn grant(&mut self, id: JobId, weight: f64, begun: bool) {
        self.running += weight;
        self.reserved += weight;
        let min_time = self.min_time();
        self.scheduled.push_back(Scheduled {
            id,
            min_time,
            not_before: self.blocked_until.map(|until| until + min_time),
        });
        self.set_status(id, Status::Running);
        self.tell_of(EventMask::DEBUG, id, |job| Event::Debug {
            message: format!("Drained {}", job.id),
            job,
        });
        let empty = self.is_empty();
        if empty && self.listening.has(EventMask::EMPTY) {
            self.effects.push_back(Effect::Event(Event::Empty));
        }
        if let Some(reservoir) = self.reservoir.as_mut().filter(|_| !begun) {
            reservoir.take(weight);
            if reservoir.level() == Some(0.0) && self.listening.has(EventMask::DEPLETED) {
                let event = Event::Depleted { empty };
                self.effects.push_back(Effect::Event(event));
            }
        }
        self.tell_of(EventMask::SCHEDULED, id, Event::Scheduled);
    }

    /// Whether this client has room for a job, whatever the account says.
    pub(super) fn has_room(&self, weight: f64, begun: bool) -> Result<(), Wake> {
        let slots = self.max_concurrent();
        if weight > 0.0 && slots.is_some_and(|slots| self.running + weight > slots) {
            return Err(Wake::Change);
        }
        match self.reservoir.as_ref().filter(|_| weight > 0.0 && !begun) {
            Some(r) if r.level().is_some_and(|level| weight > level) => {
                Err(r.next_refill().map_or(Wake::Change, Wake::At))
            }
            _ => Ok(()),
        }
    }

    /// Starts scheduled jobs in order. Says whether it started any, or what the first waits for.
    fn start_due(&mut self, now: Instant, account: &Arc<Account>) -> Result<bool, Hold> {
        let mut any = false;
        while let Some(next) = self.scheduled.front() {
            let Some(entry) = self.jobs.get_mut(&next.id) else {
                self.scheduled.pop_front();
                continue;
            };
            if let Some(at) = next.not_before.filter(|at| *at > now) {
                return Err(Hold { until: Some(at) });
            }
            self.pacer.set_period(next.min_time);
            let ticket = account.start(entry.weight, now, || self.pacer.check(now))?;
            let (id, weight, expiration) = (next.id, entry.weight, entry.expiration());
            let job = entry.job.take();
            entry.begun = true;
            self.scheduled.pop_front();
            self.set_status(id, Status::Executing);
            self.unreserve(weight);
            self.tell_of(EventMask::EXECUTING, id, Event::Executing);
            self.effects.extend(job.map(|job| {
                Effect::Start(Admitted {
                    id,
                    job,
                    ticket,
                    weight,
                    expiration,
                })
            }));
            any = true;
        }
        Ok(any)
    }
}

fn sooner(head: Option<Wake>, hold: Hold) -> Wake {
    match (head, hold.until) {
        (Some(Wake::At(a)), Some(b)) => Wake::At(a.min(b)),
        (Some(Wake::At(a)), None) => Wake::At(a),
        (_, until) => until.map_or(Wake::Change, Wake::At),
    }
}
