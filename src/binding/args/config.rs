//! Request options: the client's `requestOptions`, what the verb sets, and the
//! call's own last argument, laid over each other as axios does.

use std::time::Duration;

use napi::ValueType;

use crate::binding::bad_input::{BadInput, Refusal, describe};
use crate::binding::js::Val;
use crate::core::call::{Limits, ResponseMode};

/// Options this package understands. Others are kept for `response.config` and
/// have no effect.
macro_rules! options {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// A known request option.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each variant is the axios option of that name")]
        pub enum Opt { $($variant),* }

        impl Opt {
            const COUNT: usize = [$($name),*].len();

            /// The option of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }

            /// The name of the option.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

options! {
    BaseUrl = "baseURL", Url = "url", Method = "method", Params = "params", Data = "data",
    Headers = "headers", Timeout = "timeout", ParamsSerializer = "paramsSerializer",
    TransformRequest = "transformRequest", TransformResponse = "transformResponse",
    ValidateStatus = "validateStatus", ResponseType = "responseType",
    MaxRedirects = "maxRedirects", MaxContentLength = "maxContentLength",
    MaxBodyLength = "maxBodyLength", Auth = "auth", Proxy = "proxy", HttpAgent = "httpAgent",
    HttpsAgent = "httpsAgent", Adapter = "adapter", Transport = "transport",
    CancelToken = "cancelToken", Signal = "signal", SocketPath = "socketPath",
}

type Shape = (Opt, fn(Val<'_>) -> bool, &'static str);

/// What the options that hold functions or objects must look like, if truthy.
const SHAPES: [Shape; 9] = [
    (Opt::Adapter, is_function, "a function of the config"),
    (Opt::ValidateStatus, is_function, "a function of the status"),
    (
        Opt::ParamsSerializer,
        is_function,
        "a function of the params",
    ),
    (
        Opt::TransformRequest,
        is_callable,
        "a function or an array of functions",
    ),
    (
        Opt::TransformResponse,
        is_callable,
        "a function or an array of functions",
    ),
    (Opt::Auth, is_object, "{ username, password }"),
    (
        Opt::CancelToken,
        has_promise,
        "the token of a CancelToken source",
    ),
    (
        Opt::Transport,
        |_| false,
        "none: requests are sent natively; use \"adapter\" to send them yourself",
    ),
    (
        Opt::Signal,
        has_listeners,
        "the signal of an AbortController",
    ),
];

fn is_function(value: Val<'_>) -> bool {
    value.is_function()
}

fn is_object(value: Val<'_>) -> bool {
    value.kind() == ValueType::Object
}

fn is_callable(value: Val<'_>) -> bool {
    value.is_function() || is_object(value)
}

fn has_promise(value: Val<'_>) -> bool {
    is_object(value) && value.get(c"promise").is_ok_and(is_object)
}

fn has_listeners(value: Val<'_>) -> bool {
    is_object(value) && value.get(c"addEventListener").is_ok_and(is_function)
}

/// Layered options; a later layer wins key by key.
#[derive(Clone, Copy)]
pub struct Config<'e>([Option<Val<'e>>; Opt::COUNT]);

impl Default for Config<'_> {
    fn default() -> Self {
        Self([None; Opt::COUNT])
    }
}

impl<'e> Config<'e> {
    /// Lays the own enumerable keys of `layer` over what is there.
    ///
    /// # Errors
    /// What a getter or proxy throws.
    pub fn absorb(&mut self, layer: Val<'e>) -> Result<(), Refusal<'e>> {
        if layer.is_nullish() {
            return Ok(());
        }
        for key in layer.own_keys()? {
            let key = key?;
            if let Some(option) = key.as_text().as_deref().and_then(Opt::from_name) {
                self.set(option, layer.get_key(key)?);
            }
        }
        Ok(())
    }

    /// Sets one option.
    pub fn set(&mut self, option: Opt, value: Val<'e>) {
        if let Some(slot) = self.0.get_mut(option as usize) {
            *slot = Some(value);
        }
    }

    /// The option as it was given, `undefined` included.
    #[must_use]
    pub fn raw(&self, option: Opt) -> Option<Val<'e>> {
        self.0.get(option as usize).copied().flatten()
    }

