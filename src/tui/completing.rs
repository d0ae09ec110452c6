//! Completes people after an `@`, in a call and in the capture bar.

use super::action::Action;
use super::data::Ask;
use super::line::LineEdit;
use super::model::Model;
use super::overlays::Overlay;
use crate::capture::{Completion, People};
use crate::domain::{Body, Id};

/// How many people a completion offers.
const OFFERED: usize = 5;

/// The people who fit what is being typed, and which of them is chosen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fits {
    /// Who fits.
    pub people: Vec<Completion>,
    /// Which of them is chosen.
    pub at: usize,
    /// A name was just taken, with a blank after it that punctuation may take the place of.
    pub taken: bool,
}

impl Fits {
    /// Moves to the next or the previous of them; says whether there was one to move to.
    pub fn step(&mut self, action: Action) -> bool {
        let count = self.people.len();
        if count == 0 {
            return false;
        }
        self.at = match action {
            Action::CaptureLater => (self.at + 1) % count,
            Action::CaptureEarlier => (self.at + count - 1) % count,
            _ => return false,
        };
        true
    }

    /// Chooses somebody, where they still fit.
    pub fn choose(&mut self, id: Id) {
        self.at = self.people.iter().position(|fit| fit.id == id).unwrap_or(0);
    }

    /// Puts the chosen one into the line; says whether there was one.
    pub fn take(&mut self, line: &mut LineEdit) -> bool {
        let Some(fit) = self.people.get(self.at).cloned() else {
            return false;
        };
        let text = line.text().to_owned();
        let (Some(before), Some(after)) = (text.get(..fit.span.start), text.get(fit.span.end..))
        else {
            return false;
        };
        // What stood behind the name stands behind it again, with one blank between.
        line.set(&format!("{before}{} ", fit.insert));
        let after = after.trim_start_matches(' ');
        if !after.is_empty() {
            let back = line.at();
            line.insert(after);
            while line.at() > back && line.act(Action::LineLeft) {}
        }
        *self = Self {
            taken: true,
            ..Self::default()
        };
        true
    }

    /// Makes room for what is typed behind a name that was just taken: a colon or a comma stands at the name.
    pub fn before_typing(&mut self, line: &mut LineEdit, text: &str) {
        let joins = text.starts_with([':', ',', ';', '.', '?', '!', ')', '\'', '’']);
        if std::mem::take(&mut self.taken)
            && joins
            && line
                .text()
                .get(..line.at())
                .is_some_and(|t| t.ends_with(' '))
        {
            line.act(Action::LineRub);
        }
    }
}

/// Gives those who are invited to the meeting that the call on top is, else to the account's meeting of today.
pub fn invited(model: &Model) -> Vec<Id> {
    let Some(call) = model.call.as_ref().filter(|_| {
        model
            .overlays
            .iter()
            .any(|over| matches!(over, Overlay::Call))
    }) else {
        return Vec::new();
    };
    let records = model.data.records(&Ask::Account(call.account));
    super::screens::aside::meeting(records, call, &model.look())
        .and_then(|record| match &record.body {
            Body::Touchpoint(body) => Some(body.people.clone()),
            _ => None,
        })
        .unwrap_or_default()
}

/// Folds everybody's names, where one has changed since they were.
pub fn prepare(model: &mut Model) {
    if model.people.as_ref().map(|(of, _)| *of) != Some(model.who.names()) {
        let folded = People::of(&model.who.directory());
        model.people = Some((model.who.names(), folded));
    }
}

/// Lists who fits the `@` behind which the cursor stands; the names are folded again only where one has changed.
pub fn fits(model: &mut Model, line: &str, at: usize, account: Option<Id>) -> Fits {
    if !line.contains('@') {
        return Fits::default();
    }
    prepare(model);
    let there = invited(model);
    let mut people = model.people.as_ref().map_or_else(Vec::new, |(_, people)| {
        people.complete_among(line, at, account, &there, OFFERED)
    });
    // A name that is whole needs no completing.
    if let [only] = people.as_slice()
        && line
            .get(only.span.clone())
            .is_some_and(|typed| typed.eq_ignore_ascii_case(&only.insert))
    {
        people.clear();
    }
    Fits {
        people,
        ..Fits::default()
    }
}
