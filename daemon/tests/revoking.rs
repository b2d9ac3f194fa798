//! Taking a device off the list: what the command says, and what becomes of sessions with it.

#![allow(clippy::unwrap_used)]

mod common;

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ROOT};
use common::*;
use mingle_proto::id::{DeviceId, Heads};
use mingle_proto::kind::Kind;
use mingle_proto::session::{Payload, Replica};
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::{Journal, Moment};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Promised from the moment that the command has returned, or that the news has come.
const AT_ONCE: Duration = Duration::from_secs(1);

#[track_caller]
fn connected(one: &Device, other: &Device) {
    let (id, other_id) = (one.id(), other.id());
    one.until("they are in sync", |status| peer(status, &other_id)["in_sync"] == true);
    other.until("they are in sync", |status| peer(status, &id)["in_sync"] == true);
}

fn shown<'a>(devices: &'a Value, id: &str) -> &'a Value {
    let rows = devices.as_array().unwrap();
    rows.iter().find(|row| row["device"] == id).unwrap()
}

#[test]
fn a_revoked_device_is_turned_away_at_once_keeps_what_it_has_and_gets_nothing_more() {
    let (ana, bo) = (Device::named("Ana's laptop"), Device::named("Bo's laptop"));
    bo.json(&["log", "Zoë Dvořák @ Nordwind"]);
    let (daemon, bos_daemon) = (ana.up(), bo.up());
    pair(&ana, &bo, &bos_daemon);
    connected(&ana, &bo);

    let answer = ana.json(&["revoke", "bo's laptop", "--yes"]);
    let revoked = Instant::now();
    assert_eq!((&answer["device"], &answer["already"]), (&bo.id().into(), &false.into()));
    let id = ana.id();
    let status = bo.until("it hears why", |status| {
        peer(status, &id)["problem"].as_str().is_some_and(|why| why.contains("has been revoked"))
    });
    assert!(revoked.elapsed() < AT_ONCE, "{:?}", revoked.elapsed());
    assert_eq!(peer(&status, &id)["in_sync"], false);
    let words = bo.run(&["status"]).stdout;
    for said in ["Ana's laptop says that this device was revoked", "mingle export --raw"] {
        assert!(words.contains(said), "{said:?} in {words}");
    }
    assert_eq!(peer(&ana.status(), &bo.id())["state"], "revoked");

    bo.json(&["log", "Suharto, written after that"]);
    ana.json(&["log", "ليلى حداد, written after that"]);
    let port = bos_daemon.address().port().to_string();
    bos_daemon.stop();
    let _bos_daemon = bo.up_with(&["--port", &port]);
    bo.knows(&id, "", Some(daemon.address()));
    bo.until("it is refused when it comes back", |status| {
        peer(status, &id)["problem"].as_str().is_some_and(|why| why.contains("has been revoked"))
    });
    assert_eq!((&ana.status()["people"], &bo.status()["people"]), (&2.into(), &2.into()));
    let archive = file(&bo, "everything.tar", "");
    let exported = bo.json(&["export", "--raw", &archive, "--force"]);
    assert!(exported["documents"].as_u64().unwrap() > 2, "{exported}");
}

#[test]
fn a_revocation_that_comes_from_a_peer_ends_the_session_at_once() {
    let (ana, bo, cleo) = (Device::new(), Device::new(), Device::new());
    let (_daemon, bos_daemon, _cleos_daemon) = (ana.up(), bo.up(), cleo.up());
    pair(&ana, &bo, &bos_daemon);
    pair(&cleo, &bo, &bos_daemon);
    connected(&ana, &bo);
    connected(&cleo, &bo);
    let (bos_id, cleos_id) = (bo.id(), cleo.id());
    ana.until("Ana hears of Cleo", |status| !peer(status, &cleos_id).is_null());
    ana.json(&["revoke", &cleos_id, "--yes"]);
    let revoked = Instant::now();
    let status = bo.until("it has come", |status| peer(status, &cleos_id)["state"] == "revoked");
    assert!(!peer(&status, &cleos_id)["in_sync"].as_bool().unwrap());
    let status = cleo.until("Cleo hears why", |status| {
        peer(status, &bos_id)["problem"].as_str().is_some_and(|why| why.contains("revoked"))
    });
    assert!(revoked.elapsed() < AT_ONCE, "{:?}: {status}", revoked.elapsed());
    ana.json(&["log", "Ximena Quispe, written after that"]);
    bo.until("the others go on", |status| status["people"] == 1);
    assert_eq!(cleo.status()["people"], 0);
}

/// The devices record with two different changes under one actor and number, as a hostile device can write them.
fn forks(journal: &mut Journal) -> [Payload; 2] {
    let id = Kind::Devices.singleton_id();
    let held = journal.store_mut().payload(&id, &Heads::default()).unwrap().unwrap();
    ["ja", "nein"].map(|word| {
        let mut document = AutoCommit::load(&held.bytes).unwrap();
        document.set_actor(ActorId::from(&[9; 16][..]));
        document.put(ROOT, "note", word).unwrap();
        document.commit();
        Payload { id, heads: Heads::new(document.get_heads()), bytes: document.save_nocompress() }
    })
}

