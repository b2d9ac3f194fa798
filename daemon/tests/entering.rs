//! How a page gets among the owner's devices and in, by real requests; and who does not.

#![allow(clippy::unwrap_used)]

mod common;

use common::entering::*;
use common::*;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::{Journal, Moment};
use serde_json::{Value, json};
use std::net::SocketAddr;

fn told(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{}", answer.body))
}

fn pairing(to: SocketAddr, shown: &str) -> Answer {
    post(to, "/control/pairing", &[("Authorization", shown)], "")
}

#[test]
fn a_link_of_mingle_open_enrols_one_page_once() {
    let device = Device::new();
    let daemon = device.up();
    let to = daemon.address();
    let url = device.json(&["open"])["url"].as_str().unwrap().to_owned();
    let token = url.strip_prefix(&format!("http://{to}/#open=")).unwrap();
    assert!(token.len() == 64 && token.bytes().all(|it| it.is_ascii_hexdigit()), "{url}");
    let (first, second) = (Page::new(1), Page::new(2));
    let answer = enrol(to, token, &first.id(), "Firefox");
    assert_eq!((answer.status, answer.header("set-cookie")), (200, None));
    assert_eq!(told(&answer)["device"], *device.id());
    for used in [token, "guess", &"0".repeat(64)] {
        let refused = enrol(to, used, &second.id(), "Mallory");
        assert_eq!((refused.status, &told(&refused)["code"]), (410, &"link-ended".into()));
    }
    assert_eq!(peer(&device.status(), &second.id()), &Value::Null);
    assert_eq!(get(to, &format!("/open/{token}"), &[]).status, 404, "there is no such door");
}

/// It takes root to be two users: elsewhere it says that it was left out.
#[cfg(target_os = "linux")]
#[test]
fn another_user_of_this_machine_who_saw_the_link_neither_enrols_nor_uses_it_up() {
    use std::os::unix::{fs::MetadataExt, process::CommandExt};
    use std::process::{Command, Stdio};
    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        eprintln!("left out: this is not root");
        return;
    }
    let device = Device::new();
    let daemon = device.up();
    let (to, token) = (daemon.address(), token(&device));
    let (own, other) = (Page::new(1), Page::new(2));
    let body = json!({ "token": token, "device": other.id(), "name": "Mallory", "kind": "phone" });
    let (body, port) = (body.to_string(), to.port());
    let asked = format!(
        "POST /control/enrol HTTP/1.1\r\nHost: {to}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
    for script in ["printf %s \"$1\" >&3; cat <&3", "printf %s \"$1\" >&3"] {
        let script = format!("exec 3<>/dev/tcp/127.0.0.1/{port}; {script}");
        let mut nobody = Command::new("bash");
        nobody.args(["-c", &script, "bash", &asked]).uid(65534).gid(65534).current_dir("/");
        let said = nobody.stdin(Stdio::null()).output().unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        let said = String::from_utf8(said.stdout).unwrap();
        assert!(said.is_empty() || said.contains("\"another-user\""), "{said}");
        assert_eq!(said.is_empty(), !script.contains("cat"), "{said}");
    }
    assert_eq!(enrol(to, &token, &own.id(), "Firefox").status, 200, "it is not used up");
    assert_eq!(peer(&device.status(), &other.id()), &Value::Null);
}

#[test]
fn a_page_that_signs_its_challenge_opens_pairing_and_nothing_else() {
    let device = Device::new();
    let daemon = device.up();
    let to = daemon.address();
    let page = Page::enrolled(1, &device, to);
    let shown = page.let_in(to);
    let opened = told(&pairing(to, &shown));
    assert_eq!((&opened["opening"], &opened["guesses"]), (&"opened".into(), &3.into()));
    assert_eq!(opened["phone"], Value::Null, "only this machine is listened to");
    let path = format!("/control/pairing/{}", opened["id"]);
    let progress = get(to, &format!("{path}/0"), &[("Authorization", &shown)]);
    assert_eq!(told(&progress)["state"], "waiting");
    let again = told(&pairing(to, &shown));
    assert_eq!((&again["opening"], &again["id"]), (&"already-open".into(), &opened["id"]));
    let host = to.to_string();
    let headers = [("Host", host.as_str()), ("Authorization", &shown)];
    assert_eq!(request(to, "DELETE", &path, &headers).status, 200);
    for (method, path) in
        [("GET", "/control/status"), ("POST", "/control/stop"), ("POST", "/control/link")]
    {
        let refused = request(to, method, path, &headers);
        assert_eq!(
            (refused.status, &told(&refused)["code"]),
            (401, &"not-entered".into()),
            "{path}"
        );
    }
    let stranger = pairing(to, "Bearer guess");
    assert_eq!((stranger.status, &told(&stranger)["code"]), (401, &"not-entered".into()));
    assert!(stranger.body.contains("mingle open"), "{}", stranger.body);
    let from = [("Authorization", shown.as_str()), ("Origin", "https://news.example")];
    assert_eq!(post(to, "/control/pairing", &from, "").status, 403);
}

