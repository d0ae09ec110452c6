//! Points records to each other once all have come, and gives what waited its place.

use serde_json::{Map, Value, json};

use super::find::joined;
use super::make::key_of;
use super::{Class, Planner};
use crate::domain::{Id, Kind, Object, names::fold};
use crate::interchange::draft::{Draft, ForeignId, Key, Reading, Reference};
use crate::interchange::merge::{self, Changed, Merged};
use crate::interchange::waits::{COMPANY, WAITS, at_domain, keys_in, name_in};
use crate::interchange::world::{bare, company_domain, domains, foreign_ids, texts};

impl Planner<'_> {
    /// Points records of one kind to each other once all of them have come.
    pub(super) fn settle(&mut self) {
        for (place, id, references, key) in std::mem::take(&mut self.late) {
            let Some(id) = id else { continue };
            let account = self.account_of(id);
            let kind = self
                .field(id, "kind")
                .and_then(|kind| kind.as_str().and_then(Kind::parse))
                .unwrap_or(Kind::Account);
            let mut waits = Vec::new();
            for reference in references {
                let of = (Some(id), key.as_str());
                let found = match self.meant(place.file, of, &reference, account) {
                    Some(found) => Some(found),
                    None if reference.make => self.make_mentioned(place, &reference, None, &[]),
                    None => None,
                };
                let Some(other) = found.filter(|other| *other != id) else {
                    if found.is_none() {
                        waits.push(reference);
                    }
                    continue;
                };
                if self.would_circle(id, reference.field, other) {
                    self.state(place).notes.push(format!(
                        "{} would point back to itself; left out",
                        reference.field
                    ));
                    continue;
                }
                let rules = self.rules();
                let is_new = self.made(id).is_some();
                let mut merged = Merged::default();
                let Some(record) = self.open(id) else {
                    continue;
                };
                if merge::is_reference(reference.field) {
                    merge::field(
                        record,
                        &key,
                        reference.field,
                        &json!(other),
                        rules,
                        &mut merged,
                    );
                } else if point(record, reference.field, other, "about") {
                    merged.changed.push(Changed {
                        field: reference.field.to_owned(),
                        old: None,
                        new: Some(json!(other)),
                    });
                }
                self.uses(other);
                if !is_new && !merged.changed.is_empty() {
                    let state = self.state(place);
                    state.class = state.class.max(Class::Changed);
                    state.changed.append(&mut merged.changed);
                }
            }
            let is_old = self.made(id).is_none();
            let Some(record) = self.open(id) else {
                continue;
            };
            let before = record.clone();
            let open: Vec<Reference> = waits
                .into_iter()
                .filter(|reference| reference.many || !record.contains_key(reference.field))
                .collect();
            wait(record, kind, &open);
            if *record != before && is_old {
                let state = self.state(place);
                state.class = state.class.max(Class::Changed);
            }
        }
    }

    /// Calls off the planned meetings of a series that the series no longer has.
    pub(super) fn call_off(&mut self, file: usize, reading: &Reading) {
        for uid in &reading.series {
            // An older version knows nothing of what has moved since.
            if self.is_old_version(reading, uid) {
                continue;
            }
            let mut versions = reading.drafts.iter().flat_map(|row| &row.drafts);
            let version = versions.find_map(|draft| {
                let own = draft.revision.as_ref();
                own.filter(|own| own.of == *uid && !own.single).cloned()
            });
            let here: Vec<ForeignId> = reading
                .drafts
                .iter()
                .flat_map(|row| &row.drafts)
                .flat_map(|draft| draft.foreign.iter().cloned())
                .collect();
            for id in self.world.by_series(uid) {
                let Some(record) = self.record(id) else {
                    continue;
                };
                let is_planned = record.get("state").and_then(Value::as_str) == Some("planned");
                let ahead = record
                    .get("starts")
                    .and_then(Value::as_str)
                    .and_then(|starts| starts.parse::<crate::domain::Moment>().ok())
                    .is_some_and(|starts| starts.timestamp() > self.options.now.timestamp());
                let still = foreign_ids(&record).any(|foreign| here.contains(&foreign));
                if !is_planned || !ahead || still {
                    continue;
                }
                let name = self.name(id);
                let day = record.get("starts").and_then(Value::as_str);
                let day = day.and_then(|starts| starts.get(..10)).unwrap_or_default();
                let day = day.to_owned();
                let own = foreign_ids(&record).next();
                if let Some(record) = self.open(id) {
                    record.insert("state".to_owned(), json!("cancelled"));
                    // No older version brings it back, and a newer one that has it does.
                    if let Some(own) = own {
                        let key = key_of(&own);
                        merge::remember_called_off(record, &key);
                        if let Some(version) = &version {
                            merge::note_revision(record, &key, version);
                        }
                    }
                }
                let Some(at) = reading
                    .drafts
                    .iter()
                    .position(|row| row.drafts.iter().any(|draft| draft.text("series") == uid))
                else {
                    continue;
                };
                let state = &mut self.rows[file][at];
                state.class = state.class.max(Class::Changed);
                state.notes.push(format!(
                    "“{name}” of {day} is no longer in the series and is kept as cancelled"
                ));
            }
        }
    }

    /// Says whether a parent or superior is already below.
    pub(super) fn would_circle(&self, id: Id, field: &str, other: Id) -> bool {
        let mut at = Some(other);
        for _ in 0..32 {
            match at {
                Some(found) if found == id => return true,
                Some(found) => {
                    at = self
                        .field(found, field)
                        .and_then(|value| value.as_str().and_then(|id| id.parse().ok()));
                }
                None => return false,
            }
        }
        false
    }

    /// Gives records that waited for what has now come their place.
    pub(super) fn attach(&mut self) {
        let mut round = std::mem::take(&mut self.fresh);
        if !self.world.has_waiting() {
            return;
        }
        for _ in 0..4 {
            let mut attached = Vec::new();
            for id in round {
                let known = self.look(id, |record| {
                    let kind = record.get("kind").and_then(Value::as_str)?;
                    let kind = Kind::parse(kind)?;
                    Some((kind, keys_of(kind, record)))
                });
                let Some((kind, keys)) = known.flatten() else {
                    continue;
                };
                for key in keys {
                    for waiting in self.world.waiting(&key) {
                        if waiting != id && self.fill(waiting, &key, kind, id) {
                            attached.push(waiting);
                        }
                    }
                }
                self.call_in(id, kind, &mut attached);
            }
            let mut series = self.join_series(&attached);
            attached.append(&mut series);
            // Whoever was called in may be waited for too.
            attached.append(&mut self.fresh);
            if attached.is_empty() {
                return;
            }
            round = attached;
        }
    }

    /// Makes people of those who are waited for and have an address where an account is that has come.
    fn call_in(&mut self, come: Id, kind: Kind, attached: &mut Vec<Id>) {
        let at = self.look(come, |record| domains(come, kind, record));
        for (domain, account) in at.unwrap_or_default() {
            let key = at_domain(&domain);
            let waiting = self.world.waiting(&key);
            let known = joined(
                self.world.by_domain(&domain),
                self.pending.by_domain(&domain),
            );
            // A domain of several accounts says nothing.
            if waiting.is_empty() || known.iter().any(|other| *other != account) {
                continue;
            }
            for id in waiting {
                if self.comes_to(id, account) {
                    attached.push(id);
                    continue;
                }
                let waits = self.look(id, |record| {
                    let waits = record.get("extra")?.get(format!("{WAITS}people"))?;
                    let keys = waits.as_array()?.iter().filter_map(Value::as_str);
                    Some(keys.map(str::to_owned).collect::<Vec<_>>())
                });
                for keys in waits.flatten().unwrap_or_default() {
                    self.call_in_one(&keys, &domain, account, come);
                }
                // Where nobody can be made the meeting still has found its account.
                if self.files.is_empty() {
                    let Some(record) = self.open(id) else {
                        continue;
                    };
                    if !record.contains_key("account") {
                        record.insert("account".to_owned(), json!(account));
                        record.shift_remove("inbox");
                        attached.push(id);
                    }
                }
            }
        }
    }

    /// Lets somebody whose company is no account yet come to the one of that name but for the legal form.
    fn comes_to(&mut self, person: Id, account: Id) -> bool {
        let keys = self.look(person, |record| {
            let is_person = record.get("kind").is_some_and(|kind| kind == "person");
            let keys = record.get("extra")?.get(COMPANY)?.as_str()?;
            is_person.then(|| keys.to_owned())
        });
        let Some(company) = keys.flatten().as_deref().and_then(name_in) else {
            return false;
        };
        let alike = self.look(account, |record| {
            let name = record.get("name").and_then(Value::as_str)?;
            Some(bare(&fold(name)) == bare(&fold(&company)))
        });
        if alike.flatten() != Some(true) {
            return false;
        }
        let Some(record) = self.open(person) else {
            return false;
        };
        unwait(record, "account");
        if record.contains_key("account") {
            return true;
        }
        record.insert("account".to_owned(), json!(account));
        merge::remember_attached(record, "account", &json!(account));
        self.call_it(account, &company);
        true
    }

    fn call_in_one(&mut self, keys: &str, domain: &str, account: Id, come: Id) {
        let mut draft = Draft::new(Kind::Person);
        for key in keys.split(" | ") {
            if let Some(email) = key.strip_prefix("person email:") {
                draft.add("emails", email);
            } else if let Some(name) = key.strip_prefix("person name:") {
                draft.set("name", name);
            }
        }
        let fits = |email: &str| company_domain(email).as_deref() == Some(domain);
        if self.files.is_empty()
            || !draft.list("emails").any(fits)
            || draft
                .list("emails")
                .any(|email| !self.by_email(email).is_empty())
        {
            return;
        }
        draft.mentioned = true;
        let of = self.made(come).and_then(|at| self.came.get(at).copied());
        let (file, line) = of.unwrap_or_default();
        self.insert_at(file, line, &draft, &[("account", account)], &[], &[]);
    }

    /// Puts the record that has come into the field that waited for its key.
    pub(super) fn fill(&mut self, waiting: Id, key: &str, kind: Kind, come: Id) -> bool {
        let inferred = matches!(kind, Kind::Person | Kind::Deal)
            .then(|| self.account_of(come))
            .flatten();
        let Some(record) = self.open(waiting) else {
            return false;
        };
        let before = record.clone();
        let holds = |text: &str| keys_in(text).any(|held| held == key);
        let in_inbox = record
            .get("inbox")
            .and_then(Value::as_str)
            .is_some_and(holds);
        let found = if kind == Kind::Account {
            Some(come)
        } else {
            inferred
        };
        if in_inbox && record.contains_key("account") {
            // Whoever filed it by hand knew where it belongs; it waits no more.
            record.shift_remove("inbox");
        } else if let Some(account) = found.filter(|_| in_inbox) {
            record.shift_remove("inbox");
            record.insert("account".to_owned(), json!(account));
            if kind == Kind::Account {
                merge::remember_attached(record, "account", &json!(account));
            }
        }
        let fields: Vec<String> = record
            .get("extra")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter(|(name, value)| {
                name.starts_with(WAITS)
                    && match value {
                        Value::String(text) => holds(text),
                        Value::Array(list) => list.iter().filter_map(Value::as_str).any(holds),
                        _ => false,
                    }
            })
            .filter_map(|(name, _)| name.strip_prefix(WAITS).map(ToOwned::to_owned))
            .collect();
        let mut at_last = false;
        for field in fields {
            if merge::is_reference(&field) {
                // A learning waits for its person's account, everything else for the record itself.
                let came = if field == "account" {
                    found
                } else {
                    Some(come)
                };
                let Some(came) = came else { continue };
                if !record.contains_key(&field) {
                    at_last |= field == "account";
                    record.insert(field.clone(), json!(came));
                    merge::remember_attached(record, &field, &json!(came));
                }
            } else {
                point(record, &field, come, "about");
            }
            unwait_key(record, &field, key);
            // An event whose people have come has found its account too.
            if let Some(account) =
                inferred.filter(|_| matches!(&*field, "people" | "links" | "person"))
                && !record.contains_key("account")
            {
                record.insert("account".to_owned(), json!(account));
                record.shift_remove("inbox");
            }
        }
        let kind = record.get("kind").and_then(Value::as_str);
        let kind = kind.and_then(Kind::parse).unwrap_or(Kind::Account);
        if (kind == Kind::Deal && found.is_some() && in_inbox) || (kind == Kind::Person && at_last)
        {
            self.arrived.push(waiting);
        }
        self.await_others(waiting, kind);
        self.open(waiting).is_some_and(|record| *record != before)
    }

    /// Lets what has no account wait for that of its people, its person or its deals.
    pub(super) fn await_others(&mut self, id: Id, kind: Kind) {
        if matches!(
            kind,
            Kind::Account | Kind::Person | Kind::Deal | Kind::Trend
        ) {
            return;
        }
        let ways = self.look(id, |record| {
            let inbox = record.get("inbox").and_then(Value::as_str);
            // A key that a file told is waited for as it is.
            let told = inbox.is_some_and(|keys| keys != "account" && !keys.contains(" ally:"));
            if record.contains_key("account") || told {
                return None;
            }
            let person = record.get("person").and_then(Value::as_str);
            let people = texts(record, "people").chain(texts(record, "to"));
            let people = people.chain(person).map(str::to_owned);
            let links = record.get("links").and_then(Value::as_array);
            let links = links.into_iter().flatten();
            let links = links.filter_map(|link| link.get("to")?.as_str()?.parse::<Id>().ok());
            Some((
                people.collect::<Vec<String>>(),
                links.collect::<Vec<Id>>(),
                person.is_some(),
            ))
        });
        let Some((people, links, of_person)) = ways.flatten() else {
            return;
        };
        let deals = links
            .into_iter()
            .filter(|id| self.field(*id, "kind").is_some_and(|kind| kind == "deal"));
        let people = people.into_iter().map(|id| format!("person ally:{id}"));
        let keys: Vec<String> = people
            .chain(deals.map(|id| format!("deal ally:{id}")))
            .collect();
        let keys = if keys.is_empty() {
            "account".to_owned()
        } else {
            keys.join(" | ")
        };
        let Some(record) = self.open(id) else { return };
        if !of_person {
            record.insert("inbox".to_owned(), json!(keys));
        } else if let Value::Object(extra) = record
            .entry("extra")
            .or_insert_with(|| Value::Object(Map::new()))
        {
            extra.insert(format!("{WAITS}account"), json!(keys));
        }
    }
}

