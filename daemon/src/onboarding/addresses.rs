//! Where others are to call this machine: the likeliest address first.

use crate::discovery::sockets_here;
use std::net::{IpAddr, SocketAddr, UdpSocket};

/// How the names of interfaces begin that join this machine to what runs on it, not to others.
const INSIDE: [&str; 12] = [
    "docker", "br-", "virbr", "veth", "podman", "cni", "lxc", "lxd", "vboxnet", "vmnet", "vnet",
    "incus",
];

/// Where this daemon can be called on a network, the address of the default route first, private ones of IPv4 before
/// others, and those of bridges to containers last.
pub fn addresses(listening: &[SocketAddr]) -> Vec<SocketAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let inside: Vec<IpAddr> = interfaces
        .iter()
        .filter(|interface| INSIDE.iter().any(|begin| interface.name.starts_with(begin)))
        .map(if_addrs::Interface::ip)
        .collect();
    ordered(sockets_here(listening), of_default_route(), &inside)
}

fn ordered(
    mut sockets: Vec<SocketAddr>,
    of_default_route: Option<IpAddr>,
    inside: &[IpAddr],
) -> Vec<SocketAddr> {
    sockets.sort_by_key(|socket| {
        let ip = socket.ip();
        let is_private = matches!(ip, IpAddr::V4(ip) if ip.is_private());
        (inside.contains(&ip), Some(ip) != of_default_route, !is_private, *socket)
    });
    sockets
}

/// The address from which this machine talks to the world. Connecting a UDP socket sends nothing: the system chooses
/// the address from its routes. 192.0.2.1 is nobody's (TEST-NET-1, RFC 5737).
fn of_default_route() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_default_route_is_first_and_those_of_containers_are_last() {
        let sockets = ["10.0.0.9", "169.254.7.7", "172.17.0.1", "192.168.1.20", "[fd12::20]"];
        let sockets = sockets.map(|ip| format!("{ip}:7979").parse().unwrap()).to_vec();
        let inside = ["172.17.0.1".parse().unwrap()];
        let order = |first: Option<&str>| -> Vec<String> {
            let first = first.map(|ip| ip.parse().unwrap());
            let ordered = ordered(sockets.clone(), first, &inside);
            ordered.iter().map(|socket| socket.ip().to_string()).collect()
        };
        assert_eq!(
            order(Some("192.168.1.20")),
            ["192.168.1.20", "10.0.0.9", "169.254.7.7", "fd12::20", "172.17.0.1"]
        );
        assert_eq!(order(None)[..2], ["10.0.0.9", "192.168.1.20"]);
        assert_eq!(order(Some("172.17.0.1"))[4], "172.17.0.1", "no phone is there");
    }
}
