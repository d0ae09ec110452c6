//! Meetings, series, tasks and deals that a file tells of again, moved, done or gone.

use super::*;

fn series(rule: &str, start: &str) -> Plan {
    let text = format!(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:s\nSUMMARY:Call\nDTSTART:{start}\nDURATION:PT5M\nRRULE:{rule}\nEND:VEVENT\nEND:VCALENDAR\n"
    );
    planned_with(&text, &Snapshot::default(), &options())
}

#[test]
fn a_rule_is_followed_within_the_horizon_and_a_thousand_times_at_most() {
    let starts = |plan: &Plan| -> Vec<String> {
        let makes = plan.makes.objects();
        let days = makes.iter().map(|make| make["starts"].as_str());
        days.map(|day| day.unwrap()[..10].to_owned()).collect()
    };
    let weekly = series("FREQ=WEEKLY", "20200106T100000Z");
    let days = starts(&weekly);
    assert_eq!(
        days.len(),
        115,
        "400 days back and 400 ahead of 23 November"
    );
    assert!(days.iter().min().unwrap().as_str() >= "2025-10-19");
    assert!(days.iter().max().unwrap().as_str() <= "2027-12-28");
    for (rule, start) in [
        ("FREQ=HOURLY", "20261101T100000Z"),
        ("FREQ=MINUTELY;COUNT=5000", "20261123T100000Z"),
    ] {
        let many = series(rule, start);
        assert_eq!(many.makes.len(), 1_000, "{rule}");
        let told = many.files[0].warnings.join("; ");
        assert!(
            told.contains("line 2")
                && told.contains("“Call”")
                && told.contains("very often")
                && told.contains("1000"),
            "{told}"
        );
    }
}

#[test]
fn a_deal_without_an_id_whose_day_slipped_is_that_deal() {
    let report = |day: &str, stage: &str| {
        format!(
            "Opportunity Name,Account Name,Stage,Close Date,Amount\nLooms,Burlington,{stage},{day},100\nPipes,Burlington,Open,2026-06-01,5\n"
        )
    };
    let mut world = Snapshot::default();
    import(&report("2026-03-31", "Talks"), &mut world);
    let plan = import(&report("2026-05-31", "Offer"), &mut world);
    let file = &plan.files[0];
    assert_eq!(
        (file.changed, file.same, file.doubtful),
        (1, 1, 0),
        "{:?}",
        file.details
    );
    let deal = named(&world, "Looms")[0];
    assert_eq!(
        (&deal["closes"], &deal["stage"]),
        (&json!("2026-05-31"), &json!("Offer"))
    );
    is_same(&[&report("2026-05-31", "Offer")], &mut world);
}

#[test]
fn an_activity_without_an_id_that_was_moved_or_done_is_that_activity() {
    let rows = |day: &str, done: &str| {
        format!(
            "Activity - Subject,Activity - Type,Activity - Due date,Activity - Done,Organization - Name\n\
            First call,Call,{day},Done,Acme\nSend the quote,Task,2027-01-11,{done},Acme\nSend the plan,Task,2027-01-12,To do,Acme\n"
        )
    };
    let mut world = Snapshot::default();
    import(
        "Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n",
        &mut world,
    );
    let first = import(&rows("2026-03-04", "To do"), &mut world);
    assert_eq!(first.files[0].new, 3, "{:?}", first.files[0].details);
    let newer = rows("2026-03-05", "Done");
    let plan = import(&newer, &mut world);
    let file = &plan.files[0];
    assert_eq!(
        (file.new, file.changed, file.same),
        (0, 2, 1),
        "{:?}",
        file.details
    );
    let of = |field: &str, text: &str| {
        world
            .records()
            .find(|record| record.get(field) == Some(&json!(text)))
            .unwrap()
    };
    let call = of("subject", "First call");
    assert!(
        call["starts"].as_str().unwrap().starts_with("2026-03-05"),
        "{call:?}"
    );
    let quote = of("what", "Send the quote");
    assert_eq!(
        (&quote["kind"], &quote["state"]),
        (&json!("promise"), &json!("kept"))
    );
    assert_eq!(of("what", "Send the plan")["state"], "open");
    is_same(&[&newer], &mut world);
}

