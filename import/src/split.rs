//! Cuts a file into cards without reading what is inside, so that a broken card costs only itself.

use super::{BadCard, Card, Looks, Reason};
use std::borrow::Cow;
use std::ops::Range;

/// One card's lines, without `BEGIN:VCARD` and `END:VCARD`.
#[derive(Debug, Clone, Copy)]
pub struct RawCard<'a> {
    /// The line of `BEGIN:VCARD`.
    pub line: usize,
    /// The line at which `body` begins.
    pub first: usize,
    pub body: &'a [u8],
}

/// Walks over a file's bytes, card by card.
pub struct Splitter<'a> {
    bytes: Cow<'a, [u8]>,
    cursor: Cursor,
    found: bool,
    /// A card whose BEGIN was read already.
    begun: Option<usize>,
}

/// A line's place: its number from 1, and its bytes without the line end.
struct Line {
    number: usize,
    range: Range<usize>,
}

#[derive(Clone, Copy)]
struct Cursor {
    at: usize,
    number: usize,
}

enum Piece {
    Card { line: usize, first: usize, body: Range<usize> },
    Bad(BadCard),
}

impl<'a> Splitter<'a> {
    pub fn new(bytes: Cow<'a, [u8]>) -> Self {
        Splitter { bytes, cursor: Cursor { at: 0, number: 0 }, found: false, begun: None }
    }

    /// Every card through `read`; what is no card is an error in its place.
    pub fn map_cards(
        mut self,
        read: fn(RawCard<'_>) -> Result<Card, BadCard>,
    ) -> impl Iterator<Item = Result<Card, BadCard>> + use<'a> {
        std::iter::from_fn(move || {
            Some(match self.piece()? {
                Piece::Card { line, first, body } => {
                    let body = self.bytes.get(body).unwrap_or_default();
                    read(RawCard { line, first, body })
                }
                Piece::Bad(bad) => Err(bad),
            })
        })
    }

    /// How many cards and errors there are.
    pub fn count(mut self) -> usize {
        std::iter::from_fn(move || self.piece()).count()
    }

    fn piece(&mut self) -> Option<Piece> {
        if let Some(line) = self.begun.take() {
            return Some(self.card(line));
        }
        let mut stray: Option<(usize, usize)> = None;
        while let Some(line) = self.cursor.next_line(&self.bytes) {
            let text = self.bytes.get(line.range.clone()).unwrap_or_default();
            if begins(text) {
                self.found = true;
                let Some((first, last)) = stray else { return Some(self.card(line.number)) };
                self.begun = Some(line.number);
                return Some(Piece::Bad(no_card_here(first, last)));
            } else if !is_blank(text) && !is_begin_or_end(text, b"END:") {
                stray = Some((stray.map_or(line.number, |(first, _)| first), line.number));
            }
        }
        if !self.found {
            self.found = true;
            let reason = Reason::NoCards(looks(&self.bytes));
            return Some(Piece::Bad(BadCard { line: 1, reason }));
        }
        stray.map(|(first, last)| Piece::Bad(no_card_here(first, last)))
    }

    /// Reads to the card's end. A card inside `AGENT:` (vCard 2.1) belongs to its owner; any other BEGIN is the next
    /// card's, and this one lacks its end.
    fn card(&mut self, line: usize) -> Piece {
        let start = self.cursor;
        let mut inner = 0_usize;
        let mut after_agent = false;
        while let Some(next) = self.cursor.next_line(&self.bytes) {
            let text = self.bytes.get(next.range.clone()).unwrap_or_default();
            if begins(text) && !is_begin_or_end(text, b"END:") {
                if !after_agent && !is_agent(text) {
                    self.begun = Some(next.number);
                    return Piece::Bad(no_end(line, next.number));
                }
                inner += 1;
            } else if is_begin_or_end(text, b"END:") {
                if inner == 0 {
                    if ends_with_begin(text) {
                        self.begun = Some(next.number);
                    }
                    let body = start.at..next.range.start;
                    return Piece::Card { line, first: start.number + 1, body };
                }
                inner -= 1;
            }
            if !is_blank(text) {
                after_agent = is_agent(text) && text.trim_ascii_end().ends_with(b":");
            }
        }
        Piece::Bad(no_end(line, self.cursor.number + 1))
    }
}

