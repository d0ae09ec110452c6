//! What each kind of line makes.

use ally::capture::{Made, Step};
use ally::domain::Kind;
use serde_json::{Value, json};

use crate::book::{ACME, At, CONN, id, made, new_people, read};

/// The main record as programs see it.
fn object(made: &Made) -> Value {
    Value::Object(made.record.object_with_computed(crate::book::today()))
}

/// Checks some of the fields of what a line makes, and gives it.
fn makes(at: At, line: &str, kind: Kind, fields: &Value) -> Made {
    let made = made(at, line);
    let object = object(&made);
    assert_eq!(made.record.kind(), kind, "{line}");
    for (name, value) in fields.as_object().unwrap() {
        assert_eq!(
            object.get(name).unwrap_or(&Value::Null),
            value,
            "{line}: {name} in {object:#}"
        );
    }
    made
}

#[test]
fn a_note_is_a_touchpoint_of_today() {
    let made = makes(
        At::Shell,
        "acme: went through the Q3 numbers with @anna",
        Kind::Touchpoint,
        &json!({
            "account": id(ACME), "state": "held", "summary": "went through the Q3 numbers with Anna Berg", "people": [id(22)],
            "starts": "2026-11-23T09:31:00-05:00[America/New_York]", "raw": "acme: went through the Q3 numbers with @anna",
        }),
    );
    assert_eq!(made.steps.len(), 1);
    makes(
        At::Shell,
        "gave acme: the branch hours on:3dec",
        Kind::Touchpoint,
        &json!({
            "given": ["the branch hours"], "starts": "2025-12-03T09:31:00-05:00[America/New_York]", "inbox": null,
        }),
    );
    makes(
        At::Shell,
        "they like the voice unit",
        Kind::Touchpoint,
        &json!({"inbox": "account", "account": null}),
    );
}

#[test]
fn in_a_call_a_note_is_a_line_of_it() {
    let made = made(At::Call, "the schools let out at 2:40, that is the peak");
    let [
        Step::Edit {
            id: touched,
            set,
            was,
        },
    ] = made.steps.as_slice()
    else {
        panic!("{:?}", made.steps)
    };
    assert_eq!(*touched, id(48));
    assert_eq!(
        set["summary"],
        json!("09:31 the schools let out at 2:40, that is the peak")
    );
    assert_eq!(was["summary"], Value::Null);
    makes(
        At::Call,
        "@ben: it rings out all day",
        Kind::Touchpoint,
        &json!({"summary": "09:31 Ben Ortiz: it rings out all day"}),
    );
    makes(
        At::Call,
        "got: the scrap counts of October",
        Kind::Touchpoint,
        &json!({"id": id(48), "received": ["the scrap counts of October"]}),
    );
    // A private line, another account, another day: a touchpoint of its own.
    for line in [
        "his daughter is ill vis:private",
        "dmv: they called back",
        "we met on:yesterday",
    ] {
        let own = crate::book::made(At::Call, line);
        assert_ne!(own.record.id(), id(48), "{line}");
    }
}

#[test]
fn a_problem_is_heard_in_their_words() {
    makes(
        At::Shell,
        "prob acme: scrap rate 4 % on line 3 src:@anna cost:eur1.2m/year",
        Kind::Problem,
        &json!({
            "title": "scrap rate 4 % on line 3", "asked": "scrap rate 4 % on line 3", "state": "heard", "cost_per": "year",
            "cost_year": {"amount": "1200000", "currency": "EUR"}, "source": {"who": id(22)},
        }),
    );
    makes(
        At::Shell,
        "prob Connecticut: late forms cost:usd250x40/month",
        Kind::Problem,
        &json!({
            "cost_year": {"amount": "120000", "currency": "USD"}, "cost_times": "40", "account": id(CONN),
        }),
    );
    let long = format!(
        "prob acme: {}",
        "the line stops and nobody knows why ".repeat(9)
    );
    let long = made(At::Shell, &long).record;
    assert!(long.title().chars().count() <= 90 && long.title().starts_with("the line stops"));
    assert!(!long.title().ends_with('…'));
}

