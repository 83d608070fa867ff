//! The pool of an account: the limit that its processes share.
//!
//! [`state`] is the pool, [`mod@file`] and [`redis`] keep it where the processes of a machine or of
//! several find it, [`share`] is a process's part in it, [`driver`] speaks to the one for the
//! other. The pool grants weight to holders; a call starts with weight that was granted.

pub mod driver;
pub mod file;
pub mod redis;
pub mod share;
pub mod state;

#[cfg(test)]
mod tests_accounts;
#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sums of small whole numbers are exact")]
mod tests_state;

pub use driver::{Link, Store};
pub use file::FilePool;
pub use redis::RedisPool;
pub use share::{Answered, Share, View};
pub use state::{Pool, Reply, Request};
