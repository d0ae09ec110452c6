//! Draws the model. Nothing is changed, asked or waited for while a frame is drawn.

mod edge;
mod foot;
mod header;
mod help;
mod list;
mod menu;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::data::{Ask, Paper};
use super::layout::{self, Frame};
use super::look::Look;
use super::model::{Model, Place};
use super::overlays::lookup::Lookup;
use super::overlays::menu::Purpose;
use super::overlays::{Capture, Overlay};
use super::screens::calendar;
use super::sheet::Pane;
use super::signs::Sign;
use super::story::story;
use super::strip::{MEASURE, Strip, lay};
use super::theme::Role;
use super::understood::{chips, people};
use crate::domain::plain;

pub use edge::lay_over;
pub use foot::footer_spans;
pub use header::tab_labels;
pub use help::help_lines;
pub use menu::menu_area;

use foot::{Below, following, foot};
use header::{header, title};
use help::help;
use list::{heads, list};
use menu::{draw_menu, panel_head};

/// The size below which the screen says that it is too small.
const SMALLEST: (u16, u16) = (24, 6);

/// Says whether a window is too small to show anything.
pub fn too_small(width: u16, height: u16) -> bool {
    width < SMALLEST.0 || height < SMALLEST.1
}

/// Draws one frame.
pub fn draw(model: &Model, buf: &mut Buffer) {
    let area = buf.area;
    buf.set_style(area, model.theme.style(Role::Text));
    if (area.width, area.height) != model.size {
        // The window changed a moment ago; the message of it is on its way.
        return;
    }
    let look = model.look();
    if too_small(area.width, area.height) {
        let place = title(model, &look);
        for (y, text) in (area.top()..area.bottom()).zip([
            place.as_str(),
            "too small to show",
            "24 by 6 is the least",
        ]) {
            Strip::of(Role::Text, text).paint(
                buf,
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                look.theme,
            );
        }
        scrub(buf, look.ascii);
        return;
    }
    let frame = layout::frame(model);
    header(model, &look, &frame, buf);
    let below = body(model, &look, &frame, buf);
    foot(model, &look, &frame, below, buf);
    if model.overlays.iter().any(covers_a_part) {
        quieten(look.theme, frame.footer.y, buf);
    }
    for (place, overlay) in model.overlays.iter().enumerate() {
        let top = place + 1 == model.overlays.len();
        let below = place.checked_sub(1).and_then(|at| model.overlays.get(at));
        if covers_a_part(overlay) && below.is_some_and(covers_all) {
            quieten(look.theme, frame.footer.y, buf);
        }
        match overlay {
            Overlay::Help(first) => help(model, &look, *first, buf),
            Overlay::Menu(menu) => draw_menu(model, &look, menu, buf),
            Overlay::Lookup(lookup) => draw_lookup(model, &look, lookup, buf),
            Overlay::Form(form) => super::form_view::draw(model, &look, form, top, buf),
            Overlay::Capture(capture) => draw_capture(model, &look, capture, buf),
            Overlay::Call => {
                if let Some(call) = &model.call {
                    let below = if frame.toast.height > 0 {
                        frame.toast.y
                    } else {
                        frame.footer.y
                    };
                    let whole = Rect {
                        height: below.saturating_sub(area.y),
                        ..area
                    };
                    clear(buf, whole, look.theme.style(Role::Text));
                    super::screens::call::draw(model, call, &look, whole, buf);
                }
            }
            Overlay::Import(import) => {
                let whole = whole(&frame, area);
                clear(buf, whole, look.theme.style(Role::Text));
                let caret = super::screens::import::draw(import, &look, whole, buf);
                if let Some((x, y)) = caret.filter(|_| top) {
                    let cell = Rect::new(x, y, 1, 1);
                    lay(buf, cell, look.theme.style(Role::Caret));
                }
            }
            Overlay::Words(words) => {
                let whole = whole(&frame, area);
                clear(buf, whole, look.theme.style(Role::Text));
                super::wording::draw(words, &look, whole, buf);
            }
            Overlay::Merge(merge) => {
                let whole = whole(&frame, area);
                clear(buf, whole, look.theme.style(Role::Text));
                super::screens::merge::draw(model, merge, &look, whole, buf);
            }
            Overlay::Question(question) => {
                let lines = plain::wrap(
                    &question.asks,
                    usize::from(area.width.saturating_sub(4)).max(8),
                );
                let height = u16::try_from(lines.len()).unwrap_or(1);
                let panel = bottom_panel(model, height);
                clear(buf, panel, look.theme.style(Role::Overlay));
                for (y, line) in (panel.top()..panel.bottom()).zip(&lines) {
                    Strip::of(Role::Strong, &format!("  {line}")).paint(
                        buf,
                        Rect {
                            y,
                            height: 1,
                            ..panel
                        },
                        look.theme,
                    );
                }
            }
        }
    }
    following(model, &look, buf);
    scrub(buf, look.ascii);
}

