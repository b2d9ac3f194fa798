//! Whose process called over loopback, where the system tells its users that: the tables of Linux.

use crate::places::Ends;
#[cfg(target_os = "linux")]
use std::net::SocketAddr;

/// Whether a caller's process is another user's, or has hung up, so that nobody can tell whose it was. Root may do
/// everything anyway. False where the system does not tell, and for a caller of another machine.
#[cfg(target_os = "linux")]
pub fn is_another_users(ends: Ends) -> bool {
    // The caller's end is read first: if ours is still there afterwards, the caller had not broken off by then.
    let Some(theirs) = look(ends.remote, ends.local) else { return false };
    let Some(ours) = look(ends.local, ends.remote) else { return false };
    tables::is_anothers(theirs, ours)
}

/// The kernel tells its tables a page at a time: where connections come and go meanwhile, one that stands may be left out.
#[cfg(target_os = "linux")]
const LOOKS: usize = 4;

/// The end at `local` of the connection with `remote`, if there is one; `None` if the system tells none.
#[cfg(target_os = "linux")]
fn look(local: SocketAddr, remote: SocketAddr) -> Option<Option<tables::End>> {
    for _ in 0..LOOKS {
        let end = tables::end(&tables()?, local, remote);
        if end.is_some() {
            return Some(end);
        }
    }
    Some(None)
}

#[cfg(not(target_os = "linux"))]
pub fn is_another_users(_: Ends) -> bool {
    false
}

/// All connections over TCP, those of version 6 last; `None` if the system tells none.
#[cfg(target_os = "linux")]
fn tables() -> Option<String> {
    let older = std::fs::read_to_string("/proc/net/tcp").ok()?;
    Some(older + &std::fs::read_to_string("/proc/net/tcp6").unwrap_or_default())
}

#[cfg(target_os = "linux")]
mod tables {
    use std::net::{IpAddr, SocketAddr};

    /// One end of a connection.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct End {
        pub uid: u32,
        /// 0 once its process has closed it; then the user is no longer told.
        pub inode: u64,
    }

    /// The end at `local` of the connection with `remote` (proc_net_tcp.txt: the second field is the local address, the
    /// third the remote one, the eighth the user, the tenth the inode).
    pub fn end(table: &str, local: SocketAddr, remote: SocketAddr) -> Option<End> {
        let (local, remote) = (written(local), written(remote));
        table.lines().find_map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let is = |at: usize, forms: &[String]| {
                fields.get(at).is_some_and(|field| forms.iter().any(|form| form == field))
            };
            (is(1, &local) && is(2, &remote)).then_some(())?;
            Some(End { uid: fields.get(7)?.parse().ok()?, inode: fields.get(9)?.parse().ok()? })
        })
    }

    pub fn is_anothers(theirs: Option<End>, ours: Option<End>) -> bool {
        match (theirs, ours) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(theirs), Some(ours)) => {
                theirs.inode == 0 || (theirs.uid != 0 && theirs.uid != ours.uid)
            }
        }
    }

    /// An address as the tables have it: words of 32 bits in hexadecimal, in this machine's order of bytes. One of version
    /// 4 stands in the newer table, too, for a socket of version 6.
    fn written(address: SocketAddr) -> Vec<String> {
        let port = address.port();
        let words = |octets: &[u8]| -> String {
            let word = |four: &[u8]| four.try_into().map(u32::from_ne_bytes).unwrap_or_default();
            octets.chunks(4).map(|four| format!("{:08X}", word(four))).collect()
        };
        match address.ip().to_canonical() {
            IpAddr::V4(ip) => vec![
                format!("{}:{port:04X}", words(&ip.octets())),
                format!("{}:{port:04X}", words(&ip.to_ipv6_mapped().octets())),
            ],
            IpAddr::V6(ip) => vec![format!("{}:{port:04X}", words(&ip.octets()))],
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::tables::{End, is_anothers};
    use super::*;
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn who_calls_from_a_process_of_ones_own_is_taken_for_that_until_it_hangs_up() {
        for (listening, called) in
            [("127.0.0.1:0", "127.0.0.1"), ("[::1]:0", "::1"), ("[::]:0", "127.0.0.1")]
        {
            let listener = TcpListener::bind(listening).unwrap();
            let to = (called, listener.local_addr().unwrap().port());
            let caller = TcpStream::connect(to).unwrap();
            let (ours, remote) = listener.accept().unwrap();
            let ends = Ends { local: ours.local_addr().unwrap(), remote };
            let found = look(ends.remote, ends.local).unwrap().unwrap();
            assert_ne!(found.inode, 0, "{listening}");
            assert!(!is_another_users(ends), "{listening}");
            drop(caller);
            assert!(is_another_users(ends), "{listening}: it may have been anybody's");
        }
    }

    #[test]
    fn another_users_process_is_known_by_the_user_of_its_end() {
        let of = |uid, inode| Some(End { uid, inode });
        assert!(is_anothers(of(1001, 7), of(1000, 8)));
        assert!(!is_anothers(of(1000, 7), of(1000, 8)));
        assert!(!is_anothers(of(0, 7), of(1000, 8)), "root reads the journal anyway");
        assert!(is_anothers(of(0, 0), of(1000, 8)), "closed: the user is not told any more");
        assert!(!is_anothers(None, of(1000, 8)), "of another machine, as through a forwarded port");
        assert!(is_anothers(None, None), "it has broken off");
    }
}
