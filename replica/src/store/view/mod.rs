//! Tables derived from the documents, in the same transaction, and derived again at any time. Each file has its
//! table's format, rows, reads and writes.

pub mod attachment;
pub mod contact;
pub mod event;
pub mod forgotten;
pub mod interaction;
pub mod mention;
pub mod moves;
pub mod name_word;
pub mod person;
pub mod roster;
pub mod search;
pub mod source;
pub mod tag;
pub mod unproven;

use mingle_proto::document::Document;
use mingle_proto::id::{BlobHash, DocumentId};
use mingle_proto::kind::Kind;
use mingle_proto::record::{Attachment, Contact, Devices, Event, Forgotten, Interaction, Move};
use rusqlite::{Connection, Result};

use search::SearchText;

/// Raised whenever a view is to hold something else, or text is folded in another way: a store with another version
/// derives its views again.
pub const VERSION: i64 = 5;

/// A record, as far as views are derived from its kind.
#[derive(Debug, Clone)]
pub enum Record {
    Contact(Box<Contact>),
    Interaction(Box<Interaction>),
    Event(Box<Event>),
    Move(Box<Move>),
    Attachment(Box<Attachment>),
    Forgotten(Forgotten),
    /// It has no view; whom it names as revoked is kept beside it.
    Devices(Box<Devices>),
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
            Kind::Attachment => Record::Attachment(Box::new(document.read())),
            Kind::Forgotten => Record::Forgotten(document.read()),
            Kind::Devices => Record::Devices(Box::new(document.read())),
            Kind::Me | Kind::Other(_) => Record::Unseen,
        }
    }

    /// The name that a person is to be found by; none of someone who was put away.
    fn living_name(&self) -> Option<&str> {
        match self {
            Record::Contact(contact) if contact.deleted.is_none() => {
                Some(contact::display_name(contact))
            }
            _ => None,
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
            Record::Attachment(_) | Record::Forgotten(_) => None,
            Record::Devices(_) | Record::Unseen => None,
        }
    }

    /// The attachments' bytes that it names.
    pub fn blobs(&self) -> Vec<BlobHash> {
        match self {
            Record::Contact(contact) => contact.photo.parse().into_iter().collect(),
            Record::Attachment(attachment) => attachment.blobs().collect(),
            _ => Vec::new(),
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
        ("attachment", attachment::CREATE),
        ("lacking", attachment::CREATE_LACKING),
        ("mention", mention::CREATE),
        ("source", source::CREATE),
        ("tag", tag::CREATE),
        ("forgotten", forgotten::CREATE),
        ("name_word", name_word::CREATE),
        ("search_text", ""),
        ("search", search::CREATE),
    ] {
        connection.execute_batch(&format!("DROP TABLE IF EXISTS {name}; {create}"))?;
    }
    Ok(())
}

/// Says of which records a table's own writing leaves out the rows that are there no more.
type Minds = fn(&Record) -> bool;

/// Takes a document's rows out of each table.
const ROWS: [(&str, Minds); 8] = [
    ("DELETE FROM contact WHERE document = ?1", |record| matches!(record, Record::Contact(_))),
    ("DELETE FROM source WHERE document = ?1", |record| matches!(record, Record::Contact(_))),
    ("DELETE FROM tag WHERE document = ?1", |_| false),
    ("DELETE FROM interaction WHERE document = ?1", |_| false),
    ("DELETE FROM event WHERE document = ?1", |_| false),
    ("DELETE FROM move WHERE document = ?1", |_| false),
    ("DELETE FROM attachment WHERE document = ?1", |_| false),
    ("DELETE FROM mention WHERE document = ?1", |record| {
        matches!(record, Record::Interaction(_) | Record::Event(_) | Record::Move(_))
    }),
];

/// Writes the rows of one document. `fresh` says that there are none yet; else those that stay as they are, above all
/// what search knows, are left alone.
pub fn write(
    connection: &Connection,
    rowid: i64,
    id: &DocumentId,
    record: &Record,
    text: Option<&SearchText>,
    fresh: bool,
) -> Result<()> {
    let name_before = if fresh { None } else { contact::living_name(connection, rowid)? };
    name_word::replace(connection, rowid, name_before.as_deref(), record.living_name())?;
    if !fresh {
        for (delete, _) in ROWS.iter().filter(|(_, minds)| !minds(record)) {
            connection.prepare_cached(delete)?.execute([rowid])?;
        }
    }
    match record {
        Record::Contact(contact) => {
            contact::write(connection, rowid, id, contact)?;
            source::write(connection, rowid, contact, fresh)?;
            tag::write(connection, rowid, contact)?;
        }
        Record::Interaction(interaction) => {
            interaction::write(connection, rowid, id, interaction)?;
            mention::write(connection, rowid, &interaction.people, fresh)?;
        }
        Record::Event(event) => {
            event::write(connection, rowid, id, event)?;
            mention::write(connection, rowid, event.hoped.union(&event.brought), fresh)?;
        }
        Record::Move(one) => {
            moves::write(connection, rowid, id, one)?;
            mention::write(connection, rowid, &one.people, fresh)?;
        }
        Record::Attachment(one) => attachment::write(connection, rowid, id, one)?,
        Record::Forgotten(_) | Record::Devices(_) | Record::Unseen => {}
    }
    for hash in record.blobs() {
        attachment::note_lacking(connection, &hash)?;
    }
    match text {
        Some(text) if fresh => search::write(connection, rowid, text),
        None if fresh => Ok(()),
        text => search::replace(connection, rowid, text),
    }
}

/// Removes the rows of one document.
pub fn remove(connection: &Connection, rowid: i64) -> Result<()> {
    let name = contact::living_name(connection, rowid)?;
    name_word::replace(connection, rowid, name.as_deref(), None)?;
    for (delete, _) in ROWS {
        connection.prepare_cached(delete)?.execute([rowid])?;
    }
    search::replace(connection, rowid, None)
}
