//! What a leaf of an authority is good for, as OpenSSL and rustls see it.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::words::now;
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose};
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring;
use rustls::pki_types::{ServerName, UnixTime};
use rustls::server::WebPkiClientVerifier;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

const NAME: &str = "mingle-0123456789.local";
const DAY: i64 = 86_400_000;

fn data() -> (tempfile::TempDir, DataDir) {
    let folder = tempfile::tempdir().unwrap();
    let data = DataDir::open(Some(folder.path().to_owned())).unwrap();
    (folder, data)
}

/// A certificate that somebody who has the intermediate's key made.
struct Shown<'a> {
    authority: &'a Authority,
    certificate: CertificateDer<'static>,
}

/// How OpenSSL is told whom it speaks with.
#[derive(Clone, Copy)]
enum Peer<'a> {
    Host(&'a str),
    Address(&'a str),
    Client,
}

fn made<'a>(authority: &'a Authority, names: &[&str], addresses: &[&str]) -> Shown<'a> {
    made_with(authority, names, addresses, |_| {})
}

fn made_with<'a>(
    authority: &'a Authority,
    names: &[&str],
    addresses: &[&str],
    change: impl FnOnce(&mut CertificateParams),
) -> Shown<'a> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let addresses: Vec<IpAddr> = addresses.iter().map(|ip| ip.parse().unwrap()).collect();
    let mut params = leaf::params(&names, &addresses).unwrap();
    let made = make::moment(now());
    params.not_before = made - time::Duration::days(1);
    params.not_after = made + leaf::LIFE;
    change(&mut params);
    Shown { authority, certificate: authority.signed(&params).unwrap().0.into() }
}

impl Shown<'_> {
    /// Whether rustls, as webpki, takes it for a server of this name or address.
    fn rustls_takes(&self, server: &str) -> Result<(), rustls::Error> {
        let verifier = verifier(&self.authority.root).unwrap();
        let chain = [self.authority.intermediate.clone()];
        let server = ServerName::try_from(server).unwrap();
        let now = UnixTime::now();
        verifier.verify_server_cert(&self.certificate, &chain, &server, &[], now).map(drop)
    }

    /// Whether rustls takes it for a client.
    fn rustls_takes_as_client(&self) -> Result<(), rustls::Error> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.authority.root.clone()).unwrap();
        let provider = Arc::new(ring::default_provider());
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        let chain = [self.authority.intermediate.clone()];
        verifier.verify_client_cert(&self.certificate, &chain, UnixTime::now()).map(drop)
    }

    /// Whether OpenSSL takes it, held to the letter of RFC 5280; what it says if not.
    fn openssl_takes(&self, peer: Peer<'_>) -> Result<(), String> {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, der: &[u8]| pem_file(folder.path(), name, der);
        let root = file("root", &self.authority.root);
        let chain = file("chain", &self.authority.intermediate);
        let leaf = file("leaf", &self.certificate);
        let mut openssl = openssl("verify");
        openssl.args(["-x509_strict", "-CAfile"]).arg(root).arg("-untrusted").arg(chain);
        match peer {
            Peer::Host(name) => openssl.args(["-purpose", "sslserver", "-verify_hostname", name]),
            Peer::Address(ip) => openssl.args(["-purpose", "sslserver", "-verify_ip", ip]),
            Peer::Client => openssl.args(["-purpose", "sslclient"]),
        };
        let output = openssl.arg(leaf).output().unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        if output.status.success() { Ok(()) } else { Err(said) }
    }
}

fn openssl(task: &str) -> Command {
    let there = Command::new("openssl").arg("version").output();
    assert!(there.is_ok(), "openssl is missing: `apt-get install --no-install-recommends openssl`");
    let mut command = Command::new("openssl");
    command.arg(task);
    command
}

fn pem_file(folder: &Path, name: &str, der: &[u8]) -> PathBuf {
    let path = folder.join(name);
    let body = data_encoding::BASE64.encode(der);
    let text = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
    std::fs::write(&path, text).unwrap();
    path
}

