//! Where a replica lives: one folder, for its owner's eyes only.

use crate::failure::Failure;
use anyhow::{Context, Result};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// Whoever looks whether a daemon runs holds the lock for a moment, which is no reason not to become one.
const LOOKED_AT_FOR: Duration = Duration::from_millis(250);
const TRY_EVERY: Duration = Duration::from_millis(10);

/// The folder that holds the journal, the device's key and what a running daemon tells the command line.
#[derive(Debug, Clone)]
pub struct DataDir(PathBuf);

/// Held by the one daemon of a data folder until it is dropped.
#[derive(Debug)]
pub struct DaemonLock(#[allow(dead_code, reason = "dropping the file releases the lock")] File);

impl DataDir {
    /// The given folder, or else the platform's; made (mode 0700) if it is not there.
    pub fn open(given: Option<PathBuf>) -> Result<Self> {
        let path = match given {
            Some(path) => path,
            None => directories::ProjectDirs::from("", "", "mingle")
                .ok_or_else(no_home)?
                .data_dir()
                .to_owned(),
        };
        create_private_folder(&path)
            .with_context(|| format!("cannot make the data folder {}", path.display()))?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The SQLite database.
    pub fn journal(&self) -> PathBuf {
        self.0.join("journal.db")
    }

    /// The device's private key.
    pub fn device_key(&self) -> PathBuf {
        self.0.join("device.key")
    }

    /// The owner's authority, with the key that makes servers' certificates.
    pub fn authority(&self) -> PathBuf {
        self.0.join("authority.pem")
    }

    /// Address and secret of the running daemon.
    pub fn control(&self) -> PathBuf {
        self.0.join("control.json")
    }

    /// The random name under which this install is found on a network.
    pub fn network_name(&self) -> PathBuf {
        self.0.join("network-name")
    }

    /// What a daemon in the background says.
    pub fn daemon_log(&self) -> PathBuf {
        self.0.join("daemon.log")
    }

    /// Waits until no other process is about to start a daemon, and keeps others from it until the file is dropped.
    pub fn lock_start(&self) -> Result<File> {
        let path = self.0.join("start.lock");
        let lock = || -> std::io::Result<File> {
            let file = open_lock(&path)?;
            file.lock()?;
            Ok(file)
        };
        lock().with_context(|| format!("cannot lock {}", path.display()))
    }

    /// Makes this process the folder's only daemon.
    ///
    /// # Errors
    /// The [`Failure`] `already-running` names the process that is.
    pub fn lock(&self) -> Result<DaemonLock> {
        let path = self.daemon_lock();
        let mut file =
            open_lock(&path).with_context(|| format!("cannot open {}", path.display()))?;
        match try_for(LOOKED_AT_FOR, &file) {
            Ok(()) => {
                file.set_len(0)?;
                write!(file, "{}", std::process::id())?;
                Ok(DaemonLock(file))
            }
            Err(TryLockError::WouldBlock) => Err(self.already_running(&mut file).into()),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("cannot lock {}", path.display()))
            }
        }
    }

    /// The process that is the folder's daemon, such as `process 812`; `None` if there is none.
    pub fn daemon(&self) -> Option<String> {
        let mut file = File::open(self.daemon_lock()).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Some(process(&mut file)),
            _ => None,
        }
    }

    fn daemon_lock(&self) -> PathBuf {
        self.0.join("daemon.lock")
    }

    fn already_running(&self, file: &mut File) -> Failure {
        let message =
            format!("mingle is already running ({}) on {}", process(file), self.0.display());
        Failure::new("already-running", message)
            .hint("stop it first, or give this one a folder of its own with --data-dir DIR")
    }
}

fn open_lock(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

/// Tries to lock until the patience ends.
fn try_for(patience: Duration, file: &File) -> Result<(), TryLockError> {
    let since = Instant::now();
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if since.elapsed() < patience => sleep(TRY_EVERY),
            other => return other,
        }
    }
}

/// Whose lock it is, as the file says.
fn process(lock: &mut File) -> String {
    let mut id = String::new();
    match lock.read_to_string(&mut id) {
        Ok(length) if length > 0 => format!("process {id}"),
        _ => "another process".to_owned(),
    }
}

