//! Knows other programs' tables by their header names: what each column means, in English, German and Spanish.
//!
//! Everything here is data. A vendor is a row in [`LAYOUTS`] (how its header is recognised, whose ids it uses) and, where
//! its words differ from everybody's, a few rows in a dictionary. Names are folded ([`super::header::fold`]); `#` stands
//! for a running number; `|` separates aliases.

use crate::domain::Kind;

use super::values::DayOrder;

/// Says what a column means for the record of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// The record's id in the other program.
    Id,
    /// Whether the row is deleted there.
    Deleted,
    /// The id of the record that this one was merged into.
    MergedInto,
    /// A person's first, middle or last name, what stands before and after it, or all of it.
    First,
    /// See [`Means::First`].
    Middle,
    /// See [`Means::First`].
    Last,
    /// See [`Means::First`].
    Prefix,
    /// See [`Means::First`].
    Suffix,
    /// The record's whole name.
    Name,
    /// A field of the record with one line of text.
    Text(&'static str),
    /// A field of the record with many lines, HTML taken away.
    Prose(&'static str),
    /// A field of the record that is a list of texts; a cell can hold several.
    List(&'static str),
    /// E-mail addresses.
    Email,
    /// Phone numbers.
    Phone,
    /// A web page or a name on a network.
    Handle,
    /// A date field.
    Date(&'static str),
    /// A moment field: a date with a time.
    Moment(&'static str),
    /// The time of day that belongs to a moment field's date.
    TimeOf(&'static str),
    /// A decimal field.
    Number(&'static str),
    /// A money field.
    Money(&'static str),
    /// The currency of the row's amounts.
    Currency,
    /// A birthday, whole or in parts.
    Birthday,
    /// See [`Means::Birthday`].
    BirthYear,
    /// See [`Means::Birthday`].
    BirthMonth,
    /// See [`Means::Birthday`].
    BirthDay,
    /// Part of a location: 0 city, 1 region, 2 country.
    Place(u8),
    /// Another record by its id in the other program.
    RefId(&'static str, Kind),
    /// Another record by its name.
    RefName(&'static str, Kind),
    /// Another record by its e-mail address.
    RefEmail(&'static str, Kind),
    /// Other records as `Name (id)`, several separated by `;`.
    RefBoth(&'static str, Kind),
    /// The kind of the record that [`Means::RefId`] of `about` points to.
    RefKind,
    /// A deal's stage, which also says whether it is won.
    Stage,
    /// Whether a deal is closed, or won.
    Closed,
    /// See [`Means::Closed`].
    Won,
    /// What kind of activity a row is: call, task, meeting.
    Channel,
    /// Whether an activity is done.
    Done,
    /// Whether an event takes whole days.
    AllDay,
    /// Whether the row is nobody else's business: a flag, or a degree such as `Confidential`.
    Private,
    /// Names of those who attend, separated by `;`.
    Attendees,
    /// A column of a contact person in a table of companies.
    Contact(Part),
    /// Kept in `extra` although its name is known.
    Extra,
    /// Of no use to anybody: checksums and the like.
    Skip,
}

/// Says which part of a contact person a column of a companies' table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The whole name.
    Name,
    /// The job title.
    Title,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
}

/// Lists aliases and what they mean.
pub type Dictionary = &'static [(&'static str, Means)];

/// Describes one table of one program.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The program, which also names the space of its ids.
    pub system: &'static str,
    /// What its table is called.
    pub table: &'static str,
    /// The kind of record that a row makes.
    pub kind: &'static str,
    /// Every one of these must be among the header's names; aliases are separated by `|`.
    pub needs: &'static [&'static str],
    /// The dictionaries that say what its columns mean, the first that knows a name decides.
    pub words: &'static [Dictionary],
    /// Whether a company that only a name tells of becomes an account (a customer system) or stays a name (an address book).
    pub makes_accounts: bool,
    /// How the program writes dates where nothing in the file shows it.
    pub order: Option<DayOrder>,
}

impl Layout {
    /// Gives what a person is told that a file was recognised as.
    pub fn title(&self) -> String {
        format!("{} {}", self.system, self.table).trim().to_owned()
    }

    /// Says what a column means, by its folded name and then by its pattern.
    pub fn means(&self, folded: &str, pattern: &str) -> Option<Means> {
        self.words
            .iter()
            .find_map(|words| look_up(words, folded))
            .or_else(|| {
                if pattern == folded {
                    None
                } else {
                    self.words.iter().find_map(|words| look_up(words, pattern))
                }
            })
    }
}

/// Finds a folded name in a dictionary.
pub fn look_up(words: Dictionary, folded: &str) -> Option<Means> {
    words
        .iter()
        .find(|(aliases, _)| aliases.split('|').any(|alias| alias == folded))
        .map(|(_, means)| *means)
}

use Means::{
    AllDay, Attendees, BirthDay, BirthMonth, BirthYear, Birthday, Channel, Closed, Contact,
    Currency, Date, Deleted, Done, Email, Extra, First, Handle, Id, Last, List, MergedInto, Middle,
    Moment, Money, Name, Number, Phone, Place, Prefix, Private, Prose, RefBoth, RefEmail, RefId,
    RefKind, RefName, Skip, Stage, Suffix, Text, TimeOf, Won,
};

/// What every program calls the things of a person.
pub const PERSON: Dictionary = &[
    (
        "id|recordid|contactid|personid|idderegistro|datensatzid|kontaktid|idcontacto|employeeid|customercontactid|leadid|userid",
        Id,
    ),
    ("isdeleted|deleted|geloscht|eliminado", Deleted),
    ("masterrecordid", MergedInto),
    (
        "firstname|givenname|vorname|nombre|nombres|namefirstname|first|forename|rufname|nombredepila|prenom",
        First,
    ),
    (
        "middlename|additionalname|weiterevornamen|zweitername|segundonombre|middle|zweitervorname",
        Middle,
    ),
    (
        "lastname|familyname|surname|nachname|apellidos|apellido|namelastname|last|familienname|primerapellido|nom|secondname",
        Last,
    ),
    (
        "nameprefix|salutation|anrede|tratamiento|prefix|titleofcourtesy|honorific|titulodecortesia|namenszusatz",
        Prefix,
    ),
    ("namesuffix|suffix|sufijo|namenssuffix", Suffix),
    (
        "fullname|name|displayname|contactname|contact|ansprechpartner|kontakt|kontaktname|nombrecompleto|contacto|anzeigename|personname|nombreparamostrar|nombreparaver|vollstandigername|vollername|attendee|customername|kundenname|nombredelcontacto",
        Name,
    ),
    (
        "nickname|spitzname|rufname|apodo|sobrenombre|calledname|preferredname",
        Text("called"),
    ),
    (
        "email|emailaddress|emailadresse|correo|correoelectronico|email#|email#value|email#address|email#adresse|primaryemail|secondaryemail|emailsprimaryemail|emailwork|emailhome|emailother|workemail|homeemail|mail|correoelectronico#|direcciondecorreoelectronico|direcciondecorreo|direcciondecorreoelectronico#|emailpersonal|businessemail|privateemail|geschaftlicheemail|emailgeschaftlich|emailprivat|primareemailadresse|sekundareemailadresse|primaremail|zweiteemailadresse|emaildirection|emaildireccion|email#direccion|otheremail|assistantemail|personemail|correoprincipal|correosecundario|direccionemail|personalemail",
        Email,
    ),
    (
        "emailsadditionalemails|additionalemails|additionalemailaddresses|weitereemailadressen|correosadicionales|weitereemails",
        Email,
    ),
    (
        "phone|phonenumber|telefon|telefono|telephone|mobile|mobilephone|mobilephonenumber|cell|cellphone|handy|movil|telefonomovil|mobiltelefon|mobiltelefon#|mobilfunknummer|mobiltelefonnummer|telefonnummer|numerodetelefono|numerodetelefonomovil|numerodemovil|phone#value|phone#|businessphone|businessphone#|homephone|homephone#|otherphone|workphone|mobilenumber|mobile#|telefongeschaftlich|telefongeschaftlich#|telefonprivat|telefonprivat#|weiterestelefon|haupttelefon|primaryphone|carphone|autotelefon|phonework|phonehome|phoneother|phonesprimaryphonenumber|personphone|telefonodeltrabajo|telefonodeltrabajo#|telefonoparticular|telefonoparticular#|telefonoprincipal|otrotelefono|telefonodelautomovil|directphone|directline|durchwahl|tel|telefono#|telefon#|callback|companymainphone|telefonfirma|radiophone|telefonocasa|telefonotrabajo|mobil|celular|homenumber|privatnummer",
        Phone,
    ),
    (
        "jobtitle|title|position|cargo|puesto|organizationtitle|organization#title|stellenbezeichnung|funktion|rolle|role|jobrole|berufsbezeichnung|jobbezeichnung|jobtitel|contacttitle|headline|profesion|beruf|occupation|puestodetrabajo|titulo|designation",
        Text("title"),
    ),
    (
        "company|companyname|companynames|organization|organisation|organizationname|organisationname|organization#name|accountname|account|firma|firmenname|unternehmen|unternehmensname|namedesunternehmens|nombredelaempresa|empresa|compania|organizacion|employer|arbeitgeber|associatedcompanyprimary|associatedcompany|associatedcompanies|primaryassociatedcompany|kunde|cliente|customer|accountnamename|nombredelacuenta|cuenta|companyororganization",
        RefName("account", Kind::Account),
    ),
    (
        "accountid|companyid|companyids|organizationid|associatedcompanyids|associatedcompanyidsprimary|associatedcompanyidprimary|accountnameid|primaryassociatedcompanyids|unternehmensid|idempresa|idcompania|parentcustomerid|primaryassociatedcompanyid|accountrecordid",
        RefId("account", Kind::Account),
    ),
    (
        "reportstoid|managerid|reportsto|vorgesetzterid",
        RefId("reports_to", Kind::Person),
    ),
    (
        "managersname|manager|vorgesetzter|namedesrvorgesetzten|reportstoname|jefe|nombredeljefe|nombredelresponsable",
        RefName("reports_to", Kind::Person),
    ),
    (
        "birthday|birthdate|dateofbirth|geburtstag|geburtsdatum|cumpleanos|fechadenacimiento|birth",
        Birthday,
    ),
    ("birthyear|geburtsjahr|anodenacimiento", BirthYear),
    ("birthmonth|geburtsmonat|mesdenacimiento", BirthMonth),
    (
        "birthday#|birthdayday|geburtstagtag|diadenacimiento",
        BirthDay,
    ),
    (
        "url|linkedinurl|linkedin|urldelinkedin|linkedinlinkurl|profileurl|website|webpage|webseite|webpage#|webpage#url|website#value|personalwebpage|paginaweb|sitioweb|urldelsitioweb|linkedinprofile|linkedinprofil|twitter|twitterhandle|xing|imaddress|screenname|skype|homepage|blog|website#|linkedinprofileurl|messengername|paginapersonal",
        Handle,
    ),
    (
        "notes|note|description|beschreibung|notizen|notas|bemerkungen|comments|kommentar|kommentare|background|comentarios|descripcion|anmerkungen|about|hintergrund",
        Prose("notes"),
    ),
    (
        "tags|labels|categories|kategorien|categorias|groupmembership|schlagworter|keywords|stichworter|etiquetas|group|gruppe|grupos|groups",
        List("tags"),
    ),
    (
        "donotmodifyrowchecksum|nichtandernzeilenprufsumme|nomodificarsumadecomprobaciondefila|rowchecksum|photo|photourl|foto",
        Skip,
    ),
    (
        "emaildisplayname|email#displayname|emailangezeigtername|email#angezeigtername|emailtype|email#type|email#typ|emailtyp|email#label|phone#label|phone#type|address#label|address#type|website#label|website#type|event#label|organization#type|email#tipo|priority|internetfreebusy|internetfreigebucht|prioritat|mileage|initials|initialen|directoryserver|verzeichnisserver|billinginformation|abrechnungsinformation|gender|geschlecht|prioridad|iniciales",
        Extra,
    ),
    (
        "private|privat|privado|sensitivity|vertraulichkeit|confidencialidad",
        Private,
    ),
];

/// What every program calls the things of an account.
pub const ACCOUNT: Dictionary = &[
    (
        "id|recordid|accountid|companyid|organizationid|idderegistro|datensatzid|customerid|kundennummer|kundennr|supplierid|customernumber|customerno|clientid|numerodecliente|idcliente|debitorennummer|accountnumberid|unternehmensid",
        Id,
    ),
    ("isdeleted|deleted|geloscht|eliminado", Deleted),
    ("masterrecordid", MergedInto),
    (
        "name|accountname|companyname|company|organization|organisation|organizationname|organisationname|account|firma|firmenname|unternehmen|unternehmensname|namedesunternehmens|nombredelaempresa|nombredelacompania|empresa|compania|organizacion|customer|customername|kunde|kundenname|cliente|nombre|nombredelacuenta|cuenta|razonsocial|suppliername|client|clientname|accounts",
        Name,
    ),
    (
        "alias|aliases|tradestyle|alsoknownas|aka|dba|kurzname|nombrecomercial",
        List("aliases"),
    ),
    (
        "industry|branche|sector|industria|wirtschaftszweig|brancheindustrie|sectorindustrial|vertical",
        Text("industry"),
    ),
    (
        "type|accounttype|segment|companytype|kundentyp|tipodecuenta|kontotyp|customersegment|kategorie|typ|tipo|segmento|tier",
        Text("segment"),
    ),
    (
        "website|websiteurl|companydomainname|domain|domainname|webseite|web|url|nombrededominiodelaempresa|domainnamelinkurl|paginaweb|sitioweb|domainnamedesunternehmens|homepage|companywebsite|internet|dominio|webpage|unternehmensdomainname|domainnamedesunternehmens|urldelsitioweb",
        Text("website"),
    ),
    (
        "city|billingcity|town|ort|stadt|ciudad|addresscity|addressaddresscity|mailingcity|poblacion|ortgeschaftlich|localidad|address#city|primarycity|hauptort",
        Place(0),
    ),
    (
        "state|region|billingstate|stateregion|stateorprovince|billingstateprovince|addressstate|bundesland|provincia|addressaddressstate|province|estadoregion|bundeslandregion|billingstateprovincetext",
        Place(1),
    ),
    (
        "country|billingcountry|countryregion|land|pais|paisregion|landregion|addresscountry|addressaddresscountry|billingcountrytext",
        Place(2),
    ),
    (
        "location|officelocation|address|addressformatted|headquarters|hq|standort|ubicacion|sede|hauptsitz|organizationaddress|adresse|direccion|anschrift",
        Text("location"),
    ),
    (
        "description|notes|beschreibung|notizen|descripcion|notas|comments|bemerkungen|about|aboutus|comentarios|background|kommentar",
        Prose("notes"),
    ),
    ("business|whattheydo", Prose("business")),
    (
        "parentid|parentaccountid|parentcompanyid|idempresamatriz|parentcompanyids",
        RefId("parent", Kind::Account),
    ),
    (
        "parentaccount|parent|parentcompany|subsidiaryof|muttergesellschaft|ubergeordnetefirma|ubergeordneteraccount|empresamatriz|matriz|parentaccountname|empresaprincipal|mutterunternehmen|konzern|parentcompanyname|parentorganization",
        RefName("parent", Kind::Account),
    ),
    (
        "tags|labels|categories|kategorien|categorias|etiquetas|schlagworter",
        List("tags"),
    ),
    (
        "customersince|since|kundeseit|clientedesde|seit",
        Date("since"),
    ),
    (
        "contactname|contact|contactperson|primarycontact|ansprechpartner|kontaktperson|personadecontacto|contacto",
        Contact(Part::Name),
    ),
    (
        "contacttitle|contactjobtitle|cargodelcontacto",
        Contact(Part::Title),
    ),
    (
        "contactemail|primarycontactemail|kontaktemail|correodelcontacto",
        Contact(Part::Email),
    ),
    (
        "contactphone|kontakttelefon|telefonodelcontacto",
        Contact(Part::Phone),
    ),
    (
        "photourl|rowchecksum|donotmodifyrowchecksum|nichtandernzeilenprufsumme|nomodificarsumadecomprobaciondefila",
        Skip,
    ),
];

/// What every program calls the things of a deal.
pub const DEAL: Dictionary = &[
    (
        "id|recordid|dealid|opportunityid|idderegistro|datensatzid|opportunitynumber|idoportunidad|idnegocio",
        Id,
    ),
    ("isdeleted|deleted", Deleted),
    (
        "dealname|opportunityname|name|dealtitle|title|nombredelnegocio|nombredelaoportunidad|oportunidad|negocio|opportunity|deal|topic|thema|tema|verkaufschance|dealbezeichnung|titulo|bezeichnung|titel",
        Name,
    ),
    (
        "stage|stagename|dealstage|phase|dealphase|etapadelnegocio|etapa|salesstage|verkaufsphase|opportunitystage|vertriebsphase|fase|pipelinestage",
        Stage,
    ),
    (
        "amount|dealvalue|value|closevalue|betrag|importe|valor|cantidad|amountamount|volumen|estrevenue|estimatedrevenue|estimatedvalue|geschatzterumsatz|ingresosestimados|actualvalue|wert|dealamount|amountincompanycurrency|umsatz|monto",
        Money("amount"),
    ),
    (
        "currency|currencyofvalue|wahrungdeswerts|monedadelvalor|currencyisocode|amountcurrency|wahrung|moneda|divisa|amountcurrencycode|currencycode|dealcurrency",
        Currency,
    ),
    (
        "closedate|closingdate|expectedclosedate|abschlussdatum|schlusstermin|fechadecierre|estclosedate|estimatedclosedate|geschatztesabschlussdatum|fechadecierreestimada|closedon|actualclosedate|erwartetesabschlussdatum|fechaprevistadecierre|wontime",
        Date("closes"),
    ),
    ("isclosed|closed", Closed),
    ("iswon|won", Won),
    ("status|dealstatus|estado|state|outcome|ergebnis", Stage),
    (
        "product|productname|produkt|producto|productinterest",
        Text("product"),
    ),
    (
        "owner|dealowner|opportunityowner|ownername|salesagent|dealbesitzer|eigentumer|propietario|propietariodelnegocio|verantwortlicher|inhaber|salesrep|vertriebsmitarbeiter|propietariodelaoportunidad|zustandigermitarbeiter|dealverantwortlicher|assignedto|accountmanager",
        Text("owner"),
    ),
    (
        "account|accountname|company|companyname|organization|organizationname|associatedcompany|associatedcompanyprimary|associatedcompanies|primaryassociatedcompany|customer|kunde|firma|unternehmen|cliente|empresa|nombredelacuenta|nombredelaempresa|potentialcustomer|potenziellerkunde|clientepotencial|accountnamename|cuenta|organisation|organisationname|namedesunternehmens",
        RefName("account", Kind::Account),
    ),
    (
        "accountid|companyid|associatedcompanyids|associatedcompanyidsprimary|accountnameid|organizationid|associatedcompanyidprimary|customerid|primaryassociatedcompanyid",
        RefId("account", Kind::Account),
    ),
    (
        "contactname|contact|primarycontact|contactperson|ansprechpartner|kontakt|kontaktperson|contacto|personadecontacto|associatedcontact|associatedcontacts",
        RefBoth("links", Kind::Person),
    ),
    (
        "description|notes|nextstep|beschreibung|descripcion|notas|notizen|nachsterschritt|proximopaso",
        Prose("notes"),
    ),
    ("tags|labels|categories|etiquetas", List("tags")),
    (
        "donotmodifyrowchecksum|nichtandernzeilenprufsumme|nomodificarsumadecomprobaciondefila|rowchecksum",
        Skip,
    ),
];

/// What every program calls the things of a note.
pub const NOTE: Dictionary = &[
    ("id|noteid|recordid|activityid|idderegistro|datensatzid", Id),
    ("isdeleted|deleted", Deleted),
    (
        "activitydate|date|createdate|createdtime|notedate|datum|fecha|createddate|fechadelaactividad|aktivitatsdatum|erstellungsdatum|fechadecreacion|createdat|createdon|creationdate|addtime",
        Moment("starts"),
    ),
    (
        "notetitle|title|subject|betreff|asunto|titulo|titel",
        Text("subject"),
    ),
    (
        "notebody|notecontent|content|body|note|text|inhalt|notiz|contenido|nota|cuerpodelanota|textodelanota|notizinhalt|notiztext|bodyv#markdown|notecontents|cuerpo",
        Prose("summary"),
    ),
    (
        "associatedcontact|associatedcontacts|contact|contacts|kontakt|contacto|contactoasociado|zugeordneterkontakt",
        RefBoth("people", Kind::Person),
    ),
    ("associatedcontactids", RefId("people", Kind::Person)),
    (
        "associatedcompany|associatedcompanies|company|account|companyname|accountname|organization|organizationname|kunde|firma|empresa|empresaasociada|zugeordnetesunternehmen",
        RefBoth("account", Kind::Account),
    ),
    (
        "associatedcompanyids|associatedcompanyidsprimary|accountid|companyid",
        RefId("account", Kind::Account),
    ),
    (
        "associateddeal|associateddeals|deal|dealtitle",
        RefBoth("links", Kind::Deal),
    ),
    (
        "parentid|parentidid|parent|relatedto|relatedtoid|whatid",
        RefId("about", Kind::Account),
    ),
    ("parentmodule|parenttype|semodule|relatedmodule", RefKind),
    ("tags|labels", List("tags")),
];

/// What every program calls the things of an activity: a call, a task, a meeting.
pub const ACTIVITY: Dictionary = &[
    (
        "id|activityid|recordid|taskid|eventid|meetingid|callid|idderegistro|datensatzid|donotmodifyappointment|donotmodifyphonecall|donotmodifytask",
        Id,
    ),
    ("isdeleted|deleted", Deleted),
    (
        "subject|betreff|asunto|title|titel|titulo|activityname|name|tasktitle|tasksubject|meetingname|calltitle|topic",
        Text("subject"),
    ),
    (
        "type|activitytype|typ|tipo|tasktype|tasksubtype|eventtype|aktivitatstyp|tipodeactividad|channel|kanal|canal",
        Channel,
    ),
    (
        "duedate|date|activitydate|startdate|start|starttime|startdatetime|activitydatetime|falligkeitsdatum|faelligkeitsdatum|datum|fecha|fechadevencimiento|fechadecomienzo|fechadeinicio|beginntam|beginn|scheduledstart|meetingstarttime|callstarttime|from|von|completeddate|when|anfang",
        Moment("starts"),
    ),
    (
        "duetime|time|startzeit|beginntum|horadecomienzo|horadeinicio|uhrzeit|hora|starttimeofday",
        TimeOf("starts"),
    ),
    (
        "enddate|end|endtime|enddatetime|endetam|ende|fechadefinalizacion|fechadefin|scheduledend|meetingendtime|to|bis",
        Moment("ends"),
    ),
    (
        "endetum|horadefinalizacion|horadefin|endtimeofday",
        TimeOf("ends"),
    ),
    (
        "done|status|taskstatus|activitystatus|erledigt|completed|iscompleted|hecho|estado|isclosed|zustand|state",
        Done,
    ),
    (
        "note|notes|description|comments|body|beschreibung|notizen|notas|descripcion|comentarios|kommentar|callnotes|publicdescription|anmerkungen|bemerkungen|details",
        Prose("summary"),
    ),
    (
        "location|place|ort|ubicacion|lugar|raum|room",
        Text("place"),
    ),
    (
        "alldayevent|allday|isalldayevent|ganztagigesereignis|ganztagig|todoeldia|acontecimientodiacompleto|eventododia|eventodetodoeldia",
        AllDay,
    ),
    (
        "requiredattendees|attendees|teilnehmer|erforderlicheteilnehmer|asistentes|asistentesnecesarios|participants|guests|gaste|invitados|asistentesrequeridos|attendeenames",
        Attendees,
    ),
    (
        "optionalattendees|optionaleteilnehmer|asistentesopcionales",
        Attendees,
    ),
    (
        "meetingorganizer|besprechungsplanung|organizer|organisator|organizador|organizadordelareunion|besprechungsorganisator",
        Extra,
    ),
    (
        "personname|contact|contactname|person|contactperson|kontakt|contacto|regarding",
        RefName("people", Kind::Person),
    ),
    (
        "personemail|contactemail|email|attendeeemail|attendeeemails|guestemails|guestemail|correo",
        RefEmail("people", Kind::Person),
    ),
    ("whoid|contactid|personid", RefId("people", Kind::Person)),
    (
        "organizationname|organization|company|companyname|account|accountname|kunde|firma|empresa|cliente|organisation",
        RefName("account", Kind::Account),
    ),
    (
        "accountid|whatid|companyid|organizationid",
        RefId("account", Kind::Account),
    ),
    (
        "dealtitle|deal|dealname|opportunity",
        RefName("links", Kind::Deal),
    ),
    ("dealid", RefId("links", Kind::Deal)),
    ("categories|kategorien|categorias|tags|labels", List("tags")),
    (
        "reminderonoff|reminderdate|remindertime|erinnerungeinaus|erinnerungam|erinnerungum|avisoactivadodesactivado|fechadelaviso|horadelaviso|mileage|priority|showtimeas|billinginformation|meetingresources|besprechungsressourcen|prioritat|zeitspannezeigenals|reisekilometer|abrechnungsinformation|prioridad|mostrarhoracomo|kilometraje|informaciondefacturacion|recursosdelareunion",
        Extra,
    ),
    (
        "private|privat|privado|sensitivity|vertraulichkeit|confidencialidad|criticidad",
        Private,
    ),
    (
        "donotmodifyrowchecksum|nichtandernzeilenprufsumme|nomodificarsumadecomprobaciondefila|rowchecksum",
        Skip,
    ),
];

/// What every program calls the things of a survey answer.
pub const SURVEY: Dictionary = &[
    (
        "id|responseid|answerid|respondentid|submissionid|antwortid|idderespuesta",
        Id,
    ),
    (
        "date|submittedat|responsedate|completedat|enddate|timestamp|datum|fecha|zeitstempel|marcatemporal|submitdate|surveydate|createddate|recordeddate|datesubmitted|submittedon|submitted|completed|completedon|dateofresponse|on|answeredon|endtime|completiontime|abgeschlossenam|abgegebenam|submitdateutc|datecompleted|abgeschlossen|eingereicht|fechadeenvio",
        Date("on"),
    ),
    (
        "survey|surveyname|campaign|umfrage|encuesta|surveytitle",
        Text("survey"),
    ),
    ("question|questiontext|frage|pregunta", Text("question")),
    (
        "score|rating|nps|npsscore|csat|answer|bewertung|punktzahl|puntuacion|calificacion|wert|stars|recommend|likelihood|ces|howlikelyareyoutorecommendus",
        Number("score"),
    ),
    ("outof|maxscore|scale|skala|escala|max", Number("out_of")),
    (
        "comment|comments|feedback|verbatim|words|reason|kommentar|comentario|comentarios|begrundung|why|openanswer|freitext|remarks|whydidyougivethisscore|anmerkungen|bemerkungen|anmerkung|observaciones|note|notes|suggestions|vorschlage|sugerencias|bemerkung|kommentare",
        Prose("words"),
    ),
    (
        "account|company|companyname|accountname|customer|kunde|firma|empresa|cliente|organization|unternehmen",
        RefName("account", Kind::Account),
    ),
    (
        "customerid|accountid|companyid",
        RefId("account", Kind::Account),
    ),
    (
        "email|emailaddress|respondentemail|correo|emailadresse|recipientemail|contactemail|correoelectronico|direcciondecorreoelectronico|mail|personemail",
        RefEmail("person", Kind::Person),
    ),
    (
        "name|respondent|respondentname|contact|contactname|fullname|person|kontakt|contacto",
        RefName("person", Kind::Person),
    ),
    ("segment|kundensegment|segmento|cohort", Text("segment")),
];

const HUBSPOT_COMPANY: Dictionary = &[("associatednote|associatedcontact", Extra)];
const SALESFORCE_ACCOUNT: Dictionary = &[
    ("type", Text("segment")),
    (
        "site|accountnumber|billingaddress|shippingaddress|phone|fax",
        Extra,
    ),
    ("industry", Text("industry")),
];
const SALESFORCE_CONTACT: Dictionary = &[("title", Text("title")), ("name", Name)];
const SALESFORCE_LEAD: Dictionary = &[("name", Name), ("status|rating", Extra)];
const SALESFORCE_DEAL: Dictionary = &[
    ("type|nextstep|forecastcategory", Extra),
    ("ownerid", Extra),
];
const SALESFORCE_TASK: Dictionary = &[
    ("type|tasksubtype", Channel),
    ("isclosed", Done),
    ("status", Done),
];
const OUTLOOK: Dictionary = &[
    ("title|anrede|tratamiento|titulo", Prefix),
    (
        "account|konto|cuenta|user#|benutzer#|usuario#|profession|beruf|profesion|location|ort|ubicacion|language|sprache|idioma",
        Extra,
    ),
    (
        "department|abteilung|departamento|spouse|partner|children|kinder|hobby|anniversary|jahrestag|assistantsname|assistentin",
        Extra,
    ),
];
const GOOGLE: Dictionary = &[
    (
        "fileas|phoneticfirstname|phoneticmiddlename|phoneticlastname|yominame|givennameyomi|additionalnameyomi|familynameyomi",
        Extra,
    ),
    (
        "occupation|subject|hobby|location|language|shortname|maidenname",
        Extra,
    ),
    (
        "event#value|customfield#label|customfield#value|relation#value",
        Extra,
    ),
];
const GOOGLE_OLD: Dictionary = &[("name", Name)];
const LINKEDIN: Dictionary = &[("url", Id), ("connectedon", Extra)];
const ZOHO_CONTACT: Dictionary = &[
    ("accountname", RefName("account", Kind::Account)),
    ("accountnameid", RefId("account", Kind::Account)),
];
const DYNAMICS: Dictionary = &[
    (
        "donotmodifylead|donotmodifycontact|donotmodifyaccount|donotmodifyopportunity|donotmodifyappointment|donotmodifyphonecall|donotmodifytask|nichtandernlead|nichtandernkontakt|nichtandernfirma|nichtandernverkaufschance|nomodificarclientepotencial|nomodificarcontacto|nomodificarcuenta|nomodificaroportunidad",
        Id,
    ),
    (
        "donotmodifymodifiedon|nichtanderngeandertam|nomodificarfechademodificacion|modifiedon",
        Extra,
    ),
    (
        "subject|betreff|asunto|rating|leadsource|sourcecampaign|contacttype|accountmanager|lastactivitydate|statusreason|status",
        Extra,
    ),
    ("email#", Email),
    ("jobrole", Extra),
];
const DYNAMICS_DEAL: Dictionary = &[
    ("statusreason|status", Stage),
    ("estrevenue|estimatedrevenue", Money("amount")),
];
const TWENTY_ACCOUNT: Dictionary = &[
    ("domainnamelinkurl", Text("website")),
    ("name", Name),
    (
        "annualrevenueamount|annualrevenuecurrency|lastupdate|creationdate|accountownerid",
        Extra,
    ),
];
const TWENTY_DEAL: Dictionary = &[
    ("amountamount", Money("amount")),
    ("amountcurrency", Currency),
    ("pointofcontactid", Extra),
];
const THUNDERBIRD: Dictionary = &[
    ("displayname|anzeigename|nombreamostrar", Name),
    ("birthday", BirthDay),
    ("worknotes|custom#|benutzerdefiniert#", Extra),
    ("faxnumber|pagernumber|faxnummer|pager", Extra),
];
const MEETING: Dictionary = &[
    // What an invitation says is no minutes of what was said.
    ("description|beschreibung|descripcion", Prose("notes")),
    (
        "startdate|beginntam|fechadecomienzo|fechadeinicio",
        Moment("starts"),
    ),
    (
        "starttime|beginntum|horadecomienzo|horadeinicio",
        TimeOf("starts"),
    ),
    (
        "enddate|endetam|fechadefinalizacion|fechadefin",
        Moment("ends"),
    ),
    (
        "endtime|endetum|horadefinalizacion|horadefin",
        TimeOf("ends"),
    ),
];
const SECTION_PERSON: Dictionary = &[
    (
        "owner|besitzer|propietario|labels|label|lastactivitydate|nextactivitydate|letzteaktivitat|ultimaactividad",
        Extra,
    ),
    (
        "emailwork|emailhome|emailother|emailarbeit|emailprivat|emailgeschaftlich|correotrabajo",
        Email,
    ),
    (
        "phonework|phonehome|phonemobile|phoneother|telefonarbeit|telefonprivat|telefonotrabajo|telefonocasa",
        Phone,
    ),
    (
        "organization|organisation|organizacion",
        RefName("account", Kind::Account),
    ),
];
const SECTION_ACCOUNT: Dictionary = &[("owner|besitzer|propietario|labels|label", Extra)];
const SECTION_DEAL: Dictionary = &[
    ("value|wert|valor|volumen", Money("amount")),
    (
        "organization|organisation|organizacion",
        RefName("account", Kind::Account),
    ),
    (
        "contactperson|person|kontaktperson|persona",
        RefName("links", Kind::Person),
    ),
];

const fn layout(
    system: &'static str,
    table: &'static str,
    kind: &'static str,
    needs: &'static [&'static str],
    words: &'static [Dictionary],
) -> Layout {
    Layout {
        system,
        table,
        kind,
        needs,
        words,
        makes_accounts: true,
        order: None,
    }
}

const fn book(
    system: &'static str,
    table: &'static str,
    needs: &'static [&'static str],
    words: &'static [Dictionary],
) -> Layout {
    Layout {
        system,
        table,
        kind: "person",
        needs,
        words,
        makes_accounts: false,
        order: None,
    }
}

/// Prefixes of Pipedrive's columns (`Person - Name`): one row holds a record of each.
pub const SECTIONS: &[(&str, Layout)] = &[
    (
        "person|persona|kontaktperson|contactperson",
        layout(
            "pipedrive",
            "people",
            "person",
            &[],
            &[SECTION_PERSON, PERSON],
        ),
    ),
    (
        "organization|organisation|organizacion|unternehmen",
        layout(
            "pipedrive",
            "organizations",
            "account",
            &[],
            &[SECTION_ACCOUNT, ACCOUNT],
        ),
    ),
    (
        "deal|negocio|trato",
        layout("pipedrive", "deals", "deal", &[], &[SECTION_DEAL, DEAL]),
    ),
    (
        "lead|prospecto",
        layout("pipedrive", "leads", "deal", &[], &[SECTION_DEAL, DEAL]),
    ),
    (
        "activity|aktivitat|actividad",
        layout("pipedrive", "activities", "touchpoint", &[], &[ACTIVITY]),
    ),
    (
        "note|notiz|nota",
        layout("pipedrive", "notes", "note", &[], &[NOTE]),
    ),
];

/// Every known table, the more particular before the more general.
pub const LAYOUTS: &[Layout] = &[
    // Dynamics begins with columns that nobody may touch.
    layout(
        "dynamics",
        "leads",
        "person",
        &["donotmodifylead|nichtandernlead|nomodificarclientepotencial"],
        &[DYNAMICS, PERSON],
    ),
    layout(
        "dynamics",
        "contacts",
        "person",
        &["donotmodifycontact|nichtandernkontakt|nomodificarcontacto"],
        &[DYNAMICS, PERSON],
    ),
    layout(
        "dynamics",
        "accounts",
        "account",
        &["donotmodifyaccount|nichtandernfirma|nomodificarcuenta"],
        &[DYNAMICS, ACCOUNT],
    ),
    layout(
        "dynamics",
        "opportunities",
        "deal",
        &["donotmodifyopportunity|nichtandernverkaufschance|nomodificaroportunidad"],
        &[DYNAMICS_DEAL, DYNAMICS, DEAL],
    ),
    layout(
        "dynamics",
        "activities",
        "touchpoint",
        &["donotmodifyappointment|donotmodifyphonecall|donotmodifytask"],
        &[ACTIVITY],
    ),
    layout(
        "zoho",
        "notes",
        "note",
        &["noteid", "notecontent", "parentid|parentidid"],
        &[NOTE],
    ),
    layout(
        "zoho",
        "contacts",
        "person",
        &[
            "recordid|contactid",
            "lastname|nachname|apellidos",
            "accountname|accountnameid",
        ],
        &[ZOHO_CONTACT, PERSON],
    ),
    layout(
        "zoho",
        "leads",
        "person",
        &["recordid|leadid", "lastname", "leadowner", "company"],
        &[PERSON],
    ),
    layout(
        "zoho",
        "deals",
        "deal",
        &[
            "recordid|dealid",
            "dealname",
            "accountname|accountnameid|closingdate",
        ],
        &[DEAL],
    ),
    layout(
        "zoho",
        "accounts",
        "account",
        &[
            "recordid|accountid",
            "accountname",
            "accountowner|billingcode|accounttype|billingcity",
        ],
        &[ACCOUNT],
    ),
    layout(
        "hubspot",
        "notes",
        "note",
        &[
            "notebody|cuerpodelanota|notiztext|textodelanota",
            "activitydate|associatedcontact|associatedcompany|fechadelaactividad|aktivitatsdatum",
        ],
        &[NOTE],
    ),
    layout(
        "hubspot",
        "deals",
        "deal",
        &[
            "recordid|idderegistro|datensatzid",
            "dealname|nombredelnegocio",
            "dealstage|etapadelnegocio|dealphase|pipeline|amount|importe|betrag",
        ],
        &[DEAL],
    ),
    layout(
        "hubspot",
        "contacts",
        "person",
        &[
            "recordid|idderegistro|datensatzid|contactid",
            "email|correo|emailadresse|emailaddress",
            "firstname|nombre|vorname|lastname|apellidos|nachname",
        ],
        &[PERSON],
    ),
    layout(
        "hubspot",
        "companies",
        "account",
        &[
            "recordid|idderegistro|datensatzid",
            "companyname|nombredelaempresa|unternehmensname|namedesunternehmens|companydomainname|nombrededominiodelaempresa|name",
            "companydomainname|nombrededominiodelaempresa|dominiosadicionales|countryregion|paisregion|landregion|createdate|industry|companyowner|domainnamedesunternehmens|unternehmensdomainname",
        ],
        &[HUBSPOT_COMPANY, ACCOUNT],
    ),
    layout(
        "salesforce",
        "opportunities",
        "deal",
        &["id", "stagename", "name"],
        &[SALESFORCE_DEAL, DEAL],
    ),
    layout(
        "salesforce",
        "leads",
        "person",
        &[
            "id",
            "lastname",
            "company",
            "isconverted|status|leadsource|converteddate",
        ],
        &[SALESFORCE_LEAD, PERSON],
    ),
    layout(
        "salesforce",
        "contacts",
        "person",
        &[
            "id",
            "lastname",
            "accountid|reportstoid|mailingcity|isdeleted|masterrecordid",
        ],
        &[SALESFORCE_CONTACT, PERSON],
    ),
    layout(
        "salesforce",
        "activities",
        "touchpoint",
        &["id", "subject", "whoid|whatid"],
        &[SALESFORCE_TASK, ACTIVITY],
    ),
    layout(
        "twenty",
        "people",
        "person",
        &["id", "namefirstname|namelastname"],
        &[PERSON],
    ),
    layout(
        "twenty",
        "opportunities",
        "deal",
        &["id", "amountamount"],
        &[TWENTY_DEAL, DEAL],
    ),
    layout(
        "twenty",
        "companies",
        "account",
        &[
            "id",
            "name",
            "domainnamelinkurl|addressaddresscity|annualrevenueamount|linkedinlinkurl|accountownerid|addresscity",
        ],
        &[TWENTY_ACCOUNT, ACCOUNT],
    ),
    layout(
        "salesforce",
        "accounts",
        "account",
        &[
            "id",
            "name",
            "billingstreet|billingcity|billingstate|billingcountry|parentid|accountnumber|shippingcity|numberofemployees|isdeleted",
        ],
        &[SALESFORCE_ACCOUNT, ACCOUNT],
    ),
    layout(
        "salesforce",
        "report opportunities",
        "deal",
        &[
            "opportunityname|nombredelaoportunidad",
            "stage|phase|etapa|closedate|schlusstermin|fechadecierre|amount",
        ],
        &[SALESFORCE_DEAL, DEAL],
    ),
    book(
        "linkedin",
        "connections",
        &["firstname", "lastname", "connectedon"],
        &[LINKEDIN, PERSON],
    ),
    book(
        "google",
        "contacts",
        &[
            "givenname",
            "familyname",
            "groupmembership|yominame|email#value|organization#name",
        ],
        &[GOOGLE_OLD, GOOGLE, PERSON],
    ),
    book(
        "google",
        "contacts",
        &[
            "firstname",
            "organizationname|fileas|labels",
            "email#value|phone#value|labels",
        ],
        &[GOOGLE, PERSON],
    ),
    book(
        "thunderbird",
        "contacts",
        &[
            "displayname|anzeigename|nombreamostrar",
            "primaryemail|primareemailadresse|correoprincipal|primaremail",
        ],
        &[THUNDERBIRD, PERSON],
    ),
    layout(
        "outlook",
        "calendar",
        "touchpoint",
        &[
            "subject|betreff|asunto",
            "startdate|beginntam|fechadecomienzo|fechadeinicio",
            "starttime|beginntum|horadecomienzo|horadeinicio",
        ],
        &[MEETING, ACTIVITY],
    ),
    book(
        "outlook",
        "contacts",
        &[
            "firstname|vorname|nombre",
            "lastname|nachname|apellidos|apellido",
            "emailaddress|emailadresse|direcciondecorreoelectronico|email#address|email#adresse",
            "businessphone|businessstreet|homephone|telefongeschaftlich|strassegeschaftlich|telefonodeltrabajo|telefonoparticular|mobilephone|mobiltelefon|callback",
        ],
        &[OUTLOOK, PERSON],
    ),
];

/// Tables of nobody in particular, tried where no vendor's header is found; the system names the ids by the file.
pub const GENERIC: &[Layout] = &[
    layout(
        "",
        "meetings",
        "touchpoint",
        &[
            "subject|betreff|asunto|title|titel",
            "start|startdate|starttime|beginn|beginntam|date|datum|fecha|duedate|startdatetime",
        ],
        &[ACTIVITY],
    ),
    layout(
        "",
        "survey answers",
        "survey",
        &[
            "score|rating|nps|npsscore|csat|bewertung|puntuacion|calificacion|howlikelyareyoutorecommendus",
            "comment|comments|feedback|verbatim|question|survey|reason|kommentar|comentario|umfrage|frage|words|email|company|account",
        ],
        &[SURVEY],
    ),
    layout(
        "",
        "deals",
        "deal",
        &[
            "dealname|opportunityname|dealid|opportunityid|dealtitle|opportunity|deal|verkaufschance|oportunidad",
            "stage|dealstage|amount|closevalue|closedate|value|betrag|importe|phase|etapa|status",
        ],
        &[DEAL],
    ),
    layout(
        "",
        "contacts",
        "person",
        &[
            "lastname|nachname|apellidos|familyname|surname|apellido|last",
            "firstname|vorname|nombre|givenname|email|emailaddress|emailadresse|correo|forename|first",
        ],
        &[PERSON],
    ),
    layout(
        "",
        "companies",
        "account",
        &[
            "companyname|accountname|customername|firmenname|kundenname|nombredelaempresa|razonsocial|organizationname|suppliername|unternehmensname",
        ],
        &[ACCOUNT],
    ),
    layout(
        "",
        "contacts",
        "person",
        &[
            "name|fullname|contact|contactname|displayname|ansprechpartner|kontakt|contacto|nombrecompleto",
            "email|emailaddress|emailadresse|correo|phone|telefon|telefono|mobile|email#|phone#|mail|correoelectronico",
        ],
        &[PERSON],
    ),
    layout(
        "",
        "companies",
        "account",
        &[
            "account|company|firma|unternehmen|empresa|customer|kunde|cliente|organization|organisation|client|name",
            "industry|sector|branche|website|city|country|revenue|employees|officelocation|location|address|ort|stadt|land|ciudad|pais|domain|segment|headquarters|type|url|umsatz|webseite",
        ],
        &[ACCOUNT],
    ),
    layout(
        "",
        "notes",
        "note",
        &[
            "note|notes|content|text|body|notiz|nota",
            "date|datum|fecha|account|company|contact|kunde|firma|empresa|createddate",
        ],
        &[NOTE],
    ),
];

/// Gives the layout for a kind that a person named, for a file that nobody's header fits.
pub fn for_kind(kind: &str) -> Option<Layout> {
    let folded = super::header::fold(kind);
    Some(match folded.as_str() {
        "person" | "people" | "contacts" | "contact" | "persons" | "leads" => {
            layout("", "contacts", "person", &[], &[PERSON])
        }
        "account" | "accounts" | "companies" | "company" | "organizations" | "customers" => {
            layout("", "companies", "account", &[], &[ACCOUNT])
        }
        "deal" | "deals" | "opportunities" => layout("", "deals", "deal", &[], &[DEAL]),
        "touchpoint" | "touchpoints" | "meetings" | "events" | "calendar" | "activities"
        | "tasks" => layout("", "meetings", "touchpoint", &[], &[ACTIVITY]),
        "note" | "notes" => layout("", "notes", "note", &[], &[NOTE]),
        "survey" | "surveys" | "surveyanswers" => {
            layout("", "survey answers", "survey", &[], &[SURVEY])
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_is_folded() {
        for words in [
            PERSON,
            ACCOUNT,
            DEAL,
            NOTE,
            ACTIVITY,
            SURVEY,
            DYNAMICS,
            OUTLOOK,
            GOOGLE,
            THUNDERBIRD,
            MEETING,
        ] {
            for (aliases, _) in words {
                for alias in aliases.split('|') {
                    let folded: String = super::super::header::fold(alias);
                    assert_eq!(
                        alias.replace('#', ""),
                        folded,
                        "write the alias as it is compared"
                    );
                }
            }
        }
    }

    #[test]
    fn every_need_is_known_or_a_mark() {
        for layout in LAYOUTS.iter().chain(GENERIC) {
            assert!(
                !layout.needs.is_empty(),
                "{} would fit anything",
                layout.title()
            );
        }
    }
}
