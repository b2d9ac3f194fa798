//! Stories of a tablet that is still current, and hostile: by what it writes into the devices record, Alice's laptop and
//! desktop cannot take each other's record any more. Whom she revokes on one of them, the other refuses all the same.

use rand::RngExt;

use super::stories::{DESKTOP, LAPTOP, PHONE, contact, devices, note_someone};
use super::world::World;
use crate::id::DeviceId;
use crate::kind::Kind;
use crate::record::Devices;
use crate::session::{Ended, EndedCode, Replica, Standing, State};
use automerge::transaction::Transactable;
use automerge::{ROOT, ScalarValue};

const TABLET: usize = 3;
/// A laptop that only ever talks to the desktop and the phone.
const STUDIO: usize = 4;

/// The tablet has written two different changes under one actor and number, and given one to each.
fn forked(seed: u64) -> World {
    let (mut world, id) = (devices(seed, 5, 5), Kind::Devices.singleton_id());
    let before = world.places[TABLET].replica.clone();
    for (place, word) in [(LAPTOP, "ja"), (DESKTOP, "nein")] {
        world.places[TABLET].replica = before.clone();
        let tablet = &mut world.places[TABLET].replica;
        assert!(tablet.change_by_hand(&id, |document| document.put(ROOT, "note", word).unwrap()));
        let link = world.connect(TABLET, place);
        world.run();
        world.assert_in_sync(link);
        world.cut(link);
    }
    world
}

/// The most that the guard lets through, in bytes of one document.
const CAP: usize = 4 << 20;

/// The tablet has filled the record up to the cap, and everybody has taken that.
fn filled(seed: u64) -> World {
    let (mut world, id) = (devices(seed, 5, 5), Kind::Devices.singleton_id());
    for place in [TABLET, DESKTOP, PHONE, STUDIO, TABLET, DESKTOP, PHONE, STUDIO] {
        let link = world.connect(place, LAPTOP);
        world.run();
        world.cut(link);
    }
    let noise: Vec<u8> = (0..CAP).map(|_| world.rng.random()).collect();
    let before = world.places[TABLET].replica.clone();
    let mut fill = |bytes: usize| {
        let tablet = &mut world.places[TABLET].replica;
        *tablet = before.clone();
        let filling = ScalarValue::Bytes(noise[..bytes].to_vec());
        assert!(tablet.change_by_hand(&id, |document| document.put(ROOT, "f", filling).unwrap()));
        tablet.size(&id)
    };
    let room = 3_000_000 + (CAP - fill(3_000_000));
    fill(room - 20);
    for place in [LAPTOP, DESKTOP, PHONE, STUDIO] {
        let link = world.connect(TABLET, place);
        world.run();
        world.assert_in_sync(link);
        world.cut(link);
    }
    world
}

fn is_revoked(world: &mut World, place: usize, device: &DeviceId) -> bool {
    world.places[place].replica.standing(device).unwrap() == Standing::Revoked
}

/// What the record itself says.
fn record_says(world: &World, place: usize, device: &DeviceId) -> bool {
    let record: Devices = world.places[place].replica.read(&Kind::Devices.singleton_id()).unwrap();
    record.is_revoked(device)
}

/// Alice revokes the phone on the laptop, while all sessions are live.
fn revoked_in_live_sessions(mut world: World) {
    let laptops = world.connect(LAPTOP, DESKTOP);
    let others = world.connect(STUDIO, DESKTOP);
    let phones = [world.connect(PHONE, DESKTOP), world.connect(PHONE, STUDIO)];
    world.run();
    let lost = world.device(PHONE);
    let changed = world.places[LAPTOP].replica.revoke(&lost);
    world.tell(LAPTOP, &[changed]);
    world.run();
    assert_eq!(world.state(laptops), [State::InSync { except: 1 }; 2], "the record is refused");
    assert!(record_says(&world, LAPTOP, &lost) && !record_says(&world, DESKTOP, &lost));
    for (place, link) in [(DESKTOP, phones[0]), (STUDIO, phones[1])] {
        assert!(is_revoked(&mut world, place, &lost), "{place}");
        assert!(matches!(world.ended(link, 1), Ended::Revoked), "{place}");
        assert!(matches!(world.ended(link, 0), Ended::TurnedAway { code: EndedCode::Revoked }));
    }
    assert!(world.state(others).iter().all(|state| matches!(state, State::InSync { .. })));
    // It is for good: a new process, without the laptop, lets it in no more.
    world.restart(DESKTOP);
    let again = world.connect(PHONE, DESKTOP);
    world.run();
    assert!(matches!(world.ended(again, 1), Ended::Revoked));
}

/// Alice revokes the phone on the laptop, among much else that she writes, and then the laptop meets the desktop.
fn revoked_offline(mut world: World, dialer: usize, listener: usize) {
    let phone = world.connect(PHONE, DESKTOP);
    world.run();
    let held = world.places[PHONE].replica.versions();
    let lost = world.device(PHONE);
    let mut noted: Vec<_> = (0..100).map(|_| note_someone(&mut world, LAPTOP)).collect();
    world.places[LAPTOP].replica.revoke(&lost);
    noted.extend((0..100).map(|_| note_someone(&mut world, LAPTOP)));
    let laptops = world.connect(dialer, listener);
    while world.links[phone].as_ref().unwrap().ends[1].ended.is_none() {
        assert!(world.step(), "the phone's session never ends");
        let brought = noted.iter().any(|id| contact(&world, DESKTOP, id).is_some());
        assert!(!brought || is_revoked(&mut world, DESKTOP, &lost), "a record came before it");
    }
    world.run();
    assert!(matches!(world.ended(phone, 1), Ended::Revoked));
    assert!(noted.iter().all(|id| contact(&world, DESKTOP, id).is_some()));
    assert_eq!(world.places[PHONE].replica.versions(), held, "the phone got nothing more");
    assert_eq!(world.state(laptops), [State::InSync { except: 1 }; 2]);
}

#[test]
fn a_revocation_reaches_those_who_hold_another_change_under_the_same_actor_and_number() {
    revoked_in_live_sessions(forked(41));
    revoked_offline(forked(42), LAPTOP, DESKTOP);
    revoked_offline(forked(43), DESKTOP, LAPTOP);
}

#[test]
fn a_revocation_reaches_those_whose_record_is_filled_to_the_cap() {
    revoked_in_live_sessions(filled(44));
    revoked_offline(filled(45), DESKTOP, LAPTOP);
}

#[test]
fn the_hostile_tablet_itself_is_revoked_where_its_record_cannot_be_mended() {
    let mut world = forked(46);
    let laptops = world.connect(DESKTOP, LAPTOP);
    let tablet = world.connect(TABLET, DESKTOP);
    world.run();
    let hostile = world.device(TABLET);
    let changed = world.places[LAPTOP].replica.revoke(&hostile);
    world.tell(LAPTOP, &[changed]);
    world.run();
    assert!(matches!(world.ended(tablet, 1), Ended::Revoked));
    assert_eq!(world.state(laptops), [State::InSync { except: 1 }; 2]);
}
