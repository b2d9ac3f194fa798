//! What replica builds on in the browser: SQLite, FTS5, Automerge and randomness, on OPFS.

#![allow(clippy::unwrap_used)]

use automerge::transaction::Transactable;
use automerge::{AutoCommit, ROOT, ReadDoc};
use rusqlite::{Connection, params};

use super::{Life, Promise};

const DATABASE: &str = "storage.db";

/// In the order in which they build on each other.
pub fn promises() -> Vec<Promise> {
    vec![
        promise("the database keeps a rollback journal, full sync and secure delete", &[pragmas]),
        promise("what was committed is there when the database is opened again", &[reopened]),
        promise("what was committed is there in the next worker", &[commits, finds_committed]),
        promise(
            "what was not committed when a worker ended is rolled back in the next",
            &[commits, ends_in_the_middle, finds_committed],
        ),
        promise("search folds accents, knows prefixes and forgets what was deleted", &[search]),
        promise("deleted text is gone from the file, and from the index's pages", &[no_trace]),
        promise("an Automerge document comes back from its row with equal heads", &[documents]),
        promise("every source of randomness answers, and never twice the same", &[randomness]),
    ]
}

fn promise(name: &'static str, lives: &[fn()]) -> Promise {
    Promise { name, lives: lives.iter().map(|life| Box::new(*life) as Life).collect() }
}

fn open() -> Connection {
    let database = Connection::open(DATABASE).unwrap();
    database
        .execute_batch(
            "PRAGMA journal_mode = delete;
             PRAGMA synchronous = full;
             PRAGMA secure_delete = on;
             CREATE TABLE IF NOT EXISTS note(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
             CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(body, tokenize = 'unicode61 remove_diacritics 2');
             INSERT INTO search(search, rank) VALUES('secure-delete', 1);",
        )
        .unwrap();
    database
}

fn pragmas() {
    let database = open();
    let text = |name: &str| {
        database.pragma_query_value(None, name, |row| row.get::<_, String>(0)).unwrap()
    };
    let number =
        |name: &str| database.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(text("journal_mode"), "delete");
    assert_eq!((number("synchronous"), number("secure_delete")), (2, 1));
    // The files of the pool share no memory: a write-ahead log must be refused, not pretended.
    let asked: String =
        database.query_row("PRAGMA journal_mode = wal", [], |row| row.get(0)).unwrap();
    assert_eq!(asked, "delete");
    let secure = "SELECT v FROM search_config WHERE k = 'secure-delete'";
    assert_eq!(database.query_row(secure, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
}

fn reopened() {
    commits();
    finds_committed();
}

fn commits() {
    let mut database = open();
    let transaction = database.transaction().unwrap();
    for id in 0..500 {
        transaction.execute("INSERT INTO note VALUES(?1, ?2)", params![id, [7_u8; 1000]]).unwrap();
    }
    transaction.commit().unwrap();
}

fn finds_committed() {
    let database = open();
    let found = database.query_row(
        "SELECT count(*), min(body = ?1), (SELECT integrity_check FROM pragma_integrity_check) FROM note",
        [[7_u8; 1000]],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?)),
    );
    assert_eq!(found.unwrap(), (500, 1, "ok".to_owned()));
}

/// Leaves a journal behind that the next opening must play back: the pages are in the file already.
fn ends_in_the_middle() {
    let database = open();
    database
        .execute_batch(
            "PRAGMA cache_size = 4; BEGIN IMMEDIATE; UPDATE note SET body = zeroblob(1000);",
        )
        .unwrap();
    database.execute_batch("INSERT INTO note SELECT id + 1000, zeroblob(1000) FROM note").unwrap();
    std::mem::forget(database);
}

fn search() {
    let database = open();
    database
        .execute("INSERT INTO search(rowid, body) VALUES(1, 'José Álvarez 👋 met نور')", [])
        .unwrap();
    let count = |query: &str| {
        let found = database.query_row(
            "SELECT count(*) FROM search WHERE search MATCH ?1",
            [query],
            |row| row.get(0),
        );
        found.unwrap_or(-1_i64)
    };
    for query in ["jose", "alvarez", "alv*", "نور", "\"jose alvarez\""] {
        assert_eq!(count(query), 1, "{query}");
    }
    database.execute("DELETE FROM search WHERE rowid = 1", []).unwrap();
    assert_eq!(count("jose"), 0);
}

fn no_trace() {
    let database = open();
    let said = "quicksilverpassphrase";
    database.execute("INSERT INTO note VALUES(1, ?1)", [said.as_bytes()]).unwrap();
    database.execute("INSERT INTO search(rowid, body) VALUES(1, ?1)", [said]).unwrap();
    let pages_with_it = || {
        let count = "SELECT count(*) FROM sqlite_dbpage WHERE instr(data, ?1) > 0";
        database.query_row(count, [said.as_bytes()], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert!(pages_with_it() >= 2, "the check must see what it looks for");
    database.execute_batch("DELETE FROM note; DELETE FROM search;").unwrap();
    assert_eq!(pages_with_it(), 0);
}

fn documents() {
    let mut document = AutoCommit::new();
    document.put(ROOT, "name", "Zoë O’Brien-Łukasz").unwrap();
    let (heads, bytes) = (document.get_heads(), document.save());
    let database = open();
    database.execute("INSERT INTO note VALUES(1, ?1)", [&bytes]).unwrap();
    let read: Vec<u8> = database.query_row("SELECT body FROM note", [], |row| row.get(0)).unwrap();
    let mut loaded = AutoCommit::load(&read).unwrap();
    assert_eq!(loaded.get_heads(), heads);
    let name = loaded.get(ROOT, "name").unwrap().unwrap().0;
    assert_eq!(name.as_str(), Some("Zoë O’Brien-Łukasz"));
    assert_ne!(loaded.get_actor(), AutoCommit::new().get_actor());
}

fn randomness() {
    let mut drawn = [[0_u8; 32]; 4];
    getrandom::fill(&mut drawn[0]).unwrap();
    getrandom::fill(&mut drawn[1]).unwrap();
    getrandom_of_snow::fill(&mut drawn[2]).unwrap();
    getrandom_of_snow::fill(&mut drawn[3]).unwrap();
    for (index, one) in drawn.iter().enumerate() {
        assert!(one.iter().any(|byte| *byte != 0));
        assert!(!drawn[..index].contains(one));
    }
}
