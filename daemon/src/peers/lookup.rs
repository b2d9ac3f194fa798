//! What an address that was typed or remembered stands for.

use crate::discovery::{Discovery, lan::lan};
use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::lookup_host;
use tokio::time::timeout;

const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// The sockets behind `host:port`. A name that ends in `.local` is asked for on the local network alone (RFC 6762,
/// section 3), by `discovery` while there is one, and stands for addresses there alone.
pub async fn lookup(address: &str, discovery: Option<&Discovery>) -> Result<Vec<SocketAddr>> {
    let Some((host, port)) = local_name(address) else {
        return Ok(lookup_host(address).await?.collect());
    };
    let mut found: Vec<SocketAddr> = match discovery {
        Some(discovery) => timeout(ANSWER_WITHIN, discovery.resolve(host, port))
            .await
            .context("nobody on this network has that name")??,
        None => timeout(ANSWER_WITHIN, lookup_host(address)).await.context("no answer")??.collect(),
    };
    found.retain(|socket| lan(socket.ip()));
    if found.is_empty() {
        bail!("nobody on this network has that name");
    }
    Ok(found)
}

/// The name and the port of an address on the local network.
pub fn local_name(address: &str) -> Option<(&str, u16)> {
    let (host, port) = address.rsplit_once(':')?;
    let ending = host.len().checked_sub(".local".len()).and_then(|at| host.get(at..))?;
    ending.eq_ignore_ascii_case(".local").then_some(())?;
    Some((host, port.parse().ok()?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn numbers_stand_for_themselves_and_only_local_names_are_asked_for_on_the_network() {
        let found = lookup("10.77.0.1:7979", None).await.unwrap();
        assert_eq!(found, ["10.77.0.1:7979".parse().unwrap()]);
        assert_eq!(local_name("mingle-0123456789.local:80"), Some(("mingle-0123456789.local", 80)));
        assert_eq!(local_name("Anas.LOCAL:7979"), Some(("Anas.LOCAL", 7979)));
        for other in ["local:80", "mingle.local.example:80", "[fd12::1]:80", "é:80", "x.local:port"]
        {
            assert_eq!(local_name(other), None, "{other}");
        }
    }
}
