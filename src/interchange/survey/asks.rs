//! What a header asks, in English, German and Spanish, and how an answer to it is counted.

use rust_decimal::Decimal;

use crate::interchange::{header::fold, values};

/// How a question or a request for an answer begins.
const BEGIN: &[&str] = &[
    "how ",
    "what ",
    "why ",
    "which ",
    "would you",
    "do you",
    "did you",
    "are you",
    "have you",
    "please ",
    "rate ",
    "tell us",
    "any other ",
    "is there ",
    "anything ",
    "wie ",
    "was ",
    "warum ",
    "weshalb ",
    "welche",
    "würden sie",
    "bitte ",
    "haben sie",
    "sind sie",
    "gibt es ",
    "sagen sie",
    "bewerten sie",
    "cómo ",
    "como ",
    "qué ",
    "que ",
    "por qué",
    "cuál",
    "cual",
    "por favor",
    "valore ",
    "califique ",
    "evalúe ",
    "cuéntenos",
    "díganos",
    "tiene ",
    "está ",
];

/// What a question for a mark says, by the beginnings of its words.
const RATES: &[&str] = &[
    "how satisfied",
    "how likely",
    "how happy",
    "how would you rate",
    "how do you rate",
    "rate ",
    "please rate",
    "recommend",
    "overall satisfaction",
    "on a scale",
    "wie zufrieden",
    "wie wahrscheinlich",
    "wie bewerten",
    "bewerten sie",
    "weiterempfehl",
    "empfehlen",
    "gesamtzufriedenheit",
    "auf einer skala",
    "qué probabilidad",
    "que probabilidad",
    "probable es que",
    "satisfecho",
    "satisfecha",
    "recomend",
    "recomiend",
    "en una escala",
    "valore",
    "valora",
    "califi",
    "evalúe",
    "satisfacción general",
];

/// Says whether a header asks something.
pub(super) fn is_question(name: &str) -> bool {
    let mark = ['?', '？'];
    scale(name).is_some()
        || name.trim().ends_with(mark)
        || (name.contains(mark) && name.split_whitespace().count() >= 3)
}

/// Says whether a header asks something or begs for it, whatever signs it ends with.
pub(super) fn asks(name: &str) -> bool {
    let bare = bare(name);
    let several = bare.split_whitespace().count() >= 3;
    is_question(name)
        || (several && (BEGIN.iter().any(|word| bare.starts_with(word)) || rates(name)))
}

/// Says whether a header asks for a mark: how satisfied, how likely.
pub(super) fn rates(name: &str) -> bool {
    let bare = bare(name);
    bare.split_whitespace().count() >= 3 && RATES.iter().any(|word| bare.contains(word))
}

/// Says whether it asks whether they would recommend, which is asked from none to ten.
pub(super) fn recommends(name: &str) -> bool {
    let bare = bare(name);
    rates(name)
        && [
            "recommend",
            "weiterempfehl",
            "empfehlen",
            "recomend",
            "recomiend",
        ]
        .iter()
        .any(|word| bare.contains(word))
}

/// Gives a header in small letters without what stands before its first word: marks, numbers, `Q3.`.
fn bare(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let numbered = name.trim_start_matches(|sign: char| !sign.is_alphabetic());
    let coded = numbered
        .strip_prefix('q')
        .or_else(|| numbered.strip_prefix('f'));
    let coded = coded.filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
    coded
        .map_or(numbered, |rest| {
            rest.trim_start_matches(|sign: char| !sign.is_alphabetic())
        })
        .to_owned()
}

