//! Settings of the limiter as the caller writes them.

use std::collections::BTreeSet;
use std::ffi::CStr;
use std::sync::{Mutex, PoisonError};

use napi::{ValueType, sys};

use crate::binding::bad_input::{BadInput, Refusal, describe};
use crate::binding::js::Val;
use crate::core::limiter::{InvalidSetting, SettingValue, SettingsPatch, StopOptions};

/// Settings that the original keeps as properties, all but the last without an effect.
const LABELS: [&CStr; 6] = [
    c"id",
    c"datastore",
    c"connection",
    c"trackDoneStatus",
    c"Promise",
    c"rejectOnDrop",
];

static WARNED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

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
        let known = set(&mut patch, &name, value)
            .map_err(|invalid| BadInput::wrong_type(invalid.to_string()))?;
        if !known
            && !LABELS
                .iter()
                .any(|label| label.to_bytes() == name.as_bytes())
        {
            unknown.push(name);
        }
    }
    Ok((patch, unknown))
}

/// Has `patch` change the setting of that name. Gives `false` if there is none.
///
/// # Errors
/// It cannot have this value.
pub fn set(patch: &mut SettingsPatch, name: &str, value: Val<'_>) -> Result<bool, InvalidSetting> {
    let found = describe(value);
    let value = match value.kind() {
        ValueType::Undefined | ValueType::Null => SettingValue::Null,
        ValueType::Boolean => SettingValue::Bool(value.is_truthy()),
        ValueType::Number => SettingValue::Number(value.as_number().unwrap_or(f64::NAN)),
        _ => SettingValue::Other(&found),
    };
    patch.set(name, value)
}

/// Keeps on `limiter` what it only shows. Nothing leads back to the datastore `'local'`, and a
/// connection, which may have a password, is hidden from inspection.
///
/// # Errors
/// What a getter or setter throws.
pub fn label<'e>(limiter: Val<'e>, options: Val<'e>) -> Result<(), Refusal<'e>> {
    if options.kind() != ValueType::Object {
        return Ok(());
    }
    for name in LABELS {
        if !options.has_own(name) {
            continue;
        }
        let value = options.get(name)?;
        if name == c"connection" {
            let hidden = sys::PropertyAttributes::writable | sys::PropertyAttributes::configurable;
            limiter.define("connection", value, hidden)?;
        } else if name != c"datastore" || value.as_text().as_deref() != Some("local") {
            limiter.set(name, value)?;
        }
    }
    Ok(())
}

/// Whether this process has not warned of that key yet. It has from now on.
pub fn is_news(name: &str) -> bool {
    let mut warned = WARNED.lock().unwrap_or_else(PoisonError::into_inner);
    warned.insert(name.to_owned())
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
