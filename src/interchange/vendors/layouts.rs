//! Which tables there are: how each is recognised by its header, and which words its columns are read by.

use super::own::{
    DYNAMICS, DYNAMICS_ACTIVITY, DYNAMICS_DEAL, DYNAMICS_EMAIL, GOOGLE, GOOGLE_OLD,
    HUBSPOT_ACTIVITY, HUBSPOT_COMPANY, LINKEDIN, MEETING, OUTLOOK, SALESFORCE_ACCOUNT,
    SALESFORCE_CONTACT, SALESFORCE_DEAL, SALESFORCE_LEAD, SALESFORCE_NOTE, SALESFORCE_TASK,
    SECTION_ACCOUNT, SECTION_DEAL, SECTION_PERSON, THUNDERBIRD, TWENTY_ACCOUNT, TWENTY_DEAL,
    TWENTY_PERSON, ZOHO_CALL, ZOHO_CONTACT, ZOHO_TASK,
};
use super::words::{ACCOUNT, ACTIVITY, DEAL, NOTE, PERSON, PROMISE, SURVEY};
use super::{Dictionary, Layout};

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
        "deal|negocio|trato|geschaft",
        layout("pipedrive", "deals", "deal", &[], &[SECTION_DEAL, DEAL]),
    ),
    (
        "lead|prospecto|posiblecliente",
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

/// What an activity of `HubSpot`'s says, whatever it is.
const HUBSPOT_SAID: &str = "callnotes|calltitle|emailsubject|emailbody|meetingname|tasktitle|notebody|anrufnotizen|anruftitel|emailbetreff|emailtext|namedesmeetings|aufgabentitel|notiztext|notasdelallamada|titulodelallamada|asuntodelcorreoelectronico|nombredelareunion|titulodelatarea|cuerpodelanota";

/// Whose an activity of `HubSpot`'s is.
const HUBSPOT_OF: &str = "recordid|datensatzid|idderegistro|associatedcontact|associatedcontacts|associatedcontactids|associatedcompany|associatedcompanies|associatedcompanyids|activityassignedto|aktivitatzugewiesenan|actividadasignadaa";

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
        &[
            "donotmodifyactivity|nichtandernaktivitat|nomodificaractividad|donotmodifytask|nichtandernaufgabe|nomodificartarea",
        ],
        &[DYNAMICS_ACTIVITY, ACTIVITY],
    ),
    layout(
        "dynamics",
        "appointments",
        "touchpoint",
        &["donotmodifyappointment|nichtanderntermin|nomodificarcita"],
        &[DYNAMICS_ACTIVITY, ACTIVITY],
    ),
    layout(
        "dynamics",
        "phone calls",
        "touchpoint",
        &[
            "donotmodifyphonecall|nichtanderntelefonanruf|nomodificarllamadadetelefono|nomodificarllamada|nomodificarllamadatelefonica",
        ],
        &[DYNAMICS_ACTIVITY, ACTIVITY],
    ),
    layout(
        "dynamics",
        "emails",
        "touchpoint",
        &["donotmodifyemail|nichtandernemail|nomodificarcorreoelectronico"],
        &[DYNAMICS_EMAIL, DYNAMICS_ACTIVITY, ACTIVITY],
    ),
    layout(
        "zoho",
        "notes",
        "note",
        &[
            "noteid|recordid|datensatzid|notizid|idderegistro|iddenota",
            "notecontent|notizinhalt|contenidodenota|contenidodelanota",
            "parentid|parentidid|ubergeordneteid|ubergeordneteidid|idprincipal|idprincipalid",
        ],
        &[NOTE],
    ),
    layout(
        "zoho",
        "contacts",
        "person",
        &[
            "recordid|contactid|datensatzid|idderegistro",
            "lastname|nachname|apellidos",
            "accountname|accountnameid|kontoname|kontonameid|nombredecuenta|nombredecuentaid",
        ],
        &[ZOHO_CONTACT, PERSON],
    ),
    layout(
        "zoho",
        "leads",
        "person",
        &[
            "recordid|leadid|datensatzid|idderegistro",
            "lastname|nachname|apellidos",
            "leadowner|leadbesitzer|propietariodeposiblecliente|propietariodelposiblecliente",
            "company|firma|unternehmen|empresa|compania",
        ],
        &[PERSON],
    ),
    layout(
        "zoho",
        "deals",
        "deal",
        &[
            "recordid|dealid|datensatzid|idderegistro",
            "dealname|nombredetrato|geschaftsname|abschlussname",
            "accountname|accountnameid|closingdate|kontoname|kontonameid|nombredecuenta|nombredecuentaid",
        ],
        &[DEAL],
    ),
    layout(
        "zoho",
        "accounts",
        "account",
        &[
            "recordid|accountid|datensatzid|idderegistro",
            "accountname|kontoname|nombredecuenta",
            "accountowner|billingcode|accounttype|billingcity|kontobesitzer|rechnungsort|propietariodecuenta|propietariodelacuenta|ciudaddefacturacion",
        ],
        &[ACCOUNT],
    ),
    layout(
        "zoho",
        "tasks",
        "touchpoint",
        &[
            "taskowner|aufgabenbesitzer|aufgabebesitzer|propietariodetarea|propietariodelatarea",
            "subject|betreff|asunto",
            "duedate|falligkeitsdatum|fechadevencimiento",
        ],
        &[ZOHO_TASK, ACTIVITY],
    ),
    layout(
        "zoho",
        "calls",
        "touchpoint",
        &[
            "callowner|anrufbesitzer|anrufeigentumer|anrufinhaber|propietariodelallamada|propietariodellamada",
            "subject|betreff|asunto|callsubject|anrufbetreff|asuntodelallamada",
            "callstarttime|anrufstartzeit|startzeitdesanrufs|anrufbeginn|horadeiniciodelallamada|iniciodelallamada",
        ],
        &[ZOHO_CALL, ZOHO_TASK, ACTIVITY],
    ),
    layout(
        "zoho",
        "meetings",
        "touchpoint",
        &[
            "title|titel|titulo|meetingname|eventtitle",
            "from|von|desde|startdatetime",
            "to|bis|hasta|enddatetime",
            "host|gastgeber|anfitrion|eventowner|meetingowner|organizador|eventinhaber|besprechungsbesitzer",
        ],
        &[ZOHO_TASK, ACTIVITY],
    ),
    layout(
        "hubspot",
        "activities",
        "touchpoint",
        &[
            "activitytype|aktivitatstyp|aktivitatsart|tipodeactividad",
            "activitydate|aktivitatsdatum|datumderaktivitat|fechadelaactividad|fechadeactividad",
            HUBSPOT_SAID,
            HUBSPOT_OF,
        ],
        &[HUBSPOT_ACTIVITY, ACTIVITY],
    ),
    layout(
        "hubspot",
        "calls",
        "touchpoint",
        &[
            "callnotes|calltitle|calloutcome|calldirection|anrufnotizen|anruftitel|anrufergebnis|anrufrichtung|notasdelallamada|titulodelallamada|resultadodelallamada|direcciondelallamada",
            "activitydate|aktivitatsdatum|datumderaktivitat|fechadelaactividad|fechadeactividad",
        ],
        &[HUBSPOT_ACTIVITY, ACTIVITY],
    ),
    layout(
        "hubspot",
        "emails",
        "touchpoint",
        &[
            "emailsubject|emailbody|emaildirection|emailbetreff|betreffderemail|emailtext|emailrichtung|asuntodelcorreoelectronico|asuntodelcorreo|cuerpodelcorreoelectronico|direcciondelcorreo",
            "activitydate|aktivitatsdatum|datumderaktivitat|fechadelaactividad|fechadeactividad",
        ],
        &[HUBSPOT_ACTIVITY, ACTIVITY],
    ),
    layout(
        "hubspot",
        "tasks",
        "touchpoint",
        &[
            HUBSPOT_OF,
            "tasktitle|aufgabentitel|titulodelatarea",
            "taskstatus|duedate|tasktype|aufgabenstatus|falligkeitsdatum|estadodelatarea|fechadevencimiento",
        ],
        &[HUBSPOT_ACTIVITY, ACTIVITY],
    ),
    layout(
        "hubspot",
        "meetings",
        "touchpoint",
        &[
            "meetingname|namedesmeetings|namederbesprechung|nombredelareunion|titulodelareunion|meetingtitel",
            "meetingstarttime|startzeitdesmeetings|startzeitderbesprechung|horadeiniciodelareunion|meetingstartzeit|meetingbeginn",
        ],
        &[HUBSPOT_ACTIVITY, ACTIVITY],
    ),
    layout(
        "hubspot",
        "notes",
        "note",
        &[
            "notebody|cuerpodelanota|cuerpodenota|notiztext|textdernotiz|textodelanota",
            "activitydate|associatedcontact|associatedcompany|fechadelaactividad|fechadeactividad|aktivitatsdatum|zugeordneterkontakt|zugeordnetesunternehmen|contactoasociado|empresaasociada",
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
        "notes",
        "note",
        &["id", "parentid", "title", "body", "isdeleted|isprivate"],
        &[SALESFORCE_NOTE, NOTE],
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
        &[
            "id",
            "namefirstname|namelastname|namevorname|namenachname|nombrenombre|nombreapellido|nombreapellidos",
        ],
        &[TWENTY_PERSON, PERSON],
    ),
    layout(
        "twenty",
        "tasks",
        "touchpoint",
        &[
            "id",
            "title|titel|titulo",
            "duedate|dueat|falligkeitsdatum|fechadevencimiento",
            "status|estado",
            "assigneeid|createdbyname|createdbysource|creationdate|lastupdate",
        ],
        &[ACTIVITY],
    ),
    layout(
        "twenty",
        "notes",
        "note",
        &[
            "id",
            "title|titel|titulo",
            "body|bodyv#markdown|bodymarkdown",
            "createdbyname|createdbysource|creationdate|lastupdate",
        ],
        &[NOTE],
    ),
    layout(
        "twenty",
        "opportunities",
        "deal",
        &["id", "amountamount|betragbetrag|importeimporte"],
        &[TWENTY_DEAL, DEAL],
    ),
    layout(
        "twenty",
        "companies",
        "account",
        &[
            "id",
            "name|nombre",
            "domainnamelinkurl|nombrededominiourldelenlace|adressestadt|adresseort|direccionciudad|addressaddresscity|annualrevenueamount|linkedinlinkurl|accountownerid|addresscity",
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
            "opportunityname|nombredelaoportunidad|nombredeoportunidad",
            "stage|phase|etapa|closedate|schlusstermin|fechadecierre|amount",
        ],
        &[SALESFORCE_DEAL, DEAL],
    ),
    layout(
        "salesforce",
        "report contacts",
        "person",
        &[
            "lastname|nachname|apellidos|apellido",
            "accountname|nombredelacuenta",
            "accountowner|accountinhaber|propietariodelacuenta|mailingstateprovince|mailingzippostalcode|ortpostanschrift|strassepostanschrift",
        ],
        &[SALESFORCE_CONTACT, PERSON],
    ),
    book(
        "linkedin",
        "connections",
        &[
            "firstname|vorname|nombre",
            "lastname|nachname|apellidos|apellido",
            "connectedon|verbundenam|vernetztam|conectadoel|fechadeconexion",
        ],
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
            "displayname|anzeigename|nombreamostrar|nombremostrado|mostrarnombre|nombrevisible|nombreparamostrar",
            "primaryemail|primareemailadresse|primareemail|primaremail|correoprincipal|correoprimario|correoelectronicoprincipal|direcciondecorreoelectronicoprincipal",
        ],
        &[THUNDERBIRD, PERSON],
    ),
    layout(
        "pipedrive",
        "activities",
        "touchpoint",
        &[
            "subject|betreff|asunto",
            "type|typ|tipo",
            "duedate|falligkeitsdatum|falligam|fechadevencimiento",
            "done|erledigt|hecho|completada|completado|status|estado",
            "contactperson|kontaktperson|personadecontacto|organization|organisation|organizacion|deal|trato|negocio",
        ],
        &[ACTIVITY],
    ),
    layout(
        "salesforce",
        "report activities",
        "touchpoint",
        &[
            "subject|thema|betreff|asunto",
            "date|datum|fecha|duedate|falligkeitsdatum|fechadevencimiento",
            "assigned|assignedto|zugewiesen|zugewiesenzu|asignado|asignadoa",
            "companyaccount|firmaaccount|companiacuenta",
        ],
        &[SALESFORCE_TASK, ACTIVITY],
    ),
    layout(
        "outlook",
        "calendar",
        "touchpoint",
        &[
            "subject|betreff|asunto",
            "startdate|beginntam|fechadecomienzo|fechadeinicio",
            "starttime|beginntum|horadecomienzo|horadeinicio|comienzo",
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
            "subject|betreff|asunto|title|titel|titulo",
            "start|startdate|starttime|beginn|beginntam|date|datum|fecha|duedate|startdatetime|falligkeitsdatum|falligam|fechadevencimiento|fechadeinicio|fechadecomienzo",
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
            "name|fullname|contact|contactname|displayname|ansprechpartner|kontakt|contacto|nombrecompleto|nombre",
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
    Some(match crate::interchange::map::kind_named(kind)? {
        "person" => layout("", "contacts", "person", &[], &[PERSON]),
        "account" => layout("", "companies", "account", &[], &[ACCOUNT]),
        "deal" => layout("", "deals", "deal", &[], &[DEAL]),
        "touchpoint" => layout("", "meetings", "touchpoint", &[], &[ACTIVITY]),
        "promise" => layout("", "promises", "promise", &[], &[PROMISE, ACTIVITY]),
        "note" => layout("", "notes", "note", &[], &[NOTE]),
        "survey" => layout("", "survey answers", "survey", &[], &[SURVEY]),
        _ => return None,
    })
}
