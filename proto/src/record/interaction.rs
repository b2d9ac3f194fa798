use super::{Fields, Record};
use crate::{kind::Kind, timestamp::Timestamp};
use serde::Serialize;
use std::collections::BTreeSet;

/// One time that we talked, wrote, or met.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
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
}

impl Record for Interaction {
    const KIND: Kind = Kind::Interaction;

    fn fields<F: Fields>(&mut self, f: &mut F) {
        f.set("people", &mut self.people);
        f.word("channel", &mut self.channel);
        f.moment("at", &mut self.at);
        f.word("place", &mut self.place);
        f.word("event", &mut self.event);
        f.text("note", &mut self.note);
        f.moment("created", &mut self.created);
        f.moment("deleted", &mut self.deleted);
    }
}
