//! What someone gets who is on the same network and does not belong to the journal: nothing.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use ed25519_dalek::SigningKey;
use mingle_tests::agreement::{documents, peer, proven_equal};
use mingle_tests::device::{Device, PORT};
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::pairing::pair;
use mingle_tests::peer::{
    Caller, Claim, GOODBYE, Heard, IDENTITY, Impostor, answer_in_the_clear_to, answer_to, websocket,
};
use tokio_tungstenite::tungstenite::Message;

/// A word that only the journal knows.
const SECRET: &str = "turmalin";
const PATIENCE: Duration = Duration::from_secs(2);
const MEET: Duration = Duration::from_secs(45);

#[test]
fn a_stranger_with_a_key_of_its_own_learns_nothing() {
    let (lab, ana) = ana();
    let farewell = lab.host(1).inside(|| {
        let mut caller = Caller::call(ana.socket()).unwrap();
        caller.identify(&SigningKey::from_bytes(&[9; 32])).unwrap();
        // The daemon may already have closed.
        let _ = caller.hello(1, 1, 0);
        caller.farewell().unwrap()
    });
    assert_eq!(farewell.goodbye().as_deref(), Some("stranger"), "{farewell:?}");
    let others = farewell.frames.iter().filter(|(number, _)| ![IDENTITY, GOODBYE].contains(number));
    assert_eq!(others.count(), 0, "{farewell:?}");
    unharmed(&lab, &ana);
}

#[test]
fn a_stranger_who_claims_to_be_a_device_of_the_owner_needs_its_key() {
    let (lab, ana) = ana();
    let bo = Device::new("bo", lab.host(1));
    pair(&bo, &ana);
    let bo_id: mingle_proto::id::DeviceId = bo.id().parse().unwrap();
    let farewell = lab.host(1).inside(|| {
        let mut caller = Caller::call(ana.socket()).unwrap();
        caller.identify_as(*bo_id.as_bytes(), &SigningKey::from_bytes(&[9; 32])).unwrap();
        caller.farewell().unwrap()
    });
    assert!(farewell.goodbye().is_some_and(|code| code != "stranger"), "{farewell:?}");
    assert!(farewell.frames.iter().all(|(number, _)| [IDENTITY, GOODBYE].contains(number)));
    unharmed(&lab, &ana);
}

#[test]
fn what_a_device_once_said_is_worth_nothing_when_it_is_said_again() {
    let (lab, ana) = ana();
    let bo = Device::new("bo", lab.host(1));
    pair(&bo, &ana);
    let key = bo.key();
    let (overheard, again) = lab.host(1).inside(|| {
        let mut caller = Caller::call(ana.socket()).unwrap();
        caller.identify(&key).unwrap();
        caller.hello(1, 1, 0).unwrap();
        caller.wait_for(mingle_tests::peer::HELLO).unwrap();
        let overheard = caller.sent.clone();
        drop(caller);
        let mut socket = websocket(ana.socket()).unwrap();
        for message in &overheard {
            let _ = socket.send(Message::binary(message.clone()));
        }
        let mut received = 0;
        while let Ok(message) = socket.read() {
            received += if message.is_binary() { message.len() } else { 0 };
        }
        (overheard.iter().map(Vec::len).sum::<usize>(), received)
    });
    // The key exchange is answered, for it says nothing; the rest does not decrypt.
    assert!(overheard > 150 && again <= 48, "{again} bytes were answered");
    unharmed(&lab, &ana);
}

