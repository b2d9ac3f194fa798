//! By what a person is known again: the names that files give them, their addresses and numbers.

use mingle_proto::id::DocumentId;
use mingle_proto::order;
use mingle_proto::record::Contact;
use rusqlite::{Connection, Result, params};
use std::collections::BTreeSet;

use super::super::fold::phone;
use super::super::table::document_id;

pub const CREATE: &str = "
    CREATE TABLE source (
        key      TEXT NOT NULL,
        document INTEGER NOT NULL,
        PRIMARY KEY (key, document)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX source_document ON source (document);";

/// What a person is known by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceKey(String);

impl SourceKey {
    /// An element of [`Contact::sources`].
    pub fn of_source(source: &str) -> Self {
        Self(format!("from {source}"))
    }

    /// An address of electronic mail, whatever its case.
    pub fn of_email(address: &str) -> Self {
        Self(format!("mail {}", address.trim().to_lowercase()))
    }

    /// A telephone number, however it is grouped; none for what is not one.
    pub fn of_phone(number: &str) -> Option<Self> {
        phone(number).map(|digits| Self(format!("call {digits}")))
    }
}

pub fn keys(contact: &Contact) -> BTreeSet<SourceKey> {
    let sources = contact.sources.iter().map(|source| SourceKey::of_source(source));
    let emails = contact.emails.keys().map(|address| SourceKey::of_email(address));
    let phones = contact.phones.keys().filter_map(|number| SourceKey::of_phone(number));
    order::set(sources.chain(emails).chain(phones))
}

/// Writes by what a person is known; `fresh` says that nothing is written yet.
pub fn write(connection: &Connection, rowid: i64, contact: &Contact, fresh: bool) -> Result<()> {
    let keys = keys(contact);
    let before = if fresh { BTreeSet::new() } else { of(connection, rowid)? };
    let mut delete =
        connection.prepare_cached("DELETE FROM source WHERE key = ?1 AND document = ?2")?;
    for SourceKey(key) in before.difference(&keys) {
        delete.execute(params![key, rowid])?;
    }
    let mut insert = connection.prepare_cached("INSERT INTO source VALUES (?1, ?2)")?;
    for SourceKey(key) in keys.difference(&before) {
        insert.execute(params![key, rowid])?;
    }
    Ok(())
}

fn of(connection: &Connection, rowid: i64) -> Result<BTreeSet<SourceKey>> {
    let keys: Vec<_> = connection
        .prepare_cached("SELECT key FROM source WHERE document = ?1")?
        .query_map([rowid], |row| row.get(0).map(SourceKey))?
        .collect::<Result<_>>()?;
    Ok(order::set(keys))
}

/// The people known by a key, those put away too; the second says whether they are.
pub fn known_by(
    connection: &Connection,
    SourceKey(key): &SourceKey,
) -> Result<Vec<(DocumentId, bool)>> {
    connection
        .prepare_cached(
            "SELECT contact.id, contact.deleted IS NOT NULL FROM source JOIN contact USING (document)
             WHERE source.key = ?1 ORDER BY contact.deleted IS NOT NULL, contact.id",
        )?
        .query_map([key], |row| Ok((document_id(row, 0)?, row.get(1)?)))?
        .collect()
}
