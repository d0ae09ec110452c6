//! People: two lines for each who decides, can veto or is new; everybody else on one.

use crate::brief::cut;
use crate::brief::landmine;

use crate::brief::page::{Audience, Line};

use crate::brief::setting::Setting;
use crate::domain::Id;
use crate::domain::record::Body;
use crate::domain::words::{Direction, Part, PromiseState, Side, Stance, Visibility, Words};

/// Describes those who will be there: so many with two lines, the rest on one.
pub fn lines(s: &Setting<'_>, full: usize) -> Vec<Line> {
    // What we make of somebody is not for them to read.
    if s.ask.audience == Audience::Customer {
        return Vec::new();
    }
    let mut lines = Vec::new();
    let (known, blank): (Vec<Id>, Vec<Id>) = s
        .with
        .iter()
        .partition(|id| s.last_with(**id).is_some() || is_described(s, **id));
    for id in known.iter().take(full) {
        lines.extend(described(s, *id));
    }
    let mut rest = Line::default().label("");
    let mut parts = Vec::new();
    if !blank.is_empty() {
        let names: Vec<String> = blank.iter().map(|id| s.name(*id)).collect();
        let guide = guide(s, &blank);
        let promised = blank.iter().find_map(|id| introduced_by(s, *id));
        let ask = match (guide, names.as_slice()) {
            (_, [_]) if promised.is_some() => {
                format!("; {} to introduce you", promised.unwrap_or_default())
            }
            (Some(guide), [one]) => format!("; ask {guide} what {one} needs"),
            (Some(guide), _) => format!("; ask {guide} what each needs"),
            (None, _) => String::new(),
        };
        parts.push(format!("{}: never met{ask}", shortened(&names, 4)));
    }
    let others: Vec<Id> = known.into_iter().skip(full).collect();
    if !others.is_empty() {
        let names: Vec<String> = others
            .iter()
            .map(|id| {
                let title = s.person(*id).and_then(|(_, p)| p.title.clone());
                match title.filter(|_| others.len() < 4) {
                    Some(title) => format!("{} ({})", s.name(*id), cut::to(&title, 4)),
                    None => s.name(*id),
                }
            })
            .collect();
        parts.push(format!("also {}", shortened(&names, 6)));
    }
    if s.with.is_empty() && !s.named && s.held().is_empty() {
        return vec![Line::new("nobody of theirs is written down yet").label("")];
    }
    if !parts.is_empty() {
        rest.text = parts.join(" · ");
        for id in blank.iter().chain(&others) {
            if let Some((record, _)) = s.person(*id) {
                rest = rest.from(record);
            }
        }
        lines.push(rest);
    }
    lines
}

/// Counts those who will be there and decide or can veto.
pub fn deciding(s: &Setting<'_>) -> usize {
    let decides = |id: &&Id| {
        let part = s.person(**id).and_then(|(_, person)| person.part);
        matches!(part, Some(Part::Decides | Part::CanVeto))
    };
    s.with.iter().filter(decides).count()
}

fn shortened(names: &[String], most: usize) -> String {
    if names.len() <= most {
        names.join(", ")
    } else {
        format!("{} +{}", names[..most].join(", "), names.len() - most)
    }
}

/// Puts what names a word before what explains it, so that a cut never takes the word away.
fn words_first(note: &str) -> String {
    let names_word = |part: &str| !landmine::words(part).is_empty();
    let (first, then): (Vec<&str>, Vec<&str>) = note
        .split(';')
        .map(str::trim)
        .partition(|part| names_word(part));
    first.into_iter().chain(then).collect::<Vec<_>>().join("; ")
}

/// Counts the words of a landmine that are never cut: the word itself, and what to say instead.
fn kept_whole(mine: &str) -> usize {
    const INSTEAD: &[&str] = &["ask", "say", "tell", "use", "call", "begin", "start"];
    let mut parts = mine.split(';').map(str::trim);
    let named = parts.next().map_or(0, cut::words);
    let instead = parts.next().filter(|part| {
        let first = part.split(' ').next().unwrap_or_default();
        INSTEAD.contains(&first.to_lowercase().as_str())
    });
    named + instead.map_or(0, cut::words)
}

/// Says whether enough is known of somebody for lines of their own.
fn is_described(s: &Setting<'_>, id: Id) -> bool {
    s.person(id)
        .is_some_and(|(_, p)| p.stance.is_some() || p.wants_now.is_some() || p.landmine.is_some())
}

