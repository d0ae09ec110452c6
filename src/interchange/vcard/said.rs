//! What one card says, line by line; nothing of it is dropped without a word.

use calcard::{
    common::{IanaString, PartialDateTime},
    vcard::{
        VCard, VCardEntry, VCardParameterName, VCardParameterValue, VCardProperty, VCardType,
        VCardValue,
    },
};

use super::{
    Card,
    rest::{ADDRESS, PARTS, named},
};
use crate::interchange::values;

/// Types that say nothing of which of several it is.
const PLAIN: [&str; 8] = [
    "voice",
    "internet",
    "text",
    "pref",
    "uri",
    "8bit",
    "7bit",
    "phone-number",
];

/// Longer than this is no text that a person wrote.
const LONG: usize = 4_000;

/// Reads what a card says.
pub(super) fn card_of(card: &VCard) -> Card {
    let mut out = Card::default();
    for entry in &card.entries {
        let types = types_of(entry, card);
        take(entry, types, &mut out);
    }
    if out.title.is_empty() && !out.role.is_empty() {
        out.title = std::mem::take(&mut out.role);
    }
    if !out.role.is_empty() {
        let role = std::mem::take(&mut out.role);
        out.rest.insert(0, ("ROLE".to_owned(), role));
    }
    let told = !out.full.is_empty() && !is_told(&out.parts, &out.full);
    if told {
        let parts = out.parts.join(PARTS);
        let parts = parts.trim_end_matches([';', ' ']).to_owned();
        out.rest.push(("N".to_owned(), parts));
    }
    out
}

/// Says whether each word of a name's parts stands in the whole name.
fn is_told(parts: &[String; 5], full: &str) -> bool {
    let full = crate::domain::names::fold(full);
    parts
        .iter()
        .flat_map(|part| part.split([' ', ',']))
        .all(|word| full.contains(&crate::domain::names::fold(word)))
}

