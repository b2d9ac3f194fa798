//! Stories of one owner, Alice, and her devices.

use super::people;
use super::world::World;
use crate::record::Contact;

const LAPTOP: usize = 0;
const PHONE: usize = 1;

/// Alice's laptop and phone, with this many contacts on the laptop.
fn laptop_and_phone(seed: u64, contacts: usize) -> World {
    let mut world = World::with_devices(seed, 2);
    for _ in 0..contacts {
        let id = people::random_id(&mut world.rng);
        let now = people::moment(&mut world.rng);
        let contact = people::contact(&mut world.rng);
        world.places[LAPTOP].replica.set_now(now);
        world.places[LAPTOP].replica.create(id, &contact);
    }
    world
}

#[test]
fn a_new_phone_gets_everything_and_both_prove_it() {
    let mut world = laptop_and_phone(1, 700);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.assert_in_sync(link);
    assert_eq!(world.places[PHONE].replica.sum().count, 703);
}

#[test]
fn what_alice_notes_on_both_while_apart_is_on_both_afterwards() {
    let mut world = laptop_and_phone(2, 50);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.cut(link);
    let ids: Vec<_> = world.places[LAPTOP].replica.versions().into_keys().collect();
    for id in &ids {
        world.places[LAPTOP].replica.edit(id, |it: &mut Contact| it.note.push_str(" knows Bo"));
        world.places[PHONE].replica.edit(id, |it: &mut Contact| it.org = "Acme".into());
    }
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.assert_in_sync(link);
}
