//! Each vendor's export as it is written where the program speaks German or Spanish: recognised, and its cells where they belong.

#![allow(clippy::unwrap_used, missing_docs)]

use ally::interchange::Snapshot;
use serde_json::Value;

use super::arriving::planned;

/// Imports one table into an empty book; says what it was taken for, and whether each field is what it should be.
fn takes(table: &str, recognised: &str, wanted: &[(&str, &str, &str)]) {
    let plan = planned(&[("export.csv", table.as_bytes())], &Snapshot::default()).unwrap();
    let file = &plan.files[0];
    assert_eq!(
        file.recognised.as_deref(),
        Some(recognised),
        "{:?} {:?}",
        file.unknown,
        file.warnings
    );
    let made = plan.makes.objects();
    for (kind, field, value) in wanted {
        let found: Vec<String> = made
            .iter()
            .filter(|record| record["kind"] == *kind)
            .filter_map(|record| record.get(*field))
            .map(|held| match held {
                Value::String(text) => text.clone(),
                held => held.to_string(),
            })
            .collect();
        assert!(
            found.iter().any(|held| held.contains(value)),
            "{recognised}: {kind} {field} {value}: {found:?} of {made:?}"
        );
    }
}

#[test]
fn salesforce_in_german() {
    takes(
        "\"Opportunity-Name\",\"Account-Name\",\"Phase\",\"Betrag\",\"Schlusstermin\",\"Opportunity-Inhaber\",\"Nächster Schritt\"\n\
         \"Kranwartung\",\"Hafen Logistik GmbH\",\"Verhandlung\",\"48.000,00\",\"31.01.2027\",\"Robin Hayes\",\"Angebot\"\n",
        "salesforce report opportunities",
        &[
            ("deal", "name", "Kranwartung"),
            ("deal", "amount", "48000"),
            ("deal", "closes", "2027-01-31"),
            ("deal", "owner", "Robin Hayes"),
            ("account", "name", "Hafen Logistik GmbH"),
        ],
    );
}

#[test]
fn salesforce_in_spanish() {
    takes(
        "\"Nombre de la oportunidad\";\"Nombre de la cuenta\";\"Etapa\";\"Importe\";\"Fecha de cierre\";\"Propietario de la oportunidad\";\"Siguiente paso\"\n\
         \"Tamices\";\"Molino Azul S.A.\";\"Negociación\";\"12.500,50\";\"31/01/2027\";\"Ana Diaz\";\"Enviar oferta\"\n",
        "salesforce report opportunities",
        &[
            ("deal", "name", "Tamices"),
            ("deal", "amount", "12500.5"),
            ("deal", "closes", "2027-01-31"),
            ("deal", "owner", "Ana Diaz"),
            ("account", "name", "Molino Azul S.A."),
        ],
    );
}

#[test]
fn hubspot_in_german() {
    takes(
        "Datensatz-ID,Vorname,Nachname,E-Mail,Telefonnummer,Berufsbezeichnung,Unternehmensname,Erstellungsdatum\n\
         7001,Uwe,Weiß,uwe@weiss.example,+49 30 1234567,Einkauf,Weiß Maschinenbau GmbH,2026-01-05 10:00\n",
        "hubspot contacts",
        &[
            ("person", "name", "Uwe Weiß"),
            ("person", "emails", "uwe@weiss.example"),
            ("person", "title", "Einkauf"),
            ("account", "name", "Weiß Maschinenbau GmbH"),
        ],
    );
    takes(
        "Datensatz-ID,Aufgabentitel,Aufgabenstatus,Fälligkeitsdatum,Aufgabentyp\n\
         81,Muster schicken,Nicht begonnen,2027-01-12,Aufgabe\n",
        "hubspot tasks",
        &[
            ("promise", "what", "Muster schicken"),
            ("promise", "due", "2027-01-12"),
        ],
    );
}

