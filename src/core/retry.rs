//! Whether a call may be sent again, and when. Decisions only: nothing here
//! waits, sends or reads a clock.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use super::call::{Answer, Verdict};
use super::failure::{Failure, FailureKind};
use super::transport::Sent;

const BACKOFF_BASE: Duration = Duration::from_millis(100);
const BACKOFF_CAP: Duration = Duration::from_secs(5);

/// Codes of network failures that pass by themselves. Others (a certificate, an
/// answer that is not HTTP) would come back with every attempt.
const TRANSIENT: [&str; 11] = [
    "EAI_AGAIN",
    "ECONNABORTED",
    "ECONNREFUSED",
    "ECONNRESET",
    "EHOSTDOWN",
    "EHOSTUNREACH",
    "ENETDOWN",
    "ENETUNREACH",
    "ENOTFOUND",
    "EPIPE",
    "ETIMEDOUT",
];

/// What the decision about a failed attempt rests on.
pub struct Facts<'a> {
    /// Upper-case method token.
    pub method: &'a str,
    /// Why the attempt failed; its answer is still in it.
    pub failure: &'a Failure,
    /// When the request may be sent again.
    pub repeat: Repeat,
    /// Whether a 401 may still renew the token.
    pub renewable: bool,
    /// Whether the attempt's limit was the caller's `timeout`.
    pub own_timeout: bool,
    /// Retries that have not been used.
    pub retries_left: u32,
    /// Time until the call's deadline, `None` without one.
    pub remaining: Option<Duration>,
    /// How long to wait when the server does not say.
    pub backoff: Duration,
    /// What a `failed` listener said.
    pub verdict: Verdict,
}

/// When a request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Never: a stream is read once.
    Never,
    /// If that cannot do twice what was asked once.
    Harmless,
    /// In any case: the caller wants it done twice rather than not at all.
    Always,
}

/// What follows a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The call fails.
    Reject,
    /// Renew the token and send again at once.
    Renew,
    /// The account is exhausted: wait in the limiter's queue. Uses no retry.
    Pause(Duration),
    /// Send again after this long, which uses a retry.
    Retry(Duration),
    /// Send again after this long because a listener said so.
    Obey(Duration),
}

/// Decides what follows a failed attempt.
#[must_use]
pub fn next(facts: &Facts<'_>) -> Next {
    let possible = match facts.repeat {
        Repeat::Never => false,
        Repeat::Harmless => may_repeat(facts.method, facts.failure),
        Repeat::Always => true,
    };
    if !possible || facts.verdict == Verdict::Reject {
        return Next::Reject;
    }
    let in_time = |wait: &Duration| facts.remaining.is_none_or(|left| *wait <= left);
    let asked = facts.failure.retry_after;
    let status = status_of(facts.failure);
    let by_policy = match status {
        Some(401) => facts.renewable.then_some(Next::Renew),
        Some(429) => asked.filter(in_time).map(Next::Pause),
        Some(500..) => retry(facts, in_time),
        None if is_transient(facts) => retry(facts, in_time),
        _ => None,
    };
    by_policy.unwrap_or(match facts.verdict {
        Verdict::RetryAfter(wait) if in_time(&wait) => Next::Obey(wait),
        _ => Next::Reject,
    })
}

fn retry(facts: &Facts<'_>, in_time: impl Fn(&Duration) -> bool) -> Option<Next> {
    let wait = facts.failure.retry_after.unwrap_or(facts.backoff);
    (facts.retries_left > 0 && in_time(&wait)).then_some(Next::Retry(wait))
}

/// Whether sending again cannot do a second time what was asked once: the
/// method is idempotent (RFC 9110, 9.2.2), or the request had no effect.
#[must_use]
pub fn may_repeat(method: &str, failure: &Failure) -> bool {
    is_idempotent(method) || !has_unknown_effect(method, failure)
}

/// Whether the server may have done what it was asked by `method`, as far as this
/// failure tells. Of all answers only a 4xx says that it has not, and only the one
/// to that method: a redirect that made a GET of it comes after the deed.
#[must_use]
pub fn has_unknown_effect(method: &str, failure: &Failure) -> bool {
    match &failure.answer {
        Some(answer) => !(400..500).contains(&answer.status) || was_redirected(method, answer),
        None => failure.sent == Sent::Some,
    }
}

