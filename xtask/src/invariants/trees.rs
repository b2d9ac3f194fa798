//! What each package may reach, by `cargo tree`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Violation;
use crate::command::{cargo, output};
use crate::toolchain::TARGET;

/// A package, where its manifest stands, and what it must never reach.
struct Rule {
    package: &'static str,
    manifest: &'static str,
    /// Runs in the page, too: its tree for wasm32 is looked at as well.
    in_the_page: bool,
    never: &'static [&'static str],
}

const RULES: [Rule; 8] = [
    Rule {
        package: "mingle-proto",
        manifest: "proto/Cargo.toml",
        in_the_page: true,
        never: &[
            "tokio",
            "warp",
            "rustls",
            "mdns-sd",
            "rusqlite",
            "mingle-import",
            "mingle-replica",
            "mingle",
            "mingle-worker",
            "mingle-tests",
            "xtask",
        ],
    },
    Rule {
        package: "mingle-import",
        manifest: "import/Cargo.toml",
        in_the_page: true,
        never: &[
            "tokio",
            "warp",
            "rustls",
            "mdns-sd",
            "rusqlite",
            "mingle-replica",
            "mingle",
            "mingle-worker",
            "mingle-importer",
            "mingle-tests",
            "xtask",
        ],
    },
    Rule {
        package: "mingle-replica",
        manifest: "replica/Cargo.toml",
        in_the_page: true,
        never: &[
            "tokio",
            "warp",
            "rustls",
            "mdns-sd",
            "mingle-import",
            "mingle",
            "mingle-worker",
            "mingle-tests",
            "xtask",
        ],
    },
    Rule {
        package: "mingle",
        manifest: "daemon/Cargo.toml",
        in_the_page: false,
        never: &["mingle-worker", "mingle-tests", "xtask"],
    },
    Rule {
        package: "mingle-worker",
        manifest: "pwa/worker/Cargo.toml",
        in_the_page: true,
        never: &[
            "tokio",
            "warp",
            "rustls",
            "mdns-sd",
            "mingle-import",
            "mingle",
            "mingle-tests",
            "xtask",
        ],
    },
    Rule {
        package: "mingle-importer",
        manifest: "pwa/importer/Cargo.toml",
        in_the_page: true,
        never: &[
            "tokio",
            "warp",
            "rustls",
            "mdns-sd",
            "rusqlite",
            "mingle-replica",
            "mingle",
            "xtask",
        ],
    },
    Rule {
        package: "mingle-joiner",
        manifest: "pwa/joiner/Cargo.toml",
        in_the_page: true,
        never: &[
            "tokio",
            "warp",
            "rustls",
            "mdns-sd",
            "rusqlite",
            "mingle-import",
            "mingle-replica",
            "mingle",
            "mingle-tests",
            "xtask",
        ],
    },
    Rule {
        package: "mingle-reader",
        manifest: "pwa/reader/Cargo.toml",
        in_the_page: true,
        never: &[
            "tokio",
            "warp",
            "rustls",
            "mdns-sd",
            "rusqlite",
            "mingle-proto",
            "mingle-import",
            "mingle-replica",
            "mingle",
            "mingle-tests",
            "xtask",
        ],
    },
];

/// How many trees `check` looks at.
pub const TREES: usize = 15;

/// One violation for each package that a rule forbids and a tree has, with the way that leads to it.
pub fn check(root: &Path) -> Result<Vec<Violation>> {
    let mut violations = Vec::new();
    for rule in &RULES {
        let manifest = fs::read_to_string(root.join(rule.manifest))
            .with_context(|| format!("cannot read {}", rule.manifest))?;
        for target in [None, Some(TARGET)].into_iter().take(if rule.in_the_page { 2 } else { 1 }) {
            let tree = tree_of(rule.package, target)?;
            violations.extend(judge(rule, &manifest, &tree, target.unwrap_or("this machine")));
        }
    }
    Ok(violations)
}

fn tree_of(package: &str, target: Option<&str>) -> Result<String> {
    let mut tree = cargo();
    tree.args(["tree", "--locked", "--package", package, "--all-features", "--edges", "normal"]);
    tree.args(["--prefix", "depth", "--format", " {p}"]);
    tree.args(target.into_iter().flat_map(|target| ["--target", target]));
    output(&mut tree)
}

/// Reads lines such as `2 serde v1.0.0 (*)`: the depth, then the package.
fn judge(rule: &Rule, manifest: &str, tree: &str, target: &str) -> Vec<Violation> {
    let mut way: Vec<&str> = Vec::new();
    let mut violations = Vec::new();
    for line in tree.lines() {
        let mut words = line.split_whitespace();
        let depth = words.next().and_then(|depth| depth.parse::<usize>().ok());
        let (Some(depth), Some(name)) = (depth, words.next()) else { continue };
        way.truncate(depth);
        way.push(name);
        if depth > 0 && rule.never.contains(&name) {
            let sentence = format!(
                "{} must never reach {name}, and for {target} it does: {}",
                rule.package,
                way.join(" > ")
            );
            let line = way.get(1).map_or(1, |direct| line_of(manifest, direct));
            violations.push(Violation { file: rule.manifest.to_owned(), line, sentence });
        }
    }
    violations
}

/// Where the manifest names this dependency; its first line if it does so in no way that we know.
fn line_of(manifest: &str, dependency: &str) -> usize {
    let names = |line: &str| {
        line.split(['.', ' ', '=']).next() == Some(dependency)
            || line.contains(&format!("package = \"{dependency}\""))
    };
    manifest.lines().position(names).map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const MANIFEST: &str = "[package]\nname = \"mingle-proto\"\n\n[dependencies]\nserde.workspace = true\nquick = \"1\"\n";

    #[test]
    fn a_forbidden_package_is_found_however_deep_and_the_way_to_it_is_told() {
        let tree = "0 mingle-proto v0.1.0\n1 serde v1.0.0\n2 serde_core v1.0.0\n1 quick v1.0.0\n2 middle v0.1.0\n3 tokio v1.54.0 (*)\n";
        let found = judge(&RULES[0], MANIFEST, tree, "this machine");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].file.as_str(), found[0].line), ("proto/Cargo.toml", 6));
        assert!(
            found[0].sentence.contains("mingle-proto > quick > middle > tokio"),
            "{}",
            found[0]
        );
    }

    #[test]
    fn proto_may_not_import_replica() {
        let found = judge(
            &RULES[0],
            MANIFEST,
            "0 mingle-proto v0.1.0\n1 mingle-replica v0.1.0\n",
            "this machine",
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_clean_tree_passes() {
        let tree = "0 mingle-proto v0.1.0\n1 serde v1.0.0\n1 tokio-like v1.0.0\n";
        assert!(judge(&RULES[0], MANIFEST, tree, "this machine").is_empty());
    }

    #[test]
    fn every_tree_is_counted() {
        assert_eq!(
            RULES.iter().map(|rule| if rule.in_the_page { 2 } else { 1 }).sum::<usize>(),
            TREES
        );
    }
}
