//! Makes drafts of one row's cells, each read by what its column means.

mod finish;
mod words;

use words::{
    birthday, channel_of, done_word, ids, is_outcome, many, name_and_id, once, one_line, outcome,
    state_of,
};
pub use words::{comparable, items, person_keys, reference, turned};

use jiff::civil::Time;

use crate::domain::Kind;

use super::{
    draft::{Draft, ForeignId, Key},
    options::Options,
    values::{self, DayOrder, ReadDate, When},
    vendors::Means,
};

/// The code that ISO 4217 keeps for amounts in no currency.
pub(super) const NO_CURRENCY: &str = "XXX";

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
    /// The country of phone numbers that name none.
    pub region: Option<&'a str>,
    /// How people met where a row does not say it.
    pub channel: Option<&'static str>,
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

/// Says whether an id was made a number by a spreadsheet, and lost its last digits: `4,87688E+18`.
fn is_rounded(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let digits = digits.as_bytes();
    power.len() == 3
        && power.starts_with('+')
        && power.bytes().skip(1).all(|sign| sign.is_ascii_digit())
        && digits.len() > 2
        && matches!(digits[1], b'.' | b',')
        && digits
            .iter()
            .enumerate()
            .all(|(at, sign)| at == 1 || sign.is_ascii_digit())
}

