//! Orders, what is used, surveys: rows that are counted and not kept one by one.

use super::*;

#[test]
fn orders_change_where_their_file_changes() {
    let orders = |quantity: &str| {
        format!(
            "Customer,Order No,Order Date,Product,Quantity,Amount,Currency\nAcme,1,2026-01-31,Pipe,{quantity},10,EUR\nAcme,1,2026-01-31,Tube,1,5,EUR\n"
        )
    };
    let mut world = Snapshot::default();
    let plan = import(&orders("2"), &mut world);
    let account = plan.activity[0].account;
    let table = &plan.tables[0];
    world.add_activity(
        account,
        table
            .iter()
            .map(|row| ally::interchange::activity::identity(&row, 0))
            .collect::<Vec<_>>(),
    );
    assert!(planned_with(&orders("2"), &world, &options()).is_empty());
    let changed = planned_with(&orders("3"), &world, &options());
    assert_eq!((changed.files[0].changed, changed.files[0].same), (1, 1));
    assert_eq!(
        (
            changed.activity[0].rows.len(),
            changed.activity[0].replaces.len()
        ),
        (1, 1)
    );
    assert!(world.record(account).is_some());
}

#[test]
fn orders_and_later_their_lines_count_once() {
    let orders = "Customer,Order No,Order Date\nAcme,1,2026-01-31\nAcme,2,2026-02-28\n";
    let lines = "Customer,Order No,Order Date,Product,Quantity,Amount\nAcme,1,2026-01-31,Pipe,2,10\nAcme,1,2026-01-31,Tube,1,5\n";
    let mut world = Snapshot::default();
    let plan = import(orders, &mut world);
    let account = plan.activity[0].account;
    let held = |plan: &Plan| -> Vec<(u64, u64)> {
        let rows = plan.tables[0].iter();
        rows.map(|row| ally::interchange::activity::identity(&row, 0))
            .collect()
    };
    let bare = held(&plan);
    world.add_activity(account, bare.clone());
    let plan = planned_with(lines, &world, &options());
    assert_eq!(plan.activity[0].rows.len(), 2);
    assert_eq!(
        plan.activity[0].replaces,
        [bare[0].0],
        "order 2 has no lines"
    );
    let mut known: Vec<(u64, u64)> = vec![bare[1]];
    known.extend(held(&plan));
    known.push((ally::interchange::activity::order_mark("1"), 0));
    let mut world = Snapshot::new(world.records().cloned().collect::<Vec<_>>(), None);
    world.add_activity(account, known);
    assert!(planned_with(orders, &world, &options()).is_empty());
    assert!(planned_with(lines, &world, &options()).is_empty());
}

#[test]
fn a_survey_whose_headers_ask_is_read() {
    let text = "Response ID,Date Submitted,Email Address,Company,How likely are you to recommend us? (0-10),What could we do better?\n1,2026-03-01,ann@acme.example,Acme,9,Answer sooner\n";
    let mut world = Snapshot::default();
    import(
        "Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n",
        &mut world,
    );
    let plan = import(text, &mut world);
    let answers = plan.makes.objects();
    let answer = answers
        .iter()
        .find(|record| record["kind"] == "survey")
        .unwrap();
    assert_eq!(
        (&answer["score"], &answer["out_of"]),
        (&json!("9"), &json!("10"))
    );
    assert_eq!(answer["question"], "How likely are you to recommend us?");
    assert_eq!(
        (&answer["words"], &answer["on"]),
        (&json!("Answer sooner"), &json!("2026-03-01"))
    );
    assert!(answer.contains_key("account"));
}

