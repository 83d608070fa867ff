//! Query parameters from JavaScript values of every type.

use napi::ValueType;

use crate::binding::bad_input::Refusal;
use crate::binding::js::{JsResult, Val};
use crate::binding::realm::Realm;
use crate::core::query::Query;

/// Serialises `params` the way the original does: own enumerable keys in order,
/// `null` and `undefined` left out, arrays as `key[]`, dates as ISO text, other
/// objects as JSON.
///
/// # Errors
/// What a getter or `toJSON` throws, or the `URIError` for a lone surrogate.
pub fn serialise<'e>(realm: &Realm, params: Val<'e>) -> Result<String, Refusal<'e>> {
    if !params.is_truthy() {
        return Ok(String::new());
    }
    if realm.is_search_params(params) {
        return Ok(params.to_text()?);
    }
    let mut query = Query::default();
    match params.kind() {
        ValueType::Object => {
            for key in params.own_keys()? {
                let key = key?;
                push_entry(realm, &mut query, key, params.get_key(key)?)?;
            }
        }
        // The original walks any other value as a list of one.
        _ => push_value(realm, &mut query, &[u16::from(b'0')], params)?,
    }
    Ok(query.finish())
}

fn push_entry<'e>(
    realm: &Realm,
    query: &mut Query,
    key: Val<'e>,
    value: Val<'e>,
) -> Result<(), Refusal<'e>> {
    if value.is_nullish() {
        return Ok(());
    }
    let mut key = key.as_utf16().unwrap_or_default();
    if !value.is_array() {
        return push_value(realm, query, &key, value);
    }
    key.extend("[]".encode_utf16());
    for index in 0..value.length() {
        push_value(realm, query, &key, value.get_index(index)?)?;
    }
    Ok(())
}

fn push_value<'e>(
    realm: &Realm,
    query: &mut Query,
    key: &[u16],
    value: Val<'e>,
) -> Result<(), Refusal<'e>> {
    let text = text_of(realm, value)?;
    query.push(key, &text.to_js_string()?.as_utf16().unwrap_or_default())?;
    Ok(())
}

fn text_of<'e>(realm: &Realm, value: Val<'e>) -> JsResult<'e, Val<'e>> {
    if value.is_date() {
        return value.get(c"toISOString")?.call(value, &[]);
    }
    if value.kind() == ValueType::Object {
        return realm.stringify(value);
    }
    value.to_js_string()
}
