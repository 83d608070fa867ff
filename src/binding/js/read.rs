//! What JavaScript values hold: numbers, text and bytes.

use std::ptr;

use napi::sys;

use super::{JsResult, Val};

impl<'e> Val<'e> {
    /// The number, if the value is one.
    #[must_use]
    pub fn as_number(self) -> Option<f64> {
        let mut number = 0.0;
        // SAFETY: `raw` is a live handle of `env`; other types answer with a status.
        let status = unsafe { sys::napi_get_value_double(self.env, self.raw, &raw mut number) };
        (status == sys::Status::napi_ok).then_some(number)
    }

    /// Copies `numbers` to the front of a `Float64Array`, as many as it has room for.
    pub fn fill(self, numbers: &[f64]) {
        let (mut kind, mut length, mut data) = (0, 0, ptr::null_mut());
        // SAFETY: `raw` is a live handle of `env`; other types answer with a status.
        let status = unsafe {
            sys::napi_get_typedarray_info(
                self.env,
                self.raw,
                &raw mut kind,
                &raw mut length,
                &raw mut data,
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        if status != sys::Status::napi_ok || kind != sys::TypedarrayType::float64_array {
            return;
        }
        let count = numbers.len().min(length);
        // SAFETY: `data` points at `length` doubles of an array that the caller's handle keeps
        // alive; no JavaScript runs meanwhile, and ours do not overlap V8's memory.
        unsafe { ptr::copy_nonoverlapping(numbers.as_ptr(), data.cast(), count) };
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
        } else if !self.is_view() {
            // Node 18 ends the process if it is asked for the bytes of anything else.
            return None;
        } else {
            // SAFETY: Node accepts every kind of view here.
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
}
