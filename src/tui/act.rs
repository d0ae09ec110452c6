//! What the keys of a screen do.

use serde_json::Value;

use super::action::Action;
use super::choose;
use super::data::{Ask, BriefAsk, Order, Paper};
use super::filling;
use super::model::{Effect, Model, Origin, Place, Screen};
use super::overlays::{Overlay, Question, Yes};
use super::screens::account::Section;
use super::screens::calendar;
use super::sheet::Pane;
use super::steps;
use super::update::asks;
use crate::brief::{Audience, Depth, markdown, text};
use crate::domain::words::{Channel, TouchpointState};
use crate::domain::{Body, Id, Kind};

/// How many places one can go back.
const REMEMBERED: usize = 50;

/// Opens a place, remembering where one was.
pub fn open(model: &mut Model, place: Place, wanted: Option<Id>) -> Vec<Effect> {
    if model.here.place == place {
        if let Some(wanted) = wanted {
            model.here.sheet.filter = super::line::LineEdit::default();
            model.here.sheet.sift();
            model.here.sheet.choose(wanted);
        }
        model.here.sheet.pane = Pane::List;
        return Vec::new();
    }
    let before = std::mem::replace(&mut model.here, Screen::at(place));
    model.here.wanted = wanted.or_else(|| last_chosen(model, &before));
    remember(model, before);
    arrive(model)
}

/// Remembers a place as the one to go back to.
fn remember(model: &mut Model, before: Screen) {
    model.back.push(before);
    if model.back.len() > REMEMBERED {
        model.back.remove(0);
        for (behind, _) in &mut model.aside {
            *behind = behind.saturating_sub(1);
        }
    }
    model.forth.clear();
}

/// Gives the record that was chosen when one was last in a list over all accounts: one goes on where one was.
fn last_chosen(model: &Model, left: &Screen) -> Option<Id> {
    let place = &model.here.place;
    if !matches!(
        place,
        Place::Today | Place::Week | Place::Accounts | Place::Board(_)
    ) {
        return None;
    }
    let before = model.back.iter().chain(model.forth.iter()).chain([left]);
    let last = before.rev().find(|screen| screen.place == *place)?;
    // Whoever never moved is still at the top, whatever stands there now.
    let chosen = last.sheet.chosen().filter(|_| last.sheet.at() > 0)?;
    Some(chosen.id)
}

/// Puts what lies over the place aside, to go and see something that was looked up: what is typed is kept, and is there
/// again when one comes back to the place that so many lie behind.
pub fn put_aside(model: &mut Model, behind: usize) -> Vec<Effect> {
    let mut effects = Vec::new();
    let over = std::mem::take(&mut model.overlays);
    let kept: Vec<Overlay> = over
        .into_iter()
        .filter(|overlay| matches!(overlay, Overlay::Form(_) | Overlay::Capture(_)))
        .collect();
    for overlay in &kept {
        model.overlays.push(overlay.clone());
        let said = model.toast.take();
        effects.extend(choose::leave(model));
        model.toast = said;
    }
    if !kept.is_empty() {
        let back = model.look().key(Action::Back);
        model.say(&format!(
            "What you typed is kept; {back} brings you back to it."
        ));
        model.aside.push((behind, kept));
    }
    effects
}

/// Lays what was put aside over the place again; what was saved or thrown away meanwhile is left away.
fn take_up(model: &mut Model) {
    let here = model.back.len();
    model.aside.retain(|(behind, _)| *behind <= here);
    let Some((_, over)) = model.aside.pop_if(|(behind, _)| *behind == here) else {
        return;
    };
    let drafts = &model.drafts;
    let there = |place: &str| drafts.iter().any(|draft| draft.place == place);
    let still = over.into_iter().filter(|overlay| match overlay {
        Overlay::Form(form) => !form.changed() || there(&form.place()),
        Overlay::Capture(capture) => capture.line.is_empty() || there("capture"),
        _ => false,
    });
    model.overlays = still.collect();
}

