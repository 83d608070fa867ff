//! The shapes of objects: which keys they have, in which order, and which of these hold
//! objects or arrays. Shapes with the same beginning share it, as a tree of steps from key
//! to key.

use memchr::memchr;

/// Objects of a shape before it has a number: V8 has to compile a constructor for it, which a
/// few objects are not worth.
const WORTH: u8 = 8;

/// Bounds, for servers that use values as keys: what goes beyond is not folded.
const MOST_SHAPES: usize = 1000;
const MOST_STEPS: usize = 8192;
const MOST_KEYS: u8 = 100;
const MOST_WAYS: usize = 64;
const LONGEST_KEY: usize = 100;

/// The key by which a constructor would set the prototype.
const PROTOTYPE: &[u8] = br#""__proto__""#;

/// A place in the tree: the keys of an object up to one of them.
pub(super) type Place = usize;

/// Digits of the number of a shape.
pub(super) const NUMBER: usize = 3;

struct Step {
    start: Start,
    /// The key with its quotes and a colon.
    key: Box<[u8]>,
    nested: bool,
    /// What has followed last.
    next: Place,
    /// How the last object below this key began.
    below: Place,
    /// The number of the shape that ends here, padded with blanks.
    number: Option<[u8; NUMBER]>,
    /// Objects that ended here, as far as it matters.
    met: u8,
    /// Whether a shape is here or further on.
    useful: bool,
    /// Keys up to here.
    keys: u8,
    before: Place,
    /// What has ever followed.
    ways: Vec<Place>,
}

/// The first bytes of a key: to compare a number is quicker than to compare memory.
struct Start {
    bytes: u128,
    mask: u128,
}

/// Bytes of a [`Start`].
const START: usize = size_of::<u128>();

impl Start {
    /// What no text begins with.
    const NONE: Self = Self { bytes: 1, mask: 0 };

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
    /// The text of the value, if `text` begins with this key and is not about to end.
    #[inline]
    fn value<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let first = u128::from_ne_bytes(*text.first_chunk()?);
        if first & self.start.mask != self.start.bytes {
            return None;
        }
        let rest = if self.key.len() <= START {
            text.get(self.key.len()..)?
        } else {
            text.strip_prefix(&*self.key)?
        };
        let value = behind_space(rest);
        (is_nested(value) == self.nested).then_some(value)
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
            start: Start::NONE,
            key: Box::default(),
            nested: false,
            next: Self::START,
            below: Self::START,
            number: None,
            met: 0,
            useful: true,
            keys: 0,
            before: Self::START,
            ways: Vec::new(),
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

    /// Goes on by the key that `text` begins with, the first of an object below `holder`; the
    /// text of its value. `None` where no key is, or one that cannot be folded.
    #[inline]
    pub(super) fn first<'t>(&mut self, holder: Place, text: &'t [u8]) -> Option<(Place, &'t [u8])> {
        let likely = self.steps.get(holder)?.below;
        if let Some(value) = self.steps.get(likely)?.value(text) {
            return Some((likely, value));
        }
        let (place, value) = self.find(Self::START, text)?;
        self.steps.get_mut(holder)?.below = place;
        Some((place, value))
    }

    /// The same from `place`, with the next key.
    #[inline]
    pub(super) fn next<'t>(&mut self, place: Place, text: &'t [u8]) -> Option<(Place, &'t [u8])> {
        let likely = self.steps.get(place)?.next;
        if let Some(value) = self.steps.get(likely)?.value(text) {
            return Some((likely, value));
        }
        let (next, value) = self.find(place, text)?;
        self.steps.get_mut(place)?.next = next;
        Some((next, value))
    }

    #[inline(never)]
    fn find<'t>(&mut self, place: Place, text: &'t [u8]) -> Option<(Place, &'t [u8])> {
        let end = memchr(b'"', text.strip_prefix(b"\"")?)? + 2;
        let (key, rest) = text.split_at_checked(end)?;
        let value = behind_space(behind_space(rest).strip_prefix(b":")?);
        let nested = is_nested(value);
        let is_it = |way: &&Place| {
            let step = self.steps.get(**way);
            step.is_some_and(|step| {
                step.nested == nested && step.key.strip_suffix(b":") == Some(key)
            })
        };
        let known = self.steps.get(place)?.ways.iter().find(is_it).copied();
        let next = known.or_else(|| self.learn(place, key, nested))?;
        Some((next, value))
    }

    fn learn(&mut self, before: Place, key: &[u8], nested: bool) -> Option<Place> {
        let is_plain = |byte: &u8| *byte >= b' ' && *byte != b'\\';
        if key.len() > LONGEST_KEY || !key.iter().all(is_plain) || key == PROTOTYPE {
            return None;
        }
        let key = [key, b":"].concat();
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
            start: Start::of(&key),
            key: key.into(),
            nested,
            next: Self::START,
            below: Self::START,
            number: None,
            met: 0,
            useful: false,
            keys: last.keys + 1,
            before,
            ways: Vec::new(),
        };
        let place = self.steps.len();
        self.steps.push(next);
        self.steps.get_mut(before)?.ways.push(place);
        Some(place)
    }

    /// Ends an object; the number of its shape, if it has one.
    #[inline]
    pub(super) fn end(&mut self, place: Place) -> Option<[u8; NUMBER]> {
        let number = self.steps.get(place)?.number;
        number.or_else(|| self.meet(place))
    }

    #[cold]
    fn meet(&mut self, place: Place) -> Option<[u8; NUMBER]> {
        if self.ends.len() == MOST_SHAPES {
            return None;
        }
        let step = self.steps.get_mut(place)?;
        step.met += 1;
        if step.met < WORTH {
            return None;
        }
        let digits = format!("{:<NUMBER$}", self.ends.len());
        step.number = digits.as_bytes().try_into().ok();
        self.ends.push(place);
        self.mark(place);
        self.steps.get(place)?.number
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
            (step.next, step.below) = (Self::START, Self::START);
            if let Some(before) = self.steps.get_mut(step.before) {
                before.ways.push(place);
            }
            self.steps.push(step);
        }
        for end in &mut self.ends {
            *end = moved.get(*end).copied().unwrap_or_default();
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
        let key = |step: &&Step| {
            let key = step.key.strip_suffix(b":").unwrap_or_default();
            key.iter().copied().map(char::from).collect::<String>()
        };
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
