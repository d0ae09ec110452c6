//! What words in a cell mean: states, channels, tasks, names with their ids, several values in one cell.

use jiff::{Zoned, civil::Time};

use super::Times;
use super::finish::State;
use crate::domain::{Kind, Moment};
use crate::interchange::draft::{Draft, Key, Reference};
use crate::interchange::options::Options;
use crate::interchange::values::{self, DayOrder, ReadDate};

/// Points to another record.
pub fn reference(field: &'static str, kind: Kind, keys: Vec<Key>, make: bool) -> Reference {
    Reference {
        field,
        kind,
        keys,
        many: many(field),
        make,
    }
}

pub(super) fn many(field: &str) -> bool {
    matches!(field, "people" | "links" | "to" | "by" | "whom")
}

/// Says what came of a call, a meeting or a message in the words of their programs: whom nobody reached, nobody spoke to.
fn outcome_word(folded: &str) -> Option<State> {
    Some(match folded {
        "connected"
        | "verbunden"
        | "conectado"
        | "conectada"
        | "leftlivemessage"
        | "leftvoicemail"
        | "sent"
        | "received"
        | "made"
        | "attended"
        | "gesendet"
        | "empfangen"
        | "enviado"
        | "recibido"
        | "replied"
        | "nachrichthinterlassen"
        | "nachrichtaufmailboxhinterlassen"
        | "mensajedevozdejado"
        | "mensajeenvivo"
        | "dejomensajedevoz" => State::Held,
        "noanswer" | "busy" | "wrongnumber" | "missed" | "unattended" | "rescheduled"
        | "bounced" | "failed" | "keineantwort" | "besetzt" | "falschenummer" | "verschoben"
        | "nichterschienen" | "sinrespuesta" | "ocupado" | "numeroequivocado"
        | "numeroincorrecto" | "reprogramada" | "reprogramado" | "noasistio" | "verpasst"
        | "perdida" => State::Cancelled,
        _ => return None,
    })
}

/// Says whether a word says more than whether it is done: it is kept beside it.
pub(super) fn is_outcome(text: &str) -> bool {
    outcome_word(&crate::interchange::header::fold(text)).is_some()
}

pub(super) fn done_word(text: &str) -> Option<State> {
    let folded = crate::interchange::header::fold(text);
    if let Some(state) = outcome_word(&folded) {
        return Some(state);
    }
    Some(match folded.as_str() {
        "done" | "completed" | "complete" | "held" | "closed" | "erledigt" | "abgeschlossen"
        | "hecho" | "completado" | "completada" | "true" | "1" | "yes" | "ja" | "si"
        | "finished" | "beendet" | "realizado" | "realizada" | "hecha" => State::Held,
        "cancelled" | "canceled" | "abgesagt" | "storniert" | "cancelado" | "cancelada"
        | "noshow" | "deferred" => State::Cancelled,
        "todo"
        | "open"
        | "planned"
        | "scheduled"
        | "notstarted"
        | "inprogress"
        | "waitingonsomeoneelse"
        | "offen"
        | "geplant"
        | "pendiente"
        | "false"
        | "0"
        | "no"
        | "nein"
        | "porhacer"
        | "parahacer"
        | "porcompletar"
        | "zuerledigen"
        | "unerledigt"
        | "nichtbegonnen"
        | "inbearbeitung"
        | "noiniciado"
        | "noiniciada"
        | "enprogreso"
        | "encurso"
        | "programado"
        | "programada"
        | "planificado"
        | "active"
        | "pending"
        | "overdue"
        | "waiting"
        | "waitingforinput"
        | "abierto"
        | "abierta"
        | "ausstehend" => State::Planned,
        _ => return None,
    })
}

/// Reads whether it is done: a day in its place is the one on which it was.
pub(super) fn state_of(text: &str) -> Option<State> {
    done_word(text).or_else(|| {
        let day = values::date(text, None);
        matches!(day, ReadDate::Is(_) | ReadDate::Ambiguous).then_some(State::Held)
    })
}

