//! When a call may start.
//!
//! Per client: [`pacer`] spaces the starts, a sum of weights bounds what runs at a time, and one
//! [`queue`] (priority, then arrival; nothing overtakes its head) waits for both, and for the
//! [`reservoir`] of a caller who set one. Per account: a [`ledger`] of what the server may still
//! count, shared by the clients of one [`account`]. A call starts when all admit.
//!
//! [`machine`] is the state machine of one client: synchronous, told the time, doing nothing by
//! itself. [`admission`] drives it on tokio.
//!
//! Words and texts are those of Bottleneck, whose policy this is; a job that fits is given its room
//! ahead of its moment (`RUNNING`), and neither later settings nor later jobs move it.

pub mod account;
pub mod adaptive;
pub mod admission;
pub mod claims;
pub mod event;
pub mod job;
pub mod ledger;
pub mod machine;
pub mod pacer;
pub mod pool;
pub mod queue;
pub mod rate_headers;
pub mod reservoir;
pub mod settings;
pub mod snapshot;
pub mod ticket;

mod intake;
mod introspect;
mod sharing;
mod starts;

#[cfg(test)]
mod bench;
#[cfg(test)]
mod tests_adaptive;
#[cfg(test)]
mod tests_admission;
#[cfg(test)]
mod tests_headroom;
#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sums of small whole numbers are exact")]
mod tests_jobs;
#[cfg(test)]
mod tests_pace;
#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sums of small whole numbers are exact")]
mod tests_policy;
#[cfg(test)]
mod tests_sharing;

pub use account::{Account, AccountKey};
pub use admission::{Admission, Sink};
pub use event::{Event, EventMask, JobInfo};
pub use job::{
    Admitted, AlreadyStopped, Counts, Dropped, JobId, JobOptions, Refusal, Refused, Status,
    StopOptions, UnknownStatus, unnamed,
};
pub use machine::Limiter;
pub use rate_headers::RateHeaders;
pub use settings::{InvalidSetting, SettingValue, Settings, SettingsPatch, Strategy};
pub use snapshot::Snapshot;
pub use ticket::Ticket;
