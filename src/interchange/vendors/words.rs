//! What every program calls the things of a person, an account, a deal, a note, an activity and a survey answer.

use super::Means::{
    AllDay, Attendees, BirthDay, BirthMonth, BirthYear, Birthday, Channel, Closed, Contact,
    Currency, Date, Deleted, Done, Email, Extra, First, Handle, Id, Last, List, MergedInto, Middle,
    Moment, Money, Name, Number, Phone, PhoneLabel, Place, Prefix, Private, Prose, RefBoth,
    RefEmail, RefId, RefKind, RefName, Skip, Stage, Suffix, Text, TimeOf, Won,
};
use super::{Dictionary, Part};
use crate::domain::Kind;

/// What every program calls the things of a person.
pub const PERSON: Dictionary = &[
    (
        "id|recordid|contactid|personid|idderegistro|datensatzid|kontaktid|idcontacto|employeeid|customercontactid|leadid|userid|iddecontacto|iddeposiblecliente",
        Id,
    ),
    (
        "isdeleted|deleted|deletedat|geloschtam|eliminadoel|geloscht|eliminado",
        Deleted,
    ),
    ("masterrecordid", MergedInto),
    (
        "firstname|givenname|vorname|nombre|nombres|namefirstname|namevorname|nombrenombre|first|forename|rufname|nombredepila|prenom",
        First,
    ),
    (
        "middlename|additionalname|weiterevornamen|zweitername|segundonombre|middle|zweitervorname",
        Middle,
    ),
    (
        "lastname|familyname|surname|nachname|apellidos|apellido|namelastname|namenachname|nombreapellido|nombreapellidos|last|familienname|primerapellido|nom|secondname",
        Last,
    ),
    (
        "nameprefix|salutation|anrede|tratamiento|prefix|titleofcourtesy|honorific|titulodecortesia|namenszusatz",
        Prefix,
    ),
    ("namesuffix|suffix|sufijo|namenssuffix", Suffix),
    (
        "fullname|name|displayname|contactname|contact|ansprechpartner|kontakt|kontaktname|nombrecompleto|contacto|anzeigename|personname|nombreparamostrar|nombreparaver|vollstandigername|vollername|attendee|customername|kundenname|nombredelcontacto|nombreyapellidos|interlocuteur|nomcomplet",
        Name,
    ),
    (
        "nickname|spitzname|rufname|apodo|sobrenombre|calledname|preferredname",
        Text("called"),
    ),
    (
        "email|emailaddress|emailadresse|emailadresse#|emailaddress#|correo|correoelectronico|email#|email#value|email#address|email#adresse|primaryemail|secondaryemail|emailsprimaryemail|emailwork|emailhome|emailother|workemail|homeemail|mail|correoelectronico#|direcciondecorreoelectronico|direcciondecorreo|direcciondecorreoelectronico#|emailpersonal|businessemail|privateemail|geschaftlicheemail|emailgeschaftlich|emailprivat|primareemailadresse|sekundareemailadresse|primaremail|zweiteemailadresse|zweiteemail|emaildirection|emaildireccion|email#direccion|otheremail|assistantemail|personemail|correoprincipal|correosecundario|direccionemail|personalemail|emailsprimareemail|emailsemailprincipal|correoselectronicoscorreoelectronicoprincipal|courriel|email1|correoelectronico1|direcciondecorreoelectronicoprincipal|direcciondecorreoelectronicosecundaria|correoelectronicoprincipal|correoelectronicosecundario|primareemail|sekundareemail|correoe|correoprimario|emailadresseprivat|emailadressegeschaftlich|emailarbeit|otrocorreoelectronico|weitereemailadresse|correoelectronicotrabajo|correotrabajo",
        Email,
    ),
    (
        "emailsadditionalemails|additionalemails|additionalemailaddresses|weitereemailadressen|correosadicionales|weitereemails|emailsweitereemails|emailszusatzlicheemails|correoselectronicoscorreoselectronicosadicionales",
        Email,
    ),
    (
        "phone|phonenumber|telefon|telefono|telephone|mobile|mobilephone|mobilephonenumber|cell|cellphone|handy|movil|telefonomovil|mobiltelefon|mobiltelefon#|mobilfunknummer|mobiltelefonnummer|telefonnummer|numerodetelefono|numerodetelefonomovil|numerodemovil|phone#value|phone#|businessphone|businessphone#|homephone|homephone#|otherphone|workphone|mobilenumber|mobile#|telefongeschaftlich|telefongeschaftlich#|telefonprivat|telefonprivat#|weiterestelefon|haupttelefon|primaryphone|carphone|autotelefon|phonework|phonehome|phoneother|phonesprimaryphonenumber|personphone|telefonodeltrabajo|telefonodeltrabajo#|telefonoparticular|telefonoparticular#|telefonoprincipal|otrotelefono|telefonodelautomovil|directphone|directline|durchwahl|tel|telefono#|telefon#|callback|companymainphone|telefonfirma|radiophone|telefonocasa|telefonotrabajo|mobil|celular|homenumber|privatnummer|telefon1|telefonburo|telefonnummergeschaftlich|telefonodelaoficina|telefonodeoficina|handynummer|mobilnummer|mobilnr|telnr|telportable|portable|telefonooficina|telefonosnumerodetelefonoprincipal|telefoneprimaretelefonnummer|phonecell|phonemobile|homemobile|rufnummer|telefonocelular|sonstigestelefon|teldienstlich|telprivat|mobiltelnr|telefonodetrabajo|telefonodecasa|telefonomovil#|numerodecentralitadelaorganizacion|telefonoprincipaldelaorganizacion|telefonoprincipaldelaempresa|telefonodelaempresa|devoluciondellamada|ruckmeldung|radiotelefono|funktelefon|telefonmobil|telefonarbeit|mobiltelefonprivat|telefonodomiciliar|directdial|telefonzentrale|telefonodirecto",
        Phone,
    ),
    (
        "jobtitle|title|position|cargo|puesto|organizationtitle|organization#title|stellenbezeichnung|funktion|rolle|role|jobrole|berufsbezeichnung|jobbezeichnung|jobtitel|contacttitle|headline|profesion|beruf|occupation|puestodetrabajo|titulo|designation|positionrolle|fonction|posicion|funcion|positionsbezeichnung|arbeitstitel|jobfunktion",
        Text("title"),
    ),
    (
        "company|companyname|companynames|organization|organisation|organizationname|organisationname|organization#name|accountname|account|firma|firmenname|unternehmen|unternehmensname|namedesunternehmens|nombredelaempresa|empresa|compania|organizacion|employer|arbeitgeber|associatedcompanyprimary|associatedcompany|associatedcompanies|primaryassociatedcompany|kunde|cliente|customer|accountnamename|nombredelacuenta|cuenta|companyororganization|companyaccount|firmaaccount|companiacuenta|kontoname|nombredecuenta|nombredelacompania|nombredelaorganizacion|raisonsociale|societe|entreprise|zugeordnetesunternehmen|primareszugeordnetesunternehmen|empresaasociada|empresaasociadaprincipal|associatedcompanyname|linkedorganization|linkedorganisation|nameadressattypunternehmen",
        RefName("account", Kind::Account),
    ),
    (
        "accountid|companyid|companyids|organizationid|associatedcompanyids|associatedcompanyidsprimary|associatedcompanyidprimary|accountnameid|primaryassociatedcompanyids|unternehmensid|idempresa|idcompania|parentcustomerid|primaryassociatedcompanyid|accountrecordid|kontonameid|nombredecuentaid|unternehmenid|iddelaempresa|iddeempresa|iddelacuenta|idszugeordneterunternehmen|iddeempresasasociadas",
        RefId("account", Kind::Account),
    ),
    (
        "reportstoid|managerid|reportsto|vorgesetzterid|berichtetanid|informaaid|reportaaid",
        RefId("reports_to", Kind::Person),
    ),
    (
        "managersname|manager|vorgesetzter|namedesrvorgesetzten|reportstoname|jefe|nombredeljefe|nombredelresponsable|namedesdervorgesetzten|berichtetan|informaa|reportaa|dependede|nombredeldirector|nombredelsupervisor|nombredeladministrador",
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
        "url|linkedinurl|linkedin|urldelinkedin|linkedinlinkurl|profileurl|website|webpage|webseite|webpage#|webpage#url|website#value|personalwebpage|paginaweb|sitioweb|urldelsitioweb|linkedinprofile|linkedinprofil|twitter|twitterhandle|xing|imaddress|screenname|skype|homepage|blog|website#|linkedinprofileurl|messengername|paginapersonal|paginaweb#|websiteurl|webseiteurl|sitioweb#|nombreenpantalla|urldeperfil|profilurl|webseite#",
        Handle,
    ),
    (
        "notes|note|description|beschreibung|notizen|notas|bemerkungen|comments|kommentar|kommentare|background|comentarios|descripcion|anmerkungen|about|hintergrund|observaciones|observacion|remarks|bemerkung|notiz|remarques|hinweis|hinweise",
        Prose("notes"),
    ),
    (
        "tags|labels|categories|kategorien|categorias|groupmembership|schlagworter|keywords|stichworter|etiquetas|group|gruppe|grupos|groups|palabrasclave",
        List("tags"),
    ),
    (
        "donotmodifyrowchecksum|nichtandernzeilenprufsumme|nomodificarsumadecomprobaciondefila|rowchecksum",
        Skip,
    ),
    (
        "emaildisplayname|email#displayname|emailangezeigtername|email#angezeigtername|emailtype|email#type|email#typ|emailtyp|email#label|address#label|address#type|website#label|website#type|event#label|organization#type|email#tipo|priority|internetfreebusy|internetfreigebucht|prioritat|mileage|initials|initialen|directoryserver|verzeichnisserver|billinginformation|abrechnungsinformation|gender|geschlecht|prioridad|iniciales",
        Extra,
    ),
    ("phone#label|phone#type", PhoneLabel),
    (
        "private|privat|privado|sensitivity|vertraulichkeit|confidencialidad",
        Private,
    ),
];

