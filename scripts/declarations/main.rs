//! Prints every declaration as JSON, for what is derived from them: `index.d.ts`, the
//! reference and the conformance test. In the addon their texts would take 55 KB.

use endpoint::{DOCS, Documentation, Endpoint, Resource};
use resources::{DOCUMENTATION, RESOURCES};
use serde_json::{Value, json};

#[expect(dead_code, reason = "the addon calls endpoints, too")]
#[path = "../../src/endpoint.rs"]
mod endpoint;
#[expect(dead_code, reason = "the addon looks for endpoints, too")]
#[path = "../../src/resources/mod.rs"]
mod resources;

#[path = "../../src/core/verify/kind.rs"]
mod kind;

mod core {
    pub mod verify {
        pub use crate::kind::Kind;
    }
}

fn main() {
    let resources = RESOURCES.iter().zip(DOCUMENTATION);
    let declarations: Value = resources
        .map(|(resource, documentation)| describe_resource(resource, documentation))
        .collect();
    println!("{declarations}");
}

fn describe_resource(resource: &Resource, documentation: &[Documentation]) -> Value {
    let endpoints = resource.endpoints.iter().zip(documentation);
    let endpoints = endpoints.map(|(endpoint, documentation)| describe(endpoint, documentation));
    json!({
        "path": resource.path,
        "class": resource.class,
        "interface": resource.interface,
        "endpoints": endpoints.collect::<Vec<_>>(),
    })
}

fn describe(endpoint: &Endpoint, documentation: &Documentation) -> Value {
    let page = if documentation.page.starts_with("https:") {
        documentation.page.to_owned()
    } else {
        format!("{DOCS}{}/", documentation.page)
    };
    let ids: Vec<_> = endpoint.ids().collect();
    json!({
        "method": endpoint.method,
        "alias": endpoint.alias,
        "summary": documentation.summary,
        "docs": page,
        "limits": documentation.limits,
        "verb": endpoint.verb,
        "weight": endpoint.verb.weight(),
        "path": endpoint.path,
        "length": endpoint.length(),
        "ids": ids,
        "payload": endpoint.payload(),
        "query": endpoint.parameters().collect::<Vec<_>>(),
        "argument": documentation.argument,
        "returns": documentation.returns,
        "accept": endpoint.accept,
        "verifiable": endpoint.verified.is_some(),
    })
}
