//! Who is who: people of one switchboard, of one name, of two accounts.

use super::*;

#[test]
fn people_of_one_switchboard_stay_apart() {
    let mut world = Snapshot::default();
    let plan = import(
        "First Name,Last Name,Email,Phone,Company\nAnna,Berg,,+49 221 1234567,Acme\nBen,Holt,,+49 221 1234567,Acme\nAnna,Berg,anna@acme.example,+49 (221) 1234567,Acme\n",
        &mut world,
    );
    let makes = plan.makes.objects();
    let people: Vec<_> = makes
        .iter()
        .filter(|record| record["kind"] == "person")
        .collect();
    assert_eq!(people.len(), 2, "{people:?}");
    assert_eq!(people[0]["emails"], json!(["anna@acme.example"]));
}

#[test]
fn a_number_used_again_by_another_file_is_a_doubt() {
    let mut world = Snapshot::default();
    import(
        "CustomerID,CompanyName,City,Country,Industry\n1,Acme,Bonn,Germany,Steel\n",
        &mut world,
    );
    let renamed = planned_with(
        "CustomerID,CompanyName,City,Country,Industry\n1,Acme Group,Bonn,Germany,Steel\n",
        &world,
        &options(),
    );
    assert_eq!(
        (renamed.files[0].changed, renamed.files[0].doubtful),
        (1, 0)
    );
    let other = planned_with(
        "CustomerID,CompanyName,City,Country,Industry\n1,Zeta,Lyon,France,Cheese\n",
        &world,
        &options(),
    );
    assert_eq!((other.files[0].changed, other.files[0].doubtful), (0, 1));
}

#[test]
fn attendees_become_people_only_where_their_account_is_known() {
    let mut world = Snapshot::default();
    import(
        "Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n",
        &mut world,
    );
    let meeting = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:m\nDTSTART:20261201T100000Z\nSUMMARY:QBR\nATTENDEE;CN=Anna Berg:mailto:anna@acme.example\nATTENDEE;CN=Me:mailto:me@seller.example\nATTENDEE;CN=Somebody:mailto:x@gmail.com\nEND:VEVENT\nEND:VCALENDAR\n";
    let options = Options {
        own_addresses: vec!["me@seller.example".into()],
        ..options()
    };
    let plan = planned_with(meeting, &world, &options);
    let makes = plan.makes.objects();
    let people: Vec<_> = makes
        .iter()
        .filter(|record| record["kind"] == "person")
        .map(|record| &record["name"])
        .collect();
    assert_eq!(people, ["Anna Berg"]);
    let makes = plan.makes.objects();
    let met = makes
        .iter()
        .find(|record| record["kind"] == "touchpoint")
        .unwrap();
    assert!(met.contains_key("account") && !met.contains_key("inbox"));
    assert_eq!(
        met["extra"]["waits_for_people"],
        json!(["person email:x@gmail.com | person name:Somebody"])
    );
}

#[test]
fn two_people_of_one_address_stay_two() {
    let text = "First Name,Last Name,Company,Phone,Email,Title\nAnn,Able,Acme,,info@acme.example,Buyer\nBob,Baker,Acme,,info@acme.example,Engineer\n";
    let mut world = Snapshot::default();
    let plan = import(text, &mut world);
    assert_eq!((plan.files[0].new, plan.files[0].doubtful), (1, 1));
    let doubt = plan.files[0]
        .details
        .iter()
        .find(|row| row.class == Class::Doubtful)
        .unwrap();
    assert_eq!(doubt.name, "Bob Baker");
    assert!(
        doubt.notes[0].contains("Ann Able (line 2)") && doubt.notes[0].contains("another name"),
        "{:?}",
        doubt.notes
    );
    assert_eq!(named(&world, "Ann Able")[0]["title"], "Buyer");
    assert_eq!(named(&world, "Bob Baker")[0]["title"], "Engineer");
    is_same(&[text], &mut world);
    // A name that is only written otherwise is the same person.
    let married = text.replace("Ann,Able", "Ann,Able-Cole");
    let plan = import(&married, &mut world);
    assert_eq!((plan.files[0].changed, plan.files[0].same), (1, 1));
}

