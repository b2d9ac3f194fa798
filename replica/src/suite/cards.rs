//! A card is kept once, and nobody is made twice by one.

use super::exchange::sync;
use super::{Place, journal, moment, promised};
use crate::journal::{
    CardEntry, EntriesEdit, ImportedContact, Journal, KnownBy, KnownCard, Logged, MeEdit, Meant,
};
use mingle_proto::id::DocumentId;
use mingle_proto::record::{Contact, Interaction};
use std::collections::BTreeMap;

promised! {
    a_card_makes_a_person_and_a_talk,
    a_card_that_comes_twice_under_one_ticket_is_kept_once,
    whoever_is_known_by_a_way_of_the_card_is_not_made_again,
    a_link_is_known_however_it_is_written,
    a_name_is_the_same_with_an_emoji_and_without,
    a_name_alone_tells_somebody_only_where_one_has_it,
    two_people_of_one_name_are_told_apart_by_how_they_are_reached,
    two_people_with_one_number_are_asked_about,
    someone_put_away_is_not_who_a_card_means,
    a_card_adds_and_replaces_nothing,
    the_owner_says_whose_card_it_is,
    a_card_saved_at_an_event_belongs_to_it,
    a_card_can_be_taken_back,
    a_card_that_names_nobody_is_not_kept,
    the_same_card_by_a_file_later_makes_nobody,
    my_card_is_empty_at_first_and_says_what_i_write,
    my_card_has_no_way_by_which_nobody_is_reached,
    my_card_edited_on_two_devices_keeps_both_ways_to_reach_me,
}

fn ways(words: &[&str]) -> BTreeMap<String, String> {
    words.iter().map(|word| ((*word).to_owned(), String::new())).collect()
}

fn card(name: &str, email: &str, phone: &str) -> Contact {
    let some = |word: &str| if word.is_empty() { ways(&[]) } else { ways(&[word]) };
    Contact {
        name: name.into(),
        emails: some(email),
        phones: some(phone),
        sources: [format!("card:{name}{email}{phone}")].into(),
        ..Contact::default()
    }
}

fn entry(number: u8, who: Option<Meant>) -> CardEntry {
    let moment = moment(i64::from(number));
    CardEntry {
        ticket: DocumentId::from_bytes([number; 16]),
        who,
        at: moment.now,
        offset: moment.offset,
    }
}

fn save(journal: &mut Journal, number: u8, card: &Contact) -> Logged {
    journal.save_card(&entry(number, None), imported(card)).unwrap()
}

fn imported(card: &Contact) -> ImportedContact {
    ImportedContact { contact: card.clone(), photo: None }
}

fn contact(journal: &Journal, id: &DocumentId) -> Contact {
    journal.store().reading().record(id).unwrap().unwrap()
}

fn people(journal: &Journal) -> usize {
    journal.store().reading().count_people(None).unwrap()
}

/// Name, by what, and whether it is certain.
fn told(known: &[KnownCard]) -> Vec<(&str, KnownBy, bool)> {
    known.iter().map(|one| (one.person.name.as_str(), one.by, one.certain)).collect()
}

fn a_card_makes_a_person_and_a_talk(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let mut ines = card("Inês Çelik", "ines@mail.example", "+351 910 000 000");
    ines.org = "Faro Pilots".into();
    assert!(journal.known(&ines).unwrap().is_empty());
    let saved = save(&mut journal, 1, &ines);
    assert!(saved.is_new && saved.known_by.is_none() && saved.event.is_none());
    let kept = contact(&journal, &saved.person.id);
    assert_eq!((kept.name.as_str(), kept.org.as_str()), ("Inês Çelik", "Faro Pilots"));
    assert_eq!((kept.emails, kept.phones), (ines.emails, ines.phones));
    assert_eq!((kept.met_at, kept.created), (Some(moment(1).now), Some(moment(1).now)));
    let talk: Interaction = journal.store().reading().record(&saved.interaction).unwrap().unwrap();
    assert_eq!((talk.channel.as_str(), talk.at), ("talk", Some(moment(1).now)));
    assert_eq!(talk.people, [saved.person.id.to_string()].into());
}

