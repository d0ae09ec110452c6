//! Moves the model by one message, and says what the world is to do.
//!
//! No I/O, no clock: what is wanted comes back as values, and a test asserts on them.

use super::act;
use super::action::Action;
use super::choose;
use super::data::{Answer, Ask, Done, Order};
use super::held::{self, Held};
use super::input::{Input, Mouse, MouseDid};
use super::keymap::{Found, Key};
use super::message::Message;
use super::model::{Effect, Model, Origin, Place};
use super::overlays::{Capture, Overlay, Question, Yes};
use super::{layout, sheet};
use crate::domain::Kind;

/// The most that a count repeats an action.
const MOST: usize = 9_999;

/// Moves the model by one message, and does what was typed as far as it waits for nothing.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let mut effects = if let Message::Input(input) = message {
        if held::urgent(model, &input) == Some(Action::Interrupt) {
            model.held.clear();
        }
        if held::urgent(model, &input).is_some() {
            self::input(model, input)
        } else {
            model.held.push_back(Held::Input(input));
            Vec::new()
        }
    } else {
        told(model, message)
    };
    held::count(model, &effects);
    while let Some(first) = model.held.pop_front() {
        let waiting = model.held.len();
        let more = match first {
            Held::Input(_) if held::closing(model) => {
                model.held.push_back(first);
                Vec::new()
            }
            Held::Input(input) => self::input(model, input),
            Held::Action(action, count) => act(model, action, count),
        };
        held::count(model, &more);
        effects.extend(more);
        let again = model.held.len().saturating_sub(waiting);
        if again > 0 {
            // It still waits, so it goes back to where it was: before all that was typed after it.
            model.held.rotate_right(again);
            break;
        }
    }
    effects.extend(beside(model));
    effects
}

/// Asks for the records beside which the detail stands, one question at a time: while one runs down a list,
/// only those are read where one rests.
fn beside(model: &mut Model) -> Option<Effect> {
    let ask = model.beside().filter(|ask| !model.data.is_fresh(ask))?;
    if model.beside.is_some() || model.orders > 0 {
        return None;
    }
    model.beside = Some(ask.clone());
    Some(Effect::Ask(ask))
}

fn input(model: &mut Model, input: Input) -> Vec<Effect> {
    if unseen(model, &input) {
        return Vec::new();
    }
    match input {
        Input::Key(key) => pressed(model, key),
        Input::Paste(text) => pasted(model, &text),
        Input::Mouse(mouse) => moused(model, mouse),
    }
}

/// Says whether a window too small to show anything hides what this would do; what leads out of it still holds.
fn unseen(model: &Model, input: &Input) -> bool {
    let (width, height) = model.size;
    // A terminal that does not know its size says none.
    if width == 0 || height == 0 || !super::draw::too_small(width, height) {
        return false;
    }
    let Input::Key(key) = input else { return true };
    let out = |action| {
        matches!(
            action,
            Action::Interrupt | Action::Suspend | Action::Redraw | Action::Quit
        )
    };
    !matches!(
        model.keymap.find(model.contexts(), std::slice::from_ref(key)),
        Found::Action(action) if out(action) && model.keys.is_empty()
    )
}

