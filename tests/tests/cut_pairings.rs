//! Pairings in which one side dies, at every message: by SIGKILL, as a crash or an empty battery would end it.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use mingle_tests::device::Device;
use mingle_tests::lab::Lab;
use mingle_tests::pairing::Shown;
use mingle_tests::relay::Relay;

/// Records of TLS until the handshake is done: before that nothing of a pairing is said.
const HANDSHAKE: usize = 5;
/// Messages of a pairing, and the asking for a WebSocket.
const AT_LEAST: usize = 10;
/// For a command that ends by itself.
const SOON: Duration = Duration::from_secs(1);

#[test]
fn where_the_laptop_that_shows_the_code_dies_at_any_message_nobody_is_left_half_paired() {
    die_at_every_message(Victim::Shows);
}

#[test]
fn where_the_laptop_that_types_the_code_dies_at_any_message_nobody_is_left_half_paired() {
    die_at_every_message(Victim::Types);
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Victim {
    Shows,
    Types,
}

fn die_at_every_message(victim: Victim) {
    let lab = Lab::beside(4);
    let [bo, near] = [1, 3].map(|host| lab.host(host));
    for host in [&bo, &near] {
        lab.move_to_second_switch(host);
    }
    near.remove_address("10.77.0.4/24");
    near.add_address("10.77.0.1/24");
    let mut rounds = 0;
    while die_at(&lab, victim, HANDSHAKE + rounds) {
        rounds += 1;
    }
    println!("{victim:?}: died at {rounds} records");
    assert!(rounds >= AT_LEAST, "{rounds}");
}

/// False if the pairing was over before so many records.
fn die_at(lab: &Lab, victim: Victim, passes: usize) -> bool {
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    ana.up();
    let mut shown = Shown::on(&ana);
    let wire = |passes| Relay::new(&lab.host(3), &lab.host(2), ana.socket(), passes).unwrap();
    let (relay, at) = (wire(passes), ana.socket().to_string());
    let mut joining = bo.begin(&["join", &at, "--code", &shown.code]);
    let is_cut = loop {
        if relay.has_stopped(SOON) {
            break true;
        }
        if joining.try_wait().unwrap().is_some() {
            break false;
        }
    };
    if !is_cut {
        let output = joining.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        shown.wait_for("joined");
        return false;
    }
    match victim {
        Victim::Shows => ana.kill9(),
        Victim::Types => joining.kill().unwrap(),
    }
    drop(relay);
    let output = joining.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let (has, is_had) = (belongs(&ana, &bo), belongs(&bo, &ana));
    let told = format!("{victim:?} at {passes}: {said:?}, {has}, {is_had}");
    assert!(is_had <= has, "who types believes it only where the other one knows it: {told}");
    if victim == Victim::Shows {
        // It says what stands, and what to do.
        assert_eq!(output.status.success(), is_had, "{told}");
        let is_clear = said.contains("hint: ") && said.contains("mingle");
        assert!(output.status.success() || is_clear, "{told}");
        drop(shown);
        ana.up();
        shown = Shown::on(&ana);
    }
    println!("{told}");
    if victim == Victim::Types && is_had && shown.next_of(["joined", "cut-off"]) == "joined" {
        // Its last word had left before it died.
        return true;
    }
    let _whole = wire(usize::MAX);
    bo.json(&["join", &at, "--code", &shown.code]);
    shown.wait_for("joined");
    assert!(belongs(&ana, &bo) && belongs(&bo, &ana), "trying again completes it: {told}");
    let kept = |device: &Device| std::fs::read_to_string(device.data().join("authority.pem"));
    assert_eq!(kept(&ana).unwrap(), kept(&bo).unwrap(), "{told}");
    true
}

/// Whether the first lists the second among the owner's.
fn belongs(lists: &Device, listed: &Device) -> bool {
    let (devices, id) = (lists.json(&["devices"]), listed.id());
    devices.as_array().unwrap().iter().any(|row| row["device"] == id.as_str())
}
