//! Photos between real daemons that are killed while they are on their way.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use mingle_proto::id::BlobHash;
use mingle_proto::session::{MOST_PARTS, PART_BYTES, Replica};
use mingle_replica::journal::Journal;
use mingle_tests::agreement::proven_equal;
use mingle_tests::device::Device;
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::pairing::three_in_a_row;
use rand::{RngExt, SeedableRng, rngs::StdRng};

const PHOTO: usize = 5_000_000;
/// Discovery, or the longest pause before a daemon calls again, and the photo by programs built without optimisation.
const SYNC: Duration = Duration::from_secs(90);
/// For records, discovery and what TCP and TLS add to each message.
const ASIDE: u64 = 700_000;

#[test]
fn a_photo_whose_daemons_are_killed_on_the_way_goes_on_where_it_was_and_is_whole_on_both_laptops() {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let lab = Lab::new(3);
    let [ana, bo, chi] = three_in_a_row(&lab);
    ana.up();
    bo.up();
    ana.log("Łucja Žižek @ Nordwind");
    eventually("they find each other", SYNC, || proven_equal(&ana, &bo));

    let (file, bytes) = photo(&ana, seed);
    let before = received(&bo);
    let kept = ana.json(&["attach", "Łucja Žižek", file.to_str().unwrap()]);
    let hash: BlobHash = kept["blob"].as_str().unwrap().parse().unwrap();
    let first = wait_for(&bo, &hash, PHOTO as u64 / 5);
    bo.kill9();
    let reached = until(&bo, &hash);
    assert!(first <= reached && reached < PHOTO as u64, "{first} {reached}");
    let waiting = ana.status()["peers"][0]["unsynced_attachments"].clone();
    assert_eq!(waiting, 1, "it is only on one device");

    bo.up();
    wait_for(&bo, &hash, PHOTO as u64 / 5 * 3);
    ana.kill9();
    let reached = [reached, until(&bo, &hash)];
    assert!(reached[0] < reached[1] && reached[1] < PHOTO as u64, "{reached:?}");
    ana.up();
    eventually("the photo is there", SYNC, || proven_equal(&ana, &bo));
    let cost = received(&bo) - before;
    println!("killed at {reached:?} of {PHOTO}; {cost} bytes came in all");
    let again = 2 * MOST_PARTS as u64 * PART_BYTES;
    assert!(cost <= PHOTO as u64 + again + ASIDE, "{cost} bytes came for {PHOTO}");

    chi.up();
    eventually("the third has it, too", SYNC, || proven_equal(&bo, &chi));
    for device in [&ana, &bo, &chi] {
        let shown = device.json(&["show", "Łucja Žižek"]);
        let row = &shown["attachments"][0];
        assert_eq!((&row["here"], &row["name"]), (&true.into(), &"Visitenkarte 📇.jpg".into()));
        let out = device.data().join("out.jpg");
        device.json(&["attachment", row["id"].as_str().unwrap(), "--out", out.to_str().unwrap()]);
        assert!(std::fs::read(out).unwrap() == bytes, "{}", device.name);
        let held = &device.status()["attachments"];
        assert_eq!((&held["count"], &held["bytes"]), (&1.into(), &PHOTO.into()));
    }
    assert_eq!(ana.status()["peers"][0]["unsynced"], 0);
}

/// A file of random bytes, as a photo is to whoever would compress it.
fn photo(device: &Device, seed: u64) -> (PathBuf, Vec<u8>) {
    let mut random = StdRng::seed_from_u64(seed);
    let bytes: Vec<u8> = (0..PHOTO).map(|_| random.random()).collect();
    let file = device.data().join("Visitenkarte 📇.jpg");
    std::fs::write(&file, &bytes).unwrap();
    (file, bytes)
}

/// How many bytes of an attachment have come, and are durable.
fn until(device: &Device, hash: &BlobHash) -> u64 {
    let mut journal = Journal::open(device.data().join("journal.db")).unwrap();
    journal.store_mut().part_until(hash).unwrap()
}

/// Waits until so many bytes have come; how many have.
fn wait_for(device: &Device, hash: &BlobHash, bytes: u64) -> u64 {
    let begun = Instant::now();
    loop {
        let until = until(device, hash);
        if until >= bytes {
            return until;
        }
        assert!(begun.elapsed() < SYNC, "{until} of {bytes} bytes have come");
    }
}

/// Bytes that have come to a device's host over its network.
fn received(device: &Device) -> u64 {
    let table = device.host.inside(|| std::fs::read_to_string("/proc/thread-self/net/dev"));
    let table = table.unwrap();
    let lines = table.lines().filter_map(|line| line.split_once(':'));
    let network = lines.filter(|(name, _)| name.trim() != "lo");
    network.map(|(_, row)| row.split_whitespace().next().unwrap().parse::<u64>().unwrap()).sum()
}
