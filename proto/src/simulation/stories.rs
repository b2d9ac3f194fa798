//! Stories of one owner, Alice, and her devices.

use std::sync::Arc;

use super::people;
use super::world::World;
use crate::document::Document;
use crate::id::DocumentId;
use crate::kind::Kind;
use crate::memory::Objection;
use crate::record::{Contact, Me};
use crate::refusal::{Refusal, RefusalCode};
use crate::session::{Ended, MOST_REFUSALS, Replica, State};

pub const LAPTOP: usize = 0;
pub const PHONE: usize = 1;
pub const DESKTOP: usize = 2;

/// Alice's devices, with this many contacts on the laptop.
pub fn devices(seed: u64, count: usize, contacts: usize) -> World {
    let mut world = World::with_devices(seed, count);
    (0..contacts).for_each(|_| {
        note_someone(&mut world, LAPTOP);
    });
    world
}

/// Alice notes someone new.
pub fn note_someone(world: &mut World, place: usize) -> DocumentId {
    let id = people::random_id(&mut world.rng);
    let now = people::moment(&mut world.rng);
    let contact = people::contact(&mut world.rng);
    world.places[place].replica.set_now(now);
    world.places[place].replica.create(id, &contact);
    world.tell(place, &[id]);
    id
}

fn edit(world: &mut World, place: usize, id: &DocumentId, edit: impl FnOnce(&mut Contact)) {
    assert!(world.places[place].replica.edit(id, edit));
    world.tell(place, &[*id]);
}

pub fn contact(world: &World, place: usize, id: &DocumentId) -> Option<Contact> {
    world.places[place].replica.read(id)
}

fn objects_to_cellists() -> Option<Objection> {
    Some(Arc::new(|document: &Document| {
        let contact: Contact = document.read();
        let plays = contact.role == "cellist";
        plays.then(|| Refusal::new(RefusalCode::NotARecord, "no cellists, please"))
    }))
}

#[test]
fn a_new_phone_gets_everything_and_both_prove_it() {
    let mut world = devices(1, 2, 1_500);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.assert_in_sync(link);
    assert_eq!(world.places[PHONE].replica.sum().count, 1_503);
}

#[test]
fn a_new_laptop_that_is_dialed_gets_everything_too() {
    let mut world = devices(2, 2, 450);
    let link = world.connect(LAPTOP, PHONE);
    world.run();
    world.assert_in_sync(link);
}

#[test]
fn what_alice_notes_on_both_while_apart_is_on_both_afterwards() {
    let mut world = devices(3, 2, 50);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.cut(link);
    let people: Vec<_> = world.places[LAPTOP].replica.versions().into_keys().collect();
    for id in &people {
        world.places[LAPTOP].replica.edit(id, |it: &mut Contact| it.note.push_str(" knows Bo"));
        world.places[PHONE].replica.edit(id, |it: &mut Contact| it.org = "Acme".into());
    }
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.assert_in_sync(link);
    let is_person = |id: &&DocumentId| !Kind::SINGLETONS.iter().any(|it| it.singleton_id() == **id);
    let both = contact(&world, PHONE, people.iter().find(is_person).unwrap()).unwrap();
    assert!(both.note.ends_with(" knows Bo") && both.org == "Acme");
}

#[test]
fn a_phone_that_knows_one_laptop_alone_hears_of_the_other_at_once() {
    let mut world = devices(4, 3, 20);
    let near = world.connect(PHONE, LAPTOP);
    let far = world.connect(LAPTOP, DESKTOP);
    world.run();
    let someone = note_someone(&mut world, DESKTOP);
    world.run();
    assert!(contact(&world, PHONE, &someone).is_some());
    edit(&mut world, PHONE, &someone, |it| it.learned = "plays the cello 🎻".into());
    edit(&mut world, DESKTOP, &someone, |it| it.org = "כהן ובניו".into());
    world.run();
    world.assert_in_sync(near);
    world.assert_in_sync(far);
    let there = contact(&world, DESKTOP, &someone).unwrap();
    assert_eq!((there.learned.as_str(), there.org.as_str()), ("plays the cello 🎻", "כהן ובניו"));
}

#[test]
fn an_import_during_a_session_arrives_and_is_proven() {
    let mut world = devices(5, 2, 10);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    let ids: Vec<_> = (0..5_200)
        .map(|_| {
            let id = people::random_id(&mut world.rng);
            let contact = Contact { name: "Łukasz".into(), ..Contact::default() };
            world.places[LAPTOP].replica.create(id, &contact);
            id
        })
        .collect();
    world.tell(LAPTOP, &ids);
    world.run();
    world.assert_in_sync(link);
}

