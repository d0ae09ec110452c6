//! What the keys do while something lies over the screen: menus and questions here, the rest where it belongs.

use super::action::Action;
use super::data::{Draft, Order};
use super::filling::{on_form, open_field, open_form, put_choice};
use super::linking;
use super::model::{Effect, Model, Origin, Place};
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use super::overlays::{Overlay, Yes};
use crate::domain::Kind;
use crate::domain::words::{How, Words};

/// Opens the list of every action that holds here.
pub fn open_palette(model: &mut Model) -> Vec<Effect> {
    let contexts = model.contexts();
    let found = model.acted_on().is_some();
    let all = Action::ALL.iter().copied();
    let mut actions: Vec<Action> = all
        .filter(|action| contexts.contains(&action.context()) && *action != Action::Palette)
        .collect();
    if found {
        actions.retain(|action| super::looking::holds(*action));
    } else {
        actions.retain(|action| model.works(*action));
        // Whose people these are is known from the line where one is.
        if !actions.contains(&Action::Chart) && model.account().is_some() {
            actions.push(Action::Chart);
        }
    }
    // What belongs to this place comes first, and what every hand knows last.
    actions.sort_by_key(|action| {
        let near = contexts
            .iter()
            .position(|context| *context == action.context());
        (action.moves(), near)
    });
    let acts = actions.into_iter().map(|action| {
        let help = if found {
            action.help()
        } else {
            model.said_of(action)
        };
        Choice::new(help, &model.look().key(action), Value::Act(action))
            .also(action.name())
            .also(action.called())
    });
    let mut choices: Vec<Choice> = acts.collect();
    if !found {
        choices.extend(MADE.iter().map(|kind| {
            Choice::new(
                &format!("new {}", named(*kind)),
                what(*kind),
                Value::Kind(*kind),
            )
            .also(kind.word())
            .also("add create make write")
        }));
    }
    model.overlays.push(Overlay::Menu(Box::new(Menu::new(
        "Do",
        Purpose::Palette,
        choices,
    ))));
    Vec::new()
}

/// The kinds of records that one makes by hand, those made most first.
const MADE: &[Kind] = &[
    Kind::Promise,
    Kind::Touchpoint,
    Kind::Problem,
    Kind::Advocacy,
    Kind::Question,
    Kind::Learning,
    Kind::Person,
    Kind::Account,
    Kind::Trend,
    Kind::Agreement,
    Kind::Alternative,
    Kind::Favour,
    Kind::Loyalty,
    Kind::Deal,
];

/// Opens the themes; each is in force while it is chosen.
pub fn open_themes(model: &mut Model) -> Vec<Effect> {
    let names = model.themes.names();
    let choices = names.iter().map(|name| {
        let (theme, _) = model.themes.get(name);
        Choice::new(name, &theme.about, Value::Word((*name).to_owned()))
    });
    let now = model.theme.name.clone();
    let menu = Menu::new("Theme", Purpose::Theme(now.clone()), choices.collect())
        .at_value(&Value::Word(now));
    model.overlays.push(Overlay::Menu(Box::new(menu)));
    Vec::new()
}

/// Opens the choice of what to add here, or the form where there is one choice.
pub fn open_new(model: &mut Model) -> Vec<Effect> {
    let kinds: Vec<Kind> = match &model.here.place {
        Place::Account(_, section) => section.kinds().to_vec(),
        Place::Accounts => vec![Kind::Account],
        Place::Board(kind) => vec![*kind],
        Place::Calendar => vec![Kind::Touchpoint],
        Place::History(_) | Place::Trash => return Vec::new(),
        _ => MADE.to_vec(),
    };
    if let [kind] = kinds.as_slice() {
        return make(model, *kind);
    }
    let choices = kinds
        .iter()
        .map(|kind| Choice::new(named(*kind), what(*kind), Value::Kind(*kind)).also(kind.word()))
        .collect();
    let title = match model.account() {
        Some(account) => format!("New for {}", model.who.title(account)),
        None => "New".into(),
    };
    model.overlays.push(Overlay::Menu(Box::new(Menu::new(
        &title,
        Purpose::New,
        choices,
    ))));
    Vec::new()
}