/// Lists what the place where one is asks, and those where one was a moment ago.
pub fn wanted(model: &Model) -> Vec<Ask> {
    let mut wanted: Vec<_> = model.here.place.asks();
    let back = model.back.iter().rev().take(4);
    wanted.extend(back.flat_map(|screen| screen.place.asks()));
    wanted
}

/// Fills the place where one arrived from what is known, and asks for what is not.
fn arrive(model: &mut Model) -> Vec<Effect> {
    let wanted = wanted(model);
    model.data.keep(&wanted);
    let wanted = model.here.wanted;
    model.refill();
    // What is shown now may be an older answer; the record can still come with the next.
    model.here.wanted = wanted;
    let old = model.here.place.asks().into_iter();
    let old: Vec<_> = old.filter(|ask| model.data.is_old(ask)).collect();
    model.reading.extend(old);
    // Names and boards are long; what was read since the last change is not read again.
    let long = |ask: &Ask| matches!(ask, Ask::Names | Ask::Kind(_));
    let mut effects = asks(model);
    effects.retain(
        |effect| !matches!(effect, Effect::Ask(ask) if long(ask) && model.data.is_fresh(ask)),
    );
    effects
}

/// Goes to a record: in its account, or on the board of its kind.
pub fn go_to(model: &mut Model, id: Id) -> Vec<Effect> {
    if model.who.is_gone(id) {
        let key = model.look().key(Action::GoTrash);
        let said = format!(
            "{} was deleted; {key} shows what can be brought back.",
            model.who.plain(id)
        );
        model.complain(&said);
        return Vec::new();
    }
    let Some(known) = model.who.get(id) else {
        model.complain("This record is not in the book any more.");
        return Vec::new();
    };
    let place = match (known.kind, known.account) {
        (Kind::Account, _) => Place::Account(id, Section::Overview),
        (kind, Some(account)) => Place::Account(account, Section::of(kind)),
        (kind, None) => Place::Board(kind),
    };
    if model.here.place == place && model.chosen() != Some(id) {
        // A link that leads to another line of the same list is a way, too, that one comes back.
        let before = model.here.clone();
        remember(model, before);
    }
    open(model, place, Some(id))
}

/// Leaves what is open: an overlay, a filter, marks, the detail, the place.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    model.keys.clear();
    model.count = None;
    if !model.overlays.is_empty() {
        return choose::leave(model);
    }
    let sheet = &mut model.here.sheet;
    if !sheet.filtering && sheet.pane == Pane::Detail && !sheet.filter.is_empty() {
        // First back to the list as it is filtered, the same line chosen.
        sheet.pane = Pane::List;
        return Vec::new();
    }
    if sheet.filtering || !sheet.filter.is_empty() {
        sheet.filtering = false;
        sheet.filter = super::line::LineEdit::default();
        sheet.sift();
        return Vec::new();
    }
    if !sheet.marked.is_empty() {
        sheet.marked.clear();
        return Vec::new();
    }
    if sheet.pane == Pane::Detail {
        sheet.pane = Pane::List;
        return Vec::new();
    }
    if std::mem::take(&mut model.here.over_call)
        && let Some(account) = model.call.as_ref().map(|call| call.account)
    {
        let mut effects = backward(model);
        effects.extend(super::call::open(model, account, None));
        return effects;
    }
    backward(model)
}

fn backward(model: &mut Model) -> Vec<Effect> {
    let before = match model.back.pop() {
        Some(screen) => screen,
        None if model.here.place == Place::Today => {
            let quit = model.look().key(Action::Quit);
            model.say(&format!("{quit} quits"));
            return Vec::new();
        }
        None => Screen::at(Place::Today),
    };
    let here = std::mem::replace(&mut model.here, before);
    model.forth.push(here);
    take_up(model);
    arrive(model)
}

/// Says whether others are marked than the one record that a key would act on.
fn one_of_many(model: &Model) -> bool {
    model.here.sheet.pane == Pane::List
        && model.meant() != model.chosen().into_iter().collect::<Vec<Id>>()
}

