//! Makes header names comparable, whatever language, accents, signs or case they were written with.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Holds a column's name as written and as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name as written, without outer blanks; its accents are one with their letters, however they were stored.
    pub name: String,
    /// Letters and digits alone, lower case, without accents.
    pub folded: String,
    /// The folded name with its last run of digits as `#`; the same as `folded` where it has none.
    pub pattern: String,
    /// The digits that `#` stands for; 1 where there are none.
    pub number: u32,
}

impl Column {
    /// Makes a column of its written name.
    pub fn new(name: &str) -> Self {
        let name: String = tidy(name).trim().nfc().collect();
        // Nobody's column has a name this long; what is asked here may be a cell of megabytes.
        let folded = fold(&name.chars().take(200).collect::<String>());
        let (pattern, number) = numbered(&folded);
        Self {
            name,
            folded,
            pattern,
            number,
        }
    }
}

/// Folds a name to what is compared: no case, no accents, no signs; `ß` is `ss`.
pub fn fold(name: &str) -> String {
    name.nfkd()
        .filter(|character| !is_combining_mark(*character))
        .flat_map(char::to_lowercase)
        .filter(|character| character.is_alphanumeric())
        .flat_map(|character| match character {
            'ß' => ['s', 's'].into_iter().take(2),
            other => [other, ' '].into_iter().take(1),
        })
        .collect()
}

/// Removes the marks that guard a cell against spreadsheets and that nobody typed.
pub fn tidy(text: &str) -> &str {
    text.trim_start_matches(['\u{FEFF}', '\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}'])
}

fn numbered(folded: &str) -> (String, u32) {
    let Some(last) = folded.rfind(|character: char| character.is_ascii_digit()) else {
        return (folded.to_owned(), 1);
    };
    let first = folded
        .get(..last)
        .unwrap_or_default()
        .rfind(|character: char| !character.is_ascii_digit())
        .map_or(0, |at| {
            at + folded
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8)
        });
    let digits = folded.get(first..=last).unwrap_or_default();
    let pattern = format!(
        "{}#{}",
        folded.get(..first).unwrap_or_default(),
        folded.get(last + 1..).unwrap_or_default()
    );
    (pattern, digits.parse().unwrap_or(1))
}

/// Gives a header row's fingerprint: the same for the same names in the same order, however they are cased.
pub fn fingerprint(columns: &[Column]) -> String {
    let mut hasher = blake3::Hasher::new();
    for column in columns {
        hasher.update(column.folded.as_bytes());
        hasher.update(b"\n");
    }
    hasher.finalize().to_hex().chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_people_and_programs_write() {
        assert_eq!(fold("  Último contacto*"), fold("Ultimo Contacto"));
        assert_eq!(fold("Straße geschäftlich"), "strassegeschaftlich");
        assert_eq!(fold("E-mail 1 - Value"), "email1value");
        assert_eq!(fold("(Do Not Modify) Lead"), "donotmodifylead");
        assert_eq!(fold("Account Name.id"), fold("account_name_id"));
    }

    #[test]
    fn counts_columns_of_one_kind() {
        let column = Column::new("E-mail 12 - Value");
        assert_eq!(
            (column.pattern.as_str(), column.number),
            ("email#value", 12)
        );
        assert_eq!(Column::new("Straße 2").pattern, "strasse#");
        assert_eq!(Column::new("Email").number, 1);
        assert_eq!(Column::new("é2é").pattern, "e#e");
    }

    #[test]
    fn a_name_is_the_same_however_its_accents_are_stored() {
        assert_eq!(
            Column::new("Fecha de creacio\u{301}n"),
            Column::new("Fecha de creación")
        );
    }

    #[test]
    fn a_fingerprint_knows_order_and_not_case() {
        let of = |names: &[&str]| {
            fingerprint(
                &names
                    .iter()
                    .map(|name| Column::new(name))
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(of(&["Name", "Email"]), of(&["NAME", "E-Mail"]));
        assert_ne!(of(&["Name", "Email"]), of(&["Email", "Name"]));
    }
}
