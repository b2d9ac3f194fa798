//! Events, coffees and questions in the terminal, by the real binary.

#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use serde_json::{Value, json};

fn names(people: &Value) -> Vec<&str> {
    let name = |one: &Value| match &one["person"] {
        Value::Null => one["name"].as_str().map(str::len),
        person => person["name"].as_str().map(str::len),
    };
    let list = people.as_array().unwrap();
    assert!(list.iter().all(|one| name(one).is_some()), "{people}");
    list.iter()
        .map(|one| if one["person"].is_null() { &one["name"] } else { &one["person"]["name"] })
        .map(|name| name.as_str().unwrap())
        .collect()
}

#[test]
fn an_event_is_told_that_one_is_still_there() {
    let device = Device::new();
    let none = device.run(&["event", "still-there"]);
    assert_eq!(none.code, 1);
    assert!(none.stderr.contains("mingle event start"), "{}", none.stderr);
    let started = device.json(&["event", "start", "حفل", "Nord"]);
    assert!(started["still_there"].is_null());
    let said = device.json(&["event", "still-there"]);
    assert!(said["still_there"].as_i64() >= started["starts"].as_i64(), "{said}");
    assert!(said["starts"] == started["starts"] && said["ends"].is_null());
    assert!(device.run(&["event", "end"]).stdout.contains("until"));
}

#[test]
fn an_event_is_gone_through_from_its_goal_to_its_wrap_up() {
    let device = Device::new();
    device.json(&["log", "Zoë Lind, needs a storage engineer"]);
    let invited = device.json(&["event", "invite", "Rust", "Nation", "--goal", "storage engines"]);
    assert_eq!(names(&invited), ["Zoë Lind"]);
    assert_eq!(invited[0]["why"], "Needs “storage engineer”");
    let hopes = ["--hope", "Bo Haugen @ Kestrel", "--hope", "李小龍", "--bring", "zoë lind"];
    let start = [&["event", "start", "Rust", "Nation", "--place", "London"], &hopes[..]].concat();
    let started = device.json(&start);
    assert_eq!(
        (&started["name"], &started["hoped"].as_array().unwrap().len()),
        (&json!("Rust Nation"), &2)
    );
    assert_eq!(names(&device.json(&["event", "unmet"])), ["Bo Haugen", "李小龍"]);
    let shown = device.run(&["event"]).stdout;
    assert!(shown.contains("hope to meet  Bo Haugen, 李小龍"), "{shown}");

    device.json(&["log", "Bo Haugen, needs oak"]);
    device.json(&["event", "change", "--goal", "kites", "--hope", "Mona", "--no-hope", "李小龍"]);
    let shown = device.json(&["event", "show"]);
    assert_eq!(
        (names(&shown["hoped"]), &shown["hoped"][0]["met"]),
        (vec!["Bo Haugen", "Mona"], &json!(true))
    );
    assert_eq!(shown["event"]["goal"], "kites");

    let list = device.json(&["wrap-up"]);
    assert_eq!(
        (names(&list["people"]), &list["people"][0]["proposal"]["what"]),
        (vec!["Bo Haugen"], &json!("Help with: oak"))
    );
    let told = device.run(&["wrap-up"]).stdout;
    assert!(told.contains("What did you learn?") && told.contains("needs oak"), "{told}");
    assert_eq!(device.json(&["wrap-up", "--for", "bo"])["what"], "Help with: oak");
    let again = device.run(&["wrap-up", "--for", "bo"]);
    assert_eq!(again.code, 1);
    assert!(again.stderr.contains("hint: say what"), "{}", again.stderr);
    device.json(&["event", "end", "--learned", "ask first"]);
    assert_eq!(device.json(&["event"]), Value::Null);
    let resumed = device.json(&["event", "resume", "rust nation"]);
    assert!(resumed["ends"].is_i64() && resumed["reentered"].is_i64(), "{resumed}");
    assert_eq!(device.json(&["log", "Mona"])[0]["event"], "Rust Nation");
    let left = device.json(&["event", "end"]);
    assert_eq!(left["ends"], resumed["ends"]);
    assert_eq!(device.json(&["event", "list"])[0]["people"], 2);
}

