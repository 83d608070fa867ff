//! Bottleneck's `datastore` and `clientOptions`: its words for the Redis that processes share.

use napi::ValueType;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use super::bad_input::Refusal;
use super::js::Val;
use super::sharing::{PREFIX, Sharing, unusable};
use crate::core::redis::{Server, URL_FORM};
use crate::core::transport::options::TransportOptions;

/// Where Redis is unless `clientOptions` says otherwise, as of both clients.
const HOST: &str = "127.0.0.1";
const PORT: u16 = 6379;

/// The members of `clientOptions` that are understood, as errors list them.
const MEMBERS: &str = "url, host, port, username, password, db, tls and keyPrefix";

/// What of Bottleneck names a Redis otherwise than by `clientOptions`.
const OTHERS: [&std::ffi::CStr; 2] = [c"connection", c"clusterNodes"];

/// What to pass in place of members that name something which there is another way to.
const MENDS: [(&str, &str); 4] = [
    ("path", "\"host\" and \"port\""),
    (
        "socket",
        "its \"host\", \"port\" and \"tls\" beside it, not in it",
    ),
    ("database", "\"db\""),
    ("sentinels", "\"host\" and \"port\" of the server itself"),
];

/// Reads both options; `None` for what is kept in this process, which is the default.
///
/// # Errors
/// A TypeError that names what cannot be used and the mend, and not the value: it may have a
/// password.
pub fn read(options: Val<'_>) -> Result<Option<Sharing>, Refusal<'_>> {
    if options.kind() != ValueType::Object {
        return Ok(None);
    }
    let datastore = options.get(c"datastore")?;
    match datastore.as_text().as_deref() {
        Some("redis" | "ioredis") => {}
        Some("local") => return Ok(None),
        _ if datastore.is_nullish() => return Ok(None),
        _ => return Err(unusable("datastore", "'local', 'redis' or 'ioredis'")),
    }
    for name in OTHERS {
        if options.get(name)?.is_truthy() {
            let mend = "\"clientOptions\" with the host and port of one server";
            return Err(unusable(&name.to_string_lossy(), mend));
        }
    }
    let given = options.get(c"clientOptions")?;
    let mut members = Members::default();
    if !given.is_nullish() {
        if given.kind() != ValueType::Object || given.is_array() {
            return Err(unusable(
                "clientOptions",
                "an object such as { url } or { host, port, password }",
            ));
        }
        for key in given.own_keys()? {
            let key = key?;
            let name = key.as_text().unwrap_or_default();
            let value = given.get_key(key)?;
            if name == "tls" {
                members.tls = tls(value)?;
            } else if !value.is_nullish() {
                members
                    .set(&name, value)
                    .map_err(|mend| unusable(&format!("clientOptions.{name}"), &mend))?;
            }
        }
    }
    members.sharing().map(Some)
}

/// With TLS or without. Whom to trust is the constructor's to say, for all connections.
fn tls(value: Val<'_>) -> Result<bool, Refusal<'_>> {
    match value.kind() {
        ValueType::Undefined | ValueType::Null => return Ok(false),
        ValueType::Boolean => return Ok(value.is_truthy()),
        ValueType::Object => {}
        _ => return Err(unusable("clientOptions.tls", "true, false or {}")),
    }
    for key in value.own_keys()? {
        let key = key?;
        if !value.get_key(key)?.is_undefined() {
            let name = key.as_text().unwrap_or_default();
            let mend = "true as \"tls\" and certificates to the constructor, as \"ca\", \"cert\" and \"key\"";
            return Err(unusable(&format!("clientOptions.tls.{name}"), mend));
        }
    }
    Ok(true)
}

#[derive(Default)]
struct Members {
    url: Option<Url>,
    host: Option<String>,
    port: Option<u16>,
    username: Option<String>,
    password: Option<String>,
    database: Option<u32>,
    tls: bool,
    prefix: Option<String>,
}

impl Members {
    /// Sets one member, or says what to pass instead.
    fn set(&mut self, name: &str, value: Val<'_>) -> Result<(), String> {
        let text = || value.as_text().ok_or_else(|| "a string".to_owned());
        match name {
            "url" => self.url = Some(url(&text()?).ok_or(URL_FORM)?),
            "host" => self.host = Some(text()?),
            "port" => self.port = Some(number(value).ok_or("the number of a port")?),
            "username" | "user" => self.username = Some(text()?),
            "password" | "auth_pass" => self.password = Some(text()?),
            "db" => self.database = Some(number(value).ok_or("the number of a database")?),
            "keyPrefix" | "prefix" => {
                let prefix = text()?;
                self.prefix = Some(prefix).filter(|prefix| !prefix.is_empty());
            }
            _ => {
                let mend = MENDS.iter().find(|(unsupported, _)| *unsupported == name);
                return Err(mend.map_or_else(
                    || format!("the others without it: understood are {MEMBERS}"),
                    |(_, mend)| (*mend).to_owned(),
                ));
            }
        }
        Ok(())
    }

    /// The same as a URL. What `url` says goes before the other members, as in node-redis.
    fn sharing<'e>(&self) -> Result<Sharing, Refusal<'e>> {
        let url = self.url.as_ref();
        let host = match (url.and_then(Url::host_str), &self.host) {
            (Some(host), _) => host.to_owned(),
            (None, Some(host)) => address(host)
                .ok_or_else(|| unusable("clientOptions.host", "a name in ASCII or an address"))?,
            (None, None) => HOST.to_owned(),
        };
        let port = url.and_then(Url::port).or(self.port).unwrap_or(PORT);
        let username = url.map(Url::username).filter(|name| !name.is_empty());
        let username = username.map_or_else(|| encoded(self.username.as_ref()), str::to_owned);
        let password = url.and_then(Url::password);
        let password = password.map_or_else(|| encoded(self.password.as_ref()), str::to_owned);
        let database = url.map(|url| url.path().trim_matches('/'));
        let database = match database.filter(|database| !database.is_empty()) {
            Some(database) => database.to_owned(),
            None => self.database.unwrap_or_default().to_string(),
        };
        let scheme = match url.map(Url::scheme) {
            Some("rediss") => "rediss",
            _ if self.tls => "rediss",
            _ => "redis",
        };
        let prefix = self.prefix.clone().unwrap_or_else(|| PREFIX.to_owned());
        Ok(Sharing::Redis(
            format!("{scheme}://{username}:{password}@{host}:{port}/{database}"),
            prefix,
        ))
    }
}

fn url(text: &str) -> Option<Url> {
    Server::parse(text, &TransportOptions::default())?;
    Url::parse(text).ok()
}

fn encoded(text: Option<&String>) -> String {
    let text = text.map_or("", String::as_str);
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A host as URLs have it.
fn address(host: &str) -> Option<String> {
    let host = match host.parse() {
        Ok(address) => Host::Ipv6(address),
        Err(_) => Host::parse(host).ok()?,
    };
    Some(host.to_string())
}

/// A number, or its digits as of an environment variable.
fn number<T: std::str::FromStr>(value: Val<'_>) -> Option<T> {
    let number = value.kind() == ValueType::Number;
    let text = if number {
        value.to_text().ok()
    } else {
        value.as_text()
    };
    text?.parse().ok()
}
