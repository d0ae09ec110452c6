//! What is sent to the customer after a touchpoint: what they told us, what was promised both ways, the next step.

use super::cut;
use super::page::{Ask, Audience, Depth, Dossier, Line, Page, Section};
use super::rival::names_rival;
use super::seen;
use super::setting::Setting;
use crate::domain::Id;
use crate::domain::agreed::{self, Beside};
use crate::domain::kinds::{Promise, Touchpoint};
use crate::domain::record::{Body, Record};
use crate::domain::words::{Channel, Direction, Visibility, Words};

/// A recap says things whole.
const WHOLE: usize = 60;

/// Writes what is sent afterwards; nothing where the dossier has no such touchpoint, or it is private.
pub fn recap(dossier: &Dossier, touchpoint: Id) -> Option<Page> {
    let original = dossier.records.iter().find(|r| r.id() == touchpoint)?;
    let shown = seen::by(dossier, Audience::Customer);
    let ask = Ask {
        audience: Audience::Customer,
        meeting: Some(touchpoint),
        ..Ask::default()
    };
    let mut s = Setting::new(&shown, &ask);
    s.most = WHOLE;
    let (record, touch) = s.meeting?;
    let promises = promises_of(dossier, original, &s);
    let mut sections = vec![Section {
        name: "Head",
        lines: vec![head(&s, record, touch)],
    }];
    let to_whom = reader(&s, touch);
    let listed = |texts: &[String]| -> Vec<Line> {
        texts
            .iter()
            .filter(|text| !text.trim().is_empty())
            .map(|text| Line::new(to_reader(&cut::clean(text), to_whom.as_deref())).from(record))
            .collect()
    };
    let brought: Vec<String> = touch
        .given
        .iter()
        .map(|text| decided(to_themselves(&s, touch, text)))
        .collect();
    // What was noted of whom they might take instead is for our eyes.
    let theirs_to_read: Vec<String> = touch
        .received
        .iter()
        .filter(|text| !names_rival(&dossier.records, text))
        .cloned()
        .collect();
    let mut told = listed(&theirs_to_read);
    // The same words, noted on the spot and kept as a fact, are said once.
    let again = |said: &[Line], line: &Line| {
        let words = bare(&line.text);
        said.iter().any(|before| {
            let before = bare(&before.text);
            !words.is_empty()
                && (before.contains(&words) || (!before.is_empty() && words.contains(&before)))
        })
    };
    for line in heard(dossier, original, &s) {
        if !again(&told, &line) {
            told.push(line);
        }
    }
    let given_word = |theirs: bool| -> Vec<Line> {
        promises
            .iter()
            .filter(|(_, b)| (b.direction == Some(Direction::Theirs)) == theirs)
            .map(|(r, b)| {
                let whom = if theirs { &b.by } else { &b.to };
                let what = without_day(
                    &cut::clean(b.what.as_deref().unwrap_or_default()),
                    b.due,
                    &s,
                );
                let mut line = Line::new(without_name(&s, whom, &what)).from(r);
                if !whom.is_empty() {
                    line.lead = Some(s.names(whom));
                }
                line.remark = b.due.map_or_else(
                    || "no day yet".to_owned(),
                    |due| format!("by {}", crate::domain::days::day(due, s.today)),
                );
                line
            })
            .collect()
    };
    for (name, lines) in [
        ("You told us", told),
        ("Complaint", complaints(dossier, original, &s)),
        ("We brought", listed(&brought)),
        ("We promised", given_word(false)),
        ("You promised", given_word(true)),
        ("Next", next(&s, record, touch, &promises)),
    ] {
        if !lines.is_empty() {
            sections.push(Section { name, lines });
        }
    }
    Some(Page {
        account: dossier.account.id(),
        name: dossier.account.title(),
        with: s.with.clone(),
        meeting: Some(touchpoint),
        at: dossier.now.clone(),
        depth: Depth::Page,
        audience: Audience::Customer,
        sections,
        fold: None,
        why: false,
    })
}

/// Gives the first name and surname of the one of theirs who was there; nobody where there were more.
fn reader(s: &Setting<'_>, touch: &Touchpoint) -> Option<String> {
    let ours = |id: &Id| s.dossier.ours.iter().any(|r| r.id() == *id);
    let mut theirs = touch.people.iter().filter(|id| !ours(id));
    match (theirs.next(), theirs.next()) {
        (Some(one), None) => s.person(*one).map(|(record, _)| record.title()),
        _ => None,
    }
}

