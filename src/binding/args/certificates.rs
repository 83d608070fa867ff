//! Certificates and keys, as Node's TLS options have them.

use crate::binding::bad_input::Refusal;
use crate::binding::js::Val;
use crate::binding::realm::Realm;
use crate::core::transport::options::Identity;

/// Makes the refusal of a setting of that name: its value, and what to pass instead.
pub type Refuse<'a, 'e> = &'a dyn Fn(&str, Val<'e>, &str) -> Refusal<'e>;

/// The authorities that `ca` of `settings` names: PEM texts, each of one or more.
///
/// # Errors
/// It is no text, no bytes and no array of them.
pub fn authorities<'e>(
    settings: Val<'e>,
    refuse: Refuse<'_, 'e>,
) -> Result<Vec<Vec<u8>>, Refusal<'e>> {
    pem_list("ca", settings.get(c"ca")?, refuse)
}

/// What `cert`, `key` and `passphrase` of `settings` authenticate us with. Node opens
/// keys that are encrypted.
///
/// # Errors
/// More than one of either, something else than PEM, or what opening a key throws.
pub fn identity<'e>(
    realm: &Realm,
    settings: Val<'e>,
    refuse: Refuse<'_, 'e>,
) -> Result<Option<Identity>, Refusal<'e>> {
    let cert = pem_list("cert", settings.get(c"cert")?, refuse)?;
    let mut key = settings.get(c"key")?;
    let is_pem = key.as_text().is_some() || key.as_bytes().is_some();
    if key.is_truthy() && (!is_pem || settings.get(c"passphrase")?.is_truthy()) {
        key = realm.hooked(settings.scope(), "openKeys", &[settings])?;
    }
    let key = pem_list("key", key, refuse)?;
    if cert.len() > 1 || key.len() > 1 {
        let mend = "one certificate as cert, with its chain in the same text, and one key";
        return Err(refuse("cert", settings, mend));
    }
    let pair = cert.into_iter().next().zip(key.into_iter().next());
    Ok(pair.map(|(cert, key)| Identity { cert, key }))
}

fn pem_list<'e>(
    name: &str,
    value: Val<'e>,
    refuse: Refuse<'_, 'e>,
) -> Result<Vec<Vec<u8>>, Refusal<'e>> {
    if !value.is_truthy() {
        return Ok(Vec::new());
    }
    if value.is_array() {
        let mut list = Vec::new();
        for index in 0..value.length() {
            list.extend(pem_list(name, value.get_index(index)?, refuse)?);
        }
        return Ok(list);
    }
    let pem = match value.as_text() {
        Some(text) => Some(text.into_bytes()),
        None => value.as_bytes(),
    };
    match pem {
        Some(pem) => Ok(vec![pem]),
        None => Err(refuse(
            name,
            value,
            &format!("\"{name}\" as PEM text or a Buffer"),
        )),
    }
}