#[test]
fn notes_written_while_everything_is_on_its_way_arrive_too() {
    let mut world = devices(6, 2, 900);
    let link = world.connect(PHONE, LAPTOP);
    for _ in 0..60 {
        (0..2).for_each(|_| {
            world.step();
        });
        let place = [LAPTOP, PHONE][usize::from(world.delivered.is_multiple_of(3))];
        let someone = note_someone(&mut world, place);
        edit(&mut world, place, &someone, |it| it.story = "met on the night train".into());
        let known = *world.places[LAPTOP].replica.versions().keys().next().unwrap();
        world.places[LAPTOP].replica.edit(&known, |it: &mut Contact| it.note.push('!'));
        world.tell(LAPTOP, &[known]);
    }
    world.run();
    world.assert_in_sync(link);
}

#[test]
fn a_first_sync_that_breaks_off_goes_on_where_it_was() {
    let mut world = devices(7, 2, 1_000);
    let link = world.connect(PHONE, LAPTOP);
    while world.places[PHONE].replica.sum().count < 400 {
        world.step();
    }
    world.cut(link);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.assert_in_sync(link);
    let sent = world.traffic(link).received;
    assert!(sent < 350 * 600, "{sent} bytes for the 600 that were missing");
}

#[test]
fn a_device_added_on_one_laptop_is_let_in_by_the_other() {
    let mut world = devices(10, 2, 5);
    let tablet = world.add_place();
    let device = world.device(tablet);
    let known: Vec<_> = (0..2).map(|place| world.device(place)).collect();
    known.iter().for_each(|device| {
        world.places[tablet].replica.add_device(device);
    });
    world.places[LAPTOP].replica.add_device(&device);
    let link = world.connect(tablet, PHONE);
    world.run();
    assert!(matches!(world.ended(link, 1), Ended::Stranger));
    world.connect(PHONE, LAPTOP);
    world.run();
    let link = world.connect(tablet, PHONE);
    world.run();
    world.assert_in_sync(link);
}

#[test]
fn someone_forgotten_on_the_phone_is_gone_everywhere_and_stays_gone() {
    let mut world = devices(11, 3, 20);
    let links = [world.connect(PHONE, LAPTOP), world.connect(DESKTOP, LAPTOP)];
    world.run();
    world.cut(links[1]);
    let someone = note_someone(&mut world, PHONE);
    world.run();
    let copy = world.places[LAPTOP].replica.clone();
    let changed = world.places[PHONE].replica.forget(&someone);
    world.tell(PHONE, &changed);
    world.run();
    assert!(contact(&world, LAPTOP, &someone).is_none());
    // The desktop gets the laptop's old copy, in which they still are.
    world.places[DESKTOP].replica = copy;
    world.restart(DESKTOP);
    assert!(contact(&world, DESKTOP, &someone).is_some());
    let link = world.connect(DESKTOP, LAPTOP);
    world.run();
    world.assert_in_sync(link);
    world.assert_in_sync(links[0]);
    assert!((0..3).all(|place| contact(&world, place, &someone).is_none()));
}

#[test]
fn what_the_phone_cannot_take_is_named_and_the_rest_is_proven() {
    let mut world = devices(12, 2, 30);
    world.places[PHONE].replica.object(objects_to_cellists());
    let cellist = note_someone(&mut world, LAPTOP);
    edit(&mut world, LAPTOP, &cellist, |it| it.role = "cellist".into());
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    assert_eq!(world.state(link), [State::InSync { except: 1 }; 2]);
    let phone = world.device(PHONE);
    let told = world.places[LAPTOP].replica.refused_by_peer(&phone).to_vec();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].id, told[0].reason.message.as_str()), (cellist, "no cellists, please"));

    // Reconnected, nothing is sent again.
    world.cut(link);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    assert_eq!(world.state(link), [State::InSync { except: 1 }; 2]);
    assert!(world.traffic(link).received + world.traffic(link).sent < 700);

    // Another version, which the phone can take, lifts it at once.
    edit(&mut world, LAPTOP, &cellist, |it| it.role = "engineer".into());
    world.run();
    world.assert_in_sync(link);
    assert!(world.places[LAPTOP].replica.refused_by_peer(&phone).is_empty());
}

