//! Answers as Help Scout writes them, the same in every run.

use serde_json::{Value, json};

const API: &str = "https://api.helpscout.net/v2";
const PLAIN: &[&str] = &[
    "the",
    "order",
    "arrived",
    "yesterday",
    "but",
    "one",
    "of",
    "parts",
    "is",
    "missing",
    "could",
    "you",
    "please",
    "send",
    "another",
    "copy",
    "to",
    "our",
    "office",
    "thanks",
    "for",
    "your",
    "patience",
    "we",
    "looked",
    "into",
    "this",
    "and",
    "found",
    "that",
    "invoice",
    "number",
    "changed",
    "after",
    "upgrade",
    "account",
    "settings",
    "billing",
    "address",
    "delivery",
];
const ACCENTED: &[&str] = &[
    "l'été",
    "déjà",
    "reçu",
    "café",
    "naïve",
    "über",
    "größer",
    "señor",
    "mañana",
    "ação",
    "żółty",
    "Čeština",
    "smörgåsbord",
    "première",
    "🙂",
    "🎉",
    "👍🏽",
    "🚀",
    "❤️",
    "日本",
];
const NAMES: &[(&str, &str)] = &[
    ("Ana", "Ruiz"),
    ("Lee", "Ong"),
    ("Mara", "Lindt"),
    ("Tom", "Baker"),
    ("Ines", "Duarte"),
];

/// Words and numbers that look arbitrary and are always the same.
pub struct Pages {
    state: u64,
    /// Every how manieth word is written with accents or is an emoji; 0 is none.
    accents: usize,
}

impl Pages {
    /// A source for pages in plain ASCII, or with every seventh word beyond it.
    pub fn new(accented: bool) -> Self {
        Self {
            state: 1,
            accents: if accented { 7 } else { 0 },
        }
    }

    /// A number below `end`, by a linear congruential generator (Knuth's MMIX).
    fn below(&mut self, end: usize) -> usize {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.state >> 33).unwrap_or_default() % end
    }

    fn pick<T: Copy + Default>(&mut self, among: &[T]) -> T {
        among
            .get(self.below(among.len()))
            .copied()
            .unwrap_or_default()
    }

    fn text(&mut self, words: usize) -> String {
        let words: Vec<_> = (1..=words)
            .map(|n| {
                let accented = self.accents > 0 && n % self.accents == 0;
                self.pick(if accented { ACCENTED } else { PLAIN })
            })
            .collect();
        words.join(" ")
    }

    fn time(&mut self) -> String {
        let (day, hour, minute) = (1 + self.below(28), self.below(24), self.below(60));
        format!("2025-03-{day:02}T{hour:02}:{minute:02}:00Z")
    }

    fn person(&mut self, kind: &str) -> Value {
        let (first, last) = self.pick(NAMES);
        let id = 100 + self.below(900);
        json!({
            "id": id, "type": kind, "first": first, "last": last,
            "email": format!("{}.{id}@example.com", first.to_lowercase()),
            "photoUrl": format!("https://d33v4339jhl8k0.cloudfront.net/customer-avatar/{id:02}.png"),
        })
    }

    fn thread(&mut self, conversation: usize, words: usize) -> Value {
        let id = 100_000 + self.below(900_000);
        json!({
            "id": id, "type": "customer", "status": "active", "state": "published",
            "action": { "type": "default", "associatedEntities": {} },
            "body": self.text(words),
            "source": { "type": "email", "via": "customer" },
            "customer": self.person("customer"), "createdBy": self.person("customer"),
            "assignedTo": self.person("user"), "savedReplyId": 0,
            "to": ["support@example.com"], "cc": [], "bcc": [],
            "createdAt": self.time(), "openedAt": self.time(),
            "_embedded": { "attachments": [] },
            "_links": {
                "assignedTo": { "href": format!("{API}/users/40") },
                "createdByCustomer": { "href": format!("{API}/customers/{id}") },
                "self": { "href": format!("{API}/conversations/{conversation}/threads/{id}") },
            },
        })
    }

    fn conversation(&mut self, id: usize, threads: usize, words: usize) -> Value {
        let embedded: Vec<_> = (0..threads).map(|_| self.thread(id, words)).collect();
        json!({
            "id": id, "number": id - 6000, "threads": 4, "type": "email", "folderId": 55,
            "status": "active", "state": "published",
            "subject": self.text(6), "preview": self.text(words), "mailboxId": 12,
            "assignee": self.person("user"), "createdBy": self.person("customer"),
            "createdAt": self.time(), "userUpdatedAt": self.time(), "closedBy": 0,
            "customerWaitingSince": { "time": self.time(), "friendly": "5 min ago" },
            "source": { "type": "email", "via": "customer" },
            "tags": [{ "id": 3, "color": "#929499", "tag": "billing" }],
            "cc": [], "bcc": [], "primaryCustomer": self.person("customer"),
            "customFields": [{ "id": 8, "name": "Plan", "value": "8518", "text": "Pro" }],
            "_embedded": { "threads": embedded },
            "_links": {
                "self": { "href": format!("{API}/conversations/{id}") },
                "mailbox": { "href": format!("{API}/mailboxes/12") },
                "primaryCustomer": { "href": format!("{API}/customers/900") },
                "threads": { "href": format!("{API}/conversations/{id}/threads/") },
                "web": { "href": format!("https://secure.helpscout.net/conversation/{id}/318") },
            },
        })
    }

    /// A page of 25 conversations, each with so many threads, their texts of so many words.
    pub fn conversations(&mut self, threads: usize, words: usize) -> Value {
        let conversations: Vec<_> = (0..25)
            .map(|n| self.conversation(7000 + n, threads, words))
            .collect();
        let link = |page: usize| json!({ "href": format!("{API}/conversations?page={page}") });
        json!({
            "_embedded": { "conversations": conversations },
            "page": { "size": 25, "totalElements": 1180, "totalPages": 48, "number": 1 },
            "_links": {
                "self": link(1), "first": link(1), "next": link(2), "last": link(48),
                "page": { "href": format!("{API}/conversations{{?page}}"), "templated": true },
            },
        })
    }
}

/// One user.
pub fn user() -> Value {
    json!({
        "id": 40, "firstName": "Ana", "lastName": "Ruiz", "email": "ana@example.com",
        "role": "user", "type": "user", "timezone": "Europe/Madrid", "mention": "ana",
        "initials": "AR", "createdAt": "2024-03-01T10:00:00Z", "updatedAt": "2025-03-01T10:00:00Z",
        "_links": { "self": { "href": format!("{API}/users/40") } },
    })
}
