//! A call that was cut off: its half-typed line and what was noted so far are kept beside the book, and offered back.
//!
//! What was noted is in the book already; what is kept here is the call itself, so that its sweep still finds every note.

use crate::capture::Head;
use crate::domain::{Body, Id, Moment};
use crate::tui::data::{Draft, Order};
use crate::tui::line::LineEdit;
use crate::tui::model::{Effect, Model, Origin};
use crate::tui::overlays::{Overlay, Question, Yes};

use super::{Call, Noted};

/// What the place of a half-typed line among the drafts begins with; whose call it is follows, since two terminals may each have one.
const LINE: &str = "call ";
/// The same of what was noted.
const NOTES: &str = "call-notes ";

fn place(which: &str, account: Id) -> String {
    format!("{which}{account}")
}

/// How a kind of line is written down: by its word.
pub mod word {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::capture::{HEADS, Head};

    /// Writes the word.
    #[allow(clippy::trivially_copy_pass_by_ref)] // The signature is serde's.
    pub fn serialize<S: Serializer>(head: &Head, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(head.row().word)
    }

    /// Reads the word.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Head, D::Error> {
        let word = String::deserialize(from)?;
        HEADS
            .iter()
            .find(|row| row.word == word)
            .map(|row| row.head)
            .ok_or_else(|| D::Error::custom(format!("no kind is called {word}")))
    }
}

/// Keeps the unfinished line, and which call it belongs to.
pub fn keep(model: &Model) -> Vec<Effect> {
    let Some(call) = &model.call else {
        return Vec::new();
    };
    let order = if call.line.is_empty() && call.noted.is_empty() {
        Order::DropDraft(place(LINE, call.account))
    } else {
        Order::KeepDraft(Draft {
            place: place(LINE, call.account),
            fields: vec![
                ("line".into(), call.line.text().to_owned()),
                ("began".into(), Moment(call.began.clone()).to_string()),
            ],
            account: Some(call.account),
            record: call.touchpoint,
            were: crate::domain::Object::new(),
            on: Some(model.now.date()),
        })
    };
    vec![Effect::Order(order, Origin::Quiet)]
}

/// Keeps what was noted.
pub fn keep_notes(model: &Model) -> Vec<Effect> {
    let Some(call) = model.call.as_ref().filter(|call| !call.noted.is_empty()) else {
        return Vec::new();
    };
    let fields = call
        .noted
        .iter()
        .filter_map(|note| Some(("note".to_owned(), serde_json::to_string(note).ok()?)))
        .collect();
    let draft = Draft {
        place: place(NOTES, call.account),
        fields,
        account: Some(call.account),
        record: call.touchpoint,
        were: crate::domain::Object::new(),
        on: Some(model.now.date()),
    };
    vec![Effect::Order(Order::KeepDraft(draft), Origin::Quiet)]
}

/// Forgets a call with an account that has come to its end.
pub fn forget(model: &mut Model, account: Id) -> Vec<Effect> {
    let places = [LINE, NOTES].map(|which| place(which, account));
    model.drafts.retain(|draft| !places.contains(&draft.place));
    places
        .into_iter()
        .map(|place| Effect::Order(Order::DropDraft(place), Origin::Quiet))
        .collect()
}

/// Gives the call that was swept last where its sweep was taken back since: its lines, and what was chosen.
pub fn taken_back(model: &mut Model, account: Id, meeting: Option<Id>) -> Option<Box<Call>> {
    let call = model.swept.as_ref()?;
    let touchpoint = call.touchpoint?;
    let record = model.data.record(touchpoint)?;
    let Body::Touchpoint(body) = &record.body else {
        return None;
    };
    // A sweep says when it ended, and that it was held.
    let open = record.state() == Some("planned") || body.ends.is_none();
    if !open || call.account != account || meeting.is_some_and(|id| id != touchpoint) {
        return None;
    }
    model.say("The sweep was taken back; the call goes on with its lines.");
    model.swept.take()
}

/// Brings back what was kept of a call with this account.
pub fn resume(model: &mut Model) {
    let Some(call) = &mut model.call else { return };
    let of = |which: &str| {
        let place = place(which, call.account);
        model.drafts.iter().find(|draft| draft.place == place)
    };
    let (Some(line), notes) = (of(LINE), of(NOTES)) else {
        return;
    };
    let field = |name: &str| {
        line.fields
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, text)| text)
    };
    let typed = field("line");
    let began = field("began").parse::<Moment>();
    call.touchpoint = call.touchpoint.or(line.record);
    call.line = LineEdit::with(typed);
    // Notes of another call with the same account are in the book, and swept long ago.
    if let Some(notes) = notes.filter(|notes| notes.record == line.record) {
        call.noted = notes
            .fields
            .iter()
            .filter_map(|(_, text)| serde_json::from_str::<Noted>(text).ok())
            .collect();
    }
    if let (Ok(began), false) = (began, call.noted.is_empty()) {
        call.began = began.0;
    }
    call.problem = call
        .noted
        .iter()
        .rev()
        .find(|note| note.head == Head::Prob)
        .and_then(|note| note.record);
    let said = match (typed.is_empty(), call.noted.len()) {
        (false, 0) => "This line was typed before and not saved.".to_owned(),
        (false, _) => "The call goes on where it was cut off; this line was not saved.".to_owned(),
        (true, 0) => return,
        (true, _) => "The call goes on where it was cut off.".to_owned(),
    };
    model.say(&said);
}

/// Offers a call back that was cut off; goes on with it where it is open already. One that goes on in another terminal is not
/// offered: whoever calls the same customer there is told of it.
pub fn recall(model: &mut Model, elsewhere: &[Draft]) {
    // Of several the one that is going on here, else the one that was typed last.
    let mut kept = model
        .drafts
        .iter()
        .filter(|draft| draft.place.starts_with(LINE));
    let here = model.call.as_ref().map(|call| call.account);
    let found = match here {
        Some(account) => kept.find(|draft| draft.account == Some(account)),
        None => kept.next_back(),
    };
    let Some(draft) = found else {
        let there = here.filter(|account| {
            let place = place(LINE, *account);
            elsewhere.iter().any(|draft| draft.place == place)
        });
        if let Some(account) = there {
            let with = model.who.title(account).to_owned();
            model.say(&format!(
                "A call with {with} goes on in another terminal; this is one of its own."
            ));
        }
        return;
    };
    let Some(account) = draft.account else { return };
    let typed = draft
        .fields
        .iter()
        .find(|(field, _)| field == "line")
        .map_or(String::new(), |(_, text)| text.trim().to_owned());
    match &model.call {
        Some(call) => {
            let fresh = call.line.is_empty() && call.noted.is_empty() && call.waiting.is_empty();
            if call.account == account && fresh {
                resume(model);
            }
        }
        None if model.overlays.is_empty() => {
            let with = model
                .who
                .get(account)
                .map_or_else(String::new, |known| format!(" with {}", known.title));
            let at = if typed.is_empty() {
                String::new()
            } else {
                format!(" at “{typed}”")
            };
            model.overlays.push(Overlay::Question(Box::new(Question {
                asks: format!("A call{with} was cut off{at}. Go on with it?"),
                yes: Yes::Call(account),
            })));
        }
        None => {}
    }
}