/// Says whether an overlay leaves a part of the page in sight that one would read on into; themes are seen on the page.
fn covers_a_part(overlay: &Overlay) -> bool {
    match overlay {
        Overlay::Menu(menu) => !matches!(menu.purpose, Purpose::Theme(_)),
        Overlay::Form(_) | Overlay::Lookup(_) => true,
        _ => false,
    }
}

/// Says whether an overlay is a screen of its own.
fn covers_all(overlay: &Overlay) -> bool {
    matches!(
        overlay,
        Overlay::Call | Overlay::Import(_) | Overlay::Merge(_) | Overlay::Words(_)
    )
}

/// Lets the page above the keys step back behind what lies over it; that it is shown to others stays in sight in its head.
fn quieten(theme: &super::theme::Theme, until: u16, buf: &mut Buffer) {
    let (quiet, mark) = (theme.style(Role::Faint), theme.style(Role::Present));
    let is_mark = |cell: &ratatui::buffer::Cell| {
        let style = cell.style();
        mark.bg.is_none_or(|bg| style.bg == Some(bg))
            && mark.fg.is_none_or(|fg| style.fg == Some(fg))
            && style.add_modifier == mark.add_modifier
            && (mark.bg.is_some() || !mark.add_modifier.is_empty())
    };
    let area = buf.area;
    for y in area.top()..until.min(area.bottom()) {
        for x in area.left()..area.right() {
            let cell = &mut buf[(x, y)];
            if y == area.top() && is_mark(cell) {
                continue;
            }
            cell.modifier = ratatui::style::Modifier::empty();
            cell.set_style(quiet);
        }
    }
}

/// Gives the screen but for what is said at the foot and the footer.
fn whole(frame: &Frame, area: Rect) -> Rect {
    let below = if frame.toast.height > 0 {
        frame.toast.y
    } else {
        frame.footer.y
    };
    Rect {
        height: below.saturating_sub(area.y),
        ..area
    }
}

/// Takes out of the frame what must never reach a terminal, should a widget have let it through.
///
/// Where letters are wanted instead of signs, those that came in with a text are written so too.
fn scrub(buf: &mut Buffer, ascii: bool) {
    for at in 0..buf.content.len() {
        // What was cut ends with two dots; one alone would be the end of a sentence.
        if ascii && buf.content[at].symbol() == "…" {
            // The second takes the place of a letter: what is blank behind it parts two columns.
            let blank = |at: Option<usize>| {
                let cell = at.and_then(|at| buf.content.get(at));
                cell.is_none_or(|cell| cell.symbol().trim().is_empty())
            };
            let other = match at.checked_sub(1) {
                before if !blank(before) => before.unwrap_or(at),
                _ => (at + 1).min(buf.content.len() - 1),
            };
            buf.content[other].set_symbol(".");
            buf.content[at].set_symbol(".");
            continue;
        }
        let cell = &mut buf.content[at];
        let symbol = cell.symbol();
        if ascii
            && symbol.len() > 1
            && let Some(sign) = Sign::ALL.iter().find(|sign| sign.show(false) == symbol)
        {
            cell.set_symbol(sign.show(true));
            continue;
        }
        if ascii && let Some(twin) = twin(symbol) {
            cell.set_symbol(twin);
            continue;
        }
        if symbol.len() > 1 && plain::line(symbol) != symbol {
            let fit = plain::line(symbol).to_string();
            let fit = if fit.is_empty() || plain::width(&fit) > 2 {
                " ".to_owned()
            } else {
                fit
            };
            cell.set_symbol(&fit);
        }
    }
}