/// Opens the form for a new record of a kind, for the account that is at hand.
fn make(model: &mut Model, kind: Kind) -> Vec<Effect> {
    // On the list of accounts a new one is no unit of the one where one is.
    let account = if kind == Kind::Account && !matches!(model.here.place, Place::Account(..)) {
        None
    } else {
        model.account()
    };
    open_form(model, kind, account)
}

/// Names a kind as the screens do: what is fought for is a fight there, and why they stay a reading.
pub fn named(kind: Kind) -> &'static str {
    match kind {
        Kind::Advocacy => "fight",
        Kind::Loyalty => "reading",
        kind => kind.word(),
    }
}

/// Says what a kind of record is for, in a few words.
pub fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::Account => "a customer, or a unit of one",
        Kind::Person => "somebody of theirs or ours",
        Kind::Problem => "what hurts them, and why",
        Kind::Trend => "where an industry is going",
        Kind::Advocacy => "what we fight for inside our company",
        Kind::Promise => "what we owe, or they",
        Kind::Touchpoint => "a meeting, a call, a complaint",
        Kind::Learning => "one fact, and who said it",
        Kind::Question => "what we don't know yet",
        Kind::Alternative => "who they might go to instead",
        Kind::Agreement => "what runs until when",
        Kind::Favour => "what they did for us",
        Kind::Loyalty => "why they stay, and would they",
        Kind::Deal => "an opportunity",
        Kind::Survey => "an answer to a survey",
    }
}

/// Leaves what lies on top; what was typed is kept.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    if matches!(model.overlays.last(), Some(Overlay::Call)) {
        return super::call::leave(model);
    }
    match model.overlays.pop() {
        Some(Overlay::Menu(menu)) => {
            if let Purpose::Theme(before) = &menu.purpose {
                put_theme(model, before);
            }
            Vec::new()
        }
        Some(Overlay::Form(form)) if !form.many.is_empty() => {
            if form.changed() {
                model.say(
                    "Not saved; what you typed stands there when you change the same ones again.",
                );
                model.left_many = Some(form);
            }
            Vec::new()
        }
        Some(Overlay::Form(form)) if form.changed() => {
            let draft = Draft {
                place: form.place(),
                fields: form.draft(),
                account: form.account,
                record: form.id,
                were: form.draft_were(),
                on: Some(model.now.date()),
            };
            model.drafts.retain(|other| other.place != draft.place);
            model.drafts.push(draft.clone());
            model.say("Not saved; your draft is kept, and is offered when you come back.");
            vec![Effect::Order(Order::KeepDraft(draft), Origin::Quiet)]
        }
        Some(Overlay::Capture(capture)) if !capture.line.is_empty() => {
            let draft = Draft {
                place: "capture".into(),
                fields: vec![("line".into(), capture.line.text().to_owned())],
                account: capture.account,
                record: None,
                were: crate::domain::Object::new(),
                on: Some(model.now.date()),
            };
            model.drafts.retain(|other| other.place != draft.place);
            model.drafts.push(draft.clone());
            model.say("Not saved; the line is kept, and is offered when you come back.");
            vec![Effect::Order(Order::KeepDraft(draft), Origin::Quiet)]
        }
        Some(Overlay::Capture(capture)) if capture.offered.is_some() => Vec::new(),
        Some(Overlay::Capture(_)) => {
            let had = model.drafts.iter().any(|draft| draft.place == "capture");
            model.drafts.retain(|draft| draft.place != "capture");
            if had {
                vec![Effect::Order(
                    Order::DropDraft("capture".into()),
                    Origin::Quiet,
                )]
            } else {
                Vec::new()
            }
        }
        _ => Vec::new(),
    }
}

fn put_theme(model: &mut Model, name: &str) {
    let (theme, _) = model.themes.get(name);
    model.theme = theme.fitted(model.settings.depth);
}

