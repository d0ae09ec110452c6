//! Call mode: what was noted with its minute, the line being typed, and the essentials at the side.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::aside;
use crate::capture::Head;
use crate::domain::plain;
use crate::tui::action::Action;
use crate::tui::call::{Call, KINDS, Noted, PICKS, Stage, became};
use crate::tui::data::Ask;
use crate::tui::draw::caret;
use crate::tui::look::Look;
use crate::tui::model::Model;
use crate::tui::signs::Sign;
use crate::tui::strip::{Strip, lay};
use crate::tui::theme::Role;
use crate::tui::understood::{chips, people};

/// From this width on the essentials stand at the side.
const WIDE: u16 = 76;

/// From this width on they have two fifths of it.
const ROOMY: u16 = 140;

/// The kinds of a line, shortest first, in two rows of at most 78 cells.
const SIGNS: [&str; 2] = [
    "> we promise  < they  ! problem  = why  ? ask  * fact  ^ fight for  ~ trend",
    "got:  gave:  quote @x:  complaint:  rival:  person:  done pm7  due:fri  +tag",
];

/// The width of a note's minute and sign.
const LEAD: usize = 8;

/// Draws the call over everything but the footer.
pub fn draw(model: &Model, call: &Call, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let row = |y: u16| Rect {
        y,
        height: u16::from(y < area.bottom()),
        ..area
    };
    let records = model.data.records(&Ask::Account(call.account));
    let meeting = aside::meeting(records, call, look);
    header(call, meeting, look, row(area.top()), buf);
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
    let side = match area.width {
        ROOMY.. => area.width * 2 / 5,
        WIDE.. => (area.width / 3).clamp(28, 46),
        _ => 0,
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
        aside::paint(records, call, look, right, buf);
    }
    if call.sweep.is_some() {
        sweep(call, look, panel, buf);
    } else {
        typing(call, look, panel, buf);
    }
}

fn panel_height(call: &Call, area: Rect) -> u16 {
    let wanted = match call.sweep.as_ref().map(|s| s.stage) {
        Some(Stage::Note(_)) => {
            let width = usize::from(area.width.saturating_sub(2));
            let doubt = u16::try_from(in_doubt(call, width).len()).unwrap_or(1);
            5 + doubt.max(1)
        }
        _ => 4,
    };
    wanted.min(area.height.saturating_sub(2)).max(2)
}