#[test]
fn whoever_is_waited_for_comes_with_the_account_at_their_domain() {
    let meeting = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:m\nDTSTART:20261201T100000Z\nSUMMARY:QBR\nATTENDEE;CN=Anna Berg:mailto:anna@acme.example\nATTENDEE;CN=X:mailto:x@gmail.com\nEND:VEVENT\nEND:VCALENDAR\n";
    let account = "Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n";
    let mut world = Snapshot::default();
    import(meeting, &mut world);
    let plan = import(account, &mut world);
    assert_eq!(plan.files[0].kinds["person"], 1);
    let acme = named(&world, "Acme")[0]["id"].clone();
    let anna = named(&world, "Anna Berg")[0].clone();
    assert_eq!(anna["account"], acme);
    let met = world
        .records()
        .find(|record| record["kind"] == "touchpoint")
        .unwrap();
    assert_eq!((&met["account"], &met["people"][0]), (&acme, &anna["id"]));
    assert!(!met.contains_key("inbox"));
    is_same(&[meeting, account], &mut world);
}

#[test]
fn another_contact_of_a_company_is_another_person() {
    let mut world = Snapshot::default();
    let table = |contact: &str| {
        format!(
            "customerID,companyName,contactName,contactTitle,city\nALFKI,Alfreds Futterkiste,{contact},Berlin\n"
        )
    };
    import(&table("Maria Anders,Buyer"), &mut world);
    let plan = import(&table("Hans Schmidt,Owner"), &mut world);
    assert_eq!(plan.makes.len(), 1, "{:?}", plan.edits);
    let account = named(&world, "Alfreds Futterkiste")[0]["id"].clone();
    for (name, title) in [("Maria Anders", "Buyer"), ("Hans Schmidt", "Owner")] {
        let person = named(&world, name);
        assert_eq!((person.len(), &person[0]["title"]), (1, &json!(title)));
        assert_eq!(person[0]["account"], account);
    }
    is_same(&[&table("Hans Schmidt,Owner")], &mut world);
    is_same(&[&table("Maria Anders,Buyer")], &mut world);
    // A corrected spelling is the same person.
    let plan = import(&table("Mario Anders,Buyer"), &mut world);
    assert_eq!((plan.makes.len(), plan.edits.len()), (0, 1));
    assert_eq!(named(&world, "Mario Anders").len(), 1);
}

#[test]
fn whoever_was_taken_off_a_meeting_stays_off_it() {
    let mut world = Snapshot::default();
    let contacts = "First Name,Last Name,Company,Email\n\
                    Uwe,Weiss,Weiss GmbH,uwe@weiss.example\nNina,Neu,Weiss GmbH,nina@weiss.example\n";
    import(contacts, &mut world);
    let meeting = |attendees: &str| {
        format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a1\nSUMMARY:Weekly\nDTSTART:20261201T100000Z\n\
                 DTEND:20261201T110000Z\n{attendees}END:VEVENT\nEND:VCALENDAR\n"
        )
    };
    let both = meeting("ATTENDEE:mailto:uwe@weiss.example\nATTENDEE:mailto:nina@weiss.example\n");
    import(&both, &mut world);
    let id = |name: &str| named(&world, name)[0]["id"].clone();
    let (uwe, nina) = (id("Uwe Weiss"), id("Nina Neu"));
    let mut edited = Snapshot::default();
    for record in world.records() {
        let mut record = record.clone();
        if record.get("subject").is_some() {
            assert_eq!(record["people"], json!([uwe, nina]));
            record.insert("people".into(), json!([uwe]));
        }
        // A name changed by hand makes nobody wait for the old one.
        if record["id"] == uwe {
            record.insert("name".into(), json!("Uwe W. Weiss"));
        }
        edited.add(record, None);
    }
    is_same(&[&both], &mut edited);
    // Whom the file names newly comes, and the plan says who was there before.
    let more = format!("{contacts}Otto,Opel,Weiss GmbH,otto@weiss.example\n");
    import(&more, &mut edited);
    let plan = import(
        &meeting(
            "ATTENDEE:mailto:uwe@weiss.example\nATTENDEE:mailto:nina@weiss.example\nATTENDEE:mailto:otto@weiss.example\n",
        ),
        &mut edited,
    );
    let changed = &plan.files[0].details[0].changed[0];
    assert_eq!(
        (changed.field.as_str(), &changed.old),
        ("people", &Some(json!(["Uwe W. Weiss"])))
    );
    assert_eq!(changed.new, Some(json!(["Uwe W. Weiss", "Otto Opel"])));
}

