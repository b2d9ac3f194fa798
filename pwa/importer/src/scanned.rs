//! What a code or a pasted text says, and one's own card, for JavaScript.

use crate::{BadCard, put, thrown};
use js_sys::{JSON, Object, Reflect, Uint8Array};
use mingle_import::{Card, Scanned, my_card, my_card_in_ascii};
use mingle_proto::record::Contact;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
type Contact = import('./mingle_worker.js').Contact;
/** People that a code or a text says, to be shown before they are kept. */
export interface ScannedCards {
  kind: 'cards';
  people: Contact[];
  /** What `Replica.import_batch` takes to keep them all. */
  bytes: Uint8Array;
  bad: BadCard[];
  warnings: string[];
}
/** A way to reach somebody whose name is to be asked for: `named` makes a card of it. */
export interface ScannedReach {
  kind: 'reach';
  contact: Contact;
  /** To be offered, never to be taken unasked. */
  suggestedName: string | null;
}
/** An address to be opened by a tap alone. */
export interface ScannedLink { kind: 'link'; address: string }
/** Words, for the line. */
export interface ScannedText { kind: 'text'; text: string }
export type ScannedThing = ScannedCards | ScannedReach | ScannedLink | ScannedText;
/** One's own card as the text of a code. */
export interface MyCard {
  text: string;
  /** The same in ASCII alone, for readers that show other letters wrong; none where the first is that already. */
  ascii: string | null;
}
"#;

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Told {
    Cards { people: Vec<Contact>, bad: Vec<BadCard>, warnings: Vec<String> },
    Reach { contact: Box<Contact>, suggested_name: Option<String> },
    Link { address: String },
    Text { text: String },
}

#[derive(Serialize)]
struct Mine {
    text: String,
    ascii: Option<String>,
}

/// What the bytes of a QR code say, in a character set that they do not tell.
#[wasm_bindgen(unchecked_return_type = "ScannedThing")]
pub fn understand_code(bytes: &[u8]) -> Result<JsValue, JsValue> {
    told(mingle_import::understand_code(bytes))
}

/// What a text says that was pasted or shared.
#[wasm_bindgen(unchecked_return_type = "ScannedThing")]
pub fn understand_text(text: &str) -> Result<JsValue, JsValue> {
    told(mingle_import::understand(text))
}

/// Somebody who can be reached, as a `ScannedReach` says, with the name that was given them: what `Replica.import_batch`
/// takes; nothing for a blank name.
#[wasm_bindgen]
pub fn named(
    name: &str,
    emails: Vec<String>,
    phones: Vec<String>,
    links: Vec<String>,
) -> Result<Option<Vec<u8>>, JsValue> {
    let contact = reached(emails, phones, links);
    let card = mingle_import::Reach { contact, suggested_name: None }.named(name);
    card.map(|card| batch([&card])).transpose()
}

/// One's own card as the text of a code; nothing without a name.
#[wasm_bindgen(unchecked_return_type = "MyCard | undefined")]
pub fn card_of(
    name: String,
    org: String,
    role: String,
    emails: Vec<String>,
    phones: Vec<String>,
    links: Vec<String>,
) -> Result<JsValue, JsValue> {
    let contact = Contact { name, org, role, ..reached(emails, phones, links) };
    let Some(text) = my_card(&contact) else { return Ok(JsValue::UNDEFINED) };
    parsed(&Mine { text, ascii: my_card_in_ascii(&contact) })
}

/// A contact's ways, without their labels, which no card that is shown has.
fn reached(emails: Vec<String>, phones: Vec<String>, links: Vec<String>) -> Contact {
    let ways = |ways: Vec<String>| ways.into_iter().map(|way| (way, String::new())).collect();
    Contact { emails: ways(emails), phones: ways(phones), links: ways(links), ..Contact::default() }
}

fn told(scanned: Scanned) -> Result<JsValue, JsValue> {
    match scanned {
        Scanned::Cards(cards) => {
            let (mut good, mut bad) = (Vec::new(), Vec::new());
            for card in cards {
                match card {
                    Ok(card) => good.push(card),
                    Err(why) => bad.push(BadCard::of(&why)),
                }
            }
            let bytes = batch(&good)?;
            let warnings = good.iter().flat_map(|card| card.warnings.clone()).collect();
            let people = good.into_iter().map(|card| card.contact).collect();
            let told = parsed(&Told::Cards { people, bad, warnings })?;
            Reflect::set(&told, &"bytes".into(), &Uint8Array::from(bytes.as_slice()))?;
            Ok(Object::from(told).into())
        }
        Scanned::Reach(reach) => {
            let reach = *reach;
            let contact = Box::new(reach.contact);
            parsed(&Told::Reach { contact, suggested_name: reach.suggested_name })
        }
        Scanned::Link(address) => parsed(&Told::Link { address }),
        Scanned::Text(text) => parsed(&Told::Text { text }),
    }
}

fn batch<'a>(cards: impl IntoIterator<Item = &'a Card>) -> Result<Vec<u8>, JsValue> {
    let mut bytes = Vec::new();
    for card in cards {
        put(&mut bytes, &serde_json::to_vec(&card.contact).map_err(thrown)?);
        put(
            &mut bytes,
            card.photo.as_ref().map(|photo| photo.bytes.as_slice()).unwrap_or_default(),
        );
    }
    Ok(bytes)
}

fn parsed(what: &impl Serialize) -> Result<JsValue, JsValue> {
    JSON::parse(&serde_json::to_string(what).map_err(thrown)?)
}
