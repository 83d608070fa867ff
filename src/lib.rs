//! Help Scout Inbox API client: a pure core and a thin Node.js binding.
//!
//! How a call travels: a resource method (`resources`) hands its [`endpoint`]
//! and arguments to `binding::dispatch`, which turns JavaScript values into a
//! [`core::call::Call`]. The core admits it (limiter and account ledger), signs
//! it with the current token, runs attempts over a
//! [`core::transport::Transport`] and hands the outcome to the completion queue
//! of the environment the call came from, whose JavaScript side settles the
//! promise.

#[global_allocator]
static ALLOCATOR: allocator::Allocator = allocator::Allocator;

mod allocator;
pub mod binding;
pub mod core;
pub mod endpoint;
pub mod parameters;
pub mod resources;
