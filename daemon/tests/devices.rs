//! Daemons on this machine, paired with each other, with the real protocol between them.

#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use serde_json::Value;
use std::time::Duration;

/// Waits until both say that they are in sync with each other, and show the same fingerprint.
#[track_caller]
fn agreed(one: &Device, other: &Device) -> Value {
    let (id, other_id) = (one.id(), other.id());
    eventually("both are in sync", || {
        let (status, theirs) = (one.status(), other.status());
        let says = peer(&status, &other_id)["in_sync"] == true;
        let they_say = peer(&theirs, &id)["in_sync"] == true;
        let equal = status["replica"] == theirs["replica"];
        if says && they_say && equal { Ok(status) } else { Err(format!("{status}\n{theirs}")) }
    })
}

fn people(device: &Device) -> u64 {
    device.status()["people"].as_u64().unwrap()
}

#[test]
fn two_devices_that_know_each_other_end_equal_and_stay_so_live() {
    let (ana, bo) = (Device::new(), Device::named("Bo's laptop"));
    ana.json(&["log", "Zoë Dvořák @ Nordwind, needs a storage engineer, coffee fri"]);
    bo.json(&["log", "李 小龍 @ 東雲製作所, met at the fair"]);
    let (daemon, bos_daemon) = (ana.up(), bo.up());
    pair(&ana, &bo, &bos_daemon);
    let status = agreed(&ana, &bo);
    assert_eq!((people(&ana), people(&bo)), (2, 2));
    let shown = peer(&status, &bo.id());
    assert_eq!((&shown["state"], &shown["name"]), (&"in-sync".into(), &"Bo's laptop".into()));
    assert!(shown["last_sync"].is_i64() && shown["address"].is_string(), "{shown}");

    ana.json(&["log", "ليلى حداد, promised her the paper"]);
    bo.until("it arrives while both run", |status| status["people"] == 3);
    bo.json(&["log", "Suharto, likes cello 🙂"]);
    ana.until("and the other way", |status| status["people"] == 4);
    agreed(&ana, &bo);
    assert_eq!(daemon.stop().0, Some(0));
    let alone = bo.until("it is noticed", |status| peer(status, &ana.id())["state"] == "offline");
    assert_eq!(peer(&alone, &ana.id())["in_sync"], false);
}

#[test]
fn what_was_written_while_the_other_was_away_arrives_when_it_is_back() {
    let (ana, bo) = (Device::new(), Device::new());
    let daemon = ana.up();
    let bos_daemon = bo.up();
    let at = bos_daemon.address().to_string();
    pair(&ana, &bo, &bos_daemon);
    agreed(&ana, &bo);
    bos_daemon.kill();
    ana.json(&["log", "Grzegorz Kowalski, call him on 12 December"]);
    bo.json(&["log", "Inês de la Fuente @ Açaí do Norte"]);
    let port = at.rsplit(':').next().unwrap();
    let _bos_daemon = bo.up_with(&["--port", port]);
    agreed(&ana, &bo);
    assert_eq!((people(&ana), people(&bo)), (2, 2));
    drop(daemon);
    assert_eq!(ana.status()["daemon"], Value::Null, "status needs no daemon");
    assert_eq!(ana.fingerprint(), bo.fingerprint());
}

#[test]
fn thousands_of_records_go_both_ways_at_once() {
    let (ana, bo) = (Device::new(), Device::new());
    for (device, whose) in [(&ana, "Nguyệt"), (&bo, "Łucja")] {
        let note = "met at the fair in Lisbon and talked about grid storage ".repeat(8);
        let card = |n| {
            format!(
                "BEGIN:VCARD\nVERSION:4.0\nUID:{whose}{n}\nFN:{whose} {n}\nNOTE:{note}\nEND:VCARD\n"
            )
        };
        let path = file(device, "people.vcf", &(0..1_500).map(card).collect::<String>());
        device.json(&["import", &path]);
    }
    let (_ana, bos_daemon) = (ana.up(), bo.up());
    pair(&ana, &bo, &bos_daemon);
    let status = agreed(&ana, &bo);
    assert_eq!(status["people"], 3_000);
}

