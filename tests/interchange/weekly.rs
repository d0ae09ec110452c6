//! Exports of one program, week after week: what is another row's stays another's, and what moved there moves here.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;

use ally::domain::Kind;
use ally::interchange::{Flow, Snapshot, Source};
use serde_json::{Value, json};

use crate::rules::{apply, import, named, one, options, planned_with};

/// Says whether a file changes nothing any more.
fn is_settled(text: &str, world: &mut Snapshot) {
    let again = import(text, world);
    assert!(
        again.is_empty() && again.files[0].same > 0,
        "{:?}",
        again.files[0].details
    );
}

fn of_kind(world: &Snapshot, kind: &str) -> usize {
    world.records().filter(|held| held["kind"] == kind).count()
}

fn of(world: &Snapshot, name: &str, field: &str) -> Value {
    let held = named(world, name);
    assert_eq!(held.len(), 1, "{name}");
    held[0].get(field).cloned().unwrap_or_default()
}

fn outlook(rows: &str) -> String {
    format!(
        "First Name,Last Name,Company,Job Title,Business Phone,Mobile Phone,E-mail Address,E-mail Type,Notes,Birthday,Categories\n{rows}"
    )
}

fn holm() -> Snapshot {
    let mut world = Snapshot::default();
    import(
        "Company name,Industry\nHolm AS,Rope\nMuhle AG,Mills\n",
        &mut world,
    );
    world
}

#[test]
fn crossed_addresses_make_nobody_into_somebody_else() {
    let mut world = holm();
    let rows = |dora: &str, emil: &str| {
        outlook(&format!(
            "Dora,Lind,Holm AS,CEO,+47 22 55 50 04,,{dora}@holm.example,SMTP,,,\nEmil,Lind,Holm AS,COO,+47 22 55 50 05,,{emil}@holm.example,SMTP,,,\n"
        ))
    };
    import(&rows("dora", "emil"), &mut world);
    let dora = of(&world, "Dora Lind", "id");
    let crossed = rows("emil", "dora");
    import(&crossed, &mut world);
    assert_eq!(of(&world, "Dora Lind", "id"), dora);
    assert_eq!(of(&world, "Dora Lind", "title"), "CEO");
    assert_eq!(
        of(&world, "Dora Lind", "phones"),
        json!(["+47 22 55 50 04"])
    );
    assert_eq!(
        of(&world, "Dora Lind", "emails"),
        json!(["emil@holm.example"])
    );
    assert_eq!(
        of(&world, "Emil Lind", "emails"),
        json!(["dora@holm.example"])
    );
    is_settled(&crossed, &mut world);
    let mut world = Snapshot::new(world.records().cloned().collect::<Vec<_>>(), None);
    // With nothing in common but the address, and nobody else of that name, it is the one of before.
    let married =
        outlook("Dora,Lind-Berg,Holm AS,CEO,+47 22 55 50 04,,emil@holm.example,SMTP,,,\n");
    import(&married, &mut world);
    assert_eq!(of(&world, "Dora Lind-Berg", "id"), dora);
}

#[test]
fn the_namesake_at_the_same_account_is_the_first_whom_a_doubtful_row_may_be() {
    let mut world = holm();
    let rows = |anna: &str, beat: &str, phone: &str| {
        outlook(&format!(
            "Anna,Keller,Holm AS,Einkauf,{phone},,{anna}@holm.example,SMTP,,,\nBeat,Huber,Holm AS,Lager,+41 44 555 0001,,{beat}@holm.example,SMTP,,,\n"
        ))
    };
    import(&rows("anna", "beat", "+41 44 555 0001"), &mut world);
    let (anna, beat) = (
        of(&world, "Anna Keller", "id"),
        of(&world, "Beat Huber", "id"),
    );
    let crossed = rows("beat", "anna", "+41 44 555 0077");
    let plan = import(&crossed, &mut world);
    assert_eq!((plan.files[0].doubtful, plan.files[0].changed), (1, 1));
    // Name, account and number are Beat's; of Anna only the name and the account are.
    assert_eq!(of(&world, "Beat Huber", "id"), beat);
    let made = &plan.makes.objects()[0];
    let linked = [&made["links"][0]["to"], &made["links"][1]["to"]];
    assert_eq!(
        (&made["name"], linked),
        (&json!("Anna Keller"), [&anna, &beat])
    );
    is_settled(&crossed, &mut world);
}