#[test]
fn another_version_of_what_was_refused_is_offered_when_the_two_meet_again() {
    let mut world = devices(22, 2, 3);
    world.places[PHONE].replica.object(objects_to_cellists());
    let cellist = note_someone(&mut world, LAPTOP);
    edit(&mut world, LAPTOP, &cellist, |it| it.role = "cellist".into());
    for (dialer, listener) in [(PHONE, LAPTOP), (LAPTOP, PHONE)] {
        let link = world.connect(dialer, listener);
        world.run();
        assert_eq!(world.state(link), [State::InSync { except: 1 }; 2]);
        world.cut(link);
    }
    edit(&mut world, LAPTOP, &cellist, |it| it.role = "engineer".into());
    let link = world.connect(LAPTOP, PHONE);
    world.run();
    world.assert_in_sync(link);
}

#[test]
fn what_was_refused_is_taken_after_an_upgrade() {
    let mut world = devices(13, 2, 3);
    world.places[PHONE].replica.object(objects_to_cellists());
    let cellist = note_someone(&mut world, LAPTOP);
    edit(&mut world, LAPTOP, &cellist, |it| it.role = "cellist".into());
    let link = world.connect(LAPTOP, PHONE);
    world.run();
    assert_eq!(world.state(link), [State::InSync { except: 1 }; 2]);
    world.places[PHONE].replica.object(None);
    world.restart(PHONE);
    let link = world.connect(LAPTOP, PHONE);
    world.run();
    world.assert_in_sync(link);
    assert!(contact(&world, PHONE, &cellist).is_some());
}

#[test]
fn an_edit_on_the_refusing_side_that_mends_the_document_ends_the_refusal_at_once() {
    let mut world = devices(21, 2, 10);
    let someone = note_someone(&mut world, LAPTOP);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.places[PHONE].replica.object(objects_to_cellists());
    edit(&mut world, LAPTOP, &someone, |it| it.role = "cellist".into());
    world.run();
    assert_eq!(world.state(link), [State::InSync { except: 1 }; 2]);
    // The phone writes a longer story first, so that its role is the later writer's.
    edit(&mut world, PHONE, &someone, |it| it.story = "met on the night train to Zürich".into());
    edit(&mut world, PHONE, &someone, |it| it.role = "engineer".into());
    world.run();
    world.assert_in_sync(link);
    assert_eq!(contact(&world, PHONE, &someone).unwrap().role, "engineer");
}

#[test]
fn two_versions_that_each_side_refuses_of_the_other_are_left_out_by_both() {
    let mut world = devices(14, 2, 10);
    let someone = note_someone(&mut world, LAPTOP);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.cut(link);
    for (place, word) in [(LAPTOP, "cellist"), (PHONE, "pianist")] {
        edit(&mut world, place, &someone, |it| it.role = word.into());
        let id = someone;
        let held = world.places[place].replica.versions()[&id].clone();
        // Each takes its own version alone.
        world.places[place].replica.object(Some(Arc::new(move |document: &Document| {
            let mut document = document.clone();
            let joined = document.includes(&held) && document.heads() != held;
            joined.then(|| Refusal::new(RefusalCode::NotARecord, "not like this"))
        })));
    }
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    assert_eq!(world.state(link), [State::InSync { except: 1 }; 2]);
    assert_eq!(contact(&world, PHONE, &someone).unwrap().role, "pianist");
    assert_eq!(contact(&world, LAPTOP, &someone).unwrap().role, "cellist");
}

#[test]
fn a_document_that_kills_the_phone_is_refused_at_its_next_start() {
    let mut world = devices(15, 2, 30);
    world.places[PHONE].replica.die_of(objects_to_cellists());
    let cellist = note_someone(&mut world, LAPTOP);
    edit(&mut world, LAPTOP, &cellist, |it| it.role = "cellist".into());
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    assert!(matches!(world.ended(link, 0), Ended::Store(_)));
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    assert_eq!(world.state(link), [State::InSync { except: 1 }; 2]);
    let refusals = world.places[PHONE].replica.refusals().unwrap();
    assert_eq!((refusals[0].id, refusals[0].reason.code), (cellist, RefusalCode::Crashed));
}

