use super::{Fields, Record};
use crate::{kind::Kind, timestamp::Timestamp};
use serde::Serialize;
use std::collections::BTreeSet;

/// One time that we talked, wrote, or met.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Interaction {
    /// Contacts' document ids. Merge as a set.
    pub people: BTreeSet<String>,
    /// `talk`, `call`, `message`, `mail`, `coffee` or another word. Last writer wins.
    pub channel: String,
    /// When it was. Last writer wins.
    pub at: Option<Timestamp>,
    /// Where it was. Last writer wins.
    pub place: String,
    /// The event's document id, or empty. Last writer wins.
    pub event: String,
    /// What was said. Free text.
    pub note: String,
    pub created: Option<Timestamp>,
    /// When the record was put away; none while it is there.
    pub deleted: Option<Timestamp>,
    /// `no-answer` where it was only tried, or empty. A field and not a word of the note, so that every reader can tell
    /// an attempt from a talk whatever the owner's language, and no edit of the note changes it. Last writer wins.
    pub outcome: String,
}

impl Interaction {
    /// It was tried, and nobody answered: no time together.
    pub fn is_attempt(&self) -> bool {
        self.outcome == "no-answer"
    }
}

impl Record for Interaction {
    const KIND: Kind = Kind::Interaction;

    fn fields(&mut self, f: &mut dyn Fields) {
        f.set("people", &mut self.people);
        f.word("channel", &mut self.channel);
        f.moment("at", &mut self.at);
        f.word("place", &mut self.place);
        f.word("event", &mut self.event);
        f.text("note", &mut self.note);
        f.moment("created", &mut self.created);
        f.moment("deleted", &mut self.deleted);
        f.word("outcome", &mut self.outcome);
    }
}
