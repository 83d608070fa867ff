//! `updateRequestOptions`.

use napi::ValueType;

use super::agent;
use super::config::{Config, Opt};
use crate::binding::bad_input::{BadInput, Refusal, describe};
use crate::binding::js::Val;
use crate::binding::realm::Realm;

/// Lays `options` over `client.requestOptions`, the same object as before, but
/// for `baseUrl`, which has never had an effect. The caller's object stays as it is.
///
/// # Errors
/// A TypeError for `null`; one naming an option that cannot be supported.
pub fn update_request_options<'e>(
    realm: &Realm,
    client: Val<'e>,
    options: Val<'e>,
) -> Result<(), Refusal<'e>> {
    if options.is_undefined() {
        return Ok(());
    }
    if options.kind() == ValueType::Null {
        return Err(BadInput::wrong_type(
            "The \"requestOptions\" argument of updateRequestOptions is null: pass an object of request options.".to_owned(),
        )
        .into());
    }
    let mut entries = Vec::new();
    for key in options.own_keys()? {
        let key = key?;
        let value = options.get_key(key)?;
        let name = key.as_text().unwrap_or_default();
        if name == "baseUrl" {
            continue;
        }
        check(realm, &name, value)?;
        entries.push((key, value));
    }
    let target = client.get(c"requestOptions")?;
    if !matches!(target.kind(), ValueType::Object | ValueType::Function) {
        return Err(BadInput::wrong_type(format!(
            "The \"requestOptions\" property is {}: assign an object of request options.",
            describe(target)
        ))
        .into());
    }
    for (key, value) in entries {
        target.set_key(key, value)?;
    }
    Ok(())
}

fn check<'e>(realm: &Realm, name: &str, value: Val<'e>) -> Result<(), Refusal<'e>> {
    match Opt::from_name(name) {
        Some(Opt::Transport) => {
            let mut alone = Config::default();
            alone.set(Opt::Transport, value);
            alone.check()
        }
        Some(option @ (Opt::HttpAgent | Opt::HttpsAgent)) => agent::check(realm, option, value),
        _ => Ok(()),
    }
}
