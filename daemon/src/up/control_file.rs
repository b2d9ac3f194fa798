//! How the command line reaches the daemon of its folder: an address and a secret in a file for the owner's eyes.

use crate::data_dir::{DataDir, write_private};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;

/// What the file says. It is left over if a daemon died: then nobody answers, or somebody who does not know the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlFile {
    pub address: SocketAddr,
    /// New at every start.
    pub secret: String,
}

/// Removes the file when the daemon ends.
#[derive(Debug)]
pub struct Written(PathBuf);

impl ControlFile {
    /// Written while the daemon lives.
    pub fn write(data: &DataDir, address: SocketAddr, secret: &str) -> Result<Written> {
        let content = Self { address, secret: secret.to_owned() };
        write_private(&data.control(), &serde_json::to_vec(&content)?)?;
        Ok(Written(data.control()))
    }

    /// Takes away what a daemon left that died, before anybody takes it for that of the one that starts now.
    pub fn forget(data: &DataDir) -> Result<()> {
        let path = data.control();
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove {}", path.display()))
            }
            _ => Ok(()),
        }
    }

    /// What a daemon wrote; `None` if none did.
    pub fn read(data: &DataDir) -> Result<Option<Self>> {
        let path = data.control();
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(
                serde_json::from_slice(&bytes)
                    .with_context(|| format!("{} is damaged: remove it", path.display()))?,
            )),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        // If it stays, the next command finds that nobody answers.
        let _ = fs::remove_file(&self.0);
    }
}
