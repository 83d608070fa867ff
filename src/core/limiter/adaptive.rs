//! How many calls at a time, and how close together, it takes to use a rate. Decisions only.

use std::time::Duration;

/// No more than this weight at a time, however slow the answers are.
const MOST: f64 = 64.0;

/// The part of the smoothed latency that the newest answer makes up.
const NEWEST: f64 = 0.1;

/// What is taken to be needed, over what would be just enough: room for answers slower than
/// the mean, and to make up for a time in which nothing could start.
const MARGIN: f64 = 1.25;

/// Learns the latency of answers. Follows Little's law: what is in flight is rate times latency.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Adaptive {
    /// Smoothed, in seconds; `None` before the first answer.
    latency: Option<f64>,
    /// Weight a second that the account admits; `None` is any.
    rate: Option<f64>,
}

impl Adaptive {
    /// An answer took `latency`, when the account admitted `rate`, in weight a second.
    pub fn learn(&mut self, latency: Duration, rate: Option<f64>) {
        let newest = latency.as_secs_f64();
        let before = self.latency.unwrap_or(newest);
        self.latency = Some(before + (newest - before) * NEWEST);
        self.rate = rate;
    }

    /// Weight to allow at a time: what the rate takes, but no less than `configured`.
    #[must_use]
    pub fn max_concurrent(&self, configured: Option<f64>) -> Option<f64> {
        let in_flight = self.rate.zip(self.latency);
        let needed = in_flight.map_or(0.0, |(rate, latency)| {
            (rate * latency * MARGIN).ceil() + 1.0
        });
        configured.map(|least| least.max(needed.min(MOST)))
    }

    /// Time to keep between starts: `configured`, unless the rate takes less.
    #[must_use]
    pub fn min_time(&self, configured: Duration) -> Duration {
        let needed = self
            .rate
            .and_then(|rate| Duration::try_from_secs_f64(1.0 / (rate * MARGIN)).ok());
        needed.map_or(configured, |needed| configured.min(needed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);
    const RATE: Option<f64> = Some(400.0 / 60.0);

    fn after(latencies: &[u64]) -> Adaptive {
        let mut adaptive = Adaptive::default();
        for ms in latencies {
            adaptive.learn(Duration::from_millis(*ms), RATE);
        }
        adaptive
    }

    #[test]
    fn what_is_configured_holds_before_the_first_answer_and_without_a_limit() {
        let mut adaptive = Adaptive::default();
        for _ in 0..2 {
            assert_eq!(adaptive.max_concurrent(Some(2.0)), Some(2.0));
            assert_eq!(adaptive.min_time(125 * MS), 125 * MS);
            adaptive.learn(600 * MS, None);
        }
    }

    #[test]
    fn slots_are_rate_times_latency_with_a_margin() {
        assert_eq!(after(&[600]).max_concurrent(Some(2.0)), Some(6.0));
        assert_eq!(after(&[20]).max_concurrent(Some(2.0)), Some(2.0));
    }

    #[test]
    fn slots_are_never_fewer_than_configured_nor_more_than_the_most() {
        assert_eq!(after(&[600]).max_concurrent(Some(10.0)), Some(10.0));
        assert_eq!(after(&[60_000]).max_concurrent(Some(2.0)), Some(MOST));
        assert_eq!(after(&[60_000]).max_concurrent(Some(100.0)), Some(100.0));
        assert_eq!(after(&[600]).max_concurrent(None), None);
    }

    #[test]
    fn one_slow_answer_changes_little_and_many_change_all() {
        assert_eq!(
            after(&[100, 100, 2000]).max_concurrent(Some(2.0)),
            Some(4.0)
        );
        let slow = [&[100; 10][..], &[1000; 50]].concat();
        assert_eq!(after(&slow).max_concurrent(Some(2.0)), Some(10.0));
    }

    #[test]
    fn latencies_that_vary_hardly_move_the_slots() {
        let mut adaptive = Adaptive::default();
        let (mut least, mut most) = (f64::MAX, 0.0_f64);
        for call in 0..2000 {
            adaptive.learn(Duration::from_millis(call * 7919 % 601), RATE);
            if call > 50 {
                let slots = adaptive.max_concurrent(Some(2.0)).unwrap();
                (least, most) = (least.min(slots), most.max(slots));
            }
        }
        assert!(least >= 3.0 && most <= 5.0, "{least} to {most}");
    }

    #[test]
    fn the_pace_is_never_slower_than_the_rate_takes_nor_than_configured() {
        assert_eq!(after(&[20]).min_time(125 * MS), 120 * MS);
        assert_eq!(after(&[20]).min_time(100 * MS), 100 * MS);
        assert_eq!(after(&[20]).min_time(Duration::ZERO), Duration::ZERO);
    }
}
