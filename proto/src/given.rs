//! What another program says in JSON, read by one piece of code for all types.
//!
//! serde's derived reading is made anew for each type and each of its fields, half a kilobyte of the page's module every
//! time. Here a value is read whole, and then each type takes its fields out of it.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::id::{DeviceId, DocumentId};
use crate::order;
use crate::timestamp::Timestamp;

/// A value of which nothing is known yet. Numbers are whole: no field here has others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    Nothing,
    Truth(bool),
    Number(i64),
    Text(String),
    List(Vec<Given>),
    Fields(Fields),
}

/// Why a value is not what it should be; a sentence for whoever writes the other program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Wrong(pub String);

/// What can be read from a value.
pub trait Heard: Sized {
    fn heard(given: Given) -> Result<Self, Wrong>;
}

/// A type that has a value for every field that is not named.
pub trait Named: Default {
    /// Takes every field that is named.
    fn fields(&mut self, fields: &mut Fields);

    /// Whether fields that it does not know are a mistake.
    const IS_STRICT: bool = true;
}

impl<T: Named> Heard for T {
    fn heard(given: Given) -> Result<Self, Wrong> {
        let mut fields = Fields::of(given)?;
        let mut value = T::default();
        value.fields(&mut fields);
        fields.end(T::IS_STRICT)?;
        Ok(value)
    }
}

/// The fields of a value, by their names, and what was wrong first with those that were taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    left: Vec<(String, Given)>,
    wrong: Option<Wrong>,
}

impl Fields {
    pub fn of(given: Given) -> Result<Self, Wrong> {
        match given {
            Given::Fields(fields) => Ok(fields),
            other => Err(other.instead_of("named fields")),
        }
    }

    /// Takes a field, if it is named; else `value` stays.
    pub fn may<T: Heard>(&mut self, name: &str, value: &mut T) {
        if let Some(given) = self.remove(name) {
            self.hear(name, given, value);
        }
    }

    /// Takes a field that has to be named.
    pub fn must<T: Heard>(&mut self, name: &str, value: &mut T) {
        match self.remove(name) {
            Some(given) => self.hear(name, given, value),
            None => self.note(Wrong(format!("`{name}` is missing"))),
        }
    }

    /// Takes a field that has to be named, and nothing can stand for.
    pub fn take<T: Heard>(&mut self, name: &str) -> Result<T, Wrong> {
        let mut value = None;
        self.must(name, &mut value);
        value.ok_or_else(|| self.wrong.take().unwrap_or_else(|| Wrong(format!("`{name}` is null"))))
    }

    /// Fails if anything was wrong, or is left over where that is a mistake.
    pub fn end(self, is_strict: bool) -> Result<(), Wrong> {
        match (self.wrong, self.left.first()) {
            (Some(wrong), _) => Err(wrong),
            (None, Some((name, _))) if is_strict => Err(Wrong(format!("`{name}` is not known"))),
            _ => Ok(()),
        }
    }

    fn remove(&mut self, name: &str) -> Option<Given> {
        let at = self.left.iter().position(|(one, _)| one == name)?;
        Some(self.left.swap_remove(at).1)
    }

    fn hear<T: Heard>(&mut self, name: &str, given: Given, value: &mut T) {
        match T::heard(given) {
            Ok(heard) => *value = heard,
            Err(Wrong(why)) => self.note(Wrong(format!("`{name}`: {why}"))),
        }
    }

    fn note(&mut self, wrong: Wrong) {
        self.wrong.get_or_insert(wrong);
    }
}

impl Given {
    fn instead_of(&self, wanted: &str) -> Wrong {
        let found = match self {
            Given::Nothing => "nothing",
            Given::Truth(_) => "true or false",
            Given::Number(_) => "a number",
            Given::Text(_) => "a text",
            Given::List(_) => "a list",
            Given::Fields(_) => "named fields",
        };
        Wrong(format!("{found} where {wanted} should be"))
    }

    fn text(self) -> Result<String, Wrong> {
        match self {
            Given::Text(text) => Ok(text),
            other => Err(other.instead_of("a text")),
        }
    }

    fn number(self) -> Result<i64, Wrong> {
        match self {
            Given::Number(number) => Ok(number),
            other => Err(other.instead_of("a whole number")),
        }
    }
}

impl Heard for String {
    fn heard(given: Given) -> Result<Self, Wrong> {
        given.text()
    }
}

impl Heard for Timestamp {
    fn heard(given: Given) -> Result<Self, Wrong> {
        given.number().map(Self)
    }
}

