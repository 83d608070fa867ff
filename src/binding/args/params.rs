//! Query parameters from JavaScript values of every type.

use napi::ValueType;

use crate::binding::bad_input::{BadInput, Refusal};
use crate::binding::js::Val;
use crate::binding::realm::Realm;
use crate::core::query::Query;
use crate::endpoint::Endpoint;
use crate::parameters;

/// Serialises `params` the way the original does: own enumerable keys in order,
/// `null` and `undefined` left out, arrays as `key[]`, dates as ISO text, other
/// objects as JSON. Those of an `operation` take the names and forms that Help
/// Scout documents: arrays as comma lists, dates in seconds.
///
/// # Errors
/// What a getter or `toJSON` throws, or the `URIError` for a lone surrogate.
pub fn serialise<'e>(
    realm: &Realm,
    params: Val<'e>,
    operation: Option<&Endpoint>,
) -> Result<String, Refusal<'e>> {
    if !params.is_truthy() {
        return Ok(String::new());
    }
    if realm.is_search_params(params) {
        return verbatim(realm, params, operation);
    }
    let mut query = Query::default();
    if params.kind() != ValueType::Object {
        // The original walks any other value as a list of one.
        query.push("0", &text_of(realm, params)?);
        return Ok(query.finish());
    }
    for key in params.own_keys()? {
        let key = key?;
        let value = params.get_key(key)?;
        if value.is_nullish() {
            continue;
        }
        let name = text(key)?;
        match operation {
            Some(operation) => {
                let wire = wire_name(realm, params, operation, &name);
                if !is_overruled(params, &name, wire)?
                    && let Some(text) = wire_text(realm, value)?
                {
                    query.push(wire, &text);
                }
            }
            None => push(realm, &mut query, name, value)?,
        }
    }
    Ok(query.finish())
}

/// The params of an `operation` for a function of the caller's own that stands in
/// for ours: the very object, or a copy if it has names or values that are not
/// those of the wire.
///
/// # Errors
/// As [`serialise`].
pub fn for_stand_in<'e>(
    realm: &Realm,
    params: Val<'e>,
    operation: &Endpoint,
) -> Result<Val<'e>, Refusal<'e>> {
    if params.kind() != ValueType::Object || realm.is_search_params(params) {
        return Ok(params);
    }
    let scope = params.scope();
    let copy = Val::object(scope)?;
    let mut differs = false;
    for key in params.own_keys()? {
        let key = key?;
        let value = params.get_key(key)?;
        let name = text(key)?;
        let wire = wire_name(realm, params, operation, &name);
        // Set on the copy, `__proto__` would change what it inherits.
        if name == "__proto__" || is_overruled(params, &name, wire)? {
            differs = true;
            continue;
        }
        let sent = if value.is_array() || value.is_date() {
            wire_text(realm, value)?.map(|text| Val::string(scope, &text))
        } else {
            Some(Ok(value))
        };
        differs |= wire != name || value.is_array() || value.is_date();
        if let Some(sent) = sent {
            copy.set_key(Val::string(scope, wire)?, sent?)?;
        }
    }
    Ok(if differs { copy } else { params })
}

/// Search params go out as they are.
fn verbatim<'e>(
    realm: &Realm,
    params: Val<'e>,
    operation: Option<&Endpoint>,
) -> Result<String, Refusal<'e>> {
    let text = params.to_text()?;
    if let Some(operation) = operation {
        for (name, _) in url::form_urlencoded::parse(text.as_bytes()) {
            wire_name(realm, params, operation, &name);
        }
    }
    Ok(text)
}

/// The name on the wire. The caller is told, once, of a name that nobody documents.
fn wire_name<'n>(realm: &Realm, params: Val<'_>, operation: &Endpoint, name: &'n str) -> &'n str {
    if let Some(wire) = parameters::wire_name(operation, name) {
        return wire;
    }
    if let Some(notice) = parameters::notice(operation, name) {
        realm.warn(params.scope(), &notice);
    }
    name
}

/// Whether `params` have the value under the name on the wire as well, which then counts.
fn is_overruled<'e>(params: Val<'e>, name: &str, wire: &str) -> Result<bool, Refusal<'e>> {
    if name == wire {
        return Ok(false);
    }
    let other = params.get_key(Val::string(params.scope(), wire)?)?;
    Ok(!other.is_nullish())
}

/// A value as Help Scout reads it; `None` for a list without items.
fn wire_text<'e>(realm: &Realm, value: Val<'e>) -> Result<Option<String>, Refusal<'e>> {
    if !value.is_array() {
        return Ok(Some(wire_item(realm, value)?));
    }
    let mut items = Vec::new();
    for index in 0..value.length() {
        let item = value.get_index(index)?;
        if !item.is_nullish() {
            items.push(wire_item(realm, item)?);
        }
    }
    Ok((!items.is_empty()).then(|| items.join(",")))
}

/// Help Scout refuses the milliseconds of `toISOString`.
fn wire_item<'e>(realm: &Realm, value: Val<'e>) -> Result<String, Refusal<'e>> {
    let text = text_of(realm, value)?;
    Ok(match text.rsplit_once('.') {
        Some((seconds, _)) if value.is_date() => format!("{seconds}Z"),
        _ => text,
    })
}

/// Adds a value in the form that axios gives it.
fn push<'e>(
    realm: &Realm,
    query: &mut Query,
    mut name: String,
    value: Val<'e>,
) -> Result<(), Refusal<'e>> {
    if !value.is_array() {
        query.push(&name, &text_of(realm, value)?);
        return Ok(());
    }
    name.push_str("[]");
    for index in 0..value.length() {
        query.push(&name, &text_of(realm, value.get_index(index)?)?);
    }
    Ok(())
}

fn text_of<'e>(realm: &Realm, value: Val<'e>) -> Result<String, Refusal<'e>> {
    match value.kind() {
        ValueType::String => text(value),
        ValueType::Object if value.is_date() => text(value.get(c"toISOString")?.call(value, &[])?),
        ValueType::Object => text(realm.stringify(value)?.to_js_string()?),
        _ => text(value.to_js_string()?),
    }
}

/// The text of a string, which must have a UTF-8 form.
fn text(string: Val<'_>) -> Result<String, Refusal<'_>> {
    let text = string.as_text().unwrap_or_default();
    if text.contains(char::REPLACEMENT_CHARACTER) && string.has_lone_surrogate() {
        return Err(BadInput::lone_surrogate().into());
    }
    Ok(text)
}