#[test]
fn a_coffee_is_proposed_put_into_a_calendar_and_confirmed() {
    let device = Device::new();
    device.json(&["log", "Łucja Żižek", "--place", "the night train", "--stage", "everyday"]);
    let person = device.json(&["show", "lucja"]);
    assert_eq!(
        (&person["contact"]["met_place"], &person["contact"]["stage"]),
        (&json!("the night train"), &json!("everyday"))
    );
    let slots = device.json(&["coffee", "lucja"]);
    assert_eq!(slots.as_array().unwrap().len(), 3);
    let file = device.data().join("coffee.ics");
    let label = slots[1]["label"].as_str().unwrap();
    let coffee = device.json(&["coffee", "lucja", "--on", label, "--ics", file.to_str().unwrap()]);
    assert_eq!(coffee["meeting"]["due"], slots[1]["due"]);
    let calendar = std::fs::read_to_string(&file).unwrap();
    assert!(calendar.contains("SUMMARY:Coffee with Łucja Żižek\r\n"), "{calendar}");
    assert_eq!(calendar, coffee["ics"].as_str().unwrap());
    let id = &coffee["meeting"]["id"].as_str().unwrap()[..8];
    assert_eq!(device.json(&["confirm", id])[0]["state"], "confirmed");
    assert_eq!(device.json(&["confirm", id, "--undo"])[0]["state"], "proposed");
    let again = device.run(&["coffee", "lucja", "--on", "fri 9", "--ics", file.to_str().unwrap()]);
    assert!(again.code != 0 && again.stderr.contains("is there already"), "{}", again.stderr);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), calendar, "and it is as it was");
    let free: Vec<Value> = device.json(&["coffee", "lucja"]).as_array().unwrap().clone();
    assert!(
        free.iter().all(|slot| slot["due"] != slots[1]["due"] || slot["time"] != slots[1]["time"])
    );
    let never = device.run(&["coffee", "lucja", "--on", "some day"]);
    assert_eq!(never.code, 1);
    assert!(never.stderr.contains("is no date"), "{}", never.stderr);
}

#[test]
fn the_deck_is_shown_and_changed_by_the_beginnings_of_ids() {
    let device = Device::new();
    let brought = device.json(&["deck"]);
    let first = brought[0]["id"].as_str().unwrap();
    let deck = device.json(&["deck", "add", "Which", "hat", "is", "that?"]);
    let own = deck.as_array().unwrap().last().unwrap();
    assert_eq!((&own["words"], &own["own"]), (&json!("Which hat is that?"), &json!(true)));
    let changed = device.json(&["deck", "change", &own["id"].as_str().unwrap()[..8], "Whose hat?"]);
    assert_eq!(changed.as_array().unwrap().last().unwrap()["words"], "Whose hat?");
    let fewer = device.json(&["deck", "remove", first]);
    assert_eq!(fewer.as_array().unwrap().len(), brought.as_array().unwrap().len());
    assert_eq!(device.run(&["deck", "remove", "nothing"]).code, 1);
    assert_eq!(device.json(&["deck", "reset"]), brought);
    let question = &device.json(&["log", "Ana"])[0]["person"]["id"];
    let shown = device.json(&["show", question.as_str().unwrap()]);
    assert!(brought.as_array().unwrap().contains(&shown["question"]), "{}", shown["question"]);
}

#[test]
fn what_has_no_words_is_refused_with_what_to_write() {
    let device = Device::new();
    device.json(&["log", "Ana Ruiz, send the deck"]);
    for (arguments, code) in [
        (&["event", "start", "   "][..], "nameless-event"),
        (&["deck", "add", " "], "no-question"),
        (&["deck", "change", "begin", ""], "no-question"),
        (&["event", "resume", "party"], "no-such-event"),
        (&["me", "--name", "Zoë", "--phone", "abc"], "no-phone"),
        (&["me", "--name", "Zoë", "--email", "a b"], "no-email"),
        (&["me", "--name", "Zoë", "--link", "javascript:alert(1)"], "no-link"),
    ] {
        let error = device.error(arguments, 1);
        assert_eq!(error["code"], code, "{error}");
        assert!(error["hint"].is_string(), "{error}");
    }
    let remove = device.error(&["deck", "change", "begin", ""], 1)["hint"].to_string();
    assert!(remove.contains("mingle deck remove begin"), "{remove}");
    assert_eq!(device.json(&["deck"]).as_array().unwrap().len(), 10, "nothing was removed");
    assert_eq!(device.json(&["me"])["card"], Value::Null);
    device.json(&["event", "start", "Rust Nation"]);
    let nameless = device.error(&["event", "change", "--name", "", "--goal", "x"], 1);
    assert_eq!(nameless["code"], "nameless-event");
    let nothing = device.error(&["wrap-up", "--for", "ana", "--what", ""], 1);
    assert_eq!(nothing["code"], "nothing-to-do");
    let unknown = device.run(&["event", "show", "party"]);
    assert!(unknown.stderr.contains("`mingle event list`"), "{}", unknown.stderr);
    let send = &device.json(&["due"])["mine"][0]["id"];
    let error = device.error(&["confirm", send.as_str().unwrap()], 1);
    assert_eq!(error["code"], "not-to-confirm");
}

