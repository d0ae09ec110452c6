//! Each vendor's whole header, in English, German and Spanish: every column that has a field here is taken for it, and what the
//! others say is kept beside the record.

#![allow(clippy::unwrap_used, missing_docs)]

use ally::interchange::{Source, read_known};

use super::arriving::options;

/// Reads one row under a header and says what fell short.
///
/// Columns are parted by `;`. `Telefon=phones` wants a target, `Büro` alone wants to be kept as it is, `Privat=~Aus` only
/// gives the cell a value, because what it does is no field of its own.
fn short(title: &str, header: &str, holds: &[&str]) -> Vec<String> {
    let columns: Vec<(&str, Option<&str>, Option<&str>)> = header
        .split(';')
        .map(str::trim)
        .filter(|column| !column.is_empty())
        .map(|column| match column.split_once('=') {
            None => (column, Some("extra"), None),
            Some((name, told)) => match told.strip_prefix('~') {
                Some(value) => (name, None, Some(value)),
                None => match told.split_once('=') {
                    Some((target, value)) => (name, Some(target), Some(value)),
                    None => (name, Some(told), None),
                },
            },
        })
        .collect();
    let cell = |at: usize, target: Option<&str>| match target.unwrap_or_default() {
        "emails" | "people_emails" | "person_email" | "contact_email" => {
            format!("zq{at}x@a.example")
        }
        "phones" | "contact_phone" => format!("+49 30 55500{at:03}"),
        "birthday" => "1980-03-09".to_owned(),
        "starts" | "ends" | "on" | "closes" => "2026-11-20".to_owned(),
        "start_time" => "09:30".to_owned(),
        "end_time" => "10:30".to_owned(),
        "amount" => "1234.5".to_owned(),
        "currency" => "EUR".to_owned(),
        "score" => "7".to_owned(),
        "all_day" => "no".to_owned(),
        "done" => "completed".to_owned(),
        "channel" => "call".to_owned(),
        _ => format!("zq{at}x"),
    };
    let cells: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(at, (_, target, value))| value.map_or_else(|| cell(at, *target), str::to_owned))
        .collect();
    let quoted = |cells: &[String]| -> String {
        let cells: Vec<String> = cells.iter().map(|cell| format!("\"{cell}\"")).collect();
        cells.join(",")
    };
    let names: Vec<String> = columns
        .iter()
        .map(|(name, ..)| (*name).to_owned())
        .collect();
    let text = format!("{}\n{}\n", quoted(&names), quoted(&cells));
    let source = Source {
        name: "export.csv",
        bytes: text.as_bytes(),
    };
    let reading = read_known(&[source], &options()).unwrap().remove(0);
    let mut short = Vec::new();
    if reading.recognised.as_deref() != Some(title) {
        let taken = reading.recognised.as_deref().unwrap_or("nothing");
        short.push(format!("{title} was taken for {taken}"));
    }
    let said = format!("{:?}", reading.drafts).to_lowercase();
    for (at, (name, target, _)) in columns.iter().enumerate() {
        let taken = reading.columns.get(*name).map(String::as_str);
        if target.is_some() && taken != *target {
            short.push(format!(
                "{title}: {name} is {}, not {}",
                taken.unwrap_or_default(),
                target.unwrap_or_default()
            ));
        }
        let marked = format!("zq{at}x");
        if cells[at].starts_with("zq") && *target != Some("skip") && !said.contains(&marked)
            || target.is_some_and(|target| target == "phones") && !said.contains(&cells[at])
        {
            short.push(format!("{title}: what {name} says is nowhere"));
        }
    }
    for held in holds {
        if !said.contains(&held.to_lowercase()) {
            short.push(format!("{title}: {held} is nowhere"));
        }
    }
    short
}

fn all(tables: &[(&str, &str, &[&str])]) {
    let short: Vec<String> = tables
        .iter()
        .flat_map(|(title, header, holds)| short(title, header, holds))
        .collect();
    assert!(short.is_empty(), "\n{}", short.join("\n"));
}

