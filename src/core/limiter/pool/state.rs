//! What the processes of one account have in common, and the one thing that is done with it.
//!
//! A state machine that is told the time, in milliseconds of one clock for all. `exchange.lua` is
//! the same in Redis's language; the Redis suite compares the two.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Grains of settled weight in a window.
const GRAINS: u64 = 200;

/// Reports in a window, of a process that has anything to count.
const BEATS: u64 = 30;

/// The longest and the shortest time between those, in milliseconds.
const LONGEST_BEAT: u64 = 2000;
const SHORTEST_BEAT: u64 = 20;

/// How late a report may be for reasons of the machine or the network, in milliseconds.
const SLACK: u64 = 1000;

/// Times that follow from the length of the window, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Length of the account's window.
    pub window: u64,
    /// Weight settled within this time is remembered as one.
    pub grain: u64,
    /// A holder that has anything to count reports at least this often.
    pub beat: u64,
    /// A holder that has been silent for so long is dead.
    pub lease: u64,
    /// Within this time, all holders of a lost pool have reported.
    pub closure: u64,
}

impl Terms {
    /// The times for windows of `window` milliseconds.
    #[must_use]
    pub fn of(window: u64) -> Self {
        let beat = (window / BEATS).clamp(SHORTEST_BEAT, LONGEST_BEAT);
        Self {
            window,
            grain: (window / GRAINS).max(1),
            beat,
            lease: 5 * beat + SLACK,
            closure: 2 * beat + SLACK,
        }
    }

    /// After this time of silence nothing of a pool counts any more.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.lease + self.window + self.grain
    }
}

/// What a holder reports and asks for. Weights are absolute, so that a report whose answer was
/// lost does no harm when it is made again.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Names the holder.
    pub holder: String,
    /// Counts its requests: one that was overtaken by a later one is void.
    pub number: u64,
    /// The pool that it spoke to last; 0 for none that matters.
    pub pool: u64,
    /// Length of the window in milliseconds.
    pub window: u64,
    /// It reports all there is, in place of what the pool may know of it.
    pub joins: bool,
    /// In flight, and granted but not started.
    pub held: f64,
    /// Weight settled since the last report (with `joins`: in the last window), each with the
    /// milliseconds since then.
    pub settled: Vec<(u64, f64)>,
    /// The server's limit, if it has named one since the last report.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<f64>,
    /// The limit to go by while nobody knows the server's; none is no limit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub assumed: Option<f64>,
    /// Part of the limit to leave to others than the account's holders.
    pub headroom: f64,
    /// Milliseconds for which the server wants to see nobody; 0 for none.
    pub pause: u64,
    /// Less than this is of no use.
    pub needed: f64,
    /// What it could use.
    pub wanted: f64,
}

/// What a holder is told.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Reply {
    /// Names the pool.
    pub pool: u64,
    /// False if the pool knows nothing of the holder, which is to join; nothing was done then.
    pub known: bool,
    /// Weight that it may start.
    pub granted: f64,
    /// Milliseconds after which to ask again, if it was less than needed.
    pub retry: u64,
    /// What other holders have in flight or may start.
    pub others: f64,
    /// Holders alive, this one included.
    pub holders: u64,
    /// What is left to be granted, if there is a limit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub free: Option<f64>,
    /// The server's limit, if anybody knows it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<f64>,
    /// Milliseconds for which nobody may start anything.
    pub pause: u64,
}

/// What the pool knows of one process.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Holder {
    number: u64,
    /// When it last reported; 0 once it is dead.
    seen: u64,
    held: f64,
    /// Weight by the number of the grain.
    settled: BTreeMap<u64, f64>,
    /// What it waits for, and since when.
    needed: f64,
    since: u64,
}

