//! A call: what is typed while somebody talks, and the sweep at its end.
//!
//! Each line is saved as soon as Enter is pressed; what is typed on is never in the way of that. The call outlives what lies
//! over it and the places one looks at meanwhile: it ends when it is swept, or left.

mod complaints;
mod filed;
mod recall;
mod sweep;
mod there;

pub use filed::became;
pub use recall::recall;
pub use sweep::{swept, understood};

use jiff::Zoned;
use serde::{Deserialize, Serialize};

use super::action::{Action, Context};
use super::completing::{self, Fits};
use super::data::Ask;
use super::line::LineEdit;
use super::model::{Effect, Model};
use super::overlays::{Overlay, Question, Yes};
use crate::capture::{Chip, Head};
use crate::domain::{Date, Id, Moment};

/// A mark that could mean several people, and whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pick {
    /// The mark as typed.
    pub typed: String,
    /// Their names; or what it means, where it is no person.
    pub names: Vec<String>,
    /// What to type in its place, where it is no person.
    #[serde(default)]
    pub instead: Option<String>,
}

/// A line that was noted and saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    /// When.
    pub at: Moment,
    /// What it is.
    #[serde(with = "recall::word")]
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
    /// Who may be meant, where that is what is in doubt.
    pub picks: Vec<Pick>,
    /// Its own record, where it has one beside the call's touchpoint.
    pub record: Option<Id>,
    /// Who speaks in it, or is spoken with.
    pub people: Vec<String>,
}

impl Noted {
    /// Says whether the sweep asks about it: a note without a kind, or with something in doubt.
    fn is_loose(&self) -> bool {
        self.head == Head::Note || !self.doubts.is_empty()
    }

    /// Writes the line as one of a kind, its body as it stands or as it was mended.
    fn as_kind(&self, head: Head, mended: Option<&str>) -> String {
        let word = head.row().word;
        let (before, body) = (self.before.trim(), mended.unwrap_or(&self.body).trim());
        if before.is_empty() {
            format!("{word}: {body}")
        } else {
            format!("{word} {before}: {body}")
        }
    }
}

/// What the book says of a line that was to be noted.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// What it says, line by line, saved; or why it was not.
    pub noted: Result<Vec<Noted>, String>,
    /// What was typed.
    pub line: String,
    /// The touchpoint that holds the call.
    pub touchpoint: Option<Id>,
    /// The problem that it named or made.
    pub problem: Option<Id>,
}

/// What the sweep asks now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Whether it is over; until that is said, whatever is typed goes on with the call.
    Ending,
    /// What a loose note is.
    Note(usize),
    /// How a loose note should have been typed.
    Retype(usize),
    /// By when a loose note that became a promise is due, and to whom it is.
    Day(usize),
    /// Who was there.
    Who,
    /// Who of ours owns a complaint that was noted.
    Owner(usize),
    /// When they hear from us about it.
    Update(usize),
    /// Who has been told that we heard it.
    Told(usize),
    /// What they gave us.
    Got,
    /// What we gave them.
    Gave,
    /// What comes next.
    Next,
}

/// A complaint of the call whose recovery begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// The note that it is, by its place in the call.
    pub note: usize,
    /// Who of ours owns it, when they hear from us, who has been told: as typed.
    pub answers: [String; 3],
    /// The day on which they hear from us, once it was read.
    pub next: Option<Date>,
}

