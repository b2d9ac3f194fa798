//! A replica that repeats what it was given, whatever it is.

use std::collections::BTreeMap;
use std::convert::Infallible;

use mingle_proto::document::Document;
use mingle_proto::id::{BlobHash, DeviceId, DocumentId, Heads, ItemHash, SetSum};
use mingle_proto::refusal::Refused;
use mingle_proto::session::{Applied, Item, Kept, Part, Payload, Replica, Standing};
use mingle_proto::timestamp::Timestamp;

/// What a hostile or careless device holds: bytes under ids and heads, never looked into. What it is sent it keeps.
/// It takes every device for the owner's.
#[derive(Debug, Clone, Default)]
pub struct Parrot {
    held: BTreeMap<DocumentId, Held>,
    /// What the other side said that it cannot take.
    pub refused_by_peer: Vec<Refused>,
}

#[derive(Debug, Clone)]
struct Held {
    heads: Heads,
    time: u64,
    bytes: Vec<u8>,
}

impl Parrot {
    /// Holds these bytes from now on, as a document in these heads that was written at time 0.
    pub fn hold(&mut self, id: DocumentId, heads: Heads, bytes: Vec<u8>) {
        self.held.insert(id, Held { heads, time: 0, bytes });
    }

    /// Holds a sound document from now on.
    pub fn hold_document(&mut self, id: DocumentId, document: &mut Document) {
        let (heads, time, bytes) = (document.heads(), document.time(), document.bytes());
        self.held.insert(id, Held { heads, time, bytes });
    }

    pub fn len(&self) -> usize {
        self.held.len()
    }

    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// True if the whole could be made of what was held and what came.
    fn keep(&mut self, payload: &Payload) -> bool {
        let held = self.held.get(&payload.id).map(|held| held.bytes.as_slice());
        match Document::take(held, &payload.bytes, &payload.heads) {
            Ok(mut document) => {
                self.hold_document(payload.id, &mut document);
                true
            }
            Err(_) => false,
        }
    }
}

impl Replica for Parrot {
    type Error = Infallible;

    fn summary(&mut self) -> Result<SetSum, Infallible> {
        let mut sum = SetSum::default();
        self.held.iter().for_each(|(id, held)| sum.add(&ItemHash::of(id, &held.heads)));
        Ok(sum)
    }

    fn items(&mut self) -> Result<Vec<Item>, Infallible> {
        let item = |(id, held): (&DocumentId, &Held)| Item {
            time: held.time,
            hash: ItemHash::of(id, &held.heads),
            id: *id,
        };
        Ok(self.held.iter().map(item).collect())
    }

    fn heads(&mut self, ids: &[DocumentId]) -> Result<Vec<Heads>, Infallible> {
        let heads = |id| self.held.get(id).map(|held| held.heads.clone()).unwrap_or_default();
        Ok(ids.iter().map(heads).collect())
    }

    fn includes(&mut self, id: &DocumentId, heads: &Heads) -> Result<bool, Infallible> {
        let Some(held) = self.held.get(id) else { return Ok(false) };
        Ok(held.heads == *heads
            || Document::take(None, &held.bytes, &held.heads)
                .is_ok_and(|mut held| held.includes(heads)))
    }

    fn payload(&mut self, id: &DocumentId, _: &Heads) -> Result<Option<Payload>, Infallible> {
        Ok(self.held.get(id).map(|held| Payload {
            id: *id,
            heads: held.heads.clone(),
            bytes: held.bytes.clone(),
        }))
    }

    fn apply(&mut self, _: &DeviceId, payloads: &[Payload]) -> Result<Applied, Infallible> {
        let mut applied = Applied::default();
        for payload in payloads {
            let kept = self.keep(payload);
            let list = if kept { &mut applied.changed } else { &mut applied.incomplete };
            list.push(payload.id);
        }
        Ok(applied)
    }

    fn refusals(&mut self) -> Result<Vec<Refused>, Infallible> {
        Ok(Vec::new())
    }

    fn refuse(&mut self, _: &Refused) -> Result<(), Infallible> {
        Ok(())
    }

    fn refused_by(&mut self, _: &DeviceId, refused: &[Refused]) -> Result<(), Infallible> {
        self.refused_by_peer = refused.to_vec();
        Ok(())
    }

    fn standing(&mut self, _: &DeviceId) -> Result<Standing, Infallible> {
        Ok(Standing::Current)
    }

    fn revoked(&mut self) -> Result<Vec<(DeviceId, Timestamp)>, Infallible> {
        Ok(Vec::new())
    }

    fn revoked_mark(&mut self) -> Result<u64, Infallible> {
        Ok(0)
    }

    fn hear_revoked(&mut self, _: &[(DeviceId, Timestamp)]) -> Result<bool, Infallible> {
        Ok(false)
    }

    fn synced(&mut self, _: &DeviceId, _: &SetSum) -> Result<(), Infallible> {
        Ok(())
    }

    fn lacking(&mut self) -> Result<Vec<BlobHash>, Infallible> {
        Ok(Vec::new())
    }

    fn held_of(&mut self, _: &[BlobHash]) -> Result<Vec<BlobHash>, Infallible> {
        Ok(Vec::new())
    }

    fn blob_part(
        &mut self,
        _: &BlobHash,
        _: u64,
        _: u64,
    ) -> Result<Option<(u64, Vec<u8>)>, Infallible> {
        Ok(None)
    }

    fn part_until(&mut self, _: &BlobHash) -> Result<u64, Infallible> {
        Ok(0)
    }

    fn keep_part(&mut self, _: Part<'_>) -> Result<Kept, Infallible> {
        Ok(Kept::Unneeded)
    }

    fn held_by(&mut self, _: &DeviceId, _: &[BlobHash]) -> Result<(), Infallible> {
        Ok(())
    }

    fn blobs_synced(&mut self, _: &DeviceId, _: &SetSum) -> Result<(), Infallible> {
        Ok(())
    }
}
