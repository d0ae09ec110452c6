//! Makes drafts of one row's cells, each read by what its column means.

mod words;

use words::{
    about_kind, birthday, channel_of, done_word, finish_note, ids, is_personal, is_task,
    is_yearless, many, moment, name_and_id, once, one_line, outcome, pronouns, task_to_promise,
};
pub use words::{comparable, items, person_keys, reference};

use jiff::civil::Time;
use serde_json::{Value, json};

use crate::domain::{Kind, Moment};

use super::{
    draft::{Draft, ForeignId, Key, Reference},
    options::Options,
    values::{self, DayOrder, ReadDate, When},
    vendors::Means,
};

/// The code that ISO 4217 keeps for amounts in no currency.
const NO_CURRENCY: &str = "XXX";

/// Holds what is true for a whole table.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    /// What the person said and the clock shows.
    pub options: &'a Options<'a>,
    /// Whose ids the table holds.
    pub system: &'a str,
    /// What rows make: a kind's word, or `note`.
    pub kind: &'a str,
    /// Whether a company that only a name tells of becomes an account.
    pub makes_accounts: bool,
    /// The currency of amounts that name none.
    pub currency: Option<&'a str>,
}

/// Holds how a column is read.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The column's name as written.
    pub name: String,
    /// What it means.
    pub means: Means,
    /// How its dates are written.
    pub order: Option<DayOrder>,
    /// Whether its numbers have a decimal comma.
    pub comma: Option<bool>,
}

#[derive(Default)]
struct Times {
    when: Option<When>,
    time: Option<Time>,
}

/// Collects a row's cells until the row is whole.
#[derive(Default)]
pub struct Builder {
    id: Option<String>,
    first: String,
    middle: String,
    last: String,
    prefix: String,
    suffix: String,
    name: String,
    places: [String; 3],
    birth: (String, String, String),
    birthday: String,
    starts: Times,
    ends: Times,
    stage: String,
    closed: Option<bool>,
    won: Option<bool>,
    amount: Option<(rust_decimal::Decimal, Option<String>)>,
    currency: Option<String>,
    channel: String,
    done: Option<String>,
    all_day: bool,
    account: (Option<String>, Option<String>),
    accounts: Vec<Vec<Key>>,
    contact: [String; 4],
    about_kind: String,
    deleted: bool,
    merged_into: Option<String>,
    emails: Vec<String>,
    people: Vec<Vec<Key>>,
    /// What could not be read, for the row's warning.
    pub trouble: Vec<String>,
}

