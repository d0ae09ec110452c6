//! The step that was agreed when they were last met: whether something else says it already, and whose it is.
//!
//! Today and the brief both remind of it, and must agree on it.

use super::{Date, Id, Who, alike};

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
