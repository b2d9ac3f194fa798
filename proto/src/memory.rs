//! A replica in memory, of real documents: for simulations, tests and benchmarks of other crates. Behind the feature
//! `memory`; it keeps nothing, but what it says and does is what a store must.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::document::{ActorId, Document, Writer};
use crate::id::{BlobHash, DeviceId, DocumentId, Heads, ItemHash, SetSum};
use crate::kind::Kind;
use crate::record::{Attachment, Contact, Devices, Forgotten, Record};
use crate::refusal::{Refusal, RefusalCode, Refused};
use crate::session::{Applied, Item, Kept, MOST_REVOKED_UNKNOWN, Part, Payload, Replica, Standing};
use crate::timestamp::Timestamp;

/// Says of a document why this replica cannot take it, if it cannot.
pub type Objection = Arc<dyn Fn(&Document) -> Option<Refusal> + Send + Sync>;

/// A device's documents. A clone is a copied store: both have to be [`MemoryReplica::reopen`]ed before they write on.
#[derive(Clone)]
pub struct MemoryReplica {
    documents: BTreeMap<DocumentId, Held>,
    sum: SetSum,
    actor: ActorId,
    now: Timestamp,
    forgotten: BTreeSet<DocumentId>,
    devices: Devices,
    /// Who was ever seen revoked: it only grows.
    revoked: BTreeMap<DeviceId, Timestamp>,
    /// It knows the devices record alone, as programs of versions 1 and 2 do.
    reads_the_record_alone: bool,
    refusals: BTreeMap<(DocumentId, Heads), Refused>,
    refused_by: BTreeMap<DeviceId, Vec<Refused>>,
    /// What each peer was last proven to hold.
    synced: BTreeMap<DeviceId, BTreeMap<DocumentId, Heads>>,
    blobs: BTreeMap<BlobHash, Vec<u8>>,
    /// Sizes, and what has come, of attachments that are not whole.
    parts: BTreeMap<BlobHash, (u64, Vec<u8>)>,
    mentioned: BTreeMap<DocumentId, Vec<BlobHash>>,
    /// The record that each attachment belongs to.
    belongs: BTreeMap<DocumentId, DocumentId>,
    /// Attachments that each peer is known to hold.
    held_by: BTreeMap<DeviceId, BTreeSet<BlobHash>>,
    /// Bytes of attachments that came in parts, each as often as it came.
    pub part_bytes: u64,
    objection: Option<Objection>,
    deadly: Option<Objection>,
    /// The write-ahead mark: what was about to be applied when the process died.
    mark: Option<Vec<Payload>>,
}

#[derive(Clone)]
struct Held {
    bytes: Vec<u8>,
    heads: Heads,
    time: u64,
}

/// The replica's process died while it applied a frame; [`MemoryReplica::reopen`] starts it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the process died")]
pub struct Died;

impl MemoryReplica {
    /// A new replica with the singletons that every replica starts with. `opening` must differ from that of any
    /// other opening, for it names the actor.
    pub fn new(opening: u64) -> Self {
        let mut replica = Self {
            documents: BTreeMap::new(),
            sum: SetSum::default(),
            actor: actor(opening),
            now: Timestamp(1_760_000_000_000),
            forgotten: BTreeSet::new(),
            devices: Devices::default(),
            revoked: BTreeMap::new(),
            reads_the_record_alone: false,
            refusals: BTreeMap::new(),
            refused_by: BTreeMap::new(),
            synced: BTreeMap::new(),
            blobs: BTreeMap::new(),
            parts: BTreeMap::new(),
            mentioned: BTreeMap::new(),
            belongs: BTreeMap::new(),
            held_by: BTreeMap::new(),
            part_bytes: 0,
            objection: None,
            deadly: None,
            mark: None,
        };
        replica.hold(Kind::Devices.singleton_id(), &mut Document::singleton::<Devices>());
        replica.hold(Kind::Forgotten.singleton_id(), &mut Document::singleton::<Forgotten>());
        let me = Kind::Me.singleton_id();
        replica.hold(me, &mut Document::singleton::<crate::record::Me>());
        replica
    }

    /// Starts the process again: a new actor writes, and what killed it before is found out, one by one.
    pub fn reopen(&mut self, opening: u64) {
        self.actor = actor(opening);
        let Some(payloads) = self.mark.take() else { return };
        for payload in payloads {
            if self.kills(&payload) {
                let reason = Refusal::new(RefusalCode::Crashed, "the program died of it");
                self.remember(Refused { id: payload.id, heads: payload.heads, reason });
            } else {
                self.apply_one(&payload, &mut Applied::default());
            }
        }
    }

