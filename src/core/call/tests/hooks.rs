//! What functions of the caller decide, and what holds while they are asked.

use super::*;

/// A caller's hooks: an answer of `failed`, and a status that is accepted.
struct Told {
    verdict: Verdict,
    accepted: Option<u16>,
    heard: Mutex<Vec<(String, u32)>>,
}

fn told(verdict: Verdict, accepted: Option<u16>) -> Arc<Told> {
    Arc::new(Told {
        verdict,
        accepted,
        heard: Mutex::default(),
    })
}

impl Hooks for Told {
    fn accepts(&self, status: u16) -> BoxFuture<'_, Result<bool, Failure>> {
        let accepted = self.accepted.map_or(status < 300, |code| code == status);
        Box::pin(async move { Ok(accepted) })
    }

    fn failed<'a>(
        &'a self,
        failure: &'a Failure,
        attempts: u32,
        _headers: &'a Arc<RequestHeaders>,
    ) -> BoxFuture<'a, Verdict> {
        let heard = (failure.message.clone(), attempts);
        self.heard.lock().unwrap().push(heard);
        Box::pin(async { self.verdict })
    }
}

fn hooked(mut call: Call, hooks: Arc<Told>) -> Call {
    call.hooks = Some(hooks);
    call
}

#[tokio::test(start_paused = true)]
async fn a_listener_may_ask_for_a_retry_unless_the_effect_is_unknown() {
    let obey = told(Verdict::RetryAfter(2 * S), None);
    let fake = Fake::new([status(404)], status(200));
    let call_404 = hooked(call(&fake, "POST"), obey.clone());
    assert_eq!(client().status(call_404).await, 200);
    assert_eq!(fake.times(), [0, 2000]);
    let heard = obey.heard.lock().unwrap().clone();
    assert_eq!(heard, [("Request failed with status code 404".into(), 1)]);

    for reply in [Reply::Reset, status(500), status(302)] {
        let fake = Fake::new([reply], status(200));
        let call = hooked(call(&fake, "POST"), told(Verdict::RetryAfter(S), None));
        assert_eq!(client().failure(call).await.1, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn without_the_retry_handler_nothing_is_retried_or_refreshed() {
    for reply in [status(503), status(401), Reply::Reset] {
        let client = client();
        let fake = Fake::new([reply], status(200));
        let call = hooked(call(&fake, "GET"), told(Verdict::Reject, None));
        assert_eq!(client.failure(call).await.1, 1);
        assert_eq!(client.refresher.count(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn an_accepted_status_is_a_success_whatever_it_is() {
    for code in [401, 429, 503] {
        let client = client();
        let fake = Fake::new([], status(code));
        let call = hooked(call(&fake, "POST"), told(Verdict::Pass, Some(code)));
        assert_eq!(client.status(call).await, code);
        assert_eq!((fake.seen().len(), client.refresher.count()), (1, 0));
    }
    let fake = Fake::new([], status(200));
    let call = hooked(call(&fake, "POST"), told(Verdict::RetryAfter(S), Some(201)));
    let (failure, attempts) = client().failure(call).await;
    assert_eq!((failure.kind, attempts), (FailureKind::Status, 1));
    assert!(failure.maybe_applied);
}

/// A caller's function that never answers, or throws.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Broken {
    Failed,
    Accepts,
    Throws,
}

impl Hooks for Broken {
    fn accepts(&self, status: u16) -> BoxFuture<'_, Result<bool, Failure>> {
        Box::pin(async move {
            match self {
                Self::Failed => Ok(status < 300),
                Self::Accepts => std::future::pending().await,
                Self::Throws => Err(Failure::new(FailureKind::Hook, "thrown")),
            }
        })
    }

    fn failed<'a>(
        &'a self,
        _failure: &'a Failure,
        _attempts: u32,
        _headers: &'a Arc<RequestHeaders>,
    ) -> BoxFuture<'a, Verdict> {
        Box::pin(async move {
            match self {
                Self::Failed => std::future::pending().await,
                _ => Verdict::Pass,
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_ends_while_a_function_of_the_callers_is_asked_may_be_applied() {
    for (hooks, reply) in [
        (Broken::Failed, Reply::Reset),
        (Broken::Accepts, status(201)),
        (Broken::Throws, status(201)),
    ] {
        let client = client();
        let fake = Fake::new([reply], status(200));
        let mut call = call(&fake, "POST");
        call.hooks = Some(Arc::new(hooks));
        let (id, outcome) = client.submit(call);
        sleep(S).await;
        client.core.abort([id]);
        let failure = outcome.await.unwrap().result.expect_err("a failure");
        assert!(failure.maybe_applied, "{hooks:?}");
    }
}

/// An adapter that fails or never answers, and a listener that wants a retry.
struct Adapter {
    answers: bool,
    asked: AtomicUsize,
}

impl Hooks for Adapter {
    fn adapter<'a>(
        &'a self,
        _headers: &'a Arc<RequestHeaders>,
    ) -> Option<BoxFuture<'a, Result<Answer, Failure>>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Some(Box::pin(async {
            if !self.answers {
                std::future::pending::<()>().await;
            }
            Err(Failure::new(FailureKind::Hook, "thrown"))
        }))
    }

    fn failed<'a>(
        &'a self,
        _failure: &'a Failure,
        _attempts: u32,
        _headers: &'a Arc<RequestHeaders>,
    ) -> BoxFuture<'a, Verdict> {
        Box::pin(async { Verdict::RetryAfter(S) })
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_adapter_failed_over_may_be_applied_and_is_not_sent_again() {
    for (answers, kind) in [
        (true, FailureKind::Hook),
        (false, FailureKind::Indeterminate),
    ] {
        let fake = Fake::new([], status(200));
        let hooks = Arc::new(Adapter {
            answers,
            asked: AtomicUsize::new(0),
        });
        let mut call = call(&fake, "POST");
        call.hooks = Some(hooks.clone());
        let (failure, _) = client().failure(call).await;
        assert_eq!(hooks.asked.load(Ordering::Relaxed), 1);
        assert_eq!(failure.kind, kind);
        assert!(failure.maybe_applied && !failure.retryable);
    }
}
