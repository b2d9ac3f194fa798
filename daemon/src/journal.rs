//! The daemon's and the commands' way to the journal in a data folder.

use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::failure::Failure;
use crate::status::{Attachments, Peer, PeerState, Refused, Replica, Status};
use crate::words::moment_now;
use anyhow::Result;
use mingle_proto::id::DeviceId;
use mingle_proto::kind::Kind;
use mingle_replica::journal::{self, DeviceRow, Journal, RefusedRow};
use mingle_replica::store::Store;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// What this program runs on.
const LAPTOP: &str = "laptop";

/// A trial that takes longer is taken for one that never ends.
const TRIAL_WITHIN: Duration = Duration::from_secs(20);

/// Opens the journal. A document that an earlier process died over is tried in a process of its own first.
pub fn open(data: &DataDir) -> Result<Journal> {
    let trial = |journal: &Path, position: i64| {
        let Ok(program) = std::env::current_exe() else { return false };
        let mut trial = Command::new(program);
        trial.arg("attempt").arg(journal).arg(position.to_string());
        ends_well(trial, TRIAL_WITHIN)
    };
    Ok(Journal::new(Store::open_with_trial(data.journal(), Box::new(trial))?))
}

/// Whether a process that prints nothing ends well in time; one that does not is ended.
fn ends_well(mut command: Command, within: Duration) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let Ok(mut process) = command.spawn() else { return false };
    let Some(mut output) = process.stdout.take() else { return false };
    let (end, ended) = mpsc::channel();
    // The system closes what a process prints to when that process ends, however it does.
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut output, &mut std::io::sink());
        let _ = end.send(());
    });
    if ended.recv_timeout(within).is_err() {
        // It may have ended by itself at this moment.
        let _ = process.kill();
        let _ = process.wait();
        return false;
    }
    process.wait().is_ok_and(|status| status.success())
}

/// Opens the journal, in which this device is one of the owner's from the first opening on.
pub fn open_as_device(data: &DataDir, key: &DeviceKey) -> Result<Journal> {
    let mut journal = open(data)?;
    let us = key.id();
    if !journal.devices()?.iter().any(|row| row.device == us) {
        journal.add_device(&us, &host_name(), LAPTOP, None, moment_now())?;
    }
    Ok(journal)
}

/// Notes in the devices record where this device's daemon is found on a local network. A device that was revoked says
/// nothing of itself any more.
pub fn note_host(data: &DataDir, key: &DeviceKey, host: &str) -> Result<()> {
    let mut journal = open_as_device(data, key)?;
    let us = key.id();
    if journal.devices()?.iter().any(|row| row.device == us && row.revoked.is_none()) {
        journal.set_host(&us, host, moment_now())?;
    }
    Ok(())
}

/// The code of the failure that a page says the daemon's own id for its own.
pub const OWN_DEVICE: &str = "own-device";
/// The code of the failure that a device was revoked.
pub const REVOKED: &str = "revoked";

/// Takes the page in a browser for one of the owner's devices; one that is known keeps its name and kind. What this
/// device is called.
///
/// # Errors
/// The [`Failure`] [`OWN_DEVICE`] or [`REVOKED`].
pub fn enrol(
    data: &DataDir,
    key: &DeviceKey,
    device: &DeviceId,
    name: &str,
    kind: &str,
) -> Result<String> {
    let us = key.id();
    if *device == us {
        return Err(Failure::new(OWN_DEVICE, "that is the id of the daemon itself")
            .hint("the page needs a key of its own")
            .into());
    }
    let mut journal = open_as_device(data, key)?;
    let rows = journal.devices()?;
    match rows.iter().find(|row| row.device == *device) {
        Some(row) if row.revoked.is_some() => {
            return Err(Failure::new(REVOKED, "this device was taken off the list of yours")
                .hint("it needs a new key: clear the page's data in this browser and open it again")
                .into());
        }
        Some(_) => {}
        None => journal.add_device(device, name, kind, Some(&us), moment_now())?,
    }
    Ok(rows.into_iter().find(|row| row.device == us).map(|row| row.name).unwrap_or_default())
}

