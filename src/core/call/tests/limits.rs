//! Limits of time, and what the limiter means for a call.

use super::*;
use crate::core::call::job::{Lease, Script};

#[tokio::test(start_paused = true)]
async fn an_attempt_that_hangs_is_retried_until_the_calls_deadline() {
    let fake = Fake::new([], Reply::Silence);
    let (failure, attempts) = client().failure(call(&fake, "GET")).await;
    assert_eq!(attempts, 4);
    assert_eq!(failure.kind, FailureKind::Timeout);
    assert_eq!(failure.code, Some("ECONNABORTED"));
    assert_eq!(failure.message, "The call did not end within 120000 ms.");
    assert_eq!(fake.start.elapsed(), 120 * S);
}

#[tokio::test(start_paused = true)]
async fn a_write_that_hangs_is_indeterminate_once_something_was_sent() {
    let fake = Fake::new([Reply::Silence], status(201));
    let (failure, attempts) = client().failure(call(&fake, "POST")).await;
    assert_eq!((failure.kind, attempts), (FailureKind::Indeterminate, 1));
    assert_eq!(failure.code, Some("ECONNABORTED"));

    let fake = Fake::new([Reply::Stuck], status(201));
    assert_eq!(client().status(call(&fake, "POST")).await, 201);
}

#[tokio::test(start_paused = true)]
async fn the_callers_own_timeout_is_not_retried() {
    let own = |limits: &mut Limits| {
        limits.attempt = Some(120 * MS);
        limits.timeout_text = Some("120".into());
    };
    for (method, kind) in [
        ("GET", FailureKind::Timeout),
        ("POST", FailureKind::Indeterminate),
    ] {
        let fake = Fake::new([], Reply::Silence);
        let (failure, attempts) = client().failure(limited(call(&fake, method), own)).await;
        assert_eq!((failure.kind, attempts), (kind, 1));
        assert_eq!(failure.message, "timeout of 120ms exceeded");
        assert_eq!(failure.code, Some("ECONNABORTED"));
        assert_eq!(fake.start.elapsed(), 120 * MS);
    }
}

#[tokio::test(start_paused = true)]
async fn time_in_the_queue_does_not_count() {
    let client = client();
    client.set("maxConcurrent", 1.0);
    let slow = Reply::After(25 * S, Box::new(status(200)));
    let fake = Fake::new([], slow);
    let calls: Vec<_> = (0..10)
        .map(|_| client.submit(call(&fake, "GET")).1)
        .collect();
    for outcome in calls {
        assert!(outcome.await.expect("settled").result.is_ok());
    }
    assert_eq!(fake.start.elapsed(), 250 * S);
}

#[tokio::test(start_paused = true)]
async fn waiting_for_others_after_a_429_does_not_count() {
    let client = client();
    client.set("maxConcurrent", 1.0);
    let answer = Reply::After(S, Box::new(status(200)));
    let fake = Fake::new([asking(429, "retry-after", "50")], answer);
    let (_, refused) = client.submit(call(&fake, "GET"));
    sleep(S).await;
    let urgent = JobOptions {
        priority: 0,
        ..JobOptions::default()
    };
    let slow = Fake::new([], Reply::After(100 * S, Box::new(status(200))));
    let patient = limited(call(&slow, "GET"), |limits| limits.attempt = None);
    let (_, overtaking) = client.submit_as(urgent, patient);
    assert!(overtaking.await.is_ok_and(|outcome| outcome.result.is_ok()));
    assert!(refused.await.is_ok_and(|outcome| outcome.result.is_ok()));
    assert_eq!(
        (fake.times(), slow.times()),
        (vec![0, 150_000], vec![49_000])
    );
}

#[tokio::test(start_paused = true)]
async fn a_retry_keeps_its_slot() {
    let client = client();
    client.set("maxConcurrent", 1.0);
    let broken = Fake::new([status(503)], status(200));
    let next = Fake::new([], status(200));
    let (_, first) = client.submit(call(&broken, "GET"));
    let (_, second) = client.submit(call(&next, "GET"));
    assert!(first.await.is_ok_and(|outcome| outcome.result.is_ok()));
    assert!(second.await.is_ok_and(|outcome| outcome.result.is_ok()));
    assert_eq!((broken.times(), next.times()), (vec![0, 100], vec![100]));
}