fn was_redirected(method: &str, answer: &Answer) -> bool {
    let last = answer.redirect.as_ref();
    last.is_some_and(|last| last.method != method)
}

/// Whether the caller has to be told that a write may have been done: it broke
/// off, or the server failed over it.
#[must_use]
pub fn is_indeterminate(method: &str, failure: &Failure) -> bool {
    let broke = match failure.kind {
        FailureKind::Network | FailureKind::Timeout => failure.sent == Sent::Some,
        FailureKind::Status => status_of(failure).is_some_and(|status| status >= 500),
        _ => false,
    };
    broke && !is_idempotent(method)
}

/// Methods that may be sent twice.
#[must_use]
pub fn is_idempotent(method: &str) -> bool {
    is_safe(method) || matches!(method, "PUT" | "DELETE")
}

/// Methods that change nothing.
#[must_use]
pub fn is_safe(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE")
}

/// Whether the caller may make the same call again later: what failed passes by
/// itself, and nothing can be done twice.
#[must_use]
pub fn may_succeed_later(method: &str, failure: &Failure) -> bool {
    let passes = match status_of(failure) {
        Some(status) => status == 429 || status >= 500,
        None => passes_by_itself(failure),
    };
    passes && may_repeat(method, failure)
}

fn is_transient(facts: &Facts<'_>) -> bool {
    passes_by_itself(facts.failure)
        && !(facts.own_timeout && facts.failure.kind == FailureKind::Timeout)
}

fn passes_by_itself(failure: &Failure) -> bool {
    match failure.kind {
        FailureKind::Timeout => true,
        FailureKind::Network => failure.code.is_some_and(|code| TRANSIENT.contains(&code)),
        _ => false,
    }
}

fn status_of(failure: &Failure) -> Option<u16> {
    failure.answer.as_ref().map(|answer| answer.status)
}

/// Exponential backoff with full jitter. `retry` counts from 0, `random` is in 0..1.
#[must_use]
pub fn backoff(retry: u32, random: f64) -> Duration {
    let longest = BACKOFF_BASE.saturating_mul(2_u32.saturating_pow(retry));
    longest.min(BACKOFF_CAP).mul_f64(random.clamp(0.0, 1.0))
}

/// How long the answer asks to wait: `X-RateLimit-Retry-After`, else
/// `Retry-After`, in seconds or as a date, which the answer's own `Date` is
/// subtracted from, else `now`. A time of zero says nothing.
#[must_use]
pub fn asked_wait(answer: &Answer, now: SystemTime) -> Option<Duration> {
    let now = answer
        .header("date")
        .and_then(|text| httpdate::parse_http_date(text).ok())
        .unwrap_or(now);
    ["x-ratelimit-retry-after", "retry-after"]
        .into_iter()
        .filter_map(|name| answer.header(name))
        .find_map(|text| wait_of(text.trim(), now))
        .filter(|wait| !wait.is_zero())
}

fn wait_of(text: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// Keeps a client from answering an outage with a storm: each retry takes from
/// the budget, each success gives back.
#[derive(Debug)]
pub struct Budget(AtomicU32);

/// Capacity and costs as the AWS SDKs have them.
const BUDGET: u32 = 500;
const RETRY_COST: u32 = 5;
const FIRST_TRY_REFUND: u32 = 1;

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(BUDGET))
    }
}

impl Budget {
    /// Takes the price of one retry; `false` if there is not enough.
    #[must_use]
    pub fn take(&self) -> bool {
        self.change(|left| left.checked_sub(RETRY_COST))
    }

    /// A call succeeded, with its last retry or at the first try.
    pub fn refund(&self, retried: bool) {
        let refund = if retried {
            RETRY_COST
        } else {
            FIRST_TRY_REFUND
        };
        self.change(|left| (left < BUDGET).then(|| (left + refund).min(BUDGET)));
    }

    fn change(&self, to: impl FnMut(u32) -> Option<u32>) -> bool {
        let (success, failure) = (Ordering::Relaxed, Ordering::Relaxed);
        self.0.fetch_update(success, failure, to).is_ok()
    }
}

#[cfg(test)]
mod tests;
