//! `mingle up`: everything that the daemon starts, and how it ends.

mod control_file;
mod detach;
mod doors;
mod live;
mod log;
mod occupant;
mod signals;

use crate::authority::credentials::{Credentials, keep_fresh};
use crate::cli::arguments::Up;
use crate::cli::output::Output;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::discovery::{Discovery, Noticed, name::NetworkName};
use crate::http::gate::{Gate, Others, is_loopback};
use crate::http::{
    accept, accept::Front, enrol::Host, keys::Keys, keys::random_text, routes::Control,
    routes::routes,
};
use crate::journal;
use crate::onboarding::{Onboarding, addresses};
use crate::pairing::Pairings;
use crate::peers::calling::{News, keep_calling_all};
use crate::peers::{Peers, run_blocking, watch};
use crate::tls::server::Tls;
use anyhow::{Context, Result};
use doors::Doors;
use live::Live;
use mingle_proto::id::DeviceId;
use serde::Serialize;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

pub use control_file::ControlFile;
pub use detach::detached;
pub use log::DaemonLog;
pub use signals::stopped;

/// Within which everything has ended after a signal.
const STOP_WITHIN: Duration = Duration::from_secs(4);
/// News of other devices that may wait to be looked at.
const NEWS: usize = 64;

/// What is printed once the daemon is ready.
#[derive(Debug, Serialize)]
struct Ready {
    device: String,
    open: String,
    listeners: Vec<String>,
    /// Where other devices reach it.
    reached_at: Vec<String>,
}

impl Ready {
    fn of(key: &DeviceKey, doors: &Doors) -> Self {
        Self {
            device: key.id().to_string(),
            open: format!("http://{}/", doors.page()),
            listeners: doors.addresses().map(|address| address.to_string()).collect(),
            reached_at: reached_at(doors),
        }
    }
}

/// Runs the daemon until it is told to stop.
pub fn up(data: &DataDir, what: &Up, output: &Output) -> Result<()> {
    if what.detached {
        detach::leave_terminal();
        crate::notes::stamp();
    }
    let _lock = data.lock()?;
    ControlFile::forget(data)?;
    let key = DeviceKey::load_or_create(data)?;
    journal::open_as_device(data, &key)?;
    let runtime = Runtime::new().context("cannot start")?;
    let result = runtime.block_on(run(data, key, what, output));
    // Whatever still works on a thread of its own has only reads to lose: writes are whole or not at all.
    runtime.shutdown_timeout(Duration::from_secs(1));
    result
}

async fn run(data: &DataDir, key: DeviceKey, what: &Up, output: &Output) -> Result<()> {
    let stopped = signals::stopped()?;
    let stop = CancellationToken::new();
    let name = NetworkName::load_or_create(data)?;
    let doors = Doors::open(what)?;
    let network_host = doors.network_port().map(|port| format!("{}:{port}", name.host()));
    note_host(data, &key, network_host.as_deref()).await;
    let secret = random_text()?;
    let keys = Arc::new(Keys::new(&secret));
    let files = what.own_certificate();
    let credentials = Credentials::new(data, &name, doors.addresses().collect(), files)?;
    let peers =
        Peers::new(key.clone(), data.clone(), name.clone(), credentials.clone(), stop.clone());
    let tls = Tls::new(credentials.clone(), peers.proven().clone())?;
    let discovery = if what.no_discovery { None } else { discover(&name, &doors) };
    let live = Live::new(data.clone(), peers.clone(), &doors, discovery.clone());
    let _control = ControlFile::write(data, doors.page(), &secret)?;
    let pairings = Pairings::new(peers.proven().clone());
    let gate = Gate {
        keys: keys.clone(),
        network_host: name.host(),
        page: doors.page(),
        pairings: pairings.clone(),
        others: others(data, &key, &credentials, &peers),
    };
    let ready = Ready::of(&key, &doors);
    let host = Host {
        data: data.clone(),
        key,
        network_host: network_host.unwrap_or_default(),
        credentials: credentials.clone(),
    };
    let (listening, asked_to_stop) = (doors.addresses().collect(), CancellationToken::new());
    let control = Control { keys, host, pairings, listening, asked_to_stop };
    let onboarding = Onboarding::new(control.pairings.clone(), control.host.clone())?;
    let serving = serve(doors, &Front { gate, tls, onboarding }, &control, &live, &peers, &stop);
    tokio::spawn(keep_fresh(credentials, stop.clone()));
    call(data, &peers, discovery.clone(), &stop)?;
    output.answer(&ready, in_words)?;

    tokio::select! {
        () = stopped => {}
        () = control.asked_to_stop.cancelled() => {}
    }
    crate::note!("stopping");
    stop.cancel();
    if timeout(STOP_WITHIN, ended(&peers, discovery, serving)).await.is_err() {
        crate::note!("some connections did not end in time and were cut");
    }
    Ok(())
}

