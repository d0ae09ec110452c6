//! Draws a form, and says which field stands at a line of the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::action::Action;
use super::draw::{caret, lay_over};
use super::known::Reading;
use super::layout;
use super::look::Look;
use super::model::Model;
use super::overlays::form::{self, Entry, Form};
use super::signs::Sign;
use super::strip::{self, Strip};
use super::theme::Role;
use crate::book::Story;
use crate::domain::field::{Type, short_label};
use crate::domain::{Money, money, plain, typed};

/// Where the parts of a form stand.
struct Laid {
    /// The whole form.
    area: Rect,
    /// What is inside its padding.
    inner: Rect,
    /// The fields.
    body: Rect,
    /// How wide the names of the fields are.
    label: u16,
    /// The lines of the fields, each with the place of its field.
    lines: Vec<(usize, FormLine)>,
    /// The first line that is shown.
    first: usize,
    /// What resembles a problem that is being typed.
    told: Vec<Strip>,
}

/// Lays a form out: each field takes the lines it needs; the one where one is, and what follows it, is in sight.
fn lay(model: &Model, look: &Look<'_>, form: &Form, top: bool) -> Laid {
    let area = layout::form(model);
    let pad = u16::from(area.width >= 40);
    let inner = Rect {
        x: area.x + pad + 1,
        width: area.width.saturating_sub(pad + 2),
        ..area
    };
    let label: u16 = if inner.width >= 60 {
        // As wide as the longest name of a field wants, within reason.
        let named = form.shown().map(|(_, row)| plain::width(&named(row)));
        u16::try_from(named.max().unwrap_or(0))
            .unwrap_or(0)
            .clamp(16, 22)
            + 2
    } else {
        12
    };
    let width = inner.width.saturating_sub(label).max(4);
    let reading = look.reading();
    let most = usize::from(inner.height.saturating_sub(4));
    let mut lines: Vec<(usize, FormLine)> = Vec::new();
    for (at, row) in form.shown() {
        let of_row = form_lines(form, at, row, &reading, width, most, top);
        lines.extend(of_row.into_iter().map(|line| (at, line)));
    }
    // How it was solved elsewhere is told as far as the fields leave room.
    let told = resembling(form, look, inner, most.saturating_sub(lines.len().max(6)));
    let below = u16::try_from(told.len()).unwrap_or(0);
    let body = Rect {
        y: inner.y + 2,
        height: inner.height.saturating_sub(4 + below),
        ..inner
    };
    let height = usize::from(body.height);
    // What is said of the fields stands right beneath them, not at the foot of a tall screen.
    let rows = u16::try_from(lines.len().max(6)).unwrap_or(u16::MAX);
    let body = Rect {
        height: body.height.min(rows),
        ..body
    };
    let here = lines.iter().position(|(at, _)| *at == form.at());
    let first = here
        .unwrap_or(0)
        .saturating_sub(height / 3)
        .min(lines.len().saturating_sub(height));
    Laid {
        area,
        inner,
        body,
        label,
        lines,
        first,
        told,
    }
}

/// Gives the field that stands at a line of the screen.
pub fn hit(model: &Model, form: &Form, x: u16, y: u16) -> Option<usize> {
    let laid = lay(model, &model.look(), form, true);
    let body = laid.body;
    let inside = x >= body.left() && x < body.right() && y >= body.top() && y < body.bottom();
    let line = laid.first + usize::from(y.saturating_sub(body.top()));
    laid.lines.get(line).filter(|_| inside).map(|(at, _)| *at)
}

