//! How the replica stands.

use mingle_proto::id::{DeviceId, DocumentId, Fingerprint};
use mingle_proto::order;
use mingle_proto::refusal::{RefusalCode, Refused};
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

use super::{Journal, JournalError};

/// How the replica stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Status {
    /// All documents, the singletons too.
    pub documents: u64,
    /// Equal fingerprints mean equal replicas.
    pub fingerprint: Fingerprint,
    pub by_kind: BTreeMap<String, u64>,
    pub attachments: AttachmentsHeld,
    /// What this replica cannot take.
    pub refused: Vec<RefusedRow>,
    pub peers: Vec<PeerStatus>,
}

/// The bytes of photos and files, beside the documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct AttachmentsHeld {
    /// Photos, files and small pictures whose bytes are here.
    pub count: u64,
    pub bytes: u64,
    /// Bytes of the largest.
    pub largest: u64,
    /// Those whose bytes are still to come.
    pub lacking: u64,
}

/// How another device stands, as far as this one knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct PeerStatus {
    pub device: DeviceId,
    pub name: String,
    /// Where it was last reached, or empty.
    pub address: String,
    pub last_sync: Option<Timestamp>,
    /// Documents that it was not proven to hold as they stand: written here since the last proof, or left out of it
    /// because one side cannot take them; and the attachments that it was not proven to hold.
    pub unsynced: u64,
    /// The attachments among these.
    pub unsynced_attachments: u64,
    /// What it says that it cannot take.
    pub refused: Vec<RefusedRow>,
}

/// A document that a replica cannot take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct RefusedRow {
    pub id: DocumentId,
    pub code: RefusalCode,
    pub message: String,
}

impl From<Refused> for RefusedRow {
    fn from(refused: Refused) -> Self {
        Self { id: refused.id, code: refused.reason.code, message: refused.reason.message }
    }
}

impl Journal {
    pub fn status(&self) -> Result<Status, JournalError> {
        let reading = self.reading();
        let sum = reading.sum()?;
        let names = order::map(self.devices()?.into_iter().map(|row| (row.device, row.name)));
        let refused_by = reading.refused_by_peers()?;
        let mut peers = Vec::new();
        for peer in reading.peers()? {
            let attachments = reading.unsynced_blobs(&peer)?;
            peers.push(PeerStatus {
                unsynced: reading.unsynced(&peer)? + attachments,
                unsynced_attachments: attachments,
                name: names.get(&peer.device).cloned().unwrap_or_default(),
                refused: refused_by
                    .iter()
                    .filter(|(by, _)| *by == peer.device)
                    .map(|(_, refused)| refused.clone().into())
                    .collect(),
                device: peer.device,
                address: peer.address,
                last_sync: peer.last_sync,
            });
        }
        let held = reading.blobs_held()?;
        Ok(Status {
            documents: sum.count,
            fingerprint: sum.fingerprint(),
            by_kind: reading.by_kind()?,
            attachments: AttachmentsHeld {
                count: held.count,
                bytes: held.bytes,
                largest: held.largest,
                lacking: reading.lacking()?.len() as u64,
            },
            refused: reading.refused()?.into_iter().map(RefusedRow::from).collect(),
            peers,
        })
    }
}
