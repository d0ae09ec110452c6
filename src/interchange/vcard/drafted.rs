//! Makes a person or an account of a card.

use crate::domain::Kind;

use super::{
    Card,
    rest::{ADDRESS, DEPARTMENT, PARTS, TYPES, typed},
};
use crate::interchange::{
    build::{Builder, reference},
    draft::{Draft, ForeignId, Key, Revision},
    options::Options,
    values,
};

/// Makes the draft; nothing where the card names nobody.
pub(super) fn draft(card: &Card, options: &Options<'_>) -> Option<Draft> {
    let [family, given, additional, _, suffix] = &card.parts;
    let joined = [given, additional, family]
        .into_iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" ");
    let mut name = if card.full.is_empty() {
        joined.clone()
    } else {
        card.full.clone()
    };
    if card.full.is_empty() && !suffix.is_empty() && !name.is_empty() {
        name = format!("{name} {suffix}");
    }
    let company = card.company.first().cloned().unwrap_or_default();
    let ours = ours(card, "KIND");
    let is_company = match ours {
        Some(kind) => kind == "account",
        None => {
            card.is_company
                || (!company.is_empty()
                    && joined.is_empty()
                    && (name.is_empty() || name == company))
        }
    };
    let mut draft = Draft::new(if is_company {
        Kind::Account
    } else {
        Kind::Person
    });
    if let Some(id) = own_id(&card.uid).filter(|_| ours.is_some()) {
        draft.foreign.push(id);
    } else if !card.uid.is_empty() {
        draft.foreign.push(ForeignId {
            system: "vcard".to_owned(),
            id: card.uid.clone(),
        });
        draft.revision = (!card.revised.is_empty()).then(|| Revision {
            of: format!("vcard {}", card.uid),
            sequence: 0,
            stamp: card.revised.clone(),
            single: false,
            calls_off: false,
        });
    }
    if is_company || !is_birthday(&card.birthday) {
        draft.keep("BDAY", &card.birthday);
    } else {
        draft.set("birthday", &card.birthday);
    }
    for (key, text) in &card.rest {
        if !key.starts_with("X-ALLY-") {
            draft.keep(key, text);
        }
    }
    let mut emails: Vec<(String, Vec<String>)> = Vec::new();
    for (text, types) in &card.emails {
        match values::email(text) {
            Some(email) => emails.push((email, types.clone())),
            None => draft.keep(&super::rest::named("EMAIL", types), text),
        }
    }
    draft.set("notes", &card.notes.join("\n"));
    for tag in &card.tags {
        draft.add("tags", tag);
    }
    if is_company {
        return company_of(card, draft, &name, &emails);
    }
    let called = name.split_whitespace().collect::<Vec<_>>().join(" ");
    // A card must have a name; that of somebody without one is their address.
    let is_address = emails
        .iter()
        .any(|(email, _)| email.eq_ignore_ascii_case(&called));
    draft.set("name", if is_address { "" } else { &called });
    take_nicknames(card, &mut draft, ours.is_some());
    let mut phones = Vec::new();
    for (text, types) in &card.phones {
        match values::phone(text) {
            Some(phone) => phones.push((phone, types.clone())),
            None => draft.keep(&super::rest::named("TEL", types), text),
        }
    }
    for (field, all) in [
        ("emails", &emails),
        ("phones", &phones),
        ("handles", &card.handles),
    ] {
        for (value, _) in all {
            draft.add(field, value);
        }
        keep_types(&mut draft, field, all);
    }
    draft.phones = draft
        .list("phones")
        .filter_map(|phone| values::e164(phone, options.region.as_deref()))
        .collect();
    draft.set("title", &card.title);
    take_company(card, &mut draft, ours.is_some(), options);
    let manager = ours_or(card, "REPORTS-TO", &card.manager);
    if !manager.is_empty() {
        draft.refer(reference("reports_to", Kind::Person, manager, false));
    }
    Builder::has_name(&draft).then_some(draft)
}

/// Gives what a card of ours says under a name that only we use.
fn ours<'a>(card: &'a Card, name: &str) -> Option<&'a str> {
    card.rest
        .iter()
        .find(|(key, _)| key.strip_prefix("X-ALLY-") == Some(name))
        .map(|(_, text)| text.as_str())
}

fn own_id(text: &str) -> Option<ForeignId> {
    text.strip_prefix("urn:uuid:").map(|id| ForeignId {
        system: "ally".to_owned(),
        id: id.to_owned(),
    })
}

/// Gives what is known of another record: our id of it, and its name.
fn ours_or(card: &Card, name: &str, called: &str) -> Vec<Key> {
    let id = ours(card, name).and_then(own_id).map(Key::Foreign);
    let called = (!called.is_empty()).then(|| Key::Name(called.to_owned()));
    id.into_iter().chain(called).collect()
}