#[test]
fn a_document_too_large_to_be_sent_is_named_and_holds_up_nothing() {
    let mut world = devices(16, 2, 30);
    let huge = note_someone(&mut world, LAPTOP);
    edit(&mut world, LAPTOP, &huge, |it| it.org = "ж".repeat(2_200_000));
    let large = note_someone(&mut world, LAPTOP);
    edit(&mut world, LAPTOP, &large, |it| it.org = "ж".repeat(1_500_000));
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    assert_eq!(world.state(link), [State::InSync { except: 1 }; 2]);
    assert_eq!(
        world.places[PHONE].replica.refusals().unwrap()[0].reason.code,
        RefusalCode::TooLarge
    );
    assert!(contact(&world, PHONE, &large).is_some());
}

#[test]
fn a_copied_store_on_two_laptops_does_no_harm() {
    let mut world = devices(17, 3, 40);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.cut(link);
    world.places[DESKTOP].replica = world.places[LAPTOP].replica.clone();
    world.restart(DESKTOP);
    world.restart(LAPTOP);
    let someone = note_someone(&mut world, LAPTOP);
    let known = *world.places[LAPTOP].replica.versions().keys().next().unwrap();
    for place in [LAPTOP, DESKTOP, PHONE] {
        let text = format!("seen from {place}");
        world.places[place].replica.edit(&known, |it: &mut Contact| it.learned = text);
    }
    let links = [world.connect(DESKTOP, LAPTOP), world.connect(PHONE, DESKTOP)];
    world.run();
    links.iter().for_each(|link| world.assert_in_sync(*link));
    assert!(contact(&world, PHONE, &someone).is_some());
}

#[test]
fn two_empty_devices_agree_on_what_alice_works_on() {
    let mut world = devices(18, 2, 0);
    let me = Kind::Me.singleton_id();
    world.places[PHONE].replica.edit(&me, |me: &mut Me| me.working_on = "grid storage".into());
    let link = world.connect(LAPTOP, PHONE);
    world.run();
    world.assert_in_sync(link);
    assert_eq!(world.places[LAPTOP].replica.read::<Me>(&me).unwrap().working_on, "grid storage");
}

#[test]
fn a_phone_with_an_inventory_and_no_contacts_keeps_it_when_it_gets_everything() {
    let mut world = devices(19, 2, 30);
    let me = Kind::Me.singleton_id();
    world.places[PHONE].replica.edit(&me, |me: &mut Me| me.working_on = "grid storage".into());
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.assert_in_sync(link);
    assert_eq!(world.places[LAPTOP].replica.read::<Me>(&me).unwrap().working_on, "grid storage");
}

#[test]
fn both_devices_dialing_each_other_at_once_do_no_harm() {
    let mut world = devices(20, 2, 60);
    let links = [world.connect(PHONE, LAPTOP), world.connect(LAPTOP, PHONE)];
    world.run();
    note_someone(&mut world, PHONE);
    world.run();
    links.iter().for_each(|link| world.assert_in_sync(*link));
}

#[test]
fn what_is_edited_offline_of_a_document_that_is_refused_in_another_version_still_reaches_the_other_side()
 {
    for dialer in [PHONE, LAPTOP] {
        let mut world = devices(71, 2, 3);
        let someone = note_someone(&mut world, LAPTOP);
        let link = world.connect(PHONE, LAPTOP);
        world.run();
        world.assert_in_sync(link);
        world.places[PHONE].replica.object(objects_to_cellists());
        edit(&mut world, LAPTOP, &someone, |it| it.role = "cellist".into());
        world.run();
        assert_eq!(world.state(link), [State::InSync { except: 1 }; 2]);
        world.cut(link);
        edit(&mut world, PHONE, &someone, |it| it.learned = "has twins".into());
        let link = world.connect(dialer, LAPTOP + PHONE - dialer);
        world.run();
        assert_eq!(world.state(link), [State::InSync { except: 1 }; 2]);
        assert_eq!(contact(&world, LAPTOP, &someone).unwrap().learned, "has twins");
    }
}

/// This many new cellists on the laptop.
fn note_cellists(world: &mut World, count: usize) -> Vec<DocumentId> {
    let cellist = Contact { name: "Zoë".into(), role: "cellist".into(), ..Contact::default() };
    let ids: Vec<_> = (0..count).map(|_| people::random_id(&mut world.rng)).collect();
    for id in &ids {
        world.places[LAPTOP].replica.create(*id, &cellist);
    }
    world.tell(LAPTOP, &ids);
    ids
}

