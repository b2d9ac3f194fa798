//! A device: a data directory, and the real `mingle` on a host of the lab.

use std::ffi::OsString;
use std::fs::File;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime};

use ed25519_dalek::SigningKey;
use mingle_proto::id::DeviceId;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::{Journal, Moment};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::eventually::eventually;
use crate::lab::{Finished, Host, run};
use crate::memory;

/// Where every daemon of a lab listens; each is alone on its host.
pub const PORT: u16 = 7749;

/// How long a daemon may take to start, or to stop when it is asked to.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a daemon says once it listens and can be asked.
const READY: &str = "Mingle is up.";

/// How much of a daemon's output is shown when a test fails.
const SHOWN_LINES: usize = 40;

/// One device. Its daemon is ended when it is dropped; its output is shown if the test has failed.
pub struct Device {
    pub name: String,
    pub host: Host,
    home: TempDir,
    data: PathBuf,
    daemon: Mutex<Option<Child>>,
}

impl Device {
    /// A device with nothing in it yet, its daemon not started.
    pub fn new(name: &str, host: Host) -> Self {
        let home = tempfile::Builder::new().prefix(&format!("{name}-")).tempdir();
        let home = home.expect("a temporary directory");
        let data = home.path().join("data");
        Self { name: name.to_owned(), host, home, data, daemon: Mutex::new(None) }
    }

    /// As [`Device::new`], with its data in this directory.
    pub fn with_data(name: &str, host: Host, data: &Path) -> Self {
        let mut device = Self::new(name, host);
        device.data = data.to_owned();
        device
    }

    /// Runs `mingle` with these arguments to its end.
    pub fn run(&self, arguments: &[&str]) -> Finished {
        run(self.mingle().args(arguments)).expect("mingle starts")
    }

