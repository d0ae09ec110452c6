//! A person's own say on which column is what: a small TOML file, and what is remembered for a header.
//!
//! ```toml
//! kind = "person"          # or account, deal, touchpoint, promise, note, survey, activity
//! system = "shop"          # whose ids the id column holds
//! table = "hubspot contacts"  # a known table of which only these columns are read otherwise
//! dates = "dmy"            # or mdy; only where the file leaves it open
//!
//! [columns]
//! "Kd.-Nr." = "id"
//! "Ansprechpartner" = "name"
//! "Firma" = "account"
//! "Intern" = "skip"
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::Kind;

use super::{
    header::Column,
    values::DayOrder,
    vendors::{Means, Part},
};

/// Says which column is what, for tables with one header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMap {
    /// The kind of record that a row makes.
    pub kind: String,
    /// Whose ids the id column holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The known table, such as `salesforce contacts`, whose other columns are read as ever: only those named here differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// `dmy` or `mdy`, for dates that the file leaves open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<String>,
    /// `point` or `comma`: the decimal sign of numbers, where nothing in the file shows it or it was read wrongly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<String>,
    /// The currency of amounts that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// How its letters are written, where that is guessed wrongly: a name of the Encoding Standard, such as `windows-1250`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The sign between its cells, where that is guessed wrongly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// The header's name to a field's name, `extra` or `skip`.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
}

impl ColumnMap {
    /// Reads a map's TOML; the error says what is wrong and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let map: Self =
            toml::from_str(text).map_err(|error| error.to_string().trim().replace('\n', " "))?;
        if map.kind != "activity" && super::vendors::for_kind(&map.kind).is_none() {
            return Err(format!(
                "kind = \"{}\" is unknown; use person, account, deal, touchpoint, promise, note, survey or activity",
                map.kind
            ));
        }
        if let Some(table) = &map.table
            && super::vendors::titled(table).is_none()
        {
            return Err(format!(
                "table = \"{table}\" is no table that is known; leave it out, and name every column"
            ));
        }
        for (column, target) in &map.columns {
            if !targets(&map.kind).contains(&target.as_str()) {
                return Err(format!(
                    "\"{column}\" = \"{target}\": no such field of {}; use one of {}",
                    map.kind,
                    targets(&map.kind).join(", ")
                ));
            }
        }
        if map.dates.is_some() && map.order().is_none() {
            return Err("dates must be \"dmy\" or \"mdy\"".to_owned());
        }
        if map.decimal.is_some() && map.comma().is_none() {
            return Err("decimal must be \"point\" or \"comma\"".to_owned());
        }
        if let Some(name) = &map.encoding
            && super::decode::named(name).is_none()
        {
            return Err(format!(
                "encoding = \"{name}\" is unknown; say \"utf-8\", \"windows-1252\", \"windows-1250\" or another name of the Encoding Standard"
            ));
        }
        if map
            .delimiter
            .is_some_and(|sign| !sign.is_ascii() || matches!(sign, '"' | '\n' | '\r'))
        {
            return Err("delimiter must be one sign of ASCII, and no quote".to_owned());
        }
        Ok(map)
    }

    /// Writes the map as TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// Gives the order of its dates.
    pub fn order(&self) -> Option<DayOrder> {
        match self.dates.as_deref()?.to_ascii_lowercase().as_str() {
            "dmy" | "day first" => Some(DayOrder::DayFirst),
            "mdy" | "month first" => Some(DayOrder::MonthFirst),
            _ => None,
        }
    }

    /// Says whether the comma is the decimal sign of its numbers.
    pub fn comma(&self) -> Option<bool> {
        decimal_comma(self.decimal.as_deref()?)
    }

    /// Says what a column means; nothing where the map does not name it.
    pub fn means(&self, column: &Column) -> Option<Means> {
        let target = self
            .columns
            .iter()
            .find(|(name, _)| super::header::fold(name) == column.folded)
            .map(|(_, target)| target)?;
        means_of(&self.kind, target)
    }
}

/// Reads the word for a decimal sign: `comma` or `point`, or the sign itself.
pub fn decimal_comma(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "comma" | "," => Some(true),
        "point" | "." => Some(false),
        _ => None,
    }
}

