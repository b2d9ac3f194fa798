//! What daemons and strangers see of each other over TLS on a network.
#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv6Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use mingle_tests::agreement::{documents, peer, proven_equal};
use mingle_tests::authority::Authority;
use mingle_tests::device::{Device, PORT};
use mingle_tests::eventually::eventually;
use mingle_tests::lab::{Finished, Host, Lab, run};
use mingle_tests::pairing::Shown;
use mingle_tests::peer::{answer_to, tls};
use rustix::net::{AddressFamily, SocketType, bind, connect, socket};

const MEET: Duration = Duration::from_secs(45);
const PATIENCE: Duration = Duration::from_secs(2);

#[test]
fn daemons_of_one_authority_sync_and_one_of_another_is_not_talked_to() {
    let lab = Lab::new(3);
    let [ana, bo, mal] =
        [("ana", 0), ("bo", 1), ("mal", 2)].map(|(name, host)| Device::new(name, lab.host(host)));
    let authority = Authority::make().unwrap();
    authority.give_to(ana.data()).unwrap();
    authority.give_to(bo.data()).unwrap();
    Authority::make().unwrap().give_to(mal.data()).unwrap();
    // All three take each other for the owner's: only their certificates differ.
    for (one, other) in [(&ana, &bo), (&ana, &mal), (&bo, &mal)] {
        one.knows(&other.id(), &other.name, Some(other.socket()));
        other.knows(&one.id(), &one.name, Some(one.socket()));
    }
    ana.log("Ursula Vogel, collects turmalin");
    mal.log("Zoë Dvořák, collects beryll");
    [&ana, &bo, &mal].into_iter().for_each(Device::up);
    eventually("the two sync", MEET, || proven_equal(&ana, &bo));
    for (one, other) in [(&ana, &mal), (&bo, &mal), (&mal, &ana), (&mal, &bo)] {
        eventually("it is told why", MEET, || {
            let problem = peer(&one.status(), &other.id())["problem"].to_string();
            if problem.contains("certificate") { Ok(()) } else { Err(problem) }
        });
    }
    assert!(bo.finds("turmalin") && !mal.finds("turmalin") && !ana.finds("beryll"));
    assert_eq!(documents(&ana.status()), documents(&bo.status()));
}