/// Gives what a question asks of whoever answers, in the word of a column: `email` of “What's your email?”.
pub(super) fn of_whom(name: &str) -> Option<String> {
    let folded = fold(name);
    let begin = [
        "whatisyour",
        "whatsyour",
        "pleaseenteryour",
        "enteryour",
        "nameofyour",
        "your",
        "wielautetihre",
        "wieheisstihr",
        "wieistihr",
        "wielautetihr",
        "nameihrer",
        "nameihres",
        "ihre",
        "ihr",
        "cualessu",
        "cualestu",
        "nombredesu",
        "su",
        "tu",
    ];
    let rest = begin.iter().find_map(|begin| match *begin {
        // Short words are within others, too.
        "your" | "ihre" | "ihr" | "su" | "tu" => folded.strip_prefix(begin),
        _ => folded.split_once(begin).map(|(_, rest)| rest),
    })?;
    let rest = rest.strip_suffix("please").unwrap_or(rest);
    let rest = rest
        .strip_prefix('e')
        .filter(|rest| *rest == "firma")
        .unwrap_or(rest);
    let whom = "name|fullname|email|emailaddress|company|companyname|emailadresse|firma|unternehmen|empresa|correo|\
correoelectronico|nombre|nombrecompleto|organization|organisation|workemail|mail";
    let asked = whom.split('|').find(|word| *word == rest)?;
    Some(match asked {
        "workemail" => "email".to_owned(),
        "organisation" => "organization".to_owned(),
        other => other.to_owned(),
    })
}

/// Gives a question without its scale and without the signs that stand around it.
pub(super) fn words(name: &str) -> &str {
    let name = name.trim().trim_matches('*').trim();
    let bare = name.rfind(['(', '[']).filter(|_| scale(name).is_some());
    let bare = bare.and_then(|at| name.get(..at)).map(str::trim);
    bare.filter(|bare| !bare.is_empty()).unwrap_or(name)
}

/// Reads the end of a scale such as `(0-10)`, `[1 = not at all, 5 = very]` or `on a scale of 0 to 10`.
pub(super) fn scale(name: &str) -> Option<u32> {
    let lower = name.to_lowercase();
    let said = [
        "on a scale",
        "auf einer skala",
        "en una escala",
        "del 0 al ",
        "del 1 al ",
        "de 0 a ",
        "de 1 a ",
        "von 0 bis ",
        "von 1 bis ",
        "from 0 to ",
        "from 1 to ",
    ];
    let inner = match name.rfind(['(', '[']) {
        Some(open) => ends(name.get(open + 1..)?.split([')', ']']).next()?),
        None => None,
    };
    inner.or_else(|| {
        let at = said.iter().filter_map(|said| lower.find(said)).min()?;
        let rest: String = lower.get(at..)?.chars().take(60).collect();
        ends(&rest)
    })
}

/// Gives the last number of a scale that begins with none or one.
fn ends(text: &str) -> Option<u32> {
    let numbers: Vec<u32> = text
        .split(|sign: char| !sign.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    let (least, most) = (numbers.iter().min()?, numbers.iter().max()?);
    (numbers.len() > 1 && *least <= 1 && (3..=100).contains(most)).then_some(*most)
}

/// Reads a mark: `9`, `9 - Extremely likely`, `4/5`, `4 von 5`; gives out of how many it is where the answer says so.
pub fn score(text: &str, comma: Option<bool>) -> Option<(Decimal, Option<u32>)> {
    let text = text.trim();
    let is_number = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',');
    let end = text.find(|sign| !is_number(sign)).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    if number.is_empty() {
        // A number below none is one, too.
        return values::number(text, comma).map(|number| (number, None));
    }
    let number = values::number(number.trim_end_matches(['.', ',']), comma)?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Some((number, None));
    }
    let of = ["/", "von ", "out of ", "of ", "de "];
    if let Some(most) = of.iter().find_map(|of| rest.strip_prefix(of)) {
        return Some((number, Some(most.trim().parse().ok()?)));
    }
    let word = rest.trim_start_matches(['-', '–', '—', ':', '=', '(', '.', ')', ' ', '★', '*']);
    let said = word.len() < rest.len() || rest.starts_with("star");
    let plain = !word.contains(|sign: char| sign.is_ascii_digit()) && word.chars().count() < 40;
    (said && plain).then_some((number, None))
}
