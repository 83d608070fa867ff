//! What an answer says of the account's rate.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::job::Pending;
use super::{Answer, Authorization};
use crate::core::failure::Failure;
use crate::core::limiter::{RateHeaders, Ticket};
use crate::core::retry;
use crate::core::transport::Sent;

/// No answer pauses the account for longer: a garbled header must not stop a
/// client for days.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// Tells the account what the server said of its rate; a foreign server says
/// nothing about it.
pub(super) fn observe(pending: &Pending, ticket: Ticket, result: &Result<Answer, Failure>) {
    if pending.call.authorization == Authorization::Foreign {
        return ticket.unsent();
    }
    let answer = match result {
        Ok(answer) => Some(answer),
        Err(failure) => failure.answer.as_deref(),
    };
    let shared = &pending.shared;
    if shared.adaptive && answer.is_some_and(|answer| tells_latency(answer.status)) {
        shared.admission.learn(ticket.at().elapsed());
    }
    match (answer, result) {
        (Some(answer), _) => ticket.answered(RateHeaders::parse(
            answer.header("x-ratelimit-limit-minute"),
            answer.header("x-ratelimit-remaining-minute"),
        )),
        (None, Err(failure)) if failure.sent == Sent::None => ticket.unsent(),
        _ => drop(ticket),
    }
}

/// Whether a call that was answered with this status took as long as others do: a refusal
/// comes sooner, and a failing server is to see no more calls at a time for being slow.
fn tells_latency(status: u16) -> bool {
    status < 500 && status != 429
}

/// Notes how long to wait as the server has it. After a 429 that is for the whole
/// account, until the time given back; one that names no time means growing
/// pauses, so that it uses up no retries either.
pub(super) fn heed(pending: &mut Pending, failure: &mut Failure) -> Option<Instant> {
    let answer = failure.answer.as_deref()?;
    failure.retry_after = retry::asked_wait(answer, SystemTime::now());
    if answer.status != 429 || pending.call.authorization == Authorization::Foreign {
        return None;
    }
    let refusals = pending.progress.refusals;
    pending.progress.refusals += 1;
    let wait = failure
        .retry_after
        .unwrap_or_else(|| retry::backoff(refusals, (pending.shared.random)()));
    failure.retry_after = Some(wait);
    let until = Instant::now().checked_add(wait.min(LONGEST_PAUSE))?;
    if pending.shared.admission.account().pause_until(until) {
        (pending.shared.paused)(wait.min(LONGEST_PAUSE));
    }
    Some(until)
}
