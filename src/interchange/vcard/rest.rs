//! Under which names a record keeps what a card says and no field holds, so that it can be a card's line again.

/// Begins the names of addresses.
pub(in crate::interchange) const ADDRESS: &str = "Address";

/// Names the departments of somebody's company.
pub(in crate::interchange) const DEPARTMENT: &str = "Department";

/// Parts what a card tells in several places: of an address, of a company, of a name.
pub(in crate::interchange) const PARTS: &str = "; ";

/// Under these names stands which of several numbers, addresses or pages is which.
pub(in crate::interchange) const TYPES: [(&str, &str); 3] = [
    ("phones", "Phone types"),
    ("emails", "E-mail types"),
    ("handles", "URL types"),
];

/// These lines of a card fit no field, and go out as they came in.
pub(in crate::interchange) const LINES: [&str; 32] = [
    "ANNIVERSARY",
    "BDAY",
    "BIRTHPLACE",
    "CALADRURI",
    "CALURI",
    "CONTACT-URI",
    "CREATED",
    "DEATHDATE",
    "DEATHPLACE",
    "EMAIL",
    "EXPERTISE",
    "FBURL",
    "FN",
    "GENDER",
    "GEO",
    "GRAMGENDER",
    "HOBBY",
    "IMPP",
    "INTEREST",
    "KEY",
    "LABEL",
    "LANG",
    "LANGUAGE",
    "MAILER",
    "N",
    "ORG",
    "ORG-DIRECTORY",
    "PHOTO",
    "PRONOUNS",
    "RELATED",
    "ROLE",
    "TEL",
];

/// These too.
pub(in crate::interchange) const MORE_LINES: [&str; 8] = [
    "AGENT",
    "LOGO",
    "NICKNAME",
    "SORT-STRING",
    "SOURCE",
    "TITLE",
    "TZ",
    "URL",
];

/// Names something by its line and its types: `Address (home)`.
pub(super) fn named(name: &str, types: &[String]) -> String {
    if types.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({})", types.join(", "))
    }
}

/// Parts such a name into the line and its types; a number that only tells two of them apart is left out.
pub(in crate::interchange) fn parted(name: &str) -> (&str, Vec<&str>) {
    let Some((head, last)) = bracketed(name) else {
        return (name, Vec::new());
    };
    if !last.bytes().all(|sign| sign.is_ascii_digit()) {
        return (head, last.split(", ").collect());
    }
    match bracketed(head) {
        Some((line, types)) => (line, types.split(", ").collect()),
        None => (head, Vec::new()),
    }
}

fn bracketed(name: &str) -> Option<(&str, &str)> {
    let (head, last) = name.rsplit_once(" (")?;
    let inside = last.strip_suffix(')')?;
    (!head.is_empty() && !inside.is_empty()).then_some((head, inside))
}

/// Says what of several values is of which type: `+49 30 1 (cell, home); +49 30 2 (work)`.
pub(super) fn typed(all: &[(String, Vec<String>)]) -> String {
    let told = all.iter().filter(|(_, types)| !types.is_empty());
    told.map(|(value, types)| named(value, types))
        .collect::<Vec<_>>()
        .join(PARTS)
}

/// Gives the types of one value of these.
pub(in crate::interchange) fn types_of<'a>(told: &'a str, value: &str) -> Vec<&'a str> {
    let of = told.split(PARTS).find_map(|part| {
        let types = part.strip_prefix(value)?.strip_prefix(" (")?;
        types.strip_suffix(')')
    });
    of.map(|types| types.split(", ").collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{parted, typed, types_of};

    #[test]
    fn a_name_and_its_types_come_back() {
        assert_eq!(
            parted("Address (home, postal)"),
            ("Address", vec!["home", "postal"])
        );
        assert_eq!(parted("TEL (work) (2)"), ("TEL", vec!["work"]));
        assert_eq!(parted("RELATED (2)"), ("RELATED", vec![]));
        assert_eq!(parted("X-FOO"), ("X-FOO", vec![]));
    }

    #[test]
    fn each_number_finds_its_types() {
        let told = typed(&[
            ("+49 30 1".to_owned(), vec!["cell".to_owned()]),
            ("+49 30 12".to_owned(), vec![]),
            (
                "+49 30 2 (0)".to_owned(),
                vec!["work".to_owned(), "main".to_owned()],
            ),
        ]);
        assert_eq!(types_of(&told, "+49 30 1"), ["cell"]);
        assert_eq!(types_of(&told, "+49 30 2 (0)"), ["work", "main"]);
        assert!(types_of(&told, "+49 30 12").is_empty());
    }
}
