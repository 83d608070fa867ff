//! JavaScript values as this crate uses them: a copyable handle whose every
//! operation hands a thrown exception back as a value.
//!
//! napi-rs's own wrappers leave an exception pending when a getter or a proxy
//! trap throws; arguments come from strangers, so that is an ordinary case here.
//!
//! What dozens of places call is not inlined: it would be 15 KB of the addon.

use std::ffi::CStr;
use std::marker::PhantomData;
use std::ptr;

use napi::bindgen_prelude::{FromNapiValue, TypeName, TypeTag, Unknown, validate_type_tag};
use napi::{Env, JsValue, ValueType, sys};

/// The handle scope of the current callback: where values are made.
#[derive(Clone, Copy)]
pub struct Scope<'e> {
    env: sys::napi_env,
    callback: PhantomData<&'e ()>,
}

impl<'e> Scope<'e> {
    /// The scope of the callback that was given `env`.
    #[must_use]
    pub fn new(env: &'e Env) -> Self {
        Self::of(env.raw())
    }

    fn of(env: sys::napi_env) -> Self {
        Self {
            env,
            callback: PhantomData,
        }
    }

    /// The environment, for napi-rs.
    #[must_use]
    pub fn env(self) -> Env {
        Env::from_raw(self.env)
    }
}

/// A JavaScript value inside the current handle scope.
#[derive(Clone, Copy)]
pub struct Val<'e> {
    env: sys::napi_env,
    raw: sys::napi_value,
    callback: PhantomData<&'e ()>,
}

/// A value that JavaScript code threw, or that the promise is to be rejected with.
#[derive(Clone, Copy)]
pub struct Thrown<'e>(pub Val<'e>);

impl Thrown<'_> {
    /// The value as napi-rs throws it from a native method.
    #[must_use]
    #[cold]
    pub fn into_error(self) -> napi::Error {
        match self.0.unknown() {
            Ok(value) => napi::Error::from(value),
            Err(error) => error,
        }
    }
}

/// Outcome of an operation that may run JavaScript.
pub type JsResult<'e, T> = Result<T, Thrown<'e>>;

/// Calls a Node-API function whose last argument is an out pointer to a value.
macro_rules! produce {
    ($env:expr, $function:ident $(, $argument:expr)*) => {{
        let mut raw = ptr::null_mut();
        // SAFETY: `env` is the environment of the current callback and every handle
        // argument was obtained from it in this scope; `raw` outlives the call.
        let status = unsafe { sys::$function($env $(, $argument)*, &raw mut raw) };
        Val::checked($env, status, raw)
    }};
}

/// Calls a Node-API predicate; a failing status reads as `false`.
macro_rules! ask {
    ($env:expr, $function:ident $(, $argument:expr)*) => {{
        let mut answer = false;
        // SAFETY: as for `produce!`; `answer` outlives the call.
        let status = unsafe { sys::$function($env $(, $argument)*, &raw mut answer) };
        if status == sys::Status::napi_pending_exception {
            // A proxy threw: to a yes-or-no question that is a no.
            Val::pending_exception($env);
        }
        status == sys::Status::napi_ok && answer
    }};
}

mod make;
mod read;

impl<'e> Val<'e> {
    /// Takes over a value that napi-rs handed out.
    #[must_use]
    pub fn from(value: &impl JsValue<'e>) -> Self {
        let value = value.value();
        Self::raw_parts(value.env, value.value)
    }

    /// A handle from its raw parts.
    #[must_use]
    pub fn raw_parts(env: sys::napi_env, raw: sys::napi_value) -> Self {
        Self {
            env,
            raw,
            callback: PhantomData,
        }
    }