    pub fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// Documents that this objects to are refused from now on; earlier refusals are tried again, as after an upgrade.
    pub fn object(&mut self, objection: Option<Objection>) {
        self.objection = objection;
        self.refusals.clear();
    }

    /// Documents that this names kill the process that applies them.
    pub fn die_of(&mut self, deadly: Option<Objection>) {
        self.deadly = deadly;
    }

    /// Adds a record under this id.
    pub fn create<R: Record>(&mut self, id: DocumentId, record: &R) {
        let mut document = Document::create(record, &self.writer());
        self.hold(id, &mut document);
    }

    /// Edits a record; false if it is not held, or nothing changed.
    pub fn edit<R: Record>(&mut self, id: &DocumentId, edit: impl FnOnce(&mut R)) -> bool {
        let Some(mut document) = self.document(id) else { return false };
        let changed = document.edit(&self.writer(), edit);
        if changed {
            self.hold(*id, &mut document);
        }
        changed
    }

    /// Changes a document by Automerge alone, as a program that is not ours can; false if it is not held.
    pub fn change_by_hand(
        &mut self,
        id: &DocumentId,
        change: impl FnOnce(&mut automerge::AutoCommit),
    ) -> bool {
        let Some(held) = self.documents.get(id) else { return false };
        let Ok(mut changed) = automerge::AutoCommit::load(&held.bytes) else { return false };
        changed.set_actor(self.actor.clone());
        change(&mut changed);
        changed.commit();
        let Ok(mut document) = Document::load(&changed.save_nocompress()) else { return false };
        self.hold(*id, &mut document);
        true
    }

    /// The record, if it is held.
    pub fn read<R: Record>(&self, id: &DocumentId) -> Option<R> {
        self.document(id).map(|document| document.read())
    }

    /// Keeps an attachment's bytes, as they stand beside the documents.
    pub fn keep_blob(&mut self, bytes: &[u8]) -> BlobHash {
        let hash = BlobHash::of(bytes);
        self.blobs.insert(hash, bytes.to_vec());
        hash
    }

    /// Keeps other bytes than the name says, as a disk that fails may.
    pub fn spoil(&mut self, hash: &BlobHash) {
        if let Some(byte) = self.blobs.get_mut(hash).and_then(|bytes| bytes.first_mut()) {
            *byte ^= 1;
        }
    }

    /// The attachments held, whole.
    pub fn blobs(&self) -> &BTreeMap<BlobHash, Vec<u8>> {
        &self.blobs
    }

    /// The attachments held here that the peer is not known to hold.
    pub fn blobs_unsynced(&self, peer: &DeviceId) -> usize {
        let there = self.held_by.get(peer);
        self.blobs.keys().filter(|hash| !there.is_some_and(|it| it.contains(*hash))).count()
    }

    fn is_mentioned(&self, hash: &BlobHash) -> bool {
        self.mentioned.values().any(|hashes| hashes.contains(hash))
    }

    /// Drops a document for good with its attachments, here and wherever this spreads. Returns what changed.
    pub fn forget(&mut self, id: &DocumentId) -> Vec<DocumentId> {
        let forgotten = Kind::Forgotten.singleton_id();
        let attachments = self.attachments_of(&BTreeSet::from([*id]));
        self.edit(&forgotten, |record: &mut Forgotten| {
            record.ids.insert(id.to_string());
        });
        [vec![forgotten, *id], attachments].concat()
    }

    fn attachments_of(&self, records: &BTreeSet<DocumentId>) -> Vec<DocumentId> {
        let belonging = self.belongs.iter().filter(|(_, of)| records.contains(of));
        belonging.map(|(id, _)| *id).collect()
    }

    /// Adds a device to the owner's.
    pub fn add_device(&mut self, device: &DeviceId) -> DocumentId {
        let now = self.now;
        self.edit_devices(|devices| {
            devices.added.insert(device.to_string(), now);
        })
    }

    /// From here on it tells and hears of revoked devices by the devices record alone, as programs of versions 1 and 2 do.
    pub fn read_the_record_alone(&mut self) {
        self.reads_the_record_alone = true;
    }

    pub fn revoke(&mut self, device: &DeviceId) -> DocumentId {
        let now = self.now;
        self.edit_devices(|devices| {
            devices.revoked.insert(device.to_string(), now);
        })
    }

    fn edit_devices(&mut self, edit: impl FnOnce(&mut Devices)) -> DocumentId {
        let id = Kind::Devices.singleton_id();
        self.edit(&id, edit);
        id
    }

