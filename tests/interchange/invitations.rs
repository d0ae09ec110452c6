//! What invitations, answers to them and their cancellations do, in whatever order they come.

#![allow(clippy::unwrap_used, missing_docs)]

use ally::domain::Object;
use ally::interchange::{Options, Plan, Snapshot, Source, plan::plan, read};
use serde_json::{Value, json};

use crate::rules::{apply, import};

fn calendar(method: &str, body: &str) -> String {
    format!("BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\n{body}END:VEVENT\nEND:VCALENDAR\n")
}

fn book() -> Snapshot {
    let mut world = Snapshot::default();
    import(
        "First Name,Last Name,Company,Email\nAnna,Berg,Kupfer,anna@kupfer.example\nClara,Ahn,Kupfer,clara@kupfer.example\nNora,Ohm,Kupfer,nora@kupfer.example\n",
        &mut world,
    );
    world
}

fn meetings(world: &Snapshot) -> Vec<&Object> {
    let mut all: Vec<&Object> = world
        .records()
        .filter(|record| record["kind"] == "touchpoint")
        .collect();
    all.sort_by_key(|record| record["starts"].to_string());
    all
}

fn who(world: &Snapshot, meeting: &Object) -> Vec<String> {
    let ids = meeting.get("people").and_then(Value::as_array).cloned();
    let name = |id: Value| {
        let mut all = world.records();
        let person = all.find(|record| record["id"] == id).unwrap();
        person["name"].as_str().unwrap().to_owned()
    };
    let mut names: Vec<String> = ids.unwrap_or_default().into_iter().map(name).collect();
    names.sort();
    names
}

fn states(world: &Snapshot) -> Vec<(String, String)> {
    let text = |record: &Object, name: &str| record[name].as_str().unwrap().to_owned();
    meetings(world)
        .into_iter()
        .map(|record| {
            (
                text(record, "starts")[..10].to_owned(),
                text(record, "state"),
            )
        })
        .collect()
}

const GUESTS: &str = "ATTENDEE:mailto:anna@kupfer.example\nATTENDEE:mailto:clara@kupfer.example\n";

fn invited(sequence: u8, guests: &str) -> String {
    calendar(
        "REQUEST",
        &format!(
            "UID:m\nSEQUENCE:{sequence}\nSUMMARY:Sizes\nDTSTART:20261201T100000Z\nDTEND:20261201T110000Z\n{guests}"
        ),
    )
}

fn answer(how: &str) -> String {
    calendar(
        "REPLY",
        &format!(
            "UID:m\nSUMMARY:Declined: Sizes\nDTSTART:20261201T100000Z\nATTENDEE;PARTSTAT={how}:mailto:clara@kupfer.example\n"
        ),
    )
}

#[test]
fn an_answer_changes_only_whether_its_guest_comes() {
    let mut world = book();
    import(&invited(0, GUESTS), &mut world);
    assert_eq!(who(&world, meetings(&world)[0]), ["Anna Berg", "Clara Ahn"]);
    import(&answer("DECLINED"), &mut world);
    let held = meetings(&world)[0].clone();
    assert_eq!(held["subject"], "Sizes");
    assert_eq!(who(&world, &held), ["Anna Berg"]);
    assert_eq!(held["extra"]["declined"], "clara@kupfer.example");
    // Neither the same answer nor the same invitation changes anything.
    import(&answer("DECLINED"), &mut world);
    import(&invited(0, GUESTS), &mut world);
    assert_eq!(meetings(&world)[0], &held);
    import(&answer("ACCEPTED"), &mut world);
    let held = meetings(&world)[0].clone();
    assert_eq!(who(&world, &held), ["Anna Berg", "Clara Ahn"]);
    assert!(held.get("extra").is_none(), "{held:?}");
    // To what nobody knows it makes nothing.
    let mut other = book();
    let plan = import(&answer("DECLINED"), &mut other);
    assert_eq!((meetings(&other).len(), plan.files[0].new), (0, 0));
}

#[test]
fn who_declined_is_not_among_those_who_come() {
    let guests = GUESTS.replace(
        "ATTENDEE:mailto:anna",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:anna",
    );
    let mut world = book();
    import(&invited(0, &guests), &mut world);
    let held = meetings(&world)[0];
    assert_eq!(who(&world, held), ["Clara Ahn"]);
    assert_eq!(held["extra"]["declined"], "anna@kupfer.example");
    let mut world = book();
    import(&invited(0, GUESTS), &mut world);
    import(&invited(1, &guests), &mut world);
    assert_eq!(who(&world, meetings(&world)[0]), ["Clara Ahn"]);
}

#[test]
fn whom_a_newer_version_invites_no_more_goes_and_the_plan_says_so() {
    let mut world = book();
    import(&invited(0, GUESTS), &mut world);
    let plan = import(
        &invited(1, "ATTENDEE:mailto:nora@kupfer.example\n"),
        &mut world,
    );
    assert_eq!(who(&world, meetings(&world)[0]), ["Nora Ohm"]);
    let mut changed = plan.files[0].details.iter().flat_map(|row| &row.changed);
    assert!(changed.any(|change| change.field == "people"), "{plan:?}");
}

fn series(sequence: u8, more: &str) -> String {
    calendar(
        "REQUEST",
        &format!(
            "UID:s\nSEQUENCE:{sequence}\nSUMMARY:Weekly\nDTSTART:20261201T100000Z\nDTEND:20261201T110000Z\nRRULE:FREQ=WEEKLY;COUNT=4\n{more}{GUESTS}"
        ),
    )
}

