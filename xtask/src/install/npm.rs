//! The page's npm packages, exactly as the lock file names them.

use std::fs;

use anyhow::{Context, Result};

use crate::command::{program, run, spell};
use crate::paths;

/// Runs `npm ci` unless the last one was made from the same lock file.
///
/// No package's own scripts run: nothing that we use needs them.
pub fn bring() -> Result<()> {
    let folder = paths::pwa();
    let lock =
        fs::read(folder.join("package-lock.json")).context("cannot read pwa/package-lock.json")?;
    let stamp = folder.join("node_modules/.installed-from-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut install = program("npm");
    install.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    println!("missing: npm packages of pwa. Installing with: (cd pwa && {})", spell(&install));
    run(&mut install)?;
    fs::create_dir_all(folder.join("node_modules"))?;
    fs::write(stamp, lock).context("cannot note which npm packages are installed")
}