#[test]
fn a_third_device_that_knows_only_the_second_hears_everything() {
    let (ana, bo, cleo) = (Device::new(), Device::new(), Device::new());
    let (_ana, bos_daemon, _cleo) = (ana.up(), bo.up(), cleo.up());
    pair(&ana, &bo, &bos_daemon);
    agreed(&ana, &bo);
    pair(&cleo, &bo, &bos_daemon);
    agreed(&cleo, &bo);
    ana.json(&["log", "Σοφία Παππά @ Lumen Optics"]);
    cleo.until("it was passed on", |status| status["people"] == 1);
    cleo.json(&["log", "Priya, starts in May"]);
    ana.until("and back", |status| status["people"] == 2);
    agreed(&ana, &bo);
    agreed(&cleo, &bo);
    assert_eq!(ana.fingerprint(), cleo.fingerprint());
}

#[test]
fn a_stranger_gets_nothing_and_is_told_why() {
    let (ana, mallory) = (Device::new(), Device::new());
    ana.json(&["log", "Wanjirũ Okafor, journalist"]);
    let daemon = ana.up();
    let before = mallory.id();
    let _mallory = mallory.up();
    mallory.knows(&ana.id(), "", Some(daemon.address()));
    let status = mallory.until("it was refused", |status| {
        peer(status, &ana.id())["problem"]
            .as_str()
            .is_some_and(|why| why.contains("does not belong"))
    });
    assert_eq!((&status["people"], status["device"].as_str()), (&0.into(), Some(before.as_str())));
    assert_eq!(ana.status()["peers"], Value::Array(Vec::new()));
}

#[test]
fn devices_that_call_each_other_at_once_keep_one_connection_and_stay_in_sync() {
    let (ana, bo) = (Device::new(), Device::new());
    let (ana_up, bo_up) = (ana.up(), bo.up());
    ana.knows(&bo.id(), "", Some(bo_up.address()));
    bo.knows(&ana.id(), "", Some(ana_up.address()));
    agreed(&ana, &bo);
    for (number, name) in ["Mirela Vogel", "Zé 🚲", "山田 花子", "Suharto"].iter().enumerate()
    {
        let (one, other) = if number % 2 == 0 { (&ana, &bo) } else { (&bo, &ana) };
        one.json(&["log", &format!("{name}, asked for slides")]);
        other.until("it arrives", |status| status["people"] == number + 1);
    }
    agreed(&ana, &bo);
}

#[test]
fn a_daemon_stops_soon_when_it_is_asked_to_even_in_the_middle_of_a_conversation() {
    let (ana, bo) = (Device::new(), Device::new());
    let (daemon, bos_daemon) = (ana.up(), bo.up());
    pair(&ana, &bo, &bos_daemon);
    agreed(&ana, &bo);
    let _waiting = websocket(daemon.address(), &[]).unwrap();
    let (code, took) = daemon.stop();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert!(!ana.data().join("control.json").exists());
    assert_eq!(ana.error(&["open"], 1)["code"], "not-running");
}

#[test]
fn a_second_daemon_on_the_folder_or_the_port_is_refused_and_told_what_to_do() {
    let (ana, bo) = (Device::new(), Device::new());
    let daemon = ana.up();
    let refused = ana.error(&["up", "--port", "0"], 1);
    assert_eq!(refused["code"], "already-running");
    assert!(refused["message"].as_str().unwrap().contains(&daemon.pid().to_string()), "{refused}");
    let port = daemon.address().port().to_string();
    let refused = bo.error(&["up", "--port", &port], 1);
    assert_eq!(refused["code"], "port-taken");
    assert!(refused["hint"].as_str().unwrap().contains("--port"), "{refused}");
    assert_eq!(ana.status()["daemon"]["pid"], daemon.pid());
}

#[test]
fn a_daemon_that_was_killed_leaves_nothing_that_keeps_the_next_one_from_starting() {
    let ana = Device::new();
    ana.up().kill();
    assert!(ana.data().join("control.json").exists());
    assert_eq!(ana.status()["daemon"], Value::Null);
    assert_eq!(ana.error(&["open"], 1)["code"], "not-running");
    let daemon = ana.up();
    assert_eq!(ana.status()["daemon"]["pid"], daemon.pid());
}
