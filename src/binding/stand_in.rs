//! What a call of an operation looks like to a function of the caller's own that
//! stands in for one of ours: an overridden verb or `handleRequest`, another
//! limiter. Our own functions would not know any more which operation it is, so
//! all that the operation brings is put into the arguments.

use napi::ValueType;

use super::args::call_options::is_given;
use super::args::{body, params};
use super::bad_input::Refusal;
use super::js::{JsResult, Val};
use super::realm::Realm;
use crate::endpoint::{Endpoint, Payload};

/// The query or body in the names and forms of the wire; the very value, if it has them.
///
/// # Errors
/// What getters and `toJSON` throw.
pub fn payload<'e>(
    realm: &Realm,
    endpoint: &Endpoint,
    payload: Option<Val<'e>>,
) -> Result<Option<Val<'e>>, Refusal<'e>> {
    payload
        .map(|payload| match endpoint.payload() {
            Payload::Query => params::for_stand_in(realm, payload, endpoint),
            Payload::Body => Ok(body::for_stand_in(realm, payload)),
            Payload::None => Ok(payload),
        })
        .transpose()
}

/// The per-call options, with what an answer other than JSON needs.
///
/// # Errors
/// What getters throw.
pub fn options<'e>(endpoint: &Endpoint, options: Val<'e>) -> Result<Val<'e>, Refusal<'e>> {
    let Some(accept) = endpoint.accept else {
        return Ok(options);
    };
    let scope = options.scope();
    let (all, headers) = (Val::object(scope)?, Val::object(scope)?);
    headers.set(c"Accept", Val::string(scope, accept)?)?;
    all.set(c"headers", headers)?;
    if endpoint.is_binary {
        all.set(c"responseType", Val::string(scope, "arraybuffer")?)?;
    }
    if is_given(options)? {
        let own = options.get(c"headers")?;
        assign(all, options)?;
        if own.kind() == ValueType::Object {
            assign(headers, own)?;
            all.set(c"headers", headers)?;
        }
    }
    Ok(all)
}

/// `Object.assign(target, source)`.
fn assign<'e>(target: Val<'e>, source: Val<'e>) -> JsResult<'e, ()> {
    for key in source.own_keys()? {
        let key = key?;
        target.set_key(key, source.get_key(key)?)?;
    }
    Ok(())
}
