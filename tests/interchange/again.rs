//! Files that come again, after somebody deleted, took off, called off or changed a word: what stays, and what comes back.

#![allow(clippy::unwrap_used, missing_docs)]

use ally::domain::{Kind, Object};
use ally::interchange::plan::{Class, plan};
use ally::interchange::world::{Deleted, Torn, gone_marks};
use ally::interchange::{Options, Plan, Snapshot, Source, merge, read};
use serde_json::{Value, json};

use crate::rules::{apply, import, named, note_of, options, planned_with};

const CONTACTS: &str = "Contact ID,First Name,Last Name,Account ID,Account Name,Title,Email\n\
    0035g00000CCC01,Resi,Huber,0015g00000AbcDf,Hafen AG,Buyer,resi@hafen.example\n";
const DEALS: &str = "Opportunity ID,Account ID,Account Name,Opportunity Name,Stage,Amount\n\
    0065g00000OOO01,0015g00000AbcDf,Hafen AG,Crane,Negotiation,500.50\n";

fn theirs(text: &str, world: &Snapshot) -> Plan {
    let source = Source {
        name: "file.csv",
        bytes: text.as_bytes(),
    };
    plan(
        read(&[source], &options()).unwrap(),
        world,
        &options(),
        true,
    )
}

/// Gives a world without a record, as it is after somebody deleted it: what lay at it lies nowhere.
fn without(world: &Snapshot, gone: &Object) -> Snapshot {
    let mut torn = Vec::new();
    let mut rest = Vec::new();
    for record in world.records().filter(|held| held["id"] != gone["id"]) {
        let mut record = record.clone();
        if record.get("account") == Some(&gone["id"]) {
            record.shift_remove("account");
            record.insert("inbox".into(), json!("account"));
            torn.push(Torn {
                id: record["id"].as_str().unwrap().parse().unwrap(),
                fields: vec![
                    ("account".into(), gone["id"].clone(), Value::Null),
                    ("inbox".into(), Value::Null, json!("account")),
                ],
            });
        }
        rest.push(record);
    }
    let mut left = Snapshot::new(rest, None);
    let kind = Kind::parse(gone["kind"].as_str().unwrap()).unwrap();
    left.add_gone(gone_marks(kind, gone));
    left.add_deleted(&Deleted {
        record: gone.clone(),
        torn,
    });
    left
}

#[test]
fn a_deleted_record_itself_comes_back_with_what_was_typed() {
    let mut world = Snapshot::default();
    import(CONTACTS, &mut world);
    let mut resi = named(&world, "Resi Huber")[0].clone();
    resi.insert("landmine".into(), json!("never call before nine"));
    world.add(resi.clone(), None);
    let mut left = without(&world, &resi);
    assert!(planned_with(CONTACTS, &left, &options()).is_empty());
    let changed = CONTACTS.replace("Buyer", "Head buyer");
    let plan = theirs(&changed, &left);
    assert_eq!((plan.files[0].new, plan.files[0].changed), (0, 1));
    assert!(note_of(&plan, "Resi Huber")[0].contains("brought back as it was"));
    let row = &plan.files[0].details[0];
    assert_eq!(row.changed[0].new, Some(json!("Head buyer")), "{row:?}");
    apply(plan, &mut left);
    let back = named(&left, "Resi Huber");
    assert_eq!(back.len(), 1);
    assert_eq!(back[0]["id"], resi["id"]);
    assert_eq!(back[0]["landmine"], "never call before nine");
    assert_eq!(back[0]["title"], "Head buyer");
    assert!(theirs(&changed, &left).is_empty(), "it is there again");
}

