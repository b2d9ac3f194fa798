//! The command line: what can be asked, and how an answer or a failure is shown.

pub mod arguments;
mod attach;
mod attachment;
mod attempt;
mod bare;
mod card;
mod coffee;
mod completions;
mod control;
mod deck;
mod devices;
mod doctor;
mod done;
mod down;
mod due;
mod event;
mod export;
mod find;
mod gathering;
mod import;
mod join;
mod join_failures;
mod launch;
mod log;
mod me;
mod moves;
mod open;
pub mod output;
mod pair;
mod pair_phone;
mod picture;
mod progress;
mod reindex;
mod revoke;
mod show;
mod status;
mod wrap_up;

use crate::failure::Failure;
use crate::up;
use anyhow::Result;
use arguments::{Arguments, Command};
use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use output::Output;
use std::process::ExitCode;

/// Ended well.
const DONE: u8 = 0;
/// It did not work.
const FAILED: u8 = 1;
/// It was not asked for in a way that means anything.
const WRONG_USAGE: u8 = 2;

/// Does what the command line asks for.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return explain_usage(error),
    };
    let output = Output::new(arguments.json);
    match perform(arguments, &output) {
        Ok(()) => DONE.into(),
        Err(error) if output::is_broken_pipe(&error) => DONE.into(),
        Err(error) => {
            output.failure(&Failure::of(&error));
            FAILED.into()
        }
    }
}

fn perform(arguments: Arguments, output: &Output) -> Result<()> {
    let place = arguments.place;
    let Some(command) = arguments.command else {
        return bare::bare(&place.open()?, output);
    };
    match command {
        Command::Up(what) => up::up(&place.open()?, &what, output),
        Command::Open(what) => open::open(&place.open()?, &what, output),
        Command::Down => down::down(&place.open()?, output),
        Command::Log(what) => log::log(&place.open()?, &what, output),
        Command::Find(what) => find::find(&place.open()?, &what, output),
        Command::Show(what) => show::show(&place.open()?, &what, output),
        Command::Attach(what) => attach::attach(&place.open()?, &what, output),
        Command::Attachment(what) => attachment::attachment(&place.open()?, &what, output),
        Command::Due(what) => due::due(&place.open()?, &what, output),
        Command::Done(what) => done::done(&place.open()?, &what, output),
        Command::Event(what) => event::event(&place.open()?, &what, output),
        Command::WrapUp(what) => wrap_up::wrap_up(&place.open()?, &what, output),
        Command::Coffee(what) => coffee::coffee(&place.open()?, &what, output),
        Command::Confirm(what) => coffee::confirm(&place.open()?, &what, output),
        Command::Deck(what) => deck::deck(&place.open()?, &what, output),
        Command::Card(what) => card::card(&place.open()?, &what, output),
        Command::Me(what) => me::me(&place.open()?, &what, output),
        Command::Export(what) => export::export(&place.open()?, &what, output),
        Command::Import(what) => import::import(&place.open()?, &what, output),
        Command::Pair => pair::pair(&place.open()?, output),
        Command::Join(what) => join::join(&place.open()?, &what, output),
        Command::Status => status::status(&place.open()?, output),
        Command::Doctor => doctor::doctor(&place.open()?, output),
        Command::Devices => devices::devices(&place.open()?, output),
        Command::Revoke(what) => revoke::revoke(&place.open()?, &what, output),
        Command::Reindex => reindex::reindex(&place.open()?, output),
        Command::Completions(what) => completions::completions(&what),
        Command::Attempt(what) => attempt::attempt(&what),
    }
}

/// Help and version are answers; everything else is wrong usage.
fn explain_usage(mut error: clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = error.print();
        return DONE.into();
    }
    suggest_nothing_hidden(&mut error);
    // Whether `--json` was asked for cannot come from arguments that make no sense.
    if std::env::args_os().any(|argument| argument == "--json") {
        let rendered = error.render().to_string();
        let message = rendered.lines().next().unwrap_or_default().trim_start_matches("error: ");
        let failure = Failure::new("usage", message).hint("mingle --help");
        Output::new(true).failure(&failure);
    } else {
        let _ = error.print();
    }
    WRONG_USAGE.into()
}

fn suggest_nothing_hidden(error: &mut clap::Error) {
    let Some(ContextValue::Strings(mut names)) = error.remove(ContextKind::SuggestedSubcommand)
    else {
        return;
    };
    let commands = arguments::shown();
    names.retain(|name| commands.find_subcommand(name).is_some());
    if !names.is_empty() {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(names));
    }
}
