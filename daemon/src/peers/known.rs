//! What the journal says of the owner's other devices that concerns connections: where they may be, and who is none any
//! more.

use crate::discovery::name::NetworkName;
use mingle_proto::host::NetworkHost;
use mingle_proto::id::DeviceId;
use mingle_proto::record::Devices;
use mingle_replica::store::{Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// The owner's other devices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Where each may be reached: where it last answered or was said to be, then its host in the devices record.
    pub addresses: BTreeMap<DeviceId, Vec<String>>,
    /// Where the current ones have their pages: `name.local:port`, with names as Mingle makes them and no others.
    pub hosts: BTreeSet<String>,
    pub revoked: BTreeSet<DeviceId>,
    /// Names that only revoked devices are found under.
    pub revoked_names: BTreeSet<NetworkName>,
}

impl Known {
    /// As the journal has it now.
    pub fn read(store: &Store, us: DeviceId) -> Result<Self, StoreError> {
        let reading = store.reading();
        let devices = reading.devices()?;
        let met = reading.peers()?.into_iter().map(|peer| (peer.device, peer.address));
        let is_other = |(device, address): &(DeviceId, String)| {
            *device != us && !address.is_empty() && devices.is_current(device)
        };
        let hosts: Vec<(DeviceId, String)> = devices
            .hosts
            .iter()
            .filter_map(|(key, host)| {
                let host: NetworkHost = host.parse().ok()?;
                Some((DeviceId::from_key(key)?, host.to_string()))
            })
            .filter(is_other)
            .collect();
        let mut addresses: BTreeMap<DeviceId, Vec<String>> = BTreeMap::new();
        for (device, address) in met.filter(is_other).chain(hosts.iter().cloned()) {
            let known = addresses.entry(device).or_default();
            if !known.contains(&address) {
                known.push(address);
            }
        }
        let hosts = hosts.into_iter().map(|(_, host)| host).collect();
        let revoked = devices.revoked.keys().filter_map(|key| DeviceId::from_key(key)).collect();
        Ok(Self { addresses, hosts, revoked, revoked_names: revoked_names(&devices) })
    }
}

/// A machine that was added again with a new key keeps its name: then it is no revoked one's alone.
fn revoked_names(devices: &Devices) -> BTreeSet<NetworkName> {
    let (current, revoked): (Vec<_>, Vec<_>) =
        devices.hosts.iter().partition(|(key, _)| !devices.revoked.contains_key(*key));
    let names = |hosts: Vec<(&String, &String)>| -> BTreeSet<NetworkName> {
        hosts.into_iter().filter_map(|(_, host)| NetworkName::of_host(host)).collect()
    };
    names(revoked).difference(&names(current)).cloned().collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::words::moment_now;
    use mingle_replica::journal::Journal;

    const ANA: DeviceId = DeviceId::from_bytes([1; 32]);
    const BO: DeviceId = DeviceId::from_bytes([2; 32]);
    const CLEO: DeviceId = DeviceId::from_bytes([3; 32]);

    fn host_of(device: DeviceId) -> String {
        format!("mingle-{}.local:7979", &device.to_string()[..10])
    }

    #[test]
    fn a_host_that_is_not_named_as_mingle_names_them_is_not_called_and_has_no_page() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path().join("journal.db")).unwrap();
        journal.add_device(&BO, "Laptop", "laptop", None, moment_now()).unwrap();
        for host in [
            "evil.example.com:7979",
            "printer.local:7979",
            "192.168.1.1:80",
            "mingle-0123456789.local",
            "mingle-0123456789.local:7979/sync",
        ] {
            journal.set_host(&BO, host, moment_now()).unwrap();
            let known = Known::read(journal.store(), ANA).unwrap();
            assert!(known.addresses.is_empty() && known.hosts.is_empty(), "{host}: {known:?}");
        }
        journal.set_host(&BO, &host_of(BO), moment_now()).unwrap();
        let known = Known::read(journal.store(), ANA).unwrap();
        assert_eq!(known.addresses, BTreeMap::from([(BO, vec![host_of(BO)])]));
    }

    #[test]
    fn a_device_is_called_where_it_answered_and_at_its_host_and_a_revoked_one_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path().join("journal.db")).unwrap();
        for device in [ANA, BO, CLEO] {
            journal.add_device(&device, "Laptop", "laptop", None, moment_now()).unwrap();
            journal.set_host(&device, &host_of(device), moment_now()).unwrap();
        }
        journal.store_mut().note_address(&BO, "10.77.0.2:7979").unwrap();
        journal.store_mut().note_address(&CLEO, "10.77.0.3:7979").unwrap();
        journal.revoke_device(&CLEO, &ANA, moment_now()).unwrap();
        let known = Known::read(journal.store(), ANA).unwrap();
        let at_bo = vec!["10.77.0.2:7979".to_owned(), host_of(BO)];
        assert_eq!(known.hosts, BTreeSet::from([at_bo[1].clone()]), "not this one's, nor Cleo's");
        assert_eq!(known.addresses, BTreeMap::from([(BO, at_bo)]));
        assert_eq!(known.revoked, BTreeSet::from([CLEO]));

        let name = NetworkName::parse("mingle-0123456789").unwrap();
        let host = format!("{}:7979", name.host());
        journal.set_host(&CLEO, &host, moment_now()).unwrap();
        let known = Known::read(journal.store(), ANA).unwrap();
        assert_eq!(known.revoked_names, BTreeSet::from([name]));
        journal.set_host(&BO, &host, moment_now()).unwrap();
        let known = Known::read(journal.store(), ANA).unwrap();
        assert!(known.revoked_names.is_empty(), "the machine is back, with another key");
    }
}
