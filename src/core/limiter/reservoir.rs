//! Bottleneck's reservoir: an amount that starts take from, set anew or increased at fixed times.
//!
//! Nothing ticks: what the clock would have done is caught up with whenever somebody looks.

use std::time::Duration;

use tokio::time::Instant;

use super::settings::{SettingsPatch, overwrite};

/// The original's constructor: 400, set anew each minute.
const AMOUNT: f64 = 400.0;
const INTERVAL: Duration = Duration::from_mins(1);

/// The reservoir of one client whose caller set one of its options.
#[derive(Debug, Clone)]
pub struct Reservoir {
    /// What is left; `None` is unlimited.
    level: Option<f64>,
    refresh_interval: Option<Duration>,
    refresh_amount: Option<f64>,
    increase_interval: Option<Duration>,
    increase_amount: Option<f64>,
    increase_maximum: Option<f64>,
    refreshed: Instant,
    increased: Instant,
    refills: bool,
}

impl Reservoir {
    /// A reservoir at `level` with the original's refresh, whose periods begin at `now`.
    #[must_use]
    pub fn new(level: Option<f64>, now: Instant) -> Self {
        Self {
            level,
            refresh_interval: Some(INTERVAL),
            refresh_amount: Some(AMOUNT),
            increase_interval: None,
            increase_amount: None,
            increase_maximum: None,
            refreshed: now,
            increased: now,
            refills: true,
        }
    }

    /// Takes over what `patch` names. Refills go on: a changed interval counts from the last one.
    pub fn apply(&mut self, patch: &SettingsPatch, now: Instant) {
        self.catch_up(now);
        if self.increase_interval.is_none() {
            self.increased = now;
        }
        if self.refresh_interval.is_none() {
            self.refreshed = now;
        }
        overwrite(&mut self.level, patch.reservoir);
        overwrite(&mut self.refresh_interval, patch.reservoir_refresh_interval);
        overwrite(&mut self.refresh_amount, patch.reservoir_refresh_amount);
        overwrite(
            &mut self.increase_interval,
            patch.reservoir_increase_interval,
        );
        overwrite(&mut self.increase_amount, patch.reservoir_increase_amount);
        overwrite(&mut self.increase_maximum, patch.reservoir_increase_maximum);
        self.catch_up(now);
    }

    /// What is left; `None` is unlimited.
    #[must_use]
    pub fn level(&self) -> Option<f64> {
        self.level
    }

    /// Takes a start's weight.
    pub fn take(&mut self, weight: f64) {
        if let Some(level) = &mut self.level {
            *level -= weight;
        }
    }

    /// Adds `amount`; an unlimited reservoir becomes one of that amount.
    pub fn increment(&mut self, amount: f64) -> f64 {
        let level = self.level.unwrap_or(0.0) + amount;
        self.level = Some(level);
        level
    }

    /// No more refills.
    pub fn disconnect(&mut self) {
        self.refills = false;
    }

    /// Does the refills that are due.
    pub fn catch_up(&mut self, now: Instant) {
        if !self.refills {
            return;
        }
        let refreshed = advance(&mut self.refreshed, self.refresh_interval, now) > 0;
        if let (true, Some(level), Some(amount)) = (refreshed, &mut self.level, self.refresh_amount)
        {
            *level = amount;
            // Increases before the refresh are overwritten by it; those at the same time are not.
            let before = self.refreshed - Duration::from_nanos(1);
            advance(&mut self.increased, self.increase_interval, before);
        }
        let times = advance(&mut self.increased, self.increase_interval, now);
        if let (Some(level), Some(amount)) = (&mut self.level, self.increase_amount) {
            let room = self.increase_maximum.map_or(f64::INFINITY, |m| m - *level);
            *level += (f64::from(times) * amount).min(room).max(0.0);
        }
    }

    /// When there may be more than now.
    #[must_use]
    pub fn next_refill(&self) -> Option<Instant> {
        let refresh = self.refresh_amount.and(self.refresh_interval);
        let increase = self.increase_amount.and(self.increase_interval);
        let times = [
            refresh.map(|interval| self.refreshed + interval),
            increase.map(|interval| self.increased + interval),
        ];
        times.into_iter().flatten().min().filter(|_| self.refills)
    }
}

/// Moves `last` on by the whole intervals that have passed, and counts them.
fn advance(last: &mut Instant, interval: Option<Duration>, now: Instant) -> u32 {
    let Some(interval) = interval else { return 0 };
    let passed = now.saturating_duration_since(*last).as_nanos() / interval.as_nanos().max(1);
    let times = u32::try_from(passed).unwrap_or(u32::MAX);
    *last += interval * times;
    times
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sums of small whole numbers are exact")]
mod tests {
    use super::*;

    const S: Duration = Duration::from_secs(1);

    fn increase(level: f64, every: u32, amount: f64, maximum: Option<f64>) -> SettingsPatch {
        SettingsPatch {
            reservoir: Some(Some(level)),
            reservoir_refresh_interval: Some(None),
            reservoir_increase_interval: Some(Some(every * S)),
            reservoir_increase_amount: Some(Some(amount)),
            reservoir_increase_maximum: Some(maximum),
            ..SettingsPatch::default()
        }
    }

    #[test]
    fn it_is_set_anew_each_interval_and_updates_do_not_end_that() {
        let t0 = Instant::now();
        let mut reservoir = Reservoir::new(Some(400.0), t0);
        reservoir.take(150.0);
        reservoir.apply(&SettingsPatch::default(), t0 + 10 * S);
        reservoir.catch_up(t0 + 59 * S);
        assert_eq!(reservoir.level(), Some(250.0));
        assert_eq!(reservoir.next_refill(), Some(t0 + 60 * S));
        reservoir.catch_up(t0 + 61 * S);
        assert_eq!(reservoir.level(), Some(400.0));
        reservoir.take(10.0);
        reservoir.catch_up(t0 + 121 * S);
        assert_eq!(reservoir.level(), Some(400.0));
    }

    #[test]
    fn it_increases_up_to_its_maximum_even_if_set_at_run_time() {
        let t0 = Instant::now();
        let mut reservoir = Reservoir::new(None, t0);
        reservoir.apply(&increase(0.0, 2, 3.0, Some(7.0)), t0 + 100 * S);
        reservoir.catch_up(t0 + 103 * S);
        assert_eq!(reservoir.level(), Some(3.0));
        reservoir.catch_up(t0 + 900 * S);
        assert_eq!(reservoir.level(), Some(7.0));
    }

    #[test]
    fn increases_after_a_refresh_come_on_top_of_it() {
        let t0 = Instant::now();
        let mut reservoir = Reservoir::new(Some(0.0), t0);
        let patch = SettingsPatch {
            reservoir_refresh_interval: Some(Some(10 * S)),
            reservoir_refresh_amount: Some(Some(100.0)),
            ..increase(0.0, 3, 1.0, None)
        };
        reservoir.apply(&patch, t0);
        reservoir.catch_up(t0 + 16 * S);
        assert_eq!(reservoir.level(), Some(102.0));
    }

    #[test]
    fn disconnect_ends_refills_and_an_increment_makes_it_limited() {
        let t0 = Instant::now();
        let mut reservoir = Reservoir::new(None, t0);
        assert_eq!(reservoir.increment(5.0), 5.0);
        reservoir.disconnect();
        reservoir.catch_up(t0 + 600 * S);
        assert_eq!(reservoir.level(), Some(5.0));
        assert_eq!(reservoir.next_refill(), None);
    }
}