#[test]
fn routes_and_raw_bytes_give_nothing_of_the_journal_away() {
    let (lab, ana) = ana();
    let socket = ana.socket();
    let request = |line: &str, more: &str| {
        format!("{line} HTTP/1.1\r\nHost: {socket}\r\nConnection: close\r\n{more}\r\n").into_bytes()
    };
    let get = |path: &str| request(&format!("GET {path}"), "");
    let mut tries: Vec<Vec<u8>> = [
        "/status",
        "/pair",
        "/control/pairing/1/0",
        "/control/status",
        "/open/0",
        "/sync",
        "/../journal.db",
        "/authority.pem",
    ]
    .map(get)
    .to_vec();
    tries.push(request("POST /control/link", "Content-Length: 0\r\n"));
    tries.push(request("POST /control/enrol", "Content-Length: 0\r\n"));
    tries.push(request("GET /control/status", "Authorization: Bearer \r\n"));
    tries.push(request("GET /control/status", "X-Forwarded-For: 127.0.0.1\r\n"));
    tries.push(b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03".to_vec());
    tries.push(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec());
    tries.push(vec![0xff; 100_000]);
    tries.push(b"SQLite format 3\0".to_vec());
    let is_told = |bytes: &[u8]| {
        let answer = lab.host(1).inside(|| answer_to(socket, bytes, PATIENCE)).unwrap();
        let answer = String::from_utf8_lossy(&answer).to_lowercase();
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        for secret in [SECRET, ana.id().as_str(), "ursula", ana.data().to_str().unwrap()] {
            assert!(!answer.contains(secret), "{shown}: {answer}");
        }
        (answer.starts_with("http/1.1 2"), format!("{shown}: {answer}"))
    };
    for bytes in &tries {
        let (is_good, told) = is_told(bytes);
        assert!(!is_good, "{told}");
    }
    // The page is the same public code for everybody, where the program was built with it.
    let page = [get("/"), get("/index.html")];
    page.iter().for_each(|bytes| drop(is_told(bytes)));
    for bytes in tries.iter().chain(&page) {
        let answer =
            lab.host(1).inside(|| answer_in_the_clear_to(socket, bytes, PATIENCE)).unwrap();
        assert_eq!(answer, b"", "without TLS nothing is answered");
    }
    unharmed(&lab, &ana);
}

#[test]
fn a_websocket_that_does_not_begin_as_it_should_is_closed_unanswered() {
    let (lab, ana) = ana();
    let beginnings = [
        Message::text("hello"),
        Message::binary(vec![]),
        Message::binary(vec![1; 31]),
        Message::binary(vec![2; 4_000]),
        Message::binary(vec![3; 20_000_000]),
    ];
    for beginning in beginnings {
        let length = beginning.len();
        let received = lab.host(1).inside(|| {
            let mut socket = websocket(ana.socket()).unwrap();
            let _ = socket.send(beginning);
            let mut received = 0;
            while let Ok(message) = socket.read() {
                received += if message.is_binary() { message.len() } else { 0 };
            }
            received
        });
        assert_eq!(received, 0, "after {length} bytes");
    }
    unharmed(&lab, &ana);
}

#[test]
fn a_revoked_laptop_that_poses_as_another_one_is_told_nothing_by_the_daemons_that_call_it() {
    let lab = Lab::new(3);
    let devices = [("ana", 0), ("bo", 1), ("mal", 2)];
    let [ana, bo, mal] = devices.map(|(name, host)| Device::new(name, lab.host(host)));
    pair(&bo, &ana);
    pair(&mal, &ana);
    ana.log(&format!("Ursula Vogel, collects {SECRET}"));
    ana.up();
    bo.up();
    ana.json(&["revoke", &mal.id(), "--yes"]);
    eventually("they agree", MEET, || proven_equal(&ana, &bo));
    let name = std::fs::read_to_string(ana.data().join("network-name")).unwrap();
    let anas_id: mingle_proto::id::DeviceId = ana.id().parse().unwrap();
    ana.stop();
    bo.log("Ursula Vogel, sold her beryll");

    let stolen = Impostor::pose(&mal.host, PORT, &name, *anas_id.as_bytes(), mal.data()).unwrap();
    let heard = eventually("it is called under each claim", MEET, || {
        let heard = stolen.heard();
        let taken =
            |claim| heard.iter().any(|call: &Heard| call.claim == claim && call.path == "/sync");
        let all = [Claim::Itself, Claim::TheOther, Claim::Nothing].into_iter().all(taken);
        if all { Ok(heard) } else { Err(format!("{heard:?}")) }
    });
    for call in &heard {
        println!("{:?} as {:?} {}: {:?}", call.claim, call.taken_as, call.path, kinds(call));
        assert!(kinds(call).iter().all(|kind| [IDENTITY, GOODBYE].contains(kind)), "{call:?}");
        for (_, body) in &call.frames {
            assert!(body.len() < 400, "more than a proof and a reason: {call:?}");
            let text = String::from_utf8_lossy(body).to_lowercase();
            assert!(!["ursula", SECRET, "beryll"].iter().any(|word| text.contains(word)), "{text}");
        }
    }
    let as_ana = format!("{name}.local");
    let taken = heard.iter().filter(|call| call.taken_as.as_ref() == Some(&as_ana)).count();
    assert!(taken >= 3, "its certificate for the name is good: {heard:?}");
    let status = bo.status();
    assert_ne!(peer(&status, &ana.id())["in_sync"], true, "{status}");
    assert_eq!(peer(&status, &mal.id())["state"], "revoked");
    drop(stolen);
    ana.up();
    eventually("the real one is back", MEET, || proven_equal(&ana, &bo));
    assert!(ana.finds("beryll"));
}

#[test]
fn a_revoked_key_gets_no_session_and_no_byte_of_the_journal() {
    let (lab, ana) = ana();
    let bo = Device::new("bo", lab.host(1));
    pair(&bo, &ana);
    let key = bo.key();
    ana.json(&["revoke", &bo.id(), "--yes"]);
    let farewell = lab.host(1).inside(|| {
        let mut caller = Caller::call(ana.socket()).unwrap();
        caller.identify(&key).unwrap();
        // The daemon may already have closed.
        let _ = caller.hello(1, 1, 0);
        caller.farewell().unwrap()
    });
    assert_eq!(farewell.goodbye().as_deref(), Some("revoked"), "{farewell:?}");
    assert!(farewell.frames.iter().all(|(number, _)| [IDENTITY, GOODBYE].contains(number)));
    unharmed(&lab, &ana);
}

#[test]
fn a_scan_of_all_ports_finds_the_one_that_speaks_tls() {
    let lab = Lab::new(2);
    let ana = Device::new("ana", lab.host(0));
    ana.up_at(std::net::IpAddr::from([0, 0, 0, 0]));
    let open: Vec<u16> = lab.host(1).inside(|| {
        let is_open = |port: &u16| {
            let at = std::net::SocketAddr::from((lab.host(0).address, *port));
            std::net::TcpStream::connect_timeout(&at, PATIENCE).is_ok()
        };
        (1..=u16::MAX).filter(is_open).collect()
    });
    assert_eq!(open, [PORT], "besides, UDP 5353 is multicast DNS");
    let socket = ana.socket();
    lab.host(1).inside(|| mingle_tests::peer::tls::connect(socket)).unwrap();
    let told = lab
        .host(1)
        .inside(|| answer_in_the_clear_to(socket, b"GET / HTTP/1.1\r\n\r\n", PATIENCE))
        .unwrap();
    assert_eq!(told, b"", "and nothing else");
}

fn kinds(call: &Heard) -> Vec<u8> {
    call.frames.iter().map(|(kind, _)| *kind).collect()
}

/// Ana's daemon with a secret in its journal, and a host for a stranger.
fn ana() -> (Lab, Device) {
    let lab = Lab::new(3);
    let ana = Device::new("ana", lab.host(0));
    ana.log(&format!("Ursula Vogel, collects {SECRET}"));
    ana.up();
    (lab, ana)
}

/// Ana's daemon runs on, lists no stranger, has what it had, and syncs with a device of the owner.
fn unharmed(lab: &Lab, ana: &Device) {
    assert!(ana.is_up());
    let before = documents(&ana.status());
    let chi = Device::new("chi", lab.host(2));
    pair(&chi, ana);
    chi.up();
    eventually("a device of the owner syncs", Duration::from_secs(45), || proven_equal(ana, &chi));
    assert!(chi.finds(SECRET));
    assert_eq!(documents(&ana.status()), before, "nothing was added");
    assert!(ana.peak_memory() < 200_000_000, "{} bytes", ana.peak_memory());
}
