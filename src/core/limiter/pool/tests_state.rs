//! The pool alone: what it grants, and that no window ever holds more than the limit.

use proptest::prelude::*;

use super::state::{Pool, Reply, Request, Terms};

const WINDOW: u64 = 2000;
const LIMIT: f64 = 10.0;

/// A process that keeps the rules, as a [`Share`](super::Share) does.
#[derive(Default)]
struct Process {
    name: String,
    number: u64,
    pool: u64,
    member: bool,
    asked: u64,
    lease: f64,
    /// Starts of open calls, each of weight 1.
    open: Vec<u64>,
    unreported: Vec<u64>,
    /// Starts and answers.
    answered: Vec<(u64, u64)>,
}

impl Process {
    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    fn request(&mut self, now: u64, wanted: f64) -> Request {
        let terms = Terms::of(WINDOW);
        self.number += 1;
        if !self.member || now >= self.asked + terms.lease || wanted == 0.0 {
            self.lease = 0.0;
        }
        let recent = |at: &u64| *at + WINDOW > now;
        let settled: Vec<u64> = if self.member {
            std::mem::take(&mut self.unreported)
        } else {
            self.unreported.clear();
            let answers = self.answered.iter().map(|(_, answer)| *answer);
            answers.filter(recent).collect()
        };
        let knows = self.asked + terms.memory() > now;
        Request {
            holder: self.name.clone(),
            number: self.number,
            pool: if knows { self.pool } else { 0 },
            window: WINDOW,
            joins: !self.member,
            held: weight(self.open.len()) + self.lease,
            settled: settled.iter().map(|at| (now - at, 1.0)).collect(),
            limit: Some(LIMIT),
            needed: wanted.min(1.0),
            wanted,
            ..Request::default()
        }
    }

    fn replied(&mut self, asked: u64, reply: &Reply) {
        self.member = reply.known;
        if reply.known {
            self.pool = reply.pool;
            self.asked = asked;
            self.lease += reply.granted;
        } else {
            self.lease = 0.0;
        }
    }

    fn ask(&mut self, pool: &mut Pool, now: u64, wanted: f64) -> Reply {
        let request = self.request(now, wanted);
        let reply = pool.exchange(now, &request);
        self.replied(now, &reply);
        if reply.known {
            return reply;
        }
        let request = self.request(now, wanted);
        let reply = pool.exchange(now, &request);
        self.replied(now, &reply);
        reply
    }

    fn start(&mut self, now: u64) {
        if self.lease >= 1.0 && now < self.asked + Terms::of(WINDOW).lease {
            self.lease -= 1.0;
            self.open.push(now);
        }
    }

    fn answer(&mut self, now: u64) {
        if !self.open.is_empty() {
            let start = self.open.remove(0);
            self.answered.push((start, now));
            self.unreported.push(now);
        }
    }
}

fn weight(calls: usize) -> f64 {
    f64::from(u32::try_from(calls).unwrap())
}

/// The most that a window may have counted, if each call counts at any time from its start to its
/// answer.
fn fullest(calls: &[(u64, u64)]) -> usize {
    let begins = calls.iter().map(|(_, answer)| *answer);
    begins
        .map(|begin| {
            let within =
                |(start, answer): &&(u64, u64)| *answer >= begin && *start < begin + WINDOW;
            calls.iter().filter(within).count()
        })
        .max()
        .unwrap_or_default()
}

#[derive(Debug, Clone)]
enum Step {
    Wait(u64),
    Ask(usize, u8),
    LostAnswer(usize, u8),
    Start(usize, u8),
    Answer(usize, u8),
    Kill(usize),
    /// The store starts afresh.
    Flush,
}

