//! Attachments: telling what bytes are lacking here, asking for them part by part, and giving those that the other side
//! lacks.
//!
//! Which attachments there are the documents say, and these are equal by then: so the sets of held bytes differ by what
//! the two sides lack, and only that is told. Who is told answers which of it is held, and says so later of the rest.
//! Parts are asked for one by one, and go after all documents.

use std::collections::{BTreeSet, VecDeque};

use super::{Dialogue, broken, store};
use crate::id::{BlobHash, DocumentId, Fingerprint, ItemHash, SetSum};
use crate::order;
use crate::session::limits::{MOST_BLOB_BYTES, MOST_ENTRIES, MOST_LACKED, MOST_PARTS, PART_BYTES};
use crate::session::wire::{BlobPart, Have, Hello, Lack, WantBlob};
use crate::session::{Effect, Ended, Kept, Part, Replica, State};

#[derive(Default)]
pub struct Attaching {
    /// What this side lacks, as of the last look; and what of it the peer was told.
    lacking: BTreeSet<BlobHash>,
    told: BTreeSet<BlobHash>,
    /// Items of a Lack frame that are not answered.
    unanswered: u64,
    is_looked_at: bool,
    /// What the peer lacks: not held here either, and held here but not there yet, as far as was said.
    theirs: BTreeSet<BlobHash>,
    giving: BTreeSet<BlobHash>,
    /// What came wrong there, from here: it is lacking there still, and not given again in this session.
    spoiled: BTreeSet<BlobHash>,
    /// What the peer can give, and nobody has asked for yet.
    sources: BTreeSet<BlobHash>,
    /// What is being asked for: at most as many as parts may be.
    under_way: Vec<UnderWay>,
    pending: VecDeque<WantBlob>,
    /// What has come wrong once.
    doubtful: BTreeSet<BlobHash>,
    /// The parts that the peer wants.
    wanted: VecDeque<WantBlob>,
}

struct UnderWay {
    hash: BlobHash,
    /// Where the next part begins that was not asked for.
    next: u64,
    /// Not known before the first part.
    total: Option<u64>,
}

impl Attaching {
    /// What is lacking as Hello says it.
    pub fn lacks(&mut self, hashes: Vec<BlobHash>) {
        self.lacking = order::set(hashes);
    }

    /// Of all that is lacking; none if nothing is.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        let mut sum = SetSum::default();
        for hash in &self.lacking {
            sum.add(&ItemHash::from_bytes(*hash.as_bytes()));
        }
        (sum.count > 0).then(|| sum.fingerprint())
    }

    pub fn lacks_more(&self) -> bool {
        self.lacking.len() > self.told.len()
    }

    /// Something has changed, from which other attachments may be mentioned or held.
    pub fn look_again(&mut self) {
        self.is_looked_at = false;
    }

    /// A part that the peer wants.
    pub fn wanted(&mut self, want: WantBlob) -> Result<(), Ended> {
        if self.wanted.len() >= MOST_PARTS {
            return Err(broken("it wants more parts at once than it may"));
        }
        self.wanted.push_back(want);
        Ok(())
    }

    /// The next part to ask for, of what is under way.
    fn next_part(&mut self) -> Option<WantBlob> {
        let is_unfinished = |it: &&mut UnderWay| it.total.is_some_and(|total| it.next < total);
        let one = self.under_way.iter_mut().find(is_unfinished)?;
        let want = WantBlob { hash: one.hash, offset: one.next, length: PART_BYTES };
        one.next += PART_BYTES;
        Some(want)
    }

    /// No part of it is asked for any more; what still comes is passed over.
    fn drop(&mut self, hash: &BlobHash) {
        self.under_way.retain(|one| one.hash != *hash);
        self.sources.remove(hash);
    }

    /// The sizes of what is sent fit to what was asked for.
    fn check(&mut self, part: &BlobPart) -> Result<(), Ended> {
        let Some(want) = self.pending.pop_front() else {
            return Err(broken("it sent an attachment that nobody asked for"));
        };
        let length = want.length.min(part.total.saturating_sub(want.offset));
        let is_asked_for = want.hash == part.hash && want.offset == part.offset;
        if !is_asked_for || part.bytes.len() as u64 != length || part.total > MOST_BLOB_BYTES {
            return Err(broken("it sent another part of an attachment than it was asked for"));
        }
        Ok(())
    }
}

