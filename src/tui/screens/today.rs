//! Today, and the week ahead: what needs me, in order, each line with why it is here.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::domain::names::fold;
use crate::domain::{Id, plain};
use crate::tui::data::Matter;
use crate::tui::look::Look;
use crate::tui::sheet::Item;
use crate::tui::strip::{Doc, Strip};
use crate::tui::theme::Role;

/// The sign with which a promise of theirs begins.
const THEIRS: char = '←';

/// Lists what needs attention under its headings; what a filter looks into is written down where one is typed.
pub fn items(matters: &[Matter], look: &Look<'_>, finding: bool) -> (Vec<String>, Vec<Item>) {
    let mut headings: Vec<String> = Vec::new();
    let mut items = Vec::with_capacity(matters.len());
    for (row, matter) in matters.iter().enumerate() {
        // What they owe us stands under its own heading, each half the latest first.
        let heading = if matter.heading == "Promised" && matter.text.starts_with(THEIRS) {
            "They promised"
        } else {
            &matter.heading
        };
        let group = headings
            .iter()
            .position(|known| known == heading)
            .unwrap_or_else(|| {
                headings.push(heading.to_owned());
                headings.len() - 1
            });
        let account = matter.account.map_or("", |id| look.who.title(id));
        items.push(Item {
            id: matter.record,
            account: matter.account,
            row,
            group,
            height: 1,
            find: if finding {
                fold(&format!(
                    "{account} {} {} {}",
                    matter.text, matter.why, matter.heading
                ))
            } else {
                String::new()
            },
        });
    }
    items.sort_by_key(|item| item.group);
    (headings, items)
}

/// How lines are told: under the headings of their screen, or otherwise, where they must say themselves what those said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Told {
    /// Under the reasons of Today, or the days ahead.
    #[default]
    Headed,
    /// Under their accounts.
    ByAccount,
    /// Under nothing, or in another order.
    Together,
}

/// Gives the day of a heading in few letters: `Tue 24` of `Tomorrow · Tue 24 Nov`; nothing where it is no day.
fn day(heading: &str) -> Option<String> {
    let said = heading.rsplit(" · ").next()?;
    let mut words = said.split(' ');
    let (weekday, number) = (words.next()?, words.next()?);
    let is_day = weekday.len() == 3 && number.parse::<u8>().is_ok();
    is_day.then(|| format!("{weekday} {number}"))
}

/// Gives what stands before a line: among the days ahead its day, too, where no heading says that.
fn lead(matter: &Matter, told: Told) -> Cow<'_, str> {
    match day(&matter.heading) {
        Some(day) if told != Told::Headed && !matter.late && matter.account.is_some() => {
            Cow::Owned(format!("{day} {}", matter.lead))
        }
        _ => Cow::Borrowed(&matter.lead),
    }
}

/// Gives why a line is here, where no heading says it and the line does not show it.
fn reason(matter: &Matter) -> &str {
    if day(&matter.heading).is_some() {
        ""
    } else {
        &matter.heading
    }
}

/// How wide the columns of all lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Columns {
    lead: usize,
    account: usize,
}

/// Measures the columns, once for all lines: a long list is not measured again for each of them.
pub fn columns(matters: &[Matter], told: Told, look: &Look<'_>, width: u16) -> Columns {
    let width = usize::from(width);
    let wide = matters
        .iter()
        .map(|matter| plain::width(&lead(matter, told)))
        .max()
        .unwrap_or(0)
        .clamp(5, if width < 60 { 8 } else { 12 });
    let lead = wide;
    if told == Told::ByAccount {
        // The account is the heading; why it is here stands where that was.
        let widest = matters.iter().map(|matter| plain::width(reason(matter)));
        let account = widest.max().unwrap_or(0).min(width / 5);
        return Columns { lead, account };
    }
    let accounts: HashSet<Id> = matters.iter().filter_map(|matter| matter.account).collect();
    let widest = accounts
        .iter()
        .map(|id| plain::width(look.who.title(*id)))
        .max()
        .unwrap_or(0);
    let account = widest.min(if width < 60 { 12 } else { width / 4 }).min(30);
    Columns { lead, account }
}