/// Lists the targets that a map can name for a kind, for help and for the guided mapping.
pub fn targets(kind: &str) -> Vec<&'static str> {
    if kind == "activity" {
        return ACTIVITY.iter().copied().chain(["skip"]).collect();
    }
    all(kind)
        .iter()
        .map(|(name, _)| *name)
        .chain(["extra", "skip"])
        .collect()
}

/// What a row of orders or usage can say.
const ACTIVITY: [&str; 13] = [
    "on",
    "account",
    "account_id",
    "order",
    "product",
    "product_name",
    "site",
    "channel",
    "quantity",
    "amount",
    "unit_price",
    "discount",
    "currency",
];

/// The kinds that a map can make of a row, with what a person calls such rows.
pub const KINDS: [(&str, &str); 8] = [
    ("person", "people"),
    ("account", "accounts"),
    ("deal", "deals"),
    ("touchpoint", "meetings and calls"),
    ("promise", "promises: what is to be done"),
    ("note", "notes"),
    ("survey", "survey answers"),
    ("activity", "orders or usage"),
];

/// Guesses which kind of record rows are, by how many of their columns are understood.
pub fn likely_kind(header: &[String], sample: &[Vec<String>]) -> &'static str {
    let known = |kind: &str| {
        let guessed = guess(kind, header, sample);
        let known = guessed
            .iter()
            .filter(|target| **target != "extra" && **target != "skip");
        let known = known.count();
        // What would make nothing is not what it is.
        (known > 0 && lacks(kind, &guessed).is_none(), known)
    };
    // Of two that understand as much the first counts: people come more often than the rest.
    let kinds = KINDS.iter().rev().map(|(kind, _)| *kind);
    kinds.max_by_key(|kind| known(kind)).unwrap_or("person")
}

/// Guesses what each column is, by its name and what stands in it; `extra` where nobody knows.
pub fn guess(kind: &str, header: &[String], sample: &[Vec<String>]) -> Vec<&'static str> {
    let mut taken: Vec<&'static str> = Vec::new();
    let allowed = targets(kind);
    let means =
        |column: &Column| super::vendors::for_kind(kind)?.means(&column.folded, &column.pattern);
    let is_dated = header
        .iter()
        .any(|name| means(&Column::new(name)) == Some(Means::Moment("starts")));
    let guessed: Vec<&'static str> = header
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let column = Column::new(name);
            let values: Vec<&str> = sample
                .iter()
                .filter_map(|row| row.get(at))
                .map(|cell| cell.trim())
                .filter(|cell| !cell.is_empty())
                .collect();
            // "Name (Last, First)" is a name; what stands in brackets says how it is written.
            let before = name
                .split('(')
                .next()
                .filter(|before| before.len() < name.len());
            if is_dated && means(&column) == Some(Means::Moment("typed")) {
                return "extra";
            }
            let target = by_name(kind, &column)
                .or_else(|| before.and_then(|before| by_name(kind, &Column::new(before))))
                .or_else(|| by_values(kind, &values))
                .or_else(|| (at == 0 && is_number(&column, &values)).then_some("id"))
                .filter(|target| allowed.contains(target));
            // A list takes several columns; what is one value takes the first that fits.
            let many = ["emails", "phones", "handles", "tags", "notes", "people"];
            let target = target.filter(|target| many.contains(target) || !taken.contains(target));
            taken.extend(target);
            target.unwrap_or(if kind == "activity" { "skip" } else { "extra" })
        })
        .collect();
    by_looks(kind, guessed, sample)
}

/// Says whether the first column numbers the rows: its name says so, and no two are the same.
fn is_number(column: &Column, values: &[&str]) -> bool {
    let ends = ["nr", "no", "id", "nummer", "number", "num", "code", "ref"];
    let begins = ["cod", "num", "nr", "id", "ref"];
    let folded = column.folded.as_str();
    let mut seen = std::collections::BTreeSet::new();
    (ends.iter().any(|end| folded.ends_with(end))
        || begins.iter().any(|begin| folded.starts_with(begin)))
        && values.len() > 1
        && values.iter().all(|value| {
            value.contains(|sign: char| sign.is_ascii_digit())
                && !value.contains(' ')
                && seen.insert(*value)
        })
}

