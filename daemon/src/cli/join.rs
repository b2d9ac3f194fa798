use super::arguments::Join;
use super::join_failures::{failure, nobody, which};
use super::output::Output;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::discovery::name::NetworkName;
use crate::failure::Failure;
use crate::pairing::{self, Cut, Open, Ours, Tried};
use crate::words::{name_or_id, plain};
use anyhow::Result;
use mingle_proto::pairing::{self as pairing_rules, Call, Code, Next, Tries, Welcome};
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::net::SocketAddr;
use tokio::time::sleep;

#[derive(Serialize)]
struct Joined {
    /// The device that showed the code.
    device: String,
    /// The same with check characters, as people compare it.
    spoken: String,
    /// Of this device, as the other one shows it.
    own_spoken: String,
    name: String,
    address: String,
    /// It had this device among its own before.
    known: bool,
    /// The owner's other devices, as it told them.
    devices: usize,
    /// Whether a daemon runs here, which syncs now.
    running: bool,
}

/// Joins the journal of a device that shows a code.
pub fn join(data: &DataDir, what: &Join, output: &Output) -> Result<()> {
    let key = DeviceKey::load_or_create(data)?;
    let name = NetworkName::load_or_create(data)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let ours = pairing::ours(data, &key)?;
    let (address, at) = runtime.block_on(find(what, &name))?;
    tell_what_it_means(&ours);
    let code = match &what.code {
        Some(code) => code.clone(),
        None => ask_for_code(&at)?,
    };
    let welcome = runtime
        .block_on(persist(data, &key, &name, address, &code, &ours))
        .map_err(|tried| failure(tried, &at))?;
    let joined = Joined {
        device: welcome.device.id.to_string(),
        spoken: welcome.device.id.spoken(),
        own_spoken: key.id().spoken(),
        name: welcome.device.name,
        address: address.to_string(),
        known: welcome.known,
        devices: welcome.devices.len(),
        running: data.daemon().is_some(),
    };
    output.answer(&joined, in_words)
}

/// Where the code is shown, and how to call that place.
async fn find(what: &Join, us: &NetworkName) -> Result<(SocketAddr, String)> {
    if let Some(asked) = &what.address {
        let found = pairing::locate(asked).await;
        let address = found.map_err(|error| {
            Failure::new("not-found", format!("cannot find {}: {error:#}", plain(asked))).hint(
                "give the address that `mingle pair` shows, as in `mingle join 192.168.1.20:7979`",
            )
        })?;
        return Ok((address, asked.clone()));
    }
    eprintln!("Looking for a device that shows a code...");
    let seen = pairing::seek(us).await.map_err(|error| {
        Failure::new(
            "no-multicast",
            format!("nothing can be looked for on this network: {error:#}"),
        )
        .hint("give the address that `mingle pair` shows, as in `mingle join 192.168.1.20:7979`")
    })?;
    match seen.open.as_slice() {
        [] => Err(nobody(&seen).into()),
        [one] => Ok((one.address, one.name.to_string())),
        several => choose(several).map(|one| (one.address, one.name.to_string())),
    }
}

fn choose(several: &[Open]) -> Result<&Open> {
    if !io::stdin().is_terminal() {
        return Err(which(several).into());
    }
    eprintln!("Several devices show a code:");
    for (at, open) in several.iter().enumerate() {
        eprintln!("  {}  {} at {}", at + 1, open.name, open.address);
    }
    loop {
        let typed = read(&format!("Which one, 1 to {}? ", several.len()))?;
        let chosen =
            typed.trim().parse::<usize>().ok().and_then(|at| several.get(at.checked_sub(1)?));
        if let Some(chosen) = chosen {
            return Ok(chosen);
        }
    }
}

