//! Takes a person's name, title, e-mail addresses and phone numbers out of one line.

/// What a line says of a person.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Contact {
    /// The name.
    pub name: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Phone numbers, as typed.
    pub phones: Vec<String>,
    /// Whatever else was said.
    pub rest: Option<String>,
}

/// Reads `Ben Ortiz, plant manager, ben@acme.example +49 170 1234567`.
pub fn read(text: &str) -> Contact {
    let mut found = Contact::default();
    let mut parts: Vec<String> = Vec::new();
    for part in text.split([',', ';', '\n']) {
        let left = take_addresses(part, &mut found);
        if !left.is_empty() {
            parts.push(left);
        }
    }
    let mut parts = parts.into_iter();
    found.name = parts.next();
    found.title = parts.next();
    let rest: Vec<String> = parts.collect();
    found.rest = (!rest.is_empty()).then(|| rest.join(", "));
    found
}

/// Takes e-mail addresses and phone numbers out of a part, and gives what is left.
fn take_addresses(part: &str, found: &mut Contact) -> String {
    let mut left: Vec<&str> = Vec::new();
    let words: Vec<&str> = part.split_whitespace().collect();
    let mut at = 0;
    while at < words.len() {
        let word = words[at];
        if let Some(email) = email(word) {
            found.emails.push(email);
            drop_label(&mut left, &["mail", "e-mail", "email", "m"]);
            at += 1;
            continue;
        }
        let run = phone_run(&words[at..]);
        if run > 0 {
            let phone = words[at..at + run].join(" ");
            found
                .phones
                .push(phone.trim_end_matches(['.', ',']).to_owned());
            drop_label(
                &mut left,
                &[
                    "tel", "phone", "mobile", "mob", "cell", "office", "handy", "t", "p", "m",
                    "movil", "móvil", "portable",
                ],
            );
            at += run;
            continue;
        }
        left.push(word);
        at += 1;
    }
    left.join(" ")
}

/// Drops a label such as `tel:` that stood before an address.
fn drop_label(left: &mut Vec<&str>, labels: &[&str]) {
    if let Some(last) = left.last() {
        let word = last.trim_end_matches([':', '.']).to_lowercase();
        if labels.contains(&word.as_str()) {
            left.pop();
        }
    }
}

/// Gives the address where a word is one, without the brackets around it.
fn email(word: &str) -> Option<String> {
    let bare = word
        .trim_start_matches("mailto:")
        .trim_matches(|c: char| matches!(c, '<' | '>' | '(' | ')' | '"' | '.' | ':'));
    let (user, host) = bare.split_once('@')?;
    let ok = !user.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.contains('@')
        && host
            .chars()
            .all(|c| c.is_alphanumeric() || c == '.' || c == '-')
        && user
            .chars()
            .all(|c| c.is_alphanumeric() || "._%+-'".contains(c));
    ok.then(|| bare.to_owned())
}

/// Counts the words from here on that make one phone number; zero where there is none.
fn phone_run(words: &[&str]) -> usize {
    let starts = words.first().is_some_and(|w| {
        w.starts_with('+') || w.starts_with('(') || w.starts_with(|c: char| c.is_ascii_digit())
    });
    if !starts {
        return 0;
    }
    let mut digits = 0;
    let mut run = 0;
    for word in words {
        let fits = word
            .chars()
            .enumerate()
            .all(|(i, c)| c.is_ascii_digit() || "()-/.".contains(c) || (c == '+' && i == 0));
        if !fits || (run > 0 && word.starts_with('+')) {
            break;
        }
        digits += word.bytes().filter(u8::is_ascii_digit).count();
        run += 1;
    }
    // Fewer than six digits are a room, a year or a count; more than fifteen are no number of ITU E.164.
    if (6..=17).contains(&digits) { run } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_line_apart() {
        let ben = read("Ben Ortiz, plant manager, ben@acme.example +49 170 1234567");
        assert_eq!(ben.name.as_deref(), Some("Ben Ortiz"));
        assert_eq!(ben.title.as_deref(), Some("plant manager"));
        assert_eq!(ben.emails, ["ben@acme.example"]);
        assert_eq!(ben.phones, ["+49 170 1234567"]);
        assert_eq!(ben.rest, None);
    }

    #[test]
    fn takes_what_there_is() {
        let one = read("Zoë");
        assert_eq!(
            (one.name.as_deref(), one.title, one.rest),
            (Some("Zoë"), None, None)
        );
        let two = read(
            "Dana Whitfield, Bridgeport branch manager, tel: (203) 555-0143, loves opera, office 12",
        );
        assert_eq!(two.phones, ["(203) 555-0143"]);
        assert_eq!(two.rest.as_deref(), Some("loves opera, office 12"));
        let three = read("Jürgen Groß <juergen@groß.example>");
        assert_eq!(three.name.as_deref(), Some("Jürgen Groß"));
        assert_eq!(three.emails, ["juergen@groß.example"]);
        assert_eq!(read("").name, None);
    }
}
