//! The browser's suite: the worker compiled with its test exports, run in Chromium by the harness in `pwa/test`.

use anyhow::{Context, Result};

use crate::command::{program, run};
use crate::install::chromium;
use crate::paths;
use crate::wasm::{Build, Toolchain, build_worker};

/// Compiles the worker, then keeps every promise of the suite in a worker of its own, on OPFS.
pub fn test() -> Result<()> {
    let toolchain = Toolchain::choose()?;
    println!("compiling for the browser with the {} toolchain", toolchain.name());
    let folder = paths::target().join("wasm/suite");
    build_worker(toolchain, &Build { profile: "wasm-suite", features: "suite", folder: &folder })?;
    let mut harness = program("node");
    harness.current_dir(paths::pwa()).arg("test/suite.mjs").arg(&folder);
    harness.env("MINGLE_CHROMIUM", chromium().context("no Chromium here")?);
    run(&mut harness)
}
