//! This device's key: Ed25519 (RFC 8032). Its public half is the device's id.

use crate::data_dir::{DataDir, read_private, write_private_first};
use crate::failure::Failure;
use anyhow::{Context, Result};
use ed25519_dalek::{Signer, SigningKey};
use mingle_proto::id::DeviceId;
use std::path::Path;

/// What this device signs with. The key never leaves its file and this process.
#[derive(Clone)]
pub struct DeviceKey(SigningKey);

impl DeviceKey {
    /// The key in the data folder; a new one, kept there with mode 0600, if there is none.
    ///
    /// # Errors
    /// The [`Failure`] `key-exposed` if others than its owner can read the file, `key-unreadable` if it holds no key.
    pub fn load_or_create(data: &DataDir) -> Result<Self> {
        let path = data.device_key();
        if let Some(bytes) = read_private(&path)? {
            let seed = bytes.as_slice().try_into().map_err(|_| not_a_key(&path))?;
            return Ok(Self(SigningKey::from_bytes(seed)));
        }
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).context("the system gives no random numbers")?;
        if write_private_first(&path, &seed)? {
            return Ok(Self(SigningKey::from_bytes(&seed)));
        }
        // Another process made it at this moment: both are the same device.
        Self::load_or_create(data)
    }

    pub fn id(&self) -> DeviceId {
        DeviceId::from_bytes(self.0.verifying_key().to_bytes())
    }

    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

fn not_a_key(path: &Path) -> Failure {
    Failure::new("key-unreadable", format!("{} does not hold a device key", path.display()))
        .hint("put the file back from a backup, or move it away to become a new device")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::data_dir::write_private;
    use ed25519_dalek::{Signature, Verifier, VerifyingKey};
    use std::fs;
    use std::sync::Barrier;

    fn data() -> (tempfile::TempDir, DataDir) {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::open(Some(folder.path().to_owned())).unwrap();
        (folder, data)
    }

    #[test]
    fn a_device_stays_the_same_and_its_signatures_verify_under_its_id() {
        let (_folder, data) = data();
        let id = DeviceKey::load_or_create(&data).unwrap().id();
        let again = DeviceKey::load_or_create(&data).unwrap();
        assert_eq!(again.id(), id);
        let signature = Signature::from_bytes(&again.sign(b"handshake"));
        VerifyingKey::from_bytes(id.as_bytes()).unwrap().verify(b"handshake", &signature).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_refused_with_the_fix() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, data) = data();
        DeviceKey::load_or_create(&data).unwrap();
        let mode = fs::metadata(data.device_key()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::set_permissions(data.device_key(), fs::Permissions::from_mode(0o640)).unwrap();
        let refused = Failure::of(&DeviceKey::load_or_create(&data).err().unwrap());
        assert_eq!(refused.code, "key-exposed");
        assert!(refused.hint.unwrap().starts_with("chmod 600 "));
    }

    #[test]
    fn a_broken_key_file_is_named_and_never_overwritten() {
        let (_folder, data) = data();
        write_private(&data.device_key(), b"too short").unwrap();
        let refused = Failure::of(&DeviceKey::load_or_create(&data).err().unwrap());
        assert_eq!(refused.code, "key-unreadable");
        assert_eq!(fs::read(data.device_key()).unwrap(), b"too short");
    }

    #[test]
    fn processes_that_begin_at_one_moment_are_one_device() {
        for _ in 0..20 {
            let (_folder, data) = data();
            let together = Barrier::new(8);
            let begin = || {
                together.wait();
                DeviceKey::load_or_create(&data).unwrap().id()
            };
            let ids: Vec<DeviceId> = std::thread::scope(|scope| {
                let begun: Vec<_> = (0..8).map(|_| scope.spawn(begin)).collect();
                begun.into_iter().map(|one| one.join().unwrap()).collect()
            });
            assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        }
    }
}
