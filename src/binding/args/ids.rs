//! Ids in a path: checked and percent-encoded, so that no id can reach another path.

use napi::ValueType;

use crate::binding::bad_input::{BadInput, describe};
use crate::binding::js::Val;
use crate::core::url::{has_dot_segment, push_segment};

/// Checks and encodes the ids of a path, in order.
///
/// # Errors
/// [`BadInput`] naming the first argument that is no id.
pub fn encode<'n>(
    names: impl Iterator<Item = &'n str>,
    ids: &[Val<'_>],
) -> Result<Vec<String>, BadInput> {
    names
        .zip(ids)
        .map(|(name, id)| encode_one(name, *id))
        .collect()
}

fn encode_one(name: &str, id: Val<'_>) -> Result<String, BadInput> {
    let mut encoded = String::new();
    push_segment(&mut encoded, &id_text(name, id)?);
    Ok(encoded)
}

/// The text of an id: an integer, a bigint or a non-empty string of one path segment.
fn id_text(name: &str, id: Val<'_>) -> Result<String, BadInput> {
    const MEND: &str = "pass an integer, a bigint or a non-empty string of one path segment";
    let text = match id.kind() {
        ValueType::Number | ValueType::BigInt | ValueType::String => {
            id.to_text().unwrap_or_default()
        }
        _ => {
            return Err(BadInput::wrong_type(format!(
                "The \"{name}\" argument is {}: {MEND}.",
                describe(id)
            )));
        }
    };
    let usable = match id.kind() {
        ValueType::String => is_segment(&text),
        _ => text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-'),
    };
    if usable {
        return Ok(text);
    }
    Err(BadInput::wrong_value(format!(
        "The \"{name}\" argument is {}: {MEND}.",
        describe(id)
    )))
}

fn is_segment(text: &str) -> bool {
    !text.is_empty()
        && !has_dot_segment(text)
        && !text.contains(|c: char| c.is_control() || matches!(c, '/' | '?' | '#' | '\\'))
}