/// Does an action in what lies on top.
pub fn on_overlay(model: &mut Model, action: Action, count: usize) -> Vec<Effect> {
    let page = model.page();
    match model.overlays.last_mut() {
        Some(Overlay::Help(first)) => {
            *first = match action {
                Action::Down => *first + count,
                Action::Up => first.saturating_sub(count),
                Action::PageDown => *first + page,
                Action::PageUp => first.saturating_sub(page),
                Action::First => 0,
                Action::Last => usize::MAX / 2,
                Action::Back | Action::Help | Action::Quit | Action::Open => {
                    model.overlays.pop();
                    return Vec::new();
                }
                Action::Palette => {
                    model.overlays.pop();
                    return open_palette(model);
                }
                _ => *first,
            };
            let last = super::draw::help_lines(model).len().saturating_sub(page);
            if let Some(Overlay::Help(first)) = model.overlays.last_mut() {
                *first = (*first).min(last);
            }
            Vec::new()
        }
        Some(Overlay::Menu(menu)) => {
            if menu.step(action, page) {
                return preview_theme(model);
            }
            match action {
                Action::MenuMark if matches!(menu.purpose, Purpose::LinkTo(_)) => {
                    linking::other_way(model);
                }
                Action::MenuMark if matches!(menu.purpose, Purpose::Field(_)) && !menu.several => {
                    return tab_on(model);
                }
                Action::MenuMark => menu.mark(),
                Action::LineRubAll
                    if matches!(menu.purpose, Purpose::Draft) && menu.line.is_empty() =>
                {
                    super::drafts::ask_for_all(model);
                }
                Action::LineDelete if matches!(menu.purpose, Purpose::Draft) => {
                    return super::drafts::throw_away(model);
                }
                Action::LineDelete
                    if matches!(menu.purpose, Purpose::Guests(_)) && menu.line.is_empty() =>
                {
                    return super::guests::let_go(model);
                }
                Action::MenuChoose => return chosen(model),
                Action::MenuLeave => return leave(model),
                action => {
                    if menu.line.act(action) {
                        menu.sift();
                        return preview_theme(model);
                    }
                }
            }
            Vec::new()
        }
        Some(Overlay::Lookup(_)) => super::looking::on_lookup(model, action, page),
        Some(Overlay::Form(_)) => on_form(model, action),
        Some(Overlay::Capture(_)) => super::bar::on_capture(model, action),
        Some(Overlay::Call) => super::call::act(model, action),
        Some(Overlay::Import(_)) => super::import::act(model, action),
        Some(Overlay::Merge(_)) => super::merge::act(model, action),
        Some(Overlay::Words(_)) => super::wording::act(model, action),
        Some(Overlay::Question(_)) => match action {
            Action::Yes => match model.overlays.pop() {
                Some(Overlay::Question(question)) => match question.yes {
                    Yes::Order(order) => vec![Effect::Order(order, Origin::Screen)],
                    Yes::Call(account) => super::call::open(model, account, None),
                    Yes::Drafts => super::drafts::throw_all_away(model),
                    Yes::Quit => vec![Effect::Quit],
                },
                _ => Vec::new(),
            },
            Action::No => leave(model),
            _ => Vec::new(),
        },
        None => Vec::new(),
    }
}

fn preview_theme(model: &mut Model) -> Vec<Effect> {
    if let Some(Overlay::Menu(menu)) = model.overlays.last()
        && let (Purpose::Theme(_), Some(Value::Word(name))) = (&menu.purpose, menu.chosen().first())
    {
        let name = name.clone();
        put_theme(model, &name);
    }
    Vec::new()
}

/// Takes the one choice of a field and goes on to the next, as tab does in the form; with nothing typed it only goes on.
fn tab_on(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Menu(menu)) = model.overlays.last() else {
        return Vec::new();
    };
    let Purpose::Field(at) = menu.purpose else {
        return Vec::new();
    };
    let effects = if menu.line.text().trim().is_empty() {
        model.overlays.pop();
        Vec::new()
    } else {
        chosen(model)
    };
    if let Some(Overlay::Form(form)) = model.overlays.last_mut()
        && form.at() == at
    {
        form.go(true);
    }
    effects
}

