//! Answers as survey tools write them: a column for each question, whose header is the question itself.

mod asks;

pub use asks::score;
use asks::{asks, of_whom, rates, recommends, scale, words};

use rust_decimal::Decimal;

use super::{
    draft::{Draft, Reading},
    header::Column,
    recognise::{Recognised, What, columns_of, is_full, is_value},
    rows::Row,
    vendors::{self, Means},
};
use crate::domain::Kind;

/// How many rows may stand before a header.
const PREAMBLE: usize = 40;

/// Headers that only a survey tool writes.
const TELLTALE: &str = "responseid|respondentid|submissionid|antwortid|idderespuesta|timestamp|zeitstempel|marcatemporal|\
submittedat|submittedon|submitdate|submitdateutc|submissiondate|datesubmitted|datecompleted|completedat|completiontime|\
fertigstellungszeit|responsedate|recordeddate|surveydate|dateresponded|datumabgeschickt|abgesendetam";

/// Headers of whoever was asked, by which the large tools are known whatever they ask.
const ASKED: &str = "respondentid|collectorid|recipientemail|distributionchannel|respondentenid|teilnehmerid|befragtenid|\
iddelencuestado|iddeencuestado|iddelrecopilador|iddelparticipante";

/// When somebody began to fill in a form.
const BEGUN: &str = "starttime|startzeit|horadeinicio|startdateutc|datestarted|startdate|anfangsdatum|fechadeinicio";

/// When they had done so, beside when they began.
const DONE: &str = "completiontime|fertigstellungszeit|horadefinalizacion|submitdateutc|enddate|enddatum|\
fechadefinalizacion|datesubmitted";

/// What a meeting has and no form.
const OF_MEETINGS: &str = "subject|title|betreff|titel|asunto|titulo|location|duedate";

/// What a tool writes of an answer beside what was asked, and that nobody answered.
const BESIDE: &str = "|#|networkid|collectorid|ipaddress|ipadresse|direccionip|startdate|startdateutc|starttime|startzeit|\
horadeinicio|progress|finished|lastmodifiedtime|uhrzeitderletztenanderung|horadelaultimamodificacion|durationinseconds|\
locationlatitude|locationlongitude|distributionchannel|userlanguage|externalreference|externaldatareference|responsetype|\
stagedateutc|tags|customdata#|status|lastpage|startlanguage|seed|datestarted|datelastaction|refererurl|language|sprache|\
idioma|anfangsdatum|fechadeinicio|benutzerdefiniertedaten#|datospersonalizados#|datesent|personid|surveytype";

fn is_one_of(column: &Column, names: &str) -> bool {
    let mut names = names.split('|');
    names.any(|name| name == column.folded || (name == column.pattern && name.contains('#')))
}

/// Gives a header's columns with what stands under them and is of it: the answers that can be ticked, or the questions
/// themselves under the codes of theirs. Says, too, how many lines that takes.
fn whole(rows: &[Row<'_>], at: usize) -> (Vec<Column>, usize) {
    let columns = columns_of(&rows[at]);
    let below = rows.get(at + 1..).unwrap_or_default();
    let coded = |row: &Row<'_>| {
        let mut filled = row.cells.iter().filter(|cell| !cell.trim().is_empty());
        let first = filled.next();
        first.is_some_and(|cell| is_code(cell)) && filled.all(|cell| is_code(cell))
    };
    if let Some(lines) = below.iter().take(2).position(coded) {
        let texts = below.first().filter(|_| lines == 1).map(columns_of);
        let asked = |(at, column): (usize, Column)| {
            let text = texts.as_ref().and_then(|texts| texts.get(at));
            let is_known = known(&column).is_some() || is_one_of(&column, BESIDE);
            text.filter(|text| !is_known && !text.folded.is_empty())
                .cloned()
                .unwrap_or(column)
        };
        return (
            columns.into_iter().enumerate().map(asked).collect(),
            lines + 1,
        );
    }
    let Some(under) = below.first().filter(|under| continues(&columns, under)) else {
        return (columns, 0);
    };
    let mut question = String::new();
    let mut names = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        if !column.name.is_empty() {
            question.clone_from(&column.name);
        }
        let label = under.cells.get(at).map_or("", |cell| cell.trim());
        let folded = super::header::fold(label);
        names.push(match folded.as_str() {
            "" => column.clone(),
            "response" | "openendedresponse" | "antwort" | "offeneantwort" | "offeneantworten"
            | "respuesta" | "respuestaabierta" => Column::new(&question),
            _ => Column::new(&format!("{question} – {label}")),
        });
    }
    (names, 1)
}

/// Says whether a cell is the code by which a tool knows a question again.
fn is_code(cell: &str) -> bool {
    cell.trim_start().starts_with("{\"ImportId\"")
}