pub(super) fn channel_of(text: &str) -> Option<&'static str> {
    let folded = crate::interchange::header::fold(text);
    Some(match folded.as_str() {
        "meeting" | "lunch" | "mittagessen" | "almuerzo" | "demo" | "appointment" | "termin"
        | "besprechung" | "reunion" | "cita" | "treffen" | "videocall" => "meeting",
        "call" | "phonecall" | "anruf" | "telefonat" | "llamada" | "telefon" | "phone" => "call",
        "email" | "mail" | "correo" | "correoelectronico" => "email",
        "visit" | "besuch" | "visita" | "onsite" | "sitevisit" => "visit",
        "event" | "veranstaltung" | "evento" | "conference" | "webinar" => "event",
        "planningsession" | "workshop" => "planning session",
        "survey" => "survey",
        "complaint" | "reklamation" | "beschwerde" | "queja" => "complaint",
        "support" | "case" | "ticket" => "support",
        _ => return None,
    })
}

pub(super) fn is_task(text: &str) -> bool {
    matches!(
        crate::interchange::header::fold(text).as_str(),
        "task"
            | "todo"
            | "deadline"
            | "aufgabe"
            | "tarea"
            | "followup"
            | "reminder"
            | "frist"
            | "wiedervorlage"
            | "plazo"
    )
}

/// Makes our promise of an open task: what is still to be done for somebody.
pub(super) fn task_to_promise(draft: &mut Draft, due: Option<&Zoned>) {
    draft.kind = Kind::Promise;
    let what = draft.text("subject").to_owned();
    let summary = draft.text("summary").to_owned();
    for field in ["subject", "summary", "place", "channel"] {
        draft.fields.shift_remove(field);
    }
    draft.set("direction", "ours");
    draft.set(
        "what",
        if what.is_empty() {
            summary.lines().next().unwrap_or_default()
        } else {
            &what
        },
    );
    draft.set("notes", &summary);
    if let Some(due) = due {
        // A promise is due on a day; the hour is for whoever looks closely.
        if due.time() != Time::midnight() {
            draft.keep("Due time", &due.strftime("%H:%M").to_string());
        }
        draft.set("due", &due.date().to_string());
    }
    draft.set("state", "open");
    for reference in &mut draft.refs {
        if reference.field == "people" {
            reference.field = "to";
        }
    }
}

/// A note with a day is a touchpoint that was held; without one it is something learned.
pub(super) fn finish_note(draft: &mut Draft, starts: Option<&Zoned>) {
    if let Some(starts) = starts {
        draft.set("starts", &Moment(starts.clone()).to_string());
        draft.set("state", "held");
        return;
    }
    draft.kind = Kind::Learning;
    let text = draft.text("summary").to_owned();
    let title = draft.text("subject").to_owned();
    draft.fields.shift_remove("summary");
    draft.fields.shift_remove("subject");
    let fact = match (title.is_empty(), text.is_empty()) {
        (false, false) => format!("{title}: {}", one_line(&text)),
        (false, true) => title,
        _ => one_line(&text),
    };
    draft.set("fact", &fact);
    if text.contains('\n') {
        draft.set("notes", &text);
    }
    let mut first = true;
    for reference in &mut draft.refs {
        if reference.field == "people" {
            reference.field = if first { "person" } else { "links" };
            reference.many = !first;
            first = false;
        }
    }
}

pub(super) fn about_kind(module: &str) -> Kind {
    match crate::interchange::header::fold(module).trim_end_matches('s') {
        "deal" | "potential" | "opportunity" | "opportunitie" => Kind::Deal,
        "contact" | "lead" | "person" | "people" => Kind::Person,
        _ => Kind::Account,
    }
}