#[test]
fn usage_is_told_by_the_month() {
    let world = Snapshot::default();
    for text in [
        "Customer,Month,Feature,Active users\nHafen,2026-01,Planner,12\nHafen,2026-02,Planner,15\n",
        "Account;Monat;Lizenzen aktiv\nHafen;Jan 2026;12\nHafen;Feb 2026;15\n",
    ] {
        let plan = planned_with(text, &world, &options());
        assert!(plan.files[0].rejected.is_empty(), "{:?}", plan.files[0]);
        let days: Vec<String> = plan.tables[0]
            .iter()
            .map(|row| row.on.unwrap().to_string())
            .collect();
        assert_eq!(days, ["2026-01-01", "2026-02-01"]);
    }
}

/// Lists of orders as shops and bookkeeping write them: each row is an order of the customer that it names.
#[test]
fn a_list_of_orders_is_one_in_whatever_words() {
    for (text, sums) in [
        (
            "Name,Email,Financial Status,Paid at,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Company,Id\n\
             #1001,b@w.example,paid,2026-10-01 10:00:00 +0200,EUR,125.00,150.00,2026-10-01 09:58:00 +0200,5,Filter fine,25.00,FLT-2,Birte Klaas,Ostsee Werft SE,450789469\n\
             #1001,b@w.example,,,,,,2026-10-01 09:58:00 +0200,2,Hose,10.00,HOS-1,,,\n",
            vec![("Filter fine", "5", "125"), ("Hose", "2", "20")],
        ),
        (
            "Nº factura;Fecha factura;Cliente;CIF;Artículo;Uds.;Precio;Importe\n\
             F26/0001;02/09/2026;Ostsee Werft SE;A50000000;Sensor;3;411,50;1.234,50\n\
             F26/0002;30/09/2026;Ostsee Werft SE;A50000000;Cable;10;2,10;21,00\n",
            vec![("Sensor", "3", "1234.5"), ("Cable", "10", "21")],
        ),
        (
            "Order Number,Order Status,Order Date,Company (Billing),Email (Billing),Item #,SKU,Item Name,Quantity,Item Cost,Order Total Amount\n\
             1501,completed,2026-10-02 09:00,Ostsee Werft SE,b@w.example,1,FAN-9,Welding fan,2,600,1200\n",
            vec![("Welding fan", "2", "1200")],
        ),
        (
            "Pedido,Fecha pedido,Código cliente,Nombre cliente,Referencia,Descripción,Cantidad,Precio unitario,Total línea\n\
             P-1,2026-09-02,C1,Ostsee Werft SE,S-1,Sensor,3,\"411,50\",\"1.234,50\"\n",
            vec![("Sensor", "3", "1234.5")],
        ),
        (
            "Rechnungsnr.;Rechnungsdatum;Debitor;Debitorenname;Artikel;Menge;Betrag netto\n\
             RE-1;02.09.2026;10077;Ostsee Werft SE;Lüfter;2;1.200,00\n",
            vec![("Lüfter", "2", "1200")],
        ),
    ] {
        let plan = planned_with(text, &Snapshot::default(), &options());
        assert_eq!(
            plan.files[0].recognised.as_deref(),
            Some("orders"),
            "{text}"
        );
        assert!(
            plan.files[0].rejected.is_empty(),
            "{text}{:?}",
            plan.files[0].rejected
        );
        let made = plan.makes.objects();
        let accounts: Vec<_> = made.iter().filter(|r| r["kind"] == "account").collect();
        assert_eq!(accounts.len(), 1, "{text}{accounts:?}");
        assert_eq!(accounts[0]["name"], "Ostsee Werft SE", "{text}");
        if text.contains("FAN-9") {
            let first = plan.tables[0].get(0).unwrap();
            assert_eq!(first.code, "FAN-9", "a line's own number is no article's");
        }
        let rows: Vec<_> = plan.tables[0]
            .iter()
            .map(|row| {
                let number = |n: Option<rust_decimal::Decimal>| n.unwrap().normalize().to_string();
                (
                    row.product.to_owned(),
                    number(row.quantity),
                    number(row.amount),
                )
            })
            .collect();
        let rows: Vec<_> = rows
            .iter()
            .map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()))
            .collect();
        assert_eq!(rows, sums, "{text}");
    }
}
