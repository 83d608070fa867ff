//! Who shares a ledger, since when, and until when.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::account::{Account, AccountKey, WINDOW};
use super::rate_headers::RateHeaders;
use super::ticket::Ticket;

const LIMITED: RateHeaders = RateHeaders {
    limit: Some(100.0),
    remaining: None,
};

fn client(client_id: &str) -> Arc<Account> {
    let key = AccountKey::Client {
        origin: "https://api.test".to_owned(),
        client_id: client_id.to_owned(),
    };
    Account::join(Some(key), WINDOW)
}

fn start(account: &Arc<Account>, weight: f64) -> Option<Ticket> {
    account.start(weight, Instant::now(), || Ok(())).ok()
}

fn available(account: &Arc<Account>) -> Option<f64> {
    account.available(Instant::now())
}

#[tokio::test(start_paused = true)]
async fn clients_of_a_key_share_once_the_server_sent_a_rate_header() {
    let (a, b, stranger) = (client("shared"), client("shared"), client("stranger"));
    start(&a, 10.0).unwrap().answered(RateHeaders::default());
    let open = start(&b, 5.0).unwrap();
    assert_eq!(available(&a), Some(390.0));
    assert_eq!(available(&b), Some(395.0));
    start(&a, 1.0).unwrap().answered(LIMITED);
    assert_eq!(available(&a), Some(84.0));
    assert_eq!(available(&b), Some(84.0));
    assert_eq!(available(&client("shared")), Some(84.0));
    assert_eq!(available(&stranger), Some(400.0));
    open.answered(LIMITED);
    sleep(WINDOW).await;
    assert_eq!(available(&a), Some(100.0));
}

#[tokio::test(start_paused = true)]
async fn clients_without_a_key_never_share() {
    let (a, b) = (Account::join(None, WINDOW), Account::join(None, WINDOW));
    start(&a, 1.0).unwrap().answered(LIMITED);
    assert_eq!(available(&a), Some(99.0));
    assert_eq!(available(&b), Some(400.0));
}

#[tokio::test(start_paused = true)]
async fn an_account_is_forgotten_with_its_last_client() {
    let a = client("forgotten");
    start(&a, 1.0).unwrap().answered(LIMITED);
    let b = client("forgotten");
    drop(a);
    assert_eq!(available(&b), Some(99.0));
    drop(b);
    assert_eq!(available(&client("forgotten")), Some(400.0));
}

#[tokio::test(start_paused = true)]
async fn a_pause_holds_every_client_of_the_account() {
    let (a, b) = (client("paused"), client("paused"));
    start(&a, 1.0).unwrap().answered(LIMITED);
    let _ = a.pause_until(Instant::now() + Duration::from_secs(3));
    assert!(start(&b, 1.0).is_none());
    sleep(Duration::from_secs(3)).await;
    assert!(start(&b, 1.0).is_some());
}

#[tokio::test(start_paused = true)]
async fn what_remains_by_the_server_bounds_what_starts() {
    let account = Account::join(None, WINDOW);
    let figure = |remaining| RateHeaders {
        limit: Some(100.0),
        remaining: Some(remaining),
    };
    start(&account, 60.0).unwrap().answered(figure(4.0));
    let open = start(&account, 2.0).unwrap();
    assert!(start(&account, 2.0).is_none());
    account.retract();
    let other = start(&account, 1.0).unwrap();
    // Answers overtake each other: the lower figure is the later one.
    other.answered(figure(0.0));
    open.answered(figure(2.0));
    assert_eq!(available(&account), Some(0.0));
    assert!(start(&account, 1.0).is_none());
    sleep(Duration::from_secs(1)).await;
    // One probe looks whether a new window has begun.
    let probe = start(&account, 1.0).unwrap();
    assert!(start(&account, 1.0).is_none());
    probe.answered(figure(99.0));
    assert!(start(&account, 30.0).is_some());
}

#[tokio::test(start_paused = true)]
async fn what_others_may_have_under_way_is_left_to_them() {
    let account = Account::join(None, WINDOW);
    let figure = |remaining| RateHeaders {
        limit: Some(400.0),
        remaining: Some(remaining),
    };
    start(&account, 40.0).unwrap().answered(figure(360.0));
    assert_eq!(available(&account), Some(360.0));
    // 300 of others in a window are 5 between two probes.
    start(&account, 10.0).unwrap().answered(figure(50.0));
    assert_eq!(available(&account), Some(45.0));
}

#[tokio::test(start_paused = true)]
async fn after_a_pause_the_probe_goes_when_the_server_said() {
    let account = Account::join(None, WINDOW);
    let spent = RateHeaders {
        limit: Some(100.0),
        remaining: Some(0.0),
    };
    start(&account, 1.0).unwrap().answered(spent);
    let _ = account.pause_until(Instant::now() + Duration::from_millis(100));
    assert!(start(&account, 1.0).is_none());
    sleep(Duration::from_millis(100)).await;
    let probe = start(&account, 1.0);
    assert!(probe.is_some());
    assert!(start(&account, 1.0).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_figure_is_void_a_window_later() {
    let account = Account::join(None, WINDOW);
    let spent = RateHeaders {
        limit: Some(100.0),
        remaining: Some(0.0),
    };
    start(&account, 1.0).unwrap().answered(spent);
    sleep(WINDOW).await;
    assert_eq!(available(&account), Some(100.0));
}

#[tokio::test(start_paused = true)]
async fn a_lost_call_counts_and_an_unsent_one_does_not() {
    let account = Account::join(None, WINDOW);
    drop(start(&account, 5.0).unwrap());
    start(&account, 7.0).unwrap().unsent();
    assert_eq!(available(&account), Some(395.0));
    account.assume(None);
    assert_eq!(available(&account), None);
}

#[tokio::test(start_paused = true)]
async fn what_outweighs_the_whole_limit_goes_alone() {
    let account = Account::join(None, WINDOW);
    account.assume(Some(1.0));
    let ticket = start(&account, 2.0).unwrap();
    assert!(start(&account, 2.0).is_none());
    drop(ticket);
    assert!(start(&account, 2.0).is_none());
    sleep(WINDOW).await;
    assert!(start(&account, 2.0).is_some());
}

#[test]
fn rate_headers_are_amounts_or_absent() {
    let headers = RateHeaders::parse(Some(" 400 "), Some("-1"));
    assert_eq!((headers.limit, headers.remaining), (Some(400.0), None));
    assert!(!RateHeaders::parse(Some("NaN"), Some("many")).any());
}