#[test]
fn whys_and_needs_belong_to_the_problem_just_named() {
    let made = makes(
        At::Call,
        "why: operators change recipes by hand",
        Kind::Problem,
        &json!({
            "id": id(44), "whys": [{"why": "operators change recipes by hand"}],
        }),
    );
    assert_eq!(made.steps.len(), 1);
    let chip = read(At::Call, "why: operators change recipes by hand");
    assert!(
        chip.chips
            .iter()
            .any(|c| c.meaning == "of pb12: scrap rate 4 % on line 3")
    );
    makes(
        At::Call,
        "= nobody told them @ben",
        Kind::Problem,
        &json!({"id": id(44)}),
    );
    makes(
        At::Call,
        "need: a recipe that cannot be changed",
        Kind::Problem,
        &json!({"need": "a recipe that cannot be changed"}),
    );
    makes(
        At::Call,
        "asked: fewer stops",
        Kind::Problem,
        &json!({"asked": "less scrap\nfewer stops"}),
    );
    makes(
        At::Shell,
        "why acme: the press is old of:pb12 src:@ben",
        Kind::Problem,
        &json!({
            "id": id(44), "whys": [{"why": "the press is old", "from": id(24)}],
        }),
    );
    // Without a problem it begins one, and says so.
    let alone = read(At::Shell, "why acme: the press is old");
    assert_eq!(alone.doubts().count(), 1);
    makes(
        At::Shell,
        "why acme: the press is old",
        Kind::Problem,
        &json!({"title": "the press is old", "account": id(ACME)}),
    );
    // A problem of another customer is not touched.
    let other = read(At::Shell, "why acme: x of:pb13");
    assert_eq!((other.text.as_str(), other.of), ("x of:pb13", None));
}

#[test]
fn promises_go_both_ways() {
    makes(
        At::Acme,
        "owe @anna: send the Q3 price list due:fri +pricing",
        Kind::Promise,
        &json!({
            "account": id(ACME), "direction": "ours", "what": "send the Q3 price list", "to": [id(22)], "due": "2026-11-27",
            "tags": ["pricing"], "state": "open",
        }),
    );
    makes(
        At::Acme,
        "> @anna: call her before noon due:fri",
        Kind::Promise,
        &json!({"what": "call her before noon", "to": [id(22)]}),
    );
    makes(
        At::Acme,
        "> @anna's list of stores",
        Kind::Promise,
        &json!({"what": "Anna Berg's list of stores", "to": [id(22)]}),
    );
    makes(
        At::Shell,
        "wait acme: @ben sends the forecast due:+5b",
        Kind::Promise,
        &json!({
            "direction": "theirs", "what": "sends the forecast", "by": [id(24)], "due": "2026-11-30",
        }),
    );
    makes(
        At::Shell,
        "owe acme: @pat calls @anna back",
        Kind::Promise,
        &json!({"by": [id(25)], "to": [id(22)]}),
    );
    makes(
        At::Shell,
        "owe acme: quote to:@ben by:pat",
        Kind::Promise,
        &json!({"by": [id(25)], "to": [id(24)]}),
    );
}

#[test]
fn what_we_fight_for() {
    makes(
        At::Shell,
        "adv acme: 30-day payment terms by:@finance due:eom",
        Kind::Advocacy,
        &json!({
            "ask": "30-day payment terms", "raised_with": ["finance"], "due": "2026-11-30", "state": "open",
        }),
    );
    makes(
        At::Shell,
        "adv acme @anna: free samples by:pat cost:usd4k",
        Kind::Advocacy,
        &json!({
            "for": [id(22)], "raised_with": [id(25)], "cost_to_us": {"amount": "4000", "currency": "USD"},
        }),
    );
    let told = makes(
        At::Shell,
        "told ad4: @ruiz, on the phone",
        Kind::Advocacy,
        &json!({
            "id": id(42), "told_on": "2026-11-23", "told_whom": [id(20)], "notes": "told 2026-11-23: Elena Ruiz, on the phone",
        }),
    );
    assert_eq!(told.steps.len(), 1);
    let undecided = read(At::Shell, "told ad5: @ruiz");
    assert_eq!(undecided.text, "told ad5: Elena Ruiz");
    assert!(
        undecided
            .doubts()
            .next()
            .unwrap()
            .meaning
            .contains("not decided yet")
    );
}

