//! Folding a page of conversations.

use std::io::{Error, Result};

use core_bench::core::fold::Folder;
use serde_json::{Value, json};

use crate::measure::allocated;

/// Pages until all shapes are known.
const FIRST: usize = 20;

fn person(kind: &str, id: usize) -> Value {
    json!({
        "id": id, "type": kind, "first": "Ines", "last": "Duarte", "email": format!("{kind}.{id}@example.com"),
        "photoUrl": format!("https://images.example.com/avatars/{id}.png"),
    })
}

fn link(path: &str, id: usize) -> Value {
    json!({ "href": format!("https://api.helpscout.net/v2/{path}/{id}") })
}

fn conversation(id: usize) -> Value {
    json!({
        "id": id, "number": id - 6000, "threads": 4, "type": "email", "folderId": 55, "status": "active",
        "state": "published", "subject": "another after settings invoice", "mailboxId": 12, "closedBy": 0,
        "preview": "could copy patience missing this yesterday ".repeat(9),
        "assignee": person("user", id), "createdBy": person("customer", id), "primaryCustomer": person("customer", id),
        "createdAt": "2025-03-08T20:09:00Z", "userUpdatedAt": "2025-03-03T15:05:00Z", "cc": [], "bcc": [],
        "customerWaitingSince": {"time": "2025-03-26T03:19:00Z", "friendly": "5 min ago"},
        "source": {"type": "email", "via": "customer"}, "tags": [{"id": 3, "color": "#929499", "tag": "billing"}],
        "customFields": [{"id": 8, "name": "Plan", "value": "8518", "text": "Pro"}],
        "_embedded": {"threads": []},
        "_links": {
            "self": link("conversations", id), "mailbox": link("mailboxes", 12), "web": link("web", id),
            "primaryCustomer": link("customers", id), "threads": link("threads", id),
        },
    })
}

/// Folds the page `times` times, once its shapes are known.
pub fn run(times: usize) -> Result<()> {
    let conversations: Vec<_> = (7000..7025).map(conversation).collect();
    let page = json!({ "_embedded": { "conversations": conversations }, "page": { "number": 1, "size": 25 } });
    let page = page.to_string();
    let mut folder = Folder::default();
    (0..FIRST).for_each(|_| drop(folder.fold(page.as_bytes())));
    let before = allocated();
    for _ in 0..times {
        let made = folder.fold(page.as_bytes());
        made.ok_or_else(|| Error::other("The page was not folded."))?;
    }
    let after = allocated();
    println!(
        "{{\"allocations\":{},\"bytes\":{}}}",
        after.0 - before.0,
        after.1 - before.1
    );
    Ok(())
}
