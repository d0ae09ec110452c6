//! The page before the meeting, from records made by hand: its look, its limits, and who may see what.

// A test that cannot go on says where.
#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::format_push_string
)]

use ally::brief::{self, Ask, Audience, Depth, Dossier, Elsewhere, Past};
use ally::domain::{Id, Kind, Object, Record};
use proptest::prelude::*;
use serde_json::{Value, json};

fn id(n: u32) -> Id {
    let mut unique = [0; 10];
    unique[6..].copy_from_slice(&n.to_be_bytes());
    Id::new(1_790_000_000_000, unique)
}

fn record(kind: Kind, n: u32, fields: Value) -> Record {
    let mut object = Object::new();
    object.insert("id".into(), json!(id(n)));
    object.insert("short".into(), json!(format!("{}{n}", kind.letters())));
    object.insert("kind".into(), json!(kind));
    object.insert("created".into(), json!("2026-09-01T12:00:00Z"));
    object.insert("author".into(), json!("me"));
    if let Some(state) = ally::domain::state::first(kind) {
        object.insert("state".into(), json!(state));
    }
    let Value::Object(fields) = fields else {
        panic!("fields are an object")
    };
    object.extend(fields);
    Record::read_strictly(object).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

const DMV: u32 = 1;
const RUIZ: u32 = 2;
const COLE: u32 = 3;
const HALE: u32 = 4;
const AMES: u32 = 5;
const MORENO: u32 = 6;

/// The example of the design, as records.
fn dmv() -> Dossier {
    let account = record(
        Kind::Account,
        DMV,
        json!({"name": "Connecticut DMV", "industry": "government", "cadence_days": 14}),
    );
    let person = |n, name: &str, mut fields: Value| {
        fields["name"] = json!(name);
        fields["account"] = json!(id(DMV));
        fields["side"] = json!("theirs");
        record(Kind::Person, n, fields)
    };
    let moves = |list: &[(&str, &str)]| -> Value {
        list.iter()
            .map(|(to, on)| json!({"to": to, "on": on}))
            .collect()
    };
    let records = vec![
        account.clone(),
        person(
            RUIZ,
            "Elena Ruiz",
            json!({"title": "deputy commissioner", "stance": "champion", "part": "decides", "influence": "high",
                "wants_now": "complaints off the front page", "life": "her mother queued in Bridgeport"}),
        ),
        person(
            COLE,
            "Raymond Cole",
            json!({"title": "telephones", "stance": "sceptic", "part": "can veto", "influence": "high",
                "landmine": "fears another 1986 switchboard; say “trial”, not “pilot”"}),
        ),
        person(HALE, "Margaret Hale", json!({})),
        person(AMES, "Philip Ames", json!({})),
        record(
            Kind::Touchpoint,
            10,
            json!({"account": id(DMV), "state": "planned", "channel": "planning session", "subject": "Queue study",
                "starts": "2026-11-23T09:30:00-05:00[America/New_York]", "place": "Wethersfield rm 4",
                "people": [id(RUIZ), id(COLE), id(HALE), id(AMES), id(MORENO)],
                "must": "Cole commits to a date for the Bridgeport lines",
                "should": "Ruiz names the five questions herself",
                "next_step": {"what": "line date", "who": id(COLE), "when": "2026-12-04"}}),
        ),
        record(
            Kind::Touchpoint,
            11,
            json!({"account": id(DMV), "state": "held", "channel": "call", "subject": "Counts",
                "starts": "2026-11-19T16:00:00-05:00[America/New_York]", "people": [id(RUIZ)]}),
        ),
        record(
            Kind::Touchpoint,
            12,
            json!({"account": id(DMV), "state": "held", "channel": "planning session",
                "starts": "2026-10-02T09:00:00-04:00[America/New_York]", "people": [id(RUIZ), id(COLE), id(MORENO)]}),
        ),
        record(
            Kind::Touchpoint,
            13,
            json!({"account": id(DMV), "state": "held", "channel": "complaint", "subject": "Branch phones dead 2 h",
                "starts": "2026-11-17T11:00:00-05:00[America/New_York]",
                "recovery": {"acknowledged_on": "2026-11-17", "next_update": "2026-11-24"}}),
        ),
        record(
            Kind::Advocacy,
            20,
            json!({"account": id(DMV), "ask": "Line charge waived", "state": "won",
                "moves": moves(&[("accepted", "2026-10-20"), ("won", "2026-11-20")])}),
        ),
        record(
            Kind::Promise,
            30,
            json!({"account": id(DMV), "direction": "ours", "what": "window counts by hour", "to": [id(RUIZ)], "due": "2026-11-23"}),
        ),
        record(
            Kind::Promise,
            31,
            json!({"account": id(DMV), "direction": "theirs", "what": "branch phone numbers", "by": [id(COLE)], "due": "2026-11-20"}),
        ),
        record(
            Kind::Learning,
            40,
            json!({"account": id(DMV), "person": id(RUIZ), "fact": "It's worst when the schools let out.", "verbatim": true,
                "learned_on": "2026-11-19", "confidence": "sure"}),
        ),
        record(
            Kind::Problem,
            50,
            json!({"account": id(DMV), "title": "Long lines", "asked": "“Shorter lines.”", "need": "facts without queueing",
                "whys": [{"why": "the phone rings out at 40 calls a minute"}, {"why": "there is no other way to ask"}],
                "hurts": [{"person": id(RUIZ), "how": "shamed in every hearing"}],
                "cost": {"amount": "8.20", "currency": "USD"}, "cost_per": "month", "cost_times": "12000",
                "measure": {"what": "minutes in line"},
                "state": "solving", "moves": moves(&[("diagnosed", "2026-10-02"), ("solving", "2026-10-05")])}),
        ),
        record(
            Kind::Problem,
            51,
            json!({"account": id(DMV), "title": "Renewal letters return", "causes": ["old addresses"],
                "cost": {"amount": "8000", "currency": "USD"}, "cost_per": "month",
                "state": "diagnosed", "moves": moves(&[("diagnosed", "2026-10-02")])}),
        ),
        record(
            Kind::Problem,
            52,
            json!({"account": id(DMV), "title": "Title backlog, 19 days"}),
        ),
        record(
            Kind::Question,
            60,
            json!({"account": id(DMV), "ask": "What would prove 1986 won't happen again?", "whom": [id(COLE)]}),
        ),
        record(
            Kind::Question,
            61,
            json!({"account": id(DMV), "ask": "What would you show the Governor in June?", "whom": [id(RUIZ)]}),
        ),
        record(
            Kind::Loyalty,
            70,
            json!({"account": id(DMV), "on": "2026-10-02", "stays_because": ["contract"]}),
        ),
    ];
    let railway = record(
        Kind::Account,
        80,
        json!({"name": "Meridian Rail", "industry": "railways"}),
    );
    let solved = record(
        Kind::Problem,
        81,
        json!({"account": id(80), "title": "Timetable calls", "need": "facts without queueing on the phone",
            "whys": [{"why": "there is no other way to ask"}],
            "solution": "A railway cut timetable calls 60 % this way", "outcome": "“Meridian breathes again.” Weiss",
            "may_be_told": "unnamed", "state": "verified"}),
    );
    Dossier {
        account,
        units: vec![],
        records,
        ours: vec![record(
            Kind::Person,
            MORENO,
            json!({"name": "Pat Moreno", "side": "ours", "title": "transport specialist", "expertise": ["queues", "line counts"]}),
        )],
        guests: vec![],
        trends: vec![record(
            Kind::Trend,
            90,
            json!({"title": "Answers at any hour", "horizon": "now", "implications": [{"account": id(DMV),
                "idea": "Banks answer balances by phone", "so_what": "Citizens will expect it"}]}),
        )],
        elsewhere: vec![Elsewhere {
            problem: solved,
            account: railway,
            names: vec!["Anton Weiss".into()],
        }],
        shifts: vec![],
        buying: None,
        history: vec![Past {
            at: "2026-11-18T15:00:00Z".parse().expect("a moment"),
            record: id(50),
            field: "whys".into(),
            old: Some(json!([{"why": "there is no other way to ask"}])),
            new: Some(
                json!([{"why": "there is no other way to ask"}, {"why": "the phone rings out at 40 calls a minute"}]),
            ),
            imported: false,
        }],
        now: "2026-11-23T08:58:00-05:00[America/New_York]"
            .parse()
            .expect("a moment"),
    }
}

fn written(ask: &Ask) -> String {
    brief::text::text(&brief::page(&dmv(), ask), 80)
}

#[test]
fn the_page_of_the_design() {
    insta::assert_snapshot!(written(&Ask::default()));
}

#[test]
fn eight_lines_on_the_way_in() {
    let page = written(&Ask {
        depth: Depth::WalkIn,
        ..Ask::default()
    });
    assert!(page.lines().count() <= 8, "{page}");
    insta::assert_snapshot!(page);
}

#[test]
fn the_order_of_the_records_does_not_matter() {
    for depth in Depth::ALL {
        let ask = Ask {
            depth: *depth,
            ..Ask::default()
        };
        let page = brief::page(&dmv(), &ask);
        let mut turned = dmv();
        turned.records.reverse();
        assert_eq!(brief::page(&turned, &ask), page, "{depth}");
    }
}

/// Words that stand in the dossier and that only some may read.
const OURS: &[&str] = &[
    "champion",
    "sceptic",
    "can veto",
    "switchboard",
    "front page",
    "mother",
    "Line charge",
    "line charge",
    "Bridgeport lines",
    "facts without queueing",
    "no other way",
    "shamed",
    "$",
    "Banks answer",
    "Meridian",
    "1986",
    "Governor",
    "contract",
    "harbor",
    "unseen",
];

#[test]
fn a_customer_reads_only_what_they_said_were_promised_or_were_given() {
    let mut dossier = dmv();
    dossier.records.push(record(
        Kind::Promise,
        32,
        json!({"account": id(DMV), "direction": "ours", "what": "unseen plan", "to": [id(RUIZ)], "visibility": "private"}),
    ));
    for depth in Depth::ALL {
        let page = brief::page(
            &dossier,
            &Ask {
                depth: *depth,
                audience: Audience::Customer,
                ..Ask::default()
            },
        );
        let texts = [
            brief::text::text(&page, 80),
            brief::markdown::markdown(&page),
            brief::html::html(&page),
            serde_json::to_string(&page.object()).expect("JSON"),
        ];
        for text in &texts[..2] {
            for word in OURS {
                assert!(!text.contains(word), "{depth}: {word}\n{text}");
            }
        }
        assert!(texts[3].contains("\"audience\":\"customer\""));
        assert!(
            texts[0]
                .lines()
                .next()
                .is_some_and(|head| head.contains("customer"))
        );
    }
    let page = written(&Ask {
        audience: Audience::Customer,
        ..Ask::default()
    });
    assert!(page.contains("window counts by hour"), "{page}");
    assert!(page.contains("“Shorter lines.”"), "{page}");
}

#[test]
fn the_team_reads_nothing_private() {
    let mut dossier = dmv();
    dossier.records.push(record(
        Kind::Learning,
        41,
        json!({"account": id(DMV), "fact": "unseen quarrel", "learned_on": "2026-11-22", "visibility": "private"}),
    ));
    for (audience, seen) in [(Audience::Team, false), (Audience::Private, true)] {
        let ask = Ask {
            audience,
            since: Some("2026-11-20".parse().expect("a day")),
            ..Ask::default()
        };
        let page = brief::text::text(&brief::page(&dossier, &ask), 80);
        assert_eq!(page.contains("unseen quarrel"), seen, "{page}");
    }
}

#[test]
fn a_story_without_a_name_gives_none_away() {
    let page = written(&Ask::default());
    assert!(page.contains("story, unnamed (railways)"), "{page}");
    assert!(
        !page.contains("Meridian") && !page.contains("Weiss"),
        "{page}"
    );
}

#[test]
fn a_word_that_somebody_must_not_hear_is_marked() {
    let mut dossier = dmv();
    dossier.records.push(record(
        Kind::Promise,
        33,
        json!({"account": id(DMV), "direction": "ours", "what": "plan of the pilot", "to": [id(RUIZ)], "due": "2026-11-24"}),
    ));
    let page = brief::text::text(&brief::page(&dossier, &Ask::default()), 80);
    assert!(page.contains("not “pilot” to Cole"), "{page}");
    let without = Ask {
        with: vec![id(RUIZ)],
        ..Ask::default()
    };
    let page = brief::text::text(&brief::page(&dossier, &without), 80);
    assert!(!page.contains("not “pilot”"), "{page}");
}

#[test]
fn the_page_is_computed_again_for_other_people() {
    let page = written(&Ask {
        with: vec![id(COLE)],
        ..Ask::default()
    });
    assert!(page.contains("Cole    telephones"), "{page}");
    assert!(!page.contains("Ruiz    deputy"), "{page}");
    assert!(page.contains("Cole  what would prove 1986"), "{page}");
    assert!(!page.contains("Governor"), "{page}");
}

#[test]
fn an_account_of_which_nothing_is_known_has_a_page() {
    let account = record(Kind::Account, 1, json!({"name": "Nobody Yet"}));
    let empty = Dossier {
        records: vec![account.clone()],
        account,
        units: vec![],
        ours: vec![],
        guests: vec![],
        trends: vec![],
        elsewhere: vec![],
        history: vec![],
        shifts: vec![],
        buying: None,
        now: dmv().now,
    };
    for depth in Depth::ALL {
        let ask = Ask {
            depth: *depth,
            ..Ask::default()
        };
        assert!(
            brief::text::text(&brief::page(&empty, &ask), 80).contains("none open")
                || *depth != Depth::Page
        );
    }
    let page = brief::handover(&empty);
    assert!(brief::markdown::markdown(&page).contains("Nobody Yet"));
}

#[test]
fn what_is_sent_afterwards_says_only_theirs() {
    let mut dossier = dmv();
    for r in &mut dossier.records {
        if r.id() == id(12) {
            for (field, value) in [
                (
                    "received",
                    json!([
                        "Seven in ten ask one of five questions",
                        "will show us the norland slides if we keep quiet"
                    ]),
                ),
                ("given", json!(["How banks answer balances by phone"])),
                ("summary", json!("Cole sulked")),
                (
                    "next_step",
                    json!({"what": "count a week at Bridgeport", "who": id(MORENO), "when": "2026-10-20"}),
                ),
            ] {
                r.set(field, value).expect("a field");
            }
        }
        if r.id() == id(30) {
            r.set("source", json!({"touchpoint": id(12)}))
                .expect("a field");
        }
    }
    // Neither what was said of a rival, nor what was promised to one who was not there.
    let rival = json!({"account": id(DMV), "who": "Norland, three states away", "state": "seen"});
    dossier.records.push(record(Kind::Alternative, 70, rival));
    let absent = json!({"account": id(DMV), "direction": "ours", "what": "a seat at the table", "to": [id(HALE)],
        "source": {"touchpoint": id(12)}});
    dossier.records.push(record(Kind::Promise, 71, absent));
    let page = brief::recap(&dossier, id(12)).expect("a recap");
    let text = brief::text::text(&page, 80);
    assert!(!text.contains("sulked"), "{text}");
    insta::assert_snapshot!(text);
    assert!(brief::recap(&dossier, id(99)).is_none());
}

#[test]
fn markup_in_a_name_stays_text() {
    let mut dossier = dmv();
    for r in &mut dossier.records {
        if r.id() == id(30) {
            r.set("what", json!("<b>*bold*</b> \u{1b}[31m & `code`"))
                .expect("a field");
        }
    }
    let page = brief::page(&dossier, &Ask::default());
    let html = brief::html::html(&page);
    assert!(html.contains("&lt;b&gt;*bold*&lt;/b&gt;"), "{html}");
    assert!(!html.contains("<script") && !html.contains("http"));
    assert!(brief::markdown::markdown(&page).contains("\\<b\\>\\*bold\\*"));
    for text in [
        html,
        brief::text::text(&page, 80),
        brief::markdown::markdown(&page),
    ] {
        assert!(!text.contains('\u{1b}'));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn any_words_fit_a_page(texts in proptest::collection::vec("\\PC{0,200}|(\\w{1,12} ){0,40}", 12), width in 40usize..120) {
        let mut dossier = dmv();
        let fields = ["title", "asked", "need", "what", "ask", "fact", "subject", "must", "landmine", "wants_now", "name", "place"];
        for record in &mut dossier.records {
            for (field, text) in fields.iter().zip(&texts) {
                if record.kind().field(field).is_some() && !text.trim().is_empty() {
                    record.set(field, json!(text)).expect("a text fits");
                }
            }
        }
        for depth in Depth::ALL {
            let page = brief::page(&dossier, &Ask { depth: *depth, ..Ask::default() });
            let text = brief::text::text(&page, 80);
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert!(text.lines().count() <= brief::ROWS, "{}", text);
            prop_assert!(page.words() <= brief::WORDS, "{}", text);
            if *depth == Depth::Page {
                prop_assert!(page.words_above() <= brief::WORDS_ABOVE, "{}", text);
            }
            let narrow = brief::text::text(&page, width);
            prop_assert!(narrow.lines().all(|l| ally::domain::plain::width(l) <= width), "{width}\n{narrow}");
        }
    }
}

#[test]
fn what_they_buy_and_the_deals_stand_on_the_page() {
    let mut dossier = dmv();
    dossier
        .records
        .retain(|record| record.kind() == Kind::Person);
    let deal = |n: u32, fields: Value| record(Kind::Deal, n, fields);
    let money = |amount: &str| json!({"amount": amount, "currency": "USD"});
    dossier.records.extend([
        deal(901, json!({"account": id(DMV), "name": "Second lane", "outcome": "open", "closes": "2026-12-04", "amount": money("18000")})),
        deal(902, json!({"account": id(DMV), "name": "Third lane", "outcome": "open", "closes": "2027-02-04", "amount": money("22000")})),
        deal(903, json!({"account": id(DMV), "name": "First lane", "outcome": "won", "closes": "2026-11-20", "amount": money("9000")})),
    ]);
    dossier.buying = Some(brief::Buying {
        orders: 28,
        last: "2026-10-03".parse().ok(),
        every_days: Some(39),
        late: Some(21),
    });
    let page = |audience| {
        let ask = Ask {
            audience,
            ..Ask::default()
        };
        brief::text::text(&brief::page(&dossier, &ask), 80)
    };
    let team = page(brief::Audience::Team);
    for said in [
        "no order since",
        "usually every 39 days",
        "21 days late",
        "2 open deals; next Second lane, $40 k in all",
        "won: first lane, $9,000",
    ] {
        assert!(team.contains(said), "{said}\n{team}");
    }
    let customer = page(brief::Audience::Customer);
    assert!(
        !customer.contains("lane") && !customer.contains("39 days"),
        "{customer}"
    );
}
