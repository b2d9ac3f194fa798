use super::arguments::Open;
use super::control::{ask, not_running};
use super::output::Output;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::http::routes::Link;
use crate::up::ControlFile;
use anyhow::Result;
use serde::Serialize;
use std::process::{Command, Stdio};
use warp::http::Method;

/// Where the page is to be opened.
#[derive(Serialize)]
pub struct Opened {
    url: String,
    expires_in_seconds: u64,
}

impl Opened {
    /// The whole of a link that the folder's daemon made.
    pub fn new(data: &DataDir, link: Link) -> Result<Self> {
        let control = ControlFile::read(data)?.ok_or_else(not_running)?;
        Ok(Self {
            url: format!("http://{}{}", control.address, link.path),
            expires_in_seconds: link.expires_in_seconds,
        })
    }
}

/// Asks the daemon for a one-time link, and hands it to the browser.
pub fn open(data: &DataDir, what: &Open, output: &Output) -> Result<()> {
    let link: Link = ask(data, Method::POST, "/control/link")?.ok_or_else(not_running)?;
    let opened = Opened::new(data, link)?;
    if what.print || output.json {
        return output.answer(&opened, |opened| opened.url.clone());
    }
    show(&opened)
}

/// Hands it to the browser.
///
/// # Errors
/// The [`Failure`] `no-browser`, whose hint is the link.
pub fn show(opened: &Opened) -> Result<()> {
    let shown = browser(&opened.url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !shown.is_ok_and(|status| status.success()) {
        return Err(Failure::new("no-browser", "no browser could be opened")
            .hint(format!("open this link yourself, within two minutes: {}", opened.url))
            .into());
    }
    Ok(())
}

#[cfg(target_os = "macos")]
fn browser(url: &str) -> Command {
    let mut command = Command::new("open");
    command.arg(url);
    command
}

#[cfg(windows)]
fn browser(url: &str) -> Command {
    let mut command = Command::new("rundll32");
    command.args(["url.dll,FileProtocolHandler", url]);
    command
}

#[cfg(not(any(target_os = "macos", windows)))]
fn browser(url: &str) -> Command {
    let mut command = Command::new("xdg-open");
    command.arg(url);
    command
}
