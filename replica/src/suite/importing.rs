//! Importing adds, once.

use super::{Place, journal, moment, people, promised};
use crate::journal::{ImportCounts, ImportedContact};
use mingle_proto::record::Contact;

promised! {
    the_same_cards_twice_make_no_duplicates,
    a_changed_card_adds_and_replaces_nothing,
    what_the_owner_took_out_stays_out_when_the_same_card_comes_again,
    a_person_logged_by_hand_is_found_by_name_and_address,
    two_people_who_share_an_address_stay_two,
    two_people_whose_cards_have_the_same_uid_stay_two,
    two_firms_whose_cards_have_the_same_uid_stay_two,
    a_uid_that_everyone_has_merges_nobody,
    a_card_whose_name_and_uid_changed_apart_is_known_by_its_address,
    someone_put_away_is_not_brought_back_by_an_import,
    a_photo_is_kept_beside_the_record,
}

fn card(uid: &str, name: &str, email: &str) -> ImportedContact {
    let contact = Contact {
        name: name.into(),
        emails: [(email.to_owned(), "home".to_owned())].into(),
        sources: [format!("uid:{uid}")].into(),
        ..Contact::default()
    };
    ImportedContact { contact, photo: None }
}

fn counts(created: u64, updated: u64, unchanged: u64) -> ImportCounts {
    ImportCounts { created, updated, unchanged }
}

fn the_same_cards_twice_make_no_duplicates(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let mut seed = people::Seed::new(3);
    let cards: Vec<_> = (0..50)
        .map(|number| {
            let mut contact = people::contact(&mut seed, number);
            contact.sources.insert(format!("card:{number}"));
            ImportedContact { contact, photo: None }
        })
        .collect();
    assert_eq!(journal.import_contacts(cards.clone(), moment(0)).unwrap(), counts(50, 0, 0));
    let before = journal.status().unwrap();
    assert_eq!(journal.import_contacts(cards.clone(), moment(1)).unwrap(), counts(0, 0, 50));
    assert_eq!(journal.status().unwrap(), before);
    let twice = vec![card("x", "Eilidh", "e@post.example"), card("x", "Eilidh", "e@post.example")];
    assert_eq!(
        journal.import_contacts(twice, moment(2)).unwrap(),
        counts(1, 0, 1),
        "within one batch too"
    );
}

fn a_changed_card_adds_and_replaces_nothing(place: &dyn Place) {
    let mut journal = journal(place, "a");
    journal.import_contacts(vec![card("1", "Léa Lefèvre", "lea@sept.example")], moment(0)).unwrap();
    let id = journal.who("lea").unwrap();
    journal.edit_contact(&id, moment(1), |contact| contact.name = "Léa L. Martin".into()).unwrap();
    let mut changed = card("1", "Léa Lefèvre", "lea@martin.example");
    changed.contact.org = "Atelier Sept".into();
    assert_eq!(journal.import_contacts(vec![changed], moment(2)).unwrap(), counts(0, 1, 0));
    let contact = journal.show(&id.to_string(), moment(2).today).unwrap().contact;
    assert_eq!((contact.name.as_str(), contact.org.as_str()), ("Léa L. Martin", "Atelier Sept"));
    assert_eq!(contact.emails.len(), 2);
}

fn what_the_owner_took_out_stays_out_when_the_same_card_comes_again(place: &dyn Place) {
    let mut journal = journal(place, "a");
    journal.import_contacts(vec![card("1", "Umut", "old@post.example")], moment(0)).unwrap();
    let id = journal.who("umut").unwrap();
    journal.edit_contact(&id, moment(1), |contact| contact.emails.clear()).unwrap();
    let again =
        journal.import_contacts(vec![card("1", "Umut", "old@post.example")], moment(2)).unwrap();
    assert_eq!(again, counts(0, 0, 1));
    assert!(journal.show("umut", moment(2).today).unwrap().contact.emails.is_empty());
}

fn a_person_logged_by_hand_is_found_by_name_and_address(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let line = crate::line::parse("Věra Nováková, vera@post.example", moment(0).today);
    let id = journal.log_line(&line, moment(0)).unwrap().person.id;
    let counted = journal
        .import_contacts(vec![card("9", "Vera Novakova", "VERA@post.example")], moment(1))
        .unwrap();
    assert_eq!(counted, counts(0, 1, 0));
    let person = journal.show("vera", moment(1).today).unwrap();
    assert_eq!((person.id, person.name.as_str()), (id, "Věra Nováková"));
}

fn two_people_who_share_an_address_stay_two(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let family =
        vec![card("1", "Ragnhild", "home@fjord.example"), card("2", "Håkon", "home@fjord.example")];
    assert_eq!(journal.import_contacts(family, moment(0)).unwrap(), counts(2, 0, 0));
    assert_eq!(journal.who("home@fjord.example").unwrap_err().code(), "ambiguous");
}

