//! Calls on one thread, in an order that does not depend on time.

use std::io::Result;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use core_bench::core::limiter::JobOptions;
use core_bench::core::transport::http::HttpTransport;
use core_bench::core::transport::options::TransportOptions;
use tokio::runtime::{Builder, Handle};
use tokio::sync::Notify;

use crate::client::{Common, call, client};
use crate::measure::allocated;
use crate::memory::Memory;
use crate::server::Server;

/// Calls that have ended and are not taken yet.
#[derive(Default)]
struct Finished {
    count: AtomicUsize,
    wake: Notify,
}

/// `calls` calls over a transport in memory, 32 in flight.
pub fn memory(calls: usize) -> Result<()> {
    run(
        &Common::new(Arc::new(Memory::default())),
        "http://127.0.0.1:1/v2/conversations/1",
        calls,
        32,
    )
}

/// `calls` calls over loopback, one at a time.
pub fn wire(calls: usize) -> Result<()> {
    let server = Server::start(0, 0)?;
    let transport = HttpTransport::new(&TransportOptions::default())
        .map_err(|failure| std::io::Error::other(failure.message))?;
    let url = format!("http://127.0.0.1:{}/v2/conversations/1", server.port);
    run(&Common::new(Arc::new(transport)), &url, calls, 1)
}

fn run(common: &Common, url: &str, calls: usize, in_flight: usize) -> Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let before = allocated();
    runtime.block_on(turns(common, url, calls, in_flight));
    let after = allocated();
    println!(
        "{{\"calls\":{calls},\"allocations\":{},\"bytes\":{}}}",
        after.0 - before.0,
        after.1 - before.1
    );
    Ok(())
}

/// Each turn hands in as many calls as the one before has seen end.
async fn turns(common: &Common, url: &str, calls: usize, in_flight: usize) {
    let client = client(Handle::current());
    let finished = Arc::new(Finished::default());
    let (mut left, mut due, mut open) = (calls, in_flight, 0);
    loop {
        for _ in 0..due.min(left) {
            let finished = Arc::clone(&finished);
            client.submit(JobOptions::default(), call(common, url), move |outcome| {
                assert!(outcome.result.is_ok_and(|answer| answer.status == 200));
                finished.count.fetch_add(1, Ordering::Relaxed);
                finished.wake.notify_one();
            });
            left -= 1;
            open += 1;
        }
        client.flush();
        if open == 0 {
            return;
        }
        finished.wake.notified().await;
        due = finished.count.swap(0, Ordering::Relaxed);
        open -= due;
    }
}
