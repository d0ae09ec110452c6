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

mod guess;
mod heads;
mod kinds;
mod looks;

pub use guess::{guess, likely_kind, named};
pub use kinds::{KINDS, doubts, kind_named, lacks, listed_kinds};
pub use looks::{Looks, looks};

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
    /// The country of phone numbers that name none, as ISO 3166 (`DE`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
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
    /// Makes a map for rows of a kind that says nothing else yet.
    pub fn of(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            system: None,
            table: None,
            dates: None,
            decimal: None,
            currency: None,
            region: None,
            encoding: None,
            delimiter: None,
            columns: BTreeMap::new(),
        }
    }

    /// Says whether it says how a file is read, as opposed to what its columns are.
    pub fn says_how(&self) -> bool {
        let words = [
            &self.dates,
            &self.decimal,
            &self.currency,
            &self.region,
            &self.encoding,
        ];
        self.delimiter.is_some() || words.iter().any(|word| word.is_some())
    }

    /// Says whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && !self.says_how() && self.system.is_none()
    }

    /// Reads a map's TOML; the error says what is wrong and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let map: Self =
            toml::from_str(text).map_err(|error| error.to_string().trim().replace('\n', " "))?;
        if map.kind != "activity" && super::vendors::for_kind(&map.kind).is_none() {
            return Err(format!(
                "kind = \"{}\" is unknown; use {}",
                map.kind,
                listed_kinds(true)
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
        let letters =
            |text: &str, many| text.len() == many && text.bytes().all(|b| b.is_ascii_alphabetic());
        if map
            .region
            .as_ref()
            .is_some_and(|region| !letters(region, 2))
        {
            return Err(
                "region must be a country as ISO 3166 writes it, such as \"DE\"".to_owned(),
            );
        }
        if map.currency.as_ref().is_some_and(|code| !letters(code, 3)) {
            return Err("currency must be its code of ISO 4217, such as \"EUR\"".to_owned());
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
    fn reads_and_writes_itself() {
        let map = ColumnMap::parse(
            "kind = \"account\"\ndates = \"dmy\"\n[columns]\n\"Kd.-Nr.\" = \"id\"\n",
        )
        .unwrap();
        assert_eq!(ColumnMap::parse(&map.to_toml()).unwrap(), map);
        assert_eq!(map.means(&Column::new("kd nr")), Some(Means::Id));
    }
}
