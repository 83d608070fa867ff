//! The shapes of objects: which keys they have, in which order, and which of these hold
//! objects or arrays. Shapes with the same beginning share it, as a tree of steps from key
//! to key.

use memchr::memchr;

/// Objects of a shape before it has a number: to make a function for it takes as long as
/// some hundred of them.
const WORTH: u8 = 8;

/// Bounds, for servers that use values as keys: what goes beyond is not folded.
const MOST_SHAPES: usize = 1000;
const MOST_STEPS: usize = 8192;
const MOST_KEYS: u8 = 100;
const MOST_WAYS: usize = 64;
const LONGEST_KEY: usize = 100;

/// How a literal names the prototype.
const PROTOTYPE: &[u8] = br#""__proto__""#;

/// A place in the tree: the keys of an object up to one of them.
type Place = usize;

struct Step {
    /// The key with its quotes, as it is written.
    key: Box<[u8]>,
    start: Start,
    nested: bool,
    before: Place,
    /// Keys up to here.
    keys: u8,
    /// What has followed, the latest first.
    ways: Vec<Place>,
    /// Objects that ended here, as far as it matters.
    met: u8,
    shape: Option<u16>,
    /// Whether a shape is here or further on.
    useful: bool,
}

/// The first bytes of a key: to compare a number is quicker than to compare memory.
#[derive(Default)]
struct Start {
    bytes: u128,
    mask: u128,
}

/// Bytes of a [`Start`].
const START: usize = size_of::<u128>();

impl Start {
    fn of(key: &[u8]) -> Self {
        let (mut bytes, mut mask) = ([0; START], [0; START]);
        for ((byte, mask), of_key) in bytes.iter_mut().zip(&mut mask).zip(key) {
            (*byte, *mask) = (*of_key, u8::MAX);
        }
        Self {
            bytes: u128::from_ne_bytes(bytes),
            mask: u128::from_ne_bytes(mask),
        }
    }
}

impl Step {
    /// `text` behind the key, if it begins with it.
    fn behind<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        match text.first_chunk() {
            Some(first) if u128::from_ne_bytes(*first) & self.start.mask != self.start.bytes => {
                None
            }
            Some(_) if self.key.len() <= START => text.get(self.key.len()..),
            _ => text.strip_prefix(&*self.key),
        }
    }
}

/// The tree.
pub(super) struct Shapes {
    steps: Vec<Step>,
    /// Where the shapes end, by their numbers.
    ends: Vec<Place>,
    /// Whether there was no room for a step.
    full: bool,
}

impl Default for Shapes {
    fn default() -> Self {
        let start = Step {
            key: Box::default(),
            start: Start::default(),
            nested: false,
            before: Self::START,
            keys: 0,
            ways: Vec::new(),
            met: 0,
            shape: None,
            useful: true,
        };
        Self {
            steps: vec![start],
            ends: Vec::new(),
            full: false,
        }
    }
}

impl Shapes {
    /// Before the first key.
    pub(super) const START: Place = 0;

