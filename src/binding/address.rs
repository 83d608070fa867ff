//! Where a request goes: base URL, endpoint and query joined and checked.

use napi::ValueType;

use super::args::config::{Config, Opt, wrong};
use super::args::params;
use super::bad_input::{BadInput, Refusal, describe};
use super::client::NativeClient;
use super::idn;
use super::js::{JsResult, Scope, Val};
use crate::core::url::{Target, UrlError, append_query, join, root};
use crate::endpoint::{Endpoint, Verb};

/// What axios asks for.
pub const ACCEPT: &str = "application/json, text/plain, */*";

/// Where a request goes.
pub enum Address<'e> {
    /// An operation, and its path below the origin, encoded.
    Operation(&'static Endpoint, String),
    /// What the caller passed to a verb.
    Given(Val<'e>),
    /// The `url` of the layered options.
    Layer,
}

impl<'e> Address<'e> {
    /// The address as the original passes it on.
    ///
    /// # Errors
    /// None in practice; Node-API's status decides.
    pub fn shown(&self, scope: Scope<'e>) -> JsResult<'e, Val<'e>> {
        match self {
            Self::Operation(_, path) => Val::string(scope, Endpoint::relative(path)),
            Self::Given(url) => Ok(*url),
            Self::Layer => Ok(Val::undefined(scope)),
        }
    }

    /// The operation that the request is a call of, if its resource made it.
    #[must_use]
    pub fn operation(&self) -> Option<&'static Endpoint> {
        match self {
            Self::Operation(endpoint, _) => Some(endpoint),
            Self::Given(_) | Self::Layer => None,
        }
    }

    /// The media types to ask for.
    #[must_use]
    pub fn accept(&self) -> &'static str {
        self.operation()
            .and_then(|endpoint| endpoint.accept)
            .unwrap_or(ACCEPT)
    }
}

/// A resolved address.
pub struct Place {
    /// `baseURL` as it was in force.
    pub base: String,
    /// The joined URL without query parameters, as `config.url` shows it.
    pub url: String,
    /// What goes on the wire.
    pub target: Target,
}

/// Resolves `address` against the base URL and the query of `config`.
///
/// # Errors
/// A [`Refusal`] naming what cannot be used.
pub fn resolve<'e>(
    native: &NativeClient,
    scope: Scope<'e>,
    config: &Config<'e>,
    address: &Address<'e>,
) -> Result<Place, Refusal<'e>> {
    let base = base(config)?;
    let url = match address {
        Address::Operation(_, path) => match path.strip_prefix("/v2/") {
            Some(endpoint) => join(&base, endpoint),
            None => format!("{}{path}", root(&base)),
        },
        Address::Given(url) => join(&base, &endpoint(Some(*url))?),
        Address::Layer => join(&base, &endpoint(config.get(Opt::Url))?),
    };
    let mut full = url.split('#').next().unwrap_or_default().to_owned();
    append_query(&mut full, &query(native, config, address)?);
    let allow_insecure = native.environment().allow_insecure;
    let full = idn::ascii(native.realm(), scope, &full);
    let target = Target::parse(&full, allow_insecure).map_err(|error| {
        let of_base = Target::parse(&base, allow_insecure).err();
        match of_base.filter(|_| url.starts_with(base.trim_end_matches('/'))) {
            // The port's RangeError is Node's own.
            Some(UrlError::Port(_)) | None => error.into(),
            Some(of_base) => BadInput::wrong_value(format!(
                "The \"baseURL\" request option cannot be used. {of_base}"
            )),
        }
    })?;
    Ok(Place { base, url, target })
}

fn base<'e>(config: &Config<'e>) -> Result<String, Refusal<'e>> {
    let Some(base) = config.truthy(Opt::BaseUrl) else {
        return Ok(String::new());
    };
    base.as_text()
        .ok_or_else(|| wrong(Opt::BaseUrl, base, "the URL of the API as a string"))
}

fn endpoint(given: Option<Val<'_>>) -> Result<String, Refusal<'_>> {
    let Some(url) = given.filter(|url| url.is_truthy()) else {
        return Ok(String::new());
    };
    if url.has_lone_surrogate() {
        return Err(BadInput::lone_surrogate().into());
    }
    let text = match url.kind() {
        ValueType::Object if url.get(c"replace")?.is_function() => Some(url.to_text()?),
        _ => url.as_text(),
    };
    text.ok_or_else(|| {
        Refusal::Bad(BadInput::wrong_type(format!(
            "The \"endpoint\" argument is {}: pass a path such as \"conversations\" as a string.",
            describe(url)
        )))
    })
}

fn query<'e>(
    native: &NativeClient,
    config: &Config<'e>,
    address: &Address<'e>,
) -> Result<String, Refusal<'e>> {
    let Some(params) = config.truthy(Opt::Params) else {
        return Ok(String::new());
    };
    let Some(serialise) = config.truthy(Opt::ParamsSerializer) else {
        // Those of a write are the `params` of `requestOptions`, which no page documents.
        let operation = address
            .operation()
            .filter(|endpoint| endpoint.verb == Verb::GET);
        return params::serialise(native.realm(), params, operation);
    };
    let text = native
        .realm()
        .hooked(params.scope(), "paramsSerializer", &[serialise, params])?;
    Ok(if text.is_truthy() {
        text.to_text()?
    } else {
        String::new()
    })
}
