//! What a request for the steps has to say, and what every answer says: nothing but these steps runs or is asked.

use super::serve::TRUSTED;
use crate::http::gate::Refusal;
use std::net::{IpAddr, SocketAddr};
use warp::http::header::{self, HOST, HeaderMap, HeaderName, HeaderValue};
use warp::http::uri::Authority;
use warp::http::{Request, StatusCode};
use warp::reply::Response;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// The port that an address without one means (RFC 9110, section 4.2.1).
const HTTP: u16 = 80;

/// Lets a request pass that is for this daemon's name on the network, `network_host`, or for the address that it came to.
///
/// # Errors
/// 400 without exactly one Host, 421 for another one, as after DNS rebinding.
pub fn check_host<B>(
    request: &Request<B>,
    network_host: &str,
    local: SocketAddr,
) -> Result<(), Refusal> {
    const UNCLEAR: Refusal =
        Refusal(StatusCode::BAD_REQUEST, "The request does not say which host it is for.");
    const NOT_US: Refusal =
        Refusal(StatusCode::MISDIRECTED_REQUEST, "This request is meant for another host.");
    let host = only_host(request.headers()).ok_or(UNCLEAR)?;
    let is_ours = |authority: &Authority| is_ours(authority, network_host, local);
    if !is_ours(&host) || !request.uri().authority().is_none_or(is_ours) {
        return Err(NOT_US);
    }
    Ok(())
}

/// Lets no page of another site have a browser fetch what is to be trusted, or load the steps into itself. Browsers that
/// say nothing of sites in the clear are let pass (Fetch Metadata, section 2: it is said to trustworthy hosts alone).
///
/// # Errors
/// 403.
pub fn check_site<B>(request: &Request<B>) -> Result<(), Refusal> {
    const FOREIGN: Refusal =
        Refusal(StatusCode::FORBIDDEN, "Pages of other sites have no business here.");
    let path = request.uri().path();
    if path != "/" && !path.starts_with("/mingle.") {
        return Ok(());
    }
    let headers = request.headers();
    let is_own = headers.get_all(&SITE).iter().all(|site| site == "none" || site == "same-origin");
    // A link may lead to the steps from anywhere.
    let is_followed = path == "/" && headers.get(&MODE).is_some_and(|mode| mode == "navigate");
    if is_own || is_followed { Ok(()) } else { Err(FOREIGN) }
}

/// Adds them.
pub fn secure(response: &mut Response, path: &str, network_host: &str, local: SocketAddr) {
    // Asked at another origin than the steps' own, it still says nothing.
    let readers = if path == TRUSTED { "cross-origin" } else { "same-origin" };
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(RESOURCE_POLICY, readers);
    let policy = HeaderValue::try_from(policy(network_host, local));
    let policy = policy.unwrap_or(HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
}

/// The steps ask themselves, and this daemon under its name and its address with and without TLS. An address of version
/// 6 has no form in a policy (CSP Level 3, section 2.3.1); of those 'self' alone is left.
fn policy(network_host: &str, local: SocketAddr) -> String {
    let address = SocketAddr::new(local.ip().to_canonical(), local.port());
    let by_address = match address {
        SocketAddr::V4(address) => format!(" http://{address} https://{address}"),
        SocketAddr::V6(_) => String::new(),
    };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src \
         'self' http://{network_host} https://{network_host}{by_address}; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
}

fn only_host(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next()?;
    hosts.next().is_none().then_some(())?;
    host.to_str().ok()?.parse().ok()
}

fn is_ours(authority: &Authority, network_host: &str, local: SocketAddr) -> bool {
    if authority.as_str().contains('@') || authority.port_u16().unwrap_or(HTTP) != local.port() {
        return false;
    }
    let host = authority.host();
    match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        Ok(ip) => ip.to_canonical() == local.ip().to_canonical(),
        Err(_) => {
            network_host.rsplit_once(':').is_some_and(|(name, _)| host.eq_ignore_ascii_case(name))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use warp::reply::Reply;

    const NAME: &str = "mingle-0123456789.local:7979";

    fn ask(uri: &str, hosts: &[&str], local: &str) -> Result<(), u16> {
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header("host", *host);
        }
        let request = request.body(()).unwrap();
        check_host(&request, NAME, local.parse().unwrap()).map_err(|refusal| refusal.0.as_u16())
    }

    #[test]
    fn the_steps_are_answered_under_the_name_and_the_address_alone() {
        let at = "192.168.1.20:7979";
        for host in [at, NAME, "Mingle-0123456789.Local:7979"] {
            assert_eq!(ask("/", &[host], at), Ok(()), "{host}");
            assert_eq!(ask("/", &[host], "[::ffff:192.168.1.20]:7979"), Ok(()), "{host}");
        }
        assert_eq!(ask("/", &["[fd12::20]:7979"], "[fd12::20]:7979"), Ok(()));
        for host in [
            "rebound.example:7979",
            "192.168.1.21:7979",
            "192.168.1.20",
            "localhost:7979",
            "x@192.168.1.20:7979",
            "mingle-0123456789.local",
            "mingle-0123456789.local:80",
        ] {
            assert_eq!(ask("/", &[host], at), Err(421), "{host}");
        }
        assert_eq!(ask("http://rebound.example/", &[at], at), Err(421));
        assert_eq!(ask("/", &[], at), Err(400));
        assert_eq!(ask("/", &[at, at], at), Err(400));
        assert_eq!(ask("/", &["192.168.1.20"], "192.168.1.20:80"), Ok(()), "80 is the usual one");
    }

    #[test]
    fn the_policy_names_this_daemon_and_nothing_else() {
        let at = "[::ffff:192.168.1.20]:7979".parse().unwrap();
        let mut response = StatusCode::OK.into_response();
        secure(&mut response, "/", NAME, at);
        let policy = response.headers()["content-security-policy"].to_str().unwrap();
        let connect = policy.split("; ").find(|part| part.starts_with("connect-src")).unwrap();
        assert_eq!(
            connect,
            format!(
                "connect-src 'self' http://{NAME} https://{NAME} http://192.168.1.20:7979 https://192.168.1.20:7979"
            )
        );
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
        assert_eq!(response.headers()[RESOURCE_POLICY], "same-origin");
        secure(&mut response, TRUSTED, NAME, "[fd12::20]:7979".parse().unwrap());
        assert_eq!(response.headers()[RESOURCE_POLICY], "cross-origin");
    }
}