/// Programs that count their cards give each file a `UID:1`.
fn two_people_whose_cards_have_the_same_uid_stay_two(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let files = [card("1", "Ana Ruiz", "ana@acme.example"), card("1", "Bo Svensson", "bo@post.se")];
    for file in files.clone() {
        assert_eq!(journal.import_contacts(vec![file], moment(0)).unwrap(), counts(1, 0, 0));
    }
    let [ana, bo] = ["Ana Ruiz", "Bo Svensson"].map(|name| journal.who(name).unwrap());
    assert_ne!(ana, bo);
    assert_eq!(journal.import_contacts(files.into(), moment(1)).unwrap(), counts(0, 0, 2));

    // Both are still known when their cards say something new, under names that the owner has changed.
    journal.edit_contact(&bo, moment(2), |contact| contact.name = "Bosse".into()).unwrap();
    let news = card("1", "BO SVENSSON", "bo@nytt.example");
    assert_eq!(journal.import_contacts(vec![news], moment(3)).unwrap(), counts(0, 1, 0));
    let bo = journal.show(&bo.to_string(), moment(3).today).unwrap().contact;
    assert_eq!((bo.name.as_str(), bo.emails.len()), ("Bosse", 2));
    let ana = journal.show(&ana.to_string(), moment(3).today).unwrap().contact;
    assert_eq!((ana.name.as_str(), ana.emails.len()), ("Ana Ruiz", 1));
}

fn two_firms_whose_cards_have_the_same_uid_stay_two(place: &dyn Place) {
    let mut journal = journal(place, "a");
    for firm in ["Møller & Sønner", "Sahel Solar"] {
        let mut card = card("7", "", "");
        card.contact.emails.clear();
        card.contact.org = firm.into();
        assert_eq!(journal.import_contacts(vec![card], moment(0)).unwrap(), counts(1, 0, 0));
    }
    assert!(journal.who("Møller & Sønner").is_ok() && journal.who("Sahel Solar").is_ok());
}

fn a_uid_that_everyone_has_merges_nobody(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let cards: Vec<_> = (0..40)
        .map(|number| card("1", &format!("Person {number}"), &format!("{number}@post.example")))
        .collect();
    assert_eq!(journal.import_contacts(cards.clone(), moment(0)).unwrap(), counts(40, 0, 0));
    assert_eq!(journal.import_contacts(cards.clone(), moment(1)).unwrap(), counts(0, 0, 40));
    let changed = cards.into_iter().map(|mut card| {
        card.contact.emails = [("new@post.example".to_owned(), String::new())].into();
        card
    });
    let counted = journal.import_contacts(changed.collect(), moment(2)).unwrap();
    assert_eq!(counted, counts(0, 40, 0));
}

fn a_card_whose_name_and_uid_changed_apart_is_known_by_its_address(place: &dyn Place) {
    let mut journal = journal(place, "a");
    journal.import_contacts(vec![card("1", "Inés Vega", "ines@post.example")], moment(0)).unwrap();
    let married = card("1", "Inés Fernández", "INES@post.example");
    assert_eq!(journal.import_contacts(vec![married], moment(1)).unwrap(), counts(0, 1, 0));
    let mut nameless = card("1", "", "other@post.example");
    nameless.contact.name.clear();
    assert_eq!(journal.import_contacts(vec![nameless], moment(2)).unwrap(), counts(0, 1, 0));
}

fn someone_put_away_is_not_brought_back_by_an_import(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let cards = vec![card("1", "Niamh", "n@post.example")];
    journal.import_contacts(cards.clone(), moment(0)).unwrap();
    let id = journal.who("niamh").unwrap();
    journal.delete(&id, moment(1)).unwrap();
    assert_eq!(journal.import_contacts(cards, moment(2)).unwrap(), counts(0, 0, 1));
    assert!(journal.find("niamh", 5).unwrap().is_empty());
}

fn a_photo_is_kept_beside_the_record(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let mut with_photo = card("1", "Aroha", "a@post.example");
    with_photo.photo = Some(vec![0xff; 40_000]);
    journal.import_contacts(vec![with_photo.clone()], moment(0)).unwrap();
    let contact = journal.show("aroha", moment(0).today).unwrap().contact;
    let kept = journal.store().reading().blob(&contact.photo.parse().unwrap()).unwrap();
    assert_eq!(kept, with_photo.photo);
    let row = journal.store_mut();
    let bytes = mingle_proto::session::Replica::payload(row, &journal_id(row), &Default::default());
    assert!(
        bytes.unwrap().unwrap().bytes.len() < 4_000,
        "the document holds the photo's name only"
    );
    assert_eq!(journal.import_contacts(vec![with_photo], moment(1)).unwrap(), counts(0, 0, 1));
}

fn journal_id(store: &crate::store::Store) -> mingle_proto::id::DocumentId {
    store.reading().contacts(0, 1).unwrap()[0].id
}