    /// The option, if it was given and is not `undefined`.
    #[must_use]
    pub fn get(&self, option: Opt) -> Option<Val<'e>> {
        self.raw(option).filter(|value| !value.is_undefined())
    }

    /// The option, if it is truthy.
    #[must_use]
    pub fn truthy(&self, option: Opt) -> Option<Val<'e>> {
        self.get(option).filter(|value| value.is_truthy())
    }

    /// Refuses a value of the wrong type where the option is a function or an object.
    ///
    /// # Errors
    /// A TypeError naming the option, its value's type and the mend.
    pub fn check(&self) -> Result<(), Refusal<'e>> {
        for (option, fits, mend) in SHAPES {
            if let Some(value) = self.truthy(option)
                && !fits(value)
            {
                return Err(wrong(option, value, mend));
            }
        }
        Ok(())
    }

    /// `limits` with those of time and size that are given.
    ///
    /// # Errors
    /// [`BadInput`] for a `maxRedirects` or size that is no number.
    pub fn limits(&self, mut limits: Limits) -> Result<Limits, Refusal<'e>> {
        if let Some(timeout) = self.get(Opt::Timeout).filter(|value| !value.is_nullish()) {
            apply_timeout(&mut limits, timeout)?;
        }
        if let Some(hops) = self
            .get(Opt::MaxRedirects)
            .filter(|value| !value.is_nullish())
        {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to the range of u32"
            )]
            let hops = size(Opt::MaxRedirects, hops)?.min(f64::from(u32::MAX)) as u32;
            limits.max_redirects = hops;
        }
        limits.max_content_length = self.size_limit(Opt::MaxContentLength)?;
        limits.max_body_length = self
            .size_limit(Opt::MaxBodyLength)?
            .or(limits.max_content_length);
        Ok(limits)
    }

    fn size_limit(&self, option: Opt) -> Result<Option<u64>, Refusal<'e>> {
        let Some(value) = self.get(option).filter(|value| !value.is_nullish()) else {
            return Ok(None);
        };
        // axios has -1 for "no limit".
        if value
            .as_number()
            .is_some_and(|number| number < 0.0 || number.is_infinite())
        {
            return Ok(None);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be a number of bytes"
        )]
        let bytes = size(option, value)? as u64;
        Ok(Some(bytes))
    }

    /// How the body of the answer is wanted.
    #[must_use]
    pub fn response_mode(&self) -> ResponseMode {
        match self
            .get(Opt::ResponseType)
            .and_then(Val::as_text)
            .as_deref()
        {
            Some("arraybuffer") => ResponseMode::Bytes,
            Some("stream") => ResponseMode::Stream,
            _ => ResponseMode::Text,
        }
    }
}

/// axios's `timeout`: 0 is off, text is read as a number, and what is no number
/// or negative is over at once.
fn apply_timeout<'e>(limits: &mut Limits, timeout: Val<'e>) -> Result<(), Refusal<'e>> {
    if timeout.kind() == ValueType::Symbol {
        return Err(wrong(
            Opt::Timeout,
            timeout,
            "a number of milliseconds, or 0 for no limit",
        ));
    }
    if !timeout.is_truthy() {
        return Ok(());
    }
    let millis = timeout.to_number()?;
    limits.attempt = Some(
        Duration::try_from_secs_f64(millis / 1000.0).unwrap_or_else(|_| {
            if millis.is_nan() || millis < 0.0 {
                Duration::ZERO
            } else {
                Duration::MAX
            }
        }),
    );
    limits.timeout_text = Some(timeout.to_text()?);
    Ok(())
}

fn size(option: Opt, value: Val<'_>) -> Result<f64, Refusal<'_>> {
    match value.as_number() {
        Some(number) if number >= 0.0 => Ok(number),
        _ => Err(wrong(option, value, "a number that is not negative")),
    }
}

/// The error for an option that cannot be used.
#[must_use]
#[cold]
pub fn wrong<'e>(option: Opt, value: Val<'e>, mend: &str) -> Refusal<'e> {
    // These texts hold passwords.
    let is_secret = matches!(
        option,
        Opt::Auth | Opt::Proxy | Opt::HttpAgent | Opt::HttpsAgent
    );
    let found = match value.kind() {
        ValueType::String if is_secret => "a string".to_owned(),
        _ => describe(value),
    };
    Refusal::Bad(BadInput::wrong_type(format!(
        "The \"{}\" request option is {found}: pass {mend}.",
        option.name(),
    )))
}
