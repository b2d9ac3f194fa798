//! Devices, the links between them, and a clock. Messages of a link arrive in order, each after a delay.

use ed25519_dalek::{Signer, SigningKey};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::collections::{BTreeSet, VecDeque};

use crate::id::{DeviceId, DocumentId, Fingerprint};
use crate::memory::MemoryReplica;
use crate::session::{Effect, Ended, Event, Role, Session, Settings, State, Traffic, VERSIONS};

/// One device of the owner.
pub struct Place {
    pub key: SigningKey,
    pub replica: MemoryReplica,
    /// Every set that this replica has ever been, to judge claims of being in sync by.
    pub past: BTreeSet<Fingerprint>,
    pub versions: std::ops::RangeInclusive<u32>,
}

/// One connection between two devices, the dialer first.
pub struct Link {
    pub ends: [End; 2],
}

/// One side of a connection.
pub struct End {
    pub place: usize,
    pub session: Session,
    /// What is on its way to this side, with its time of arrival.
    inbox: VecDeque<(u64, Arrival)>,
    pub states: Vec<State>,
    pub ended: Option<Ended>,
}

enum Arrival {
    Message(Vec<u8>),
    Signed([u8; 64]),
}

/// What the network does to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Drop,
    Double,
    Reorder,
    CutInTheMiddle,
    Corrupt,
}

pub struct World {
    pub rng: StdRng,
    pub now: u64,
    pub places: Vec<Place>,
    pub links: Vec<Option<Link>>,
    pub most_delay: u64,
    pub faults: Option<(f64, Vec<Fault>)>,
    /// This link breaks as soon as one of its sessions has applied something, before anything else is done.
    pub breaks_when_applied: Option<usize>,
    openings: u64,
    /// Changes that a shell has yet to tell the sessions of a device of: link to leave out, device, ids.
    news: VecDeque<(Option<usize>, usize, Vec<DocumentId>)>,
    pub delivered: u64,
}

impl World {
    pub fn new(seed: u64) -> Self {
        Self {
            rng: StdRng::seed_from_u64(seed),
            now: 0,
            places: Vec::new(),
            links: Vec::new(),
            most_delay: 20,
            faults: None,
            breaks_when_applied: None,
            openings: 0,
            news: VecDeque::new(),
            delivered: 0,
        }
    }

    /// Devices that all know each other.
    pub fn with_devices(seed: u64, count: usize) -> Self {
        let mut world = Self::new(seed);
        (0..count).for_each(|_| {
            world.add_place();
        });
        world.introduce_all();
        world
    }

    /// A new device that nobody knows yet.
    pub fn add_place(&mut self) -> usize {
        let key = SigningKey::from_bytes(&self.rng.random());
        self.openings += 1;
        let replica = MemoryReplica::new(self.openings);
        self.places.push(Place { key, replica, past: BTreeSet::new(), versions: VERSIONS });
        self.places.len() - 1
    }

    /// Adds each device to the devices record of each.
    pub fn introduce_all(&mut self) {
        let devices: Vec<_> = (0..self.places.len()).map(|place| self.device(place)).collect();
        for place in &mut self.places {
            for device in &devices {
                place.replica.add_device(device);
            }
        }
    }

    pub fn device(&self, place: usize) -> DeviceId {
        DeviceId::from_bytes(self.places[place].key.verifying_key().to_bytes())
    }

    /// Opens a connection; its index.
    pub fn connect(&mut self, dialer: usize, listener: usize) -> usize {
        self.connect_expecting(dialer, listener, None)
    }

    pub fn connect_expecting(
        &mut self,
        dialer: usize,
        listener: usize,
        expect: Option<DeviceId>,
    ) -> usize {
        let index = self.links.len();
        let (to, first) = self.end(listener, Role::Listener, None);
        assert!(first.is_empty());
        let (from, first) = self.end(dialer, Role::Dialer, expect);
        self.links.push(Some(Link { ends: [from, to] }));
        self.perform((index, 0), dialer, first);
        index
    }

    fn end(&self, place: usize, role: Role, expect: Option<DeviceId>) -> (End, Vec<Effect>) {
        let versions = self.places[place].versions.clone();
        let settings = Settings { us: self.device(place), role, expect, versions };
        let (session, effects) = Session::new(settings).unwrap();
        (End { place, session, inbox: VecDeque::new(), states: Vec::new(), ended: None }, effects)
    }

