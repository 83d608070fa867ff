//! Calls as the addon makes them: handed in on one thread, run on the network
//! thread, taken in batches.

use std::io::Result;
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use core_bench::core::engine::Engine;
use core_bench::core::limiter::JobOptions;
use core_bench::core::transport::http::HttpTransport;
use core_bench::core::transport::options::TransportOptions;

use crate::client::{Common, call, client};
use crate::measure::{allocated, peak_rss, thread_cpu};
use crate::memory::Memory;
use crate::server::Server;

/// What [`Options::parse`] reads.
pub const USAGE: &str = "[memory] [bytes=0] [delay=0] [in-flight=32] [calls=20000] [rounds=5]";

/// The shape of the load.
pub struct Options {
    memory: bool,
    bytes: usize,
    delay: u64,
    in_flight: usize,
    calls: usize,
    rounds: usize,
}

impl Options {
    /// Reads `name=number` words; `None` if one is not understood.
    pub fn parse(words: &[&str]) -> Option<Self> {
        let mut options = Self {
            memory: false,
            bytes: 0,
            delay: 0,
            in_flight: 32,
            calls: 20_000,
            rounds: 5,
        };
        for word in words {
            if *word == "memory" {
                options.memory = true;
                continue;
            }
            let (name, value) = word.split_once('=')?;
            let value = value.parse().ok()?;
            match name {
                "bytes" => options.bytes = value,
                "delay" => options.delay = u64::try_from(value).ok()?,
                "in-flight" => options.in_flight = value,
                "calls" => options.calls = value,
                "rounds" => options.rounds = value,
                _ => return None,
            }
        }
        Some(options)
    }
}

#[derive(Default)]
struct Finished {
    count: Mutex<usize>,
    wake: Condvar,
}

impl Finished {
    fn add(&self) {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        *count += 1;
        if *count == 1 {
            self.wake.notify_one();
        }
    }

    fn take(&self) -> usize {
        let count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let mut count = self
            .wake
            .wait_while(count, |count| *count == 0)
            .unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut count)
    }
}

/// Runs the load and prints each round.
pub fn run(options: &Options) -> Result<()> {
    let failed =
        |failure: core_bench::core::failure::Failure| std::io::Error::other(failure.message);
    let server = Server::start(options.bytes, options.delay)?;
    let common = Common::new(if options.memory {
        Arc::new(Memory::default())
    } else {
        Arc::new(HttpTransport::new(&TransportOptions::default()).map_err(failed)?)
    });
    let url = format!("http://127.0.0.1:{}/v2/conversations/1", server.port);
    let client = client(Engine::handle().map_err(failed)?);
    for round in 0..=options.rounds {
        let (io, own, allocations, start) =
            (io_cpu()?, thread_cpu(), allocated().0, Instant::now());
        let calls = if round == 0 {
            options.calls / 10
        } else {
            options.calls
        };
        closed_loop(&client, &common, &url, calls, options.in_flight);
        let took = start.elapsed();
        let per_call = |time: Duration| time.as_secs_f64() * 1e6 / calls as f64;
        // The first round opens the connections.
        if round > 0 {
            println!(
                "network thread {:.2} us, calling thread {:.2} us, {:.1} allocations a call; {:.0} calls/s; peak {} KB",
                per_call(io_cpu()? - io),
                per_call(thread_cpu() - own),
                (allocated().0 - allocations) as f64 / calls as f64,
                calls as f64 / took.as_secs_f64(),
                peak_rss(),
            );
        }
    }
    Ok(())
}

fn closed_loop(
    client: &core_bench::core::client::ClientCore,
    common: &Common,
    url: &str,
    calls: usize,
    in_flight: usize,
) {
    let finished = Arc::new(Finished::default());
    let (mut left, mut due, mut open) = (calls, in_flight, 0);
    loop {
        for _ in 0..due.min(left) {
            let finished = Arc::clone(&finished);
            client.submit(JobOptions::default(), call(common, url), move |outcome| {
                assert!(outcome.result.is_ok_and(|answer| answer.status == 200));
                finished.add();
            });
            left -= 1;
            open += 1;
        }
        client.flush();
        if open == 0 {
            return;
        }
        due = finished.take();
        open -= due;
    }
}

/// CPU time of the network thread.
fn io_cpu() -> Result<Duration> {
    let (sender, receiver) = mpsc::channel();
    let engine = Engine::handle().map_err(|failure| std::io::Error::other(failure.message))?;
    engine.spawn(async move {
        let _ = sender.send(thread_cpu());
    });
    receiver.recv().map_err(std::io::Error::other)
}