/// Says whether an action on the page of an account means that account, so that it does nothing once that is deleted.
fn needs_account(action: Action) -> bool {
    use Action as A;
    matches!(
        action,
        A::New
            | A::Edit
            | A::Brief
            | A::Call
            | A::Capture
            | A::Paper
            | A::Chart
            | A::Link
            | A::Delete
            | A::Merge
            | A::Snooze
            | A::Move
            | A::Specialist
    )
}

/// Does an action of a screen.
pub fn on_screen(model: &mut Model, action: Action, count: usize) -> Vec<Effect> {
    use Action as A;
    if action != A::Delete {
        model.struck = false;
    }
    if model.here.sheet.filtering {
        return filtering(model, action);
    }
    let page = model.page();
    let in_detail =
        model.here.sheet.pane == Pane::Detail || matches!(model.here.place, Place::Brief(_));
    if in_detail && scrolled(model, action, count) {
        return Vec::new();
    }
    if !in_detail && model.here.place == Place::Calendar {
        if let Some(to) = calendar::moved(&model.here.sheet, action, count, model.now.date()) {
            model.here.sheet.choose_at(to);
            return Vec::new();
        }
    } else if !in_detail && model.here.sheet.step(action, count, page) {
        return Vec::new();
    }
    if model.here.place == Place::Trash
        && matches!(
            action,
            A::Edit | A::Move | A::Link | A::Delete | A::Snooze | A::Specialist | A::Merge
        )
    {
        let key = model.look().key(A::Step);
        model.say(&format!("It is deleted; {key} brings it back first."));
        return Vec::new();
    }
    if let Some(account) = model.lost()
        && needs_account(action)
    {
        let key = model.look().key(A::GoTrash);
        let name = model.who.plain(account);
        let said = format!("{name} was deleted; {key} shows what can be brought back.");
        model.complain(&said);
        return Vec::new();
    }
    // What says more of itself than this does so below.
    let says = matches!(
        action,
        A::Mark | A::Brief | A::Call | A::Paper | A::Specialist
    );
    if !model.works(action) && !says {
        if !action.moves() {
            let key = model.look().key(action);
            model.say(&format!("{key} does nothing here."));
        }
        return Vec::new();
    }
    match action {
        A::Back => leave(model),
        A::Backward => backward(model),
        A::Forward => match model.forth.pop() {
            Some(screen) => {
                let before = std::mem::replace(&mut model.here, screen);
                model.back.push(before);
                arrive(model)
            }
            None => Vec::new(),
        },
        A::Quit if model.unkept && !model.drafts.is_empty() => {
            let asks = "What you typed could not be kept, and is lost when you leave. Leave?";
            model.overlays.push(Overlay::Question(Box::new(Question {
                asks: asks.into(),
                yes: Yes::Quit,
            })));
            Vec::new()
        }
        A::Quit => vec![Effect::Quit],
        A::Help => {
            model.overlays.push(Overlay::Help(0));
            Vec::new()
        }
        A::Palette => choose::open_palette(model),
        A::Capture => super::bar::open_capture(model),
        A::Themes => choose::open_themes(model),
        A::Undo => {
            let entry = match &model.here.place {
                Place::History(of) => model
                    .here
                    .sheet
                    .chosen()
                    .and_then(|item| model.data.history(*of).get(item.row))
                    .map(|entry| entry.seq),
                _ => None,
            };
            order(Order::Weigh(Box::new(Order::Undo(entry))))
        }
        A::Redo => order(Order::Redo),
        A::Import => super::import::open(model),
        A::Guests => super::guests::ask(),
        A::Merge => super::merge::open(model),
        A::Present => {
            model.present = !model.present;
            model.who.share(model.present);
            if model.present {
                share_pages(model);
            }
            model.refill();
            let said = if model.present {
                "Private facts, stances, readings and aims are hidden; your own lists are still seen."
            } else {
                "Everything is shown again."
            };
            model.say(said);
            asks(model)
        }
        A::GoToday => open(model, Place::Today, None),
        A::GoWeek => open(model, Place::Week, None),
        A::GoCalendar => {
            let today = calendar::id_of(model.now.date());
            open(model, Place::Calendar, Some(today))
        }
        A::GoAccounts => open(model, Place::Accounts, None),
        A::GoNeeds => open(model, Place::Board(Kind::Problem), None),
        A::GoTrends => open(model, Place::Board(Kind::Trend), None),
        A::GoFights => open(model, Place::Board(Kind::Advocacy), None),
        A::GoPromises => open(model, Place::Board(Kind::Promise), None),
        A::GoAgreements => open(model, Place::Board(Kind::Agreement), None),
        A::GoPeople => open(model, Place::Board(Kind::Person), None),
        A::GoQuestions => open(model, Place::Board(Kind::Question), None),
        A::GoInbox => open(model, Place::Inbox, None),
        A::GoHistory => open(model, Place::History(None), None),
        A::GoTrash => open(model, Place::Trash, None),
        A::GoSaved => {
            if let Some(id) = model.saved {
                return go_to(model, id);
            }
            model.say("Nothing was saved here since the workbench was opened.");
            Vec::new()
        }
        A::Drafts => super::drafts::open(model),
        A::Open => opened(model),
        A::Pane => {
            let sheet = &mut model.here.sheet;
            sheet.pane = if sheet.pane == Pane::List {
                Pane::Detail
            } else {
                Pane::List
            };
            Vec::new()
        }
        A::Right => {
            model.here.sheet.pane = Pane::Detail;
            Vec::new()
        }
        A::Left => {
            model.here.sheet.pane = Pane::List;
            Vec::new()
        }
        A::Filter => {
            model.here.sheet.filtering = true;
            model.here.sheet.pane = Pane::List;
            model.refill();
            Vec::new()
        }
        A::Mark => {
            mark(model);
            Vec::new()
        }
        A::Sort | A::Group => {
            let names = model.orders(action);
            if names.is_empty() {
                return Vec::new();
            }
            let sheet = &mut model.here.sheet;
            let which = if action == A::Sort {
                &mut sheet.sort
            } else {
                &mut sheet.grouping
            };
            *which = (*which + 1) % names.len();
            let name = names[*which];
            model.refill();
            // Where the header names the order, it is not said twice.
            if model.order_said().is_none() {
                model.say(name);
            }
            Vec::new()
        }
        A::New => choose::open_new(model),
        A::Edit | A::Link if one_of_many(model) => {
            let marked = model.meant();
            match (action, marked.as_slice()) {
                (A::Edit, [one]) => filling::open_edit(model, *one),
                (A::Edit, many) => super::together::open(model, many),
                (_, [first, ..]) => super::linking::open(model, *first),
                (_, []) => Vec::new(),
            }
        }
        A::Edit if super::wording::open(model) => Vec::new(),
        A::Edit => match model.chosen() {
            Some(id) => filling::open_edit(model, id),
            None => Vec::new(),
        },
        A::Move => steps::moved(model),
        A::Link => match model.chosen() {
            Some(id) => super::linking::open(model, id),
            None => Vec::new(),
        },
        A::Step => steps::step(model),
        A::Delete => super::deleting::deleted(model),
        A::Brief => {
            if let Some(account) = model.account() {
                open_brief(model, account)
            } else {
                model.say("There is no account here to brief on.");
                Vec::new()
            }
        }
        A::Snooze => super::around::snooze(model),
        A::Tomorrow => super::around::tomorrow(model),
        A::Specialist => super::around::specialist(model),
        A::Paper => super::around::paper(model),
        A::File => super::around::file(model),
        A::History => match model.chosen() {
            Some(id) => open(model, Place::History(Some(id)), None),
            None => Vec::new(),
        },
        A::Copy => copied(model),
        A::Write => match &model.here.place {
            Place::Brief(ask) => {
                let Some(page) = model.data.page(ask) else {
                    return Vec::new();
                };
                // Whom a page is for is the first thing that its name has to say, where it is not for the team.
                let whose = match ask.audience {
                    Audience::Private if ask.paper == Paper::Brief => "-private",
                    Audience::Customer if ask.paper == Paper::Brief => "-customer",
                    _ => "",
                };
                let name = format!(
                    "{}-{}{whose}.md",
                    ask.paper.word(),
                    slug(model.who.title(ask.account))
                );
                let text = match super::wording::of(model, ask) {
                    Some(words) => format!("{}\n", words.trim_end()),
                    None => markdown::markdown(page),
                };
                vec![Effect::Write(name, text)]
            }
            _ => Vec::new(),
        },
        A::Depth => {
            if let Place::Brief(ask) = &mut model.here.place
                && ask.paper == Paper::Brief
            {
                let at = Depth::ALL
                    .iter()
                    .position(|depth| *depth == ask.depth)
                    .unwrap_or(0);
                ask.depth = Depth::ALL[(at + 1) % Depth::ALL.len()];
                model.here.sheet.line = 0;
            }
            asks(model)
        }
        A::Audience => {
            if model.present {
                model.say("On a shared screen the page is the customer's.");
                return Vec::new();
            }
            if let Place::Brief(ask) = &mut model.here.place
                && ask.paper == Paper::Brief
            {
                ask.audience = match ask.audience {
                    Audience::Team => Audience::Private,
                    Audience::Private => Audience::Customer,
                    Audience::Customer => Audience::Team,
                };
                model.here.sheet.line = 0;
            }
            asks(model)
        }
        A::Section1 => section(model, Section::Overview),
        A::Section2 => section(model, Section::Needs),
        A::Section3 => section(model, Section::Debts),
        A::Section4 => section(model, Section::People),
        A::Section5 => section(model, Section::Timeline),
        A::Section6 => section(model, Section::Stay),
        A::Call => {
            let meeting = model.chosen().and_then(|id| model.held_now(id));
            let going_on = model.call.as_ref().map(|call| call.account);
            if let Some(account) = model.account().or(going_on) {
                super::call::open(model, account, meeting)
            } else {
                model.say("There is no account here to call.");
                Vec::new()
            }
        }
        A::Chart => {
            let charted = matches!(model.here.place, Place::Account(_, Section::People))
                && model.here.sheet.grouping == 1;
            let mut effects = Vec::new();
            if !matches!(model.here.place, Place::Account(..)) {
                let Some(account) = model.account() else {
                    model.say("There is no account here whose people stand in a chart.");
                    return Vec::new();
                };
                effects = open(model, Place::Account(account, Section::People), None);
            }
            section(model, Section::People);
            model.here.sheet.grouping = usize::from(!charted);
            model.refill();
            effects
        }
        _ => Vec::new(),
    }
}

