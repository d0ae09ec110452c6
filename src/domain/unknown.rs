//! What is not known about an account, computed from its fields and states, each as a question to ask somebody.

use serde::{Deserialize, Serialize};

use super::checking;
use super::id::Id;
use super::kinds::Loyalty;
use super::names::fold;
use super::record::{Body, Record, days_between};
use super::when::Date;
use super::words::{
    AgreementState, Influence, Part, ProblemState, PromiseState, Side, Stance, TouchpointState,
    TrendState,
};

/// After how many days a reading of why they stay is too old.
pub const READING_DAYS: i32 = 183;
/// Within how many days somebody is to be met where the account says nothing.
pub const TOUCH_DAYS: i32 = 90;

/// A change in what an account buys or uses.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Shift {
    /// Whose.
    pub account: Id,
    /// What moved, as a person says it: `orders from Waterbury`.
    pub what: String,
    /// By how much, in percent; negative is less.
    pub percent: i64,
    /// Since when.
    pub since: Date,
    /// Whether somebody has written down why.
    pub why_known: bool,
}

impl Shift {
    /// Says what moved as people say it: `orders from Waterbury are down 38 % since August`.
    pub fn said(&self) -> String {
        let way = if self.percent < 0 { "down" } else { "up" };
        format!(
            "{} are {way} {} % since {}",
            self.what,
            self.percent.unsigned_abs(),
            self.since.strftime("%B")
        )
    }
}

/// One thing that is not known.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Gap {
    /// The record that lacks it.
    pub record: Id,
    /// Its short id.
    pub short: String,
    /// The field that is empty, or too old.
    pub field: &'static str,
    /// The question, as one would ask it.
    pub question: String,
    /// Whom to ask, the best first.
    pub whom: Vec<Id>,
    /// How much it matters; more comes first.
    pub weight: u32,
}

impl Gap {
    /// Puts what the question is about before it, as people ask: “title backlog of 19 days: what does it cost you in a year?”
    pub fn spoken(&self) -> String {
        let whole = matches!(self.field, "loyalty" | "alternative" | "on");
        match self.question.split_once(": ").filter(|_| !whole) {
            // With one colon only, though its own title has another.
            Some((ask, about)) => {
                let about = about.trim_end_matches('?').replace(": ", ", ");
                format!("{about}: {ask}?")
            }
            None => self.question.clone(),
        }
    }
}

/// What the gaps are looked for in.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The account.
    pub account: &'a Record,
    /// All records of it and its units, people among them.
    pub records: &'a [&'a Record],
    /// The trends.
    pub trends: &'a [Record],
    /// What moved in what they buy or use.
    pub shifts: &'a [Shift],
    /// The day.
    pub today: Date,
}

/// Lists what is not known, the most telling first.
pub fn gaps(around: &Around<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let ask = Whom::of(around);
    stays(around, &ask, &mut gaps);
    behaviour(around, &ask, &mut gaps);
    house(around, &ask, &mut gaps);
    for record in around.records {
        match &record.body {
            Body::Problem(_) => problem(record, &ask, &mut gaps),
            Body::Person(_) => person(around, record, &ask, &mut gaps),
            Body::Promise(b) if b.state == Some(PromiseState::Open) && b.due.is_none() => {
                let whom = if b.to.is_empty() { &b.by } else { &b.to };
                let what = record.title();
                push(
                    &mut gaps,
                    record,
                    "due",
                    40,
                    format!("by when: {what}?"),
                    whom.clone(),
                );
            }
            Body::Agreement(b)
                if b.signs.is_empty() && b.state == Some(AgreementState::Running) =>
            {
                let soon = b
                    .ends
                    .is_some_and(|ends| days_between(around.today, ends) < 365);
                let question = format!("who signs when “{}” comes up?", record.title());
                let weight = if soon { 55 } else { 15 };
                push(
                    &mut gaps,
                    record,
                    "signs",
                    weight,
                    question,
                    ask.friends.clone(),
                );
            }
            Body::Learning(b) => {
                let replaced = around.records.iter().any(
                    |r| matches!(&r.body, Body::Learning(l) if l.replaces == Some(record.id())),
                );
                if !replaced && checking::day(b).is_some_and(|on| on <= around.today) {
                    let whom = b
                        .person
                        .map_or_else(|| ask.friends.clone(), |person| vec![person]);
                    let fact = record.title();
                    push(
                        &mut gaps,
                        record,
                        "check_on",
                        18,
                        format!("is it still so: {}?", fact.trim_end_matches(['.', '?'])),
                        whom,
                    );
                }
            }
            _ => {}
        }
    }
    for trend in around.trends {
        if let Body::Trend(b) = &trend.body {
            let bare = b
                .implications
                .iter()
                .any(|i| i.account == Some(around.account.id()) && i.so_what.is_none());
            if bare && b.state != Some(TrendState::Passed) {
                push(
                    &mut gaps,
                    trend,
                    "implications",
                    20,
                    format!("what will it change for you: {}?", trend.title()),
                    ask.deciders.clone(),
                );
            }
        }
    }
    gaps.sort_by(|a, b| {
        (std::cmp::Reverse(a.weight), a.record, a.field).cmp(&(
            std::cmp::Reverse(b.weight),
            b.record,
            b.field,
        ))
    });
    gaps
}