#[test]
fn a_deleted_account_comes_back_with_what_lay_at_it() {
    let mut world = Snapshot::default();
    import(CONTACTS, &mut world);
    import(DEALS, &mut world);
    let hafen = named(&world, "Hafen AG")[0].clone();
    let mut left = without(&world, &hafen);
    // The unchanged files make no entry, and nothing waits for what was deleted.
    for text in [CONTACTS, DEALS] {
        let plan = planned_with(text, &left, &options());
        assert!(plan.is_empty(), "{:?}", plan.files[0].details);
    }
    let plan = theirs(DEALS, &left);
    assert!(
        note_of(&plan, "Crane")
            .iter()
            .any(|note| note.contains("brings account Hafen AG back"))
    );
    apply(plan, &mut left);
    let back = named(&left, "Hafen AG");
    assert_eq!((back.len(), &back[0]["id"]), (1, &hafen["id"]));
    for name in ["Crane", "Resi Huber"] {
        let record = named(&left, name)[0];
        assert_eq!(record["account"], hafen["id"], "{name}");
        assert!(!record.contains_key("inbox"));
    }
}

#[test]
fn a_row_merged_into_what_was_deleted_here_says_so() {
    let file = |merged: &str| {
        format!(
            "Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,Email\n\
             0035g00000CCC01AAA,0,,,Petersen,Jens,jens@x.example\n{merged}"
        )
    };
    let mut world = Snapshot::default();
    import(&file(""), &mut world);
    let jens = named(&world, "Jens Petersen")[0].clone();
    let left = without(&world, &jens);
    let merged = file("0035g00000CCC02AAA,1,0035g00000CCC01AAA,,Petersen,J.,jp@old.example\n");
    let plan = planned_with(&merged, &left, &options());
    assert!(
        plan.files[0].rejected.is_empty(),
        "{:?}",
        plan.files[0].rejected
    );
    assert!(plan.is_empty());
    let notes = plan.files[0].details.iter().flat_map(|row| &row.notes);
    assert!(
        notes
            .into_iter()
            .any(|note| note.contains("was deleted here, and stays so"))
    );
}

fn calendar(method: &str, version: u8, start: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:q@x\r\nSEQUENCE:{version}\r\n\
         DTSTAMP:202611{:02}T090000Z\r\nDTSTART:{start}T090000Z\r\nDTEND:{start}T100000Z\r\nRRULE:FREQ=MONTHLY;COUNT=3;BYDAY=1{}\r\n\
         SUMMARY:Quarterly\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        version + 1,
        if start.ends_with('3') { "TH" } else { "WE" },
    )
}

#[test]
fn a_cancellation_makes_no_meeting() {
    let mut world = Snapshot::default();
    import(&calendar("REQUEST", 0, "20261203"), &mut world);
    import(&calendar("REQUEST", 1, "20261202"), &mut world);
    // The cancellation has the dates of before the move, by which nobody knows them any more.
    let mut world = Snapshot::new(world.records().cloned().collect::<Vec<_>>(), None);
    let plan = import(&calendar("CANCEL", 2, "20261203"), &mut world);
    let notes = note_of(&plan, "Quarterly");
    assert!(
        notes
            .iter()
            .any(|note| note.contains("nothing is made of it"))
    );
    let states: Vec<&Value> = world.records().map(|record| &record["state"]).collect();
    assert_eq!(states, [&json!("cancelled"); 3]);
    assert!(planned_with(&calendar("CANCEL", 2, "20261203"), &world, &options()).is_empty());
}