/// Finds who can tell us about those whom we never met: a friend who will be there, else any friend.
fn guide(s: &Setting<'_>, about: &[Id]) -> Option<String> {
    let friendly = |id: &Id| {
        s.person(*id).is_some_and(|(_, p)| {
            p.side != Some(Side::Ours)
                && matches!(p.stance, Some(Stance::Champion | Stance::Supporter))
        })
    };
    s.with
        .iter()
        .find(|id| friendly(id) && !about.contains(id))
        .map(|id| s.name(*id))
}

/// Says who promised to introduce somebody, `Reyes promised`: an open promise of theirs that names them.
pub fn introduced_by(s: &Setting<'_>, id: Id) -> Option<String> {
    let (person, _) = s.person(id)?;
    let title = person.title();
    let surname = crate::domain::spoken::surname(&title);
    s.dossier.records.iter().find_map(|r| match &r.body {
        Body::Promise(b)
            if b.state == Some(PromiseState::Open)
                && b.direction == Some(Direction::Theirs)
                && r.title().to_lowercase().contains("introduc")
                && r.title().contains(surname) =>
        {
            let by = if b.by.is_empty() {
                "they".to_owned()
            } else {
                s.names(&b.by)
            };
            Some(format!("{by} promised"))
        }
        _ => None,
    })
}

fn described(s: &Setting<'_>, id: Id) -> Vec<Line> {
    let Some((record, person)) = s.person(id) else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    parts.extend(person.title.as_ref().map(|t| cut::small(&s.cut(t, 4))));
    parts.extend(person.stance.map(|w| w.word().to_owned()));
    parts.extend(person.part.map(|w| w.word().to_owned()));
    let seen = s.last_with(id).map_or_else(
        || "never met".to_owned(),
        |(on, touch)| {
            let ours: Vec<Id> = touch
                .people
                .iter()
                .copied()
                .filter(|id| s.dossier.ours.iter().any(|r| r.id() == *id))
                .collect();
            let how = match ours.as_slice() {
                [one] => format!("with {}", s.name(*one)),
                _ => Setting::how(touch).to_owned(),
            };
            format!("{}, {how}", s.past(on))
        },
    );
    let mut lines = vec![
        Line::new(parts.join(" · "))
            .label(s.name(id))
            .remark(seen)
            .from(record),
    ];
    let mut second = Vec::new();
    second.extend(person.wants_now.as_ref().map(|wants| {
        let wants = cut::small(&s.cut(wants, 5));
        if wants.starts_with("wants ") {
            wants
        } else {
            format!("wants {wants}")
        }
    }));
    second.extend(person.landmine.as_ref().map(|mine| {
        let mine = words_first(mine);
        // The word itself is what one must read; it is never cut away.
        let named = kept_whole(&mine);
        cut::small(&cut::to(&mine, (s.most * 6 / 10).max(named).max(3)))
    }));
    second.extend(
        person
            .interests
            .as_ref()
            .filter(|_| private(s, id).is_none())
            .map(|likes| format!("likes {}", cut::small(&s.cut(likes, 4)))),
    );
    if !second.is_empty() {
        let mut line = Line::new(second.join("; ")).label("").from(record);
        line.stale = s.stale(record);
        lines.push(line);
    }
    lines.extend(private(s, id));
    lines
}

/// Gives, on a page for the seller alone, the newest thing that was told in private of somebody: one begins the next talk with it.
fn private(s: &Setting<'_>, id: Id) -> Option<Line> {
    if s.ask.audience != Audience::Private {
        return None;
    }
    let facts = s.dossier.records.iter().filter_map(|r| match &r.body {
        Body::Learning(b) if r.base.visibility == Visibility::Private => {
            let who = b.person.filter(|who| s.with.contains(who))?;
            Some((b.learned_on, r, who))
        }
        _ => None,
    });
    // One such line a page: the rest of it has to be read too.
    let (on, record, _) = facts
        .max_by_key(|(on, r, _)| (*on, r.id()))
        .filter(|(.., who)| *who == id)?;
    let line = Line::new(format!(
        "private: {}",
        cut::small(&s.cut(&record.title(), 10))
    ));
    let line = line
        .label("")
        .remark(on.map_or_else(String::new, |on| s.past(on)));
    Some(line.from(record))
}
