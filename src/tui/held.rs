//! Keys typed before the answer that they need has come: they wait, in order, and none is lost.
//!
//! What a key does must not hang on how quick the book is. A key that acts on rows which are still being
//! read, on hits of an older query, or on what a save will leave behind is held with everything typed
//! after it; with each answer as many as can be are done. Moving to another place never waits, and the
//! key that interrupts lets go of whatever is held.

use super::action::{Action, Context};
use super::data::{Ask, Order};
use super::input::Input;
use super::keymap::{Found, Key};
use super::model::{Effect, Model, Origin, Place};
use super::overlays::Overlay;

/// Something that waits for an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    /// A key, a paste or the mouse, not looked at yet.
    Input(Input),
    /// An action that a key already stood for, and how often it is meant.
    Action(Action, usize),
}

/// Says what a key means everywhere, whatever waits.
pub fn urgent(model: &Model, input: &Input) -> Option<Action> {
    let Input::Key(key) = input else { return None };
    match model
        .keymap
        .find(&[Context::Anywhere], std::slice::from_ref::<Key>(key))
    {
        Found::Action(action @ (Action::Interrupt | Action::Suspend | Action::Redraw)) => {
            Some(action)
        }
        _ => None,
    }
}

/// Says whether nothing may be typed yet: a save is on its way, and will close what is typed into.
pub fn closing(model: &Model) -> bool {
    match model.overlays.last() {
        Some(Overlay::Form(form)) => form.saving,
        Some(Overlay::Capture(capture)) => capture.saving,
        Some(Overlay::Call) => model
            .call
            .as_ref()
            .is_some_and(|call| call.ending || call.sweep.as_ref().is_some_and(|s| s.saving)),
        Some(_) => false,
        None => unsettled(model),
    }
}

/// Says whether the rows on the screen are those of before a change that was made here.
fn unsettled(model: &Model) -> bool {
    model.orders > 0 || !model.reading.is_empty()
}

/// Says whether an action needs an answer that has not come.
pub fn waits(model: &Model, action: Action) -> bool {
    match model.overlays.last() {
        None => unsettled(model) || (needs_rows(model, action) && !read(model)),
        Some(Overlay::Lookup(lookup)) => {
            (lookup.waiting || lookup.acting && super::looking::unread(model, lookup, action))
                && action.context() != Context::Line
                && !matches!(
                    action,
                    Action::MenuLeave | Action::Back | Action::Filter | Action::Quit
                )
        }
        Some(Overlay::Import(import)) => {
            // A key that confirms is for a plan that was seen, and waits for none.
            import.is_under()
                && !matches!(
                    action,
                    Action::ImportLeave | Action::ImportGo | Action::ImportChoose
                )
                && action.context() != Context::Line
        }
        // To the chips one goes when they are those of the line.
        Some(Overlay::Capture(capture)) => {
            action == Action::CaptureChips
                && model.understanding
                && capture.fits.people.is_empty()
                && !capture.line.is_empty()
        }
        Some(Overlay::Call) => {
            action == Action::CaptureChips
                && model.understanding
                && model.call.as_ref().is_some_and(|call| {
                    call.sweep.is_none() && call.fits.people.is_empty() && !call.line.is_empty()
                })
        }
        Some(Overlay::Menu(menu)) => {
            menu.waiting && matches!(action, Action::MenuChoose | Action::MenuMark)
        }
        Some(_) => false,
    }
}

/// Says whether every question of the place has been answered, and who is who is known.
fn read(model: &Model) -> bool {
    model
        .here
        .place
        .asks()
        .iter()
        .chain([&Ask::Names])
        .all(|ask| model.data.has(ask))
}

/// Says whether an action acts on the rows of the place.
fn needs_rows(model: &Model, action: Action) -> bool {
    match action.context() {
        Context::List | Context::Account | Context::Brief => true,
        Context::Menu => !matches!(action, Action::MenuChoose | Action::MenuLeave),
        Context::Global => match action {
            Action::Capture => !matches!(model.here.place, Place::Account(..) | Place::Brief(_)),
            Action::Undo => matches!(model.here.place, Place::History(_)),
            _ => false,
        },
        _ => false,
    }
}

/// Counts the orders among what the world is asked to do; keys wait until they are done.
pub fn count(model: &mut Model, effects: &[Effect]) {
    let orders = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Order(order, origin) if shows(order, *origin)));
    model.orders += orders.count();
    model.understanding |= effects
        .iter()
        .any(|effect| matches!(effect, Effect::Understand { .. }));
}

fn shows(order: &Order, origin: Origin) -> bool {
    origin != Origin::Quiet && !matches!(order, Order::KeepDraft(_) | Order::DropDraft(_))
}