fn text_of(der: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = pem_file(folder.path(), "one", der);
    let output = openssl("x509").args(["-noout", "-text", "-in"]).arg(path).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_leaf_is_taken_for_the_network_name_and_for_addresses_of_local_networks() {
    let authority = Authority::make(now()).unwrap();
    let addresses =
        ["192.168.1.20", "10.77.0.1", "172.31.0.1", "169.254.7.7", "fd12::7", "fe80::7"];
    let addresses: Vec<IpAddr> = addresses.iter().map(|ip| ip.parse().unwrap()).collect();
    let leaf = authority.leaf(&[NAME.to_owned()], &addresses, now()).unwrap();
    let certificate = leaf.key.cert[0].clone();
    assert_eq!(leaf.key.cert.len(), 2);
    assert_eq!(leaf.key.cert[1], authority.intermediate, "served with its chain");
    let shown = Shown { authority: &authority, certificate };
    shown.rustls_takes(NAME).unwrap();
    shown.openssl_takes(Peer::Host(NAME)).unwrap();
    for ip in addresses.iter().map(IpAddr::to_string) {
        shown.rustls_takes(&ip).unwrap();
        shown.openssl_takes(Peer::Address(&ip)).unwrap();
    }
    assert!(shown.rustls_takes("mingle-zzzzzzzzzz.local").is_err());
    assert!(shown.openssl_takes(Peer::Host("mingle-zzzzzzzzzz.local")).is_err());
}

#[test]
fn whoever_has_the_intermediates_key_can_vouch_for_no_public_name_or_address() {
    let authority = Authority::make(now()).unwrap();
    for name in ["example.com", "local.example.com", "locals", "local.com"] {
        let alone = made(&authority, &[name], &[]);
        let error = alone.openssl_takes(Peer::Host(name)).unwrap_err();
        assert!(error.contains("permitted subtree violation"), "{name}: {error}");
        assert!(alone.rustls_takes(name).is_err(), "{name}");
        // Beside a name that is permitted, too: neither name is then taken.
        let both = made(&authority, &[NAME, name], &[]);
        for asked in [name, NAME] {
            assert!(both.openssl_takes(Peer::Host(asked)).is_err(), "{name} as {asked}");
            assert!(both.rustls_takes(asked).is_err(), "{name} as {asked}");
        }
    }
    for ip in ["8.8.8.8", "172.32.0.1", "100.64.0.1", "2001:4860:4860::8888", "2001:db8::1"] {
        let shown = made(&authority, &[NAME], &[ip]);
        let error = shown.openssl_takes(Peer::Address(ip)).unwrap_err();
        assert!(error.contains("permitted subtree violation"), "{ip}: {error}");
        assert!(shown.rustls_takes(ip).is_err() && shown.rustls_takes(NAME).is_err(), "{ip}");
    }
}

#[test]
fn whoever_has_the_intermediates_key_can_make_nobody_a_client_and_no_further_authority() {
    let authority = Authority::make(now()).unwrap();
    let client = made_with(&authority, &[NAME], &[], |params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    assert!(client.rustls_takes_as_client().is_err());
    let error = client.openssl_takes(Peer::Client).unwrap_err();
    assert!(error.contains("purpose") || error.contains("unsuitable"), "{error}");
    let server = made(&authority, &[NAME], &[]);
    assert!(server.rustls_takes_as_client().is_err());
    assert!(server.openssl_takes(Peer::Client).is_err());

    let key = make::new_key().unwrap();
    let mut params = make::params(&key);
    params.use_authority_key_identifier_extension = true;
    (params.not_before, params.not_after) = (make::NOT_BEFORE, make::NOT_BEFORE + leaf::LIFE * 40);
    let below = params.signed_by(&key, &authority.issuer).unwrap();
    let issuer = Issuer::new(make::params(&key), key);
    let mut params = leaf::params(&[NAME.to_owned()], &[]).unwrap();
    (params.not_before, params.not_after) = (make::NOT_BEFORE, make::NOT_BEFORE + leaf::LIFE * 40);
    let leaf = params.signed_by(&make::new_key().unwrap(), &issuer).unwrap();
    let name = ServerName::try_from(NAME).unwrap();
    let chain = [below.der().clone(), authority.intermediate.clone()];
    let verifier = verifier(&authority.root).unwrap();
    assert!(
        verifier.verify_server_cert(leaf.der(), &chain, &name, &[], UnixTime::now()).is_err(),
        "the intermediate has nothing below it but leaves"
    );
}

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
    let dates = text_of(&leaf.key.cert[0]);
    assert!(leaf::LIFE + time::Duration::days(365) < time::Duration::days(825), "{dates}");
}

#[test]
fn an_authority_is_made_once_and_found_again() {
    let (_folder, data) = data();
    assert!(Authority::load(&data).unwrap().is_none());
    let made = Authority::load_or_create(&data).unwrap();
    let again = Authority::load_or_create(&data).unwrap();
    assert_eq!((again.root_der(), again.tag()), (made.root_der(), made.tag()));
    let leaf = again.leaf(&[NAME.to_owned()], &[], now()).unwrap();
    let certificate = leaf.key.cert[0].clone();
    Shown { authority: &made, certificate }.rustls_takes(NAME).unwrap();
}

#[test]
fn the_folder_holds_one_private_key_and_it_is_the_intermediates() {
    let (_folder, data) = data();
    let authority = Authority::load_or_create(&data).unwrap();
    let files: Vec<PathBuf> =
        std::fs::read_dir(data.path()).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files, [data.authority()]);
    let text = std::fs::read_to_string(data.authority()).unwrap();
    assert_eq!(text.matches("PRIVATE KEY-----").count(), 2, "one beginning, one end");
    let of_key = openssl("pkey").args(["-pubout", "-in"]).arg(data.authority()).output().unwrap();
    let public = |der: &[u8]| {
        let folder = tempfile::tempdir().unwrap();
        let path = pem_file(folder.path(), "one", der);
        openssl("x509").args(["-noout", "-pubkey", "-in"]).arg(path).output().unwrap().stdout
    };
    assert_eq!(of_key.stdout, public(&authority.intermediate));
    assert_ne!(of_key.stdout, public(&authority.root));
}

