//! Attempts over a transport that follows a script.

mod bodies;
mod deadline;
mod redirects;

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use super::*;
use crate::core::transport::{BoxFuture, WireReader, WireRequest, WireResponse};

/// A transport that answers from a script and keeps what it was sent.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Result<WireResponse, Failure>>>,
    seen: Mutex<Vec<WireRequest>>,
    delay: Duration,
}

impl Transport for Script {
    fn send(&self, request: WireRequest) -> BoxFuture<'_, Result<WireResponse, Failure>> {
        self.seen.lock().unwrap().push(request);
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
}

impl WireReader for Chunks {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>> {
        Box::pin(async {
            tokio::time::sleep(self.pause).await;
            match self.left.pop_front() {
                None if self.breaks => Err(Failure::new(FailureKind::Network, "aborted")),
                chunk => Ok(chunk.map(Bytes::from)),
            }
        })
    }
}

fn answer(status: u16, headers: &[(&str, &str)], chunks: &[&[u8]]) -> WireResponse {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    WireResponse {
        status,
        reason: String::new(),
        headers: headers.collect(),
        body: Box::new(Chunks {
            left: chunks.iter().map(|chunk| chunk.to_vec()).collect(),
            pause: Duration::ZERO,
            breaks: false,
        }),
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
    let header = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
    Attempt {
        transport,
        method: "POST",
        url: URL,
        headers: vec![
            header("Authorization", "Bearer secret"),
            header("Cookie", "a=b"),
            header("Content-Type", "application/json"),
            header("X-Mine", "1"),
        ],
        body: WireBody::Bytes(Bytes::from_static(b"{}")),
        response: ResponseMode::Text,
        limits: &LIMITS,
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
        AnswerBody::Bytes(bytes) => bytes,
        AnswerBody::Stream(_) => panic!("the body is a stream"),
    }
}

fn names(request: &WireRequest) -> Vec<&str> {
    request
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect()
}
