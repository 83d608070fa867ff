//! What one loading of the package hands to the native side: the functions of
//! its own JavaScript realm, and the queue its completions return by.
//!
//! Jest and `vm` load the package into realms of their own. Arrays, errors and
//! promises must belong to the realm of the caller, so nothing global is used.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::JsObjectValue as _;
use napi::bindgen_prelude::{Function, Object, Unknown};
use napi_derive::napi;

use super::bad_input::BadInput;
use super::client::whole;
use super::deliveries::Deliveries;
use super::hookable::Hookable;
use super::js::{JsResult, Scope, Thrown, Val};
use super::json::Json;
use super::kept::Kept;
use super::parcel::{self, Left, Parcel, Turn};
use crate::endpoint::Verb;

/// The functions of one realm. Verbs are the class's own, to notice when
/// somebody put another in their place.
#[napi]
pub struct Realm {
    stringify: Kept,
    search_params: Kept,
    domain_to_ascii: Kept,
    settle: Kept,
    learn: Kept,
    stands: Kept,
    begin: Kept,
    reject: Kept,
    rejected: Kept,
    hooked: Kept,
    feed: Kept,
    multipart: Kept,
    make_error: Kept,
    schedule_on: Kept,
    verbs: [Kept; 7],
    /// Where finished calls go.
    pub(crate) deliveries: Arc<Deliveries>,
    /// JSON texts that may be asked for, until the turn after their delivery.
    texts: RefCell<HashMap<u64, Json>>,
    /// Texts that `js/parcels.js` keeps.
    kept: RefCell<parcel::Kept>,
}

#[napi]
impl Realm {
    /// Opens the binding for one realm.
    ///
    /// # Errors
    /// When a function is missing.
    #[napi(constructor)]
    pub fn new(functions: Object<'_>) -> napi::Result<Self> {
        let wake: Function<'_, (), Unknown<'static>> =
            functions.get_named_property_unchecked("wake")?;
        let verb = |name: &str| Kept::take(&functions, name);
        let [get, post, put, patch, delete, handle, schedule] =
            Hookable::ALL.map(|(_, name)| verb(name));
        Ok(Self {
            stringify: Kept::take(&functions, "stringify")?,
            search_params: Kept::take(&functions, "URLSearchParams")?,
            domain_to_ascii: Kept::take(&functions, "domainToASCII")?,
            settle: Kept::take(&functions, "settle")?,
            learn: Kept::take(&functions, "learn")?,
            stands: Kept::take(&functions, "stands")?,
            begin: Kept::take(&functions, "begin")?,
            reject: Kept::take(&functions, "reject")?,
            rejected: Kept::take(&functions, "rejected")?,
            hooked: Kept::take(&functions, "hooked")?,
            feed: Kept::take(&functions, "feed")?,
            schedule_on: Kept::take(&functions, "scheduleOn")?,
            verbs: [get?, post?, put?, patch?, delete?, handle?, schedule?],
            multipart: Kept::take(&functions, "isMultipart")?,
            make_error: Kept::take(&functions, "makeError")?,
            deliveries: Deliveries::open(&wake)?,
            texts: RefCell::default(),
            kept: RefCell::default(),
        })
    }

    /// The texts of the next parcels, about `budget` bytes of bodies, with their numbers
    /// in `numbers`; `null` when there are none.
    ///
    /// # Errors
    /// What V8 throws when it has no memory for a string.
    #[napi]
    pub fn take<'e>(
        &self,
        env: &'e Env,
        budget: u32,
        numbers: Unknown<'e>,
    ) -> napi::Result<Unknown<'e>> {
        let scope = Scope::new(env);
        self.texts.borrow_mut().clear();
        let (parcels, more) = self.deliveries.take(budget as usize);
        match self.pack(scope, parcels, more, Val::from(&numbers)) {
            Ok(array) => array.unknown(),
            Err(thrown) => Err(thrown.into_error()),
        }
    }

    /// The body of call `id` as it came, in the turn of its delivery, if it did not cross so.
    #[napi]
    pub fn original(&self, id: f64) -> Option<String> {
        let text = self.texts.borrow_mut().remove(&whole(id))?;
        Some(text.into_original())
    }

    /// A part of the folded body of call `id`, in the turn of its delivery. To make all of them
    /// at once would have V8 carry them through a collection.
    #[napi]
    pub fn part<'e>(&self, env: &'e Env, id: f64, index: u32) -> Option<Unknown<'e>> {
        let texts = self.texts.borrow();
        let Json::Folded(folded, _) = texts.get(&whole(id))? else {
            return None;
        };
        let part = folded.parts().get(index as usize)?;
        Val::latin1(Scope::new(env), part).ok()?.unknown().ok()
    }

    /// A shape of folded texts: see [`Folder::definition`](crate::core::fold::Folder::definition).
    #[napi]
    pub fn shape(&self, number: u32) -> Option<String> {
        self.deliveries
            .folder()
            .definition(u16::try_from(number).ok()?)
    }

    /// Has texts cross with their keys from now on.
    #[napi]
    pub fn stop_folding(&self) {
        self.deliveries.folder().stop();
    }

    /// Answers question `id` of the core.
    #[napi]
    pub fn answer(&self, id: f64, value: f64) {
        self.deliveries.answer(whole(id), value);
    }

    /// Asks for the next chunk of body `id`.
    #[napi]
    pub fn pull(&self, env: Env, id: f64) {
        self.deliveries.hold(&env);
        self.deliveries.streams().pull(whole(id));
    }

    /// Gives body `id` up; the exchange is aborted.
    #[napi]
    pub fn close_body(&self, id: f64) {
        self.deliveries.streams().close(whole(id));
    }

    /// Passes on a chunk of the request body of call `id`.
    #[napi]
    pub fn feed_body(&self, id: f64, chunk: Unknown<'_>) {
        let bytes = Val::from(&chunk).as_bytes().unwrap_or_default();
        self.deliveries.streams().feed(whole(id), Ok(bytes.into()));
    }

    /// The request body of call `id` is complete.
    #[napi]
    pub fn end_body(&self, id: f64) {
        self.deliveries.streams().end(whole(id));
    }

    /// The source of the request body of call `id` failed.
    #[napi]
    pub fn fail_body(&self, id: f64, message: String) {
        self.deliveries.streams().feed(whole(id), Err(message));
        self.deliveries.streams().end(whole(id));
    }
}