#[test]
fn a_series_that_is_called_off_by_its_name_alone_is_called_off_whole() {
    let cancel = calendar(
        "CANCEL",
        "UID:s\nSEQUENCE:1\nSUMMARY:Canceled: Weekly\nDTSTART:20261201T100000Z\nSTATUS:CANCELLED\n",
    );
    let mut world = book();
    import(&series(0, ""), &mut world);
    import(&cancel, &mut world);
    let all = states(&world);
    assert_eq!(all.len(), 4, "{all:?}");
    assert!(all.iter().all(|(_, state)| state == "cancelled"), "{all:?}");
    assert!(
        meetings(&world)
            .iter()
            .all(|held| held["subject"] == "Weekly")
    );
    // An older version brings nothing back, a newer one does.
    import(&series(0, ""), &mut world);
    assert_eq!(states(&world), all);
    import(&series(2, ""), &mut world);
    assert!(states(&world).iter().all(|(_, state)| state == "planned"));
    assert_eq!(states(&world).len(), 4);
}

#[test]
fn a_date_that_is_put_back_into_a_series_is_planned_again_unless_a_hand_called_it_off() {
    let without = "EXDATE:20261208T100000Z\n";
    for by_hand in [false, true] {
        let mut world = book();
        import(&series(0, ""), &mut world);
        if by_hand {
            let mut held = meetings(&world)[1].clone();
            held.insert("state".into(), json!("cancelled"));
            world.add(held, None);
        }
        import(&series(1, without), &mut world);
        assert_eq!(states(&world)[1].1, "cancelled");
        import(&series(2, ""), &mut world);
        let state = if by_hand { "cancelled" } else { "planned" };
        assert_eq!(
            states(&world)[1],
            ("2026-12-08".to_owned(), state.to_owned())
        );
    }
}

fn planned_in(zone: &str, text: &str, world: &Snapshot) -> Plan {
    let options = Options::at(format!("2026-11-23T09:00:00[{zone}]").parse().unwrap());
    let source = Source {
        name: "file.ics",
        bytes: text.as_bytes(),
    };
    plan(read(&[source], &options).unwrap(), world, &options, false)
}

#[test]
fn a_day_is_the_same_day_read_in_another_zone() {
    let text = calendar(
        "PUBLISH",
        "UID:d\nSUMMARY:Fair\nDTSTART;VALUE=DATE:20261214\nDTEND;VALUE=DATE:20261216\n",
    );
    let mut world = book();
    apply(planned_in("Europe/Berlin", &text, &world), &mut world);
    let again = planned_in("America/New_York", &text, &world);
    assert_eq!(
        (again.files[0].same, again.files[0].changed),
        (1, 0),
        "{again:?}"
    );
}

#[test]
fn what_a_calendar_says_beside_its_fields_is_kept() {
    let mut world = book();
    import(
        &calendar(
            "PUBLISH",
            "UID:o\nSUMMARY:Utc\nDTSTART;TZID=tzone://Microsoft/Utc:20261215T090000\nDESCRIPTION:\\n\nCOMMENT:bring badges\nX-FOO:bar\nX-ALT-DESC;FMTTYPE=text/html:<html><body><p>Important <b>words</b></p></body></html>\n",
        ),
        &mut world,
    );
    let held = meetings(&world)[0];
    assert_eq!(held["starts"], "2026-12-15T09:00:00+00:00[UTC]");
    assert_eq!(held["notes"], "Important words");
    assert_eq!(
        held["extra"],
        json!({"COMMENT": "bring badges", "X-FOO": "bar"})
    );
    let quoted = calendar(
        "PUBLISH",
        "UID:q\nSUMMARY:Utc\nDTSTART;TZID=\"tzone://Microsoft/Utc\":20261215T090000\n",
    );
    import(&quoted, &mut world);
    let all = meetings(&world);
    assert_eq!(all[1]["starts"], all[0]["starts"]);
}

#[test]
fn of_two_versions_of_a_card_the_newer_counts_whichever_comes_first() {
    let card = |revised: &str, title: &str| {
        format!(
            "BEGIN:VCARD\nVERSION:4.0\nUID:c\nFN:Ada Voss\nTITLE:{title}\nREV:{revised}\nEND:VCARD\n"
        )
    };
    let (old, new) = (
        card("20200101T000000Z", "Old"),
        card("20260101T000000Z", "New"),
    );
    for texts in [
        vec![format!("{old}{new}")],
        vec![format!("{new}{old}")],
        vec![new.clone(), old.clone()],
        vec![old, new],
    ] {
        let mut world = Snapshot::default();
        for text in &texts {
            import(text, &mut world);
        }
        let people: Vec<&Object> = world
            .records()
            .filter(|record| record["kind"] == "person")
            .collect();
        assert_eq!(
            (people.len(), &people[0]["title"]),
            (1, &json!("New")),
            "{texts:?}"
        );
    }
}

#[test]
fn old_cards_say_what_they_say() {
    let mut world = Snapshot::default();
    import(
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen\r\nFN;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen M=C3=BCller\r\nEMAIL;INTERNET:j@acme.example\r\nTITLE;QUOTED-PRINTABLE:Head =\r\nof sales\r\nNOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0Atwo\r\nEND:VCARD\r\n",
        &mut world,
    );
    let person = world.records().find(|record| record["kind"] == "person");
    let person = person.unwrap();
    assert_eq!(person["name"], "Jürgen Müller");
    assert_eq!(person["title"], "Head of sales");
    assert_eq!(person["notes"], "one\ntwo");
}
