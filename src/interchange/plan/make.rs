//! Makes new records of drafts, with what they point to.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::attach::{point, wait};
use super::find::{BUT_FOR_THE_FORM, Found, only};
use super::moved::{keep_promise, reopen};
use super::part;
use super::{Class, FilePlan, Mention, Place, Planner, hashed, id_of, placeholder, rank};
use crate::domain::{Id, Kind, Moment, Object, names::fold};
use crate::interchange::draft::{Draft, ForeignId, Key, Reference, Revision};
use crate::interchange::merge::{self, Merged, Rules};
use crate::interchange::waits::WAITS;
use crate::interchange::world::{bare, gone_mark};

impl Planner<'_> {
    pub(super) fn take(&mut self, place: Place, draft: &mut Draft, title: &str) {
        let mut source = source_of(draft, title);
        if draft.answers {
            self.answers.push((place, draft.clone()));
            return;
        }
        if calls_off(draft) && self.calls_off_whole(place, draft, &source) {
            return;
        }
        if draft.floating && self.by_foreign(draft.kind, &source).is_none() {
            // Books of before know such a row by the moment in the zone of that day.
            let before = source_at(draft, title, true);
            if self.by_foreign(draft.kind, &before).is_some() {
                source = before;
            }
        }
        // What was still to be done, by its id, is done now.
        if draft.kind == Kind::Touchpoint
            && draft.text("state") == "held"
            && !draft.foreign.is_empty()
            && self.by_foreign(Kind::Touchpoint, &source).is_none()
            && self.by_foreign(Kind::Promise, &source).is_some()
        {
            keep_promise(draft);
        }
        // And what was done, by its id, is to be done again.
        if draft.kind == Kind::Promise
            && draft.text("state") == "open"
            && !draft.foreign.is_empty()
            && self.by_foreign(Kind::Promise, &source).is_none()
            && self.by_foreign(Kind::Touchpoint, &source).is_some()
        {
            reopen(draft, self.options.now.time_zone());
        }
        if let Some(note) = self.outdated(draft, &source) {
            let state = self.state(place);
            state.kind = draft.kind;
            draft.text("subject").clone_into(&mut state.name);
            if !state.notes.contains(&note) {
                state.notes.push(note);
            }
            return;
        }
        // Two people of one address are two rows of one id, and the contact of a company is whoever it is today; the name
        // tells them apart.
        if draft.kind == Kind::Person
            && (draft.foreign.is_empty() || is_role(&source))
            && let Some(held) = self.by_foreign(Kind::Person, &source)
            && self.is_beside(held, draft, &source)
        {
            source.id = format!("{} {}", source.id, fold(draft.text("name")));
            if let Some(own) = draft.foreign.first_mut() {
                own.clone_from(&source);
            }
        }
        self.settle_regarding(draft);
        if self.is_gone(draft, &source) {
            let state = self.state(place);
            if state.name.is_empty() {
                state.kind = draft.kind;
                title_of(draft).clone_into(&mut state.name);
            }
            let note = "deleted here, and stays so; --theirs brings it back".to_owned();
            if !state.notes.contains(&note) {
                state.notes.push(note);
            }
            return;
        }
        self.bring_back(place, draft, &source);
        let told = self.resolve(place, draft, &source);
        let account = told
            .resolved
            .iter()
            .find(|(field, _)| *field == "account")
            .map(|(_, id)| *id)
            .or(told.inferred);
        let found = match self.told_otherwise(place.file, draft, &source, title, account) {
            Some(id) => Found::One(id),
            None => self.identify(draft, &source, account),
        };
        let found = match found {
            Found::Nobody => match self.moved(draft, &source, account) {
                Found::Nobody => self.at_the_hour(draft, &source, account, &told.resolved),
                found => found,
            },
            found => found,
        };
        let found = match found {
            Found::One(id) if draft.kind == Kind::Account => {
                Found::One(self.named_at_last(id, draft))
            }
            found => found,
        };
        if draft.deleted {
            self.take_deleted(place, draft, &source, &found);
            return;
        }
        if draft.kind == Kind::Person && draft.fields.contains_key("emails") {
            self.grown.extend(account);
        }
        self.note_names(place, &told.called);
        match found {
            Found::One(id) => {
                if draft.kind == Kind::Account {
                    self.grown.push(id);
                }
                if rank(draft.kind) > 1 && self.made(id).is_none() {
                    self.taken.insert(id);
                }
                self.change(place, id, draft, &source, &told);
                self.claim(place.file, draft, id);
                self.named_as_another(place, id, draft, &source);
            }
            // One that comes before its invitation is kept; of a series that is here it adds no dates.
            Found::Nobody if calls_off(draft) && self.has_series(draft.text("series")) => {
                let state = self.state(place);
                state.kind = draft.kind;
                draft.text("subject").clone_into(&mut state.name);
                let note = "calls off a date that the series does not have; nothing is made of it";
                if !state.notes.iter().any(|held| held == note) {
                    state.notes.push(note.to_owned());
                }
            }
            Found::Nobody => self.make(place, draft, &source, &told, &[]),
            Found::Maybe(others, why) => {
                if draft.mentioned {
                    return;
                }
                self.make(place, draft, &source, &told, &others);
                let own = format!("{} {}", draft.kind, draft.text("name"));
                let own = (place.draft > 0).then_some(own.trim_end());
                self.doubt(place, own, &others, &why);
            }
        }
    }

    /// Says whether the book has meetings of a series.
    fn has_series(&self, uid: &str) -> bool {
        !uid.is_empty() && !self.world.by_series(uid).is_empty()
    }

    /// Finds what an activity is about where its name may be a company's, a deal's or a person's.
    fn settle_regarding(&self, draft: &mut Draft) {
        let whom = if draft.kind == Kind::Promise {
            "to"
        } else {
            "people"
        };
        let regarding = draft.refs.iter_mut();
        for reference in regarding.filter(|held| held.field == "regarding") {
            let is = |kind| self.find(kind, &reference.keys, None).is_some();
            let (field, kind) = if is(Kind::Account) {
                ("account", Kind::Account)
            } else if is(Kind::Deal) {
                ("links", Kind::Deal)
            } else {
                (whom, Kind::Person)
            };
            (reference.field, reference.kind, reference.many) =
                (field, kind, kind != Kind::Account);
        }
    }

    /// Says whether somebody deleted here what a row is; what is there again under another id is known by that.
    pub(super) fn is_gone(&self, draft: &Draft, source: &ForeignId) -> bool {
        !self.theirs && self.mark_of(draft, source).is_some()
    }

    /// Gives the mark by which a row is known to be one that was deleted here and is not there again.
    fn mark_of(&self, draft: &Draft, source: &ForeignId) -> Option<String> {
        if draft.deleted || draft.merged_into.is_some() {
            return None;
        }
        let ids = draft.foreign.iter().chain([source]);
        let mut marks = ids.map(|id| gone_mark(draft.kind, &id.system, &id.id));
        let mark = marks.find(|mark| self.world.is_gone(mark))?;
        let known = matches!(self.identify(draft, source, None), Found::One(_));
        (!known).then_some(mark)
    }

    /// Gives the mark of the account or the person that was deleted here and of whom only this is told.
    fn mark_of_mention(&self, reference: &Reference) -> Option<String> {
        let mut marks = reference.keys.iter().filter_map(|key| {
            Some(match (reference.kind, key) {
                (Kind::Account, Key::Name(name)) => gone_mark(Kind::Account, "name", &fold(name)),
                (Kind::Person, Key::Email(email)) => {
                    gone_mark(Kind::Person, "email", &email.to_lowercase())
                }
                (kind, Key::Foreign(foreign)) => gone_mark(kind, &foreign.system, &foreign.id),
                _ => return None,
            })
        });
        marks.find(|mark| self.world.is_gone(mark))
    }

    /// Says whether somebody deleted here what a row only points to.
    pub(super) fn is_mention_gone(&self, reference: &Reference) -> bool {
        !self.theirs && self.mark_of_mention(reference).is_some()
    }

    /// Brings the record back that a row is and somebody deleted here, as it last was; the row is compared with it then.
    fn bring_back(&mut self, place: Place, draft: &Draft, source: &ForeignId) {
        if !self.theirs {
            return;
        }
        if let Some(mark) = self.mark_of(draft, source)
            && self.put_back(place, &mark).is_some()
        {
            let own = (place.draft > 0).then(|| format!("its {} ", draft.kind));
            let own = own.unwrap_or_default();
            let state = self.state(place);
            state.class = state.class.max(Class::Changed);
            state.notes.push(format!(
                "{own}was deleted here, and is brought back as it was"
            ));
        }
    }

    /// Puts a deleted record back, with what its deletion tore off others; gives its id.
    fn put_back(&mut self, place: Place, mark: &str) -> Option<Id> {
        let deleted = self.world.deleted(mark)?;
        let id = id_of(&deleted.record)?;
        let kind = deleted.record.get("kind").and_then(Value::as_str);
        let kind = kind.and_then(Kind::parse)?;
        if self.own.contains_key(&id) || self.world.record(id).is_some() {
            return None;
        }
        let line = self.state(place).line;
        let region = self.options.region.clone();
        self.pending
            .add(id, kind, &deleted.record, region.as_deref());
        self.own.insert(id, self.plan.makes.len());
        self.returned.insert(id, deleted.record.clone());
        self.fresh.push(id);
        self.plan.makes.push(deleted.record);
        self.came.push((place.file, line));
        for torn in deleted.torn {
            let stands = self.look(torn.id, |record| {
                let mut fields = torn.fields.iter();
                fields.all(|(name, _, is)| record.get(name).unwrap_or(&Value::Null) == is)
            });
            // Whoever has found another place since stays there.
            if stands != Some(true) {
                continue;
            }
            let Some(record) = self.open(torn.id) else {
                continue;
            };
            for (name, was, _) in torn.fields {
                if was.is_null() {
                    record.shift_remove(&name);
                } else {
                    record.insert(name, was);
                }
            }
            let after = record.clone();
            let kind = after.get("kind").and_then(Value::as_str);
            if let Some(kind) = kind.and_then(Kind::parse) {
                self.pending.add(torn.id, kind, &after, region.as_deref());
            }
        }
        Some(id)
    }

    /// Says that an event is an older version than another file of this command has, or the book.
    fn outdated(&mut self, draft: &Draft, source: &ForeignId) -> Option<String> {
        let own = draft.revision.as_ref()?;
        if self
            .newest
            .get(&own.of)
            .is_some_and(|newest| own.is_older(newest))
        {
            return Some("an older version: what the newer one in these files says counts".into());
        }
        let held = match self.by_foreign(draft.kind, source) {
            Some(id) => {
                let key = key_of(source);
                self.look(id, |record| merge::revision(record, Some(&key)))
                    .flatten()
            }
            // A start that the series no longer has comes with an older version of it.
            None if own.single => None,
            None => self.series_version(draft.text("series")),
        };
        held.is_some_and(|held| own.is_older(&held))
            .then(|| "an older version than the book has; left as it is".into())
    }

    /// Gives the newest version of a series that the book has.
    pub(super) fn series_version(&mut self, uid: &str) -> Option<Revision> {
        if uid.is_empty() {
            return None;
        }
        if let Some(known) = self.series_held.get(uid) {
            return known.clone();
        }
        let mut newest: Option<Revision> = None;
        for id in self.world.by_series(uid) {
            let held = self
                .world
                .record(id)
                .and_then(|record| merge::revision(&record, None));
            if let Some(held) = held.filter(|held| !held.single)
                && newest.as_ref().is_none_or(|newest| newest.is_older(&held))
            {
                newest = Some(held);
            }
        }
        self.series_held.insert(uid.to_owned(), newest.clone());
        newest
    }

    /// Finds the records that a draft points to, making accounts that only a name tells of; gives what it must wait for.
    pub(super) fn resolve(&mut self, place: Place, draft: &Draft, source: &ForeignId) -> Told {
        let mut resolved: Vec<(&'static str, Id)> = Vec::new();
        let mut said: Vec<Said> = Vec::new();
        let mut waits = Vec::new();
        let mut later = Vec::new();
        let mut called = Vec::new();
        let account = draft
            .refs
            .iter()
            .find(|reference| reference.field == "account");
        let key = key_of(source);
        let known = if draft.refs.is_empty() {
            None
        } else {
            self.known_row(draft, source)
        };
        let of = (known, key.as_str());
        let account = account.and_then(|reference| self.meant(place.file, of, reference, None));
        for reference in &draft.refs {
            if reference.kind == draft.kind {
                later.push(reference.clone());
                continue;
            }
            if reference.kind == Kind::Person
                && reference.keys.iter().any(|key| self.is_own(key))
                && reference.field == "people"
            {
                if let Some(id) = self.find(Kind::Person, &reference.keys, account) {
                    resolved.push((reference.field, id));
                }
                continue;
            }
            // Whom this row named before, and the book has had since, is not made again: whoever took them out meant it.
            let settled = reference.many && reference.kind == Kind::Person && {
                let said = Said::of(reference, None);
                known.and_then(|id| self.look(id, |record| said.is_settled(record, &key)))
                    == Some(true)
            };
            let before = resolved.len();
            match self.meant(place.file, of, reference, account) {
                Some(id) => {
                    call(&mut called, reference, id);
                    resolved.push((reference.field, id));
                }
                None if reference.make && settled => {}
                None if reference.make => {
                    let about = resolved
                        .iter()
                        .find(|(field, _)| *field == "account")
                        .map(|(_, id)| *id)
                        .or(account);
                    let (about, site) = if reference.kind == Kind::Account {
                        (self.lies_at(draft, source), self.at_site_of(draft))
                    } else {
                        (about, Vec::new())
                    };
                    match self.make_mentioned(place, reference, about, &site) {
                        Some(id) => {
                            call(&mut called, reference, id);
                            resolved.push((reference.field, id));
                        }
                        None => waits.push(reference.clone()),
                    }
                }
                None => {
                    // Somebody at the address of a known account is one of its people.
                    let at = if reference.field == "people" {
                        self.account_at(&reference.keys)
                    } else {
                        None
                    };
                    let company = (reference.field == "account")
                        .then(|| self.called_at_site(&reference.keys, draft));
                    if let Some(id) = company.flatten() {
                        call(&mut called, reference, id);
                        resolved.push((reference.field, id));
                        continue;
                    }
                    if settled {
                        said.push(Said::of(reference, None));
                        continue;
                    }
                    match at.and_then(|account| {
                        self.make_mentioned(place, reference, Some(account), &[])
                    }) {
                        Some(id) => resolved.push((reference.field, id)),
                        None => waits.push(reference.clone()),
                    }
                }
            }
            if reference.many {
                let to = resolved.get(before).map(|(_, id)| *id);
                said.push(Said::of(reference, to));
            }
        }
        let mut inferred = None;
        if !resolved.iter().any(|(field, _)| *field == "account") && rank(draft.kind) == 3 {
            inferred = self.account_by_others(&resolved);
            if inferred.is_some() {
                waits.retain(|reference| reference.field != "account");
            }
        }
        if !later.is_empty() {
            self.late.push((place, None, later, key));
        }
        Told {
            resolved,
            called,
            said,
            waits,
            inferred,
        }
    }

    /// Gives the account of the book where the record already lies that a row is known to be.
    fn lies_at(&self, draft: &Draft, source: &ForeignId) -> Option<Id> {
        let id = self.known_row(draft, source)?;
        self.account_of(id).filter(|at| self.made(*at).is_none())
    }

    /// Says of a row which records its own one, or the account that it names, may be, and why that is not sure.
    pub(super) fn doubt(&mut self, place: Place, own: Option<&str>, others: &[Id], why: &str) {
        let all: Vec<String> = others
            .iter()
            .take(3)
            .map(|id| self.pointed(*id, place.file))
            .collect();
        let more = if others.len() > 3 { " or others" } else { "" };
        let own = own.map(|own| format!("its {own} ")).unwrap_or_default();
        let state = self.state(place);
        state.class = state.class.max(Class::Doubtful);
        state
            .notes
            .push(format!("{own}may be {}{more}: {why}", all.join(" or ")));
    }

    /// Makes a record of which a file knows only a name or an address.
    pub(super) fn make_mentioned(
        &mut self,
        place: Place,
        reference: &Reference,
        account: Option<Id>,
        site: &[Id],
    ) -> Option<Id> {
        if let Some(mark) = self.mark_of_mention(reference) {
            if !self.theirs {
                return None;
            }
            if let Some(id) = self.put_back(place, &mark) {
                let name = self.name(id);
                let note = format!(
                    "brings {} {name} back, which was deleted here",
                    reference.kind
                );
                let state = self.state(place);
                state.class = state.class.max(Class::Changed);
                state.notes.push(note);
                return Some(id);
            }
        }
        let mut draft = Draft::new(reference.kind);
        for key in &reference.keys {
            match key {
                Key::Name(name) => draft.set("name", name),
                Key::Email(email) => draft.add("emails", email),
                Key::Foreign(foreign) => draft.foreign.push(foreign.clone()),
            }
        }
        if draft.fields.is_empty() {
            return None;
        }
        draft.mentioned = true;
        if reference.kind == Kind::Account {
            return Some(self.mention_account(place, &draft, account, site));
        }
        let resolved: Vec<(&'static str, Id)> = account
            .filter(|_| reference.kind == Kind::Person)
            .map(|id| ("account", id))
            .into_iter()
            .collect();
        let id = self.insert(place, &draft, &resolved, &[], &[]);
        if let Some(record) = self.open(id) {
            merge::note_named(record);
        }
        let called = self.name(id);
        let note = format!("makes {} {called}", reference.kind);
        self.state(place).notes.push(note);
        Some(id)
    }

    /// Makes an account of which only a name is told; where it is like another one, that is said.
    ///
    /// `site` are the accounts at whose web address the row's people are, and `here` is the one where its record lies
    /// already: the same name but for the legal form there is the same account.
    fn mention_account(
        &mut self,
        place: Place,
        draft: &Draft,
        here: Option<Id>,
        site: &[Id],
    ) -> Id {
        let name = draft.text("name").to_owned();
        let alike = if name.is_empty() {
            Vec::new()
        } else {
            self.by_bare_name(&bare(&fold(&name)))
        };
        let both: Vec<Id> = alike
            .iter()
            .copied()
            .filter(|id| site.contains(id) || here == Some(*id))
            .collect();
        if let Some(id) = only(&both) {
            return id;
        }
        let (others, why) = if alike.is_empty() {
            (
                site.to_vec(),
                "its people's addresses are at that web address",
            )
        } else {
            (alike, BUT_FOR_THE_FORM)
        };
        let id = self.insert(place, draft, &[], &[], &others);
        if let Some(record) = self.open(id) {
            merge::note_named(record);
        }
        self.mentions.insert(
            id,
            Mention {
                file: place.file,
                used: false,
                told: false,
                doubt: (!others.is_empty()).then_some((place, others, why)),
            },
        );
        id
    }

    fn make(
        &mut self,
        place: Place,
        draft: &mut Draft,
        source: &ForeignId,
        told: &Told,
        maybe: &[Id],
    ) {
        if draft.foreign.is_empty() && !draft.mentioned {
            draft.foreign.push(source.clone());
        }
        let mut resolved = told.resolved.clone();
        resolved.extend(told.inferred.map(|account| ("account", account)));
        let id = self.insert(place, draft, &resolved, &told.waits, maybe);
        self.claim(place.file, draft, id);
        self.note_hour(id);
        if draft.kind == Kind::Account {
            self.grown.push(id);
        }
        if !draft.mentioned {
            let key = hashed(&key_of(source));
            self.first.insert(id, (place.file, place.row, key));
        }
        let key = key_of(source);
        self.bring(id, draft, &key, &told.resolved);
        if let Some(record) = self.open(id) {
            remember_said(record, &key, &told.said);
        }
        let about = self.state(place).kind;
        self.became(place, id, draft.kind);
        let called = self.name(id);
        let state = self.state(place);
        if !draft.mentioned {
            // Who is made beside what the row is about makes that no new one.
            let class = if place.draft > 0 && draft.kind != state.kind {
                Class::Changed
            } else {
                Class::New
            };
            state.class = state.class.max(class);
        }
        // The meetings of a series are what the row is about, all of them.
        if place.draft > 0 && draft.kind != about && !called.is_empty() {
            state.notes.push(format!("makes {} {called}", draft.kind));
        }
    }

    /// Notes which record a row became, for its own state and for what waits for it.
    pub(super) fn became(&mut self, place: Place, id: Id, kind: Kind) {
        if let Some(late) = self.late.last_mut()
            && late.1.is_none()
            && same_place(late.0, place)
        {
            late.1 = Some(id);
        }
        let name = self.name(id);
        let state = self.state(place);
        if place.draft == 0 || state.record.is_none() {
            state.record = Some(id);
            state.name = name;
            state.kind = kind;
        }
    }

    /// Adds a new record to the plan.
    pub(super) fn insert(
        &mut self,
        place: Place,
        draft: &Draft,
        resolved: &[(&'static str, Id)],
        waits: &[Reference],
        maybe: &[Id],
    ) -> Id {
        let line = self.state(place).line;
        self.insert_at(place.file, line, draft, resolved, waits, maybe)
    }

    /// Adds a new record to the plan, on the word of a line of a file.
    pub(super) fn insert_at(
        &mut self,
        file: usize,
        line: u64,
        draft: &Draft,
        resolved: &[(&'static str, Id)],
        waits: &[Reference],
        maybe: &[Id],
    ) -> Id {
        let id = placeholder(self.plan.makes.len());
        let mut record = Object::new();
        record.insert("id".to_owned(), json!(id));
        record.insert("kind".to_owned(), json!(draft.kind));
        for (field, value) in &draft.fields {
            record.insert(field.clone(), value.clone());
        }
        if draft.kind == Kind::Touchpoint && !record.contains_key("state") {
            // A meeting of another book that says nothing of it: its time does.
            let ends = draft.fields.get("ends").or(draft.fields.get("starts"));
            let ends = ends.and_then(|at| at.as_str()?.parse::<Moment>().ok());
            let over = ends.is_none_or(|at| at.timestamp() <= self.options.now.timestamp());
            record.insert(
                "state".to_owned(),
                json!(if over { "held" } else { "planned" }),
            );
        }
        if draft.kind == Kind::Person {
            record.entry("basis").or_insert_with(|| json!("imported"));
            record
                .entry("basis_on")
                .or_insert_with(|| json!(self.options.now.date()));
        }
        if !draft.extra.is_empty() {
            record.insert("extra".to_owned(), Value::Object(draft.extra.clone()));
        }
        if !draft.foreign.is_empty() {
            record.insert(
                "foreign".to_owned(),
                draft
                    .foreign
                    .iter()
                    .map(|foreign| json!({"system": foreign.system, "id": foreign.id}))
                    .collect(),
            );
        }
        for (field, other) in resolved {
            point(&mut record, field, *other, "about");
        }
        for other in maybe {
            point(&mut record, "links", *other, "maybe same");
        }
        wait(&mut record, draft.kind, waits);
        self.pending
            .add(id, draft.kind, &record, self.options.region.as_deref());
        self.fresh.push(id);
        if !record.contains_key("name") {
            self.nameless.insert(id);
        }
        self.plan.makes.push(record);
        self.came.push((file, line));
        for (_, other) in resolved {
            self.uses(*other);
        }
        self.await_others(id, draft.kind);
        let kind = draft.kind.word().to_owned();
        *self.file_kinds(file).entry(kind).or_default() += 1;
        id
    }

    pub(super) fn file_kinds(&mut self, file: usize) -> &mut BTreeMap<String, u64> {
        while self.plan.files.len() <= file {
            self.plan.files.push(FilePlan::default());
        }
        &mut self.plan.files[file].kinds
    }

    /// Notes what a source brought for a new record.
    pub(super) fn bring(
        &mut self,
        id: Id,
        draft: &Draft,
        key: &str,
        resolved: &[(&'static str, Id)],
    ) {
        if draft.mentioned {
            return;
        }
        let rules = self.rules();
        let Some(record) = self.open(id) else { return };
        if let Some(revision) = &draft.revision {
            merge::note_revision(record, key, revision);
        }
        let mut merged = Merged::default();
        for (field, value) in &draft.fields {
            let columns = draft.columns_of(field);
            let rules = Rules {
                columns: columns.as_deref(),
                ..rules
            };
            merge::field(record, key, field, value, rules, &mut merged);
        }
        part::note_places(record, key, draft);
        for (name, value) in &draft.extra {
            merge::field(
                record,
                key,
                &format!("extra.{name}"),
                value,
                rules,
                &mut merged,
            );
        }
        for (field, other) in resolved {
            if merge::is_reference(field) {
                merge::field(record, key, field, &json!(other), rules, &mut merged);
            }
        }
    }
}

/// What a draft points to.
pub(super) struct Told {
    /// The records, by the fields that name them.
    pub(super) resolved: Vec<(&'static str, Id)>,
    /// What accounts are called, of those that were not found by that very name.
    pub(super) called: Vec<(Id, String)>,
    /// What the lists of the file say, whether it has come or not.
    pub(super) said: Vec<Said>,
    /// What has not come yet.
    pub(super) waits: Vec<Reference>,
    /// The account that nothing names, and at which its people or its deal are.
    pub(super) inferred: Option<Id>,
}

impl Told {
    /// Says whether a record is named only by what this source said before and the book has had since.
    pub(super) fn is_settled(&self, record: &Object, key: &str, field: &str, other: Id) -> bool {
        let mut naming = self.said.iter().filter(|said| said.names(field, other));
        let mut any = false;
        naming.all(|said| {
            any = true;
            said.is_settled(record, key)
        }) && any
    }
}

/// One whom a list of the file names.
pub(super) struct Said {
    pub(super) field: &'static str,
    /// The keys as they are waited for.
    keys: String,
    to: Option<Id>,
}

impl Said {
    pub(super) fn of(reference: &Reference, to: Option<Id>) -> Self {
        let keys: Vec<String> = reference
            .keys
            .iter()
            .map(|key| key.written(reference.kind))
            .collect();
        Self {
            field: reference.field,
            keys: keys.join(" | "),
            to,
        }
    }

    /// Gives the mark of what is surest of it.
    fn first(&self) -> Option<String> {
        Some(merge::hash(&json!(self.keys.split(" | ").next()?)))
    }

    fn mark(&self) -> String {
        merge::hash(&json!(self.keys))
    }

    /// Gives the mark of somebody whom a file names by these keys.
    pub(super) fn mark_of(keys: &str) -> Value {
        Value::from(merge::hash(&json!(keys)))
    }

    /// Says whether it names whom a record waits for under these keys.
    pub(super) fn waits_for(&self, field: &str, keys: &str) -> bool {
        self.field == field && self.keys == keys
    }

    /// Says whether this source named it before, and the record waits for it no longer: then the book's list counts.
    pub(super) fn is_settled(&self, record: &Object, key: &str) -> bool {
        let brought = record.get("brought").and_then(|all| all.get(key));
        let marks = brought.and_then(|fields| fields.get(self.field)?.as_array());
        let mark = Value::from(self.mark());
        let waits = record
            .get("extra")
            .and_then(|extra| extra.get(format!("{WAITS}{}", self.field)))
            .and_then(Value::as_array);
        marks.is_some_and(|marks| marks.contains(&mark))
            && !waits.is_some_and(|waits| waits.contains(&json!(self.keys)))
    }

    /// Says whether it names this record in this field.
    pub(super) fn names(&self, field: &str, id: Id) -> bool {
        self.field == field && self.to == Some(id)
    }
}

/// Remembers whom the lists of a source name, beside those whom they named before: whoever was taken off here once stays off.
pub(super) fn remember_said(record: &mut Object, key: &str, said: &[Said]) {
    let mut marks: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for one in said {
        let held = marks.entry(one.field).or_default();
        let mark = Value::from(one.mark());
        if !held.contains(&mark) {
            held.push(mark);
        }
    }
    let first = said.iter().filter(|one| one.field == "people");
    let first: Vec<String> = first.filter_map(Said::first).collect();
    if !first.is_empty() {
        merge::remember(record, key, super::invited::FIRST, json!(first));
    }
    for (field, mut marks) in marks {
        let brought = record.get("brought").and_then(|all| all.get(key));
        let before = brought.and_then(|fields| fields.get(field)?.as_array());
        let mut all = before.cloned().unwrap_or_default();
        marks.retain(|mark| !all.contains(mark));
        all.append(&mut marks);
        let marks = all;
        merge::remember(record, key, field, Value::Array(marks));
    }
}

/// Notes what a row calls the account that it lies at.
fn call(called: &mut Vec<(Id, String)>, reference: &Reference, account: Id) {
    if reference.field != "account" || reference.kind != Kind::Account {
        return;
    }
    for key in &reference.keys {
        if let Key::Name(name) = key {
            called.push((account, name.clone()));
        }
    }
}

/// Says whether a draft only takes back what was told before.
fn calls_off(draft: &Draft) -> bool {
    draft.revision.as_ref().is_some_and(|own| own.calls_off)
}

/// Says whether an id is that of a role, a company's contact, whoever has it.
fn is_role(source: &ForeignId) -> bool {
    source.id.ends_with(" contact") || source.system.ends_with(" contact of")
}

/// The fields in which records are called.
pub(super) const TITLES: [&str; 6] = ["name", "subject", "what", "fact", "title", "question"];

/// Gives what a row calls its record.
pub(super) fn title_of(draft: &Draft) -> &str {
    let told = TITLES.iter().map(|field| draft.text(field));
    told.into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

fn same_place(one: Place, other: Place) -> bool {
    (one.file, one.row, one.draft) == (other.file, other.row, other.draft)
}

/// So long is the written time of a clock on the wall, without its zone.
const WALL: usize = "2026-01-01T00:00:00".len();

/// Gives the id under which a row is known again: its own, else what the row is told apart by.
pub(super) fn source_of(draft: &Draft, title: &str) -> ForeignId {
    source_at(draft, title, !draft.floating)
}

/// Gives that id by moments, or by what the clock on the wall shows, which is the same in every zone.
pub(super) fn source_at(draft: &Draft, title: &str, zoned: bool) -> ForeignId {
    match draft.foreign.first() {
        Some(foreign) => foreign.clone(),
        None => by_words(draft, title, zoned),
    }
}

/// Gives the id under which a row is known that has none of its own: what it is told apart by.
pub(super) fn by_words(draft: &Draft, title: &str, zoned: bool) -> ForeignId {
    let name = crate::interchange::header::fold(draft.text("name"));
    let id = match draft.kind {
        Kind::Person => {
            if let Some(email) = draft.list("emails").next() {
                email.to_lowercase()
            } else {
                let company = draft
                    .refs
                    .iter()
                    .find(|reference| reference.field == "account")
                    .and_then(|reference| reference.keys.last());
                let company = company
                    .map(|key| crate::interchange::header::fold(&key.shown()))
                    .unwrap_or_default();
                let phone = if company.is_empty() {
                    draft.list("phones").next().unwrap_or_default()
                } else {
                    ""
                };
                [name.as_str(), company.as_str(), phone]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(" ")
            }
        }
        Kind::Account => name,
        _ => {
            let mut told = Map::new();
            for field in [
                "name", "subject", "fact", "what", "summary", "starts", "on", "due", "question",
                "score", "words", "closes",
            ] {
                if let Some(value) = draft.fields.get(field) {
                    let wall = value.as_str().and_then(|text| text.get(..WALL));
                    let value = match wall {
                        Some(wall) if !zoned && field == "starts" => Value::from(wall),
                        _ => value.clone(),
                    };
                    told.insert(field.to_owned(), value);
                }
            }
            let who: Vec<String> = draft
                .refs
                .iter()
                .flat_map(|reference| reference.keys.iter().map(Key::shown))
                .collect();
            told.insert("who".to_owned(), json!(who));
            blake3::hash(Value::Object(told).to_string().as_bytes())
                .to_hex()
                .chars()
                .take(16)
                .collect()
        }
    };
    ForeignId {
        system: if title.is_empty() {
            "file".to_owned()
        } else {
            title.to_owned()
        },
        id,
    }
}

pub(super) fn key_of(source: &ForeignId) -> String {
    format!("{} {}", source.system, source.id)
}
