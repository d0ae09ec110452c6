//! Builds a page: which sections a depth has, and how short each line must be for all of it to fit.

use jiff::ToSpan;

use super::page::{Ask, Audience, Depth, Dossier, FOLD, Page, ROWS, Section, WORDS, WORDS_ABOVE};
use super::sections::{
    aim, ask as questions, bring, debts, head, hurts, people, since, tell, watch,
};
use super::seen;
use super::setting::Setting;
use super::text;

/// How many days a review looks back where nobody says since when.
const QUARTER: i64 = 91;

/// How much room a part of the page has.
#[derive(Clone, Copy)]
struct Room {
    /// Words a line.
    most: usize,
    /// Debts.
    debts: usize,
    /// People with two lines; more where more of them decide or can veto.
    people: usize,
    /// The words to begin with.
    open: bool,
}

impl Room {
    /// Gives how many warnings there is room for: where it is tight, the two worst.
    fn watch(self) -> usize {
        if self.most < 8 { 2 } else { 3 }
    }
}

/// From roomy to tight; the first that fits is taken, so that a thin account gets long lines and a full one short ones.
const ROOMS: &[Room] = &[
    Room {
        most: 24,
        debts: 5,
        people: 3,
        open: true,
    },
    Room {
        most: 17,
        debts: 5,
        people: 3,
        open: true,
    },
    Room {
        most: 14,
        debts: 5,
        people: 3,
        open: true,
    },
    Room {
        most: 12,
        debts: 5,
        people: 3,
        open: true,
    },
    Room {
        most: 11,
        debts: 5,
        people: 3,
        open: true,
    },
    Room {
        most: 10,
        debts: 5,
        people: 3,
        open: true,
    },
    Room {
        most: 10,
        debts: 4,
        people: 3,
        open: true,
    },
    Room {
        most: 9,
        debts: 4,
        people: 3,
        open: true,
    },
    Room {
        most: 8,
        debts: 4,
        people: 3,
        open: true,
    },
    Room {
        most: 8,
        debts: 3,
        people: 3,
        open: true,
    },
    Room {
        most: 7,
        debts: 3,
        people: 3,
        open: true,
    },
    Room {
        most: 7,
        debts: 3,
        people: 3,
        open: false,
    },
    Room {
        most: 7,
        debts: 3,
        people: 2,
        open: false,
    },
    Room {
        most: 7,
        debts: 3,
        people: 1,
        open: false,
    },
    Room {
        most: 6,
        debts: 3,
        people: 1,
        open: false,
    },
    Room {
        most: 6,
        debts: 2,
        people: 0,
        open: false,
    },
];

/// Makes the page that was asked for. The same dossier and the same question give the same page.
pub fn page(dossier: &Dossier, ask: &Ask) -> Page {
    let original = dossier;
    let mut dossier = seen::by(dossier, ask.audience);
    if ask.audience == Audience::Customer {
        let found = Setting::new(&dossier, ask);
        let (readers, named) = (found.with.clone(), found.named);
        seen::heard_by(&mut dossier, original, &readers, named);
        seen::asked_by(&mut dossier, original, &readers);
    }
    let mut ask = ask.clone();
    if ask.depth == Depth::Review && ask.since.is_none() {
        ask.since = dossier.now.date().checked_sub(QUARTER.days()).ok();
    }
    let ask = &ask;
    let mut setting = Setting::new(&dossier, ask);
    let mut page = Page {
        account: dossier.account.id(),
        name: dossier.account.title(),
        with: setting.with.clone(),
        meeting: setting.meeting.map(|(r, _)| r.id()),
        at: dossier.now.clone(),
        depth: ask.depth,
        audience: ask.audience,
        sections: Vec::new(),
        fold: None,
        why: false,
    };
    match ask.depth {
        Depth::WalkIn => walk_in(&mut setting, &mut page),
        Depth::Page => whole(&mut setting, &mut page),
        _ => super::depths::fill(&mut setting, &mut page),
    }
    page.why = ask.why;
    page
}

/// Marks what must not be said there, leaves out what is empty, and gives the section its name.
pub(super) fn section(
    s: &Setting<'_>,
    name: &'static str,
    lines: Vec<super::Line>,
) -> Option<Section> {
    let mut lines: Vec<_> = lines
        .into_iter()
        .filter(|l| !l.text.is_empty() || l.label.as_ref().is_some_and(|label| !label.is_empty()))
        .collect();
    if !matches!(name, "People" | "Meet") {
        for line in &mut lines {
            s.mind(line);
        }
    }
    (!lines.is_empty()).then_some(Section { name, lines })
}

