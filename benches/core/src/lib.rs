//! The core without the addon around it, of which Cargo makes no library.

// Its own tests run where it lives.
#[cfg(not(test))]
#[path = "../../../src/core/mod.rs"]
pub mod core;