/// Marks what is chosen, or takes its mark away, and goes on to the next record.
fn mark(model: &mut Model) {
    match model.here.place {
        Place::Calendar => {
            model.say(
                "In the calendar nothing is marked; the week ahead has its meetings as lines.",
            );
            return;
        }
        Place::History(_) => {
            let undo = model.look().key(Action::Undo);
            model.say(&format!(
                "Here nothing is marked: {undo} takes back the one line."
            ));
            return;
        }
        _ => {}
    }
    let sheet = &mut model.here.sheet;
    let Some(id) = sheet.chosen().map(|item| item.id) else {
        return;
    };
    if !sheet.marked.remove(&id) {
        sheet.marked.insert(id);
    }
    // A record that takes several lines is marked on all of them.
    let mut at = sheet.at();
    sheet.step(Action::Down, 1, 2);
    while sheet.at() > at && sheet.chosen().is_some_and(|item| item.id == id) {
        at = sheet.at();
        sheet.step(Action::Down, 1, 2);
    }
}

/// Orders one thing from a screen.
pub fn order(order: Order) -> Vec<Effect> {
    vec![Effect::Order(order, Origin::Screen)]
}

/// Gives a field of records a value, where it is still what the screen shows.
pub fn set(model: &Model, ids: Vec<Id>, field: &str, value: Value) -> Vec<Effect> {
    let shown = |id: &Id| model.data.record(*id);
    let were = ids
        .iter()
        .filter_map(|id| Some((*id, shown(id)?.get(field).unwrap_or(Value::Null))))
        .collect();
    order(Order::Set {
        ids,
        field: field.to_owned(),
        value,
        were,
    })
}

