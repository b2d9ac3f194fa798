//! Every word that the grammar knows, in one place, lower case. A language is added here. Long lists are kept as
//! paragraphs, which rustfmt would stand on end.

use super::PromiseKind;

/// Day names by their offset from Monday. The short English ones may stand with a full stop.
pub(super) const WEEKDAYS: [&[&str]; 7] = [
    &["mon", "monday"],
    &["tue", "tues", "tuesday"],
    &["wed", "weds", "wednesday"],
    &["thu", "thur", "thurs", "thursday"],
    &["fri", "friday"],
    &["sat", "saturday"],
    &["sun", "sunday"],
];

/// Day names of other languages. Those that are also given names count only in small letters.
pub(super) const WEEKDAYS_ABROAD: [&[&str]; 7] = [
    &["montag", "lunes", "lundi"],
    &["dienstag", "martes", "mardi"],
    &["mittwoch", "miércoles", "mercredi"],
    &["donnerstag", "jueves", "jeudi"],
    &["freitag", "viernes", "vendredi"],
    &["samstag", "sábado", "samedi"],
    &["sonntag", "domingo", "dimanche"],
];

pub(super) const MONTHS: [&[&str]; 12] = [
    &["jan", "january"],
    &["feb", "february"],
    &["mar", "march"],
    &["apr", "april"],
    &["may"],
    &["jun", "june"],
    &["jul", "july"],
    &["aug", "august"],
    &["sep", "sept", "september"],
    &["oct", "october"],
    &["nov", "november"],
    &["dec", "december"],
];

pub(super) const TOMORROW: &[&str] = &["tomorrow", "tmrw", "tmr"];

/// Number words, by their value less one; `a` and `an` are one as well.
pub(super) const NUMBERS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// Words that may lead a date and belong to it.
pub(super) const BEFORE_DATE: &[&str] = &["on", "by", "this", "coming", "for"];

/// Words that make the date after them unsure.
#[rustfmt::skip]
pub(super) const DOUBT_BEFORE_DATE: &[&str] = &[
    "before", "after", "since", "until", "till", "from", "not", "except", "every", "each",
    "around", "about", "ca", "approx", "early", "mid", "late", "later", "start", "beginning",
    "of", "nxt", "last", "past", "between",
];

/// Words after which what comes is no longer the date's: a bare hour may stand before them.
pub(super) const AFTER_HOUR: &[&str] =
    &["with", "about", "in", "at", "@", "and", "for", "near", "re", "via", "to"];

/// Parts of a day and the hour and minute they are taken for.
pub(super) const PARTS_OF_DAY: &[(&[&str], i8, i8)] = &[
    (&["after", "work"], 18, 0),
    (&["in", "the", "morning"], 9, 0),
    (&["in", "the", "afternoon"], 15, 0),
    (&["in", "the", "evening"], 19, 0),
    (&["morning"], 9, 0),
    (&["noon"], 12, 0),
    (&["lunchtime"], 12, 30),
    (&["afternoon"], 15, 0),
    (&["evening"], 19, 0),
    (&["night"], 20, 0),
];

/// What an action must have beside its own word before it is taken for a promise.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    /// A date: `coffee` alone may as well be a memory.
    Date,
    /// A date, or somebody: `call her`.
    DateOrPerson,
    /// Anything: `send deck`.
    Object,
}

/// A thing that is promised.
pub(super) struct Action {
    /// The words that open it.
    pub words: &'static [&'static str],
    /// The third person, as in `hoping Bo calls`; empty where there is none.
    pub third: &'static str,
    pub kind: PromiseKind,
    pub wants: Wants,
    /// The time of day that the action itself implies, once it has a date.
    pub hour: Option<(i8, i8)>,
    /// A bare hour is one of the evening.
    pub evening: bool,
}

const fn noun(words: &'static [&'static str], kind: PromiseKind) -> Action {
    Action { words, third: "", kind, wants: Wants::Date, hour: None, evening: false }
}

const fn meal(
    words: &'static [&'static str],
    kind: PromiseKind,
    hour: (i8, i8),
    evening: bool,
) -> Action {
    Action { words, third: "", kind, wants: Wants::Date, hour: Some(hour), evening }
}