/// Gives what a font of letters alone has for a mark of punctuation.
fn twin(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "–" | "—" | "−" => "-",
        "“" | "”" | "„" => "\"",
        "‘" | "’" | "‚" => "'",
        "›" => ">",
        "×" => "x",
        "⏎" => "|",
        _ => return None,
    })
}

pub fn clear(buf: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            buf[(x, y)].reset();
        }
    }
    // A wide letter cut in half by the edge would push everything after it.
    if area.left() > 0 {
        for y in area.top()..area.bottom() {
            let cell = &mut buf[(area.left() - 1, y)];
            if plain::width(cell.symbol()) > 1 {
                cell.set_symbol(" ");
            }
        }
    }
    buf.set_style(area, style);
}

/// Gives the line of the detail that is marked.
pub fn cursor(model: &Model) -> Option<usize> {
    let reads =
        model.here.sheet.pane == Pane::Detail || matches!(model.here.place, Place::Brief(_));
    reads.then_some(model.here.sheet.line)
}

/// Draws the list and the detail; gives what did not fit.
fn body(model: &Model, look: &Look<'_>, frame: &Frame, buf: &mut Buffer) -> Below {
    let mut below = Below::default();
    let sheet = &model.here.sheet;
    if sheet.filtering || !sheet.filter.is_empty() {
        let (shown, all) = sheet.counts();
        let (text, at) = sheet
            .filter
            .shown(usize::from(frame.above.width / 2).max(8));
        let strip = Strip::of(Role::Accent, " / ")
            .text(Role::Input, &text)
            .right(Role::Muted, &format!("{shown} of {all} "));
        strip.paint(buf, frame.above, look.theme);
        if sheet.filtering {
            caret(buf, frame.above, 3 + at, look);
        }
    }
    // The last row above a list is that of its columns, unless the filter or what the place adds up to needs it.
    let taken = sheet.filtering || !sheet.filter.is_empty() || !model.here.head.is_empty();
    if frame.above.height > u16::from(taken) {
        heads(model, look, frame.list, frame.above, buf);
    }
    if !sheet.filtering && sheet.filter.is_empty() {
        let head = if model.here.place == Place::Calendar {
            calendar::chosen(sheet)
                .map(|day| calendar::head(day, model.data.records(&Ask::Calendar), look))
        } else {
            Some(model.here.head.clone())
        };
        if let Some(head) = head.filter(|head| !head.is_empty()) {
            head.paint(buf, frame.above, look.theme);
        }
    }
    let bare = sheet.counts().0 == 0 && !matches!(model.here.place, Place::Brief(_));
    if frame.list.width > 0 {
        // Where there is nothing to choose, what is said about that has the whole width.
        let area = Rect {
            width: if bare {
                frame.above.width
            } else {
                frame.list.width
            },
            ..frame.list
        };
        below.list = list(model, look, area, buf);
        if model.here.place != Place::Calendar {
            super::found::mark(buf, area, sheet.filter.text(), look.theme);
        }
    }
    if frame.detail.width > 0 && !bare {
        if frame.list.width > 0 && frame.detail.y == frame.list.y {
            rule(look, frame.detail, buf);
        }
        let doc = model.detail(frame.detail.width);
        // Where there is a line for it, what is below is said there, and not over a text.
        if frame.toast.height > 0 && frame.detail.bottom() == frame.toast.y {
            below.detail = doc.paint_rows(buf, frame.detail, look.theme, cursor(model));
        } else {
            doc.paint(buf, frame.detail, look.theme, cursor(model));
        }
        super::found::mark(buf, frame.detail, sheet.filter.text(), look.theme);
        if frame.origin.width > 0 {
            let cited = doc.lines.get(sheet.line).and_then(|line| line.to);
            // What the page itself is about would be told twice.
            let own = match &model.here.place {
                Place::Brief(ask) => match ask.paper {
                    Paper::Recap(id) | Paper::Case(id) => Some(id),
                    Paper::Brief | Paper::Handover => None,
                },
                _ => None,
            };
            let cited = cited.filter(|id| Some(*id) != own);
            if let Some(record) = cited.and_then(|id| model.data.record(id)) {
                rule(look, frame.origin, buf);
                let around = model.around(record.account());
                story(record, around, look, frame.origin.width.min(MEASURE)).paint(
                    buf,
                    frame.origin,
                    look.theme,
                    None,
                );
            }
        }
    }
    below
}

