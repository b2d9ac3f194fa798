//! A certificate of the owner's own choice (`--tls-cert`, `--tls-key`), for names that other authorities vouch for.

use crate::data_dir::refuse_exposed;
use crate::failure::Failure;
use anyhow::Result;
use rustls::client::verify_server_name;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Bits of a mode by which everybody on the machine may read or write a file. A group may: systems that renew
/// certificates keep one for those who serve them.
const EVERYBODY: u32 = 0o007;

/// Two files in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The certificate, then those of its chain.
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// What the files held, and the certificate that it makes.
#[derive(Debug, Clone)]
pub struct OwnCertificate {
    contents: Arc<(Vec<u8>, Zeroizing<Vec<u8>>)>,
    pub key: Arc<CertifiedKey>,
}

impl OwnCertificate {
    /// # Errors
    /// The [`Failure`]s `tls-file-missing`, `key-exposed` and `tls-file-unusable` name the file and what to do.
    pub fn read(files: &Files) -> Result<Self> {
        let certificate = read(&files.certificate, "--tls-cert")?;
        let key = Zeroizing::new(read(&files.key, "--tls-key")?);
        let certified = certified(files, &certificate, &key)?;
        refuse_exposed(&files.key, EVERYBODY, "o-rwx")?;
        Ok(Self { contents: Arc::new((certificate, key)), key: Arc::new(certified) })
    }

    /// The new one, if the files have changed.
    pub fn read_again(&self, files: &Files) -> Result<Option<Self>> {
        let new = Self::read(files)?;
        Ok((new.contents != self.contents).then_some(new))
    }

    /// Whether the certificate is for this host.
    pub fn is_for(&self, host: &str) -> bool {
        let name = ServerName::try_from(host.to_owned());
        let certificate = self.key.end_entity_cert().and_then(ParsedCertificate::try_from);
        match (name, certificate) {
            (Ok(name), Ok(certificate)) => verify_server_name(&certificate, &name).is_ok(),
            _ => false,
        }
    }
}

fn read(path: &Path, option: &str) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| {
        Failure::new("tls-file-missing", format!("cannot read {}: {error}", path.display()))
            .hint(format!("name a file in PEM that you can read with {option}"))
    })
}

fn certified(files: &Files, certificate: &[u8], key: &[u8]) -> Result<CertifiedKey, Failure> {
    let chain: Vec<_> =
        CertificateDer::pem_slice_iter(certificate).collect::<Result<_, _>>().unwrap_or_default();
    if chain.is_empty() {
        let hint = "it has to begin with -----BEGIN CERTIFICATE-----; a chain follows the certificate itself";
        return Err(unusable(&files.certificate, "holds no certificate in PEM").hint(hint));
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| {
        let hint = "it has to begin with -----BEGIN PRIVATE KEY-----, and have no passphrase";
        unusable(&files.key, "holds no private key in PEM").hint(hint)
    })?;
    CertifiedKey::from_der(chain, key, &ring::default_provider()).map_err(|error| {
        let what = format!("does not go with {}: {error}", files.certificate.display());
        unusable(&files.key, &what).hint("give the key that this certificate was made for")
    })
}

fn unusable(path: &Path, what: &str) -> Failure {
    Failure::new("tls-file-unusable", format!("{} {what}", path.display()))
}
