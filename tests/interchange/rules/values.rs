//! What a cell means: days, hours, amounts, letters, names.

use super::*;

#[test]
fn dates_are_never_guessed() {
    let text =
        "Deal Name,Stage,Account,Close Date\nA,Open,Acme,03/04/2026\nB,Open,Acme,05/06/2026\n";
    let plan = planned_with(text, &Snapshot::default(), &options());
    let makes = plan.makes.objects();
    let deal = makes.iter().find(|record| record["name"] == "A").unwrap();
    assert!(!deal.contains_key("closes") && deal["extra"]["Close Date"] == "03/04/2026");
    assert!(
        plan.files[0]
            .warnings
            .iter()
            .any(|warning| warning.contains("two ways"))
    );
    let decided = planned_with(
        &format!("{text}C,Open,Acme,13/04/2026\n"),
        &Snapshot::default(),
        &options(),
    );
    assert_eq!(
        decided
            .makes
            .objects()
            .iter()
            .find(|record| record["name"] == "A")
            .unwrap()["closes"],
        "2026-04-03"
    );
    let map =
        ColumnMap::parse("kind = \"deal\"\ndates = \"mdy\"\n[columns]\n\"Deal Name\" = \"name\"\n")
            .unwrap();
    let told = planned_with(
        text,
        &Snapshot::default(),
        &Options {
            map: Some(map),
            ..options()
        },
    );
    assert_eq!(
        told.makes
            .objects()
            .iter()
            .find(|record| record["name"] == "A")
            .unwrap()["closes"],
        "2026-03-04"
    );
}

#[test]
fn nobody_is_called_by_their_title_and_a_table_without_names_says_so() {
    let text = "Kontakt-Mail,Titel,Email\nx,Einkauf,anna@x.example\n";
    let map = ColumnMap::parse(
        "kind = \"person\"\n[columns]\n\"Titel\" = \"title\"\n\"Email\" = \"emails\"\n",
    )
    .unwrap();
    let told = Options {
        map: Some(map),
        ..options()
    };
    let plan = planned_with(text, &Snapshot::default(), &told);
    assert_eq!(plan.files[0].details[0].name, "anna@x.example");
    let warned = plan.files[0].warnings.join("; ");
    assert!(warned.contains("no column is the name"), "{warned}");
    let named = "First Name,Last Name,Job Title,Email\nAnna,,Einkauf,anna@x.example\n";
    let plan = planned_with(named, &Snapshot::default(), &options());
    assert_eq!(plan.files[0].details[0].name, "Anna");
    assert!(!plan.files[0].warnings.join("; ").contains("name"));
}

#[test]
fn a_name_beside_a_first_name_is_the_surname() {
    for text in [
        "Name;Vorname;Firma;Telefon;E-Mail\nBerg;Anna;Berg AG;030 1;anna@b.example\n",
        "First name,Name,Company,Email\nAnna,Berg,Berg AG,anna@b.example\n",
        "First name,Name,Company,Email\nAnna,Anna Berg,Berg AG,anna@b.example\n",
    ] {
        let mut world = Snapshot::default();
        import(text, &mut world);
        assert_eq!(named(&world, "Anna Berg").len(), 1, "{text}");
    }
}

#[test]
fn a_day_without_an_hour_stays_a_day() {
    let mut world = Snapshot::default();
    let text = "Note body,Activity date,Associated contact\nAsked for references,2025-02-12,Anna\n";
    import(text, &mut world);
    let note = one(&world, "touchpoint");
    assert_eq!(note["extra"]["all day"], true);
    assert!(
        note["starts"]
            .as_str()
            .unwrap()
            .starts_with("2025-02-12T00:00")
    );
    let hour =
        "Note body,Activity date,Associated contact\nAsked for references,2025-02-12 09:30,Anna\n";
    let mut world = Snapshot::default();
    import(hour, &mut world);
    assert!(
        one(&world, "touchpoint")
            .get("extra")
            .and_then(|extra| extra.get("all day"))
            .is_none()
    );
}

#[test]
fn amounts_without_a_currency_are_in_that_of_the_others() {
    let deals = |second: &str| {
        format!("Deal Name,Account Name,Amount\nOne,Acme,\"$12,400.00\"\nTwo,Acme,\"{second}\"\n")
    };
    let currency = |text: &str| {
        let mut world = Snapshot::default();
        import(text, &mut world);
        named(&world, "Two")[0]["amount"]["currency"].clone()
    };
    assert_eq!(currency(&deals("95,570.69")), "USD");
    // Where others name another one nobody knows.
    let mixed = format!("{}Three,Acme,€5\n", deals("95,570.69"));
    assert_eq!(currency(&mixed), "XXX");
}

