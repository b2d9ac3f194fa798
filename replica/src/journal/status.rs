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
    /// What this replica cannot take.
    pub refused: Vec<RefusedRow>,
    pub peers: Vec<PeerStatus>,
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
    /// because one side cannot take them.
    pub unsynced: u64,
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
            peers.push(PeerStatus {
                unsynced: reading.unsynced(&peer)?,
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
        Ok(Status {
            documents: sum.count,
            fingerprint: sum.fingerprint(),
            by_kind: reading.by_kind()?,
            refused: reading.refused()?.into_iter().map(RefusedRow::from).collect(),
            peers,
        })
    }
}
