//! The store as a session sees it.

use mingle_proto::document::Document;
use mingle_proto::id::{BlobHash, DeviceId, DocumentId, Heads, SetSum};
use mingle_proto::kind::Kind;
use mingle_proto::record::Devices;
use mingle_proto::refusal::Refused;
use mingle_proto::session::{Applied, Item, Kept, Part, Payload, Replica, Standing};
use mingle_proto::timestamp::Timestamp;

use super::table::{blob, document, peer, refused, revoked};
use super::view::{attachment, forgotten};
use super::{Store, StoreError};

impl Replica for Store {
    type Error = StoreError;

    fn summary(&mut self) -> Result<SetSum, StoreError> {
        self.reading().sum()
    }

    fn items(&mut self) -> Result<Vec<Item>, StoreError> {
        Ok(document::items(&self.connection)?)
    }

    fn heads(&mut self, ids: &[DocumentId]) -> Result<Vec<Heads>, StoreError> {
        ids.iter()
            .map(|id| Ok(document::heads_of(&self.connection, id)?.unwrap_or_default()))
            .collect()
    }

    fn includes(&mut self, id: &DocumentId, heads: &Heads) -> Result<bool, StoreError> {
        if forgotten::contains(&self.connection, id)? {
            return Ok(true);
        }
        match document::heads_of(&self.connection, id)? {
            None => Ok(heads.is_empty()),
            Some(held) if held == *heads => Ok(true),
            Some(_) => Ok(self
                .reading()
                .document(id)?
                .is_some_and(|mut document| document.includes(heads))),
        }
    }

    fn payload(&mut self, id: &DocumentId, after: &Heads) -> Result<Option<Payload>, StoreError> {
        let Some(held) = document::held(&self.connection, id)? else { return Ok(None) };
        let bytes = if after.is_empty() {
            held.bytes
        } else {
            let load = Document::load(&held.bytes);
            load.map_err(|reason| StoreError::Unreadable { id: *id, reason })?.bytes_after(after)
        };
        Ok(Some(Payload { id: *id, heads: held.heads, bytes }))
    }

    fn apply(&mut self, _: &DeviceId, payloads: &[Payload]) -> Result<Applied, StoreError> {
        self.apply_frame(payloads)
    }

    fn refuse(&mut self, refused: &Refused) -> Result<(), StoreError> {
        self.write(Timestamp(0), |writing| writing.refuse(refused))
    }

    fn refusals(&mut self) -> Result<Vec<Refused>, StoreError> {
        self.reading().refused()
    }

    fn refused_by(&mut self, peer: &DeviceId, refused: &[Refused]) -> Result<(), StoreError> {
        self.write(Timestamp(0), |writing| {
            Ok(refused::replace_by(writing.connection(), peer, refused)?)
        })
    }

    fn standing(&mut self, device: &DeviceId) -> Result<Standing, StoreError> {
        if revoked::contains(&self.connection, device)? {
            return Ok(Standing::Revoked);
        }
        let devices: Devices = self.reading().singleton()?;
        Ok(match () {
            () if devices.is_revoked(device) => Standing::Revoked,
            () if devices.is_current(device) => Standing::Current,
            () => Standing::Unknown,
        })
    }

    fn revoked(&mut self) -> Result<Vec<(DeviceId, Timestamp)>, StoreError> {
        Ok(revoked::all(&self.connection)?)
    }

    /// Whatever adds to the table writes the devices record, or counts it as written.
    fn revoked_mark(&mut self) -> Result<u64, StoreError> {
        let seq = document::seq_of(&self.connection, &Kind::Devices.singleton_id())?;
        Ok(seq.unwrap_or_default().cast_unsigned())
    }

    fn hear_revoked(&mut self, devices: &[(DeviceId, Timestamp)]) -> Result<bool, StoreError> {
        for (device, _) in devices {
            // The usual case, in each session, is that there is nothing new and nothing to write.
            if !revoked::contains(&self.connection, device)? {
                return self.write(Timestamp(0), |writing| writing.hear_revoked(devices));
            }
        }
        Ok(false)
    }

    fn synced(&mut self, peer: &DeviceId, proven: &SetSum) -> Result<(), StoreError> {
        self.write(Timestamp(0), |writing| {
            if writing.sum() == *proven {
                let fingerprint = proven.fingerprint();
                peer::set_synced(writing.connection(), peer, writing.state.seq, &fingerprint)?;
            }
            Ok(())
        })
    }

    fn lacking(&mut self) -> Result<Vec<BlobHash>, StoreError> {
        Ok(attachment::lacking(&self.connection)?)
    }

    fn held_of(&mut self, hashes: &[BlobHash]) -> Result<Vec<BlobHash>, StoreError> {
        let mut held = Vec::new();
        for hash in hashes {
            if blob::can_be_given(&self.connection, hash)? {
                held.push(*hash);
            }
        }
        Ok(held)
    }

    fn blob_part(
        &mut self,
        hash: &BlobHash,
        offset: u64,
        length: u64,
    ) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        if !blob::can_be_given(&self.connection, hash)? {
            return Ok(None);
        }
        Ok(blob::part(&self.connection, hash, offset, length)?)
    }

    fn part_until(&mut self, hash: &BlobHash) -> Result<u64, StoreError> {
        Ok(blob::parts(&self.connection, hash)?.0)
    }

    fn keep_part(&mut self, part: Part<'_>) -> Result<Kept, StoreError> {
        self.write(Timestamp(0), |writing| writing.keep_part(&part))
    }

    fn held_by(&mut self, peer: &DeviceId, hashes: &[BlobHash]) -> Result<(), StoreError> {
        for hash in hashes {
            // The usual case, where a session tells it again, is that there is nothing new and nothing to write.
            if blob::is_news_of(&self.connection, hash, peer)? {
                return self.write(Timestamp(0), |writing| {
                    let note = |hash| blob::note_at(writing.connection(), hash, peer);
                    Ok(hashes.iter().try_for_each(note)?)
                });
            }
        }
        Ok(())
    }

    fn blobs_synced(&mut self, peer: &DeviceId, proven: &SetSum) -> Result<(), StoreError> {
        if !blob::came_since_proof(&self.connection, peer)? {
            return Ok(());
        }
        self.write(Timestamp(0), |writing| {
            if writing.sum() == *proven {
                // What was read with the documents is no news to the peer either.
                let fingerprint = proven.fingerprint();
                peer::set_synced(writing.connection(), peer, writing.state.seq, &fingerprint)?;
                blob::set_synced(writing.connection(), peer, writing.state.seq)?;
            }
            Ok(())
        })
    }
}
