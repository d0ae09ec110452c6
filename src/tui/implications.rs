//! A trend as it is told: where an industry is going, and account by account what it means, whether they
//! were told, and how they reacted.

use std::sync::Arc;

use serde_json::{Value, json};

use super::look::Look;
use super::signs::Sign;
use super::story::hidden;
use super::strip::{Doc, Strip};
use super::theme::Role;
use crate::domain::kinds::Trend;
use crate::domain::words::Words;
use crate::domain::{Body, Date, Id, Record, days};

/// Writes a trend; the account that is meant comes first.
///
/// `around` are the records of that account, in which what this trend drives is found.
pub fn doc(
    record: &Record,
    account: Option<Id>,
    around: &[Arc<Record>],
    look: &Look<'_>,
    width: u16,
) -> Doc {
    let mut doc = Doc::new(width);
    let Body::Trend(body) = &record.body else {
        return doc;
    };
    super::story::titled(record, &mut doc);
    let horizon = body.horizon.map(|horizon| horizon.word().to_owned());
    doc.line(
        Strip::of(Role::Muted, &body.industries.join(", "))
            .right(Role::Muted, &horizon.unwrap_or_default()),
    );
    if hidden(record, look) {
        doc.gap();
        doc.line(Strip::of(Role::Doubt, "private, hidden while presenting"));
        return doc;
    }
    if let Some(change) = &body.change {
        doc.gap();
        doc.labelled("change", Role::Text, change);
    }
    let shown = body.evidence.iter();
    let shown = shown.filter_map(|evidence| Some((evidence.text.as_ref()?, evidence.on)));
    for (number, (text, on)) in shown.enumerate() {
        let label = if number == 0 { "shown by" } else { "" };
        let text = match on {
            Some(on) => format!("{text} · {}", look.said(on)),
            None => text.clone(),
        };
        doc.labelled(label, Role::Text, &text);
    }
    if account.is_some() && !body.implications.iter().any(|one| one.account == account) {
        doc.gap();
        doc.line(Strip::of(
            Role::Strong,
            account.map_or("", |id| look.who.title(id)),
        ));
        let key = look.key(super::action::Action::Edit);
        doc.labelled(
            "means",
            Role::Doubt,
            &format!(
                "{} nobody has said yet what it means for them; {key} writes it down",
                look.sign(Sign::Unknown)
            ),
        );
    }
    let mut order: Vec<usize> = (0..body.implications.len()).collect();
    order.sort_by_key(|at| body.implications[*at].account != account || account.is_none());
    for at in order {
        one(body, at, look, &mut doc);
    }
    super::story::links(record, around, look, &mut doc);
    doc
}

fn one(body: &Trend, at: usize, look: &Look<'_>, doc: &mut Doc) {
    let implication = &body.implications[at];
    let name = implication
        .account
        .map_or("everybody", |id| look.who.title(id));
    doc.gap();
    let (sign, role, said) = match implication.shared_on {
        Some(on) => (
            Sign::Done,
            Role::Good,
            format!("shared {}", days::day(on, look.today())),
        ),
        None => (Sign::Open, Role::Doubt, "not shared yet".to_owned()),
    };
    doc.link(
        Strip::of(role, look.sign(sign))
            .text(Role::Strong, &format!(" {name}"))
            .right(role, &said),
        implication.account,
    );
    if let Some(so_what) = &implication.so_what {
        doc.labelled("means", Role::Text, so_what);
    }
    if let Some(idea) = &implication.idea {
        doc.labelled("idea", Role::Text, idea);
    }
    let with = look.called(&implication.shared_with);
    if !with.is_empty() {
        doc.labelled("with", Role::Muted, &with);
    }
    match (&implication.reaction, implication.shared_on) {
        (Some(reaction), _) => doc.labelled("reacted", Role::Words, reaction),
        (None, Some(_)) => doc.labelled(
            "reacted",
            Role::Doubt,
            &format!(
                "{} how they took it is not written down",
                look.sign(Sign::Unknown)
            ),
        ),
        _ => {}
    }
}

/// Gives the implications with that of an account shared on a day; nothing where it was shared before or is none.
pub fn shared(record: &Record, account: Id, on: Date) -> Option<Value> {
    let Body::Trend(body) = &record.body else {
        return None;
    };
    let at = body
        .implications
        .iter()
        .position(|one| one.account == Some(account) && one.shared_on.is_none())?;
    let mut value = record.get("implications")?;
    let one = value.as_array_mut()?.get_mut(at)?.as_object_mut()?;
    one.insert("shared_on".into(), json!(on));
    Some(value)
}

/// Gives the implications with all that were not shared yet shared on a day; nothing where all were.
pub fn shared_with_all(record: &Record, on: Date) -> Option<Value> {
    let Body::Trend(body) = &record.body else {
        return None;
    };
    let mut value = record.get("implications")?;
    let mut some = false;
    for (one, known) in value.as_array_mut()?.iter_mut().zip(&body.implications) {
        if known.shared_on.is_none() && known.account.is_some() {
            one.as_object_mut()?.insert("shared_on".into(), json!(on));
            some = true;
        }
    }
    some.then_some(value)
}

/// Gives a trend with what is said of all, and of the accounts only what it means for one: neither the industries nor
/// what shows it, which name the others.
pub fn of(trend: &Record, account: Id) -> Record {
    let mut own = trend.clone();
    if let Body::Trend(body) = &mut own.body {
        body.implications.retain(|one| one.account == Some(account));
        body.industries.clear();
        body.evidence.clear();
    }
    own.base.links.clear();
    own
}
