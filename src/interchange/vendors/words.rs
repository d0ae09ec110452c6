//! What every program calls the things of a person, an account, a deal, a note, an activity and a survey answer.

use super::Means::{
    AllDay, Attendees, BirthDay, BirthMonth, BirthYear, Birthday, Channel, Closed, Contact,
    Currency, Date, Deleted, Done, Email, Extra, First, Handle, Id, Last, List, MergedInto, Middle,
    Moment, Money, Name, Number, Phone, Place, Prefix, Private, Prose, RefBoth, RefEmail, RefId,
    RefKind, RefName, Skip, Stage, Suffix, Text, TimeOf, Won,
};
use super::{Dictionary, Part};
use crate::domain::Kind;

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
        "company|companyname|companynames|organization|organisation|organizationname|organisationname|organization#name|accountname|account|firma|firmenname|unternehmen|unternehmensname|namedesunternehmens|nombredelaempresa|empresa|compania|organizacion|employer|arbeitgeber|associatedcompanyprimary|associatedcompany|associatedcompanies|primaryassociatedcompany|kunde|cliente|customer|accountnamename|nombredelacuenta|cuenta|companyororganization|companyaccount|firmaaccount|companiacuenta|kontoname|nombredecuenta|nombredelacompania",
        RefName("account", Kind::Account),
    ),
    (
        "accountid|companyid|companyids|organizationid|associatedcompanyids|associatedcompanyidsprimary|associatedcompanyidprimary|accountnameid|primaryassociatedcompanyids|unternehmensid|idempresa|idcompania|parentcustomerid|primaryassociatedcompanyid|accountrecordid|kontonameid|nombredecuentaid",
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
        "notes|note|description|beschreibung|notizen|notas|bemerkungen|comments|kommentar|kommentare|background|comentarios|descripcion|anmerkungen|about|hintergrund|observaciones|observacion|remarks|bemerkung|notiz",
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
        "name|accountname|companyname|company|organization|organisation|organizationname|organisationname|account|firma|firmenname|unternehmen|unternehmensname|namedesunternehmens|nombredelaempresa|nombredelacompania|empresa|compania|organizacion|customer|customername|kunde|kundenname|cliente|nombre|nombredelacuenta|cuenta|razonsocial|suppliername|client|clientname|accounts|kontoname|nombredecuenta",
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
        "city|billingcity|town|ort|stadt|ciudad|addresscity|addressaddresscity|mailingcity|poblacion|ortgeschaftlich|localidad|address#city|primarycity|hauptort|rechnungsort|ciudaddefacturacion|direccion#ciudad|adresse#ort",
        Place(0),
    ),
    (
        "state|region|billingstate|stateregion|stateorprovince|billingstateprovince|addressstate|bundesland|provincia|addressaddressstate|province|estadoregion|bundeslandregion|billingstateprovincetext",
        Place(1),
    ),
    (
        "country|billingcountry|countryregion|land|pais|paisregion|landregion|addresscountry|addressaddresscountry|billingcountrytext|rechnungsland|paisdefacturacion",
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
        "parentaccount|parent|parentcompany|subsidiaryof|muttergesellschaft|ubergeordnetefirma|ubergeordneteraccount|empresamatriz|matriz|parentaccountname|empresaprincipal|mutterunternehmen|konzern|parentcompanyname|parentorganization|ubergeordneteskonto|cuentaprincipal",
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
        "contactname|contact|contactperson|primarycontact|primarerkontakt|hauptkontakt|contactoprincipal|ansprechpartner|kontaktperson|personadecontacto|contacto",
        Contact(Part::Name),
    ),
    (
        "contacttitle|contactjobtitle|cargodelcontacto",
        Contact(Part::Title),
    ),
    (
        "contactemail|primarycontactemail|emailprimarycontact|emailadressprimarycontact|emailprimarerkontakt|emailhauptkontakt|kontaktemail|correodelcontacto|correoelectronicocontactoprincipalcontacto|correoelectronicocontactoprincipal|emailprimarycontactcontact|emailprimarerkontaktkontakt",
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
        "dealname|opportunityname|name|dealtitle|title|nombredelnegocio|nombredelaoportunidad|oportunidad|negocio|opportunity|deal|topic|thema|tema|verkaufschance|dealbezeichnung|titulo|bezeichnung|titel|nombredetrato|geschaftsname|abschlussname",
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
        "currency|currencyofvalue|wahrungdeswerts|wahrungvonwert|monedadevalor|monedadelvalor|currencyisocode|amountcurrency|wahrung|moneda|divisa|amountcurrencycode|currencycode|dealcurrency|betragwahrung|importedivisa|importemoneda",
        Currency,
    ),
    (
        "closedate|closingdate|expectedclosedate|abschlussdatum|schlusstermin|fechadecierre|estclosedate|estimatedclosedate|geschatztesabschlussdatum|fechadecierreestimada|closedon|actualclosedate|erwartetesabschlussdatum|fechaprevistadecierre|wontime|abschluss|cierre",
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
        "account|accountname|company|companyname|organization|organizationname|associatedcompany|associatedcompanyprimary|associatedcompanies|primaryassociatedcompany|customer|kunde|firma|unternehmen|cliente|empresa|nombredelacuenta|nombredelaempresa|potentialcustomer|potenziellerkunde|clientepotencial|accountnamename|cuenta|organisation|organisationname|namedesunternehmens|kontoname|nombredecuenta",
        RefName("account", Kind::Account),
    ),
    (
        "accountid|companyid|associatedcompanyids|associatedcompanyidsprimary|accountnameid|organizationid|associatedcompanyidprimary|customerid|primaryassociatedcompanyid|kontonameid|nombredecuentaid",
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
        "duedate|dueon|due|deadline|falligkeitsdatum|faelligkeitsdatum|falligam|faellig|fallig|fechadevencimiento|vencimiento|fechalimite|bisdatum",
        Moment("due"),
    ),
    (
        "date|activitydate|startdate|start|starttime|startdatetime|activitydatetime|datum|fecha|fechadecomienzo|fechadeinicio|beginntam|beginn|scheduledstart|meetingstarttime|callstarttime|from|von|completeddate|when|anfang",
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
    (
        "associatedcontact|associatedcontacts|zugeordneterkontakt|contactoasociado",
        RefBoth("people", Kind::Person),
    ),
    (
        "associatedcompany|associatedcompanies|zugeordnetesunternehmen|empresaasociada",
        RefBoth("account", Kind::Account),
    ),
    ("whoid|contactid|personid", RefId("people", Kind::Person)),
    (
        "organizationname|organization|company|companyname|account|accountname|kunde|firma|empresa|cliente|organisation",
        RefName("account", Kind::Account),
    ),
    (
        "accountid|companyid|organizationid",
        RefId("account", Kind::Account),
    ),
    ("whatid", RefId("about", Kind::Account)),
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
