//! Finding the owner's other devices on a local network, by multicast DNS (RFC 6762, RFC 6763).
//!
//! Strangers on the network see a random name, an address and a protocol version, and nothing else.

pub mod lan;
pub mod name;
mod seeking;

use crate::status::{Alarm, Finding};
use anyhow::{Context, Result};
use lan::lan;
use mdns_sd::{
    DaemonEvent, HostnameResolutionEvent, IfKind, IfPredicate, Receiver, ResolvedService, ScopedIp,
    ServiceDaemon, ServiceEvent, ServiceInfo, VERIFY_TIMEOUT_DEFAULT,
};
use name::NetworkName;
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr, SocketAddrV6};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use seeking::Seeking;

const SERVICE: &str = "_mingle._tcp.local.";
/// Of the announcement: the protocol's version, and nothing about the owner.
const PROPERTIES: [(&str, &str); 1] = [("v", "1")];
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);

/// This device's presence on the network, until [`Discovery::stop`].
pub struct Discovery {
    daemon: ServiceDaemon,
    events: Receiver<ServiceEvent>,
    alarms: Receiver<DaemonEvent>,
    us: NetworkName,
    heard: Mutex<Heard>,
}

/// What came of it so far.
#[derive(Default)]
struct Heard {
    /// Who is announced now, this install among them.
    announced: BTreeSet<NetworkName>,
    alarms: Vec<Alarm>,
}

/// An install, and where it listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub name: NetworkName,
    pub addresses: Vec<SocketAddr>,
}

/// What discovery notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noticed {
    Found(Found),
    Lost(NetworkName),
    /// Something that the owner should know.
    Alarm(Alarm),
}

impl Discovery {
    /// Announces `us` on the networks that `listening` is on, and looks for others there.
    ///
    /// # Errors
    /// If there is no multicast to be had. Everything but finding by itself works without.
    pub fn start(us: &NetworkName, listening: &[SocketAddr]) -> Result<Self> {
        let port = listening.first().context("nothing listens on a network")?.port();
        let reached: Vec<IpAddr> = listening
            .iter()
            .filter(|address| address.port() == port)
            .map(|address| address.ip().to_canonical())
            .collect();
        let on_network = IfKind::Predicate(IfPredicate::new(move |interface| {
            let ip = interface.ip();
            let listened = |reached: &IpAddr| *reached == ip || covers(*reached, ip);
            lan(ip) && !ip.is_loopback() && reached.iter().any(listened)
        }));
        let daemon = ServiceDaemon::new()?;
        daemon.disable_interface(IfKind::All)?;
        daemon.enable_interface(on_network.clone())?;
        let alarms = daemon.monitor()?;
        let host = format!("{}.", us.host());
        let mut service =
            ServiceInfo::new(SERVICE, &us.to_string(), &host, "", port, &PROPERTIES[..])?
                .enable_addr_auto();
        service.set_interfaces(vec![on_network]);
        daemon.register(service)?;
        let events = daemon.browse(SERVICE)?;
        Ok(Self { daemon, events, alarms, us: us.clone(), heard: Mutex::default() })
    }

    /// Waits for the next thing to be noticed; `None` once discovery has ended.
    pub async fn next(&self) -> Option<Noticed> {
        loop {
            let noticed = tokio::select! {
                event = self.events.recv_async() => self.noticed(event.ok()?),
                alarm = self.alarms.recv_async() => self.alarm(alarm.ok()?),
            };
            let noticed = noticed.filter(|noticed| self.is_news(noticed));
            if noticed.is_some() {
                return noticed;
            }
        }
    }

    /// Asks whether somebody is still there: one that is not is noticed as lost within seconds, not minutes.
    pub fn verify(&self, name: &NetworkName) {
        // A full queue of commands only puts this off until the next failed call.
        let _ = self.daemon.verify(format!("{name}.{SERVICE}"), VERIFY_TIMEOUT_DEFAULT);
    }

    /// The local addresses of a name that ends in `.local`, with this port. Waits until somebody answers.
    pub async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>> {
        let host = format!("{host}.");
        let answers = self.daemon.resolve_hostname(&host, None)?;
        let _end = EndOfSearch { daemon: &self.daemon, host: &host };
        loop {
            if let HostnameResolutionEvent::AddressesFound(_, ips) = answers.recv_async().await? {
                let found = local_sockets(ips.iter(), port);
                if !found.is_empty() {
                    return Ok(found);
                }
            }
        }
    }

