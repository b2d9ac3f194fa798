//! Several processes with the same store open, and what the operating system sees of its files.
#![allow(clippy::unwrap_used)]

use mingle_proto::record::Contact;
use mingle_proto::session::Replica;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::{Journal, Moment};
use mingle_replica::store::Store;
use mingle_replica::store::fault::LongReader;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const WRITES: usize = 60;
const PROCESSES: usize = 4;

fn child(path: &Path, number: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_child", "--nocapture"])
        .env("MINGLE_CHILD", number.to_string())
        .env("MINGLE_CHILD_STORE", path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// What the children do: write people, and edit the owner's record that all of them edit. Nothing when run by a person.
#[test]
fn the_child() {
    let Ok(number) = std::env::var("MINGLE_CHILD") else { return };
    let path = PathBuf::from(std::env::var_os("MINGLE_CHILD_STORE").unwrap());
    let mut store = Store::open(path).unwrap();
    for write in 0..WRITES {
        store
            .write(Timestamp(0), |writing| {
                let name = format!("Person {number}.{write}");
                writing.create(&Contact { name: name.clone(), ..Contact::default() })?;
                let me = mingle_proto::kind::Kind::Me.singleton_id();
                writing.edit(&me, |me: &mut mingle_proto::record::Me| {
                    me.inventory.insert(name.clone(), "a favour".into());
                })
            })
            .unwrap();
    }
}

#[test]
fn several_processes_write_to_one_new_store_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let children: Vec<Child> = (0..PROCESSES).map(|number| child(&path, number)).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let mut store = Store::open(&path).unwrap();
    assert_eq!(store.summary().unwrap().count, (3 + PROCESSES * WRITES) as u64);
    let me: mingle_proto::record::Me = store.reading().singleton().unwrap();
    assert_eq!(me.inventory.len(), PROCESSES * WRITES, "no edit overwrote another");
    let mut sum = mingle_proto::id::SetSum::default();
    store.items().unwrap().iter().for_each(|item| sum.add(&item.hash));
    assert_eq!(sum, store.summary().unwrap());
}

#[test]
fn a_store_notices_that_another_process_has_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut store = Store::open(&path).unwrap();
    let (version, (_, seq)) = (store.data_version().unwrap(), store.changed_since(0).unwrap());
    store.write(Timestamp(0), |writing| writing.create(&Contact::default())).unwrap();
    assert_eq!(store.data_version().unwrap(), version, "its own writes are no news");
    assert!(child(&path, 1).wait().unwrap().success());
    assert_ne!(store.data_version().unwrap(), version);
    let (changed, _) = store.changed_since(seq).unwrap();
    assert_eq!(changed.len(), 1 + WRITES + 1, "everyone new, and the owner's record once");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    std::fs::write(&path, b"").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let mut store = Store::open(&path).unwrap();
    store.write(Timestamp(0), |writing| writing.create(&Contact::default())).unwrap();
    let id = mingle_proto::kind::Kind::Me.singleton_id();
    let payload = store.payload(&id, &Default::default()).unwrap().unwrap();
    store.apply(&mingle_proto::id::DeviceId::from_bytes([1; 32]), &[payload]).unwrap();
    let files: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap()).collect();
    assert!(files.len() >= 3, "the store, its log and the mark: {files:?}");
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", file.path());
    }
}

/// Forgets someone while another connection reads, and returns the path, the reader and the store.
fn forgotten_while_another_reads(folder: &Path) -> (PathBuf, LongReader, Journal) {
    let path = folder.join("journal.db");
    let mut journal = Journal::open(&path).unwrap();
    let note = "Told me of the qwyzzle affair.".into();
    let contact = Contact { name: "Brunhilde".into(), note, ..Contact::default() };
    let id = journal.add_contact(contact, moment()).unwrap();
    let reader = LongReader::of(&path).unwrap();
    journal.forget(&id, moment()).unwrap();
    assert!(journal.store().reading().is_forgotten(&id).unwrap(), "a reader stops no write");
    assert!(holds_word(&path), "the reader still needs the bytes");
    (path, reader, journal)
}

fn moment() -> Moment {
    let today = jiff::civil::date(2026, 11, 21);
    Moment { now: Timestamp(1_795_250_000_000), today, offset: 0 }
}

/// Whether the forgotten word stands in the file or its log.
fn holds_word(path: &Path) -> bool {
    let log = format!("{}-wal", path.display());
    [path, Path::new(&log)]
        .into_iter()
        .filter_map(|path| std::fs::read(path).ok())
        .any(|bytes| bytes.windows(7).any(|window| window == b"qwyzzle"))
}

#[test]
fn forgotten_bytes_that_a_reader_kept_leave_with_the_next_write() {
    let folder = tempfile::tempdir().unwrap();
    let (path, reader, mut journal) = forgotten_while_another_reads(folder.path());
    journal.set_me(moment(), |me| me.name = "Noor".into()).unwrap();
    assert!(holds_word(&path), "the reader is still there");
    reader.let_go().unwrap();
    journal.set_me(moment(), |me| me.name = "Noor H.".into()).unwrap();
    assert!(!holds_word(&path));
}

#[test]
fn forgotten_bytes_that_a_reader_kept_leave_at_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let (path, reader, journal) = forgotten_while_another_reads(folder.path());
    drop(journal);
    // The reader stays connected: only the last one that leaves would empty the log by itself.
    reader.let_go().unwrap();
    assert!(holds_word(&path));
    let reopened = Journal::open(&path).unwrap();
    assert!(!holds_word(&path));
    assert!(reopened.store().checkpoint().unwrap());
}

/// A limit on the size of files stands in for a full disk: SQLite meets a failed write either way.
#[cfg(unix)]
#[test]
fn a_write_that_does_not_fit_fails_whole_with_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    drop(Store::open(&path).unwrap());
    let binary = std::env::current_exe().unwrap();
    let script =
        "trap '' XFSZ; ulimit -f 1200; exec \"$0\" --exact the_child_without_space --nocapture";
    let status = Command::new("sh")
        .args(["-c", script])
        .arg(binary)
        .env("MINGLE_CHILD_STORE", &path)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let mut store = Store::open(&path).unwrap();
    assert_eq!(store.summary().unwrap().count, 3 + 1);
    assert_eq!(store.reading().contacts(0, 10).unwrap().len(), 1);
}

#[test]
fn the_child_without_space() {
    if std::env::var_os("MINGLE_CHILD").is_some() {
        return;
    }
    let Some(path) = std::env::var_os("MINGLE_CHILD_STORE") else { return };
    let mut store = Store::open(path).unwrap();
    let large = vec![7; 3 << 20];
    let error = store
        .write(Timestamp(0), |writing| {
            writing.create(&Contact::default())?;
            writing.keep(&large)
        })
        .unwrap_err();
    assert!(matches!(error.code(), "disk-full" | "journal-file"), "{} {error}", error.code());
    store.write(Timestamp(0), |writing| writing.create(&Contact::default())).unwrap();
}