#[test]
fn trends_questions_facts_and_quotes() {
    makes(
        At::Shell,
        "trend packaging: recycled-content quota from 2027",
        Kind::Trend,
        &json!({
            "title": "recycled-content quota from 2027", "industries": ["packaging"], "state": "watching", "inbox": null,
        }),
    );
    makes(
        At::Shell,
        "trend acme: they need 30 % recycled film by 2027",
        Kind::Trend,
        &json!({
            "implications": [{"account": id(ACME), "so_what": "they need 30 % recycled film by 2027"}],
        }),
    );
    // With somebody on the telephone it is theirs, whichever industry it names.
    makes(
        At::Acme,
        "trend government: kiosks",
        Kind::Trend,
        &json!({"industries": ["government"], "implications": [{"account": id(ACME), "so_what": "kiosks"}]}),
    );
    makes(
        At::Shell,
        "ask acme: who signs above 500k? @anna",
        Kind::Question,
        &json!({
            "ask": "who signs above 500k?", "whom": [id(22)], "state": "open",
        }),
    );
    makes(
        At::Shell,
        "fact acme: two shifts since May src:@ben +business",
        Kind::Learning,
        &json!({
            "fact": "two shifts since May", "learned_by": "Ben Ortiz", "facet": "business", "check_on": "2027-05-22", "visibility": "team",
            "source": {"who": id(24)},
        }),
    );
    makes(
        At::Shell,
        "fact acme: reorganising +now",
        Kind::Learning,
        &json!({"check_on": "2026-12-23"}),
    );
    makes(
        At::Shell,
        "fact acme: they trust JJ +relationship",
        Kind::Learning,
        &json!({"check_on": "2027-02-21"}),
    );
    makes(
        At::Shell,
        "fact acme: founded 1921",
        Kind::Learning,
        &json!({"check_on": "2027-11-23"}),
    );
    makes(
        At::Shell,
        "fact dmv @ruiz: grew up in Bridgeport",
        Kind::Learning,
        &json!({"person": id(20), "visibility": "private"}),
    );
    makes(
        At::Acme,
        "* @anna grew up in Bridgeport",
        Kind::Learning,
        &json!({"person": id(22), "visibility": "private", "fact": "Anna Berg grew up in Bridgeport"}),
    );
    makes(
        At::Shell,
        "fact dmv @ruiz: signs up to 500k vis:team",
        Kind::Learning,
        &json!({"visibility": "team"}),
    );
    makes(
        At::Shell,
        "quote dmv: @ruiz it is worst when the schools let out",
        Kind::Learning,
        &json!({"fact": "it is worst when the schools let out", "person": id(20), "visibility": "team"}),
    );
    makes(
        At::Acme,
        "? does he decide alone or with the owner's man @anna",
        Kind::Question,
        &json!({"ask": "does he decide alone or with the owner's man", "whom": [id(22)]}),
    );
    makes(
        At::Acme,
        "? who reports to @anna",
        Kind::Question,
        &json!({"ask": "who reports to Anna Berg", "whom": [id(22)]}),
    );
    makes(
        At::Shell,
        "quote dmv @ruiz: “it is worst when the schools let out”",
        Kind::Learning,
        &json!({
            "fact": "it is worst when the schools let out", "verbatim": true, "person": id(20), "learned_by": "Elena Ruiz", "source": {"who": id(20)}, "visibility": "team",
        }),
    );
    makes(
        At::Shell,
        "quote @ruiz: it is worst when the schools let out",
        Kind::Learning,
        &json!({"inbox": "account", "account": null}),
    );
}

