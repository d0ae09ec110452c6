//! The table of heads: the word, its sign, the record it makes, and the keys it takes.

use crate::domain::Kind;

/// What a line says it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Head {
    /// Something said.
    Note,
    /// A problem, heard.
    Prob,
    /// What they asked for.
    Asked,
    /// What they need.
    Need,
    /// The next why of a problem.
    Why,
    /// Our promise.
    Owe,
    /// Their promise.
    Wait,
    /// What we received.
    Got,
    /// What we gave.
    Gave,
    /// What we fight for.
    Adv,
    /// A trend of an industry.
    Trend,
    /// An open question.
    Ask,
    /// One fact.
    Fact,
    /// One fact in their own words.
    Quote,
    /// A complaint.
    Complaint,
    /// An alternative they might take.
    Rival,
    /// A person.
    Person,
    /// The customer has been told of a fight's end.
    Told,
    /// A promise kept, a question asked, a complaint resolved.
    Done,
}

/// A word before a colon that says something of the record.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Key {
    /// By when.
    Due,
    /// On which day.
    On,
    /// By whom.
    By,
    /// To whom.
    To,
    /// From whom we have it.
    Src,
    /// About which record.
    Of,
    /// What it costs.
    Cost,
    /// Who may see it.
    Vis,
}

impl Key {
    const WORDS: [(&'static str, Key); 8] = [
        ("due", Key::Due),
        ("on", Key::On),
        ("by", Key::By),
        ("to", Key::To),
        ("src", Key::Src),
        ("of", Key::Of),
        ("cost", Key::Cost),
        ("vis", Key::Vis),
    ];

    /// Finds a key by its word.
    pub fn parse(word: &str) -> Option<Key> {
        Self::WORDS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(word))
            .map(|(_, key)| *key)
    }

    /// Gives its word.
    pub fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(_, key)| *key == self)
            .map_or("", |(word, _)| word)
    }
}

/// One row of the table of heads.
pub struct Row {
    /// The head.
    pub head: Head,
    /// The word that people type.
    pub word: &'static str,
    /// One character that stands for it at the start of a line in the workbench.
    pub sign: Option<char>,
    /// The kind of record that it makes or changes.
    pub kind: Kind,
    /// The keys that it takes; any other key is text.
    pub keys: &'static [Key],
    /// What it becomes, for help.
    pub help: &'static str,
}

const fn row(
    head: Head,
    word: &'static str,
    sign: Option<char>,
    kind: Kind,
    keys: &'static [Key],
    help: &'static str,
) -> Row {
    Row {
        head,
        word,
        sign,
        kind,
        keys,
        help,
    }
}

use Key::{By, Cost, Due, Of, On, Src, To, Vis};

/// Every head, in the order in which help lists them.
#[rustfmt::skip]
pub const HEADS: &[Row] = &[
    row(Head::Note, "note", None, Kind::Touchpoint, &[On, Src, Of, Vis], "a line of the call or meeting you are in, else a touchpoint of today"),
    row(Head::Prob, "prob", Some('!'), Kind::Problem, &[Src, Cost, Of, Vis], "a problem, heard, in their words"),
    row(Head::Asked, "asked", None, Kind::Problem, &[Src, Of], "what they asked for"),
    row(Head::Need, "need", None, Kind::Problem, &[Src, Of], "what they need"),
    row(Head::Why, "why", Some('='), Kind::Problem, &[Src, Of], "the next why of the problem just named"),
    row(Head::Owe, "owe", Some('>'), Kind::Promise, &[Due, By, To, Src, Of, Vis], "our promise"),
    row(Head::Wait, "wait", Some('<'), Kind::Promise, &[Due, By, To, Src, Of, Vis], "their promise"),
    row(Head::Got, "got", None, Kind::Touchpoint, &[On, Src, Of, Vis], "what we received"),
    row(Head::Gave, "gave", None, Kind::Touchpoint, &[On, To, Src, Of, Vis], "what we gave"),
    row(Head::Adv, "adv", Some('^'), Kind::Advocacy, &[Due, By, To, Src, Of, Cost, Vis], "what we fight for inside our company"),
    row(Head::Trend, "trend", Some('~'), Kind::Trend, &[Src, Of, Vis], "a trend of an industry; with an account, what it means for them"),
    row(Head::Ask, "ask", Some('?'), Kind::Question, &[To, Src, Of, Vis], "an open question"),
    row(Head::Fact, "fact", Some('*'), Kind::Learning, &[On, Src, Of, Vis], "a learning"),
    row(Head::Quote, "quote", None, Kind::Learning, &[On, Src, Of, Vis], "a learning in their own words"),
    row(Head::Complaint, "complaint", None, Kind::Touchpoint, &[On, Due, By, To, Src, Of, Vis], "a complaint, with its recovery to run"),
    row(Head::Rival, "rival", None, Kind::Alternative, &[Src, Of, Vis], "an alternative they might take"),
    row(Head::Person, "person", None, Kind::Person, &[Src, Vis], "a person; e-mail and phone are recognised"),
    row(Head::Told, "told", None, Kind::Advocacy, &[On, Due, To], "they have been told how our fight ended, or where their complaint stands"),
    row(Head::Done, "done", None, Kind::Promise, &[], "a promise kept, a question asked, a complaint resolved"),
];

