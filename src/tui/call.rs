//! A call: what is typed while somebody talks, and the sweep at its end.
//!
//! Each line is saved as soon as Enter is pressed; what is typed on is never in the way of that. The call outlives what lies
//! over it and the places one looks at meanwhile: it ends when it is swept, or left.

use jiff::Zoned;

use super::action::{Action, Context};
use super::data::{Ask, Draft, Order};
use super::line::LineEdit;
use super::model::{Effect, Model, Origin};
use super::overlays::Overlay;
use crate::book::Sweep;
use crate::capture::{Chip, Completion, Head, complete};
use crate::domain::names::{Name, Names};
use crate::domain::{Body, Id, Kind};

/// How many people a completion offers.
const OFFERED: usize = 5;

/// A line that was noted and saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Noted {
    /// When.
    pub at: Zoned,
    /// What it is.
    pub head: Head,
    /// The line as typed.
    pub line: String,
    /// Account and people before the colon.
    pub before: String,
    /// What stands after the colon.
    pub body: String,
    /// What it says.
    pub text: String,
    /// What goes with it: due, tags, who may see it.
    pub aside: String,
    /// What is in doubt.
    pub doubts: Vec<String>,
    /// Its own record, where it has one beside the call's touchpoint.
    pub record: Option<Id>,
    /// Who is named in it.
    pub people: Vec<String>,
}

impl Noted {
    /// Says whether the sweep asks about it: a note without a kind, or with something in doubt.
    fn is_loose(&self) -> bool {
        self.head == Head::Note || !self.doubts.is_empty()
    }

    /// Writes the line as one of a kind.
    fn as_kind(&self, head: Head) -> String {
        let word = head.row().word;
        let before = self.before.trim();
        if before.is_empty() {
            format!("{word}: {}", self.body.trim())
        } else {
            format!("{word} {before}: {}", self.body.trim())
        }
    }
}

/// What the book says of a line that was to be noted.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The line, saved; or why it was not.
    pub noted: Result<Noted, String>,
    /// The line as typed.
    pub line: String,
    /// The touchpoint that holds the call.
    pub touchpoint: Option<Id>,
    /// The problem that it named or made.
    pub problem: Option<Id>,
}

/// What the sweep asks now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// What a loose note is.
    Note(usize),
    /// How a loose note should have been typed.
    Retype(usize),
    /// Who was there.
    Who,
    /// What they gave us.
    Got,
    /// What we gave them.
    Gave,
    /// What comes next.
    Next,
}

/// The closing sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweeping {
    /// The loose notes, by their places in the call.
    pub loose: Vec<usize>,
    /// What each became: the line with its kind, and whether the old record goes.
    pub became: Vec<Option<String>>,
    /// What it asks now.
    pub stage: Stage,
    /// Who, got, gave, next.
    pub answers: [String; 4],
    /// It waits for the book.
    pub saving: bool,
}

/// A call that is going on.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// With whom.
    pub account: Id,
    /// The touchpoint that holds it; none before the first line.
    pub touchpoint: Option<Id>,
    /// The problem named last.
    pub problem: Option<Id>,
    /// Since when.
    pub began: Zoned,
    /// The line being typed.
    pub line: LineEdit,
    /// Whether its beginning was pasted.
    pub pasted: bool,
    /// What is understood of it.
    pub chips: Vec<Chip>,
    /// The chip where one is.
    pub chip: Option<usize>,
    /// People who fit the `@` being typed.
    pub fits: Vec<Completion>,
    /// Which of them is chosen.
    pub fit: usize,
    /// What was noted.
    pub noted: Vec<Noted>,
    /// Lines on their way to the book: the line, and whether it was pasted.
    pub waiting: Vec<(String, bool)>,
    /// What went wrong.
    pub error: Option<String>,
    /// The closing sweep, once it began.
    pub sweep: Option<Sweeping>,
}

/// What each key of the sweep makes of a note.
pub const KINDS: &[(Action, Head, &str)] = &[
    (Action::SweepOwe, Head::Owe, "promise"),
    (Action::SweepWait, Head::Wait, "theirs"),
    (Action::SweepProblem, Head::Prob, "problem"),
    (Action::SweepWhy, Head::Why, "why"),
    (Action::SweepNeed, Head::Need, "need"),
    (Action::SweepAsk, Head::Ask, "question"),
    (Action::SweepFact, Head::Fact, "fact"),
    (Action::SweepQuote, Head::Quote, "quote"),
    (Action::SweepGot, Head::Got, "got"),
    (Action::SweepGave, Head::Gave, "gave"),
    (Action::SweepFight, Head::Adv, "fighting for"),
];

