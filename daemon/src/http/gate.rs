//! What every request passes before any route sees it: is it meant for this daemon (Host), does it come from a page
//! of this daemon (Origin), is this listener for it, and may whoever sends it see the journal.
//!
//! A page on the internet can make a browser call 127.0.0.1, and can give its own name that address after it was
//! loaded (DNS rebinding). The first shows in `Origin` and `Sec-Fetch-Site`, the second in `Host`.

use super::keys::Keys;
use super::page::is_page;
use crate::onboarding::TRUSTED;
use crate::pairing::Pairings;
use crate::peers::run_blocking;
use mingle_proto::id::DeviceId;
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use warp::http::header::{AUTHORIZATION, HOST, HeaderMap, HeaderName, ORIGIN};
use warp::http::{Method, StatusCode, Uri, uri::Authority};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// The ports that an address without one means (RFC 9110, section 4.2).
const HTTP: u16 = 80;
const HTTPS: u16 = 443;

/// The path at which other devices sync: open to all, since sessions prove by themselves who speaks.
pub const SYNC: &str = "/sync";
/// The path at which a device joins that knows the code: open to all while a code is shown, and not there else.
pub const PAIR: &str = "/pair";
/// Before everything that the owner's page and command line ask of the daemon.
const CONTROL: &str = "/control/";
/// Of that, what a page asks before it is let in: each proves by itself who may.
const BEFORE_ENTERING: [&str; 3] = ["/control/enrol", "/control/challenge", "/control/enter"];
/// And what a page asks that was let in.
const PAIRING: &str = "/control/pairing";

/// The checks, for all listeners of a daemon.
#[derive(Clone)]
pub struct Gate {
    pub keys: Arc<Keys>,
    /// The name that multicast DNS answers for: a listener on the network is called by it, or by its address.
    pub network_host: String,
    /// Where the page is, for this machine.
    pub page: SocketAddr,
    pub pairings: Pairings,
    pub others: Others,
}

/// Whom the gate knows besides this daemon; asked at every request, since it changes while the daemon runs.
#[derive(Clone)]
pub struct Others {
    /// Whether a host name is one that the owner's own certificate is for.
    pub is_own_name: Arc<dyn Fn(&str) -> bool + Send + Sync>,
    /// Where the owner's other current devices have their pages: `name.local:port`.
    pub hosts: Arc<dyn Fn() -> Arc<BTreeSet<String>> + Send + Sync>,
    /// Whether a device is one of the owner's at this moment, by the journal. It takes a while.
    pub is_current: Arc<dyn Fn(DeviceId) -> anyhow::Result<bool> + Send + Sync>,
}

/// Who was let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admitted {
    /// Whoever it is.
    Anybody,
    /// A page that has proven to be this device. Whether that is current still is to be asked by
    /// [`Gate::is_current`].
    Page(DeviceId),
}

/// Why a request goes no further: a status and one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal(pub StatusCode, pub &'static str);

/// To whoever has not shown that the owner's things are theirs.
pub const NOT_ENTERED: Refusal =
    Refusal(StatusCode::UNAUTHORIZED, "This is for the owner. Run `mingle open` in a terminal.");
/// What there is to say at a path that has nothing; to strangers at every path that they have no business with.
pub const NOTHING_HERE: Refusal = Refusal(StatusCode::NOT_FOUND, "There is nothing here.");

impl Gate {
    /// Lets a request pass that came in on the address `local`.
    ///
    /// # Errors
    /// 400 without exactly one Host, 421 for another host's name, 403 for another site's page, 404 for anything but
    /// sync, the page and, while a code is shown, pairing and [`TRUSTED`] from the network, 401 without the secret, or what a page was given
    /// that was let in, for what has content. The page's own files have none: they are for whoever asks
    /// (docs/decisions/0006 and 0009).
    pub fn admit(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        local: SocketAddr,
    ) -> Result<Admitted, Refusal> {
        self.check_host(uri, headers, local)?;
        let path = uri.path();
        let is_pairing = self.pairings.is_open();
        if path == TRUSTED && is_pairing && !is_loopback(local) {
            // The steps ask it from other origins, and it says nothing.
            return Ok(Admitted::Anybody);
        }
        // A link leads to the page from anywhere: what it is a page of, framing and scripts of others do not see.
        let is_visit = !is_loopback(local) && method == Method::GET && is_page(path);
        self.check_origin(path == SYNC, is_visit, headers, local)?;
        if path == SYNC || is_page(path) || (path == PAIR && is_pairing) {
            return Ok(Admitted::Anybody);
        }
        if !is_loopback(local) {
            return Err(NOTHING_HERE);
        }
        if BEFORE_ENTERING.contains(&path) {
            return Ok(Admitted::Anybody);
        }
        let nobody = if path.starts_with(CONTROL) { NOT_ENTERED } else { NOTHING_HERE };
        let shown = bearer(headers).ok_or(nobody)?;
        if self.keys.is_secret(shown) {
            return Ok(Admitted::Anybody);
        }
        let is_for_pages =
            path.strip_prefix(PAIRING).is_some_and(|it| it.is_empty() || it.starts_with('/'));
        let device = self.keys.device_of(shown).filter(|_| is_for_pages);
        device.map(Admitted::Page).ok_or(nobody)
    }

