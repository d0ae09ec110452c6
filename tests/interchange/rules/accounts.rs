//! Which account is meant: by number, name, old name, web address, deal, or where its people lie.

use super::*;

#[test]
fn a_doubtful_row_is_made_apart_and_linked() {
    let mut world = Snapshot::default();
    let plan = import(
        "Record ID,Company name,Company Domain Name\n1,Perrin,p.example\n2,perrin ,\n",
        &mut world,
    );
    assert_eq!((plan.files[0].new, plan.files[0].doubtful), (1, 1));
    assert_eq!(plan.makes.objects()[1]["links"][0]["how"], "maybe same");
}

#[test]
fn a_name_that_two_accounts_have_makes_no_third() {
    let mut world = Snapshot::default();
    import(
        "Record ID,Company name,Company Domain Name\n1,Perrin,p.example\n2,perrin ,\n",
        &mut world,
    );
    let contacts = "Record ID,First Name,Last Name,Email,Company Name\n7,A,B,a@p.example,PERRIN\n";
    let plan = import(contacts, &mut world);
    assert_eq!(plan.makes.len(), 1, "{:?}", plan.makes);
    assert_eq!(
        plan.makes.objects()[0]["account"],
        named(&world, "Perrin")[0]["id"]
    );
    assert!(planned_with(contacts, &world, &options()).is_empty());
}

#[test]
fn children_before_their_parents_are_the_same_the_next_time() {
    let person = "Id,LastName,FirstName,AccountId,ReportsToId,IsDeleted\n003a,Rogers,Jack,001a,003b,false\n003b,Boss,Ann,001a,,false\n";
    let account = "Id,Name,ParentId,BillingCity,IsDeleted\n001a,Burlington,001b,Burlington,false\n001b,Textiles,,,false\n";
    let mut world = Snapshot::default();
    import(person, &mut world);
    assert_eq!(named(&world, "Jack Rogers")[0].get("account"), None);
    import(account, &mut world);
    let at = named(&world, "Burlington")[0]["id"].clone();
    assert_eq!(named(&world, "Jack Rogers")[0]["account"], at);
    is_same(&[person, account, person], &mut world);
    // What attached itself was brought by the file, so that the file can move it.
    let moved = person.replacen("Jack,001a", "Jack,001b", 1);
    let plan = import(&moved, &mut world);
    assert_eq!((plan.files[0].changed, plan.files[0].same), (1, 1));
    let row = &plan.files[0].details[0];
    assert_eq!(
        (row.changed[0].old.clone(), row.changed[0].new.clone()),
        (Some(json!("Burlington")), Some(json!("Textiles"))),
        "names are shown, not ids"
    );
}

#[test]
fn a_note_finds_its_account_by_the_deal_that_finds_it_later() {
    let notes =
        "Note Id,Note Title,Note Content,Parent ID,Parent Module\nn1,Call,Wants it done,d1,Deals\n";
    let deals =
        "Record Id,Deal Name,Account Name.id,Account Name,Closing Date\nd1,Roof,a1,,2026-12-01\n";
    let accounts = "Record Id,Account Name,Account Owner,Billing City\na1,Ridge,Me,Hartford\n";
    let mut world = Snapshot::default();
    for text in [notes, deals, accounts] {
        import(text, &mut world);
    }
    let ridge = named(&world, "Ridge")[0]["id"].clone();
    let all: Vec<_> = world.records().collect();
    let note = all
        .iter()
        .find(|record| !matches!(record["kind"].as_str(), Some("deal" | "account")))
        .unwrap();
    assert_eq!(note.get("account"), Some(&ridge), "{note:?}");
    assert!(!note.contains_key("inbox"));
    is_same(&[notes, deals, accounts], &mut world);
}

#[test]
fn accounts_that_are_only_named_are_told_and_none_is_left_empty() {
    let companies = "Record ID,Company name,Company Domain Name,Country/Region\n1,\"Le Goff, SA\",legoff.example,France\n2,Perrin SARL,,France\n";
    let contacts = "Record ID,First Name,Last Name,Email,Company Name\n\
        11,Yann,Goff,yann@legoff.example,Le Goff\n\
        12,Guy,Perrin,guy@perrin.example,Perrin\n\
        13,Guy,Perrin,guy@perrin.example,Perrin & Fils\n\
        14,Lea,Roux,lea@roux.example,Roux\n";
    let mut world = Snapshot::default();
    import(companies, &mut world);
    let plan = import(contacts, &mut world);
    let file = &plan.files[0];
    assert_eq!(file.beside, ["Perrin", "Roux"]);
    assert_eq!(file.kinds["account"], 2);
    let le_goff = named(&world, "Le Goff, SA")[0]["id"].clone();
    assert_eq!(
        named(&world, "Yann Goff")[0]["account"],
        le_goff,
        "the same name but for the form, at the same web address"
    );
    assert!(named(&world, "Perrin & Fils").is_empty());
    let perrin = named(&world, "Perrin")[0];
    assert_eq!(perrin["links"][0]["how"], "maybe same");
    let doubt = file
        .details
        .iter()
        .find(|row| row.class == Class::Doubtful)
        .unwrap();
    assert!(doubt.notes[0].contains("Perrin SARL") && doubt.notes[0].contains("legal form"));
    is_same(&[companies, contacts], &mut world);
}

