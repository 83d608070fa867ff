//! Texts that cross to JavaScript again and again: each is kept in a slot on both
//! sides and crosses once.

use std::collections::HashMap;

/// How many texts are kept; the slots are used over and over.
const SLOTS: u8 = 64;

/// The texts that JavaScript has, by slot.
#[derive(Default)]
pub struct Repeated {
    texts: Vec<String>,
    slots: HashMap<String, u8>,
    last: u8,
    next: u8,
}

impl Repeated {
    /// The slot of `text`, and whether JavaScript must be told of it.
    pub fn slot(&mut self, text: &str) -> (u8, bool) {
        if self
            .texts
            .get(usize::from(self.last))
            .is_some_and(|last| last == text)
        {
            return (self.last, false);
        }
        if let Some(slot) = self.slots.get(text) {
            self.last = *slot;
            return (*slot, false);
        }
        let slot = self.next;
        self.next = (slot + 1) % SLOTS;
        match self.texts.get_mut(usize::from(slot)) {
            None => self.texts.push(text.to_owned()),
            Some(before) => {
                self.slots.remove(before);
                text.clone_into(before);
            }
        }
        self.slots.insert(text.to_owned(), slot);
        self.last = slot;
        (slot, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_crosses_once() {
        let mut texts = Repeated::default();
        assert_eq!(texts.slot("a"), (0, true));
        assert_eq!(texts.slot("a"), (0, false));
        assert_eq!(texts.slot("b"), (1, true));
        assert_eq!(texts.slot("a"), (0, false));
    }

    #[test]
    fn a_slot_that_is_used_again_crosses_again() {
        let mut texts = Repeated::default();
        for n in 0..=SLOTS {
            assert_eq!(texts.slot(&n.to_string()), (n % SLOTS, true));
        }
        assert_eq!(texts.slot("0"), (1, true));
        assert_eq!(texts.slot("2"), (2, false));
        assert_eq!(texts.texts.len(), usize::from(SLOTS));
    }
}
