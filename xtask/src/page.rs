//! The page: its modules compiled and made small, then bundled by vite and packed for the daemon to embed.
//!
//! What is slow is done only where its input has changed: a note beside the result names the input's hash.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::{program, run};
use crate::install::{self, Need, chromium};
use crate::paths;
use crate::steps::Steps;
use crate::toolchain::Toolchain;
use crate::wasm::{Build, Module, compile};

/// What the page's build needs.
pub const NEEDS: [Need; 4] = [Need::Clang, Need::Node, Need::WasmToolchain, Need::NpmPackages];

/// As the page is released: `wasm` in the workspace's manifest.
pub const PROFILE: &str = "wasm";

/// What rustc's modules use beyond the first WebAssembly, and every browser has that has OPFS.
const SHRINK: [&str; 18] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    // What lies lowest is the end of the stack, which is never reached: an address may be put together from parts.
    "--low-memory-unused",
    // A function with one caller stays one unless it is tiny: what is left resembles itself more, and packs 4 kB smaller.
    "--one-caller-inline-max-function-size=12",
    "-Os",
    // What can never be there is found out over the whole module, and what that leaves is made small again: 5 kB less.
    "--gufa-optimizing",
    "-Os",
    // What is called most has the shortest number.
    "--reorder-functions",
    "--reorder-globals",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// What vite reads besides the modules.
const SOURCES: [&str; 8] = [
    "index.html",
    "package-lock.json",
    "package.json",
    "build",
    "public",
    "src",
    "svelte.config.js",
    "vite.config.ts",
];

/// What vite reads for the steps.
const STEPS_SOURCES: [&str; 6] = [
    "package-lock.json",
    "steps/index.html",
    "steps/src",
    "steps/vite.config.ts",
    "src/ui/base.css",
    "src/ui/tokens.css",
];

/// Brings what is missing and builds the page into `pwa/dist`.
pub fn bring_and_build() -> Result<()> {
    install::bring(&NEEDS)?;
    build_modules(Toolchain::choose()?)?;
    bundle()
}

/// Builds the page as it is released, checks its source, weighs it, and opens its replica in Chromium.
pub fn test(steps: &mut Steps) -> Result<()> {
    let pwa = paths::pwa();
    steps.step("page: modules", || build_modules(Toolchain::choose()?))?;
    steps.step("page: check", || {
        run(program("npm").current_dir(&pwa).args(["run", "--silent", "check"]))
    })?;
    steps.step("page: build", bundle)?;
    steps.step("page: weight", || {
        run(program("node").current_dir(&pwa).args(["build/sizes.mjs", "dist"]))
    })?;
    steps.step("page: codes in pictures", || {
        run(program("node").current_dir(&pwa).args(["test/reading.mjs", "generated"]))
    })?;
    steps
        .step("page: its replica in Chromium", || in_chromium(&["test/worker.mjs", "generated"]))?;
    steps.step("page: by keyboard alone", || in_chromium(&["test/keys.mjs", "dist"]))?;
    steps.step("page: updates while it is in use", || in_chromium(&["test/update.mjs", "dist"]))?;
    let pictures = paths::target().join("page-views");
    steps.step("page: every view, in both themes", || {
        in_chromium(&["test/views.mjs", "dist", &pictures.to_string_lossy()])
    })
}

/// Runs one of the page's tests in the Chromium that is here.
fn in_chromium(words: &[&str]) -> Result<()> {
    let mut test = program("node");
    test.current_dir(paths::pwa()).args(words);
    run(test.env("MINGLE_CHROMIUM", chromium().context("no Chromium here")?))
}

/// Compiles all modules and writes them, made small, to `pwa/generated`.
pub fn build_modules(toolchain: Toolchain) -> Result<()> {
    for module in Module::ALL {
        let folder = paths::target().join("wasm/page").join(module.name());
        compile(toolchain, &Build { module, profile: PROFILE, features: "", folder: &folder })?;
        publish(module, &folder)?;
    }
    Ok(())
}

/// Bundles the page into `pwa/dist` and the steps that a phone is led through into `pwa/steps/dist`, with a `.br` and a
/// `.gz` beside every file that they make smaller.
pub fn bundle() -> Result<()> {
    bundle_page()?;
    bundle_steps()
}

