//! Words of single programs, where they differ from everybody's.

use super::Dictionary;
use super::Means::{
    Attendees, BirthDay, CallingCode, Channel, Currency, Done, Email, Extra, Id, Moment, Money,
    Name, Phone, Prefix, Private, Prose, RefBoth, RefId, RefName, Stage, Text, TimeOf,
};
use crate::domain::Kind;

pub(super) const HUBSPOT_ACTIVITY: Dictionary = &[
    (
        "tasktitle|meetingname|aufgabentitel|titulodelatarea|namederbesprechung|nombredelareunion|calltitle|anruftitel|titulodelallamada|emailsubject|emailbetreff|betreffderemail|asuntodelcorreoelectronico|asuntodelcorreo|namedesmeetings|meetingtitel|titulodelareunion",
        Text("subject"),
    ),
    (
        "taskstatus|meetingoutcome|aufgabenstatus|estadodelatarea|calloutcome|callstatus|anrufergebnis|resultadodelallamada|meetingergebnis|ergebnisdesmeetings|ergebnisderbesprechung|resultadodelareunion|emailsendstatus",
        Done,
    ),
    (
        "tasktype|aufgabentyp|tipodetarea|activitytype|aktivitatstyp|tipodeactividad|aktivitatsart",
        Channel,
    ),
    (
        "meetinglocation|meetingort|ortdesmeetings|ortderbesprechung|lugardelareunion|ubicaciondelareunion",
        Text("place"),
    ),
    (
        "meetingstarttime|startzeitdesmeetings|startzeitderbesprechung|horadeiniciodelareunion|meetingstartzeit|meetingbeginn",
        Moment("starts"),
    ),
    (
        "meetingendtime|endzeitdesmeetings|endzeitderbesprechung|horadefinalizaciondelareunion|horadefindelareunion|meetingendzeit|meetingende",
        Moment("ends"),
    ),
    (
        "activitydate|aktivitatsdatum|datumderaktivitat|fechadelaactividad|fechadeactividad",
        Moment("starts"),
    ),
    (
        "internalmeetingnotes|tasknotes|aufgabennotizen|notasdelatarea|internebesprechungsnotizen|internemeetingnotizen|notasinternasdelareunion|callnotes|anrufnotizen|notizenzumanruf|notasdelallamada|notasdellamada|emailbody|emailtext|emailinhalt|textderemail|cuerpodelcorreoelectronico|cuerpodelcorreo|notebody|notiztext|textdernotiz|cuerpodelanota|textodelanota",
        Prose("summary"),
    ),
    (
        "meetingdescription|meetingbeschreibung|beschreibungdesmeetings|descripciondelareunion",
        Prose("notes"),
    ),
    (
        "associatedcontact|associatedcontacts|zugeordneterkontakt|zugeordnetekontakte|contactoasociado|contactosasociados",
        RefBoth("people", Kind::Person),
    ),
    (
        "associatedcontactids|associatedcontactid",
        RefId("people", Kind::Person),
    ),
    (
        "associatedcompanyids|associatedcompanyidsprimary|associatedcompanyid",
        RefId("account", Kind::Account),
    ),
    (
        "associatedcompany|associatedcompanies|associatedcompanyprimary|zugeordnetesunternehmen|empresaasociada",
        RefBoth("account", Kind::Account),
    ),
    (
        "associateddealids|associateddealid",
        RefId("links", Kind::Deal),
    ),
    (
        "associateddeal|associateddeals",
        RefBoth("links", Kind::Deal),
    ),
];

pub(super) const HUBSPOT_COMPANY: Dictionary = &[("associatednote|associatedcontact", Extra)];

pub(super) const SALESFORCE_ACCOUNT: Dictionary = &[
    ("type", Text("segment")),
    (
        "site|accountnumber|billingaddress|shippingaddress|phone|fax",
        Extra,
    ),
    ("industry", Text("industry")),
];

pub(super) const SALESFORCE_CONTACT: Dictionary =
    &[("title|titel|titulo", Text("title")), ("name", Name)];

pub(super) const SALESFORCE_LEAD: Dictionary = &[("name", Name), ("status|rating", Extra)];

pub(super) const SALESFORCE_DEAL: Dictionary = &[
    ("type|nextstep|forecastcategory", Extra),
    ("ownerid", Extra),
    ("contactid", RefId("links", Kind::Person)),
];

