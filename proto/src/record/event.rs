use super::{Fields, Record};
use crate::{kind::Kind, timestamp::Timestamp};
use serde::Serialize;
use std::collections::BTreeSet;

/// A gathering that is gone to with a goal in mind.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Event {
    /// Last writer wins.
    pub name: String,
    /// Last writer wins.
    pub place: String,
    /// Last writer wins.
    pub starts: Option<Timestamp>,
    /// None while it is on. Last writer wins.
    pub ends: Option<Timestamp>,
    /// What I am curious about. Free text.
    pub goal: String,
    /// Whom I hope to meet: contacts' document ids, also of people not yet met. Merge as a set.
    pub hoped: BTreeSet<String>,
    /// Whom I bring: contacts' document ids. Merge as a set.
    pub brought: BTreeSet<String>,
    /// What I learned. Free text.
    pub learned: String,
    /// Anything else. Free text.
    pub note: String,
    pub created: Option<Timestamp>,
    /// When the record was put away; none while it is there.
    pub deleted: Option<Timestamp>,
    /// Since when one is in it again, after it was over, to add what was not written down; none while one is not. Its
    /// own times stay. Last writer wins. Came with version 2.
    pub reentered: Option<Timestamp>,
    /// When it was last said that one is still there; none where nobody was asked. Last writer wins. Came with version 2.
    pub still_there: Option<Timestamp>,
}

impl Event {
    /// When a time together was that is written down at `now` while one is in this event: the end of an event that was
    /// entered again once it was over.
    pub fn time_of(&self, now: Timestamp) -> Timestamp {
        self.reentered.and(self.ends).filter(|ends| *ends < now).unwrap_or(now)
    }

    /// Since when one is in it: since it began, or was entered again; none while one is not.
    pub fn on_since(&self) -> Option<Timestamp> {
        self.reentered.or(self.starts.filter(|_| self.ends.is_none()))
    }

    /// Since when it was not said that one is in it: since it began, was entered again, or one was last asked; none
    /// while one is not in it.
    pub fn unasked_since(&self) -> Option<Timestamp> {
        self.on_since().map(|since| self.still_there.map_or(since, |said| said.max(since)))
    }
}

impl Record for Event {
    const KIND: Kind = Kind::Event;
    const VERSION: i64 = 2;

    fn fields(&mut self, f: &mut dyn Fields) {
        f.word("name", &mut self.name);
        f.word("place", &mut self.place);
        f.moment("starts", &mut self.starts);
        f.moment("ends", &mut self.ends);
        f.text("goal", &mut self.goal);
        f.set("hoped", &mut self.hoped);
        f.set("brought", &mut self.brought);
        f.text("learned", &mut self.learned);
        f.text("note", &mut self.note);
        f.moment("created", &mut self.created);
        f.moment("deleted", &mut self.deleted);
        f.since(2);
        f.moment("reentered", &mut self.reentered);
        f.moment("still_there", &mut self.still_there);
    }
}
