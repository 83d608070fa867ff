//! The floor under every client on this transport: the package's own, on one thread, with no
//! limiter, no tokens, no parsing and no JavaScript. Bodies are read and thrown away.
//!
//! `bench-floor URL IN_FLIGHT WARM_SECONDS SECONDS [CA_FILE]` prints what programs/measure.js prints.

#[path = "../../../../src/allocator.rs"]
mod allocator;

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use core_bench::core::headers::RequestHeaders;
use core_bench::core::transport::http::HttpTransport;
use core_bench::core::transport::options::TransportOptions;
use core_bench::core::transport::{SentMark, Transport, WireBody, WireRequest};
use serde_json::json;
use tokio::task::JoinSet;

#[global_allocator]
static ALLOCATOR: allocator::Allocator = allocator::Allocator;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<_> = args.iter().map(String::as_str).collect();
    let [url, in_flight, warm, seconds, ca @ ..] = words.as_slice() else {
        return Err("usage: bench-floor URL IN_FLIGHT WARM_SECONDS SECONDS [CA_FILE]".into());
    };
    let options = TransportOptions {
        ca_files: ca.iter().map(Into::into).collect(),
        ..TransportOptions::default()
    };
    let floor = Arc::new(Floor {
        transport: HttpTransport::new(&options).map_err(|failure| failure.message)?,
        url: (*url).to_owned(),
        headers: headers(),
    });
    let in_flight = in_flight.parse()?;

    load(&floor, in_flight, warm.parse()?).await?;
    let cpu = cpu_micros()?;
    let (answered, took) = load(&floor, in_flight, seconds.parse()?).await?;
    let cpu = (cpu_micros()? - cpu) / answered;
    println!(
        "{}",
        json!({
            "perSecond": answered / took, "processCpu": cpu, "mainCpu": cpu, "peak": peak_bytes()?,
        })
    );
    Ok(())
}

struct Floor {
    transport: HttpTransport,
    url: String,
    headers: RequestHeaders,
}

impl Floor {
    async fn ask(&self) -> Result<(), Failure> {
        let request = WireRequest {
            method: "GET",
            url: &self.url,
            headers: &self.headers,
            body: WireBody::Absent,
            sent: SentMark::default(),
        };
        let sent = self.transport.send(request).await;
        let mut response = sent.map_err(|failure| failure.message)?;
        if response.status != 200 {
            return Err(format!("status {}", response.status).into());
        }
        loop {
            let chunk = response.body.next().await;
            if chunk.map_err(|failure| failure.message)?.is_none() {
                return Ok(());
            }
        }
    }
}

fn headers() -> RequestHeaders {
    let list = [
        ("Accept", "application/json, text/plain, */*"),
        ("Authorization", "Bearer token"),
        ("User-Agent", "bench-floor"),
    ];
    let of = |(name, value): (&'static str, &'static str)| {
        (name.into(), Bytes::from_static(value.as_bytes()))
    };
    RequestHeaders::new(list.map(of).to_vec())
}

/// Keeps so many requests in flight for so many seconds; gives how many were answered, and the
/// seconds it took.
async fn load(floor: &Arc<Floor>, in_flight: usize, seconds: f64) -> Result<(f64, f64), Failure> {
    let started = Instant::now();
    let end = started + Duration::from_secs_f64(seconds);
    let mut workers = JoinSet::new();
    for _ in 0..in_flight {
        let floor = Arc::clone(floor);
        workers.spawn(async move {
            let mut answered = 0.0;
            while Instant::now() < end {
                floor.ask().await?;
                answered += 1.0;
            }
            Ok::<_, Failure>(answered)
        });
    }
    let mut answered = 0.0;
    while let Some(worker) = workers.join_next().await {
        answered += worker??;
    }
    Ok((answered, started.elapsed().as_secs_f64()))
}

/// CPU time of all threads.
fn cpu_micros() -> Result<f64, Failure> {
    let mut nanos = 0.0;
    for thread in fs::read_dir("/proc/self/task")? {
        let text = fs::read_to_string(thread?.path().join("schedstat"))?;
        nanos += text.split(' ').next().unwrap_or_default().parse::<f64>()?;
    }
    Ok(nanos / 1000.0)
}

fn peak_bytes() -> Result<u64, Failure> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    Ok(kilobytes
        .ok_or("no VmHWM in /proc/self/status")?
        .parse::<u64>()?
        * 1024)
}
