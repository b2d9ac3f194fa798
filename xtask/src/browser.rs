//! The browser's suite: the worker compiled with its test exports, run in Chromium by the harness in `pwa/test`.

use anyhow::{Context, Result};

use crate::command::{program, run};
use crate::install::chromium;
use crate::paths;
use crate::steps::Steps;
use crate::toolchain::Toolchain;
use crate::wasm::{Build, Module, compile, lint};

/// Lints and compiles the worker, then keeps every promise of the suite in a worker of its own, on OPFS.
pub fn test(steps: &mut Steps) -> Result<()> {
    let toolchain = Toolchain::choose()?;
    let folder = paths::target().join("wasm/suite");
    let build =
        Build { module: Module::Worker, profile: "wasm-suite", features: "suite", folder: &folder };
    steps.step("worker, compiled for the browser", || {
        println!("with the {} toolchain", toolchain.name());
        compile(toolchain, &build)
    })?;
    steps.step("the modules, clippy", || lint_modules(toolchain))?;
    steps.step("the suite in Chromium", || {
        let mut harness = program("node");
        harness.current_dir(paths::pwa()).arg("test/suite.mjs").arg(&folder);
        harness.env("MINGLE_CHROMIUM", chromium().context("no Chromium here")?);
        run(&mut harness)
    })
}

/// All modules, the worker also with its test exports.
fn lint_modules(toolchain: Toolchain) -> Result<()> {
    if toolchain == Toolchain::Distribution {
        println!("clippy NOT RUN: the distribution's toolchain has none for wasm32");
        return Ok(());
    }
    let lints = [
        (Module::Worker, "suite"),
        (Module::Worker, ""),
        (Module::Importer, ""),
        (Module::Joiner, ""),
        (Module::Reader, ""),
    ];
    lints.into_iter().try_for_each(|(module, features)| {
        let folder = paths::target().join("wasm/suite");
        lint(toolchain, &Build { module, profile: "wasm-suite", features, folder: &folder })
    })
}
