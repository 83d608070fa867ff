//! The account's ledger against simulated servers, over simulated hours.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use proptest::prelude::*;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, timeout};

use super::account::{Account, AccountKey, WINDOW};
use super::admission::{Admission, Sink};
use super::job::{Admitted, Dropped, JobOptions};
use super::ledger::RateHeaders;
use super::settings::SettingsPatch;

/// A server that counts weight in fixed windows of some phase, or in a sliding one.
#[derive(Debug)]
struct Server {
    limit: f64,
    sliding: bool,
    start: Instant,
    counted: VecDeque<(Instant, f64)>,
    refused: usize,
}

impl Server {
    fn new(limit: f64, sliding: bool, phase: Duration) -> Self {
        Self {
            limit,
            sliding,
            start: Instant::now() - phase,
            counted: VecDeque::new(),
            refused: 0,
        }
    }

    fn used(&mut self) -> f64 {
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

    fn ask(&mut self, weight: f64) -> Result<RateHeaders, (RateHeaders, Duration)> {
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
        Ok(headers(used + weight))
    }
}

/// What becomes of a call on its way.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Answered,
    /// The server counts it, and its answer is lost until a deadline.
    Lost,
    /// It never leaves.
    Unsent,
}

#[derive(Debug, Clone)]
struct Job {
    weight: f64,
    priority: u8,
    up: Duration,
    down: Duration,
    fate: Fate,
    after: Duration,
}

/// One client of the server, whose calls count in `settled` when they are over.
struct Client {
    server: Arc<Mutex<Server>>,
    admission: OnceLock<Admission<Job>>,
    settled: AtomicU64,
}

