//! `mingle pair`, as somebody sees it who looks at its terminal, and pairing as a whole.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, ExitStatus};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::device::{Device, text};
use crate::lab::Lab;

/// Pairs two devices by a code, which `shows` shows; where that one is, `joins` knows from then on. Neither daemon need be
/// up: that of `shows` is for so long.
#[track_caller]
pub fn pair(joins: &Device, shows: &Device) {
    let was_up = shows.is_up();
    if !was_up {
        shows.up();
    }
    let mut shown = Shown::on(shows);
    joins.json(&["join", &shows.socket().to_string(), "--code", &shown.code]);
    shown.wait_for("joined");
    assert!(shown.end().success(), "{}", shown.complaint());
    if !was_up {
        shows.stop();
    }
}

/// Three laptops of one owner, on a lab of three hosts, their daemons not started: the second knows both others, who are on
/// no network with each other.
#[track_caller]
pub fn three_in_a_row(lab: &Lab) -> [Device; 3] {
    let ana = Device::new("ana", lab.host(0));
    let bo = Device::new("bo", lab.host(1));
    let chi = Device::new("chi", lab.host(2));
    lab.keep_apart(&ana.host, &chi.host);
    pair(&ana, &bo);
    pair(&chi, &bo);
    [ana, bo, chi]
}

/// A code that is being shown. The command is ended when this is dropped.
pub struct Shown {
    command: Child,
    lines: BufReader<ChildStdout>,
    pub code: String,
    /// All that it told when it began.
    pub opened: Value,
}

impl Shown {
    /// Runs `mingle pair` on a device whose daemon is up, until it shows its code.
    #[track_caller]
    pub fn on(device: &Device) -> Self {
        let mut command = device.begin(&["pair"]);
        let lines = BufReader::new(command.stdout.take().expect("it is piped"));
        let mut shown = Self { command, lines, code: String::new(), opened: Value::Null };
        shown.opened = shown.told().unwrap_or_else(|| panic!("no code: {}", shown.complaint()));
        shown.code =
            text(&shown.opened["code"]).unwrap_or_else(|| panic!("no code: {}", shown.opened));
        shown
    }

    /// What it tells next; none once it has ended.
    pub fn told(&mut self) -> Option<Value> {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("it prints text");
        serde_json::from_str(&line).ok()
    }

    /// Reads on until it tells this state.
    #[track_caller]
    pub fn wait_for(&mut self, state: &str) -> Value {
        while let Some(told) = self.told() {
            if told["state"] == state {
                return told;
            }
        }
        panic!("it ended without telling {state:?}: {}", self.complaint());
    }

    /// Reads on until it tells that a phone is this far; what it tells of that phone.
    #[track_caller]
    pub fn wait_for_phone(&mut self, step: &str) -> Value {
        while let Some(told) = self.told() {
            let phone = &told["phones"][0];
            if phone["step"] == step {
                return phone.clone();
            }
        }
        panic!("it ended without telling of a phone that is {step:?}: {}", self.complaint());
    }

    /// Reads on until it tells one of these states; which.
    #[track_caller]
    pub fn next_of<'a>(&mut self, states: [&'a str; 2]) -> &'a str {
        while let Some(told) = self.told() {
            if let Some(state) = states.into_iter().find(|state| told["state"] == *state) {
                return state;
            }
        }
        panic!("it ended without telling {states:?}: {}", self.complaint());
    }

    /// Presses Ctrl-C and waits until the command has ended.
    pub fn interrupt(&mut self) -> ExitStatus {
        kill_process(Pid::from_child(&self.command), Signal::INT).expect("it is our process");
        self.end()
    }

    /// Waits until it has ended.
    pub fn end(&mut self) -> ExitStatus {
        self.command.wait().expect("it is our process")
    }

    /// What it says on standard error, once it has ended.
    pub fn complaint(&mut self) -> String {
        let mut said = String::new();
        if let Some(mut errors) = self.command.stderr.take() {
            errors.read_to_string(&mut said).expect("it prints text");
        }
        said
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.command.kill();
        let _ = self.command.wait();
    }
}
