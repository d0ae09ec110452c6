use super::*;
use serde_json::json;

fn blank(kind: Kind) -> Record {
    let id = Id::new(1_790_000_000_000, [7; 10]);
    Record::new(
        kind,
        Base::new(id, "2026-11-23T14:00:00Z".parse().unwrap(), "me"),
    )
}

#[test]
fn every_kind_comes_back_as_it_was_written() {
    for kind in Kind::ALL {
        let record = blank(*kind);
        assert_eq!(Record::read(record.object()).unwrap(), record);
    }
}

#[test]
fn what_a_newer_version_wrote_survives() {
    let mut object = blank(Kind::Problem).object();
    object.insert("mood".into(), json!({"of": "the room"}));
    object.insert("cost_per".into(), json!("fortnight"));
    object.insert("whys".into(), json!([{"why": "no sign", "weight": 3}]));
    let record = Record::read(object.clone()).unwrap();
    let back = record.object();
    assert_eq!(back["mood"], json!({"of": "the room"}));
    assert_eq!(back["cost_per"], json!("fortnight"));
    assert_eq!(back["whys"], json!([{"why": "no sign", "weight": 3}]));
    let strict = Record::read_strictly(object).unwrap_err();
    assert_eq!(strict[0].field, "cost_per");
}

#[test]
fn a_wrong_field_name_is_refused_with_the_nearest() {
    let error = blank(Kind::Promise)
        .set("dew", json!("2026-11-27"))
        .unwrap_err();
    assert!(error.to_string().contains("did you mean due?"), "{error}");
    let error = blank(Kind::Promise).set("due", json!("soon")).unwrap_err();
    assert_eq!(error.field, "due");
    assert!(blank(Kind::Promise).set("id", json!("x")).is_err());
}

#[test]
fn a_problem_says_what_it_costs_a_year() {
    let mut problem = blank(Kind::Problem);
    problem
        .set("cost", json!({"amount": "250", "currency": "USD"}))
        .unwrap();
    problem.set("cost_per", json!("month")).unwrap();
    problem.set("cost_times", json!("40")).unwrap();
    let out = problem.object_with_computed("2026-11-23".parse().unwrap());
    assert_eq!(
        out["cost_year"],
        json!({"amount": "120000", "currency": "USD"})
    );
    assert_eq!(Record::read(out).unwrap(), problem);
}

#[test]
fn a_promise_is_late_by_days() {
    let mut promise = blank(Kind::Promise);
    promise.set("due", json!("2026-11-21")).unwrap();
    assert_eq!(promise.days_late("2026-11-23".parse().unwrap()), Some(2));
    promise.set("state", json!("kept")).unwrap();
    assert_eq!(promise.days_late("2026-11-23".parse().unwrap()), None);
}
