//! By what a person is known again: the names that files give them, their addresses and numbers.

use mingle_proto::id::DocumentId;
use mingle_proto::order;
use mingle_proto::record::Contact;
use rusqlite::{Connection, Result, params};
use std::collections::BTreeSet;

use super::super::number::{self, Same, TAIL};
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

    /// A web address, whatever its scheme and case, with `www.` or not; where profiles are, also whatever follows a `?`,
    /// by which those who share one are followed, and whatever LinkedIn's country; of WhatsApp, the number. None for what has
    /// no path: that is a firm's as often as a person's.
    pub fn of_link(link: &str) -> Option<Self> {
        let link = link.trim().to_lowercase();
        let (_, rest) = link.split_once("://").unwrap_or(("", &link));
        let (host, path) = rest.split('#').next()?.split_once('/')?;
        let host = if host.ends_with(".linkedin.com") { "linkedin.com" } else { host };
        let host = ["www.", "m.", "mobile."]
            .into_iter()
            .find_map(|prefix| host.strip_prefix(prefix).filter(|host| has_profiles(host)))
            .unwrap_or_else(|| host.strip_prefix("www.").unwrap_or(host));
        // There a profile without a name of its own is told by what follows.
        let is_told = has_profiles(host) && !path.starts_with("profile.php");
        let path = if is_told { path.split('?').next()? } else { path };
        let path = path.trim_end_matches('/');
        if host == "wa.me"
            && let Some(number) = Self::of_phone(path)
        {
            return Some(number);
        }
        (!path.is_empty()).then(|| Self(format!("link {host}/{path}")))
    }

    /// A telephone number, however it is grouped, as far as its digits tell; none for what is not one.
    pub fn of_phone(number: &str) -> Option<Self> {
        Self::of_phone_as_written(number).map(|mut key| {
            key.0.truncate(key.0.trim_end_matches('+').len());
            key
        })
    }

    /// As it is kept: an international number with a `+` behind its digits.
    fn of_phone_as_written(number: &str) -> Option<Self> {
        let backwards = number::backwards(number);
        (!backwards.is_empty()).then(|| Self(String::from(CALL) + &backwards))
    }
}

/// Whether people have their profiles there, each under a path.
fn has_profiles(host: &str) -> bool {
    matches!(
        host,
        "linkedin.com"
            | "instagram.com"
            | "x.com"
            | "twitter.com"
            | "github.com"
            | "facebook.com"
            | "tiktok.com"
            | "xing.com"
            | "t.me"
            | "bsky.app"
            | "wa.me"
    )
}

/// Before a telephone number.
const CALL: &str = "call ";

pub fn keys(contact: &Contact) -> BTreeSet<SourceKey> {
    let sources = contact.sources.iter().map(|source| SourceKey::of_source(source));
    let emails = contact.emails.keys().map(|address| SourceKey::of_email(address));
    let phones = contact.phones.keys().filter_map(|number| SourceKey::of_phone_as_written(number));
    let links = contact.links.keys().filter_map(|link| SourceKey::of_link(link));
    order::set(sources.chain(emails).chain(phones).chain(links))
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
    let mut known = Vec::new();
    // No digit comes before a plus.
    let last = String::from(key) + if key.starts_with(CALL) { "+" } else { "" };
    each_between(connection, key, &last, &mut |id, deleted, _| {
        if known.last() != Some(&(id, deleted)) {
            known.push((id, deleted));
        }
    })?;
    Ok(known)
}

/// The living people with this telephone number in one of its forms; the second says whether it is theirs for certain:
/// see [`number::same`].
pub fn called(connection: &Connection, number: &str) -> Result<Vec<(DocumentId, bool)>> {
    let mut found: Vec<(DocumentId, bool)> = Vec::new();
    let asked = number::backwards(number);
    let digits = asked.trim_end_matches('+');
    if digits.is_empty() {
        return Ok(found);
    }
    let first = String::from(CALL) + digits.get(..TAIL).unwrap_or(digits);
    // Every digit comes before a colon.
    let last = first.clone() + ":";
    each_between(connection, &first, &last, &mut |id, deleted, key| {
        let same = number::same(&asked, key.strip_prefix(CALL).unwrap_or_default());
        match found.last_mut() {
            _ if deleted || same == Same::No => {}
            Some((last, certain)) if *last == id => *certain |= same == Same::Certainly,
            _ => found.push((id, same == Same::Certainly)),
        }
    })?;
    Ok(found)
}

/// Tells of all who are known by these keys or one between, the living ones first: who, whether they are put away, and
/// by which key.
fn each_between(
    connection: &Connection,
    first: &str,
    last: &str,
    tell: &mut dyn FnMut(DocumentId, bool, &str),
) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT contact.id, contact.deleted IS NOT NULL, source.key
         FROM source CROSS JOIN contact USING (document)
         WHERE source.key BETWEEN ?1 AND ?2 ORDER BY contact.deleted IS NOT NULL, contact.id",
    )?;
    let mut rows = statement.query(params![first, last])?;
    while let Some(row) = rows.next()? {
        tell(document_id(row, 0)?, row.get(1)?, row.get_ref(2)?.as_str()?);
    }
    Ok(())
}