#[test]
fn laptops_that_were_paired_by_a_code_vouch_for_each_other_and_let_each_others_page_sync() {
    let lab = Lab::new(2);
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    ana.up();
    bo.up();
    let kept = |device: &Device| std::fs::read_to_string(device.data().join("authority.pem"));
    assert!(kept(&ana).is_err() && kept(&bo).is_err(), "there is none until something is paired");
    let upgrade = |from: &Device| {
        let (host, page) = (format!("{}.local:{PORT}", network_name(&ana)), network_name(from));
        let head = format!(
            "GET /sync HTTP/1.1\r\nHost: {host}\r\nOrigin: https://{page}.local:{PORT}\r\n\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: bWluZ2xlIG1pbmdsZSBtaQ==\r\n\r\n"
        );
        let socket = ana.socket();
        let told = lab.host(1).inside(|| answer_to(socket, head.as_bytes(), PATIENCE)).unwrap();
        String::from_utf8_lossy(&told).split(' ').nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(upgrade(&bo), "403", "a stranger's page");

    let mut shown = Shown::on(&ana);
    bo.json(&["join", "--code", &shown.code]);
    shown.wait_for("joined");
    eventually("both are proven equal", MEET, || proven_equal(&ana, &bo));
    assert_eq!(kept(&ana).unwrap(), kept(&bo).unwrap());
    eventually("the page of the other is known", PATIENCE, || match upgrade(&bo).as_str() {
        "101" => Ok(()),
        status => Err(status.to_owned()),
    });

    // Each is shown to the other by a chain that ends at the root which the other keeps.
    for (one, other) in [(&ana, &bo), (&bo, &ana)] {
        let root = other.data().with_file_name("root.pem");
        let end = "-----END CERTIFICATE-----\n";
        let text = kept(other).unwrap();
        std::fs::write(&root, &text[..text.find(end).unwrap() + end.len()]).unwrap();
        let host = format!("{}.local", network_name(one));
        let arguments = ["-servername", &host, "-verify_hostname", &host, "-CAfile"];
        let arguments = [&arguments[..], &[root.to_str().unwrap()]].concat();
        let told = openssl(&other.host, &one.socket().to_string(), &arguments);
        assert_eq!(told.code, Some(0), "{}{}", told.stdout, told.stderr);
    }
    // From now on neither talks over TLS to whoever is not vouched for by it; and they find each other so.
    ana.stop();
    bo.stop();
    ana.log("Wanda Łoś, grows quinces");
    ana.up();
    bo.up();
    eventually("they meet again", MEET, || proven_equal(&ana, &bo));
    assert!(bo.finds("quinces"));
}

#[test]
fn a_browser_that_trusts_the_root_takes_the_daemon_at_its_name_and_at_an_address_that_comes_later()
{
    let (lab, ana, root) = ana_with_an_authority();
    let name = network_name(&ana);
    let socket = ana.socket();
    let shown = |arguments: &[&str]| openssl(&lab.host(1), &socket.to_string(), arguments);
    let root = root.to_str().unwrap();
    let host = format!("{name}.local");
    let by_name = ["-CAfile", root, "-servername", &host, "-verify_hostname", &host];
    let told = shown(&by_name);
    assert_eq!(told.code, Some(0), "{}{}", told.stdout, told.stderr);
    assert!(told.stdout.contains("TLSv1.3") && told.stdout.contains("Verify return code: 0"));
    let address = socket.ip().to_string();
    let by_address = ["-CAfile", root, "-noservername", "-verify_ip", &address];
    assert_eq!(shown(&by_address).code, Some(0));
    let other =
        ["-CAfile", root, "-servername", &host, "-verify_hostname", "mingle-0123456789.local"];
    assert_ne!(shown(&other).code, Some(0), "another's name");
    assert_ne!(shown(&["-servername", &host, "-verify_hostname", &host]).code, Some(0), "no root");
    assert_ne!(shown(&[&by_name[..], &["-tls1_2"]].concat()).code, Some(0), "an old protocol");

    let mut standing = lab.host(1).inside(|| tls::connect(socket)).unwrap();
    lab.host(0).add_address("10.77.0.101/24");
    let there = format!("10.77.0.101:{PORT}");
    let by_address = ["-CAfile", root, "-noservername", "-verify_ip", "10.77.0.101"];
    eventually("the address is vouched for", Duration::from_secs(20), || {
        is_still_answered(&mut standing, &socket.to_string());
        let told = openssl(&lab.host(1), &there, &by_address);
        if told.code == Some(0) { Ok(()) } else { Err(told.stderr) }
    });
    is_still_answered(&mut standing, &socket.to_string());
}

#[test]
fn over_tls_only_the_page_and_sync_are_there_for_pages_and_hosts_of_this_daemon() {
    let (lab, ana, _) = ana_with_an_authority();
    let socket = ana.socket();
    let host = format!("{}.local:{PORT}", network_name(&ana));
    let ask = |path: &str, host: &str, more: &str| {
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n");
        let answer = lab.host(1).inside(|| answer_to(socket, head.as_bytes(), PATIENCE)).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let status: u16 = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer)
    };
    for host in [&host, &socket.to_string()] {
        // 503 where the program was built without its page.
        let (status, page) = ask("/", host, "");
        assert!([200, 503].contains(&status), "{page}");
        assert!(page.contains("connect-src 'self' wss://*.local:*;"), "{page}");
        assert!(!page.to_lowercase().contains("set-cookie"), "{page}");
        assert_eq!(ask("/control/status", host, "").0, 404);
        assert_eq!(ask("/open/x", host, "").0, 404);
    }
    for foreign in ["rebound.example:7749", "localhost:7749", "127.0.0.1:7749", "10.77.0.2:7749"] {
        assert_eq!(ask("/", foreign, "").0, 421, "{foreign}");
    }
    let upgrade = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \
                   bWluZ2xlIG1pbmdsZSBtaQ==\r\n";
    for origin in ["https://news.example", "null", &format!("http://{host}")] {
        let from = format!("{upgrade}Origin: {origin}\r\n");
        assert_eq!(ask("/sync", &host, &from).0, 403, "{origin}");
    }
    let own = format!("{upgrade}Origin: https://{host}\r\n");
    let head = format!("GET /sync HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\n{own}\r\n");
    let given = lab.host(1).inside(|| answer_to(socket, head.as_bytes(), PATIENCE)).unwrap();
    assert!(given.starts_with(b"HTTP/1.1 101"), "the page of this daemon syncs");
}

