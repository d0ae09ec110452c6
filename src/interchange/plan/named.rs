//! Records that turn out to be one: an account known by name alone and the one that is told, a deal of a report and of an export.

use serde_json::{Value, json};

use super::attach::{is_linked, point};
use super::find::{joined, only};
use super::make::key_of;
use super::planner::{Place, Planner};
use super::{Class, id_of, placeholder_of};
use crate::domain::{
    Id, Kind, Object,
    names::fold,
    oneness::{self, repoint},
};
use crate::interchange::build::NO_CURRENCY;
use crate::interchange::draft::{Draft, ForeignId, Key};
use crate::interchange::merge::{self, Changed};
use crate::interchange::said;
use crate::interchange::world::{bare, domains, foreign_ids, texts};

/// Under this name a source's own record says which other account it was doubted to be.
const DOUBTED: &str = "doubted";

impl Planner<'_> {
    /// Remembers with an account that rows call it so, where that is its name but for the legal form.
    ///
    /// Whichever of the files comes first, the next one that calls it so then means it. Gives its aliases as they were, empty where there were none; nothing where that changes nothing.
    pub(super) fn call_it(&mut self, account: Id, name: &str) -> Option<Vec<Value>> {
        let folded = fold(name);
        let known = self.look(account, |record| {
            let own = record.get("name").and_then(Value::as_str)?;
            let mut held = std::iter::once(own).chain(texts(record, "aliases"));
            let is_new = held.all(|held| fold(held) != folded);
            (is_new && bare(&fold(own)) == bare(&folded)).then(|| merge::is_called(record, name))
        });
        // An alias that somebody took away stays away.
        if known.flatten() != Some(false) {
            return None;
        }
        let region = self.options.region.clone();
        let record = self.open(account)?;
        let old = record.get("aliases").and_then(Value::as_array);
        let old = old.cloned().unwrap_or_default();
        merge::note_called(record, name);
        let after = record.clone();
        self.pending
            .add(account, Kind::Account, &after, region.as_deref());
        if self.made(account).is_none() {
            self.fresh.push(account);
        }
        Some(old)
    }

    /// Finds the account of a company's name but for the legal form at whose web address a draft's people are.
    pub(super) fn called_at_site(&self, keys: &[Key], draft: &Draft) -> Option<Id> {
        let name = keys.iter().find_map(|key| match key {
            Key::Name(name) => Some(bare(&fold(name))),
            _ => None,
        })?;
        let alike = self.by_bare_name(&name);
        if alike.is_empty() {
            return None;
        }
        let site = self.at_site_of(draft);
        let both: Vec<Id> = alike.into_iter().filter(|id| site.contains(id)).collect();
        only(&both)
    }

    /// Remembers what a row calls the account at which its record lies.
    pub(super) fn note_names(&mut self, place: Place, called: &[(Id, String)]) {
        for (account, name) in called {
            let Some(old) = self.call_it(*account, name) else {
                continue;
            };
            if self.made(*account).is_some() {
                continue;
            }
            let called = self.name(*account);
            let new = self.field(*account, "aliases");
            let state = self.state(place);
            state.class = state.class.max(Class::Changed);
            state.changed.push(Changed {
                field: format!("account {called}: aliases"),
                old: (!old.is_empty()).then_some(Value::Array(old)),
                new,
            });
        }
    }

    /// Gives the account that one is which had only a number, now that it gets a name: the one of just that name, if there is one.
    pub(super) fn named_at_last(&mut self, id: Id, draft: &Draft) -> Id {
        let is_number = |record: &Object| {
            let name = record
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            foreign_ids(record).any(|foreign| foreign.id == name)
        };
        let name = draft.text("name");
        if name.is_empty() || self.look(id, is_number) != Some(true) {
            return id;
        }
        let mut others = self.by_name(Kind::Account, &fold(name));
        others.retain(|other| *other != id);
        match only(&others) {
            Some(other) => {
                self.make_one(id, other);
                self.now(id)
            }
            None => id,
        }
    }

    /// Doubts an account whose number a file gives to another one of the book: it was renamed by hand, and both may be one.
    pub(super) fn named_as_another(
        &mut self,
        place: Place,
        id: Id,
        draft: &Draft,
        source: &ForeignId,
    ) {
        let name = draft.text("name");
        if draft.kind != Kind::Account || name.is_empty() || !source.system.starts_with("file") {
            return;
        }
        let (folded, key) = (fold(name), key_of(source));
        let mut others = self.by_name(Kind::Account, &folded);
        others.retain(|other| *other != id);
        let Some(other) = only(&others) else { return };
        let known = self.look(id, |record| {
            let own = record.get("name").and_then(Value::as_str);
            let mut names = own.into_iter().chain(texts(record, "aliases"));
            let brought = record.get("brought").and_then(|brought| brought.get(&key));
            let doubted = brought.and_then(|fields| fields.get(DOUBTED));
            names.any(|held| fold(held) == folded)
                || doubted.is_some_and(|held| *held == json!(other))
        });
        // Whoever has said that they are two is not asked again.
        if known != Some(false) {
            return;
        }
        let Some(record) = self.open(id) else { return };
        point(record, "links", other, "maybe same");
        merge::remember(record, &key, DOUBTED, json!(other));
        let why = "the file gives the number of this one to it";
        self.doubt(place, None, &[other], why);
    }

    /// Gives the record that one has become in this plan.
    pub(super) fn now(&self, id: Id) -> Id {
        self.same.get(&id).copied().unwrap_or(id)
    }

    /// Lets accounts of which something is told take over those of the same name but for the legal form that are known by
    /// name alone, and whose people are at their web address.
    pub(super) fn take_over(&mut self) {
        let mut seen = std::mem::take(&mut self.grown);
        seen.sort_unstable();
        seen.dedup();
        for id in seen {
            let name = self.field(id, "name");
            let Some(name) = name.as_ref().and_then(Value::as_str) else {
                continue;
            };
            let mut alike = self.by_bare_name(&bare(&fold(name)));
            alike.retain(|other| !self.same.contains_key(other));
            if alike.len() < 2 {
                continue;
            }
            let (named, told): (Vec<Id>, Vec<Id>) = alike
                .into_iter()
                .filter(|id| self.look(*id, |_| ()).is_some())
                .partition(|id| self.look(*id, merge::is_only_named) == Some(true));
            for one in named {
                let at = |id: &Id| self.is_at_site_of(one, *id);
                let of: Vec<Id> = told.iter().copied().filter(at).collect();
                if let Some(into) = only(&of) {
                    self.make_one(one, into);
                }
            }
        }
        for (from, into) in self.plan.merges.clone() {
            self.repoint_plan(from, into);
        }
    }

    /// Makes deals one that have met at their account: of the same name, and each of another table or program.
    pub(super) fn meet(&mut self) {
        let systems = |record: &Object| -> Vec<String> {
            foreign_ids(record).map(|foreign| foreign.system).collect()
        };
        let unknown = |record: &Object| {
            let currency = record
                .get("amount")
                .and_then(|amount| amount.get("currency"));
            currency.is_some_and(|named| named == NO_CURRENCY)
        };
        for id in std::mem::take(&mut self.arrived) {
            if self.look(id, is_person) == Some(true) {
                self.meet_person(id);
                continue;
            }
            let (account, name) = (self.account_of(id), self.field(id, "name"));
            let (Some(account), Some(name)) = (account, name.as_ref().and_then(Value::as_str))
            else {
                continue;
            };
            let own = self.look(id, systems).unwrap_or_default();
            let mut others = self.by_name(Kind::Deal, &fold(name));
            others.retain(|other| {
                *other != id
                    && !self.same.contains_key(other)
                    && self.account_of(*other) == Some(account)
            });
            let Some(other) = only(&others) else { continue };
            let theirs = self.look(other, systems).unwrap_or_default();
            if own.is_empty() || theirs.is_empty() || own.iter().any(|one| theirs.contains(one)) {
                continue;
            }
            // What one of them does not know the other tells.
            if self.look(other, unknown) == Some(true) {
                self.make_one(other, id);
            } else {
                self.make_one(id, other);
            }
            for (from, into) in self.plan.merges.clone() {
                self.repoint_plan(from, into);
            }
        }
    }

    /// Makes somebody one with whoever has the same name at the account that has come at last, as a row would find them there.
    fn meet_person(&mut self, id: Id) {
        let (account, name) = (self.account_of(id), self.field(id, "name"));
        let (Some(account), Some(name)) = (account, name.as_ref().and_then(Value::as_str)) else {
            return;
        };
        if self.same.contains_key(&id) {
            return;
        }
        let mut others = self.by_name(Kind::Person, &fold(name));
        others.retain(|other| {
            *other != id
                && !self.same.contains_key(other)
                && self.account_of(*other) == Some(account)
        });
        let Some(other) = only(&others) else { return };
        // Of two that somebody has said are two nothing is asked any more.
        let linked = |one: Id, to: Id| self.look(one, |record| is_linked(record, to)) == Some(true);
        let is_new = placeholder_of(id).is_some() || placeholder_of(other).is_some();
        if !is_new && !linked(id, other) && !linked(other, id) {
            return;
        }
        let (Some(one), Some(two)) = (self.record(id), self.record(other)) else {
            return;
        };
        let emails = |record: &Object| -> Vec<String> {
            texts(record, "emails").map(str::to_lowercase).collect()
        };
        let (own, theirs) = (emails(&one), emails(&two));
        let apart = !own.is_empty()
            && !theirs.is_empty()
            && !own.iter().any(|email| theirs.contains(email));
        let two_of_one = foreign_ids(&one).any(|held| {
            foreign_ids(&two).any(|other| other.system == held.system && other.id != held.id)
        });
        if apart || two_of_one {
            return;
        }
        // Who was there first stays.
        let (gone, stays) = match self.first_of(vec![id, other]) {
            Some(first) if first == id => (other, id),
            _ => (id, other),
        };
        self.make_one(gone, stays);
        for (from, into) in self.plan.merges.clone() {
            self.repoint_plan(from, into);
        }
    }

    /// Says whether people of one account have addresses at the website of another.
    fn is_at_site_of(&self, named: Id, told: Id) -> bool {
        let sites = self.look(told, |record| domains(told, Kind::Account, record));
        sites.into_iter().flatten().any(|(site, _)| {
            joined(self.world.by_domain(&site), self.pending.by_domain(&site)).contains(&named)
        })
    }

    /// Makes an account that is known by name alone one with the account that it is.
    pub(super) fn make_one(&mut self, named: Id, told: Id) {
        let (Some(lost), Some(kept)) = (self.record(named), self.record(told)) else {
            return;
        };
        let (of_named, of_told) = (placeholder_of(named), placeholder_of(told));
        let (gone, stays) = match (of_named, of_told) {
            (None, None) => {
                self.same.insert(named, told);
                self.plan.merges.push((named, told));
                let (name, into) = (self.name(named), self.name(told));
                let left = self.leaves(named, told);
                self.ones.push((name, into, left));
                return;
            }
            (Some(at), _) => (at, told),
            (None, Some(at)) => (at, named),
        };
        let mut whole = oneness::joined(&kept, &lost, Some(&merge::is_as_brought));
        if stays == named {
            // The book's record stays, with all that the new one tells.
            repoint(&mut whole, &told.to_string(), &named.to_string());
        }
        let Some(open) = self.open(stays) else {
            return;
        };
        for (name, value) in whole {
            if !matches!(
                name.as_str(),
                "id" | "short" | "created" | "changed" | "author"
            ) {
                open.insert(name, value);
            }
        }
        let after = open.clone();
        let kind = after.get("kind").and_then(Value::as_str);
        let kind = kind.and_then(Kind::parse).unwrap_or(Kind::Account);
        self.pending.add(stays, kind, &after, None);
        self.fresh.push(stays);
        let from = if stays == told { named } else { told };
        self.same.insert(from, stays);
        self.plan.makes.drop_one(gone);
        let file = self.mentions.remove(&from).map(|mention| mention.file);
        let file = file.or_else(|| self.came.get(gone).map(|(file, _)| *file));
        let kinds = file.and_then(|file| self.plan.files.get_mut(file));
        if let Some(count) = kinds.and_then(|file| file.kinds.get_mut(kind.word())) {
            *count = count.saturating_sub(1);
        }
        self.repoint_plan(from, stays);
    }

    /// Says what two records of the book have that is left behind when the first becomes part of the second.
    pub(super) fn leaves(&self, gone: Id, stays: Id) -> Vec<String> {
        let (Some(lost), Some(kept)) = (self.record(gone), self.record(stays)) else {
            return Vec::new();
        };
        let imported: oneness::Imported<'_> = &merge::is_as_brought;
        let after = oneness::joined(&kept, &lost, Some(imported));
        let left = oneness::left_behind(&kept, &lost, &after, imported);
        let short = |record: &Object| {
            let short = record.get("short").and_then(Value::as_str);
            short.unwrap_or_default().to_owned()
        };
        let shorts = (&*short(&lost), &*short(&kept));
        let named = |value: &Value| self.named(value.clone());
        left.iter()
            .map(|left| said::left(left, shorts, &named))
            .collect()
    }

    /// Points what the plan makes and changes to the record that another one has become.
    fn repoint_plan(&mut self, from: Id, into: Id) {
        let (old, new) = (from.to_string(), into.to_string());
        for at in 0..self.plan.makes.len() {
            if self.plan.makes.may_say(at, &old)
                && let Some(record) = self.plan.makes.open(at)
            {
                repoint(record, &old, &new);
                without_itself(record);
            }
        }
        for working in self.edits.values_mut() {
            if id_of(&working.after) != Some(from) {
                repoint(&mut working.after, &old, &new);
                without_itself(&mut working.after);
            }
        }
        for state in self.rows.iter_mut().flatten() {
            if state.record == Some(from) {
                state.record = Some(into);
            }
        }
    }
}

fn is_person(record: &Object) -> bool {
    record.get("kind").is_some_and(|kind| kind == "person")
}

/// Takes the links of a record to itself away.
fn without_itself(record: &mut Object) {
    let own = record.get("id").cloned();
    if let Some(Value::Array(links)) = record.get_mut("links") {
        links.retain(|link| link.get("to") != own.as_ref());
        if links.is_empty() {
            record.shift_remove("links");
        }
    }
}
