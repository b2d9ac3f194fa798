//! How an authority is made: what its two certificates say (RFC 5280).

use super::secret::AuthoritySecret;
use anyhow::Result;
use mingle_proto::timestamp::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints,
    PKCS_ECDSA_P256_SHA256,
};
use std::net::IpAddr;
use time::{Duration, OffsetDateTime};
use zeroize::Zeroize;

/// The networks of which `lan` is true, as address and length of the prefix.
pub const NETWORKS: [(&str, u8); 8] = [
    ("10.0.0.0", 8),
    ("172.16.0.0", 12),
    ("192.168.0.0", 16),
    ("169.254.0.0", 16),
    ("127.0.0.0", 8),
    ("fc00::", 7),
    ("fe80::", 10),
    ("::1", 128),
];

/// 1 January 2026: no clock is right that is before it, and every certificate of an authority holds from then on. So a
/// laptop whose clock is ahead makes none that a phone would have to wait for.
pub const NOT_BEFORE: OffsetDateTime = match OffsetDateTime::from_unix_timestamp(1_767_225_600) {
    Ok(moment) => moment,
    Err(_) => OffsetDateTime::UNIX_EPOCH,
};
const YEARS: i64 = 10;

/// A new authority. The root's key is gone when this returns.
pub fn make(now: Timestamp) -> Result<AuthoritySecret> {
    let key = new_key()?;
    let (root, intermediate) = both(&key, moment(now) + Duration::days(YEARS * 365))?;
    signed(root, intermediate, &key)
}

/// What the two certificates say: the root's, and that of the intermediate with this key.
pub fn both(
    key: &KeyPair,
    until: OffsetDateTime,
) -> Result<(CertificateParams, CertificateParams)> {
    let mut root = CertificateParams::default();
    root.distinguished_name = name(&format!("Mingle root {}", tag(key)));
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(1));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (root.not_before, root.not_after) = (NOT_BEFORE, until);
    let mut intermediate = params(key);
    intermediate.use_authority_key_identifier_extension = true;
    intermediate.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // rcgen marks these constraints as critical.
    intermediate.name_constraints =
        Some(NameConstraints { permitted_subtrees: permitted()?, excluded_subtrees: Vec::new() });
    (intermediate.not_before, intermediate.not_after) = (NOT_BEFORE, until);
    Ok((root, intermediate))
}

/// Signs both, the root by a key that nobody has afterwards.
pub fn signed(
    root: CertificateParams,
    intermediate: CertificateParams,
    key: &KeyPair,
) -> Result<AuthoritySecret> {
    let mut root_key = new_key()?;
    let root = CertifiedIssuer::self_signed(root, &root_key)?;
    let intermediate = intermediate.signed_by(key, &root)?;
    let secret = AuthoritySecret::new(root.der(), intermediate.der(), key.serialized_der());
    drop(root);
    root_key.zeroize();
    Ok(secret)
}

/// What the intermediate of this key says of itself where it signs.
pub fn params(key: &KeyPair) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = name(&format!("Mingle authority {}", tag(key)));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// The first eight characters of the identifier of an intermediate's key (RFC 7093, section 2, method 1).
pub fn tag(key: &KeyPair) -> String {
    let identifier = CertificateParams::default().key_identifier(key);
    identifier.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

pub fn name(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common);
    name
}

/// P-256: what every browser and system takes.
pub fn new_key() -> Result<KeyPair, rcgen::Error> {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)
}

/// The moment, or the earliest one that can be right.
pub fn moment(now: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(now.0 / 1000).unwrap_or(NOT_BEFORE).max(NOT_BEFORE)
}

fn permitted() -> Result<Vec<GeneralSubtree>> {
    let mut permitted = vec![GeneralSubtree::DnsName("local".to_owned())];
    for (address, prefix) in NETWORKS {
        let network = CidrSubnet::from_addr_prefix(address.parse::<IpAddr>()?, prefix);
        permitted.push(GeneralSubtree::IpAddress(network));
    }
    Ok(permitted)
}
