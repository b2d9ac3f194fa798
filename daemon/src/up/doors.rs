//! The addresses that the daemon listens on: this machine and the local network, unless less is asked for.

use super::occupant::occupant;
use crate::cli::arguments::Up;
use crate::failure::Failure;
use crate::http::gate::is_loopback;
use anyhow::{Context, Result};
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio::net::TcpListener;

/// Connections that may wait to be accepted.
const WAITING: i32 = 1024;

/// Listeners with their addresses. The first is where the page is: it can be reached over loopback.
pub struct Doors(Vec<(TcpListener, SocketAddr)>);

impl Doors {
    /// Binds all addresses that were asked for.
    ///
    /// # Errors
    /// The [`Failure`] `port-taken` names whoever has a port, where the system tells.
    pub fn open(what: &Up) -> Result<Self> {
        let mut doors = Vec::new();
        for address in addresses(what) {
            let bound = bind(address).or_else(|error| {
                // A system without version 6 has no such address; by default the older one will do.
                let older = SocketAddr::from((Ipv4Addr::UNSPECIFIED, address.port()));
                let is_default = what.listen.is_empty() && address.ip() == Ipv6Addr::UNSPECIFIED;
                let is_taken = error.kind() == ErrorKind::AddrInUse;
                if is_default && !is_taken { bind(older) } else { Err(error) }
            });
            let listener = match bound {
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
            // The same whatever was listened on: what the browser keeps belongs to this address.
            address = SocketAddr::from((Ipv4Addr::LOCALHOST, address.port()));
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
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, what.port));
    if what.only_here {
        return vec![loopback];
    }
    if what.listen.is_empty() {
        return vec![SocketAddr::from((Ipv6Addr::UNSPECIFIED, what.port))];
    }
    let asked = what
        .listen
        .iter()
        .map(|listen| SocketAddr::new(listen.ip, listen.port.unwrap_or(what.port)));
    let (everywhere, elsewhere): (Vec<_>, Vec<_>) = asked.partition(|address| {
        address.ip().is_unspecified() && address.port() == what.port && what.port != 0
    });
    let mut all = if everywhere.is_empty() { vec![loopback] } else { everywhere };
    for address in elsewhere {
        if !all.contains(&address) {
            all.push(address);
        }
    }
    all
}

/// A listener. The unspecified address of version 6 stands for both versions, on every system.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    // What an earlier daemon's connections left behind is in nobody's way. Elsewhere that means another thing.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(WAITING)?;
    socket.set_nonblocking(true)?;
    TcpListener::from_std(socket.into())
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
    fn without_more_being_said_the_local_network_is_served_and_by_only_here_this_machine_alone() {
        assert_eq!(bound(&[]), ["[::]:7979"]);
        let what = Up { only_here: true, port: 7979, ..Up::default() };
        assert_eq!(addresses(&what), ["127.0.0.1:7979".parse().unwrap()]);
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
        let what = Up { port, only_here: true, ..Up::default() };
        let refused = Failure::of(&Doors::open(&what).err().unwrap());
        assert_eq!(refused.code, "port-taken");
        assert!(refused.hint.unwrap().contains("--port"));
        if cfg!(target_os = "linux") {
            let ours = format!("process {}", std::process::id());
            assert!(refused.message.contains(&ours), "{}", refused.message);
        }
    }
}
