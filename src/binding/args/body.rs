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

/// The content type that objects bring.
pub const JSON: &str = "application/json;charset=utf-8";
const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";

/// What is shown as `config.data`, the content type it brings, and what is sent.
type Transformed<'e> = (Val<'e>, Option<&'static str>, Source<'e>);

/// Applies axios's default transformation: objects become JSON, search params a
/// form, everything else stays. A Date in the JSON of an operation is written in
/// seconds, for Help Scout refuses its milliseconds.
///
/// # Errors
/// What `toJSON`, a cycle or a BigInt throws.
pub fn transform<'e>(
    realm: &Realm,
    data: Val<'e>,
    of_operation: bool,
) -> Result<Transformed<'e>, Refusal<'e>> {
    let (shown, content_type) = to_text(realm, data)?;
    let sent = source(shown)?;
    let Source::Bytes(bytes) = &sent else {
        return Ok((shown, content_type, sent));
    };
    if of_operation && content_type == Some(JSON) && may_hold_date(bytes) {
        let shown = realm.hooked(data.scope(), "stringifyInSeconds", &[data])?;
        return Ok((shown, content_type, source(shown)?));
    }
    Ok((shown, content_type, sent))
}

/// The body of an operation for a function of the caller's own that stands in for
/// ours: the very value, or a copy if that holds a Date. What cannot be sent is for
/// that function to find out.
pub fn for_stand_in<'e>(realm: &Realm, data: Val<'e>) -> Val<'e> {
    match transform(realm, data, false) {
        Ok((_, Some(JSON), Source::Bytes(bytes))) if may_hold_date(&bytes) => realm
            .hooked(data.scope(), "copyInSeconds", &[data])
            .unwrap_or(data),
        _ => data,
    }
}

/// Whether JSON has a string that ends as `JSON.stringify` ends a Date: `.000Z"`.
fn may_hold_date(json: &[u8]) -> bool {
    memchr::memmem::find_iter(json, b"Z\"").any(|end| {
        let fraction = end.checked_sub(4).and_then(|start| json.get(start..end));
        fraction.is_some_and(
            |it| matches!(it, [b'.', digits @ ..] if digits.iter().all(u8::is_ascii_digit)),
        )
    })
}

fn to_text<'e>(
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

/// Whether a request without a body says so with `Content-Length: 0`.
#[must_use]
pub fn is_expected(method: &str) -> bool {
    matches!(method, "POST" | "PUT" | "PATCH")
}
