//! Accounts that stand for processes, over a pool in memory that may be slow or gone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};

use super::{Link, Pool, Reply, Request, Share, Store, View};
use crate::core::failure::{Failure, FailureKind};
use crate::core::limiter::{Account, RateHeaders};
use crate::core::transport::BoxFuture;

const WINDOW: Duration = Duration::from_mins(1);
const LIMIT: f64 = 100.0;
const LIMITED: RateHeaders = RateHeaders {
    limit: Some(LIMIT),
    remaining: None,
};

struct Memory {
    pool: Mutex<Pool>,
    begun: Instant,
    latency: Mutex<Duration>,
    asked: AtomicUsize,
}

impl Memory {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            pool: Mutex::default(),
            begun: Instant::now(),
            latency: Mutex::new(Duration::from_millis(2)),
            asked: AtomicUsize::new(0),
        })
    }

    fn slow(&self, latency: Duration) {
        *self.latency.lock().unwrap() = latency;
    }

    fn flush(&self) {
        *self.pool.lock().unwrap() = Pool::default();
    }
}

impl Store for Memory {
    fn exchange<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, Failure>> {
        Box::pin(async move {
            self.asked.fetch_add(1, Ordering::Relaxed);
            let latency = *self.latency.lock().unwrap();
            sleep(latency).await;
            if latency > Duration::from_millis(500) {
                return Err(Failure::new(FailureKind::Refused, "gone"));
            }
            let now = 1_000_000 + u64::try_from(self.begun.elapsed().as_millis()).unwrap();
            Ok(self.pool.lock().unwrap().exchange(now, request))
        })
    }
}

struct Process {
    account: Arc<Account>,
    outages: Arc<AtomicUsize>,
}

fn process(memory: &Arc<Memory>) -> Process {
    process_of(memory.clone())
}

fn process_of(store: Arc<dyn Store>) -> Process {
    let account = Account::join(None, WINDOW);
    account.assume(Some(LIMIT));
    let outages = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&outages);
    account.share(
        "memory",
        Handle::current(),
        move || store,
        Box::new(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
        }),
    );
    Process { account, outages }
}

/// Starts and answers of all processes.
type Calls = Arc<Mutex<Vec<(Instant, Instant)>>>;

async fn call(account: &Arc<Account>, calls: &Calls, latency: Duration) {
    let ticket = account.admit(1.0).await;
    let start = ticket.at();
    sleep(latency).await;
    calls.lock().unwrap().push((start, Instant::now()));
    ticket.answered(LIMITED);
}

/// Has `account` make `count` calls, 10 at a time.
fn run(account: &Arc<Account>, calls: &Calls, count: usize) -> Vec<tokio::task::JoinHandle<()>> {
    (0..10)
        .map(|_| {
            let (account, calls) = (Arc::clone(account), Arc::clone(calls));
            tokio::spawn(async move {
                for n in 0..count / 10 {
                    call(
                        &account,
                        &calls,
                        Duration::from_millis(5 + 13 * (n as u64 % 7)),
                    )
                    .await;
                }
            })
        })
        .collect()
}

fn fullest(calls: &Calls) -> usize {
    let calls = calls.lock().unwrap();
    let begins = calls.iter().map(|(_, answer)| *answer);
    begins
        .map(|begin| {
            let within =
                |(start, answer): &&(Instant, Instant)| *answer >= begin && *start < begin + WINDOW;
            calls.iter().filter(within).count()
        })
        .max()
        .unwrap_or_default()
}

