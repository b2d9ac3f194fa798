//! Programs that come as packages of the operating system.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::Need;
use crate::command::{output, program, run, succeeds};
use crate::paths::find_program;

/// A program that is not there, and the packages that carry it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Missing {
    /// What is missing, as a person would call it.
    pub what: &'static str,
    /// Debian's packages.
    pub debian: &'static [&'static str],
    /// Homebrew's packages; empty where macOS has it or has no such thing.
    pub homebrew: &'static [&'static str],
}

const CLANG: Missing =
    Missing { what: "clang for wasm32", debian: &["clang", "lld"], homebrew: &["llvm", "lld"] };
const NODE: Missing = Missing {
    what: "Node.js 20 or newer with npm",
    debian: &["nodejs", "npm"],
    homebrew: &["node"],
};
const CHROMIUM: Missing = Missing {
    what: "Chromium",
    debian: &["chromium"],
    homebrew: &["--cask", "ungoogled-chromium"],
};
const IPROUTE: Missing =
    Missing { what: "ip (network namespaces)", debian: &["iproute2"], homebrew: &[] };
const CERTUTIL: Missing =
    Missing { what: "certutil of NSS", debian: &["libnss3-tools"], homebrew: &["nss"] };
const OPENSSL: Missing =
    Missing { what: "OpenSSL 3", debian: &["openssl"], homebrew: &["openssl@3"] };

/// Brings those of the needs that are the system's; says nothing when all are there.
pub fn bring(needs: &[Need]) -> Result<()> {
    install(&missing(needs))?;
    match missing(needs).first() {
        Some(still) => bail!(
            "{} is still missing after its packages were installed: {}",
            still.what,
            advice(&[*still])
        ),
        None => Ok(()),
    }
}

/// Installs the packages: by apt-get as root on Debian; else an error with the command to type.
pub fn install(missing: &[Missing]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.iter().map(|missing| missing.what).collect::<Vec<_>>().join(", ");
    if find_program("apt-get").is_none() || !is_root() {
        bail!("missing: {names}. Install with: {}", advice(missing));
    }
    println!("missing: {names}. Installing with: {}", advice(missing));
    run(apt_get().arg("update"))?;
    run(apt_get()
        .args(["install", "--yes", "--no-install-recommends"])
        .args(debian_packages(missing)))
}

/// The Chromium to test in: `MINGLE_CHROMIUM`, or the first of the usual names.
pub fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("MINGLE_CHROMIUM").map(PathBuf::from);
    let usual =
        || ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find_program);
    let bundle = || {
        let inside = ["Chromium", "Google Chrome"]
            .map(|app| format!("/Applications/{app}.app/Contents/MacOS/{app}"));
        inside.into_iter().map(PathBuf::from).find(|file| file.is_file())
    };
    named.or_else(usual).or_else(bundle)
}

/// A clang that has the wasm32 backend; Apple's has not, so that Homebrew's is looked for, too.
pub fn clang_for_wasm() -> Option<PathBuf> {
    let named = std::env::var_os("CC_wasm32_unknown_unknown").map(PathBuf::from);
    let homebrew =
        ["/opt/homebrew/opt/llvm/bin/clang", "/usr/local/opt/llvm/bin/clang"].map(PathBuf::from);
    let mut candidates = named.into_iter().chain(find_program("clang")).chain(homebrew);
    candidates.find(|clang| compiles_wasm(clang))
}

fn compiles_wasm(clang: &Path) -> bool {
    succeeds(program(clang).args([
        "--target=wasm32-unknown-unknown",
        "-x",
        "c",
        "-fsyntax-only",
        "/dev/null",
    ]))
}

fn missing(needs: &[Need]) -> Vec<Missing> {
    needs.iter().filter_map(|need| missing_for(*need)).collect()
}

fn missing_for(need: Need) -> Option<Missing> {
    let (there, missing) = match need {
        Need::Clang => (clang_for_wasm().is_some(), CLANG),
        Need::Node => (node_is_new_enough() && find_program("npm").is_some(), NODE),
        Need::Chromium => (chromium().is_some(), CHROMIUM),
        Need::Iproute => (find_program("ip").is_some(), IPROUTE),
        Need::Certutil => (find_program("certutil").is_some(), CERTUTIL),
        Need::Openssl => (openssl_is_new_enough(), OPENSSL),
        Need::WasmToolchain | Need::NpmPackages | Need::CargoDeny => return None,
    };
    (!there).then_some(missing)
}

fn node_is_new_enough() -> bool {
    let version = output(program("node").arg("--version")).unwrap_or_default();
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    major.is_some_and(|major| major >= 20)
}

/// Not LibreSSL, which macOS has under that name and which asks less of a certificate.
fn openssl_is_new_enough() -> bool {
    let version = output(program("openssl").arg("version")).unwrap_or_default();
    let number = version.strip_prefix("OpenSSL ").unwrap_or_default();
    number.split('.').next().and_then(|major| major.parse::<u32>().ok()).is_some_and(|it| it >= 3)
}

/// The command that brings these packages on this system.
fn advice(missing: &[Missing]) -> String {
    if cfg!(target_os = "macos") {
        let packages =
            missing.iter().flat_map(|missing| missing.homebrew).copied().collect::<Vec<_>>();
        return format!("brew install {}", packages.join(" "));
    }
    let sudo = if is_root() { "" } else { "sudo " };
    format!("{sudo}apt-get install {}", debian_packages(missing).join(" "))
}

fn debian_packages(missing: &[Missing]) -> Vec<&'static str> {
    missing.iter().flat_map(|missing| missing.debian).copied().collect()
}

fn apt_get() -> std::process::Command {
    let mut command = program("apt-get");
    // Another apt-get, such as the nightly one, is waited for.
    command
        .args(["--quiet=2", "--option", "DPkg::Lock::Timeout=300"])
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    output(program("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_installed_is_one_line_with_the_command() {
        let line = advice(&[CLANG, IPROUTE]);
        assert!(!line.contains('\n'));
        if cfg!(target_os = "linux") {
            assert!(line.ends_with("apt-get install clang lld iproute2"), "{line}");
        }
    }
}