impl Client {
    fn new(
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

    fn admission(&self) -> &Admission<Job> {
        self.admission.get().unwrap()
    }

    fn submit(&self, job: Job) {
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
                    Ok(headers) => ticket.answered(headers),
                    Err((headers, wait)) => {
                        self.admission()
                            .account()
                            .pause_until(Instant::now() + wait);
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

fn own_key() -> AccountKey {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    AccountKey::Named(format!("test {}", NUMBER.fetch_add(1, Ordering::Relaxed)))
}

fn simulate<F: Future>(future: impl FnOnce() -> F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(async { future().await })
}

fn ms(range: std::ops::Range<u64>) -> impl Strategy<Value = Duration> {
    range.prop_map(Duration::from_millis)
}

fn job(slowest: u64) -> impl Strategy<Value = Job> {
    let fate = prop_oneof![
        18 => Just(Fate::Answered),
        1 => Just(Fate::Lost),
        1 => Just(Fate::Unsent),
    ];
    let weight = prop_oneof![Just(1.0), Just(2.0)];
    let times = (ms(0..slowest), ms(0..slowest), ms(0..900));
    (weight, 0..10_u8, times, fate).prop_map(|(weight, priority, (up, down, after), fate)| Job {
        weight,
        priority,
        up,
        down,
        fate,
        after,
    })
}

#[derive(Debug, Clone)]
struct Scene {
    limit: f64,
    sliding: bool,
    phase: Duration,
    clients: usize,
    max_concurrent: Option<f64>,
    min_time: Duration,
    jobs: Vec<Job>,
}

fn scene() -> impl Strategy<Value = Scene> {
    let server = (5..40_u32, any::<bool>(), ms(0..60_000));
    let client = (
        1..4_usize,
        prop_oneof![Just(None), (2..6_u32).prop_map(Some)],
        ms(0..200),
    );
    let jobs = (1..6_u64).prop_flat_map(|pace| prop::collection::vec(job(pace * 300), 1..150));
    (server, client, jobs).prop_map(
        |((limit, sliding, phase), (clients, slots, min_time), jobs)| Scene {
            limit: limit.into(),
            sliding,
            phase,
            clients,
            max_concurrent: slots.map(f64::from),
            min_time,
            jobs,
        },
    )
}

impl Scene {
    /// Plays the scene; gives the refusals, after all calls are settled.
    async fn play(self, foreign: Option<Duration>) -> Result<usize, TestCaseError> {
        let server = Server::new(self.limit, self.sliding, self.phase);
        let server = Arc::new(Mutex::new(server));
        let settings = SettingsPatch {
            max_concurrent: Some(self.max_concurrent),
            min_time: Some(self.min_time),
            ..SettingsPatch::default()
        };
        let key = own_key();
        let clients: Vec<_> = (0..self.clients)
            .map(|_| {
                let account = Account::join(Some(key.clone()), WINDOW);
                account.assume(Some(self.limit));
                Client::new(&server, account, &settings)
            })
            .collect();
        let others = foreign.map(|pause| {
            let server = Arc::clone(&server);
            tokio::spawn(async move {
                loop {
                    sleep(pause).await;
                    let _ = server.lock().unwrap().ask(1.0);
                }
            })
        });
        // The first answer tells that the server counts, so that all share one ledger.
        let first = Job {
            weight: 1.0,
            priority: 5,
            up: Duration::ZERO,
            down: Duration::ZERO,
            fate: Fate::Answered,
            after: Duration::ZERO,
        };
        clients[0].submit(first);
        sleep(Duration::from_millis(1)).await;
        let total = self.jobs.len() as u64 + 1;
        let done = || {
            clients
                .iter()
                .map(|c| c.settled.load(Ordering::Relaxed))
                .sum::<u64>()
        };
        let hours = Duration::from_hours(5);
        let all = async {
            for (n, job) in self.jobs.into_iter().enumerate() {
                sleep(job.after).await;
                clients[n % clients.len()].submit(job);
            }
            while done() < total {
                sleep(Duration::from_secs(1)).await;
            }
        };
        let in_time = timeout(hours, all).await;
        if let Some(others) = others {
            others.abort();
        }
        prop_assert!(in_time.is_ok(), "{} of {} settled", done(), total);
        for client in &clients {
            prop_assert_eq!(client.admission().counts().alive(), 0);
            prop_assert_eq!(client.admission().running(), 0.0);
        }
        let refused = server.lock().unwrap().refused;
        Ok(refused)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_only_process_is_never_refused_and_everything_settles(scene in scene()) {
        prop_assert_eq!(simulate(|| scene.play(None))?, 0);
    }

    #[test]
    fn beside_another_process_everything_settles(scene in scene(), pause in ms(1500..20_000)) {
        // The other one takes half of the limit at most, else nobody else gets anything.
        let pause = pause.max(WINDOW.mul_f64(2.0 / scene.limit));
        let jobs = scene.jobs.len();
        let refused = simulate(|| scene.play(Some(pause)))?;
        prop_assert!(refused <= 2 * jobs + 10, "{refused} refusals of {jobs} jobs");
    }
}

/// Simulated time that `count` reads of 100 ms take at a limit of 400 and the original's pace.
fn time_of(count: usize, sliding: bool) -> Duration {
    let read = Job {
        weight: 1.0,
        priority: 5,
        up: Duration::from_millis(50),
        down: Duration::from_millis(50),
        fate: Fate::Answered,
        after: Duration::ZERO,
    };
    let scene = Scene {
        limit: 400.0,
        sliding,
        phase: Duration::from_secs(17),
        clients: 1,
        max_concurrent: Some(2.0),
        min_time: Duration::from_millis(125),
        jobs: vec![read; count],
    };
    simulate(|| async {
        let start = Instant::now();
        assert_eq!(scene.play(None).await.unwrap(), 0);
        Instant::now() - start
    })
}

#[test]
fn a_backlog_goes_at_nearly_the_rate_that_the_limit_allows() {
    for sliding in [true, false] {
        let time = time_of(1900, sliding);
        assert!(time < 5 * WINDOW, "{time:?}, sliding: {sliding}");
    }
}