    /// Goes on from `place` by the key that `text` begins with; the text of its value.
    /// `None` where no key is, or one that cannot be folded.
    pub(super) fn step<'t>(&mut self, place: Place, text: &'t [u8]) -> Option<(Place, &'t [u8])> {
        let ways = &self.steps.get(place)?.ways;
        let known = ways.iter().enumerate().find_map(|(index, way)| {
            let step = self.steps.get(*way)?;
            let value = behind_colon(step.behind(text)?)?;
            (is_nested(value) == step.nested).then_some((index, *way, value))
        });
        let Some((index, next, value)) = known else {
            return self.learn(place, text);
        };
        if index > 0 {
            self.steps.get_mut(place)?.ways.swap(0, index);
        }
        Some((next, value))
    }

    fn learn<'t>(&mut self, before: Place, text: &'t [u8]) -> Option<(Place, &'t [u8])> {
        let end = memchr(b'"', text.strip_prefix(b"\"")?)? + 2;
        let (key, rest) = text.split_at_checked(end)?;
        let value = behind_colon(rest)?;
        let is_plain = |byte: &u8| *byte >= b' ' && *byte != b'\\';
        if key.len() > LONGEST_KEY || !key.iter().all(is_plain) || key == PROTOTYPE {
            return None;
        }
        let last = self.steps.get(before)?;
        // Of keys that come twice, the last counts.
        if last.keys == MOST_KEYS || self.path(before).any(|step| *step.key == *key) {
            return None;
        }
        if self.steps.len() == MOST_STEPS || last.ways.len() == MOST_WAYS {
            self.full = true;
            return None;
        }
        let next = Step {
            key: key.into(),
            start: Start::of(key),
            nested: is_nested(value),
            before,
            keys: last.keys + 1,
            ways: Vec::new(),
            met: 0,
            shape: None,
            useful: false,
        };
        let place = self.steps.len();
        self.steps.push(next);
        self.steps.get_mut(before)?.ways.insert(0, place);
        Some((place, value))
    }

    /// Ends an object; the number of its shape, if it has one.
    pub(super) fn end(&mut self, place: Place) -> Option<u16> {
        let step = self.steps.get_mut(place)?;
        if step.shape.is_none() && self.ends.len() < MOST_SHAPES {
            step.met += 1;
            if step.met == WORTH {
                step.shape = u16::try_from(self.ends.len()).ok();
                self.ends.push(place);
                self.mark(place);
            }
        }
        self.steps.get(place)?.shape
    }

    /// Steps that are held.
    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        self.steps.len()
    }

    fn mark(&mut self, mut place: Place) {
        while let Some(step) = self.steps.get_mut(place).filter(|step| !step.useful) {
            step.useful = true;
            place = step.before;
        }
    }

    /// Makes room if there was none, by what has led to no shape. Places change.
    pub(super) fn make_room(&mut self) {
        if !std::mem::take(&mut self.full) {
            return;
        }
        let steps = std::mem::take(&mut self.steps);
        let mut moved = Vec::with_capacity(steps.len());
        for mut step in steps {
            let place = self.steps.len();
            moved.push(place);
            if !step.useful {
                continue;
            }
            // A step comes after the one before it.
            step.before = moved.get(step.before).copied().unwrap_or_default();
            step.ways.clear();
            if let Some(end) = step
                .shape
                .and_then(|shape| self.ends.get_mut(usize::from(shape)))
            {
                *end = place;
            }
            if let Some(before) = self.steps.get_mut(step.before) {
                before.ways.push(place);
            }
            self.steps.push(step);
        }
    }

    /// The steps to `place`, the last one first.
    fn path(&self, place: Place) -> impl Iterator<Item = &Step> {
        std::iter::successors(self.steps.get(place), |step| self.steps.get(step.before))
            .take_while(|step| step.keys > 0)
    }

    /// See [`Folder::definition`](super::Folder::definition).
    pub(super) fn definition(&self, shape: u16) -> Option<String> {
        let end = self.ends.get(usize::from(shape))?;
        let mut steps: Vec<_> = self.path(*end).collect();
        steps.reverse();
        let key = |step: &&Step| step.key.iter().copied().map(char::from).collect::<String>();
        let keys: Vec<_> = steps.iter().map(key).collect();
        let nested: Vec<_> = steps
            .iter()
            .map(|step| if step.nested { "1" } else { "0" })
            .collect();
        Some(format!("[[{}],[{}]]", keys.join(","), nested.join(",")))
    }
}

/// Whether `text` begins with an object or array.
pub(super) fn is_nested(text: &[u8]) -> bool {
    matches!(text.first(), Some(b'{' | b'['))
}

/// `text` without the white space that it begins with.
#[inline]
pub(super) fn behind_space(text: &[u8]) -> &[u8] {
    // All of it is no larger than a blank.
    if text.first().is_some_and(|byte| *byte <= b' ') {
        let is_other = |byte: &u8| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let spaces = text.iter().position(is_other).unwrap_or(text.len());
        return text.get(spaces..).unwrap_or_default();
    }
    text
}

#[inline]
fn behind_colon(text: &[u8]) -> Option<&[u8]> {
    behind_space(text).strip_prefix(b":").map(behind_space)
}
