//! What the owner tells of themselves: their own card.

use mingle_proto::given::{Fields, Named};
use mingle_proto::id::Heads;
use mingle_proto::kind::Kind;
use mingle_proto::record::Me;
use serde::Serialize;

use super::edit::{edit_ways, set, trimmed};
use super::{EntriesEdit, Journal, JournalError, Moment};
use crate::store::StoreError;

/// The owner, as they stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Mine {
    /// The version of the record that this is, for edits.
    pub heads: Heads,
    pub me: Me,
}

/// What to change of the owner's card; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct MeEdit {
    #[cfg_attr(feature = "page", tsify(optional))]
    pub name: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub org: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub role: Option<String>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub emails: Option<EntriesEdit>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub phones: Option<EntriesEdit>,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub links: Option<EntriesEdit>,
}

impl Named for MeEdit {
    fn fields(&mut self, f: &mut Fields) {
        f.may("name", &mut self.name);
        f.may("org", &mut self.org);
        f.may("role", &mut self.role);
        f.may("emails", &mut self.emails);
        f.may("phones", &mut self.phones);
        f.may("links", &mut self.links);
    }
}

impl Journal {
    /// The owner's own record.
    pub fn my_card(&self) -> Result<Mine, JournalError> {
        let id = Kind::Me.singleton_id();
        let mut document = self.reading().document(&id)?.ok_or(StoreError::Missing(id))?;
        Ok(Mine { heads: document.heads(), me: document.read() })
    }

    /// Changes the owner's record as they saw it at `base`, as [`Journal::edit_person`] does; false if that changed
    /// nothing. It goes from hand to hand: a way that nobody could reach one by is refused.
    pub fn edit_my_card(
        &mut self,
        base: &Heads,
        edit: &MeEdit,
        moment: Moment,
    ) -> Result<bool, JournalError> {
        check(edit)?;
        self.store.write(moment.now, |writing| {
            Ok(writing.change::<Me>(&Kind::Me.singleton_id(), |document, writer| {
                document.edit_at(writer, base, |me: &mut Me| apply(edit, me))
            })?)
        })
    }
}

/// Fails on the first new way that is none.
fn check(edit: &MeEdit) -> Result<(), JournalError> {
    let refused = |ways: &Option<EntriesEdit>, fits: fn(&str) -> bool| {
        let ways = ways.as_ref()?;
        let mut new = trimmed(&ways.add).chain(ways.set.keys().map(String::as_str));
        new.find(|way| !fits(way)).map(str::to_owned)
    };
    if let Some(asked) = refused(&edit.phones, is_number) {
        return Err(JournalError::NoPhone { asked });
    }
    if let Some(asked) = refused(&edit.emails, is_email) {
        return Err(JournalError::NoEmail { asked });
    }
    match refused(&edit.links, is_link) {
        Some(asked) => Err(JournalError::NoLink { asked }),
        None => Ok(()),
    }
}

/// Five digits or more and no letters, but for an extension: `x12`, `ext. 12`, `#12`.
fn is_number(way: &str) -> bool {
    let small = way.to_lowercase();
    let whole = small.trim().trim_start_matches("tel:");
    let at = whole.find(|c: char| c.is_alphabetic() || c == '#').unwrap_or(whole.len());
    let (number, extension) = whole.split_at(at);
    let digits = |text: &str| text.chars().filter(|c| c.is_numeric()).count();
    let letters: String = extension.chars().filter(|c| c.is_alphabetic()).collect();
    digits(number) >= 5
        && (extension.is_empty() || digits(extension) > 0)
        && matches!(letters.as_str(), "" | "x" | "ext" | "extension")
}

/// One `@` with something on both sides, and no spaces.
fn is_email(way: &str) -> bool {
    let is_side = |side: &str| !side.is_empty() && !side.contains([' ', '\t', '\u{a0}', '@']);
    way.split_once('@').is_some_and(|(name, host)| is_side(name) && is_side(host))
}

/// `https://ana.example/me`, `http` too, or the host and path alone; no script, no file.
fn is_link(way: &str) -> bool {
    let small = way.to_lowercase();
    let web = ["https://", "http://"].into_iter().find_map(|scheme| small.strip_prefix(scheme));
    let rest = web.unwrap_or(&small);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    !small.contains(char::is_whitespace)
        && host.trim_matches('.').contains('.')
        && host.chars().all(is_host)
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

fn apply(edit: &MeEdit, me: &mut Me) {
    for (field, to) in
        [(&mut me.name, &edit.name), (&mut me.org, &edit.org), (&mut me.role, &edit.role)]
    {
        set(field, to.as_deref().map(str::trim));
    }
    for (field, to) in [
        (&mut me.emails, &edit.emails),
        (&mut me.phones, &edit.phones),
        (&mut me.links, &edit.links),
    ] {
        edit_ways(field, to.as_ref());
    }
}
