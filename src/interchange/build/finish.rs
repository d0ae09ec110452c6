//! Makes the record of a row once all its cells are taken.

use serde_json::{Value, json};

use super::words::{
    about_kind, channel_of, finish_note, is_personal, is_task, is_yearless, moment, one_line,
    pronouns, reference, state_of, task_to_promise, turned,
};
use super::{Builder, NO_CURRENCY, Table, Times};
use crate::domain::{Kind, Moment, names::fold, record::ALL_DAY};
use crate::interchange::{
    draft::{Draft, ForeignId, Key, Reference},
    values::{self, When},
    vendors::Part,
};

/// Gives the kind of the record that an id of Salesforce's names: its first three signs say it.
fn kind_by_id(system: &str, reference: &Reference) -> Option<Kind> {
    let Some(Key::Foreign(foreign)) = reference.keys.first().filter(|_| system == "salesforce")
    else {
        return None;
    };
    match foreign.id.get(..3)? {
        "001" => Some(Kind::Account),
        "003" | "00Q" => Some(Kind::Person),
        "006" => Some(Kind::Deal),
        _ => None,
    }
}

/// Keeps the ids of what ally has no records of, cases and campaigns, instead of waiting for them.
fn keep_strange_ids(draft: &mut Draft) {
    let refs = std::mem::take(&mut draft.refs);
    for reference in refs {
        match reference.keys.first() {
            Some(Key::Foreign(foreign))
                if reference.field == "about" && kind_by_id("salesforce", &reference).is_none() =>
            {
                draft.keep("WhatId", &foreign.id);
            }
            _ => draft.refs.push(reference),
        }
    }
}

/// Whether an activity is done, in the words of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Planned,
    Held,
    Cancelled,
}

impl Builder {
    pub(super) fn refer_account(&mut self, draft: &mut Draft, table: &Table<'_>) {
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
        let named = self.account.1.take().or(self.first_company.take());
        let make = table.makes_accounts && named.is_some();
        if let Some(name) = named {
            keys.push(Key::Name(name));
        }
        draft.refer(reference("account", Kind::Account, keys, make));
        for keys in std::mem::take(&mut self.accounts) {
            draft.refer(reference("links", Kind::Account, keys, false));
        }
    }