fn take(entry: &VCardEntry, types: Vec<String>, out: &mut Card) {
    let all = texts(entry);
    let text = all.join(", ").trim().to_owned();
    let name = entry.name.as_str().to_ascii_uppercase();
    if is_binary(entry) || text.len() > LONG && !matches!(entry.name, VCardProperty::Note) {
        out.left_out.push(match name.as_str() {
            "LOGO" => "a logo",
            "SOUND" => "a sound",
            "KEY" | "X-KEY" => "a key",
            name if name.contains("PHOTO") => "a photo",
            _ => "what is no text",
        });
        return;
    }
    let mut keep = |name: &str, text: String| {
        if !text.is_empty() {
            out.rest.push((named(name, &types), text));
        }
    };
    match &entry.name {
        VCardProperty::Fn if out.full.is_empty() => out.full = text,
        VCardProperty::N if out.parts.iter().all(String::is_empty) => take_name(entry, out),
        VCardProperty::Email => {
            let all = all.into_iter().map(|email| (email, types.clone()));
            out.emails.extend(all);
        }
        VCardProperty::Tel => match not_spoken_to(entry) {
            Some(what) => {
                let types: Vec<String> = types
                    .into_iter()
                    .filter(|held| !held.eq_ignore_ascii_case(what))
                    .collect();
                let text = text.strip_prefix("tel:").unwrap_or(&text).to_owned();
                out.rest.push((named(what, &types), text));
            }
            None => out
                .phones
                .extend(all.into_iter().map(|phone| (phone, types.clone()))),
        },
        VCardProperty::Nickname => out.nicknames.extend(all),
        VCardProperty::Org if out.company.is_empty() => out.company = parts_of(entry),
        VCardProperty::Org => keep("ORG", parts_of(entry).join(PARTS)),
        VCardProperty::Title if out.title.is_empty() => out.title = text,
        VCardProperty::Role if out.role.is_empty() => out.role = text,
        VCardProperty::Url | VCardProperty::Impp | VCardProperty::Socialprofile => {
            out.handles
                .extend(all.into_iter().map(|page| (page, types.clone())));
        }
        VCardProperty::Note => out.notes.push(text),
        VCardProperty::Bday if out.birthday.is_empty() => out.birthday = birthday(entry),
        VCardProperty::Categories => out.tags.extend(all),
        VCardProperty::Rev => {
            let when = entry.values.iter().find_map(|value| match value {
                VCardValue::PartialDateTime(when) => Some(written(when)),
                _ => None,
            });
            out.revised = when.unwrap_or_default();
        }
        VCardProperty::Uid if out.uid.is_empty() => out.uid = text,
        VCardProperty::Kind => {
            out.is_company = text.eq_ignore_ascii_case("org");
            out.is_group = text.eq_ignore_ascii_case("group");
        }
        VCardProperty::Adr => {
            let address = address(entry);
            let label = || label(entry).unwrap_or_default();
            keep(ADDRESS, if address.is_empty() { label() } else { address });
        }
        VCardProperty::Begin
        | VCardProperty::End
        | VCardProperty::Version
        | VCardProperty::Prodid
        | VCardProperty::Clientpidmap => {}
        VCardProperty::Gender | VCardProperty::N => keep(&name, all.join(PARTS)),
        _ => match name.as_str() {
            "X-ABSHOWAS" => out.is_company |= text.eq_ignore_ascii_case("COMPANY"),
            "X-ADDRESSBOOKSERVER-KIND" => out.is_group |= text.eq_ignore_ascii_case("group"),
            // Names of other lines of their group, which those carry.
            "X-ABLABEL" if entry.group.is_some() => {}
            "X-SOCIALPROFILE" | "X-SKYPE" | "X-SKYPE-USERNAME" | "X-TWITTER" | "X-LINKEDIN" => {
                out.handles
                    .extend(all.into_iter().map(|page| (page, types.clone())));
            }
            "X-MS-MANAGER"
            | "X-MANAGER"
            | "X-EVOLUTION-MANAGER"
            | "X-KADDRESSBOOK-X-MANAGERSNAME"
                if out.manager.is_empty() =>
            {
                out.manager = text;
            }
            "X-ABRELATEDNAMES"
                if out.manager.is_empty() && types.iter().any(|held| held == "manager") =>
            {
                out.manager = text;
            }
            // How a form of one program is laid out.
            layout if layout.starts_with("X-MS-OL-DESIGN") => {}
            _ => keep(&name, text),
        },
    }
}

/// Gives what an entry says as texts.
fn texts(entry: &VCardEntry) -> Vec<String> {
    entry
        .values
        .iter()
        .flat_map(|value| match value {
            VCardValue::Text(text) => vec![text.clone()],
            VCardValue::Component(parts) => parts.clone(),
            VCardValue::Integer(number) => vec![number.to_string()],
            VCardValue::Float(number) => vec![number.to_string()],
            VCardValue::Boolean(is) => vec![is.to_string()],
            VCardValue::PartialDateTime(when) => vec![written(when)],
            VCardValue::Binary(_) => Vec::new(),
            other => other.as_text().map(ToOwned::to_owned).into_iter().collect(),
        })
        .map(|text| values::one_line_end(&text).into_owned())
        .collect()
}

fn is_binary(entry: &VCardEntry) -> bool {
    let holds = |value: &VCardValue| matches!(value, VCardValue::Binary(_));
    entry.values.iter().any(holds)
}

/// Writes a day, a time or a part of them as the standard does, with signs between.
fn written(when: &PartialDateTime) -> String {
    let mut out = match (when.year, when.month, when.day) {
        (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(year), Some(month), None) => format!("{year:04}-{month:02}"),
        (Some(year), None, _) => format!("{year:04}"),
        (None, Some(month), Some(day)) => format!("--{month:02}-{day:02}"),
        (None, Some(month), None) => format!("--{month:02}"),
        (None, None, Some(day)) => format!("---{day:02}"),
        (None, None, None) => String::new(),
    };
    if let Some(hour) = when.hour {
        let (minute, second) = (
            when.minute.unwrap_or_default(),
            when.second.unwrap_or_default(),
        );
        let between = if out.is_empty() { "" } else { "T" };
        out = format!("{out}{between}{hour:02}:{minute:02}:{second:02}");
    }
    match (when.tz_hour, when.tz_minute) {
        (Some(0), None | Some(0)) if !out.is_empty() => out.push('Z'),
        (Some(hour), minute) => {
            let sign = if when.tz_minus { '-' } else { '+' };
            let minute = minute.unwrap_or_default();
            out = format!("{out}{sign}{hour:02}:{minute:02}");
        }
        (None, _) => {}
    }
    out
}

