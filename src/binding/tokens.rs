//! Token requests: what they send is read from the instance when they are made.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use secrecy::ExposeSecret as _;

use super::args::config::Config;
use super::args::transport;
use super::bad_input::{BadInput, Refusal};
use super::client::NativeClient;
use super::environment;
use super::js::Val;
use super::parcel::Parcel;
use super::realm::Realm;
use crate::core::auth::{
    Credentials, Flow, Grant, Keeper, RefreshRequest, TokenRequest, Tokens, token_body,
};
use crate::core::call::{Answer, Limits, Outcome};
use crate::core::engine::{Engine, spawn};
use crate::core::failure::Failure;
use crate::core::headers::RequestHeaders;
use crate::core::url::push_component;

const AUTHORIZE: &str = "https://secure.helpscout.net/authentication/authorizeClientApplication";

/// The URL a user is sent to; `state` is encoded, a falsy one left out.
///
/// # Errors
/// What `toString` of the values throws.
pub fn authorization_uri<'e>(client: Val<'e>, state: Val<'e>) -> Result<String, Refusal<'e>> {
    let mut uri = format!("{AUTHORIZE}?client_id=");
    push_component(&mut uri, &client.get(c"clientId")?.to_text()?);
    if state.is_truthy() {
        uri.push_str("&state=");
        push_component(&mut uri, &state.to_text()?);
    }
    Ok(uri)
}

/// The flow that the client names now: the property can be written.
///
/// # Errors
/// What a getter throws, or the original's message for a flow that does not exist.
pub fn flow(client: Val<'_>) -> Result<Flow, Refusal<'_>> {
    environment::flow(client.get(c"authenticationFlow")?)
}

/// `access_token` as text, if there is one.
///
/// # Errors
/// What a getter throws.
pub fn access_token(credentials: Val<'_>) -> Result<Option<String>, Refusal<'_>> {
    let token = credentials.get(c"access_token")?;
    if !token.is_truthy() {
        return Ok(None);
    }
    Ok(Some(token.to_text()?))
}

/// What is left of the token's life: until `expires_at`, or `expires_in` seconds.
///
/// # Errors
/// What a getter throws.
pub fn life(credentials: Val<'_>) -> Result<Option<Duration>, Refusal<'_>> {
    /// What is less is a time in seconds, of somebody else's making.
    const LEAST_MILLIS: f64 = 1e11;
    let end = credentials.get(c"expires_at")?.as_number();
    if let Some(end) = end.filter(|end| *end > LEAST_MILLIS)
        && let Ok(end) = Duration::try_from_secs_f64(end / 1000.0)
    {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let left = end.saturating_sub(now.unwrap_or_default());
        return Ok(Some(left.max(Duration::from_millis(1))));
    }
    let seconds = credentials.get(c"expires_in")?.as_number();
    Ok(seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()))
}

/// The value as JSON; `None` for what JSON leaves out.
///
/// # Errors
/// What `toJSON` throws.
pub fn json_value<'e>(
    realm: &Realm,
    value: Val<'e>,
) -> Result<Option<serde_json::Value>, Refusal<'e>> {
    let text = realm.stringify(value)?.as_text();
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Asks for tokens: `first` ones, or others in place of those that a `refresh`
/// replaces. The promise is that of an axios-shaped response.
///
/// # Errors
/// A [`Refusal`] for the promise: nothing was sent.
pub fn request<'e>(
    native: &NativeClient,
    client: Val<'e>,
    is_refresh: bool,
    code: Val<'e>,
) -> Result<Val<'e>, Refusal<'e>> {
    let grant = grant(native, client, is_refresh, code)?;
    let value = |name| -> Result<serde_json::Value, Refusal<'e>> {
        Ok(json_value(native.realm(), client.get(name)?)?.unwrap_or_default())
    };
    let (client_id, client_secret) = (value(c"clientId")?, value(c"clientSecret")?);
    let body = token_body(&client_id, &client_secret, &grant)?;
    let mut config = Config::default();
    config.absorb(client.get(c"requestOptions")?)?;
    let request = TokenRequest {
        url: native.environment().token_url.clone(),
        headers: Arc::new(RequestHeaders::new(vec![
            ("Accept".into(), super::address::ACCEPT.into()),
            (
                "Content-Type".into(),
                "application/json;charset=utf-8".into(),
            ),
            ("User-Agent".into(), super::USER_AGENT.into()),
        ])),
        body,
        limits: config.limits(Limits::default())?,
        transport: native.transport(&transport::options(
            native,
            &config,
            &native.environment().token_url,
        )?)?,
    };
    let flow = flow(client)?;
    let held = match native.keeper() {
        Some(_) if is_refresh => held(native, client)?,
        _ => None,
    };
    let id = native.deliveries().next_id();
    let promise = promise(native, client, id, &request)?;
    let shown = shown(&request);
    let work = match native.keeper().cloned() {
        None => Work::Alone { is_refresh },
        Some(keeper) if !is_refresh => Work::Keep(keeper),
        Some(keeper) => Work::Renew {
            keeper,
            held,
            flow,
            client_id,
            client_secret,
        },
    };
    let deliveries = Arc::clone(native.deliveries());
    deliveries.hold(&client.scope().env());
    spawn(&Engine::handle()?, async move {
        let outcome = Outcome {
            result: work.run(request).await,
            attempts: 1,
            request_headers: shown,
            sent_at: None,
            verified: false,
        };
        deliveries.push(Parcel::settled(id, outcome, (false, false), &deliveries));
    });
    Ok(promise)
}

