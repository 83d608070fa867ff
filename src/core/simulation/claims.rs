//! What must hold in every scene.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use proptest::prelude::*;
use tokio::time::{Instant, sleep};

use super::play::World;
use super::scene::{CallScene, Scene, any_scene, demanding, processes};
use super::server::heaviest;
use super::{WINDOW, prove, simulate};
use crate::core::limiter::SettingsPatch;

/// Calls that were first sent after a later one of their client and priority.
fn overtaken(begun: &[(usize, u8, usize)]) -> Vec<usize> {
    let mut last = HashMap::new();
    let mut overtaken = Vec::new();
    for &(client, priority, number) in begun {
        if last.insert((client, priority), number) > Some(number) {
            overtaken.push(number);
        }
    }
    overtaken
}

fn holds(scene: &Scene) -> Result<(), TestCaseError> {
    simulate(|| async {
        let mut world = World::together(scene);
        let ended = world.play(scene).await;
        let settled = world
            .settled
            .iter()
            .map(|count| count.load(Ordering::Relaxed));
        let unsettled = settled.filter(|count| *count != 1).count();
        prop_assert!(
            ended.is_some() && unsettled == 0,
            "{unsettled} not settled once"
        );
        for client in world.clients.iter() {
            prop_assert_eq!(client.limiter().counts().alive(), 0);
            prop_assert_eq!(client.limiter().running().to_bits(), 0);
        }
        let server = world.server.lock().unwrap();
        let heaviest = heaviest(&server.arrived);
        prop_assert!(heaviest <= scene.policy.limit, "{heaviest} in a window");
        let refusals = scene.foreign.map_or(0, |_| 2 * scene.calls.len());
        prop_assert!(server.refused <= refusals, "{} refused", server.refused);
        prop_assert_eq!(overtaken(&server.begun), Vec::<usize>::new());
        Ok(())
    })
}

#[test]
fn no_window_exceeds_the_limit_and_every_call_is_settled_once_in_its_order() {
    prove(40, &any_scene(), |scene| holds(&scene));
}

/// The part of the limit that was used after the first window. From the middle of one window's weight
/// to the middle of the next a window has passed, if none was wasted.
fn used(arrived: &[(Instant, f64)], limit: f64) -> f64 {
    let (mut sum, mut middle, mut middles) = (0.0, 1.5 * limit, Vec::new());
    for (at, weight) in arrived {
        sum += weight;
        if sum > middle {
            middles.push(*at);
            middle += limit;
        }
    }
    let windows = u32::try_from(middles.len() - 1).unwrap();
    (windows * WINDOW).div_duration_f64(middles[middles.len() - 1] - middles[0])
}

#[test]
fn demand_uses_the_limit() {
    prove(10, &demanding(100..400), |scene| {
        simulate(|| async {
            let mut world = World::together(&scene);
            prop_assert!(world.play(&scene).await.is_some());
            let used = used(&world.server.lock().unwrap().admitted, scene.policy.limit);
            prop_assert!(used >= 0.97, "{used}");
            Ok(())
        })
    });
}

/// How long calls may wait that are made one after another: what is ahead of one is the first in
/// line of each other client, and a window after their like was answered there is room for those.
const PATIENCE: Duration = Duration::from_secs(64);

#[test]
fn a_write_gets_its_turn_beside_reads_that_never_stop() {
    prove(10, &demanding(10..40), |mut scene| {
        // They fill a window evenly; then room comes one read at a time, and each takes what it can.
        let modest = scene.clients.len();
        let share = scene.policy.limit / f64::from(u32::try_from(modest).unwrap());
        let filling = SettingsPatch {
            min_time: Some(WINDOW.mul_f64(0.5 / share)),
            ..SettingsPatch::default()
        };
        let taking = SettingsPatch {
            min_time: Some(Duration::ZERO),
            ..SettingsPatch::default()
        };
        scene.clients.push(SettingsPatch::default());
        simulate(|| async {
            let mut world = World::together(&scene);
            world
                .clients
                .iter()
                .take(modest)
                .for_each(|client| client.limiter().update(&filling));
            for call in &scene.calls {
                world.call(&CallScene {
                    client: call.client % modest,
                    weight: 1.0,
                    ..call.clone()
                });
            }
            sleep(WINDOW).await;
            world
                .clients
                .iter()
                .take(modest)
                .for_each(|client| client.limiter().update(&taking));
            for call in scene.calls.iter().take(8) {
                let begin = Instant::now();
                let write = CallScene {
                    client: modest,
                    weight: 2.0,
                    ..call.clone()
                };
                prop_assert!(world.call(&write).await.unwrap().result.is_ok());
                prop_assert!(begin.elapsed() < PATIENCE, "{:?}", begin.elapsed());
            }
            Ok(())
        })
    });
}

#[test]
fn processes_that_know_each_other_by_headers_only_are_seldom_refused() {
    prove(5, &processes(), |scene| {
        simulate(|| async {
            let mut world = World::apart(&scene);
            prop_assert!(world.play(&scene).await.is_some());
            let server = world.server.lock().unwrap();
            let (refused, all) = (server.refused, scene.calls.len());
            let used = used(&server.admitted, scene.policy.limit);
            prop_assert!(refused * 100 <= all * 3, "{refused} of {all} refused");
            prop_assert!(used >= 0.9, "{used} used");
            Ok(())
        })
    });
}
