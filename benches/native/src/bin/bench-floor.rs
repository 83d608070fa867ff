//! The floor under every client on this transport: reqwest with the package's features and options,
//! on one thread, with no limiter, no parsing and no JavaScript. Bodies are read and thrown away.
//!
//! `bench-floor URL IN_FLIGHT WARM_SECONDS SECONDS [CA_FILE]` prints what programs/measure.js prints.

use std::fs;
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Certificate, Client, Url};
use serde_json::json;
use tokio::task::JoinSet;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<_> = args.iter().map(String::as_str).collect();
    let [url, in_flight, warm, seconds, ca @ ..] = words.as_slice() else {
        return Err("usage: bench-floor URL IN_FLIGHT WARM_SECONDS SECONDS [CA_FILE]".into());
    };
    let (client, url, in_flight) = (client(ca.first())?, Url::parse(url)?, in_flight.parse()?);

    load(&client, &url, in_flight, warm.parse()?).await?;
    let cpu = cpu_micros()?;
    let (answered, took) = load(&client, &url, in_flight, seconds.parse()?).await?;
    let cpu = (cpu_micros()? - cpu) / answered;
    println!(
        "{}",
        json!({
            "perSecond": answered / took, "processCpu": cpu, "mainCpu": cpu, "peak": peak_bytes()?,
        })
    );
    Ok(())
}

fn client(ca: Option<&&str>) -> Result<Client, Failure> {
    // Without it reqwest finds no cryptography. It fails only when called twice.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (ACCEPT, "application/json, text/plain, */*"),
        (ACCEPT_ENCODING, "gzip, deflate"),
        (AUTHORIZATION, "Bearer token"),
        (USER_AGENT, "bench-floor"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let mut builder = Client::builder()
        .http1_only()
        .http1_title_case_headers()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .default_headers(headers);
    if let Some(file) = ca {
        let authority = Certificate::from_pem(&fs::read(file)?)?;
        builder = builder.tls_certs_only([authority]);
    }
    Ok(builder.build()?)
}

/// Keeps so many requests in flight for so many seconds; gives how many were answered, and the
/// seconds it took.
async fn load(
    client: &Client,
    url: &Url,
    in_flight: usize,
    seconds: f64,
) -> Result<(f64, f64), Failure> {
    let started = Instant::now();
    let end = started + Duration::from_secs_f64(seconds);
    let mut workers = JoinSet::new();
    for _ in 0..in_flight {
        let (client, url) = (client.clone(), url.clone());
        workers.spawn(async move {
            let mut answered = 0.0;
            while Instant::now() < end {
                let mut response = client.get(url.clone()).send().await?.error_for_status()?;
                while response.chunk().await?.is_some() {}
                answered += 1.0;
            }
            Ok::<_, reqwest::Error>(answered)
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
