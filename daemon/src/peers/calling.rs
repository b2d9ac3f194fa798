//! Whom to call, and when: every device that has a remembered address, and every name found on the network.

use super::backoff::{Backoff, random};
use super::call::Callee;
use super::{Called, Peers};
use crate::discovery::{Discovery, Found, name::NetworkName};
use mingle_proto::id::DeviceId;
use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::lookup_host;
use tokio::sync::{Notify, mpsc};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// A session that lasted this long was a good one: the next call is made soon after.
const LASTED: Duration = Duration::from_secs(5);
/// The device with the greater name lets the other one call first.
const COURTESY: Duration = Duration::from_secs(2);

/// What changes whom to call.
#[derive(Debug)]
pub enum News {
    /// The owner's other devices that have a remembered address: all of them.
    Known(BTreeMap<DeviceId, String>),
    /// Found on the network.
    Found(Found),
    /// Gone from the network.
    Lost(NetworkName),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Device(DeviceId),
    Name(NetworkName),
}

/// A loop that keeps calling a target.
struct Caller {
    addresses: Vec<String>,
    news: Arc<Notify>,
    stop: CancellationToken,
}

/// Keeps calling whom the news tell of, until there are no more news or `stop`.
pub async fn keep_calling_all(
    peers: Peers,
    discovery: Option<Arc<Discovery>>,
    mut news: mpsc::Receiver<News>,
    stop: CancellationToken,
) {
    let mut callers: BTreeMap<Target, Caller> = BTreeMap::new();
    while let Some(Some(news)) = stop.run_until_cancelled(news.recv()).await {
        match news {
            News::Known(known) => {
                callers.retain(|target, caller| {
                    let stays = match target {
                        Target::Device(device) => known.contains_key(device),
                        Target::Name(_) => true,
                    };
                    if !stays {
                        caller.stop.cancel();
                    }
                    stays
                });
                // Whoever was refused before may belong here now.
                callers.values().for_each(|caller| caller.news.notify_one());
                for (device, address) in known {
                    let target = Target::Device(device);
                    renew(&mut callers, target, vec![address], &peers, &discovery, &stop);
                }
            }
            News::Found(Found { name, addresses }) if name != *peers.our_name() => {
                let addresses = addresses.iter().map(SocketAddr::to_string).collect();
                renew(&mut callers, Target::Name(name), addresses, &peers, &discovery, &stop);
            }
            News::Found(_) => {}
            News::Lost(name) => {
                if let Some(caller) = callers.remove(&Target::Name(name)) {
                    caller.stop.cancel();
                }
            }
        }
    }
}

/// Tells a target's loop that there is news of it, or starts a new one where its addresses are others.
fn renew(
    callers: &mut BTreeMap<Target, Caller>,
    target: Target,
    addresses: Vec<String>,
    peers: &Peers,
    discovery: &Option<Arc<Discovery>>,
    stop: &CancellationToken,
) {
    if let Some(caller) = callers.get(&target) {
        if caller.addresses == addresses {
            return caller.news.notify_one();
        }
        caller.stop.cancel();
    }
    let (news, stop) = (Arc::new(Notify::new()), stop.child_token());
    let line = Line {
        peers: peers.clone(),
        discovery: discovery.clone(),
        target: target.clone(),
        addresses: addresses.clone(),
    };
    let (heard, ended) = (news.clone(), stop.clone());
    tokio::spawn(async move {
        // A session that is going on is ended by its own end or by the daemon's, not by news of an address.
        keep_calling(&line, &heard, &ended).await;
    });
    callers.insert(target, Caller { addresses, news, stop });
}

/// What [`keep_calling`] needs of a target.
trait Reach: Send + Sync {
    /// Waits until a call makes sense.
    fn wanted(&self) -> impl Future<Output = ()> + Send;
    /// Calls, and talks.
    fn call(&self) -> impl Future<Output = Called> + Send;
}

/// Calls again and again, with growing waits while it comes to nothing; news cut a wait short.
async fn keep_calling(target: &impl Reach, news: &Notify, stop: &CancellationToken) {
    let mut backoff = Backoff::default();
    loop {
        if stop.run_until_cancelled(target.wanted()).await.is_none() {
            return;
        }
        match target.call().await {
            Called::Talked(lasted) if lasted >= LASTED => backoff.reset(),
            Called::Talked(_) | Called::Failed(_) => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = sleep(backoff.next(random())) => {}
            () = news.notified() => backoff.reset(),
        }
    }
}

/// A device or a name, with where it may be.
struct Line {
    peers: Peers,
    discovery: Option<Arc<Discovery>>,
    target: Target,
    addresses: Vec<String>,
}

impl Line {
    fn is_connected(&self) -> bool {
        let board = self.peers.board();
        match &self.target {
            Target::Device(device) => board.is_connected(device),
            Target::Name(name) => {
                board.device_named(name).is_some_and(|device| board.is_connected(&device))
            }
        }
    }

    fn callee(&self) -> Callee {
        match &self.target {
            Target::Device(device) => Callee { expect: Some(*device), name: None },
            Target::Name(name) => Callee { expect: None, name: Some(name.clone()) },
        }
    }

    /// Notes why nobody could be reached, where that concerns somebody.
    fn failed(&self, why: &str) {
        let board = self.peers.board();
        match &self.target {
            Target::Device(device) => board.set_problem(*device, why.to_owned()),
            Target::Name(name) => {
                if let Some(device) = board.device_named(name) {
                    board.set_problem(device, why.to_owned());
                }
                if let Some(discovery) = &self.discovery {
                    discovery.verify(name);
                }
            }
        }
    }
}

impl Reach for Line {
    async fn wanted(&self) {
        let mut comings_and_goings = self.peers.board().comings_and_goings();
        loop {
            if !self.is_connected() {
                if let Target::Name(name) = &self.target
                    && self.peers.our_name() > name
                {
                    sleep(COURTESY).await;
                }
                if !self.is_connected() {
                    return;
                }
            }
            if comings_and_goings.changed().await.is_err() {
                return;
            }
        }
    }

    async fn call(&self) -> Called {
        let mut problems = Vec::new();
        for address in &self.addresses {
            let found = match lookup_host(address).await {
                Ok(found) => found,
                Err(error) => {
                    problems.push(format!("{address}: {error}"));
                    continue;
                }
            };
            for socket in found {
                match self.peers.call(socket, self.callee()).await {
                    Called::Failed(why) => problems.push(why),
                    talked => return talked,
                }
            }
        }
        let why = problems.join("; ");
        self.failed(&why);
        Called::Failed(why)
    }
}

#[cfg(test)]
#[path = "calling_tests.rs"]
mod tests;
