//! The configuration file: TOML, read key by key, so that one wrong line spoils only itself.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use toml::de::{DeTable, DeValue};

use crate::domain::days::Weekend;
use crate::domain::nearest::nearest;

/// Who said so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layer {
    /// What the program comes with.
    Usual,
    /// Chosen in the workbench, which remembers it beside the configuration file.
    Workbench,
    /// The configuration file.
    File,
    /// A variable of the environment.
    Environment,
    /// An option of the command.
    Option,
}

impl Layer {
    /// Says it to a person.
    pub fn word(self) -> &'static str {
        match self {
            Layer::Usual => "usual",
            Layer::Workbench => "workbench",
            Layer::File => "file",
            Layer::Environment => "environment",
            Layer::Option => "option",
        }
    }
}

/// How dates are read that nothing in a file decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dates {
    /// `3/4` is 3 April.
    DayFirst,
    /// `3/4` is 4 March.
    MonthFirst,
}

/// What the person chose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who writes.
    pub author: String,
    /// The theme's name; the workbench's own default where absent.
    pub theme: Option<String>,
    /// The free days of the week.
    pub weekend: Weekend,
    /// The country whose phone numbers lack a country code, as ISO 3166.
    pub region: Option<String>,
    /// The currency of imported amounts that name none, as ISO 4217.
    pub currency: Option<String>,
    /// How imported dates are read that nothing in a file decides.
    pub dates: Option<Dates>,
    /// The person's time zone; the system's where absent.
    pub zone: Option<TimeZone>,
    /// Signs of ASCII only.
    pub ascii: bool,
    /// The mouse is listened to.
    pub mouse: bool,
    /// The file of the person's keys, beside the configuration file.
    pub keys: Option<String>,
    /// The person's own addresses, who never become people of an account.
    pub addresses: Vec<String>,
    /// Setting → who said so; absent is usual.
    pub from: BTreeMap<&'static str, Layer>,
}

/// Every key of the file, with what it means.
pub const KEYS: &[(&str, &str)] = &[
    ("author", "who writes: your name on every entry"),
    ("theme", "the workbench's theme; `ally theme` lists them"),
    (
        "weekend",
        "the free days, for business days: [\"sat\", \"sun\"]",
    ),
    (
        "region",
        "the country of phone numbers without a country code: \"US\"",
    ),
    (
        "currency",
        "the currency of imported amounts that name none: \"USD\"",
    ),
    (
        "dates",
        "how imported dates such as 3/4 are read: \"day first\" or \"month first\"",
    ),
    (
        "zone",
        "your time zone: \"America/New_York\"; else the system's",
    ),
    ("ascii", "true: signs of ASCII only"),
    ("mouse", "false: the workbench leaves the mouse alone"),
    (
        "keys",
        "the file of your keys, beside this one: \"keys.toml\"",
    ),
    (
        "addresses",
        "your own e-mail addresses, who never become people of an account",
    ),
];