/// Writes a file that only its owner can read, whole or not at all.
pub fn write_private(path: &Path, content: &[u8]) -> Result<()> {
    let partial = path.with_extension("partial");
    let write = || -> std::io::Result<()> {
        // A left-over of a process that died may have other permissions.
        match fs::remove_file(&partial) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&partial)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&partial, path)?;
        flush_folder_of(path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

/// As [`write_private`], unless the file is there already: then it stays as it is, and this is false.
pub fn write_private_first(path: &Path, content: &[u8]) -> Result<bool> {
    let write = || -> std::io::Result<bool> {
        let folder = path.parent().unwrap_or(Path::new("."));
        // Only its owner can read it, and it goes away by itself if it is not kept.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(path) {
            Ok(_) => flush_folder_of(path).map(|()| true),
            Err(kept) if kept.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(kept) => Err(kept.error),
        }
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

/// Makes durable that a file has its name. Windows has no call for that on a folder.
fn flush_folder_of(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
    #[cfg(test)]
    tests::FLUSHED.with_borrow_mut(|flushed| flushed.push((path.to_owned(), path.exists())));
    Ok(())
}

/// What a file holds that is for its owner's eyes only; `None` if there is no such file.
///
/// # Errors
/// The [`Failure`] `key-exposed` if others can read it.
pub fn read_private(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>> {
    match fs::read(path) {
        Ok(bytes) => {
            let bytes = Zeroizing::new(bytes);
            refuse_exposed(path, 0o077, "600")?;
            Ok(Some(bytes))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Fails if the file's mode has any of these bits; then `fix` is the mode to give it.
#[cfg(unix)]
pub fn refuse_exposed(path: &Path, bits: u32, fix: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode() & 0o777;
    if mode & bits != 0 {
        let message =
            format!("others on this machine can read {} (mode {mode:03o})", path.display());
        let hint = format!("chmod {fix} {}", path.display());
        return Err(Failure::new("key-exposed", message).hint(hint).into());
    }
    Ok(())
}

#[cfg(not(unix))]
pub fn refuse_exposed(_: &Path, _: u32, _: &str) -> Result<()> {
    Ok(())
}

fn create_private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn no_home() -> Failure {
    Failure::new("no-home", "there is no home folder to keep the journal in")
        .hint("name a folder with --data-dir DIR or MINGLE_DATA_DIR")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    thread_local! {
        /// Files whose folder was flushed on this thread, and whether they had their name by then.
        pub static FLUSHED: RefCell<Vec<(PathBuf, bool)>> = const { RefCell::new(Vec::new()) };
    }

    #[test]
    fn a_file_that_was_written_has_its_name_after_a_power_cut_too() {
        let folder = tempfile::tempdir().unwrap();
        let (key, control) = (folder.path().join("device.key"), folder.path().join("control"));
        assert!(write_private_first(&key, b"key").unwrap());
        assert!(!write_private_first(&key, b"another").unwrap());
        write_private(&control, b"secret").unwrap();
        let flushed = FLUSHED.with_borrow(Vec::clone);
        assert_eq!(flushed, [(key, true), (control, true)], "the folder is flushed after the file");
    }

    #[test]
    fn one_daemon_at_a_time_works_on_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::open(Some(folder.path().join("new"))).unwrap();
        assert_eq!(data.daemon(), None);
        let first = data.lock().unwrap();
        assert_eq!(data.daemon(), Some(format!("process {}", std::process::id())));
        let refused = Failure::of(&data.lock().unwrap_err());
        assert_eq!(refused.code, "already-running");
        assert!(refused.message.contains(&std::process::id().to_string()), "{refused}");
        drop(first);
        assert_eq!(data.daemon(), None, "what it wrote is left over");
        data.lock().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn what_is_private_is_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::open(Some(folder.path().join("new"))).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(data.path()), 0o700);
        fs::write(data.control().with_extension("partial"), "left over").unwrap();
        write_private(&data.control(), b"secret").unwrap();
        assert_eq!(mode(&data.control()), 0o600);
        assert_eq!(fs::read(data.control()).unwrap(), b"secret");
    }
}
