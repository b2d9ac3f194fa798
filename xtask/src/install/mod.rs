//! Brings what a task needs and is not there, saying so before it does.
//!
//! Every need is looked for first, so that a run with nothing missing costs a few file look-ups. What cannot
//! be brought is one line with the command that brings it.

mod cargo_deny;
mod npm;
mod system;
mod wasm_target;

use anyhow::Result;

pub use cargo_deny::program_path as cargo_deny_program;
pub use system::{chromium, clang_for_wasm};

/// What a task cannot do without. (A C compiler is not among them: cargo had to link this program.)
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// A clang that compiles to wasm32: the page carries its own SQLite, too.
    Clang,
    /// A Rust toolchain with the wasm32 target, rustup's or the distribution's.
    WasmToolchain,
    /// Node.js and npm.
    Node,
    /// What `pwa/package-lock.json` names.
    NpmPackages,
    /// A Chromium to run the browser's tests in.
    Chromium,
    /// `ip`, which makes the network namespaces that several daemons meet in.
    Iproute,
    /// `certutil`, by which a Chromium comes to trust the owner's authority.
    Certutil,
    /// `openssl`, which has its own view of the certificates that the daemon makes.
    Openssl,
    /// `cargo deny` at the version that xtask names.
    CargoDeny,
}

/// Brings all of these; the system's packages first and in one go, since the others build on them.
pub fn bring(needs: &[Need]) -> Result<()> {
    system::bring(needs)?;
    for need in needs {
        match need {
            Need::WasmToolchain => wasm_target::bring()?,
            Need::NpmPackages => npm::bring()?,
            Need::CargoDeny => cargo_deny::bring()?,
            Need::Clang
            | Need::Node
            | Need::Chromium
            | Need::Iproute
            | Need::Certutil
            | Need::Openssl => {}
        }
    }
    Ok(())
}
