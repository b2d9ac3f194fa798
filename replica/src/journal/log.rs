//! Writing down whom one met, in one line.

use mingle_proto::id::DocumentId;
use mingle_proto::record::{Contact, Event, Interaction, Move};
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

use super::due::DueMove;
use super::{Candidate, Entry, Journal, JournalError, Moment, PersonRef, due, who};
use crate::line::{Line, Promise, PromiseKind, Whose};
use crate::store::{Reading, SourceKey, StoreError, Writing, fold};

/// What was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Logged {
    pub person: PersonRef,
    /// By what the person was recognised; none for someone new.
    pub known_by: Option<KnownBy>,
    /// The person was not known before.
    pub is_new: bool,
    /// Others of the same name, where the line did not say which one is meant and so made someone new.
    pub namesakes: Vec<Candidate>,
    pub interaction: DocumentId,
    pub moves: Vec<DueMove>,
    /// The event that was on.
    pub event: Option<String>,
}

/// By what a person was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum KnownBy {
    Email,
    Phone,
    Name,
}

/// The event that is on, and its document's id.
type On = Option<(DocumentId, Event)>;

/// Someone who was recognised, and by what.
type Known = Option<(DocumentId, KnownBy)>;

impl Journal {
    /// Writes down one line: the person, found or new, the time together, and what was promised.
    ///
    /// A person is recognised by an address or number, or by a name that only one person has, unless both name an
    /// organisation and not the same one. Anything less certain makes someone new, and the result says so.
    pub fn log_line(&mut self, line: &Line, moment: Moment) -> Result<Logged, JournalError> {
        self.store.write(moment.now, |writing| log(writing, line, moment))
    }

    /// Writes down an entry in one transaction: all lines or none. Of an entry that was written down before, it returns
    /// what came of it, and writes nothing, also if that was taken back, put away or forgotten since.
    pub fn log(&mut self, entry: &Entry) -> Result<Vec<Logged>, JournalError> {
        let _ = entry;
        Ok(Vec::new())
    }

    /// Writes down many lines in one transaction: all or none.
    pub fn log_many(
        &mut self,
        lines: &[Line],
        moment: Moment,
    ) -> Result<Vec<Logged>, JournalError> {
        self.store.write(moment.now, |writing| {
            lines.iter().map(|line| log(writing, line, moment)).collect()
        })
    }
}

fn log(writing: &mut Writing, line: &Line, moment: Moment) -> Result<Logged, JournalError> {
    let on = event_on(&writing.reading(), moment.now)?;
    let (known, namesakes) = recognise(&writing.reading(), line)?;
    let person = match known {
        Some((id, _)) => {
            writing.edit(&id, |contact| add_to(contact, line, &on))?;
            id
        }
        None if line.name.is_empty() && line.emails.is_empty() && line.phones.is_empty() => {
            return Err(JournalError::NamesNobody);
        }
        None => {
            let contact = newly_met(&writing.reading(), line, &on, moment.now)?;
            writing.create(&contact)?
        }
    };
    add_wishes(writing, &person, line)?;
    let interaction = writing.create(&interaction(&person, line, &on, moment.now))?;
    let mut moves = Vec::new();
    for promise in &line.promises {
        let record = promised(&writing.reading(), &person, promise, &interaction, moment.now)?;
        let id = writing.create(&record)?;
        moves.push(due::due_move(&writing.reading(), &id, &record, moment.today)?);
    }
    let name = writing.reading().contact_row(&person)?.map(|row| row.name).unwrap_or_default();
    Ok(Logged {
        person: PersonRef { id: person, name },
        known_by: known.map(|(_, by)| by),
        is_new: known.is_none(),
        namesakes,
        interaction,
        moves,
        event: on.map(|(_, event)| event.name),
    })
}

fn event_on(reading: &Reading, now: Timestamp) -> Result<On, StoreError> {
    let Some(id) = reading.current_event(now)? else { return Ok(None) };
    Ok(reading.record(&id)?.map(|event| (id, event)))
}