#[test]
fn the_same_number_at_the_same_account_under_another_surname_is_doubtful() {
    let mut world = holm();
    let row = |last: &str| outlook(&format!("Lea,{last},Muhle AG,A,+41 44 555 1111,,,,,,\n"));
    import(&row("Vogt"), &mut world);
    let lea = of(&world, "Lea Vogt", "id");
    let plan = import(&row("Vogt-Meier"), &mut world);
    assert_eq!(plan.files[0].doubtful, 1, "{:?}", plan.files[0].details);
    assert_eq!(of(&world, "Lea Vogt-Meier", "links")[0]["to"], lea);
    is_settled(&row("Vogt-Meier"), &mut world);
    // A switchboard leads to others, too.
    let other = outlook("Otto,Zumstein,Muhle AG,C,+41 44 555 1111,,,,,,\n");
    assert_eq!(import(&other, &mut world).files[0].new, 1);
}

#[test]
fn a_second_survey_of_the_same_numbers_is_known_again() {
    let header = "Response ID,Date,Survey,Company,Email,Respondent,NPS Score,Comment\n";
    let autumn = format!(
        "{header}1,2026-10-01,Autumn,Holm AS,anna@holm.example,Anna Keller,9,good people\n2,2026-10-02,Autumn,Holm AS,dora@holm.example,Dora Lind,4,\n"
    );
    let winter = |said: &str| {
        format!(
            "{header}1,2026-11-20,Winter,Holm AS,anna@holm.example,Anna Keller,2,{said}\n2,2026-11-20,Winter,Holm AS,emil@holm.example,Emil Lind,10,\n"
        )
    };
    let mut world = holm();
    import(&autumn, &mut world);
    let plan = import(&winter("too cold"), &mut world);
    let mut notes = plan.files[0].details.iter().flat_map(|row| &row.notes);
    assert!(
        notes.all(|note| !note.contains("may be  (")),
        "a name or none"
    );
    assert_eq!(of_kind(&world, "survey"), 4);
    is_settled(&winter("too cold"), &mut world);
    is_settled(&autumn, &mut world);
    let plan = import(&winter("too cold by far"), &mut world);
    assert_eq!((plan.files[0].changed, plan.makes.len()), (1, 0));
    assert_eq!(of_kind(&world, "survey"), 4);
}

#[test]
fn a_list_of_other_companies_under_the_same_numbers_is_known_again() {
    let mut world = Snapshot::default();
    let as_accounts =
        |first: &str| format!("Id,Account Name,Industry,City\n{first}\n2,Beta AG,Glass,Bern\n");
    import(&as_accounts("1,Alpha GmbH,Steel,Bonn"), &mut world);
    let other = as_accounts("1,Gamma Oy,Wood,Turku");
    import(&other, &mut world);
    assert_eq!(of_kind(&world, "account"), 3);
    is_settled(&other, &mut world);
    assert_eq!(of_kind(&world, "account"), 3);
}

#[test]
fn the_same_number_without_an_address_is_nobody_whose_name_and_company_are_others() {
    let mut world = Snapshot::default();
    let header = "ID,Name,Company,Email,Title\n";
    let first = format!(
        "{header}1,Al One,Alpha GmbH,al@alpha.example,CEO\n2,Bo Two,Alpha GmbH,bo@alpha.example,CFO\n"
    );
    import(&first, &mut world);
    let other = format!("{header}1,Gail Two,Gamma Oy,,CTO\n2,Hal Tri,Gamma Oy,,COO\n");
    let plan = import(&other, &mut world);
    assert_eq!(plan.files[0].doubtful, 2, "{:?}", plan.files[0].details);
    let note = &plan.files[0].details[0].notes[0];
    assert!(note.contains("in a file of the same columns"), "{note}");
    assert_eq!(of(&world, "Al One", "title"), "CEO");
    is_settled(&other, &mut world);
    is_settled(&first, &mut world);
}

const EVENT: &str = "Id,IsDeleted,WhoId,WhatId,Subject,Location,IsAllDayEvent,ActivityDateTime,DurationInMinutes,StartDateTime,EndDateTime,Description,AccountId,OwnerId,CreatedDate\n";
const TASK: &str = "Id,IsDeleted,WhoId,WhatId,Subject,ActivityDate,Status,Priority,OwnerId,Description,AccountId,IsClosed,CreatedDate\n";
const CONTACTS: &str = "Id,FirstName,LastName,AccountId,Email\n0035g00000CoN05AAA,Ann,Weiss,0015g00000AbC03AAA,ann@k.example\n0035g00000CoN06AAA,Eva,Nunez,0015g00000AbC03AAA,eva@k.example\n";
const ACCOUNTS: &str = "Id,Name,BillingCity\n0015g00000AbC03AAA,Kestrel Foods,Leeds\n";

