//! Where things lie.

use std::env;
use std::path::{Path, PathBuf};

/// The workspace's root folder.
pub fn root() -> PathBuf {
    let manifest = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    manifest.parent().map_or_else(|| manifest.clone(), Path::to_path_buf)
}

/// Cargo's target folder: `CARGO_TARGET_DIR` if set, else `target` in the workspace.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Tools that xtask builds for itself, apart from the user's own.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// The page's package: what npm installs, the worker and the browser's test pages.
pub fn pwa() -> PathBuf {
    root().join("pwa")
}

/// Where the compiled modules are written for vite.
pub fn generated() -> PathBuf {
    pwa().join("generated")
}

/// The first file called `name` on the search path, or in the folders that an ordinary user's path leaves out.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
        .find(|file| file.is_file())
}

/// The daemon as an ordinary build leaves it.
pub fn daemon() -> PathBuf {
    target().join(format!("debug/mingle{}", env::consts::EXE_SUFFIX))
}

/// What makes hosts in network namespaces, as an ordinary build leaves it.
pub fn lab() -> PathBuf {
    target().join(format!("debug/lab{}", env::consts::EXE_SUFFIX))
}
