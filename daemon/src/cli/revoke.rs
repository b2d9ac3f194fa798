use super::arguments::Revoke;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::failure::Failure;
use crate::journal;
use crate::words::{moment, moment_now, name_or_id, plain};
use anyhow::Result;
use mingle_proto::id::DeviceId;
use mingle_proto::pairing::LAPTOP;
use mingle_replica::journal::{AddedRow, DeviceRow, Journal, JournalError, Moment};
use serde::Serialize;
use std::io::{BufRead, IsTerminal, Write};

#[derive(Serialize)]
struct Revoked {
    device: DeviceId,
    name: String,
    /// Milliseconds since 1970.
    revoked: i64,
    /// It had been revoked before.
    already: bool,
    /// `laptop`, `phone`, `browser` or `hub`, or empty.
    kind: String,
    /// A daemon runs here, which tells the others.
    told: bool,
    /// The devices that belonged because of it: it added them, or they were added by those.
    added: Vec<Added>,
}

#[derive(Debug, Serialize)]
struct Added {
    device: DeviceId,
    name: String,
    /// Milliseconds since 1970.
    added: Option<i64>,
    /// The record names more than one as who added it, or as who added one between: somebody wrote another beside the
    /// honest word.
    disputed: bool,
    /// It was revoked along with the other one.
    revoked: bool,
}

/// What a laptop had, that no other device of the owner can take from it.
const STILL_VOUCHES: &str = "\nIf somebody else has it now: phones that trust your certificate would still open a page of that laptop's. \
Take the certificate out of their settings, and use Mingle there on a network that you trust.";

/// Takes a device off the list of the owner's, for ever, and with it those that it added, if they are to go, too.
pub fn revoke(data: &DataDir, what: &Revoke, output: &Output) -> Result<()> {
    let key = DeviceKey::load_or_create(data)?;
    let mut journal = journal::open_as_device(data, &key)?;
    let row = journal.device_called(&what.device.join(" "))?;
    if row.device == key.id() {
        return Err(JournalError::OwnDevice.into());
    }
    let already = row.revoked.is_some();
    if !already && !what.yes {
        confirm(&row)?;
    }
    let moment = moment_now();
    let ask = |rows| which_go_too(rows, what);
    let added = take_off(&mut journal, &row.device, &key.id(), moment, ask)?;
    let revoked = Revoked {
        device: row.device,
        revoked: row.revoked.unwrap_or(moment.now).0,
        name: row.name,
        kind: row.kind,
        already,
        told: data.daemon().is_some(),
        added,
    };
    output.answer(&revoked, in_words)
}

/// Revokes it, and only then asks which of those that it added are to go, too: while the owner thinks about them it can
/// add no more, and whatever becomes of the questions, it is gone.
fn take_off(
    journal: &mut Journal,
    device: &DeviceId,
    us: &DeviceId,
    moment: Moment,
    ask: impl FnOnce(Vec<AddedRow>) -> Result<Vec<Added>>,
) -> Result<Vec<Added>> {
    journal.revoke_device(device, us, moment)?;
    let added = ask(journal.added_by(device, us)?)?;
    let with_it = added.iter().filter(|one| one.revoked).map(|one| one.device);
    journal.revoke_devices(&with_it.collect::<Vec<_>>(), us, moment_now())?;
    Ok(added)
}

fn in_words(revoked: &Revoked) -> String {
    let id = revoked.device.to_string();
    let name = name_or_id(&revoked.name, &id);
    let name = plain(&name);
    let hear = match revoked.told {
        true => "Your other devices hear of it when they next meet this one.",
        false => "Your other devices hear of it from here: run `mingle`, near them.",
    };
    let mut text = match revoked.already {
        true => format!("{name} was revoked before, {}.", moment(revoked.revoked)),
        false => format!("{name} is revoked. {hear}"),
    };
    if revoked.kind == LAPTOP {
        text.push_str(STILL_VOUCHES);
    }
    let (gone, left): (Vec<_>, Vec<_>) = revoked.added.iter().partition(|one| one.revoked);
    for one in gone {
        text.push_str(&format!("\n{} is revoked with it.", called(one)));
    }
    if !left.is_empty() {
        text.push_str("\nIt added these, which still belong:");
        for one in left {
            let disputed = if one.disputed { ", by the word of some" } else { "" };
            text.push_str(&format!("\n  {}{disputed}", called(one)));
        }
        text.push_str("\nIf you do not know one of them, revoke it, too.");
    }
    text
}