fn salesforce() -> Snapshot {
    let mut world = Snapshot::default();
    import(ACCOUNTS, &mut world);
    import(CONTACTS, &mut world);
    world
}

fn event(who: &str, deleted: u8, starts: &str) -> String {
    format!(
        "{EVENT}00U5g00000EvT01AAA,{deleted},0035g00000CoN{who}AAA,0015g00000AbC03AAA,Plant visit,,0,{starts}T13:00:00.000Z,120,{starts}T13:00:00.000Z,,,,0055g000001AAAA,2026-11-01T09:00:00.000Z\n"
    )
}

fn task(deleted: u8, due: &str, status: &str) -> String {
    let closed = u8::from(status == "Completed");
    format!(
        "{TASK}00T5g00000TaS01AAA,{deleted},0035g00000CoN05AAA,0015g00000AbC03AAA,Send terms,{due},{status},Normal,0055g000001AAAA,,,{closed},2026-11-01T09:00:00.000Z\n"
    )
}

#[test]
fn a_past_meeting_that_is_moved_ahead_is_planned_again() {
    let mut world = salesforce();
    import(&event("05", 0, "2026-11-18"), &mut world);
    assert_eq!(one(&world, "touchpoint")["state"], "held");
    let plan = import(&event("05", 0, "2026-11-25"), &mut world);
    assert_eq!(one(&world, "touchpoint")["state"], "planned");
    let said = &plan.files[0].details[0].changed;
    assert!(
        said.iter().any(|change| change.field == "state"),
        "{said:?}"
    );
    is_settled(&event("05", 0, "2026-11-25"), &mut world);
    // What somebody wrote of it was held.
    let mut world = salesforce();
    import(&event("05", 0, "2026-11-18"), &mut world);
    let mut written = one(&world, "touchpoint").clone();
    written.insert("summary".into(), json!("We saw line 2."));
    world.add(written, None);
    let plan = import(&event("05", 0, "2026-11-25"), &mut world);
    assert_eq!(one(&world, "touchpoint")["state"], "held");
    assert_eq!(plan.files[0].details[0].kept[0].field, "state");
    // So is one of a calendar.
    let meeting = |day: &str, version: u8| {
        format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u1\nSEQUENCE:{version}\nDTSTART:{day}T150000Z\nDURATION:PT1H\nSUMMARY:Plant visit\nATTENDEE:mailto:ann@k.example\nEND:VEVENT\nEND:VCALENDAR\n"
        )
    };
    let mut world = salesforce();
    import(&meeting("20261118", 0), &mut world);
    assert_eq!(one(&world, "touchpoint")["state"], "held");
    import(&meeting("20261125", 1), &mut world);
    assert_eq!(one(&world, "touchpoint")["state"], "planned");
}

#[test]
fn whom_a_file_named_for_an_activity_goes_where_it_names_another() {
    let mut world = salesforce();
    import(&event("05", 0, "2026-11-25"), &mut world);
    let (ann, eva) = (of(&world, "Ann Weiss", "id"), of(&world, "Eva Nunez", "id"));
    assert_eq!(one(&world, "touchpoint")["people"], json!([ann]));
    import(&event("06", 0, "2026-11-25"), &mut world);
    assert_eq!(one(&world, "touchpoint")["people"], json!([eva]));
    is_settled(&event("06", 0, "2026-11-25"), &mut world);
    // Whoever was put there by hand stays.
    let mut typed = one(&world, "touchpoint").clone();
    typed.insert("people".into(), json!([eva, ann]));
    world.add(typed, None);
    import(&event("06", 0, "2026-11-26"), &mut world);
    assert_eq!(one(&world, "touchpoint")["people"], json!([eva, ann]));
}

#[test]
fn a_task_is_one_record_whether_it_was_open_first_or_done() {
    for order in [["Completed", "Not Started"], ["Not Started", "Completed"]] {
        let mut world = salesforce();
        for status in order {
            import(&task(0, "2026-12-05", status), &mut world);
        }
        let of_task = of_kind(&world, "promise") + of_kind(&world, "touchpoint");
        assert_eq!(of_task, 1, "{order:?}");
        is_settled(&task(0, "2026-12-05", order[1]), &mut world);
    }
}