fn a_card_that_comes_twice_under_one_ticket_is_kept_once(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let first = save(&mut journal, 1, &card("李小龍", "", "+852 5550 0101"));
    let writes = journal.store().changed_since(0).unwrap().1;
    let again = save(&mut journal, 1, &card("李小龍", "", "+852 5550 0101"));
    assert_eq!(again, first);
    assert_eq!(journal.store().changed_since(0).unwrap().1, writes);
    let known = save(&mut journal, 2, &card("李小龍", "", "+852 5550 0101"));
    assert_eq!((known.is_new, known.known_by), (false, Some(KnownBy::Phone)));
    assert_eq!(save(&mut journal, 2, &card("李小龍", "", "+852 5550 0101")), known);
    assert_eq!(people(&journal), 1);
}

fn whoever_is_known_by_a_way_of_the_card_is_not_made_again(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let text = "Ana Ruiz @ Acme, ana@acme.example, +34 600 111 222";
    let line = crate::line::parse(text, moment(0).today);
    let ana = journal.log_line(&line, moment(0)).unwrap().person;
    for (number, card, by) in [
        (1, card("Ana Ruiz", "ANA@acme.example", ""), KnownBy::Email),
        (2, card("Ana Ruiz López", "", "+34600111222"), KnownBy::Phone),
        (3, card("ana ruiz", "", ""), KnownBy::Name),
        (4, card("", "ana@acme.example", ""), KnownBy::Email),
    ] {
        assert_eq!(told(&journal.known(&card).unwrap()), [("Ana Ruiz", by, true)]);
        let saved = save(&mut journal, number, &card);
        assert_eq!((saved.person.id, saved.known_by), (ana.id, Some(by)), "{card:?}");
    }
    assert_eq!(people(&journal), 1);
    assert_eq!(journal.person(&ana.id, moment(9).today).unwrap().interactions.len(), 5);
}

fn a_link_is_known_however_it_is_written(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let with = |name: &str, link: &str| Contact { links: ways(&[link]), ..card(name, "", "") };
    save(&mut journal, 1, &with("Zoë Ødegård", "https://no.linkedin.com/in/zoe-odegard/?x=1"));
    save(&mut journal, 2, &with("Umut", "https://people.example/umut/#about"));
    save(&mut journal, 3, &with("Ana Ruiz", "https://nordwind.example"));
    save(
        &mut journal,
        4,
        &with("Łucja", "https://www.instagram.com/Lucja.z/?igsh=abc&utm_source=qr"),
    );
    save(&mut journal, 5, &with("Dara", "https://facebook.com/profile.php?id=100"));
    save(&mut journal, 6, &with("Noa", "https://people.example/?who=noa"));
    save(&mut journal, 7, &with("Inês", "https://wa.me/351910000000?text=Hi"));
    for (link, name) in [
        ("http://m.instagram.com/lucja.z?s=11", "Łucja"),
        ("https://www.facebook.com/profile.php?id=100", "Dara"),
        ("https://www.people.example/?who=noa", "Noa"),
        ("https://wa.me/351910000000/", "Inês"),
        ("https://www.linkedin.com/in/zoe-odegard", "Zoë Ødegård"),
        ("http://WWW.people.example/umut", "Umut"),
    ] {
        let known = journal.known(&with("", link)).unwrap();
        assert_eq!(told(&known), [(name, KnownBy::Link, true)], "{link}");
    }
    // A firm's first page is nobody's.
    let others = [
        "linkedin.com/in/zoe",
        "people.example/kites",
        "www.nordwind.example/",
        "facebook.com/profile.php?id=200",
        "people.example/?who=bo",
        "m.people.example/?who=noa",
    ];
    for link in others.map(|rest| format!("https://{rest}")) {
        let link = link.as_str();
        assert!(journal.known(&with("", link)).unwrap().is_empty(), "{link}");
    }
    let called = journal.known(&card("", "", "+351 910 000 000")).unwrap();
    assert_eq!(told(&called), [("Inês", KnownBy::Phone, true)]);
    save(&mut journal, 8, &card("Badr", "", "+44 7700 900123"));
    let by_link = journal.known(&with("", "wa.me/447700900123")).unwrap();
    assert_eq!(told(&by_link), [("Badr", KnownBy::Link, true)]);
}