impl Cursor {
    fn next_line(&mut self, bytes: &[u8]) -> Option<Line> {
        let rest = bytes.get(self.at..)?;
        let (length, end) = line_end(rest)?;
        let range = self.at..self.at + length;
        self.at += length + end;
        self.number += 1;
        Some(Line { number: self.number, range })
    }
}

/// The length of the first line of `rest` and of its end: LF, CRLF, a lone CR, or CRs before an LF. None after the last.
pub fn line_end(rest: &[u8]) -> Option<(usize, usize)> {
    if rest.is_empty() {
        return None;
    }
    let length = rest.iter().position(|b| matches!(b, b'\r' | b'\n')).unwrap_or(rest.len());
    let tail = rest.get(length..).unwrap_or_default();
    let returns = tail.iter().take(3).take_while(|b| **b == b'\r').count();
    let end = match tail.get(returns) {
        Some(b'\n') => returns + 1,
        _ => returns.min(1),
    };
    Some((length, end))
}

fn is_blank(text: &[u8]) -> bool {
    text.iter().all(|b| b.is_ascii_whitespace() || *b == 0x1A)
}

/// `BEGIN:VCARD` or `END:VCARD`, with whatever follows.
fn is_begin_or_end(text: &[u8], word: &[u8]) -> bool {
    let Some((head, tail)) = text.split_at_checked(word.len()) else { return false };
    head.eq_ignore_ascii_case(word) && starts_with_vcard(tail.trim_ascii_start())
}

fn starts_with_vcard(text: &[u8]) -> bool {
    text.get(..5).is_some_and(|head| head.eq_ignore_ascii_case(b"VCARD"))
}

/// A byte order mark, garbage or the former card's END may stand before BEGIN on its line, as in joined files.
pub fn ends_with_begin(text: &[u8]) -> bool {
    let text = text.trim_ascii_end();
    let tail = text.len().checked_sub(b"BEGIN:VCARD".len()).and_then(|at| text.get(at..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(b"BEGIN:VCARD"))
}

fn begins(text: &[u8]) -> bool {
    is_begin_or_end(text, b"BEGIN:") || ends_with_begin(text)
}

fn is_agent(text: &[u8]) -> bool {
    let head = text.split(|b| matches!(b, b':' | b';')).next().unwrap_or(text);
    let name = head.rsplit(|b| *b == b'.').next().unwrap_or(head);
    name.trim_ascii().eq_ignore_ascii_case(b"AGENT")
}

fn no_end(line: usize, before: usize) -> BadCard {
    BadCard { line, reason: Reason::NoEnd { before } }
}

fn no_card_here(first: usize, last: usize) -> BadCard {
    BadCard { line: first, reason: Reason::NoCardHere { last } }
}

fn looks(bytes: &[u8]) -> Looks {
    let start = bytes.trim_ascii_start();
    let lower = start.get(..start.len().min(512)).unwrap_or_default().to_ascii_lowercase();
    if start.is_empty() {
        Looks::Empty
    } else if start.starts_with(b"PK\x03\x04") {
        Looks::Zip
    } else if lower.starts_with(b"begin:vcalendar") {
        Looks::Calendar
    } else if lower.starts_with(b"<!doctype") || lower.starts_with(b"<html") {
        Looks::WebPage
    } else if is_table(&lower) {
        Looks::Csv
    } else {
        Looks::Unknown
    }
}

/// Two separators or more in the first line, and words in it that a table of people has at its head.
fn is_table(lower: &[u8]) -> bool {
    let header = lower.split(|b| matches!(b, b'\r' | b'\n')).next().unwrap_or_default();
    let header = String::from_utf8_lossy(header);
    let separators = header.matches([',', ';', '\t']).count();
    separators >= 2 && ["name", "mail", "phone", "company"].iter().any(|word| header.contains(word))
}
