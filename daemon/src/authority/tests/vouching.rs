//! What certificates made with the intermediate's key are taken for.

use super::*;
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose};
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring;
use rustls::pki_types::{ServerName, UnixTime};
use rustls::server::WebPkiClientVerifier;
use std::net::IpAddr;
use std::sync::Arc;

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

/// Whether rustls takes this certificate for a server of this name or address.
pub fn takes(
    authority: &Authority,
    certificate: CertificateDer<'static>,
    server: &str,
) -> Result<(), rustls::Error> {
    Shown { authority, certificate }.rustls_takes(server)
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
    let error = format!("{:?}", client.rustls_takes_as_client().unwrap_err());
    assert!(error.contains("InvalidPurpose"), "{error}");
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
    let refused = verifier.verify_server_cert(leaf.der(), &chain, &name, &[], UnixTime::now());
    let error = format!("{:?}", refused.unwrap_err());
    assert!(error.contains("PathLenConstraint"), "{error}");
}
