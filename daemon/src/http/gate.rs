//! What every request passes before any route sees it: is it meant for this daemon (Host), does it come from a page
//! of this daemon (Origin), is this listener for it, and may whoever sends it see the journal.
//!
//! A page on the internet can make a browser call 127.0.0.1, and can give its own name that address after it was
//! loaded (DNS rebinding). The first shows in `Origin` and `Sec-Fetch-Site`, the second in `Host`.

use super::keys::{Keys, cookies};
use super::page::is_page;
use crate::pairing::Pairings;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use warp::http::header::{AUTHORIZATION, COOKIE, HOST, HeaderMap, HeaderName, ORIGIN};
use warp::http::{StatusCode, Uri, uri::Authority};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The path at which other devices sync: open to all, since sessions prove by themselves who speaks.
pub const SYNC: &str = "/sync";
/// The path at which a device joins that knows the code: open to all while a code is shown, and not there else.
pub const PAIR: &str = "/pair";
/// Before a one-time token.
pub const OPEN: &str = "/open/";
/// Before everything that the owner's page and command line ask of the daemon.
const CONTROL: &str = "/control/";

/// The checks, for all listeners of a daemon.
#[derive(Clone)]
pub struct Gate {
    pub keys: Arc<Keys>,
    /// The name that multicast DNS answers for: a listener on the network is called by it, or by its address.
    pub network_host: String,
    pub pairings: Pairings,
}

/// Why a request goes no further: a status and one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal(pub StatusCode, pub &'static str);

/// What there is to say at a path that has nothing; to strangers at every path that they have no business with.
pub const NOTHING_HERE: Refusal = Refusal(StatusCode::NOT_FOUND, "There is nothing here.");

impl Gate {
    /// Lets a request pass that came in on the address `local`.
    ///
    /// # Errors
    /// 400 without exactly one Host, 421 for another host's name, 403 for another site's page, 404 for anything but
    /// sync, and pairing while it is open, from the network, 401 without cookie or secret for what has content. The page's own files have none: they
    /// are for whoever asks on this machine (docs/decisions/0006).
    pub fn admit(&self, uri: &Uri, headers: &HeaderMap, local: SocketAddr) -> Result<(), Refusal> {
        self.check_host(uri, headers, local)?;
        self.check_origin(headers, local)?;
        if uri.path() == SYNC || (uri.path() == PAIR && self.pairings.is_open()) {
            return Ok(());
        }
        if !is_loopback(local) {
            return Err(Refusal(StatusCode::NOT_FOUND, "Only the owner's devices sync here."));
        }
        let path = uri.path();
        if path.starts_with(OPEN) || is_page(path) || self.is_owner(headers, local) {
            return Ok(());
        }
        if path.starts_with(CONTROL) {
            return Err(Refusal(
                StatusCode::UNAUTHORIZED,
                "Run `mingle open` in a terminal first.",
            ));
        }
        Err(NOTHING_HERE)
    }

    fn check_host(&self, uri: &Uri, headers: &HeaderMap, local: SocketAddr) -> Result<(), Refusal> {
        const UNCLEAR: Refusal =
            Refusal(StatusCode::BAD_REQUEST, "The request does not say which host it is for.");
        const NOT_US: Refusal =
            Refusal(StatusCode::MISDIRECTED_REQUEST, "This request is meant for another host.");
        let host: Authority = one(headers, &HOST)
            .map_err(|_| UNCLEAR)?
            .and_then(|host| host.parse().ok())
            .ok_or(UNCLEAR)?;
        let ours = |authority: &Authority| self.is_ours(authority, local);
        if !ours(&host) || !uri.authority().is_none_or(ours) {
            return Err(NOT_US);
        }
        Ok(())
    }

    fn check_origin(&self, headers: &HeaderMap, local: SocketAddr) -> Result<(), Refusal> {
        const FOREIGN: Refusal =
            Refusal(StatusCode::FORBIDDEN, "Pages of other sites have no business here.");
        if let Some(origin) = one(headers, &ORIGIN).map_err(|_| FOREIGN)? {
            let authority = origin.strip_prefix("http://").and_then(|rest| rest.parse().ok());
            if !authority.is_some_and(|authority| self.is_ours(&authority, local)) {
                return Err(FOREIGN);
            }
        }
        match one(headers, &SEC_FETCH_SITE).map_err(|_| FOREIGN)? {
            None | Some("none" | "same-origin") => Ok(()),
            Some(_) => Err(FOREIGN),
        }
    }

    fn is_ours(&self, authority: &Authority, local: SocketAddr) -> bool {
        if authority.as_str().contains('@') || authority.port_u16().unwrap_or(80) != local.port() {
            return false;
        }
        let host = authority.host();
        match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(ip) => ip.to_canonical() == local.ip().to_canonical(),
            Err(_) if is_loopback(local) => host.eq_ignore_ascii_case("localhost"),
            Err(_) => host.eq_ignore_ascii_case(&self.network_host),
        }
    }

    fn is_owner(&self, headers: &HeaderMap, local: SocketAddr) -> bool {
        let secret = one(headers, &AUTHORIZATION).ok().flatten();
        if let Some(shown) = secret.and_then(|text| text.strip_prefix("Bearer ")) {
            return self.keys.is_secret(shown);
        }
        let name = cookie_name(local);
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .filter_map(|header| cookies(header).get(name.as_str()).copied())
            .any(|cookie| self.keys.is_cookie(cookie))
    }
}

/// Browsers keep one cookie jar for all ports of a host: the name tells two daemons apart.
pub fn cookie_name(local: SocketAddr) -> String {
    format!("mingle-{}", local.port())
}

pub fn is_loopback(local: SocketAddr) -> bool {
    local.ip().to_canonical().is_loopback()
}

/// The header's only value, as text.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        (Some(_), Some(_)) => Err(()),
    }
}

#[cfg(test)]
#[path = "gate_tests.rs"]
mod tests;
