//! Values made for JavaScript.

use std::ffi::c_void;
use std::ptr;

use napi::sys;

use super::{JsResult, Scope, Val};

impl<'e> Val<'e> {
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

    /// A function named `name` that runs `code` with `data`.
    ///
    /// # Errors
    /// When V8 makes no more functions.
    ///
    /// # Safety
    /// `code` must be one that takes `data` for what it is, and `data` must outlive
    /// the environment.
    pub unsafe fn function(
        scope: Scope<'e>,
        name: &str,
        code: unsafe extern "C" fn(sys::napi_env, sys::napi_callback_info) -> sys::napi_value,
        data: *mut c_void,
    ) -> JsResult<'e, Self> {
        produce!(
            scope.env,
            napi_create_function,
            name.as_ptr().cast(),
            name.len().cast_signed(),
            Some(code),
            data
        )
    }
}