impl Builder {
    /// Takes one cell.
    pub fn take(&mut self, draft: &mut Draft, cell: &str, reader: &Reader, table: &Table<'_>) {
        let text = super::header::tidy(cell).trim();
        if values::is_nothing(text) || matches!(reader.means, Means::Skip) {
            return;
        }
        let kept = |draft: &mut Draft| draft.keep(&reader.name, text);
        match reader.means {
            Means::Skip => {}
            Means::Extra => kept(draft),
            Means::Id => {
                // LinkedIn knows people by the address of their page, where one can be reached too.
                if table.system == "linkedin" && text.contains('/') {
                    draft.add("handles", text);
                }
                self.id = Some(comparable(table.system, text));
            }
            Means::Deleted => self.deleted = values::flag(text) == Some(true),
            Means::MergedInto => self.merged_into = Some(comparable(table.system, text)),
            Means::First => once(&mut self.first, text, || kept(draft)),
            Means::Middle => once(&mut self.middle, text, || kept(draft)),
            Means::Last => once(&mut self.last, text, || kept(draft)),
            Means::Prefix => once(&mut self.prefix, text, || kept(draft)),
            Means::Suffix => once(&mut self.suffix, text, || kept(draft)),
            Means::Name => once(&mut self.name, text, || kept(draft)),
            Means::Text(field) => {
                if draft.fields.contains_key(field) {
                    kept(draft);
                } else {
                    draft.set(field, &one_line(text));
                }
            }
            Means::Prose(field) => {
                let text = values::plain(text);
                let held = draft.text(field).to_owned();
                let whole = if held.is_empty() || held == text {
                    text
                } else {
                    format!("{held}\n{text}")
                };
                draft.set(field, &whole);
            }
            Means::List(field) => {
                for item in items(text) {
                    draft.add(field, item.trim_start_matches("* ").trim());
                }
            }
            Means::Email => self.take_emails(draft, text, reader),
            Means::Phone => {
                for item in items(text) {
                    match values::phone(item) {
                        Some(phone) => draft.add("phones", &phone),
                        None => draft.keep(&reader.name, item),
                    }
                }
            }
            Means::Handle => {
                for item in items(text) {
                    draft.add("handles", item);
                }
            }
            Means::Date(field) => match values::date(text, reader.order) {
                ReadDate::Is(when) => draft.set(field, &when.date.to_string()),
                ReadDate::None => {}
                other => self.trouble(draft, reader, text, other),
            },
            Means::Moment(field) => match values::date(text, reader.order) {
                ReadDate::Is(when) => self.times(field).when = Some(when),
                ReadDate::None => {}
                other => self.trouble(draft, reader, text, other),
            },
            Means::TimeOf(field) => match values::time(text) {
                Some(time) => self.times(field).time = Some(time),
                None => match values::date(text, reader.order) {
                    ReadDate::Is(when) => self.times(field).when = Some(when),
                    _ => kept(draft),
                },
            },
            Means::Number(field) => match values::number(text, reader.comma) {
                Some(number) => draft.set(field, &number.to_string()),
                None => kept(draft),
            },
            Means::Money(_) => match values::number(text, reader.comma) {
                Some(number) if self.amount.is_none() => {
                    self.amount = Some((number, values::currency(text)));
                }
                _ => kept(draft),
            },
            Means::Currency => match values::currency(text) {
                Some(code) => self.currency = Some(code),
                None => kept(draft),
            },
            Means::Birthday => match birthday(text, reader.order) {
                Ok(Some(day)) => self.birthday = day,
                Ok(None) => {}
                Err(other) => self.trouble(draft, reader, text, other),
            },
            Means::BirthYear => text.clone_into(&mut self.birth.0),
            Means::BirthMonth => text.clone_into(&mut self.birth.1),
            Means::BirthDay => text.clone_into(&mut self.birth.2),
            Means::Place(part) => {
                let slot = &mut self.places[usize::from(part.min(2))];
                once(slot, &one_line(text), || kept(draft));
            }
            Means::RefId("account", Kind::Account) => {
                for (at, id) in ids(text).enumerate() {
                    let id = comparable(table.system, id);
                    if at == 0 && self.account.0.is_none() {
                        self.account.0 = Some(id);
                    } else {
                        self.accounts.push(vec![Key::Foreign(ForeignId {
                            system: table.system.to_owned(),
                            id,
                        })]);
                    }
                }
            }
            Means::RefName("account", Kind::Account) => {
                if self.account.1.is_none() {
                    self.account.1 = Some(one_line(text));
                } else if self.account.1.as_deref() != Some(text) {
                    kept(draft);
                }
            }
            Means::RefId(field, kind) => {
                for id in ids(text) {
                    let id = comparable(table.system, id);
                    let key = Key::Foreign(ForeignId {
                        system: table.system.to_owned(),
                        id,
                    });
                    draft.refer(reference(field, kind, vec![key], false));
                }
            }
            Means::RefName(field, kind) => self.named(draft, field, kind, text, table),
            Means::RefEmail(field, kind) => {
                for item in items(text) {
                    if let Some(email) = values::email(item) {
                        if kind == Kind::Person && many(field) {
                            self.people.push(vec![Key::Email(email)]);
                        } else {
                            draft.refer(reference(field, kind, vec![Key::Email(email)], false));
                        }
                    } else if kind == Kind::Person && many(field) {
                        self.people.push(vec![Key::Name(item.to_owned())]);
                    }
                }
            }
            Means::RefBoth(field, kind) => self.take_both(draft, field, kind, text, table),
            Means::RefKind => text.clone_into(&mut self.about_kind),
            Means::Stage => {
                if self.stage.is_empty() {
                    text.clone_into(&mut self.stage);
                } else {
                    self.note_outcome(text);
                    kept(draft);
                }
            }
            Means::Closed => self.closed = values::flag(text),
            Means::Won => self.won = values::flag(text),
            Means::Channel => text.clone_into(&mut self.channel),
            Means::Done => self.done = Some(text.to_owned()),
            Means::AllDay => self.all_day = values::flag(text) == Some(true),
            Means::Private => {
                let folded = super::header::fold(text);
                let said = matches!(
                    folded.as_str(),
                    "private"
                        | "privat"
                        | "privado"
                        | "confidential"
                        | "vertraulich"
                        | "confidencial"
                        | "personal"
                        | "personlich"
                );
                let free = matches!(folded.as_str(), "normal" | "public" | "offentlich");
                match (said, values::flag(text)) {
                    (true, _) | (_, Some(true)) => draft.set("visibility", "private"),
                    (_, Some(false)) => {}
                    (..) if free => {}
                    _ => kept(draft),
                }
            }
            Means::Attendees => {
                for item in text
                    .split([';', '\n'])
                    .map(str::trim)
                    .filter(|item| !item.is_empty())
                {
                    self.people.push(person_keys(item));
                }
            }
            Means::Contact(part) => text.clone_into(&mut self.contact[part as usize]),
        }
    }

