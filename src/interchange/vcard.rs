//! Reads vCard 2.1, 3.0 and 4.0 as phones, mail programs and old systems write them.

mod drafted;
mod parted;
pub(super) mod rest;
mod said;

use calcard::{Entry, Parser};

use super::{
    draft::{DraftRow, Reading},
    ical,
    options::Options,
};

/// Holds what one card says, before it is made a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// The formatted name; empty where there is none.
    pub full: String,
    /// Family, given, additional names, prefixes, suffixes.
    pub parts: [String; 5],
    /// Addresses as written, each with its types.
    pub emails: Vec<(String, Vec<String>)>,
    /// Numbers as written, each with its types.
    pub phones: Vec<(String, Vec<String>)>,
    /// Nicknames.
    pub nicknames: Vec<String>,
    /// Company, then its departments.
    pub company: Vec<String>,
    /// Job title.
    pub title: String,
    /// What they do, beside the title.
    pub role: String,
    /// Whom they report to, by name.
    pub manager: String,
    /// Pages and handles, each with its types.
    pub handles: Vec<(String, Vec<String>)>,
    /// Notes.
    pub notes: Vec<String>,
    /// Birthday, as a date or `--MM-DD`.
    pub birthday: String,
    /// Categories.
    pub tags: Vec<String>,
    /// The card's own id.
    pub uid: String,
    /// When this version of it was made; empty where unknown.
    pub revised: String,
    /// Whether it is an organisation's.
    pub is_company: bool,
    /// Whether it is a group of cards.
    pub is_group: bool,
    /// What fits nowhere else.
    pub rest: Vec<(String, String)>,
    /// What no text can hold, such as a photo.
    pub left_out: Vec<&'static str>,
    /// The line on which it begins.
    pub line: u64,
}

/// Reads all cards of a text; the second value says what is wrong with it.
pub fn cards(text: &str, nesting: usize) -> (Vec<Card>, Vec<String>) {
    let (text, _) = ical::tidied(text, nesting);
    let parted = parted::parted(&text);
    let mut lines = parted.lines.iter();
    let mut parser = Parser::new(&parted.text);
    let (mut cards, mut unread, mut first) = (Vec::new(), 0, Vec::new());
    loop {
        match parser.entry() {
            Entry::VCard(card) => {
                let mut card = said::card_of(&card);
                card.line = lines.next().copied().unwrap_or_default();
                cards.push(card);
            }
            Entry::Eof => break,
            Entry::InvalidLine(line) if line.trim().is_empty() => {}
            Entry::ICalendar(_) => {}
            other => {
                if let (Entry::InvalidLine(line), true) = (other, first.len() < 3) {
                    first.push(format!("“{}”", line.trim()));
                }
                unread += 1;
                if unread > 10_000 {
                    break;
                }
            }
        }
    }
    for (at, agent) in &parted.agents {
        if let Some(card) = cards.get_mut(*at) {
            take_agent(card, agent);
        }
    }
    for card in &mut cards {
        let inside =
            |(name, text): &(String, String)| name == "AGENT" && text.contains("BEGIN:VCARD");
        if let Some(at) = card.rest.iter().position(inside) {
            let (_, agent) = card.rest.remove(at);
            take_agent(card, &agent);
        }
    }
    let mut warnings = Vec::new();
    if unread > 0 {
        let lines = if unread == 1 { "line" } else { "lines" };
        let more = if unread > first.len() { ", …" } else { "" };
        let which = match first.join(", ") {
            none if none.is_empty() => none,
            which => format!(": {which}{more}"),
        };
        warnings.push(format!(
            "{unread} {lines} could not be read, left out{which}"
        ));
    }
    for card in parted.unended.iter().filter_map(|at| cards.get(*at)) {
        warnings.push(format!(
            "line {}: this card has no end before the next one begins; what stands in it is taken",
            card.line
        ));
    }
    if let Some(last) = cards.last().filter(|_| parted.is_cut) {
        warnings.push(format!(
            "line {}: this card has no end, so the file may be cut; what stands in it is taken",
            last.line
        ));
    }
    (cards, warnings)
}

/// Keeps who acts for somebody: the name, and how they are reached.
fn take_agent(card: &mut Card, agent: &str) {
    let Some(Entry::VCard(agent)) = Some(Parser::new(agent).entry()) else {
        return;
    };
    let mut agent = said::card_of(&agent);
    if agent.full.is_empty() {
        let [family, given, ..] = &agent.parts;
        format!("{given} {family}")
            .trim()
            .clone_into(&mut agent.full);
    }
    let emails = agent.emails.into_iter().map(|(email, _)| email);
    let phones = agent.phones.into_iter().map(|(phone, _)| phone);
    let company = agent.company.into_iter();
    let told: Vec<String> = std::iter::once(agent.full)
        .chain([agent.title])
        .chain(company)
        .chain(phones)
        .chain(emails)
        .chain(agent.notes)
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    if !told.is_empty() {
        card.rest.push(("AGENT".to_owned(), told.join(", ")));
    }
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
        for what in &card.left_out {
            let says = format!("{what} is left out: the book keeps texts");
            reading.remark(card.line, &card.full, says);
        }
        match drafted::draft(card, options) {
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
