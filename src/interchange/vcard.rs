//! Reads vCard 2.1, 3.0 and 4.0 as phones, mail programs and old systems write them.

use calcard::{
    Entry, Parser,
    vcard::{
        VCard, VCardEntry, VCardParameterName, VCardParameterValue, VCardProperty, VCardType,
        VCardValue,
    },
};

use crate::domain::Kind;

use super::{
    build::reference,
    draft::{Draft, DraftRow, ForeignId, Key, Reading},
    ical,
    options::Options,
    values,
};

/// Holds what one card says, before it is made a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// The formatted name; empty where there is none.
    pub full: String,
    /// Family, given, additional names, prefixes, suffixes.
    pub parts: [String; 5],
    /// Addresses as written.
    pub emails: Vec<String>,
    /// Numbers as written.
    pub phones: Vec<String>,
    /// Nicknames.
    pub nicknames: Vec<String>,
    /// Company, then its departments.
    pub company: Vec<String>,
    /// Job title.
    pub title: String,
    /// Pages and handles.
    pub handles: Vec<String>,
    /// Notes.
    pub notes: Vec<String>,
    /// Birthday, as a date or `--MM-DD`.
    pub birthday: String,
    /// Categories.
    pub tags: Vec<String>,
    /// The card's own id.
    pub uid: String,
    /// Whether it is an organisation's.
    pub is_company: bool,
    /// Whether it is a group of cards.
    pub is_group: bool,
    /// What fits nowhere else.
    pub rest: Vec<(String, String)>,
    /// The line on which it begins.
    pub line: u64,
}

/// Reads all cards of a text; the second value says what is wrong with it.
pub fn cards(text: &str, nesting: usize) -> (Vec<Card>, Vec<String>) {
    let (text, _) = ical::tidied(text, nesting);
    let (text, unended) = ended(&text);
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.trim().eq_ignore_ascii_case("BEGIN:VCARD"))
        .enumerate()
        // The ends that were put before it are no lines of the file.
        .map(|(nth, (at, _))| {
            let put = unended.iter().filter(|card| **card < nth).count();
            (at - put) as u64 + 1
        })
        .collect::<Vec<_>>()
        .into_iter();
    let mut parser = Parser::new(&text);
    let (mut cards, mut unread) = (Vec::new(), 0);
    loop {
        match parser.entry() {
            Entry::VCard(card) => {
                let mut card = card_of(&card);
                card.line = lines.next().unwrap_or_default();
                cards.push(card);
            }
            Entry::Eof => break,
            Entry::InvalidLine(line) if line.trim().is_empty() => {}
            Entry::ICalendar(_) => {}
            _ => {
                unread += 1;
                if unread > 10_000 {
                    break;
                }
            }
        }
    }
    let mut warnings = Vec::new();
    if unread > 0 {
        warnings.push(format!("{unread} lines could not be read and are left out"));
    }
    let ends = text
        .lines()
        .filter(|line| line.trim().eq_ignore_ascii_case("END:VCARD"));
    let cut = cards.last().filter(|_| ends.count() < cards.len());
    let cut = cut.map(|last| {
        format!(
            "line {}: this card has no end, so the file may be cut; what stands in it is taken",
            last.line
        )
    });
    for card in unended.iter().filter_map(|at| cards.get(*at)) {
        warnings.push(format!(
            "line {}: this card has no end before the next one begins; what stands in it is taken",
            card.line
        ));
    }
    warnings.extend(cut);
    (cards, warnings)
}

/// Ends each card before the next one begins, so that a lost end costs nobody else; gives which cards had none.
fn ended(text: &str) -> (String, Vec<usize>) {
    let is = |line: &str, what: &str| line.trim().eq_ignore_ascii_case(what);
    let count = |what: &str| text.lines().filter(|line| is(line, what)).count();
    if count("END:VCARD") >= count("BEGIN:VCARD") {
        return (text.to_owned(), Vec::new());
    }
    let mut out = String::with_capacity(text.len() + 64);
    let (mut unended, mut begun, mut open, mut agent) = (Vec::new(), 0, 0_usize, false);
    for line in text.lines() {
        if is(line, "BEGIN:VCARD") {
            // An agent's card stands inside of another one.
            if open > 0 && !agent {
                out.push_str("END:VCARD\n");
                unended.push(begun - 1);
                open -= 1;
            }
            open += 1;
            begun += 1;
        } else if is(line, "END:VCARD") {
            open = open.saturating_sub(1);
        }
        let head = line.get(..5).unwrap_or_default();
        agent = head.eq_ignore_ascii_case("AGENT") && line.trim().ends_with(':');
        out.push_str(line);
        out.push('\n');
    }
    (out, unended)
}

