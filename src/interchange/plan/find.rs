//! Finds which record of the book, or of the plan, a draft or a key means.

use serde_json::Value;

use super::Planner;
use super::make::key_of;
use crate::domain::{Id, Kind, Object, names::fold};
use crate::interchange::draft::{Draft, ForeignId, Key};
use crate::interchange::merge::{self};
use crate::interchange::world::{bare, company_domain, domains, foreign_ids, texts};

impl Planner<'_> {
    pub(super) fn by_foreign(&self, kind: Kind, foreign: &ForeignId) -> Option<Id> {
        // Our own exports name a record by its id for ever.
        if foreign.system == "ally" {
            let id: Id = foreign.id.parse().ok()?;
            if self.own.contains_key(&id) || self.world.record(id).is_some() {
                return Some(id);
            }
        }
        let known = self.pending.by_foreign(kind, foreign).first().copied();
        known.or_else(|| self.world.by_foreign(kind, foreign).first().copied())
    }

    pub(super) fn by_email(&self, email: &str) -> Vec<Id> {
        joined(self.world.by_email(email), self.pending.by_email(email))
    }

    pub(super) fn by_phone(&self, phone: &str) -> Vec<Id> {
        joined(self.world.by_phone(phone), self.pending.by_phone(phone))
    }

    pub(super) fn by_name(&self, kind: Kind, folded: &str) -> Vec<Id> {
        joined(
            self.world.by_name(kind, folded),
            self.pending.by_name(kind, folded),
        )
    }

    pub(super) fn by_bare_name(&self, bare: &str) -> Vec<Id> {
        joined(
            self.world.by_bare_name(bare),
            self.pending.by_bare_name(bare),
        )
    }

    /// Finds the accounts whose own website is where a draft's addresses are.
    pub(super) fn at_site_of(&self, draft: &Draft) -> Vec<Id> {
        let mut found = Vec::new();
        for domain in draft.list("emails").filter_map(company_domain) {
            let at = joined(
                self.world.by_domain(&domain),
                self.pending.by_domain(&domain),
            );
            // Where many accounts share a domain it says nothing.
            if at.len() > 3 {
                continue;
            }
            let own = |id: &Id| {
                self.look(*id, |record| {
                    domains(*id, Kind::Account, record)
                        .iter()
                        .any(|(site, _)| *site == domain)
                }) == Some(true)
            };
            found = joined(found, &at.into_iter().filter(own).collect::<Vec<_>>());
        }
        found
    }

    /// Finds the accounts whose people have addresses at the website that a draft of an account names.
    fn at_own_site(&self, draft: &Draft) -> Vec<Id> {
        let site = draft.fields.get("website").cloned();
        let object = Object::from_iter(site.map(|site| ("website".to_owned(), site)));
        let own = domains(Id::from_bytes([0; 16]), Kind::Account, &object);
        let mut found = Vec::new();
        for (domain, _) in own {
            found = joined(found, &self.world.by_domain(&domain));
            found = joined(found, self.pending.by_domain(&domain));
        }
        found
    }

    /// Finds the record that keys name; for a name, within the account where there is one.
    pub(super) fn find(&self, kind: Kind, keys: &[Key], account: Option<Id>) -> Option<Id> {
        let found = keys.iter().find_map(|key| match key {
            Key::Foreign(foreign) => self.by_foreign(kind, foreign),
            Key::Email(email) => self.first_of(self.by_email(email)),
            Key::Name(name) => {
                let mut found = self.by_name(kind, &fold(name));
                if found.is_empty() && kind == Kind::Account {
                    found = self.by_path(name);
                }
                if found.len() > 1 || kind == Kind::Person {
                    let within: Vec<Id> = found
                        .iter()
                        .copied()
                        .filter(|id| account.is_some() && self.account_of(*id) == account)
                        .collect();
                    if !within.is_empty() {
                        found = within;
                    }
                }
                if kind != Kind::Account {
                    return only(&found);
                }
                let spelled: Vec<Id> = found
                    .iter()
                    .copied()
                    .filter(|id| {
                        self.field(*id, "name")
                            .is_some_and(|held| held == name.as_str())
                    })
                    .collect();
                only(&spelled).or_else(|| self.first_of(found))
            }
        });
        found.map(|id| self.now(id))
    }

    /// Finds the unit that is named as the program itself writes it: behind what it lies within and a slash.
    fn by_path(&self, name: &str) -> Vec<Id> {
        let Some((above, unit)) = name.rsplit_once('/') else {
            return Vec::new();
        };
        let above = self.find(Kind::Account, &[Key::Name(above.trim().to_owned())], None);
        let Some(above) = above else {
            return Vec::new();
        };
        let mut found = self.by_name(Kind::Account, &fold(unit));
        found.retain(|id| *id != above && self.would_circle(above, "parent", *id));
        found
    }

    /// Chooses among several that fit: the one that was there first, which its doubles are linked to.
    pub(super) fn first_of(&self, found: Vec<Id>) -> Option<Id> {
        found
            .into_iter()
            .min_by_key(|id| (self.made(*id).is_some(), *id))
    }

    pub(super) fn account_of(&self, id: Id) -> Option<Id> {
        self.field(id, "account")
            .and_then(|value| value.as_str().and_then(|id| id.parse().ok()))
    }

    /// Finds the account at whose domain an address is.
    pub(super) fn account_at(&self, keys: &[Key]) -> Option<Id> {
        keys.iter().find_map(|key| match key {
            Key::Email(email) => {
                let domain = company_domain(email)?;
                only(&joined(
                    self.world.by_domain(&domain),
                    self.pending.by_domain(&domain),
                ))
            }
            _ => None,
        })
    }

    pub(super) fn is_own(&self, key: &Key) -> bool {
        matches!(key, Key::Email(email) if self.options.own_addresses.iter().any(|own| own.eq_ignore_ascii_case(email)))
    }

    /// Finds the account of an event by its people, the most of them first, else by the deal that it is about.
    pub(super) fn account_by_others(&self, resolved: &[(&'static str, Id)]) -> Option<Id> {
        let mut counts: Vec<(Id, u32)> = Vec::new();
        for (_, id) in resolved {
            if self
                .field(*id, "side")
                .and_then(|side| side.as_str().map(|side| side == "ours"))
                == Some(true)
            {
                continue;
            }
            if let Some(account) = self.account_of(*id) {
                match counts.iter_mut().find(|(known, _)| *known == account) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((account, 1)),
                }
            }
        }
        let most = counts.iter().map(|(_, count)| *count).max()?;
        counts
            .into_iter()
            .find(|(_, count)| *count == most)
            .map(|(id, _)| id)
    }

    /// Says which record of the book, or of this plan, a draft is.
    pub(super) fn identify(&self, draft: &Draft, source: &ForeignId, account: Option<Id>) -> Found {
        if let Some((id, _)) = self.moved_to.get(source) {
            return Found::One(*id);
        }
        if let Some(found) = self.by_own_id(draft, source, account) {
            return found;
        }
        if let Some(id) = self.by_foreign(draft.kind, source)
            && !self.has_passed_on(id, draft)
        {
            return Found::One(id);
        }
        match draft.kind {
            Kind::Person => self.identify_person(draft, source, account),
            Kind::Account | Kind::Deal => {
                let name = draft.text("name");
                if name.is_empty() {
                    return Found::Nobody;
                }
                let mut found = self.by_name(draft.kind, &fold(name));
                if draft.kind == Kind::Deal {
                    found.retain(|id| {
                        self.account_of(*id) == account || (draft.mentioned && account.is_none())
                    });
                }
                // Deals of one name are common; where the program tells them apart by ids, so do we.
                if draft.kind == Kind::Deal && !draft.foreign.is_empty() {
                    found.retain(|id| {
                        let own = |record: &Object| {
                            foreign_ids(record).any(|held| held.system == source.system)
                        };
                        self.look(*id, own) == Some(false) && !self.taken.contains(id)
                    });
                    return only(&found).map_or(Found::Nobody, Found::One);
                }
                if found.is_empty() && draft.kind == Kind::Account {
                    let alike = self.by_bare_name(&bare(&fold(name)));
                    // One that rows about its people named, and whose people are at this very web address.
                    let at = self.at_own_site(draft);
                    let named = |id: &&Id| self.look(**id, merge::is_only_named) == Some(true);
                    let own: Vec<Id> = alike.iter().filter(named).copied().collect();
                    if let Some(id) = only(&own).filter(|id| at.contains(id)) {
                        return Found::One(id);
                    }
                    if !alike.is_empty() {
                        return Found::Maybe(alike, BUT_FOR_THE_FORM.to_owned());
                    }
                }
                if draft.kind == Kind::Deal
                    && let Some(id) = only(&found)
                    && self.made(id).is_none()
                    && !self.taken.contains(&id)
                    && self.has_left(id, source)
                {
                    return Found::One(id);
                }
                self.decide(found, source)
            }
            _ => Found::Nobody,
        }
    }

    /// Says whether no row of this command is the one that a record came from, as this source has no ids: it has changed.
    fn has_left(&self, id: Id, source: &ForeignId) -> bool {
        let of = self.look(id, |record| {
            foreign_ids(record)
                .filter(|foreign| foreign.system == source.system)
                .collect::<Vec<_>>()
        });
        of.is_some_and(|of| {
            !of.is_empty() && of.iter().all(|foreign| !self.is_here(&key_of(foreign)))
        })
    }

    /// Says whether a row of this command that has no id of its own is told apart by this.
    pub(super) fn is_here(&self, key: &str) -> bool {
        self.sources.contains(&super::hashed(key))
    }

    /// Says whether a record is called so differently from a row that they are two people, though they share an address.
    ///
    /// One word in common is enough to be the same; so is an empty name, one in another script, or the very name that
    /// this source brought and that was changed by hand since.
    pub(super) fn is_other(&self, id: Id, draft: &Draft, source: &ForeignId) -> bool {
        let held = self.called_beside(id, draft, source);
        held.is_some_and(|held| shares_no_word(&fold(draft.text("name")), &fold(&held.join(" "))))
    }

    /// Says whether the address by which a row without an id knows somebody is another's by now.
    fn has_passed_on(&self, id: Id, draft: &Draft) -> bool {
        draft.kind == Kind::Person && draft.foreign.is_empty() && {
            let mut emails = draft.list("emails").peekable();
            emails.peek().is_some()
                && emails.all(|email| {
                    let of = self.by_email(email);
                    !of.is_empty() && !of.contains(&id)
                })
        }
    }

    /// Says whether a row that has somebody's address is somebody else: by its name, or since it calls them as another one
    /// is called who stands beside them in the book, at the same account or with the number of the row.
    pub(super) fn is_beside(&self, id: Id, draft: &Draft, source: &ForeignId) -> bool {
        if self.is_other(id, draft, source) {
            return true;
        }
        let name = fold(draft.text("name"));
        if name.is_empty()
            || self.is_named(id, &name)
            || self.called_beside(id, draft, source).is_none()
        {
            return false;
        }
        let at = self.account_of(id);
        let mut namesakes = self.by_name(Kind::Person, &name).into_iter();
        namesakes.any(|other| {
            other != id
                && ((at.is_some() && self.account_of(other) == at)
                    || self.shares_number(other, draft))
        })
    }

    /// Says whether somebody has one of a row's numbers.
    fn shares_number(&self, id: Id, draft: &Draft) -> bool {
        draft
            .phones
            .iter()
            .any(|phone| self.by_phone(phone).contains(&id))
    }

    /// Says whom a row with the address of one person and the name of others may be: it is a namesake who has its account and
    /// its number too, and is linked first to whoever has one of them.
    fn addressed_as_another(&self, own: Id, draft: &Draft, account: Option<Id>) -> Found {
        let name = fold(draft.text("name"));
        let mut namesakes = self.by_name(Kind::Person, &name);
        namesakes.retain(|id| *id != own && !name.is_empty());
        let here = |id: &Id| account.is_some() && self.account_of(*id) == account;
        let both: Vec<Id> = namesakes
            .iter()
            .copied()
            .filter(|id| here(id) && self.shares_number(*id, draft))
            .collect();
        if let Some(id) = only(&both) {
            return Found::One(id);
        }
        namesakes.retain(|id| here(id) || self.shares_number(*id, draft));
        let why = if namesakes.is_empty() {
            "the same address, but another name"
        } else {
            "the name of one, and the address of another"
        };
        namesakes.push(own);
        Found::Maybe(namesakes, why.to_owned())
    }

    /// Gives what a record is called; nothing where a row calls it as its source did before.
    pub(super) fn called_beside(
        &self,
        id: Id,
        draft: &Draft,
        source: &ForeignId,
    ) -> Option<Vec<String>> {
        let name = Value::from(draft.text("name"));
        let key = key_of(source);
        let held = self.look(id, |record| {
            let brought = record.get("brought").and_then(|brought| brought.get(&key));
            let brought = brought.and_then(|fields| fields.get("name")?.as_str());
            if brought == Some(merge::hash(&name).as_str()) {
                return None;
            }
            let own = record.get("name").and_then(Value::as_str)?;
            let called = record.get("called").and_then(Value::as_str);
            let names = std::iter::once(own).chain(called);
            let names = names.chain(texts(record, "aliases"));
            Some(names.map(str::to_owned).collect())
        });
        held.flatten()
    }

    pub(super) fn identify_person(
        &self,
        draft: &Draft,
        source: &ForeignId,
        account: Option<Id>,
    ) -> Found {
        let mut found: Vec<Id> = Vec::new();
        for email in draft.list("emails") {
            found = joined(found, &self.by_email(email));
        }
        match found.len() {
            0 => {}
            1 if self.is_beside(found[0], draft, source) => {
                return self.addressed_as_another(found[0], draft, account);
            }
            1 => return Found::One(found[0]),
            _ => {
                let name = fold(draft.text("name"));
                let named: Vec<Id> = found
                    .iter()
                    .copied()
                    .filter(|id| self.is_named(*id, &name))
                    .collect();
                return match only(&named) {
                    Some(id) => Found::One(id),
                    None => Found::Maybe(found, "each has one of its addresses".to_owned()),
                };
            }
        }
        let name = fold(draft.text("name"));
        let mut kin: Vec<Id> = Vec::new();
        let mut renamed = None;
        let of_name = self.pending.by_name(Kind::Person, &name);
        for phone in &draft.phones {
            // A switchboard's number is shared: a name that speaks against it decides.
            let known = self.by_phone(phone);
            let is_named = |id: Id| match self.made(id) {
                Some(_) => of_name.contains(&id),
                None => self.is_named(id, &name),
            };
            let fits = |id: &Id| name.is_empty() || is_named(*id) || self.is_unnamed(*id);
            let same: Vec<Id> = known.iter().copied().filter(fits).collect();
            if let Some(id) = only(&same) {
                return Found::One(id);
            }
            if same.is_empty() {
                // Of a switchboard nobody is asked for.
                // Whoever has a number alone may be called otherwise by now.
                renamed = renamed.or_else(|| {
                    let id = only(&known).filter(|id| self.made(*id).is_none())?;
                    let here = account.is_some() && self.account_of(id) == account;
                    (here && self.has_first_name(id, &name)).then_some(id)
                });
                if known.len() <= 8 {
                    kin.extend(known.into_iter().filter(|id| self.is_short_for(*id, &name)));
                }
            }
        }
        if name.is_empty() {
            return Found::Nobody;
        }
        let named = self.by_name(Kind::Person, &name);
        if named.is_empty() {
            if kin.is_empty() {
                let why = "the same number, account and first name, but another surname";
                return renamed.map_or(Found::Nobody, |id| Found::Maybe(vec![id], why.to_owned()));
            }
            kin.sort_unstable();
            kin.dedup();
            let why = "the same number and surname, and the first name begins alike";
            return Found::Maybe(kin, why.to_owned());
        }
        let within: Vec<Id> = named
            .iter()
            .copied()
            .filter(|id| account.is_some() && self.account_of(*id) == account)
            .collect();
        if !within.is_empty() {
            // The same name at the same place with other addresses may be somebody else.
            let differs = |id: &Id| {
                draft.list("emails").next().is_some()
                    && self.field(*id, "emails").is_some_and(|emails| {
                        emails.as_array().is_some_and(|emails| !emails.is_empty())
                    })
            };
            if within.iter().any(differs) {
                let why = "the same name at the same account, but another address";
                return Found::Maybe(within, why.to_owned());
            }
            return self.decide(
                within,
                draft.foreign.first().unwrap_or(&ForeignId {
                    system: String::new(),
                    id: String::new(),
                }),
            );
        }
        // The same digits, or the same company that is no account, tell as much as an account does.
        let told: Vec<Id> = named
            .iter()
            .copied()
            .filter(|id| self.shares_number_or_company(*id, draft))
            .collect();
        if let Some(id) = only(&told) {
            return Found::One(id);
        }
        // Elsewhere, or nobody knows where: only one without an account can be the same, and it stays a doubt.
        let homeless: Vec<Id> = named
            .iter()
            .copied()
            .filter(|id| account.is_none() || self.account_of(*id).is_none())
            .collect();
        if homeless.is_empty() {
            let of_house = |id: &Id| self.is_one_house(self.account_of(*id), account);
            let near: Vec<Id> = named.iter().copied().filter(of_house).collect();
            if near.is_empty() {
                return Found::Nobody;
            }
            let why = "the same name at another unit of that account";
            Found::Maybe(near, why.to_owned())
        } else {
            let why = if account.is_none() {
                "the same name, but no address, number or account that shows whether it is the same"
            } else {
                "the same name, but that one has no account yet"
            };
            Found::Maybe(homeless, why.to_owned())
        }
    }

    /// Says whether one of two accounts lies within the other.
    fn is_one_house(&self, one: Option<Id>, other: Option<Id>) -> bool {
        let (Some(one), Some(other)) = (one, other) else {
            return false;
        };
        self.would_circle(one, "parent", other) || self.would_circle(other, "parent", one)
    }

    /// One fit is the record, unless the same program calls that one differently.
    pub(super) fn decide(&self, found: Vec<Id>, source: &ForeignId) -> Found {
        match found.as_slice() {
            [] => Found::Nobody,
            [id] => {
                let other = self.look(*id, |record| {
                    foreign_ids(record)
                        .any(|foreign| foreign.system == source.system && foreign.id != source.id)
                });
                if other == Some(true) {
                    let why = format!("the same name, but another id in {}", source.system);
                    Found::Maybe(found, why)
                } else {
                    Found::One(*id)
                }
            }
            _ => Found::Maybe(found, "they have its name, all of them".to_owned()),
        }
    }

    pub(super) fn is_named(&self, id: Id, folded: &str) -> bool {
        // A switchboard's number leads to everybody behind it: their names are at hand without reading each of them.
        if self.made(id).is_some() {
            return self.pending.by_name(Kind::Person, folded).contains(&id);
        }
        self.field(id, "name")
            .and_then(|name| name.as_str().map(fold))
            .is_some_and(|name| name == folded)
            || self.look(id, |record| {
                crate::interchange::world::texts(record, "aliases")
                    .any(|alias| fold(alias) == folded)
            }) == Some(true)
    }

    /// Says whether somebody of the same name has a number of the same digits, or waits for the same company.
    pub(super) fn shares_number_or_company(&self, id: Id, draft: &Draft) -> bool {
        let digits = |text: &str| -> Option<String> {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            (digits.len() >= 7).then_some(digits)
        };
        let own: Vec<String> = draft.list("phones").filter_map(digits).collect();
        let account = draft
            .refs
            .iter()
            .find(|reference| reference.field == "account");
        let company = account.and_then(|account| {
            account.keys.iter().find_map(|key| match key {
                Key::Name(name) => Some(bare(&fold(name))),
                _ => None,
            })
        });
        self.look(id, |record| {
            let phone = texts(record, "phones").filter_map(digits).any(|held| {
                own.iter()
                    .any(|own| own.ends_with(&held) || held.ends_with(own))
            });
            let waits = record
                .get("extra")
                .and_then(|extra| extra.get("waits_for_account")?.as_str())
                .and_then(crate::interchange::waits::name_in)
                .map(|name| bare(&fold(&name)));
            phone || (company.is_some() && waits == company)
        }) == Some(true)
    }

    /// Says whether one of two names is short for the other: the same surname, and first names of the same first letter.
    fn is_short_for(&self, id: Id, folded: &str) -> bool {
        let parts = |name: &str| -> Option<(char, String)> {
            let mut words = name.split_whitespace();
            let first = words.next()?.chars().next()?;
            words.last().map(|last| (first, last.to_owned()))
        };
        let held = self.field(id, "name");
        let Some(held) = held.and_then(|name| name.as_str().map(fold)) else {
            return false;
        };
        parts(&held).is_some_and(|own| Some(own) == parts(folded))
    }

    /// Says whether somebody's first name is that of a folded name, and spelled out.
    fn has_first_name(&self, id: Id, folded: &str) -> bool {
        let first = |name: &str| name.split_whitespace().next().map(str::to_owned);
        let held = self.field(id, "name");
        let held = held.and_then(|name| first(&fold(name.as_str()?)));
        held.is_some_and(|held| held.chars().count() > 1 && first(folded) == Some(held))
    }

    pub(super) fn is_unnamed(&self, id: Id) -> bool {
        (self.made(id).is_none() || self.nameless.contains(&id)) && self.field(id, "name").is_none()
    }
}

/// What is said of two companies of nearly one name.
pub(super) const BUT_FOR_THE_FORM: &str = "the same name but for the legal form";

/// Which record a draft is.
pub(super) enum Found {
    One(Id),
    Nobody,
    /// One of these, and why that is not sure.
    Maybe(Vec<Id>, String),
}

/// Says whether two folded names have words, and none in common; of two scripts nobody can say.
pub(super) fn shares_no_word(name: &str, held: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        let words = words.filter(|word| word.chars().count() > 1);
        words.map(str::to_owned).collect()
    };
    let (own, others) = (words(name), words(held));
    !own.is_empty()
        && !others.is_empty()
        && name.is_ascii() == held.is_ascii()
        && !own.iter().any(|word| others.contains(word))
}

pub(super) fn joined(mut first: Vec<Id>, second: &[Id]) -> Vec<Id> {
    for id in second {
        if !first.contains(id) {
            first.push(*id);
        }
    }
    first
}

pub(super) fn only(found: &[Id]) -> Option<Id> {
    match found {
        [id] => Some(*id),
        _ => None,
    }
}