/// What every program calls the things of an account.
pub const ACCOUNT: Dictionary = &[
    (
        "id|recordid|accountid|companyid|organizationid|idderegistro|datensatzid|customerid|kundennummer|kundennr|supplierid|customernumber|customerno|clientid|numerodecliente|idcliente|debitorennummer|accountnumberid|unternehmensid|kontoid|iddecuenta|iddelacuenta|iddeempresa|organisationid",
        Id,
    ),
    (
        "isdeleted|deleted|deletedat|geloschtam|eliminadoel|geloscht|eliminado",
        Deleted,
    ),
    ("masterrecordid", MergedInto),
    (
        "name|accountname|companyname|company|organization|organisation|organizationname|organisationname|account|firma|firmenname|unternehmen|unternehmensname|namedesunternehmens|nombredelaempresa|nombredelacompania|empresa|compania|organizacion|customer|customername|kunde|kundenname|cliente|nombre|nombredelacuenta|cuenta|razonsocial|suppliername|client|clientname|accounts|kontoname|nombredecuenta|organisationsname|nombredelaorganizacion|raisonsociale",
        Name,
    ),
    (
        "alias|aliases|tradestyle|alsoknownas|aka|dba|kurzname|nombrecomercial",
        List("aliases"),
    ),
    (
        "industry|branche|sector|industria|wirtschaftszweig|brancheindustrie|sectorindustrial|vertical|ramo",
        Text("industry"),
    ),
    (
        "type|accounttype|segment|companytype|kundentyp|tipodecuenta|kontotyp|customersegment|kategorie|typ|tipo|segmento|tier|accounttyp|tipodeempresa|unternehmenstyp",
        Text("segment"),
    ),
    (
        "website|websiteurl|companydomainname|domain|domainname|webseite|web|url|nombrededominiodelaempresa|domainnamelinkurl|paginaweb|sitioweb|domainnamedesunternehmens|homepage|companywebsite|internet|dominio|webpage|unternehmensdomainname|domainnamedesunternehmens|urldelsitioweb|nombrededominio|nombrededominiourldelenlace|unternehmensdomain|namederunternehmensdomain|webseiteurl|paginawebdelaempresa",
        Text("website"),
    ),
    (
        "city|billingcity|town|ort|stadt|ciudad|addresscity|addressaddresscity|mailingcity|poblacion|ortgeschaftlich|localidad|address#city|primarycity|hauptort|rechnungsort|ciudaddefacturacion|direccion#ciudad|adresse#ort|rechnungsanschriftort|rechnungsadresseort|rechnungsadressestadt|ciudadfacturacion|adressestadt|adresseort|direccionciudad|adresse1ort|adresse1stadt|direccion1ciudad|rechnungsstadt|adresseadressestadt|ortrechnungsanschrift|stadtrechnungsanschrift|ortrechnungsadresse|citytownvillagelocality|direccionciudadlocalidad",
        Place(0),
    ),
    (
        "state|region|billingstate|stateregion|stateorprovince|billingstateprovince|addressstate|bundesland|provincia|addressaddressstate|province|estadoregion|bundeslandregion|billingstateprovincetext|bundeslandkanton|estadooprovincia|estadoprovincia|rechnungsadressebundesland|estadooprovinciadefacturacion|provinciadefacturacion|adresse1bundeslandkanton|direccion1estadooprovincia|bundeslandkantonrechnungsanschrift|bundeslandrechnungsanschrift|bundeslandregionrechnungsanschrift|billingstateorprovince|regionrechnungsanschrift|addressstateorprovince",
        Place(1),
    ),
    (
        "country|billingcountry|countryregion|land|pais|paisregion|landregion|addresscountry|addressaddresscountry|billingcountrytext|rechnungsland|paisdefacturacion|rechnungsadresseland|rechnungsanschriftland|adresseland|direccionpais|adresse1landregion|direccion1paisoregion|paisoregion|landrechnungsanschrift|landregionrechnungsanschrift|paisregiondefacturacion",
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
        "parentid|parentaccountid|parentcompanyid|idempresamatriz|parentcompanyids|ubergeordneteskontoid|cuentaprincipalid|idsdeempresamatriz|ubergeordneteaccountid",
        RefId("parent", Kind::Account),
    ),
    (
        "parentaccount|parent|parentcompany|subsidiaryof|muttergesellschaft|ubergeordnetefirma|ubergeordneteraccount|empresamatriz|matriz|parentaccountname|empresaprincipal|mutterunternehmen|konzern|parentcompanyname|parentorganization|ubergeordneteskonto|cuentaprincipal|ubergeordnetesunternehmen|cuentaprimaria|empresaprimaria|cuentamatriz|ubergeordneteorganisation|organizacionprincipal",
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
        "contactname|contact|contactperson|primarycontact|primarerkontakt|hauptkontakt|contactoprincipal|ansprechpartner|kontaktperson|personadecontacto|contacto|primareransprechpartner|primarkontakt|hauptansprechpartner",
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
        "email|emailaddress|emailadresse|mail|correo|correoelectronico|emailaddress#",
        Email,
    ),
    (
        "contactphone|kontakttelefon|telefonodelcontacto",
        Contact(Part::Phone),
    ),
    (
        "rowchecksum|donotmodifyrowchecksum|nichtandernzeilenprufsumme|nomodificarsumadecomprobaciondefila",
        Skip,
    ),
];

