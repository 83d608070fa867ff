//! A process's part in its account's pool: what it holds, what it has to report, and how it goes on
//! without the pool. Like the ledger that it belongs to, it is told the time.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::driver::Link;
use super::state::{Reply, Request, Terms};

/// Of the limit, the part that is drawn ahead of use at most.
const AHEAD: f64 = 50.0;

/// Sums of fractions are the same within this.
const TRIFLE: f64 = 1e-6;

/// How the process and the pool stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The pool does not know it yet, or not any more.
    Outside,
    /// The pool counts for it.
    Member,
    /// The pool cannot be reached.
    Cut,
}

/// What the ledger knows, as far as it concerns the pool.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// Weight of open calls.
    pub in_flight: f64,
    /// Whether anything is in flight, or answered within the last window.
    pub counts: bool,
    /// Weights that are waited for, in order.
    pub claims: Vec<f64>,
    /// The limit by the server's headers.
    pub limit: Option<f64>,
    /// The limit to assume without.
    pub assumed: Option<f64>,
    /// Part of it to leave to others.
    pub headroom: f64,
    /// Since when nothing may start, and until when.
    pub paused_until: Option<Instant>,
}

/// Weight of answered calls with the times of the answers.
pub type Answered = Vec<(Instant, f64)>;

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Speak to the pool at this time, or sooner if something changes.
    At(Instant),
    /// Nothing, until something starts or waits.
    Nothing,
}

/// A process's part in a pool.
#[derive(Debug)]
pub struct Share {
    /// How the pool is reached.
    pub link: Arc<Link>,
    /// Whether somebody sees to the exchanges.
    pub driven: bool,
    holder: String,
    terms: Terms,
    standing: Standing,
    number: u64,
    pool: u64,
    /// Granted and not started; void after `lease_until`.
    lease: f64,
    lease_until: Option<Instant>,
    /// Started since the last exchange.
    started: f64,
    unreported: Answered,
    /// When the first was answered of those that the last entry sums up.
    first: Option<Instant>,
    limit_news: bool,
    pause_news: bool,
    others: f64,
    holders: u64,
    free: Option<f64>,
    asked: Option<Instant>,
    not_before: Option<Instant>,
    failures: u32,
    /// When the pool was lost, and what may be counted until a window later: others may have had
    /// more than their share by then.
    cut: Option<(Instant, f64)>,
}

impl Share {
    /// A part in the pool behind `link`, over windows of this length.
    #[must_use]
    pub fn new(link: Arc<Link>, holder: String, window: Duration) -> Self {
        Self {
            link,
            driven: false,
            holder,
            terms: Terms::of(millis(window)),
            standing: Standing::Outside,
            number: 0,
            pool: 0,
            lease: 0.0,
            lease_until: None,
            started: 0.0,
            unreported: Vec::new(),
            first: None,
            limit_news: false,
            pause_news: false,
            others: 0.0,
            holders: 0,
            free: None,
            asked: None,
            not_before: None,
            failures: 0,
            cut: None,
        }
    }

    /// Whether the pool lets `weight` start now.
    #[must_use]
    pub fn admits(&self, weight: f64, now: Instant) -> bool {
        self.standing == Standing::Cut || weight <= self.lease(now) + TRIFLE
    }

    /// What may be counted at once of `limit`: without the pool, the process's share.
    #[must_use]
    pub fn part(&self, limit: f64) -> f64 {
        match self.cut {
            Some((_, most)) if self.standing == Standing::Cut => most.min(limit / self.processes()),
            _ if self.standing == Standing::Cut => limit / self.processes(),
            _ => limit,
        }
    }

    fn processes(&self) -> f64 {
        // No account has so many processes that the figure would lose precision.
        f64::from(u32::try_from(self.holders).unwrap_or(u32::MAX).max(1))
    }

    /// What other processes had in flight when the pool was last asked.
    #[must_use]
    pub fn others(&self) -> f64 {
        if self.standing == Standing::Member {
            self.others
        } else {
            0.0
        }
    }

    /// What may start, or could be had from the pool.
    #[must_use]
    pub fn room(&self, now: Instant) -> Option<f64> {
        let free = self.free.filter(|_| self.standing == Standing::Member)?;
        Some(self.lease(now) + free)
    }

    /// A call started.
    pub fn start(&mut self, weight: f64) {
        self.lease = (self.lease - weight).max(0.0);
        self.started += weight;
    }

    /// A call was answered.
    pub fn settle(&mut self, weight: f64, now: Instant) {
        let grain = Duration::from_millis(self.terms.grain);
        let merges = |first: Instant| now.saturating_duration_since(first) < grain;
        match self.unreported.last_mut() {
            Some((last, sum)) if self.first.is_some_and(merges) => {
                *last = now;
                *sum += weight;
            }
            _ => {
                self.unreported.push((now, weight));
                self.first = Some(now);
            }
        }
    }

    /// Nothing of a call was sent: its weight may be used again.
    pub fn unsent(&mut self, weight: f64) {
        if self.standing == Standing::Member {
            self.lease += weight;
        }
    }

    /// The server named a limit.
    pub fn limited(&mut self) {
        self.limit_news = true;
    }

    /// The server wants to see nobody for a while.
    pub fn paused(&mut self) {
        self.pause_news = true;
    }