fn whole(s: &mut Setting<'_>, page: &mut Page) {
    let mut above = Vec::new();
    // Who can end it with a word is never left to a name in brackets.
    let deciding = people::deciding(s).min(2);
    for room in ROOMS {
        s.most = room.most;
        above = [
            section(s, "Head", head::head(s)),
            section(s, "Watch", watch::lines(s, room.watch())),
            section(s, "Aim", aim::lines(s)),
            section(
                s,
                "Open",
                aim::open(s).into_iter().filter(|_| room.open).collect(),
            ),
            section(s, "Tell", tell::lines(s)),
            section(s, "Debts", debts::lines(s, room.debts)),
            section(s, "People", people::lines(s, room.people.max(deciding))),
        ]
        .into_iter()
        .flatten()
        .collect();
        page.sections.clone_from(&above);
        page.fold = Some(above.len());
        if fits(page, WORDS, FOLD) && page.words_above() <= WORDS_ABOVE {
            break;
        }
    }
    while page.words_above() > WORDS_ABOVE && drop_one(page) {}
    shed(page, WORDS, FOLD);
    above.clone_from(&page.sections);
    page.fold = Some(above.len());
    for room in ROOMS {
        s.most = room.most;
        let below = [
            section(s, "Since", since::lines(s, 5, &above)),
            section(s, "Hurts", hurts::lines(s, 3)),
            section(s, "Bring", bring::lines(s, 3)),
            section(s, "Ask", questions::lines(s, 3)),
        ];
        page.sections.clone_from(&above);
        page.sections.extend(below.into_iter().flatten());
        foot(s, page);
        if fits(page, WORDS, ROWS) {
            break;
        }
    }
    shed(page, WORDS, ROWS);
    if page
        .fold
        .is_some_and(|fold| fold + 1 >= page.sections.len())
    {
        page.fold = None;
    }
}

/// Eight lines on the way in.
fn walk_in(s: &mut Setting<'_>, page: &mut Page) {
    const LINES: usize = 8;
    for most in [17, 14, 12, 11] {
        s.most = most;
        page.sections = [
            section(s, "Head", head::head(s)),
            section(s, "Watch", watch::lines(s, 3)),
            section(s, "Aim", aim::lines(s)),
            section(s, "Tell", tell::lines(s)),
            section(s, "Debts", debts::lines(s, 3)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if fits(page, WORDS_ABOVE, LINES) {
            return;
        }
    }
    // What must come of it and what to leave with go before what should.
    if let Some(aim) = page
        .sections
        .iter_mut()
        .find(|section| section.name == "Aim")
        && aim.lines.len() > 2
    {
        aim.lines.remove(1);
    }
    // Each part keeps its first line, and gives up what it has beyond that.
    shed(page, WORDS_ABOVE, LINES);
}

/// Puts the foot under the page.
pub(super) fn foot(s: &Setting<'_>, page: &mut Page) {
    let lines = head::foot(s, &page.sections);
    page.sections.extend(section(s, "Foot", lines));
}

/// Makes a page for our own company, of any length, out of its sections.
pub(super) fn inside(s: &Setting<'_>, depth: Depth, sections: Vec<Section>) -> Page {
    let mut page = Page {
        account: s.dossier.account.id(),
        name: s.dossier.account.title(),
        with: s.with.clone(),
        meeting: None,
        at: s.dossier.now.clone(),
        depth,
        audience: Audience::Team,
        sections,
        fold: None,
        why: false,
    };
    foot(s, &mut page);
    page
}

/// Says whether the page has at most so many words and rows at 80 columns.
pub(super) fn fits(page: &Page, words: usize, rows: usize) -> bool {
    let laid = text::rows(page, 80);
    laid.len() <= rows
        && laid
            .iter()
            .map(|row| row.text().split_whitespace().count())
            .sum::<usize>()
            <= words
}

/// Takes away lines from the end of the longest section until the page fits; each section keeps its first line.
pub(super) fn shed(page: &mut Page, words: usize, rows: usize) {
    while !fits(page, words, rows) && drop_one(page) {}
}

/// Takes away the last line of a section; where that one counts what is hidden, it counts one more.
fn take_last(section: &mut Section) -> bool {
    let hidden = section
        .lines
        .last()
        .and_then(|line| line.text.strip_suffix(" more")?.parse::<usize>().ok());
    let before_last = section.lines.len().checked_sub(2).filter(|at| *at > 0);
    let (Some(hidden), Some(at)) = (hidden, before_last) else {
        return section.lines.pop().is_some();
    };
    let gone = section.lines.remove(at);
    if let Some(rest) = section.lines.last_mut() {
        rest.text = format!("{} more", hidden + 1);
        rest.remark.clear();
        rest.records.extend(gone.records);
    }
    true
}

/// Takes away the last line of the longest section, else the last section but the foot; says whether there was one to take.
fn drop_one(page: &mut Page) -> bool {
    let longest = page
        .sections
        .iter_mut()
        .filter(|section| section.lines.len() > 1)
        .max_by_key(|section| section.lines.len());
    if let Some(section) = longest {
        return take_last(section);
    }
    let spare = page
        .sections
        .iter()
        .rposition(|section| !matches!(section.name, "Head" | "Debts" | "Foot"));
    if let Some(at) = spare {
        page.sections.remove(at);
        if let Some(fold) = page.fold.filter(|fold| *fold > at) {
            page.fold = Some(fold - 1);
        }
    }
    spare.is_some()
}