fn journal(device: &Device) -> Journal {
    Journal::open(device.data().join("journal.db")).unwrap()
}

#[test]
fn a_revocation_comes_though_the_devices_records_cannot_be_joined_any_more() {
    let (ana, bo, cleo) = (Device::new(), Device::new(), Device::new());
    let (daemon, bos_daemon, _cleos_daemon) = (ana.up(), bo.up(), cleo.up());
    pair(&ana, &bo, &bos_daemon);
    pair(&cleo, &bo, &bos_daemon);
    connected(&ana, &bo);
    let (anas_id, bos_id, cleos_id) = (ana.id(), bo.id(), cleo.id());
    ana.until("Ana hears of Cleo", |status| !peer(status, &cleos_id).is_null());
    connected(&ana, &bo);
    daemon.stop();
    let from = cleos_id.parse().unwrap();
    for (device, fork) in [&ana, &bo].into_iter().zip(forks(&mut journal(&ana))) {
        let applied = journal(device).store_mut().apply(&from, &[fork]).unwrap();
        assert_eq!((applied.changed.len(), applied.refused.len()), (1, 0));
    }
    let _daemon = ana.up();
    bo.until("they refuse each other's record", |status| {
        let ana = peer(status, &anas_id);
        ana["in_sync"] == true && ana["except"] == 1
    });
    connected(&cleo, &bo);
    ana.json(&["revoke", &cleos_id, "--yes"]);
    let revoked = Instant::now();
    bo.until("it has come", |status| peer(status, &cleos_id)["state"] == "revoked");
    cleo.until("Cleo hears why", |status| {
        peer(status, &bos_id)["problem"].as_str().is_some_and(|why| why.contains("revoked"))
    });
    assert!(revoked.elapsed() < AT_ONCE, "{:?}", revoked.elapsed());
    let (told, ours) = (bo.json(&["devices"]), ana.json(&["devices"]));
    assert_eq!(shown(&told, &cleos_id)["revoked"], shown(&ours, &cleos_id)["revoked"]);
    assert!(shown(&told, &cleos_id)["revoked"].is_i64());
    ana.json(&["log", "Ximena Quispe, written after that"]);
    bo.until("the others go on", |status| status["people"] == 1);
    assert_eq!(cleo.status()["people"], 0);
}

#[test]
fn what_is_revoked_while_no_daemon_runs_is_refused_from_the_next_start_on() {
    let (ana, bo) = (Device::new(), Device::named("Bo"));
    let (daemon, bos_daemon) = (ana.up(), bo.up());
    pair(&ana, &bo, &bos_daemon);
    connected(&ana, &bo);
    let at = daemon.address();
    daemon.stop();
    let told = ana.run(&["revoke", "Bo", "--yes"]);
    assert!(told.stdout.contains("run `mingle`"), "{}", told.stdout);
    assert_eq!(ana.json(&["revoke", "Bo", "--yes"])["already"], true);
    ana.json(&["log", "Inês de la Fuente"]);
    bo.knows(&ana.id(), "", Some(at));
    let _daemon = ana.up_with(&["--port", &at.port().to_string()]);
    let id = ana.id();
    bo.until("it is refused", |status| {
        peer(status, &id)["problem"].as_str().is_some_and(|why| why.contains("revoked"))
    });
    assert_eq!(bo.status()["people"], 0);
}

#[test]
fn devices_are_listed_with_ids_that_can_be_compared_and_plain_ones_for_scripts() {
    let (ana, bo) = (Device::new(), Device::new());
    let phone = Device::new().id();
    ana.knows(&bo.id(), "Bo's laptop", None);
    ana.knows(&phone, "נייד", None);
    ana.json(&["revoke", "נייד", "--yes"]);
    let devices = ana.json(&["devices"]);
    let ids: Vec<_> = devices.as_array().unwrap().iter().map(|row| &row["device"]).collect();
    assert_eq!(ids, [&ana.id(), &bo.id(), &phone], "this one first, the revoked last");
    let (own, other) = (shown(&devices, &ana.id()), shown(&devices, &bo.id()));
    assert_eq!((&own["this"], &own["state"]), (&true.into(), &Value::Null));
    assert_eq!(
        (&other["this"], &other["state"], &other["added_by"], &other["host"]),
        (&false.into(), &"offline".into(), &ana.id().into(), &Value::Null)
    );
    assert!(other["added"].is_i64() && other["revoked"].is_null());
    assert!(shown(&devices, &phone)["revoked"].is_i64());

    let words = ana.run(&["devices"]).stdout;
    for id in [&ana.id(), &bo.id(), &phone] {
        let spoken = id.parse::<DeviceId>().unwrap().spoken();
        assert!(words.contains(&spoken) && !words.contains(id.as_str()), "{spoken} in {words}");
    }
    for words_of in ["(this device)", "never synced yet", "revoked today", " by "] {
        assert!(words.contains(words_of), "{words_of:?} in {words}");
    }
    let own = ana.id().parse::<DeviceId>().unwrap().spoken();
    assert!(ana.run(&["status"]).stdout.contains(&own));
}