/// Turns what was noted of the only reader into what one says to them: “She will lend a desk” is “You will lend a desk”.
///
/// Only a sentence that begins with them is turned; whatever cannot be turned surely stays as it was noted.
fn to_reader(text: &str, reader: Option<&str>) -> String {
    let Some(name) = reader else {
        return text.to_owned();
    };
    let surname = crate::domain::spoken::surname(name);
    let Some((first, rest)) = text.split_once(' ') else {
        return text.to_owned();
    };
    let own: &[&str] = match first {
        "She" => &["she", "her", "herself", "hers"],
        "He" => &["he", "him", "his", "himself"],
        _ if first == surname => &[],
        _ => return text.to_owned(),
    };
    // A second verb of theirs would have to be turned as well, and nothing tells which word it is.
    let unsure = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        ["she", "he", "and", "but", "who", "they"].contains(&bare) || word.ends_with(';')
    };
    if rest.split(' ').any(unsure) {
        return text.to_owned();
    }
    let (verb, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    if !is_sure(verb) || rest.split(' ').any(|word| word == "or") {
        return text.to_owned();
    }
    let mut out = format!("You {}", said_to_you(verb));
    let words: Vec<&str> = rest.split(' ').filter(|word| !word.is_empty()).collect();
    for (at, word) in words.iter().enumerate() {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let mark = &word[bare.len()..];
        let ends = !mark.is_empty() || at + 1 == words.len();
        let turned = match bare {
            _ if !own.contains(&bare) => bare,
            "herself" | "himself" => "yourself",
            "hers" => "yours",
            "his" => "your",
            "her" if !ends => "your",
            _ => "you",
        };
        out.push(' ');
        out.push_str(turned);
        out.push_str(mark);
    }
    out
}

/// Says whether a word is a verb whose form with “you” is known: “always” and “never” are none, “focuses” is not turned.
fn is_sure(verb: &str) -> bool {
    const AS_THEY_ARE: &[&str] = &[
        "will", "would", "can", "could", "should", "must", "may", "might", "had", "did", "said",
        "told", "came", "went", "gave", "got", "saw", "stood", "sat", "knew", "thought", "found",
        "kept", "left", "lost", "made", "met", "paid", "put", "read", "sent", "signed", "spoke",
        "took", "won't", "can't", "wouldn't", "couldn't", "didn't", "wrote", "brought", "let",
    ];
    const TURNED: &[&str] = &[
        "is", "was", "has", "does", "goes", "isn't", "wasn't", "hasn't", "doesn't", "wants",
        "needs", "likes", "thinks", "says", "asks", "sees", "knows", "hopes", "plans", "expects",
        "carries", "comes", "brings", "sends", "takes", "gives", "signs", "pays", "leaves",
        "keeps", "fears", "agrees", "prefers", "decides", "uses", "buys", "sells", "reads",
    ];
    let past = verb.len() > 4 && verb.ends_with("ed") && !verb.ends_with("eed");
    AS_THEY_ARE.contains(&verb) || TURNED.contains(&verb) || past
}

/// Counts the lines that speak of somebody as “she” or “he” outside of what they said themselves: they want other words before
/// they go to that person.
pub fn of_a_third(page: &Page) -> usize {
    let third = |text: &str| {
        let mut quoted = false;
        text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '“' | '”')))
            .any(|word| {
                quoted |= word.contains('“');
                let found = !quoted
                    && matches!(
                        word.to_lowercase().as_str(),
                        "she" | "he" | "her" | "him" | "his" | "hers" | "herself" | "himself"
                    );
                quoted &= !word.contains('”');
                found
            })
    };
    let lines = page.sections.iter().flat_map(|section| &section.lines);
    lines.filter(|line| third(&line.text)).count()
}

/// Gives the form of a verb that goes with “you”: `is` becomes `are`, `wants` becomes `want`.
fn said_to_you(verb: &str) -> String {
    match verb {
        "is" => "are".to_owned(),
        "was" => "were".to_owned(),
        "has" => "have".to_owned(),
        "does" | "goes" => verb[..2].to_owned(),
        "isn't" => "aren't".to_owned(),
        "wasn't" => "weren't".to_owned(),
        "hasn't" => "haven't".to_owned(),
        "doesn't" => "don't".to_owned(),
        _ => match verb.strip_suffix('s') {
            None => verb.to_owned(),
            Some(stem) if stem.ends_with(['s', 'u', 'i']) => verb.to_owned(),
            Some(stem) => match stem.strip_suffix("ie") {
                Some(stem) if stem.len() > 1 => format!("{stem}y"),
                _ => match stem.strip_suffix('e') {
                    Some(short)
                        if short.ends_with("ch")
                            || short.ends_with("sh")
                            || short.ends_with("ss") =>
                    {
                        short.to_owned()
                    }
                    _ => stem.to_owned(),
                },
            },
        },
    }
}

