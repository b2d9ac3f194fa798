//! An owner's authority as its description says (docs/decisions/0009), made apart from the program.

use std::net::IpAddr;
use std::path::Path;

use anyhow::{Context, Result};
use data_encoding::BASE64;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints, PKCS_ECDSA_P256_SHA256, SanType,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// Local networks: an address and the length of its prefix.
const NETWORKS: [(&str, u8); 8] = [
    ("10.0.0.0", 8),
    ("172.16.0.0", 12),
    ("192.168.0.0", 16),
    ("169.254.0.0", 16),
    ("127.0.0.0", 8),
    ("fc00::", 7),
    ("fe80::", 10),
    ("::1", 128),
];

/// PEM of what a laptop that belongs to the authority keeps, and of the root alone.
pub struct Authority {
    kept: String,
    root: String,
}

impl Authority {
    /// A new one.
    pub fn make() -> Result<Self> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut params = params("Mingle authority", &key, 0);
        let root_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let root = self::params("Mingle root", &key, 1);
        let root = CertifiedIssuer::self_signed(root, root_key)?;
        params.use_authority_key_identifier_extension = true;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let mut permitted = vec![GeneralSubtree::DnsName("local".to_owned())];
        for (address, prefix) in NETWORKS {
            let network = CidrSubnet::from_addr_prefix(address.parse()?, prefix);
            permitted.push(GeneralSubtree::IpAddress(network));
        }
        params.name_constraints =
            Some(NameConstraints { permitted_subtrees: permitted, excluded_subtrees: Vec::new() });
        let intermediate = params.signed_by(&key, &root)?;
        let root = pem("CERTIFICATE", root.der());
        let intermediate = pem("CERTIFICATE", intermediate.der());
        let kept = format!("{root}{intermediate}{}", pem("PRIVATE KEY", key.serialized_der()));
        Ok(Self { kept, root })
    }

    /// Gives it to the laptop with this data folder, for its owner's eyes only.
    pub fn give_to(&self, data: &Path) -> Result<()> {
        use std::io::Write;
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data)?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        Ok(options.open(data.join("authority.pem"))?.write_all(self.kept.as_bytes())?)
    }

    /// Writes the root's certificate into a file, as a phone is given it.
    pub fn write_root(&self, path: &Path) -> Result<()> {
        Ok(std::fs::write(path, &self.root)?)
    }
}

/// What whoever has the data folder of a laptop can do with the key of the authority in it: a certificate for a name and
/// an address, with its chain, and its key.
pub fn forge(
    data: &Path,
    name: &str,
    address: IpAddr,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
    let kept = std::fs::read(data.join("authority.pem"))?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&kept).collect();
    let intermediate = certificates?.into_iter().nth(1).context("an intermediate")?;
    let key = KeyPair::try_from(&PrivatePkcs8KeyDer::from_pem_slice(&kept)?)?;
    let issuer = Issuer::new(params("Mingle authority", &key, 0), key);
    let mut leaf = CertificateParams::new([name.to_owned()])?;
    leaf.subject_alt_names.push(SanType::IpAddress(address));
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.not_before = rcgen::date_time_ymd(2026, 1, 1);
    leaf.not_after = leaf.not_before + time::Duration::days(400);
    leaf.use_authority_key_identifier_extension = true;
    let own = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let chain = vec![leaf.signed_by(&own, &issuer)?.into(), intermediate];
    Ok((chain, PrivatePkcs8KeyDer::from(own.serialize_der()).into()))
}

/// Of an issuer. Its name ends with the first eight characters of the identifier of the intermediate's key.
fn params(name: &str, intermediate: &KeyPair, path_length: u8) -> CertificateParams {
    let mut params = CertificateParams::default();
    let identifier = params.key_identifier(intermediate);
    let tag: String = identifier.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, format!("{name} {tag}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(path_length));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2036, 1, 1);
    params
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", BASE64.encode(der))
}
