//! The source files of the workspace, and how long each may be.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Violation;

const FOLDERS: [&str; 7] = ["proto", "import", "replica", "daemon", "pwa", "tests", "xtask"];
const EXTENSIONS: [&str; 6] = ["rs", "mjs", "js", "ts", "svelte", "css"];
const NOT_OURS: [&str; 5] = ["node_modules", "target", "generated", "dist", "corpus"];
const MOST_LINES: usize = 600;

/// A file of source, read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Relative to the workspace's root, with `/` between folders.
    pub path: String,
    pub text: String,
}

impl SourceFile {
    /// Whether the whole file is test code: the package `tests`, a folder or file `tests`, a suite of promises, or the
    /// simulation of several devices.
    pub fn is_test(&self) -> bool {
        let test_names =
            ["tests", "tests.rs", "suite", "suite.rs", "simulation", "benches", "fuzz"];
        self.path.split('/').any(|part| test_names.contains(&part))
            || self.path.ends_with("_tests.rs")
    }
}

/// All source files that are ours, in the order of their paths.
pub fn collect(root: &Path) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        collect_below(root, &root.join(folder), &mut files)?;
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn collect_below(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<()> {
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let extension =
            path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if path.is_dir() && !NOT_OURS.contains(&name) {
            collect_below(root, &path, files)?;
        } else if path.is_file() && EXTENSIONS.contains(&extension) {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let parts =
                path.strip_prefix(root)?.iter().map(|part| part.to_string_lossy().into_owned());
            files.push(SourceFile { path: parts.collect::<Vec<_>>().join("/"), text });
        }
    }
    Ok(())
}

/// A violation when the file is too long for one reading.
pub fn check_length(file: &SourceFile) -> Option<Violation> {
    let lines = file.text.lines().count();
    (lines > MOST_LINES).then(|| Violation {
        file: file.path.clone(),
        line: MOST_LINES + 1,
        sentence: format!(
            "a source file has at most {MOST_LINES} lines, and this one has {lines}: split it"
        ),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn file_of(lines: usize) -> SourceFile {
        SourceFile { path: "proto/src/lib.rs".into(), text: "\n".repeat(lines) }
    }

    #[test]
    fn a_file_may_have_600_lines_and_no_more() {
        assert_eq!(check_length(&file_of(600)), None);
        let violation = check_length(&file_of(601)).unwrap();
        assert_eq!((violation.file.as_str(), violation.line), ("proto/src/lib.rs", 601));
    }

    #[test]
    fn the_walk_finds_our_sources_and_leaves_out_what_npm_installed() {
        let root = tempfile::tempdir().unwrap();
        for folder in FOLDERS {
            fs::create_dir_all(root.path().join(folder).join("src")).unwrap();
        }
        fs::create_dir_all(root.path().join("pwa/node_modules/other")).unwrap();
        for file in [
            "proto/src/lib.rs",
            "pwa/src/worker.ts",
            "pwa/node_modules/other/index.js",
            "pwa/src/notes.txt",
        ] {
            fs::write(root.path().join(file), "").unwrap();
        }
        let found = collect(root.path()).unwrap();
        let paths = found.iter().map(|file| file.path.as_str()).collect::<Vec<_>>();
        assert_eq!(paths, ["proto/src/lib.rs", "pwa/src/worker.ts"]);
    }
}