    /// When to speak to the pool.
    #[must_use]
    pub fn next(&self, view: &View, now: Instant) -> Next {
        let lease = self.lease(now);
        let hungry = self.needed(view, now).is_some();
        let idle_lease = lease > 0.0 && view.claims.is_empty();
        if !(hungry || idle_lease || self.waits() || view.counts || self.pause_news) {
            return Next::Nothing;
        }
        let Some(asked) = self.asked.filter(|_| self.standing == Standing::Member) else {
            return Next::At(self.not_before.unwrap_or(now).max(now));
        };
        if self.pause_news || self.limit_news || (self.waits() && !hungry) {
            return Next::At(now);
        }
        let beat = asked + Duration::from_millis(self.terms.beat);
        let hungry_at = hungry.then(|| self.not_before.unwrap_or(now));
        let idle_at = idle_lease.then(|| asked + Duration::from_millis(self.terms.beat / 4));
        let soonest = [hungry_at, idle_at]
            .into_iter()
            .flatten()
            .fold(beat, Instant::min);
        Next::At(soonest.max(now))
    }

    /// Whether the pool is to be told of all there is.
    #[must_use]
    pub fn joins(&self) -> bool {
        self.standing != Standing::Member
    }

    /// The report, and what is asked for. `all` is what was answered in the last window, for one
    /// that joins.
    pub fn request(&mut self, view: &View, all: Answered, now: Instant) -> Request {
        let joins = self.joins();
        // Whoever waits for more keeps nothing: two that did could wait for each other for ever.
        let lacks = self.waits() && self.needed(view, now).is_some();
        if joins || lacks || view.claims.is_empty() {
            self.lease = 0.0;
        }
        self.lease = self.lease(now);
        let needed = self.needed(view, now).unwrap_or_default();
        let limit = view.limit.or(view.assumed).unwrap_or(f64::MAX);
        let ahead = (2.0 * self.started).min((limit / AHEAD).floor());
        let claimed: f64 = view.claims.iter().sum();
        let wanted = if needed > 0.0 {
            (claimed + ahead - self.lease).max(needed)
        } else {
            0.0
        };
        let unreported = std::mem::take(&mut self.unreported);
        let settled = if joins { all } else { unreported };
        let limit_news = std::mem::take(&mut self.limit_news);
        let pause_news = std::mem::take(&mut self.pause_news);
        self.started = 0.0;
        self.number += 1;
        let remembered = self
            .asked
            .is_some_and(|at| at + Duration::from_millis(self.terms.memory()) > now);
        Request {
            holder: self.holder.clone(),
            number: self.number,
            pool: if remembered { self.pool } else { 0 },
            window: self.terms.window,
            joins,
            held: view.in_flight + self.lease,
            settled: settled
                .iter()
                .map(|(at, weight)| (millis(now.saturating_duration_since(*at)), *weight))
                .collect(),
            limit: view.limit.filter(|_| limit_news || joins),
            assumed: view.assumed,
            headroom: view.headroom,
            pause: view
                .paused_until
                .filter(|_| pause_news || joins)
                .map_or(0, |until| millis(until.saturating_duration_since(now))),
            needed,
            wanted,
        }
    }

    /// The pool answered what was asked at `asked`.
    pub fn replied(&mut self, request: &Request, reply: &Reply, asked: Instant, now: Instant) {
        self.failures = 0;
        if !reply.known {
            self.lease = 0.0;
            self.standing = Standing::Outside;
            self.not_before = None;
            return;
        }
        self.standing = Standing::Member;
        self.pool = reply.pool;
        self.lease += reply.granted;
        self.lease_until = Some(asked + Duration::from_millis(self.terms.lease));
        self.others = reply.others;
        self.holders = reply.holders;
        self.free = reply.free;
        self.asked = Some(asked);
        self.not_before = (reply.granted < request.needed)
            .then(|| now + Duration::from_millis(reply.retry.max(1)));
    }

    /// The pool could not be reached, and the process counts `own` weight. Says whether that is news.
    pub fn failed(&mut self, own: f64, now: Instant) -> bool {
        let news = self.standing != Standing::Cut;
        let window = Duration::from_millis(self.terms.window);
        if news {
            let free = self.free.map(|free| free / self.processes());
            self.cut = free.map(|free| (now, own + free));
        } else {
            self.cut = self.cut.filter(|(at, _)| *at + window > now);
        }
        self.standing = Standing::Cut;
        self.lease = 0.0;
        self.limit_news = true;
        self.unreported.clear();
        let beat = Duration::from_millis(self.terms.beat);
        self.not_before = Some(now + (beat / 16 * 2u32.pow(self.failures.min(4))).min(beat));
        self.failures += 1;
        news
    }

    /// Whether nothing has been said by the server that the pool does not know.
    #[must_use]
    pub fn knows_limit(&self) -> bool {
        !self.limit_news
    }

    /// Whether the pool takes us to be waiting.
    fn waits(&self) -> bool {
        self.standing == Standing::Member && self.not_before.is_some()
    }

    fn lease(&self, now: Instant) -> f64 {
        match self.lease_until {
            Some(until) if now < until => self.lease,
            _ => 0.0,
        }
    }

    /// What the first of those who wait lacks, if any does.
    fn needed(&self, view: &View, now: Instant) -> Option<f64> {
        let lease = self.lease(now);
        let mut sum = 0.0;
        view.claims
            .iter()
            .map(|weight| {
                sum += weight;
                sum - lease
            })
            .find(|lacking| *lacking > TRIFLE)
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
