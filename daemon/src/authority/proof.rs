//! Whether an authority is what it should be, tried out with leaves of its own, by the verifier that dials with it.

use super::secret::unusable;
use super::{Authority, leaf, make};
use crate::failure::Failure;
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use std::net::IpAddr;
use std::sync::Arc;
use time::Duration;

const OURS: &str = "mingle-0000000000.local";
const FOREIGN: &str = "example.com";
const FOREIGN_ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(8, 8, 8, 8));

/// # Errors
/// The [`Failure`] `authority-unusable` if its parts do not belong together, or if it could vouch for the internet.
pub fn prove(authority: &Authority) -> Result<(), Failure> {
    accepts(authority, OURS, None)
        .map_err(|error| unusable(format!("its parts do not belong together: {error}")))?;
    if accepts(authority, FOREIGN, None).is_ok()
        || accepts(authority, OURS, Some(FOREIGN_ADDRESS)).is_ok()
    {
        return Err(unusable("it could vouch for servers beyond local networks".to_owned()));
    }
    Ok(())
}

/// Verifies servers against this root and no other.
pub fn verifier(root: &CertificateDer<'_>) -> anyhow::Result<Arc<WebPkiServerVerifier>> {
    let mut roots = RootCertStore::empty();
    roots.add(root.clone().into_owned())?;
    let provider = Arc::new(ring::default_provider());
    Ok(WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build()?)
}

/// On a day on which all certificates of an authority hold, whatever the clock says.
fn accepts(authority: &Authority, name: &str, address: Option<IpAddr>) -> anyhow::Result<()> {
    let addresses: Vec<IpAddr> = address.into_iter().collect();
    let mut params = leaf::params(&[name.to_owned()], &addresses)?;
    (params.not_before, params.not_after) = (make::NOT_BEFORE, make::NOT_BEFORE + leaf::LIFE);
    let (certificate, _) = authority.signed(&params)?;
    let day = make::NOT_BEFORE + Duration::days(1);
    let seconds = u64::try_from(day.unix_timestamp())?;
    let day = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
    let name = ServerName::try_from(name)?;
    let chain = [authority.intermediate.clone()];
    verifier(&authority.root)?.verify_server_cert(certificate.der(), &chain, &name, &[], day)?;
    Ok(())
}
