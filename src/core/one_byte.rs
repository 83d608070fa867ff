//! JSON text in Latin-1: V8 reads a one-byte string twice as fast as a two-byte one.

use std::borrow::Cow;

/// The same JSON in Latin-1, with every character beyond it written as `\u`
/// escapes; pure ASCII is handed back as it is.
///
/// `None` when `bytes` had better be decoded as they are: not an object or an
/// array, not UTF-8, or with such a character right after a backslash, where an
/// escape would mean something else. Text that is broken elsewhere stays just as
/// broken: outside of a string the one is as wrong as the other.
#[must_use]
pub fn one_byte_json(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let first = bytes
        .iter()
        .find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))?;
    if !matches!(first, b'{' | b'[') {
        return None;
    }
    // Three times as quick as to look for what is not.
    if bytes.is_ascii() {
        return Some(Cow::Borrowed(bytes));
    }
    rewrite(bytes).map(Cow::Owned)
}

fn rewrite(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 4);
    let (mut plain, mut rest) = split_ascii(bytes);
    loop {
        out.extend_from_slice(plain);
        let behind = match rest {
            [] => return Some(out),
            // U+0080 to U+00FF, most of what western languages have.
            [lead @ 0xc2..=0xc3, tail @ 0x80..=0xbf, behind @ ..] => {
                out.push(lead << 6 | tail & 0x3f);
                behind
            }
            _ if escapes_next(plain) => return None,
            _ => {
                let (wide, behind) = split_wide(rest);
                push_wide(&mut out, std::str::from_utf8(wide).ok()?);
                behind
            }
        };
        (plain, rest) = split_ascii(behind);
    }
}

fn push_wide(out: &mut Vec<u8>, text: &str) {
    for character in text.chars() {
        if let Ok(byte) = u8::try_from(character) {
            out.push(byte);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            out.extend_from_slice(&escape(*unit));
        }
    }
}

/// Splits before the first byte that is not ASCII, looking at eight at a time.
fn split_ascii(bytes: &[u8]) -> (&[u8], &[u8]) {
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let (words, rest) = bytes.as_chunks::<8>();
    let wide = words.iter().enumerate().find_map(|(index, word)| {
        let high = u64::from_le_bytes(*word) & HIGH;
        (high != 0).then(|| index * 8 + high.trailing_zeros() as usize / 8)
    });
    let at = wide.unwrap_or_else(|| {
        let plain = rest.iter().take_while(|byte| byte.is_ascii()).count();
        bytes.len() - rest.len() + plain
    });
    bytes.split_at(at)
}

/// Splits before the first byte that is ASCII.
fn split_wide(bytes: &[u8]) -> (&[u8], &[u8]) {
    let wide = bytes.iter().take_while(|byte| !byte.is_ascii()).count();
    bytes.split_at(wide)
}

/// Whether `text` ends with a backslash that is not itself escaped.
fn escapes_next(text: &[u8]) -> bool {
    let backslashes = text.iter().rev().take_while(|byte| **byte == b'\\');
    backslashes.count() % 2 == 1
}

/// A backslash, `u` and four hexadecimal digits.
fn escape(unit: u16) -> [u8; 6] {
    let digit = |shift: u16| match (unit >> shift & 0xf) as u8 {
        low @ 0..10 => b'0' + low,
        high => b'a' - 10 + high,
    };
    [b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// The text that V8 reads the bytes as.
    fn read(text: &str) -> Option<String> {
        let bytes = one_byte_json(text.as_bytes())?;
        Some(bytes.iter().copied().map(char::from).collect())
    }

    #[test]
    fn pure_ascii_is_not_copied() {
        let text = br#" {"a":"\u00e9"}"#;
        assert!(matches!(one_byte_json(text), Some(Cow::Borrowed(_))));
    }

    #[test]
    fn characters_beyond_latin1_become_escapes_and_astral_ones_pairs() {
        assert_eq!(
            read("[\"\u{80}é\u{ff}\u{100}😀\u{2028}\"]").as_deref(),
            Some("[\"\u{80}é\u{ff}\\u0100\\ud83d\\ude00\\u2028\"]")
        );
    }

    #[test]
    fn where_a_character_lies_does_not_matter() {
        for before in 0..40 {
            for behind in 0..40 {
                let (before, behind) = ("a".repeat(before), "b".repeat(behind));
                assert_eq!(
                    read(&format!("[\"{before}中é{behind}\"]")),
                    Some(format!("[\"{before}\\u4e2dé{behind}\"]"))
                );
            }
        }
    }

    #[test]
    fn an_escaped_backslash_escapes_nothing() {
        assert_eq!(
            read(r#"{"a\"中\\":"\\中"}"#).as_deref(),
            Some(r#"{"a\"\u4e2d\\":"\\\u4e2d"}"#)
        );
    }

    #[test]
    fn what_is_no_json_object_or_array_is_left_alone() {
        for text in ["", "  ", "\"é\"", "1", "\u{feff}{}", "<é>"] {
            assert_eq!(read(text), None, "{text:?}");
        }
        for text in [b"[\"\xff\"]".as_slice(), b"[\"\xc3\"]", b"[\"\xc3a\xa9\"]"] {
            assert_eq!(one_byte_json(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_would_change_its_meaning_is_left_alone() {
        for text in [r#"["\中"]"#, r#"["\\\中"]"#, r#"["\😀"]"#] {
            assert_eq!(read(text), None, "{text:?}");
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
            let read = read(&text).expect("valid JSON is eligible");
            prop_assert_eq!(serde_json::from_str::<Value>(&read).expect("still JSON"), value);
        }

        #[test]
        fn broken_text_stays_broken_and_nothing_panics(text in "[\\[{]?[\"\\\\\\[\\]{},:u0-9a\u{e9}\u{4e2d}\u{1f600} ]{0,24}") {
            if let Some(read) = read(&text) {
                let before = serde_json::from_str::<Value>(&text).ok();
                prop_assert_eq!(serde_json::from_str::<Value>(&read).ok(), before);
            }
        }
    }
}