#[test]
fn a_deal_that_an_activity_named_is_the_one_with_an_id() {
    let activity = "Activity - Subject,Activity - Type,Activity - Due date,Activity - Done,Deal - Title,Person - Name,Person - Email,Organization - Name\nFirst call,Call,2025-03-04,Done,Ovens,Nadia Chérif,nadia@nb.example,Boulangerie\n";
    let deals = "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Organization - Name,Person - Name\n51,Ovens,20000,EUR,Boulangerie,Nadia Chérif\n";
    let mut world = Snapshot::default();
    import(activity, &mut world);
    let plan = import(deals, &mut world);
    assert_eq!(
        one(&world, "deal")["amount"]["amount"],
        "20000",
        "{:?}",
        plan.files
    );
    is_same(&[activity, deals], &mut world);
    // The other way round, the address that only the activity tells is not lost.
    let mut world = Snapshot::default();
    import(deals, &mut world);
    import(activity, &mut world);
    assert_eq!(one(&world, "person")["emails"], json!(["nadia@nb.example"]));
    assert_eq!(one(&world, "deal")["amount"]["amount"], "20000");
    is_same(&[activity, deals], &mut world);
}

#[test]
fn the_newer_version_of_an_invitation_counts_in_whatever_order_they_come() {
    let version = |method: &str, sequence: u8, stamp: &str, day: &str, status: &str| {
        format!(
            "BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nUID:w\nSEQUENCE:{sequence}\nDTSTAMP:{stamp}\nDTSTART:{day}T100000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3\nSTATUS:{status}\nSUMMARY:Weekly\nEND:VEVENT\nEND:VCALENDAR\n"
        )
    };
    let first = version("REQUEST", 0, "20261120T090000Z", "20261201", "CONFIRMED");
    let moved = version("REQUEST", 1, "20261121T090000Z", "20261202", "CONFIRMED");
    let off = version("CANCEL", 2, "20261122T090000Z", "20261202", "CANCELLED");
    let ahead = |order: [&str; 3]| {
        let mut world = Snapshot::default();
        for text in order {
            import(text, &mut world);
        }
        let planned = world
            .records()
            .filter(|record| record["state"] == "planned");
        planned.count()
    };
    for order in [
        [&first, &moved, &off],
        [&first, &off, &moved],
        [&moved, &first, &off],
        [&moved, &off, &first],
        [&off, &first, &moved],
        [&off, &moved, &first],
    ] {
        assert_eq!(
            ahead(order.map(String::as_str)),
            0,
            "called off stays called off"
        );
    }
    let mut world = Snapshot::default();
    import(&moved, &mut world);
    let late = import(&first, &mut world);
    assert!(late.is_empty(), "{:?}", late.files);
    assert!(late.files[0].details[0].notes[0].contains("older version"));
    // In one command too.
    let sources = [("off.ics", &off), ("first.ics", &first)];
    let sources = sources.map(|(name, text)| Source {
        name,
        bytes: text.as_bytes(),
    });
    let readings = read(&sources, &options()).unwrap();
    let mut world = Snapshot::default();
    apply(
        plan(readings, &Snapshot::default(), &options(), false),
        &mut world,
    );
    assert!(world.records().all(|record| record["state"] == "cancelled"));
}

#[test]
fn a_meeting_that_was_typed_is_the_one_of_the_calendar() {
    let mut world = Snapshot::default();
    import(
        "First Name,Last Name,Company,Email\nEva,Ruiz,DMV,eva@dmv.example\n",
        &mut world,
    );
    let id = |name: &str| named(&world, name)[0]["id"].clone();
    let (account, eva) = (id("DMV"), id("Eva Ruiz"));
    let typed = |nth: u64, subject: &str| {
        json!({
            "id": Id::new(1_794_000_000_000 + nth, [7; 10]), "kind": "touchpoint", "short": format!("tp{nth}"),
            "created": "2026-11-20T14:00:00Z", "changed": "2026-11-20T14:00:00Z", "subject": subject, "state": "planned",
            "account": account, "people": [eva], "aims": "a date", "starts": "2026-11-24T14:00:00-05:00[America/New_York]",
        })
    };
    let calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x1\nSUMMARY:Queue study\nDTSTART:20261124T190000Z\n\
        DTEND:20261124T200000Z\nLOCATION:Room 4\nATTENDEE:mailto:eva@dmv.example\nEND:VEVENT\nEND:VCALENDAR\n";
    let mut same = world.clone();
    same.add(typed(1, "Queue Study").as_object().unwrap().clone(), None);
    let plan = import(calendar, &mut same);
    assert_eq!(
        (plan.makes.len(), plan.edits.len()),
        (0, 1),
        "{:?}",
        plan.files
    );
    let meeting = same
        .records()
        .find(|record| record.get("aims").is_some())
        .unwrap();
    assert_eq!(meeting["place"], "Room 4");
    assert_eq!(meeting["subject"], "Queue Study", "what was typed stays");
    is_same(&[calendar], &mut same);
    // Another calendar's file of the same meeting, without ids, is that meeting too.
    let outlook = "Subject,Start Date,Start Time,End Date,End Time,Required Attendees\n\
        Queue study,11/24/2026,2:00:00 PM,11/24/2026,3:00:00 PM,eva@dmv.example\n";
    assert_eq!(import(outlook, &mut same).makes.len(), 0);
    // Another subject at the same hour with the same person is a doubt.
    let mut near = world.clone();
    near.add(typed(1, "Planning").as_object().unwrap().clone(), None);
    let plan = import(calendar, &mut near);
    assert_eq!(plan.files[0].details[0].class, Class::Doubtful);
    assert_eq!(plan.makes.len(), 1);
    is_same(&[calendar], &mut near);
}