    /// Runs `mingle --json`; what it printed. Panics with what it said on an error.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Value {
        self.try_json(arguments).unwrap_or_else(|error| panic!("{error}"))
    }

    /// As [`Device::json`], for a command that may fail: then what it said.
    pub fn try_json(&self, arguments: &[&str]) -> Result<Value, String> {
        let finished = run(self.mingle().arg("--json").args(arguments)).expect("mingle starts");
        let Finished { code, stdout, stderr } = &finished;
        let told =
            || format!("{}: mingle {arguments:?} ended with {code:?}: {stderr}{stdout}", self.name);
        if *code != Some(0) {
            return Err(told());
        }
        serde_json::from_str(stdout)
            .map_err(|error| format!("{}: not JSON ({error}): {stdout}", told()))
    }

    /// What `status --json` says.
    pub fn status(&self) -> Value {
        self.json(&["status"])
    }

    /// This device's id, as others are told.
    pub fn id(&self) -> String {
        text(&self.status()["device"]).expect("status names the device")
    }

    /// The key by which this device proves who it is.
    pub fn key(&self) -> SigningKey {
        // Whoever asks for the status first makes the key.
        self.id();
        let seed = std::fs::read(self.data.join("device.key")).expect("the device has a key");
        SigningKey::from_bytes(&seed.try_into().expect("an Ed25519 seed has 32 bytes"))
    }

    /// Writes down that another device is one of the owner's, and where it is, as the journal does once a device was
    /// paired; for one that is never there, or that does not know this one. Devices that are there are
    /// [paired](crate::pairing::pair).
    pub fn knows(&self, other: &str, name: &str, at: Option<SocketAddr>) {
        let (us, other): (DeviceId, DeviceId) = (parsed(&self.id()), parsed(other));
        let mut journal =
            Journal::open(self.data.join("journal.db")).expect("the device has a journal");
        let since_1970 = SystemTime::UNIX_EPOCH.elapsed().expect("it is after 1970");
        let now = Timestamp(since_1970.as_millis() as i64);
        let moment = Moment { now, today: jiff::civil::date(2026, 11, 21), offset: 0 };
        journal.add_device(&other, name, "laptop", Some(&us), moment).expect("it takes a device");
        if let Some(at) = at {
            journal.store_mut().note_address(&other, &at.to_string()).expect("and an address");
        }
    }

    /// Lets it be found under this name, before it is first up.
    pub fn take_network_name(&self, name: &str) {
        // Whoever asks for the status first makes the folder.
        self.id();
        std::fs::write(self.data.join("network-name"), name).expect("the folder takes files");
    }

    /// Notes a line; returns once that is acknowledged.
    #[track_caller]
    pub fn log(&self, line: &str) -> Value {
        self.json(&["log", line])
    }

    /// Imports a file with this text.
    #[track_caller]
    pub fn import(&self, file: &str) -> Value {
        self.try_import(file).unwrap_or_else(|error| panic!("{error}"))
    }

    /// As [`Device::import`], where that may fail.
    pub fn try_import(&self, file: &str) -> Result<Value, String> {
        let path = self.home.path().join("import.vcf");
        std::fs::write(&path, file).expect("the device's directory takes files");
        self.try_json(&["import", path.to_str().expect("temporary paths are plain")])
    }

    /// Starts `mingle --json` with these arguments and does not wait. What it prints can be read.
    pub fn begin(&self, arguments: &[&str]) -> Child {
        let mut command = self.mingle();
        command.arg("--json").args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("mingle starts")
    }

    /// Whether a search for this word finds anything.
    #[track_caller]
    pub fn finds(&self, word: &str) -> bool {
        let found = self.json(&["find", word]);
        !found.as_array().expect("find prints a list").is_empty()
    }

    /// Starts the daemon and waits until it is ready.
    #[track_caller]
    pub fn up(&self) {
        self.up_at(self.host.address.into());
    }

    /// As [`Device::up`], listening on this address, such as 0.0.0.0.
    #[track_caller]
    pub fn up_at(&self, address: IpAddr) {
        self.up_with(address, &[]);
    }

    /// As [`Device::up_at`], with more to be said to `mingle up`.
    #[track_caller]
    pub fn up_with(&self, address: IpAddr, more: &[&str]) {
        let said = self.output().len();
        self.start_with(address, more);
        let mut daemon = self.daemon();
        let daemon = daemon.as_mut().expect("it was just started");
        eventually("the daemon is ready", PATIENCE, || {
            if let Ok(Some(status)) = daemon.try_wait() {
                return Err(format!("it ended: {status}"));
            }
            let output = self.output();
            let says = output.get(said..).unwrap_or_default();
            if says.contains(READY) { Ok(()) } else { Err(says.to_owned()) }
        });
    }

    /// Starts the daemon as its owner does who says no more than a port, and waits until commands reach it.
    #[track_caller]
    pub fn up_as_usual(&self, more: &[&str]) {
        let mut daemon = self.daemon();
        assert!(daemon.is_none(), "{} is up already", self.name);
        let mut command = self.mingle();
        command.args(["up", "--port", &PORT.to_string()]).args(more);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        *daemon = Some(command.spawn().expect("mingle starts"));
        eventually("commands reach the daemon", PATIENCE, || {
            match std::fs::read(self.data().join("control.json")) {
                Ok(_) => Ok(()),
                Err(error) => Err(error.to_string()),
            }
        });
    }

    /// Starts the daemon and does not wait.
    pub fn start(&self) {
        self.start_with(self.host.address.into(), &[]);
    }

    fn start_with(&self, address: IpAddr, more: &[&str]) {
        let mut daemon = self.daemon();
        assert!(daemon.is_none(), "{} is up already", self.name);
        let output = File::options().create(true).append(true).open(self.output_path());
        let output = output.expect("the device's directory takes files");
        let mut command = self.mingle();
        let listen = SocketAddr::from((address, PORT)).to_string();
        command.args(["up", "--listen", &listen]).args(more).stdin(Stdio::null());
        command.stdout(output.try_clone().expect("a second handle")).stderr(output);
        *daemon = Some(command.spawn().expect("mingle starts"));
    }

    /// Ends the daemon with SIGKILL, as a crash or an empty battery would.
    pub fn kill9(&self) {
        let mut daemon = self.daemon().take().expect("the daemon was started");
        daemon.kill().expect("it is our process");
        daemon.wait().expect("it is our process");
    }

    /// Asks the daemon to stop (SIGTERM), and waits until it has.
    #[track_caller]
    pub fn stop(&self) -> ExitStatus {
        let mut daemon = self.daemon().take().expect("the daemon was started");
        kill_process(pid(&daemon), Signal::TERM).expect("it is our process");
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if let Some(status) = daemon.try_wait().expect("it is our process") {
                return status;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        *self.daemon() = Some(daemon);
        panic!("{} did not stop within {PATIENCE:?}", self.name);
    }

    /// Whether the daemon runs.
    pub fn is_up(&self) -> bool {
        self.daemon().as_mut().is_some_and(|daemon| matches!(daemon.try_wait(), Ok(None)))
    }

    /// The daemon's peak memory, in bytes.
    pub fn peak_memory(&self) -> u64 {
        let id = self.daemon().as_ref().expect("the daemon was started").id();
        memory::peak(id).expect("it runs")
    }

    /// Where the daemon listens.
    pub fn socket(&self) -> SocketAddr {
        SocketAddr::from((self.host.address, PORT))
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    /// All that the daemons of this device have printed so far.
    pub fn output(&self) -> String {
        std::fs::read_to_string(self.output_path()).unwrap_or_default()
    }

    /// `mingle` with this device's data, on its host.
    fn mingle(&self) -> Command {
        let mut command = self.host.command(binary());
        command.env("HOME", self.home.path()).env("TZ", "Europe/Berlin").env("RUST_BACKTRACE", "1");
        command.arg("--data-dir").arg(&self.data);
        command
    }

    fn daemon(&self) -> MutexGuard<'_, Option<Child>> {
        self.daemon.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn output_path(&self) -> PathBuf {
        self.home.path().join("output")
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        if self.daemon().is_some() {
            self.kill9();
        }
        if std::thread::panicking() {
            let output = self.output();
            let lines: Vec<&str> = output.lines().collect();
            let tail = &lines[lines.len().saturating_sub(SHOWN_LINES)..];
            eprintln!("--- {} said last:\n{}\n---", self.name, tail.join("\n"));
        }
    }
}

/// A JSON string's text.
pub fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn parsed(id: &str) -> DeviceId {
    id.parse().expect("a device's id")
}

fn pid(child: &Child) -> Pid {
    Pid::from_child(child)
}

fn binary() -> OsString {
    std::env::var_os("MINGLE_BIN").expect(
        "MINGLE_BIN names the built daemon; `cargo xtask test daemons` builds it and runs these tests with it",
    )
}