/// Opens call mode with an account, or goes back to the call that is going on.
pub fn open(model: &mut Model, account: Id, meeting: Option<Id>) -> Vec<Effect> {
    if model
        .call
        .as_ref()
        .is_none_or(|call| call.account != account && call.noted.is_empty())
    {
        let draft = model
            .drafts
            .iter()
            .find(|d| d.place == "call" && d.account == Some(account));
        let typed = draft
            .and_then(|d| d.fields.first())
            .map(|(_, text)| text.clone())
            .unwrap_or_default();
        let touchpoint = meeting.or(draft.and_then(|d| d.record));
        model.call = Some(Box::new(Call {
            account,
            touchpoint,
            problem: None,
            began: model.now.clone(),
            line: LineEdit::with(&typed),
            pasted: false,
            chips: Vec::new(),
            chip: None,
            fits: Vec::new(),
            fit: 0,
            noted: Vec::new(),
            waiting: Vec::new(),
            error: None,
            sweep: None,
        }));
        if !typed.is_empty() {
            model.say("This line was typed before and not saved.");
        }
    } else if model
        .call
        .as_ref()
        .is_some_and(|call| call.account != account)
    {
        model.complain("Another call is going on; this is it. End it first.");
    }
    model.overlays.clear();
    model.overlays.push(Overlay::Call);
    let mut effects = understand(model);
    effects.extend(
        model
            .call
            .iter()
            .map(|call| Effect::Ask(Ask::Account(call.account))),
    );
    effects
}

/// Says which contexts keys are looked up in while the call is on top.
pub fn contexts(model: &Model) -> &'static [Context] {
    match model
        .call
        .as_ref()
        .and_then(|c| c.sweep.as_ref())
        .map(|s| s.stage)
    {
        Some(Stage::Note(_)) => &[Context::Sweep, Context::Anywhere],
        _ => &[Context::Capture, Context::Line, Context::Anywhere],
    }
}

/// Lists the keys that matter now.
pub fn hints(model: &Model) -> Vec<(Action, &'static str)> {
    use Action as A;
    let Some(call) = &model.call else {
        return Vec::new();
    };
    match call.sweep.as_ref().map(|s| s.stage) {
        Some(Stage::Note(_)) => vec![
            (A::SweepNote, "stays a note"),
            (A::SweepRetype, "type it anew"),
            (A::SweepBack, "one back"),
            (A::SweepLeave, "back to the call"),
        ],
        Some(_) => vec![
            (A::CaptureSave, "next"),
            (A::CaptureLeave, "back to the call"),
        ],
        None => {
            let end = if call.noted.is_empty() {
                "leave"
            } else {
                "end the call"
            };
            vec![
                (A::CaptureSave, "note it"),
                (A::CaptureChips, "chips"),
                (A::Lookup, "look up"),
                (A::CaptureLeave, end),
            ]
        }
    }
}

/// Types text into the line.
pub fn typed(model: &mut Model, text: &str, pasted: bool) -> Vec<Effect> {
    let Some(call) = &mut model.call else {
        return Vec::new();
    };
    if let Some(chip) = call.chip {
        if text == " " {
            if let Some(guarded) = call
                .chips
                .get(chip)
                .and_then(|chip| super::choose::guarded(call.line.text(), chip))
            {
                call.line.set(&guarded);
            }
            call.chip = None;
            return understand(model);
        }
        call.chip = None;
    }
    call.error = None;
    call.pasted = (call.pasted && !call.line.is_empty()) || (pasted && call.line.at() == 0);
    if !call.line.insert(&text.replace(['\n', '\r'], " ")) {
        call.error =
            Some("This is too long for one line. Paste it into the notes of a record.".into());
    }
    changed(model)
}

