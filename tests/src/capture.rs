//! Everything that goes over the wires of a network, as a packet socket sees it (packet(7)).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use rustix::net::sockopt::{Timeout, set_socket_timeout};
use rustix::net::{AddressFamily, Protocol, RecvFlags, SocketFlags, SocketType, recv, socket_with};

const EVERY_PROTOCOL: u16 = 0x0003;
const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;
const ETHERNET_HEADER: usize = 14;
const LARGEST: usize = 1 << 16;
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// All frames on all interfaces of a network, from [`Capture::begin`] on.
pub struct Capture {
    stop: Arc<AtomicBool>,
    listening: JoinHandle<Vec<Vec<u8>>>,
}

/// One packet, as far as it is looked into here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    pub from: IpAddr,
    pub to: IpAddr,
    /// 6 is TCP, 17 UDP (IANA's protocol numbers).
    pub protocol: u8,
    /// Of TCP and UDP; 0 for others.
    pub ports: (u16, u16),
    /// What follows the header of UDP; of others, what follows that of IP.
    pub body: Vec<u8>,
}

impl Capture {
    /// Begins in the network that this thread is in. Needs root.
    pub fn begin() -> Self {
        let protocol = NonZeroU32::new(u16::to_be(EVERY_PROTOCOL).into()).map(Protocol::from_raw);
        let (family, kind) = (AddressFamily::PACKET, SocketType::RAW);
        let socket = socket_with(family, kind, SocketFlags::CLOEXEC, protocol)
            .expect("a packet socket needs CAP_NET_RAW");
        set_socket_timeout(&socket, Timeout::Recv, Some(LOOK_EVERY)).expect("a socket");
        let stop = Arc::<AtomicBool>::default();
        let stopped = stop.clone();
        let listening = std::thread::spawn(move || listen(&socket, &stopped));
        Self { stop, listening }
    }

    /// All frames so far; it ends.
    pub fn end(self) -> Vec<Vec<u8>> {
        self.stop.store(true, Ordering::Relaxed);
        self.listening.join().expect("it only listens")
    }
}

fn listen(socket: &OwnedFd, stop: &AtomicBool) -> Vec<Vec<u8>> {
    let (mut frames, mut buffer) = (Vec::new(), vec![0; LARGEST]);
    loop {
        match recv(socket, buffer.as_mut_slice(), RecvFlags::empty()) {
            Ok((length, _)) => frames.push(buffer[..length].to_vec()),
            // Everything that was on its way has been taken by then.
            Err(_) if stop.load(Ordering::Relaxed) => return frames,
            Err(_) => {}
        }
    }
}

/// The packet in an Ethernet frame; none for what is not of the internet's protocols, such as ARP.
pub fn packet(frame: &[u8]) -> Option<Packet> {
    let kind = u16::from_be_bytes([*frame.get(12)?, *frame.get(13)?]);
    let ip = frame.get(ETHERNET_HEADER..)?;
    match kind {
        IPV4 => {
            let header = usize::from(ip.first()? & 0x0f) * 4;
            let at = |start: usize| -> Option<IpAddr> {
                let four: [u8; 4] = ip.get(start..start + 4)?.try_into().ok()?;
                Some(Ipv4Addr::from(four).into())
            };
            packet_of(*ip.get(9)?, at(12)?, at(16)?, ip.get(header..)?)
        }
        IPV6 => {
            let at = |start: usize| -> Option<IpAddr> {
                let sixteen: [u8; 16] = ip.get(start..start + 16)?.try_into().ok()?;
                Some(Ipv6Addr::from(sixteen).into())
            };
            packet_of(*ip.get(6)?, at(8)?, at(24)?, ip.get(40..)?)
        }
        _ => None,
    }
}

fn packet_of(protocol: u8, from: IpAddr, to: IpAddr, rest: &[u8]) -> Option<Packet> {
    let number = |at: usize| Some(u16::from_be_bytes([*rest.get(at)?, *rest.get(at + 1)?]));
    let ports = match protocol {
        6 | 17 => (number(0)?, number(2)?),
        _ => (0, 0),
    };
    let body = if protocol == 17 { rest.get(8..)? } else { rest };
    Some(Packet { from, to, protocol, ports, body: body.to_vec() })
}
