//! Says a field's value in a plan as people say it: money with its sign, a moment as a day and an hour.

use serde_json::Value;

use crate::domain::oneness::Left;
use crate::domain::{Moment, Money, plain};

/// How a moment is written in a plan.
const MOMENT: &str = "%a %-d %b %Y, %H:%M";

/// Says what a field was and what it is, or what the file says; nothing where it is unknown.
pub fn both(old: Option<&Value>, new: Option<&Value>) -> (Option<String>, Option<String>) {
    let (was, is) = (old.and_then(value), new.and_then(value));
    // Where only the zone or a sign too small to say is another, both are told as they are kept.
    if was.is_some() && was == is {
        let raw = |value: Option<&Value>| match value? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        return (raw(old), raw(new));
    }
    (was, is)
}

/// So much of a value is said of what is left behind.
const ENOUGH: usize = 60;

/// Says what of two records that are made one is kept and what is left behind; `shorts` are theirs, of the one that goes
/// first, and `named` gives the names of records.
pub fn left(left: &Left, shorts: (&str, &str), named: &dyn Fn(&Value) -> Value) -> String {
    let (goes, stays) = shorts;
    let (kept_of, left_of) = if left.of_kept {
        (goes, stays)
    } else {
        (stays, goes)
    };
    let say = |of: &Value| {
        let said = value(&named(of)).unwrap_or_default();
        plain::fit(&said.replace('\n', "; "), ENOUGH).into_owned()
    };
    format!(
        "{}: {} ({kept_of}) is kept, {} ({left_of}) is left behind",
        left.field.trim_start_matches("extra.").replace('_', " "),
        say(&left.kept),
        say(&left.left),
    )
}

fn value(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::String(text) => match moment(text) {
            Some(moment) => moment.0.strftime(MOMENT).to_string(),
            None => text.clone(),
        },
        Value::Array(list) => {
            let items: Vec<String> = list.iter().filter_map(self::value).collect();
            items.join(", ")
        }
        Value::Object(parts) => {
            if let Ok(money) = serde_json::from_value::<Money>(value.clone()) {
                return Some(money.full());
            }
            let parts = parts
                .iter()
                .filter_map(|(name, part)| Some(format!("{name} {}", self::value(part)?)));
            parts.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    })
}

/// Reads a moment as the book keeps it, with its zone.
fn moment(text: &str) -> Option<Moment> {
    (text.as_bytes().get(10) == Some(&b'T') && text.ends_with(']'))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn money_and_moments_are_said_as_people_say_them() {
        let say = |old: Value, new: Value| both(Some(&old), Some(&new));
        let some = |one: &str, other: &str| (Some(one.to_owned()), Some(other.to_owned()));
        let money = |amount: &str| json!({"amount": amount, "currency": "EUR"});
        assert_eq!(
            say(money("120000"), money("12500.5")),
            some("€120,000", "€12,500.50")
        );
        let at = "2026-11-30T09:00:00+01:00[Europe/Berlin]";
        assert_eq!(
            say(json!(at), json!("2026-12-01T09:00:00+01:00[Europe/Berlin]")),
            some("Mon 30 Nov 2026, 09:00", "Tue 1 Dec 2026, 09:00")
        );
        let elsewhere = "2026-11-30T09:00:00+01:00[Europe/Paris]";
        assert_eq!(say(json!(at), json!(elsewhere)), some(at, elsewhere));
        assert_eq!(
            both(None, Some(&json!(["a", "b"]))),
            (None, Some("a, b".to_owned()))
        );
        assert_eq!(both(Some(&Value::Null), None), (None, None));
    }
}
