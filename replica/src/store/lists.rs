//! Reads of views for lists: people, tags, what matters now.

use mingle_proto::id::DocumentId;

use super::reading::Reading;
use super::view::{person, tag};
use super::{PersonRow, StoreError, TagCount};

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
}
