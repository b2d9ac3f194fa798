//! Keeping somebody's card, from wherever it came: a code, a text, a file, or typed by themselves. Whoever is in the
//! journal already gets the talk; nobody is made twice.

use std::collections::BTreeMap;

use mingle_proto::given::{Fields, Given, Heard, Wrong};
use mingle_proto::id::DocumentId;
use mingle_proto::order;
use mingle_proto::record::Contact;
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;

use super::import::Brought;
use super::log::{KnownBy, Logged, Where, setting, write_down};
use super::ticket::Ids;
use super::whom::{Way, Whom, may_be_one_name, ways};
use super::{Candidate, ImportedContact, Journal, JournalError, Meant, Moment, PersonRow, again};
use crate::line::Line;
use crate::store::{ContactRow, Reading, SourceKey, StoreError, Writing, fold, may_be_one};

/// So many are shown whom a card may mean.
const MOST: usize = 10;

/// That a card is to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct CardEntry {
    /// Random, as an [`super::Entry`]'s: a card that comes twice under one ticket is kept once.
    pub ticket: DocumentId,
    /// Whose card it is; recognised where it is not said.
    #[cfg_attr(feature = "page", tsify(optional))]
    pub who: Option<Meant>,
    /// When one got it.
    pub at: Timestamp,
    /// Seconds that local time was ahead of UTC then.
    pub offset: i32,
}

/// Someone whom a card may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct KnownCard {
    pub person: PersonRow,
    pub by: KnownBy,
    /// The card is taken for theirs unless the owner says otherwise.
    pub certain: bool,
}

impl Heard for CardEntry {
    fn heard(given: Given) -> Result<Self, Wrong> {
        let mut f = Fields::of(given)?;
        let mut entry = Self {
            ticket: f.take("ticket")?,
            who: None,
            at: f.take("at")?,
            offset: f.take("offset")?,
        };
        f.may("who", &mut entry.who);
        f.end(false)?;
        Ok(entry)
    }
}

impl Journal {
    /// Whom a card may mean: who has one of its addresses, numbers or links, or its name; whom it means for certain
    /// first. Writes nothing.
    pub fn known(&self, card: &Contact) -> Result<Vec<KnownCard>, JournalError> {
        let reading = self.reading();
        let mut known = Vec::new();
        for Known { id, by, certain } in all_known(&reading, card)? {
            let person = reading.person_row(&id)?;
            known.extend(person.map(|person| KnownCard { person, by, certain }));
        }
        Ok(known)
    }

    /// Keeps a card: whose it is, found or new, what it brings, and that one talked to them just now, at the event that
    /// was on. Nothing that stands there of someone known is replaced.
    ///
    /// An address, number or link tells somebody who has no other name than the card's; a number in its other form,
    /// national or international, too if nine digits agree; a name alone only where one person has it, and no other
    /// organisation, numbers or addresses. Anything less certain makes someone new, and the result says so. A card that
    /// was kept before under this ticket is not kept again; [`Journal::take_back`] takes it back.
    pub fn save_card(
        &mut self,
        entry: &CardEntry,
        card: ImportedContact,
    ) -> Result<Logged, JournalError> {
        let moment = Moment::at(entry.at, entry.offset);
        let ids = Ids::new(entry.ticket, 0);
        let line = Line { name: card.contact.name.trim().to_owned(), ..Line::default() };
        self.store.write(moment.now, |writing| {
            if again::is_known(&writing.reading(), &ids)? {
                return kept_before(&writing.reading(), entry, &card.contact, &line, &ids, moment);
            }
            save(writing, entry.who, card, &line, &ids, moment)
        })
    }
}

fn save(
    writing: &mut Writing,
    said: Option<Meant>,
    card: ImportedContact,
    line: &Line,
    ids: &Ids,
    moment: Moment,
) -> Result<Logged, JournalError> {
    let reading = writing.reading();
    let known = all_known(&reading, &card.contact)?;
    let mut whom = Whom { meant: said.unwrap_or(Meant::New), by: None, namesakes: Vec::new() };
    match known.iter().find(|one| one.certain) {
        _ if said.is_some() => {}
        Some(one) => (whom.meant, whom.by) = (Meant::Known { id: one.id }, Some(one.by)),
        None => whom.namesakes = namesakes(&reading, &known)?,
    }
    let setting = setting(&reading, reading.event_at(moment.now)?, &Where::default(), moment)?;
    write_down(writing, whom, line, Some(Brought::by(card)), ids, &setting, moment)
}

