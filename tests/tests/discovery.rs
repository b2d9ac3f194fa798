//! Devices that find each other on networks that change, as networks do.
#![allow(clippy::unwrap_used)]

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::time::{Duration, Instant};

use mingle_tests::agreement::{peer, says_in_sync};
use mingle_tests::device::{Device, PORT, text};
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::pairing::{Shown, pair};
use serde_json::Value;

/// Promised, from the moment that the second daemon is ready.
const FOUND: Duration = Duration::from_secs(2);
/// Promised for one that was killed, from the moment that it is back.
const BACK: Duration = Duration::from_secs(5);
/// A dead connection is noticed after 16 s of silence, and called for again after 30 s at most.
const MENDED: Duration = Duration::from_secs(60);
const EVERYWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

#[test]
fn a_daemon_is_found_within_two_seconds_whichever_of_the_two_has_to_call() {
    for names in
        [["mingle-0000000000", "mingle-zzzzzzzzzz"], ["mingle-zzzzzzzzzz", "mingle-0000000000"]]
    {
        let lab = Lab::new(2);
        let (ana, bo) = strangers_to_all_but_each_other(&lab, names);
        ana.up();
        let (anas_id, bos_id) = (ana.id(), bo.id());
        bo.up();
        let ready = Instant::now();
        eventually("they are connected", MENDED, || says_in_sync(&bo, &anas_id));
        let took = ready.elapsed();
        println!("{} found {} {took:?} after it was ready", names[1], names[0]);
        assert!(took < FOUND, "{took:?}");
        eventually("the other says so too", FOUND, || says_in_sync(&ana, &bos_id));
    }
}

#[test]
fn a_laptop_whose_address_changes_is_back_by_itself() {
    let lab = Lab::beside(2);
    let (ana, bo, anas_id) = paired(&lab);
    bo.host.remove_address("10.77.0.2/24");
    bo.host.add_address("10.77.0.102/24");
    let changed = Instant::now();
    ana.log("Dagný Sól, brought persimmons");
    eventually("what was noted since is there", MENDED, || finds(&bo, "persimmons"));
    println!("back {:?} after the address changed", changed.elapsed());
    eventually("and they are in sync", MENDED, || says_in_sync(&bo, &anas_id));
    let at = text(&peer(&ana.status(), &bo.id())["address"]).unwrap();
    assert!(at.starts_with("10.77.0.102:"), "{at}");
}

#[test]
fn a_laptop_whose_network_is_switched_off_and_on_again_is_back_by_itself() {
    let lab = Lab::beside(2);
    let (ana, bo, anas_id) = paired(&lab);
    let bos_id = bo.id();
    bo.host.take_interface_down();
    ana.log("Suharto, collects anemometers");
    bo.log("Zé, collects hygrometers");
    eventually("it is missed", MENDED, || is_offline(&ana, &bos_id));
    bo.host.bring_interface_up();
    let up = Instant::now();
    eventually("what was noted there is here", MENDED, || finds(&ana, "hygrometers"));
    println!("back {:?} after the interface was up", up.elapsed());
    eventually("and the other way", MENDED, || finds(&bo, "anemometers"));
    eventually("they are in sync", MENDED, || says_in_sync(&bo, &anas_id));
}

#[test]
fn a_daemon_that_was_killed_without_goodbye_is_back_within_five_seconds_of_its_return() {
    let lab = Lab::beside(2);
    let (ana, bo, _) = paired(&lab);
    let bos_id = bo.id();
    bo.kill9();
    eventually("it is missed", MENDED, || is_offline(&ana, &bos_id));
    eventually("and not announced any more", MENDED, || {
        let doctor = ana.json(&["doctor"]);
        if doctor["finding"]["others"] == 0 { Ok(()) } else { Err(doctor.to_string()) }
    });
    let back = Instant::now();
    bo.up();
    eventually("they are connected", MENDED, || says_in_sync(&ana, &bos_id));
    let took = back.elapsed();
    println!("in sync {took:?} after it was started again");
    assert!(took < BACK, "{took:?}");
}

#[test]
fn a_copied_data_folder_raises_an_alarm_on_both_and_its_fix_ends_it() {
    let lab = Lab::beside(2);
    let ana = Device::new("ana", lab.host(0));
    ana.log("Ximena Quispe @ Nordwind");
    ana.up();
    ana.stop();
    let copy = Device::new("copy", lab.host(1));
    copy_folder(ana.data(), copy.data());
    ana.up();
    eventually("it is announced", FOUND * 2, || hears_itself(&ana));
    assert_eq!(ana.json(&["doctor"])["alarms"], Value::Array(Vec::new()));
    copy.up();
    for device in [&ana, &copy] {
        let alarm = eventually("the alarm is raised", MENDED, || {
            let status = device.status();
            let alarm = status["alarms"][0].clone();
            if alarm["code"] == "name-taken" { Ok(alarm) } else { Err(status.to_string()) }
        });
        let doctor = device.json(&["doctor"]);
        assert_eq!((&doctor["well"], &doctor["alarms"][0]), (&false.into(), &alarm));
        for command in ["status", "doctor"] {
            let words = device.run(&[command]).stdout;
            for said in ["was this data folder copied?", "network-name and device.key"] {
                assert!(words.contains(said), "{said:?} in {words}");
            }
        }
    }
    // As the alarm says.
    copy.stop();
    for file in ["network-name", "device.key"] {
        std::fs::remove_file(copy.data().join(file)).unwrap();
    }
    copy.up();
    eventually("it is announced under a name of its own", MENDED, || hears_itself(&copy));
    assert_ne!(copy.id(), ana.id());
    assert_eq!(copy.status()["alarms"], Value::Array(Vec::new()));
}

