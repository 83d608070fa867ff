//! The one way into the core: every resource method and verb ends here.
//!
//! A verb or `handleRequest` that somebody overrode or spied on takes effect: it
//! costs the others one comparison.

use napi::ValueType;
use napi::bindgen_prelude::Unknown;

use super::address::Address;
use super::args::call_options::is_given;
use super::args::config::Opt;
use super::args::ids;
use super::args::job::{JobArgs, weight};
use super::bad_input::{BadInput, Refusal, describe};
use super::bottleneck::{NativeLimiter, no_limiter};
use super::client::NativeClient;
use super::hookable::Hookable;
use super::js::{JsResult, Scope, Thrown, Val};
use super::request::Request;
use super::stand_in;
use super::standing;
use crate::endpoint::{Endpoint, Payload, Verb};

type Outcome<'e> = Result<Val<'e>, Refusal<'e>>;

/// Calls `endpoint` with the arguments of a resource method: ids, then query or
/// body, then the per-call options. `this` is the resource.
///
/// # Errors
/// What `this.client` throws; a refusal if there is no client to make a rejected promise with.
pub fn dispatch<'e>(
    this: Val<'e>,
    endpoint: &'static Endpoint,
    arguments: &[Val<'e>],
) -> napi::Result<Unknown<'e>> {
    let scope = this.scope();
    let client = if this.is_nullish() {
        this
    } else {
        this.get(c"client").map_err(Thrown::into_error)?
    };
    let arguments = Arguments {
        scope,
        list: arguments,
    };
    match NativeClient::of(client) {
        Some(native) => native.promise(scope, resource_call(native, client, endpoint, &arguments)),
        None => foreign_call(client, endpoint, &arguments),
    }
}

/// Arguments of a method; those not passed are `undefined`.
struct Arguments<'a, 'e> {
    scope: Scope<'e>,
    list: &'a [Val<'e>],
}

impl<'e> Arguments<'_, 'e> {
    fn at(&self, index: usize) -> Val<'e> {
        let given = self.list.get(index).copied();
        given.unwrap_or_else(|| Val::undefined(self.scope))
    }

    /// The path with the ids in place, checked and encoded.
    fn path(&self, endpoint: &Endpoint) -> Result<String, BadInput> {
        endpoint.fill(|path, name, place| ids::push(path, name, self.at(place)))
    }

    /// The query or body; like the original's defaults, `{}` for `undefined`.
    fn payload(&self, endpoint: &Endpoint) -> Result<Option<Val<'e>>, Refusal<'e>> {
        if endpoint.payload() == Payload::None {
            return Ok(None);
        }
        let given = self.at(endpoint.ids().count());
        Ok(Some(if given.is_undefined() {
            Val::object(self.scope)?
        } else {
            given
        }))
    }

    fn options(&self, endpoint: &Endpoint) -> Val<'e> {
        self.at(endpoint.options_index())
    }

    /// Calls a verb that is not ours, as the original would, with the per-call
    /// options after its arguments.
    fn pass_on(
        &self,
        path: &str,
        payload: Option<Val<'e>>,
        options: Val<'e>,
        client: Val<'e>,
        verb: Val<'e>,
    ) -> Outcome<'e> {
        let mut passed = vec![Val::string(self.scope, Endpoint::relative(path))?];
        passed.extend(payload);
        if is_given(options)? {
            passed.resize(2, Val::undefined(self.scope));
            passed.push(options);
        }
        Ok(verb.call(client, &passed)?)
    }
}

fn resource_call<'e>(
    native: &NativeClient,
    client: Val<'e>,
    endpoint: &'static Endpoint,
    arguments: &Arguments<'_, 'e>,
) -> Outcome<'e> {
    let path = arguments.path(endpoint)?;
    if endpoint.accept.is_none() && !is_given(arguments.options(endpoint))? {
        let given = arguments.at(endpoint.ids().count());
        if let Some(promise) = standing::call(native, client, endpoint, &path, given)? {
            return Ok(promise);
        }
    }
    let payload = arguments.payload(endpoint)?;
    let verb = client.get(verb_name(endpoint.verb))?;
    if !native.realm().is_own(verb, hookable(endpoint.verb))? {
        let payload = stand_in::payload(native.realm(), endpoint, payload)?;
        let options = stand_in::options(endpoint, arguments.options(endpoint))?;
        return arguments.pass_on(&path, payload, options, client, verb);
    }
    let params = match (endpoint.payload(), endpoint.verb) {
        (Payload::Query, _) => payload,
        // `get` has `{}` for the params it is not given, over `requestOptions`.
        (Payload::None, Verb::GET) => Some(Val::object(arguments.scope)?),
        _ => None,
    };
    let call = VerbCall {
        verb: endpoint.verb,
        address: Address::Operation(endpoint, path),
        params,
        data: payload.filter(|_| endpoint.payload() == Payload::Body),
        options: arguments.options(endpoint),
    };
    call.run(native, client)
}

