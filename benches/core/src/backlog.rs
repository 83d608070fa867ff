//! Calls that wait behind the limiter.

use std::io::{Error, Result};
use std::sync::Arc;
use std::time::Duration;

use core_bench::core::client::ClientCore;
use core_bench::core::engine::Engine;
use core_bench::core::limiter::{JobOptions, SettingValue, SettingsPatch};

use crate::client::{Common, call, client};
use crate::measure::{held, process_cpu, resident};
use crate::memory::Memory;

const URL: &str = "http://127.0.0.1:1/v2/conversations/1";

/// Milliseconds from one start to the next: the first call starts, all others wait.
const HOUR: f64 = 3_600_000.0;

/// Hands in `count` calls as one turn of the JavaScript thread would, and prints what each costs
/// until it waits, and what it holds then.
pub fn run(count: u32) -> Result<()> {
    let engine = Engine::handle().map_err(|failure| Error::other(failure.message))?;
    let client = client(engine);
    let mut patch = SettingsPatch::default();
    patch
        .set("minTime", SettingValue::Number(HOUR))
        .map_err(Error::other)?;
    client.limiter().update(&patch);
    let common = Common::new(Arc::new(Memory::default()));
    submit(&client, &common, 1);
    while client.limiter().counts().done == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }

    let (cpu, memory, allocated) = (process_cpu(), resident(), held());
    submit(&client, &common, count);
    while client.limiter().counts().received > 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    let (cpu, memory) = (process_cpu() - cpu, resident() - memory);
    let allocated = held() - allocated;
    println!(
        "{{\"count\":{count},\"processCpu\":{},\"resident\":{},\"held\":{}}}",
        cpu.as_secs_f64() * 1e6 / f64::from(count),
        memory as f64 * 1024.0 / f64::from(count),
        allocated as f64 / f64::from(count),
    );
    Ok(())
}

fn submit(client: &ClientCore, common: &Common, count: u32) {
    for _ in 0..count {
        client.submit(JobOptions::default(), call(common, URL), drop);
    }
    client.flush();
}