#[test]
fn hubspot_in_spanish() {
    takes(
        "ID de registro,Nombre del negocio,Etapa del negocio,Importe,Fecha de cierre,Empresa asociada principal,Propietario del negocio\n\
         91,Hornos,Propuesta,\"20000\",2027-02-01,Panadería Sol SL,Ana Diaz\n",
        "hubspot deals",
        &[
            ("deal", "name", "Hornos"),
            ("deal", "amount", "20000"),
            ("deal", "closes", "2027-02-01"),
            ("account", "name", "Panadería Sol SL"),
        ],
    );
}

#[test]
fn pipedrive_in_german() {
    takes(
        "Deal - Titel,Deal - Wert,Deal - Währung,Organisation - Name,Person - Name,Deal - Voraussichtliches Abschlussdatum,Deal - Phase,Deal - Status\n\
         Öfen,20000,EUR,Alpenmilch eGen,Vroni Huber,2027-02-01,Angebot,Offen\n",
        "pipedrive deals",
        &[
            ("deal", "name", "Öfen"),
            ("deal", "amount", "EUR"),
            ("deal", "closes", "2027-02-01"),
            ("account", "name", "Alpenmilch eGen"),
            ("person", "name", "Vroni Huber"),
        ],
    );
    takes(
        "Notiz - ID,Notiz - Inhalt,Notiz - Organisation,Notiz - Erstellt am\n\
         5,Will einen Probelauf,Alpenmilch eGen,2026-11-20 10:00\n",
        "pipedrive notes",
        &[("account", "name", "Alpenmilch eGen")],
    );
}

#[test]
fn pipedrive_in_spanish() {
    takes(
        "Persona - Nombre,Persona - Correo electrónico - Trabajo,Persona - Teléfono - Trabajo,Organización - Nombre\n\
         Lola Gil,lola@textil.example,+34 612 345 678,Gil Textil SL\n",
        "pipedrive people",
        &[
            ("person", "name", "Lola Gil"),
            ("person", "emails", "lola@textil.example"),
            ("person", "phones", "612 345 678"),
            ("account", "name", "Gil Textil SL"),
        ],
    );
}

#[test]
fn zoho_in_german() {
    takes(
        "Datensatz-ID,Aufgabenbesitzer,Betreff,Fälligkeitsdatum,Status,Kontaktname.id,Verknüpft mit.id\n\
         zcrm_900,Pat,Muster schicken,2027-01-12,Nicht begonnen,zcrm_211,zcrm_111\n",
        "zoho tasks",
        &[
            ("promise", "what", "Muster schicken"),
            ("promise", "due", "2027-01-12"),
        ],
    );
    takes(
        "Datensatz-ID,Notiztitel,Notizinhalt,Übergeordnete ID.id,Erstellungszeit\n\
         zcrm_901,Anruf,Will rudern,zcrm_211,2026-11-20 10:00:00\n",
        "zoho notes",
        &[],
    );
}

#[test]
fn zoho_in_spanish() {
    takes(
        "ID de registro,Propietario de Tarea,Asunto,Fecha de vencimiento,Estado,Nombre de Contacto.id,Relacionado con.id\n\
         zcrm_900,Pat,Enviar muestras,2027-01-12,No iniciado,zcrm_211,zcrm_111\n",
        "zoho tasks",
        &[
            ("promise", "what", "Enviar muestras"),
            ("promise", "due", "2027-01-12"),
        ],
    );
    takes(
        "ID de registro,Propietario de Posible cliente,Nombre,Apellidos,Empresa,Correo electrónico\n\
         zcrm_31,Pat,Paz,Ruiz,Gil Textil SL,paz@textil.example\n",
        "zoho leads",
        &[
            ("person", "name", "Paz Ruiz"),
            ("person", "emails", "paz@textil.example"),
        ],
    );
}

