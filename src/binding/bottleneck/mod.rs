//! `helpscout.bottleneck`: the limiter of a client as JavaScript asks and tells it.
//!
//! Listeners and the user's own functions are called in `js/bottleneck.js`; when
//! anything starts is decided in the core.

mod events;
mod jobs;
pub mod settings;
mod sharer;

use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::{Object, Reference, This, Unknown};
use napi_derive::napi;
use serde_json::json;

use self::jobs::{Leases, OwnJob};
use self::sharer::Sharer;
use super::args::job::JobArgs;
use super::bad_input::{BadInput, Refusal, describe};
use super::client::{NativeClient, whole};
use super::js::{Scope, Thrown, Val};
use super::parcel::{Code, Parcel};
use super::realm::Realm;
use crate::core::client::ClientCore;
use crate::core::engine::{Engine, spawn};
use crate::core::limiter::{EventMask, JobOptions, Status};

pub use self::events::{listener, repeats, retries, shown};

/// What a `bottleneck` object wraps.
#[napi]
pub struct NativeLimiter {
    core: Arc<ClientCore>,
    realm: Reference<Realm>,
    leases: Arc<Leases>,
    sharer: Sharer,
}

#[napi]
impl NativeLimiter {
    /// The limiter of `client`.
    ///
    /// # Errors
    /// A TypeError if that is no client.
    #[napi(constructor)]
    pub fn new(env: Env, client: Object<'_>) -> napi::Result<Self> {
        let Some(native) = NativeClient::of(Val::from(&client)) else {
            return Err(napi::Error::from_reason("A limiter needs its client."));
        };
        Ok(Self {
            core: Arc::clone(native.core()),
            realm: native.realm_reference(env)?,
            leases: Arc::default(),
            sharer: Sharer::of(native),
        })
    }

    /// How many jobs stand where, as JSON.
    #[napi]
    #[must_use]
    pub fn counts(&self) -> String {
        // Looked at first: what starts meanwhile counts as executing already.
        let called_soon = self.leases.waiting();
        let counts = self.core.limiter().counts();
        json!({
            "RECEIVED": counts.received,
            "QUEUED": counts.queued,
            "RUNNING": counts.running + called_soon,
            "EXECUTING": counts.executing.saturating_sub(called_soon),
        })
        .to_string()
    }

    /// Names of the jobs of a status, or of all, as JSON.
    ///
    /// # Errors
    /// A `BottleneckError` for a status that does not exist.
    #[napi]
    pub fn jobs(&self, status: Unknown<'_>) -> napi::Result<String> {
        let status = Val::from(&status);
        let mut wanted = None;
        if !status.is_nullish() {
            let name = status.to_text().map_err(Thrown::into_error)?;
            let found = Status::from_name(&name);
            wanted = Some(found.map_err(|error| self.refused(status.scope(), &error.to_string()))?);
        }
        Ok(json!(self.core.limiter().job_names(wanted)).to_string())
    }

