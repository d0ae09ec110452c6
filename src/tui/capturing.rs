//! Understands and saves a captured line.

use jiff::Zoned;

use super::call::{Answered, Noted, Pick};
use super::data::Done;
use super::orders::done;
use crate::book::{self, Book, Spot, Sweep};
use crate::capture::{Chip, Head, Mark, Parsed, PieceKind, Settled, Somebody};
use crate::domain::{Body, Kind, Moment};

/// Parts what was typed into its lines: what is pasted may be several.
fn lines(typed: &str) -> Vec<&str> {
    typed
        .split('\n')
        .filter(|line| !line.trim().is_empty())
        .collect()
}

/// Saves a line as what it says; several as one entry.
pub fn save(book: &mut Book, typed: &str, spot: &Spot) -> book::Result<Done> {
    let plain = Settled::default();
    let lines: Vec<(&str, &Settled)> = lines(typed).into_iter().map(|l| (l, &plain)).collect();
    let (captured, receipt) = book.capture(&lines, spot, false)?;
    let count = captured.len();
    let waiting = captured
        .iter()
        .filter(|one| one.record.base.inbox.is_some())
        .count();
    let Some(one) = captured.into_iter().next() else {
        return Err(book::BookError::refused("there is nothing to save"));
    };
    if count > 1 {
        let inbox = match waiting {
            0 => String::new(),
            all if all == count => ", in the inbox".to_owned(),
            some => format!(", {some} of them in the inbox"),
        };
        let says = format!("{count} lines are saved{inbox}. u takes them back.");
        return Ok(done(says, Some(one.record.id())));
    }
    let short = one.record.short();
    let changed = receipt.is_some_and(|r| r.made.iter().all(|m| m.id != one.record.id()));
    let verb = if changed { "Added to" } else { "Saved as" };
    let says = if one.record.base.inbox.is_some() && !changed {
        format!("Saved as {short}, in the inbox. r opens it, u takes it back.")
    } else {
        let words = match one.record.title() {
            title if changed || title.is_empty() => String::new(),
            title => format!("“{}” · ", crate::domain::plain::fit(&title, 44)),
        };
        // Without a day nothing says when a promise comes up.
        let undated = matches!(&one.record.body, Body::Promise(body) if body.due.is_none());
        let day = match one.parsed.doubts().find(|chip| chip.instead.is_some()) {
            Some(doubt) if undated => {
                format!(" · no day, “{}” was left in its words", doubt.text)
            }
            None if undated => " · no day".to_owned(),
            _ => String::new(),
        };
        let said = one.parsed.said();
        format!("{verb} {short}: {words}{said}{day}. r opens it, u takes it back.")
    };
    Ok(done(says, Some(one.record.id())))
}

/// Says what a line is understood as so far.
///
/// A book that cannot answer leaves the chips empty; saving meets the same trouble and says it.
pub fn understand(book: &mut Book, line: &str, spot: &Spot) -> Vec<Chip> {
    let lines = lines(line);
    if lines.len() > 1 {
        return several(book, &lines, spot);
    }
    let Some(line) = lines.first() else {
        return Vec::new();
    };
    book.understand(line, spot, &Settled::default())
        .map(|parsed| parsed.chips)
        .unwrap_or_default()
}

/// So many lines are looked at while they wait to be saved; who pastes more reads no more of them here.
const LOOKED_AT: usize = 200;

/// Says of several lines how many they are, what they would be, where they go, and what is in doubt, each by its number.
fn several(book: &mut Book, lines: &[&str], spot: &Spot) -> Vec<Chip> {
    let mut kinds: Vec<(Head, usize)> = Vec::new();
    let mut own = Vec::new();
    let mut account = None;
    for (number, line) in lines.iter().enumerate().take(LOOKED_AT) {
        let spot = Spot {
            pasted: spot.pasted || number > 0,
            ..spot.clone()
        };
        let Ok(parsed) = book.understand(line, &spot, &Settled::default()) else {
            continue;
        };
        match kinds.iter_mut().find(|(head, _)| *head == parsed.head) {
            Some((_, count)) => *count += 1,
            None => kinds.push((parsed.head, 1)),
        }
        for chip in parsed.chips {
            let goes = chip.mark == Mark::Account;
            if goes && chip.text.is_empty() {
                account.get_or_insert(chip);
            } else if goes || chip.doubtful {
                own.push(numbered(chip, number + 1));
            }
        }
    }
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(head, count)| format!("{count} {}", head.row().word))
        .collect();
    let said = format!(
        "{} lines, each by itself: {}",
        lines.len(),
        kinds.join(", ")
    );
    let each = Chip::implied(Mark::Kind, said);
    std::iter::once(each).chain(account).chain(own).collect()
}

