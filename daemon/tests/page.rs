//! The page as the daemon serves it, and how its key becomes one of the owner's, by real requests.

#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::{Journal, Moment};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// As in the daemon: what its build script found of the page.
#[allow(dead_code, reason = "the tests look at a part")]
struct PageFile {
    path: &'static str,
    hash: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

static FILES: &[PageFile] = include!(concat!(env!("OUT_DIR"), "/page.rs"));

const NOW: Moment = Moment {
    now: Timestamp(1_795_250_000_000),
    today: jiff::civil::date(2026, 11, 21),
    offset: 3600,
};

fn journal(device: &Device) -> Journal {
    Journal::open(device.data().join("journal.db")).unwrap()
}

/// A browser that followed a one-time link: its cookie header.
fn signed_in(device: &Device, daemon: &Daemon) -> String {
    let url = device.json(&["open"])["url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix(&format!("http://{}", daemon.address())).unwrap();
    let answer = get(daemon.address(), path, &[]);
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

/// Asks to be enrolled as a page of this daemon does.
fn enrol(to: SocketAddr, cookie: &str, device: &str, name: &str) -> (u16, Value) {
    let body = json!({"device": device, "name": name, "kind": "phone"}).to_string();
    let own = format!("http://{to}");
    let headers = [
        ("Cookie", cookie),
        ("Origin", &*own),
        ("Content-Type", "application/json; charset=utf-8"),
    ];
    let answer = post(to, "/control/enrol", &headers, &body);
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

#[test]
fn every_file_of_the_page_comes_as_it_was_built_to_a_browser_without_a_cookie() {
    let device = Device::new();
    let daemon = device.up();
    let to = daemon.address();
    if FILES.is_empty() {
        let told = get(to, "/", &[]);
        assert_eq!(told.status, 503);
        assert!(told.body.contains("cargo xtask run"), "{}", told.body);
        return;
    }
    for file in FILES {
        let path = format!("/{}", file.path);
        let packed = ("Accept-Encoding", "gzip, br");
        let expected = file.brotli.or(file.gzip).unwrap_or(file.plain);
        for (headers, expected) in [(&[][..], file.plain), (&[packed], expected)] {
            let answer = get(to, &path, headers);
            assert_eq!((answer.status, answer.bytes.as_slice()), (200, expected), "{path}");
            let length = expected.len().to_string();
            assert_eq!(answer.header("content-length"), Some(length.as_str()));
            assert_ne!(answer.header("content-type"), Some("application/octet-stream"), "{path}");
            let tag = answer.header("etag").unwrap().to_owned();
            let again = get(to, &path, &[headers, &[("If-None-Match", &tag)]].concat());
            assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
            assert_eq!(again.header("cache-control"), answer.header("cache-control"));
        }
        let head = request(to, "HEAD", &path, &[("Host", &to.to_string())]);
        assert_eq!((head.status, head.bytes.len()), (200, 0), "{path}");
        assert_eq!(head.header("content-length"), Some(&*file.plain.len().to_string()));
    }
    let start = FILES.iter().find(|file| file.path == "index.html").unwrap();
    let root = get(to, "/", &[("Sec-Fetch-Site", "same-origin")]);
    assert_eq!(root.bytes, start.plain);
    assert_eq!(root.header("cache-control"), Some("no-cache"));
    assert!(root.header("content-security-policy").unwrap().contains("'wasm-unsafe-eval'"));
    assert_eq!(request(to, "POST", "/", &[("Host", &to.to_string())]).status, 405);
}

#[test]
fn a_path_that_the_page_does_not_have_is_a_sentence_even_to_a_browser() {
    let device = Device::new();
    let daemon = device.up();
    for path in ["/person/1", "/assets/", "/status.css", "/index.html.br"] {
        let answer = get(daemon.address(), path, &[("Accept", "text/html")]);
        assert_eq!((answer.status, answer.body.as_str()), (404, "There is nothing here.\n"));
    }
}

#[test]
fn a_page_that_followed_a_link_becomes_one_of_the_owners_devices() {
    let device = Device::new();
    let daemon = device.up();
    let (to, cookie) = (daemon.address(), signed_in(&device, &daemon));
    let phone = Device::new().id();
    let (status, told) = enrol(to, &cookie, &phone, "  Zoë's phone ");
    assert_eq!(status, 200, "{told}");
    assert_eq!(told["device"], *device.id());
    assert_eq!(told["name"], device.status()["name"]);
    let status = device.status();
    assert_eq!(peer(&status, &phone)["name"], "Zoë's phone");

    assert_eq!(enrol(to, &cookie, &phone, "Chromium").0, 200, "once more is as once");
    assert_eq!(peer(&device.status(), &phone)["name"], "Zoë's phone", "it keeps its name");
    let fingerprint = device.fingerprint();
    enrol(to, &cookie, &phone, "Chromium");
    assert_eq!(device.fingerprint(), fingerprint, "and nothing is written");
    let devices = journal(&device).devices().unwrap();
    let row = devices.iter().find(|row| row.device.to_string() == phone).unwrap();
    assert_eq!((row.kind.as_str(), row.revoked), ("phone", None));
}

#[test]
fn a_device_that_was_revoked_or_is_the_daemon_itself_is_not_enrolled() {
    let device = Device::new();
    let daemon = device.up();
    let (to, cookie) = (daemon.address(), signed_in(&device, &daemon));
    let lost = Device::new().id();
    assert_eq!(enrol(to, &cookie, &lost, "Lost phone").0, 200);
    let us = device.id().parse().unwrap();
    journal(&device).revoke_device(&lost.parse().unwrap(), &us, NOW).unwrap();
    let (status, told) = enrol(to, &cookie, &lost, "Lost phone");
    assert_eq!((status, &told["code"]), (409, &"revoked".into()));
    assert!(told["message"].is_string() && told["hint"].is_string(), "{told}");
    assert_eq!(peer(&device.status(), &lost)["state"], "revoked");
    let (status, told) = enrol(to, &cookie, &device.id(), "me");
    assert_eq!((status, &told["code"]), (409, &"own-device".into()));
}

#[test]
fn nobody_is_enrolled_by_a_stranger_a_form_or_nonsense() {
    let device = Device::new();
    let daemon = device.up();
    let (to, cookie) = (daemon.address(), signed_in(&device, &daemon));
    let before = device.fingerprint();
    let phone = Device::new().id();
    let body = json!({"device": phone, "name": "Phone", "kind": "phone"}).to_string();
    let send =
        |headers: &[(&str, &str)], body: &str| post(to, "/control/enrol", headers, body).status;
    let (cookie, kind) = (("Cookie", cookie.as_str()), ("Content-Type", "application/json"));
    assert_eq!(send(&[kind], &body), 401);
    assert_eq!(send(&[kind, ("Cookie", "mingle-1=x")], &body), 401);
    assert_eq!(send(&[cookie, kind, ("Origin", "https://news.example")], &body), 403);
    for other in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        assert_eq!(send(&[cookie, ("Content-Type", other)], &body), 415, "{other}");
    }
    assert_eq!(send(&[cookie], &body), 415);
    for wrong in ["", "{}", "[]", "{\"device\": 7}", "{\"device\": \"abc\"}"] {
        assert_eq!(send(&[cookie, kind], wrong), 400, "{wrong}");
    }
    let long = json!({"device": phone, "name": "é".repeat(81), "kind": "phone"}).to_string();
    assert_eq!(send(&[cookie, kind], &long), 400);
    assert_eq!(send(&[cookie, kind], &format!("{body}{}", " ".repeat(5_000))), 413);
    assert_eq!(get(to, "/control/enrol", &[cookie]).status, 405);
    assert_eq!(device.fingerprint(), before, "nothing was written");
}
