//! Photos that are taken on one device and end on all, whatever happens on the way.

use rand::{Rng, RngExt};

use super::people;
use super::properties::live;
use super::stories::{DESKTOP, LAPTOP, PHONE, contact, devices, note_someone};
use super::world::World;
use crate::id::{BlobHash, DocumentId};
use crate::record::Attachment;
use crate::session::{MOST_PARTS, PART_BYTES, State};

/// Takes a photo of so many bytes, which belongs to nobody in particular.
fn take_photo(world: &mut World, place: usize, size: usize) -> (DocumentId, BlobHash) {
    photo_of(world, place, String::new(), size)
}

fn photo_of(world: &mut World, place: usize, of: String, size: usize) -> (DocumentId, BlobHash) {
    let mut bytes = vec![0; size];
    world.rng.fill_bytes(&mut bytes);
    let id = people::random_id(&mut world.rng);
    let replica = &mut world.places[place].replica;
    let blob = replica.keep_blob(&bytes);
    replica.create(id, &Attachment { of, blob: blob.to_string(), ..Attachment::default() });
    world.tell(place, &[id]);
    (id, blob)
}

fn assert_same_photos(world: &World, photos: &[BlobHash]) {
    for place in &world.places {
        let held: Vec<_> = place.replica.blobs().keys().copied().collect();
        let mut photos = photos.to_vec();
        photos.sort();
        assert_eq!(held, photos);
        for (hash, bytes) in place.replica.blobs() {
            assert_eq!(BlobHash::of(bytes), *hash);
        }
    }
}

fn unsynced(world: &World, here: usize, there: usize) -> usize {
    world.places[here].replica.blobs_unsynced(&world.device(there))
}

#[test]
fn photos_of_all_sizes_follow_their_records_and_both_know_that_both_have_them() {
    let mut world = devices(1, 2, 20);
    let edge = PART_BYTES as usize;
    let sizes = [1, 300, edge - 1, edge, edge + 1, 2 * edge, 5 * edge + 7];
    let photos = sizes.map(|size| take_photo(&mut world, PHONE, size).1);
    assert_eq!(unsynced(&world, PHONE, LAPTOP), photos.len());
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.assert_in_sync(link);
    assert_same_photos(&world, &photos);
    assert_eq!((unsynced(&world, PHONE, LAPTOP), unsynced(&world, LAPTOP, PHONE)), (0, 0));
}

#[test]
fn a_photo_that_is_taken_while_both_talk_comes_at_once() {
    let mut world = devices(2, 3, 5);
    let links = [world.connect(PHONE, LAPTOP), world.connect(DESKTOP, LAPTOP)];
    world.run();
    let photo = take_photo(&mut world, PHONE, 200_000).1;
    world.run();
    links.iter().for_each(|link| world.assert_in_sync(*link));
    assert_same_photos(&world, &[photo]);
    assert_eq!(unsynced(&world, DESKTOP, LAPTOP), 0);
}

#[test]
fn a_link_cut_at_any_moment_resumes_and_nothing_that_came_is_sent_again() {
    let size = 5 * PART_BYTES as usize + 1234;
    for steps in 0.. {
        let mut world = devices(3, 2, 2);
        let photo = take_photo(&mut world, PHONE, size).1;
        world.connect(PHONE, LAPTOP);
        let is_over = !(0..steps).all(|_| world.step());
        world.cut(0);
        // On each other try, it is the laptop that dials, or one of them that starts anew.
        if steps % 3 == 0 {
            world.restart(if steps % 2 == 0 { PHONE } else { LAPTOP });
        }
        let link = match steps % 2 {
            0 => world.connect(PHONE, LAPTOP),
            _ => world.connect(LAPTOP, PHONE),
        };
        world.run();
        world.assert_in_sync(link);
        assert_same_photos(&world, &[photo]);
        assert_eq!(world.places[LAPTOP].replica.part_bytes, size as u64, "cut after {steps}");
        assert_eq!(unsynced(&world, PHONE, LAPTOP), 0, "cut after {steps}");
        if is_over {
            assert!(steps > 20, "the session takes longer than that");
            return;
        }
    }
}