macro_rules! heard {
    (numbers $($number:ident)*; texts $($text:ident)*) => {
        $(impl Heard for $number {
            fn heard(given: Given) -> Result<Self, Wrong> {
                given.number()?.try_into().map_err(|_| Wrong("a number out of range".to_owned()))
            }
        })*
        $(impl Heard for $text {
            fn heard(given: Given) -> Result<Self, Wrong> {
                given.text()?.parse().map_err(|error: crate::id::IdError| Wrong(error.to_string()))
            }
        })*
    };
}

heard! { numbers i32 u32 usize; texts DocumentId DeviceId }

impl<T: Heard> Heard for Option<T> {
    fn heard(given: Given) -> Result<Self, Wrong> {
        if given == Given::Nothing { Ok(None) } else { T::heard(given).map(Some) }
    }
}

impl<T: Heard> Heard for Vec<T> {
    fn heard(given: Given) -> Result<Self, Wrong> {
        match given {
            Given::List(list) => list.into_iter().map(T::heard).collect(),
            other => Err(other.instead_of("a list")),
        }
    }
}

impl Heard for (u32, u32) {
    fn heard(given: Given) -> Result<Self, Wrong> {
        match Vec::heard(given)?.as_slice() {
            [one, other] => Ok((*one, *other)),
            _ => Err(Wrong("a list that is no pair".to_owned())),
        }
    }
}

impl Heard for BTreeSet<String> {
    fn heard(given: Given) -> Result<Self, Wrong> {
        Vec::heard(given).map(order::set::<String>)
    }
}

impl Heard for BTreeMap<String, String> {
    fn heard(given: Given) -> Result<Self, Wrong> {
        let mut map = BTreeMap::new();
        for (name, given) in Fields::of(given)?.left {
            map.insert(name, given.text()?);
        }
        Ok(map)
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of whole numbers and texts")
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given::Nothing)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Given, E> {
        Ok(Given::Truth(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Given, E> {
        Ok(Given::Number(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Given, E> {
        let number = i64::try_from(number).map_err(|_| E::custom("a number out of range"))?;
        Ok(Given::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Given, E> {
        Ok(Given::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Given, E> {
        Ok(Given::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Given, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Given::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Given, A::Error> {
        let mut left = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            left.push(entry);
        }
        Ok(Given::Fields(Fields { left, wrong: None }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[derive(Debug, Default, PartialEq)]
    struct Seat {
        name: String,
        row: u32,
        tags: BTreeSet<String>,
        about: Option<DocumentId>,
    }

    impl Named for Seat {
        fn fields(&mut self, f: &mut Fields) {
            f.must("name", &mut self.name);
            f.may("row", &mut self.row);
            f.may("tags", &mut self.tags);
            f.may("about", &mut self.about);
        }
    }

    fn seat(fields: &[(&str, Given)]) -> Result<Seat, Wrong> {
        let left = fields.iter().map(|(name, given)| ((*name).to_owned(), given.clone()));
        Seat::heard(Given::Fields(Fields { left: left.collect(), wrong: None }))
    }

    fn text(text: &str) -> Given {
        Given::Text(text.to_owned())
    }

    #[test]
    fn what_is_named_is_taken_and_the_rest_is_as_by_default() {
        let id = "0123456789abcdefghjkmnpqr0";
        let tags = Given::List(vec![text("بدر"), text("Zoë")]);
        let named = [("about", text(id)), ("tags", tags), ("name", text("Zoë Müller"))];
        let heard = seat(&named).unwrap();
        assert_eq!(heard.about.map(|id| id.to_string()).as_deref(), Some(id));
        assert_eq!(heard.tags, order::set(["Zoë".to_owned(), "بدر".to_owned()]));
        assert_eq!((heard.name.as_str(), heard.row), ("Zoë Müller", 0));
        let nothing = seat(&[("name", text("")), ("about", Given::Nothing)]);
        assert_eq!(nothing, Ok(Seat::default()));
    }

    #[test]
    fn what_is_wrong_is_said_of_the_field_and_nothing_is_guessed() {
        let name = ("name", text("Ana"));
        for (fields, why) in [
            (vec![], "`name` is missing"),
            (vec![name.clone(), ("rwo", Given::Number(1))], "`rwo` is not known"),
            (vec![("name", Given::Nothing)], "`name`: nothing where a text should be"),
            (vec![name.clone(), ("row", Given::Number(-1))], "`row`: a number out of range"),
            (
                vec![name.clone(), ("row", text("1"))],
                "`row`: a text where a whole number should be",
            ),
            (
                vec![name, ("tags", Given::Truth(true))],
                "`tags`: true or false where a list should be",
            ),
        ] {
            assert_eq!(seat(&fields), Err(Wrong(why.to_owned())), "{fields:?}");
        }
    }
}