#[test]
fn a_signature_of_another_key_for_another_host_or_used_before_lets_nobody_in() {
    let device = Device::new();
    let daemon = device.up();
    let to = daemon.address();
    let host = to.to_string();
    let (page, other) = (Page::enrolled(1, &device, to), Page::new(2));
    let refused = |device: &str, challenge: &str, signature: &str| {
        let (status, told) = enter(to, device, challenge, signature);
        (status, told["code"].as_str().unwrap().to_owned())
    };
    let stranger = || (401, "stranger".to_owned());
    assert_eq!(other.enter(to).1["code"], "stranger", "its key is nobody's");
    let one = challenge(to);
    assert_eq!(refused(&page.id(), &one, &other.sign(&host, &one)), stranger());
    assert_eq!(refused(&page.id(), &one, &page.sign(&host, &one)).1, "challenge-ended");
    let two = challenge(to);
    assert_eq!(refused(&page.id(), &two, &page.sign("127.0.0.1:1", &two)), stranger());
    let three = challenge(to);
    assert_eq!(refused(&page.id(), &three, &page.sign(&host, &two)), stranger());
    let four = challenge(to);
    let signature = page.sign(&host, &four);
    assert_eq!(refused(&page.id(), &four, &signature.to_uppercase()), stranger());
    let five = challenge(to);
    assert_eq!(enter(to, &page.id(), &five, &page.sign(&host, &five)).0, 200);
    let replayed = refused(&page.id(), &five, &page.sign(&host, &five));
    assert_eq!(replayed, (410, "challenge-ended".to_owned()));
    assert_eq!(refused(&page.id(), "guess", &page.sign(&host, "guess")).0, 410);
}

#[test]
fn a_device_that_is_revoked_is_not_let_in_and_what_it_was_given_opens_nothing() {
    let device = Device::new();
    let daemon = device.up();
    let to = daemon.address();
    let page = Page::enrolled(1, &device, to);
    let shown = page.let_in(to);
    assert_eq!(pairing(to, &shown).status, 200);
    let mut journal = Journal::open(device.data().join("journal.db")).unwrap();
    let now = Moment {
        now: Timestamp(1_795_250_000_000),
        today: jiff::civil::date(2026, 11, 21),
        offset: 3600,
    };
    let us = device.id().parse().unwrap();
    journal.revoke_device(&page.id().parse().unwrap(), &us, now).unwrap();
    let refused = pairing(to, &shown);
    assert_eq!((refused.status, &told(&refused)["code"]), (401, &"not-entered".into()));
    let (status, told) = page.enter(to);
    assert_eq!((status, &told["code"]), (401, &"stranger".into()));
}

#[test]
fn a_code_that_a_page_had_shown_ends_with_the_page_and_who_came_by_one_was_added_by_it() {
    let [device, bo, chi] = ["ana", "bo", "chi"].map(Device::named);
    let daemon = device.up();
    let to = daemon.address();
    let page = Page::enrolled(1, &device, to);
    let shown = page.let_in(to);
    let code = || told(&pairing(to, &shown))["code"].as_str().unwrap().to_owned();
    let at = to.to_string();
    bo.json(&["join", &at, "--code", &code()]);
    let mut journal = Journal::open(device.data().join("journal.db")).unwrap();
    let page = page.id().parse().unwrap();
    let bos_id = bo.id().parse().unwrap();
    let rows = journal.devices().unwrap();
    let bos = rows.iter().find(|row| row.device == bos_id).unwrap();
    assert_eq!(bos.added_by, Some(page), "it is named when the page is revoked");

    let code = code();
    journal.revoke_device(&page, &device.id().parse().unwrap(), moment()).unwrap();
    let refused = chi.run(&["--json", "join", &at, "--code", &code]);
    assert_ne!(refused.code, 0, "{}", refused.stdout);
    let said = format!("{}{}", refused.stdout, refused.stderr);
    assert!(said.contains("is of no use any more"), "{said}");
    let chis_id = chi.id().parse().unwrap();
    assert!(journal.devices().unwrap().iter().all(|row| row.device != chis_id));
}

#[test]
fn what_was_given_ends_with_the_daemon_and_forms_of_other_sites_ask_for_nothing() {
    let device = Device::new();
    let daemon = device.up();
    let to = daemon.address();
    let page = Page::enrolled(1, &device, to);
    let shown = page.let_in(to);
    let body =
        json!({"device": page.id(), "challenge": challenge(to), "signature": ""}).to_string();
    for other in ["text/plain", "application/x-www-form-urlencoded"] {
        assert_eq!(post(to, "/control/enter", &[("Content-Type", other)], &body).status, 415);
    }
    let json = ("Content-Type", "application/json");
    assert_eq!(post(to, "/control/enter", &[json, ("Origin", "null")], &body).status, 403);
    for wrong in ["", "{}", "{\"device\": \"x\", \"challenge\": \"\", \"signature\": \"\"}"] {
        assert_eq!(post(to, "/control/enter", &[json], wrong).status, 400, "{wrong}");
    }
    daemon.kill();
    let daemon = device.up();
    assert_eq!(pairing(daemon.address(), &shown).status, 401);
    page.let_in(daemon.address());
}
