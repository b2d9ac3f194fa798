//! Daemons on loopback with real sockets and journals, and whoever calls them.
#![allow(clippy::unwrap_used)]

mod cuts;
mod doors;
mod ends;
mod guesses;
mod halfway;
pub mod killed;
mod opener;
mod refusals;

use super::call::Paired;
use super::*;
use crate::authority::Authority;
use crate::authority::credentials::Credentials;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::discovery::name::NetworkName;
use crate::http::gate::{Gate, Others};
use crate::http::{accept, enrol::Host, keys::Keys, routes, routes::Control};
use crate::journal::{self, open_as_device};
use crate::onboarding::Onboarding;
use crate::peers::Peers;
use crate::places::Proven;
use crate::tls::server::Tls;
use crate::words::moment_now;
use mingle_proto::id::DeviceId;
use mingle_proto::pairing::Code;
use mingle_replica::journal::DeviceRow;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// A device with a journal, its daemon not running.
struct Place {
    _folder: tempfile::TempDir,
    data: DataDir,
    key: DeviceKey,
    name: NetworkName,
}

/// A device whose daemon answers on loopback.
struct Daemon {
    place: Place,
    pairings: Pairings,
    address: SocketAddr,
    stop: CancellationToken,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::open(Some(folder.path().join("data"))).unwrap();
        let key = DeviceKey::load_or_create(&data).unwrap();
        journal::open_as_device(&data, &key).unwrap();
        let name = NetworkName::load_or_create(&data).unwrap();
        Self { _folder: folder, data, key, name }
    }

    async fn join(&self, address: SocketAddr, code: &Code) -> Result<Paired, Tried> {
        let ours = ours(&self.data, &self.key).unwrap();
        join(&self.data, &self.key, &self.name, address, code, &ours).await
    }

    /// What tells its authority from others; none while it has none.
    fn authority(&self) -> Option<String> {
        Authority::load(&self.data).unwrap().map(|authority| authority.tag())
    }

    fn devices(&self) -> Vec<DeviceRow> {
        open_as_device(&self.data, &self.key).unwrap().devices().unwrap()
    }

    fn has(&self, other: DeviceId) -> bool {
        self.devices().iter().any(|row| row.device == other && row.revoked.is_none())
    }
}

impl Daemon {
    async fn up() -> Self {
        let place = Place::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, pairings) = (CancellationToken::new(), Pairings::new(Proven::default()));
        let keys = Arc::new(Keys::new("secret"));
        let (data, key, name) = (place.data.clone(), place.key.clone(), place.name.clone());
        let credentials = Credentials::new(&data, &name, vec![address], None).unwrap();
        let (shown, stopped) = (credentials.clone(), stop.clone());
        let peers = Peers::new(key.clone(), data.clone(), name.clone(), shown, stopped);
        let tls = Tls::new(credentials.clone(), peers.proven().clone()).unwrap();
        let others = Others {
            is_own_name: Arc::new(|_| false),
            hosts: Arc::new(|| Arc::new(BTreeSet::new())),
            is_current: Arc::new(|_| Ok(false)),
        };
        let (network_host, pairing) = (name.host(), pairings.clone());
        let gate =
            Gate { keys: keys.clone(), network_host, page: address, pairings: pairing, others };
        let control = Control {
            keys,
            host: Host { data, key, network_host: host_of(&name), credentials },
            pairings: pairings.clone(),
            listening: vec![address],
            asked_to_stop: CancellationToken::new(),
        };
        let status = || async { Err(anyhow::anyhow!("nobody asks for it here")) };
        let onboarding = Onboarding::new(pairings.clone(), control.host.clone()).unwrap();
        let front = accept::Front { gate, tls, onboarding };
        let routes = routes::routes(control, peers, status);
        tokio::spawn(accept::serve(listener, front, routes, stop.clone()));
        Self { place, pairings, address, stop }
    }

    /// Shows a code: the pairing's number, and the code.
    fn show(&self) -> (u64, Code) {
        self.show_for(None)
    }

    /// The same at the word of a page.
    fn show_for(&self, opener: Option<DeviceId>) -> (u64, Code) {
        match self.pairings.open(opener, "mingle-0123456789".into(), Vec::new()).unwrap() {
            Opening::Opened(opened) => (opened.id, opened.code.parse().unwrap()),
            already => panic!("{already:?}"),
        }
    }

    /// Waits for the last that is told.
    async fn told_last(&self, id: u64) -> Progress {
        let mut told = self.pairings.progress(id, 0).await;
        while !told.stage.is_last() {
            told = self.pairings.progress(id, told.seen).await;
        }
        told
    }

    /// Waits until something was told that fits.
    async fn told(&self, id: u64, fits: impl Fn(&Stage) -> bool) -> Progress {
        let mut seen = 0;
        loop {
            let progress = self.pairings.progress(id, seen).await;
            if fits(&progress.stage) {
                return progress;
            }
            assert!(!progress.stage.is_last(), "{progress:?}");
            seen = progress.seen;
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn host_of(name: &NetworkName) -> String {
    format!("{}:7979", name.host())
}

/// A code other than this one.
fn other_than(code: &Code) -> Code {
    let other = Code::random().unwrap();
    if other == *code { other_than(code) } else { other }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_has_the_code_is_paired_and_told_of_the_others() {
    let (ana, bo, chi) = (Daemon::up().await, Place::new(), Place::new());
    let mut journal = open_as_device(&ana.place.data, &ana.place.key).unwrap();
    let us = ana.place.key.id();
    journal.add_device(&chi.key.id(), "Chi 🚲", "laptop", Some(&us), moment_now()).unwrap();
    let (id, code) = ana.show();
    let Paired { welcome, confirmed } = bo.join(ana.address, &code).await.unwrap();
    assert!(confirmed);
    assert_eq!(welcome.device.id, ana.place.key.id());
    assert_eq!(welcome.device.host, host_of(&ana.place.name));
    let known = bo.devices().into_iter().find(|row| row.device == ana.place.key.id()).unwrap();
    assert_eq!(known.host, Some(welcome.device.host), "where it is called next");
    assert!(!welcome.known);
    assert!(ana.place.has(bo.key.id()) && bo.has(ana.place.key.id()) && bo.has(chi.key.id()));
    let named = bo.devices().into_iter().find(|row| row.device == chi.key.id()).unwrap();
    assert_eq!((named.name.as_str(), named.kind.as_str()), ("Chi 🚲", "laptop"));
    assert!(bo.authority().is_some() && bo.authority() == ana.place.authority());
    let told = ana.told(id, |stage| matches!(stage, Stage::Joined { .. })).await;
    let Stage::Joined { other } = told.stage else { panic!() };
    assert_eq!(other.device, bo.key.id().to_string());
    assert!(!ana.pairings.is_open(), "a code is used once");
    let late = chi.join(ana.address, &code).await;
    assert!(matches!(late, Err(Tried::NoAnswer(_))), "{late:?}");
}
