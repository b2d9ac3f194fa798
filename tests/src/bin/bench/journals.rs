//! The journals that are measured: files on disk, made once for each size and copied for each sync.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use mingle_proto::record::{Contact, Devices, Interaction, Move};
use mingle_proto::session::Role;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::store::{Store, StoreError};
use mingle_tests::people::{AnyRecord, People};

use crate::side;

/// Records written in one transaction.
const TOGETHER: u64 = 50;
/// After every record of [`People`] was written: 2026-06-01.
const LATER: i64 = 1_780_272_000_000;

/// A folder with a journal of so many records, and its contacts.
pub struct Base {
    pub folder: PathBuf,
    pub records: u64,
    pub contacts: Vec<DocumentId>,
}

impl Base {
    /// Writes the journal.
    pub fn make(folder: &Path, records: u64) -> Result<Self> {
        let base = folder.join(format!("base-{records}.db"));
        let mut store = empty(&base)?;
        let mut people = People::new(records);
        let mut contacts = Vec::new();
        let mut left = records;
        while left > 0 {
            let some = left.min(TOGETHER);
            write_some(&mut store, &mut people, &mut contacts, some)?;
            left -= some;
        }
        store.checkpoint()?;
        Ok(Self { folder: folder.to_owned(), records, contacts })
    }

    pub fn path(&self) -> PathBuf {
        self.folder.join(format!("base-{}.db", self.records))
    }

    /// A copy under this name, with edits to contacts: each of the numbered ones gets another note.
    pub fn copy(&self, name: &str, edited: impl Iterator<Item = usize>) -> Result<PathBuf> {
        let path = self.folder.join(name);
        for side_file in ["", "-wal", "-shm"] {
            let old = self.folder.join(format!("{name}{side_file}"));
            if old.exists() {
                std::fs::remove_file(old)?;
            }
        }
        std::fs::copy(self.path(), &path)?;
        let mut store = Store::open(&path)?;
        for (number, index) in edited.enumerate() {
            let contact = self.contacts.get(index).context("a contact of that number")?;
            let now = Timestamp(LATER + number as i64 * 61_000);
            store.write(now, |writing| {
                writing.edit::<Contact>(contact, |contact| {
                    contact.note.push_str(", met again: wants the paper on pumped hydro");
                })
            })?;
        }
        store.checkpoint()?;
        Ok(path)
    }
}

/// A journal with nothing in it but the two devices.
pub fn empty(path: &Path) -> Result<Store> {
    let mut store = Store::open(path)?;
    store.write(Timestamp(LATER), |writing| {
        writing.edit::<Devices>(&Kind::Devices.singleton_id(), |devices| {
            for role in [Role::Dialer, Role::Listener] {
                devices.added.insert(side::device(role).to_string(), Timestamp(LATER));
            }
        })
    })?;
    Ok(store)
}

fn write_some(
    store: &mut Store,
    people: &mut People,
    contacts: &mut Vec<DocumentId>,
    count: u64,
) -> Result<(), StoreError> {
    let records: Vec<_> = (0..count).map(|_| people.record(contacts)).collect();
    let now = records.first().map(|(_, now)| *now).unwrap_or_default();
    store.write(now, |writing| {
        for (record, _) in &records {
            match record {
                AnyRecord::Contact(contact) => contacts.push(writing.create::<Contact>(contact)?),
                AnyRecord::Interaction(one) => drop(writing.create::<Interaction>(one)?),
                AnyRecord::Move(one) => drop(writing.create::<Move>(one)?),
            }
        }
        Ok(())
    })
}
