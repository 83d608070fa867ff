//! What listeners of the limiter are told.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::binding::deliveries::Deliveries;
use crate::binding::parcel::{Code, Parcel};
use crate::core::client::Listener;
use crate::core::limiter::{Event, JobInfo, JobOptions, unnamed};

/// Passes the limiter's events on to the JavaScript of the client of that number.
#[must_use]
pub fn listener(deliveries: &Arc<Deliveries>, client: f64) -> Listener {
    let deliveries = Arc::clone(deliveries);
    Arc::new(move |event| tell(&deliveries, client, facts(event)))
}

/// Tells that a call goes on to a further attempt after `wait`. `job` is what
/// [`shown`] made of its options.
pub fn retries(deliveries: &Deliveries, client: f64, call: u64, job: &Value, wait: Duration) {
    let mut retry = of_job("retry", call, job.clone());
    add(&mut retry, "wait", json!(wait.as_millis()));
    tell(deliveries, client, retry);
}

/// Tells that a further attempt of a call begins.
pub fn repeats(deliveries: &Deliveries, client: f64, call: u64, job: &Value) {
    for event in ["scheduled", "executing"] {
        tell(deliveries, client, of_job(event, call, job.clone()));
    }
}

/// Options of a job as listeners and chained limiters are given them.
#[must_use]
pub fn shown(job: &JobOptions) -> Value {
    let id = job.id.clone();
    let id = id.or_else(|| job.number.map(unnamed));
    options(job.weight, job.priority, job.expiration, id)
}

fn options(weight: f64, priority: u8, expiration: Option<Duration>, id: Option<String>) -> Value {
    let expiration = expiration.map(|limit| limit.as_millis());
    json!({ "priority": priority, "weight": weight, "expiration": expiration, "id": id })
}

fn tell(deliveries: &Deliveries, client: f64, mut facts: Value) {
    add(&mut facts, "client", json!(client));
    let mut parcel = Parcel::bare(Code::Event, 0);
    parcel.facts = Some(facts.to_string());
    deliveries.push(parcel);
}

fn facts(event: Event) -> Value {
    match event {
        Event::Received(job) => of("received", job),
        Event::Scheduled(job) => of("scheduled", job),
        Event::Executing(job) => of("executing", job),
        Event::Done(job) => of("done", job),
        Event::Dropped(job) => of("dropped", job),
        Event::Empty => json!({ "event": "empty" }),
        Event::Idle => json!({ "event": "idle" }),
        Event::Depleted { empty } => json!({ "event": "depleted", "empty": empty }),
        Event::Queued {
            job,
            reached_high_water,
            blocked,
        } => {
            let mut facts = of("queued", job);
            add(&mut facts, "reachedHWM", json!(reached_high_water));
            add(&mut facts, "blocked", json!(blocked));
            facts
        }
        Event::Debug { message, job } => {
            let mut facts = of("debug", job);
            add(&mut facts, "message", json!(message));
            facts
        }
    }
}

fn of(event: &str, job: JobInfo) -> Value {
    let options = options(job.weight, job.priority, job.expiration, Some(job.id));
    of_job(event, job.number, options)
}

fn of_job(event: &str, number: u64, options: Value) -> Value {
    json!({ "event": event, "number": number, "options": options })
}

fn add(facts: &mut Value, name: &str, value: Value) {
    if let Value::Object(facts) = facts {
        facts.insert(name.to_owned(), value);
    }
}