#[test]
fn thunderbird() {
    all(&[
        (
            "thunderbird contacts",
            "First Name=first_name;Last Name=last_name;Display Name=name;Nickname=called;Primary Email=emails;\
             Secondary Email=emails;Screen Name=handles;Work Phone=phones;Home Phone=phones;Fax Number;Pager Number;\
             Mobile Number=phones;Home Address;Home Address 2;Home City;Home State;Home ZipCode;Home Country;Work Address;\
             Work Address 2;Work City;Work State;Work ZipCode;Work Country;Job Title=title;Department;Organization=account;\
             Web Page 1=handles;Web Page 2=handles;Birth Year=~1980;Birth Month=~2;Birth Day=~28;Custom 1;Custom 2;Custom 3;\
             Custom 4;Notes=notes",
            &["1980-02-28"],
        ),
        (
            "thunderbird contacts",
            "Vorname=first_name;Nachname=last_name;Anzeigename=name;Spitzname=called;Primäre E-Mail-Adresse=emails;\
             Sekundäre E-Mail-Adresse=emails;Messenger-Name=handles;Tel. dienstlich=phones;Tel. privat=phones;Fax-Nummer;\
             Pager-Nummer;Mobil-Tel.-Nr.=phones;Privat: Adresse;Privat: Adresse 2;Privat: Ort;Privat: Bundesland;\
             Privat: PLZ;Privat: Land;Dienstlich: Adresse;Dienstlich: Adresse 2;Dienstlich: Ort;Dienstlich: Bundesland;\
             Dienstlich: PLZ;Dienstlich: Land;Arbeitstitel=title;Abteilung;Organisation=account;Webseite 1=handles;\
             Webseite 2=handles;Geburtsjahr=~1980;Geburtsmonat=~2;Geburtstag=~28;Benutzerdef. 1;Benutzerdef. 2;\
             Benutzerdef. 3;Benutzerdef. 4;Notizen=notes",
            &["1980-02-28"],
        ),
        (
            "thunderbird contacts",
            "Nombre=first_name;Apellidos=last_name;Nombre mostrado=name;Apodo=called;\
             Dirección de correo electrónico principal=emails;Dirección de correo electrónico secundaria=emails;\
             Teléfono (Trabajo)=phones;Teléfono particular=phones;Fax;Buscapersonas;Teléfono móvil=phones;Dirección personal;\
             Dirección personal 2;Ciudad donde vive;Provincia;Código postal;País de residencia;Dirección de trabajo;\
             Dirección de trabajo 2;Ciudad (Trabajo);Provincia (Trabajo);Código postal (Trabajo);País (Trabajo);Puesto=title;\
             Departamento;Organización=account;Página web 1=handles;Página web 2=handles;Año de nacimiento=~1980;\
             Mes de nacimiento=~2;Día de nacimiento=~28;Personalizado 1;Personalizado 2;Personalizado 3;Personalizado 4;\
             Notas=notes;Nombre en pantalla=handles",
            &["1980-02-28"],
        ),
        (
            "thunderbird contacts",
            "Nombre=first_name;Apellido=last_name;Mostrar nombre=name;Nombre de usuario=called;Correo principal=emails;\
             Correo secundario=emails;Teléfono de trabajo=phones;Teléfono de casa=phones;Número de fax;Buscapersonas;\
             Teléfono celular=phones;Dirección de casa;Ciudad actual;Estado;Cargo=title;Departamento;Organización=account;\
             Página web 1=handles;Notas=notes",
            &[],
        ),
    ]);
}

#[test]
fn outlook() {
    all(&[
        (
            "outlook contacts",
            "Title=name_prefix;First Name=first_name;Middle Name=middle_name;Last Name=last_name;Suffix=name_suffix;\
             Company=account;Department;Job Title=title;Business Street;Business Street 2;Business City;Business State;\
             Business Postal Code;Business Country/Region;Home Street;Home City;Home State;Home Postal Code;\
             Home Country/Region;Other Street;Other City;Assistant's Phone;Business Fax;Business Phone=phones;\
             Business Phone 2=phones;Callback=phones;Car Phone=phones;Company Main Phone=phones;Home Fax;Home Phone=phones;\
             Home Phone 2=phones;ISDN;Mobile Phone=phones;Other Fax;Other Phone=phones;Pager;Primary Phone=phones;\
             Radio Phone=phones;TTY/TDD Phone;Telex;Account;Anniversary;Assistant's Name;Billing Information;\
             Birthday=birthday;Business Address PO Box;Categories=tags;Children;Directory Server;E-mail Address=emails;\
             E-mail Type;E-mail Display Name;E-mail 2 Address=emails;E-mail 2 Type;E-mail 2 Display Name;\
             E-mail 3 Address=emails;Gender;Government ID Number;Hobby;Initials;Internet Free Busy;Keywords=tags;Language;\
             Location;Manager's Name=reports_to;Mileage;Notes=notes;Office Location;Organizational ID Number;Priority;\
             Private=~False;Profession;Referred By;Sensitivity=~Normal;Spouse;User 1;User 2;Web Page=handles",
            &[],
        ),
        (
            "outlook contacts",
            "First Name=first_name;Middle Name=middle_name;Last Name=last_name;Title=name_prefix;Suffix=name_suffix;\
             Nickname=called;Given Yomi;Surname Yomi;E-mail Address=emails;E-mail 2 Address=emails;E-mail 3 Address=emails;\
             Home Phone=phones;Business Phone=phones;Mobile Phone=phones;Car Phone=phones;Other Phone=phones;\
             Primary Phone=phones;Pager;Business Fax;Company Main Phone=phones;Callback=phones;Radio Phone=phones;Telex;\
             IMAddress=handles;Job Title=title;Department;Company=account;Office Location;Manager's Name=reports_to;\
             Assistant's Name;Company Yomi;Business Street;Business City;Personal Web Page=handles;Spouse;Schools;Hobby;\
             Location;Web Page=handles;Birthday=birthday;Anniversary;Notes=notes",
            &[],
        ),
        (
            "outlook contacts",
            "Anrede=name_prefix;Vorname=first_name;Weitere Vornamen=middle_name;Nachname=last_name;Suffix=name_suffix;\
             Firma=account;Abteilung;Position=title;Straße geschäftlich;Straße geschäftlich 2;Ort geschäftlich;\
             Region geschäftlich;Postleitzahl geschäftlich;Land/Region geschäftlich;Straße privat;Ort privat;\
             Bundesland/Kanton privat;Weitere Straße;Weiterer Ort;Weiteres/r Bundesland/Kanton;Telefon Assistent;\
             Fax geschäftlich;Telefon geschäftlich=phones;Telefon geschäftlich 2=phones;Rückmeldung=phones;\
             Autotelefon=phones;Telefon Firma=phones;Fax privat;Telefon (privat)=phones;Telefon (privat 2)=phones;ISDN;\
             Mobiltelefon=phones;Weiteres Fax;Weiteres Telefon=phones;Pager;Haupttelefon=phones;Mobiltelefon 2=phones;\
             Telefon für Hörbehinderte;Telex;Abrechnungsinformation;Assistent(in);Benutzer 1;Benutzer 2;Beruf;Büro;\
             E-Mail-Adresse=emails;E-Mail-Typ;E-Mail: Angezeigter Name;E-Mail 2: Adresse=emails;E-Mail 2: Typ;\
             E-Mail 2: Angezeigter Name;E-Mail 3: Adresse=emails;Empfohlen von;Geburtstag=birthday;Geschlecht;Hobby;\
             Initialen;Internet Frei/Gebucht;Jahrestag;Kategorien=tags;Kinder;Konto;Name des/r Vorgesetzten=reports_to;\
             Notizen=notes;Organisationsnr.;Ort;Partner;Postfach geschäftlich;Priorität;Privat=~Aus;Regierungsnr.;\
             Reisekilometer;Sprache;Stichwörter=tags;Vertraulichkeit=~Normal;Verzeichnisserver;Webseite=handles",
            &[],
        ),
        (
            "outlook contacts",
            "Tratamiento=name_prefix;Nombre=first_name;Segundo nombre=middle_name;Apellidos=last_name;Sufijo=name_suffix;\
             Organización=account;Departamento;Puesto=title;Calle del trabajo;Ciudad de trabajo;\
             Provincia o estado de trabajo;Código postal del trabajo;País o región del trabajo;Calle particular;\
             Ciudad particular;Otra calle;Teléfono del ayudante;Fax del trabajo;Teléfono del trabajo=phones;\
             Teléfono del trabajo 2=phones;Devolución de llamada=phones;Teléfono del automóvil=phones;\
             Número de centralita de la organización=phones;Fax particular;Particular=phones;Particular 2=phones;RDSI;\
             Teléfono móvil=phones;Otro fax;Otro teléfono=phones;Localizador;Teléfono principal=phones;Radioteléfono=phones;\
             Número de teletipo;Télex;Aniversario;Categorías=tags;Cuenta;Cumpleaños=birthday;\
             Dirección de correo electrónico=emails;Tipo de correo electrónico;Nombre mostrado de correo electrónico;\
             Dirección de correo electrónico 2=emails;Tipo de correo electrónico 2;Hijos;Iniciales;Kilometraje;\
             Nombre del director=reports_to;Notas=notes;Palabras clave=tags;Afición;Prioridad;Privado=~Falso;Profesión;\
             Recomendado por;Sexo;Cónyuge;Ubicación;Usuario 1;Idioma;Página Web=handles",
            &[],
        ),
    ]);
}

