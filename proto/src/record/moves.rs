use super::{Fields, Record};
use crate::{kind::Kind, timestamp::Timestamp};
use serde::Serialize;
use std::collections::BTreeSet;

/// Something to do for or with someone, with a date or without: a promise, a coffee, an introduction, a call.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Move {
    /// In one's own words. Last writer wins.
    pub what: String,
    /// `intro`, `coffee`, `call`, `mail`, `send`, `meet` or `other`. Last writer wins.
    pub sort: String,
    /// Whose move it is: `mine`, or `theirs` (then I am waiting). Last writer wins.
    pub whose: String,
    /// With or for whom: contacts' document ids. Merge as a set.
    pub people: BTreeSet<String>,
    /// Someone it is about who has no record, by name: the Bo of 'intro to Bo'. Last writer wins.
    pub about: String,
    /// The local calendar's date on which it is due, `2026-11-27`, or empty. A date, so that it does not shift with the
    /// time zone. Last writer wins.
    pub due: String,
    /// The local time, `15:30`, or empty. Last writer wins.
    pub time: String,
    /// `proposed` until the other person has confirmed, then `confirmed`; empty where nobody has to. Last writer wins.
    pub state: String,
    /// The interaction or event it came from: a document id, or empty. Last writer wins.
    pub from: String,
    /// Free text.
    pub note: String,
    /// When it was done; none while it is open. Undo sets none again. Last writer wins.
    pub done: Option<Timestamp>,
    pub created: Option<Timestamp>,
    /// When the record was put away; none while it is there.
    pub deleted: Option<Timestamp>,
}

/// Whose move it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Mine,
    Theirs,
}

impl Move {
    /// Mine, unless the record says otherwise.
    pub fn whose(&self) -> Whose {
        if self.whose == "theirs" { Whose::Theirs } else { Whose::Mine }
    }
}

impl Record for Move {
    const KIND: Kind = Kind::Move;

    fn fields(&mut self, f: &mut dyn Fields) {
        f.word("what", &mut self.what);
        f.word("sort", &mut self.sort);
        f.word("whose", &mut self.whose);
        f.set("people", &mut self.people);
        f.word("about", &mut self.about);
        f.word("due", &mut self.due);
        f.word("time", &mut self.time);
        f.word("state", &mut self.state);
        f.word("from", &mut self.from);
        f.text("note", &mut self.note);
        f.moment("done", &mut self.done);
        f.moment("created", &mut self.created);
        f.moment("deleted", &mut self.deleted);
    }
}
