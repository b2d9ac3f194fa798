use super::output::Output;
use super::status::now;
use crate::authority::Authority;
use crate::data_dir::DataDir;
use crate::discovery::name::NetworkName;
use crate::failure::Failure;
use crate::http::gate::is_loopback;
use crate::status::{Alarm, Status};
use crate::words::{self, day, plain, today};
use anyhow::Result;
use jiff::Timestamp as Moment;
use jiff::tz::TimeZone;
use serde::Serialize;
use std::net::SocketAddr;

/// An authority that ends within so many milliseconds is trouble: ninety days.
const SOON: i64 = 90 * 24 * 60 * 60 * 1000;

/// What `mingle doctor --json` prints.
#[derive(Serialize)]
struct Examined {
    /// Nothing is wrong.
    well: bool,
    /// The name under which this device is found.
    name: String,
    listeners: Vec<String>,
    /// What multicast DNS hears; null while no daemon looks.
    finding: Option<crate::status::Finding>,
    alarms: Vec<Alarm>,
    authority: Option<Vouching>,
    checks: Vec<Check>,
}

/// The owner's authority.
#[derive(Serialize)]
struct Vouching {
    tag: String,
    /// Milliseconds since 1970.
    ends: Option<i64>,
}

/// One thing that was looked at.
#[derive(Serialize)]
struct Check {
    what: &'static str,
    well: bool,
    said: String,
    fix: Option<String>,
}

/// Looks at what finding and reaching this device hang on, and says what is wrong, each with its fix.
pub fn doctor(data: &DataDir, output: &Output) -> Result<()> {
    let status = now(data)?;
    let name = NetworkName::load_or_create(data)?.host();
    let (authority, vouching) = authority(data)?;
    let mut checks = vec![daemon(&status), listening(&status), finding(&status, &name)];
    checks.push(authority);
    checks.extend(status.alarms.iter().map(alarm));
    let examined = Examined {
        well: checks.iter().all(|check| check.well),
        name,
        listeners: status.listeners,
        finding: status.daemon.and_then(|daemon| daemon.finding),
        alarms: status.alarms,
        authority: vouching,
        checks,
    };
    output.answer(&examined, in_words)
}

fn daemon(status: &Status) -> Check {
    match (&status.daemon, &status.no_answer) {
        (Some(daemon), _) => well("daemon", format!("running (process {})", daemon.pid)),
        (None, Some(why)) => trouble("daemon", why, "stop that process and run `mingle`"),
        (None, None) => trouble("daemon", "not running", "run `mingle`"),
    }
}

fn listening(status: &Status) -> Check {
    const WHAT: &str = "listens";
    if status.listeners.is_empty() {
        return trouble(WHAT, "nowhere", "run `mingle`");
    }
    let is_here = |text: &String| text.parse::<SocketAddr>().is_ok_and(is_loopback);
    let said = match status.reached_at.as_slice() {
        [] => status.listeners.join(", "),
        reached => format!("others reach it at {}", reached.join(", ")),
    };
    match status.listeners.iter().all(is_here) {
        false => well(WHAT, said),
        true => trouble(
            WHAT,
            &format!("{said}: on this machine alone"),
            "`mingle down`, then `mingle` without --only-here and MINGLE_ONLY_HERE",
        ),
    }
}

fn finding(status: &Status, name: &str) -> Check {
    const WHAT: &str = "is found";
    const BY_ADDRESS: &str = "your devices find each other by remembered addresses meanwhile, or by `mingle join ADDRESS`";
    let Some(daemon) = &status.daemon else { return trouble(WHAT, "by nobody", "run `mingle`") };
    let Some(finding) = &daemon.finding else {
        let fix =
            format!("let Mingle listen on your network and look for others there; {BY_ADDRESS}");
        return trouble(WHAT, "by nobody: this device announces nothing", &fix);
    };
    let others = match finding.others {
        0 => "no other device is heard".to_owned(),
        1 => "1 other device is heard".to_owned(),
        others => format!("{others} other devices are heard"),
    };
    if finding.hears_itself {
        return well(WHAT, format!("as {name}; {others}"));
    }
    let said =
        format!("multicast does not work here: not even the own announcement is heard; {others}");
    let fix = format!("let UDP port 5353 through this machine's firewall; {BY_ADDRESS}");
    trouble(WHAT, &said, &fix)
}

fn authority(data: &DataDir) -> Result<(Check, Option<Vouching>)> {
    const WHAT: &str = "authority";
    let authority = match Authority::load(data) {
        Ok(None) => return Ok((well(WHAT, "none yet: pairing makes it".to_owned()), None)),
        Ok(Some(authority)) => authority,
        Err(error) => {
            let failure = Failure::of(&error);
            let fix = failure.hint.unwrap_or_else(|| "look at the file".to_owned());
            return Ok((trouble(WHAT, &failure.message, &fix), None));
        }
    };
    let ends = authority.ends().map(|ends| ends.0);
    let date = ends.and_then(|ends| Moment::from_millisecond(ends).ok());
    let date = date.map_or("at an unknown time".to_owned(), |ends| {
        day(ends.to_zoned(TimeZone::system()).date(), today())
    });
    let said = format!("{}, ends {date}", authority.tag());
    let check = match ends {
        Some(ends) if ends > words::now().0 + SOON => well(WHAT, said),
        _ => trouble(
            WHAT,
            &said,
            "on all your laptops: `mingle down` and move authority.pem out of the data folder; then pair them, and your phones, again",
        ),
    };
    Ok((check, Some(Vouching { tag: authority.tag(), ends })))
}

fn alarm(alarm: &Alarm) -> Check {
    trouble("alarm", &alarm.message, &alarm.fix)
}

fn well(what: &'static str, said: String) -> Check {
    Check { what, well: true, said, fix: None }
}

fn trouble(what: &'static str, said: &str, fix: &str) -> Check {
    Check { what, well: false, said: said.to_owned(), fix: Some(fix.to_owned()) }
}

fn in_words(examined: &Examined) -> String {
    let mut text = format!("{}\n\n", examined.name);
    for check in &examined.checks {
        let mark = if check.well { "ok" } else { "!!" };
        text.push_str(&format!("{mark}  {:<10} {}\n", check.what, plain(&check.said)));
        if let Some(fix) = &check.fix {
            text.push_str(&format!("    {:<10} fix: {}\n", "", plain(fix)));
        }
    }
    text
}