impl Default for Settings {
    fn default() -> Self {
        Self {
            author: "me".into(),
            theme: None,
            weekend: Weekend::default(),
            region: None,
            currency: None,
            dates: None,
            zone: None,
            ascii: false,
            mouse: true,
            keys: None,
            addresses: Vec::new(),
            from: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Takes what a file says; gives a line for each thing that is wrong with it.
    pub fn read(&mut self, path: &Path, text: &str) -> Vec<String> {
        let mut wrong: Vec<(usize, String)> = Vec::new();
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            wrong.push((
                at,
                error
                    .message()
                    .lines()
                    .next()
                    .unwrap_or("is no TOML")
                    .to_owned(),
            ));
        }
        for (name, value) in table.into_inner() {
            let at = name.span().start;
            let key = name.into_inner();
            let Some((key, _)) = KEYS.iter().find(|(known, _)| *known == key) else {
                let near = nearest(&key, KEYS.iter().map(|(k, _)| *k))
                    .map(|n| format!(" Did you mean “{n}”?"))
                    .unwrap_or_default();
                wrong.push((at, format!("no setting is called “{key}”.{near}")));
                continue;
            };
            match self.set(key, value.get_ref()) {
                Ok(()) => {
                    self.from.insert(key, Layer::File);
                }
                Err(why) => wrong.push((at, format!("{key} {why}"))),
            }
        }
        wrong.sort();
        wrong
            .into_iter()
            .map(|(at, why)| format!("{}:{}: {why}", path.display(), line_of(text, at)))
            .collect()
    }

    /// Takes what the environment says.
    pub fn take_environment(&mut self, variables: &BTreeMap<String, String>) {
        if let Some(author) = variables.get("ALLY_AUTHOR") {
            self.author.clone_from(author);
            self.from.insert("author", Layer::Environment);
        } else if !self.from.contains_key("author")
            && let Some(user) = variables.get("USER").or_else(|| variables.get("LOGNAME"))
        {
            self.author.clone_from(user);
            self.from.insert("author", Layer::Environment);
        }
        if let Some(theme) = variables.get("ALLY_THEME") {
            self.theme = Some(theme.clone());
            self.from.insert("theme", Layer::Environment);
        }
    }

    fn set(&mut self, key: &str, value: &DeValue<'_>) -> Result<(), String> {
        match key {
            "author" => self.author = filled(value)?,
            "theme" => self.theme = Some(filled(value)?),
            "weekend" => {
                let days = texts(value)?;
                let days: Result<_, _> = days.iter().map(String::as_str).map(weekday).collect();
                self.weekend = Weekend(days?);
            }
            "region" => self.region = Some(letters(value, 2, "US")?),
            "currency" => self.currency = Some(letters(value, 3, "USD")?),
            "dates" => {
                self.dates = Some(
                    match filled(value)?
                        .to_lowercase()
                        .replace(['-', '_'], " ")
                        .as_str()
                    {
                        "day first" => Dates::DayFirst,
                        "month first" => Dates::MonthFirst,
                        other => {
                            return Err(format!(
                                "is “{other}”; it can be \"day first\" or \"month first\""
                            ));
                        }
                    },
                );
            }
            "zone" => {
                let name = filled(value)?;
                self.zone = Some(TimeZone::get(&name).map_err(|_| {
                    format!("“{name}” is no time zone; write it as \"America/New_York\"")
                })?);
            }
            "ascii" => self.ascii = flag(value)?,
            "mouse" => self.mouse = flag(value)?,
            "keys" => self.keys = Some(filled(value)?),
            "addresses" => self.addresses = texts(value)?,
            _ => return Err("is not known".into()),
        }
        Ok(())
    }

    /// Says each setting to a person: its name, its value (nothing where none is chosen), and who said so.
    pub fn said(&self) -> Vec<(&'static str, Option<String>, Layer)> {
        KEYS.iter()
            .map(|(key, _)| {
                let value = match *key {
                    "author" => Some(self.author.clone()),
                    "theme" => self.theme.clone(),
                    "weekend" => Some(
                        self.weekend
                            .0
                            .iter()
                            .map(|day| day_name(*day))
                            .collect::<Vec<_>>()
                            .join(", "),
                    ),
                    "region" => self.region.clone(),
                    "currency" => self.currency.clone(),
                    "dates" => self.dates.map(|d| {
                        if d == Dates::DayFirst {
                            "day first"
                        } else {
                            "month first"
                        }
                        .to_owned()
                    }),
                    "zone" => self
                        .zone
                        .as_ref()
                        .and_then(|z| z.iana_name().map(str::to_owned)),
                    "ascii" => Some(self.ascii.to_string()),
                    "mouse" => Some(self.mouse.to_string()),
                    "keys" => self.keys.clone(),
                    _ => (!self.addresses.is_empty()).then(|| self.addresses.join(", ")),
                };
                (
                    *key,
                    value,
                    self.from.get(key).copied().unwrap_or(Layer::Usual),
                )
            })
            .collect()
    }
}

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

fn weekday(text: &str) -> Result<Weekday, String> {
    let low = text.trim().to_lowercase();
    DAYS.iter()
        .find(|(name, _)| low.starts_with(name))
        .map(|(_, day)| *day)
        .ok_or_else(|| format!("“{text}” is no day of the week; write [\"sat\", \"sun\"]"))
}

fn day_name(day: Weekday) -> &'static str {
    DAYS.iter()
        .find(|(_, d)| *d == day)
        .map_or("", |(name, _)| name)
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()
        .iter()
        .take(at)
        .filter(|b| **b == b'\n')
        .count()
        + 1
}

