//! Deriving the views again from the documents.

use mingle_proto::document::Document;
use mingle_proto::id::{DocumentId, SetSum};
use mingle_proto::refusal::Refusal;
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;

use super::plan::{Planned, on_all_cores};
use super::table::document::{self, Held};
use super::{Store, StoreError, Writing, view};

/// Documents that are loaded together.
const TOGETHER: usize = 400;

/// What deriving the views again came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reindexed {
    pub documents: u64,
    /// Documents that cannot be read. They stay as they are, and in no view.
    pub unreadable: Vec<DocumentId>,
}

impl Store {
    /// Derives all views and the set's sum again, in one transaction. `progress` hears how many documents are done,
    /// and of how many.
    pub fn reindex(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<Reindexed, StoreError> {
        self.write(Timestamp(0), |writing| writing.derive_views(progress))
    }
}

impl Writing<'_> {
    pub(super) fn derive_views(
        &mut self,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Reindexed, StoreError> {
        view::recreate(self.connection())?;
        let total = self.state.sum.count;
        let (mut reindexed, mut after) = (Reindexed::default(), 0);
        loop {
            let page = document::page(self.connection(), after, TOGETHER)?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            let planned = on_all_cores(&page, |_, (_, held)| planned(held));
            for ((rowid, held), planned) in page.iter().zip(planned) {
                reindexed.documents += 1;
                match planned {
                    Ok(planned) => self.derive(*rowid, &planned, true)?,
                    Err(_) => reindexed.unreadable.push(held.id),
                }
            }
            progress(reindexed.documents, total);
        }
        self.state.sum = SetSum::default();
        for item in document::items(self.connection())? {
            self.state.sum.add(&item.hash);
        }
        // What an unreadable document has kept from being swept may be swept now.
        self.state.unswept = true;
        self.state.view_version = view::VERSION;
        Ok(reindexed)
    }
}

fn planned(held: &Held) -> Result<Planned, Refusal> {
    Planned::of(held.id, &mut Document::load(&held.bytes)?)
}
