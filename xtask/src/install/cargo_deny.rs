//! `cargo deny`, built into the target folder so that it never meets the user's own.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::command::{cargo, output, program, run, spell};
use crate::paths;

const VERSION: &str = "0.20.2";

/// The program at the version named here; there once `bring` has returned.
pub fn program_path() -> PathBuf {
    paths::tools().join(format!("bin/cargo-deny{}", std::env::consts::EXE_SUFFIX))
}

/// Compiles it unless it is there: quick to build rather than quick to run, as it runs for a second.
pub fn bring() -> Result<()> {
    if output(program(program_path()).arg("--version"))
        .is_ok_and(|said| said.trim().ends_with(VERSION))
    {
        return Ok(());
    }
    let build = paths::tools().join("build");
    let mut install = cargo();
    install
        .args(["install", "--quiet", "--locked", &format!("cargo-deny@{VERSION}"), "--root"])
        .arg(paths::tools());
    println!("missing: cargo-deny. Compiling it (about two minutes) with: {}", spell(&install));
    install.env("CARGO_TARGET_DIR", &build);
    for (setting, value) in
        [("OPT_LEVEL", "1"), ("LTO", "off"), ("DEBUG", "0"), ("CODEGEN_UNITS", "16")]
    {
        install.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    run(&mut install)?;
    Ok(fs::remove_dir_all(build)?)
}