#[test]
fn dynamics_in_german() {
    takes(
        "(Nicht ändern) Verkaufschance,(Nicht ändern) Zeilenprüfsumme,(Nicht ändern) Geändert am,Thema,Potenzieller Kunde,Gesch. Abschlussdatum,Gesch. Umsatz,Statusgrund\n\
         6f0c2c1e-9a0b-4a36-8d3f-0d1c6a8f0a01,q==,20.11.2026 15:04,Presse,Kupfer GmbH,31.01.2027,\"48.000,00 €\",In Bearbeitung\n",
        "dynamics opportunities",
        &[
            ("deal", "name", "Presse"),
            ("deal", "amount", "48000"),
            ("deal", "amount", "EUR"),
            ("deal", "closes", "2027-01-31"),
            ("account", "name", "Kupfer GmbH"),
        ],
    );
}

#[test]
fn dynamics_in_spanish() {
    takes(
        "(No modificar) Oportunidad,(No modificar) Suma de comprobación de fila,(No modificar) Fecha de modificación,Tema,Cliente potencial,Fecha de cierre est.,Ingresos est.\n\
         6f0c2c1e-9a0b-4a36-8d3f-0d1c6a8f0a02,q==,20/11/2026 15:04,Telar,Gil Textil SL,31/01/2027,\"48.000,00 €\"\n",
        "dynamics opportunities",
        &[
            ("deal", "name", "Telar"),
            ("deal", "amount", "48000"),
            ("deal", "closes", "2027-01-31"),
            ("account", "name", "Gil Textil SL"),
        ],
    );
}

#[test]
fn twenty_in_german() {
    takes(
        "Id,Name / Vorname,Name / Nachname,E-Mails / Primäre E-Mail,Position\n\
         1c2d,Uli,Stein,uli@stein.example,Leitung\n",
        "twenty people",
        &[
            ("person", "name", "Uli Stein"),
            ("person", "emails", "uli@stein.example"),
            ("person", "title", "Leitung"),
        ],
    );
}

#[test]
fn twenty_in_spanish() {
    takes(
        "Id,Nombre / Nombre,Nombre / Apellidos,Correos electrónicos / Correo electrónico principal,Puesto de trabajo\n\
         1c2e,Paz,Ruiz,paz@textil.example,Compras\n",
        "twenty people",
        &[
            ("person", "name", "Paz Ruiz"),
            ("person", "emails", "paz@textil.example"),
            ("person", "title", "Compras"),
        ],
    );
}

/// Google writes the names of its columns in English, and only what kind of address it is in the person's language.
#[test]
fn google_in_german() {
    takes(
        "First Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n\
         Uli,Stein,Stein KG,* myContacts,Arbeit,uli@stein.example,Geschäftlich (Fax),+49 30 99\n",
        "google contacts",
        &[
            ("person", "name", "Uli Stein"),
            ("person", "emails", "uli@stein.example"),
        ],
    );
}

#[test]
fn google_in_spanish() {
    takes(
        "First Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n\
         Paz,Ruiz,Gil Textil SL,* myContacts,* Trabajo,paz@textil.example,Móvil,+34 612 345 678\n",
        "google contacts",
        &[
            ("person", "name", "Paz Ruiz"),
            ("person", "emails", "paz@textil.example"),
            ("person", "phones", "612 345 678"),
        ],
    );
}

#[test]
fn outlook_in_german() {
    takes(
        "Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position,Ort geschäftlich,Fax geschäftlich,Telefon geschäftlich,Telefon (privat),Mobiltelefon,Benutzer 1,E-Mail-Adresse,E-Mail-Typ,E-Mail 2: Adresse\n\
         Frau,Anna,,Berg,,Kupfer GmbH,,Einkauf,Bonn,+49 228 9,+49 228 1234567,,+49 171 2345678,x,anna@kupfer.example,SMTP,anna@berg.example\n",
        "outlook contacts",
        &[
            ("person", "name", "Anna Berg"),
            ("person", "title", "Einkauf"),
            ("person", "emails", "anna@berg.example"),
            ("person", "phones", "228 1234567"),
            ("person", "phones", "171 2345678"),
        ],
    );
}

