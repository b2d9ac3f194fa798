//! What the certificates say, and when.

use super::*;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{ServerName, UnixTime};
use std::time::Duration;

const DAY: i64 = 86_400_000;

#[test]
fn the_certificates_say_what_browsers_and_apples_systems_ask_for() {
    let authority = Authority::make(now()).unwrap();
    let root = text_of(&authority.root);
    assert!(root.contains("CA:TRUE, pathlen:1") && !root.contains("Name Constraints"), "{root}");
    let intermediate = text_of(&authority.intermediate);
    for said in [
        "X509v3 Name Constraints: critical",
        "DNS:local",
        "IP:10.0.0.0/255.0.0.0",
        "CA:TRUE, pathlen:0",
        "X509v3 Basic Constraints: critical",
        "X509v3 Key Usage: critical",
        "Certificate Sign",
        "TLS Web Server Authentication",
    ] {
        assert!(intermediate.contains(said), "{said}: {intermediate}");
    }
    for text in [&root, &intermediate] {
        assert!(text.contains(&authority.tag()), "both are found by one tag: {text}");
    }
    let leaf = authority.leaf(&[NAME.to_owned()], &[], now()).unwrap();
    let leaf = text_of(&leaf.key.cert[0]);
    for said in ["DNS:mingle-0123456789.local", "TLS Web Server Authentication", "CA:FALSE"] {
        assert!(leaf.contains(said), "{said}: {leaf}");
    }
}

#[test]
fn no_two_certificates_have_one_serial_number() {
    let authority = Authority::make(now()).unwrap();
    let serial = |der: &[u8]| {
        let text = text_of(der);
        text.split("Serial Number:").nth(1).unwrap().split("Signature").next().unwrap().to_owned()
    };
    let leaf = || authority.leaf(&[NAME.to_owned()], &[], now()).unwrap().key.cert[0].clone();
    let all = [authority.root.clone(), authority.intermediate.clone(), leaf(), leaf(), leaf()];
    let different: std::collections::BTreeSet<String> = all.iter().map(|der| serial(der)).collect();
    assert_eq!(different.len(), all.len(), "{different:?}");
}

fn dates_of(der: &[u8]) -> (jiff::Timestamp, jiff::Timestamp) {
    let folder = tempfile::tempdir().unwrap();
    let path = pem_file(folder.path(), "one", der);
    let mut openssl = openssl("x509");
    openssl.args(["-noout", "-startdate", "-enddate", "-dateopt", "iso_8601", "-in"]).arg(path);
    let said = String::from_utf8(openssl.output().unwrap().stdout).unwrap();
    let mut dates = said.lines().map(|line| line.split_once('=').unwrap().1.parse().unwrap());
    (dates.next().unwrap(), dates.next().unwrap())
}

/// A leaf, and when it is looked at: days after it was made, by a clock that is right.
fn holds(authority: &Authority, made: Timestamp, looked: Timestamp) -> bool {
    let leaf = authority.leaf(&[NAME.to_owned()], &[], made).unwrap();
    let verifier = verifier(&authority.root).unwrap();
    let moment = Duration::from_millis(u64::try_from(looked.0).unwrap());
    let name = ServerName::try_from(NAME).unwrap();
    let (leaf, chain) = leaf.key.cert.split_first().unwrap();
    let moment = UnixTime::since_unix_epoch(moment);
    verifier.verify_server_cert(leaf, chain, &name, &[], moment).is_ok()
}

#[test]
fn a_laptop_whose_clock_is_wrong_by_weeks_still_makes_what_others_take() {
    let right = Timestamp(now().0.max(1_800_000_000_000));
    let after = |days: i64| Timestamp(right.0 + days * DAY);
    for wrong in [-85, -30, 0, 1, 30, 300] {
        let authority = Authority::make(after(wrong)).unwrap();
        assert!(holds(&authority, after(wrong), right), "{wrong} days");
    }
    let authority = Authority::make(right).unwrap();
    assert!(holds(&authority, right, after(89)) && !holds(&authority, right, after(91)));
    // A clock that has lost its battery makes leaves of the first day that can be right.
    let lost = authority.leaf(&[NAME.to_owned()], &[], Timestamp(0)).unwrap();
    assert!(lost.is_due(right), "and once it is right there are new ones");
    // A clock that is far ahead makes no authority that has to be waited for.
    let ahead = Authority::make(after(40 * 365)).unwrap();
    assert!(holds(&ahead, right, right));
}

#[test]
fn a_leaf_is_due_a_month_before_it_ends_or_when_the_clock_was_wrong() {
    let authority = Authority::make(now()).unwrap();
    let made = Timestamp(now().0.max(1_800_000_000_000));
    let leaf = authority.leaf(&[NAME.to_owned()], &[], made).unwrap();
    let due = |days: i64| leaf.is_due(Timestamp(made.0 + days * DAY));
    assert_eq!([-2, 0, 59, 61, 100].map(due), [true, false, false, true, true]);

    let later = authority.leaf(&[NAME.to_owned()], &[], Timestamp(2_000_000_000_000)).unwrap();
    let (from, until) = dates_of(&later.key.cert[0]);
    assert_eq!(
        until.duration_since(from).as_hours() / 24,
        455,
        "Apple's systems take 825 days at most"
    );
    let (from, _) = dates_of(&leaf.key.cert[0]);
    assert!(from >= dates_of(&authority.root).0, "and none is older than its authority");
}
