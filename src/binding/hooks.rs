//! Questions that cross to JavaScript in the middle of a call, and their answers.

use bytes::Bytes;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use napi::ValueType;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::args::config::{Config, Opt};
use super::bottleneck;
use super::client::NativeClient;
use super::deliveries::Deliveries;
use super::facts::Facts;
use super::parcel::{Code, Parcel};
use crate::core::auth::{Flow, Refresher};
use crate::core::call::{Answer, AnswerBody, Hooks, ResponseMode, Verdict};
use crate::core::client::Paused;
use crate::core::failure::{Failure, FailureKind, Thrown};
use crate::core::headers::{AnswerHeaders, RequestHeaders};
use crate::core::limiter::JobOptions;
use crate::core::transport::BoxFuture;

/// What `answer` brings back for "yes"; 0 is "no" and anything negative is a throw.
pub(super) const YES: f64 = 1.0;

/// In place of a call's id: what the refresh of the client, or its token store, threw.
pub(super) const REFRESH: u64 = 0;

/// The hooks of one call, made only when the caller uses one.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says that one option of the caller is in use"
)]
pub struct CallHooks {
    deliveries: Arc<Deliveries>,
    call: u64,
    /// `validateStatus` is a function; else any status is accepted if `accept_all`.
    asks_status: bool,
    accept_all: bool,
    adapter: bool,
    /// The body of an answer crosses as bytes.
    as_bytes: bool,
    limiter: Option<LimiterHooks>,
}

/// What the limiter's own hooks need to know of the call.
struct LimiterHooks {
    client: f64,
    /// The options of its job, as JavaScript is shown them.
    job: Value,
    /// Somebody listens to its attempts, or the retry handler was taken away.
    failed: bool,
    /// `bottleneck.chain(other)` is in force.
    chained: bool,
}

impl CallHooks {
    /// The hooks that `config` and the client's limiter ask for, if any. `job` is what the
    /// call asks of that limiter.
    #[must_use]
    pub fn of(
        native: &NativeClient,
        call: u64,
        config: &Config<'_>,
        job: Option<&JobOptions>,
    ) -> Option<Self> {
        let validate = config.raw(Opt::ValidateStatus);
        let asks_status = validate.is_some_and(|value| value.kind() == ValueType::Function);
        let accept_all = validate.is_some_and(|value| !value.is_truthy());
        let adapter = config
            .get(Opt::Adapter)
            .is_some_and(super::js::Val::is_function);
        let (failed, chained) = (
            native.detours().failed.get(),
            native.detours().chained.get(),
        );
        let limiter = job.filter(|_| failed || chained).map(|job| LimiterHooks {
            client: native.number(),
            job: bottleneck::shown(job),
            failed,
            chained,
        });
        let wanted = asks_status || accept_all || adapter || limiter.is_some();
        wanted.then(|| Self {
            deliveries: Arc::clone(native.deliveries()),
            call,
            asks_status,
            accept_all,
            adapter,
            as_bytes: config.response_mode() == ResponseMode::Bytes,
            limiter,
        })
    }

    fn ask(&self, mut parcel: Parcel, about: &Value) -> oneshot::Receiver<f64> {
        parcel.facts = Some(about.to_string());
        self.deliveries.ask(parcel)
    }

    fn question(&self, name: &str) -> (Parcel, Value) {
        (
            Parcel::bare(Code::Ask, 0),
            json!({ "ask": name, "call": self.call }),
        )
    }
}

/// A hook threw, or the environment is going away; JavaScript keeps the value.
fn thrown(call: u64) -> Failure {
    let mut failure = Failure::new(FailureKind::Hook, "A callback threw.");
    failure.thrown = Some(Thrown(Arc::new(call)));
    failure
}