/// Whether a device is one of the owner's and was not revoked.
pub fn is_current(data: &DataDir, key: &DeviceKey, device: &DeviceId) -> Result<bool> {
    let rows = open_as_device(data, key)?.devices()?;
    Ok(rows.iter().any(|row| row.device == *device && row.revoked.is_none()))
}

/// How things stand with a folder, as far as its journal tells: no daemon, nobody connected.
pub fn status(data: &DataDir) -> Result<Status> {
    let key = DeviceKey::load_or_create(data)?;
    let us = key.id();
    let journal = open_as_device(data, &key)?;
    let known = journal.status()?;
    let (ours, others): (Vec<_>, Vec<_>) =
        journal.devices()?.into_iter().partition(|row| row.device == us);
    let peer = |row| offline(row, &known);
    let ours = ours.into_iter().next();
    Ok(Status {
        device: us.to_string(),
        revoked: ours.as_ref().and_then(|row| row.revoked).map(|moment| moment.0),
        name: ours.map(|row| row.name).unwrap_or_default(),
        data_dir: data.path().display().to_string(),
        people: known.by_kind.get(Kind::Contact.as_str()).copied().unwrap_or(0),
        attachments: Attachments {
            count: known.attachments.count,
            bytes: known.attachments.bytes,
            largest: known.attachments.largest,
            lacking: known.attachments.lacking,
        },
        refused: refused(&known.refused),
        replica: Replica { documents: known.documents, fingerprint: known.fingerprint.to_string() },
        peers: others.into_iter().map(peer).collect(),
        alarms: Vec::new(),
        listeners: Vec::new(),
        reached_at: Vec::new(),
        daemon: None,
        no_answer: None,
    })
}

/// Another device, of which the journal says when it was met.
fn offline(row: DeviceRow, known: &journal::Status) -> Peer {
    let met = known.peers.iter().find(|peer| peer.device == row.device);
    let address = met.map(|peer| peer.address.clone()).filter(|address| !address.is_empty());
    let attachments = known.attachments.count;
    Peer {
        device: row.device.to_string(),
        name: row.name,
        state: if row.revoked.is_some() { PeerState::Revoked } else { PeerState::Offline },
        in_sync: false,
        except: 0,
        refused: met.map(|peer| refused(&peer.refused)).unwrap_or_default(),
        unsynced: met.map_or(known.documents + attachments, |peer| peer.unsynced),
        unsynced_attachments: met.map_or(attachments, |peer| peer.unsynced_attachments),
        last_sync: met.and_then(|peer| peer.last_sync).map(|moment| moment.0),
        address,
        problem: None,
    }
}

fn refused(rows: &[RefusedRow]) -> Vec<Refused> {
    let row = |row: &RefusedRow| Refused {
        id: row.id.to_string(),
        code: row.code.as_str().to_owned(),
        message: row.message.clone(),
    };
    rows.iter().map(row).collect()
}

/// What this machine calls itself, for a first name of the device; empty if it does not say.
fn host_name() -> String {
    let output = Command::new("hostname").stdin(Stdio::null()).stderr(Stdio::null()).output();
    let name = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    // Without the domain.
    name.unwrap_or_default().split('.').next().unwrap_or_default().to_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::time::Instant;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_trial_counts_only_if_it_ends_well_and_in_time() {
        let long = Duration::from_secs(60);
        assert!(ends_well(shell("exit 0"), long));
        assert!(!ends_well(shell("exit 1"), long));
        assert!(!ends_well(shell("kill -9 $$"), long));
        assert!(!ends_well(Command::new("/nowhere/mingle"), long));
        let started = Instant::now();
        assert!(!ends_well(shell("exec sleep 60"), Duration::from_millis(50)));
        assert!(started.elapsed() < Duration::from_secs(30), "it is ended, not waited for");
    }
}