#[test]
fn what_was_taken_off_by_hand_stays_off_though_the_file_changed_nothing_before() {
    let mut world = Snapshot::default();
    import(CONTACTS, &mut world);
    let event = |guests: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:o@x\r\nDTSTAMP:20261101T090000Z\r\n\
             DTSTART:20261201T140000Z\r\nDTEND:20261201T153000Z\r\nSUMMARY:Visit\r\n{guests}END:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    };
    import(&event(""), &mut world);
    let resi = named(&world, "Resi Huber")[0].clone();
    let visit = |world: &Snapshot| -> Object {
        let mut all = world.records();
        all.find(|record| record["kind"] == "touchpoint")
            .unwrap()
            .clone()
    };
    // Somebody puts her on the list, and only then the calendar does: it has nothing to change.
    let mut with = visit(&world);
    with.insert("people".into(), json!([resi["id"]]));
    with.insert("account".into(), resi["account"].clone());
    with.shift_remove("inbox");
    world.add(with.clone(), None);
    let named_now = event("ATTENDEE:mailto:resi@hafen.example\r\n");
    assert!(planned_with(&named_now, &world, &options()).is_empty());
    let mut off = with.clone();
    off.shift_remove("people");
    merge::note_taken_off(&with, &mut off);
    world.add(off.clone(), None);
    let plan = planned_with(&named_now, &world, &options());
    assert!(plan.is_empty(), "{:?}", plan.files[0].details);
    // Put on again by hand she is there, and may be taken off by nobody but a hand.
    let mut on = off.clone();
    on.insert("people".into(), json!([resi["id"]]));
    merge::note_taken_off(&off, &mut on);
    assert!(!merge::was_taken_off(&on, "people", &resi["id"]));
    // The same of an address that was typed here before the file told it, and of a field that was emptied.
    let mut typed = resi.clone();
    typed.insert(
        "emails".into(),
        json!(["resi@hafen.example", "rh@home.example"]),
    );
    let mut less = typed.clone();
    less.insert("emails".into(), json!(["resi@hafen.example"]));
    less.insert("reach".into(), json!("mornings"));
    less.insert("phones".into(), json!(["0171 5552401"]));
    let mut more = less.clone();
    more.insert("phones".into(), json!(["0171 5552401", "0171 5552402"]));
    merge::note_taken_off(&more, &mut less);
    merge::note_taken_off(&typed, &mut less);
    let mut merged = merge::Merged::default();
    let told = json!(["resi@hafen.example", "RH@home.example"]);
    merge::field(
        &mut less,
        "cards 7",
        "emails",
        &told,
        merge::Rules::default(),
        &mut merged,
    );
    let german = merge::Rules {
        region: Some("DE"),
        ..merge::Rules::default()
    };
    merge::field(
        &mut less,
        "cards 7",
        "phones",
        &json!(["0171 5552402"]),
        german,
        &mut merged,
    );
    assert_eq!(merged, merge::Merged::default());
    let mut empty = less.clone();
    empty.shift_remove("reach");
    merge::note_taken_off(&less, &mut empty);
    for (text, changes) in [("mornings", 0), ("evenings", 1)] {
        let mut merged = merge::Merged::default();
        merge::field(
            &mut empty,
            "cards 7",
            "reach",
            &json!(text),
            merge::Rules::default(),
            &mut merged,
        );
        assert_eq!(merged.changed.len(), changes, "{text}");
    }
}

#[test]
fn a_list_that_stays_empty_is_no_change() {
    let mut record: Object = serde_json::from_value(json!({"id": "x", "kind": "person"})).unwrap();
    let mut merged = merge::Merged::default();
    let rules = merge::Rules::default();
    let phones = json!(["+49 40 123456"]);
    merge::field(&mut record, "crm 1", "phones", &phones, rules, &mut merged);
    record.shift_remove("phones");
    let mut again = merge::Merged::default();
    merge::field(&mut record, "crm 1", "phones", &phones, rules, &mut again);
    assert_eq!(again, merge::Merged::default());
    assert!(!record.contains_key("phones"));
}

