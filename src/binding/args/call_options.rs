//! The optional last argument of every method: options of this one call.

use std::time::Duration;

use napi::ValueType;

use super::patience::{QUEUE_TIMEOUT, RETRIES};
use crate::binding::ambiguity::{Policy, VALUES};
use crate::binding::bad_input::{BadInput, Refusal, describe};
use crate::binding::js::Val;
use crate::core::call::Limits;

/// `{ headers, timeout, queueTimeout, retries, signal, responseType, onAmbiguous }`.
#[derive(Default)]
pub struct CallOptions<'e> {
    /// Headers merged over those of `requestOptions` and under `Authorization`.
    pub headers: Option<Val<'e>>,
    /// Milliseconds of one attempt.
    pub timeout: Option<Val<'e>>,
    /// Milliseconds of waiting for the limiter.
    pub queue_timeout: Option<Val<'e>>,
    /// Attempts after the first.
    pub retries: Option<Val<'e>>,
    /// Ends the call, wherever it is.
    pub signal: Option<Val<'e>>,
    /// How the body of the answer is wanted.
    pub response_type: Option<Val<'e>>,
    /// What follows when its effect is unknown.
    pub on_ambiguous: Option<Policy>,
    /// The argument itself, for `response.config`.
    pub given: Option<Val<'e>>,
    /// `handleRequest` was given headers, which stand alone.
    pub replaces_headers: bool,
}

const KNOWN: &str = "headers, timeout, queueTimeout, retries, signal, responseType, onAmbiguous";

impl<'e> CallOptions<'e> {
    /// Reads the argument if it is a plain object; anything else is the extra
    /// argument of a caller such as `Array.prototype.map`, and is ignored.
    ///
    /// # Errors
    /// A TypeError naming a key that is no option, or a value that cannot be used.
    pub fn read(options: Val<'e>) -> Result<Self, Refusal<'e>> {
        let mut read = Self::default();
        if !is_given(options)? {
            return Ok(read);
        }
        read.given = Some(options);
        for key in options.own_keys()? {
            let key = key?;
            let value = options.get_key(key)?;
            let mut policy = None;
            let slot = match key.as_text().as_deref() {
                Some("headers") => &mut read.headers,
                Some("timeout") => &mut read.timeout,
                Some("queueTimeout") => &mut read.queue_timeout,
                Some("retries") => &mut read.retries,
                Some("signal") => &mut read.signal,
                Some("responseType") => &mut read.response_type,
                Some("onAmbiguous") => &mut policy,
                other => {
                    let message = format!(
                        "\"{}\" is no option of a call: use {KNOWN}.",
                        other.unwrap_or_default()
                    );
                    return Err(Refusal::Bad(BadInput::wrong_value(message)));
                }
            };
            *slot = Some(value).filter(|value| !value.is_nullish());
            if let Some(value) = policy {
                read.on_ambiguous = Some(policy_of(value)?);
            }
        }
        read.check()?;
        Ok(read)
    }

    fn check(&self) -> Result<(), Refusal<'e>> {
        if let Some(headers) = self.headers
            && (headers.kind() != ValueType::Object || headers.is_array())
        {
            return Err(wrong("headers", headers, "an object of names and values"));
        }
        if let Some(timeout) = self.timeout
            && timeout
                .as_number()
                .is_none_or(|millis| !(millis.is_finite() && millis >= 0.0))
        {
            return Err(wrong(
                "timeout",
                timeout,
                "milliseconds as a number, or 0 for no limit",
            ));
        }
        if let Some(signal) = self.signal
            && (signal.kind() != ValueType::Object
                || !signal.get(c"addEventListener")?.is_function())
        {
            return Err(wrong("signal", signal, "the signal of an AbortController"));
        }
        if let Some(wanted) = self.response_type
            && !matches!(wanted.as_text().as_deref(), Some("arraybuffer" | "stream"))
        {
            return Err(wrong(
                "responseType",
                wanted,
                "\"arraybuffer\" for bytes or \"stream\" for a Readable",
            ));
        }
        Ok(())
    }

    /// `limits` with those of this call in place.
    ///
    /// # Errors
    /// A TypeError naming a `queueTimeout` or `retries` that cannot be used.
    pub fn limits(&self, mut limits: Limits) -> Result<Limits, Refusal<'e>> {
        for (option, value) in [(QUEUE_TIMEOUT, self.queue_timeout), (RETRIES, self.retries)] {
            if let Some(value) = value {
                option
                    .set(&mut limits, value)
                    .map_err(|mend| wrong(option.name, value, mend))?;
            }
        }
        let Some(timeout) = self.timeout else {
            return Ok(limits);
        };
        let millis = timeout.as_number().unwrap_or_default();
        limits.timeout_text = (millis > 0.0).then(|| timeout.to_text()).transpose()?;
        limits.attempt = if millis > 0.0 {
            Duration::try_from_secs_f64(millis / 1000.0).ok()
        } else {
            None
        };
        Ok(limits)
    }
}

/// Whether `value` is options of a call, right or wrong: a plain object.
///
/// # Errors
/// What a getter throws.
pub fn is_given(value: Val<'_>) -> Result<bool, Refusal<'_>> {
    if value.kind() != ValueType::Object || value.is_array() {
        return Ok(false);
    }
    let constructor = value.get(c"constructor")?;
    if !constructor.is_function() {
        return Ok(true);
    }
    Ok(constructor.get(c"name")?.as_text().as_deref() == Some("Object"))
}

fn policy_of(value: Val<'_>) -> Result<Policy, Refusal<'_>> {
    let named = value.as_text().and_then(|name| Policy::named(&name));
    named.ok_or_else(|| wrong("onAmbiguous", value, VALUES))
}

#[cold]
fn wrong<'e>(name: &str, value: Val<'e>, mend: &str) -> Refusal<'e> {
    Refusal::Bad(BadInput::wrong_type(format!(
        "The \"{name}\" option of the call is {}: pass {mend}.",
        describe(value)
    )))
}
