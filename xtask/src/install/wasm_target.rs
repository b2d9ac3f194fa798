//! A Rust toolchain that compiles for the page: rustup's wasm32 target, or the distribution's own compiler.

use anyhow::{Result, bail};

use super::system::{self, Missing};
use crate::command::{output, program, run};
use crate::toolchain::{TARGET, Toolchain};

const DISTRIBUTION: Missing = Missing {
    what: "the distribution's Rust for wasm32",
    debian: &["rustc-web", "cargo-web", "rust-web-src", "clang", "lld"],
    homebrew: &[],
};

/// Brings the target by rustup; where that fails, the distribution's toolchain, saying so.
///
/// `MINGLE_WASM_TOOLCHAIN` set to `rustup` or `distribution` asks for one of them and no other.
pub fn bring() -> Result<()> {
    match std::env::var("MINGLE_WASM_TOOLCHAIN").as_deref() {
        Ok("rustup") => bring_by_rustup(),
        Ok("distribution") => bring_distribution(),
        Ok(other) => bail!("MINGLE_WASM_TOOLCHAIN is `{other}`; it can be `rustup` or `distribution`"),
        Err(_) if Toolchain::Rustup.is_there() || Toolchain::Distribution.is_there() => Ok(()),
        Err(_) => bring_by_rustup().or_else(|error| {
            println!("rustup cannot bring {TARGET} ({error:#}); using the distribution's toolchain instead");
            bring_distribution()
        }),
    }
}

fn bring_by_rustup() -> Result<()> {
    if Toolchain::Rustup.is_there() {
        return Ok(());
    }
    println!("missing: the {TARGET} target. Installing with: rustup target add {TARGET}");
    run(program("rustup").args(["target", "add", TARGET]))?;
    if !Toolchain::Rustup.is_there() {
        bail!("`rustup target add {TARGET}` did not bring the target to the toolchain in use");
    }
    Ok(())
}

fn bring_distribution() -> Result<()> {
    if !Toolchain::Distribution.is_there() {
        system::install(&[DISTRIBUTION])?;
    }
    if !Toolchain::Distribution.is_there() {
        let version = output(program("/usr/bin/rustc").arg("--version")).unwrap_or_default();
        bail!(
            "the distribution's toolchain ({}) has no standard library's source for wasm32",
            version.trim()
        );
    }
    Ok(())
}