#[test]
fn two_networks_agree_through_a_laptop_that_is_on_both() {
    let lab = Lab::beside(3);
    let devices = [("ana", 0), ("bo", 1), ("chi", 2)];
    let [ana, bo, chi] = devices.map(|(name, host)| Device::new(name, lab.host(host)));
    lab.move_to_second_switch(&bo.host);
    bo.host.remove_address("10.77.0.2/24");
    bo.host.add_address("10.78.0.2/24");
    lab.plug_into_second_switch(&chi.host, "10.78.0.3/24");
    chi.up_at(EVERYWHERE);
    for (device, at) in [(&ana, "10.77.0.3"), (&bo, "10.78.0.3")] {
        let mut shown = Shown::on(&chi);
        device.json(&["join", &format!("{at}:{PORT}"), "--code", &shown.code]);
        shown.wait_for("joined");
        device.up_at(EVERYWHERE);
    }
    ana.log("Priya, brought tamarind");
    eventually("it comes through", MENDED, || finds(&bo, "tamarind"));
    bo.log("ليلى حداد, brought saffron");
    eventually("and the other way", MENDED, || finds(&ana, "saffron"));
    let chis_id = chi.id();
    says_in_sync(&ana, &chis_id).and(says_in_sync(&bo, &chis_id)).unwrap();
    assert_ne!(peer(&ana.status(), &bo.id())["in_sync"], true, "they have never met");
}

#[test]
fn networks_that_a_bridge_joins_later_are_noticed() {
    let lab = Lab::beside(2);
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    pair(&bo, &ana);
    lab.move_to_second_switch(&bo.host);
    ana.up_at(EVERYWHERE);
    bo.up_at(EVERYWHERE);
    let (anas_id, bos_id) = (ana.id(), bo.id());
    eventually("they look for each other in vain", MENDED, || {
        let status = bo.status();
        let problem = &peer(&status, &anas_id)["problem"];
        if problem.is_string() { Ok(()) } else { Err(status.to_string()) }
    });
    assert!(is_offline(&ana, &bos_id).is_ok());
    lab.join_switches();
    let joined = Instant::now();
    eventually("they are connected", MENDED, || says_in_sync(&ana, &bos_id));
    println!("connected {:?} after the networks were joined", joined.elapsed());
}

#[test]
fn where_multicast_is_blocked_a_typed_address_pairs_and_a_remembered_one_syncs() {
    let lab = Lab::beside(2);
    lab.block_multicast();
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    ana.up();
    let mut shown = Shown::on(&ana);
    let told = bo.try_json(&["join", "--code", &shown.code]).unwrap_err();
    assert!(told.contains("\"nobody-found\"") && told.contains("give the address"), "{told}");
    bo.json(&["join", &ana.socket().to_string(), "--code", &shown.code]);
    shown.wait_for("joined");
    bo.up();
    let anas_id = ana.id();
    eventually("they are connected", MENDED, || says_in_sync(&bo, &anas_id));
    for device in [&ana, &bo] {
        device.stop();
        device.up();
    }
    let up = Instant::now();
    eventually("they are again", MENDED, || says_in_sync(&bo, &anas_id));
    println!("by the remembered address, {:?} after both started", up.elapsed());
    let doctor = ana.json(&["doctor"]);
    assert_eq!(doctor["finding"]["others"], 0, "nobody is heard: {doctor}");
}

#[test]
fn where_multicast_does_not_work_at_all_the_doctor_says_so_with_the_fix() {
    let lab = Lab::beside(1);
    let ana = Device::new("ana", lab.host(0));
    ana.host.forbid_multicast();
    ana.up();
    let doctor = ana.json(&["doctor"]);
    assert_eq!(
        (&doctor["well"], &doctor["finding"]["hears_itself"]),
        (&false.into(), &false.into())
    );
    let words = ana.run(&["doctor"]).stdout;
    for said in ["multicast does not work here", "UDP port 5353", "mingle join ADDRESS"] {
        assert!(words.contains(said), "{said:?} in {words}");
    }
    assert!(doctor["name"].as_str().unwrap().ends_with(".local"));
    assert_eq!(doctor["authority"], Value::Null, "there is none until something is paired");
}

/// Two daemons that belong together, up and in sync, and the first one's id.
fn paired(lab: &Lab) -> (Device, Device, String) {
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    ana.up_at(EVERYWHERE);
    pair(&bo, &ana);
    bo.up_at(EVERYWHERE);
    let id = ana.id();
    eventually("they are connected", MENDED, || says_in_sync(&bo, &id));
    (ana, bo, id)
}

/// Two devices that take each other for the owner's and know nothing of where the other is.
fn strangers_to_all_but_each_other(lab: &Lab, names: [&str; 2]) -> (Device, Device) {
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    for (one, other, name) in [(&ana, &bo, names[0]), (&bo, &ana, names[1])] {
        one.knows(&other.id(), &other.name, None);
        one.take_network_name(name);
    }
    (ana, bo)
}

fn finds(device: &Device, word: &str) -> Result<(), String> {
    if device.finds(word) { Ok(()) } else { Err(device.status()["peers"].to_string()) }
}

fn is_offline(device: &Device, other: &str) -> Result<(), String> {
    let status = device.status();
    let state = &peer(&status, other)["state"];
    if state == "offline" { Ok(()) } else { Err(state.to_string()) }
}

fn hears_itself(device: &Device) -> Result<(), String> {
    let doctor = device.json(&["doctor"]);
    if doctor["finding"]["hears_itself"] == true { Ok(()) } else { Err(doctor.to_string()) }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_folder(&source, &target);
        } else {
            std::fs::copy(source, target).unwrap();
        }
    }
}
