//! Looking on the network for a device that shows a code.

use crate::discovery::name::NetworkName;
use crate::discovery::{Found, Seeking};
use crate::http::gate::PAIR;
use crate::peers::{NoAnswer, Proof, dial, local_name};
use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::lookup_host;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use warp::http::StatusCode;

/// A device that is awake is found within two seconds.
const FIND_WITHIN: Duration = Duration::from_secs(8);
/// After the first one is found, so long for others.
const OTHERS_WITHIN: Duration = Duration::from_millis(1_500);

/// A device that shows a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub name: NetworkName,
    pub address: SocketAddr,
}

/// What was seen on the network.
#[derive(Debug, Default)]
pub struct Seen {
    pub open: Vec<Open>,
    /// Devices that show no code.
    pub closed: Vec<NetworkName>,
    /// Devices that are announced and do not answer, and why.
    pub silent: Vec<(NetworkName, String)>,
}

/// Looks for devices other than `us`, and asks each whether it shows a code.
pub async fn seek(us: &NetworkName) -> Result<Seen> {
    let seeking = Seeking::start()?;
    let (mut seen, mut asked, mut asking) = (Seen::default(), Vec::new(), JoinSet::new());
    let mut until = Instant::now() + FIND_WITHIN;
    loop {
        tokio::select! {
            () = sleep_until(until) => break,
            found = seeking.next() => {
                let Some(found) = found else { break };
                if found.name != *us && !asked.contains(&found) {
                    asked.push(found.clone());
                    asking.spawn(ask(found, us.clone()));
                }
            }
            Some(Ok((name, answer))) = asking.join_next() => {
                seen.take(name, answer);
                if !seen.open.is_empty() {
                    until = until.min(Instant::now() + OTHERS_WITHIN);
                }
            }
        }
    }
    Ok(seen)
}

/// Where a host is that somebody typed, with a port. A name that ends in `.local` is asked for on the local networks alone.
pub async fn locate(asked: &str) -> Result<SocketAddr> {
    let found = match local_name(asked) {
        Some((host, port)) => {
            let seeking = Seeking::start()?;
            timeout(FIND_WITHIN, seeking.resolve(host, port)).await.unwrap_or(Ok(Vec::new()))?
        }
        None => lookup_host(asked).await?.collect(),
    };
    found.into_iter().next().context("nobody on this network has that name")
}

/// Opening the door and leaving again says nothing, and costs no guess.
async fn ask(found: Found, us: NetworkName) -> (NetworkName, Result<SocketAddr, NoAnswer>) {
    let mut last = NoAnswer::Unreachable("it has no address".into());
    for address in found.addresses {
        let Ok(proof) = Proof::none() else { break };
        match dial(address, PAIR, &us, proof).await {
            Ok(_) => return (found.name, Ok(address)),
            Err(why @ NoAnswer::Status(_)) => return (found.name, Err(why)),
            Err(why) => last = why,
        }
    }
    (found.name, Err(last))
}

impl Seen {
    /// What a device has answered. It may be announced at one address after another.
    fn take(&mut self, name: NetworkName, answer: Result<SocketAddr, NoAnswer>) {
        if self.open.iter().any(|open| open.name == name) {
            return;
        }
        self.closed.retain(|other| *other != name);
        self.silent.retain(|(other, _)| *other != name);
        match answer {
            Ok(address) => self.open.push(Open { name, address }),
            Err(NoAnswer::Status(StatusCode::NOT_FOUND)) => self.closed.push(name),
            Err(why) => self.silent.push((name, why.to_string())),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_device_counts_once_by_the_best_that_any_of_its_addresses_said() {
        let name = |last: char| NetworkName::parse(&format!("mingle-012345678{last}")).unwrap();
        let address: SocketAddr = "10.77.0.1:7979".parse().unwrap();
        let mut seen = Seen::default();
        seen.take(name('a'), Err(NoAnswer::Unreachable("no answer".into())));
        seen.take(name('b'), Err(NoAnswer::Status(StatusCode::NOT_FOUND)));
        seen.take(name('c'), Err(NoAnswer::Foreign));
        assert_eq!((seen.open.len(), seen.closed.len(), seen.silent.len()), (0, 1, 2));
        seen.take(name('a'), Ok(address));
        seen.take(name('b'), Ok(address));
        seen.take(name('a'), Err(NoAnswer::Status(StatusCode::NOT_FOUND)));
        assert_eq!(
            seen.open,
            [Open { name: name('a'), address }, Open { name: name('b'), address }]
        );
        assert_eq!((seen.closed.len(), seen.silent.len()), (0, 1));
    }
}