#[test]
fn an_amount_with_words_stays_text_and_turns_no_column() {
    let mut world = Snapshot::default();
    let plan = import(
        "Deal name;Account name;Betrag;Stage\nA;Acme;2.500;Open\nB;Acme;ca. 500;Open\nC;Acme;3 Mio;Open\n",
        &mut world,
    );
    let deal = |name: &str| named(&world, name)[0].clone();
    assert_eq!(deal("A")["amount"]["amount"], "2500");
    assert_eq!(deal("C")["amount"]["amount"], "3000000");
    assert_eq!(deal("C")["amount"]["currency"], "XXX");
    assert_eq!(deal("B").get("amount"), None);
    assert_eq!(deal("B")["extra"]["Betrag"], "ca. 500");
    let told = &plan.files[0].warnings;
    assert!(
        told.iter()
            .any(|says| says.contains("line 3: column “Betrag” has an amount")),
        "{told:?}"
    );
}

#[test]
fn a_traveller_reads_the_same_file() {
    let notes =
        "Record ID,Note body,Activity date,Associated Company\n9,Wants a date,2025-02-12,Acme\n";
    let friends = "### Activities:\n- 2025-02-12: Lunch with **Grace Hopper**.\n\n### Notes:\n\n### Friends:\n- Grace Hopper\n";
    let outlook = "Subject,Start Date,Start Time,End Date,End Time\nReview,11/25/2026,1:30:00 PM,11/25/2026,2:30:00 PM\n";
    let berlin = Options::at("2026-11-23T09:00:00+01:00[Europe/Berlin]".parse().unwrap());
    for text in [notes, friends, outlook] {
        let mut world = Snapshot::default();
        apply(planned_with(text, &world, &berlin), &mut world);
        is_same(&[text], &mut world);
    }
}

#[test]
fn ids_of_salesforce_are_its_own_whatever_the_header() {
    let mut world = Snapshot::default();
    import(
        "Id,LastName,FirstName,AccountId\n003A000000AaaabIAC,Kelly,Siobhan,001A0000006ILbbIAG\n",
        &mut world,
    );
    let plan = import(
        "\"Contact ID\",\"First Name\",\"Last Name\",\"Account ID\",\"Account Name\",\"Email\"\n\
         003A000000Aaaab,Siobhan,Renamed,001A0000006ILbb,Soderstrom,s@soderstrom.example\n",
        &mut world,
    );
    assert_eq!(
        plan.files[0].recognised.as_deref(),
        Some("salesforce report contacts")
    );
    assert_eq!(named(&world, "Siobhan Renamed").len(), 1);
    assert!(
        plan.makes
            .objects()
            .iter()
            .all(|made| made["kind"] == "account"),
        "{:?}",
        plan.makes
    );
}

#[test]
fn columns_of_other_languages_mean_the_same() {
    let mut world = Snapshot::default();
    let told = |text: &str, world: &mut Snapshot| {
        let plan = import(text, world);
        plan.files[0].recognised.clone().unwrap()
    };
    let linkedin = "Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am\n\
        Sven,Ohlund,https://www.linkedin.com/in/sven,,Neu AG,Einkauf,12 Mär 2024\n";
    assert_eq!(told(linkedin, &mut world), "linkedin connections");
    assert_eq!(
        named(&world, "Sven Ohlund")[0]["foreign"][0]["id"],
        "linkedin.com/in/sven"
    );
    let calendar = "Asunto,Fecha de comienzo,Comienzo,Fecha de finalización,Finalización,Todo el día\n\
        Visita,13/1/2027,9:00:00,13/1/2027,10:00:00,Falso\n";
    assert_eq!(told(calendar, &mut world), "outlook calendar");
    let visit = world
        .records()
        .find(|record| record.get("subject") == Some(&json!("Visita")))
        .unwrap();
    assert!(
        visit["starts"]
            .as_str()
            .unwrap()
            .starts_with("2027-01-13T09:00")
    );
    let leads = "Lead Owner,First Name,Last Name,Title,Company / Account,Email\nHugo,Ivo,Dent,CTO,Dent Labs,ivo@dent.example\n";
    told(leads, &mut world);
    assert_eq!(named(&world, "Dent Labs").len(), 1);
    let deals =
        "Dealname;Firma;Phase;Betrag (Währung);Betrag\nWebstuhl;Dent Labs;Angebot;EUR;120.000,00\n";
    told(deals, &mut world);
    assert_eq!(
        named(&world, "Webstuhl")[0]["amount"],
        json!({"amount": "120000", "currency": "EUR"})
    );
}

#[test]
fn a_surname_before_a_comma_is_said_behind_the_first_name() {
    let mut world = Snapshot::default();
    import(
        "Name,Company,Email\n\"Huber, Maria\",Acme,m@acme.example\n\"Berg, MBA\",Acme,b@acme.example\n\"Ćwiek, Błażej\",Acme,c@acme.example\n",
        &mut world,
    );
    for name in ["Maria Huber", "Berg, MBA", "Błażej Ćwiek"] {
        assert_eq!(named(&world, name).len(), 1, "{name}");
    }
}

