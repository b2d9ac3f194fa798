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

/// Asks to be enrolled through a new link, as a page of this daemon does.
fn enrol(device: &Device, to: SocketAddr, page: &str, name: &str) -> (u16, Value) {
    let answer = entering::enrol(to, &entering::token(device), page, name);
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

#[test]
fn every_file_of_the_page_comes_as_it_was_built_to_a_browser_that_shows_nothing() {
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
    let to = daemon.address();
    let phone = Device::new().id();
    let (status, told) = enrol(&device, to, &phone, "  Zoë's phone ");
    assert_eq!(status, 200, "{told}");
    assert_eq!(told["device"], *device.id());
    assert_eq!(told["name"], device.status()["name"]);
    let status = device.status();
    assert_eq!(peer(&status, &phone)["name"], "Zoë's phone");

    assert_eq!(enrol(&device, to, &phone, "Chromium").0, 200, "once more is as once");
    assert_eq!(peer(&device.status(), &phone)["name"], "Zoë's phone", "it keeps its name");
    let fingerprint = device.fingerprint();
    enrol(&device, to, &phone, "Chromium");
    assert_eq!(device.fingerprint(), fingerprint, "and nothing is written");
    let devices = journal(&device).devices().unwrap();
    let row = devices.iter().find(|row| row.device.to_string() == phone).unwrap();
    assert_eq!((row.kind.as_str(), row.revoked), ("phone", None));
}

#[test]
fn a_device_that_was_revoked_or_is_the_daemon_itself_is_not_enrolled() {
    let device = Device::new();
    let daemon = device.up();
    let to = daemon.address();
    let lost = Device::new().id();
    assert_eq!(enrol(&device, to, &lost, "Lost phone").0, 200);
    let us = device.id().parse().unwrap();
    journal(&device).revoke_device(&lost.parse().unwrap(), &us, NOW).unwrap();
    let (status, told) = enrol(&device, to, &lost, "Lost phone");
    assert_eq!((status, &told["code"]), (409, &"revoked".into()));
    assert!(told["message"].is_string() && told["hint"].is_string(), "{told}");
    assert_eq!(peer(&device.status(), &lost)["state"], "revoked");
    let (status, told) = enrol(&device, to, &device.id(), "me");
    assert_eq!((status, &told["code"]), (409, &"own-device".into()));
}

#[test]
fn nobody_is_enrolled_by_a_stranger_a_form_or_nonsense() {
    let device = Device::new();
    let daemon = device.up();
    let to = daemon.address();
    let before = device.fingerprint();
    let phone = Device::new().id();
    let body = |token: &str| {
        json!({"token": token, "device": phone, "name": "Phone", "kind": "phone"}).to_string()
    };
    let token = entering::token(&device);
    let right = body(&token);
    let send =
        |headers: &[(&str, &str)], body: &str| post(to, "/control/enrol", headers, body).status;
    let kind = ("Content-Type", "application/json");
    assert_eq!(send(&[kind], &body("guess")), 410);
    assert_eq!(send(&[kind], &json!({"device": phone}).to_string()), 400, "no token at all");
    assert_eq!(send(&[kind, ("Origin", "https://news.example")], &right), 403);
    for other in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        assert_eq!(send(&[("Content-Type", other)], &right), 415, "{other}");
    }
    assert_eq!(send(&[], &right), 415);
    for wrong in ["", "{}", "[]", "{\"device\": 7}", "{\"token\": \"\", \"device\": \"abc\"}"] {
        assert_eq!(send(&[kind], wrong), 400, "{wrong}");
    }
    let long = json!({"token": token, "device": phone, "name": "é".repeat(81), "kind": "phone"});
    assert_eq!(send(&[kind], &long.to_string()), 400);
    assert_eq!(send(&[kind], &format!("{right}{}", " ".repeat(5_000))), 413);
    assert_eq!(get(to, "/control/enrol", &[]).status, 405);
    assert_eq!(device.fingerprint(), before, "nothing was written");
    assert_eq!(send(&[kind], &right), 200, "and none of that used the link up");
}
