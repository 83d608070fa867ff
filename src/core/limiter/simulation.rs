//! Simulated servers and clients that count as the real ones do, in simulated time.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};

use super::account::{Account, AccountKey, WINDOW};
use super::admission::{Admission, Sink};
use super::job::{Admitted, Dropped, JobOptions};
use super::rate_headers::RateHeaders;
use super::settings::SettingsPatch;

/// A server that counts weight in fixed windows of some phase, or in a sliding one.
#[derive(Debug)]
pub(super) struct Server {
    limit: f64,
    sliding: bool,
    start: Instant,
    counted: VecDeque<(Instant, f64)>,
    pub(super) refused: usize,
    /// All that it counted, and when.
    pub(super) log: Vec<(Instant, f64)>,
}

impl Server {
    pub(super) fn new(limit: f64, sliding: bool, phase: Duration) -> Self {
        Self {
            limit,
            sliding,
            start: Instant::now() - phase,
            counted: VecDeque::new(),
            refused: 0,
            log: Vec::new(),
        }
    }

    pub(super) fn used(&mut self) -> f64 {
        let now = Instant::now();
        let passed = now.duration_since(self.start);
        let periods = u32::try_from(passed.as_nanos() / WINDOW.as_nanos()).unwrap();
        let fixed = self.start + WINDOW * periods;
        let sliding = self.sliding;
        self.counted.retain(|(at, _)| {
            if sliding {
                *at + WINDOW > now
            } else {
                *at >= fixed
            }
        });
        self.counted.iter().map(|(_, weight)| weight).sum()
    }

    /// The largest weight that it counted in any window.
    pub(super) fn most_in_a_window(&self) -> f64 {
        let (mut first, mut sum, mut most) = (0, 0.0, 0.0_f64);
        for (at, weight) in &self.log {
            sum += weight;
            while self.log[first].0 + WINDOW <= *at {
                sum -= self.log[first].1;
                first += 1;
            }
            most = most.max(sum);
        }
        most
    }

    /// Time until something is forgotten.
    fn retry_after(&self) -> Duration {
        let now = Instant::now();
        let oldest = self.counted.front().map_or(now, |(at, _)| *at);
        let base = if self.sliding { oldest } else { self.start };
        let mut next = base + WINDOW;
        while next <= now {
            next += WINDOW;
        }
        next - now
    }

    pub(super) fn ask(&mut self, weight: f64) -> Result<RateHeaders, (RateHeaders, Duration)> {
        let used = self.used();
        let headers = |used: f64| RateHeaders {
            limit: Some(self.limit),
            remaining: Some(self.limit - used),
        };
        if used + weight > self.limit {
            self.refused += 1;
            return Err((headers(used), self.retry_after()));
        }
        self.counted.push_back((Instant::now(), weight));
        self.log.push((Instant::now(), weight));
        Ok(headers(used + weight))
    }
}

/// What becomes of a call on its way.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fate {
    Answered,
    /// The server counts it, and its answer is lost until a deadline.
    Lost,
    /// It never leaves.
    Unsent,
}

#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) weight: f64,
    pub(super) priority: u8,
    pub(super) up: Duration,
    pub(super) down: Duration,
    pub(super) fate: Fate,
    pub(super) after: Duration,
}

/// One client of the server, whose calls count in `settled` when they are over.
pub(super) struct Client {
    server: Arc<Mutex<Server>>,
    admission: OnceLock<Admission<Job>>,
    pub(super) settled: AtomicU64,
}

impl Client {
    pub(super) fn new(
        server: &Arc<Mutex<Server>>,
        account: Arc<Account>,
        settings: &SettingsPatch,
    ) -> Arc<Self> {
        let client = Arc::new(Self {
            server: Arc::clone(server),
            admission: OnceLock::new(),
            settled: AtomicU64::new(0),
        });
        let sink = Link(Arc::clone(&client));
        let admission = Admission::new(account, Arc::new(sink), Handle::current());
        admission.update(settings);
        assert!(client.admission.set(admission).is_ok());
        client
    }

    pub(super) fn admission(&self) -> &Admission<Job> {
        self.admission.get().unwrap()
    }

    pub(super) fn submit(&self, job: Job) {
        let options = JobOptions {
            weight: job.weight,
            priority: job.priority,
            ..JobOptions::default()
        };
        self.admission().submit(options, job).unwrap();
    }

    async fn call(self: Arc<Self>, admitted: Admitted<Job>) {
        let Admitted {
            id, job, ticket, ..
        } = admitted;
        sleep(job.up).await;
        match job.fate {
            Fate::Answered => {
                let answer = self.server.lock().unwrap().ask(job.weight);
                sleep(job.down).await;
                match answer {
                    Ok(headers) => {
                        let latency = ticket.at().elapsed();
                        ticket.answered(headers);
                        self.admission().learn(latency);
                    }
                    Err((headers, wait)) => {
                        let account = self.admission().account();
                        let _ = account.pause_until(Instant::now() + wait);
                        ticket.answered(headers);
                        self.admission().requeue(id, job);
                        return;
                    }
                }
            }
            Fate::Lost => {
                let _ = self.server.lock().unwrap().ask(job.weight);
                sleep(5 * job.down).await;
                drop(ticket);
            }
            Fate::Unsent => ticket.unsent(),
        }
        self.settled.fetch_add(1, Ordering::Relaxed);
        self.admission().finish(id);
    }
}

struct Link(Arc<Client>);

impl Sink<Job> for Link {
    fn start(&self, admitted: Admitted<Job>) {
        tokio::spawn(Arc::clone(&self.0).call(admitted));
    }

    fn dropped(&self, dropped: Dropped<Job>) {
        panic!("{:?}", dropped.refusal);
    }
}

pub(super) fn own_key() -> AccountKey {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    AccountKey::Named(format!("test {}", NUMBER.fetch_add(1, Ordering::Relaxed)))
}

pub(super) fn simulate<F: Future>(future: impl FnOnce() -> F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(async { future().await })
}
