//! A daemon that is killed in the middle of a sync, again and again.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use mingle_tests::agreement::{documents, proven_equal};
use mingle_tests::cards::{cards, mark};
use mingle_tests::device::Device;
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::pairing::pair;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const ROUNDS: usize = 20;
const RECORDS: usize = 5_000;
const CONVERGE: Duration = Duration::from_secs(90);
/// Between so many records and so many a sync is well under way, and far from its end.
const UNDER_WAY: std::ops::Range<u64> = 200..3_000;

#[test]
fn twenty_kills_in_the_middle_of_a_sync_lose_nothing_that_was_acknowledged() {
    let seed = std::env::var("MINGLE_SEED").ok().and_then(|text| text.parse().ok());
    let seed: u64 = seed.unwrap_or_else(rand::random);
    println!("seed: MINGLE_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let lab = Lab::new(2);
    let (template, empty) = templates(&lab);
    for round in 0..ROUNDS {
        let (ana, bo) = fresh(&lab, &template, &empty);
        let moment = random.random_range(UNDER_WAY);
        let victim = if random.random_bool(0.5) { &ana } else { &bo };
        one_round(&ana, &bo, victim, moment, round);
    }
}

/// Kills `victim` once `moment` records have come to bo, in a first sync while both are written to, starts it again and
/// checks what both have.
fn one_round(ana: &Device, bo: &Device, victim: &Device, moment: u64, round: usize) {
    ana.up();
    bo.up();
    let (words, seen) = note_until_killed(ana, bo, victim, moment, round);
    let reached = documents(&bo.status());
    // Before the first record or after the last one a kill proves less. What has left a killed sender still arrives.
    let last = if victim.name == bo.name { reached } else { seen };
    assert!(last < RECORDS as u64, "round {round}: the sync was over at {last} documents");
    victim.up();
    eventually(&format!("round {round} converges"), CONVERGE, || proven_equal(ana, bo));
    for word in words.iter().chain([&mark(5, 0), &mark(5, RECORDS - 1)]) {
        let kept = ana.finds(word) && bo.finds(word);
        assert!(kept, "round {round}: {word} was acknowledged and is lost");
    }
    let name = &victim.name;
    println!(
        "round {round}: {name} killed at {seen} documents ({moment} were waited for), {reached} kept, {} notes",
        words.len()
    );
}

/// Notes words on both devices, one after the other, until `moment` records have come to bo and `victim` is killed; the
/// words, each of which was acknowledged, and how many records were seen to have come.
fn note_until_killed(
    ana: &Device,
    bo: &Device,
    victim: &Device,
    moment: u64,
    round: usize,
) -> (Vec<String>, u64) {
    let killed = AtomicBool::new(false);
    let note = |number: usize| {
        let word = format!("r{round}w{number}");
        [ana, bo][number % 2].log(&format!("Søren, said {word}"));
        word
    };
    std::thread::scope(|scope| {
        let noting = scope
            .spawn(|| (0..).take_while(|_| !killed.load(Ordering::Relaxed)).map(note).collect());
        let come = || Some(documents(&bo.status())).filter(|come| *come >= moment);
        let waited = Instant::now();
        let seen = loop {
            match come() {
                Some(seen) => break seen,
                None => assert!(waited.elapsed() < CONVERGE, "round {round}: nothing comes"),
            }
        };
        victim.kill9();
        killed.store(true, Ordering::Relaxed);
        (noting.join().unwrap(), seen)
    })
}

fn fresh(lab: &Lab, template: &Device, empty: &Device) -> (Device, Device) {
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    copy(template.data(), ana.data());
    copy(empty.data(), bo.data());
    (ana, bo)
}

/// A device with the records and one without, which know each other; neither has ever been up.
fn templates(lab: &Lab) -> (Device, Device) {
    let ana = Device::new("ana-template", lab.host(0));
    let bo = Device::new("bo-template", lab.host(1));
    pair(&bo, &ana);
    ana.import(&cards(5, RECORDS));
    (ana, bo)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
