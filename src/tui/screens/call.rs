//! Call mode: what was noted with its minute, the line being typed, and the essentials at the side.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::capture::{Head, Mark};
use crate::domain::words::{Direction, Words};
use crate::domain::{Body, Record, plain};
use crate::tui::call::{Call, KINDS, Noted, Stage};
use crate::tui::data::Ask;
use crate::tui::look::Look;
use crate::tui::model::Model;
use crate::tui::signs::Sign;
use crate::tui::strip::{Doc, Strip, lay};
use crate::tui::theme::Role;

/// From this width on the essentials stand at the side.
const WIDE: u16 = 76;

/// The width of a note's minute and sign.
const LEAD: usize = 10;

/// Draws the call over everything but the footer.
pub fn draw(model: &Model, call: &Call, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let row = |y: u16| Rect {
        y,
        height: u16::from(y < area.bottom()),
        ..area
    };
    header(call, look, row(area.top()), buf);
    let panel_height = panel_height(call, area);
    let top = area.top() + u16::from(area.height > 8) + 1;
    let panel = Rect {
        y: area.bottom().saturating_sub(panel_height).max(top),
        height: panel_height.min(area.bottom().saturating_sub(top)),
        ..area
    };
    let body = Rect {
        y: top,
        height: panel.y.saturating_sub(top),
        ..area
    };
    let side = if area.width >= WIDE {
        (area.width / 3).clamp(28, 46)
    } else {
        0
    };
    let left = Rect {
        x: body.x + 1,
        width: body
            .width
            .saturating_sub(side + if side > 0 { 3 } else { 2 }),
        ..body
    };
    noted(call, look, left, buf);
    if side > 0 {
        let rule = if look.ascii { "|" } else { "│" };
        for y in body.top()..body.bottom() {
            let at = Rect {
                x: area.right() - side - 1,
                y,
                width: 1,
                height: 1,
            };
            Strip::of(Role::Faint, rule).paint(buf, at, look.theme);
        }
        let right = Rect {
            x: area.right() - side + 1,
            width: side.saturating_sub(2),
            ..body
        };
        let records = model.data.records(&Ask::Account(call.account));
        essentials(records, call, look, right.width).paint(buf, right, look.theme, None);
    }
    if call.sweep.is_some() {
        sweep(call, look, panel, buf);
    } else {
        typing(call, look, panel, buf);
    }
}

fn panel_height(call: &Call, area: Rect) -> u16 {
    let wanted = if matches!(call.sweep.as_ref().map(|s| s.stage), Some(Stage::Note(_))) {
        6
    } else {
        4
    };
    wanted.min(area.height.saturating_sub(2)).max(2)
}

fn header(call: &Call, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let seconds = look
        .now
        .timestamp()
        .as_second()
        .saturating_sub(call.began.timestamp().as_second())
        .max(0);
    let timer = format!(
        "{:02}:{:02}:{:02} ",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    let word = if call.sweep.is_some() {
        "Sweep"
    } else {
        "Call"
    };
    Strip::of(Role::Muted, " ally   ")
        .text(Role::Accent, word)
        .text(Role::Muted, " · ")
        .text(Role::Strong, look.who.title(call.account))
        .right(Role::Strong, &timer)
        .paint(buf, area, look.theme);
}

/// Shows what was noted so far, the newest just above the line.
fn noted(call: &Call, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width).saturating_sub(LEAD).max(8);
    let mut lines: Vec<Strip> = Vec::new();
    for note in &call.noted {
        lines.extend(note_lines(note, look, room));
    }
    for (line, _) in &call.waiting {
        lines.push(
            Strip::new()
                .column(Role::Faint, "", LEAD)
                .text(Role::Faint, line),
        );
    }
    if lines.is_empty() && area.height > 0 {
        let empty = [
            "Type what you hear; Enter saves each line at once.",
            "> we promise · < they promise · ! a problem · = why · ? to ask · * a fact",
        ];
        lines.extend(empty.iter().map(|text| Strip::of(Role::Faint, text)));
    }
    let skipped = lines.len().saturating_sub(usize::from(area.height));
    for (y, strip) in (area.top()..area.bottom()).zip(lines.iter().skip(skipped)) {
        strip.paint(
            buf,
            Rect {
                y,
                height: 1,
                ..area
            },
            look.theme,
        );
    }
}

