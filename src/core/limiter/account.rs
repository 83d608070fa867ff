//! Accounts: which clients of this process share a ledger, and the calls that count in it.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::ledger::{ASSUMED_LIMIT, Hold, Ledger};
use super::rate_headers::RateHeaders;
use super::sharing::{Reports, attend};
use super::snapshot::Snapshot;
use super::ticket::Ticket;

/// `rateLimit.windowMs` unless a caller says otherwise.
pub const WINDOW: Duration = Duration::from_mins(1);

/// What clients must have in common to share a ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountKey {
    /// `rateLimit.account`
    Named(String),
    /// Client credentials belong to one account.
    Client {
        /// Scheme, host and port of the API.
        origin: String,
        /// The `OAuth2` client id.
        client_id: String,
    },
}

/// Accounts that have a key, for as long as a client of theirs lives; by key and window.
static ACCOUNTS: Mutex<BTreeMap<(AccountKey, Duration), Weak<Shared>>> =
    Mutex::new(BTreeMap::new());

/// Whoever may be made to wait for an account, across all accounts.
static CLAIMANTS: AtomicU64 = AtomicU64::new(0);

/// One party that asks to start calls and is woken when it may ask again.
#[derive(Debug)]
pub struct Claimant {
    pub(super) number: u64,
    wake: Arc<Notify>,
}

impl Claimant {
    fn new() -> Self {
        Self {
            number: CLAIMANTS.fetch_add(1, Ordering::Relaxed),
            wake: Arc::new(Notify::new()),
        }
    }

    /// Signals that there may be room.
    #[must_use]
    pub fn wake(&self) -> &Notify {
        &self.wake
    }
}

/// What the clients of one key have in common.
#[derive(Debug)]
pub(super) struct Shared {
    key: Option<(AccountKey, Duration)>,
    ledgers: Mutex<Ledgers>,
    pub(super) reports: Reports,
}

/// One ledger a client, until a rate header shows that the server counts: then one for all.
#[derive(Debug)]
enum Ledgers {
    Apart(HashMap<u64, Ledger>),
    Common(Ledger),
}

/// One client's part in an account.
#[derive(Debug)]
pub struct Account {
    pub(super) shared: Arc<Shared>,
    claimant: Claimant,
    pub(super) window: Duration,
}

impl Account {
    /// Joins the account of `key`, or makes one that is this client's alone. Windows of `window`.
    #[must_use]
    pub fn join(key: Option<AccountKey>, window: Duration) -> Arc<Self> {
        let window = window.max(Duration::from_millis(1));
        let claimant = Claimant::new();
        let shared = match key {
            Some(key) => find(key, window),
            None => Arc::new(Shared::new(None)),
        };
        if let Ledgers::Apart(ledgers) = &mut *shared.lock() {
            let ledger = Ledger::new(window, Some(ASSUMED_LIMIT));
            ledgers.insert(claimant.number, ledger);
        }
        Arc::new(Self {
            shared,
            claimant,
            window,
        })
    }

    /// The party that this client's queue asks as.
    #[must_use]
    pub fn claimant(&self) -> &Claimant {
        &self.claimant
    }

    /// Sets the limit that holds until the server names one; `None` is none.
    pub fn assume(&self, limit: Option<f64>) {
        self.with(|ledger| {
            ledger.assume(limit);
            ledger.wake();
        });
    }

    /// Leaves this part of the limit, 0 to below 1, to other applications.
    pub fn leave(&self, headroom: f64) {
        self.with(|ledger| ledger.leave(headroom));
    }

    /// Whether `weight` could start now.
    #[must_use]
    pub fn admits(&self, weight: f64, now: Instant) -> bool {
        let number = self.claimant.number;
        self.with(|ledger| ledger.admits(number, 0.0, weight, now).is_ok())
    }

    /// Asks for `weight` on top of `reserved`, which is promised and not started. If refused, this
    /// client has its turn before those who ask later, and is woken upon changes.
    ///
    /// # Errors
    /// Not now.
    pub fn claim(&self, reserved: f64, weight: f64, now: Instant) -> Result<(), Hold> {
        self.with(|ledger| ask(ledger, &self.claimant, reserved, weight, now))
    }

    /// Starts a call of `weight` if the account admits it and then `gate` does.
    ///
    /// # Errors
    /// Not now: the account's reason, else the time that `gate` gave.
    pub fn start(
        self: &Arc<Self>,
        weight: f64,
        now: Instant,
        gate: impl FnOnce() -> Result<(), Instant>,
    ) -> Result<Ticket, Hold> {
        self.start_as(&self.claimant, weight, now, gate)
    }

    /// Waits until a call of `weight` may start: for the further attempts of a call that keeps its
    /// slot. Waiters go in the order in which they came.
    pub async fn admit(self: &Arc<Self>, weight: f64) -> Ticket {
        let waiter = Waiter {
            account: self,
            claimant: Claimant::new(),
        };
        loop {
            let hold = match self.start_as(&waiter.claimant, weight, Instant::now(), || Ok(())) {
                Ok(ticket) => return ticket,
                Err(hold) => hold,
            };
            let wake = waiter.claimant.wake.notified();
            match hold.until {
                Some(until) => tokio::select! {
                    () = wake => {}
                    () = sleep_until(until) => {}
                },
                None => wake.await,
            }
        }
    }

