//! What would be understood of a text, before it is written down.

use jiff::civil::Date;
use mingle_proto::id::DocumentId;
use mingle_proto::order;
use serde::Serialize;

use super::label::label;
use super::log::KnownBy;
use super::whom::{addressed, named, whom};
use super::{Correction, Journal, JournalError, Meant, Moment, PersonRow, entry};
use crate::civil::date_text;
use crate::line::{self, Field, Line, Placed};
use crate::store::{Reading, StoreError};

/// So many people are shown whose name begins with what was typed.
const MOST_LIKE: usize = 5;

/// So many people are shown who have the name that was typed.
const MOST_NAMESAKES: usize = 10;

/// What would be understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Preview {
    pub lines: Vec<PreviewLine>,
}

/// What would be understood of one line. Places are UTF-16 units of the whole text, as a text field counts them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct PreviewLine {
    pub start: usize,
    pub end: usize,
    /// Whom it is about, as they would be called.
    pub title: String,
    pub chips: Vec<PreviewChip>,
    /// Whom it may mean, those that it means for certain first.
    pub matches: Vec<Match>,
    /// Whom writing it down now would take it for.
    pub who: Meant,
    /// It names nobody, and cannot be written down.
    pub names_nobody: bool,
    pub note: String,
}

/// A part of a line that was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct PreviewChip {
    pub start: usize,
    pub end: usize,
    pub field: Field,
    /// The words of the line.
    pub source: String,
    /// What it was understood as: `needs a storage engineer`, `Coffee`.
    pub label: String,
    /// False where the owner has said that these are plain words.
    pub on: bool,
    /// The date, `2026-11-27`, where the chip is one.
    pub due: Option<String>,
}

/// Someone whom a line may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Match {
    pub person: PersonRow,
    pub by: MatchedBy,
    /// The line is taken for this person unless the owner says otherwise.
    pub certain: bool,
}

/// By what a line may mean someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum MatchedBy {
    Email,
    Phone,
    /// The whole name is the same.
    Name,
    /// The name begins with what was typed.
    Like,
}

impl Journal {
    /// What would be understood of a text if it were written down at this moment. Loads no document and writes
    /// nothing: it is meant for every key that is pressed.
    pub fn preview(
        &self,
        text: &str,
        about: Option<&DocumentId>,
        corrections: &[Correction],
        moment: Moment,
    ) -> Result<Preview, JournalError> {
        let reading = self.reading();
        let name = match about {
            Some(id) => Some(reading.contact_row(id)?.map(|row| row.name).unwrap_or_default()),
            None => None,
        };
        let plain = |number| entry::plain(corrections, number);
        let mut places = Places { text, byte: 0, units: 0 };
        let mut preview = Preview::default();
        let placed = line::placed(text, moment.today, name.as_deref(), plain);
        for (number, placed) in placed.into_iter().enumerate() {
            places.move_to(placed.span.start);
            let said = entry::said(corrections, about, number);
            let line = line(&reading, &placed, said, about.is_some(), &places, moment.today)?;
            preview.lines.push(line);
        }
        Ok(preview)
    }
}

fn line(
    reading: &Reading,
    placed: &Placed,
    said: Option<Meant>,
    is_about_one: bool,
    places: &Places,
    today: Date,
) -> Result<PreviewLine, StoreError> {
    let line = &placed.line;
    let recognised = whom(reading, line, None)?.meant;
    let who = said.unwrap_or(recognised);
    let known = match &who {
        Meant::Known { id } => reading.contact_row(id)?.map(|row| row.name),
        Meant::New => None,
    };
    let called = [Some(&line.name).filter(|name| !name.is_empty()), line.emails.first()];
    let called = called.into_iter().flatten().chain(line.phones.first()).next();
    Ok(PreviewLine {
        start: places.units_at(placed.span.start),
        end: places.units_at(placed.span.end),
        title: known.or_else(|| called.cloned()).unwrap_or_default(),
        chips: chips(placed, places, today),
        matches: if is_about_one { Vec::new() } else { matches(reading, line, recognised)? },
        who,
        names_nobody: who == Meant::New && line.names_nobody(),
        note: line.note.clone(),
    })
}

fn chips(placed: &Placed, places: &Places, today: Date) -> Vec<PreviewChip> {
    let line = &placed.line;
    let on = line.chips.iter().map(|chip| (chip, true));
    let mut chips: Vec<PreviewChip> = on
        .chain(placed.plain.iter().map(|chip| (chip, false)))
        .map(|(chip, on)| {
            let source = places.text.get(chip.span.clone()).unwrap_or_default();
            let due = line.promises.get(chip.index).and_then(|promise| promise.due);
            PreviewChip {
                start: places.units_at(chip.span.start),
                end: places.units_at(chip.span.end),
                field: chip.field,
                source: source.to_owned(),
                label: if on { label(line, chip, source, today) } else { source.to_owned() },
                on,
                due: due.filter(|_| on && chip.field == Field::Due).map(date_text),
            }
        })
        .collect();
    order::sort_by_key(&mut chips, |chip| (chip.start, std::cmp::Reverse(chip.end)));
    chips
}

/// Whom a line may mean: who has its addresses or numbers, its name, or a name that begins so.
fn matches(reading: &Reading, line: &Line, recognised: Meant) -> Result<Vec<Match>, StoreError> {
    let mut found: Vec<Match> = Vec::new();
    let mut add = |person: PersonRow, by| {
        if !found.iter().any(|known| known.person.id == person.id) {
            let certain = recognised == (Meant::Known { id: person.id });
            found.push(Match { person, by, certain });
        }
    };
    for (id, by) in addressed(reading, line)? {
        let by = if by == KnownBy::Phone { MatchedBy::Phone } else { MatchedBy::Email };
        reading.person_row(&id)?.into_iter().for_each(|person| add(person, by));
    }
    for row in named(reading, line)?.into_iter().take(MOST_NAMESAKES) {
        reading.person_row(&row.id)?.into_iter().for_each(|person| add(person, MatchedBy::Name));
    }
    if !line.name.is_empty() {
        let like = reading.people_beginning(&line.name, MOST_LIKE)?;
        like.into_iter().for_each(|person| add(person, MatchedBy::Like));
    }
    order::sort_by_key(&mut found, |one| !one.certain);
    Ok(found)
}

/// Places in a text, counted in UTF-16 units. It moves along with the lines, so that a long text is counted once.
struct Places<'a> {
    text: &'a str,
    byte: usize,
    units: usize,
}

impl Places<'_> {
    fn move_to(&mut self, byte: usize) {
        (self.units, self.byte) = (self.units_at(byte), byte);
    }

    /// The units before a byte that does not lie before the one moved to.
    fn units_at(&self, byte: usize) -> usize {
        let between = self.text.get(self.byte..byte).unwrap_or_default();
        self.units + between.encode_utf16().count()
    }
}