fn note_lines(note: &Noted, look: &Look<'_>, room: usize) -> Vec<Strip> {
    let (sign, role) = sign(note.head, look);
    let doubtful = !note.doubts.is_empty();
    let aside = if doubtful {
        format!("? {}", note.doubts.join(", "))
    } else {
        note.aside.clone()
    };
    let aside_role = if doubtful { Role::Doubt } else { Role::Muted };
    let mut wrapped = plain::wrap(&note.text, room);
    if wrapped.is_empty() {
        wrapped.push(String::new());
    }
    let fits = plain::width(&wrapped[wrapped.len() - 1]) + plain::width(&aside) + 2 <= room;
    let last = wrapped.len() - 1;
    let mut lines = Vec::new();
    for (number, words) in wrapped.iter().enumerate() {
        let mut strip = if number == 0 {
            Strip::new()
                .column(Role::Muted, &note.at.strftime("%H:%M").to_string(), 6)
                .column(role, &sign, LEAD - 6)
        } else {
            Strip::new().column(Role::Muted, "", LEAD)
        };
        strip = strip.text(Role::Text, words);
        if number == last && fits {
            strip = strip.right(aside_role, &aside);
        }
        lines.push(strip);
    }
    if !aside.is_empty() && !fits {
        lines.push(
            Strip::new()
                .column(Role::Muted, "", LEAD)
                .text(aside_role, &aside),
        );
    }
    lines
}

/// Gives the sign, or the short word, of what a line is.
fn sign(head: Head, look: &Look<'_>) -> (String, Role) {
    match head {
        Head::Note => (String::new(), Role::Text),
        Head::Owe => (look.sign(Sign::Ours).to_owned(), Role::Ours),
        Head::Wait => (look.sign(Sign::Theirs).to_owned(), Role::Theirs),
        Head::Adv => (look.sign(Sign::Fight).to_owned(), Role::Fight),
        Head::Done => (look.sign(Sign::Done).to_owned(), Role::Good),
        Head::Asked | Head::Need | Head::Got | Head::Gave | Head::Told | Head::Quote => {
            (head.row().word.chars().take(3).collect(), Role::Muted)
        }
        head => (
            head.row()
                .sign
                .map_or_else(|| head.row().word.chars().take(3).collect(), String::from),
            Role::Accent,
        ),
    }
}

/// The line being typed, and what is understood of it.
fn typing(call: &Call, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let row = |line: u16| Rect {
        x: area.x + 1,
        y: area.y + line,
        width: area.width.saturating_sub(2),
        height: u16::from(line < area.height),
    };
    rule(look, row(0), buf);
    input(call, look, row(1), "", buf);
    if let Some(error) = &call.error {
        Strip::of(Role::Error, &format!("  {error}")).paint(buf, row(2), look.theme);
        return;
    }
    if !call.fits.is_empty() {
        let mut strip = Strip::of(Role::Text, "  ");
        for (number, fit) in call.fits.iter().enumerate() {
            let role = if number == call.fit {
                Role::Chip
            } else {
                Role::Text
            };
            strip = strip.text(role, &format!("@{}", fit.name));
            if fit.elsewhere {
                strip = strip.text(Role::Faint, " elsewhere");
            }
            strip = strip.text(Role::Faint, "  ");
        }
        strip
            .right(Role::Muted, "tab takes it")
            .paint(buf, row(3), look.theme);
    }
    let mut strip = Strip::of(Role::Text, "  ");
    for (number, chip) in call.chips.iter().enumerate() {
        if number > 0 {
            strip = strip.text(Role::Faint, " · ");
        }
        let elsewhere = chip.mark == Mark::Account && !chip.text.is_empty();
        let role = match (call.chip == Some(number), chip.doubtful) {
            (true, _) => Role::Chip,
            (false, true) => Role::Doubt,
            (false, false) if elsewhere => Role::Accent,
            _ => Role::Text,
        };
        let lead = if chip.doubtful {
            format!("? {}: ", chip.text)
        } else {
            String::new()
        };
        strip = strip.text(role, &format!("{lead}{}", chip.meaning));
    }
    if call.chip.is_some() {
        strip = strip.right(Role::Muted, "space makes it text");
    }
    strip.paint(buf, row(2), look.theme);
}

fn rule(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let sign = if look.ascii { "-" } else { "─" };
    Strip::of(Role::Faint, &sign.repeat(usize::from(area.width))).paint(buf, area, look.theme);
}

