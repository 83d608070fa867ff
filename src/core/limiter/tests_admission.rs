//! The driver: jobs go in from any thread, start on the runtime, and leave nothing behind.

use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use tokio::runtime::{Handle, Runtime};
use tokio::time::{Instant, sleep, timeout};

use super::account::{Account, WINDOW};
use super::admission::{Admission, Sink};
use super::event::{Event, EventMask};
use super::job::{Admitted, Dropped, JobId, JobOptions, Status, StopOptions};
use super::settings::SettingsPatch;

/// Notes what the limiter does; starts of a job called "panic" panic.
#[derive(Default)]
struct Notes {
    started: Mutex<Vec<(JobId, &'static str)>>,
    dropped: Mutex<Vec<(&'static str, String)>>,
    events: Mutex<Vec<Event>>,
}

impl Notes {
    fn started(&self) -> Vec<&'static str> {
        let started = self.started.lock().unwrap();
        started.iter().map(|(_, job)| *job).collect()
    }

    fn ids(&self) -> Vec<JobId> {
        let started = self.started.lock().unwrap();
        started.iter().map(|(id, _)| *id).collect()
    }
}

impl Sink<&'static str> for Notes {
    fn start(&self, admitted: Admitted<&'static str>) {
        let note = (admitted.id, admitted.job);
        self.started.lock().unwrap().push(note);
        assert_ne!(admitted.job, "panic");
    }

    fn dropped(&self, dropped: Dropped<&'static str>) {
        let note = (dropped.job, dropped.refusal.to_string());
        self.dropped.lock().unwrap().push(note);
    }

    fn event(&self, event: Event) {
        self.events.lock().unwrap().push(event);
    }
}

fn limiter() -> (Admission<&'static str>, Arc<Notes>) {
    let notes = Arc::new(Notes::default());
    let account = Account::join(None, WINDOW);
    let admission = Admission::new(account, notes.clone(), Handle::current());
    (admission, notes)
}

fn submit(admission: &Admission<&'static str>, job: &'static str) -> JobId {
    admission.submit(JobOptions::default(), job).unwrap()
}

async fn settle() {
    sleep(Duration::from_millis(1)).await;
}

