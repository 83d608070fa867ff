//! Attempts over a transport that follows a script.

mod bodies;
mod deadline;
mod redirects;

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

use super::*;
use crate::core::transport::{BoxFuture, WireReader, WireRequest};

/// A transport that answers from a script and keeps what it was sent.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Result<WireResponse, Failure>>>,
    seen: Mutex<Vec<Seen>>,
    delay: Duration,
}

/// A request as the transport saw it.
struct Seen {
    method: String,
    url: String,
    headers: Vec<String>,
    body: WireBody,
}

impl Transport for Script {
    fn send<'a>(
        &'a self,
        request: WireRequest<'a>,
    ) -> BoxFuture<'a, Result<WireResponse, Failure>> {
        let names = request.headers.sent().map(|(name, _)| name.to_owned());
        self.seen.lock().unwrap().push(Seen {
            method: request.method.to_owned(),
            url: request.url.to_owned(),
            headers: names.collect(),
            body: request.body,
        });
        let answer = self.answers.lock().unwrap().pop_front();
        Box::pin(async move {
            tokio::time::sleep(self.delay).await;
            answer.expect("the script has no further answer")
        })
    }
}

/// Chunks with a pause before each; after the last the body ends or, if so
/// asked, breaks.
struct Chunks {
    left: VecDeque<Vec<u8>>,
    pause: Duration,
    breaks: bool,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Chunks {
    fn of(
        left: impl Into<VecDeque<Vec<u8>>>,
        pause: Duration,
        breaks: bool,
    ) -> Box<dyn WireReader> {
        Box::new(Self {
            left: left.into(),
            pause,
            breaks,
            timer: None,
        })
    }
}

impl WireReader for Chunks {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>> {
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(sleep(self.pause)));
        ready!(timer.as_mut().poll(context));
        self.timer = None;
        Poll::Ready(match self.left.pop_front() {
            None if self.breaks => Err(Failure::new(FailureKind::Network, "aborted")),
            chunk => Ok(chunk.map(Bytes::from)),
        })
    }
}

fn answer(status: u16, headers: &[(&str, &str)], chunks: &[&[u8]]) -> WireResponse {
    let chunks: VecDeque<_> = chunks.iter().map(|chunk| chunk.to_vec()).collect();
    WireResponse {
        status,
        reason: "".into(),
        headers: headers.iter().copied().collect(),
        body: Chunks::of(chunks, Duration::ZERO, false),
    }
}

fn redirect(status: u16, location: &str) -> WireResponse {
    answer(status, &[("location", location)], &[])
}

fn script(answers: impl IntoIterator<Item = WireResponse>) -> Script {
    Script {
        answers: Mutex::new(answers.into_iter().map(Ok).collect()),
        ..Script::default()
    }
}

const URL: &str = "https://api.test/v2/things?a=1";

fn post(transport: &Script) -> Attempt<'_> {
    static LIMITS: std::sync::LazyLock<Limits> = std::sync::LazyLock::new(Limits::default);
    Attempt {
        transport,
        method: "POST",
        url: URL,
        headers: Arc::new(RequestHeaders::new(vec![
            ("Authorization".into(), "Bearer secret".into()),
            ("Cookie".into(), "a=b".into()),
            ("Content-Type".into(), "application/json".into()),
            ("X-Mine".into(), "1".into()),
        ])),
        body: WireBody::Bytes(Bytes::from_static(b"{}")),
        response: ResponseMode::Text,
        limits: &LIMITS,
        since: Instant::now(),
    }
}

fn get(transport: &Script) -> Attempt<'_> {
    Attempt {
        method: "GET",
        body: WireBody::Absent,
        ..post(transport)
    }
}

fn text(answer: Answer) -> Vec<u8> {
    match answer.body {
        AnswerBody::Bytes(bytes) => bytes.into(),
        AnswerBody::Stream(_) => panic!("the body is a stream"),
    }
}

fn names(request: &Seen) -> Vec<&str> {
    request.headers.iter().map(String::as_str).collect()
}
