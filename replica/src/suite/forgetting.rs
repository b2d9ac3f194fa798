//! What is forgotten is gone, everywhere, and stays so.

use super::devices::{changed_by_hand, emptied};
use super::exchange::{LAPTOP, PHONE, sync};
use super::{Place, journal, moment, people, promised};
use crate::journal::{ImportedContact, Journal};
use crate::store::StoreError;
use mingle_proto::id::{BlobHash, DocumentId, Heads};
use mingle_proto::kind::Kind;
use mingle_proto::record::{Contact, Interaction};
use mingle_proto::session::Replica;

promised! {
    a_forgotten_person_is_gone_from_documents_views_and_search,
    the_bytes_of_a_forgotten_person_are_gone_from_the_file,
    an_earlier_photo_of_a_forgotten_person_is_gone_too,
    a_photo_goes_when_the_last_who_has_it_gets_another,
    a_forgotten_person_cannot_come_back_through_a_peer,
    a_device_that_takes_ids_out_of_the_record_brings_nobody_back,
    forgetting_reaches_the_other_devices,
    what_speaks_of_a_forgotten_person_is_listed,
    singletons_cannot_be_forgotten,
}

/// A name and words that stand nowhere else in a file.
fn confidant() -> ImportedContact {
    let contact = Contact {
        name: "Brunhilde Vandersloot".into(),
        note: "Told me of the qwyzzle affair.".into(),
        sources: ["uid:forget-me".to_owned()].into(),
        emails: [("xvandersloot@post.example".to_owned(), String::new())].into(),
        ..Contact::default()
    };
    ImportedContact { contact, photo: Some(b"a portrait of Vandersloot in oils".to_vec()) }
}

fn met(journal: &mut Journal) -> DocumentId {
    let mut seed = people::Seed::new(5);
    for number in 0..30 {
        journal.add_contact(people::contact(&mut seed, number), moment(0)).unwrap();
    }
    journal.import_contacts(vec![confidant()], moment(0)).unwrap();
    journal.who("Brunhilde Vandersloot").unwrap()
}

fn assert_gone(journal: &Journal, id: &DocumentId) {
    let reading = journal.store().reading();
    assert!(reading.document(id).unwrap().is_none());
    assert!(reading.is_forgotten(id).unwrap());
    assert!(reading.contact_row(id).unwrap().is_none());
    for typed in ["brunhilde", "qwyzzle", "xvandersloot@post.example"] {
        assert!(journal.find(typed, 10).unwrap().is_empty());
        assert!(journal.who(typed).is_err());
    }
    let photo = BlobHash::of(&confidant().photo.unwrap());
    assert_eq!(reading.blob(&photo).unwrap(), None);
}

fn a_forgotten_person_is_gone_from_documents_views_and_search(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let id = met(&mut journal);
    journal.forget(&id, moment(1)).unwrap();
    assert_gone(&journal, &id);
    journal.reindex(&mut |_, _| {}).unwrap();
    assert_gone(&journal, &id);
    assert_eq!(
        super::documents::counted(journal.store_mut()),
        journal.store_mut().summary().unwrap()
    );
    let again = journal.forget(&id, moment(2)).unwrap_err();
    assert_eq!(again.code(), "no-such-record");
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window.eq_ignore_ascii_case(words.as_bytes()))
}

fn the_bytes_of_a_forgotten_person_are_gone_from_the_file(place: &dyn Place) {
    let mut before = journal(place, "a");
    let id = met(&mut before);
    // Edits leave older versions of rows and index entries behind, which have to go too.
    for round in 0..5 {
        before
            .edit_contact(&id, moment(round), |contact| contact.note.push_str(" More of qwyzzle."))
            .unwrap();
    }
    drop(before);
    assert!(
        ["qwyzzle", "Vandersloot", "oils"].iter().all(|words| holds(&place.raw_bytes("a"), words))
    );
    let mut after = journal(place, "a");
    after.forget(&id, moment(9)).unwrap();
    drop(after);
    let bytes = place.raw_bytes("a");
    for words in ["qwyzzle", "Vandersloot", "in oils", "Brunhilde"] {
        assert!(!holds(&bytes, words), "{words} still stands in the file");
    }
}

fn keep(journal: &mut Journal, bytes: &[u8]) -> BlobHash {
    let kept: Result<_, StoreError> =
        journal.store_mut().write(moment(0).now, |writing| writing.keep(bytes));
    kept.unwrap()
}

fn an_earlier_photo_of_a_forgotten_person_is_gone_too(place: &dyn Place) {
    let mut before = journal(place, "a");
    let id = met(&mut before);
    let first = BlobHash::of(&confidant().photo.unwrap());
    // Two drawings that no record has named, and one that takes the first portrait's place.
    let [unnamed, other] = [&b"in charcoal"[..], b"in pastel"].map(|it| keep(&mut before, it));
    before.edit_contact(&id, moment(1), |contact| contact.photo = other.to_string()).unwrap();
    let mut own = confidant();
    own.contact = Contact { name: "Aroha".into(), ..Contact::default() };
    own.photo = Some(b"a photo of Aroha".to_vec());
    before.import_contacts(vec![own.clone()], moment(1)).unwrap();
    before.forget(&id, moment(2)).unwrap();
    for gone in [&first, &other, &unnamed] {
        assert_eq!(before.store().reading().blob(gone).unwrap(), None);
    }
    let kept = BlobHash::of(own.photo.as_ref().unwrap());
    assert_eq!(before.store().reading().blob(&kept).unwrap(), own.photo);
    drop(before);
    let bytes = place.raw_bytes("a");
    assert!(["in oils", "in pastel", "in charcoal"].iter().all(|words| !holds(&bytes, words)));
}

