//! What a caller may set, under Bottleneck's names, and how wrong values are told.

use std::time::Duration;

use thiserror::Error;

/// The longest time that a setting may name; keeps clock arithmetic far from overflow.
const LONGEST: Duration = Duration::from_hours(10 * 365 * 24);

/// What happens to a job that arrives when `highWater` jobs wait already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strategy {
    /// 1: the oldest job of the least important priority goes, the new one waits.
    #[default]
    Leak,
    /// 2: the new job goes.
    Overflow,
    /// 3: every waiting job goes, and new ones are refused until `penalty` passes without one.
    Block,
    /// 4: like `Leak`, but only jobs less important than the new one go.
    OverflowPriority,
}

impl Strategy {
    /// The strategy of a number as `Bottleneck.strategy` has them.
    #[must_use]
    pub fn from_number(number: f64) -> Option<Self> {
        let strategies = [
            (1.0, Self::Leak),
            (2.0, Self::Overflow),
            (3.0, Self::Block),
            (4.0, Self::OverflowPriority),
        ];
        let named = strategies
            .into_iter()
            .find(|(n, _)| number.total_cmp(n).is_eq());
        named.map(|(_, strategy)| strategy)
    }
}

/// The settings of one client's limiter, but for the reservoir, which keeps its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Weight that may run at a time; `None` is unlimited.
    pub max_concurrent: Option<f64>,
    /// Least time from one start to the next; zero does not pace.
    pub min_time: Duration,
    /// Number of waiting jobs at which `strategy` takes effect; `None` is never.
    pub high_water: Option<f64>,
    /// What goes when the queue is full.
    pub strategy: Strategy,
    /// How long `Block` refuses; `None` is 15 times `min_time`, or 5 s if that is zero.
    pub penalty: Option<Duration>,
    /// Whether a dropped job is to be rejected; else it never settles.
    pub reject_on_drop: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_concurrent: Some(2.0),
            min_time: Duration::from_millis(125),
            high_water: None,
            strategy: Strategy::Leak,
            penalty: None,
            reject_on_drop: true,
        }
    }
}

impl Settings {
    /// The time that `Block` refuses new jobs for.
    #[must_use]
    pub fn penalty(&self) -> Duration {
        let usual = if self.min_time.is_zero() {
            Duration::from_secs(5)
        } else {
            self.min_time.saturating_mul(15)
        };
        self.penalty.unwrap_or(usual).min(LONGEST)
    }

    /// Takes over what `patch` names.
    pub fn apply(&mut self, patch: &SettingsPatch) {
        overwrite(&mut self.max_concurrent, patch.max_concurrent);
        overwrite(&mut self.min_time, patch.min_time);
        overwrite(&mut self.high_water, patch.high_water);
        overwrite(&mut self.strategy, patch.strategy);
        overwrite(&mut self.penalty, patch.penalty);
        overwrite(&mut self.reject_on_drop, patch.reject_on_drop);
    }
}

/// Replaces `value` if the patch names it.
pub(super) fn overwrite<T: Copy>(value: &mut T, patch: Option<T>) {
    if let Some(new) = patch {
        *value = new;
    }
}

/// A change of settings: outer `None` leaves a setting alone, inner `None` is the caller's `null`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SettingsPatch {
    /// `maxConcurrent`
    pub max_concurrent: Option<Option<f64>>,
    /// `minTime`
    pub min_time: Option<Duration>,
    /// `highWater`
    pub high_water: Option<Option<f64>>,
    /// `strategy`
    pub strategy: Option<Strategy>,
    /// `penalty`
    pub penalty: Option<Option<Duration>>,
    /// `rejectOnDrop`
    pub reject_on_drop: Option<bool>,
    /// `reservoir`
    pub reservoir: Option<Option<f64>>,
    /// `reservoirRefreshInterval`
    pub reservoir_refresh_interval: Option<Option<Duration>>,
    /// `reservoirRefreshAmount`
    pub reservoir_refresh_amount: Option<Option<f64>>,
    /// `reservoirIncreaseInterval`
    pub reservoir_increase_interval: Option<Option<Duration>>,
    /// `reservoirIncreaseAmount`
    pub reservoir_increase_amount: Option<Option<f64>>,
    /// `reservoirIncreaseMaximum`
    pub reservoir_increase_maximum: Option<Option<f64>>,
}

/// A setting's value as the caller wrote it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SettingValue<'a> {
    /// `null` or `undefined`
    Null,
    /// A number
    Number(f64),
    /// A boolean
    Bool(bool),
    /// Anything else, by the name of its type
    Other(&'a str),
}

/// A known setting was given a value that it cannot have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{name} must be {expected}, got {got}")]
pub struct InvalidSetting {
    /// The setting, as Bottleneck names it.
    pub name: String,
    /// What it may be.
    pub expected: &'static str,
    /// The value or its type.
    pub got: String,
}

