use super::arguments::Introduce;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::journal;
use crate::words::name_or_id;
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
    journal::introduce(data, &key, &what.device, &what.name, what.at.as_deref())?;
    let device = what.device.to_string();
    let introduced = Introduced { device, name: what.name.clone(), at: what.at.clone() };
    output.answer(&introduced, |introduced| {
        format!("{} is one of yours now.", name_or_id(&introduced.name, &introduced.device))
    })
}