/// Whom to ask what.
struct Whom {
    /// Those who decide, pay or can veto, the friendliest first.
    deciders: Vec<Id>,
    /// Champions and supporters, the weightiest first, then the rest.
    friends: Vec<Id>,
}

impl Whom {
    fn of(around: &Around<'_>) -> Self {
        let mut people: Vec<&Record> = around
            .records
            .iter()
            .copied()
            .filter(|r| {
                matches!(&r.body, Body::Person(p)
                    if p.side != Some(Side::Ours) && p.left(around.today).is_none())
            })
            .collect();
        let stance = |r: &Record| match &r.body {
            Body::Person(p) => p.stance.map_or(2, |s| match s {
                Stance::Champion => 0,
                Stance::Supporter => 1,
                Stance::Neutral => 2,
                Stance::Sceptic => 3,
                Stance::Opponent => 4,
            }),
            _ => 9,
        };
        let weight = |r: &Record| match &r.body {
            Body::Person(p) => p.influence.map_or(3, |i| match i {
                Influence::High => 0,
                Influence::Medium => 1,
                Influence::Low => 2,
            }),
            _ => 9,
        };
        people.sort_by_key(|r| (stance(r), weight(r), r.id()));
        let decides = |r: &&&Record| matches!(&r.body, Body::Person(p) if matches!(p.part, Some(Part::Decides | Part::CanVeto | Part::Pays)));
        Self {
            deciders: people
                .iter()
                .filter(decides)
                .chain(people.iter().filter(|r| !decides(r)))
                .map(|r| r.id())
                .collect(),
            friends: people.iter().map(|r| r.id()).collect(),
        }
    }
}

fn push(
    gaps: &mut Vec<Gap>,
    record: &Record,
    field: &'static str,
    weight: u32,
    question: String,
    whom: Vec<Id>,
) {
    gaps.push(Gap {
        record: record.id(),
        short: record.short().to_owned(),
        field,
        question,
        whom,
        weight,
    });
}

/// Finds the newest reading of whether they would stay, with its day.
pub fn newest_loyalty<'a>(
    records: impl IntoIterator<Item = &'a Record>,
) -> Option<(Option<Date>, &'a Record, &'a Loyalty)> {
    records
        .into_iter()
        .filter_map(|r| match &r.body {
            Body::Loyalty(b) => Some((b.on, r, b)),
            _ => None,
        })
        .max_by_key(|(on, r, _)| (*on, r.id()))
}

