//! What survey tools export goes in as answers: by what the header asks and by what stands beside it, whichever language the
//! tool speaks and however many lines its header has.

#![allow(clippy::unwrap_used, missing_docs)]

use ally::interchange::draft::{Draft, Key, Reading};
use ally::interchange::{Source, read_known};

use super::arriving::options;

fn reading(text: &str) -> Reading {
    let source = Source {
        name: "answers.csv",
        bytes: text.as_bytes(),
    };
    read_known(&[source], &options()).unwrap().remove(0)
}

fn answer(reading: &Reading, at: usize) -> &Draft {
    &reading.drafts[at].drafts[0]
}

/// What an answer says: the day, the score out of how many, the words, whose address, what was asked first.
type Said<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

fn said(draft: &Draft) -> [String; 5] {
    let who = draft.refs.iter().filter(|held| held.field == "person");
    let who = who.flat_map(|held| &held.keys).find_map(|key| match key {
        Key::Email(email) => Some(email.clone()),
        _ => None,
    });
    [
        draft.text("on").to_owned(),
        format!("{} of {}", draft.text("score"), draft.text("out_of")),
        draft.text("words").to_owned(),
        who.unwrap_or_default(),
        draft.text("question").to_owned(),
    ]
}

#[test]
fn every_tool_is_known_by_what_it_asks() {
    let tools: &[(&str, &str, Said<'_>, &[(&str, &str)])] = &[
        (
            "Microsoft Forms in German",
            "ID;Startzeit;Fertigstellungszeit;E-Mail;Name;Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?;Was können wir besser machen?;Welche Produkte nutzen Sie?\n\
             1;02.11.2026 09:12:00;02.11.2026 09:14:10;anna@kupfer.example;Anna Berg;9;Schneller liefern, bitte;\"Pumpen;\"\n",
            (
                "2026-11-02",
                "9 of 10",
                "Schneller liefern, bitte",
                "anna@kupfer.example",
                "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?",
            ),
            &[
                ("Startzeit", "02.11.2026 09:12:00"),
                ("Welche Produkte nutzen Sie?", "Pumpen;"),
                ("asked", "Was können wir besser machen?"),
            ],
        ),
        (
            "Microsoft Forms in Spanish",
            "ID,Hora de inicio,Hora de finalización,Correo electrónico,Nombre,¿Qué probabilidad hay de que nos recomiende?,¿Qué podríamos mejorar?\n\
             1,2026-11-02 09:12:00,2026-11-02 09:14:10,anna@kupfer.example,Anna Berg,4,Entregar antes el pedido\n",
            (
                "2026-11-02",
                "4 of 10",
                "Entregar antes el pedido",
                "anna@kupfer.example",
                "¿Qué probabilidad hay de que nos recomiende?",
            ),
            &[("Hora de inicio", "2026-11-02 09:12:00")],
        ),
        (
            "Microsoft Forms whose only question is none",
            "ID,Start time,Completion time,Email,Name,Your feedback\n\
             1,2026-11-02 09:12:00,2026-11-02 09:14:10,anna@kupfer.example,Anna Berg,Invoices come twice\n",
            (
                "2026-11-02",
                " of ",
                "Invoices come twice",
                "anna@kupfer.example",
                "",
            ),
            &[],
        ),
        (
            "Google Forms",
            "Timestamp,Email Address,Your company,Please rate our last delivery,Tell us more,Rate our support team\n\
             2026/11/02 9:12:44 AM GMT+1,anna@kupfer.example,Kupfer GmbH,5,Answer the phone,3\n",
            (
                "2026-11-02",
                "5 of 5",
                "Answer the phone",
                "anna@kupfer.example",
                "Please rate our last delivery",
            ),
            &[("Rate our support team", "3"), ("asked", "Tell us more")],
        ),
        (
            "Google Forms in Spanish",
            "Marca temporal,Dirección de correo electrónico,¿Qué tan satisfecho está con nosotros?,Comentarios\n\
             13/11/2026 9:12:44,anna@kupfer.example,4,Llamen más a menudo\n",
            (
                "2026-11-13",
                "4 of 5",
                "Llamen más a menudo",
                "anna@kupfer.example",
                "¿Qué tan satisfecho está con nosotros?",
            ),
            &[],
        ),
        (
            "SurveyMonkey, whose header has two lines",
            "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,How likely is it that you would recommend us?,What would improve our service?,Which of these do you use?,\n\
             ,,,,,,,,,Response,Open-Ended Response,Pumps,Filters\n\
             118200001,4501,11/02/2026 09:12:44 AM,11/13/2026 09:14:44 AM,10.0.0.1,anna@kupfer.example,Anna,Berg,North,9 - Extremely likely,Answer the phone sooner,,Filters\n",
            (
                "2026-11-13",
                "9 of 10",
                "Answer the phone sooner",
                "anna@kupfer.example",
                "How likely is it that you would recommend us?",
            ),
            &[
                ("Custom Data 1", "North"),
                ("Which of these do you use? – Filters", "Filters"),
                (
                    "How likely is it that you would recommend us?",
                    "9 - Extremely likely",
                ),
            ],
        ),
        (
            "Typeform",
            "#,How likely are you to recommend us?,Why did you give that score?,What's your email?,Start Date (UTC),Submit Date (UTC),Network ID\n\
             a1b2c3d4e5f6a7b8,9,Great people and fast,anna@kupfer.example,2026-11-02 09:12:44,2026-11-02 09:14:44,f3a2b1\n",
            (
                "2026-11-02",
                "9 of 10",
                "Great people and fast",
                "anna@kupfer.example",
                "How likely are you to recommend us?",
            ),
            &[("Network ID", "f3a2b1")],
        ),
        (
            "Qualtrics, whose header has three lines",
            "StartDate,EndDate,Status,RecordedDate,ResponseId,RecipientLastName,RecipientFirstName,RecipientEmail,DistributionChannel,Q1_NPS_GROUP,Q1,Q2\n\
             Start Date,End Date,Response Type,Recorded Date,Response ID,Recipient Last Name,Recipient First Name,Recipient Email,Distribution Channel,On a scale from 0-10 how likely are you to recommend us? - Group,On a scale from 0-10 how likely are you to recommend us?,What could we do better?\n\
             \"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"endDate\"\"}\",\"{\"\"ImportId\"\":\"\"status\"\"}\",\"{\"\"ImportId\"\":\"\"recordedDate\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"recipientLastName\"\"}\",\"{\"\"ImportId\"\":\"\"recipientFirstName\"\"}\",\"{\"\"ImportId\"\":\"\"recipientEmail\"\"}\",\"{\"\"ImportId\"\":\"\"distributionChannel\"\"}\",\"{\"\"ImportId\"\":\"\"QID1_NPS_GROUP\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID2_TEXT\"\"}\"\n\
             2026-11-02 09:12:44,2026-11-02 09:14:44,IP Address,2026-11-02 09:14:45,R_1abcDEF,Berg,Anna,anna@kupfer.example,email,Detractor,4,Answer the phone sooner\n",
            (
                "2026-11-02",
                "4 of 10",
                "Answer the phone sooner",
                "anna@kupfer.example",
                "On a scale from 0-10 how likely are you to recommend us?",
            ),
            &[("Status", "IP Address"), ("EndDate", "2026-11-02 09:14:44")],
        ),
        (
            "a list of scores with a comment",
            "Response ID,Survey Type,Response Time,Score,Comment,Person ID,Person Name,Person Email,Company\n\
             101,nps,2026-11-02 09:12:44 UTC,9,Love it,55,Anna Berg,anna@kupfer.example,Kupfer GmbH\n",
            (
                "2026-11-02",
                "9 of 10",
                "Love it",
                "anna@kupfer.example",
                "",
            ),
            &[("Survey Type", "nps")],
        ),
        (
            "a German list whose header asks",
            "Datum;Kunde;E-Mail;Wie zufrieden sind Sie mit uns?;Warum?\n\
             13.11.2026;Kupfer GmbH;anna@kupfer.example;4 von 6;Weil es schnell geht\n",
            (
                "2026-11-13",
                "4 of 6",
                "Weil es schnell geht",
                "anna@kupfer.example",
                "Wie zufrieden sind Sie mit uns?",
            ),
            &[("asked", "Warum?")],
        ),
    ];
    for (tool, text, wanted, kept) in tools {
        let reading = reading(text);
        assert_eq!(
            reading.recognised.as_deref(),
            Some("survey answers"),
            "{tool}"
        );
        assert!(
            reading.rejected.is_empty(),
            "{tool}: {:?}",
            reading.rejected
        );
        let draft = answer(&reading, 0);
        let (on, score, words, who, question) = *wanted;
        assert_eq!(said(draft), [on, score, words, who, question], "{tool}");
        for (name, value) in *kept {
            let held = draft.extra.get(*name).and_then(|held| held.as_str());
            assert_eq!(held, Some(*value), "{tool}: {name}");
        }
    }
}

#[test]
fn a_scale_that_no_header_names_is_said_and_never_made_up() {
    let scores = |scores: &[&str]| {
        let rows: Vec<String> = scores
            .iter()
            .map(|score| format!("2026-11-02,ann@acme.example,{score}\n"))
            .collect();
        let text = format!(
            "Timestamp,Email Address,How satisfied are you with us?\n{}",
            rows.concat()
        );
        let reading = reading(&text);
        let told = reading.warnings.iter().any(|told| told.contains("out of"));
        (answer(&reading, 0).text("out_of").to_owned(), told)
    };
    assert_eq!(scores(&["4", "2"]), ("5".to_owned(), true));
    assert_eq!(scores(&["8", "2"]), ("10".to_owned(), true));
    assert_eq!(scores(&["2", "3"]), (String::new(), false));
    assert_eq!(scores(&["7", "3"]), (String::new(), false));
    assert_eq!(scores(&["70", "3"]), (String::new(), false));
}

#[test]
fn a_form_that_takes_down_people_is_of_people() {
    for text in [
        "ID,Start time,Completion time,Email,Name,First name,Last name,Phone\n\
         1,2026-11-02 09:12,2026-11-02 09:14,ann@acme.example,Ann Able,Ann,Able,+49 30 5550101\n",
        "Timestamp,Name,Email,Phone,What are you interested in?\n\
         2026-11-02 09:12,Ann Able,ann@acme.example,+49 30 5550101,Looms\n",
    ] {
        assert_eq!(reading(text).recognised.as_deref(), Some("contacts"));
    }
}

#[test]
fn a_column_with_a_number_is_a_name() {
    let text = "Name;Firma;E-Mail;Telefon 1;Telefon 2\n\
        Ann Able;Acme;ann@acme.example;+49 30 5550101;+49 30 5550102\n";
    let reading = reading(text);
    assert_eq!(reading.recognised.as_deref(), Some("contacts"));
    let phones: Vec<_> = reading.drafts[0].drafts[0].list("phones").collect();
    assert_eq!(phones, ["+49 30 5550101", "+49 30 5550102"]);
}