#[test]
fn a_word_changed_in_a_row_without_an_id_is_that_row() {
    let mut world = Snapshot::default();
    import(CONTACTS, &mut world);
    let week = |room: &str| {
        format!(
            "Subject,Start Date,Start Time,End Date,End Time,Required Attendees,Location,Private\n\
             \"Fair, hall {room}\",30.11.2026,09:00:00,30.11.2026,09:30:00,Resi Huber,Town,False\n\
             Lunch with the board,30.11.2026,09:00:00,30.11.2026,10:30:00,Resi Huber,Town,False\n"
        )
    };
    import(&week("4"), &mut world);
    let plan = planned_with(&week("5"), &world, &options());
    let file = &plan.files[0];
    assert_eq!(
        (file.new, file.changed, file.same),
        (0, 1, 1),
        "{:?}",
        file.details
    );
    assert_eq!(file.details[0].changed.len(), 1, "{:?}", file.details[0]);
    apply(plan, &mut world);
    assert!(planned_with(&week("5"), &world, &options()).is_empty());
    // Another meeting of that hour with her is a doubt, since the old row is gone.
    let other = week("5").replace("Fair, hall 5", "Dentist");
    let plan = planned_with(&other, &world, &options());
    assert_eq!(plan.files[0].details[0].class, Class::Doubtful);
}

const JOURNAL: &str = "### Activities:\n- 2026-11-02: Lunch with **Ada Okonkwo** at _Kai 4_.\n- 2026-11-13: Called **Ada Okonkwo**; they want the paper by May.\n    \
    They were angry.\n\n### Notes:\n- 2026-10-01: **Ada Okonkwo** moves to Kiel.\n\tIn March.\n\n### Friends:\n- Ada Okonkwo\n";

#[test]
fn an_entry_of_a_journal_goes_on_where_it_is_indented() {
    let mut world = Snapshot::default();
    let plan = import(JOURNAL, &mut world);
    assert_eq!((plan.files[0].rows, plan.files[0].new), (4, 4));
    let said = |field: &str, begins: &str| {
        let mut texts = world
            .records()
            .filter_map(|record| record.get(field)?.as_str());
        texts
            .find(|text| text.starts_with(begins))
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        said("summary", "Called"),
        "Called Ada Okonkwo; they want the paper by May.\nThey were angry."
    );
    assert_eq!(said("notes", "In"), "In March.");
    assert!(planned_with(JOURNAL, &world, &options()).is_empty());
    let edited = JOURNAL.replace("paper by May", "paper by June");
    let plan = planned_with(&edited, &world, &options());
    assert_eq!(
        (plan.files[0].new, plan.files[0].changed),
        (0, 1),
        "{:?}",
        plan.files[0].details
    );
}

fn amounts_of(text: &str, options: &Options<'_>) -> (Vec<String>, Vec<String>) {
    let plan = planned_with(text, &Snapshot::default(), options);
    let mut amounts: Vec<String> = plan
        .makes
        .objects()
        .iter()
        .filter_map(|record| {
            record
                .get("amount")?
                .get("amount")?
                .as_str()
                .map(str::to_owned)
        })
        .collect();
    amounts.sort();
    let notes = plan.files[0]
        .warnings
        .iter()
        .filter(|note| note.contains("thousands"));
    (amounts, notes.cloned().collect())
}

#[test]
fn money_before_three_digits_is_thousands_and_the_plan_says_so() {
    let english = "Deal Name,Account Name,Amount,Currency,Close Date\nA one,Acme,45.000,EUR,2026-12-31\nB two,Acme,120.000,EUR,2027-02-01\n";
    let (amounts, notes) = amounts_of(english, &options());
    assert_eq!(amounts, ["120000", "45000"]);
    assert_eq!(notes.len(), 1);
    assert!(notes[0].contains("such as 45.000") && notes[0].contains("read as 45,000"));
    // Said otherwise, it is otherwise.
    let mut point = options();
    point.decimal = Some(false);
    assert_eq!(
        amounts_of(english, &point),
        (vec!["120".into(), "45".into()], vec![])
    );
    // Another number of the column decides for all of it.
    let decided = english.replace("120.000", "120.50");
    assert_eq!(
        amounts_of(&decided, &options()),
        (vec!["120.5".into(), "45".into()], vec![])
    );
    let both = english.replace("120.000", "\"120,000\"");
    let (amounts, notes) = amounts_of(&both, &options());
    assert_eq!(
        (amounts, notes.len()),
        (vec!["120000".to_owned(), "45000".into()], 1)
    );
    // As each country writes it nothing need be said.
    let usual = "Deal;Firma;Betrag;Abschlussdatum\nA eins;Acme;1.234;31.12.2026\n";
    assert_eq!(amounts_of(usual, &options()), (vec!["1234".into()], vec![]));
    let usual = english
        .replace("45.000", "\"45,000\"")
        .replace("120.000", "\"120,000\"");
    assert_eq!(amounts_of(&usual, &options()).1.len(), 0);
}

