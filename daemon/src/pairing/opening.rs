//! What whoever opens a pairing is told.

use crate::onboarding::Invitation;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

/// A pairing that was just opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub id: u64,
    /// To be typed on the other device.
    pub code: String,
    pub guesses: u8,
    pub expires_in_seconds: u64,
    /// This daemon's name on the network.
    pub name: String,
    /// Where this daemon can be called on a network.
    pub addresses: Vec<SocketAddr>,
    /// The way in for a phone; none while only this machine can reach the daemon.
    pub phone: Option<Box<Invitation>>,
}

/// The answer to `POST /control/pairing`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "opening")]
pub enum Opening {
    Opened(Opened),
    /// There is one already, for so long at most.
    AlreadyOpen {
        id: u64,
        expires_in_seconds: u64,
    },
}
