//! The words in a column's head that tell what it is, in English, German and Spanish, where no program is known that calls it so.
//!
//! What they say is a suggestion: it is shown as one, and only where the cells do not speak against it.

use crate::interchange::header::fold;

use super::looks::{Looks, digits, is_amount, is_day, looks};

/// Words of a head, as they begin or end one of its words, and what a column with one of them may be.
type Heads = &'static [(&'static str, &'static str)];

const MAIL: &str = "mail|correo|courriel|adressemail";
const PHONE: &str = "tel|phone|fon|ruf|mobil|movil|handy|celular|durchwahl|cell";
const COMPANY: &str = "firma|company|empresa|kunde|customer|cliente|client|organi|entidad|betrieb|unternehm|arbeitgeber|employer|auftraggeber|compania|installedat";
const WHO: &str = "contact|kontakt|contacto|ansprech|person|solicitante|requester|reporter|meldend|melder|usuario|user|attendee|teilnehm|asistente|participant|interlocutor|caller|anrufer|gesprachspartner";
const WHEN: &str =
    "date|datum|fecha|tag|day|dia|zeit|time|hora|wann|when|termin|alta|golive|since|seit|desde";
const TEXT: &str = "notiz|note|nota|bemerk|comment|kommentar|coment|detail|detalle|descri|beschreib|observ|anmerk|remark|said|text|inhalt|gesprach";
const TOWN: &str = "ort|city|stadt|ciudad|town|poblacion|localidad";
const LAND: &str = "land|country|pais";
const REGION: &str = "region|state|provincia|bundesland|province|kanton|comunidad";
const SUM: &str = "amount|betrag|importe|monto|fee|wert|value|valor|kosten|cost|coste|cuota|gebuhr|summe|total|volumen|volume|umsatz|revenue|rent|miete";

/// Gives the words for a kind of rows; the first that fits decides, so that what is narrower stands before what is wider.
fn heads(kind: &str) -> Heads {
    match kind {
        "person" => &[
            (MAIL, "emails"),
            (PHONE, "phones"),
            (
                "rolle|role|funktion|function|position|cargo|puesto|abteilung|department|departamento|titel|title|beruf|job",
                "title",
            ),
            ("vorname|firstname|nombredepila", "first_name"),
            ("nachname|surname|lastname|apellido", "last_name"),
            ("geburt|birth|nacimiento|cumple", "birthday"),
            (COMPANY, "account"),
            ("name|nombre|besucher|visitor|visitante|gast|guest", "name"),
            (WHO, "name"),
            ("interes", "interests"),
            (TEXT, "notes"),
            (LAND, "country"),
            (REGION, "region"),
            (TOWN, "city"),
            ("linkedin|xing|web|url|profil", "handles"),
            (
                "tag|label|etiqueta|kategorie|category|categoria|segment|gruppe|group|grupo",
                "tags",
            ),
        ],
        "account" => &[
            (MAIL, "contact_email"),
            (PHONE, "contact_phone"),
            (WHO, "contact_name"),
            ("web|url|homepage|pagina|sitio", "website"),
            (COMPANY, "name"),
            ("name|nombre", "name"),
            ("branche|sector|industr|ramo|vertical", "industry"),
            ("segment", "segment"),
            (LAND, "country"),
            (REGION, "region"),
            (TOWN, "city"),
            ("seit|since|desde|alta", "since"),
            (TEXT, "notes"),
            (
                "tag|label|etiqueta|kategorie|category|categoria|gruppe|group|grupo",
                "tags",
            ),
        ],
        "deal" => &[
            (COMPANY, "account"),
            ("phase|stage|etapa|fase|status|estado", "stage"),
            ("abschluss|close|cierre|entscheid", "closes"),
            (
                "vertrieb|owner|comercial|verantwort|responsable|seller|rep",
                "owner",
            ),
            ("wahrung|currency|moneda|divisa", "currency"),
            (SUM, "amount"),
            ("produkt|product|producto|artikel", "product"),
            (
                "projekt|project|proyecto|deal|opportun|oportunidad|vorhaben|name|nombre|thema|asunto",
                "name",
            ),
            (TEXT, "notes"),
        ],
        "touchpoint" => &[
            (MAIL, "people_emails"),
            (
                "cerrad|closed|cierre|ende|end|resolved|resuelt|erledigt|abgeschlossen|fin",
                "ends",
            ),
            (
                "abiert|opened|open|created|creado|creada|apertura|gemeldet|reported|beginn|start|inicio",
                "starts",
            ),
            (COMPANY, "account"),
            (WHO, "people"),
            (
                "asunto|subject|betreff|thema|topic|titel|title|titulo|problem|storung|problema|summary|kurztext",
                "subject",
            ),
            (TEXT, "summary"),
            ("raum|place|lugar|location|venue", "place"),
            ("channel|kanal|canal", "channel"),
            (WHEN, "starts"),
        ],
        "promise" => &[
            (MAIL, "people_emails"),
            (
                "fallig|due|bis|vence|vencimiento|frist|deadline|plazo",
                "due",
            ),
            (COMPANY, "account"),
            (WHO, "people"),
            (
                "aufgabe|task|tarea|todo|pendiente|action|aktion|accion|massnahme",
                "what",
            ),
            (TEXT, "notes"),
        ],
        "note" => &[
            (COMPANY, "account"),
            (WHO, "people"),
            ("betreff|subject|asunto|titel|title|titulo|thema", "subject"),
            (TEXT, "text"),
            (WHEN, "on"),
        ],
        "survey" => &[
            (MAIL, "person_email"),
            (COMPANY, "account"),
            (WHO, "person"),
            (TEXT, "words"),
            (WHEN, "on"),
        ],
        "activity" => &[
            (COMPANY, "account"),
            (
                "modell|model|modelo|produkt|product|producto|artikel|articulo|gerat|equipo|device|machine|maschine|maquina|leistung|service|servicio",
                "product",
            ),
            (
                "serial|serie|auftrag|pedido|order|bestell|contract|vertrag|contrato|beleg|factura|invoice|rechnung",
                "order",
            ),
            (
                "site|standort|filiale|branch|sede|ubicacion|sucursal|werk|plant|planta",
                "site",
            ),
            (
                "menge|qty|quantity|cantidad|anzahl|units|stuck|unidades",
                "quantity",
            ),
            ("preis|price|precio", "unit_price"),
            ("rabatt|discount|descuento", "discount"),
            ("wahrung|currency|moneda|divisa", "currency"),
            (SUM, "amount"),
            (WHEN, "on"),
        ],
        _ => &[],
    }
}