#[test]
fn what_one_device_has_begun_to_give_another_goes_on_giving() {
    let mut world = devices(4, 3, 2);
    let size = 10 * PART_BYTES as usize;
    let photo = take_photo(&mut world, PHONE, size).1;
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.cut(link);
    let link = world.connect(DESKTOP, PHONE);
    while world.places[DESKTOP].replica.part_bytes < 4 * PART_BYTES {
        assert!(world.step());
    }
    world.cut(link);
    let link = world.connect(DESKTOP, LAPTOP);
    world.run();
    world.assert_in_sync(link);
    assert_same_photos(&world, &[photo]);
    assert_eq!(world.places[DESKTOP].replica.part_bytes, size as u64);
}

#[test]
fn bytes_that_a_disk_has_spoiled_are_taken_from_another_device() {
    let mut world = devices(5, 3, 2);
    let photo = take_photo(&mut world, LAPTOP, 3 * PART_BYTES as usize).1;
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.cut(link);
    world.places[PHONE].replica.spoil(&photo);
    let bad = world.connect(DESKTOP, PHONE);
    world.run();
    assert!(world.places[DESKTOP].replica.blobs().is_empty());
    assert_eq!(unsynced(&world, PHONE, DESKTOP), 1, "what came wrong is not held there");
    // Something else changes, so that each looks again at what the other lacks.
    let came = world.places[DESKTOP].replica.part_bytes;
    note_someone(&mut world, PHONE);
    let (_, other) = take_photo(&mut world, PHONE, 500);
    world.run();
    world.assert_in_sync(bad);
    assert_eq!(unsynced(&world, PHONE, DESKTOP), 1);
    assert!(world.places[DESKTOP].replica.blobs().contains_key(&other));
    assert_eq!(world.places[DESKTOP].replica.part_bytes - came, 500, "it is not given again");
    let good = world.connect(LAPTOP, DESKTOP);
    world.run();
    world.assert_in_sync(good);
    assert_eq!(BlobHash::of(&world.places[DESKTOP].replica.blobs()[&photo]), photo);
}

#[test]
fn a_line_of_text_does_not_wait_for_a_photo() {
    let mut world = devices(6, 2, 2);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    take_photo(&mut world, LAPTOP, 80 * PART_BYTES as usize);
    let parts = |world: &World| world.places[PHONE].replica.part_bytes / PART_BYTES;
    while parts(&world) < 10 {
        assert!(world.step());
    }
    let before = parts(&world);
    let someone = note_someone(&mut world, LAPTOP);
    while contact(&world, PHONE, &someone).is_none() {
        assert!(world.step());
    }
    let meanwhile = parts(&world) - before;
    println!("{meanwhile} parts came before the line");
    // What is under way when it is offered, and when it is wanted.
    assert!(meanwhile <= 3 * MOST_PARTS as u64, "{meanwhile} parts came before it");
    world.run();
    world.assert_in_sync(link);
}

#[test]
fn a_forgotten_photo_is_gone_everywhere_and_half_of_one_too() {
    let mut world = devices(7, 2, 2);
    let kept = take_photo(&mut world, PHONE, 1_000).1;
    let (whole, _) = take_photo(&mut world, PHONE, 2_000);
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    let (half, _) = take_photo(&mut world, PHONE, 20 * PART_BYTES as usize);
    while world.places[LAPTOP].replica.part_bytes < 6 * PART_BYTES {
        assert!(world.step());
    }
    for id in [whole, half] {
        forget(&mut world, PHONE, &id);
    }
    world.run();
    world.assert_in_sync(link);
    assert_same_photos(&world, &[kept]);
}

fn forget(world: &mut World, place: usize, id: &DocumentId) {
    let changed = world.places[place].replica.forget(id);
    world.tell(place, &changed);
}

