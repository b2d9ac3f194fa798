//! Edits of what the owner saw some time ago. They are written as changes concurrent to all that came since, so that
//! an old page removes nothing that another device wrote meanwhile.

use mingle_proto::given::{Fields, Named};
use mingle_proto::id::{DocumentId, Heads};
use mingle_proto::record::{Contact, Event, Move};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use super::{DueMove, Journal, JournalError, Moment, day_of, hope, time_of};
use crate::store::{StoreError, Writing};

/// What to change of a person; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct PersonEdit {
    #[cfg_attr(feature = "page", tsify(optional))]
    pub name: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub org: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub role: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub story: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub learned: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub note: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub birthday: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub met_place: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub stage: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub tags: Option<SetEdit>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub emails: Option<EntriesEdit>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub phones: Option<EntriesEdit>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub links: Option<EntriesEdit>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub addresses: Option<EntriesEdit>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub needs: Option<EntriesEdit>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub offers: Option<EntriesEdit>,
}

/// What to change of an event; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct EventEdit {
    #[cfg_attr(feature = "page", tsify(optional))]
    pub name: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub place: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub goal: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub learned: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub note: Option<String>,
    /// Whom one hopes to meet: ids, or lines that name someone, who is then *not yet met*.
    #[cfg_attr(feature = "page", tsify(optional))]
    pub hoped: Option<SetEdit>,
    /// Whom one brings: ids, or lines that name someone.
    #[cfg_attr(feature = "page", tsify(optional))]
    pub brought: Option<SetEdit>,
}

/// What to change of a move; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct MoveEdit {
    #[cfg_attr(feature = "page", tsify(optional))]
    pub what: Option<String>,
    /// `2026-11-27`, or empty.
    #[cfg_attr(feature = "page", tsify(optional))]
    pub due: Option<String>,
    /// `15:30`, or empty.
    #[cfg_attr(feature = "page", tsify(optional))]
    pub time: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub note: Option<String>,
}

/// What to change of a set of words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct SetEdit {
    pub add: Vec<String>,
    pub remove: Vec<String>,
}

/// What to change of words by key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct EntriesEdit {
    /// Key to word, such as an address to its label, or a need's id to its words.
    pub set: BTreeMap<String, String>,
    /// Keys.
    pub remove: Vec<String>,
    /// Needs and offers get ids of their own; addresses and numbers are their own keys.
    pub add: Vec<String>,
}

impl Named for PersonEdit {
    fn fields(&mut self, f: &mut Fields) {
        f.may("name", &mut self.name);
        f.may("org", &mut self.org);
        f.may("role", &mut self.role);
        f.may("story", &mut self.story);
        f.may("learned", &mut self.learned);
        f.may("note", &mut self.note);
        f.may("birthday", &mut self.birthday);
        f.may("met_place", &mut self.met_place);
        f.may("stage", &mut self.stage);
        f.may("tags", &mut self.tags);
        f.may("emails", &mut self.emails);
        f.may("phones", &mut self.phones);
        f.may("links", &mut self.links);
        f.may("addresses", &mut self.addresses);
        f.may("needs", &mut self.needs);
        f.may("offers", &mut self.offers);
    }
}

impl Named for EventEdit {
    fn fields(&mut self, f: &mut Fields) {
        f.may("name", &mut self.name);
        f.may("place", &mut self.place);
        f.may("goal", &mut self.goal);
        f.may("learned", &mut self.learned);
        f.may("note", &mut self.note);
        f.may("hoped", &mut self.hoped);
        f.may("brought", &mut self.brought);
    }
}

impl Named for MoveEdit {
    fn fields(&mut self, f: &mut Fields) {
        f.may("what", &mut self.what);
        f.may("due", &mut self.due);
        f.may("time", &mut self.time);
        f.may("note", &mut self.note);
    }
}

impl Named for SetEdit {
    fn fields(&mut self, f: &mut Fields) {
        f.must("add", &mut self.add);
        f.must("remove", &mut self.remove);
    }
}

impl Named for EntriesEdit {
    fn fields(&mut self, f: &mut Fields) {
        f.must("set", &mut self.set);
        f.must("remove", &mut self.remove);
        f.must("add", &mut self.add);
    }
}

impl Journal {
    /// Changes a person as the owner saw them at `base`; false if that changed nothing. Where these heads are not
    /// known here, the person is changed as they stand now.
    pub fn edit_person(
        &mut self,
        id: &DocumentId,
        base: &Heads,
        edit: &PersonEdit,
        moment: Moment,
    ) -> Result<bool, JournalError> {
        let (needs, offers) = (ids_for(&edit.needs)?, ids_for(&edit.offers)?);
        self.store.write(moment.now, |writing| {
            Ok(writing.change::<Contact>(id, |document, writer| {
                document.edit_at(writer, base, |contact| apply(edit, contact, &needs, &offers))
            })?)
        })
    }

