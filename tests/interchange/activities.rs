//! Calls, messages, meetings and tasks as customer systems export them go in by their headers: what was held is a touchpoint,
//! what is still to be done a promise, each with its account and its people.

#![allow(clippy::unwrap_used, missing_docs)]

use ally::interchange::Snapshot;
use serde_json::Value;

use super::arriving::{applied, planned};

const CONTACTS: &str = "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Company Name,Create Date\n\
    5101,Anna,Berg,anna@kupfer.example,+49 30 5550101,Buyer,Kupfer GmbH,2023-04-12 09:31\n\
    5102,Ben,Cole,ben@holm.example,+49 30 5550102,CFO,Holm AS,2023-04-12 09:31\n";

/// Says of each activity of a file what it became, in which state, how, and with whom; whoever it is about must be its
/// account's.
fn became(file: &str) -> (Option<String>, Vec<String>) {
    let contacts = planned(
        &[("contacts.csv", CONTACTS.as_bytes())],
        &Snapshot::default(),
    );
    let world = applied(contacts.unwrap(), &Snapshot::default());
    let plan = planned(&[("activities.csv", file.as_bytes())], &world).unwrap();
    let told = &plan.files[0];
    assert!(told.rejected.is_empty(), "{:?}", told.rejected);
    let recognised = told.recognised.clone();
    let world = applied(plan, &world);
    let of = |id: &Value| {
        let found = world.records().find(|record| &record["id"] == id);
        found.unwrap()["name"].as_str().unwrap().to_owned()
    };
    let activities = world
        .records()
        .filter(|record| matches!(record["kind"].as_str(), Some("touchpoint" | "promise")));
    let said = activities.map(|record| {
        let text = |field: &str| {
            record
                .get(field)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let whom = if text("kind") == "promise" {
            "to"
        } else {
            "people"
        };
        let people = record.get(whom).and_then(Value::as_array);
        let people: Vec<String> = people.into_iter().flatten().map(of).collect();
        let company = of(&record["account"]);
        let wanted = if company == "Holm AS" { "Ben" } else { "Anna" };
        assert!(
            people.iter().all(|name| name.starts_with(wanted)),
            "{people:?} of {company}"
        );
        let first = people
            .first()
            .map_or("", |name| name.split(' ').next().unwrap_or_default());
        format!(
            "{} {} {} {first}",
            text("kind"),
            text("state"),
            text("channel")
        )
    });
    let mut said: Vec<String> = said.collect();
    said.sort();
    (recognised, said)
}

#[test]
fn every_export_of_activities_is_known_by_its_header() {
    let files: &[(&str, &str, &[&str])] = &[
        (
            "hubspot activities",
            "Record ID,Activity date,Activity type,Call title,Call notes,Call outcome,Call direction,Call duration (HH:mm:ss),Activity assigned to,Associated Contact IDs,Associated Contact,Associated Company IDs,Associated Company\n\
             9001,2026-11-02 10:00,Call,Price talk,\"<p>Wants a <b>discount</b></p>\",Connected,Outbound,00:12:30,Robin Hayes,5101,Anna Berg,,Kupfer GmbH\n\
             9002,2026-11-03 11:00,Call,No luck,,No answer,Outbound,00:00:10,Robin Hayes,5102,Ben Cole,,Holm AS\n",
            &["touchpoint cancelled call Ben", "touchpoint held call Anna"],
        ),
        (
            "hubspot activities",
            "Activity type,Call notes,Activity date,Call outcome,Associated Contact IDs,Associated Contacts\n\
             Call,Wants a discount,2026-11-02 10:00,Connected,5101,Anna Berg (anna@kupfer.example)\n\
             Call,Left message,2026-11-13 10:00,Left voicemail,5102,Ben Cole (ben@holm.example)\n",
            &["touchpoint held call Anna", "touchpoint held call Ben"],
        ),
        (
            "hubspot calls",
            "Record ID,Call Title,Activity date,Call and meeting type,Call outcome,Call duration,Call notes,Activity assigned to,Associated Contact IDs,Associated Company IDs\n\
             9001,Price talk,2026-11-02 10:00,Discovery,Connected,750000,Wants a discount,Robin Hayes,5101,\n",
            &["touchpoint held call Anna"],
        ),
        (
            "hubspot calls",
            "Datensatz-ID,Aktivitätsdatum,Anruftitel,Anrufnotizen,Anrufergebnis,Anrufrichtung,Anrufdauer,Aktivität zugewiesen an,Associated Contact IDs,Associated Company IDs\n\
             9001,2026-11-02 10:00,Preisgespräch,Will einen Rabatt,Verbunden,Ausgehend,750000,Robin Hayes,5101,\n",
            &["touchpoint held call Anna"],
        ),
        (
            "hubspot calls",
            "ID de registro,Fecha de la actividad,Título de la llamada,Notas de la llamada,Resultado de la llamada,Dirección de la llamada,Actividad asignada a,Associated Contact IDs\n\
             9001,2026-11-02 10:00,Precio,Quiere un descuento,Conectado,Saliente,Robin Hayes,5101\n",
            &["touchpoint held call Anna"],
        ),
        (
            "hubspot emails",
            "Record ID,Activity date,Email subject,Email body,Email direction,Email send status,Email from address,Email to address,Activity assigned to,Associated Contact IDs,Associated Company IDs\n\
             9101,2026-11-02 10:00,Offer 4711,\"Dear Anna, here is it\",Outgoing email,Sent,robin@us.example,anna@kupfer.example,Robin Hayes,5101,\n\
             9102,2026-11-03 10:00,Re: Offer 4711,Thanks,Incoming email,Sent,ben@holm.example,robin@us.example,Robin Hayes,5102,\n",
            &["touchpoint held email Anna", "touchpoint held email Ben"],
        ),
        (
            "hubspot meetings",
            "Record ID,Meeting name,Meeting start time,Meeting end time,Meeting outcome,Meeting location,Meeting description,Internal meeting notes,Activity assigned to,Associated Contact IDs,Associated Company IDs\n\
             9201,Quarterly review,2026-11-02 10:00,2026-11-02 11:00,Completed,Hall 2,Agenda: prices,They want more,Robin Hayes,5101,\n\
             9202,Kickoff,2026-12-02 10:00,2026-12-02 11:00,Scheduled,Teams,,,Robin Hayes,5102,\n\
             9203,Kickoff 0,2026-11-05 10:00,2026-11-05 11:00,No show,Teams,,,Robin Hayes,5102,\n\
             9204,Kickoff 1,2026-11-06 10:00,2026-11-06 11:00,Canceled,Teams,,,Robin Hayes,5102,\n\
             9205,Kickoff 2,2026-11-07 10:00,2026-11-07 11:00,Rescheduled,Teams,,,Robin Hayes,5102,\n",
            &[
                "touchpoint cancelled meeting Ben",
                "touchpoint cancelled meeting Ben",
                "touchpoint cancelled meeting Ben",
                "touchpoint held meeting Anna",
                "touchpoint planned meeting Ben",
            ],
        ),
        (
            "hubspot meetings",
            "Datensatz-ID,Name des Meetings,Startzeit des Meetings,Endzeit des Meetings,Meeting-Ergebnis,Meeting-Ort,Associated Contact IDs\n\
             9201,Quartalsgespräch,2026-11-02 10:00,2026-11-02 11:00,Abgeschlossen,Halle 2,5101\n",
            &["touchpoint held meeting Anna"],
        ),
        (
            "hubspot tasks",
            "Task Title,Task Status,Due date,Associated Contact\n\
             Send the offer,NOT_STARTED,2026-12-01,Anna Berg\n",
            &["promise open  Anna"],
        ),
        (
            "zoho calls",
            "Call Owner,Subject,Call Type,Call Start Time,Call Duration,Related To,Contact Name\n\
             Robin Hayes,Price talk,Outbound,2026-11-02 10:00,12:30,Kupfer GmbH,Anna Berg\n\
             Robin Hayes,Follow up,Outbound,2026-12-02 10:00,,Holm AS,Ben Cole\n",
            &["touchpoint held call Anna", "touchpoint planned call Ben"],
        ),
        (
            "zoho calls",
            "Anrufbesitzer;Betreff;Anruftyp;Anrufstartzeit;Anrufdauer;Verknüpft mit;Kontaktname\n\
             Robin Hayes;Preisgespräch;Ausgehend;02.11.2026 10:00;12:30;Kupfer GmbH;Anna Berg\n",
            &["touchpoint held call Anna"],
        ),
        (
            "zoho calls",
            "Propietario de la llamada,Asunto,Tipo de llamada,Hora de inicio de la llamada,Duración de la llamada,Relacionado con,Nombre de contacto\n\
             Robin Hayes,Precio,Saliente,02/11/2026 10:00,12:30,Kupfer GmbH,Anna Berg\n",
            &["touchpoint held call Anna"],
        ),
        (
            "zoho meetings",
            "Title,From,To,Host,Location,Participants,Related To,Contact Name,Description,All day\n\
             Quarterly review,2026-11-02 10:00,2026-11-02 11:00,Robin Hayes,Hall 2,anna@kupfer.example,Kupfer GmbH,Anna Berg,Agenda,false\n\
             Kickoff,2026-12-02 10:00,2026-12-02 11:00,Robin Hayes,,,Holm AS,Ben Cole,,false\n",
            &[
                "touchpoint held meeting Anna",
                "touchpoint planned meeting Ben",
            ],
        ),
        (
            "zoho tasks",
            "Subject,Due Date,Status,Task Owner,Priority,Contact Name,Related To,Description\n\
             Send the offer,2026-12-01,Not Started,Robin Hayes,High,Anna Berg,Kupfer GmbH,with discount\n\
             Call back,2026-11-01,Completed,Robin Hayes,High,Ben Cole,Holm AS,\n\
             Wait,2026-12-05,Waiting for input,Robin Hayes,High,Ben Cole,Holm AS,\n",
            &[
                "promise open  Anna",
                "promise open  Ben",
                "touchpoint held  Ben",
            ],
        ),
        (
            "pipedrive activities",
            "Subject,Type,Due date,Due time,Duration,Done,Deal,Contact person,Organization,Note,Assigned to user\n\
             Price talk,Call,2026-11-02,10:00,00:30,Done,Cold room,Anna Berg,Kupfer GmbH,Wants a discount,Robin Hayes\n\
             Send the offer,Task,2026-12-02,,,To do,,Ben Cole,Holm AS,,Robin Hayes\n\
             Lunch,Lunch,2026-12-03,12:00,01:00,To do,,Ben Cole,Holm AS,,Robin Hayes\n",
            &[
                "promise open  Ben",
                "touchpoint held call Anna",
                "touchpoint planned meeting Ben",
            ],
        ),
        (
            "pipedrive activities",
            "Betreff;Typ;Fälligkeitsdatum;Fälligkeitszeit;Erledigt;Deal;Kontaktperson;Organisation;Notiz\n\
             Preisgespräch;Anruf;02.11.2026;10:00;Erledigt;;Anna Berg;Kupfer GmbH;Will Rabatt\n\
             Angebot schicken;Aufgabe;02.12.2026;;Zu erledigen;;Ben Cole;Holm AS;\n",
            &["promise open  Ben", "touchpoint held call Anna"],
        ),
        (
            "pipedrive activities",
            "Asunto;Tipo;Fecha de vencimiento;Hora de vencimiento;Hecho;Trato;Persona de contacto;Organización;Nota\n\
             Precio;Llamada;02/11/2026;10:00;Hecho;;Anna Berg;Kupfer GmbH;Quiere descuento\n\
             Enviar oferta;Tarea;13/12/2026;;Por hacer;;Ben Cole;Holm AS;\n",
            &["promise open  Ben", "touchpoint held call Anna"],
        ),
        (
            "dynamics phone calls",
            "(Do Not Modify) Phone Call,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Subject,Call To,Call From,Phone Number,Direction,Regarding,Duration,Due Date,Actual End,Activity Status,Status Reason,Description,Priority\n\
             aaaa1111-0000-0000-0000-000000000001,x,2026-11-02 10:00,Price talk,Anna Berg,Robin Hayes,+49 30 5550101,Outgoing,Kupfer GmbH,30 minutes,2026-11-02 10:00,2026-11-02 10:30,Completed,Made,Wants a discount,Normal\n\
             aaaa1111-0000-0000-0000-000000000002,x,2026-11-02 10:00,Call back,Ben Cole,Robin Hayes,+49 30 5550102,Outgoing,Holm AS,30 minutes,2026-12-02 10:00,,Open,Open,,Normal\n",
            &["touchpoint held call Anna", "touchpoint planned call Ben"],
        ),
        (
            "dynamics phone calls",
            "(Nicht ändern) Telefonanruf;(Nicht ändern) Zeilenprüfsumme;(Nicht ändern) Geändert am;Betreff;Anruf an;Anruf von;Rufnummer;Richtung;Bezug;Dauer;Fällig am;Aktivitätsstatus;Beschreibung\n\
             aaaa1111-0000-0000-0000-000000000001;x;02.11.2026 10:00;Preisgespräch;Anna Berg;Robin Hayes;+49 30 5550101;Ausgehend;Kupfer GmbH;30 Minuten;02.11.2026 10:00;Abgeschlossen;Will Rabatt\n",
            &["touchpoint held call Anna"],
        ),
        (
            "dynamics emails",
            "(Do Not Modify) Email,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Subject,From,To,Regarding,Status Reason,Date Sent,Description,Direction\n\
             dddd1111-0000-0000-0000-000000000001,x,2026-11-02 10:00,Offer,Robin Hayes,Anna Berg,Kupfer GmbH,Sent,2026-11-02 10:00,Here it is,Outgoing\n",
            &["touchpoint held email Anna"],
        ),
        (
            "salesforce report activities",
            "\"Subject\",\"Date\",\"Assigned\",\"Contact\",\"Company / Account\",\"Task/Event\",\"Task Type\",\"Status\",\"Priority\",\"Full Comments\"\n\
             \"Price talk\",\"11/2/2026\",\"Robin Hayes\",\"Anna Berg\",\"Kupfer GmbH\",\"Task\",\"Call\",\"Completed\",\"Normal\",\"Wants a discount\"\n\
             \"Send it\",\"12/13/2026\",\"Robin Hayes\",\"Ben Cole\",\"Holm AS\",\"Task\",\"\",\"Open\",\"Normal\",\"\"\n",
            &["promise open  Ben", "touchpoint held call Anna"],
        ),
        (
            "salesforce report activities",
            "\"Thema\",\"Datum\",\"Zugewiesen\",\"Kontakt\",\"Firma/Account\",\"Aufgabe\",\"Status\",\"Priorität\",\"Kommentare\"\n\
             \"Preisgespräch\",\"02.11.2026\",\"Robin Hayes\",\"Anna Berg\",\"Kupfer GmbH\",\"1\",\"Abgeschlossen\",\"Normal\",\"Rabatt\"\n",
            &["touchpoint held  Anna"],
        ),
    ];
    for (table, file, wanted) in files {
        let (recognised, said) = became(file);
        assert_eq!(recognised.as_deref(), Some(*table), "{file}");
        assert_eq!(said, *wanted, "{file}");
    }
}