/// Acts on what was chosen in a list.
fn chosen(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Menu(menu)) = model.overlays.last() else {
        return Vec::new();
    };
    let values = menu.chosen();
    let typed = menu.line.text().trim().to_owned();
    let purpose = menu.purpose.clone();
    let as_typed = match purpose {
        Purpose::Snooze(_) | Purpose::Postpone(_) => true,
        // A day that is typed among the states is where they go.
        Purpose::Move(_) => {
            crate::domain::days::parse(&typed, model.now.date(), &model.settings.weekend).is_ok()
        }
        Purpose::Field(at) => super::filling::takes_words(model, at) && !typed.is_empty(),
        Purpose::ReadAs(..) => !typed.is_empty(),
        _ => false,
    };
    if values.is_empty() && !as_typed {
        // What stands in the field stays: nothing is emptied because nothing was found.
        let stays = match purpose {
            Purpose::Field(_) => "; what stood there is as it was",
            _ => "",
        };
        model.say(&format!("Nothing here is like “{typed}”{stays}."));
        return Vec::new();
    }
    model.overlays.pop();
    match (purpose, values.first()) {
        (Purpose::Palette, Some(Value::Act(action))) => super::update::act(model, *action, 1),
        (Purpose::Theme(_), Some(Value::Word(name))) => {
            put_theme(model, name);
            vec![Effect::KeepTheme(name.clone())]
        }
        (Purpose::Move(ids), Some(Value::Word(to))) => vec![Effect::Order(
            Order::Move {
                ids,
                to: to.clone(),
                why: None,
            },
            Origin::Screen,
        )],
        (Purpose::Move(ids), Some(Value::Act(Action::Move))) => {
            super::around::ask_day(model, ids);
            Vec::new()
        }
        (Purpose::Move(ids) | Purpose::Postpone(ids), None) => {
            super::around::postponed(model, ids, None, &typed)
        }
        (Purpose::Postpone(ids), value) => super::around::postponed(model, ids, value, &typed),
        (Purpose::Move(ids), Some(Value::Act(_))) => {
            let effects = ids
                .first()
                .map(|id| super::filling::open_edit(model, *id))
                .unwrap_or_default();
            if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
                form.go_to_field("due");
            }
            effects
        }
        (Purpose::LinkTo(from), Some(Value::Record(to))) => linking::link(model, from, *to),
        (Purpose::LinkHow(from, to), Some(Value::Word(how))) => {
            match How::WORDS.iter().find(|word| *word == how) {
                Some(how) => linking::link_so(model, from, to, how),
                None => Vec::new(),
            }
        }
        (Purpose::New | Purpose::Palette, Some(Value::Kind(kind))) => make(model, *kind),
        (Purpose::Recover(id), Some(Value::Word(word))) => super::bar::open_about(model, word, id),
        (Purpose::Snooze(ids), value) => super::around::snoozed(model, ids, value, &typed),
        (Purpose::File(ids), Some(Value::Record(account))) => {
            super::around::filed(model, ids, *account)
        }
        (Purpose::Guests(guests), Some(Value::Word(key))) => {
            super::guests::whose(model, &guests, key)
        }
        (Purpose::GuestOf(key), Some(Value::Record(account))) => super::guests::take(key, *account),
        (Purpose::CallIn(problems), Some(value)) => {
            super::around::called_in(model, problems, value)
        }
        (Purpose::Draft, Some(Value::Word(place))) => super::drafts::resume(model, place),
        (Purpose::MergeWith(id), Some(Value::Record(other))) => {
            super::merge::beside(model, id, *other)
        }
        (Purpose::Column(at), Some(Value::Word(target))) => {
            super::import::chosen(model, at, target);
            Vec::new()
        }
        (Purpose::OfTable(action), Some(Value::Word(print))) => {
            super::import::of_table(model, action, print)
        }
        (Purpose::Reading(print), Some(Value::Word(what))) => {
            super::import::reading::ask(model, &print, what)
        }
        (Purpose::ReadAs(print, what), value) => {
            let said = match value {
                Some(Value::Word(word)) => Some(word.as_str()),
                Some(_) => None,
                None => Some(typed.as_str()),
            };
            super::import::reading::say(model, &print, &what, said)
        }
        (Purpose::Field(at), _) => {
            put_choice(model, at, &values, &typed);
            keep(model)
        }
        _ => Vec::new(),
    }
}

