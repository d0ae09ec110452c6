//! When a fact is to be checked again.

use jiff::ToSpan;

use super::kinds::Learning;
use super::when::Date;
use super::words::Facet;

/// Gives the days after which a fact of a facet may have changed.
pub fn days(facet: Option<Facet>) -> i64 {
    match facet {
        Some(Facet::Now) => 30,
        Some(Facet::Relationship | Facet::Frustration) => 90,
        Some(Facet::Business | Facet::Money | Facet::Stock) => 180,
        _ => 365,
    }
}

/// Gives the day on which a fact is to be checked: the one that was set, else by its facet; none where nobody knows when it was learned.
pub fn day(learning: &Learning) -> Option<Date> {
    learning.check_on.or_else(|| {
        learning
            .learned_on?
            .checked_add(days(learning.facet).days())
            .ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frustration_is_checked_after_ninety_days_unless_a_day_was_set() {
        let mut fact = Learning {
            learned_on: Some("2026-08-01".parse().unwrap()),
            facet: Some(Facet::Frustration),
            ..Learning::default()
        };
        assert_eq!(day(&fact), Some("2026-10-30".parse().unwrap()));
        fact.check_on = Some("2026-09-01".parse().unwrap());
        assert_eq!(day(&fact), Some("2026-09-01".parse().unwrap()));
        assert_eq!(day(&Learning::default()), None);
    }
}
