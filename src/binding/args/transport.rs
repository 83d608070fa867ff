//! Options that decide which connection pool a call uses: agents, proxies,
//! certificates, sockets.

use std::path::PathBuf;

use napi::ValueType;

use super::agent;
use super::config::{Config, Opt, wrong};
use crate::binding::bad_input::{BadInput, Refusal};
use crate::binding::client::NativeClient;
use crate::binding::idn;
use crate::binding::js::Val;
use crate::binding::realm::Realm;
use crate::core::transport::options::{ProxyChoice, ProxyServer, TransportOptions};

/// The pool's options for a call to `url`. Of the agents the one for its scheme
/// counts, for redirects too.
///
/// # Errors
/// A TypeError naming the option that cannot be used.
pub fn options<'e>(
    native: &NativeClient,
    config: &Config<'e>,
    url: &str,
) -> Result<TransportOptions, Refusal<'e>> {
    let mut options = native.environment().pool.clone();
    if let Some(path) = config.truthy(Opt::SocketPath) {
        let path = path
            .as_text()
            .ok_or_else(|| wrong(Opt::SocketPath, path, "the path of a Unix socket"))?;
        options.socket_path = Some(PathBuf::from(path));
    }
    let is_secure = url.starts_with("https:");
    for (option, counts) in [(Opt::HttpAgent, !is_secure), (Opt::HttpsAgent, is_secure)] {
        let Some(agent) = config.get(option) else {
            continue;
        };
        agent::check(native.realm(), option, agent)?;
        if counts {
            agent::read(&mut options, native.realm(), option, agent)?;
        }
    }
    if let Some(proxy) = config.get(Opt::Proxy) {
        options.proxy = read_proxy(native.realm(), proxy, Opt::Proxy)?;
    }
    Ok(options)
}

/// A proxy as axios and proxy agents describe it, none where it is falsy.
///
/// # Errors
/// A TypeError for what is no object with a host.
pub fn read_proxy<'e>(
    realm: &Realm,
    proxy: Val<'e>,
    option: Opt,
) -> Result<ProxyChoice, Refusal<'e>> {
    if !proxy.is_truthy() {
        return Ok(ProxyChoice::Direct);
    }
    if proxy.kind() != ValueType::Object {
        return Err(wrong(option, proxy, "{ host, port, auth } or false"));
    }
    let text = |name| -> Result<Option<String>, Refusal<'e>> {
        let value = proxy.get(name)?;
        Ok(if value.is_truthy() {
            Some(value.to_text()?)
        } else {
            None
        })
    };
    let host = match text(c"hostname")? {
        Some(host) => Some(host),
        None => text(c"host")?,
    };
    let host = host.ok_or_else(|| {
        Refusal::Bad(BadInput::wrong_type(
            "The \"proxy\" request option has no \"host\": pass { host, port }.".to_owned(),
        ))
    })?;
    let protocol = text(c"protocol")?.map_or_else(
        || "http".to_owned(),
        |protocol| protocol.trim_end_matches(':').to_owned(),
    );
    let default_port = if protocol == "https" { 443 } else { 80 };
    let port = match text(c"port")? {
        Some(port) => port.parse().map_err(|_| {
            Refusal::Bad(BadInput::exact(
                "RangeError",
                Some("ERR_SOCKET_BAD_PORT"),
                &format!("Port should be >= 0 and < 65536. Received {port}."),
            ))
        })?,
        None => default_port,
    };
    Ok(ProxyChoice::Explicit(ProxyServer {
        protocol,
        host: idn::ascii(realm, proxy.scope(), &host).into_owned(),
        port,
        auth: proxy_auth(proxy)?,
    }))
}

fn proxy_auth(proxy: Val<'_>) -> Result<Option<(String, String)>, Refusal<'_>> {
    let auth = proxy.get(c"auth")?;
    if let Some(pair) = auth.as_text() {
        let (user, password) = pair.split_once(':').unwrap_or((&pair, ""));
        return Ok(Some((user.to_owned(), password.to_owned())));
    }
    let (user, password) = if auth.kind() == ValueType::Object {
        (auth.get(c"username")?, auth.get(c"password")?)
    } else {
        (proxy.get(c"username")?, proxy.get(c"password")?)
    };
    if !user.is_truthy() && !password.is_truthy() {
        return Ok(None);
    }
    let decode = |text: String| {
        percent_encoding::percent_decode_str(&text)
            .decode_utf8_lossy()
            .into_owned()
    };
    let read = |value: Val<'_>| value.as_text().unwrap_or_default();
    Ok(Some((decode(read(user)), decode(read(password)))))
}
