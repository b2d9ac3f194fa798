use super::{CARD_PROPERTY_LIMIT, CARD_TEXT_LIMIT};
use thiserror::Error;

/// Part of a file that did not become a contact.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}{reason}", self.place())]
pub struct BadCard {
    /// The line at which the trouble begins, from 1.
    pub line: usize,
    pub reason: Reason,
}

/// Why. [`Reason::hint`] names the fix.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Reason {
    #[error("this card has no END:VCARD; it may be cut off")]
    NoEnd {
        /// The line before which END:VCARD belongs.
        before: usize,
    },
    #[error("this card has no name, nickname, organisation, email or phone number")]
    Nameless,
    #[error("this card has more than {} kB of text", CARD_TEXT_LIMIT >> 10)]
    TooMuchText,
    #[error("this card has more than {CARD_PROPERTY_LIMIT} properties")]
    TooManyProperties,
    #[error("what stands here, up to line {last}, belongs to no card")]
    NoCardHere { last: usize },
    #[error("There is no card in this file{}.", .0.tail())]
    NoCards(Looks),
}

/// What a file without a card seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    Empty,
    Csv,
    Calendar,
    Zip,
    WebPage,
    Unknown,
}

impl BadCard {
    /// The line; a file without cards is not wrong at any one line.
    fn place(&self) -> String {
        match self.reason {
            Reason::NoCards(_) => String::new(),
            _ => format!("line {}: ", self.line),
        }
    }

    /// What to do about it, as a sentence.
    pub fn hint(&self) -> String {
        self.reason.hint(self.line)
    }
}

impl Reason {
    fn hint(&self, line: usize) -> String {
        let again = "then import the file again: people who are in already are not doubled";
        match self {
            Reason::NoEnd { before } => {
                format!("Put a line END:VCARD before line {before}, {again}.")
            }
            Reason::Nameless => {
                format!("Put a line such as FN:Ana Ruiz after line {line}, {again}.")
            }
            Reason::TooMuchText | Reason::TooManyProperties => {
                format!(
                    "Shorten the card that begins at line {line}, or take it out of the file, {again}."
                )
            }
            Reason::NoCardHere { last } => format!(
                "If it is part of a person, put BEGIN:VCARD before line {line} and END:VCARD after line {last}, {again}; \
                 otherwise nothing is missing."
            ),
            Reason::NoCards(looks) => looks.hint().to_owned(),
        }
    }
}

impl Looks {
    fn tail(self) -> &'static str {
        match self {
            Looks::Empty => ": it is empty",
            Looks::Csv => ": it is a table (CSV)",
            Looks::Calendar => ": it is a calendar",
            Looks::Zip => ": it is a ZIP archive",
            Looks::WebPage => ": it is a web page",
            Looks::Unknown => "",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Looks::Empty => {
                "Export the contacts again, and check that the new file is larger than 0 bytes."
            }
            Looks::Csv => {
                "Export from the address book as vCard (.vcf) in place of CSV; in Google Contacts: Export, 'vCard (for iOS Contacts)'."
            }
            Looks::Calendar => {
                "Export from the address book, not from the calendar; the file's name should end in .vcf."
            }
            Looks::Zip => "Unpack the archive first, and import the .vcf file inside it.",
            Looks::WebPage => {
                "The download may have been a sign-in page: sign in, export again, and import the .vcf file."
            }
            Looks::Unknown => {
                "Export from the address book as vCard (.vcf); such a file begins with the line BEGIN:VCARD."
            }
        }
    }
}
