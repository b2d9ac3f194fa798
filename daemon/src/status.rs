//! How things stand with this device: what `mingle status --json` prints and `GET /control/status` answers.

use serde::{Deserialize, Serialize};

/// The whole of it. Field names are part of the command line's promise to scripts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Status {
    /// This device's id.
    pub device: String,
    /// What its owner calls it.
    pub name: String,
    /// When this device was taken off the owner's list, as far as it has heard: milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<i64>,
    pub data_dir: String,
    pub replica: Replica,
    /// Contacts in the journal.
    pub people: u64,
    /// Photos and files beside the records.
    #[serde(default)]
    pub attachments: Attachments,
    /// What this device cannot take, and why.
    #[serde(default)]
    pub refused: Vec<Refused>,
    pub peers: Vec<Peer>,
    /// What the owner should know, since the daemon started.
    #[serde(default)]
    pub alarms: Vec<Alarm>,
    /// Addresses with ports.
    pub listeners: Vec<String>,
    /// Where other devices reach this one, the likeliest address first.
    #[serde(default)]
    pub reached_at: Vec<String>,
    /// `None` while no daemon runs on this folder, or answers.
    pub daemon: Option<Daemon>,
    /// Why nothing is known of a daemon that does run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_answer: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replica {
    pub documents: u64,
    /// Equal on two devices exactly when they hold the same documents in the same state.
    pub fingerprint: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachments {
    /// Those whose bytes are here, small pictures of them included.
    pub count: u64,
    pub bytes: u64,
    /// Bytes of the largest.
    pub largest: u64,
    /// Those whose bytes are still to come from another device.
    pub lacking: u64,
}

/// A record that a device cannot take, in the version that it was offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub id: String,
    /// The stable name of the reason.
    pub code: String,
    /// The reason as a sentence.
    pub message: String,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// Its stable name.
    pub code: String,
    pub message: String,
    /// What to do about it.
    pub fix: String,
}

/// What multicast DNS hears on the networks that this device is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The own announcement comes back: multicast is sent and heard here.
    pub hears_itself: bool,
    /// Other installs of Mingle that are announced now.
    pub others: usize,
}

/// Another device of the owner.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Peer {
    pub device: String,
    pub name: String,
    pub state: PeerState,
    /// Proven in the session that is going on.
    pub in_sync: bool,
    /// Documents left out of that proof, because one side cannot take them.
    pub except: u64,
    /// What that device says that it cannot take, and why.
    #[serde(default)]
    pub refused: Vec<Refused>,
    /// Records and attachments that it was not proven to hold as they are here.
    #[serde(default)]
    pub unsynced: u64,
    /// The attachments among these.
    #[serde(default)]
    pub unsynced_attachments: u64,
    /// When both were last proven equal: milliseconds since 1970.
    pub last_sync: Option<i64>,
    /// Where it is connected, or was last.
    pub address: Option<String>,
    /// Why the last try to reach it failed, while it is offline.
    pub problem: Option<String>,
}

/// How far this device is with another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeerState {
    Revoked,
    Offline,
    Comparing,
    Exchanging,
    InSync,
}

impl PeerState {
    /// In words.
    pub fn as_words(self) -> &'static str {
        match self {
            PeerState::Revoked => "revoked",
            PeerState::Offline => "offline",
            PeerState::Comparing => "comparing",
            PeerState::Exchanging => "syncing",
            PeerState::InSync => "in sync",
        }
    }
}

/// The daemon that runs on this folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daemon {
    pub pid: u32,
    pub version: String,
    /// Milliseconds since 1970.
    pub started: i64,
    /// The name under which it is announced on the network, while it is.
    pub announced_as: Option<String>,
    /// `None` while nothing is announced.
    #[serde(default)]
    pub finding: Option<Finding>,
}
