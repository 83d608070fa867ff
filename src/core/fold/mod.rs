//! JSON without the keys of its objects. To read keys again and again, and to build objects
//! key by key, is most of what a page of like objects costs V8.
//!
//! Folded text is a JSON array. What is no object or array is an element, as it was
//! written; an object is the number of its shape, an array of `n` elements is
//! `-1 - 2 * n`, or one less if they are objects or arrays; either is followed by what it
//! holds. `js/unfold.js` makes objects of that.
//!
//! ```text
//! {"id":7,"tags":["a","b"],"user":{"id":1}}    is    [0,7,-5,"a","b",1,1]
//! ```
//!
//! Numbers, strings and words are not looked into: what is wrong with them is wrong in the
//! folded text, too. Text that is folded is well-formed otherwise.

mod shapes;
#[cfg(test)]
mod tests;

use memchr::memchr;
use shapes::{NUMBER, Place, Shapes, behind_space, is_nested};

/// Objects within objects that are followed.
const DEEPEST: u8 = 64;

/// Bytes after which a part ends: V8 gives a string over 128 KB memory of its own, which
/// takes longer, and one that is parsed at once is gone before the next collection.
const PART: usize = 48 * 1024;

/// Bytes of a part's memory, so that most do not outgrow it.
const ROOM: usize = 64 * 1024;

/// Bytes of most values.
const SHORT: usize = 32;

/// Bytes that are searched at once.
const WORD: usize = size_of::<u64>();

/// Words in which most strings end: a call to search the rest takes as long as all of them.
const NEAR: usize = 6;

/// Sign and digits of the length of an array.
const LENGTH: usize = 8;

/// Folded text, as one or more JSON arrays that belong together. Each but the first begins
/// with the number of an object or array.
#[derive(Debug)]
pub struct Folded(Vec<Vec<u8>>);

impl Folded {
    /// Bytes of all parts.
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// The arrays.
    #[must_use]
    pub fn parts(&self) -> &[Vec<u8>] {
        &self.0
    }
}

/// Folds texts of one realm, and learns the shapes of their objects.
#[derive(Default)]
pub struct Folder {
    shapes: Shapes,
    stopped: bool,
}

impl Folder {
    /// `text` folded: ASCII or Latin-1, an object or array. `None` if it is not well-formed,
    /// has a shape that was not met often enough, or cannot be folded.
    pub fn fold(&mut self, text: &[u8]) -> Option<Folded> {
        if self.stopped {
            return None;
        }
        self.shapes.make_room();
        let mut pass = Pass {
            shapes: &mut self.shapes,
            part: Vec::new(),
            parts: Vec::new(),
            known: true,
        };
        pass.begin_part(text);
        let rest = pass.nested(behind_space(text), Shapes::START, DEEPEST)?;
        let is_whole = behind_space(rest).is_empty();
        pass.end_part();
        (is_whole && pass.known).then_some(Folded(pass.parts))
    }

    /// Keys of `shape` and, as 1, which of them have objects or arrays, as JSON:
    /// `[["id","tags"],[0,1]]`.
    #[must_use]
    pub fn definition(&self, shape: u16) -> Option<String> {
        self.shapes.definition(shape)
    }

    /// Folds nothing any more.
    pub fn stop(&mut self) {
        *self = Self {
            stopped: true,
            ..Self::default()
        };
    }
}

/// One text on its way. What takes something from the text returns the text behind it.
struct Pass<'f> {
    shapes: &'f mut Shapes,
    part: Vec<u8>,
    /// The parts before.
    parts: Vec<Vec<u8>>,
    /// Whether all shapes have numbers.
    known: bool,
}