#[test]
fn whoever_moves_to_another_account_keeps_a_role_at_each() {
    let mut world = Snapshot::default();
    let row = |company: &str, title: &str| {
        format!(
            "Record ID,First Name,Last Name,Email,Job Title,Company Name\n7,Anna,Berg,a@b.example,{title},{company}\n"
        )
    };
    import(&row("Acme", "Buyer"), &mut world);
    assert!(one(&world, "person").get("roles").is_none());
    let plan = import(&row("Bolt", "Head"), &mut world);
    let told = &plan.files[0].details[0];
    assert!(
        told.notes
            .iter()
            .any(|note| note.contains("the role at Acme ends")),
        "{told:?}"
    );
    let account = |name: &str| named(&world, name)[0]["id"].clone();
    let roles = one(&world, "person")["roles"].clone();
    assert_eq!(
        roles,
        json!([
            {"account": account("Acme"), "title": "Buyer", "until": "2026-11-23"},
            {"account": account("Bolt"), "title": "Head", "from": "2026-11-23"},
        ])
    );
    assert!(planned_with(&row("Bolt", "Head"), &world, &options()).is_empty());
}

#[test]
fn somebody_of_a_branch_may_be_whom_a_file_names_at_the_account() {
    let (account, branch) = (Id::new(1, [1; 10]), Id::new(2, [1; 10]));
    let record = |value: Value| {
        let mut record = value.as_object().unwrap().clone();
        record.insert("created".into(), json!("2026-11-20T14:00:00Z"));
        record
    };
    let mut world = Snapshot::new(
        [
            record(json!({"id": account, "kind": "account", "name": "Northline"})),
            record(
                json!({"id": branch, "kind": "account", "name": "Waterbury yard", "parent": account}),
            ),
            record(
                json!({"id": Id::new(3, [1; 10]), "kind": "person", "name": "Dana Whitfield", "account": branch}),
            ),
        ],
        None,
    );
    let deal = "Deal name,Account name,Amount,Stage\nRamp,Northline/Waterbury yard,500 USD,Open\n";
    import(deal, &mut world);
    assert_eq!(named(&world, "Ramp")[0]["account"], json!(branch));
    let plan = import(
        "First Name,Last Name,Company,Position,Email\nDana,Whitfield,Northline,Manager,\n",
        &mut world,
    );
    assert_eq!(plan.files[0].details[0].class, Class::Doubtful);
}

#[test]
fn whoever_was_taken_off_is_not_made_again_by_the_same_calendar() {
    let mut world = Snapshot::default();
    import("Company,Website\nHafen,hafen.example\n", &mut world);
    let event = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:o@x\r\nDTSTAMP:20261101T090000Z\r\nDTSTART:20261201T140000Z\r\n\
        DTEND:20261201T153000Z\r\nSUMMARY:Visit\r\nATTENDEE;CN=\"Okonkwo, Ada\":mailto:ada@hafen.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    import(event, &mut world);
    let ada = named(&world, "Ada Okonkwo")[0].clone();
    let mut corrected = ada.clone();
    corrected.insert("emails".into(), json!(["ada.new@hafen.example"]));
    let others: Vec<_> = world
        .records()
        .filter(|record| record["id"] != ada["id"])
        .cloned()
        .collect();
    let world = Snapshot::new(others.into_iter().chain([corrected]), None);
    assert!(planned_with(event, &world, &options()).is_empty());
}

