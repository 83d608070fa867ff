//! What a client is made with: the constructor's options and the environment
//! variables of the thread that made it (a worker's are not the process's).

use std::path::PathBuf;

use napi::ValueType;

use super::ambiguity::{Policy, VALUES};
use super::args::certificates;
use super::args::patience::{QUEUE_TIMEOUT, RETRIES};
use super::bad_input::{BadInput, Refusal, describe};
use super::idn;
use super::js::Val;
use super::rate_limit::RateLimit;
use super::realm::Realm;
use super::token_store::Choice;
use crate::core::auth::Flow;
use crate::core::call::Limits;
use crate::core::limiter::AccountKey;
use crate::core::transport::options::{ProxyChoice, TransportOptions};
use crate::core::url::{Target, root};

/// Help Scout's own address.
const DEFAULT_ROOT: &str = "https://api.helpscout.net";

/// Settings that stay as they are for the life of a client.
pub struct Environment {
    /// How the client comes to tokens.
    pub flow: Flow,
    /// What `requestOptions.baseURL` starts with.
    pub base_url: String,
    /// Where tokens come from.
    pub token_url: String,
    /// Where tokens are kept, if not in the client alone.
    pub token_store: Option<Choice>,
    /// What follows when the effect of a write is unknown.
    pub on_ambiguous: Policy,
    /// Plain http may leave this machine.
    pub allow_insecure: bool,
    /// The account, if it is known what it is.
    pub account: Option<AccountKey>,
    /// How the client counts in it.
    pub rate_limit: RateLimit,
    /// What calls start with.
    pub limits: Limits,
    /// The connection pool of calls that ask for no other.
    pub pool: TransportOptions,
}

impl Environment {
    /// Reads the constructor's options, in the order in which the original
    /// complains about them.
    ///
    /// # Errors
    /// The original's messages; a TypeError for our own options.
    pub fn read<'e>(
        realm: &Realm,
        options: Val<'e>,
        process_env: Val<'e>,
    ) -> Result<Self, Refusal<'e>> {
        let client_id = required(options, c"clientId")?;
        required(options, c"clientSecret")?;
        let flow = flow(required(options, c"authenticationFlow")?)?;
        let allow_insecure = flag(options)?;
        let root = base_root(options, process_env, allow_insecure)?;
        let rate_limit = RateLimit::read(options)?;
        let account = rate_limit.account_key(flow, &root, client_id)?;
        rate_limit
            .shared
            .check("rateLimit.shared", account.as_ref())?;
        let pool = pool(realm, options, process_env)?;
        Ok(Self {
            flow,
            account,
            rate_limit,
            base_url: format!("{root}/v2/"),
            token_url: format!(
                "{}/v2/oauth2/token",
                idn::ascii(realm, options.scope(), &root)
            ),
            token_store: Choice::read(options, &pool)?,
            on_ambiguous: on_ambiguous(options)?,
            allow_insecure,
            limits: limits(options)?,
            pool,
        })
    }
}

/// What the options and the environment variables say of connections.
fn pool<'e>(
    realm: &Realm,
    options: Val<'e>,
    process_env: Val<'e>,
) -> Result<TransportOptions, Refusal<'e>> {
    let pfx = options.get(c"pfx")?;
    if pfx.is_truthy() {
        return Err(wrong("pfx", pfx, "\"cert\" and \"key\" as PEM instead"));
    }
    check_pair(options)?;
    let proxy = |lower, upper| -> Result<Option<String>, Refusal<'e>> {
        let url = variable(process_env, lower, upper)?;
        Ok(url.map(|url| idn::ascii(realm, options.scope(), &url).into_owned()))
    };
    Ok(TransportOptions {
        ca: certificates::authorities(options, &wrong)?,
        identity: certificates::identity(realm, options, &wrong)?,
        proxy: ProxyChoice::Environment {
            http: proxy(c"http_proxy", c"HTTP_PROXY")?,
            https: proxy(c"https_proxy", c"HTTPS_PROXY")?,
            except: variable(process_env, c"no_proxy", c"NO_PROXY")?,
        },
        ca_files: [c"NODE_EXTRA_CA_CERTS", c"SSL_CERT_FILE"]
            .into_iter()
            .filter_map(|name| process_env.get(name).ok()?.as_text())
            .filter(|path| !path.is_empty())
            .map(PathBuf::from)
            .collect(),
        reject_unauthorized: process_env
            .get(c"NODE_TLS_REJECT_UNAUTHORIZED")?
            .as_text()
            .as_deref()
            != Some("0"),
        ..TransportOptions::default()
    })
}