#[test]
fn outlook_calendar() {
    all(&[
        (
            "outlook calendar",
            "Subject=subject;Start Date=starts;Start Time=start_time;End Date=ends;End Time=end_time;All day event=all_day;\
             Reminder on/off;Reminder Date;Reminder Time;Meeting Organizer;Required Attendees=people;\
             Optional Attendees=people;Meeting Resources;Billing Information;Categories=tags;Description;Location=place;\
             Mileage;Priority;Private=~False;Sensitivity=~Normal;Show time as",
            &[],
        ),
        (
            "outlook calendar",
            "Betreff=subject;Beginnt am=starts;Beginnt um=start_time;Endet am=ends;Endet um=end_time;\
             Ganztägiges Ereignis=all_day;Erinnerung Ein/Aus;Erinnerung am;Erinnerung um;Besprechungsplanung;\
             Erforderliche Teilnehmer=people;Optionale Teilnehmer=people;Besprechungsressourcen;Abrechnungsinformation;\
             Beschreibung;Kategorien=tags;Ort=place;Priorität;Privat=~Aus;Reisekilometer;Vertraulichkeit=~Normal;\
             Zeitspanne zeigen als",
            &[],
        ),
        (
            "outlook calendar",
            "Asunto=subject;Fecha de comienzo=starts;Comienzo=start_time;Fecha de finalización=ends;Finalización=end_time;\
             Todo el día=all_day;Aviso activado/desactivado;Fecha del aviso;Hora del aviso;Organizador de la reunión;\
             Asistentes necesarios=people;Asistentes opcionales=people;Recursos de la reunión;Categorías=tags;Descripción;\
             Ubicación=place;Kilometraje;Prioridad;Privado=~Falso;Confidencialidad=~Normal;Mostrar hora como",
            &[],
        ),
    ]);
}

#[test]
fn google_and_linkedin() {
    all(&[
        (
            "google contacts",
            "First Name=first_name;Middle Name=middle_name;Last Name=last_name;Phonetic First Name;Name Prefix=name_prefix;\
             Name Suffix=name_suffix;Nickname=called;File As;Organization Name=account;Organization Title=title;\
             Organization Department;Birthday=birthday;Notes=notes;Photo;Labels=tags;E-mail 1 - Label;E-mail 1 - Value=emails;\
             E-mail 2 - Label;E-mail 2 - Value=emails;Phone 1 - Label;Phone 1 - Value=phones;Phone 2 - Label=~Work Fax;\
             Phone 2 - Value=~+49 30 9090;Address 1 - Label;Address 1 - Formatted;Address 1 - City;Website 1 - Label;\
             Website 1 - Value=handles;Relation 1 - Label;Relation 1 - Value;Event 1 - Label;Event 1 - Value;\
             Custom Field 1 - Label;Custom Field 1 - Value",
            &["\"phone 2 - value\": string(\"+49 30 9090\")"],
        ),
        (
            "google contacts",
            "Name=name;Given Name=first_name;Additional Name=middle_name;Family Name=last_name;Yomi Name;Given Name Yomi;\
             Name Prefix=name_prefix;Name Suffix=name_suffix;Initials;Nickname=called;Short Name;Maiden Name;\
             Birthday=birthday;Gender;Location;Billing Information;Directory Server;Mileage;Occupation;Hobby;\
             Sensitivity=~Normal;Priority;Subject;Notes=notes;Language;Photo;Group Membership=tags;E-mail 1 - Type;\
             E-mail 1 - Value=emails;Phone 1 - Type;Phone 1 - Value=phones;Address 1 - Type;Address 1 - Formatted;\
             Organization 1 - Type;Organization 1 - Name=account;Organization 1 - Yomi Name;Organization 1 - Title=title;\
             Organization 1 - Department;Organization 1 - Symbol;Organization 1 - Location;Organization 1 - Job Description",
            &[],
        ),
        (
            "linkedin connections",
            "First Name=first_name;Last Name=last_name;URL=id;Email Address=emails;Company=account;Position=title;Connected On",
            &[],
        ),
        (
            "linkedin connections",
            "Vorname=first_name;Nachname=last_name;URL=id;E-Mail-Adresse=emails;Unternehmen=account;Position=title;Verbunden am",
            &[],
        ),
        (
            "linkedin connections",
            "Nombre=first_name;Apellidos=last_name;URL=id;Dirección de correo electrónico=emails;Empresa=account;Cargo=title;\
             Conectado el",
            &[],
        ),
    ]);
}

