//! One request while it is being made: layers of options become a
//! [`Call`](crate::core::call::Call) and a promise.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use napi::ValueType;

use super::args::body::{self, Source};
use super::args::config::{Config, Opt, wrong};
use super::args::headers::Headers;
use super::args::transport;
use super::args::{call_options, params};
use super::bad_input::{BadInput, Refusal, describe};
use super::client::{NativeClient, Submission};
use super::hooks::CallHooks;
use super::js::{JsResult, Scope, Thrown, Val};
use super::parcel::Parcel;
use crate::core::call::{Authorization, Body, Call, Outcome};
use crate::core::failure::{Failure, FailureKind};
use crate::core::limiter::JobOptions;
use crate::core::url::{Target, append_query, join, root};
use crate::endpoint::Endpoint;

pub const ACCEPT: &str = "application/json, text/plain, */*";
const FORM: &str = "application/x-www-form-urlencoded";

/// Where a request goes.
pub enum Address<'e> {
    /// A path of the API below its origin, encoded.
    Path(String),
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
            Self::Path(path) => Val::string(scope, Endpoint::relative(path)),
            Self::Given(url) => Ok(*url),
            Self::Layer => Ok(Val::undefined(scope)),
        }
    }
}

/// A request in the making.
pub struct Request<'n, 'e> {
    native: &'n NativeClient,
    client: Val<'e>,
    address: Address<'e>,
    method: String,
    config: Config<'e>,
    /// `handleRequest`'s second argument, for `response.config`.
    layer: Option<Val<'e>>,
    options: call_options::CallOptions<'e>,
    accept: Option<&'static str>,
    /// A limiter of the user's own has started it.
    started: bool,
    /// Options set by the verb itself, over `requestOptions`.
    own: Vec<(Opt, Val<'e>)>,
}

/// What a call needs besides its target, once the options are read.
struct Parts<'e> {
    headers: Headers,
    body: Source<'e>,
    shown: Val<'e>,
    authorization: Authorization,
}

impl<'n, 'e> Request<'n, 'e> {
    /// A request of `client`, before anything is read.
    #[must_use]
    pub fn new(
        native: &'n NativeClient,
        client: Val<'e>,
        address: Address<'e>,
        method: &str,
    ) -> Self {
        Self {
            native,
            client,
            address,
            method: method.to_owned(),
            config: Config::default(),
            layer: None,
            options: call_options::CallOptions::default(),
            accept: None,
            started: false,
            own: Vec::new(),
        }
    }

    /// Sets an option that the verb decides.
    pub fn set(&mut self, option: Opt, value: Val<'e>) {
        self.own.push((option, value));
    }

    /// Asks for another media type than JSON.
    pub fn accept(&mut self, media_type: Option<&'static str>) {
        self.accept = media_type;
    }

    /// Passes our limiter by: one of the user's own has started the call.
    pub fn started(&mut self) {
        self.started = true;
    }

