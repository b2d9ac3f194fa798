//! The certificate of one daemon. Its key lives in memory and nowhere else: a new start makes a new one.

use super::Authority;
use super::make::{NOT_BEFORE, moment, name, new_key};
use anyhow::{Context, Result};
use mingle_proto::timestamp::Timestamp;
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, SanType};
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use std::net::IpAddr;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// A leaf ends so long after it was made,
pub const LIFE: Duration = Duration::days(90);
/// and is replaced after so long.
const RENEW_AFTER: Duration = Duration::days(60);
/// It holds from so long before on: a clock that is ahead by less does no harm. Together with its life that is less
/// than the 825 days to which Apple's systems hold leaves under a root that the owner has added.
const BACKDATED: Duration = Duration::days(365);
/// A clock that is put back by more has been wrong.
const PUT_BACK: Duration = Duration::days(1);

/// A leaf, ready to be served with its chain.
#[derive(Debug, Clone)]
pub struct Leaf {
    pub key: Arc<CertifiedKey>,
    made: OffsetDateTime,
}

impl Authority {
    /// A leaf with a new key for these names and addresses, served with the intermediate.
    ///
    /// # Errors
    /// If a name is none. Whether the intermediate may vouch for it is for whoever is shown it to see.
    pub fn leaf(&self, names: &[String], addresses: &[IpAddr], now: Timestamp) -> Result<Leaf> {
        let made = moment(now);
        let (certificate, key) = {
            let mut params = params(names, addresses)?;
            params.not_before = (made - BACKDATED).max(NOT_BEFORE);
            params.not_after = made + LIFE;
            self.signed(&params)?
        };
        let der = PrivatePkcs8KeyDer::from(key.serialize_der());
        let chain = vec![certificate.into(), self.intermediate.clone()];
        let provider = ring::default_provider();
        let key = CertifiedKey::from_der(chain, PrivateKeyDer::Pkcs8(der), &provider)?;
        Ok(Leaf { key: Arc::new(key), made })
    }

    /// A certificate that says what these parameters say, signed by the intermediate's key, and its own new key.
    pub(super) fn signed(
        &self,
        params: &CertificateParams,
    ) -> Result<(rcgen::Certificate, KeyPair), rcgen::Error> {
        let key = new_key()?;
        Ok((params.signed_by(&key, &self.issuer)?, key))
    }
}

impl Leaf {
    /// Whether it is time for the next one: it will end, or was made by a clock that was wrong.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let now = moment(now);
        now >= self.made + RENEW_AFTER || now < self.made - PUT_BACK
    }
}

/// What a leaf for a server says, but for its dates.
pub(super) fn params(names: &[String], addresses: &[IpAddr]) -> Result<CertificateParams> {
    let mut params = CertificateParams::new(names)?;
    params.subject_alt_names.extend(addresses.iter().copied().map(SanType::IpAddress));
    params.distinguished_name = name(names.first().context("a leaf is for a name")?);
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}