/// Finds the company and the name among columns whose own names say nothing: companies have legal forms behind them, people
/// are a few capitalised words.
fn by_looks(
    kind: &str,
    mut guessed: Vec<&'static str>,
    sample: &[Vec<String>],
) -> Vec<&'static str> {
    let (company, person) = match kind {
        "person" => ("account", Some("name")),
        "account" => ("name", None),
        "activity" | "deal" | "touchpoint" | "note" | "survey" => ("account", None),
        _ => return guessed,
    };
    let values = |at: usize| {
        let cells = sample.iter().filter_map(move |row| row.get(at));
        cells
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    };
    let has = |guessed: &[&str], any: &[&str]| guessed.iter().any(|target| any.contains(target));
    let free = |guessed: &[&str], at: usize| matches!(guessed.get(at), Some(&("extra" | "skip")));
    if !has(&guessed, &[company]) {
        let formed = |cell: &str| {
            let folded = crate::domain::names::fold(cell);
            cell.len() < 80 && super::world::has_legal_form(&folded)
        };
        let found = (0..guessed.len()).find(|at| free(&guessed, *at) && values(*at).any(formed));
        if let Some(at) = found {
            guessed[at] = company;
        }
    }
    if let Some(person) = person
        && !has(&guessed, &["name", "first_name", "last_name"])
    {
        let called = |cell: &str| {
            let words: Vec<&str> = cell.split_whitespace().collect();
            let capital = |word: &&&str| word.chars().next().is_some_and(char::is_uppercase);
            (2..=6).contains(&words.len())
                && cell.len() < 60
                && !cell.contains(|sign: char| sign.is_ascii_digit() || "@;:/".contains(sign))
                && words.iter().filter(capital).count() >= 2
        };
        // Surnames first are a comma in each of them; a comma here and there is none of a name.
        let alike = |at: usize| {
            let commas: Vec<usize> = values(at).map(|cell| cell.matches(',').count()).collect();
            commas.iter().all(|count| *count == 0) || commas.iter().all(|count| *count == 1)
        };
        let found = (0..guessed.len()).find(|at| {
            free(&guessed, *at)
                && values(*at).next().is_some()
                && values(*at).all(called)
                && alike(*at)
        });
        if let Some(at) = found {
            guessed[at] = person;
        }
    }
    guessed
}

fn by_name(kind: &str, column: &Column) -> Option<&'static str> {
    if kind == "activity" {
        return super::activity::named(&column.folded);
    }
    let layout = super::vendors::for_kind(kind)?;
    let means = layout.means(&column.folded, &column.pattern)?;
    Some(name_of(kind, means)).filter(|name| *name != "extra")
}

fn by_values(kind: &str, values: &[&str]) -> Option<&'static str> {
    if values.is_empty() {
        return None;
    }
    let all = |test: fn(&str) -> bool| values.iter().all(|value| test(value));
    let day = |value: &&str| {
        matches!(
            super::values::date(value, None),
            super::values::ReadDate::Is(_) | super::values::ReadDate::Ambiguous
        )
    };
    let on = match kind {
        "activity" | "survey" | "note" => Some("on"),
        "touchpoint" => Some("starts"),
        "deal" => Some("closes"),
        _ => None,
    };
    if on.is_some() && values.iter().all(day) {
        return on;
    }
    let digits = |value: &str| value.chars().filter(char::is_ascii_digit).count();
    if kind == "person" && all(|value| value.contains('@') && !value.contains(' ')) {
        return Some("emails");
    }
    let phone = |value: &&str| {
        (7..=15).contains(&digits(value))
            && value
                .chars()
                .all(|sign| sign.is_ascii_digit() || "+()-/. ".contains(sign))
            && value.contains(['+', '(', '/', '-', ' '])
            && (value.starts_with(['+', '(']) || super::values::number(value, None).is_none())
            && !day(value)
    };
    (kind == "person" && values.iter().all(phone)).then_some("phones")
}

