use super::arguments::{Completions, shown};
use anyhow::Result;
use std::io::Write;

/// Prints what a shell needs to complete `mingle`.
pub fn completions(what: &Completions) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(what.shell, &mut shown(), "mingle", &mut script);
    Ok(std::io::stdout().lock().write_all(&script)?)
}