/// The closing sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweeping {
    /// The loose notes, by their places in the call.
    pub loose: Vec<usize>,
    /// What each became: the line with its kind, and whether the old record goes.
    pub became: Vec<Option<String>>,
    /// Which of them somebody has looked at and said what they are, or that they stay.
    pub decided: Vec<bool>,
    /// How many lines were noted when it began.
    pub count: usize,
    /// Where it begins: at what was not said yet, when one comes back to it.
    pub first: Stage,
    /// The bodies in which somebody was named whole.
    pub mended: Vec<Option<String>>,
    /// How many of the doubtful people of each were named.
    pub named: Vec<usize>,
    /// The complaints, in the order of the call.
    pub recoveries: Vec<Recovery>,
    /// When it began, which is when the call ended.
    pub ended: Zoned,
    /// Who of those named in the answer is not known, or could be several.
    pub strangers: Option<String>,
    /// The owner of whom it was said that nobody of ours is called so.
    pub doubted: Option<String>,
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
    pub fits: Fits,
    /// What was noted.
    pub noted: Vec<Noted>,
    /// Lines on their way to the book: the line, and whether it was pasted.
    pub waiting: Vec<(String, bool)>,
    /// The person ended it while lines were on their way: the sweep begins when they are saved.
    pub ending: bool,
    /// What went wrong.
    pub error: Option<String>,
    /// The closing sweep, once it began.
    pub sweep: Option<Sweeping>,
    /// What was chosen in a sweep that was left to add a line.
    pub left: Option<Box<Sweeping>>,
    /// What stands in the line was proposed by the sweep, and nobody has touched it.
    pub proposed: bool,
    /// The page of the side that is shown; the first is what matters most.
    pub side: usize,
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
    (Action::SweepComplaint, Head::Complaint, "complaint"),
];

/// The keys that say who of several is meant.
pub const PICKS: [Action; 4] = [
    Action::SweepFirst,
    Action::SweepSecond,
    Action::SweepThird,
    Action::SweepFourth,
];

impl Call {
    /// Counts the seconds that it has gone on; in its sweep it is over.
    pub fn seconds(&self, now: &Zoned) -> i64 {
        let until = self.sweep.as_ref().map_or(now, |sweep| &sweep.ended);
        until
            .timestamp()
            .as_second()
            .saturating_sub(self.began.timestamp().as_second())
            .max(0)
    }

    /// Begins a call with nothing noted.
    fn begun(account: Id, touchpoint: Option<Id>, began: Zoned) -> Self {
        Self {
            account,
            touchpoint,
            problem: None,
            began,
            line: LineEdit::default(),
            pasted: false,
            chips: Vec::new(),
            chip: None,
            fits: Fits::default(),
            noted: Vec::new(),
            waiting: Vec::new(),
            ending: false,
            error: None,
            sweep: None,
            left: None,
            proposed: false,
            side: 0,
        }
    }
}

/// Opens call mode with an account, or goes back to the call that is going on.
pub fn open(model: &mut Model, account: Id, meeting: Option<Id>) -> Vec<Effect> {
    if model
        .call
        .as_ref()
        .is_none_or(|call| call.account != account && call.noted.is_empty() && call.line.is_empty())
    {
        let taken_back = recall::taken_back(model, account, meeting);
        if let Some(call) = taken_back {
            model.call = Some(call);
        } else {
            model.call = Some(Box::new(Call::begun(account, meeting, model.now.clone())));
            recall::resume(model);
        }
    } else if let Some(going) = model
        .call
        .as_ref()
        .map(|call| call.account)
        .filter(|going| *going != account)
    {
        // What is typed for one customer must not go to another, unasked.
        let with = model.who.title(going).to_owned();
        model.overlays.push(Overlay::Question(Box::new(Question {
            asks: format!("A call with {with} is still going on. Back to it, to end it first?"),
            yes: Yes::Call(going),
        })));
        return Vec::new();
    }
    model.overlays.clear();
    model.overlays.push(Overlay::Call);
    // Twenty thousand names are folded before the first `@`, not at it.
    completing::prepare(model);
    let mut effects = understand(model);
    if let Some(call) = &model.call {
        effects.push(Effect::Ask(Ask::Account(call.account)));
        // Another terminal may have been cut off in a call with them since this one was opened.
        effects.push(Effect::Ask(Ask::Drafts));
    }
    effects
}

/// The contexts while one is on what a line means.
pub const ON_CHIPS: &[Context] = &[
    Context::Chips,
    Context::Capture,
    Context::Line,
    Context::Anywhere,
];

