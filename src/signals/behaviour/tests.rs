use super::*;

fn row(on: &str, site: &str, amount: i64) -> Row {
    Row {
        on: on.parse().ok(),
        order: on.into(),
        site: site.into(),
        amount: Some(Decimal::from(amount)),
        currency: "USD".into(),
        ..Row::default()
    }
}

#[test]
fn a_site_that_orders_less_is_found_and_the_rhythm_is_told() {
    let mut rows = Vec::new();
    for (month, waterbury) in [(5, 100), (6, 100), (7, 100), (8, 60), (9, 60), (10, 66)] {
        rows.push(row(&format!("2026-{month:02}-10"), "Waterbury", waterbury));
        rows.push(row(&format!("2026-{month:02}-20"), "Danbury", 100));
    }
    let found = behaviour(&rows, "2026-11-23".parse().unwrap());
    assert_eq!((found.orders, found.rows), (12, 12));
    assert_eq!(
        found.changes,
        [Change {
            what: "orders from Waterbury".into(),
            percent: -38,
            since: "2026-08-01".parse().unwrap()
        }]
    );
    assert_eq!(found.median_gap_days, Some(10));
    assert_eq!(found.next_due, Some("2026-10-30".parse().unwrap()));
    assert_eq!(found.amount["USD"], Decimal::from(486 + 600));
}

#[test]
fn a_rise_from_one_order_is_no_rise() {
    let today = "2026-11-23".parse().unwrap();
    let of = |before: &[&str]| {
        let mut rows: Vec<Row> = before.iter().map(|on| row(on, "Charleroi", 12)).collect();
        rows.extend(
            ["2026-08-10", "2026-09-10", "2026-10-10"].map(|on| row(on, "Charleroi", 5_000)),
        );
        behaviour(&rows, today).changes
    };
    assert_eq!(of(&["2026-06-10"]), [], "a figure without meaning");
    assert!(!of(&["2026-05-10", "2026-06-10", "2026-07-10"]).is_empty());
}

#[test]
fn a_late_order_is_said_with_how_often_they_order() {
    let rows: Vec<Row> = ["2026-06-01", "2026-07-01", "2026-07-31", "2026-08-30"]
        .map(|on| row(on, "Danbury", 100))
        .to_vec();
    let day = |text: &str| text.parse::<Date>().unwrap();
    let plain = |date: Date| date.to_string();
    let found = behaviour(&rows, day("2026-09-20"));
    assert_eq!(found.overdue(day("2026-09-20")), None);
    assert_eq!(
        found.overdue(day("2026-10-10")),
        None,
        "not yet by half its time"
    );
    assert_eq!(found.overdue(day("2026-10-20")), Some(21));
    assert_eq!(
        found.rhythm(day("2026-09-20"), &plain),
        "4 orders · usually every 30 days · next about 2026-09-29 · the last 2026-08-30"
    );
    assert_eq!(
        found.rhythm(day("2026-10-20"), &plain),
        "4 orders · usually every 30 days · the next is 21 days late · the last 2026-08-30"
    );
}

#[test]
fn who_orders_now_and_then_has_more_and_less_each_time() {
    let today: Date = "2026-11-20".parse().unwrap();
    let changed = |sums: [i64; 17]| {
        // The last of them is October 2026.
        let parts = sums.iter().rev().zip(1..).filter(|(sum, _)| **sum > 0);
        let parts: Vec<Part<'_>> = parts
            .map(|(sum, ago)| Part {
                month: today.first_of_month() - ago.months(),
                site: "Danbury",
                product: "",
                used: None,
                rows: 2,
                amounts: vec![("USD", Decimal::from(*sum))],
            })
            .collect();
        changes(&parts, today).len()
    };
    let rare = [9, 0, 0, 80, 0, 10, 0, 0, 70, 10, 0, 0, 20, 10, 0, 60, 20];
    assert_eq!(changed(rare), 0, "80 in three months came about before");
    let mut more = rare;
    more[15] = 400;
    assert_eq!(changed(more), 2, "of the whole and of the site");
    let mut steady = [50; 17];
    steady[14..].copy_from_slice(&[20, 10, 0]);
    assert_eq!(changed(steady), 2);
    // Of a short time nobody knows what is usual.
    let mut short = [0; 17];
    short[11..].copy_from_slice(&[50, 50, 50, 20, 10, 0]);
    assert_eq!(changed(short), 2);
}

#[test]
fn who_counts_what_is_used_has_ordered_nothing() {
    let counted = |on: &str, count: i64| Row {
        on: on.parse().ok(),
        product: "Planner".into(),
        channel: crate::domain::usage::USED.into(),
        quantity: Some(Decimal::from(count)),
        ..Row::default()
    };
    let mut rows: Vec<Row> = [(1, 12), (2, 12), (3, 12), (4, 8), (5, 6), (6, 7)]
        .map(|(month, count)| counted(&format!("2026-{month:02}-01"), count))
        .to_vec();
    let today = "2026-07-20".parse().unwrap();
    let plain = |date: Date| date.to_string();
    let found = behaviour(&rows, today);
    assert_eq!((found.orders, found.rows, found.last), (0, 0, None));
    assert_eq!(found.overdue("2027-07-20".parse().unwrap()), None);
    assert_eq!(
        found.rhythm(today, &plain),
        "Planner: 7 in Jun 2026, 6 in May 2026"
    );
    assert_eq!(
        (found.changes[0].what.as_str(), found.changes[0].percent),
        ("use of Planner", -42)
    );
    assert!(!worth_asking(&found.changes).is_empty());
    // Orders beside it keep their own count, and a month that nobody counted is no fall.
    rows.truncate(3);
    rows.push(row("2026-06-10", "Danbury", 100));
    let found = behaviour(&rows, today);
    assert_eq!((found.orders, found.rows, found.changes.len()), (1, 1, 0));
}

#[test]
fn nothing_bought_is_nothing_said() {
    assert_eq!(
        behaviour(&[], "2026-11-23".parse().unwrap()),
        Behaviour::default()
    );
    assert_eq!(Row::read("not json"), None);
}
