//! Scenes: who calls when, and what happens meanwhile.

use std::time::Duration;

use proptest::prelude::*;

use super::server::{Policy, Trouble};
use super::{WINDOW, ms};
use crate::core::limiter::SettingsPatch;

/// How often the calls of a demanding scene are made: 1800 weigh 6 times the highest limit.
const ROUNDS: usize = 30;

#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) policy: Policy,
    pub(super) clients: Vec<SettingsPatch>,
    pub(super) calls: Vec<CallScene>,
    /// Changes of settings: how long after the one before, of which client.
    pub(super) changes: Vec<(Duration, usize, SettingsPatch)>,
    /// How long after the one before, how long, and of what kind.
    pub(super) troubles: Vec<(Duration, Duration, Trouble)>,
    /// How often another program of the account spends a read.
    pub(super) foreign: Option<Duration>,
}

#[derive(Debug, Clone)]
pub(super) struct CallScene {
    /// Time since the call before.
    pub(super) after: Duration,
    pub(super) client: usize,
    /// 1 for a read, 2 for a write.
    pub(super) weight: f64,
    pub(super) priority: u8,
    pub(super) up: Duration,
    pub(super) down: Duration,
}

pub(super) fn policy(limits: std::ops::Range<u32>) -> impl Strategy<Value = Policy> {
    (limits, any::<bool>(), ms(0..60_000)).prop_map(|(limit, sliding, phase)| Policy {
        limit: limit.into(),
        sliding,
        phase,
    })
}

/// Calls of clients that nobody counts, up to `pause` apart, travelling up to `slowest` each way.
fn call(pause: u64, slowest: u64) -> impl Strategy<Value = CallScene> {
    let times = (ms(0..pause), ms(0..slowest), ms(0..slowest));
    (any::<usize>(), 1..3_u8, 0..10_u8, times).prop_map(
        |(client, weight, priority, (after, up, down))| CallScene {
            after,
            client,
            weight: weight.into(),
            priority,
            up,
            down,
        },
    )
}

fn slots() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![Just(None), (2..8_u32).prop_map(|slots| Some(slots.into()))]
}

fn pace() -> impl Strategy<Value = SettingsPatch> {
    (slots(), ms(0..300)).prop_map(|(slots, min_time)| SettingsPatch {
        max_concurrent: Some(slots),
        min_time: Some(min_time),
        ..SettingsPatch::default()
    })
}

fn reservoir() -> impl Strategy<Value = SettingsPatch> {
    let amount = || (2..60_u32).prop_map(|amount| Some(f64::from(amount)));
    (amount(), amount(), ms(1000..90_000)).prop_map(|(level, refill, interval)| SettingsPatch {
        reservoir: Some(level),
        reservoir_refresh_amount: Some(refill),
        reservoir_refresh_interval: Some(Some(interval)),
        ..SettingsPatch::default()
    })
}

fn changes() -> impl Strategy<Value = Vec<(Duration, usize, SettingsPatch)>> {
    let change = prop_oneof![2 => pace(), 1 => reservoir()];
    prop::collection::vec((ms(0..300_000), any::<usize>(), change), 0..8)
}

fn troubles() -> impl Strategy<Value = Vec<(Duration, Duration, Trouble)>> {
    let kind = prop::sample::select(vec![
        Trouble::Refused,
        Trouble::Reset,
        Trouble::Failing,
        Trouble::Silent,
    ]);
    prop::collection::vec((ms(1000..600_000), ms(100..200_000), kind), 0..4)
}

/// All that can happen to up to four clients of one account.
pub(super) fn any_scene() -> impl Strategy<Value = Scene> {
    let speeds = prop::sample::select(vec![
        (100, 300),
        (2000, 1000),
        (10_000, 3000),
        (10_000, 15_000),
    ]);
    let calls = speeds
        .prop_flat_map(|(pause, slowest)| prop::collection::vec(call(pause, slowest), 1..400));
    let clients = prop::collection::vec(pace(), 1..5);
    let foreign = prop::option::weighted(0.3, ms(1500..20_000));
    (
        policy(5..60),
        clients,
        calls,
        changes(),
        troubles(),
        foreign,
    )
        .prop_map(
            |(policy, clients, calls, changes, troubles, foreign)| Scene {
                // The other program takes half of the limit at most, else nobody else gets anything.
                foreign: foreign.map(|pause| pause.max(WINDOW.mul_f64(2.0 / policy.limit))),
                policy,
                clients,
                calls,
                changes,
                troubles,
            },
        )
}

/// Clients that are never short of calls, with the concurrency to have them answered. They are
/// alike, so that none has done its calls before the others.
pub(super) fn demanding(limits: std::ops::Range<u32>) -> impl Strategy<Value = Scene> {
    let pace = (prop::option::of(16..64_u32), ms(0..60));
    let calls = prop::collection::vec(call(1, 300), 60);
    (policy(limits), 1..4_usize, pace, calls).prop_map(
        |(policy, clients, (slots, min_time), calls)| {
            let settings = SettingsPatch {
                max_concurrent: Some(slots.map(f64::from)),
                min_time: Some(min_time),
                ..SettingsPatch::default()
            };
            let calls = calls.iter().cycle().take(calls.len() * ROUNDS);
            let turn = |(n, call): (usize, &CallScene)| CallScene {
                client: n,
                ..call.clone()
            };
            Scene {
                policy,
                clients: vec![settings; clients],
                calls: calls.enumerate().map(turn).collect(),
                changes: Vec::new(),
                troubles: Vec::new(),
                foreign: None,
            }
        },
    )
}

/// Four processes of the usual pace that read all at once.
pub(super) fn processes() -> impl Strategy<Value = Scene> {
    let calls = prop::collection::vec(call(1, 500), 60);
    (policy(400..401), calls).prop_map(|(policy, calls)| {
        let read = |(n, call): (usize, &CallScene)| CallScene {
            client: n,
            weight: 1.0,
            ..call.clone()
        };
        Scene {
            policy,
            clients: vec![SettingsPatch::default(); 4],
            calls: calls
                .iter()
                .cycle()
                .take(2400)
                .enumerate()
                .map(read)
                .collect(),
            changes: Vec::new(),
            troubles: Vec::new(),
            foreign: None,
        }
    })
}
