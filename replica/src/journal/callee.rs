//! Whom a page calls: the daemons of the owner's other devices, where the devices record says that they are.

use mingle_proto::host::NetworkHost;
use mingle_proto::id::DeviceId;
use serde::Serialize;

use super::{DeviceRow, Journal, JournalError};

/// More places than this are not called at a time: somebody's devices record may have grown out of all measure.
const MOST: usize = 16;

/// A place to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Callee {
    /// As in `mingle-0123456789.local:7979`.
    pub host: String,
    /// Who is to answer there; nobody else is talked to. Where it is not known, any of the owner's current devices.
    pub device: Option<DeviceId>,
}

impl Journal {
    /// Whom a page that the daemon at `origin` served calls: that one, unless the name belongs to a revoked device alone,
    /// and the daemons of all other current devices. One that came from the machine it runs on (`near`) calls that alone.
    /// Nobody, while the owner has no other device.
    pub fn callees(
        &self,
        us: &DeviceId,
        origin: &str,
        near: bool,
    ) -> Result<Vec<Callee>, JournalError> {
        let rows = self.devices()?;
        let (current, revoked): (Vec<_>, Vec<_>) =
            rows.into_iter().filter(|row| row.device != *us).partition(|row| row.revoked.is_none());
        if current.is_empty() {
            return Ok(Vec::new());
        }
        let at_origin = |row: &&DeviceRow| host_of(row).is_some_and(|host| is_same(&host, origin));
        let mut owners = current.iter().filter(at_origin).map(|row| row.device);
        let own = match (owners.next(), owners.next()) {
            (Some(only), None) => Some(Some(only)),
            (None, _) if revoked.iter().any(|row| at_origin(&row)) => None,
            _ => Some(None),
        };
        let own = own.map(|device| Callee { host: origin.to_owned(), device });
        let others = current.iter().filter(|row| !near && !at_origin(row)).filter_map(|row| {
            Some(Callee { host: host_of(row)?.to_string(), device: Some(row.device) })
        });
        Ok(own.into_iter().chain(others).take(MOST).collect())
    }
}

fn host_of(row: &DeviceRow) -> Option<NetworkHost> {
    row.host.as_ref()?.parse().ok()
}

fn is_same(host: &NetworkHost, origin: &str) -> bool {
    host.as_str().eq_ignore_ascii_case(origin)
}
