//! What the keys do while something lies over the screen.

use super::act;
use super::action::Action;
use super::completing::Fits;
use super::data::{Ask, Draft, Order};
use super::filling::{on_form, open_field, open_form, put_choice};
use super::linking;
use super::model::{Effect, Model, Origin, Place};
use super::overlays::lookup::Lookup;
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use super::overlays::{Capture, Overlay, Yes};
use super::update::capture_of;
use crate::capture::Chip;
use crate::domain::Kind;
use crate::domain::words::{How, Words};

/// Opens the lookup.
pub fn open_lookup(model: &mut Model) -> Vec<Effect> {
    if matches!(model.overlays.last(), Some(Overlay::Lookup(_))) {
        return Vec::new();
    }
    let mut lookup = Lookup::default();
    let asked = lookup.ask();
    model.overlays.push(Overlay::Lookup(Box::new(lookup)));
    vec![Effect::Find {
        query: String::new(),
        at: 0,
        within: model.within(),
        asked,
    }]
}

/// Opens the list of every action that holds here.
pub fn open_palette(model: &mut Model) -> Vec<Effect> {
    let contexts = model.contexts();
    let mut actions: Vec<Action> = Action::ALL
        .iter()
        .copied()
        .filter(|action| contexts.contains(&action.context()) && *action != Action::Palette)
        .collect();
    // What belongs to this place comes first, and what every hand knows last.
    actions.sort_by_key(|action| {
        let near = contexts
            .iter()
            .position(|context| *context == action.context());
        (action.moves(), near)
    });
    let choices = actions
        .into_iter()
        .map(|action| {
            Choice::new(action.help(), &model.look().key(action), Value::Act(action))
                .also(action.name())
        })
        .collect();
    model.overlays.push(Overlay::Menu(Box::new(Menu::new(
        "Do",
        Purpose::Palette,
        choices,
    ))));
    Vec::new()
}

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

/// Opens the capture bar.
pub fn open_capture(model: &mut Model) -> Vec<Effect> {
    let capture = capture_of(model);
    if !capture.line.is_empty() {
        let key = model.look().key(Action::LineRubAll);
        model.say(&format!(
            "This line is from before and was not saved; {key} clears it."
        ));
    }
    let effects = understand(model, &capture);
    model.overlays.push(Overlay::Capture(Box::new(capture)));
    effects
}

