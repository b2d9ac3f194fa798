//! What the owner says. Each call is one transaction, durable once it has answered, and told to every session.

use mingle_proto::given::{Fields, Named};
use mingle_proto::id::DeviceId;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::{
    CardEntry, Entry, EventEdit, MeEdit, MoveEdit, NewAttachment, PersonEdit, parse_day,
};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Replica};
use crate::json::{heard, named};
use crate::{Failed, batch};

/// `AttachmentAbout`.
#[derive(Default)]
struct About {
    media: String,
    name: String,
    pixels: Option<(u32, u32)>,
    taken: Option<Timestamp>,
}

impl Named for About {
    fn fields(&mut self, f: &mut Fields) {
        f.must("media", &mut self.media);
        f.must("name", &mut self.name);
        f.may("pixels", &mut self.pixels);
        f.may("taken", &mut self.taken);
    }

    const IS_STRICT: bool = false;
}

#[wasm_bindgen]
impl Replica {
    /// Writes down an entry, once for each ticket.
    #[wasm_bindgen(unchecked_return_type = "Logged[]")]
    pub fn log(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Entry")] entry: JsValue,
    ) -> Answer {
        let entry: Entry = heard(&entry)?;
        self.write(|journal, _| journal.log(&entry))
    }

    /// Whether an entry with this ticket was written down.
    pub fn was_logged(
        &self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] ticket: &str,
    ) -> Result<bool, Failed> {
        Ok(self.journal.was_logged(&named(ticket)?)?)
    }

    /// Takes back what came of an entry.
    pub fn take_back(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] ticket: &str,
    ) -> Result<(), Failed> {
        let ticket = named(ticket)?;
        self.write(|journal, moment| journal.take_back(&ticket, moment))?;
        Ok(())
    }

    /// Marks a move as done.
    #[wasm_bindgen(unchecked_return_type = "DueMove")]
    pub fn done(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
    ) -> Answer {
        self.write(|journal, moment| journal.done(id, moment))
    }

    /// Opens a move again.
    #[wasm_bindgen(unchecked_return_type = "DueMove")]
    pub fn undo_done(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
    ) -> Answer {
        self.write(|journal, moment| journal.undo_done(id, moment))
    }

    /// Moves what is due to another day, `2026-11-27`.
    #[wasm_bindgen(unchecked_return_type = "DueMove")]
    pub fn snooze(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
        until: &str,
    ) -> Answer {
        self.write(|journal, moment| journal.snooze(id, parse_day(until)?, moment))
    }

    /// Says whether the other person has confirmed what was proposed.
    #[wasm_bindgen(unchecked_return_type = "DueMove")]
    pub fn confirm(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
        confirmed: bool,
    ) -> Answer {
        let id = named(id)?;
        self.write(|journal, moment| journal.confirm(&id, confirmed, moment))
    }

    /// Changes a move.
    #[wasm_bindgen(unchecked_return_type = "DueMove")]
    pub fn edit_move(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
        #[wasm_bindgen(unchecked_param_type = "MoveEdit")] edit: JsValue,
    ) -> Answer {
        let (id, edit) = (named(id)?, heard::<MoveEdit>(&edit)?);
        self.write(|journal, moment| journal.edit_move(&id, &edit, moment))
    }

    /// Writes down something to do with a person.
    #[wasm_bindgen(unchecked_return_type = "DueMove")]
    pub fn propose(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
        sort: &str,
        what: &str,
        due: &str,
        time: &str,
    ) -> Answer {
        let id = named(id)?;
        self.write(|journal, moment| journal.propose(&id, sort, what, due, time, moment))
    }

    /// Writes down that one said hello, or tried to; answers the interaction's id.
    #[wasm_bindgen(unchecked_return_type = "DocumentId")]
    pub fn say_hello(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
        #[wasm_bindgen(unchecked_param_type = "Channel")] channel: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Outcome")] outcome: JsValue,
        note: &str,
    ) -> Answer {
        let (id, channel, outcome) = (named(id)?, heard(&channel)?, heard(&outcome)?);
        self.write(|journal, moment| journal.say_hello(&id, channel, outcome, note, moment))
    }

    /// Changes a person as they were seen at `base`; false if that changed nothing.
    #[wasm_bindgen(unchecked_return_type = "boolean")]
    pub fn edit_person(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
        #[wasm_bindgen(unchecked_param_type = "Heads")] base: &str,
        #[wasm_bindgen(unchecked_param_type = "PersonEdit")] edit: JsValue,
    ) -> Answer {
        let (id, base, edit) = (named(id)?, named(base)?, heard::<PersonEdit>(&edit)?);
        self.write(|journal, moment| journal.edit_person(&id, &base, &edit, moment))
    }

    /// Keeps a card, as the importer has read it: a batch of one. Once for each ticket.
    #[wasm_bindgen(unchecked_return_type = "Logged")]
    pub fn save_card(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "CardEntry")] entry: JsValue,
        card: &[u8],
    ) -> Answer {
        let (entry, card) = (heard::<CardEntry>(&entry)?, batch::read_one(card)?);
        self.write(|journal, _| journal.save_card(&entry, card))
    }

    /// Changes the owner's own card as it was seen at `base`; false if that changed nothing.
    #[wasm_bindgen(unchecked_return_type = "boolean")]
    pub fn edit_my_card(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Heads")] base: &str,
        #[wasm_bindgen(unchecked_param_type = "MeEdit")] edit: JsValue,
    ) -> Answer {
        let (base, edit) = (named(base)?, heard::<MeEdit>(&edit)?);
        self.write(|journal, moment| journal.edit_my_card(&base, &edit, moment))
    }

    /// Changes an event as it was seen at `base`; false if that changed nothing.
    #[wasm_bindgen(unchecked_return_type = "boolean")]
    pub fn edit_event(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
        #[wasm_bindgen(unchecked_param_type = "Heads")] base: &str,
        #[wasm_bindgen(unchecked_param_type = "EventEdit")] edit: JsValue,
    ) -> Answer {
        let (id, base, edit) = (named(id)?, named(base)?, heard::<EventEdit>(&edit)?);
        self.write(|journal, moment| journal.edit_event(&id, &base, &edit, moment))
    }

    /// Puts a record away; false if it was away.
    #[wasm_bindgen(unchecked_return_type = "boolean")]
    pub fn delete(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
    ) -> Answer {
        let id = named(id)?;
        self.write(|journal, moment| journal.delete(&id, moment))
    }

    /// Takes a record back that was put away; false if it was there.
    #[wasm_bindgen(unchecked_return_type = "boolean")]
    pub fn undelete(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
    ) -> Answer {
        let id = named(id)?;
        self.write(|journal, moment| journal.undelete(&id, moment))
    }

    /// Forgets a record for good.
    #[wasm_bindgen(unchecked_return_type = "Forgot")]
    pub fn forget(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
    ) -> Answer {
        let id = named(id)?;
        self.write(|journal, moment| journal.forget(&id, moment))
    }

    /// Gives a device of the owner another name.
    pub fn name_device(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DeviceId")] device: &str,
        name: &str,
    ) -> Result<(), Failed> {
        let device = named(device)?;
        self.write(|journal, moment| journal.name_device(&device, name, moment))?;
        Ok(())
    }

    /// Takes devices off the list of the owner's, for ever, all or none; sessions with them end. Not this device itself.
    pub fn revoke_devices(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DeviceId[]")] devices: JsValue,
    ) -> Result<(), Failed> {
        let (devices, us): (Vec<DeviceId>, _) = (heard(&devices)?, self.device);
        self.write(|journal, moment| journal.revoke_devices(&devices, &us, moment))?;
        Ok(())
    }

    /// Keeps a photo or file with a person, a time together or an event, just as it is given.
    #[wasm_bindgen(unchecked_return_type = "AttachmentRow")]
    pub fn attach(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] record: &str,
        bytes: Vec<u8>,
        thumbnail: Option<Vec<u8>>,
        #[wasm_bindgen(unchecked_param_type = "AttachmentAbout")] about: JsValue,
    ) -> Answer {
        let record = named(record)?;
        let About { media, name, pixels, taken } = heard(&about)?;
        let new = NewAttachment { bytes, media, name, thumbnail, pixels, taken };
        self.write(|journal, moment| journal.attach(&record, new, moment))
    }

    /// Takes in a batch of the importer, in one transaction.
    #[wasm_bindgen(unchecked_return_type = "ImportCounts")]
    pub fn import_batch(&mut self, bytes: &[u8]) -> Answer {
        let batch = batch::read(bytes)?;
        self.write(|journal, moment| journal.import_contacts(batch, moment))
    }
}