/// Says of a chip which of several lines it is on.
fn numbered(chip: Chip, number: usize) -> Chip {
    let (text, meaning) = if chip.doubtful {
        (format!("line {number}, {}", chip.text), chip.meaning)
    } else {
        (chip.text, format!("line {number}: {}", chip.meaning))
    };
    Chip {
        text,
        meaning,
        span: 0..0,
        candidates: Vec::new(),
        instead: None,
        ..chip
    }
}

/// Saves a line of a call at once, or the lines that were pasted.
pub fn note(book: &mut Book, line: &str, spot: &Spot, began: &Zoned) -> Answered {
    let at = book.now();
    match book.note_in_call(&lines(line), spot, began) {
        Ok(saved) => {
            let mut problem = None;
            let mut all = Vec::new();
            for one in &saved.captured {
                let picks = picks(book, &one.parsed);
                if one.record.kind() == Kind::Problem {
                    problem = Some(one.record.id());
                }
                // What the line only added to stands without it, whatever the sweep makes of the line.
                let own = (one.record.id() != saved.touchpoint
                    && saved.made.contains(&one.record.id()))
                .then(|| one.record.id());
                all.push(noted(&one.parsed, at.clone(), own, &one.record, picks));
            }
            Answered {
                line: line.to_owned(),
                touchpoint: Some(saved.touchpoint),
                problem,
                noted: Ok(all),
            }
        }
        Err(error) => Answered {
            line: line.to_owned(),
            touchpoint: None,
            problem: None,
            noted: Err(error.to_string()),
        },
    }
}

/// Names those who may be meant where a mark fits several.
fn picks(book: &mut Book, parsed: &Parsed) -> Vec<Pick> {
    let doubtful = |chip: &&Chip| {
        !chip.text.is_empty() && (!chip.candidates.is_empty() || chip.instead.is_some())
    };
    if parsed.doubts().find(doubtful).is_none() {
        return Vec::new();
    }
    // Without the names the mark stays in doubt, which the sweep says.
    let names = book.directory().unwrap_or_default();
    parsed
        .doubts()
        .filter(doubtful)
        .map(|chip| Pick {
            typed: chip.text.clone(),
            names: match &chip.instead {
                // "due Tue 24 Nov? type due:24nov": what it means, in words.
                Some(instead) => vec![
                    chip.meaning
                        .split_once('?')
                        .map_or(instead.as_str(), |(means, _)| means)
                        .to_owned(),
                ],
                None => chip
                    .candidates
                    .iter()
                    .filter_map(|id| names.show(*id))
                    .map(str::to_owned)
                    .collect(),
            },
            instead: chip.instead.clone(),
        })
        .collect()
}

