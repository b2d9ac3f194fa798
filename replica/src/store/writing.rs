//! One transaction that changes documents, and everything that follows from them.

use mingle_proto::document::{Document, Writer};
use mingle_proto::id::{BlobHash, DeviceId, DocumentId, Heads, SetSum};
use mingle_proto::kind::Kind;
use mingle_proto::record::{Devices, Forgotten, Record};
use mingle_proto::refusal::{Refusal, Refused};
use mingle_proto::session::{Kept, MOST_REVOKED_UNKNOWN, Part};
use mingle_proto::timestamp::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::plan::Planned;
use super::table::{blob, document, refused, revoked, state};
use super::view::{self, attachment, forgotten};
use super::{Reading, StoreError};

/// Writes in one transaction; nothing of it stands until the whole is committed.
pub struct Writing<'c> {
    transaction: Transaction<'c>,
    writer: Writer,
    pub(super) state: state::State,
    pub(super) changed: Vec<DocumentId>,
    pub(super) purged: bool,
    refused: bool,
    /// Bytes that a record named before.
    replaced: Vec<BlobHash>,
    /// Attachments of what is forgotten, which are not forgotten themselves yet.
    orphans: Vec<DocumentId>,
}

impl<'c> Writing<'c> {
    /// Takes the write lock, then runs `first`, then reads the state.
    pub(super) fn begin(
        connection: &'c mut Connection,
        writer: Writer,
        first: fn(&Connection) -> Result<(), StoreError>,
    ) -> Result<Self, StoreError> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        first(&transaction)?;
        let state = state::read(&transaction)?;
        Ok(Self {
            transaction,
            writer,
            state,
            changed: Vec::new(),
            purged: false,
            refused: false,
            replaced: Vec::new(),
            orphans: Vec::new(),
        })
    }

    /// Makes it durable. The result is the count of writes up to which forgotten bytes may stand in the side files.
    /// After an error it is not known whether the transaction stands.
    pub(super) fn commit(mut self) -> Result<Option<i64>, StoreError> {
        self.forget_orphans()?;
        self.drop_attachments()?;
        if self.refused {
            refused::evict(&self.transaction)?;
        }
        self.state.owed |= self.purged;
        state::write(&self.transaction, &self.state)?;
        self.transaction.commit()?;
        Ok(self.state.owed.then_some(self.state.seq))
    }

    /// Drops bytes that no record names any more: those that were replaced, and after forgetting all such. While a document
    /// that may name some cannot be read, that is owed; whatever is written after it can be read pays it.
    fn drop_attachments(&mut self) -> Result<(), StoreError> {
        self.state.unswept |= self.purged;
        if !self.state.unswept && self.replaced.is_empty() {
            return Ok(());
        }
        if !attachment::all_are_known(&self.transaction)? {
            self.state.unswept = true;
            return Ok(());
        }
        for hash in &self.replaced {
            blob::remove_unless_named(&self.transaction, hash)?;
        }
        if std::mem::take(&mut self.state.unswept) {
            blob::sweep(&self.transaction)?;
            self.state.owed = true;
        }
        Ok(())
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.transaction
    }

    /// What the transaction sees: the store with its own changes.
    pub fn reading(&self) -> Reading<'_> {
        Reading::new(&self.transaction)
    }

    /// Writes a new record and returns its document's id.
    pub fn create<R: Record>(&mut self, record: &R) -> Result<DocumentId, StoreError> {
        let id = DocumentId::random()?;
        self.create_as(id, record)?;
        Ok(id)
    }

    /// Writes a new record under an id that the caller has, and that no record has or had.
    pub fn create_as<R: Record>(&mut self, id: DocumentId, record: &R) -> Result<(), StoreError> {
        self.put_own(id, Document::create(record, &self.writer))
    }

    /// Changes a record; false if the edit changed nothing. Fails where there is no such record of that kind.
    pub fn edit<R: Record>(
        &mut self,
        id: &DocumentId,
        edit: impl FnOnce(&mut R),
    ) -> Result<bool, StoreError> {
        self.change::<R>(id, |document, writer| document.edit(writer, edit))
    }

    /// Changes a record by what changes its document; false if that changed nothing. Fails where there is no such record
    /// of that kind.
    pub fn change<R: Record>(
        &mut self,
        id: &DocumentId,
        change: impl FnOnce(&mut Document, &Writer) -> bool,
    ) -> Result<bool, StoreError> {
        let held = self.reading().document_of(id, &R::KIND)?;
        let mut document = held.ok_or(StoreError::Missing(*id))?;
        let changed = change(&mut document, &self.writer);
        if changed {
            self.put_own(*id, document)?;
        }
        Ok(changed)
    }

    /// Keeps an attachment's bytes and returns their name.
    pub fn keep(&mut self, bytes: &[u8]) -> Result<BlobHash, StoreError> {
        let hash = BlobHash::of(bytes);
        self.add_blob(&hash, bytes)?;
        Ok(hash)
    }

    fn add_blob(&mut self, hash: &BlobHash, bytes: &[u8]) -> Result<(), StoreError> {
        if blob::add(&self.transaction, hash, bytes, self.state.seq + 1)? {
            self.state.seq += 1;
        }
        Ok(())
    }

    /// Keeps a part of an attachment that a record names, and the whole with its last one.
    pub(super) fn keep_part(&mut self, part: &Part<'_>) -> Result<Kept, StoreError> {
        if blob::size(&self.transaction, part.hash)?.is_some() {
            return Ok(Kept::Whole(Vec::new()));
        }
        if !attachment::is_named(&self.transaction, part.hash)? {
            blob::drop_parts(&self.transaction, part.hash)?;
            return Ok(Kept::Unneeded);
        }
        match blob::add_part(&self.transaction, part)? {
            Ok(bytes) => {
                self.add_blob(part.hash, &bytes)?;
                let documents = blob::named_in(&self.transaction, part.hash)?;
                // Whoever asks what changed hears of them: they are shown in another way now.
                for id in &documents {
                    document::touch(&self.transaction, id, self.state.seq)?;
                }
                Ok(Kept::Whole(documents))
            }
            Err(kept) => Ok(kept),
        }
    }

    /// Writes a singleton's first change unless there is one.
    pub(super) fn ensure(
        &mut self,
        kind: Kind,
        make: impl FnOnce() -> Document,
    ) -> Result<(), StoreError> {
        let id = kind.singleton_id();
        match document::place(&self.transaction, &id)? {
            Some(_) => Ok(()),
            None => self.put_own(id, make()),
        }
    }

    fn put_own(&mut self, id: DocumentId, mut document: Document) -> Result<(), StoreError> {
        let planned = Planned::of(id, &mut document)
            .map_err(|reason: Refusal| StoreError::Unreadable { id, reason })?;
        self.put(&planned)
    }

    /// Writes a document and everything that is derived from it; nothing where its id is forgotten.
    pub(super) fn put(&mut self, planned: &Planned) -> Result<(), StoreError> {
        if forgotten::contains(&self.transaction, &planned.id)? {
            return Ok(());
        }
        let place = document::place(&self.transaction, &planned.id)?;
        if let Some(place) = place {
            self.state.sum.remove(&place.hash);
        }
        self.state.sum.add(&planned.hash);
        self.state.seq += 1;
        let written = document::Written {
            id: &planned.id,
            kind: &planned.kind,
            heads: &planned.heads,
            time: planned.time,
            hash: &planned.hash,
            seq: self.state.seq,
            bytes: &planned.bytes,
        };
        if let Some(place) = &place {
            self.note_replaced(place.rowid, &planned.record)?;
        }
        let rowid = document::write(&self.transaction, place, &written)?;
        self.changed.push(planned.id);
        self.derive(rowid, planned, place.is_none())
    }

    fn note_replaced(&mut self, rowid: i64, new: &view::Record) -> Result<(), StoreError> {
        let after = new.blobs();
        let before = attachment::named_by(&self.transaction, rowid)?;
        self.replaced.extend(before.into_iter().filter(|hash| !after.contains(hash)));
        Ok(())
    }

    /// Writes the views' rows of a document that stands.
    pub(super) fn derive(
        &mut self,
        rowid: i64,
        planned: &Planned,
        fresh: bool,
    ) -> Result<(), StoreError> {
        let Planned { id, record, text, .. } = planned;
        view::write(&self.transaction, rowid, id, record, text.as_ref(), fresh)?;
        match record {
            view::Record::Forgotten(forgotten) => {
                for id in forgotten.ids.iter().filter_map(|id| id.parse().ok()) {
                    self.purge(&id)?;
                }
                Ok(())
            }
            view::Record::Attachment(attachment) => {
                self.note_orphan(id, attachment.of.parse().ok())
            }
            view::Record::Devices(devices) => Ok(revoked::add_all(&self.transaction, devices)?),
            _ => Ok(()),
        }
    }

    /// Drops a forgotten document with all that was derived from it. Singletons cannot be forgotten.
    fn purge(&mut self, id: &DocumentId) -> Result<(), StoreError> {
        let is_singleton = Kind::SINGLETONS.iter().any(|kind| kind.singleton_id() == *id);
        if is_singleton || !forgotten::add(&self.transaction, id, self.state.seq + 1)? {
            return Ok(());
        }
        self.state.seq += 1;
        self.orphans.extend(attachment::of(&self.transaction, id, true)?);
        refused::forget(&self.transaction, id)?;
        let Some(place) = document::place(&self.transaction, id)? else { return Ok(()) };
        view::remove(&self.transaction, place.rowid)?;
        document::remove(&self.transaction, place.rowid)?;
        self.state.sum.remove(&place.hash);
        self.changed.push(*id);
        self.purged = true;
        Ok(())
    }

    fn note_orphan(&mut self, id: &DocumentId, of: Option<DocumentId>) -> Result<(), StoreError> {
        if let Some(of) = of
            && forgotten::contains(&self.transaction, &of)?
        {
            self.orphans.push(*id);
        }
        Ok(())
    }

    /// Forgets the attachments of what is forgotten. Another device may have added one before it heard of that, and a third
    /// one knows no more of it than its id: whoever notices writes it down among the forgotten ids, in the same
    /// transaction.
    pub(super) fn forget_orphans(&mut self) -> Result<(), StoreError> {
        let mut ids = Vec::new();
        for id in std::mem::take(&mut self.orphans) {
            if !forgotten::contains(&self.transaction, &id)? {
                ids.push(id);
            }
        }
        if ids.is_empty() {
            return Ok(());
        }
        let written = self.edit(&Kind::Forgotten.singleton_id(), |forgotten: &mut Forgotten| {
            forgotten.ids.extend(ids.iter().map(DocumentId::to_string));
        });
        match written {
            // They go all the same, as they would on any other device.
            Err(StoreError::Unreadable { .. }) => ids.iter().try_for_each(|id| self.purge(id)),
            other => other.map(drop),
        }
    }

    /// Takes back the refusals of a document, because what came of it was taken.
    pub(super) fn accept(&self, id: &DocumentId, heads: &Heads) -> Result<(), StoreError> {
        Ok(refused::accept(&self.transaction, id, heads)?)
    }

    /// Remembers a refusal; none of what is forgotten.
    pub(super) fn refuse(&mut self, refused: &Refused) -> Result<(), StoreError> {
        if forgotten::contains(&self.transaction, &refused.id)? {
            return Ok(());
        }
        self.refused = true;
        Ok(refused::add(&self.transaction, refused)?)
    }

    /// Keeps devices as revoked by a peer's word; true if any was new. Then the devices record, with which they are read,
    /// counts as written: whoever asks what changed hears of it.
    pub(super) fn hear_revoked(
        &mut self,
        devices: &[(DeviceId, Timestamp)],
    ) -> Result<bool, StoreError> {
        let added = self.reading().singleton::<Devices>()?.added;
        let before = revoked::count(&self.transaction)?;
        let mut count = before;
        for (device, at) in devices {
            let has_room = (count as usize) < MOST_REVOKED_UNKNOWN;
            let is_taken = has_room || added.contains_key(&device.to_string());
            if is_taken && revoked::add(&self.transaction, device, *at)? {
                count += 1;
            }
        }
        if count > before {
            self.state.seq += 1;
            document::touch(&self.transaction, &Kind::Devices.singleton_id(), self.state.seq)?;
        }
        Ok(count > before)
    }

    /// The replica's set as it stands in this transaction.
    pub fn sum(&self) -> SetSum {
        self.state.sum
    }
}
