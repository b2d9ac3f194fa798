#![allow(clippy::unwrap_used)]

use super::*;
use rustls::pki_types::ServerName;
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio_rustls::{TlsAcceptor, TlsConnector, client, server};

struct Home {
    _folder: tempfile::TempDir,
    data: DataDir,
    name: NetworkName,
}

fn home() -> Home {
    let folder = tempfile::tempdir().unwrap();
    let data = DataDir::open(Some(folder.path().to_owned())).unwrap();
    let name = NetworkName::load_or_create(&data).unwrap();
    Home { _folder: folder, data, name }
}

impl Home {
    fn credentials(&self, files: Option<Files>) -> Result<Credentials> {
        Credentials::new(&self.data, &self.name, Vec::new(), files)
    }
}

fn addresses(texts: &[&str]) -> BTreeSet<IpAddr> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

type Both = (
    std::io::Result<client::TlsStream<DuplexStream>>,
    std::io::Result<server::TlsStream<DuplexStream>>,
);

/// A handshake of `caller` with `called`, who is asked for by this name or address.
async fn handshake(caller: &Credentials, called: &Credentials, server: &str) -> Both {
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_protocol_versions(&[&rustls::version::TLS13])
    .unwrap()
    .with_no_client_auth()
    .with_cert_resolver(Arc::new(called.clone()));
    let (one, other) = duplex(64 * 1024);
    let server = ServerName::try_from(server.to_owned()).unwrap();
    let connect = TlsConnector::from(caller.client()).connect(server, one);
    tokio::join!(connect, TlsAcceptor::from(Arc::new(config)).accept(other))
}

async fn takes(caller: &Credentials, called: &Credentials, server: &str) -> bool {
    handshake(caller, called, server).await.0.is_ok()
}

#[tokio::test]
async fn an_address_that_comes_is_vouched_for_at_once_and_no_connection_is_cut() {
    let home = home();
    Authority::load_or_create(&home.data).unwrap();
    let credentials = home.credentials(None).unwrap();
    credentials.renew_with(addresses(&["10.77.0.1"]), now()).unwrap();
    let (ours, theirs) = handshake(&credentials, &credentials, "10.77.0.1").await;
    let (mut ours, mut theirs) = (ours.unwrap(), theirs.unwrap());
    assert!(!takes(&credentials, &credentials, "192.168.1.20").await);

    credentials.renew_with(addresses(&["192.168.1.20", "fd12::7"]), now()).unwrap();
    for there in ["192.168.1.20", "fd12::7", home.name.host().as_str()] {
        assert!(takes(&credentials, &credentials, there).await, "{there}");
    }
    assert!(!takes(&credentials, &credentials, "10.77.0.1").await, "it is gone");
    ours.write_all("still here".as_bytes()).await.unwrap();
    ours.flush().await.unwrap();
    let mut said = [0; 10];
    theirs.read_exact(&mut said).await.unwrap();
    assert_eq!(&said, b"still here");
}

#[test]
fn the_leaf_stays_until_there_is_a_reason_for_another() {
    let home = home();
    let credentials = home.credentials(None).unwrap();
    let leaf = || credentials.current().leaf.key.clone();
    let here = credentials.current().addresses.clone();
    let (first, now) = (leaf(), now());
    credentials.renew_with(here.clone(), now).unwrap();
    assert!(Arc::ptr_eq(&first, &leaf()));
    let in_two_months = Timestamp(now.0 + 61 * 86_400_000);
    credentials.renew_with(here, in_two_months).unwrap();
    assert!(!Arc::ptr_eq(&first, &leaf()), "it would have ended");
}

#[tokio::test]
async fn an_authority_that_comes_while_the_daemon_runs_is_taken_up_and_asked_of_others() {
    let (one, other, foreign) = (home(), home(), home());
    let [ours, theirs, foreigners] =
        [&one, &other, &foreign].map(|home| home.credentials(None).unwrap());
    assert!(takes(&ours, &theirs, &other.name.host()).await, "without one, anybody is taken");
    let authority = Authority::load_or_create(&one.data).unwrap();
    ours.renew().unwrap();
    assert!(ours.are_shared());
    assert!(!takes(&ours, &theirs, &other.name.host()).await, "it has none yet");
    Authority::adopt(&other.data, &authority.secret()).unwrap();
    theirs.renew().unwrap();
    assert!(takes(&ours, &theirs, &other.name.host()).await);
    assert!(takes(&theirs, &ours, &one.name.host()).await);
    assert!(!takes(&ours, &theirs, &one.name.host()).await, "each has a name of its own");

    Authority::load_or_create(&foreign.data).unwrap();
    foreigners.renew().unwrap();
    assert!(!takes(&ours, &foreigners, &foreign.name.host()).await, "another owner's");
    assert!(!takes(&foreigners, &ours, &one.name.host()).await);
}

