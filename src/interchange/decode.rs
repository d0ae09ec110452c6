//! Turns a file's bytes into text and says how it was understood.
//!
//! Order of evidence: a byte order mark, the zeros that UTF-16 leaves, valid UTF-8, UTF-8 with a little damage, and
//! only then a guess. Whatever was guessed or lost is said in a warning, never passed over.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252};

/// Holds a file's text with what was found out about its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text without its byte order mark and without zero bytes.
    pub text: Cow<'a, str>,
    /// The encoding's name: `utf-8`, `utf-8 +BOM`, `cp1252`, `utf-16le` or the label of the Encoding Standard.
    pub encoding: String,
    /// What had to be guessed, replaced or removed.
    pub warnings: Vec<String>,
}

/// Decodes `bytes`, borrowing them where they are plain UTF-8.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some(whole) = with_whole_letters(bytes) {
        let Decoded {
            text,
            encoding,
            warnings,
        } = decode_whole(&whole);
        return Decoded {
            text: Cow::Owned(text.into_owned()),
            encoding,
            warnings,
        };
    }
    decode_whole(bytes)
}

/// Decodes `bytes` by the name that came with them, unless they are sound UTF-8 with letters of several bytes, which they
/// hardly are by chance.
pub fn decode_labelled(bytes: &[u8], name: Option<&str>) -> String {
    let told = name.and_then(named);
    let whole = with_whole_letters(bytes);
    let whole = whole.as_deref().unwrap_or(bytes);
    match told {
        Some(encoding) if whole.is_ascii() || std::str::from_utf8(whole).is_err() => {
            encoding.decode(whole).0.into_owned()
        }
        _ => decode(whole).text.into_owned(),
    }
}

/// Puts letters of cards and calendars together again whose bytes a fold of the line has parted; nothing where none is.
///
/// The whole letter goes behind the fold, so that no line is lost from the count.
fn with_whole_letters(bytes: &[u8]) -> Option<Vec<u8>> {
    let begin = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let begin = begin.trim_ascii_start().get(..6)?;
    if !begin.eq_ignore_ascii_case(b"BEGIN:") || std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let (mut at, mut moved) = (0, false);
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let fold = [&b"\r\n "[..], b"\r\n\t", b"\n ", b"\n\t"];
        let fold = fold.into_iter().find(|fold| rest.starts_with(fold));
        let Some(fold) = fold else {
            out.push(*byte);
            at += 1;
            continue;
        };
        let head = out.len() - unfinished(&out);
        let goes_on = rest.get(fold.len()).is_some_and(|next| next & 0xC0 == 0x80);
        let lead = if goes_on && head < out.len() {
            moved = true;
            out.split_off(head)
        } else {
            Vec::new()
        };
        out.extend_from_slice(fold);
        out.extend(lead);
        at += fold.len();
    }
    let (sound, broken) = utf8_balance(&out);
    (moved && sound >= broken.saturating_mul(4)).then_some(out)
}

/// Says how many bytes at the end are the beginning of a letter of UTF-8 that lacks its end.
fn unfinished(bytes: &[u8]) -> usize {
    (1..=3.min(bytes.len()))
        .find(|back| bytes[bytes.len() - back] & 0xC0 != 0x80)
        .filter(|back| {
            let needs = match bytes[bytes.len() - back] {
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xF4 => 4,
                _ => 0,
            };
            *back < needs
        })
        .unwrap_or(0)
}

fn decode_whole(bytes: &[u8]) -> Decoded<'_> {
    let mut warnings = Vec::new();
    let (text, encoding) = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            (utf8_or_lossy(rest, &mut warnings), "utf-8 +BOM".to_owned())
        }
        [0xFF, 0xFE, rest @ ..] => (by(UTF_16LE, rest, &mut warnings), "utf-16le".to_owned()),
        [0xFE, 0xFF, rest @ ..] => (by(UTF_16BE, rest, &mut warnings), "utf-16be".to_owned()),
        _ => unmarked(bytes, &mut warnings),
    };
    let text = without_zeros(text, &mut warnings);
    Decoded {
        text,
        encoding,
        warnings,
    }
}

