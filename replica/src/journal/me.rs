//! What the owner tells of themselves: their own card.

use mingle_proto::given::{Fields, Named};
use mingle_proto::id::Heads;
use mingle_proto::kind::Kind;
use mingle_proto::record::Me;
use serde::Serialize;

use super::edit::{edit_ways, set};
use super::{EntriesEdit, Journal, JournalError, Moment};
use crate::store::StoreError;

/// The owner, as they stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Mine {
    /// The version of the record that this is, for edits.
    pub heads: Heads,
    pub me: Me,
}

/// What to change of the owner's card; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct MeEdit {
    #[cfg_attr(feature = "page", tsify(optional))]
    pub name: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub org: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub role: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub emails: Option<EntriesEdit>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub phones: Option<EntriesEdit>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub links: Option<EntriesEdit>,
}

impl Named for MeEdit {
    fn fields(&mut self, f: &mut Fields) {
        f.may("name", &mut self.name);
        f.may("org", &mut self.org);
        f.may("role", &mut self.role);
        f.may("emails", &mut self.emails);
        f.may("phones", &mut self.phones);
        f.may("links", &mut self.links);
    }
}

impl Journal {
    /// The owner's own record.
    pub fn my_card(&self) -> Result<Mine, JournalError> {
        let id = Kind::Me.singleton_id();
        let mut document = self.reading().document(&id)?.ok_or(StoreError::Missing(id))?;
        Ok(Mine { heads: document.heads(), me: document.read() })
    }

    /// Changes the owner's record as they saw it at `base`, as [`Journal::edit_person`] does; false if that changed
    /// nothing.
    pub fn edit_my_card(
        &mut self,
        base: &Heads,
        edit: &MeEdit,
        moment: Moment,
    ) -> Result<bool, JournalError> {
        self.store.write(moment.now, |writing| {
            Ok(writing.change::<Me>(&Kind::Me.singleton_id(), |document, writer| {
                document.edit_at(writer, base, |me: &mut Me| apply(edit, me))
            })?)
        })
    }
}

fn apply(edit: &MeEdit, me: &mut Me) {
    for (field, to) in
        [(&mut me.name, &edit.name), (&mut me.org, &edit.org), (&mut me.role, &edit.role)]
    {
        set(field, to.as_deref().map(str::trim));
    }
    for (field, to) in [
        (&mut me.emails, &edit.emails),
        (&mut me.phones, &edit.phones),
        (&mut me.links, &edit.links),
    ] {
        edit_ways(field, to.as_ref());
    }
}