#[tokio::test(start_paused = true)]
async fn jobs_start_at_their_pace_and_slots_are_handed_on() {
    let (admission, notes) = limiter();
    let start = Instant::now();
    for job in ["a", "b", "c"] {
        submit(&admission, job);
    }
    settle().await;
    assert_eq!(notes.started(), ["a"]);
    sleep(Duration::from_millis(130)).await;
    assert_eq!(notes.started(), ["a", "b"]);
    sleep(Duration::from_mins(1)).await;
    assert_eq!(notes.started(), ["a", "b"]);
    admission.finish(notes.ids()[0]);
    settle().await;
    assert_eq!(notes.started(), ["a", "b", "c"]);
    assert!(start.elapsed() < Duration::from_secs(61));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_looked_at_before_the_flush() {
    let (admission, notes) = limiter();
    for job in ["a", "b", "c", "d"] {
        admission.receive(JobOptions::default(), job).unwrap();
    }
    settle().await;
    assert_eq!(admission.counts().received, 4);
    assert_eq!(notes.started(), [] as [&str; 0]);
    admission.flush();
    settle().await;
    assert_eq!(
        (admission.counts().queued, admission.counts().executing),
        (2, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn the_driver_ends_with_the_last_waiting_job_and_keeps_nothing() {
    let (admission, notes) = limiter();
    let account = Arc::downgrade(admission.account());
    for _ in 0..3 {
        submit(&admission, "a");
        settle().await;
        admission.finish(*notes.ids().last().unwrap());
        sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(notes.started().len(), 3);
    drop(admission);
    settle().await;
    assert_eq!(Weak::strong_count(&account), 0);
}

#[tokio::test(start_paused = true)]
async fn waiting_jobs_keep_their_limiter_alive() {
    let (admission, notes) = limiter();
    submit(&admission, "a");
    submit(&admission, "b");
    drop(admission);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(notes.started(), ["a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn an_update_starts_what_now_fits() {
    let (admission, notes) = limiter();
    for job in ["a", "b", "c", "d"] {
        submit(&admission, job);
    }
    sleep(Duration::from_secs(1)).await;
    assert_eq!(notes.started().len(), 2);
    let patch = SettingsPatch {
        max_concurrent: Some(None),
        min_time: Some(Duration::ZERO),
        ..SettingsPatch::default()
    };
    admission.update(&patch);
    settle().await;
    assert_eq!(notes.started().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_refused_job_waits_out_the_pause_of_its_account() {
    let (admission, notes) = limiter();
    let id = submit(&admission, "a");
    submit(&admission, "b");
    settle().await;
    let pause = Instant::now() + Duration::from_secs(30);
    let _ = admission.account().pause_until(pause);
    admission.requeue(id, "again");
    sleep(Duration::from_secs(29)).await;
    assert_eq!(notes.started(), ["a"]);
    assert_eq!(admission.status(id), Some(Status::Queued));
    sleep(Duration::from_secs(2)).await;
    assert_eq!(notes.started(), ["a", "b", "again"]);
}

#[tokio::test(start_paused = true)]
async fn stop_resolves_when_the_last_started_job_is_over() {
    let (admission, notes) = limiter();
    submit(&admission, "a");
    settle().await;
    submit(&admission, "b");
    let mut stopped = Box::pin(admission.stop(StopOptions::default()).unwrap());
    assert!(admission.stop(StopOptions::default()).is_err());
    assert!(timeout(Duration::from_secs(9), &mut stopped).await.is_err());
    let dropped = notes.dropped.lock().unwrap().clone();
    assert_eq!(
        dropped,
        [("b", "This limiter has been stopped.".to_owned())]
    );
    admission.finish(notes.ids()[0]);
    assert!(timeout(Duration::from_secs(9), stopped).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_idle_limiter_stops_at_once() {
    let (admission, _) = limiter();
    let stopped = admission.stop(StopOptions::default()).unwrap();
    assert!(timeout(Duration::from_secs(1), stopped).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn events_go_to_those_who_listen_also_when_nothing_waits() {
    let (admission, notes) = limiter();
    admission.listen(EventMask::IDLE);
    let id = submit(&admission, "a");
    settle().await;
    admission.finish(id);
    settle().await;
    assert_eq!(*notes.events.lock().unwrap(), [Event::Idle]);
}

#[tokio::test(start_paused = true)]
async fn further_attempts_wait_for_the_account_in_their_order() {
    let account = Account::join(None, WINDOW);
    account.assume(Some(2.0));
    let first = account.admit(2.0).await;
    let order = Arc::new(Mutex::new(vec![]));
    for (n, weight) in [(0, 2.0), (1, 1.0), (2, 1.0)] {
        let (account, order) = (Arc::clone(&account), Arc::clone(&order));
        tokio::spawn(async move {
            let _ticket = account.admit(weight).await;
            order.lock().unwrap().push(n);
        });
        settle().await;
    }
    first.unsent();
    settle().await;
    assert_eq!(*order.lock().unwrap(), [0]);
    sleep(WINDOW).await;
    assert_eq!(*order.lock().unwrap(), [0, 1, 2]);
}

#[test]
fn a_sink_that_panics_does_not_stop_the_others() {
    let runtime = Runtime::new().unwrap();
    let _context = runtime.enter();
    let (admission, notes) = limiter();
    let quick = SettingsPatch {
        max_concurrent: Some(None),
        min_time: Some(Duration::ZERO),
        ..SettingsPatch::default()
    };
    admission.update(&quick);
    for job in ["panic", "a"] {
        admission.receive(JobOptions::default(), job).unwrap();
    }
    admission.flush();
    runtime.block_on(async {
        while notes.started().len() < 2 {
            tokio::task::yield_now().await;
        }
    });
    assert_eq!(notes.started(), ["panic", "a"]);
}

/// Shuts the runtime down, and panics.
struct Downfall(Mutex<Option<Runtime>>);

impl Sink<&'static str> for Downfall {
    fn start(&self, _: Admitted<&'static str>) {
        let runtime = self.0.lock().unwrap().take().unwrap();
        let handle = runtime.handle().clone();
        runtime.shutdown_background();
        // Once it takes no more tasks, it drops them at once.
        while !handle.spawn(std::future::pending::<()>()).is_finished() {
            std::thread::yield_now();
        }
        panic!("it started");
    }

    fn dropped(&self, _: Dropped<&'static str>) {}
}

#[test]
fn a_panic_on_a_runtime_that_shuts_down_ends_the_driver() {
    let mut two = tokio::runtime::Builder::new_multi_thread();
    let runtime = two.worker_threads(2).build().unwrap();
    let handle = runtime.handle().clone();
    let sink = Arc::new(Downfall(Mutex::new(Some(runtime))));
    let admission = Admission::new(Account::join(None, WINDOW), sink.clone(), handle);
    for job in ["a", "b"] {
        admission.receive(JobOptions::default(), job).unwrap();
    }
    admission.flush();
    drop(admission);
    let begun = std::time::Instant::now();
    while Arc::strong_count(&sink) > 1 {
        assert!(begun.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn threads_hand_in_together_and_every_job_starts_once() {
    let runtime = Runtime::new().unwrap();
    let _context = runtime.enter();
    let (admission, notes) = limiter();
    let open = SettingsPatch {
        max_concurrent: Some(None),
        min_time: Some(Duration::ZERO),
        reservoir: Some(None),
        ..SettingsPatch::default()
    };
    admission.update(&open);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..500 {
                    submit(&admission, "a");
                }
            });
        }
    });
    runtime.block_on(async {
        while notes.started().len() < 2000 {
            tokio::task::yield_now().await;
        }
    });
    let mut ids = notes.ids();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 2000);
}
