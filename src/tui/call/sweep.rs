//! The closing sweep: each loose note and each mark in doubt by one key, who was there, what a complaint needs now,
//! what passed both ways, and the next step. One touchpoint holds it all; one undo takes it back.

use super::complaints::{complaints, is_complaint};
use super::filed::{
    begins_with_kind, dated, in_place, mended, promised, said_by, says_she_or_he, without_its_kind,
};
use super::there::{likely_there, meet, none_of_ours};
use super::{Call, KINDS, Noted, PICKS, Pick, Recovery, Stage, Sweeping, changed, recall, spot};
use crate::book::{Recovering, Sweep, names_in};
use crate::capture::Head;
use crate::domain::kinds::NextStep;
use crate::domain::{Body, Kind, Moment, Who, days};
use crate::tui::action::Action;
use crate::tui::completing::Fits;
use crate::tui::look::days_between;
use crate::tui::model::{Effect, Model};
use crate::tui::overlays::Overlay;

impl Sweeping {
    /// Gives the mark of a loose note about which it is asked who is meant.
    pub fn pick_in<'a>(&self, noted: &'a [Noted], at: usize) -> Option<&'a Pick> {
        let note = noted.get(*self.loose.get(at)?)?;
        note.picks.get(*self.named.get(at)?)
    }

    /// Says whether a loose note became somebody's own words.
    pub fn is_quote(&self, at: usize) -> bool {
        let line = self.became.get(at).and_then(Option::as_deref);
        line.is_some_and(|line| line.starts_with(Head::Quote.row().word))
    }

    /// Says whether of a loose note it is asked whom it is of: a quote, or a fact about her or him.
    pub fn is_of_somebody(&self, at: usize) -> bool {
        let line = self.became.get(at).and_then(Option::as_deref);
        self.is_quote(at) || line.is_some_and(|line| line.starts_with(Head::Fact.row().word))
    }

    /// Gives the only one who was there: whose words they then were, and who is meant by “she”.
    fn alone(&self) -> Option<String> {
        let mut there = names_in(&self.answers[0]);
        let one = there.next()?.to_owned();
        there.next().is_none().then_some(one)
    }

    /// Takes up what was chosen in a sweep of the same call that was left: every note keeps what it became.
    fn take_up(&mut self, left: Self) {
        for (at, place) in self.loose.iter().enumerate() {
            if let Some(old) = left.loose.iter().position(|old| old == place) {
                self.became[at].clone_from(&left.became[old]);
                self.mended[at].clone_from(&left.mended[old]);
                self.decided[at] = left.decided[old];
                self.named[at] = left.named[old];
            }
        }
        let [_, got, gave, next] = left.answers;
        for (answer, kept) in self.answers.iter_mut().skip(1).zip([got, gave, next]) {
            *answer = kept;
        }
        self.recoveries = left.recoveries;
        // With nothing noted since then it goes on at its question.
        let asked = match left.stage {
            Stage::Ending => left.first,
            stage => stage,
        };
        if left.count == self.count
            && !matches!(asked, Stage::Note(_) | Stage::Retype(_) | Stage::Day(_))
        {
            self.first = asked;
        }
    }
}