    /// Lays `handleRequest`'s options over those of the client.
    ///
    /// # Errors
    /// A TypeError for what is no object.
    pub fn layer(&mut self, layer: Val<'e>) -> Result<(), Refusal<'e>> {
        if !layer.is_nullish() {
            self.layer = Some(layer);
        }
        Ok(())
    }

    /// Reads the per-call options.
    ///
    /// # Errors
    /// A TypeError for a misspelt key.
    pub fn options(&mut self, options: Val<'e>) -> Result<(), Refusal<'e>> {
        self.options = call_options::CallOptions::read(options)?;
        Ok(())
    }

    /// Reads what is left, hands the call to the core, and returns its promise.
    ///
    /// # Errors
    /// A [`Refusal`] for the promise: nothing was sent.
    pub fn send(mut self, scope: Scope<'e>, job: JobOptions) -> Result<Val<'e>, Refusal<'e>> {
        self.read_layers()?;
        self.refuse_aborted()?;
        let (base, url) = self.url()?;
        let shown_url = Val::string(scope, &url)?;
        let target = self.target(url)?;
        let parts = self.parts(&base, &target)?;
        let id = self.native.deliveries().next_id();
        if matches!(parts.body, Source::Unsendable) {
            return self.refuse_body(scope, id, shown_url, parts);
        }
        let job = JobOptions {
            number: Some(id),
            ..job
        };
        let listeners = Some(&job).filter(|_| !self.started);
        let hooks = CallHooks::of(self.native, id, &self.config, listeners);
        let limits = self.options.limits(self.config.limits()?)?;
        let (body, fed) = match parts.body {
            Source::Absent if body_expected(&self.method) => {
                (Body::Bytes(bytes::Bytes::new()), None)
            }
            Source::Absent | Source::Unsendable => (Body::Absent, None),
            Source::Bytes(bytes) => (Body::Bytes(bytes), None),
            Source::Stream(stream) => (
                Body::Stream(self.native.deliveries().streams().open_feed(id)),
                Some(stream),
            ),
        };
        let transport = transport::options(self.native, &self.config, &target.url)?;
        let call = Call {
            method: self.method.clone(),
            url: target.url,
            headers: parts.headers.into_list(),
            authorization: parts.authorization,
            body,
            response: self.config.response_mode(),
            limits,
            transport: self.native.transport(&transport)?,
            hooks: hooks.map(|hooks| Arc::new(hooks) as _),
        };
        let verbatim = self.config.truthy(Opt::TransformResponse).is_some();
        self.native.read_credentials(self.client)?;
        let promise = self.promise(scope, id, shown_url, parts.shown)?;
        if let Some(stream) = fed {
            self.native.realm().feed(scope, id, stream)?;
        }
        let abortable = self.options.signal.is_some()
            || self.config.truthy(Opt::Signal).is_some()
            || self.config.truthy(Opt::CancelToken).is_some();
        let started = self.started;
        self.native.submit(
            &scope.env(),
            Submission {
                id,
                job,
                started,
                call,
                verbatim,
                abortable,
            },
        );
        Ok(promise)
    }

    /// Rejects with an error that has the call's `config`, as the original does.
    fn refuse_body(
        &self,
        scope: Scope<'e>,
        id: u64,
        url: Val<'e>,
        parts: Parts<'e>,
    ) -> Result<Val<'e>, Refusal<'e>> {
        let promise = self.promise(scope, id, url, parts.shown)?;
        let outcome = Outcome {
            result: Err(Failure::new(FailureKind::Refused, body::UNSENDABLE)),
            attempts: 0,
            request_headers: parts.headers.into_list(),
        };
        let deliveries = self.native.deliveries();
        deliveries.hold(&scope.env());
        deliveries.push(Parcel::settled(id, outcome, false, false));
        Ok(promise)
    }

    fn promise(
        &self,
        scope: Scope<'e>,
        id: u64,
        url: Val<'e>,
        data: Val<'e>,
    ) -> Result<Val<'e>, Refusal<'e>> {
        let undefined = Val::undefined(scope);
        let method = Val::string(scope, &self.method.to_ascii_lowercase())?;
        let own_params = self.own.iter().find(|(option, _)| *option == Opt::Params);
        let promise = self.native.realm().settle(
            scope,
            &[
                Val::id(scope, id)?,
                self.client,
                self.layer.or(self.options.given).unwrap_or(undefined),
                method,
                url,
                own_params.map_or(undefined, |(_, params)| *params),
                data,
                self.options.signal.unwrap_or(undefined),
            ],
        )?;
        Ok(promise)
    }

    fn read_layers(&mut self) -> Result<(), Refusal<'e>> {
        let request_options = self.client.get(c"requestOptions")?;
        self.config.absorb(request_options)?;
        // The verb and the URL are the call's; an option of that name has no say.
        let undefined = Val::undefined(self.client.scope());
        self.config.set(Opt::Url, undefined);
        self.config.set(Opt::Method, undefined);
        let base_headers = self.config.get(Opt::Headers);
        if let Some(layer) = self.layer {
            self.config.set(Opt::Headers, undefined);
            self.config.absorb(layer)?;
            self.options.replaces_headers = self.config.get(Opt::Headers).is_some();
        }
        if !self.options.replaces_headers
            && let Some(headers) = base_headers
        {
            self.config.set(Opt::Headers, headers);
        }
        for (option, value) in &self.own {
            self.config.set(*option, *value);
        }
        if let Some(method) = self.config.truthy(Opt::Method) {
            self.method = method_token(method)?;
        }
        self.config.check()?;
        if let Some(transport) = self.config.truthy(Opt::Transport) {
            return Err(wrong(
                Opt::Transport,
                transport,
                "none: the transport is native; use \"adapter\" to send requests yourself",
            ));
        }
        Ok(())
    }

    fn refuse_aborted(&self) -> Result<(), Refusal<'e>> {
        let signals = [self.options.signal, self.config.truthy(Opt::Signal)];
        for signal in signals.into_iter().flatten() {
            if signal.get(c"aborted")?.is_truthy() {
                return Err(Refusal::Thrown(Thrown(signal.get(c"reason")?)));
            }
        }
        if let Some(token) = self.config.truthy(Opt::CancelToken) {
            let reason = token.get(c"reason")?;
            if reason.is_truthy() {
                return Err(Refusal::Thrown(Thrown(reason)));
            }
        }
        Ok(())
    }

