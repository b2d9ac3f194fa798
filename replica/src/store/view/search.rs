//! Search as you type, over everything: what a record says, as it was written, and an FTS5 index of it, folded. The
//! index keeps no text of its own, and its deletes, told the old text, leave nothing behind in the file.
//!
//! What is found first does not depend on how much else is: who has the telephone number that was typed, in whatever
//! form; people whose names begin with what was typed; then what
//! holds it in its title, in title and details, and anywhere, each time the latest written here first. So no search
//! has to weigh all matches, which are half of a journal for a letter.

use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use mingle_proto::order;
use mingle_proto::record::{Contact, Event, Interaction, Move};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Result, Row, params};

use super::super::fold::{query, tokens};
use super::super::number::phone;
use super::super::table::document_id;
use super::contact::display_name;
use super::{name_word, source};

/// Symbols count as letters, so that an emoji can be looked for; marks too, where vowels are written with them.
pub const CREATE: &str = "
    CREATE TABLE search_text (
        document INTEGER PRIMARY KEY,
        title    TEXT NOT NULL,
        detail   TEXT NOT NULL,
        body     TEXT NOT NULL
    ) STRICT;
    CREATE VIRTUAL TABLE search USING fts5 (
        title, detail, body,
        content = '',
        tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* M* Co So'\",
        prefix = '1 2'
    );
    INSERT INTO search (search, rank) VALUES ('secure-delete', 1);";

/// Where the words stand together, from the best place to any.
const PLACES: [&str; 3] = ["{title} : ", "{title detail} : ", ""];

/// With more words than these the few records that hold them all are as good as one another, and each place would cost
/// going through all words again.
const MOST_RANKED: usize = 4;

/// Stands between the texts of a column; folding makes a space of it.
const BETWEEN: char = '\u{1f}';

/// What search knows of a record, as it was written.
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
        Self { title: title.to_owned(), detail: joined(detail), body: joined(body) }
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
        let detail = [interaction.place.as_str(), interaction.channel.as_str()];
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

    /// What to call it: a person's name, an event's, what is to be done; empty for a time together.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// A person's organisation, role, tags and addresses of mail; where an interaction or event was; whom a move is
    /// about. A field that is empty has its place all the same.
    pub fn details(&self) -> impl Iterator<Item = &str> {
        self.detail.split(BETWEEN)
    }

    /// What was written of it, the fields one after the other.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.body.split(BETWEEN)
    }
}

fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.map(|text| text.replace(BETWEEN, " ")).collect();
    texts.join(&BETWEEN.to_string())
}

/// Writes what search is to know of a record, in place of what it knew.
pub fn replace(connection: &Connection, rowid: i64, text: Option<&SearchText>) -> Result<()> {
    let before = text_of_row(connection, rowid)?;
    if before.as_ref() == text {
        return Ok(());
    }
    if let Some(before) = before {
        index(
            connection,
            "INSERT INTO search (search, rowid, title, detail, body) VALUES ('delete', ?1, ?2, ?3, ?4)",
            rowid,
            &before,
        )?;
    }
    match text {
        Some(text) => write(connection, rowid, text),
        None => {
            connection
                .prepare_cached("DELETE FROM search_text WHERE document = ?1")?
                .execute([rowid])?;
            Ok(())
        }
    }
}

/// Writes what search is to know of a record; of one of which it knows nothing, or nothing any more in the index.
pub fn write(connection: &Connection, rowid: i64, text: &SearchText) -> Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO search_text VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![rowid, text.title, text.detail, text.body])?;
    let sql = "INSERT INTO search (rowid, title, detail, body) VALUES (?1, ?2, ?3, ?4)";
    index(connection, sql, rowid, text)
}

fn index(connection: &Connection, sql: &str, rowid: i64, text: &SearchText) -> Result<()> {
    let [title, detail, body] = [&text.title, &text.detail, &text.body].map(|text| tokens(text));
    connection.prepare_cached(sql)?.execute(params![rowid, title, detail, body])?;
    Ok(())
}

fn text_of_row(connection: &Connection, rowid: i64) -> Result<Option<SearchText>> {
    connection
        .prepare_cached("SELECT title, detail, body FROM search_text WHERE document = ?1")?
        .query_row([rowid], text_row)
        .optional()
}

fn text_row(row: &Row) -> Result<SearchText> {
    Ok(SearchText { title: row.get(0)?, detail: row.get(1)?, body: row.get(2)? })
}

/// What search knows of a record; nothing of one that was put away.
pub fn text(connection: &Connection, id: &DocumentId) -> Result<Option<SearchText>> {
    connection
        .prepare_cached(
            "SELECT title, detail, body FROM search_text
             WHERE document = (SELECT rowid FROM document WHERE id = ?1)",
        )?
        .query_row([id.as_bytes()], text_row)
        .optional()
}

/// The records that hold every word of what was typed, the best first: see above.
pub fn find(connection: &Connection, typed: &str, limit: usize) -> Result<Vec<(DocumentId, Kind)>> {
    let mut found = name_word::beginning(connection, typed, limit)?;
    if let Some(query) = query(typed) {
        let mut seen = order::set(found.iter().copied());
        let mut matches = connection.prepare_cached(
            "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
        )?;
        let is_long = typed.split_whitespace().nth(MOST_RANKED).is_some();
        for place in if is_long { &PLACES[2..] } else { &PLACES[..] } {
            if found.len() < limit {
                let rows = latest(&mut matches, &format!("{place}({query})"), limit + seen.len())?;
                found.extend(rows.into_iter().filter(|row| seen.insert(*row)));
            }
        }
    }
    let mut document =
        connection.prepare_cached("SELECT id, kind FROM document WHERE rowid = ?1")?;
    let named =
        |row: &Row| Ok((document_id(row, 0)?, Kind::from(row.get::<_, String>(1)?.as_str())));
    let mut hits = Vec::new();
    for (id, _) in source::called(connection, typed)? {
        hits.push((id, Kind::Contact));
    }
    for rowid in found {
        let hit = document.query_row([rowid], named)?;
        if hits.len() < limit && !hits.contains(&hit) {
            hits.push(hit);
        }
    }
    hits.truncate(limit);
    Ok(hits)
}

fn latest(matches: &mut CachedStatement, query: &str, limit: usize) -> Result<Vec<i64>> {
    matches.query_map(params![query, limit as i64], |row| row.get(0))?.collect()
}
