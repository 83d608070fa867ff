//! One request while it is being made: layers of options become a
//! [`Call`] and a promise.

mod authorization;

use std::sync::Arc;

use bytes::Bytes;

use super::address::{self, Address, Place};
use super::ambiguity::Write;
use super::args::body::{self, Source};
use super::args::call_options;
use super::args::config::{Config, Opt};
use super::args::headers::Headers;
use super::args::transport;
use super::bad_input::{BadInput, Refusal};
use super::client::{NativeClient, Submission};
use super::hooks::CallHooks;
use super::idn;
use super::js::{Scope, Thrown, Val};
use super::parcel::Parcel;

use crate::core::attempt::CREDENTIALS;
use crate::core::call::{Authorization, Body, Call, OnAmbiguous, Outcome};
use crate::core::failure::{Failure, FailureKind};
use crate::core::headers::RequestHeaders;
use crate::core::limiter::JobOptions;
use crate::core::url::Target;

const FORM: &str = "application/x-www-form-urlencoded";

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
    /// A limiter of the user's own has started it.
    started: bool,
    /// `auth` is that of `requestOptions`, meant for the API.
    auth_is_of_client: bool,
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
            started: false,
            auth_is_of_client: false,
            own: Vec::new(),
        }
    }

    /// Sets an option that the verb decides.
    pub fn set(&mut self, option: Opt, value: Val<'e>) {
        self.own.push((option, value));
    }

    /// Passes our limiter by: one of the user's own has started the call.
    pub fn started(&mut self) {
        self.started = true;
    }

    /// Lays `handleRequest`'s options over those of the client.
    pub fn layer(&mut self, layer: Val<'e>) {
        self.layer = Some(layer).filter(|layer| !layer.is_nullish());
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
        let place = address::resolve(
            self.native,
            self.client.scope(),
            &self.config,
            &self.address,
        )?;
        let shown = Val::string(scope, &place.url)?;
        let Place { base, target, .. } = place;
        let shown_urls = (shown, Val::string(scope, &target.url)?);
        let parts = self.parts(&base, &target)?;
        let pool = transport::options(self.native, &self.config, &target.url)?;
        let transport = self.native.transport(&pool)?;
        let limits = self.native.environment().limits.clone();
        let limits = self.options.limits(self.config.limits(limits)?)?;
        let on_ambiguous = self.on_ambiguous(&base, &target.url, &parts.body)?;
        // Last, since any of the caller's own code above may have aborted.
        self.refuse_aborted()?;
        let id = self.native.deliveries().next_id();
        let job = JobOptions {
            number: Some(id),
            ..job
        };
        let listeners = Some(&job).filter(|_| !self.started);
        let hooks = CallHooks::of(self.native, id, &self.config, listeners);
        let (body, fed) = match parts.body {
            Source::Unsendable => return self.unsendable(scope, id, shown_urls, parts),
            Source::Absent if body::is_expected(&self.method) => (Body::Bytes(Bytes::new()), None),
            Source::Absent => (Body::Absent, None),
            Source::Bytes(bytes) => (Body::Bytes(bytes), None),
            Source::Stream(stream) => {
                let chunks = self.native.deliveries().streams().open_feed(id);
                (Body::Stream(chunks), Some(stream))
            }
        };
        let call = Call {
            method: self.method.clone().into(),
            url: target.url,
            headers: Arc::new(parts.headers.into_list()),
            authorization: parts.authorization,
            body,
            response: self.config.response_mode(),
            limits: Arc::new(limits),
            transport,
            hooks: hooks.map(|hooks| Arc::new(hooks) as _),
            on_ambiguous,
        };
        let promise = self.promise(scope, id, shown_urls, parts.shown)?;
        if let Some(stream) = fed {
            self.native.realm().feed(scope, id, stream)?;
        }
        let submission = Submission {
            id,
            job,
            started: self.started,
            call,
            verbatim: self.config.truthy(Opt::TransformResponse).is_some(),
            abortable: self.options.signal.is_some()
                || self.config.truthy(Opt::Signal).is_some()
                || self.config.truthy(Opt::CancelToken).is_some(),
        };
        self.native.submit(&scope.env(), submission);
        Ok(promise)
    }

    /// What follows when the effect of the call is unknown: its own option, else the client's.
    fn on_ambiguous(
        &self,
        base: &str,
        url: &str,
        body: &Source<'e>,
    ) -> Result<OnAmbiguous, BadInput> {
        let write = Write {
            method: &self.method,
            base,
            url,
            operation: self.address.operation(),
            body: match body {
                Source::Bytes(bytes) => Some(bytes),
                _ => None,
            },
            adapted: self.config.get(Opt::Adapter).is_some_and(Val::is_function),
        };
        match self.options.on_ambiguous {
            Some(policy) => write.of_call(policy),
            None => Ok(write.of_client(self.native.environment().on_ambiguous)),
        }
    }

    /// A promise that rejects like a request which axios could not send.
    fn unsendable(
        &self,
        scope: Scope<'e>,
        id: u64,
        urls: (Val<'e>, Val<'e>),
        parts: Parts<'e>,
    ) -> Result<Val<'e>, Refusal<'e>> {
        let promise = self.promise(scope, id, urls, parts.shown)?;
        let deliveries = self.native.deliveries();
        deliveries.hold(&scope.env());
        let mut request_headers = parts.headers.into_list();
        if parts.authorization == Authorization::Bearer {
            let token = self.native.bearer().unwrap_or_default();
            request_headers.insert(1, ("Authorization".into(), token.into()));
        }
        let outcome = Outcome {
            result: Err(Failure::new(FailureKind::Refused, body::UNSENDABLE)),
            attempts: 0,
            request_headers: Arc::new(RequestHeaders::new(request_headers)),
            sent_at: None,
            verified: false,
        };
        deliveries.push(Parcel::settled(id, outcome, (false, false), deliveries));
        Ok(promise)
    }

    fn promise(
        &self,
        scope: Scope<'e>,
        id: u64,
        (shown, target): (Val<'e>, Val<'e>),
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
                shown,
                target,
                own_params.map_or(undefined, |(_, params)| *params),
                data,
                self.options.given.unwrap_or(undefined),
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
        let base_auth = self.config.get(Opt::Auth);
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
        self.auth_is_of_client = base_auth
            .zip(self.config.get(Opt::Auth))
            .is_some_and(|(base, now)| base.is(now));
        for (option, value) in &self.own {
            self.config.set(*option, *value);
        }
        if let Some(response_type) = self.options.response_type {
            self.config.set(Opt::ResponseType, response_type);
        }
        if let Some(method) = self.config.truthy(Opt::Method) {
            self.method = method_token(method)?;
        }
        self.config.check()
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

    fn parts(&self, base: &str, target: &Target) -> Result<Parts<'e>, Refusal<'e>> {
        let realm = self.native.realm();
        let undefined = Val::undefined(self.client.scope());
        let base = idn::ascii(realm, undefined.scope(), base);
        let at_home = Target::parse(&base, true).is_ok_and(|home| home.origin() == target.origin());
        let mut headers = Headers::default();
        headers.set("Accept", self.address.accept());
        let data = self.config.get(Opt::Data).unwrap_or(undefined);
        let given = self.config.get(Opt::Headers).unwrap_or(undefined);
        let (shown, content_type, body) = if let Some(option) = self
            .config
            .get(Opt::TransformRequest)
            .filter(|option| is_chain(*option))
        {
            let pair = realm.hooked(data.scope(), "transformRequest", &[option, data, given])?;
            headers.merge(pair.get_index(1)?, &self.method)?;
            let changed = pair.get_index(0)?;
            (changed, None, body::source(changed)?)
        } else {
            headers.merge(given, &self.method)?;
            body::transform(realm, data, self.address.operation().is_some())?
        };
        if !at_home && !self.options.replaces_headers {
            for name in CREDENTIALS {
                headers.remove(name);
            }
        }
        if let Some(own) = self.options.headers {
            headers.merge(own, &self.method)?;
        }
        self.content_type(&mut headers, shown, content_type);
        if !headers.has("User-Agent") {
            headers.set("User-Agent", super::USER_AGENT);
        }
        let authorization = self.authorization(&mut headers, at_home, target)?;
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
}

/// A function or a non-empty list replaces the default; an empty list keeps it.
fn is_chain(option: Val<'_>) -> bool {
    option.is_function() || (option.is_array() && option.length() > 0)
}

fn method_token(method: Val<'_>) -> Result<String, Refusal<'_>> {
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
