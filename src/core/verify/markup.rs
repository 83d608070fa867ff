//! Text as people read it. Help Scout keeps text as HTML and may write line breaks,
//! wraps and entities otherwise than they were sent.

/// Elements inside a line, which separate no words.
const INLINE: [&str; 17] = [
    "a", "abbr", "b", "code", "del", "em", "font", "i", "ins", "mark", "s", "small", "span",
    "strong", "sub", "sup", "u",
];

const NAMED: [(&str, char); 6] = [
    ("amp", '&'),
    ("apos", '\''),
    ("gt", '>'),
    ("lt", '<'),
    ("nbsp", ' '),
    ("quot", '"'),
];

/// The longest reference that is looked at, without its ampersand and semicolon.
const LONGEST_REFERENCE: usize = 8;

/// `html` without tags and comments, entities decoded, white space collapsed.
#[must_use]
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        if let Some((tag, after)) = tag(from) {
            if !is_inline(tag) {
                text.push(' ');
            }
            rest = after;
        } else {
            text.push('<');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    text.push_str(rest);
    let mut collapsed = String::with_capacity(text.len());
    for word in decoded(&text).split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

/// What stands between the brackets of the tag or comment that `text` begins with, and
/// what follows; nothing if it begins with a mere `<`.
fn tag(text: &str) -> Option<(&str, &str)> {
    if let Some(comment) = text.strip_prefix("<!--") {
        return comment.split_once("-->");
    }
    let inner = text.strip_prefix('<')?;
    let starts = |character: char| character.is_ascii_alphabetic() || "/!".contains(character);
    inner.starts_with(starts).then(|| inner.split_once('>'))?
}

fn is_inline(tag: &str) -> bool {
    let name = tag.trim_start_matches('/');
    let end = name.find(|character: char| !character.is_ascii_alphanumeric());
    let name = end.map_or(name, |end| name.get(..end).unwrap_or_default());
    INLINE.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// `text` with its character references replaced; one that is unknown stays.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let reference = part
            .split_once(';')
            .filter(|(name, _)| name.len() <= LONGEST_REFERENCE)
            .and_then(|(name, after)| Some((character(name)?, after)));
        if let Some((character, after)) = reference {
            out.push(character);
            out.push_str(after);
        } else {
            out.push('&');
            out.push_str(part);
        }
    }
    out
}

fn character(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        let known = NAMED.iter().find(|(known, _)| *known == name);
        return known.map(|(_, character)| *character);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    code.ok().and_then(char::from_u32)
}
