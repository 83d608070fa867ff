//! A client with everything on and limits that do not get in the way.

use std::sync::Arc;

use core_bench::core::auth::{Auth, Credentials, Flow, Refresher};
use core_bench::core::call::{Authorization, Body, Call, Limits, OnAmbiguous, ResponseMode};
use core_bench::core::client::{ClientCore, ClientOptions, random};
use core_bench::core::failure::Failure;
use core_bench::core::headers::HeaderList;
use core_bench::core::limiter::account::WINDOW;
use core_bench::core::limiter::{Account, SettingValue, SettingsPatch};
use core_bench::core::transport::{BoxFuture, Transport};
use tokio::runtime::Handle;

/// Never needed: the token does not expire.
struct Never;

impl Refresher for Never {
    fn refresh(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }
}

/// A client whose calls run on `runtime`.
pub fn client(runtime: Handle) -> ClientCore {
    let auth = Auth::new(Flow::ClientCredentials, Arc::new(Never));
    auth.set(Some(Credentials {
        access_token: "0123456789abcdef0123456789abcdef".into(),
        expires_in: None,
        renewable: true,
    }));
    let core = ClientCore::new(ClientOptions {
        runtime,
        auth,
        account: Account::join(None, WINDOW),
        listener: None,
        paused: Box::new(|_| {}),
        adaptive: false,
        random: random(),
    });
    let mut patch = SettingsPatch::default();
    for (name, value) in [
        ("minTime", SettingValue::Number(0.0)),
        ("maxConcurrent", SettingValue::Number(10_000.0)),
        ("reservoir", SettingValue::Null),
    ] {
        // All three are settings of the limiter.
        let _ = patch.set(name, value);
    }
    core.limiter().update(&patch);
    core
}

/// What all calls have in common.
pub struct Common {
    transport: Arc<dyn Transport>,
    headers: Arc<HeaderList>,
    limits: Arc<Limits>,
}

impl Common {
    /// Calls over `transport`.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self {
            transport,
            headers: Arc::new(vec![
                ("Accept".into(), "application/json, text/plain, */*".into()),
                ("User-Agent".into(), "helpscout-native/0.1.0".into()),
            ]),
            limits: Arc::default(),
        }
    }
}

/// A call as a resource method makes it.
pub fn call(common: &Common, url: &str) -> Call {
    Call {
        method: "GET".into(),
        url: url.to_owned(),
        headers: Arc::clone(&common.headers),
        authorization: Authorization::Bearer,
        body: Body::Absent,
        response: ResponseMode::Text,
        limits: Arc::clone(&common.limits),
        transport: Arc::clone(&common.transport),
        hooks: None,
        on_ambiguous: OnAmbiguous::Reject,
    }
}