/// Moves the model by what the world says.
fn told(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Input(_) => Vec::new(),
        Message::Resized(width, height) => {
            model.size = (width, height);
            if model.here.place == Place::Board(Kind::Trend) {
                // Its texts are broken to the width.
                model.refill();
            }
            Vec::new()
        }
        Message::Answered(ask, answer) => answered(model, ask, answer),
        Message::Done(done, origin) => {
            if origin == Origin::Quiet {
                model.unkept = done.refused;
            }
            let mut effects = self::done(model, &done, origin);
            if origin == Origin::Quiet {
                return effects;
            }
            model.orders = model.orders.saturating_sub(1);
            if done.wrote || std::mem::take(&mut model.missed) {
                model.data.age();
                model.reading.extend(model.here.place.asks());
                effects.extend(asks(model));
            }
            effects
        }
        Message::Changed => {
            model.data.age();
            // An order on its way asks for everything when it is done.
            if model.orders > 0 {
                model.missed = true;
                return Vec::new();
            }
            // What was done here says so itself.
            let watches = model.toast.is_none() && model.here.sheet.marked.is_empty();
            model.watched = model
                .here
                .sheet
                .chosen()
                .map(|item| item.id)
                .filter(|_| watches);
            let mut effects = asks(model);
            effects.extend(super::bar::understand_again(model));
            effects.extend(super::call::understand_again(model));
            effects
        }
        Message::CaughtUp => super::looking::find_again(model),
        // A list that was opened before did without what took long to read.
        Message::Warmed => {
            let opened = model.data.has(&Ask::Accounts) || model.here.place == Place::Accounts;
            opened
                .then_some(Effect::Ask(Ask::Accounts))
                .into_iter()
                .collect()
        }
        Message::Found { asked, mut answer } => {
            if model.present {
                answer.found.retain(|found| {
                    !found.private && !matches!(found.kind, Some(Kind::Loyalty | Kind::Alternative))
                });
            }
            for overlay in &mut model.overlays {
                if let Overlay::Lookup(lookup) = overlay {
                    lookup.take(asked, answer);
                    break;
                }
            }
            super::looking::preview(model)
        }
        Message::Understood { line, chips } => {
            if let Some(Overlay::Capture(capture)) = model.overlays.last_mut()
                && capture.line.text() == line
            {
                capture.chips = chips;
                model.understanding = false;
            } else if let Some(call) = &mut model.call {
                if call.sweep.is_none() && call.line.text() == line {
                    call.chips = chips;
                    model.understanding = false;
                } else if super::call::understood(call, &line, chips) {
                    model.understanding = false;
                }
            }
            Vec::new()
        }
        Message::Noted(answer) => super::call::answered(model, *answer),
        Message::Swept(done) => super::call::swept(model, done),
        Message::Imported(halt, outcome) => super::import::answered(model, &halt, outcome),
        Message::Edited(result) => {
            match result {
                Ok(text) => {
                    if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
                        form.replace(&text);
                    } else {
                        return super::wording::edited(model, &text);
                    }
                }
                Err(why) => model.complain(&why),
            }
            Vec::new()
        }
        Message::Minute(now) => {
            let other_day = now.date() != model.now.date();
            // The timer of a call moves each second; nothing else on the screen does.
            let minute = |at: &jiff::Zoned| at.timestamp().as_second().div_euclid(60);
            let same_minute = minute(&now) == minute(&model.now);
            model.now = now;
            if same_minute && !other_day {
                return Vec::new();
            }
            model.refill();
            // On Today the book says how long it is to the next meeting.
            if other_day || model.here.place == Place::Today {
                asks(model)
            } else {
                Vec::new()
            }
        }
        Message::Say(text, bad) => {
            if bad {
                model.complain(&text);
            } else {
                model.say(&text);
            }
            Vec::new()
        }
    }
}

/// Asks again everything that is on the screen, and what every place needs.
pub fn asks(model: &Model) -> Vec<Effect> {
    let mut wanted = vec![Ask::Names];
    wanted.extend(model.here.place.asks());
    // These come with the question whose answer names them.
    wanted.retain(|ask| !matches!(ask, Ask::Mentioned | Ask::Ahead));
    wanted.extend(stories(model));
    wanted.extend(model.call.iter().map(|call| Ask::Account(call.account)));
    wanted.into_iter().map(Effect::Ask).collect()
}

/// Asks what was solved elsewhere, where problems are read or typed and it is not known as it stands.
pub fn stories(model: &Model) -> Option<Ask> {
    let typed = model
        .overlays
        .iter()
        .any(|overlay| matches!(overlay, Overlay::Form(form) if form.kind == Kind::Problem));
    let read = matches!(
        model.here.place,
        Place::Account(..) | Place::Board(Kind::Problem)
    );
    let known = model.data.has(&Ask::Stories) && !model.data.is_old(&Ask::Stories);
    ((typed || read) && !known).then_some(Ask::Stories)
}

