//! The journal on its way to a phone: what a laptop says in the clear for that, and how it sees the phone go on.
#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use mingle_tests::device::{Device, PORT};
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::pairing::Shown;
use mingle_tests::phone::{CROSS_SITE, Phone, asked, request};
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn a_phone_reads_the_steps_refuses_then_trusts_and_the_laptop_sees_each_of_it() {
    let (lab, ana) = ana();
    let phone = Phone { host: lab.host(1), laptop: ana.socket() };
    let name = format!("{}.local", network_name(&ana));
    let mut shown = Shown::on(&ana);
    let invited = shown.opened["phone"].clone();
    assert_eq!(invited["url"], format!("http://{}/", ana.socket()));
    assert_eq!(invited["page"], format!("https://{name}:{PORT}/"));
    assert!(!ana.data().join("authority.pem").exists(), "nobody trusts it yet");

    let steps = phone.ask("/").unwrap();
    assert_eq!(steps.status, 200);
    assert!(steps.head.contains("content-security-policy: default-src 'none'"), "{}", steps.head);
    let seen = shown.wait_for_phone("reading");
    let expected = ["10.77.0.2", "ios", "17.4", "safari"];
    assert_eq!(["address", "system", "version", "browser"].map(|it| seen[it].clone()), expected);
    assert!(phone.ask_over_tls("/trusted", &name, &[]).is_err(), "it has no root yet");

    let told: Value = serde_json::from_slice(&phone.ask("/steps.json").unwrap().body).unwrap();
    for field in ["fingerprint", "tag", "page"] {
        assert_eq!(told[field], invited[field]);
    }
    assert_eq!((&told["name"], &told["port"]), (&name.as_str().into(), &PORT.into()));
    assert!(told["expires_in_seconds"].as_u64().unwrap() > 500);
    let root = phone.ask(told["certificate"].as_str().unwrap()).unwrap();
    assert!(root.head.contains("application/x-x509-ca-cert"), "{}", root.head);
    shown.wait_for_phone("fetched");
    let profile = phone.ask(told["profile"].as_str().unwrap()).unwrap();
    assert!(profile.head.contains("application/x-apple-aspen-config"), "{}", profile.head);
    assert!(profile.text().contains(&BASE64.encode(&root.body)));
    let kept = std::fs::read_to_string(ana.data().join("authority.pem")).unwrap();
    let first: String = kept.lines().skip(1).take_while(|line| !line.starts_with('-')).collect();
    assert_eq!(first, BASE64.encode(&root.body), "it is kept before anybody has it");

    let refused = phone.ask_over_tls("/trusted", &name, &[]).unwrap_err();
    assert!(refused.to_string().contains("UnknownIssuer"), "{refused}");
    shown.wait_for_phone("refused");
    let trusted = phone.ask_over_tls("/trusted", &name, &[&root.body]).unwrap();
    assert_eq!(trusted.status, 204);
    assert!(
        trusted.head.contains("cross-origin-resource-policy: cross-origin"),
        "{}",
        trusted.head
    );
    shown.wait_for_phone("trusted");
    let cross = phone.ask_over_tls("/sync", &name, &[&root.body]).unwrap();
    assert_eq!(cross.status, 403, "no other path is for pages of other origins");
    let page = request("GET", "/", &format!("{name}:{PORT}"));
    let page = String::from_utf8(page).unwrap();
    let origin = page.lines().find(|line| line.starts_with("Origin")).unwrap().to_owned();
    let page = page.replace(&format!("{origin}\r\n"), "");
    lab.host(1).inside(|| {
        let roots: [&[u8]; 1] = [&root.body];
        let connected = mingle_tests::peer::tls::connect_as_a_browser(ana.socket(), &name, &roots);
        let mut stream = connected.unwrap();
        stream.write_all(page.as_bytes()).unwrap();
        stream.read_exact(&mut [0; 12]).unwrap();
    });
    assert_eq!(shown.wait_for_phone("opened")["system"], "ios");
}

