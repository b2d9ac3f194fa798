//! Providing: sending the documents that the other side wants, frame by frame as it takes them.

use std::collections::VecDeque;

use super::{Dialogue, broken, store};
use crate::id::{DocumentId, Heads};
use crate::session::limits::{
    BYTES_A_FRAME, DOCUMENTS_A_FRAME, FRAMES_A_CALL, MOST_DOCUMENT_BYTES, MOST_WANTED, WINDOW,
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

/// What the next place in a frame is for.
enum Next {
    Wanted(Version),
    OfAll(DocumentId),
}

impl Providing {
    pub fn is_idle(&self) -> bool {
        self.queue.is_empty()
            && !self.everything_will_be_wanted
            && !self.everything_is_due
            && self.everything.is_none()
            && self.unacknowledged == 0
    }

    pub fn acknowledged(&mut self, frames: u64) -> Result<(), Ended> {
        self.unacknowledged = self
            .unacknowledged
            .checked_sub(frames)
            .ok_or_else(|| broken("it acknowledges documents that were not sent"))?;
        Ok(())
    }

    fn next(&mut self) -> Option<Next> {
        let all = &mut self.everything;
        self.queue
            .pop_front()
            .map(Next::Wanted)
            .or_else(|| all.as_mut().and_then(VecDeque::pop_front).map(Next::OfAll))
    }

    /// The first of the wanted documents that may be sent while the gate is closed.
    fn next_urgent(&mut self, urgent: [DocumentId; 2]) -> Option<Next> {
        let at = self.queue.iter().position(|want| urgent.contains(&want.id))?;
        self.queue.remove(at).map(Next::Wanted)
    }
}

impl Dialogue {
    pub(super) fn wanted(&mut self, want: Want) -> Result<(), Ended> {
        if self.providing.queue.len() + want.items.len() > MOST_WANTED {
            return Err(broken("it wants more at once than it can have been offered"));
        }
        self.providing.queue.extend(want.items);
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
            items.sort_unstable_by_key(|item| (item.time, item.hash));
            let ids = items.into_iter().map(|item| item.id);
            self.providing.everything = Some(ids.filter(|id| !self.is_urgent(id)).collect());
        }
        for _ in 0..FRAMES_A_CALL {
            if self.providing.unacknowledged >= WINDOW {
                break;
            }
            let Some(frame) = self.fill_frame(replica)? else { break };
            self.providing.unacknowledged += 1;
            self.documents.sent += frame.items.len() as u64;
            self.say(frame);
        }
        Ok(())
    }

    /// The next documents, up to the size of a frame; `None` if nothing may be sent.
    fn fill_frame<R: Replica>(&mut self, replica: &mut R) -> Result<Option<Documents>, Ended> {
        let (mut frame, mut bytes) = (Documents::default(), 0);
        for _ in 0..DOCUMENTS_A_FRAME {
            if bytes >= BYTES_A_FRAME {
                break;
            }
            let next = if self.gate.is_empty() {
                self.providing.next()
            } else {
                self.providing.next_urgent([self.devices, self.forgotten])
            };
            match next {
                None => break,
                Some(Next::Wanted(want)) => {
                    if !self.add(&want.id, &want.heads, &mut frame, &mut bytes, replica)? {
                        frame.gone.push(want.id);
                    }
                }
                Some(Next::OfAll(id)) => {
                    self.add(&id, &Heads::default(), &mut frame, &mut bytes, replica)?;
                }
            }
        }
        if self.providing.everything.as_ref().is_some_and(VecDeque::is_empty) {
            self.providing.everything = None;
            frame.end_of_all = true;
        }
        Ok((frame != Documents::default()).then_some(frame))
    }

    /// Adds a document to a frame; false if it is not held (any more).
    fn add<R: Replica>(
        &self,
        id: &DocumentId,
        after: &Heads,
        frame: &mut Documents,
        bytes: &mut usize,
        replica: &mut R,
    ) -> Result<bool, Ended> {
        let Some(payload) = replica.payload(id, after).map_err(store)? else { return Ok(false) };
        *bytes += payload.bytes.len();
        let (id, heads) = (payload.id, payload.heads);
        if payload.bytes.len() > MOST_DOCUMENT_BYTES {
            frame.too_large.push(Version { id, heads });
        } else {
            frame.items.push(Bytes { id, heads, bytes: payload.bytes });
        }
        Ok(true)
    }
}