fn answered(model: &mut Model, ask: Ask, answer: Answer) -> Vec<Effect> {
    if let Answer::Drafts(drafts) = answer {
        model.drafts = drafts.here;
        super::call::recall(model, &drafts.elsewhere);
        if model.call.is_none() {
            super::drafts::tell(model);
        }
        return Vec::new();
    }
    model.reading.remove(&ask);
    if let Answer::Guests(guests) = &answer {
        super::guests::offer(model, guests);
        return Vec::new();
    }
    if let (Ask::Specialists(problem), Answer::Specialists(found)) = (&ask, &answer) {
        super::around::offer(model, *problem, found);
        return Vec::new();
    }
    if let Ask::Weight(ids) = ask {
        return match answer {
            Answer::Weight(weight) => super::deleting::weighed(model, ids, &weight),
            Answer::Trouble(why) => {
                model.complain(&why);
                Vec::new()
            }
            _ => Vec::new(),
        };
    }
    // Names that come before the rows are filled in with them: to sort tens of thousands twice takes twice as long.
    let awaited = |ask: &Ask| model.data.has(ask) && model.data.is_old(ask);
    let asks = model.here.place.asks();
    let needed = asks.contains(&ask) || (ask == Ask::Names && !asks.iter().any(awaited));
    if model.beside.as_ref() == Some(&ask) {
        model.beside = None;
        let mut wanted = act::wanted(model);
        wanted.push(ask.clone());
        wanted.extend(model.call.iter().map(|call| Ask::Account(call.account)));
        model.data.keep_accounts(&wanted);
    }
    let of = ask.clone();
    model.data.take(ask, answer, &mut model.who);
    super::linking::came(model, &of);
    if of == Ask::Names {
        super::bar::complete_again(model);
    }
    if needed {
        model.refill();
    }
    Vec::new()
}

fn done(model: &mut Model, done: &Done, origin: Origin) -> Vec<Effect> {
    if let Some((asks, order)) = &done.asks {
        let question = Question {
            asks: asks.clone(),
            yes: Yes::Order((**order).clone()),
        };
        model.overlays.push(Overlay::Question(Box::new(question)));
        return Vec::new();
    }
    match (origin, model.overlays.last_mut()) {
        (Origin::Form, Some(Overlay::Form(form))) => {
            if done.refused {
                form.refuse(done.field.as_deref(), &done.says);
                if let Some((field, now)) = &done.now {
                    form.seen(field, now.clone());
                }
                return Vec::new();
            }
            let place = form.place();
            let offered = form.offered.is_some();
            let many = !form.many.is_empty();
            model.overlays.pop();
            if many {
                model.here.sheet.marked.clear();
                model.say(&done.says);
                return Vec::new();
            }
            model.here.wanted = done.record;
            model.say(&done.says);
            let mut effects = saved(model, done);
            // What was offered is another thing than what was saved.
            if !offered {
                model.drafts.retain(|draft| draft.place != place);
                effects.push(Effect::Order(Order::DropDraft(place), Origin::Quiet));
            }
            return effects;
        }
        (Origin::Capture, Some(Overlay::Capture(capture))) => {
            capture.saving = false;
            if done.refused {
                capture.error = Some(done.says.clone());
                return Vec::new();
            }
            let line = capture.line.text().to_owned();
            model.overlays.pop();
            model.captured.push(line);
            model.drafts.retain(|draft| draft.place != "capture");
            model.say(&done.says);
            let mut effects = saved(model, done);
            effects.push(Effect::Order(
                Order::DropDraft("capture".into()),
                Origin::Quiet,
            ));
            return effects;
        }
        _ => {}
    }
    if origin == Origin::Quiet && !done.refused {
        if let Some(toast) = model.toast.as_mut().filter(|_| !done.says.is_empty()) {
            toast.text = format!("{} {}", toast.text, done.says);
        }
        return Vec::new();
    }
    if done.refused {
        model.complain(&done.says);
    } else {
        if model.here.sheet.marked.is_empty() && origin == Origin::Screen {
            // What was just brought back is what one goes on with.
            model.here.wanted = done.record;
        }
        model.here.sheet.marked.clear();
        model.say(&done.says);
    }
    Vec::new()
}

/// Remembers what was saved, to be opened with a key wherever one is.
fn saved(model: &mut Model, done: &Done) -> Vec<Effect> {
    model.saved = done.record.or(model.saved);
    let record = done.record.map(|id| Effect::Ask(Ask::Record(id)));
    record.into_iter().collect()
}