fn filled(value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        DeValue::String(_) => Err("is empty".into()),
        other => Err(format!("is {}; it should be text in quotes", sort(other))),
    }
}

fn letters(value: &DeValue<'_>, count: usize, such_as: &str) -> Result<String, String> {
    let text = filled(value)?.to_uppercase();
    if text.len() == count && text.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(text)
    } else {
        Err(format!(
            "is “{text}”; it should be {count} letters, such as \"{such_as}\""
        ))
    }
}

fn flag(value: &DeValue<'_>) -> Result<bool, String> {
    match value {
        DeValue::Boolean(flag) => Ok(*flag),
        other => Err(format!("is {}; it should be true or false", sort(other))),
    }
}

fn texts(value: &DeValue<'_>) -> Result<Vec<String>, String> {
    match value {
        DeValue::Array(items) => items.iter().map(|item| filled(item.get_ref())).collect(),
        other => filled(other).map(|one| vec![one]),
    }
}

fn sort(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (Settings, Vec<String>) {
        let mut settings = Settings::default();
        let wrong = settings.read(Path::new("config.toml"), text);
        (settings, wrong)
    }

    #[test]
    fn reads_every_key() {
        let (settings, wrong) = read(
            "author = \"Robin\"\ntheme = \"paper\"\nweekend = [\"fri\", \"sat\"]\nregion = \"de\"\ncurrency = \"eur\"\ndates = \"day first\"\n\
             zone = \"Europe/Berlin\"\nascii = true\nmouse = false\nkeys = \"mine.toml\"\naddresses = [\"robin@us.example\"]\n",
        );
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(settings.author, "Robin");
        assert!(settings.weekend.works("2026-11-29".parse().unwrap()));
        assert_eq!(settings.region.as_deref(), Some("DE"));
        assert!(
            settings
                .said()
                .iter()
                .all(|(_, value, from)| value.is_some() && *from == Layer::File)
        );
    }

    #[test]
    fn a_wrong_line_is_named_and_spoils_only_itself() {
        let (settings, wrong) =
            read("theem = \"paper\"\nregion = \"Germany\"\nauthor = \"Robin\"\nascii = 1\n");
        assert_eq!(settings.author, "Robin");
        assert_eq!(
            wrong,
            [
                "config.toml:1: no setting is called “theem”. Did you mean “theme”?",
                "config.toml:2: region is “GERMANY”; it should be 2 letters, such as \"US\"",
                "config.toml:4: ascii is a number; it should be true or false",
            ]
        );
    }

    #[test]
    fn no_toml_is_named_by_its_line() {
        let (settings, wrong) = read("author = \"Robin\"\n= nothing\n");
        assert_eq!(settings.author, "Robin");
        assert!(wrong[0].starts_with("config.toml:2: "), "{wrong:?}");
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let (mut settings, _) = read("author = \"Robin\"\n");
        settings.take_environment(&BTreeMap::from([("USER".to_owned(), "root".to_owned())]));
        assert_eq!(settings.author, "Robin");
        settings.take_environment(&BTreeMap::from([(
            "ALLY_AUTHOR".to_owned(),
            "Sam".to_owned(),
        )]));
        assert_eq!(
            (settings.author.as_str(), settings.from["author"]),
            ("Sam", Layer::Environment)
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(?s).{0,200}") {
            let _ = read(&text);
        }
    }
}