#[test]
fn salesforce() {
    all(&[
        (
            "salesforce contacts",
            "Id=id;IsDeleted=~0;MasterRecordId;AccountId=account_id;LastName=last_name;FirstName=first_name;\
             Salutation=name_prefix;MiddleName=middle_name;Suffix=name_suffix;MailingStreet;MailingCity;MailingState;\
             MailingPostalCode;MailingCountry;Phone=phones;Fax;MobilePhone=phones;HomePhone=phones;OtherPhone=phones;\
             AssistantPhone;ReportsToId=reports_to_id;Email=emails;Title=title;Department;AssistantName;LeadSource;\
             Birthdate=birthday;Description=notes;HasOptedOutOfEmail;OwnerId;CreatedDate;LastActivityDate",
            &[],
        ),
        (
            "salesforce opportunities",
            "Id=id;IsDeleted=~0;AccountId=account_id;IsPrivate;Name=name;Description=notes;StageName=stage;Amount=amount;\
             Probability;ExpectedRevenue;CloseDate=closes;Type;NextStep;LeadSource;IsClosed=~0;IsWon=~0;ForecastCategory;\
             CurrencyIsoCode=currency;CampaignId;OwnerId;CreatedDate;ContactId",
            &[],
        ),
        (
            "salesforce activities",
            "Id=id;WhoId;WhatId=~0015g00000AbcDEAAZ;Subject=subject;ActivityDate=starts;Status=done;Priority;IsHighPriority;\
             OwnerId;Description=summary;IsDeleted=~0;AccountId=account_id;IsClosed=~1;TaskSubtype=channel",
            &[],
        ),
        (
            "salesforce activities",
            "Id=id;WhoId;WhatId=~0015g00000AbcDEAAZ;Subject=subject;Location=place;IsAllDayEvent=all_day;StartDateTime=starts;\
             EndDateTime=ends;DurationInMinutes;Description=summary;AccountId=account_id;OwnerId;IsPrivate=~0;ShowAs;\
             IsDeleted=~0",
            &[],
        ),
        (
            "salesforce report opportunities",
            "Opportunity Owner=owner;Account Name=account;Opportunity Name=name;Stage=stage;Fiscal Period;\
             Amount Currency=currency;Amount=amount;Probability (%);Age;Close Date=closes;Created Date;Next Step;Lead Source;\
             Type",
            &[],
        ),
        (
            "salesforce report opportunities",
            "Opportunity-Inhaber=owner;Account-Name=account;Opportunity-Name=name;Phase=stage;Geschäftsperiode;\
             Betrag (Währung)=currency;Betrag=amount;Wahrscheinlichkeit (%);Alter;Schlusstermin=closes;Erstelldatum;\
             Nächster Schritt=notes;Lead-Quelle;Typ",
            &[],
        ),
        (
            "salesforce report opportunities",
            "Propietario de oportunidad=owner;Nombre de la cuenta=account;Nombre de la oportunidad=name;Etapa=stage;\
             Periodo fiscal;Moneda de Importe=currency;Importe=amount;Probabilidad (%);Antigüedad;Fecha de cierre=closes;\
             Fecha de creación;Paso siguiente=notes;Origen del candidato;Tipo",
            &[],
        ),
        (
            "salesforce report contacts",
            "Salutation=name_prefix;First Name=first_name;Last Name=last_name;Title=title;Account Name=account;\
             Mailing Street;Mailing City;Mailing State/Province;Mailing Zip/Postal Code;Mailing Country;Phone=phones;Fax;\
             Mobile=phones;Email=emails;Account Owner",
            &[],
        ),
        (
            "salesforce report contacts",
            "Account-Name=account;Vorname=first_name;Nachname=last_name;Titel=title;Telefon=phones;E-Mail=emails;\
             Ort (Postanschrift);Account-Inhaber;Letzte Aktivität",
            &[],
        ),
        (
            "salesforce report contacts",
            "Tratamiento=name_prefix;Nombre=first_name;Apellidos=last_name;Título=title;Nombre de la cuenta=account;\
             Ciudad de correo;Teléfono=phones;Móvil=phones;Correo electrónico=emails;Propietario de la cuenta",
            &[],
        ),
    ]);
}