fn input(call: &Call, look: &Look<'_>, area: Rect, label: &str, buf: &mut Buffer) {
    let lead = if label.is_empty() {
        (if look.ascii { "> " } else { "› " }).to_owned()
    } else {
        format!("{label}  ")
    };
    let wide = plain::width(&lead);
    let (text, at) = call
        .line
        .shown(usize::from(area.width).saturating_sub(wide + 1));
    Strip::of(
        if label.is_empty() {
            Role::Accent
        } else {
            Role::Muted
        },
        &lead,
    )
    .text(Role::Input, &text)
    .paint(buf, area, look.theme);
    let x = area.x
        + u16::try_from(wide + at)
            .unwrap_or(u16::MAX)
            .min(area.width.saturating_sub(1));
    if area.height > 0 && area.width > 0 {
        lay(
            buf,
            Rect {
                x,
                width: 1,
                height: 1,
                ..area
            },
            look.theme.style(Role::Caret),
        );
    }
}

/// The closing sweep: one question at a time.
fn sweep(call: &Call, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let Some(sweep) = &call.sweep else { return };
    let row = |line: u16| Rect {
        x: area.x + 1,
        y: area.y + line,
        width: area.width.saturating_sub(2),
        height: u16::from(line < area.height),
    };
    rule(look, row(0), buf);
    let asked = |at: usize| sweep.loose.get(at).and_then(|n| call.noted.get(*n));
    match sweep.stage {
        Stage::Note(at) => {
            let Some(note) = asked(at) else { return };
            let left = format!("{} of {}", at + 1, sweep.loose.len());
            Strip::of(Role::Strong, &note.line)
                .right(Role::Muted, &left)
                .paint(buf, row(1), look.theme);
            if !note.doubts.is_empty() {
                Strip::of(Role::Doubt, &format!("? {}", note.doubts.join(", "))).paint(
                    buf,
                    row(2),
                    look.theme,
                );
            }
            let became = sweep.became.get(at).and_then(Option::as_ref);
            let mut lines = vec![Strip::new(), Strip::new()];
            for (number, (action, _, word)) in KINDS.iter().enumerate() {
                let line = usize::from(number * 2 >= KINDS.len());
                let strip = std::mem::take(&mut lines[line]);
                lines[line] = strip
                    .text(Role::Accent, &look.key(*action))
                    .text(Role::Muted, &format!(" {word}   "));
            }
            for (at, strip) in (3..).zip(&lines) {
                strip.paint(buf, row(at), look.theme);
            }
            if let Some(became) = became {
                Strip::of(Role::Good, &format!("now: {became}")).paint(buf, row(5), look.theme);
            }
        }
        stage => {
            let (label, help) = match stage {
                Stage::Retype(_) => ("type it anew", "with its kind: owe @name: what due:fri"),
                Stage::Who => ("who was there", "names, parted by commas"),
                Stage::Got => (
                    "what they gave us",
                    "an idea, a figure, an introduction; empty is nothing",
                ),
                Stage::Gave => (
                    "what we gave them",
                    "an answer, an idea, a document; empty is nothing",
                ),
                _ => (
                    "the next step",
                    "what @who due:when; then the call is saved as one touchpoint",
                ),
            };
            input(call, look, row(1), label, buf);
            match &call.error {
                Some(error) => Strip::of(Role::Error, error).paint(buf, row(2), look.theme),
                None => Strip::of(Role::Faint, help).paint(buf, row(2), look.theme),
            }
        }
    }
}

/// What one must know while talking: aim, people, debts, problems, questions.
fn essentials(records: &[Arc<Record>], call: &Call, look: &Look<'_>, width: u16) -> Doc {
    let mut doc = Doc::new(width);
    let own = records.iter().filter(|r| r.account() == Some(call.account));
    if let Some(Body::Touchpoint(meeting)) = aimed(own.clone(), call, look).map(|r| &r.body) {
        for (label, aim) in [
            ("must", &meeting.must),
            ("should", &meeting.should),
            ("like", &meeting.like),
        ] {
            if let Some(aim) = aim {
                doc.labelled(label, Role::Strong, aim);
            }
        }
        if let Some(what) = meeting
            .next_step
            .as_ref()
            .and_then(|step| step.what.as_deref())
        {
            doc.labelled("leave", Role::Strong, what);
        }
    }
    // What is owed is short and comes up first in a call; what one need not know by heart comes last.
    debts(own.clone(), look, &mut doc);
    people(own.clone(), look, &mut doc);
    let problems: Vec<_> = own
        .clone()
        .filter(|r| matches!(r.body, Body::Problem(_)) && crate::domain::state::open(r))
        .collect();
    if !problems.is_empty() {
        doc.heading("Hurts");
        for record in problems.iter().take(4) {
            let cost = record.cost_year().map(|c| c.brief()).unwrap_or_default();
            doc.link(
                Strip::of(Role::Text, &record.title()).right(Role::Muted, &cost),
                Some(record.id()),
            );
        }
    }
    let questions: Vec<_> = own
        .filter(|r| matches!(r.body, Body::Question(_)) && crate::domain::state::open(r))
        .collect();
    if !questions.is_empty() {
        doc.heading("Ask");
        for record in questions.iter().take(4) {
            doc.paragraph(Role::Text, &format!("? {}", record.title()));
        }
    }
    doc
}

