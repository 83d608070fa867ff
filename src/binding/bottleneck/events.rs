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
    let id = job.get("id").and_then(Value::as_str).unwrap_or_default();
    let message = format!("Retrying {id} after {} ms", wait.as_millis());
    let facts = of("retry", call, &json!({ "options": job }), &[json!(message)]);
    tell(deliveries, client, facts);
}

/// Tells that a further attempt of a call begins.
pub fn repeats(deliveries: &Deliveries, client: f64, call: u64, job: &Value) {
    for event in ["scheduled", "executing"] {
        let facts = of(event, call, &json!({ "options": job }), &[]);
        tell(deliveries, client, facts);
    }
}

/// Options of a job as listeners and chained limiters are given them.
#[must_use]
pub fn shown(job: &JobOptions) -> Value {
    let id = job.id.clone();
    let id = id.or_else(|| job.number.map(unnamed));
    options(job.weight, job.priority, job.expiration, id.as_deref())
}

fn options(weight: f64, priority: u8, expiration: Option<Duration>, id: Option<&str>) -> Value {
    let expiration = expiration.map(|limit| limit.as_millis());
    json!({ "priority": priority, "weight": weight, "expiration": expiration, "id": id })
}

fn tell(deliveries: &Deliveries, client: f64, mut facts: Value) {
    if let Value::Object(facts) = &mut facts {
        facts.insert("client".to_owned(), json!(client));
    }
    let mut parcel = Parcel::bare(Code::Event, 0);
    parcel.facts = Some(facts.to_string());
    deliveries.push(parcel);
}

fn facts(event: Event) -> Value {
    match event {
        Event::Received(job) => of_job("received", &job),
        Event::Scheduled(job) => of_job("scheduled", &job),
        Event::Executing(job) => of_job("executing", &job),
        Event::Done(job) => of_job("done", &job),
        Event::Dropped(job) => of_job("dropped", &job),
        Event::Empty => json!({ "event": "empty" }),
        Event::Idle => json!({ "event": "idle" }),
        Event::Depleted { empty } => json!({ "event": "depleted", "says": [empty] }),
        Event::Queued {
            job,
            reached_high_water,
            blocked,
        } => {
            let (number, options) = parts(&job);
            let info =
                json!({ "options": options, "reachedHWM": reached_high_water, "blocked": blocked });
            of("queued", number, &info, &[])
        }
        Event::Debug { message, job } => {
            let (number, options) = parts(&job);
            let info = json!({ "options": options });
            of("debug", number, &info, &[json!(message)])
        }
    }
}

fn of_job(event: &str, job: &JobInfo) -> Value {
    let (number, options) = parts(job);
    of(event, number, &json!({ "options": options }), &[])
}

fn parts(job: &JobInfo) -> (u64, Value) {
    let options = options(job.weight, job.priority, job.expiration, Some(&job.id));
    (job.number, options)
}

/// An event of the job of that number: listeners are given what it `says`, then `info`.
fn of(event: &str, number: u64, info: &Value, says: &[Value]) -> Value {
    json!({ "event": event, "number": number, "says": says, "info": info })
}
