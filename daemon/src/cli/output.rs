//! How answers and failures are shown: plain lines for a person, one JSON value with `--json`.

use crate::failure::Failure;
use crate::words::plain;
use anyhow::Result;
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;

/// Where answers go, and in which form.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    pub json: bool,
}

impl Output {
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Shows an answer: `value` as JSON, or else the text that `words` makes of it.
    pub fn answer<T: Serialize>(&self, value: &T, words: impl FnOnce(&T) -> String) -> Result<()> {
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            let text = words(value);
            write!(out, "{text}")?;
            if !text.is_empty() && !text.ends_with('\n') {
                writeln!(out)?;
            }
        }
        Ok(out.flush()?)
    }

    /// Shows one of several answers that come one after another: with `--json` one JSON value a line.
    pub fn line<T: Serialize>(&self, value: &T, words: impl FnOnce(&T) -> String) -> Result<()> {
        if !self.json {
            return self.answer(value, words);
        }
        let mut out = io::stdout().lock();
        serde_json::to_writer(&mut out, value).map_err(io::Error::from)?;
        writeln!(out)?;
        Ok(out.flush()?)
    }

    /// Shows what went wrong: a message and a hint on standard error, and with `--json` an object on standard output.
    pub fn failure(&self, failure: &Failure) {
        #[derive(Serialize)]
        struct Wrapped<'a> {
            error: &'a Failure,
        }
        // If nobody listens any more there is nobody to tell that to.
        let mut err = io::stderr().lock();
        let _ = writeln!(err, "error: {}", plain(&failure.message));
        if let Some(hint) = &failure.hint {
            let _ = writeln!(err, "hint: {}", plain(hint));
        }
        if self.json {
            let mut out = io::stdout().lock();
            let _ = serde_json::to_writer_pretty(&mut out, &Wrapped { error: failure });
            let _ = writeln!(out);
        }
    }

    /// Whether pictures can be drawn: on a terminal that has colours, whose user did not ask for plain text.
    pub fn draws(&self) -> bool {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        !self.json && is_coloured() && !is_dumb
    }

    /// A heading, in [`plain`] text: bold on a terminal whose user did not ask for plain text (no-color.org).
    pub fn strong(&self, text: &str) -> String {
        let text = plain(text);
        if !is_coloured() {
            return text.into_owned();
        }
        format!("\x1b[1m{text}\x1b[0m")
    }
}

fn is_coloured() -> bool {
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal() && !no_colour
}

/// Whether the reader of standard output has left, as `mingle find | head` does.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == ErrorKind::BrokenPipe)
    })
}

/// Creates a file that a person named; one that is there is replaced only where that is said.
pub fn create(file: &Path, force: bool) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true);
    match force {
        true => options.create(true).truncate(true),
        false => options.create_new(true),
    };
    options.open(file).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => is_there(file).into(),
        _ => anyhow::Error::from(error).context(format!("cannot write {}", file.display())),
    })
}

/// That a file would be replaced.
pub fn is_there(file: &Path) -> Failure {
    Failure::new("file-exists", format!("{} is there already", file.display()))
        .hint("choose another name, or replace it with --force")
}