#[test]
fn complaints_rivals_and_people() {
    makes(
        At::Shell,
        "complaint acme: branch phones dead for two hours by:pat",
        Kind::Touchpoint,
        &json!({
            "channel": "complaint", "state": "held", "recovery": {"owner": id(25), "next_update": "2026-11-24"},
        }),
    );
    makes(
        At::Shell,
        "complaint acme: phones dead due:fri",
        Kind::Touchpoint,
        &json!({"recovery": {"owner": "me", "next_update": "2026-11-27"}}),
    );
    makes(
        At::Shell,
        "rival acme: Norland pitched last week, cheaper",
        Kind::Alternative,
        &json!({
            "who": "Norland", "evidence": "Norland pitched last week, cheaper", "state": "rumoured",
        }),
    );
    // Where they look at it already, what is said of it goes there.
    makes(
        At::Shell,
        "rival dmv: norland, 9 % cheaper",
        Kind::Alternative,
        &json!({
            "id": id(49), "who": "Norland", "state": "shortlisted",
            "evidence": "they pitched in May\n2026-11-23: 9 % cheaper",
        }),
    );
    // The name may stand before the colon, where one is used to typing whom a line is about.
    makes(
        At::Shell,
        "rival dmv norland: 9 % cheaper",
        Kind::Alternative,
        &json!({"id": id(49), "state": "shortlisted", "evidence": "they pitched in May\n2026-11-23: 9 % cheaper"}),
    );
    makes(
        At::Acme,
        "rival norvoice: they do nights too",
        Kind::Alternative,
        &json!({"who": "norvoice", "account": id(ACME), "evidence": "norvoice: they do nights too"}),
    );
    makes(
        At::Shell,
        "rival dmv: Norland Systems, a rumour",
        Kind::Alternative,
        &json!({"who": "Norland Systems", "state": "rumoured"}),
    );
    makes(
        At::Shell,
        "person dmv: Ben Ortiz, plant manager, ben@dmv.example +49 170 1234567",
        Kind::Person,
        &json!({
            "name": "Ben Ortiz", "title": "plant manager", "emails": ["ben@dmv.example"], "phones": ["+49 170 1234567"], "side": "theirs", "account": id(CONN),
        }),
    );
    // The same name at the same account is the same person.
    let known = makes(
        At::Shell,
        "person acme: Ben Ortiz, plant manager, +49 170 1234567",
        Kind::Person,
        &json!({
            "id": id(24), "title": "plant manager", "emails": ["ben@acme.example"], "phones": ["+49 170 1234567"],
        }),
    );
    assert!(matches!(known.steps.as_slice(), [Step::Edit { .. }]));
}

#[test]
fn a_new_name_is_a_marked_stub() {
    let made = made(At::Acme, "owe @zoe: call her and @zoe's boss @kurt");
    assert_eq!(new_people(&made), ["zoe", "kurt"]);
    let Step::Make(stub) = &made.steps[0] else {
        panic!()
    };
    assert_eq!(
        (stub.base.tags.as_slice(), stub.account()),
        (["stub".to_owned()].as_slice(), Some(id(ACME)))
    );
    assert_eq!(
        read(At::Acme, "lunch @noon @3pm @home").text,
        "lunch @noon @3pm @home"
    );
}

#[test]
fn done_closes_what_it_names() {
    for line in [
        "done pm7",
        "done pm7: sent by mail",
        "Done pm7, sent by mail",
    ] {
        let made = made(At::Shell, line);
        assert!(
            matches!(&made.steps[..], [Step::Move { id: moved, to, .. }] if *moved == id(40) && to == "kept"),
            "{line}"
        );
        assert_eq!(made.record.state(), Some("kept"));
    }
    makes(
        At::Shell,
        "done qu2",
        Kind::Question,
        &json!({"state": "asked"}),
    );
    makes(
        At::Shell,
        "done tp9: a second line was laid",
        Kind::Touchpoint,
        &json!({
            "recovery": {"owner": "me", "resolved_on": "2026-11-23", "learned": "a second line was laid"},
        }),
    );
    for (line, why) in [
        ("done pm8", "closed already"),
        ("done pm99", "no pm99"),
        ("done ad4", "not a promise"),
        ("told ad99", "no ad99"),
    ] {
        let parsed = read(At::Shell, line);
        assert_eq!(parsed.text, line);
        assert!(
            parsed.doubts().next().unwrap().meaning.contains(why),
            "{line}: {:?}",
            parsed.chips
        );
    }
    assert_eq!(read(At::Shell, "done deal, they sign").doubts().count(), 0);
}