fn header(
    call: &Call,
    meeting: Option<&std::sync::Arc<crate::domain::Record>>,
    look: &Look<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    let seconds = call.seconds(look.now);
    let timer = format!(
        "{:02}:{:02}:{:02} ",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    let word = match call.sweep.as_ref().map(|s| s.stage) {
        None | Some(Stage::Ending) => "Call",
        Some(_) => "Sweep",
    };
    let mut strip = Strip::of(Role::Muted, " ally   ")
        .text(Role::Accent, word)
        .text(Role::Muted, " · ")
        .text(Role::Strong, look.who.title(call.account));
    // A call with whom one meets today is that meeting, and is held by it.
    if let Some(meeting) = meeting.filter(|record| record.state() == Some("planned")) {
        strip = strip.spare(Role::Muted, &format!(" · {}", meeting.title()));
    }
    strip
        .right(Role::Strong, &timer)
        .paint(buf, area, look.theme);
}

/// Shows what was noted so far, the newest just above the line.
fn noted(call: &Call, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width).saturating_sub(LEAD).max(8);
    let mut lines: Vec<Strip> = Vec::new();
    let asked = call.sweep.as_ref().and_then(|sweep| match sweep.stage {
        Stage::Note(at) | Stage::Retype(at) | Stage::Day(at) => sweep.loose.get(at).copied(),
        Stage::Owner(at) | Stage::Update(at) | Stage::Told(at) => {
            sweep.recoveries.get(at).map(|r| r.note)
        }
        _ => None,
    });
    let mut marked = usize::MAX..usize::MAX;
    for (number, note) in call.noted.iter().enumerate() {
        let made = call.sweep.as_ref().and_then(|sweep| {
            let at = sweep.loose.iter().position(|loose| *loose == number)?;
            sweep.became.get(at)?.as_deref()
        });
        let of_note = note_lines(note, made, look, room);
        if asked == Some(number) {
            marked = lines.len()..lines.len() + of_note.len();
        }
        lines.extend(of_note);
    }
    for line in call.waiting.iter().flat_map(|(line, _)| line.split('\n')) {
        lines.push(
            Strip::new()
                .column(Role::Faint, "", LEAD)
                .text(Role::Faint, line),
        );
    }
    if lines.is_empty() && area.height > 0 {
        let empty = [
            "Type what you hear; each line is saved at once.",
            // A sign and its word are not parted.
            ">\u{a0}we\u{a0}promise · <\u{a0}they\u{a0}promise · !\u{a0}a\u{a0}problem · =\u{a0}why · ?\u{a0}ask · *\u{a0}a\u{a0}fact",
            "got: and gave: say what passed between you; complaint: begins its recovery.",
        ];
        for text in empty {
            for words in plain::wrap(text, usize::from(area.width)) {
                lines.push(Strip::of(Role::Muted, &words.replace('\u{a0}', " ")));
            }
        }
    }
    // The newest stands just above the line; what the sweep asks about is in sight.
    let skipped = lines
        .len()
        .min(marked.end)
        .saturating_sub(usize::from(area.height));
    for (y, (number, strip)) in
        (area.top()..area.bottom()).zip(lines.iter().enumerate().skip(skipped))
    {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        strip.paint(buf, row, look.theme);
        if marked.contains(&number) {
            lay(buf, row, look.theme.style(Role::Selected));
        }
    }
}

