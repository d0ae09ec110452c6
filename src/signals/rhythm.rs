//! The rhythm of an account, as the domain counts it; here for whoever asks for signals.

pub use crate::domain::rhythm::{Kept, Rhythm, rhythm};

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::json;

    use super::*;
    use crate::domain::{Kind, Record};
    use crate::signals::sample::{id, record};

    fn held(n: u32, day: &str, how: &str) -> Record {
        record(
            Kind::Touchpoint,
            n,
            json!({"account": id(1), "state": "held", "channel": how, "starts": format!("{day}T15:00:00Z")}),
        )
    }

    fn promise(n: u32, state: &str, fields: &serde_json::Value) -> Record {
        let mut all = json!({"account": id(1), "state": state, "direction": "ours", "what": "it"});
        for (name, value) in fields.as_object().cloned().unwrap_or_default() {
            all[name] = value;
        }
        record(Kind::Promise, n, all)
    }

    fn of(cadence: Option<u32>, records: &[Record]) -> Rhythm {
        let account = record(
            Kind::Account,
            1,
            json!({"name": "Acme", "cadence_days": cadence}),
        );
        let zone = TimeZone::get("America/New_York").unwrap();
        rhythm(&account, records, "2026-11-23".parse().unwrap(), &zone)
    }

    #[test]
    fn any_touch_counts_and_the_usual_step_is_the_middle_one() {
        let touches = [
            held(2, "2026-09-01", "call"),
            held(3, "2026-09-08", "email"),
            held(4, "2026-09-29", "visit"),
            held(5, "2026-10-13", "call"),
        ];
        let rhythm = of(Some(21), &touches);
        assert_eq!(rhythm.usual_days, Some(14));
        assert_eq!(rhythm.silent_days, Some(41));
        assert!(rhythm.quiet());
        assert_eq!(rhythm.channels.get("call"), Some(&2));
        assert_eq!(rhythm.months.len(), 12);
        assert_eq!(rhythm.months.last(), Some(&("2026-11".to_owned(), 0)));
        assert_eq!(rhythm.months[9], ("2026-09".to_owned(), 3));
        assert!(!of(Some(41), &touches).quiet());
        assert!(!of(None, &touches).quiet());
    }

    #[test]
    fn two_touches_make_no_habit_and_none_makes_no_silence() {
        let two = [held(2, "2026-10-01", "call"), held(3, "2026-10-20", "call")];
        assert_eq!(of(Some(7), &two).usual_days, None);
        let none = of(Some(7), &[]);
        assert_eq!((none.last, none.silent_days), (None, None));
        assert!(!none.quiet());
    }

    #[test]
    fn a_touch_late_at_night_belongs_to_the_day_of_the_seller() {
        let late = record(
            Kind::Touchpoint,
            2,
            json!({"account": id(1), "state": "held", "starts": "2026-11-23T09:30:00+09:00[Asia/Tokyo]"}),
        );
        assert_eq!(of(None, &[late]).last, Some("2026-11-22".parse().unwrap()));
        // What is planned, or lies ahead, is no touch.
        let ahead = held(3, "2026-11-30", "call");
        let planned = record(
            Kind::Touchpoint,
            4,
            json!({"account": id(1), "state": "planned", "starts": "2026-11-20T10:00:00-05:00[America/New_York]"}),
        );
        assert_eq!(of(None, &[ahead, planned]).last, None);
    }

    #[test]
    fn a_promise_is_in_time_by_its_first_day() {
        let promises = [
            promise(
                2,
                "kept",
                &json!({"due": "2026-10-01", "closed_on": "2026-10-01"}),
            ),
            promise(
                3,
                "kept",
                &json!({"due": "2026-10-20", "closed_on": "2026-10-15", "moved": [{"from": "2026-10-10", "to": "2026-10-20"}]}),
            ),
            promise(4, "broken", &json!({"due": "2026-10-01"})),
            promise(5, "open", &json!({"due": "2026-11-20"})),
            promise(6, "open", &json!({"due": "2026-11-23"})),
            promise(7, "kept", &json!({"direction": "theirs"})),
        ];
        let rhythm = of(None, &promises);
        assert_eq!(
            rhythm.ours,
            Kept {
                kept: 2,
                in_time: 1,
                broken: 1,
                open: 2,
                late: 1,
                moved: 1
            }
        );
        assert_eq!((rhythm.theirs.kept, rhythm.theirs.in_time), (1, 1));
    }
}
