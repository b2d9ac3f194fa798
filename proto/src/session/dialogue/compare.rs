//! Finding out what differs: the dialer leads rounds of set reconciliation, the listener answers.

use std::collections::{HashSet, VecDeque};

use super::{Dialogue, broken, store};
use crate::id::{Fingerprint, ItemHash};
use crate::session::limits::{
    MOST_ENTRIES, MOST_ROUNDS_IN_VAIN, NEEDS_WHEN_ASKING_ON, ROOM_FOR_GROWTH,
};
use crate::session::reconcile::Round;
use crate::session::wire::{Need, Reconcile};
use crate::session::{Ended, Replica, Role};

#[derive(Default)]
pub struct Comparing {
    pub their_count: u64,
    round: Option<Round>,
    /// The dialer's question, as long as the gate is closed.
    question: Option<Reconcile>,
    /// The listener: its set at the last round's begin, and how many have begun with that since it was proven.
    last_set: Option<Fingerprint>,
    rounds_in_vain: u32,
    /// The dialer's next message, until it needs little enough.
    next: Option<Vec<u8>>,
    /// The dialer: items that are to be asked for, those that were, and whether the round's last Need is due.
    needs: VecDeque<ItemHash>,
    needed: HashSet<ItemHash>,
    needs_open: u64,
    last_need_is_due: bool,
}

impl Comparing {
    pub fn is_idle(&self) -> bool {
        self.round.is_none()
            && self.question.is_none()
            && self.needs.is_empty()
            && self.needs_open == 0
            && !self.last_need_is_due
    }

    /// How many items differ that have not been offered yet.
    pub fn still_to_ask(&self) -> u64 {
        self.needs.len() as u64 + self.needs_open
    }

    /// Both sets were proven equal: what leads to rounds from now on is new.
    pub fn proven(&mut self) {
        self.rounds_in_vain = 0;
    }

    /// The listener counts the rounds that lead nowhere; each costs a snapshot.
    fn count_round(&mut self, set: Fingerprint) -> Result<(), Ended> {
        let same = self.last_set.replace(set) == Some(set);
        self.rounds_in_vain = if same { self.rounds_in_vain + 1 } else { 1 };
        if self.rounds_in_vain > MOST_ROUNDS_IN_VAIN {
            return Err(broken("it compares the same set again and again"));
        }
        Ok(())
    }

    /// What is needed already is not needed twice.
    fn add_needs(&mut self, items: Vec<ItemHash>) {
        let needed = &mut self.needed;
        self.needs.extend(items.into_iter().filter(|item| needed.insert(*item)));
    }

    fn take_needs(&mut self) -> Vec<ItemHash> {
        let count = self.needs.len().min(MOST_ENTRIES);
        let items: Vec<_> = self.needs.drain(..count).collect();
        for item in &items {
            self.needed.remove(item);
        }
        items
    }

    /// The listener has dealt with that many items of Need frames.
    pub fn answered(&mut self, items: u64) -> Result<(), Ended> {
        self.needs_open = self
            .needs_open
            .checked_sub(items)
            .ok_or_else(|| broken("it answers more than was asked"))?;
        Ok(())
    }
}

impl Dialogue {
    /// The dialer begins a round over a fresh snapshot.
    pub(super) fn begin_round<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        let mut round = self.snapshot(replica)?;
        let message = round.open()?;
        self.comparing.round = Some(round);
        self.say(Reconcile { message, first: true });
        Ok(())
    }

    fn snapshot<R: Replica>(&self, replica: &mut R) -> Result<Round, Ended> {
        let mut items = replica.items().map_err(store)?;
        // What the other side has got since its Hello it has offered, and most of that is here by now.
        let theirs = self.comparing.their_count.max(items.len() as u64);
        items.retain(|item| !self.exclusions.contains(&item.id));
        Round::new(items, theirs.saturating_add(ROOM_FOR_GROWTH))
    }

    pub(super) fn reconcile<R: Replica>(
        &mut self,
        reconcile: Reconcile,
        replica: &mut R,
    ) -> Result<(), Ended> {
        match self.role {
            Role::Dialer => self.learn(&reconcile),
            Role::Listener if self.comparing.question.is_some() => {
                Err(broken("it asked again before it was answered"))
            }
            Role::Listener => {
                self.comparing.question = Some(reconcile);
                if self.gate.is_empty() { self.answer_reconcile(replica) } else { Ok(()) }
            }
        }
    }

    /// The listener answers the dialer's question, if there is one.
    pub(super) fn answer_reconcile<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        let Some(question) = self.comparing.question.take() else { return Ok(()) };
        if question.first {
            self.comparing.count_round(replica.summary().map_err(store)?.fingerprint())?;
            self.comparing.round = Some(self.snapshot(replica)?);
        }
        let Some(round) = &mut self.comparing.round else {
            return Err(broken("it reconciles without a round"));
        };
        let message = round.answer(&question.message)?;
        self.say(Reconcile { message, first: false });
        Ok(())
    }

    /// The dialer takes an answer: what it holds alone is offered, what it lacks is asked for.
    fn learn(&mut self, reconcile: &Reconcile) -> Result<(), Ended> {
        let Some(round) = &mut self.comparing.round else {
            return Err(broken("it answers a question that nobody asked"));
        };
        if self.comparing.next.is_some() {
            return Err(broken("it answers before it was asked on"));
        }
        let differences = round.learn(&reconcile.message)?;
        for id in differences.have {
            self.offering.add(id, false);
        }
        self.comparing.add_needs(differences.need);
        self.comparing.next = differences.next;
        if self.comparing.next.is_none() {
            self.comparing.round = None;
            self.comparing.last_need_is_due = true;
        }
        self.ask_on();
        Ok(())
    }

    /// The dialer's next message, as soon as most of what it lacks has been offered: so it never keeps a long list.
    pub(super) fn ask_on(&mut self) {
        if self.comparing.needs.len() <= NEEDS_WHEN_ASKING_ON
            && let Some(message) = self.comparing.next.take()
        {
            self.say(Reconcile { message, first: false });
        }
    }

    /// The dialer asks for what it lacks, a frame at a time.
    pub(super) fn send_needs(&mut self) {
        let comparing = &mut self.comparing;
        let some_wait = !comparing.needs.is_empty() || comparing.last_need_is_due;
        if comparing.needs_open > 0 || !some_wait {
            return;
        }
        let items = comparing.take_needs();
        comparing.needs_open = items.len() as u64;
        let last = comparing.needs.is_empty() && comparing.last_need_is_due;
        if last {
            comparing.last_need_is_due = false;
        }
        self.say(Need { items, last });
        self.ask_on();
    }

    /// The listener offers what the dialer asks for, as it is now.
    pub(super) fn need(&mut self, need: Need) -> Result<(), Ended> {
        let Some(round) = &self.comparing.round else {
            return Err(broken("it needs items of a set that it was not told of"));
        };
        if self.role == Role::Dialer {
            return Err(broken("it leads where it should follow"));
        }
        for id in need.items.iter().filter_map(|item| round.id_of(item)) {
            self.offering.add(id, false);
        }
        self.offering.answers_due += need.items.len() as u64;
        if need.last {
            self.comparing.round = None;
        }
        Ok(())
    }
}
