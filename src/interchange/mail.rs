//! Finds the invitation in a mail.

use base64::Engine as _;

use super::decode;

/// Gives the calendar text of a mail's first `text/calendar` part, with its method's cancellation kept in it.
pub fn calendar(bytes: &[u8], nesting: usize) -> Option<String> {
    part(bytes, nesting)
}

/// Says whether bytes begin as a mail does: with headers, one of which only mails have.
pub fn is_mail(text: &str) -> bool {
    let mut seen = false;
    for line in text.lines().take(60) {
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

fn part(bytes: &[u8], depth: usize) -> Option<String> {
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
        let boundary = parameter(&kind, "boundary")?;
        return parts(body, &boundary)
            .into_iter()
            .find_map(|inner| part(inner, depth - 1));
    }
    if lower.starts_with("message/rfc822") && depth > 0 {
        return part(body, depth - 1);
    }
    let name = parameter(&kind, "name")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_calendar = lower.starts_with("text/calendar")
        || lower.starts_with("application/ics")
        || (lower.starts_with("application/octet-stream")
            && name.rsplit('.').next() == Some("ics"));
    if !is_calendar {
        return None;
    }
    let encoding = header("content-transfer-encoding")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let raw = match encoding.as_str() {
        "base64" => {
            let clean: Vec<u8> = body
                .iter()
                .copied()
                .filter(|byte| !byte.is_ascii_whitespace())
                .collect();
            base64::engine::general_purpose::STANDARD
                .decode(clean)
                .ok()?
        }
        "quoted-printable" => unquote(body),
        _ => body.to_vec(),
    };
    let text = match parameter(&kind, "charset")
        .and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()))
    {
        Some(encoding) => encoding.decode(&raw).0.into_owned(),
        None => decode::decode(&raw).text.into_owned(),
    };
    Some(text)
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

fn unquote(body: &[u8]) -> Vec<u8> {
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
        assert!(
            calendar(mail.as_bytes(), 8)
                .unwrap()
                .starts_with("BEGIN:VCALENDAR")
        );
        assert_eq!(calendar(b"From: x\n\nBEGIN:VCALENDAR", 8), None);
        assert!(is_mail(
            "Subject: hi\nFrom: a@b.example\nTo: c@d.example\n\nhello\n"
        ));
        assert!(!is_mail("Name,Email\nA,b@c.example\n"));
    }

    #[test]
    fn unquotes_soft_breaks_and_bytes() {
        assert_eq!(
            unquote(b"QBR =E2=80=93 =\r\nAcme=3"),
            "QBR – Acme=3".as_bytes()
        );
    }
}
