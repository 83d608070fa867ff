//! A limiter under test: explicit instants, calls that take a fixed time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::account::{Account, WINDOW};
use super::event::Event;
use super::job::{JobId, JobOptions, Refusal};
use super::machine::{Effect, Limiter, Wake};
use super::settings::{SettingValue, SettingsPatch};
use super::ticket::Ticket;

/// A limiter, its clock, and calls that take a fixed time each.
pub(super) struct Bench {
    pub(super) limiter: Limiter<&'static str>,
    pub(super) account: Arc<Account>,
    pub(super) t0: Instant,
    pub(super) now: Instant,
    pub(super) takes: Duration,
    pub(super) executing: BTreeMap<(Instant, JobId), Option<Ticket>>,
    /// What started, and when in ms.
    pub(super) starts: Vec<(&'static str, u128)>,
    pub(super) dropped: Vec<(&'static str, Refusal, bool)>,
    pub(super) events: Vec<Event>,
    pub(super) wake: Wake,
}

impl Bench {
    pub(super) fn new(takes_ms: u64) -> Self {
        let t0 = Instant::now();
        let account = Account::join(None, WINDOW);
        account.assume(None);
        Self {
            limiter: Limiter::new(),
            account,
            t0,
            now: t0,
            takes: Duration::from_millis(takes_ms),
            executing: BTreeMap::new(),
            starts: vec![],
            dropped: vec![],
            events: vec![],
            wake: Wake::Idle,
        }
    }

    pub(super) fn set(&mut self, settings: &[(&str, f64)]) {
        let mut patch = SettingsPatch::default();
        for (name, value) in settings {
            let value = if value.is_nan() {
                SettingValue::Null
            } else {
                SettingValue::Number(*value)
            };
            assert!(patch.set(name, value).unwrap());
        }
        self.limiter.update(&patch, self.now, &self.account);
        self.step();
    }

    pub(super) fn submit(&mut self, job: &'static str, weight: f64, priority: u8) -> JobId {
        let options = JobOptions {
            weight,
            priority,
            ..JobOptions::default()
        };
        let id = self.limiter.receive(options, job).unwrap();
        self.limiter.flush();
        self.step();
        id
    }

    pub(super) fn get(&mut self, job: &'static str) -> JobId {
        self.submit(job, 1.0, 5)
    }

    pub(super) fn post(&mut self, job: &'static str) -> JobId {
        self.submit(job, 2.0, 5)
    }

    pub(super) fn step(&mut self) {
        self.wake = self.limiter.advance(self.now, &self.account);
        for effect in self.limiter.take_effects() {
            match effect {
                Effect::Start(admitted) => {
                    self.starts
                        .push((admitted.job, (self.now - self.t0).as_millis()));
                    let key = (self.now + self.takes, admitted.id);
                    self.executing.insert(key, Some(admitted.ticket));
                }
                Effect::Drop(d) => self.dropped.push((d.job, d.refusal, d.reject)),
                Effect::Event(event) => self.events.push(event),
                Effect::Then(then) => then.0(),
            }
        }
    }

    /// Lets time go by to `ms` after the start of the test.
    pub(super) fn run_to(&mut self, ms: u64) {
        let end = self.t0 + Duration::from_millis(ms);
        loop {
            let answer = self.executing.keys().next().map(|(at, _)| *at);
            let wake = match self.wake {
                Wake::At(at) => Some(at.max(self.now)),
                _ => None,
            };
            let Some(next) = answer.into_iter().chain(wake).min().filter(|t| *t <= end) else {
                break;
            };
            self.now = next;
            while let Some(entry) = self.executing.first_entry().filter(|e| e.key().0 <= next) {
                let ((_, id), _ticket) = entry.remove_entry();
                self.limiter.finish(id);
            }
            self.step();
        }
        self.now = end;
    }

    pub(super) fn times(&self) -> Vec<u128> {
        self.starts.iter().map(|(_, at)| *at).collect()
    }

    pub(super) fn order(&self) -> String {
        self.starts.iter().map(|(job, _)| *job).collect()
    }
}

/// A setting of `null`.
pub(super) const NULL: f64 = f64::NAN;
