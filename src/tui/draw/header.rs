//! Draws where I am: the place, what it adds up to, and the tabs of an account.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::brief::Audience;
use crate::domain::{Kind, plain};
use crate::tui::action::Action;
use crate::tui::call::Call;
use crate::tui::data::{Ask, Paper};
use crate::tui::layout::{self, Frame};
use crate::tui::look::Look;
use crate::tui::model::{Model, Place};
use crate::tui::screens::account::Section;
use crate::tui::screens::{account, accounts, today};
use crate::tui::signs::Sign;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// Names the place where one is.
pub fn title(model: &Model, look: &Look<'_>) -> String {
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

pub fn header(model: &Model, look: &Look<'_>, frame: &Frame, buf: &mut Buffer) {
    let mut strip = Strip::of(Role::Accent, " ally")
        .text(
            Role::Text,
            if frame.header.width < 60 { "  " } else { "   " },
        )
        .text(Role::Strong, &title(model, look));
    if let Place::Account(id, _) = &model.here.place
        && let Some(parent) = look.who.get(*id).and_then(|known| known.account)
    {
        strip = strip.spare(Role::Muted, &format!(" · of {}", look.who.title(parent)));
    }
    if model.settings.demo {
        strip = strip.text(Role::Muted, "  demo");
    }
    if model.only_read {
        strip = strip
            .text(Role::Text, "  ")
            .text(Role::Present, " only read ");
    }
    if let Some(call) = &model.call {
        strip = going_on(strip, call, look, frame.header.width);
    }
    if model.present {
        strip = strip.text(Role::Text, "  ").text(
            Role::Present,
            if frame.header.width < 120 {
                " presenting "
            } else {
                " presenting: private facts hidden "
            },
        );
    }
    let (shown, all) = model.here.sheet.counts();
    let marked = model.here.sheet.marked.len();
    strip = match &model.here.place {
        _ if marked > 0 => strip.right(Role::Marked, &format!("{marked} marked ")),
        Place::Today => {
            let (meetings, due, late) = today::tally(model.data.matters(&Ask::Today));
            let tally = format!("{} · {due} due", accounts::many(meetings, "meeting"));
            // Where both do not fit, the order that was asked for is told.
            let said = match model.order_said() {
                Some(order) if frame.header.width < 100 => order,
                Some(order) => format!("{order} · {tally}"),
                None => tally,
            };
            let strip = strip.right(Role::Muted, &said);
            if late > 0 {
                strip
                    .right(Role::Muted, " · ")
                    .right(Role::Late, &format!("{late} late"))
                    .right(Role::Text, " ")
            } else {
                strip.right(Role::Text, " ")
            }
        }
        Place::Week => match model.order_said() {
            Some(order) => strip.right(Role::Muted, &format!("{order} ")),
            None => strip,
        },
        Place::Accounts | Place::Board(_) | Place::Trash | Place::Inbox | Place::History(_)
            if all > 0 =>
        {
            if shown < all && frame.above.height > 0 {
                // The row of the filter says it.
                strip
            } else {
                strip.right(Role::Muted, &format!("{} ", counted(model, shown, all)))
            }
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
            let next = next.map(|next| look.moment(next));
            // When one meets next is worth more than what they are.
            let beside = next.as_ref().map_or(0, |next| plain::width(next) + 9);
            let room = usize::from(frame.header.width).saturating_sub(strip.least() + beside + 2);
            // An order that was asked for is told rather than what they are.
            let about = model.order_said().unwrap_or(about);
            let about = if plain::width(&about) > room {
                String::new()
            } else {
                about
            };
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
                    .right(Role::Accent, &format!("{next} ")),
                None => strip.right(Role::Text, " "),
            }
        }
        Place::Brief(ask) if ask.paper == Paper::Brief => strip.right(
            Role::Muted,
            &format!("{} · {} ", ask.depth, for_whom(ask.audience)),
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
            let role = if would.is_some() {
                Role::Words
            } else {
                Role::Doubt
            };
            if would.is_some() {
                strip.push(Role::Muted, "they stay for  ");
            }
            strip.push(role, &because.words());
            if let Some(would) = would {
                // What they would do counts; that it was asked is understood.
                let would = match would.split_once(": ") {
                    Some((_, would)) if frame.under.width < 140 => format!("if better: {would}"),
                    _ => would,
                };
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

/// Says how many of what there are, and in what order they stand.
fn counted(model: &Model, shown: usize, all: usize) -> String {
    let word = match &model.here.place {
        Place::Accounts => "account",
        Place::Board(Kind::Advocacy) => "fight",
        Place::Board(kind) => kind.word(),
        Place::History(_) => "entry",
        Place::Inbox => "line",
        _ => "record",
    };
    // A trend stands there once for each account that it touches; the line below counts both.
    if model.here.place == Place::Board(Kind::Trend) && shown == all {
        return model.order_said().unwrap_or_default();
    }
    let said = accounts::many(all, word);
    let said = if shown < all {
        format!("{shown} of {said}")
    } else {
        said
    };
    match model.order_said() {
        Some(order) => format!("{said} {order}"),
        None => said,
    }
}

/// Says that a call is going on, with whom, since when, and the key back to it.
fn going_on(strip: Strip, call: &Call, look: &Look<'_>, width: u16) -> Strip {
    let seconds = call.seconds(look.now);
    let strip = strip
        .text(Role::Text, "   ")
        .text(Role::Accent, look.sign(Sign::Open))
        .text(
            Role::Muted,
            &format!(" call {:02}:{:02}", seconds / 60, seconds % 60),
        );
    if width < 76 {
        return strip;
    }
    let name = plain::fit(look.who.title(call.account), 24);
    strip
        .spare(Role::Muted, &format!(" {name}  "))
        .spare(Role::Accent, &look.key(Action::Call))
        .spare(Role::Muted, " back to it")
}

/// Says for whose eyes a page is.
fn for_whom(audience: Audience) -> &'static str {
    match audience {
        Audience::Team => "for the team",
        Audience::Private => "for you alone",
        Audience::Customer => "for the customer",
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