/// What every program calls the things of a deal.
pub const DEAL: Dictionary = &[
    (
        "id|recordid|dealid|opportunityid|idderegistro|datensatzid|opportunitynumber|idoportunidad|idnegocio|iddelaoportunidad|iddeoportunidad|iddelnegocio|iddetrato",
        Id,
    ),
    (
        "isdeleted|deleted|deletedat|geloschtam|eliminadoel",
        Deleted,
    ),
    (
        "dealname|opportunityname|name|dealtitle|title|nombredelnegocio|nombredelaoportunidad|oportunidad|negocio|opportunity|deal|topic|thema|tema|verkaufschance|dealbezeichnung|titulo|bezeichnung|titel|nombredetrato|geschaftsname|abschlussname|geschaft|gelegenheit|nombredeoportunidad|asuntodeltrato|namederverkaufschance",
        Name,
    ),
    (
        "stage|stagename|dealstage|phase|dealphase|etapadelnegocio|etapa|salesstage|verkaufsphase|opportunitystage|vertriebsphase|fase|pipelinestage|vertriebsstufe|stufe|etapadelaoportunidad|etapadeventas|fasedeventas|geschaftsphase|etapadeltrato",
        Stage,
    ),
    (
        "amount|dealvalue|value|closevalue|betrag|importe|valor|cantidad|amountamount|volumen|estrevenue|estimatedrevenue|estimatedvalue|geschatzterumsatz|ingresosestimados|actualvalue|wert|dealamount|amountincompanycurrency|umsatz|monto|geschumsatz|ingresosest|dealwert|valordelnegocio|valordeltrato|opportunitybetrag|betragbetrag|importeimporte",
        Money("amount"),
    ),
    (
        "currency|currencyofvalue|wahrungdeswerts|wahrungvonwert|monedadevalor|monedadelvalor|currencyisocode|amountcurrency|wahrung|moneda|divisa|amountcurrencycode|currencycode|dealcurrency|betragwahrung|importedivisa|importemoneda|opportunitywahrung|divisadelimporte|wahrungscode|monedadeimporte|divisadeimporte|monedadelimporte|wahrungdesbetrags|monedadelnegocio|transactioncurrency|transaktionswahrung|divisadetransaccion|dealwahrung",
        Currency,
    ),
    (
        "closedate|closingdate|expectedclosedate|abschlussdatum|schlusstermin|fechadecierre|estclosedate|estimatedclosedate|geschatztesabschlussdatum|fechadecierreestimada|closedon|actualclosedate|erwartetesabschlussdatum|fechaprevistadecierre|wontime|abschluss|cierre|geschabschlussdatum|fechadecierreest|fechaestdecierre|voraussichtlichesabschlussdatum|fechadecierreprevista|fechadecierreesperada|abschlusstermin|erwarteterabschluss|schlussdatum|fechadecierreprobable|abschlussdatumgeplant",
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
        "owner|dealowner|opportunityowner|ownername|salesagent|dealbesitzer|eigentumer|propietario|propietariodelnegocio|verantwortlicher|inhaber|salesrep|vertriebsmitarbeiter|propietariodelaoportunidad|zustandigermitarbeiter|dealverantwortlicher|assignedto|accountmanager|opportunityinhaber|dealinhaber|inhaberderopportunity|zustandigermitarbeiterfurdeal|propietariodetrato|tratopropietario|abschlussbesitzer|geschaftbesitzer|besitzer|vertriebler|propietariodeoportunidad|inhaberdesdeals|dealeigentumer",
        Text("owner"),
    ),
    (
        "account|accountname|company|companyname|organization|organizationname|associatedcompany|associatedcompanyprimary|associatedcompanies|primaryassociatedcompany|customer|kunde|firma|unternehmen|cliente|empresa|nombredelacuenta|nombredelaempresa|potentialcustomer|potenziellerkunde|clientepotencial|accountnamename|cuenta|organisation|organisationname|namedesunternehmens|kontoname|nombredecuenta|primareszugeordnetesunternehmen|zugeordnetesunternehmen|empresaasociada|empresaasociadaprincipal|nombredelaorganizacion",
        RefName("account", Kind::Account),
    ),
    (
        "accountid|companyid|associatedcompanyids|associatedcompanyidsprimary|accountnameid|organizationid|associatedcompanyidprimary|customerid|primaryassociatedcompanyid|kontonameid|nombredecuentaid|iddelacuenta|idszugeordneterunternehmen|iddeempresasasociadas",
        RefId("account", Kind::Account),
    ),
    (
        "contactname|contact|primarycontact|contactperson|ansprechpartner|kontakt|kontaktperson|contacto|personadecontacto|associatedcontact|associatedcontacts|kontaktname|nombredecontacto|nombredelcontacto|zugeordneterkontakt|contactoasociado|primarerkontakt",
        RefBoth("links", Kind::Person),
    ),
    (
        "description|notes|nextstep|beschreibung|descripcion|notas|notizen|nachsterschritt|proximopaso|siguientepaso|proximaetapa|pasosiguiente",
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
    (
        "id|noteid|recordid|activityid|idderegistro|datensatzid|notizid|iddenota|iddelanota",
        Id,
    ),
    (
        "isdeleted|deleted|deletedat|geloschtam|eliminadoel",
        Deleted,
    ),
    (
        "activitydate|date|notedate|datum|fecha|fechadelaactividad|aktivitatsdatum|fechadelanota|fechadeactividad|datumderaktivitat",
        Moment("starts"),
    ),
    (
        "createdate|createdtime|createddate|erstellungsdatum|fechadecreacion|createdat|createdon|creationdate|addtime|erstelltam|erstelltum|erstellt|erstellungszeit|creado|creadoel|horadecreacion|hinzugefugtam|hinzugefugt",
        Moment("typed"),
    ),
    (
        "notetitle|title|subject|betreff|asunto|titulo|titel|notiztitel|titulodenota|titulodelanota",
        Text("subject"),
    ),
    (
        "notebody|notecontent|content|body|note|text|inhalt|notiz|contenido|nota|cuerpodelanota|textodelanota|notizinhalt|notiztext|bodyv#markdown|notecontents|cuerpo|contenidodenota|contenidodelanota|textdernotiz|cuerpodenota|bodymarkdown",
        Prose("summary"),
    ),
    (
        "associatedcontact|associatedcontacts|contact|contacts|kontakt|contacto|contactoasociado|zugeordneterkontakt|person|kontaktperson|persona|personadecontacto|zugeordnetekontakte|contactosasociados|personname",
        RefBoth("people", Kind::Person),
    ),
    ("associatedcontactids", RefId("people", Kind::Person)),
    (
        "associatedcompany|associatedcompanies|company|account|companyname|accountname|organization|organizationname|kunde|firma|empresa|empresaasociada|zugeordnetesunternehmen|organisation|organisationsname|unternehmen|organizacion|nombredelaorganizacion|cuenta|zugeordneteunternehmen|empresasasociadas|unternehmensname",
        RefBoth("account", Kind::Account),
    ),
    (
        "associatedcompanyids|associatedcompanyidsprimary|accountid|companyid",
        RefId("account", Kind::Account),
    ),
    (
        "associateddeal|associateddeals|deal|dealtitle|dealtitel|trato|negocio|zugeordneterdeal|negocioasociado|titulodeltrato|titulodelnegocio",
        RefBoth("links", Kind::Deal),
    ),
    (
        "parentid|parentidid|parent|relatedto|relatedtoid|whatid|ubergeordneteid|ubergeordneteidid|ubergeordneterdatensatzid|idprincipal|idprincipalid|idprimarioid",
        RefId("about", Kind::Account),
    ),
    ("parentmodule|parenttype|semodule|relatedmodule", RefKind),
    ("tags|labels", List("tags")),
];

/// What every program calls the things of an activity: a call, a task, a meeting.
pub const ACTIVITY: Dictionary = &[
    (
        "id|activityid|recordid|taskid|eventid|meetingid|callid|idderegistro|datensatzid|donotmodifyappointment|donotmodifyphonecall|donotmodifytask|aufgabenid|iddetarea|iddelatarea|aktivitatsid|iddeactividad|nichtanderntermin|nichtanderntelefonanruf|nichtandernaufgabe|nomodificarcita|nomodificarllamadadetelefono|nomodificartarea",
        Id,
    ),
    (
        "isdeleted|deleted|deletedat|geloschtam|eliminadoel",
        Deleted,
    ),
    (
        "subject|betreff|asunto|title|titel|titulo|activityname|name|tasktitle|tasksubject|meetingname|calltitle|topic|aufgabentitel|aufgabenname|titulodelatarea|nombredelatarea|besprechungsname|nombredelareunion|thema|titulodelallamada|anruftitel|meetingtitle|eventname|namedesmeetings|namederbesprechung|eventtitle|nombredelevento|titulodelevento",
        Text("subject"),
    ),
    (
        "type|activitytype|typ|tipo|tasktype|tasksubtype|eventtype|aktivitatstyp|tipodeactividad|channel|kanal|canal|aufgabentyp|tipodetarea|aktivitatsart|activitykind|tasktypes",
        Channel,
    ),
    (
        "duedate|dueon|due|deadline|falligkeitsdatum|faelligkeitsdatum|falligam|faellig|fallig|fechadevencimiento|vencimiento|fechalimite|bisdatum|falligbis|fechadeentrega|terminderfalligkeit",
        Moment("due"),
    ),
    (
        "date|activitydate|startdate|start|starttime|startdatetime|activitydatetime|datum|fecha|fechadecomienzo|fechadeinicio|beginntam|beginn|scheduledstart|meetingstarttime|callstarttime|from|von|completeddate|when|anfang|anrufstartzeit|startzeitdesanrufs|horadeiniciodelallamada|iniciodelallamada|anrufbeginn|desde|startsat|startedat|eventstart|eventstartdatetime",
        Moment("starts"),
    ),
    (
        "duetime|time|startzeit|beginntum|horadecomienzo|horadeinicio|uhrzeit|hora|starttimeofday|falligkeitszeit|falligkeitsuhrzeit|falligum|horadevencimiento|horalimite",
        TimeOf("starts"),
    ),
    (
        "enddate|end|endtime|enddatetime|endetam|ende|fechadefinalizacion|fechadefin|scheduledend|meetingendtime|to|bis|hasta|endsat|endedat|eventend|eventenddatetime|fin|finaliza",
        Moment("ends"),
    ),
    (
        "endetum|horadefinalizacion|horadefin|endtimeofday|endzeit",
        TimeOf("ends"),
    ),
    (
        "done|status|taskstatus|activitystatus|erledigt|completed|iscompleted|hecho|estado|isclosed|zustand|state|aufgabenstatus|estadodelatarea|estadodetarea|aktivitatsstatus|zustandderaufgabe|completada|completado|hecha|completadasn|estadodelaactividad|estadodeactividad|callstatus|anrufstatus|estadodelallamada|outgoingcallstatus",
        Done,
    ),
    (
        "note|notes|description|comments|body|beschreibung|notizen|notas|descripcion|comentarios|kommentar|callnotes|publicdescription|anmerkungen|bemerkungen|details|notiz|nota|offentlichebeschreibung|descripcionpublica|bodyv#markdown|fullcomments|kommentare|observaciones|vollstandigekommentare|comentarioscompletos",
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
        "requiredattendees|attendees|teilnehmer|erforderlicheteilnehmer|asistentes|asistentesnecesarios|participants|guests|gaste|invitados|asistentesrequeridos|attendeenames|participantes|teilnehmende|invitees|contactsinvolved",
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
        "personname|contact|contactname|person|contactperson|kontakt|contacto|regarding|nombredelapersona|kontaktname|kontaktperson|ansprechpartner|persona|personadecontacto|nombredecontacto|nombredelcontacto|bezug",
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
        "organizationname|organization|company|companyname|account|accountname|kunde|firma|empresa|cliente|organisation|organisationsname|unternehmen|organizacion|nombredelaorganizacion|kontoname|nombredecuenta|nombredelacuenta|companyaccount|firmaaccount|companiacuenta|compania|relatedcompany|nombredelaempresa|unternehmensname",
        RefName("account", Kind::Account),
    ),
    (
        "accountid|companyid|organizationid",
        RefId("account", Kind::Account),
    ),
    ("whatid", RefId("about", Kind::Account)),
    (
        "dealtitle|deal|dealname|opportunity|dealtitel|trato|negocio|titulodeltrato|titulodelnegocio|oportunidad|verkaufschance",
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

/// What a list of what is to be done calls its things, beside what every activity has.
pub const PROMISE: Dictionary = &[
    (
        "task|taskname|aufgabe|tarea|what|was|todo|action|actionitem|nextaction|massnahme|accion|thema|item",
        Text("subject"),
    ),
    (
        "date|datum|fecha|termin|frist|plazo|bis|by|bywhen|biswann|wann|when",
        Moment("due"),
    ),
    (
        "closed|checked|abgehakt|offen|open|completedat|completedon|completeddate|datecompleted|doneat|doneon|erledigtam|abgeschlossenam|completadoel",
        Done,
    ),
    (
        "customer|client|kundin|auftraggeber",
        RefName("account", Kind::Account),
    ),
    (
        "for|fur|forwhom|furwen|to|an|ansprechpartner|contactperson|kontaktperson|personadecontacto",
        Attendees,
    ),
];

/// What every program calls the things of a survey answer.
pub const SURVEY: Dictionary = &[
    (
        "id|responseid|answerid|respondentid|submissionid|antwortid|idderespuesta|respondentenid|teilnehmerid|befragtenid|iddelencuestado|iddeencuestado|iddelparticipante",
        Id,
    ),
    (
        "date|submittedat|responsedate|completedat|enddate|timestamp|datum|fecha|zeitstempel|marcatemporal|submitdate|surveydate|createddate|recordeddate|datesubmitted|submittedon|submitted|completed|completedon|dateofresponse|on|answeredon|endtime|completiontime|abgeschlossenam|abgegebenam|submitdateutc|datecompleted|abgeschlossen|eingereicht|fechadeenvio|fertigstellungszeit|horadefinalizacion|dateresponded|respondedat|responsetime|submissiondate|answeredat|beantwortetam|abgesendetam|datumabgeschickt|enddatum|fechaderespuesta|fechadefinalizacion|antwortdatum",
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
        "name|respondent|respondentname|personname|contact|contactname|fullname|person|kontakt|contacto|ansprechpartner|ansprechpartnerin|kontaktperson|contactperson|personadecontacto|encuestado|teilnehmer|nombre|nombrecompleto|nombreyapellidos",
        RefName("person", Kind::Person),
    ),
    ("firstname|vorname|recipientfirstname|nombredepila", First),
    (
        "lastname|nachname|apellidos|apellido|recipientlastname",
        Last,
    ),
    ("segment|kundensegment|segmento|cohort", Text("segment")),
];
