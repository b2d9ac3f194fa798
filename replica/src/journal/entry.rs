//! What a person typed, with what they said about how it is to be understood.

use mingle_proto::given::{Fields, Given, Heard, Named, Wrong};
use mingle_proto::id::DocumentId;
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;

use super::Moment;

/// A text to be written down: one record a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Entry {
    /// Random. The ids of all that the entry makes follow from it, so that writing it twice writes it once.
    pub ticket: DocumentId,
    pub text: String,
    /// Every line is about this person, and has no name in front.
    #[cfg_attr(feature = "page", tsify(optional))]
    pub about: Option<DocumentId>,
    pub corrections: Vec<Correction>,
    /// The event that one was in as it was typed, where that was known: it may be over once this is written down, or be
    /// one that was entered again, of which nothing tells by then.
    #[cfg_attr(feature = "page", tsify(optional))]
    pub event: Option<DocumentId>,
    /// When it was typed.
    pub at: Timestamp,
    /// Seconds that local time was ahead of UTC then; it decides what `today` means.
    pub offset: i32,
}

/// What the owner says of one line of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Correction {
    /// Which of the lines that say something; the first is 0.
    pub line: usize,
    /// Whom the line means; recognised where it is not said.
    #[cfg_attr(feature = "page", tsify(optional))]
    pub who: Option<Meant>,
    /// The words, as they stand in the line, of chips that are to be plain words of the note.
    pub plain: Vec<String>,
}

/// Whom a line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
#[serde(tag = "meant", rename_all = "snake_case")]
pub enum Meant {
    /// Someone new, whoever else has the same name.
    New,
    Known {
        id: DocumentId,
    },
}

impl Heard for Entry {
    fn heard(given: Given) -> Result<Self, Wrong> {
        let mut f = Fields::of(given)?;
        let mut entry = Self {
            ticket: f.take("ticket")?,
            text: f.take("text")?,
            about: None,
            event: None,
            corrections: f.take("corrections")?,
            at: f.take("at")?,
            offset: f.take("offset")?,
        };
        f.may("about", &mut entry.about);
        f.may("event", &mut entry.event);
        f.end(false)?;
        Ok(entry)
    }
}

impl Named for Correction {
    fn fields(&mut self, f: &mut Fields) {
        f.must("line", &mut self.line);
        f.may("who", &mut self.who);
        f.must("plain", &mut self.plain);
    }

    const IS_STRICT: bool = false;
}

impl Heard for Meant {
    fn heard(given: Given) -> Result<Self, Wrong> {
        let mut f = Fields::of(given)?;
        match f.take::<String>("meant")?.as_str() {
            "new" => Ok(Self::New),
            "known" => Ok(Self::Known { id: f.take("id")? }),
            word => Err(Wrong(format!("{word:?} is nobody who can be meant"))),
        }
    }
}

impl Entry {
    /// When it was typed, by the clock and calendar of then.
    pub fn moment(&self) -> Moment {
        Moment::at(self.at, self.offset)
    }

    /// Whom the owner says that a line means.
    pub(super) fn said(&self, line: usize) -> Option<Meant> {
        said(&self.corrections, self.about.as_ref(), line)
    }
}

/// Whom the owner says that a line means.
pub(super) fn said(
    corrections: &[Correction],
    about: Option<&DocumentId>,
    line: usize,
) -> Option<Meant> {
    let corrected = corrections.iter().rfind(|it| it.line == line).and_then(|it| it.who);
    about.map(|id| Meant::Known { id: *id }).or(corrected)
}

/// The words of a line's chips that are to be plain words.
pub(super) fn plain(corrections: &[Correction], line: usize) -> &[String] {
    corrections.iter().rfind(|it| it.line == line).map_or(&[], |it| it.plain.as_slice())
}
