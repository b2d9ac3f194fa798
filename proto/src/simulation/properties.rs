//! Whatever happens to the devices and between them: when the network is kind again, all are proven equal, or equal
//! except for what one of them has refused by name.
//!
//! `MINGLE_CASES` says how many lives are lived, `MINGLE_SEED` which single one.

use rand::{RngExt, seq::IndexedRandom};
use std::collections::BTreeSet;
use std::sync::Arc;

use super::people;
use super::world::{Fault, World};
use crate::document::Document;
use crate::id::DocumentId;
use crate::kind::Kind;
use crate::memory::{MemoryReplica, Objection};
use crate::record::{Contact, Me};
use crate::refusal::{Refusal, RefusalCode};
use crate::session::{Ended, Replica, State};
use crate::timestamp::Timestamp;

/// Prints the seed of the life in which a promise was broken.
pub struct Seed(pub u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("failed with MINGLE_SEED={}", self.0);
        }
    }
}

/// Runs a life for each seed.
pub fn live(default_cases: u64, life: impl Fn(u64)) {
    let number = |name| std::env::var(name).ok().map(|text: String| text.parse::<u64>().unwrap());
    let seeds = match number("MINGLE_SEED") {
        Some(seed) => seed..=seed,
        None => 1..=number("MINGLE_CASES").unwrap_or(default_cases),
    };
    for seed in seeds {
        let seed = Seed(seed);
        life(seed.0);
    }
}

/// What may happen in a life, besides edits, connections and broken links.
#[derive(Clone, Copy, Default)]
struct Fate {
    faults: bool,
    restored: bool,
    refused: bool,
    deadly: bool,
    revoked: bool,
}

struct Life {
    world: World,
    fate: Fate,
    edges: Vec<(usize, usize)>,
    backups: Vec<MemoryReplica>,
    revoked: Option<usize>,
}

const POISON: &str = "☠";

fn poisoned(code: RefusalCode) -> Objection {
    Arc::new(move |document: &Document| {
        let contact: Contact = document.read();
        (contact.stage == POISON).then(|| Refusal::new(code, "it says ☠"))
    })
}

impl Life {
    fn begin(seed: u64, fate: Fate) -> Self {
        let mut world = World::new(seed);
        let count = world.rng.random_range(2..=6);
        (0..count).for_each(|_| {
            world.add_place();
        });
        world.introduce_all();
        for place in &mut world.places {
            // A later program, which speaks this version too.
            place.versions = 1..=*[1, 2, 2, 3].choose(&mut world.rng).unwrap();
            if *place.versions.end() < 3 {
                place.replica.read_the_record_alone();
            }
        }
        let mut edges = Vec::new();
        for one in 1..count {
            let other = world.rng.random_range(0..one);
            edges.push(if world.rng.random() { (one, other) } else { (other, one) });
        }
        if world.rng.random() {
            edges.push((0, count - 1));
        }
        edges.dedup();
        if fate.refused {
            let place = world.rng.random_range(0..count);
            world.places[place].replica.object(Some(poisoned(RefusalCode::NotARecord)));
        }
        if fate.deadly {
            let place = world.rng.random_range(0..count);
            world.places[place].replica.die_of(Some(poisoned(RefusalCode::Crashed)));
        }
        let mut life = Self { world, fate, edges, backups: Vec::new(), revoked: None };
        let contacts = *[0, 3, 40, 300].choose(&mut life.world.rng).unwrap();
        (0..contacts).for_each(|_| life.create());
        if fate.faults {
            let kinds =
                [Fault::Drop, Fault::Double, Fault::Reorder, Fault::CutInTheMiddle, Fault::Corrupt];
            life.world.faults = Some((0.03, kinds.to_vec()));
        }
        life
    }

    fn some_place(&mut self) -> usize {
        let count = self.world.places.len();
        self.world.rng.random_range(0..count)
    }

    fn some_document(&mut self, place: usize) -> Option<DocumentId> {
        let ids: Vec<_> = self.world.places[place].replica.versions().into_keys().collect();
        let id = *ids.choose(&mut self.world.rng)?;
        let is_singleton = Kind::SINGLETONS.iter().any(|kind| kind.singleton_id() == id);
        (!is_singleton).then_some(id)
    }

    fn set_clock(&mut self, place: usize) {
        // Clocks differ by an hour, and one of them is stuck in 1970.
        let now = match place {
            5 => Timestamp(0),
            _ => Timestamp(1_780_000_000_000 + self.world.now as i64 + place as i64 * 600_000),
        };
        self.world.places[place].replica.set_now(now);
    }