/// Begins the sweep: first the loose notes, one key each.
pub fn begin(model: &mut Model) {
    let record = model
        .call
        .as_ref()
        .and_then(|call| call.touchpoint)
        .and_then(|id| model.data.record(id));
    let planned = record
        .map(|record| match &record.body {
            Body::Touchpoint(body) => body.people.clone(),
            _ => Vec::new(),
        })
        .unwrap_or_default();
    // What was to be agreed is offered; it was agreed only where somebody says so.
    let aimed = record
        .filter(|record| record.state() == Some("planned"))
        .and_then(|record| match &record.body {
            Body::Touchpoint(body) => body.next_step.as_ref(),
            _ => None,
        })
        .map_or_else(String::new, |step| aimed_at(step, model));
    // Whoever was deleted since is offered nowhere: the name would make somebody new.
    let invited: Vec<String> = planned
        .iter()
        .filter(|id| !model.who.is_gone(**id))
        .map(|id| model.who.title(*id).to_owned())
        .collect();
    let ended = model.now.clone();
    let Some(call) = &mut model.call else { return };
    let left = call.left.take();
    let there = match &left {
        // Whoever was put in or taken out stays so; who spoke since then is added.
        Some(left) => {
            let there = names_in(&left.answers[0]).map(str::to_owned).collect();
            likely_there(there, call.noted.get(left.count..).unwrap_or_default())
        }
        None => likely_there(invited, &call.noted),
    };
    let loose: Vec<usize> = call
        .noted
        .iter()
        .enumerate()
        .filter(|(_, n)| n.is_loose())
        .map(|(at, _)| at)
        .collect();
    let mut sweep = Sweeping {
        became: vec![None; loose.len()],
        decided: vec![false; loose.len()],
        mended: vec![None; loose.len()],
        named: vec![0; loose.len()],
        recoveries: Vec::new(),
        loose,
        count: call.noted.len(),
        ended,
        strangers: None,
        doubted: None,
        stage: Stage::Ending,
        first: Stage::Who,
        answers: [there.join(", "), String::new(), String::new(), aimed],
        saving: false,
    };
    if let Some(left) = left {
        sweep.take_up(*left);
    }
    if let Some(open) = sweep.decided.iter().position(|decided| !decided) {
        sweep.first = Stage::Note(open);
    }
    call.sweep = Some(sweep);
    call.error = None;
    enter(call);
    meet(model);
}

/// Writes the step that one meant to leave with as one types it.
fn aimed_at(step: &NextStep, model: &Model) -> String {
    let who = step.who.as_ref().and_then(|who| match who {
        Who::Record(id) if model.who.is_gone(*id) => None,
        Who::Record(id) => Some(format!("@{}", model.who.title(*id))),
        Who::Words(words) => Some(words.clone()),
    });
    // As somebody types it, where that says which year.
    let near = 0..300;
    let when = step
        .when
        .map(|day| match days_between(model.look().today(), day) {
            away if near.contains(&away) => format!("due:{}", day.strftime("%-d%b")).to_lowercase(),
            _ => format!("due:{day}"),
        });
    let parts: Vec<String> = [step.what.clone(), who, when]
        .into_iter()
        .flatten()
        .collect();
    parts.join(" ")
}

/// Goes back to the call; what was chosen waits until it ends again.
pub fn leave(call: &mut Call) {
    let typed = call.line.text().trim().to_owned();
    if let Some(sweep) = &mut call.sweep {
        // A half-typed answer is one, too.
        let which = match sweep.stage {
            Stage::Who => Some(0),
            Stage::Got => Some(1),
            Stage::Gave => Some(2),
            Stage::Next => Some(3),
            _ => None,
        };
        if let Some(answer) = which.and_then(|which| sweep.answers.get_mut(which)) {
            *answer = typed;
        }
    }
    call.left = call.sweep.take().map(Box::new);
    call.line.set("");
    call.fits = Fits::default();
    call.chips.clear();
    call.chip = None;
    call.error = None;
    call.proposed = false;
}

/// Makes room for what is typed over what was proposed: a value gives way, a list of names goes on.
pub fn over_proposal(call: &mut Call, text: &str) {
    if !std::mem::take(&mut call.proposed) {
        return;
    }
    match call.sweep.as_ref().map(|sweep| sweep.stage) {
        Some(Stage::Owner(_) | Stage::Update(_) | Stage::Next | Stage::Day(_)) => {
            call.line.set("");
        }
        Some(Stage::Who) if text.starts_with(|c: char| c.is_alphabetic() || c == '@') => {
            call.line.insert(", ");
        }
        _ => {}
    }
}

