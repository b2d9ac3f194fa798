#![allow(clippy::unwrap_used)]

use super::*;
use crate::places::Proven;
use warp::http::HeaderValue;

const LOOPBACK: &str = "127.0.0.1:7979";
const NETWORK: &str = "192.168.1.20:7979";
const ANA: DeviceId = DeviceId::from_bytes([1; 32]);

fn gate() -> Gate {
    let others = Others {
        is_own_name: Arc::new(|host| host == "ana.example"),
        hosts: Arc::new(|| Arc::new(["mingle-bbbbbbbbbb.local:7979".into()].into())),
        is_current: Arc::new(|device| Ok(device == ANA)),
    };
    let network_host = "mingle-0123456789.local".into();
    let (page, pairings) = (LOOPBACK.parse().unwrap(), Pairings::new(Proven::default()));
    Gate { keys: Arc::new(Keys::new("secret")), network_host, page, pairings, others }
}

fn ask(local: &str, path: &str, headers: &[(&'static str, &str)]) -> Result<(), u16> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, HeaderValue::from_str(value).unwrap());
    }
    let answer = gate().admit(&Method::GET, &path.parse().unwrap(), &map, local.parse().unwrap());
    answer.map(|_| ()).map_err(|refusal| refusal.0.as_u16())
}

#[test]
fn a_listener_answers_to_its_address_and_its_names_only() {
    for host in ["127.0.0.1:7979", "[::ffff:127.0.0.1]:7979"] {
        assert_eq!(ask(LOOPBACK, "/sync", &[("host", host)]), Ok(()), "{host}");
    }
    for host in ["192.168.1.20:7979", "mingle-0123456789.local:7979", "ana.example:7979"] {
        assert_eq!(ask(NETWORK, "/sync", &[("host", host)]), Ok(()), "{host}");
        assert_eq!(ask(LOOPBACK, "/sync", &[("host", host)]), Err(421), "{host}");
    }
    for host in [
        "rebound.example:7979",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.2:7979",
        "localhost",
        "localhost:7979",
        "LocalHost:7979",
    ] {
        assert_eq!(ask(LOOPBACK, "/sync", &[("host", host)]), Err(421), "{host}");
    }
    assert_eq!(ask(LOOPBACK, "/sync", &[("host", "x@127.0.0.1:7979")]), Err(421));
    assert_eq!(ask(NETWORK, "/sync", &[("host", "localhost:7979")]), Err(421));
    assert_eq!(ask(LOOPBACK, "http://rebound.example/sync", &[("host", LOOPBACK)]), Err(421));
}

#[test]
fn whoever_looks_for_the_page_at_localhost_is_sent_to_its_address_and_for_nothing_else() {
    let sent = |method: &Method, host: &str, uri: &str, local: &str| {
        let mut map = HeaderMap::new();
        map.insert("host", HeaderValue::from_str(host).unwrap());
        gate().elsewhere(method, &uri.parse().unwrap(), &map, local.parse().unwrap())
    };
    let at_page = Some("http://127.0.0.1:7979/".to_owned());
    for (host, local) in [
        ("localhost:7979", LOOPBACK),
        ("LocalHost:7979", LOOPBACK),
        ("localhost:7979", "[::1]:7979"),
        ("localhost:8000", "[::1]:8000"),
        ("localhost", "127.0.0.1:80"),
    ] {
        assert_eq!(sent(&Method::GET, host, "/", local), at_page, "{host} {local}");
    }
    for (host, local) in [
        ("127.0.0.1:7979", LOOPBACK),
        ("localhost:8000", LOOPBACK),
        ("x@localhost:7979", LOOPBACK),
        ("localhost.rebound.example:7979", LOOPBACK),
        ("localhost:7979", NETWORK),
    ] {
        assert_eq!(sent(&Method::GET, host, "/", local), None, "{host} {local}");
    }
    for path in ["/sync", "/control/link", "/sw.js", "http://localhost:7979/"] {
        assert_eq!(sent(&Method::GET, "localhost:7979", path, LOOPBACK), None, "{path}");
    }
    assert_eq!(sent(&Method::POST, "localhost:7979", "/", LOOPBACK), None);
}

#[test]
fn a_request_names_exactly_one_host() {
    assert_eq!(ask(LOOPBACK, "/sync", &[]), Err(400));
    assert_eq!(ask(LOOPBACK, "/sync", &[("host", LOOPBACK), ("host", LOOPBACK)]), Err(400));
    assert_eq!(ask(LOOPBACK, "/sync", &[("host", "not a host")]), Err(400));
}

#[test]
fn pages_of_other_sites_are_refused_even_at_the_sync_door() {
    let from = |origin| ask(LOOPBACK, "/sync", &[("host", LOOPBACK), ("origin", origin)]);
    assert_eq!(from("http://127.0.0.1:7979"), Ok(()));
    for origin in [
        "https://news.example",
        "http://127.0.0.1:8000",
        "https://127.0.0.1:7979",
        "http://localhost:7979",
        "null",
    ] {
        assert_eq!(from(origin), Err(403), "{origin}");
    }
    let site = |site| ask(LOOPBACK, "/sync", &[("host", LOOPBACK), ("sec-fetch-site", site)]);
    assert_eq!(site("none"), Ok(()));
    assert_eq!(site("same-origin"), Ok(()));
    assert_eq!(site("same-site"), Err(403));
    assert_eq!(site("cross-site"), Err(403));
}

#[tokio::test]
async fn the_daemon_is_for_whoever_shows_the_secret_and_pairing_for_pages_that_were_let_in() {
    let gate = gate();
    let bearer = format!("Bearer {}", gate.keys.make_bearer(ANA).unwrap());
    let ask = |path: &'static str, shown: &str| {
        let mut map = HeaderMap::new();
        map.insert("host", HeaderValue::from_static(LOOPBACK));
        map.insert("authorization", HeaderValue::from_str(shown).unwrap());
        let uri = Uri::from_static(path);
        gate.admit(&Method::GET, &uri, &map, LOOPBACK.parse().unwrap())
    };
    for path in ["/control/pairing", "/control/pairing/1/0", "/control/pairing/1"] {
        assert_eq!(ask(path, &bearer), Ok(Admitted::Page(ANA)), "{path}");
        assert_eq!(ask(path, "Bearer secret"), Ok(Admitted::Anybody));
        assert_eq!(ask(path, "Bearer guess"), Err(NOT_ENTERED));
    }
    for path in ["/control/status", "/control/stop", "/control/link", "/control/pairings"] {
        assert_eq!(ask(path, &bearer), Err(NOT_ENTERED), "{path}");
        assert_eq!(ask(path, "Bearer secret"), Ok(Admitted::Anybody), "{path}");
        assert_eq!(ask(path, "Basic secret"), Err(NOT_ENTERED), "{path}");
    }
    for path in ["/control/enrol", "/control/challenge", "/control/enter"] {
        assert_eq!(ask(path, ""), Ok(Admitted::Anybody), "{path} proves by itself who may");
    }
    assert!(gate.is_current(ANA).await && !gate.is_current(DeviceId::from_bytes([2; 32])).await);
}

