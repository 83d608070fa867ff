//! Answers of the token endpoint.

use std::sync::Arc;

use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::pointed;
use crate::core::auth::{Auth, Credentials, Flow, Refresher};
use crate::core::call::{Answer, AnswerBody};
use crate::core::failure::Failure;
use crate::core::headers::AnswerHeaders;
use crate::core::transport::BoxFuture;

struct Nobody;

impl Refresher for Nobody {
    fn refresh(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }
}

/// A value of JSON, or something like it.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        any::<f64>().prop_map(|number| number.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        prop::sample::select(vec![
            "null",
            "true",
            "{}",
            "[]",
            "\"\"",
            "\"7200\"",
            "\"-1\"",
            "1e308",
            "\"1e308\"",
            "\"NaN\""
        ])
        .prop_map(str::to_owned),
        pointed("{}[]\":,0eE-+.\\u"),
    ]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        (value(), value(), value()).prop_map(|(token, life, refresh)| {
            format!(r#"{{"access_token":{token},"expires_in":{life},"refresh_token":{refresh}}}"#)
                .into_bytes()
        }),
        pointed("{}[]\":,acestokn_0").prop_map(String::into_bytes),
    ]
}

proptest! {
    #[test]
    fn an_answer_is_a_token_or_a_failure_that_quotes_nothing(body in body()) {
        let answer = Answer {
            status: 200,
            reason: "".into(),
            headers: AnswerHeaders::default(),
            body: AnswerBody::Bytes(body.into()),
            redirect: None,
        };
        match Credentials::from_answer(&answer) {
            Ok(credentials) => {
                prop_assert!(!credentials.access_token.expose_secret().is_empty());
                let auth = Auth::new(Flow::OAuth2, Arc::new(Nobody));
                auth.set(Some(credentials));
            }
            Err(failure) => prop_assert_eq!(
                failure.message,
                "The token endpoint answered without an access_token."
            ),
        }
    }
}
