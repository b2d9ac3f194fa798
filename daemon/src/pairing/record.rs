//! What pairing reads from the journal and writes down in it.

use super::authority;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::http::enrol::Host;
use crate::journal::open_as_device;
use crate::words::moment_now;
use anyhow::Result;
use mingle_proto::host::NetworkHost;
use mingle_proto::id::DeviceId;
use mingle_proto::pairing::{Device, Join, LAPTOP, Reason, Secret, Welcome};
use mingle_replica::journal::{Journal, JournalError};
use std::net::SocketAddr;

/// What this device says of itself.
#[derive(Debug, Clone)]
pub struct Ours {
    pub join: Join,
    /// Names of the devices that its journal brings along.
    pub brings: Vec<String>,
}

/// What this device says of itself when it joins.
pub fn ours(data: &DataDir, key: &DeviceKey) -> Result<Ours> {
    let journal = open_as_device(data, key)?;
    let join = journal.join_words(&key.id(), LAPTOP)?;
    let (_, others) = current(&journal, key.id())?;
    Ok(Ours { join, brings: others.into_iter().map(|device| device.name).collect() })
}

/// What a device that wants to join is answered, or why it cannot; also the secret of the authority that it is given once
/// it is written down. `opener` is the page at whose word the code is shown: it is of no use once that page was revoked.
/// Nothing is written.
pub fn welcome(
    host: &Host,
    opener: Option<DeviceId>,
    join: &Join,
) -> Result<Result<(Welcome, Secret), Reason>> {
    let Host { data, key, network_host, .. } = host;
    let id = join.device.id;
    if id == key.id() {
        return Ok(Err(Reason::Ourselves));
    }
    let journal = open_as_device(data, key)?;
    let devices = journal.store().reading().devices()?;
    if opener.is_some_and(|opener| !devices.is_current(&opener)) {
        return Ok(Err(Reason::Closed));
    }
    if devices.is_revoked(&id) {
        return Ok(Err(Reason::Revoked));
    }
    let (us, others) = current(&journal, key.id())?;
    // What it says of itself counts for one that nobody knows; what it is, for one that was written down.
    let known = journal.devices()?.into_iter().find(|row| row.device == id);
    let recorded = known.filter(|row| !row.kind.is_empty()).is_none_or(|row| row.kind == LAPTOP);
    let authority = match recorded && join.device.kind == LAPTOP {
        true => authority::to_hand_over(data)?,
        false => Secret::default(),
    };
    let welcome = Welcome {
        device: us.unwrap_or_else(|| nameless(key.id())).at(network_host),
        devices: others.into_iter().filter(|device| device.id != id).collect(),
        root: authority::root(&authority)?,
        known: devices.is_current(&id),
    };
    Ok(Ok((welcome, authority)))
}

/// Writes down that a device belongs to the owner, and the authority that it was given, durably. One that does already
/// keeps its name; one that was revoked in the meantime is not admitted, nor is any if the page that opened the pairing
/// was, and nothing is written. Who opened it is who added the device, since it is what to ask about when that page is
/// revoked; that is this daemon where no page did.
pub fn admit(
    host: &Host,
    opener: Option<DeviceId>,
    device: &Device,
    given: &Secret,
) -> Result<Result<(), Reason>> {
    let Host { data, key, .. } = host;
    let mut journal = open_as_device(data, key)?;
    let known = journal.devices()?.into_iter().find(|row| row.device == device.id);
    let devices = journal.store().reading().devices()?;
    if opener.is_some_and(|opener| !devices.is_current(&opener)) {
        return Ok(Err(Reason::Closed));
    }
    if devices.is_revoked(&device.id) {
        return Ok(Err(Reason::Revoked));
    }
    authority::keep(data, given)?;
    #[cfg(test)]
    super::tests::killed::reach();
    if known.is_none() {
        let (name, kind) = (device.name.trim(), device.kind.trim());
        let adder = opener.unwrap_or(key.id());
        match journal.add_device(&device.id, name, kind, Some(&adder), moment_now()) {
            // It was revoked since it was looked up.
            Err(JournalError::NoSuchDevice { .. }) => return Ok(Err(Reason::Closed)),
            added => added?,
        }
    }
    let host: Option<NetworkHost> = device.host.parse().ok();
    let host = host.filter(|_| known.is_none_or(|known| known.host.is_none()));
    // It belongs to the owner by now: where it is called is not worth an error.
    if let Some(Err(error)) =
        host.map(|host| journal.set_host(&device.id, host.as_str(), moment_now()))
    {
        crate::note!("the host of a device that was paired is not written down: {error}");
    }
    Ok(Ok(()))
}

/// Whether this device could take all that it was told. Nothing is written.
pub fn can_keep(data: &DataDir, key: &DeviceKey, welcome: &Welcome) -> Result<Result<(), Reason>> {
    let journal = open_as_device(data, key)?;
    if let Err(reason) = journal.can_join(&key.id(), welcome)? {
        return Ok(Err(reason));
    }
    authority::can_have(data, &welcome.root)
}

/// Writes down what this device was told, durably, and where the other one answered; or why it cannot, and nothing is
/// written.
pub fn keep(
    data: &DataDir,
    key: &DeviceKey,
    welcome: &Welcome,
    given: &Secret,
    at: SocketAddr,
) -> Result<Result<(), Reason>> {
    if let Err(reason) = authority::can_keep(data, given, &welcome.root)? {
        return Ok(Err(reason));
    }
    authority::keep(data, given)?;
    #[cfg(test)]
    super::tests::killed::reach();
    let mut journal = open_as_device(data, key)?;
    journal.join(welcome, moment_now())?;
    // The last step, since a running daemon calls as soon as it sees this.
    journal.store_mut().note_address(&welcome.device.id, &at.to_string())?;
    Ok(Ok(()))
}

/// This device and the owner's others, as far as they are current.
fn current(journal: &Journal, us: DeviceId) -> Result<(Option<Device>, Vec<Device>)> {
    let current = journal.devices()?.into_iter().filter(|row| row.revoked.is_none());
    let (ours, others): (Vec<_>, Vec<_>) =
        current.map(Device::from).partition(|device| device.id == us);
    Ok((ours.into_iter().next(), others))
}

fn nameless(id: DeviceId) -> Device {
    Device { id, name: String::new(), kind: LAPTOP.into(), host: String::new(), added: 0 }
}
