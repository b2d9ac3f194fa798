use super::launch::link_of_daemon;
use super::open::{Opened, show};
use super::output::Output;
use crate::data_dir::DataDir;
use anyhow::Result;
use serde::Serialize;

#[derive(Serialize)]
struct Begun {
    #[serde(flatten)]
    opened: Opened,
    /// No daemon was running before.
    started: bool,
}

/// `mingle` and no more: starts the daemon if none runs, and opens its page.
pub fn bare(data: &DataDir, output: &Output) -> Result<()> {
    let (link, started) = link_of_daemon(data)?;
    let begun = Begun { opened: Opened::new(data, link)?, started };
    let told = if started { "Mingle is up. `mingle down` stops it." } else { "" };
    output.answer(&begun, |_| told.to_owned())?;
    if output.json { Ok(()) } else { show(&begun.opened) }
}
