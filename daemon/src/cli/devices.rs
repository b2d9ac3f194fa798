use super::output::Output;
use super::status;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::journal;
use crate::status::{Peer, PeerState};
use crate::words::{moment, name_or_id, plain};
use anyhow::Result;
use mingle_proto::id::DeviceId;
use mingle_replica::journal::DeviceRow;
use serde::Serialize;
use std::fmt::Write;

/// A device as `mingle devices` shows it. Field names are part of the command line's promise to scripts; moments are
/// milliseconds since 1970.
#[derive(Debug, Serialize)]
struct Shown {
    device: DeviceId,
    name: String,
    /// `laptop`, `phone` or `hub`.
    kind: String,
    /// True for the device that this runs on.
    this: bool,
    /// Where its daemon is found on a local network.
    host: Option<String>,
    added: Option<i64>,
    added_by: Option<DeviceId>,
    /// All that are named as who added it, where that is more than one.
    disputed: Vec<DeviceId>,
    revoked: Option<i64>,
    /// `None` for this device.
    state: Option<PeerState>,
    /// When both were last proven equal.
    last_sync: Option<i64>,
    /// Why the last try to reach it failed.
    problem: Option<String>,
}

/// Lists the owner's devices: this one, then those that belong, then those that were revoked.
pub fn devices(data: &DataDir, output: &Output) -> Result<()> {
    let key = DeviceKey::load_or_create(data)?;
    let us = key.id();
    let peers = status::now(data)?.peers;
    let rows = journal::open_as_device(data, &key)?.devices()?;
    let mut shown: Vec<Shown> = rows.into_iter().map(|row| described(row, us, &peers)).collect();
    shown.sort_by_key(|row| (!row.this, row.revoked.is_some()));
    output.answer(&shown, |shown| {
        let blocks: Vec<String> = shown.iter().map(|row| in_words(row, shown, output)).collect();
        blocks.join("\n")
    })
}

fn described(row: DeviceRow, us: DeviceId, peers: &[Peer]) -> Shown {
    let id = row.device.to_string();
    let peer = peers.iter().find(|peer| peer.device == id);
    Shown {
        device: row.device,
        name: row.name,
        kind: row.kind,
        this: row.device == us,
        host: row.host,
        added: row.added.map(|moment| moment.0),
        added_by: row.added_by,
        disputed: row.disputed,
        revoked: row.revoked.map(|moment| moment.0),
        state: peer.map(|peer| peer.state),
        last_sync: peer.and_then(|peer| peer.last_sync),
        problem: peer.and_then(|peer| peer.problem.clone()),
    }
}

fn in_words(row: &Shown, all: &[Shown], output: &Output) -> String {
    let id = row.device.to_string();
    let this = if row.this { "  (this device)" } else { "" };
    let mut text = format!("{}{this}\n", output.strong(&name_or_id(&row.name, &id)));
    let _ = writeln!(text, "  {}", row.device.spoken());
    let mut facts: Vec<String> = Vec::new();
    facts.extend((!row.kind.is_empty()).then(|| row.kind.clone()));
    facts.push(match (row.revoked, row.this) {
        (Some(revoked), true) => status::revoked_words(revoked),
        (Some(revoked), false) => format!("revoked {}", moment(revoked)),
        (None, true) => "here".to_owned(),
        (None, false) => seen(row),
    });
    facts.extend(row.host.as_ref().map(|host| format!("at {host}")));
    facts.extend(row.added.map(|added| format!("added {}{}", moment(added), by(row, all))));
    let _ = writeln!(text, "  {}", plain(&facts.join(" \u{b7} ")));
    text
}

fn seen(row: &Shown) -> String {
    let synced = |words: &str| match row.last_sync {
        Some(at) => format!("{words}, last synced {}", moment(at)),
        None => format!("{words}, never synced yet"),
    };
    match row.state {
        Some(PeerState::InSync) => "connected, in sync".to_owned(),
        Some(PeerState::Comparing | PeerState::Exchanging) => synced("connected"),
        _ => match &row.problem {
            Some(problem) => format!("{} ({problem})", synced("offline")),
            None => synced("offline"),
        },
    }
}

/// ` by Ana's laptop`, or ` by Ana's laptop or by Bo's phone`; nothing of a device that added itself.
fn by(row: &Shown, all: &[Shown]) -> String {
    let named = row.added_by.iter().filter(|by| **by != row.device).chain(&row.disputed);
    let name = |by: &DeviceId| {
        let name = all.iter().find(|other| other.device == *by).map_or("", |other| &other.name);
        format!(" by {}", name_or_id(name, &by.to_string()))
    };
    named.map(name).collect::<Vec<_>>().join(" or")
}