/// What the processes of one account have in common.
///
/// An entry counts from its grant until a window after its answer, as in a
/// [`Ledger`](crate::core::limiter::ledger::Ledger): no window of the server's, whatever its phase,
/// holds more than the limit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Pool {
    born: u64,
    /// When it was last used.
    at: u64,
    /// Nothing is granted before.
    closed: u64,
    /// Nothing starts before, by the server's word.
    paused: u64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    limit: Option<f64>,
    holders: BTreeMap<String, Holder>,
}

impl Pool {
    /// In place of a pool that cannot be read: the next exchange makes a new one and waits for
    /// whoever knew the old.
    #[must_use]
    pub fn lost() -> Self {
        Self {
            born: 1,
            at: u64::MAX,
            ..Self::default()
        }
    }

    /// Takes a report, and grants what there is.
    pub fn exchange(&mut self, now: u64, request: &Request) -> Reply {
        let terms = Terms::of(request.window);
        let now = self.open(now, request, &terms);
        self.tidy(now, &terms);
        if !self.takes(request) {
            return Reply {
                pool: self.born,
                ..Reply::default()
            };
        }
        self.record(now, request, &terms);
        let free = self.free(request);
        let granted = self.grant(now, request, free, &terms);
        let retry = if granted < request.needed {
            self.retry(now, request, free, &terms)
        } else {
            0
        };
        self.wait(now, request, granted);
        let others = |(name, _): &(&String, &Holder)| **name != request.holder;
        Reply {
            pool: self.born,
            known: true,
            granted,
            retry,
            others: self
                .holders
                .iter()
                .filter(others)
                .map(|(_, h)| h.held)
                .sum(),
            holders: self.holders.values().filter(|h| h.seen > 0).count() as u64,
            free: free.map(|free| (free - granted).max(0.0)),
            limit: self.limit,
            pause: self.paused.saturating_sub(now),
        }
    }

    /// Makes a pool where there is none, and gives a time that never goes back.
    fn open(&mut self, now: u64, request: &Request, terms: &Terms) -> u64 {
        if self.born == 0 || self.at > now.saturating_add(terms.closure) {
            let lost = self.born != 0 || request.pool != 0;
            *self = Self {
                born: now,
                closed: if lost { now + terms.closure } else { 0 },
                ..Self::default()
            };
        } else if request.pool != 0 && request.pool != self.born && now < self.born + terms.closure
        {
            // Somebody new was here before those who knew the pool that was lost.
            self.closed = self.born + terms.closure;
        }
        self.at = self.at.max(now);
        self.at
    }

    /// Drops what no window can hold any more, and counts what the dead have held as settled.
    fn tidy(&mut self, now: u64, terms: &Terms) {
        for holder in self.holders.values_mut() {
            if holder.seen > 0 && holder.seen + terms.lease <= now {
                let grain = (holder.seen + terms.lease) / terms.grain;
                if holder.held > 0.0 {
                    *holder.settled.entry(grain).or_default() += holder.held;
                }
                holder.held = 0.0;
                holder.needed = 0.0;
                holder.seen = 0;
            }
            holder.settled.retain(|grain, _| end(*grain, terms) > now);
        }
        self.holders
            .retain(|_, holder| holder.seen > 0 || !holder.settled.is_empty());
    }

    fn takes(&self, request: &Request) -> bool {
        match self.holders.get(&request.holder) {
            Some(holder) if request.number <= holder.number => false,
            Some(holder) if holder.seen > 0 && request.pool == self.born => true,
            _ => request.joins,
        }
    }

    fn record(&mut self, now: u64, request: &Request, terms: &Terms) {
        let holder = self.holders.entry(request.holder.clone()).or_default();
        if request.joins {
            holder.settled.clear();
        }
        for (age, weight) in &request.settled {
            let grain = now.saturating_sub(*age) / terms.grain;
            if end(grain, terms) > now {
                *holder.settled.entry(grain).or_default() += weight;
            }
        }
        holder.number = request.number;
        holder.held = request.held;
        holder.seen = now;
        if request.limit.is_some() {
            self.limit = request.limit;
        }
        if request.pause > 0 {
            self.paused = self.paused.max(now + request.pause);
        }
    }