/// Finds the touchpoint whose aims count: the one that the call is, else what is planned today.
fn aimed<'a>(
    own: impl Iterator<Item = &'a Arc<Record>> + Clone,
    call: &Call,
    look: &Look<'_>,
) -> Option<&'a Arc<Record>> {
    let has_aim = |record: &&Arc<Record>| match &record.body {
        Body::Touchpoint(body) => {
            body.must.is_some() || body.should.is_some() || body.next_step.is_some()
        }
        _ => false,
    };
    let today = |record: &&Arc<Record>| match &record.body {
        Body::Touchpoint(body) => {
            record.state() == Some("planned")
                && body
                    .starts
                    .as_ref()
                    .is_some_and(|s| look.day_of(s) == look.today())
        }
        _ => false,
    };
    own.clone()
        .filter(has_aim)
        .find(|r| Some(r.id()) == call.touchpoint)
        .or_else(|| own.filter(has_aim).find(today))
}

fn people<'a>(own: impl Iterator<Item = &'a Arc<Record>>, look: &Look<'_>, doc: &mut Doc) {
    let mut people: Vec<(usize, &Record)> = own
        .filter_map(|r| match &r.body {
            Body::Person(body) => {
                let part = body.part.map_or("", Words::word);
                let rank = ["decides", "can veto", "pays", "coaches", "advises", "uses"]
                    .iter()
                    .position(|p| *p == part)
                    .unwrap_or(9);
                Some((rank, &**r))
            }
            _ => None,
        })
        .collect();
    people.sort_by_key(|(rank, _)| *rank);
    if people.is_empty() {
        return;
    }
    doc.heading("People");
    for (_, record) in people.iter().take(5) {
        let Body::Person(body) = &record.body else {
            continue;
        };
        let part = body.part.map_or("", Words::word);
        doc.link(
            Strip::of(Role::Strong, &record.title()).right(Role::Muted, part),
            Some(record.id()),
        );
        if let Some(wants) = &body.wants_now {
            doc.paragraph(Role::Text, &format!("  wants {wants}"));
        }
        if let Some(landmine) = body.landmine.as_ref().filter(|_| !look.present) {
            doc.paragraph(Role::Doubt, &format!("  mind: {landmine}"));
        }
    }
}

fn debts<'a>(own: impl Iterator<Item = &'a Arc<Record>>, look: &Look<'_>, doc: &mut Doc) {
    let mut lines = Vec::new();
    for record in own {
        match &record.body {
            Body::Promise(body) if crate::domain::state::open(record) => {
                let ours = body.direction != Some(Direction::Theirs);
                let (sign, role) = if ours {
                    (Sign::Ours, Role::Ours)
                } else {
                    (Sign::Theirs, Role::Theirs)
                };
                let (due, late) = body.due.map(|d| look.due(d)).unwrap_or_default();
                let strip = Strip::of(role, look.sign(sign))
                    .text(Role::Text, &format!(" {}", record.title()))
                    .right(if late { Role::Late } else { Role::Muted }, &due);
                lines.push((body.due, strip, record.id()));
            }
            Body::Advocacy(body) if body.decided() && body.told_on.is_none() => {
                let strip = Strip::of(Role::Fight, look.sign(Sign::Fight))
                    .text(Role::Text, &format!(" tell them: {}", record.title()))
                    .right(Role::Muted, record.state().unwrap_or(""));
                lines.push((None, strip, record.id()));
            }
            _ => {}
        }
    }
    if lines.is_empty() {
        return;
    }
    lines.sort_by_key(|(due, ..)| due.map_or((1, None), |d| (0, Some(d))));
    doc.heading("Debts");
    for (_, strip, id) in lines.into_iter().take(6) {
        doc.link(strip, Some(id));
    }
}
