//! What the store costs: `cargo bench -p mingle-replica --bench store -- [RECORDS]`. Prints one line for each figure.
#![allow(clippy::unwrap_used)]

use mingle_proto::id::{DeviceId, DocumentId, Heads};
use mingle_proto::session::{Payload, Replica};
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::{ImportedContact, Journal, Moment};
use mingle_replica::store::Store;
use mingle_replica::suite::people;
use std::time::Instant;

const PEER: DeviceId = DeviceId::from_bytes([1; 32]);

fn main() {
    let records = std::env::args().filter_map(|word| word.parse().ok()).next().unwrap_or(60_000);
    let folder = tempfile::tempdir().unwrap();
    let moment = Moment {
        now: Timestamp(1_795_250_000_000),
        today: jiff::civil::date(2026, 11, 21),
        offset: 0,
    };
    let mut laptop = Journal::open(folder.path().join("laptop")).unwrap();
    import(&mut laptop, records, moment);
    searches(&laptop);
    reindex(&mut laptop);
    let mut phone = Store::open(folder.path().join("phone")).unwrap();
    transfer(laptop.store_mut(), &mut phone);
    edits(&mut laptop, moment);
    laptop.store().checkpoint().unwrap();
    let bytes = std::fs::metadata(folder.path().join("laptop")).unwrap().len();
    println!("file: {:.1} MB, {} bytes a record", bytes as f64 / 1e6, bytes / records as u64);
}

fn import(laptop: &mut Journal, records: usize, moment: Moment) {
    let mut seed = people::Seed::new(1);
    let cards: Vec<ImportedContact> = (0..records)
        .map(|number| {
            let mut contact = people::contact(&mut seed, number);
            contact.sources.insert(format!("uid:{number}"));
            ImportedContact { contact, photo: None }
        })
        .collect();
    let start = Instant::now();
    for batch in cards.chunks(500) {
        laptop.import_contacts(batch.to_vec(), moment).unwrap();
    }
    per("import", records, start);
    let start = Instant::now();
    for batch in cards.chunks(500) {
        assert_eq!(
            laptop.import_contacts(batch.to_vec(), moment).unwrap().unchanged,
            batch.len() as u64
        );
    }
    per("import again", records, start);
}

fn per(what: &str, records: usize, start: Instant) {
    let took = start.elapsed();
    println!(
        "{what}: {records} records in {:.2} s, {:.3} ms each",
        took.as_secs_f64(),
        took.as_secs_f64() * 1e3 / records as f64
    );
}

fn searches(laptop: &Journal) {
    for typed in [
        "a",
        "ka",
        "kam",
        "wanjiru kamau",
        "person4711@post.example",
        "lisbon timber",
        "小龍",
        "storage eng",
        "zzz",
    ] {
        let mut times: Vec<f64> = (0..5)
            .map(|_| {
                let start = Instant::now();
                std::hint::black_box(laptop.find(typed, 20).unwrap());
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("find {typed:?}: {:.1} ms (median of 5)", times[2]);
    }
}

fn reindex(laptop: &mut Journal) {
    let start = Instant::now();
    let reindexed = laptop.reindex(&mut |_, _| {}).unwrap();
    per("reindex", reindexed.documents as usize, start);
    let start = Instant::now();
    let items = laptop.store_mut().items().unwrap();
    per("items", items.len(), start);
}

fn transfer(laptop: &mut Store, phone: &mut Store) {
    let ids: Vec<DocumentId> = laptop.items().unwrap().iter().map(|item| item.id).collect();
    let start = Instant::now();
    let payloads: Vec<Payload> =
        ids.iter().map(|id| laptop.payload(id, &Heads::default()).unwrap().unwrap()).collect();
    per("payload", ids.len(), start);
    let start = Instant::now();
    for frame in payloads.chunks(200) {
        phone.apply(&PEER, frame).unwrap();
    }
    per("apply, frames of 200", ids.len(), start);
    let start = Instant::now();
    mark(phone, 20_000);
    per("mark", 20_000, start);
    assert_eq!(phone.summary().unwrap(), laptop.summary().unwrap());
}

fn mark(store: &mut Store, notes: usize) {
    store.note_in_the_mark(notes).unwrap();
}

fn edits(laptop: &mut Journal, moment: Moment) {
    let people = laptop.store().reading().contacts(0, 200).unwrap();
    let start = Instant::now();
    for row in &people {
        laptop.edit_contact(&row.id, moment, |contact| contact.role.push('.')).unwrap();
    }
    per("one edit, durable", people.len(), start);
}