fn section(model: &mut Model, to: Section) -> Vec<Effect> {
    if let Place::Account(_, section) = &mut model.here.place
        && *section != to
    {
        *section = to;
        model.here.sheet = super::sheet::Sheet::default();
        model.refill();
    }
    Vec::new()
}

/// Opens the page before the next meeting with an account.
pub fn open_brief(model: &mut Model, account: Id) -> Vec<Effect> {
    let meeting = model.chosen().filter(|id| {
        model
            .who
            .get(*id)
            .is_some_and(|known| known.kind == Kind::Touchpoint)
    });
    // What is over needs no page before it: that of the next meeting is meant, and of a complaint that of its escalation.
    let touch = meeting.and_then(|id| model.data.record(id));
    let (over, complaint) = touch.map_or((false, false), |record| match &record.body {
        Body::Touchpoint(body) => (
            body.state != Some(TouchpointState::Planned),
            body.channel == Some(Channel::Complaint) || body.recovery.is_some(),
        ),
        _ => (false, false),
    });
    open(
        model,
        Place::Brief(BriefAsk {
            account,
            meeting: meeting.filter(|_| !over),
            depth: if complaint {
                Depth::Escalation
            } else {
                Depth::default()
            },
            audience: if model.present {
                Audience::Customer
            } else {
                Audience::default()
            },
            paper: Paper::Brief,
        }),
        None,
    )
}

