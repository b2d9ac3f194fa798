//! What the commands print and how they end, by the real binary.

#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use serde_json::Value;

const LINE: &str = "Ana Ruiz @ Acme, needs a storage engineer, intro to Bo, coffee 27 Nov 2031";

const CARDS: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nFN:Łucja Żižek\r\nEMAIL:lucja@mail.example\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:nobody\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:4.0\r\nUID:2\r\nFN:נועה לוי\r\nEND:VCARD\r\n";

/// The sorted names of an object's fields.
fn fields(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn status_needs_no_daemon_and_has_the_promised_fields() {
    let device = Device::new();
    let status = device.status();
    let promised = [
        "alarms",
        "attachments",
        "daemon",
        "data_dir",
        "device",
        "listeners",
        "name",
        "peers",
        "people",
        "reached_at",
        "refused",
        "replica",
    ];
    assert_eq!(fields(&status), promised);
    assert_eq!(fields(&status["replica"]), ["documents", "fingerprint"]);
    assert_eq!(status["device"].as_str().unwrap().len(), 52);
    assert_eq!((&status["daemon"], &status["listeners"]), (&Value::Null, &Value::Array(vec![])));
    assert_eq!(device.id(), status["device"], "it stays the same device");

    let other = Device::new().id();
    let at = "192.168.1.20:7979";
    device.knows(&other, "Bo's laptop", Some(at.parse().unwrap()));
    let status = device.status();
    let shown = &status["peers"][0];
    let promised = [
        "address",
        "device",
        "except",
        "in_sync",
        "last_sync",
        "name",
        "problem",
        "refused",
        "state",
        "unsynced",
        "unsynced_attachments",
    ];
    assert_eq!(fields(shown), promised);
    assert_eq!(shown["device"], *other);
    assert_eq!((&shown["state"], &shown["in_sync"]), (&"offline".into(), &false.into()));
    assert_eq!((&shown["name"], &shown["address"]), (&"Bo's laptop".into(), &at.into()));
}

#[test]
fn status_while_a_daemon_runs_tells_of_it() {
    let device = Device::new();
    let daemon = device.up();
    let status = device.status();
    assert_eq!(fields(&status["daemon"]), ["announced_as", "finding", "pid", "started", "version"]);
    assert_eq!(status["daemon"]["pid"], daemon.pid());
    assert_eq!(status["listeners"][0], daemon.address().to_string());
    assert_eq!(status["daemon"]["announced_as"], Value::Null, "loopback is announced to nobody");
}

#[test]
fn a_line_is_written_down_shown_found_and_done() {
    let device = Device::new();
    let logged = device.json(&["log", LINE]);
    let entry = &logged[0];
    assert_eq!(
        (&entry["person"]["name"], &entry["line"]["org"]),
        (&"Ana Ruiz".into(), &"Acme".into())
    );
    assert_eq!(entry["line"]["needs"], serde_json::json!(["storage engineer"]));
    assert_eq!(entry["moves"].as_array().unwrap().len(), 2);

    assert_eq!(device.json(&["find", "stor"])[0]["title"], "Ana Ruiz");
    let shown = device.json(&["show", "ana", "ruiz"]);
    assert_eq!((&shown["name"], &shown["contact"]["org"]), (&"Ana Ruiz".into(), &"Acme".into()));

    let due = device.json(&["due", "--days", "3660"]);
    let coffee =
        due["mine"].as_array().unwrap().iter().find(|one| one["what"] == "coffee").unwrap();
    assert_eq!(coffee["due"], "2031-11-27");
    let beginning = &coffee["id"].as_str().unwrap()[..8];
    let open =
        |device: &Device| device.json(&["due", "--days", "3660"])["mine"].as_array().unwrap().len();
    assert!(device.json(&["done", beginning])[0]["done"].is_i64());
    assert_eq!(open(&device), 1);
    device.json(&["done", beginning, "--undo"]);
    assert_eq!(open(&device), 2);
    let soon = device.json(&["due"]);
    assert_eq!(soon["mine"].as_array().unwrap().len(), 1, "2031 is far away: {soon}");
}

#[test]
fn a_telephone_number_means_who_has_it_as_it_is_dialled_here_or_from_abroad() {
    let device = Device::new();
    device.json(&["log", "Jürgen Groß, +49 (0)170 5550123"]);
    device.json(&["log", "Ana Ruiz, 415-555-0101"]);
    for (asked, name) in [
        (&["0170", "5550123"][..], "Jürgen Groß"),
        (&["0170/5550123"], "Jürgen Groß"),
        (&["+49", "170", "5550123"], "Jürgen Groß"),
        (&["+1", "415", "555", "0101"], "Ana Ruiz"),
    ] {
        assert_eq!(device.json(&[&["show"], asked].concat())["name"], name, "{asked:?}");
        assert_eq!(device.json(&[&["find"], asked].concat())[0]["title"], name, "{asked:?}");
    }
    let again = device.json(&["log", "J., 0170 5550123, needs a loom"]);
    assert_eq!(again[0]["person"]["name"], "Jürgen Groß", "{again}");
}

#[test]
fn lines_come_from_unquoted_words_from_a_pipe_or_after_a_dash() {
    let device = Device::new();
    let words = ["--json", "log", "Bo", "Lindqvist,", "call", "tomorrow"];
    let logged: Value = serde_json::from_str(&device.run(&words).stdout).unwrap();
    assert_eq!(logged[0]["person"]["name"], "Bo Lindqvist");
    let notes = "- Ольга Кузнецова @ Meridian Foods\n\n- Priya\n";
    for arguments in [&["log"][..], &["log", "-"]] {
        let finished = device.run_with(arguments, notes);
        assert_eq!(finished.code, 0, "{}", finished.stderr);
        assert!(finished.stdout.contains("Ольга Кузнецова"), "{}", finished.stdout);
    }
    assert_eq!(device.status()["people"], 3, "the same people were known again");
    let nothing = device.run_with(&["log"], "\n \n");
    assert_eq!(nothing.code, 1);
    assert!(nothing.stderr.contains("hint: "), "{}", nothing.stderr);
}

#[test]
fn importing_reports_bad_cards_by_line_and_twice_makes_no_duplicates() {
    let device = Device::new();
    let path = file(&device, "people.vcf", CARDS);
    let imported = device.json(&["import", &path]);
    assert_eq!((&imported["created"], &imported["bad"]), (&2.into(), &1.into()));
    let bad = &imported["files"][0]["bad"][0];
    assert_eq!(fields(bad), ["hint", "line", "reason"]);
    assert_eq!(bad["line"], 7);
    let again = device.run_with(&["--json", "import", "-"], CARDS);
    let again: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!((&again["created"], &again["unchanged"]), (&0.into(), &2.into()));
    assert_eq!(device.status()["people"], 2);
    assert_eq!(device.json(&["find", "lucja ziz"])[0]["title"], "Łucja Żižek");
    let reindexed = device.json(&["reindex"]);
    assert_eq!(reindexed["documents"], device.status()["replica"]["documents"]);
    assert_eq!(device.json(&["find", "נועה"])[0]["title"], "נועה לוי");
}

#[test]
fn a_file_without_any_card_is_a_failure_with_a_hint() {
    let device = Device::new();
    let path = file(&device, "people.csv", "First Name,Last Name\nAna,Ruiz\n");
    let error = device.error(&["import", &path], 1);
    assert_eq!(error["code"], "nothing-imported");
    assert!(error["hint"].is_string(), "{error}");
    assert_eq!(device.error(&["import", "/nowhere.vcf"], 1)["code"], "file-unreadable");
}

#[test]
fn importing_thousands_tells_how_far_it_is() {
    let device = Device::new();
    let card =
        |n: u32| format!("BEGIN:VCARD\nVERSION:4.0\nUID:{n}\nFN:Inês Çelik {n}\nEND:VCARD\n");
    let path = file(&device, "many.vcf", &(0..2_100).map(card).collect::<String>());
    let finished = device.run(&["import", &path]);
    assert_eq!(finished.stderr, "1000 cards\n2000 cards\n");
    assert_eq!(finished.stdout, "2100 people new, 0 completed, 0 as they were.\n");
}

#[test]
fn what_does_not_work_ends_with_one_and_wrong_usage_with_two() {
    let device = Device::new();
    let error = device.error(&["show", "nobody", "at", "all"], 1);
    assert_eq!(fields(&error), ["code", "hint", "message"]);
    assert_eq!(error["code"], "no-such-person");
    assert_eq!(device.error(&["done", "zzzzzzzz"], 1)["code"], "no-such-id");
    assert_eq!(device.error(&["open"], 1)["code"], "not-running");
    for wrong in
        [&["fly"][..], &["find"], &["up", "--port", "x"], &["introduce", "abc"], &["join", ":80"]]
    {
        assert_eq!(device.error(wrong, 2)["code"], "usage", "{wrong:?}");
    }
    let told = device.run(&["show", "nobody"]);
    assert_eq!((told.code, told.stdout.as_str()), (1, ""));
    assert!(
        told.stderr.starts_with("error: ") && told.stderr.contains("\nhint: "),
        "{}",
        told.stderr
    );
    assert_eq!(device.run(&["--help"]).code, 0);
    assert_eq!(
        device.run(&["--version"]).stdout,
        format!("mingle {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[cfg(unix)]
#[test]
fn a_device_key_that_others_can_read_stops_everything_until_it_is_mended() {
    use std::os::unix::fs::PermissionsExt;
    let device = Device::new();
    let id = device.id();
    let key = device.data().join("device.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let error = device.error(&["status"], 1);
    assert_eq!(error["code"], "key-exposed");
    assert_eq!(error["hint"], format!("chmod 600 {}", key.display()));
    assert_eq!(device.error(&["up", "--port", "0"], 1)["code"], "key-exposed");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(device.id(), id);
}

#[test]
fn what_is_not_a_terminal_gets_plain_text() {
    let device = Device::new();
    device.run(&["log", LINE]);
    for command in [&["status"][..], &["due"], &["show", "Ana"], &["find", "ana"]] {
        let finished = device.run(command);
        assert_eq!(finished.code, 0, "{}", finished.stderr);
        assert!(!finished.stdout.contains('\x1b'), "{}", finished.stdout);
        assert!(!finished.stdout.lines().any(|line| line.ends_with(' ')), "{}", finished.stdout);
    }
}

#[test]
fn shells_complete_every_command_but_the_hidden_ones_names() {
    let device = Device::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let finished = device.run(&["completions", shell]);
        assert_eq!(finished.code, 0);
        assert!(finished.stdout.contains("reindex"), "{shell}");
        assert!(!finished.stdout.contains("attempt"), "{shell} completes a hidden command");
    }
}

#[test]
fn its_help_says_what_it_does_without_a_command_and_hidden_commands_are_shown_nowhere() {
    let device = Device::new();
    let help = device.run(&["--help"]).stdout;
    assert!(help.contains("Without a command: starts the daemon"), "{help}");
    assert!(!help.contains("attempt"), "{help}");
    assert!(!device.run(&["up", "--help"]).stdout.contains("detached"));
    for wrong in ["atempt", "fnd", "fly"] {
        let told = device.run(&[wrong]);
        assert_eq!(told.code, 2);
        assert!(!told.stderr.contains("'attempt'"), "{}", told.stderr);
    }
    assert!(device.run(&["fnd"]).stderr.contains("'find'"), "a suggestion that helps is made");
}

#[test]
fn a_line_in_another_encoding_is_named_and_nothing_is_half_written() {
    let device = Device::new();
    let people = device.status()["people"].clone();
    let log = |input: &[u8]| {
        let told = device.run_with_bytes(&["log"], input);
        assert_eq!((told.code, told.stdout.as_str()), (1, ""));
        assert_eq!(device.status()["people"], people, "all or none");
        told.stderr
    };
    let told = log(b"Bo Lindqvist\n\nZo\xeb\nPriya\n");
    assert!(told.contains("line 3 ") && told.contains("iconv -f WINDOWS-1252"), "{told}");
    assert!(log(b"\xff\xfeB\0o\0").contains("iconv -f UTF-16 "));
}

#[test]
fn a_file_that_cannot_be_read_comes_with_what_to_do() {
    let device = Device::new();
    let good = file(&device, "people.vcf", CARDS);
    let missing = device.error(&["import", "/nowhere.vcf"], 1)["hint"].clone();
    let missing = missing.as_str().unwrap();
    assert!(missing.contains("spelling") && !missing.contains("before it"), "{missing}");
    let later = device.error(&["import", &good, "/nowhere.vcf"], 1)["hint"].clone();
    assert!(later.as_str().unwrap().contains("before it are in"), "{later}");
    assert_eq!(device.status()["people"], 2);
    let folder = device.data();
    let folder = device.error(&["import", folder.to_str().unwrap()], 1)["hint"].clone();
    assert!(folder.as_str().unwrap().contains("*.vcf"), "{folder}");
}

#[test]
fn one_letter_is_no_id() {
    let device = Device::new();
    let logged = device.json(&["log", "Bo Lindqvist, call tomorrow"]);
    let id = logged[0]["moves"][0]["id"].as_str().unwrap();
    for short in [&id[..1], &id[..3], ""] {
        assert_eq!(device.error(&["done", short], 1)["code"], "no-such-id", "{short:?}");
    }
    assert_eq!(device.json(&["due"])["mine"][0]["done"], Value::Null);
    assert!(device.json(&["done", &id[..4]])[0]["done"].is_i64());
}

/// What another device sent may hold anything.
#[test]
fn nothing_in_a_record_steers_the_terminal_and_json_has_it_as_it_is() {
    use mingle_proto::record::{Contact, Move};
    let device = Device::new();
    device.status();
    let mut store = mingle_replica::store::Store::open(device.data().join("journal.db")).unwrap();
    let odd = |what: &str| format!("{what}\u{1b}[31m\u{202e}x\u{9b}2J\u{7}\nowned");
    let contact = Contact {
        name: odd("Quirina"),
        org: odd("Acme"),
        note: odd("met twice"),
        emails: [(odd("q@mail.example"), odd("home"))].into(),
        ..Contact::default()
    };
    let now = mingle_proto::timestamp::Timestamp(1_760_000_000_000);
    let person = store.write(now, |writing| writing.create(&contact)).unwrap().to_string();
    store.write(now, |writing| writing.create(&contact)).unwrap();
    let call = Move { what: odd("call"), people: [person.clone()].into(), ..Move::default() };
    let call = store.write(now, |writing| writing.create(&call)).unwrap().to_string();
    drop(store);
    let other = Device::new().id();
    device.knows(&other, &odd("Bo"), None);

    let commands: [&[&str]; 8] = [
        &["find", "quirina"],
        &["show", &person],
        &["show", "quirina"],
        &["due"],
        &["done", &call],
        &["log", "Quirina, call friday"],
        &["devices"],
        &["status"],
    ];
    for command in commands {
        let told = device.run(command);
        let text = told.stdout + &told.stderr;
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(steers), "{command:?}: {text:?}");
        assert!(!text.lines().any(|line| line.starts_with("owned")), "{command:?}: {text}");
    }
    let shown = device.json(&["show", &person]);
    assert_eq!(shown["contact"]["name"], odd("Quirina"));
}

#[test]
fn a_card_is_kept_on_who_is_known_and_my_own_is_shown_and_changed() {
    let device = Device::new();
    let text = "MECARD:N:Ruiz,Ana;TEL:+34600111222;EMAIL:ana@acme.example;;";
    let first = device.json(&["card", text]);
    assert_eq!((&first["is_new"], &first["person"]["name"]), (&true.into(), &"Ana Ruiz".into()));
    let again = device.json(&["card", "tel:+34600111222", "--name", "Ana Ruiz"]);
    assert_eq!((&again["is_new"], &again["known_by"]), (&false.into(), &"phone".into()));
    assert_eq!(device.status()["people"], 1);
    let other = device.json(&["card", "--new", text]);
    assert!(other["is_new"] == true && other["person"]["id"] != first["person"]["id"]);
    assert_eq!(device.error(&["card", "tel:+34600111222"], 1)["code"], "no-name");
    let id = other["person"]["id"].as_str().unwrap();
    let with = device.json(&["card", "--with", id, "mailto:ruiz@acme.example"]);
    assert_eq!((&with["is_new"], &with["person"]["id"]), (&false.into(), &other["person"]["id"]));
    let shown = device.json(&["show", id])["contact"].clone();
    assert_eq!((&shown["name"], fields(&shown["emails"]).len()), (&"Ana Ruiz".into(), 2));
    let unknown = device.error(&["card", "--with", "Nobody At All", "mailto:x@acme.example"], 1);
    assert_eq!(unknown["code"], "no-such-person");
    let page = device.json(&["card", "--name", "Bo Li", "https://bo.example/"]);
    let bo = device.json(&["show", page["person"]["id"].as_str().unwrap()]);
    assert_eq!(fields(&bo["contact"]["links"]), ["https://bo.example/"]);
    assert_eq!(device.error(&["card", "https://bo.example/"], 1)["code"], "no-name");
    let cut = device.error(&["card", "BEGIN:VCARD\nVERSION:3.0\nFN:Ana"], 1);
    assert_eq!(cut["code"], "bad-card");
    let said = cut.to_string();
    assert!(!said.contains("import") && !said.contains("file"), "{said}");
    assert_eq!(device.error(&["card", "good evening"], 1)["code"], "no-card");
    assert_eq!(device.json(&["me"])["card"], Value::Null);
    let me = device.json(&["me", "--name", "Þóra", "--phone", "+354 555 0101"]);
    assert!(me["card"].as_str().unwrap().contains("FN:Þóra\r\n"), "{me}");
    assert!(me["ascii"].as_str().unwrap().is_ascii());
    let me = device.json(&["me", "--phone", "+354 555 0202"]);
    assert_eq!(fields(&me["phones"]), ["+354 555 0202"]);
    assert_eq!(me["name"], "Þóra");
}

#[test]
fn somebody_else_of_that_name_is_named_by_the_id_where_nothing_else_is_known() {
    let device = Device::new();
    let first = device.json(&["log", "Ana"])[0]["person"]["id"].as_str().unwrap().to_owned();
    device.json(&["card", "--new", "MECARD:N:Ana;TEL:+34600111222;;"]);
    let told = device.run(&["log", "Ana, likes tea"]).stdout;
    let others = told.split("There is someone else of that name: ").nth(1).unwrap();
    assert!(others.contains(&format!("{}, last met today ", &first[..8])), "{told}");
}

/// What a camera sees of a code that is drawn with letters, read by a program that is none of ours.
#[cfg(target_os = "linux")]
fn read_from_terminal(shown: &str) -> String {
    let begins = "\u{1b}[38;5;16;48;5;231m";
    let drawn = shown.lines().filter_map(|line| line.trim_start().strip_prefix(begins));
    let mut rows: Vec<Vec<bool>> = Vec::new();
    for line in drawn {
        let letters = || line.chars().take_while(|letter| *letter != '\u{1b}');
        rows.push(letters().map(|letter| matches!(letter, '█' | '▀')).collect());
        rows.push(letters().map(|letter| matches!(letter, '█' | '▄')).collect());
    }
    assert!(!rows.is_empty(), "no code is drawn: {shown}");
    let (wide, high) = (rows[0].len() * 5, rows.len() * 5);
    let shade = |x: usize, y: usize| if rows[y / 5][x / 5] { 0 } else { 255 };
    let mut seen = rqrr::PreparedImage::prepare_from_greyscale(wide, high, shade);
    seen.detect_grids()[0].decode().unwrap().1
}

#[cfg(target_os = "linux")]
#[test]
fn my_card_is_drawn_on_a_terminal_for_a_camera_and_nowhere_else() {
    use std::process::Command;
    let device = Device::new();
    let me = ["me", "--name", "Þóra", "--phone", "+354 555 0101"];
    let card = device.json(&me)["card"].as_str().unwrap().to_owned();
    assert!(!device.run(&["me"]).stdout.contains('█'), "this is no terminal");
    if Command::new("script").arg("--version").output().is_err() {
        eprintln!("left out: nothing here makes a terminal");
        return;
    }
    let plain = device.command(&["me"]);
    let words = plain.get_args().map(|word| format!("'{}'", word.to_str().unwrap()));
    let line = words.fold(plain.get_program().to_str().unwrap().to_owned(), |line, word| {
        format!("{line} {word}")
    });
    let mut terminal = Command::new("script");
    terminal.args(["-qec", &line, "/dev/null"]).env("TERM", "xterm-256color");
    terminal.env("MINGLE_ONLY_HERE", "1").env_remove("NO_COLOR");
    let shown = String::from_utf8(terminal.output().unwrap().stdout).unwrap();
    assert_eq!(read_from_terminal(&shown), card);
    assert!(shown.contains("+354 555 0101"), "and what it says stands below: {shown}");
}