    /// The link breaks: what is under way is lost.
    pub fn cut(&mut self, link: usize) {
        self.links[link] = None;
    }

    /// A device's process ends and starts again.
    pub fn restart(&mut self, place: usize) {
        for link in 0..self.links.len() {
            if self.links[link]
                .as_ref()
                .is_some_and(|it| it.ends.iter().any(|end| end.place == place))
            {
                self.cut(link);
            }
        }
        self.openings += 1;
        self.news.retain(|(_, at, _)| *at != place);
        self.places[place].replica.reopen(self.openings);
    }

    /// A device's process died in this session: its other connections break, and it starts again.
    fn die(&mut self, place: usize, link: usize) {
        let last = self.links[link].take();
        self.restart(place);
        self.links[link] = last;
    }

    pub fn are_connected(&self, (one, other): (usize, usize)) -> bool {
        let ends = |link: &Link| (link.ends[0].place, link.ends[1].place);
        self.links
            .iter()
            .flatten()
            .any(|link| ends(link) == (one, other) || ends(link) == (other, one))
    }

    /// Tells a device's sessions of changes, as its shell does.
    pub fn tell(&mut self, place: usize, ids: &[DocumentId]) {
        self.news.push_back((None, place, ids.to_vec()));
    }

    /// Takes the next event in time; false if there is none.
    pub fn step(&mut self) -> bool {
        if let Some((from, place, ids)) = self.news.pop_front() {
            self.spread(from, place, &ids);
            return true;
        }
        let Some((link, side)) = self.next_arrival() else { return false };
        let end = &mut self.links[link].as_mut().unwrap().ends[side];
        let (time, arrival) = end.inbox.pop_front().unwrap();
        self.now = self.now.max(time);
        let place = end.place;
        let event = match &arrival {
            Arrival::Message(message) => Event::Message(message),
            Arrival::Signed(signature) => Event::Signed(*signature),
        };
        let effects = end.session.handle(event, &mut self.places[place].replica);
        self.delivered += 1;
        self.note(place);
        let applied = effects.iter().any(|effect| matches!(effect, Effect::Applied(_)));
        if applied && self.breaks_when_applied.take_if(|breaking| *breaking == link).is_some() {
            self.cut(link);
        }
        self.perform((link, side), place, effects);
        true
    }

    /// Runs until nothing is under way. A world that never comes to rest fails.
    pub fn run(&mut self) {
        for _ in 0..2_000_000 {
            if !self.step() {
                return;
            }
        }
        panic!("the devices never come to rest");
    }

    fn next_arrival(&self) -> Option<(usize, usize)> {
        let mut next = None;
        for (index, link) in self.links.iter().enumerate() {
            let Some(link) = link else { continue };
            for (side, end) in link.ends.iter().enumerate() {
                if let Some((time, _)) = end.inbox.front()
                    && next.is_none_or(|(best, _)| *time < best)
                {
                    next = Some((*time, (index, side)));
                }
            }
        }
        next.map(|(_, at)| at)
    }

    fn spread(&mut self, from: Option<usize>, place: usize, ids: &[DocumentId]) {
        self.note(place);
        for link in 0..self.links.len() {
            for side in 0..2 {
                let Some(it) = &mut self.links[link] else { continue };
                if it.ends[side].place != place || from == Some(link) {
                    continue;
                }
                let replica = &mut self.places[place].replica;
                let effects = it.ends[side].session.handle(Event::Changed(ids), replica);
                self.perform((link, side), place, effects);
            }
        }
    }

    /// Remembers the set that a replica is now.
    pub fn note(&mut self, place: usize) {
        let place = &mut self.places[place];
        place.past.insert(place.replica.sum().fingerprint());
    }

