//! Calls over a scripted transport, in simulated time.

mod hooks;
mod limits;
mod outage;
mod replay;
mod settle;
mod started;
mod tokens;
mod verify;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};

use super::*;
use crate::core::auth::{Auth, Credentials, Flow, Refresher};
use crate::core::client::{CallId, ClientCore, ClientOptions, Listener};
use crate::core::failure::FailureKind;
use crate::core::limiter::settings::SettingValue;
use crate::core::limiter::{Account, JobOptions, SettingsPatch};
use crate::core::transport::{Sent, WireRequest, WireResponse};

const MS: Duration = Duration::from_millis(1);
const S: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);

/// The server's time when the fake was made.
const EPOCH: Duration = Duration::from_secs(1_700_000_000);

/// What the fake server does with one request.
#[derive(Debug, Clone)]
enum Reply {
    /// Answers with a status and headers.
    Status(u16, Vec<(&'static str, String)>),
    /// Answers with this JSON and the time, which began at [`EPOCH`].
    Shows(String),
    /// Breaks off after the request was sent.
    Reset,
    /// Takes no connection.
    Refused,
    /// Reads the request and says nothing.
    Silence,
    /// Never gets as far as a connection.
    Stuck,
    /// A bug of ours.
    Panic,
    /// Does the other after a time.
    After(Duration, Box<Reply>),
}

fn status(status: u16) -> Reply {
    Reply::Status(status, Vec::new())
}

fn asking(code: u16, name: &'static str, value: &str) -> Reply {
    Reply::Status(code, vec![(name, value.into())])
}

/// A request as the fake server saw it.
#[derive(Debug, Clone)]
struct Seen {
    at: Duration,
    /// Method and URL.
    line: String,
    token: Option<String>,
    body: Vec<u8>,
}

/// A transport that replies by a script, then always with `default`.
struct Fake {
    start: Instant,
    script: Mutex<VecDeque<Reply>>,
    default: Reply,
    seen: Mutex<Vec<Seen>>,
}

impl Fake {
    fn new(script: impl Into<VecDeque<Reply>>, default: Reply) -> Arc<Self> {
        Arc::new(Self {
            start: Instant::now(),
            script: Mutex::new(script.into()),
            default,
            seen: Mutex::default(),
        })
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// When requests came, in ms since the fake was made.
    fn times(&self) -> Vec<u128> {
        self.seen().iter().map(|seen| seen.at.as_millis()).collect()
    }

    fn tokens(&self) -> Vec<String> {
        self.seen()
            .into_iter()
            .filter_map(|seen| seen.token)
            .collect()
    }
}

struct Text(Option<Bytes>);

impl WireReader for Text {
    fn poll_next(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>> {
        Poll::Ready(Ok(self.0.take()))
    }
}

impl Transport for Fake {
    fn send<'a>(
        &'a self,
        request: WireRequest<'a>,
    ) -> BoxFuture<'a, Result<WireResponse, Failure>> {
        let mut headers = request.headers.sent();
        let token = headers
            .find(|(name, _)| *name == "Authorization")
            .map(|(_, value)| String::from_utf8(value.to_vec()).unwrap());
        drop(headers);
        let body = match &request.body {
            crate::core::transport::WireBody::Bytes(bytes) => bytes.to_vec(),
            _ => Vec::new(),
        };
        let at = self.start.elapsed();
        let line = format!("{} {}", request.method, request.url);
        let seen = Seen {
            at,
            line,
            token,
            body,
        };
        self.seen.lock().unwrap().push(seen);
        let start = self.start;
        let next = self.script.lock().unwrap().pop_front();
        let mut reply = next.unwrap_or_else(|| self.default.clone());
        request.sent.set(Sent::None);
        Box::pin(async move {
            while let Reply::After(time, then) = reply {
                request.sent.set(Sent::Some);
                sleep(time).await;
                reply = *then;
            }
            match reply {
                Reply::Status(status, headers) => Ok(WireResponse {
                    status,
                    reason: "Reason".into(),
                    headers: headers
                        .iter()
                        .map(|(name, value)| (*name, value.as_str()))
                        .collect(),
                    body: Box::new(Text(Some(Bytes::from_static(b"{}")))),
                }),
                Reply::Shows(json) => {
                    let now = std::time::UNIX_EPOCH + EPOCH + start.elapsed();
                    let date = httpdate::fmt_http_date(now);
                    Ok(WireResponse {
                        status: 200,
                        reason: "OK".into(),
                        headers: [("date", date.as_str())].into_iter().collect(),
                        body: Box::new(Text(Some(json.into()))),
                    })
                }
                Reply::Reset => Err(Failure::new(FailureKind::Network, "socket hang up")
                    .code("ECONNRESET")
                    .sent(Sent::Some)),
                Reply::Refused => Err(Failure::new(
                    FailureKind::Network,
                    "connect ECONNREFUSED 127.0.0.1:1",
                )
                .code("ECONNREFUSED")),
                Reply::Silence => {
                    request.sent.set(Sent::Some);
                    std::future::pending().await
                }
                Reply::Stuck => std::future::pending().await,
                Reply::Panic => panic!("on purpose"),
                Reply::After(..) => unreachable!(),
            }
        })
    }
}

/// What the next refresh does.
enum Refresh {
    /// Sets this token.
    Token(&'static str, Option<Duration>),
    /// Fails with this message.
    Fail(&'static str),
    /// Does the other after a time.
    After(Duration, Box<Refresh>),
}

/// Plays the part of JavaScript's `refreshAccessToken()`; without a script it
/// numbers the tokens.
#[derive(Default)]
struct FakeRefresher {
    auth: OnceLock<Weak<Auth>>,
    script: Mutex<VecDeque<Refresh>>,
    count: AtomicUsize,
}

impl FakeRefresher {
    fn new(script: impl Into<VecDeque<Refresh>>) -> Arc<Self> {
        Arc::new(Self {
            script: Mutex::new(script.into()),
            ..Self::default()
        })
    }

    fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
}

impl Refresher for FakeRefresher {
    fn refresh(&self) -> BoxFuture<'_, Result<(), Failure>> {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let next = self.script.lock().unwrap().pop_front();
        Box::pin(async move {
            let mut next = next;
            while let Some(Refresh::After(time, then)) = next {
                sleep(time).await;
                next = Some(*then);
            }
            let (token, life) = match next {
                None => (format!("new{number}"), None),
                Some(Refresh::Token(token, life)) => (token.to_owned(), life),
                Some(Refresh::Fail(message)) => {
                    return Err(Failure::new(FailureKind::Credentials, message));
                }
                Some(Refresh::After(..)) => unreachable!(),
            };
            let auth = self.auth.get().and_then(Weak::upgrade).unwrap();
            auth.set(Some(credentials(&token, life)));
            Ok(())
        })
    }
}

fn credentials(token: &str, expires_in: Option<Duration>) -> Credentials {
    Credentials {
        access_token: token.into(),
        expires_in,
        renewable: true,
    }
}

/// A client with token `old` and limits that do not get in the way.
struct Client {
    core: Arc<ClientCore>,
    refresher: Arc<FakeRefresher>,
}

impl Client {
    fn new(script: impl Into<VecDeque<Refresh>>) -> Self {
        Self::heard(script, None)
    }

    fn heard(script: impl Into<VecDeque<Refresh>>, listener: Option<Listener>) -> Self {
        Self::with(script, |options| options.listener = listener)
    }

    fn with(script: impl Into<VecDeque<Refresh>>, change: impl FnOnce(&mut ClientOptions)) -> Self {
        let refresher = FakeRefresher::new(script);
        let auth = Auth::new(Flow::ClientCredentials, refresher.clone());
        refresher.auth.set(Arc::downgrade(&auth)).unwrap();
        auth.set(Some(credentials("old", None)));
        let mut options = ClientOptions {
            runtime: Handle::current(),
            auth,
            account: Account::join(None, MINUTE),
            listener: None,
            paused: Box::new(|_| {}),
            adaptive: false,
            random: Arc::new(|| 1.0),
        };
        change(&mut options);
        let core = ClientCore::new(options);
        let client = Self {
            core: Arc::new(core),
            refresher,
        };
        client.set("minTime", 0.0);
        client.set("maxConcurrent", 1000.0);
        client
    }

    fn set(&self, name: &str, value: f64) {
        let mut patch = SettingsPatch::default();
        patch.set(name, SettingValue::Number(value)).unwrap();
        self.core.limiter().update(&patch);
    }

    fn submit(&self, call: Call) -> (CallId, oneshot::Receiver<Outcome>) {
        self.submit_as(JobOptions::default(), call)
    }

    fn submit_as(&self, options: JobOptions, call: Call) -> (CallId, oneshot::Receiver<Outcome>) {
        let (sender, outcome) = oneshot::channel();
        let id = self.core.submit(options, call, move |outcome| {
            let _ = sender.send(outcome);
        });
        self.core.flush();
        (id, outcome)
    }

    async fn settle(&self, call: Call) -> Outcome {
        self.submit(call).1.await.expect("settled")
    }

    /// The status of the call's answer.
    async fn status(&self, call: Call) -> u16 {
        self.settle(call).await.result.expect("an answer").status
    }

    /// The failure of the call, and after how many attempts.
    async fn failure(&self, call: Call) -> (Failure, u32) {
        let outcome = self.settle(call).await;
        (outcome.result.expect_err("a failure"), outcome.attempts)
    }
}

fn client() -> Client {
    Client::new([])
}

fn call(fake: &Arc<Fake>, method: &'static str) -> Call {
    Call {
        method: method.into(),
        url: "http://127.0.0.1:1/v2/things".into(),
        headers: Arc::new(vec![("Accept".into(), "*/*".into())]),
        authorization: Authorization::Bearer,
        body: Body::Bytes(Bytes::from_static(b"{}")),
        response: ResponseMode::Text,
        limits: Arc::default(),
        transport: fake.clone(),
        hooks: None,
        on_ambiguous: OnAmbiguous::Reject,
    }
}

fn limited(mut call: Call, limit: impl FnOnce(&mut Limits)) -> Call {
    limit(Arc::make_mut(&mut call.limits));
    call
}