    fn take_emails(&mut self, draft: &mut Draft, text: &str, reader: &Reader) {
        for item in items(text) {
            let address = item.trim_start_matches("* ");
            let address = address.rsplit_once('<').map_or(address, |(_, rest)| rest);
            match values::email(address) {
                Some(email) => {
                    self.emails.push(email.clone());
                    draft.add("emails", &email);
                }
                None => draft.keep(&reader.name, item),
            }
        }
    }

    fn named(
        &mut self,
        draft: &mut Draft,
        field: &'static str,
        kind: Kind,
        text: &str,
        table: &Table<'_>,
    ) {
        let text = one_line(text);
        if kind == Kind::Person && field == "people" {
            self.people.push(person_keys(&text));
            return;
        }
        // A column called "reports to" or "parent" can hold an id as well as a name.
        let mut keys = vec![Key::Name(text.clone())];
        if text
            .chars()
            .all(|character| character.is_ascii_alphanumeric())
            && text.chars().any(|character| character.is_ascii_digit())
        {
            let id = comparable(table.system, &text);
            keys.insert(
                0,
                Key::Foreign(ForeignId {
                    system: table.system.to_owned(),
                    id,
                }),
            );
        }
        draft.refer(reference(
            field,
            kind,
            keys,
            kind == Kind::Account && table.makes_accounts,
        ));
    }

    fn take_both(
        &mut self,
        draft: &mut Draft,
        field: &'static str,
        kind: Kind,
        text: &str,
        table: &Table<'_>,
    ) {
        let parts: Vec<&str> = if text.contains(");") {
            text.split(';').collect()
        } else {
            vec![text]
        };
        for (at, part) in parts
            .into_iter()
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .enumerate()
        {
            let (name, id) = name_and_id(part);
            let mut keys = Vec::new();
            if let Some(id) = id {
                keys.push(Key::Foreign(ForeignId {
                    system: table.system.to_owned(),
                    id: comparable(table.system, id),
                }));
            }
            if !name.is_empty() {
                keys.push(Key::Name(name.to_owned()));
            }
            match (kind, field) {
                (Kind::Account, "account")
                    if at == 0 && self.account.0.is_none() && self.account.1.is_none() =>
                {
                    self.account.1 = Some(name.to_owned()).filter(|name| !name.is_empty());
                    self.account.0 = id.map(|id| comparable(table.system, id));
                }
                (Kind::Account, "account") => self.accounts.push(keys),
                (Kind::Person, "people") => self.people.push(keys),
                _ => draft.refer(reference(field, kind, keys, false)),
            }
        }
    }