/// Says whether a sign turns the direction of the text behind it.
fn turns(sign: char) -> bool {
    matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Gives what the columns of one number have in common: `Phone 2` of `Phone 2 - Label`.
fn stem(name: &str) -> &str {
    name.rsplit_once(" - ").map_or(name, |(stem, _)| stem)
}

#[derive(Default)]
struct Times {
    when: Option<When>,
    time: Option<Time>,
    /// The column that told the day, and how it was written.
    column: (String, String),
}

impl Times {
    /// Takes a day; what the first column says counts, unless another adds the hour to it. Says whether there is nothing
    /// left to keep.
    fn take(&mut self, when: When, name: &str, text: &str) -> bool {
        let adds = |held: When| {
            held.time.is_none()
                && when.time.is_some()
                && (when.date.duration_since(held.date).as_hours().abs() <= 24)
        };
        match self.when {
            Some(held) if !adds(held) => {
                held == when || (held.date == when.date && when.time.is_none())
            }
            _ => {
                self.when = Some(when);
                self.column = (name.to_owned(), text.to_owned());
                true
            }
        }
    }
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
    /// The column that the whole name stood in.
    name_column: String,
    places: [String; 3],
    birth: (String, String, String),
    birthday: String,
    starts: Times,
    /// Whether it starts when it is due: what is to be done by then.
    is_due: bool,
    ends: Times,
    due: Times,
    /// When it was typed in, which is its day where no other is told.
    typed: Times,
    stage: String,
    closed: Option<bool>,
    won: Option<bool>,
    amount: Option<(rust_decimal::Decimal, Option<String>)>,
    currency: Option<String>,
    channel: String,
    /// The column that says whether it is done, and what it says.
    done: Option<(String, String)>,
    all_day: bool,
    account: (Option<String>, Option<String>),
    /// The first of several companies in one cell.
    first_company: Option<String>,
    accounts: Vec<Vec<Key>>,
    contact: [String; 4],
    about_kind: String,
    /// The column that names what it is about, and what it says.
    regarding: (String, String),
    deleted: bool,
    merged_into: Option<String>,
    emails: Vec<String>,
    /// The columns of the number that is a fax, by the beginning of their names.
    fax: Option<String>,
    calling_code: String,
    people: Vec<Vec<Key>>,
    /// Which column told of a day, and how it was written.
    days: Vec<(&'static str, String, String)>,
    /// What could not be read, to be told with the row's line.
    pub trouble: Vec<String>,
    /// What holds of the table, whichever row shows it.
    pub doubt: Vec<String>,
}

impl Builder {
    /// Takes one cell.
    pub fn take(&mut self, draft: &mut Draft, cell: &str, reader: &Reader, table: &Table<'_>) {
        let text = super::header::tidy(cell).trim();
        if values::is_nothing(text) || matches!(reader.means, Means::Skip) {
            return;
        }
        if text.chars().any(turns) {
            self.trouble.push(format!(
                "column “{}” holds signs that turn the direction of text; they are kept with it, and are not what they look like",
                reader.name
            ));
        }
        let kept = |draft: &mut Draft| draft.keep(&reader.name, text);
        match reader.means {
            Means::Skip => {}
            Means::Extra => kept(draft),
            Means::Id | Means::MergedInto | Means::RefId(..) if is_rounded(text) => {
                kept(draft);
                self.trouble.push(format!(
                    "the ids in column “{}” were rounded by a spreadsheet and name nobody; they are kept as text: export the file again and import it as it is",
                    reader.name
                ));
            }
            Means::Id => {
                // LinkedIn knows people by the address of their page, where one can be reached too.
                if table.system == "linkedin" && text.contains('/') {
                    draft.add("handles", text);
                }
                self.id = Some(comparable(table.system, text));
            }
            // The day on which it was deleted says so, too.
            Means::Deleted => {
                let flag = values::flag(text);
                self.deleted =
                    flag.unwrap_or_else(|| matches!(values::date(text, None), ReadDate::Is(_)));
            }
            Means::MergedInto => self.merged_into = Some(comparable(table.system, text)),
            Means::First => once(&mut self.first, text, || kept(draft)),
            Means::Middle => once(&mut self.middle, text, || kept(draft)),
            Means::Last => once(&mut self.last, text, || kept(draft)),
            Means::Prefix => once(&mut self.prefix, text, || kept(draft)),
            Means::Suffix => once(&mut self.suffix, text, || kept(draft)),
            Means::Name => {
                if self.name.is_empty() {
                    self.name_column.clone_from(&reader.name);
                }
                once(&mut self.name, text, || kept(draft));
            }
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
            Means::Phone if is_rounded(text) => {
                kept(draft);
                self.trouble.push(format!(
                    "the numbers in column “{}” were rounded by a spreadsheet and reach nobody; they are kept as text: export the file again and import it as it is",
                    reader.name
                ));
            }
            Means::PhoneLabel => {
                if super::header::fold(text).contains("fax") {
                    self.fax = Some(stem(&reader.name).to_owned());
                }
                kept(draft);
            }
            Means::Phone if self.fax.as_deref() == Some(stem(&reader.name)) => kept(draft),
            Means::CallingCode => text.clone_into(&mut self.calling_code),
            Means::Phone => {
                for item in items(text) {
                    match values::phone(item) {
                        Some(phone) => draft.add_of("phones", &phone, &reader.name),
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
                ReadDate::Is(when) => {
                    // Of two columns that tell it the later one counts; what the other said stays.
                    let day = when.date.to_string();
                    let held = self.days.iter().find(|(of, ..)| *of == field);
                    if let Some((_, name, text)) = held.filter(|_| draft.text(field) != day) {
                        draft.keep(name, text);
                    }
                    self.days.retain(|(of, ..)| *of != field);
                    self.days
                        .push((field, reader.name.clone(), text.to_owned()));
                    draft.set(field, &day);
                }
                ReadDate::None => {}
                other => self.trouble(draft, reader, text, other),
            },
            Means::Moment(field) => match values::date(text, reader.order) {
                ReadDate::Is(when) => {
                    // A time of day that nobody understands is kept as it is written.
                    let is_odd = when.time.is_none() && text.contains(':');
                    let taken = self.times(field).take(when, &reader.name, text);
                    if is_odd || !taken {
                        kept(draft);
                    }
                }
                ReadDate::None => {}
                other => self.trouble(draft, reader, text, other),
            },
            Means::TimeOf(field) => match values::time(text) {
                Some(time) => {
                    if *self.times(field).time.get_or_insert(time) != time {
                        kept(draft);
                    }
                }
                None => match values::date(text, reader.order) {
                    ReadDate::Is(when) => {
                        if !self.times(field).take(when, &reader.name, text) {
                            kept(draft);
                        }
                    }
                    _ => kept(draft),
                },
            },
            Means::Number("score") => match super::survey::score(text, reader.comma) {
                Some((number, out_of)) => {
                    draft.set("score", &number.to_string());
                    if let Some(out_of) = out_of {
                        draft.set("out_of", &out_of.to_string());
                    }
                    if text.contains(char::is_alphabetic) {
                        kept(draft);
                    }
                }
                None => kept(draft),
            },
            Means::Number(field) => match values::number(text, reader.comma) {
                Some(number) => draft.set(field, &number.to_string()),
                None => kept(draft),
            },
            Means::Money(_) => match values::amount(text, reader.comma) {
                Some(number) if self.amount.is_none() => {
                    self.amount = Some((number, values::currency(text)));
                }
                None if text.bytes().any(|sign| sign.is_ascii_digit()) => {
                    kept(draft);
                    self.trouble.push(format!(
                        "column “{}” has an amount that is no number with its currency alone; it is kept as text",
                        reader.name
                    ));
                }
                _ => kept(draft),
            },
            Means::Currency => match values::currency(text) {
                Some(code) if *self.currency.get_or_insert_with(|| code.clone()) == code => {}
                _ => kept(draft),
            },
            Means::Birthday => match birthday(text, reader.order) {
                Ok(Some(day)) => once(&mut self.birthday, &day, || kept(draft)),
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
                    let mut id = comparable(table.system, id);
                    let is_first = self.account.0.as_ref() == Some(&id);
                    if at == 0 && super::header::fold(&reader.name).ends_with("primary") {
                        let Some(other) = self.account.0.replace(id.clone()) else {
                            continue;
                        };
                        self.accounts.retain(|keys| {
                            !keys
                                .iter()
                                .any(|key| matches!(key, Key::Foreign(foreign) if foreign.id == id))
                        });
                        id = other;
                    }
                    if is_first {
                    } else if at == 0 && self.account.0.is_none() {
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
                if table.system == "hubspot" && text.contains(';') {
                    // Several companies in one cell: the one that the next column calls the primary counts.
                    let first = text.split(';').next().unwrap_or_default();
                    self.first_company = Some(one_line(first));
                    kept(draft);
                } else if self.account.1.is_none() {
                    self.account.1 = Some(one_line(text));
                } else if self.account.1.as_deref() != Some(text) {
                    kept(draft);
                }
            }
            // A name in a column that ids are expected in says whose, and is no id.
            Means::RefId("about", _) if !text.bytes().any(|sign| sign.is_ascii_digit()) => {
                kept(draft);
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
            Means::RefName(field, kind) => {
                if field == "regarding" {
                    self.regarding = (reader.name.clone(), text.to_owned());
                }
                self.named(draft, field, kind, text, table);
            }
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
                    } else {
                        draft.keep(&reader.name, item);
                    }
                }
            }
            Means::RefBoth("account", Kind::Account)
                if table.system == "hubspot" && text.contains(';') && !text.contains(");") =>
            {
                let first = text.split(';').next().unwrap_or_default();
                self.first_company = Some(one_line(first));
                kept(draft);
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
            // Of two columns the one that is a channel says more than the one that is not.
            Means::Channel => {
                let held = channel_of(&self.channel);
                if held.is_some() || (!self.channel.is_empty() && channel_of(text).is_none()) {
                    if self.channel != text {
                        kept(draft);
                    }
                } else {
                    let before = std::mem::replace(&mut self.channel, text.to_owned());
                    draft.keep("Type", &before);
                }
            }
            Means::Done => self.take_done(draft, text, reader),
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
            Means::Contact(part) => {
                once(&mut self.contact[part as usize], text, || kept(draft));
            }
        }
    }

    fn take_emails(&mut self, draft: &mut Draft, text: &str, reader: &Reader) {
        for item in items(text) {
            let address = item.trim_start_matches("* ");
            let address = address.rsplit_once('<').map_or(address, |(_, rest)| rest);
            match values::email(address) {
                Some(email) => {
                    self.emails.push(email.clone());
                    draft.add_of("emails", &email, &reader.name);
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
        let parts: Vec<&str> = if text.contains(");") || (kind == Kind::Person && field == "people")
        {
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
            let address = id.and_then(values::email);
            let id = id.filter(|_| address.is_none());
            keys.extend(address.map(Key::Email));
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
        match field {
            "ends" => &mut self.ends,
            "due" => &mut self.due,
            "typed" => &mut self.typed,
            _ => &mut self.starts,
        }
    }

    /// Takes whether it is done: a day says that it is, and when.
    fn take_done(&mut self, draft: &mut Draft, text: &str, reader: &Reader) {
        let held = self.done.as_ref().and_then(|(_, held)| state_of(held));
        let is_day = done_word(text).is_none() && state_of(text).is_some();
        let adds_nothing = held.is_some() && (is_day || state_of(text).is_none());
        if is_day || adds_nothing || is_outcome(text) {
            draft.keep(&reader.name, text);
        }
        if !adds_nothing {
            self.done = Some((reader.name.clone(), text.to_owned()));
        }
    }

    fn trouble(&mut self, draft: &mut Draft, reader: &Reader, text: &str, what: ReadDate) {
        draft.keep(&reader.name, text);
        match what {
            ReadDate::Ambiguous => self.doubt.push(format!(
                "column “{}” has dates that read two ways and nothing shows which; they are kept as text (a map's dates = \"dmy\" or \"mdy\" decides, or r in the workbench's import)",
                reader.name
            )),
            _ => self.trouble.push(format!("column “{}” has a date that does not exist or cannot be read; it is kept as text", reader.name)),
        }
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
            Kind::Person => self.finish_person(&mut draft, table),
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
            .filter_map(|phone| values::e164(phone, table.region))
            .collect::<Vec<_>>()
        {
            draft.phones.push(phone);
        }
        let mut drafts = vec![draft];
        drafts.append(&mut others);
        drafts
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
