//! What the other tests stand on: hosts that hear each other, and the ways in which they stop to.
#![allow(clippy::unwrap_used)]

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use mingle_tests::disk::SmallDisk;
use mingle_tests::lab::{Host, Lab, run};

/// mDNS's group (RFC 6762, section 3), on a port of our own.
const GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);

#[test]
fn hosts_hear_each_others_multicast_until_a_cable_is_pulled() {
    let lab = Lab::new(3);
    let (ana, bo, chi) = (lab.host(0), lab.host(1), lab.host(2));
    assert!(hears(&bo, &ana) && hears(&chi, &ana) && hears(&ana, &chi));
    bo.unplug();
    assert!(!hears(&bo, &ana) && hears(&chi, &ana));
    bo.plug_in();
    assert!(hears(&bo, &ana));
}

#[test]
fn hosts_kept_apart_hear_only_the_one_between() {
    let lab = Lab::new(3);
    let (ana, bo, chi) = (lab.host(0), lab.host(1), lab.host(2));
    lab.keep_apart(&ana, &chi);
    assert!(hears(&bo, &ana) && hears(&bo, &chi) && hears(&ana, &bo));
    assert!(!hears(&chi, &ana) && !hears(&ana, &chi));
}

#[test]
fn a_lab_has_no_way_out() {
    let lab = Lab::new(1);
    let routes = run(lab.host(0).command("ip").args(["route", "show", "default"])).unwrap();
    assert_eq!((routes.code, routes.stdout.as_str()), (Some(0), ""));
}

/// Whether what `from` sends to the group reaches `to`, within a second of trying.
fn hears(to: &Host, from: &Host) -> bool {
    let receiver = to.inside(|| {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 5399)).unwrap();
        socket.join_multicast_v4(&GROUP, &to.address).unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        socket
    });
    let sender = from.inside(|| UdpSocket::bind((from.address, 0)).unwrap());
    let mut buffer = [0; 16];
    (0..10).any(|_| {
        // A host that was cut off says so here, and has not been heard.
        let _ = sender.send_to(b"hello", SocketAddr::from((GROUP, 5399)));
        receiver.recv_from(&mut buffer).is_ok()
    })
}

#[test]
fn a_small_disk_is_full_until_room_is_made() {
    let disk = SmallDisk::new(2);
    let file = disk.path().join("journal");
    disk.fill();
    let error = std::fs::write(&file, "a line").unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    disk.make_room();
    std::fs::write(&file, "a line").unwrap();
    let (path, mounts) = (disk.path().to_owned(), || std::fs::read_to_string("/proc/self/mounts"));
    assert!(mounts().unwrap().contains(path.to_str().unwrap()));
    drop(disk);
    assert!(!path.exists() && !mounts().unwrap().contains(path.to_str().unwrap()));
}