    fn checked(
        env: sys::napi_env,
        status: sys::napi_status,
        raw: sys::napi_value,
    ) -> JsResult<'e, Self> {
        if status == sys::Status::napi_ok {
            return Ok(Self::raw_parts(env, raw));
        }
        Err(Thrown(Self::pending_exception(env)))
    }

    #[cold]
    #[inline(never)]
    fn pending_exception(env: sys::napi_env) -> Self {
        let mut raw = ptr::null_mut();
        // SAFETY: `env` belongs to the current callback; without a pending exception
        // Node-API answers with `undefined`.
        unsafe { sys::napi_get_and_clear_last_exception(env, &raw mut raw) };
        Self::raw_parts(env, raw)
    }

    /// The native side of an instance of a napi class.
    #[must_use]
    pub fn unwrap_native<T: TypeTag + TypeName + 'static>(self) -> Option<&'e T> {
        if self.kind() != ValueType::Object {
            return None;
        }
        let mut wrapped = ptr::null_mut();
        // SAFETY: an object that wraps nothing, or something else, answers with a status.
        let is_ours = unsafe {
            sys::napi_unwrap(self.env, self.raw, &raw mut wrapped) == sys::Status::napi_ok
                && validate_type_tag(self.env, self.raw, &T::type_tag(), T::type_name()).is_ok()
        };
        if !is_ours {
            return None;
        }
        // SAFETY: the tag says that the object wraps a `T`; the handle keeps it alive
        // for this scope, and no method of ours takes `&mut self`.
        unsafe { wrapped.cast::<T>().as_ref() }
    }

    /// The value as napi-rs returns it from a native method.
    ///
    /// # Errors
    /// None: every handle is a valid `Unknown`.
    pub fn unknown(self) -> napi::Result<Unknown<'e>> {
        // SAFETY: `raw` is a live handle of `env`.
        unsafe { Unknown::from_napi_value(self.env, self.raw) }
    }

    /// The scope this value lives in.
    #[must_use]
    pub fn scope(self) -> Scope<'e> {
        Scope::of(self.env)
    }

    /// `typeof`, with `null` told apart from objects.
    #[must_use]
    pub fn kind(self) -> ValueType {
        let mut kind = 0;
        // SAFETY: `raw` is a live handle of `env`.
        unsafe { sys::napi_typeof(self.env, self.raw, &raw mut kind) };
        ValueType::from(kind)
    }

    /// Whether the value is `undefined`.
    #[must_use]
    pub fn is_undefined(self) -> bool {
        self.kind() == ValueType::Undefined
    }

    /// Whether the value is `null` or `undefined`.
    #[must_use]
    pub fn is_nullish(self) -> bool {
        matches!(self.kind(), ValueType::Undefined | ValueType::Null)
    }

    /// Whether the value is a function.
    #[must_use]
    pub fn is_function(self) -> bool {
        self.kind() == ValueType::Function
    }

    /// `Array.isArray`.
    #[must_use]
    pub fn is_array(self) -> bool {
        ask!(self.env, napi_is_array, self.raw)
    }

    /// Whether the value is a Date of any realm.
    #[must_use]
    pub fn is_date(self) -> bool {
        ask!(self.env, napi_is_date, self.raw)
    }

    /// Whether the value is an ArrayBuffer of any realm.
    #[must_use]
    pub fn is_array_buffer(self) -> bool {
        ask!(self.env, napi_is_arraybuffer, self.raw)
    }

    /// Whether the value is a view: a Buffer, a typed array or a DataView.
    #[must_use]
    pub fn is_view(self) -> bool {
        ask!(self.env, napi_is_buffer, self.raw)
            || ask!(self.env, napi_is_typedarray, self.raw)
            || ask!(self.env, napi_is_dataview, self.raw)
    }

    /// `===`.
    #[must_use]
    pub fn is(self, other: Self) -> bool {
        ask!(self.env, napi_strict_equals, self.raw, other.raw)
    }

    /// `instanceof`, `false` for a constructor that is none.
    #[must_use]
    pub fn is_instance_of(self, constructor: Self) -> bool {
        ask!(self.env, napi_instanceof, self.raw, constructor.raw)
    }

    /// Truthiness.
    #[must_use]
    #[inline(never)]
    pub fn is_truthy(self) -> bool {
        let mut coerced = ptr::null_mut();
        // SAFETY: `raw` is a live handle of `env`.
        unsafe { sys::napi_coerce_to_bool(self.env, self.raw, &raw mut coerced) };
        ask!(self.env, napi_get_value_bool, coerced)
    }

    /// `value[name]`.
    ///
    /// # Errors
    /// What a getter or proxy throws.
    #[inline(never)]
    pub fn get(self, name: &CStr) -> JsResult<'e, Self> {
        produce!(self.env, napi_get_named_property, self.raw, name.as_ptr())
    }

    /// `value[key]`.
    ///
    /// # Errors
    /// What a getter or proxy throws.
    pub fn get_key(self, key: Self) -> JsResult<'e, Self> {
        produce!(self.env, napi_get_property, self.raw, key.raw)
    }

    /// `value[index]`.
    ///
    /// # Errors
    /// What a getter or proxy throws.
    pub fn get_index(self, index: u32) -> JsResult<'e, Self> {
        produce!(self.env, napi_get_element, self.raw, index)
    }

    /// `value[index] = item`.
    ///
    /// # Errors
    /// What a setter or proxy throws.
    pub fn set_index(self, index: u32, item: Self) -> JsResult<'e, ()> {
        // SAFETY: both handles live in this scope.
        let status = unsafe { sys::napi_set_element(self.env, self.raw, index, item.raw) };
        Self::checked(self.env, status, self.raw).map(drop)
    }

    /// `value[name] = item`.
    ///
    /// # Errors
    /// What a setter or proxy throws.
    pub fn set(self, name: &CStr, item: Self) -> JsResult<'e, ()> {
        // SAFETY: both handles live in this scope.
        let status =
            unsafe { sys::napi_set_named_property(self.env, self.raw, name.as_ptr(), item.raw) };
        Self::checked(self.env, status, self.raw).map(drop)
    }

    /// `value[key] = item`.
    ///
    /// # Errors
    /// What a setter or proxy throws.
    pub fn set_key(self, key: Self, item: Self) -> JsResult<'e, ()> {
        // SAFETY: all handles live in this scope.
        let status = unsafe { sys::napi_set_property(self.env, self.raw, key.raw, item.raw) };
        Self::checked(self.env, status, self.raw).map(drop)
    }

    /// `Object.defineProperty` of a value.
    ///
    /// # Errors
    /// What a proxy throws.
    pub fn define(
        self,
        name: &str,
        value: Self,
        attributes: sys::napi_property_attributes,
    ) -> JsResult<'e, ()> {
        let property = sys::napi_property_descriptor {
            utf8name: ptr::null(),
            name: Self::latin1(self.scope(), name.as_bytes())?.raw,
            method: None,
            getter: None,
            setter: None,
            value: value.raw,
            attributes,
            data: ptr::null_mut(),
        };
        // SAFETY: all handles live in this scope, and the descriptor outlives the call.
        let status =
            unsafe { sys::napi_define_properties(self.env, self.raw, 1, &raw const property) };
        Self::checked(self.env, status, self.raw).map(drop)
    }

    /// Whether the object itself has a property of that name.
    #[must_use]
    pub fn has_own(self, name: &CStr) -> bool {
        let name = name.to_bytes();
        Self::latin1(self.scope(), name)
            .is_ok_and(|key| ask!(self.env, napi_has_own_property, self.raw, key.raw))
    }

    /// Length of an array, 0 for anything else.
    #[must_use]
    pub fn length(self) -> u32 {
        let mut length = 0;
        // SAFETY: other types answer with a status and leave the length alone.
        unsafe { sys::napi_get_array_length(self.env, self.raw, &raw mut length) };
        length
    }

    /// Own enumerable string keys in JavaScript's order.
    ///
    /// # Errors
    /// What a proxy throws.
    pub fn own_keys(self) -> JsResult<'e, impl Iterator<Item = JsResult<'e, Self>>> {
        let keys = produce!(
            self.env,
            napi_get_all_property_names,
            self.raw,
            sys::KeyCollectionMode::own_only,
            sys::KeyFilter::enumerable | sys::KeyFilter::skip_symbols,
            sys::KeyConversion::numbers_to_strings
        )?;
        Ok((0..keys.length()).map(move |index| keys.get_index(index)))
    }

    /// `value.call(this, ...arguments)`.
    ///
    /// # Errors
    /// What the function throws, or a TypeError if the value is none.
    pub fn call(self, this: Self, arguments: &[Self]) -> JsResult<'e, Self> {
        const MOST: usize = 12;
        let mut raw_arguments = [ptr::null_mut(); MOST];
        for (slot, argument) in raw_arguments.iter_mut().zip(arguments) {
            *slot = argument.raw;
        }
        produce!(
            self.env,
            napi_call_function,
            this.raw,
            self.raw,
            arguments.len().min(MOST),
            raw_arguments.as_ptr()
        )
    }
}