#[test]
fn hubspot() {
    all(&[
        (
            "hubspot contacts",
            "Record ID=id;First Name=first_name;Last Name=last_name;Email=emails;Phone Number=phones;\
             Mobile Phone Number=phones;Job Title=title;Company Name=account;Website URL=handles;Contact owner;\
             Lifecycle Stage;Lead Status;City;Create Date;Last Activity Date;Associated Company IDs (Primary)=account_id",
            &[],
        ),
        (
            "hubspot contacts",
            "Datensatz-ID=id;Vorname=first_name;Nachname=last_name;E-Mail=emails;Telefonnummer=phones;\
             Mobiltelefonnummer=phones;Positionsbezeichnung=title;Unternehmensname=account;Zuständiger Mitarbeiter;\
             Lifecycle-Phase;Leadstatus;Erstellungsdatum",
            &[],
        ),
        (
            "hubspot contacts",
            "ID de registro=id;Nombre=first_name;Apellidos=last_name;Correo=emails;Cargo=title;Ciudad;País/región;\
             Número de teléfono=phones;Número de teléfono móvil=phones;Propietario del contacto;Último contacto;\
             Fecha de creación;Estado del lead;Associated Company IDs (Primary)=account_id;URL de LinkedIn=handles",
            &[],
        ),
        (
            "hubspot companies",
            "Record ID=id;Company name=name;Company Domain Name=website;Company owner;City=city;State/Region=region;\
             Country/Region=country;Industry=industry;Type=segment;Number of Employees;Annual Revenue;Description=notes;\
             Phone Number;Create Date;Parent Company=parent",
            &[],
        ),
        (
            "hubspot companies",
            "Datensatz-ID=id;Unternehmensname=name;Name der Unternehmensdomain=website;Ort=city;Land/Region=country;\
             Branche=industry;Anzahl der Mitarbeiter;Jahresumsatz;Zuständiger Mitarbeiter;Erstellungsdatum;Telefonnummer;\
             Übergeordnetes Unternehmen=parent",
            &[],
        ),
        (
            "hubspot companies",
            "ID de registro=id;Nombre de la empresa=name;Nombre de dominio de la empresa=website;Ciudad=city;\
             País/región=country;Sector=industry;Número de empleados;Ingresos anuales;Propietario de la empresa;\
             Fecha de creación;Empresa matriz=parent",
            &[],
        ),
        (
            "hubspot deals",
            "Record ID=id;Deal Name=name;Pipeline;Deal Stage=stage;Amount=amount;Currency=currency;Close Date=closes;\
             Create Date;Deal owner=owner;Associated Company IDs (Primary)=account_id;Associated Company (Primary)=account",
            &[],
        ),
        (
            "hubspot deals",
            "Datensatz-ID=id;Deal-Name=name;Pipeline;Deal-Phase=stage;Betrag=amount;Währung=currency;Abschlussdatum=closes;\
             Erstellungsdatum;Deal-Inhaber=owner;Primäres zugeordnetes Unternehmen=account",
            &[],
        ),
        (
            "hubspot deals",
            "ID de registro=id;Nombre del negocio=name;Pipeline;Etapa del negocio=stage;Valor=amount;Moneda=currency;\
             Fecha de cierre=closes;Propietario del negocio=owner;Empresa asociada principal=account",
            &[],
        ),
        (
            "hubspot notes",
            "Record ID=id;Activity date=on;Note body=text;Associated Contact=people;Associated Company=account",
            &[],
        ),
        (
            "hubspot notes",
            "Datensatz-ID=id;Aktivitätsdatum=on;Notiztext=text;Zugeordneter Kontakt=people;Zugeordnetes Unternehmen=account",
            &[],
        ),
        (
            "hubspot notes",
            "ID de registro=id;Fecha de actividad=on;Cuerpo de la nota=text;Contacto asociado=people;Empresa asociada=account",
            &[],
        ),
    ]);
}

#[test]
fn pipedrive() {
    all(&[
        (
            "pipedrive people",
            "Person - ID=id;Person - Name=name;Person - First name=first_name;Person - Last name=last_name;\
             Person - Organization=account;Person - Email - Work=emails;Person - Email - Home=emails;\
             Person - Phone - Work=phones;Person - Phone - Mobile=phones;Person - Labels;Person - Owner;\
             Person - Last activity date",
            &[],
        ),
        (
            "pipedrive people",
            "Person - ID=id;Person - Name=name;Person - Organisation=account;Person - E-Mail-Adresse - Arbeit=emails;\
             Person - Telefon - Arbeit=phones;Person - Telefon - Mobil=phones;Person - Besitzer",
            &[],
        ),
        (
            "pipedrive people",
            "Persona - ID=id;Persona - Nombre=name;Persona - Organización=account;\
             Persona - Correo electrónico - Trabajo=emails;Persona - Teléfono - Trabajo=phones;\
             Persona - Teléfono - Móvil=phones;Persona - Propietario",
            &[],
        ),
        (
            "pipedrive deals",
            "Deal - ID=id;Deal - Title=name;Deal - Value=amount;Deal - Currency of Value=currency;Deal - Organization=account;\
             Deal - Contact person;Deal - Stage=stage;Deal - Owner=owner;Deal - Expected close date=closes;Deal - Pipeline;\
             Deal - Probability",
            &[],
        ),
        (
            "pipedrive deals",
            "Deal - ID=id;Deal - Titel=name;Deal - Wert=amount;Deal - Währung von Wert=currency;Deal - Organisation=account;\
             Deal - Kontaktperson;Deal - Phase=stage;Deal - Besitzer=owner;Deal - Erwartetes Abschlussdatum=closes;\
             Deal - Pipeline",
            &[],
        ),
        (
            "pipedrive deals",
            "Trato - ID=id;Trato - Título=name;Trato - Valor=amount;Trato - Moneda de Valor=currency;\
             Trato - Organización=account;Trato - Persona de contacto;Trato - Etapa=stage;Trato - Propietario=owner;\
             Trato - Fecha prevista de cierre=closes",
            &[],
        ),
        (
            "pipedrive activities",
            "Activity - Subject=subject;Activity - Type=channel;Activity - Due date=~2026-12-04;Activity - Due time=start_time;\
             Activity - Duration;Activity - Done=done;Activity - Note=summary;Activity - Location=place;\
             Activity - Assigned to user;Deal - Title=name;Person - Name=name;Organization - Name=name",
            &["2026-12-04"],
        ),
        (
            "pipedrive activities",
            "Aktivität - Betreff=subject;Aktivität - Typ=channel;Aktivität - Fälligkeitsdatum=~2026-12-04;\
             Aktivität - Fälligkeitszeit=start_time;Aktivität - Dauer;Aktivität - Erledigt=done;Aktivität - Notiz=summary;\
             Aktivität - Ort=place;Aktivität - Zugewiesen an Benutzer;Deal - Titel=name;Person - Name=name;\
             Organisation - Name=name",
            &["2026-12-04"],
        ),
        (
            "pipedrive activities",
            "Actividad - Asunto=subject;Actividad - Tipo=channel;Actividad - Fecha de vencimiento=~2026-12-04;\
             Actividad - Hora de vencimiento=start_time;Actividad - Duración;Actividad - Hecho=done;Actividad - Nota=summary;\
             Actividad - Ubicación=place;Actividad - Asignado a usuario;Trato - Título=name;Persona - Nombre=name;\
             Organización - Nombre=name",
            &["2026-12-04"],
        ),
    ]);
}

