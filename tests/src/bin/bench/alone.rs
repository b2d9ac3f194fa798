//! What one device does by itself.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use mingle_proto::record::Contact;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::{ImportCounts, ImportedContact, Journal, Moment};
use mingle_replica::store::Store;
use mingle_tests::cards::cards;
use mingle_tests::people::People;

use crate::journals::Base;
use crate::report::Local;

/// What someone types into the search, letter by letter.
const TYPED: [&str; 8] =
    ["ursula", "nordwind storage", "coffee", "okafor", "lindqv", "li", "zoe", "tanaka ver"];
/// Cards of the file that is imported, and of one transaction.
const CARDS: usize = 10_000;
const TOGETHER: usize = 500;
/// Search shows that many.
const SHOWN: usize = 50;
const LATER: Timestamp = Timestamp(1_790_000_000_000);

/// Opening, writing, searching and deriving the views again, at the size of this base.
pub fn measure_all(base: &Base) -> Result<Vec<Local>> {
    let path = base.copy("alone.db", std::iter::empty())?;
    let open = repeat(20, || {
        Store::open(&path)?;
        Ok(())
    })?;
    let mut local = vec![row("open", base, open)];
    let mut store = Store::open(&path)?;
    local.push(row("search as you type, a letter", base, search(&store)?));
    local.push(row("add a contact, durably", base, write(&mut store)?));
    local.push(row("edit a contact, durably", base, edit(&mut store, base)?));
    let reindex = repeat(1, || {
        let done = store.reindex(&mut |_, _| {})?;
        ensure!(done.documents >= base.records && done.unreadable.is_empty(), "{done:?}");
        Ok(())
    })?;
    local.push(row("reindex", base, reindex));
    Ok(local)
}

/// Reading and taking in a file of 10,000 vCards, and the same file again.
pub fn import(folder: &Path) -> Result<Vec<Local>> {
    let file = cards(9, CARDS);
    let mut journal = Journal::open(folder.join("import.db"))?;
    let first = timed(|| {
        let counts = import_all(&mut journal, &file)?;
        ensure!(counts.created == CARDS as u64, "{counts:?}");
        Ok(())
    })?;
    let again = timed(|| {
        let counts = import_all(&mut journal, &file)?;
        ensure!(counts.unchanged == CARDS as u64, "{counts:?}");
        Ok(())
    })?;
    let row =
        |what, seconds| Local { what, records: CARDS as u64, seconds, worst: seconds, times: 1 };
    Ok(vec![row("import a vCard file", first), row("import the same file again", again)])
}

fn import_all(journal: &mut Journal, file: &str) -> Result<ImportCounts> {
    let moment = Moment { now: LATER, today: jiff::civil::date(2026, 9, 21), offset: 0 };
    let read: Result<Vec<_>, _> = mingle_import::cards(file.as_bytes()).collect();
    let mut people = read?.into_iter().map(|card| ImportedContact {
        contact: card.contact,
        photo: card.photo.map(|photo| photo.bytes),
    });
    let mut counts = ImportCounts::default();
    loop {
        let batch: Vec<_> = people.by_ref().take(TOGETHER).collect();
        if batch.is_empty() {
            return Ok(counts);
        }
        counts += journal.import_contacts(batch, moment)?;
    }
}

fn search(store: &Store) -> Result<Vec<f64>> {
    let mut seconds = Vec::new();
    for typed in TYPED {
        for (end, letter) in typed.char_indices() {
            let so_far = &typed[..end + letter.len_utf8()];
            let start = Instant::now();
            let found = store.reading().search(so_far, SHOWN)?;
            seconds.push(start.elapsed().as_secs_f64());
            ensure!(found.len() <= SHOWN, "{so_far}: {} found", found.len());
        }
    }
    Ok(seconds)
}

fn write(store: &mut Store) -> Result<Vec<f64>> {
    let mut people = People::new(7);
    let contacts: Vec<Contact> = (0..200).map(|_| people.contact(LATER)).collect();
    let mut contacts = contacts.iter().cycle();
    repeat(200, || {
        let contact = contacts.next().expect("it never ends");
        store.write(LATER, |writing| writing.create(contact))?;
        Ok(())
    })
}

fn edit(store: &mut Store, base: &Base) -> Result<Vec<f64>> {
    let mut contacts = base.contacts.iter().cycle();
    repeat(200, || {
        let id = contacts.next().expect("a base has contacts");
        store.write(LATER, |writing| {
            writing.edit::<Contact>(id, |contact| contact.note.push_str(", likes quince"))
        })?;
        Ok(())
    })
}

/// Seconds that each of so many runs took.
fn repeat(times: usize, mut work: impl FnMut() -> Result<()>) -> Result<Vec<f64>> {
    (0..times).map(|_| timed(&mut work)).collect()
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64())
}

fn row(what: &'static str, base: &Base, mut seconds: Vec<f64>) -> Local {
    seconds.sort_by(f64::total_cmp);
    let times = seconds.len();
    Local {
        what,
        records: base.records,
        seconds: seconds.get(times / 2).copied().unwrap_or_default(),
        worst: seconds.last().copied().unwrap_or_default(),
        times,
    }
}
