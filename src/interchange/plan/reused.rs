//! Ids that another program, or another file of the same program, has given to somebody else: whom a row means by one.

use serde_json::Value;

use super::Planner;
use super::find::{Found, shares_no_word};
use super::make::{TITLES, by_words, key_of, title_of};
use super::planner::rank;
use crate::domain::{Id, Kind, Object, names::fold};
use crate::interchange::draft::{Draft, ForeignId, Key, Reference};
use crate::interchange::merge;
use crate::interchange::world::{bare, domains, foreign_ids, texts};

impl Planner<'_> {
    /// Finds all who are known by an id, the oldest first; none where the program's own exports name a record for ever.
    fn known_by(&self, kind: Kind, foreign: &ForeignId) -> Vec<Id> {
        let mut known = self.world.by_foreign(kind, foreign);
        for id in self.pending.by_foreign(kind, foreign) {
            if !known.contains(id) {
                known.push(*id);
            }
        }
        known
    }

    /// Finds the record that has a row's own id, unless that is somebody else.
    pub(super) fn by_own_id(
        &self,
        draft: &Draft,
        source: &ForeignId,
        account: Option<Id>,
    ) -> Option<Found> {
        if source.system == "ally" {
            let mut own = draft.foreign.iter();
            return own
                .find_map(|foreign| self.by_foreign(draft.kind, foreign))
                .map(Found::One);
        }
        let known = draft.foreign.iter();
        let known: Vec<Id> = known
            .map(|foreign| self.known_by(draft.kind, foreign))
            .find(|known| !known.is_empty())?;
        let mut why = None;
        let mut fits = known.clone();
        fits.retain(|id| match self.is_another(*id, draft, source, account) {
            Some(other) => {
                why = Some(other);
                false
            }
            None => true,
        });
        // Of several the one that is called so counts.
        let name = fold(draft.text("name"));
        let called = fits.iter().copied().find(|id| {
            let held = self.field(*id, "name");
            held.is_some_and(|held| held.as_str().is_some_and(|held| fold(held) == name))
        });
        if let Some(id) = called.or(fits.first().copied()) {
            return Some(Found::One(id));
        }
        if draft.kind == Kind::Person
            && let Found::One(own) = self.identify_person(draft, source, account)
        {
            return Some(Found::One(own));
        }
        Some(Found::Maybe(known, why.unwrap_or_default()))
    }

    /// Finds the record that a row is known to be by its id, or by what it is told apart by.
    pub(super) fn known_row(&self, draft: &Draft, source: &ForeignId) -> Option<Id> {
        let mut own = draft.foreign.iter();
        if own.any(|foreign| self.known_by(draft.kind, foreign).len() > 1) {
            return match self.by_own_id(draft, source, None) {
                Some(Found::One(id)) => Some(id),
                _ => None,
            };
        }
        let mut ids = draft.foreign.iter().chain([source]);
        ids.find_map(|foreign| self.by_foreign(draft.kind, foreign))
    }

    /// Says why a record that has a row's id is another one all the same.
    fn is_another(
        &self,
        id: Id,
        draft: &Draft,
        source: &ForeignId,
        account: Option<Id>,
    ) -> Option<String> {
        if source.system.starts_with("file") && self.is_stranger(id, source, draft) {
            return Some(
                "the same number in that file before, and nothing else is the same".to_owned(),
            );
        }
        let system = match source.system.as_str() {
            file if file.starts_with("file ") => "a file of the same columns",
            system => system,
        };
        match draft.kind {
            _ if draft.deleted => None,
            Kind::Person if self.is_nobody_known(id, draft, source) => Some(format!(
                "the same number in {system}, but neither name nor address is the same"
            )),
            Kind::Person if self.is_nobody_alike(id, draft, source, account) => Some(format!(
                "the same number in {system}, but neither name, company nor anything else is the same"
            )),
            Kind::Survey if self.is_other_answer(id, draft, source) => {
                Some(format!("the same number in {system}, but another survey"))
            }
            Kind::Account if self.is_other_company(id, draft, source) => Some(format!(
                "the same number in {system}, but neither the name nor anything else is the same"
            )),
            Kind::Deal if self.is_other_deal(id, draft, source, account) => Some(format!(
                "the same number in {system}, but neither name, account, amount nor day is the same"
            )),
            _ => None,
        }
    }

    /// Says whether a row has the number of somebody with whom it has neither a word of the name nor an address in common,
    /// as where another program's file is taken for one of the same program.
    fn is_nobody_known(&self, id: Id, draft: &Draft, source: &ForeignId) -> bool {
        let mut emails = draft.list("emails").peekable();
        emails.peek().is_some()
            && self.is_other(id, draft, source)
            && self.look(id, |record| {
                texts(record, "emails").next().is_some()
                    && !emails.any(|own| {
                        texts(record, "emails").any(|held| held.eq_ignore_ascii_case(own))
                    })
                    && !draft
                        .list("phones")
                        .any(|own| texts(record, "phones").any(|held| held == own))
            }) == Some(true)
    }

    /// Says whether a row without an address has the number of somebody with whom it shares neither a word of the name, nor
    /// the company, a number or anything else that this source said of them.
    fn is_nobody_alike(
        &self,
        id: Id,
        draft: &Draft,
        source: &ForeignId,
        account: Option<Id>,
    ) -> bool {
        let of = draft.refs.iter().any(|of| of.field == "account");
        draft.list("emails").next().is_none()
            && of
            && self.account_of(id) != account
            && self.is_other(id, draft, source)
            && !self.shares_number_or_company(id, draft)
            && self.unchanged(id, draft, source, &["name"]).0 == 0
    }

    /// Says whether a row has the number of an answer to another survey: of another name and day, or where no name tells
    /// them apart, of another day, score and words.
    fn is_other_answer(&self, id: Id, draft: &Draft, source: &ForeignId) -> bool {
        let differs = |field: &str| {
            let held = self.field(id, field);
            let told = draft.fields.get(field);
            matches!((&held, told), (Some(held), Some(told)) if held != told)
        };
        if !differs("on") {
            return false;
        }
        let (same, compared) = self.unchanged(id, draft, source, &["survey", "question", "out_of"]);
        differs("survey") || (same == 0 && compared > 2)
    }

    /// Says whether a row has the number of a company with which it shares neither a word of the name, nor the place on the
    /// web, nor half of what else this source said of it: a company that only renames itself keeps those.
    fn is_other_company(&self, id: Id, draft: &Draft, source: &ForeignId) -> bool {
        if !self.is_called_otherwise(id, draft, source)
            || self.look(id, merge::is_only_named) == Some(true)
        {
            return false;
        }
        let site = draft.fields.get("website").cloned();
        let own = Object::from_iter(site.map(|site| ("website".to_owned(), site)));
        let shares_site = domains(id, Kind::Account, &own).iter().any(|(site, _)| {
            self.world.by_domain(site).contains(&id) || self.pending.by_domain(site).contains(&id)
        });
        let (same, compared) = self.unchanged(id, draft, source, &["name"]);
        !shares_site && (same == 0 || same * 2 < compared)
    }

    /// Says whether a row has the number of a deal with which it shares neither a word of the name, nor the account, the
    /// amount or the day; what stage a deal is in tells no two apart.
    fn is_other_deal(
        &self,
        id: Id,
        draft: &Draft,
        source: &ForeignId,
        account: Option<Id>,
    ) -> bool {
        if !self.is_called_otherwise(id, draft, source) {
            return false;
        }
        let at = self.account_of(id);
        if at.is_some() && at == account {
            return false;
        }
        let tells = ["amount", "closes"];
        let told = |field: &&str| draft.fields.contains_key(*field);
        if tells.iter().any(told) || account.is_some() {
            let held = |field: &&str| {
                self.field(id, field)
                    .is_some_and(|held| draft.fields.get(*field) == Some(&held))
            };
            return !tells.iter().any(held);
        }
        let (same, compared) = self.unchanged(id, draft, source, &["name", "stage", "state"]);
        same == 0 || same * 2 < compared
    }

    /// Says whether an account or a deal is called by other words than a row calls it.
    fn is_called_otherwise(&self, id: Id, draft: &Draft, source: &ForeignId) -> bool {
        let Some(held) = self.called_beside(id, draft, source) else {
            return false;
        };
        let name = bare(&fold(draft.text("name")));
        let bared: Vec<String> = held.iter().map(|held| bare(&fold(held))).collect();
        shares_no_word(&name, &bared.join(" "))
            // What was called by its number there had no name.
            && !held.contains(&source.id)
            && !bared.iter().any(|held| is_alike(held, &name))
    }

    /// Counts what a row says as its source said it before, of what it says and said then.
    fn unchanged(&self, id: Id, draft: &Draft, source: &ForeignId, but: &[&str]) -> (usize, usize) {
        let key = key_of(source);
        let brought = self.look(id, |record| {
            let brought = record.get("brought")?.get(&key)?.as_object()?;
            Some(brought.clone())
        });
        let Some(brought) = brought.flatten() else {
            return (0, 0);
        };
        let fields = draft.fields.iter();
        let fields = fields.filter(|(field, _)| !but.contains(&field.as_str()));
        let fields = fields.map(|(field, value)| (brought.get(field), value));
        let extra = draft.extra.iter();
        let extra = extra.map(|(name, value)| (brought.get(&format!("extra.{name}")), value));
        let mut counts = (0, 0);
        for (before, value) in fields.chain(extra) {
            let Some(Value::String(before)) = before else {
                continue;
            };
            counts.0 += usize::from(*before == merge::hash(value));
            counts.1 += 1;
        }
        counts
    }

    /// Says whether a number of a file of nobody in particular has been used again for something else: the name and
    /// everything that this source brought before is different now.
    fn is_stranger(&self, id: Id, source: &ForeignId, draft: &Draft) -> bool {
        let (same, compared) = self.unchanged(id, draft, source, &[]);
        same == 0 && compared >= 3
    }

    /// Finds the record that a table told of before it was known which of its columns has the id, or whose ids they are; what
    /// was brought of it is this row's now.
    pub(super) fn told_otherwise(
        &mut self,
        file: usize,
        draft: &Draft,
        source: &ForeignId,
        title: &str,
        account: Option<Id>,
    ) -> Option<Id> {
        let own = draft.foreign.first()?;
        let is_known = |foreign| self.by_foreign(draft.kind, foreign).is_some();
        if source.system == "ally" || own != source || draft.foreign.iter().any(is_known) {
            return None;
        }
        let print = self.prints.get(file).and_then(Option::as_deref);
        let nobody = [
            "file".to_owned(),
            format!("file {}", print.unwrap_or_default()),
        ];
        let by_number = nobody.into_iter().map(|system| ForeignId {
            system,
            id: source.id.clone(),
        });
        let is_event = rank(draft.kind) == 3;
        let by_words = [true, false].map(|zoned| by_words(draft, title, zoned));
        let by_words = by_words.into_iter().filter(|_| is_event);
        let mut before = by_number.chain(by_words).filter_map(|before| {
            let id = self.by_foreign(draft.kind, &before)?;
            Some((id, before))
        });
        let found = before.find(|(id, before)| self.is_of_before(*id, before, draft, source));
        let found = found.or_else(|| self.promised_before(draft, source, title, account));
        let (id, before) = found?;
        let (before, key) = (key_of(&before), key_of(source));
        if let Some(record) = self.open(id) {
            merge::rename_source(record, &before, &key);
        }
        Some(id)
    }

    /// Says whether a record that another word for its source names is what a row tells of: called the same, and known by no
    /// other id of this source.
    fn is_of_before(&self, id: Id, before: &ForeignId, draft: &Draft, source: &ForeignId) -> bool {
        let title = title_of(draft);
        let key = key_of(before);
        let fits = self.look(id, |record| {
            let of_source = foreign_ids(record).any(|held| held.system == source.system);
            let told = record
                .get("brought")
                .and_then(|all| all.get(&key)?.as_object());
            let told = told.into_iter().flatten();
            let mark = Value::from(merge::hash(&Value::from(title)));
            let told = told.filter(|(name, _)| TITLES.contains(&name.as_str()));
            let is_called = told.fold(false, |is, (_, held)| is || *held == mark);
            !of_source && is_called
        });
        !title.is_empty() && fits == Some(true) && !self.taken.contains(&id)
    }

    /// Finds the promise of the same account, words and day that a table without ids told of.
    fn promised_before(
        &mut self,
        draft: &Draft,
        source: &ForeignId,
        title: &str,
        account: Option<Id>,
    ) -> Option<(Id, ForeignId)> {
        if draft.kind != Kind::Promise {
            return None;
        }
        let same = |record: &Object, field: &str| match (record.get(field), draft.fields.get(field))
        {
            (Some(held), Some(told)) => held == told,
            _ => true,
        };
        let known = self.known_of(account, draft.text("what"));
        let mut found = known.into_iter().filter_map(|(id, rows)| {
            let [before] = rows.as_slice() else {
                return None;
            };
            let fits = before.system == title
                && !self.is_here(&key_of(before))
                && self.look(id, |record| same(record, "due")) == Some(true)
                && self.is_of_before(id, before, draft, source);
            fits.then(|| (id, before.clone()))
        });
        match (found.next(), found.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    }

    /// Notes which record a row is whose id others have too: what its file points to by that id is this one.
    pub(super) fn claim(&mut self, file: usize, draft: &Draft, id: Id) {
        for foreign in &draft.foreign {
            if self.known_by(draft.kind, foreign).len() > 1 {
                let claims = self.claims.entry((draft.kind, foreign.clone()));
                claims.or_default().push((file, id));
            }
        }
    }

    /// Finds the record that a reference means; of several that have its id the one that the same file has, else the one that
    /// is called so, that another file of this command has, or that was meant before.
    pub(super) fn meant(
        &self,
        file: usize,
        (of, key): (Option<Id>, &str),
        reference: &Reference,
        account: Option<Id>,
    ) -> Option<Id> {
        let foreign = reference.keys.iter().find_map(|key| match key {
            Key::Foreign(foreign) if foreign.system != "ally" => Some(foreign),
            _ => None,
        });
        let known = foreign.map(|foreign| self.known_by(reference.kind, foreign));
        let (Some(foreign), Some(known)) = (foreign, known.filter(|known| known.len() > 1)) else {
            return self.find(reference.kind, &reference.keys, account);
        };
        let claims = self.claims.get(&(reference.kind, foreign.clone()));
        let claims = claims.map(Vec::as_slice).unwrap_or_default();
        if let Some((_, id)) = claims.iter().find(|(of, _)| *of == file) {
            return Some(self.now(*id));
        }
        let called = reference.keys.iter().find_map(|key| match key {
            Key::Name(name) => Some(self.by_name(reference.kind, &fold(name))),
            _ => None,
        });
        let called = called.unwrap_or_default();
        let mut called = known.iter().filter(|id| called.contains(id));
        let only = match (called.next(), called.next(), claims) {
            (Some(id), None, _) | (None, _, [(_, id)]) => Some(*id),
            _ => None,
        };
        let before = || {
            let before = self.look(of?, |record| {
                let brought = record.get("brought")?.get(key)?;
                brought.get(reference.field)?.as_str()?.parse::<Id>().ok()
            });
            before.flatten().filter(|id| known.contains(id))
        };
        match only.or_else(before) {
            Some(id) => Some(self.now(id)),
            None => self.find(reference.kind, &reference.keys, account),
        }
    }
}

/// Says whether one of two names is the other's initials, or stands in it.
fn is_alike(one: &str, other: &str) -> bool {
    let joined = |name: &str| name.split_whitespace().collect::<String>();
    let initials = |name: &str| -> String {
        let words = name.split_whitespace();
        words.filter_map(|word| word.chars().next()).collect()
    };
    let holds = |long: &str, short: &str| short.chars().count() > 2 && long.contains(short);
    let (a, b) = (joined(one), joined(other));
    holds(&a, &b)
        || holds(&b, &a)
        || (a.chars().count() > 1 && initials(other) == a)
        || (b.chars().count() > 1 && initials(one) == b)
}

#[cfg(test)]
mod tests {
    use super::is_alike;

    #[test]
    fn names_are_alike_by_their_letters_and_initials() {
        assert!(is_alike("international business machines", "ibm"));
        assert!(is_alike("face book", "facebook ireland"));
        assert!(!is_alike("acme", "globex"));
        assert!(!is_alike("a", "acme"));
    }
}