#[tokio::test(start_paused = true)]
async fn retries_count_in_the_account() {
    let client = client();
    let remaining = |left: &str| asking(503, "x-ratelimit-remaining-minute", left);
    let fake = Fake::new([remaining("10"), remaining("0")], status(200));
    client.status(call(&fake, "GET")).await;
    let times = fake.times();
    assert_eq!(times[..2], [0, 100]);
    assert!(times[2] > 300, "waited for the account: {times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_queue_timeout_ends_the_wait_and_only_the_wait() {
    let client = client();
    client.set("maxConcurrent", 1.0);
    let fake = Fake::new([], Reply::After(20 * S, Box::new(status(200))));
    let patient = |limits: &mut Limits| limits.queue_timeout = Some(5 * S);
    let (_, first) = client.submit(limited(call(&fake, "GET"), patient));
    let (failure, attempts) = client.failure(limited(call(&fake, "GET"), patient)).await;
    assert_eq!((failure.kind, attempts), (FailureKind::Timeout, 0));
    assert!(
        failure.message.contains("queueTimeout of 5000 ms"),
        "{}",
        failure.message
    );
    assert_eq!(fake.start.elapsed(), 5 * S);
    assert!(first.await.is_ok_and(|outcome| outcome.result.is_ok()));
    assert_eq!(client.core.limiter().counts().alive(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_queue_timeout_also_ends_a_429_pause() {
    let patient = |limits: &mut Limits| limits.queue_timeout = Some(5 * S);
    let fake = Fake::new([asking(429, "retry-after", "10")], status(200));
    let (failure, attempts) = client().failure(limited(call(&fake, "GET"), patient)).await;
    assert_eq!((failure.kind, attempts), (FailureKind::Timeout, 1));
    assert_eq!(fake.start.elapsed(), 5 * S);
}

#[tokio::test(start_paused = true)]
async fn a_queue_timeout_says_what_earlier_attempts_may_have_done() {
    let patient = |limits: &mut Limits| limits.queue_timeout = Some(5 * S);
    for (method, maybe_applied) in [("GET", false), ("PUT", true)] {
        let fake = Fake::new([status(502), asking(429, "retry-after", "10")], status(200));
        let (failure, attempts) = client()
            .failure(limited(call(&fake, method), patient))
            .await;
        assert_eq!((failure.kind, attempts), (FailureKind::Timeout, 2));
        assert_eq!(failure.maybe_applied, maybe_applied);
        assert!(failure.retryable);
    }
}

#[tokio::test(start_paused = true)]
async fn a_queue_timeout_holds_for_what_another_limiter_has_started() {
    let client = client();
    let fake = Fake::new([], status(200));
    let patient = limited(call(&fake, "GET"), |limits| {
        limits.queue_timeout = Some(5 * S);
    });
    let account = client.core.limiter().account();
    let _ = account.pause_until(Instant::now() + MINUTE);
    let (sender, outcome) = oneshot::channel();
    client.core.submit_started(1.0, patient, |outcome| {
        let _ = sender.send(outcome);
    });
    let failure = outcome
        .await
        .expect("settled")
        .result
        .expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::Timeout);
    assert_eq!((fake.start.elapsed(), fake.seen().len()), (5 * S, 0));
}

#[tokio::test(start_paused = true)]
async fn without_retries_there_is_one_attempt_and_429s_are_waited_out_all_the_same() {
    let none = |limits: &mut Limits| limits.retries = 0;
    let fake = Fake::new([], status(503));
    assert_eq!(
        client().failure(limited(call(&fake, "GET"), none)).await.1,
        1
    );
    let fake = Fake::new([asking(429, "retry-after", "3")], status(200));
    assert_eq!(
        client().status(limited(call(&fake, "GET"), none)).await,
        200
    );
}

#[tokio::test(start_paused = true)]
async fn an_expired_job_rejects_and_frees_its_slot() {
    let client = client();
    let fake = Fake::new([], Reply::Silence);
    let options = JobOptions {
        expiration: Some(100 * MS),
        ..JobOptions::default()
    };
    let outcome = client
        .submit_as(options, call(&fake, "POST"))
        .1
        .await
        .expect("settled");
    let failure = outcome.result.expect_err("a failure");
    assert_eq!(failure.message, "This job timed out after 100 ms.");
    assert!(failure.maybe_applied);
    assert_eq!(client.core.limiter().counts().alive(), 0);
}

#[tokio::test(start_paused = true)]
async fn refusals_of_the_limiter_settle_the_call() {
    let client = client();
    client.set("maxConcurrent", 1.0);
    let fake = Fake::new([], status(200));
    let heavy = JobOptions {
        weight: 2.0,
        ..JobOptions::default()
    };
    let outcome = client
        .submit_as(heavy, call(&fake, "POST"))
        .1
        .await
        .expect("settled");
    let failure = outcome.result.expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::Limiter);
    assert!(failure.message.starts_with("Impossible to add a job"));

    client.set("highWater", 0.0);
    client.set("strategy", 2.0);
    let (_, running) = client.submit(call(&fake, "GET"));
    let (failure, _) = client.failure(call(&fake, "GET")).await;
    assert_eq!(failure.message, "This job has been dropped by Bottleneck");
    drop(running);
}

/// A script that reports its start and hands over its lease.
struct Noted(oneshot::Sender<Result<Lease, Failure>>);

impl Script for Noted {
    fn start(self: Box<Self>, lease: Lease, _expiration: Option<Duration>) {
        let _ = self.0.send(Ok(lease));
    }

    fn refuse(self: Box<Self>, failure: Failure) {
        let _ = self.0.send(Err(failure));
    }
}

#[tokio::test(start_paused = true)]
async fn a_script_holds_its_slot_until_its_lease_is_dropped() {
    let client = client();
    client.set("maxConcurrent", 1.0);
    let (sender, lease) = oneshot::channel();
    client
        .core
        .submit_script(JobOptions::default(), Box::new(Noted(sender)));
    let fake = Fake::new([], status(200));
    let (_, outcome) = client.submit(call(&fake, "GET"));
    let lease = lease.await.expect("told").expect("started");
    sleep(S).await;
    assert!(fake.seen().is_empty());
    drop(lease);
    assert!(outcome.await.is_ok_and(|outcome| outcome.result.is_ok()));

    client.core.close();
    let (sender, refused) = oneshot::channel();
    client
        .core
        .submit_script(JobOptions::default(), Box::new(Noted(sender)));
    assert!(refused.await.expect("told").is_err());
}
