//! A folder with the real `mingle` working on it, and plain HTTP over a socket, so that tests say every byte.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses a part; tests may unwrap")]

pub mod entering;

use mingle_proto::id::DeviceId;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::{Journal, Moment};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// For what takes a moment on a quiet machine, and may take a while on a busy one.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A device's data folder.
pub struct Device {
    home: TempDir,
}

/// How a command ended.
pub struct Finished {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A running daemon; ended when it is dropped.
pub struct Daemon {
    child: Child,
    /// What it printed when it was ready.
    pub ready: Value,
}

impl Device {
    pub fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    /// A device that its owner calls so.
    pub fn named(name: &str) -> Self {
        let device = Self::new();
        let us = device.id().parse().unwrap();
        device.journal().name_device(&us, name, moment()).unwrap();
        device
    }

    /// Writes down that another device is one of the owner's, and where it is, as the journal does once a device was
    /// paired; for one that is never there, or that does not know this one.
    pub fn knows(&self, other: &str, name: &str, at: Option<SocketAddr>) {
        let (us, other): (DeviceId, DeviceId) =
            (self.id().parse().unwrap(), other.parse().unwrap());
        let mut journal = self.journal();
        journal.add_device(&other, name, "laptop", Some(&us), moment()).unwrap();
        if let Some(at) = at {
            journal.store_mut().note_address(&other, &at.to_string()).unwrap();
        }
    }

    fn journal(&self) -> Journal {
        Journal::open(self.data().join("journal.db")).unwrap()
    }

    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mingle"));
        command
            .env_remove("MINGLE_DATA_DIR")
            // Tests say nothing on the network that the machine is on.
            .env("MINGLE_ONLY_HERE", "1")
            .env("HOME", self.home.path())
            .env("TZ", "Europe/Berlin");
        command.arg("--data-dir").arg(self.data()).args(arguments);
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Finished {
        self.run_with(arguments, "")
    }

    /// As [`Device::run`], with a standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Finished {
        self.run_with_bytes(arguments, input.as_bytes())
    }

