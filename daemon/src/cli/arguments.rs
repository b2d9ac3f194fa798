//! What can be typed after `mingle`.

use crate::authority::own::Files;
use crate::data_dir::DataDir;
use anyhow::Result;
use clap::builder::FalseyValueParser;
use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use mingle_proto::pairing::Code;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

pub use super::gathering::*;

const WITHOUT_A_COMMAND: &str =
    "Without a command: starts the daemon if none runs, and opens your page.";

const USUAL_PORT: u16 = 7979;

/// A local-first journal of the people you meet.
#[derive(Debug, Parser)]
#[command(name = "mingle", version, propagate_version = true, disable_help_subcommand = true)]
#[command(after_help = WITHOUT_A_COMMAND)]
pub struct Arguments {
    #[command(flatten)]
    pub place: Place,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Args)]
pub struct Place {
    /// The folder that holds the journal
    #[arg(long, global = true, value_name = "DIR", env = "MINGLE_DATA_DIR")]
    data_dir: Option<PathBuf>,
}

impl Place {
    pub fn open(self) -> Result<DataDir> {
        DataDir::open(self.data_dir)
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the daemon: it serves your page and syncs with your other devices
    Up(Up),
    /// Open the page in your browser
    Open(Open),
    /// Stop the daemon
    Down,
    /// Write down people you met, one line each
    Log(Log),
    /// Search everything
    Find(Find),
    /// Show a person
    Show(Show),
    /// Keep a photo or file with a person
    Attach(Attach),
    /// Write a photo or file that is kept with a person into a file
    Attachment(Attachment),
    /// List what is due
    Due(Due),
    /// Mark something as done
    Done(Done),
    /// Begin or end an event; what is logged in between belongs to it
    Event(Event),
    /// Go through the new people of an event, and write down one thing for whom you like
    WrapUp(WrapUp),
    /// Propose a coffee, with a message to send and a file for the calendar
    Coffee(Coffee),
    /// Note that a coffee or meeting was confirmed
    Confirm(Confirm),
    /// Show or change the curious questions, one of which is asked for each new person
    Deck(Deck),
    /// Keep the card of somebody you talk to: a vCard, or what a QR code or a text says
    Card(Card),
    /// Show your own card, or change it
    Me(Me),
    /// Bring in contacts from vCard files
    Import(Import),
    /// Write everything into one file
    Export(Export),
    /// Show a code by which another device becomes one of yours
    Pair,
    /// Make this device one of yours, by the code that another one shows
    Join(Join),
    /// Show how this device and the others stand
    Status,
    /// Look for what keeps this device from being found and reached, and say how to mend it
    Doctor,
    /// List your devices
    Devices,
    /// Take a device off the list of yours, for ever
    Revoke(Revoke),
    /// Build search and lists anew from the records
    Reindex,
    /// Print completions for a shell
    Completions(Completions),
    /// Try a document that mingle died over, in a process of its own
    #[command(hide = true)]
    Attempt(Attempt),
}

#[derive(Debug, Default, Args)]
pub struct Up {
    /// Listen on this machine alone: neither your phone nor your other laptops can reach it
    #[arg(long, env = "MINGLE_ONLY_HERE", value_parser = FalseyValueParser::new(), conflicts_with = "listen")]
    pub only_here: bool,
    /// Listen on this machine and on this address, instead of on all of the local network; repeatable
    #[arg(long, value_name = "ADDRESS[:PORT]", value_parser = listen)]
    pub listen: Vec<Listen>,
    /// The port, for loopback and wherever none is given; 0 takes any
    #[arg(long, default_value_t = USUAL_PORT, env = "MINGLE_PORT")]
    pub port: u16,
    /// Neither announce this device on the network nor look for others there
    #[arg(long)]
    pub no_discovery: bool,
    /// Serve a certificate of your own to whoever asks for one of its names: a PEM file, read again when it changes
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The key of that certificate, a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Live on without the terminal, and put the time before every note
    #[arg(long, hide = true)]
    pub detached: bool,
}

impl Up {
    /// The files of the owner's own certificate, where they were named.
    pub fn own_certificate(&self) -> Option<Files> {
        let (certificate, key) = (self.tls_cert.clone()?, self.tls_key.clone()?);
        Some(Files { certificate, key })
    }
}

/// An address, with the port where one was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen {
    pub ip: IpAddr,
    pub port: Option<u16>,
}

#[derive(Debug, Args)]
pub struct Open {
    /// Only print the link; it works once, within two minutes
    #[arg(long)]
    pub print: bool,
}

#[derive(Debug, Args)]
pub struct Log {
    /// What you would tell: `Ana Ruiz @ Acme, needs a storage engineer, intro to Bo, coffee fri`. Without words, or
    /// with `-`, lines are read from standard input
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
    /// Where it was, for lines that do not say it; not at an event, which has its own place
    #[arg(long, default_value = "", hide_default_value = true)]
    pub place: String,
    /// On which stage you met, when it is not at an event
    #[arg(long, value_parser = ["work", "everyday"])]
    pub stage: Option<String>,
}

