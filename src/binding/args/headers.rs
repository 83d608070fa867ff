//! Header objects: flattened as axios does, checked as Node does.

use std::borrow::Cow;

use bytes::Bytes;

use crate::binding::bad_input::{BadInput, Refusal};
use crate::binding::js::Val;
use crate::core::headers::HeaderList;

/// Groups that axios keeps inside a headers object; their entries apply to all
/// requests or to those of one method.
const GROUPS: [&str; 7] = ["delete", "get", "head", "post", "put", "patch", "common"];

/// Headers by name; a later entry replaces an earlier one of any case.
#[derive(Default)]
pub struct Headers(HeaderList);

impl Headers {
    /// Sets a header, in the place of one of the same name.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Bytes>) {
        let header = (name.into(), value.into());
        match self
            .0
            .iter_mut()
            .find(|(known, _)| known.eq_ignore_ascii_case(&header.0))
        {
            Some(entry) => *entry = header,
            None => self.0.push(header),
        }
    }

    /// Whether the header is there, in any case.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0
            .iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// Removes a header of any case.
    pub fn remove(&mut self, name: &str) {
        self.0
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    }

    /// The headers in order.
    #[must_use]
    pub fn into_list(self) -> HeaderList {
        self.0
    }

    /// Merges a caller's headers object: `common`, then the group of the method,
    /// then its own entries.
    ///
    /// # Errors
    /// What a getter throws, or Node's error for a name or value that HTTP forbids.
    pub fn merge<'e>(&mut self, headers: Val<'e>, method: &str) -> Result<(), Refusal<'e>> {
        if headers.is_nullish() {
            return Ok(());
        }
        let group = method.to_ascii_lowercase();
        let mut own = Vec::new();
        let (mut common, mut specific) = (None, None);
        for key in headers.own_keys()? {
            let key = key?;
            let name = key.as_text().unwrap_or_default();
            let value = headers.get_key(key)?;
            if name == "common" {
                common = Some(value);
            } else if name == group {
                specific = Some(value);
            } else if !GROUPS.contains(&name.as_str()) {
                own.push((name, value));
            }
        }
        for entries in [common, specific].into_iter().flatten() {
            self.merge_entries(entries)?;
        }
        for (name, value) in own {
            self.put(&name, value)?;
        }
        Ok(())
    }

    fn merge_entries<'e>(&mut self, entries: Val<'e>) -> Result<(), Refusal<'e>> {
        if entries.is_nullish() {
            return Ok(());
        }
        for key in entries.own_keys()? {
            let key = key?;
            self.put(&key.as_text().unwrap_or_default(), entries.get_key(key)?)?;
        }
        Ok(())
    }

    fn put<'e>(&mut self, name: &str, value: Val<'e>) -> Result<(), Refusal<'e>> {
        check_name(name)?;
        // The transport writes framing headers itself, from the body it sends.
        if name.eq_ignore_ascii_case("content-length")
            || name.eq_ignore_ascii_case("transfer-encoding")
        {
            return Ok(());
        }
        let name = if name.eq_ignore_ascii_case("content-type") {
            "Content-Type"
        } else {
            name
        };
        if !value.is_array() {
            self.set(name.to_owned(), header_value(name, value)?);
            return Ok(());
        }
        self.remove(name);
        for index in 0..value.length() {
            let bytes = header_value(name, value.get_index(index)?)?;
            self.0.push((name.to_owned().into(), bytes.into()));
        }
        Ok(())
    }
}

fn check_name(name: &str) -> Result<(), BadInput> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.is_empty() && name.bytes().all(is_token) {
        return Ok(());
    }
    let message = format!("Header name must be a valid HTTP token [\"{name}\"]");
    Err(BadInput::exact(
        "TypeError",
        Some("ERR_INVALID_HTTP_TOKEN"),
        &message,
    ))
}

/// Latin-1 bytes of a header value.
fn header_value<'e>(name: &str, value: Val<'e>) -> Result<Vec<u8>, Refusal<'e>> {
    if value.is_undefined() {
        let message = format!("Invalid value \"undefined\" for header \"{name}\"");
        return Err(Refusal::Bad(BadInput::exact(
            "TypeError",
            Some("ERR_HTTP_INVALID_HEADER_VALUE"),
            &message,
        )));
    }
    let text = value.to_text()?;
    let bytes: Option<Vec<u8>> = text
        .chars()
        .map(|c| {
            u8::try_from(u32::from(c))
                .ok()
                .filter(|byte| *byte == b'\t' || (*byte >= b' ' && *byte != 0x7F))
        })
        .collect();
    bytes.ok_or_else(|| {
        let message = format!("Invalid character in header content [\"{name}\"]");
        Refusal::Bad(BadInput::exact(
            "TypeError",
            Some("ERR_INVALID_CHAR"),
            &message,
        ))
    })
}
