//! Answers as survey tools write them: a column for each question, whose header is the question itself.

use super::{
    draft::Reading,
    header::Column,
    recognise::{Recognised, What, columns_of, is_full},
    rows::Row,
    values,
    vendors::{self, Means},
};
use crate::domain::Kind;

/// How many rows may stand before a header.
const PREAMBLE: usize = 40;

/// Headers that only a survey tool writes.
const TELLTALE: &[&str] = &[
    "responseid",
    "respondentid",
    "submissionid",
    "antwortid",
    "idderespuesta",
    "timestamp",
    "zeitstempel",
    "marcatemporal",
    "submittedat",
    "submittedon",
    "submitdate",
    "submitdateutc",
    "datesubmitted",
    "datecompleted",
    "completedat",
    "completiontime",
    "responsedate",
    "recordeddate",
    "surveydate",
];

/// Finds a header that asks: at least one column is a question, and another tells when or by whom it was answered.
pub fn recognise(rows: &[Row<'_>], width: usize) -> Option<Recognised> {
    let layout = vendors::for_kind("survey")?;
    for (at, row) in rows.iter().enumerate().take(PREAMBLE) {
        if rows[..at].iter().any(|above| is_full(above, width)) && !row.after_blank {
            break;
        }
        let values = row.cells.iter().any(|cell| {
            let cell = cell.trim();
            cell.contains('@') || (!cell.is_empty() && values::number(cell, None).is_some())
        });
        if row.cells.len() < 2 || values || !row.cells.iter().any(|cell| is_question(cell)) {
            continue;
        }
        let columns = columns_of(row);
        let scaled = columns.iter().any(|column| scale(&column.name).is_some());
        let has = |names: &[&str]| {
            columns
                .iter()
                .any(|column| names.contains(&column.folded.as_str()))
        };
        let told = columns
            .iter()
            .filter_map(|column| layout.means(&column.folded, &column.pattern))
            .any(|means| {
                matches!(
                    means,
                    Means::Date("on")
                        | Means::RefEmail("person", _)
                        | Means::RefName("account" | "person", _)
                )
            });
        // A form that asks for one's whole name is about who filled it in.
        let person = has(&["firstname", "vorname", "nombre"])
            && has(&["lastname", "nachname", "apellidos", "apellido"]);
        if (scaled && (told || has(TELLTALE))) || (has(TELLTALE) && !person) {
            return Some(Recognised {
                at,
                columns,
                what: What::Table(layout),
            });
        }
    }
    None
}

/// Says of each column that nobody knows whether it is the score or their words; of several days and ids one counts.
pub fn ask(columns: &[Column], sample: &[Vec<String>], means: &mut [Means]) {
    let telltale = |at: usize| {
        columns
            .get(at)
            .is_some_and(|column| TELLTALE.contains(&column.folded.as_str()))
    };
    for sort in [Means::Date("on"), Means::Id] {
        let found: Vec<usize> = (0..means.len()).filter(|at| means[*at] == sort).collect();
        let best = found.iter().find(|at| telltale(**at)).or(found.first());
        for at in found.iter().filter(|at| Some(*at) != best) {
            means[*at] = Means::Extra;
        }
    }
    let asked: Vec<usize> = (0..means.len())
        .filter(|at| means[*at] == Means::Extra)
        .filter(|at| columns.get(*at).is_some_and(|c| is_question(&c.name)))
        .collect();
    let answers = |at: usize| {
        sample
            .iter()
            .filter_map(move |row| row.get(at))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    };
    let numbers = |at: usize| {
        answers(at).all(|answer| values::number(answer, None).is_some())
            && (answers(at).next().is_some() || scale(&columns[at].name).is_some())
    };
    if !means.contains(&Means::Number("score"))
        && let Some(at) = asked.iter().copied().find(|at| numbers(*at))
    {
        means[at] = Means::Number("score");
    }
    let open: Vec<usize> = asked.into_iter().filter(|at| !numbers(*at)).collect();
    let alone = open.len() == 1 && !means.contains(&Means::Prose("words"));
    for at in open {
        // What is ticked is no word of theirs; it stays beside the answer under its question.
        let said = answers(at).any(|answer| answer.split_whitespace().count() >= 3);
        if alone || said || answers(at).next().is_none() {
            means[at] = Means::Prose("words");
        }
    }
}

/// Writes with each answer what was asked, and out of how many the score is, where the headers say so.
pub fn tell(columns: &[Column], means: &[Means], reading: &mut Reading) {
    let asking = columns.iter().zip(means).filter(|(column, means)| {
        matches!(means, Means::Number("score") | Means::Prose("words")) && is_question(&column.name)
    });
    // What the score is for comes first; which other question the words answer is kept beside it.
    let mut asked: Vec<(bool, &str)> = asking
        .map(|(column, means)| (*means != Means::Number("score"), words(&column.name)))
        .collect();
    asked.sort_by_key(|(later, _)| *later);
    let out_of = columns
        .iter()
        .zip(means)
        .find(|(_, means)| **means == Means::Number("score"))
        .and_then(|(column, _)| scale(&column.name))
        .map(|most| most.to_string());
    let answers = reading.drafts.iter_mut().flat_map(|row| &mut row.drafts);
    for draft in answers.filter(|draft| draft.kind == Kind::Survey) {
        for (_, question) in &asked {
            if draft.text("question").is_empty() {
                draft.set("question", question);
            } else if draft.text("question") != *question {
                draft.keep("asked", question);
            }
        }
        if let Some(out_of) = &out_of
            && draft.fields.contains_key("score")
            && !draft.fields.contains_key("out_of")
        {
            draft.set("out_of", out_of);
        }
    }
}

/// Says whether a header asks something.
fn is_question(name: &str) -> bool {
    let mark = ['?', '？'];
    scale(name).is_some()
        || name.trim().ends_with(mark)
        || (name.contains(mark) && name.split_whitespace().count() >= 3)
}

/// Gives a question without its scale.
fn words(name: &str) -> &str {
    let bare = name.rfind(['(', '[']).filter(|_| scale(name).is_some());
    let bare = bare.and_then(|at| name.get(..at)).map(str::trim);
    bare.filter(|bare| !bare.is_empty()).unwrap_or(name.trim())
}

/// Reads the end of a scale such as `(0-10)` or `[1 = not at all, 5 = very]`.
fn scale(name: &str) -> Option<u32> {
    let open = name.rfind(['(', '['])?;
    let inner = name.get(open + 1..)?.split([')', ']']).next()?;
    let numbers: Vec<u32> = inner
        .split(|sign: char| !sign.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    let (least, most) = (numbers.iter().min()?, numbers.iter().max()?);
    (numbers.len() > 1 && *least <= 1 && (3..=100).contains(most)).then_some(*most)
}

#[cfg(test)]
mod tests {
    use crate::interchange::draft::{Draft, Key, Reading};
    use crate::interchange::map::ColumnMap;
    use crate::interchange::{Options, Source, read};

    fn options() -> Options<'static> {
        Options::at("2026-11-22T09:00:00+00:00[UTC]".parse().unwrap())
    }

    fn reading(text: &str, options: &Options<'_>) -> Reading {
        let source = Source {
            name: "answers.csv",
            bytes: text.as_bytes(),
        };
        read(&[source], options).unwrap().remove(0)
    }

    fn answers(reading: &Reading) -> Vec<&Draft> {
        reading.drafts.iter().map(|row| &row.drafts[0]).collect()
    }

    #[test]
    fn a_column_for_each_question_is_read_as_one_answer() {
        let text = "Response ID,Date Submitted,Email Address,Company,How likely are you to recommend us? (0-10),What could we do better?\n\
            11,2026-10-30 09:12:44,ann@acme.example,Acme,9,Answer the phone sooner\n\
            12,2026-10-31 10:00:00,bob@bolt.example,Bolt,4,\n";
        let read = reading(text, &options());
        assert_eq!(read.recognised.as_deref(), Some("survey answers"));
        assert!(read.rejected.is_empty(), "{:?}", read.rejected);
        let found = answers(&read);
        let first = found[0];
        assert_eq!(first.text("on"), "2026-10-30");
        assert_eq!((first.text("score"), first.text("out_of")), ("9", "10"));
        assert_eq!(first.text("words"), "Answer the phone sooner");
        assert_eq!(
            first.text("question"),
            "How likely are you to recommend us?"
        );
        assert_eq!(first.extra["asked"], "What could we do better?");
        assert_eq!(first.foreign[0].id, "11");
        let of = |field: &str| first.refs.iter().find(|of| of.field == field);
        assert_eq!(
            of("person").unwrap().keys,
            [Key::Email("ann@acme.example".into())]
        );
        assert_eq!(of("account").unwrap().keys, [Key::Name("Acme".into())]);
        assert_eq!(found[1].text("score"), "4");
    }

    #[test]
    fn a_form_in_german_is_read_too() {
        let text = "Zeitstempel,E-Mail-Adresse,Wie zufrieden sind Sie? (1-5),Anmerkungen\n\
            30.10.2026 09:12:44,ann@acme.example,4,Die Rechnung kam zweimal\n";
        let read = reading(text, &options());
        assert!(read.rejected.is_empty(), "{:?}", read.rejected);
        let found = answers(&read);
        assert_eq!(found[0].text("on"), "2026-10-30");
        assert_eq!(
            (found[0].text("score"), found[0].text("out_of")),
            ("4", "5")
        );
        assert_eq!(found[0].text("words"), "Die Rechnung kam zweimal");
        assert_eq!(found[0].text("question"), "Wie zufrieden sind Sie?");
    }

    #[test]
    fn what_is_ticked_or_scored_beside_stays_under_its_question() {
        let text = "Timestamp,Username,How satisfied are you with us?,How satisfied are you with billing?,Which plan do you have?,Why do you say that?\n\
            10/30/2026 9:12:44,ann@acme.example,4,2,Gold,Nobody calls us back\n";
        let read = reading(text, &options());
        let draft = answers(&read)[0];
        assert_eq!(draft.text("score"), "4");
        assert_eq!(draft.text("words"), "Nobody calls us back");
        assert_eq!(draft.extra["How satisfied are you with billing?"], "2");
        assert_eq!(draft.extra["Which plan do you have?"], "Gold");
    }

    #[test]
    fn the_fields_own_names_are_known() {
        let text = "id,on,account,score,words\n1,2026-10-30,Acme,9,Good people\n";
        let found = reading(text, &options());
        let draft = answers(&found)[0];
        assert_eq!((draft.text("on"), draft.text("score")), ("2026-10-30", "9"));
        let text = "Completed,Company,NPS,Comment\n2026-10-30,Acme,9,Good people\n";
        let found = reading(text, &options());
        assert_eq!(answers(&found)[0].text("on"), "2026-10-30");
    }

    #[test]
    fn a_map_keeps_what_was_asked() {
        let mut options = options();
        options.map = Some(
            ColumnMap::parse(
                "kind = \"survey\"\n[columns]\n\"No\" = \"id\"\n\"When\" = \"on\"\n\"Would you buy from us again? (0-10)\" = \"score\"\n",
            )
            .unwrap(),
        );
        let text = "No,When,Would you buy from us again? (0-10)\n1,2026-10-30,9\n";
        let found = reading(text, &options);
        let draft = answers(&found)[0];
        assert_eq!(draft.text("question"), "Would you buy from us again?");
        assert_eq!((draft.text("score"), draft.text("out_of")), ("9", "10"));
    }

    #[test]
    fn a_header_that_asks_is_a_question() {
        let told = |name: &'static str| {
            super::is_question(name).then(|| (super::words(name), super::scale(name)))
        };
        assert_eq!(
            told("How likely are you to recommend us? (0-10)"),
            Some(("How likely are you to recommend us?", Some(10)))
        );
        assert_eq!(
            told("Zufriedenheit (1 bis 5)"),
            Some(("Zufriedenheit", Some(5)))
        );
        assert_eq!(told("¿Por qué?"), Some(("¿Por qué?", None)));
        for plain in [
            "Revenue (2024)",
            "Phone (1)",
            "Score",
            "Price (EUR)",
            "Range (200-400)",
        ] {
            assert_eq!(told(plain), None, "{plain}");
        }
    }

    #[test]
    fn a_form_of_contacts_stays_one() {
        let text = "Timestamp,First Name,Last Name,Email,What are you interested in?\n\
            2026-10-30 09:12:44,Ann,Able,ann@acme.example,Looms and spare parts\n";
        let read = reading(text, &options());
        assert_eq!(read.recognised.as_deref(), Some("contacts"));
    }
}
