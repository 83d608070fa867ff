//! Request bodies from JavaScript values, with axios 0.18's rules for what each
//! type becomes and which content type it brings.

use bytes::Bytes;
use napi::ValueType;

use crate::binding::bad_input::Refusal;
use crate::binding::js::Val;
use crate::binding::realm::Realm;

/// Where the bytes come from.
pub enum Source<'e> {
    /// Nothing is sent.
    Absent,
    /// Known bytes.
    Bytes(Bytes),
    /// A Readable that JavaScript pumps.
    Stream(Val<'e>),
    /// A value that no request can carry.
    Unsendable,
}

/// What the original says of such a value.
pub const UNSENDABLE: &str =
    "Data after transformation must be a string, an ArrayBuffer, a Buffer, or a Stream";

const JSON: &str = "application/json;charset=utf-8";
const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";

/// Applies axios's default transformation: objects become JSON, search params a
/// form, everything else stays.
///
/// # Errors
/// What `toJSON`, a cycle or a BigInt throws.
pub fn transform<'e>(
    realm: &Realm,
    data: Val<'e>,
) -> Result<(Val<'e>, Option<&'static str>), Refusal<'e>> {
    if data.kind() != ValueType::Object
        || data.is_array_buffer()
        || data.is_view()
        || is_stream(data)?
    {
        return Ok((data, None));
    }
    if realm.is_search_params(data) {
        return Ok((data.to_js_string()?, Some(FORM)));
    }
    if realm.is_multipart(data)? {
        return Ok((data, None));
    }
    Ok((realm.stringify(data)?, Some(JSON)))
}

/// Turns transformed data into what is sent.
///
/// # Errors
/// What a getter throws.
pub fn source(data: Val<'_>) -> Result<Source<'_>, Refusal<'_>> {
    if !data.is_truthy() {
        return Ok(Source::Absent);
    }
    if let Some(text) = data.as_text() {
        return Ok(Source::Bytes(Bytes::from(text)));
    }
    if data.kind() == ValueType::Object {
        if data.is_array_buffer() || data.is_view() {
            return Ok(Source::Bytes(Bytes::from(
                data.as_bytes().unwrap_or_default(),
            )));
        }
        if is_stream(data)? {
            return Ok(Source::Stream(data));
        }
    }
    Ok(Source::Unsendable)
}

fn is_stream(data: Val<'_>) -> Result<bool, Refusal<'_>> {
    Ok(data.get(c"pipe")?.is_function())
}
