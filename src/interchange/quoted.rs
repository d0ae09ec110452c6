//! Spells out what old cards and calendars leave open of quoted-printable, so that whoever reads them need not guess.

use super::mail::unquote;

/// Names the encoding where its bare word stands, and the letters where the bytes are sound UTF-8 and nobody says so.
///
/// Lines keep their number.
pub(super) fn spelled(text: String) -> String {
    if !text.to_ascii_uppercase().contains("QUOTED-PRINTABLE") {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let Some((head, value)) = line.split_once(':').filter(|(head, _)| is_quoted(head)) else {
            out.push_str(line);
            continue;
        };
        let mut value = value.to_owned();
        while value.trim_end().ends_with('=')
            && let Some(next) = lines.next()
        {
            value.push_str(next);
        }
        let mut says_letters = false;
        for (at, part) in head.split(';').enumerate() {
            if at > 0 {
                out.push(';');
            }
            says_letters |= part
                .get(..8)
                .is_some_and(|name| name.eq_ignore_ascii_case("CHARSET="));
            if at > 0 && part.trim().eq_ignore_ascii_case("QUOTED-PRINTABLE") {
                out.push_str("ENCODING=");
            }
            out.push_str(part);
        }
        let bytes = unquote(value.as_bytes());
        if !says_letters && !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok() {
            out.push_str(";CHARSET=UTF-8");
        }
        out.push(':');
        out.push_str(&value);
    }
    out
}

fn is_quoted(head: &str) -> bool {
    head.split(';').skip(1).any(|part| {
        let said = part.rsplit('=').next().unwrap_or_default().trim();
        said.eq_ignore_ascii_case("QUOTED-PRINTABLE")
    })
}

#[cfg(test)]
mod tests {
    use super::spelled;

    #[test]
    fn the_bare_word_is_the_encoding_and_sound_utf8_is_named() {
        for (written, told) in [
            (
                "TITLE;QUOTED-PRINTABLE:Head =\nof sales\n",
                "TITLE;ENCODING=QUOTED-PRINTABLE:Head =\nof sales\n",
            ),
            (
                "FN;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen\n",
                "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=BCrgen\n",
            ),
            (
                "FN;QUOTED-PRINTABLE:M=FCller\n",
                "FN;ENCODING=QUOTED-PRINTABLE:M=FCller\n",
            ),
            (
                "NOTE:a;QUOTED-PRINTABLE:=3D\n",
                "NOTE:a;QUOTED-PRINTABLE:=3D\n",
            ),
        ] {
            assert_eq!(spelled(written.to_owned()), told);
        }
    }
}
