//! Looks for what a write made whose answer was lost, and settles the call by that.

use bytes::Bytes;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout_at};

use super::job::Started;
use super::{Answer, AnswerBody, Body, Call, OnAmbiguous, ResponseMode};
use crate::core::client::{CallId, Shared};
use crate::core::failure::{Failure, FailureKind};
use crate::core::verify::writes::{Claim, WriteId};
use crate::core::verify::{Search, Seen};

/// Before each look, after the one before: the last is 15 s after the failure.
const PAUSES: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

/// The `Date` of an answer that took longer says too little of the time.
const VAGUE: Duration = Duration::from_secs(5);

/// Whether the call that failed is to be looked for.
pub(super) fn is_due(call: &Call, failure: &Failure) -> bool {
    failure.kind == FailureKind::Indeterminate
        && matches!(call.on_ambiguous, OnAmbiguous::Verify(_))
}

/// Settles a call that [`is_due`]: with what it made, or with `failure`.
pub(super) async fn settle(started: Started, mut failure: Failure) {
    let Started { slot, mut pending } = started;
    let queued = slot.is_place();
    // Others go on meanwhile, and the look is one of them.
    drop(slot);
    let progress = &pending.progress;
    let (OnAmbiguous::Verify(search), Some(write), Some(sent)) = (
        &pending.call.on_ambiguous,
        progress.write,
        progress.uncertain,
    ) else {
        return pending.settle(Err(failure));
    };
    let looks = Looks {
        shared: &pending.shared,
        call: &pending.call,
        search,
        write,
        sent,
        queued,
        since: None,
        finding: Finding::Unseen("the call had no time left".into()),
    };
    let result = match looks.run(progress.deadline).await {
        Finding::Made(id) => Ok(created(search, &id)),
        finding => {
            let told = failure.message.trim_end_matches('.');
            failure.message = format!("{told}. {finding}");
            Err(failure)
        }
    };
    pending.progress.verified = result.is_ok();
    pending.settle(result);
}

/// The answer that was lost, as far as it can be told.
fn created(search: &Search, id: &str) -> Answer {
    let location = search.location(id);
    let headers = [("resource-id", id), ("location", location.as_str())];
    Answer {
        status: 201,
        reason: "Created".into(),
        headers: headers.into_iter().collect(),
        body: AnswerBody::Bytes(Bytes::new()),
        redirect: None,
    }
}

/// What looking came to.
#[derive(Debug, thiserror::Error)]
enum Finding {
    /// The id of what the write made.
    #[error("It was found.")]
    Made(String),
    /// Nothing that it could have made.
    #[error("It was looked for and not found, which does not prove that it was not applied.")]
    Absent,
    /// Something that another write may have made.
    #[error("It was looked for, and what was found may be another write's.")]
    Contested,
    /// Nobody could look.
    #[error("It could not be looked for: {0}.")]
    Unseen(String),
}

struct Looks<'p> {
    shared: &'p Arc<Shared>,
    call: &'p Call,
    search: &'p Search,
    write: WriteId,
    /// When the write was sent.
    sent: Instant,
    /// The call had a place in the limiter, and so has each look.
    queued: bool,
    /// The same by the server's clock, as early as it can have been.
    since: Option<SystemTime>,
    finding: Finding,
}

impl Looks<'_> {
    async fn run(mut self, deadline: Option<Instant>) -> Finding {
        for pause in PAUSES {
            let next = async {
                sleep(pause).await;
                self.look().await;
            };
            let in_time = match deadline {
                None => {
                    next.await;
                    true
                }
                Some(deadline) => timeout_at(deadline, next).await.is_ok(),
            };
            if !in_time || matches!(self.finding, Finding::Made(_)) {
                break;
            }
        }
        self.finding
    }

    async fn look(&mut self) {
        let asked = Instant::now();
        match self.ask().await {
            Ok(answer) => {
                self.heed(&answer, asked);
                self.judge(&answer);
            }
            Err(failure) => self.unseen(&failure.message),
        }
    }

    async fn ask(&self) -> Result<Answer, Failure> {
        let (sender, outcome) = oneshot::channel();
        let done = Box::new(move |outcome| {
            // Whoever looked may be gone.
            let _ = sender.send(outcome);
        });
        let id = self.shared.look(self.read(), self.queued, done);
        let _asking = Asking {
            shared: self.shared,
            id,
        };
        let gone = |_| Failure::new(FailureKind::Aborted, "The client was closed.");
        outcome.await.map_err(gone)?.result
    }

    fn read(&self) -> Call {
        let headers = self.call.headers.iter();
        let of_body = |name: &str| {
            name.get(..8)
                .is_some_and(|start| start.eq_ignore_ascii_case("content-"))
        };
        Call {
            method: "GET".into(),
            url: self.search.url(),
            headers: Arc::new(
                headers
                    .filter(|(name, _)| !of_body(name))
                    .cloned()
                    .collect(),
            ),
            authorization: self.call.authorization,
            body: Body::Absent,
            response: ResponseMode::Text,
            limits: Arc::clone(&self.call.limits),
            transport: Arc::clone(&self.call.transport),
            hooks: None,
            on_ambiguous: OnAmbiguous::Reject,
        }
    }

    /// Learns of the server's clock.
    fn heed(&mut self, answer: &Answer, asked: Instant) {
        let date = answer
            .header("date")
            .and_then(|text| httpdate::parse_http_date(text).ok());
        if let Some(date) = date.filter(|_| asked.elapsed() <= VAGUE) {
            self.since = self.since.max(date.checked_sub(self.sent.elapsed()));
        }
    }

    fn judge(&mut self, answer: &Answer) {
        let (AnswerBody::Bytes(body), Some(since)) = (&answer.body, self.since) else {
            return self.unseen("no answer told the server's time");
        };
        self.finding = match self.search.seen(body, since) {
            Seen::Unclear => return self.unseen("the list was not clear"),
            Seen::Matching(found) => {
                let writes = &self.shared.writes;
                match writes.claim(self.write, self.search.likeness(), &found) {
                    Claim::None => Finding::Absent,
                    Claim::One(id) => Finding::Made(id),
                    Claim::Contested => Finding::Contested,
                }
            }
        };
    }

    /// A look that showed nothing takes nothing back that another showed.
    fn unseen(&mut self, reason: &str) {
        if let Finding::Unseen(last) = &mut self.finding {
            reason.trim_end_matches('.').clone_into(last);
        }
    }
}

/// A look under way; dropped with the call that waits for it, it is aborted.
struct Asking<'p> {
    shared: &'p Arc<Shared>,
    id: CallId,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.shared.abort([self.id]);
    }
}