    /// Changes an event as the owner saw it at `base`, as [`Journal::edit_person`] does.
    pub fn edit_event(
        &mut self,
        id: &DocumentId,
        base: &Heads,
        edit: &EventEdit,
        moment: Moment,
    ) -> Result<bool, JournalError> {
        if edit.name.as_deref().is_some_and(|name| name.trim().is_empty()) {
            return Err(JournalError::NamelessEvent);
        }
        self.store.write(moment.now, |writing| {
            let hoped = named_in(writing, edit.hoped.as_ref(), moment)?;
            let brought = named_in(writing, edit.brought.as_ref(), moment)?;
            Ok(writing.change::<Event>(id, |document, writer| {
                document.edit_at(writer, base, |event: &mut Event| {
                    set(&mut event.name, edit.name.as_deref().map(str::trim));
                    set(&mut event.place, edit.place.as_deref().map(str::trim));
                    set(&mut event.goal, edit.goal.as_deref());
                    set(&mut event.learned, edit.learned.as_deref());
                    set(&mut event.note, edit.note.as_deref());
                    edit_set(&mut event.hoped, hoped.as_ref());
                    edit_set(&mut event.brought, brought.as_ref());
                })
            })?)
        })
    }

    /// Changes a move. A time without a date is none.
    pub fn edit_move(
        &mut self,
        id: &DocumentId,
        edit: &MoveEdit,
        moment: Moment,
    ) -> Result<DueMove, JournalError> {
        let due = edit.due.as_deref().map(day_of).transpose()?;
        let time = edit.time.as_deref().map(time_of).transpose()?;
        self.change_move(&id.to_string(), moment, |one: &mut Move| {
            set(&mut one.what, edit.what.as_deref().map(str::trim));
            set(&mut one.due, due.as_deref());
            set(&mut one.time, time.as_deref());
            set(&mut one.note, edit.note.as_deref());
            if one.due.is_empty() {
                one.time.clear();
            }
        })
    }

    /// Says whether the other person has confirmed what was proposed: what takes two to happen, and is not done.
    pub fn confirm(
        &mut self,
        id: &DocumentId,
        confirmed: bool,
        moment: Moment,
    ) -> Result<DueMove, JournalError> {
        let one: Move = self.reading().record(id)?.ok_or(StoreError::Missing(*id))?;
        let takes_two = !one.state.is_empty() || matches!(one.sort.as_str(), "coffee" | "meet");
        if !takes_two || (confirmed && one.done.is_some()) {
            return Err(JournalError::NotToConfirm { what: one.what });
        }
        let state = if confirmed { "confirmed" } else { "proposed" };
        self.change_move(&id.to_string(), moment, |one| state.clone_into(&mut one.state))
    }
}

/// The edit with ids for all whom it adds.
fn named_in(
    writing: &mut Writing,
    edit: Option<&SetEdit>,
    moment: Moment,
) -> Result<Option<SetEdit>, JournalError> {
    let Some(SetEdit { add, remove }) = edit else { return Ok(None) };
    let add = hope::ids_of(writing, add, moment)?;
    Ok(Some(SetEdit { add, remove: remove.clone() }))
}

pub(super) fn set(field: &mut String, to: Option<&str>) {
    if let Some(to) = to {
        to.clone_into(field);
    }
}

fn apply(edit: &PersonEdit, contact: &mut Contact, needs: &[DocumentId], offers: &[DocumentId]) {
    for (field, to) in [
        (&mut contact.name, &edit.name),
        (&mut contact.org, &edit.org),
        (&mut contact.role, &edit.role),
        (&mut contact.birthday, &edit.birthday),
        (&mut contact.met_place, &edit.met_place),
        (&mut contact.stage, &edit.stage),
    ] {
        set(field, to.as_deref().map(str::trim));
    }
    for (field, to) in [
        (&mut contact.story, &edit.story),
        (&mut contact.learned, &edit.learned),
        (&mut contact.note, &edit.note),
    ] {
        set(field, to.as_deref());
    }
    edit_set(&mut contact.tags, edit.tags.as_ref());
    for (field, to) in [
        (&mut contact.emails, &edit.emails),
        (&mut contact.phones, &edit.phones),
        (&mut contact.links, &edit.links),
        (&mut contact.addresses, &edit.addresses),
    ] {
        edit_ways(field, to.as_ref());
    }
    for (field, to, ids) in
        [(&mut contact.needs, &edit.needs, needs), (&mut contact.offers, &edit.offers, offers)]
    {
        let Some(to) = to else { continue };
        edit_entries(field, to);
        for (word, id) in trimmed(&to.add).zip(ids) {
            field.insert(id.to_string(), word.to_owned());
        }
    }
}

fn edit_set(field: &mut BTreeSet<String>, edit: Option<&SetEdit>) {
    let Some(edit) = edit else { return };
    edit.remove.iter().for_each(|word| {
        field.remove(word);
    });
    field.extend(trimmed(&edit.add).map(str::to_owned));
}

/// Addresses, numbers and links are their own keys.
pub(super) fn edit_ways(field: &mut BTreeMap<String, String>, edit: Option<&EntriesEdit>) {
    let Some(edit) = edit else { return };
    edit_entries(field, edit);
    for word in trimmed(&edit.add) {
        field.entry(word.to_owned()).or_default();
    }
}

fn edit_entries(field: &mut BTreeMap<String, String>, edit: &EntriesEdit) {
    edit.remove.iter().for_each(|key| {
        field.remove(key);
    });
    for (key, word) in &edit.set {
        field.insert(key.clone(), word.clone());
    }
}

pub fn trimmed(words: &[String]) -> impl Iterator<Item = &str> {
    words.iter().map(|word| word.trim()).filter(|word| !word.is_empty())
}

/// An id for each entry that is to be added.
fn ids_for(edit: &Option<EntriesEdit>) -> Result<Vec<DocumentId>, StoreError> {
    let count = edit.as_ref().map_or(0, |edit| edit.add.len());
    (0..count).map(|_| Ok(DocumentId::random()?)).collect()
}