fn noted(
    parsed: &Parsed,
    at: Zoned,
    record: Option<crate::domain::Id>,
    saved: &crate::domain::Record,
    picks: Vec<Pick>,
) -> Noted {
    let head = parsed
        .pieces
        .iter()
        .find(|p| p.kind == PieceKind::Head)
        .map(|p| p.span.clone());
    let kind = parsed.chips.iter().find(|c| c.head && c.mark == Mark::Kind);
    let before = head.as_ref().map(|span| {
        let from = kind.map_or(span.start, |chip| chip.span.end);
        parsed.raw[from.min(span.end)..span.end]
            .trim()
            .trim_end_matches([':', '：'])
            .trim()
            .to_owned()
    });
    let body = head.map_or(0, |span| span.end);
    let mut aside: Vec<String> = parsed
        .chips
        .iter()
        .filter(|c| {
            !c.doubtful && !c.dropped && matches!(c.mark, Mark::Key(_) | Mark::Tag | Mark::Record)
        })
        .map(|c| match (c.mark, c.meaning.split_once(": ")) {
            // What it is about is said by its name; the id was for typing it.
            (Mark::Record, Some((lead, title))) if lead.starts_with("of ") => format!("of {title}"),
            (Mark::Record, Some((_, title))) => title.to_owned(),
            _ => c.meaning.clone(),
        })
        .collect();
    // "done pm39" says in its text what is done.
    let bare = parsed.text.is_empty();
    let text = if bare {
        std::mem::take(&mut aside).join(" · ")
    } else {
        parsed.text.clone()
    };
    aside.extend(parsed.before.iter().map(|who| who.name().to_owned()));
    let private = saved.base.visibility == crate::domain::words::Visibility::Private;
    if private && !aside.iter().any(|said| said == "private") {
        aside.push("private".into());
    }
    let here = parsed
        .chips
        .iter()
        .find(|c| c.mark == Mark::Account && !c.text.is_empty());
    aside.extend(here.map(|c| c.meaning.clone()));
    let people = speaking(parsed);
    let record = record.filter(|_| {
        !matches!(saved.body, Body::Problem(_)) || parsed.head == crate::capture::Head::Prob
    });
    Noted {
        at: Moment(at),
        picks,
        head: parsed.head,
        line: parsed.raw.clone(),
        before: before.unwrap_or_default(),
        body: parsed.raw[body..].to_owned(),
        text,
        aside: aside.join(" · "),
        doubts: parsed
            .doubts()
            .map(|c| {
                if c.text.is_empty() {
                    c.meaning.clone()
                } else {
                    format!("{}: {}", c.text, c.meaning)
                }
            })
            .collect(),
        record,
        people,
    }
}

/// Names who speaks in a line, or is spoken with: whoever is only spoken of need not have been there.
fn speaking(parsed: &Parsed) -> Vec<String> {
    const WITH: [&str; 4] = ["with ", "mit ", "avec ", "con "];
    let is_with = |who: &Somebody| {
        let mut chips = parsed.chips.iter().filter(|c| c.mark == Mark::Person);
        chips.any(|chip| {
            let before = parsed.raw.get(..chip.span.start).unwrap_or_default();
            chip.meaning.starts_with(who.name())
                && WITH
                    .iter()
                    .any(|with| before.to_lowercase().ends_with(with))
        })
    };
    let first = parsed.begins_with_person.then(|| parsed.mentioned.first());
    let talks = |who: &&Somebody| match parsed.head {
        Head::Note | Head::Complaint => first == Some(Some(*who)) || is_with(who),
        _ => true,
    };
    let said = parsed
        .before
        .iter()
        .chain(parsed.mentioned.iter().filter(talks));
    said.filter(|who| !matches!(who, Somebody::Words(_)))
        .map(|who| who.name().to_owned())
        .collect()
}

/// Sweeps a call; says what is saved now: `Saved: the call and 2 promises`.
pub fn sweep(book: &mut Book, sweep: &Sweep, spot: &Spot) -> Result<String, String> {
    book.sweep(sweep, spot).map_err(|error| error.to_string())?;
    let of_call = |record: &crate::domain::Record| {
        Some(record.id()) != sweep.touchpoint
            && record
                .base
                .source
                .as_ref()
                .and_then(|source| source.touchpoint)
                == sweep.touchpoint
    };
    // What is saved is saved; without the account's records it is only not counted.
    let made: Vec<Kind> = spot
        .account
        .filter(|_| sweep.touchpoint.is_some())
        .and_then(|account| book.account(account).ok())
        .unwrap_or_default()
        .iter()
        .filter(|record| of_call(record))
        .map(crate::domain::Record::kind)
        .collect();
    let mut said = vec!["the call".to_owned()];
    for kind in Kind::ALL {
        match made.iter().filter(|made| *made == kind).count() {
            0 => {}
            1 => said.push(format!("1 {}", kind.word())),
            many => said.push(format!("{many} {}", kind.plural())),
        }
    }
    let last = if said.len() > 1 { said.pop() } else { None };
    let last = last.map_or_else(String::new, |last| format!(" and {last}"));
    Ok(format!("Saved: {}{last}", said.join(", ")))
}
