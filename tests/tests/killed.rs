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
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const ROUNDS: usize = 20;
const RECORDS: usize = 5_000;
const CONVERGE: Duration = Duration::from_secs(90);

#[test]
fn twenty_kills_in_the_middle_of_a_sync_lose_nothing_that_was_acknowledged() {
    let seed = std::env::var("MINGLE_SEED").ok().and_then(|text| text.parse().ok());
    let seed: u64 = seed.unwrap_or_else(rand::random);
    println!("seed: MINGLE_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let lab = Lab::new(2);
    let (template, empty) = templates(&lab);
    let whole = undisturbed(&lab, &template, &empty);
    let mut in_the_middle = 0;
    for round in 0..ROUNDS {
        let (ana, bo) = fresh(&lab, &template, &empty);
        let moment = whole.mul_f64(random.random_range(0.05..0.9));
        let victim = if random.random_bool(0.5) { &ana } else { &bo };
        in_the_middle += usize::from(one_round(&ana, &bo, victim, moment, round));
    }
    // A kill before the first record or after the last one proves less.
    assert!(in_the_middle * 2 >= ROUNDS, "only {in_the_middle} of {ROUNDS} kills hit a sync");
}

/// Kills `victim` at a moment of a first sync while both are written to, starts it again and checks what both have.
/// True if the kill came after the first record and before the last.
fn one_round(ana: &Device, bo: &Device, victim: &Device, moment: Duration, round: usize) -> bool {
    ana.up();
    bo.up();
    let words = note_until_killed(ana, bo, victim, moment, round);
    let reached = documents(&bo.status());
    victim.up();
    eventually(&format!("round {round} converges"), CONVERGE, || proven_equal(ana, bo));
    for word in words.iter().chain([&mark(5, 0), &mark(5, RECORDS - 1)]) {
        let kept = ana.finds(word) && bo.finds(word);
        assert!(kept, "round {round}: {word} was acknowledged and is lost");
    }
    let name = &victim.name;
    println!(
        "round {round}: {name} killed after {moment:?} at {reached} documents, {} notes",
        words.len()
    );
    reached > 100 && reached < RECORDS as u64
}

/// Notes words on both devices, one after the other, until `moment` has passed and `victim` is killed; the words,
/// each of which was acknowledged.
fn note_until_killed(
    ana: &Device,
    bo: &Device,
    victim: &Device,
    moment: Duration,
    round: usize,
) -> Vec<String> {
    let killed = AtomicBool::new(false);
    let note = |number: usize| {
        let word = format!("r{round}w{number}");
        [ana, bo][number % 2].log(&format!("Søren, said {word}"));
        word
    };
    std::thread::scope(|scope| {
        let noting = scope
            .spawn(|| (0..).take_while(|_| !killed.load(Ordering::Relaxed)).map(note).collect());
        std::thread::sleep(moment);
        victim.kill9();
        killed.store(true, Ordering::Relaxed);
        noting.join().unwrap()
    })
}

/// How long the sync takes that nobody disturbs.
fn undisturbed(lab: &Lab, template: &Device, empty: &Device) -> Duration {
    let (ana, bo) = fresh(lab, template, empty);
    ana.up();
    bo.up();
    let start = Instant::now();
    eventually("the undisturbed sync ends", CONVERGE, || proven_equal(&ana, &bo));
    start.elapsed()
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
    ana.introduce_at(&bo);
    bo.introduce_at(&ana);
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