#[test]
fn when_the_code_is_of_no_use_any_more_nothing_is_said_in_the_clear_and_open_connections_are_cut() {
    let (lab, ana) = ana();
    let phone = Phone { host: lab.host(1), laptop: ana.socket() };
    let name = format!("{}.local", network_name(&ana));
    assert!(phone.ask("/").is_none(), "no code is shown");
    let mut shown = Shown::on(&ana);
    let root = phone.ask(&phone.certificate_links()[0]).unwrap().body;
    let kept = phone.keep_alive("/steps.json");
    assert_eq!(phone.ask_over_tls("/trusted", &name, &[&root]).unwrap().status, 204);
    let ended = Instant::now();
    shown.interrupt();
    until_closed(kept);
    assert!(ended.elapsed() < PATIENCE / 2, "{:?}", ended.elapsed());
    for path in ["/", "/steps.json", "/mingle.crt", "/mingle.mobileconfig", "/trusted"] {
        assert!(phone.ask(path).is_none(), "{path}");
    }
    let told = phone.ask_over_tls("/trusted", &name, &[&root]).unwrap();
    assert!([403, 404].contains(&told.status), "{}", told.status);
    let bo = Device::new("bo", lab.host(1));
    let mut shown = Shown::on(&ana);
    let kept = phone.keep_alive("/steps.json");
    bo.json(&["join", &ana.socket().to_string(), "--code", &shown.code]);
    shown.wait_for("joined");
    until_closed(kept);
    assert!(phone.ask("/").is_none(), "the code was used");
}

#[test]
fn while_a_code_is_shown_the_clear_holds_the_steps_and_nothing_else() {
    let (lab, ana) = ana();
    ana.log("Ursula Vogel, collects turmalin");
    let phone = Phone { host: lab.host(1), laptop: ana.socket() };
    let _shown = Shown::on(&ana);
    for path in [
        "/sync",
        "/pair",
        "/control/pairing",
        "/control/status",
        "/control/challenge",
        "/index.html",
        "/sw.js",
        "/manifest.webmanifest",
        "/authority.pem",
        "/steps/../authority.pem",
        "/steps",
        "/mingle.key",
    ] {
        let answer = phone.ask(path).unwrap();
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (404, "There is nothing here.\n"),
            "{path}"
        );
    }
    let own = ana.socket().to_string();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE"] {
        let status = phone.say(&request(method, "/", &own)).map(|answer| answer.status);
        assert!([Some(405), Some(400)].contains(&status), "{method}: {status:?}");
    }
    for host in
        ["rebound.example:7749", "localhost:7749", "10.77.0.2:7749", "10.77.0.1", "127.0.0.1:7749"]
    {
        let answer = phone.say(&request("GET", &phone.certificate_links()[0], host)).unwrap();
        assert_eq!(answer.status, 421, "{host}");
    }
    assert!(!ana.data().join("authority.pem").exists(), "none of them was given the certificate");
    for nonsense in
        [&b"\0\0\0\0"[..], b"SSH-2.0-x\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[0x15; 64]]
    {
        let said = phone.say(nonsense).map(|answer| answer.text()).unwrap_or_default();
        assert!(!said.contains("turmalin") && said.len() < 1_000, "{said}");
    }
}

#[test]
fn neither_pages_of_other_sites_nor_who_has_not_read_the_steps_nor_who_asks_for_no_content_make_the_authority_last()
 {
    let (lab, ana) = ana();
    let phone = Phone { host: lab.host(1), laptop: ana.socket() };
    let _shown = Shown::on(&ana);
    let own = ana.socket().to_string();
    let kept = ana.data().join("authority.pem");
    let followed = format!("{CROSS_SITE}Sec-Fetch-Mode: navigate\r\n");
    // A page of another site can have a browser ask for these, which does not say so in the clear. It cannot read the key.
    for path in ["/mingle.crt", "/mingle.mobileconfig"] {
        for key in ["", "?key=", "?key=0", "?key", "?other=1"] {
            let answer = phone.ask(&format!("{path}{key}")).unwrap();
            assert_eq!(
                (answer.status, answer.text().contains("the link in the steps")),
                (403, true)
            );
        }
    }
    let steps = phone.ask("/steps.json").unwrap();
    assert!(steps.head.contains("cross-origin-resource-policy: same-origin"), "{}", steps.head);
    assert!(!steps.head.contains("access-control-allow-origin"), "{}", steps.head);
    let links = phone.certificate_links();
    for path in &links {
        for more in [CROSS_SITE, "Sec-Fetch-Site: same-site\r\n", &followed] {
            let answer = phone.say(&asked("GET", path, &own, more)).unwrap();
            assert_eq!(answer.status, 403, "{path} {more}");
        }
        let told = phone.say(&request("HEAD", path, &own)).unwrap();
        assert_eq!((told.status, told.body.as_slice()), (200, &b""[..]), "{path}");
    }
    assert!(!kept.exists(), "nobody has it");
    assert_eq!(phone.say(&asked("GET", "/", &own, CROSS_SITE)).unwrap().status, 403);
    assert_eq!(phone.say(&asked("GET", "/", &own, &followed)).unwrap().status, 200, "a link");
    let own_page = "Sec-Fetch-Site: same-origin\r\n";
    assert_eq!(phone.say(&asked("GET", &links[0], &own, own_page)).unwrap().status, 200);
    assert!(kept.exists());
}

