//! A server that counts the weight of one account, and what it saw.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, sleep};

use super::WINDOW;
use crate::core::failure::{Failure, FailureKind};
use crate::core::transport::{BoxFuture, Sent, Transport, WireReader, WireRequest, WireResponse};

/// How the server counts.
#[derive(Debug, Clone, Copy)]
pub(in crate::core) struct Policy {
    pub(in crate::core) limit: f64,
    /// Whether its windows slide, or follow each other.
    pub(in crate::core) sliding: bool,
    /// How much of a window has passed when the scene begins.
    pub(in crate::core) phase: Duration,
}

/// What becomes of requests while the server is in trouble.
#[derive(Debug, Clone, Copy)]
pub(super) enum Trouble {
    /// No connection.
    Refused,
    /// Counted and broken off.
    Reset,
    /// Counted and answered 503.
    Failing,
    /// Counted and never answered.
    Silent,
}

#[derive(Debug)]
pub(in crate::core) struct Server {
    policy: Policy,
    start: Instant,
    /// What its current window holds.
    counted: VecDeque<(Instant, f64)>,
    pub(super) trouble: Option<Trouble>,
    /// Requests of ours that it answered with a 429.
    pub(in crate::core) refused: usize,
    /// When requests of ours arrived, and their weights; refused ones, too.
    pub(super) arrived: Vec<(Instant, f64)>,
    /// Those of them that it counted.
    pub(in crate::core) admitted: Vec<(Instant, f64)>,
    /// The calls in the order in which they were first sent: client, priority, number.
    pub(super) begun: Vec<(usize, u8, usize)>,
}

impl Server {
    pub(in crate::core) fn new(policy: Policy) -> Arc<Mutex<Self>> {
        Arc::new(Mutex::new(Self {
            policy,
            start: Instant::now() - policy.phase,
            counted: VecDeque::new(),
            trouble: None,
            refused: 0,
            arrived: Vec::new(),
            admitted: Vec::new(),
            begun: Vec::new(),
        }))
    }

    /// Counts `weight` if there is room: what remains then, else also the time to wait.
    pub(in crate::core) fn count(&mut self, weight: f64) -> Result<f64, (f64, Duration)> {
        let now = Instant::now();
        let first = if self.policy.sliding {
            self.forget(|at| at + WINDOW > now);
            self.counted.front().map_or(now, |(at, _)| *at)
        } else {
            let into = now.duration_since(self.start).as_nanos() % WINDOW.as_nanos();
            let first = now - Duration::from_nanos(u64::try_from(into).unwrap());
            self.forget(|at| at >= first);
            first
        };
        let used: f64 = self.counted.iter().map(|(_, weight)| weight).sum();
        if used + weight > self.policy.limit {
            return Err((self.policy.limit - used, first + WINDOW - now));
        }
        self.counted.push_back((now, weight));
        Ok(self.policy.limit - used - weight)
    }

    fn forget(&mut self, keep: impl Fn(Instant) -> bool) {
        while self.counted.pop_front_if(|(at, _)| !keep(*at)).is_some() {}
    }

    /// The same for a request of ours.
    pub(in crate::core) fn ask(&mut self, weight: f64) -> Result<f64, (f64, Duration)> {
        self.arrived.push((Instant::now(), weight));
        let counted = self.count(weight);
        match counted {
            Ok(_) => self.admitted.push((Instant::now(), weight)),
            Err(_) => self.refused += 1,
        }
        counted
    }

    pub(in crate::core) fn limit(&self) -> f64 {
        self.policy.limit
    }

    /// A request of ours arrives.
    fn answer(&mut self, weight: f64) -> Reply {
        if let Some(Trouble::Refused) = self.trouble {
            return Reply::Refused;
        }
        match (self.trouble, self.ask(weight)) {
            (Some(Trouble::Reset), _) => Reply::Reset,
            (Some(Trouble::Silent), _) => Reply::Silence,
            (Some(Trouble::Failing), _) => Reply::Status(503, Vec::new()),
            (_, Ok(remaining)) => Reply::Status(200, self.rate(remaining)),
            (_, Err((remaining, wait))) => {
                let mut headers = self.rate(remaining);
                let seconds = wait.as_secs_f64().ceil();
                headers.push(("x-ratelimit-retry-after", seconds.to_string()));
                Reply::Status(429, headers)
            }
        }
    }

    fn rate(&self, remaining: f64) -> Vec<(&'static str, String)> {
        vec![
            ("x-ratelimit-limit-minute", self.policy.limit.to_string()),
            ("x-ratelimit-remaining-minute", remaining.to_string()),
        ]
    }
}

/// The most that any interval of a window's length holds: at least what any fixed window does.
pub(in crate::core) fn heaviest(requests: &[(Instant, f64)]) -> f64 {
    let (mut first, mut sum, mut most) = (0, 0.0, 0.0_f64);
    for (at, weight) in requests {
        sum += weight;
        while requests[first].0 + WINDOW <= *at {
            sum -= requests[first].1;
            first += 1;
        }
        most = most.max(sum);
    }
    most
}

enum Reply {
    Status(u16, Vec<(&'static str, String)>),
    Refused,
    Reset,
    Silence,
}

/// The way of one call to the server and back.
pub(super) struct Link {
    pub(super) server: Arc<Mutex<Server>>,
    pub(super) weight: f64,
    /// How long requests travel, and answers: they overtake each other.
    pub(super) up: Duration,
    pub(super) down: Duration,
    /// Client, priority and number of the call, until it is first sent.
    pub(super) unsent: Mutex<Option<(usize, u8, usize)>>,
}

impl Transport for Link {
    fn send<'a>(
        &'a self,
        request: WireRequest<'a>,
    ) -> BoxFuture<'a, Result<WireResponse, Failure>> {
        let first = self.unsent.lock().unwrap().take();
        self.server.lock().unwrap().begun.extend(first);
        request.sent.set(Sent::None);
        Box::pin(async move {
            sleep(self.up).await;
            let reply = self.server.lock().unwrap().answer(self.weight);
            match reply {
                Reply::Refused => Err(broken("ECONNREFUSED")),
                Reply::Reset => Err(broken("ECONNRESET").sent(Sent::Some)),
                Reply::Silence => {
                    request.sent.set(Sent::Some);
                    std::future::pending().await
                }
                Reply::Status(status, headers) => {
                    request.sent.set(Sent::Some);
                    sleep(self.down).await;
                    Ok(WireResponse {
                        status,
                        reason: "".into(),
                        headers: headers
                            .iter()
                            .map(|(name, value)| (*name, value.as_str()))
                            .collect(),
                        body: Box::new(Empty),
                    })
                }
            }
        })
    }
}

fn broken(code: &'static str) -> Failure {
    Failure::new(FailureKind::Network, code).code(code)
}

struct Empty;

impl WireReader for Empty {
    fn poll_next(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>> {
        Poll::Ready(Ok(None))
    }
}