    /// Says goodbye to the network.
    pub async fn stop(&self) {
        let goodbye = async {
            let gone = self.daemon.unregister(&format!("{}.{SERVICE}", self.us)).ok()?;
            gone.recv_async().await.ok()?;
            self.daemon.shutdown().ok()?.recv_async().await.ok()
        };
        let _ = tokio::time::timeout(GOODBYE_WITHIN, goodbye).await;
    }

    /// The name under which this install is found.
    pub fn us(&self) -> &NetworkName {
        &self.us
    }

    /// Who is heard at this moment.
    pub fn finding(&self) -> Finding {
        let heard = self.heard();
        let hears_itself = heard.announced.contains(&self.us);
        Finding { hears_itself, others: heard.announced.len() - usize::from(hears_itself) }
    }

    /// What the owner should know, each once.
    pub fn alarms(&self) -> Vec<Alarm> {
        self.heard().alarms.clone()
    }

    /// Takes note of it. The same alarm again is no news.
    fn is_news(&self, noticed: &Noticed) -> bool {
        let mut heard = self.heard();
        match noticed {
            Noticed::Found(found) => drop(heard.announced.insert(found.name.clone())),
            Noticed::Lost(name) => drop(heard.announced.remove(name)),
            Noticed::Alarm(alarm) if heard.alarms.contains(alarm) => return false,
            Noticed::Alarm(alarm) => {
                heard.alarms.retain(|other| other.code != alarm.code);
                heard.alarms.push(alarm.clone());
            }
        }
        true
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever has the name already hears of a second one by what that one is called instead.
    fn noticed(&self, event: ServiceEvent) -> Option<Noticed> {
        match &event {
            ServiceEvent::ServiceFound(_, fullname) if is_renamed(fullname, &self.us) => {
                Some(Noticed::Alarm(name_taken(&self.us)))
            }
            _ => noticed(event),
        }
    }

    fn alarm(&self, event: DaemonEvent) -> Option<Noticed> {
        match event {
            DaemonEvent::NameChange(change)
                if change.original.starts_with(&self.us.to_string()) =>
            {
                Some(Noticed::Alarm(name_taken(&self.us)))
            }
            DaemonEvent::Error(error) => Some(Noticed::Alarm(Alarm {
                code: "discovery".into(),
                message: format!("finding other devices has trouble: {error}"),
                fix: "if it goes on: `mingle down`, then `mingle`".into(),
            })),
            _ => None,
        }
    }
}

/// Two installs of one name: nobody can tell them apart, and the page of a phone may reach either.
fn name_taken(us: &NetworkName) -> Alarm {
    Alarm {
        code: "name-taken".into(),
        message: format!("another device on this network answers to {us}: was this data folder copied?"),
        fix: "on the copy: `mingle down`, move network-name and device.key out of its data folder, then `mingle`; it \
              is a device of its own then: `mingle pair` here, `mingle join` there"
            .into(),
    }
}

/// A second install of a name is called after it (RFC 6762, section 9).
fn is_renamed(fullname: &str, us: &NetworkName) -> bool {
    let instance = fullname.strip_suffix(SERVICE).and_then(|rest| rest.strip_suffix('.'));
    let rest = instance.and_then(|instance| instance.strip_prefix(&us.to_string()));
    rest.is_some_and(|rest| rest.starts_with(" (") || rest.starts_with('-'))
}

fn noticed(event: ServiceEvent) -> Option<Noticed> {
    match event {
        ServiceEvent::ServiceResolved(service) => {
            let name = instance(service.get_fullname())?;
            let addresses = addresses(&service);
            (!addresses.is_empty()).then_some(Noticed::Found(Found { name, addresses }))
        }
        ServiceEvent::ServiceRemoved(_, fullname) => Some(Noticed::Lost(instance(&fullname)?)),
        _ => None,
    }
}

fn instance(fullname: &str) -> Option<NetworkName> {
    NetworkName::parse(fullname.strip_suffix(SERVICE)?.strip_suffix('.')?)
}

/// Where an install answers.
fn addresses(service: &ResolvedService) -> Vec<SocketAddr> {
    local_sockets(service.get_addresses().iter(), service.get_port())
}

/// Addresses of a local network, those of version 4 first, in the same order every time.
fn local_sockets<'a>(ips: impl Iterator<Item = &'a ScopedIp>, port: u16) -> Vec<SocketAddr> {
    let mut found: Vec<SocketAddr> = ips
        .filter(|ip| lan(ip.to_ip_addr()))
        .map(|ip| match ip {
            ScopedIp::V6(v6) if v6.addr().is_unicast_link_local() => {
                SocketAddrV6::new(*v6.addr(), port, 0, v6.scope_id().index).into()
            }
            other => SocketAddr::new(other.to_ip_addr(), port),
        })
        .collect();
    found.sort();
    found
}

