//! Whose key the side that joins names: its signature over the handshake.
//!
//! The handshake's hash is of one pair of ephemeral keys, so that a signature over it is worth nothing in another pairing;
//! the label keeps it out of everything else that a device signs.

use super::bodies::Join;
use super::ended::Ended;
use crate::id::DeviceId;
use ed25519_dalek::{Signature, VerifyingKey};
use minicbor::{Decode, Encode};

const LABEL: &[u8] = b"mingle 1 pairing join\0";

/// What a device that wants to join says of itself, and that it is that device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Claim {
    #[n(0)]
    pub join: Join,
    /// Ed25519 (RFC 8032) by the device's key over [`text`].
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

/// What a device signs to join: a label, the device, and the hash of the handshake.
pub fn text(device: &DeviceId, handshake_hash: &[u8; 32]) -> Vec<u8> {
    [LABEL, device.as_bytes(), handshake_hash].concat()
}

impl Claim {
    /// What it says, if the device itself says so, in this handshake (RFC 8032, without its leniencies).
    pub fn verified(self, handshake_hash: &[u8; 32]) -> Result<Join, Ended> {
        let device = self.join.device.id;
        let broken = |_| Ended::broken("the signature does not fit the device");
        let key = VerifyingKey::from_bytes(device.as_bytes()).map_err(broken)?;
        let signature = Signature::from_bytes(&self.signature);
        key.verify_strict(&text(&device, handshake_hash), &signature).map_err(broken)?;
        Ok(self.join)
    }
}
