//! What goes over the wires: between the owner's devices alone, and to everybody one random name.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::time::Duration;

use mingle_tests::agreement::proven_equal;
use mingle_tests::capture::{Capture, Packet, packet};
use mingle_tests::device::{Device, PORT};
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::multicast::{Told, told};
use mingle_tests::pairing::Shown;

const MEET: Duration = Duration::from_secs(45);
const TCP: u8 = 6;
const UDP: u8 = 17;
const MDNS: u16 = 5353;
/// Multicast DNS, and who listens to what (RFC 3376, RFC 9777).
const GROUPS: [&str; 4] = ["224.0.0.251", "224.0.0.22", "ff02::fb", "ff02::16"];

#[test]
fn in_a_whole_story_no_packet_goes_anywhere_but_between_the_owners_devices() {
    let lab = Lab::new(2);
    // Somewhere else would be there to be reached.
    [lab.host(0), lab.host(1)].iter().for_each(|host| host.add_route("default"));
    let outside = Capture::begin();
    let wires = lab.capture();
    story(&lab);
    let marker = UdpSocket::bind("127.0.0.1:0").unwrap();
    marker.send_to(b"out here is heard too", marker.local_addr().unwrap()).unwrap();

    let inside: Vec<Packet> = wires.end().iter().filter_map(|frame| packet(frame)).collect();
    let foreign: BTreeSet<String> = inside.iter().filter(|it| !is_ours(it)).map(words).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    for (protocol, port) in [(TCP, PORT), (UDP, MDNS)] {
        let seen = inside.iter().filter(|it| it.protocol == protocol && it.ports.1 == port).count();
        assert!(seen > 5, "{seen} packets of protocol {protocol} to port {port}");
    }
    let frames = outside.end();
    let out: Vec<Packet> = frames.iter().filter_map(|frame| packet(frame)).collect();
    assert!(out.iter().any(|it| it.body == b"out here is heard too"), "it listened there");
    let of_lab = |ip: IpAddr| matches!(ip, IpAddr::V4(ip) if ip.octets()[..2] == [10, 77]);
    let leaked = |it: &&Packet| {
        let ports = [it.ports.0, it.ports.1];
        of_lab(it.from) || of_lab(it.to) || ports.contains(&MDNS) || ports.contains(&PORT)
    };
    let leaks: BTreeSet<String> = out.iter().filter(leaked).map(words).collect();
    assert!(leaks.is_empty(), "{leaks:?}");
    println!("{} packets between the two, none elsewhere", inside.len());
}

#[test]
fn multicast_dns_tells_everybody_one_random_name_addresses_and_a_version() {
    let lab = Lab::new(2);
    let wires = lab.capture();
    let names = story(&lab);
    let packets: Vec<Packet> = wires.end().iter().filter_map(|frame| packet(frame)).collect();
    let messages = packets.iter().filter(|it| it.protocol == UDP && it.ports.1 == MDNS);
    let all: Vec<Told> = messages.flat_map(|it| told(&it.body).unwrap()).collect();
    let service = "_mingle._tcp.local";
    let known: BTreeSet<String> = names
        .iter()
        .flat_map(|name| [format!("{name}.local"), format!("{name}.{service}")])
        .chain([service.to_owned()])
        .collect();
    let addresses = [lab.host(0).address, lab.host(1).address].map(|ip| ip.octets().to_vec());
    let mut kinds = BTreeSet::new();
    for one in &all {
        kinds.insert(one.kind);
        assert!(known.contains(&one.name), "{one:?}");
        assert!(one.target.iter().all(|target| known.contains(target)), "{one:?}");
        match one.kind {
            16 => assert!(one.data.is_empty() || one.texts() == ["v=1"], "{one:?}"),
            1 => assert!(one.data.is_empty() || addresses.contains(&one.data), "{one:?}"),
            // Questions, names that lead to those above, and which kinds of records there are.
            12 | 33 | 47 | 255 => {}
            28 => assert!(one.data.is_empty() || is_link_local(&one.data), "{one:?}"),
            _ => panic!("{one:?}"),
        }
    }
    assert!([1, 12, 16, 33].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
    println!("{} questions and records, of {} names: {known:?}", all.len(), known.len());
}

/// Two laptops are set up and paired, note, sync, stop and come back; their names on the network.
fn story(lab: &Lab) -> [String; 2] {
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    ana.up_at(Ipv4Addr::UNSPECIFIED.into());
    let mut shown = Shown::on(&ana);
    bo.json(&["join", "--code", &shown.code]);
    shown.wait_for("joined");
    bo.up_at(Ipv4Addr::UNSPECIFIED.into());
    ana.log("Ursula Vogel @ Nordwind, https://nordwind.example, collects turmalin");
    eventually("they sync", MEET, || proven_equal(&ana, &bo));
    for command in ["status", "devices", "doctor", "due"] {
        bo.json(&[command]);
    }
    bo.stop();
    bo.up_at(Ipv4Addr::UNSPECIFIED.into());
    eventually("they sync again", MEET, || proven_equal(&ana, &bo));
    ana.stop();
    bo.stop();
    [ana, bo].map(|device| std::fs::read_to_string(device.data().join("network-name")).unwrap())
}

/// Between the two, or to a group on the link; neighbours are looked for, too (RFC 4861).
fn is_ours(packet: &Packet) -> bool {
    let is_device = |ip: IpAddr| [1, 2].iter().any(|last| ip == IpAddr::from([10, 77, 0, *last]));
    let is_group = GROUPS.iter().any(|group| packet.to == group.parse::<IpAddr>().unwrap());
    let port = packet.ports.1;
    match packet.protocol {
        TCP => {
            is_device(packet.from) && is_device(packet.to) && [packet.ports.0, port].contains(&PORT)
        }
        UDP => port == MDNS && (is_group || is_device(packet.to)),
        // IGMP.
        2 => is_group,
        // ICMP of both versions, on the link.
        1 => is_device(packet.to),
        _ => matches!(packet.to, IpAddr::V6(ip) if ip.is_multicast() || ip.is_unicast_link_local()),
    }
}

fn is_link_local(address: &[u8]) -> bool {
    address.starts_with(&[0xfe, 0x80])
}

fn words(packet: &Packet) -> String {
    let Packet { from, to, protocol, ports, .. } = packet;
    format!("{from} -> {to}, protocol {protocol}, ports {ports:?}")
}
