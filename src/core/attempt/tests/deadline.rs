use super::*;

#[tokio::test(start_paused = true)]
async fn one_deadline_spans_redirects_and_body() {
    let stalled = |pause| WireResponse {
        body: Chunks::of([b"x".to_vec(), b"y".to_vec()], pause, false),
        ..answer(200, &[], &[])
    };
    for (pause, delay, ends) in [(6, 12, false), (2, 10, true)] {
        let transport = Script {
            delay: Duration::from_secs(delay),
            ..script([redirect(302, "/x"), stalled(Duration::from_secs(pause))])
        };
        match perform(get(&transport)).await {
            Ok(answer) => assert!(ends && text(answer) == b"xy"),
            Err(failure) => {
                assert!(!ends);
                assert_eq!(failure.kind, FailureKind::Timeout);
                assert_eq!(failure.message, "no answer within 30000 ms");
                assert_eq!(failure.code, Some("ECONNABORTED"));
                assert_eq!(failure.sent, Sent::Some);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_timeout_is_told_in_the_callers_text() {
    let limits = Limits {
        attempt: Some(Duration::from_micros(99_500)),
        timeout_text: Some("99.5".to_owned()),
        ..Limits::default()
    };
    let transport = Script {
        delay: Duration::from_secs(1),
        ..script([answer(200, &[], &[])])
    };
    let attempt = Attempt {
        limits: &limits,
        ..get(&transport)
    };
    let failure = perform(attempt).await.unwrap_err();
    assert_eq!(failure.message, "timeout of 99.5ms exceeded");
}

#[tokio::test(start_paused = true)]
async fn a_streamed_body_has_the_limit_for_each_chunk() {
    let transport = script([WireResponse {
        body: Chunks::of(vec![b"x".to_vec(); 3], Duration::from_secs(20), true),
        ..answer(200, &[], &[])
    }]);
    let attempt = Attempt {
        response: ResponseMode::Stream,
        ..get(&transport)
    };
    let AnswerBody::Stream(mut body) = perform(attempt).await.unwrap().body else {
        panic!("the body is not a stream");
    };
    for _ in 0..3 {
        assert_eq!(body.next().await.unwrap(), Some(Bytes::from("x")));
    }
    assert_eq!(body.next().await.unwrap_err().message, "aborted");
}

#[tokio::test(start_paused = true)]
async fn a_stalled_stream_fails_at_its_limit() {
    let transport = script([WireResponse {
        body: Chunks::of([], Duration::from_secs(31), false),
        ..answer(200, &[], &[])
    }]);
    let attempt = Attempt {
        response: ResponseMode::Stream,
        ..get(&transport)
    };
    let AnswerBody::Stream(mut body) = perform(attempt).await.unwrap().body else {
        panic!("the body is not a stream");
    };
    assert_eq!(body.next().await.unwrap_err().kind, FailureKind::Timeout);
}
