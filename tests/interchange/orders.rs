//! The files of a program make the same book in whatever order they come, by one command or by several, and change nothing
//! when they come again.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use crate::arriving::compare;

fn every_order(name: &str, files: &[(&str, &str)]) {
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    let (right, ways, wrong) = compare(&files);
    println!("{name}: {right} of {ways} ways make the same book");
    let more = wrong.len().saturating_sub(3);
    let told: Vec<String> = wrong.into_iter().take(3).collect();
    assert!(told.is_empty(), "{}\nand {more} more", told.join("\n\n"));
}

/// Contacts call a company by half its name, deals by all of it and its id; nobody has an address but Yann.
#[test]
fn hubspot() {
    every_order(
        "hubspot",
        &[
            (
                "companies.csv",
                "Record ID,Company name,Company Domain Name,City,Country/Region,Create Date\n\
                 9001,Fromagerie Perrin,fromagerie-perrin.example,Annecy,France,2023-04-12 09:30\n\
                 9003,\"Le Goff Transports, SA\",legoff.example,Brest,France,2025-01-15 00:00\n\
                 9004,fromagerie perrin ,,Annecy,,2025-02-03 09:00\n",
            ),
            (
                "contacts.csv",
                "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Company Name,Create Date\n\
                 5101,Gaëlle,Perrin,g.perrin@fromagerie-perrin.example,04 50 11 22 33,Buyer,Fromagerie Perrin,2023-04-12 09:31\n\
                 5103,Yann,Le Goff,yann@legoff.example,,,Le Goff Transports,2025-01-15 00:00\n\
                 5104,Anne,Kervella,,,Driver,Le Goff Transports,2025-01-16 00:00\n\
                 5105,GAËLLE,PERRIN,G.PERRIN@FROMAGERIE-PERRIN.EXAMPLE,,,Fromagerie Perrin SARL,2025-02-01 11:00\n",
            ),
            (
                "deals.csv",
                "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Associated Company IDs (Primary),Associated Company (Primary)\n\
                 7001,Perrin – cold room,Sales Pipeline,Proposal,15000,2026-03-31,9001,Fromagerie Perrin\n\
                 7003,Le Goff fleet,Sales Pipeline,closedlost,,,9003;9001,\"Le Goff Transports, SA\"\n",
            ),
            (
                "notes.csv",
                "Activity date,Note body,Associated Contact,Associated Company\n\
                 12/02/2025,Asked for references,Gaëlle Perrin (5101),Fromagerie Perrin (9001)\n\
                 13/02/2025,Second call,Yann Le Goff (5103),\n\
                 25/02/2025,Wants a lift,Anne Kervella (5104),\"Le Goff Transports, SA (9003)\"\n",
            ),
        ],
    );
}

#[test]
fn pipedrive() {
    every_order(
        "pipedrive",
        &[
            (
                "organizations.csv",
                "Organization - ID,Organization - Name,Organization - Address,Organization - Owner\n\
                 7,Nouvelle Boulangerie,\"1 Rue du Four, 69001 Lyon, France\",Inès Moreau\n\
                 8,Acme Restoration Inc.,\"Chicago, USA\",\n",
            ),
            (
                "people.csv",
                "Person - ID,Person - Name,Person - Email,Person - Phone,Organization - Name\n\
                 88,Jordan Vega,\"jordan@acme.example,jordan.vega@home.example\",\"312-555-0122,+1 312 555 0199\",Acme Restoration\n\
                 90,Nadia Chérif,nadia@nb.example,,Nouvelle Boulangerie\n\
                 91,Li Wei,li@wei.example,,\n",
            ),
            (
                "deals.csv",
                "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Organization - Name,Person - Name,Deal - Expected close date,Deal - Stage,Deal - Status\n\
                 51,Ovens for the new shop,20000,EUR,Nouvelle Boulangerie,Nadia Chérif,2027-02-01,Negotiations,Open\n\
                 52,Roof,900,USD,Acme Restoration,Jordan Vega,2027-02-01,Qualified,Open\n",
            ),
            (
                "activities.csv",
                "Activity - Subject,Activity - Type,Activity - Due date,Activity - Due time,Activity - Done,Activity - Note,Deal - Title,Person - Name,Person - Email,Organization - Name\n\
                 First call,Call,2025-03-04,10:30,Done,Needs two ovens,Ovens for the new shop,Nadia Chérif,nadia@nb.example,Nouvelle Boulangerie\n\
                 Send the revised quote,Task,2027-01-11,09:00,To do,,Ovens for the new shop,,,\n\
                 Roof visit,Meeting,2025-03-18,14:00,Done,,,Jordan Vega,,Acme Restoration\n\
                 Lost lead,Call,2025-01-01,,Done,,,Nobody Known,,Unknown Company\n",
            ),
        ],
    );
}