/// This machine's addresses on local networks at which that is reached which listens there.
pub fn addresses_here(listening: &[SocketAddr]) -> BTreeSet<IpAddr> {
    // Without a list of them, the listeners that name an address are what is known.
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let named = listening.iter().map(|address| address.ip().to_canonical());
    let here = interfaces.iter().map(if_addrs::Interface::ip);
    let reached = |ip: &IpAddr| {
        listening.iter().any(|address| {
            let listened = address.ip().to_canonical();
            listened == *ip || covers(listened, *ip)
        })
    };
    let local = |ip: &IpAddr| lan(*ip) && !ip.is_loopback() && !ip.is_unspecified();
    here.chain(named).filter(|ip| local(ip) && reached(ip)).collect()
}

/// Where this machine can be called by somebody who types it: without addresses that mean something on one link alone.
pub fn sockets_here(listening: &[SocketAddr]) -> Vec<SocketAddr> {
    let at = |listener: &SocketAddr| {
        let port = listener.port();
        addresses_here(&[*listener]).into_iter().map(move |ip| SocketAddr::new(ip, port))
    };
    let typed = |socket: &SocketAddr| match socket.ip() {
        IpAddr::V4(_) => true,
        IpAddr::V6(ip) => !ip.is_unicast_link_local(),
    };
    let sockets: BTreeSet<SocketAddr> = listening.iter().flat_map(at).filter(typed).collect();
    sockets.into_iter().collect()
}

/// Ends a search for a name, however the wait for it ends.
struct EndOfSearch<'a> {
    daemon: &'a ServiceDaemon,
    host: &'a str,
}

impl Drop for EndOfSearch<'_> {
    fn drop(&mut self) {
        // A full queue of commands leaves a search that is answered to nobody.
        let _ = self.daemon.stop_resolve_hostname(self.host);
    }
}

/// Whether listening on `reached` means listening on `ip` too.
fn covers(reached: IpAddr, ip: IpAddr) -> bool {
    match reached {
        IpAddr::V4(any) => any.is_unspecified() && ip.is_ipv4(),
        // Rust binds [::] for both versions where the system does (Linux, macOS).
        IpAddr::V6(any) => any.is_unspecified(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_installs_with_a_name_of_ours_are_seen() {
        let seen = |name: &str| instance(&format!("{name}.{SERVICE}"));
        assert_eq!(seen("mingle-0123456789"), NetworkName::parse("mingle-0123456789"));
        assert_eq!(seen("mingle-0123456789 (2)"), None);
        assert_eq!(seen("Ana's laptop"), None);
        assert_eq!(instance("mingle-0123456789._other._tcp.local."), None);
    }

    #[test]
    fn a_second_install_of_our_name_is_told_from_others() {
        let us = NetworkName::parse("mingle-0123456789").unwrap();
        let renamed = |name: &str| is_renamed(&format!("{name}.{SERVICE}"), &us);
        assert!(renamed("mingle-0123456789 (2)") && renamed("mingle-0123456789-2"));
        for other in ["mingle-0123456789", "mingle-012345678a (2)", "mingle-0123456789x"] {
            assert!(!renamed(other), "{other}");
        }
    }

    #[test]
    fn an_install_is_called_at_its_local_addresses_only() {
        let ips = "192.168.1.7,2001:db8::7,8.8.8.8,fd12::7,10.0.0.7";
        let service = ServiceInfo::new(SERVICE, "mingle-0123456789", "h.local.", ips, 7979, None)
            .unwrap()
            .as_resolved_service();
        let expected = ["10.0.0.7:7979", "192.168.1.7:7979", "[fd12::7]:7979"];
        assert_eq!(addresses(&service), expected.map(|text| text.parse().unwrap()));
    }

    #[test]
    fn listening_everywhere_covers_each_address_of_that_version() {
        let covers = |any: &str, ip: &str| covers(any.parse().unwrap(), ip.parse().unwrap());
        assert!(covers("0.0.0.0", "10.0.0.7") && !covers("0.0.0.0", "fd12::7"));
        assert!(covers("::", "10.0.0.7") && covers("::", "fd12::7"));
        assert!(!covers("10.0.0.8", "10.0.0.7"));
    }
}
