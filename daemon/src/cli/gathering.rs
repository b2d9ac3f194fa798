//! What can be typed of events, coffees and questions.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Event {
    #[command(subcommand)]
    pub task: Option<EventTask>,
}

#[derive(Debug, Subcommand)]
pub enum EventTask {
    /// Begin one now
    Start(EventStart),
    /// Change the words or people of the one that is on, or of another
    Change(EventChange),
    /// End the one that is on
    End(EventEnd),
    /// Say that you are still at the one that is on: it asks again after twelve hours
    StillThere,
    /// Enter one again that is over, until its next end: what is logged meanwhile belongs to it, and its dates stay
    Resume(Which),
    /// Show one with its people: the one that is on, or another
    Show(MaybeWhich),
    /// List all events, the latest first
    List,
    /// Propose three people who would enjoy an event, and why: the one that is on, or one that is to come
    Invite(Invite),
    /// List whom you hoped to meet somewhere and never met
    Unmet,
}

#[derive(Debug, Args)]
pub struct EventStart {
    /// What it is called
    #[arg(required = true, value_parser = NonEmptyStringValueParser::new())]
    pub name: Vec<String>,
    /// Where it is
    #[arg(long, default_value = "", hide_default_value = true)]
    pub place: String,
    /// What you are curious about
    #[arg(long, default_value = "", hide_default_value = true)]
    pub goal: String,
    /// Whom you hope to meet, known or not yet met; repeatable
    #[arg(long, value_name = "PERSON")]
    pub hope: Vec<String>,
    /// Whom you bring; repeatable
    #[arg(long, value_name = "PERSON")]
    pub bring: Vec<String>,
}

#[derive(Debug, Args)]
pub struct EventChange {
    /// Its name, or its id or the beginning of that; the one that is on without this
    pub event: Vec<String>,
    /// What it is called
    #[arg(long)]
    pub name: Option<String>,
    /// Where it is
    #[arg(long)]
    pub place: Option<String>,
    /// What you are curious about
    #[arg(long)]
    pub goal: Option<String>,
    /// What you learned
    #[arg(long)]
    pub learned: Option<String>,
    /// Whom else you hope to meet; repeatable
    #[arg(long, value_name = "PERSON")]
    pub hope: Vec<String>,
    /// Whom you no longer hope to meet there; repeatable
    #[arg(long, value_name = "PERSON")]
    pub no_hope: Vec<String>,
    /// Whom else you bring; repeatable
    #[arg(long, value_name = "PERSON")]
    pub bring: Vec<String>,
    /// Whom you do not bring after all; repeatable
    #[arg(long, value_name = "PERSON")]
    pub no_bring: Vec<String>,
}

#[derive(Debug, Args)]
pub struct EventEnd {
    /// What you take away from it
    #[arg(long, default_value = "", hide_default_value = true)]
    pub learned: String,
}

#[derive(Debug, Args)]
pub struct Which {
    /// Its name, or its id or the beginning of that
    #[arg(required = true)]
    pub event: Vec<String>,
}

#[derive(Debug, Args)]
pub struct MaybeWhich {
    /// Its name, or its id or the beginning of that; the one that is on without this
    pub event: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Invite {
    /// What the event to come is called; the one that is on without this
    pub name: Vec<String>,
    /// Where it is
    #[arg(long, default_value = "", hide_default_value = true, requires = "name")]
    pub place: String,
    /// What you are curious about
    #[arg(long, default_value = "", hide_default_value = true, requires = "name")]
    pub goal: String,
}

#[derive(Debug, Args)]
pub struct WrapUp {
    /// Its name, or its id or the beginning of that; the one that is on without this, or else the latest
    pub event: Vec<String>,
    /// Write down what is proposed for this person
    #[arg(long = "for", value_name = "PERSON")]
    pub who: Option<String>,
    /// Something else to do for them
    #[arg(long, value_name = "WORDS", requires = "who")]
    pub what: Option<String>,
}

#[derive(Debug, Args)]
pub struct Coffee {
    /// With whom: a name, or an id or the beginning of one
    #[arg(required = true)]
    pub who: Vec<String>,
    /// When: one of the times that are shown without this, or as in `fri 15:30` or `2026-11-27 15:30`
    #[arg(long, value_name = "WHEN")]
    pub on: Option<String>,
    /// Write a file for the calendar, too
    #[arg(long, value_name = "FILE", requires = "on")]
    pub ics: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "ics")]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Confirm {
    /// Ids, or beginnings of ids, as `mingle due` shows them
    #[arg(required = true)]
    pub ids: Vec<String>,
    /// Take it back: only proposed, after all
    #[arg(long)]
    pub undo: bool,
}

#[derive(Debug, Args)]
pub struct Deck {
    #[command(subcommand)]
    pub task: Option<DeckTask>,
}

#[derive(Debug, Subcommand)]
pub enum DeckTask {
    /// Add a question
    Add {
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Ask one in other words
    Change {
        /// Its id, as `mingle deck` shows it
        id: String,
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Ask one no more
    Remove {
        /// Its id, as `mingle deck` shows it
        id: String,
    },
    /// Go back to the questions that Mingle brings; your own are gone then
    Reset,
}