#[test]
fn what_is_deleted_there_is_no_longer_expected_here() {
    let mut world = salesforce();
    import(&event("05", 0, "2026-11-25"), &mut world);
    import(&task(0, "2026-12-05", "Not Started"), &mut world);
    let plan = import(&event("05", 1, "2026-11-25"), &mut world);
    import(&task(1, "2026-12-05", "Not Started"), &mut world);
    assert_eq!(one(&world, "touchpoint")["state"], "cancelled");
    assert_eq!(one(&world, "promise")["state"], "released");
    assert_eq!(one(&world, "promise")["closed_on"], "2026-11-23");
    let said = &plan.files[0].details[0].changed;
    assert!(
        said.iter().any(|change| change.field == "state"),
        "{said:?}"
    );
    is_settled(&event("05", 1, "2026-11-25"), &mut world);
    // What is there again is on again.
    import(&event("05", 0, "2026-11-25"), &mut world);
    import(&task(0, "2026-12-05", "Not Started"), &mut world);
    assert_eq!(one(&world, "touchpoint")["state"], "planned");
    assert_eq!(one(&world, "promise")["state"], "open");
    assert!(!one(&world, "promise").contains_key("closed_on"));
    // What took place did.
    let mut world = salesforce();
    import(&event("05", 0, "2026-11-18"), &mut world);
    import(&event("05", 1, "2026-11-18"), &mut world);
    assert_eq!(one(&world, "touchpoint")["state"], "held");
}

#[test]
fn a_kept_promise_has_its_day_and_a_moved_one_its_old_day() {
    let mut world = salesforce();
    import(&task(0, "2026-12-05", "Not Started"), &mut world);
    import(&task(0, "2026-12-12", "Not Started"), &mut world);
    let moved = &one(&world, "promise")["moved"][0];
    assert_eq!(
        (&moved["from"], &moved["to"]),
        (&json!("2026-12-05"), &json!("2026-12-12"))
    );
    import(&task(0, "2026-12-12", "Completed"), &mut world);
    let kept = one(&world, "promise");
    assert_eq!(
        (&kept["state"], &kept["closed_on"]),
        (&json!("kept"), &json!("2026-11-23"))
    );
    is_settled(&task(0, "2026-12-12", "Completed"), &mut world);
}

#[test]
fn orders_name_the_customers_that_they_make() {
    let mut world = Snapshot::default();
    import(ACCOUNTS, &mut world);
    let orders = "Order No,Order Date,Customer,Product,Quantity,Amount\nSO-1,2026-07-03,Kestrel Foods,Sensor,10,125\nSO-5,2026-09-20,Quill & Co,Gateway,2,600\nSO-6,2026-10-05,Kestrel Foods Ltd,Sensor,30,375\n";
    let plan = planned_with(orders, &world, &options());
    let file = &plan.files[0];
    assert_eq!(file.beside, ["Quill & Co", "Kestrel Foods Ltd"]);
    assert!(
        file.warnings
            .iter()
            .any(|said| said.contains("Kestrel Foods Ltd") && said.contains("legal form")),
        "{:?}",
        file.warnings
    );
    apply(plan, &mut world);
    let kestrel = of(&world, "Kestrel Foods", "id");
    assert_eq!(of(&world, "Kestrel Foods Ltd", "links")[0]["to"], kestrel);
}

#[test]
fn a_plan_that_the_book_has_outrun_makes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = crate::properties::book(dir.path());
    let source = Source {
        name: "Contact.csv",
        bytes: CONTACTS.as_bytes(),
    };
    let mut options = crate::properties::options();
    let mut plans = [(); 3].map(|()| {
        book.plan_import(std::slice::from_ref(&source), &mut options, false)
            .unwrap()
    });
    let none = BTreeMap::new();
    let mut on = |_| Flow::On;
    book.apply_import(&mut plans[0], &none, &mut on).unwrap();
    let refused = book.apply_import(&mut plans[1], &none, &mut on);
    assert!(refused.unwrap_err().to_string().contains("since the plan"));
    assert_eq!(book.of_kind(Kind::Person).unwrap().len(), 2);
    // What was undone is to be made again, of a plan of its own.
    book.execute(ally::book::Command::Undo {
        bench: None,
        entry: None,
    })
    .unwrap();
    assert!(book.apply_import(&mut plans[2], &none, &mut on).is_err());
}
