//! How long and how often a call tries: options of a call, and of the client for all its calls.

use std::time::Duration;

use napi::ValueType;

use crate::binding::js::Val;
use crate::core::call::Limits;

/// An option, how it is read into limits, and what else to pass.
pub struct Patience {
    /// Its name.
    pub name: &'static str,
    apply: fn(&mut Limits, f64),
    fits: fn(f64) -> bool,
    mend: &'static str,
}

/// `queueTimeout`: milliseconds of waiting for the limiter.
pub const QUEUE_TIMEOUT: Patience = Patience {
    name: "queueTimeout",
    apply: |limits, millis| {
        let limit = Duration::try_from_secs_f64(millis / 1000.0).ok();
        limits.queue_timeout = limit.filter(|limit| !limit.is_zero());
    },
    fits: |millis| millis.is_finite() && millis >= 0.0,
    mend: "milliseconds as a number, or 0 for no limit",
};

/// `retries`: attempts after the first.
pub const RETRIES: Patience = Patience {
    name: "retries",
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be whole and not negative; a cast saturates"
    )]
    apply: |limits, count| limits.retries = count as u32,
    fits: |count| count >= 0.0 && count.fract() == 0.0,
    mend: "a whole number, 0 for none",
};

impl Patience {
    /// Has `limits` take over the value.
    ///
    /// # Errors
    /// What to pass instead.
    pub fn set(&self, limits: &mut Limits, value: Val<'_>) -> Result<(), &'static str> {
        let number = match value.kind() {
            ValueType::Number => value.as_number(),
            _ => None,
        };
        let number = number.filter(|number| (self.fits)(*number));
        (self.apply)(limits, number.ok_or(self.mend)?);
        Ok(())
    }
}
