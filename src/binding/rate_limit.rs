//! The `rateLimit` option of the constructor: which account a client counts in, and how
//! much of it the client takes.

use std::time::Duration;

use napi::ValueType;

use super::bad_input::Refusal;
use super::bottleneck::settings;
use super::environment::{check_keys, wrong};
use super::js::Val;
use super::sharing::Sharing;
use crate::core::auth::Flow;
use crate::core::limiter::account::WINDOW;
use crate::core::limiter::{AccountKey, SettingsPatch};

/// The keys, as errors list them.
const KEYS: [&str; 10] = [
    "account",
    "shared",
    "windowMs",
    "headroom",
    "maxConcurrent",
    "minTime",
    "reservoir",
    "reservoirRefreshAmount",
    "reservoirRefreshInterval",
    "adaptive",
];

/// What `rateLimit` says, or leaves as it is by default.
#[derive(Default)]
pub struct RateLimit {
    /// `account`
    pub account: Option<String>,
    /// Which processes keep the account's limit together.
    pub shared: Sharing,
    /// Length of the account's window.
    window: Option<Duration>,
    /// Part of the account's limit that is left to other applications, 0 to below 1.
    pub headroom: f64,
    /// What the limiter starts with.
    pub settings: SettingsPatch,
    /// Slots and pace follow what it takes to use the account's limit.
    pub adaptive: bool,
}

impl RateLimit {
    /// Reads the option.
    ///
    /// # Errors
    /// A TypeError that names the key at fault; what a getter throws.
    pub fn read(options: Val<'_>) -> Result<Self, Refusal<'_>> {
        let given = options.get(c"rateLimit")?;
        let mut read = Self::default();
        if given.is_undefined() {
            return Ok(read);
        }
        if given.kind() != ValueType::Object || given.is_array() {
            let mend = "an object such as { account: 'main' }";
            return Err(wrong("rateLimit", given, mend));
        }
        check_keys("rateLimit", given, &KEYS)?;
        for key in given.own_keys()? {
            let key = key?;
            let name = key.as_text().unwrap_or_default();
            let value = given.get_key(key)?;
            if name == "shared" && !value.is_undefined() {
                read.shared = Sharing::read(value)?;
            } else if !value.is_undefined() {
                read.set(&name, value)
                    .map_err(|mend| wrong(&format!("rateLimit.{name}"), value, mend))?;
            }
        }
        Ok(read)
    }

    /// Sets what one key names, or says what to pass instead.
    fn set(&mut self, name: &str, value: Val<'_>) -> Result<(), &'static str> {
        match name {
            "account" => self.account = Some(account(value)?),
            "windowMs" => self.window = Some(window(value)?),
            "adaptive" => self.adaptive = adaptive(value)?,
            "headroom" => self.headroom = headroom(value)?,
            _ => {
                settings::set(&mut self.settings, name, value)
                    .map_err(|invalid| invalid.expected)?;
            }
        }
        Ok(())
    }

    /// Length of the account's window.
    #[must_use]
    pub fn window(&self) -> Duration {
        self.window.unwrap_or(WINDOW)
    }

    /// The account of a client at `root`, if it is known what it is: one application with
    /// `OAuth2` serves many.
    ///
    /// # Errors
    /// What `toString` of the client's id throws.
    pub fn account_key<'e>(
        &self,
        flow: Flow,
        root: &str,
        client_id: Val<'e>,
    ) -> Result<Option<AccountKey>, Refusal<'e>> {
        if let Some(name) = &self.account {
            return Ok(Some(AccountKey::Named(name.clone())));
        }
        if flow == Flow::OAuth2 {
            return Ok(None);
        }
        Ok(Some(AccountKey::Client {
            origin: root.to_owned(),
            client_id: client_id.to_text()?,
        }))
    }
}

fn account(value: Val<'_>) -> Result<String, &'static str> {
    value
        .as_text()
        .filter(|text| !text.is_empty())
        .ok_or("a non-empty string that names the Help Scout account")
}

fn window(value: Val<'_>) -> Result<Duration, &'static str> {
    value
        .as_number()
        .filter(|millis| *millis >= 1.0)
        .and_then(|millis| Duration::try_from_secs_f64(millis / 1000.0).ok())
        .ok_or("milliseconds as a number of at least 1")
}

fn adaptive(value: Val<'_>) -> Result<bool, &'static str> {
    match value.kind() {
        ValueType::Boolean => Ok(value.is_truthy()),
        _ => Err("true or false"),
    }
}

fn headroom(value: Val<'_>) -> Result<f64, &'static str> {
    value
        .as_number()
        .filter(|part| (0.0..1.0).contains(part))
        .ok_or("the part of the limit to leave to others as a number from 0 to below 1")
}