    fn times(&mut self, field: &str) -> &mut Times {
        if field == "ends" {
            &mut self.ends
        } else {
            &mut self.starts
        }
    }

    fn trouble(&mut self, draft: &mut Draft, reader: &Reader, text: &str, what: ReadDate) {
        draft.keep(&reader.name, text);
        self.trouble.push(match what {
            ReadDate::Ambiguous => format!(
                "column “{}” has dates that read two ways and nothing shows which; they are kept as text (a map's dates = \"dmy\" or \"mdy\" decides)",
                reader.name
            ),
            _ => format!("column “{}” has dates that do not exist or cannot be read; they are kept as text", reader.name),
        });
    }

    fn note_outcome(&mut self, text: &str) {
        match outcome(text) {
            Some("won") => self.won = Some(true),
            Some("lost") => {
                self.won = Some(false);
                self.closed = Some(true);
            }
            _ => {}
        }
    }

    /// Makes the drafts of the row; the first is what the row is about.
    pub fn finish(&mut self, mut draft: Draft, table: &Table<'_>) -> Vec<Draft> {
        draft.deleted = self.deleted && self.merged_into.is_none();
        draft.merged_into = self.merged_into.take().map(|id| ForeignId {
            system: table.system.to_owned(),
            id,
        });
        let mut others = Vec::new();
        match draft.kind {
            Kind::Person => self.finish_person(&mut draft),
            Kind::Account => self.finish_account(&mut draft, table, &mut others),
            Kind::Deal => self.finish_deal(&mut draft, table),
            _ => self.finish_event(&mut draft, table),
        }
        if let Some(id) = self.id.take() {
            draft.foreign.insert(
                0,
                ForeignId {
                    system: table.system.to_owned(),
                    id,
                },
            );
        }
        self.refer_account(&mut draft, table);
        for phone in draft
            .list("phones")
            .filter_map(|phone| values::e164(phone, table.options.region.as_deref()))
            .collect::<Vec<_>>()
        {
            draft.phones.push(phone);
        }
        let mut drafts = vec![draft];
        drafts.append(&mut others);
        drafts
    }

    fn refer_account(&mut self, draft: &mut Draft, table: &Table<'_>) {
        if draft.kind == Kind::Account {
            return;
        }
        let mut keys = Vec::new();
        if let Some(id) = self.account.0.take() {
            keys.push(Key::Foreign(ForeignId {
                system: table.system.to_owned(),
                id,
            }));
        }
        let named = self.account.1.take();
        let make = table.makes_accounts && named.is_some();
        if let Some(name) = named {
            keys.push(Key::Name(name));
        }
        draft.refer(reference("account", Kind::Account, keys, make));
        for keys in std::mem::take(&mut self.accounts) {
            draft.refer(reference("links", Kind::Account, keys, false));
        }
    }

