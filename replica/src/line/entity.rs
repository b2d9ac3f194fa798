//! Addresses, numbers, links and tags: what a word is by its own shape.

use super::scan::{self, Word};
use super::{Field, words};

/// Something that a word, or a few, are by their shape.
pub(super) struct Entity {
    pub field: Field,
    pub text: String,
    /// How many words it takes.
    pub length: usize,
}

/// What stands at the start of `words`. `labelled` says that a word for a telephone came before.
pub(super) fn entity(words: &[Word<'_>], labelled: bool) -> Option<Entity> {
    let first = words.first()?;
    let one = |field, text: &str| Some(Entity { field, text: text.to_owned(), length: 1 });
    if let Some(text) = tag(first.text) {
        return one(Field::Tag, text);
    }
    if let Some(text) = email(first.text) {
        return one(Field::Email, text);
    }
    if let Some(text) = link(first.text) {
        return one(Field::Link, text);
    }
    phone(words, labelled)
}

fn tag(text: &str) -> Option<&str> {
    let name = text.strip_prefix('#')?.trim_end_matches(['.', '!', '?', ':', ')']);
    let shaped =
        name.chars().all(|c| c.is_alphanumeric() || !c.is_ascii() || matches!(c, '-' | '_'));
    (shaped && name.chars().any(|c| c.is_alphabetic() || !c.is_ascii() && !c.is_numeric()))
        .then_some(name)
}

fn email(text: &str) -> Option<&str> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let text = text.trim_matches(['<', '>', '(', ')', '"', '.', ':', '!', '?', '[', ']']);
    let (local, domain) = text.split_once('@')?;
    let (host, top) = domain.rsplit_once('.')?;
    let plain =
        |part: &str| part.chars().all(|c| c.is_alphanumeric() || !c.is_ascii() || "-.".contains(c));
    let local_fits = !local.is_empty()
        && local.chars().all(|c| c.is_alphanumeric() || !c.is_ascii() || "._%+-'".contains(c));
    let host_fits = plain(host) && host.split('.').all(|label| !label.is_empty());
    let top_fits =
        top.chars().count() >= 2 && top.chars().all(|c| c.is_alphabetic() || !c.is_ascii());
    (local_fits && host_fits && top_fits).then_some(text)
}

fn link(text: &str) -> Option<&str> {
    let text = text
        .trim_start_matches(['<', '(', '"'])
        .trim_end_matches(['.', ',', '!', '?', '>', ')', '"', ':', ';']);
    let lower = text.to_ascii_lowercase();
    let full = ["https://", "http://"].iter().find_map(|scheme| lower.strip_prefix(scheme));
    if let Some(rest) = full {
        return rest.starts_with(char::is_alphanumeric).then_some(text);
    }
    if let Some(rest) = lower.strip_prefix("www.") {
        return (rest.contains('.') && rest.starts_with(char::is_alphanumeric)).then_some(text);
    }
    let (host, path) = lower.split_once('/')?;
    let known = |name: &str| {
        host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'))
    };
    (!path.is_empty() && words::LINK_HOSTS.iter().any(|name| known(name))).then_some(text)
}

/// A number with `+`, with a leading nought, in the North American form, or after a word for a telephone.
fn phone(words: &[Word<'_>], labelled: bool) -> Option<Entity> {
    let length = words.iter().take_while(|word| is_number_part(word.text)).count();
    let (first, taken) = (words.first()?, words.get(..length)?);
    let text = seen(&scan::join(taken));
    let text = text.strip_prefix("tel:").unwrap_or(&text).trim_end_matches(['.', '-', '/']);
    let digits: Vec<usize> =
        text.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|n| *n > 0).collect();
    let count: usize = digits.iter().sum();
    let american = digits == [3, 3, 4];
    let open = text.starts_with('+')
        || text.starts_with('0')
        || text.starts_with("(0")
        || first.text.starts_with("tel:");
    let enough = if labelled { 5 } else { 7 };
    let shaped = open || american || labelled;
    (shaped && (enough..=15).contains(&count) && !looks_like_date(taken) && balanced(text))
        .then(|| Entity { field: Field::Phone, text: text.to_owned(), length })
}

/// Without marks of direction, and with one kind of hyphen.
fn seen(text: &str) -> String {
    let hyphen = |c| if matches!(c, '\u{2010}' | '\u{2011}' | '\u{2212}') { '-' } else { c };
    text.chars().filter(|c| !scan::is_invisible(*c)).map(hyphen).collect()
}

fn is_number_part(text: &str) -> bool {
    let text = seen(text);
    let text = text.strip_prefix("tel:").unwrap_or(&text);
    let number = text.strip_prefix('+').unwrap_or(text);
    number.chars().any(|c| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || "-./()".contains(c))
}

fn balanced(text: &str) -> bool {
    text.matches('(').count() == text.matches(')').count()
}

fn looks_like_date(words: &[Word<'_>]) -> bool {
    words.iter().any(|word| {
        let text = seen(word.text);
        let parts: Vec<usize> = text.split(['.', '/', '-']).map(str::len).collect();
        matches!(parts.as_slice(), [1 | 2, 1 | 2, 2 | 4] | [1 | 2, 1 | 2, 0] | [4, 2, 2])
    })
}