/// Gives which of several an entry is: its types, and the name that its group has.
fn types_of(entry: &VCardEntry, card: &VCard) -> Vec<String> {
    let mut types: Vec<String> = Vec::new();
    let mut add = |text: &str| {
        let text: String = text
            .to_lowercase()
            .chars()
            .map(|sign| match sign {
                '(' | ')' | ',' | ';' | ':' | '"' | '\\' | '^' => ' ',
                sign if sign.is_control() => ' ',
                sign => sign,
            })
            .collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let number = text.bytes().all(|sign| sign.is_ascii_digit());
        if !number && !PLAIN.contains(&text.as_str()) && !types.contains(&text) {
            types.push(text);
        }
    };
    for held in &entry.params {
        match (&held.name, &held.value) {
            (VCardParameterName::Type, VCardParameterValue::Type(sort)) => add(sort.as_str()),
            (
                VCardParameterName::Type | VCardParameterName::ServiceType,
                VCardParameterValue::Text(text),
            ) => text.split(',').for_each(&mut add),
            (VCardParameterName::Other(name), VCardParameterValue::Text(text))
                if name.eq_ignore_ascii_case("X-SERVICE-TYPE") =>
            {
                add(text);
            }
            // The oldest cards write no more than the type.
            (VCardParameterName::Other(name), VCardParameterValue::Null) => add(name),
            _ => {}
        }
    }
    let of_group = card.entries.iter().filter(|other| {
        entry.group.is_some()
            && other.group == entry.group
            && matches!(&other.name, VCardProperty::Other(name) if name.eq_ignore_ascii_case("X-ABLABEL"))
    });
    if !matches!(&entry.name, VCardProperty::Other(name) if name.eq_ignore_ascii_case("X-ABLABEL"))
    {
        for label in of_group.flat_map(texts) {
            add(label.trim_start_matches("_$!<").trim_end_matches(">!$_"));
        }
    }
    types
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

/// Gives an address: street, place, region, code and country, each at its place.
fn address(entry: &VCardEntry) -> String {
    let mut parts: Vec<String> = entry
        .values
        .iter()
        .map(|value| match value {
            VCardValue::Component(parts) => parts.join(", "),
            VCardValue::Text(text) => text.clone(),
            _ => String::new(),
        })
        .map(|part| {
            let lines = part.split(['\n', '\r', ';']).map(str::trim);
            let lines = lines.filter(|line| !line.is_empty());
            lines.collect::<Vec<_>>().join(", ")
        })
        .collect();
    if parts.len() < 3 {
        parts.retain(|part| !part.is_empty());
        return parts.join(", ");
    }
    // The box and what lies behind the street are of it.
    let before: Vec<String> = parts.drain(..2).filter(|part| !part.is_empty()).collect();
    if !before.is_empty() {
        let street = std::mem::take(&mut parts[0]);
        let all = before.into_iter().chain([street]);
        parts[0] = all
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
    }
    // What newer cards tell once more at the end, in pieces.
    parts.truncate(5);
    parts.join(PARTS).trim_end_matches([';', ' ']).to_owned()
}

fn label(entry: &VCardEntry) -> Option<String> {
    let mut labels = entry.parameters(&VCardParameterName::Label);
    labels.find_map(|label| match label {
        VCardParameterValue::Text(text) => Some(text.lines().collect::<Vec<_>>().join(", ")),
        _ => None,
    })
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
                    return written(when);
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
