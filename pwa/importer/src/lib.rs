//! Reads contacts' files in the page, and hands them to the replica's worker batch by batch. It is a module of its own,
//! loaded when it is asked for, and knows nothing of the replica.

#![cfg(target_arch = "wasm32")]

use mingle_import::{BadCard, Card, cards_of, count};
use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Cards that are taken in together: one wait for the disk, and the page gets its turn in between.
const CARDS: usize = 200;
/// Bytes after which a batch is full: pictures are large.
const BYTES: usize = 4 << 20;

/// A file of contacts that is being read.
#[wasm_bindgen]
pub struct CardFile {
    cards: Box<dyn Iterator<Item = Result<Card, BadCard>>>,
    total: usize,
    done: usize,
}

/// Some people of a file.
#[wasm_bindgen]
pub struct CardBatch {
    bytes: Vec<u8>,
    report: Report,
}

/// What is to be said of some cards of a file.
#[derive(Default, Serialize, Tsify)]
pub struct Report {
    /// How many people the batch brings.
    people: usize,
    /// Cards that could not be read.
    bad: Vec<Bad>,
    /// What was left out of cards that were read, in sentences that begin with the line.
    warnings: Vec<String>,
    /// How much of the file is done, and of how much: cards, and parts that are none.
    done: usize,
    total: usize,
}

/// A part of a file that is no person.
#[derive(Serialize, Tsify)]
pub struct Bad {
    /// From 1.
    line: usize,
    /// What is wrong, with the line.
    reason: String,
    /// What to do about it, as a sentence.
    hint: String,
}

#[wasm_bindgen]
impl CardFile {
    /// Begins to read a vCard file.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Self {
        console_error_panic_hook::set_once();
        let total = count(&bytes);
        Self { cards: Box::new(cards_of(bytes)), total, done: 0 }
    }

    /// The next people; nothing at the end of the file.
    pub fn next(&mut self) -> Result<Option<CardBatch>, JsValue> {
        let mut batch = CardBatch { bytes: Vec::new(), report: Report::default() };
        let before = self.done;
        while batch.report.people < CARDS && batch.bytes.len() < BYTES {
            let Some(card) = self.cards.next() else { break };
            self.done += 1;
            match card {
                Ok(card) => {
                    batch.add(card).map_err(|error| JsValue::from_str(&error.to_string()))?
                }
                Err(bad) => batch.report.bad.push(Bad {
                    line: bad.line,
                    reason: bad.to_string(),
                    hint: bad.hint(),
                }),
            }
        }
        (batch.report.done, batch.report.total) = (self.done, self.total);
        Ok((self.done > before).then_some(batch))
    }
}

#[wasm_bindgen]
impl CardBatch {
    /// What `Replica.import_batch` takes. It can be taken once.
    pub fn bytes(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// What is to be said of these cards.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn report(&self) -> Result<JsValue, JsValue> {
        let text = serde_json::to_string(&self.report);
        js_sys::JSON::parse(&text.map_err(|error| JsValue::from_str(&error.to_string()))?)
    }
}

impl CardBatch {
    /// For each person its length and the person as JSON, then the length of the picture and the picture; lengths in
    /// four bytes, the lowest first.
    fn add(&mut self, card: Card) -> serde_json::Result<()> {
        let contact = serde_json::to_vec(&card.contact)?;
        let photo = card.photo.map(|photo| photo.bytes).unwrap_or_default();
        for part in [contact, photo] {
            self.bytes.extend((part.len() as u32).to_le_bytes());
            self.bytes.extend(part);
        }
        self.report.people += 1;
        self.report.warnings.extend(card.warnings);
        Ok(())
    }
}
