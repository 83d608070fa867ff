//! What a client leaves of its account to other applications, over simulated hours.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::account::{Account, AccountKey, WINDOW};
use super::rate_headers::RateHeaders;
use super::settings::SettingsPatch;
use crate::core::simulation::{Policy, Reader, Server, own_key, simulate};

const MS: Duration = Duration::from_millis(1);
const LIMIT: f64 = 400.0;

/// A client with `headroom` that has more to do than the limit allows.
fn busy(server: &Arc<Mutex<Server>>, key: &AccountKey, headroom: f64) -> Arc<Reader> {
    let account = Account::join(Some(key.clone()), WINDOW);
    account.leave(headroom);
    let settings = SettingsPatch {
        max_concurrent: Some(Some(4.0)),
        ..SettingsPatch::default()
    };
    let client = Reader::new(server, account, &settings);
    for _ in 0..10_000 {
        client.submit(100 * MS);
    }
    client
}

/// What busy clients, one with each headroom, and another application that asks every
/// `pause` come to in ten windows: calls in all, and refusals of both.
fn ten_windows(sliding: bool, headrooms: &[f64], pause: Option<Duration>) -> (u64, usize) {
    simulate(|| async {
        let server = Server::new(Policy {
            limit: LIMIT,
            sliding,
            phase: 17_300 * MS,
        });
        let key = own_key();
        let clients: Vec<_> = headrooms
            .iter()
            .map(|headroom| busy(&server, &key, *headroom))
            .collect();
        let start = Instant::now();
        while start.elapsed() < 10 * WINDOW {
            sleep(pause.unwrap_or(WINDOW)).await;
            if pause.is_some() {
                let _ = server.lock().unwrap().ask(1.0);
            }
        }
        let settled = clients.iter().map(|c| c.settled.load(Ordering::Relaxed));
        (settled.sum(), server.lock().unwrap().refused)
    })
}

#[test]
fn the_limit_less_the_headroom_is_used_and_no_more() {
    for sliding in [false, true] {
        let (calls, refused) = ten_windows(sliding, &[0.25], None);
        assert!(
            (2850..=3000).contains(&calls),
            "{calls}, sliding: {sliding}"
        );
        assert_eq!(refused, 0);
    }
}

#[test]
fn another_application_within_the_headroom_is_never_refused() {
    for sliding in [false, true] {
        let (calls, refused) = ten_windows(sliding, &[0.25], Some(WINDOW / 50));
        assert_eq!(refused, 0, "sliding: {sliding}");
        assert!(calls >= 2100, "{calls}, sliding: {sliding}");
    }
}

#[test]
fn the_largest_headroom_of_an_account_counts_for_all_its_clients() {
    let (calls, _) = ten_windows(false, &[0.0, 0.5], None);
    assert!((1900..=2010).contains(&calls), "{calls}");
}

#[tokio::test(start_paused = true)]
async fn looking_for_a_new_window_hardly_touches_what_is_left_to_others() {
    let account = Account::join(None, WINDOW);
    account.leave(0.25);
    let figure = |remaining| RateHeaders {
        limit: Some(100.0),
        remaining: Some(remaining),
    };
    let ask = || account.start(1.0, Instant::now(), || Ok(()));
    ask().unwrap().answered(figure(26.0));
    assert_eq!(account.available(Instant::now()), Some(1.0));
    ask().unwrap().answered(figure(24.0));
    let (start, mut probes) = (Instant::now(), 0);
    while start.elapsed() < WINDOW {
        assert_eq!(account.available(Instant::now()), Some(0.0));
        if let Ok(ticket) = ask() {
            probes += 1;
            ticket.answered(figure(20.0));
        }
        sleep(100 * MS).await;
    }
    assert!((10..=12).contains(&probes), "{probes}");
    sleep(WINDOW).await;
    ask().unwrap().answered(figure(99.0));
    assert_eq!(account.available(Instant::now()), Some(74.0));
}
