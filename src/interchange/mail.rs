//! Finds the invitation in a mail.

use base64::Engine as _;

use super::decode;

/// Gives the calendar texts of a mail, or of all mails of a mailbox, each once.
pub fn calendars(bytes: &[u8], nesting: usize) -> Vec<String> {
    let mut found = Vec::new();
    for mail in mails(bytes) {
        part(mail, nesting, &mut found);
    }
    let mut all: Vec<String> = Vec::new();
    for text in found {
        let same = |other: &String| other.split_whitespace().eq(text.split_whitespace());
        if !all.iter().any(same) {
            all.push(text);
        }
    }
    all
}

/// Parts a mailbox into its mails, each of which begins with a line of its own; a mail alone is one.
fn mails(bytes: &[u8]) -> Vec<&[u8]> {
    const BEGIN: &[u8] = b"From ";
    if !bytes.starts_with(BEGIN) {
        return vec![bytes];
    }
    let (mut found, mut from, mut at, mut empty) = (Vec::new(), None, 0, true);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if empty && line.starts_with(BEGIN) {
            found.extend(from.map(|from| &bytes[from..at]));
            from = Some(at + line.len());
        }
        empty = line.trim_ascii().is_empty();
        at += line.len();
    }
    found.extend(from.map(|from| &bytes[from..]));
    found
}

/// Says whether bytes begin as a mail does: with headers, one of which only mails have.
pub fn is_mail(text: &str) -> bool {
    let mut seen = false;
    for (at, line) in text.lines().take(60).enumerate() {
        // A mailbox begins each mail with such a line.
        if at == 0 && line.starts_with("From ") {
            continue;
        }
        if line.is_empty() {
            return seen;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else {
            return false;
        };
        if name.is_empty()
            || !name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            return false;
        }
        seen |= [
            "from",
            "mime-version",
            "message-id",
            "received",
            "return-path",
            "content-type",
        ]
        .contains(&name.to_ascii_lowercase().as_str());
    }
    seen
}

fn part(bytes: &[u8], depth: usize, found: &mut Vec<String>) {
    let (head, body) = split(bytes);
    let head = String::from_utf8_lossy(head)
        .replace("\r\n", "\n")
        .replace("\n ", " ")
        .replace("\n\t", " ");
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim()
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    };
    let kind = header("content-type").unwrap_or_default();
    let lower = kind.to_ascii_lowercase();
    if lower.starts_with("multipart/") && depth > 0 {
        let boundary = parameter(&kind, "boundary").unwrap_or_default();
        for inner in parts(body, &boundary) {
            part(inner, depth - 1, found);
        }
        return;
    }
    if lower.starts_with("message/rfc822") && depth > 0 {
        part(body, depth - 1, found);
        return;
    }
    let placed = header("content-disposition").unwrap_or_default();
    let names = [
        (&kind, "name"),
        (&kind, "name*"),
        (&placed, "filename"),
        (&placed, "filename*"),
    ];
    let names: Vec<String> = names
        .into_iter()
        .filter_map(|(header, name)| parameter(header, name))
        .collect();
    let is_calendar = lower.starts_with("text/calendar")
        || lower.starts_with("application/ics")
        || names.iter().any(|name| is_calendars(name));
    let may_be = !names.is_empty() || lower.starts_with("application/octet-stream");
    if !is_calendar && !may_be {
        return;
    }
    let encoding = header("content-transfer-encoding").unwrap_or_default();
    let raw = match encoding.to_ascii_lowercase().as_str() {
        "base64" => unbased(body),
        "quoted-printable" => Some(unquote(body)),
        _ => Some(body.to_vec()),
    };
    let begins = |raw: &Vec<u8>| {
        let head = raw.trim_ascii_start().get(..15);
        head.is_some_and(|head| head.eq_ignore_ascii_case(b"BEGIN:VCALENDAR"))
    };
    let Some(raw) = raw.filter(|raw| is_calendar || begins(raw)) else {
        return;
    };
    let letters = parameter(&kind, "charset");
    found.push(decode::decode_labelled(&raw, letters.as_deref()));
}

fn unbased(body: &[u8]) -> Option<Vec<u8>> {
    let clean: Vec<u8> = body
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    base64::engine::general_purpose::STANDARD.decode(clean).ok()
}

/// Says whether a file of this name is a calendar's; the name may be written in the encoding of headers.
fn is_calendars(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let packed = lower.find("?b?").and_then(|at| {
        let inner = name.get(at + 3..)?.split('?').next()?;
        String::from_utf8(unbased(inner.as_bytes())?).ok()
    });
    let name = packed.unwrap_or(lower);
    let name = name.trim_end_matches("?=").to_ascii_lowercase();
    [".ics", "=2eics"].iter().any(|end| name.ends_with(end))
}

fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let find = |mark: &[u8]| {
        bytes
            .windows(mark.len())
            .position(|window| window == mark)
            .map(|at| (at, at + mark.len()))
    };
    let (end, start) = match (find(b"\r\n\r\n"), find(b"\n\n")) {
        (Some(one), Some(other)) => {
            if one.0 < other.0 {
                one
            } else {
                other
            }
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => (bytes.len(), bytes.len()),
    };
    (&bytes[..end], &bytes[start..])
}

fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|piece| {
        let (key, value) = piece.split_once('=')?;
        key.trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}");
    let mark = mark.as_bytes();
    let mut found = Vec::new();
    let mut from: Option<usize> = None;
    let mut at = 0;
    while at < body.len() && found.len() < 100 {
        let end = body[at..]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(body.len(), |stop| at + stop + 1);
        let line = &body[at..end];
        if line.starts_with(mark) {
            if let Some(from) = from {
                found.push(&body[from..at]);
            }
            from = Some(end);
            if line[mark.len()..].starts_with(b"--") {
                return found;
            }
        }
        at = end;
    }
    if let Some(from) = from {
        found.push(&body[from.min(body.len())..]);
    }
    found
}

/// Decodes quoted-printable.
pub(super) fn unquote(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while at < body.len() {
        let rest = &body[at..];
        if rest.starts_with(b"=\r\n") {
            at += 3;
        } else if rest.starts_with(b"=\n") {
            at += 2;
        } else if rest[0] == b'=' && rest.len() > 2 {
            let hex = std::str::from_utf8(&rest[1..3])
                .ok()
                .and_then(|hex| u8::from_str_radix(hex, 16).ok());
            if let Some(byte) = hex {
                out.push(byte);
                at += 3;
            } else {
                out.push(b'=');
                at += 1;
            }
        } else {
            out.push(rest[0]);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_calendar_however_it_is_wrapped() {
        let inner =
            base64::engine::general_purpose::STANDARD.encode("BEGIN:VCALENDAR\nEND:VCALENDAR\n");
        let mail = format!(
            "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed;\n boundary=\"o\"\n\n--o\nContent-Type: multipart/alternative; boundary=i\n\n--i\nContent-Type: text/plain\n\nhello\n--i\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{inner}\n--i--\n--o--\n"
        );
        assert!(is_mail(&mail));
        assert!(calendars(mail.as_bytes(), 8)[0].starts_with("BEGIN:VCALENDAR"));
        assert_eq!(calendars(b"From: x\n\nBEGIN:VCALENDAR", 8), [""; 0]);
        assert!(is_mail(
            "Subject: hi\nFrom: a@b.example\nTo: c@d.example\n\nhello\n"
        ));
        assert!(!is_mail("Name,Email\nA,b@c.example\n"));
    }

    #[test]
    fn takes_every_calendar_of_a_mail_and_each_once() {
        let part = |kind: &str, uid: &str| format!("--o\n{kind}\n\nBEGIN:VCALENDAR\nUID:{uid}\n");
        let wrapped = |parts: &str| {
            format!(
                "From - Mon\nFrom: a@b.example\nContent-Type: multipart/mixed; boundary=o\n\n{parts}--o--\n"
            )
        };
        let mail = wrapped(
            &[
                part("Content-Type: text/calendar", "1"),
                part("Content-Type: application/ics; name=\"invite.ics\"", "1"),
                part("Content-Type: text/calendar; charset=iso-8859-1", "2 – ß"),
                part("Content-Type: application/octet-stream", "3"),
                part("Content-Type: text/plain; name=\"=?utf-8?Q?invite.ics?=\"", "4"),
                part("Content-Type: application/octet-stream; name=\"=?utf-8?B?aW52aXRlLmljcw==?=\"", "5"),
                part("Content-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''invite.ics", "6"),
                part("Content-Type: text/plain", "a text that speaks of calendars"),
            ]
            .concat(),
        );
        assert!(is_mail(&mail));
        let uids = |mail: &str| -> Vec<String> {
            let all = calendars(mail.as_bytes(), 8);
            all.iter()
                .filter_map(|text| Some(text.lines().nth(1)?.to_owned()))
                .collect()
        };
        assert_eq!(
            uids(&mail),
            ["UID:1", "UID:2 – ß", "UID:3", "UID:4", "UID:5", "UID:6"]
        );
        let two = format!(
            "{mail}\n{}",
            wrapped(&part("Content-Type: text/calendar", "7"))
        );
        assert_eq!(uids(&two).last().map(String::as_str), Some("UID:7"));
    }

    #[test]
    fn unquotes_soft_breaks_and_bytes() {
        assert_eq!(
            unquote(b"QBR =E2=80=93 =\r\nAcme=3"),
            "QBR – Acme=3".as_bytes()
        );
    }
}
