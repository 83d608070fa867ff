//! When the store is read and written, and by whom.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_first_call_uses_what_the_store_has() {
    let world = Arc::new(World::new(true));
    let process = Process::of(&world);
    let token = process.renew(Flow::OAuth2, None).await.expect("a token");
    assert_eq!((token.as_str(), world.asked().len()), ("a0", 0));
    assert!(process.keeper.is_adopted("a0"));
}

#[tokio::test(start_paused = true)]
async fn a_stored_token_past_its_end_is_refreshed_with_its_own_refresh_token() {
    for (left, expected) in [(10 * S, "a1"), (100 * S, "a0")] {
        let world = Arc::new(World::new(true));
        world.put(Some(ending(&world, left)));
        let process = Process::of(&world);
        let token = process.renew(Flow::OAuth2, None).await.expect("a token");
        assert_eq!(token, expected, "with {left:?} left");
        assert_eq!(process.keeper.is_adopted(&token), expected == "a0");
    }
}

#[tokio::test(start_paused = true)]
async fn an_empty_store_is_filled_by_client_credentials_and_named_by_oauth2() {
    let world = Arc::new(World::new(true));
    world.put(None);
    let process = Process::of(&world);
    let failure = process
        .renew(Flow::OAuth2, None)
        .await
        .expect_err("nothing to ask with");
    assert_eq!(failure.kind, FailureKind::Credentials);
    assert!(
        failure.message.contains("token store is empty"),
        "{}",
        failure.message
    );
    assert!(world.asked().is_empty());

    let token = process
        .renew(Flow::ClientCredentials, None)
        .await
        .expect("a token");
    assert_eq!((token.as_str(), world.stored().as_str()), ("a1", "a1"));
}

#[tokio::test(start_paused = true)]
async fn processes_that_need_a_token_together_ask_once() {
    let world = Arc::new(World::new(true));
    let processes: Vec<_> = (0..4).map(|_| Process::of(&world)).collect();
    let renewals: Vec<_> = processes
        .iter()
        .cloned()
        .map(|process| tokio::spawn(async move { process.refresh("a0", "r0").await }))
        .collect();
    for renewal in renewals {
        assert_eq!(renewal.await.unwrap().expect("a token"), "a1");
    }
    assert_eq!(world.asked(), ["r0"]);
    let announced = processes
        .iter()
        .filter(|process| !process.keeper.is_adopted("a1"));
    assert_eq!(announced.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_keeps_the_refresh_token_it_lacks_and_says_when_it_ends() {
    let world = Arc::new(World::new(true));
    *world.answer.lock().unwrap() = |_| json!({ "access_token": "a1", "expires_in": 7200 });
    Process::of(&world)
        .refresh("a0", "r0")
        .await
        .expect("a token");
    let stored = world.stored.lock().unwrap().clone().unwrap();
    assert_eq!(
        stored.value(),
        json!({ "access_token": "a1", "refresh_token": "r0", "expires_in": 7200, "expires_at": 1_007_200_100 })
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_an_access_token_is_an_error_and_saves_nothing() {
    let world = Arc::new(World::new(true));
    *world.answer.lock().unwrap() = |_| json!({ "refresh_token": "r1" });
    let failure = Process::of(&world)
        .refresh("a0", "r0")
        .await
        .expect_err("unusable");
    assert_eq!(failure.kind, FailureKind::Credentials);
    assert_eq!(world.stored(), "a0");
}

#[tokio::test(start_paused = true)]
async fn first_tokens_are_saved_before_they_are_given() {
    let world = Arc::new(World::new(true));
    let process = Process::of(&world);
    let body = json!({ "access_token": "first", "refresh_token": "r", "expires_in": 60 });
    process.keeper.keep(answer(200, &body)).await;
    assert_eq!(world.stored(), "first");
    assert!(!process.keeper.is_adopted("first"));

    let html = process.keeper.keep(answer(200, &json!("<html>"))).await;
    assert!(matches!(html.body, AnswerBody::Bytes(text) if text == b"\"<html>\"".as_slice()));
    assert_eq!(world.stored(), "first");
}
