//! What an http(s).Agent says of connections. Its options are read; it opens none.

use std::net::IpAddr;

use napi::ValueType;

use super::certificates::{self, identity};
use super::config::{Opt, wrong};
use super::transport::read_proxy;
use crate::binding::bad_input::Refusal;
use crate::binding::js::Val;
use crate::binding::realm::Realm;
use crate::core::transport::options::{TlsVersion, TransportOptions};

/// Settings that cannot be taken over, and what to use instead. Without them a
/// server would be trusted otherwise than the caller means.
const REFUSED: [(&std::ffi::CStr, &str); 4] = [
    (c"pfx", "cert and key as PEM instead of pfx"),
    (
        c"checkServerIdentity",
        "servername or ca instead of checkServerIdentity",
    ),
    (
        c"secureContext",
        "ca, cert and key instead of secureContext",
    ),
    (c"crl", "an agent without crl: revocations are not checked"),
];

/// An agent's settings are read; one that opens connections its own way is refused.
///
/// # Errors
/// A TypeError naming the agent's option.
pub fn check<'e>(realm: &Realm, option: Opt, agent: Val<'e>) -> Result<(), Refusal<'e>> {
    if agent.kind() != ValueType::Object {
        return match agent.kind() {
            ValueType::Undefined | ValueType::Null | ValueType::Boolean => Ok(()),
            _ => Err(wrong(
                option,
                agent,
                "an http(s).Agent, or false for no keep-alive",
            )),
        };
    }
    if !proxy_of(agent)?.is_nullish() {
        return Ok(());
    }
    if !agent.get(c"addRequest")?.is_function() {
        return Err(wrong(option, agent, "an instance of http(s).Agent"));
    }
    match realm
        .hooked(agent.scope(), "ownConnector", &[agent])?
        .as_text()
    {
        None => Ok(()),
        Some(name) => Err(wrong(
            option,
            agent,
            &format!(
                "an agent without a {name} of its own: connections are native; use \"socketPath\", \"proxy\" or \"adapter\""
            ),
        )),
    }
}

/// `.proxy` of an https-proxy-agent: a URL, or an object of its parts.
fn proxy_of(agent: Val<'_>) -> Result<Val<'_>, Refusal<'_>> {
    Ok(agent.get(c"proxy")?)
}

/// Takes over what the agent of the target's scheme says.
///
/// # Errors
/// A TypeError naming a setting that cannot be used; what opening a key throws.
pub fn read<'e>(
    options: &mut TransportOptions,
    realm: &Realm,
    option: Opt,
    agent: Val<'e>,
) -> Result<(), Refusal<'e>> {
    if agent.kind() == ValueType::Boolean && !agent.is_truthy() {
        options.keep_alive = false;
    }
    if agent.kind() != ValueType::Object {
        return Ok(());
    }
    let proxy = proxy_of(agent)?;
    if proxy.is_nullish() {
        options.keep_alive = agent.get(c"keepAlive")?.is_truthy();
    } else {
        options.proxy = read_proxy(realm, proxy, option)?;
    }
    options.max_sockets = max_sockets(agent)?;
    let settings = agent.get(c"options")?;
    if settings.kind() != ValueType::Object {
        return Ok(());
    }
    options.local_address = local_address(option, settings)?;
    if option == Opt::HttpsAgent {
        read_tls(options, realm, settings)?;
    }
    Ok(())
}

/// A whole number of sockets; Node's default is Infinity.
fn max_sockets(agent: Val<'_>) -> Result<Option<usize>, Refusal<'_>> {
    let limit = agent.get(c"maxSockets")?.as_number();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be finite and at least 1"
    )]
    let limit = limit
        .filter(|limit| limit.is_finite() && *limit >= 1.0)
        .map(|limit| limit as usize);
    Ok(limit)
}

fn local_address(option: Opt, settings: Val<'_>) -> Result<Option<IpAddr>, Refusal<'_>> {
    let address = settings.get(c"localAddress")?;
    let Some(text) = address.as_text() else {
        return Ok(None);
    };
    match text.parse() {
        Ok(address) => Ok(Some(address)),
        Err(_) => Err(wrong(option, address, "an IP address as localAddress")),
    }
}

fn read_tls<'e>(
    options: &mut TransportOptions,
    realm: &Realm,
    settings: Val<'e>,
) -> Result<(), Refusal<'e>> {
    for (name, mend) in REFUSED {
        if settings.get(name)?.is_truthy() {
            return Err(wrong(Opt::HttpsAgent, settings, mend));
        }
    }
    let reject = settings.get(c"rejectUnauthorized")?;
    if reject.kind() == ValueType::Boolean {
        options.reject_unauthorized = reject.is_truthy();
    }
    let refuse = |_: &str, value, mend: &str| wrong(Opt::HttpsAgent, value, mend);
    let authorities = certificates::authorities(settings, &refuse)?;
    if !authorities.is_empty() {
        options.ca = authorities;
        options.only_given_ca = true;
    }
    options.server_name = settings
        .get(c"servername")?
        .as_text()
        .filter(|name| !name.is_empty());
    if let Some(oldest) = tls_version("minVersion", settings.get(c"minVersion")?)? {
        options.min_tls = oldest;
    }
    if let Some(newest) = tls_version("maxVersion", settings.get(c"maxVersion")?)? {
        options.max_tls = newest;
    }
    if let Some(identity) = identity(realm, settings, &refuse)? {
        options.identity = Some(identity);
    }
    Ok(())
}

/// TLS 1.0 and 1.1 are not spoken: they are no lower bound, and no upper one either.
fn tls_version<'e>(name: &str, value: Val<'e>) -> Result<Option<TlsVersion>, Refusal<'e>> {
    match value.as_text().as_deref() {
        None => Ok(None),
        Some("TLSv1.2") => Ok(Some(TlsVersion::V1_2)),
        Some("TLSv1.3") => Ok(Some(TlsVersion::V1_3)),
        Some("TLSv1" | "TLSv1.1") if name == "minVersion" => Ok(None),
        Some(_) => Err(wrong(
            Opt::HttpsAgent,
            value,
            &format!("TLSv1.2 or TLSv1.3 as {name}"),
        )),
    }
}
