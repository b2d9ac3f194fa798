//! People in lists.

use mingle_proto::given::{Fields, Named};
use serde::Serialize;

use super::{Journal, JournalError};

pub use crate::store::{PersonRow, TagCount};

/// Which people are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct PeopleFilter {
    /// Those who have this tag.
    #[cfg_attr(feature = "page", tsify(optional))]
    pub tag: Option<String>,
}

/// A page of people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct People {
    /// How many there are on all pages.
    pub total: usize,
    pub rows: Vec<PersonRow>,
}

impl Named for PeopleFilter {
    fn fields(&mut self, f: &mut Fields) {
        f.may("tag", &mut self.tag);
    }

    const IS_STRICT: bool = false;
}

impl Journal {
    /// People in the order of their names, at most `limit` after the first `offset`.
    pub fn people(
        &self,
        filter: &PeopleFilter,
        offset: usize,
        limit: usize,
    ) -> Result<People, JournalError> {
        let reading = self.reading();
        let tag = filter.tag.as_deref();
        Ok(People { total: reading.count_people(tag)?, rows: reading.people(tag, offset, limit)? })
    }

    /// All tags, those of most people first.
    pub fn tags(&self) -> Result<Vec<TagCount>, JournalError> {
        Ok(self.reading().tags()?)
    }
}
