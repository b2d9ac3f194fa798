#![allow(clippy::unwrap_used)]

use super::*;

fn parse(line: &str) -> Result<Arguments, clap::Error> {
    Arguments::try_parse_from(std::iter::once("mingle").chain(line.split_whitespace()))
}

#[test]
fn every_command_is_well_formed_and_what_is_for_mingle_itself_is_hidden() {
    Arguments::command().debug_assert();
    let help = Arguments::command().render_help().to_string();
    for command in [
        "up", "open", "log", "find", "show", "due", "done", "import", "status", "down", "pair",
        "join",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command} is missing in:\n{help}");
    }
    assert_eq!(shown().render_help().to_string(), help, "the same, with nothing hidden in it");
    let names: Vec<_> = shown().get_subcommands().map(|it| it.get_name().to_owned()).collect();
    assert!(!names.iter().any(|name| name == "attempt"), "{names:?}");
}

#[test]
fn an_address_to_listen_on_may_come_with_a_port() {
    let Some(Command::Up(up)) =
        parse("up --listen 10.77.0.1 --listen [fd12::1]:80 --port 0").unwrap().command
    else {
        panic!("not up");
    };
    assert_eq!(up.port, 0);
    assert_eq!(up.listen[0], Listen { ip: "10.77.0.1".parse().unwrap(), port: None });
    assert_eq!(up.listen[1], Listen { ip: "fd12::1".parse().unwrap(), port: Some(80) });
    assert_eq!(listen("[::]").unwrap(), Listen { ip: "::".parse().unwrap(), port: None });
    for wrong in ["up --listen home", "up --listen 10.0.0.1:99999", "up --port x"] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn this_machine_alone_and_an_address_of_a_network_exclude_each_other() {
    let Some(Command::Up(up)) = parse("up --only-here").unwrap().command else { panic!("not up") };
    assert!(up.only_here && up.listen.is_empty());
    assert!(parse("up --only-here --listen 10.77.0.1").is_err());
}

#[test]
fn where_to_join_may_leave_out_the_usual_port_and_a_code_may_be_typed_in_any_way() {
    let join = |line: &str| match parse(line).map(|arguments| arguments.command) {
        Ok(Some(Command::Join(join))) => Ok((join.address, join.code.map(|code| code.to_string()))),
        Ok(_) => panic!("not join"),
        Err(error) => Err(error.to_string()),
    };
    assert_eq!(join("join"), Ok((None, None)));
    for (typed, address) in [
        ("192.168.1.20", "192.168.1.20:7979"),
        ("192.168.1.20:80", "192.168.1.20:80"),
        ("fd12::1", "[fd12::1]:7979"),
        ("[fd12::1]:80", "[fd12::1]:80"),
        ("mingle-0123456789.local", "mingle-0123456789.local:7979"),
    ] {
        assert_eq!(join(&format!("join {typed}")).unwrap().0.as_deref(), Some(address));
    }
    for typed in ["4711-0815", "47110815", "47llO8lS"] {
        assert_eq!(join(&format!("join --code {typed}")).unwrap().1.as_deref(), Some("4711-0815"));
    }
    assert!(join("join --code 4711-0816").unwrap_err().contains("mistyped"));
    assert!(join("join 192.168.1.20:x").is_err());
}

#[test]
fn options_for_all_commands_stand_before_or_after_the_command() {
    for line in ["--json --data-dir /d status", "status --data-dir /d --json"] {
        let arguments = parse(line).unwrap();
        assert!(arguments.json);
        assert_eq!(arguments.place.data_dir, Some("/d".into()));
    }
}

#[test]
fn a_device_to_join_is_an_address_or_a_name_with_a_port_or_the_usual_one() {
    let joined = |line: &str| match parse(line).unwrap().command {
        Some(Command::Join(join)) => join.address.unwrap(),
        other => panic!("not join: {other:?}"),
    };
    assert_eq!(joined("join [fd12::1]:80"), "[fd12::1]:80");
    assert_eq!(joined("join fd12::1"), format!("[fd12::1]:{USUAL_PORT}"));
    assert_eq!(joined("join hub.example"), format!("hub.example:{USUAL_PORT}"));
    assert_eq!(host_and_port("hub.example:443").unwrap(), "hub.example:443");
    for wrong in ["hub.example", "hub.example:0", ":7979", "fd12::1:7979", "hub:http"] {
        assert!(host_and_port(wrong).is_err(), "{wrong}");
    }
    for wrong in ["join hub:http", "join :80", "join 10.77.0.1 --code 471"] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn finding_showing_and_importing_nothing_is_wrong_usage() {
    for line in ["find", "show", "done", "import", "completions", "fly"] {
        assert!(parse(line).is_err(), "{line}");
    }
}