impl SettingsPatch {
    /// Notes one setting under Bottleneck's name. Gives `false` if no such setting exists.
    ///
    /// # Errors
    /// The setting exists and cannot have this value.
    pub fn set(&mut self, name: &str, value: SettingValue<'_>) -> Result<bool, InvalidSetting> {
        let read = Reader { name, value };
        match name {
            "maxConcurrent" => self.max_concurrent = Some(read.amount()?),
            "minTime" => self.min_time = Some(read.time()?.unwrap_or_default()),
            "highWater" => self.high_water = Some(read.amount()?),
            "strategy" => self.strategy = Some(read.strategy()?),
            "penalty" => self.penalty = Some(read.time()?),
            "rejectOnDrop" => self.reject_on_drop = Some(read.bool()?),
            "reservoir" => self.reservoir = Some(read.amount()?),
            "reservoirRefreshInterval" => self.reservoir_refresh_interval = Some(read.interval()?),
            "reservoirRefreshAmount" => self.reservoir_refresh_amount = Some(read.amount()?),
            "reservoirIncreaseInterval" => {
                self.reservoir_increase_interval = Some(read.interval()?);
            }
            "reservoirIncreaseAmount" => self.reservoir_increase_amount = Some(read.amount()?),
            "reservoirIncreaseMaximum" => self.reservoir_increase_maximum = Some(read.amount()?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether any `reservoir*` option is named.
    #[must_use]
    pub fn names_reservoir(&self) -> bool {
        self.reservoir.is_some()
            || self.reservoir_refresh_interval.is_some()
            || self.reservoir_refresh_amount.is_some()
            || self.reservoir_increase_interval.is_some()
            || self.reservoir_increase_amount.is_some()
            || self.reservoir_increase_maximum.is_some()
    }
}

/// One named value, read as the type that its setting needs.
struct Reader<'a> {
    name: &'a str,
    value: SettingValue<'a>,
}

impl Reader<'_> {
    fn amount(&self) -> Result<Option<f64>, InvalidSetting> {
        match self.value {
            SettingValue::Null => Ok(None),
            SettingValue::Number(n) if n >= 0.0 => Ok(n.is_finite().then_some(n)),
            _ => Err(self.invalid("a number of at least 0, or null")),
        }
    }

    fn time(&self) -> Result<Option<Duration>, InvalidSetting> {
        match self.value {
            SettingValue::Null => Ok(None),
            SettingValue::Number(n) if n >= 0.0 => Ok(Some(millis(n))),
            _ => Err(self.invalid("a number of milliseconds of at least 0, or null")),
        }
    }

    fn interval(&self) -> Result<Option<Duration>, InvalidSetting> {
        match self.value {
            SettingValue::Null => Ok(None),
            SettingValue::Number(n) if n > 0.0 => Ok(Some(millis(n).max(Duration::from_millis(1)))),
            _ => Err(self.invalid("a number of milliseconds above 0, or null")),
        }
    }

    fn strategy(&self) -> Result<Strategy, InvalidSetting> {
        let strategy = match self.value {
            SettingValue::Null => Some(Strategy::default()),
            SettingValue::Number(n) => Strategy::from_number(n),
            _ => None,
        };
        strategy.ok_or_else(|| {
            self.invalid("1 (LEAK), 2 (OVERFLOW), 3 (BLOCK) or 4 (OVERFLOW_PRIORITY)")
        })
    }

    fn bool(&self) -> Result<bool, InvalidSetting> {
        match self.value {
            SettingValue::Bool(b) => Ok(b),
            _ => Err(self.invalid("true or false")),
        }
    }

    fn invalid(&self, expected: &'static str) -> InvalidSetting {
        let got = match self.value {
            SettingValue::Null => "null".to_owned(),
            SettingValue::Number(n) => n.to_string(),
            SettingValue::Bool(b) => b.to_string(),
            SettingValue::Other(kind) => kind.to_owned(),
        };
        InvalidSetting {
            name: self.name.to_owned(),
            expected,
            got,
        }
    }
}

/// A caller's number of milliseconds as a duration, within what clocks can add.
#[must_use]
pub fn millis(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms / 1000.0)
        .unwrap_or(LONGEST)
        .min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_null_and_infinity_are_read_as_bottleneck_reads_them() {
        let mut patch = SettingsPatch::default();
        assert_eq!(patch.set("maxConcurrent", SettingValue::Null), Ok(true));
        assert_eq!(patch.max_concurrent, Some(None));
        patch
            .set("maxConcurrent", SettingValue::Number(f64::INFINITY))
            .unwrap();
        assert_eq!(patch.max_concurrent, Some(None));
        patch.set("minTime", SettingValue::Number(0.5)).unwrap();
        assert_eq!(patch.min_time, Some(Duration::from_micros(500)));
        patch.set("strategy", SettingValue::Number(4.0)).unwrap();
        assert_eq!(patch.strategy, Some(Strategy::OverflowPriority));
        assert_eq!(
            patch.set("heartbeatInterval", SettingValue::Null),
            Ok(false)
        );
    }

    #[test]
    fn a_wrong_value_names_its_setting() {
        let mut patch = SettingsPatch::default();
        let text = |r: Result<bool, InvalidSetting>| r.unwrap_err().to_string();
        assert_eq!(
            text(patch.set("maxConcurrent", SettingValue::Other("string"))),
            "maxConcurrent must be a number of at least 0, or null, got string"
        );
        for (name, value) in [
            ("minTime", SettingValue::Number(-1.0)),
            ("minTime", SettingValue::Number(f64::NAN)),
            ("strategy", SettingValue::Number(5.0)),
            ("rejectOnDrop", SettingValue::Null),
            ("reservoirRefreshInterval", SettingValue::Number(0.0)),
        ] {
            assert!(text(patch.set(name, value)).starts_with(name));
        }
        assert_eq!(patch, SettingsPatch::default());
    }

    #[test]
    fn the_penalty_follows_min_time_unless_set() {
        let mut settings = Settings::default();
        assert_eq!(settings.penalty(), Duration::from_millis(1875));
        settings.min_time = Duration::ZERO;
        assert_eq!(settings.penalty(), Duration::from_secs(5));
        settings.penalty = Some(Duration::from_millis(7));
        assert_eq!(settings.penalty(), Duration::from_millis(7));
    }
}