pub(super) const SALESFORCE_NOTE: Dictionary = &[("isprivate", Private), ("ownerid", Extra)];

pub(super) const SALESFORCE_TASK: Dictionary = &[
    ("type|tasksubtype", Channel),
    ("isclosed", Done),
    ("status", Done),
    ("isprivate", Private),
];

pub(super) const OUTLOOK: Dictionary = &[
    ("particular|particular#", Phone),
    ("title|anrede|tratamiento|titulo|titel", Prefix),
    (
        "account|konto|cuenta|user#|benutzer#|usuario#|profession|beruf|profesion|location|ort|ubicacion|language|sprache|idioma",
        Extra,
    ),
    (
        "department|abteilung|departamento|spouse|partner|children|kinder|hobby|anniversary|jahrestag|assistantsname|assistentin",
        Extra,
    ),
];

pub(super) const GOOGLE: Dictionary = &[
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

pub(super) const GOOGLE_OLD: Dictionary = &[("name", Name)];

pub(super) const LINKEDIN: Dictionary = &[
    ("url", Id),
    (
        "connectedon|verbundenam|vernetztam|conectadoel|fechadeconexion",
        Extra,
    ),
];

/// What an activity is related to is a company, a deal or a person; the name alone does not say which.
pub(super) const ZOHO_TASK: Dictionary = &[
    (
        "contactnameid|kontaktnameid|nombredecontactoid",
        RefId("people", Kind::Person),
    ),
    (
        "relatedtoid|whatidid|verknupftmitid|relacionadoconid|bezogenaufid",
        RefId("about", Kind::Account),
    ),
    (
        "relatedto|verknupftmit|relacionadocon|bezogenauf|inverbindungmit",
        RefName("regarding", Kind::Person),
    ),
    (
        "taskowner|closedtime|priority|aufgabenbesitzer|propietariodetarea|prioritat|prioridad|horadecierre|geschlossenum",
        Extra,
    ),
];

/// Which way somebody called is no channel.
pub(super) const ZOHO_CALL: Dictionary = &[
    ("calltype|anruftyp|tipodellamada|tipodelallamada", Extra),
    (
        "callsubject|anrufbetreff|asuntodelallamada",
        Text("subject"),
    ),
    (
        "callagenda|callresult|callpurpose|anrufergebnis|anrufzweck|resultadodelallamada|propositodelallamada",
        Extra,
    ),
];

pub(super) const ZOHO_CONTACT: Dictionary = &[
    (
        "reportingtoid|berichtetanid|informaaid|reportaaid",
        RefId("reports_to", Kind::Person),
    ),
    ("titel", Text("title")),
    ("accountname", RefName("account", Kind::Account)),
    ("accountnameid", RefId("account", Kind::Account)),
];

pub(super) const DYNAMICS: Dictionary = &[
    (
        "donotmodifylead|donotmodifycontact|donotmodifyaccount|donotmodifyopportunity|donotmodifyappointment|donotmodifyphonecall|donotmodifytask|donotmodifyemail|nichtandernemail|nomodificarcorreoelectronico|nichtandernlead|nichtandernkontakt|nichtandernfirma|nichtandernverkaufschance|nomodificarclientepotencial|nomodificarcontacto|nomodificarcuenta|nomodificaroportunidad|nichtanderntermin|nichtanderntelefonanruf|nichtandernaufgabe|nomodificarcita|nomodificarllamadadetelefono|nomodificartarea",
        Id,
    ),
    (
        "donotmodifymodifiedon|nichtanderngeandertam|nomodificarfechademodificacion|modifiedon|nomodificarmodificadoel",
        Extra,
    ),
    (
        "subject|betreff|asunto|rating|leadsource|sourcecampaign|contacttype|accountmanager|lastactivitydate|statusreason|status|statusgrund|razonparaelestado|leadquelle|bewertung",
        Extra,
    ),
    ("email#", Email),
    ("jobrole", Extra),
];

/// What an activity regards is a company, a deal or a person; the name alone does not say which.
pub(super) const DYNAMICS_ACTIVITY: Dictionary = &[
    (
        "donotmodifyactivity|nichtandernaktivitat|nomodificaractividad|donotmodifyemail|nichtandernemail|nomodificarcorreoelectronico",
        Id,
    ),
    (
        "regarding|bezug|betrifft|referentea|enrelacioncon",
        RefName("regarding", Kind::Person),
    ),
    (
        "callto|anrufan|llamadaa|llamara|callfrom|anrufvon|llamadade|llamardesde",
        Attendees,
    ),
    (
        "datesent|senton|gesendetam|sendedatum|fechadeenvio|enviadoel|actualstart|tatsachlicherbeginn|iniciorea|inicioreal",
        Moment("starts"),
    ),
    (
        "datecreated|createdon|erstelltam|creadoel|fechadecreacion",
        Moment("typed"),
    ),
    ("statusreason|statusgrund|razonparaelestado", Done),
];

/// In a list of messages `From` and `To` are who wrote to whom.
pub(super) const DYNAMICS_EMAIL: Dictionary = &[(
    "from|to|cc|sender|recipients|von|an|absender|empfanger|de|para|remitente|destinatarios",
    Attendees,
)];

pub(super) const DYNAMICS_DEAL: Dictionary = &[
    ("statusreason|status|statusgrund|razonparaelestado", Stage),
    (
        "estrevenue|estimatedrevenue|geschumsatz|ingresosest|geschatzterumsatz",
        Money("amount"),
    ),
];

pub(super) const TWENTY_ACCOUNT: Dictionary = &[
    ("domainnamelinkurl", Text("website")),
    ("name", Name),
    (
        "annualrevenueamount|annualrevenuecurrency|lastupdate|creationdate|accountownerid",
        Extra,
    ),
];

pub(super) const TWENTY_DEAL: Dictionary = &[
    ("amountamount|betragbetrag|importeimporte", Money("amount")),
    ("amountcurrency|betragwahrung|importemoneda", Currency),
    ("pointofcontactid", RefId("links", Kind::Person)),
];

pub(super) const TWENTY_PERSON: Dictionary = &[("phonesprimaryphonecallingcode", CallingCode)];

pub(super) const THUNDERBIRD: Dictionary = &[
    (
        "displayname|anzeigename|nombreamostrar|nombremostrado|mostrarnombre|nombrevisible|nombreparamostrar",
        Name,
    ),
    ("birthday|geburtstag|diadenacimiento", BirthDay),
    ("nombredeusuario", Text("called")),
    (
        "worknotes|custom#|benutzerdefiniert#|benutzerdef#|personalizado#",
        Extra,
    ),
    (
        "faxnumber|pagernumber|faxnummer|pager|fax|numerodefax|buscapersonas|numerodebuscapersonas",
        Extra,
    ),
];

pub(super) const MEETING: Dictionary = &[
    // What an invitation says is no minutes of what was said.
    ("description|beschreibung|descripcion", Prose("notes")),
    (
        "startdate|beginntam|fechadecomienzo|fechadeinicio",
        Moment("starts"),
    ),
    (
        "starttime|beginntum|horadecomienzo|horadeinicio|comienzo",
        TimeOf("starts"),
    ),
    (
        "enddate|endetam|fechadefinalizacion|fechadefin",
        Moment("ends"),
    ),
    (
        "endtime|endetum|horadefinalizacion|horadefin|finalizacion",
        TimeOf("ends"),
    ),
];

pub(super) const SECTION_PERSON: Dictionary = &[
    ("nombre", Name),
    (
        "owner|besitzer|propietario|labels|label|lastactivitydate|nextactivitydate|letzteaktivitat|ultimaactividad",
        Extra,
    ),
    (
        "emailwork|emailhome|emailother|emailarbeit|emailprivat|emailgeschaftlich|correotrabajo|emailadressearbeit|emailadresseprivat|emailadressesonstige|correoelectronicotrabajo|correoelectronicocasa|correoelectronicootro|emailsonstige|emailtrabajo|emailcasa|emailotro",
        Email,
    ),
    (
        "phonework|phonehome|phonemobile|phoneother|telefonarbeit|telefonprivat|telefonmobil|telefonsonstige|telefonotrabajo|telefonocasa|telefonomovil|telefonootro",
        Phone,
    ),
    (
        "organization|organisation|organizacion",
        RefName("account", Kind::Account),
    ),
];

pub(super) const SECTION_ACCOUNT: Dictionary =
    &[("owner|besitzer|propietario|labels|label", Extra)];

pub(super) const SECTION_DEAL: Dictionary = &[
    ("value|wert|valor|volumen|dealwert", Money("amount")),
    (
        "organization|organisation|organizacion",
        RefName("account", Kind::Account),
    ),
    (
        "contactperson|person|kontaktperson|persona",
        RefName("links", Kind::Person),
    ),
];
