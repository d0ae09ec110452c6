//! What of each record the lookup finds and shows.

use crate::domain::names::{ById, fold};
use crate::domain::record::Body;
use crate::domain::words::{Direction, Side, Visibility, Words};
use crate::domain::{Id, Kind, Record, Who, state};
use crate::lookup::Entry;

use super::find::FLAGS;

/// Gives what the lookup has of a record.
pub fn entry_of(record: &Record, names: &ById<'_>) -> Entry {
    let account = record.account().filter(|_| record.kind() != Kind::Account);
    let mut shown = vec![record.title()];
    let mut also: Vec<String> = Vec::new();
    let people = people_of(record);
    let notes = notes_of(record);
    let mut remark =
        |text: &Option<String>| shown.extend(text.iter().filter(|t| !t.trim().is_empty()).cloned());
    match &record.body {
        Body::Account(b) => {
            remark(&b.location);
            remark(&b.industry);
            also.extend(b.aliases.iter().cloned());
        }
        Body::Person(b) => {
            remark(&b.title);
            shown.extend(b.phones.first().cloned());
            also.extend(
                b.called
                    .iter()
                    .chain(&b.aliases)
                    .chain(&b.emails)
                    .chain(&b.phones)
                    .chain(&b.expertise)
                    .cloned(),
            );
        }
        Body::Problem(b) => {
            remark(&b.need.as_ref().or(b.asked.as_ref()).cloned());
            also.extend(b.causes.iter().cloned());
            also.extend(b.whys.iter().filter_map(|w| w.why.clone()));
            also.extend(b.solution.iter().chain(&b.asked).cloned());
        }
        Body::Trend(b) => {
            shown.extend(b.industries.first().cloned());
            also.extend(
                b.implications
                    .iter()
                    .flat_map(|i| [&i.so_what, &i.idea])
                    .flatten()
                    .cloned(),
            );
        }
        Body::Advocacy(b) => {
            also.extend(b.raised_with.iter().filter_map(|w| {
                if let Who::Words(words) = w {
                    Some(words.clone())
                } else {
                    None
                }
            }));
        }
        Body::Promise(b) => {
            shown.push(
                if b.direction == Some(Direction::Theirs) {
                    "they owe"
                } else {
                    "we owe"
                }
                .to_owned(),
            );
        }
        Body::Touchpoint(b) => {
            shown.extend(b.channel.map(|c| c.word().to_owned()));
            shown.extend(b.starts.as_ref().map(|s| s.date().to_string()));
            also.extend(b.received.iter().chain(&b.given).cloned());
            // Whoever was invited and is nobody yet is found by the meeting.
            for (email, name) in super::guests::awaited(record).map(super::guests::parts) {
                let called = name.as_ref().or(email.as_ref());
                shown.extend(called.map(|called| format!("guest {called}")));
                also.extend(email);
            }
            also.extend(b.summary.iter().map(|s| s.chars().take(160).collect()));
        }
        Body::Learning(_) | Body::Agreement(_) | Body::Question(_) => {}
        Body::Alternative(b) => remark(&b.equal_or_better),
        Body::Favour(b) => remark(&b.words),
        Body::Loyalty(b) => remark(&b.because),
        Body::Deal(b) => remark(&b.product),
        Body::Survey(b) => remark(&b.words),
    }
    for person in people {
        if let Some(name) = names.get(person).map(|n| n.name.as_str()) {
            if person != record.id() {
                also.push(name.to_owned());
            }
            also.extend(
                fold(name)
                    .split(' ')
                    .filter(|w| !w.is_empty())
                    .map(|w| format!("@{w}")),
            );
        }
    }
    also.extend(record.base.tags.iter().map(|t| format!("+{t}")));
    // Last, where `short_of` looks for it.
    also.push(record.short().to_owned());
    let mut text: String = shown
        .iter()
        .map(|s| short_line(s))
        .collect::<Vec<_>>()
        .join(" · ");
    if let Some(path) = account.and_then(|id| names.path(id)) {
        text.push_str(" · ");
        text.push_str(&path);
    }
    if let Some(state) = record.state() {
        text.push_str(" [");
        text.push_str(state);
        text.push(']');
    }
    let mut flags = 0;
    let mut flag = |name: &str, holds: bool| {
        if let Some(bit) = FLAGS.iter().position(|f| *f == name).filter(|_| holds) {
            flags |= 1 << bit;
        }
    };
    flag("open", state::open(record));
    flag("private", record.base.visibility == Visibility::Private);
    flag("inbox", record.base.inbox.is_some());
    flag(
        "ours",
        matches!(&record.body, Body::Person(b) if b.side == Some(Side::Ours))
            || matches!(&record.body, Body::Promise(b) if b.direction == Some(Direction::Ours)),
    );
    flag(
        "theirs",
        matches!(&record.body, Body::Promise(b) if b.direction == Some(Direction::Theirs)),
    );
    flag(
        "unit",
        matches!(&record.body, Body::Account(b) if b.parent.is_some()),
    );
    Entry {
        id: record.id().0,
        kind: record.kind().number(),
        account: match &record.body {
            Body::Account(b) => b.parent.map(|p| p.0),
            _ => account.map(|id| id.0),
        },
        flags,
        recency: u64::try_from(record.base.changed.as_second()).unwrap_or(0),
        text,
        also: also.join(", "),
        notes: notes.join("\n"),
    }
}

