//! Options that decide which connection pool a call uses: agents, proxies,
//! certificates, sockets.

use std::path::PathBuf;

use napi::ValueType;

use super::config::{Config, Opt, wrong};
use crate::binding::bad_input::{BadInput, Refusal};
use crate::binding::client::NativeClient;
use crate::binding::js::Val;
use crate::core::transport::options::{Identity, ProxyChoice, ProxyServer, TransportOptions};

/// The pool's options for one call to `url`, whose scheme says which agent counts.
///
/// # Errors
/// A TypeError naming the option that cannot be used.
pub fn options<'e>(
    native: &NativeClient,
    config: &Config<'e>,
    url: &str,
) -> Result<TransportOptions, Refusal<'e>> {
    let environment = native.environment();
    let mut options = TransportOptions {
        ca_files: environment.ca_files.clone(),
        proxy: environment.proxy.clone(),
        reject_unauthorized: environment.reject_unauthorized,
        ..TransportOptions::default()
    };
    if let Some(path) = config.truthy(Opt::SocketPath) {
        let path = path
            .as_text()
            .ok_or_else(|| wrong(Opt::SocketPath, path, "the path of a Unix socket"))?;
        options.socket_path = Some(PathBuf::from(path));
    }
    let option = if url.starts_with("https:") {
        Opt::HttpsAgent
    } else {
        Opt::HttpAgent
    };
    if let Some(agent) = config.get(option) {
        read_agent(native, &mut options, option, agent)?;
    }
    if let Some(proxy) = config.get(Opt::Proxy) {
        options.proxy = read_proxy(proxy, Opt::Proxy)?;
    }
    Ok(options)
}

/// An agent's settings are read; one that opens connections its own way is refused.
///
/// # Errors
/// A TypeError naming the agent's option.
pub fn check_agent<'e>(option: Opt, agent: Val<'e>) -> Result<(), Refusal<'e>> {
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
    for name in [c"createConnection", c"addRequest"] {
        if agent.has_own(name) {
            return Err(wrong(
                option,
                agent,
                "an agent without its own createConnection or addRequest: connections are native; use \"socketPath\", \"proxy\" or \"adapter\"",
            ));
        }
    }
    Ok(())
}

/// `.proxy` of an https-proxy-agent: a URL, or an object of its parts.
fn proxy_of(agent: Val<'_>) -> Result<Val<'_>, Refusal<'_>> {
    Ok(agent.get(c"proxy")?)
}

fn read_agent<'e>(
    native: &NativeClient,
    options: &mut TransportOptions,
    option: Opt,
    agent: Val<'e>,
) -> Result<(), Refusal<'e>> {
    check_agent(option, agent)?;
    if agent.kind() == ValueType::Boolean && !agent.is_truthy() {
        options.keep_alive = false;
    }
    if agent.kind() != ValueType::Object {
        return Ok(());
    }
    let proxy = proxy_of(agent)?;
    if !proxy.is_nullish() {
        options.proxy = read_proxy(proxy, option)?;
    }
    let keep_alive = agent.get(c"keepAlive")?;
    if keep_alive.kind() == ValueType::Boolean {
        options.keep_alive = keep_alive.is_truthy();
    }
    let settings = agent.get(c"options")?;
    if settings.kind() != ValueType::Object || option == Opt::HttpAgent {
        return Ok(());
    }
    read_tls(native, options, option, settings)
}

fn read_tls<'e>(
    native: &NativeClient,
    options: &mut TransportOptions,
    option: Opt,
    settings: Val<'e>,
) -> Result<(), Refusal<'e>> {
    let reject = settings.get(c"rejectUnauthorized")?;
    if reject.kind() == ValueType::Boolean {
        options.reject_unauthorized = reject.is_truthy();
    }
    let authorities = pem_list(option, "ca", settings.get(c"ca")?)?;
    if !authorities.is_empty() {
        options.ca = authorities;
        options.only_given_ca = true;
    }
    if settings.get(c"pfx")?.is_truthy() {
        return Err(wrong(
            option,
            settings,
            "cert and key as PEM instead of pfx",
        ));
    }
    let cert = pem_list(option, "cert", settings.get(c"cert")?)?;
    let key = if settings.get(c"passphrase")?.is_truthy() {
        let open = native
            .realm()
            .hooked(settings.scope(), "openKey", &[settings])?;
        pem_list(option, "key", open)?
    } else {
        pem_list(option, "key", settings.get(c"key")?)?
    };
    if let (Some(cert), Some(key)) = (cert.first(), key.first()) {
        options.identity = Some(Identity {
            cert: cert.clone(),
            key: key.clone(),
        });
    }
    Ok(())
}

fn pem_list<'e>(option: Opt, name: &str, value: Val<'e>) -> Result<Vec<Vec<u8>>, Refusal<'e>> {
    if !value.is_truthy() {
        return Ok(Vec::new());
    }
    if value.is_array() {
        let mut list = Vec::new();
        for index in 0..value.length() {
            list.extend(pem_list(option, name, value.get_index(index)?)?);
        }
        return Ok(list);
    }
    let pem = match value.as_text() {
        Some(text) => Some(text.into_bytes()),
        None => value.as_bytes(),
    };
    match pem {
        Some(pem) => Ok(vec![pem]),
        None => Err(wrong(
            option,
            value,
            &format!("\"{name}\" as PEM text or a Buffer"),
        )),
    }
}

fn read_proxy<'e>(proxy: Val<'e>, option: Opt) -> Result<ProxyChoice, Refusal<'e>> {
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
        host,
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