fn bundle_page() -> Result<()> {
    let pwa = paths::pwa();
    let mut inputs = Vec::new();
    for source in SOURCES {
        collect(&pwa.join(source), &mut inputs)?;
    }
    for module in Module::ALL {
        for file in [format!("{}.js", module.name()), format!("{}_bg.wasm", module.name())] {
            inputs.push(paths::generated().join(file));
        }
    }
    let start = pwa.join("dist/index.html");
    unless_made(&paths::target().join("wasm/page/dist.made-from"), &start, &inputs, "", || {
        run(program("npm").current_dir(&pwa).args(["run", "--silent", "build"]))?;
        run(program("node").current_dir(&pwa).args(["build/pack.mjs", "dist"]))
    })
}

fn bundle_steps() -> Result<()> {
    let pwa = paths::pwa();
    let mut inputs = Vec::new();
    for source in STEPS_SOURCES {
        collect(&pwa.join(source), &mut inputs)?;
    }
    let start = pwa.join("steps/dist/index.html");
    unless_made(&paths::target().join("wasm/page/steps.made-from"), &start, &inputs, "", || {
        run(program("npm").current_dir(&pwa).args(["run", "--silent", "build:steps"]))?;
        run(program("node").current_dir(&pwa).args(["build/pack.mjs", "steps/dist"]))
    })
}

/// Writes a compiled module to `pwa/generated`, its .wasm made small.
fn publish(module: Module, compiled: &Path) -> Result<()> {
    let generated = paths::generated();
    fs::create_dir_all(&generated)?;
    for ending in [".js", ".d.ts"] {
        let file = format!("{}{ending}", module.name());
        copy_if_other(&compiled.join(&file), &generated.join(&file))?;
    }
    let file = format!("{}_bg.wasm", module.name());
    let (from, to) = (compiled.join(&file), generated.join(&file));
    let note = compiled.join("small.made-from");
    let lock = paths::pwa().join("node_modules/binaryen/package.json");
    unless_made(&note, &to, &[from.clone(), lock], &SHRINK.join(" "), || {
        println!("making {file} small with wasm-opt");
        let mut shrink = program("node");
        shrink.current_dir(paths::pwa()).arg("node_modules/binaryen/bin/wasm-opt");
        run(shrink.args(SHRINK).arg(&from).arg("--output").arg(&to))
    })
}

/// A file that stays as it is keeps its time, and nothing is built anew for it.
fn copy_if_other(from: &Path, to: &Path) -> Result<()> {
    let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    if fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    fs::write(to, bytes).with_context(|| format!("cannot write {}", to.display()))
}

/// Does the work unless the result is there and was made from exactly these inputs. The result is a file: the daemon's own
/// build makes the folders of what it embeds, with nothing in them.
fn unless_made(
    note: &Path,
    result: &Path,
    inputs: &[PathBuf],
    how: &str,
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(how.as_bytes());
    for input in inputs {
        let bytes = fs::read(input).with_context(|| format!("cannot read {}", input.display()))?;
        hasher.update(input.as_os_str().as_encoded_bytes());
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(&bytes);
    }
    let made_from = hasher.finalize().to_hex().to_string();
    if result.is_file() && fs::read_to_string(note).is_ok_and(|noted| noted == made_from) {
        return Ok(());
    }
    // What fails half-way is not taken for made.
    let _ = fs::remove_file(note);
    work()?;
    fs::write(note, made_from).with_context(|| format!("cannot write {}", note.display()))
}

/// All files at or below a path, in the order of their names; none where nothing is there.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        let entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path()));
        let mut entries = entries.collect::<std::io::Result<Vec<_>>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| collect(entry, files));
    }
    if path.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_is_made_is_made_again_only_from_other_inputs_or_when_it_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("input"), "one").unwrap();
        let times = Cell::new(0);
        let make = |how: &str| {
            unless_made(&at("note"), &at("result"), &[at("input")], how, || {
                times.set(times.get() + 1);
                Ok(fs::write(at("result"), "made")?)
            })
            .unwrap();
            times.get()
        };
        assert_eq!((make("-Os"), make("-Os")), (1, 1));
        assert_eq!(make("-Oz"), 2);
        fs::write(at("input"), "two").unwrap();
        assert_eq!((make("-Oz"), make("-Oz")), (3, 3));
        fs::remove_file(at("result")).unwrap();
        assert_eq!(make("-Oz"), 4);
    }

    #[test]
    fn what_fails_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let (note, result) = (folder.path().join("note"), folder.path().join("result"));
        fs::write(&result, "half").unwrap();
        let fails = unless_made(&note, &result, &[], "", || anyhow::bail!("no"));
        assert!(fails.is_err());
        let tried = Cell::new(false);
        unless_made(&note, &result, &[], "", || {
            tried.set(true);
            Ok(())
        })
        .unwrap();
        assert!(tried.get());
    }
}