/// Points a record to another; says whether it did not do so before.
pub(super) fn point(record: &mut Object, field: &str, other: Id, how: &str) -> bool {
    match field {
        "links" => {
            if is_linked(record, other) {
                return false;
            }
            if let Value::Array(list) = record
                .entry("links")
                .or_insert_with(|| Value::Array(Vec::new()))
            {
                list.push(json!({"to": other, "how": how}));
            }
            true
        }
        "people" | "to" | "by" | "whom" => {
            let Value::Array(list) = record
                .entry(field)
                .or_insert_with(|| Value::Array(Vec::new()))
            else {
                return false;
            };
            if list.contains(&json!(other)) {
                return false;
            }
            list.push(json!(other));
            true
        }
        _ => {
            let held = record.get(field) == Some(&json!(other));
            record.insert(field.to_owned(), json!(other));
            !held
        }
    }
}

pub(super) fn is_linked(record: &Object, other: Id) -> bool {
    let id = json!(other);
    record
        .get("links")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .any(|link| link.get("to") == Some(&id))
}

/// Notes the keys of what has not come yet: an account in `inbox` for what cannot be without one, the rest in `extra`.
pub(super) fn wait(record: &mut Object, kind: Kind, waits: &[Reference]) {
    let needs_account = !matches!(kind, Kind::Account | Kind::Person | Kind::Trend);
    for reference in waits {
        let keys: Vec<String> = reference
            .keys
            .iter()
            .map(|key| key.written(reference.kind))
            .collect();
        let text = keys.join(" | ");
        if reference.field == "account" && needs_account {
            record.insert("inbox".to_owned(), json!(text));
            continue;
        }
        let Value::Object(extra) = record
            .entry("extra")
            .or_insert_with(|| Value::Object(Map::new()))
        else {
            continue;
        };
        let name = format!("{WAITS}{}", reference.field);
        if reference.many {
            let list = extra
                .entry(name)
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(list) = list
                && !list.contains(&json!(text))
            {
                list.push(json!(text));
            }
        } else {
            extra.insert(name, json!(text));
        }
    }
    let lies_nowhere = !record.contains_key("account") && !record.contains_key("person");
    if needs_account && lies_nowhere && !record.contains_key("inbox") {
        record.insert("inbox".to_owned(), json!("account"));
    }
}

