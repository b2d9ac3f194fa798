//! Tables derived from the documents, in the same transaction, and derived again at any time. Each file has its
//! table's format, rows, reads and writes.

pub mod contact;
pub mod event;
pub mod forgotten;
pub mod interaction;
pub mod mention;
pub mod moves;
pub mod person;
pub mod search;
pub mod source;
pub mod tag;

use mingle_proto::document::Document;
use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use mingle_proto::record::{Contact, Event, Forgotten, Interaction, Move};
use rusqlite::{Connection, Result};

use search::SearchText;

/// Raised whenever a view is to hold something else: a store with another version derives its views again.
pub const VERSION: i64 = 2;

/// A record, as far as views are derived from its kind.
#[derive(Debug, Clone)]
pub enum Record {
    Contact(Box<Contact>),
    Interaction(Box<Interaction>),
    Event(Box<Event>),
    Move(Box<Move>),
    Forgotten(Forgotten),
    /// A kind that is shown in no view.
    Unseen,
}

impl Record {
    pub fn of(document: &Document, kind: &Kind) -> Self {
        match kind {
            Kind::Contact => Record::Contact(Box::new(document.read())),
            Kind::Interaction => Record::Interaction(Box::new(document.read())),
            Kind::Event => Record::Event(Box::new(document.read())),
            Kind::Move => Record::Move(Box::new(document.read())),
            Kind::Forgotten => Record::Forgotten(document.read()),
            Kind::Me | Kind::Devices | Kind::Other(_) => Record::Unseen,
        }
    }

    /// What search is to find of it; nothing of a record that was put away.
    pub fn search_text(&self) -> Option<SearchText> {
        match self {
            Record::Contact(contact) => {
                contact.deleted.is_none().then(|| SearchText::of_contact(contact))
            }
            Record::Interaction(interaction) => {
                interaction.deleted.is_none().then(|| SearchText::of_interaction(interaction))
            }
            Record::Event(event) => event.deleted.is_none().then(|| SearchText::of_event(event)),
            Record::Move(one) => one.deleted.is_none().then(|| SearchText::of_move(one)),
            Record::Forgotten(_) | Record::Unseen => None,
        }
    }
}

/// Drops all views and makes them anew, empty. What is forgotten stays known through its own document.
pub fn recreate(connection: &Connection) -> Result<()> {
    for (name, create) in [
        ("contact", contact::CREATE),
        ("interaction", interaction::CREATE),
        ("event", event::CREATE),
        ("move", moves::CREATE),
        ("mention", mention::CREATE),
        ("source", source::CREATE),
        ("tag", tag::CREATE),
        ("forgotten", forgotten::CREATE),
        ("search", search::CREATE),
    ] {
        connection.execute_batch(&format!("DROP TABLE IF EXISTS {name}; {create}"))?;
    }
    Ok(())
}

/// Writes the rows of one document. `fresh` says that there are none yet.
pub fn write(
    connection: &Connection,
    rowid: i64,
    id: &DocumentId,
    record: &Record,
    text: Option<&SearchText>,
    fresh: bool,
) -> Result<()> {
    if !fresh {
        remove(connection, rowid)?;
    }
    match record {
        Record::Contact(contact) => {
            contact::write(connection, rowid, id, contact)?;
            source::write(connection, rowid, contact)?;
            tag::write(connection, rowid, contact)?;
        }
        Record::Interaction(interaction) => {
            interaction::write(connection, rowid, id, interaction)?;
            mention::write(connection, rowid, &interaction.people)?;
        }
        Record::Event(event) => {
            event::write(connection, rowid, id, event)?;
            mention::write(connection, rowid, event.hoped.union(&event.brought))?;
        }
        Record::Move(one) => {
            moves::write(connection, rowid, id, one)?;
            mention::write(connection, rowid, &one.people)?;
        }
        Record::Forgotten(_) | Record::Unseen => {}
    }
    text.map_or(Ok(()), |text| search::write(connection, rowid, text))
}

/// Removes the rows of one document.
pub fn remove(connection: &Connection, rowid: i64) -> Result<()> {
    for statement in [
        "DELETE FROM contact WHERE document = ?1",
        "DELETE FROM interaction WHERE document = ?1",
        "DELETE FROM event WHERE document = ?1",
        "DELETE FROM move WHERE document = ?1",
        "DELETE FROM mention WHERE document = ?1",
        "DELETE FROM source WHERE document = ?1",
        "DELETE FROM tag WHERE document = ?1",
        "DELETE FROM search WHERE rowid = ?1",
    ] {
        connection.prepare_cached(statement)?.execute([rowid])?;
    }
    Ok(())
}