#[test]
fn zoho() {
    every_order(
        "zoho",
        &[
            (
                "Accounts.csv",
                "Record Id,Account Owner,Account Name,Phone,Website,Account Type,Billing City,Billing Code\n\
                 zcrm_111,Pat,Ridge Property Group,(614) 555-0100,ridgepg.example,Customer,Columbus,43215\n\
                 zcrm_112,Pat,\"Cedar Lane, LLC\",614-555-0200,cedar.example,Customer,Dublin,43017\n",
            ),
            (
                "Contacts.csv",
                "Record Id,First Name,Last Name,Account Name,Account Name.id,Email,Mobile\n\
                 211,Dana,Whitfield,Ridge Property Group,111,dana@ridgepg.example,614-555-0101\n\
                 212,Kim,Old,Acme Corp,,kim@acme.example,\n\
                 213,Cy,Cedar,Cedar Lane,,cy@cedar.example,\n",
            ),
            (
                "Deals.csv",
                "Record Id,Deal Name,Account Name,Account Name.id,Contact Name,Stage,Closing Date,Amount\n\
                 311,Maple Ridge Plaza,Ridge Property Group,111,Dana Whitfield,Proposal/Price Quote,2026-11-15,\"95,570.69\"\n\
                 312,Cedar Lane sealcoat,\"Cedar Lane, LLC\",112,,Closed Won,10/21/2026,\"$12,400.00\"\n\
                 313,Library lot,City of Westerville,,,Closed Lost,\"Sep 12, 2026\",8000\n",
            ),
            (
                "Notes.csv",
                "Note Id,Note Title,Note Content,Parent ID,Parent Module\n\
                 1,Call,Wants it done before Thanksgiving,311,Deals\n\
                 2,,Gate code 1234,112,Accounts\n\
                 3,Orphan,???,999,Accounts\n\
                 4,,Likes rowing,211,Contacts\n",
            ),
        ],
    );
}

#[test]
fn dynamics() {
    every_order(
        "dynamics",
        &[
            (
                "accounts.csv",
                "(Do Not Modify) Account,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Account Name,Main Phone,Address 1: City,Primary Contact,Email (Primary Contact)\n\
                 6f0c2c1e-9a0b-4a36-8d3f-0d1c6a8f0a01,q==,20.11.2026 15:04,Kraków Motors,+48 12 345 00 00,Kraków,Marta Kowalska,marta@krakow-motors.example\n\
                 6f0c2c1e-9a0b-4a36-8d3f-0d1c6a8f0a02,q==,20.11.2026 15:04,Łódź Tools Sp. z o.o.,,Łódź,Jan Nowak,\n",
            ),
            (
                "contacts.csv",
                "(Do Not Modify) Contact,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On, Full Name,First Name,Last Name,Account Name,Job Title,Email 1,Mobile\n\
                 6f0c2c1e-9a0b-4a36-8d3f-0d1c6a8f0011,z==,20.11.2026 15:04,Marta Kowalska,Marta,Kowalska,Kraków Motors,Lab Lead,marta@krakow-motors.example,+48 600 100 200\n\
                 6f0c2c1e-9a0b-4a36-8d3f-0d1c6a8f0012,z==,20.11.2026 15:04,Jan Nowak,Jan,Nowak,Łódź Tools Sp. z o.o.,Owner,,+48 600 100 201\n",
            ),
            (
                "opportunities.csv",
                "(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,Potential Customer,Est. Close Date,Est. Revenue,Contact,Status\n\
                 6f0c2c1e-9a0b-4a36-8d3f-0d1c6a8f0b01,q==,20.11.2026 15:04,HIL rig,Kraków Motors,31.12.2026,\"48000,00 €\",Marta Kowalska,Open\n",
            ),
            (
                "leads.csv",
                "(Do Not Modify) Lead,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Subject,First Name,Last Name,Job Title,Company Name,Email,Business Phone\n\
                 6f0c2c1e-9a0b-4a36-8d3f-0d1c6a8f0c01,q==,20.11.2026 15:04,Drills,Ola,Lis,Buyer,Łódź Tools Sp. z o.o.,ola@lodz.example,\n\
                 6f0c2c1e-9a0b-4a36-8d3f-0d1c6a8f0c02,q==,20.11.2026 15:04,More rigs,Piotr,Kot,,Kraków Motors,piotr@krakow-motors.example,\n",
            ),
        ],
    );
}

