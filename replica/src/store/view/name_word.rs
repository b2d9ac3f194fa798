//! The words of people's names, so that whom one begins to type is there with the first letter, however many there are.

use rusqlite::{Connection, Result, params};
use std::collections::BTreeSet;

use super::super::fold::{begins_a_word, name_words, typed_words};

/// `word` is one of the places in a name where a search may begin, with what follows it; `name` the name's words.
/// In the order of the key the exact word comes before those that it only begins, and names in their order.
pub const CREATE: &str = "
    CREATE TABLE name_word (
        word     TEXT NOT NULL,
        name     TEXT NOT NULL,
        document INTEGER NOT NULL,
        PRIMARY KEY (word, name, document)
    ) STRICT, WITHOUT ROWID;";

/// Writes the words of a name, folded or not, in place of those of the name before; `None` is nobody's name, or that
/// of someone who was put away.
pub fn replace(
    connection: &Connection,
    rowid: i64,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<()> {
    if before == after {
        return Ok(());
    }
    change(
        connection,
        "DELETE FROM name_word WHERE word = ?1 AND name = ?2 AND document = ?3",
        rowid,
        before,
    )?;
    change(connection, "INSERT INTO name_word VALUES (?1, ?2, ?3)", rowid, after)
}

fn change(connection: &Connection, sql: &str, rowid: i64, name: Option<&str>) -> Result<()> {
    let Some((name, words)) = name.map(name_words) else { return Ok(()) };
    let mut statement = connection.prepare_cached(sql)?;
    for word in words {
        statement.execute(params![word, name, rowid])?;
    }
    Ok(())
}

/// People in whose name every word of what was typed begins a word, in the order of the longest one's: the rows of at
/// most `limit` documents.
pub fn beginning(connection: &Connection, typed: &str, limit: usize) -> Result<Vec<i64>> {
    let words = typed_words(typed);
    let Some(longest) = words.iter().max_by_key(|word| word.chars().count()) else {
        return Ok(Vec::new());
    };
    let mut statement = connection.prepare_cached(
        "SELECT name, document FROM name_word WHERE word >= ?1 AND word < ?2
         ORDER BY word, name, document",
    )?;
    let mut rows = statement.query(params![longest, format!("{longest}{}", char::MAX)])?;
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    while found.len() < limit
        && let Some(row) = rows.next()?
    {
        let name = row.get_ref(0)?.as_str()?;
        let is_meant = |word: &String| word == longest || begins_a_word(name, word);
        let document = row.get(1)?;
        if words.iter().all(is_meant) && seen.insert(document) {
            found.push(document);
        }
    }
    Ok(found)
}
