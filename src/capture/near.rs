//! Understands a line where the account is only the one that the eye rests on: whoever the line names wins over it.
//!
//! A list over all accounts has a chosen line, and so an account; but nobody said that what is typed there is of it.

use super::parsed::{Mark, Parsed, Settled};
use super::shape::accounts_of_people;
use super::{Context, Head, Key, parse};
use crate::domain::Id;

/// Reads a line beside an account; where the people whom it names are of another, or it names another, it is of that one.
///
/// Where those are several, it is of none of them. Its chip says which account it is not.
pub fn parse_beside(line: &str, context: &Context<'_>, settled: &Settled) -> Parsed {
    let parsed = parse(line, context, settled);
    let Some(here) = context.account else {
        return parsed;
    };
    // An account is no current one there, so the beginning of a name before the colon is enough.
    let free = Context {
        account: None,
        ..*context
    };
    let freely = parse(line, &free, settled);
    if !parsed.named && freely.named {
        return freely;
    }
    // "owe okafor: …" is said to somebody whom only the other account has.
    let bare = parsed.before.is_empty() && !freely.before.is_empty();
    let read = if bare { &freely } else { &parsed };
    let theirs = match whose(read, here, context) {
        Whose::Here => return parsed,
        Whose::Of(account) => Some(account),
        Whose::Unclear => None,
    };
    let there = Context {
        account: theirs,
        ..*context
    };
    let mut parsed = parse(line, &there, settled);
    let implied = |chip: &&mut super::Chip| chip.mark == Mark::Account && chip.text.is_empty();
    if let (Some(chip), Some(not)) = (
        parsed.chips.iter_mut().find(implied),
        context.names.path(here),
    ) {
        chip.meaning = format!("{}, not {not}", chip.meaning);
        chip.candidates.clear();
    }
    parsed
}

/// Of which account a line is.
enum Whose {
    /// Of the one beside which it is typed.
    Here,
    /// Of another.
    Of(Id),
    /// Of one of several others.
    Unclear,
}

/// Says of which account a line is by whom and what it names.
fn whose(parsed: &Parsed, here: Id, context: &Context<'_>) -> Whose {
    let of_record = |chip: &super::Chip| {
        !chip.doubtful
            && !chip.text.is_empty()
            && matches!(chip.mark, Mark::Record | Mark::Key(Key::Of))
    };
    // A trend is of an industry; what is told, done or said of a record is of that record's account.
    if parsed.named
        || parsed.chips.iter().any(of_record)
        || matches!(parsed.head, Head::Told | Head::Done | Head::Trend)
    {
        return Whose::Here;
    }
    let mut named = accounts_of_people(parsed, context);
    if named.is_empty() {
        named = context.names.accounts_in(&parsed.text);
    }
    // A unit and the account that it is a unit of are one customer.
    let kin = |id: &Id| {
        context.names.within(Some(*id), Some(here)) || context.names.within(Some(here), Some(*id))
    };
    if named.is_empty() || named.iter().any(kin) {
        return Whose::Here;
    }
    match named.as_slice() {
        [one] => Whose::Of(*one),
        _ => Whose::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::NoRecords;
    use crate::domain::Kind;
    use crate::domain::days::Weekend;
    use crate::domain::directory::Directory;
    use crate::domain::names::{Name, Names};

    fn id(n: u8) -> Id {
        Id::new(1, [n; 10])
    }

    fn name(n: u8, kind: Kind, name: &str, others: &[&str], account: Option<u8>) -> Name {
        Name {
            id: id(n),
            kind,
            short: format!("{}{n}", kind.letters()),
            name: name.into(),
            others: others.iter().map(|other| (*other).to_owned()).collect(),
            account: account.map(id),
            ours: kind == Kind::Person && account.is_none(),
            emails: Vec::new(),
        }
    }

    fn filed(line: &str) -> (Option<Id>, String) {
        let names = Directory::from(Names(vec![
            name(1, Kind::Account, "Connecticut DMV", &["DMV"], None),
            name(2, Kind::Account, "Bridgeport branch", &[], Some(1)),
            name(3, Kind::Account, "Northline Supply", &["Northline"], None),
            name(4, Kind::Account, "Volta Audio", &[], None),
            name(5, Kind::Person, "Elena Ruiz", &[], Some(1)),
            name(6, Kind::Person, "Dana Whitfield", &[], Some(2)),
            name(7, Kind::Person, "Ngozi Okafor", &[], Some(3)),
            name(8, Kind::Person, "Kenji Tanaka", &[], Some(4)),
            name(9, Kind::Person, "Grace Lindqvist", &[], None),
        ]));
        let weekend = Weekend::default();
        let context = Context {
            names: &names,
            records: &NoRecords,
            account: Some(id(1)),
            touchpoint: None,
            today: "2026-11-23".parse().unwrap(),
            weekend: &weekend,
            currency: None,
            signs: true,
            pasted: false,
        };
        let parsed = parse_beside(line, &context, &Settled::default());
        let chip = parsed.chips.iter().find(|chip| chip.mark == Mark::Account);
        let said = chip.map(|chip| chip.meaning.clone()).unwrap_or_default();
        assert_eq!(
            parsed
                .pieces
                .iter()
                .map(|p| &parsed.raw[p.span.clone()])
                .collect::<String>(),
            line
        );
        (parsed.account, said)
    }

    #[test]
    fn whoever_is_named_wins_over_the_line_that_happens_to_be_chosen() {
        let of = |line: &str| filed(line).0;
        assert_eq!(of("they rang again"), Some(id(1)));
        assert_eq!(of("owe @okafor: the credit note due:fri"), Some(id(3)));
        assert_eq!(of("> @okafor: the credit note"), Some(id(3)));
        assert_eq!(of("owe okafor: the credit note"), Some(id(3)));
        assert_eq!(of("Northline rang about the credit"), Some(id(3)));
        assert_eq!(of("volta: the lamps burn"), Some(id(4)));
        // Their own people, those of a unit, those of ours and new ones leave it where it is.
        assert_eq!(of("owe @ruiz: the counts"), Some(id(1)));
        assert_eq!(of("owe @dana: the counts"), Some(id(1)));
        assert_eq!(of("owe @zed: the counts by:@lindqvist"), Some(id(1)));
        assert_eq!(of("@ruiz compares us with Northline"), Some(id(1)));
        // Of several, nobody can say which.
        assert_eq!(of("@okafor and @tanaka met"), None);
        assert_eq!(of("Northline and Volta Audio merge"), None);
        assert_eq!(of("northlines are drawn"), Some(id(1)));
    }

    #[test]
    fn the_chip_names_the_account_and_the_one_that_it_is_not() {
        assert_eq!(
            filed("owe @okafor: the credit note").1,
            "Northline Supply, not Connecticut DMV"
        );
        assert_eq!(
            filed("@okafor and @tanaka met").1,
            "inbox, not Connecticut DMV"
        );
        assert_eq!(filed("owe @ruiz: the counts").1, "Connecticut DMV");
    }
}