#[test]
fn what_stands_stays_while_the_folder_holds_something_broken() {
    let home = home();
    Authority::load_or_create(&home.data).unwrap();
    let credentials = home.credentials(None).unwrap();
    let leaf = credentials.current().leaf.key.clone();
    crate::data_dir::write_private(&home.data.authority(), b"half").unwrap();
    assert!(credentials.renew().is_err());
    assert!(Arc::ptr_eq(&leaf, &credentials.current().leaf.key));
    std::fs::remove_file(home.data.authority()).unwrap();
    credentials.renew().unwrap();
    assert!(credentials.are_shared(), "moved away: that counts from the next start on");
}

/// A certificate for `ana.example` in two files.
fn own(folder: &Path) -> (Files, Vec<u8>) {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let params = rcgen::CertificateParams::new(vec!["ana.example".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap().der().to_vec();
    let files = Files { certificate: folder.join("cert.pem"), key: folder.join("key.pem") };
    let pem = |label: &str, der: &[u8]| {
        let body = data_encoding::BASE64.encode(der);
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n").into_bytes()
    };
    std::fs::write(&files.certificate, pem("CERTIFICATE", &certificate)).unwrap();
    crate::data_dir::write_private(&files.key, &pem("PRIVATE KEY", key.serialized_der())).unwrap();
    (files, certificate)
}

/// What whoever asks for this name is shown.
async fn shown(credentials: &Credentials, server: &str) -> Vec<u8> {
    let stranger = home();
    let stranger = stranger.credentials(None).unwrap();
    let (ours, _) = handshake(&stranger, credentials, server).await;
    ours.unwrap().get_ref().1.peer_certificates().unwrap()[0].to_vec()
}

#[tokio::test]
async fn a_certificate_of_ones_own_is_for_its_names_and_read_again_when_its_files_change() {
    let home = home();
    let (files, first) = own(home.data.path());
    let credentials = home.credentials(Some(files)).unwrap();
    assert_eq!(shown(&credentials, "ana.example").await, first);
    let leaf = credentials.current().leaf.key.cert[0].to_vec();
    assert_eq!(shown(&credentials, &home.name.host()).await, leaf, "daemons ask for this one");
    assert_eq!(shown(&credentials, "10.77.0.1").await, leaf);
    assert!(credentials.own_is_for("ana.example") && !credentials.own_is_for("bo.example"));
    assert!(credentials.has_own());

    let (_, second) = own(home.data.path());
    assert_ne!(first, second);
    credentials.renew().unwrap();
    assert_eq!(shown(&credentials, "ana.example").await, second);
}

#[test]
fn files_that_are_no_certificate_are_refused_by_name() {
    let home = home();
    let (files, _) = own(home.data.path());
    let refused = |files: &Files| {
        crate::failure::Failure::of(&home.credentials(Some(files.clone())).err().unwrap())
    };
    let missing = Files { certificate: home.data.path().join("nowhere.pem"), ..files.clone() };
    let told = refused(&missing);
    assert_eq!(told.code, "tls-file-missing");
    assert!(told.message.contains("nowhere.pem") && told.hint.unwrap().contains("--tls-cert"));
    let swapped = Files { certificate: files.key.clone(), key: files.certificate.clone() };
    assert!(refused(&swapped).message.contains("holds no certificate"));
    let no_key = Files { key: files.certificate.clone(), ..files.clone() };
    assert!(refused(&no_key).message.contains("holds no private key"));
    let other = tempfile::tempdir().unwrap();
    let (others, _) = own(other.path());
    let mixed = Files { certificate: others.certificate, ..files.clone() };
    let told = refused(&mixed);
    assert!(told.message.contains("does not go with"), "{told}");

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&files.key, std::fs::Permissions::from_mode(0o644)).unwrap();
        let told = refused(&files);
        assert_eq!(told.code, "key-exposed");
        assert_eq!(told.hint.unwrap(), format!("chmod o-rwx {}", files.key.display()));
    }
}
