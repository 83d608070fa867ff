//! Complete HTTP answers, made once, by the target that asks for them.

use std::collections::HashMap;
use std::io::{self, Write};
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::pages::{Pages, user};

/// What comes after the status line, as Help Scout sends it. The limits are so high that they bind nobody.
const HEADERS: &str = "Date: Sat, 01 Mar 2025 10:00:00 GMT\r\n\
    Connection: keep-alive\r\n\
    Cache-Control: no-cache, no-store, max-age=0, must-revalidate\r\n\
    Pragma: no-cache\r\n\
    Expires: 0\r\n\
    Correlation-ID: 0b2f7a30-5e1d-4c2e-9d3a-5f0c1e2d3a4b#7001\r\n\
    Strict-Transport-Security: max-age=31536000 ; includeSubDomains\r\n\
    X-Content-Type-Options: nosniff\r\n\
    X-Frame-Options: DENY\r\n\
    X-RateLimit-Limit-Minute: 100000000\r\n\
    X-RateLimit-Remaining-Minute: 99999999\r\n\
    X-XSS-Protection: 1; mode=block\r\n";

/// A prepared answer and how long it is held back.
pub struct Answer {
    /// Head and body.
    pub bytes: Bytes,
    /// Time between the request and the answer.
    pub delay: Option<Duration>,
}

/// Every answer there is.
pub struct Answers {
    by_target: HashMap<String, Answer>,
    missing: Answer,
}

impl Answers {
    /// Prepares all answers. Those under `/slow` are held back for `delay`, those under `/gzip` are
    /// compressed whatever the client accepts.
    ///
    /// # Errors
    /// When a body cannot be compressed.
    pub fn prepare(delay: Duration) -> io::Result<Self> {
        let bodies = [
            ("users/me", user()),
            ("conversations", Pages::new(false).conversations(0, 64)),
            (
                "conversations?embed=threads",
                Pages::new(false).conversations(8, 184),
            ),
            (
                "conversations?embed=threads&mailbox=12",
                Pages::new(true).conversations(8, 178),
            ),
        ];
        let mut by_target = HashMap::new();
        for (target, body) in bodies {
            let body = body.to_string().into_bytes();
            let plain = answer("200 OK", "application/hal+json", "", &body);
            let packed = answer(
                "200 OK",
                "application/hal+json",
                "Content-Encoding: gzip\r\n",
                &gzip(&body)?,
            );
            for (variant, bytes, delay) in [
                ("plain", &plain, None),
                ("slow", &plain, Some(delay)),
                ("gzip", &packed, None),
            ] {
                let bytes = bytes.clone();
                by_target.insert(format!("/{variant}/v2/{target}"), Answer { bytes, delay });
            }
        }
        let tokens =
            json!({ "token_type": "bearer", "access_token": "token", "expires_in": 172_800 });
        for variant in ["plain", "slow", "gzip"] {
            let bytes = answer(
                "200 OK",
                "application/json",
                "",
                tokens.to_string().as_bytes(),
            );
            by_target.insert(
                format!("/{variant}/v2/oauth2/token"),
                Answer { bytes, delay: None },
            );
        }
        let bytes = answer(
            "404 Not Found",
            "application/vnd.error+json",
            "",
            br#"{"message":"Not Found"}"#,
        );
        Ok(Self {
            by_target,
            missing: Answer { bytes, delay: None },
        })
    }

    /// The answer to a request for `target`.
    pub fn find(&self, target: &str) -> &Answer {
        self.by_target.get(target).unwrap_or(&self.missing)
    }
}

fn answer(status: &str, media_type: &str, more: &str, body: &[u8]) -> Bytes {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\n{HEADERS}Content-Type: {media_type};charset=UTF-8\r\n{more}Content-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat().into()
}

fn gzip(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body)?;
    encoder.finish()
}
