//! What becomes of a job, and what is told of it.

use super::bench::Bench;
use super::event::{Event, EventMask};
use super::job::{JobOptions, Status, StopOptions};

#[test]
fn what_can_never_fit_is_refused_in_bottlenecks_words() {
    let mut bench = Bench::new(0);
    bench.set(&[("maxConcurrent", 1.0)]);
    let options = JobOptions {
        weight: 2.0,
        ..JobOptions::default()
    };
    let refused = bench.limiter.receive(options, "w").unwrap_err();
    assert_eq!(
        refused.refusal.to_string(),
        "Impossible to add a job having a weight of 2 to a limiter having a maxConcurrent setting of 1"
    );
    assert_eq!(bench.limiter.counts().alive(), 0);
}

#[test]
fn a_name_is_unique_among_the_living() {
    let mut bench = Bench::new(100);
    let named = || JobOptions {
        id: Some("x".to_owned()),
        ..JobOptions::default()
    };
    bench.limiter.receive(named(), "a").unwrap();
    let refused = bench.limiter.receive(named(), "b").unwrap_err();
    assert_eq!(
        refused.refusal.to_string(),
        "A job with the same id already exists (id=x)"
    );
    assert_eq!(bench.limiter.job_status("x"), Some(Status::Received));
    bench.limiter.flush();
    bench.step();
    bench.run_to(1000);
    assert_eq!(bench.limiter.job_status("x"), None);
    bench.limiter.receive(named(), "c").unwrap();
}

#[test]
fn jobs_are_received_until_the_flush_and_then_counted_where_they_stand() {
    let mut bench = Bench::new(1000);
    for job in ["a", "b", "c", "d"] {
        bench.limiter.receive(JobOptions::default(), job).unwrap();
    }
    bench.step();
    assert_eq!(bench.limiter.counts().received, 4);
    assert!(!bench.limiter.is_empty());
    bench.limiter.flush();
    bench.step();
    let counts = bench.limiter.counts();
    assert_eq!((counts.received, counts.queued), (0, 2));
    assert_eq!((counts.running, counts.executing), (1, 1));
    assert_eq!(bench.limiter.running(), 2.0);
    assert_eq!(bench.limiter.queued(Some(5)), 2);
    assert_eq!(bench.limiter.queued(Some(4)), 0);
    assert_eq!(bench.limiter.job_names(None).len(), 4);
    let running = bench.limiter.job_names(Some(Status::Running));
    assert_eq!(bench.limiter.job_status(&running[0]), Some(Status::Running));
    bench.run_to(9000);
    assert_eq!(
        (bench.limiter.done(), bench.limiter.counts().done),
        (4.0, 4)
    );
}

#[test]
fn a_requeued_job_frees_its_slot_and_keeps_its_place() {
    let mut bench = Bench::new(100_000);
    bench.set(&[("maxConcurrent", 1.0), ("minTime", 0.0), ("reservoir", 2.0)]);
    let first = bench.get("a");
    bench.get("b");
    bench.submit("c", 1.0, 0);
    bench.executing.clear();
    bench.limiter.requeue(first, "A");
    bench.step();
    assert_eq!(bench.order(), "ac");
    assert_eq!(bench.limiter.status(first), Some(Status::Queued));
    let (_, c) = *bench.executing.keys().next().unwrap();
    bench.executing.clear();
    bench.limiter.finish(c);
    bench.step();
    // The reservoir of two is spent on `a` and `c`; the second try is not charged again.
    assert_eq!(bench.order(), "acA");
    bench.limiter.finish(first);
    bench.limiter.finish(first);
    bench.step();
    assert_eq!((bench.limiter.running(), bench.limiter.done()), (0.0, 2.0));
}

#[test]
fn a_cancelled_job_leaves_wherever_it_waits() {
    let mut bench = Bench::new(1000);
    let a = bench.get("a");
    let b = bench.get("b");
    let c = bench.get("c");
    bench.get("d");
    let e = bench.limiter.receive(JobOptions::default(), "e").unwrap();
    assert_eq!(bench.limiter.cancel(a), None);
    assert_eq!(bench.limiter.cancel(b), Some("b"));
    assert_eq!(bench.limiter.cancel(b), None);
    assert_eq!(bench.limiter.cancel(c), Some("c"));
    assert_eq!(bench.limiter.cancel(e), Some("e"));
    bench.step();
    bench.run_to(5000);
    assert_eq!(bench.order(), "ad");
    assert_eq!(bench.times(), [0, 125]);
    assert_eq!(bench.limiter.counts().alive(), 0);
    assert_eq!(bench.limiter.running(), 0.0);
}

#[test]
fn stop_drops_what_has_not_started_and_takes_no_more() {
    let mut bench = Bench::new(1000);
    for job in ["a", "b", "c"] {
        bench.get(job);
    }
    bench.limiter.receive(JobOptions::default(), "d").unwrap();
    bench.limiter.stop(StopOptions::default()).unwrap();
    bench.step();
    let dropped: Vec<_> = bench
        .dropped
        .iter()
        .map(|(job, why, _)| (*job, why.to_string()))
        .collect();
    let text = "This limiter has been stopped.".to_owned();
    assert_eq!(dropped, ["b", "c", "d"].map(|job| (job, text.clone())));
    let refused = bench
        .limiter
        .receive(JobOptions::default(), "e")
        .unwrap_err();
    assert_eq!(
        refused.refusal.to_string(),
        "This limiter has been stopped and cannot accept new jobs."
    );
    let again = bench.limiter.stop(StopOptions::default()).unwrap_err();
    assert_eq!(again.to_string(), "stop() has already been called");
    bench.run_to(2000);
    assert_eq!(
        (bench.order().as_str(), bench.limiter.counts().alive()),
        ("a", 0)
    );
}

#[test]
fn stop_without_dropping_lets_the_waiting_run() {
    let mut bench = Bench::new(100);
    for job in ["a", "b", "c"] {
        bench.get(job);
    }
    let options = StopOptions {
        drop_waiting: false,
        ..StopOptions::default()
    };
    bench.limiter.stop(options).unwrap();
    bench.run_to(2000);
    assert_eq!(bench.order(), "abc");
}

#[test]
fn events_come_in_bottlenecks_order_and_only_if_asked_for() {
    let mut bench = Bench::new(50);
    bench.get("silent");
    bench.run_to(1000);
    assert_eq!(bench.events, []);
    bench.set(&[("reservoir", 1.0)]);
    bench.limiter.listen(EventMask::ALL);
    bench.get("a");
    bench.run_to(2000);
    let kinds: Vec<_> = bench
        .events
        .iter()
        .map(|event| match event {
            Event::Received(_) => "received",
            Event::Queued { .. } => "queued",
            Event::Empty => "empty",
            Event::Depleted { empty: true } => "depleted",
            Event::Scheduled(_) => "scheduled",
            Event::Executing(_) => "executing",
            Event::Done(_) => "done",
            Event::Idle => "idle",
            Event::Debug { .. } => "debug",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "received",
            "queued",
            "debug",
            "empty",
            "depleted",
            "scheduled",
            "executing",
            "done",
            "idle"
        ]
    );
}

#[test]
fn check_tells_whether_a_job_would_start_now() {
    let mut bench = Bench::new(300);
    assert!(bench.limiter.check(2.0, bench.now, &bench.account));
    bench.get("a");
    assert!(!bench.limiter.check(1.0, bench.now, &bench.account));
    bench.run_to(130);
    assert!(bench.limiter.check(1.0, bench.now, &bench.account));
    assert!(!bench.limiter.check(2.0, bench.now, &bench.account));
}
