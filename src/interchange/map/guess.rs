//! Guesses what the columns of a table are that nobody knows, by their names and by what stands in them.

use super::heads::{by_heads, speaks_against};
use super::looks::{Looks, looks};
use super::{KINDS, lacks, name_of, targets};
use crate::interchange::{header::Column, vendors::Means};

/// The number of a row stands among the first columns.
const ID_AMONG: usize = 3;

/// Guesses which kind of record rows are, by how many of their columns are understood.
pub fn likely_kind(header: &[String], sample: &[Vec<String>]) -> &'static str {
    let known = |kind: &str| {
        let guessed = guess(kind, header, sample);
        let known = guessed
            .iter()
            .filter(|target| **target != "extra" && **target != "skip");
        let known = known.count();
        // What would make nothing is not what it is.
        (known > 0 && lacks(kind, &guessed).is_none(), known)
    };
    // Of two that understand as much the first counts: people come more often than the rest.
    let kinds = KINDS.iter().rev().map(|(kind, ..)| *kind);
    kinds.max_by_key(|kind| known(kind)).unwrap_or("person")
}

/// Guesses what each column is, by its name and what stands in it; `extra` where nobody knows.
pub fn guess(kind: &str, header: &[String], sample: &[Vec<String>]) -> Vec<&'static str> {
    let mut taken: Vec<&'static str> = Vec::new();
    let allowed = targets(kind);
    let means = |column: &Column| {
        crate::interchange::vendors::for_kind(kind)?.means(&column.folded, &column.pattern)
    };
    let is_dated = header
        .iter()
        .any(|name| means(&Column::new(name)) == Some(Means::Moment("starts")));
    let guessed: Vec<&'static str> = header
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let column = Column::new(name);
            let values: Vec<&str> = sample
                .iter()
                .filter_map(|row| row.get(at))
                .map(|cell| cell.trim())
                .filter(|cell| !cell.is_empty())
                .collect();
            // "Name (Last, First)" is a name; what stands in brackets says how it is written.
            let before = name
                .split('(')
                .next()
                .filter(|before| before.len() < name.len());
            if is_dated && means(&column) == Some(Means::Moment("typed")) {
                return "extra";
            }
            let target = by_name(kind, &column)
                .or_else(|| before.and_then(|before| by_name(kind, &Column::new(before))))
                .or_else(|| (at == 0 && is_number(&column, &values)).then_some("id"));
            // A list takes several columns; what is one value takes the first that fits.
            let many = ["emails", "phones", "handles", "tags", "notes", "people"];
            let is_free = |target: &&'static str| {
                allowed.contains(target) && (many.contains(target) || !taken.contains(target))
            };
            // What its head or its cells suggest counts where no program is known that calls it so.
            let target = target
                .filter(is_free)
                .filter(|target| !speaks_against(target, &values))
                .or_else(|| by_heads(kind, name, &values).filter(is_free))
                .or_else(|| by_values(kind, &values).filter(is_free))
                .or_else(|| {
                    let numbers = at < ID_AMONG && is_number(&column, &values);
                    numbers.then_some("id").filter(is_free)
                });
            taken.extend(target);
            target.unwrap_or(if kind == "activity" { "skip" } else { "extra" })
        })
        .collect();
    by_looks(kind, guessed, sample)
}

/// Tells what each column is by the names that programs are known to use, and by nothing else; `extra` where none does.
pub fn named(kind: &str, header: &[String]) -> Vec<&'static str> {
    let known = |name: &String| by_name(kind, &Column::new(name)).unwrap_or("extra");
    header.iter().map(known).collect()
}

/// Says whether the first column numbers the rows: its name says so, and no two are the same.
fn is_number(column: &Column, values: &[&str]) -> bool {
    let ends = ["nr", "no", "id", "nummer", "number", "num", "code", "ref"];
    let begins = ["cod", "num", "nr", "id", "ref"];
    let folded = column.folded.as_str();
    // The number of a street or a town is none of the row.
    if ["plz", "post", "zip", "codpost", "codigopost", "tel", "fax"]
        .iter()
        .any(|begin| folded.starts_with(begin))
    {
        return false;
    }
    let mut seen = std::collections::BTreeSet::new();
    (ends.iter().any(|end| folded.ends_with(end))
        || begins.iter().any(|begin| folded.starts_with(begin)))
        && values.len() > 1
        && values.iter().all(|value| {
            value.contains(|sign: char| sign.is_ascii_digit())
                && !value.contains(' ')
                && seen.insert(*value)
        })
}

