//! What a journal of 10,000 people and 50,000 times together costs whoever waits for it:
//! `cargo bench -p mingle-replica --bench phone -- [PEOPLE]`. Prints one row of a table for each figure.
#![allow(clippy::unwrap_used)]

use mingle_proto::id::DocumentId;
use mingle_proto::record::Interaction;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::{Entry, Journal, Moment};
use mingle_replica::store::{Store, StoreError};
use mingle_replica::suite::people;
use std::path::Path;
use std::time::Instant;

const MOMENT: Moment =
    Moment { now: Timestamp(1_795_250_000_000), today: jiff::civil::date(2026, 11, 21), offset: 0 };

/// Letters as they are typed: one, few, a name, words that half of all notes hold, one that few hold, none, and
/// other scripts.
const TYPED: [&str; 26] = [
    "a",
    "t",
    "x",
    "an",
    "th",
    "xo",
    "ana",
    "the",
    "ana r",
    "ana ruiz",
    "amara k",
    "the night",
    "talked",
    "batteries lisbon",
    "a t",
    "an introduction to someone who knows timber",
    "talked about batteries lisbon quixotic",
    "quixotic",
    "zzz",
    "person4711@post.example",
    "دن",
    "דנה",
    "محم",
    "小龍",
    "さ",
    "🚆",
];

fn main() {
    let words: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let count = words.first().copied().unwrap_or(10_000);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let start = Instant::now();
    let people = fill(&path, count);
    println!("filled with {count} people in {:.1} s", start.elapsed().as_secs_f64());
    println!(
        "| what | median ms | nine in ten ms | worst ms | times |\n| --- | ---: | ---: | ---: | ---: |"
    );
    measure("open", 9, || drop(Store::open(&path).unwrap()));
    let mut journal = Journal::open(&path).unwrap();
    searches(&journal);
    views(&journal, count, &people);
    writes(&mut journal, &people);
    journal.store().checkpoint().unwrap();
    println!("file: {:.1} MB", std::fs::metadata(&path).unwrap().len() as f64 / 1e6);
    let start = Instant::now();
    journal.reindex(&mut |_, _| {}).unwrap();
    println!("reindex: {:.2} s", start.elapsed().as_secs_f64());
}

/// People, five times together with each, and for every fifth something to do.
fn fill(path: &Path, count: usize) -> Vec<DocumentId> {
    let mut store = Store::open(path).unwrap();
    let mut seed = people::Seed::new(1);
    let mut ids = Vec::new();
    for batch in 0..count.div_ceil(100) {
        let made: Result<(), StoreError> = store.write(MOMENT.now, |writing| {
            for number in (batch * 100..count).take(100) {
                let mut contact = people::contact(&mut seed, number);
                if number % 50 == 7 {
                    contact.name = "Ana Ruiz".into();
                }
                let id = writing.create(&contact)?;
                for time in 0..5 {
                    let mut interaction = people::interaction(&mut seed, &[id.to_string()]);
                    if (number * 5 + time) % 5000 == 3 {
                        interaction.note.push_str(" quixotic");
                    }
                    writing.create(&interaction)?;
                }
                if number % 5 == 0 {
                    writing.create(&people::move_(&mut seed, &[id.to_string()]))?;
                }
                ids.push(id);
            }
            Ok(())
        });
        made.unwrap();
    }
    store.checkpoint().unwrap();
    ids
}

fn measure(what: &str, times: usize, mut work: impl FnMut()) {
    let mut took: Vec<f64> = (0..times)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    took.sort_by(f64::total_cmp);
    let [median, late, worst] = [times / 2, times * 9 / 10, times - 1].map(|at| took[at]);
    println!("| {what} | {median:.2} | {late:.2} | {worst:.2} | {times} |");
}

fn searches(journal: &Journal) {
    for typed in TYPED {
        let found = journal.find(typed, 20).unwrap().len();
        measure(&format!("find {typed:?}, {found} found"), 9, || {
            std::hint::black_box(journal.find(typed, 20).unwrap());
        });
    }
}

fn views(journal: &Journal, count: usize, people: &[DocumentId]) {
    let reading = journal.store().reading();
    for offset in [0, count / 2, count.saturating_sub(100)] {
        measure(&format!("contacts, 50 after {offset}"), 9, || {
            std::hint::black_box(reading.contacts(offset, 50).unwrap());
        });
    }
    measure("open moves", 9, || {
        std::hint::black_box(reading.open_moves().unwrap());
    });
    measure("due, as a whole", 5, || {
        std::hint::black_box(journal.due(MOMENT.today).unwrap());
    });
    measure("interactions with a person", 9, || {
        std::hint::black_box(reading.interactions_with(&people[count / 2], 200).unwrap());
    });
    let asked = people[count / 2].to_string();
    measure("show a person", 9, || {
        std::hint::black_box(journal.show(&asked, MOMENT.today).unwrap());
    });
    measure("status", 9, || {
        std::hint::black_box(journal.status().unwrap());
    });
}

fn writes(journal: &mut Journal, people: &[DocumentId]) {
    let mut number = 0;
    measure("log a line: someone new, and a promise", 200, || {
        number += 1;
        let text = format!(
            "Teodora Vasquez{number} cto at Kestrel Works, talked about tidal power and her boats, coffee on friday"
        );
        journal.log(&entry(text)).unwrap();
    });
    let mut seed = people::Seed::new(2);
    measure("add a time together with a known person", 200, || {
        let who = people[seed.below(people.len())];
        let note = seed.words(120);
        let interaction =
            Interaction { people: [who.to_string()].into(), note, ..Interaction::default() };
        journal.add_interaction(interaction, MOMENT).unwrap();
    });
    measure("edit a person's words", 200, || {
        let who = people[seed.below(people.len())];
        journal.edit_contact(&who, MOMENT, |contact| contact.note.push_str(" sails")).unwrap();
    });
    measure("edit nothing that search knows", 200, || {
        let who = people[seed.below(people.len())];
        journal.edit_contact(&who, MOMENT, |contact| contact.stage.push('.')).unwrap();
    });
    let moves = journal.store().reading().open_moves().unwrap();
    let mut next = moves.iter();
    measure("tick a move off", 100, || {
        journal.done(&next.next().unwrap().to_string(), MOMENT).unwrap();
    });
}

fn entry(text: String) -> Entry {
    let ticket = DocumentId::random().unwrap();
    let (at, offset) = (MOMENT.now, MOMENT.offset);
    Entry { ticket, text, about: None, event: None, corrections: Vec::new(), at, offset }
}