#[test]
fn an_open_task_of_salesforce_is_a_promise() {
    let mut world = Snapshot::default();
    import(
        "Id,WhoId,WhatId,Subject,ActivityDate,Status,IsClosed\n\
         00TA000000AaaaaIAC,,001A0000006ILbaIAG,Send quote,2026-10-01,Not Started,false\n\
         00TA000000AaaabIAC,,001A0000006ILbaIAG,Asked,2026-10-02,Completed,true\n",
        &mut world,
    );
    let of = |kind: &str| {
        world
            .records()
            .find(|record| record["kind"] == kind)
            .unwrap()
            .clone()
    };
    assert_eq!(
        (&of("promise")["what"], &of("promise")["due"]),
        (&json!("Send quote"), &json!("2026-10-01"))
    );
    assert_eq!(of("touchpoint")["subject"], "Asked");
}

#[test]
fn a_series_that_is_moved_takes_its_notes_along() {
    let rule = |version: u8, start: &str, day: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:q@x\r\nSEQUENCE:{version}\r\n\
             DTSTAMP:202611{:02}T090000Z\r\nDTSTART:{start}T090000Z\r\nDTEND:{start}T100000Z\r\n\
             RRULE:FREQ=MONTHLY;COUNT=3;BYDAY=1{day}\r\nSUMMARY:Quarterly\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            version + 1
        )
    };
    let mut world = Snapshot::default();
    import(&rule(0, "20261203", "TH"), &mut world);
    let mut first: Vec<_> = world.records().cloned().collect();
    first.sort_by_key(|record| record["starts"].to_string());
    assert_eq!(first.len(), 3);
    let mut typed = first[1].clone();
    typed.insert("summary".into(), json!("bring the crane numbers"));
    world.add(typed.clone(), None);
    import(&rule(1, "20261202", "WE"), &mut world);
    assert_eq!(
        world.records().count(),
        3,
        "the meetings move, and none is made"
    );
    let id: Id = typed["id"].as_str().unwrap().parse().unwrap();
    let moved = world.record(id).unwrap();
    assert_eq!(moved["summary"], "bring the crane numbers");
    assert_eq!(moved["state"], "planned");
    assert!(
        moved["starts"].as_str().unwrap().starts_with("2027-01-06"),
        "{moved:?}"
    );
    let again = planned_with(&rule(1, "20261202", "WE"), &world, &options());
    assert!(again.is_empty());
}

#[test]
fn what_is_due_in_a_table_of_tasks_is_promised() {
    for (header, row) in [
        (
            "Record ID,Task Title,Task Status,Task Type,Due date,Associated Contact",
            "47001,Send FSC papers,Not started,To-do,2026-11-25 08:00,Inès Morel",
        ),
        (
            "Record Id,Task Owner,Subject,Due Date,Contact Name.id,Contact Name,Related To.id,Related To,Status",
            "337,Robin,Send core samples,2026-11-26,334,Marge,333,Pine,Not Started",
        ),
        ("Subject,Due Date,Status", "Send it,2026-11-26,Open"),
    ] {
        let mut world = Snapshot::default();
        import(&format!("{header}\n{row}\n"), &mut world);
        let promises = world.records().filter(|record| record["kind"] == "promise");
        assert_eq!(promises.count(), 1, "{header}");
    }
}

#[test]
fn a_meeting_that_left_the_file_has_not_moved() {
    let rows = |days: &[&str]| {
        let rows = days
            .iter()
            .map(|day| format!("Jour fixe,{day},10:00,{day},11:00,Ulm"));
        let header = "Subject,Start Date,Start Time,End Date,End Time,Location".to_owned();
        let lines: Vec<String> = std::iter::once(header).chain(rows).collect();
        lines.join("\n") + "\n"
    };
    let mut world = Snapshot::default();
    import(
        &rows(&["11/30/2026", "12/7/2026", "12/14/2026"]),
        &mut world,
    );
    let plan = import(
        &rows(&["12/7/2026", "12/14/2026", "12/21/2026"]),
        &mut world,
    );
    assert!(plan.edits.is_empty(), "{:?}", plan.edits);
    assert_eq!(world.records().count(), 4);
    // One that stays between its neighbours has moved.
    let plan = import(
        &rows(&["12/8/2026", "12/14/2026", "12/21/2026"]),
        &mut world,
    );
    assert_eq!((plan.makes.len(), plan.edits.len()), (0, 1));
}

