//! Query strings as axios 0.18 writes them.

use std::fmt::Write as _;

/// Text with a surrogate that has no partner: it has no UTF-8 form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("URI malformed")]
pub struct LoneSurrogate;

/// Collects `key=value` pairs.
#[derive(Debug, Default)]
pub struct Query(String);

impl Query {
    /// Adds one pair, both sides given as UTF-16 and encoded here.
    ///
    /// # Errors
    /// [`LoneSurrogate`] for text that is not well-formed UTF-16.
    pub fn push(&mut self, key: &[u16], value: &[u16]) -> Result<(), LoneSurrogate> {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        encode(&mut self.0, key)?;
        self.0.push('=');
        encode(&mut self.0, value)
    }

    /// The finished text, without `?`.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }
}

/// `encodeURIComponent`, but leaving `@ : $ , [ ]` as they are and writing a
/// space as `+`.
fn encode(out: &mut String, text: &[u16]) -> Result<(), LoneSurrogate> {
    for unit in char::decode_utf16(text.iter().copied()) {
        let c = unit.map_err(|_| LoneSurrogate)?;
        if c.is_ascii_alphanumeric() || "-_.!~*'()@:$,[]".contains(c) {
            out.push(c);
        } else if c == ' ' {
            out.push('+');
        } else {
            let mut utf8 = [0; 4];
            for byte in c.encode_utf8(&mut utf8).bytes() {
                // Writing into a String cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utf16(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    #[test]
    fn pairs_are_encoded_the_way_the_original_does() {
        let mut query = Query::default();
        query
            .push(&utf16("tag[]"), &utf16("a b&c=\u{e9}\u{1f600}"))
            .unwrap();
        query.push(&utf16("q"), &utf16("@:$,/+")).unwrap();
        assert_eq!(
            query.finish(),
            "tag[]=a+b%26c%3D%C3%A9%F0%9F%98%80&q=@:$,%2F%2B"
        );
    }

    #[test]
    fn a_lone_surrogate_is_refused() {
        assert_eq!(Query::default().push(&[0xD800], &[]), Err(LoneSurrogate));
    }

    proptest! {
        #[test]
        fn what_is_encoded_decodes_to_the_same_pairs(pairs in prop::collection::vec(("[^\u{0}]*", ".*"), 0..5)) {
            let mut query = Query::default();
            for (key, value) in &pairs {
                query.push(&utf16(key), &utf16(value)).unwrap();
            }
            let text = query.finish();
            prop_assert!(text.is_ascii());
            let decoded: Vec<(String, String)> = url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
            let expected: Vec<_> = pairs.into_iter().filter(|(k, v)| !(k.is_empty() && v.is_empty() && text.is_empty())).collect();
            prop_assert_eq!(decoded, expected);
        }
    }
}
