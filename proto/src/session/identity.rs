//! Who is on the other side: a device key's signature over the handshake.
//!
//! The handshake hash is unique to one pair of ephemeral keys, so that a signature over it is worth nothing in any
//! other session; the role keeps it from being sent back to the one who made it.

use ed25519_dalek::{Signature, VerifyingKey};

use super::{Ended, Role, wire::Identity};
use crate::id::DeviceId;

/// What a device signs: a label, the role, the device, and the hash of the handshake.
pub fn text(role: Role, device: &DeviceId, handshake_hash: &[u8; 32]) -> Vec<u8> {
    let role: &[u8] = match role {
        Role::Dialer => b"dialer\0",
        Role::Listener => b"listener\0",
    };
    [b"mingle 1 session identity\0".as_slice(), role, device.as_bytes(), handshake_hash].concat()
}

/// Checks the peer's claim to be `identity.device` in the role that is not ours (RFC 8032, without its leniencies).
pub fn verify(identity: &Identity, ours: Role, handshake_hash: &[u8; 32]) -> Result<(), Ended> {
    let theirs = match ours {
        Role::Dialer => Role::Listener,
        Role::Listener => Role::Dialer,
    };
    let broken = |_| Ended::Broken("the signature does not fit the device".into());
    let key = VerifyingKey::from_bytes(identity.device.as_bytes()).map_err(broken)?;
    let signature = Signature::from_bytes(&identity.signature);
    key.verify_strict(&text(theirs, &identity.device, handshake_hash), &signature).map_err(broken)
}
