//! Who was there: whom the sweep proposes, and what it says of a name that it does not know.

use super::{Call, Noted, Stage};
use crate::capture::Head;
use crate::domain::names::{Found, Name, Names};
use crate::tui::completing;
use crate::tui::data::Ask;
use crate::tui::model::Model;

/// Names who was likely there: the invited, and who said or heard something; a question or a fact may name anybody.
pub fn likely_there(invited: Vec<String>, noted: &[Noted]) -> Vec<String> {
    let mut there = invited;
    for note in noted {
        let talked = matches!(
            note.head,
            Head::Note | Head::Quote | Head::Got | Head::Gave | Head::Complaint
        ) || matches!(note.head, Head::Owe | Head::Wait) && there.is_empty();
        for name in note.people.iter().filter(|_| talked) {
            if !there.contains(name) {
                there.push(name.clone());
            }
        }
    }
    there
}

/// Says of the names in the answer who is not known, or could be several, before they are saved.
pub fn meet(model: &mut Model) {
    completing::prepare(model);
    let Some(call) = &model.call else { return };
    let Some(sweep) = &call.sweep else { return };
    let said = match sweep.stage {
        Stage::Who | Stage::Told(_) => strangers(model, call),
        Stage::Day(at) if sweep.is_of_somebody(at) => strangers(model, call),
        Stage::Owner(_) => none_of_ours(model),
        _ => None,
    };
    if let Some(sweep) = model.call.as_mut().and_then(|call| call.sweep.as_mut()) {
        sweep.strangers = said;
    }
}

fn strangers(model: &Model, call: &Call) -> Option<String> {
    let everybody = model.people.as_ref().map(|(_, people)| people)?;
    let here = Some(call.account);
    // What else the people of this account are called stands in their records alone.
    let own: Vec<Name> = model
        .data
        .records(&Ask::Account(call.account))
        .iter()
        .filter_map(|record| Name::of(record))
        .collect();
    let own = Names(own);
    crate::book::names_in(call.line.text()).find_map(|name| {
        if matches!(own.person_called(name, here), Found::One(_)) {
            return None;
        }
        match everybody.called(name, here).as_slice() {
            [_] => None,
            [] => Some(format!(
                "“{name}” is nobody you know: enter adds a person of this account"
            )),
            fit => Some(could_be(name, fit)),
        }
    })
}

/// Says whom a name could mean, three of them at most.
fn could_be(name: &str, fit: &[&str]) -> String {
    let fit: Vec<&str> = fit.iter().take(3).copied().collect();
    format!("“{name}” could be {}", fit.join(" or "))
}

/// Says that the owner who is typed is nobody of ours, where nobody was proposed by that word.
pub fn none_of_ours(model: &Model) -> Option<String> {
    let call = model.call.as_ref()?;
    let sweep = call.sweep.as_ref()?;
    let Stage::Owner(at) = sweep.stage else {
        return None;
    };
    let name = call.line.text().trim().trim_start_matches('@');
    let own = |word: &str| word.eq_ignore_ascii_case("me") || word.eq_ignore_ascii_case("myself");
    let proposed = sweep.recoveries.get(at).map(|r| r.answers[0].as_str());
    if name.is_empty() || own(name) || proposed == Some(name) {
        return None;
    }
    let (_, everybody) = model.people.as_ref()?;
    match everybody.ours_called(name).as_slice() {
        [_] => None,
        [] => Some(format!("“{name}” is nobody of ours")),
        fit => Some(could_be(name, fit)),
    }
}