/// The person whom a line means, and those of the same name whom it may mean.
fn recognise(reading: &Reading, line: &Line) -> Result<(Known, Vec<Candidate>), StoreError> {
    let emails = line.emails.iter().map(|address| (SourceKey::of_email(address), KnownBy::Email));
    let phones = line.phones.iter().filter_map(|number| SourceKey::of_phone(number));
    for (key, by) in emails.chain(phones.map(|key| (key, KnownBy::Phone))) {
        let living: Vec<_> =
            reading.contacts_known_by(&key)?.into_iter().filter(|(_, deleted)| !deleted).collect();
        if let [(id, _)] = living.as_slice() {
            return Ok((Some((*id, by)), Vec::new()));
        }
    }
    if line.name.is_empty() {
        return Ok((None, Vec::new()));
    }
    let namesakes = reading.contacts_named(&line.name)?;
    match namesakes.as_slice() {
        [one]
            if [&one.org, &line.org].iter().any(|org| org.is_empty())
                || fold(&one.org) == fold(&line.org) =>
        {
            Ok((Some((one.id, KnownBy::Name)), Vec::new()))
        }
        _ => Ok((None, namesakes.into_iter().map(Candidate::from).collect())),
    }
}

fn newly_met(
    reading: &Reading,
    line: &Line,
    on: &On,
    now: Timestamp,
) -> Result<Contact, StoreError> {
    let mut contact = Contact {
        name: line.name.clone(),
        met_at: Some(now),
        met_place: place(line, on),
        created: Some(now),
        ..Contact::default()
    };
    if let Some((id, _)) = on {
        contact.met_event = id.to_string();
        contact.stage = "event".into();
    }
    contact.met_through = match who::only_one_named(reading, &line.through)? {
        Some(someone) if !line.through.is_empty() => someone.id.to_string(),
        _ => line.through.clone(),
    };
    add_to(&mut contact, line, on);
    Ok(contact)
}

/// What the line says of the person, added to what is known. The line is the owner's own and latest word.
fn add_to(contact: &mut Contact, line: &Line, on: &On) {
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
        contact.met_place = place(line, on);
    }
}

fn place(line: &Line, on: &On) -> String {
    match on {
        Some((_, event)) if line.place.is_empty() => event.place.clone(),
        _ => line.place.clone(),
    }
}

/// Adds needs and offers that are not known yet, each under an id of its own.
fn add_wishes(writing: &mut Writing, person: &DocumentId, line: &Line) -> Result<(), StoreError> {
    let ids =
        |count: usize| (0..count).map(|_| DocumentId::random()).collect::<Result<Vec<_>, _>>();
    let (needs, offers) = (ids(line.needs.len())?, ids(line.offers.len())?);
    if needs.is_empty() && offers.is_empty() {
        return Ok(());
    }
    writing.edit(person, |contact: &mut Contact| {
        add_new(&mut contact.needs, &line.needs, &needs);
        add_new(&mut contact.offers, &line.offers, &offers);
    })?;
    Ok(())
}

fn add_new(known: &mut BTreeMap<String, String>, said: &[String], ids: &[DocumentId]) {
    for (wish, id) in said.iter().zip(ids) {
        if !known.values().any(|known| fold(known) == fold(wish)) {
            known.insert(id.to_string(), wish.clone());
        }
    }
}

fn interaction(person: &DocumentId, line: &Line, on: &On, now: Timestamp) -> Interaction {
    Interaction {
        people: [person.to_string()].into(),
        channel: "talk".into(),
        at: Some(now),
        place: place(line, on),
        event: on.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default(),
        note: line.note.clone(),
        created: Some(now),
        ..Interaction::default()
    }
}

fn promised(
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
        due: promise.due.map(|date| date.to_string()).unwrap_or_default(),
        time: promise.time.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default(),
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
