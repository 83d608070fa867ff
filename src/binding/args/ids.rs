//! Ids in a path: checked and percent-encoded, so that no id can reach another path.

use std::fmt::Write as _;

use napi::ValueType;

use crate::binding::bad_input::{BadInput, describe};
use crate::binding::js::Val;
use crate::core::url::{has_dot_segment, push_segment};

const MEND: &str = "pass an integer, a bigint or a non-empty string of one path segment";

/// Up to here every whole number has a double, and JavaScript writes out its digits.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Adds the id to `path`; `name` is that of the argument.
///
/// # Errors
/// [`BadInput`] naming the argument: it is neither an integer, a bigint nor a non-empty
/// string of one path segment.
pub fn push(path: &mut String, name: &str, id: Val<'_>) -> Result<(), BadInput> {
    let kind = id.kind();
    if let Some(number) = id
        .as_number()
        .filter(|number| number.fract() == 0.0 && number.abs() <= EXACT)
    {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a whole number that i64 holds"
        )]
        let number = number as i64;
        let _ = write!(path, "{number}");
        return Ok(());
    }
    let text = match kind {
        ValueType::Number | ValueType::BigInt | ValueType::String => {
            id.to_text().unwrap_or_default()
        }
        _ => return Err(BadInput::wrong_type(complaint(name, id))),
    };
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'-';
    if kind != ValueType::String && text.bytes().all(is_digit) {
        path.push_str(&text);
    } else if kind == ValueType::String && is_segment(&text) {
        push_segment(path, &text);
    } else {
        return Err(BadInput::wrong_value(complaint(name, id)));
    }
    Ok(())
}

fn complaint(name: &str, id: Val<'_>) -> String {
    format!("The \"{name}\" argument is {}: {MEND}.", describe(id))
}

fn is_segment(text: &str) -> bool {
    !text.is_empty()
        && !has_dot_segment(text)
        && !text.contains(|c: char| c.is_control() || matches!(c, '/' | '?' | '#' | '\\'))
}
