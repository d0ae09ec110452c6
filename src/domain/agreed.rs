//! The step that was agreed when they were last met: whether something else says it already, and whose it is.
//!
//! Today and the brief both remind of it, and must agree on it.

use serde_json::{Value, json};

use super::kinds::NextStep;
use super::record::{Body, Record};
use super::words::PromiseState;
use super::{Date, Id, Who, alike};

/// The name in a touchpoint's `extra` under which the words of its step stand once nobody wants to hear of it any more: the promise
/// that said it was deleted.
pub const LET_GO: &str = "step_let_go";

/// Gives the step that was agreed at a touchpoint, as long as nobody let go of it.
pub fn standing(record: &Record) -> Option<&NextStep> {
    let Body::Touchpoint(body) = &record.body else {
        return None;
    };
    let let_go = record.base.extra.get(LET_GO).and_then(Value::as_str);
    let step = body.next_step.as_ref()?;
    // Words that were written anew since are another step.
    (let_go.is_none() || step.what.as_deref() != let_go).then_some(step)
}

/// Gives what a touchpoint's `extra` was and becomes when a promise is deleted that said the step agreed there; nothing where it
/// said another thing.
///
/// Whoever throws the promise away does not want the same line back from the meeting.
pub fn let_go(touch: &Record, promise: &Record) -> Option<(Value, Value)> {
    let (Body::Touchpoint(held), Body::Promise(body)) = (&touch.body, &promise.body) else {
        return None;
    };
    let step = standing(touch)?;
    let what = step.what.as_deref()?;
    let on = held.starts.as_ref().map(super::Moment::date);
    let made = promise
        .base
        .created
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    let whom = [body.to.as_slice(), &body.by].concat();
    let text = promise.title();
    let ended = body.state != Some(PromiseState::Open);
    let beside = Beside {
        day: body.due,
        whom: &whom,
        text: &text,
        before: ended || on.is_none_or(|on| made < on),
        settles: ended,
    };
    if !is_said(what, step.when, &held.people, [beside]) {
        return None;
    }
    let was = touch.get("extra").unwrap_or(Value::Null);
    let mut extra = was.as_object().cloned().unwrap_or_default();
    extra.insert(LET_GO.into(), json!(what));
    Some((was, Value::Object(extra)))
}

/// What may say the same: a promise, of whichever side and however it ended, or a meeting that is planned.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// By when it is promised, or when the meeting is.
    pub day: Option<Date>,
    /// To whom it is promised, or by whom; nobody for a meeting.
    pub whom: &'a [Id],
    /// Its words.
    pub text: &'a str,
    /// Whether it stood before they met: then the step may mean just that, in other words.
    pub before: bool,
    /// Whether it stands for the step whatever its day: a meeting, or what was promised and has ended.
    pub settles: bool,
}

/// Says whether something says the step already: in much the same words, or in some of them as a promise of that day to somebody
/// who was there.
///
/// An open promise without a day, for a later one, or to others leaves the step where it is: the day that was agreed would be lost.
pub fn is_said<'a>(
    what: &str,
    when: Option<Date>,
    there: &[Id],
    beside: impl IntoIterator<Item = Beside<'a>>,
) -> bool {
    let words = alike::terms(what);
    beside.into_iter().any(|other| {
        let theirs = alike::terms(other.text);
        // Of one day and to one who was there, less of the words says that it is the same; the day alone does not.
        let same_day = when.is_some() && other.day == when;
        let whom = other.whom.iter().any(|id| there.contains(id));
        let shared = theirs.intersection(&words).count();
        let least = theirs.len().min(words.len());
        // Two things of one day that were written down together are two, unless most of their words are the same.
        let much = shared > 0 && (other.before || shared * 2 > least);
        let in_time = when.is_none_or(|when| other.day.is_some_and(|day| day <= when));
        let covers = other.settles || (in_time && (whom || other.whom.is_empty()));
        (same_day && whom && much) || (covers && alike::same(&theirs, &words))
    })
}