pub(super) fn unwait(record: &mut Object, field: &str) {
    if field == "account" {
        record.shift_remove("inbox");
    }
    if let Some(Value::Object(extra)) = record.get_mut("extra") {
        extra.shift_remove(&format!("{WAITS}{field}"));
        if extra.is_empty() {
            record.shift_remove("extra");
        }
    }
}

/// Takes one key away from what a field waits for.
pub(super) fn unwait_key(record: &mut Object, field: &str, key: &str) {
    let name = format!("{WAITS}{field}");
    let Some(Value::Object(extra)) = record.get_mut("extra") else {
        return;
    };
    let done = match extra.get_mut(&name) {
        Some(Value::Array(list)) => {
            list.retain(|held| {
                held.as_str()
                    .is_none_or(|held| !keys_in(held).any(|one| one == key))
            });
            list.is_empty()
        }
        _ => true,
    };
    if done {
        unwait(record, field);
    }
}

/// Lists the keys that others may wait for.
pub(super) fn keys_of(kind: Kind, record: &Object) -> Vec<String> {
    let own = record
        .get("id")
        .and_then(Value::as_str)
        .map(|id| format!("{kind} ally:{id}"));
    let mut keys: Vec<String> = foreign_ids(record)
        .map(|foreign| Key::Foreign(foreign).compared(kind))
        .collect();
    keys.extend(texts(record, "emails").map(|email| Key::Email(email.to_owned()).compared(kind)));
    let name = record.get("name").and_then(Value::as_str);
    keys.extend(
        name.into_iter()
            .chain(texts(record, "aliases"))
            .map(|name| Key::Name(name.to_owned()).compared(kind)),
    );
    keys.extend(own);
    keys
}
