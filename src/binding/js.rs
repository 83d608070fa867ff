//! JavaScript values as this crate uses them: a copyable handle whose every
//! operation hands a thrown exception back as a value.
//!
//! napi-rs's own wrappers leave an exception pending when a getter or a proxy
//! trap throws; arguments come from strangers, so that is an ordinary case here.

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
        status == sys::Status::napi_ok && answer
    }};
}

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

    fn pending_exception(env: sys::napi_env) -> Self {
        let mut raw = ptr::null_mut();
        // SAFETY: `env` belongs to the current callback; without a pending exception
        // Node-API answers with `undefined`.
        unsafe { sys::napi_get_and_clear_last_exception(env, &raw mut raw) };
        Self::raw_parts(env, raw)
    }

    /// `undefined`.
    #[must_use]
    pub fn undefined(scope: Scope<'e>) -> Self {
        let mut raw = ptr::null_mut();
        // SAFETY: `env` belongs to the current callback.
        unsafe { sys::napi_get_undefined(scope.env, &raw mut raw) };
        Self::raw_parts(scope.env, raw)
    }

    /// `null`.
    ///
    /// # Errors
    /// None in practice; Node-API's status decides.
    pub fn null(scope: Scope<'e>) -> JsResult<'e, Self> {
        produce!(scope.env, napi_get_null)
    }

    /// A string of Latin-1 bytes, which V8 keeps at one byte a character.
    ///
    /// # Errors
    /// What V8 throws for a string over its maximum length.
    pub fn latin1(scope: Scope<'e>, text: &[u8]) -> JsResult<'e, Self> {
        produce!(
            scope.env,
            napi_create_string_latin1,
            text.as_ptr().cast(),
            text.len().cast_signed()
        )
    }

    /// A string.
    ///
    /// # Errors
    /// What V8 throws for a string over its maximum length.
    pub fn string(scope: Scope<'e>, text: &str) -> JsResult<'e, Self> {
        if text.is_ascii() {
            return Self::latin1(scope, text.as_bytes());
        }
        produce!(
            scope.env,
            napi_create_string_utf8,
            text.as_ptr().cast(),
            text.len().cast_signed()
        )
    }

    /// A number.
    ///
    /// # Errors
    /// None in practice; Node-API's status decides.
    pub fn number(scope: Scope<'e>, number: f64) -> JsResult<'e, Self> {
        produce!(scope.env, napi_create_double, number)
    }

    /// A Node Buffer with a copy of `bytes`.
    ///
    /// # Errors
    /// What V8 throws when the memory is not to be had.
    pub fn buffer(scope: Scope<'e>, bytes: &[u8]) -> JsResult<'e, Self> {
        let mut data = ptr::null_mut();
        produce!(
            scope.env,
            napi_create_buffer_copy,
            bytes.len(),
            bytes.as_ptr().cast(),
            &raw mut data
        )
    }

    /// An array of `length` holes to be filled with [`Val::set_index`].
    ///
    /// # Errors
    /// None in practice; Node-API's status decides.
    pub fn array(scope: Scope<'e>, length: usize) -> JsResult<'e, Self> {
        produce!(scope.env, napi_create_array_with_length, length)
    }

    /// An empty object.
    ///
    /// # Errors
    /// None in practice; Node-API's status decides.
    pub fn object(scope: Scope<'e>) -> JsResult<'e, Self> {
        produce!(scope.env, napi_create_object)
    }

    /// A number that names a call, question or stream.
    ///
    /// # Errors
    /// None in practice; Node-API's status decides.
    #[expect(
        clippy::cast_precision_loss,
        reason = "ids count up from 1 and never reach 2^53"
    )]
    pub fn id(scope: Scope<'e>, id: u64) -> JsResult<'e, Self> {
        Self::number(scope, id as f64)
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
    pub fn is_truthy(self) -> bool {
        let mut coerced = ptr::null_mut();
        // SAFETY: `raw` is a live handle of `env`.
        unsafe { sys::napi_coerce_to_bool(self.env, self.raw, &raw mut coerced) };
        ask!(self.env, napi_get_value_bool, coerced)
    }

    /// The number, if the value is one.
    #[must_use]
    pub fn as_number(self) -> Option<f64> {
        let mut number = 0.0;
        // SAFETY: `raw` is a live handle of `env`; other types answer with a status.
        let status = unsafe { sys::napi_get_value_double(self.env, self.raw, &raw mut number) };
        (status == sys::Status::napi_ok).then_some(number)
    }

    /// `Number(value)`.
    ///
    /// # Errors
    /// What `valueOf` throws, or the TypeError for a Symbol.
    pub fn to_number(self) -> JsResult<'e, f64> {
        let number = produce!(self.env, napi_coerce_to_number, self.raw)?;
        Ok(number.as_number().unwrap_or(f64::NAN))
    }

    /// `String(value)` as a JavaScript string.
    ///
    /// # Errors
    /// What `toString` throws, or the TypeError for a Symbol.
    pub fn to_js_string(self) -> JsResult<'e, Self> {
        produce!(self.env, napi_coerce_to_string, self.raw)
    }

    /// `String(value)`; lone surrogates become U+FFFD.
    ///
    /// # Errors
    /// What `toString` throws, or the TypeError for a Symbol.
    pub fn to_text(self) -> JsResult<'e, String> {
        Ok(self.to_js_string()?.as_text().unwrap_or_default())
    }

    /// The text, if the value is a string; lone surrogates become U+FFFD.
    #[must_use]
    pub fn as_text(self) -> Option<String> {
        const SHORT: usize = 256;
        let mut short = [0_u8; SHORT];
        let written = self.copy_utf8(&mut short)?;
        if written + 4 < SHORT {
            // Node-API never splits a character, so only a nearly full buffer can be cut.
            return Some(String::from_utf8_lossy(short.get(..written)?).into_owned());
        }
        let mut length = 0;
        // SAFETY: with a null buffer only the length is asked for.
        unsafe {
            sys::napi_get_value_string_utf8(self.env, self.raw, ptr::null_mut(), 0, &raw mut length)
        };
        let mut text = vec![0_u8; length + 1];
        let written = self.copy_utf8(&mut text)?;
        text.truncate(written);
        Some(
            String::from_utf8(text)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        )
    }

    fn copy_utf8(self, buffer: &mut [u8]) -> Option<usize> {
        let mut written = 0;
        // SAFETY: the buffer's true size is passed; Node-API ends it with NUL.
        let status = unsafe {
            sys::napi_get_value_string_utf8(
                self.env,
                self.raw,
                buffer.as_mut_ptr().cast(),
                buffer.len(),
                &raw mut written,
            )
        };
        (status == sys::Status::napi_ok).then_some(written)
    }

    /// The UTF-16 code units, if the value is a string.
    #[must_use]
    pub fn as_utf16(self) -> Option<Vec<u16>> {
        let mut length = 0;
        // SAFETY: with a null buffer only the length is asked for.
        let status = unsafe {
            sys::napi_get_value_string_utf16(
                self.env,
                self.raw,
                ptr::null_mut(),
                0,
                &raw mut length,
            )
        };
        if status != sys::Status::napi_ok {
            return None;
        }
        let mut units = vec![0_u16; length + 1];
        // SAFETY: the buffer's true size is passed; Node-API ends it with NUL.
        unsafe {
            sys::napi_get_value_string_utf16(
                self.env,
                self.raw,
                units.as_mut_ptr(),
                units.len(),
                &raw mut length,
            );
        }
        units.truncate(length);
        Some(units)
    }

    /// Whether the value is a string that has no UTF-8 form.
    #[must_use]
    pub fn has_lone_surrogate(self) -> bool {
        self.as_utf16()
            .is_some_and(|units| char::decode_utf16(units).any(|unit| unit.is_err()))
    }

    /// A copy of the bytes of an ArrayBuffer or of what a view covers.
    #[must_use]
    pub fn as_bytes(self) -> Option<Vec<u8>> {
        let (mut data, mut length) = (ptr::null_mut(), 0);
        let status = if self.is_array_buffer() {
            // SAFETY: the value is an ArrayBuffer; the out pointers outlive the call.
            unsafe {
                sys::napi_get_arraybuffer_info(self.env, self.raw, &raw mut data, &raw mut length)
            }
        } else {
            // SAFETY: Node accepts every kind of view here; others answer with a status.
            unsafe { sys::napi_get_buffer_info(self.env, self.raw, &raw mut data, &raw mut length) }
        };
        if status != sys::Status::napi_ok {
            return None;
        }
        if length == 0 || data.is_null() {
            return Some(Vec::new());
        }
        // SAFETY: Node-API gave the address and size of memory that the live handle keeps.
        Some(unsafe { std::slice::from_raw_parts(data.cast::<u8>(), length) }.to_vec())
    }

    /// `value[name]`.
    ///
    /// # Errors
    /// What a getter or proxy throws.
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
