//! A process that dies while it applies a peer's documents. The dying is done by child processes: this test's own
//! binary, told by an environment variable what to do.
#![allow(clippy::unwrap_used)]

use mingle_proto::id::{DeviceId, DocumentId, Heads};
use mingle_proto::refusal::RefusalCode;
use mingle_proto::session::{Payload, Replica};
use mingle_proto::timestamp::Timestamp;
use mingle_replica::store::fault::{Fault, place};
use mingle_replica::store::{Store, attempt};
use mingle_replica::suite::people;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const PEER: DeviceId = DeviceId::from_bytes([3; 32]);
const PEOPLE: usize = 40;
/// The document that kills, by its place among the others.
const DEADLY: usize = 17;

/// Runs this binary again, as a child that does `job` with these words.
fn child(job: &str, words: &[&str]) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_child", "--nocapture", "--test-threads=1"])
        .env("MINGLE_CRASH_JOB", job)
        .env("MINGLE_CRASH_WORDS", words.join("\n"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What the children do; nothing when the tests are run by a person.
#[test]
fn the_child() {
    let Ok(job) = std::env::var("MINGLE_CRASH_JOB") else { return };
    let words = std::env::var("MINGLE_CRASH_WORDS").unwrap();
    let words: Vec<&str> = words.split('\n').collect();
    match job.as_str() {
        "apply" | "wait" => {
            let ids = ids(Path::new(words[0]));
            let fault = if job == "wait" { Fault::Wait } else { Fault::Abort };
            place(ids[DEADLY], fault);
            let frame = frame(Path::new(words[0]), &ids);
            Store::open(words[1]).unwrap().apply(&PEER, &frame).unwrap();
        }
        "open" => {
            place(words[1].parse().unwrap(), Fault::Abort);
            Store::open(words[0]).unwrap();
        }
        "try" => {
            place(words[2].parse().unwrap(), Fault::Abort);
            attempt(Path::new(words[0]), words[1].parse().unwrap()).unwrap();
        }
        _ => panic!("no such job"),
    }
}

fn ids(path: &Path) -> Vec<DocumentId> {
    Store::open(path).unwrap().reading().ids_of_kind(&mingle_proto::kind::Kind::Contact).unwrap()
}

fn frame(path: &Path, ids: &[DocumentId]) -> Vec<Payload> {
    let mut store = Store::open(path).unwrap();
    ids.iter().map(|id| store.payload(id, &Heads::default()).unwrap().unwrap()).collect()
}

/// A folder with a laptop's store full of people, and the id that will kill.
fn laptop() -> (tempfile::TempDir, DocumentId) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path().join("laptop")).unwrap();
    let mut seed = people::Seed::new(1);
    store
        .write(Timestamp(0), |writing| {
            (0..PEOPLE).try_for_each(|n| writing.create(&people::contact(&mut seed, n)).map(drop))
        })
        .unwrap();
    drop(store);
    let deadly = ids(&folder.path().join("laptop"))[DEADLY];
    (folder, deadly)
}

fn die_applying(folder: &Path) {
    let words =
        [folder.join("laptop"), folder.join("phone")].map(|path| path.display().to_string());
    let status = child("apply", &words.each_ref().map(String::as_str)).wait().unwrap();
    assert!(!status.success(), "the child has died");
}

#[test]
fn after_one_death_a_trial_elsewhere_finds_the_culprit_and_all_others_are_applied() {
    let (folder, deadly) = laptop();
    die_applying(folder.path());
    let trial = move |path: &Path, position: i64| {
        let words = [path.display().to_string(), position.to_string(), deadly.to_string()];
        child("try", &words.each_ref().map(String::as_str)).wait().unwrap().success()
    };
    let mut phone = Store::open_with_trial(folder.path().join("phone"), Box::new(trial)).unwrap();
    assert_culprit_alone_is_refused(&mut phone, deadly);
    drop(phone);
    let mut phone = Store::open(folder.path().join("phone")).unwrap();
    assert_culprit_alone_is_refused(&mut phone, deadly);

    // A peer that offers it again kills nobody.
    place(deadly, Fault::Abort);
    let laptop = folder.path().join("laptop");
    phone.apply(&PEER, &frame(&laptop, &ids(&laptop))).unwrap();
    assert_culprit_alone_is_refused(&mut phone, deadly);
}

#[test]
fn without_a_trial_the_process_dies_once_more_and_then_the_culprit_is_refused() {
    let (folder, deadly) = laptop();
    die_applying(folder.path());
    let phone = folder.path().join("phone").display().to_string();
    let status = child("open", &[&phone, &deadly.to_string()]).wait().unwrap();
    assert!(!status.success(), "it died over the same document again");
    place(deadly, Fault::Abort);
    assert_culprit_alone_is_refused(&mut Store::open(&phone).unwrap(), deadly);
}

fn assert_culprit_alone_is_refused(phone: &mut Store, deadly: DocumentId) {
    let refusals = phone.refusals().unwrap();
    assert_eq!(refusals.len(), 1);
    assert_eq!((refusals[0].id, refusals[0].reason.code), (deadly, RefusalCode::Crashed));
    assert_eq!(phone.summary().unwrap().count, 3 + PEOPLE as u64 - 1);
    assert_eq!(phone.reading().contacts(0, 1000).unwrap().len(), PEOPLE - 1);
}

#[test]
fn a_process_killed_from_outside_refuses_nothing_afterwards() {
    let (folder, _) = laptop();
    let words = [folder.path().join("laptop"), folder.path().join("phone")];
    let words = words.map(|path| path.display().to_string());
    let mut waiting = child("wait", &words.each_ref().map(String::as_str));
    let out = BufReader::new(waiting.stdout.take().unwrap());
    assert!(
        out.lines().any(|line| line.unwrap().contains("reached")),
        "it is in the middle of the frame"
    );

    // While it lives, another process may open the store, and leaves its frame alone.
    let mut beside = Store::open(&words[1]).unwrap();
    assert_eq!(beside.summary().unwrap().count, 3);
    drop(beside);

    waiting.kill().unwrap();
    waiting.wait().unwrap();
    let mut phone = Store::open(&words[1]).unwrap();
    assert_eq!(phone.refusals().unwrap(), []);
    assert_eq!(phone.summary().unwrap(), Store::open(&words[0]).unwrap().summary().unwrap());
}

#[test]
fn a_spoilt_mark_is_no_obstacle() {
    let (folder, _) = laptop();
    let path = folder.path().join("phone");
    drop(Store::open(&path).unwrap());
    let laptop = folder.path().join("laptop");
    let frame = frame(&laptop, &ids(&laptop));
    Store::open(&path).unwrap().apply(&PEER, &frame[..20]).unwrap();
    let mark = folder.path().join("phone-mark");
    for bytes in [&b"no database at all, but long enough to be taken for the header of one......................"[..], &[0; 512]] {
        std::fs::write(&mark, bytes).unwrap();
        let mut phone = Store::open(&path).unwrap();
        phone.apply(&PEER, &frame).unwrap();
        assert_eq!(phone.summary().unwrap().count, 3 + PEOPLE as u64);
    }
}