fn filtering(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = model.page();
    let sheet = &mut model.here.sheet;
    match action {
        Action::MenuNext => {
            sheet.step(Action::Down, 1, page);
        }
        Action::MenuPrevious => {
            sheet.step(Action::Up, 1, page);
        }
        Action::MenuPageDown => {
            sheet.step(Action::PageDown, 1, page);
        }
        Action::MenuPageUp => {
            sheet.step(Action::PageUp, 1, page);
        }
        Action::MenuChoose => sheet.filtering = false,
        Action::MenuLeave => return leave(model),
        action => {
            if sheet.filter.act(action) {
                sheet.sift();
            }
        }
    }
    Vec::new()
}

/// Moves about in the detail; false where the action is none of moving.
fn scrolled(model: &mut Model, action: Action, count: usize) -> bool {
    let lines = model.detail(model.detail_width()).lines;
    let last = lines.len().saturating_sub(1);
    let page = model.page().max(2) - 1;
    let line = &mut model.here.sheet.line;
    *line = match action {
        Action::Down => *line + count,
        Action::Up => line.saturating_sub(count),
        Action::PageDown => *line + page,
        Action::PageUp => line.saturating_sub(page),
        Action::First => count.saturating_sub(1),
        Action::Last => last,
        _ => return false,
    }
    .min(last);
    // Air between two parts is no line to stand on.
    let air = |at: usize| lines.get(at).is_some_and(|line| line.strip.is_empty());
    let back = matches!(action, Action::Up | Action::PageUp);
    while air(*line) && (back && *line > 0 || !back && *line < last) {
        *line = if back { *line - 1 } else { *line + 1 };
    }
    true
}

