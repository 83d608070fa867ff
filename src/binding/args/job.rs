//! Job options of the limiter, as Bottleneck reads them.

use std::time::Duration;

use napi::ValueType;

use crate::binding::bad_input::{BadInput, Refusal, describe};
use crate::binding::js::Val;
use crate::core::limiter::JobOptions;
use crate::endpoint::Verb;

/// What a call costs when nobody says otherwise.
#[must_use]
pub fn weight(verb: Verb) -> f64 {
    f64::from(verb.weight())
}

/// `{ weight, priority, expiration, id }`.
pub struct JobArgs;

impl JobArgs {
    /// Options of a call that says nothing but its weight.
    #[must_use]
    pub fn of_weight(weight: f64) -> JobOptions {
        JobOptions {
            weight,
            ..JobOptions::default()
        }
    }

    /// Reads the caller's options. Unknown keys and values of other types than
    /// objects mean the defaults, as in the original.
    ///
    /// # Errors
    /// What a getter throws; a TypeError for `undefined` and `null`.
    pub fn read(options: Val<'_>) -> Result<JobOptions, Refusal<'_>> {
        if options.is_nullish() {
            let message = format!(
                "The \"bottleneckOptions\" argument is {}: pass an object such as {{ weight: 1 }}.",
                describe(options)
            );
            return Err(Refusal::Bad(BadInput::wrong_type(message)));
        }
        let mut job = JobOptions::default();
        if !matches!(options.kind(), ValueType::Object | ValueType::Function) {
            return Ok(job);
        }
        if let Some(weight) = options.get(c"weight")?.as_number() {
            job.weight = weight.max(0.0);
        }
        if let Some(priority) = options.get(c"priority")?.as_number() {
            job.priority = clamp_priority(priority);
        }
        if let Some(expiration) = options.get(c"expiration")?.as_number() {
            job.expiration = Duration::try_from_secs_f64(expiration / 1000.0).ok();
        }
        let id = options.get(c"id")?;
        if !id.is_nullish() {
            job.id = Some(id.to_text()?);
        }
        Ok(job)
    }
}

/// 0 to 9; what is no integer is 5.
fn clamp_priority(priority: f64) -> u8 {
    if priority.fract() != 0.0 || priority.is_nan() {
        return 5;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=9"
    )]
    let clamped = priority.clamp(0.0, 9.0) as u8;
    clamped
}