/// Said before the code is typed, which is the consent to it.
fn tell_what_it_means(ours: &Ours) {
    let people = ours.join.brings_people;
    if people == 0 && ours.brings.is_empty() {
        return;
    }
    eprintln!(
        "There is a journal on this device already, with {people} people. Both become one, on all devices."
    );
    if !ours.brings.is_empty() {
        let names: Vec<_> = ours.brings.iter().map(|name| plain(name)).collect();
        eprintln!("Its other devices will belong to the joined journal too: {}.", names.join(", "));
    }
}

/// Asks until something is typed that can be a code: a slip of a finger costs no guess.
fn ask_for_code(at: &str) -> Result<Code> {
    loop {
        let typed = read(&format!("The code that {} shows: ", plain(at)))?;
        match typed.parse() {
            Ok(code) => return Ok(code),
            Err(why) => eprintln!("{why}. It is eight digits, as in 4711-0815."),
        }
    }
}

fn read(question: &str) -> Result<String> {
    eprint!("{question}");
    io::stderr().flush()?;
    let mut line = String::new();
    if io::stdin().read_line(&mut line)? == 0 {
        return Err(Failure::new("no-code", "no code was typed")
            .hint("give it as in: mingle join --code 4711-0815")
            .into());
    }
    Ok(line)
}

/// Joins; again if the connection breaks where one side may have written down, or heard, what the other has not.
async fn persist(
    data: &DataDir,
    key: &DeviceKey,
    name: &NetworkName,
    address: SocketAddr,
    code: &Code,
    ours: &Ours,
) -> Result<Welcome, Tried> {
    let mut tries = Tries::default();
    loop {
        let tried = pairing::join(data, key, name, address, code, ours).await;
        let (call, why) = match tried {
            Ok(paired) => (Call::Kept { told: paired.welcome, confirmed: paired.confirmed }, None),
            Err(Tried::Cut(Cut::Early)) => (Call::Cut(pairing_rules::Cut::Early), None),
            Err(Tried::Cut(Cut::Between)) => (Call::Cut(pairing_rules::Cut::Between), None),
            Err(Tried::NoAnswer(why)) => (Call::Unanswered, Some(Tried::NoAnswer(why))),
            Err(over) => (Call::Over, Some(over)),
        };
        let is_over = matches!(call, Call::Over);
        match tries.after(call) {
            Next::CallAgain(wait) => sleep(wait).await,
            Next::Joined(welcome) => return Ok(welcome),
            Next::Failed => {
                let between = tries.is_between();
                let cut = Tried::Cut(if between { Cut::Between } else { Cut::Early });
                return Err(why.filter(|_| is_over || !between).unwrap_or(cut));
            }
        }
    }
}

fn in_words(joined: &Joined) -> String {
    let name = plain(&name_or_id(&joined.name, &joined.device)).into_owned();
    let mut text = match joined.known {
        true => format!("This device and {name} belong together already, and still do."),
        false => format!("This device and {name} belong together now."),
    };
    text.push_str(match joined.running {
        true => " They sync from now on.",
        false => " Mingle is not running here: `mingle` starts it, and they sync.",
    });
    let start = joined.spoken.get(..15).unwrap_or(&joined.spoken);
    text.push_str(&format!(
        "\nCompare: it is\n\n    {}\n\nand shows for this device\n\n    {}\n\nIf it is another: mingle revoke {start}",
        joined.spoken, joined.own_spoken
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingle_proto::id::DeviceId;

    #[test]
    fn who_joins_is_told_the_characters_of_both_devices_to_compare() {
        let [device, own] = [7, 9].map(|byte| DeviceId::from_bytes([byte; 32]));
        let said = in_words(&Joined {
            device: device.to_string(),
            spoken: device.spoken(),
            own_spoken: own.spoken(),
            name: "Zoë's laptop".into(),
            address: "192.168.1.20:7979".into(),
            known: false,
            devices: 1,
            running: true,
        });
        for spoken in [device.spoken(), own.spoken()] {
            assert!(said.contains(&format!("\n    {spoken}\n")), "{said}");
        }
        assert!(said.ends_with(&format!("mingle revoke {}", device.spoken_start())), "{said}");
    }
}
