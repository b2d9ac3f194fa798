//! At whose word a code is shown, and what becomes of it when that page is none of the owner's any more.

use super::halfway::ByHand;
use super::*;
use mingle_proto::pairing::{Ended, Heard, Reason};

const PAGE: DeviceId = DeviceId::from_bytes([7; 32]);

/// A daemon with a page among the owner's devices that had it show a code.
async fn with_a_page() -> (Daemon, u64, Code) {
    let ana = Daemon::up().await;
    let mut journal = open_as_device(&ana.place.data, &ana.place.key).unwrap();
    let us = ana.place.key.id();
    journal.add_device(&PAGE, "Firefox", "browser", Some(&us), moment_now()).unwrap();
    let (id, code) = ana.show_for(Some(PAGE));
    (ana, id, code)
}

fn revoke_the_page(ana: &Daemon) {
    let mut journal = open_as_device(&ana.place.data, &ana.place.key).unwrap();
    journal.revoke_device(&PAGE, &ana.place.key.id(), moment_now()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_by_the_code_of_a_page_was_added_by_that_page() {
    let (ana, _, code) = with_a_page().await;
    let bo = Place::new();
    assert!(bo.join(ana.address, &code).await.unwrap().confirmed);
    let row = ana.place.devices().into_iter().find(|row| row.device == bo.key.id()).unwrap();
    assert_eq!(row.added_by, Some(PAGE), "it is named when the page is revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_of_a_page_that_was_revoked_tells_nothing_and_lets_nobody_in() {
    let (ana, id, code) = with_a_page().await;
    let bo = Place::new();
    revoke_the_page(&ana);
    assert!(ana.pairings.is_open(), "nobody has noticed yet");
    let tried = bo.join(ana.address, &code).await;
    let closed = matches!(tried, Err(Tried::Ended(Ended::TurnedAway(Reason::Closed))));
    assert!(closed, "{tried:?}");
    assert!(!ana.place.has(bo.key.id()) && bo.devices().len() == 1);
    let told = ana.told_last(id).await;
    assert_eq!(told.stage, Stage::Closed { why: Closed::TakenBack });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_revoked_between_welcome_and_ready_has_nobody_written_down() {
    let (ana, id, code) = with_a_page().await;
    let bo = Place::new();
    let mut by_hand = ByHand::until_welcome(&bo, ana.address, &code).await;
    revoke_the_page(&ana);
    let ready = by_hand.joining.ready().unwrap();
    by_hand.send(ready).await;
    let heard: Result<Heard, Ended> = by_hand.hear().await;
    assert_eq!(heard.unwrap_err(), Ended::TurnedAway(Reason::Closed));
    assert!(!ana.place.has(bo.key.id()));
    assert_eq!(ana.place.authority(), None, "nothing was written");
    let told = ana.told_last(id).await;
    assert_eq!((told.unfinished, told.stage), (None, Stage::Closed { why: Closed::TakenBack }));
}
