//! A file that comes again: what was changed, deleted or merged since is honoured.

use super::*;

#[test]
fn deleted_and_merged_rows_are_honoured() {
    let mut world = Snapshot::default();
    import(
        "Id,Name,IsDeleted,MasterRecordId,BillingCity\n001A,Acme,false,,Bonn\n001B,Acme Ltd,false,,Köln\n001C,Gone,false,,\n",
        &mut world,
    );
    let next = "Id,Name,IsDeleted,MasterRecordId,BillingCity\n001A,Acme,false,,Bonn\n001B,Acme Ltd,true,001A,Köln\n001C,Gone,true,,\n001D,Never here,true,,\n";
    let plan = planned_with(next, &world, &options());
    assert_eq!(plan.merges.len(), 1);
    assert_eq!(
        plan.files[0]
            .rejected
            .iter()
            .map(|rejected| rejected.line)
            .collect::<Vec<_>>(),
        [5]
    );
    apply(plan, &mut world);
    assert_eq!(
        named(&world, "Gone")[0]["tags"],
        json!(["deleted-in-salesforce"])
    );
    assert!(named(&world, "Never here").is_empty());
}

#[test]
fn what_a_file_brought_is_known_though_its_address_changed() {
    let contacts = |email: &str, title: &str| {
        format!(
            "Given Name,Family Name,Group Membership,E-mail 1 - Value,E-mail 2 - Value,Organization 1 - Title\nGrace,Hopper,* myContacts,{email},g@home.example,{title}\n"
        )
    };
    let mut world = Snapshot::default();
    import(&contacts("grace@navy.example", "Rear Admiral"), &mut world);
    let newer = contacts("grace@newnavy.example", "Admiral");
    import(&newer, &mut world);
    let grace = named(&world, "Grace Hopper")[0];
    assert_eq!(grace["title"], "Admiral", "nobody typed the other");
    assert_eq!(
        grace["emails"],
        json!(["grace@newnavy.example", "g@home.example"])
    );
    is_same(&[&newer], &mut world);
}

#[test]
fn a_conflict_is_shown_as_long_as_it_stands() {
    let file = |title: &str| {
        format!(
            "Record ID,First Name,Last Name,Email,Job Title\n1,Ann,Able,ann@a.example,{title}\n"
        )
    };
    let mut world = Snapshot::default();
    import(&file("Buyer"), &mut world);
    let mut typed = named(&world, "Ann Able")[0].clone();
    typed.insert("title".into(), json!("Chief buyer"));
    world.add(typed, None);
    for _ in 0..2 {
        let plan = import(&file("Head"), &mut world);
        let row = &plan.files[0].details[0];
        assert_eq!((plan.files[0].same, row.kept.len()), (1, 1));
        assert!(plan.is_empty());
    }
    let readings = read(
        &[Source {
            name: "x",
            bytes: file("Head").as_bytes(),
        }],
        &options(),
    );
    let theirs = plan(readings.unwrap(), &world, &options(), true);
    assert_eq!(theirs.edits[0].after["title"], "Head");
}

#[test]
fn what_was_deleted_elsewhere_and_is_there_again_says_so() {
    let mut world = Snapshot::default();
    let row = |deleted: bool| {
        format!("Id,LastName,FirstName,AccountId,IsDeleted\n003A,Berg,Anna,,{deleted}\n")
    };
    import(&row(false), &mut world);
    import(&row(true), &mut world);
    assert_eq!(
        one(&world, "person")["tags"],
        json!(["deleted-in-salesforce"])
    );
    let plan = import(&row(false), &mut world);
    assert_eq!(plan.files[0].changed, 1);
    assert!(one(&world, "person").get("tags").is_none());
}

#[test]
fn the_first_of_two_rows_of_one_record_tells_what_it_is() {
    let text = "Record ID,First Name,Last Name,Email,Job Title,Phone Number\n1,Gaëlle,Perrin,g@p.example,Head,\n5,GAËLLE,PERRIN,g@p.example,Buyer,+33 4 50 11 22 33\n";
    let mut world = Snapshot::default();
    import(text, &mut world);
    let person = one(&world, "person");
    assert_eq!(
        (&person["name"], &person["title"]),
        (&json!("Gaëlle Perrin"), &json!("Head"))
    );
    assert_eq!(
        person["phones"],
        json!(["+33 4 50 11 22 33"]),
        "what is empty is filled"
    );
    // `--theirs` is for what somebody typed, not for the file's own other row.
    let source = Source {
        name: "x.csv",
        bytes: text.as_bytes(),
    };
    let readings = read(&[source], &options()).unwrap();
    let plan = plan(readings, &world, &options(), true);
    assert!(plan.is_empty(), "{:?}", plan.files[0].details);
}

#[test]
fn what_was_deleted_here_does_not_come_back_with_the_same_file() {
    use ally::interchange::world::{Deleted, gone_marks};
    let text = "Record Id,First Name,Last Name,Account Name,Account Name.id,Email\n\
        211,Dana,Whitfield,Ridge Group,111,dana@ridge.example\n\
        212,Lee,Roy,Ridge Group,111,lee@ridge.example\n";
    let mut world = Snapshot::default();
    import(text, &mut world);
    let lee = named(&world, "Lee Roy")[0].clone();
    let rest = world.records().filter(|held| held["id"] != lee["id"]);
    let mut left = Snapshot::new(rest.cloned().collect::<Vec<_>>(), None);
    left.add_gone(gone_marks(ally::domain::Kind::Person, &lee));
    let plan = planned_with(text, &left, &options());
    assert!(plan.is_empty(), "{:?}", plan.files[0].details);
    assert_eq!(plan.files[0].same, 2, "each row is one of the five");
    assert!(note_of(&plan, "Lee Roy")[0].contains("deleted here"));
    // Whoever wants it back says so; and who was typed anew is known by the address.
    let readings = read(
        &[Source {
            name: "file.csv",
            bytes: text.as_bytes(),
        }],
        &options(),
    );
    left.add_deleted(&Deleted {
        record: lee.clone(),
        torn: Vec::new(),
    });
    let theirs = ally::interchange::plan::plan(readings.unwrap(), &left, &options(), true);
    assert_eq!((theirs.files[0].new, theirs.files[0].changed), (0, 1));
    assert_eq!(theirs.makes.objects()[0]["id"], lee["id"], "the very one");
    let mut anew = lee.clone();
    anew.shift_remove("foreign");
    anew.shift_remove("brought");
    left.add(anew, None);
    let plan = planned_with(text, &left, &options());
    assert_eq!((plan.files[0].changed, plan.files[0].new), (1, 0));
}
