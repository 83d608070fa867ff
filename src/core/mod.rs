//! The client without JavaScript: nothing below this module knows Node-API.
//!
//! Time is tokio's clock throughout, so tests pause it and simulate hours.

pub mod attempt;
pub mod auth;
pub mod call;
pub mod client;
pub mod engine;
pub mod failure;
pub mod fold;
#[cfg(test)]
mod fuzz;
pub mod headers;
pub mod limiter;
pub mod one_byte;
pub mod query;
pub mod redis;
pub mod retry;
#[cfg(test)]
mod simulation;
pub mod transport;
pub mod url;
pub mod verify;
