//! Reads of views for lists: people, tags, what matters now.

use mingle_proto::id::{DeviceId, DocumentId};
use mingle_proto::kind::Kind;
use mingle_proto::order;
use std::collections::BTreeSet;

use super::reading::Reading;
use super::table::document;
use super::view::{interaction, moves, person, roster, tag, unproven};
use super::{PersonRow, RosterRow, StoreError, TagCount};

impl Reading<'_> {
    /// A person in a list; `None` for one who is put away or not there.
    pub fn person_row(&self, id: &DocumentId) -> Result<Option<PersonRow>, StoreError> {
        Ok(person::get(self.connection, id)?)
    }

    /// How many people there are, or have a tag, those put away left out.
    pub fn count_people(&self, tag: Option<&str>) -> Result<usize, StoreError> {
        Ok(person::count(self.connection, tag)?)
    }

    /// People in the order of their names, all or those who have a tag, those put away left out.
    pub fn people(
        &self,
        tag: Option<&str>,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<PersonRow>, StoreError> {
        Ok(person::page(self.connection, tag, offset, limit)?)
    }

    /// People whose name begins with these letters, whatever their case and accents.
    pub fn people_beginning(&self, name: &str, limit: usize) -> Result<Vec<PersonRow>, StoreError> {
        Ok(person::beginning(self.connection, name, limit)?)
    }

    /// The people of the latest times together, each once, the latest first.
    pub fn recent_people(&self, limit: usize) -> Result<Vec<DocumentId>, StoreError> {
        Ok(person::recent(self.connection, limit)?)
    }

    /// Each tag with how many people have it, the most first.
    pub fn tags(&self) -> Result<Vec<TagCount>, StoreError> {
        Ok(tag::all(self.connection)?)
    }

    /// The open moves that wait for nobody else on this day, at most `limit`: the overdue first, then the day's, then
    /// those without a date, then later ones.
    pub fn moves_of_mine(&self, today: &str, limit: usize) -> Result<Vec<DocumentId>, StoreError> {
        Ok(moves::mine(self.connection, today, limit)?)
    }

    /// The open moves that wait for someone else on this day: theirs, and what is to come and nobody has confirmed. At
    /// most `limit`, those with a date first.
    pub fn moves_waiting(&self, today: &str, limit: usize) -> Result<Vec<DocumentId>, StoreError> {
        Ok(moves::waiting(self.connection, today, limit)?)
    }

    /// How many open moves wait for nobody else on this day, and how many do.
    pub fn count_moves(&self, today: &str) -> Result<(usize, usize), StoreError> {
        Ok(moves::count(self.connection, today)?)
    }

    /// Open coffees and meetings between two local moments, `2026-11-27T15:30`.
    pub fn meetings_between(&self, from: &str, to: &str) -> Result<Vec<DocumentId>, StoreError> {
        Ok(moves::between(self.connection, from, to)?)
    }

    /// The people one talked to at an event, each once, the latest first, at most `limit`; and how many there are.
    pub fn roster(
        &self,
        event: &DocumentId,
        limit: usize,
    ) -> Result<(Vec<RosterRow>, usize), StoreError> {
        let rows = roster::of(self.connection, event, limit)?;
        Ok((rows, self.count_people_at(event)?))
    }

    /// How many people one talked to at an event, each counted once.
    pub fn count_people_at(&self, event: &DocumentId) -> Result<usize, StoreError> {
        Ok(roster::count(self.connection, event)?)
    }

    /// How many interactions there are at an event, those put away left out.
    pub fn count_interactions_at(&self, event: &DocumentId) -> Result<usize, StoreError> {
        Ok(interaction::count_at_event(self.connection, event)?)
    }

    /// How many people and records there are of whom something, or which, none of these devices was proven to hold as
    /// it stands.
    pub fn only_here(&self, others: &[DeviceId]) -> Result<(usize, usize), StoreError> {
        let peers = self.peers()?.into_iter().filter(|peer| others.contains(&peer.device));
        let proven = peers.map(|peer| peer.synced_seq).max().unwrap_or(0);
        let mut records = document::count_after(self.connection, proven)?;
        for kind in Kind::SINGLETONS {
            let seq = document::seq_of(self.connection, &kind.singleton_id())?;
            records -= usize::from(seq.is_some_and(|seq| seq > proven));
        }
        if proven == 0 {
            return Ok((self.count_people(None)?, records));
        }
        let mut people = order::set(unproven::people_after(self.connection, proven)?);
        for id in self.left_out_by_any()? {
            let before = document::seq_of(self.connection, &id)?.is_some_and(|seq| seq <= proven);
            if before && !self.held_on(&id)?.iter().any(|device| others.contains(device)) {
                people.extend(unproven::people_of(self.connection, &id)?);
                records += 1;
            }
        }
        Ok((people.len(), records))
    }

    /// Records that one side could not take at some time, so that a proof does not speak of them.
    fn left_out_by_any(&self) -> Result<BTreeSet<DocumentId>, StoreError> {
        let theirs = self.refused_by_peers()?.into_iter().map(|(_, refused)| refused.id);
        let mut ids = order::set(theirs.chain(self.refused()?.into_iter().map(|it| it.id)));
        Kind::SINGLETONS.iter().for_each(|kind| {
            ids.remove(&kind.singleton_id());
        });
        Ok(ids)
    }
}
