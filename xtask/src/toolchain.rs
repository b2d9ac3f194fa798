//! The Rust toolchains that compile for the page.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::{cargo, output, program};
use crate::install::clang_for_wasm;
use crate::paths;

/// What the page runs on, in rustc's words.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Two Rust toolchains can compile for the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Toolchain {
    /// The one that compiles everything else, with rustup's (or anyone's) standard library for wasm32.
    Rustup,
    /// Debian's `rustc-web` and `cargo-web`, which build the standard library from Debian's source.
    Distribution,
}

impl Toolchain {
    /// The one asked for by `MINGLE_WASM_TOOLCHAIN`, or the first that is there.
    pub fn choose() -> Result<Self> {
        let asked = std::env::var("MINGLE_WASM_TOOLCHAIN").ok();
        let allowed =
            |toolchain: &Self| asked.as_deref().is_none_or(|asked| asked == toolchain.name());
        let found = [Self::Rustup, Self::Distribution]
            .into_iter()
            .find(|one| allowed(one) && one.is_there());
        found.context("no Rust toolchain here compiles for wasm32-unknown-unknown")
    }

    /// Whether it can compile for wasm32 as it stands.
    pub fn is_there(self) -> bool {
        match self {
            Self::Rustup => {
                let ask =
                    output(program("rustc").args(["--print", "target-libdir", "--target", TARGET]));
                ask.is_ok_and(|folder| Path::new(folder.trim()).is_dir())
            }
            Self::Distribution => {
                let ask = output(program("/usr/bin/rustc").args(["--print", "sysroot"]));
                let source = |root: &str| {
                    Path::new(root).join("lib/rustlib/src/rust/library/Cargo.lock").is_file()
                };
                ask.is_ok_and(|root| source(root.trim()))
                    && Path::new("/usr/bin/cargo").is_file()
                    && paths::find_program("wasm-ld").is_some()
            }
        }
    }

    /// As `MINGLE_WASM_TOOLCHAIN` names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rustup => "rustup",
            Self::Distribution => "distribution",
        }
    }

    /// Cargo with this toolchain, for the wasm32 target, in a target folder of its own.
    ///
    /// The flags for the target stand in `.cargo/config.toml`, which `RUSTFLAGS` would override; what is given here is
    /// added to them.
    pub fn cargo(self, arguments: &[&str]) -> Result<Command> {
        let mut command = match self {
            Self::Rustup => cargo(),
            Self::Distribution => program("/usr/bin/cargo"),
        };
        command.args(arguments).args(["--target", TARGET]).env_remove("RUSTFLAGS");
        let flags: Vec<String> = hidden_folders().iter().map(|flag| format!("'{flag}'")).collect();
        command.args(["--config", &format!("target.{TARGET}.rustflags=[{}]", flags.join(","))]);
        command.env("CARGO_TARGET_DIR", self.target_folder());
        let clang = clang_for_wasm().context("no clang here compiles for wasm32")?;
        command.env("CC_wasm32_unknown_unknown", clang);
        if self == Self::Distribution {
            // The linker comes from Debian, too, and the standard library needs one unstable flag of cargo.
            command
                .arg("-Zbuild-std=std,panic_abort")
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTC", "/usr/bin/rustc");
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld");
            command.env_remove("LD_LIBRARY_PATH").env_remove("RUSTUP_TOOLCHAIN");
        }
        Ok(command)
    }

    /// Where this toolchain compiles to: what two toolchains make must not meet.
    pub fn target_folder(self) -> PathBuf {
        paths::target().join("wasm").join(self.name())
    }
}

/// Flags of rustc that name the folders of this machine by what they hold: the page that is shipped tells where a panic
/// began, and nothing of the machine that built it.
fn hidden_folders() -> Vec<String> {
    let home = env::home_dir().unwrap_or_default();
    let cargo = env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let mut folders = vec![(home, "home"), (cargo.clone(), "cargo")];
    // One folder a registry, which bears the registry's name.
    let registries = fs::read_dir(cargo.join("registry/src")).into_iter().flatten().flatten();
    folders.extend(registries.map(|registry| (registry.path(), "crates")));
    folders.extend([(paths::root(), "mingle"), (paths::target(), "target")]);
    // The last that fits is taken.
    folders.sort_by_key(|(folder, _)| folder.as_os_str().len());
    let flag = |(folder, name): (PathBuf, &str)| {
        format!("--remap-path-prefix={}={name}", folder.display())
    };
    folders.into_iter().map(flag).collect()
}
