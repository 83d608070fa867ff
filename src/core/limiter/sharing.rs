//! Accounts whose limit several processes share: joins the ledger and the pool.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::account::{Account, AccountKey, Shared};
use super::ledger::Ledger;
use super::pool::driver::{Party, drive};
use super::pool::share::Next;
use super::pool::{Link, Reply, Request, Share, Store};
use crate::core::engine::spawn;
use crate::core::failure::Failure;

/// Told when the pool is lost, once until it is found again.
pub type Report = Box<dyn Fn(&Failure) + Send + Sync>;

/// Who is told, by the number of the client.
#[derive(Default)]
pub(super) struct Reports(Mutex<Vec<(u64, Report)>>);

impl Reports {
    fn add(&self, client: u64, report: Report) {
        let mut reports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reports.retain(|(other, _)| *other != client);
        reports.push((client, report));
    }

    pub(super) fn forget(&self, client: u64) {
        let mut reports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reports.retain(|(other, _)| *other != client);
    }

    fn tell(&self, failure: &Failure) {
        let reports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, report) in &*reports {
            report(failure);
        }
    }
}

impl fmt::Debug for Reports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reports")
    }
}

impl Account {
    /// What the pool of the account `key` is called: the same in every process, and nothing to be
    /// read from it.
    #[must_use]
    pub fn pool_name(&self, key: &AccountKey) -> String {
        let name = match key {
            AccountKey::Named(name) => format!("account {name}"),
            AccountKey::Client { origin, client_id } => format!("client {client_id} of {origin}"),
        };
        let text = format!("{name} by {} ms", self.window.as_millis());
        sha1_smol::Sha1::from(text).digest().to_string()
    }

    /// Shares the limit with whatever else uses the pool at `place`, which `open` opens unless the
    /// account does so already. `report` is told of outages; it must not block.
    pub fn share(
        &self,
        place: &str,
        runtime: Handle,
        open: impl FnOnce() -> Arc<dyn Store>,
        report: Report,
    ) {
        self.shared.reports.add(self.claimant().number, report);
        self.shared.unite(self.window);
        self.shared.with_common(|ledger| {
            if ledger
                .share()
                .is_some_and(|share| share.link.place == place)
            {
                return;
            }
            let link = Arc::new(Link {
                place: place.to_owned(),
                store: open(),
                runtime,
                changed: Notify::new(),
            });
            ledger.join(Share::new(link, holder_name(), self.window));
            attend(&self.shared, ledger);
        });
    }
}

/// Sees to it that somebody speaks to the pool if there is something to say.
pub(super) fn attend(shared: &Arc<Shared>, ledger: &mut Ledger) {
    if ledger.share().is_none() {
        return;
    }
    let now = Instant::now();
    let view = ledger.view(now);
    let Some(share) = ledger.share() else {
        return;
    };
    let next = share.next(&view, now);
    if share.driven {
        if next == Next::At(now) {
            share.link.changed.notify_one();
        }
    } else if next != Next::Nothing {
        share.driven = true;
        let link = Arc::clone(&share.link);
        let party = Speaker {
            shared: Arc::clone(shared),
            link: Arc::downgrade(&link),
        };
        spawn(&link.runtime.clone(), drive(link, party));
    }
}

/// Speaks for the clients of an account.
struct Speaker {
    shared: Arc<Shared>,
    link: Weak<Link>,
}

impl Speaker {
    /// Does something, unless the account has gone to another pool.
    fn with<T>(&self, act: impl FnOnce(&mut Ledger) -> T) -> Option<T> {
        self.shared
            .with_common(|ledger| {
                let share = ledger.share()?;
                let same = std::ptr::eq(Arc::as_ptr(&share.link), self.link.as_ptr());
                same.then(|| act(ledger))
            })
            .flatten()
    }
}

impl Party for Speaker {
    fn next(&self, now: Instant) -> Next {
        self.with(|ledger| {
            let view = ledger.view(now);
            let share = ledger.share()?;
            let next = share.next(&view, now);
            share.driven = next != Next::Nothing;
            Some(next)
        })
        .flatten()
        .unwrap_or(Next::Nothing)
    }

    fn request(&self, now: Instant) -> Option<Request> {
        self.with(|ledger| {
            let view = ledger.view(now);
            let joins = ledger.share()?.joins();
            let all = if joins { ledger.answered() } else { Vec::new() };
            let request = ledger.share()?.request(&view, all, now);
            Some(request)
        })
        .flatten()
    }

    fn replied(&self, request: &Request, reply: &Reply, asked: Instant) {
        let now = Instant::now();
        self.with(|ledger| {
            if let Some(share) = ledger.share() {
                share.replied(request, reply, asked, now);
            }
            let pause = Duration::from_millis(reply.pause);
            let paused_until = (reply.pause > 0).then(|| now + pause);
            ledger.learn(reply.limit, paused_until);
            ledger.wake();
        });
    }

    fn failed(&self, failure: &Failure) {
        if self.with(cut) == Some(true) {
            self.shared.reports.tell(failure);
        }
    }

    fn broke(&self) {
        self.with(|ledger| {
            cut(ledger);
            if let Some(share) = ledger.share() {
                share.driven = false;
            }
        });
    }
}

/// Goes on without the pool. Says whether that is news.
fn cut(ledger: &mut Ledger) -> bool {
    let now = Instant::now();
    let answered: f64 = ledger.answered().iter().map(|(_, weight)| weight).sum();
    let own = ledger.view(now).in_flight + answered;
    let is_news = ledger.share().is_some_and(|share| share.failed(own, now));
    ledger.wake();
    is_news
}

/// A name that no other process has.
fn holder_name() -> String {
    let [high, low] = [0, 1].map(|half| RandomState::new().hash_one((std::process::id(), half)));
    format!("{high:016x}{low:016x}")
}