/// Leaves out that somebody was told what they now read themselves: "told Elena Ruiz how a bank does it".
fn to_themselves<'t>(s: &Setting<'_>, touch: &Touchpoint, text: &'t str) -> &'t str {
    let told = text.trim().strip_prefix("told ");
    let there = touch.people.iter().filter_map(|id| s.person(*id));
    let rest = told.and_then(|told| {
        there.into_iter().find_map(|(record, _)| {
            let rest = told.strip_prefix(record.title().as_str())?;
            rest.strip_prefix(' ')
        })
    });
    rest.filter(|rest| !rest.trim().is_empty()).unwrap_or(text)
}

/// Says what came of a fight as one says it to those it was for; the book has it as `told them: the ask (won)`.
fn decided(text: &str) -> String {
    let asked = text.trim().strip_prefix("told them: ");
    let said = asked.and_then(|asked| {
        let won = asked.strip_suffix(" (won)").map(|ask| (ask, "agreed"));
        let not = || {
            asked
                .strip_suffix(" (lost)")
                .map(|ask| (ask, "it could not be done"))
        };
        let (ask, how) = won.or_else(not)?;
        Some(format!("{ask}: {how}"))
    });
    said.unwrap_or_else(|| text.to_owned())
}

/// Lists what was written down from this touchpoint and may be shown to them.
fn noted_there<'a>(dossier: &'a Dossier, touch: &'a Record) -> impl Iterator<Item = &'a Record> {
    dossier.records.iter().filter(move |record| {
        let source = record.base.source.as_ref();
        record.base.visibility != Visibility::Private
            && source.and_then(|source| source.touchpoint) == Some(touch.id())
    })
}

/// What they said there beside what they gave: their own words, and what they told us hurts them.
fn heard(dossier: &Dossier, touch: &Record, s: &Setting<'_>) -> Vec<Line> {
    let line = |record: &Record| match &record.body {
        Body::Learning(b) if b.verbatim == Some(true) => {
            let mut line = Line::new(format!("“{}”", cut::clean(b.fact.as_deref()?))).from(record);
            let who = record
                .base
                .source
                .as_ref()
                .and_then(|source| source.who.as_ref());
            line.lead = who.map(|who| s.who(who));
            // Words of nobody known are not handed back as theirs.
            (b.person.is_some() || who.is_some()).then_some(line)
        }
        // What was typed in a hurry is ours until somebody words it; what they asked are their own words.
        Body::Problem(b) if record.base.raw.is_some() => {
            let asked = b.asked.as_ref()?;
            (!cut::says_again(&record.title(), asked))
                .then(|| Line::new(s.quote(asked, 20)).from(record))
        }
        Body::Problem(_) => Some(Line::new(cut::clean(&record.title())).from(record)),
        _ => None,
    };
    noted_there(dossier, touch).filter_map(line).collect()
}

/// What they complained of: who sees to it, and when they hear from us.
fn complaints(dossier: &Dossier, touch: &Record, s: &Setting<'_>) -> Vec<Line> {
    let line = |record: &Record| {
        let Body::Touchpoint(b) = &record.body else {
            return None;
        };
        let recovery = b.recovery.as_ref()?;
        if b.channel != Some(Channel::Complaint) || recovery.resolved_on.is_some() {
            return None;
        }
        let mut said = cut::clean(&record.title());
        if let Some(owner) = &recovery.owner {
            let owner = s.who(owner);
            if owner != record.base.author {
                said = format!("{said}; {owner} sees to it");
            }
        }
        let mut line = Line::new(said).from(record);
        line.remark = recovery.next_update.map_or_else(String::new, |day| {
            format!(
                "you hear from us by {}",
                crate::domain::days::day(day, s.today)
            )
        });
        Some(line)
    };
    let own = std::iter::once(touch).chain(noted_there(dossier, touch));
    own.filter_map(line).collect()
}