/// Says whether a line goes on with the header above it: it has words, and nothing where each answer has its number and day.
fn continues(columns: &[Column], under: &Row<'_>) -> bool {
    let of_asked: Vec<usize> = (0..columns.len())
        .filter(|at| is_one_of(&columns[*at], ASKED))
        .collect();
    let cell = |at: usize| under.cells.get(at).map_or("", |cell| cell.trim());
    let of_answer = (0..columns.len()).filter(|at| {
        matches!(
            known(&columns[*at]),
            Some(Means::Id | Means::Date(_) | Means::RefEmail(..))
        )
    });
    !of_asked.is_empty()
        && of_asked.iter().all(|at| cell(*at).is_empty())
        && of_answer.into_iter().all(|at| cell(at).is_empty())
        && (0..under.cells.len()).any(|at| !cell(at).is_empty())
        && (0..under.cells.len()).all(|at| !is_value(cell(at)))
}

/// Says what a column of answers is by its name.
fn known(column: &Column) -> Option<Means> {
    vendors::for_kind("survey")?.means(&column.folded, &column.pattern)
}

/// Joins the lines of a header that has several, where a person or a map says that it is of answers.
pub fn join(found: &mut Recognised, rows: &[Row<'_>]) {
    let (columns, below) = whole(rows, found.at);
    // A map speaks of the columns as the first line names them.
    if matches!(found.what, What::Table(_)) {
        found.columns = columns;
    }
    found.below = below;
}

/// Finds a header that asks: at least one column is a question, and another tells when or by whom it was answered.
pub fn recognise(rows: &[Row<'_>], width: usize) -> Option<Recognised> {
    let layout = vendors::for_kind("survey")?;
    for (at, row) in rows.iter().enumerate().take(PREAMBLE) {
        if rows[..at].iter().any(|above| is_full(above, width)) && !row.after_blank {
            break;
        }
        if row.cells.len() < 2 || row.cells.iter().any(|cell| is_value(cell)) {
            continue;
        }
        let (columns, below) = whole(rows, at);
        if is_of_answers(&columns) {
            return Some(Recognised {
                at,
                below,
                columns,
                what: What::Table(layout),
            });
        }
    }
    None
}

fn is_of_answers(columns: &[Column]) -> bool {
    let has = |names: &str| columns.iter().any(|column| is_one_of(column, names));
    let rated = columns
        .iter()
        .any(|column| scale(&column.name).is_some() || rates(&column.name));
    let asked = rated || columns.iter().any(|column| asks(&column.name));
    let told = columns.iter().filter_map(known).any(|means| {
        matches!(
            means,
            Means::Date("on")
                | Means::RefEmail("person", _)
                | Means::RefName("account" | "person", _)
        )
    });
    // A form that asks for one's whole name, or for name and number, is about who filled it in.
    let person = (has("firstname|vorname|nombre") && has("lastname|nachname|apellidos|apellido"))
        || (has("name|fullname|nombre|nombrecompleto|yourname|ihrname")
            && has("phone|phonenumber|telefon|telefonnummer|telefono|mobile|yourphone"));
    let filled_in = has(BEGUN) && has(DONE) && !has(OF_MEETINGS);
    let open = columns
        .iter()
        .any(|column| known(column).is_none() && !is_one_of(column, BESIDE));
    if has(ASKED) && filled_in && open {
        return true;
    }
    (rated && (told || has(TELLTALE) || filled_in))
        || (asked && has(TELLTALE) && !person)
        || (filled_in && open && !person)
}

/// Says of each column that nobody knows whether it is the score or their words; of several days and ids one counts.
pub fn ask(columns: &[Column], rows: &[Row<'_>], means: &mut [Means]) {
    let telltale = |at: usize| {
        columns
            .get(at)
            .is_some_and(|column| is_one_of(column, TELLTALE))
    };
    let answers = |at: usize| {
        rows.iter()
            .filter_map(move |row| row.cells.get(at))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    };
    who(columns, means);
    for at in 0..means.len().min(columns.len()) {
        if means[at] != Means::Extra {
            continue;
        }
        let is_code = |answer: &str| answer.len() >= 8 && !answer.contains(char::is_whitespace);
        if columns[at].name == "#" && answers(at).next().is_some() && answers(at).all(is_code) {
            means[at] = Means::Id;
        } else if let Some(asked) = of_whom(&columns[at].name)
            && let Some(layout) = vendors::for_kind("survey")
            && let Some(found) = layout.means(&asked, &asked)
            && !means.contains(&found)
        {
            means[at] = found;
        }
    }
    for sort in [Means::Date("on"), Means::Id] {
        let found: Vec<usize> = (0..means.len()).filter(|at| means[*at] == sort).collect();
        let best = found.iter().find(|at| telltale(**at)).or(found.first());
        for at in found.iter().filter(|at| Some(*at) != best) {
            means[*at] = Means::Extra;
        }
    }
    let asked: Vec<usize> = (0..means.len())
        .filter(|at| means[*at] == Means::Extra)
        .filter(|at| columns.get(*at).is_some_and(|c| asks(&c.name)))
        .collect();
    let numbers = |at: usize| {
        answers(at).all(|answer| score(answer, None).is_some())
            && (answers(at).next().is_some() || scale(&columns[at].name).is_some())
    };
    if !means.contains(&Means::Number("score")) {
        let scored: Vec<usize> = asked.iter().copied().filter(|at| numbers(*at)).collect();
        let first = |test: fn(&str) -> bool| scored.iter().find(|at| test(&columns[**at].name));
        if let Some(at) = first(recommends).or(first(rates)).or(scored.first()) {
            means[*at] = Means::Number("score");
        }
    }
    let open: Vec<usize> = (asked.iter().copied())
        .filter(|at| means[*at] == Means::Extra && !numbers(*at))
        .collect();
    let alone = open.len() == 1 && !means.contains(&Means::Prose("words"));
    for at in &open {
        // What is ticked is no word of theirs; it stays beside the answer under its question.
        let said = answers(*at).any(|answer| answer.split_whitespace().count() >= 3);
        if alone || said || answers(*at).next().is_none() {
            means[*at] = Means::Prose("words");
        }
    }
    let is_answer = |means: &Means| matches!(means, Means::Number("score") | Means::Prose("words"));
    if !means.iter().any(is_answer) {
        // Where nothing but boxes can be ticked, what was ticked first is the answer.
        let open = (0..means.len().min(columns.len())).find(|at| {
            means[*at] == Means::Extra
                && !columns[*at].folded.is_empty()
                && !is_one_of(&columns[*at], BESIDE)
        });
        if let Some(at) = asked.first().copied().or(open) {
            means[at] = Means::Prose("words");
        }
    }
}

/// Tells first and last name from the whole one, which in some languages have one word.
fn who(columns: &[Column], means: &mut [Means]) {
    let (first, last) = (means.contains(&Means::First), means.contains(&Means::Last));
    for (column, means) in columns.iter().zip(means) {
        if *means != Means::RefName("person", Kind::Person) {
            continue;
        }
        match column.folded.as_str() {
            "nombre" if last && !first => *means = Means::First,
            "name" if first && !last => *means = Means::Last,
            _ => {}
        }
    }
}

/// Writes with each answer what was asked, and out of how many the score is, where the headers or the answers say so.
pub fn tell(columns: &[Column], means: &[Means], reading: &mut Reading) {
    let asking = columns.iter().zip(means).filter(|(column, means)| {
        matches!(means, Means::Number("score") | Means::Prose("words")) && asks(&column.name)
    });
    // What the score is for comes first; which other question the words answer is kept beside it.
    let mut asked: Vec<(bool, &str)> = asking
        .map(|(column, means)| (*means != Means::Number("score"), words(&column.name)))
        .collect();
    asked.sort_by_key(|(later, _)| *later);
    let scored = (columns.iter().zip(means)).find(|(_, means)| **means == Means::Number("score"));
    let scored = scored.map(|(column, _)| column.name.clone());
    let out_of = scored.as_deref().and_then(|name| {
        scale(name).or_else(|| {
            let (most, why) = reckoned(name, reading)?;
            reading.warn(format!(
                "the scores of “{}” are taken as out of {most}: {why}",
                words(name)
            ));
            Some(most)
        })
    });
    for draft in answers(reading) {
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
            draft.set("out_of", &out_of.to_string());
        }
    }
}

fn answers(reading: &mut Reading) -> impl Iterator<Item = &mut Draft> {
    let drafts = reading.drafts.iter_mut().flat_map(|row| &mut row.drafts);
    drafts.filter(|draft| draft.kind == Kind::Survey)
}

/// Finds out of how many the scores are where no header says it: by what was asked, and by the best that was given.
fn reckoned(name: &str, reading: &mut Reading) -> Option<(u32, &'static str)> {
    let mut scores: Vec<Decimal> = Vec::new();
    for draft in answers(reading) {
        if draft.fields.contains_key("out_of") {
            continue;
        }
        let score = draft.text("score");
        if !score.is_empty() {
            scores.push(score.parse().ok()?);
        }
    }
    let (least, most) = (scores.iter().min()?, scores.iter().max()?);
    let five = Decimal::from(5);
    if scores.iter().any(|score| !score.fract().is_zero())
        || least.is_sign_negative()
        || *most > Decimal::TEN
    {
        return None;
    }
    if *most > five {
        let seven = rates(name) && !recommends(name) && *most == Decimal::from(7);
        return (!seven).then_some((10, "none is above"));
    }
    let folded = super::header::fold(name);
    if recommends(name) || folded.contains("nps") {
        // Many answers and none above five: then the scale most likely ends there, and nobody says so.
        return (scores.len() < 8).then_some((10, "that is how recommending is asked"));
    }
    let stars = rates(name) || folded.contains("csat") || folded.contains("stars");
    (stars && *most >= Decimal::from(4) && *least >= Decimal::ONE).then_some((5, "none is above"))
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
            super::asks::is_question(name).then(|| (super::words(name), super::scale(name)))
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