fn a_photo_goes_when_the_last_who_has_it_gets_another(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let mut seed = people::Seed::new(6);
    let shared = keep(&mut journal, b"the twins");
    let twins = [1, 2].map(|number| {
        let contact = Contact { photo: shared.to_string(), ..people::contact(&mut seed, number) };
        journal.add_contact(contact, moment(0)).unwrap()
    });
    for (twin, stays) in [(twins[0], true), (twins[1], false)] {
        journal.edit_contact(&twin, moment(1), |contact| contact.role = "diver".into()).unwrap();
        assert!(journal.store().reading().blob(&shared).unwrap().is_some());
        journal.edit_contact(&twin, moment(2), |contact| contact.photo.clear()).unwrap();
        assert_eq!(journal.store().reading().blob(&shared).unwrap().is_some(), stays);
    }
}

fn a_forgotten_person_cannot_come_back_through_a_peer(place: &dyn Place) {
    let (mut laptop, mut phone) = (journal(place, "laptop"), journal(place, "phone"));
    let id = met(&mut laptop);
    let whole = laptop.store_mut().payload(&id, &Heads::default()).unwrap().unwrap();
    phone.store_mut().apply(&LAPTOP, std::slice::from_ref(&whole)).unwrap();
    phone.forget(&id, moment(1)).unwrap();
    assert!(
        phone.store_mut().includes(&id, &whole.heads).unwrap(),
        "there is nothing to want of it"
    );
    let applied = phone.store_mut().apply(&LAPTOP, &[whole]).unwrap();
    assert_eq!(applied, Default::default());
    assert!(phone.store().reading().document(&id).unwrap().is_none());
}

fn a_device_that_takes_ids_out_of_the_record_brings_nobody_back(place: &dyn Place) {
    let (mut laptop, mut desktop) = (journal(place, "laptop"), journal(place, "desktop"));
    let id = met(&mut laptop);
    let whole = laptop.store_mut().payload(&id, &Heads::default()).unwrap().unwrap();
    laptop.forget(&id, moment(1)).unwrap();
    let hostile =
        changed_by_hand(&mut laptop, Kind::Forgotten, |document| emptied(document, "ids"));
    laptop.store_mut().apply(&PHONE, std::slice::from_ref(&hostile)).unwrap();
    // One that hears of it for the first time, and by the hostile device.
    desktop.store_mut().apply(&PHONE, &[hostile]).unwrap();
    for journal in [&mut laptop, &mut desktop] {
        journal.reindex(&mut |_, _| {}).unwrap();
        journal.store_mut().apply(&PHONE, std::slice::from_ref(&whole)).unwrap();
        assert_gone(journal, &id);
    }
}

fn forgetting_reaches_the_other_devices(place: &dyn Place) {
    let (mut laptop, mut phone) = (journal(place, "laptop"), journal(place, "phone"));
    let id = met(&mut laptop);
    sync(laptop.store_mut(), phone.store_mut());
    assert!(phone.who("brunhilde").is_ok());
    laptop.forget(&id, moment(1)).unwrap();
    phone.edit_contact(&id, moment(2), |contact| contact.role = "painter".into()).unwrap();
    let forgotten = Kind::Forgotten.singleton_id();
    let heads = phone.store_mut().heads(&[forgotten]).unwrap().remove(0);
    let news = laptop.store_mut().payload(&forgotten, &heads).unwrap().unwrap();
    let whole = phone.store_mut().payload(&id, &Heads::default()).unwrap().unwrap();
    let applied = phone.store_mut().apply(&LAPTOP, &[news, whole]).unwrap();
    assert!(applied.changed.contains(&id) && applied.changed.contains(&forgotten));
    assert_gone(&phone, &id);
    sync(laptop.store_mut(), phone.store_mut());
    assert_gone(&laptop, &id);
}

fn what_speaks_of_a_forgotten_person_is_listed(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let id = met(&mut journal);
    let tea = Interaction {
        people: [id.to_string()].into(),
        note: "Tea, and the affair.".into(),
        ..Interaction::default()
    };
    let tea = journal.add_interaction(tea, moment(1)).unwrap();
    let forgot = journal.forget(&id, moment(2)).unwrap();
    assert_eq!(forgot.mentioned_in.iter().map(|found| found.id).collect::<Vec<_>>(), [tea]);
}

fn singletons_cannot_be_forgotten(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let me = Kind::Me.singleton_id();
    let _ = journal.forget(&me, moment(0));
    assert!(journal.store().reading().document(&me).unwrap().is_some());
    assert!(journal.set_me(moment(1), |me| me.name = "Noor".into()).unwrap());
    assert_eq!(journal.me().unwrap().name, "Noor");
}