    fn create(&mut self) {
        let place = self.some_place();
        self.set_clock(place);
        let id = people::random_id(&mut self.world.rng);
        let contact = people::contact(&mut self.world.rng);
        self.world.places[place].replica.create(id, &contact);
        self.world.tell(place, &[id]);
    }

    fn edit(&mut self) {
        let place = self.some_place();
        self.set_clock(place);
        let Some(id) = self.some_document(place) else {
            let text = people::sentence(&mut self.world.rng, 3);
            let me = Kind::Me.singleton_id();
            self.world.places[place].replica.edit(&me, |me: &mut Me| me.working_on = text);
            return self.world.tell(place, &[me]);
        };
        let words = self.world.rng.random_range(1..5);
        let text = people::sentence(&mut self.world.rng, words);
        let poison = (self.fate.refused || self.fate.deadly) && self.world.rng.random_bool(0.3);
        self.world.places[place].replica.edit(&id, |it: &mut Contact| {
            it.stage = if poison { POISON.to_owned() } else { String::new() };
            it.note = text;
        });
        self.world.tell(place, &[id]);
    }

    fn forget(&mut self) {
        let place = self.some_place();
        if let Some(id) = self.some_document(place) {
            let changed = self.world.places[place].replica.forget(&id);
            self.world.tell(place, &changed);
        }
    }

    fn connect(&mut self) {
        let edge = *self.edges.choose(&mut self.world.rng).unwrap();
        self.world.drop_closed();
        if !self.world.are_connected(edge) {
            self.world.connect(edge.0, edge.1);
        }
    }

    fn cut(&mut self) {
        if !self.world.links.is_empty() {
            let link = self.world.rng.random_range(0..self.world.links.len());
            if self.world.rng.random() {
                self.world.cut(link);
            } else {
                self.world.breaks_when_applied = Some(link);
            }
        }
    }

    /// An old copy comes back, or another device's copy.
    fn restore(&mut self) {
        let place = self.some_place();
        if self.world.rng.random() || self.backups.is_empty() {
            self.backups.push(self.world.places[place].replica.clone());
        } else {
            let copy = self.backups.choose(&mut self.world.rng).unwrap().clone();
            self.world.places[place].replica = copy;
            self.world.restart(place);
        }
    }

    fn revoke(&mut self) {
        if self.revoked.is_none() && self.world.places.len() > 2 {
            let (lost, by) = (self.world.places.len() - 1, 0);
            let device = self.world.device(lost);
            let id = self.world.places[by].replica.revoke(&device);
            self.world.tell(by, &[id]);
            self.revoked = Some(lost);
        }
    }

    fn something_happens(&mut self) {
        match self.world.rng.random_range(0..100) {
            0..35 => {
                let steps = self.world.rng.random_range(0..60);
                (0..steps).for_each(|_| {
                    self.world.step();
                });
            }
            35..55 => self.edit(),
            55..63 => self.create(),
            63..66 => self.forget(),
            66..86 => self.connect(),
            86..92 => self.cut(),
            92..95 => {
                let place = self.some_place();
                self.world.restart(place);
            }
            95..98 if self.fate.restored => self.restore(),
            98..100 if self.fate.revoked => self.revoke(),
            _ => {}
        }
    }

    /// The network is kind, and everyone who belongs is connected.
    fn come_together(&mut self) {
        self.world.faults = None;
        self.world.breaks_when_applied = None;
        let last = self.world.places.len() - usize::from(self.revoked.is_some());
        if self.revoked.is_some() {
            self.edges = (1..last).map(|place| (place - 1, place)).collect();
        }
        (0..self.world.links.len()).for_each(|link| self.world.cut(link));
        for _ in 0..20 {
            self.world.drop_closed();
            let missing: Vec<_> = self
                .edges
                .iter()
                .copied()
                .filter(|edge| !self.world.are_connected(*edge))
                .collect();
            if missing.is_empty() {
                return;
            }
            missing.into_iter().for_each(|(one, other)| {
                self.world.connect(one, other);
            });
            self.world.run();
            self.only_deaths_end_a_session();
        }
        panic!("the sessions keep ending");
    }

    fn only_deaths_end_a_session(&self) {
        for link in self.world.links.iter().flatten() {
            for ended in link.ends.iter().filter_map(|end| end.ended.as_ref()) {
                let died = matches!(ended, Ended::Store(_) | Ended::TurnedAway { .. });
                assert!(self.fate.deadly && died, "a session ended: {ended:?}");
            }
        }
    }

