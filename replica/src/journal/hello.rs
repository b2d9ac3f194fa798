//! Saying hello, and saying that one will.

use mingle_proto::given::{Given, Heard, Wrong};
use mingle_proto::id::DocumentId;
use mingle_proto::record::{Event, Interaction, Move};
use serde::Serialize;

use super::{DueMove, Journal, JournalError, Moment, day_of, due, hope, time_of};
use crate::store::{StoreError, Writing};

/// How one said hello.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Call,
    Message,
    Mail,
    Coffee,
    Talk,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Talked,
    /// An attempt: it stands in the timeline, but is no time together.
    NoAnswer,
}

impl Heard for Channel {
    fn heard(given: Given) -> Result<Self, Wrong> {
        let word = String::heard(given)?;
        let all = [Self::Call, Self::Message, Self::Mail, Self::Coffee, Self::Talk];
        let found = all.into_iter().find(|channel| channel.word() == word);
        found.ok_or_else(|| Wrong(format!("{word:?} is no channel")))
    }
}

impl Heard for Outcome {
    fn heard(given: Given) -> Result<Self, Wrong> {
        match String::heard(given)?.as_str() {
            "talked" => Ok(Self::Talked),
            "no-answer" => Ok(Self::NoAnswer),
            word => Err(Wrong(format!("{word:?} is no outcome"))),
        }
    }
}

impl Journal {
    /// Writes down that one said hello, or tried to, and returns the interaction's id.
    ///
    /// A talk is at the event that is on; calls and messages go elsewhere. An attempt says so in a field of its own
    /// ([`Interaction::outcome`]), since a note is in the owner's words. The first time together with someone hoped for
    /// meets them.
    pub fn say_hello(
        &mut self,
        id: &DocumentId,
        channel: Channel,
        outcome: Outcome,
        note: &str,
        moment: Moment,
    ) -> Result<DocumentId, JournalError> {
        let mut interaction = Interaction {
            people: [id.to_string()].into(),
            channel: channel.word().to_owned(),
            at: Some(moment.now),
            note: note.trim().to_owned(),
            created: Some(moment.now),
            outcome: match outcome {
                Outcome::Talked => String::new(),
                Outcome::NoAnswer => "no-answer".to_owned(),
            },
            ..Interaction::default()
        };
        self.store.write(moment.now, |writing| {
            is_there(writing, id)?;
            if channel == Channel::Talk
                && let Some(event_id) = writing.reading().current_event(moment.now)?
                && let Some(event) = writing.reading().record::<Event>(&event_id)?
            {
                interaction.event = event_id.to_string();
                interaction.at = Some(event.time_of(moment.now));
            }
            hope::meet_by(writing, id, &interaction)?;
            Ok(writing.create(&interaction)?)
        })
    }

    /// Writes down something to do with a person: `sort` is one of [`Move::sort`], `due` a date or empty, `time` a time
    /// of that day or empty. What takes two to happen is proposed until it is confirmed.
    pub fn propose(
        &mut self,
        id: &DocumentId,
        sort: &str,
        what: &str,
        due: &str,
        time: &str,
        moment: Moment,
    ) -> Result<DueMove, JournalError> {
        let due = day_of(due)?;
        let together = matches!(sort, "coffee" | "meet") && !due.is_empty();
        let record = Move {
            what: if what.trim().is_empty() { sort } else { what.trim() }.to_owned(),
            sort: sort.to_owned(),
            whose: "mine".to_owned(),
            people: [id.to_string()].into(),
            time: if due.is_empty() { String::new() } else { time_of(time)? },
            due,
            state: if together { "proposed".to_owned() } else { String::new() },
            created: Some(moment.now),
            ..Move::default()
        };
        self.store.write(moment.now, |writing| {
            is_there(writing, id)?;
            let id = writing.create(&record)?;
            Ok(due::due_move(&writing.reading(), &id, &record, moment.today)?)
        })
    }
}

impl Channel {
    fn word(self) -> &'static str {
        match self {
            Channel::Call => "call",
            Channel::Message => "message",
            Channel::Mail => "mail",
            Channel::Coffee => "coffee",
            Channel::Talk => "talk",
        }
    }
}

fn is_there(writing: &Writing, person: &DocumentId) -> Result<(), StoreError> {
    let there = writing.reading().contact_row(person)?.is_some();
    if there { Ok(()) } else { Err(StoreError::Missing(*person)) }
}
