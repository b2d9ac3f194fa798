//! A batch of the importer: for each person its length and the person as JSON, then the length of the picture and the
//! picture, lengths in four bytes with the lowest first. `pwa/importer` writes it.

use mingle_proto::record::Contact;
use mingle_replica::journal::ImportedContact;

use crate::{Failed, json};

/// The people of a batch.
pub fn read(mut bytes: &[u8]) -> Result<Vec<ImportedContact>, Failed> {
    let mut people = Vec::new();
    while !bytes.is_empty() {
        let contact = part(&mut bytes)?;
        let photo = part(&mut bytes)?;
        people.push(ImportedContact {
            contact: person(contact)?,
            photo: (!photo.is_empty()).then(|| photo.to_vec()),
        });
    }
    Ok(people)
}

/// As text, which is how JavaScript's values are read, too: the code that reads a person stands there once.
fn person(json: &[u8]) -> Result<Contact, Failed> {
    let text = std::str::from_utf8(json).map_err(Failed::misunderstood)?;
    json::read(text)
}

/// The only person of a batch.
pub fn read_one(bytes: &[u8]) -> Result<ImportedContact, Failed> {
    let mut people = read(bytes)?;
    match (people.pop(), people.is_empty()) {
        (Some(one), true) => Ok(one),
        _ => Err(Failed::misunderstood("a card is one person's")),
    }
}

fn part<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], Failed> {
    let cut = || Failed::misunderstood("a batch is cut off");
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or_else(cut)?;
    let (part, rest) =
        rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(cut)?;
    *bytes = rest;
    Ok(part)
}