#[cfg(unix)]
#[test]
fn an_authority_that_others_can_read_is_refused_with_the_fix() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, data) = data();
    Authority::load_or_create(&data).unwrap();
    let mode = std::fs::metadata(data.authority()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let exposed = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(data.authority(), exposed).unwrap();
    let refused = Failure::of(&Authority::load(&data).err().unwrap());
    assert_eq!(refused.code, "key-exposed");
    assert_eq!(refused.hint.unwrap(), format!("chmod 600 {}", data.authority().display()));
}

#[test]
fn what_is_no_authority_is_named_and_never_overwritten() {
    let (_folder, data) = data();
    let sound = Authority::make(now()).unwrap().secret();
    let other = Authority::make(now()).unwrap().secret();
    let text = String::from_utf8(sound.to_bytes().to_vec()).unwrap();
    let others = String::from_utf8(other.to_bytes().to_vec()).unwrap();
    let key = text.find("-----BEGIN PRIVATE").unwrap();
    let mixed =
        format!("{}{}", &text[..key], &others[others.find("-----BEGIN PRIVATE").unwrap()..]);
    for broken in ["", "too short", &text[..key], &text[key..], &mixed] {
        crate::data_dir::write_private(&data.authority(), broken.as_bytes()).unwrap();
        let refused = Failure::of(&Authority::load_or_create(&data).err().unwrap());
        assert_eq!(refused.code, "authority-unreadable", "{broken}");
        assert!(refused.hint.unwrap().contains("backup"));
        assert_eq!(std::fs::read_to_string(data.authority()).unwrap(), broken);
        assert!(AuthoritySecret::from_bytes(broken.as_bytes()).is_err() || *broken == mixed);
    }
}

#[test]
fn another_laptop_takes_the_authority_over_once_and_no_other_ones() {
    let (_folder, data) = data();
    let ours = Authority::make(now()).unwrap();
    let travelled = AuthoritySecret::from_bytes(ours.secret().to_bytes()).unwrap();
    Authority::adopt(&data, &travelled).unwrap();
    Authority::adopt(&data, &travelled).unwrap();
    assert_eq!(Authority::load(&data).unwrap().unwrap().root_der(), ours.root_der());
    let foreign = Authority::make(now()).unwrap();
    let refused = Failure::of(&Authority::adopt(&data, &foreign.secret()).unwrap_err());
    assert_eq!(refused.code, "other-authority");
    assert!(refused.message.contains(&ours.tag()) && refused.message.contains(&foreign.tag()));
    assert_eq!(Authority::load(&data).unwrap().unwrap().root_der(), ours.root_der());
}

#[test]
fn an_authority_that_could_vouch_for_the_internet_is_not_adopted() {
    let (_folder, data) = data();
    let (root_key, key) = (make::new_key().unwrap(), make::new_key().unwrap());
    let mut params = make::params(&key);
    params.use_authority_key_identifier_extension = true;
    let mut root = make::params(&root_key);
    root.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(1));
    let root = rcgen::CertifiedIssuer::self_signed(root, root_key).unwrap();
    let intermediate = params.signed_by(&key, &root).unwrap();
    let secret = AuthoritySecret::new(root.der(), intermediate.der(), key.serialized_der());
    let refused = Failure::of(&Authority::adopt(&data, &secret).unwrap_err());
    assert_eq!(refused.code, "authority-unusable");
    assert!(refused.message.contains("beyond local networks"), "{refused}");
    assert!(!data.authority().exists());
}
