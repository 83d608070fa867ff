//! What of a plan's limit is used at which latency, over simulated minutes.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::sleep;

use super::account::{Account, WINDOW};
use super::settings::SettingsPatch;
use crate::core::simulation::{Policy, Reader, Server, heaviest, own_key, simulate};

const MS: Duration = Duration::from_millis(1);
const PLANS: [f64; 3] = [200.0, 400.0, 800.0];
/// Windows that are looked at, after one in which the client learns.
const WINDOWS: u32 = 10;

/// Latencies of the answers by their number: constant, or anything up to the most.
#[derive(Debug, Clone, Copy)]
enum Latency {
    Constant(u64),
    UpTo(u64),
}

impl Latency {
    fn of(self, call: u64) -> Duration {
        match self {
            Self::Constant(ms) => Duration::from_millis(ms),
            // Steps by a prime reach every value in an order of no meaning.
            Self::UpTo(ms) => Duration::from_millis(call * 7919 % (ms + 1)),
        }
    }
}

/// Reads a minute, of `limit`, by a client that always has more to do; that nobody was
/// refused and that no window had more than the limit is claimed on the way.
fn reads_a_minute(limit: f64, sliding: bool, latency: Latency, adaptive: bool) -> f64 {
    simulate(|| async {
        let server = Server::new(Policy {
            limit,
            sliding,
            phase: 17_300 * MS,
        });
        let account = Account::join(Some(own_key()), WINDOW);
        let client = Reader::new(&server, account, &SettingsPatch::default());
        if adaptive {
            client.admission().adapt();
        }
        for call in 0..800 * u64::from(WINDOWS + 2) {
            client.submit(latency.of(call));
        }
        sleep(WINDOW).await;
        let before = client.settled.load(Ordering::Relaxed);
        sleep(WINDOWS * WINDOW).await;
        let calls = client.settled.load(Ordering::Relaxed) - before;
        let server = server.lock().unwrap();
        let case = format!("{limit} {latency:?} sliding: {sliding}");
        assert_eq!(server.refused, 0, "{case}");
        assert!(heaviest(&server.admitted) <= limit, "{case}");
        f64::from(u32::try_from(calls).unwrap()) / f64::from(WINDOWS)
    })
}

#[test]
fn adaptive_concurrency_uses_the_limit_at_any_latency_up_to_600_ms() {
    let latencies = [
        Latency::Constant(50),
        Latency::Constant(600),
        Latency::UpTo(600),
    ];
    for limit in PLANS {
        for sliding in [false, true] {
            for latency in latencies {
                let used = reads_a_minute(limit, sliding, latency, true) / limit;
                assert!(
                    used >= 0.97,
                    "{limit} {latency:?} sliding: {sliding}: {used}"
                );
            }
        }
    }
}

#[test]
fn two_at_a_time_reach_200_a_minute_at_600_ms() {
    for limit in PLANS {
        let reached = reads_a_minute(limit, false, Latency::Constant(600), false);
        assert!((190.0..=200.0).contains(&reached), "{limit}: {reached}");
    }
}