fn texts(entry: &VCardEntry) -> Vec<String> {
    entry
        .values
        .iter()
        .flat_map(|value| match value {
            VCardValue::Text(text) => vec![text.clone()],
            VCardValue::Component(parts) => parts.clone(),
            VCardValue::Integer(number) => vec![number.to_string()],
            VCardValue::PartialDateTime(_) | VCardValue::Binary(_) => Vec::new(),
            other => other.as_text().map(ToOwned::to_owned).into_iter().collect(),
        })
        .collect()
}

/// Says what a number leads to at which nobody speaks.
fn not_spoken_to(entry: &VCardEntry) -> Option<&'static str> {
    let sorts: Vec<&VCardType> = entry
        .parameters(&VCardParameterName::Type)
        .filter_map(|value| match value {
            VCardParameterValue::Type(sort) => Some(sort),
            _ => None,
        })
        .collect();
    let is = |sort: &VCardType| sorts.contains(&sort);
    // What is both is dialled.
    if is(&VCardType::Voice) {
        None
    } else if is(&VCardType::Fax) {
        Some("Fax")
    } else if is(&VCardType::Pager) {
        Some("Pager")
    } else {
        None
    }
}

fn card_of(card: &VCard) -> Card {
    let mut out = Card::default();
    for entry in &card.entries {
        let all = texts(entry);
        let text = all.join(", ").trim().to_owned();
        match &entry.name {
            VCardProperty::Fn if out.full.is_empty() => out.full = text,
            VCardProperty::N => take_name(entry, &mut out),
            VCardProperty::Email => out.emails.extend(all),
            VCardProperty::Tel => match not_spoken_to(entry) {
                Some(what) => out.rest.push((what.to_owned(), text)),
                None => out.phones.extend(all),
            },
            VCardProperty::Nickname => out.nicknames.extend(all),
            VCardProperty::Org => out.company = parts_of(entry),
            VCardProperty::Title | VCardProperty::Role if out.title.is_empty() => out.title = text,
            VCardProperty::Url | VCardProperty::Impp | VCardProperty::Socialprofile => {
                out.handles.extend(all);
            }
            VCardProperty::Note => out.notes.push(text),
            VCardProperty::Bday => out.birthday = birthday(entry),
            VCardProperty::Categories => out.tags.extend(all),
            VCardProperty::Uid => out.uid = text,
            VCardProperty::Kind => {
                out.is_company = text.eq_ignore_ascii_case("org");
                out.is_group = text.eq_ignore_ascii_case("group");
            }
            VCardProperty::Adr => {
                let whole = all
                    .iter()
                    .map(|part| part.trim())
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", ");
                out.rest.push(("Address".to_owned(), whole));
            }
            VCardProperty::Other(name) => match name.to_ascii_uppercase().as_str() {
                "X-ABSHOWAS" => out.is_company = text.eq_ignore_ascii_case("COMPANY"),
                "X-ADDRESSBOOKSERVER-KIND" => out.is_group = text.eq_ignore_ascii_case("group"),
                "X-SOCIALPROFILE" | "X-SKYPE" | "X-SKYPE-USERNAME" | "X-TWITTER" | "X-LINKEDIN" => {
                    out.handles.extend(all);
                }
                upper if upper.starts_with("X-MS-OL-DESIGN") || upper.contains("PHOTO") => {}
                _ => out.rest.push((name.clone(), text)),
            },
            VCardProperty::Anniversary
            | VCardProperty::Gender
            | VCardProperty::Tz
            | VCardProperty::Geo
            | VCardProperty::Lang
            | VCardProperty::Related
            | VCardProperty::Hobby
            | VCardProperty::Interest
            | VCardProperty::Expertise
            | VCardProperty::Role
            | VCardProperty::Title => out.rest.push((entry.name.as_str().to_owned(), text)),
            _ => {}
        }
    }
    out
}