impl Hooks for CallHooks {
    fn accepts(&self, status: u16) -> BoxFuture<'_, Result<bool, Failure>> {
        Box::pin(async move {
            if !self.asks_status {
                return Ok(self.accept_all || (200..300).contains(&status));
            }
            let (mut parcel, about) = self.question("accepts");
            parcel.status = status;
            let answer = self.ask(parcel, &about).await;
            answer
                .ok()
                .filter(|value| *value >= 0.0)
                .map(|value| value > 0.0)
                .ok_or_else(|| thrown(self.call))
        })
    }

    fn adapter<'a>(
        &'a self,
        headers: &'a Arc<RequestHeaders>,
    ) -> Option<BoxFuture<'a, Result<Answer, Failure>>> {
        self.adapter
            .then(|| -> BoxFuture<'a, Result<Answer, Failure>> {
                Box::pin(async move {
                    let (mut parcel, about) = self.question("adapter");
                    parcel.request_headers = Arc::clone(headers);
                    let value = self.ask(parcel, &about).await.unwrap_or(-1.0);
                    adapted(value).map_err(|status| refused(self.call, status))
                })
            })
    }

    fn failed<'a>(
        &'a self,
        failure: &'a Failure,
        attempts: u32,
        headers: &'a Arc<RequestHeaders>,
    ) -> BoxFuture<'a, Verdict> {
        Box::pin(async move {
            let Some(limiter) = self.limiter.as_ref().filter(|limiter| limiter.failed) else {
                return Verdict::Pass;
            };
            let (mut parcel, mut about) = self.question("failed");
            parcel.attempts = attempts;
            parcel.request_headers = Arc::clone(headers);
            parcel.view(failure, self.as_bytes);
            if let (Value::Object(about), Ok(Value::Object(facts))) =
                (&mut about, serde_json::to_value(Facts::of(failure)))
            {
                about.extend(facts);
                let retry = attempts.saturating_sub(1);
                about.insert("retryCount".to_owned(), retry.into());
                about.insert("options".to_owned(), limiter.job.clone());
            }
            verdict(self.ask(parcel, &about).await.unwrap_or(-1.0))
        })
    }

    fn retries(&self, wait: Duration) {
        if let Some(limiter) = &self.limiter {
            let LimiterHooks { client, job, .. } = limiter;
            bottleneck::retries(&self.deliveries, *client, self.call, job, wait);
        }
    }

    fn repeats(&self) {
        if let Some(limiter) = &self.limiter {
            let LimiterHooks { client, job, .. } = limiter;
            bottleneck::repeats(&self.deliveries, *client, self.call, job);
        }
    }

    fn enter(&self) -> BoxFuture<'_, Result<Option<Box<dyn Send>>, Failure>> {
        Box::pin(async move {
            let Some(limiter) = self.limiter.as_ref().filter(|limiter| limiter.chained) else {
                return Ok(None);
            };
            let (parcel, mut about) = self.question("enter");
            if let Value::Object(about) = &mut about {
                about.insert("options".to_owned(), limiter.job.clone());
            }
            // Made before the answer: a call that ends while it waits gives its place back too.
            let permit = Permit {
                deliveries: Arc::clone(&self.deliveries),
                call: self.call,
            };
            match self.ask(parcel, &about).await {
                Ok(YES) => Ok(Some(Box::new(permit) as _)),
                _ => Err(thrown(self.call)),
            }
        })
    }
}

/// Reads an adapter's answer: a status it resolved with, or minus the status of
/// the response it rejected with.
fn adapted(value: f64) -> Result<Answer, u16> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the range of u16"
    )]
    let status = value.abs().min(f64::from(u16::MAX)) as u16;
    if value < 0.0 {
        Err(status)
    } else {
        Ok(bare_answer(status))
    }
}

fn bare_answer(status: u16) -> Answer {
    Answer {
        status,
        reason: Cow::Borrowed(""),
        headers: AnswerHeaders::default(),
        body: AnswerBody::Bytes(Bytes::new()),
        redirect: None,
    }
}

fn refused(call: u64, status: u16) -> Failure {
    let mut failure = thrown(call);
    if status >= 100 {
        failure.kind = FailureKind::Status;
        failure.answer = Some(Box::new(bare_answer(status)));
    }
    failure
}

/// Milliseconds mean a retry; what is negative leaves the decision to the
/// policy, or to nobody if the retry handler was removed.
fn verdict(value: f64) -> Verdict {
    const REJECT: f64 = -2.0;
    if value == REJECT {
        return Verdict::Reject;
    }
    Duration::try_from_secs_f64(value / 1000.0).map_or(Verdict::Pass, Verdict::RetryAfter)
}

/// Held while an attempt waits for the chained limiter and runs in its time.
struct Permit {
    deliveries: Arc<Deliveries>,
    call: u64,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut parcel = Parcel::bare(Code::Ask, 0);
        parcel.facts = Some(json!({ "ask": "leave", "call": self.call }).to_string());
        drop(self.deliveries.ask(parcel));
    }
}

/// Has the client of that number emit `ratelimited` when a 429 pauses its account.
#[must_use]
pub fn rate_limited(deliveries: &Arc<Deliveries>, client: f64, account: Option<String>) -> Paused {
    let deliveries = Arc::clone(deliveries);
    Box::new(move |wait| {
        let facts = json!({
            "ask": "rateLimited",
            "client": client,
            "retryAfterMs": millis(wait),
            "account": account,
        });
        let mut parcel = Parcel::bare(Code::Ask, 0);
        parcel.facts = Some(facts.to_string());
        // Nobody waits for the answer.
        drop(deliveries.ask(parcel));
    })
}

/// Whole milliseconds, after which `time` is over.
#[must_use]
pub fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).ceil()
}

/// Renews the token by way of the instance's own `refreshAccessToken`.
pub struct JsRefresher {
    /// Where to ask.
    pub deliveries: Arc<Deliveries>,
    /// Which client to ask.
    pub client: f64,
    /// The client has a token store, which may have the first token of any flow.
    pub stored: bool,
}

impl Refresher for JsRefresher {
    fn refresh(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async move {
            let mut parcel = Parcel::bare(Code::Ask, 0);
            parcel.facts = Some(json!({ "ask": "refresh", "client": self.client }).to_string());
            if let Ok(YES) = self.deliveries.ask(parcel).await {
                Ok(())
            } else {
                let mut failure = Failure::new(
                    FailureKind::Credentials,
                    "The access token could not be refreshed.",
                );
                failure.thrown = Some(Thrown(Arc::new(REFRESH)));
                Err(failure)
            }
        })
    }

    fn begins(&self, flow: Flow) -> bool {
        self.stored || flow == Flow::ClientCredentials
    }
}