/// Gives the letters and figures of a text alone, so that marks and stops make no difference.
fn bare(text: &str) -> String {
    let folded = crate::domain::names::fold(text);
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn head(s: &Setting<'_>, record: &Record, touch: &Touchpoint) -> Line {
    // What we call a touchpoint is a note to ourselves; to them it is the call, or the meeting, of that day.
    let mut what = match touch.channel {
        Some(Channel::Complaint) => "your complaint".to_owned(),
        channel => format!("our {}", channel.map_or("meeting", Words::word)),
    };
    if let Some(starts) = &touch.starts {
        let day = crate::domain::days::day(s.here(starts), s.today);
        what = format!("{what} of {day}");
    }
    let parts = [cut::clean(&s.dossier.account.title()), what];
    let ours = |id: &&Id| !s.dossier.ours.iter().any(|r| r.id() == **id);
    let theirs = touch.people.iter().filter(ours);
    let names: Vec<String> = theirs.map(|id| s.name(*id)).collect();
    let mut line = Line::new(parts.join(" · ")).from(record);
    if !names.is_empty() && names.len() <= 4 {
        line.remark = names.join(", ");
    }
    line
}

/// Finds what was promised there: what names the touchpoint as its source, and what was written that day with the same people.
fn promises_of<'a>(
    dossier: &'a Dossier,
    touch: &Record,
    s: &Setting<'_>,
) -> Vec<(&'a Record, &'a Promise)> {
    let Body::Touchpoint(b) = &touch.body else {
        return Vec::new();
    };
    let day = b.starts.as_ref().map(|at| s.here(at));
    // What was promised before and said again here was promised here, too.
    let again = |r: &Record| r.base.links.iter().any(|link| link.to == Some(touch.id()));
    let mut found: Vec<_> = dossier
        .records
        .iter()
        .filter(|r| r.base.visibility != Visibility::Private)
        .filter_map(|r| match &r.body {
            Body::Promise(p) => Some((r, p)),
            _ => None,
        })
        .filter(|(_, p)| {
            // What was promised to one who was not there is told to them, and to nobody else.
            let whom = match p.direction {
                Some(Direction::Theirs) => &p.by,
                _ => &p.to,
            };
            whom.is_empty() || b.people.is_empty() || whom.iter().any(|id| b.people.contains(id))
        })
        .filter(|(r, p)| {
            if let Some(source) = r.base.source.as_ref().and_then(|source| source.touchpoint) {
                return source == touch.id() || again(r);
            }
            if again(r) {
                return true;
            }
            let there = p.to.iter().chain(&p.by).any(|id| b.people.contains(id));
            there && Some(s.local(r.base.created)) == day
        })
        .collect();
    found.sort_by_key(|(r, p)| (p.due.is_none(), p.due, r.id()));
    found
}

fn next(
    s: &Setting<'_>,
    record: &Record,
    touch: &Touchpoint,
    promises: &[(&Record, &Promise)],
) -> Vec<Line> {
    let Some(step) = &touch.next_step else {
        return Vec::new();
    };
    let Some(what) = &step.what else {
        return Vec::new();
    };
    // What stands above as a promise of that day is not said again.
    let beside = promises.iter().map(|(_, b)| Beside {
        day: b.due,
        whom: if b.to.is_empty() { &b.by } else { &b.to },
        text: b.what.as_deref().unwrap_or_default(),
        before: false,
        settles: false,
    });
    if agreed::is_said(what, step.when, &touch.people, beside) {
        return Vec::new();
    }
    let mut line = Line::new(without_day(&cut::clean(what), step.when, s)).from(record);
    line.lead = step.who.as_ref().map(|who| s.who(who));
    line.remark = step.when.map_or_else(String::new, |when| {
        format!("by {}", crate::domain::days::day(when, s.today))
    });
    vec![line]
}

/// Leaves out the name that stands before a promise already: "Elena Ruiz the counts".
fn without_name(s: &Setting<'_>, whom: &[Id], what: &str) -> String {
    let names = whom.iter().filter_map(|id| s.person(*id));
    let rest = names.filter_map(|(record, _)| what.strip_prefix(record.title().as_str()));
    rest.filter_map(|rest| rest.strip_prefix(' '))
        .find(|rest| !rest.trim().is_empty())
        .unwrap_or(what)
        .to_owned()
}

/// Leaves out the day that a step's own words end with, since it stands beside them: "signed by 3dec".
fn without_day(what: &str, when: Option<crate::domain::Date>, s: &Setting<'_>) -> String {
    let read = |typed: &str| {
        let typed = typed.trim_end_matches('.');
        crate::domain::days::parse(typed, s.today, &crate::domain::days::Weekend::default()).ok()
    };
    match what.rsplit_once(" by ") {
        Some((before, day)) if when.is_some() && read(day) == when => before.to_owned(),
        _ => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_reader_is_spoken_to() {
        for (noted, said) in [
            (
                "She will lend a desk for the counting",
                "You will lend a desk for the counting",
            ),
            (
                "She stood in the line herself, unannounced",
                "You stood in the line yourself, unannounced",
            ),
            (
                "She is collecting three quotes",
                "You are collecting three quotes",
            ),
            (
                "She wants her counts by hour",
                "You want your counts by hour",
            ),
            (
                "Ruiz carries it to the hearing",
                "You carry it to the hearing",
            ),
            ("He is coming alone", "You are coming alone"),
            (
                "Hale may come for the first half hour",
                "Hale may come for the first half hour",
            ),
            (
                "She can name eleven; the list she wants has forty",
                "She can name eleven; the list she wants has forty",
            ),
            (
                "She came early and wants more",
                "She came early and wants more",
            ),
            ("“She never asked.”", "“She never asked.”"),
            ("She", "She"),
        ] {
            assert_eq!(to_reader(noted, Some("Elena Ruiz")), said, "{noted}");
        }
        assert_eq!(to_reader("She will come", None), "She will come");
    }
}
