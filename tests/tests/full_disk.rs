//! A disk that fills up: an error in words, nothing lost, and on it goes once there is room.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use mingle_tests::agreement::proven_equal;
use mingle_tests::cards::{cards, mark};
use mingle_tests::device::Device;
use mingle_tests::disk::SmallDisk;
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::pairing::pair;

const SYNC: Duration = Duration::from_secs(60);

#[test]
fn a_command_on_a_full_disk_says_so_and_what_was_acknowledged_stays() {
    let lab = Lab::new(1);
    let disk = SmallDisk::new(16);
    let ana = Device::with_data("ana", lab.host(0), &disk.path().join("data"));
    ana.log("Wanjirũ, knows tidal turbines");
    disk.fill();
    let words = note_until_refused(&ana);
    assert_says_full(&ana.try_json(&["log", "Mirela, asked for slides"]).unwrap_err());
    assert_says_full(&ana.try_import(&cards(3, 2_000)).unwrap_err());
    disk.make_room();
    for word in words.iter().map(String::as_str).chain(["turbines"]) {
        assert!(ana.finds(word), "{word} was acknowledged and is lost");
    }
    ana.log("Mirela, asked for slides about kelp");
    ana.import(&cards(3, 500));
    assert!(ana.finds("kelp") && ana.finds(&mark(3, 499)));
}

#[test]
fn a_sync_that_fills_the_disk_ends_once_there_is_room() {
    let lab = Lab::new(2);
    let disk = SmallDisk::new(24);
    let ana = Device::new("ana", lab.host(0));
    let bo = Device::with_data("bo", lab.host(1), &disk.path().join("data"));
    pair(&bo, &ana);
    bo.log("Søren, knows heat pumps");
    ana.import(&cards(4, 2_000));
    ana.up();
    bo.up();
    disk.fill();
    eventually("bo says that the disk is full", SYNC, || says_full(&bo.output()));
    assert!(proven_equal(&ana, &bo).is_err(), "what cannot be stored is not in sync");
    assert!(ana.is_up() && bo.is_up(), "a full disk ends no daemon");
    ana.log("Rosa, written while bo's disk was full: basalt");
    disk.make_room();
    eventually("both agree", SYNC, || proven_equal(&ana, &bo));
    for word in ["pumps", "basalt", &mark(4, 1_999)] {
        assert!(ana.finds(word) && bo.finds(word), "{word}");
    }
}

/// What SQLite had set aside may still take a few notes; the words of those that were acknowledged.
fn note_until_refused(device: &Device) -> Vec<String> {
    let note = |number: usize| {
        let word = format!("kept{number}");
        device.try_json(&["log", &format!("José, said {word}")]).ok().map(|_| word)
    };
    let words: Vec<String> = (0..200).map_while(note).collect();
    assert!(words.len() < 200, "the disk was never full");
    words
}

fn assert_says_full(said: &str) {
    says_full(said).unwrap();
}

fn says_full(said: &str) -> Result<(), String> {
    let lower = said.to_lowercase();
    let full = lower.contains("disk is full") || lower.contains("no space left");
    if full { Ok(()) } else { Err(said.to_owned()) }
}
