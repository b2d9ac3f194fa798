//! The owner, and the devices that belong to the owner.

use mingle_proto::id::DeviceId;
use mingle_proto::kind::Kind;
use mingle_proto::order;
use mingle_proto::record::{Devices, Me};
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;

use super::{Journal, JournalError, Moment};

/// A device of the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct DeviceRow {
    pub device: DeviceId,
    /// The id with its check characters, as people compare it.
    pub spoken: String,
    pub name: String,
    /// `laptop`, `phone` or `hub`.
    pub kind: String,
    /// Where its daemon is found on a local network: `name.local:port`.
    pub host: Option<String>,
    pub added: Option<Timestamp>,
    /// None, too, where more than one is named: see `disputed`.
    pub added_by: Option<DeviceId>,
    /// All that are named as who added it, where that is more than one: somebody wrote another beside the honest word.
    pub disputed: Vec<DeviceId>,
    pub revoked: Option<Timestamp>,
}

/// A device that belongs because of another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct AddedRow {
    pub row: DeviceRow,
    /// Not everything that was written says so: somebody may have named an honest device as its adder.
    pub disputed: bool,
}

impl DeviceRow {
    /// All that are named as who added it.
    fn adders(&self) -> impl Iterator<Item = &DeviceId> {
        self.added_by.iter().chain(&self.disputed)
    }
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
            if let Some(by) = added_by {
                if devices.is_revoked(by) {
                    return Err(JournalError::NoSuchDevice { asked: by.to_string() });
                }
                devices.added_by.entry(key.clone()).or_insert([by.to_string()].into());
            }
            devices.added.entry(key.clone()).or_insert(moment.now);
            for (map, word) in [(&mut devices.names, name), (&mut devices.kinds, kind)] {
                if !word.is_empty() {
                    map.insert(key.clone(), word.to_owned());
                }
            }
            Ok(())
        })
    }

    /// Takes devices that another device of the owner has told of for the owner's, with their hosts, all or none. What is
    /// known of one already stays as it is, and one that was revoked stays so.
    pub fn adopt_devices(
        &mut self,
        told: &[DeviceRow],
        told_by: &DeviceId,
        moment: Moment,
    ) -> Result<(), JournalError> {
        self.edit_devices(moment, |devices| {
            for row in told {
                let key = row.device.to_string();
                if let Some(host) = &row.host {
                    devices.hosts.entry(key.clone()).or_insert(host.clone());
                }
                if devices.added.contains_key(&key) {
                    continue;
                }
                devices.added.insert(key.clone(), row.added.unwrap_or(moment.now));
                if row.device != *told_by {
                    let by = [told_by.to_string()].into();
                    devices.added_by.entry(key.clone()).or_insert(by);
                }
                for (map, word) in
                    [(&mut devices.names, &row.name), (&mut devices.kinds, &row.kind)]
                {
                    if !word.is_empty() {
                        map.entry(key.clone()).or_insert(word.clone());
                    }
                }
            }
            Ok(())
        })
    }

    /// Gives a device of the owner another name.
    pub fn name_device(
        &mut self,
        device: &DeviceId,
        name: &str,
        moment: Moment,
    ) -> Result<(), JournalError> {
        self.edit_known(device, moment, |devices, key| {
            devices.names.insert(key, name.trim().to_owned());
        })
    }

    /// Takes a device's membership away, for ever; one that has none any more stays as it is. `us` is this device.
    ///
    /// # Errors
    /// [`JournalError::OwnDevice`]: the others refuse a revoked device, so nobody would hear of it from here.
    pub fn revoke_device(
        &mut self,
        device: &DeviceId,
        us: &DeviceId,
        moment: Moment,
    ) -> Result<(), JournalError> {
        self.revoke_devices(&[*device], us, moment)
    }

    /// The devices that still belong because of this one: those that it added, by any word that was ever written, and
    /// those that they added in turn. Not `us`, which is this device. They stay when it is revoked, unless they are, too.
    pub fn added_by(
        &self,
        device: &DeviceId,
        us: &DeviceId,
    ) -> Result<Vec<AddedRow>, JournalError> {
        let rows = self.devices()?;
        let surely = because_of(&rows, device, us, |row, adder| row.added_by == Some(*adder));
        let maybe = because_of(&rows, device, us, |row, adder| row.adders().any(|by| by == adder));
        let still = |row: &DeviceRow| row.revoked.is_none() && maybe.contains(&row.device);
        let found = rows.into_iter().filter(still);
        Ok(found.map(|row| AddedRow { disputed: !surely.contains(&row.device), row }).collect())
    }

    /// Takes the membership of several devices away, all or none, as [`Journal::revoke_device`] does.
    pub fn revoke_devices(
        &mut self,
        devices: &[DeviceId],
        us: &DeviceId,
        moment: Moment,
    ) -> Result<(), JournalError> {
        let known = self.reading().devices()?;
        for device in devices {
            if device == us {
                return Err(JournalError::OwnDevice);
            }
            if !known.added.contains_key(&device.to_string()) && !known.is_revoked(device) {
                return Err(JournalError::NoSuchDevice { asked: device.to_string() });
            }
        }
        self.edit_devices(moment, |record| {
            for device in devices {
                record.revoked.entry(device.to_string()).or_insert(moment.now);
            }
            Ok(())
        })
    }

    /// Notes where a device's daemon is found on a local network, unless that is known.
    pub fn set_host(
        &mut self,
        device: &DeviceId,
        host: &str,
        moment: Moment,
    ) -> Result<(), JournalError> {
        self.edit_known(device, moment, |devices, key| {
            devices.hosts.insert(key, host.to_owned());
        })
    }

    /// All devices that were ever added, revoked ones too, in the order of their addition.
    pub fn devices(&self) -> Result<Vec<DeviceRow>, JournalError> {
        let devices = self.reading().devices()?;
        let known = devices
            .added
            .keys()
            .chain(devices.revoked.keys().filter(|key| !devices.added.contains_key(*key)));
        let word = |map: &std::collections::BTreeMap<String, String>, key| {
            map.get(key).cloned().unwrap_or_default()
        };
        let mut rows: Vec<DeviceRow> = known
            .filter_map(|key| {
                let device = DeviceId::from_key(key)?;
                let adders = devices.added_by.get(key).into_iter().flatten();
                let mut disputed: Vec<DeviceId> =
                    adders.filter_map(|by| DeviceId::from_key(by)).collect();
                let added_by = if disputed.len() == 1 { disputed.pop() } else { None };
                Some(DeviceRow {
                    device,
                    spoken: device.spoken(),
                    name: word(&devices.names, key),
                    kind: word(&devices.kinds, key),
                    host: devices.hosts.get(key).filter(|host| !host.is_empty()).cloned(),
                    added: devices.added.get(key).copied(),
                    added_by,
                    disputed,
                    revoked: devices.revoked.get(key).copied(),
                })
            })
            .collect();
        order::sort_by_key(&mut rows, |row| (row.added, row.device));
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

    /// Edits what is said of a device that was added; an edit that changes nothing writes nothing.
    fn edit_known(
        &mut self,
        device: &DeviceId,
        moment: Moment,
        edit: impl FnOnce(&mut Devices, String),
    ) -> Result<(), JournalError> {
        let key = device.to_string();
        if !self.reading().devices()?.added.contains_key(&key) {
            return Err(JournalError::NoSuchDevice { asked: key });
        }
        self.edit_devices(moment, |devices| {
            edit(devices, key);
            Ok(())
        })
    }

    fn edit_devices(
        &mut self,
        moment: Moment,
        edit: impl FnOnce(&mut Devices) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        self.store.write(moment.now, |writing| {
            let revoked = writing.reading().devices()?.revoked;
            let mut edited = Ok(());
            writing.edit(&Kind::Devices.singleton_id(), |devices: &mut Devices| {
                // Those that the record has lost, which no sound one ever does.
                for (device, at) in revoked {
                    devices.revoked.entry(device).or_insert(at);
                }
                edited = edit(devices);
            })?;
            edited
        })
    }
}

/// The devices that `device` added, and those that they added in turn, without `device` and `us`.
fn because_of(
    rows: &[DeviceRow],
    device: &DeviceId,
    us: &DeviceId,
    is_by: impl Fn(&DeviceRow, &DeviceId) -> bool,
) -> BTreeSet<DeviceId> {
    let (mut found, mut adders) = (BTreeSet::new(), vec![*device]);
    while let Some(adder) = adders.pop() {
        for row in rows.iter().filter(|row| is_by(row, &adder)) {
            // What this device has added itself is no matter of who added this device.
            if row.device != *us && row.device != *device && found.insert(row.device) {
                adders.push(row.device);
            }
        }
    }
    found
}
