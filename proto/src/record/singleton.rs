//! Records of which there is one: their first change is the same bytes on every replica, so that they merge.

use super::{Fields, Record};
use crate::id::{DeviceId, DocumentId};
use crate::{kind::Kind, timestamp::Timestamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The owner.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Me {
    /// Last writer wins.
    pub name: String,
    /// Last writer wins.
    pub org: String,
    /// Last writer wins.
    pub role: String,
    /// Address to label. Addresses merge.
    pub emails: BTreeMap<String, String>,
    /// Number to label. Numbers merge.
    pub phones: BTreeMap<String, String>,
    /// Address to label. Addresses merge.
    pub links: BTreeMap<String, String>,
    /// What I tell people I am working on. Free text.
    pub working_on: String,
    /// What I can give, each under an id of its own. Entries merge.
    pub inventory: BTreeMap<String, String>,
    /// What I changed of the deck of curious questions, each under its id: another wording, one of my own, or nothing
    /// where one that Mingle brings is not to be asked. Entries merge. Came with version 2.
    pub deck: BTreeMap<String, String>,
}

impl Record for Me {
    const KIND: Kind = Kind::Me;
    const VERSION: i64 = 2;

    fn fields(&mut self, f: &mut dyn Fields) {
        f.word("name", &mut self.name);
        f.word("org", &mut self.org);
        f.word("role", &mut self.role);
        f.entries("emails", &mut self.emails);
        f.entries("phones", &mut self.phones);
        f.entries("links", &mut self.links);
        f.text("workingOn", &mut self.working_on);
        f.entries("inventory", &mut self.inventory);
        f.since(2);
        f.entries("deck", &mut self.deck);
    }
}

/// Which devices belong to the owner. Maps are flat, keyed by [`DeviceId`], so that two devices that add the same
/// third one at the same time agree. Who was added, by whom, and who was revoked is for good: no device can take that
/// back, not even one that is current.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Devices {
    /// Device to when it was added. For good.
    pub added: BTreeMap<String, Timestamp>,
    /// Device to the device that added it, by that one's own word. For good: all that were ever named, more than one
    /// if somebody wrote another beside it.
    pub added_by: BTreeMap<String, BTreeSet<String>>,
    /// Device to the name its owner gave it. Keys merge; last writer wins.
    pub names: BTreeMap<String, String>,
    /// Device to `laptop`, `phone` or `hub`. Keys merge.
    pub kinds: BTreeMap<String, String>,
    /// Device to when it was revoked. For good.
    pub revoked: BTreeMap<String, Timestamp>,
    /// Device to where its daemon is found on a local network: `name.local:port`. Keys merge; last writer wins. Came
    /// with version 2.
    pub hosts: BTreeMap<String, String>,
}

impl Devices {
    /// True for a device that was added and not revoked.
    pub fn is_current(&self, device: &DeviceId) -> bool {
        let key = device.to_string();
        self.added.contains_key(&key) && !self.revoked.contains_key(&key)
    }

    pub fn is_revoked(&self, device: &DeviceId) -> bool {
        self.revoked.contains_key(&device.to_string())
    }
}

impl Record for Devices {
    const KIND: Kind = Kind::Devices;
    const VERSION: i64 = 2;

    fn fields(&mut self, f: &mut dyn Fields) {
        f.lasting_moments("added", &mut self.added);
        f.lasting_words("addedBy", &mut self.added_by);
        f.entries("names", &mut self.names);
        f.entries("kinds", &mut self.kinds);
        f.lasting_moments("revoked", &mut self.revoked);
        f.since(2);
        f.entries("hosts", &mut self.hosts);
    }
}

/// Documents that were forgotten for good: their ids, so that no device brings them back.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Forgotten {
    /// Document ids. For good: no device can take one out again, not even one that is current.
    pub ids: BTreeSet<String>,
}

impl Forgotten {
    pub fn contains(&self, id: &DocumentId) -> bool {
        self.ids.contains(&id.to_string())
    }
}

impl Record for Forgotten {
    const KIND: Kind = Kind::Forgotten;

    fn fields(&mut self, f: &mut dyn Fields) {
        f.lasting_set("ids", &mut self.ids);
    }
}