/// Says what a map lacks for its rows to make anything; nothing where it will do.
pub fn lacks(kind: &str, chosen: &[&str]) -> Option<&'static str> {
    let has = |any: &[&str]| any.iter().any(|target| chosen.contains(target));
    match kind {
        "person" if !has(&["name", "first_name", "last_name", "emails", "phones"]) => {
            Some("a person needs a name, an e-mail address or a phone number")
        }
        "account" if !has(&["name"]) => Some("an account needs a name"),
        "deal" if !has(&["name"]) => Some("a deal needs a name"),
        "touchpoint" if !has(&["starts"]) => Some("a meeting needs a start"),
        "touchpoint" if !has(&["subject", "summary"]) => Some("a meeting needs a subject"),
        "promise" if !has(&["what"]) => Some("a promise needs what is to be done"),
        "note" if !has(&["text"]) => Some("a note needs its text"),
        "survey" if !has(&["score", "words"]) => Some("an answer needs its score or its words"),
        "activity" if !has(&["account", "account_id"]) => Some("an order needs its customer"),
        "activity" if !has(&["on"]) => Some("an order needs its day"),
        "activity" if !has(&["order", "product", "product_name", "quantity", "amount"]) => {
            Some("an order needs a number, a product, a quantity or an amount")
        }
        _ => None,
    }
}

/// Says what a map will do that is hardly meant; nothing where it is fine.
pub fn doubts(kind: &str, chosen: &[&str]) -> Option<&'static str> {
    let has = |any: &[&str]| any.iter().any(|target| chosen.contains(target));
    match kind {
        "person" if !has(&["name", "first_name", "last_name"]) => {
            Some("no column is the name: people will be called by address or number")
        }
        "deal" if !has(&["account", "account_id"]) => {
            Some("no column is the account: the deals will wait in the inbox")
        }
        "touchpoint" if !has(&["account", "account_id", "people", "people_emails"]) => {
            Some("no column is the account or who was there: they wait in the inbox")
        }
        "promise" if !has(&["account", "account_id", "people", "people_emails"]) => {
            Some("no column is the account or for whom it is: they wait in the inbox")
        }
        "note" if !has(&["account", "account_id", "people"]) => {
            Some("no column is the account or the person: they wait in the inbox")
        }
        "survey" if !has(&["account", "account_id", "person", "person_email"]) => {
            Some("no column is the account or who answered: they wait in the inbox")
        }
        _ => None,
    }
}

/// Finds what a target's name means for a kind.
pub fn means_of(kind: &str, target: &str) -> Option<Means> {
    match target {
        "extra" => Some(Means::Extra),
        "skip" => Some(Means::Skip),
        _ => all(kind)
            .iter()
            .find(|(name, _)| *name == target)
            .map(|(_, means)| *means),
    }
}

/// Names what a column was taken for, in the words of a map.
pub fn name_of(kind: &str, means: Means) -> &'static str {
    match means {
        Means::Extra => "extra",
        Means::Skip => "skip",
        // Where it says no other day, it is of the day on which it was typed in.
        Means::Moment("typed") => "on",
        Means::RefName("regarding", _) => "people",
        _ => all(kind)
            .iter()
            .find(|(_, known)| *known == means)
            .map_or("extra", |(name, _)| name),
    }
}