/// One of `cert` and `key` would be left out without a word, since agents may have one alone.
fn check_pair(options: Val<'_>) -> Result<(), Refusal<'_>> {
    let has = |name| Ok::<_, Refusal<'_>>(options.get(name)?.is_truthy());
    let (given, missing) = match (has(c"cert")?, has(c"key")?) {
        (true, false) => ("cert", "key"),
        (false, true) => ("key", "cert"),
        _ => return Ok(()),
    };
    Err(Refusal::Bad(BadInput::wrong_value(format!(
        "The \"{given}\" option is there without \"{missing}\": pass both, or neither."
    ))))
}

/// Refuses an object that has other keys than these.
///
/// # Errors
/// A TypeError that lists them; what a proxy throws.
pub(super) fn check_keys<'e>(
    option: &str,
    given: Val<'e>,
    keys: &[&str],
) -> Result<(), Refusal<'e>> {
    for key in given.own_keys()? {
        let name = key?.as_text().unwrap_or_default();
        if !keys.contains(&name.as_str()) {
            let keys = keys.join(", ");
            return Err(BadInput::wrong_value(format!(
                "\"{name}\" is no key of the \"{option}\" option: use {keys}."
            ))
            .into());
        }
    }
    Ok(())
}

fn required<'e>(options: Val<'e>, name: &std::ffi::CStr) -> Result<Val<'e>, Refusal<'e>> {
    let value = options.get(name)?;
    if value.is_undefined() {
        let message = format!(
            "The \"{}\" parameter must be passed.",
            name.to_string_lossy()
        );
        return Err(Refusal::Bad(BadInput::exact("Error", None, &message)));
    }
    Ok(value)
}

/// The flow of that name.
///
/// # Errors
/// The original's message.
pub fn flow(value: Val<'_>) -> Result<Flow, Refusal<'_>> {
    match value.as_text().as_deref() {
        Some("clientCredentials") => Ok(Flow::ClientCredentials),
        Some("OAuth2") => Ok(Flow::OAuth2),
        _ => {
            let message = format!(
                "The \"{}\" authentication flow is not supported!",
                value.to_text()?
            );
            Err(Refusal::Bad(BadInput::exact("Error", None, &message)))
        }
    }
}

/// The refusal of an option: what was passed, and what to pass instead.
#[cold]
pub(super) fn wrong<'e>(name: &str, value: Val<'e>, mend: &str) -> Refusal<'e> {
    Refusal::Bad(BadInput::wrong_type(format!(
        "The \"{name}\" option is {}: pass {mend}.",
        describe(value)
    )))
}

fn flag(options: Val<'_>) -> Result<bool, Refusal<'_>> {
    let value = options.get(c"allowInsecure")?;
    match value.kind() {
        ValueType::Undefined => Ok(false),
        ValueType::Boolean => Ok(value.is_truthy()),
        _ => Err(wrong("allowInsecure", value, "true or false")),
    }
}

fn on_ambiguous(options: Val<'_>) -> Result<Policy, Refusal<'_>> {
    let value = options.get(c"onAmbiguous")?;
    if value.is_undefined() {
        return Ok(Policy::default());
    }
    let named = value.as_text().and_then(|name| Policy::named(&name));
    named.ok_or_else(|| wrong("onAmbiguous", value, VALUES))
}

/// Scheme, host and prefix below which the whole API lies.
fn base_root<'e>(
    options: Val<'e>,
    process_env: Val<'e>,
    allow_insecure: bool,
) -> Result<String, Refusal<'e>> {
    let given = options.get(c"baseUrl")?;
    let (name, url) = if given.is_undefined() {
        let variable = process_env.get(c"HELPSCOUT_BASE_URL")?.as_text();
        match variable.filter(|url| !url.is_empty()) {
            Some(url) => ("HELPSCOUT_BASE_URL environment variable", url),
            None => return Ok(DEFAULT_ROOT.to_owned()),
        }
    } else {
        let url = given
            .as_text()
            .ok_or_else(|| wrong("baseUrl", given, "the URL of the API as a string"))?;
        ("baseUrl\" option", url)
    };
    Target::parse(&url, allow_insecure).map_err(|error| {
        Refusal::Bad(BadInput::wrong_value(
            format!("The \"{name} cannot be used. {error}")
                .replace("variable cannot", "variable\" cannot"),
        ))
    })?;
    Ok(root(&url).to_owned())
}

/// `queueTimeout` and `retries` of the client, over the defaults.
fn limits(options: Val<'_>) -> Result<Limits, Refusal<'_>> {
    let mut limits = Limits::default();
    for (key, option) in [(c"queueTimeout", QUEUE_TIMEOUT), (c"retries", RETRIES)] {
        let value = options.get(key)?;
        if !value.is_undefined() {
            option
                .set(&mut limits, value)
                .map_err(|mend| wrong(option.name, value, mend))?;
        }
    }
    Ok(limits)
}

fn variable<'e>(
    process_env: Val<'e>,
    lower: &std::ffi::CStr,
    upper: &std::ffi::CStr,
) -> Result<Option<String>, Refusal<'e>> {
    for name in [lower, upper] {
        if let Some(value) = process_env
            .get(name)?
            .as_text()
            .filter(|value| !value.is_empty())
        {
            return Ok(Some(value));
        }
    }
    Ok(None)
}
