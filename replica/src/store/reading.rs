//! Reads of documents and views, for the journal and the shells.

use mingle_proto::document::Document;
use mingle_proto::id::{BlobHash, DeviceId, DocumentId, SetSum};
use mingle_proto::kind::Kind;
use mingle_proto::record::{Devices, Record, Whose};
use mingle_proto::refusal::Refused;
use mingle_proto::timestamp::Timestamp;
use rusqlite::Connection;
use std::collections::BTreeMap;

use super::table::{blob, document, peer, refused, revoked, state};
use super::view::{
    attachment, contact, event, forgotten, interaction, mention, moves, search, source,
};
use super::{BlobsHeld, ContactRow, Peer, RawDocument, SearchText, SourceKey, StoreError};

/// Reads of one store, or of one transaction with its own changes.
#[derive(Clone, Copy)]
pub struct Reading<'c> {
    pub(super) connection: &'c Connection,
}

impl<'c> Reading<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection }
    }

    /// The document, loaded; `None` if it is not held.
    pub fn document(&self, id: &DocumentId) -> Result<Option<Document>, StoreError> {
        let Some(held) = document::held(self.connection, id)? else { return Ok(None) };
        match Document::load(&held.bytes) {
            Ok(document) => Ok(Some(document)),
            Err(reason) => Err(StoreError::Unreadable { id: *id, reason }),
        }
    }

    /// The record; `None` if it is not held, or of another kind.
    pub fn record<R: Record>(&self, id: &DocumentId) -> Result<Option<R>, StoreError> {
        Ok(self.document_of(id, &R::KIND)?.map(|document| document.read()))
    }

    /// The document; `None` if it is not held, or of another kind.
    pub(super) fn document_of(
        &self,
        id: &DocumentId,
        kind: &Kind,
    ) -> Result<Option<Document>, StoreError> {
        Ok(self.document(id)?.filter(|document| document.kind().as_ref() == Some(kind)))
    }

    /// The singleton of this kind; empty if it cannot be found, which is never so after opening.
    pub fn singleton<R: Record>(&self) -> Result<R, StoreError> {
        Ok(self.record(&R::KIND.singleton_id())?.unwrap_or_default())
    }

    /// The devices record, and in it everyone who was ever seen revoked here, whatever the record says now.
    pub fn devices(&self) -> Result<Devices, StoreError> {
        let mut devices: Devices = self.singleton()?;
        for (device, at) in revoked::all(self.connection)? {
            devices.revoked.entry(device.to_string()).or_insert(at);
        }
        Ok(devices)
    }

    /// At most `limit` documents whose written id lies between the two, with their kinds.
    pub fn between(
        &self,
        low: &DocumentId,
        high: &DocumentId,
        limit: usize,
    ) -> Result<Vec<(DocumentId, Kind)>, StoreError> {
        Ok(document::between(self.connection, low, high, limit)?)
    }

    /// All documents of a kind, in the order of their ids.
    pub fn ids_of_kind(&self, kind: &Kind) -> Result<Vec<DocumentId>, StoreError> {
        Ok(document::ids_of_kind(self.connection, kind)?)
    }

    pub fn contact_row(&self, id: &DocumentId) -> Result<Option<ContactRow>, StoreError> {
        Ok(contact::get(self.connection, id)?)
    }

    /// People of that name, folded, those put away left out.
    pub fn contacts_named(&self, name: &str) -> Result<Vec<ContactRow>, StoreError> {
        Ok(contact::named(self.connection, name)?)
    }

    /// People in the order of their names, those put away left out.
    pub fn contacts(&self, offset: usize, limit: usize) -> Result<Vec<ContactRow>, StoreError> {
        Ok(contact::page(self.connection, offset, limit)?)
    }

    /// People known by a key, the living ones first; the second says whether they are put away.
    pub fn contacts_known_by(
        &self,
        key: &SourceKey,
    ) -> Result<Vec<(DocumentId, bool)>, StoreError> {
        Ok(source::known_by(self.connection, key)?)
    }

    /// Living people with this telephone number in one of its forms, national or international; the second says whether
    /// it is theirs as certainly as if all digits agreed.
    pub fn contacts_called(&self, number: &str) -> Result<Vec<(DocumentId, bool)>, StoreError> {
        Ok(source::called(self.connection, number)?)
    }

    /// The interactions with a person, latest first, those put away left out.
    pub fn interactions_with(
        &self,
        person: &DocumentId,
        limit: usize,
    ) -> Result<Vec<DocumentId>, StoreError> {
        Ok(interaction::with(self.connection, person, limit)?)
    }

    /// The interactions at an event, latest first, those put away left out.
    pub fn interactions_at(&self, event: &DocumentId) -> Result<Vec<DocumentId>, StoreError> {
        Ok(interaction::at_event(self.connection, event)?)
    }

    /// The moves with a person as they were written down, those put away left out.
    pub fn moves_with(&self, person: &DocumentId) -> Result<Vec<DocumentId>, StoreError> {
        Ok(moves::with(self.connection, person)?)
    }

    /// The open moves: by date and time, then those without a date.
    pub fn open_moves(&self) -> Result<Vec<DocumentId>, StoreError> {
        Ok(moves::open(self.connection)?)
    }

    /// The open moves of one side in the same order, at most `limit`.
    pub fn open_moves_of(&self, whose: Whose, limit: usize) -> Result<Vec<DocumentId>, StoreError> {
        Ok(moves::open_of(self.connection, whose, limit)?)
    }

    pub fn count_open_moves_of(&self, whose: Whose) -> Result<usize, StoreError> {
        Ok(moves::count_open_of(self.connection, whose)?)
    }

    /// Documents that name a person, those put away too.
    pub fn mentions_of(&self, person: &DocumentId) -> Result<Vec<DocumentId>, StoreError> {
        Ok(mention::of(self.connection, person)?)
    }

    /// The event that is on; of several, the one entered last.
    pub fn current_event(&self, now: Timestamp) -> Result<Option<DocumentId>, StoreError> {
        Ok(self.events_on(now)?.into_iter().next())
    }

    /// All events that are on, the one entered last first.
    pub fn events_on(&self, now: Timestamp) -> Result<Vec<DocumentId>, StoreError> {
        Ok(event::on(self.connection, now)?)
    }

    /// The event that was on at a moment, ended since or not.
    pub fn event_at(&self, at: Timestamp) -> Result<Option<DocumentId>, StoreError> {
        Ok(event::at(self.connection, at)?)
    }

    /// Whether there is a document under this id.
    pub fn holds(&self, id: &DocumentId) -> Result<bool, StoreError> {
        Ok(document::seq_of(self.connection, id)?.is_some())
    }

    /// Whether a time or move that is not put away names a person.
    pub fn is_spoken_of(&self, person: &DocumentId) -> Result<bool, StoreError> {
        Ok(mention::is_living(self.connection, person)?)
    }

    /// All events, the latest first, those put away left out.
    pub fn events(&self) -> Result<Vec<DocumentId>, StoreError> {
        Ok(event::all(self.connection)?)
    }

    pub fn event_name(&self, id: &DocumentId) -> Result<Option<String>, StoreError> {
        Ok(event::name(self.connection, id)?)
    }

    /// What search knows of a record; nothing of one that was put away.
    pub fn search_text(&self, id: &DocumentId) -> Result<Option<SearchText>, StoreError> {
        Ok(search::text(self.connection, id)?)
    }

    /// The people whom a record names, with their names, those put away too, in the order of their ids.
    pub fn people_in(&self, id: &DocumentId) -> Result<Vec<(DocumentId, String)>, StoreError> {
        Ok(mention::people(self.connection, id)?)
    }

    /// What holds every word that was typed: people with that telephone number, people whose names begin with it, then
    /// what it is the title of, then what has it in title and details, then the rest, each time the latest written here
    /// first.
    pub fn search(&self, typed: &str, limit: usize) -> Result<Vec<(DocumentId, Kind)>, StoreError> {
        Ok(search::find(self.connection, typed, limit)?)
    }

    pub fn is_forgotten(&self, id: &DocumentId) -> Result<bool, StoreError> {
        Ok(forgotten::contains(self.connection, id)?)
    }

    /// An attachment's bytes; `None` if they are not here.
    pub fn blob(&self, hash: &BlobHash) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(blob::get(self.connection, hash)?)
    }

    /// How many attachments are held, and of how many bytes.
    pub fn blobs_held(&self) -> Result<BlobsHeld, StoreError> {
        Ok(blob::held(self.connection)?)
    }

    /// Whether an attachment's bytes are here, whole.
    pub fn holds_blob(&self, hash: &BlobHash) -> Result<bool, StoreError> {
        Ok(blob::size(self.connection, hash)?.is_some())
    }

    /// The devices that were proven to hold an attachment that is held here.
    pub fn blob_held_on(&self, hash: &BlobHash) -> Result<Vec<DeviceId>, StoreError> {
        Ok(blob::held_at(self.connection, hash)?)
    }

    /// Attachments that records name and whose bytes are not here.
    pub fn lacking(&self) -> Result<Vec<BlobHash>, StoreError> {
        Ok(attachment::lacking(self.connection)?)
    }

    /// The attachments of a record, the oldest here first; those put away only if asked for.
    pub fn attachments_of(
        &self,
        record: &DocumentId,
        put_away: bool,
    ) -> Result<Vec<DocumentId>, StoreError> {
        Ok(attachment::of(self.connection, record, put_away)?)
    }

    /// How many attachments held here a peer was not proven to hold.
    pub fn unsynced_blobs(&self, peer: &Peer) -> Result<u64, StoreError> {
        Ok(blob::count_unproven(self.connection, &peer.device)?)
    }

    /// How many attachments held here none of these devices was proven to hold.
    pub fn blobs_only_here(&self, others: &[DeviceId]) -> Result<usize, StoreError> {
        Ok(blob::only_here(self.connection, others)?)
    }

    /// The row of the document that was added last, or 0.
    pub fn last_row(&self) -> Result<i64, StoreError> {
        Ok(document::last_row(self.connection)?)
    }

    /// Documents as they are held, in the rows after `after` and up to `last`: at least one where there is one, and no
    /// more once they have `most_bytes` together.
    pub fn raw_documents(
        &self,
        after: i64,
        last: i64,
        most_bytes: usize,
    ) -> Result<Vec<RawDocument>, StoreError> {
        Ok(document::raw(self.connection, after, last, most_bytes)?)
    }

    /// The attachment after this one in the order of their names, with its bytes; the first for `None`.
    pub fn next_blob(
        &self,
        after: Option<&BlobHash>,
    ) -> Result<Option<(BlobHash, Vec<u8>)>, StoreError> {
        Ok(blob::next(self.connection, after)?)
    }

    /// Count and sum of all documents held.
    pub fn sum(&self) -> Result<SetSum, StoreError> {
        Ok(state::read(self.connection)?.sum)
    }

    /// How many documents there are of each kind.
    pub fn by_kind(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        Ok(document::by_kind(self.connection)?)
    }

    /// The devices that this one has met.
    pub fn peers(&self) -> Result<Vec<Peer>, StoreError> {
        Ok(peer::all(self.connection)?)
    }

    /// How many documents a peer was not proven to hold as they stand: those written since the last proof, and those
    /// that it left out.
    pub fn unsynced(&self, peer: &Peer) -> Result<u64, StoreError> {
        Ok(document::count_unproven(self.connection, peer.synced_seq, &peer.device)?)
    }

    /// The devices that were proven to hold a document as it stands.
    pub fn held_on(&self, id: &DocumentId) -> Result<Vec<DeviceId>, StoreError> {
        let Some(seq) = document::seq_of(self.connection, id)? else { return Ok(Vec::new()) };
        let mut devices = Vec::new();
        for peer in self.peers()? {
            if peer.synced_seq >= seq && !refused::is_left_out(self.connection, &peer.device, id)? {
                devices.push(peer.device);
            }
        }
        Ok(devices)
    }

    /// What this replica cannot take.
    pub fn refused(&self) -> Result<Vec<Refused>, StoreError> {
        Ok(refused::all(self.connection)?)
    }

    /// What peers say that they cannot take.
    pub fn refused_by_peers(&self) -> Result<Vec<(DeviceId, Refused)>, StoreError> {
        Ok(refused::all_by(self.connection)?)
    }
}