    /// Does what a session asks. Where the link is gone, nothing can be sent any more, but what the session has
    /// changed is told to the others all the same.
    fn perform(&mut self, (link, side): (usize, usize), place: usize, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Applied(ids) => self.news.push_back((Some(link), place, ids)),
                effect if self.links[link].is_some() => self.perform_on(link, side, place, effect),
                _ => {}
            }
        }
    }

    fn perform_on(&mut self, link: usize, side: usize, place: usize, effect: Effect) {
        let Some(it) = &mut self.links[link] else { return };
        let end = &mut it.ends[side];
        match effect {
            Effect::Send(message) => self.send(link, 1 - side, message),
            Effect::Sign(text) => {
                let signature = self.places[place].key.sign(&text).to_bytes();
                let time = self.now + self.rng.random_range(0..=self.most_delay);
                end.inbox.push_front((time, Arrival::Signed(signature)));
            }
            Effect::Authenticated(_) | Effect::Applied(_) => {}
            Effect::State(state) => {
                end.states.push(state);
                self.note(place);
                self.judge(link, side, state);
            }
            Effect::Close(ended) => {
                let died = matches!(ended, Ended::Store(_));
                end.ended = Some(ended);
                if died {
                    self.die(place, link);
                }
            }
        }
    }

    /// A claim to be in sync without exceptions must be true: the peer has been just that.
    fn judge(&mut self, link: usize, side: usize, state: State) {
        let it = self.links[link].as_ref().unwrap();
        let (us, peer) = (it.ends[side].place, it.ends[1 - side].place);
        if state == (State::InSync { except: 0 }) {
            self.note(peer);
            let ours = self.places[us].replica.sum().fingerprint();
            assert!(self.places[peer].past.contains(&ours), "in sync with what the peer never was");
        }
    }

    fn send(&mut self, link: usize, side: usize, mut message: Vec<u8>) {
        let delay = self.rng.random_range(0..=self.most_delay);
        let fault = match &self.faults {
            Some((chance, faults)) if self.rng.random_bool(*chance) => {
                Some(faults[self.rng.random_range(0..faults.len())])
            }
            _ => None,
        };
        let inbox = &mut self.links[link].as_mut().unwrap().ends[side].inbox;
        let time = inbox.back().map_or(0, |(time, _)| *time).max(self.now + delay);
        match fault {
            Some(Fault::Drop) => return,
            Some(Fault::Double) => inbox.push_back((time, Arrival::Message(message.clone()))),
            Some(Fault::CutInTheMiddle) => {
                message.truncate(self.rng.random_range(0..=message.len()))
            }
            Some(Fault::Corrupt) if !message.is_empty() => {
                let at = self.rng.random_range(0..message.len());
                message[at] ^= 1 << self.rng.random_range(0..8);
            }
            _ => {}
        }
        inbox.push_back((time, Arrival::Message(message)));
        if fault == Some(Fault::Reorder) && inbox.len() > 1 {
            let last = inbox.len() - 1;
            let (one, other) = (inbox[last].0, inbox[last - 1].0);
            inbox.swap(last, last - 1);
            inbox[last - 1].0 = other;
            inbox[last].0 = one;
        }
    }

    /// Forgets connections that one side has closed, as soon as the other has heard it.
    pub fn drop_closed(&mut self) {
        for link in &mut self.links {
            if link.as_ref().is_some_and(|it| it.ends.iter().any(|end| end.ended.is_some())) {
                *link = None;
            }
        }
    }

    pub fn state(&self, link: usize) -> [State; 2] {
        let link = self.links[link].as_ref().unwrap();
        [link.ends[0].session.state(), link.ends[1].session.state()]
    }

    pub fn ended(&self, link: usize, side: usize) -> &Ended {
        self.links[link].as_ref().unwrap().ends[side].ended.as_ref().unwrap()
    }

    pub fn traffic(&self, link: usize) -> Traffic {
        self.links[link].as_ref().unwrap().ends[0].session.traffic()
    }

    /// Both sides of the link say that they are in sync, and they are.
    pub fn assert_in_sync(&self, link: usize) {
        let it = self.links[link].as_ref().unwrap();
        if let Some(ended) = it.ends.iter().find_map(|end| end.ended.as_ref()) {
            panic!("the session ended: {ended:?}");
        }
        assert_eq!(self.state(link), [State::InSync { except: 0 }; 2]);
        let [one, other] = [it.ends[0].place, it.ends[1].place];
        assert_eq!(self.places[one].replica.versions(), self.places[other].replica.versions());
    }
}