/// A resource whose `client` is an object of the user's own, as tests do it.
fn foreign_call<'e>(
    client: Val<'e>,
    endpoint: &'static Endpoint,
    arguments: &Arguments<'_, 'e>,
) -> napi::Result<Unknown<'e>> {
    let run = || -> Outcome<'e> {
        if client.is_nullish() {
            return Err(not_a_resource(endpoint));
        }
        let path = arguments.path(endpoint)?;
        let payload = arguments.payload(endpoint)?;
        let verb = client.get(verb_name(endpoint.verb))?;
        if !verb.is_function() {
            return Err(not_a_resource(endpoint));
        }
        arguments.pass_on(&path, payload, arguments.options(endpoint), client, verb)
    };
    match run() {
        Ok(value) => value.unknown(),
        Err(Refusal::Thrown(thrown)) => Err(thrown.into_error()),
        Err(Refusal::Bad(bad)) => Err(napi::Error::from_reason(bad.message().to_owned())),
    }
}

fn not_a_resource<'e>(endpoint: &Endpoint) -> Refusal<'e> {
    Refusal::Bad(BadInput::wrong_type(format!(
        "{}() was called on what is no resource of a client: call it as a method of its resource, or bind it to that.",
        endpoint.method
    )))
}

fn verb_name(verb: Verb) -> &'static std::ffi::CStr {
    match verb {
        Verb::GET => c"get",
        Verb::POST => c"post",
        Verb::PUT => c"put",
        Verb::PATCH => c"patch",
        Verb::DELETE => c"delete",
    }
}

fn hookable(verb: Verb) -> Hookable {
    match verb {
        Verb::GET => Hookable::Get,
        Verb::POST => Hookable::Post,
        Verb::PUT => Hookable::Put,
        Verb::PATCH => Hookable::Patch,
        Verb::DELETE => Hookable::Delete,
    }
}

/// One use of `get`, `post`, `put`, `patch`, `delete` or `nextPage`.
pub struct VerbCall<'e> {
    /// HTTP method.
    pub verb: Verb,
    /// Where to.
    pub address: Address<'e>,
    /// Query parameters; `None` leaves those of `requestOptions`.
    pub params: Option<Val<'e>>,
    /// Body; `None` leaves that of `requestOptions`.
    pub data: Option<Val<'e>>,
    /// The per-call options, if the argument is there.
    pub options: Val<'e>,
}

impl<'e> VerbCall<'e> {
    /// Makes the call, by way of the user's `handleRequest` if there is one.
    ///
    /// # Errors
    /// A [`Refusal`] for the promise.
    pub fn run(self, native: &NativeClient, client: Val<'e>) -> Outcome<'e> {
        let handle = client.get(c"handleRequest")?;
        let scope = client.scope();
        if !native.realm().is_own(handle, Hookable::HandleRequest)? {
            let stand_in = self.for_stand_in(native)?;
            let given = is_given(stand_in.options)?;
            let (job, request) = stand_in.shown(scope)?;
            let options = Some(stand_in.options).filter(|_| given);
            let passed: Vec<_> = [job, request].into_iter().chain(options).collect();
            return Ok(handle.call(client, &passed)?);
        }
        if let Some(limiter) = own_limiter(native, client)? {
            let stand_in = self.for_stand_in(native)?;
            let (job, request) = stand_in.shown(scope)?;
            let arguments = [job, request, stand_in.options];
            return Ok(native.realm().schedule_on(client, limiter, arguments)?);
        }
        let is_binary = self
            .address
            .operation()
            .is_some_and(|endpoint| endpoint.is_binary);
        let mut request = Request::new(native, client, self.address, self.verb.as_str());
        if let Some(params) = self.params {
            request.set(Opt::Params, params);
        }
        if let Some(data) = self.data {
            request.set(Opt::Data, data);
        }
        if is_binary {
            request.set(Opt::ResponseType, Val::string(scope, "arraybuffer")?);
        }
        request.options(self.options)?;
        request.send(scope, JobArgs::of_weight(weight(self.verb)))
    }

    /// The call as a function of the caller's own is to see it.
    fn for_stand_in(mut self, native: &NativeClient) -> Result<Self, Refusal<'e>> {
        if let Some(endpoint) = self.address.operation() {
            self.params = stand_in::payload(native.realm(), endpoint, self.params)?;
            self.data = stand_in::payload(native.realm(), endpoint, self.data)?;
            self.options = stand_in::options(endpoint, self.options)?;
        }
        Ok(self)
    }