#[test]
fn whom_one_hopes_for_is_told_apart_by_the_ids_that_the_answer_names() {
    let device = Device::new();
    device.json(&["log", "Bo Haugen @ Kestrel"]);
    device.json(&["log", "Bo Haugen @ Acme"]);
    let start = ["event", "start", "Rust", "--hope"];
    let which = device.run(&[&start[..], &["Bo Haugen"]].concat());
    assert!(which.stderr.contains("the first letters are enough"), "{}", which.stderr);
    let line = which.stderr.split(": ").find(|part| part.contains("(Kestrel)")).unwrap();
    let kestrel = line.split("; ").find(|one| one.contains("(Kestrel)")).unwrap();
    let started = device.json(&[&start[..], &[&kestrel[..8]]].concat());
    assert_eq!(started["hoped"].as_array().unwrap().len(), 1);
    let shown = device.json(&["event", "show"]);
    assert_eq!(shown["hoped"][0]["person"]["org"], "Kestrel");
}

#[test]
fn an_invitation_stands_in_lines_of_its_own_and_steers_no_terminal() {
    let device = Device::new();
    device.json(&["log", "Zoë Lind, needs a storage \u{1b}[2Jengine"]);
    device.json(&["log", "Bo Haugen, needs a storage engineer"]);
    let invite = ["event", "invite", "Rust Nation", "--goal", "storage engines"];
    let told = device.run(&invite).stdout;
    let lines: Vec<&str> = told.lines().collect();
    let zoe = lines.iter().position(|line| *line == "Zoë Lind").unwrap();
    assert!(lines[zoe + 1].starts_with("  Needs “"), "{told}");
    assert!(lines[zoe + 2].starts_with("  Hi Zoë, I am going to Rust Nation."), "{told}");
    assert!(lines.contains(&"Bo Haugen") && !told.contains('\u{1b}'), "{told:?}");
}

#[test]
fn a_coffee_that_cannot_be_written_to_a_file_is_not_proposed_and_a_second_one_is_told() {
    let device = Device::new();
    device.json(&["log", "Zoë Lind"]);
    let coffee = |more: &[&str]| device.run(&[&["coffee", "zoe", "--on"][..], more].concat());
    let nowhere = device.data().join("none").join("x.ics");
    let failed = coffee(&["fri 9", "--ics", nowhere.to_str().unwrap()]);
    assert_eq!(failed.code, 1);
    assert_eq!(failed.stderr.matches("cannot write").count(), 1, "{}", failed.stderr);
    assert!(failed.stderr.contains("nothing is proposed"), "{}", failed.stderr);
    assert!(device.json(&["due"])["mine"].as_array().unwrap().is_empty());
    let first = coffee(&["fri 9"]);
    assert!(!first.stdout.contains("already"), "{}", first.stdout);
    let second = coffee(&["sat 10"]).stdout;
    assert!(second.contains("There is one proposed already, for ") && second.contains("09:00"));
    let id = device.json(&["due"])["mine"][0]["id"].as_str().unwrap()[..8].to_owned();
    assert!(second.contains(&format!("`mingle confirm {id}`")), "{second}");
}

#[test]
fn a_line_and_a_coffee_of_the_same_words_are_at_the_same_time() {
    let device = Device::new();
    let moves = device.json(&["log", "Zoe, coffee next mon after work"])[0]["moves"].clone();
    let coffee = device.json(&["coffee", "Zoe", "--on", "next mon after work"]);
    let meeting = &coffee["meeting"];
    assert_eq!((&meeting["due"], &meeting["time"]), (&moves[0]["due"], &moves[0]["time"]));
    assert_eq!(meeting["time"], "18:00");
}
