//! Settings of the limiter as the caller writes them.

use napi::ValueType;

use crate::binding::bad_input::{BadInput, Refusal, describe};
use crate::binding::js::Val;
use crate::core::limiter::{SettingValue, SettingsPatch, StopOptions};

/// A change of settings, and the keys that name none. Like the original, takes
/// nothing from what is no object.
///
/// # Errors
/// A TypeError naming a setting that cannot have its value; what a getter throws.
pub fn read(options: Val<'_>) -> Result<(SettingsPatch, Vec<String>), Refusal<'_>> {
    let mut patch = SettingsPatch::default();
    let mut unknown = Vec::new();
    if !matches!(options.kind(), ValueType::Object | ValueType::Function) {
        return Ok((patch, unknown));
    }
    for key in options.own_keys()? {
        let key = key?;
        let value = options.get_key(key)?;
        let name = key.as_text().unwrap_or_default();
        let found = describe(value);
        let value = match value.kind() {
            ValueType::Undefined | ValueType::Null => SettingValue::Null,
            ValueType::Boolean => SettingValue::Bool(value.is_truthy()),
            ValueType::Number => SettingValue::Number(value.as_number().unwrap_or(f64::NAN)),
            _ => SettingValue::Other(&found),
        };
        let known = patch
            .set(&name, value)
            .map_err(|invalid| BadInput::wrong_type(invalid.to_string()))?;
        if !known {
            unknown.push(name);
        }
    }
    Ok((patch, unknown))
}

/// The options of `stop`; what is left out is Bottleneck's.
///
/// # Errors
/// What a getter or `toString` throws.
pub fn read_stop(options: Val<'_>) -> Result<StopOptions, Refusal<'_>> {
    let mut read = StopOptions::default();
    if options.kind() != ValueType::Object {
        return Ok(read);
    }
    let drop_waiting = options.get(c"dropWaitingJobs")?;
    if !drop_waiting.is_undefined() {
        read.drop_waiting = drop_waiting.is_truthy();
    }
    for (name, text) in [
        (c"dropErrorMessage", &mut read.drop_message),
        (c"enqueueErrorMessage", &mut read.enqueue_message),
    ] {
        let value = options.get(name)?;
        if !value.is_nullish() {
            *text = value.to_text()?;
        }
    }
    Ok(read)
}
