//! A call's attempts, from its start to its end or its return to the queue.

use bytes::Bytes;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::conclude::{conclude, expired, overdue};
use super::job::{Pending, Progress, Started};
use super::rate::{heed, observe};
use super::{
    Answer, AnswerBody, Authorization, Body, Call, Limits, OnAmbiguous, Verdict, verification,
};
use crate::core::attempt::{self, Attempt};
use crate::core::auth::Token;
use crate::core::failure::{Failure, FailureKind};
use crate::core::limiter::Ticket;
use crate::core::retry::{self, Facts, Next, Repeat};
use crate::core::transport::{Sent, WireBody};

/// How a run ends.
enum End {
    /// Settled.
    Settle(Result<Answer, Failure>),
    /// The account is exhausted until then: back to the queue.
    Requeue(Instant),
}

/// Runs a call that the limiter started. `weight` is what further attempts count
/// for, `expiration` how long the job may run.
pub(in crate::core) async fn run(
    mut started: Started,
    ticket: Ticket,
    weight: f64,
    expiration: Option<Duration>,
) {
    let pending = &mut started.pending;
    pending.begin(ticket.at());
    let attempts = attempts(pending, ticket, weight);
    let end = match expiration {
        None => attempts.await,
        Some(limit) => {
            if let Ok(end) = timeout(limit, attempts).await {
                end
            } else {
                let failure = expired(limit);
                consult(pending, &failure).await;
                End::Settle(Err(failure))
            }
        }
    };
    match end {
        End::Settle(Ok(answer)) => started.settle(Ok(answer)),
        End::Settle(Err(failure)) => {
            let failure = conclude(&started.pending, failure);
            if verification::is_due(&started.pending.call, &failure) {
                // Apart, so that no other call's future has room for it.
                Box::pin(verification::settle(started, failure)).await;
            } else {
                started.settle(Err(failure));
            }
        }
        End::Requeue(until) => {
            started.pending.progress.paused_until = Some(until);
            started.pending.wait();
            let shared = Arc::clone(&started.pending.shared);
            shared.requeue(started, weight);
        }
    }
}

async fn attempts(pending: &mut Pending, first: Ticket, weight: f64) -> End {
    let mut admitted = Some(first);
    loop {
        let ticket = match admitted.take() {
            Some(ticket) => ticket,
            None => readmit(pending, weight).await,
        };
        let (mut failure, token) = match attempt(pending, ticket).await {
            Ok(answer) => {
                pending.shared.budget.refund(pending.progress.retries > 0);
                return End::Settle(Ok(answer));
            }
            Err(Stop::Final(failure)) => {
                consult(pending, &failure).await;
                return End::Settle(Err(failure));
            }
            Err(Stop::Failed(failure, token)) => (failure, token),
        };
        let paused = heed(pending, &mut failure);
        let next = decide(pending, &failure).await;
        match (next, paused) {
            (Next::Pause(wait), Some(until)) => {
                announce(pending, wait);
                return End::Requeue(until);
            }
            (Next::Renew, _) => {
                if let Err(cause) = renew(pending, token).await {
                    return End::Settle(Err(failure.caused_by(cause)));
                }
                announce(pending, Duration::ZERO);
            }
            (Next::Retry(wait), _) if pending.shared.budget.take() => again(pending, wait).await,
            (Next::Obey(wait), _) => again(pending, wait).await,
            _ => return End::Settle(Err(failure)),
        }
    }
}

async fn again(pending: &mut Pending, wait: Duration) {
    pending.progress.retries += 1;
    announce(pending, wait);
    sleep(wait).await;
}

/// Tells who listens that a further attempt follows after `wait`.
fn announce(pending: &Pending, wait: Duration) {
    if let Some(hooks) = &pending.call.hooks {
        hooks.retries(wait);
    }
}

