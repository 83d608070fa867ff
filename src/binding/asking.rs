//! Questions to the JavaScript of one client, from the core.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::oneshot;

use super::deliveries::Deliveries;
use super::facts::Facts;
use super::parcel::{Code, Parcel};
use crate::core::failure::Failure;

/// Asks the JavaScript of one client.
#[derive(Clone)]
pub struct Asking {
    deliveries: Arc<Deliveries>,
    client: f64,
}

impl Asking {
    /// Asks the client of that number.
    #[must_use]
    pub fn new(deliveries: &Arc<Deliveries>, client: f64) -> Self {
        Self {
            deliveries: Arc::clone(deliveries),
            client,
        }
    }

    /// Asks `question`, of which `about` is what else is to be known.
    #[must_use]
    pub fn ask(&self, question: &str, mut about: Value) -> oneshot::Receiver<f64> {
        if let Value::Object(about) = &mut about {
            about.insert("ask".to_owned(), question.into());
            about.insert("client".to_owned(), self.client.into());
        }
        let mut parcel = Parcel::bare(Code::Ask, 0);
        parcel.facts = Some(about.to_string());
        self.deliveries.ask(parcel)
    }

    /// Tells of failures by a question whose answer nobody waits for.
    #[must_use]
    pub fn reporter(self, question: &'static str) -> Box<dyn Fn(&Failure) + Send + Sync> {
        Box::new(move |failure| {
            let facts = serde_json::to_value(Facts::of(failure)).unwrap_or_default();
            drop(self.ask(question, facts));
        })
    }
}