/// Rubs out what was proposed: the value, or the last of the names; false where nothing was, or somebody has touched it.
fn rub_proposal(call: &mut Call) -> bool {
    if !call.proposed {
        return false;
    }
    let kept = match call.sweep.as_ref().map(|sweep| sweep.stage) {
        Some(Stage::Who) => call.line.text().rsplit_once(", ").map(|(kept, _)| kept),
        _ => None,
    };
    let kept = kept.unwrap_or_default().to_owned();
    call.proposed = !kept.is_empty();
    call.line.set(&kept);
    true
}

/// Puts into the line what the stage asks for.
fn enter(call: &mut Call) {
    let Some(sweep) = &call.sweep else { return };
    let text = match sweep.stage {
        Stage::Day(at) if sweep.is_of_somebody(at) => sweep.alone().unwrap_or_default(),
        Stage::Ending | Stage::Note(_) | Stage::Day(_) => String::new(),
        Stage::Retype(at) => sweep
            .loose
            .get(at)
            .and_then(|n| call.noted.get(*n))
            .map(|n| n.line.clone())
            .unwrap_or_default(),
        Stage::Who => sweep.answers[0].clone(),
        Stage::Owner(at) => recovering(sweep, at, 0),
        Stage::Update(at) => recovering(sweep, at, 1),
        Stage::Told(at) => recovering(sweep, at, 2),
        Stage::Got => sweep.answers[1].clone(),
        Stage::Gave => sweep.answers[2].clone(),
        Stage::Next => sweep.answers[3].clone(),
    };
    let proposes = matches!(
        sweep.stage,
        Stage::Who | Stage::Owner(_) | Stage::Update(_) | Stage::Next | Stage::Day(_)
    );
    call.proposed = proposes && !text.is_empty();
    call.line.set(&text);
    call.fits = Fits::default();
    call.error = None;
    call.chips.clear();
    call.chip = None;
}

fn recovering(sweep: &Sweeping, at: usize, which: usize) -> String {
    sweep
        .recoveries
        .get(at)
        .map(|recovery| recovery.answers[which].clone())
        .unwrap_or_default()
}

/// What stands before the next step, so that it is understood as it is saved.
pub const NEXT: &str = "owe: ";

/// Has the next step understood while it is typed, as it will be saved.
pub fn understand(model: &Model) -> Vec<Effect> {
    let Some(call) = &model.call else {
        return Vec::new();
    };
    if call.sweep.as_ref().map(|sweep| sweep.stage) != Some(Stage::Next) {
        return Vec::new();
    }
    vec![Effect::Understand {
        line: format!("{NEXT}{}", call.line.text()),
        spot: Box::new(spot(model, call, false)),
    }]
}

/// Takes what the next step is understood as; that it is like a promise need not be said.
pub fn understood(call: &mut Call, line: &str, chips: Vec<crate::capture::Chip>) -> bool {
    let typed = line.strip_prefix(NEXT);
    if call.sweep.as_ref().map(|sweep| sweep.stage) != Some(Stage::Next)
        || typed != Some(call.line.text())
    {
        return false;
    }
    call.chips = chips
        .into_iter()
        .filter(|chip| !chip.text.is_empty() && chip.mark != crate::capture::Mark::Kind)
        .collect();
    true
}

