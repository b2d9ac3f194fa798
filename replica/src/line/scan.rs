//! A line cut into words with their places, and into pieces at commas, semicolons, spaced dashes and ends of sentences.

use std::ops::Range;

use super::words;

/// A word as it stands in the line.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    /// As written, without the separator that ended it.
    pub text: &'a str,
    /// In small letters, without punctuation at its edges: what tables are asked for.
    pub key: String,
    /// Byte offset of `text` in the line.
    pub start: usize,
    /// The word was inside quotes or brackets.
    pub held: bool,
}

impl<'a> Word<'a> {
    fn new(text: &'a str, start: usize, held: bool) -> Self {
        let core = text.trim_matches(is_edge);
        let core = if core.is_empty() { text } else { core };
        let key = core.to_lowercase().replace('’', "'").replace('＠', "@");
        Self { text, key, start, held }
    }

    /// The byte offset after the word.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The first letter is a capital.
    pub fn is_capital(&self) -> bool {
        self.text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
    }

    /// The word has letters of a script without capitals.
    pub fn is_caseless(&self) -> bool {
        self.text
            .chars()
            .find(|c| c.is_alphabetic())
            .is_some_and(|c| !c.is_uppercase() && !c.is_lowercase())
    }

    /// A capital, or a script that has none.
    pub fn is_proper(&self) -> bool {
        self.is_capital() || self.is_caseless()
    }

    pub fn is_one_of(&self, table: &[&str]) -> bool {
        table.contains(&self.key.as_str())
    }

    /// The part of the word between two bytes of it; the whole word where they are no boundaries.
    pub fn part(&self, from: usize, to: usize) -> Self {
        match self.text.get(from..to) {
            Some(text) => Self::new(text, self.start + from, self.held),
            None => self.clone(),
        }
    }

    fn shortened(&self) -> Self {
        let last = self.text.chars().next_back().map_or(0, char::len_utf8);
        self.part(0, self.text.len() - last)
    }
}

/// Marks that steer the direction of text and are not part of a word.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn is_edge(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ':'
            | '!'
            | '?'
            | '…'
            | '"'
            | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '('
            | ')'
            | '['
            | ']'
    ) || is_invisible(c)
}

fn is_separator(c: char) -> bool {
    matches!(c, ',' | ';' | '、' | '，' | '；' | '،' | '؛' | '。' | '\n' | '\r')
}

/// The words of a range, as it stands in `source`: everything from the first to the last.
pub(super) fn span(words: &[Word<'_>]) -> Range<usize> {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => first.start..last.end(),
        _ => 0..0,
    }
}

/// The words as text, with single spaces.
pub(super) fn join(words: &[Word<'_>]) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word.text);
    }
    text
}

/// How many words of `phrase` stand at the start of `words`: all of them, or `None`.
pub(super) fn starts_with(words: &[Word<'_>], phrase: &[&str]) -> Option<usize> {
    let same =
        words.len() >= phrase.len() && words.iter().zip(phrase).all(|(word, key)| word.key == *key);
    same.then_some(phrase.len())
}

/// The length of the first phrase of `table` that opens `words`.
pub(super) fn opening(words: &[Word<'_>], table: &[&[&str]]) -> Option<usize> {
    table.iter().find_map(|phrase| starts_with(words, phrase))
}

/// Cuts a line into pieces. No piece is empty.
pub(super) fn pieces(line: &str) -> Vec<Vec<Word<'_>>> {
    let cut = cut_words(line);
    let mut pieces: Vec<Vec<Word<'_>>> = Vec::new();
    let mut piece: Vec<Word<'_>> = Vec::new();
    for (index, (word, separated)) in cut.iter().enumerate() {
        if is_dash(word) {
            push_piece(&mut pieces, &mut piece);
            continue;
        }
        let next = cut.get(index + 1).map(|(next, _)| next);
        let separated = *separated && !joins_year(&piece, word, next);
        let (word, ends) = end_of_word(word, next, separated, pieces.is_empty(), &piece);
        piece.push(word);
        if ends {
            push_piece(&mut pieces, &mut piece);
        }
    }
    push_piece(&mut pieces, &mut piece);
    pieces
}

fn push_piece<'a>(pieces: &mut Vec<Vec<Word<'a>>>, piece: &mut Vec<Word<'a>>) {
    if !piece.is_empty() {
        pieces.push(std::mem::take(piece));
    }
}

fn is_dash(word: &Word<'_>) -> bool {
    !word.held && matches!(word.text, "-" | "–" | "—" | "|" | "·" | "•" | "--")
}

