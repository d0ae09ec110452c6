//! Where things stand at a size: shared by what draws them and by what the mouse points at.

use ratatui::layout::Rect;

use super::action::Action;
use super::model::{Model, Place};
use super::overlays::Overlay;
use super::screens::account::Section;
use super::screens::brief;
use super::sheet::{Laid, Pane};
use crate::domain::plain;

/// A record beside a page wants at least this room.
const ORIGIN: u16 = 50;

/// The places of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Where I am.
    pub header: Rect,
    /// The second line of an account.
    pub under: Rect,
    /// The tabs of an account.
    pub tabs: Rect,
    /// The filter, or the heads of columns, or air.
    pub above: Rect,
    /// The list.
    pub list: Rect,
    /// The detail beside it; empty where there is none.
    pub detail: Rect,
    /// What the detail's line comes from, where there is room beside a page; else empty.
    pub origin: Rect,
    /// What is said.
    pub toast: Rect,
    /// The keys that matter.
    pub footer: Rect,
}

/// What the mouse points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// A row of the list.
    Row(usize),
    /// A line of the detail.
    Line(usize),
    /// Something that stands for an action.
    Act(Action),
    /// A line of what lies over the screen.
    Choice(usize),
}

/// Divides the screen.
pub fn frame(model: &Model) -> Frame {
    let (width, height) = model.size;
    let is_account = matches!(model.here.place, Place::Account(..));
    let mut y = 0;
    let mut take = |lines: u16, wanted: bool| {
        let lines = if wanted {
            lines.min(height.saturating_sub(y + 1))
        } else {
            0
        };
        let row = Rect::new(0, y, width, lines);
        y += lines;
        row
    };
    let header = take(1, height >= 2);
    let under = take(1, is_account && height >= 14);
    let tabs = take(1, is_account && height >= 8);
    // What a place adds up to stands apart from its first heading, where there is room.
    let airy = height >= 20 && !model.here.head.is_empty()
        || height >= 40 && model.here.place == Place::Calendar;
    let columned = matches!(model.here.place, Place::Board(_));
    let above = take(
        if airy && height >= 40 && columned {
            3
        } else if airy {
            2
        } else {
            1
        },
        height >= 10 || model.here.sheet.filtering,
    );
    let top = y;
    let foot = u16::from(height >= 4);
    let said = u16::from(height >= 12 || (model.toast.is_some() && height >= 6));
    let bottom = height.saturating_sub(foot + said).max(top);
    let body = Rect::new(0, top, width, bottom - top);
    let toast = Rect::new(0, bottom, width, said.min(height - bottom));
    let footer = Rect::new(0, height.saturating_sub(foot), width, foot);
    let (list, detail) = if model.here.place == Place::Calendar && !model.has_detail() {
        month_above(model, body)
    } else if model.has_detail() {
        let (list, detail) = model.widths();
        (
            Rect {
                width: list.saturating_sub(1),
                ..body
            },
            Rect {
                x: list + 2,
                width: detail,
                ..body
            },
        )
    } else if (model.here.sheet.pane == Pane::Detail && model.here.sheet.counts().0 > 0)
        || matches!(model.here.place, Place::Brief(_))
    {
        let x = width.min(1);
        (
            Rect::default(),
            Rect {
                x,
                width: width.saturating_sub(x * 2),
                ..body
            },
        )
    } else {
        (body, Rect::default())
    };
    let (detail, origin) = match model.here.place {
        Place::Brief(_) if detail.width >= brief::WIDEST + ORIGIN => {
            let x = detail.x + brief::WIDEST + 4;
            (
                Rect {
                    width: brief::WIDEST + 1,
                    ..detail
                },
                Rect {
                    x,
                    width: detail.right() - x,
                    ..detail
                },
            )
        }
        _ => (detail, Rect::default()),
    };
    Frame {
        header,
        under,
        tabs,
        above,
        list,
        detail,
        origin,
        toast,
        footer,
    }
}

/// Divides a narrow calendar: the month above, the agenda of the chosen day below.
fn month_above(model: &Model, body: Rect) -> (Rect, Rect) {
    let Some(day) = super::screens::calendar::chosen(&model.here.sheet) else {
        return (body, Rect::default());
    };
    let lines = (1..=3)
        .rev()
        .find(|lines| super::screens::calendar::rows(day, *lines) + 6 <= body.height)
        .unwrap_or(1);
    let high = super::screens::calendar::rows(day, lines).min(body.height);
    let below = body.height - high;
    let x = body.width.min(1);
    (
        Rect {
            height: high,
            ..body
        },
        Rect {
            x,
            y: body.y + high + u16::from(below > 4),
            width: body.width.saturating_sub(x * 2),
            height: below - u16::from(below > 4),
        },
    )
}

