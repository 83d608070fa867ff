use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::*;

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
            let headers: Vec<_> = answer.headers.iter().collect();
            assert_eq!(headers, [("content-length", "7")]);
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

/// One chunk, there at once; from then on `turns` counts anew.
struct AtOnce {
    chunk: Option<Bytes>,
    turns: Arc<AtomicUsize>,
}

impl WireReader for AtOnce {
    fn poll_next(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>> {
        if self.chunk.is_some() {
            self.turns.store(0, Ordering::Relaxed);
        }
        Poll::Ready(Ok(self.chunk.take()))
    }
}

#[tokio::test]
async fn others_get_their_turn_while_a_body_is_unpacked() {
    let turns = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&turns);
    tokio::spawn(async move {
        loop {
            counted.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
    });
    let packed = packed(&vec![0; 64 * 1024 * 1024], "gzip");
    let body = AtOnce {
        chunk: Some(packed.into()),
        turns: Arc::clone(&turns),
    };
    let answer = WireResponse {
        body: Box::new(body),
        ..answer(200, &[("content-encoding", "gzip")], &[])
    };
    perform(get(&script([answer]))).await.unwrap();
    let turns = turns.load(Ordering::Relaxed);
    assert!(turns >= 7, "{turns} turns");
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
        assert_eq!(answer.headers.iter().count(), 2);
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
