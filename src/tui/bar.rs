//! What the keys do in the capture bar: typing a line, walking among what it means, and saving it.

use super::action::Action;
use super::choose::{keep, leave};
use super::completing::Fits;
use super::data::Order;
use super::model::{Effect, Model, Origin};
use super::overlays::{Capture, Overlay};
use super::update::capture_of;
use crate::book::Spot;
use crate::capture::Chip;
use crate::domain::Id;

/// Opens the capture bar.
pub fn open_capture(model: &mut Model) -> Vec<Effect> {
    let capture = capture_of(model);
    crate::tui::completing::prepare(model);
    let effects = understand(model, &capture);
    model.overlays.push(Overlay::Capture(Box::new(capture)));
    effects
}

/// Has a line understood.
pub fn understand(model: &Model, capture: &Capture) -> Vec<Effect> {
    vec![Effect::Understand {
        line: capture.line.text().to_owned(),
        spot: Box::new(spot(model, capture)),
    }]
}

/// Says where the line of the capture bar is typed.
fn spot(model: &Model, capture: &Capture) -> Spot {
    Spot {
        by_people: capture.beside,
        ..model.spot(capture.account, capture.pasted)
    }
}

/// Takes the line that is offered back; says whether there was one.
fn take_offered(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Capture(capture)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    if let Some(draft) = capture.offered.take()
        && let Some((_, text)) = draft.fields.first()
    {
        capture.line.set(text);
        // It was typed for the account that was at hand then.
        capture.account = draft.account;
        capture.beside = true;
    }
    changed_capture(model)
}

/// Opens the capture bar with the line that was left.
pub fn resume(model: &mut Model) -> Vec<Effect> {
    let mut effects = open_capture(model);
    effects.extend(take_offered(model));
    effects
}

/// Opens the capture bar with the beginning of a line about a record, and goes on behind it.
pub fn open_about(model: &mut Model, word: &str, id: Id) -> Vec<Effect> {
    let Some(record) = model.data.record(id) else {
        return Vec::new();
    };
    let (line, account) = (format!("{word} {}: ", record.short()), record.account());
    let mut effects = open_capture(model);
    if let Some(Overlay::Capture(capture)) = model.overlays.last_mut() {
        capture.account = account.or(capture.account);
        capture.beside = false;
        capture.line.set(&line);
    }
    effects.extend(changed_capture(model));
    effects
}

/// Has the line of the capture bar understood anew.
pub fn understand_again(model: &Model) -> Vec<Effect> {
    match model.overlays.last() {
        Some(Overlay::Capture(capture)) => understand(model, capture),
        _ => Vec::new(),
    }
}

/// Does an action in the capture bar.
pub fn on_capture(model: &mut Model, action: Action) -> Vec<Effect> {
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
            if let Some(at) = capture.chip.filter(|at| offers(&capture.chips, *at)) {
                guard(capture, at);
                return changed_capture(model);
            }
            capture.saving = true;
            let capture = capture.clone();
            let line = capture.line.text().to_owned();
            let spot = Box::new(spot(model, &capture));
            vec![Effect::Order(
                Order::Capture { line, spot },
                Origin::Capture,
            )]
        }
        Action::CaptureChips | Action::CaptureEarlier | Action::LineRight | Action::LineEnd
            if capture.offered.is_some() && capture.line.is_empty() =>
        {
            take_offered(model)
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
pub fn changed_capture(model: &mut Model) -> Vec<Effect> {
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

/// Says whether a chip is in doubt and knows what to type instead: there a yes is meant by what saves elsewhere.
pub fn offers(chips: &[Chip], at: usize) -> bool {
    chips
        .get(at)
        .is_some_and(|chip| chip.doubtful && chip.instead.is_some())
}

/// Puts a backslash before the mark of a chip, so that it is text; what a doubt offers is taken instead.
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
///
/// Where a chip is in doubt and says what to type, it is written instead.
pub fn guarded(text: &str, chip: &Chip) -> Option<String> {
    // The chips may be those of a line that was typed on since.
    if chip.text.is_empty() || text.get(chip.span.clone()) != Some(&chip.text) {
        return None;
    }
    if chip.doubtful {
        let instead = chip.instead.as_ref()?;
        let (before, after) = (&text[..chip.span.start], &text[chip.span.end..]);
        return Some(format!("{before}{instead}{after}"));
    }
    let at = if chip.head {
        text.len() - text.trim_start().len()
    } else {
        chip.span.start
    };
    Some(format!("{}\\{}", &text[..at], &text[at..]))
}
