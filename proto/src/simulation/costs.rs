//! What a session costs: bytes of messages and round trips after both sides know each other.
//!
//! `MINGLE_RECORDS` adds a larger size to those that always run.

use std::collections::BTreeSet;

use super::people;
use super::world::World;
use crate::id::{BlobHash, DocumentId};
use crate::record::Contact;
use crate::session::Traffic;
use crate::timestamp::Timestamp;

fn sizes() -> Vec<usize> {
    let more = std::env::var("MINGLE_RECORDS").ok().map(|text| text.parse().unwrap());
    [1_000].into_iter().chain(more).collect()
}

/// A laptop with contacts of the last years, and a phone with nothing.
fn laptop_and_phone(count: usize) -> (World, Vec<DocumentId>) {
    let mut world = World::with_devices(count as u64, 2);
    let ids: Vec<_> = (0..count).map(|_| people::random_id(&mut world.rng)).collect();
    for id in &ids {
        let now = people::moment(&mut world.rng);
        let contact = people::contact(&mut world.rng);
        let laptop = &mut world.places[0].replica;
        laptop.set_now(now);
        laptop.create(*id, &contact);
    }
    (world, ids)
}

/// The cost of one session, the phone dialing.
fn session(world: &mut World) -> Traffic {
    let link = world.connect(1, 0);
    world.run();
    world.assert_in_sync(link);
    let traffic = world.traffic(link);
    world.cut(link);
    traffic
}

fn edit(world: &mut World, place: usize, ids: &BTreeSet<&DocumentId>) {
    for (at, id) in ids.iter().enumerate() {
        let replica = &mut world.places[place].replica;
        replica.set_now(Timestamp(1_790_000_000_000 + at as i64 * 60_000));
        assert!(replica.edit(id, |it: &mut Contact| it.note.push_str(" Wants an intro to Bo.")));
    }
}

fn bytes(traffic: &Traffic) -> u64 {
    traffic.sent + traffic.received
}

fn report(what: &str, count: usize, traffic: &Traffic) {
    let Traffic { sent, received, frames, round_trips } = traffic;
    println!(
        "{count:>6} records, {what:<22} {:>9} bytes ({sent} + {received}), {frames} frames, {round_trips} round trips",
        sent + received
    );
}

#[test]
fn a_session_costs_what_was_promised() {
    for count in sizes() {
        let (mut world, ids) = laptop_and_phone(count);
        let stored: usize = ids.iter().map(|id| world.places[0].replica.size(id)).sum();
        println!("{count:>6} records of {} bytes, not deflated", stored / count);
        let first = session(&mut world);
        report("first sync", count, &first);
        assert!(bytes(&first) <= 350 * count as u64);

        let unchanged = session(&mut world);
        report("unchanged", count, &unchanged);
        assert!(bytes(&unchanged) <= 400 && unchanged.round_trips == 1);

        for place in [0, 1] {
            world.places[place].replica.reopen(1_000 + place as u64);
            edit(&mut world, place, &ids.iter().skip(count / 3).take(1).collect());
            let one = session(&mut world);
            report(["one edit, listener's", "one edit, dialer's"][place], count, &one);
            assert!(bytes(&one) <= 4_000);
        }

        edit(&mut world, 0, &ids.iter().step_by(count / 300).take(300).collect());
        edit(&mut world, 1, &ids.iter().skip(1).step_by(count / 300).take(300).collect());
        report("600 edits", count, &session(&mut world));
    }
}

/// A laptop and a phone with the records of this many photos of one byte each; the phone has their bytes as well.
fn laptop_and_photographer(count: usize) -> World {
    use crate::record::Attachment;
    let mut world = World::with_devices(count as u64, 2);
    // They know each other: nothing but the photos is left to be said.
    session(&mut world);
    for number in 0..count as u64 {
        let id = people::random_id(&mut world.rng);
        for (at, place) in world.places.iter_mut().enumerate() {
            // The same change on both: nothing is left to be said of the records.
            place.replica.reopen(2_000_000 + number);
            let blob = BlobHash::of(&number.to_le_bytes());
            let record = Attachment { blob: blob.to_string(), ..Attachment::default() };
            place.replica.create(id, &record);
            if at == 1 {
                place.replica.keep_blob(&number.to_le_bytes());
            }
        }
    }
    world
}

#[test]
fn what_is_lacking_costs_its_names_once_and_nothing_where_nothing_is_lacking() {
    for count in [0, 10, 5_000] {
        let mut world = laptop_and_photographer(count);
        let photographer = world.places[1].replica.clone();
        world.places[1].replica = world.places[0].replica.clone();
        let both_lack = session(&mut world);
        report("both lack the same", count, &both_lack);
        assert!(bytes(&both_lack) <= 470, "{both_lack:?}");

        world.places[1].replica = photographer;
        let pulled = session(&mut world);
        report("all pulled, 8 bytes each", count, &pulled);
        assert!(bytes(&pulled) <= 470 + 300 * count as u64, "{pulled:?}");

        let unchanged = session(&mut world);
        report("nothing lacking", count, &unchanged);
        assert!(bytes(&unchanged) <= 400 && unchanged.round_trips == 1);
    }
}
