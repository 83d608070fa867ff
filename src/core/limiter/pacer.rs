//! Spaces the starts of one client by `minTime`: governor's GCRA with a burst of one.

use std::cell::Cell;
use std::ops::Add;
use std::time::Duration;

use governor::clock::{Clock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

/// Lets a start through no sooner than `period` after the one before.
pub struct Pacer {
    period: Duration,
    last: Option<Instant>,
    gcra: Option<Gcra>,
}

type Gcra = RateLimiter<NotKeyed, InMemoryState, Injected, NoOpMiddleware<At>>;

impl Pacer {
    /// A pacer that has let nothing through yet; a period of zero always lets through.
    #[must_use]
    pub fn new(period: Duration) -> Self {
        Self {
            period,
            last: None,
            gcra: None,
        }
    }

    /// Changes the period; the last start still counts.
    pub fn set_period(&mut self, period: Duration) {
        if period != self.period {
            self.period = period;
            self.gcra = None;
        }
    }

    /// The soonest time that a start may have at this period, if that is not now.
    #[must_use]
    pub fn next(&self, period: Duration, now: Instant) -> Option<Instant> {
        self.last
            .map(|last| last + period)
            .filter(|next| *next > now)
    }

    /// Takes the turn to start at `now`.
    ///
    /// # Errors
    /// The time to ask again, if it is too soon.
    pub fn check(&mut self, now: Instant) -> Result<(), Instant> {
        if let Some(quota) = Quota::with_period(self.period) {
            let last = self.last;
            let gcra = self.gcra.get_or_insert_with(|| resume(quota, last, now));
            gcra.clock().0.set(At(now));
            gcra.check().map_err(|until| until.earliest_possible().0)?;
        }
        self.last = Some(now);
        Ok(())
    }
}

/// Quotas are immutable, so another period is another limiter: it is told of the last start.
fn resume(quota: Quota, last: Option<Instant>, now: Instant) -> Gcra {
    let clock = Injected(Cell::new(At(last.unwrap_or(now))));
    let gcra = RateLimiter::direct_with_clock(quota, clock);
    if last.is_some() {
        // The first cell of a fresh limiter is always let through.
        let _ = gcra.check();
    }
    gcra
}

/// The clock that governor reads: whatever time the caller last passed in.
struct Injected(Cell<At>);

impl Clock for Injected {
    type Instant = At;

    fn now(&self) -> At {
        self.0.get()
    }
}

/// tokio's instant, so that a test's paused clock paces as the real one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct At(Instant);

impl Add<Nanos> for At {
    type Output = Self;

    fn add(self, nanos: Nanos) -> Self {
        Self(self.0 + Duration::from(nanos))
    }
}

impl Reference for At {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_duration_since(earlier.0).into()
    }

    fn saturating_sub(&self, duration: Nanos) -> Self {
        Self(self.0.checked_sub(duration.into()).unwrap_or(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn starts_are_a_period_apart_and_a_pause_earns_no_burst() {
        let t0 = Instant::now();
        let mut pacer = Pacer::new(125 * MS);
        assert_eq!(pacer.check(t0), Ok(()));
        assert_eq!(pacer.check(t0 + 100 * MS), Err(t0 + 125 * MS));
        assert_eq!(pacer.next(125 * MS, t0 + 100 * MS), Some(t0 + 125 * MS));
        assert_eq!(pacer.check(t0 + 125 * MS), Ok(()));
        assert_eq!(pacer.check(t0 + 900 * MS), Ok(()));
        assert_eq!(pacer.check(t0 + 901 * MS), Err(t0 + 1025 * MS));
    }

    #[test]
    fn a_changed_period_counts_from_the_last_start() {
        let t0 = Instant::now();
        let mut pacer = Pacer::new(Duration::ZERO);
        assert_eq!(pacer.check(t0), Ok(()));
        assert_eq!(pacer.check(t0), Ok(()));
        pacer.set_period(200 * MS);
        assert_eq!(pacer.check(t0 + 50 * MS), Err(t0 + 200 * MS));
        pacer.set_period(100 * MS);
        assert_eq!(pacer.check(t0 + 60 * MS), Err(t0 + 100 * MS));
        pacer.set_period(Duration::ZERO);
        assert_eq!(pacer.check(t0 + 60 * MS), Ok(()));
    }
}
