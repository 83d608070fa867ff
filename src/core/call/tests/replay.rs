//! What is sent again, and when.

use super::*;

#[tokio::test(start_paused = true)]
async fn reads_are_retried_with_growing_waits() {
    let fake = Fake::new([status(503), Reply::Reset, Reply::Refused], status(200));
    assert_eq!(client().status(call(&fake, "GET")).await, 200);
    assert_eq!(fake.times(), [0, 100, 300, 700]);
}

#[tokio::test(start_paused = true)]
async fn a_call_gives_up_after_its_retries() {
    let fake = Fake::new([], status(503));
    let (failure, attempts) = client().failure(call(&fake, "GET")).await;
    assert_eq!((failure.kind, attempts), (FailureKind::Status, 6));
    assert_eq!(failure.message, "Request failed with status code 503");
    assert!(!failure.maybe_applied);
}

#[tokio::test(start_paused = true)]
async fn puts_and_deletes_are_retried_after_anything() {
    for method in ["PUT", "DELETE"] {
        let fake = Fake::new([Reply::Reset, status(500)], status(204));
        assert_eq!(client().status(call(&fake, method)).await, 204);
        let fake = Fake::new([], Reply::Reset);
        let (failure, attempts) = client().failure(call(&fake, method)).await;
        assert_eq!((failure.kind, attempts), (FailureKind::Network, 6));
        assert!(failure.maybe_applied);
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_of_unknown_effect_is_not_sent_again() {
    let cases = [
        (status(502), "Request failed with status code 502", None),
        (Reply::Reset, "socket hang up", Some("ECONNRESET")),
    ];
    for method in ["POST", "PATCH"] {
        for (reply, message, code) in cases.clone() {
            let fake = Fake::new([reply], status(201));
            let (failure, attempts) = client().failure(call(&fake, method)).await;
            assert_eq!((failure.kind, attempts), (FailureKind::Indeterminate, 1));
            assert_eq!((failure.message.as_str(), failure.code), (message, code));
            assert_eq!(failure.answer.is_some(), code.is_none());
            assert!(failure.maybe_applied);
            assert_eq!(failure.cause.expect("a cause").message, message);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_had_no_effect_is_sent_again_with_its_body() {
    let fake = Fake::new(
        [Reply::Refused, asking(429, "retry-after", "1"), status(401)],
        status(201),
    );
    assert_eq!(client().status(call(&fake, "POST")).await, 201);
    assert!(fake.seen().iter().all(|seen| seen.body == b"{}"));
    assert_eq!(fake.seen().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_write_that_a_redirect_made_a_get_was_applied() {
    let elsewhere = |code| asking(code, "location", "https://api.test/other");
    let refusals = || [status(401), asking(429, "retry-after", "1"), status(503)];
    for code in [301, 302, 303] {
        for refusal in refusals() {
            let fake = Fake::new([elsewhere(code), refusal], status(201));
            let (failure, attempts) = client().failure(call(&fake, "POST")).await;
            assert_eq!((attempts, fake.seen().len()), (1, 2));
            let last = failure.answer.expect("an answer").redirect;
            assert_eq!(last.expect("a redirect").method, "GET");
            assert!(failure.maybe_applied);
        }
    }
    for refusal in refusals().into_iter().take(2) {
        let fake = Fake::new([elsewhere(307), refusal], status(201));
        assert_eq!(client().status(call(&fake, "POST")).await, 201);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_sent_once() {
    for reply in [asking(429, "retry-after", "1"), status(401), Reply::Refused] {
        let fake = Fake::new([reply], status(201));
        let (_sender, chunks) = mpsc::channel(1);
        let mut call = call(&fake, "PUT");
        call.body = Body::Stream(chunks);
        assert_eq!(client().failure(call).await.1, 1);
        assert_eq!(fake.seen().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_would_fail_again_is_not_retried() {
    for reply in [status(404), status(400), status(304)] {
        let fake = Fake::new([reply], status(200));
        assert_eq!(client().failure(call(&fake, "GET")).await.1, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_servers_wait_comes_before_ours() {
    let date = httpdate::fmt_http_date(std::time::UNIX_EPOCH + 7 * S);
    let dated = Reply::Status(
        503,
        vec![
            ("retry-after", date),
            ("date", httpdate::fmt_http_date(std::time::UNIX_EPOCH)),
        ],
    );
    let fake = Fake::new([asking(503, "retry-after", "3"), dated], status(200));
    assert_eq!(client().status(call(&fake, "GET")).await, 200);
    assert_eq!(fake.times(), [0, 3000, 10_000]);
}

#[tokio::test(start_paused = true)]
async fn a_429_waits_as_told_and_uses_no_retry() {
    let both = Reply::Status(
        429,
        vec![
            ("retry-after", "1".into()),
            ("x-ratelimit-retry-after", "10".into()),
        ],
    );
    let fake = Fake::new(vec![both; 8], status(200));
    let call = limited(call(&fake, "POST"), |limits| limits.retries = 0);
    let outcome = client().settle(call).await;
    assert_eq!(outcome.result.expect("an answer").status, 200);
    assert_eq!(outcome.attempts, 9);
    assert_eq!(fake.times()[..3], [0, 10_000, 20_000]);
}

#[tokio::test(start_paused = true)]
async fn a_429_pauses_the_whole_account() {
    let client = client();
    let fake = Fake::new([asking(429, "retry-after", "5")], status(200));
    let (_, first) = client.submit(call(&fake, "GET"));
    sleep(S).await;
    let (_, second) = client.submit(call(&fake, "GET"));
    assert!(first.await.is_ok_and(|outcome| outcome.attempts == 2));
    assert!(second.await.is_ok_and(|outcome| outcome.attempts == 1));
    assert_eq!(fake.times(), [0, 5000, 5000]);
}

#[tokio::test(start_paused = true)]
async fn a_429_without_a_time_uses_no_retries_and_waits_ever_longer() {
    for reply in [status(429), asking(429, "retry-after", "0")] {
        let fake = Fake::new(vec![reply; 20], status(200));
        let outcome = client().settle(call(&fake, "GET")).await;
        outcome.result.expect("an answer");
        assert!(fake.start.elapsed() > 10 * S);
    }
}

#[tokio::test(start_paused = true)]
async fn a_429_for_ever_ends_with_the_calls_deadline() {
    let fake = Fake::new([], status(429));
    let (failure, _) = client().failure(call(&fake, "GET")).await;
    assert_eq!(failure.answer.expect("an answer").status, 429);
    assert!(fake.start.elapsed() <= 120 * S);
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_deadline_rejects_at_once() {
    for code in [429, 503] {
        let fake = Fake::new([asking(code, "retry-after", "121")], status(200));
        let (failure, attempts) = client().failure(call(&fake, "GET")).await;
        assert_eq!(attempts, 1);
        assert_eq!(failure.answer.expect("an answer").status, code);
        assert_eq!(failure.retry_after, Some(121 * S));
        assert_eq!(fake.start.elapsed(), Duration::ZERO);
    }
}

#[tokio::test(start_paused = true)]
async fn a_garbled_wait_pauses_the_account_for_a_quarter_of_an_hour_at_most() {
    let fake = Fake::new([asking(429, "retry-after", "99999999")], status(200));
    let client = client();
    client.failure(call(&fake, "GET")).await;
    client.settle(call(&fake, "GET")).await;
    assert!(fake.start.elapsed() <= 15 * 60 * S);
}

#[tokio::test(start_paused = true)]
async fn an_endless_429_ends_with_the_calls_deadline() {
    let fake = Fake::new([], asking(429, "retry-after", "50"));
    let (failure, attempts) = client().failure(call(&fake, "GET")).await;
    assert_eq!((failure.kind, attempts), (FailureKind::Status, 3));
    assert_eq!(fake.start.elapsed(), 100 * S);
}

#[tokio::test(start_paused = true)]
async fn a_delete_that_worked_before_its_retry_succeeds() {
    let fake = Fake::new([status(503)], status(404));
    let answer = client()
        .settle(call(&fake, "DELETE"))
        .await
        .result
        .expect("an answer");
    assert_eq!((answer.status, answer.reason.as_ref()), (204, "No Content"));
    assert!(matches!(answer.body, AnswerBody::Bytes(bytes) if bytes.is_empty()));

    for script in [
        vec![],
        vec![Reply::Refused],
        vec![asking(429, "retry-after", "1")],
    ] {
        let fake = Fake::new(script, status(404));
        let (failure, _) = client().failure(call(&fake, "DELETE")).await;
        assert_eq!(failure.answer.expect("an answer").status, 404);
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_uses_up_the_retries_of_the_client() {
    let client = client();
    let fake = Fake::new([], status(503));
    for _ in 0..30 {
        client.failure(call(&fake, "GET")).await;
    }
    assert_eq!(fake.seen().len(), 30 + 100);
    let healthy = Fake::new([], status(200));
    for _ in 0..5 {
        client.status(call(&healthy, "GET")).await;
    }
    assert_eq!(client.failure(call(&fake, "GET")).await.1, 2);
}

#[tokio::test(start_paused = true)]
async fn what_was_resent_is_not_to_be_made_again_for_its_last_failure() {
    let fake = Fake::new([Reply::Reset], Reply::Refused);
    let mut call = call(&fake, "POST");
    call.on_ambiguous = OnAmbiguous::Resend;
    let (failure, attempts) = client().failure(call).await;
    assert!(attempts > 1 && failure.maybe_applied && !failure.retryable);
}
