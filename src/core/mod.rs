//! The client without JavaScript: nothing below this module knows Node-API.
//!
//! Time is tokio's clock throughout, so tests pause it and simulate hours.

pub mod attempt;
pub mod call;
pub mod failure;
pub mod transport;