#[test]
fn the_page_is_for_whoever_asks_on_this_machine_but_not_for_other_sites_or_names() {
    let host = ("host", LOOPBACK);
    assert_eq!(ask(LOOPBACK, "/", &[host]), Ok(()));
    assert_eq!(ask(LOOPBACK, "/", &[host, ("sec-fetch-site", "same-origin")]), Ok(()));
    assert_eq!(ask(LOOPBACK, "/", &[host, ("sec-fetch-site", "cross-site")]), Err(403));
    assert_eq!(ask(LOOPBACK, "/", &[("host", "rebound.example:7979")]), Err(421));
}

#[test]
fn the_network_gets_the_page_and_sync_and_nothing_else() {
    let host = ("host", NETWORK);
    assert_eq!(ask(NETWORK, "/sync", &[host]), Ok(()));
    assert_eq!(ask(NETWORK, "/", &[host]), Ok(()));
    for path in [
        "/open/token",
        "/control/status",
        "/control/enrol",
        "/control/enter",
        "/control/challenge",
        "/sync/",
        "/x",
    ] {
        let answer = ask(NETWORK, path, &[host, ("authorization", "Bearer secret")]);
        assert_eq!(answer, Err(404), "{path}");
    }
    assert_eq!(ask(LOOPBACK, "/open/token", &[("host", LOOPBACK)]), Err(404));
    assert_eq!(ask(LOOPBACK, "/control/status", &[("host", LOOPBACK)]), Err(401));
    assert_eq!(ask(LOOPBACK, "/anything/else", &[("host", LOOPBACK)]), Err(404));
}