#[test]
fn zoho() {
    all(&[
        (
            "zoho accounts",
            "Record Id=id;Account Owner;Account Name=name;Phone;Website=website;Parent Account=parent;\
             Parent Account.id=parent_id;Account Type=segment;Industry=industry;Annual Revenue;Employees;Billing Street;\
             Billing City=city;Billing State=region;Billing Code;Billing Country=country;Description=notes",
            &[],
        ),
        (
            "zoho accounts",
            "Datensatz-ID=id;Konto-Besitzer;Kontoname=name;Telefon;Website=website;Übergeordnetes Konto=parent;\
             Kontotyp=segment;Branche=industry;Rechnungsort=city;Rechnungsland=country;Beschreibung=notes",
            &[],
        ),
        (
            "zoho accounts",
            "ID de registro=id;Propietario de Cuenta;Nombre de Cuenta=name;Teléfono;Sitio web=website;\
             Cuenta principal=parent;Tipo de Cuenta=segment;Sector=industry;Ciudad de facturación=city;\
             País de facturación=country;Descripción=notes",
            &[],
        ),
        (
            "zoho contacts",
            "Record Id=id;Contact Owner;First Name=first_name;Last Name=last_name;Account Name=account;\
             Account Name.id=account_id;Email=emails;Secondary Email=emails;Title=title;Department;Phone=phones;\
             Home Phone=phones;Mobile=phones;Fax;Date of Birth=birthday;Assistant;Reporting To;Reporting To.id=reports_to_id;\
             Skype ID;Mailing Street;Mailing City;Description=notes",
            &[],
        ),
        (
            "zoho contacts",
            "Datensatz-ID=id;Kontakt-Besitzer;Vorname=first_name;Nachname=last_name;Kontoname=account;\
             Kontoname.id=account_id;E-Mail=emails;Telefon=phones;Mobil=phones;Geburtsdatum=birthday;Beschreibung=notes",
            &[],
        ),
        (
            "zoho contacts",
            "ID de registro=id;Propietario de Contacto;Nombre=first_name;Apellidos=last_name;Nombre de Cuenta=account;\
             Nombre de Cuenta.id=account_id;Correo electrónico=emails;Teléfono=phones;Móvil=phones;\
             Fecha de nacimiento=birthday;Descripción=notes",
            &[],
        ),
        (
            "zoho deals",
            "Record Id=id;Deal Owner=owner;Deal Name=name;Account Name=account;Account Name.id=account_id;Type;Next Step=notes;\
             Lead Source;Contact Name;Amount=amount;Closing Date=closes;Stage=stage;Probability (%);Expected Revenue;\
             Description=notes",
            &[],
        ),
        (
            "zoho deals",
            "Datensatz-ID=id;Abschluss-Besitzer=owner;Abschlussname=name;Kontoname=account;Kontoname.id=account_id;\
             Betrag=amount;Abschlussdatum=closes;Phase=stage;Kontaktname;Beschreibung=notes",
            &[],
        ),
        (
            "zoho deals",
            "ID de registro=id;Propietario de Trato=owner;Nombre de Trato=name;Nombre de Cuenta=account;\
             Nombre de Cuenta.id=account_id;Importe=amount;Fecha de cierre=closes;Fase=stage;Nombre de Contacto;\
             Descripción=notes",
            &[],
        ),
        (
            "zoho notes",
            "Record Id=id;Note Owner;Note Title=subject;Note Content=text;Parent Id.id;Parent Id;Created Time=on",
            &[],
        ),
        (
            "zoho notes",
            "Datensatz-ID=id;Notiz-Besitzer;Notiztitel=subject;Notizinhalt=text;Übergeordnete ID.id;Übergeordnete ID;\
             Erstellungszeit=on",
            &[],
        ),
        (
            "zoho notes",
            "ID de registro=id;Propietario de Nota;Título de nota=subject;Contenido de nota=text;ID principal.id;\
             ID principal;Hora de creación=on",
            &[],
        ),
    ]);
}

