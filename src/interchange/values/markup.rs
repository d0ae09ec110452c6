//! Plain text of what programs write as HTML.

use std::borrow::Cow;

/// Gives a text in which every line ends with the one sign that lines end with here.
pub fn one_line_end(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Makes plain text of what a program wrote as HTML; other text is given back as it is.
pub fn plain(text: &str) -> String {
    let looks = text.contains("</")
        || text.contains("<br")
        || text.contains("<BR")
        || text.contains("<p")
        || text.contains("<div")
        || text.contains("<li");
    if !looks {
        return text.trim().to_owned();
    }
    // Where no tag parts the lines, the text parts them itself.
    let lower = text.to_ascii_lowercase();
    let parts = [
        "<br", "<p", "<div", "<li", "<tr", "<h", "<body", "<ul", "<ol", "<!",
    ];
    if text.contains('\n') && !parts.iter().any(|tag| lower.contains(tag)) {
        let lines = text.lines().map(untagged);
        return lines.collect::<Vec<_>>().join("\n").trim().to_owned();
    }
    untagged(text)
}

/// Takes the tags out of a text; what they part is parted by line ends.
fn untagged(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        push_collapsed(&mut out, rest.get(..open).unwrap_or_default());
        let after = rest.get(open + 1..).unwrap_or_default();
        let Some(close) = after.find('>').filter(|close| *close < 4096) else {
            out.push('<');
            rest = after;
            continue;
        };
        let tag = after.get(..close).unwrap_or_default();
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        rest = after.get(close + 1..).unwrap_or_default();
        match name.as_str() {
            "script" | "style" | "title" if !tag.starts_with('/') => {
                let end = rest
                    .to_ascii_lowercase()
                    .find(&format!("</{name}"))
                    .unwrap_or(rest.len());
                rest = rest.get(end..).unwrap_or_default();
            }
            "li" if !tag.starts_with('/') => {
                break_line(&mut out);
                out.push_str("- ");
            }
            "br" | "p" | "div" | "li" | "ul" | "ol" | "tr" | "h1" | "h2" | "h3" | "h4"
            | "table" | "blockquote" => break_line(&mut out),
            "" if tag.starts_with('!') => {}
            "" => {
                out.push('<');
                out.push_str(tag);
                out.push('>');
            }
            _ => {}
        }
    }
    push_collapsed(&mut out, rest);
    entities(out.trim())
}

fn break_line(out: &mut String) {
    while out.ends_with(' ') {
        out.pop();
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Adds text as a browser would show it: runs of blanks and line ends are one blank.
fn push_collapsed(out: &mut String, text: &str) {
    for character in text.chars() {
        if character.is_whitespace() {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else {
            out.push(character);
        }
    }
}

fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let after = rest.get(at + 1..).unwrap_or_default();
        let end = after.find(';').filter(|end| *end <= 10);
        let found = end.and_then(|end| {
            let name = after.get(..end)?;
            let character = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                "nbsp" => ' ',
                "ndash" => '–',
                "mdash" => '—',
                "hellip" => '…',
                "euro" => '€',
                "auml" => 'ä',
                "ouml" => 'ö',
                "uuml" => 'ü',
                "Auml" => 'Ä',
                "Ouml" => 'Ö',
                "Uuml" => 'Ü',
                "szlig" => 'ß',
                "eacute" => 'é',
                "ntilde" => 'ñ',
                _ => {
                    let code = name.strip_prefix('#')?;
                    let number = match code.strip_prefix(['x', 'X']) {
                        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                        None => code.parse().ok()?,
                    };
                    char::from_u32(number).filter(|character| !character.is_control())?
                }
            };
            Some((character, end))
        });
        if let Some((character, end)) = found {
            out.push(character);
            rest = after.get(end + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn lines_stay_where_no_tag_parts_them() {
        assert_eq!(
            plain("Agenda:\n1. Preise\n2. <b>Termine</b>\n\n3. Sonstiges"),
            "Agenda:\n1. Preise\n2. Termine\n\n3. Sonstiges"
        );
        assert_eq!(plain("<p>One\ntwo</p><p>Three</p>"), "One two\nThree");
        assert_eq!(
            plain(
                "<!DOCTYPE HTML><HTML><HEAD><TITLE>x</TITLE></HEAD>\n<BODY><P>Important <B>words</B></P></BODY></HTML>"
            ),
            "Important words"
        );
    }
}
