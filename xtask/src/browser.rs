//! The browser's suite: the worker compiled with its test exports, run in Chromium by the harness in `pwa/test`.

use anyhow::{Context, Result};

use crate::command::{program, run};
use crate::install::chromium;
use crate::paths;
use crate::steps::Steps;
use crate::wasm::{Build, Toolchain, build_worker, lint_worker};

/// Lints and compiles the worker, then keeps every promise of the suite in a worker of its own, on OPFS.
pub fn test(steps: &mut Steps) -> Result<()> {
    let toolchain = Toolchain::choose()?;
    let folder = paths::target().join("wasm/suite");
    let build = Build { profile: "wasm-suite", features: "suite", folder: &folder };
    steps.step("worker, compiled for the browser", || {
        println!("with the {} toolchain", toolchain.name());
        build_worker(toolchain, &build)
    })?;
    steps.step("worker, clippy", || match toolchain {
        Toolchain::Rustup => lint_worker(toolchain, &build),
        Toolchain::Distribution => {
            println!(
                "clippy of the worker NOT RUN: the distribution's toolchain has none for wasm32"
            );
            Ok(())
        }
    })?;
    steps.step("the suite in Chromium", || {
        let mut harness = program("node");
        harness.current_dir(paths::pwa()).arg("test/suite.mjs").arg(&folder);
        harness.env("MINGLE_CHROMIUM", chromium().context("no Chromium here")?);
        run(&mut harness)
    })
}
