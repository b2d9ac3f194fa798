//! Addresses.

use super::*;

#[test]
fn a_way_to_reach_somebody_has_no_name_until_it_is_given_one() {
    for (text, emails, phones) in [
        ("mailto:ana@mail.example?subject=hi", vec!["ana@mail.example"], vec![]),
        (
            "MAILTO:a@mail.example,b%40mail.example",
            vec!["a@mail.example", "b@mail.example"],
            vec![],
        ),
        ("MATMSG:TO:ana@mail.example;SUB:hi;BODY:x;;", vec!["ana@mail.example"], vec![]),
        ("tel:+34-600-111;ext=17", vec![], vec!["+34-600-111 ext. 17"]),
        ("TEL:%2B34600111", vec![], vec!["+34600111"]),
        ("sms:+34600111?body=hello", vec![], vec!["+34600111"]),
        ("SMSTO:+34600111:hello", vec![], vec!["+34600111"]),
    ] {
        let found = reach(text);
        assert_eq!(keys(&found.contact.emails), emails, "{text}");
        assert_eq!(keys(&found.contact.phones), phones, "{text}");
        assert_eq!((found.contact.name.as_str(), &found.suggested_name), ("", &None), "{text}");
        assert_eq!(found.named(" \t"), None);
        assert_eq!(found.named("Inês, the pilot").unwrap().contact.name, "Inês, the pilot");
    }
}

#[test]
fn a_reach_once_named_is_the_person_of_a_vcard_that_says_the_same() {
    let named = reach("mailto:ana@mail.example").named("Ana Ruiz").unwrap();
    let vcard = "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Ruiz\nEMAIL:ana@mail.example\nEND:VCARD";
    assert_eq!(named.contact.sources, card(vcard).contact.sources);
}

#[test]
fn every_spelling_of_a_profile_is_one_link() {
    for text in [
        "https://www.linkedin.com/in/ana-ruiz-3b1a2a123?utm_source=share&utm_campaign=x",
        "http://linkedin.com/in/Ana-Ruiz-3b1a2a123/",
        "HTTPS://ES.LINKEDIN.COM/in/ana-ruiz-3b1a2a123/es#top",
        "linkedin.com/in/ana-ruiz-3b1a2a123",
        "www.linkedin.com/in/ana-ruiz-3b1a2a123",
        "https://www.linkedin.com/mwlite/in/ana-ruiz-3b1a2a123",
        " https://m.linkedin.com:443/in/ana-ruiz-3b1a2a123 \n",
        "URLTO:Ana:https://www.linkedin.com/in/ana-ruiz-3b1a2a123",
        "MEBKM:TITLE:Ana;URL:https\\://www.linkedin.com/in/ana-ruiz-3b1a2a123;;",
    ] {
        let found = reach(text);
        assert_eq!(keys(&found.contact.links), ["https://www.linkedin.com/in/ana-ruiz-3b1a2a123"]);
        assert_eq!(found.contact.name, "", "{text}: a name that nobody gave");
        assert_eq!(found.suggested_name.as_deref(), Some("Ana Ruiz"), "{text}");
        let labels: Vec<_> = found.named("Ana").unwrap().contact.links.into_values().collect();
        assert_eq!(labels, ["linkedin"]);
    }
}

#[test]
fn a_slug_suggests_a_name_only_where_it_has_one() {
    for (slug, name) in [
        ("sukarno", Some("Sukarno")),
        ("in%C3%AAs-%C3%A7elik", Some("Inês Çelik")),
        ("%D0%BD%D0%B0%D1%82%D0%B0%D0%BB%D1%96%D1%8F", Some("Наталія")),
        ("3b1a2a123", None),
        ("--", None),
        ("%00%ff", None),
    ] {
        let found = reach(&format!("https://www.linkedin.com/in/{slug}"));
        assert_eq!(found.suggested_name.as_deref(), name, "{slug}");
    }
}

#[test]
fn other_addresses_are_links_and_nothing_that_runs_is() {
    for text in [
        "https://ana.example/card?x=1#y",
        "HTTP://ana.example",
        "www.ana.example/me",
        "https://www.linkedin.com/company/faro",
        "https://linkedin.com.evil.example/in/ana",
    ] {
        assert!(matches!(understand(text), Scanned::Link(_)), "{text}: {:?}", understand(text));
    }
    for text in [
        "javascript:alert(1)",
        "javascript://www.linkedin.com/in/ana%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "intent://x#Intent;scheme=http;end",
        "https://www.linkedin.com@evil.example/in/ana",
        "https://",
        "https:///in/ana",
        "https://ana.example/ and more words",
        "WIFI:T:WPA;S:net;P:secret;;",
        "geo:40.4,-3.7",
        "tel:",
        "mailto:nobody",
        "Ana Ruiz, pilot, call her Tuesday",
        "",
    ] {
        assert!(matches!(understand(text), Scanned::Text(_)), "{text}: {:?}", understand(text));
    }
}

#[test]
fn cards_within_other_words_are_found() {
    let text = "Here I am:\n\nBEGIN:VCARD\nVERSION:3.0\nFN:Ana\nEND:VCARD\nbegin:vcard\nFN:Bo\nend:vcard\n";
    let Scanned::Cards(cards) = understand(text) else { panic!("no cards") };
    let names: Vec<_> = cards.iter().flatten().map(|card| card.contact.name.as_str()).collect();
    assert_eq!(names, ["Ana", "Bo"]);
}

#[test]
fn an_address_or_number_that_stands_alone_is_a_way_to_reach_somebody() {
    for (text, way) in [
        ("ana@acme.example", "ana@acme.example"),
        (" Inês.Çelik+faro@correio.example\n", "Inês.Çelik+faro@correio.example"),
        ("+34 600 111 222", "+34 600 111 222"),
        ("(030) 555-0101 22", "(030) 555-0101 22"),
    ] {
        let found = reach(text).contact;
        let ways: Vec<_> = found.emails.keys().chain(found.phones.keys()).collect();
        assert_eq!(ways, [way], "{text}");
    }
    for text in [
        "@ana_ruiz",
        "ana@acme",
        "12:30",
        "2026",
        "1 234",
        "-1234567",
        "a@b.c d",
        "3 x 1234567",
        "2026-11-22",
        "22.11.2026",
        "7/11/2026",
    ] {
        assert!(matches!(understand(text), Scanned::Text(_)), "{text}: {:?}", understand(text));
    }
}