/// Does an action in the sweep.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(call) = &mut model.call else {
        return Vec::new();
    };
    if action == Action::LineRub && rub_proposal(call) {
        return changed(model);
    }
    let Some(sweep) = &mut call.sweep else {
        return Vec::new();
    };
    if sweep.saving {
        return Vec::new();
    }
    let (today, weekend) = (model.now.date(), &model.settings.weekend);
    let people = model.people.as_ref().map(|(_, people)| people);
    if let Stage::Note(at) = sweep.stage {
        let noted = sweep.loose.get(at).and_then(|n| call.noted.get(*n));
        let kind = KINDS
            .iter()
            .find(|(key, ..)| *key == action)
            .map(|(_, head, _)| *head);
        match (action, kind, noted) {
            (_, Some(head), Some(noted)) => {
                let mended = sweep.mended[at].as_deref();
                let line = match head {
                    Head::Owe | Head::Wait => {
                        promised(noted, head, mended, (people, call.account), today, weekend)
                    }
                    _ => without_its_kind(noted, head, mended, (people, call.account)),
                };
                let open = match head {
                    Head::Owe | Head::Wait => !line.contains(" due:"),
                    // Words of nobody are handed back to nobody.
                    Head::Quote => noted.people.is_empty() && !line.contains('@'),
                    // A fact about “her” is found with nobody.
                    Head::Fact => {
                        noted.people.is_empty() && !line.contains('@') && says_she_or_he(&line)
                    }
                    _ => false,
                };
                sweep.became[at] = Some(line);
                sweep.decided[at] = true;
                sweep.stage = if open {
                    Stage::Day(at)
                } else {
                    after_note(sweep, at)
                };
            }
            (Action::SweepNote, ..) => {
                sweep.became[at] = None;
                sweep.decided[at] = true;
                sweep.stage = after_note(sweep, at);
            }
            (action, _, Some(_)) if PICKS.contains(&action) => {
                pick(call, at, action);
                if call.sweep.as_ref().map(|s| s.stage) == Some(Stage::Note(at)) {
                    return Vec::new();
                }
            }
            (Action::SweepRetype, ..) => sweep.stage = Stage::Retype(at),
            (Action::SweepBack, ..) => {
                sweep.stage = Stage::Note(at.saturating_sub(1));
                if let Some(named) = sweep.named.get_mut(at.saturating_sub(1)) {
                    *named = 0;
                }
            }
            (Action::SweepLeave, ..) => {
                leave(call);
                return Vec::new();
            }
            _ => return Vec::new(),
        }
        enter(call);
        meet(model);
        return Vec::new();
    }
    match action {
        Action::CaptureLeave => super::leave(model),
        Action::CaptureChips if call.fits.take(&mut call.line) => {
            call.proposed = false;
            meet(model);
            Vec::new()
        }
        Action::CaptureEarlier | Action::CaptureLater if call.fits.step(action) => Vec::new(),
        Action::CaptureSave => answer(model),
        Action::CaptureEarlier => {
            sweep.stage = before(sweep);
            enter(call);
            meet(model);
            Vec::new()
        }
        action => {
            if call.line.act(action) {
                call.proposed = false;
            }
            changed(model)
        }
    }
}