#[test]
fn a_forgotten_person_takes_along_the_photos_that_others_attach_at_the_same_time() {
    for steps in 0.. {
        let mut world = devices(10, 3, 2);
        let kept = take_photo(&mut world, PHONE, 1_000).1;
        let person = note_someone(&mut world, PHONE);
        let links = [world.connect(PHONE, LAPTOP), world.connect(DESKTOP, LAPTOP)];
        world.run();
        world.cut(links[1]);
        // The desktop is away, and the laptop's is on its way, or even half there, when the phone forgets.
        photo_of(&mut world, DESKTOP, person.to_string(), 2_000);
        photo_of(&mut world, LAPTOP, person.to_string(), 3 * PART_BYTES as usize);
        let is_over = !(0..steps).all(|_| world.step());
        forget(&mut world, PHONE, &person);
        world.run();
        world.assert_in_sync(links[0]);
        let away = world.connect(DESKTOP, if steps % 2 == 0 { LAPTOP } else { PHONE });
        world.run();
        [links[0], away].iter().for_each(|link| world.assert_in_sync(*link));
        assert_same_photos(&world, &[kept]);
        let sums: Vec<_> = world.places.iter().map(|place| place.replica.sum()).collect();
        assert!(sums.iter().all(|sum| *sum == sums[0]), "after {steps}");
        if is_over {
            return;
        }
    }
}

#[test]
fn with_an_older_program_records_are_in_sync_and_nothing_is_said_of_photos() {
    let mut world = devices(8, 2, 10);
    let photo = take_photo(&mut world, PHONE, 70_000).1;
    world.places[LAPTOP].versions = 1..=3;
    let link = world.connect(PHONE, LAPTOP);
    world.run();
    world.assert_in_sync(link);
    assert!(world.places[LAPTOP].replica.blobs().is_empty());
    assert_eq!(unsynced(&world, PHONE, LAPTOP), 1);
    world.cut(link);
    world.places[LAPTOP].versions = crate::session::VERSIONS;
    let link = world.connect(LAPTOP, PHONE);
    world.run();
    world.assert_in_sync(link);
    assert_same_photos(&world, &[photo]);
}

#[test]
fn a_photo_that_nobody_has_any_more_does_not_keep_two_from_being_in_sync() {
    let mut world = devices(9, 3, 2);
    let photo = take_photo(&mut world, PHONE, 70_000).1;
    world.places[PHONE].versions = 1..=3;
    for _ in 0..2 {
        for other in [LAPTOP, DESKTOP] {
            let link = world.connect(PHONE, other);
            world.run();
            world.cut(link);
        }
    }
    let link = world.connect(LAPTOP, DESKTOP);
    world.run();
    world.assert_in_sync(link);
    world.cut(link);
    // The desktop's record comes while it lacks the photo, and the phone, updated, brings it.
    world.places[PHONE].versions = crate::session::VERSIONS;
    let links = [world.connect(LAPTOP, DESKTOP), world.connect(PHONE, DESKTOP)];
    world.run();
    links.iter().for_each(|link| world.assert_in_sync(*link));
    assert_same_photos(&world, &[photo]);
}

#[test]
fn three_devices_whose_links_come_and_go_end_with_the_same_photos() {
    live(40, |seed| {
        let mut world = devices(seed, 3, 3);
        let mut photos = Vec::new();
        for _ in 0..world.rng.random_range(1..12) {
            let place = world.rng.random_range(0..3);
            let size = world.rng.random_range(1..4 * PART_BYTES as usize);
            photos.push(take_photo(&mut world, place, size).1);
            let (one, other) = (place, (place + world.rng.random_range(1..3)) % 3);
            let link = world.connect(one, other);
            let steps = world.rng.random_range(0..80);
            (0..steps).for_each(|_| {
                world.step();
            });
            if world.rng.random_bool(0.7) {
                world.cut(link);
            }
        }
        (0..world.links.len()).for_each(|link| world.cut(link));
        let links = [world.connect(0, 1), world.connect(1, 2), world.connect(2, 0)];
        world.run();
        links.iter().for_each(|link| world.assert_in_sync(*link));
        assert_same_photos(&world, &photos);
        assert_eq!(world.state(links[0]), [State::InSync { except: 0 }; 2]);
        for (here, there) in [(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)] {
            assert_eq!(unsynced(&world, here, there), 0);
        }
    });
}