/// How a token request is made.
enum Work {
    /// The client's tokens are its own.
    Alone { is_refresh: bool },
    /// What the first tokens are go to the store.
    Keep(Arc<Keeper>),
    /// Others may have renewed them.
    Renew {
        keeper: Arc<Keeper>,
        held: Option<Tokens>,
        flow: Flow,
        client_id: serde_json::Value,
        client_secret: serde_json::Value,
    },
}

impl Work {
    async fn run(self, request: TokenRequest) -> Result<Answer, Failure> {
        match self {
            Self::Alone { is_refresh: false } => request.send().await,
            Self::Alone { is_refresh: true } => {
                let answer = request.send().await?;
                match Credentials::from_answer(&answer) {
                    Ok(_) => Ok(answer),
                    Err(mut failure) => {
                        failure.answer = Some(Box::new(answer));
                        Err(failure)
                    }
                }
            }
            Self::Keep(keeper) => Ok(keeper.keep(request.send().await?).await),
            Self::Renew {
                keeper,
                held,
                flow,
                client_id,
                client_secret,
            } => {
                let asker = RefreshRequest {
                    flow,
                    client_id,
                    client_secret,
                    request,
                };
                keeper.renew(flow, held, &asker).await
            }
        }
    }
}

/// The tokens that `client` has.
fn held<'e>(native: &NativeClient, client: Val<'e>) -> Result<Option<Tokens>, Refusal<'e>> {
    let credentials = client.get(c"credentials")?;
    if credentials.is_nullish() {
        return Ok(None);
    }
    let text = native.realm().stringify(credentials)?.as_text();
    let tokens = text.and_then(|text| Tokens::parse(text.as_bytes()));
    let refresh_token = native.refresh_token(credentials)?;
    Ok(tokens.map(|tokens| tokens.refreshed_by(refresh_token)))
}

/// The headers as they go on the wire.
fn shown(request: &TokenRequest) -> Arc<RequestHeaders> {
    let length = request.body.expose_secret().len().to_string();
    let mut headers = request.headers.list().clone();
    headers.push(("Content-Length".into(), length.into()));
    Arc::new(RequestHeaders::new(headers))
}

fn grant<'e>(
    native: &NativeClient,
    client: Val<'e>,
    is_refresh: bool,
    code: Val<'e>,
) -> Result<Grant, Refusal<'e>> {
    if flow(client)? == Flow::ClientCredentials {
        return Ok(Grant::ClientCredentials);
    }
    if is_refresh {
        return Ok(Grant::RefreshToken(
            native.refresh_token(client.get(c"credentials")?)?,
        ));
    }
    if code.is_undefined() {
        let message =
            "The \"code\" parameter must be passed when \"OAuth2\" authentication flow is set!";
        return Err(Refusal::Bad(BadInput::exact("Error", None, message)));
    }
    Ok(Grant::AuthorizationCode(
        json_value(native.realm(), code)?.unwrap_or_default(),
    ))
}

fn promise<'e>(
    native: &NativeClient,
    client: Val<'e>,
    id: u64,
    request: &TokenRequest,
) -> Result<Val<'e>, Refusal<'e>> {
    let scope = client.scope();
    let undefined = Val::undefined(scope);
    let secret = Val::string(scope, request.body.expose_secret())?;
    let arguments = [
        Val::id(scope, id)?,
        client,
        undefined,
        Val::string(scope, "post")?,
        Val::string(scope, &request.url)?,
        undefined,
        undefined,
        secret,
        undefined,
        Val::number(scope, 1.0)?,
    ];
    Ok(native.realm().settle(scope, &arguments)?)
}
