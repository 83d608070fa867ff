//! The only modules that touch JavaScript values.

pub mod address;
pub mod ambiguity;
pub mod args;
pub mod asking;
pub mod bad_input;
pub mod bottleneck;
pub mod client;
pub mod datastore;
pub mod deliveries;
pub mod dispatch;
pub mod environment;
pub mod facts;
pub mod hookable;
pub mod hooks;
pub mod idn;
pub mod js;
pub mod json;
pub mod kept;
pub mod methods;
pub mod parcel;
pub mod rate_limit;
pub mod realm;
pub mod rehearsal;
pub mod repeated;
pub mod request;
pub mod sharing;
pub mod stand_in;
pub mod standing;
pub mod streams;
pub mod token_store;
pub mod tokens;

/// What requests say of themselves.
pub const USER_AGENT: &str = concat!("helpscout-native/", env!("CARGO_PKG_VERSION"));