    /// Bytes of a document as it is held, not deflated; 0 if it is not.
    pub fn size(&self, id: &DocumentId) -> usize {
        self.documents.get(id).map_or(0, |held| held.bytes.len())
    }

    /// All ids and heads, in order.
    pub fn versions(&self) -> BTreeMap<DocumentId, Heads> {
        self.documents.iter().map(|(id, held)| (*id, held.heads.clone())).collect()
    }

    /// The documents of this replica that the peer was last proven to hold, added up.
    pub fn last_synced(&self, peer: &DeviceId) -> Option<SetSum> {
        let mut sum = SetSum::default();
        for (id, heads) in self.synced.get(peer)? {
            sum.add(&ItemHash::of(id, heads));
        }
        Some(sum)
    }

    /// The documents that the peer was not proven to hold as they are here.
    pub fn unsynced(&self, peer: &DeviceId) -> BTreeSet<DocumentId> {
        let proven = self.synced.get(peer);
        let is_there = |id, held: &Held| proven.and_then(|it| it.get(id)) == Some(&held.heads);
        let unsynced = self.documents.iter().filter(|(id, held)| !is_there(id, held));
        unsynced.map(|(id, _)| *id).collect()
    }

    /// What the peer said that it cannot take.
    pub fn refused_by_peer(&self, peer: &DeviceId) -> &[Refused] {
        self.refused_by.get(peer).map_or(&[], Vec::as_slice)
    }

    pub fn sum(&self) -> SetSum {
        self.sum
    }

    fn writer(&self) -> Writer {
        Writer { actor: self.actor.clone(), now: self.now }
    }

    fn document(&self, id: &DocumentId) -> Option<Document> {
        Document::load(&self.documents.get(id)?.bytes).ok()
    }

    fn hold(&mut self, id: DocumentId, document: &mut Document) {
        self.drop_document(&id);
        let held = Held { heads: document.heads(), time: document.time(), bytes: document.bytes() };
        self.sum.add(&ItemHash::of(&id, &held.heads));
        self.documents.insert(id, held);
        let hashes: Vec<_> = match document.kind() {
            Some(Kind::Attachment) => document.read::<Attachment>().blobs().collect(),
            Some(Kind::Contact) => document.read::<Contact>().photo.parse().into_iter().collect(),
            _ => Vec::new(),
        };
        if !hashes.is_empty() {
            self.mentioned.insert(id, hashes);
        }
        if document.kind() == Some(Kind::Attachment)
            && let Ok(of) = document.read::<Attachment>().of.parse()
        {
            self.belongs.insert(id, of);
        }
        if id == Kind::Devices.singleton_id() {
            self.devices = document.read();
            for (key, at) in &self.devices.revoked {
                if let Some(device) = DeviceId::from_key(key) {
                    self.revoked.entry(device).or_insert(*at);
                }
            }
        }
        if id == Kind::Forgotten.singleton_id() {
            let forgotten: Forgotten = document.read();
            self.forgotten = forgotten.ids.iter().filter_map(|id| id.parse().ok()).collect();
            self.drop_forgotten();
        }
        self.forget_orphans();
    }

    /// What belongs to something forgotten is forgotten, too, by whoever notices.
    fn forget_orphans(&mut self) {
        let orphans = self.attachments_of(&self.forgotten);
        if !orphans.is_empty() {
            self.edit(&Kind::Forgotten.singleton_id(), |record: &mut Forgotten| {
                record.ids.extend(orphans.iter().map(DocumentId::to_string));
            });
        }
    }

    fn drop_document(&mut self, id: &DocumentId) {
        if let Some(held) = self.documents.remove(id) {
            self.sum.remove(&ItemHash::of(id, &held.heads));
            self.mentioned.remove(id);
            self.belongs.remove(id);
        }
    }

    fn drop_forgotten(&mut self) {
        for id in self.forgotten.clone() {
            self.refusals.retain(|(other, _), _| *other != id);
            self.drop_document(&id);
        }
        let mentioned: BTreeSet<_> = self.mentioned.values().flatten().copied().collect();
        self.blobs.retain(|hash, _| mentioned.contains(hash));
        self.parts.retain(|hash, _| mentioned.contains(hash));
    }

    fn remember(&mut self, refused: Refused) {
        if !self.forgotten.contains(&refused.id) {
            self.refusals.insert((refused.id, refused.heads.clone()), refused);
        }
    }

    fn take(&self, payload: &Payload) -> Result<Document, Refusal> {
        let held = self.documents.get(&payload.id).map(|held| held.bytes.as_slice());
        Document::take(held, &payload.bytes, &payload.heads)
    }