#[test]
fn over_tls_pages_of_the_owners_daemons_sync_and_those_of_others_do_not() {
    let host = ("host", "mingle-0123456789.local:7979");
    let from = |path: &str, origin: &str, site| {
        ask(NETWORK, path, &[host, ("origin", origin), ("sec-fetch-site", site)])
    };
    assert_eq!(from("/sync", "https://mingle-0123456789.local:7979", "same-origin"), Ok(()));
    assert_eq!(from("/sync", "https://mingle-bbbbbbbbbb.local:7979", "cross-site"), Ok(()));
    assert_eq!(from("/", "https://mingle-bbbbbbbbbb.local:7979", "cross-site"), Err(403));
    for origin in [
        "http://mingle-0123456789.local:7979",
        "http://mingle-bbbbbbbbbb.local:7979",
        "https://mingle-bbbbbbbbbb.local",
        "https://mingle-bbbbbbbbbb.local:7978",
        "https://mingle-cccccccccc.local:7979",
        "https://x@mingle-bbbbbbbbbb.local:7979",
        "https://news.example",
        "null",
    ] {
        assert_eq!(from("/sync", origin, "cross-site"), Err(403), "{origin}");
    }
    let known = ("origin", "https://mingle-bbbbbbbbbb.local:7979");
    assert_eq!(ask(LOOPBACK, "/sync", &[("host", LOOPBACK), known]), Err(403));
}

#[tokio::test]
async fn the_door_of_pairing_is_there_while_a_code_is_shown_and_for_no_page_of_another_host() {
    let gate = gate();
    let ask = |headers: &[(&'static str, &str)]| {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        let (uri, local) = (Uri::from_static("/pair"), NETWORK.parse().unwrap());
        let answer = gate.admit(&Method::GET, &uri, &map, local);
        answer.map(|_| ()).map_err(|refusal| refusal.0.as_u16())
    };
    let host = ("host", NETWORK);
    assert_eq!(ask(&[host]), Err(404));
    gate.pairings.open(None, "mingle-0123456789".into(), Vec::new()).unwrap();
    assert_eq!(ask(&[host]), Ok(()));
    for origin in ["https://mingle-bbbbbbbbbb.local:7979", "https://news.example"] {
        assert_eq!(ask(&[host, ("origin", origin)]), Err(403), "{origin}");
    }
    gate.pairings.take_back(1);
    assert_eq!(ask(&[host]), Err(404));
}

#[tokio::test]
async fn while_a_code_is_shown_any_page_may_ask_whether_we_are_trusted_and_nothing_more() {
    let gate = gate();
    let ask = |local: &str, path: &'static str, host: &str| {
        let mut map = HeaderMap::new();
        map.insert("host", HeaderValue::from_str(host).unwrap());
        map.insert("origin", HeaderValue::from_static("http://192.168.1.20:7979"));
        map.insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
        let (uri, local) = (Uri::from_static(path), local.parse().unwrap());
        let answer = gate.admit(&Method::GET, &uri, &map, local);
        answer.map(|_| ()).map_err(|refusal| refusal.0.as_u16())
    };
    assert_eq!(ask(NETWORK, "/trusted", NETWORK), Err(403));
    gate.pairings.open(None, "mingle-0123456789".into(), Vec::new()).unwrap();
    assert_eq!(ask(NETWORK, "/trusted", NETWORK), Ok(()));
    assert_eq!(ask(NETWORK, "/trusted", "rebound.example:7979"), Err(421));
    assert_eq!(ask(LOOPBACK, "/trusted", LOOPBACK), Err(403));
    for path in ["/", "/sync", "/pair", "/trusted/", "/control/pairing"] {
        assert_eq!(ask(NETWORK, path, NETWORK), Err(403), "{path}");
    }
}

#[test]
fn a_link_leads_to_the_page_on_the_network_and_to_nothing_more() {
    let host = ("host", "mingle-0123456789.local:7979");
    let followed = [host, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
    let loaded = [host, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")];
    assert_eq!(ask(NETWORK, "/", &followed), Ok(()));
    assert_eq!(ask(NETWORK, "/", &loaded), Err(403));
    assert_eq!(ask(NETWORK, "/sync", &followed), Err(403));
    assert_eq!(ask(NETWORK, "/control/status", &followed), Err(403));
    let here = [("host", LOOPBACK), followed[1], followed[2]];
    assert_eq!(ask(LOOPBACK, "/", &here), Err(403));
}