    /// The base and the joined URL, without query parameters.
    fn url(&self) -> Result<(String, String), Refusal<'e>> {
        let base = match self.config.get(Opt::BaseUrl) {
            Some(base) if base.is_truthy() => base
                .as_text()
                .ok_or_else(|| wrong(Opt::BaseUrl, base, "the URL of the API as a string"))?,
            _ => String::new(),
        };
        let given = match &self.address {
            Address::Path(path) => {
                let url = match path.strip_prefix("/v2/") {
                    Some(endpoint) => join(&base, endpoint),
                    None => format!("{}{path}", root(&base)),
                };
                return Ok((base, url));
            }
            Address::Given(url) => Some(*url),
            Address::Layer => self.config.get(Opt::Url),
        };
        let endpoint = match given {
            Some(url) if url.kind() == ValueType::String => well_formed(url)?,
            Some(url) if !url.is_truthy() => String::new(),
            Some(url) => {
                return Err(Refusal::Bad(BadInput::wrong_type(format!(
                    "The \"endpoint\" argument is {}: pass a path such as \"conversations\" as a string.",
                    describe(url)
                ))));
            }
            None => String::new(),
        };
        let url = join(&base, &endpoint);
        Ok((base, url))
    }

    fn target(&self, url: String) -> Result<Target, Refusal<'e>> {
        if url.is_empty() {
            return Err(Refusal::Bad(BadInput::wrong_value(
                "The \"baseURL\" request option is empty: pass the URL of the API.".to_owned(),
            )));
        }
        let query = self.query()?;
        let mut url = match url.split_once('#') {
            Some((before, _)) => before.to_owned(),
            None => url,
        };
        append_query(&mut url, &query);
        Ok(Target::parse(
            &url,
            self.native.environment().allow_insecure,
        )?)
    }

    fn query(&self) -> Result<String, Refusal<'e>> {
        let Some(params) = self.config.truthy(Opt::Params) else {
            return Ok(String::new());
        };
        match self.config.truthy(Opt::ParamsSerializer) {
            Some(serialise) => {
                let text = self.native.realm().hooked(
                    params.scope(),
                    "paramsSerializer",
                    &[serialise, params],
                )?;
                Ok(if text.is_truthy() {
                    text.to_text()?
                } else {
                    String::new()
                })
            }
            None => params::serialise(self.native.realm(), params),
        }
    }

    fn parts(&self, base: &str, target: &Target) -> Result<Parts<'e>, Refusal<'e>> {
        let realm = self.native.realm();
        let undefined = Val::undefined(self.client.scope());
        let mut headers = Headers::default();
        headers.set("Accept", self.accept.unwrap_or(ACCEPT));
        let data = self.config.get(Opt::Data).unwrap_or(undefined);
        let given = self.config.get(Opt::Headers).unwrap_or(undefined);
        let (shown, content_type) = match self
            .config
            .get(Opt::TransformRequest)
            .filter(|option| is_chain(*option))
        {
            Some(option) => {
                let pair =
                    realm.hooked(data.scope(), "transformRequest", &[option, data, given])?;
                headers.merge(pair.get_index(1)?, &self.method)?;
                (pair.get_index(0)?, None)
            }
            None => {
                headers.merge(given, &self.method)?;
                body::transform(realm, data)?
            }
        };
        if let Some(own) = self.options.headers {
            headers.merge(own, &self.method)?;
        }
        let body = body::source(shown)?;
        self.content_type(&mut headers, shown, content_type);
        if !headers.has("User-Agent") {
            headers.set("User-Agent", super::USER_AGENT);
        }
        let authorization = self.authorization(&mut headers, base, target)?;
        Ok(Parts {
            headers,
            body,
            shown,
            authorization,
        })
    }

    fn content_type(&self, headers: &mut Headers, shown: Val<'e>, of_value: Option<&'static str>) {
        if headers.has("Content-Type") {
            return;
        }
        if let Some(content_type) = of_value {
            headers.set("Content-Type", content_type);
        } else if matches!(self.method.as_str(), "POST" | "PUT" | "PATCH") && !shown.is_undefined()
        {
            headers.set("Content-Type", FORM);
        }
    }

    /// The bearer token goes to the configured origin only, and never over
    /// what the caller chose: `auth`, user info in the URL, headers of `handleRequest`.
    fn authorization(
        &self,
        headers: &mut Headers,
        base: &str,
        target: &Target,
    ) -> Result<Authorization, Refusal<'e>> {
        let at_home = Target::parse(base, true).is_ok_and(|home| home.origin() == target.origin());
        if let Some(auth) = self.config.truthy(Opt::Auth) {
            let part = |name| -> Result<String, Refusal<'e>> {
                let value = auth.get(name)?;
                Ok(if value.is_truthy() {
                    value.to_text()?
                } else {
                    String::new()
                })
            };
            headers.set(
                "Authorization",
                basic(&format!("{}:{}", part(c"username")?, part(c"password")?)),
            );
            return Ok(Authorization::AsGiven);
        }
        if let Some(userinfo) = &target.userinfo {
            let pair = if userinfo.contains(':') {
                userinfo.clone()
            } else {
                format!("{userinfo}:")
            };
            headers.set("Authorization", basic(&pair));
            return Ok(Authorization::AsGiven);
        }
        if self.options.replaces_headers || !at_home {
            return Ok(Authorization::AsGiven);
        }
        headers.remove("Authorization");
        Ok(Authorization::Bearer)
    }
}