/// Opens the choice of what to add here, or the form where there is one choice.
pub fn open_new(model: &mut Model) -> Vec<Effect> {
    let kinds: Vec<Kind> = match &model.here.place {
        Place::Account(_, section) => section.kinds().to_vec(),
        Place::Accounts => vec![Kind::Account],
        Place::Board(kind) => vec![*kind],
        Place::Calendar => vec![Kind::Touchpoint],
        Place::History(_) | Place::Trash => return Vec::new(),
        _ => vec![
            Kind::Promise,
            Kind::Touchpoint,
            Kind::Problem,
            Kind::Advocacy,
            Kind::Question,
            Kind::Learning,
            Kind::Person,
            Kind::Account,
            Kind::Trend,
        ],
    };
    if let [kind] = kinds.as_slice() {
        let account = if *kind == Kind::Account {
            None
        } else {
            model.account()
        };
        return open_form(model, *kind, account);
    }
    let choices = kinds
        .iter()
        .map(|kind| Choice::new(kind.word(), what(*kind), Value::Kind(*kind)))
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
        Some(Overlay::Form(form)) if form.changed() => {
            let draft = Draft {
                place: form.place(),
                fields: form.draft(),
                account: form.account,
                record: form.id,
                were: form.draft_were(),
            };
            model.drafts.retain(|other| other.place != draft.place);
            model.drafts.push(draft.clone());
            model.say("Not saved; your draft is kept, and is there when you come back.");
            vec![Effect::Order(Order::KeepDraft(draft), Origin::Quiet)]
        }
        Some(Overlay::Capture(capture)) if !capture.line.is_empty() => {
            let draft = Draft {
                place: "capture".into(),
                fields: vec![("line".into(), capture.line.text().to_owned())],
                account: capture.account,
                record: None,
                were: crate::domain::Object::new(),
            };
            model.drafts.retain(|other| other.place != draft.place);
            model.drafts.push(draft.clone());
            model.say("Not saved; the line is kept, and is there when you come back.");
            vec![Effect::Order(Order::KeepDraft(draft), Origin::Quiet)]
        }
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
                Action::MenuMark => menu.mark(),
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
        Some(Overlay::Lookup(_)) => on_lookup(model, action, page),
        Some(Overlay::Form(_)) => on_form(model, action),
        Some(Overlay::Capture(_)) => on_capture(model, action),
        Some(Overlay::Call) => super::call::act(model, action),
        Some(Overlay::Import(_)) => super::import::act(model, action),
        Some(Overlay::Merge(_)) => super::merge::act(model, action),
        Some(Overlay::Question(_)) => match action {
            Action::Yes => match model.overlays.pop() {
                Some(Overlay::Question(question)) => match question.yes {
                    Yes::Order(order) => vec![Effect::Order(order, Origin::Screen)],
                    Yes::Call(account) => super::call::open(model, account, None),
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

/// Acts on what was chosen in a list.
fn chosen(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Menu(menu)) = model.overlays.last() else {
        return Vec::new();
    };
    let values = menu.chosen();
    let typed = menu.line.text().trim().to_owned();
    let purpose = menu.purpose.clone();
    let as_typed = match purpose {
        Purpose::Snooze(_) => true,
        Purpose::Field(at) => super::filling::takes_words(model, at) && !typed.is_empty(),
        _ => false,
    };
    if values.is_empty() && !as_typed {
        // What stands in the field stays: nothing is emptied because nothing was found.
        model.say(&format!(
            "Nothing here is like “{typed}”; what stood there is as it was."
        ));
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
        (Purpose::LinkTo(from), Some(Value::Record(to))) => linking::link(model, from, *to),
        (Purpose::LinkHow(from, to), Some(Value::Word(how))) => {
            match How::WORDS.iter().find(|word| *word == how) {
                Some(how) => vec![Effect::Order(Order::Link { from, to, how }, Origin::Screen)],
                None => Vec::new(),
            }
        }
        (Purpose::New, Some(Value::Kind(kind))) => {
            let account = model.account();
            open_form(model, *kind, account)
        }
        (Purpose::Snooze(ids), value) => super::around::snoozed(model, ids, value, &typed),
        (Purpose::File(ids), Some(Value::Record(account))) => {
            super::around::filed(model, ids, *account)
        }
        (Purpose::CallIn(problem), Some(value)) => super::around::called_in(model, problem, value),
        (Purpose::Draft, Some(Value::Word(place))) => super::drafts::resume(model, place),
        (Purpose::MergeWith(id), Some(Value::Record(other))) => {
            super::merge::beside(model, id, *other)
        }
        (Purpose::Column(at), Some(Value::Word(target))) => {
            super::import::chosen(model, at, target);
            Vec::new()
        }
        (Purpose::Field(at), _) => {
            put_choice(model, at, &values, &typed);
            keep(model)
        }
        _ => Vec::new(),
    }
}

/// How many queries are kept to come back to.
const MOST_LOOKED_UP: usize = 50;

fn on_lookup(model: &mut Model, action: Action, page: usize) -> Vec<Effect> {
    let Some(Overlay::Lookup(lookup)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    if action == Action::MenuPrevious && lookup.at() == 0 && lookup.recall(&model.looked_up) {
        return find(model);
    }
    if lookup.step(action, page) {
        return preview(model);
    }
    let chosen = lookup.chosen().cloned();
    let asked = lookup.line.text().trim().to_owned();
    if !asked.is_empty()
        && matches!(
            action,
            Action::MenuChoose
                | Action::Open
                | Action::Copy
                | Action::Brief
                | Action::Capture
                | Action::Call
                | Action::History
                | Action::MenuLeave
        )
    {
        model.looked_up.retain(|earlier| *earlier != asked);
        model.looked_up.push(asked);
        let many = model.looked_up.len().saturating_sub(MOST_LOOKED_UP);
        model.looked_up.drain(..many);
    }
    match action {
        Action::Act if !lookup.acting && lookup.complete(false) => find(model),
        Action::LineRight if lookup.line.at() == lookup.line.text().len() => {
            if lookup.complete(true) {
                find(model)
            } else {
                Vec::new()
            }
        }
        Action::Call => {
            let account = chosen.and_then(|found| {
                found
                    .account
                    .or((found.kind == Some(Kind::Account)).then_some(found.id))
            });
            if let Some(account) = account {
                model.overlays.clear();
                super::call::open(model, account, None)
            } else {
                model.say("It has no account to call.");
                Vec::new()
            }
        }
        Action::Act => {
            lookup.acting = !lookup.acting && !lookup.found.is_empty();
            Vec::new()
        }
        Action::MenuLeave | Action::Quit => leave(model),
        Action::Back | Action::Filter => {
            lookup.acting = false;
            Vec::new()
        }
        Action::MenuChoose | Action::Open => match chosen {
            Some(found) => {
                model.overlays.clear();
                model
                    .who
                    .learn_if_new(found.id, found.kind, &found.text, found.account);
                if model.call.is_some() {
                    let back = model.look().key(Action::Back);
                    model.say(&format!("The call goes on; {back} brings you back to it."));
                }
                let before = model.back.len();
                let effects = act::go_to(model, found.id);
                model.here.over_call = model.call.is_some() && model.back.len() > before;
                effects
            }
            None => Vec::new(),
        },
        Action::Copy => match chosen {
            Some(found) => {
                let copied = if model.data.record(found.id).is_some() {
                    act::copy_of(model, found.id)
                } else {
                    found.text.clone()
                };
                model.say("Copied.");
                vec![Effect::Copy(copied)]
            }
            None => Vec::new(),
        },
        Action::Brief => match chosen.and_then(|found| {
            found
                .account
                .or((found.kind == Some(Kind::Account)).then_some(found.id))
        }) {
            Some(account) => {
                model.overlays.clear();
                act::open_brief(model, account)
            }
            None => Vec::new(),
        },
        Action::Capture => match chosen {
            Some(found) => {
                let account = found
                    .account
                    .or((found.kind == Some(Kind::Account)).then_some(found.id));
                let mut capture = Capture {
                    account,
                    earlier: model.captured.clone(),
                    ..Capture::default()
                };
                if found.kind == Some(Kind::Person) {
                    capture.line.set(&format!(
                        "@{} ",
                        found
                            .text
                            .split(" · ")
                            .next()
                            .unwrap_or(&found.text)
                            .split(' ')
                            .next_back()
                            .unwrap_or_default()
                    ));
                }
                model.overlays.pop();
                let effects = understand(model, &capture);
                model.overlays.push(Overlay::Capture(Box::new(capture)));
                effects
            }
            None => Vec::new(),
        },
        Action::History => match chosen {
            Some(found) => {
                model.overlays.clear();
                act::open(model, Place::History(Some(found.id)), None)
            }
            None => Vec::new(),
        },
        action => {
            if !lookup.acting && lookup.line.act(action) {
                return find(model);
            }
            Vec::new()
        }
    }
}

/// Asks for the record beside the list, where no screen has it.
pub fn preview(model: &Model) -> Vec<Effect> {
    match model.overlays.last() {
        Some(Overlay::Lookup(lookup)) => lookup
            .chosen()
            .filter(|found| !model.data.is_known(found.id))
            .map(|found| Effect::Ask(Ask::Record(found.id)))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

fn find(model: &mut Model) -> Vec<Effect> {
    let within = model.within();
    let Some(Overlay::Lookup(lookup)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    let asked = lookup.ask();
    vec![Effect::Find {
        query: lookup.line.text().to_owned(),
        at: lookup.line.at(),
        within,
        asked,
    }]
}

/// Asks the lookup that is open once more, since the book has changed, and for the record beside it as it is now.
pub fn find_again(model: &mut Model) -> Vec<Effect> {
    let within = model.within();
    let lookup = model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Lookup(lookup) => Some(lookup),
        _ => None,
    });
    let Some(lookup) = lookup else {
        return Vec::new();
    };
    let chosen = lookup.chosen().map(|found| found.id);
    let mut effects = vec![Effect::Find {
        query: lookup.line.text().to_owned(),
        at: lookup.line.at(),
        within,
        asked: lookup.ask_again(),
    }];
    effects.extend(chosen.map(|id| Effect::Ask(Ask::Record(id))));
    effects
}

fn understand(model: &Model, capture: &Capture) -> Vec<Effect> {
    vec![Effect::Understand {
        line: capture.line.text().to_owned(),
        spot: Box::new(model.spot(capture.account, capture.pasted)),
    }]
}

/// Has the line of the capture bar understood anew.
pub fn understand_again(model: &Model) -> Vec<Effect> {
    match model.overlays.last() {
        Some(Overlay::Capture(capture)) => understand(model, capture),
        _ => Vec::new(),
    }
}

fn on_capture(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::Capture(capture)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::CaptureSave => {
            if capture.line.text().trim().is_empty() {
                return leave(model);
            }
            if capture.saving {
                return Vec::new();
            }
            capture.saving = true;
            let (line, account, pasted) = (
                capture.line.text().to_owned(),
                capture.account,
                capture.pasted,
            );
            let spot = Box::new(model.spot(account, pasted));
            vec![Effect::Order(
                Order::Capture { line, spot },
                Origin::Capture,
            )]
        }
        Action::CaptureLeave if !capture.fits.people.is_empty() => {
            capture.fits = Fits::default();
            Vec::new()
        }
        Action::CaptureLeave => leave(model),
        Action::CaptureChips if !capture.fits.people.is_empty() => {
            capture.fits.take(&mut capture.line);
            let taken = std::mem::take(&mut capture.fits);
            let effects = changed_capture(model);
            if let Some(Overlay::Capture(capture)) = model.overlays.last_mut() {
                capture.fits.taken = taken.taken;
            }
            effects
        }
        Action::CaptureEarlier | Action::CaptureLater if capture.fits.step(action) => Vec::new(),
        Action::CaptureEarlier | Action::CaptureLater if capture.chip.is_some() => {
            capture.chip = None;
            Vec::new()
        }
        Action::CaptureEarlier | Action::CaptureLater => {
            if capture.step(action == Action::CaptureEarlier) {
                changed_capture(model)
            } else {
                Vec::new()
            }
        }
        Action::CaptureChips => {
            capture.chip = if capture.chip.is_some() || capture.chips.is_empty() {
                None
            } else {
                Some(0)
            };
            Vec::new()
        }
        Action::ChipDrop => {
            if let Some(chip) = capture.chip {
                guard(capture, chip);
            }
            changed_capture(model)
        }
        action if capture.chip.is_some() => {
            capture.chip = walked(capture.chip, capture.chips.len(), action);
            Vec::new()
        }
        action => {
            if capture.line.act(action) {
                capture.error = None;
                return changed_capture(model);
            }
            Vec::new()
        }
    }
}

/// Has the line of the capture bar understood anew, people completed, and the unfinished line kept.
fn changed_capture(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Capture(capture)) = model.overlays.last() else {
        return Vec::new();
    };
    let (line, at, account) = (
        capture.line.text().to_owned(),
        capture.line.at(),
        capture.account,
    );
    let fits = super::completing::fits(model, &line, at, account);
    if let Some(Overlay::Capture(capture)) = model.overlays.last_mut() {
        capture.fits = fits;
    }
    understand_again(model)
        .into_iter()
        .chain(keep(model))
        .collect()
}

/// Offers the people who fit anew, where names have changed while they are offered.
pub fn complete_again(model: &mut Model) {
    let Some(Overlay::Capture(capture)) = model.overlays.last() else {
        return;
    };
    let Some(chosen) = capture.fits.people.get(capture.fits.at).map(|fit| fit.id) else {
        return;
    };
    let (line, at, account) = (
        capture.line.text().to_owned(),
        capture.line.at(),
        capture.account,
    );
    let mut fits = super::completing::fits(model, &line, at, account);
    fits.choose(chosen);
    if let Some(Overlay::Capture(capture)) = model.overlays.last_mut() {
        capture.fits = fits;
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
            find(model)
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
        Some(Overlay::Capture(capture)) => {
            capture.chip = None;
            capture.error = None;
            capture.fits.before_typing(&mut capture.line, &one_line);
            // A sign that somebody typed before pasting still counts; one that was pasted never does.
            capture.pasted =
                (capture.pasted && !capture.line.is_empty()) || (pasted && capture.line.at() == 0);
            if !capture.line.insert(&one_line) {
                capture.error = Some(
                    "This is too long for one line. Paste it into the notes of a record.".into(),
                );
            }
            changed_capture(model)
        }
        _ => Vec::new(),
    }
}

/// Walks among the chips of a line, or back to the line.
pub fn walked(chip: Option<usize>, count: usize, action: Action) -> Option<usize> {
    let at = chip?;
    match action {
        Action::ChipNext => Some((at + 1).min(count.saturating_sub(1))),
        Action::ChipPrevious => Some(at.saturating_sub(1)),
        Action::ChipLeave => None,
        _ => Some(at),
    }
}

/// Puts a backslash before the mark of a chip, so that it is text.
fn guard(capture: &mut Capture, chip: usize) {
    if let Some(text) = capture
        .chips
        .get(chip)
        .and_then(|chip| guarded(capture.line.text(), chip))
    {
        capture.line.set(&text);
    }
    capture.chip = None;
}

/// Writes a line with a backslash before the mark of a chip; what stands before the colon goes back as a whole.
pub fn guarded(text: &str, chip: &Chip) -> Option<String> {
    // The chips may be those of a line that was typed on since.
    if chip.text.is_empty() || chip.doubtful || text.get(chip.span.clone()) != Some(&chip.text) {
        return None;
    }
    let at = if chip.head {
        text.len() - text.trim_start().len()
    } else {
        chip.span.start
    };
    Some(format!("{}\\{}", &text[..at], &text[at..]))
}

/// Keeps what was typed so far, so that not even a crash loses it.
pub fn keep(model: &mut Model) -> Vec<Effect> {
    let draft = match model.overlays.last() {
        Some(Overlay::Form(form)) if form.changed() => Draft {
            place: form.place(),
            fields: form.draft(),
            account: form.account,
            record: form.id,
            were: form.draft_were(),
        },
        Some(Overlay::Capture(capture)) if !capture.line.is_empty() => Draft {
            place: "capture".into(),
            fields: vec![("line".into(), capture.line.text().to_owned())],
            account: capture.account,
            record: None,
            were: crate::domain::Object::new(),
        },
        _ => return Vec::new(),
    };
    vec![Effect::Order(Order::KeepDraft(draft), Origin::Quiet)]
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
                on_lookup(model, Action::MenuChoose, 1)
            } else {
                Vec::new()
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