/// Takes the answer that stands in the line, and goes on to the next question.
fn answer(model: &mut Model) -> Vec<Effect> {
    let (today, weekend) = (model.now.date(), model.settings.weekend.clone());
    let complaints = complaints(model);
    let stranger = none_of_ours(model);
    let Some(call) = &mut model.call else {
        return Vec::new();
    };
    let Some(sweep) = &mut call.sweep else {
        return Vec::new();
    };
    let typed = call.line.text().trim().to_owned();
    let keep = |recoveries: &mut [Recovery], at: usize, which: usize| {
        if let Some(recovery) = recoveries.get_mut(at) {
            recovery.answers[which].clone_from(&typed);
        }
    };
    match sweep.stage {
        Stage::Ending => sweep.stage = sweep.first,
        Stage::Note(_) => return Vec::new(),
        Stage::Retype(at) => {
            sweep.became[at] = (!typed.is_empty()).then(|| typed.clone());
            sweep.decided[at] = true;
            sweep.stage = after_note(sweep, at);
        }
        Stage::Day(at) => {
            let line = sweep.became.get(at).cloned().flatten().unwrap_or_default();
            let said = if sweep.is_of_somebody(at) {
                Ok(said_by(&line, &typed))
            } else {
                dated(&line, &typed, today, &weekend)
            };
            match said {
                Ok(line) => {
                    sweep.became[at] = Some(line);
                    sweep.stage = after_note(sweep, at);
                }
                Err(why) => {
                    call.error = Some(why);
                    return Vec::new();
                }
            }
        }
        Stage::Who => {
            sweep.answers[0].clone_from(&typed);
            for found in complaints {
                if sweep.recoveries.iter().all(|r| r.note != found.note) {
                    sweep.recoveries.push(found);
                }
            }
            let (became, loose, noted) = (&sweep.became, &sweep.loose, &call.noted);
            sweep
                .recoveries
                .retain(|r| is_complaint(noted, loose, became, r.note));
            sweep.stage = if sweep.recoveries.is_empty() {
                Stage::Got
            } else {
                Stage::Owner(0)
            };
        }
        Stage::Owner(at) => {
            // Whoever nobody knows is kept as a word only when it is said twice.
            if let Some(said) = &stranger
                && sweep.doubted.as_ref() != Some(&typed)
            {
                call.error = Some(format!("{said}; enter again keeps it as it is"));
                sweep.doubted = Some(typed);
                return Vec::new();
            }
            keep(&mut sweep.recoveries, at, 0);
            sweep.stage = Stage::Update(at);
        }
        Stage::Update(at) => {
            keep(&mut sweep.recoveries, at, 1);
            let read = if typed.is_empty() {
                Ok(None)
            } else {
                days::parse(&typed, today, &weekend).map(Some)
            };
            match read {
                Ok(day) if day.is_some_and(|day| day < today) => {
                    call.error = Some("That day is over; when do they hear from us next?".into());
                    return Vec::new();
                }
                Ok(day) => {
                    if let Some(recovery) = sweep.recoveries.get_mut(at) {
                        recovery.next = day;
                    }
                    sweep.stage = Stage::Told(at);
                }
                Err(why) => {
                    call.error = Some(why.to_string());
                    return Vec::new();
                }
            }
        }
        Stage::Told(at) => {
            keep(&mut sweep.recoveries, at, 2);
            sweep.stage = if at + 1 < sweep.recoveries.len() {
                Stage::Owner(at + 1)
            } else {
                Stage::Got
            };
        }
        Stage::Got => {
            sweep.answers[1] = typed;
            sweep.stage = Stage::Gave;
        }
        Stage::Gave => {
            sweep.answers[2] = typed;
            sweep.stage = Stage::Next;
        }
        Stage::Next => {
            sweep.answers[3] = typed;
            return finish(model);
        }
    }
    enter(call);
    meet(model);
    Vec::new()
}

/// Gives the question before the one that is asked.
fn before(sweep: &Sweeping) -> Stage {
    match sweep.stage {
        Stage::Next => Stage::Gave,
        Stage::Gave => Stage::Got,
        Stage::Got => match sweep.recoveries.len().checked_sub(1) {
            Some(last) => Stage::Told(last),
            None => Stage::Who,
        },
        Stage::Told(at) => Stage::Update(at),
        Stage::Update(at) => Stage::Owner(at),
        Stage::Owner(0) => Stage::Who,
        Stage::Owner(at) => Stage::Told(at - 1),
        Stage::Retype(at) | Stage::Day(at) => Stage::Note(at),
        Stage::Who if !sweep.loose.is_empty() => Stage::Note(sweep.loose.len() - 1),
        stage => stage,
    }
}

