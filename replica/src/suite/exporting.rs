//! Everything can be taken out and read by other programs.

use super::{Place, journal, moment, people, promised};
use crate::export::RawExport;
use crate::journal::Journal;
use crate::store::StoreError;
use automerge::{AutoCommit, ROOT, ReadDoc};
use mingle_proto::document::Document;
use mingle_proto::id::{BlobHash, DeviceId, DocumentId, ItemHash, SetSum};
use mingle_proto::record::Contact;
use std::collections::BTreeMap;
use std::io::Read;

promised! {
    every_document_and_attachment_reads_back_from_an_export_as_it_is_held,
    an_export_tells_what_is_in_it_in_its_last_entry,
    an_export_comes_in_pieces_and_what_is_written_meanwhile_spoils_none,
    a_snapshot_does_not_see_what_is_written_meanwhile,
}

const DEVICE: DeviceId = DeviceId::from_bytes([7; 32]);

/// A journal with people, times together, things to do and edits of all ages, and the attachments' bytes.
fn lived_in(place: &dyn Place) -> (Journal, Vec<Vec<u8>>) {
    let mut seed = people::Seed::new(11);
    let mut journal = journal(place, "a");
    let photos: Vec<Vec<u8>> = (1..4).map(|n| vec![n; 300_000 * usize::from(n)]).collect();
    for number in 0..40 {
        let mut contact = people::contact(&mut seed, number);
        if let Some(photo) = photos.get(number) {
            let keep = |writing: &mut crate::store::Writing| writing.keep(photo);
            let hash: BlobHash =
                journal.store_mut().write::<_, StoreError>(moment(0).now, keep).unwrap();
            contact.photo = hash.to_string();
        }
        let id = journal.add_contact(contact, moment(0)).unwrap();
        let with = [id.to_string()];
        journal.add_interaction(people::interaction(&mut seed, &with), moment(1)).unwrap();
        let task = journal.add_move(people::move_(&mut seed, &with), moment(2)).unwrap();
        journal
            .edit_contact(&id, moment(3), |contact: &mut Contact| {
                contact.note.push_str(" Likes אבטיח 🍉.");
                contact.tags.insert("sauna".into());
            })
            .unwrap();
        if number % 5 == 0 {
            journal.delete(&task, moment(4)).unwrap();
        }
        if number % 9 == 8 {
            journal.forget(&id, moment(5)).unwrap();
        }
    }
    (journal, photos)
}

/// All pieces, and after each one what `between` does.
fn export(journal: &mut Journal, mut between: impl FnMut(&mut Journal)) -> Vec<Vec<u8>> {
    let mut export = RawExport::new(DEVICE, moment(9).now);
    let mut pieces = Vec::new();
    while let Some(piece) = export.next(&journal.store().reading()).unwrap() {
        pieces.push(piece);
        between(journal);
    }
    assert_eq!(export.next(&journal.store().reading()).unwrap(), None, "the end stays the end");
    pieces
}

/// The entries of an archive, in order.
fn entries(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(archive);
    let entry = |entry: std::io::Result<tar::Entry<&[u8]>>| {
        let mut entry = entry.unwrap();
        let path = String::from_utf8(entry.path_bytes().into_owned()).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (path, bytes)
    };
    archive.entries().unwrap().map(entry).collect()
}

fn manifest(entries: &[(String, Vec<u8>)]) -> serde_json::Value {
    let (path, bytes) = entries.last().unwrap();
    assert_eq!(path, "manifest.json");
    serde_json::from_slice(bytes).unwrap()
}

/// The documents of an archive by their ids, each with its folder.
fn documents(entries: &[(String, Vec<u8>)]) -> BTreeMap<DocumentId, (&str, &[u8])> {
    let mut found = BTreeMap::new();
    for (path, bytes) in entries {
        let Some(rest) = path.strip_prefix("documents/") else { continue };
        let (folder, file) = rest.split_once('/').unwrap();
        let id = file.strip_suffix(".automerge").unwrap().parse().unwrap();
        assert!(found.insert(id, (folder, bytes.as_slice())).is_none(), "{id} is there twice");
    }
    found
}

