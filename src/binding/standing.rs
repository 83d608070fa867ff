//! The short way of a call: what the plain calls of a client have in common is read
//! once, and again only when `js/standing.js` sees that somebody changed it.
//!
//! A plain call is one of a resource method without per-call options, of a client
//! whose request options are primitives and headers. The long way is
//! [`dispatch`](super::dispatch) and [`request`](super::request).

use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;

use super::address::ACCEPT;
use super::ambiguity::{Policy, Write};
use super::args::body::{self, Source};
use super::args::config::{Config, Opt};
use super::args::headers::Headers;
use super::args::job::{JobArgs, weight};
use super::args::params;
use super::args::transport;
use super::bad_input::Refusal;
use super::client::{NativeClient, Submission};
use super::js::Val;
use super::realm::Realm;
use crate::core::call::{Authorization, Body, Call, Limits, OnAmbiguous, ResponseMode};
use crate::core::headers::HeaderList;
use crate::core::limiter::JobOptions;
use crate::core::transport::Transport;
use crate::core::url::{Target, append_query, join, root};
use crate::endpoint::{Endpoint, Payload, Verb};

/// What the plain calls of a client have in common.
pub struct Standing {
    /// What paths of version 2 are put after, with its slash.
    base: String,
    /// What other paths are put after, without one.
    root: String,
    /// Headers of a call without body.
    plain: Arc<HeaderList>,
    /// Headers of a call with a body of JSON.
    json: Arc<HeaderList>,
    limits: Arc<Limits>,
    transport: Arc<dyn Transport>,
}

/// What a call brings along besides its path.
struct Brought<'e> {
    /// As `config.params` shows it.
    params: Val<'e>,
    query: String,
    /// As `config.data` shows it.
    data: Val<'e>,
    body: Body,
    is_json: bool,
}

impl Standing {
    /// Reads what `client` has now; nothing if its calls cannot be told to be alike.
    fn learn<'e>(native: &NativeClient, client: Val<'e>) -> Result<Option<Self>, Refusal<'e>> {
        if !native.realm().learn(client)? {
            return Ok(None);
        }
        let mut config = Config::default();
        config.absorb(client.get(c"requestOptions")?)?;
        let Some(base) = config.truthy(Opt::BaseUrl).and_then(Val::as_text) else {
            return Ok(None);
        };
        let takes_part = [Opt::Params, Opt::Data, Opt::ValidateStatus];
        if config.check().is_err()
            || takes_part
                .iter()
                .any(|option| config.raw(*option).is_some())
            || config.response_mode() != ResponseMode::Text
        {
            return Ok(None);
        }
        let (base, root) = (join(&base, "/"), root(&base).to_owned());
        let goes_as_shown = |url: &str| {
            // Any other host has to be put into ASCII for each call.
            url.is_ascii()
                && Target::parse(url, native.environment().allow_insecure)
                    .is_ok_and(|target| target.userinfo.is_none() && target.url == url)
        };
        if !goes_as_shown(&base) || !goes_as_shown(&format!("{root}/")) {
            return Ok(None);
        }
        let pool = transport::options(native, &config, &base)?;
        Ok(Some(Self {
            plain: headers(&config, client, None)?,
            json: headers(&config, client, Some(body::JSON))?,
            limits: Arc::new(config.limits(native.environment().limits.clone())?),
            transport: native.transport(&pool)?,
            base,
            root,
        }))
    }

    /// The address of a call, with room for its query.
    fn address(&self, path: &str, query: &str) -> String {
        let (start, path) = match path.strip_prefix("/v2/") {
            Some(endpoint) => (&self.base, endpoint),
            None => (&self.root, path),
        };
        let mut url = String::with_capacity(start.len() + path.len() + query.len() + 1);
        url.push_str(start);
        url.push_str(path);
        url
    }

    fn call(&self, verb: Verb, url: String, body: Body, is_json: bool) -> Call {
        let headers = if is_json { &self.json } else { &self.plain };
        Call {
            method: verb.as_str().into(),
            url,
            headers: Arc::clone(headers),
            authorization: Authorization::Bearer,
            body,
            response: ResponseMode::Text,
            limits: Arc::clone(&self.limits),
            transport: Arc::clone(&self.transport),
            hooks: None,
            on_ambiguous: OnAmbiguous::Reject,
        }
    }
}

