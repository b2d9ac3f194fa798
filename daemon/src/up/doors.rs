//! The addresses that the daemon listens on: loopback always, others only where asked for.

use super::occupant::occupant;
use crate::cli::arguments::Up;
use crate::failure::Failure;
use crate::http::gate::is_loopback;
use anyhow::{Context, Result};
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio::net::TcpListener;

/// Listeners with their addresses. The first is where the page is: it can be reached over loopback.
pub struct Doors(Vec<(TcpListener, SocketAddr)>);

impl Doors {
    /// Binds all addresses that were asked for.
    ///
    /// # Errors
    /// The [`Failure`] `port-taken` names whoever has a port, where the system tells.
    pub async fn open(what: &Up) -> Result<Self> {
        let mut doors = Vec::new();
        for address in addresses(what) {
            let listener = TcpListener::bind(address).await;
            let listener = match listener {
                Ok(listener) => listener,
                Err(error) if error.kind() == ErrorKind::AddrInUse => {
                    return Err(taken(address).into());
                }
                Err(error) => {
                    return Err(error).with_context(|| format!("cannot listen on {address}"));
                }
            };
            let bound = listener.local_addr()?;
            doors.push((listener, bound));
        }
        Ok(Self(doors))
    }

    /// The address of the page, for this machine.
    pub fn page(&self) -> SocketAddr {
        let mut address = self
            .0
            .first()
            .map_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), |(_, address)| *address);
        if address.ip().is_unspecified() {
            address.set_ip(match address.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        address
    }

    pub fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.0.iter().map(|(_, address)| *address)
    }

    /// The port on which others on the network may call; `None` while only this machine may.
    pub fn network_port(&self) -> Option<u16> {
        self.addresses().find(|address| !is_loopback(*address)).map(|address| address.port())
    }

    pub fn into_listeners(self) -> impl Iterator<Item = TcpListener> {
        self.0.into_iter().map(|(listener, _)| listener)
    }
}

/// What to bind, loopback first. An address that stands for all of them takes loopback's place at its port.
fn addresses(what: &Up) -> Vec<SocketAddr> {
    let asked = what
        .listen
        .iter()
        .map(|listen| SocketAddr::new(listen.ip, listen.port.unwrap_or(what.port)));
    let (everywhere, elsewhere): (Vec<_>, Vec<_>) = asked.partition(|address| {
        address.ip().is_unspecified() && address.port() == what.port && what.port != 0
    });
    let mut all = if everywhere.is_empty() {
        vec![SocketAddr::from((Ipv4Addr::LOCALHOST, what.port))]
    } else {
        everywhere
    };
    for address in elsewhere {
        if !all.contains(&address) {
            all.push(address);
        }
    }
    all
}

fn taken(address: SocketAddr) -> Failure {
    let by = occupant(address).map(|process| format!(" by {process}")).unwrap_or_default();
    Failure::new("port-taken", format!("port {} is taken on {}{by}", address.port(), address.ip()))
        .hint("choose another with --port N or MINGLE_PORT=N (0 takes any that is free)")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cli::arguments::Listen;

    fn bound(listen: &[(&str, Option<u16>)]) -> Vec<String> {
        let listen =
            listen.iter().map(|(ip, port)| Listen { ip: ip.parse().unwrap(), port: *port });
        let what = Up { listen: listen.collect(), port: 7979, ..Up::default() };
        addresses(&what).iter().map(SocketAddr::to_string).collect()
    }

    #[test]
    fn without_more_being_asked_for_only_this_machine_is_served() {
        assert_eq!(bound(&[]), ["127.0.0.1:7979"]);
    }

    #[test]
    fn addresses_are_added_to_loopback_or_contain_it() {
        assert_eq!(
            bound(&[("10.77.0.1", None), ("10.77.0.1", Some(80)), ("127.0.0.1", None)]),
            ["127.0.0.1:7979", "10.77.0.1:7979", "10.77.0.1:80"]
        );
        assert_eq!(bound(&[("0.0.0.0", None)]), ["0.0.0.0:7979"]);
        assert_eq!(bound(&[("0.0.0.0", Some(80))]), ["127.0.0.1:7979", "0.0.0.0:80"]);
    }

    #[tokio::test]
    async fn whoever_has_the_port_is_named() {
        let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = other.local_addr().unwrap().port();
        let what = Up { port, ..Up::default() };
        let refused = Failure::of(&Doors::open(&what).await.err().unwrap());
        assert_eq!(refused.code, "port-taken");
        assert!(refused.hint.unwrap().contains("--port"));
        if cfg!(target_os = "linux") {
            let ours = format!("process {}", std::process::id());
            assert!(refused.message.contains(&ours), "{}", refused.message);
        }
    }
}