#[test]
fn salesforce() {
    every_order(
        "salesforce",
        &[
            (
                "Account.csv",
                "Id,IsDeleted,MasterRecordId,Name,ParentId,BillingCity,BillingCountry,Website\n\
                 001A0000006ILbaIAG,false,,Burlington Weaving Corp,,Burlington,USA,burlington.example\n\
                 001A0000006ILbbIAG,false,,Soderstrom Mills,001A0000006ILbaIAG,Raleigh,USA,\n",
            ),
            (
                "Contact.csv",
                "Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,ReportsToId,Email,Title\n\
                 003A000000AaaaaIAC,false,,001A0000006ILbaIAG,Rogers,Jack,,jack@burlington.example,VP\n\
                 003A000000AaaabIAC,false,,001A0000006ILbaIAG,Frank,Edna,003A000000AaaaaIAC,edna@burlington.example,\n",
            ),
            (
                "Opportunity.csv",
                "Id,IsDeleted,AccountId,Name,StageName,Amount,CloseDate,IsClosed,IsWon\n\
                 006A000000AaaaaIAC,false,001A0000006ILba,Burlington – looms 2026,Negotiation/Review,120000.0,2026-03-31,false,false\n",
            ),
            (
                "Task.csv",
                "Id,WhoId,WhatId,Subject,ActivityDate,Status,Description,IsDeleted,AccountId,IsClosed\n\
                 00TA000000AaaaaIAC,003A000000AaaaaIAC,001A0000006ILbaIAG,Call,2026-11-30,Not Started,Ask for loom count,false,001A0000006ILbaIAG,false\n\
                 00TA000000AaaabIAC,003A000000AaaabIAC,006A000000AaaaaIAC,Email: quote,2026-10-30,Completed,,false,,true\n",
            ),
        ],
    );
}

/// What a seller's own report calls by name and the weekly export by id.
#[test]
fn salesforce_reports() {
    every_order(
        "salesforce reports",
        &[
            (
                "Account.csv",
                "Id,IsDeleted,MasterRecordId,Name,ParentId,BillingCity,BillingCountry,Website\n\
                 001A0000006ILbaIAG,false,,Burlington Weaving Corp,,Burlington,USA,burlington.example\n",
            ),
            (
                "report_contacts.csv",
                "First Name,Last Name,Title,Account Name,Email,Phone\n\
                 Jack,Rogers,VP,Burlington Weaving Corp,jack@burlington.example,\n\
                 Edna,Frank,,Burlington Weaving,edna@burlington.example,\n",
            ),
            (
                "Opportunity.csv",
                "Id,IsDeleted,AccountId,Name,StageName,Amount,CloseDate,IsClosed,IsWon\n\
                 006A000000AaaaaIAC,false,001A0000006ILba,Looms 2026,Negotiation/Review,120000.0,2026-03-31,false,false\n",
            ),
            (
                "report_opportunities.csv",
                "Opportunity Owner,Account Name,Opportunity Name,Stage,Amount,Close Date,Created Date\n\
                 Pat,Burlington Weaving Corp,Looms 2026,Negotiation/Review,\"USD 120,000.00\",3/31/2026,10/10/2025\n",
            ),
        ],
    );
}

