//! What a person is shown who takes the journal to a phone.

use super::certificate::fingerprint;
use super::qr::Qr;
use crate::authority::Authority;
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

/// Where the phone begins, and by what it is known that it is with the right laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Where the steps are, without TLS and while the code is shown.
    pub url: String,
    /// Other addresses of the same steps.
    pub others: Vec<String>,
    /// Where the page is, once the phone trusts the authority.
    pub page: String,
    /// SHA-256 of the root's certificate, `AB:CD:...`, as phones show it.
    pub fingerprint: String,
    /// Of the authority; its certificates' names end with it.
    pub tag: String,
    /// The [`Invitation::url`].
    pub qr: Qr,
}

/// The way in for a phone, at `addresses`, to the page at `host`; `None` if there are none.
pub fn invitation(
    addresses: &[SocketAddr],
    host: &str,
    authority: &Authority,
) -> Result<Option<Invitation>> {
    let mut urls = addresses.iter().map(|address| format!("http://{address}/"));
    let Some(url) = urls.next() else { return Ok(None) };
    Ok(Some(Invitation {
        qr: Qr::of(&url)?,
        url,
        others: urls.collect(),
        page: format!("https://{host}/"),
        fingerprint: fingerprint(authority),
        tag: authority.tag(),
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::words::now;

    #[test]
    fn a_phone_is_invited_to_the_first_address_and_to_no_address_not_at_all() {
        let authority = Authority::make(now()).unwrap();
        let addresses = ["192.168.1.20:7979", "[fd12::20]:7979"].map(|it| it.parse().unwrap());
        let host = "mingle-0123456789.local:7979";
        let invitation = invitation(&addresses, host, &authority).unwrap().unwrap();
        assert_eq!(invitation.url, "http://192.168.1.20:7979/");
        assert_eq!(invitation.others, ["http://[fd12::20]:7979/"]);
        assert_eq!(invitation.page, "https://mingle-0123456789.local:7979/");
        assert_eq!(invitation.qr, Qr::of(&invitation.url).unwrap());
        let pairs: Vec<&str> = invitation.fingerprint.split(':').collect();
        assert!(pairs.len() == 32 && pairs.iter().all(|it| u8::from_str_radix(it, 16).is_ok()));
        assert_eq!(super::invitation(&[], host, &authority).unwrap(), None);
    }
}