fn pressed(model: &mut Model, key: Key) -> Vec<Effect> {
    model.toast = None;
    model.here.sheet.held = [None; 2];
    model.keys.push(key);
    match model.keymap.find(model.contexts(), &model.keys) {
        Found::Action(action) => {
            model.keys.clear();
            match (action, model.count.take()) {
                // What was half said is dropped, and nothing else.
                (Action::Back, Some(_)) => Vec::new(),
                // With a number, to the first and to the last lead to that line.
                (Action::Last, Some(line)) => act(model, Action::First, line),
                (action, count) => act(model, action, count.unwrap_or(1)),
            }
        }
        Found::Begun => Vec::new(),
        Found::Nothing => {
            let alone = model.keys.len() == 1;
            let typed = std::mem::take(&mut model.keys);
            // A quick escape and then a letter arrive as one: as alt and the letter.
            if let Some([escape, letter]) = key.apart().filter(|_| alone) {
                let mut effects = pressed(model, escape);
                effects.extend(pressed(model, letter));
                return effects;
            }
            match key.letter() {
                Some(letter) if alone && model.typing() => {
                    let mut text = [0; 4];
                    self::typed(model, letter.encode_utf8(&mut text), false)
                }
                Some(letter)
                    if alone
                        && letter.is_ascii_digit()
                        && (letter != '0' || model.count.is_some()) =>
                {
                    let digit = letter
                        .to_digit(10)
                        .and_then(|digit| usize::try_from(digit).ok())
                        .unwrap_or(0);
                    model.count = Some((model.count.unwrap_or(0) * 10 + digit).min(MOST));
                    Vec::new()
                }
                _ => {
                    model.count = None;
                    if !alone && typed.last().is_some_and(|key| key.letter().is_some()) {
                        model.say(&format!(
                            "{} does nothing here",
                            super::keymap::written(&typed)
                        ));
                    }
                    Vec::new()
                }
            }
        }
    }
}

/// Does an action in the place where one is.
pub fn act(model: &mut Model, action: Action, count: usize) -> Vec<Effect> {
    // What reads or brings in is stopped as by its own key; it is not left to go on unseen.
    let action = match model.overlays.last() {
        Some(Overlay::Import(import)) if action == Action::Interrupt && import.is_under() => {
            Action::ImportLeave
        }
        _ => action,
    };
    if held::waits(model, action) {
        model.held.push_back(Held::Action(action, count));
        return Vec::new();
    }
    match action {
        Action::Suspend => return vec![Effect::Suspend],
        Action::Redraw => return vec![Effect::Redraw],
        Action::Interrupt => {
            return if model.overlays.is_empty()
                && model.back.is_empty()
                && model.here.place == Place::Today
                && !model.here.sheet.filtering
            {
                act(model, Action::Quit, 1)
            } else {
                act::leave(model)
            };
        }
        Action::Lookup => return super::looking::open_lookup(model),
        Action::Keys => {
            if matches!(model.overlays.last(), Some(Overlay::Help(_))) {
                model.overlays.pop();
            } else {
                model.overlays.push(Overlay::Help(0));
            }
            return Vec::new();
        }
        _ => {}
    }
    if model.overlays.is_empty() {
        act::on_screen(model, action, count)
    } else {
        choose::on_overlay(model, action, count)
    }
}

fn typed(model: &mut Model, text: &str, pasted: bool) -> Vec<Effect> {
    if model.overlays.is_empty() {
        model.here.sheet.filter.insert(&text.replace('\n', " "));
        model.here.sheet.sift();
        return Vec::new();
    }
    choose::typed(model, text, pasted)
}

fn pasted(model: &mut Model, text: &str) -> Vec<Effect> {
    model.toast = None;
    model.keys.clear();
    if model.typing() {
        return typed(model, text, true);
    }
    if !model.overlays.is_empty() {
        return Vec::new();
    }
    // What is pasted where nothing is typed is never taken for keys: it waits in the capture bar.
    let effects = super::bar::open_capture(model);
    if let Some(Overlay::Capture(capture)) = model.overlays.last_mut() {
        capture.pasted = true;
    }
    effects
        .into_iter()
        .chain(typed(model, text, true))
        .collect()
}