fn basic(pair: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}

fn body_expected(method: &str) -> bool {
    matches!(method, "POST" | "PUT" | "PATCH")
}

/// The text of a string; a lone surrogate, which has no UTF-8 form, is refused.
fn well_formed<'e>(text: Val<'e>) -> Result<String, Refusal<'e>> {
    String::from_utf16(&text.as_utf16().unwrap_or_default()).map_err(|_| {
        Refusal::Bad(BadInput::exact(
            "TypeError",
            Some("ERR_UNESCAPED_CHARACTERS"),
            "Request path contains unescaped characters",
        ))
    })
}

/// A function or a non-empty list replaces the default; an empty list keeps it.
fn is_chain(option: Val<'_>) -> bool {
    option.is_function() || (option.is_array() && option.length() > 0)
}

fn method_token<'e>(method: Val<'e>) -> Result<String, Refusal<'e>> {
    let text = method.to_text()?.to_ascii_uppercase();
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_token) {
        return Ok(text);
    }
    let message = format!(
        "Method must be a valid HTTP token [\"{}\"]",
        text.to_ascii_lowercase()
    );
    Err(Refusal::Bad(BadInput::exact(
        "TypeError",
        Some("ERR_INVALID_HTTP_TOKEN"),
        &message,
    )))
}