#[test]
fn a_device_that_refuses_very_much_still_syncs_the_rest() {
    let mut world = devices(72, 2, 3);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.assert_in_sync(link);
    let (phone, laptop) = (world.device(PHONE), world.device(LAPTOP));
    let proven = world.places[LAPTOP].replica.last_synced(&phone);
    world.places[PHONE].replica.object(objects_to_cellists());
    let cellists = note_cellists(&mut world, MOST_REFUSALS + 1);
    let someone = note_someone(&mut world, LAPTOP);
    world.run();
    assert!(contact(&world, PHONE, &someone).is_some());
    for dialer in [PHONE, LAPTOP] {
        world.cut(world.links.len() - 1);
        let someone = note_someone(&mut world, LAPTOP);
        let link = world.connect(dialer, LAPTOP + PHONE - dialer);
        world.run();
        let later = note_someone(&mut world, PHONE);
        world.run();
        // Nothing ends, everything else travels both ways, and nobody claims what cannot be proven.
        assert!(world.links[link].as_ref().unwrap().ends.iter().all(|end| end.ended.is_none()));
        assert!(contact(&world, PHONE, &someone).is_some());
        assert!(contact(&world, LAPTOP, &later).is_some());
        assert!(world.state(link).iter().all(|it| matches!(it, State::Exchanging { .. })));
        assert_eq!(world.places[LAPTOP].replica.last_synced(&phone), proven);
    }
    assert_eq!(world.places[LAPTOP].replica.refused_by_peer(&phone).len(), MOST_REFUSALS);
    assert!(world.places[PHONE].replica.refused_by_peer(&laptop).is_empty());

    // With fewer of them there is room to name the rest.
    let half = MOST_REFUSALS / 2 + 1;
    for id in &cellists[..half] {
        world.places[LAPTOP].replica.edit(id, |it: &mut Contact| it.role = "engineer".into());
    }
    world.tell(LAPTOP, &cellists[..half]);
    world.run();
    let except = (MOST_REFUSALS + 1 - half) as u64;
    assert_eq!(world.state(world.links.len() - 1), [State::InSync { except }; 2]);
}

#[test]
fn a_refused_document_that_is_edited_for_days_ends_no_session() {
    let mut world = devices(74, 2, 3);
    world.places[PHONE].replica.object(objects_to_cellists());
    let cellist = note_cellists(&mut world, 1)[0];
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    let phone = world.device(PHONE);
    for day in 0..30 {
        edit(&mut world, LAPTOP, &cellist, |it| it.learned = format!("rehearsal {day}"));
        world.run();
        assert_eq!(world.state(link), [State::InSync { except: 1 }; 2]);
    }
    let held = world.places[LAPTOP].replica.versions()[&cellist].clone();
    let told = world.places[LAPTOP].replica.refused_by_peer(&phone);
    assert_eq!(told.len(), 8, "the latest versions");
    assert!(told.iter().any(|refused| refused.heads == held));
}

#[test]
fn what_the_phone_refuses_is_not_remembered_as_held_there() {
    let mut world = devices(73, 2, 3);
    world.places[PHONE].replica.object(objects_to_cellists());
    let cellist = note_cellists(&mut world, 1)[0];
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    assert_eq!(world.state(link), [State::InSync { except: 1 }; 2]);
    let phone = world.device(PHONE);
    let laptop = &world.places[LAPTOP].replica;
    assert_ne!(laptop.last_synced(&phone), Some(laptop.sum()));
    assert_eq!(laptop.unsynced(&phone), [cellist].into());

    // In a version that it takes, it is there once that is proven.
    edit(&mut world, LAPTOP, &cellist, |it| it.role = "engineer".into());
    assert_eq!(world.places[LAPTOP].replica.unsynced(&phone), [cellist].into());
    world.run();
    assert!(world.places[LAPTOP].replica.unsynced(&phone).is_empty());
}

#[test]
fn what_came_just_before_a_connection_broke_is_told_to_the_other_devices() {
    let mut world = devices(75, 3, 20);
    let near = world.connect(PHONE, LAPTOP);
    let far = world.connect(LAPTOP, DESKTOP);
    world.run();
    world.breaks_when_applied = Some(near);
    let someone = note_someone(&mut world, PHONE);
    world.run();
    assert!(world.links[near].is_none(), "it broke");
    assert!(contact(&world, LAPTOP, &someone).is_some(), "what was applied is durable");
    assert!(contact(&world, DESKTOP, &someone).is_some());
    world.assert_in_sync(far);
}