/// Says who of theirs it concerns, and whether it is theirs to do: whoever does it, where that is one of theirs, else those who
/// were there.
pub fn whose(who: Option<&Who>, there: &[Id], is_theirs: impl Fn(Id) -> bool) -> (Vec<Id>, bool) {
    if let Some(id) = who.and_then(Who::id).filter(|id| is_theirs(*id)) {
        return (vec![id], true);
    }
    let theirs = there.iter().copied().filter(|id| is_theirs(*id));
    (theirs.collect(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_whose_promise_is_deleted_stays_away_until_it_is_another_one() {
        let record = |fields: Value| {
            let mut object = super::super::Object::new();
            object.insert("id".into(), json!(Id::new(1, [9; 10])));
            object.insert("short".into(), json!("x1"));
            object.insert("created".into(), json!("2026-11-19T12:00:00Z"));
            object.insert("changed".into(), json!("2026-11-19T12:00:00Z"));
            object.insert("author".into(), json!("robin"));
            object.extend(fields.as_object().cloned().unwrap());
            Record::read(object).unwrap()
        };
        let mut touch = record(json!({"kind": "touchpoint", "state": "held",
            "starts": "2026-11-19T09:30:00-05:00[America/New_York]",
            "next_step": {"what": "send the window counts by hour", "when": "2026-11-23"}}));
        let promise = |what: &str| {
            record(
                json!({"kind": "promise", "direction": "ours", "state": "open",
                "what": what, "due": "2026-11-23"}),
            )
        };
        assert!(standing(&touch).is_some());
        assert!(let_go(&touch, &promise("the floor plan")).is_none());
        let (was, now) = let_go(&touch, &promise("window counts by hour")).unwrap();
        assert_eq!(was, Value::Null);
        touch.set("extra", now).unwrap();
        assert!(standing(&touch).is_none());
        assert!(let_go(&touch, &promise("window counts by hour")).is_none());
        touch
            .set(
                "next_step",
                json!({"what": "the floor plan", "when": "2026-11-24"}),
            )
            .unwrap();
        assert!(standing(&touch).is_some());
    }

    #[test]
    fn a_step_is_said_once() {
        let (ruiz, cole, pat) = (
            Id::new(1, [1; 10]),
            Id::new(1, [2; 10]),
            Id::new(1, [3; 10]),
        );
        let day = |text: &str| Some(text.parse::<Date>().unwrap());
        let said = |day: Option<Date>, whom: &[Id], text: &str| {
            let when = "2026-12-03".parse().ok();
            is_said(
                "a date for the trial line",
                when,
                &[ruiz, pat],
                [Beside {
                    day,
                    whom,
                    text,
                    before: true,
                    settles: whom.is_empty(),
                }],
            )
        };
        assert!(said(None, &[], "the trial line: its date"));
        assert!(said(day("2026-12-02"), &[ruiz], "the trial line: its date"));
        assert!(!said(None, &[ruiz], "the trial line: its date"));
        assert!(!said(
            day("2026-12-04"),
            &[ruiz],
            "the trial line: its date"
        ));
        assert!(!said(
            day("2026-12-02"),
            &[cole],
            "the trial line: its date"
        ));
        assert!(said(day("2026-12-03"), &[ruiz], "the line, in writing"));
        assert!(!said(day("2026-12-03"), &[ruiz], "window counts"));
        assert!(!said(day("2026-12-03"), &[cole], "window counts"));
        assert!(!said(day("2026-12-04"), &[ruiz], "window counts"));
        assert!(!said(None, &[ruiz], "window counts"));
        let together = Beside {
            day: day("2026-12-03"),
            whom: &[ruiz],
            text: "the posted credit, with a picture",
            before: false,
            settles: false,
        };
        let step = "call her cell about the credit";
        let when = "2026-12-03".parse().ok();
        assert!(!is_said(step, when, &[ruiz], [together]));
        let earlier = Beside {
            before: true,
            ..together
        };
        assert!(is_said(step, when, &[ruiz], [earlier]));
        let theirs = |id: Id| id != pat;
        let of = |who: Option<Who>| whose(who.as_ref(), &[ruiz, pat], theirs);
        assert_eq!(of(Some(Who::Record(cole))), (vec![cole], true));
        assert_eq!(of(Some(Who::Record(pat))), (vec![ruiz], false));
        assert_eq!(of(Some(Who::Words("billing".into()))), (vec![ruiz], false));
        assert_eq!(of(None), (vec![ruiz], false));
    }
}
