//! Clients of one account beside a server that counts, over simulated hours: whole calls, from the
//! queue over the retries to their end, on tokio's paused clock. `npm run prove` plays many more.

mod claims;
mod play;
mod reader;
mod scene;
mod server;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tokio::time::Instant;

use crate::core::limiter::AccountKey;

pub(super) use reader::Reader;
pub(super) use server::{Policy, Server, heaviest};

/// The server's window, which is the account's.
const WINDOW: Duration = Duration::from_mins(1);

/// Simulated seconds so far.
static PLAYED: AtomicU64 = AtomicU64::new(0);

/// Checks a claim of `PROPTEST_CASES` scenes, or of `few`.
fn prove<S: Strategy>(few: u32, scenes: &S, claim: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let given = std::env::var("PROPTEST_CASES").ok();
    let config = ProptestConfig {
        cases: given.and_then(|cases| cases.parse().ok()).unwrap_or(few),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if let Err(error) = TestRunner::new(config).run(scenes, claim) {
        panic!("{error}");
    }
    println!("{} simulated hours", PLAYED.load(Ordering::Relaxed) / 3600);
}

/// Plays a future on a clock of its own, which jumps to whatever is next.
pub(super) fn simulate<F: Future>(future: impl FnOnce() -> F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let begin = Instant::now();
        let output = future().await;
        PLAYED.fetch_add(begin.elapsed().as_secs(), Ordering::Relaxed);
        output
    })
}

/// The key of an account that no other test has.
pub(super) fn own_key() -> AccountKey {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    AccountKey::Named(format!("simulated {number}"))
}

fn ms(range: std::ops::Range<u64>) -> impl Strategy<Value = Duration> {
    range.prop_map(Duration::from_millis)
}