    /// Where the job of a name stands; `null` if there is none.
    #[napi]
    #[must_use]
    pub fn job_status(&self, id: Unknown<'_>) -> Option<&'static str> {
        let name = Val::from(&id).to_text().ok()?;
        self.core.limiter().job_status(&name).map(Status::name)
    }

    /// How many jobs wait, in all or in one priority.
    #[napi]
    #[must_use]
    pub fn queued(&self, priority: Unknown<'_>) -> u32 {
        let priority = Val::from(&priority).as_number().map(|priority| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a cast saturates, and no priority is 255"
            )]
            let priority = priority as u8;
            priority
        });
        u32::try_from(self.core.limiter().queued(priority)).unwrap_or(u32::MAX)
    }

    /// Whether no job waits.
    #[napi]
    #[must_use]
    pub fn empty(&self) -> bool {
        self.core.limiter().is_empty()
    }

    /// The weight that has room.
    #[napi]
    #[must_use]
    pub fn running(&self) -> f64 {
        self.core.limiter().running()
    }

    /// The weight of all finished jobs.
    #[napi]
    #[must_use]
    pub fn done(&self) -> f64 {
        self.core.limiter().done()
    }

    /// Whether a job of this weight would start at once.
    #[napi]
    #[must_use]
    pub fn check(&self, weight: Unknown<'_>) -> bool {
        let weight = Val::from(&weight).as_number().unwrap_or(1.0);
        self.core.limiter().check(weight)
    }

    /// The weight that may start before the next refill; `null` is unlimited.
    #[napi]
    #[must_use]
    pub fn current_reservoir(&self) -> Option<f64> {
        self.core.limiter().current_reservoir()
    }

    /// Adds to the reservoir and gives its new level.
    #[napi]
    #[must_use]
    pub fn increment_reservoir(&self, amount: Unknown<'_>) -> f64 {
        let amount = Val::from(&amount).as_number().unwrap_or_default();
        self.core.limiter().increment_reservoir(amount)
    }

    /// No more refills of the reservoir.
    #[napi]
    pub fn disconnect(&self) {
        self.core.limiter().disconnect();
    }

    /// Changes settings; gives the keys that are none as JSON, each once a process.
    ///
    /// # Errors
    /// A TypeError naming a setting that cannot have its value; then none is changed.
    #[napi]
    pub fn update_settings(&self, this: This<'_>, options: Unknown<'_>) -> napi::Result<String> {
        let options = Val::from(&options);
        let update = settings::read(options).and_then(|update| {
            let sharing = self.sharer.read(options)?;
            settings::label(Val::from(&this.object), options)?;
            Ok((update, sharing))
        });
        let ((patch, mut unknown), sharing) =
            update.map_err(|refusal| self.thrown(options.scope(), refusal))?;
        self.core.limiter().update(&patch);
        if let Some(sharing) = sharing {
            unknown.retain(|name| name != "clientOptions");
            self.sharer.open(&sharing, self.core.limiter().account())?;
        }
        unknown.retain(|name| settings::is_news(name));
        Ok(json!(unknown).to_string())
    }

    /// Says which events are listened to.
    #[napi]
    pub fn listen(&self, names: Vec<String>) {
        let masks = names.into_iter().map(|name| match name.as_str() {
            // Each event is a step to report.
            "debug" => EventMask::ALL,
            name => EventMask::of_name(name).unwrap_or_default(),
        });
        let mask = masks.fold(EventMask::NONE, |all, mask| all | mask);
        self.core.limiter().listen(mask);
    }

    /// Hands in a function of the user's: gives its id, of which first a parcel says
    /// that it starts, or that it will not.
    ///
    /// # Errors
    /// A TypeError for options that are none.
    #[napi]
    pub fn submit(&self, env: Env, options: Unknown<'_>) -> napi::Result<f64> {
        let options = Val::from(&options);
        let job =
            JobArgs::read(options).map_err(|refusal| self.thrown(options.scope(), refusal))?;
        let id = self.realm.deliveries.next_id();
        let job = JobOptions {
            number: Some(id),
            ..job
        };
        self.realm.deliveries.hold(&env);
        let script = OwnJob {
            deliveries: Arc::clone(&self.realm.deliveries),
            leases: Arc::clone(&self.leases),
            id,
            shown: shown(&job),
        };
        self.core.submit_script(job, Box::new(script));
        Ok(number(id))
    }

    /// The function of job `id` is called. One that only makes a request of ours
    /// leaves it to that to count in the account.
    #[napi]
    pub fn begin(&self, id: f64, is_request: bool) {
        self.leases.begin(whole(id), is_request);
    }

    /// Job `id` is over; a parcel says when its events have been told.
    #[napi]
    pub fn finish(&self, env: Env, id: f64) {
        let id = whole(id);
        if let Some(lease) = self.leases.take(id) {
            let deliveries = Arc::clone(&self.realm.deliveries);
            deliveries.hold(&env);
            lease.end(move || deliveries.push(Parcel::bare(Code::Settled, id)));
        }
    }

    /// Takes no more jobs in; a parcel of the id that it gives says when the last is over.
    ///
    /// # Errors
    /// A `BottleneckError` if it was called before.
    #[napi]
    pub fn stop(&self, env: Env, options: Unknown<'_>) -> napi::Result<f64> {
        let options = Val::from(&options);
        let scope = options.scope();
        let options =
            settings::read_stop(options).map_err(|refusal| self.thrown(scope, refusal))?;
        let runtime =
            Engine::handle().map_err(|failure| napi::Error::from_reason(failure.message))?;
        let idle = self.core.limiter().stop(options);
        let idle = idle.map_err(|error| self.refused(scope, &error.to_string()))?;
        let deliveries = Arc::clone(&self.realm.deliveries);
        deliveries.hold(&env);
        let id = deliveries.next_id();
        let limiter = self.core.limiter().clone();
        spawn(&runtime, async move {
            idle.await;
            limiter.after_events(move || deliveries.push(Parcel::bare(Code::Settled, id)));
        });
        Ok(number(id))
    }
}

impl NativeLimiter {
    /// Whether `bottleneck` is the limiter of `native` itself.
    #[must_use]
    pub fn is_of(bottleneck: Val<'_>, native: &NativeClient) -> bool {
        bottleneck
            .unwrap_native::<Self>()
            .is_some_and(|limiter| Arc::ptr_eq(&limiter.core, native.core()))
    }

    fn refused(&self, scope: Scope<'_>, message: &str) -> napi::Error {
        let error = BadInput::exact("BottleneckError", None, message);
        self.realm.error(scope, &error)
    }

    fn thrown(&self, scope: Scope<'_>, refusal: Refusal<'_>) -> napi::Error {
        match refusal {
            Refusal::Thrown(thrown) => thrown.into_error(),
            Refusal::Bad(bad) => self.realm.error(scope, &bad),
        }
    }
}

/// The error for a `bottleneck` that cannot schedule anything.
#[must_use]
pub fn no_limiter(found: Val<'_>) -> BadInput {
    BadInput::wrong_type(format!(
        "The \"bottleneck\" property is {}: assign an object with schedule(options, fn).",
        describe(found)
    ))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "ids count up from 1 and never reach 2^53"
)]
fn number(id: u64) -> f64 {
    id as f64
}
