//! Plays scenes.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::scene::{CallScene, Scene};
use super::server::{Link, Server, Trouble};
use super::{WINDOW, own_key};
use crate::core::auth::{Auth, Credentials, Flow, Refresher};
use crate::core::call::{Authorization, Body, Call, OnAmbiguous, Outcome, ResponseMode};
use crate::core::client::{ClientCore, ClientOptions};
use crate::core::failure::Failure;
use crate::core::limiter::account::AccountKey;
use crate::core::limiter::{Account, JobOptions, SettingsPatch};
use crate::core::transport::BoxFuture;

/// No scene takes longer, unless a call is never settled.
const LONGEST: Duration = Duration::from_hours(24);

/// The clients of one account, and their server.
pub(super) struct World {
    pub(super) server: Arc<Mutex<Server>>,
    pub(super) clients: Arc<[ClientCore]>,
    /// How often each call was settled.
    pub(super) settled: Vec<Arc<AtomicU32>>,
}

impl World {
    /// Clients that share a ledger.
    pub(super) fn together(scene: &Scene) -> Self {
        Self::new(scene, Some(&own_key()))
    }

    /// Clients that share nothing, as those of several processes.
    pub(super) fn apart(scene: &Scene) -> Self {
        Self::new(scene, None)
    }

    fn new(scene: &Scene, key: Option<&AccountKey>) -> Self {
        let client = |settings: &SettingsPatch| {
            let account = Account::join(key.cloned(), WINDOW);
            account.assume(Some(scene.policy.limit));
            let auth = Auth::new(Flow::OAuth2, Arc::new(NoRefresh));
            auth.set(Some(Credentials {
                access_token: "token".into(),
                expires_in: None,
                renewable: false,
            }));
            let core = ClientCore::new(ClientOptions {
                runtime: Handle::current(),
                auth,
                account,
                listener: None,
                paused: Box::new(|_| {}),
                adaptive: false,
                random: Arc::new(|| 1.0),
            });
            core.limiter().update(settings);
            core
        };
        Self {
            server: Server::new(scene.policy),
            clients: scene.clients.iter().map(client).collect(),
            settled: Vec::new(),
        }
    }

    /// Makes a call, whose end the receiver tells.
    pub(super) fn call(&mut self, call: &CallScene) -> oneshot::Receiver<Outcome> {
        let client = call.client % self.clients.len();
        let number = self.settled.len();
        let options = JobOptions {
            weight: call.weight,
            priority: call.priority,
            ..JobOptions::default()
        };
        let link = Link {
            server: Arc::clone(&self.server),
            weight: call.weight,
            up: call.up,
            down: call.down,
            unsent: Mutex::new(Some((client, call.priority, number))),
        };
        let (sender, outcome) = oneshot::channel();
        let settled = Arc::new(AtomicU32::new(0));
        self.settled.push(Arc::clone(&settled));
        self.clients[client].submit(options, request(call.weight, link), move |outcome| {
            settled.fetch_add(1, Ordering::Relaxed);
            let _ = sender.send(outcome);
        });
        self.clients[client].flush();
        outcome
    }

    /// Plays the whole scene. Gives the time that it took, if all its calls were settled.
    pub(super) async fn play(&mut self, scene: &Scene) -> Option<Duration> {
        let begin = Instant::now();
        // The first answer tells that the server counts, so that all share one ledger.
        let first = CallScene {
            after: Duration::ZERO,
            client: 0,
            weight: 1.0,
            priority: 5,
            up: Duration::ZERO,
            down: Duration::ZERO,
        };
        self.call(&first).await.unwrap().result.unwrap();
        let others = [
            tokio::spawn(troubles(Arc::clone(&self.server), scene.troubles.clone())),
            tokio::spawn(foreign(Arc::clone(&self.server), scene.foreign)),
            tokio::spawn(changes(Arc::clone(&self.clients), scene.changes.clone())),
        ];
        let calls = async {
            let mut outcomes = Vec::new();
            for call in &scene.calls {
                sleep(call.after).await;
                outcomes.push(self.call(call));
            }
            for outcome in outcomes {
                let _ = outcome.await;
            }
        };
        let done = timeout(LONGEST, calls).await;
        others.iter().for_each(JoinHandle::abort);
        done.ok().map(|()| begin.elapsed())
    }
}

fn request(weight: f64, link: Link) -> Call {
    Call {
        method: if weight > 1.0 { "POST" } else { "GET" }.into(),
        url: "http://127.0.0.1:1/v2/things".into(),
        headers: Arc::default(),
        authorization: Authorization::Bearer,
        body: Body::Absent,
        response: ResponseMode::Text,
        limits: Arc::default(),
        transport: Arc::new(link),
        hooks: None,
        on_ambiguous: OnAmbiguous::Reject,
    }
}

async fn troubles(server: Arc<Mutex<Server>>, troubles: Vec<(Duration, Duration, Trouble)>) {
    for (after, length, trouble) in troubles {
        sleep(after).await;
        server.lock().unwrap().trouble = Some(trouble);
        sleep(length).await;
        server.lock().unwrap().trouble = None;
    }
}

async fn foreign(server: Arc<Mutex<Server>>, pause: Option<Duration>) {
    while let Some(pause) = pause {
        sleep(pause).await;
        let _ = server.lock().unwrap().count(1.0);
    }
}

async fn changes(clients: Arc<[ClientCore]>, changes: Vec<(Duration, usize, SettingsPatch)>) {
    for (after, client, settings) in changes {
        sleep(after).await;
        clients[client % clients.len()].limiter().update(&settings);
    }
}

struct NoRefresh;

impl Refresher for NoRefresh {
    fn refresh(&self) -> BoxFuture<'_, Result<(), Failure>> {
        unreachable!("no token ends")
    }
}
