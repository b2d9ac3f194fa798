//! The owner's authority on its way from one laptop to another.

use crate::authority::{Authority, AuthoritySecret, OTHER_AUTHORITY, UNUSABLE};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::words::now;
use anyhow::Result;
use mingle_proto::pairing::{Reason, Secret};

/// The secret of the owner's authority, for another laptop. Where there is none yet, this makes one, which is kept once
/// the other side has said that it can take it: it may have one to give instead.
pub fn to_hand_over(data: &DataDir) -> Result<Secret> {
    let authority = Authority::load(data)?.map_or_else(|| Authority::make(now()), Ok)?;
    Ok(Secret::new(authority.secret().to_bytes().to_vec()))
}

/// The root certificate of a secret, in DER; empty if there is none.
pub fn root(secret: &Secret) -> Result<Vec<u8>> {
    if secret.is_empty() {
        return Ok(Vec::new());
    }
    Ok(AuthoritySecret::from_bytes(secret.expose())?.root()?)
}

/// Whether the authority of this root could be kept: a laptop that has the one of another owner does not.
pub fn can_have(data: &DataDir, root: &[u8]) -> Result<Result<(), Reason>> {
    let ours = Authority::load(data)?;
    let is_other = ours.is_some_and(|ours| !root.is_empty() && ours.root_der().as_ref() != root);
    Ok(if is_other { Err(Reason::OtherOwner) } else { Ok(()) })
}

/// Whether [`keep`] would take this one, which is to be of the root that was told of.
pub fn can_keep(data: &DataDir, secret: &Secret, told: &[u8]) -> Result<Result<(), Reason>> {
    if secret.is_empty() && told.is_empty() {
        return Ok(Ok(()));
    }
    let Ok(given) = AuthoritySecret::from_bytes(secret.expose()) else {
        return Ok(Err(Reason::Broken));
    };
    if given.root().ok().as_deref() != Some(told) {
        return Ok(Err(Reason::Broken));
    }
    match Authority::can_adopt(data, &given) {
        Ok(()) => Ok(Ok(())),
        Err(error) => match Failure::of(&error).code {
            OTHER_AUTHORITY => Ok(Err(Reason::OtherOwner)),
            UNUSABLE => Ok(Err(Reason::Broken)),
            _ => Err(error),
        },
    }
}

/// Takes the owner's authority for this laptop's own, durably. Nothing to do if there is none, or it is here already.
pub fn keep(data: &DataDir, secret: &Secret) -> Result<()> {
    if secret.is_empty() {
        return Ok(());
    }
    Authority::adopt(data, &AuthoritySecret::from_bytes(secret.expose())?)
}
