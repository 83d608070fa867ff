//! Whole answers: statuses, redirects, encodings and bodies of any kind.

use std::collections::VecDeque;
use std::io::Write as _;
use std::sync::{Arc, LazyLock, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use proptest::sample::Index;
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;

use super::pointed;
use crate::core::attempt::{Attempt, CREDENTIALS, perform};
use crate::core::call::{AnswerBody, Limits, ResponseMode};
use crate::core::failure::{Failure, FailureKind};
use crate::core::headers::RequestHeaders;
use crate::core::transport::{
    BoxFuture, Sent, Transport, WireBody, WireReader, WireRequest, WireResponse,
};

/// Largest body that an attempt may give.
const LIMIT: usize = 1000;
const REDIRECTS: u32 = 3;

/// An answer as it comes off the wire.
#[derive(Debug, Clone)]
struct Given {
    status: u16,
    headers: Vec<(&'static str, String)>,
    chunks: Vec<Vec<u8>>,
    breaks: bool,
}

struct Chunks {
    left: VecDeque<Vec<u8>>,
    breaks: bool,
}

impl WireReader for Chunks {
    fn poll_next(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>> {
        Poll::Ready(match self.left.pop_front() {
            None if self.breaks => {
                Err(Failure::new(FailureKind::Network, "aborted").sent(Sent::Some))
            }
            chunk => Ok(chunk.map(Bytes::from)),
        })
    }
}

/// A server that says what it is told, and notes which secrets went where.
struct Server {
    answers: Mutex<VecDeque<Given>>,
    leaks: Mutex<Vec<String>>,
}

impl Transport for Server {
    fn send<'a>(
        &'a self,
        request: WireRequest<'a>,
    ) -> BoxFuture<'a, Result<WireResponse, Failure>> {
        let secret = request
            .headers
            .list()
            .iter()
            .any(|(name, _)| CREDENTIALS.contains(&name.to_ascii_lowercase().as_str()));
        let home = url::Url::parse(request.url)
            .is_ok_and(|url| url.origin().ascii_serialization() == "https://api.test");
        if secret && !home {
            self.leaks.lock().unwrap().push(request.url.to_owned());
        }
        let given = self.answers.lock().unwrap().pop_front();
        Box::pin(async move {
            let given =
                given.ok_or_else(|| Failure::new(FailureKind::Network, "gone").sent(Sent::Some))?;
            Ok(WireResponse {
                status: given.status,
                reason: "".into(),
                headers: given
                    .headers
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect(),
                body: Box::new(Chunks {
                    left: given.chunks.into(),
                    breaks: given.breaks,
                }),
            })
        })
    }
}

fn header() -> impl Strategy<Value = (&'static str, String)> {
    let length = prop_oneof![any::<u64>().prop_map(|n| n.to_string()), any::<String>()];
    let encoding =
        prop::sample::select(vec!["gzip", "deflate", "compress", "br", "gzip, gzip", ""]);
    let location = prop_oneof![
        pointed("htps:/@.[]0127%\\?#"),
        "(https://)?(api|evil)\\.test(:443|:80|@evil)?/[a-z./%]{0,8}",
        any::<String>(),
    ];
    prop_oneof![
        location.prop_map(|value| ("location", value)),
        encoding.prop_map(|value| ("content-encoding", value.to_owned())),
        length.prop_map(|value| ("content-length", value)),
    ]
}

/// Packed bodies; one is far larger unpacked.
static PACKED: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let pack = |body: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    };
    let mixed: Vec<u8> = (0..=u8::MAX).cycle().step_by(7).take(LIMIT).collect();
    vec![pack(b""), pack(b"{}"), pack(&mixed), pack(&[0; 200_000])]
});

/// A packed body with a few bytes changed, or its end cut off.
fn packed() -> impl Strategy<Value = Vec<u8>> {
    (
        prop::sample::select(&PACKED[..]),
        prop::collection::vec((any::<Index>(), any::<u8>()), 0..3),
        prop::option::of(any::<Index>()),
    )
        .prop_map(|(mut bytes, changes, end)| {
            for (at, value) in changes {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            if let Some(end) = end {
                bytes.truncate(end.index(bytes.len()));
            }
            bytes
        })
}

fn given() -> impl Strategy<Value = Given> {
    let body = prop_oneof![packed(), prop::collection::vec(any::<u8>(), 0..64)];
    let status = prop_oneof![
        prop::sample::select(vec![200_u16, 204, 301, 302, 303, 304, 307, 308, 404, 502]),
        100_u16..1000
    ];
    (
        status,
        prop::collection::vec(header(), 0..4),
        body,
        1_usize..40,
        prop::bool::weighted(0.1),
    )
        .prop_map(|(status, headers, body, size, breaks)| Given {
            status,
            headers,
            chunks: body.chunks(size).map(<[u8]>::to_vec).collect(),
            breaks,
        })
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().unwrap()
}

thread_local! {
    static RUNTIME: Runtime = runtime();
}

fn headers() -> Arc<RequestHeaders> {
    Arc::new(RequestHeaders::new(vec![
        ("Authorization".into(), "Bearer secret".into()),
        ("cookie".into(), "a=b".into()),
        ("Content-Type".into(), "application/json".into()),
    ]))
}

proptest! {
    #[test]
    fn an_attempt_ends_within_its_limits_and_keeps_its_secrets(
        answers in prop::collection::vec(given(), 1..4),
        method in prop::sample::select(vec!["GET", "HEAD", "POST", "DELETE"]),
        mode in prop::sample::select(vec![ResponseMode::Text, ResponseMode::Bytes, ResponseMode::Stream]),
    ) {
        let server = Server { answers: Mutex::new(answers.into()), leaks: Mutex::default() };
        let limits = Limits {
            max_content_length: Some(LIMIT as u64),
            max_redirects: REDIRECTS,
            ..Limits::default()
        };
        let attempt = Attempt {
            transport: &server,
            method,
            url: "https://api.test/v2/things",
            headers: headers(),
            body: WireBody::Bytes(Bytes::from_static(b"{}")),
            response: mode,
            limits: &limits,
            since: Instant::now(),
        };
        let result = RUNTIME.with(|runtime| runtime.block_on(async {
            let answer = perform(attempt).await?;
            match answer.body {
                AnswerBody::Bytes(bytes) => Ok(bytes.len()),
                AnswerBody::Stream(mut reader) => {
                    while reader.next().await?.is_some() {}
                    Ok(0)
                }
            }
        }));
        prop_assert_eq!(server.leaks.into_inner().unwrap(), Vec::<String>::new());
        match result {
            Ok(length) => prop_assert!(length <= LIMIT),
            Err(Failure { sent, .. }) => prop_assert_eq!(sent, Sent::Some),
        }
    }
}
