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

use memchr::memchr2;
use shapes::{Shapes, behind_space, is_nested};

/// Objects within objects that are followed.
const DEEPEST: u8 = 64;

/// Bytes after which a part ends: V8 gives a string over 128 KB memory of its own, which
/// takes longer, and one that is parsed at once is gone before the next collection.
const PART: usize = 48 * 1024;

/// Bytes of a part's memory, so that most do not outgrow it.
const ROOM: usize = 64 * 1024;

/// Bytes of most values.
const SHORT: usize = 32;

/// Digits of a shape.
const SHAPE_WIDTH: usize = 3;

/// Sign and digits of the length of an array.
const LENGTH_WIDTH: usize = 8;

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
            rest: text,
            part: Vec::with_capacity(ROOM.min(text.len())),
            parts: Vec::new(),
            known: true,
        };
        pass.part.push(b'[');
        pass.rest = behind_space(pass.rest);
        pass.nested(DEEPEST)?;
        let is_whole = behind_space(pass.rest).is_empty();
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

/// One text on its way.
struct Pass<'f, 't> {
    shapes: &'f mut Shapes,
    rest: &'t [u8],
    part: Vec<u8>,
    /// The parts before.
    parts: Vec<Vec<u8>>,
    /// Whether all shapes have numbers.
    known: bool,
}

impl Pass<'_, '_> {
    fn nested(&mut self, depth: u8) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match self.take()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            _ => None,
        }
    }

    fn object(&mut self, depth: u8) -> Option<()> {
        let number = self.gap(SHAPE_WIDTH);
        let mut place = Shapes::START;
        self.rest = behind_space(self.rest);
        if self.rest.first() == Some(&b'}') {
            self.take()?;
        } else {
            loop {
                let (next, value) = self.shapes.step(place, self.rest)?;
                place = next;
                self.rest = value;
                if is_nested(value) {
                    self.nested(depth)?;
                } else {
                    self.value()?;
                }
                if self.is_last(b'}')? {
                    break;
                }
            }
        }
        let Some(shape) = self.shapes.end(place) else {
            self.known = false;
            return Some(());
        };
        self.fill(&number, i32::from(shape))
    }

    fn array(&mut self, depth: u8) -> Option<()> {
        let code = self.gap(LENGTH_WIDTH);
        let mut length = 0_i32;
        self.rest = behind_space(self.rest);
        let nested = is_nested(self.rest);
        if self.rest.first() == Some(&b']') {
            self.take()?;
        } else {
            loop {
                length += 1;
                match is_nested(self.rest) {
                    true if nested => self.nested(depth)?,
                    false if !nested => self.value()?,
                    _ => return None,
                }
                if self.is_last(b']')? {
                    break;
                }
            }
        }
        self.fill(&code, -1 - 2 * length - i32::from(nested))
    }

    /// Passes on what is no object or array.
    fn value(&mut self) -> Option<()> {
        let length = if self.rest.first() == Some(&b'"') {
            string_length(self.rest)?
        } else {
            let is_end = |byte: &u8| matches!(byte, b',' | b']' | b'}' | 0..=b' ');
            self.rest
                .iter()
                .position(is_end)
                .filter(|length| *length > 0)?
        };
        let (value, rest) = self.rest.split_at_checked(length)?;
        match self.rest.first_chunk::<SHORT>() {
            // So many bytes at once are two moves, and as many as there are is a call.
            Some(first) if length <= SHORT => {
                let end = self.part.len() + length;
                self.part.extend_from_slice(first);
                self.part.truncate(end);
            }
            _ => self.part.extend_from_slice(value),
        }
        self.part.push(b',');
        self.rest = rest;
        Some(())
    }

    /// Whether `end` comes, and not a comma and a further element, which is gone to.
    fn is_last(&mut self, end: u8) -> Option<bool> {
        self.rest = behind_space(self.rest);
        let byte = self.take()?;
        if byte == b',' {
            self.rest = behind_space(self.rest);
            return Some(false);
        }
        (byte == end).then_some(true)
    }

    fn take(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// Leaves room for a number that is not known yet, as blanks around it mean nothing.
    fn gap(&mut self, width: usize) -> Gap {
        if self.part.len() > PART {
            self.end_part();
            self.part.reserve(ROOM.min(self.rest.len()));
            self.part.push(b'[');
        }
        let at = self.part.len();
        self.part.resize(at + width, b' ');
        self.part.push(b',');
        Gap {
            part: self.parts.len(),
            at,
            width,
        }
    }

    /// `None` if `number` is too long.
    fn fill(&mut self, gap: &Gap, number: i32) -> Option<()> {
        let mut digits = itoa::Buffer::new();
        let digits = digits.format(number).as_bytes();
        let part = self.parts.get_mut(gap.part).unwrap_or(&mut self.part);
        let room = part.get_mut(gap.at..gap.at + gap.width)?;
        room.get_mut(..digits.len())?.copy_from_slice(digits);
        Some(())
    }

    /// Puts a bracket in place of the last comma.
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

/// Bytes of the string that `text` begins with, its quotes included.
fn string_length(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        let rest = text.get(at..)?;
        at += memchr2(b'"', b'\\', rest)?;
        if text.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}
