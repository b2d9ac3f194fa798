//! Where a daemon in the background says what it saw.

use crate::data_dir::DataDir;
use crate::failure::Failure;
use anyhow::{Context, Result};
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

/// A log that is longer at a start is put aside, in place of the one that was put aside before.
const PUT_ASIDE_FROM: u64 = 1024 * 1024;
/// So many of its last lines are told where starting fails.
const TOLD: usize = 6;

/// `daemon.log` in the data folder.
pub struct DaemonLog {
    path: PathBuf,
    file: File,
    /// What was in it before.
    from: u64,
}

impl DaemonLog {
    /// Opens it to be added to, readable by its owner only.
    pub fn open(data: &DataDir) -> Result<Self> {
        let path = data.daemon_log();
        let open = || -> std::io::Result<(File, u64)> {
            if fs::metadata(&path).is_ok_and(|metadata| metadata.len() > PUT_ASIDE_FROM) {
                fs::rename(&path, path.with_extension("log.1"))?;
            }
            let mut options = OpenOptions::new();
            options.read(true).append(true).create(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(&path)?;
            let from = file.metadata()?.len();
            Ok((file, from))
        };
        let (file, from) = open().with_context(|| format!("cannot write to {}", path.display()))?;
        Ok(Self { path, file, from })
    }

    /// For standard output and standard error.
    pub fn writers(&self) -> Result<(File, File)> {
        Ok((self.file.try_clone()?, self.file.try_clone()?))
    }

    /// The [`Failure`] `not-started`: `what` happened, and what was said since this was opened.
    pub fn explain(&self, what: &str) -> Failure {
        let said = self.said().unwrap_or_default();
        let lines: Vec<&str> = said.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
        let hint = lines.iter().rev().find_map(|line| line.strip_prefix("hint: "));
        let hint = hint
            .map_or_else(|| format!("what it said is in {}", self.path.display()), str::to_owned);
        let last = lines.iter().skip(lines.len().saturating_sub(TOLD));
        let last: Vec<&str> = last
            .filter(|line| !line.starts_with("hint: "))
            .map(|line| line.strip_prefix("error: ").unwrap_or(line))
            .collect();
        let message = match last.join("; ") {
            said if said.is_empty() => what.to_owned(),
            said => format!("{what}: {said}"),
        };
        Failure::new("not-started", message).hint(hint)
    }

    fn said(&self) -> Result<String> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(self.from))?;
        let mut bytes = Vec::new();
        file.take(PUT_ASIDE_FROM).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
