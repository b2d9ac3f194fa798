use super::arguments::Introduce;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::failure::Failure;
use crate::journal;
use crate::words::{name_or_id, plain};
use anyhow::Result;
use serde::Serialize;

#[derive(Serialize)]
struct Introduced {
    device: String,
    name: String,
    at: Option<String>,
}

/// Writes another device's key into the devices record, and where it is.
pub fn introduce(data: &DataDir, what: &Introduce, output: &Output) -> Result<()> {
    let key = DeviceKey::load_or_create(data)?;
    if what.device == key.id() {
        return Err(Failure::new(journal::OWN_DEVICE, "that is the id of this device itself")
            .hint("give the id that `mingle status` shows on the other device")
            .into());
    }
    let name =
        journal::introduce(data, &key, &what.device, what.name.as_deref(), what.at.as_deref())?;
    let introduced = Introduced { device: what.device.to_string(), name, at: what.at.clone() };
    output.answer(&introduced, |introduced| {
        let name = name_or_id(&introduced.name, &introduced.device);
        format!("{} is one of yours now.", plain(&name))
    })
}
