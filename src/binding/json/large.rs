//! Parsing large texts without giving V8 a copy of them.
//!
//! A string over 128 KB gets memory of its own, which the system has to find, to clear
//! and to take back: a fifth of what the answer costs. So such a text goes into memory
//! that is used again and again, under external strings that are made once for each
//! length. V8 wants the bytes of one never to change. Nobody sees that these do: only
//! `JSON.parse` is given them, which copies what it keeps. That it copies is claimed by
//! tests for the versions of [`CHECKED`]; elsewhere strings are made as usual.

use std::cell::RefCell;
use std::ffi::{c_char, c_void};
use std::ops::RangeInclusive;
use std::ptr;
use std::rc::Rc;

use napi::sys;

use crate::binding::js::{Scope, Val};
use crate::binding::kept::Kept;

/// Node.js versions whose `JSON.parse` is known to copy.
const CHECKED: RangeInclusive<u32> = 18..=26;

/// Bytes from which V8 gives a string memory of its own.
const LEAST: usize = 128 * 1024;

/// Size of the memory. It is resident only as far as it was used.
const MOST: usize = 2 * 1024 * 1024;

/// Bytes between the lengths of strings: they are few, and blanks cost V8 little. If all
/// come up, V8 counts the memory once for each: `external` of `process.memoryUsage()` says
/// some 70 MB, 2 of which are there.
const STEP: usize = 32 * 1024;

/// `node_api_create_external_string_latin1`, which not every runtime has.
type CreateExternal = unsafe extern "C" fn(
    env: sys::napi_env,
    text: *const c_char,
    length: isize,
    finalize: sys::napi_finalize,
    hint: *mut c_void,
    result: *mut sys::napi_value,
    copied: *mut bool,
) -> sys::napi_status;

/// Memory for one text, which keeps its address once it is reserved.
type Memory = RefCell<Vec<u8>>;

/// The `JSON.parse` of a realm, and the memory for its texts.
pub struct LargeJson {
    parse: Kept,
    create: CreateExternal,
    memory: Rc<Memory>,
}

impl LargeJson {
    /// `parse` is V8's own `JSON.parse`, `versions` the `process.versions`; `None` where
    /// strings have to be copied.
    #[must_use]
    pub fn open(parse: Kept, versions: Val<'_>) -> Option<Self> {
        let other = [c"bun", c"deno", c"electron"];
        if other.iter().any(|name| versions.has_own(name)) {
            return None;
        }
        let version = versions.get(c"node").ok()?.as_text()?;
        let major = version.split('.').next()?.parse().ok()?;
        Some(Self {
            parse,
            create: create_external().filter(|_| CHECKED.contains(&major))?,
            memory: Rc::default(),
        })
    }

    /// Whether `text` is one for [`LargeJson::parse`].
    #[must_use]
    pub fn takes(&self, text: &[u8]) -> bool {
        (LEAST..=MOST).contains(&text.len())
    }

    /// What the Latin-1 `text` says; `None` if it is not JSON. The array `strings` is for
    /// the strings of this realm, which nobody else may look at.
    #[must_use]
    pub fn parse<'e>(&self, strings: Val<'e>, text: &[u8]) -> Option<Val<'e>> {
        let steps = text.len().div_ceil(STEP);
        self.fill(text, steps * STEP)?;
        let index = u32::try_from(steps).ok()?;
        let mut string = strings.get_index(index).ok()?;
        if string.is_undefined() {
            string = self.string(strings.scope(), steps * STEP)?;
            strings.set_index(index, string).ok()?;
        }
        self.parse.call(strings.scope(), &[string]).ok()
    }

    /// Puts `text` into the memory, and blanks behind it.
    fn fill(&self, text: &[u8], length: usize) -> Option<()> {
        let mut memory = self.memory.try_borrow_mut().ok()?;
        if memory.capacity() == 0 {
            memory.reserve_exact(MOST);
        }
        if length > MOST {
            return None;
        }
        memory.clear();
        memory.extend_from_slice(text);
        memory.resize(length, b' ');
        Some(())
    }

    /// A string of the first bytes of the memory.
    fn string<'e>(&self, scope: Scope<'e>, length: usize) -> Option<Val<'e>> {
        let bytes = self.memory.try_borrow().ok()?.as_ptr();
        let hint = Rc::into_raw(Rc::clone(&self.memory));
        let (env, mut raw, mut copied) = (scope.env().raw(), ptr::null_mut(), false);
        // SAFETY: `fill` has reserved as many bytes and written them, and never outgrows its
        // reserve, so they do not move. They live until the last count of the memory is given
        // back; `give_back` does so with the one of this string.
        let status = unsafe {
            (self.create)(
                env,
                bytes.cast(),
                length.cast_signed(),
                Some(give_back),
                hint.cast_mut().cast(),
                &raw mut raw,
                &raw mut copied,
            )
        };
        // Nowhere is it said whether a failing call gives the count back: it may be lost.
        (status == sys::Status::napi_ok && !copied).then(|| Val::raw_parts(env, raw))
    }
}

unsafe extern "C" fn give_back(_: sys::napi_env, _: *mut c_void, hint: *mut c_void) {
    // SAFETY: `hint` is a count that `string` gave away; V8 drops a string once, on the thread
    // that made it.
    drop(unsafe { Rc::from_raw(hint.cast::<Memory>()) });
}

/// Looked up by name, since a runtime without it would not load an addon that needs it.
#[cfg(unix)]
fn create_external() -> Option<CreateExternal> {
    let name = c"node_api_create_external_string_latin1";
    // SAFETY: a null pointer is `None`, and what has this name in a runtime is Node-API's.
    unsafe {
        std::mem::transmute::<*mut c_void, Option<CreateExternal>>(libc::dlsym(
            libc::RTLD_DEFAULT,
            name.as_ptr(),
        ))
    }
}

#[cfg(not(unix))]
fn create_external() -> Option<CreateExternal> {
    None
}