pub(super) fn moment(times: &Times, options: &Options<'_>) -> Option<Zoned> {
    let when = times.when?;
    let time = times.time.or(when.time).unwrap_or(Time::midnight());
    let local = when.date.to_datetime(time);
    match when.offset {
        Some(0) => Some(
            local
                .to_zoned(jiff::tz::TimeZone::UTC)
                .ok()?
                .with_time_zone(options.zone().clone()),
        ),
        Some(seconds) => {
            let offset = jiff::tz::Offset::from_seconds(seconds).ok()?;
            Some(
                local
                    .to_zoned(jiff::tz::TimeZone::fixed(offset))
                    .ok()?
                    .with_time_zone(options.zone().clone()),
            )
        }
        None => local.to_zoned(options.zone().clone()).ok(),
    }
}

/// Says what a stage's words mean: won, lost, or neither.
pub(super) fn outcome(stage: &str) -> Option<&'static str> {
    let folded = crate::interchange::header::fold(stage);
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if has(&[
        "closedlost",
        "lost",
        "verloren",
        "perdid",
        "dropped",
        "abgelehnt",
        "nogo",
    ]) {
        Some("lost")
    } else if has(&["closedwon", "gewonnen", "ganad"]) || folded == "won" || folded.ends_with("won")
    {
        Some("won")
    } else {
        None
    }
}

pub(super) fn birthday(text: &str, order: Option<DayOrder>) -> Result<Option<String>, ReadDate> {
    let text = text.trim();
    if is_yearless(text) {
        return Ok(Some(text.to_owned()));
    }
    if let Some(digits) = text.strip_prefix("--").filter(|rest| rest.len() == 4) {
        let spaced = format!(
            "--{}-{}",
            digits.get(..2).unwrap_or_default(),
            digits.get(2..).unwrap_or_default()
        );
        if is_yearless(&spaced) {
            return Ok(Some(spaced));
        }
    }
    match values::date(text, order) {
        ReadDate::Is(when) => Ok(Some(when.date.to_string())),
        ReadDate::None => Ok(None),
        other => Err(other),
    }
}

pub(super) fn is_yearless(text: &str) -> bool {
    text.strip_prefix("--").is_some_and(|rest| {
        rest.len() == 5 && format!("2000-{rest}").parse::<jiff::civil::Date>().is_ok()
    })
}

/// Says whether an address is likely a person's rather than a desk's.
pub(super) fn is_personal(email: &str) -> bool {
    let local = email.split('@').next().unwrap_or_default().to_lowercase();
    !matches!(
        local.as_str(),
        "info"
            | "support"
            | "office"
            | "contact"
            | "kontakt"
            | "sales"
            | "service"
            | "hello"
            | "hallo"
            | "mail"
            | "admin"
            | "team"
            | "help"
            | "billing"
            | "contacto"
            | "ventas"
            | "verkauf"
            | "einkauf"
            | "post"
            | "zentrale"
            | "enquiries"
            | "noreply"
    )
}

/// Splits `Verma (He/Him)` into the name and the pronouns.
pub(super) fn pronouns(name: &str) -> Option<(String, String)> {
    let open = name.rfind('(')?;
    let inside = name.get(open + 1..)?.trim().strip_suffix(')')?;
    let plain = inside.split('/').all(|word| {
        (2..=5).contains(&word.trim().len()) && word.trim().chars().all(char::is_alphabetic)
    });
    (inside.contains('/') && plain).then(|| {
        (
            name.get(..open).unwrap_or_default().trim().to_owned(),
            inside.to_owned(),
        )
    })
}

/// Splits `Gaëlle Perrin (5101)` into name and id.
pub(super) fn name_and_id(text: &str) -> (&str, Option<&str>) {
    let Some(open) = text.rfind('(') else {
        return (text.trim(), None);
    };
    let inside = text
        .get(open + 1..)
        .and_then(|rest| rest.trim_end().strip_suffix(')'))
        .map(str::trim);
    match inside {
        Some(id)
            if id.len() >= 2
                && id.contains(|sign: char| sign.is_ascii_digit() || sign == '@')
                && !id.contains(' ') =>
        {
            (text.get(..open).unwrap_or_default().trim(), Some(id))
        }
        _ => (text.trim(), None),
    }
}

