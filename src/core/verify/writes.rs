//! The searchable writes of a client, so that none is taken for another of the same content.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long after its end a write may still be taken for another: its effect may come
/// late, and servers' clocks differ.
const REMEMBERED: Duration = Duration::from_mins(2);

/// Names a write for its client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteId(u64);

/// What came of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// It is under way, or nobody knows.
    Unknown,
    /// It made what has this id.
    Made(String),
    /// It had none.
    Nothing,
}

struct Write {
    id: WriteId,
    likeness: u64,
    /// When it ended; `None` while it is under way.
    ended: Option<Instant>,
    effect: Effect,
}

/// Writes under way, and those that ended lately, in the order of their beginning.
#[derive(Default)]
pub struct Writes(Mutex<State>);

#[derive(Default)]
struct State {
    writes: VecDeque<Write>,
    last: u64,
}

impl Writes {
    /// A write is about to be sent.
    pub fn begin(&self, likeness: u64, now: Instant) -> WriteId {
        let mut state = self.lock();
        state.writes.retain(|write| {
            write
                .ended
                .is_none_or(|at| now.saturating_duration_since(at) < REMEMBERED)
        });
        state.last += 1;
        let id = WriteId(state.last);
        state.writes.push_back(Write {
            id,
            likeness,
            ended: None,
            effect: Effect::Unknown,
        });
        id
    }

    /// The write has ended.
    pub fn end(&self, id: WriteId, effect: Effect, now: Instant) {
        let mut state = self.lock();
        if effect == Effect::Nothing {
            return state.writes.retain(|write| write.id != id);
        }
        if let Some(write) = state.writes.iter_mut().find(|write| write.id == id) {
            (write.ended, write.effect) = (Some(now), effect);
        }
    }

    /// Which of `found` write `id` made: the only one that no other write is known to have
    /// made, if no write of unknown effect could have made it too.
    #[must_use]
    pub fn claim(&self, id: WriteId, likeness: u64, found: &[String]) -> Claim {
        let state = self.lock();
        let alike = |write: &&Write| write.id != id && write.likeness == likeness;
        let others: Vec<_> = state.writes.iter().filter(alike).collect();
        let is_others = |found: &&String| {
            others
                .iter()
                .any(|write| matches!(&write.effect, Effect::Made(made) if made == *found))
        };
        let mut left = found.iter().filter(|found| !is_others(found));
        match (left.next(), left.next()) {
            (None, _) => Claim::None,
            (Some(_), None) if others.iter().any(|write| write.effect == Effect::Unknown) => {
                Claim::Contested
            }
            (Some(one), None) => Claim::One(one.clone()),
            (Some(_), Some(_)) => Claim::Contested,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whose what was found is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// There is nothing that could be this write's.
    None,
    /// This one is.
    One(String),
    /// There is something, and it could be another's.
    Contested,
}