/// Draws a form; `top` says whether nothing lies over it.
pub fn draw(model: &Model, look: &Look<'_>, form: &Form, top: bool, buf: &mut Buffer) {
    let laid = lay(model, look, form, top);
    let (inner, body) = (laid.inner, laid.body);
    lay_over(buf, laid.area, look.theme);
    let mut head = Strip::of(Role::Strong, &form.title);
    if form.offered.is_some() {
        let key = look.key(Action::FormDraft);
        head = head
            .text(Role::Doubt, "  your draft from before is there: ")
            .text(Role::Accent, &key)
            .text(Role::Doubt, " takes it, typing begins anew");
    } else if form.drafted {
        head = head.text(Role::Doubt, "  your draft from before");
    }
    if !form.many.is_empty() {
        head = head.right(Role::Muted, "what is said here is set on all of them");
    }
    if let Some(account) = form.account.filter(|_| form.offered.is_none()) {
        head = head.right(Role::Muted, look.who.title(account));
    }
    head.paint(
        buf,
        Rect {
            y: inner.y,
            height: 1.min(inner.height),
            ..inner
        },
        look.theme,
    );
    for (y, line) in (body.bottom()..).zip(&laid.told) {
        let row = Rect {
            y,
            height: 1,
            ..inner
        };
        line.paint(buf, row, look.theme);
    }
    for (y, (at, line)) in (body.top()..body.bottom()).zip(laid.lines.iter().skip(laid.first)) {
        let row = Rect {
            y,
            height: 1,
            ..body
        };
        let role = if *at == form.at() {
            Role::Accent
        } else {
            Role::Muted
        };
        let name = Rect {
            width: laid.label.saturating_sub(1),
            ..row
        };
        Strip::of(role, &line.label).paint(buf, name, look.theme);
        let value = Rect {
            x: row.x + laid.label,
            width: body.width.saturating_sub(laid.label).max(4),
            ..row
        };
        if let Some(area) = &line.prose {
            let tall = u16::try_from(line.tall).unwrap_or(1).min(body.bottom() - y);
            let mut area = area.clone();
            area.set_style(look.theme.style(Role::Input));
            area.set_cursor_line_style(Style::new());
            area.set_cursor_style(look.theme.style(Role::Caret));
            area.set_selection_style(look.theme.style(Role::Selected));
            let whole = Rect {
                height: tall,
                ..value
            };
            area.render(whole, buf);
        } else {
            line.strip.paint(buf, value, look.theme);
            if line.marked > 0 {
                let marked = Rect {
                    width: value.width.min(line.marked),
                    ..value
                };
                strip::lay(buf, marked, look.theme.style(Role::Selected));
            }
            if let Some(at) = line.caret {
                caret(buf, value, at, look);
            }
        }
    }
    let told = u16::try_from(laid.told.len()).unwrap_or(0);
    let foot = Rect {
        y: (body.bottom() + told + u16::from(told == 0)).min(inner.bottom().saturating_sub(1)),
        height: 1.min(inner.height),
        ..inner
    };
    let hinted = laid.lines.iter().any(|(_, line)| line.hinted);
    let how = form.row().filter(|_| !hinted).map(hint).unwrap_or_default();
    let mut strip = Strip::of(Role::Muted, &how);
    // A value that cannot be read says so while one is still there.
    let here = form.row().filter(|row| row.error.is_none());
    if let Some(Err(why)) = here.and_then(|row| row.understood(&look.reading())) {
        strip = Strip::of(Role::Doubt, &format!("{} {why}", look.sign(Sign::Unknown)));
    }
    // Who fits the name that is being typed is nearer than how the field is written.
    let fits = form.fits(&look.reading());
    if let Some(((_, first), others)) = fits.split_first() {
        let key = look.key(Action::FormNext);
        strip = Strip::of(Role::Accent, &key).text(Role::Muted, " takes ");
        strip = strip.text(Role::Strong, &first.title);
        // Who is of another account, and who is ours, is said before a key takes them.
        let of = match first.account {
            Some(account) if form.account != Some(account) => Some(look.who.title(account)),
            None if first.ours => Some("ours"),
            _ => None,
        };
        if let Some(of) = of {
            strip = strip.text(Role::Muted, &format!(", {of}"));
        }
        for (_, other) in others {
            strip = strip.text(Role::Muted, &format!(" · {}", other.title));
        }
    }
    let more = laid
        .lines
        .iter()
        .skip(laid.first + usize::from(body.height))
        .filter(|(_, line)| !line.label.is_empty())
        .count();
    if more > 0 {
        strip = strip.right(Role::Muted, &format!("{more} more below"));
    }
    if form.saving {
        strip = Strip::of(Role::Muted, "saving …");
    }
    if strip.width() > usize::from(foot.width) && more == 0 && foot.y > body.y {
        // Its end says how it is written.
        let two = Rect {
            y: foot.y - 1,
            height: 2,
            ..foot
        };
        let lines = plain::wrap(&strip.words(), usize::from(foot.width));
        for (y, words) in (two.top()..two.bottom()).zip(&lines) {
            let row = Rect {
                y,
                height: 1,
                ..two
            };
            Strip::of(Role::Muted, words).paint(buf, row, look.theme);
        }
        return;
    }
    strip.paint(buf, foot, look.theme);
}

/// So many lines are told of a solution, and of its outcome, under what is being typed.
const MOST_TOLD: usize = 3;

