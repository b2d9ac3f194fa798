//! Which addresses belong to a local network.

use std::net::IpAddr;

/// True for private, link-local, unique local and loopback addresses (RFC 1918, 3927, 4193, 4291); false for those of
/// the whole internet. Announcing one of those would make browsers treat every other address as a foreign network.
pub fn lan(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_private() || ip.is_link_local() || ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_loopback(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_a_local_network_pass() {
        let passes = |text: &str| lan(text.parse().unwrap());
        for ours in ["10.77.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.20", "169.254.3.4"] {
            assert!(passes(ours), "{ours}");
        }
        for ours in ["127.0.0.1", "::1", "fd12:3456::1", "fe80::1", "::ffff:192.168.0.1"] {
            assert!(passes(ours), "{ours}");
        }
        for foreign in ["8.8.8.8", "172.32.0.1", "100.64.0.1", "2001:db8::1", "::ffff:8.8.8.8"] {
            assert!(!passes(foreign), "{foreign}");
        }
    }
}