/// Does an action in the call.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(call) = &mut model.call else {
        return Vec::new();
    };
    if call.sweep.is_some() {
        return sweeping(model, action);
    }
    match action {
        Action::CaptureSave => save(model),
        Action::CaptureLeave => leave(model),
        Action::CaptureChips if !call.fits.is_empty() => {
            if let Some(fit) = call.fits.get(call.fit).cloned() {
                let text = call.line.text().to_owned();
                let before = format!("{}{} ", &text[..fit.span.start], fit.insert);
                let after = text[fit.span.end..].trim_start();
                call.line.set(&before);
                if !after.is_empty() {
                    let back = call.line.at();
                    call.line.insert(after);
                    while call.line.at() > back && call.line.act(Action::LineLeft) {}
                }
            }
            changed(model)
        }
        Action::CaptureChips => {
            call.chip = if call.chip.is_some() || call.chips.is_empty() {
                None
            } else {
                Some(0)
            };
            Vec::new()
        }
        Action::CaptureEarlier | Action::CaptureLater if !call.fits.is_empty() => {
            let count = call.fits.len();
            call.fit = if action == Action::CaptureLater {
                (call.fit + 1) % count
            } else {
                (call.fit + count - 1) % count
            };
            Vec::new()
        }
        action => {
            if let Some(at) = call.chip {
                let last = call.chips.len().saturating_sub(1);
                call.chip = Some(match action {
                    Action::LineRight => (at + 1).min(last),
                    Action::LineLeft => at.saturating_sub(1),
                    _ => at,
                });
                return Vec::new();
            }
            if call.line.act(action) {
                call.error = None;
                return changed(model);
            }
            Vec::new()
        }
    }
}

/// Has the line understood anew, people completed, and the unfinished line kept.
fn changed(model: &mut Model) -> Vec<Effect> {
    let names = model
        .call
        .as_ref()
        .is_some_and(|c| c.line.text().contains('@'))
        .then(|| names(model));
    let (today, present) = (model.now.date(), names.is_some());
    let weekend = model.settings.weekend.clone();
    if let Some(call) = &mut model.call {
        call.fit = 0;
        call.fits = if let Some(names) = names.filter(|_| present) {
            let context = crate::capture::Context {
                names: &names,
                records: &crate::capture::NoRecords,
                account: Some(call.account),
                touchpoint: None,
                today,
                weekend: &weekend,
                currency: None,
                signs: true,
                pasted: false,
            };
            complete(call.line.text(), call.line.at(), &context, OFFERED)
        } else {
            Vec::new()
        };
        // A name that is whole needs no completing.
        if let [only] = call.fits.as_slice()
            && call.line.text()[only.span.clone()].eq_ignore_ascii_case(&only.insert)
        {
            call.fits.clear();
        }
    }
    let mut effects = understand(model);
    effects.extend(keep(model));
    effects
}

fn names(model: &Model) -> Names {
    let people = model.who.of_kind(Some(Kind::Person));
    Names(
        people
            .map(|(id, known)| Name {
                id,
                kind: Kind::Person,
                short: known.short.clone(),
                name: known.title.clone(),
                others: Vec::new(),
                account: known.account,
                ours: known.account.is_none(),
                emails: Vec::new(),
            })
            .collect(),
    )
}

fn keep(model: &Model) -> Vec<Effect> {
    let Some(call) = &model.call else {
        return Vec::new();
    };
    let order = if call.line.is_empty() {
        Order::DropDraft("call".into())
    } else {
        Order::KeepDraft(Draft {
            place: "call".into(),
            fields: vec![("line".into(), call.line.text().to_owned())],
            account: Some(call.account),
            record: call.touchpoint,
        })
    };
    vec![Effect::Order(order, Origin::Quiet)]
}

fn understand(model: &Model) -> Vec<Effect> {
    let Some(call) = &model.call else {
        return Vec::new();
    };
    vec![Effect::Understand {
        line: call.line.text().to_owned(),
        spot: Box::new(spot(model, call, call.pasted)),
    }]
}

fn spot(model: &Model, call: &Call, pasted: bool) -> crate::book::Spot {
    crate::book::Spot {
        touchpoint: call.touchpoint,
        problem: call.problem,
        ..model.spot(Some(call.account), pasted)
    }
}

fn save(model: &mut Model) -> Vec<Effect> {
    let Some(call) = &mut model.call else {
        return Vec::new();
    };
    if call.line.text().trim().is_empty() {
        return Vec::new();
    }
    call.waiting
        .push((call.line.text().to_owned(), call.pasted));
    call.line.set("");
    call.chips.clear();
    call.fits.clear();
    call.chip = None;
    call.pasted = false;
    let alone = call.waiting.len() == 1;
    // The draft goes when the line is saved, not before.
    if alone { send(model) } else { Vec::new() }
}