fn a_name_is_the_same_with_an_emoji_and_without(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let first = save(&mut journal, 1, &card("Nguyễn Thị Hà 🌸", "ha@mail.example", ""));
    let names = ["Nguyen Thi Ha", "🌸🐝 nguyễn thị hà", "Nguyễn 🌸 Thị Hà"];
    for (name, ticket) in names.into_iter().zip(20..) {
        let again = save(&mut journal, ticket, &card(name, "", ""));
        assert_eq!((again.is_new, again.person.id), (false, first.person.id), "{name}");
        assert_eq!(journal.who(name).unwrap(), first.person.id);
    }
    // The address is theirs too: the name that came with it is no other one.
    assert!(!save(&mut journal, 3, &card("Ha Nguyen 🐝", "HA@mail.example", "")).is_new);
    let bee = save(&mut journal, 4, &card("🐝", "", ""));
    assert!(bee.is_new && save(&mut journal, 5, &card("🐚", "", "")).is_new, "pictures alone");
    let titles = |journal: &Journal, typed: &str| {
        let found = journal.find(typed, 9).unwrap();
        found.into_iter().map(|one| one.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(&journal, "🌸"), ["Nguyễn Thị Hà 🌸"]);
    assert_eq!(titles(&journal, "🐝"), ["🐝"]);
    journal
        .edit_contact(&first.person.id, moment(9), |contact| contact.name = "Hà 🦊".into())
        .unwrap();
    assert_eq!((titles(&journal, "🌸").len(), titles(&journal, "🦊").len()), (0, 1));
}

fn a_name_alone_tells_somebody_only_where_one_has_it(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let of = |org: &str| Contact { org: org.into(), ..card("Bo Li", "", "") };
    save(&mut journal, 1, &of("Nordwind"));
    assert_eq!(told(&journal.known(&of("")).unwrap()), [("Bo Li", KnownBy::Name, true)]);
    assert_eq!(told(&journal.known(&of("Faro")).unwrap()), [("Bo Li", KnownBy::Name, false)]);
    let other = save(&mut journal, 2, &of("Faro"));
    assert!(other.is_new);
    assert_eq!(other.namesakes.len(), 1, "{:?}", other.namesakes);
    let both = journal.known(&of("")).unwrap();
    assert_eq!(told(&both), [("Bo Li", KnownBy::Name, false), ("Bo Li", KnownBy::Name, false)]);
}

fn two_people_of_one_name_are_told_apart_by_how_they_are_reached(place: &dyn Place) {
    let mut journal = journal(place, "a");
    save(&mut journal, 1, &card("Maria Müller", "maria@nordwind.example", "+34 600 111 222"));
    for (email, phone, certain) in [
        ("", "", true),
        ("maria@nordwind.example", "+49 170 555 01 01", true),
        ("", "+34600111222", true),
        ("maria.mueller@faro.example", "", false),
        ("", "+49 170 555 01 01", false),
        ("maria.mueller@faro.example", "+49 170 555 01 01", false),
    ] {
        let known = journal.known(&card("Maria Müller", email, phone)).unwrap();
        let told: Vec<_> = known.iter().map(|one| one.certain).collect();
        assert_eq!(told, [certain], "{email} {phone}");
    }
    let other = card("Maria Müller", "maria.mueller@faro.example", "+49 170 555 01 01");
    let saved = save(&mut journal, 2, &other);
    assert!(saved.is_new && saved.namesakes.len() == 1, "{saved:?}");
}

fn two_people_with_one_number_are_asked_about(place: &dyn Place) {
    let mut journal = journal(place, "a");
    save(&mut journal, 1, &card("Ana Ruiz", "info@acme.example", ""));
    let bo = card("Bo Lindqvist", "info@acme.example", "");
    assert_eq!(told(&journal.known(&bo).unwrap()), [("Ana Ruiz", KnownBy::Email, false)]);
    assert!(save(&mut journal, 2, &bo).is_new);
    let nameless = card("", "info@acme.example", "");
    assert!(journal.known(&nameless).unwrap().iter().all(|one| !one.certain));
    let named = journal.known(&card("Bo Lindqvist", "info@acme.example", "")).unwrap();
    assert_eq!(named[0].person.name, "Bo Lindqvist");
    assert!(named[0].certain && !named[1].certain, "{named:?}");
}

fn someone_put_away_is_not_who_a_card_means(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let umut = card("Umut", "umut@post.example", "");
    let first = save(&mut journal, 1, &umut);
    journal.delete(&first.person.id, moment(2)).unwrap();
    assert!(journal.known(&umut).unwrap().is_empty());
    let again = save(&mut journal, 3, &umut);
    assert!(again.is_new && again.person.id != first.person.id);
}

fn a_card_adds_and_replaces_nothing(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = save(&mut journal, 1, &card("Ana Ruiz", "ana@acme.example", "")).person.id;
    journal.edit_contact(&ana, moment(2), |it| it.role = "CTO".into()).unwrap();
    let mut newer = card("Ana R.", "ana@acme.example", "+34 600 111 222");
    newer.name = "Ana Ruiz".into();
    newer.role = "Founder".into();
    newer.org = "Kites & Co".into();
    save(&mut journal, 3, &newer);
    let kept = contact(&journal, &ana);
    assert_eq!((kept.role.as_str(), kept.org.as_str()), ("CTO", "Kites & Co"));
    assert_eq!(kept.phones.len(), 1);
    // What the owner has taken out since stays out when the same card is scanned again.
    journal.edit_contact(&ana, moment(4), |it| it.phones.clear()).unwrap();
    save(&mut journal, 5, &newer);
    assert!(contact(&journal, &ana).phones.is_empty());
}

fn the_owner_says_whose_card_it_is(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = save(&mut journal, 1, &card("Ana Ruiz", "ana@acme.example", "")).person.id;
    let new = card("Ana Ruiz", "ana@acme.example", "");
    let other = journal.save_card(&entry(2, Some(Meant::New)), imported(&new)).unwrap();
    assert!(other.is_new && other.person.id != ana);
    let meant = Some(Meant::Known { id: ana });
    let married = card("Ana López", "lopez@acme.example", "");
    let saved = journal.save_card(&entry(3, meant), imported(&married)).unwrap();
    assert_eq!((saved.person.id, saved.known_by), (ana, None));
    assert_eq!(contact(&journal, &ana).emails.len(), 2);
}

fn a_card_saved_at_an_event_belongs_to_it(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let event = journal.event_start("Rust Nation", "London", "", moment(0)).unwrap();
    let saved = save(&mut journal, 1, &card("נועה לוי", "", "+972 50 000 0000"));
    assert_eq!(saved.event.as_deref(), Some("Rust Nation"));
    let kept = contact(&journal, &saved.person.id);
    assert_eq!((kept.met_event, kept.stage.as_str()), (event.id.to_string(), "event"));
    assert_eq!(kept.met_place, "London");
    let talk: Interaction = journal.store().reading().record(&saved.interaction).unwrap().unwrap();
    assert_eq!(talk.event, event.id.to_string());
    // One that was kept by the tab, and comes after the event has ended, was got there.
    journal.event_end("", moment(3)).unwrap();
    let later = save(&mut journal, 2, &card("Eilidh", "", "+44 7700 900000"));
    assert_eq!(later.event.as_deref(), Some("Rust Nation"));
}

fn a_card_can_be_taken_back(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = save(&mut journal, 1, &card("Ana Ruiz", "ana@acme.example", "")).person.id;
    let before = contact(&journal, &ana);
    save(&mut journal, 2, &card("Ana Ruiz", "ana@acme.example", "+34 600 111 222"));
    journal.take_back(&entry(2, None).ticket, moment(3)).unwrap();
    let mut after = contact(&journal, &ana);
    after.sources.clone_from(&before.sources);
    assert_eq!(after, before);
    assert_eq!(journal.person(&ana, moment(3).today).unwrap().interactions.len(), 1);
    journal.take_back(&entry(1, None).ticket, moment(4)).unwrap();
    assert_eq!(people(&journal), 0);
}

fn a_card_that_names_nobody_is_not_kept(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let nobody = Contact { role: "CTO".into(), ..Contact::default() };
    let error = journal.save_card(&entry(1, None), imported(&nobody)).unwrap_err();
    assert_eq!(error.code(), "names-nobody");
    assert!(!journal.was_logged(&entry(1, None).ticket).unwrap());
}

fn the_same_card_by_a_file_later_makes_nobody(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ines = card("Inês Çelik", "ines@mail.example", "");
    save(&mut journal, 1, &ines);
    let counts = journal.import_contacts(vec![imported(&ines)], moment(2)).unwrap();
    assert_eq!((counts.created, counts.updated, counts.unchanged), (0, 0, 1));
}

fn my_card_is_empty_at_first_and_says_what_i_write(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let empty = journal.my_card().unwrap();
    assert_eq!(empty.me, mingle_proto::record::Me::default());
    let edit = MeEdit {
        name: Some(" Þóra Sigurðardóttir ".into()),
        role: Some("Harbour pilot".into()),
        phones: Some(EntriesEdit { add: vec!["+354 555 0101".into()], ..EntriesEdit::default() }),
        ..MeEdit::default()
    };
    assert!(journal.edit_my_card(&empty.heads, &edit, moment(1)).unwrap());
    let mine = journal.my_card().unwrap();
    assert_eq!(
        (mine.me.name.as_str(), mine.me.role.as_str()),
        ("Þóra Sigurðardóttir", "Harbour pilot")
    );
    assert_eq!(mine.me.phones, ways(&["+354 555 0101"]));
    assert!(!journal.edit_my_card(&mine.heads, &edit, moment(2)).unwrap(), "nothing changed");
}

fn my_card_has_no_way_by_which_nobody_is_reached(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let heads = journal.my_card().unwrap().heads;
    let add = |way: &str| Some(EntriesEdit { add: vec![way.into()], ..EntriesEdit::default() });
    let mut edited = |edit: &MeEdit| {
        journal.edit_my_card(&heads, edit, moment(1)).map_err(|error| {
            assert!(error.hint().is_some(), "{error}");
            error.code()
        })
    };
    for phone in ["abc", "12", "call me", "++", "+44 7700 900123; ext", "1x23456"] {
        let edit = MeEdit { phones: add(phone), ..MeEdit::default() };
        assert_eq!(edited(&edit), Err("no-phone"), "{phone}");
    }
    for email in ["a b", "a b@mail.example", "@mail.example", "ana@", "a@b@c", "ana"] {
        let edit = MeEdit { emails: add(email), ..MeEdit::default() };
        assert_eq!(edited(&edit), Err("no-email"), "{email}");
    }
    for link in [
        "javascript:alert(1)",
        "JavaScript://ana.example/%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://",
        "https://a b.example",
        "https://ana@bank.example",
        "ana",
        "..",
    ] {
        let edit = MeEdit { links: add(link), ..MeEdit::default() };
        assert_eq!(edited(&edit), Err("no-link"), "{link}");
    }
    let set = EntriesEdit { set: ways(&["javascript:x"]), ..EntriesEdit::default() };
    assert_eq!(edited(&MeEdit { links: Some(set), ..MeEdit::default() }), Err("no-link"));
    for (phone, email, link) in [
        ("+354 555 0101", "þóra@höfn.example", "HTTPS://Þóra.example/me?x=a:b"),
        ("(0)170-5550.123", "a+b@c", "ana.example:8443/a@b"),
        ("", " ", ""),
    ] {
        let (phones, emails, links) = (add(phone), add(email), add(link));
        let edit = MeEdit { phones, emails, links, ..MeEdit::default() };
        assert_eq!(edited(&edit), Ok(!phone.is_empty()), "{phone} {email} {link}");
    }
    for phone in [
        "+49 30 5550100 x12",
        "030/5550100 Ext. 12",
        "+1 415 555 0101 #12",
        "+49 30 5550100,12",
        "\u{202a}+49\u{202f}170\u{2011}5550123\u{202c}",
        "\u{2068}\u{200e}0170 5550124\u{2069}",
        "٠١٧٠ ٥٥٥٠١٢٣",
    ] {
        let edit = MeEdit { phones: add(phone), ..MeEdit::default() };
        assert_eq!(edited(&edit), Ok(true), "{phone}");
    }
}

fn my_card_edited_on_two_devices_keeps_both_ways_to_reach_me(place: &dyn Place) {
    let (mut laptop, mut phone) = (journal(place, "laptop"), journal(place, "phone"));
    let add = |way: &str| Some(EntriesEdit { add: vec![way.into()], ..EntriesEdit::default() });
    let by_mail = MeEdit { emails: add("me@post.example"), ..MeEdit::default() };
    let by_call = MeEdit { phones: add("+354 555 0101"), ..MeEdit::default() };
    let (on_laptop, on_phone) = (laptop.my_card().unwrap().heads, phone.my_card().unwrap().heads);
    assert_eq!(on_laptop, on_phone);
    laptop.edit_my_card(&on_laptop, &by_mail, moment(1)).unwrap();
    phone.edit_my_card(&on_phone, &by_call, moment(1)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    let (one, other) = (laptop.my_card().unwrap(), phone.my_card().unwrap());
    assert_eq!(one, other);
    assert_eq!((one.me.emails.len(), one.me.phones.len()), (1, 1));
}