/// Finds an encoding by its name.
pub fn named(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.trim().as_bytes())
}

/// Decodes `bytes` as somebody says who knows how they are written.
pub fn decode_as<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    let mut warnings = Vec::new();
    let text = by(encoding, bytes, &mut warnings);
    Decoded {
        text: without_zeros(text, &mut warnings),
        encoding: label(encoding),
        warnings,
    }
}

fn unmarked<'a>(bytes: &'a [u8], warnings: &mut Vec<String>) -> (Cow<'a, str>, String) {
    if let Some(wide) = looks_like_utf16(bytes) {
        let name = if wide == UTF_16LE {
            "utf-16le"
        } else {
            "utf-16be"
        };
        warnings.push(format!(
            "no byte order mark: read as {name} because every second byte is zero"
        ));
        return (by(wide, bytes, warnings), name.to_owned());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), "utf-8".to_owned());
    }
    let (sound, broken) = utf8_balance(bytes);
    // A card or a calendar is of one program, and folds its lines, within a letter too: there no line is read by itself.
    let folded = bytes.trim_ascii_start().get(..6);
    let folded = folded.is_some_and(|begin| begin.eq_ignore_ascii_case(b"BEGIN:"));
    // Sound characters of several bytes hardly come about by chance: with as many of them as there are broken places the
    // text is UTF-8, and something of another program got into it.
    let least = if folded { 4 } else { 1 };
    if sound >= least && sound >= broken.saturating_mul(least) {
        return (Cow::Owned(mended(bytes, warnings)), "utf-8".to_owned());
    }
    let mut guessed = guess(bytes);
    if guessed == WINDOWS_1252 && sound == 0 && is_of_a_mac(bytes) {
        guessed = MACINTOSH;
    }
    let name = label(guessed);
    let mut told = Vec::new();
    let text = if guessed == WINDOWS_1252 && sound > 0 && !folded {
        Cow::Owned(patched(bytes, &mut told))
    } else {
        by(guessed, bytes, &mut told)
    };
    let word = text
        .split(|sign: char| !sign.is_alphanumeric() && sign.is_ascii())
        .find(|word| !word.is_ascii() && word.chars().count() < 40);
    let word = word.map(|word| format!(" such as “{word}”"));
    warnings.push(format!(
        "not UTF-8: read as {name}, guessed from its bytes; look at accented letters{} before applying (`encoding` in a file for --map says another, or r in the workbench's import)",
        word.unwrap_or_default()
    ));
    warnings.append(&mut told);
    (text, name)
}

/// Says whether letters with accents lie where a Mac of old has them: what stands between letters is a sign in the Western
/// encoding, and a letter there.
fn is_of_a_mac(bytes: &[u8]) -> bool {
    const LETTERS: &str = "äöüßéèêëáàâåæøñíìîïóòôúùûçœãõÄÖÜÅÆØÉÑÁÓÇ";
    let mut score = [0_i32; 2];
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0x80) {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let beside = [before, bytes.get(at + 1)];
        let in_word = |byte: &&u8| byte.is_ascii_alphabetic() || **byte >= 0x80;
        if !beside.into_iter().flatten().any(|byte| in_word(&byte)) {
            continue;
        }
        for (score, encoding) in score.iter_mut().zip([WINDOWS_1252, MACINTOSH]) {
            let one = [*byte];
            let (letter, _) = encoding.decode_without_bom_handling(&one);
            // Within a word after a small letter no capital stands.
            let capital = before.is_some_and(u8::is_ascii_lowercase)
                && letter.chars().all(char::is_uppercase);
            *score += if LETTERS.contains(letter.as_ref()) && !capital {
                1
            } else {
                -1
            };
        }
    }
    let [western, mac] = score;
    western <= 0 && mac >= western + 3
}

