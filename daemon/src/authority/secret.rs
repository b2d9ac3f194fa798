//! An authority as bytes: PEM (RFC 7468) with the root, the intermediate and the intermediate's key, in this order.

use super::{Authority, make};
use crate::failure::Failure;
use data_encoding::BASE64;
use rcgen::{Issuer, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// Room for all of it, so that no copy is left behind by growing.
const ROOM: usize = 16 * 1024;
const LINE: usize = 64;

/// What a daemon needs to vouch for itself under the owner's root. It is wiped from memory when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthoritySecret(Zeroizing<Vec<u8>>);

impl AuthoritySecret {
    /// Both certificates in DER, the key as PKCS #8 (RFC 5958).
    pub(super) fn new(root: &[u8], intermediate: &[u8], key: &[u8]) -> Self {
        let mut text = Zeroizing::new(Vec::with_capacity(ROOM));
        for (label, der) in
            [("CERTIFICATE", root), ("CERTIFICATE", intermediate), ("PRIVATE KEY", key)]
        {
            let mut encoded = BASE64.encode(der);
            text.extend_from_slice(format!("-----BEGIN {label}-----\n").as_bytes());
            for line in encoded.as_bytes().chunks(LINE) {
                text.extend_from_slice(line);
                text.push(b'\n');
            }
            text.extend_from_slice(format!("-----END {label}-----\n").as_bytes());
            encoded.zeroize();
        }
        Self(text)
    }

    /// As it is kept, and as it travels to another laptop.
    pub fn to_bytes(&self) -> &[u8] {
        &self.0
    }

    /// # Errors
    /// The [`Failure`] `authority-unusable` if that is not what [`AuthoritySecret::to_bytes`] gives.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Failure> {
        let secret = Self(Zeroizing::new(bytes.to_vec()));
        secret.parse()?;
        Ok(secret)
    }

    /// The root certificate, in DER.
    pub fn root(&self) -> Result<Vec<u8>, Failure> {
        Ok(self.parse()?.root.to_vec())
    }

    /// The parts, of which nothing is proven.
    pub(super) fn parse(&self) -> Result<Authority, Failure> {
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&self.0)
            .map(|one| one.map(CertificateDer::into_owned))
            .collect();
        let certificates = certificates.map_err(|error| unusable(format!("not PEM: {error}")))?;
        let [root, intermediate]: [CertificateDer<'static>; 2] =
            certificates.try_into().map_err(|found: Vec<_>| {
                unusable(format!(
                    "it has {} certificates, not a root and an intermediate",
                    found.len()
                ))
            })?;
        let key = PrivatePkcs8KeyDer::from_pem_slice(&self.0)
            .map_err(|error| unusable(format!("it has no key: {error}")))?;
        let key = KeyPair::try_from(&key)
            .map_err(|error| unusable(format!("its key is not usable: {error}")))?;
        let issuer = Issuer::new(make::params(&key), key);
        Ok(Authority { secret: self.clone(), root, intermediate, issuer })
    }
}

impl fmt::Debug for AuthoritySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthoritySecret")
    }
}

pub(super) fn unusable(why: String) -> Failure {
    Failure::new(super::UNUSABLE, why)
}
