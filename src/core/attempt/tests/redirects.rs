use super::*;

#[tokio::test(start_paused = true)]
async fn a_seen_other_turns_a_write_into_a_get_without_body() {
    for status in [301, 302, 303] {
        let transport = script([redirect(status, "/v2/other#x"), answer(200, &[], &[b"ok"])]);
        let answer = perform(post(&transport)).await.unwrap();
        let last = answer.redirect.unwrap();
        assert_eq!(last.url, "https://api.test/v2/other");
        assert_eq!(last.method, "GET");
        let seen = transport.seen.lock().unwrap();
        assert_eq!(seen[1].method, "GET");
        assert!(matches!(seen[1].body, WireBody::Absent));
        let names = names(&seen[1]);
        assert_eq!(
            names,
            ["Authorization", "Cookie", "X-Mine", "Accept-Encoding"]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_307_and_a_308_keep_method_and_body() {
    for status in [307, 308] {
        let transport = script([redirect(status, "other"), answer(200, &[], &[])]);
        let answer = perform(post(&transport)).await.unwrap();
        assert_eq!(answer.redirect.unwrap().method, "POST");
        let seen = transport.seen.lock().unwrap();
        assert_eq!(seen[1].url, "https://api.test/v2/other");
        assert_eq!(seen[1].method, "POST");
        assert!(matches!(&seen[1].body, WireBody::Bytes(body) if &body[..] == b"{}"));
        assert!(names(&seen[1]).contains(&"Content-Type"));
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_stay_at_their_origin_for_good() {
    for foreign in ["https://other.test/", "https://api.test:444/"] {
        let back = redirect(307, URL);
        let transport = script([redirect(307, foreign), back, answer(200, &[], &[])]);
        perform(post(&transport)).await.unwrap();
        let seen = transport.seen.lock().unwrap();
        assert_eq!(
            names(&seen[1]),
            ["Content-Type", "X-Mine", "Accept-Encoding"]
        );
        assert_eq!(
            names(&seen[2]),
            ["Content-Type", "X-Mine", "Accept-Encoding"]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_refused_when_it_leads_nowhere_safe() {
    for (location, message) in [
        ("gopher://x/", "Unsupported protocol gopher:"),
        (
            "http://plain.test/x",
            "Redirect to plain http refused: plain.test",
        ),
        (
            "http://api.test/v2/things",
            "Redirect to plain http refused: api.test",
        ),
        (
            "http://127.0.0.1/x",
            "Redirect to plain http refused: 127.0.0.1",
        ),
        ("https://[broken", "Redirect to an invalid URL"),
        (
            "https://b\u{fc}cher.test/",
            "Redirect to a host whose name is not in ASCII (RFC 5890)",
        ),
    ] {
        let transport = script([redirect(302, location)]);
        let failure = perform(get(&transport)).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Refused);
        assert_eq!(failure.message, message);
        assert_eq!(transport.seen.lock().unwrap().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn plain_http_goes_on_where_it_was_allowed_at_first() {
    let transport = script([redirect(302, "http://b.test/"), answer(200, &[], &[])]);
    let attempt = Attempt {
        url: "http://a.test/",
        ..get(&transport)
    };
    let last = perform(attempt).await.unwrap().redirect.unwrap();
    assert_eq!(last.url, "http://b.test/");
}

#[tokio::test(start_paused = true)]
async fn the_redirects_are_counted() {
    let limits = Limits {
        max_redirects: 2,
        ..Limits::default()
    };
    let transport = script((0..3).map(|_| redirect(302, "/x")));
    let attempt = Attempt {
        limits: &limits,
        ..get(&transport)
    };
    let failure = perform(attempt).await.unwrap_err();
    assert_eq!(failure.message, "Max redirects exceeded.");
    assert_eq!(failure.code, None);

    let transport = script([
        redirect(302, "/x"),
        redirect(302, "/y"),
        answer(200, &[], &[]),
    ]);
    let attempt = Attempt {
        limits: &limits,
        ..get(&transport)
    };
    assert_eq!(perform(attempt).await.unwrap().status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_3xx_is_the_answer_when_nothing_is_to_be_followed() {
    let limits = Limits {
        max_redirects: 0,
        ..Limits::default()
    };
    let transport = script([redirect(302, "/x")]);
    let attempt = Attempt {
        limits: &limits,
        ..get(&transport)
    };
    assert_eq!(perform(attempt).await.unwrap().status, 302);
    for bare in [
        answer(302, &[], &[]),
        redirect(302, ""),
        redirect(304, "/x"),
    ] {
        let status = bare.status;
        assert_eq!(perform(get(&script([bare]))).await.unwrap().status, status);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_was_sent_is_not_sent_again() {
    let (_sender, chunks) = mpsc::channel(1);
    let transport = script([redirect(307, "/x")]);
    let attempt = Attempt {
        body: WireBody::Stream(chunks),
        ..post(&transport)
    };
    let failure = perform(attempt).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Refused);
}

#[tokio::test(start_paused = true)]
async fn what_fails_after_a_write_was_taken_counts_as_sent() {
    for (status, sent) in [(303, Sent::Some), (307, Sent::None)] {
        let transport = script([redirect(status, "/x")]);
        let refused = Failure::new(FailureKind::Network, "connect ECONNREFUSED");
        transport.answers.lock().unwrap().push_back(Err(refused));
        assert_eq!(perform(post(&transport)).await.unwrap_err().sent, sent);
    }
}
