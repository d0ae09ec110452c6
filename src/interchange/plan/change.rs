//! Changes records as drafts say: merges fields, and honours what was deleted or merged elsewhere.

use serde_json::{Value, json};

use super::attach::{point, unwait, wait};
use super::find::Found;
use super::invited;
use super::make::{Said, Told, by_words, key_of, remember_said};
use super::{Class, Place, Planner, RowPlan, hashed, id_of};
use super::{activity, part};
use crate::domain::names::fold;
use crate::domain::{Id, Kind, Moment, Object, record::ALL_DAY};
use crate::interchange::draft::{Draft, ForeignId, Key, Reading, Reference};
use crate::interchange::merge::{self, Changed, Merged, Rules};
use crate::interchange::waits;
use crate::interchange::world::{foreign_ids, gone_mark, texts};

impl Planner<'_> {
    /// Merges a draft into a record of the book or of this plan.
    pub(super) fn change(
        &mut self,
        place: Place,
        id: Id,
        draft: &Draft,
        source: &ForeignId,
        told: &Told,
    ) {
        self.became(place, id, draft.kind);
        if draft.mentioned {
            self.fill_in(place, id, draft);
            return;
        }
        if let Some(mention) = self.mentions.get_mut(&id) {
            mention.told = true;
        }
        let mut rules = self.rules();
        // Of two rows of one file the first tells what a record is; ids of their own tell two versions of it apart.
        let key = key_of(source);
        let first = (place.file, place.row, hashed(&key));
        let first = *self.first.entry(id).or_insert(first);
        rules.fills = first.0 == place.file && first.1 != place.row && draft.revision.is_none();
        let again = rules.fills && first.2 == hashed(&key);
        let today = self.options.now.date();
        let leaving = self.leaving(id, draft, &key, told);
        let in_plan = self.made(id).is_some();
        // What was deleted here and comes back is as old as any other.
        let is_new = in_plan && !self.returned.contains_key(&id);
        let region = self.options.region.clone();
        let mut merged = Merged::default();
        let opened = !in_plan && !self.edits.contains_key(&id);
        // Whoever deleted what a record lay at meant it: the record does not wait for it.
        let awaited = |reference: &&Reference| is_new || !self.is_mention_gone(reference);
        let awaited: Vec<Reference> = told.waits.iter().filter(awaited).cloned().collect();
        let sources = std::mem::take(&mut self.sources);
        let Some(record) = self.open(id) else {
            self.sources = sources;
            return;
        };
        let before = record.clone();
        rules.own = !is_new && !again && is_of_several(&before, &key, &source.system);
        self.follow_series(id, draft);
        let Some(record) = self.open(id) else {
            self.sources = sources;
            return;
        };
        if draft.foreign.is_empty() && !is_new {
            // The row of who has another's address now stands under no address of its own.
            let by_name =
                draft.kind == Kind::Person && by_words(draft, &source.system, true).id != source.id;
            merge::follow(record, &source.system, &key, &|key| {
                !by_name && sources.contains(&hashed(key))
            });
        }
        self.sources = sources;
        let Some(record) = self.open(id) else { return };
        if let Some(revision) = &draft.revision {
            merge::note_revision(record, &key, revision);
        }
        if matches!(draft.kind, Kind::Account | Kind::Person) && merge::is_only_named(record) {
            // Nobody called it so but rows about others: whoever tells of it names it.
            let name = draft.fields.get("name");
            if let Some(name) = name.filter(|name| record.get("name") != Some(*name)) {
                let old = record.insert("name".to_owned(), name.clone());
                if let Some(Value::String(old)) = &old {
                    merge::keep_called(record, old);
                }
                merged.changed.push(Changed {
                    field: "name".to_owned(),
                    old,
                    new: Some(name.clone()),
                });
            }
        }
        let mut unsaid = Merged::default();
        let hour = part::keeps_hour(record, draft.part);
        for (field, value) in &draft.fields {
            let wall = on_the_wall(record, field, value).filter(|_| draft.floating);
            let value = wall.as_ref().unwrap_or(value);
            let mut merge = |record: &mut Object, value: &Value| {
                let columns = draft.columns_of(field);
                let rules = Rules {
                    columns: columns.as_deref(),
                    ..rules
                };
                merge_field(record, &key, field, value, rules, &mut merged);
            };
            match part::told(record, &key, draft, (field, value), rules, &mut unsaid) {
                part::Told::Whole => merge(record, value),
                part::Told::As(value) => merge(record, &value),
                part::Told::Nothing => {}
            }
        }
        // What was not taken is not remembered.
        if rules.theirs || merged.kept.iter().all(|kept| kept.field != "location") {
            part::note_places(record, &key, draft);
        }
        merged.kept.append(&mut unsaid.kept);
        for (name, value) in &draft.extra {
            if hour && name == ALL_DAY {
                continue;
            }
            merge::field(
                record,
                &key,
                &format!("extra.{name}"),
                value,
                rules,
                &mut merged,
            );
        }
        if draft.kind == Kind::Promise && !is_new {
            activity::note_days(&before, record, today);
        }
        if draft.kind == Kind::Touchpoint {
            activity::show_held(&before, record, draft, &mut merged);
        }
        let left = if is_new || rules.fills {
            Vec::new()
        } else {
            activity::take_off(record, &key, told, &leaving)
        };
        for (field, other) in &told.resolved {
            if merge::is_reference(field) {
                merge::field(record, &key, field, &json!(other), rules, &mut merged);
                if *field == "account" {
                    unwait(record, field);
                }
            } else if !told.is_settled(&before, &key, field, *other)
                && !merge::was_taken_off(&before, field, &json!(other))
            {
                let old = record.get(*field).filter(|_| *field != "links").cloned();
                if point(record, field, *other, "about") {
                    let new = match &old {
                        Some(_) => record.get(*field).cloned(),
                        None => Some(json!(other)),
                    };
                    merged.changed.push(Changed {
                        field: (*field).to_owned(),
                        old,
                        new,
                    });
                }
            }
        }
        for field in left {
            // Who came and who went is one change.
            merged.changed.retain(|change| change.field != field);
            merged.changed.push(Changed {
                field: field.to_owned(),
                old: before.get(field).cloned(),
                new: record.get(field).cloned(),
            });
        }
        if draft.kind == Kind::Account && !is_new {
            keep_old_name(&before, record);
        }
        let (off, dropped) = self.not_invited(&before, draft, &key);
        let Some(record) = self.open(id) else { return };
        invited::take_off(record, &off, &dropped, &mut merged);
        if draft.kind == Kind::Touchpoint {
            let told = draft.fields.get("ends").and_then(Value::as_str);
            let told = told.and_then(|ends| ends.parse().ok());
            keep_length(&before, record, told.as_ref(), &mut merged);
        }
        let gone_to = elsewhere(record, &key, told);
        let moves = if is_new {
            None
        } else {
            take_back_deletion(record, &key, &source.system, &mut merged);
            moves_on(&before, record, today)
        };
        // What nobody said is only put where nothing is.
        if let Some(account) = told.inferred
            && !record.contains_key("account")
        {
            point(record, "account", account, "about");
            unwait(record, "account");
            merged.changed.push(Changed {
                field: "account".to_owned(),
                old: None,
                new: Some(json!(account)),
            });
        }
        let has = |field: &str| record.get(field).is_some();
        let open: Vec<Reference> = awaited
            .into_iter()
            .filter(|reference| {
                if reference.many {
                    !Said::of(reference, None).is_settled(&before, &key)
                } else {
                    !has(reference.field)
                }
            })
            .collect();
        wait(record, draft.kind, &open);
        if !is_new {
            tell_awaited(&before, record, &mut merged);
        }
        remember_said(record, &key, &told.said);
        self.await_others(id, draft.kind);
        let Some(record) = self.open(id) else { return };
        let ids: Vec<ForeignId> = if draft.foreign.is_empty() {
            vec![source.clone()]
        } else {
            draft.foreign.clone()
        };
        // Our own exports bring nothing of their own: what differs is taken or shown, and nothing is remembered.
        let own = source.system == "ally";
        for foreign in ids {
            // A row that is told apart by its words has no id that a person could know.
            if !own && add_foreign(record, &foreign) && !draft.foreign.is_empty() {
                merged.changed.push(Changed {
                    field: "foreign".to_owned(),
                    old: None,
                    new: Some(json!(format!("{} {}", foreign.system, foreign.id))),
                });
            }
        }
        if own {
            forget_brought(record, &key);
        }
        let moved = merge::differs(&before, record);
        // What an id of several told and was not taken is to be known to the rows of the others.
        let withheld = rules.own && !merged.kept.is_empty();
        if (own && merged.changed.is_empty()) || !(moved || in_plan || withheld) {
            record.clone_from(&before);
        }
        let after = record.clone();
        for (field, other) in &told.resolved {
            if after.get(*field).is_none_or(|held| names(held, *other)) {
                self.uses(*other);
            } else if *field == "account"
                && let Some(held) = self.account_of(id)
            {
                // The account where it stays is called so too, where only the legal form differs.
                self.note_names(place, &[(held, self.name(*other))]);
            }
        }
        // What stays as it is the book finds itself.
        if moved || in_plan {
            self.pending.add(id, draft.kind, &after, region.as_deref());
        }
        if moved {
            self.fresh.push(id);
        } else if opened && !withheld {
            // A record that the file leaves as it is need not stay in memory; it was the last to be opened.
            self.edits.remove(&id);
            self.order.pop();
        }
        let earlier = self.came_from(id, place.file);
        let moves = moves.map(|old| {
            let old = self.name(old);
            format!("the role at {old} ends today, and the next one begins")
        });
        let unseen = (moved && merged.changed.is_empty())
            .then(|| unseen(&before, &after, &|id| Some(self.name(id))));
        let gone_to = gone_to.map(|(at, company)| {
            let at = self.name(at);
            format!(
                "works at {company} now, says the file; that is no account here, so {at} is kept"
            )
        });
        let called = self.name(id);
        let state = self.state(place);
        // A row of several records says of which one it changes something.
        if place.draft > 0 {
            for change in merged.changed.iter_mut().chain(&mut merged.kept) {
                change.field = format!("{} {called}: {}", draft.kind, change.field);
            }
        }
        state.notes.extend(moves.into_iter().chain(gone_to));
        if is_new {
            let earlier = earlier.as_deref().unwrap_or("an earlier row");
            state.notes.push(format!("the same as {earlier}"));
            // What another file says otherwise is told; what it only adds is the new record's.
            if !rules.fills {
                merged.changed.retain(|change| change.field != "foreign");
                let (adds, changed): (Vec<_>, Vec<_>) =
                    merged.changed.into_iter().partition(Changed::adds);
                merged.changed = changed;
                if !adds.is_empty() {
                    let adds: Vec<String> = adds.into_iter().map(|change| change.field).collect();
                    state.notes.push(format!("adds its {}", adds.join(", ")));
                }
                if !merged.changed.is_empty() {
                    state.class = state.class.max(Class::Changed);
                    state.changed.append(&mut merged.changed);
                }
            }
            let differs: Vec<&str> = merged
                .kept
                .iter()
                .map(|change| change.field.as_str())
                .filter(|field| !field.starts_with("extra."))
                .collect();
            if !differs.is_empty() {
                state
                    .notes
                    .push(format!("kept the earlier row's {}", differs.join(", ")));
            }
        } else if !moved {
            // Nothing changes, and what the file says otherwise is shown.
            state.kept.append(&mut merged.kept);
        } else {
            state.class = state.class.max(Class::Changed);
            state.notes.extend(unseen);
            state.changed.append(&mut merged.changed);
            state.kept.append(&mut merged.kept);
        }
    }

    /// Puts what a mere mention tells where the record has nothing.
    fn fill_in(&mut self, place: Place, id: Id, draft: &Draft) {
        let told = draft.fields.iter().filter(|(field, _)| *field != "name");
        let missing: Vec<(String, Value)> = told
            .filter(|(field, _)| self.field(id, field).is_none())
            .map(|(field, value)| (field.clone(), value.clone()))
            .collect();
        if missing.is_empty() {
            return;
        }
        let is_new = self.made(id).is_some();
        let called = self.name(id);
        let Some(record) = self.open(id) else { return };
        record.extend(missing.clone());
        let after = record.clone();
        let region = self.options.region.clone();
        self.pending.add(id, draft.kind, &after, region.as_deref());
        if is_new {
            return;
        }
        self.fresh.push(id);
        let state = self.state(place);
        state.class = state.class.max(Class::Changed);
        state
            .changed
            .extend(missing.into_iter().map(|(field, value)| Changed {
                field: format!("{} {called}: {field}", draft.kind),
                old: None,
                new: Some(value),
            }));
    }

    pub(super) fn take_deleted(
        &mut self,
        place: Place,
        draft: &Draft,
        source: &ForeignId,
        found: &Found,
    ) {
        let Found::One(id) = found else {
            self.state(place).rejected = Some(format!(
                "deleted in {}, and the book does not have it",
                source.system
            ));
            return;
        };
        let tag = deletion_tag(&source.system);
        let name = self.name(*id);
        let key = key_of(source);
        let today = self.options.now.date();
        let Some(record) = self.open(*id) else { return };
        let before = record.clone();
        let called_off = activity::call_off(record, &key, today);
        merge::note_deletion(record, &key);
        let list = record
            .entry("tags")
            .or_insert_with(|| Value::Array(Vec::new()));
        let Value::Array(list) = list else { return };
        let known = list.iter().any(|held| held == &json!(tag));
        if !known {
            list.push(json!(tag));
        }
        let is_open = draft.kind == Kind::Deal && record_is(&before, "outcome", "open");
        let state = self.state(place);
        (state.record, state.name, state.kind) = (Some(*id), name, draft.kind);
        if is_open && !known {
            let note = "stays open here: what is deleted there is neither won nor lost";
            state.notes.push(note.to_owned());
        }
        if let Some(now) = called_off {
            state.class = state.class.max(Class::Changed);
            state.changed.push(Changed {
                field: "state".to_owned(),
                old: before.get("state").cloned(),
                new: Some(json!(now)),
            });
        }
        if !known {
            state.class = state.class.max(Class::Changed);
            state.changed.push(Changed {
                field: "tags".to_owned(),
                old: None,
                new: Some(json!(tag)),
            });
        }
    }

    /// A row that was merged away gives its id to the record that it became.
    pub(super) fn take_merged(&mut self, place: Place, draft: &Draft) {
        let Some(master) = draft.merged_into.clone() else {
            return;
        };
        let target = self.by_foreign(draft.kind, &master);
        let Some(target) = target.map(|target| self.now(target)) else {
            let mark = gone_mark(draft.kind, &master.system, &master.id);
            if self.world.is_gone(&mark) {
                let note = format!(
                    "merged into {} {}, which was deleted here, and stays so",
                    master.system, master.id
                );
                let name = draft.text("name").to_owned();
                let state = self.state(place);
                (state.name, state.kind) = (name, draft.kind);
                state.notes.push(note);
                return;
            }
            self.state(place).rejected = Some(format!(
                "merged into {} {}, which has not come yet; import that row too",
                master.system, master.id
            ));
            return;
        };
        let Some(own) = draft.foreign.first().cloned() else {
            return;
        };
        let held = self
            .by_foreign(draft.kind, &own)
            .map(|held| self.now(held))
            .filter(|held| *held != target);
        if let Some(held) = held {
            if self.own.contains_key(&held) || self.own.contains_key(&target) {
                return;
            }
            let (name, into) = (self.name(held), self.name(target));
            let left = self.leaves(held, target);
            let short = |id| {
                let short = self.field(id, "short")?;
                short.as_str().map(str::to_owned)
            };
            let both = short(held).zip(short(target));
            let both = both.map(|(gone, stays)| format!(" ({gone} → {stays})"));
            let both = both.unwrap_or_default();
            let are_new = self.made(held).is_some() && self.made(target).is_some();
            let state = self.state(place);
            (state.record, state.name, state.kind) = (Some(target), into.clone(), draft.kind);
            if !are_new {
                state.class = state.class.max(Class::Changed);
            }
            state.notes.push(format!(
                "“{name}” was merged into “{into}” there, and so they are made one here{both}"
            ));
            state.notes.extend(left);
            if self.made(held).is_some() || self.made(target).is_some() {
                self.make_one(held, target);
            } else {
                self.plan.merges.push((held, target));
            }
            return;
        }
        let name = self.name(target);
        let added = self
            .open(target)
            .is_some_and(|record| add_foreign(record, &own));
        let after = self.record(target);
        if let Some(after) = after {
            self.pending.add(target, draft.kind, &after, None);
        }
        let is_old = self.made(target).is_none();
        let state = self.state(place);
        (state.record, state.name, state.kind) = (Some(target), name, draft.kind);
        state
            .notes
            .push(format!("merged into {} {}", master.system, master.id));
        if added && is_old {
            state.class = state.class.max(Class::Changed);
        }
    }

    /// Takes records of our own export as they stand: a new id is made, a known one follows the later version.
    pub(super) fn take_records(&mut self, file: usize, reading: &mut Reading) {
        self.file_kinds(file);
        let region = self.options.region.clone();
        for (line, record) in std::mem::take(&mut reading.records) {
            let Some(id) = id_of(&record) else { continue };
            let kind = record
                .get("kind")
                .and_then(Value::as_str)
                .and_then(Kind::parse)
                .unwrap_or(Kind::Account);
            let mut row = RowPlan {
                line,
                class: Class::Same,
                record: Some(id),
                name: ["name", "title", "subject", "what", "fact", "ask", "who"]
                    .iter()
                    .find_map(|field| record.get(*field).and_then(Value::as_str))
                    .unwrap_or_default()
                    .to_owned(),
                kind,
                changed: Vec::new(),
                kept: Vec::new(),
                notes: Vec::new(),
            };
            if self.own.contains_key(&id) {
                let earlier = self.came_from(id, file);
                let earlier = earlier.as_deref().unwrap_or("an earlier row");
                row.notes.push(format!("the same as {earlier}"));
            } else if let Some(held) = self.world.record(id) {
                self.take_version(id, &held, &record, &mut row);
            } else {
                let others = self.same_elsewhere(kind, &record);
                let mut record = record;
                for other in &others {
                    point(&mut record, "links", *other, "maybe same");
                    let other = self.pointed(*other, file);
                    row.notes.push(format!(
                        "may be {other}: the same name or address in another book"
                    ));
                }
                self.pending.add(id, kind, &record, region.as_deref());
                self.own.insert(id, self.plan.makes.len());
                self.fresh.push(id);
                if !record.contains_key("name") {
                    self.nameless.insert(id);
                }
                self.plan.makes.push(record);
                self.came.push((file, line));
                *self
                    .file_kinds(file)
                    .entry(kind.word().to_owned())
                    .or_default() += 1;
                row.class = if others.is_empty() {
                    Class::New
                } else {
                    Class::Doubtful
                };
            }
            let plan = &mut self.plan.files[file];
            match row.class {
                Class::New => plan.new += 1,
                Class::Changed => plan.changed += 1,
                Class::Doubtful => plan.doubtful += 1,
                Class::Same => plan.same += 1,
            }
            if row.class != Class::Same || !row.kept.is_empty() {
                plan.details.push(row);
            }
        }
    }

    /// Finds the accounts and people of this book that one of another book may be: by the whole name, or by an address.
    fn same_elsewhere(&self, kind: Kind, record: &Object) -> Vec<Id> {
        let mut found = Vec::new();
        match kind {
            Kind::Account => {
                let name = record.get("name").and_then(Value::as_str);
                for name in name.into_iter().chain(texts(record, "aliases")) {
                    found.extend(self.world.by_name(kind, &fold(name)));
                }
            }
            Kind::Person => {
                for email in texts(record, "emails") {
                    found.extend(self.world.by_email(email));
                }
            }
            _ => {}
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Compares a record with its own version from a file: the one that was changed later counts.
    pub(super) fn take_version(
        &mut self,
        id: Id,
        held: &Object,
        record: &Object,
        row: &mut RowPlan,
    ) {
        let moment = |record: &Object| {
            record
                .get("changed")
                .and_then(Value::as_str)
                .and_then(|at| at.parse::<jiff::Timestamp>().ok())
        };
        let newer = self.theirs || moment(record) > moment(held);
        let fixed = ["id", "kind", "short", "created", "changed", "author"];
        let names: Vec<&String> = record
            .keys()
            .filter(|name| !fixed.contains(&name.as_str()))
            .collect();
        for name in names {
            if held.get(name) == record.get(name) {
                continue;
            }
            // That it may be one of this book is known here alone.
            if name == "links" && has_all(held.get(name), record.get(name)) {
                continue;
            }
            let change = Changed {
                field: name.clone(),
                old: held.get(name).cloned(),
                new: record.get(name).cloned(),
            };
            if newer {
                if let Some(open) = self.open(id) {
                    open.insert(name.clone(), record[name].clone());
                }
                row.class = Class::Changed;
                row.changed.push(change);
            } else {
                row.kept.push(change);
            }
        }
    }
}

fn record_is(record: &Object, field: &str, value: &str) -> bool {
    record.get(field).is_some_and(|held| held == value)
}

/// Says whether a record was told of before by a row's own id and by others of the same program: of what is one here, and
/// two there, each says what it says anew.
fn is_of_several(record: &Object, key: &str, system: &str) -> bool {
    let Some(brought) = record.get("brought").and_then(Value::as_object) else {
        return false;
    };
    let of_system = |held: &&String| {
        let rest = held.strip_prefix(system);
        rest.is_some_and(|rest| rest.starts_with(' '))
    };
    brought.contains_key(key) && brought.keys().filter(of_system).nth(1).is_some()
}

/// Tells of an account that has not come, and in whose place the file names another one now.
fn tell_awaited(before: &Object, record: &Object, merged: &mut Merged) {
    let awaited = |record: &Object| {
        let keys = record.get("extra")?.get("waits_for_account")?.as_str()?;
        waits::name_in(keys)
    };
    if let (Some(old), Some(new)) = (awaited(before), awaited(record))
        && old != new
    {
        merged.changed.push(Changed {
            field: "account".to_owned(),
            old: Some(json!(format!("waits for {old}"))),
            new: Some(json!(format!("waits for {new}"))),
        });
    }
}

/// Says whether a list has all that another one has.
fn has_all(held: Option<&Value>, other: Option<&Value>) -> bool {
    match (held, other) {
        (Some(Value::Array(held)), Some(Value::Array(other))) => {
            other.iter().all(|item| held.contains(item))
        }
        _ => false,
    }
}

/// Under this tag a record is kept that another program has deleted.
fn deletion_tag(system: &str) -> String {
    format!("deleted-in-{}", crate::interchange::header::fold(system))
}

/// Takes the word back that a record was deleted elsewhere, where the row that said so is there again.
fn take_back_deletion(record: &mut Object, key: &str, system: &str, merged: &mut Merged) {
    if !merge::take_back_deletion(record, key) {
        return;
    }
    let tag = deletion_tag(system);
    if let Some(Value::Array(tags)) = record.get_mut("tags") {
        tags.retain(|held| held != &json!(tag));
        if tags.is_empty() {
            record.shift_remove("tags");
        }
        merged.changed.push(Changed {
            field: "tags".to_owned(),
            old: Some(json!(tag)),
            new: None,
        });
    }
}

/// Keeps the name that an account had before a file renamed it: other files go on calling it so.
fn keep_old_name(before: &Object, record: &mut Object) {
    let (Some(old), Some(now)) = (before.get("name"), record.get("name")) else {
        return;
    };
    // What was called by its number there had no name.
    let number = |name: &Value| foreign_ids(before).any(|foreign| *name == foreign.id);
    if old == now || merge::is_only_named(before) || number(old) {
        return;
    }
    let old = old.clone();
    if let Value::Array(aliases) = record.entry("aliases").or_insert_with(|| json!([]))
        && !aliases.contains(&old)
    {
        aliases.push(old);
    }
}

/// Takes the end of a meeting along that was typed here, where the file moves its start: it stays as long as it was.
fn keep_length(before: &Object, record: &mut Object, told: Option<&Moment>, merged: &mut Merged) {
    let at = |record: &Object, field: &str| -> Option<Moment> {
        record.get(field)?.as_str()?.parse().ok()
    };
    let (Some(was), Some(is)) = (at(before, "starts"), at(record, "starts")) else {
        return;
    };
    let (Some(ends), Some(held)) = (at(record, "ends"), at(before, "ends")) else {
        return;
    };
    let stamp = |at: &Moment| at.0.timestamp();
    let typed = told.is_some_and(|told| stamp(told) != stamp(&held));
    if was == is || ends != held || !(typed || stamp(&ends) < stamp(&is)) {
        return;
    }
    let Ok(moved) = ends.0.checked_add(
        was.0
            .timestamp()
            .until(is.0.timestamp())
            .unwrap_or_default(),
    ) else {
        return;
    };
    let new = json!(Moment(moved).to_string());
    let old = record.insert("ends".to_owned(), new.clone());
    merged.kept.retain(|kept| kept.field != "ends");
    merged.changed.push(Changed {
        field: "ends".to_owned(),
        old,
        new: Some(new),
    });
}

/// Closes the role of somebody whose account has become another one, and opens the next; gives the account that they left.
fn moves_on(before: &Object, record: &mut Object, today: crate::domain::Date) -> Option<Id> {
    if record.get("kind").is_none_or(|kind| kind != "person") {
        return None;
    }
    let (old, new) = (
        before.get("account")?.clone(),
        record.get("account")?.clone(),
    );
    if old == new {
        return None;
    }
    let (was, is) = (before.get("title").cloned(), record.get("title").cloned());
    let Value::Array(roles) = record
        .entry("roles")
        .or_insert_with(|| Value::Array(Vec::new()))
    else {
        return None;
    };
    let open = |account: &Value| {
        let account = account.clone();
        move |role: &Value| role.get("account") == Some(&account) && role.get("until").is_none()
    };
    let role = |account: &Value, title: Option<Value>, name: &str| {
        let mut role = Object::from_iter([("account".to_owned(), account.clone())]);
        role.extend(title.map(|title| ("title".to_owned(), title)));
        role.insert(name.to_owned(), json!(today));
        Value::Object(role)
    };
    let here = open(&old);
    match roles.iter_mut().rev().find(|held| here(held)) {
        Some(Value::Object(held)) => {
            held.insert("until".to_owned(), json!(today));
        }
        _ => roles.push(role(&old, was, "until")),
    }
    if !roles.iter().any(open(&new)) {
        roles.push(role(&new, is, "from"));
    }
    old.as_str()?.parse().ok()
}

/// Gives the account of somebody who is at a company now that is no account, though this source brought that account before.
fn elsewhere(record: &Object, key: &str, told: &Told) -> Option<(Id, String)> {
    if record.get("kind").is_none_or(|kind| kind != "person") {
        return None;
    }
    let waits = told.waits.iter();
    let company = waits
        .filter(|reference| reference.field == "account")
        .flat_map(|reference| &reference.keys)
        .find_map(|key| match key {
            Key::Name(name) => Some(name.clone()),
            _ => None,
        })?;
    let account = record.get("account")?;
    let brought = record.get("brought")?.get(key)?.get("account");
    let at = account.as_str()?.parse().ok()?;
    (brought == Some(account)).then_some((at, company))
}

/// Says what changes of a record of which no field does.
fn unseen(before: &Object, after: &Object, name_of: &dyn Fn(Id) -> Option<String>) -> String {
    let waits = |record: &Object| {
        let extra = record.get("extra").and_then(Value::as_object);
        let inbox = record.get("inbox").and_then(Value::as_str);
        let told = extra
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| waits::said_of(name, value, name_of))
            .map(|(_, said)| said);
        let inbox = inbox.map(|keys| waits::said(keys, name_of));
        inbox.into_iter().chain(told).collect::<Vec<String>>()
    };
    let (was, is) = (waits(before), waits(after));
    let beside = |of: &[String], other: &[String]| {
        let own = of.iter().filter(|said| !other.contains(said));
        own.cloned().collect::<Vec<_>>().join(", ")
    };
    match (beside(&is, &was).as_str(), beside(&was, &is).as_str()) {
        ("", "") => {}
        (now, "") => return format!("waits for {now}"),
        ("", before) => return format!("waits for {before} no longer"),
        (now, before) => return format!("waits for {now}, no longer for {before}"),
    }
    let names = before.keys().chain(after.keys());
    let mut names: Vec<&str> = names
        .filter(|name| *name != "brought" && before.get(*name) != after.get(*name))
        .map(|name| match name.as_str() {
            "inbox" | "extra" => "what it waits for",
            name => name,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// Says whether a field's value names a record.
fn names(held: &Value, id: Id) -> bool {
    let text = json!(id);
    match held {
        Value::Array(list) => list
            .iter()
            .any(|item| *item == text || item.get("to") == Some(&text)),
        held => *held == text,
    }
}

/// Merges a field, except a state, which only ever moves on.
pub(super) fn merge_field(
    record: &mut Object,
    key: &str,
    field: &str,
    value: &Value,
    rules: Rules<'_>,
    merged: &mut Merged,
) {
    if field == "state" && rules.fills && record.contains_key("state") {
        return;
    }
    if field == "state" {
        let held = record
            .get("state")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let may = match (held, value.as_str().unwrap_or_default()) {
            ("planned", "held" | "cancelled") | ("open", "kept" | "released") | ("", _) => true,
            // A meeting that was called off and is on again, a task that is open again: where the file had said the one.
            ("cancelled", "planned" | "held") | ("kept" | "released", "open") => {
                activity::was_brought(record, key, "state")
            }
            // A meeting that was over, for all the file said, and is moved ahead or to be done again.
            ("held", "planned") => {
                (activity::was_brought(record, key, "state") && !activity::is_written(record, key))
                    || (rules.theirs && !activity::was_told(record, key, "state", value))
            }
            _ => false,
        };
        if may {
            if value == "open" {
                record.shift_remove("closed_on");
            }
            let held = record.get("state").cloned();
            merged.changed.push(Changed {
                field: "state".to_owned(),
                old: held,
                new: Some(value.clone()),
            });
            record.insert("state".to_owned(), value.clone());
        }
        let mut silent = Merged::default();
        let now = record.get("state").cloned();
        merge::field(record, key, field, value, Rules::default(), &mut silent);
        // Remembering what was brought must not move the state back.
        if let Some(now) = now {
            record.insert("state".to_owned(), now);
        }
        return;
    }
    merge::field(record, key, field, value, rules, merged);
}

/// Gives a time of the wall in the zone in which the book has it: whoever travels reads the same file, not another time.
fn on_the_wall(record: &Object, field: &str, file: &Value) -> Option<Value> {
    if !matches!(field, "starts" | "ends") {
        return None;
    }
    let held: Moment = record.get(field)?.as_str()?.parse().ok()?;
    let file: Moment = file.as_str()?.parse().ok()?;
    let wall = file
        .0
        .datetime()
        .to_zoned(held.0.time_zone().clone())
        .ok()?;
    Some(Value::from(Moment(wall).to_string()))
}

pub(super) fn forget_brought(record: &mut Object, key: &str) {
    if let Some(Value::Object(brought)) = record.get_mut("brought") {
        brought.shift_remove(key);
        if brought.is_empty() {
            record.shift_remove("brought");
        }
    }
}

pub(super) fn add_foreign(record: &mut Object, foreign: &ForeignId) -> bool {
    if foreign_ids(record).any(|held| held == *foreign) {
        return false;
    }
    if let Value::Array(list) = record
        .entry("foreign")
        .or_insert_with(|| Value::Array(Vec::new()))
    {
        list.push(json!({"system": foreign.system, "id": foreign.id}));
    }
    true
}
