//! What columns and values of single programs come to mean, each on a table small enough to read.

#![allow(clippy::unwrap_used, missing_docs)]

use ally::interchange::Snapshot;
use serde_json::{Value, json};

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

#[test]
fn a_map_of_a_known_table_changes_only_what_it_names() {
    let map = |text: &str| ally::interchange::Options {
        map: Some(ally::interchange::map::ColumnMap::parse(text).unwrap()),
        ..options()
    };
    let accounts = "Id,IsDeleted,MasterRecordId,Name,BillingCity,Site\n\
                    001TA000000AaaaaIAC,0,,Ostsee Werft SE,Kiel,North\n\
                    001TA000000AbbbbIAC,1,,Weser-Papier,Bremen,South\n";
    let mut world = Snapshot::default();
    let told =
        map("kind = \"account\"\ntable = \"salesforce accounts\"\n[columns]\nSite = \"aliases\"\n");
    apply(planned_with(accounts, &world, &told), &mut world);
    let account = one(&world, "account");
    assert_eq!(account["aliases"], json!(["North"]));
    assert_eq!(account["foreign"][0]["system"], "salesforce");
    let people = "Person - ID,Person - Name,Person - Email - Work,Person - Organization,Person - Kosename\n\
                  7,Ann Alder,ann@a.example,Ostsee Werft SE,Annie\n";
    let told = map(
        "kind = \"person\"\ntable = \"pipedrive people\"\n[columns]\n\"Person - Kosename\" = \"called\"\n",
    );
    apply(planned_with(people, &world, &told), &mut world);
    let person = one(&world, "person");
    assert_eq!(
        (&person["called"], &person["emails"]),
        (&json!("Annie"), &json!(["ann@a.example"]))
    );
    assert_eq!(person["foreign"][0]["system"], "pipedrive");
    assert!(
        ally::interchange::map::ColumnMap::parse("kind = \"person\"\ntable = \"nobody's\"\n")
            .is_err()
    );
}

#[test]
fn a_guests_proposal_moves_nothing() {
    let invitation = |method: &str, day: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:u1\r\nSEQUENCE:1\r\n\
             DTSTAMP:20261121T080000Z\r\nDTSTART:202612{day}T090000Z\r\nSUMMARY:Prices\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    };
    let mut world = Snapshot::default();
    import(&invitation("REQUEST", "11"), &mut world);
    let plan = planned_with(&invitation("COUNTER", "18"), &world, &options());
    assert!(plan.is_empty());
    assert!(
        plan.files[0]
            .warnings
            .iter()
            .any(|said| said.contains("proposes another time, 2026-12-18")),
        "{:?}",
        plan.files[0].warnings
    );
}

#[test]
fn a_module_is_what_is_counted() {
    for name in ["Modul", "Función", "Module"] {
        let usage = format!(
            "Kunde;Monat;{name};Aktive Nutzer\nWerft;09/2026;Planung;4\nWerft;09/2026;Berichte;8\n"
        );
        let plan = planned_with(&usage, &Snapshot::default(), &options());
        let counted = plan.tables[0].iter().map(|row| row.product.to_owned());
        let counted: Vec<String> = counted.collect();
        assert!(
            counted.iter().any(|row| row.contains("Planung")),
            "{counted:?}"
        );
        assert!(
            counted.iter().any(|row| row.contains("Berichte")),
            "{counted:?}"
        );
    }
}