/// Finds the company and the name among columns whose own names say nothing: companies have legal forms behind them, people
/// are a few capitalised words.
fn by_looks(
    kind: &str,
    mut guessed: Vec<&'static str>,
    sample: &[Vec<String>],
) -> Vec<&'static str> {
    if !matches!(
        kind,
        "person" | "account" | "activity" | "deal" | "touchpoint" | "note" | "survey"
    ) {
        return guessed;
    }
    let company = if kind == "account" { "name" } else { "account" };
    let cells = |at: usize| -> Vec<&str> {
        let cells = sample.iter().filter_map(|row| row.get(at));
        cells.map(|cell| cell.trim()).collect()
    };
    let has = |guessed: &[&str], any: &[&str]| guessed.iter().any(|target| any.contains(target));
    let find = |guessed: &[&str], wanted: Looks| {
        (0..guessed.len()).find(|at| {
            matches!(guessed[*at], "extra" | "skip") && looks(&cells(*at)) == Some(wanted)
        })
    };
    if !has(&guessed, &[company])
        && let Some(at) = find(&guessed, Looks::Company)
    {
        guessed[at] = company;
    }
    if kind == "person"
        && !has(&guessed, &["name", "first_name", "last_name"])
        && let Some(at) = find(&guessed, Looks::Person)
    {
        guessed[at] = "name";
    }
    guessed
}

fn by_name(kind: &str, column: &Column) -> Option<&'static str> {
    if kind == "activity" {
        return crate::interchange::activity::named(&column.folded);
    }
    let layout = crate::interchange::vendors::for_kind(kind)?;
    let means = layout.means(&column.folded, &column.pattern)?;
    Some(name_of(kind, means)).filter(|name| *name != "extra")
}

/// Finds what cells can be that look alike whatever their head says: addresses, numbers, days, money.
fn by_values(kind: &str, values: &[&str]) -> Option<&'static str> {
    let looks = looks(values)?;
    // Of a person's days none is known to be the birthday; names and companies are looked for when the heads have spoken.
    let open = match looks {
        Looks::Company | Looks::Person => false,
        Looks::Day => !matches!(kind, "person" | "account"),
        _ => true,
    };
    looks.targets(kind).first().copied().filter(|_| open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::map::doubts;

    #[test]
    fn guesses_what_it_can_and_leaves_the_rest_to_the_person() {
        let header = [
            "Ansprechpartner",
            "Firma",
            "Mailkontakt",
            "Rufnr. 1",
            "Kdnr-X",
        ]
        .map(str::to_owned);
        let sample = [[
            "Anna Berg",
            "Kupfer GmbH",
            "anna@kupfer.example",
            "+49 30 5550101",
            "A7",
        ]
        .map(str::to_owned)
        .to_vec()];
        let guessed = guess("person", &header, &sample);
        assert_eq!(guessed[1], "account");
        assert_eq!((guessed[2], guessed[3]), ("emails", "phones"));
        assert_eq!(guessed[4], "extra");
        assert_eq!(likely_kind(&header, &sample), "person");
        assert_eq!(lacks("person", &guessed), None);
        assert!(lacks("account", &["extra"]).is_some());
        assert_eq!(doubts("person", &["last_name", "emails"]), None);
        assert!(doubts("person", &["title", "emails"]).is_some_and(|d| d.contains("name")));
        let visits = [
            "Einsatz-Nr",
            "Termin",
            "Auftraggeber",
            "Meldender",
            "Rückruf",
        ];
        let rows = [
            [
                "E-1",
                "03.11.2026",
                "Kupfer GmbH",
                "Petersen, Jens",
                "0431 555-0123",
            ],
            ["E-2", "05.11.2026", "Holm AS", "Moe, Mia", "0431 555-0124"],
        ];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        let visits = visits.map(str::to_owned);
        assert_eq!(
            guess("person", &visits, &rows),
            ["id", "extra", "account", "name", "phones"]
        );
        assert_eq!(
            guess("touchpoint", &visits, &rows)[..3],
            ["id", "starts", "account"]
        );
        assert_eq!(guess("activity", &visits, &rows)[1..3], ["on", "account"]);
        let sheet = ["Household", "Name (Last, First)", "Joined"].map(str::to_owned);
        let rows = [["The Adler Family", "Adler, Ruth", "3/14/2011"]
            .map(str::to_owned)
            .to_vec()];
        assert_eq!(guess("person", &sheet, &rows), ["extra", "name", "extra"]);
        let orders = ["Kunde", "Bestelldatum", "Menge"].map(str::to_owned);
        assert_eq!(
            guess("activity", &orders, &[]),
            ["account", "on", "quantity"]
        );
        for (kind, ..) in KINDS {
            assert!(targets(kind).len() > 3, "{kind}");
        }
    }

    #[test]
    fn companies_and_people_are_known_by_their_looks() {
        let header = [
            "N.º Ficha",
            "Clínica dental",
            "Odontólogo/a",
            "Correo de pedidos",
            "Comercial",
        ]
        .map(str::to_owned);
        let row = |cells: [&str; 5]| cells.map(str::to_owned).to_vec();
        let sample = [
            row([
                "LD-1",
                "Clínica Sonrisa Viva S.L.",
                "Dra. Mercè Puig",
                "a@x.example",
                "Iker",
            ]),
            row([
                "LD-2",
                "Dental Arenas",
                "Dr. Pablo Arenas Gil",
                "b@y.example",
                "Nerea",
            ]),
        ];
        assert_eq!(
            guess("person", &header, &sample),
            ["extra", "account", "name", "emails", "extra"]
        );
        assert_eq!(guess("account", &header, &sample)[1], "name");
    }
}