#[test]
fn dynamics() {
    all(&[
        (
            "dynamics accounts",
            "(Do Not Modify) Account=id;(Do Not Modify) Row Checksum=skip;(Do Not Modify) Modified On;Account Name=name;\
             Main Phone;Address 1: City=city;Primary Contact=contact_name;Email (Primary Contact)=contact_email;Status;\
             Parent Account=parent;Website=website;Industry=industry",
            &[],
        ),
        (
            "dynamics accounts",
            "(Nicht ändern) Firma=id;(Nicht ändern) Zeilenprüfsumme=skip;(Nicht ändern) Geändert am;Firmenname=name;\
             Haupttelefon;Adresse 1: Ort=city;Primärer Kontakt=contact_name;E-Mail (Primärer Kontakt) (Kontakt)=contact_email;\
             Status;Übergeordnete Firma=parent;Website=website;Branche=industry",
            &[],
        ),
        (
            "dynamics accounts",
            "(No modificar) Cuenta=id;(No modificar) Suma de comprobación de fila=skip;(No modificar) Fecha de modificación;\
             Nombre de la cuenta=name;Teléfono principal;Dirección 1: Ciudad=city;Contacto principal=contact_name;\
             Correo electrónico (Contacto principal) (Contacto)=contact_email;Estado;Sitio web=website;Sector=industry",
            &[],
        ),
        (
            "dynamics contacts",
            "(Do Not Modify) Contact=id;(Do Not Modify) Row Checksum=skip;(Do Not Modify) Modified On;Full Name=name;\
             First Name=first_name;Last Name=last_name;Company Name=account;Job Title=title;Business Phone=phones;\
             Mobile Phone=phones;Email=emails;Status",
            &[],
        ),
        (
            "dynamics contacts",
            "(Nicht ändern) Kontakt=id;(Nicht ändern) Zeilenprüfsumme=skip;(Nicht ändern) Geändert am;\
             Vollständiger Name=name;Vorname=first_name;Nachname=last_name;Firmenname=account;Position=title;\
             Telefon (geschäftlich)=phones;Mobiltelefon=phones;E-Mail=emails;Status",
            &[],
        ),
        (
            "dynamics contacts",
            "(No modificar) Contacto=id;(No modificar) Suma de comprobación de fila=skip;(No modificar) Fecha de modificación;\
             Nombre completo=name;Nombre=first_name;Apellidos=last_name;Nombre de la compañía=account;Puesto=title;\
             Teléfono del trabajo=phones;Teléfono móvil=phones;Correo electrónico=emails;Estado",
            &[],
        ),
        (
            "dynamics opportunities",
            "(Do Not Modify) Opportunity=id;(Do Not Modify) Row Checksum=skip;(Do Not Modify) Modified On;Topic=name;\
             Potential Customer=account;Est. Close Date=closes;Est. Revenue=amount;Contact;Probability;Rating;\
             Status Reason=stage;Currency=currency=Czech Koruna",
            &["czk"],
        ),
        (
            "dynamics opportunities",
            "(Nicht ändern) Verkaufschance=id;(Nicht ändern) Zeilenprüfsumme=skip;(Nicht ändern) Geändert am;Thema=name;\
             Potenzieller Kunde=account;Gesch. Umsatz=amount;Gesch. Abschlussdatum=closes;Währung=currency=Euro;\
             Statusgrund=stage",
            &["eur"],
        ),
        (
            "dynamics opportunities",
            "(No modificar) Oportunidad=id;(No modificar) Suma de comprobación de fila=skip;\
             (No modificar) Fecha de modificación;Tema=name;Cliente potencial=account;Ingresos est.=amount;\
             Fecha de cierre est.=closes;Divisa=currency=Euro;Razón para el estado=stage",
            &["eur"],
        ),
    ]);
}

#[test]
fn twenty() {
    all(&[
        (
            "twenty people",
            "Id=id;Name / First Name=first_name;Name / Last Name=last_name;Emails / Primary Email=emails;\
             Emails / Additional Emails=emails;Phones / Primary Phone Number=phones=612345678;\
             Phones / Primary Phone Country Code;Phones / Primary Phone Calling Code=~+34;Job Title=title;City;\
             Linkedin / Link URL=handles;Company Id=account_id;Creation date",
            &["+34 612345678"],
        ),
        (
            "twenty companies",
            "Id=id;Name=name;Domain Name / Link URL=website;Domain Name / Link Label;Linkedin / Link URL;\
             Address / Address 1;Address / City=city;Address / State=region;Address / Post Code;Address / Country=country;\
             Annual Revenue / Amount;Annual Revenue / Currency;Account Owner (ID);Creation date;Last update",
            &[],
        ),
        (
            "twenty opportunities",
            "Id=id;Name=name;Amount / Amount=amount;Amount / Currency=currency;Close date=closes;Stage=stage;\
             Company Id=account_id;Point of Contact Id;Creation date",
            &[],
        ),
        (
            "twenty notes",
            "Id=id;Title=subject;Body=text;Created by / Name;Creation date=on",
            &[],
        ),
        (
            "twenty tasks",
            "Id=id;Title=subject;Body=summary;Due Date=~2026-11-27;Status=done;Assignee Id;Creation date",
            &["2026-11-27"],
        ),
    ]);
}

