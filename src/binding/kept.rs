//! JavaScript functions that the native side keeps.

use napi::JsValue as _;
use napi::bindgen_prelude::JsObjectValue as _;
use napi::bindgen_prelude::{Function, FunctionRef, Object};

use super::js::{JsResult, Scope, Thrown, Val};

/// A function kept across callbacks.
pub struct Kept(FunctionRef<(), ()>);

impl Kept {
    /// Calls it, with `undefined` as `this`.
    ///
    /// # Errors
    /// What it throws.
    pub fn call<'e>(&self, scope: Scope<'e>, arguments: &[Val<'e>]) -> JsResult<'e, Val<'e>> {
        self.value(scope)?.call(Val::undefined(scope), arguments)
    }

    /// The function of that name.
    ///
    /// # Errors
    /// When there is none.
    #[inline(never)]
    pub fn take(functions: &Object<'_>, name: &str) -> napi::Result<Self> {
        let function: Function<'_, (), ()> = functions.get_named_property_unchecked(name)?;
        Ok(Self(function.create_ref()?))
    }

    /// The function itself.
    ///
    /// # Errors
    /// None in practice: it is kept.
    pub fn value<'e>(&self, scope: Scope<'e>) -> JsResult<'e, Val<'e>> {
        let env = scope.env();
        match self.0.borrow_back(&env) {
            Ok(function) => Ok(Val::raw_parts(env.raw(), function.value().value)),
            Err(_) => Err(Thrown(Val::undefined(scope))),
        }
    }
}