impl Head {
    /// Gives its row.
    pub fn row(self) -> &'static Row {
        // The table has a row for every head; a test says so.
        HEADS.iter().find(|r| r.head == self).unwrap_or(&HEADS[0])
    }

    /// Finds a head by its word, without regard to case.
    pub fn parse(word: &str) -> Option<Head> {
        HEADS
            .iter()
            .find(|r| r.word.eq_ignore_ascii_case(word))
            .map(|r| r.head)
    }

    /// Finds a head by its sign.
    pub fn of_sign(sign: char) -> Option<Head> {
        HEADS.iter().find(|r| r.sign == Some(sign)).map(|r| r.head)
    }
}

/// Words that people write before a colon and do not mean an account by, though an account may begin so.
///
/// They count only for beginnings: an account whose whole name or alias is such a word is found.
#[rustfmt::skip]
const PROSE: &[&str] = &[
    // English
    "about", "action", "actions", "add", "address", "after", "again", "agenda", "aim", "aims", "all", "also", "and", "answer", "any", "approx",
    "apr", "aug", "avg", "bad", "before", "best", "big", "bonus", "both", "brief", "but", "call", "cause", "cell", "central", "change", "check",
    "city", "con", "concern", "concerns", "cons", "contact", "cost", "costs", "date", "deadline", "deal", "dec", "decision", "delivery", "demo",
    "dep", "details", "direct", "east", "effect", "email", "end", "est", "eta", "etc", "example", "fax", "feb", "feedback", "few", "final", "first",
    "focus", "follow", "for", "fri", "from", "fyi", "gas", "general", "global", "goal", "goals", "good", "great", "group", "head", "her", "here", "high",
    "him", "his", "home", "hot", "how", "idea", "ideas", "imp", "important", "info", "input", "inter", "international", "issue", "issues", "item",
    "jan", "job", "jul", "jun", "just", "key", "last", "later", "lead", "learned", "let", "like", "link", "list", "location", "log", "long", "low",
    "main", "mar", "max", "may", "mem", "met", "min", "mobile", "mon", "more", "name", "national", "new", "news", "next", "nope", "nor", "north",
    "not", "nota", "notes", "nov", "now", "oct", "offer", "office", "old", "one", "only", "open", "option", "options", "order", "orders", "our",
    "out", "outcome", "over", "owner", "pain", "part", "people", "per", "phone", "plan", "plus", "point", "points", "post", "price", "prices",
    "pricing", "pro", "product", "progress", "project", "pros", "proposal", "purpose", "question", "questions", "quick", "reason", "ref",
    "remember", "reminder", "req", "result", "results", "risk", "risks", "role", "sales", "same", "sat", "say", "second", "sep", "service", "she",
    "short", "since", "site", "small", "solution", "some", "soon", "source", "south", "spec", "standard", "start", "state", "status", "step", "steps",
    "still", "strong", "subject", "sum", "summary", "sun", "support", "table", "task", "team", "tel", "temp", "ten", "term", "terms", "test", "that",
    "the", "their", "them", "then", "they", "thing", "things", "third", "this", "thu", "time", "tip", "title", "todo", "todos", "top", "topic",
    "total", "tue", "two", "union", "unit", "united", "update", "urgent", "val", "value", "via", "view", "vol", "warning", "web", "wed", "west", "what",
    "when", "where", "which", "who", "win", "with", "work", "yes", "yet", "you", "your",
    // German
    "aber", "achtung", "alle", "also", "alt", "auch", "aufgabe", "bei", "bitte", "dann", "das", "dass", "der", "die", "dort", "ein", "eine", "ergebnis",
    "frage", "fragen", "grund", "heute", "hier", "ihr", "ihre", "kosten", "man", "menge", "morgen", "nach", "nein", "neu", "nicht", "noch", "nur", "oder",
    "preis", "preise", "sie", "stand", "termin", "thema", "und", "von", "was", "wer", "wert", "wichtig", "wie", "wir", "wunsch", "ziel", "zum", "zur",
    // French
    "aussi", "avec", "bien", "bon", "but", "cher", "date", "demande", "des", "donc", "elle", "fait", "ils", "les", "lui", "mais", "mois", "non",
    "notre", "nous", "objet", "oui", "par", "pas", "point", "pour", "prix", "quand", "que", "quel", "qui", "sans", "son", "sujet", "sur", "tout",
    "une", "votre", "vous",
    // Spanish
    "ahora", "algo", "alto", "asunto", "bajo", "bien", "causa", "como", "con", "cosa", "cuando", "del", "dice", "dijo", "ella", "ellos", "esta",
    "este", "fecha", "gran", "hay", "hoy", "las", "los", "mas", "muy", "nada", "nota", "nuevo", "otra", "otro", "para", "pero", "por", "precio",
    "que", "quien", "rey", "sin", "sol", "tema", "todo", "una", "uno", "ver",
];

/// Says whether a word before a colon is prose rather than the beginning of an account's name.
pub fn is_prose(word: &str) -> bool {
    let word = word.to_lowercase();
    PROSE.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_head_has_one_row() {
        for row in HEADS {
            assert_eq!(row.head.row().word, row.word);
            assert_eq!(Head::parse(row.word), Some(row.head));
            assert_eq!(row.sign.and_then(Head::of_sign), row.sign.map(|_| row.head));
        }
    }
}