    fn kills(&self, payload: &Payload) -> bool {
        let Some(deadly) = &self.deadly else { return false };
        self.take(payload).is_ok_and(|document| deadly(&document).is_some())
    }

    fn apply_one(&mut self, payload: &Payload, applied: &mut Applied) {
        if self.forgotten.contains(&payload.id) {
            return;
        }
        let objection = self.objection.clone();
        let taken = self.take(payload).and_then(|document| {
            let reason = objection.and_then(|objection| objection(&document));
            reason.map_or(Ok(document), Err)
        });
        match taken {
            Ok(document) => self.keep(payload.id, document, applied),
            Err(reason) if reason.code == RefusalCode::MissingChanges => {
                applied.incomplete.push(payload.id);
            }
            Err(reason) => {
                let refused = Refused { id: payload.id, heads: payload.heads.clone(), reason };
                self.remember(refused.clone());
                applied.refused.push(refused);
            }
        }
    }

    fn keep(&mut self, id: DocumentId, mut document: Document, applied: &mut Applied) {
        self.refusals.retain(|(other, _), _| *other != id);
        let before = self.documents.get(&id).map(|held| held.heads.clone());
        if before.as_ref() == Some(&document.heads()) {
            return;
        }
        applied.changed.push(id);
        if id == Kind::Forgotten.singleton_id() {
            let forgotten: Forgotten = document.read();
            let ids: BTreeSet<_> = forgotten.ids.iter().filter_map(|id| id.parse().ok()).collect();
            applied.changed.extend(self.attachments_of(&ids));
            applied.changed.extend(ids.into_iter().filter(|id| self.documents.contains_key(id)));
        }
        self.hold(id, &mut document);
        if self.forgotten.contains(&id) {
            applied.changed.push(Kind::Forgotten.singleton_id());
        }
    }
}

impl Replica for MemoryReplica {
    type Error = Died;

    fn summary(&mut self) -> Result<SetSum, Died> {
        Ok(self.sum)
    }

    fn items(&mut self) -> Result<Vec<Item>, Died> {
        let items = self.documents.iter().map(|(id, held)| Item {
            time: held.time,
            hash: ItemHash::of(id, &held.heads),
            id: *id,
        });
        Ok(items.collect())
    }

    fn heads(&mut self, ids: &[DocumentId]) -> Result<Vec<Heads>, Died> {
        let heads = |id| self.documents.get(id).map(|held| held.heads.clone()).unwrap_or_default();
        Ok(ids.iter().map(heads).collect())
    }

    fn includes(&mut self, id: &DocumentId, heads: &Heads) -> Result<bool, Died> {
        if self.forgotten.contains(id) {
            return Ok(true);
        }
        match self.documents.get(id) {
            None => Ok(false),
            Some(held) if held.heads == *heads => Ok(true),
            Some(_) => Ok(self.document(id).is_some_and(|mut document| document.includes(heads))),
        }
    }

    fn payload(&mut self, id: &DocumentId, after: &Heads) -> Result<Option<Payload>, Died> {
        let Some(held) = self.documents.get(id) else { return Ok(None) };
        let heads = held.heads.clone();
        let bytes = match self.document(id) {
            Some(mut document) if !after.is_empty() => document.bytes_after(after),
            _ => held.bytes.clone(),
        };
        Ok(Some(Payload { id: *id, heads, bytes }))
    }

    fn apply(&mut self, _: &DeviceId, payloads: &[Payload]) -> Result<Applied, Died> {
        if payloads.iter().any(|payload| self.kills(payload)) {
            self.mark = Some(payloads.to_vec());
            return Err(Died);
        }
        let mut applied = Applied::default();
        for payload in payloads {
            self.apply_one(payload, &mut applied);
        }
        Ok(applied)
    }

    fn refuse(&mut self, refused: &Refused) -> Result<(), Died> {
        self.remember(refused.clone());
        Ok(())
    }

    fn refusals(&mut self) -> Result<Vec<Refused>, Died> {
        Ok(self.refusals.values().cloned().collect())
    }

    fn refused_by(&mut self, peer: &DeviceId, refused: &[Refused]) -> Result<(), Died> {
        self.refused_by.insert(*peer, refused.to_vec());
        Ok(())
    }

    fn standing(&mut self, device: &DeviceId) -> Result<Standing, Died> {
        let is_revoked = match self.reads_the_record_alone {
            true => self.devices.is_revoked(device),
            false => self.revoked.contains_key(device),
        };
        Ok(if is_revoked {
            Standing::Revoked
        } else if self.devices.is_current(device) {
            Standing::Current
        } else {
            Standing::Unknown
        })
    }

