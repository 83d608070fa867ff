//! Which token a call has, and what a 401 leads to.

use super::*;

fn bearer(tokens: &[&str]) -> Vec<String> {
    tokens
        .iter()
        .map(|token| format!("Bearer {token}"))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_401_is_refreshed_and_sent_again_at_once() {
    let client = client();
    let fake = Fake::new([status(401)], status(200));
    let outcome = client.settle(call(&fake, "POST")).await;
    assert_eq!(outcome.result.expect("an answer").status, 200);
    assert_eq!(fake.tokens(), bearer(&["old", "new1"]));
    assert_eq!(fake.times(), [0, 0]);
    let names: Vec<_> = outcome
        .request_headers
        .list()
        .iter()
        .map(|(name, _)| name.as_ref())
        .collect();
    assert_eq!(names, ["Accept", "Authorization", "Content-Length"]);
    assert_eq!(outcome.request_headers.list()[1].1, "Bearer new1");
}

#[tokio::test(start_paused = true)]
async fn a_second_401_is_the_end() {
    let client = client();
    let fake = Fake::new([], status(401));
    let (failure, attempts) = client.failure(call(&fake, "GET")).await;
    assert_eq!((failure.kind, attempts), (FailureKind::Status, 2));
    assert!(failure.cause.is_none());
    assert_eq!(client.refresher.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_failed_refresh_is_the_cause_of_the_401() {
    let client = Client::new([Refresh::Fail("no")]);
    let fake = Fake::new([], status(401));
    let (failure, attempts) = client.failure(call(&fake, "GET")).await;
    assert_eq!((failure.kind, attempts), (FailureKind::Status, 1));
    assert_eq!(failure.answer.expect("an answer").status, 401);
    assert_eq!(failure.cause.expect("a cause").message, "no");
    client.failure(call(&fake, "GET")).await;
    assert_eq!(client.refresher.count(), 2, "the next 401 tries again");
}

#[tokio::test(start_paused = true)]
async fn parallel_401s_share_one_refresh() {
    for (refresh, attempts) in [(Refresh::Token("new", None), 2), (Refresh::Fail("no"), 1)] {
        let client = Client::new([Refresh::After(S, Box::new(refresh))]);
        let unauthorised = Reply::After(10 * MS, Box::new(status(401)));
        let fake = Fake::new(vec![unauthorised; 8], status(200));
        let calls: Vec<_> = (0..8)
            .map(|_| client.submit(call(&fake, "GET")).1)
            .collect();
        for outcome in calls {
            assert_eq!(outcome.await.expect("settled").attempts, attempts);
        }
        assert_eq!(client.refresher.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_401_for_a_token_of_the_past_refreshes_nothing() {
    let client = client();
    let late = Reply::After(5 * S, Box::new(status(401)));
    let fake = Fake::new([late, status(401)], status(200));
    let (_, slow) = client.submit(call(&fake, "GET"));
    assert_eq!(client.status(call(&fake, "GET")).await, 200);
    assert!(slow.await.is_ok_and(|outcome| outcome.result.is_ok()));
    assert_eq!(client.refresher.count(), 1);
    assert_eq!(fake.tokens(), bearer(&["old", "old", "new1", "new1"]));
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_first_call_does_not_end_the_refresh() {
    let slow = Refresh::After(S, Box::new(Refresh::Token("new", None)));
    let client = Client::new([slow]);
    let fake = Fake::new([status(401), status(401)], status(200));
    let (first, aborted) = client.submit(call(&fake, "GET"));
    let (_, second) = client.submit(call(&fake, "GET"));
    sleep(500 * MS).await;
    client.core.abort([first]);
    assert!(aborted.await.is_ok_and(|outcome| outcome.result.is_err()));
    assert!(second.await.is_ok_and(|outcome| outcome.result.is_ok()));
    assert_eq!(client.refresher.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn client_credentials_fetch_their_first_token() {
    let client = client();
    client.core.auth().set(None);
    let fake = Fake::new([], status(200));
    assert_eq!(client.status(call(&fake, "GET")).await, 200);
    assert_eq!(fake.tokens(), bearer(&["new1"]));

    let client = Client::new([Refresh::Fail("no")]);
    client.core.auth().set(None);
    let (failure, attempts) = client.failure(call(&fake, "GET")).await;
    assert_eq!((failure.message.as_str(), attempts), ("no", 0));
}

#[tokio::test(start_paused = true)]
async fn oauth2_without_credentials_says_what_to_do() {
    let client = client();
    client.core.auth().set_flow(Flow::OAuth2);
    client.core.auth().set(None);
    let fake = Fake::new([], status(200));
    let (failure, _) = client.failure(call(&fake, "GET")).await;
    assert_eq!(failure.kind, FailureKind::Credentials);
    assert!(
        failure.message.contains("setCredentials()"),
        "{}",
        failure.message
    );
    assert!(fake.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_token_near_its_end_is_renewed_while_it_serves() {
    let slow = Refresh::After(S, Box::new(Refresh::Token("new", None)));
    let client = Client::new([slow]);
    client
        .core
        .auth()
        .set(Some(credentials("short", Some(100 * S))));
    let fake = Fake::new([], status(200));
    sleep(89 * S).await;
    client.status(call(&fake, "GET")).await;
    assert_eq!(client.refresher.count(), 0);
    sleep(2 * S).await;
    client.status(call(&fake, "GET")).await;
    client.status(call(&fake, "GET")).await;
    sleep(2 * S).await;
    client.status(call(&fake, "GET")).await;
    assert_eq!(fake.tokens(), bearer(&["short", "short", "short", "new"]));
    assert_eq!(client.refresher.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_failing_early_refresh_does_no_harm_and_cools_down() {
    let client = Client::new([Refresh::Fail("no"), Refresh::Token("new", None)]);
    client
        .core
        .auth()
        .set(Some(credentials("long", Some(3600 * S))));
    let fake = Fake::new([], status(200));
    sleep(3545 * S).await;
    for _ in 0..3 {
        assert_eq!(client.status(call(&fake, "GET")).await, 200);
        sleep(S).await;
    }
    assert_eq!(client.refresher.count(), 1);
    sleep(30 * S).await;
    client.status(call(&fake, "GET")).await;
    sleep(S).await;
    client.status(call(&fake, "GET")).await;
    assert_eq!(client.refresher.count(), 2);
    assert_eq!(fake.tokens().last(), bearer(&["new"]).last());
}

/// How often the token endpoint is asked while `every` so often a call needs a token.
async fn refreshes_in(limit: Duration, every: Duration, client: &Client, failing: u16) -> usize {
    let fake = Fake::new([], status(failing));
    let start = Instant::now();
    while start.elapsed() < limit {
        let outcome = client.settle(call(&fake, "GET")).await;
        let failure = outcome.result.expect_err("a failure");
        let cause = failure.cause.map(|cause| cause.message.clone());
        assert_eq!(
            cause.as_deref(),
            Some("no"),
            "whether or not it was asked again"
        );
        sleep(every).await;
    }
    client.refresher.count()
}

#[tokio::test(start_paused = true)]
async fn a_token_that_cannot_be_renewed_is_asked_for_less_and_less() {
    for has_token in [true, false] {
        let failing = || {
            (0..1000)
                .map(|_| Refresh::Fail("no"))
                .collect::<VecDeque<_>>()
        };
        let client = Client::new(failing());
        if !has_token {
            client.core.auth().set(None);
        }
        // At once, twice; after 1, 2, 4, 8, 16 s; then every 30 s.
        assert_eq!(refreshes_in(3 * S, 50 * MS, &client, 401).await, 3);
        assert_eq!(refreshes_in(57 * S, 500 * MS, &client, 401).await, 7);
        assert_eq!(refreshes_in(10 * MINUTE, S, &client, 401).await, 27);
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_token_ends_the_pause_after_failures() {
    let client = Client::new([
        Refresh::Fail("no"),
        Refresh::Fail("no"),
        Refresh::Fail("no"),
    ]);
    let fake = Fake::new([], status(401));
    for _ in 0..3 {
        client.failure(call(&fake, "GET")).await;
    }
    assert_eq!(client.refresher.count(), 2);
    client.core.auth().set(Some(credentials("other", None)));
    client.failure(call(&fake, "GET")).await;
    assert_eq!(client.refresher.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_token_past_its_end_is_renewed_first_and_still_used_if_that_fails() {
    for (refresh, used) in [
        (Refresh::Token("new", None), "new"),
        (Refresh::Fail("no"), "short"),
    ] {
        let client = Client::new([refresh]);
        client
            .core
            .auth()
            .set(Some(credentials("short", Some(10 * S))));
        sleep(11 * S).await;
        let fake = Fake::new([], status(200));
        assert_eq!(client.status(call(&fake, "GET")).await, 200);
        assert_eq!(fake.tokens(), bearer(&[used]));
    }
}

#[tokio::test(start_paused = true)]
async fn naming_the_same_token_again_does_not_prolong_its_life() {
    let client = client();
    let auth = client.core.auth();
    auth.set(Some(credentials("short", Some(100 * S))));
    sleep(95 * S).await;
    auth.set(Some(credentials("short", Some(100 * S))));
    let fake = Fake::new([], status(200));
    client.status(call(&fake, "GET")).await;
    assert_eq!(client.refresher.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_hanging_refresh_ends_with_the_calls_deadline() {
    let client = Client::new([Refresh::After(3600 * S, Box::new(Refresh::Fail("late")))]);
    let fake = Fake::new([], status(401));
    let (failure, _) = client.failure(call(&fake, "GET")).await;
    assert_eq!(failure.answer.expect("an answer").status, 401);
    assert_eq!(failure.cause.expect("a cause").kind, FailureKind::Timeout);
    assert_eq!(fake.start.elapsed(), 120 * S);
}

#[tokio::test(start_paused = true)]
async fn the_callers_own_authorization_is_left_alone() {
    let client = client();
    let fake = Fake::new([], status(401));
    let mut call = call(&fake, "GET");
    call.authorization = Authorization::Foreign;
    call.headers = Arc::new(vec![("Authorization".into(), "Basic x".into())]);
    assert_eq!(client.failure(call).await.1, 1);
    assert_eq!(fake.tokens(), ["Basic x"]);
    assert_eq!(client.refresher.count(), 0);
}