#[test]
fn twenty() {
    every_order(
        "twenty",
        &[
            (
                "companies.csv",
                "Id,Name,Domain Name / Link URL,Address / Address City,Annual Revenue / Amount\n\
                 20202020-0713-40a5-8216-82802401d33e,Tailspin Toys,https://tailspintoys.example,Seattle,\n",
            ),
            (
                "people.csv",
                "Id,Name / First Name,Name / Last Name,Emails / Primary Email,Job Title,Company Id\n\
                 20202020-1111-40a5-8216-82802401d33e,Tess,Tailor,tess@tailspintoys.example,COO,20202020-0713-40a5-8216-82802401d33e\n\
                 20202020-1112-40a5-8216-82802401d33e,No,Company,no@where.example,,\n",
            ),
            (
                "opportunities.csv",
                "Amount / Amount,Amount / Currency,Close date,Company Id,Id,Name,Point of Contact Id,Stage\n\
                 25000,USD,2027-02-28T00:00:00.000Z,20202020-0713-40a5-8216-82802401d33e,20202020-2222-40a5-8216-82802401d33e,Toys robots 2027,20202020-1111-40a5-8216-82802401d33e,PROPOSAL\n",
            ),
        ],
    );
}

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:a@x\r\nDTSTAMP:20261101T090000Z\r\n\
    DTSTART:20261201T150000Z\r\nDTEND:20261201T160000Z\r\nSUMMARY:Loom review\r\nATTENDEE;CN=Jack Rogers:mailto:jack@burlington.example\r\n\
    ATTENDEE;CN=Zed New:mailto:zed@burlington.example\r\nATTENDEE;CN=Out Sider:mailto:out@nowhere.example\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:b@x\r\nDTSTAMP:20261101T090000Z\r\nDTSTART:20261202T150000Z\r\nDTEND:20261202T160000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n\
    SUMMARY:Weekly\r\nATTENDEE;CN=Edna Frank:mailto:edna@home.example\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:b@x\r\nDTSTAMP:20261101T090000Z\r\nRECURRENCE-ID:20261209T150000Z\r\nDTSTART:20261210T150000Z\r\nDTEND:20261210T160000Z\r\n\
    SUMMARY:Weekly, a day later\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[test]
fn calendars_and_contacts() {
    every_order(
        "a calendar, an address book and accounts",
        &[
            ("calendar.ics", CALENDAR),
            (
                "google.csv",
                "First Name,Last Name,Organization Name,Organization Title,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value\n\
                 Jack,Rogers,Burlington Weaving,VP,* myContacts,* ,jack@burlington.example,\n\
                 Edna,Frank,Burlington Weaving Corp,,* myContacts,* ,edna@home.example,+1 336 555 0100\n",
            ),
            (
                "accounts.csv",
                "Company,Website,City\n\
                 Burlington Weaving Corp,burlington.example,Burlington\n",
            ),
        ],
    );
}

#[test]
fn cards_calendars_and_outlook() {
    every_order(
        "cards, Outlook's calendar and contacts",
        &[
            (
                "cards.vcf",
                "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Rogers;Jack;;;\r\nFN:Jack Rogers\r\nORG:Burlington Weaving Corp;Looms\r\nEMAIL:jack@burlington.example\r\n\
                 TEL;TYPE=CELL:+1 336 555 0199\r\nEND:VCARD\r\n",
            ),
            (
                "calendar.csv",
                "Subject,Start Date,Start Time,End Date,End Time,All day event,Meeting Organizer,Required Attendees,Location\n\
                 Loom review,12/1/2026,10:00:00 AM,12/1/2026,11:00:00 AM,False,Me,Jack Rogers;Edna Frank,Burlington\n",
            ),
            (
                "outlook.csv",
                "First Name,Last Name,Company,Job Title,Business Phone,Mobile Phone,E-mail Address\n\
                 Jack,Rogers,Burlington Weaving Corp,VP,,,jack@burlington.example\n\
                 Edna,Frank,Burlington Weaving Corp,Buyer,,+1 336 555 0100,edna@burlington.example\n",
            ),
            (
                "accounts.csv",
                "Company,Website,City\n\
                 Burlington Weaving Corp,burlington.example,Burlington\n",
            ),
        ],
    );
}

#[test]
fn survey_answers() {
    every_order(
        "survey answers, contacts and companies",
        &[
            (
                "answers.csv",
                "Timestamp,Email Address,How likely are you to recommend us? (0-10),What could we do better?\n\
                 2026/11/20 14:03:11,uwe@weiss-mb.example,9,Answer faster\n",
            ),
            (
                "contacts.csv",
                "Datensatz-ID,Vorname,Nachname,E-Mail,Telefonnummer,Position,Name des Unternehmens\n\
                 701,Uwe,Weiß,uwe@weiss-mb.example,0731 123456,Geschäftsführer,Weiß Maschinenbau\n",
            ),
            (
                "companies.csv",
                "Datensatz-ID,Unternehmensname,Domainname des Unternehmens,Stadt,Land/Region\n\
                 801,Weiß Maschinenbau GmbH,weiss-mb.example,Ulm,Deutschland\n",
            ),
            (
                "deals.csv",
                "Datensatz-ID,Deal-Name,Pipeline,Deal-Phase,Betrag,Abschlussdatum,Associated Company IDs (Primary),Associated Company (Primary)\n\
                 901,Fräse 2027,Vertrieb,Angebot,\"12.500,50\",2027-03-31,801,Weiß Maschinenbau GmbH\n",
            ),
        ],
    );
}