fn stays(around: &Around<'_>, ask: &Whom, gaps: &mut Vec<Gap>) {
    let newest = newest_loyalty(around.records.iter().copied());
    if is_unit_without_a_say(around) || is_asleep(around) {
        return;
    }
    match newest {
        None if is_prospect(around.account) => push(
            gaps,
            around.account,
            "loyalty",
            64,
            "who does this for you today, and what keeps you with them?".into(),
            ask.deciders.clone(),
        ),
        None => push(
            gaps,
            around.account,
            "loyalty",
            100,
            "what keeps you with us?".into(),
            ask.deciders.clone(),
        ),
        Some((_, record, b)) if b.alternative.is_none() => push(
            gaps,
            record,
            "alternative",
            90,
            "if somebody as good came along, would you stay? why?".into(),
            ask.deciders.clone(),
        ),
        Some((on, record, _)) => {
            if on.is_none_or(|on| days_between(on, around.today) > READING_DAYS) {
                push(
                    gaps,
                    record,
                    "on",
                    70,
                    "as good, cheaper, from another: would you still stay? why?".into(),
                    ask.deciders.clone(),
                );
            }
        }
    }
}

/// Says whether an account is still to be won: whoever buys nothing of us yet has no reason to stay.
fn is_prospect(account: &Record) -> bool {
    let says = |word: &str| matches!(word, "new" | "prospect" | "lead");
    account.base.tags.iter().any(|tag| says(&fold(tag)))
        || matches!(&account.body, Body::Account(b) if b.segment.as_deref().is_some_and(|s| says(&fold(s))))
}

/// Says whether this is a unit in which nobody decides or pays: why they stay is asked where that is decided.
fn is_unit_without_a_say(around: &Around<'_>) -> bool {
    let unit = matches!(&around.account.body, Body::Account(b) if b.parent.is_some());
    unit && !around.records.iter().any(|r| {
        matches!(&r.body, Body::Person(p)
            if p.account == Some(around.account.id())
                && p.left(around.today).is_none()
                && matches!(p.part, Some(Part::Decides | Part::CanVeto | Part::Pays)))
    })
}

/// After so many days without a touch an account is a closed file.
const ASLEEP_DAYS: i32 = 730;

/// Says whether nobody has touched the account for years, and no meeting is planned: there is nobody left to ask.
fn is_asleep(around: &Around<'_>) -> bool {
    let touches = || {
        around.records.iter().filter_map(|r| match &r.body {
            Body::Touchpoint(b) => Some((b.state?, b.starts.as_ref()?.date())),
            _ => None,
        })
    };
    let last = touches()
        .filter(|(state, _)| *state == TouchpointState::Held)
        .map(|(_, on)| on)
        .max();
    last.is_some_and(|on| days_between(on, around.today) > ASLEEP_DAYS)
        && !touches().any(|(state, on)| state == TouchpointState::Planned && on >= around.today)
}

/// Asks what a new account is about, as far as nothing of it is written down; a unit has its parent's.
fn house(around: &Around<'_>, ask: &Whom, gaps: &mut Vec<Gap>) {
    let Body::Account(b) = &around.account.body else {
        return;
    };
    if b.parent.is_some() || is_asleep(around) {
        return;
    }
    let mut gap = |field, weight, question: String| {
        push(
            gaps,
            around.account,
            field,
            weight,
            question,
            ask.deciders.clone(),
        );
    };
    if b.business.is_none() {
        gap(
            "business",
            34,
            "whom do you serve, and what do you live on?".into(),
        );
    }
    if b.aims_now.is_none() {
        let name = around.account.title();
        gap(
            "aims_now",
            33,
            format!("what would a good year look like for {name}?"),
        );
    }
    let decides = around.records.iter().any(|r| {
        matches!(&r.body, Body::Person(p) if p.side != Some(Side::Ours) && p.part == Some(Part::Decides))
    });
    if !decides && !ask.friends.is_empty() {
        gap(
            "team",
            32,
            "who decides, when something is to change?".into(),
        );
    }
}

/// Says by how much something moved: `−38 %`.
pub fn by_percent(percent: i64) -> String {
    let sign = if percent < 0 { '−' } else { '+' };
    format!("{sign}{} %", percent.unsigned_abs())
}

/// Asks why what they buy or use moved, where nobody has written it down.
fn behaviour(around: &Around<'_>, ask: &Whom, gaps: &mut Vec<Gap>) {
    for shift in around.shifts.iter().filter(|shift| !shift.why_known) {
        let question = format!("what changed at your end: {}?", shift.said());
        push(
            gaps,
            around.account,
            "behaviour",
            95,
            question,
            ask.friends.clone(),
        );
    }
}