fn note_lines(note: &Noted, made: Option<&str>, look: &Look<'_>, room: usize) -> Vec<Strip> {
    let (sign, role) = sign(note.head, look);
    let doubtful = !note.doubts.is_empty() && made.is_none();
    let word = if sign.is_empty() && note.head != Head::Note {
        note.head.row().word
    } else {
        ""
    };
    let said = match made {
        Some(line) => became(line, if look.ascii { ">" } else { "→" }, look.today()),
        None if doubtful => format!("? {}", note.doubts.join(", ")),
        None => note.aside.clone(),
    };
    let text = if note.text.is_empty() {
        &note.line
    } else {
        &note.text
    };
    let word = if made.is_some() { "" } else { word };
    let aside = [word, &said]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let aside_role = match (made, doubtful) {
        (Some(_), _) => Role::Good,
        (None, true) => Role::Doubt,
        (None, false) => Role::Muted,
    };
    let mut wrapped = plain::wrap(text, room);
    if wrapped.is_empty() {
        wrapped.push(String::new());
    }
    let fits = plain::width(&wrapped[wrapped.len() - 1]) + plain::width(&aside) + 2 <= room;
    let last = wrapped.len() - 1;
    let mut lines = Vec::new();
    for (number, words) in wrapped.iter().enumerate() {
        let mut strip = if number == 0 {
            Strip::new()
                .column(Role::Muted, &note.at.0.strftime("%H:%M").to_string(), 6)
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
        // What is in doubt and what to do about it is read whole.
        for words in plain::wrap(&aside, room) {
            lines.push(
                Strip::new()
                    .column(Role::Muted, "", LEAD)
                    .text(aside_role, &words),
            );
        }
    }
    lines
}

/// Gives the sign of what a line is, where it has one; else its word stands at the right.
fn sign(head: Head, look: &Look<'_>) -> (String, Role) {
    match head {
        Head::Note => (String::new(), Role::Text),
        Head::Owe => (look.sign(Sign::Ours).to_owned(), Role::Ours),
        Head::Wait => (look.sign(Sign::Theirs).to_owned(), Role::Theirs),
        Head::Adv => (look.sign(Sign::Fight).to_owned(), Role::Fight),
        Head::Done => (look.sign(Sign::Done).to_owned(), Role::Good),
        head => (
            head.row().sign.map_or_else(String::new, String::from),
            Role::Accent,
        ),
    }
}

/// One row of an area, with a column free on both sides; of no height below its end.
fn row_of(area: Rect, line: u16) -> Rect {
    Rect {
        x: area.x + 1,
        y: area.y + line,
        width: area.width.saturating_sub(2),
        height: u16::from(line < area.height),
    }
}

/// The line being typed, and what is understood of it.
fn typing(call: &Call, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let row = |line| row_of(area, line);
    rule(look, row(0), buf);
    input(call, look, row(1), buf);
    if let Some(error) = &call.error {
        Strip::of(Role::Error, &format!("  {error}")).paint(buf, row(2), look.theme);
        return;
    }
    if call.line.is_empty() && !call.noted.is_empty() {
        // The signs stay in sight while there is nothing else to say of the line.
        for (at, signs) in (2..).zip(SIGNS) {
            Strip::of(Role::Muted, &format!("  {signs}")).paint(buf, row(at), look.theme);
        }
        return;
    }
    let lead = Strip::of(Role::Text, "  ");
    let lines = chips(lead, &call.chips, call.chip, usize::from(row(0).width));
    let offered = !call.fits.people.is_empty();
    for (line, strip) in (2..if offered { 3 } else { 4 }).zip(lines) {
        strip.paint(buf, row(line), look.theme);
    }
    people(&call.fits, row(3), look, buf);
}

fn rule(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let sign = if look.ascii { "-" } else { "─" };
    Strip::of(Role::Faint, &sign.repeat(usize::from(area.width))).paint(buf, area, look.theme);
}

fn input(call: &Call, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let lead = if look.ascii { "> " } else { "› " };
    let wide = plain::width(lead);
    let (text, at) = call
        .line
        .shown(usize::from(area.width).saturating_sub(wide + 1));
    Strip::of(Role::Accent, lead)
        .text(Role::Input, &text)
        .paint(buf, area, look.theme);
    let stage = call.sweep.as_ref().map(|sweep| sweep.stage);
    if call.proposed
        && matches!(
            stage,
            Some(Stage::Owner(_) | Stage::Update(_) | Stage::Next | Stage::Day(_))
        )
    {
        // The first letter takes the place of what is proposed.
        let cells = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        let value = Rect {
            x: area.x.saturating_add(cells(wide)).min(area.right()),
            width: cells(plain::width(&text)).min(area.width.saturating_sub(cells(wide))),
            ..area
        };
        lay(buf, value, look.theme.style(Role::Selected));
    }
    caret(buf, area, wide + at, look);
}

/// Says what is asked about the note that the sweep is at, in at most two rows; nothing where somebody is to be picked.
fn in_doubt(call: &Call, width: usize) -> Vec<String> {
    let Some(sweep) = &call.sweep else {
        return Vec::new();
    };
    let Stage::Note(at) = sweep.stage else {
        return Vec::new();
    };
    let mended = sweep.mended.get(at).is_some_and(Option::is_some);
    let note = sweep.loose.get(at).and_then(|n| call.noted.get(*n));
    let Some(note) = note.filter(|n| !mended && !n.doubts.is_empty()) else {
        return Vec::new();
    };
    if sweep.pick_in(&call.noted, at).is_some() {
        return Vec::new();
    }
    let mut rows = plain::wrap(&format!("? {}", note.doubts.join(", ")), width.max(8));
    if rows.len() > 2 {
        let rest = rows.split_off(1).join(" ");
        rows.push(plain::fit(&rest, width).into_owned());
    }
    rows
}

/// Says how many lines of which kind the call brought.
fn brought(call: &Call, room: usize) -> String {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for note in &call.noted {
        let said = KINDS
            .iter()
            .find(|(_, head, _)| *head == note.head)
            .map_or(note.head.row().word, |(.., said)| said);
        match kinds.iter_mut().find(|(kind, _)| *kind == said) {
            Some((_, count)) => *count += 1,
            None => kinds.push((said, 1)),
        }
    }
    let mut said = String::new();
    for (number, (kind, count)) in kinds.iter().enumerate() {
        let part = format!("{count} {}", several(kind, *count));
        let rest = format!(" · {} more kinds", kinds.len() - number);
        let last = number + 1 == kinds.len();
        let taken = plain::width(&said) + plain::width(&part) + 3;
        // What does not fit is counted, and not cut.
        if taken + if last { 0 } else { plain::width(&rest) } > room {
            said.push_str(&rest);
            break;
        }
        if number > 0 {
            said.push_str(" · ");
        }
        said.push_str(&part);
    }
    said
}

/// Puts the word of a kind in the plural, where there are several and it has one.
fn several(kind: &str, count: usize) -> String {
    match kind {
        "fighting for" if count == 1 => "fight".to_owned(),
        "fighting for" => "fights".to_owned(),
        "person" if count != 1 => "people".to_owned(),
        "theirs" => "of theirs".to_owned(),
        "got" | "gave" | "asked" | "done" | "told" => kind.to_owned(),
        kind if count == 1 => kind.to_owned(),
        kind => format!("{kind}s"),
    }
}

/// Says what was noted of a kind in this call, or became it in the sweep.
fn noted_as(call: &Call, head: Head) -> String {
    let made = |number: usize| {
        let sweep = call.sweep.as_ref()?;
        let at = sweep.loose.iter().position(|loose| *loose == number)?;
        sweep.became.get(at)?.as_deref()
    };
    let texts: Vec<&str> = call
        .noted
        .iter()
        .enumerate()
        .filter(|(number, note)| match made(*number) {
            Some(line) => line.split([' ', ':']).next() == Some(head.row().word),
            None => note.head == head,
        })
        .map(|(_, note)| note.text.as_str())
        .collect();
    texts.join("; ")
}

/// The closing sweep: one question at a time.
fn sweep(call: &Call, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let Some(sweep) = &call.sweep else { return };
    let row = |line| row_of(area, line);
    rule(look, row(0), buf);
    let asked = |at: usize| sweep.loose.get(at).and_then(|n| call.noted.get(*n));
    match sweep.stage {
        Stage::Ending => {
            let open = sweep.decided.iter().filter(|decided| !*decided).count();
            let asks = match open {
                0 => "Is the call over?".to_owned(),
                1 => "Is the call over? One line is to be sorted.".to_owned(),
                _ => format!("Is the call over? {open} lines are to be sorted, one key each."),
            };
            Strip::of(Role::Strong, &asks).paint(buf, row(1), look.theme);
            Strip::of(Role::Muted, &brought(call, usize::from(row(2).width))).paint(
                buf,
                row(2),
                look.theme,
            );
            Strip::of(Role::Accent, &look.key(Action::CaptureSave))
                .text(
                    Role::Muted,
                    " yes   whatever you type goes on with the call",
                )
                .paint(buf, row(3), look.theme);
        }
        Stage::Note(at) => {
            let Some(note) = asked(at) else { return };
            let doubt = in_doubt(call, usize::from(row(1).width));
            let keys = 2 + u16::try_from(doubt.len()).unwrap_or(1).max(1);
            let left = format!("{} of {}", at + 1, sweep.loose.len());
            Strip::of(Role::Strong, &note.line)
                .right(Role::Muted, &left)
                .paint(buf, row(1), look.theme);
            if let Some(pick) = sweep.pick_in(&call.noted, at) {
                let again = pick
                    .instead
                    .as_ref()
                    .is_some_and(|to| to.starts_with("of:"));
                let asked = if again { "said before" } else { &pick.typed };
                let mut strip = Strip::of(Role::Doubt, &format!("? {asked}   "));
                for (action, name) in PICKS.iter().zip(&pick.names) {
                    strip = strip
                        .text(Role::Accent, &look.key(*action))
                        .text(Role::Text, &format!(" {name}   "));
                }
                strip.paint(buf, row(2), look.theme);
            } else if let Some(body) = sweep.mended.get(at).and_then(Option::as_ref) {
                Strip::of(Role::Good, body.trim()).paint(buf, row(2), look.theme);
            }
            for (at, words) in (2..).zip(&doubt) {
                Strip::of(Role::Doubt, words).paint(buf, row(at), look.theme);
            }
            let became = sweep.became.get(at).and_then(Option::as_ref);
            // Each key of the second row stands under one of the first.
            let (above, below) = KINDS.split_at(KINDS.len() / 2);
            let wide = |at: usize| {
                let words =
                    [above, below].map(|row| row.get(at).map_or(0, |kind| plain::width(kind.2)));
                words.into_iter().max().unwrap_or(0) + 4
            };
            let lines = [above, below].map(|row| {
                row.iter()
                    .enumerate()
                    .fold(Strip::new(), |strip, (at, (action, _, word))| {
                        strip.text(Role::Accent, &look.key(*action)).column(
                            Role::Muted,
                            &format!(" {word}"),
                            wide(at),
                        )
                    })
            });
            for (at, strip) in (keys..).zip(&lines) {
                strip.paint(buf, row(at), look.theme);
            }
            if let Some(became) = became {
                Strip::of(Role::Good, &format!("now: {became}")).paint(
                    buf,
                    row(keys + 2),
                    look.theme,
                );
            }
        }
        stage => {
            let (label, help) = match stage {
                Stage::Retype(_) => ("type it anew", "with its kind: owe @name: what due:fri"),
                Stage::Day(at) if sweep.is_quote(at) => {
                    ("who said it", "one name; empty: nobody in particular")
                }
                Stage::Day(at) if sweep.is_of_somebody(at) => {
                    ("who is meant", "one name; empty: nobody in particular")
                }
                Stage::Day(_) => (
                    "by when",
                    "fri, 3 dec; @name before it says to whom; empty: no day was said",
                ),
                Stage::Who if call.proposed => (
                    "who was there",
                    "a letter adds a name, backspace takes the last one off",
                ),
                Stage::Who => ("who was there", "names, parted by commas"),
                Stage::Owner(_) => ("who of ours owns it", "one, who sees it through"),
                Stage::Update(_) => ("they hear from us", "fri, 2 dec, in 3 days: the next word"),
                Stage::Told(_) => ("told that we heard it", "names; empty is nobody"),
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
            let about = match stage {
                Stage::Owner(at) | Stage::Update(at) | Stage::Told(at) => sweep
                    .recoveries
                    .get(at)
                    .and_then(|r| call.noted.get(r.note))
                    .map_or("", |note| note.text.as_str()),
                _ => "",
            };
            let noted = match stage {
                Stage::Got => noted_as(call, Head::Got),
                Stage::Gave => noted_as(call, Head::Gave),
                _ => String::new(),
            };
            // Which of several complaints it is comes before what is asked of it.
            let label = if about.is_empty() {
                label.to_owned()
            } else {
                let taken = plain::width(label) + plain::width(help) + 10;
                let room = usize::from(area.width).saturating_sub(taken).max(12);
                format!("“{}” · {label}", plain::fit(about, room))
            };
            Strip::of(Role::Strong, &label)
                .text(Role::Muted, &format!("   {help}"))
                .paint(buf, row(1), look.theme);
            input(call, look, row(2), buf);
            if let Some(error) = &call.error {
                Strip::of(Role::Error, error).paint(buf, row(3), look.theme);
            } else if !call.fits.people.is_empty() {
                people(&call.fits, row(3), look, buf);
            } else if let Some(said) = &sweep.strangers {
                Strip::of(Role::Doubt, said).paint(buf, row(3), look.theme);
            } else if !noted.is_empty() {
                Strip::of(Role::Muted, &format!("noted: {noted}"))
                    .text(Role::Muted, " · empty adds nothing to it")
                    .paint(buf, row(3), look.theme);
            } else {
                let lines = chips(Strip::new(), &call.chips, None, usize::from(row(3).width));
                if let Some(line) = lines.first() {
                    line.paint(buf, row(3), look.theme);
                }
            }
        }
    }
}