/// Tells who listens of a failure, and asks what is to follow.
async fn consult(pending: &mut Pending, failure: &Failure) -> Verdict {
    let Progress {
        attempts, headers, ..
    } = &pending.progress;
    let Some(hooks) = &pending.call.hooks else {
        return Verdict::Pass;
    };
    let headers = headers.clone().unwrap_or_default();
    hooks.failed(failure, *attempts, &headers).await
}

/// A further attempt keeps its slot and counts anew in the account.
async fn readmit(pending: &mut Pending, weight: f64) -> Ticket {
    let account = Arc::clone(pending.shared.admission.account());
    let since = Instant::now();
    let ticket = account.admit(weight).await;
    pending.progress.extend(since.elapsed());
    if let Some(hooks) = &pending.call.hooks {
        hooks.repeats();
    }
    ticket
}

/// Why an attempt gave no answer to settle with.
enum Stop {
    /// Asking again would not help.
    Final(Failure),
    /// The attempt failed; with the token that it used.
    Failed(Failure, Option<Token>),
}

/// One attempt: waits for the chained limiter and the token, sends, and judges
/// the status.
async fn attempt(pending: &mut Pending, ticket: Ticket) -> Result<Answer, Stop> {
    let prepared = match prepare(pending, ticket.at()).await {
        Ok(prepared) => prepared,
        Err(failure) => {
            ticket.unsent();
            return Err(Stop::Final(failure));
        }
    };
    pending.progress.attempts += 1;
    pending.progress.in_flight = true;
    let result = exchange(pending, prepared.token.as_ref(), prepared.since).await;
    observe(pending, ticket, &result);
    let Prepared { since, token, .. } = prepared;
    let (failure, is_final) = match result {
        Ok(answer) => {
            let answer = already_deleted(pending, answer);
            match accepts(&pending.call, answer.status).await {
                Ok(true) => return Ok(answer),
                Ok(false) => (Failure::status(answer), false),
                // It does not tell what the server did.
                Err(failure) => (failure.sent(Sent::Some), true),
            }
        }
        Err(failure) => (failure, false),
    };
    // Noted before anybody is asked what follows: the call may end while they answer.
    pending.progress.in_flight = false;
    if retry::has_unknown_effect(&pending.call.method, &failure) {
        pending.progress.uncertain.get_or_insert(since);
    }
    Err(if is_final {
        Stop::Final(failure)
    } else {
        Stop::Failed(failure, token)
    })
}

/// What an attempt has before it is sent.
struct Prepared {
    /// When it may be sent.
    since: Instant,
    token: Option<Token>,
    /// Room in a chained limiter.
    _permit: Option<Box<dyn Send>>,
}

async fn prepare(pending: &mut Pending, now: Instant) -> Result<Prepared, Failure> {
    let (mut since, mut permit) = (now, None);
    if let Some(hooks) = pending.call.hooks.clone() {
        let waiting = Instant::now();
        permit = hooks.enter().await?;
        since = Instant::now();
        pending.progress.extend(since - waiting);
    }
    let bears = pending.call.authorization == Authorization::Bearer;
    let auth = &pending.shared.auth;
    let mut token = if bears { auth.at_hand(since) } else { None };
    if bears && token.is_none() {
        let fetched = within(&pending.progress, &pending.call, auth.token()).await?;
        token = Some(fetched.map_err(Failure::standing_for)?);
        since = Instant::now();
    }
    Ok(Prepared {
        since,
        token,
        _permit: permit,
    })
}

async fn exchange(
    pending: &mut Pending,
    token: Option<&Token>,
    since: Instant,
) -> Result<Answer, Failure> {
    let authorization = token.map(Token::authorization);
    let remembered = &pending.shared.remembered;
    let headers = remembered.compose(&pending.call.headers, authorization);
    pending.progress.headers = Some(Arc::clone(&headers));
    let body = wire_body(&mut pending.call.body);
    let (call, progress) = (&pending.call, &pending.progress);
    if let Some(hooks) = &call.hooks
        && let Some(answer) = hooks.adapter(&headers)
    {
        let result = within(progress, call, answer).await.flatten();
        // Nobody knows what it has sent by then.
        return result.map_err(|failure| failure.sent(Sent::Some));
    }
    let (limits, cut) = bounded(&call.limits, progress.remaining(since));
    let result = attempt::perform(Attempt {
        transport: call.transport.as_ref(),
        method: &call.method,
        url: &call.url,
        headers,
        body,
        response: call.response,
        limits: &limits,
        since,
    })
    .await;
    match result {
        Err(failure) if cut && failure.kind == FailureKind::Timeout => {
            Err(overdue(&call.limits).sent(failure.sent))
        }
        result => result,
    }
}