#[test]
fn an_account_named_anew_is_known_by_where_its_people_lie() {
    let mut world = Snapshot::default();
    let people = "Record ID,First Name,Last Name,Email,Associated Company\n\
                  5102,Yann,Le Goff,yann@legoff.example,Le Goff Transports\n";
    import(people, &mut world);
    let mut account = named(&world, "Le Goff Transports")[0].clone();
    account.insert("name".into(), json!("LGT Logistique"));
    account.insert("aliases".into(), json!(["Le Goff Transports, SA"]));
    let mut renamed = Snapshot::default();
    for record in world.records() {
        let is_account = record["id"] == account["id"];
        renamed.add(
            if is_account {
                account.clone()
            } else {
                record.clone()
            },
            None,
        );
    }
    is_same(&[people], &mut renamed);
}

#[test]
fn a_company_that_contacts_named_is_the_one_at_their_web_address() {
    let contacts = "Record ID,First Name,Last Name,Email,Company Name\n7,Yann,Le Goff,yann@legoff.example,Le Goff Transports\n";
    let companies = "Record ID,Company name,Company Domain Name,Industry\n9,\"Le Goff Transports, SA\",legoff.example,Logistics\n";
    for order in [[contacts, companies], [companies, contacts]] {
        let mut world = Snapshot::default();
        for text in order {
            import(text, &mut world);
        }
        let account = one(&world, "account");
        assert_eq!(account["name"], "Le Goff Transports, SA");
        assert_eq!(one(&world, "person")["account"], account["id"]);
        is_same(&order, &mut world);
    }
}

#[test]
fn orders_with_the_customers_number_and_name_are_the_known_accounts() {
    let mut world = Snapshot::default();
    import(
        "Company,Website\nHafen Logistik GmbH,hafen.example\n",
        &mut world,
    );
    let orders = "Auftragsnr;Kundennr;Kunde;Auftragsdatum;Währung\nA-1;10;Hafen Logistik GmbH;05.01.2026;EUR\nA-2;12;Unbekannt KG;31.03.2026;EUR\n";
    let lines = "Auftragsnr;Pos;Artikel;Menge;Einzelpreis;Rabatt\nA-1;1;Seil 12 mm;100;1,50;0\nA-2;1;Haken;4;12,00;10 %\n";
    let readings = read(
        &[
            Source {
                name: "orders.csv",
                bytes: orders.as_bytes(),
            },
            Source {
                name: "lines.csv",
                bytes: lines.as_bytes(),
            },
        ],
        &options(),
    )
    .unwrap();
    let plan = plan(readings, &world, &options(), false);
    let made: Vec<Value> = plan
        .makes
        .objects()
        .iter()
        .map(|record| record["name"].clone())
        .collect();
    assert_eq!(made, [json!("Unbekannt KG")]);
    let hafen = named(&world, "Hafen Logistik GmbH")[0]["id"].clone();
    assert!(
        plan.activity
            .iter()
            .any(|part| json!(part.account) == hafen)
    );
    let currencies: Vec<&str> = plan
        .tables
        .iter()
        .flat_map(|table| table.iter().map(|row| row.currency))
        .collect();
    assert_eq!(currencies, ["EUR", "EUR"]);
}

#[test]
fn an_account_that_a_file_renames_is_known_by_its_old_name() {
    let mut world = Snapshot::default();
    let row = |name: &str| {
        format!("Id,Name,BillingCity,IsDeleted\n001A0000006ILbaIAG,{name},Ulm,false\n")
    };
    import(&row("Hafen Logistik GmbH"), &mut world);
    import(&row("Hafen Logistik SE"), &mut world);
    let plan = planned_with(
        "Company,Name,Email\nHafen Logistik GmbH,Jens Petersen,j@x.example\n",
        &world,
        &options(),
    );
    assert_eq!(plan.makes.objects().len(), 1, "only Jens is made");
}

#[test]
fn a_customer_known_by_number_is_the_account_of_its_name() {
    let mut world = Snapshot::default();
    import(
        "Company,Website\nHafen Logistik GmbH,hafen.example\n",
        &mut world,
    );
    let plan = import(
        "order_id,customer_id,order_date,amount\n501,C1,2026-01-05,7\n",
        &mut world,
    );
    assert_eq!(plan.makes.len(), 1);
    let plan = planned_with(
        "customer_id,company_name,country\nC1,Hafen Logistik GmbH,DE\n",
        &world,
        &options(),
    );
    assert_eq!((plan.makes.len(), plan.merges.len()), (0, 1));
}
