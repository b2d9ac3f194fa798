use super::property::Property;

/// What a number or an address is called: the group's `X-ABLabel` first, else what TYPE says, in words of ours:
/// `work`, `home`, `mobile`, `work mobile`, `home fax`, `pager`, `main`... Empty where nothing is said.
pub fn label(property: &Property, group_label: Option<&String>) -> String {
    group_label
        .filter(|label| !label.is_empty())
        .cloned()
        .unwrap_or_else(|| from_types(&property.types))
}

/// Apple's `_$!<HomePage>!$_` is `homepage`; a label that a person made stays as it stands.
pub fn written_label(text: &str) -> String {
    let text = text.trim();
    match text.strip_prefix("_$!<").and_then(|rest| rest.strip_suffix(">!$_")) {
        Some("") | None => text.to_owned(),
        Some(word) => word.to_lowercase(),
    }
}

fn from_types(types: &[String]) -> String {
    let has = |words: &[&str]| types.iter().any(|found| words.contains(&found.as_str()));
    let place = if has(&["work"]) {
        "work"
    } else if has(&["home"]) {
        "home"
    } else {
        ""
    };
    let kind = if has(&["fax"]) {
        "fax"
    } else if has(&["cell", "mobile", "iphone"]) {
        "mobile"
    } else if has(&["pager"]) {
        "pager"
    } else if has(&["car"]) {
        "car"
    } else if has(&["main", "main-number"]) {
        "main"
    } else {
        ""
    };
    match (place, kind) {
        ("", "") => own_word(types),
        ("", word) | (word, "") => word.to_owned(),
        (place, kind) => format!("{place} {kind}"),
    }
}

/// A word that is in no version's list: somebody's own label.
fn own_word(types: &[String]) -> String {
    const SAID_BY_NO_LABEL: [&str; 24] = [
        "voice",
        "pref",
        "internet",
        "x400",
        "text",
        "video",
        "msg",
        "bbs",
        "modem",
        "isdn",
        "pcs",
        "textphone",
        "dom",
        "intl",
        "postal",
        "parcel",
        "jpeg",
        "jpg",
        "png",
        "uri",
        "apple",
        "applelink",
        "smtp",
        "ipv6",
    ];
    let own =
        types.iter().find(|word| !word.is_empty() && !SAID_BY_NO_LABEL.contains(&word.as_str()));
    own.map(|word| word.strip_prefix("x-").unwrap_or(word).to_owned()).unwrap_or_default()
}
