//! The records that a line makes.

use mingle_proto::id::DocumentId;
use mingle_proto::record::{Contact, Event, Interaction, Move};
use mingle_proto::timestamp::Timestamp;
use std::collections::BTreeMap;

use super::ticket::{Ids, Part};
use super::who;
use crate::civil::{date_text, time_text};
use crate::line::{Line, Promise, PromiseKind, Whose};
use crate::store::{Reading, StoreError, fold};

/// Where and when lines are written down, as far as they do not say it themselves.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// The event that one is in, and its document's id.
    pub event: Option<(DocumentId, Event)>,
    /// When the time together was.
    pub at: Timestamp,
    /// Without an event: where it was, and on which stage; empty where nobody said.
    pub place: String,
    pub stage: String,
}

/// Someone who was not known before.
pub fn newly_met(
    reading: &Reading,
    line: &Line,
    setting: &Setting,
    ids: &Ids,
    now: Timestamp,
) -> Result<Contact, StoreError> {
    let mut contact = Contact { name: line.name.clone(), created: Some(now), ..Contact::default() };
    meet(&mut contact, line, setting, through(reading, line)?);
    add_to(&mut contact, line, setting, ids);
    Ok(contact)
}

/// Through whom a line says that one met: their id where they are the only one of that name.
pub fn through(reading: &Reading, line: &Line) -> Result<String, StoreError> {
    Ok(match who::only_one_named(reading, &line.through)? {
        Some(someone) if !line.through.is_empty() => someone.id.to_string(),
        _ => line.through.clone(),
    })
}

/// From now on this is someone who was met: there and then. What was known of it stays where nothing else is said.
pub fn meet(contact: &mut Contact, line: &Line, setting: &Setting, through: String) {
    contact.met_at = Some(setting.at);
    for (field, said) in [
        (&mut contact.met_place, place(line, setting)),
        (&mut contact.met_through, through),
        (&mut contact.stage, setting.stage.clone()),
    ] {
        if !said.is_empty() {
            *field = said;
        }
    }
    if let Some((id, _)) = &setting.event {
        contact.met_event = id.to_string();
        contact.stage = "event".into();
    }
}

/// What the line says of the person, added to what is known. The line is the owner's own and latest word.
pub fn add_to(contact: &mut Contact, line: &Line, setting: &Setting, ids: &Ids) {
    for (field, said) in [(&mut contact.org, &line.org), (&mut contact.role, &line.role)] {
        if !said.is_empty() {
            said.clone_into(field);
        }
    }
    let said = |words: &[String]| {
        words.iter().map(|word| (word.clone(), String::new())).collect::<Vec<_>>()
    };
    for (field, words) in [
        (&mut contact.emails, &line.emails),
        (&mut contact.phones, &line.phones),
        (&mut contact.links, &line.links),
    ] {
        said(words).into_iter().for_each(|(word, label)| {
            field.entry(word).or_insert(label);
        });
    }
    contact.tags.extend(line.tags.iter().cloned());
    if contact.met_place.is_empty() && contact.met_at.is_none() {
        contact.met_place = place(line, setting);
    }
    add_new(&mut contact.needs, &line.needs, |number| ids.of(Part::Need(number)));
    add_new(&mut contact.offers, &line.offers, |number| ids.of(Part::Offer(number)));
}

pub fn place(line: &Line, setting: &Setting) -> String {
    match &setting.event {
        _ if !line.place.is_empty() => line.place.clone(),
        Some((_, event)) => event.place.clone(),
        None => setting.place.clone(),
    }
}

/// Adds needs or offers that are not known yet, each under an id of its own.
fn add_new(
    known: &mut BTreeMap<String, String>,
    said: &[String],
    id: impl Fn(usize) -> DocumentId,
) {
    for (number, wish) in said.iter().enumerate() {
        if !known.values().any(|known| fold(known) == fold(wish)) {
            known.insert(id(number).to_string(), wish.clone());
        }
    }
}

pub fn interaction(
    person: &DocumentId,
    line: &Line,
    setting: &Setting,
    now: Timestamp,
) -> Interaction {
    let event = setting.event.as_ref().map(|(id, _)| id.to_string());
    Interaction {
        people: [person.to_string()].into(),
        channel: "talk".into(),
        at: Some(setting.at),
        place: place(line, setting),
        event: event.unwrap_or_default(),
        note: line.note.clone(),
        created: Some(now),
        ..Interaction::default()
    }
}

pub fn promised(
    reading: &Reading,
    person: &DocumentId,
    promise: &Promise,
    from: &DocumentId,
    now: Timestamp,
) -> Result<Move, StoreError> {
    let mut people = [person.to_string()].to_vec();
    let other = match promise.who.as_str() {
        "" => None,
        who => who::only_one_named(reading, who)?,
    };
    people.extend(other.iter().map(|other| other.id.to_string()));
    let together = matches!(
        promise.kind,
        PromiseKind::Coffee | PromiseKind::Lunch | PromiseKind::Dinner | PromiseKind::Meet
    );
    Ok(Move {
        what: promise.what.clone(),
        sort: sort(promise.kind).into(),
        whose: match promise.whose {
            Whose::Mine => "mine".into(),
            Whose::Theirs => "theirs".into(),
        },
        people: people.into_iter().collect(),
        about: if other.is_some() { String::new() } else { promise.who.clone() },
        due: promise.due.map(date_text).unwrap_or_default(),
        time: promise.time.map(time_text).unwrap_or_default(),
        state: if together && promise.due.is_some() { "proposed".into() } else { String::new() },
        from: from.to_string(),
        created: Some(now),
        ..Move::default()
    })
}

fn sort(kind: PromiseKind) -> &'static str {
    match kind {
        PromiseKind::Intro => "intro",
        PromiseKind::Coffee => "coffee",
        PromiseKind::Lunch | PromiseKind::Dinner | PromiseKind::Meet => "meet",
        PromiseKind::Call => "call",
        PromiseKind::Mail => "mail",
        PromiseKind::Send => "send",
        PromiseKind::Other => "other",
    }
}
