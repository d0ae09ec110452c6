//! Tells a record: its whole detail, in the order that people would tell it.
//!
//! A problem is told from what was asked to what came of it; every other kind follows its field table,
//! so that a new field shows without a line of code here. What is missing and matters is said.

mod fields;
mod how_well;
mod meeting;

pub use fields::label;

use fields::{back, by_table};

use super::look::Look;
use super::strip::{Doc, LABEL, Strip};
use super::theme::Role;
use crate::domain::kinds::{Measure, Person, Problem, Promise, Touchpoint};
use crate::domain::words::{Direction, Side, Visibility, Words};
use crate::domain::{Body, Date, Id, Kind, Money, Record, Who, plain};

/// How many like problems are told of.
const ALIKE: usize = 2;

/// Among more records than these only links and who reports to whom are followed: a key is not to wait for all fields of a whole board.
const MANY: usize = 1_500;

/// Writes a record's whole detail, where the screen does not say whose it is.
///
/// `around` are the other records of its account, in which what points here is found.
pub fn story(
    record: &Record,
    around: &[std::sync::Arc<Record>],
    look: &Look<'_>,
    width: u16,
) -> Doc {
    told(record, around, true, look, width)
}

/// Writes a record's whole detail; with its account where it stands alone.
pub fn told(
    record: &Record,
    around: &[std::sync::Arc<Record>],
    alone: bool,
    look: &Look<'_>,
    width: u16,
) -> Doc {
    let mut doc = Doc::new(width);
    if hidden(record, look) {
        doc.line(Strip::of(Role::Muted, record.kind().word()));
        doc.gap();
        doc.line(Strip::of(Role::Doubt, "private, hidden while presenting"));
        return doc;
    }
    head(record, alone, look, &mut doc);
    doc.gap();
    match &record.body {
        Body::Problem(body) => problem(record, body, look, &mut doc),
        Body::Promise(body) => promise(record, body, look, &mut doc),
        Body::Touchpoint(body) => {
            touchpoint(record, body, look, &mut doc);
            meeting::before(record, body, around, look, &mut doc);
        }
        Body::Person(body) => person(record, body, look, &mut doc),
        Body::Account(_) => {
            let own = how_well::own(record, around);
            let few = own.len() <= MANY;
            let known = few.then(|| how_well::count(record, &own, look)).flatten();
            super::figures::tell(&own, known.as_ref(), look, &mut doc);
            by_table(record, &[], look, &mut doc);
            first_words(record, look, &mut doc);
            if let Some(known) = &known {
                how_well::parts(known, look, &mut doc);
            }
        }
        _ => by_table(record, &[], look, &mut doc),
    }
    links(record, around, look, &mut doc);
    doc
}

/// Says whether a record is not to be seen on a shared screen.
pub fn hidden(record: &Record, look: &Look<'_>) -> bool {
    look.present && super::known::is_private(record)
}