/// Draws one line: when, who, what, and why at the right where the words leave room.
pub fn strip(matter: &Matter, columns: Columns, told: Told, look: &Look<'_>, width: u16) -> Strip {
    let width = usize::from(width);
    let (account, role) = match told {
        Told::ByAccount => (reason(matter), Role::Muted),
        _ => (
            matter.account.map_or("", |id| look.who.title(id)),
            Role::Strong,
        ),
    };
    // What came in today is not late yet, whatever it waits for.
    let lead_role = match (matter.late, matter.lead.as_str()) {
        (true, "today") => Role::Accent,
        (true, _) => Role::Late,
        (false, _) => Role::Muted,
    };
    let mut strip = Strip::of(Role::Text, " ")
        .figure(lead_role, &lead(matter, told), columns.lead)
        .text(Role::Text, "  ");
    strip = strip
        .column(role, account, columns.account)
        .text(Role::Text, if columns.account > 0 { "  " } else { "" });
    if look.who.hides(matter.record) {
        return strip.text(Role::Doubt, "private");
    }
    // What shows by its sign or its time why it is here says no more of it.
    let plain_to_see = matches!(
        reason(matter),
        "" | "Meetings" | "Promised" | "Tell them" | "Fighting for"
    );
    if told == Told::Together && !plain_to_see {
        strip = strip.text(Role::Muted, &format!("{}: ", reason(matter).to_lowercase()));
    }
    strip = match matter.text.rsplit_once(" · ") {
        // Who comes to a meeting gives way to how soon it is.
        Some((what, who)) if matter.heading == "Meetings" => strip
            .text(Role::Text, what)
            .spare(Role::Text, &format!(" · {who}")),
        _ => signed(strip, &matter.text),
    };
    // Who does not know yet, and whom they look at, is not for a shared screen.
    let inner = matches!(matter.heading.as_str(), "Tell them" | "Notice");
    if width >= 60 && !(look.present && inner) {
        let room = width.saturating_sub(strip.width() + 2);
        let short = if plain::width(&matter.why) > room {
            shortly(&matter.why, room)
        } else {
            None
        };
        // What it is comes before why it is here.
        strip = strip.shy().right(
            if matter.late && matter.lead.is_empty() {
                Role::Late
            } else {
                Role::Muted
            },
            short.as_deref().unwrap_or(&matter.why),
        );
    }
    strip
}

/// Says why a line is here in few words, where all of them do not fit.
fn shortly(why: &str, room: usize) -> Option<String> {
    let clause = why.split("; ").next().unwrap_or(why);
    if why.ends_with("; tell them") {
        return Some("tell them".to_owned());
    }
    if clause == "not resolved" {
        return Some("open".to_owned());
    }
    let mut unaware = [" doesn't know", " don't know"].iter();
    if let Some(whom) = unaware.find_map(|end| clause.strip_suffix(end)) {
        // One state is said in one way as long as there is room.
        if plain::width(clause) <= room {
            return Some(clause.to_owned());
        }
        return Some(format!("tell {whom}"));
    }
    if let Some(often) = clause.strip_prefix("you meant ") {
        return Some(often.to_owned());
    }
    (clause == "nobody has asked").then(|| "not asked".to_owned())
}

/// Writes over a record why it stands here, whole.
pub fn because(matter: &Matter, heading: &str, look: &Look<'_>, doc: &mut Doc) {
    if look.who.hides(matter.record) {
        return;
    }
    let inner = matches!(matter.heading.as_str(), "Tell them" | "Notice");
    let why = if look.present && inner {
        ""
    } else {
        matter.why.as_str()
    };
    let said: Vec<&str> = [heading, matter.lead.as_str(), why]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let role = if matter.late { Role::Late } else { Role::Muted };
    let mut told = Doc::new(u16::try_from(doc.width()).unwrap_or(u16::MAX));
    told.paragraph(role, &said.join(" · "));
    told.gap();
    doc.lines.splice(0..0, told.lines);
}

/// Adds what it is about, the sign before it in the colour that it has on the boards.
fn signed(strip: Strip, text: &str) -> Strip {
    let role = match text.chars().next() {
        Some('→') => Role::Ours,
        Some(THEIRS) => Role::Theirs,
        Some('⚑') => Role::Fight,
        _ => return strip.text(Role::Text, text),
    };
    match text.split_once(' ') {
        Some((sign, words)) => strip
            .text(role, sign)
            .text(Role::Text, &format!(" {words}")),
        None => strip.text(Role::Text, text),
    }
}

/// Says how many matters of the day there are: meetings, due, late.
pub fn tally(matters: &[Matter]) -> (usize, usize, usize) {
    let late = matters.iter().filter(|matter| matter.late).count();
    let meetings = matters
        .iter()
        .filter(|matter| matter.heading == "Meetings")
        .count();
    let due = matters
        .iter()
        .filter(|matter| matter.heading == "Promised" && !matter.late)
        .count();
    (meetings, due, late)
}