/// Answers at every door until it is told to stop.
fn serve(
    doors: Doors,
    front: &Front,
    control: &Control,
    live: &Live,
    peers: &Peers,
    stop: &CancellationToken,
) -> JoinSet<()> {
    let mut serving = JoinSet::new();
    for listener in doors.into_listeners() {
        let live = live.clone();
        let routes = routes(control.clone(), peers.clone(), move || live.clone().status());
        serving.spawn(accept::serve(listener, front.clone(), routes, stop.clone()));
    }
    serving
}

/// Calls the other devices, whenever there is news of them, until it is told to stop.
fn call(
    data: &DataDir,
    peers: &Peers,
    discovery: Option<Arc<Discovery>>,
    stop: &CancellationToken,
) -> Result<()> {
    let (news, heard) = mpsc::channel(NEWS);
    watch::start(data, peers.clone(), news.clone(), stop.clone())?;
    tokio::spawn(keep_calling_all(peers.clone(), discovery.clone(), heard, stop.clone()));
    if let Some(discovery) = discovery {
        tokio::spawn(listen_to(discovery, news));
    }
    Ok(())
}

/// Waits for the end of all that was told to stop, and says so on the network.
async fn ended(peers: &Peers, discovery: Option<Arc<Discovery>>, serving: JoinSet<()>) {
    let network = async {
        if let Some(discovery) = &discovery {
            discovery.stop().await;
        }
    };
    tokio::join!(peers.ended(), network, serving.join_all());
}

/// Whom the gate knows.
fn others(data: &DataDir, key: &DeviceKey, credentials: &Credentials, peers: &Peers) -> Others {
    let (own, devices) = (credentials.clone(), peers.clone());
    let (data, key) = (data.clone(), key.clone());
    Others {
        is_own_name: Arc::new(move |host| own.own_is_for(host)),
        hosts: Arc::new(move || devices.hosts()),
        is_current: Arc::new(move |device| journal::is_current(&data, &key, &device)),
    }
}

/// Tells the owner's other devices where this one listens, if it does.
async fn note_host(data: &DataDir, key: &DeviceKey, host: Option<&str>) {
    let Some(host) = host else { return };
    let (data, key, host) = (data.clone(), key.clone(), host.to_owned());
    if let Err(error) = run_blocking(move || journal::note_host(&data, &key, &host)).await {
        crate::note!("the other devices are not told where this one listens: {error:#}");
    }
}

/// Where other devices reach this one at the moment, the likeliest address first.
fn reached_at(doors: &Doors) -> Vec<String> {
    let listening: Vec<SocketAddr> = doors.addresses().collect();
    addresses(&listening).iter().map(SocketAddr::to_string).collect()
}

/// Nothing is said on networks where nobody could call back.
fn discover(name: &NetworkName, doors: &Doors) -> Option<Arc<Discovery>> {
    let on_network: Vec<SocketAddr> =
        doors.addresses().filter(|address| !is_loopback(*address)).collect();
    if on_network.is_empty() {
        return None;
    }
    match Discovery::start(name, &on_network) {
        Ok(discovery) => Some(Arc::new(discovery)),
        Err(error) => {
            crate::note!("devices will not be found by themselves: {error:#}");
            None
        }
    }
}

async fn listen_to(discovery: Arc<Discovery>, news: mpsc::Sender<News>) {
    while let Some(noticed) = discovery.next().await {
        let told = match noticed {
            Noticed::Found(found) => news.send(News::Found(found)).await,
            Noticed::Lost(name) => news.send(News::Lost(name)).await,
            Noticed::Alarm(alarm) => {
                crate::note!("{}", alarm.message);
                Ok(())
            }
        };
        if told.is_err() {
            return;
        }
    }
}

fn in_words(ready: &Ready) -> String {
    let network = match ready.reached_at.as_slice() {
        [] => "this machine alone".to_owned(),
        addresses => format!("this machine, and your network at {}", addresses.join(", ")),
    };
    let device =
        ready.device.parse().map_or_else(|_| ready.device.clone(), |id: DeviceId| id.spoken());
    format!(
        "Mingle is up.\n  {:<11}{} (run `mingle open`)\n  {:<11}{network}\n  {:<11}{}\n",
        "open", ready.open, "listens on", "device", device
    )
}