/// The body for one attempt. A stream is handed out and leaves an empty one,
/// which is never sent: a call with a stream has one attempt.
fn wire_body(body: &mut Body) -> WireBody {
    match body {
        Body::Absent => WireBody::Absent,
        Body::Bytes(bytes) => WireBody::Bytes(bytes.clone()),
        Body::Stream(chunks) => WireBody::Stream(std::mem::replace(chunks, mpsc::channel(1).1)),
    }
}

/// The limits of one attempt, and whether the call's deadline cuts it short.
fn bounded(limits: &Limits, remaining: Option<Duration>) -> (Cow<'_, Limits>, bool) {
    match remaining {
        Some(left) if limits.attempt.is_none_or(|attempt| left < attempt) => {
            let mut limits = limits.clone();
            limits.attempt = Some(left);
            (Cow::Owned(limits), true)
        }
        _ => (Cow::Borrowed(limits), false),
    }
}

/// What a DELETE asked for is done when it is asked again and nothing is there.
fn already_deleted(pending: &Pending, answer: Answer) -> Answer {
    let progress = &pending.progress;
    if answer.status != 404 || progress.uncertain.is_none() || pending.call.method != "DELETE" {
        return answer;
    }
    Answer {
        status: 204,
        reason: "No Content".into(),
        body: AnswerBody::Bytes(Bytes::new()),
        ..answer
    }
}

async fn accepts(call: &Call, status: u16) -> Result<bool, Failure> {
    match &call.hooks {
        Some(hooks) => hooks.accepts(status).await,
        None => Ok((200..300).contains(&status)),
    }
}

fn repeat(call: &Call) -> Repeat {
    match (&call.body, &call.on_ambiguous) {
        (Body::Stream(_), _) => Repeat::Never,
        (_, OnAmbiguous::Resend) => Repeat::Always,
        _ => Repeat::Harmless,
    }
}

async fn decide(pending: &mut Pending, failure: &Failure) -> Next {
    let verdict = consult(pending, failure).await;
    let (call, progress) = (&pending.call, &pending.progress);
    retry::next(&Facts {
        method: &call.method,
        failure,
        repeat: repeat(call),
        renewable: call.authorization != Authorization::Foreign && !progress.renewed,
        own_timeout: call.limits.timeout_text.is_some(),
        retries_left: call.limits.retries.saturating_sub(progress.retries),
        remaining: progress.remaining(Instant::now()),
        backoff: retry::backoff(progress.retries, (pending.shared.random)()),
        verdict,
    })
}

async fn renew(pending: &mut Pending, failed: Option<Token>) -> Result<(), Arc<Failure>> {
    pending.progress.renewed = true;
    let auth = Arc::clone(&pending.shared.auth);
    let renewed = async {
        let failed = match failed {
            Some(failed) => failed,
            None => auth.token().await?,
        };
        auth.renew(&failed).await
    };
    within(&pending.progress, &pending.call, renewed)
        .await
        .map_err(Arc::new)?
        .map(drop)
}

/// What `work` gives, unless the call's deadline comes first.
async fn within<T>(
    progress: &Progress,
    call: &Call,
    work: impl Future<Output = T>,
) -> Result<T, Failure> {
    match progress.deadline {
        None => Ok(work.await),
        Some(deadline) => timeout_at(deadline, work)
            .await
            .map_err(|_| overdue(&call.limits)),
    }
}
