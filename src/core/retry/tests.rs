use bytes::Bytes;
use std::time::UNIX_EPOCH;

use proptest::prelude::*;

use super::*;
use crate::core::call::{AnswerBody, Redirect};

const S: Duration = Duration::from_secs(1);

fn answer(status: u16, headers: &[(&str, &str)]) -> Answer {
    Answer {
        status,
        reason: "".into(),
        headers: headers.iter().copied().collect(),
        body: AnswerBody::Bytes(Bytes::new()),
        redirect: None,
    }
}

fn wait(headers: &[(&str, &str)]) -> Option<Duration> {
    asked_wait(&answer(429, headers), UNIX_EPOCH)
}

#[test]
fn the_servers_wait_is_read_in_all_its_forms() {
    let date = ("retry-after", "Thu, 01 Jan 1970 00:01:00 GMT");
    let other = ("x-ratelimit-retry-after", "3");
    assert_eq!(wait(&[]), None);
    assert_eq!(wait(&[("retry-after", " 7 ")]), Some(7 * S));
    assert_eq!(wait(&[("retry-after", "0.5")]), Some(S / 2));
    assert_eq!(wait(&[("retry-after", "7"), other]), Some(3 * S));
    assert_eq!(wait(&[date]), Some(60 * S));
    let now = ("date", "Thu, 01 Jan 1970 00:00:50 GMT");
    assert_eq!(wait(&[date, now]), Some(10 * S));
}

#[test]
fn a_wait_that_says_nothing_counts_as_none() {
    for text in ["0", "-1", "soon", "", "NaN", "inf", "1e99"] {
        assert_eq!(wait(&[("retry-after", text)]), None, "{text:?}");
    }
}

#[test]
fn backoff_doubles_up_to_its_cap_and_jitters_down_to_nothing() {
    let longest: Vec<_> = (0..8)
        .map(|retry| backoff(retry, 1.0).as_millis())
        .collect();
    assert_eq!(longest, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    assert_eq!(backoff(u32::MAX, 1.0), 5 * S);
    assert_eq!(backoff(3, 0.0), Duration::ZERO);
}

#[test]
fn the_budget_pays_for_a_hundred_retries_and_never_grows_beyond() {
    let budget = Budget::default();
    budget.refund(true);
    assert_eq!((0..200).filter(|_| budget.take()).count(), 100);
    (0..4).for_each(|_| budget.refund(false));
    assert!(!budget.take());
    budget.refund(false);
    assert!(budget.take());
}

fn failure() -> impl Strategy<Value = Failure> {
    let kinds = vec![
        FailureKind::Network,
        FailureKind::Timeout,
        FailureKind::Refused,
        FailureKind::Hook,
    ];
    let codes = vec![
        None,
        Some("ECONNRESET"),
        Some("ECONNREFUSED"),
        Some("HPE_INVALID_CONSTANT"),
    ];
    let broken = (
        prop::sample::select(kinds),
        prop::sample::select(codes),
        any::<bool>(),
    );
    let broken = broken.prop_map(|(kind, code, sent)| {
        let mut failure = Failure::new(kind, "");
        failure.code = code;
        failure.sent(if sent { Sent::Some } else { Sent::None })
    });
    let answered = (200_u16..600, prop::option::of(1_u64..300), method());
    let answered = answered.prop_map(|(status, wait, method)| {
        let mut answer = answer(status, &[]);
        answer.redirect = Some(Box::new(Redirect {
            method: method.into(),
            url: String::new(),
        }));
        let mut failure = Failure::status(answer);
        failure.retry_after = wait.map(Duration::from_secs);
        failure
    });
    prop_oneof![broken, answered]
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        Just(Verdict::Pass),
        Just(Verdict::Reject),
        (0_u64..300).prop_map(|s| Verdict::RetryAfter(Duration::from_secs(s))),
    ]
}

fn method() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "GET", "HEAD", "PUT", "DELETE", "POST", "PATCH", "LOCK",
    ])
}

proptest! {
    #[test]
    fn decisions_keep_their_promises(
        method in method(),
        failure in failure(),
        verdict in verdict(),
        repeat in prop::sample::select(vec![Repeat::Never, Repeat::Harmless, Repeat::Always]),
        (renewable, own_timeout) in any::<(bool, bool)>(),
        retries_left in 0_u32..3,
        remaining in prop::option::of(0_u64..200),
        backoff in 0_u64..5000,
    ) {
        let remaining = remaining.map(Duration::from_secs);
        let next = next(&Facts {
            method,
            failure: &failure,
            repeat,
            renewable,
            own_timeout,
            retries_left,
            remaining,
            backoff: Duration::from_millis(backoff),
            verdict,
        });
        if next != Next::Reject {
            prop_assert!(repeat != Repeat::Never && verdict != Verdict::Reject);
            let harmless = is_idempotent(method) || !has_unknown_effect(method, &failure);
            prop_assert!(harmless || repeat == Repeat::Always);
        }
        if let Next::Retry(wait) | Next::Pause(wait) | Next::Obey(wait) = next {
            prop_assert!(remaining.is_none_or(|left| wait <= left));
        }
        if let Next::Retry(wait) = next {
            prop_assert!(retries_left > 0);
            prop_assert!(failure.retry_after.is_none_or(|asked| wait == asked));
            prop_assert!(!(own_timeout && failure.kind == FailureKind::Timeout));
        }
        prop_assert!(next != Next::Renew || renewable);
    }

    #[test]
    fn no_write_is_repeated_that_must_be_told_as_indeterminate(failure in failure()) {
        for method in ["POST", "PATCH"] {
            prop_assert!(!(is_indeterminate(method, &failure) && may_repeat(method, &failure)));
        }
    }
}
