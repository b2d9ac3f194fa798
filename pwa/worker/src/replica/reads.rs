//! What the page asks. Nothing here writes.

use mingle_proto::id::DocumentId;
use mingle_proto::record::Contact;
use mingle_replica::journal::{Correction, PeopleFilter};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Replica};
use crate::Failed;
use crate::clock::moment_now;
use crate::json::{heard, named, told};

#[wasm_bindgen]
impl Replica {
    /// What would be understood of a text if it were written down now.
    #[wasm_bindgen(unchecked_return_type = "Preview")]
    pub fn preview(
        &self,
        text: &str,
        #[wasm_bindgen(unchecked_param_type = "DocumentId | undefined")] about: Option<String>,
        #[wasm_bindgen(unchecked_param_type = "Correction[]")] corrections: JsValue,
    ) -> Answer {
        let about: Option<DocumentId> = about.as_deref().map(named).transpose()?;
        let corrections: Vec<Correction> = heard(&corrections)?;
        told(&self.journal.preview(text, about.as_ref(), &corrections, moment_now()?)?)
    }

    /// Whom this page calls; `origin` is the host that served it, `near` whether that is this machine.
    #[wasm_bindgen(unchecked_return_type = "Callee[]")]
    pub fn callees(&self, origin: &str, near: bool) -> Answer {
        told(&self.journal.callees(&self.device, origin, near)?)
    }

    /// What matters now.
    #[wasm_bindgen(unchecked_return_type = "Now")]
    pub fn now(&self) -> Answer {
        told(&self.journal.now(moment_now()?)?)
    }

    /// What is open today, at most `most` of mine and of what is waited for.
    #[wasm_bindgen(unchecked_return_type = "Due")]
    pub fn due(&self, most: u32) -> Answer {
        told(&self.journal.due_first(moment_now()?.today, most as usize)?)
    }

    /// Everything about one person.
    #[wasm_bindgen(unchecked_return_type = "Person")]
    pub fn person(&self, #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str) -> Answer {
        told(&self.journal.person(&named(id)?, moment_now()?.today)?)
    }

    /// People in the order of their names, at most `limit` after the first `offset`.
    #[wasm_bindgen(unchecked_return_type = "People")]
    pub fn people(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PeopleFilter")] filter: JsValue,
        offset: u32,
        limit: u32,
    ) -> Answer {
        let filter: PeopleFilter = heard(&filter)?;
        told(&self.journal.people(&filter, offset as usize, limit as usize)?)
    }

    /// The owner's own card.
    #[wasm_bindgen(unchecked_return_type = "Mine")]
    pub fn my_card(&self) -> Answer {
        told(&self.journal.my_card()?)
    }

    /// Whom a card may mean.
    #[wasm_bindgen(unchecked_return_type = "KnownCard[]")]
    pub fn known(&self, #[wasm_bindgen(unchecked_param_type = "Contact")] card: JsValue) -> Answer {
        told(&self.journal.known(&heard::<Contact>(&card)?)?)
    }

    /// All tags, those of most people first.
    #[wasm_bindgen(unchecked_return_type = "TagCount[]")]
    pub fn tags(&self) -> Answer {
        told(&self.journal.tags()?)
    }

    /// Records that hold every word of what was typed, the best first.
    #[wasm_bindgen(unchecked_return_type = "Found[]")]
    pub fn find(&self, typed: &str, limit: u32) -> Answer {
        told(&self.journal.find(typed, limit as usize)?)
    }

    /// The event that is on.
    #[wasm_bindgen(unchecked_return_type = "EventRow | null")]
    pub fn current_event(&self) -> Answer {
        told(&self.journal.current_event(moment_now()?)?)
    }

    /// An event with those who were met at it.
    #[wasm_bindgen(unchecked_return_type = "EventNow")]
    pub fn event(&self, #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str) -> Answer {
        told(&self.journal.event(&named(id)?, moment_now()?)?)
    }

    /// All events, the latest first.
    #[wasm_bindgen(unchecked_return_type = "EventRow[]")]
    pub fn events(&self) -> Answer {
        told(&self.journal.events()?)
    }

    /// The photos and files of a record, the oldest here first.
    #[wasm_bindgen(unchecked_return_type = "AttachmentRow[]")]
    pub fn attachments_of(
        &self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] record: &str,
    ) -> Answer {
        told(&self.journal.attachments_of(&named(record)?)?)
    }

    /// The bytes of a photo or file, or of its small picture; none while they are not here.
    pub fn attachment_bytes(
        &self,
        #[wasm_bindgen(unchecked_param_type = "BlobHash")] blob: &str,
    ) -> Result<Option<Vec<u8>>, Failed> {
        Ok(self.journal.attachment_bytes(&named(blob)?)?)
    }

    /// The devices that were ever added.
    #[wasm_bindgen(unchecked_return_type = "DeviceRow[]")]
    pub fn devices(&self) -> Answer {
        told(&self.journal.devices()?)
    }

    /// The devices that still belong because this one added them, or what it added did; to be asked about once it is
    /// revoked.
    #[wasm_bindgen(unchecked_return_type = "AddedRow[]")]
    pub fn devices_added_by(
        &self,
        #[wasm_bindgen(unchecked_param_type = "DeviceId")] device: &str,
    ) -> Answer {
        told(&self.journal.added_by(&named(device)?, &self.device)?)
    }

    /// What no other device of the owner was proven to hold.
    #[wasm_bindgen(unchecked_return_type = "OnlyHere")]
    pub fn only_here(&self) -> Answer {
        told(&self.journal.only_here()?)
    }

    /// How the replica stands.
    #[wasm_bindgen(unchecked_return_type = "Status")]
    pub fn status(&self) -> Answer {
        told(&self.journal.status()?)
    }
}
