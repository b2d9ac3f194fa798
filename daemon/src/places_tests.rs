#![allow(clippy::unwrap_used)]

use super::*;
use mingle_proto::id::DeviceId;

fn from(remote: &str) -> Ends {
    Ends { local: "10.77.0.1:7979".parse().unwrap(), remote: remote.parse().unwrap() }
}

fn device(number: u8) -> DeviceId {
    DeviceId::from_bytes([number; 32])
}

fn places(in_all: usize, for_one: usize) -> Places {
    Places::new(in_all, for_one, Proven::default())
}

fn taken(places: &Places, remotes: &[&str]) -> Vec<Place> {
    remotes.iter().map(|remote| places.take(from(remote)).unwrap()).collect()
}

fn who_gave_way(all: &[Place]) -> Vec<usize> {
    (0..all.len()).filter(|at| all[*at].gives_way.is_cancelled()).collect()
}

/// Places that are never given back, one for each of so many addresses of one network.
fn neighbours_come(places: &Places, count: usize) {
    for at in 0..count {
        std::mem::forget(places.take(from(&format!("[fd12::bad:{at:x}]:1"))).unwrap());
    }
}

#[test]
fn one_caller_cannot_have_more_than_its_own_places() {
    for (one, again, other) in [
        ("10.77.0.2:1", "[::ffff:10.77.0.2]:3", "10.77.0.3:1"),
        ("[fd12::2]:1", "[fd12::2]:3", "[fd12::3]:1"),
    ] {
        let places = places(9, 2);
        let all = taken(&places, &[one, other, one, again, one]);
        assert_eq!(who_gave_way(&all), [0, 2], "its own oldest, and nobody else");
    }
}

#[test]
fn however_many_addresses_somebody_has_the_next_caller_gets_in_and_stays() {
    let places = places(64, 8);
    let remotes: Vec<String> = (0..64).map(|at| format!("10.77.1.{}:{at}", at % 8)).collect();
    let hostile: Vec<_> = remotes.iter().map(|it| places.take(from(it)).unwrap()).collect();
    let honest = places.take(from("10.77.0.9:1")).unwrap();
    assert_eq!(who_gave_way(&hostile), [0], "the oldest of those who hold the most");
    for round in 0..500 {
        let again = places.take(from(&format!("10.77.1.{}:1", round % 8))).unwrap();
        std::mem::forget(again);
    }
    assert!(!honest.gives_way.is_cancelled(), "it holds less than any of them");
}

#[test]
fn a_neighbour_on_a_network_of_ipv6_pushes_nobody_out_by_its_many_addresses_while_there_is_room() {
    for network in ["fe80", "fd12"] {
        let places = places(64, 4);
        let phone = places.take(from(&format!("[{network}::9]:1"))).unwrap();
        let hostile: Vec<String> = (0..63).map(|at| format!("[{network}::bad:{at:x}]:1")).collect();
        let hostile: Vec<_> = hostile.iter().map(|it| places.take(from(it)).unwrap()).collect();
        assert!(!phone.gives_way.is_cancelled() && who_gave_way(&hostile).is_empty());
        // A few addresses that come again and again take places from each other.
        let places = self::places(16, 4);
        let phone = places.take(from(&format!("[{network}::9]:1"))).unwrap();
        for round in 0..500 {
            let again = from(&format!("[{network}::bad:{:x}]:2", round % 9));
            std::mem::forget(places.take(again).unwrap());
        }
        assert!(!phone.gives_way.is_cancelled(), "it holds less than they do");
    }
}

#[test]
fn a_network_of_ipv6_pushes_nobody_elsewhere_out_however_many_addresses_it_has() {
    let places = places(64, 8);
    let elsewhere = ["10.77.0.9:1", "10.77.0.9:2", "[fd34::9]:1", "10.77.0.9:3"];
    let honest = taken(&places, &elsewhere);
    neighbours_come(&places, 5_000);
    assert!(who_gave_way(&honest).is_empty());
    let later = places.take(from("[fd34::10]:1")).unwrap();
    neighbours_come(&places, 5_000);
    assert!(!later.gives_way.is_cancelled() && who_gave_way(&honest).is_empty());
}

#[test]
fn many_neighbours_on_one_network_are_not_taken_for_one_caller_by_who_comes_from_elsewhere() {
    let places = places(64, 8);
    let neighbours: Vec<String> = (0..20).map(|at| format!("[fd12::{at:x}]:1")).collect();
    let neighbours: Vec<_> = neighbours.iter().map(|it| places.take(from(it)).unwrap()).collect();
    for round in 0..500 {
        let hostile = format!("10.77.1.{}:{round}", round % 7);
        std::mem::forget(places.take(from(&hostile)).unwrap());
    }
    assert!(who_gave_way(&neighbours).is_empty());
}

#[test]
fn where_a_device_has_proven_itself_no_number_of_strangers_pushes_it_out_again() {
    let proven = Proven::default();
    let places = Places::new(8, 4, proven.clone());
    let first = places.take(from("[fd12::9]:1")).unwrap();
    neighbours_come(&places, 100);
    assert!(first.gives_way.is_cancelled(), "nobody knows it yet");
    for phone in ["[fd12::9]:1", "10.77.0.9:1"] {
        proven.note(from(phone).remote.ip(), device(1));
        let again = taken(&places, &[phone, phone]);
        neighbours_come(&places, 5_000);
        assert!(who_gave_way(&again).is_empty());
        let own = taken(&places, &[phone, phone, phone]);
        assert_eq!((who_gave_way(&again), who_gave_way(&own)), (vec![0], vec![]), "{phone}");
    }
}

#[test]
fn addresses_where_somebody_has_proven_itself_take_no_memory_and_the_oldest_is_forgotten() {
    let proven = Proven::default();
    let ip = |at: u128| IpAddr::V6(Ipv6Addr::from_bits(0xfd12 << 112 | at));
    let mapped: IpAddr = "::ffff:10.77.0.9".parse().unwrap();
    proven.note(mapped, device(1));
    assert!(proven.has("10.77.0.9".parse().unwrap()));
    for at in 0..100 {
        proven.note(ip(at), device(1));
        proven.note(ip(0), device(2));
    }
    assert!(proven.has(ip(0)) && proven.has(ip(99)) && !proven.has(ip(1)));
    assert!(!proven.has(mapped.to_canonical()));
    proven.forget(&[device(1)].into());
    assert!(proven.has(ip(0)) && !proven.has(ip(99)), "a revoked device has proven nothing");
}

#[test]
fn however_many_strangers_call_there_is_room_for_this_machine() {
    let places = places(2, 2);
    let strangers = taken(&places, &["10.77.0.2:1", "10.77.0.3:1"]);
    let ours = taken(&places, &["127.0.0.1:1", "10.77.0.1:1"]);
    assert!(places.take(from("[::1]:1")).is_none(), "it has as many places, and no more");
    let later = taken(&places, &["10.77.0.4:1", "10.77.0.5:1"]);
    assert_eq!((who_gave_way(&strangers), who_gave_way(&ours)), (vec![0, 1], vec![]));
    drop((strangers, ours, later));
    assert!(places.0.taken().holders.is_empty(), "all are given back");
}