fn parts_of(entry: &VCardEntry) -> Vec<String> {
    texts(entry)
        .into_iter()
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

fn take_name(entry: &VCardEntry, card: &mut Card) {
    for (slot, value) in card.parts.iter_mut().zip(&entry.values) {
        let text = match value {
            VCardValue::Text(text) => text.clone(),
            VCardValue::Component(parts) => parts.join(" "),
            _ => String::new(),
        };
        text.trim().clone_into(slot);
    }
}

fn birthday(entry: &VCardEntry) -> String {
    for value in &entry.values {
        match value {
            VCardValue::PartialDateTime(when) => {
                let (Some(month), Some(day)) = (when.month, when.day) else {
                    continue;
                };
                // Apple writes 1604 where the year is not known.
                return match when.year.filter(|year| *year != 1604) {
                    Some(year) => format!("{year:04}-{month:02}-{day:02}"),
                    None => format!("--{month:02}-{day:02}"),
                };
            }
            VCardValue::Text(text) => {
                if let values::ReadDate::Is(when) = values::date(text, None) {
                    return when.date.to_string();
                }
                return text.clone();
            }
            _ => {}
        }
    }
    String::new()
}

/// Reads cards into a reading.
pub fn read(mut reading: Reading, text: &str, options: &Options<'_>) -> Reading {
    let (cards, warnings) = cards(text, options.limits.nesting);
    for warning in warnings {
        reading.warn(warning);
    }
    reading.recognised.get_or_insert_with(|| "vcard".to_owned());
    reading.rows = cards.len() as u64;
    for card in &cards {
        if card.is_group {
            reading.reject(
                card.line,
                "a group of cards, not a person",
                card.full.clone(),
            );
            continue;
        }
        match draft(card, options) {
            Some(draft) => reading.drafts.push(DraftRow {
                line: card.line,
                drafts: vec![draft],
            }),
            None => reading.reject(
                card.line,
                "neither a name nor an e-mail address nor a phone number",
                "",
            ),
        }
    }
    if reading.rows == 0 {
        reading.warn("there is no card in it");
    }
    reading
}

fn draft(card: &Card, options: &Options<'_>) -> Option<Draft> {
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
    let ours = card
        .rest
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("X-ALLY-KIND"))
        .map(|(_, kind)| kind.as_str());
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
    if let Some(id) = card
        .uid
        .strip_prefix("urn:uuid:")
        .filter(|_| ours.is_some())
    {
        draft.foreign.push(ForeignId {
            system: "ally".to_owned(),
            id: id.to_owned(),
        });
    } else if !card.uid.is_empty() {
        draft.foreign.push(ForeignId {
            system: "vcard".to_owned(),
            id: card.uid.clone(),
        });
    }
    for (key, text) in &card.rest {
        if !key.to_ascii_uppercase().starts_with("X-ALLY-") {
            draft.keep(key, text);
        }
    }
    let emails: Vec<String> = card
        .emails
        .iter()
        .filter_map(|text| values::email(text))
        .collect();
    for text in card
        .emails
        .iter()
        .filter(|text| values::email(text).is_none())
    {
        draft.keep("EMAIL", text);
    }
    draft.set("notes", &card.notes.join("\n"));
    for tag in &card.tags {
        draft.add("tags", tag);
    }
    if is_company {
        draft.set("name", if company.is_empty() { &name } else { &company });
        draft.keep("emails", &emails.join(", "));
        draft.keep("phones", &card.phones.join(", "));
        draft.set("website", card.handles.first().map_or("", String::as_str));
        if let Some((_, address)) = card.rest.iter().find(|(name, _)| name == "Address") {
            draft.set("location", address);
            draft.extra.shift_remove("Address");
        }
        return (!draft.text("name").is_empty()).then_some(draft);
    }
    let called = name.split_whitespace().collect::<Vec<_>>().join(" ");
    // A card must have a name; that of somebody without one is their address.
    let is_address = emails
        .iter()
        .any(|email| email.eq_ignore_ascii_case(&called));
    draft.set("name", if is_address { "" } else { &called });
    let mut nicknames = card.nicknames.iter();
    draft.set("called", nicknames.next().map_or("", String::as_str));
    for nickname in nicknames {
        draft.add("aliases", nickname);
    }
    for email in &emails {
        draft.add("emails", email);
    }
    for phone in &card.phones {
        match values::phone(phone) {
            Some(phone) => draft.add("phones", &phone),
            None => draft.keep("TEL", phone),
        }
    }
    draft.phones = draft
        .list("phones")
        .filter_map(|phone| values::e164(phone, options.region.as_deref()))
        .collect();
    for handle in &card.handles {
        draft.add("handles", handle);
    }
    draft.set("title", &card.title);
    let is_day = card.birthday.parse::<jiff::civil::Date>().is_ok()
        || card
            .birthday
            .strip_prefix("--")
            .is_some_and(|rest| format!("2000-{rest}").parse::<jiff::civil::Date>().is_ok());
    if is_day {
        draft.set("birthday", &card.birthday);
    } else {
        draft.keep("BDAY", &card.birthday);
    }
    draft.keep(
        "Department",
        &card
            .company
            .iter()
            .skip(1)
            .cloned()
            .collect::<Vec<_>>()
            .join(", "),
    );
    if !company.is_empty() {
        draft.refer(reference(
            "account",
            Kind::Account,
            vec![Key::Name(company)],
            options.makes_accounts,
        ));
    }
    super::build::Builder::has_name(&draft).then_some(draft)
}
