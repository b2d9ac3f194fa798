//! The owner, and the devices that belong to the owner.

use mingle_proto::id::DeviceId;
use mingle_proto::kind::Kind;
use mingle_proto::record::{Devices, Me};
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;

use super::{Journal, JournalError, Moment};

/// A device of the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct DeviceRow {
    pub device: DeviceId,
    pub name: String,
    /// `laptop`, `phone` or `hub`.
    pub kind: String,
    pub added: Option<Timestamp>,
    pub revoked: Option<Timestamp>,
}

impl Journal {
    /// Adds a device to those that belong to the owner. One that was revoked stays so: it needs a new key. An empty
    /// name or kind says nothing, and leaves the one that stands.
    pub fn add_device(
        &mut self,
        device: &DeviceId,
        name: &str,
        kind: &str,
        added_by: Option<&DeviceId>,
        moment: Moment,
    ) -> Result<(), JournalError> {
        let key = device.to_string();
        self.edit_devices(moment, |devices| {
            devices.added.entry(key.clone()).or_insert(moment.now);
            if let Some(by) = added_by {
                devices.added_by.entry(key.clone()).or_insert(by.to_string());
            }
            for (map, word) in [(&mut devices.names, name), (&mut devices.kinds, kind)] {
                if !word.is_empty() {
                    map.insert(key.clone(), word.to_owned());
                }
            }
        })
    }

    /// Takes devices that another device of the owner has told of for the owner's, all or none. What is known of one
    /// already stays as it is, and one that was revoked stays so.
    pub fn adopt_devices(
        &mut self,
        told: &[DeviceRow],
        told_by: &DeviceId,
        moment: Moment,
    ) -> Result<(), JournalError> {
        self.edit_devices(moment, |devices| {
            for row in told {
                let key = row.device.to_string();
                if devices.added.contains_key(&key) {
                    continue;
                }
                devices.added.insert(key.clone(), row.added.unwrap_or(moment.now));
                if row.device != *told_by {
                    devices.added_by.entry(key.clone()).or_insert(told_by.to_string());
                }
                for (map, word) in
                    [(&mut devices.names, &row.name), (&mut devices.kinds, &row.kind)]
                {
                    if !word.is_empty() {
                        map.entry(key.clone()).or_insert(word.clone());
                    }
                }
            }
        })
    }

    /// Gives a device of the owner another name.
    pub fn name_device(
        &mut self,
        device: &DeviceId,
        name: &str,
        moment: Moment,
    ) -> Result<(), JournalError> {
        let key = device.to_string();
        if !self.reading().singleton::<Devices>()?.added.contains_key(&key) {
            return Err(JournalError::NoSuchDevice { asked: key });
        }
        self.edit_devices(moment, |devices| {
            devices.names.insert(key, name.trim().to_owned());
        })
    }

    /// Takes a device's membership away, for ever.
    pub fn revoke_device(&mut self, device: &DeviceId, moment: Moment) -> Result<(), JournalError> {
        self.edit_devices(moment, |devices| {
            devices.revoked.entry(device.to_string()).or_insert(moment.now);
        })
    }

    /// All devices that were ever added, revoked ones too, in the order of their addition.
    pub fn devices(&self) -> Result<Vec<DeviceRow>, JournalError> {
        let devices: Devices = self.reading().singleton()?;
        let known = devices
            .added
            .keys()
            .chain(devices.revoked.keys().filter(|key| !devices.added.contains_key(*key)));
        let word = |map: &std::collections::BTreeMap<String, String>, key| {
            map.get(key).cloned().unwrap_or_default()
        };
        let mut rows: Vec<DeviceRow> = known
            .filter_map(|key| {
                Some(DeviceRow {
                    device: key.parse().ok()?,
                    name: word(&devices.names, key),
                    kind: word(&devices.kinds, key),
                    added: devices.added.get(key).copied(),
                    revoked: devices.revoked.get(key).copied(),
                })
            })
            .collect();
        rows.sort_by_key(|row| (row.added, row.device));
        Ok(rows)
    }

    /// The owner.
    pub fn me(&self) -> Result<Me, JournalError> {
        Ok(self.reading().singleton()?)
    }

    /// Changes what is said of the owner.
    pub fn set_me(
        &mut self,
        moment: Moment,
        edit: impl FnOnce(&mut Me),
    ) -> Result<bool, JournalError> {
        self.store.write(moment.now, |writing| Ok(writing.edit(&Kind::Me.singleton_id(), edit)?))
    }

    fn edit_devices(
        &mut self,
        moment: Moment,
        edit: impl FnOnce(&mut Devices),
    ) -> Result<(), JournalError> {
        self.store.write(moment.now, |writing| {
            writing.edit(&Kind::Devices.singleton_id(), edit)?;
            Ok(())
        })
    }
}