    pub(super) fn finish_person(&mut self, draft: &mut Draft, table: &Table<'_>) {
        // Beside a first name `Name` is the surname, as on the commonest of German lists.
        if self.last.is_empty() && !self.first.is_empty() {
            let name = one_line(&self.name);
            let (first, whole) = (fold(&self.first), fold(&name));
            if !whole
                .split_whitespace()
                .any(|word| first.split_whitespace().any(|own| own == word))
            {
                self.last = name;
            } else if whole.split_whitespace().count() > 1 {
                // There it is the whole name after all.
                (self.first, self.middle) = (name, String::new());
            }
        }
        // A first name that ends with the last one is the whole.
        if !self.last.is_empty() && fold(&self.first).ends_with(&format!(" {}", fold(&self.last))) {
            (self.middle, self.last) = (String::new(), String::new());
        }
        // Beside a last name alone the whole name has the first one.
        let words = fold(&self.name);
        if self.first.is_empty()
            && !self.last.is_empty()
            && fold(&self.last)
                .split_whitespace()
                .all(|own| words.split_whitespace().any(|word| word == own))
        {
            let name = one_line(&self.name);
            (self.first, self.last) = (turned(&name).unwrap_or(name), String::new());
        }
        draft.part.name = self.name.is_empty() && self.first.is_empty() != self.last.is_empty();
        draft.part.lists = true;
        let joined = [&self.first, &self.middle, &self.last]
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" ");
        self.keep_other_name(draft, &joined);
        let mut name = if joined.is_empty() {
            let name = one_line(&self.name);
            turned(&name).unwrap_or(name)
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
        self.put_calling_code(draft);
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
            if let Some(id) = self.account.0.take() {
                account.foreign.push(ForeignId {
                    system: table.system.to_owned(),
                    id,
                });
            }
            *draft = account;
            self.account = (None, None);
        }
    }

    pub(super) fn birthday_of_parts(&self, draft: &mut Draft) -> String {
        let (year, month, day) = (&self.birth.0, &self.birth.1, &self.birth.2);
        if month.is_empty() || day.is_empty() {
            for (name, part) in [
                ("Birth Year", year),
                ("Birth Month", month),
                ("Birth Day", day),
            ] {
                draft.keep(name, part);
            }
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

    /// Keeps a whole name that says another word than its parts do.
    fn keep_other_name(&self, draft: &mut Draft, joined: &str) {
        let parts = fold(&format!("{} {joined} {}", self.prefix, self.suffix));
        let whole = fold(&one_line(&self.name));
        let is_part = |word: &str| parts.split_whitespace().any(|part| part == word);
        if !joined.is_empty() && !whole.split_whitespace().all(is_part) {
            draft.keep(&self.name_column, &one_line(&self.name));
        }
    }

    /// Puts the country's code, where it has a column of its own, before the first number that has none.
    fn put_calling_code(&self, draft: &mut Draft) {
        if self.calling_code.is_empty() {
            return;
        }
        let first = match draft.fields.get_mut("phones") {
            Some(Value::Array(phones)) => phones.first_mut(),
            _ => None,
        };
        match first {
            Some(Value::String(phone))
                if !phone.starts_with(['+', '(']) && !phone.starts_with("00") =>
            {
                *phone = format!("{} {phone}", self.calling_code);
            }
            Some(_) => {}
            None => draft.keep("Calling Code", &self.calling_code),
        }
    }

    pub(super) fn place_into_extra(&mut self, draft: &mut Draft) {
        for (name, text) in ["City", "Region", "Country"].iter().zip(&self.places) {
            draft.keep(name, text);
        }
    }

    pub(super) fn finish_account(
        &mut self,
        draft: &mut Draft,
        table: &Table<'_>,
        others: &mut Vec<Draft>,
    ) {
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
            draft.part.place = told.is_empty() && self.places.iter().any(String::is_empty);
            if told.is_empty() && !place.is_empty() {
                draft.places = self.places.to_vec();
            }
            draft.set("location", &place);
        } else if told.contains(|letter: char| letter.is_ascii_digit()) {
            // A street is for a letter; where they are is the town.
            draft.keep("Street", &told);
            draft.set("location", &place);
        } else if !told.to_lowercase().contains(&place.to_lowercase()) {
            draft.set("location", &format!("{told}, {place}"));
        }
        // The one address beside the one who is named there is theirs.
        let named = !self.contact[Part::Name as usize].is_empty();
        if named && self.contact[Part::Email as usize].is_empty() && self.emails.len() == 1 {
            draft.fields.shift_remove("emails");
            self.contact[Part::Email as usize] = self.emails.remove(0);
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
                // It is no id of that program, which may know the same person by one of its own.
                person.foreign.push(ForeignId {
                    system: format!("{} contact of", table.system),
                    id: id.clone(),
                });
            }
            if !name.is_empty() {
                keys.push(Key::Name(name));
            }
            person.refer(reference("account", Kind::Account, keys, false));
            others.push(person);
        }
    }

    pub(super) fn finish_deal(&mut self, draft: &mut Draft, table: &Table<'_>) {
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
            // Several countries write `$` and `¥`: which one it is, the column beside it knows.
            let shared = |code: &String| matches!(code.as_str(), "USD" | "JPY");
            let currency = self
                .currency
                .clone()
                .filter(|_| written.as_ref().is_some_and(shared))
                .or(written)
                .or_else(|| self.currency.clone())
                .or_else(|| table.currency.map(ToOwned::to_owned))
                .unwrap_or_else(|| {
                    self.doubt.push("amounts name no currency and are kept without one (XXX); say which with `currency` in a map or in the configuration, or with r in the workbench's import".to_owned());
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

    /// Finds the day on which it begins: without one, the day on which it is due, or was typed in.
    fn begin(&mut self, draft: &mut Draft) {
        self.is_due = self.starts.when.is_none() && self.due.when.is_some();
        if self.starts.when.is_none() {
            let other = if self.is_due {
                &mut self.due
            } else {
                &mut self.typed
            };
            (self.starts.when, self.starts.column) =
                (other.when.take(), std::mem::take(&mut other.column));
            self.starts.time = self.starts.time.or(other.time);
        }
        if self.typed.when.is_some() && self.typed.when != self.starts.when {
            draft.keep(&self.typed.column.0, &self.typed.column.1);
        }
    }

    pub(super) fn finish_event(&mut self, draft: &mut Draft, table: &Table<'_>) {
        if draft.kind == Kind::Survey {
            let name = one_line(&format!("{} {}", self.first, self.last));
            if !name.is_empty() {
                let keys = vec![Key::Name(name)];
                draft.refer(reference("person", Kind::Person, keys, false));
            }
            return;
        }
        self.begin(draft);
        if self.all_day {
            // A whole day is a day as it is written, wherever midnight is that stands beside it.
            for times in [&mut self.starts, &mut self.ends] {
                times.time = None;
                times.when = times.when.map(|when| When {
                    time: None,
                    offset: None,
                    ..when
                });
            }
        }
        draft.floating = self.starts.when.is_some_and(|when| when.offset.is_none());
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
        if table.system == "salesforce" {
            keep_strange_ids(draft);
        }
        // Where an id says what it is about, the name beside it says nothing more.
        if draft.refs.iter().any(|held| held.field == "about") {
            let before = draft.refs.len();
            draft.refs.retain(|held| held.field != "regarding");
            if draft.refs.len() < before {
                draft.keep(&self.regarding.0, &self.regarding.1);
            }
        }
        let has_account = draft.refs.iter().any(|held| held.field == "account");
        for reference in &mut draft.refs {
            if reference.field == "about" {
                reference.kind = kind_by_id(table.system, reference).unwrap_or(about);
                reference.field = if reference.kind == Kind::Account && !has_account {
                    "account"
                } else {
                    "links"
                };
                reference.many = reference.field == "links";
            }
        }
        // What is about its own account needs no link to it.
        let account = draft.refs.iter().find(|held| held.field == "account");
        let account = account.map(|held| held.keys.clone()).unwrap_or_default();
        draft.refs.retain(|held| {
            held.field != "links"
                || held.kind != Kind::Account
                || !held.keys.iter().all(|key| account.contains(key))
        });
        let mut starts = moment(&self.starts, table.options);
        let mut ends = moment(&self.ends, table.options);
        // Of a day without an hour nothing but the day is known.
        let mut is_day =
            self.starts.when.is_some_and(|when| when.time.is_none()) && self.starts.time.is_none();
        if self.all_day {
            draft.extra.insert(ALL_DAY.to_owned(), Value::Bool(true));
        } else if self.ends.when.is_none() {
            // An end that is only a time of day is of the day on which it starts.
            if let (Some(when), Some(time)) = (self.starts.when, self.ends.time) {
                ends = moment(
                    &Times {
                        when: Some(When { time: None, ..when }),
                        time: Some(time),
                        ..Times::default()
                    },
                    table.options,
                );
            }
        }
        if table.kind == "note" {
            finish_note(draft, starts.as_ref());
            if is_day && starts.is_some() {
                draft.extra.insert(ALL_DAY.to_owned(), Value::Bool(true));
            }
            return;
        }
        let done = self.done.as_ref().and_then(|(_, text)| state_of(text));
        if let (None, Some((_, text))) = (done, &self.done) {
            draft.keep("Status", text);
        }
        let task = is_task(&self.channel);
        let channel = channel_of(&self.channel).or(table.channel.filter(|_| !task));
        // Salesforce keeps tasks and calls in one table; what is still to be done by a day is a task.
        let open = table.system == "salesforce"
            && self.channel.is_empty()
            && is_day
            && done == Some(State::Planned);
        let due = self.is_due && self.channel.is_empty();
        let promised = table.kind == "promise";
        let task = promised || channel.is_none() && (open || due || task);
        if task && self.due.when.is_some() {
            // It is promised for the day on which it is due; when somebody means to begin is another.
            let (name, text) = &self.starts.column;
            draft.keep(name, text);
            starts = moment(&self.due, table.options);
            is_day = self.due.when.is_some_and(|due| due.time.is_none());
            self.due = Times::default();
        }
        if promised || (task && done != Some(State::Held)) {
            task_to_promise(draft, starts.as_ref());
            if done == Some(State::Held) {
                draft.set("state", "kept");
            } else if done == Some(State::Cancelled) && promised {
                draft.set("state", "released");
            }
            if promised {
                draft.keep("Type", &self.channel);
            }
            return;
        }
        match channel {
            Some(channel) => {
                draft.set("channel", channel);
                if channel_of(&self.channel).is_none() {
                    draft.keep("Type", &self.channel);
                }
            }
            None => draft.keep("Type", &self.channel),
        }
        // What is to be over by an hour ends then.
        let due = moment(&self.due, table.options).filter(|due| {
            ends.is_none()
                && self.due.when.is_some_and(|due| due.time.is_some())
                && starts
                    .as_ref()
                    .is_some_and(|starts| !is_day && due.timestamp() > starts.timestamp())
        });
        match due {
            Some(due) => ends = Some(due),
            None if self.due.when.is_some() && self.due.when != self.starts.when => {
                draft.keep(&self.due.column.0, &self.due.column.1);
            }
            None => {}
        }
        if is_day && starts.is_some() {
            draft.part.hour = !self.all_day;
            draft.extra.insert(ALL_DAY.to_owned(), Value::Bool(true));
            // That it ends on its day says nothing.
            ends = ends.filter(|ends| Some(ends) != starts.as_ref());
        }
        let past = starts.as_ref().is_some_and(|starts| {
            if is_day {
                starts.date() < table.options.now.date()
            } else {
                starts.timestamp() < table.options.now.timestamp()
            }
        });
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
}