/// Sends the first line that waits; the next one goes when this one's touchpoint is known.
fn send(model: &Model) -> Vec<Effect> {
    let Some(call) = &model.call else {
        return Vec::new();
    };
    call.waiting
        .first()
        .map(|(line, pasted)| Effect::Note {
            line: line.clone(),
            spot: Box::new(spot(model, call, *pasted)),
            began: call.began.clone(),
        })
        .into_iter()
        .collect()
}

/// Takes what the book says of a line.
pub fn answered(model: &mut Model, answer: Answered) -> Vec<Effect> {
    let Some(call) = &mut model.call else {
        return Vec::new();
    };
    if !call.waiting.is_empty() {
        call.waiting.remove(0);
    }
    match answer.noted {
        Ok(noted) => {
            call.touchpoint = answer.touchpoint.or(call.touchpoint);
            call.problem = answer.problem.or(call.problem);
            call.noted.push(noted);
        }
        Err(why) => {
            call.error = Some(why);
            if call.line.is_empty() {
                call.line.set(&answer.line);
            } else {
                model.captured.push(answer.line);
            }
        }
    }
    let mut effects = send(model);
    effects.extend(keep(model));
    effects
}

/// Leaves the line, or ends the call with its sweep.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(call) = &mut model.call else {
        model.overlays.retain(|o| !matches!(o, Overlay::Call));
        return Vec::new();
    };
    if call.sweep.is_some() {
        call.sweep = None;
        call.line.set("");
        return Vec::new();
    }
    if call.chip.is_some() {
        call.chip = None;
        return Vec::new();
    }
    if !call.fits.is_empty() {
        call.fits.clear();
        return Vec::new();
    }
    if !call.line.is_empty() {
        model.overlays.retain(|o| !matches!(o, Overlay::Call));
        let key = model.look().key(Action::Call);
        model.say(&format!(
            "The call goes on; {key} on the account brings you back to it."
        ));
        return Vec::new();
    }
    if call.noted.is_empty() && call.waiting.is_empty() {
        model.call = None;
        model.overlays.retain(|o| !matches!(o, Overlay::Call));
        return vec![Effect::Order(
            Order::DropDraft("call".into()),
            Origin::Quiet,
        )];
    }
    begin_sweep(model);
    Vec::new()
}

fn begin_sweep(model: &mut Model) {
    let mut there: Vec<String> = Vec::new();
    let planned = model
        .call
        .as_ref()
        .and_then(|call| call.touchpoint)
        .and_then(|id| model.data.record(id))
        .map(|record| match &record.body {
            Body::Touchpoint(body) => body.people.clone(),
            _ => Vec::new(),
        })
        .unwrap_or_default();
    there.extend(planned.iter().map(|id| model.who.title(*id).to_owned()));
    let Some(call) = &mut model.call else { return };
    for name in call.noted.iter().flat_map(|n| &n.people) {
        if !there.contains(name) {
            there.push(name.clone());
        }
    }
    let loose: Vec<usize> = call
        .noted
        .iter()
        .enumerate()
        .filter(|(_, n)| n.is_loose())
        .map(|(at, _)| at)
        .collect();
    let stage = if loose.is_empty() {
        Stage::Who
    } else {
        Stage::Note(0)
    };
    call.sweep = Some(Sweeping {
        became: vec![None; loose.len()],
        loose,
        stage,
        answers: [
            there.join(", "),
            String::new(),
            String::new(),
            String::new(),
        ],
        saving: false,
    });
    call.error = None;
    enter(call);
}

/// Puts into the line what the stage asks for.
fn enter(call: &mut Call) {
    let Some(sweep) = &call.sweep else { return };
    let text = match sweep.stage {
        Stage::Note(_) => String::new(),
        Stage::Retype(at) => sweep
            .loose
            .get(at)
            .and_then(|n| call.noted.get(*n))
            .map(|n| n.line.clone())
            .unwrap_or_default(),
        Stage::Who => sweep.answers[0].clone(),
        Stage::Got => sweep.answers[1].clone(),
        Stage::Gave => sweep.answers[2].clone(),
        Stage::Next => sweep.answers[3].clone(),
    };
    call.line.set(&text);
    call.fits.clear();
    call.chips.clear();
    call.chip = None;
}