#[test]
fn outlook_in_spanish() {
    takes(
        "Nombre,Segundo nombre,Apellidos,Organización,Puesto,Teléfono del trabajo,Móvil,Dirección de correo electrónico\n\
         Paz,,Ruiz,Gil Textil SL,Compras,+34 91 234 56 78,+34 612 345 678,paz@textil.example\n",
        "outlook contacts",
        &[
            ("person", "name", "Paz Ruiz"),
            ("person", "title", "Compras"),
            ("person", "phones", "612 345 678"),
        ],
    );
}

/// Usage counts, and is no order: a corrected number takes the place of the one before, and several columns are several counts.
#[test]
fn usage_is_counted_and_not_ordered() {
    let plan = |text: &str| planned(&[("u.csv", text.as_bytes())], &Snapshot::default()).unwrap();
    let rows = |text: &str| -> Vec<String> {
        let plan = plan(text);
        assert_eq!(plan.files[0].recognised.as_deref(), Some("usage"), "{text}");
        assert_eq!(plan.files[0].new, plan.files[0].rows, "{text}");
        let row = |row: ally::interchange::activity::ActivityRow<'_>| {
            format!("{} {} {}", row.product, row.quantity.unwrap(), row.channel)
        };
        plan.tables[0].iter().map(row).collect()
    };
    assert_eq!(
        rows("Customer,Month,Feature,Active users\nHafen,2026-01,Planner,12\n"),
        ["Planner 12 usage"]
    );
    assert_eq!(
        rows("Account;Monat;Lizenzen aktiv;Anmeldungen\nHafen;Jan 2026;12;1.340\n"),
        ["Lizenzen aktiv 12 usage", "Anmeldungen 1340 usage"]
    );
    assert_eq!(
        rows("Account,Date,Metric,Value\nHafen,2026-01-31,API calls,340\n"),
        ["API calls 340 usage"]
    );
    assert_eq!(
        rows("Account,Date,Logins,API calls\nHafen,2026-01-31,7,340\n"),
        ["Logins 7 usage", "API calls 340 usage"]
    );
    // Who orders or pays is no user.
    for orders in [
        "Customer,Date,Product,Quantity\nHafen,2026-01-31,Hook,12\n",
        "Customer,Date,Order ID,Hours,Amount\nHafen,2026-01-31,O1,12,400\n",
    ] {
        assert_eq!(plan(orders).files[0].recognised.as_deref(), Some("orders"));
    }
}

#[test]
fn the_address_beside_a_contact_person_is_theirs() {
    takes(
        "Customer;Contact person;Mail;Last order;Revenue\nAcme;Ann Ox;ann@acme.example;2026-01-01;500\n",
        "companies",
        &[
            ("account", "name", "Acme"),
            ("person", "name", "Ann Ox"),
            ("person", "emails", "ann@acme.example"),
        ],
    );
    takes(
        "Customer;Industry;Mail\nAcme;Tools;info@acme.example\n",
        "companies",
        &[("account", "extra", "info@acme.example")],
    );
}

#[test]
fn what_is_no_table_says_what_it_is() {
    for (text, says) in [
        (
            "<html><table><tr><td>Name</td></tr></table></html>",
            "web page",
        ),
        ("<?xml version=\"1.0\"?><Workbook/>", "XML"),
        ("dn: cn=Ann,mail=a@x.example\ncn: Ann\n", "LDIF"),
        (
            "Subject: hi\nFrom: a@b.example\n\nhello\n",
            "without an invitation",
        ),
    ] {
        let plan = planned(&[("x", text.as_bytes())], &Snapshot::default()).unwrap();
        let (why, help) = plan.files[0].unknown.clone().unwrap();
        assert!(why.contains(says) && !help.is_empty(), "{text}: {why}");
    }
}
