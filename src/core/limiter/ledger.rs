//! What one account has spent, and so what it may start.
//!
//! The server counts a call at some time between its start and its answer, in windows whose phase
//! nobody knows. So a call counts here from its start until a whole window after its answer: then no
//! window of the server's, whatever its phase, can hold more than the limit. What other processes
//! spend shows in the server's figure of what remains.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::claims::Claims;
use super::pool::{Answered, Share, View};
use super::rate_headers::RateHeaders;

/// What the limit is taken to be until the server names one.
pub const ASSUMED_LIMIT: f64 = 400.0;

/// Answered calls closer together than this part of a window are remembered as one.
const GRAINS: u32 = 1000;

/// Time between probes, as a part of a window, while the server says that nothing is left.
const PROBES: u32 = 60;

/// The same while it says that no more than the headroom is left, which probes take from.
const SPARING_PROBES: u32 = 12;

/// A start that has to wait, until a time if one is known; any change may end the wait sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// When to ask again; `None` is only upon a change.
    pub until: Option<Instant>,
}

/// Answered calls that the server may still count.
#[derive(Debug)]
struct Settled {
    first: Instant,
    last: Instant,
    weight: f64,
}

/// The newest figure of what remains.
#[derive(Debug, Clone, Copy)]
struct Figure {
    remaining: f64,
    at: Instant,
}

/// The ledger of one account, or of one client that shares with nobody yet.
#[derive(Debug)]
pub struct Ledger {
    pub(super) window: Duration,
    limit: Option<f64>,
    assumed: Option<f64>,
    headroom: f64,
    in_flight: f64,
    open: usize,
    spent: f64,
    settled: VecDeque<Settled>,
    figure: Option<Figure>,
    /// How many figures there have been, and those that no later one has undercut.
    figures: u64,
    lowest: VecDeque<(u64, f64)>,
    pub(super) paused_until: Option<Instant>,
    claims: Claims,
    /// The process's part in the pool of those that share the account.
    share: Option<Box<Share>>,
}

impl Ledger {
    /// An empty ledger over windows of this length.
    #[must_use]
    pub fn new(window: Duration, assumed: Option<f64>) -> Self {
        Self {
            window,
            limit: None,
            assumed,
            headroom: 0.0,
            in_flight: 0.0,
            open: 0,
            spent: 0.0,
            settled: VecDeque::new(),
            figure: None,
            figures: 0,
            lowest: VecDeque::new(),
            paused_until: None,
            claims: Claims::new(window),
            share: None,
        }
    }

    /// Goes by the pool of the account from now on.
    pub fn join(&mut self, share: Share) {
        self.share = Some(Box::new(share));
    }

    /// Its part in the pool.
    pub fn share(&mut self) -> Option<&mut Share> {
        self.share.as_deref_mut()
    }

    /// Sets the limit that holds until the server names one; `None` is none.
    pub fn assume(&mut self, limit: Option<f64>) {
        self.assumed = limit;
    }

    /// Leaves this part of the limit, 0 to below 1, to other applications. The largest counts of
    /// those that the clients of the account name.
    pub fn leave(&mut self, headroom: f64) {
        self.headroom = self.headroom.max(headroom);
    }

    /// Whether `weight` may start now, after `reserved` that is promised but not started.
    ///
    /// # Errors
    /// Not now, or others were there first.
    pub fn admits(
        &mut self,
        claimant: u64,
        reserved: f64,
        weight: f64,
        now: Instant,
    ) -> Result<(), Hold> {
        self.forget(now);
        if let Some(until) = self.paused_until.filter(|until| *until > now) {
            return Err(Hold { until: Some(until) });
        }
        if weight <= 0.0 {
            return Ok(());
        }
        let wanted = reserved + weight + self.claims.before(claimant, now);
        let alone = self.open == 0 && wanted <= weight;
        let window_admits = self
            .room_in_window()
            .is_none_or(|room| wanted <= room || (alone && self.settled.is_empty()));
        let server_admits = self
            .room_at_server()
            .is_none_or(|room| wanted <= room || (alone && self.probe_at() <= Some(now)));
        let pool_admits = self
            .share
            .as_ref()
            .is_none_or(|share| share.admits(wanted, now));
        if window_admits && server_admits && pool_admits {
            return Ok(());
        }
        let aged = self.settled.front().map(|oldest| oldest.last + self.window);
        let void = self.figure.map(|figure| figure.at + self.window);
        // With nothing in flight no answer will wake anybody, so look again after a while.
        let probe = (self.open == 0).then(|| {
            let look = now + self.window / PROBES;
            self.probe_at().filter(|at| *at > now).unwrap_or(look)
        });
        Err(Hold {
            until: [aged, void, probe].into_iter().flatten().min(),
        })
    }

