//! Events, coffees and questions.

use mingle_replica::journal::{EntriesEdit, EventStart};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Replica};
use crate::clock::moment_now;
use crate::json::{heard, named, told};

#[wasm_bindgen]
impl Replica {
    /// Begins an event now.
    #[wasm_bindgen(unchecked_return_type = "EventRow")]
    pub fn start_event(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "EventStart")] start: JsValue,
    ) -> Answer {
        let start: EventStart = heard(&start)?;
        self.write(|journal, moment| journal.start_event(&start, moment))
    }

    /// Adds what was learned at an event, and ends it where one is in it; answers whether it did.
    #[wasm_bindgen(unchecked_return_type = "boolean")]
    pub fn finish_event(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
        learned: &str,
    ) -> Answer {
        let id = named(id)?;
        self.write(|journal, moment| journal.finish_event(&id, learned, moment))
    }

    /// Says that one is still at an event that asks.
    #[wasm_bindgen(unchecked_return_type = "EventRow")]
    pub fn still_there(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
    ) -> Answer {
        let id = named(id)?;
        self.write(|journal, moment| journal.still_there(&id, moment))
    }

    /// Enters an event again that is over.
    #[wasm_bindgen(unchecked_return_type = "EventRow")]
    pub fn resume_event(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str,
    ) -> Answer {
        let id = named(id)?;
        self.write(|journal, moment| journal.event_resume(&id, moment))
    }

    /// People who would enjoy an event of this name, place and goal, and why.
    #[wasm_bindgen(unchecked_return_type = "Invitation[]")]
    pub fn invitations(&self, name: &str, place: &str, goal: &str) -> Answer {
        told(&self.journal.invitations(name, place, goal, moment_now()?)?)
    }

    /// People whom one hoped to meet and never met.
    #[wasm_bindgen(unchecked_return_type = "NotYetMet[]")]
    pub fn not_yet_met(&self) -> Answer {
        told(&self.journal.not_yet_met()?)
    }

    /// The new people of an event, each with one thing that one could do for them.
    #[wasm_bindgen(unchecked_return_type = "WrapUp")]
    pub fn wrap_up(&self, #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str) -> Answer {
        told(&self.journal.wrap_up(&named(id)?, moment_now()?)?)
    }

    /// Writes down something to do for someone who was met at an event.
    #[wasm_bindgen(unchecked_return_type = "DueMove")]
    pub fn write_down(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] event: &str,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] person: &str,
        what: &str,
        sort: &str,
    ) -> Answer {
        let (event, person) = (named(event)?, named(person)?);
        self.write(|journal, moment| journal.write_down(&event, &person, what, sort, moment))
    }

    /// Three moments for a coffee that are free.
    #[wasm_bindgen(unchecked_return_type = "CoffeeSlot[]")]
    pub fn coffee_slots(&self) -> Answer {
        told(&self.journal.coffee_slots(moment_now()?)?)
    }

    /// Proposes a coffee, `2026-11-26` and `12:30` or empty; answers what to send of it.
    #[wasm_bindgen(unchecked_return_type = "Coffee")]
    pub fn coffee(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] person: &str,
        due: &str,
        time: &str,
    ) -> Answer {
        let person = named(person)?;
        self.write(|journal, moment| journal.coffee(&person, due, time, moment))
    }

    /// What to send of a coffee or meeting that was proposed before.
    #[wasm_bindgen(unchecked_return_type = "Coffee")]
    pub fn to_send(&self, #[wasm_bindgen(unchecked_param_type = "DocumentId")] id: &str) -> Answer {
        told(&self.journal.to_send(&named(id)?, moment_now()?)?)
    }

    /// The question for a person; none where the deck is empty.
    #[wasm_bindgen(unchecked_return_type = "Question | null")]
    pub fn question(
        &self,
        #[wasm_bindgen(unchecked_param_type = "DocumentId")] person: &str,
    ) -> Answer {
        told(&self.journal.question(&named(person)?)?)
    }

    /// The questions that are asked.
    #[wasm_bindgen(unchecked_return_type = "Question[]")]
    pub fn deck(&self) -> Answer {
        told(&self.journal.deck()?)
    }

    /// Changes the deck, and answers it as it is then.
    #[wasm_bindgen(unchecked_return_type = "Question[]")]
    pub fn edit_deck(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "EntriesEdit")] edit: JsValue,
    ) -> Answer {
        let edit: EntriesEdit = heard(&edit)?;
        self.write(|journal, moment| journal.edit_deck(&edit, moment))
    }

    /// Puts the deck back to what Mingle brings, and answers it.
    #[wasm_bindgen(unchecked_return_type = "Question[]")]
    pub fn reset_deck(&mut self) -> Answer {
        self.write(|journal, moment| journal.reset_deck(moment))
    }
}
