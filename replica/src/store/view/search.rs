//! Search as you type, over everything: an ordinary FTS5 table of folded text, whose deletes leave nothing behind in
//! the file.

use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use mingle_proto::record::{Contact, Event, Interaction, Move};
use rusqlite::{Connection, Result, params};

use super::super::fold::{phone, query, tokens};
use super::super::table::document_id;
use super::contact::display_name;

/// Symbols count as letters, so that an emoji can be looked for; marks too, where vowels are written with them.
pub const CREATE: &str = "
    CREATE VIRTUAL TABLE search USING fts5 (
        title, detail, body,
        tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* M* Co So'\",
        prefix = '2 3'
    );
    INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
    INSERT INTO search (search, rank) VALUES ('rank', 'bm25(10.0, 4.0, 1.0)');";

/// What search knows of a record, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchText {
    title: String,
    detail: String,
    body: String,
}

impl SearchText {
    fn new<'a>(
        title: &str,
        detail: impl Iterator<Item = &'a str>,
        body: impl Iterator<Item = &'a str>,
    ) -> Self {
        let joined = |parts: Vec<&str>| tokens(&parts.join("\n"));
        Self {
            title: tokens(title),
            detail: joined(detail.collect()),
            body: joined(body.collect()),
        }
    }

    pub fn of_contact(contact: &Contact) -> Self {
        let detail = [contact.org.as_str(), contact.role.as_str()]
            .into_iter()
            .chain(contact.tags.iter().map(String::as_str))
            .chain(contact.emails.keys().map(String::as_str));
        let numbers: Vec<String> =
            contact.phones.keys().filter_map(|number| phone(number)).collect();
        let body = [&contact.story, &contact.learned, &contact.note, &contact.met_place]
            .into_iter()
            .chain(contact.needs.values())
            .chain(contact.offers.values())
            .chain(contact.phones.keys())
            .chain(contact.links.keys())
            .chain(contact.addresses.keys())
            .chain(numbers.iter())
            .map(String::as_str);
        Self::new(display_name(contact), detail, body)
    }

    pub fn of_interaction(interaction: &Interaction) -> Self {
        let detail = [interaction.channel.as_str(), interaction.place.as_str()];
        Self::new("", detail.into_iter(), [interaction.note.as_str()].into_iter())
    }

    pub fn of_event(event: &Event) -> Self {
        let body = [&event.goal, &event.learned, &event.note];
        Self::new(
            &event.name,
            [event.place.as_str()].into_iter(),
            body.into_iter().map(String::as_str),
        )
    }

    pub fn of_move(one: &Move) -> Self {
        let detail = [one.about.as_str(), one.sort.as_str()];
        Self::new(&one.what, detail.into_iter(), [one.note.as_str()].into_iter())
    }
}

pub fn write(connection: &Connection, rowid: i64, text: &SearchText) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO search (rowid, title, detail, body) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![rowid, text.title, text.detail, text.body])?;
    Ok(())
}

/// The records that hold every word of what was typed, the best first; among equals the latest.
pub fn find(connection: &Connection, typed: &str, limit: usize) -> Result<Vec<(DocumentId, Kind)>> {
    let Some(query) = query(typed) else { return Ok(Vec::new()) };
    connection
        .prepare_cached(
            "SELECT document.id, document.kind
             FROM (SELECT rowid, rank FROM search WHERE search MATCH ?1 ORDER BY rank LIMIT ?2) AS best
             JOIN document ON document.rowid = best.rowid
             ORDER BY best.rank, document.time DESC, document.id",
        )?
        .query_map(params![query, limit as i64], |row| {
            Ok((document_id(row, 0)?, Kind::from(row.get::<_, String>(1)?.as_str())))
        })?
        .collect()
}
