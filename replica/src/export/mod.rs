//! Everything in one file that any program can read: a tar archive (POSIX ustar) of the Automerge documents as they are,
//! the attachments, and a manifest.

#[cfg(test)]
mod tests;

use mingle_proto::id::{BlobHash, DeviceId, Fingerprint, ItemHash, SetSum};
use mingle_proto::kind::Kind;
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;
use std::mem;
use tar::{Builder, EntryType, Header};

use crate::civil::moment_text;
use crate::store::{RawDocument, Reading, StoreError};

const README: &str = include_str!("README.txt");

/// Documents of about so many bytes are put into one piece.
const PIECE: usize = 256 * 1024;
/// Longest name of a kind that becomes a folder's.
const LONGEST_KIND: usize = 40;

/// What an archive says of itself in `manifest.json`, its last entry: without it, the archive is not whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// Of the archive; this is the first.
    pub format: u32,
    /// The device that wrote it.
    pub device: DeviceId,
    /// RFC 3339, in UTC.
    pub exported_at: String,
    pub documents: u64,
    pub blobs: u64,
    /// Of the documents in the archive. It is the device's at that moment, unless something was written while the
    /// pieces were taken: then an edit may be in here, and a new record is not.
    pub fingerprint: Fingerprint,
}

/// An archive that is written piece by piece, so that a journal of any size needs little memory: the pieces one after
/// another are the file.
pub struct RawExport {
    tar: Builder<Vec<u8>>,
    stage: Stage,
    device: DeviceId,
    at: Timestamp,
    sum: SetSum,
    blobs: u64,
}

enum Stage {
    Beginning,
    /// Up to the row that was the last at the beginning: whoever writes all the time does not keep it from ending.
    Documents {
        after: i64,
        last: i64,
    },
    Blobs {
        after: Option<BlobHash>,
    },
    Over,
}

impl RawExport {
    /// An archive that this device writes at this moment.
    pub fn new(device: DeviceId, at: Timestamp) -> Self {
        let tar = Builder::new(Vec::new());
        Self { tar, stage: Stage::Beginning, device, at, sum: SetSum::default(), blobs: 0 }
    }

    /// The next piece; `None` after the last. A piece has 256 kB of documents and what tar adds, or one document or
    /// attachment that is larger.
    pub fn next(&mut self, reading: &Reading) -> Result<Option<Vec<u8>>, StoreError> {
        while self.tar.get_ref().is_empty() {
            self.stage = match self.stage {
                Stage::Beginning => {
                    self.add("README.txt", README.as_bytes())?;
                    Stage::Documents { after: 0, last: reading.last_row()? }
                }
                Stage::Documents { after, last } => self.add_documents(reading, after, last)?,
                Stage::Blobs { after } => self.add_blob(reading, after)?,
                Stage::Over => return Ok(None),
            };
        }
        Ok(Some(mem::take(self.tar.get_mut())))
    }

    /// How many documents have been put in so far.
    pub fn documents(&self) -> u64 {
        self.sum.count
    }

    /// What the archive says of itself, as far as it is written.
    pub fn manifest(&self) -> Manifest {
        let moment = jiff::Timestamp::from_millisecond(self.at.0).unwrap_or_default();
        Manifest {
            format: 1,
            device: self.device,
            exported_at: moment_text(moment),
            documents: self.sum.count,
            blobs: self.blobs,
            fingerprint: self.sum.fingerprint(),
        }
    }

    fn add_documents(
        &mut self,
        reading: &Reading,
        after: i64,
        last: i64,
    ) -> Result<Stage, StoreError> {
        let documents = reading.raw_documents(after, last, PIECE)?;
        let Some(after) = documents.last().map(|document| document.row) else {
            return Ok(Stage::Blobs { after: None });
        };
        for RawDocument { kind, held, .. } in documents {
            let path = format!("documents/{}/{}.automerge", folder(&kind), held.id);
            self.add(&path, &held.bytes)?;
            self.sum.add(&ItemHash::of(&held.id, &held.heads));
        }
        Ok(Stage::Documents { after, last })
    }

    fn add_blob(
        &mut self,
        reading: &Reading,
        after: Option<BlobHash>,
    ) -> Result<Stage, StoreError> {
        if let Some((hash, bytes)) = reading.next_blob(after.as_ref())? {
            self.add(&format!("blobs/{hash}"), &bytes)?;
            self.blobs += 1;
            return Ok(Stage::Blobs { after: Some(hash) });
        }
        let manifest = serde_json::to_vec_pretty(&self.manifest()).map_err(std::io::Error::from)?;
        self.add("manifest.json", &manifest)?;
        self.tar.finish()?;
        Ok(Stage::Over)
    }

    fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(self.at.0 / 1000).unwrap_or(0));
        Ok(self.tar.append_data(&mut header, path, bytes)?)
    }
}

/// A kind's folder. Names of kinds may come from peers with a newer program: one that is no plain word gets none.
fn folder(kind: &Kind) -> &str {
    let name = kind.as_str();
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_word = !name.is_empty() && name.len() <= LONGEST_KIND && name.chars().all(is_plain);
    if is_word { name } else { "other" }
}
