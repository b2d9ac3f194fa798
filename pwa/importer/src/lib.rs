//! Reads contacts' files in the page, and hands them on batch by batch, as the replica's worker takes them; and what QR
//! codes and pasted texts say ([`scanned`]). It is a module of its own, loaded when it is asked for, and knows nothing of the replica.

#![cfg(target_arch = "wasm32")]

mod scanned;

use js_sys::{JSON, Object, Reflect, Uint8Array};
use mingle_import::{Card, cards_of, count};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Bytes after which a batch is full: pictures are large.
const FULL: usize = 4 << 20;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A part of a file that is no person: the line at which it begins, what is wrong, and what to do about it. */
export interface BadCard { line: number; reason: string; hint: string }
/** Some cards of a file. */
export interface ImportBatch {
  /** What `Replica.import_batch` takes. */
  bytes: Uint8Array;
  /** Cards, good and bad. */
  cards: number;
  bad: BadCard[];
  /** What was left out of cards that were read, in sentences that begin with the line. */
  warnings: string[];
}
"#;

/// A file of contacts that is being read.
#[wasm_bindgen]
pub struct Importer {
    cards: Box<dyn Iterator<Item = Result<Card, mingle_import::BadCard>>>,
    total: usize,
}

/// What is to be said of some cards.
#[derive(Default, Serialize)]
struct Report {
    cards: usize,
    bad: Vec<BadCard>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct BadCard {
    line: usize,
    reason: String,
    hint: String,
}

impl BadCard {
    fn of(bad: &mingle_import::BadCard) -> Self {
        Self { line: bad.line, reason: bad.to_string(), hint: bad.hint() }
    }
}

#[wasm_bindgen]
impl Importer {
    /// Begins to read a vCard file.
    #[wasm_bindgen(constructor)]
    pub fn new(file: Vec<u8>) -> Self {
        console_error_panic_hook::set_once();
        let total = count(&file);
        Self { cards: Box::new(cards_of(file)), total }
    }

    /// How many cards the file has, good and bad.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The next cards, at most `limit`, fewer where pictures are large; nothing at the end of the file.
    #[wasm_bindgen(unchecked_return_type = "ImportBatch | undefined")]
    pub fn next(&mut self, limit: usize) -> Result<JsValue, JsValue> {
        let (mut bytes, mut report) = (Vec::new(), Report::default());
        while report.cards < limit && bytes.len() < FULL {
            let Some(card) = self.cards.next() else { break };
            report.cards += 1;
            match card {
                Ok(card) => {
                    put(&mut bytes, &serde_json::to_vec(&card.contact).map_err(thrown)?);
                    put(&mut bytes, &card.photo.map(|photo| photo.bytes).unwrap_or_default());
                    report.warnings.extend(card.warnings);
                }
                Err(bad) => report.bad.push(BadCard::of(&bad)),
            }
        }
        if report.cards == 0 {
            return Ok(JsValue::UNDEFINED);
        }
        let batch = JSON::parse(&serde_json::to_string(&report).map_err(thrown)?)?;
        Reflect::set(&batch, &"bytes".into(), &Uint8Array::from(bytes.as_slice()))?;
        Ok(Object::from(batch).into())
    }
}

/// A person is their length and they as JSON, then the length of the picture and the picture; lengths are four bytes,
/// the lowest first. `pwa/worker` reads it.
fn put(bytes: &mut Vec<u8>, part: &[u8]) {
    bytes.extend((part.len() as u32).to_le_bytes());
    bytes.extend(part);
}

fn thrown(error: serde_json::Error) -> JsValue {
    JsValue::from_str(&error.to_string())
}
