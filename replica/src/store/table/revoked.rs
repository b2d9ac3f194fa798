//! The devices that were ever seen revoked, in the devices record or by the word of a current device. It only grows:
//! nothing that comes from a peer, no restore and no deriving of views takes one out.

use mingle_proto::id::DeviceId;
use mingle_proto::record::Devices;
use mingle_proto::timestamp::Timestamp;
use rusqlite::{Connection, Result, params};

use super::device_id;

/// The third format. `at` is the moment that was told first, in milliseconds since 1970.
pub const CREATE: &str = "
    CREATE TABLE revoked (
        device BLOB PRIMARY KEY,
        at     INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// Adds all that the devices record names as revoked.
pub fn add_all(connection: &Connection, devices: &Devices) -> Result<()> {
    for (key, at) in &devices.revoked {
        if let Some(device) = DeviceId::from_key(key) {
            add(connection, &device, *at)?;
        }
    }
    Ok(())
}

/// Adds one; false if it is there.
pub fn add(connection: &Connection, device: &DeviceId, at: Timestamp) -> Result<bool> {
    let added = connection
        .prepare_cached("INSERT OR IGNORE INTO revoked VALUES (?1, ?2)")?
        .execute(params![device.as_bytes(), at.0])?;
    Ok(added > 0)
}

pub fn count(connection: &Connection) -> Result<u32> {
    connection.prepare_cached("SELECT count(*) FROM revoked")?.query_row([], |row| row.get(0))
}

pub fn contains(connection: &Connection, device: &DeviceId) -> Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM revoked WHERE device = ?1)")?
        .query_row([device.as_bytes()], |row| row.get(0))
}

pub fn all(connection: &Connection) -> Result<Vec<(DeviceId, Timestamp)>> {
    connection
        .prepare_cached("SELECT device, at FROM revoked ORDER BY device")?
        .query_map([], |row| Ok((device_id(row, 0)?, Timestamp(row.get(1)?))))?
        .collect()
}
