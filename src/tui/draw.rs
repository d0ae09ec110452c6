//! Draws the model. Nothing is changed, asked or waited for while a frame is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::action::{Action, Context};
use super::data::{Ask, Paper};
use super::layout::{self, Frame};
use super::look::Look;
use super::model::{Model, Place};
use super::overlays::lookup::Lookup;
use super::overlays::menu::Menu;
use super::overlays::{Capture, Overlay};
use super::screens::account::Section;
use super::screens::{account, accounts, board, calendar, chart, empty, history, today, trash};
use super::sheet::{Laid, Pane};
use super::signs::Sign;
use super::story::story;
use super::strip::{MEASURE, Strip, lay};
use super::theme::Role;
use super::understood::{chips, people};
use crate::domain::{Kind, plain};

/// The size below which the screen says that it is too small.
pub const SMALLEST: (u16, u16) = (24, 6);

/// Draws one frame.
pub fn draw(model: &Model, buf: &mut Buffer) {
    let area = buf.area;
    buf.set_style(area, model.theme.style(Role::Text));
    if (area.width, area.height) != model.size {
        // The window changed a moment ago; the message of it is on its way.
        return;
    }
    let look = model.look();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
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
    for (place, overlay) in model.overlays.iter().enumerate() {
        let top = place + 1 == model.overlays.len();
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
    for cell in &mut buf.content {
        let symbol = cell.symbol();
        if ascii
            && symbol.len() > 1
            && let Some(sign) = Sign::ALL.iter().find(|sign| sign.show(false) == symbol)
        {
            cell.set_symbol(sign.show(true));
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

/// Names the place where one is.
fn title(model: &Model, look: &Look<'_>) -> String {
    match &model.here.place {
        Place::Today => format!(
            "Today · {}",
            crate::domain::days::day(look.today(), look.today())
        ),
        Place::Week => "The week ahead".into(),
        Place::Calendar => "Calendar".into(),
        Place::Accounts => "Accounts".into(),
        Place::Account(id, _) => look.who.title(*id).to_owned(),
        Place::Board(Kind::Problem) => "Needs".into(),
        Place::Board(kind) => kind.heading().into(),
        Place::Brief(ask) => {
            let word = match ask.paper {
                Paper::Brief => "Brief",
                Paper::Recap(_) => "Recap",
                Paper::Case(_) => "Case",
                Paper::Handover => "Handover",
            };
            format!("{word} · {}", look.who.title(ask.account))
        }
        Place::History(None) => "History".into(),
        Place::History(Some(id)) => format!("History · {}", look.who.title(*id)),
        Place::Trash => "Trash".into(),
        Place::Inbox => "Inbox".into(),
    }
}

fn header(model: &Model, look: &Look<'_>, frame: &Frame, buf: &mut Buffer) {
    let mut strip = Strip::of(Role::Accent, " ally")
        .text(
            Role::Text,
            if frame.header.width < 60 { "  " } else { "   " },
        )
        .text(Role::Strong, &title(model, look));
    if model.settings.demo {
        strip = strip.text(Role::Muted, "  demo");
    }
    if model.present {
        strip = strip
            .text(Role::Text, "  ")
            .text(Role::Present, " presenting: private facts hidden ");
    }
    let (shown, all) = model.here.sheet.counts();
    strip = match &model.here.place {
        Place::Today => {
            let (meetings, due, late) = today::tally(model.data.matters(&Ask::Today));
            let strip = strip.right(
                Role::Muted,
                &format!("{} · {due} due", accounts::many(meetings, "meeting")),
            );
            if late > 0 {
                strip
                    .right(Role::Muted, " · ")
                    .right(Role::Late, &format!("{late} late "))
            } else {
                strip.right(Role::Text, " ")
            }
        }
        Place::Accounts | Place::Board(_) | Place::Trash | Place::Inbox if shown == all => {
            strip.right(Role::Muted, &format!("{all} "))
        }
        Place::Accounts | Place::Board(_) | Place::Trash | Place::Inbox => {
            strip.right(Role::Muted, &format!("{shown} of {all} "))
        }
        Place::Account(id, _) => {
            let records = model.data.records(&model.here.place.rows_ask());
            let about = records
                .iter()
                .find(|record| record.id() == *id)
                .map(|record| accounts::about(record))
                .unwrap_or_default();
            let next = account::next_meeting(records, look).and_then(|record| {
                if let crate::domain::Body::Touchpoint(body) = &record.body {
                    body.starts.as_ref()
                } else {
                    None
                }
            });
            let strip = strip.right(Role::Muted, &about);
            match next {
                Some(next) => strip
                    .right(
                        Role::Muted,
                        if about.is_empty() {
                            "next "
                        } else {
                            " · next "
                        },
                    )
                    .right(Role::Accent, &format!("{} ", look.moment(next))),
                None => strip.right(Role::Text, " "),
            }
        }
        Place::Brief(ask) if ask.paper == Paper::Brief => strip.right(
            Role::Muted,
            &format!("{} · for {} ", ask.depth, ask.audience),
        ),
        _ => strip,
    };
    strip.paint(buf, frame.header, look.theme);
    if let Place::Account(..) = &model.here.place {
        let records = model.data.records(&model.here.place.rows_ask());
        if !records.is_empty() {
            let (because, would) = account::stay(records, look);
            let lead = Strip::of(Role::Text, "        ");
            let mut strip = lead;
            strip.push(Role::Words, &because.words());
            if let Some(would) = would {
                strip = strip.right(Role::Muted, &would).right(Role::Text, " ");
            }
            strip.paint(buf, frame.under, look.theme);
        }
        let labels = tab_labels(model);
        let Place::Account(_, here) = &model.here.place else {
            return;
        };
        for ((section, x, wide), (_, label)) in layout::tabs(&labels, frame.tabs.width)
            .into_iter()
            .zip(&labels)
        {
            let role = if section == *here {
                Role::Accent
            } else {
                Role::Muted
            };
            Strip::of(role, label).paint(
                buf,
                Rect {
                    x,
                    width: wide,
                    ..frame.tabs
                },
                look.theme,
            );
        }
    }
}

/// Writes the tabs: key, name, how many, and a sign where something is late.
pub fn tab_labels(model: &Model) -> Vec<(Section, String)> {
    let Place::Account(id, here) = &model.here.place else {
        return Vec::new();
    };
    let look = model.look();
    let tabs = account::tabs(*id, model.data.records(&model.here.place.rows_ask()), &look);
    let narrow = model.size.0 < 76;
    tabs.into_iter()
        .enumerate()
        .map(|(number, (section, count, late))| {
            let name = if narrow && section != *here {
                String::new()
            } else {
                format!(
                    " {}",
                    if model.size.0 < 90 {
                        section.short_title()
                    } else {
                        section.title()
                    }
                )
            };
            let many = if count > 0 && !(narrow && section != *here) {
                format!(" {count}")
            } else {
                String::new()
            };
            let late = if late {
                format!(" {}", look.sign(Sign::Late))
            } else {
                String::new()
            };
            (section, format!("{}{name}{many}{late}", number + 1))
        })
        .collect()
}

/// Gives the line of the detail that is marked.
pub fn cursor(model: &Model) -> Option<usize> {
    let reads =
        model.here.sheet.pane == Pane::Detail || matches!(model.here.place, Place::Brief(_));
    reads.then_some(model.here.sheet.line)
}

/// How many lines of the list and of the detail are below what is shown.
#[derive(Clone, Copy, Default)]
struct Below {
    list: usize,
    detail: usize,
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
    } else if model.here.place == Place::Accounts && frame.list.width > 0 {
        accounts::columns(frame.list.width.saturating_sub(2)).paint(
            buf,
            Rect {
                x: 1,
                width: frame.list.width.saturating_sub(2),
                ..frame.above
            },
            look.theme,
        );
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
        if frame.origin.width > 0 {
            rule(look, frame.origin, buf);
            let cited = doc.lines.get(sheet.line).and_then(|line| line.to);
            if let Some(record) = cited.and_then(|id| model.data.record(id)) {
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

/// Draws the list; gives how many lines of it are below.
fn list(model: &Model, look: &Look<'_>, area: Rect, buf: &mut Buffer) -> usize {
    let sheet = &model.here.sheet;
    let ask = model.here.place.rows_ask();
    let laid = sheet.laid();
    if laid.is_empty() {
        let room = Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            ..area
        };
        empty::doc(model, &ask, room.width).paint(buf, room, look.theme, None);
        return 0;
    }
    if model.here.place == Place::Calendar {
        let weekend = &model.settings.weekend;
        calendar::draw(sheet, model.data.records(&ask), weekend, look, area, buf);
        return 0;
    }
    let chart = match &model.here.place {
        Place::Account(_, Section::People) if sheet.grouping == 1 => {
            chart::chart(model.data.records(&ask))
        }
        _ => chart::Chart::default(),
    };
    let columns = match &model.here.place {
        Place::Today | Place::Week => {
            today::columns(model.data.matters(&ask), look, area.width.saturating_sub(2))
        }
        _ => today::Columns::default(),
    };
    let first = sheet.first_shown(&laid, area.height);
    let chosen_style = look.theme.style(if sheet.pane == Pane::List {
        Role::Selected
    } else {
        Role::Resting
    });
    for (y, line) in (area.top()..area.bottom()).zip(&laid[first..]) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        match line {
            Laid::Blank => {}
            Laid::Heading(group) => {
                let heading = sheet.heading(*group);
                let (heading, aside) = heading.split_once('\t').unwrap_or((heading, ""));
                Strip::of(Role::Heading, &format!(" {heading}"))
                    .right(Role::Muted, aside)
                    .paint(
                        buf,
                        Rect {
                            width: row.width.saturating_sub(1),
                            ..row
                        },
                        look.theme,
                    );
            }
            Laid::Row(place, line) => {
                let Some(item) = sheet.shown(*place) else {
                    continue;
                };
                let marked = sheet.marked.contains(&item.id);
                let inner = Rect {
                    x: row.x + 1,
                    width: row.width.saturating_sub(2),
                    ..row
                };
                let strip = match &model.here.place {
                    Place::Today | Place::Week => {
                        let matters = model.data.matters(&ask);
                        matters
                            .get(item.row)
                            .map(|matter| today::strip(matter, columns, look, inner.width))
                    }
                    Place::Accounts => model
                        .data
                        .accounts()
                        .get(item.row)
                        .map(|line| accounts::strip(line, look, inner.width)),
                    Place::History(of) => model.data.history(*of).get(item.row).map(|entry| {
                        // Where no heading says the day, the line does.
                        history::strip(
                            entry,
                            sheet.heading(item.group).is_empty(),
                            look,
                            inner.width,
                        )
                    }),
                    Place::Account(_, Section::People) if sheet.grouping == 1 => {
                        let whole = sheet.counts().0 == sheet.counts().1;
                        Some(chart::strip(
                            &chart,
                            model.data.records(&ask),
                            item.row,
                            usize::from(*line),
                            whole,
                            look,
                        ))
                    }
                    Place::Trash => model
                        .data
                        .records(&ask)
                        .get(item.row)
                        .zip(model.data.gone().get(item.row))
                        .map(|(record, gone)| trash::strip(record, gone, look, inner.width)),
                    Place::Account(..) => model.data.records(&ask).get(item.row).map(|record| {
                        account::strips_in(record, look, inner.width)[usize::from(*line).min(1)]
                            .clone()
                    }),
                    _ => model.data.records(&ask).get(item.row).map(|record| {
                        board::strip(
                            record,
                            item.account,
                            sheet.grouping,
                            model.here.scale,
                            look,
                            inner.width,
                        )
                    }),
                };
                if let Some(strip) = strip {
                    strip.paint(buf, inner, look.theme);
                }
                if *place == sheet.at() {
                    lay(buf, row, chosen_style);
                }
                if marked {
                    let sign = if look.ascii { "*" } else { "▌" };
                    Strip::of(Role::Marked, sign).paint(buf, Rect { width: 1, ..row }, look.theme);
                }
            }
        }
    }
    laid.len().saturating_sub(first + usize::from(area.height))
}

/// Says where each key of the footer stands.
pub fn footer_spans(model: &Model, width: u16) -> Vec<(Action, u16, u16)> {
    let look = model.look();
    let mut x = 1;
    let mut spans = Vec::new();
    let hints = model.hints();
    // The way to all keys is never the one that is left out.
    let last = hints.iter().position(|(action, _)| *action == Action::Help);
    let reserved = last.map_or(0, |at| hint_width(&look, hints[at]) + 2);
    for (at, hint) in hints.iter().enumerate() {
        let key = look.key(hint.0);
        if key.is_empty() {
            continue;
        }
        let wide = hint_width(&look, *hint);
        let needed = if Some(at) == last { 0 } else { reserved };
        if x + wide + needed > width {
            if last.is_some_and(|last| at < last) {
                continue;
            }
            break;
        }
        spans.push((hint.0, x, wide));
        x += wide + 3;
    }
    spans
}

fn hint_width(look: &Look<'_>, (action, word): (Action, &str)) -> u16 {
    u16::try_from(plain::width(&look.key(action)) + 1 + plain::width(word)).unwrap_or(u16::MAX)
}

fn foot(model: &Model, look: &Look<'_>, frame: &Frame, below: Below, buf: &mut Buffer) {
    if let Some(toast) = &model.toast {
        let role = if toast.bad { Role::Error } else { Role::Text };
        Strip::of(role, &format!(" {}", toast.text)).paint(buf, frame.toast, look.theme);
    } else if model.overlays.is_empty() {
        for (more, of) in [(below.list, frame.list), (below.detail, frame.detail)] {
            if more > 0 && of.width > 0 {
                let row = Rect {
                    x: of.x,
                    width: of.width,
                    ..frame.toast
                };
                Strip::new()
                    .right(Role::Faint, &format!("{more} more "))
                    .paint(buf, row, look.theme);
            }
        }
    }
    let hints = model.hints();
    for (action, x, wide) in footer_spans(model, frame.footer.width) {
        let word = hints
            .iter()
            .find(|(hint, _)| *hint == action)
            .map_or("", |(_, word)| word);
        Strip::of(Role::Accent, &look.key(action))
            .text(Role::Muted, &format!(" {word}"))
            .paint(
                buf,
                Rect {
                    x,
                    width: wide,
                    ..frame.footer
                },
                look.theme,
            );
    }
    if let Some(count) = model.count {
        Strip::new()
            .right(Role::Accent, &format!("{count} "))
            .paint(buf, frame.footer, look.theme);
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

/// Shows what can follow a half-typed sequence.
fn following(model: &Model, look: &Look<'_>, buf: &mut Buffer) {
    if model.keys.is_empty() {
        return;
    }
    let rows = model.keymap.following(model.contexts(), &model.keys);
    if rows.is_empty() {
        return;
    }
    let width = model.size.0;
    let widest = rows
        .iter()
        .map(|(key, action)| plain::width(key) + plain::width(action.help()) + 6)
        .max()
        .unwrap_or(0);
    let column = u16::try_from(widest)
        .unwrap_or(width)
        .clamp(1, width.max(1));
    let columns = (width / column).max(1);
    let lines = u16::try_from(rows.len()).unwrap_or(1).div_ceil(columns);
    let panel = bottom_panel(model, lines + 1);
    clear(buf, panel, look.theme.style(Role::Overlay));
    Strip::of(
        Role::Heading,
        &format!("  {} …", super::keymap::written(&model.keys)),
    )
    .paint(buf, Rect { height: 1, ..panel }, look.theme);
    for (number, (key, action)) in rows.iter().enumerate() {
        let number = u16::try_from(number).unwrap_or(0);
        let (x, y) = (
            panel.x + number / lines.max(1) * column,
            panel.y + 1 + number % lines.max(1),
        );
        if y < panel.bottom() {
            Strip::of(Role::Accent, &format!("  {key}  "))
                .text(Role::Text, action.help())
                .paint(
                    buf,
                    Rect {
                        x,
                        y,
                        width: column,
                        height: 1,
                    },
                    look.theme,
                );
        }
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

/// Gives the place of a short list.
pub fn menu_area(model: &Model, menu: &Menu) -> Rect {
    layout::panel(
        model,
        u16::try_from(menu.counts().1 + 1)
            .unwrap_or(u16::MAX)
            .clamp(3, 20),
    )
}

fn panel_head(
    buf: &mut Buffer,
    area: Rect,
    look: &Look<'_>,
    title: &str,
    line: &super::line::LineEdit,
    aside: &str,
) {
    // A blank beside the panel keeps what lies under it from being read as one with it.
    let left = area.x.saturating_sub(1);
    let around = Rect {
        x: left,
        width: (area.right() - left).saturating_add(1),
        ..area
    };
    clear(buf, around, look.theme.style(Role::Text));
    clear(buf, area, look.theme.style(Role::Overlay));
    let bar = if look.ascii { "|" } else { "┃" };
    for y in area.top()..area.bottom() {
        Strip::of(Role::Accent, bar).paint(
            buf,
            Rect {
                y,
                height: 1,
                width: 1,
                ..area
            },
            look.theme,
        );
    }
    let head = Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(3),
        height: 1,
        ..area
    };
    let lead = if title.is_empty() {
        String::new()
    } else {
        format!("{}  ", plain::fit(title, usize::from(head.width / 2)))
    };
    let (text, at) = line.shown(
        usize::from(head.width)
            .saturating_sub(plain::width(&lead) + plain::width(aside) + 2)
            .max(4),
    );
    Strip::of(Role::Muted, &lead)
        .text(Role::Input, &text)
        .right(Role::Muted, aside)
        .paint(buf, head, look.theme);
    caret(buf, head, plain::width(&lead) + at, look);
}

fn draw_menu(model: &Model, look: &Look<'_>, menu: &Menu, buf: &mut Buffer) {
    let area = menu_area(model, menu);
    let (shown, all) = menu.counts();
    let aside = if shown == all {
        String::new()
    } else {
        format!("{shown} of {all}")
    };
    panel_head(buf, area, look, &menu.title, &menu.line, &aside);
    let rows = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(1),
        height: area.height.saturating_sub(1),
    };
    let first = first_of(menu.at(), shown, rows.height);
    let column = menu.column();
    for (y, (place, (choice, marked))) in
        (rows.top()..rows.bottom()).zip(menu.rows().enumerate().skip(first))
    {
        let row = Rect {
            y,
            height: 1,
            ..rows
        };
        let sign = match (menu.several, marked) {
            (true, true) => look.sign(Sign::Done),
            (true, false) => look.sign(Sign::None),
            _ => " ",
        };
        let inner = Rect {
            width: row.width.saturating_sub(1),
            ..row
        };
        let role = if place == menu.at() {
            Role::Strong
        } else {
            Role::Text
        };
        let strip = Strip::of(Role::Accent, &format!("{sign} "));
        let strip = match column {
            Some(wide) => strip
                .column(role, &choice.text, wide + 3)
                .text(Role::Muted, &choice.aside),
            None => strip
                .text(role, &choice.text)
                .right(Role::Muted, &choice.aside),
        };
        strip.paint(buf, inner, look.theme);
        if place == menu.at() {
            lay(buf, row, look.theme.style(Role::Selected));
        }
    }
    if shown == 0 {
        Strip::of(Role::Muted, "nothing like that").paint(
            buf,
            Rect {
                x: rows.x + 2,
                width: rows.width.saturating_sub(2),
                height: 1.min(rows.height),
                ..rows
            },
            look.theme,
        );
    }
}

/// Gives the place of the lookup.
pub fn lookup_area(model: &Model) -> Rect {
    let (width, height) = model.size;
    let top = u16::from(height >= 8);
    let tall = (height * 2 / 3).max(6).min(height.saturating_sub(top + 1));
    Rect::new(0, top, width, tall)
}

fn draw_lookup(model: &Model, look: &Look<'_>, lookup: &Lookup, buf: &mut Buffer) {
    let area = lookup_area(model);
    let aside = if lookup.line.is_empty() {
        format!("{}", lookup.total)
    } else {
        format!("{} of {}", lookup.found.len(), lookup.total)
    };
    panel_head(buf, area, look, "", &lookup.line, &aside);
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
            Strip::of(Role::Faint, &text).paint(buf, spot, look.theme);
        }
    }
    let preview = area.width >= 90;
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
        let kind = found.kind.map_or("", Kind::word);
        let inner = Rect {
            width: row.width.saturating_sub(1),
            ..row
        };
        // The state ends the line, where it would be cut off first: it stands at the right instead.
        let (text, state) = match found
            .text
            .strip_suffix(']')
            .and_then(|t| t.rsplit_once(" ["))
        {
            Some((text, state)) if row.width >= 50 => (text, state),
            _ => (found.text.as_str(), ""),
        };
        let mut strip = Strip::of(Role::Accent, pointer).found(
            if chosen { Role::Strong } else { Role::Text },
            text,
            &found.places,
        );
        if !state.is_empty() {
            strip = strip.right(Role::Muted, state).right(Role::Text, "  ");
        }
        strip = strip.right(Role::Faint, kind);
        if !account.is_empty() && row.width >= 50 {
            strip = strip
                .right(Role::Text, "  ")
                .right(Role::Muted, &plain::fit(&account, 18));
        }
        strip.paint(buf, inner, look.theme);
        if chosen {
            lay(
                buf,
                row,
                look.theme.style(if lookup.acting {
                    Role::Selected
                } else {
                    Role::Resting
                }),
            );
        }
    }
    if lookup.found.is_empty() {
        let text = match (lookup.waiting, lookup.line.is_empty()) {
            (true, _) => "",
            (false, true) => "A few letters of anything: a name, a place, what hurts, who said it.",
            (false, false) => "Nothing like that in this book.",
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

fn draw_capture(model: &Model, look: &Look<'_>, capture: &Capture, buf: &mut Buffer) {
    let panel = bottom_panel(model, 3);
    clear(buf, panel, look.theme.style(Role::Overlay));
    let row = |line: u16| Rect {
        x: 1,
        y: panel.y + line,
        width: panel.width.saturating_sub(2),
        height: u16::from(line < panel.height),
    };
    let hint = if capture.line.is_empty() {
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
        .text(Role::Faint, hint)
        .paint(buf, row(0), look.theme);
    caret(buf, row(0), 2 + at, look);
    if let Some(error) = &capture.error {
        Strip::of(Role::Error, &format!("  {error}")).paint(buf, row(1), look.theme);
        return;
    }
    let mut strip = Strip::of(Role::Text, "  ");
    if capture.chips.is_empty() {
        let account = capture.account.map_or_else(
            || "the inbox, until it has an account".to_owned(),
            |id| look.who.title(id).to_owned(),
        );
        strip = strip.text(Role::Muted, "to ").text(Role::Accent, &account);
    }
    chips(strip, &capture.chips, capture.chip).paint(buf, row(1), look.theme);
    people(&capture.fits, row(2), look, buf);
}

/// Writes the help for the place where one is: its keys first, then those of everywhere, then the signs.
pub fn help_lines(model: &Model) -> Vec<Strip> {
    let look = model.look();
    let contexts: Vec<Context> = match model.here.place {
        Place::Account(..) => vec![
            Context::Account,
            Context::List,
            Context::Global,
            Context::Anywhere,
        ],
        Place::Brief(_) => vec![
            Context::Brief,
            Context::List,
            Context::Global,
            Context::Anywhere,
        ],
        _ => vec![Context::List, Context::Global, Context::Anywhere],
    };
    let rest = Context::ALL
        .iter()
        .copied()
        .filter(|context| !contexts.contains(context) && *context != Context::Line);
    let width = model.size.0;
    let columns = usize::from((width / 46).clamp(1, 3));
    let column = usize::from(width.saturating_sub(4)) / columns;
    let mut lines = Vec::new();
    for context in contexts.iter().copied().chain(rest).chain([Context::Line]) {
        let actions: Vec<Action> = Action::ALL
            .iter()
            .copied()
            .filter(|action| action.context() == context)
            .collect();
        if !lines.is_empty() {
            lines.push(Strip::new());
        }
        lines.push(Strip::of(Role::Heading, context.title()));
        let tall = actions.len().div_ceil(columns);
        for row in 0..tall {
            let mut strip = Strip::new();
            for part in 0..columns {
                let Some(action) = actions.get(part * tall + row) else {
                    continue;
                };
                let keys_wide = 14.min(column / 2);
                let keys = few_keys(&model.keymap.keys(*action), keys_wide.saturating_sub(1));
                strip = strip
                    .column(Role::Accent, &keys, keys_wide)
                    .column(
                        Role::Text,
                        action.help(),
                        column.saturating_sub(keys_wide + 1),
                    )
                    .text(Role::Text, " ");
            }
            lines.push(strip);
        }
    }
    lines.push(Strip::new());
    lines.push(Strip::of(Role::Heading, "Signs"));
    for sign in Sign::ALL {
        lines.push(
            Strip::new()
                .column(Role::Accent, look.sign(*sign), 14)
                .text(Role::Text, sign.help()),
        );
    }
    lines
}

/// Writes the first keys of an action, as many of two as there is room for.
fn few_keys(keys: &[String], room: usize) -> String {
    let both = keys.iter().take(2).cloned().collect::<Vec<_>>().join(" ");
    match keys.first() {
        Some(first) if plain::width(&both) > room => first.clone(),
        _ => both,
    }
}

fn help(model: &Model, look: &Look<'_>, first: usize, buf: &mut Buffer) {
    let (width, height) = model.size;
    let top = u16::from(height >= 6);
    let area = Rect::new(0, top, width, height.saturating_sub(top + 1));
    clear(buf, area, look.theme.style(Role::Overlay));
    let inner = Rect {
        x: 2.min(width),
        y: area.y,
        width: width.saturating_sub(3),
        height: area.height,
    };
    let palette = look.key(Action::Palette);
    Strip::of(Role::Strong, "Keys for this place")
        .right(Role::Muted, &format!("{palette} finds any action by name"))
        .paint(
            buf,
            Rect {
                height: 1.min(inner.height),
                ..inner
            },
            look.theme,
        );
    let lines = help_lines(model);
    let body = Rect {
        y: inner.y + 2,
        height: inner.height.saturating_sub(2),
        ..inner
    };
    for (y, line) in (body.top()..body.bottom()).zip(lines.iter().skip(first)) {
        line.paint(
            buf,
            Rect {
                y,
                height: 1,
                ..body
            },
            look.theme,
        );
    }
    let left = lines.len().saturating_sub(first + usize::from(body.height));
    if left > 0 && body.height > 0 {
        let page = look.key(Action::PageDown);
        Strip::new()
            .right(
                Role::Faint,
                &format!("{left} more lines, {page} turns the page"),
            )
            .paint(
                buf,
                Rect {
                    y: body.bottom() - 1,
                    height: 1,
                    ..body
                },
                look.theme,
            );
    }
}