    fn finish_person(&mut self, draft: &mut Draft) {
        let joined = [&self.first, &self.middle, &self.last]
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" ");
        let mut name = if joined.is_empty() {
            one_line(&self.name)
        } else {
            joined
        };
        if let Some((bare, pronouns)) = pronouns(&name) {
            draft.keep("Pronouns", &pronouns);
            name = bare;
        }
        if !name.is_empty() && !self.suffix.is_empty() {
            name = format!("{name} {}", self.suffix);
        }
        draft.keep("Salutation", &self.prefix);
        draft.set("name", &name);
        let day = if self.birthday.is_empty() {
            self.birthday_of_parts(draft)
        } else {
            std::mem::take(&mut self.birthday)
        };
        draft.set("birthday", &day);
        self.place_into_extra(draft);
        // A card with a company and no person is that company's.
        if name.is_empty()
            && !self.emails.iter().any(|email| is_personal(email))
            && self.account.1.is_some()
            && self.id.is_none()
        {
            let mut account = Draft::new(Kind::Account);
            account.set("name", self.account.1.as_deref().unwrap_or_default());
            for field in ["emails", "phones"] {
                let held: Vec<String> = draft.list(field).map(ToOwned::to_owned).collect();
                account.keep(field, &held.join(", "));
            }
            for (key, value) in &draft.extra {
                account.keep(key, value.as_str().unwrap_or_default());
            }
            account.set("notes", draft.text("notes"));
            *draft = account;
            self.account = (None, None);
        }
    }

    fn birthday_of_parts(&self, draft: &mut Draft) -> String {
        let (year, month, day) = (&self.birth.0, &self.birth.1, &self.birth.2);
        if month.is_empty() || day.is_empty() {
            draft.keep("Birth Year", year);
            return String::new();
        }
        let whole = format!("{year:0>4}-{month:0>2}-{day:0>2}");
        if !year.is_empty() && whole.parse::<jiff::civil::Date>().is_ok() {
            return whole;
        }
        // 29 February of a common year: the day stands, the year is kept as it was written.
        let yearless = format!("--{month:0>2}-{day:0>2}");
        if is_yearless(&yearless) {
            draft.keep("Birth Year", year);
            return yearless;
        }
        draft.keep("Birthday", whole.trim_start_matches('0'));
        String::new()
    }

    fn place_into_extra(&mut self, draft: &mut Draft) {
        for (name, text) in ["City", "Region", "Country"].iter().zip(&self.places) {
            draft.keep(name, text);
        }
    }

    fn finish_account(&mut self, draft: &mut Draft, table: &Table<'_>, others: &mut Vec<Draft>) {
        let name = if self.name.is_empty() {
            &self.last
        } else {
            &self.name
        };
        let name = one_line(name);
        draft.set("name", &name);
        let place = self
            .places
            .iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        let told = draft.text("location").to_owned();
        if told.is_empty() || place.is_empty() {
            draft.set("location", &place);
        } else if told.contains(|letter: char| letter.is_ascii_digit()) {
            // A street is for a letter; where they are is the town.
            draft.keep("Street", &told);
            draft.set("location", &place);
        } else if !told.to_lowercase().contains(&place.to_lowercase()) {
            draft.set("location", &format!("{told}, {place}"));
        }
        for field in ["emails", "phones"] {
            if let Some(Value::Array(held)) = draft.fields.shift_remove(field) {
                let held: Vec<&str> = held.iter().filter_map(Value::as_str).collect();
                draft.keep(field, &held.join(", "));
            }
        }
        let [contact, title, email, phone] = std::mem::take(&mut self.contact);
        if !contact.is_empty() || !email.is_empty() {
            let mut person = Draft::new(Kind::Person);
            person.set("name", &one_line(&contact));
            person.set("title", &title);
            if let Some(email) = values::email(&email) {
                person.add("emails", &email);
            }
            if let Some(phone) = values::phone(&phone) {
                person.add("phones", &phone);
            }
            let mut keys = Vec::new();
            if let Some(id) = &self.id {
                keys.push(Key::Foreign(ForeignId {
                    system: table.system.to_owned(),
                    id: id.clone(),
                }));
                person.foreign.push(ForeignId {
                    system: table.system.to_owned(),
                    id: format!("{id} contact"),
                });
            }
            if !name.is_empty() {
                keys.push(Key::Name(name));
            }
            person.refer(reference("account", Kind::Account, keys, false));
            others.push(person);
        }
    }

    fn finish_deal(&mut self, draft: &mut Draft, table: &Table<'_>) {
        let name = one_line(&self.name);
        draft.set("name", &name);
        draft.set("stage", &one_line(&self.stage));
        self.note_outcome(&self.stage.clone());
        let outcome = match (self.won, self.closed) {
            (Some(true), _) => "won",
            (Some(false) | None, Some(true)) => "lost",
            _ => "open",
        };
        draft.set("outcome", outcome);
        if let Some((amount, written)) = self.amount.take() {
            let currency = written
                .or_else(|| self.currency.clone())
                .or_else(|| table.currency.map(ToOwned::to_owned))
                .unwrap_or_else(|| {
                    self.trouble.push("amounts name no currency and are kept without one (XXX); say which with `currency` in a map or in the configuration".to_owned());
                    NO_CURRENCY.to_owned()
                });
            draft.fields.insert(
                "amount".to_owned(),
                json!(crate::domain::Money::new(amount, &currency)),
            );
        }
        for keys in std::mem::take(&mut self.people) {
            draft.refer(reference("links", Kind::Person, keys, false));
        }
        if draft.text("name").is_empty() {
            let made = [
                draft.text("product"),
                self.account.1.as_deref().unwrap_or_default(),
            ]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" – ");
            let made = if made.is_empty() {
                self.id.clone().unwrap_or_default()
            } else {
                made
            };
            draft.set("name", &made);
        }
    }

    fn finish_event(&mut self, draft: &mut Draft, table: &Table<'_>) {
        if draft.kind == Kind::Survey {
            return;
        }
        for keys in std::mem::take(&mut self.people) {
            let make = table.makes_accounts && keys.iter().any(|key| matches!(key, Key::Email(_)));
            draft.refer(Reference {
                field: "people",
                kind: Kind::Person,
                keys,
                many: true,
                make,
            });
        }
        let about = about_kind(&self.about_kind);
        for reference in &mut draft.refs {
            if reference.field == "about" {
                reference.kind = about;
                reference.field = if about == Kind::Account {
                    "account"
                } else {
                    "links"
                };
                reference.many = reference.field == "links";
            }
        }
        let starts = moment(&self.starts, table.options);
        let mut ends = moment(&self.ends, table.options);
        if self.all_day {
            draft.extra.insert("all day".to_owned(), Value::Bool(true));
        } else if self.ends.when.is_none() {
            // An end that is only a time of day is of the day on which it starts.
            if let (Some(when), Some(time)) = (self.starts.when, self.ends.time) {
                ends = moment(
                    &Times {
                        when: Some(When { time: None, ..when }),
                        time: Some(time),
                    },
                    table.options,
                );
            }
        }
        if table.kind == "note" {
            finish_note(draft, starts.as_ref());
            return;
        }
        let done = match self.done.as_deref().map(done_word) {
            Some(Some(done)) => Some(done),
            Some(None) => {
                draft.keep("Status", self.done.as_deref().unwrap_or_default());
                None
            }
            None => None,
        };
        let channel = channel_of(&self.channel);
        let task = channel.is_none() && is_task(&self.channel);
        if task && done != Some(State::Held) {
            task_to_promise(draft, starts.as_ref());
            return;
        }
        match channel {
            Some(channel) => draft.set("channel", channel),
            None => draft.keep("Type", &self.channel),
        }
        let past = starts
            .as_ref()
            .is_some_and(|starts| starts.timestamp() < table.options.now.timestamp());
        let over = ends.as_ref().map_or(past, |ends| {
            ends.timestamp() <= table.options.now.timestamp()
        });
        let state = match done {
            Some(State::Held) => "held",
            Some(State::Cancelled) => "cancelled",
            None if over => "held",
            Some(State::Planned) | None => "planned",
        };
        draft.set("state", state);
        if let (Some(from), Some(to)) = (&starts, &ends)
            && to.timestamp() < from.timestamp()
        {
            draft.keep("End", &Moment(to.clone()).to_string());
            ends = None;
        }
        if let Some(starts) = starts {
            draft.set("starts", &Moment(starts).to_string());
        }
        if let Some(ends) = ends {
            draft.set("ends", &Moment(ends).to_string());
        }
    }

    /// Says whether the row holds anything to make its record of.
    pub fn has_name(draft: &Draft) -> bool {
        let has = |field: &str| {
            draft
                .fields
                .get(field)
                .is_some_and(|value| !value.is_null())
        };
        match draft.kind {
            Kind::Person => has("name") || has("emails") || has("phones"),
            Kind::Account | Kind::Deal => has("name"),
            Kind::Promise => has("what"),
            Kind::Learning => has("fact"),
            Kind::Survey => has("score") || has("words"),
            _ => has("subject") || has("summary") || has("starts"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Planned,
    Held,
    Cancelled,
}
