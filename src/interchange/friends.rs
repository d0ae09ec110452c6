//! Reads the journal of the `friends` program: activities, notes and friends in Markdown.

use serde_json::Value;

use crate::domain::{Kind, Moment, record::ALL_DAY};

use super::{
    build::reference,
    draft::{Draft, DraftRow, Key, Reading},
    options::Options,
};

/// Says whether a text is such a journal.
pub fn is_journal(text: &str) -> bool {
    let has = |heading: &str| {
        text.lines()
            .any(|line| line.trim_end().eq_ignore_ascii_case(heading))
    };
    has("### Activities:") && (has("### Friends:") || has("### Notes:"))
}

/// Reads the journal.
pub fn read(mut reading: Reading, text: &str, options: &Options<'_>) -> Reading {
    reading.recognised = Some("friends".to_owned());
    let mut section = String::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        let number = at as u64 + 1;
        if let Some(heading) = line.strip_prefix("### ") {
            section = heading.trim_end_matches(':').trim().to_lowercase();
            continue;
        }
        let Some(item) = line
            .strip_prefix("- ")
            .map(str::trim)
            .filter(|item| !item.is_empty())
        else {
            continue;
        };
        // What is indented under an entry goes on with it.
        let mut more = Vec::new();
        while let Some((_, next)) = lines.next_if(|(_, next)| next.starts_with([' ', '\t'])) {
            more.push(next.trim());
        }
        more.retain(|line| !line.is_empty());
        let draft = match section.as_str() {
            "activities" => activity(item, &more, options),
            "notes" => note(item, &more),
            "friends" => friend(item, &more),
            _ => continue,
        };
        reading.rows += 1;
        match draft {
            Some(draft) => reading.drafts.push(DraftRow {
                line: number,
                drafts: vec![draft],
            }),
            None => reading.reject(number, "neither a date nor a name in it", line),
        }
    }
    reading
}

/// Splits `2018-11-01: text` into the day and the text.
fn dated(item: &str) -> Option<(jiff::civil::Date, &str)> {
    let (day, text) = item.split_once(':')?;
    Some((day.trim().parse().ok()?, text.trim()))
}

/// Gives lines without their marks, one under the other.
fn lines_of<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let lines: Vec<String> = lines.into_iter().map(bare).collect();
    lines.join("\n")
}

fn activity(item: &str, more: &[&str], options: &Options<'_>) -> Option<Draft> {
    let (day, first) = dated(item)?;
    let whole = std::iter::once(first).chain(more.iter().copied());
    let text = &whole.clone().collect::<Vec<_>>().join("\n");
    let starts = day.to_zoned(options.zone().clone()).ok()?;
    let mut draft = Draft::new(Kind::Touchpoint);
    draft.floating = true;
    let over = starts.timestamp() < options.now.timestamp();
    draft.set("starts", &Moment(starts).to_string());
    draft.extra.insert(ALL_DAY.to_owned(), Value::Bool(true));
    draft.set("state", if over { "held" } else { "planned" });
    draft.set("summary", &lines_of(whole));
    draft.set(
        "place",
        between(text, '_').first().copied().unwrap_or_default(),
    );
    if text.to_lowercase().contains(" on the phone") {
        draft.set("channel", "call");
    }
    tag(&mut draft, text);
    for name in bold(text) {
        draft.refer(reference(
            "people",
            Kind::Person,
            vec![Key::Name(name.to_owned())],
            false,
        ));
    }
    Some(draft)
}

fn note(item: &str, more: &[&str]) -> Option<Draft> {
    let (day, first) = dated(item)?;
    let whole = std::iter::once(first).chain(more.iter().copied());
    let text = &whole.collect::<Vec<_>>().join("\n");
    let mut draft = Draft::new(Kind::Learning);
    draft.set("fact", &bare(first));
    draft.set("notes", &lines_of(more.iter().copied()));
    draft.set("learned_on", &day.to_string());
    tag(&mut draft, text);
    for (at, name) in bold(text).into_iter().enumerate() {
        draft.refer(reference(
            if at == 0 { "person" } else { "links" },
            Kind::Person,
            vec![Key::Name(name.to_owned())],
            false,
        ));
    }
    Some(draft)
}

/// Reads `Grace Hopper (a.k.a. The Admiral a.k.a. Amazing Grace) [Paris] @navy @science`.
fn friend(item: &str, more: &[&str]) -> Option<Draft> {
    let end = item
        .find([' ', '(', '[', '@'].as_slice())
        .map_or(item.len(), |_| {
            item.find(['(', '[', '@']).unwrap_or(item.len())
        });
    let name = item.get(..end)?.trim();
    let mut draft = Draft::new(Kind::Person);
    draft.set("name", name);
    if let Some((_, rest)) = item.split_once('(') {
        let inside = rest.split_once(')').map_or(rest, |(inside, _)| inside);
        for alias in inside.split("a.k.a.") {
            draft.add("aliases", alias);
        }
    }
    if let Some((_, rest)) = item.split_once('[') {
        draft.keep(
            "location",
            rest.split_once(']').map_or(rest, |(inside, _)| inside),
        );
    }
    tag(&mut draft, item);
    draft.set("notes", &lines_of(more.iter().copied()));
    (!name.is_empty()).then_some(draft)
}

fn tag(draft: &mut Draft, text: &str) {
    for word in text.split_whitespace() {
        if let Some(tag) = word.strip_prefix('@') {
            draft.add("tags", tag.trim_end_matches(['.', ',', ';', ':']));
        }
    }
}

fn bold(text: &str) -> Vec<&str> {
    text.split("**")
        .skip(1)
        .step_by(2)
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect()
}

fn between(text: &str, mark: char) -> Vec<&str> {
    text.split(mark)
        .skip(1)
        .step_by(2)
        .filter(|inside| !inside.is_empty())
        .collect()
}

/// Takes the marks and tags out of a text.
fn bare(text: &str) -> String {
    let text = text.replace("**", "").replace('_', "");
    text.split_whitespace()
        .filter(|word| !word.starts_with('@'))
        .collect::<Vec<_>>()
        .join(" ")
}