    fn all_are_proven_equal(&mut self) {
        let mut refused = BTreeSet::new();
        for place in &mut self.world.places {
            refused.extend(place.replica.refusals().unwrap().into_iter().map(|refused| refused.id));
        }
        for index in 0..self.world.links.len() {
            let Some(link) = &self.world.links[index] else { continue };
            let ends = [link.ends[0].place, link.ends[1].place];
            let except = self.agreed_exceptions(index, ends);
            self.what_is_not_refused_has_arrived(ends[0], ends[1]);
            self.what_is_not_refused_has_arrived(ends[1], ends[0]);
            let peers = ends.map(|end| self.world.device(end));
            if except == 0 {
                self.world.assert_in_sync(index);
                for (end, peer) in [(ends[0], peers[1]), (ends[1], peers[0])] {
                    let replica = &self.world.places[end].replica;
                    assert_eq!(replica.last_synced(&peer), Some(replica.sum()));
                }
            }
        }
        let last = self.world.places.len() - usize::from(self.revoked.is_some());
        let mut versions = self.world.places[..last].iter().map(|place| {
            let mut versions = place.replica.versions();
            versions.retain(|id, _| !refused.contains(id));
            versions
        });
        let first = versions.next().unwrap();
        assert!(versions.all(|other| other == first), "not everywhere the same");
        if !self.fate.refused && !self.fate.deadly {
            assert!(refused.is_empty(), "refused without a reason");
        }
    }

    /// Each version that the other side does not refuse by name is part of what it holds; and what counts as held
    /// there is held there.
    fn what_is_not_refused_has_arrived(&mut self, from: usize, to: usize) {
        let refusals = self.world.places[to].replica.refusals().unwrap();
        let unsynced = self.world.places[from].replica.unsynced(&self.world.device(to));
        for (id, heads) in self.world.places[from].replica.versions() {
            let is_refused = refusals.iter().any(|it| it.id == id && it.heads == heads);
            let has_arrived = self.world.places[to].replica.includes(&id, &heads).unwrap();
            assert!(is_refused || has_arrived, "{from} has {id} and {to} does not");
            assert!(has_arrived || unsynced.contains(&id), "{from} says that {to} has {id}");
        }
    }

    /// Both sides of a link say that they are in sync except for as many documents, and these are refused by name.
    fn agreed_exceptions(&mut self, link: usize, ends: [usize; 2]) -> u64 {
        let states = self.world.state(link);
        let [State::InSync { except }, State::InSync { except: other }] = states else {
            panic!("link {ends:?} is not in sync: {states:?}");
        };
        assert_eq!(except, other, "link {ends:?}");
        let refused: BTreeSet<_> = ends
            .into_iter()
            .flat_map(|end| self.world.places[end].replica.refusals().unwrap())
            .map(|refused| refused.id)
            .collect();
        let [ours, theirs] = ends.map(|end| self.world.places[end].replica.versions());
        let differ: BTreeSet<_> = ours
            .keys()
            .chain(theirs.keys())
            .filter(|id| ours.get(id) != theirs.get(id))
            .copied()
            .collect();
        assert!(differ.is_subset(&refused), "link {ends:?} differs in what nobody refuses");
        assert!(differ.len() as u64 <= except, "link {ends:?}: {differ:?} but {except}");
        assert!(except <= refused.len() as u64, "link {ends:?}: {refused:?} but {except}");
        except
    }
}

fn a_life(seed: u64, fate: Fate) {
    let mut life = Life::begin(seed, fate);
    let events = life.world.rng.random_range(20..200);
    (0..events).for_each(|_| life.something_happens());
    life.come_together();
    life.all_are_proven_equal();
}

#[test]
fn devices_that_meet_now_and_then_end_proven_equal() {
    live(10, |seed| a_life(seed, Fate::default()));
}

#[test]
fn a_network_that_drops_doubles_reorders_cuts_and_corrupts_only_delays_it() {
    live(10, |seed| a_life(seed, Fate { faults: true, ..Fate::default() }));
}

#[test]
fn restored_and_copied_stores_end_proven_equal() {
    live(10, |seed| a_life(seed, Fate { restored: true, faults: true, ..Fate::default() }));
}

#[test]
fn what_one_device_refuses_holds_up_nothing_else() {
    live(10, |seed| a_life(seed, Fate { refused: true, restored: true, ..Fate::default() }));
}

#[test]
fn a_document_that_kills_the_process_is_refused_by_the_next() {
    live(8, |seed| a_life(seed, Fate { deadly: true, ..Fate::default() }));
}

#[test]
fn a_revoked_device_holds_up_nobody() {
    live(8, |seed| a_life(seed, Fate { revoked: true, faults: true, ..Fate::default() }));
}

#[test]
fn everything_at_once_ends_proven_equal() {
    let fate = Fate { faults: true, restored: true, refused: true, deadly: true, revoked: true };
    live(10, |seed| a_life(seed, fate));
}