#[derive(Debug, Args)]
pub struct Find {
    /// Words, or beginnings of words, in any order
    #[arg(required = true)]
    pub words: Vec<String>,
    /// At most so many
    #[arg(long, short = 'n', default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
}

#[derive(Debug, Args)]
pub struct Show {
    /// A name, or an id or the beginning of one
    #[arg(required = true)]
    pub who: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Attach {
    /// A name, or an id or the beginning of one
    pub who: String,
    /// The file; it is kept as it is, with what it says of where and when it was made
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Attachment {
    /// Its id, or the beginning of it, as `mingle show` prints it
    pub id: String,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Due {
    /// Look so many days ahead
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(0..=3_660))]
    pub days: u16,
}

#[derive(Debug, Args)]
pub struct Done {
    /// Ids, or beginnings of ids, as `mingle due` shows them
    #[arg(required = true)]
    pub ids: Vec<String>,
    /// Take it back: not done after all
    #[arg(long)]
    pub undo: bool,
}

#[derive(Debug, Args)]
pub struct Card {
    /// What the card says: a vCard, a MECARD, `mailto:` or `tel:`, a web address. Without words, or with `-`,
    /// it is read from standard input
    #[arg(value_name = "TEXT")]
    pub words: Vec<String>,
    /// What they are called, where the card does not say it; a web address alone is nobody's without this
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// It is this person's, by name or id, whatever it says
    #[arg(long, value_name = "WHO", conflicts_with = "new")]
    pub with: Option<String>,
    /// It is somebody new's, whoever else has the same name or number
    #[arg(long)]
    pub new: bool,
}

#[derive(Debug, Default, Args)]
pub struct Me {
    /// What you are called
    #[arg(long)]
    pub name: Option<String>,
    /// Where you work or belong
    #[arg(long)]
    pub org: Option<String>,
    /// What you do there
    #[arg(long)]
    pub role: Option<String>,
    /// In place of those that are there; empty for none
    #[arg(long)]
    pub phone: Option<String>,
    /// In place of those that are there; empty for none
    #[arg(long)]
    pub email: Option<String>,
    /// In place of those that are there; empty for none
    #[arg(long)]
    pub link: Option<String>,
}

#[derive(Debug, Args)]
pub struct Export {
    /// As a tar archive of the Automerge documents as they are, and the attachments
    #[arg(long, required = true)]
    pub raw: bool,
    /// The file to write
    pub file: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Import {
    /// vCard files; `-` is standard input
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Revoke {
    /// Its name, or its id or the first letters of that, as `mingle devices` shows them
    #[arg(required = true)]
    pub device: Vec<String>,
    /// Revoke the devices that it added, too, and those that they added; where the record names more than one as who
    /// added a device, that one is asked about
    #[arg(long)]
    pub with_added: bool,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct Join {
    /// Where the other device listens, as its `mingle pair` shows; found on the network without this
    #[arg(value_name = "ADDRESS[:PORT]", value_parser = with_port)]
    pub address: Option<String>,
    /// The code; asked for without this
    #[arg(long, value_parser = str::parse::<Code>)]
    pub code: Option<Code>,
}

#[derive(Debug, Args)]
pub struct Completions {
    pub shell: Shell,
}

#[derive(Debug, Args)]
pub struct Attempt {
    pub journal: PathBuf,
    pub position: i64,
}

/// The command line without the commands that are for tests and for mingle itself.
pub fn shown() -> clap::Command {
    let whole = Arguments::command();
    let commands = whole.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
    let mut shown = clap::Command::new("mingle")
        .version(env!("CARGO_PKG_VERSION"))
        .propagate_version(true)
        .disable_help_subcommand(true)
        .after_help(WITHOUT_A_COMMAND)
        .args(whole.get_arguments().cloned())
        .subcommands(commands);
    if let Some(about) = whole.get_about() {
        shown = shown.about(about.clone());
    }
    shown
}

fn listen(text: &str) -> Result<Listen, String> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    if let Ok(ip) = bare.parse::<IpAddr>() {
        return Ok(Listen { ip, port: None });
    }
    let address: SocketAddr =
        text.parse().map_err(|_| "give an IP address, or one with a port".to_owned())?;
    Ok(Listen { ip: address.ip(), port: Some(address.port()) })
}

/// A host and a port; the usual one where none is given.
fn with_port(text: &str) -> Result<String, String> {
    if let Ok(ip) = text.trim_matches(['[', ']']).parse::<IpAddr>() {
        return Ok(SocketAddr::new(ip, USUAL_PORT).to_string());
    }
    if !text.is_empty() && !text.contains(':') {
        return Ok(format!("{text}:{USUAL_PORT}"));
    }
    host_and_port(text)
}

fn host_and_port(text: &str) -> Result<String, String> {
    let wrong = || "give a host and a port, as in 192.168.1.20:7979".to_owned();
    let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
    let port_is_good = port.parse::<u16>().is_ok_and(|port| port > 0);
    let bracketed = host.starts_with('[') && host.ends_with(']');
    if host.is_empty() || !port_is_good || (host.contains(':') && !bracketed) {
        return Err(wrong());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
#[path = "arguments_tests.rs"]
mod tests;