/// Draws the thin rule at the left of what stands beside something.
fn rule(look: &Look<'_>, beside: Rect, buf: &mut Buffer) {
    let sign = if look.ascii { "|" } else { "│" };
    for y in beside.top()..beside.bottom() {
        let cell = Rect::new(beside.x.saturating_sub(2), y, 1, 1);
        Strip::of(Role::Faint, sign).paint(buf, cell, look.theme);
    }
}

pub fn caret(buf: &mut Buffer, area: Rect, at: usize, look: &Look<'_>) {
    let x = area.x
        + u16::try_from(at)
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

/// Gives the place of a panel at the foot.
fn bottom_panel(model: &Model, wanted: u16) -> Rect {
    let (width, height) = model.size;
    let wanted = wanted.min(height.saturating_sub(1)).max(1);
    Rect::new(0, height.saturating_sub(wanted + 1), width, wanted)
}

/// Gives the first row that is shown of a list, so that the chosen one is in sight.
pub fn first_of(at: usize, count: usize, height: u16) -> usize {
    let height = usize::from(height);
    at.saturating_sub(height / 2)
        .min(count.saturating_sub(height))
}

/// Gives the place of the lookup.
pub fn lookup_area(model: &Model) -> Rect {
    let (width, height) = model.size;
    let top = u16::from(height >= 8);
    let nothing = model
        .overlays
        .iter()
        .any(|overlay| matches!(overlay, Overlay::Lookup(lookup) if lookup.has_nothing()));
    // Where nothing was found, nothing is hidden for it.
    let wanted = if nothing { 3 } else { (height * 2 / 3).max(6) };
    Rect::new(0, top, width, wanted.min(height.saturating_sub(top + 1)))
}

/// How many cells the word of a kind takes.
const KIND: usize = 11;

fn draw_lookup(model: &Model, look: &Look<'_>, lookup: &Lookup, buf: &mut Buffer) {
    let area = lookup_area(model);
    let total = crate::domain::money::grouped(&lookup.total.to_string());
    let aside = if lookup.line.is_empty() {
        total
    } else {
        let best = if lookup.is_cut() { "best " } else { "" };
        format!("{best}{} of {total}", lookup.found.len())
    };
    let (head, at) = panel_head(buf, area, look, "", &lookup.line, &aside);
    if !lookup.acting {
        caret(buf, head, at, look);
    }
    if !lookup.offers.is_empty() && lookup.line.at() == lookup.line.text().len() {
        let typed = u16::try_from(plain::width(lookup.line.text())).unwrap_or(u16::MAX);
        let from = (area.x + 2).saturating_add(typed).saturating_add(2);
        let kept = u16::try_from(plain::width(&aside)).unwrap_or(0) + 3;
        let offers: Vec<&str> = lookup.offers.iter().map(|o| o.text.as_str()).collect();
        let room = area.right().saturating_sub(kept).saturating_sub(from);
        let text = plain::fit(&offers.join("  "), usize::from(room)).into_owned();
        let spot = Rect {
            x: from,
            y: area.y,
            width: room,
            height: 1,
        };
        if room > 3 {
            Strip::of(Role::Muted, &text).paint(buf, spot, look.theme);
        }
    }
    // Beside a preview a title still wants to be read.
    let preview = area.width >= 140 && !lookup.has_nothing();
    let list = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: if preview {
            area.width * 3 / 5
        } else {
            area.width - 1
        },
        height: area.height.saturating_sub(1),
    };
    let first = first_of(lookup.at(), lookup.found.len(), list.height);
    for (y, (place, found)) in
        (list.top()..list.bottom()).zip(lookup.found.iter().enumerate().skip(first))
    {
        let row = Rect {
            y,
            height: 1,
            ..list
        };
        let chosen = place == lookup.at();
        let pointer = match (chosen, look.ascii) {
            (true, false) => "▸ ",
            (true, true) => "> ",
            _ => "  ",
        };
        let account = found
            .account
            .filter(|id| *id != found.id)
            .map(|id| look.who.title(id).to_owned())
            .unwrap_or_default();
        let kind = found.kind.map_or("", super::choose::named);
        let inner = Rect {
            width: row.width.saturating_sub(1),
            ..row
        };
        // The state ends the line, where it would be cut off first; it follows the words instead.
        let (text, state) = match found
            .text
            .strip_suffix(']')
            .and_then(|t| t.rsplit_once(" ["))
        {
            Some((text, state)) if row.width >= 50 => (text, state),
            _ => (found.text.as_str(), ""),
        };
        let columns = row.width >= 50;
        // A note of somebody begins with whose it is; what was found in it keeps its place.
        let whose = found
            .kind
            .filter(|kind| *kind == crate::domain::Kind::Person)
            .map(|_| look.who.title(found.id))
            .filter(|name| !name.is_empty() && !text.starts_with(name));
        let lead = whose.map_or_else(String::new, |name| format!("{name}: "));
        let moved = lead.chars().count();
        let led = format!("{lead}{text}");
        let text = led.as_str();
        let places: Vec<usize> = found.places.iter().map(|at| at + moved).collect();
        // What stands in a column of its own is not said in the line as well.
        let (text, of) = match text.rsplit_once(" · ") {
            Some((words, last)) if columns && !account.is_empty() && last.ends_with(&account) => {
                (words, Some(text.chars().count() - account.chars().count()))
            }
            _ => (text, None),
        };
        let (said, letters) = dated(text, look);
        let own = super::overlays::lookup::seen(&said, &places, letters);
        let wide = if row.width >= 90 { 24 } else { 16 };
        let aside = if columns { KIND + 2 + wide + 2 } else { 0 };
        let room = usize::from(inner.width).saturating_sub(2 + aside);
        let kept = if state.is_empty() {
            0
        } else {
            plain::width(state) + 2
        };
        let (shown, places) = super::overlays::lookup::fitted(&said, &own, room);
        let left = room.saturating_sub(plain::width(&shown));
        let mut strip = Strip::of(Role::Accent, pointer).found(
            if chosen { Role::Strong } else { Role::Text },
            &shown,
            &places,
        );
        if kept > 0 && left >= kept {
            strip = strip.text(Role::Muted, &format!("  {state}"));
        }
        if columns {
            let used = strip.width().min(2 + room);
            strip = strip
                .text(Role::Text, &" ".repeat(2 + room - used + 2))
                .column(Role::Muted, kind, KIND)
                .text(Role::Text, "  ");
            let (named, lit) = match of {
                Some(from) => {
                    let here = places.iter().filter(|at| **at >= from);
                    (&account, here.map(|at| at - from).collect())
                }
                None => (&account, Vec::new()),
            };
            strip = strip.found(Role::Muted, &plain::fit(named, wide), &lit);
        } else {
            strip = strip.right(Role::Muted, kind);
        }
        strip.paint(buf, inner, look.theme);
        if chosen {
            lay(buf, row, look.theme.style(Role::Selected));
        }
    }
    if lookup.found.is_empty() {
        let text = match (lookup.waiting, lookup.line.is_empty()) {
            (true, _) => "",
            (false, true) => "A few letters of anything: a name, a place, what hurts, who said it.",
            (false, false) => "Nothing like that in this book; fewer letters find more.",
        };
        Strip::of(Role::Muted, text).paint(
            buf,
            Rect {
                x: list.x + 2,
                width: list.width.saturating_sub(3),
                height: 1.min(list.height),
                ..list
            },
            look.theme,
        );
    }
    if preview {
        let x = list.right() + 2;
        let side = Rect {
            x,
            y: list.y,
            width: area.right().saturating_sub(x + 1),
            height: list.height,
        };
        for y in side.top()..side.bottom() {
            Strip::of(Role::Faint, if look.ascii { "|" } else { "│" }).paint(
                buf,
                Rect {
                    x: side.x - 2,
                    y,
                    width: 1,
                    height: 1,
                },
                look.theme,
            );
        }
        if let Some(record) = lookup
            .chosen()
            .and_then(|found| model.data.record(found.id))
        {
            super::story::story(record, &[], look, side.width).paint(buf, side, look.theme, None);
        }
    }
}

