//! The core without Node.
//!
//! `memory CALLS` and `wire CALLS` make that many calls on one thread and print
//! what they allocated, for counters such as callgrind's: over a transport in
//! memory, 32 in flight, and over loopback, one at a time; `page TIMES` folds a
//! page so often. `load` makes calls as the addon does, from one thread on the
//! network thread, and prints the CPU time of each. `backlog CALLS` has them
//! wait behind the limiter.

#![expect(
    clippy::cast_precision_loss,
    clippy::unchecked_time_subtraction,
    reason = "figures are small, and clocks go forward"
)]

mod backlog;
mod client;
mod load;
mod lockstep;
mod measure;
mod memory;
mod page;
mod server;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: measure::Counting = measure::Counting;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse().ok();
    let result = match words.as_slice() {
        ["memory", calls] => number(calls).map(lockstep::memory),
        ["page", times] => times.parse().ok().map(page::run),
        ["wire", calls] => number(calls).map(lockstep::wire),
        ["serve", bytes, delay] => number(bytes)
            .zip(delay.parse().ok())
            .map(|(bytes, delay)| server::serve(bytes, delay)),
        ["backlog", calls] => calls.parse().ok().map(backlog::run),
        ["load", options @ ..] => load::Options::parse(options).map(|options| load::run(&options)),
        _ => None,
    };
    match result {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(error)) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!(
                "usage: core-bench memory|wire|backlog CALLS | page TIMES\n       core-bench load {}",
                load::USAGE
            );
            ExitCode::FAILURE
        }
    }
}
