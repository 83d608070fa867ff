//! Every call is settled exactly once, and then nothing of it is left.

use proptest::prelude::*;
use tokio::time::timeout;

use super::*;

#[tokio::test(start_paused = true)]
async fn an_aborted_call_in_the_queue_is_settled_at_once_and_never_starts() {
    let client = client();
    client.set("maxConcurrent", 1.0);
    let fake = Fake::new([], Reply::After(S, Box::new(status(200))));
    let (_, first) = client.submit(call(&fake, "GET"));
    let (id, second) = client.submit(call(&fake, "GET"));
    sleep(10 * MS).await;
    client.core.abort([id]);
    let failure = second
        .await
        .expect("settled")
        .result
        .expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::Aborted);
    assert_eq!(fake.start.elapsed(), 10 * MS);
    assert!(first.await.is_ok_and(|outcome| outcome.result.is_ok()));
    assert_eq!(fake.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_aborted_call_in_flight_frees_its_slot() {
    let client = client();
    for (method, applied) in [("GET", false), ("POST", true)] {
        let fake = Fake::new([], Reply::Silence);
        let (id, outcome) = client.submit(call(&fake, method));
        sleep(S).await;
        client.core.abort([id]);
        let outcome = outcome.await.expect("settled");
        let failure = outcome.result.expect_err("a failure");
        assert_eq!((failure.kind, outcome.attempts), (FailureKind::Aborted, 1));
        assert_eq!(failure.maybe_applied, applied);
        assert_eq!(client.core.limiter().counts().alive(), 0);
        client.core.abort([id]);
    }
}

#[tokio::test(start_paused = true)]
async fn an_abort_reaches_backoff_and_a_429_pause() {
    for reply in [
        asking(503, "retry-after", "9"),
        asking(429, "retry-after", "9"),
    ] {
        let client = client();
        let fake = Fake::new([], reply);
        let (id, outcome) = client.submit(call(&fake, "GET"));
        sleep(S).await;
        client.core.abort([id]);
        let failure = outcome
            .await
            .expect("settled")
            .result
            .expect_err("a failure");
        assert_eq!(failure.kind, FailureKind::Aborted);
        assert_eq!(fake.start.elapsed(), S);
        assert_eq!(client.core.limiter().counts().alive(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_bug_of_ours_fails_one_call_and_no_other() {
    let client = client();
    client.set("maxConcurrent", 1.0);
    let fake = Fake::new([Reply::Panic], status(200));
    let (_, broken) = client.submit(call(&fake, "GET"));
    let (_, next) = client.submit(call(&fake, "GET"));
    let failure = broken
        .await
        .expect("settled")
        .result
        .expect_err("a failure");
    assert!(
        failure.message.contains("internal error"),
        "{}",
        failure.message
    );
    assert!(next.await.is_ok_and(|outcome| outcome.result.is_ok()));
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_panics_hurts_nobody() {
    let client = client();
    let fake = Fake::new([], status(200));
    client
        .core
        .submit(JobOptions::default(), call(&fake, "GET"), |_| {
            panic!("on purpose")
        });
    assert_eq!(client.status(call(&fake, "GET")).await, 200);
    assert_eq!(client.core.limiter().counts().alive(), 0);
}

#[tokio::test(start_paused = true)]
async fn closing_ends_all_calls_and_takes_no_more() {
    let client = client();
    client.set("maxConcurrent", 2.0);
    let fake = Fake::new([], Reply::Silence);
    let calls: Vec<_> = (0..5)
        .map(|_| client.submit(call(&fake, "GET")).1)
        .collect();
    sleep(S).await;
    client.core.close();
    for outcome in calls {
        let failure = outcome
            .await
            .expect("settled")
            .result
            .expect_err("a failure");
        assert_eq!(failure.kind, FailureKind::Aborted);
    }
    let (failure, _) = client.failure(call(&fake, "GET")).await;
    assert_eq!(failure.kind, FailureKind::Limiter);
    assert_eq!(fake.start.elapsed(), S);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_client_lets_its_calls_end() {
    let fake = Fake::new([], Reply::After(S, Box::new(status(200))));
    let (outcome, weak) = {
        let client = client();
        let weak = Arc::downgrade(client.core.auth());
        (client.submit(call(&fake, "GET")).1, weak)
    };
    assert!(outcome.await.is_ok_and(|outcome| outcome.result.is_ok()));
    sleep(MINUTE).await;
    assert_eq!(weak.strong_count(), 0, "nothing of the client is left");
}

fn reply() -> impl Strategy<Value = Reply> {
    let simple = prop_oneof![
        6 => Just(status(200)),
        2 => prop::sample::select(vec![401_u16, 404, 429, 500, 503]).prop_map(status),
        1 => (0_u32..200).prop_map(|s| asking(429, "retry-after", &s.to_string())),
        1 => (0_u32..200).prop_map(|s| asking(503, "retry-after", &s.to_string())),
        1 => Just(Reply::Reset),
        1 => Just(Reply::Refused),
        1 => Just(Reply::Silence),
        1 => Just(Reply::Panic),
    ];
    (simple, 0_u64..3000)
        .prop_map(|(reply, ms)| Reply::After(Duration::from_millis(ms), Box::new(reply)))
}

#[derive(Debug, Clone)]
struct Plan {
    method: &'static str,
    at: u64,
    abort_after: Option<u64>,
    queue_timeout: Option<u64>,
}

fn plan() -> impl Strategy<Value = Plan> {
    (
        prop::sample::select(vec!["GET", "POST", "PUT", "DELETE"]),
        0_u64..5000,
        prop::option::weighted(0.4, 0_u64..6000),
        prop::option::weighted(0.2, 0_u64..6000),
    )
        .prop_map(|(method, at, abort_after, queue_timeout)| Plan {
            method,
            at,
            abort_after,
            queue_timeout,
        })
}

/// Submits one call, aborts it if so planned, and counts how often it is settled.
async fn carry_out(client: Arc<Client>, fake: Arc<Fake>, plan: Plan) -> usize {
    sleep(Duration::from_millis(plan.at)).await;
    let call = limited(call(&fake, plan.method), |limits| {
        limits.queue_timeout = plan.queue_timeout.map(Duration::from_millis);
    });
    let (sender, mut settled) = mpsc::unbounded_channel();
    let id = client.core.submit(JobOptions::default(), call, move |_| {
        let _ = sender.send(());
    });
    client.core.flush();
    if let Some(ms) = plan.abort_after {
        sleep(Duration::from_millis(ms)).await;
        client.core.abort([id]);
    }
    let mut count = 0;
    while let Ok(Some(())) = timeout(3600 * S, settled.recv()).await {
        count += 1;
    }
    count
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_happens_each_call_is_settled_once(
        replies in prop::collection::vec(reply(), 0..60),
        plans in prop::collection::vec(plan(), 1..30),
        close_at in prop::option::weighted(0.2, 0_u64..8000),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let client = Arc::new(client());
            client.set("maxConcurrent", 2.0);
            client.set("minTime", 125.0);
            let fake = Fake::new(replies, status(200));
            let plans = plans.into_iter().map(|plan| {
                tokio::spawn(carry_out(client.clone(), fake.clone(), plan))
            });
            let plans: Vec<_> = plans.collect();
            if let Some(ms) = close_at {
                sleep(Duration::from_millis(ms)).await;
                client.core.close();
            }
            for plan in plans {
                assert_eq!(plan.await.unwrap(), 1);
            }
            assert_eq!(client.core.limiter().counts().alive(), 0);
        });
    }
}