/// Says the day at the end of a line as people do; and how many letters before it are as they were.
fn dated<'a>(text: &'a str, look: &Look<'_>) -> (std::borrow::Cow<'a, str>, usize) {
    let day = text
        .rsplit_once(" · ")
        .and_then(|(words, day)| Some((words, day.parse::<crate::domain::Date>().ok()?)));
    match day {
        Some((words, day)) => {
            let said = crate::domain::days::day(day, look.today());
            let said = format!("{words} · {said}");
            (said.into(), words.chars().count())
        }
        None => (text.into(), text.chars().count()),
    }
}

fn draw_capture(model: &Model, look: &Look<'_>, capture: &Capture, buf: &mut Buffer) {
    let wide = usize::from(model.size.0.saturating_sub(2));
    let understood = chips(
        Strip::of(Role::Text, "  "),
        &capture.chips,
        capture.chip,
        wide,
    );
    // Doubts take lines, and who may see it stands last of all.
    let lines = u16::try_from(understood.len()).unwrap_or(2).clamp(2, 4);
    let panel = bottom_panel(model, 1 + lines);
    clear(buf, panel, look.theme.style(Role::Overlay));
    let row = |line: u16| Rect {
        x: 1,
        y: panel.y + line,
        width: panel.width.saturating_sub(2),
        height: u16::from(line < panel.height),
    };
    let offered = capture
        .offered
        .as_ref()
        .filter(|_| capture.line.is_empty())
        .and_then(|draft| draft.fields.first());
    let hint = if let Some((_, text)) = offered {
        text
    } else if capture.line.is_empty() {
        "owe @name: what due:fri · prob: · ask: · got: · fact: · or just say it"
    } else {
        ""
    };
    let (text, at) = capture
        .line
        .shown(usize::from(row(0).width).saturating_sub(3));
    let lead = if look.ascii { "> " } else { "› " };
    Strip::of(Role::Accent, lead)
        .text(Role::Input, &text)
        .text(Role::Faint, if hint.is_empty() { "" } else { " " })
        .text(
            if offered.is_some() {
                Role::Doubt
            } else {
                Role::Muted
            },
            &plain::line(hint),
        )
        .paint(buf, row(0), look.theme);
    if capture.chip.is_none() {
        caret(buf, row(0), 2 + at, look);
    }
    let room = usize::from(row(0).width);
    if let Some(error) = &capture.error {
        for (line, words) in (1..3).zip(plain::wrap(error, room.saturating_sub(2).max(8))) {
            Strip::of(Role::Error, &format!("  {words}")).paint(buf, row(line), look.theme);
        }
        return;
    }
    let mut strip = Strip::of(Role::Text, "  ");
    if capture.chips.is_empty() {
        let account = capture.account.map_or_else(
            || "the inbox, until it has an account".to_owned(),
            |id| look.who.title(id).to_owned(),
        );
        strip = strip.text(Role::Muted, "to ").text(Role::Accent, &account);
        if capture.beside && capture.account.is_some() {
            strip = strip.text(Role::Muted, ", or to whoever the line names");
        }
    }
    let said = if capture.chips.is_empty() {
        vec![strip]
    } else {
        understood
    };
    for (line, strip) in (1..=lines).zip(said) {
        strip.paint(buf, row(line), look.theme);
    }
    if offered.is_some() {
        let key = look.key(super::action::Action::CaptureChips);
        clear(buf, row(2), look.theme.style(Role::Overlay));
        let said =
            format!("  From before, and not saved: {key} takes it, typing begins a new line.");
        Strip::of(Role::Doubt, &said).paint(buf, row(2), look.theme);
    }
    if !capture.fits.people.is_empty() {
        clear(buf, row(2), look.theme.style(Role::Overlay));
        people(&capture.fits, row(2), look, buf);
    }
}