const fn verb(
    words: &'static [&'static str],
    third: &'static str,
    kind: PromiseKind,
    wants: Wants,
) -> Action {
    Action { words, third, kind, wants, hour: None, evening: false }
}

pub(super) const ACTIONS: &[Action] = &[
    noun(&["coffee"], PromiseKind::Coffee),
    noun(&["tea"], PromiseKind::Coffee),
    meal(&["breakfast"], PromiseKind::Meet, (8, 0), false),
    meal(&["lunch"], PromiseKind::Lunch, (12, 30), false),
    meal(&["dinner"], PromiseKind::Dinner, (19, 0), true),
    Action { evening: true, ..noun(&["drinks"], PromiseKind::Meet) },
    Action { evening: true, ..noun(&["beer"], PromiseKind::Meet) },
    Action { evening: true, ..noun(&["beers"], PromiseKind::Meet) },
    noun(&["meeting"], PromiseKind::Meet),
    noun(&["meet"], PromiseKind::Meet),
    noun(&["meet", "up"], PromiseKind::Meet),
    noun(&["catch", "up"], PromiseKind::Meet),
    noun(&["visit"], PromiseKind::Meet),
    noun(&["zoom"], PromiseKind::Call),
    noun(&["video", "call"], PromiseKind::Call),
    verb(&["call"], "calls", PromiseKind::Call, Wants::DateOrPerson),
    verb(&["phone"], "phones", PromiseKind::Call, Wants::DateOrPerson),
    verb(&["mail"], "mails", PromiseKind::Mail, Wants::DateOrPerson),
    verb(&["email"], "emails", PromiseKind::Mail, Wants::DateOrPerson),
    verb(&["write"], "writes", PromiseKind::Mail, Wants::DateOrPerson),
    verb(&["text"], "texts", PromiseKind::Mail, Wants::DateOrPerson),
    verb(&["message"], "messages", PromiseKind::Mail, Wants::DateOrPerson),
    verb(&["ping"], "pings", PromiseKind::Mail, Wants::DateOrPerson),
    verb(&["send"], "sends", PromiseKind::Send, Wants::Object),
    verb(&["share"], "shares", PromiseKind::Send, Wants::DateOrPerson),
    verb(&["forward"], "forwards", PromiseKind::Send, Wants::DateOrPerson),
    verb(&["follow", "up"], "", PromiseKind::Other, Wants::Object),
    noun(&["check", "in"], PromiseKind::Other),
    verb(&["intro"], "intros", PromiseKind::Intro, Wants::Object),
    verb(&["introduce"], "introduces", PromiseKind::Intro, Wants::Object),
    verb(&["introduction"], "", PromiseKind::Intro, Wants::Object),
    verb(&["connect"], "connects", PromiseKind::Intro, Wants::Object),
];

/// Words that may stand before an action and say nothing: `grab coffee fri`.
pub(super) const LIGHT_VERBS: &[&str] = &["grab", "get", "have"];

/// Openings of a promise of mine; the longest are first.
pub(super) const MINE: &[&[&str]] = &[
    &["i", "promised", "to"],
    &["i", "promised"],
    &["promised", "to"],
    &["promised"],
    &["i", "will"],
    &["i'll"],
    &["remember", "to"],
    &["todo"],
];

/// Openings of what another owes me.
pub(super) const OWED: &[&[&str]] =
    &[&["owes", "me"], &["waiting", "for"], &["waiting", "on"], &["still", "owes", "me"]];

/// Openings of a promise that somebody else made, after their name or pronoun.
pub(super) const THEIRS: &[&[&str]] =
    &[&["will"], &["promised", "to"], &["promises", "to"], &["promised"], &["is", "going", "to"]];

/// A wish that somebody else acts, before their name or pronoun.
pub(super) const HOPING: &[&str] = &["hoping", "hope"];

pub(super) const CONTRACTED: &[&str] = &["she'll", "he'll", "they'll"];
pub(super) const SUBJECTS: &[&str] = &["she", "he", "they"];
pub(super) const OBJECTS: &[&str] = &["her", "him", "them"];