/// Tells, under a problem that is being typed, how the likes of it were solved elsewhere.
fn resembling(form: &Form, look: &Look<'_>, area: Rect, free: usize) -> Vec<Strip> {
    let room = usize::from(area.height.saturating_sub(14) / 3).min(3);
    let (Some(stories), Some(problem), 1..) = (look.stories, form.problem(&look.reading()), room)
    else {
        return Vec::new();
    };
    let found = stories.like(&problem, form.account, room);
    if found.is_empty() {
        return Vec::new();
    }
    let told = |most: usize| stories_told(&found, look, usize::from(area.width), most);
    let mut told = (1..=MOST_TOLD).rev().map(told);
    let whole = told.find(|lines| lines.len() <= free);
    whole.unwrap_or_else(|| stories_told(&found, look, usize::from(area.width), 1))
}

/// Tells of solutions and their outcomes, each in so many lines at most.
fn stories_told(found: &[&Story], look: &Look<'_>, width: usize, most: usize) -> Vec<Strip> {
    let mut lines = vec![
        Strip::new(),
        Strip::of(Role::Heading, "Solved elsewhere, and like this"),
    ];
    for story in found {
        let title = story.title.as_deref().unwrap_or("a problem like it");
        lines.push(
            Strip::of(Role::Good, look.sign(Sign::Done))
                .text(Role::Strong, &format!(" {title}"))
                .right(Role::Muted, &story.who),
        );
        // How it was solved is read whole where there is room for it, else as one line.
        let width = width.saturating_sub(3);
        for (role, text) in [(Role::Text, &story.solution), (Role::Words, &story.outcome)] {
            let Some(text) = text else { continue };
            if most == 1 {
                lines.push(Strip::of(role, &format!("  {text}")));
                continue;
            }
            let broken = plain::wrap(text, width);
            let last = broken.len().min(most) - usize::from(!broken.is_empty());
            for (number, words) in broken.iter().take(most).enumerate() {
                let cut = number == last && broken.len() > most;
                let end = if cut { "…" } else { "" };
                lines.push(Strip::of(role, &format!("  {words}{end}")));
            }
        }
    }
    lines.push(Strip::new());
    lines
}

/// Says what belongs into a row, and how it is written.
fn hint(row: &form::Row) -> String {
    let parts = [row.asked().help.trim(), &form::how_to_write(row.asked())].map(str::to_owned);
    let said = parts.into_iter().filter(|part| !part.is_empty());
    said.collect::<Vec<_>>().join(" · ")
}

/// Names a field, and the part of it.
fn named(row: &form::Row) -> String {
    match row.part {
        Some(part) => format!("{} {}", row.field.label(), part.label()),
        // A field is called what the page calls it.
        None => short_label(row.field.name).replace('_', " "),
    }
}

/// Says what stands in a row where one is not, as a person says it; what cannot be read stands as it was typed.
fn said_of(row: &form::Row, reading: &Reading<'_>) -> String {
    let typed = row.typed();
    match (row.asked().ty, row.read(reading)) {
        (Type::Money, Some(value)) => {
            serde_json::from_value::<Money>(value).map_or(typed, |money| money.full())
        }
        (Type::Count | Type::Decimal, Some(_)) => money::grouped(typed.trim()),
        (
            ty @ (Type::Date | Type::Moment | Type::Birthday | Type::List(Type::Parts(_))),
            Some(value),
        ) => typed::show(&ty, &value, reading),
        _ => typed,
    }
}

/// One line of a form.
#[derive(Default)]
struct FormLine {
    label: String,
    strip: Strip,
    caret: Option<usize>,
    /// So many cells are marked: what is typed first takes their place.
    marked: u16,
    /// How it is written stands beside it.
    hinted: bool,
    prose: Option<ratatui_textarea::TextArea<'static>>,
    tall: usize,
}

