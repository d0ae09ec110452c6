//! What columns and values of single programs come to mean, each on a table small enough to read.

#![allow(clippy::unwrap_used, missing_docs)]

use ally::interchange::Snapshot;
use serde_json::json;

use super::rules::{apply, import, named, one, options, planned_with};

/// Imports a table into an empty book and gives the one record of a kind that it makes.
fn only(text: &str, kind: &str) -> serde_json::Map<String, Value> {
    let mut world = Snapshot::default();
    import(text, &mut world);
    one(&world, kind).clone()
}

#[test]
fn a_note_is_of_the_day_it_tells_and_not_of_the_one_it_was_typed_on() {
    for header in [
        "Record ID,Activity date,Note body,Create Date,Associated Contact",
        "Record ID,Create Date,Note body,Activity date,Associated Contact",
        "Datensatz-ID,Aktivitätsdatum,Notiztext,Erstellungsdatum,Zugeordneter Kontakt",
    ] {
        let swapped = header.starts_with("Record ID,Create");
        let (told, typed) = ("2026-10-01 09:00", "2026-11-12 15:02");
        let (first, second) = if swapped {
            (typed, told)
        } else {
            (told, typed)
        };
        let note = only(
            &format!("{header}\n555,{first},She called,{second},Sven Berg\n"),
            "touchpoint",
        );
        let starts = note["starts"].as_str().unwrap();
        assert!(starts.starts_with("2026-10-01T09:00"), "{header}: {starts}");
        assert!(json!(note["extra"]).to_string().contains(typed), "{header}");
    }
    let alone = only(
        "Record ID,Note body,Create Date,Associated Contact\n5,Hi,2026-11-12 15:02,Sven Berg\n",
        "touchpoint",
    );
    assert!(
        alone["starts"]
            .as_str()
            .unwrap()
            .starts_with("2026-11-12T15:02")
    );
}

#[test]
fn of_two_columns_for_one_value_the_first_counts_and_the_other_stays() {
    let person = only(
        "First Name,Last Name,Email,Birthday,Date of Birth\nAnn,Alder,a@a.example,1980-01-02,1981-02-03\n",
        "person",
    );
    assert_eq!(person["birthday"], "1980-01-02");
    assert_eq!(person["extra"]["Date of Birth"], "1981-02-03");
    let deal = only(
        "Record ID,Deal Name,Deal Stage,Amount,Currency,Deal Currency\n7,D,Open,100,EUR,SEK\n",
        "deal",
    );
    assert_eq!(deal["amount"]["currency"], "EUR");
    assert_eq!(deal["extra"]["Deal Currency"], "SEK");
    let meeting = only(
        "Subject,Start Date,Start Time,Date,End Date,End Time\nS,2026-12-01,09:00,2026-12-05,2026-12-01,10:00\n",
        "touchpoint",
    );
    assert!(
        meeting["starts"]
            .as_str()
            .unwrap()
            .starts_with("2026-12-01T09:00")
    );
    assert!(
        meeting["ends"]
            .as_str()
            .unwrap()
            .starts_with("2026-12-01T10:00")
    );
    assert_eq!(meeting["extra"]["Date"], "2026-12-05");
    // A day gives way to the hour on it.
    let event = only(
        "Id,Subject,WhoId,WhatId,ActivityDate,StartDateTime\n00U1,S,,,2026-12-01,2026-12-01 09:00\n",
        "touchpoint",
    );
    assert!(
        event["starts"]
            .as_str()
            .unwrap()
            .starts_with("2026-12-01T09:00")
    );
}

#[test]
fn another_programs_number_makes_nobody_another() {
    let zoe = "Record ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage,Job Title\n\
               301,Zoe,Zander,zoe@z.example,Robin,Lead,CEO\n";
    let mut world = Snapshot::default();
    import(zoe, &mut world);
    // Written in one word it is not HubSpot's.
    let ann = "RecordId,Salutation,FirstName,LastName,LinkedOrganization,Role,EmailAddress\n\
               301,Ms,Ann,Alder,A AG,COO,ann@a.example\n";
    let plan = planned_with(ann, &world, &options());
    assert_eq!(plan.files[0].recognised.as_deref(), Some("contacts"));
    assert_eq!((plan.files[0].new, plan.files[0].changed), (1, 0));
    // Written as HubSpot's, it is a doubt, and afterwards each is who they were.
    let ann = "Record ID,First Name,Last Name,Email,Job Title\n301,Ann,Alder,ann@a.example,COO\n";
    let plan = apply(planned_with(ann, &world, &options()), &mut world);
    assert_eq!((plan.files[0].doubtful, plan.files[0].changed), (1, 0));
    assert_eq!(named(&world, "Zoe Zander").len(), 1);
    for again in [ann, zoe] {
        let plan = import(again, &mut world);
        assert_eq!(
            (plan.files[0].same, plan.files[0].changed),
            (1, 0),
            "{again}"
        );
    }
    assert_eq!(named(&world, "Ann Alder").len(), 1);
}

#[test]
fn a_day_on_which_it_was_done_says_that_it_is_done() {
    let tasks = "Task ID,Completed At,Name,Start Date,Due Date,Notes,Customer\n\
                 1,,Send drawings,2026-11-20,2026-11-27,,Weser AG\n\
                 2,2026-11-05,Order probes,,2026-11-04,,Weser AG\n";
    let options = ally::interchange::Options {
        as_kind: Some("promise".to_owned()),
        ..options()
    };
    let mut world = Snapshot::default();
    apply(planned_with(tasks, &world, &options), &mut world);
    let promise = |what: &str| {
        let mut all = world.records();
        all.find(|held| held.get("what") == Some(&json!(what)))
            .unwrap()
    };
    let (open, done) = (promise("Send drawings"), promise("Order probes"));
    assert_eq!(
        (&open["state"], &open["due"]),
        (&json!("open"), &json!("2026-11-27"))
    );
    assert_eq!(open["extra"]["Start Date"], "2026-11-20");
    assert_eq!(done["state"], "kept");
    assert_eq!(done["extra"]["Completed At"], "2026-11-05");
}