    /// What could be granted if nobody had been there first; below 0 if the limit has shrunk.
    fn free(&self, request: &Request) -> Option<f64> {
        let limit = self.limit.or(request.assumed)?;
        Some(limit * (1.0 - request.headroom) - self.counted())
    }

    fn counted(&self) -> f64 {
        let settled = |holder: &Holder| holder.settled.values().sum::<f64>();
        self.holders.values().map(|h| h.held + settled(h)).sum()
    }

    fn grant(&mut self, now: u64, request: &Request, free: Option<f64>, terms: &Terms) -> f64 {
        if request.wanted <= 0.0 || self.closed > now || self.paused > now {
            return 0.0;
        }
        let granted = match free {
            None => request.wanted,
            // One goes ahead, whose answer tells how the server counts.
            Some(_) if self.is_blank(now, terms) && self.counted() == 0.0 => request.needed,
            Some(_) if self.is_blank(now, terms) => 0.0,
            Some(free) => {
                let (ahead, waiting) = self.waiting(request);
                let room = free - ahead;
                if room >= request.needed {
                    // What is scarce is shared by those who wait for it.
                    let share = (room / (waiting + 1.0)).floor();
                    request.wanted.min(share.max(request.needed))
                } else if self.counted() == 0.0 && ahead == 0.0 {
                    // What outweighs the whole limit goes alone.
                    request.needed
                } else {
                    0.0
                }
            }
        };
        if let Some(holder) = self.holders.get_mut(&request.holder) {
            holder.held += granted;
        }
        granted
    }

    /// Whether nothing has come from the server yet, in a pool so young that others may have known
    /// one before it that was lost.
    fn is_blank(&self, now: u64, terms: &Terms) -> bool {
        now < self.born + terms.closure
            && self.limit.is_none()
            && self.holders.values().all(|h| h.settled.is_empty())
    }

    /// The weight that others have waited for longer, and how many others wait.
    fn waiting(&self, request: &Request) -> (f64, f64) {
        let mine = self
            .holders
            .get(&request.holder)
            .filter(|holder| holder.needed > 0.0)
            .map_or(u64::MAX, |holder| holder.since);
        let mut sums = (0.0, 0.0);
        for (name, other) in &self.holders {
            if *name != request.holder && other.needed > 0.0 {
                sums.1 += 1.0;
                if (other.since, name) < (mine, &request.holder) {
                    sums.0 += other.needed;
                }
            }
        }
        sums
    }

    /// When there may be enough: the end of a pause, or when the oldest weight counts no more.
    /// Others may give something back at any time, so it is never long.
    fn retry(&self, now: u64, request: &Request, free: Option<f64>, terms: &Terms) -> u64 {
        let shut = self.closed.max(self.paused);
        if shut > now {
            return (shut - now).min(terms.beat);
        }
        let (ahead, _) = self.waiting(request);
        let mut room = free.unwrap_or_default() - ahead;
        let mut ending: BTreeMap<u64, f64> = BTreeMap::new();
        for (grain, weight) in self.holders.values().flat_map(|h| &h.settled) {
            *ending.entry(*grain).or_default() += weight;
        }
        for (grain, weight) in ending {
            room += weight;
            if room >= request.needed {
                return (end(grain, terms) - now).clamp(1, terms.beat);
            }
        }
        (terms.beat / 4).max(1)
    }

    /// Notes what the holder goes on waiting for; whoever got something goes behind the others.
    fn wait(&mut self, now: u64, request: &Request, granted: f64) {
        if let Some(holder) = self.holders.get_mut(&request.holder) {
            if granted >= request.needed {
                holder.needed = 0.0;
            } else {
                if holder.needed == 0.0 {
                    holder.since = now;
                }
                holder.needed = request.needed;
            }
        }
    }
}

/// When the weight of a grain counts no more.
fn end(grain: u64, terms: &Terms) -> u64 {
    (grain + 1) * terms.grain + terms.window
}
