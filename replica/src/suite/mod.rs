//! The promises of a replica, kept natively and in the browser's worker alike. They use no threads, files, child
//! processes or clocks of their own: a [`Place`] opens databases for them.
#![allow(clippy::unwrap_used)]

mod asking;
mod attaching;
mod belonging;
mod cards;
mod copies;
mod devices;
mod documents;
mod editing;
mod entering;
mod exchange;
mod exporting;
mod folding;
mod forgetting;
mod gathering;
mod hoping;
mod importing;
mod keeping;
mod logging;
mod mattering;
mod numbers;
pub mod people;
mod previewing;
mod revoking;
mod searching;
mod taking;
mod talking;

use crate::journal::{Journal, Moment};
use crate::store::{Store, StoreError};
use mingle_proto::timestamp::Timestamp;
use std::sync::LazyLock;

/// Something that a replica promises: panics if it is not kept.
#[derive(Clone, Copy)]
pub struct Promise {
    pub name: &'static str,
    pub keep: fn(&dyn Place),
}

/// Where databases are: a folder natively, the origin's private file system in the browser. One promise has a place
/// for itself, and opens a database again only after it has closed it.
pub trait Place {
    /// Opens or reopens a database of this place, or says why it cannot be.
    fn try_open(&self, name: &str) -> Result<Store, StoreError>;

    /// The bytes of a closed database's file.
    fn raw_bytes(&self, name: &str) -> Vec<u8>;

    /// Makes a closed database of these bytes, or replaces it.
    fn put_raw_bytes(&self, name: &str, bytes: &[u8]);

    /// Opens or reopens a database of this place.
    fn open_named(&self, name: &str) -> Store {
        self.try_open(name).unwrap()
    }

    /// Opens or reopens the first database of this place.
    fn open(&self) -> Store {
        self.open_named("journal.db")
    }
}

/// All promises.
pub fn promises() -> &'static [Promise] {
    static ALL: LazyLock<Vec<Promise>> = LazyLock::new(|| {
        [
            documents::PROMISES,
            keeping::PROMISES,
            copies::PROMISES,
            taking::PROMISES,
            devices::PROMISES,
            revoking::PROMISES,
            belonging::PROMISES,
            forgetting::PROMISES,
            folding::PROMISES,
            searching::PROMISES,
            logging::PROMISES,
            entering::PROMISES,
            previewing::PROMISES,
            mattering::PROMISES,
            editing::PROMISES,
            gathering::PROMISES,
            hoping::PROMISES,
            asking::PROMISES,
            importing::PROMISES,
            cards::PROMISES,
            numbers::PROMISES,
            exporting::PROMISES,
            talking::PROMISES,
            attaching::PROMISES,
        ]
        .concat()
    });
    &ALL
}

/// Promises by the names of the functions that keep them.
macro_rules! promised {
    ($($name:ident),+ $(,)?) => {
        pub const PROMISES: &[super::Promise] = &[$(super::Promise { name: stringify!($name), keep: $name }),+];
    };
}
use promised;

fn store(place: &dyn Place, name: &str) -> Store {
    place.open_named(name)
}

fn journal(place: &dyn Place, name: &str) -> Journal {
    Journal::new(store(place, name))
}

/// Saturday, 21 November 2026, and so many minutes.
fn moment(minutes: i64) -> Moment {
    Moment {
        now: Timestamp(1_795_250_000_000 + minutes * 60_000),
        today: jiff::civil::date(2026, 11, 21),
        offset: 3600,
    }
}

fn copy(place: &dyn Place, from: &str, to: &str) {
    place.put_raw_bytes(to, &place.raw_bytes(from));
}
