//! Writes of unknown effect that are looked for, or sent again.

use super::*;
use crate::core::verify::{Kind, Search};

const LIST: &str = "GET http://127.0.0.1:1/v2/conversations/7/threads";

/// A note that is looked for.
fn note(fake: &Arc<Fake>, text: &str) -> Call {
    let mut call = call(fake, "POST");
    let body = format!(r#"{{"text":"{text}"}}"#);
    call.url = "http://127.0.0.1:1/v2/conversations/7/notes".into();
    let search = Search::new(Kind::Note, &call.url, body.as_bytes()).unwrap();
    call.body = Body::Bytes(body.into());
    call.on_ambiguous = OnAmbiguous::Verify(Box::new(search));
    call
}

/// A list with notes of these ids and texts, made so many seconds after the start.
fn showing(notes: &[(u32, &str, u64)]) -> Reply {
    let item = |(id, text, second): &(u32, &str, u64)| {
        let at = std::time::UNIX_EPOCH + EPOCH + Duration::from_secs(*second);
        let at = humantime::format_rfc3339_seconds(at);
        format!(r#"{{"id":{id},"type":"note","body":"{text}","createdAt":"{at}"}}"#)
    };
    let items: Vec<_> = notes.iter().map(item).collect();
    Reply::Shows(format!(
        r#"{{"_embedded":{{"threads":[{}]}}}}"#,
        items.join(",")
    ))
}

fn made(id: &str) -> Reply {
    asking(201, "resource-id", id)
}

fn resource(outcome: &Outcome) -> Option<&str> {
    outcome.result.as_ref().ok()?.header("resource-id")
}

#[tokio::test(start_paused = true)]
async fn what_was_made_is_found_and_the_call_resolves_as_if_it_had_been_told() {
    for lost in [status(502), Reply::Reset] {
        let fake = Fake::new([lost], showing(&[(31, "Hi", 0)]));
        let outcome = client().settle(note(&fake, "Hi")).await;
        let lines: Vec<_> = fake.seen().into_iter().map(|seen| seen.line).collect();
        assert_eq!(lines.get(1..), Some(&[LIST.to_owned()][..]));
        assert_eq!(fake.times(), [0, 1000]);
        assert_eq!((outcome.attempts, outcome.verified), (1, true));
        let answer = outcome.result.expect("an answer");
        assert_eq!((answer.status, answer.reason.as_ref()), (201, "Created"));
        assert_eq!(answer.header("resource-id"), Some("31"));
        let location = "http://127.0.0.1:1/v2/conversations/7/threads/31";
        assert_eq!(answer.header("location"), Some(location));
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_hangs_is_looked_for_from_its_start_on() {
    let fake = Fake::new([Reply::Silence], showing(&[(31, "Hi", 1)]));
    let outcome = client().settle(note(&fake, "Hi")).await;
    assert_eq!(resource(&outcome), Some("31"));
    assert_eq!(fake.times(), [0, 31_000]);
}

#[tokio::test(start_paused = true)]
async fn looking_ends_after_a_quarter_of_a_minute() {
    let fake = Fake::new([status(502)], showing(&[(30, "Others", 0)]));
    let outcome = client().settle(note(&fake, "Hi")).await;
    assert!(outcome.sent_at.is_some());
    let failure = outcome.result.expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::Indeterminate);
    assert_eq!(
        failure.message,
        "Request failed with status code 502. It was looked for and not found, which does not prove that it was not applied."
    );
    let cause = failure.cause.expect("a cause");
    assert_eq!(cause.message, "Request failed with status code 502");
    assert!(failure.maybe_applied);
    assert_eq!(fake.times(), [0, 1000, 3000, 7000, 15_000]);
}

#[tokio::test(start_paused = true)]
async fn what_shows_late_is_found() {
    let late = [
        status(502),
        showing(&[]),
        showing(&[]),
        showing(&[(31, "Hi", 0)]),
    ];
    let fake = Fake::new(late, status(500));
    let outcome = client().settle(note(&fake, "Hi")).await;
    assert_eq!((resource(&outcome), fake.seen().len()), (Some("31"), 4));
}

#[tokio::test(start_paused = true)]
async fn what_was_there_before_is_not_taken_for_it() {
    let fake = Fake::new([], showing(&[(30, "Hi", 3)]));
    sleep(5 * S).await;
    fake.script.lock().unwrap().push_back(Reply::Reset);
    let (failure, _) = client().failure(note(&fake, "Hi")).await;
    assert!(failure.message.contains("not found"), "{}", failure.message);
}

#[tokio::test(start_paused = true)]
async fn one_that_was_told_before_is_not_taken_for_it() {
    let client = client();
    let list = showing(&[(30, "Hi", 0)]);
    let fake = Fake::new([made("30"), Reply::Reset], list);
    assert_eq!(
        resource(&client.settle(note(&fake, "Hi")).await),
        Some("30")
    );
    let (failure, _) = client.failure(note(&fake, "Hi")).await;
    assert!(failure.message.contains("not found"), "{}", failure.message);
}

#[tokio::test(start_paused = true)]
async fn of_two_that_are_alike_neither_takes_what_was_found() {
    for found in [&[(31, "Hi", 0)][..], &[(31, "Hi", 0), (32, "Hi", 0)][..]] {
        let client = client();
        let fake = Fake::new([Reply::Reset, Reply::Reset], showing(found));
        let (_, first) = client.submit(note(&fake, "Hi"));
        let (_, second) = client.submit(note(&fake, "Hi"));
        for outcome in [first, second] {
            let failure = outcome
                .await
                .expect("settled")
                .result
                .expect_err("a failure");
            assert_eq!(failure.kind, FailureKind::Indeterminate);
            assert!(
                failure.message.contains("another write's"),
                "{}",
                failure.message
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_is_alike_leaves_what_it_was_told() {
    let client = client();
    let slow = Reply::After(2 * S, Box::new(made("30")));
    let list = showing(&[(31, "Hi", 0), (30, "Hi", 0)]);
    let fake = Fake::new([slow, Reply::Reset], list);
    let (_, told) = client.submit(note(&fake, "Hi"));
    let (_, broken) = client.submit(note(&fake, "Hi"));
    assert_eq!(resource(&told.await.expect("settled")), Some("30"));
    assert_eq!(resource(&broken.await.expect("settled")), Some("31"));
}

#[tokio::test(start_paused = true)]
async fn a_look_has_no_slot_to_wait_for_and_keeps_none_from_others() {
    let client = client();
    client.set("maxConcurrent", 2.0);
    let fake = Fake::new([status(502)], showing(&[]));
    let weighing = |weight| JobOptions {
        weight,
        ..JobOptions::default()
    };
    let (_, lost) = client.submit_as(weighing(2.0), note(&fake, "Hi"));
    sleep(500 * MS).await;
    let other = Fake::new([], status(201));
    let (_, write) = client.submit_as(weighing(2.0), call(&other, "POST"));
    assert!(write.await.is_ok_and(|outcome| outcome.result.is_ok()));
    assert_eq!(fake.start.elapsed(), 500 * MS);
    lost.await.expect("settled").result.expect_err("a failure");
    assert_eq!(fake.seen().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn looks_are_retried_and_share_tokens_like_other_reads() {
    let client = client();
    let found = showing(&[(31, "Hi", 0)]);
    let fake = Fake::new([Reply::Reset, status(503), status(401), found], status(500));
    let outcome = client.settle(note(&fake, "Hi")).await;
    assert_eq!(resource(&outcome), Some("31"));
    assert_eq!(
        fake.tokens(),
        ["old", "old", "old", "new1"].map(|token| format!("Bearer {token}"))
    );
}

#[tokio::test(start_paused = true)]
async fn nobody_who_cannot_look_says_that_it_is_not_there() {
    for (reply, reason) in [
        (status(403), "Request failed with status code 403"),
        (status(200), "no answer told the server's time"),
        (Reply::Shows("<html>".into()), "the list was not clear"),
    ] {
        let fake = Fake::new([status(502)], reply);
        let (failure, _) = client().failure(note(&fake, "Hi")).await;
        let told = format!("It could not be looked for: {reason}.");
        assert!(failure.message.ends_with(&told), "{}", failure.message);
    }
}

#[tokio::test(start_paused = true)]
async fn looking_ends_with_the_calls_deadline_and_with_its_abortion() {
    let fake = Fake::new([status(502)], Reply::Silence);
    let short = limited(note(&fake, "Hi"), |limits| limits.total = Some(5 * S));
    let (failure, _) = client().failure(short).await;
    assert_eq!(failure.kind, FailureKind::Indeterminate);
    assert_eq!(fake.start.elapsed(), 5 * S);

    let client = client();
    let fake = Fake::new([status(502)], Reply::Silence);
    let (id, outcome) = client.submit(note(&fake, "Hi"));
    sleep(2 * S).await;
    client.core.abort([id]);
    let failure = outcome
        .await
        .expect("settled")
        .result
        .expect_err("a failure");
    assert!(failure.kind == FailureKind::Aborted && failure.maybe_applied);
    sleep(MINUTE).await;
    assert_eq!(client.core.limiter().counts().executing, 0);
    assert_eq!(fake.seen().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn only_what_is_unknown_is_looked_for() {
    for reply in [made("30"), status(404), status(422)] {
        let fake = Fake::new([reply], showing(&[(31, "Hi", 0)]));
        let outcome = client().settle(note(&fake, "Hi")).await;
        assert!(!outcome.verified);
        assert_eq!(fake.seen().len(), 1);
    }
}

fn resent(fake: &Arc<Fake>) -> Call {
    let mut call = call(fake, "POST");
    call.on_ambiguous = OnAmbiguous::Resend;
    call
}

#[tokio::test(start_paused = true)]
async fn a_write_to_be_sent_again_is_retried_like_a_read() {
    let fake = Fake::new([status(503), Reply::Reset, Reply::Silence], made("31"));
    let outcome = client().settle(resent(&fake)).await;
    assert_eq!((resource(&outcome), outcome.attempts), (Some("31"), 4));
    assert!(fake.seen().iter().all(|seen| seen.body == b"{}"));
    assert_eq!(fake.times(), [0, 100, 300, 30_700]);
}

#[tokio::test(start_paused = true)]
async fn a_write_that_was_sent_again_in_vain_is_of_unknown_effect() {
    let fake = Fake::new([], status(503));
    let (failure, attempts) = client().failure(resent(&fake)).await;
    assert_eq!((failure.kind, attempts), (FailureKind::Indeterminate, 6));
    assert!(failure.maybe_applied);

    let fake = Fake::new([status(503)], status(422));
    let (failure, attempts) = client().failure(resent(&fake)).await;
    assert_eq!((failure.kind, attempts), (FailureKind::Status, 2));
    assert!(failure.maybe_applied);
}
