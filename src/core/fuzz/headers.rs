//! Headers of answers, and the times and figures in them.

use bytes::Bytes;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;

use super::pointed;
use crate::core::call::{Answer, AnswerBody};
use crate::core::headers::AnswerHeaders;
use crate::core::limiter::RateHeaders;
use crate::core::retry::asked_wait;

fn map() -> impl Strategy<Value = HeaderMap> {
    let name = prop_oneof![
        "[a-zA-Z0-9!#$%&'*+.^_`|~-]{1,12}",
        Just("set-cookie".to_owned())
    ];
    let value = prop::collection::vec(any::<u8>(), 0..16);
    prop::collection::vec((name, value), 0..8).prop_map(|headers| {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            if let (Ok(name), Ok(value)) =
                (name.parse::<HeaderName>(), HeaderValue::from_bytes(&value))
            {
                map.append(name, value);
            }
        }
        map
    })
}

/// Numbers and dates, and what resembles them.
fn time() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        any::<f64>().prop_map(|number| number.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        pointed("0123456789+-.eEinfNa, "),
        (0..u64::from(u32::MAX) * 50).prop_map(|since| {
            httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(since))
        }),
        "(Mon|Thu), [0-9]{1,3} (Jan|Feb|Xyz) [0-9]{1,6} [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2} GMT",
    ]
}

fn answer(headers: AnswerHeaders) -> Answer {
    Answer {
        status: 429,
        reason: "".into(),
        headers,
        body: AnswerBody::Bytes(Bytes::new()),
        redirect: None,
    }
}

proptest! {
    #[test]
    fn headers_of_an_answer_keep_their_lines(map in map()) {
        let headers = AnswerHeaders::from(&map);
        let read: Vec<_> = headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let expected: Vec<_> = map
            .iter()
            .map(|(name, value)| (name.to_string(), value.as_bytes().iter().copied().map(char::from).collect::<String>()))
            .collect();
        prop_assert_eq!(&read, &expected);
        let mut left = headers.clone();
        left.remove("set-cookie");
        prop_assert!(left.iter().all(|(name, _)| name != "set-cookie"));
        let (names, values) = headers.into_texts();
        prop_assert_eq!(names.lines().count(), expected.len());
        prop_assert_eq!(values.split('\n').count(), expected.len() + 1);
    }

    #[test]
    fn a_wait_is_positive_and_comes_from_the_answer(asked in time(), other in time(), date in prop::option::of(time())) {
        let now = SystemTime::now();
        let mut headers = vec![("x-ratelimit-retry-after", asked.as_str()), ("retry-after", other.as_str())];
        headers.extend(date.as_deref().map(|date| ("date", date)));
        let wait = asked_wait(&answer(headers.into_iter().collect()), now);
        prop_assert_ne!(wait, Some(Duration::ZERO));
        if let Ok(seconds) = asked.trim().parse::<u32>() {
            let expected = Duration::from_secs(seconds.into());
            prop_assert_eq!(wait, Some(expected).filter(|wait| !wait.is_zero()));
        }
    }

    #[test]
    fn rates_are_amounts(limit in prop::option::of(time()), remaining in prop::option::of(time())) {
        let rates = RateHeaders::parse(limit.as_deref(), remaining.as_deref());
        for amount in [rates.limit, rates.remaining].into_iter().flatten() {
            prop_assert!(amount.is_finite() && amount >= 0.0);
        }
    }
}
