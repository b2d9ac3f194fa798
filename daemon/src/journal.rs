//! The daemon's and the commands' way to the journal in a data folder.

use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::status::{Peer, PeerState, Replica, Status};
use crate::words::now;
use anyhow::Result;
use mingle_proto::id::DeviceId;
use mingle_proto::kind::Kind;
use mingle_proto::record::Devices;
use mingle_replica::store::{Store, StoreError};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// Opens the store. A document that an earlier process died over is tried in a process of its own first.
pub fn open(data: &DataDir) -> Result<Store> {
    let trial = |journal: &Path, position: i64| {
        let Ok(program) = std::env::current_exe() else { return false };
        let mut trial = Command::new(program);
        trial.arg("attempt").arg(journal).arg(position.to_string());
        trial.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        trial.status().is_ok_and(|status| status.success())
    };
    Ok(Store::open_with_trial(data.journal(), Box::new(trial))?)
}

/// Opens the store, in which this device is one of the owner's from the first opening on.
pub fn open_as_device(data: &DataDir, key: &DeviceKey) -> Result<Store> {
    let mut store = open(data)?;
    if !store.reading().singleton::<Devices>()?.added.contains_key(&key.id().to_string()) {
        add_device(&mut store, key.id(), key.id(), &host_name())?;
    }
    Ok(store)
}

/// Takes another device for one of the owner's, and remembers where it is.
pub fn introduce(
    data: &DataDir,
    key: &DeviceKey,
    device: DeviceId,
    name: &str,
    at: Option<&str>,
) -> Result<()> {
    let mut store = open_as_device(data, key)?;
    add_device(&mut store, device, key.id(), name)?;
    if let Some(address) = at {
        store.note_address(&device, address)?;
    }
    Ok(())
}

/// How things stand with a folder, as far as its journal tells: no daemon, nobody connected.
pub fn status(data: &DataDir) -> Result<Status> {
    let key = DeviceKey::load_or_create(data)?;
    let us = key.id();
    let store = open_as_device(data, &key)?;
    let reading = store.reading();
    let devices: Devices = reading.singleton()?;
    let met: BTreeMap<DeviceId, _> =
        reading.peers()?.into_iter().map(|peer| (peer.device, peer)).collect();
    let mut peers = Vec::new();
    for device in devices.added.keys() {
        let Ok(id) = device.parse::<DeviceId>() else { continue };
        if id == us {
            continue;
        }
        let met = met.get(&id);
        let revoked = devices.is_revoked(&id);
        peers.push(Peer {
            device: device.clone(),
            name: devices.names.get(device).cloned().unwrap_or_default(),
            state: if revoked { PeerState::Revoked } else { PeerState::Offline },
            in_sync: false,
            except: 0,
            last_sync: met.and_then(|peer| peer.last_sync).map(|moment| moment.0),
            address: met.map(|peer| peer.address.clone()).filter(|address| !address.is_empty()),
            problem: None,
        });
    }
    let sum = reading.sum()?;
    let people = reading.by_kind()?.get(Kind::Contact.as_str()).copied().unwrap_or(0);
    Ok(Status {
        device: us.to_string(),
        name: devices.names.get(&us.to_string()).cloned().unwrap_or_default(),
        data_dir: data.path().display().to_string(),
        replica: Replica { documents: sum.count, fingerprint: sum.fingerprint().to_string() },
        people,
        peers,
        listeners: Vec::new(),
        daemon: None,
    })
}

/// The owner's other devices that have a remembered address.
pub fn known_addresses(
    store: &Store,
    us: DeviceId,
) -> Result<BTreeMap<DeviceId, String>, StoreError> {
    let reading = store.reading();
    let devices: Devices = reading.singleton()?;
    Ok(reading
        .peers()?
        .into_iter()
        .filter(|peer| peer.device != us && !peer.address.is_empty())
        .filter(|peer| devices.is_current(&peer.device))
        .map(|peer| (peer.device, peer.address))
        .collect())
}

fn add_device(
    store: &mut Store,
    device: DeviceId,
    by: DeviceId,
    name: &str,
) -> Result<(), StoreError> {
    let moment = now();
    store.write(moment, |writing| {
        writing.edit(&Kind::Devices.singleton_id(), |devices: &mut Devices| {
            let key = device.to_string();
            devices.added.entry(key.clone()).or_insert(moment);
            devices.added_by.entry(key.clone()).or_insert(by.to_string());
            devices.kinds.entry(key.clone()).or_insert("laptop".into());
            if !name.is_empty() {
                devices.names.insert(key, name.to_owned());
            }
        })?;
        Ok(())
    })
}

/// What this machine calls itself, for a first name of the device.
fn host_name() -> String {
    let named = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let named = named.trim();
    let variable =
        || std::env::var("COMPUTERNAME").or_else(|_| std::env::var("HOSTNAME")).unwrap_or_default();
    if named.is_empty() { variable() } else { named.to_owned() }
}
