//! Calls that a limiter of the user's own has started, and what listeners of ours hear.

use super::*;
use crate::core::limiter::{Event, EventMask};

impl Client {
    fn submit_started(&self, call: Call) -> (CallId, oneshot::Receiver<Outcome>) {
        let (sender, outcome) = oneshot::channel();
        let id = self.core.submit_started(2.0, call, move |outcome| {
            let _ = sender.send(outcome);
        });
        (id, outcome)
    }
}

async fn status_of(outcome: oneshot::Receiver<Outcome>) -> u16 {
    let outcome = outcome.await.expect("settled");
    outcome.result.expect("an answer").status
}

#[tokio::test(start_paused = true)]
async fn a_started_call_passes_the_queue_and_counts_in_the_account() {
    let client = client();
    client.set("maxConcurrent", 1.0);
    let fake = Fake::new([], Reply::After(5 * S, Box::new(status(200))));
    let (_, queued) = client.submit(call(&fake, "GET"));
    let before = client.core.limiter().account().available(Instant::now());
    let (_, started) = client.submit_started(call(&fake, "POST"));
    assert_eq!(status_of(started).await, 200);
    assert_eq!(fake.times(), [0, 0]);
    assert_eq!(status_of(queued).await, 200);
    let after = client.core.limiter().account().available(Instant::now());
    assert_eq!(before.zip(after).map(|(a, b)| a - b), Some(3.0));
    assert_eq!(client.core.limiter().counts().done, 1);
}

#[tokio::test(start_paused = true)]
async fn a_started_call_is_retried_and_waits_out_a_pause() {
    let client = client();
    let script = [asking(429, "retry-after", "10"), status(503)];
    let fake = Fake::new(script, status(200));
    let (_, started) = client.submit_started(call(&fake, "GET"));
    assert_eq!(status_of(started).await, 200);
    assert_eq!(fake.times(), [0, 10_000, 10_100]);
}

#[tokio::test(start_paused = true)]
async fn a_started_call_can_be_aborted_in_its_pause() {
    let client = client();
    let fake = Fake::new([asking(429, "retry-after", "10")], status(200));
    let (id, started) = client.submit_started(call(&fake, "GET"));
    sleep(S).await;
    client.core.abort([id]);
    let outcome = started.await.expect("settled");
    let failure = outcome.result.expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::Aborted);
    sleep(20 * S).await;
    assert_eq!(fake.times(), [0]);
}

#[tokio::test(start_paused = true)]
async fn listeners_hear_the_end_of_a_call_before_it_settles() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener: Listener = {
        let heard = Arc::clone(&heard);
        Arc::new(move |event| heard.lock().unwrap().push(event))
    };
    let client = Client::heard([], Some(listener));
    client
        .core
        .limiter()
        .listen(EventMask::DONE | EventMask::IDLE | EventMask::DROPPED);
    let numbered = |number, weight| JobOptions {
        number: Some(number),
        weight,
        ..JobOptions::default()
    };
    let fake = Fake::new([], status(200));
    let (_, outcome) = client.submit_as(numbered(7, 1.0), call(&fake, "GET"));
    assert_eq!(status_of(outcome).await, 200);
    let first: Vec<_> = heard.lock().unwrap().drain(..).collect();
    assert!(
        matches!(&first[..], [Event::Done(job), Event::Idle] if job.number == 7 && job.id == "<no-id>-7"),
        "{first:?}"
    );

    let (_, outcome) = client.submit_as(numbered(9, 5000.0), call(&fake, "GET"));
    assert!(outcome.await.expect("settled").result.is_err());
    let refused: Vec<_> = heard.lock().unwrap().drain(..).collect();
    assert!(
        matches!(&refused[..], [Event::Dropped(job)] if job.number == 9),
        "{refused:?}"
    );
}
