//! Two replicas swap what differs, through what a session would use, without its frames.

use crate::store::Store;
use mingle_proto::id::{DeviceId, DocumentId, Heads};
use mingle_proto::kind::Kind;
use mingle_proto::session::{Applied, Payload, Replica};
use std::collections::BTreeSet;

pub const LAPTOP: DeviceId = DeviceId::from_bytes([1; 32]);
pub const PHONE: DeviceId = DeviceId::from_bytes([2; 32]);

/// Documents go in frames of this many.
const FRAME: usize = 50;

/// Makes both equal, except for what one refuses, and returns what each applied in the last round. The forgotten ids
/// and devices go first, as in a session.
pub fn sync(laptop: &mut Store, phone: &mut Store) -> (Vec<Applied>, Vec<Applied>) {
    let first = [Kind::Forgotten.singleton_id(), Kind::Devices.singleton_id()];
    send(laptop, phone, &first);
    send(phone, laptop, &first);
    let (ours, theirs) = (ids(laptop), ids(phone));
    let to_phone = send(laptop, phone, &ours);
    let to_laptop = send(phone, laptop, &theirs);
    if laptop.refusals().unwrap().is_empty() && phone.refusals().unwrap().is_empty() {
        let proven = laptop.summary().unwrap();
        assert_eq!(proven, phone.summary().unwrap(), "both sets are equal after an exchange");
        laptop.synced(&PHONE, &proven).unwrap();
        phone.synced(&LAPTOP, &proven).unwrap();
    }
    (to_laptop, to_phone)
}

pub fn ids(store: &mut Store) -> Vec<DocumentId> {
    let ids: BTreeSet<_> = store.items().unwrap().into_iter().map(|item| item.id).collect();
    ids.into_iter().collect()
}

/// Sends what `to` lacks of these documents.
pub fn send(from: &mut Store, to: &mut Store, ids: &[DocumentId]) -> Vec<Applied> {
    let mut results = Vec::new();
    for ids in ids.chunks(FRAME) {
        let payloads: Vec<Payload> = ids.iter().filter_map(|id| lacking(from, to, id)).collect();
        let applied = to.apply(&LAPTOP, &payloads).unwrap();
        let whole: Vec<Payload> = applied
            .incomplete
            .iter()
            .filter_map(|id| from.payload(id, &Heads::default()).unwrap())
            .collect();
        results.push(applied);
        if !whole.is_empty() {
            results.push(to.apply(&LAPTOP, &whole).unwrap());
        }
    }
    results
}

fn lacking(from: &mut Store, to: &mut Store, id: &DocumentId) -> Option<Payload> {
    let heads = from.heads(&[*id]).unwrap().remove(0);
    if to.includes(id, &heads).unwrap() {
        return None;
    }
    let has = to.heads(&[*id]).unwrap().remove(0);
    from.payload(id, &has).unwrap()
}
