//! Starting the daemon so that it outlives the terminal that it was started from.

use std::process::Command;

/// Makes a command one that runs without a console.
#[cfg(windows)]
pub fn detached(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    /// No console, and no Ctrl-C from the one of whoever starts it (CreateProcess, process creation flags).
    const DETACHED_PROCESS: u32 = 0x8;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
    command.creation_flags(DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP);
}

/// On Unix the daemon leaves by itself, see [`leave_terminal`].
#[cfg(not(windows))]
pub fn detached(_: &mut Command) {}

/// Makes this process the first of a session of its own, which no terminal can end (POSIX, setsid). Whoever leads a
/// process group already was not started from a terminal's command in the foreground, and stays where it is.
#[cfg(unix)]
pub fn leave_terminal() {
    let _ = rustix::process::setsid();
}

#[cfg(not(unix))]
pub fn leave_terminal() {}