fn sweeping(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(call) = &mut model.call else {
        return Vec::new();
    };
    let Some(sweep) = &mut call.sweep else {
        return Vec::new();
    };
    if sweep.saving {
        return Vec::new();
    }
    if let Stage::Note(at) = sweep.stage {
        let noted = sweep.loose.get(at).and_then(|n| call.noted.get(*n));
        let kind = KINDS
            .iter()
            .find(|(key, ..)| *key == action)
            .map(|(_, head, _)| *head);
        match (action, kind, noted) {
            (_, Some(head), Some(noted)) => {
                sweep.became[at] = Some(noted.as_kind(head));
                sweep.stage = after_note(sweep, at);
            }
            (Action::SweepNote, ..) => {
                sweep.became[at] = None;
                sweep.stage = after_note(sweep, at);
            }
            (Action::SweepRetype, ..) => sweep.stage = Stage::Retype(at),
            (Action::SweepBack, ..) => sweep.stage = Stage::Note(at.saturating_sub(1)),
            (Action::SweepLeave, ..) => {
                call.sweep = None;
                call.line.set("");
                return Vec::new();
            }
            _ => return Vec::new(),
        }
        enter(call);
        return Vec::new();
    }
    match action {
        Action::CaptureLeave => leave(model),
        Action::CaptureSave => {
            let typed = call.line.text().trim().to_owned();
            let answer = |sweep: &mut Sweeping, at: usize, next: Stage| {
                sweep.answers[at].clone_from(&typed);
                sweep.stage = next;
            };
            match sweep.stage {
                Stage::Retype(at) => {
                    sweep.became[at] = (!typed.is_empty()).then_some(typed);
                    sweep.stage = after_note(sweep, at);
                }
                Stage::Who => answer(sweep, 0, Stage::Got),
                Stage::Got => answer(sweep, 1, Stage::Gave),
                Stage::Gave => answer(sweep, 2, Stage::Next),
                Stage::Next => {
                    answer(sweep, 3, Stage::Next);
                    return finish(model);
                }
                Stage::Note(_) => {}
            }
            enter(call);
            Vec::new()
        }
        Action::CaptureEarlier => {
            sweep.stage = match sweep.stage {
                Stage::Got => Stage::Who,
                Stage::Gave => Stage::Got,
                Stage::Next => Stage::Gave,
                Stage::Retype(at) => Stage::Note(at),
                Stage::Who if !sweep.loose.is_empty() => Stage::Note(sweep.loose.len() - 1),
                stage => stage,
            };
            enter(call);
            Vec::new()
        }
        action => {
            call.line.act(action);
            Vec::new()
        }
    }
}

fn after_note(sweep: &Sweeping, at: usize) -> Stage {
    if at + 1 < sweep.loose.len() {
        Stage::Note(at + 1)
    } else {
        Stage::Who
    }
}

fn finish(model: &mut Model) -> Vec<Effect> {
    let Some(call) = &mut model.call else {
        return Vec::new();
    };
    let Some(sweep) = &mut call.sweep else {
        return Vec::new();
    };
    sweep.saving = true;
    let mut lines = Vec::new();
    let mut dropped = Vec::new();
    for (place, became) in sweep.loose.iter().zip(&sweep.became) {
        if let Some(line) = became {
            lines.push(line.clone());
            dropped.extend(call.noted.get(*place).and_then(|n| n.record));
        }
    }
    let [who, got, gave, next] = sweep.answers.clone();
    let asked = Sweep {
        touchpoint: call.touchpoint,
        lines,
        dropped,
        who,
        got,
        gave,
        next,
    };
    let spot = match &model.call {
        Some(call) => spot(model, call, false),
        None => return Vec::new(),
    };
    vec![Effect::Sweep(Box::new(asked), Box::new(spot))]
}

/// Takes what the book says of the sweep.
pub fn swept(model: &mut Model, done: Result<String, String>) -> Vec<Effect> {
    match done {
        Ok(said) => {
            model.call = None;
            model.overlays.retain(|o| !matches!(o, Overlay::Call));
            model.drafts.retain(|d| d.place != "call");
            model.say(&said);
            vec![Effect::Order(
                Order::DropDraft("call".into()),
                Origin::Quiet,
            )]
        }
        Err(why) => {
            if let Some(call) = &mut model.call {
                call.error = Some(why);
                if let Some(sweep) = &mut call.sweep {
                    sweep.saving = false;
                }
            }
            Vec::new()
        }
    }
}