#[test]
fn zoho_is_known_in_german_and_spanish() {
    for (text, kind) in [
        (
            "Datensatz-ID,Kontakt-Besitzer,Vorname,Nachname,Kontoname.id,Kontoname,E-Mail\nzcrm_1,R,Uli,Stein,zcrm_3,Stadtwerke Fulda,uli@swfulda.example\n",
            "zoho contacts",
        ),
        (
            "Datensatz-ID,Konto-Besitzer,Kontoname,Telefon,Website,Branche,Rechnungsort,Rechnungsland\nzcrm_3,R,Stadtwerke Fulda,0661,swfulda.example,Energie,Fulda,Deutschland\n",
            "zoho accounts",
        ),
        (
            "ID de registro,Propietario de Trato,Nombre de Trato,Importe,Fecha de cierre,Nombre de Cuenta.id,Nombre de Cuenta,Fase\nzcrm_5,R,Contadores,\"€ 12.500,50\",31/01/2027,zcrm_3,Aguas de Jaén,Negociación\n",
            "zoho deals",
        ),
    ] {
        let plan = planned_with(text, &Snapshot::default(), &options());
        assert_eq!(plan.files[0].recognised.as_deref(), Some(kind));
        assert_eq!(plan.files[0].new, 1, "{kind}");
    }
}

#[test]
fn of_two_companies_in_one_cell_the_primary_one_counts() {
    let mut world = Snapshot::default();
    import(
        "Record ID,First Name,Last Name,Email,Associated Company IDs,Associated Company,Associated Company IDs (Primary),Associated Company (Primary)\n\
         1,Inès,Morel,i@morel.example,18803;18801,Nord Bois;Morel Bois,18801,Morel Bois\n",
        &mut world,
    );
    let morel = named(&world, "Morel Bois")[0];
    assert_eq!(morel["foreign"][0]["id"], "18801");
    assert_eq!(named(&world, "Inès Morel")[0]["account"], morel["id"]);
    assert!(named(&world, "Nord Bois;Morel Bois").is_empty());
}

#[test]
fn ids_that_a_spreadsheet_has_rounded_name_nobody() {
    let plan = planned_with(
        "Record Id;Contact Owner;First Name;Last Name;Account Name;Email\n4,87688E+18;R;Marge;Olin;;m@x.example\n4,87688E+18;R;Lee;Roy;;l@x.example\n",
        &Snapshot::default(),
        &options(),
    );
    assert_eq!(plan.files[0].new, 2);
    assert!(
        plan.files[0]
            .warnings
            .iter()
            .any(|says| says.contains("rounded"))
    );
}

#[test]
fn a_time_of_day_is_understood_or_kept() {
    let mut world = Snapshot::default();
    let text = "Subject,Start,Account\nA,2026-11-19 5:42p,Park\nB,2026-11-19 at 17:42,Park\nC,2026-11-19 5:42 p. m.,Park\n\
        D,2026-11-19 17h42,Park\nE,2026-11-19 5:4x,Park\n";
    import(text, &mut world);
    let of = |subject: &str| {
        let mut found = world.records();
        found
            .find(|record| record.get("subject") == Some(&json!(subject)))
            .unwrap()
    };
    for subject in ["A", "B", "C", "D"] {
        let starts = of(subject)["starts"].as_str().unwrap();
        assert!(
            starts.starts_with("2026-11-19T17:42"),
            "{subject}: {starts}"
        );
    }
    assert_eq!(of("E")["extra"]["Start"], "2026-11-19 5:4x");
}

#[test]
fn accents_apart_are_the_same_letters() {
    let mut world = Snapshot::default();
    let text = "First Name,Last Name,Email,Fecha de creación\nÍñigo,Peña,i@x.example,otoño\n";
    import(text, &mut world);
    let apart: String = unicode_normalization::UnicodeNormalization::nfd(text).collect();
    assert_ne!(apart, text);
    assert!(planned_with(&apart, &world, &options()).is_empty());
    let mut other = Snapshot::default();
    import(&apart, &mut other);
    assert!(planned_with(text, &other, &options()).is_empty());
}

/// Midnight beside a whole day is that of wherever it was written.
#[test]
fn a_whole_day_stays_on_its_day_in_every_zone() {
    let events = "Id,Subject,IsAllDayEvent,ActivityDate,StartDateTime,EndDateTime,AccountId,WhoId\n\
        00U5g00000EEE01AAA,Trade fair,1,2026-12-09,2026-12-09T00:00:00.000Z,2026-12-09T00:00:00.000Z,,\n";
    for zone in ["America/New_York", "Europe/Berlin", "Asia/Tokyo"] {
        let options = Options::at(format!("2026-11-23T09:00:00[{zone}]").parse().unwrap());
        let plan = planned_with(events, &Snapshot::default(), &options);
        let made = plan.makes.objects();
        let starts = made[0]["starts"].as_str().unwrap();
        assert!(starts.starts_with("2026-12-09T00:00"), "{zone}: {starts}");
    }
}
