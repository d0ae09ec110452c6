//! Reads the corpus' cards, calendars and recurrence rules, and counts how many come out right.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use crate::corpus;

use ally::interchange::{Options, Snapshot, Source, decode, ical, plan::plan, read, recur, vcard};
use serde_json::Value;

fn options() -> Options<'static> {
    Options::at(
        "2026-11-23T09:00:00-05:00[America/New_York]"
            .parse()
            .unwrap(),
    )
}

fn score(what: &str, right: usize, wrong: &[String]) {
    println!("{what}: {right} of {} right", right + wrong.len());
    for line in wrong {
        println!("  {line}");
    }
    assert!(wrong.is_empty(), "{what}: {wrong:#?}");
}

#[test]
fn cards() {
    let Some(expected) = corpus::json("vcard/EXPECTED.json") else {
        return;
    };
    let (mut right, mut wrong) = (0, Vec::new());
    for (file, want) in expected.as_object().unwrap() {
        let bytes = corpus::bytes(&format!("vcard/{file}"));
        let (cards, _) = vcard::cards(&decode::decode(&bytes).text, 8);
        let names: Vec<&str> = cards.iter().map(|card| card.full.as_str()).collect();
        let emails: usize = cards.iter().map(|card| card.emails.len()).sum();
        let want_names: Vec<&str> = want["fn"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect();
        if names == want_names && emails as u64 == want["email_lines"].as_u64().unwrap() {
            right += 1;
        } else {
            wrong.push(format!("{file}: {names:?} {emails}"));
        }
        let mut world = Snapshot::default();
        idempotent(file, &bytes, &mut world);
    }
    score("vcard", right, &wrong);
    assert!(wrong.is_empty());
}

fn idempotent(file: &str, bytes: &[u8], world: &mut Snapshot) {
    let sources = [Source { name: file, bytes }];
    let first = plan(
        read(&sources, &options()).unwrap(),
        world,
        &options(),
        false,
    );
    let told = &first.files[0];
    assert_eq!(
        told.rows,
        told.new + told.changed + told.same + told.doubtful + told.rejected.len() as u64,
        "{file}: {told:?}"
    );
    let mut next = 0;
    let first = first.assign(|_| {
        next += 1;
        ally::domain::Id::new(1_795_000_000_000 + next, [7; 10])
    });
    for make in &first.makes.objects() {
        let mut record = make.clone();
        record.insert("created".into(), "2026-11-23T14:00:00Z".into());
        let read = ally::domain::Record::read_strictly(record.clone())
            .unwrap_or_else(|wrong| panic!("{file}: {wrong:?} in {record:?}"));
        read.check()
            .unwrap_or_else(|wrong| panic!("{file}: {wrong:?} in {record:?}"));
        world.add(record, None);
    }
    let again = plan(
        read(&sources, &options()).unwrap(),
        world,
        &options(),
        false,
    );
    assert!(
        again.is_empty(),
        "{file}: not idempotent: {:?} {:?}",
        again.makes.objects().first(),
        again.files[0].details.first()
    );
}

#[test]
fn calendars() {
    let Some(expected) = corpus::json("ics/EXPECTED.json") else {
        return;
    };
    let (mut right, mut wrong) = (0, Vec::new());
    for (file, want) in expected.as_object().unwrap() {
        let bytes = corpus::bytes(&format!("ics/{file}"));
        let (events, _) = ical::events(&decode::decode(&bytes).text, 8);
        let attendees: usize = events.iter().map(|event| event.attendees.len()).sum();
        let summaries: Vec<&str> = events.iter().map(|event| event.summary.as_str()).collect();
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let same = want["summaries"].as_array().is_none_or(|want| {
            want.len() == summaries.len()
                && want
                    .iter()
                    .zip(&summaries)
                    .all(|(want, got)| squeeze(want.as_str().unwrap_or_default()) == squeeze(got))
        });
        let (events_right, attendees_right) = (
            events.len() as u64 == want["events"].as_u64().unwrap_or(0),
            attendees as u64 == want["attendees"].as_u64().unwrap_or(0),
        );
        if same && events_right && attendees_right {
            right += 1;
        } else {
            wrong.push(
                format!(
                    "{file}: events {} not {}, attendees {attendees} not {}, summaries {}",
                    events.len(),
                    want["events"],
                    want["attendees"],
                    if same {
                        "right".to_owned()
                    } else {
                        format!("{summaries:?} not {}", want["summaries"])
                    }
                )
                .chars()
                .take(400)
                .collect(),
            );
        }
        let mut world = Snapshot::default();
        if ally::interchange::read(
            &[Source {
                name: file,
                bytes: &bytes,
            }],
            &options(),
        )
        .is_ok()
        {
            idempotent(file, &bytes, &mut world);
        }
    }
    score("ics", right, &wrong);
}

#[test]
fn recurrence_vectors() {
    let Some(vectors) = corpus::json("recur/rrule_vectors.json") else {
        return;
    };
    let (mut right, mut wrong) = (0, Vec::new());
    for vector in vectors
        .as_array()
        .unwrap()
        .iter()
        .filter(|vector| vector["must"] == true)
    {
        let parse = |text: &str| {
            jiff::fmt::strtime::parse(
                "%Y%m%dT%H%M%S",
                if text.len() == 8 {
                    format!("{text}T000000")
                } else {
                    text.trim_end_matches('Z').to_owned()
                },
            )
            .unwrap()
            .to_datetime()
            .unwrap()
        };
        let start = parse(vector["dtstart"].as_str().unwrap());
        let expected: Vec<String> = vector["expected"]
            .as_array()
            .unwrap()
            .iter()
            .map(|at| {
                parse(at.as_str().unwrap())
                    .strftime("%Y%m%dT%H%M%S")
                    .to_string()
            })
            .collect();
        let rule = vector["rrule"].as_str().unwrap();
        let (bare, until): (Vec<&str>, Vec<&str>) = rule
            .split(';')
            .partition(|part| !part.starts_with("UNTIL="));
        let until = until.first().map(|until| {
            let text = until.trim_start_matches("UNTIL=");
            if text.len() == 8 {
                parse(&format!("{text}T235959"))
            } else {
                parse(text)
            }
        });
        let end = expected.last().map_or(start, |last| parse(last));
        let got = recur::occurrences(&bare.join(";"), start, until, end.max(start));
        let got: Vec<String> = got
            .unwrap_or_default()
            .iter()
            .map(|at| at.strftime("%Y%m%dT%H%M%S").to_string())
            .collect();
        if got == expected {
            right += 1;
        } else {
            wrong.push(format!("{rule}: {} not {}", got.len(), expected.len()));
        }
    }
    score("recur vectors", right, &wrong);
    assert!(wrong.is_empty());
}

#[test]
fn recurrence_probes() {
    let Some(expected) = corpus::json("recur/probes/EXPECTED.json") else {
        return;
    };
    let (mut right, mut wrong) = (0, Vec::new());
    for (name, probe) in expected.as_object().unwrap() {
        let bytes = corpus::bytes(&format!("recur/probes/{name}.ics"));
        let began = std::time::Instant::now();
        let mut options = options();
        options.horizon_days = 4000;
        let readings = read(
            &[Source {
                name,
                bytes: &bytes,
            }],
            &options,
        )
        .unwrap();
        let all_day = name.contains("allday");
        let mut starts: Vec<String> = readings[0]
            .drafts
            .iter()
            .flat_map(|row| &row.drafts)
            .map(|draft| {
                let starts: ally::domain::Moment =
                    draft.fields["starts"].as_str().unwrap().parse().unwrap();
                if all_day {
                    starts.date().to_string()
                } else {
                    starts.timestamp().strftime("%Y-%m-%dT%H:%MZ").to_string()
                }
            })
            .collect();
        starts.sort();
        let fine = match &probe["expected"] {
            Value::Array(want) => {
                starts
                    == want
                        .iter()
                        .map(|at| at.as_str().unwrap().to_owned())
                        .collect::<Vec<_>>()
            }
            want if want["window"].is_array() => {
                let (from, to) = (
                    want["window"][0].as_str().unwrap(),
                    want["window"][1].as_str().unwrap(),
                );
                let (series, _) = ical::events(&decode::decode(&bytes).text, 8);
                let here = options.zone().clone();
                let all = series[0].series().unwrap().expand(
                    from.parse().unwrap(),
                    to.parse().unwrap(),
                    1000,
                    &here,
                );
                all.starts
                    .iter()
                    .filter(|at| at.date().to_string().as_str() < to)
                    .count() as u64
                    == want["count"].as_u64().unwrap()
            }
            want => {
                starts.len() as u64 <= want["max_instances"].as_u64().unwrap()
                    && began.elapsed().as_secs() < want["max_seconds"].as_u64().unwrap()
            }
        };
        if fine {
            right += 1;
        } else {
            wrong.push(format!("{name}: {starts:?}"));
        }
        idempotent(name, &bytes, &mut Snapshot::default());
    }
    score("recur probes", right, &wrong);
    assert!(wrong.is_empty());
}

#[test]
fn an_invitation_and_a_journal() {
    if !corpus::present() {
        return;
    }
    let mail = corpus::bytes("mail/invite_google.eml");
    let readings = read(
        &[Source {
            name: "invite.eml",
            bytes: &mail,
        }],
        &options(),
    )
    .unwrap();
    let draft = &readings[0].drafts[0].drafts[0];
    let people = draft
        .refs
        .iter()
        .filter(|reference| reference.field == "people")
        .count();
    assert_eq!(
        (readings[0].rows, people, draft.without.len()),
        (1, 2, 1),
        "an organiser, an attendee, and one who declined"
    );
    idempotent("invite.eml", &mail, &mut Snapshot::default());
    let journal = corpus::bytes("peers/friends.md");
    let readings = read(
        &[Source {
            name: "friends.md",
            bytes: &journal,
        }],
        &options(),
    )
    .unwrap();
    assert_eq!(
        (readings[0].rows, readings[0].recognised.as_deref()),
        (9, Some("friends"))
    );
    let mut world = Snapshot::default();
    idempotent("friends.md", &journal, &mut world);
    let met: Vec<_> = world
        .records()
        .filter(|record| record["kind"] == "touchpoint")
        .collect();
    assert!(
        met.iter().all(|record| record["people"]
            .as_array()
            .is_some_and(|people| !people.is_empty())),
        "{met:?}"
    );
}
