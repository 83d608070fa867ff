//! From JavaScript arguments to what the core sends.

pub mod agent;
pub mod body;
pub mod call_options;
pub mod certificates;
pub mod config;
pub mod headers;
pub mod ids;
pub mod job;
pub mod params;
pub mod patience;
pub mod settings;
pub mod transport;