fn step() -> impl Strategy<Value = Step> {
    let process = 0..3_usize;
    prop_oneof![
        6 => (1..400_u64).prop_map(Step::Wait),
        6 => (process.clone(), 0..8_u8).prop_map(|(p, w)| Step::Ask(p, w)),
        1 => (process.clone(), 0..8_u8).prop_map(|(p, w)| Step::LostAnswer(p, w)),
        6 => (process.clone(), 1..8_u8).prop_map(|(p, n)| Step::Start(p, n)),
        6 => (process.clone(), 1..8_u8).prop_map(|(p, n)| Step::Answer(p, n)),
        1 => process.prop_map(Step::Kill),
        1 => Just(Step::Flush),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_window_holds_more_than_the_limit(
        begin in 1_700_000_000_000..1_700_000_010_000_u64,
        steps in proptest::collection::vec(step(), 1..300),
    ) {
        let terms = Terms::of(WINDOW);
        let mut now = begin;
        let mut pool = Pool::default();
        let mut born = 0;
        let mut calls = Vec::new();
        let mut processes: Vec<_> = ["a", "b", "c"].into_iter().map(Process::named).collect();
        for step in steps {
            match step {
                Step::Wait(time) => {
                    // Whoever has anything to count reports at least once a beat.
                    for _ in 0..time.div_ceil(terms.beat) {
                        now += time.min(terms.beat);
                        for process in &mut processes {
                            let counts = process.answered.iter().any(|(_, at)| at + WINDOW > now);
                            if counts || !process.open.is_empty() || process.lease > 0.0 {
                                process.ask(&mut pool, now, 0.0);
                            }
                        }
                    }
                }
                Step::Ask(p, wanted) => {
                    processes[p].ask(&mut pool, now, f64::from(wanted));
                }
                Step::LostAnswer(p, wanted) => {
                    let request = processes[p].request(now, f64::from(wanted));
                    pool.exchange(now, &request);
                    processes[p].member = false;
                    processes[p].lease = 0.0;
                }
                Step::Start(p, times) => (0..times).for_each(|_| processes[p].start(now)),
                Step::Answer(p, times) => (0..times).for_each(|_| processes[p].answer(now)),
                Step::Kill(p) => {
                    let name = format!("{}'", processes[p].name);
                    let dead = std::mem::replace(&mut processes[p], Process::named(&name));
                    calls.extend(dead.open.iter().map(|start| (*start, now)));
                    calls.extend(dead.answered);
                }
                // A pool that is lost twice within its closure is beyond what holders can tell.
                Step::Flush if now > born + WINDOW + terms.memory() => {
                    born = now;
                    pool = Pool::default();
                    // The dead of the last window are forgotten with it, and the newcomer opens it.
                    calls.clear();
                    for process in &mut processes {
                        process.ask(&mut pool, now, 0.0);
                    }
                }
                Step::Flush => {}
            }
        }
        for process in processes {
            calls.extend(process.open.iter().map(|start| (*start, now)));
            calls.extend(process.answered);
        }
        let fullest = fullest(&calls);
        prop_assert!(weight(fullest) <= LIMIT, "{fullest} of {LIMIT}");
    }
}

fn joined(pool: &mut Pool, name: &str, now: u64, wanted: f64) -> (Process, Reply) {
    let mut process = Process::named(name);
    let reply = process.ask(pool, now, wanted);
    (process, reply)
}

#[test]
fn a_dead_holder_counts_until_a_window_after_its_lease() {
    let (terms, mut pool) = (Terms::of(WINDOW), Pool::default());
    joined(&mut pool, "a", 1000, 8.0);
    let (_, reply) = joined(&mut pool, "b", 1000, 8.0);
    assert_eq!((reply.granted, reply.others, reply.holders), (2.0, 8.0, 2));
    let end = 1000 + terms.lease + WINDOW;
    let (mut c, reply) = joined(&mut pool, "c", end - 1, 8.0);
    assert_eq!((reply.granted, reply.holders), (0.0, 1));
    assert_eq!(c.ask(&mut pool, end + terms.grain, 8.0).granted, 8.0);
}

#[test]
fn whoever_has_waited_longest_is_served_first() {
    let mut pool = Pool::default();
    let (mut a, _) = joined(&mut pool, "a", 1000, 10.0);
    let (mut b, _) = joined(&mut pool, "b", 1001, 4.0);
    let (mut c, _) = joined(&mut pool, "c", 1002, 4.0);
    a.lease = 9.0;
    let request = Request {
        wanted: 4.0,
        needed: 1.0,
        ..a.request(1003, 4.0)
    };
    assert_eq!(pool.exchange(1003, &request).granted, 0.0);
    assert_eq!(c.ask(&mut pool, 1004, 4.0).granted, 0.0);
    assert_eq!(b.ask(&mut pool, 1005, 4.0).granted, 1.0);
}

#[test]
fn what_is_scarce_is_shared_among_those_who_wait() {
    let mut pool = Pool::default();
    let (mut a, _) = joined(&mut pool, "a", 1000, 10.0);
    let (mut b, _) = joined(&mut pool, "b", 1001, 8.0);
    let (mut c, _) = joined(&mut pool, "c", 1002, 8.0);
    a.ask(&mut pool, 1003, 0.0);
    assert_eq!(b.ask(&mut pool, 1004, 8.0).granted, 5.0);
    assert_eq!(c.ask(&mut pool, 1005, 8.0).granted, 5.0);
}

#[test]
fn a_pause_holds_for_all() {
    let mut pool = Pool::default();
    let (mut a, _) = joined(&mut pool, "a", 1000, 1.0);
    let request = Request {
        pause: 500,
        ..a.request(1000, 0.0)
    };
    pool.exchange(1000, &request);
    let (mut b, reply) = joined(&mut pool, "b", 1100, 1.0);
    assert_eq!((reply.granted, reply.pause), (0.0, 400));
    assert_eq!(b.ask(&mut pool, 1500, 1.0).granted, 1.0);
}

#[test]
fn what_outweighs_the_whole_limit_goes_alone() {
    let mut pool = Pool::default();
    let mut a = Process::named("a");
    let heavy = |request: Request| Request {
        needed: 12.0,
        wanted: 12.0,
        ..request
    };
    let request = heavy(a.request(1000, 1.0));
    assert_eq!(pool.exchange(1000, &request).granted, 12.0);
    let mut b = Process::named("b");
    let request = heavy(b.request(1001, 1.0));
    assert_eq!(pool.exchange(1001, &request).granted, 0.0);
}

#[test]
fn a_lost_pool_grants_nothing_before_all_have_reported() {
    let (terms, mut pool) = (Terms::of(WINDOW), Pool::default());
    let (mut a, _) = joined(&mut pool, "a", 1000, 6.0);
    let (mut b, _) = joined(&mut pool, "b", 1000, 4.0);
    a.start(1000);
    (0..4).for_each(|_| b.start(1000));
    let mut pool = Pool::default();
    assert_eq!(a.ask(&mut pool, 1010, 10.0).granted, 0.0);
    b.ask(&mut pool, 1020, 0.0);
    let reply = a.ask(&mut pool, 1010 + terms.closure, 10.0);
    assert_eq!((reply.granted, reply.others), (5.0, 4.0));
}

#[test]
fn newcomers_to_a_lost_pool_start_one_until_the_server_has_answered() {
    let (terms, mut pool) = (Terms::of(WINDOW), Pool::default());
    let (mut a, _) = joined(&mut pool, "a", 1000, 10.0);
    (0..10).for_each(|_| a.start(1000));
    let mut pool = Pool::default();
    let unknowing = |name: &str| Request {
        limit: None,
        assumed: Some(LIMIT),
        ..Process::named(name).request(1010, 8.0)
    };
    assert_eq!(pool.exchange(1010, &unknowing("b")).granted, 1.0);
    assert_eq!(pool.exchange(1011, &unknowing("c")).granted, 0.0);
    let answered = Request {
        number: 2,
        settled: vec![(0, 1.0)],
        ..unknowing("b")
    };
    assert_eq!(pool.clone().exchange(1020, &answered).granted, 4.0);
    // Who knew the pool that was lost closes this one.
    a.ask(&mut pool, 1015, 0.0);
    assert_eq!(pool.exchange(1020, &answered).granted, 0.0);
    let reply = pool.exchange(
        1010 + terms.closure,
        &Request {
            number: 3,
            ..answered
        },
    );
    assert_eq!((reply.granted, reply.others), (0.0, 10.0));
}

#[test]
fn a_pool_without_an_answer_opens_once_all_who_knew_another_had_the_time_to_report() {
    let (terms, mut pool) = (Terms::of(WINDOW), Pool::default());
    let mut unknowing = |now, number| {
        let request = Request {
            limit: None,
            assumed: Some(LIMIT),
            held: 1.0,
            number,
            ..Process::named("a").request(now, 5.0)
        };
        pool.exchange(now, &request).granted
    };
    assert_eq!(unknowing(1000, 1), 0.0);
    assert_eq!(unknowing(999 + terms.closure, 2), 0.0);
    assert_eq!(unknowing(1000 + terms.closure, 3), 5.0);
}

#[test]
fn a_pool_of_a_clock_that_went_back_is_lost() {
    let mut pool = Pool::default();
    joined(&mut pool, "a", 1_000_000, 6.0);
    let (mut b, reply) = joined(&mut pool, "b", 1000, 6.0);
    assert_eq!(reply.granted, 0.0);
    let later = 1000 + Terms::of(WINDOW).closure;
    assert_eq!(b.ask(&mut pool, later, 6.0).granted, 6.0);
    assert_eq!(joined(&mut Pool::lost(), "a", 1000, 6.0).1.granted, 0.0);
}

#[test]
fn a_request_that_a_later_one_overtook_is_void() {
    let mut pool = Pool::default();
    let (mut a, _) = joined(&mut pool, "a", 1000, 2.0);
    let late = a.request(1000, 4.0);
    a.lease = 2.0;
    a.ask(&mut pool, 1001, 1.0);
    assert!(!pool.exchange(1002, &late).known);
    let (_, reply) = joined(&mut pool, "b", 1003, 1.0);
    assert_eq!(reply.others, 3.0);
}
