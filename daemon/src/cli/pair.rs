use super::control::{ask, not_running};
use super::output::Output;
use super::pair_phone;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::onboarding::Phone;
use crate::pairing::{Closed, Opened, Opening, Other, Progress, Stage};
use crate::peers::run_blocking;
use crate::up::stopped;
use crate::words::{name_or_id, plain};
use anyhow::Result;
use warp::http::Method;

/// Shows a code, and tells what becomes of it until a device has joined.
///
/// # Errors
/// The [`Failure`] `not-running`, `already-pairing`, or `pairing-closed` with the reason, or `pairing-unfinished`.
pub fn pair(data: &DataDir, output: &Output) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let stopped = {
        let _signals_are_its = runtime.enter();
        // From now on Ctrl-C takes back whatever is shown.
        stopped()?
    };
    let opening = ask(data, Method::POST, "/control/pairing")?.ok_or_else(not_running)?;
    let opened = match opening {
        Opening::Opened(opened) => opened,
        Opening::AlreadyOpen { expires_in_seconds, .. } => {
            return Err(already_open(expires_in_seconds).into());
        }
    };
    output.line(&opened, |opened| shown(opened, output))?;
    let ended = runtime.block_on(async {
        let mut follow = std::pin::pin!(follow(data, &opened, output));
        tokio::select! {
            ended = &mut follow => return ended,
            () = stopped => {}
        }
        let (data, path) = (data.clone(), format!("/control/pairing/{}", opened.id));
        run_blocking(move || ask::<()>(&data, Method::DELETE, &path)).await?;
        // A device that was being written down at this moment belongs to the owner: what has become of it is told.
        follow.await
    })?;
    match ended {
        Some((why, unfinished)) => Err(closed(why, unfinished.as_ref()).into()),
        None => Ok(()),
    }
}

/// Tells what happens until it is over; if nobody has joined, why, and who was written down here and had not done the
/// same by then.
async fn follow(
    data: &DataDir,
    opened: &Opened,
    output: &Output,
) -> Result<Option<(Closed, Option<Other>)>> {
    let mut before: Option<Progress> = None;
    loop {
        let seen = before.as_ref().map_or(0, |before| before.seen);
        let (data, path) = (data.clone(), format!("/control/pairing/{}/{seen}", opened.id));
        let asked = run_blocking(move || ask::<Progress>(&data, Method::GET, &path)).await?;
        let progress = asked.ok_or_else(not_running)?;
        if progress.seen <= seen {
            continue;
        }
        if let Stage::Closed { why } = progress.stage {
            return Ok(Some((why, progress.unfinished)));
        }
        output.line(&progress, |progress| news(progress, before.as_ref()))?;
        if progress.stage.is_last() {
            return Ok(None);
        }
        before = Some(progress);
    }
}

fn shown(opened: &Opened, output: &Output) -> String {
    let code = output.strong(&opened.code);
    let minutes = opened.expires_in_seconds / 60;
    let mut text = String::new();
    if let Some(phone) = &opened.phone {
        text.push_str(&pair_phone::begin(phone, output.draws()));
        text.push('\n');
    }
    let address = opened.addresses.first();
    text.push_str(&match address {
        Some(address) => format!(
            "Another laptop: run `mingle join` there (`mingle join {address}` if this one is not found).\n\n"
        ),
        None => "No other device can reach this one: it is on no local network, or Mingle was started for this machine \
                 alone. Then: Ctrl-C, `mingle down`, `mingle`.\n\n"
            .to_owned(),
    });
    text.push_str(&format!(
        "Type this code on the device that joins, within {minutes} minutes:\n\n    {code}\n\nCtrl-C takes it back.\n"
    ));
    text
}