impl Pass<'_> {
    /// Folds an object or array that is below `holder`.
    fn nested<'t>(&mut self, text: &'t [u8], holder: Place, depth: u8) -> Option<&'t [u8]> {
        let depth = depth.checked_sub(1)?;
        match text.split_first()? {
            (b'{', inside) => self.object(behind_space(inside), holder, depth),
            (b'[', inside) => self.array(behind_space(inside), holder, depth),
            _ => None,
        }
    }

    fn object<'t>(&mut self, text: &'t [u8], holder: Place, depth: u8) -> Option<&'t [u8]> {
        let gap = self.gap(&[b' '; NUMBER], text);
        let (place, rest) = match text.strip_prefix(b"}") {
            Some(rest) => (Shapes::START, rest),
            None => self.fields(text, holder, depth)?,
        };
        match self.shapes.end(place) {
            Some(number) => self.fill(&gap, &number)?,
            None => self.known = false,
        }
        Some(rest)
    }

    #[inline]
    fn fields<'t>(
        &mut self,
        text: &'t [u8],
        holder: Place,
        depth: u8,
    ) -> Option<(Place, &'t [u8])> {
        let (mut place, mut value) = self.shapes.first(holder, text)?;
        loop {
            let rest = if is_nested(value) {
                self.nested(value, place, depth)?
            } else {
                self.value(value)?
            };
            let (is_last, rest) = behind_element(rest, b'}')?;
            if is_last {
                return Some((place, rest));
            }
            (place, value) = self.shapes.next(place, rest)?;
        }
    }

    fn array<'t>(&mut self, text: &'t [u8], holder: Place, depth: u8) -> Option<&'t [u8]> {
        let gap = self.gap(&[b' '; LENGTH], text);
        let nested = is_nested(text);
        let mut length = 0_i32;
        let mut rest = text;
        let mut is_last = false;
        if let Some(behind) = text.strip_prefix(b"]") {
            (is_last, rest) = (true, behind);
        }
        while !is_last {
            length += 1;
            rest = match is_nested(rest) {
                true if nested => self.nested(rest, holder, depth)?,
                false if !nested => self.value(rest)?,
                _ => return None,
            };
            (is_last, rest) = behind_element(rest, b']')?;
        }
        let mut digits = itoa::Buffer::new();
        let code = digits.format(-1 - 2 * length - i32::from(nested));
        self.fill(&gap, code.as_bytes())?;
        Some(rest)
    }

    /// Passes on what is no object or array.
    #[inline]
    fn value<'t>(&mut self, text: &'t [u8]) -> Option<&'t [u8]> {
        let length = match text.first()? {
            b'"' => string_length(text)?,
            _ => word_length(text)?,
        };
        // A comma comes in place of the byte behind the value.
        let comma = self.part.len() + length;
        match text.first_chunk::<SHORT>() {
            // So many bytes at once are some moves, and as many as there are is a call.
            Some(first) if length < SHORT => {
                self.part.extend_from_slice(first);
                self.part.truncate(comma + 1);
            }
            _ => self.part.extend_from_slice(text.get(..=length)?),
        }
        *self.part.get_mut(comma)? = b',';
        text.get(length..)
    }

    /// Leaves room for a number that is not known yet, as blanks around it mean nothing.
    /// `rest` is still to come.
    #[inline]
    fn gap<const WIDTH: usize>(&mut self, blanks: &[u8; WIDTH], rest: &[u8]) -> Gap {
        if self.part.len() > PART {
            self.end_part();
            self.begin_part(rest);
        }
        let at = self.part.len();
        self.part.extend_from_slice(blanks);
        self.part.push(b',');
        Gap {
            part: self.parts.len(),
            at,
            width: WIDTH,
        }
    }

    /// `None` if `number` is too long.
    #[inline]
    fn fill(&mut self, gap: &Gap, number: &[u8]) -> Option<()> {
        let part = self.parts.get_mut(gap.part).unwrap_or(&mut self.part);
        let room = part.get_mut(gap.at..gap.at + gap.width)?;
        room.get_mut(..number.len())?.copy_from_slice(number);
        Some(())
    }

    #[cold]
    fn begin_part(&mut self, rest: &[u8]) {
        self.part.reserve(ROOM.min(rest.len()));
        self.part.push(b'[');
    }

    /// Puts a bracket in place of the last comma.
    #[cold]
    fn end_part(&mut self) {
        if let Some(comma) = self.part.last_mut() {
            *comma = b']';
        }
        self.parts.push(std::mem::take(&mut self.part));
    }
}

/// Room for a number.
struct Gap {
    part: usize,
    at: usize,
    width: usize,
}

/// Whether `end` comes, and not a comma and a further element; what is behind.
#[inline]
fn behind_element(text: &[u8], end: u8) -> Option<(bool, &[u8])> {
    match behind_space(text).split_first()? {
        (b',', rest) => Some((false, behind_space(rest))),
        (byte, rest) if *byte == end => Some((true, rest)),
        _ => None,
    }
}

/// Bytes of the string that `text` begins with, its quotes included.
#[inline]
fn string_length(text: &[u8]) -> Option<usize> {
    let inside = text.get(1..)?;
    let (words, _) = inside.as_chunks();
    let mut near = words.iter().take(NEAR).enumerate();
    let quote = near
        .find_map(|(index, word)| Some(index * WORD + first_quote(*word)?))
        .or_else(|| memchr(b'"', inside))?;
    if text.get(quote) == Some(&b'\\') {
        return escaped_length(text, quote + 1);
    }
    Some(quote + 2)
}

/// The same if there is a backslash before the first quote, which is at `quote`.
#[cold]
fn escaped_length(text: &[u8], mut quote: usize) -> Option<usize> {
    loop {
        let before = text.get(..quote)?.iter().rev();
        let backslashes = before.take_while(|byte| **byte == b'\\').count();
        quote += 1;
        if backslashes % 2 == 0 {
            return Some(quote);
        }
        quote += memchr(b'"', text.get(quote..)?)?;
    }
}

/// Where the first quote is.
#[inline]
fn first_quote(word: [u8; WORD]) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; WORD]);
    const QUOTES: u64 = u64::from_ne_bytes([b'"'; WORD]);
    let others = u64::from_le_bytes(word) ^ QUOTES;
    // The highest bit of a byte that is 0, and perhaps of bytes behind it.
    let zeros = others.wrapping_sub(ONES) & !others & (ONES << 7);
    (zeros != 0).then(|| zeros.trailing_zeros() as usize / 8)
}

/// Bytes of the number or word that `text` begins with.
#[inline]
fn word_length(text: &[u8]) -> Option<usize> {
    let is_end = |byte: &u8| matches!(byte, b',' | b']' | b'}' | 0..=b' ');
    text.iter().position(is_end).filter(|length| *length > 0)
}