/// Names whom a doubtful mark means; with nobody left in doubt it goes on, where the kind is known.
fn pick(call: &mut Call, at: usize, action: Action) {
    let number = PICKS.iter().position(|key| *key == action);
    let Some(sweep) = &mut call.sweep else { return };
    let picked = sweep.pick_in(&call.noted, at).cloned();
    let note = sweep.loose.get(at).and_then(|n| call.noted.get(*n));
    let (Some(number), Some(pick), Some(note)) = (number, picked, note) else {
        return;
    };
    let Some(name) = pick.names.get(number) else {
        return;
    };
    let body = sweep.mended[at].as_deref().unwrap_or(&note.body);
    sweep.mended[at] = Some(match &pick.instead {
        Some(instead) => in_place(body, &pick.typed, instead),
        None => mended(body, &pick.typed, name),
    });
    sweep.named[at] += 1;
    if sweep.pick_in(&call.noted, at).is_some() {
        return;
    }
    sweep.decided[at] = true;
    let line = sweep.mended[at].clone().unwrap_or_default();
    if note.head == Head::Note && begins_with_kind(&line) {
        // It was a note only because nobody could say who was meant.
        sweep.became[at] = Some(line.trim().to_owned());
        sweep.stage = after_note(sweep, at);
    } else if note.head == Head::Note {
        // A note stays as it was said; who was meant was there.
        if pick.instead.is_none() && !names_in(&sweep.answers[0]).any(|there| there == name) {
            if !sweep.answers[0].is_empty() {
                sweep.answers[0].push_str(", ");
            }
            sweep.answers[0].push_str(name);
        }
    } else {
        let mended = sweep.mended[at].as_deref();
        // "> cole the drawing", to Cole: whom it is to stands before the colon, and not in what is promised.
        let to = mended
            .and_then(|body| body.trim().strip_prefix(&format!("@{name} ")))
            .filter(|_| !pick.typed.starts_with('@') && note.before.trim().is_empty());
        let line = match to {
            Some(what) => format!("{} @{name}: {}", note.head.row().word, what.trim()),
            None => note.as_kind(note.head, mended),
        };
        sweep.became[at] = Some(line);
        sweep.stage = after_note(sweep, at);
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
    let mut places = Vec::new();
    for (place, became) in sweep.loose.iter().zip(&sweep.became) {
        if let Some(line) = became {
            places.push((*place, lines.len()));
            lines.push(line.clone());
            dropped.extend(call.noted.get(*place).and_then(|n| n.record));
        }
    }
    let recoveries = sweep
        .recoveries
        .iter()
        .map(|recovery| Recovering {
            record: call.noted.get(recovery.note).and_then(|n| n.record),
            line: places
                .iter()
                .find(|(place, _)| *place == recovery.note)
                .map(|(_, line)| *line),
            owner: recovery.answers[0].clone(),
            next: recovery.next,
            told: recovery.answers[2].clone(),
        })
        .collect();
    let [who, got, gave, next] = sweep.answers.clone();
    let asked = Sweep {
        touchpoint: call.touchpoint,
        began: Some(Moment(call.began.clone())),
        ended: Some(Moment(sweep.ended.clone())),
        lines,
        dropped,
        recoveries,
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
            let call = model.call.take();
            // Whoever takes the sweep back goes on with the call where it was.
            model.swept = call.clone().map(|mut call| {
                leave(&mut call);
                // Its questions are asked from the first: what is pressed next is meant for none that was answered last.
                if let Some(left) = &mut call.left {
                    left.stage = Stage::Ending;
                    left.first = Stage::Who;
                }
                call
            });
            model.overlays.retain(|o| !matches!(o, Overlay::Call));
            let account = call.as_ref().map(|call| call.account);
            let mut effects = account.map_or_else(Vec::new, |id| recall::forget(model, id));
            // One stays with the account, at the call: its recap is one key away.
            if let Some((account, id)) =
                call.and_then(|call| Some((call.account, call.touchpoint?)))
            {
                model
                    .who
                    .learn_if_new(id, Some(Kind::Touchpoint), "Call", Some(account));
                effects.extend(crate::tui::act::go_to(model, id));
            }
            let look = model.look();
            let (recap, undo) = (look.key(Action::Paper), look.key(Action::Undo));
            model.say(&format!(
                "{said} · {recap} writes the recap · {undo} takes it back"
            ));
            effects
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
