//! A disk that can be full.

use std::ffi::CStr;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};
use tempfile::TempDir;

const BALLAST: &str = "ballast";

/// A file system of a few megabytes in memory, unmounted when dropped.
pub struct SmallDisk {
    directory: TempDir,
}

impl SmallDisk {
    /// Needs root.
    pub fn new(mebibytes: u32) -> Self {
        let name = format!("mingle{}-", std::process::id());
        let directory =
            tempfile::Builder::new().prefix(&name).tempdir().expect("a temporary directory");
        let size =
            std::ffi::CString::new(format!("size={mebibytes}m,mode=700")).expect("no zero in it");
        let data: Option<&CStr> = Some(&size);
        mount("tmpfs", directory.path(), "tmpfs", MountFlags::empty(), data)
            .expect("mounting a tmpfs needs root");
        Self { directory }
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Fills what is free with one file, down to the last page.
    pub fn fill(&self) {
        let mut ballast = File::create(self.ballast()).expect("the disk takes a file's name");
        for size in [1 << 16, 1 << 12, 1] {
            let block = vec![0; size];
            while ballast.write_all(&block).is_ok() {}
        }
    }

    pub fn make_room(&self) {
        std::fs::remove_file(self.ballast()).expect("the disk was filled");
    }

    fn ballast(&self) -> PathBuf {
        self.path().join(BALLAST)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Detached, as a process that is about to end may still have its files open.
        if let Err(error) = unmount(self.path(), UnmountFlags::DETACH) {
            eprintln!("{} was not unmounted: {error}", self.path().display());
        }
    }
}
