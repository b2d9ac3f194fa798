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
    ///
    /// # Errors
    /// The [`Failure`] `strange-link` if it is not one to enrol with: it is handed to a program of the system.
    pub fn new(data: &DataDir, link: Link) -> Result<Self> {
        let control = ControlFile::read(data)?.ok_or_else(not_running)?;
        if !is_for_enrolling(&link.path) {
            return Err(strange_link().into());
        }
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

/// Whether it is `/#open=` and a token of 64 hexadecimal digits, and no more.
fn is_for_enrolling(path: &str) -> bool {
    let token = path.strip_prefix("/#open=");
    token.is_some_and(|token| token.len() == 64 && token.bytes().all(|it| it.is_ascii_hexdigit()))
}

fn strange_link() -> Failure {
    Failure::new("strange-link", "what answers as mingle gave no link that mingle makes")
        .hint("`mingle down`, then `mingle`; it may be of another version")
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_led_to_a_link_for_enrolling_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::open(Some(folder.path().join("new"))).unwrap();
        let at = "127.0.0.1:7979".parse().unwrap();
        let _written = ControlFile::write(&data, at, "secret").unwrap();
        let opened = |path: String| Opened::new(&data, Link { path, expires_in_seconds: 120 });
        let token = "0123456789abcdef".repeat(4);
        let good = opened(format!("/#open={token}")).unwrap();
        assert_eq!(good.url, format!("http://127.0.0.1:7979/#open={token}"));
        for path in [
            String::new(),
            "/".to_owned(),
            format!("/#open={}", token.trim_end_matches('f')),
            format!("/#open={token}0"),
            format!("/#open={}\n", token.trim_end_matches('f')),
            format!("/#open={}é", "0".repeat(62)),
            format!("@example.com/#open={token}"),
            format!("/evil#open={token}"),
        ] {
            let told = Failure::of(&opened(path.clone()).err().unwrap());
            assert_eq!(told.code, "strange-link", "{path:?}");
        }
    }
}
