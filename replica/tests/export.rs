//! An export needs little memory however large the journal is, measured in a process that does nothing else.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use mingle_proto::id::DeviceId;
use mingle_proto::record::Move;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::export::RawExport;
use mingle_replica::store::{Store, StoreError, Writing};
use std::process::Command;

const NOW: Timestamp = Timestamp(1_795_250_000_000);
const DOCUMENTS: usize = 4_000;
/// Of a megabyte each: making as much of documents would take minutes.
const ATTACHMENTS: usize = 64;
/// What SQLite keeps of pages (16 MB), and some pieces.
const ROOM: u64 = 24 * 1024 * 1024;
/// Tells the other process which journal it is to export.
const JOURNAL: &str = "MINGLE_TEST_EXPORTS";

#[test]
fn a_journal_larger_than_the_memory_that_it_may_take_is_exported() {
    if let Some(journal) = std::env::var_os(JOURNAL) {
        return export(&Store::open(journal).unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut store = Store::open(&path).unwrap();
    let fill = |writing: &mut Writing| {
        for number in 0..DOCUMENTS {
            let what = format!("Call no. {number} about the Fahrplan für Łódź 🚲");
            writing.create(&Move { what, ..Move::default() })?;
        }
        for number in 0..ATTACHMENTS {
            writing.keep(&number.to_be_bytes().repeat(1024 * 1024 / 8))?;
        }
        Ok::<_, StoreError>(())
    };
    store.write(NOW, fill).unwrap();
    drop(store);

    let name = "a_journal_larger_than_the_memory_that_it_may_take_is_exported";
    let mut other = Command::new(std::env::current_exe().unwrap());
    other.args(["--exact", name, "--nocapture"]).env(JOURNAL, &path);
    let output = other.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let figure = |what: &str| -> u64 {
        let found = said.lines().find_map(|line| line.split_once(what));
        found.unwrap_or_else(|| panic!("{what}: {said}")).1.parse().unwrap()
    };
    let (length, largest, grown) = (figure("length "), figure("largest "), figure("grown "));
    assert_eq!(figure("documents "), DOCUMENTS as u64 + 3);
    assert!(length > 2 * ROOM, "the archive is no larger than the memory it may take: {length}");
    assert!(largest < 2 * 1024 * 1024, "{largest}");
    let others = figure("pieces ") - ATTACHMENTS as u64 - 2;
    assert!(others >= 3, "documents come in pieces, too: {others}");
    println!("{length} bytes with {grown} bytes of memory, {others} pieces of documents");
    assert!(grown < ROOM, "{grown} bytes for an archive of {length}");
}

fn export(store: &Store) {
    let before = memory("VmRSS:");
    let mut export = RawExport::new(DeviceId::from_bytes([7; 32]), NOW);
    let (mut length, mut largest, mut pieces) = (0, 0, 0);
    while let Some(piece) = export.next(&store.reading()).unwrap() {
        pieces += 1;
        length += piece.len();
        largest = largest.max(piece.len());
    }
    let grown = memory("VmHWM:").saturating_sub(before);
    println!("\nlength {length}\nlargest {largest}\npieces {pieces}\ngrown {grown}");
    println!("documents {}", export.documents());
}

/// Bytes, by /proc (proc_pid_status(5)).
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}