/// Says what a column may be by a word in its head, where its cells are of that sort.
pub(super) fn by_heads(kind: &str, name: &str, values: &[&str]) -> Option<&'static str> {
    if values.is_empty() {
        return None;
    }
    let words = words_of(name);
    let whole = fold(name);
    let says = |stems: &str| {
        stems.split('|').any(|stem| {
            let begins = stem.len() > 3 || matches!(stem, "tel" | "ruf" | "fon" | "web");
            let named = |word: &String| {
                // What a word ends with is one of its own only behind a word: `Firma` in `Besucherfirma`, no `Wert` in `Qwert`.
                let ends = stem.len() > 3 && word.len() > stem.len() + 2 && word.ends_with(stem);
                word == stem || (begins && word.starts_with(stem)) || ends
            };
            words.iter().any(named) || (stem.len() > 6 && whole.contains(stem))
        })
    };
    let mut fitting = heads(kind).iter().filter(|(stems, _)| says(stems));
    fitting
        .find(|(_, target)| fits(target, values))
        .map(|(_, target)| *target)
}

/// Parts a head into its words, where a sign, a blank or a capital does.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for sign in name.chars() {
        let begins = sign.is_uppercase() && before.is_lowercase();
        if (!sign.is_alphanumeric() || begins)
            && let Some(last) = words.last()
            && !last.is_empty()
        {
            words.push(String::new());
        }
        if sign.is_alphanumeric()
            && let Some(last) = words.last_mut()
        {
            last.push(sign);
        }
        before = sign;
    }
    words.retain(|word| !word.is_empty());
    words.into_iter().map(|word| fold(&word)).collect()
}

/// Says whether cells can be what a head promises: no address where a name is said, no word where a day is.
fn fits(target: &str, values: &[&str]) -> bool {
    let most = |test: &dyn Fn(&str) -> bool| {
        values.iter().filter(|cell| test(cell)).count() * 2 > values.len()
    };
    match target {
        "emails" | "people_emails" | "contact_email" | "person_email" => {
            most(&|cell| cell.contains('@'))
        }
        "phones" | "contact_phone" => most(&|cell| digits(cell) >= 5 && !is_day(cell)),
        "starts" | "ends" | "on" | "closes" | "due" | "since" | "birthday" => most(&is_day),
        "amount" | "quantity" | "unit_price" | "discount" => most(&is_amount) && !most(&is_day),
        // Where somebody's name stands, nobody has written a text.
        "notes" | "summary" | "text" | "words" | "interests"
            if matches!(looks(values), Some(Looks::Person | Looks::Company)) =>
        {
            false
        }
        "order" => most(&|cell| digits(cell) > 0) && !most(&is_day),
        _ => {
            !matches!(
                looks(values),
                Some(Looks::Email | Looks::Phone | Looks::Day | Looks::Money | Looks::Web)
            ) && !most(&|cell| is_amount(cell) && !cell.contains(char::is_alphabetic))
        }
    }
}

/// Says whether what a head names is contradicted by its cells: addresses and numbers are nobody's name.
pub(super) fn speaks_against(target: &str, values: &[&str]) -> bool {
    let is_word = matches!(
        target,
        "name" | "people" | "person" | "account" | "contact_name" | "subject" | "title"
    );
    is_word
        && matches!(
            looks(values),
            Some(Looks::Email | Looks::Phone | Looks::Day)
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_parted_into_words() {
        assert_eq!(
            words_of("Correo del solicitante"),
            ["correo", "del", "solicitante"]
        );
        assert_eq!(words_of("ContactMail-2"), ["contact", "mail", "2"]);
    }

    #[test]
    fn cells_can_speak_against_a_head() {
        assert_eq!(
            by_heads("person", "Mailkontakt", &["a@x.example"]),
            Some("emails")
        );
        assert_eq!(by_heads("person", "Mailing", &["yes", "no"]), None);
        assert_eq!(
            by_heads("touchpoint", "Abierta el", &["03/11/2026 09:14"]),
            Some("starts")
        );
        assert_eq!(by_heads("touchpoint", "Abierta por", &["Ana Ruiz"]), None);
        assert_eq!(
            by_heads("person", "Besucherfirma", &["Kupfer GmbH"]),
            Some("account")
        );
        assert_eq!(
            by_heads("person", "Gesprächspartner", &["Anna Berg", "Ben Cole"]),
            Some("name")
        );
        let talk = "Gesprächsnotiz";
        assert_eq!(
            by_heads("person", talk, &["will ein Angebot"]),
            Some("notes")
        );
        assert_eq!(by_heads("person", talk, &["Anna Berg", "Ben Cole"]), None);
        // A word that only happens within another says nothing.
        assert_eq!(by_heads("person", "Hotel", &["030 555 0101"]), None);
        assert_eq!(by_heads("deal", "Qwert", &["1", "2"]), None);
    }
}