/// Types text into what lies on top.
pub fn typed(model: &mut Model, text: &str, pasted: bool) -> Vec<Effect> {
    let one_line = text.replace('\n', " ");
    match model.overlays.last_mut() {
        Some(Overlay::Menu(menu)) => {
            menu.line.insert(&one_line);
            menu.sift();
            preview_theme(model)
        }
        Some(Overlay::Lookup(lookup)) => {
            lookup.line.insert(&one_line);
            super::looking::find(model)
        }
        Some(Overlay::Form(form)) => {
            if form
                .row()
                .is_some_and(super::overlays::form::Row::is_choice)
            {
                return open_field(model, one_line.trim());
            }
            form.insert(text);
            keep(model)
        }
        Some(Overlay::Call) => super::call::typed(model, text, pasted),
        Some(Overlay::Import(_)) => super::import::typed(model, text),
        Some(Overlay::Words(_)) => super::wording::typed(model, text),
        Some(Overlay::Capture(capture)) => {
            capture.chip = None;
            capture.error = None;
            capture.fits.before_typing(&mut capture.line, text);
            // A sign that somebody typed before pasting still counts; one that was pasted never does.
            capture.pasted =
                (capture.pasted && !capture.line.is_empty()) || (pasted && capture.line.at() == 0);
            if !capture.line.paste(text) {
                capture.error = Some(
                    "This is too long to be typed. Paste it into the notes of a record.".into(),
                );
            }
            super::bar::changed_capture(model)
        }
        _ => Vec::new(),
    }
}

/// Keeps what was typed so far, so that not even a crash loses it; what was offered in its place makes room.
pub fn keep(model: &mut Model) -> Vec<Effect> {
    let offered = match model.overlays.last_mut() {
        Some(Overlay::Form(form)) if form.changed() => form.offered.take(),
        Some(Overlay::Capture(capture)) if !capture.line.is_empty() => capture.offered.take(),
        _ => None,
    };
    let mut effects = offered.map_or_else(Vec::new, |draft| {
        super::drafts::put_aside(model, &draft.place)
    });
    effects.extend(kept(model));
    effects
}

fn kept(model: &Model) -> Option<Effect> {
    let draft = match model.overlays.last() {
        Some(Overlay::Form(form)) if form.changed() && form.many.is_empty() => Draft {
            place: form.place(),
            fields: form.draft(),
            account: form.account,
            record: form.id,
            were: form.draft_were(),
            on: Some(model.now.date()),
        },
        Some(Overlay::Capture(capture)) if !capture.line.is_empty() => Draft {
            place: "capture".into(),
            fields: vec![("line".into(), capture.line.text().to_owned())],
            account: capture.account,
            record: None,
            were: crate::domain::Object::new(),
            on: Some(model.now.date()),
        },
        _ => return None,
    };
    Some(Effect::Order(Order::KeepDraft(draft), Origin::Quiet))
}

/// Chooses a line of what lies on top with the mouse.
pub fn click(model: &mut Model, at: usize) -> Vec<Effect> {
    match model.overlays.last_mut() {
        Some(Overlay::Menu(menu)) => {
            let again = menu.at() == at;
            menu.go(at);
            if again {
                chosen(model)
            } else {
                preview_theme(model)
            }
        }
        Some(Overlay::Lookup(lookup)) => {
            let again = lookup.at() == at;
            lookup.go(at);
            if again {
                super::looking::on_lookup(model, Action::MenuChoose, 1)
            } else {
                super::looking::preview(model)
            }
        }
        Some(Overlay::Form(form)) => {
            let again = form.at() == at;
            form.go_to(at);
            let choice = form
                .row()
                .is_some_and(super::overlays::form::Row::is_choice);
            if again && choice {
                open_field(model, "")
            } else {
                Vec::new()
            }
        }
        _ => Vec::new(),
    }
}
