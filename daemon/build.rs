//! Makes tables of the page's files, and of those of the steps for a phone, which `src/http/page` and `src/onboarding`
//! take into the program: all of a folder, or nothing where that has not been built.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Without this file the page's build is not there, or not done.
const START: &str = "index.html";
/// What the page's build puts beside a file that is worth it.
const PACKED: [&str; 2] = [".br", ".gz"];

fn main() -> io::Result<()> {
    take_in("../pwa/dist", "page.rs")?;
    take_in("../pwa/steps/dist", "steps.rs")
}

fn take_in(built: &str, into: &str) -> io::Result<()> {
    let page = folder("CARGO_MANIFEST_DIR")?.join(built);
    // While a watched path is missing, cargo compiles everything after this script anew each time. Where the folder
    // cannot be made, that is all that happens.
    let _ = fs::create_dir_all(&page);
    println!("cargo::rerun-if-changed={}", page.display());
    let mut files = BTreeMap::new();
    if page.join(START).is_file() {
        collect(&fs::canonicalize(&page)?, "", &mut files)?;
    }
    fs::write(folder("OUT_DIR")?.join(into), table(&files)?)
}

fn folder(variable: &str) -> io::Result<PathBuf> {
    env::var_os(variable).map(PathBuf::from).ok_or_else(|| io::Error::other(variable.to_owned()))
}

/// Every file below a folder by its path in the page, `assets/main.js`; names that begin with a dot are left out.
fn collect(from: &Path, prefix: &str, into: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), into)?;
        } else {
            into.insert(path, entry.path());
        }
    }
    Ok(())
}

/// The table as Rust, ordered by path.
fn table(files: &BTreeMap<String, PathBuf>) -> io::Result<String> {
    let mut text = String::from("&[\n");
    for (path, file) in files {
        if PACKED.iter().any(|end| path.strip_suffix(end).is_some_and(|it| files.contains_key(it)))
        {
            continue;
        }
        let packed = PACKED.map(|end| match files.get(&format!("{path}{end}")) {
            Some(file) => format!("Some(include_bytes!({file:?}))"),
            None => "None".to_owned(),
        });
        let hash = blake3::hash(&fs::read(file)?).to_hex();
        let [brotli, gzip] = packed;
        writeln!(
            text,
            "PageFile {{ path: {path:?}, hash: {:?}, plain: include_bytes!({file:?}), brotli: {brotli}, gzip: {gzip} }},",
            hash.get(..32).unwrap_or(&hash)
        )
        .map_err(io::Error::other)?;
    }
    text.push_str("]\n");
    Ok(text)
}