/// Says which contexts keys are looked up in while the call is on top.
pub fn contexts(model: &Model) -> &'static [Context] {
    if model
        .call
        .as_ref()
        .is_some_and(|call| call.chip.is_some() && call.sweep.is_none())
    {
        return ON_CHIPS;
    }
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
        Some(Stage::Ending) => vec![
            (A::CaptureSave, "it is over"),
            (A::CaptureLeave, "back to the call"),
        ],
        Some(Stage::Note(at)) => vec![
            (A::SweepNote, stays(call, at)),
            (A::SweepRetype, "type it anew"),
            (A::SweepBack, "one back"),
            (A::SweepLeave, "back to the call"),
        ],
        Some(_) => vec![
            (A::CaptureSave, "next"),
            (A::CaptureLeave, "back to the call"),
        ],
        None if call.chip.is_some() => {
            super::hints::on_chips(call.chip.and_then(|at| call.chips.get(at)))
        }
        None => {
            let end = if !call.line.is_empty() {
                "leave, all is kept"
            } else if call.noted.is_empty() {
                "leave"
            } else {
                "end the call"
            };
            let means = if call.line.is_empty() {
                (A::CallMore, "more at the side")
            } else {
                (A::CaptureChips, "what it means")
            };
            vec![
                (A::CaptureSave, "note it"),
                means,
                (A::Lookup, "look up"),
                (A::CaptureLeave, end),
            ]
        }
    }
}

/// Says what a line is that the sweep does not change.
fn stays(call: &Call, at: usize) -> &'static str {
    let note = call
        .sweep
        .as_ref()
        .and_then(|sweep| call.noted.get(*sweep.loose.get(at)?));
    match note {
        Some(note) if note.head != Head::Note => "stays as it is",
        _ => "stays a note",
    }
}

/// Types text into the line.
pub fn typed(model: &mut Model, text: &str, pasted: bool) -> Vec<Effect> {
    let Some(call) = &mut model.call else {
        return Vec::new();
    };
    if call.sweep.as_ref().map(|s| s.stage) == Some(Stage::Ending) {
        // They still talk: nothing typed is taken for a key.
        sweep::leave(call);
    }
    sweep::over_proposal(call, text);
    call.chip = None;
    call.error = None;
    call.fits.before_typing(&mut call.line, text);
    call.pasted = (call.pasted && !call.line.is_empty()) || (pasted && call.line.at() == 0);
    // What the sweep asks for is one line; what is noted may be several.
    let typed = if call.sweep.is_some() {
        call.line.insert(&text.replace(['\n', '\r'], " "))
    } else {
        call.line.paste(text)
    };
    if !typed {
        call.error =
            Some("This is too long to be typed. Paste it into the notes of a record.".into());
    }
    changed(model)
}