impl Dialogue {
    pub(super) fn speaks_of_attachments(&self) -> bool {
        self.agreed.is_some_and(|version| version >= 4)
    }

    /// Whether the two have more to tell of what they lack than the Hellos do, us first. Where both lack the same,
    /// neither can give the other any of it.
    pub(super) fn compare_lacks(&mut self, ours: &Hello, theirs: &Hello) -> [bool; 2] {
        if !self.speaks_of_attachments() {
            return [false; 2];
        }
        if ours.lacking == theirs.lacking {
            self.attaching.told = self.attaching.lacking.clone();
            self.attaching.theirs = self.attaching.lacking.clone();
            return [false; 2];
        }
        [ours.lacking.is_some(), theirs.lacking.is_some()]
    }

    /// True if nothing is held by one side alone, as far as both have said what they lack.
    pub(super) fn attachments_are_settled(&self) -> bool {
        let it = &self.attaching;
        let nothing_is_due = !it.lacks_more() && it.unanswered == 0 && it.giving.is_empty();
        let nothing_comes = it.sources.is_empty() && it.under_way.is_empty();
        let peer_is_done = !self.proof.peer_lacks_more();
        !self.speaks_of_attachments() || (nothing_is_due && nothing_comes && peer_is_done)
    }

    /// Looks at what is lacking and held, if that may have changed, and tells what the peer does not know of it.
    pub(super) fn tell_what_is_lacking<R: Replica>(
        &mut self,
        replica: &mut R,
    ) -> Result<(), Ended> {
        if !self.speaks_of_attachments() {
            return Ok(());
        }
        if !std::mem::replace(&mut self.attaching.is_looked_at, true) {
            self.look(replica)?;
        }
        let it = &mut self.attaching;
        if it.unanswered == 0 && it.lacks_more() {
            let untold = it.lacking.iter().filter(|hash| !it.told.contains(*hash));
            let items: Vec<_> = untold.take(MOST_ENTRIES).copied().collect();
            it.told.extend(&items);
            it.unanswered = items.len() as u64;
            self.say(Lack { items });
        }
        Ok(())
    }