fn problem(record: &Record, ask: &Whom, gaps: &mut Vec<Gap>) {
    let Body::Problem(b) = &record.body else {
        return;
    };
    let Some(state) = b.state else { return };
    if state == ProblemState::Parked {
        return;
    }
    let title = record.title();
    let hurt: Vec<Id> = b
        .hurts
        .iter()
        .filter_map(|h| h.person.as_ref().and_then(crate::domain::Who::id))
        .collect();
    let mut whom = hurt.clone();
    whom.extend(ask.friends.iter().filter(|id| !hurt.contains(id)));
    let mut gap = |field, weight, question: &str| {
        push(
            gaps,
            record,
            field,
            weight,
            format!("{}: {title}?", question.trim_end_matches('?')),
            whom.clone(),
        );
    };
    if matches!(state, ProblemState::Solved | ProblemState::Verified) {
        if b.outcome.is_none() {
            gap("outcome", 60, "what is different now?");
        }
        if b.worth.is_none() {
            gap("worth", 35, "what has it been worth to you?");
        }
        return;
    }
    if b.need.is_none() {
        gap("need", 65, "what would change the day this was solved?");
    }
    if b.whys.is_empty() && b.causes.is_empty() {
        gap("whys", 62, "why does it happen?");
    }
    if b.cost.is_none() {
        gap("cost", 58, "what does it cost you in a year?");
    }
    if b.hurts.is_empty() {
        gap("hurts", 50, "who feels it most?");
    }
    if b.measure.is_none() {
        gap("measure", 30, "how would you know it was solved?");
    }
}

fn person(around: &Around<'_>, record: &Record, ask: &Whom, gaps: &mut Vec<Gap>) {
    let Body::Person(b) = &record.body else {
        return;
    };
    // Of whoever left there is nothing more to ask them.
    if b.side == Some(Side::Ours) || b.left(around.today).is_some() {
        return;
    }
    let matters = matches!(b.part, Some(Part::Decides | Part::CanVeto | Part::Pays))
        || b.influence == Some(Influence::High);
    let extra = if matters { 25 } else { 0 };
    let name = record.title();
    let short = crate::domain::spoken::surname(&name).to_owned();
    let others: Vec<Id> = ask
        .friends
        .iter()
        .copied()
        .filter(|id| *id != record.id())
        .collect();
    let seen = last_touch(around.records, record.id());
    let within = match &around.account.body {
        Body::Account(a) => a
            .cadence_days
            .and_then(|d| i32::try_from(d).ok())
            .map_or(TOUCH_DAYS, |d| d.max(TOUCH_DAYS)),
        _ => TOUCH_DAYS,
    };
    match seen {
        None if matters => push(
            gaps,
            record,
            "touch",
            56,
            format!("when can I meet {short}, and what does {short} need?"),
            others.clone(),
        ),
        Some(on) if matters && days_between(on, around.today) > within && !is_asleep(around) => {
            push(
                gaps,
                record,
                "touch",
                28,
                format!(
                    "what has changed at your end since {}?",
                    // Of another year a month alone would be read as of this one.
                    on.strftime(
                        if on.year() == around.today.year() || days_between(on, around.today) < 300
                        {
                            "%B"
                        } else {
                            "%B %Y"
                        }
                    )
                ),
                vec![record.id()],
            );
        }
        _ => {}
    }
    if b.wants_now.is_none() {
        push(
            gaps,
            record,
            "wants_now",
            22 + extra,
            "what would make this a good year for you?".into(),
            vec![record.id()],
        );
    }
    if b.stance.is_none() {
        push(
            gaps,
            record,
            "stance",
            12 + extra,
            format!("how does {short} see us?"),
            others,
        );
    }
}

/// Gives the day on which somebody last took part in a held touchpoint.
pub fn last_touch(records: &[&Record], person: Id) -> Option<Date> {
    records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Touchpoint(b)
                if b.state == Some(TouchpointState::Held)
                    && b.people.contains(&person)
                    && !r.is_beside_a_touch() =>
            {
                b.starts.as_ref().map(super::when::Moment::date)
            }
            _ => None,
        })
        .max()
}
