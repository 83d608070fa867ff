//! The native functions of the resource tree: one for each endpoint, made when the
//! package loads. All run the same code, which finds its endpoint in their data; a
//! napi class for each resource would cost a millisecond of loading and some 170 KB.

use std::ffi::c_void;
use std::fmt::Write as _;
use std::ptr;

use napi::bindgen_prelude::Object;
use napi::{JsTypeError, JsValue as _, sys};
use napi_derive::napi;

use super::dispatch::dispatch;
use super::js::{JsResult, Thrown, Val};
use crate::endpoint::Endpoint;
use crate::resources::RESOURCES;

/// Most arguments that a method reads: two ids, a payload, options.
const ARGUMENTS: usize = 4;

/// What JavaScript builds the resource tree of when it loads: a line a resource, with its
/// path and class.
#[napi(skip_typescript)]
#[must_use]
pub fn resources() -> String {
    let mut text = String::new();
    for resource in RESOURCES {
        let _ = writeln!(text, "{} {}", resource.path, resource.class);
    }
    text
}

/// Puts the methods of resource `number` of [`RESOURCES`] on a class's prototype.
///
/// # Errors
/// When V8 makes no more functions.
#[napi(skip_typescript)]
pub fn add_methods(number: u32, prototype: Object<'_>) -> napi::Result<()> {
    let prototype = Val::from(&prototype);
    let resource = RESOURCES.get(number as usize);
    for endpoint in resource.iter().flat_map(|resource| resource.endpoints) {
        add_method(prototype, endpoint).map_err(Thrown::into_error)?;
    }
    Ok(())
}

fn add_method<'e>(prototype: Val<'e>, endpoint: &'static Endpoint) -> JsResult<'e, ()> {
    let scope = prototype.scope();
    // SAFETY: `call` takes the data for the endpoint that it is.
    let method = unsafe {
        let data: *const Endpoint = endpoint;
        Val::function(scope, endpoint.method, call, data.cast_mut().cast())?
    };
    let length = endpoint.length();
    if length > 0 {
        let length = Val::number(scope, f64::from(length))?;
        method.define("length", length, sys::PropertyAttributes::configurable)?;
    }
    for name in [endpoint.method].into_iter().chain(endpoint.alias) {
        let hidden = sys::PropertyAttributes::writable | sys::PropertyAttributes::configurable;
        prototype.define(name, method, hidden)?;
    }
    Ok(())
}

/// What every method runs. Its data is its endpoint, `this` the resource.
unsafe extern "C" fn call(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let mut count = ARGUMENTS;
    let mut given = [ptr::null_mut(); ARGUMENTS];
    let mut this = ptr::null_mut();
    let mut data: *mut c_void = ptr::null_mut();
    // SAFETY: Node-API calls with an environment and the facts of this call. It fills
    // up with `undefined` what was not passed.
    let endpoint = unsafe {
        sys::napi_get_cb_info(
            env,
            info,
            &raw mut count,
            given.as_mut_ptr(),
            &raw mut this,
            &raw mut data,
        );
        data.cast::<Endpoint>().as_ref()
    };
    let Some(endpoint) = endpoint else {
        return ptr::null_mut();
    };
    let value = |raw| Val::raw_parts(env, raw);
    match dispatch(value(this), endpoint, &given.map(value)) {
        Ok(promise) => promise.raw(),
        Err(error) => {
            // SAFETY: no exception is pending: what the handles threw was taken.
            unsafe { JsTypeError::from(error).throw_into(env) };
            ptr::null_mut()
        }
    }
}