#[test]
fn handshakes_that_are_never_finished_hold_nobody_up_and_are_ended() {
    let (lab, ana, _) = ana_with_an_authority();
    let socket = ana.socket();
    let began = Instant::now();
    let slow: Vec<TcpStream> = lab.host(1).inside(|| {
        let begin = || {
            let mut stream = TcpStream::connect(socket).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            stream.write_all(&[0x16, 3, 1]).unwrap();
            stream
        };
        (0..40).map(|_| begin()).collect()
    });
    let met = Instant::now();
    lab.host(2).inside(|| tls::connect(socket)).unwrap();
    assert!(met.elapsed() < Duration::from_secs(2), "{:?}", met.elapsed());
    // The last eight have the places of this address, and are waited for; the others had to give way to them.
    let end = |mut stream: TcpStream| {
        let _ = stream.read_to_end(&mut Vec::new());
        began.elapsed()
    };
    let mut ended: Vec<Duration> = std::thread::scope(|scope| {
        let ends: Vec<_> = slow.into_iter().map(|stream| scope.spawn(|| end(stream))).collect();
        ends.into_iter().map(|end| end.join().unwrap()).collect()
    });
    ended.sort();
    println!("ended after {ended:?}");
    assert!(ended[31] < Duration::from_secs(5) && ended[32] > Duration::from_secs(8), "{ended:?}");
    assert!(ended[39] < Duration::from_secs(15), "{ended:?}");
    lab.host(1).inside(|| tls::connect(socket)).unwrap();
    assert!(ana.is_up());
}

#[test]
fn handshakes_that_many_addresses_never_finish_keep_nobody_out() {
    const HOSTILE: usize = 10;
    let lab = Lab::new(HOSTILE as u8 + 2);
    let ana = Device::new("ana", lab.host(0));
    ana.up_at(lab.host(0).address.into());
    let socket = ana.socket();
    // More than there are places for handshakes, and for connections, all of which say that they go on.
    let slow: Vec<Vec<TcpStream>> = (0..HOSTILE)
        .map(|at| {
            lab.host(at + 2).inside(|| {
                let begin = || {
                    let mut stream = TcpStream::connect(socket).unwrap();
                    stream.write_all(&[0x16, 3, 1]).unwrap();
                    stream
                };
                (0..20).map(|_| begin()).collect()
            })
        })
        .collect();
    let met = Instant::now();
    for _ in 0..5 {
        lab.host(1).inside(|| tls::connect(socket)).unwrap();
    }
    assert!(met.elapsed() < Duration::from_secs(4), "{:?}", met.elapsed());
    drop(slow);
    assert!(ana.is_up());
}

#[test]
fn handshakes_that_a_neighbour_on_ipv6_never_finishes_from_many_addresses_end_nobody_elses() {
    const ADDRESSES: usize = 24;
    let lab = Lab::new(3);
    let ana = Device::new("ana", lab.host(0));
    ana.up_as_usual(&[]);
    let [home, phone, neighbour] = [0, 1, 2].map(|at| lab.host(at));
    home.add_address("fd77::1/64 nodad");
    phone.add_address("fd77::2/64 nodad");
    let addresses: Vec<String> = (0..ADDRESSES).map(|at| format!("fd77::bad:{at:x}")).collect();
    addresses.iter().for_each(|address| neighbour.add_address(&format!("{address}/64 nodad")));
    let to = SocketAddr::new("fd77::1".parse().unwrap(), PORT);
    let begin = |from: &String| {
        let mut stream = connect_from(from.parse().unwrap(), to);
        stream.write_all(&[0x16, 3, 1]).unwrap();
        // Until the daemon has seen it and waits for more, or has ended it.
        stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let _ = stream.read(&mut [0]);
        stream
    };
    let mut hostile: Vec<TcpStream> = Vec::new();
    let secured = phone.inside(|| {
        let stream = TcpStream::connect(to).unwrap();
        stream.set_read_timeout(Some(MEET)).unwrap();
        tls::secure_slowly(to.ip(), stream, || {
            hostile = neighbour.inside(|| addresses.iter().map(begin).collect());
        })
    });
    assert_eq!(hostile.len(), ADDRESSES);
    assert!(secured.is_ok(), "{:?}", secured.err());
}

/// A connection from one of the addresses of this host.
fn connect_from(from: Ipv6Addr, to: SocketAddr) -> TcpStream {
    let socket = socket(AddressFamily::INET6, SocketType::STREAM, None).unwrap();
    bind(&socket, &SocketAddr::from((from, 0))).unwrap();
    connect(&socket, &to).unwrap();
    TcpStream::from(socket)
}