/// Writes the title as text that may take several lines, with the short id and the state at the right.
pub fn titled(record: &Record, doc: &mut Doc) {
    let aside = [Some(record.short()), record.state()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
    let room = doc
        .width()
        .saturating_sub(aside.chars().count() + 2)
        .max(doc.width() / 2);
    let title = plain::line(&record.title()).into_owned();
    let mut lines = plain::wrap(&title, room);
    // Only the first line gives way to what stands at its right.
    if let Some(rest) = lines
        .first()
        .and_then(|first| title.trim_start().strip_prefix(first))
    {
        let rest = plain::wrap(rest, doc.width());
        lines.truncate(1);
        lines.extend(rest);
    }
    for (number, words) in lines.iter().enumerate() {
        let strip = Strip::of(Role::Strong, words);
        doc.line(if number == 0 {
            strip.right(Role::Muted, &aside)
        } else {
            strip
        });
    }
}

/// Writes the title, and under it whose it is or what it is, and who may see it.
fn head(record: &Record, alone: bool, look: &Look<'_>, doc: &mut Doc) {
    titled(record, doc);
    let mut under = Strip::new();
    if let Some(account) = record
        .account()
        .filter(|account| alone && *account != record.id())
    {
        under.push(Role::Muted, look.who.title(account));
    } else if let Body::Account(body) = &record.body {
        let said = [
            body.industry.as_deref(),
            body.segment.as_deref(),
            body.location.as_deref(),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
        under.push(Role::Muted, &said);
    }
    if record.base.visibility != Visibility::Team {
        under.push(Role::Doubt, &format!("  {}", record.base.visibility.word()));
    }
    if under.width() > doc.width() {
        // A long name stands nowhere else whole.
        let mut broken = Doc::new(u16::try_from(doc.width()).unwrap_or(u16::MAX));
        broken.paragraph(Role::Muted, &under.words());
        doc.lines.append(&mut broken.lines);
    } else if !under.is_empty() {
        doc.line(under);
    }
}

fn who(who: &Who, look: &Look<'_>) -> String {
    match who {
        Who::Record(id) => look.who.title(*id).to_owned(),
        Who::Words(words) => words.clone(),
    }
}

/// Says of an account of which nothing is written down what helps first.
fn first_words(record: &Record, look: &Look<'_>, doc: &mut Doc) {
    let Body::Account(body) = &record.body else {
        return;
    };
    if body.business.is_some() || body.aims_now.is_some() || look.present {
        return;
    }
    doc.labelled(
        label("business"),
        Role::Doubt,
        "? what they do, and how they make money",
    );
    doc.labelled(label("aims_now"), Role::Doubt, "? what they want this year");
    doc.gap();
    for (action, words) in [
        (super::action::Action::Edit, "writes that down"),
        (super::action::Action::New, "adds a person or a problem"),
    ] {
        let key = look.key(action);
        if !key.is_empty() {
            doc.line(
                Strip::new()
                    .column(Role::Accent, &key, LABEL)
                    .text(Role::Muted, words),
            );
        }
    }
}

fn quoted(text: &str) -> String {
    let text = text.trim();
    if text.starts_with(['“', '"', '«', '„']) {
        text.to_owned()
    } else {
        format!("“{text}”")
    }
}

fn problem(record: &Record, body: &Problem, look: &Look<'_>, doc: &mut Doc) {
    let source = record
        .base
        .source
        .as_ref()
        .map(|source| source_said(source, look))
        .unwrap_or_default();
    let room = doc.width().saturating_sub(LABEL + 4);
    let asked = body.asked.as_deref().map_or(0, plain::width);
    let heard = record
        .base
        .source
        .as_ref()
        .and_then(|source| source.touchpoint);
    let source = match heard.and_then(|id| look.who.get(id)) {
        Some(known) if asked + plain::width(&source) > room => known.short.clone(),
        _ => source,
    };
    match &body.asked {
        Some(asked) => doc.labelled_link(
            "asked",
            Role::Words,
            &quoted(asked),
            &source,
            record
                .base
                .source
                .as_ref()
                .and_then(|source| source.touchpoint),
        ),
        None => doc.labelled("asked", Role::Doubt, "? their own words are missing"),
    }
    match &body.need {
        Some(need) => doc.labelled("need", Role::Strong, need),
        None => doc.labelled(
            "need",
            Role::Doubt,
            "? nobody knows yet what they need: ask why",
        ),
    }
    for (number, why) in body.whys.iter().enumerate() {
        let words = why.why.clone().unwrap_or_default();
        let from = why
            .from
            .as_ref()
            .map(|from| who(from, look))
            .unwrap_or_default();
        let room = doc.width().saturating_sub(LABEL + 4);
        let from = match why
            .from
            .as_ref()
            .and_then(Who::id)
            .and_then(|id| look.who.get(id))
        {
            // Where its name finds no place its id tells that it came from somewhere.
            Some(known) if plain::width(&words) + plain::width(&from) > room => known.short.clone(),
            _ => from,
        };
        let words = if number == 0 {
            words
        } else {
            format!("{} {words}", look.sign(super::signs::Sign::Theirs))
        };
        doc.labelled_link(
            if number == 0 { "why" } else { "" },
            Role::Text,
            &words,
            &from,
            why.from.as_ref().and_then(Who::id),
        );
    }
    if body.whys.is_empty() && body.causes.is_empty() {
        doc.labelled("why", Role::Doubt, "? no cause is known");
    }
    for (number, cause) in body.causes.iter().enumerate() {
        doc.labelled(if number == 0 { "cause" } else { "" }, Role::Text, cause);
    }
    for (number, hurt) in body.hurts.iter().enumerate() {
        let whom = hurt
            .person
            .as_ref()
            .map(|person| who(person, look))
            .unwrap_or_default();
        let said = [Some(whom), hurt.how.clone()]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        doc.labelled_link(
            if number == 0 { "hurts" } else { "" },
            Role::Text,
            &said,
            "",
            hurt.person.as_ref().and_then(Who::id),
        );
        if let Some(winning) = &hurt.winning {
            doc.labelled("", Role::Muted, &format!("winning: {winning}"));
        }
    }
    match record.cost_year() {
        Some(year) => doc.labelled("costs", Role::Strong, &cost(body, &year)),
        None if body.cost.is_some() => doc.labelled(
            "costs",
            Role::Doubt,
            "? each time something, but how often is not said",
        ),
        None => doc.labelled("costs", Role::Doubt, "? nobody asked what it costs"),
    }
    for (number, called) in body.called_in.iter().enumerate() {
        let name = called
            .who
            .map(|id| look.who.title(id).to_owned())
            .unwrap_or_default();
        let on = called
            .came_on
            .or(called.asked_on)
            .map(|on| look.said(on))
            .unwrap_or_default();
        let free = if called.charged == Some(true) {
            ""
        } else {
            ", at no charge"
        };
        doc.labelled_link(
            if number == 0 { "called" } else { "" },
            Role::Text,
            &format!("{name}{free}"),
            &on,
            called.who,
        );
        if let Some(found) = &called.found {
            doc.labelled("", Role::Muted, found);
        }
    }
    let doing = if matches!(record.state(), Some("solved" | "verified")) {
        "solved"
    } else {
        "doing"
    };
    doc_some(doc, doing, Role::Text, body.solution.as_deref());
    if let Some(outcome) = &body.outcome {
        doc.labelled("outcome", Role::Words, &quoted(outcome));
    }
    if let Some(worth) = &body.worth {
        let amount = worth.amount.as_ref().map(Money::brief).unwrap_or_default();
        let by = worth
            .agreed_by
            .as_ref()
            .map(|by| format!("agreed by {}", who(by, look)))
            .unwrap_or_default();
        doc.labelled_link("worth", Role::Good, &amount, &by, None);
    }
    if let Some(measure) = &body.measure {
        measured(measure, doc);
    }
    like(record, look, doc);
    let told = [
        "account",
        "title",
        "asked",
        "need",
        "whys",
        "causes",
        "hurts",
        "cost",
        "cost_per",
        "cost_times",
        "called_in",
        "solution",
        "outcome",
        "worth",
        "measure",
    ];
    by_table(record, &told, look, doc);
}

/// Says what a problem is measured by: where it stood, where it stands, where it should go.
fn measured(measure: &Measure, doc: &mut Doc) {
    doc_some(doc, "measure", Role::Text, measure.what.as_deref());
    let said = [
        ("at first", &measure.baseline),
        ("now", &measure.now),
        ("wanted", &measure.target),
    ]
    .into_iter()
    .filter_map(|(when, figure)| figure.as_ref().map(|figure| format!("{when} {figure}")))
    .collect::<Vec<_>>();
    if !said.is_empty() {
        let label = if measure.what.is_some() {
            ""
        } else {
            "measure"
        };
        doc.labelled(label, Role::Muted, &said.join(" · "));
    }
}

/// Tells a person: the table, but for the places they held, each on a line with its years.
fn person(record: &Record, body: &Person, look: &Look<'_>, doc: &mut Doc) {
    // Whom one sells to is theirs unless it is said otherwise.
    let theirs = body.side == Some(Side::Theirs);
    let mut told = vec!["roles"];
    if theirs {
        told.push("side");
    }
    if look.present {
        // What one wrote down of somebody says in words what their stance says in one.
        told.push("notes");
    }
    by_table(record, &told, look, doc);
    for (number, role) in body.roles.iter().rev().enumerate() {
        let month = |date: Date| date.strftime("%b %Y").to_string();
        let when = match (role.from, role.until) {
            (Some(from), Some(until)) => format!("{} – {}", month(from), month(until)),
            (Some(from), None) => format!("since {}", month(from)),
            (None, Some(until)) => format!("until {}", month(until)),
            (None, None) => String::new(),
        };
        let at = role.account.filter(|at| Some(*at) != record.account());
        let said = [role.title.as_deref(), at.map(|at| look.who.title(at))]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ");
        let label = if number == 0 { "roles" } else { "" };
        doc.labelled_link(label, Role::Text, &said, &when, None);
    }
}

/// Tells how a like problem was solved for somebody else, as far as it may be told.
fn like(record: &Record, look: &Look<'_>, doc: &mut Doc) {
    let (Some(stories), false) = (
        look.stories,
        matches!(record.state(), Some("solved" | "verified")),
    ) else {
        return;
    };
    for (number, story) in stories
        .like(record, record.account(), ALIKE)
        .into_iter()
        .enumerate()
    {
        if number == 0 {
            doc.gap();
        }
        // On a shared screen a customer without a name is not one key away from having one.
        let to = (story.named || !look.present).then_some(story.problem);
        let title = story.title.as_deref().unwrap_or("solved elsewhere");
        let title = format!("{} {title}", look.sign(super::signs::Sign::Done));
        // For whom it was solved is half of the story: where it does not fit beside, it stands below.
        let room = doc.width().saturating_sub(LABEL + 2);
        let beside = plain::width(&title) + plain::width(&story.who) <= room;
        doc.labelled_link(
            if number == 0 { "like it" } else { "" },
            Role::Accent,
            &title,
            if beside { &story.who } else { "" },
            to,
        );
        if !beside {
            doc.labelled_link("", Role::Muted, &story.who, "", to);
        }
        for (role, text) in [(Role::Text, &story.solution), (Role::Words, &story.outcome)] {
            if let Some(text) = text {
                doc.labelled_link("", role, text, "", to);
            }
        }
    }
    doc.gap();
}

/// Says a cost with how it came about: `$8.20 × 12,000 a month = $1.18 M a year`.
pub fn cost(body: &Problem, year: &Money) -> String {
    let (Some(cost), Some(per)) = (&body.cost, body.cost_per) else {
        return format!("{} a year", year.brief());
    };
    let each = match body.cost_times {
        Some(times) => format!(
            "{} × {} a {}",
            cost.brief(),
            crate::domain::money::grouped(&times.normalize().to_string()),
            per.word()
        ),
        None => format!("{} a {}", cost.brief(), per.word()),
    };
    match per.word() {
        "once" => format!("{} once", cost.brief()),
        "year" if body.cost_times.is_none() => format!("{} a year", year.brief()),
        _ => format!("{each} = {} a year", year.brief()),
    }
}

fn promise(record: &Record, body: &Promise, look: &Look<'_>, doc: &mut Doc) {
    let (people, label) = if body.direction == Some(Direction::Theirs) {
        (&body.by, "from")
    } else {
        (&body.to, "to")
    };
    for (number, person) in people.iter().enumerate() {
        doc.labelled_link(
            if number == 0 { label } else { "" },
            Role::Text,
            look.who.title(*person),
            "",
            Some(*person),
        );
    }
    match body.due {
        Some(due) if record.state() == Some("open") => {
            let (said, late) = look.due(due);
            if late {
                let day = crate::domain::days::day(due, look.today());
                doc.labelled_link("due", Role::Late, &said, &day, None);
            } else {
                fields::day("due", due, look, doc);
            }
        }
        Some(due) => fields::day("due", due, look, doc),
        None => doc.labelled("due", Role::Doubt, "? no day was named"),
    }
    for moved in &body.moved {
        let was = moved.from.map(|from| look.said(from)).unwrap_or_default();
        doc.labelled_link(
            "moved",
            Role::Muted,
            &format!("was {was}"),
            moved.why.as_deref().unwrap_or_default(),
            None,
        );
    }
    // The label says already whose promise it is.
    let told: &[&str] = if body.direction == Some(Direction::Theirs) {
        &["what", "by", "due", "moved", "direction"]
    } else {
        &["what", "to", "due", "moved", "direction"]
    };
    by_table(record, told, look, doc);
}

fn touchpoint(record: &Record, body: &Touchpoint, look: &Look<'_>, doc: &mut Doc) {
    if let Some(starts) = &body.starts {
        let whole = record.all_day();
        let ends = body
            .ends
            .as_ref()
            .filter(|ends| !whole && ends.timestamp() != starts.timestamp())
            .map(|ends| {
                ends.0
                    .with_time_zone(look.now.time_zone().clone())
                    .strftime("–%H:%M")
                    .to_string()
            })
            .unwrap_or_default();
        doc.labelled_link(
            "when",
            Role::Strong,
            &if whole && body.ends.is_none() {
                // A day is all that is known of it.
                look.said(look.day_of(starts))
            } else if whole {
                format!("{}, all day", look.said(look.day_of(starts)))
            } else {
                format!("{}{ends}", look.moment(starts))
            },
            body.channel.map(Words::word).unwrap_or_default(),
            None,
        );
    }
    doc_some(doc, "where", Role::Text, body.place.as_deref());
    for (number, person) in body.people.iter().enumerate() {
        doc.labelled_link(
            if number == 0 { "with" } else { "" },
            Role::Text,
            look.who.title(*person),
            "",
            Some(*person),
        );
    }
    let aimed = body.must.is_some() || body.should.is_some() || look.present;
    if record.state() == Some("planned") && !aimed {
        doc.labelled("aim", Role::Doubt, "? what must come of it is not said");
    }
    for (number, got) in body.received.iter().enumerate() {
        doc.labelled(if number == 0 { "received" } else { "" }, Role::Words, got);
    }
    for (number, gave) in body.given.iter().enumerate() {
        doc.labelled(if number == 0 { "gave" } else { "" }, Role::Text, gave);
    }
    let mut told = vec![
        "starts", "ends", "channel", "place", "people", "subject", "received", "given",
    ];
    if look.present {
        // What we mean to reach with them is not for their eyes.
        told.extend(["must", "should", "like", "to_learn", "opener", "bring"]);
    }
    by_table(record, &told, look, doc);
}

fn doc_some(doc: &mut Doc, label: &str, role: Role, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
        doc.labelled(label, role, text);
    }
}

fn source_said(source: &crate::domain::Source, look: &Look<'_>) -> String {
    let told = source.who.as_ref().map(|by| who(by, look));
    let at = source.touchpoint.map(|id| look.who.title(id).to_owned());
    [told, at]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Tells what the record points to and what points to it.
pub fn links(record: &Record, around: &[std::sync::Arc<Record>], look: &Look<'_>, doc: &mut Doc) {
    let mut rows: Vec<(String, Id)> = Vec::new();
    if let (Some(source), false) = (&record.base.source, matches!(record.body, Body::Problem(_))) {
        if let Some(touchpoint) = source.touchpoint {
            rows.push(("from".into(), touchpoint));
        } else {
            let said = source_said(source, look);
            if !said.is_empty() {
                doc.gap();
                doc.labelled("from", Role::Muted, &said);
            }
        }
    }
    for link in &record.base.links {
        if let Some(to) = link.to {
            rows.push((link.how.map_or("about", Words::word).to_owned(), to));
        }
    }
    let all = around.len() <= MANY;
    for other in around {
        if other.id() == record.id()
            || hidden(other, look)
            || matches!(record.kind(), Kind::Account)
        {
            continue;
        }
        if let Some(link) = other
            .base
            .links
            .iter()
            .find(|link| link.to == Some(record.id()))
        {
            rows.push((
                back(link.how.map_or("about", Words::word)).to_owned(),
                other.id(),
            ));
        } else if matches!(&other.body, Body::Person(p) if p.reports_to == Some(record.id())) {
            rows.push(("leads".to_owned(), other.id()));
        } else if all
            && other.references().binary_search(&record.id()).is_ok()
            && !rows.iter().any(|(_, to)| *to == other.id())
        {
            rows.push((other.kind().word().to_owned(), other.id()));
        }
    }
    // What a like problem came to is told above; on a shared screen it has no name here either.
    rows.retain(|(_, to)| !look.who.hides(*to));
    // Between people it says who sways whom: a sway has its own words, and none on a shared screen.
    if record.kind() == Kind::Person {
        let person = |id: &Id| {
            look.who
                .get(*id)
                .is_some_and(|known| known.kind == Kind::Person)
        };
        rows.retain(|(how, to)| {
            !(look.present && matches!(how.as_str(), "drives" | "driven by") && person(to))
        });
        for (how, to) in &mut rows {
            match how.as_str() {
                "drives" if person(to) => "sways".clone_into(how),
                "driven by" if person(to) => "swayed by".clone_into(how),
                _ => {}
            }
        }
    }
    rows.retain(|(how, to)| {
        how != "like" || !(look.present || doc.lines.iter().any(|line| line.to == Some(*to)))
    });
    // What one reads a customer by is not offered on a shared screen, and what is told above is not said again.
    rows.retain(|(_, to)| {
        let reading = look
            .who
            .get(*to)
            .is_some_and(|known| known.kind == Kind::Loyalty);
        !(look.present && reading || doc.lines.iter().any(|line| line.to == Some(*to)))
    });
    if rows.is_empty() {
        return;
    }
    doc.gap();
    // What bears on it in one way stands together, and the way is said once.
    let mut ways: Vec<&str> = Vec::new();
    for (how, _) in &rows {
        if !ways.contains(&how.as_str()) {
            ways.push(how);
        }
    }
    let ways: Vec<String> = ways.into_iter().map(str::to_owned).collect();
    rows.sort_by_key(|(how, _)| ways.iter().position(|way| way == how));
    let mut said = String::new();
    for (how, to) in rows {
        let first = said != how;
        said.clone_from(&how);
        let aside = look
            .who
            .get(to)
            .map(|known| known.short.clone())
            .unwrap_or_default();
        doc.labelled_link(
            if first { label(&how) } else { "" },
            if look.who.is_gone(to) {
                Role::Muted
            } else {
                Role::Text
            },
            look.who.title(to),
            &aside,
            Some(to),
        );
    }
}