    /// Whether a device belongs to the owner at this moment. A journal that cannot be read says of nobody that it does.
    pub async fn is_current(&self, device: DeviceId) -> bool {
        let is_current = self.others.is_current.clone();
        run_blocking(move || is_current(device)).await.unwrap_or(false)
    }

    /// Where somebody is sent on to who looks for the page at `localhost`; `None` for everybody else. That name may lead to
    /// another program at the same port of `::1`, whose pages would be of this daemon's origin: nothing else is answered
    /// to it.
    pub fn elsewhere(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        local: SocketAddr,
    ) -> Option<String> {
        let host: Authority = one(headers, &HOST).ok()??.parse().ok()?;
        let is_by_name = host.host().eq_ignore_ascii_case("localhost");
        let is_ours =
            is_by_name && !has_user(&host) && is_loopback(local) && uri.authority().is_none();
        let is_port = host.port_u16().unwrap_or(HTTP) == local.port();
        (is_ours && is_port && method == Method::GET && uri.path() == "/")
            .then(|| format!("http://{}/", self.page))
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

    fn check_origin(
        &self,
        is_sync: bool,
        is_visit: bool,
        headers: &HeaderMap,
        local: SocketAddr,
    ) -> Result<(), Refusal> {
        const FOREIGN: Refusal =
            Refusal(StatusCode::FORBIDDEN, "Pages of other sites have no business here.");
        let value = |name| one(headers, name).map_err(|_| FOREIGN);
        if let Some(origin) = value(&ORIGIN)? {
            let scheme = if is_loopback(local) { "http://" } else { "https://" };
            let authority = origin.strip_prefix(scheme).and_then(|rest| rest.parse().ok());
            let authority: Authority = authority.ok_or(FOREIGN)?;
            if !self.is_ours(&authority, local) {
                // The page of another device syncs with this one, too: two sites of one owner.
                let is_known = !is_loopback(local) && self.is_known(&authority);
                return if is_sync && is_known { Ok(()) } else { Err(FOREIGN) };
            }
        }
        match value(&SEC_FETCH_SITE)? {
            None | Some("none" | "same-origin") => Ok(()),
            Some(_) if is_visit && value(&SEC_FETCH_MODE)? == Some("navigate") => Ok(()),
            Some(_) => Err(FOREIGN),
        }
    }

    fn is_ours(&self, authority: &Authority, local: SocketAddr) -> bool {
        let usual = if is_loopback(local) { HTTP } else { HTTPS };
        if has_user(authority) || authority.port_u16().unwrap_or(usual) != local.port() {
            return false;
        }
        let host = authority.host();
        match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(ip) => ip.to_canonical() == local.ip().to_canonical(),
            Err(_) if is_loopback(local) => false,
            Err(_) => {
                host.eq_ignore_ascii_case(&self.network_host) || (self.others.is_own_name)(host)
            }
        }
    }

    /// Whether it is where another of the owner's devices has its page.
    fn is_known(&self, authority: &Authority) -> bool {
        let port = |authority: &Authority| authority.port_u16().unwrap_or(HTTPS);
        !has_user(authority)
            && (self.others.hosts)().iter().filter_map(|host| host.parse().ok()).any(
                |known: Authority| {
                    known.host().eq_ignore_ascii_case(authority.host())
                        && port(&known) == port(authority)
                },
            )
    }
}

fn has_user(authority: &Authority) -> bool {
    authority.as_str().contains('@')
}

/// What is shown of a secret or of what a page was given (RFC 6750, section 2.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    one(headers, &AUTHORIZATION).ok().flatten()?.strip_prefix("Bearer ")
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
