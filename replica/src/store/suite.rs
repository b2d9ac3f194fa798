//! What the store takes for granted of the SQLite below it in the browser, on the origin's private file system: each
//! promise has one life or more, and each life a worker of its own. Natively, dying processes prove the same.
#![allow(clippy::unwrap_used)]

use rusqlite::{Connection, params};
use std::path::Path;

/// What one worker does for a promise, with the database of this name.
pub type Life = fn(&Path);

/// A promise of the ground: its name, and its lives from the first to the last. A life panics if it is broken.
pub const PROMISES: &[(&str, &[Life])] = &[
    ("a committed row is there in the next life", &[commits, finds_committed]),
    (
        "what was not committed when a life ended is rolled back in the next",
        &[commits, ends_in_the_middle, finds_committed],
    ),
    ("a write-ahead log is refused where files share no memory", &[refuses_shared_memory]),
    (
        "what a life has committed to a log of its own is there in the next, though nobody closed it",
        &[commits_to_a_log, finds_committed_in_a_log, finds_committed_in_a_log],
    ),
    (
        "what was not committed to a log when a life ended is not there in the next",
        &[commits_to_a_log, ends_in_the_middle_of_a_log, finds_committed_in_a_log],
    ),
    ("a rollback journal's file is taken on with a log", &[commits, finds_committed_in_a_log]),
];

fn open(path: &Path) -> Connection {
    let database = Connection::open(path).unwrap();
    database
        .execute_batch(
            "PRAGMA journal_mode = delete;
             PRAGMA synchronous = full;
             CREATE TABLE IF NOT EXISTS note(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;",
        )
        .unwrap();
    database
}

fn commits(path: &Path) {
    commit(&mut open(path));
}

/// As the store opens its file: a log that is locked for good needs no shared memory.
fn open_with_a_log(path: &Path) -> Connection {
    let database = Connection::open(path).unwrap();
    database
        .execute_batch(
            "PRAGMA locking_mode = exclusive;
             PRAGMA journal_mode = wal;
             PRAGMA synchronous = full;
             CREATE TABLE IF NOT EXISTS note(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;",
        )
        .unwrap();
    let mode: String = database.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    database
}

/// Closes nothing: all that is committed stands in the log alone.
fn commits_to_a_log(path: &Path) {
    let mut database = open_with_a_log(path);
    database.execute_batch("PRAGMA wal_autocheckpoint = 0").unwrap();
    commit(&mut database);
    std::mem::forget(database);
}

fn commit(database: &mut Connection) {
    let transaction = database.transaction().unwrap();
    for id in 0..500 {
        transaction.execute("INSERT INTO note VALUES(?1, ?2)", params![id, [7_u8; 1000]]).unwrap();
    }
    transaction.commit().unwrap();
}

fn finds_committed(path: &Path) {
    find_committed(&open(path));
}

fn finds_committed_in_a_log(path: &Path) {
    let database = open_with_a_log(path);
    find_committed(&database);
    std::mem::forget(database);
}

fn find_committed(database: &Connection) {
    let found = database.query_row(
        "SELECT count(*), min(body = ?1), (SELECT integrity_check FROM pragma_integrity_check) FROM note",
        [[7_u8; 1000]],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?)),
    );
    assert_eq!(found.unwrap(), (500, 1, "ok".to_owned()));
}

/// Leaves a journal behind that the next opening must play back: the pages are in the file already.
fn ends_in_the_middle(path: &Path) {
    end_in_the_middle(open(path));
}

/// Leaves pages in the log that no commit follows.
fn ends_in_the_middle_of_a_log(path: &Path) {
    end_in_the_middle(open_with_a_log(path));
}

fn end_in_the_middle(database: Connection) {
    database
        .execute_batch(
            "PRAGMA cache_size = 4; BEGIN IMMEDIATE; UPDATE note SET body = zeroblob(1000);
             INSERT INTO note SELECT id + 1000, zeroblob(1000) FROM note;",
        )
        .unwrap();
    std::mem::forget(database);
}

fn refuses_shared_memory(path: &Path) {
    let asked: String =
        open(path).query_row("PRAGMA journal_mode = wal", [], |row| row.get(0)).unwrap();
    assert_eq!(asked, "delete");
}