fn headers<'e>(
    config: &Config<'e>,
    client: Val<'e>,
    content_type: Option<&'static str>,
) -> Result<Arc<HeaderList>, Refusal<'e>> {
    let mut headers = Headers::default();
    headers.set("Accept", ACCEPT);
    let given = config.get(Opt::Headers);
    headers.merge(given.unwrap_or(Val::undefined(client.scope())), "")?;
    if let Some(content_type) = content_type
        && !headers.has("Content-Type")
    {
        headers.set("Content-Type", content_type);
    }
    if !headers.has("User-Agent") {
        headers.set("User-Agent", super::USER_AGENT);
    }
    headers.remove("Authorization");
    Ok(Arc::new(headers.into_list()))
}

/// Makes the call the short way; nothing if it is to go the long one. `path` has its
/// ids in place, `given` is the argument after them.
///
/// # Errors
/// A [`Refusal`] for the promise: nothing was sent.
pub fn call<'e>(
    native: &NativeClient,
    client: Val<'e>,
    endpoint: &'static Endpoint,
    path: &str,
    given: Val<'e>,
) -> Result<Option<Val<'e>>, Refusal<'e>> {
    let realm = native.realm();
    let is_detoured = native.detours().failed.get() || native.detours().chained.get();
    // Reading the argument may run code of the caller: not for a call that goes the long way.
    let reads = endpoint.payload() != Payload::None && !given.is_undefined();
    if is_detoured || (reads && !realm.stands(client, endpoint.verb)?) {
        native.standing().replace(None);
        return Ok(None);
    }
    let Some(standing) = current(native, client)? else {
        return Ok(None);
    };
    let Some(brought) = bring(native.realm(), client, endpoint, given)? else {
        return Ok(None);
    };
    let mut url = standing.address(path, &brought.query);
    let shown = url.len();
    append_query(&mut url, &brought.query);
    let id = native.deliveries().next_id();
    let begun = realm.begin(
        client,
        endpoint.verb,
        id,
        (&url, shown),
        (brought.params, brought.data),
    )?;
    if begun.is_undefined() {
        native.standing().replace(None);
        return Ok(None);
    }
    let job = JobOptions {
        number: Some(id),
        ..JobArgs::of_weight(weight(endpoint.verb))
    };
    let mut call = standing.call(endpoint.verb, url, brought.body, brought.is_json);
    call.on_ambiguous = on_ambiguous(native, &standing, endpoint, &call);
    let submission = Submission {
        id,
        job,
        started: false,
        call,
        verbatim: false,
        abortable: false,
    };
    native.submit(&client.scope().env(), submission);
    Ok(Some(begun))
}

/// What follows when the effect of `call` is unknown.
fn on_ambiguous(
    native: &NativeClient,
    standing: &Standing,
    endpoint: &'static Endpoint,
    call: &Call,
) -> OnAmbiguous {
    let policy = native.environment().on_ambiguous;
    if policy == Policy::Reject {
        return OnAmbiguous::Reject;
    }
    let write = Write {
        method: &call.method,
        base: &standing.base,
        url: &call.url,
        operation: Some(endpoint),
        body: match &call.body {
            Body::Bytes(bytes) => Some(bytes),
            _ => None,
        },
        adapted: false,
    };
    write.of_client(policy)
}

/// What stands, read anew if somebody changed it.
fn current<'e>(
    native: &NativeClient,
    client: Val<'e>,
) -> Result<Option<Rc<Standing>>, Refusal<'e>> {
    let known = native.standing().borrow().clone();
    if known.is_some() {
        return Ok(known);
    }
    let learnt = Standing::learn(native, client)?.map(Rc::new);
    native.standing().replace(learnt.clone());
    Ok(learnt)
}

/// Query or body of the argument after the ids; nothing for a body other than JSON.
fn bring<'e>(
    realm: &Realm,
    client: Val<'e>,
    endpoint: &Endpoint,
    given: Val<'e>,
) -> Result<Option<Brought<'e>>, Refusal<'e>> {
    let scope = client.scope();
    let undefined = Val::undefined(scope);
    let mut brought = Brought {
        params: undefined,
        query: String::new(),
        data: undefined,
        body: if body::is_expected(endpoint.verb.as_str()) {
            Body::Bytes(Bytes::new())
        } else {
            Body::Absent
        },
        is_json: false,
    };
    match endpoint.payload() {
        Payload::None => {}
        Payload::Query => {
            brought.params = given;
            brought.query = params::serialise(realm, given, Some(endpoint))?;
        }
        Payload::Body => {
            let data = if given.is_undefined() {
                Val::object(scope)?
            } else {
                given
            };
            let (shown, Some(body::JSON), Source::Bytes(bytes)) =
                body::transform(realm, data, true)?
            else {
                return Ok(None);
            };
            (brought.data, brought.body, brought.is_json) = (shown, Body::Bytes(bytes), true);
        }
    }
    Ok(Some(brought))
}
