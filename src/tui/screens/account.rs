//! One account's workbench: six sections, a list at the left and the chosen record's whole detail beside it.

use std::sync::Arc;

use crate::domain::kinds::Person;
use crate::domain::names::fold;
use crate::domain::state::open;
use crate::domain::words::{Direction, Words};
use crate::domain::{Body, Id, Record, plain};
pub use crate::signals::sections::Section;
use crate::signals::sections::{Place, Stay, is_over, place};
use crate::tui::action::Action;
use crate::tui::look::{Look, days_between};
use crate::tui::sheet::Item;
use crate::tui::signs::Sign;
use crate::tui::story::hidden;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// Lists the records of a section under their headings; `buys` says whether it is known what they buy.
pub fn items(
    account: Id,
    section: Section,
    records: &[Arc<Record>],
    buys: bool,
    look: &Look<'_>,
) -> (Vec<String>, Vec<Item>) {
    let mut headings: Vec<String> = Vec::new();
    let mut rows: Vec<(usize, i64, usize)> = Vec::new();
    for (row, record) in records.iter().enumerate() {
        // What they buy is no record; the account's own stands for it.
        let bought = buys && section == Section::Stay && record.id() == account;
        let placed = if bought {
            Some(Place {
                heading: "What they buy",
                rank: 2,
                order: 0,
            })
        } else {
            place(account, section, record, look.now)
        };
        let Some(placed) = placed else {
            continue;
        };
        let name = placed.heading.to_owned();
        let at = headings
            .iter()
            .position(|known| *known == name)
            .unwrap_or_else(|| {
                headings.push(name);
                headings.len() - 1
            });
        rows.push((placed.rank * 1000 + at, placed.order, row));
    }
    rows.sort_unstable();
    // Headings follow the order of the section, not that of the records.
    let mut ordered: Vec<String> = Vec::new();
    let items = rows
        .into_iter()
        .map(|(order, _, row)| {
            let heading = &headings[order % 1000];
            let group = ordered
                .iter()
                .position(|known| known == heading)
                .unwrap_or_else(|| {
                    ordered.push(heading.clone());
                    ordered.len() - 1
                });
            let record = &records[row];
            Item {
                id: record.id(),
                account: record.account(),
                row,
                group,
                height: 2,
                find: fold(&format!(
                    "{} {} {} {}",
                    record.title(),
                    record.state().unwrap_or_default(),
                    record.short(),
                    second(record, look)
                )),
            }
        })
        .collect();
    (ordered, items)
}

/// The width below which a title has its line for itself.
const NARROW: u16 = 48;

/// Draws the two lines of a record in a list of a width; in a narrow one the figure stands beside the state.
pub fn strips_in(record: &Record, look: &Look<'_>, width: u16) -> [Strip; 2] {
    if hidden(record, look) {
        return [
            Strip::of(Role::Faint, "· ").text(Role::Doubt, "private"),
            Strip::of(Role::Text, "  ").text(Role::Muted, record.kind().word()),
        ];
    }
    let (sign, role) = look.sign_of(record);
    let (aside, aside_role) = aside(record, look);
    let title_role = if open(record) || record.state().is_none() {
        Role::Strong
    } else {
        Role::Text
    };
    let first = Strip::of(role, sign)
        .text(Role::Text, " ")
        .text(title_role, &record.title());
    let mut said = second(record, look);
    if width < NARROW {
        // A few letters of what follows the state say nothing.
        let room = usize::from(width).saturating_sub(plain::width(&aside) + 4);
        if let Some((state, _)) = said.split_once(" · ")
            && plain::width(&said) > room
            && plain::width(state) + 3 + FEW > room
        {
            said = state.to_owned();
        }
    }
    let second = Strip::of(Role::Text, "  ").text(Role::Muted, &said);
    if width < NARROW {
        [first, second.right(aside_role, &aside)]
    } else {
        [first.right(aside_role, &aside), second]
    }
}

/// Fewer cells of a sentence cannot be read.
const FEW: usize = 12;