/// Gives every text of a record that is looked up with `=`, whole: all that somebody typed, but for what is for the seller's
/// eyes alone, since a passage of it would be shown.
fn notes_of(record: &Record) -> Vec<String> {
    let mut all: Vec<&str> = Vec::new();
    let title = record.title();
    if short_line(&title) != title {
        all.push(&title);
    }
    all.extend(record.base.notes.as_deref());
    let words = |who: &'_ Option<Who>| match who {
        Some(Who::Words(words)) => Some(words.clone()),
        _ => None,
    };
    let mut named: Vec<String> = Vec::new();
    match &record.body {
        Body::Account(b) => all.extend(
            [
                &b.business,
                &b.day,
                &b.frustrations,
                &b.aims_now,
                &b.aims_later,
                &b.bought_on,
                &b.segment,
                &b.website,
            ]
            .into_iter()
            .flatten()
            .map(String::as_str),
        ),
        Body::Person(b) => {
            let roles = b.roles.iter().filter_map(|role| role.title.as_ref());
            let own = [&b.wants_now, &b.wants_later, &b.reach];
            let texts = own.into_iter().flatten().chain(&b.handles).chain(roles);
            all.extend(texts.map(String::as_str));
        }
        Body::Problem(b) => {
            named.extend(b.hurts.iter().filter_map(|hurt| words(&hurt.person)));
            named.extend(b.whys.iter().filter_map(|why| words(&why.from)));
            named.extend(b.worth.iter().filter_map(|worth| words(&worth.agreed_by)));
            let hurts = b.hurts.iter().flat_map(|hurt| [&hurt.how, &hurt.winning]);
            let measure = b.measure.iter();
            let measure = measure.flat_map(|m| [&m.what, &m.baseline, &m.target, &m.now]);
            let found = b.called_in.iter().map(|called| &called.found);
            let own = [&b.asked, &b.need, &b.if_nothing, &b.solution, &b.outcome];
            let texts = own.into_iter().chain(hurts).chain(measure).chain(found);
            all.extend(texts.flatten().map(String::as_str));
        }
        Body::Trend(b) => {
            let evidence = b.evidence.iter().flat_map(|e| [&e.text, &e.url]);
            let reactions = b.implications.iter().map(|i| &i.reaction);
            let texts = [&b.change].into_iter().chain(evidence).chain(reactions);
            let texts = texts.flatten().chain(&b.industries);
            all.extend(texts.map(String::as_str));
        }
        Body::Advocacy(b) => {
            named.extend(b.escalations.iter().filter_map(|e| words(&e.to)));
            let quotes = b.others.iter().map(|other| &other.quote);
            let whys = b.escalations.iter().map(|escalation| &escalation.why);
            let own = [&b.argument, &b.next_step, &b.answer];
            let texts = own.into_iter().chain(quotes).chain(whys).flatten();
            all.extend(texts.map(String::as_str));
        }
        Body::Promise(b) => {
            all.extend(b.moved.iter().filter_map(|moved| moved.why.as_deref()));
        }
        Body::Touchpoint(b) => {
            let next = b.next_step.as_ref();
            named.extend(next.and_then(|next| words(&next.who)));
            let recovery = b.recovery.as_ref();
            named.extend(recovery.and_then(|recovery| words(&recovery.owner)));
            let own = [
                &b.summary, &b.place, &b.purpose, &b.must, &b.should, &b.like, &b.bring, &b.opener,
            ];
            let texts = own
                .into_iter()
                .flatten()
                .chain(&b.received)
                .chain(&b.given)
                .chain(&b.to_learn)
                .chain(next.and_then(|next| next.what.as_ref()))
                .chain(recovery.and_then(|recovery| recovery.learned.as_ref()));
            all.extend(texts.map(String::as_str));
        }
        Body::Learning(b) => all.extend(
            [&b.why_it_matters, &b.learned_by]
                .into_iter()
                .filter_map(|text| text.as_deref()),
        ),
        Body::Question(b) => {
            all.extend([&b.why, &b.answer].into_iter().filter_map(|t| t.as_deref()));
        }
        Body::Alternative(b) => all.extend(
            [&b.equal_or_better, &b.evidence, &b.our_difference]
                .into_iter()
                .filter_map(|text| text.as_deref()),
        ),
        Body::Agreement(_) => {}
        Body::Favour(b) => all.extend(
            [&b.words, &b.permission, &b.gave_back]
                .into_iter()
                .filter_map(|text| text.as_deref()),
        ),
        Body::Loyalty(b) => all.extend(
            [
                &b.because,
                &b.alternative_because,
                &b.innovation_because,
                &b.efficacy_because,
                &b.service_because,
            ]
            .into_iter()
            .filter_map(|text| text.as_deref()),
        ),
        Body::Deal(b) => all.extend(
            [&b.stage, &b.product, &b.owner]
                .into_iter()
                .filter_map(|text| text.as_deref()),
        ),
        Body::Survey(b) => all.extend(
            [&b.words, &b.survey, &b.question, &b.segment]
                .into_iter()
                .filter_map(|text| text.as_deref()),
        ),
    }
    let all = all.into_iter().map(str::to_owned);
    all.chain(named)
        .filter(|text| !text.trim().is_empty())
        .collect()
}

