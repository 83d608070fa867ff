//! Stores, processes and endpoints that fail.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_holder_that_dies_leaves_the_lock_to_the_next() {
    let world = Arc::new(World::new(true));
    let doomed = Process::of(&world);
    let dying = tokio::spawn(async move { doomed.refresh("a0", "r0").await });
    sleep(S / 20).await;
    *world.valid.lock().unwrap() = "r0".into();
    let survivor = Process::of(&world);
    let waiting = tokio::spawn(async move { survivor.refresh("a0", "r0").await });
    sleep(S / 100).await;
    dying.abort();
    assert_eq!(waiting.await.unwrap().expect("a token"), "a2");
    assert_eq!(world.start.0.elapsed(), 160 * MS);
}

#[tokio::test(start_paused = true)]
async fn a_holder_that_hangs_is_waited_for_as_long_as_its_lease() {
    let world = Arc::new(World::new(true));
    let lock = world.lock.clone().unwrap();
    let _hung = lock.lock().await;
    let process = Process::of(&world);
    assert_eq!(process.refresh("a0", "r0").await.expect("a token"), "a1");
    assert_eq!(world.start.0.elapsed(), LEASE + 100 * MS);
    assert_eq!(
        process.reports(),
        ["The token store did not end its lock within 60000 ms."]
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_that_could_not_be_saved_is_used_and_saved_before_the_next_refresh() {
    for (kind, waited) in [(Some(FailureKind::Hook), Duration::ZERO), (None, 10 * S)] {
        let world = Arc::new(World::new(true));
        let process = Process::of(&world);
        world.expect("save", kind);
        assert_eq!(process.refresh("a0", "r0").await.expect("a token"), "a1");
        assert_eq!(world.start.0.elapsed(), 100 * MS + waited);
        assert_eq!(
            (world.stored().as_str(), process.reports().len()),
            ("a0", 1)
        );

        let asking = Arc::clone(&process);
        let next = tokio::spawn(async move { asking.refresh("a1", "r1").await });
        sleep(50 * MS).await;
        assert_eq!(world.stored(), "a1", "while the endpoint is asked");
        assert_eq!(next.await.unwrap().expect("a token"), "a2");
        assert_eq!(
            (world.stored().as_str(), process.reports().len()),
            ("a2", 1)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn unsaved_tokens_do_not_replace_what_somebody_else_has_saved() {
    let world = Arc::new(World::new(true));
    let process = Process::of(&world);
    world.expect("save", Some(FailureKind::Hook));
    process.refresh("a0", "r0").await.expect("a token");
    world.put(Some(tokens("theirs", "new consent")));
    assert_eq!(
        process.refresh("a1", "r1").await.expect("a token"),
        "theirs"
    );
    assert_eq!(
        (world.stored().as_str(), world.asked().len()),
        ("theirs", 1)
    );
}

#[tokio::test(start_paused = true)]
async fn without_a_lock_a_refused_refresh_token_has_the_store_read_again() {
    for saved_after in [Duration::ZERO, 200 * MS, 900 * MS] {
        let world = Arc::new(World {
            saves: saved_after,
            ..World::new(false)
        });
        let (first, second) = (Process::of(&world), Process::of(&world));
        let winner = tokio::spawn(async move { first.refresh("a0", "r0").await });
        sleep(10 * MS).await;
        assert_eq!(second.refresh("a0", "r0").await.expect("a token"), "a1");
        assert_eq!(winner.await.unwrap().expect("a token"), "a1");
        assert_eq!(world.asked(), ["r0", "r0"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_revoked_user_costs_one_request_a_refresh() {
    for locks in [true, false] {
        let world = Arc::new(World::new(locks));
        *world.valid.lock().unwrap() = "revoked".into();
        let process = Process::of(&world);
        let failure = process.refresh("a0", "r0").await.expect_err("revoked");
        assert_eq!(failure.answer.expect("an answer").status, 400);
        assert_eq!(world.asked(), ["r0"]);
        assert_eq!(world.stored(), "a0");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_stored_token_gives_way_to_the_one_that_was_set() {
    let world = Arc::new(World::new(true));
    world.put(Some(ending(&world, Duration::ZERO)));
    *world.valid.lock().unwrap() = "consented".into();
    let process = Process::of(&world);
    assert_eq!(
        process.refresh("set", "consented").await.expect("a token"),
        "a2"
    );
    assert_eq!(world.asked(), ["r0", "consented"]);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_cannot_be_read_stops_only_whoever_has_nothing_else() {
    for kind in [Some(FailureKind::Hook), None] {
        let world = Arc::new(World::new(true));
        let process = Process::of(&world);
        world.expect("load", kind);
        assert!(process.renew(Flow::OAuth2, None).await.is_err());
        world.expect("load", kind);
        assert_eq!(process.refresh("a0", "r0").await.expect("a token"), "a1");
        world.expect("load", kind);
        world.expect("load", kind);
        let fetched = process.renew(Flow::ClientCredentials, None).await;
        assert_eq!(fetched.expect("a token"), "a2");
        assert_eq!(process.reports().len(), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_must_not_be_used_stops_everybody() {
    for operation in ["load", "lock"] {
        let world = Arc::new(World::new(true));
        let process = Process::of(&world);
        world.expect(operation, Some(FailureKind::Refused));
        let failure = process.refresh("a0", "r0").await.expect_err("refused");
        assert_eq!(
            (failure.kind, world.asked().len()),
            (FailureKind::Refused, 0)
        );
    }
}
