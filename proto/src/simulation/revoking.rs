//! Stories of a device that Alice has lost.

use super::stories::{DESKTOP, LAPTOP, PHONE, contact, devices, note_someone};
use super::world::World;
use crate::id::DocumentId;
use crate::kind::Kind;
use crate::session::{Ended, EndedCode, Replica, Standing};
use automerge::transaction::Transactable;
use automerge::{ObjType, ROOT};

#[test]
fn a_lost_phone_gets_nothing_from_a_laptop_that_only_now_hears_of_it() {
    let mut world = devices(8, 2, 5);
    let phone = world.device(PHONE);
    // The phone has heard of its own revocation, the laptop has not.
    world.places[PHONE].replica.revoke(&phone);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    assert!(matches!(world.ended(link, 1), Ended::Revoked));
    assert!(matches!(world.ended(link, 0), Ended::TurnedAway { code: EndedCode::Revoked }));
    assert_eq!(world.places[PHONE].replica.sum().count, 3, "it has the singletons and no more");
    assert_eq!(world.places[LAPTOP].replica.standing(&phone).unwrap(), Standing::Revoked);
}

#[test]
fn revoking_a_phone_ends_its_sessions_everywhere_at_once() {
    let mut world = devices(9, 3, 5);
    let laptops = world.connect(DESKTOP, LAPTOP);
    let phone = world.connect(PHONE, DESKTOP);
    world.run();
    let device = world.device(PHONE);
    let changed = world.places[LAPTOP].replica.revoke(&device);
    world.tell(LAPTOP, &[changed]);
    world.run();
    assert!(matches!(world.ended(phone, 1), Ended::Revoked));
    world.assert_in_sync(laptops);
}

/// These devices, once as they are, and once as programs that know the devices record alone, and hear of nothing before it.
fn both_ways(seed: u64, count: usize) -> [World; 2] {
    let mut older = devices(seed, count, 5);
    for place in &mut older.places {
        place.versions = 1..=2;
        place.replica.read_the_record_alone();
    }
    [devices(seed, count, 5), older]
}

/// The laptop dials in the first two, the desktop in the others.
fn each_dials(seed: u64) -> Vec<(usize, usize, World)> {
    let first = both_ways(seed, 3).into_iter().map(|world| (LAPTOP, DESKTOP, world));
    first.chain(both_ways(seed, 3).into_iter().map(|world| (DESKTOP, LAPTOP, world))).collect()
}

/// Goes on until the desktop has ended the phone's session. None of these documents is there before the revocation is.
fn heeded_before_any_of(world: &mut World, phone: usize, documents: &[DocumentId]) {
    let lost = world.device(PHONE);
    let is_over = |world: &World| world.links[phone].as_ref().unwrap().ends[1].ended.is_some();
    while !is_over(world) {
        assert!(world.step(), "the phone's session never ends");
        let brought = documents.iter().filter(|id| contact(world, DESKTOP, id).is_some()).count();
        let standing = world.places[DESKTOP].replica.standing(&lost).unwrap();
        assert!(brought == 0 || standing == Standing::Revoked, "{brought} came before it");
    }
    assert!(matches!(world.ended(phone, 1), Ended::Revoked));
}

#[test]
fn a_revocation_made_offline_comes_before_everything_else_that_was_written_there() {
    for (dialer, listener, mut world) in each_dials(23) {
        let link = world.connect(LAPTOP, DESKTOP);
        let phone = world.connect(PHONE, DESKTOP);
        world.run();
        world.assert_in_sync(phone);
        world.cut(link);
        let held = world.places[PHONE].replica.versions();
        let lost = world.device(PHONE);
        let before: Vec<_> = (0..300).map(|_| note_someone(&mut world, LAPTOP)).collect();
        world.places[LAPTOP].replica.revoke(&lost);
        let after: Vec<_> = (0..300).map(|_| note_someone(&mut world, LAPTOP)).collect();

        world.connect(dialer, listener);
        heeded_before_any_of(&mut world, phone, &[before.clone(), after.clone()].concat());
        world.run();
        assert!(before.iter().chain(&after).all(|id| contact(&world, DESKTOP, id).is_some()));
        assert_eq!(world.places[PHONE].replica.versions(), held, "the phone got nothing more");
    }
}

#[test]
fn a_revocation_overtakes_what_was_offered_before_it_and_not_sent_yet() {
    for (dialer, listener, mut world) in each_dials(24) {
        world.connect(dialer, listener);
        let phone = world.connect(PHONE, DESKTOP);
        world.run();
        world.assert_in_sync(phone);
        let held = world.places[PHONE].replica.versions();
        // All of this is offered at once, in a session that is live; none of it has been asked for yet.
        let noted: Vec<_> = (0..40).map(|_| note_someone(&mut world, LAPTOP)).collect();
        noted.iter().for_each(|_| assert!(world.step(), "each is told to the session"));
        let lost = world.device(PHONE);
        let changed = world.places[LAPTOP].replica.revoke(&lost);
        world.tell(LAPTOP, &[changed]);
        heeded_before_any_of(&mut world, phone, &noted);
        world.run();
        assert!(noted.iter().all(|id| contact(&world, DESKTOP, id).is_some()));
        assert_eq!(world.places[PHONE].replica.versions(), held, "the phone got nothing more");
    }
}

#[test]
fn a_device_that_is_still_current_hides_no_revocation_from_those_that_it_talks_to() {
    const TABLET: usize = 3;
    for mut world in both_ways(31, 4) {
        let lost = world.device(PHONE);
        let changed = world.places[LAPTOP].replica.revoke(&lost);
        let laptops = world.connect(DESKTOP, LAPTOP);
        let hostile = world.connect(TABLET, LAPTOP);
        world.tell(LAPTOP, &[changed]);
        world.run();
        world.assert_in_sync(laptops);
        for maps in [&["revoked"][..], &["revoked", "added"]] {
            let id = Kind::Devices.singleton_id();
            assert!(world.places[TABLET].replica.change_by_hand(&id, |document| {
                maps.iter().for_each(|map| drop(document.put_object(ROOT, *map, ObjType::Map)));
            }));
            world.tell(TABLET, &[id]);
            // It comes to rest: nobody writes anything back for somebody else to answer.
            world.run();
            world.assert_in_sync(laptops);
            world.assert_in_sync(hostile);
            for place in [LAPTOP, DESKTOP] {
                let replica = &mut world.places[place].replica;
                assert_eq!(replica.standing(&lost).unwrap(), Standing::Revoked);
            }
        }
        let phone = world.connect(PHONE, DESKTOP);
        world.run();
        assert!(matches!(world.ended(phone, 1), Ended::Revoked));
    }
}
