//! What is known of the other devices from having met them. None of it decides what is sent.

use mingle_proto::id::{DeviceId, Fingerprint};
use mingle_proto::timestamp::Timestamp;
use rusqlite::{Connection, Result, params};
use serde::Serialize;

use super::device_id;

/// `synced_seq` is the count of writes when the peer was last proven to hold the same set.
pub const CREATE: &str = "
    CREATE TABLE peer (
        device      BLOB PRIMARY KEY,
        address     TEXT NOT NULL DEFAULT '',
        last_sync   INTEGER,
        synced_seq  INTEGER NOT NULL DEFAULT 0,
        fingerprint BLOB
    ) STRICT, WITHOUT ROWID;";

/// A device that this one has met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Peer {
    pub device: DeviceId,
    /// Where it was last reached, or empty.
    pub address: String,
    /// When it was last proven equal.
    pub last_sync: Option<Timestamp>,
    /// This file's count of writes at that proof; 0 before the first.
    #[serde(skip)]
    pub synced_seq: i64,
    /// The set's fingerprint at that proof.
    pub fingerprint: Option<Fingerprint>,
}

pub fn all(connection: &Connection) -> Result<Vec<Peer>> {
    connection
        .prepare_cached(
            "SELECT device, address, last_sync, synced_seq, fingerprint FROM peer ORDER BY device",
        )?
        .query_map([], |row| {
            Ok(Peer {
                device: device_id(row, 0)?,
                address: row.get(1)?,
                last_sync: row.get::<_, Option<i64>>(2)?.map(Timestamp),
                synced_seq: row.get(3)?,
                fingerprint: row.get::<_, Option<[u8; 32]>>(4)?.map(Fingerprint::from_bytes),
            })
        })?
        .collect()
}

pub fn set_address(connection: &Connection, device: &DeviceId, address: &str) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO peer (device, address) VALUES (?1, ?2)
             ON CONFLICT (device) DO UPDATE SET address = excluded.address",
        )?
        .execute(params![device.as_bytes(), address])?;
    Ok(())
}

pub fn set_synced(
    connection: &Connection,
    device: &DeviceId,
    seq: i64,
    fingerprint: &Fingerprint,
) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO peer (device, synced_seq, fingerprint) VALUES (?1, ?2, ?3)
             ON CONFLICT (device) DO UPDATE SET synced_seq = excluded.synced_seq, fingerprint = excluded.fingerprint",
        )?
        .execute(params![device.as_bytes(), seq, fingerprint.as_bytes()])?;
    Ok(())
}

pub fn set_last_sync(connection: &Connection, device: &DeviceId, at: Timestamp) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO peer (device, last_sync) VALUES (?1, ?2)
             ON CONFLICT (device) DO UPDATE SET last_sync = excluded.last_sync",
        )?
        .execute(params![device.as_bytes(), at.0])?;
    Ok(())
}
