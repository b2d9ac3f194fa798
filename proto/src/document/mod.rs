//! A record's document: one small Automerge document, loaded, changed, saved, and let go again.
//!
//! Bytes from a peer come in through [`Document::take`] alone, which checks them with the guard, keeps Automerge's
//! panics in, and compares heads afterwards. Bytes that this replica wrote itself come back through [`Document::load`].

mod ever;
#[cfg(test)]
mod ever_tests;
mod past;
mod read;
mod take;
mod upgrade;
mod write;

use automerge::{AutoCommit, ObjId, ROOT, ReadDoc};

use crate::id::Heads;
use crate::kind::Kind;
use crate::record::{Record, Shape, Values, values};
use crate::refusal::{Refusal, RefusalCode};
use crate::timestamp::Timestamp;

pub use automerge::ActorId;

/// Changes carry times up to this many seconds after 1970 (the year 36812); later ones count as this. The largest
/// number that reconciliation can hold is a reserved bound there, so that an item at it would never be found.
pub const LATEST_TIME: u64 = 1 << 40;

/// Who writes and when: the actor of this opening of the store, and the time of the change.
#[derive(Debug, Clone)]
pub struct Writer {
    pub actor: ActorId,
    pub now: Timestamp,
}

/// One record's document.
#[derive(Debug, Clone)]
pub struct Document {
    inner: AutoCommit,
}

impl Document {
    /// A new document with this record in its first change.
    pub fn create<R: Record>(record: &R, writer: &Writer) -> Self {
        write::create(&Shape::of::<R>(), values(record), writer)
    }

    /// A singleton's document as every replica starts it: the same bytes everywhere.
    pub fn singleton<R: Record>() -> Self {
        write::singleton(&Shape::of::<R>())
    }

    /// A document from bytes that this replica saved. Peers' bytes go through [`Document::take`].
    pub fn load(bytes: &[u8]) -> Result<Self, Refusal> {
        take::load(bytes)
    }

    /// The document that results from a peer's bytes (a whole document, or changes to the one held), checked.
    ///
    /// `held` is what this replica has of it, `expected` the heads that the peer named. On success all changes
    /// of `expected` are in the result, and nothing is missing.
    pub fn take(held: Option<&[u8]>, bytes: &[u8], expected: &Heads) -> Result<Self, Refusal> {
        take::take(held, bytes, expected)
    }

    /// Changes the record by `edit`; false if that changed nothing. Fields of the document that this program does
    /// not know stay as they are.
    pub fn edit<R: Record>(&mut self, writer: &Writer, edit: impl FnOnce(&mut R)) -> bool {
        self.edit_with_message(writer, None, edit)
    }

    /// Changes the record as [`Document::edit`] does; the change carries a message, by which it is found again.
    pub fn edit_with_message<R: Record>(
        &mut self,
        writer: &Writer,
        message: Option<&str>,
        edit: impl FnOnce(&mut R),
    ) -> bool {
        let mut record: R = self.read();
        let before = values(&record);
        edit(&mut record);
        self.rewrite(&Shape::of::<R>(), before, values(&record), writer, message)
    }

    fn rewrite(
        &mut self,
        shape: &Shape,
        before: Values,
        after: Values,
        writer: &Writer,
        message: Option<&str>,
    ) -> bool {
        if before == after {
            return false;
        }
        upgrade::upgrade(self, shape);
        write::write(self, before, after, writer, message);
        true
    }

    /// Changes the record as it stood at `base`: the change is concurrent to all that came since, so that nothing of
    /// that is lost. Where `base` is not in the document, the record is changed as it stands now.
    pub fn edit_at<R: Record>(
        &mut self,
        writer: &Writer,
        base: &Heads,
        edit: impl FnOnce(&mut R),
    ) -> bool {
        past::edit_at(self, writer, base, edit)
    }

    /// Sets back what the changes with this message did, where nobody has changed it again since; false if there is
    /// nothing to set back. Done once for each message, whatever comes after.
    pub fn take_back<R: Record>(&mut self, writer: &Writer, message: &str) -> bool {
        let read = |past: &AutoCommit| values(&read::read::<R>(past));
        past::take_back(self, &Shape::of::<R>(), read, writer, message)
    }

    /// The record; fields that are missing or of an unexpected type are empty.
    pub fn read<R: Record>(&self) -> R {
        read::read(&self.inner)
    }

    /// The document's own word for what it is; `None` if it does not say.
    pub fn kind(&self) -> Option<Kind> {
        read::word(&self.inner, &ROOT, "kind").map(|name| Kind::from(name.as_str()))
    }

    /// The latest version of its fields that any change brought.
    pub fn version(&self) -> i64 {
        read::version(&self.inner)
    }

    pub fn heads(&mut self) -> Heads {
        Heads::new(self.inner.get_heads())
    }

    /// The latest change's time in seconds since 1970, between 0 and [`LATEST_TIME`].
    pub fn time(&mut self) -> u64 {
        let changes = self.inner.get_changes_meta(&[]);
        let latest = changes.iter().map(|change| change.timestamp).max().unwrap_or(0);
        u64::try_from(latest).unwrap_or(0).min(LATEST_TIME)
    }

    /// The whole document, not deflated: frames and files compress better together.
    pub fn bytes(&mut self) -> Vec<u8> {
        self.inner.save_nocompress()
    }

    /// The changes that someone with these heads lacks; the whole document where the heads are unknown or empty.
    pub fn bytes_after(&mut self, heads: &Heads) -> Vec<u8> {
        if heads.is_empty() || !self.includes(heads) {
            return self.bytes();
        }
        let changes = self.inner.save_after(heads.as_slice());
        let whole = self.bytes();
        if changes.len() < whole.len() { changes } else { whole }
    }

    /// True if every change that these heads name is in the document.
    pub fn includes(&mut self, heads: &Heads) -> bool {
        heads.as_slice().iter().all(|hash| self.inner.get_change_meta_by_hash(hash).is_some())
    }
}

/// The object that stands at a key of the document's root, if it is an object.
fn object(doc: &AutoCommit, key: &str) -> Option<ObjId> {
    match doc.get(ROOT, key) {
        Ok(Some((automerge::Value::Object(_), id))) => Some(id),
        _ => None,
    }
}

fn unreadable(what: impl std::fmt::Display) -> Refusal {
    Refusal::new(RefusalCode::Unreadable, format!("Automerge cannot read it: {what}"))
}

#[cfg(test)]
mod tests;