/// Gives the people whose names find a record.
pub(super) fn people_of(record: &Record) -> Vec<Id> {
    match &record.body {
        Body::Person(_) => vec![record.id()],
        Body::Problem(b) => {
            let hurt = b.hurts.iter().filter_map(|h| h.person.as_ref());
            hurt.filter_map(Who::id).collect()
        }
        Body::Advocacy(b) => {
            let raised = b.raised_with.iter().filter_map(Who::id);
            b.r#for.iter().copied().chain(raised).collect()
        }
        Body::Promise(b) => b.to.iter().chain(&b.by).copied().collect(),
        Body::Touchpoint(b) => b.people.clone(),
        Body::Question(b) => b.whom.clone(),
        Body::Agreement(b) => b.signs.clone(),
        Body::Learning(b) => b.person.into_iter().collect(),
        Body::Favour(b) => b.person.into_iter().collect(),
        Body::Loyalty(b) => b.person.into_iter().collect(),
        Body::Survey(b) => b.person.into_iter().collect(),
        Body::Account(_) | Body::Trend(_) | Body::Alternative(_) | Body::Deal(_) => Vec::new(),
    }
}

/// Gives at most 120 characters of a text, on one line and fit to be shown.
fn short_line(text: &str) -> String {
    let line = crate::domain::plain::line(text.lines().next().unwrap_or_default());
    if line.chars().count() <= 120 {
        line.into_owned()
    } else {
        line.chars().take(119).chain(['…']).collect()
    }
}