/// Gives the figure at the right of the first line: a cost, a day, an amount.
pub fn aside(record: &Record, look: &Look<'_>) -> (String, Role) {
    let plain = |text: String| (text, Role::Muted);
    match &record.body {
        Body::Problem(_) => record
            .cost_said()
            .map_or(("?".into(), Role::Doubt), |said| (said, Role::Text)),
        Body::Promise(body) if record.state() == Some("open") => match body.due {
            Some(due) => {
                let (said, late) = look.due(due);
                (said, if late { Role::Late } else { Role::Text })
            }
            None => ("no day".into(), Role::Doubt),
        },
        Body::Promise(body) => plain(body.closed_on.map(|on| past(on, look)).unwrap_or_default()),
        Body::Advocacy(body) if body.decided() && !body.closed() => {
            // News to bring, and good news often: no warning.
            let said = if body.told_on.is_some() {
                "not all told"
            } else {
                "not told"
            };
            (said.into(), Role::Accent)
        }
        Body::Advocacy(body) => match body.due.filter(|_| !body.decided()) {
            Some(due) => {
                let (said, late) = look.due(due);
                (said, if late { Role::Late } else { Role::Muted })
            }
            None => plain(String::new()),
        },
        Body::Agreement(body) => plain(body.notice_by.map_or_else(
            || {
                body.ends
                    .map(|ends| format!("ends {}", look.said(ends)))
                    .unwrap_or_default()
            },
            |notice| format!("notice {}", look.said(notice)),
        )),
        Body::Touchpoint(body) => plain(
            body.starts
                .as_ref()
                .map(|starts| {
                    if record.state() == Some("planned") && !record.all_day() {
                        look.moment(starts)
                    } else {
                        past(look.day_of(starts), look)
                    }
                })
                .unwrap_or_default(),
        ),
        Body::Learning(body) => plain(body.learned_on.map(|on| past(on, look)).unwrap_or_default()),
        Body::Loyalty(body) => plain(body.on.map(|on| past(on, look)).unwrap_or_default()),
        Body::Deal(body) => plain(
            body.amount
                .as_ref()
                .map(crate::domain::Money::brief)
                .unwrap_or_default(),
        ),
        Body::Survey(body) => plain(match (&body.score, &body.out_of) {
            (Some(score), Some(of)) => format!("{score} of {of}"),
            (Some(score), None) => score.to_string(),
            _ => String::new(),
        }),
        Body::Person(body) if !look.present => plain(
            body.stance
                .map(|stance| stance.word().to_owned())
                .unwrap_or_default(),
        ),
        _ => plain(String::new()),
    }
}

/// Says a day that may be over; a weekday alone could be last week's or this one's.
fn past(on: crate::domain::Date, look: &Look<'_>) -> String {
    if (2..7).contains(&days_between(on, look.today())) {
        on.strftime("%a %-d %b").to_string()
    } else {
        look.said(on)
    }
}