/// The comma of `Nov 27, 2026` does not cut.
fn joins_year(piece: &[Word<'_>], day: &Word<'_>, next: Option<&Word<'_>>) -> bool {
    let month =
        piece.last().is_some_and(|word| words::MONTHS.iter().any(|names| word.is_one_of(names)));
    let number = day.key.starts_with(|c: char| c.is_ascii_digit());
    let year = next.is_some_and(|next| {
        next.key.len() == 4 && next.key.bytes().all(|byte| byte.is_ascii_digit())
    });
    month && number && year
}

/// The word without a full stop that ends a sentence, and whether the piece ends with it.
fn end_of_word<'a>(
    word: &Word<'a>,
    next: Option<&Word<'a>>,
    separated: bool,
    in_first: bool,
    piece: &[Word<'a>],
) -> (Word<'a>, bool) {
    let last = separated || next.is_none();
    if word.held {
        return (word.clone(), last);
    }
    if in_first
        && word.text.ends_with(':')
        && word.text.len() > 1
        && !is_keyword(piece.first().unwrap_or(word))
    {
        return (word.shortened(), true);
    }
    if !ends_sentence(word, next) {
        return (word.clone(), last);
    }
    let keeps_stop = word.is_one_of(words::ORG_SUFFIXES) || word.text.ends_with('?');
    (if keeps_stop { word.clone() } else { word.shortened() }, true)
}

fn is_keyword(word: &Word<'_>) -> bool {
    let opens =
        |table: &[&[&str]]| table.iter().any(|phrase| phrase.first() == Some(&word.key.as_str()));
    opens(words::NEEDS)
        || opens(words::OFFERS)
        || opens(words::MINE)
        || opens(words::OWED)
        || word.is_one_of(words::LABELS)
        || words::ACTIONS.iter().any(|action| action.words.first() == Some(&word.key.as_str()))
}

fn ends_sentence(word: &Word<'_>, next: Option<&Word<'_>>) -> bool {
    if !word.text.ends_with(['.', '!', '?', '…']) {
        return false;
    }
    let stop = word.text.ends_with('.');
    let letters = word.key.chars().filter(|c| c.is_alphabetic()).count();
    if stop
        && (letters < 2
            || word.key.contains('.')
            || word.is_one_of(words::ABBREVIATIONS)
            || word.is_one_of(words::PHONE_LABELS))
    {
        return false;
    }
    if stop && words::MONTHS.iter().any(|names| word.is_one_of(names)) {
        return next.is_none();
    }
    if stop && words::WEEKDAYS.iter().any(|names| word.is_one_of(names)) {
        return next.is_none_or(Word::is_capital);
    }
    letters > 0
}

/// Words, each with whether a separator ended it.
fn cut_words(line: &str) -> Vec<(Word<'_>, bool)> {
    let mut cut: Vec<(Word<'_>, bool)> = Vec::new();
    let mut start: Option<usize> = None;
    let mut held = Held::new(line);
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inside = held.step(at, c, start.is_none());
        let next = chars.peek().map(|(_, next)| *next);
        let separates = is_separator(c)
            && !inside
            && !belongs(line.get(start.unwrap_or(at)..at).unwrap_or_default(), c, next);
        if separates || c.is_whitespace() || is_invisible(c) && start.is_none() {
            if let Some(from) = start.take() {
                push_word(&mut cut, line, from, at, inside);
            }
            if let (true, Some(last)) = (separates, cut.last_mut()) {
                last.1 = true;
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    if let Some(from) = start {
        push_word(&mut cut, line, from, line.len(), held.closing.is_some());
    }
    cut
}

fn push_word<'a>(
    cut: &mut Vec<(Word<'a>, bool)>,
    line: &'a str,
    from: usize,
    to: usize,
    held: bool,
) {
    let text = line.get(from..to).unwrap_or_default().trim_end_matches(is_invisible);
    if !text.is_empty() {
        cut.push((Word::new(text, from, held), false));
    }
}

/// A comma inside a number or an address belongs to it.
fn belongs(so_far: &str, separator: char, next: Option<char>) -> bool {
    let address = so_far.starts_with("http://")
        || so_far.starts_with("https://")
        || so_far.starts_with("www.");
    if address {
        return matches!(separator, ',' | ';') && next.is_some_and(|c| !c.is_whitespace());
    }
    separator == ','
        && so_far.ends_with(|c: char| c.is_ascii_digit())
        && next.is_some_and(|c: char| c.is_ascii_digit())
}

/// Follows quotes and brackets. One that is never closed holds nothing.
struct Held {
    closing: Option<char>,
    last: [(char, char, Option<usize>); 6],
}

impl Held {
    fn new(line: &str) -> Self {
        let pairs = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('(', ')'), ('[', ']')];
        Self { closing: None, last: pairs.map(|(open, close)| (open, close, line.rfind(close))) }
    }

    /// Whether the character at `at` is inside.
    fn step(&mut self, at: usize, c: char, word_starts: bool) -> bool {
        if let Some(closing) = self.closing {
            if c == closing || c == '\n' {
                self.closing = None;
            }
            return c != '\n';
        }
        if word_starts {
            let pair = self
                .last
                .iter()
                .find(|(open, _, last)| *open == c && last.is_some_and(|last| last > at));
            self.closing = pair.map(|(_, close, _)| *close);
        }
        self.closing.is_some()
    }
}
