//! Token requests and what is read from their answers.

use std::sync::Mutex;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::core::auth::*;
use crate::core::call::{Answer, AnswerBody, Limits};
use crate::core::headers::AnswerHeaders;
use crate::core::transport::{Transport, WireBody, WireReader, WireRequest, WireResponse};

#[test]
fn the_keys_of_a_token_request_keep_their_order() {
    let body = |grant| {
        let body = token_body(&json!("id"), &json!("se\"cret"), &grant).expect("JSON");
        body.expose_secret().to_owned()
    };
    assert_eq!(
        body(Grant::ClientCredentials),
        r#"{"client_id":"id","client_secret":"se\"cret","grant_type":"client_credentials"}"#
    );
    assert_eq!(
        body(Grant::AuthorizationCode(json!(null))),
        r#"{"client_id":"id","client_secret":"se\"cret","code":null,"grant_type":"authorization_code"}"#
    );
    assert_eq!(
        body(Grant::RefreshToken(Some(json!("r")))),
        r#"{"client_id":"id","client_secret":"se\"cret","grant_type":"refresh_token","refresh_token":"r"}"#
    );
    assert_eq!(
        body(Grant::RefreshToken(None)),
        r#"{"client_id":"id","client_secret":"se\"cret","grant_type":"refresh_token"}"#
    );
}

fn answered(body: &str) -> Answer {
    Answer {
        status: 200,
        reason: "OK".into(),
        headers: AnswerHeaders::default(),
        body: AnswerBody::Bytes(Bytes::copy_from_slice(body.as_bytes())),
        redirect: None,
    }
}

#[test]
fn credentials_are_read_from_an_answer() {
    let text = r#"{"access_token":"a","expires_in":7200,"refresh_token":"r"}"#;
    let read = Credentials::from_answer(&answered(text)).expect("usable");
    assert_eq!(read.access_token.expose_secret(), "a");
    assert_eq!(read.expires_in, Some(Duration::from_hours(2)));
    assert!(read.renewable);

    let text = r#"{"access_token":"a","expires_in":"60"}"#;
    let read = Credentials::from_answer(&answered(text)).expect("usable");
    assert_eq!(read.expires_in, Some(Duration::from_mins(1)));
    assert!(!read.renewable);
}

#[test]
fn an_answer_without_a_token_is_no_credentials() {
    for text in [
        "<html>",
        "{}",
        r#"{"access_token":""}"#,
        r#"{"access_token":1}"#,
        "null",
    ] {
        let failure = Credentials::from_answer(&answered(text)).expect_err("unusable");
        assert_eq!(failure.kind, FailureKind::Credentials);
        assert!(!failure.message.contains(text));
    }
}

/// A token endpoint that answers a status after a time.
struct Endpoint {
    status: u16,
    delay: Duration,
    seen: Mutex<Vec<(String, WireBody)>>,
}

struct Empty;

impl WireReader for Empty {
    fn poll_next(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>> {
        Poll::Ready(Ok(None))
    }
}

impl Transport for Endpoint {
    fn send<'a>(
        &'a self,
        request: WireRequest<'a>,
    ) -> BoxFuture<'a, Result<WireResponse, Failure>> {
        let seen = (request.method.to_owned(), request.body);
        self.seen.lock().unwrap().push(seen);
        Box::pin(async {
            sleep(self.delay).await;
            Ok(WireResponse {
                status: self.status,
                reason: "".into(),
                headers: [("location", "http://127.0.0.1:2/elsewhere")]
                    .into_iter()
                    .collect(),
                body: Box::new(Empty),
            })
        })
    }
}

async fn ask(status: u16, delay: Duration) -> (Result<Answer, Failure>, Arc<Endpoint>) {
    let endpoint = Arc::new(Endpoint {
        status,
        delay,
        seen: Mutex::default(),
    });
    let request = TokenRequest {
        url: "http://127.0.0.1:1/v2/oauth2/token".into(),
        headers: Arc::default(),
        body: "{\"client_secret\":\"s\"}".into(),
        limits: Limits::default(),
        transport: endpoint.clone(),
    };
    (request.send().await, endpoint)
}

#[tokio::test(start_paused = true)]
async fn the_token_endpoint_is_asked_once_by_post() {
    for status in [200, 400, 500, 429] {
        let (result, endpoint) = ask(status, Duration::ZERO).await;
        assert_eq!(result.is_ok(), status == 200);
        let seen = endpoint.seen.lock().unwrap();
        assert_eq!((seen.len(), seen[0].0.as_str()), (1, "POST"));
        assert!(matches!(&seen[0].1, WireBody::Bytes(body) if body.starts_with(b"{")));
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_does_not_take_the_secret_along() {
    for status in [301, 302, 303, 307, 308] {
        let (result, endpoint) = ask(status, Duration::ZERO).await;
        let failure = result.expect_err("a failure");
        assert_eq!(
            failure.message,
            format!("Request failed with status code {status}")
        );
        assert_eq!(endpoint.seen.lock().unwrap().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_endpoint_that_hangs_is_given_up() {
    let start = Instant::now();
    let (result, _) = ask(200, Duration::from_hours(1)).await;
    assert_eq!(result.expect_err("a failure").kind, FailureKind::Timeout);
    assert_eq!(start.elapsed(), Duration::from_secs(30));
}