#[test]
fn a_typed_end_goes_along_with_a_moved_start() {
    let event = |day: u8, version: u8| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:v@x\r\nSEQUENCE:{version}\r\nDTSTAMP:2026110{version}T090000Z\r\n\
             DTSTART:202612{day:02}T140000Z\r\nDTEND:202612{day:02}T153000Z\r\nSUMMARY:Site visit\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    };
    let mut world = Snapshot::default();
    import(&event(1, 1), &mut world);
    let mut typed = world.records().next().unwrap().clone();
    typed.insert(
        "ends".into(),
        json!("2026-12-01T12:00:00-05:00[America/New_York]"),
    );
    world.add(typed, None);
    import(&event(3, 2), &mut world);
    let moved = world.records().next().unwrap();
    assert!(moved["starts"].as_str().unwrap().starts_with("2026-12-03"));
    assert!(
        moved["ends"]
            .as_str()
            .unwrap()
            .starts_with("2026-12-03T12:00"),
        "{moved:?}"
    );
}

#[test]
fn a_task_that_is_done_keeps_its_promise() {
    let row = |status: &str, closed: &str| {
        format!(
            "Id,WhoId,WhatId,Subject,ActivityDate,Status,Description,IsDeleted,AccountId,IsClosed\n\
             00TA000000AaaaaIAC,,,Send SLA draft,2026-11-27,{status},,false,,{closed}\n"
        )
    };
    let mut world = Snapshot::default();
    import(&row("Not Started", "false"), &mut world);
    import(&row("Completed", "true"), &mut world);
    let all: Vec<_> = world.records().collect();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (&all[0]["kind"], &all[0]["state"]),
        (&json!("promise"), &json!("kept"))
    );
    assert!(planned_with(&row("Completed", "true"), &world, &options()).is_empty());
}

#[test]
fn a_deal_deleted_elsewhere_is_no_open_money() {
    let mut world = Snapshot::default();
    let text = "Id,IsDeleted,AccountId,Name,StageName,Amount,CloseDate\n\
        0065g00000OOO01AAA,0,0015g00000AbcDEAAZ,Kran,Negotiation,48000,2027-01-31\n";
    import(text, &mut world);
    let open = |world: &Snapshot| {
        let deal = Record::read_strictly(named(world, "Kran")[0].clone()).unwrap();
        ally::domain::state::open(&deal)
    };
    assert!(open(&world));
    import(&text.replace(",0,0015", ",1,0015"), &mut world);
    assert!(!open(&world));
}

#[test]
fn a_table_of_what_is_to_be_done_makes_promises() {
    let mut world = Snapshot::default();
    import("Name,Website\nHafen GmbH,hafen.example\n", &mut world);
    let map = ColumnMap::parse(
        "kind = \"promise\"\n[columns]\n\"What to do\" = \"what\"\n\"By\" = \"due\"\n\"Cust\" = \"account\"\n\"OK\" = \"done\"\n",
    )
    .unwrap();
    let options = Options {
        map: Some(map),
        ..options()
    };
    let text = "What to do,By,Cust,OK,Floor\nSend the list,2026-12-01,Hafen GmbH,no,3\nCall back,2026-12-02,Hafen GmbH,yes,4\n";
    let plan = planned_with(text, &world, &options);
    let makes = plan.makes.objects();
    let of = |at: usize, field: &str| makes[at].get(field).cloned();
    assert_eq!(
        (of(0, "kind"), of(0, "what"), of(0, "due")),
        (
            Some(json!("promise")),
            Some(json!("Send the list")),
            Some(json!("2026-12-01"))
        )
    );
    assert_eq!(
        (of(0, "state"), of(1, "state")),
        (Some(json!("open")), Some(json!("kept")))
    );
    assert_eq!(of(1, "extra"), Some(json!({"Floor": "4"})));
    assert!(of(0, "account").is_some());
}

/// Who is not done after all says so in the file that had said the other.
#[test]
fn a_task_that_is_open_again_is_open_again() {
    let mut world = Snapshot::default();
    let task = "Activity - ID,Activity - Subject,Activity - Type,Activity - Due date,Activity - Done\n9,Send the plan,Task,2026-12-10,To do\n";
    let state = |world: &Snapshot| {
        let found = world.records().find(|r| r["kind"] == "promise");
        found.unwrap()["state"].clone()
    };
    import(task, &mut world);
    assert_eq!(state(&world), "open");
    import(&task.replace("To do", "Done"), &mut world);
    assert_eq!(state(&world), "kept");
    import(task, &mut world);
    assert_eq!(state(&world), "open");
}