    /// As [`Device::run_with`], where the input need not be text.
    pub fn run_with_bytes(&self, arguments: &[&str], input: &[u8]) -> Finished {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        // A command that does not read its input closes it.
        let writing = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writing.join().unwrap();
        Finished {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command with `--json` that must work; its answer.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Value {
        let finished = self.run(&[&["--json"], arguments].concat());
        assert_eq!(finished.code, 0, "{arguments:?}: {}", finished.stderr);
        serde_json::from_str(&finished.stdout).unwrap()
    }

    /// Runs a command with `--json` that must fail with this exit code; what it says of the error.
    #[track_caller]
    pub fn error(&self, arguments: &[&str], code: i32) -> Value {
        let finished = self.run(&[&["--json"], arguments].concat());
        assert_eq!(finished.code, code, "{arguments:?}: {} {}", finished.stdout, finished.stderr);
        let answer: Value = serde_json::from_str(&finished.stdout).unwrap();
        answer["error"].clone()
    }

    pub fn status(&self) -> Value {
        self.json(&["status"])
    }

    pub fn id(&self) -> String {
        self.status()["device"].as_str().unwrap().to_owned()
    }

    pub fn fingerprint(&self) -> String {
        self.status()["replica"]["fingerprint"].as_str().unwrap().to_owned()
    }

    /// Starts the daemon on a port that is free, and waits until it is ready.
    #[track_caller]
    pub fn up(&self) -> Daemon {
        self.up_with(&["--port", "0"])
    }

    #[track_caller]
    pub fn up_with(&self, arguments: &[&str]) -> Daemon {
        let mut command = self.command(&["--json", "up"]);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        let mut answers = serde_json::Deserializer::from_reader(stdout).into_iter::<Value>();
        let ready = answers.next().expect("the daemon says that it is ready").unwrap();
        Daemon { child, ready }
    }

    /// The secret that the daemon wrote for the command line.
    pub fn secret(&self) -> String {
        let control = std::fs::read(self.data().join("control.json")).unwrap();
        let control: Value = serde_json::from_slice(&control).unwrap();
        control["secret"].as_str().unwrap().to_owned()
    }

    /// Waits until a status is as it should be, and returns it.
    #[track_caller]
    pub fn until(&self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        eventually(what, || {
            let status = self.status();
            if is_so(&status) { Ok(status) } else { Err(status.to_string()) }
        })
    }
}

impl Daemon {
    pub fn address(&self) -> SocketAddr {
        self.ready["listeners"][0].as_str().unwrap().parse().unwrap()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop as a service manager does; the exit code, and how long that took.
    pub fn stop(mut self) -> (Option<i32>, Duration) {
        let asked = Instant::now();
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        (code, asked.elapsed())
    }

    /// Ends it as a crash would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Pairs two devices by a code, which `shows` shows; where it listens, `joins` knows from then on.
#[track_caller]
pub fn pair(joins: &Device, shows: &Device, at: &Daemon) {
    let mut command = shows.command(&["--json", "pair"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut showing = command.spawn().unwrap();
    let stdout = showing.stdout.take().unwrap();
    let mut told = serde_json::Deserializer::from_reader(stdout).into_iter::<Value>();
    let opened = told.next().expect("a code is shown").unwrap();
    let code = opened["code"].as_str().unwrap();
    joins.json(&["join", &at.address().to_string(), "--code", code]);
    let last = told.last().unwrap().unwrap();
    assert_eq!(last["state"], "joined", "{last}");
    assert!(showing.wait().unwrap().success());
}

/// A moment of the tests' time, for what is written down by hand.
pub fn moment() -> Moment {
    let now = Timestamp(1_795_250_000_000);
    Moment { now, today: jiff::civil::date(2026, 11, 21), offset: 0 }
}

/// Polls until `look` is satisfied; what it saw. Panics with what was seen last after [`PATIENCE`].
#[track_caller]
pub fn eventually<T>(what: &str, look: impl Fn() -> Result<T, String>) -> T {
    let started = Instant::now();
    loop {
        match look() {
            Ok(seen) => return seen,
            Err(seen) if started.elapsed() > PATIENCE => panic!("not {what}: {seen}"),
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// What a peer's status is, by its id.
pub fn peer<'a>(status: &'a Value, device: &str) -> &'a Value {
    let peers = status["peers"].as_array().unwrap();
    peers.iter().find(|peer| peer["device"] == device).unwrap_or(&Value::Null)
}

/// An answer over HTTP.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
    /// The same as text.
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Sends a request with exactly these headers, and `Connection: close`.
pub fn request(to: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    request_with(to, method, path, headers, "")
}

/// Posts this body as a browser on this machine would.
pub fn post(to: SocketAddr, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let (host, length) = (to.to_string(), body.len().to_string());
    let own = [("Host", host.as_str()), ("Content-Length", length.as_str())];
    request_with(to, "POST", path, &[&own, headers].concat(), body)
}

fn request_with(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut stream = connect(to);
    send_head(&mut stream, method, path, &[headers, &[("Connection", "close")]].concat());
    // An answer may come, and the other side leave, before all of it was read.
    let _ = stream.write_all(body.as_bytes());
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    parse(&bytes)
}

/// As a browser on this machine would: the daemon's own address as the host.
pub fn get(to: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Answer {
    let host = to.to_string();
    request(to, "GET", path, &[&[("Host", host.as_str())], headers].concat())
}

/// Asks for a WebSocket; the stream if it was given, else the status that came instead.
pub fn websocket(to: SocketAddr, headers: &[(&str, &str)]) -> Result<TcpStream, u16> {
    let mut stream = connect(to);
    let host = to.to_string();
    let upgrade = [
        ("Host", host.as_str()),
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "bWluZ2xlIG1pbmdsZSBtaQ=="),
    ];
    send_head(&mut stream, "GET", "/sync", &[&upgrade, headers].concat());
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    match parse(&head).status {
        101 => Ok(stream),
        other => Err(other),
    }
}

/// A binary message of a client (RFC 6455, section 5.2), masked with zeros, that claims to be so long.
pub fn binary_head(length: u64) -> Vec<u8> {
    let mut head = vec![0x82, 0x80 | 127];
    head.extend(length.to_be_bytes());
    head.extend([0; 4]);
    head
}

/// Reads until the other side ends it; how long that took.
pub fn until_closed(stream: &mut TcpStream) -> Duration {
    let started = Instant::now();
    let mut rest = Vec::new();
    // A reset is an end, too.
    match stream.read_to_end(&mut rest) {
        Ok(_) => {}
        Err(error) => {
            assert!(error.kind() == std::io::ErrorKind::ConnectionReset, "it stays open: {error}")
        }
    }
    started.elapsed()
}

/// A connection on which nothing is said yet.
pub fn connect(to: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

fn send_head(stream: &mut TcpStream, method: &str, path: &str, headers: &[(&str, &str)]) {
    let mut head = format!("{method} {path} HTTP/1.1\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).unwrap();
}

fn parse(answer: &[u8]) -> Answer {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&answer[..end]).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let header = |line: &str| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_owned(), value.trim().to_owned())
    };
    let bytes = answer[end + 4..].to_vec();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status, headers: lines.map(header).collect(), bytes, body }
}

/// Writes a file into a device's home.
pub fn file(device: &Device, name: &str, content: &str) -> String {
    let path: &Path = &device.home.path().join(name);
    std::fs::write(path, content).unwrap();
    path.to_str().unwrap().to_owned()
}