/// Does an action in the call.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(call) = &mut model.call else {
        return Vec::new();
    };
    if call.sweep.is_some() {
        return sweep::act(model, action);
    }
    match action {
        // On a doubt it takes what is offered, as in the capture bar.
        Action::CaptureSave
            if call
                .chip
                .is_some_and(|at| super::bar::offers(&call.chips, at)) =>
        {
            act(model, Action::ChipDrop)
        }
        Action::CaptureSave => save(model),
        Action::CaptureLeave => leave(model),
        Action::CaptureChips if !call.fits.people.is_empty() => {
            call.fits.take(&mut call.line);
            let taken = call.fits.taken;
            let effects = changed(model);
            if let Some(call) = &mut model.call {
                call.fits.taken = taken;
            }
            effects
        }
        Action::CaptureChips => {
            call.chip = if call.chip.is_some() || call.chips.is_empty() {
                None
            } else {
                Some(0)
            };
            Vec::new()
        }
        Action::CaptureEarlier | Action::CaptureLater if call.fits.step(action) => Vec::new(),
        Action::CallMore => {
            call.side += 1;
            Vec::new()
        }
        Action::CallLess => {
            call.side = call.side.saturating_sub(1);
            Vec::new()
        }
        Action::ChipDrop => {
            let chip = call.chip.take().and_then(|at| call.chips.get(at));
            match chip.and_then(|chip| super::bar::guarded(call.line.text(), chip)) {
                Some(text) => {
                    call.line.set(&text);
                    changed(model)
                }
                None => Vec::new(),
            }
        }
        action if call.chip.is_some() => {
            call.chip = super::bar::walked(call.chip, call.chips.len(), action);
            Vec::new()
        }
        action => {
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
    let Some(call) = &model.call else {
        return Vec::new();
    };
    let (line, at, account) = (call.line.text().to_owned(), call.line.at(), call.account);
    let fits = completing::fits(model, &line, at, Some(account));
    let sweeping = call_is_swept(model);
    if let Some(call) = &mut model.call {
        call.fits = fits;
    }
    if sweeping {
        there::meet(model);
        return sweep::understand(model);
    }
    let mut effects = understand(model);
    effects.extend(recall::keep(model));
    effects
}

fn call_is_swept(model: &Model) -> bool {
    model.call.as_ref().is_some_and(|call| call.sweep.is_some())
}

/// Has the line that is being typed understood anew, since the book has changed.
pub fn understand_again(model: &Model) -> Vec<Effect> {
    let typed = |call: &Call| call.sweep.is_none() && !call.line.is_empty();
    if model.call.as_ref().is_some_and(|call| typed(call)) {
        understand(model)
    } else {
        Vec::new()
    }
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

/// Finds the meeting that the head of the call names while nothing is noted: what is noted first is held by it.
fn meeting_now(model: &Model) -> Option<Id> {
    let call = model.call.as_ref()?;
    if call.touchpoint.is_some() || !call.noted.is_empty() || !call.waiting.is_empty() {
        return None;
    }
    let records = model.data.records(&Ask::Account(call.account));
    super::screens::aside::meeting(records, call, &model.look()).map(|record| record.id())
}

fn save(model: &mut Model) -> Vec<Effect> {
    let meeting = meeting_now(model);
    let Some(call) = &mut model.call else {
        return Vec::new();
    };
    if call.line.text().trim().is_empty() {
        return Vec::new();
    }
    if let Some(meeting) = meeting {
        call.touchpoint = Some(meeting);
    }
    call.waiting
        .push((call.line.text().to_owned(), call.pasted));
    call.line.set("");
    call.chips.clear();
    call.fits = Fits::default();
    call.chip = None;
    call.pasted = false;
    model.understanding = false;
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
            call.noted.extend(noted);
        }
        Err(why) => {
            call.ending = false;
            call.error = Some(why);
            if call.line.is_empty() {
                call.line.set(&answer.line);
            } else {
                model.captured.push(answer.line);
            }
        }
    }
    let mut effects = send(model);
    effects.extend(recall::keep(model));
    effects.extend(recall::keep_notes(model));
    // What was typed on meanwhile was understood before this call had its touchpoint, or that problem.
    if model
        .call
        .as_ref()
        .is_some_and(|call| !call.line.is_empty() && call.sweep.is_none())
    {
        effects.extend(understand(model));
    }
    if let Some(call) = &mut model.call
        && call.waiting.is_empty()
        && std::mem::take(&mut call.ending)
    {
        sweep::begin(model);
    }
    effects
}

/// Leaves the line, or ends the call with its sweep.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(call) = &mut model.call else {
        model.overlays.retain(|o| !matches!(o, Overlay::Call));
        return Vec::new();
    };
    if !call.fits.people.is_empty() {
        call.fits = Fits::default();
        return Vec::new();
    }
    if call.sweep.is_some() {
        sweep::leave(call);
        return Vec::new();
    }
    if call.chip.is_some() {
        call.chip = None;
        return Vec::new();
    }
    if !call.line.is_empty() {
        model.overlays.retain(|o| !matches!(o, Overlay::Call));
        let key = model.look().key(Action::Call);
        model.say(&format!(
            "The call goes on, and its line is kept; {key} brings you back to it."
        ));
        return Vec::new();
    }
    if call.noted.is_empty() && call.waiting.is_empty() {
        let account = call.account;
        model.call = None;
        model.overlays.retain(|o| !matches!(o, Overlay::Call));
        return recall::forget(model, account);
    }
    if call.waiting.is_empty() {
        sweep::begin(model);
    } else {
        // Every line has its place in the sweep.
        call.ending = true;
    }
    Vec::new()
}
