//! What was cancelled, refunded or never more than an offer is not counted as sold, and what a later file cancels is taken
//! back; an order without a company is that of a known person's account.

#![allow(clippy::unwrap_used, missing_docs)]

use ally::domain::Id;
use ally::interchange::activity::identity;
use ally::interchange::{Plan, Snapshot};

use super::arriving::{applied, planned};

const CONTACTS: &str = "Record ID,First Name,Last Name,Email,Company Name,Create Date\n\
    5101,Anna,Berg,anna@kupfer.example,Kupfer GmbH,2023-04-12 09:31\n\
    5102,Ben,Cole,ben@holm.example,Holm AS,2023-04-12 09:31\n";

fn world() -> Snapshot {
    let empty = Snapshot::default();
    let plan = planned(&[("contacts.csv", CONTACTS.as_bytes())], &empty).unwrap();
    applied(plan, &empty)
}

fn account(world: &Snapshot, name: &str) -> Id {
    let found = world.records().find(|record| record["name"] == name);
    found.unwrap()["id"].as_str().unwrap().parse().unwrap()
}

/// Gives the orders that a plan counts, with their products.
fn sold(plan: &Plan) -> Vec<String> {
    let mut sold: Vec<String> = Vec::new();
    for part in &plan.activity {
        for at in &part.rows {
            let row = plan.tables[part.file].get(usize::try_from(*at).unwrap());
            let row = row.unwrap();
            sold.push(format!("{} {}", row.order, row.product));
        }
    }
    sold.sort();
    sold
}

#[test]
fn what_was_not_sold_is_not_counted_and_said() {
    let files: &[(&str, &[&str], &str)] = &[
        (
            "Belegart;Belegnummer;Belegdatum;Kunde;Artikel;Menge;Betrag;Status\n\
             Rechnung;RE-1;01.10.2026;Kupfer GmbH;Pumpe;2;100,00;bezahlt\n\
             Angebot;AN-2;02.10.2026;Neu AG;Pumpe;20;1000,00;offen\n\
             Rechnung;RE-3;03.10.2026;Holm AS;Pumpe;1;50,00;storniert\n",
            &["RE-1 Pumpe"],
            "1 row is an offer or a draft",
        ),
        (
            "Número de factura;Fecha;Cliente;Producto;Cantidad;Importe;Estado\n\
             F-1;01/10/2026;Kupfer GmbH;Bomba;2;100,00;Pagada\n\
             F-2;13/10/2026;Holm AS;Bomba;1;50,00;Anulada\n",
            &["F-1 Bomba"],
            "1 row is of a cancelled",
        ),
        (
            "Order Number,Order Status,Order Date,Company (Billing),Email (Billing),Order Total Amount,Item Name,Quantity,Item Cost\n\
             501,wc-completed,2026-10-01 10:00,,anna@kupfer.example,100,Pump,2,50\n\
             502,wc-cancelled,2026-10-02 10:00,Holm AS,ben@holm.example,50,Pump,1,50\n\
             503,Refunded,2026-10-03 10:00,Holm AS,ben@holm.example,50,Pump,1,50\n\
             504,Partially refunded,2026-10-04 10:00,Holm AS,ben@holm.example,50,Pump,1,50\n",
            &["501 Pump", "504 Pump"],
            "2 rows are of cancelled",
        ),
        (
            "id,Created date (UTC),Amount,Currency,Customer ID,Customer Email,Status,Invoice ID,Description\n\
             ch_1,2026-10-01 10:00,100.00,eur,cus_1,anna@kupfer.example,Paid,in_1,Pump\n\
             ch_2,2026-10-02 10:00,50.00,eur,cus_2,ben@holm.example,Failed,in_2,Pump\n",
            &["in_1 Pump"],
            "1 row is of a cancelled",
        ),
    ];
    for (file, wanted, said) in files {
        let plan = planned(&[("orders.csv", file.as_bytes())], &world()).unwrap();
        assert_eq!(sold(&plan), *wanted, "{file}");
        let told = &plan.files[0];
        assert!(
            told.warnings.iter().any(|warning| warning.contains(said)),
            "{:?}",
            told.warnings
        );
        assert!(
            plan.makes.objects().is_empty(),
            "nobody is a customer for an offer"
        );
        assert!(told.rejected.is_empty(), "{:?}", told.rejected);
    }
}

const SHOP: &str = "Name,Email,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Company,Cancelled at\n";

#[test]
fn an_order_of_a_known_person_is_their_accounts() {
    let file = format!(
        "{SHOP}#1001,anna@kupfer.example,paid,EUR,2026-10-01 09:59:00 +0100,2,Pump,50,,\n\
         #1001,,,,2026-10-01 09:59:00 +0100,1,Filter,10,,\n\
         #1003,who@else.example,paid,EUR,2026-10-05 09:59:00 +0100,1,Pump,50,,\n"
    );
    let world = world();
    let plan = planned(&[("orders.csv", file.as_bytes())], &world).unwrap();
    assert_eq!(sold(&plan), ["#1001 Filter", "#1001 Pump"]);
    assert_eq!(plan.activity[0].account, account(&world, "Kupfer GmbH"));
    let rejected = &plan.files[0].rejected;
    assert_eq!((rejected.len(), rejected[0].line), (1, 4));
}

#[test]
fn a_later_file_that_cancels_an_order_takes_it_back() {
    let order = |cancelled: &str| {
        format!(
            "{SHOP}#1002,ben@holm.example,paid,EUR,2026-10-02 09:59:00 +0100,4,Pump,50,,{cancelled}\n\
             #1002,,,,2026-10-02 09:59:00 +0100,1,Filter,10,,\n"
        )
    };
    let mut world = world();
    let first = planned(&[("orders.csv", order("").as_bytes())], &world).unwrap();
    assert_eq!(sold(&first).len(), 2);
    let rows = (0..2).map(|at| identity(&first.tables[0].get(at).unwrap(), 0));
    let mut rows: Vec<(u64, u64)> = rows.collect();
    let holm = account(&world, "Holm AS");
    world.add_activity(holm, rows.clone());

    let later = order("2026-10-03 09:00:00 +0100");
    let plan = planned(&[("orders.csv", later.as_bytes())], &world).unwrap();
    assert!(sold(&plan).is_empty());
    let mut back = plan.activity[0].replaces.clone();
    back.sort_unstable();
    rows.sort_unstable();
    let known: Vec<u64> = rows.iter().map(|(key, _)| *key).collect();
    assert_eq!((back, plan.files[0].changed), (known, 2));

    // Where nothing of it is known there is nothing to take back.
    let plan = planned(&[("orders.csv", later.as_bytes())], &self::world()).unwrap();
    assert!(plan.activity.is_empty());
}
