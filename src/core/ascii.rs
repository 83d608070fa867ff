//! JSON text as ASCII: V8 reads a one-byte string twice as fast as a two-byte one.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The same JSON with every character beyond ASCII inside a string written as
/// `\u` escapes; pure ASCII is handed back as it is.
///
/// `None` when `bytes` had better be decoded as they are: not an object or an
/// array, not UTF-8, or not JSON where it matters (a character beyond ASCII
/// outside a string or right after a backslash). Text that is broken elsewhere
/// stays just as broken.
#[must_use]
pub fn ascii_json(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let first = bytes
        .iter()
        .find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))?;
    if !matches!(first, b'{' | b'[') {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    if text.is_ascii() {
        return Some(Cow::Borrowed(text));
    }
    escape(text).map(Cow::Owned)
}

fn escape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut rest = text;
    let mut in_string = false;
    while let Some(at) = rest.bytes().position(is_special) {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = tail.chars();
        match chars.next()? {
            '"' => {
                in_string = !in_string;
                out.push('"');
            }
            '\\' => {
                let escaped = chars.next().filter(char::is_ascii)?;
                out.push('\\');
                out.push(escaped);
            }
            wide if in_string => {
                for unit in wide.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}").ok()?;
                }
            }
            _ => return None,
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    Some(out)
}

/// A byte that the plain copy has to stop at.
fn is_special(byte: u8) -> bool {
    byte >= 0x80 || byte == b'"' || byte == b'\\'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn pure_ascii_is_not_copied() {
        let text = br#" {"a":"\u00e9"}"#;
        assert!(matches!(ascii_json(text), Some(Cow::Borrowed(_))));
    }

    #[test]
    fn wide_characters_become_escapes_and_astral_ones_pairs() {
        assert_eq!(
            ascii_json("[\"é😀\u{2028}\"]".as_bytes()).as_deref(),
            Some(r#"["\u00e9\ud83d\ude00\u2028"]"#)
        );
    }

    #[test]
    fn escaped_quotes_do_not_end_a_string() {
        assert_eq!(
            ascii_json(r#"{"a\"é\\":"\\"}"#.as_bytes()).as_deref(),
            Some(r#"{"a\"\u00e9\\":"\\"}"#)
        );
    }

    #[test]
    fn what_is_no_json_object_or_array_is_left_alone() {
        for text in ["", "  ", "\"é\"", "1", "\u{feff}{}", "<é>"] {
            assert_eq!(ascii_json(text.as_bytes()), None, "{text:?}");
        }
        assert_eq!(ascii_json(b"[\"\xff\"]"), None);
    }

    #[test]
    fn what_would_change_its_meaning_is_left_alone() {
        for text in [r#"["\é"]"#, r"{é:1}", r#"["a"] é"#, r#"["é\"#] {
            assert_eq!(ascii_json(text.as_bytes()), None, "{text:?}");
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[\"\\\\/a-c\u{e9}\u{4e2d}\u{1f600}]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_meaning_stays(value in value(), pretty: bool) {
            let value = json!([value]);
            let text = if pretty { format!("{value:#}") } else { value.to_string() };
            let ascii = ascii_json(text.as_bytes()).expect("valid JSON is eligible");
            prop_assert!(ascii.is_ascii());
            prop_assert_eq!(serde_json::from_str::<Value>(&ascii).expect("still JSON"), value);
        }

        #[test]
        fn broken_text_stays_broken_and_nothing_panics(text in "[\\[{]?[\"\\\\\\[\\]{},:u0-9a\u{e9}\u{1f600} ]{0,24}") {
            if let Some(ascii) = ascii_json(text.as_bytes()) {
                let before = serde_json::from_str::<Value>(&text).ok();
                prop_assert_eq!(serde_json::from_str::<Value>(&ascii).ok(), before);
            }
        }
    }
}
