//! Errors about what the caller passed: they name the argument, what was found
//! there, and the mend.

use napi::ValueType;

use super::js::{Thrown, Val};
use crate::core::failure::Failure;
use crate::core::url::UrlError;

/// An error to be built in the caller's realm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadInput {
    class: &'static str,
    code: Option<&'static str>,
    message: String,
}

impl BadInput {
    /// A value of the wrong type: TypeError, `ERR_INVALID_ARG_TYPE`.
    #[must_use]
    #[cold]
    pub fn wrong_type(message: String) -> Self {
        Self {
            class: "TypeError",
            code: Some("ERR_INVALID_ARG_TYPE"),
            message,
        }
    }

    /// A value of the right type that cannot be used: TypeError, `ERR_INVALID_ARG_VALUE`.
    #[must_use]
    #[cold]
    pub fn wrong_value(message: String) -> Self {
        Self {
            class: "TypeError",
            code: Some("ERR_INVALID_ARG_VALUE"),
            message,
        }
    }

    /// An error of the original, by its class, code and text.
    #[must_use]
    #[cold]
    pub fn exact(class: &'static str, code: Option<&'static str>, message: &str) -> Self {
        Self {
            class,
            code,
            message: message.to_owned(),
        }
    }

    /// Text with a surrogate that has no partner: it has no UTF-8 form.
    #[must_use]
    pub fn lone_surrogate() -> Self {
        Self::exact("URIError", None, "URI malformed")
    }

    /// Constructor name of the error.
    #[must_use]
    pub fn class(&self) -> &'static str {
        self.class
    }

    /// Value of its `code`.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        self.code
    }

    /// Its message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl From<UrlError> for BadInput {
    #[cold]
    fn from(error: UrlError) -> Self {
        match error {
            UrlError::Port(_) => Self::exact(
                "RangeError",
                Some("ERR_SOCKET_BAD_PORT"),
                &error.to_string(),
            ),
            UrlError::Scheme(..) => {
                Self::exact("Error", Some("ERR_INVALID_PROTOCOL"), &error.to_string())
            }
            _ => Self::wrong_value(error.to_string()),
        }
    }
}

/// Why a call never started.
pub enum Refusal<'e> {
    /// JavaScript code threw this.
    Thrown(Thrown<'e>),
    /// The input cannot be used.
    Bad(BadInput),
}

impl<'e> From<Thrown<'e>> for Refusal<'e> {
    fn from(thrown: Thrown<'e>) -> Self {
        Self::Thrown(thrown)
    }
}

macro_rules! refuse_with {
    ($($error:ty),*) => {$(
        impl From<$error> for Refusal<'_> {
            fn from(error: $error) -> Self {
                Self::Bad(error.into())
            }
        }
    )*};
}

refuse_with!(BadInput, UrlError, Failure);

impl From<Failure> for BadInput {
    #[cold]
    fn from(failure: Failure) -> Self {
        Self::exact("Error", failure.code, &failure.message)
    }
}

/// What was found instead, for an error message: `null`, `an array`, `the string ""`.
#[must_use]
#[cold]
pub fn describe(value: Val<'_>) -> String {
    match value.kind() {
        ValueType::Undefined => "undefined".to_owned(),
        ValueType::Null => "null".to_owned(),
        ValueType::Boolean => format!("the boolean {}", value.is_truthy()),
        ValueType::Number => format!("the number {}", value.to_text().unwrap_or_default()),
        ValueType::BigInt => "a bigint".to_owned(),
        ValueType::Symbol => "a symbol".to_owned(),
        ValueType::Function => "a function".to_owned(),
        ValueType::String => describe_text(&value.as_text().unwrap_or_default()),
        _ if value.is_array() => "an array".to_owned(),
        _ if value.is_date() => "a Date".to_owned(),
        _ => "an object".to_owned(),
    }
}

fn describe_text(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return format!("the string {text:?}");
    }
    let start: String = text.chars().take(MOST).collect();
    format!(
        "the string {start:?}… ({} characters)",
        text.chars().count()
    )
}