#[test]
fn who_comes_from_beyond_the_local_networks_is_not_answered() {
    let (lab, ana, _) = ana_with_an_authority();
    let foreign = lab.host(1);
    let call = || {
        foreign.inside(|| {
            let stream = TcpStream::connect(ana.socket()).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let from = stream.local_addr().unwrap().ip();
            (from, tls::secure(ana.socket().ip(), stream).is_ok())
        })
    };
    assert_eq!(call(), (foreign.address.into(), true));
    // A public address of documentation (RFC 5737), as if a router let it in.
    lab.host(0).add_route("203.0.113.0/24");
    foreign.add_address("203.0.113.7/24");
    foreign.come_from(ana.socket().ip(), "203.0.113.7");
    assert_eq!(call(), (IpAddr::from([203, 0, 113, 7]), false));
}

#[test]
fn a_certificate_of_ones_own_is_served_for_its_name_and_read_again_while_connections_stand() {
    let lab = Lab::new(2);
    let ana = Device::new("ana", lab.host(0));
    let authority = Authority::make().unwrap();
    authority.give_to(ana.data()).unwrap();
    let file = |name: &str| ana.data().with_file_name(name).to_str().unwrap().to_owned();
    let (root, certificate, key) = (file("root.pem"), file("cert.pem"), file("key.pem"));
    authority.write_root(root.as_ref()).unwrap();
    let make = |name: &str| {
        let mut openssl = std::process::Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
        openssl.args(["-nodes", "-days", "30", "-keyout", &key, "-out", &certificate]);
        openssl.args(["-subj", "/CN=Ana", "-addext", &format!("subjectAltName=DNS:{name}")]);
        let made = run(&mut openssl).unwrap();
        assert_eq!(made.code, Some(0), "{}", made.stderr);
    };
    make("ana.example");
    ana.up_with(lab.host(0).address.into(), &["--tls-cert", &certificate, "--tls-key", &key]);
    let socket = ana.socket();
    let takes = |trusted: &str, name: &str| {
        let asked = ["-CAfile", trusted, "-servername", name, "-verify_hostname", name];
        openssl(&lab.host(1), &socket.to_string(), &asked).code == Some(0)
    };
    let host = format!("{}.local", network_name(&ana));
    assert!(takes(&certificate, "ana.example") && takes(&root, &host));
    assert!(!takes(&root, "ana.example") && !takes(&certificate, &host));
    let answered = |host: &str| {
        let head = format!("GET /x HTTP/1.1\r\nHost: {host}:{PORT}\r\nConnection: close\r\n\r\n");
        let answer = lab.host(1).inside(|| answer_to(socket, head.as_bytes(), PATIENCE)).unwrap();
        String::from_utf8(answer).unwrap().split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!(["ana.example", "bo.example"].map(answered), ["404", "421"]);

    let mut standing = lab.host(1).inside(|| tls::connect(socket)).unwrap();
    make("bo.example");
    eventually("the new one is served", Duration::from_secs(20), || {
        is_still_answered(&mut standing, &socket.to_string());
        if takes(&certificate, "bo.example") { Ok(()) } else { Err("not yet".into()) }
    });
    assert_eq!(["ana.example", "bo.example"].map(answered), ["421", "404"]);
    is_still_answered(&mut standing, &socket.to_string());
}

/// Ana's daemon on all addresses of the first host, and her authority's root in a file.
fn ana_with_an_authority() -> (Lab, Device, PathBuf) {
    let lab = Lab::new(3);
    let ana = Device::new("ana", lab.host(0));
    let authority = Authority::make().unwrap();
    authority.give_to(ana.data()).unwrap();
    let root = ana.data().with_file_name("root.pem");
    authority.write_root(&root).unwrap();
    ana.up_at(IpAddr::from([0, 0, 0, 0]));
    (lab, ana, root)
}

fn network_name(device: &Device) -> String {
    std::fs::read_to_string(device.data().join("network-name")).unwrap()
}

fn openssl(from: &Host, to: &str, arguments: &[&str]) -> Finished {
    let mut command = from.command("openssl");
    command.args(["s_client", "-connect", to, "-verify_return_error", "-x509_strict"]);
    run(command.args(arguments)).unwrap()
}

/// Asks for what is not there, over a connection that then stays; panics if it does not stand any more.
fn is_still_answered(stream: &mut tls::Secured, host: &str) {
    stream.write_all(format!("GET /x HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).unwrap();
    let (mut answer, mut byte) = (String::new(), [0]);
    while !answer.ends_with("There is nothing here.\n") {
        stream.read_exact(&mut byte).unwrap();
        answer.push(char::from(byte[0]));
    }
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
}
