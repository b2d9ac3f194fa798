//! What must hold for the source as a whole, each a sentence in ARCHITECTURE.md:
//! - proto and replica never reach tokio, warp, rustls or mdns-sd, and imports run one way (`trees`);
//! - SQL, and what speaks it, stands only in replica's store (`sql`);
//! - no file outgrows what a person reads in one go (`sources`);
//! - the lint against unwrap is switched off in tests only (`switches`).

mod sources;
mod sql;
mod switches;
mod tokens;
mod trees;

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};

use crate::paths;
use sources::SourceFile;

/// One broken invariant: where, and a sentence about what must hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// Relative to the workspace's root, with `/` between folders.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub sentence: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file, self.line, self.sentence)
    }
}

/// Prints every violation, or how much was looked at; any violation is an error.
pub fn check_and_report() -> Result<()> {
    let root = paths::root();
    let files = sources::collect(&root)?;
    let mut violations = trees::check(&root)?;
    violations.extend(check_sources(&files)?);
    for violation in &violations {
        println!("{violation}");
    }
    if !violations.is_empty() {
        bail!("{} of the invariants are broken", violations.len());
    }
    println!(
        "{} source files and {} dependency trees keep the invariants",
        files.len(),
        trees::TREES
    );
    Ok(())
}

fn check_sources(files: &[SourceFile]) -> Result<Vec<Violation>> {
    let mut violations = Vec::new();
    for file in files {
        violations.extend(sources::check_length(file));
        if Path::new(&file.path).extension().is_some_and(|extension| extension == "rs") {
            let tokens = tokens::read(file)?;
            violations.extend(sql::check(file, &tokens));
            violations.extend(switches::check(file, &tokens));
        }
    }
    Ok(violations)
}
