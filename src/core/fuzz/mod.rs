//! Inputs that no server should send and no caller should pass, by the thousand;
//! `npm run fuzz` runs a million for each property.

mod addresses;
mod answers;
mod headers;
mod tokens;

use proptest::prelude::*;

/// Text of characters that mean something to parsers, and of others.
fn pointed(alphabet: &'static str) -> impl Strategy<Value = String> {
    let meaningful = prop::sample::select(alphabet.chars().collect::<Vec<_>>());
    let character = prop_oneof![9 => meaningful, 1 => any::<char>()];
    prop::collection::vec(character, 0..40).prop_map(String::from_iter)
}