    /// Nothing of this account starts before `until`: the server said so with a 429. Gives
    /// whether that is news, and not what the answers to other calls in flight have said.
    #[must_use]
    pub fn pause_until(&self, until: Instant) -> bool {
        self.with(|ledger| ledger.pause(until, Instant::now()))
    }

    /// How the account stands.
    #[must_use]
    pub fn snapshot(&self, now: Instant) -> Snapshot {
        self.with(|ledger| ledger.snapshot(now))
    }

    /// Weight that may start a second; `None` if nothing limits it.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        let share = self.with(|ledger| ledger.offered())?;
        Some(share / self.window.as_secs_f64())
    }

    /// What may start now; `None` if nothing limits it.
    #[must_use]
    pub fn available(&self, now: Instant) -> Option<f64> {
        self.with(|ledger| ledger.available(now))
    }

    /// This client's queue waits for the account no more; the room it was left is free again.
    pub fn retract(&self) {
        self.retract_as(&self.claimant);
    }

    fn retract_as(&self, claimant: &Claimant) {
        self.with(|ledger| {
            if ledger.claims().retract(claimant.number) {
                ledger.wake();
            }
        });
    }

    fn start_as(
        self: &Arc<Self>,
        claimant: &Claimant,
        weight: f64,
        now: Instant,
        gate: impl FnOnce() -> Result<(), Instant>,
    ) -> Result<Ticket, Hold> {
        self.with(|ledger| {
            ask(ledger, claimant, 0.0, weight, now)?;
            gate().map_err(|at| Hold { until: Some(at) })?;
            Ok(ledger.start(claimant.number, weight))
        })
        .map(|since| Ticket::new(self, weight, now, since))
    }

    pub(super) fn settle(&self, weight: f64, since: u64, headers: RateHeaders, now: Instant) {
        let ledgers = &mut *self.shared.lock();
        if headers.any() {
            ledgers.unite(Ledger::new(self.window, None));
        }
        let ledger = self.ledger(ledgers);
        ledger.settle(weight, since, headers, now);
        ledger.wake();
        attend(&self.shared, ledger);
    }

    pub(super) fn with<T>(&self, act: impl FnOnce(&mut Ledger) -> T) -> T {
        let ledgers = &mut *self.shared.lock();
        let ledger = self.ledger(ledgers);
        let result = act(ledger);
        attend(&self.shared, ledger);
        result
    }

    fn ledger<'a>(&self, ledgers: &'a mut Ledgers) -> &'a mut Ledger {
        match ledgers {
            Ledgers::Common(ledger) => ledger,
            Ledgers::Apart(ledgers) => ledgers
                .entry(self.claimant.number)
                .or_insert_with(|| Ledger::new(self.window, Some(ASSUMED_LIMIT))),
        }
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        self.retract();
        self.shared.reports.forget(self.claimant.number);
        if let Ledgers::Apart(ledgers) = &mut *self.shared.lock() {
            ledgers.remove(&self.claimant.number);
        }
    }
}

/// Asks, and notes who is to be woken if the answer is no.
fn ask(
    ledger: &mut Ledger,
    claimant: &Claimant,
    reserved: f64,
    weight: f64,
    now: Instant,
) -> Result<(), Hold> {
    ledger
        .admits(claimant.number, reserved, weight, now)
        .inspect_err(|_| {
            let claims = ledger.claims();
            claims.note(claimant.number, reserved, weight, &claimant.wake, now);
        })
}

/// Takes its claim back however the wait ends.
struct Waiter<'a> {
    account: &'a Account,
    claimant: Claimant,
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.account.retract_as(&self.claimant);
    }
}

impl Shared {
    fn new(key: Option<(AccountKey, Duration)>) -> Self {
        Self {
            key,
            ledgers: Mutex::new(Ledgers::Apart(HashMap::new())),
            reports: Reports::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Ledgers> {
        self.ledgers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something to the ledger that all clients have in common, if there is one.
    pub(super) fn with_common<T>(&self, act: impl FnOnce(&mut Ledger) -> T) -> Option<T> {
        match &mut *self.lock() {
            Ledgers::Common(ledger) => Some(act(ledger)),
            Ledgers::Apart(_) => None,
        }
    }

    /// Has all clients share a ledger from now on.
    pub(super) fn unite(&self, window: Duration) {
        self.lock().unite(Ledger::new(window, None));
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(key) = &self.key {
            let mut accounts = accounts();
            // A newer account may have taken the place already.
            if accounts.get(key).is_some_and(|w| w.strong_count() == 0) {
                accounts.remove(key);
            }
        }
    }
}

impl Ledgers {
    fn unite(&mut self, mut common: Ledger) {
        if let Self::Apart(ledgers) = self {
            for (_, ledger) in ledgers.drain() {
                common.merge(ledger);
            }
            *self = Self::Common(common);
        }
    }
}

fn accounts() -> MutexGuard<'static, BTreeMap<(AccountKey, Duration), Weak<Shared>>> {
    ACCOUNTS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn find(key: AccountKey, window: Duration) -> Arc<Shared> {
    let key = (key, window);
    let mut accounts = accounts();
    if let Some(shared) = accounts.get(&key).and_then(Weak::upgrade) {
        return shared;
    }
    let shared = Arc::new(Shared::new(Some(key.clone())));
    accounts.insert(key, Arc::downgrade(&shared));
    shared
}
