use super::identity::line_key;
use super::property::Property;
use std::collections::{BTreeMap, BTreeSet};

/// The longest line that is kept besides a note's, in bytes.
pub const EXTRA_LIMIT: usize = 64 << 10;

/// Lines of a card that have no field in a contact, kept so that an export can write them back.
#[derive(Debug, Default)]
pub struct Extra {
    lines: BTreeMap<String, String>,
    groups: BTreeSet<String>,
}

impl Extra {
    /// Keeps the property's line.
    pub fn keep(&mut self, property: &Property) {
        self.groups.insert(property.group.clone());
        self.lines.insert(line_key(&property.raw), property.raw.clone());
    }

    /// Keeps what belongs to a group (its label) where a line of that group was kept.
    pub fn keep_with_its_group(&mut self, property: &Property) {
        if !property.group.is_empty() && self.groups.contains(&property.group) {
            self.keep(property);
        }
    }

    pub fn into_lines(self) -> BTreeMap<String, String> {
        self.lines
    }
}