/// With one of these in it nobody can say that a clause is a promise.
#[rustfmt::skip]
pub(super) const DOUBT: &[&str] = &[
    "not", "no", "never", "don't", "doesn't", "didn't", "won't", "maybe", "perhaps", "probably",
    "if", "unless", "might", "could", "would", "should", "already", "done", "cancelled",
    "canceled", "postponed", "moved", "was", "were", "went", "had", "did", "is", "are",
    "yesterday", "ago", "every", "each", "weekly", "monthly", "daily", "or", "sometime",
    "soonish",
];

/// Openings of what the person needs, and offers; the longest are first.
pub(super) const NEEDS: &[&[&str]] = &[
    &["is", "looking", "for"],
    &["looking", "for"],
    &["searching", "for"],
    &["in", "need", "of"],
    &["they", "need"],
    &["needs"],
    &["seeks"],
    &["seeking"],
];
pub(super) const OFFERS: &[&[&str]] = &[
    &["can", "help", "with"],
    &["happy", "to", "help", "with"],
    &["can", "offer"],
    &["offers"],
    &["offering"],
];

/// Who brought us together. After `through` the name must have a capital.
pub(super) const THROUGH: &[&[&str]] =
    &[&["introduced", "by"], &["intro", "by"], &["intro'd", "by"], &["via"], &["through"]];

/// What `via` also names: a channel, not a person.
#[rustfmt::skip]
pub(super) const CHANNELS: &[&str] = &[
    "linkedin", "email", "e-mail", "mail", "zoom", "whatsapp", "signal", "twitter", "x", "phone",
    "teams", "slack", "discord", "telegram", "instagram", "facebook", "github", "mastodon",
    "bluesky", "xing", "app", "web", "text", "sms",
];

pub(super) const EMPLOYED: &[&[&str]] =
    &[&["works", "at"], &["works", "for"], &["working", "at"], &["working", "for"]];
pub(super) const MET: &[&[&str]] =
    &[&["we", "met", "at"], &["we", "met", "in"], &["met", "at"], &["met", "in"]];

/// After `in` these are no place.
#[rustfmt::skip]
pub(super) const NO_PLACE: &[&str] = &[
    "sales", "marketing", "product", "engineering", "finance", "hr", "it", "ai", "ml", "tech",
    "legal", "rust", "english", "german", "french", "spanish", "person", "touch", "contact",
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
];

/// Heads of a role, and what may stand before them.
#[rustfmt::skip]
pub(super) const ROLES: &[&str] = &[
    "ceo", "cto", "cfo", "coo", "cpo", "cmo", "cio", "ciso", "vp", "founder", "cofounder",
    "co-founder", "engineer", "developer", "designer", "architect", "manager", "director",
    "president", "chair", "owner", "partner", "investor", "recruiter", "researcher", "professor",
    "lecturer", "lawyer", "journalist", "editor", "consultant", "analyst", "scientist",
    "accountant", "student", "head", "lead",
];
#[rustfmt::skip]
pub(super) const ROLE_MODIFIERS: &[&str] = &[
    "senior", "junior", "lead", "head", "chief", "principal", "staff", "deputy", "assistant",
    "associate", "managing", "general", "executive", "former", "founding", "software", "hardware",
    "storage", "systems", "data", "machine", "learning", "ml", "ai", "security", "network",
    "platform", "infrastructure", "cloud", "embedded", "web", "mobile", "ios", "android",
    "backend", "frontend", "research", "graphic", "product", "project", "program", "programme",
    "marketing", "sales", "engineering", "design", "ux", "ui", "technical", "tech", "team", "phd",
    "civil", "mechanical", "electrical", "angel", "patent", "community",
];

/// Roles that may follow a name without a comma, in capitals.
pub(super) const ROLE_INITIALS: &[&str] =
    &["CEO", "CTO", "CFO", "COO", "CPO", "CMO", "CIO", "CISO", "VP"];

/// After these `of` names the organisation: `founder of Acme`, but `head of sales`.
pub(super) const RUNS: &[&str] =
    &["founder", "cofounder", "co-founder", "ceo", "cto", "cfo", "coo", "owner", "president"];