/// `Zoë's phone (0123456-789abcd, added 2026-11-02 10:31)`.
fn called(one: &Added) -> String {
    let id = one.device.to_string();
    let name = name_or_id(&one.name, &id);
    let added = one.added.map(|added| format!(", added {}", moment(added))).unwrap_or_default();
    format!("{} ({}{added})", plain(&name), one.device.spoken_start())
}

/// Which of the devices that it added are to go with it: all or none as the command line says, else as the owner answers.
/// Those that are disputed go on the owner's answer alone: it could be the lost device that claims an honest one.
fn which_go_too(rows: Vec<AddedRow>, what: &Revoke) -> Result<Vec<Added>> {
    let mut added: Vec<Added> = rows
        .into_iter()
        .map(|AddedRow { row, disputed }| Added {
            device: row.device,
            name: row.name,
            added: row.added.map(|added| added.0),
            disputed,
            revoked: what.with_added && !disputed,
        })
        .collect();
    let (input, out) = (std::io::stdin(), std::io::stderr());
    if !what.yes && input.is_terminal() && out.is_terminal() {
        let left = added.iter_mut().filter(|one| !one.revoked).collect();
        ask_of_each(left, &mut input.lock(), &mut out.lock())?;
    }
    Ok(added)
}

/// Asks of each whether it is to go, too; anything but a yes leaves it.
fn ask_of_each(
    added: Vec<&mut Added>,
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> Result<()> {
    if !added.is_empty() {
        writeln!(out, "It is revoked. It added others: keep those that you know.")?;
    }
    for one in added {
        let disputed =
            if one.disputed { " The record names more than one as who added it." } else { "" };
        write!(out, "Revoke {}, too?{disputed} [y/N] ", called(one))?;
        out.flush()?;
        let mut typed = String::new();
        input.read_line(&mut typed)?;
        one.revoked = matches!(typed.trim().to_lowercase().as_str(), "y" | "yes");
    }
    Ok(())
}

/// Asks on the terminal.
fn confirm(row: &DeviceRow) -> Result<()> {
    let (input, out) = (std::io::stdin(), std::io::stderr());
    if !input.is_terminal() || !out.is_terminal() {
        return Err(Failure::new(
            "not-confirmed",
            "revoking is for ever, so it is asked for once more",
        )
        .hint("run it in a terminal, or add --yes")
        .into());
    }
    ask(row, &mut input.lock(), &mut out.lock())
}

/// Says what revoking means, and waits for the device's name to be typed.
///
/// # Errors
/// The [`Failure`] `not-confirmed` if something else was typed.
fn ask(row: &DeviceRow, input: &mut impl BufRead, out: &mut impl Write) -> Result<()> {
    let id = row.device.to_string();
    let name = name_or_id(&row.name, &id);
    let shown = plain(&name);
    writeln!(
        out,
        "{shown} ({}) is refused from now on: here at once, by your other devices when they next meet.\n\
         What it already has stays on it. No undo: to come back, it needs a new key.",
        row.device.spoken_start()
    )?;
    write!(out, "Type {shown} to revoke it: ")?;
    out.flush()?;
    let mut typed = String::new();
    input.read_line(&mut typed)?;
    let typed = typed.trim();
    if typed == name.trim() || typed == shown.trim() {
        return Ok(());
    }
    let message = format!("{typed:?} is not {shown:?}; nothing was revoked");
    Err(Failure::new("not-confirmed", message).hint("type its name as it is shown").into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_gone_before_the_owner_is_asked_about_those_that_it_added() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let mut journal = Journal::open(&path).unwrap();
        let [us, lost, phone, later] = [1, 2, 3, 4].map(|n| DeviceId::from_bytes([n; 32]));
        for (device, by) in [(us, us), (lost, us), (phone, lost), (later, lost)] {
            journal.add_device(&device, "", "phone", Some(&by), moment_now()).unwrap();
        }
        let revoked = |journal: &Journal| -> Vec<DeviceId> {
            let rows = journal.devices().unwrap().into_iter();
            rows.filter(|row| row.revoked.is_some()).map(|row| row.device).collect()
        };
        let hung_up = |rows: Vec<AddedRow>| {
            assert_eq!(rows.len(), 2);
            assert_eq!(revoked(&Journal::open(&path).unwrap()), [lost], "while it is asked");
            anyhow::bail!("the terminal was closed")
        };
        take_off(&mut journal, &lost, &us, moment_now(), hung_up).unwrap_err();
        assert_eq!(revoked(&journal), [lost]);
        let yes_and_no = |rows: Vec<AddedRow>| {
            let what = |device| Added {
                device,
                name: String::new(),
                added: None,
                disputed: false,
                revoked: device == phone,
            };
            Ok(rows.into_iter().map(|added| what(added.row.device)).collect())
        };
        take_off(&mut journal, &lost, &us, moment_now(), yes_and_no).unwrap();
        assert_eq!(revoked(&journal), [lost, phone]);
    }

    #[test]
    fn what_is_disputed_is_not_revoked_unasked() {
        let row = |n: u8, disputed| {
            let folder = tempfile::tempdir().unwrap();
            let mut journal = Journal::open(folder.path().join("journal.db")).unwrap();
            journal.add_device(&DeviceId::from_bytes([n; 32]), "", "", None, moment_now()).unwrap();
            AddedRow { row: journal.devices().unwrap().remove(0), disputed }
        };
        let what = Revoke { device: Vec::new(), with_added: true, yes: true };
        let added = which_go_too(vec![row(1, false), row(2, true)], &what).unwrap();
        let told: Vec<_> = added.iter().map(|one| (one.disputed, one.revoked)).collect();
        assert_eq!(told, [(false, true), (true, false)]);
    }

    #[test]
    fn each_device_that_it_added_is_asked_about_and_stays_unless_told_otherwise() {
        let one = |number: u8, name: &str| Added {
            device: DeviceId::from_bytes([number; 32]),
            name: name.to_owned(),
            added: None,
            disputed: false,
            revoked: false,
        };
        let mut added = [one(1, "Zoë's phone"), one(2, ""), one(3, "Bo\u{1b}[2J"), one(4, "Ana")];
        let mut said = Vec::new();
        ask_of_each(added.iter_mut().collect(), &mut "y\n\nYES\n".as_bytes(), &mut said).unwrap();
        assert_eq!(added.each_ref().map(|one| one.revoked), [true, false, true, false]);
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("Revoke Zoë's phone (") && !said.contains('\u{1b}'), "{said:?}");
    }

    #[test]
    fn a_device_is_revoked_only_when_its_name_is_typed() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path().join("journal.db")).unwrap();
        let (named, nameless) = (DeviceId::from_bytes([1; 32]), DeviceId::from_bytes([2; 32]));
        journal.add_device(&named, "Zoë's phone", "phone", None, moment_now()).unwrap();
        journal.add_device(&nameless, "", "phone", None, moment_now()).unwrap();
        let asked = |device: DeviceId, typed: &str| {
            let row = journal.device_called(&device.to_string()).unwrap();
            let mut said = Vec::new();
            let answer = ask(&row, &mut typed.as_bytes(), &mut said);
            (answer, String::from_utf8(said).unwrap())
        };
        let (yes, said) = asked(named, "Zoë's phone\n");
        assert!(yes.is_ok() && said.contains("No undo") && said.contains("Type Zoë's phone"));
        for other in ["", "\n", "y\n", "yes\n", "zoë's phone\n"] {
            let no = asked(named, other).0.unwrap_err();
            assert_eq!(Failure::of(&no).code, "not-confirmed", "{other:?}");
        }
        assert!(asked(nameless, &nameless.spoken_start()).0.is_ok());
    }
}
