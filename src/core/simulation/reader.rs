//! A client's limiter beside the server, without the rest of a call: for claims of many reads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};

use super::server::Server;
use crate::core::limiter::job::{Admitted, Dropped};
use crate::core::limiter::{Account, Admission, JobOptions, RateHeaders, SettingsPatch, Sink};

/// A client whose reads count in `settled` when they are over.
pub(in crate::core) struct Reader {
    server: Arc<Mutex<Server>>,
    /// Of reads, by their latency.
    admission: OnceLock<Admission<Duration>>,
    pub(in crate::core) settled: AtomicU64,
}

impl Reader {
    pub(in crate::core) fn new(
        server: &Arc<Mutex<Server>>,
        account: Arc<Account>,
        settings: &SettingsPatch,
    ) -> Arc<Self> {
        let reader = Arc::new(Self {
            server: Arc::clone(server),
            admission: OnceLock::new(),
            settled: AtomicU64::new(0),
        });
        let sink = Starter(Arc::clone(&reader));
        let admission = Admission::new(account, Arc::new(sink), Handle::current());
        admission.update(settings);
        assert!(reader.admission.set(admission).is_ok());
        reader
    }

    pub(in crate::core) fn admission(&self) -> &Admission<Duration> {
        self.admission.get().unwrap()
    }

    pub(in crate::core) fn submit(&self, latency: Duration) {
        let submitted = self.admission().submit(JobOptions::default(), latency);
        submitted.unwrap();
    }

    async fn read(self: Arc<Self>, admitted: Admitted<Duration>) {
        let Admitted {
            id, job, ticket, ..
        } = admitted;
        sleep(job / 2).await;
        let (limit, answer) = {
            let mut server = self.server.lock().unwrap();
            (server.limit(), server.ask(1.0))
        };
        sleep(job / 2).await;
        let headers = |remaining| RateHeaders {
            limit: Some(limit),
            remaining: Some(remaining),
        };
        match answer {
            Ok(remaining) => {
                let latency = ticket.at().elapsed();
                ticket.answered(headers(remaining));
                self.admission().learn(latency);
                self.settled.fetch_add(1, Ordering::Relaxed);
                self.admission().finish(id);
            }
            Err((remaining, wait)) => {
                let account = self.admission().account();
                let _ = account.pause_until(Instant::now() + wait);
                ticket.answered(headers(remaining));
                self.admission().requeue(id, job);
            }
        }
    }
}

struct Starter(Arc<Reader>);

impl Sink<Duration> for Starter {
    fn start(&self, admitted: Admitted<Duration>) {
        tokio::spawn(Arc::clone(&self.0).read(admitted));
    }

    fn dropped(&self, dropped: Dropped<Duration>) {
        panic!("{:?}", dropped.refusal);
    }
}