/// Small words that stand inside names.
#[rustfmt::skip]
pub(super) const PARTICLES: &[&str] = &[
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "das", "do", "dos", "du", "la",
    "las", "le", "les", "el", "al", "ul", "bin", "ibn", "bint", "ben", "bat", "abu", "umm", "zu",
    "zum", "zur", "ten", "ter", "het", "af", "av", "und", "y", "e", "i", "na", "mac", "mc", "st",
    "van't", "'t", "o", "d'", "san", "santa",
];

/// Written with a full stop that ends no sentence.
#[rustfmt::skip]
pub(super) const ABBREVIATIONS: &[&str] = &[
    "dr", "prof", "mr", "mrs", "ms", "mx", "st", "sr", "jr", "fr", "co", "no", "nr", "dept",
    "approx", "ca", "etc", "vs", "ing", "dipl", "mag", "rev", "hon", "capt", "gen", "sra", "dra",
    "mme", "mlle", "hr", "abu",
];
/// These end the name of an organisation, full stop and all.
pub(super) const ORG_SUFFIXES: &[&str] = &["inc", "ltd", "corp", "llc", "plc"];

/// In the first piece the name ends before these; what follows is read on its own.
#[rustfmt::skip]
pub(super) const ENDS_NAME: &[&str] = &[
    "might", "could", "would", "should", "does", "from", "who", "whom", "whose", "with", "at",
    "in", "is", "was", "works", "working", "met", "via", "through", "needs", "seeks", "seeking",
    "offers", "offering", "introduced", "the", "my", "our", "owes", "will", "promised", "can",
    "has", "likes", "knows", "wants", "says", "said", "because", "re",
];

/// Two words of which the first would otherwise pass for a name.
pub(super) const ENDS_NAME_PAIRS: &[[&str; 2]] = &[
    ["looking", "for"],
    ["searching", "for"],
    ["happy", "to"],
    ["intro", "by"],
    ["intro", "to"],
    ["waiting", "for"],
];

/// A first piece with one of these is a sentence, not a name.
#[rustfmt::skip]
pub(super) const NO_NAME: &[&str] = &[
    "about", "and", "&", "or", "very", "nice", "great", "good", "lovely", "talk", "talked",
    "chat", "chatted", "spoke", "we", "i", "you", "she", "he", "they", "it", "this", "that",
    "these", "a", "an", "to", "for", "not", "no", "people", "everyone", "someone", "somebody",
    "nobody", "note", "todo", "idea", "had", "did", "buy", "ask", "today", "yesterday",
    "tomorrow", "tonight",
];

/// Who is nobody in particular.
#[rustfmt::skip]
pub(super) const NOBODY: &[&str] = &[
    "a", "an", "the", "some", "someone", "somebody", "people", "folks", "anyone", "my", "our",
    "their", "us", "me",
];

/// Ends the name of the other person in a promise.
#[rustfmt::skip]
pub(super) const AFTER_WHO: &[&str] = &[
    "about", "re", "for", "at", "@", "in", "on", "by", "from", "because", "to", "with", "when",
    "before", "after",
];

/// Follows a person's name directly: `send Bo the deck`.
pub(super) const AFTER_PERSON: &[&str] = &["the", "a", "an", "my", "our", "that", "back", "some"];

/// Says what an address or a number is, and is dropped with it.
#[rustfmt::skip]
pub(super) const LABELS: &[&str] = &[
    "tel", "phone", "mobile", "cell", "ph", "email", "e-mail", "mail", "web", "website", "site",
    "linkedin", "github", "tags", "tag", "handy", "whatsapp", "signal", "blog", "homepage",
];
pub(super) const PHONE_LABELS: &[&str] =
    &["tel", "phone", "mobile", "cell", "ph", "handy", "whatsapp", "signal"];

/// Hosts whose addresses are known without `https://`.
#[rustfmt::skip]
pub(super) const LINK_HOSTS: &[&str] = &[
    "linkedin.com", "github.com", "gitlab.com", "codeberg.org", "twitter.com", "x.com",
    "bsky.app", "instagram.com", "facebook.com", "xing.com", "youtube.com", "mastodon.social",
    "t.me", "wa.me",
];

/// Joins a piece to the one before, and says nothing.
pub(super) const JOINERS: &[&str] = &["and", "also", "then", "plus"];

/// Dropped before what is needed, offered or promised.
pub(super) const ARTICLES: &[&str] = &["a", "an", "some"];