/// Makes an account of the card of an organisation.
fn company_of(
    card: &Card,
    mut draft: Draft,
    name: &str,
    emails: &[(String, Vec<String>)],
) -> Option<Draft> {
    let (path, rest) = path_of(card);
    let (own, above) = path
        .split_last()
        .map_or(("", path), |(own, above)| (own, above));
    draft.set("name", if own.is_empty() { name } else { own });
    if !above.is_empty() {
        let keys = ours_or(card, "PARENT", &above.join("/"));
        draft.refer(reference("parent", Kind::Account, keys, false));
    }
    draft.keep(DEPARTMENT, &rest.join(PARTS));
    let both = |all: &[(String, Vec<String>)]| {
        let all = all.iter().map(|(value, _)| value.as_str());
        all.collect::<Vec<_>>().join(", ")
    };
    draft.keep("emails", &both(emails));
    let phones = card.phones.iter().map(|(text, types)| {
        let phone = values::phone(text).unwrap_or_else(|| text.clone());
        (phone, types.clone())
    });
    let phones: Vec<(String, Vec<String>)> = phones.collect();
    draft.keep("phones", &both(&phones));
    keep_types(&mut draft, "emails", emails);
    keep_types(&mut draft, "phones", &phones);
    for (at, (page, _)) in card.handles.iter().enumerate() {
        if at == 0 {
            draft.set("website", page);
        } else {
            draft.keep("URL", page);
        }
    }
    let mut addresses = card.rest.iter();
    if let Some((key, address)) = addresses.find(|(key, _)| super::rest::parted(key).0 == ADDRESS) {
        let parts: Vec<&str> = address
            .split(PARTS)
            .filter(|part| !part.is_empty())
            .collect();
        draft.set("location", &parts.join(", "));
        // One that has several parts keeps them, so that each goes out to its place.
        if parts.len() < 2 && super::rest::parted(key).1.is_empty() {
            draft.extra.shift_remove(key);
        }
    }
    for nickname in &card.nicknames {
        draft.add("aliases", nickname);
    }
    draft.keep("TITLE", &card.title);
    draft.keep("X-MS-MANAGER", &card.manager);
    (!draft.text("name").is_empty()).then_some(draft)
}

/// Parts a card's company into the account, from the top of the house down, and the departments within it.
fn path_of(card: &Card) -> (&[String], &[String]) {
    let units = ours(card, "UNITS").and_then(|text| text.parse::<usize>().ok());
    let units = units.unwrap_or(1).clamp(1, 32).min(card.company.len());
    card.company.split_at(units)
}

/// Says where somebody works, and in which department.
fn take_company(card: &Card, draft: &mut Draft, ours: bool, options: &Options<'_>) {
    let (path, rest) = path_of(card);
    draft.keep(DEPARTMENT, &rest.join(PARTS));
    let company = path.join("/");
    if company.is_empty() {
        return;
    }
    let keys = if ours {
        ours_or(card, "ACCOUNT", &company)
    } else {
        vec![Key::Name(company)]
    };
    let makes = options.makes_accounts && path.len() == 1;
    draft.refer(reference("account", Kind::Account, keys, makes));
}

/// Takes the first nickname for what they like to be called, unless a card of ours says which one that is.
fn take_nicknames(card: &Card, draft: &mut Draft, is_ours: bool) {
    let called = match ours(card, "CALLED") {
        None if is_ours => "",
        Some(called) => called,
        None => card.nicknames.first().map_or("", String::as_str),
    };
    draft.set("called", called);
    for nickname in &card.nicknames {
        if nickname != called {
            draft.add("aliases", nickname);
        }
    }
}

fn is_birthday(text: &str) -> bool {
    let is_day = |text: &str| text.parse::<jiff::civil::Date>().is_ok();
    is_day(text)
        || text
            .strip_prefix("--")
            .is_some_and(|rest| is_day(&format!("2000-{rest}")))
}

/// Keeps which number, address or page is which, where the card says so and the value itself does not.
fn keep_types(draft: &mut Draft, field: &str, all: &[(String, Vec<String>)]) {
    let Some((_, key)) = TYPES.iter().find(|(of, _)| *of == field) else {
        return;
    };
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for (value, types) in all {
        let low = value.to_lowercase();
        let types = types.iter().filter(|held| !low.contains(held.as_str()));
        match told.iter_mut().find(|(held, _)| held == value) {
            Some((_, held)) => {
                for one in types {
                    if !held.contains(one) {
                        held.push(one.clone());
                    }
                }
            }
            None => told.push((value.clone(), types.cloned().collect())),
        }
    }
    draft.keep(key, &typed(&told));
}
