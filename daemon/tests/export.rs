//! Everything in one file, and events, by the real binary.

#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

fn entries(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut archive = tar::Archive::new(std::fs::File::open(path).unwrap());
    let mut found = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        assert!(found.insert(path, bytes).is_none());
    }
    found
}

#[test]
fn an_export_is_one_file_that_automerge_reads_and_only_its_owner_can() {
    let device = Device::new();
    device.json(&["log", "Łucja Żižek @ Meridian, needs a pilot"]);
    device.json(&["log", "נועה לוי, call tomorrow"]);
    let file = device.data().with_file_name("everything.tar");
    let told = device.json(&["export", "--raw", file.to_str().unwrap()]);
    let status = device.status();
    assert_eq!(told["documents"], status["replica"]["documents"]);
    assert_eq!(told["fingerprint"], status["replica"]["fingerprint"]);
    assert_eq!(told["device"], status["device"]);
    assert_eq!(told["bytes"], std::fs::metadata(&file).unwrap().len());

    let entries = entries(&file);
    let manifest: Value = serde_json::from_slice(&entries["manifest.json"]).unwrap();
    assert_eq!(manifest["fingerprint"], told["fingerprint"]);
    let documents: Vec<_> =
        entries.iter().filter(|(path, _)| path.ends_with(".automerge")).collect();
    assert_eq!(documents.len() as u64, manifest["documents"].as_u64().unwrap());
    for (path, bytes) in documents {
        automerge::AutoCommit::load(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_told_to_and_nothing_is_left_beside_it() {
    let device = Device::new();
    device.json(&["log", "Bo Lindqvist"]);
    let path = file(&device, "kept.tar", "a letter");
    let error = device.error(&["export", "--raw", &path], 1);
    assert_eq!(error["code"], "file-exists");
    assert!(error["hint"].as_str().unwrap().contains("--force"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "a letter");
    assert!(device.run(&["export", "--raw", &path, "--force"]).stdout.contains("not encrypted"));
    assert!(entries(Path::new(&path)).contains_key("README.txt"));

    let home = device.data().parent().unwrap().to_owned();
    let mut names: Vec<_> =
        std::fs::read_dir(home).unwrap().map(|it| it.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["data", "kept.tar"]);
    assert_eq!(device.error(&["export", "--raw", "/nowhere/x.tar"], 1)["code"], "failed");
    assert_eq!(device.error(&["export", &path], 2)["code"], "usage");
}

#[test]
fn an_event_begins_takes_what_is_logged_and_ends() {
    let device = Device::new();
    assert_eq!(device.json(&["event"]), Value::Null);
    assert!(device.run(&["event"]).stdout.contains("mingle event start"));
    let begun = device.json(&[
        "event",
        "start",
        "Rust",
        "meetup",
        "--place",
        "Café Größe",
        "--goal",
        "find a co-host",
    ]);
    assert_eq!((&begun["name"], &begun["place"]), (&"Rust meetup".into(), &"Café Größe".into()));
    assert!(begun["starts"].is_i64() && begun["ends"].is_null(), "{begun}");
    let logged = device.json(&["log", "Ольга Кузнецова, makes maps"]);
    assert_eq!(logged[0]["event"], "Rust meetup");
    assert_eq!(device.error(&["event", "start", "Another"], 1)["code"], "event-is-on");

    let on = device.json(&["event"]);
    assert_eq!((&on["id"], &on["interactions"]), (&begun["id"], &1.into()));
    let shown = device.run(&["event"]).stdout;
    for line in
        ["Rust meetup\n", "  place   Café Größe\n", "  goal    find a co-host\n", "1 talk\n"]
    {
        assert!(shown.contains(line), "{line:?} is missing in {shown}");
    }
    let ended = device.json(&["event", "end", "--learned", "People ask about maps."]);
    assert_eq!((&ended["id"], &ended["learned"]), (&begun["id"], &"People ask about maps.".into()));
    assert!(ended["ends"].is_i64());
    assert_eq!(device.json(&["event"]), Value::Null);
    assert_eq!(device.error(&["event", "end"], 1)["code"], "no-event-is-on");
    assert_eq!(device.error(&["event", "start"], 2)["code"], "usage");
}