    fn revoked(&mut self) -> Result<Vec<(DeviceId, Timestamp)>, Died> {
        let told = self.revoked.iter().filter(|_| !self.reads_the_record_alone);
        Ok(told.map(|(device, at)| (*device, *at)).collect())
    }

    fn revoked_mark(&mut self) -> Result<u64, Died> {
        Ok(self.revoked.len() as u64)
    }

    fn hear_revoked(&mut self, devices: &[(DeviceId, Timestamp)]) -> Result<bool, Died> {
        if self.reads_the_record_alone {
            return Ok(false);
        }
        let before = self.revoked.len();
        for (device, at) in devices {
            let is_known = self.devices.added.contains_key(&device.to_string());
            if is_known || self.revoked.len() < MOST_REVOKED_UNKNOWN {
                self.revoked.entry(*device).or_insert(*at);
            }
        }
        Ok(self.revoked.len() > before)
    }

    fn synced(&mut self, peer: &DeviceId, proven: &SetSum) -> Result<(), Died> {
        if *proven == self.sum {
            let mut there = self.versions();
            for refused in self.refused_by_peer(peer) {
                there.remove(&refused.id);
            }
            self.synced.insert(*peer, there);
        }
        Ok(())
    }

    fn lacking(&mut self) -> Result<Vec<BlobHash>, Died> {
        let mentioned = self.mentioned.values().flatten();
        Ok(mentioned.filter(|hash| !self.blobs.contains_key(hash)).copied().collect())
    }

    fn held_of(&mut self, hashes: &[BlobHash]) -> Result<Vec<BlobHash>, Died> {
        Ok(hashes.iter().filter(|hash| self.blobs.contains_key(hash)).copied().collect())
    }

    fn blob_part(
        &mut self,
        hash: &BlobHash,
        offset: u64,
        length: u64,
    ) -> Result<Option<(u64, Vec<u8>)>, Died> {
        let Some(bytes) = self.blobs.get(hash) else { return Ok(None) };
        let from = bytes.len().min(offset as usize);
        let to = bytes.len().min(from + length as usize);
        Ok(Some((bytes.len() as u64, bytes[from..to].to_vec())))
    }

    fn part_until(&mut self, hash: &BlobHash) -> Result<u64, Died> {
        Ok(self.parts.get(hash).map_or(0, |(_, bytes)| bytes.len() as u64))
    }

    fn keep_part(&mut self, part: Part<'_>) -> Result<Kept, Died> {
        self.part_bytes += part.bytes.len() as u64;
        let hash = *part.hash;
        let mentions =
            |(id, hashes): (&DocumentId, &Vec<BlobHash>)| hashes.contains(&hash).then_some(*id);
        if self.blobs.contains_key(&hash) {
            return Ok(Kept::Whole(Vec::new()));
        }
        if !self.is_mentioned(&hash) {
            self.parts.remove(&hash);
            return Ok(Kept::Unneeded);
        }
        let (total, bytes) = self.parts.entry(hash).or_insert((part.total, Vec::new()));
        let is_next = part.offset == bytes.len() as u64;
        if is_next {
            bytes.extend_from_slice(part.bytes);
        }
        if *total != part.total || (is_next && part.bytes.is_empty()) {
            self.parts.remove(&hash);
            return Ok(Kept::Bad);
        }
        if (bytes.len() as u64) < part.total {
            return Ok(Kept::Until(bytes.len() as u64));
        }
        let bytes = self.parts.remove(&hash).unwrap_or_default().1;
        if BlobHash::of(&bytes) != hash {
            return Ok(Kept::Bad);
        }
        self.blobs.insert(hash, bytes);
        Ok(Kept::Whole(self.mentioned.iter().filter_map(mentions).collect()))
    }

    fn held_by(&mut self, peer: &DeviceId, hashes: &[BlobHash]) -> Result<(), Died> {
        self.held_by.entry(*peer).or_default().extend(hashes);
        Ok(())
    }

    fn blobs_synced(&mut self, peer: &DeviceId, proven: &SetSum) -> Result<(), Died> {
        if *proven == self.sum {
            let held: Vec<_> = self.blobs.keys().copied().collect();
            self.held_by(peer, &held)?;
        }
        Ok(())
    }
}

fn actor(opening: u64) -> ActorId {
    ActorId::from(&blake3::derive_key("mingle 1 memory actor", &opening.to_le_bytes())[..16])
}
