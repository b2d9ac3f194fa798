//! The ids of what an entry makes follow from its ticket, so that the same entry never makes anything twice.

use mingle_proto::id::DocumentId;

/// The ids of what one line of an entry makes.
#[derive(Debug, Clone, Copy)]
pub struct Ids {
    ticket: DocumentId,
    line: usize,
}

/// Something that a line makes.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    Person,
    Interaction,
    Move(usize),
    Need(usize),
    Offer(usize),
}

impl Ids {
    pub fn new(ticket: DocumentId, line: usize) -> Self {
        Self { ticket, line }
    }

    /// The first half of a BLAKE3 hash over the ticket, the number of the line, and the part of it.
    pub fn of(&self, part: Part) -> DocumentId {
        let (name, number) = match part {
            Part::Person => (0u8, 0),
            Part::Interaction => (1, 0),
            Part::Move(number) => (2, number),
            Part::Need(number) => (3, number),
            Part::Offer(number) => (4, number),
        };
        let mut hasher =
            blake3::Hasher::new_derive_key("mingle 1 made by an entry: ticket, line, part");
        hasher.update(self.ticket.as_bytes());
        hasher.update(&(self.line as u64).to_le_bytes());
        hasher.update(&[name]);
        hasher.update(&(number as u64).to_le_bytes());
        let mut id = [0; 16];
        hasher.finalize_xof().fill(&mut id);
        DocumentId::from_bytes(id)
    }

    /// What the change says of itself that adds to someone who was known.
    pub fn message(&self) -> String {
        format!("entry {} line {}", self.ticket, self.line)
    }
}