fn every_document_and_attachment_reads_back_from_an_export_as_it_is_held(place: &dyn Place) {
    let (mut journal, photos) = lived_in(place);
    let entries = entries(&export(&mut journal, |_| {}).concat());
    let documents = documents(&entries);
    let low = DocumentId::from_bytes([0; 16]);
    let high = DocumentId::from_bytes([255; 16]);
    let reading = journal.store().reading();
    let held = reading.between(&low, &high, 1_000).unwrap();
    assert_eq!(held.len(), documents.len());
    for (id, kind) in held {
        let (folder, bytes) = documents[&id];
        assert_eq!(folder, kind.as_str());
        let mut held: Document = reading.document(&id).unwrap().unwrap();
        let mut read = AutoCommit::load(bytes).unwrap();
        let heads: Vec<[u8; 32]> = read.get_heads().iter().map(|head| head.0).collect();
        let expected: Vec<[u8; 32]> = held.heads().as_slice().iter().map(|head| head.0).collect();
        assert_eq!(heads, expected, "{id}");
        let mut again = AutoCommit::load(&held.bytes()).unwrap();
        assert_eq!(read.hydrate(ROOT, None).unwrap(), again.hydrate(ROOT, None).unwrap(), "{id}");
        assert_eq!(read.get_changes(&[]).len(), again.get_changes(&[]).len(), "with its history");
    }
    for photo in photos {
        let path = format!("blobs/{}", BlobHash::of(&photo));
        let found = entries.iter().find(|(entry, _)| *entry == path).unwrap();
        assert!(found.1 == photo, "{path}");
    }
}

fn an_export_tells_what_is_in_it_in_its_last_entry(place: &dyn Place) {
    let (mut journal, photos) = lived_in(place);
    let status = journal.status().unwrap();
    let entries = entries(&export(&mut journal, |_| {}).concat());
    assert_eq!(entries[0].0, "README.txt");
    assert!(entries[0].1.starts_with(b"A journal of Mingle"));
    let manifest = manifest(&entries);
    assert_eq!(manifest["format"], 1);
    assert_eq!(manifest["device"], DEVICE.to_string());
    assert_eq!(manifest["documents"], status.documents);
    assert_eq!(manifest["blobs"], photos.len());
    assert_eq!(manifest["fingerprint"], status.fingerprint.to_string());
    assert_eq!(manifest["exported_at"], "2026-11-21T08:42:20Z");
}

fn an_export_comes_in_pieces_and_what_is_written_meanwhile_spoils_none(place: &dyn Place) {
    let (mut journal, _) = lived_in(place);
    let low = DocumentId::from_bytes([0; 16]);
    let high = DocumentId::from_bytes([255; 16]);
    let before = journal.store().reading().between(&low, &high, 1_000).unwrap();
    let mut seed = people::Seed::new(12);
    let pieces = export(&mut journal, |journal| {
        journal.add_contact(people::contact(&mut seed, 99), moment(10)).unwrap();
        let (id, _) = before[3];
        let _ = journal.edit_contact(&id, moment(11), |contact| contact.role.push('!'));
    });
    assert!(pieces.len() > 4, "{}", pieces.len());
    let entries = entries(&pieces.concat());
    let documents = documents(&entries);
    assert!(before.iter().all(|(id, _)| documents.contains_key(id)));
    assert_eq!(documents.len(), before.len(), "however much is written, it ends");
    let mut sum = SetSum::default();
    for (id, (_, bytes)) in &documents {
        let mut document = Document::load(bytes).unwrap();
        sum.add(&ItemHash::of(id, &document.heads()));
    }
    let manifest = manifest(&entries);
    assert_eq!(manifest["documents"], documents.len());
    assert_eq!(manifest["fingerprint"], sum.fingerprint().to_string(), "it is of what is in here");
}

/// In the browser one connection is all there is, and nobody else writes.
fn a_snapshot_does_not_see_what_is_written_meanwhile(place: &dyn Place) {
    let (journal, _) = lived_in(place);
    let before = journal.status().unwrap();
    let seen = journal.store().snapshot(|reading| {
        let first = reading.sum()?;
        #[cfg(not(target_arch = "wasm32"))]
        {
            let mut other = super::journal(place, "a");
            other.add_contact(Contact::default(), moment(20)).unwrap();
        }
        assert_eq!(reading.sum()?.count, first.count);
        Ok::<_, StoreError>(first.fingerprint())
    });
    assert_eq!(seen.unwrap(), before.fingerprint);
    let written = u64::from(cfg!(not(target_arch = "wasm32")));
    assert_eq!(journal.status().unwrap().documents, before.documents + written);
}