#[test]
fn what_an_activity_of_dynamics_regards_is_found_among_all() {
    let mut world = Snapshot::default();
    import(
        "Record ID,Deal Name,Deal Stage,Amount,Associated Company\n7,Crane drives,Open,100,Werft SE\n",
        &mut world,
    );
    let activities = "(Do Not Modify) Activity,(Do Not Modify) Row Checksum,Subject,Regarding,Activity Type,Activity Status,Start Date,Due Date\n\
         D1,abc,Yard walk,Werft SE,Appointment,Scheduled,12/2/2026 10:00 AM,12/2/2026 11:30 AM\n\
         D2,abc,Send fan curves,Crane drives,Task,Open,,11/27/2026 5:00 PM\n";
    import(activities, &mut world);
    let (visit, promise) = (one(&world, "touchpoint"), one(&world, "promise"));
    let account = named(&world, "Werft SE")[0]["id"].clone();
    assert!(
        visit["ends"]
            .as_str()
            .unwrap()
            .starts_with("2026-12-02T11:30"),
        "{visit:?}"
    );
    assert_eq!(
        (&visit["account"], visit["foreign"][0]["id"].as_str()),
        (&account, Some("d1"))
    );
    assert_eq!(
        (&promise["due"], &promise["account"]),
        (&json!("2026-11-27"), &account)
    );
    assert_eq!(
        promise["links"][0]["to"],
        named(&world, "Crane drives")[0]["id"]
    );
    assert!(planned_with(activities, &world, &options()).is_empty());
    let renamed = planned_with(
        &activities.replace("Yard walk", "Yard tour"),
        &world,
        &options(),
    );
    assert_eq!((renamed.files[0].new, renamed.files[0].changed), (0, 1));
}

#[test]
fn a_done_task_shows_what_else_changed() {
    let row = |subject: &str, day: &str, done: &str| {
        format!(
            "Activity - ID,Activity - Subject,Activity - Type,Activity - Due date,Activity - Done,Activity - Organization\n\
             9,{subject},Task,{day},{done},Werft SE\n"
        )
    };
    let mut world = Snapshot::default();
    import(&row("Send curves", "2026-11-30", "To do"), &mut world);
    let mut typed = one(&world, "promise").clone();
    typed.insert("due".to_owned(), json!("2026-12-05"));
    world.add(typed, None);
    let done = row("Send all curves", "2026-12-08", "Done");
    let plan = planned_with(&done, &world, &options());
    let shown = &plan.files[0].details[0];
    let fields = |changes: &[ally::interchange::merge::Changed]| -> Vec<String> {
        changes.iter().map(|change| change.field.clone()).collect()
    };
    assert_eq!(fields(&shown.changed), ["state", "what"]);
    assert_eq!(fields(&shown.kept), ["due"]);
}

#[test]
fn names_and_deletions_are_understood_as_they_are_written() {
    let person = only(
        "First Name,Last Name,Email,LinkedOrganization\nNerea Gil,Gil,n@a.example,A AG\n",
        "person",
    );
    assert_eq!(person["name"], "Nerea Gil");
    assert!(!json!(person).to_string().contains("LinkedOrganization"));
    let company =
        "Id,Name,Domain Name / Link URL,Deleted at\n1,Gone AG,gone.example,2026-11-02T10:00:00Z\n";
    let plan = planned_with(company, &Snapshot::default(), &options());
    assert_eq!((plan.files[0].new, plan.files[0].rejected.len()), (0, 1));
    let mut world = Snapshot::default();
    import(
        "Record ID,Company name,Company Domain Name,City\n1,Cold AB,cold.example,Oslo\n2,Foods AB,foods.example,Oslo\n",
        &mut world,
    );
    let note = "Record ID,Activity date,Note body,Associated Company IDs,Associated Company\n5,2026-10-01 09:00,Hi,1;2,Cold AB;Foods AB\n";
    import(note, &mut world);
    let note = one(&world, "touchpoint");
    assert_eq!(note["account"], named(&world, "Cold AB")[0]["id"]);
    assert_eq!(note["links"][0]["to"], named(&world, "Foods AB")[0]["id"]);
    assert!(
        !json!(note["extra"]).to_string().contains("name:"),
        "{note:?}"
    );
}

#[test]
fn what_can_follow_as_is_all_listed() {
    let options = ally::interchange::Options {
        as_kind: Some("foo".to_owned()),
        ..options()
    };
    let source = ally::interchange::Source {
        name: "a.csv",
        bytes: b"A;B\n1;2\n",
    };
    let why = ally::interchange::read(&[source], &options).unwrap_err();
    let why = why.to_string();
    for (_, _, words) in ally::interchange::map::KINDS {
        assert!(why.contains(words[0]), "{} is not in: {why}", words[0]);
    }
}