    /// The first two arguments of `handleRequest` for this call.
    fn shown(&self, scope: Scope<'e>) -> JsResult<'e, (Val<'e>, Val<'e>)> {
        let job = Val::object(scope)?;
        job.set(c"weight", Val::number(scope, weight(self.verb))?)?;
        let request = Val::object(scope)?;
        request.set(c"url", self.address.shown(scope)?)?;
        request.set(c"method", Val::string(scope, self.verb.as_str())?)?;
        if let Some(params) = self.params {
            request.set(c"params", params)?;
        }
        if let Some(data) = self.data {
            request.set(c"data", data)?;
        }
        Ok((job, request))
    }
}

/// The limiter that the user put in place of the client's, if any.
fn own_limiter<'e>(native: &NativeClient, client: Val<'e>) -> Result<Option<Val<'e>>, Refusal<'e>> {
    let limiter = client.get(c"bottleneck")?;
    if !matches!(limiter.kind(), ValueType::Object | ValueType::Function) {
        return Err(no_limiter(limiter).into());
    }
    let schedule = limiter.get(c"schedule")?;
    let is_ours = native.realm().is_own(schedule, Hookable::Schedule)?
        && NativeLimiter::is_of(limiter, native);
    Ok((!is_ours).then_some(limiter))
}

/// `handleRequest(bottleneckOptions, requestOptions, options)`.
///
/// # Errors
/// A [`Refusal`] for the promise.
pub fn handle_request<'e>(
    native: &NativeClient,
    client: Val<'e>,
    job: Val<'e>,
    layer: Val<'e>,
    options: Val<'e>,
) -> Outcome<'e> {
    let asked = JobArgs::read(job)?;
    if let Some(limiter) = own_limiter(native, client)? {
        let arguments = [job, layer, options];
        return Ok(native.realm().schedule_on(client, limiter, arguments)?);
    }
    let mut request = Request::new(native, client, Address::Layer, "GET");
    request.layer(layer);
    request.options(options)?;
    request.send(client.scope(), asked)
}

/// Sends what `handleRequest` was given, past our limiter: the user's own has started it.
///
/// # Errors
/// A [`Refusal`] for the promise.
pub fn send_started<'e>(
    native: &NativeClient,
    client: Val<'e>,
    job: Val<'e>,
    layer: Val<'e>,
    options: Val<'e>,
) -> Outcome<'e> {
    let mut request = Request::new(native, client, Address::Layer, "GET");
    request.started();
    request.layer(layer);
    request.options(options)?;
    request.send(client.scope(), JobArgs::read(job)?)
}

/// `nextPage(links, options)`.
///
/// # Errors
/// A [`Refusal`] for the promise.
pub fn next_page<'e>(
    native: &NativeClient,
    client: Val<'e>,
    links: Val<'e>,
    options: Val<'e>,
) -> Outcome<'e> {
    const MEND: &str = "pass the _links of a page that has a next one";
    let next = if links.kind() == ValueType::Object {
        links.get(c"next")?
    } else {
        links
    };
    let href = if next.kind() == ValueType::Object {
        next.get(c"href")?
    } else {
        next
    };
    if href.as_text().is_none_or(|text| text.is_empty()) {
        let found = if links.kind() == ValueType::Object {
            href
        } else {
            links
        };
        let message = format!(
            "The \"links.next.href\" argument of nextPage is {}: {MEND}.",
            describe(found)
        );
        return Err(Refusal::Bad(BadInput::wrong_type(message)));
    }
    let call = VerbCall {
        verb: Verb::GET,
        address: Address::Given(href),
        params: None,
        data: None,
        options,
    };
    call.run(native, client)
}