/// What is new since `before`.
fn news(progress: &Progress, before: Option<&Progress>) -> String {
    let was = |phone: &Phone| {
        before.is_some_and(|before| before.phones.iter().any(|known| known == phone))
    };
    let phones = progress.phones.iter().filter(|phone| !was(phone)).map(pair_phone::in_words);
    let mut lines: Vec<String> = phones.collect();
    // What happens twice is said twice; what a phone did since is no news of what happened before.
    let is_stage_new =
        before.is_none_or(|before| before.stage != progress.stage) || lines.is_empty();
    if is_stage_new {
        lines.push(in_words(progress));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

fn in_words(progress: &Progress) -> String {
    match &progress.stage {
        Stage::Waiting | Stage::Closed { .. } => String::new(),
        Stage::WrongCode { from } => {
            let left = match progress.guesses_left {
                1 => "One more try is left".to_owned(),
                left => format!("{left} more tries are left"),
            };
            format!("Somebody at {from} typed another code. {left}.")
        }
        Stage::Joining { other } => format!("{} has the code.", name(other)),
        Stage::CameToNothing { other, .. } => {
            format!("{} was not paired; it says why. The code can be used again.", name(other))
        }
        Stage::CutOff { other } => format!(
            "{} was cut off at the last step. Run `mingle join` there again: the code still works.{}",
            name(other),
            compare(other)
        ),
        Stage::Joined { other } if other.known => {
            format!("{} was one of yours already, and still is.{}", name(other), compare(other))
        }
        Stage::Joined { other } => {
            let mut text = format!("{} is one of yours now.", name(other));
            if other.brings_people + u64::from(other.brings_devices) > 0 {
                text.push_str(&format!(
                    " Both journals become one: it brings {} people and {} other devices.",
                    other.brings_people, other.brings_devices
                ));
            }
            text + &compare(other)
        }
    }
}

/// How to be sure that it is the one in the hand.
fn compare(other: &Other) -> String {
    if other.spoken.is_empty() {
        return String::new();
    }
    let spoken = plain(&other.spoken);
    let start = spoken.get(..15).unwrap_or(&spoken);
    format!(
        "\nCompare: its screen shows\n\n    {spoken}\n\nIf it shows others: mingle revoke {start}"
    )
}

fn name(other: &Other) -> String {
    plain(&name_or_id(&other.name, &other.device)).into_owned()
}

fn already_open(seconds: u64) -> Failure {
    let message = "a code is being shown already, by another `mingle pair` or your page";
    Failure::new("already-pairing", message).hint(format!(
        "use that one, or end it there; it ends by itself within {} minutes",
        seconds / 60 + 1
    ))
}

fn closed(why: Closed, cut_off: Option<&Other>) -> Failure {
    if let Some(other) = cut_off {
        let name = name(other);
        return Failure::new("pairing-unfinished", format!("{name} was cut off before it was done"))
            .hint(format!(
                "run `mingle pair` again and `mingle join` on {name}: that completes it; until then it is listed here and \
                 knows nothing of this journal"
            ));
    }
    let (message, hint) = match why {
        Closed::Guesses => (
            "three wrong codes were typed: this code is of no use any more",
            "run `mingle pair` for a new one; if nobody of yours has typed them, somebody on this network did",
        ),
        Closed::Time => ("nobody has used the code in time", "run `mingle pair` for a new one"),
        Closed::TakenBack => ("the code was taken back", "run `mingle pair` for a new one"),
    };
    Failure::new("pairing-closed", message).hint(hint)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use mingle_proto::id::DeviceId;

    #[test]
    fn who_was_written_down_is_told_with_the_characters_that_its_screen_shows() {
        let device = DeviceId::from_bytes([7; 32]);
        let other = Other {
            device: device.to_string(),
            spoken: device.spoken(),
            name: "Zoë\u{1b}[2J's phone".into(),
            kind: "phone".into(),
            known: false,
            brings_devices: 1,
            brings_people: 3,
        };
        let told = |stage| {
            let (unfinished, phones) = (None, Default::default());
            in_words(&Progress { id: 1, seen: 2, guesses_left: 3, unfinished, phones, stage })
        };
        let known = Other { known: true, ..other.clone() };
        for stage in [
            Stage::Joined { other: other.clone() },
            Stage::Joined { other: known },
            Stage::CutOff { other: other.clone() },
        ] {
            let said = told(stage);
            assert!(said.contains(&format!("\n    {}\n", device.spoken())), "{said}");
            let revoke = format!("If it shows others: mingle revoke {}", device.spoken_start());
            assert!(said.ends_with(&revoke), "{said}");
            assert!(!said.contains('\u{1b}'), "{said:?}");
        }
        let joining = told(Stage::Joining { other });
        assert!(!joining.contains(&device.spoken()), "nothing is to be compared yet: {joining}");
    }
}
