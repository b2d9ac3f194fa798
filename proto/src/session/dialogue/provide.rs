//! Providing: sending the documents that the other side wants, frame by frame as it takes them.

use std::collections::VecDeque;

use super::{Dialogue, broken, store};
use crate::id::{DocumentId, Heads};
use crate::order;
use crate::session::limits::{
    BYTES_A_FRAME, DOCUMENTS_A_FRAME, FRAMES_A_CALL, MOST_DOCUMENT_BYTES, MOST_HEADS, MOST_WANTED,
    WINDOW,
};
use crate::session::wire::{Bytes, Documents, Version, Want};
use crate::session::{Ended, Replica};

/// What is still to be sent. Documents are read when their frame is made.
#[derive(Default)]
pub struct Providing {
    queue: VecDeque<Version>,
    /// The peer holds nothing but singletons, and is going to ask for everything.
    pub everything_will_be_wanted: bool,
    everything_was_wanted: bool,
    everything_is_due: bool,
    everything: Option<VecDeque<DocumentId>>,
    unacknowledged: u64,
}

impl Providing {
    pub fn is_idle(&self) -> bool {
        self.queue.is_empty()
            && !self.everything_will_be_wanted
            && !self.everything_is_due
            && self.everything.is_none()
            && self.unacknowledged == 0
    }

    /// Whether documents are to be sent before anything that is no document.
    pub fn has_more(&self) -> bool {
        self.everything_is_due || self.still_to_send() > 0
    }

    /// How many documents the peer wants and has not been sent.
    pub fn still_to_send(&self) -> u64 {
        (self.queue.len() + self.everything.as_ref().map_or(0, VecDeque::len)) as u64
    }

    pub fn acknowledged(&mut self, frames: u64) -> Result<(), Ended> {
        self.unacknowledged = self
            .unacknowledged
            .checked_sub(frames)
            .ok_or_else(|| broken("it acknowledges documents that were not sent"))?;
        Ok(())
    }

    /// The next of the wanted documents; while only these may be sent, of the singletons among them.
    fn next_wanted(&mut self, urgent: Option<[DocumentId; 2]>) -> Option<Version> {
        let Some(urgent) = urgent else { return self.queue.pop_front() };
        let at = self.queue.iter().position(|want| urgent.contains(&want.id))?;
        self.queue.remove(at)
    }
}

impl Dialogue {
    pub(super) fn wanted(&mut self, want: Want) -> Result<(), Ended> {
        if self.providing.queue.len() + want.items.len() > MOST_WANTED {
            return Err(broken("it wants more at once than it can have been offered"));
        }
        for item in want.items {
            match self.is_urgent(&item.id) {
                true => self.providing.queue.push_front(item),
                false => self.providing.queue.push_back(item),
            }
        }
        Ok(())
    }

    pub(super) fn wanted_all(&mut self) -> Result<(), Ended> {
        let providing = &mut self.providing;
        if std::mem::replace(&mut providing.everything_was_wanted, true) {
            return Err(broken("it wants everything twice"));
        }
        providing.everything_will_be_wanted = false;
        providing.everything_is_due = true;
        Ok(())
    }

    pub(super) fn send_documents<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        if self.gate.is_empty() && std::mem::take(&mut self.providing.everything_is_due) {
            let mut items = replica.items().map_err(store)?;
            // In the order of time, neighbours resemble each other and deflate well.
            order::sort_by_key(&mut items, |item| (item.time, item.hash));
            let ids = items.into_iter().map(|item| item.id);
            self.providing.everything = Some(ids.filter(|id| !self.is_urgent(id)).collect());
        }
        for _ in 0..FRAMES_A_CALL {
            if self.providing.unacknowledged >= WINDOW {
                break;
            }
            let frame = self.fill_with_wanted(replica)?;
            let frame = match frame {
                None if !self.only_what_is_urgent() => self.fill_with_everything(replica)?,
                frame => frame,
            };
            let Some(frame) = frame else { break };
            self.providing.unacknowledged += 1;
            self.documents.sent += frame.items.len() as u64;
            self.say(frame);
        }
        Ok(())
    }

    /// Whether one side has yet to hear of devices or forgotten ids: no other documents are sent until then.
    fn only_what_is_urgent(&self) -> bool {
        !self.gate.is_empty() || self.offering.holds_documents_back()
    }

    /// The next documents that were wanted, up to the size of a frame; `None` if none may be sent.
    fn fill_with_wanted<R: Replica>(
        &mut self,
        replica: &mut R,
    ) -> Result<Option<Documents>, Ended> {
        let urgent = [self.devices, self.forgotten];
        let urgent = self.only_what_is_urgent().then_some(urgent);
        let (mut frame, mut bytes) = (Documents::default(), 0);
        for _ in 0..DOCUMENTS_A_FRAME {
            if bytes >= BYTES_A_FRAME {
                break;
            }
            let Some(want) = self.providing.next_wanted(urgent) else { break };
            match add(&want.id, &want.heads, &mut frame, replica)? {
                Some(added) => bytes += added,
                None => frame.gone.push(want.id),
            }
        }
        Ok((frame != Documents::default()).then_some(frame))
    }

    /// The next of all documents, up to the size of a frame; `None` if not everything was wanted.
    fn fill_with_everything<R: Replica>(
        &mut self,
        replica: &mut R,
    ) -> Result<Option<Documents>, Ended> {
        let Some(everything) = &mut self.providing.everything else { return Ok(None) };
        let (mut frame, mut bytes) = (Documents { of_all: true, ..Documents::default() }, 0);
        while frame.items.len() < DOCUMENTS_A_FRAME && bytes < BYTES_A_FRAME {
            let Some(id) = everything.pop_front() else { break };
            bytes += add(&id, &Heads::default(), &mut frame, replica)?.unwrap_or(0);
        }
        if everything.is_empty() {
            self.providing.everything = None;
            frame.end_of_all = true;
        }
        Ok(Some(frame))
    }
}

/// Adds a document to a frame, and says of how many bytes; `None` if it is not held (any more).
fn add<R: Replica>(
    id: &DocumentId,
    after: &Heads,
    frame: &mut Documents,
    replica: &mut R,
) -> Result<Option<usize>, Ended> {
    let Some(payload) = replica.payload(id, after).map_err(store)? else { return Ok(None) };
    let (id, heads) = (payload.id, payload.heads);
    let bytes = payload.bytes.len() + 32 * heads.as_slice().len();
    if payload.bytes.len() > MOST_DOCUMENT_BYTES || heads.as_slice().len() > MOST_HEADS {
        frame.too_large.push(Version { id, heads });
        return Ok(Some(0));
    }
    frame.items.push(Bytes { id, heads, bytes: payload.bytes });
    Ok(Some(bytes))
}
