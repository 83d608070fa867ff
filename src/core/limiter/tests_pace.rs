//! When jobs start, against Bottleneck's measured tables, less its timers' artefacts.

use std::time::Duration;

use proptest::prelude::*;

use super::bench::{Bench, NULL};

#[test]
fn reads_answered_at_once_start_125_ms_apart() {
    let mut bench = Bench::new(0);
    for _ in 0..6 {
        bench.get("r");
    }
    bench.run_to(5000);
    assert_eq!(bench.times(), [0, 125, 250, 375, 500, 625]);
}

#[test]
fn writes_answered_at_once_start_125_ms_apart() {
    let mut bench = Bench::new(0);
    for _ in 0..4 {
        bench.post("w");
    }
    bench.run_to(5000);
    assert_eq!(bench.times(), [0, 125, 250, 375]);
}

#[test]
fn two_reads_run_at_a_time() {
    let mut bench = Bench::new(375);
    for _ in 0..6 {
        bench.get("r");
    }
    bench.run_to(5000);
    assert_eq!(bench.times(), [0, 125, 375, 500, 750, 875]);
}

#[test]
fn one_write_runs_at_a_time() {
    let mut bench = Bench::new(375);
    for _ in 0..3 {
        bench.post("w");
    }
    bench.run_to(5000);
    assert_eq!(bench.times(), [0, 375, 750]);
}

#[test]
fn a_write_that_does_not_fit_holds_the_reads_behind_it() {
    let mut bench = Bench::new(375);
    bench.get("a");
    bench.post("w");
    bench.get("b");
    bench.get("c");
    bench.run_to(5000);
    assert_eq!(bench.order(), "awbc");
    assert_eq!(bench.times(), [0, 375, 750, 875]);
}

#[test]
fn a_pause_earns_no_burst() {
    let mut bench = Bench::new(0);
    bench.get("a");
    bench.run_to(10_000);
    bench.get("b");
    bench.get("c");
    bench.run_to(20_000);
    assert_eq!(bench.times(), [0, 10_000, 10_125]);
}

#[test]
fn lower_numbers_start_first_and_equals_in_order_of_arrival() {
    let mut bench = Bench::new(200);
    bench.set(&[("maxConcurrent", 1.0), ("minTime", 0.0)]);
    for (job, priority) in [
        ("x", 5),
        ("a", 5),
        ("b", 9),
        ("c", 0),
        ("d", 5),
        ("e", 0),
        ("f", 200),
    ] {
        bench.submit(job, 1.0, priority);
    }
    bench.run_to(5000);
    assert_eq!(bench.order(), "xceadbf");
}

#[test]
fn a_job_with_room_is_not_moved_by_later_jobs_or_settings() {
    let mut bench = Bench::new(1000);
    bench.get("a");
    bench.get("b");
    bench.submit("c", 1.0, 0);
    assert_eq!(bench.limiter.counts().running, 1);
    bench.set(&[("minTime", 0.0)]);
    bench.run_to(5000);
    assert_eq!(bench.order(), "abc");
    assert_eq!(bench.times(), [0, 125, 1000]);
}

#[test]
fn raising_the_limits_starts_waiting_jobs_at_once() {
    let mut bench = Bench::new(10_000);
    bench.set(&[("minTime", 0.0)]);
    for _ in 0..5 {
        bench.get("r");
    }
    bench.run_to(500);
    assert_eq!(bench.times(), [0, 0]);
    bench.set(&[("maxConcurrent", 4.0)]);
    assert_eq!(bench.times(), [0, 0, 500, 500]);
    bench.set(&[("maxConcurrent", NULL)]);
    assert_eq!(bench.times(), [0, 0, 500, 500, 500]);
}

#[test]
fn a_weight_of_zero_needs_no_slot() {
    let mut bench = Bench::new(1000);
    bench.set(&[("minTime", 0.0)]);
    bench.post("w");
    bench.submit("z", 0.0, 5);
    assert_eq!(bench.order(), "wz");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever waits starts by priority, then by arrival: a heavy head is never passed by.
    #[test]
    fn nothing_overtakes_whatever_the_weights(
        jobs in prop::collection::vec((0..4_u8, 0..10_u8), 1..26),
        takes in 0..700_u64,
        min_time in 0..200_u32,
        slots in 3..7_u32,
    ) {
        let mut bench = Bench::new(takes);
        bench.set(&[("minTime", min_time.into()), ("maxConcurrent", slots.into())]);
        let _ = bench.account.pause_until(bench.t0 + Duration::from_secs(1));
        let names = "abcdefghijklmnopqrstuvwxyz";
        for (n, (weight, priority)) in jobs.iter().enumerate() {
            bench.submit(&names[n..=n], f64::from(*weight), *priority);
        }
        let mut expected: Vec<usize> = (0..jobs.len()).collect();
        expected.sort_by_key(|n| jobs[*n].1);
        bench.run_to(100_000);
        prop_assert_eq!(bench.order(), expected.iter().map(|n| &names[*n..=*n]).collect::<String>());
        let times = bench.times();
        prop_assert!(times[0] >= 1000);
        prop_assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= u128::from(min_time)));
        let weight = |n: &usize| f64::from(jobs[*n].0);
        for (n, at) in times.iter().enumerate() {
            let running = (0..=n).filter(|other| times[*other] + u128::from(takes) > *at);
            let sum: f64 = running.map(|other| weight(&expected[other])).sum();
            prop_assert!(sum <= f64::from(slots), "{sum} of {slots} at {at}");
        }
    }
}