async fn finish(tasks: Vec<tokio::task::JoinHandle<()>>) {
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn processes_use_the_limit_and_never_more() {
    let (memory, calls) = (Memory::new(), Calls::default());
    let processes: Vec<_> = (0..4).map(|_| process(&memory)).collect();
    let begun = Instant::now();
    let tasks = processes
        .iter()
        .flat_map(|p| run(&p.account, &calls, 200))
        .collect();
    finish(tasks).await;
    assert!(fullest(&calls) <= 100, "{}", fullest(&calls));
    // 800 calls of 100 a window need seven windows after the first.
    let windows = begun.elapsed().as_secs_f64() / 60.0;
    assert!((7.0..7.0 / 0.97).contains(&windows), "{windows}");
    assert!(
        processes
            .iter()
            .all(|p| p.outages.load(Ordering::Relaxed) == 0)
    );
}

#[tokio::test(start_paused = true)]
async fn an_idle_process_leaves_all_to_the_others_and_speaks_no_more() {
    let (memory, calls) = (Memory::new(), Calls::default());
    let (a, b) = (process(&memory), process(&memory));
    call(&a.account, &calls, Duration::from_millis(20)).await;
    sleep(3 * WINDOW).await;
    let asked = memory.asked.load(Ordering::Relaxed);
    sleep(10 * WINDOW).await;
    assert_eq!(memory.asked.load(Ordering::Relaxed), asked);
    let begun = Instant::now();
    finish(run(&b.account, &calls, 100)).await;
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn a_pause_reaches_the_other_processes() {
    let (memory, calls) = (Memory::new(), Calls::default());
    let (a, b) = (process(&memory), process(&memory));
    call(&a.account, &calls, Duration::from_millis(20)).await;
    let _ = a
        .account
        .pause_until(Instant::now() + Duration::from_secs(5));
    sleep(Duration::from_millis(10)).await;
    let begun = Instant::now();
    call(&b.account, &calls, Duration::ZERO).await;
    assert!(begun.elapsed() >= Duration::from_secs(4));
}

#[tokio::test(start_paused = true)]
async fn without_the_pool_each_goes_on_by_its_share_and_reports_it_later() {
    let (memory, calls) = (Memory::new(), Calls::default());
    let (a, b) = (process(&memory), process(&memory));
    for p in [&a, &b] {
        call(&p.account, &calls, Duration::from_millis(20)).await;
    }
    sleep(Duration::from_secs(3)).await;
    memory.slow(Duration::from_secs(30));
    sleep(Duration::from_secs(4)).await;
    // Of 100, each of the two has 50, and has had 1.
    let tasks = run(&a.account, &calls, 80);
    sleep(Duration::from_secs(20)).await;
    assert_eq!(calls.lock().unwrap().len(), 2 + 49);
    memory.slow(Duration::from_millis(2));
    finish(tasks).await;
    finish(run(&b.account, &calls, 100)).await;
    assert!(fullest(&calls) <= 100, "{}", fullest(&calls));
    assert_eq!(a.outages.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn in_the_window_in_which_the_pool_is_lost_the_limit_is_kept() {
    let (memory, calls) = (Memory::new(), Calls::default());
    let (a, b) = (process(&memory), process(&memory));
    call(&b.account, &calls, Duration::from_millis(20)).await;
    finish(run(&a.account, &calls, 80)).await;
    let tasks = run(&b.account, &calls, 10);
    finish(tasks).await;
    memory.slow(Duration::from_secs(30));
    let tasks = run(&b.account, &calls, 100);
    sleep(Duration::from_secs(30)).await;
    assert!(fullest(&calls) <= 100, "{}", fullest(&calls));
    finish(tasks).await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_that_never_answered_leaves_the_whole_limit_to_the_process() {
    let (memory, calls) = (Memory::new(), Calls::default());
    memory.slow(Duration::from_secs(30));
    let a = process(&memory);
    let begun = Instant::now();
    finish(run(&a.account, &calls, 100)).await;
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(a.outages.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn a_flushed_pool_is_built_anew_from_what_its_holders_report() {
    let (memory, calls) = (Memory::new(), Calls::default());
    let processes: Vec<_> = (0..3).map(|_| process(&memory)).collect();
    let tasks: Vec<_> = processes
        .iter()
        .flat_map(|p| run(&p.account, &calls, 150))
        .collect();
    for _ in 0..5 {
        sleep(Duration::from_secs(37)).await;
        memory.flush();
    }
    finish(tasks).await;
    assert!(fullest(&calls) <= 100, "{}", fullest(&calls));
}

#[tokio::test(start_paused = true)]
async fn an_aborted_wait_gives_back_what_was_granted() {
    let (memory, calls) = (Memory::new(), Calls::default());
    let (a, b) = (process(&memory), process(&memory));
    finish(run(&a.account, &calls, 100)).await;
    let waiting = timeout(Duration::from_secs(20), a.account.admit(1.0)).await;
    assert!(waiting.is_err());
    sleep(WINDOW).await;
    let begun = Instant::now();
    finish(run(&b.account, &calls, 100)).await;
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_for_more_than_they_have_do_not_wait_for_each_other() {
    let (memory, calls) = (Memory::new(), Calls::default());
    let (a, b) = (process(&memory), process(&memory));
    // The second is granted some ahead, of which not enough is left.
    for _ in 0..2 {
        call(&b.account, &calls, Duration::ZERO).await;
    }
    let whole = async { drop(a.account.admit(LIMIT).await) };
    let part = async {
        sleep(Duration::from_millis(10)).await;
        drop(b.account.admit(3.0).await);
    };
    let both = async { tokio::join!(whole, part) };
    timeout(3 * WINDOW, both).await.expect("both start");
}

#[tokio::test(start_paused = true)]
async fn fractions_that_do_not_add_up_to_what_was_needed_are_enough() {
    let memory = Memory::new();
    let link = Link {
        place: String::new(),
        store: Arc::clone(&memory) as Arc<dyn Store>,
        runtime: Handle::current(),
        changed: Notify::new(),
    };
    let mut share = Share::new(Arc::new(link), "a".to_owned(), WINDOW);
    let now = Instant::now();
    // 3.6 + (7.8 - 3.6) is less than 7.8.
    for weight in [3.6, 7.8] {
        let view = View {
            claims: vec![weight],
            limit: Some(LIMIT),
            ..View::default()
        };
        let request = share.request(&view, Vec::new(), now);
        let reply = memory.exchange(&request).await.unwrap();
        share.replied(&request, &reply, now, now);
        assert!(share.admits(weight, now), "{weight}");
    }
}

/// A store that takes everything and keeps nothing.
struct Forgetful(AtomicUsize);

impl Store for Forgetful {
    fn exchange<'a>(&'a self, _request: &'a Request) -> BoxFuture<'a, Result<Reply, Failure>> {
        Box::pin(async {
            self.0.fetch_add(1, Ordering::Relaxed);
            sleep(Duration::from_millis(1)).await;
            Ok(Reply::default())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_pool_that_keeps_nothing_counts_as_lost_and_is_not_hammered() {
    let (store, calls) = (Arc::new(Forgetful(AtomicUsize::new(0))), Calls::default());
    let a = process_of(Arc::clone(&store) as Arc<dyn Store>);
    let answered = call(&a.account, &calls, Duration::from_secs(20));
    timeout(WINDOW, answered).await.expect("a start");
    assert_eq!(a.outages.load(Ordering::Relaxed), 1);
    assert!(store.0.load(Ordering::Relaxed) < 50);
}

/// A store with a bug, which shows once.
struct Panicking {
    memory: Arc<Memory>,
    left: AtomicUsize,
}

impl Store for Panicking {
    fn exchange<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, Failure>> {
        let left = self.left.fetch_sub(1, Ordering::Relaxed);
        assert!(left != 1, "on purpose");
        self.memory.exchange(request)
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_costs_one_exchange_and_neither_call_nor_pool() {
    let (memory, calls) = (Memory::new(), Calls::default());
    let left = AtomicUsize::new(1);
    let a = process_of(Arc::new(Panicking {
        memory: Arc::clone(&memory),
        left,
    }));
    let tasks = run(&a.account, &calls, 20);
    timeout(Duration::from_secs(5), finish(tasks))
        .await
        .expect("no call waits for the driver that is gone");
    sleep(Duration::from_secs(1)).await;
    assert!(memory.asked.load(Ordering::Relaxed) > 0);
}