fn all(kind: &str) -> &'static [(&'static str, Means)] {
    use Means as M;
    match super::vendors::for_kind(kind).map(|layout| layout.kind) {
        Some("person") => &[
            ("id", M::Id),
            ("name", M::Name),
            ("first_name", M::First),
            ("middle_name", M::Middle),
            ("last_name", M::Last),
            ("name_prefix", M::Prefix),
            ("name_suffix", M::Suffix),
            ("called", M::Text("called")),
            ("emails", M::Email),
            ("phones", M::Phone),
            ("handles", M::Handle),
            ("title", M::Text("title")),
            ("account", M::RefName("account", Kind::Account)),
            ("account_id", M::RefId("account", Kind::Account)),
            ("reports_to", M::RefName("reports_to", Kind::Person)),
            ("reports_to_id", M::RefId("reports_to", Kind::Person)),
            ("birthday", M::Birthday),
            ("city", M::Place(0)),
            ("region", M::Place(1)),
            ("country", M::Place(2)),
            ("wants_now", M::Prose("wants_now")),
            ("wants_later", M::Prose("wants_later")),
            ("interests", M::Prose("interests")),
            ("reach", M::Text("reach")),
            ("tags", M::List("tags")),
            ("notes", M::Prose("notes")),
        ],
        Some("account") => &[
            ("id", M::Id),
            ("name", M::Name),
            ("aliases", M::List("aliases")),
            ("parent", M::RefName("parent", Kind::Account)),
            ("parent_id", M::RefId("parent", Kind::Account)),
            ("industry", M::Text("industry")),
            ("segment", M::Text("segment")),
            ("location", M::Text("location")),
            ("city", M::Place(0)),
            ("region", M::Place(1)),
            ("country", M::Place(2)),
            ("website", M::Text("website")),
            ("business", M::Prose("business")),
            ("day", M::Prose("day")),
            ("frustrations", M::Prose("frustrations")),
            ("aims_now", M::Prose("aims_now")),
            ("aims_later", M::Prose("aims_later")),
            ("bought_on", M::Prose("bought_on")),
            ("since", M::Date("since")),
            ("contact_name", M::Contact(Part::Name)),
            ("contact_title", M::Contact(Part::Title)),
            ("contact_email", M::Contact(Part::Email)),
            ("contact_phone", M::Contact(Part::Phone)),
            ("tags", M::List("tags")),
            ("notes", M::Prose("notes")),
        ],
        Some("deal") => &[
            ("id", M::Id),
            ("name", M::Name),
            ("account", M::RefName("account", Kind::Account)),
            ("account_id", M::RefId("account", Kind::Account)),
            ("stage", M::Stage),
            ("amount", M::Money("amount")),
            ("currency", M::Currency),
            ("closes", M::Date("closes")),
            ("product", M::Text("product")),
            ("owner", M::Text("owner")),
            ("tags", M::List("tags")),
            ("notes", M::Prose("notes")),
        ],
        Some("touchpoint") => &[
            ("id", M::Id),
            ("subject", M::Text("subject")),
            ("starts", M::Moment("starts")),
            ("start_time", M::TimeOf("starts")),
            ("ends", M::Moment("ends")),
            ("end_time", M::TimeOf("ends")),
            ("all_day", M::AllDay),
            ("channel", M::Channel),
            ("done", M::Done),
            ("place", M::Text("place")),
            ("purpose", M::Text("purpose")),
            ("summary", M::Prose("summary")),
            ("account", M::RefName("account", Kind::Account)),
            ("account_id", M::RefId("account", Kind::Account)),
            ("people", M::Attendees),
            ("people_emails", M::RefEmail("people", Kind::Person)),
            ("tags", M::List("tags")),
        ],
        Some("promise") => &[
            ("id", M::Id),
            ("what", M::Text("subject")),
            ("due", M::Moment("due")),
            ("due_time", M::TimeOf("starts")),
            ("done", M::Done),
            ("account", M::RefName("account", Kind::Account)),
            ("account_id", M::RefId("account", Kind::Account)),
            ("people", M::Attendees),
            ("people_emails", M::RefEmail("people", Kind::Person)),
            ("tags", M::List("tags")),
            ("notes", M::Prose("summary")),
        ],
        Some("note") => &[
            ("id", M::Id),
            ("on", M::Moment("starts")),
            ("subject", M::Text("subject")),
            ("text", M::Prose("summary")),
            ("account", M::RefBoth("account", Kind::Account)),
            ("account_id", M::RefId("account", Kind::Account)),
            ("people", M::RefBoth("people", Kind::Person)),
            ("tags", M::List("tags")),
        ],
        Some("survey") => &[
            ("id", M::Id),
            ("on", M::Date("on")),
            ("survey", M::Text("survey")),
            ("question", M::Text("question")),
            ("score", M::Number("score")),
            ("out_of", M::Number("out_of")),
            ("words", M::Prose("words")),
            ("account", M::RefName("account", Kind::Account)),
            ("account_id", M::RefId("account", Kind::Account)),
            ("person", M::RefName("person", Kind::Person)),
            ("person_email", M::RefEmail("person", Kind::Person)),
            ("segment", M::Text("segment")),
        ],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_wrong_with_a_map() {
        let error =
            ColumnMap::parse("kind = \"person\"\n[columns]\n\"Firma\" = \"acount\"\n").unwrap_err();
        assert!(
            error.contains("\"Firma\" = \"acount\"") && error.contains("account"),
            "{error}"
        );
        assert!(
            ColumnMap::parse("kind = \"horse\"\n")
                .unwrap_err()
                .contains("horse")
        );
        assert!(
            ColumnMap::parse("kind = \"deal\"\ndates = \"ymd\"\n")
                .unwrap_err()
                .contains("dmy")
        );
    }

    #[test]
    fn guesses_what_it_can_and_leaves_the_rest_to_the_person() {
        let header = [
            "Ansprechpartner",
            "Firma",
            "Mailkontakt",
            "Rufnr. 1",
            "Kdnr-X",
        ]
        .map(str::to_owned);
        let sample = [[
            "Anna Berg",
            "Kupfer GmbH",
            "anna@kupfer.example",
            "+49 30 5550101",
            "A7",
        ]
        .map(str::to_owned)
        .to_vec()];
        let guessed = guess("person", &header, &sample);
        assert_eq!(guessed[1], "account");
        assert_eq!((guessed[2], guessed[3]), ("emails", "phones"));
        assert_eq!(guessed[4], "extra");
        assert_eq!(likely_kind(&header, &sample), "person");
        assert_eq!(lacks("person", &guessed), None);
        assert!(lacks("account", &["extra"]).is_some());
        assert_eq!(doubts("person", &["last_name", "emails"]), None);
        assert!(doubts("person", &["title", "emails"]).is_some_and(|d| d.contains("name")));
        let visits = [
            "Einsatz-Nr",
            "Termin",
            "Auftraggeber",
            "Meldender",
            "Rückruf",
        ];
        let rows = [
            [
                "E-1",
                "03.11.2026",
                "Kupfer GmbH",
                "Petersen, Jens",
                "0431 555-0123",
            ],
            ["E-2", "05.11.2026", "Holm AS", "Moe, Mia", "0431 555-0124"],
        ];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        let visits = visits.map(str::to_owned);
        assert_eq!(
            guess("person", &visits, &rows),
            ["id", "extra", "account", "name", "phones"]
        );
        assert_eq!(
            guess("touchpoint", &visits, &rows)[..3],
            ["id", "starts", "account"]
        );
        assert_eq!(guess("activity", &visits, &rows)[1..3], ["on", "account"]);
        let sheet = ["Household", "Name (Last, First)", "Joined"].map(str::to_owned);
        let rows = [["The Adler Family", "Adler, Ruth", "3/14/2011"]
            .map(str::to_owned)
            .to_vec()];
        assert_eq!(guess("person", &sheet, &rows), ["extra", "name", "extra"]);
        let orders = ["Kunde", "Bestelldatum", "Menge"].map(str::to_owned);
        assert_eq!(
            guess("activity", &orders, &[]),
            ["account", "on", "quantity"]
        );
        for (kind, _) in KINDS {
            assert!(targets(kind).len() > 3, "{kind}");
        }
    }

    #[test]
    fn companies_and_people_are_known_by_their_looks() {
        let header = [
            "N.º Ficha",
            "Clínica dental",
            "Odontólogo/a",
            "Correo de pedidos",
            "Comercial",
        ]
        .map(str::to_owned);
        let row = |cells: [&str; 5]| cells.map(str::to_owned).to_vec();
        let sample = [
            row([
                "LD-1",
                "Clínica Sonrisa Viva S.L.",
                "Dra. Mercè Puig",
                "a@x.example",
                "Iker",
            ]),
            row([
                "LD-2",
                "Dental Arenas",
                "Dr. Pablo Arenas Gil",
                "b@y.example",
                "Nerea",
            ]),
        ];
        assert_eq!(
            guess("person", &header, &sample),
            ["extra", "account", "name", "emails", "extra"]
        );
        assert_eq!(guess("account", &header, &sample)[1], "name");
    }

    #[test]
    fn reads_and_writes_itself() {
        let map = ColumnMap::parse(
            "kind = \"account\"\ndates = \"dmy\"\n[columns]\n\"Kd.-Nr.\" = \"id\"\n",
        )
        .unwrap();
        assert_eq!(ColumnMap::parse(&map.to_toml()).unwrap(), map);
        assert_eq!(map.means(&Column::new("kd nr")), Some(Means::Id));
    }
}