fn opened(model: &mut Model) -> Vec<Effect> {
    let in_detail =
        model.here.sheet.pane == Pane::Detail || matches!(model.here.place, Place::Brief(_));
    if in_detail {
        return match model.linked() {
            Some(id) => go_to(model, id),
            None => Vec::new(),
        };
    }
    let Some((id, account)) = model
        .here
        .sheet
        .chosen()
        .map(|item| (item.id, item.account))
    else {
        return Vec::new();
    };
    match model.here.place {
        Place::Today | Place::Week if model.who.get(id).is_none() => match account {
            Some(account) => open(model, Place::Account(account, Section::Overview), Some(id)),
            None => Vec::new(),
        },
        // What moved is told where one sees why they stay.
        Place::Today | Place::Week if model.here.sheet.under("Ask why") && account == Some(id) => {
            open(model, Place::Account(id, Section::Stay), Some(id))
        }
        Place::Today | Place::Week => go_to(model, id),
        Place::Accounts => open(model, Place::Account(id, Section::Overview), None),
        Place::Board(kind) if account.is_some() && kind != Kind::Trend => go_to(model, id),
        Place::Calendar => match model.chosen() {
            Some(id) => {
                let look = model.look();
                let several = calendar::chosen(&model.here.sheet).is_some_and(|day| {
                    calendar::between(model.data.records(&Ask::Calendar), day, day, &look).len() > 1
                });
                if several {
                    // The first of the day is where the agenda begins.
                    model.here.sheet.pane = Pane::Detail;
                    model.here.sheet.line = 2;
                    Vec::new()
                } else {
                    go_to(model, id)
                }
            }
            None => Vec::new(),
        },
        Place::Account(here, Section::Overview)
            if model
                .who
                .get(id)
                .is_some_and(|known| known.kind == Kind::Account)
                && id != here =>
        {
            open(model, Place::Account(id, Section::Overview), None)
        }
        _ => {
            model.here.sheet.pane = Pane::Detail;
            Vec::new()
        }
    }
}

fn copied(model: &mut Model) -> Vec<Effect> {
    let text = match &model.here.place {
        Place::Brief(ask) => match super::wording::of(model, ask) {
            Some(words) => words.trim_end().to_owned(),
            None => model
                .data
                .page(ask)
                .map(|page| text::text(page, 80))
                .unwrap_or_default(),
        },
        Place::History(of) => {
            let past = model.data.history(*of);
            let chosen = model.here.sheet.chosen();
            chosen
                .and_then(|item| past.get(item.row))
                .map(|entry| entry.what.clone())
                .unwrap_or_default()
        }
        _ => {
            let lines: Vec<String> = model
                .here
                .sheet
                .meant()
                .into_iter()
                .map(|id| copy_of(model, id))
                .collect();
            lines.join("\n")
        }
    };
    if text.is_empty() {
        return Vec::new();
    }
    let first = crate::domain::plain::fit(text.lines().next().unwrap_or_default(), 48).into_owned();
    model.say(&match text.lines().count() {
        0 | 1 => format!("Copied: {first}"),
        lines => format!("Copied {lines} lines, from “{first}” on."),
    });
    vec![Effect::Copy(text)]
}

/// Gives what one wants of a record on the clipboard: how to reach a person, else its line.
pub fn copy_of(model: &Model, id: Id) -> String {
    match model.data.record(id).map(|record| &record.body) {
        Some(Body::Person(body)) => body
            .phones
            .first()
            .or(body.emails.first())
            .cloned()
            .unwrap_or_else(|| model.who.title(id).to_owned()),
        body => {
            let title = model.who.title(id);
            let whole = match body {
                Some(Body::Problem(body)) => body.asked.as_ref().or(body.need.as_ref()),
                Some(Body::Trend(body)) => body.change.as_ref(),
                _ => None,
            };
            // A title that is only the beginning of what was said is copied with the rest of it.
            let begun = title.trim_end_matches('…');
            whole
                .filter(|text| !begun.is_empty() && text.starts_with(begun))
                .map_or(title, String::as_str)
                .to_owned()
        }
    }
}

/// Makes the pages before meetings those of the customer, wherever one may come back to them: the screen is shared.
fn share_pages(model: &mut Model) {
    let here = std::iter::once(&mut model.here);
    for screen in here.chain(&mut model.back).chain(&mut model.forth) {
        if let Place::Brief(ask) = &mut screen.place
            && ask.paper == Paper::Brief
        {
            ask.audience = Audience::Customer;
        }
    }
}

fn slug(text: &str) -> String {
    let mut slug: String = text
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    while slug.contains("--") {
        slug = slug.replace("--", "-");
    }
    slug.trim_matches('-').to_owned()
}
