//! Full queues and reservoirs, against Bottleneck's policy.

use super::bench::{Bench, NULL};
use super::settings::SettingsPatch;

/// One runs, two wait (`b` more important than `a`), then `new` arrives at a queue of two.
fn overfull(strategy: f64, priority: u8) -> (String, String) {
    let mut bench = Bench::new(1000);
    bench.set(&[
        ("maxConcurrent", 1.0),
        ("highWater", 2.0),
        ("strategy", strategy),
    ]);
    bench.get("x");
    bench.submit("a", 1.0, 6);
    bench.submit("b", 1.0, 4);
    bench.submit("n", 1.0, priority);
    bench.run_to(3500);
    let dropped = bench.dropped.iter().map(|(job, ..)| *job).collect();
    (bench.order(), dropped)
}

#[test]
fn a_full_queue_drops_what_its_strategy_names() {
    let told = |order: &str, dropped: &str| (order.to_owned(), dropped.to_owned());
    assert_eq!(overfull(1.0, 6), told("xbn", "a"));
    assert_eq!(overfull(1.0, 7), told("xba", "n"));
    assert_eq!(overfull(2.0, 0), told("xba", "n"));
    assert_eq!(overfull(4.0, 6), told("xba", "n"));
    assert_eq!(overfull(4.0, 5), told("xbn", "a"));
    assert_eq!(overfull(3.0, 0), told("x", "ban"));
}

#[test]
fn block_refuses_until_the_penalty_passes_without_a_job() {
    let mut bench = Bench::new(10);
    bench.set(&[
        ("maxConcurrent", 1.0),
        ("minTime", 100.0),
        ("highWater", 0.0),
        ("strategy", 3.0),
        ("penalty", 1000.0),
    ]);
    bench.get("a");
    bench.get("b");
    bench.run_to(900);
    bench.get("c");
    bench.run_to(1850);
    bench.get("d");
    bench.run_to(2900);
    bench.get("e");
    bench.run_to(9000);
    let dropped: String = bench.dropped.iter().map(|(job, ..)| *job).collect();
    assert_eq!((bench.order().as_str(), dropped.as_str()), ("ae", "bcd"));
    assert_eq!(
        bench.dropped[0].1.to_string(),
        "This job has been dropped by Bottleneck"
    );
    assert_eq!(bench.times(), [0, 2950]);
}

#[test]
fn a_high_water_of_zero_lets_through_what_starts_at_once() {
    let mut bench = Bench::new(1000);
    bench.set(&[("minTime", 0.0), ("highWater", 0.0)]);
    for job in ["a", "b", "c"] {
        bench.get(job);
    }
    assert_eq!(bench.order(), "ab");
    assert_eq!(bench.dropped[0].0, "c");
}

#[test]
fn reject_on_drop_is_that_of_the_time_of_arrival() {
    let mut bench = Bench::new(1000);
    let off = SettingsPatch {
        reject_on_drop: Some(false),
        high_water: Some(Some(0.0)),
        ..SettingsPatch::default()
    };
    bench.limiter.update(&off, bench.now, &bench.account);
    bench.get("a");
    bench.get("b");
    bench.get("c");
    assert_eq!(bench.dropped.len(), 2);
    assert!(bench.dropped.iter().all(|(_, _, reject)| !reject));
}

#[test]
fn the_reservoir_refills_at_fixed_times_whatever_is_updated() {
    let mut bench = Bench::new(0);
    bench.set(&[
        ("minTime", 0.0),
        ("reservoir", 2.0),
        ("reservoirRefreshAmount", 2.0),
        ("reservoirRefreshInterval", 500.0),
    ]);
    for _ in 0..7 {
        bench.get("r");
    }
    bench.run_to(250);
    bench.set(&[("highWater", 50.0)]);
    bench.run_to(5000);
    assert_eq!(bench.times(), [0, 0, 500, 500, 1000, 1000, 1500]);
    assert_eq!(
        bench.limiter.current_reservoir(bench.now, &bench.account),
        Some(2.0)
    );
}

#[test]
fn an_increase_set_at_run_time_feeds_the_waiting() {
    let mut bench = Bench::new(0);
    bench.set(&[
        ("minTime", 0.0),
        ("reservoir", 0.0),
        ("reservoirRefreshInterval", NULL),
    ]);
    for _ in 0..3 {
        bench.get("r");
    }
    bench.run_to(1000);
    assert!(bench.starts.is_empty());
    bench.set(&[
        ("reservoirIncreaseInterval", 1000.0),
        ("reservoirIncreaseAmount", 2.0),
        ("reservoirIncreaseMaximum", 4.0),
    ]);
    bench.run_to(9000);
    assert_eq!(bench.times(), [2000, 2000, 3000]);
    let level = bench.limiter.current_reservoir(bench.now, &bench.account);
    assert_eq!(level, Some(4.0));
}

#[test]
fn an_increment_starts_waiting_jobs_and_limits_an_unlimited_reservoir() {
    let mut bench = Bench::new(0);
    bench.set(&[("minTime", 0.0), ("reservoir", NULL)]);
    assert_eq!(
        bench.limiter.current_reservoir(bench.now, &bench.account),
        None
    );
    let level = |bench: &mut Bench, by| {
        bench
            .limiter
            .increment_reservoir(by, bench.now, &bench.account)
    };
    assert_eq!(level(&mut bench, 1.0), 1.0);
    bench.get("a");
    bench.get("b");
    assert_eq!(bench.order(), "a");
    assert_eq!(level(&mut bench, 5.0), 5.0);
    bench.step();
    assert_eq!(bench.order(), "ab");
}
