use super::{Fields, Record};
use crate::{given, kind::Kind, timestamp::Timestamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A person: someone met, or someone *not yet met*.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Contact {
    /// As the person writes it, in any script, one word or many. Last writer wins: two spellings are never mixed.
    pub name: String,
    /// Where they work or belong. Last writer wins.
    pub org: String,
    /// What they do there. Last writer wins.
    pub role: String,
    /// Address to its label (`work`, `home`, or empty). Addresses merge.
    pub emails: BTreeMap<String, String>,
    /// Number, as given, to its label. Numbers merge.
    pub phones: BTreeMap<String, String>,
    /// Web address or profile to its label. Addresses merge.
    pub links: BTreeMap<String, String>,
    /// Postal address in one line to its label. Addresses merge.
    pub addresses: BTreeMap<String, String>,
    /// ISO 8601 date, `1985-04-12`, or without a year as in vCard (RFC 6350, 6.2.5), `--04-12`. Last writer wins.
    pub birthday: String,
    /// Merge as a set.
    pub tags: BTreeSet<String>,
    /// What they are looking for, each under an id of its own. Entries merge.
    pub needs: BTreeMap<String, String>,
    /// What they can give, each under an id of its own. Entries merge.
    pub offers: BTreeMap<String, String>,
    /// Their story, in their words. Free text.
    pub story: String,
    /// What I learned from them. Free text.
    pub learned: String,
    /// Anything else. Free text.
    pub note: String,
    /// When we met; none for someone not yet met. Last writer wins.
    pub met_at: Option<Timestamp>,
    /// Where we met. Last writer wins.
    pub met_place: String,
    /// The event's document id, or empty. Last writer wins.
    pub met_event: String,
    /// Through whom: a contact's document id, or a name where there is no record. Last writer wins.
    pub met_through: String,
    /// The stage on which we met: `work`, `event` or `everyday`, or empty. Last writer wins.
    pub stage: String,
    /// The photo's BLAKE3 hash (a [`crate::id::BlobHash`]), or empty. Last writer wins.
    pub photo: String,
    /// What names this person in the files that they came from, so that a second import finds them. A set.
    pub sources: BTreeSet<String>,
    /// Properties of an imported card that have no field here: the property's line as it stood, under a hash of it.
    pub extra: BTreeMap<String, String>,
    pub created: Option<Timestamp>,
    /// When the record was put away; none while it is there. Taking it back sets none again.
    pub deleted: Option<Timestamp>,
}

impl Record for Contact {
    const KIND: Kind = Kind::Contact;

    fn fields(&mut self, f: &mut dyn Fields) {
        f.word("name", &mut self.name);
        f.word("org", &mut self.org);
        f.word("role", &mut self.role);
        f.entries("emails", &mut self.emails);
        f.entries("phones", &mut self.phones);
        f.entries("links", &mut self.links);
        f.entries("addresses", &mut self.addresses);
        f.word("birthday", &mut self.birthday);
        f.set("tags", &mut self.tags);
        f.entries("needs", &mut self.needs);
        f.entries("offers", &mut self.offers);
        f.text("story", &mut self.story);
        f.text("learned", &mut self.learned);
        f.text("note", &mut self.note);
        f.moment("metAt", &mut self.met_at);
        f.word("metPlace", &mut self.met_place);
        f.word("metEvent", &mut self.met_event);
        f.word("metThrough", &mut self.met_through);
        f.word("stage", &mut self.stage);
        f.word("photo", &mut self.photo);
        f.set("sources", &mut self.sources);
        f.entries("extra", &mut self.extra);
        f.moment("created", &mut self.created);
        f.moment("deleted", &mut self.deleted);
    }
}

impl given::Named for Contact {
    fn fields(&mut self, f: &mut given::Fields) {
        f.must("name", &mut self.name);
        f.must("org", &mut self.org);
        f.must("role", &mut self.role);
        f.must("emails", &mut self.emails);
        f.must("phones", &mut self.phones);
        f.must("links", &mut self.links);
        f.must("addresses", &mut self.addresses);
        f.must("birthday", &mut self.birthday);
        f.must("tags", &mut self.tags);
        f.must("needs", &mut self.needs);
        f.must("offers", &mut self.offers);
        f.must("story", &mut self.story);
        f.must("learned", &mut self.learned);
        f.must("note", &mut self.note);
        f.may("met_at", &mut self.met_at);
        f.must("met_place", &mut self.met_place);
        f.must("met_event", &mut self.met_event);
        f.must("met_through", &mut self.met_through);
        f.must("stage", &mut self.stage);
        f.must("photo", &mut self.photo);
        f.must("sources", &mut self.sources);
        f.must("extra", &mut self.extra);
        f.may("created", &mut self.created);
        f.may("deleted", &mut self.deleted);
    }

    const IS_STRICT: bool = false;
}