#[test]
fn leads_tasks_and_meetings() {
    all(&[
        (
            "salesforce leads",
            "Id=id;IsDeleted=~0;MasterRecordId;LastName=last_name;FirstName=first_name;Salutation=name_prefix;Title=title;\
             Company=account;Street;City;Phone=phones;MobilePhone=phones;Fax;Email=emails;Website=handles;\
             Description=notes;LeadSource;Status;Industry;Rating;OwnerId;IsConverted;ConvertedDate;CreatedDate",
            &[],
        ),
        (
            "salesforce accounts",
            "Id=id;IsDeleted=~0;MasterRecordId;Name=name;Type=segment;ParentId=parent_id;BillingStreet;BillingCity=city;\
             BillingState=region;BillingPostalCode;BillingCountry=country;Phone;Fax;AccountNumber;Website=website;Sic;\
             Industry=industry;AnnualRevenue;NumberOfEmployees;Ownership;Description=notes;Rating;Site;OwnerId;CreatedDate;\
             LastActivityDate;AccountSource;Tradestyle=aliases",
            &[],
        ),
        (
            "salesforce notes",
            "Id=id;IsDeleted=~0;ParentId=~0015g00000AbcDEAAZ;Title=subject;IsPrivate=~0;Body=text;OwnerId;CreatedDate=on",
            &["0015g00000abcde"],
        ),
        (
            "hubspot tasks",
            "Record ID=id;Task Title=subject;Task Type=channel;Task status=done;Due date=~2026-11-27;Priority;\
             Task notes=summary;Assigned to;Associated Contact=~Zqa;Associated Company=~Zqb",
            &["2026-11-27", "zqa", "zqb"],
        ),
        (
            "hubspot meetings",
            "Record ID=id;Meeting name=subject;Meeting start time=starts;Meeting end time=ends;Meeting location=place;\
             Meeting outcome=done;Internal meeting notes=summary;Activity assigned to;Associated Contact=~Zqa;\
             Associated Company=~Zqb",
            &["zqa", "zqb"],
        ),
        (
            "pipedrive organizations",
            "Organization - ID=id;Organization - Name=name;Organization - Address=location;Organization - Website=website;\
             Organization - Industry=industry;Organization - Owner;Organization - Labels;Organization - People",
            &[],
        ),
        (
            "pipedrive organizations",
            "Organisation - ID=id;Organisation - Name=name;Organisation - Adresse=location;Organisation - Branche=industry;\
             Organisation - Besitzer",
            &[],
        ),
        (
            "pipedrive organizations",
            "Organización - ID=id;Organización - Nombre=name;Organización - Dirección=location;\
             Organización - Sector=industry;Organización - Propietario",
            &[],
        ),
        (
            "pipedrive notes",
            "Note - ID=id;Note - Content=text;Note - Person=people;Note - Organization=account;Note - Add time=on;Note - User",
            &[],
        ),
        (
            "pipedrive notes",
            "Notiz - ID=id;Notiz - Inhalt=text;Notiz - Person=people;Notiz - Organisation=account;Notiz - Hinzugefügt am=on;\
             Notiz - Benutzer",
            &[],
        ),
        (
            "pipedrive notes",
            "Nota - ID=id;Nota - Contenido=text;Nota - Persona=people;Nota - Organización=account;Nota - Creado el=on;\
             Nota - Usuario",
            &[],
        ),
        (
            "zoho leads",
            "Record Id=id;Lead Owner;First Name=first_name;Last Name=last_name;Company=account;Title=title;Email=emails;\
             Phone=phones;Mobile=phones;Fax;Website=handles;Lead Source;Lead Status;Industry;Street;City;Description=notes",
            &[],
        ),
        (
            "zoho leads",
            "Datensatz-ID=id;Lead-Besitzer;Vorname=first_name;Nachname=last_name;Firma=account;E-Mail=emails;\
             Telefon=phones;Mobil=phones;Lead-Quelle;Beschreibung=notes",
            &[],
        ),
        (
            "zoho tasks",
            "Record Id=id;Task Owner;Subject=subject;Due Date=~2026-11-27;Contact Name.id;Related To.id;Related To=people;\
             Status=done;Priority;Description=summary",
            &["2026-11-27"],
        ),
        (
            "zoho tasks",
            "Datensatz-ID=id;Aufgabenbesitzer;Betreff=subject;Fälligkeitsdatum=~2026-11-27;Kontaktname.id;Verknüpft mit.id;\
             Status=done;Priorität;Beschreibung=summary",
            &["2026-11-27"],
        ),
        (
            "dynamics leads",
            "(Do Not Modify) Lead=id;(Do Not Modify) Row Checksum=skip;(Do Not Modify) Modified On;Subject;\
             First Name=first_name;Last Name=last_name;Job Title=title;Company Name=account;Email=emails;\
             Business Phone=phones;Country;State or Province;Description=notes;Lead Source;Rating;Source Campaign",
            &[],
        ),
        (
            "dynamics leads",
            "(Nicht ändern) Lead=id;(Nicht ändern) Zeilenprüfsumme=skip;(Nicht ändern) Geändert am;Thema;Vorname=first_name;\
             Nachname=last_name;Position=title;Firmenname=account;E-Mail=emails;Telefon (geschäftlich)=phones;Land;\
             Beschreibung=notes;Leadquelle;Bewertung",
            &[],
        ),
        (
            "dynamics appointments",
            "(Do Not Modify) Appointment=id;(Do Not Modify) Row Checksum=skip;(Do Not Modify) Modified On;Subject=subject;\
             Regarding=people;Start Time=starts;End Time=ends;Location=place;Description=summary;Status Reason=done;Owner",
            &[],
        ),
        (
            "dynamics appointments",
            "(Nicht ändern) Termin=id;(Nicht ändern) Zeilenprüfsumme=skip;(Nicht ändern) Geändert am;Betreff=subject;Bezug=people;\
             Startzeit=~2026-11-20 10:00;Endzeit=~2026-11-20 11:00;Ort=place;Beschreibung=summary",
            &["2026-11-20t10:00", "2026-11-20t11:00"],
        ),
        (
            "dynamics appointments",
            "(No modificar) Cita=id;(No modificar) Suma de comprobación de fila=skip;(No modificar) Fecha de modificación;\
             Asunto=subject;Referente a=people;Hora de inicio=~2026-11-20 10:00;Hora de finalización=~2026-11-20 11:00;\
             Ubicación=place;Descripción=summary",
            &["2026-11-20t10:00", "2026-11-20t11:00"],
        ),
    ]);
}
