//! Records: what a contact, an interaction, an event, a move, an attachment and the singletons hold.
//!
//! A kind says once which fields it has, in [`Record::fields`]; creating, reading and editing a document all follow
//! from that. Merge rules, field by field, are those of [`Fields`].

mod attachment;
mod contact;
mod event;
mod field;
mod interaction;
mod moves;
mod singleton;

pub use attachment::Attachment;
pub use contact::Contact;
pub use event::Event;
pub use field::{Field, Fields, Shape, Values, values};
pub use interaction::Interaction;
pub use moves::{Move, Whose};
pub use singleton::{Devices, Forgotten, Me};

use crate::kind::Kind;

/// A kind of record: plain data, and the declaration of its fields.
pub trait Record: Default + Clone + PartialEq {
    const KIND: Kind;

    /// The version of the fields that this program writes; 1 for the first. A field of a later version is
    /// declared between calls of [`Fields::since`].
    const VERSION: i64 = 1;

    /// Names every field with its merge rule, in an order that never changes: new ones are added at the end.
    fn fields(&mut self, fields: &mut dyn Fields);
}
