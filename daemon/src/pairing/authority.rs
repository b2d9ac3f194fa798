//! The owner's authority on its way from one laptop to another: opaque bytes here.

use crate::data_dir::DataDir;
use anyhow::Result;
use mingle_proto::pairing::{Reason, Secret};

/// The secret of the owner's authority, for another laptop; empty while there is no authority.
pub fn to_hand_over(_data: &DataDir) -> Result<Secret> {
    Ok(Secret::default())
}

/// Whether [`keep`] would take this one: a laptop that has the authority of another owner does not.
pub fn can_keep(_data: &DataDir, secret: &Secret) -> Result<(), Reason> {
    if secret.is_empty() { Ok(()) } else { Err(Reason::Version) }
}

/// Takes the owner's authority for this laptop's own, durably. Nothing to do if there is none, or it is here already.
pub fn keep(_data: &DataDir, _secret: &Secret) -> Result<()> {
    Ok(())
}