    /// Counts a start. Gives what its answer needs to be understood.
    pub fn start(&mut self, claimant: u64, weight: f64) -> u64 {
        self.claims.retract(claimant);
        self.in_flight += weight;
        self.open += 1;
        if let Some(share) = &mut self.share {
            share.start(weight);
        }
        self.figures
    }

    /// Counts an answer, or that none will come. `since` is what `start` gave.
    pub fn settle(&mut self, weight: f64, since: u64, headers: RateHeaders, now: Instant) {
        self.forget(now);
        self.land(weight);
        if weight > 0.0 {
            self.remember(weight, now);
        }
        if headers.limit.is_some() {
            if let Some(share) = self.share.as_mut().filter(|_| headers.limit != self.limit) {
                share.limited();
            }
            self.limit = headers.limit;
        }
        match (headers.remaining, &mut self.figure) {
            (Some(remaining), _) => {
                self.figure = Some(Figure {
                    remaining: self.lowest_since(since, remaining),
                    at: now,
                });
            }
            (None, Some(figure)) => figure.remaining -= weight,
            (None, None) => {}
        }
    }

    /// Takes back a start of which nothing reached the server.
    pub fn unsent(&mut self, weight: f64) {
        self.land(weight);
        if let Some(share) = &mut self.share {
            share.unsent(weight);
        }
    }

    /// Nothing starts before `until`. Gives whether there was no such pause yet, to the second.
    pub fn pause(&mut self, until: Instant, now: Instant) -> bool {
        let known = self.paused_until.filter(|known| *known > now);
        self.paused_until = self.paused_until.max(Some(until));
        if let Some(share) = &mut self.share {
            share.paused();
        }
        known.is_none_or(|known| until > known + Duration::from_secs(1))
    }

    /// What may start now, `None` if nothing limits it.
    pub fn available(&mut self, now: Instant) -> Option<f64> {
        self.forget(now);
        let rooms = [
            self.room_in_window(),
            self.room_at_server(),
            self.share.as_ref().and_then(|share| share.room(now)),
        ];
        rooms
            .into_iter()
            .flatten()
            .reduce(f64::min)
            .map(|room| room.max(0.0))
    }

    /// Who was refused and is to be woken.
    pub fn claims(&mut self) -> &mut Claims {
        &mut self.claims
    }

    /// Has everybody who was refused ask again.
    pub fn wake(&self) {
        self.claims.wake();
    }

    /// Takes over the entries of another ledger of the same account.
    pub fn merge(&mut self, other: Self) {
        self.in_flight += other.in_flight;
        self.open += other.open;
        self.spent += other.spent;
        self.settled.extend(other.settled);
        self.settled
            .make_contiguous()
            .sort_by_key(|entry| entry.last);
        self.limit = other.limit.or(self.limit);
        self.assumed = other.assumed.or(self.assumed);
        self.leave(other.headroom);
        self.figure = match (self.figure, other.figure) {
            (Some(ours), Some(theirs)) if ours.at > theirs.at => Some(ours),
            (ours, theirs) => theirs.or(ours),
        };
        self.figures = self.figures.max(other.figures);
        self.paused_until = self.paused_until.max(other.paused_until);
        self.claims.append(other.claims);
        self.share = self.share.take().or(other.share);
    }

    /// What the pool is to be told of.
    pub fn view(&mut self, now: Instant) -> View {
        self.forget(now);
        View {
            in_flight: self.in_flight,
            counts: self.open > 0 || !self.settled.is_empty(),
            claims: self.claims.weights(now).collect(),
            limit: self.limit,
            assumed: self.assumed,
            headroom: self.headroom,
            paused_until: self.paused_until,
        }
    }