/// What came of a card that was kept under this ticket before.
fn kept_before(
    reading: &Reading,
    entry: &CardEntry,
    card: &Contact,
    line: &Line,
    ids: &Ids,
    moment: Moment,
) -> Result<Logged, JournalError> {
    let mut logged = again::logged_line(reading, line, entry.who, ids, moment)?;
    let mut known = if entry.who.is_none() { all_known(reading, card)? } else { Vec::new() };
    let own = known.iter().position(|one| one.id == logged.person.id).map(|at| known.remove(at));
    logged.known_by = own.filter(|_| !logged.is_new).map(|one| one.by);
    logged.namesakes = if logged.is_new { namesakes(reading, &known)? } else { Vec::new() };
    Ok(logged)
}

/// Nothing by which they could be called.
pub(super) fn is_nobody(contact: &Contact) -> bool {
    let texts = [&contact.name, &contact.org];
    let ways = contact.emails.keys().chain(contact.phones.keys()).chain(contact.links.keys());
    texts.into_iter().chain(ways).all(|text| text.trim().is_empty())
}

/// The others who may have been meant.
fn namesakes(reading: &Reading, known: &[Known]) -> Result<Vec<Candidate>, StoreError> {
    let mut candidates = Vec::new();
    for one in known {
        if let Some(row) = reading.contact_row(&one.id)? {
            candidates.push(Candidate::of(reading, row)?);
        }
    }
    Ok(candidates)
}

struct Known {
    id: DocumentId,
    by: KnownBy,
    certain: bool,
}

fn all_known(reading: &Reading, card: &Contact) -> Result<Vec<Known>, StoreError> {
    let mut known = Vec::new();
    for way in by_ways(reading, card)? {
        let whose = way.whose(reading, &card.name)?;
        for (id, _) in way.people {
            let Some(row) = reading.contact_row(&id)? else { continue };
            let certain = whose == Some(id) && may_be_one_name(&row.name, &card.name);
            add(&mut known, id, way.by, certain);
        }
    }
    let named = match card.name.trim() {
        "" => Vec::new(),
        name => reading.contacts_named(name)?,
    };
    let alone = named.len() == 1;
    for row in named {
        let certain =
            alone && may_be_of_one_org(&row, card) && may_be_reached(reading, &row, card)?;
        add(&mut known, row.id, KnownBy::Name, certain);
    }
    // Where two are certain, neither is.
    if known.iter().filter(|one| one.certain).count() > 1 {
        known.iter_mut().for_each(|one| one.certain = false);
    }
    order::sort_by_key(&mut known, |one| !one.certain);
    known.truncate(MOST);
    Ok(known)
}

/// What tells most is said first, and stays.
fn add(known: &mut Vec<Known>, id: DocumentId, by: KnownBy, certain: bool) {
    match known.iter_mut().find(|one| one.id == id) {
        Some(one) => one.certain |= certain,
        None => known.push(Known { id, by, certain }),
    }
}

/// For each way that the card has, the living people who have it.
fn by_ways(reading: &Reading, card: &Contact) -> Result<Vec<Way>, StoreError> {
    let mut ways = ways(reading, &mut card.emails.keys(), &mut card.phones.keys())?;
    for key in card.links.keys().filter_map(|it| SourceKey::of_link(it)) {
        ways.push(Way::of_key(reading, key, KnownBy::Link)?);
    }
    Ok(ways)
}

/// False where both have numbers, or both have addresses, and none in common: two people of one name.
fn may_be_reached(
    reading: &Reading,
    person: &ContactRow,
    card: &Contact,
) -> Result<bool, StoreError> {
    let Some(contact): Option<Contact> = reading.record(&person.id)? else { return Ok(false) };
    let email = |one: &str, other: &str| SourceKey::of_email(one) == SourceKey::of_email(other);
    Ok(may_share(&contact.emails, &card.emails, &email)
        && may_share(&contact.phones, &card.phones, &may_be_one))
}

fn may_share(
    one: &BTreeMap<String, String>,
    other: &BTreeMap<String, String>,
    is_one: &dyn Fn(&str, &str) -> bool,
) -> bool {
    let is_there = |way: &String| one.keys().any(|it| is_one(it, way));
    one.is_empty() || other.is_empty() || other.keys().any(is_there)
}

fn may_be_of_one_org(person: &ContactRow, card: &Contact) -> bool {
    person.org.is_empty() || card.org.is_empty() || fold(&person.org) == fold(&card.org)
}
