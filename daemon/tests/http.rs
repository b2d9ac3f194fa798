//! What the daemon lets in, by real requests to a real listener.

#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use std::io::Write;
use std::time::Duration;

/// What the command line shows.
fn secret(device: &Device) -> String {
    format!("Bearer {}", device.secret())
}

#[test]
fn another_hosts_name_is_refused_as_after_dns_rebinding() {
    let device = Device::new();
    let daemon = device.up();
    let (to, secret) = (daemon.address(), secret(&device));
    let ask =
        |host: &str, path| request(to, "GET", path, &[("Host", host), ("Authorization", &secret)]);
    assert_eq!(ask(&to.to_string(), "/control/status").status, 200);
    let by_name = format!("localhost:{}", to.port());
    for path in ["/sync", "/control/status", "/control/challenge", "/sw.js"] {
        assert_eq!(ask(&by_name, path).status, 421, "{path}: it may be another program's");
    }
    let start = ask(&by_name, "/");
    assert_eq!(start.status, 308);
    assert_eq!(start.header("location"), Some(format!("http://{to}/").as_str()));
    for path in ["/", "/sync", "/control/status", "/control/challenge", "/nothing"] {
        let refused = ask(&format!("rebound.example:{}", to.port()), path);
        assert_eq!(refused.status, 421, "{path}");
        assert!(refused.body.contains("another host"), "{}", refused.body);
    }
    assert_eq!(ask("127.0.0.1", "/").status, 421, "the port belongs to the host");
    let twice = [("Host", "rebound.example"), ("Host", &*to.to_string())];
    assert_eq!(request(to, "GET", "/", &twice).status, 400);
}

#[test]
fn pages_of_other_sites_are_refused_at_every_door() {
    let device = Device::new();
    let daemon = device.up();
    let (to, secret) = (daemon.address(), secret(&device));
    let shown = ("Authorization", secret.as_str());
    let own = format!("http://{to}");
    let status = "/control/status";
    assert_eq!(get(to, status, &[shown, ("Origin", &own)]).status, 200);
    for origin in ["https://news.example", "http://127.0.0.1:1", "null"] {
        let from = ("Origin", origin);
        for path in ["/", status, "/control/challenge"] {
            assert_eq!(get(to, path, &[shown, from]).status, 403, "{origin} {path}");
        }
        assert_eq!(websocket(to, &[from]).err(), Some(403), "{origin}");
    }
    let other_port = ("Sec-Fetch-Site", "same-site");
    assert_eq!(get(to, "/", &[other_port]).status, 403);
    assert!(websocket(to, &[("Origin", &own)]).is_ok());
}

#[test]
fn every_answer_tells_the_browser_to_trust_nothing_else() {
    let device = Device::new();
    let daemon = device.up();
    let (to, secret) = (daemon.address(), secret(&device));
    let told = get(to, "/control/status", &[("Authorization", &secret)]);
    let refused = get(to, "/control/status", &[]);
    let rebound = request(to, "GET", "/", &[("Host", "rebound.example")]);
    let missing = get(to, "/nothing", &[("Authorization", &secret)]);
    for answer in [told, refused, rebound, missing] {
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'self';"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[test]
fn the_command_lines_door_opens_with_the_secret_of_the_folder_only() {
    let device = Device::new();
    let daemon = device.up();
    let to = daemon.address();
    let host = to.to_string();
    let secret = secret(&device);
    let told = get(to, "/control/status", &[("Authorization", &secret)]);
    assert_eq!(told.status, 200);
    let told: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!(told["daemon"]["pid"], daemon.pid());
    for wrong in ["Bearer guess", "Bearer ", "Basic Og=="] {
        assert_eq!(get(to, "/control/status", &[("Authorization", wrong)]).status, 401, "{wrong}");
    }
    let post = |headers: &[(&str, &str)]| {
        request(to, "POST", "/control/link", &[&[("Host", host.as_str())], headers].concat()).status
    };
    assert_eq!(post(&[]), 401);
    assert_eq!(post(&[("Authorization", &secret)]), 200);
    assert_eq!(get(to, "/control/link", &[("Authorization", &secret)]).status, 405);
    assert_eq!(get(to, "/elsewhere", &[("Authorization", &secret)]).status, 404);
}

#[cfg(unix)]
#[test]
fn what_the_folder_keeps_secret_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let device = Device::new();
    let _daemon = device.up();
    let mode = |name: &str| {
        let metadata = std::fs::metadata(device.data().join(name)).unwrap();
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode(""), 0o700);
    for name in ["device.key", "control.json", "network-name", "journal.db"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
}

#[test]
fn nonsense_and_messages_beyond_the_limit_end_a_conversation_at_once() {
    let device = Device::new();
    let daemon = device.up();
    let mut large = websocket(daemon.address(), &[]).unwrap();
    large.write_all(&binary_head(1 << 30)).unwrap();
    assert!(until_closed(&mut large) < Duration::from_secs(8));
    let mut nonsense = websocket(daemon.address(), &[]).unwrap();
    nonsense.write_all(&binary_head(100)).unwrap();
    nonsense.write_all(&[7; 100]).unwrap();
    assert!(until_closed(&mut nonsense) < Duration::from_secs(8));
    assert_eq!(device.status()["daemon"]["pid"], daemon.pid(), "and nothing else is harmed");
}

#[test]
fn whoever_proves_nothing_is_shown_out_and_few_such_callers_are_let_in_at_a_time() {
    let device = Device::new();
    let daemon = device.up();
    let mut silent: Vec<_> = (0..16).map(|_| websocket(daemon.address(), &[]).unwrap()).collect();
    assert_eq!(websocket(daemon.address(), &[]).err(), Some(503));
    let waited = until_closed(&mut silent[0]);
    assert!(waited > Duration::from_secs(5) && waited < Duration::from_secs(20), "{waited:?}");
    eventually("there is room again", || {
        websocket(daemon.address(), &[]).map(drop).map_err(|status| status.to_string())
    });
}

#[test]
fn silent_connections_give_their_places_back_while_they_are_still_held() {
    let device = Device::new();
    let daemon = device.up();
    let silent: Vec<_> = (0..128).map(|_| connect(daemon.address())).collect();
    let shut_out = eventually("every place is taken", || {
        let status = device.status();
        if status["daemon"].is_null() { Ok(status) } else { Err(status.to_string()) }
    });
    let no_answer = shut_out["no_answer"].as_str().unwrap();
    assert!(no_answer.contains(&format!("process {}", daemon.pid())), "{no_answer}");
    let told = device.run(&["status"]);
    assert!(told.stdout.contains("does not answer"), "{}", told.stdout);
    assert!(!told.stdout.contains("not running"), "{}", told.stdout);
    assert_eq!(device.error(&["open"], 1)["code"], "no-answer");

    device.until("answered again", |status| status["daemon"]["pid"] == daemon.pid());
    drop(silent);
    daemon.kill();
    let status = device.status();
    assert!(status["daemon"].is_null() && status["no_answer"].is_null(), "{status}");
    assert_eq!(device.error(&["open"], 1)["code"], "not-running");
}

#[test]
fn whoever_stops_in_the_middle_or_has_no_more_to_say_is_shown_out() {
    let device = Device::new();
    let daemon = device.up();
    let to = daemon.address();
    for said in ["G".to_owned(), format!("GET / HTTP/1.1\r\nHost: {to}\r\n\r\n")] {
        let mut stream = connect(to);
        stream.write_all(said.as_bytes()).unwrap();
        let waited = until_closed(&mut stream);
        assert!(waited < Duration::from_secs(20), "{said:?}: {waited:?}");
    }
}