#[allow(clippy::too_many_arguments)]
fn form_lines(
    form: &Form,
    at: usize,
    row: &form::Row,
    reading: &Reading<'_>,
    width: u16,
    room: usize,
    top: bool,
) -> Vec<FormLine> {
    let here = at == form.at();
    let label = named(row);
    let mut lines = Vec::new();
    if let Some(offered) = form.offers(row, reading) {
        // As long as it is only offered, it looks like nothing that was typed here.
        let said = plain::line(&offered.replace('\n', " · ")).into_owned();
        return vec![FormLine {
            label,
            strip: Strip::of(Role::Doubt, &said),
            caret: (here && top).then_some(0),
            ..FormLine::default()
        }];
    }
    match &row.entry {
        Entry::Line(line) => {
            let (text, place) = if here {
                line.shown(usize::from(width))
            } else {
                (said_of(row, reading), 0)
            };
            let marked = if here && top && form.replaces() {
                u16::try_from(plain::width(&text)).unwrap_or(u16::MAX)
            } else {
                0
            };
            let mut strip = Strip::of(if here { Role::Input } else { Role::Text }, &text);
            let mut wrong = Vec::new();
            match row.understood(reading) {
                Some(Ok(said)) if here && said != text => {
                    strip = strip.text(Role::Muted, &format!("   {said}"));
                }
                // Its end says what to type instead.
                Some(Err(why)) if !here && row.error.is_none() => {
                    wrong = plain::wrap(&why, usize::from(width));
                }
                _ => {}
            }
            if row.field.name == "cost"
                && let Some(year) = form.cost_year(reading)
            {
                strip = Strip::of(if here { Role::Input } else { Role::Text }, &text)
                    .right(Role::Good, &year);
            }
            if let Some(apart) = form.apart(row) {
                strip =
                    Strip::of(Role::Faint, if here { "   " } else { "" }).text(Role::Faint, apart);
            } else if text.is_empty() && !here {
                strip = Strip::of(Role::Faint, "·");
            }
            // How it is written stands where one looks, as long as there is room.
            let how = hint(row);
            let room = strip.width() + plain::width(&how) + 4 <= usize::from(width);
            let hinted = here && top && !how.is_empty() && room && row.field.name != "cost";
            if hinted {
                strip = strip.right(Role::Muted, &how);
            }
            lines.push(FormLine {
                label,
                hinted,
                strip,
                caret: (here && top).then_some(place),
                marked,
                ..FormLine::default()
            });
            lines.extend(wrong.iter().map(|words| FormLine {
                strip: Strip::of(Role::Error, words),
                ..FormLine::default()
            }));
        }
        Entry::Choice(value) => {
            let said = crate::domain::typed::show(&row.asked().ty, value, reading);
            let strip = if said.is_empty() {
                Strip::of(Role::Faint, form.apart(row).unwrap_or("·"))
            } else {
                Strip::of(if here { Role::Input } else { Role::Text }, &said)
            };
            // A name that nobody has is kept as it is, and is nobody one can look up.
            let strip = if form::people::unknown(row.asked().ty, value) {
                strip.text(
                    Role::Doubt,
                    "   ? nobody here is called so; kept in these words",
                )
            } else {
                strip
            };
            lines.push(FormLine {
                label,
                strip,
                caret: (here && top).then_some(0),
                ..FormLine::default()
            });
        }
        Entry::Prose(area) if here => {
            let wrapped: usize = area
                .lines()
                .iter()
                .map(|line| plain::width(line) / usize::from(width.max(1)) + 1)
                .sum();
            let tall = wrapped.clamp(2, (room / 2).max(2));
            let mut area = (**area).clone();
            if !top {
                area.set_cursor_style(Style::new());
            }
            lines.push(FormLine {
                label,
                prose: Some(area),
                tall,
                ..FormLine::default()
            });
            lines.extend((1..tall).map(|_| FormLine {
                prose: None,
                ..FormLine::default()
            }));
        }
        Entry::Prose(_) => {
            let wrapped = plain::wrap(&said_of(row, reading), usize::from(width));
            let more = wrapped.len().saturating_sub(3);
            for (number, words) in wrapped.iter().take(3).enumerate() {
                let mut strip = Strip::of(Role::Text, words);
                if number == 2 && more > 0 {
                    strip = strip.right(Role::Muted, &format!("{more} more"));
                }
                lines.push(FormLine {
                    label: if number == 0 {
                        label.clone()
                    } else {
                        String::new()
                    },
                    strip,
                    ..FormLine::default()
                });
            }
            if wrapped.is_empty() {
                lines.push(FormLine {
                    label,
                    strip: Strip::of(Role::Faint, form.apart(row).unwrap_or("·")),
                    ..FormLine::default()
                });
            }
        }
    }
    if let Some(error) = &row.error {
        for words in plain::wrap(error, usize::from(width)) {
            lines.push(FormLine {
                strip: Strip::of(Role::Error, &words),
                ..FormLine::default()
            });
        }
    }
    lines
}
