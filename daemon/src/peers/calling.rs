//! Whom to call, and when: every device that has a remembered address, and every name found on the network.

use super::backoff::{Backoff, random};
use super::call::Callee;
use super::known::Known;
use super::lookup::lookup;
use super::{Called, Peers};
use crate::discovery::{Discovery, Found, name::NetworkName};
use mingle_proto::id::DeviceId;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
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
    /// The owner's other devices, all of them.
    Known(Known),
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
    let (stopped, all) = (stop.clone(), BTreeMap::new());
    let mut callers = Callers { peers, discovery, stop: stopped, all, shunned: BTreeSet::new() };
    while let Some(Some(news)) = stop.run_until_cancelled(news.recv()).await {
        match news {
            News::Known(known) => callers.know(known),
            News::Found(found) => callers.find(found),
            News::Lost(name) => callers.end(&Target::Name(name)),
        }
    }
}

/// All loops that keep calling.
struct Callers {
    peers: Peers,
    discovery: Option<Arc<Discovery>>,
    stop: CancellationToken,
    all: BTreeMap<Target, Caller>,
    /// Names of revoked devices.
    shunned: BTreeSet<NetworkName>,
}

impl Callers {
    /// Calls whoever was found on the network, unless it is this device, or a revoked one.
    fn find(&mut self, found: Found) {
        if found.name != *self.peers.our_name() && !self.shunned.contains(&found.name) {
            let addresses = found.addresses.iter().map(SocketAddr::to_string).collect();
            self.renew(Target::Name(found.name), addresses);
        }
    }

    /// Calls these devices and no others; names that were found go on, except for those of revoked devices.
    fn know(&mut self, known: Known) {
        let Known { addresses, revoked_names, .. } = known;
        let is_over = |target: &Target| match target {
            Target::Device(id) => !addresses.contains_key(id),
            Target::Name(name) => revoked_names.contains(name),
        };
        let ended: Vec<Target> = self.all.keys().filter(|it| is_over(it)).cloned().collect();
        ended.iter().for_each(|target| self.end(target));
        self.shunned = revoked_names;
        // Whoever was refused before may belong here now.
        self.all.values().for_each(|caller| caller.news.notify_one());
        for (device, addresses) in addresses {
            self.renew(Target::Device(device), addresses);
        }
    }

    /// Tells a target's loop that there is news of it, or starts a new one where its addresses are others.
    fn renew(&mut self, target: Target, addresses: Vec<String>) {
        if let Some(caller) = self.all.get(&target) {
            if caller.addresses == addresses {
                return caller.news.notify_one();
            }
            caller.stop.cancel();
        }
        let (news, stop) = (Arc::new(Notify::new()), self.stop.child_token());
        let line = Line {
            peers: self.peers.clone(),
            discovery: self.discovery.clone(),
            target: target.clone(),
            addresses: addresses.clone(),
        };
        let (heard, ended) = (news.clone(), stop.clone());
        // A session that is going on is ended by its own end or by the daemon's, not by news of an address.
        tokio::spawn(async move { keep_calling(&line, &heard, &ended).await });
        self.all.insert(target, Caller { addresses, news, stop });
    }

    fn end(&mut self, target: &Target) {
        if let Some(caller) = self.all.remove(target) {
            caller.stop.cancel();
        }
    }
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

    /// A device that has told its name proves that one, at whichever address it is called.
    fn callee(&self) -> Callee {
        match &self.target {
            Target::Device(device) => {
                let name = self.addresses.iter().find_map(|host| NetworkName::of_host(host));
                Callee { expect: Some(*device), name }
            }
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
        let mut tried = BTreeSet::new();
        for address in &self.addresses {
            let found = match lookup(address, self.discovery.as_deref()).await {
                Ok(found) => found,
                Err(error) => {
                    problems.push(format!("{address}: {error:#}"));
                    continue;
                }
            };
            for socket in found {
                if !tried.insert(socket) {
                    continue;
                }
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