impl Realm {
    fn pack<'e>(
        &self,
        scope: Scope<'e>,
        parcels: Vec<Parcel>,
        more: bool,
        numbers: Val<'e>,
    ) -> JsResult<'e, Val<'e>> {
        if parcels.is_empty() {
            return Val::null(scope);
        }
        let mut kept = self.kept.borrow_mut();
        let count = u32::try_from(parcels.len()).unwrap_or(u32::MAX);
        let mut turn = Turn::new(scope, &mut kept, count, more)?;
        for parcel in parcels {
            if parcel.ends_wait() {
                self.deliveries.release(&scope.env());
            }
            match parcel.write(&mut turn)? {
                Left::Nothing => {}
                Left::Json(id, text) => drop(self.texts.borrow_mut().insert(id, text)),
                Left::Stream(id, reader) => self.deliveries.streams().open(id, reader),
            }
        }
        Ok(turn.finish(numbers))
    }

    /// `JSON.stringify(value)`.
    ///
    /// # Errors
    /// What `toJSON` or a getter throws, or the TypeError for a cycle or a BigInt.
    pub fn stringify<'e>(&self, value: Val<'e>) -> JsResult<'e, Val<'e>> {
        self.stringify.call(value.scope(), &[value])
    }

    /// Whether `value` is a URLSearchParams.
    pub fn is_search_params(&self, value: Val<'_>) -> bool {
        self.search_params
            .value(value.scope())
            .is_ok_and(|constructor| value.is_instance_of(constructor))
    }

    /// `host` as DNS has it, if it is a host name.
    pub fn domain_to_ascii(&self, scope: Scope<'_>, host: &str) -> Option<String> {
        let host = Val::string(scope, host).ok()?;
        let name = self.domain_to_ascii.call(scope, &[host]).ok()?.as_text()?;
        Some(name).filter(|name| !name.is_empty())
    }

    /// Whether `value` is a FormData or Blob, which axios 0.18 could not send.
    ///
    /// # Errors
    /// What an exotic object throws when it is looked at.
    pub fn is_multipart<'e>(&self, value: Val<'e>) -> JsResult<'e, bool> {
        Ok(self.multipart.call(value.scope(), &[value])?.is_truthy())
    }

    /// Starts feeding the Readable `source` to call `id`.
    ///
    /// # Errors
    /// What the Readable throws when it is asked for its iterator.
    pub fn feed<'e>(&self, scope: Scope<'e>, id: u64, source: Val<'e>) -> JsResult<'e, ()> {
        self.feed
            .call(scope, &[Val::id(scope, id)?, source])
            .map(drop)
    }

    /// An error of this realm, for a method that throws.
    pub fn error(&self, scope: Scope<'_>, bad: &BadInput) -> napi::Error {
        let made = Self::error_arguments(scope, bad)
            .and_then(|arguments| self.make_error.call(scope, &arguments));
        match made {
            Ok(error) => Thrown(error).into_error(),
            Err(thrown) => thrown.into_error(),
        }
    }

    fn error_arguments<'e>(scope: Scope<'e>, bad: &BadInput) -> JsResult<'e, [Val<'e>; 3]> {
        let code = bad.code().map_or_else(
            || Ok(Val::undefined(scope)),
            |code| Val::string(scope, code),
        )?;
        Ok([
            Val::string(scope, bad.class())?,
            Val::string(scope, bad.message())?,
            code,
        ])
    }

    /// Registers a call with the JavaScript side; the promise of its outcome.
    ///
    /// # Errors
    /// What the caller's own objects throw while they are looked at.
    pub fn settle<'e>(&self, scope: Scope<'e>, arguments: &[Val<'e>]) -> JsResult<'e, Val<'e>> {
        self.settle.call(scope, arguments)
    }

    /// Has JavaScript note how `client` stands; whether its calls can be told to be alike.
    ///
    /// # Errors
    /// What a getter of the request options throws.
    pub fn learn<'e>(&self, client: Val<'e>) -> JsResult<'e, bool> {
        Ok(self.learn.call(client.scope(), &[client])?.is_truthy())
    }

    /// Whether `client` stands as it did when it was learnt.
    ///
    /// # Errors
    /// What a getter of the request options throws.
    pub fn stands<'e>(&self, client: Val<'e>, verb: Verb) -> JsResult<'e, bool> {
        let verb = Val::number(client.scope(), f64::from(verb as u8))?;
        Ok(self
            .stands
            .call(client.scope(), &[client, verb])?
            .is_truthy())
    }

    /// Registers a call that goes the short way, to `url`, of which the first bytes are
    /// shown; the promise of its outcome, or `undefined` if `client` stands otherwise by now.
    ///
    /// # Errors
    /// What a getter of the request options throws.
    pub fn begin<'e>(
        &self,
        client: Val<'e>,
        verb: Verb,
        id: u64,
        (url, shown): (&str, usize),
        (params, data): (Val<'e>, Val<'e>),
    ) -> JsResult<'e, Val<'e>> {
        let scope = client.scope();
        let url_value = Val::string(scope, url)?;
        let shown = match url.get(..shown) {
            Some(start) if start.len() < url.len() => Val::string(scope, start)?,
            _ => url_value,
        };
        let verb = Val::number(scope, f64::from(verb as u8))?;
        let arguments = [
            Val::id(scope, id)?,
            client,
            verb,
            shown,
            url_value,
            params,
            data,
        ];
        self.begin.call(scope, &arguments)
    }

    /// Has `limiter`, the user's own, start a call: `arguments` are those of `handleRequest`.
    ///
    /// # Errors
    /// None in practice: what the limiter throws rejects the promise.
    pub fn schedule_on<'e>(
        &self,
        client: Val<'e>,
        limiter: Val<'e>,
        arguments: [Val<'e>; 3],
    ) -> JsResult<'e, Val<'e>> {
        let [job, request, options] = arguments;
        let all = [client, limiter, job, request, options];
        self.schedule_on.call(client.scope(), &all)
    }

    /// A helper that runs user callbacks (`transformRequest`, `paramsSerializer`…).
    ///
    /// # Errors
    /// What the callback throws.
    pub fn hooked<'e>(
        &self,
        scope: Scope<'e>,
        name: &str,
        arguments: &[Val<'e>],
    ) -> JsResult<'e, Val<'e>> {
        let mut all = vec![Val::string(scope, name)?];
        all.extend_from_slice(arguments);
        self.hooked.call(scope, &all)
    }

    /// Warns the program of something that does not fail a call.
    pub fn warn(&self, scope: Scope<'_>, message: &str) {
        // Whatever `process.emitWarning` throws: a notice fails nothing.
        let _ = Val::string(scope, message).and_then(|text| self.hooked(scope, "warn", &[text]));
    }

    /// A promise rejected with `error`.
    ///
    /// # Errors
    /// None in practice: the helper only wraps the value.
    pub fn rejected<'e>(&self, error: Thrown<'e>) -> JsResult<'e, Val<'e>> {
        self.rejected.call(error.0.scope(), &[error.0])
    }

    /// A promise rejected with a new error of this realm.
    ///
    /// # Errors
    /// None in practice: the helper only builds the error.
    pub fn reject<'e>(&self, scope: Scope<'e>, bad: &BadInput) -> JsResult<'e, Val<'e>> {
        self.reject.call(scope, &Self::error_arguments(scope, bad)?)
    }

    /// Whether `client` still has the class's own function of that name.
    ///
    /// # Errors
    /// What a getter in its place throws.
    pub fn is_own<'e>(&self, found: Val<'e>, which: Hookable) -> JsResult<'e, bool> {
        let [get, post, put, patch, delete, handle, schedule] = &self.verbs;
        let own = match which {
            Hookable::Get => get,
            Hookable::Post => post,
            Hookable::Put => put,
            Hookable::Patch => patch,
            Hookable::Delete => delete,
            Hookable::HandleRequest => handle,
            Hookable::Schedule => schedule,
        };
        Ok(own.value(found.scope())?.is(found))
    }
}