    fn look<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        let it = &mut self.attaching;
        it.lacks(replica.lacking().map_err(store)?);
        let lacking = &it.lacking;
        let got: Vec<_> = it.told.iter().filter(|told| !lacking.contains(*told)).copied().collect();
        it.told.retain(|hash| lacking.contains(hash));
        it.sources.retain(|hash| lacking.contains(hash));
        let theirs: Vec<_> = it.theirs.difference(&it.spoiled).copied().collect();
        let giving: Vec<_> = it.giving.iter().copied().collect();
        it.giving = order::set(replica.held_of(&giving).map_err(store)?);
        let mut news = replica.held_of(&theirs).map_err(store)?;
        for hash in &news {
            it.theirs.remove(hash);
            it.giving.insert(*hash);
        }
        news.extend(replica.held_of(&got).map_err(store)?);
        for items in news.chunks(MOST_ENTRIES) {
            self.say(Have { items: items.to_vec(), ..Have::default() });
        }
        Ok(())
    }

    /// The peer says what it lacks: it hears at once what of it is here.
    pub(super) fn lacked<R: Replica>(&mut self, lack: &Lack, replica: &mut R) -> Result<(), Ended> {
        let items = replica.held_of(&lack.items).map_err(store)?;
        let it = &mut self.attaching;
        it.theirs.extend(&lack.items);
        for hash in &items {
            it.theirs.remove(hash);
            it.giving.insert(*hash);
        }
        if it.theirs.len() > MOST_LACKED {
            return Err(broken("it lacks more attachments than it can"));
        }
        self.say(Have { items, answered: lack.items.len() as u64, bad: Vec::new() });
        Ok(())
    }

    /// The peer holds these: what is lacking here can be asked for, and the rest is held by both.
    pub(super) fn had<R: Replica>(&mut self, have: &Have, replica: &mut R) -> Result<(), Ended> {
        let it = &mut self.attaching;
        it.unanswered = it
            .unanswered
            .checked_sub(have.answered)
            .ok_or_else(|| broken("it answers more than it was told"))?;
        let mut shared = Vec::new();
        for hash in &have.items {
            it.theirs.remove(hash);
            it.giving.remove(hash);
            match it.lacking.contains(hash) {
                true if it.under_way.iter().any(|one| one.hash == *hash) => {}
                true => drop(it.sources.insert(*hash)),
                false => shared.push(*hash),
            }
        }
        for hash in &have.bad {
            if it.giving.remove(hash) {
                it.theirs.insert(*hash);
                it.spoiled.insert(*hash);
            }
        }
        if shared.is_empty() {
            return Ok(());
        }
        replica.held_by(&self.peer, &shared).map_err(store)
    }

    /// A part has come.
    pub(super) fn part<R: Replica>(
        &mut self,
        part: &BlobPart,
        replica: &mut R,
    ) -> Result<(), Ended> {
        self.attaching.check(part)?;
        let it = &mut self.attaching;
        let Some(one) = it.under_way.iter_mut().find(|one| one.hash == part.hash) else {
            return Ok(());
        };
        let BlobPart { hash, offset, total, ref bytes } = *part;
        if total == 0 {
            it.drop(&hash);
            return Ok(());
        }
        one.total = Some(total);
        match replica.keep_part(Part { hash: &hash, offset, total, bytes }).map_err(store)? {
            // Another session may have brought more; and less, where it has thrown bad parts away.
            Kept::Until(until) if until < offset + bytes.len() as u64 => one.next = until,
            Kept::Until(until) => one.next = one.next.max(until),
            Kept::Unneeded => it.drop(&hash),
            Kept::Whole(documents) => return self.whole(hash, documents, replica),
            Kept::Bad => self.came_wrong(hash),
        }
        Ok(())
    }

    fn whole<R: Replica>(
        &mut self,
        hash: BlobHash,
        documents: Vec<DocumentId>,
        replica: &mut R,
    ) -> Result<(), Ended> {
        let it = &mut self.attaching;
        it.drop(&hash);
        it.lacking.remove(&hash);
        it.told.remove(&hash);
        self.say(Have { items: vec![hash], ..Have::default() });
        if !documents.is_empty() {
            self.outbox.effects.push(Effect::Applied(documents));
        }
        replica.held_by(&self.peer, &[hash]).map_err(store)
    }

    /// Parts may have come from another peer before: this one is asked once more for all of it, and then no more.
    fn came_wrong(&mut self, hash: BlobHash) {
        self.attaching.drop(&hash);
        match self.attaching.doubtful.insert(hash) {
            true => drop(self.attaching.sources.insert(hash)),
            false => self.say(Have { bad: vec![hash], ..Have::default() }),
        }
    }

    /// Sends parts that are wanted, where no document waits, and asks for the next.
    pub(super) fn exchange_parts<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        if !self.providing.has_more() {
            for want in std::mem::take(&mut self.attaching.wanted) {
                let WantBlob { hash, offset, length } = want;
                let part = replica.blob_part(&hash, offset, length).map_err(store)?;
                let (total, bytes) = part.unwrap_or_default();
                self.say(BlobPart { hash, offset, total, bytes });
            }
        }
        while self.attaching.pending.len() < MOST_PARTS {
            let Some(want) = self.next_want(replica)? else { break };
            self.attaching.pending.push_back(want);
            self.say(want);
        }
        Ok(())
    }

    fn next_want<R: Replica>(&mut self, replica: &mut R) -> Result<Option<WantBlob>, Ended> {
        let it = &mut self.attaching;
        if let Some(want) = it.next_part() {
            return Ok(Some(want));
        }
        if it.under_way.len() >= MOST_PARTS {
            return Ok(None);
        }
        let Some(hash) = it.sources.pop_first() else { return Ok(None) };
        let offset = replica.part_until(&hash).map_err(store)?;
        it.under_way.push(UnderWay { hash, next: offset + PART_BYTES, total: None });
        Ok(Some(WantBlob { hash, offset, length: PART_BYTES }))
    }

    /// Remembers that the peer holds all that is held here, when that has come to be so.
    pub(super) fn note_attachments<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        let was_so = matches!(self.state, State::InSync { .. });
        let is_so = self.speaks_of_attachments()
            && self.documents_are_equal()
            && self.attachments_are_settled()
            && self.attaching.theirs.is_empty()
            && self.exclusions.is_empty();
        match &self.proof.whole {
            Some(whole) if is_so && !was_so => {
                replica.blobs_synced(&self.peer, whole).map_err(store)
            }
            _ => Ok(()),
        }
    }
}
