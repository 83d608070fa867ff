//! The pool of an account in Redis, for processes of any machine.

use std::sync::LazyLock;

use redis::Script;

use super::driver::Store;
use super::state::{Reply, Request};
use crate::core::failure::{Failure, FailureKind};
use crate::core::redis::{Question, Redis, Server};
use crate::core::transport::BoxFuture;

static EXCHANGE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("exchange.lua")));

/// A pool under one key, which expires when nothing of it counts any more.
pub struct RedisPool {
    redis: Redis,
    key: String,
}

impl RedisPool {
    /// The pool of that name on `server`, under `prefix`.
    #[must_use]
    pub fn named(server: Server, prefix: &str, name: &str) -> Self {
        Self {
            redis: Redis::new(server),
            key: format!("{prefix}:limit:{name}"),
        }
    }
}

impl Store for RedisPool {
    fn exchange<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, Failure>> {
        Box::pin(async move {
            let garbled = |_| Failure::new(FailureKind::Refused, "Redis gave no answer to read.");
            let request = serde_json::to_string(request).map_err(garbled)?;
            let mut script = EXCHANGE.key(&self.key);
            script.arg(request);
            let reply: String = self.redis.ask(&Question::Script(script)).await?;
            serde_json::from_str(&reply).map_err(garbled)
        })
    }

    fn rest(&self) {
        self.redis.rest();
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;
    use redis::Cmd;

    use super::super::state::Pool;
    use super::*;
    use crate::core::transport::options::TransportOptions;

    const KEY: &str = "compared";

    fn request() -> impl Strategy<Value = (u64, Request)> {
        let times = (
            0..3000_u64,
            prop::bool::weighted(0.2),
            0..3_u64,
            prop_oneof![9 => Just(0_u64), 1 => 1..900_u64],
        );
        let weights = (
            0..12_u32,
            0..8_u32,
            0..12_u32,
            proptest::collection::vec((0..2500_u64, 1..4_u32), 0..5),
        );
        let limits = (
            prop::option::weighted(0.1, 5..60_u32),
            prop::option::of(5..60_u32),
            prop::bool::weighted(0.1),
        );
        let of = |weight: u32| f64::from(weight) / 2.0;
        (0..4_u8, times, weights, limits).prop_map(
            move |(
                holder,
                (wait, joins, pool, pause),
                (held, needed, more, settled),
                (limit, assumed, spares),
            )| {
                let request = Request {
                    holder: format!("h{holder}"),
                    number: u64::from(wait % 50 != 0),
                    pool,
                    window: 2000,
                    joins,
                    held: of(held),
                    settled: settled
                        .into_iter()
                        .map(|(age, weight)| (age, of(weight)))
                        .collect(),
                    limit: limit.map(f64::from),
                    assumed: assumed.map(f64::from),
                    headroom: if spares { 0.25 } else { 0.0 },
                    pause,
                    needed: of(needed),
                    wanted: if needed == 0 { 0.0 } else { of(needed + more) },
                };
                (if wait > 2600 { wait } else { wait / 20 }, request)
            },
        )
    }

    /// Needs a Redis: `npm run test:redis` names one.
    #[test]
    fn redis_does_what_the_state_machine_does() {
        let Ok(url) = std::env::var("HELPSCOUT_TEST_REDIS") else {
            return;
        };
        let server = Server::parse(&url, &TransportOptions::default()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let redis = Redis::new(server);
        let source =
            include_str!("exchange.lua").replace("redis.call('TIME')", "{ ARGV[2], ARGV[3] }");
        let script = Script::new(&source);
        let sequences = proptest::collection::vec(request(), 1..60);
        let compare = |steps: Vec<(u64, Request)>| {
            runtime
                .block_on(redis.ask::<()>(&Question::Command(Cmd::del(KEY))))
                .unwrap();
            let (mut pool, mut now) = (Pool::default(), 1_700_000_000_000_u64);
            let mut born = 0;
            for (n, (wait, mut request)) in steps.into_iter().enumerate() {
                now += wait;
                request.number *= n as u64 + 1;
                // Mostly of this pool, sometimes of none or of another.
                request.pool = if request.pool == 2 {
                    born
                } else {
                    request.pool * 7
                };
                let expected = pool.exchange(now, &request);
                born = expected.pool;
                let text = serde_json::to_string(&request).unwrap();
                let mut run = script.key(KEY);
                run.arg(&text).arg(now / 1000).arg(now % 1000 * 1000);
                let reads = Question::Command(Cmd::get(KEY));
                let (reply, state): (String, String) = runtime
                    .block_on(async {
                        let reply = redis.ask(&Question::Script(run)).await?;
                        Ok::<_, Failure>((reply, redis.ask(&reads).await?))
                    })
                    .unwrap();
                prop_assert_eq!(serde_json::from_str::<Reply>(&reply).unwrap(), expected);
                prop_assert_eq!(serde_json::from_str::<Pool>(&state).unwrap(), pool.clone());
            }
            Ok(())
        };
        let config = ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        TestRunner::new(config).run(&sequences, compare).unwrap();
    }
}