fn moused(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    model.keys.clear();
    match mouse.what {
        MouseDid::WheelDown => wheel(model, mouse, true),
        MouseDid::WheelUp => wheel(model, mouse, false),
        MouseDid::Press => {
            model.toast = None;
            hold(model, mouse.x, mouse.y);
            match layout::hit(model, mouse.x, mouse.y) {
                Some(layout::Hit::Row(at)) => {
                    model.struck = false;
                    let again =
                        model.here.sheet.at() == at && model.here.sheet.pane == sheet::Pane::List;
                    model.here.sheet.pane = sheet::Pane::List;
                    model.here.sheet.choose_at(at);
                    if again {
                        act(model, Action::Open, 1)
                    } else {
                        Vec::new()
                    }
                }
                Some(layout::Hit::Line(line)) => {
                    model.struck = false;
                    let again = model.here.sheet.line == line
                        && model.here.sheet.pane == sheet::Pane::Detail;
                    model.here.sheet.pane = sheet::Pane::Detail;
                    model.here.sheet.line = line;
                    if again {
                        act(model, Action::Open, 1)
                    } else {
                        Vec::new()
                    }
                }
                Some(layout::Hit::Act(action)) => act(model, action, 1),
                Some(layout::Hit::Choice(at)) => choose::click(model, at),
                None => Vec::new(),
            }
        }
    }
}

/// Keeps list and detail where they stand while the mouse chooses in them.
fn hold(model: &mut Model, x: u16, y: u16) {
    let frame = layout::frame(model);
    let row = |area: ratatui::layout::Rect| usize::from(y.saturating_sub(area.top()));
    let sheet = &model.here.sheet;
    let above = match layout::hit(model, x, y) {
        // Of a row of several lines the first is what the list goes by.
        Some(layout::Hit::Row(place)) if model.here.place != Place::Calendar => {
            let laid = sheet.laid();
            let first = sheet.first_shown(&laid, frame.list.height);
            let begins = laid
                .iter()
                .position(|line| matches!(line, sheet::Laid::Row(at, _) if *at == place));
            Some((0, begins.map_or(0, |at| at.saturating_sub(first))))
        }
        Some(layout::Hit::Line(_)) => Some((1, row(frame.detail))),
        _ => None,
    };
    if let Some((pane, lines)) = above {
        // The other side stays where it is, too.
        if pane == 1 && sheet.held[0].is_none() && model.has_detail() {
            let laid = sheet.laid();
            let first = sheet.first_shown(&laid, frame.list.height);
            let at = laid
                .iter()
                .position(|line| matches!(line, sheet::Laid::Row(at, _) if *at == sheet.at()));
            model.here.sheet.held[0] = at.map(|at| at.saturating_sub(first));
        }
        model.here.sheet.held[pane] = Some(lines);
    }
}

fn wheel(model: &mut Model, mouse: Mouse, down: bool) -> Vec<Effect> {
    model.here.sheet.held = [None; 2];
    if model.overlays.is_empty() && model.has_detail() {
        // What lies under the pointer moves.
        match layout::hit(model, mouse.x, mouse.y) {
            Some(layout::Hit::Line(_)) => model.here.sheet.pane = sheet::Pane::Detail,
            Some(layout::Hit::Row(_)) => model.here.sheet.pane = sheet::Pane::List,
            _ => {}
        }
    }
    let action = match (
        model.contexts().contains(&super::action::Context::Menu),
        down,
    ) {
        (true, true) => Action::MenuNext,
        (true, false) => Action::MenuPrevious,
        (false, true) => Action::Down,
        (false, false) => Action::Up,
    };
    if matches!(
        model.overlays.last(),
        Some(
            Overlay::Form(_)
                | Overlay::Capture(_)
                | Overlay::Call
                | Overlay::Import(_)
                | Overlay::Merge(_)
                | Overlay::Words(_)
                | Overlay::Question(_)
        )
    ) {
        return Vec::new();
    }
    act(
        model,
        action,
        if matches!(action, Action::Down | Action::Up) {
            3
        } else {
            1
        },
    )
}

/// Opens the capture bar; a line that was left before is offered.
pub fn capture_of(model: &Model) -> Capture {
    let draft = model.drafts.iter().find(|draft| draft.place == "capture");
    Capture {
        account: model.account(),
        beside: !matches!(model.here.place, Place::Account(..) | Place::Brief(_)),
        offered: draft.cloned(),
        earlier: model.captured.clone(),
        ..Capture::default()
    }
}