#[test]
fn nothing_is_revoked_by_mistake() {
    let ana = Device::new();
    let (one, two) = (Device::new().id(), Device::new().id());
    for id in [&one, &two] {
        ana.knows(id, "Phone", None);
    }
    let before = ana.fingerprint();
    let own = ana.error(&["revoke", &ana.id(), "--yes"], 1);
    assert_eq!(own["code"], "own-device");
    assert!(own["hint"].as_str().unwrap().contains("another of your devices"), "{own}");
    let ambiguous = ana.error(&["revoke", "phone", "--yes"], 1);
    assert_eq!(ambiguous["code"], "ambiguous");
    for id in [&one, &two] {
        let start = id.parse::<DeviceId>().unwrap().spoken_start();
        assert!(ambiguous["message"].as_str().unwrap().contains(&start), "{ambiguous}");
    }
    let spoken = one.parse::<DeviceId>().unwrap().spoken();
    let wrong = if spoken.ends_with('7') { "8" } else { "7" };
    let mistyped = format!("{}{wrong}", &spoken[..spoken.len() - 1]);
    let mistyped = ana.error(&["revoke", &mistyped, "--yes"], 1);
    assert_eq!(mistyped["code"], "mistyped-device");
    assert!(mistyped["message"].as_str().unwrap().contains(&spoken[48..55]), "{mistyped}");
    assert_eq!(ana.error(&["revoke", "Cleo", "--yes"], 1)["code"], "no-such-device");
    let unasked = ana.error(&["revoke", &one], 1);
    assert_eq!(unasked["code"], "not-confirmed");
    assert!(unasked["hint"].as_str().unwrap().contains("--yes"), "{unasked}");
    assert_eq!(ana.fingerprint(), before, "nothing was written");
    ana.json(&["revoke", &spoken[..15], "--yes"]);
    assert_ne!(ana.fingerprint(), before);
}

#[test]
fn a_device_that_knows_that_it_was_revoked_says_when_and_exports() {
    let (ana, bo) = (Device::new(), Device::new());
    bo.json(&["log", "Wanjirũ Okafor"]);
    let us = ana.id().parse::<DeviceId>().unwrap();
    let id = bo.id().parse::<DeviceId>().unwrap();
    let mut journal = mingle_replica::journal::Journal::open(bo.data().join("journal.db")).unwrap();
    journal.revoke_device(&id, &us, moment()).unwrap();
    drop(journal);
    assert_eq!(bo.status()["revoked"], 1_795_250_000_000u64);
    for command in ["status", "devices"] {
        let words = bo.run(&[command]).stdout;
        assert!(words.contains("This device was revoked"), "{words}");
    }
    assert!(bo.json(&["find", "Okafor"]).as_array().unwrap().len() == 1);
    let archive = file(&bo, "everything.tar", "");
    bo.json(&["export", "--raw", &archive, "--force"]);
}

#[test]
fn what_a_revoked_device_added_is_listed_and_goes_with_it_when_asked_to() {
    let ana = Device::new();
    let (bo, cleo) = (DeviceId::from_bytes([2; 32]), DeviceId::from_bytes([3; 32]));
    // The data folder is made by the first command.
    ana.id();
    let mut journal = Journal::open(ana.data().join("journal.db")).unwrap();
    let today = jiff::civil::date(2026, 11, 2);
    let moment = Moment { now: Timestamp(1_793_600_000_000), today, offset: 0 };
    journal.add_device(&bo, "Bo's laptop", "laptop", None, moment).unwrap();
    journal.add_device(&cleo, "Cleo's phone", "phone", Some(&bo), moment).unwrap();
    drop(journal);
    let answer = ana.json(&["revoke", "bo's laptop", "--yes"]);
    let listed = &answer["added"][0];
    assert_eq!((&listed["device"], &listed["revoked"]), (&cleo.to_string().into(), &false.into()));
    assert!(shown(&ana.json(&["devices"]), &cleo.to_string())["revoked"].is_null());
    let words = ana.run(&["revoke", "bo's laptop", "--yes"]).stdout;
    assert!(words.contains("still belong") && words.contains("Cleo's phone"), "{words}");
    let answer = ana.json(&["revoke", "bo's laptop", "--yes", "--with-added"]);
    assert_eq!((&answer["already"], &answer["added"][0]["revoked"]), (&true.into(), &true.into()));
    assert!(shown(&ana.json(&["devices"]), &cleo.to_string())["revoked"].is_i64());
}