    /// What was answered within the last window.
    #[must_use]
    pub fn answered(&self) -> Answered {
        let entries = self.settled.iter();
        entries.map(|entry| (entry.last, entry.weight)).collect()
    }

    /// What the pool knows of the server.
    pub fn learn(&mut self, limit: Option<f64>, paused_until: Option<Instant>) {
        if self.share.as_ref().is_none_or(|share| share.knows_limit()) {
            self.limit = limit.or(self.limit);
        }
        self.paused_until = self.paused_until.max(paused_until);
    }

    /// The server's newest limit, else the assumed one; `None` is none.
    #[must_use]
    pub fn limit(&self) -> Option<f64> {
        self.limit.or(self.assumed)
    }

    /// What of the limit is not left to other applications.
    #[must_use]
    pub fn offered(&self) -> Option<f64> {
        Some(self.limit()? - self.left_to_others())
    }

    fn room_in_window(&self) -> Option<f64> {
        let part = |all| self.share.as_ref().map_or(all, |share| share.part(all));
        Some(self.offered().map(part)? - self.spent - self.in_flight)
    }

    fn room_at_server(&self) -> Option<f64> {
        let figure = self.figure?;
        let others = self.left_to_others().max(self.foreign(figure));
        let pooled = self.share.as_ref().map_or(0.0, |share| share.others());
        Some(figure.remaining - others - pooled - self.in_flight)
    }

    fn left_to_others(&self) -> f64 {
        self.limit().unwrap_or_default() * self.headroom
    }

    /// What others may have under way: what they spend between two probes, by what the server has
    /// counted and we have not. Without it, processes that share an account by its headers only
    /// all start what was left for one of them.
    fn foreign(&self, figure: Figure) -> f64 {
        let counted = self.limit().unwrap_or_default() - figure.remaining;
        (counted - self.spent - self.in_flight).max(0.0) / f64::from(PROBES)
    }

    /// When to look whether a new window has begun: when the server said so, else after a while.
    fn probe_at(&self) -> Option<Instant> {
        let figure = self.figure?;
        let told = self.paused_until.filter(|until| *until >= figure.at);
        let is_sparing = self.headroom > 0.0 && figure.remaining > 0.0;
        let probes = if is_sparing { SPARING_PROBES } else { PROBES };
        Some(told.unwrap_or(figure.at + self.window / probes))
    }

    /// One call is in flight no more. Sums of fractions are reset whenever they must be zero.
    fn land(&mut self, weight: f64) {
        self.open = self.open.saturating_sub(1);
        self.in_flight = if self.open == 0 {
            0.0
        } else {
            self.in_flight - weight
        };
    }

    fn remember(&mut self, weight: f64, now: Instant) {
        self.spent += weight;
        if let Some(share) = &mut self.share {
            share.settle(weight, now);
        }
        let grain = self.window / GRAINS;
        match self.settled.back_mut() {
            Some(back) if now.saturating_duration_since(back.first) < grain => {
                back.last = back.last.max(now);
                back.weight += weight;
            }
            _ => self.settled.push_back(Settled {
                first: now,
                last: now,
                weight,
            }),
        }
    }

    /// Drops what no window can hold any more, and the server's figure a window after it came.
    fn forget(&mut self, now: Instant) {
        while let Some(oldest) = self
            .settled
            .pop_front_if(|oldest| oldest.last + self.window <= now)
        {
            self.spent = if self.settled.is_empty() {
                0.0
            } else {
                self.spent - oldest.weight
            };
        }
        self.figure = self.figure.filter(|figure| figure.at + self.window > now);
    }

    /// Answers arrive out of order: of the figures seen since a call started, the lowest is the one
    /// that the server worked out last.
    fn lowest_since(&mut self, since: u64, remaining: f64) -> f64 {
        self.figures += 1;
        while self
            .lowest
            .pop_back_if(|(_, lowest)| *lowest >= remaining)
            .is_some()
        {}
        self.lowest.push_back((self.figures, remaining));
        let lowest = self
            .lowest
            .iter()
            .find(|(number, _)| *number > since)
            .map_or(remaining, |(_, lowest)| *lowest);
        if self.open == 0 {
            // Whatever starts from now on asks about later figures only.
            self.lowest.clear();
        }
        lowest
    }
}
