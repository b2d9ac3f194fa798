//! Headers that every answer carries.

use super::gate::is_loopback;
use std::net::SocketAddr;
use warp::http::header::{self, HeaderMap, HeaderName, HeaderValue};

macro_rules! policy {
    ($connect:literal) => {
        concat!(
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob:; \
             media-src 'self' blob:; connect-src ",
            $connect,
            "; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'"
        )
    };
}

/// Only what this daemon serves runs in its pages, and nothing leaves them (CSP Level 3, in which 'self' covers the
/// WebSocket of the same host and port).
const ON_THIS_MACHINE: &str = policy!("'self'");

/// As above; and the page of one daemon syncs with the others of its owner. Which they are is not for strangers to
/// read, nor could a page that was kept know of later ones. It need not: no `.local` name but those of the owner's
/// daemons has a certificate that this browser trusts.
const ON_A_NETWORK: &str = policy!("'self' wss://*.local:*");

/// Whose pages may load an answer; this daemon's own where it does not say itself.
pub const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// Adds them. What does not say itself how long it may be kept is not kept.
pub fn secure(headers: &mut HeaderMap, local: SocketAddr) {
    let policy = if is_loopback(local) { ON_THIS_MACHINE } else { ON_A_NETWORK };
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_SECURITY_POLICY, policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    let nobody_else = HeaderValue::from_static("same-origin");
    headers.entry(CROSS_ORIGIN_RESOURCE_POLICY).or_insert(nobody_else);
}