/// Gives the place of a panel that lies over the screen, so many lines high where there is room.
pub fn panel(model: &Model, wanted: u16) -> Rect {
    let (width, height) = model.size;
    let wide = if width < 110 {
        width
    } else {
        (width * 3 / 5).clamp(84, 120)
    };
    let top = u16::from(height >= 8) * 2;
    let room = height.saturating_sub(top + 1);
    Rect::new(
        (width - wide) / 2,
        top,
        wide,
        wanted.clamp(1, room.max(1)).min(height.saturating_sub(top)),
    )
}

/// Gives the place of a form: beside the list where there is room for both.
pub fn form(model: &Model) -> Rect {
    let (width, height) = model.size;
    let top = u16::from(height >= 6);
    let bottom = height.saturating_sub(2).max(top);
    let wide = if width >= 120 {
        (width * 11 / 20).clamp(72, 110)
    } else {
        width
    };
    Rect::new(width - wide, top, wide, bottom - top)
}

/// Says how wide each tab is, for drawing and for the mouse.
pub fn tabs(labels: &[(Section, String)], width: u16) -> Vec<(Section, u16, u16)> {
    let mut x = 1;
    labels
        .iter()
        .map(|(section, label)| {
            let wide = u16::try_from(plain::width(label))
                .unwrap_or(u16::MAX)
                .min(width.saturating_sub(x));
            let at = (*section, x, wide);
            x = x.saturating_add(wide + 2);
            at
        })
        .collect()
}

/// Says what stands at a cell.
pub fn hit(model: &Model, x: u16, y: u16) -> Option<Hit> {
    let inside =
        |area: Rect| x >= area.left() && x < area.right() && y >= area.top() && y < area.bottom();
    let at = |area: Rect| usize::from(y - area.top());
    match model.overlays.last() {
        Some(Overlay::Menu(menu)) => {
            let area = super::draw::menu_area(model, menu);
            let rows = Rect {
                y: area.y + 1,
                height: area.height.saturating_sub(1),
                ..area
            };
            let first = super::draw::first_of(menu.at(), menu.counts().0, rows.height);
            if inside(rows) {
                let row = first + at(rows);
                return (row < menu.counts().0).then_some(Hit::Choice(row));
            }
        }
        Some(Overlay::Lookup(lookup)) => {
            let area = super::draw::lookup_area(model);
            let rows = Rect {
                y: area.y + 1,
                height: area.height.saturating_sub(1),
                ..area
            };
            let first = super::draw::first_of(lookup.at(), lookup.found.len(), rows.height);
            if inside(rows) {
                let row = first + at(rows);
                return (row < lookup.found.len()).then_some(Hit::Choice(row));
            }
        }
        Some(Overlay::Form(form)) => {
            if let Some(at) = super::form_view::hit(model, form, x, y) {
                return Some(Hit::Choice(at));
            }
        }
        Some(_) | None => {}
    }
    let frame = frame(model);
    if inside(frame.footer) {
        return super::draw::footer_spans(model, frame.footer.width)
            .into_iter()
            .find(|(_, left, wide)| x >= *left && x < left + wide)
            .map(|(action, ..)| Hit::Act(action));
    }
    if !model.overlays.is_empty() {
        return None;
    }
    if inside(frame.list) && model.here.place == Place::Calendar {
        return super::screens::calendar::at(
            &model.here.sheet,
            &model.settings.weekend,
            frame.list,
            x,
            y,
        )
        .map(Hit::Row);
    }
    if inside(frame.list) {
        let laid = model.here.sheet.laid();
        let first = model.here.sheet.first_shown(&laid, frame.list.height);
        if at(frame.list) == 0
            && model
                .here
                .sheet
                .topped(&laid, first, frame.list.height)
                .is_some()
        {
            return None;
        }
        return match laid.get(first + at(frame.list)) {
            Some(Laid::Row(place, _)) => Some(Hit::Row(*place)),
            _ => None,
        };
    }
    if inside(frame.detail) {
        let doc = model.detail(frame.detail.width);
        let cursor = super::draw::cursor(model);
        return Some(Hit::Line(
            doc.first_shown(frame.detail.height, cursor) + at(frame.detail),
        ))
        .filter(|hit| matches!(hit, Hit::Line(line) if *line < doc.lines.len()));
    }
    if inside(frame.tabs) {
        let labels = super::draw::tab_labels(model);
        return tabs(&labels, frame.tabs.width)
            .into_iter()
            .find(|(_, left, wide)| x >= *left && x < left + wide)
            .map(|(section, ..)| {
                Hit::Act(match section {
                    Section::Overview => Action::Section1,
                    Section::Needs => Action::Section2,
                    Section::Debts => Action::Section3,
                    Section::People => Action::Section4,
                    Section::Timeline => Action::Section5,
                    Section::Stay => Action::Section6,
                })
            });
    }
    None
}
