//! Joining the journal of another device by a code: what this device says of itself, and what it writes down.

use mingle_proto::host::NetworkHost;
use mingle_proto::id::DeviceId;
use mingle_proto::kind::Kind;
use mingle_proto::pairing::{Device, Join, Reason, Welcome};
use mingle_proto::timestamp::Timestamp;

use super::{DeviceRow, Journal, JournalError, Moment};

impl Journal {
    /// What this device says of itself to one that shows a code; `kind` where the devices record does not say what it is.
    pub fn join_words(&self, us: &DeviceId, kind: &str) -> Result<Join, JournalError> {
        let current = self.devices()?.into_iter().filter(|row| row.revoked.is_none());
        let (ours, others): (Vec<_>, Vec<_>) = current.partition(|row| row.device == *us);
        let nameless = || Device {
            id: *us,
            name: String::new(),
            kind: kind.into(),
            host: String::new(),
            added: 0,
        };
        let people = self.status()?.by_kind.get(Kind::Contact.as_str()).copied().unwrap_or(0);
        Ok(Join {
            device: ours.into_iter().next().map_or_else(nameless, Device::from).fitted(),
            brings_devices: u32::try_from(others.len()).unwrap_or(u32::MAX),
            brings_people: people,
        })
    }

    /// Whether this device can belong to whoever told this. Nothing is written.
    pub fn can_join(
        &self,
        us: &DeviceId,
        welcome: &Welcome,
    ) -> Result<Result<(), Reason>, JournalError> {
        let rows = self.devices()?;
        let is_revoked =
            |id: &DeviceId| rows.iter().any(|row| row.device == *id && row.revoked.is_some());
        Ok(if is_revoked(&welcome.device.id) || is_revoked(us) {
            Err(Reason::Revoked)
        } else {
            Ok(())
        })
    }

    /// Writes down the devices that this one was told of, durably: it belongs to their owner now.
    pub fn join(&mut self, welcome: &Welcome, moment: Moment) -> Result<(), JournalError> {
        let told: Vec<DeviceRow> =
            std::iter::once(&welcome.device).chain(&welcome.devices).map(row).collect();
        self.adopt_devices(&told, &welcome.device.id, moment)
    }
}

impl From<DeviceRow> for Device {
    fn from(row: DeviceRow) -> Self {
        let added = row.added.map(|added| added.0).unwrap_or(0);
        let host = row.host.unwrap_or_default();
        Self { id: row.device, name: row.name, kind: row.kind, host, added }
    }
}

fn row(device: &Device) -> DeviceRow {
    let host: Option<NetworkHost> = device.host.parse().ok();
    DeviceRow {
        device: device.id,
        spoken: device.id.spoken(),
        name: device.name.trim().to_owned(),
        kind: device.kind.trim().to_owned(),
        host: host.map(|host| host.to_string()),
        added: (device.added > 0).then_some(Timestamp(device.added)),
        added_by: None,
        disputed: Vec::new(),
        revoked: None,
    }
}
