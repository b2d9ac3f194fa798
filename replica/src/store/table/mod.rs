//! Tables that hold what cannot be derived. Each file has its table's format, rows, reads and writes.

pub mod blob;
pub mod document;
pub mod incoming;
pub mod peer;
pub mod refused;
pub mod revoked;
pub mod state;

use mingle_proto::id::{DeviceId, DocumentId, Heads, ItemHash};
use rusqlite::types::Type;
use rusqlite::{Error, Result, Row};

pub fn document_id(row: &Row, column: usize) -> Result<DocumentId> {
    row.get(column).map(DocumentId::from_bytes)
}

pub fn device_id(row: &Row, column: usize) -> Result<DeviceId> {
    row.get(column).map(DeviceId::from_bytes)
}

pub fn item_hash(row: &Row, column: usize) -> Result<ItemHash> {
    row.get(column).map(ItemHash::from_bytes)
}

pub fn heads(row: &Row, column: usize) -> Result<Heads> {
    let bytes: Vec<u8> = row.get(column)?;
    Heads::from_bytes(&bytes)
        .ok_or_else(|| Error::InvalidColumnType(column, "heads".into(), Type::Blob))
}