#[test]
fn a_name_of_an_invitation_gives_way_to_a_contacts() {
    let mut world = Snapshot::default();
    import("Company,Website\nHafen,hafen.example\n", &mut world);
    import(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:o@x\r\nDTSTAMP:20261101T090000Z\r\nDTSTART:20261201T140000Z\r\n\
         DTEND:20261201T153000Z\r\nSUMMARY:Visit\r\nATTENDEE;CN=J. Petersen:mailto:jens@hafen.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        &mut world,
    );
    import(
        "Record ID,First Name,Last Name,Email\n7,Jens,Petersen,jens@hafen.example\n",
        &mut world,
    );
    assert_eq!(named(&world, "Jens Petersen").len(), 1);
}

#[test]
fn guests_are_people_and_what_orders_leave_out_is_said() {
    let mut world = Snapshot::default();
    let guests = "Order no.,Order Date,First Name,Surname,Email,Quantity,Ticket Type,Company,Job Title\n\
        991,2026-01-01,Ann,Alder,ann@a.example,1,VIP,A AG,CEO\n";
    import(guests, &mut world);
    let ann = &named(&world, "Ann Alder")[0];
    assert_eq!(
        (&ann["emails"], &ann["title"]),
        (&json!(["ann@a.example"]), &json!("CEO"))
    );
    let orders = "Customer,Order Date,Product,Quantity,Clerk,Shelf\nA AG,2026-01-01,Rope,2,Jo,S1\n";
    let plan = planned_with(orders, &Snapshot::default(), &options());
    assert!(
        plan.files[0]
            .warnings
            .iter()
            .any(|says| says.contains("Clerk, Shelf")),
        "{:?}",
        plan.files[0].warnings
    );
}

#[test]
fn two_rows_of_one_person_are_the_same_the_second_time() {
    let mut world = Snapshot::default();
    let text = "First Name,Last Name,Email,Phone\nAnn,One,a1@x.example,+49301111111\nAnn,One,A1@x.example,+49302222222\n";
    import(text, &mut world);
    let plan = import(text, &mut world);
    assert_eq!((plan.files[0].changed, plan.files[0].same), (0, 2));
    // One that has another number is changed; one that lacks it says nothing of it.
    let other = text.replace("+49302222222", "+49303333333");
    assert!(planned_with(&other, &world, &options()).files[0].changed > 0);
    let less = text.replace("+49302222222", "");
    assert_eq!(planned_with(&less, &world, &options()).files[0].changed, 0);
}

#[test]
fn another_employer_is_shown_though_it_is_no_account() {
    let mut world = Snapshot::default();
    let text = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
        Mia,Moe,https://www.linkedin.com/in/mia,,Nordkap Fisk,Skipper,01 Jan 2023\n";
    import(text, &mut world);
    let plan = planned_with(
        &text.replace("Nordkap Fisk", "Havbruk AS"),
        &world,
        &options(),
    );
    let says = format!("{:?}", plan.files[0].details[0].changed);
    assert!(
        says.contains("Nordkap Fisk") && says.contains("Havbruk AS"),
        "{says}"
    );
}

#[test]
fn people_of_one_name_are_one_when_their_account_comes_at_last() {
    let mut world = Snapshot::default();
    import(
        "First Name,Last Name,Organization Name,Organization Title,E-mail 1 - Value,Phone 1 - Value\nResi,Huber,Hafen Logistik,Clerk,,+49 40 5550101\n",
        &mut world,
    );
    import(
        "Id,LastName,FirstName,AccountId,Title\n0035g00000AbcDEAAZ,Huber,Resi,0015g00000AbcDEAAZ,Clerk\n",
        &mut world,
    );
    assert_eq!(named(&world, "Resi Huber").len(), 2, "nobody knows yet");
    let plan = planned_with(
        "Id,Name,ParentId,IsDeleted\n0015g00000AbcDEAAZ,Hafen Logistik,,false\n",
        &world,
        &options(),
    );
    assert_eq!(plan.merges.len(), 1, "{:?}", plan.files);
}
