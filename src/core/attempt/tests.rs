use std::collections::VecDeque;
use std::io::Write;
use std::sync::Mutex;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

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

#[tokio::test(start_paused = true)]
async fn a_seen_other_turns_a_write_into_a_get_without_body() {
    for status in [301, 302, 303] {
        let transport = script([redirect(status, "/v2/other#x"), answer(200, &[], &[b"ok"])]);
        let answer = perform(post(&transport)).await.unwrap();
        assert_eq!(answer.url, "https://api.test/v2/other");
        let seen = transport.seen.lock().unwrap();
        assert_eq!(seen[1].method, "GET");
        assert!(matches!(seen[1].body, WireBody::Absent));
        let names = names(&seen[1]);
        assert_eq!(
            names,
            ["Authorization", "Cookie", "X-Mine", "Accept-Encoding"]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_307_and_a_308_keep_method_and_body() {
    for status in [307, 308] {
        let transport = script([redirect(status, "other"), answer(200, &[], &[])]);
        perform(post(&transport)).await.unwrap();
        let seen = transport.seen.lock().unwrap();
        assert_eq!(seen[1].url, "https://api.test/v2/other");
        assert_eq!(seen[1].method, "POST");
        assert!(matches!(&seen[1].body, WireBody::Bytes(body) if &body[..] == b"{}"));
        assert!(names(&seen[1]).contains(&"Content-Type"));
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_stay_at_their_origin_for_good() {
    let elsewhere = [
        "https://other.test/",
        "https://api.test:444/",
        "http://127.0.0.1/",
    ];
    for foreign in elsewhere {
        let back = redirect(307, URL);
        let transport = script([redirect(307, foreign), back, answer(200, &[], &[])]);
        perform(post(&transport)).await.unwrap();
        let seen = transport.seen.lock().unwrap();
        assert_eq!(
            names(&seen[1]),
            ["Content-Type", "X-Mine", "Accept-Encoding"]
        );
        assert_eq!(
            names(&seen[2]),
            ["Content-Type", "X-Mine", "Accept-Encoding"]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_refused_when_it_leads_nowhere_safe() {
    for (location, message) in [
        ("gopher://x/", "Unsupported protocol gopher:"),
        (
            "http://plain.test/x",
            "Redirect to plain http refused: plain.test",
        ),
        ("https://[broken", "Redirect to an invalid URL"),
    ] {
        let transport = script([redirect(302, location)]);
        let failure = perform(get(&transport)).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Refused);
        assert_eq!(failure.message, message);
        assert_eq!(transport.seen.lock().unwrap().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn plain_http_goes_on_where_it_was_allowed_at_first() {
    let transport = script([redirect(302, "http://b.test/"), answer(200, &[], &[])]);
    let attempt = Attempt {
        url: "http://a.test/",
        ..get(&transport)
    };
    assert_eq!(perform(attempt).await.unwrap().url, "http://b.test/");
}

#[tokio::test(start_paused = true)]
async fn the_redirects_are_counted() {
    let limits = Limits {
        max_redirects: 2,
        ..Limits::default()
    };
    let transport = script((0..3).map(|_| redirect(302, "/x")));
    let attempt = Attempt {
        limits: &limits,
        ..get(&transport)
    };
    let failure = perform(attempt).await.unwrap_err();
    assert_eq!(failure.message, "Max redirects exceeded.");
    assert_eq!(failure.code, None);

    let transport = script([
        redirect(302, "/x"),
        redirect(302, "/y"),
        answer(200, &[], &[]),
    ]);
    let attempt = Attempt {
        limits: &limits,
        ..get(&transport)
    };
    assert_eq!(perform(attempt).await.unwrap().status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_3xx_is_the_answer_when_nothing_is_to_be_followed() {
    let limits = Limits {
        max_redirects: 0,
        ..Limits::default()
    };
    let transport = script([redirect(302, "/x")]);
    let attempt = Attempt {
        limits: &limits,
        ..get(&transport)
    };
    assert_eq!(perform(attempt).await.unwrap().status, 302);
    for bare in [
        answer(302, &[], &[]),
        redirect(302, ""),
        redirect(304, "/x"),
    ] {
        let status = bare.status;
        assert_eq!(perform(get(&script([bare]))).await.unwrap().status, status);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_was_sent_is_not_sent_again() {
    let (_sender, chunks) = mpsc::channel(1);
    let transport = script([redirect(307, "/x")]);
    let attempt = Attempt {
        body: WireBody::Stream(chunks),
        ..post(&transport)
    };
    let failure = perform(attempt).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Refused);
}

#[tokio::test(start_paused = true)]
async fn what_fails_after_a_write_was_taken_counts_as_sent() {
    for (status, sent) in [(303, Sent::Some), (307, Sent::None)] {
        let transport = script([redirect(status, "/x")]);
        let refused = Failure::new(FailureKind::Network, "connect ECONNREFUSED");
        transport.answers.lock().unwrap().push_back(Err(refused));
        assert_eq!(perform(post(&transport)).await.unwrap_err().sent, sent);
    }
}

fn packed(data: &[u8], format: &str) -> Vec<u8> {
    let level = Compression::default();
    match format {
        "gzip" => {
            let mut encoder = GzEncoder::new(Vec::new(), level);
            encoder.write_all(data).unwrap();
            encoder.finish().unwrap()
        }
        "zlib" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(data).unwrap();
            encoder.finish().unwrap()
        }
        _ => {
            let mut encoder = DeflateEncoder::new(Vec::new(), level);
            encoder.write_all(data).unwrap();
            encoder.finish().unwrap()
        }
    }
}

async fn decode(encoding: &str, chunks: &[&[u8]]) -> Result<Answer, Failure> {
    let headers = [("content-encoding", encoding), ("content-length", "7")];
    perform(get(&script([answer(200, &headers, chunks)]))).await
}

#[tokio::test(start_paused = true)]
async fn every_asked_for_encoding_is_decoded_in_any_slices() {
    let data: Vec<u8> = (0..30_000_u32).flat_map(u32::to_le_bytes).collect();
    for (encoding, format) in [
        ("gzip", "gzip"),
        ("compress", "gzip"),
        ("deflate", "zlib"),
        ("deflate", "raw"),
        ("deflate", "gzip"),
        ("gzip", "zlib"),
    ] {
        let packed = packed(&data, format);
        for size in [1, 1000, packed.len()] {
            let chunks: Vec<&[u8]> = packed.chunks(size).collect();
            let answer = decode(encoding, &chunks).await.unwrap();
            assert_eq!(
                answer.headers,
                [("content-length".to_owned(), "7".to_owned())]
            );
            assert!(text(answer) == data, "{encoding} as {format} by {size}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn gzip_members_are_joined_and_padding_is_skipped() {
    let mut all = packed(b"one ", "gzip");
    all.extend(packed(b"two", "gzip"));
    all.extend([0; 40]);
    assert_eq!(text(decode("gzip", &[&all]).await.unwrap()), b"one two");
}

#[tokio::test(start_paused = true)]
async fn a_damaged_body_fails_in_zlibs_words() {
    let whole = packed(&[b'x'; 1000], "gzip");
    let half = &whole[..whole.len() / 2];
    for (encoding, body, message, code) in [
        ("gzip", half, "unexpected end of file", "Z_BUF_ERROR"),
        ("gzip", b"", "unexpected end of file", "Z_BUF_ERROR"),
        (
            "gzip",
            b"plain text",
            "incorrect header check",
            "Z_DATA_ERROR",
        ),
        (
            "deflate",
            b"plain text",
            "incorrect header check",
            "Z_DATA_ERROR",
        ),
    ] {
        let failure = decode(encoding, &[body]).await.unwrap_err();
        assert_eq!(failure.message, message);
        assert_eq!(failure.code, Some(code));
        assert_eq!(failure.sent, Sent::Some);
    }
}

#[tokio::test(start_paused = true)]
async fn other_encodings_and_bodiless_answers_are_left_alone() {
    for encoding in ["br", "GZIP", "x-gzip", "identity"] {
        let answer = decode(encoding, &[b"as it is"]).await.unwrap();
        assert_eq!(answer.headers.len(), 2);
        assert_eq!(text(answer), b"as it is");
    }
    for (method, status) in [("GET", 204), ("GET", 304), ("HEAD", 200)] {
        let transport = script([answer(status, &[("content-encoding", "gzip")], &[])]);
        let attempt = Attempt {
            method,
            ..get(&transport)
        };
        assert_eq!(text(perform(attempt).await.unwrap()), b"");
    }
}

#[tokio::test(start_paused = true)]
async fn the_decoded_body_is_capped() {
    let limits = Limits {
        max_content_length: Some(10),
        ..Limits::default()
    };
    let bomb = packed(&vec![0; 50_000_000], "gzip");
    for (encoding, body, fits) in [
        ("gzip", &bomb[..], false),
        ("identity", b"12345678901", false),
        ("identity", b"1234567890", true),
    ] {
        let transport = script([answer(200, &[("content-encoding", encoding)], &[body])]);
        let attempt = Attempt {
            limits: &limits,
            ..get(&transport)
        };
        match perform(attempt).await {
            Ok(_) => assert!(fits),
            Err(failure) => {
                assert!(!fits);
                assert_eq!(failure.message, "maxContentLength size of 10 exceeded");
                assert_eq!(failure.code, None);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_body_is_capped_before_it_is_sent() {
    let limits = Limits {
        max_body_length: Some(1),
        ..Limits::default()
    };
    let transport = script([]);
    let attempt = Attempt {
        limits: &limits,
        ..post(&transport)
    };
    let failure = perform(attempt).await.unwrap_err();
    assert_eq!(
        failure.message,
        "Request body larger than maxBodyLength limit"
    );
    assert_eq!(failure.sent, Sent::None);
    assert!(transport.seen.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_streamed_request_breaks_off_at_its_cap() {
    let (sender, chunks) = mpsc::channel(8);
    for chunk in ["abc", "de", "f"] {
        sender.send(Ok(Bytes::from(chunk))).await.unwrap();
    }
    let WireBody::Stream(mut out) = bounded(WireBody::Stream(chunks), Some(5)).unwrap() else {
        panic!("a stream stays a stream");
    };
    assert_eq!(out.recv().await, Some(Ok(Bytes::from("abc"))));
    assert_eq!(out.recv().await, Some(Ok(Bytes::from("de"))));
    assert!(out.recv().await.unwrap().is_err());
    assert_eq!(out.recv().await, None);
}

#[tokio::test(start_paused = true)]
async fn one_deadline_spans_redirects_and_body() {
    let stalled = |pause| WireResponse {
        body: Box::new(Chunks {
            left: VecDeque::from([b"x".to_vec(), b"y".to_vec()]),
            pause,
            breaks: false,
        }),
        ..answer(200, &[], &[])
    };
    for (pause, delay, ends) in [(6, 12, false), (2, 10, true)] {
        let transport = Script {
            delay: Duration::from_secs(delay),
            ..script([redirect(302, "/x"), stalled(Duration::from_secs(pause))])
        };
        match perform(get(&transport)).await {
            Ok(answer) => assert!(ends && text(answer) == b"xy"),
            Err(failure) => {
                assert!(!ends);
                assert_eq!(failure.kind, FailureKind::Timeout);
                assert_eq!(failure.message, "no answer within 30000 ms");
                assert_eq!(failure.code, Some("ECONNABORTED"));
                assert_eq!(failure.sent, Sent::Some);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_timeout_is_told_in_the_callers_text() {
    let limits = Limits {
        attempt: Some(Duration::from_micros(99_500)),
        timeout_text: Some("99.5".to_owned()),
        ..Limits::default()
    };
    let transport = Script {
        delay: Duration::from_secs(1),
        ..script([answer(200, &[], &[])])
    };
    let attempt = Attempt {
        limits: &limits,
        ..get(&transport)
    };
    let failure = perform(attempt).await.unwrap_err();
    assert_eq!(failure.message, "timeout of 99.5ms exceeded");
}

#[tokio::test(start_paused = true)]
async fn a_streamed_body_has_the_limit_for_each_chunk() {
    let transport = script([WireResponse {
        body: Box::new(Chunks {
            left: vec![b"x".to_vec(); 3].into(),
            pause: Duration::from_secs(20),
            breaks: true,
        }),
        ..answer(200, &[], &[])
    }]);
    let attempt = Attempt {
        response: ResponseMode::Stream,
        ..get(&transport)
    };
    let AnswerBody::Stream(mut body) = perform(attempt).await.unwrap().body else {
        panic!("the body is not a stream");
    };
    for _ in 0..3 {
        assert_eq!(body.next().await.unwrap(), Some(Bytes::from("x")));
    }
    assert_eq!(body.next().await.unwrap_err().message, "aborted");
}

#[tokio::test(start_paused = true)]
async fn a_stalled_stream_fails_at_its_limit() {
    let transport = script([WireResponse {
        body: Box::new(Chunks {
            left: VecDeque::new(),
            pause: Duration::from_secs(31),
            breaks: false,
        }),
        ..answer(200, &[], &[])
    }]);
    let attempt = Attempt {
        response: ResponseMode::Stream,
        ..get(&transport)
    };
    let AnswerBody::Stream(mut body) = perform(attempt).await.unwrap().body else {
        panic!("the body is not a stream");
    };
    assert_eq!(body.next().await.unwrap_err().kind, FailureKind::Timeout);
}
