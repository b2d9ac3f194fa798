use super::control::{NO_ANSWER, ask};
use super::output::Output;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::journal;
use crate::status::{Daemon, Peer, PeerState, Status};
use crate::words::{columns, count, moment, name_or_id, plain, size};
use anyhow::Result;
use mingle_proto::id::DeviceId;
use mingle_proto::session::EndedCode;
use std::fmt::Write;
use warp::http::Method;

/// Shows how things stand: as the daemon sees them, or without one as the journal has them.
pub fn status(data: &DataDir, output: &Output) -> Result<()> {
    output.answer(&now(data)?, |status| in_words(status, output))
}

/// How things stand at this moment.
pub fn now(data: &DataDir) -> Result<Status> {
    Ok(match ask::<Status>(data, Method::GET, "/control/status") {
        Ok(Some(status)) => status,
        Ok(None) => journal::status(data)?,
        Err(error) => {
            let failure = Failure::of(&error);
            if failure.code != NO_ANSWER {
                return Err(error);
            }
            Status { no_answer: Some(failure.message), ..journal::status(data)? }
        }
    })
}

fn in_words(status: &Status, output: &Output) -> String {
    let people = count(status.people, "person", "people");
    let records = count(status.replica.documents, "record", "records");
    let mut text = format!("{} in the journal, {records} in all\n\n", output.strong(&people));
    text.push_str(&attachments(status));
    if status.peers.is_empty() {
        text.push_str("No other device yet.\n");
    } else {
        text.push_str(&columns(&status.peers.iter().map(peer).collect::<Vec<_>>()));
    }
    text.push_str(&refusals(status));
    if let Some(words) = turned_away(status) {
        let _ = writeln!(text, "\n{}", plain(&words));
    }
    for alarm in &status.alarms {
        let _ = writeln!(text, "\nAlarm: {}.\n  {}", plain(&alarm.message), plain(&alarm.fix));
    }
    let daemon = match (&status.daemon, &status.no_answer) {
        (Some(daemon), _) => {
            format!("running (process {})", daemon.pid)
        }
        (None, Some(no_answer)) => no_answer.clone(),
        (None, None) => "not running; `mingle up` starts it".to_owned(),
    };
    let mut rows = vec![["daemon".to_owned(), daemon]];
    if let Some(daemon) = &status.daemon {
        rows.push(["network".to_owned(), network(status, daemon)]);
    }
    rows.extend([
        ["device".to_owned(), spoken(&status.device)],
        ["folder".to_owned(), status.data_dir.clone()],
    ]);
    let _ = write!(text, "\n{}", columns(&rows));
    text
}

/// What is kept beside the records; nothing where there is nothing.
fn attachments(status: &Status) -> String {
    let held = &status.attachments;
    if held.count + held.lacking == 0 {
        return String::new();
    }
    let mut text = format!(
        "{} of {} in all, the largest of {}",
        count(held.count, "photo or file", "photos and files"),
        size(held.bytes),
        size(held.largest)
    );
    if held.lacking > 0 {
        let _ = write!(text, "; {} still to come", held.lacking);
    }
    text + "\n\n"
}

/// How other devices reach this one. Whether a firewall lets them is not to be seen from inside.
fn network(status: &Status, daemon: &Daemon) -> String {
    let Some(first) = status.reached_at.first() else {
        return "no other device can reach this one: it is on no local network, or Mingle listens on this machine alone"
            .to_owned();
    };
    let mut text = format!("others reach this one at {}", status.reached_at.join(", "));
    if let Some(name) = &daemon.announced_as {
        let _ = write!(text, ", or as {name}");
    }
    let port = first.rsplit_once(':').map_or("", |(_, port)| port);
    let _ = write!(text, "; if they do not, a firewall here may keep TCP port {port} shut");
    text
}

/// What the owner is told on a device that was revoked: as its own journal has it, or as another one says.
fn turned_away(status: &Status) -> Option<String> {
    let rest = "Nothing is lost here: `mingle export --raw FILE` takes everything along.";
    if let Some(revoked) = status.revoked {
        return Some(format!("{} {rest}", revoked_words(revoked)));
    }
    let says = EndedCode::Revoked.to_string();
    let by = status.peers.iter().find(|peer| {
        peer.state == PeerState::Offline
            && peer.problem.as_ref().is_some_and(|why| why.contains(&says))
    })?;
    let name = name_or_id(&by.name, &by.device);
    Some(format!("{name} says that this device was revoked, and refuses it. {rest}"))
}

/// For a device that knows when it was revoked.
pub fn revoked_words(milliseconds: i64) -> String {
    format!("This device was revoked {}. The others refuse it.", moment(milliseconds))
}

/// The id as people compare it.
fn spoken(device: &str) -> String {
    device.parse().map_or_else(|_| device.to_owned(), |id: DeviceId| id.spoken())
}

/// A sentence for each record that a device cannot take; nothing where all is well.
fn refusals(status: &Status) -> String {
    let here = status.refused.iter().map(|one| ("This device".to_owned(), one));
    let there = status.peers.iter().flat_map(|peer| {
        let name = name_or_id(&peer.name, &peer.device).into_owned();
        peer.refused.iter().map(move |one| (name.clone(), one))
    });
    let mut text = String::new();
    for (who, one) in here.chain(there) {
        let _ = writeln!(
            text,
            "\n{} cannot take the record {}: {}.",
            plain(&who),
            one.id,
            plain(&one.message)
        );
    }
    text
}

fn peer(peer: &Peer) -> [String; 3] {
    let state = match peer.except {
        0 => peer.state.as_words().to_owned(),
        except => format!("{} except {except}", peer.state.as_words()),
    };
    let mut detail = match peer.last_sync {
        Some(milliseconds) => format!("last synced {}", moment(milliseconds)),
        None => "never synced yet".to_owned(),
    };
    if peer.unsynced_attachments > 0 && peer.last_sync.is_some() {
        let waiting = count(peer.unsynced_attachments, "photo or file is", "photos and files are");
        let _ = write!(detail, ", {waiting} not there yet");
    }
    if let Some(problem) = peer.problem.as_ref().filter(|_| peer.state == PeerState::Offline) {
        let _ = write!(detail, " ({problem})");
    }
    [name_or_id(&peer.name, &peer.device).into_owned(), state, detail]
}