/// Gives what is known of a person from `Name <address>`, an address, or a name.
pub fn person_keys(text: &str) -> Vec<Key> {
    let text = text.trim();
    if let Some((name, address)) = text.rsplit_once('<') {
        let mut keys = Vec::new();
        if let Some(email) = values::email(address) {
            keys.push(Key::Email(email));
        }
        let name = name.trim().trim_matches('"').trim();
        if !name.is_empty() {
            keys.push(Key::Name(name.to_owned()));
        }
        return keys;
    }
    match values::email(text) {
        Some(email) => vec![Key::Email(email)],
        None => vec![Key::Name(turned(text).unwrap_or_else(|| text.to_owned()))],
    }
}

/// Gives a name that has its surname first (`Petersen, Jens`) as it is said; nothing where the comma parts something else.
pub fn turned(name: &str) -> Option<String> {
    let (last, first) = name.split_once(',')?;
    let (last, first) = (last.trim(), first.trim());
    let is_name = |part: &str, words: usize| {
        !part.is_empty()
            && part.split_whitespace().count() <= words
            && part
                .chars()
                .all(|sign| sign.is_alphabetic() || matches!(sign, ' ' | '-' | '\'' | '’' | '.'))
    };
    // Degrees and legal forms stand behind a name: they are short, in capitals, or known.
    let is_added = first.split_whitespace().any(|word| {
        let letters: Vec<char> = word.chars().filter(|sign| sign.is_alphabetic()).collect();
        let capitals = letters
            .iter()
            .filter(|letter| letter.is_uppercase())
            .count();
        (capitals > 1 && !word.contains('-'))
            || matches!(
                crate::interchange::header::fold(word).as_str(),
                "jr" | "sr"
                    | "phd"
                    | "esq"
                    | "inc"
                    | "ltd"
                    | "co"
                    | "corp"
                    | "gmbh"
                    | "mbh"
                    | "und"
                    | "and"
            )
    });
    (is_name(last, 4) && is_name(first, 3) && !is_added).then(|| format!("{first} {last}"))
}

/// Gives an id in the form in which two exports of one program agree.
pub fn comparable(system: &str, id: &str) -> String {
    let id = id.trim().trim_start_matches('\'');
    match system {
        // The last three of eighteen characters are a checksum; the first fifteen differ by case.
        "salesforce" if id.len() == 18 && id.is_ascii() => id.get(..15).unwrap_or(id).to_owned(),
        "zoho" => id.strip_prefix("zcrm_").unwrap_or(id).to_owned(),
        "linkedin" => {
            let bare = id.to_lowercase();
            let bare = bare
                .trim_start_matches("https://")
                .trim_start_matches("http://")
                .trim_start_matches("www.");
            bare.split(['?', '#'])
                .next()
                .unwrap_or_default()
                .trim_end_matches('/')
                .to_owned()
        }
        "dynamics" | "twenty" => id.trim_matches(['{', '}']).to_lowercase(),
        _ => id.strip_suffix(".0").unwrap_or(id).to_owned(),
    }
}

pub(super) fn once(slot: &mut String, text: &str, otherwise: impl FnOnce()) {
    if slot.is_empty() {
        text.clone_into(slot);
    } else if slot != text {
        otherwise();
    }
}

pub(super) fn one_line(text: &str) -> String {
    if text.contains(['\n', '\r', '\t']) {
        text.split(['\n', '\r', '\t'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    } else {
        text.trim().to_owned()
    }
}

/// Splits a cell with several values: ` ::: `, `;`, line ends, a JSON list, commas between values without blanks inside.
pub fn items(text: &str) -> Vec<&str> {
    let text = text.trim();
    if let Some(inside) = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        && (inside.is_empty() || inside.starts_with('"'))
    {
        return inside
            .split(',')
            .map(|item| item.trim().trim_matches('"'))
            .filter(|item| !item.is_empty())
            .collect();
    }
    let parts: Vec<&str> = if text.contains(":::") {
        text.split(":::").collect()
    } else {
        text.split([';', '\n', ',', '|']).collect()
    };
    parts
        .into_iter()
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .collect()
}

pub(super) fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', ','])
        .map(str::trim)
        .filter(|id| !id.is_empty())
}
