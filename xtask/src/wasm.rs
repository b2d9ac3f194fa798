//! Compiles the page's modules to WebAssembly and writes the JavaScript that loads them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::run;
use crate::toolchain::{TARGET, Toolchain};

/// A package that becomes a module.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Module {
    /// The replica: what the page cannot open without.
    Worker,
    /// What reads contacts' files, loaded when it is asked for.
    Importer,
    /// What joins by a code, loaded when one is typed.
    Joiner,
    /// What reads and draws QR codes, loaded when one is to be read or shown.
    Reader,
}

/// One way to compile a module.
pub struct Build<'a> {
    pub module: Module,
    /// A profile of the workspace's manifest.
    pub profile: &'a str,
    /// Features of the package, separated by commas.
    pub features: &'a str,
    /// Where the `.js` and its `.wasm` are written.
    pub folder: &'a Path,
}

impl Module {
    pub const ALL: [Self; 4] = [Self::Worker, Self::Importer, Self::Joiner, Self::Reader];

    fn package(self) -> &'static str {
        match self {
            Self::Worker => "mingle-worker",
            Self::Importer => "mingle-importer",
            Self::Joiner => "mingle-joiner",
            Self::Reader => "mingle-reader",
        }
    }

    /// What the module's files are called, before their endings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Worker => "mingle_worker",
            Self::Importer => "mingle_importer",
            Self::Joiner => "mingle_joiner",
            Self::Reader => "mingle_reader",
        }
    }
}

/// Runs clippy over the module with warnings denied: for any other target, it is empty.
pub fn lint(toolchain: Toolchain, build: &Build) -> Result<()> {
    run(cargo_for(toolchain, "clippy", build)?.args(["--", "--deny", "warnings"]))
}

/// Compiles the module and writes the JavaScript that loads it beside it.
pub fn compile(toolchain: Toolchain, build: &Build) -> Result<()> {
    run(&mut cargo_for(toolchain, "build", build)?)?;
    let compiled = toolchain
        .target_folder()
        .join(TARGET)
        .join(build.profile)
        .join(format!("{}.wasm", build.module.name()));
    fs::create_dir_all(build.folder)
        .with_context(|| format!("cannot make {}", build.folder.display()))?;
    let mut bindgen = Bindgen::new();
    // The page fetches the .wasm from beside the .js.
    bindgen.omit_default_module_path(false).typescript(true).input_path(&compiled);
    if let Err(error) = bindgen.web(true).and_then(|bindgen| bindgen.generate(build.folder)) {
        bail!("wasm-bindgen cannot read {}: {error:#}", compiled.display());
    }
    Ok(())
}

fn cargo_for(toolchain: Toolchain, action: &str, build: &Build) -> Result<Command> {
    toolchain.cargo(&[
        action,
        "--package",
        build.module.package(),
        "--profile",
        build.profile,
        "--features",
        build.features,
    ])
}
