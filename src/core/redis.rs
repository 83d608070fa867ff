//! A Redis server: where it is, and the one connection to it.

use std::sync::Arc;

use redis::aio::{ConnectionLike as _, MultiplexedConnection};
use redis::{
    AsyncConnectionConfig, Cmd, FromRedisValue, RedisConnectionInfo, RedisError, ScriptInvocation,
    Value,
};
use rustls::pki_types::ServerName;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::engine::spawn;
use super::failure::{Failure, FailureKind};
use super::transport::options::TransportOptions;
use super::transport::tls::client_config;

/// What a URL of Redis may look like, for errors: those never show what was passed, which may
/// have a password.
pub const URL_FORM: &str = "a URL such as 'redis://user:password@host:6379/0', or rediss: for TLS";

/// What comes before the arguments of a command, in Redis's answer to one that it does not know.
const ECHO: &str = ", with args beginning with";

/// A way to a server, plain or TLS. As a type parameter, it would have the client compiled twice.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Sync {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + Sync> Wire for S {}

/// What a server is asked.
pub enum Question<'a> {
    /// A command.
    Command(Cmd),
    /// A script, by its hash if the server knows it.
    Script(ScriptInvocation<'a>),
}

impl Question<'_> {
    async fn put(&self, connection: &mut MultiplexedConnection) -> Result<Value, RedisError> {
        match self {
            Self::Command(command) => connection.req_packed_command(command).await,
            Self::Script(script) => script.invoke_async(connection).await,
        }
    }
}

/// Where a server is, and how to log in.
#[derive(Debug, Clone)]
pub struct Server {
    host: String,
    port: u16,
    username: Option<String>,
    password: Option<SecretString>,
    database: i64,
    /// Whom to trust, with TLS.
    tls: Option<TransportOptions>,
}

impl Server {
    /// Reads a `redis:` or `rediss:` URL; `trust` says whom to trust with the latter.
    #[must_use]
    pub fn parse(url: &str, trust: &TransportOptions) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        let tls = match url.scheme() {
            "redis" => None,
            "rediss" => Some(trust.clone()),
            _ => return None,
        };
        let host = match url.host()? {
            Host::Domain(name) => name.to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        let decoded = |text: &str| {
            let text = percent_encoding::percent_decode_str(text)
                .decode_utf8()
                .ok()?;
            Some(text.into_owned()).filter(|text| !text.is_empty())
        };
        let database = match url.path().trim_matches('/') {
            "" => 0,
            number => number.parse().ok().filter(|number| *number >= 0)?,
        };
        Some(Self {
            host,
            port: url.port().unwrap_or(6379),
            username: decoded(url.username()),
            password: url.password().and_then(decoded).map(SecretString::from),
            database,
            tls,
        })
    }

    async fn connect(&self) -> Result<MultiplexedConnection, String> {
        let wire = self.wire().await?;
        self.log_in(wire).await.map_err(|error| text(&error))
    }

    async fn wire(&self) -> Result<Box<dyn Wire>, String> {
        let stream = TcpStream::connect((self.host.as_str(), self.port))
            .await
            .map_err(|error| error.to_string())?;
        // Small messages go one at a time, each waited for.
        let _ = stream.set_nodelay(true);
        let Some(trust) = &self.tls else {
            return Ok(Box::new(stream));
        };
        let name = ServerName::try_from(self.host.clone()).map_err(|error| error.to_string())?;
        let config = client_config(trust).map_err(|failure| failure.message)?;
        let stream = TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
            .map_err(|error| error.to_string())?;
        Ok(Box::new(stream))
    }

    async fn log_in(&self, wire: Box<dyn Wire>) -> Result<MultiplexedConnection, RedisError> {
        let mut login = RedisConnectionInfo::default()
            .set_db(self.database)
            .set_skip_set_lib_name();
        if let Some(username) = &self.username {
            login = login.set_username(username);
        }
        if let Some(password) = &self.password {
            login = login.set_password(password.expose_secret());
        }
        // Whoever waits has a time limit of its own.
        let config = AsyncConnectionConfig::new().set_response_timeout(None);
        let (connection, driver) =
            MultiplexedConnection::new_with_config(&login, wire, config).await?;
        spawn(&Handle::current(), driver);
        Ok(connection)
    }
}

/// The connection to a server, made when it is needed and kept for as long as it works.
pub struct Redis {
    server: Server,
    connection: Mutex<Option<MultiplexedConnection>>,
}

impl Redis {
    /// A connection to `server`, from the first use on.
    #[must_use]
    pub fn new(server: Server) -> Self {
        Self {
            server,
            connection: Mutex::new(None),
        }
    }

    /// Asks the server. If that fails, or its future is dropped, the next use makes another
    /// connection.
    ///
    /// # Errors
    /// No connection, or what Redis answered.
    pub async fn ask<T: FromRedisValue>(&self, question: &Question<'_>) -> Result<T, Failure> {
        let answer = self.answer(question).await?;
        T::from_redis_value(answer).map_err(|error| self.failed(&text(&error.into())))
    }

    async fn answer(&self, question: &Question<'_>) -> Result<Value, Failure> {
        let mut kept = self.connection.lock().await;
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => self
                .server
                .connect()
                .await
                .map_err(|error| self.failed(&error))?,
        };
        let answer = question.put(&mut connection).await;
        if answer
            .as_ref()
            .err()
            .is_none_or(|error| !error.is_unrecoverable_error())
        {
            *kept = Some(connection);
        }
        answer.map_err(|error| self.failed(&text(&error)))
    }

    /// Hangs up until the next use.
    pub fn rest(&self) {
        if let Ok(mut kept) = self.connection.try_lock() {
            *kept = None;
        }
    }

    fn failed(&self, error: &str) -> Failure {
        let Server { host, port, .. } = &self.server;
        let message = format!("Redis at {host}:{port} could not be used: {error}.");
        Failure::new(FailureKind::Refused, message)
    }
}

/// What Redis says, but not the arguments of a command that it does not know: they may be tokens.
fn text(error: &RedisError) -> String {
    let text = error.to_string();
    let said = text.split(ECHO).next().unwrap_or_default();
    said.trim_end_matches('.').to_owned()
}
