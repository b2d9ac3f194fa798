//! `mingle` and no more: the daemon in the background, started once, and stopped by `mingle down`.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use serde_json::Value;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A device whose daemon, if one was started, is ended with it.
struct Begun(Device);

impl Begun {
    fn new() -> Self {
        Self(Device::new())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.0.command(arguments);
        let path = format!("{}:{}", self.programs().display(), std::env::var("PATH").unwrap());
        command.env("MINGLE_PORT", "0").env("PATH", path);
        command
    }

    fn run(&self, arguments: &[&str]) -> Finished {
        let output = self.command(arguments).stdin(Stdio::null()).output().unwrap();
        Finished {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// `mingle --json` with these arguments, which must work.
    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        let told = self.run(&[&["--json"], arguments].concat());
        assert_eq!(told.code, 0, "{}{}", told.stdout, told.stderr);
        serde_json::from_str(&told.stdout).unwrap()
    }

    fn pid(&self) -> u64 {
        self.0.status()["daemon"]["pid"].as_u64().unwrap_or_else(|| panic!("{}", self.0.status()))
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.0.data().join("daemon.log")).unwrap()
    }

    fn programs(&self) -> PathBuf {
        self.0.data().with_file_name("programs")
    }

    /// A browser that writes down what it is asked to show.
    fn browser(&self, script: &str) -> PathBuf {
        std::fs::create_dir_all(self.programs()).unwrap();
        let (path, shown) = (self.programs().join("xdg-open"), self.programs().join("shown"));
        std::fs::write(&path, script.replace("SHOWN", shown.to_str().unwrap())).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        shown
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let down = self.run(&["down"]);
        if std::thread::panicking() {
            eprintln!("{}{}", down.stdout, down.stderr);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn mingle_alone_starts_the_daemon_and_opens_its_page_and_the_next_one_finds_it() {
    let device = Begun::new();
    let shown = device.browser("#!/bin/sh\necho \"$1\" >> SHOWN\n");
    let first = device.run(&[]);
    assert_eq!((first.code, &*first.stderr), (0, ""));
    assert!(first.stdout.contains("`mingle down`"), "{}", first.stdout);
    let pid = device.pid();
    let second = device.run(&[]);
    assert_eq!((second.code, &*second.stdout, &*second.stderr), (0, "", ""));
    assert_eq!(device.pid(), pid, "it is the same daemon");

    let shown = std::fs::read_to_string(shown).unwrap();
    let links: Vec<&str> = shown.lines().collect();
    let to: SocketAddr = device.0.status()["listeners"][0].as_str().unwrap().parse().unwrap();
    assert_eq!(links.len(), 2);
    for (number, link) in (1..).zip(&links) {
        let token = link.strip_prefix(&format!("http://{to}/#open=")).unwrap();
        let page = entering::Page::new(number);
        assert_eq!(entering::enrol(to, token, &page.id(), "Firefox").status, 200, "{link}");
    }
    let mode = std::fs::metadata(device.0.data().join("daemon.log")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// The sixth field is the session, the seventh the terminal (proc_pid_stat(5)).
#[cfg(target_os = "linux")]
#[test]
fn the_daemon_outlives_the_terminal_that_it_was_started_from() {
    let device = Begun::new();
    device.json(&[]);
    let pid = device.pid();
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    let (session, terminal) = (fields[3].to_owned(), fields[4].to_owned());
    assert_eq!((session, terminal), (pid.to_string(), "0".to_owned()));
    let input = std::fs::read_link(format!("/proc/{pid}/fd/0")).unwrap();
    assert_eq!(input.to_str(), Some("/dev/null"));
}

#[test]
fn down_stops_the_daemon_and_waits_until_it_has() {
    let device = Begun::new();
    assert_eq!(device.json(&["down"])["stopped"], false);
    assert_eq!(device.run(&["down"]).stdout, "Mingle was not running.\n");
    assert_eq!(device.json(&[])["started"], true);
    assert_eq!(device.json(&[])["started"], false);
    assert_eq!(device.json(&["down"])["stopped"], true);
    assert_eq!(device.0.status()["daemon"], Value::Null);
    assert!(!device.0.data().join("control.json").exists(), "it has ended, not only begun to");
    assert_eq!(device.json(&[])["started"], true, "it can be started again at once");
    let log = device.log();
    assert_eq!(log.matches("Mingle is up").count(), 2, "{log}");
    let stopping = log.lines().find(|line| line.ends_with(" stopping")).unwrap();
    assert!(stopping.starts_with("20"), "a note has its time: {stopping}");
}

#[test]
fn several_at_the_same_moment_start_one_daemon() {
    let device = Begun::new();
    for round in 0..3 {
        let children: Vec<Child> = (0..6)
            .map(|_| {
                let mut command = device.command(&["--json"]);
                command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
                command.spawn().unwrap()
            })
            .collect();
        let told: Vec<Value> = children
            .into_iter()
            .map(|child| {
                let output = child.wait_with_output().unwrap();
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                assert!(output.status.success(), "round {round}: {said}");
                serde_json::from_slice(&output.stdout).unwrap()
            })
            .collect();
        let started = told.iter().filter(|one| one["started"] == true).count();
        assert_eq!(started, 1, "round {round}: {told:?}");
        assert_eq!(device.log().matches("Mingle is up").count(), round + 1);
        assert_eq!(device.json(&["down"])["stopped"], true);
    }
}

#[test]
fn after_a_crash_it_starts_again() {
    let device = Begun::new();
    device.json(&[]);
    let pid = device.pid().to_string();
    assert!(Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
    eventually("ended", || match device.0.status()["daemon"].clone() {
        Value::Null => Ok(()),
        daemon => Err(daemon.to_string()),
    });
    assert!(device.0.data().join("control.json").exists(), "a crash leaves it over");
    assert_eq!(device.json(&[])["started"], true);
    assert_ne!(device.pid().to_string(), pid);
}

/// The control file of a crash names an address that is anybody's now, such as another user's of this machine.
#[test]
fn after_a_crash_whoever_took_the_port_is_asked_for_nothing_and_no_browser_is_led_there() {
    let device = Begun::new();
    let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
    stranger.set_nonblocking(true).unwrap();
    let at = stranger.local_addr().unwrap();
    let left = serde_json::json!({ "address": at, "secret": "ab".repeat(32) });
    device.0.status();
    std::fs::write(device.0.data().join("control.json"), left.to_string()).unwrap();
    let open = device.run(&["--json", "open", "--print"]);
    let begun = device.json(&[]);
    let asked = stranger.accept().map(|(_, from)| from);
    assert_eq!(asked.map_err(|error| error.kind()), Err(ErrorKind::WouldBlock));
    let told = open.stdout + &open.stderr;
    assert!(open.code == 1 && told.contains("not-running"), "{told}");
    assert_eq!(begun["started"], true);
    let url = begun["url"].as_str().unwrap();
    assert!(!url.contains(&at.to_string()), "{url}");
}

#[test]
fn what_keeps_the_daemon_from_starting_is_told_in_its_own_words() {
    let device = Begun::new();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let told = device.command(&[]).env("MINGLE_PORT", &port).output().unwrap();
    let said = String::from_utf8(told.stderr).unwrap();
    assert_eq!(told.status.code(), Some(1), "{said}");
    assert!(said.contains("did not start: ") && said.contains(&format!("port {port} is taken")));
    assert!(said.contains("hint: choose another with "), "{said}");
    assert_eq!(device.json(&[])["started"], true);
}

#[test]
fn without_a_browser_the_link_is_told() {
    let device = Begun::new();
    device.browser("#!/bin/sh\nexit 3\n");
    let told = device.run(&[]);
    assert_eq!(told.code, 1);
    assert!(told.stdout.contains("Mingle is up"), "{}", told.stdout);
    assert!(told.stderr.contains("http://127.0.0.1:"), "{}", told.stderr);
    device.pid();
}

#[test]
fn a_log_that_has_grown_long_is_put_aside() {
    let device = Begun::new();
    device.0.status();
    let log = device.0.data().join("daemon.log");
    std::fs::write(&log, vec![b'x'; 1024 * 1024 + 1]).unwrap();
    device.json(&[]);
    assert!(device.log().len() < 2_000, "a new one was begun");
    let aside = std::fs::metadata(device.0.data().join("daemon.log.1")).unwrap();
    assert_eq!(aside.len(), 1024 * 1024 + 1);
}

#[test]
fn a_certificate_of_ones_own_that_cannot_be_served_is_told_before_anything_starts() {
    let device = Device::new();
    let refused = device.error(
        &["up", "--port", "0", "--tls-cert", "/nowhere/cert.pem", "--tls-key", "/nowhere/key.pem"],
        1,
    );
    assert_eq!(refused["code"], "tls-file-missing");
    assert!(refused["message"].as_str().unwrap().contains("/nowhere/cert.pem"), "{refused}");
    let alone = device.run(&["up", "--port", "0", "--tls-cert", "/nowhere/cert.pem"]);
    assert_eq!(alone.code, 2, "{}", alone.stderr);
    assert!(alone.stderr.contains("--tls-key"), "{}", alone.stderr);
}

#[cfg(unix)]
#[test]
fn an_authority_that_others_can_read_keeps_the_daemon_from_starting_and_the_fix_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let device = Device::new();
    device.status();
    let path = device.data().join("authority.pem");
    std::fs::write(&path, "").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let refused = device.error(&["up", "--port", "0"], 1);
    assert_eq!(refused["code"], "key-exposed");
    assert_eq!(refused["hint"], format!("chmod 600 {}", path.display()));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(device.error(&["up", "--port", "0"], 1)["code"], "authority-unreadable");
}
