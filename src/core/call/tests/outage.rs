//! What a server that fails sees of its clients.

use super::*;
use crate::core::client::random;

/// Calls of each client in a test of many.
const CALLS: usize = 300;

/// Has each client make its calls at once; gives how many succeeded.
async fn burst(clients: &[Client], fake: &Arc<Fake>) -> usize {
    let calls: Vec<_> = clients
        .iter()
        .flat_map(|client| (0..CALLS).map(|_| client.submit(call(fake, "GET")).1))
        .collect();
    let mut succeeded = 0;
    for outcome in calls {
        succeeded += usize::from(outcome.await.expect("settled").result.is_ok());
    }
    succeeded
}

#[tokio::test(start_paused = true)]
async fn the_budget_bounds_what_a_sick_server_sees_and_lets_calls_pass_once_it_is_well() {
    let clients: Vec<_> = (0..5).map(|_| client()).collect();
    for client in &clients {
        client.core.limiter().account().assume(None);
    }
    let sick = Fake::new([], status(503));
    assert_eq!(burst(&clients, &sick).await, 0);
    let calls = clients.len() * CALLS;
    // Each client has paid for a hundred retries, and has no more.
    assert_eq!(sick.seen().len(), calls + clients.len() * 100);
    assert_eq!(burst(&clients, &sick).await, 0);
    assert_eq!(sick.seen().len(), 2 * calls + clients.len() * 100);

    let well = Fake::new([], status(200));
    assert_eq!(burst(&clients, &well).await, calls);
    assert_eq!(well.seen().len(), calls);
    // What has succeeded pays for retries again.
    let shaken = Fake::new([status(503)], status(200));
    assert_eq!(clients[0].status(call(&shaken, "GET")).await, 200);
}

#[tokio::test(start_paused = true)]
async fn retries_of_calls_that_failed_together_are_spread_over_the_whole_pause() {
    let client = Client::with([], |options| options.random = random());
    let fake = Fake::new(vec![status(503); 90], status(200));
    let calls: Vec<_> = (0..90)
        .map(|_| client.submit(call(&fake, "GET")).1)
        .collect();
    for outcome in calls {
        assert!(outcome.await.expect("settled").result.is_ok());
    }
    let retries = fake.times().split_off(90);
    for tenth in 0..10 {
        let (from, to) = (tenth * 10, tenth * 10 + 10);
        let count = retries
            .iter()
            .filter(|at| (from..to + 1).contains(*at))
            .count();
        assert!(
            (1..=30).contains(&count),
            "{count} of 90 from {from} to {to} ms"
        );
    }
}

/// The most calls at a time of an adaptive client of two slots, whose calls end by `reply`.
async fn most_at_a_time(reply: Reply) -> usize {
    let client = Client::with([], |options| options.adaptive = true);
    client.set("maxConcurrent", 2.0);
    let healthy = Fake::new([], Reply::After(100 * MS, Box::new(status(200))));
    client.status(call(&healthy, "GET")).await;
    let fake = Fake::new([], reply);
    let calls: Vec<_> = (0..50)
        .map(|_| client.submit(call(&fake, "GET")).1)
        .collect();
    let mut most = 0;
    for _ in 0..200 {
        sleep(100 * MS).await;
        most = most.max(client.core.limiter().counts().executing);
    }
    drop(calls);
    most
}

#[tokio::test(start_paused = true)]
async fn an_adaptive_client_makes_more_calls_at_a_time_if_answers_are_slow() {
    let slow = Reply::After(3 * S, Box::new(status(200)));
    assert!(most_at_a_time(slow).await > 10);
    let refused = Reply::After(3 * S, Box::new(status(404)));
    assert!(most_at_a_time(refused).await > 10);
}

#[tokio::test(start_paused = true)]
async fn an_adaptive_client_makes_no_more_calls_at_a_time_while_the_server_fails() {
    for code in [429, 500, 503] {
        let slow = Reply::After(3 * S, Box::new(status(code)));
        assert_eq!(most_at_a_time(slow).await, 2, "{code}");
    }
    assert_eq!(most_at_a_time(Reply::Silence).await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_pause_of_the_account_is_told_once_and_a_longer_one_again() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&told);
    let client = Client::with([], |options| {
        options.paused = Box::new(move |wait| heard.lock().unwrap().push(wait));
    });
    let after = |time, wait| Reply::After(time, Box::new(asking(429, "retry-after", wait)));
    let script = [after(MS, "10"), after(5 * MS, "10"), after(9 * MS, "30")];
    let fake = Fake::new(script, status(200));
    let calls: Vec<_> = (0..3)
        .map(|_| client.submit(call(&fake, "GET")).1)
        .collect();
    for outcome in calls {
        assert!(outcome.await.expect("settled").result.is_ok());
    }
    assert_eq!(*told.lock().unwrap(), [10 * S, 30 * S]);
}