/// Says whether letters are those of Central Europe: where the Western encoding has a sign or a capital within a word, the
/// Central one has a letter that fits; without such a place the guess of the whole counts.
fn is_central(bytes: &[u8], guessed: &'static Encoding) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte >= 0x80;
    let (mut differ, mut proven) = (0, 0);
    let mut word = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let behind = word;
        word = if is_letter(byte) { word + 1 } else { 0 };
        let goes_on = bytes.get(at + 1).is_some_and(is_letter);
        // Of one letter nobody can say; Nº, Mª, m³ and km² are Western, and so is ¿ before a word.
        if *byte < 0x80 || !(goes_on || behind > 2) {
            continue;
        }
        let one = [*byte];
        let western = WINDOWS_1252.decode_without_bom_handling(&one).0;
        let central = WINDOWS_1250.decode_without_bom_handling(&one).0;
        if western == central || western == "®" {
            continue;
        }
        let small = at.checked_sub(1).and_then(|before| bytes.get(before));
        let small = small.is_some_and(u8::is_ascii_lowercase);
        let fits = |letter: &str| {
            letter.chars().all(char::is_alphabetic)
                && !(small && letter.chars().all(char::is_uppercase))
        };
        if !fits(&central) {
            return false;
        }
        differ += 1;
        proven += usize::from(behind > 0 && !fits(&western));
    }
    differ >= 2 && (proven >= 2 || guessed == WINDOWS_1250)
}

/// Reads Western letters, but a line whose letters are all UTF-8 as that, and says which lines those are.
fn patched(bytes: &[u8], warnings: &mut Vec<String>) -> String {
    let mut text = String::with_capacity(bytes.len() + 64);
    let mut lines = Vec::new();
    for (line, number) in bytes.split_inclusive(|byte| *byte == b'\n').zip(1_u64..) {
        match std::str::from_utf8(line) {
            Ok(sound) => {
                if !sound.is_ascii() {
                    lines.push(number);
                }
                text.push_str(sound);
            }
            Err(_) => text.push_str(&WINDOWS_1252.decode_without_bom_handling(line).0),
        }
    }
    if !lines.is_empty() {
        let first: Vec<String> = lines.iter().take(5).map(ToString::to_string).collect();
        let more = match lines.len() - first.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let word = if lines.len() == 1 { "line" } else { "lines" };
        let are = if lines.len() == 1 { "is" } else { "are" };
        warnings.push(format!(
            "{word} {}{more} {are} UTF-8 among the others, and read so",
            first.join(", ")
        ));
    }
    text
}

/// Guesses a legacy encoding; a few stray bytes are no evidence for anything but the Western one.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    if (guessed == WINDOWS_1252 || guessed == WINDOWS_1250) && is_central(bytes, guessed) {
        return WINDOWS_1250;
    }
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let letters = bytes
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    if high < 24 && high * 5 < letters && guessed.is_single_byte() {
        WINDOWS_1252
    } else {
        guessed
    }
}

fn label(encoding: &'static Encoding) -> String {
    if encoding == WINDOWS_1252 {
        "cp1252".to_owned()
    } else {
        encoding.name().to_ascii_lowercase()
    }
}

fn by<'a>(
    encoding: &'static Encoding,
    bytes: &'a [u8],
    warnings: &mut Vec<String>,
) -> Cow<'a, str> {
    let (text, lost) = encoding.decode_without_bom_handling(bytes);
    if lost {
        warnings.push(damage(&text));
    }
    text
}

/// Reads UTF-8 and takes what is none of it for Western letters; says in which lines.
fn mended(bytes: &[u8], warnings: &mut Vec<String>) -> String {
    let mut text = String::with_capacity(bytes.len());
    let (mut line, mut lines) = (1, Vec::new());
    for chunk in bytes.utf8_chunks() {
        line += chunk.valid().matches('\n').count();
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
            if lines.last() != Some(&line) {
                lines.push(line);
            }
        }
    }
    let first: Vec<String> = lines.iter().take(5).map(ToString::to_string).collect();
    let more = match lines.len() - first.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let word = if lines.len() == 1 { "line" } else { "lines" };
    warnings.push(format!(
        "{word} {}{more}: bytes that are no UTF-8 are read as cp1252; look at accented letters there before applying",
        first.join(", ")
    ));
    text
}