#[test]
fn what_another_book_has_too_is_linked_and_said() {
    let record = |id: u8, kind: &str, name: &str| {
        let id = ally::domain::Id::from_bytes([id; 16]);
        json!({"id": id, "kind": kind, "short": "xx1", "name": name, "created": "2026-11-01T09:00:00Z",
            "changed": "2026-11-01T09:00:00Z", "author": "me"})
    };
    let mut ann = record(3, "person", "A. Berg");
    ann["emails"] = json!(["Ann@molino.example"]);
    let file = [
        record(1, "account", "MOLINO AZUL S.A."),
        record(2, "account", "Other SL"),
        ann,
    ];
    let file = file.map(|line| format!("{line}\n")).concat();
    let mut world = Snapshot::default();
    import(
        "First Name,Last Name,Company,Email\nAnn,Berg,Molino Azul S.A.,ann@molino.example\n",
        &mut world,
    );
    let mine = |world: &Snapshot, name: &str| named(world, name)[0]["id"].clone();
    let (molino, ann) = (mine(&world, "Molino Azul S.A."), mine(&world, "Ann Berg"));
    let plan = import(&file, &mut world);
    assert_eq!(
        (plan.files[0].doubtful, plan.files[0].new),
        (2, 1),
        "{:?}",
        plan.files[0].details
    );
    assert!(note_of(&plan, "MOLINO AZUL S.A.")[0].contains("another book"));
    for (name, other) in [("MOLINO AZUL S.A.", molino), ("A. Berg", ann)] {
        let links = &named(&world, name)[0]["links"];
        assert_eq!(links, &json!([{"to": other, "how": "maybe same"}]));
    }
    let again = planned_with(&file, &world, &options());
    assert!(
        again.is_empty() && again.files[0].details.is_empty(),
        "{:?}",
        again.files[0].details
    );
}

#[test]
fn each_thing_that_a_row_makes_beside_its_own_is_named() {
    let text = "Activity - ID,Activity - Subject,Activity - Type,Activity - Due date,Activity - Done,Organization - ID,Organization - Name,Person - ID,Person - Name\n\
        7,First call,call,2026-11-02,Done,11,Molino Azul S.A.,12,Ann Berg\n";
    let plan = planned_with(text, &Snapshot::default(), &options());
    let notes = note_of(&plan, "First call");
    for made in ["makes account Molino Azul S.A.", "makes person Ann Berg"] {
        assert!(notes.iter().any(|note| note == made), "{notes:?}");
    }
}

#[test]
fn a_calendar_of_our_own_says_what_it_leaves_out() {
    let event = |uid: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:20261201T140000Z\r\nSUMMARY:Due\r\nEND:VEVENT\r\n"
        )
    };
    let text = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{}{}END:VCALENDAR\r\n",
        event("ally-due:01890a5d-ac96-774b-bcce-b302099a8057"),
        event("one@x")
    );
    let plan = planned_with(&text, &Snapshot::default(), &options());
    assert_eq!(plan.files[0].rows, 1);
    assert!(
        plan.files[0]
            .warnings
            .iter()
            .any(|note| note.starts_with("1 reminder is left out"))
    );
}
