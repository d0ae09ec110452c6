//! Parts a file of cards by its lines: where each begins, which has no end, and whose agent stands inside of it.

/// Holds the cards of a file one after the other, none inside of another one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parted {
    /// The text in which each card has its end.
    pub(super) text: String,
    /// The lines on which they begin, counted from 1.
    pub(super) lines: Vec<u64>,
    /// Which of them had no end before the next one began.
    pub(super) unended: Vec<usize>,
    /// Whether the last one has none.
    pub(super) is_cut: bool,
    /// The cards that stood inside of others, each with the one that held it.
    pub(super) agents: Vec<(usize, String)>,
}

/// Ends each card before the next one begins, so that a lost end costs nobody else, and takes agents' cards out.
pub(super) fn parted(text: &str) -> Parted {
    let is = |line: &str, what: &str| line.trim().eq_ignore_ascii_case(what);
    let count = |what: &str| text.lines().filter(|line| is(line, what)).count();
    let whole = count("END:VCARD") >= count("BEGIN:VCARD");
    let mut out = Parted::default();
    out.text.reserve(text.len() + 64);
    let (mut open, mut agent, mut depth) = (false, false, 0_usize);
    for (line, number) in text.lines().zip(1..) {
        let (begins, ends) = (is(line, "BEGIN:VCARD"), is(line, "END:VCARD"));
        if depth > 0 || (begins && open && (agent || whole)) {
            if depth == 0 {
                out.agents.push((out.lines.len() - 1, String::new()));
            }
            depth = (depth + usize::from(begins)).saturating_sub(usize::from(ends));
            if let Some((_, card)) = out.agents.last_mut() {
                card.push_str(line);
                card.push('\n');
            }
            continue;
        }
        if begins {
            if open {
                out.text.push_str("END:VCARD\n");
                out.unended.push(out.lines.len() - 1);
            }
            out.lines.push(number);
            open = true;
        }
        open &= !ends;
        let head = line.get(..5).unwrap_or_default();
        agent = head.eq_ignore_ascii_case("AGENT") && line.trim().ends_with(':');
        out.text.push_str(line);
        out.text.push('\n');
    }
    out.is_cut = open;
    out
}

#[cfg(test)]
mod tests {
    use super::parted;

    #[test]
    fn a_card_inside_of_another_one_is_taken_out() {
        let text = "BEGIN:VCARD\nFN:A\nAGENT:\nBEGIN:VCARD\nFN:B\nEND:VCARD\nTEL:1\nEND:VCARD\nBEGIN:VCARD\nFN:C\nEND:VCARD\n";
        let parted = parted(text);
        assert_eq!(parted.lines, [1, 9]);
        assert_eq!(
            parted.agents,
            [(0, "BEGIN:VCARD\nFN:B\nEND:VCARD\n".to_owned())]
        );
        assert!(parted.text.contains("AGENT:\nTEL:1\n"));
        assert!(!parted.is_cut && parted.unended.is_empty());
    }

    #[test]
    fn a_lost_end_is_put_before_the_next_card() {
        let parted = parted("BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\n");
        assert_eq!(
            (parted.lines, parted.unended, parted.is_cut),
            (vec![1, 3], vec![0], true)
        );
    }
}