#[test]
fn of_all_ports_the_network_sees_one_and_on_it_tls_alone() {
    let (lab, ana) = ana();
    let open: Vec<u16> = lab.host(1).inside(|| {
        let at = |port: &u16| {
            let to = SocketAddr::new(ana.socket().ip(), *port);
            TcpStream::connect_timeout(&to, PATIENCE).is_ok()
        };
        (1..=u16::MAX).filter(at).collect()
    });
    assert_eq!(open, [PORT]);
    let phone = Phone { host: lab.host(1), laptop: ana.socket() };
    for path in ["/", "/steps.json", "/mingle.crt", "/sync", "/pair", "/trusted"] {
        assert!(phone.ask(path).is_none(), "{path}");
    }
}

#[test]
fn a_laptop_that_was_told_no_more_is_reached_on_its_network_and_joined_by_its_name() {
    let lab = Lab::new(2);
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    ana.up_as_usual(&[]);
    let status = ana.status();
    assert_eq!(status["listeners"], serde_json::json!([format!("[::]:{PORT}")]));
    assert_eq!(status["reached_at"], serde_json::json!([ana.socket().to_string()]));
    let phone = Phone { host: lab.host(1), laptop: ana.socket() };
    assert!(phone.ask("/").is_none(), "in the clear nothing is said");
    let mut shown = Shown::on(&ana);
    assert_eq!(shown.opened["phone"]["url"], format!("http://{}/", ana.socket()));
    assert_eq!(phone.ask("/").unwrap().status, 200);
    let name = format!("{}.local", network_name(&ana));
    assert_eq!(phone.say(&request("GET", "/", &format!("{name}:{PORT}"))).unwrap().status, 200);
    let joined = bo.json(&["join", &format!("{name}:{PORT}"), "--code", &shown.code]);
    assert_eq!(joined["address"], ana.socket().to_string());
    shown.wait_for("joined");
    // The page is where it was, on the machine itself.
    let here: SocketAddr = format!("127.0.0.1:{PORT}").parse().unwrap();
    let own = Phone { host: lab.host(0), laptop: here };
    let answer = own.ask("/control/status").unwrap();
    assert!([401, 403].contains(&answer.status), "{answer:?}");
}

#[test]
fn what_is_for_this_machine_alone_is_seen_by_nobody_else() {
    let lab = Lab::new(2);
    let ana = Device::new("ana", lab.host(0));
    ana.up_as_usual(&["--only-here"]);
    assert_eq!(ana.status()["reached_at"], serde_json::json!([]));
    assert_eq!(ana.status()["daemon"]["announced_as"], Value::Null);
    let shown = Shown::on(&ana);
    assert_eq!(shown.opened["phone"], Value::Null);
    let called = lab.host(1).inside(|| TcpStream::connect(ana.socket()));
    assert_eq!(called.unwrap_err().kind(), std::io::ErrorKind::ConnectionRefused);
    let bo = Device::new("bo", lab.host(1));
    let told = bo.try_json(&["join", "--code", &shown.code]).unwrap_err();
    assert!(told.contains("\"nobody-found\""), "{told}");
}

/// Ana's laptop, up, and a host for a phone.
fn ana() -> (Lab, Device) {
    let lab = Lab::new(2);
    let ana = Device::new("ana", lab.host(0));
    ana.up();
    (lab, ana)
}

fn network_name(device: &Device) -> String {
    std::fs::read_to_string(device.data().join("network-name")).unwrap()
}

/// Waits until the other side ends a connection.
fn until_closed(mut stream: TcpStream) {
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    eventually("the connection is cut", PATIENCE, || match stream.read(&mut [0; 512]) {
        Ok(0) => Ok(()),
        Ok(_) => Err("it says more".into()),
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => Ok(()),
        Err(error) => Err(error.to_string()),
    });
}
