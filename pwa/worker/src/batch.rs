//! A batch of the importer: for each person its length and the person as JSON, then the length of the picture and the
//! picture, lengths in four bytes with the lowest first. `pwa/importer` writes it.

use mingle_replica::journal::ImportedContact;

use crate::Failed;

/// The people of a batch.
pub fn read(mut bytes: &[u8]) -> Result<Vec<ImportedContact>, Failed> {
    let mut people = Vec::new();
    while !bytes.is_empty() {
        let contact = part(&mut bytes)?;
        let photo = part(&mut bytes)?;
        people.push(ImportedContact {
            contact: serde_json::from_slice(contact).map_err(Failed::misunderstood)?,
            photo: (!photo.is_empty()).then(|| photo.to_vec()),
        });
    }
    Ok(people)
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
