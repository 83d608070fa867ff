//! The account's ledger against simulated servers, over simulated hours.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::prelude::*;
use tokio::time::{Instant, sleep, timeout};

use super::account::{Account, WINDOW};
use super::settings::SettingsPatch;
use super::simulation::{Client, Fate, Job, Server, own_key, simulate};

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