/// Gives the second line: state and what matters next.
pub fn second(record: &Record, look: &Look<'_>) -> String {
    // That something is open, its sign and its heading say.
    let state = record
        .state()
        .filter(|state| *state != "open")
        .unwrap_or_default();
    let and = |more: Option<String>| match more.filter(|text| !text.is_empty()) {
        Some(more) if state.is_empty() => more,
        Some(more) => format!("{state} · {more}"),
        None => state.to_owned(),
    };
    match &record.body {
        Body::Problem(body) => and(body
            .solution
            .clone()
            .filter(|_| matches!(state, "solving" | "solved" | "verified"))
            .or_else(|| body.need.clone())
            .or_else(|| Some("nobody knows yet what they need".into()))),
        Body::Promise(body) => {
            let theirs = body.direction == Some(Direction::Theirs);
            let people = look.called_short(if theirs { &body.by } else { &body.to });
            let who = match (theirs, people.is_empty()) {
                (true, false) if !open(record) => format!("by {people}"),
                (true, false) => format!("{people} owes us"),
                (true, true) => "they owe".into(),
                (false, false) => format!("to {people}"),
                (false, true) => "we owe".into(),
            };
            and(Some(who))
        }
        Body::Advocacy(body) => and(body.next_step.clone().or_else(|| body.answer.clone())),
        Body::Agreement(body) => and(body.value.as_ref().map(crate::domain::Money::brief)),
        Body::Person(body) => role_of(body),
        Body::Touchpoint(body) => {
            let channel = body.channel.map(|channel| channel.word().to_owned());
            let people = Some(look.called_short(&body.people)).filter(|people| !people.is_empty());
            let outcome = body.received.first().cloned().filter(|_| state == "held");
            [
                channel,
                people,
                outcome.or_else(|| match state {
                    "planned" if is_over(body, look.now) => {
                        Some(format!("{} writes it up", look.key(Action::Edit)))
                    }
                    "planned" => Some(body.must.clone().unwrap_or_else(|| "no aim yet".into())),
                    _ => None,
                }),
            ]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
        }
        Body::Learning(body) => {
            let about = body.person.map(|id| look.who.title(id).to_owned());
            [
                body.facet.map(|facet| facet.word().to_owned()),
                about,
                body.confidence.map(|sure| sure.word().to_owned()),
            ]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
        }
        Body::Question(body) => and(Some(look.called_short(&body.whom))
            .filter(|whom| !whom.is_empty())
            .map(|whom| format!("ask {whom}"))
            .or_else(|| body.why.clone())),
        Body::Alternative(body) => and(body.equal_or_better.clone()),
        Body::Loyalty(body) => body
            .because
            .clone()
            .or_else(|| body.alternative.map(|would| would.word().to_owned()))
            .unwrap_or_default(),
        Body::Favour(body) => body.words.clone().unwrap_or_default(),
        Body::Trend(body) => and(Some(body.industries.join(", "))),
        Body::Deal(body) => {
            let stage = body
                .stage
                .clone()
                .filter(|stage| !stage.eq_ignore_ascii_case(state));
            let state_of = record.state().unwrap_or_default();
            let closes = body.closes.map(|on| match (state_of, on < look.today()) {
                ("open", true) => format!("should have closed {}", look.said(on)),
                ("open", false) => format!("closes {}", look.said(on)),
                _ => look.said(on),
            });
            let said: Vec<String> = [stage, closes].into_iter().flatten().collect();
            and(Some(said.join(" · ")))
        }
        Body::Survey(body) => body.words.clone().unwrap_or_default(),
        Body::Account(body) => body
            .business
            .clone()
            .or_else(|| body.industry.clone())
            .unwrap_or_else(|| "nothing is known yet".into()),
    }
}

/// Says what somebody does, and their part in a decision.
pub fn role_of(body: &Person) -> String {
    [body.title.as_deref(), body.part.map(Words::word)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Counts what each tab shows, and whether something there is late.
pub fn tabs(account: Id, records: &[Arc<Record>], look: &Look<'_>) -> Vec<(Section, usize, bool)> {
    Section::ALL
        .iter()
        .map(|section| {
            let here = records
                .iter()
                .filter(|record| place(account, *section, record, look.now).is_some());
            let counted: Vec<&Arc<Record>> = here
                .filter(|record| {
                    let current = open(record) || record.state().is_none();
                    *section != Section::Overview && (current || *section == Section::Timeline)
                })
                .collect();
            let late = counted
                .iter()
                .any(|record| record.days_late(look.today()).is_some_and(|days| days > 0));
            (*section, counted.len(), late)
        })
        .collect()
}

/// Says why they stay, and whether they would: the second line of the head.
pub fn stay(records: &[Arc<Record>], look: &Look<'_>) -> (Strip, Option<String>) {
    if look.present {
        // How we read a customer is not for their eyes, nor that nobody asked.
        return (Strip::new(), None);
    }
    let Some(stay) = Stay::of(records.iter().map(|record| &**record)) else {
        let unasked = format!("{} {}", look.sign(Sign::Unknown), Stay::UNASKED);
        return (Strip::of(Role::Doubt, &unasked), None);
    };
    let when = stay
        .on
        .map(|on| format!(" · {}", look.said(on)))
        .unwrap_or_default();
    (
        Strip::of(Role::Words, &stay.because),
        Some(format!("{}{when}", stay.would)),
    )
}

/// Gives the next planned touchpoint.
pub fn next_meeting<'a>(records: &'a [Arc<Record>], look: &Look<'_>) -> Option<&'a Arc<Record>> {
    records
        .iter()
        .filter(|record| matches!(&record.body, Body::Touchpoint(body) if record.state() == Some("planned") && body.starts.as_ref().is_some_and(|starts| starts.timestamp() >= look.now.timestamp())))
        .min_by_key(|record| if let Body::Touchpoint(body) = &record.body { body.starts.as_ref().map(crate::domain::Moment::timestamp) } else { None })
}