fn utf8_or_lossy<'a>(bytes: &'a [u8], warnings: &mut Vec<String>) -> Cow<'a, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => by(UTF_8, bytes, warnings),
    }
}

fn damage(text: &str) -> String {
    let lost = text.matches('\u{FFFD}').count();
    let line = text
        .split('\u{FFFD}')
        .next()
        .map_or(1, |before| before.matches('\n').count() + 1);
    format!("{lost} unreadable characters replaced, the first in line {line}")
}

fn without_zeros<'a>(text: Cow<'a, str>, warnings: &mut Vec<String>) -> Cow<'a, str> {
    let zeros = text.bytes().filter(|byte| *byte == 0).count();
    if zeros == 0 {
        return text;
    }
    warnings.push(format!("{zeros} zero bytes removed"));
    Cow::Owned(text.replace('\0', ""))
}

fn looks_like_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    if head.len() < 8 {
        return None;
    }
    let zeros = |first: usize| {
        head.iter()
            .skip(first)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if odd * 10 > half * 6 && even * 10 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 6 && odd * 10 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Counts the sound multi-byte characters and the broken places of bytes read as UTF-8.
fn utf8_balance(bytes: &[u8]) -> (usize, usize) {
    let mut sound = 0;
    let mut broken = 0;
    for chunk in bytes.utf8_chunks() {
        sound += chunk
            .valid()
            .chars()
            .filter(|character| !character.is_ascii())
            .count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (sound, broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_central_from_western_letters() {
        for (written, text) in [
            (
                WINDOWS_1250,
                "Imię;Nazwisko;Firma\nPaweł;Ćwik;Łódź Stal\nŁukasz;Źdźbło;Żywiec Stal\n",
            ),
            (
                WINDOWS_1250,
                "Nazwa;Miasto\nŻywiec Stal;Żywiec\nŹdźbło i Spółka;Łódź\n",
            ),
            (
                WINDOWS_1250,
                "Ime;Tvrtka\nAna Šimić;Čelik Đakovo d.o.o.\nIvan Knežević;Žito\n",
            ),
            (
                WINDOWS_1250,
                "Jméno;Firma\nJiří Dvořák;Ocel Plzeň\nŠtěpán Černý;Žďár\n",
            ),
            (
                WINDOWS_1252,
                "Name;Firma\nJörg Groß;Müller & Söhne\nÅsa Öberg;Malmö\n",
            ),
            (
                WINDOWS_1252,
                "Nome;Empresa\nJoão Conceição;Aço São Paulo\nLeões;Õ\n",
            ),
            (
                WINDOWS_1252,
                "Nom;Société\nBenoît Lefèvre;Forêt & Fûts\nAgnès;Châlons – Œuvre\n",
            ),
            (
                WINDOWS_1252,
                "Navn;Firma\nSøren Kjær;Ærø Bådværft\nBjørn;Tromsø\n",
            ),
            (
                WINDOWS_1252,
                "Nombre;Empresa\nÍñigo Ibáñez;Peña S.A.\n¿quién? ¿dónde?;Mª Nº ACME®\n",
            ),
            (WINDOWS_1252, "Name\n5 µm – Größe 4² × 3³ m³, 2 km²\nN° 3\n"),
        ] {
            let bytes = written.encode(text).0;
            assert_eq!(decode(&bytes).text, text, "{}", written.name());
        }
    }

    #[test]
    fn a_letter_that_a_fold_parts_is_one_letter() {
        let mut bytes = b"BEGIN:VCARD\r\nFN:".to_vec();
        for byte in "Şükrü Kılıç".as_bytes() {
            bytes.extend([*byte]);
            bytes.extend(b"\r\n ");
        }
        bytes.extend(b"\r\nEND:VCARD\r\n");
        for mark in [&b""[..], b"\xEF\xBB\xBF"] {
            let read = [mark, &bytes].concat();
            let read = decode(&read);
            assert_eq!(
                read.text.replace("\r\n ", "").lines().nth(1),
                Some("FN:Şükrü Kılıç")
            );
            assert_eq!(read.warnings, [""; 0]);
            assert_eq!(
                read.text.lines().count(),
                String::from_utf8_lossy(&bytes).lines().count()
            );
        }
        // Western letters at a fold stay what they are.
        let read = decode(b"BEGIN:VCARD\r\nFN:M\xFC\r\n ller Gr\xF6\xDFe\r\nEND:VCARD\r\n");
        assert!(read.text.contains("Mü\r\n ller Größe"), "{}", read.text);
    }

    #[test]
    fn sound_utf8_is_that_whatever_came_with_it() {
        let text = "BEGIN:VCALENDAR\nSUMMARY:Größe\n";
        for name in ["iso-8859-1", "us-ascii", "utf-8"] {
            assert_eq!(decode_labelled(text.as_bytes(), Some(name)), text);
        }
        assert_eq!(decode_labelled(b"Gr\xF6\xDFe", Some("iso-8859-1")), "Größe");
    }

    #[test]
    fn names_what_it_read() {
        assert_eq!(decode("Zoë".as_bytes()).encoding, "utf-8");
        assert_eq!(decode(b"\xEF\xBB\xBFName").text, "Name");
        let wide: Vec<u8> = "Name;Ort\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let read = decode(&wide);
        assert_eq!(
            (
                read.text.as_ref(),
                read.encoding.as_str(),
                read.warnings.len()
            ),
            ("Name;Ort\n", "utf-16le", 1)
        );
    }

    #[test]
    fn guesses_western_and_says_so() {
        let read = decode(b"M\xFCller & S\xF6hne \x96 Gro\xDFhandel");
        assert_eq!(
            (read.text.as_ref(), read.encoding.as_str()),
            ("Müller & Söhne – Großhandel", "cp1252")
        );
        assert!(read.warnings[0].contains("guessed"));
    }

    #[test]
    fn keeps_utf8_with_a_little_damage() {
        let mut bytes = "Müller, Söhne, Größe, Zoë, Señor".as_bytes().to_vec();
        bytes.extend_from_slice(b"\xFF\n");
        let read = decode(&bytes);
        assert!(read.text.starts_with("Müller, Söhne"));
        assert!(read.warnings[0].starts_with("line 1: bytes that are no UTF-8"));
        let read = decode(b"Ga\xC3\xABlle\nP\xE9ul\n");
        assert_eq!(read.text, "Gaëlle\nPéul\n");
        assert!(
            read.warnings[0].starts_with("line 2: "),
            "{:?}",
            read.warnings
        );
    }

    #[test]
    fn letters_of_a_mac_are_no_signs_within_words() {
        let read = decode(b"Name;Ort\nJ\x9Arg Gro\xA7;K\x9Aln\nS\xBFren;M\x9Fnchen\n");
        assert_eq!(read.text, "Name;Ort\nJörg Groß;Köln\nSøren;München\n");
        assert!(read.warnings[0].contains("“Jörg”"), "{:?}", read.warnings);
    }

    #[test]
    fn a_line_of_utf8_among_western_ones_is_read_so_and_named() {
        let mut bytes = b"M\xFCller\nS\xF6hne\nGro\xDF\nPe\xF1a\n".to_vec();
        bytes.extend_from_slice("Märta Åkes\n".as_bytes());
        let read = decode(&bytes);
        assert_eq!(read.text, "Müller\nSöhne\nGroß\nPeña\nMärta Åkes\n");
        assert!(
            read.warnings[1].starts_with("line 5 is UTF-8"),
            "{:?}",
            read.warnings
        );
    }

    #[test]
    fn removes_zero_bytes_and_says_how_many() {
        let read = decode(b"name,x\nAc\0me,1\n");
        assert_eq!(read.text, "name,x\nAcme,1\n");
        assert_eq!(read.warnings, ["1 zero bytes removed"]);
    }
}
