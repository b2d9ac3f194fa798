//! How far a pairing is, for whoever shows its code: the terminal, or the page.

use crate::onboarding::Phones;
use crate::places::Ends;
use mingle_proto::pairing::{Join, Reason};
use serde::{Deserialize, Serialize};

/// The answer to `GET /control/pairing/ID/SEEN`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Which pairing this is about.
    pub id: u64,
    /// Grows with everything that happens.
    pub seen: u64,
    /// Wrong codes that may still be tried.
    pub guesses_left: u8,
    /// A device that was written down here and has not said that it has done the same: it belongs to the owner, whatever
    /// the code comes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unfinished: Option<Other>,
    /// The phones that read the steps.
    #[serde(default)]
    pub phones: Phones,
    #[serde(flatten)]
    pub stage: Stage,
}

/// What happened last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Stage {
    /// Nobody has typed the code yet.
    Waiting,
    /// Somebody at that address typed another code.
    WrongCode { from: String },
    /// Somebody has proven the code and says who it is.
    Joining { other: Other },
    /// It came to nothing, and the code can still be used.
    CameToNothing { other: Other, reason: String },
    /// The device was written down here, and then cut off before it said that it has done the same.
    CutOff { other: Other },
    /// Both are paired.
    Joined { other: Other },
    /// The code is of no use any more.
    Closed { why: Closed },
}

/// Why a code is of no use any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Closed {
    /// Too many wrong codes.
    Guesses,
    /// Ten minutes have gone by.
    Time,
    /// Whoever showed it took it back, or is gone.
    TakenBack,
}

/// The device that joins, by its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    pub device: String,
    /// The same with check characters, as people compare it.
    #[serde(default)]
    pub spoken: String,
    pub name: String,
    pub kind: String,
    /// It was one of the owner's before.
    pub known: bool,
    /// Other devices of its journal, which belong to the joined one from now on.
    pub brings_devices: u32,
    /// People in its journal.
    pub brings_people: u64,
}

impl Other {
    pub fn new(join: &Join, known: bool) -> Self {
        let device = &join.device;
        Self {
            device: device.id.to_string(),
            spoken: device.id.spoken(),
            name: device.name.trim().to_owned(),
            kind: device.kind.clone(),
            known,
            brings_devices: join.brings_devices,
            brings_people: join.brings_people,
        }
    }
}

impl Stage {
    pub fn wrong_code(ends: Ends) -> Self {
        Stage::WrongCode { from: ends.remote.ip().to_canonical().to_string() }
    }

    pub fn nothing(other: Other, reason: Reason) -> Self {
        Stage::CameToNothing { other, reason: reason.as_str().to_owned() }
    }

    /// Nothing comes after this.
    pub fn is_last(&self) -> bool {
        matches!(self, Stage::Joined { .. } | Stage::Closed { .. })
    }
}
