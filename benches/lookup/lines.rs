//! A seeded generator of lines such as a seller's book has: the same seed gives the same lines for ever.
//!
//! Names are put together from parts, so a million lines have some hundred thousand different words, with the shape
//! of real ones: an account or unit and what is said about it, people with phone and e-mail, nicknames, tags.
#![allow(
    dead_code,
    missing_docs,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::type_complexity
)] // Shared by the bench and the tests, each of which uses a part.

use ally::lookup::{Entry, Kind, Role, Vocabulary};
use uuid::Uuid;

pub const ACCOUNT: u8 = 0;
pub const PERSON: u8 = 1;

/// The kinds of a book, as the lookup is told of them.
pub fn vocabulary() -> Vocabulary {
    let names = [
        ("account", Role::Account, 12),
        ("person", Role::Person, 8),
        ("problem", Role::Other, 4),
        ("promise", Role::Other, 4),
        ("advocacy", Role::Other, 4),
        ("touchpoint", Role::Other, 0),
        ("learning", Role::Other, 0),
        ("agreement", Role::Other, 0),
        ("deal", Role::Other, 0),
        ("question", Role::Other, 0),
    ];
    let kinds = (0..)
        .zip(names)
        .map(|(code, (name, role, weight))| Kind::new(code, name, role, weight))
        .collect();
    Vocabulary::new(kinds, vec!["open".into(), "late".into()])
}

/// SplitMix64: small, quick, and the same everywhere.
#[derive(Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }

    pub fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

const FIRST: &[&str] = &[
    "Dana",
    "Luis",
    "Mary",
    "Jörg",
    "Zoë",
    "Łukasz",
    "François",
    "Aiko",
    "Priya",
    "Tom",
    "Anna",
    "Grace",
    "Marie",
    "Peter",
    "Olga",
    "Wei",
    "Ahmed",
    "Fatima",
    "Sofia",
    "Jens",
    "Håkon",
    "Renée",
    "Carlos",
    "Ingrid",
    "Kofi",
    "Yuki",
    "Noah",
    "Emma",
    "Olivia",
    "Liam",
    "Ethan",
    "Mia",
    "Lena",
    "Paul",
    "Clara",
    "Hugo",
    "Jean-Luc",
    "Małgorzata",
    "Stefan",
    "Bjørn",
    "Nadia",
    "Ivan",
    "Petra",
    "Karl",
    "Susan",
    "Robert",
    "Linda",
    "James",
    "Patricia",
    "Michael",
    "Barbara",
    "William",
    "Elizabeth",
    "David",
    "Jennifer",
    "Richard",
    "Maria",
    "Charles",
    "Thomas",
    "Nancy",
    "Daniel",
    "Karen",
    "Matthew",
    "Betty",
    "Anthony",
    "健",
    "花子",
    "Siobhán",
    "Agnieszka",
    "Günther",
    "Ümit",
    "Aaron",
    "Kelly",
    "Sandra",
    "Donna",
    "Ashley",
    "Brian",
    "Kevin",
];
const LAST_HEAD: &[&str] = &[
    "Whit", "Bridge", "Har", "Spring", "Ash", "Win", "Stan", "Black", "Green", "North", "West",
    "East", "Wood", "Marl", "Fair", "Brook", "Oak", "Hill", "Lang", "Mor", "Car", "Ber", "Kow",
    "Nov", "Schm", "Müll", "Weiß", "Hoff", "Zimm", "Bau", "Krü", "Lef", "Du", "Mar", "Gar", "Rod",
    "Fern", "Lop", "Per", "San", "Tak", "Yam", "Suz", "Wat", "Nak", "Sin", "Pat", "Kap", "Gup",
    "Iva", "Pet", "Sor", "And", "Jo", "Lars", "Niel", "Han", "Ols", "Sven", "Grön", "Dąb", "Wiś",
];
const LAST_TAIL: &[&str] = &[
    "field", "ford", "ley", "ton", "man", "son", "well", "wood", "er", "mann", "ski", "ska", "ak",
    "ez", "as", "ier", "oux", "ini", "elli", "ova", "enko", "sen", "gren", "berg", "stein",
    "hardt", "meier", "mura", "moto", "kawa", "naga", "wal", "ta", "ero", "ando", "worth", "gate",
    "port", "ham", "by", "stone", "land", "croft", "more", "den", "ing",
];
const FIRM_HEAD: &[&str] = &[
    "Glob", "Nor", "Acm", "Vert", "Hel", "Lum", "Astr", "Quant", "Nov", "Terr", "Aqu", "Sol",
    "Ver", "Optim", "Prim", "Centr", "Inter", "Trans", "Omni", "Pan", "Medi", "Agri", "Petro",
    "Electr", "Cyber", "Data", "Info", "Tele", "Micro", "Macro", "Bio", "Geo", "Hydro", "Aero",
    "Auto", "Eco", "Fin", "Log", "Mar", "Nex", "Orb", "Phar", "Res", "Syn", "Tech", "Uni", "Val",
    "Wes", "Xen", "Zen", "Bridge", "Spring", "Har", "River", "Stone", "Silver", "Gold", "Iron",
    "Copper",
];
const FIRM_TAIL: &[&str] = &[
    "ex", "line", "is", "ona", "ium", "era", "ix", "ia", "ent", "port", "field", "bourne", "mark",
    "gate", "way", "tron", "lix", "dyne", "soft", "ware", "works", "net", "com", "chem", "pharm",
    "gen", "cor", "plex", "sys", "tek", "vest", "well",
];
const FIRM_END: &[&str] = &[
    "Inc.",
    "Ltd",
    "GmbH",
    "AG",
    "S.A.",
    "LLC",
    "Group",
    "Holdings",
    "& Sons",
    "Logistics",
    "Foods",
    "Energy",
    "Insurance",
    "Bank",
    "Motors",
    "Pharma",
    "Retail",
    "Steel",
    "Sp. z o.o.",
    "Partners",
    "Systems",
    "Department of Transport",
    "School District",
    "University",
    "Hospital Trust",
    "Water Authority",
    "Airlines",
    "Packaging",
    "Textiles",
    "K.K.",
];
const PLACE: &[&str] = &[
    "Bridgeport",
    "Hartford",
    "Springfield",
    "New Haven",
    "Stamford",
    "München",
    "Köln",
    "Zürich",
    "Lyon",
    "Łódź",
    "Gdańsk",
    "Tokyo",
    "Osaka",
    "São Paulo",
    "Austin",
    "Denver",
    "Portland",
    "Leeds",
    "Cardiff",
    "Utrecht",
    "Malmö",
    "Århus",
    "Cork",
    "Graz",
    "Nantes",
    "Bilbao",
    "Porto",
    "Turin",
    "Brno",
    "Ghent",
    "Dayton",
    "Boise",
    "Tulsa",
    "Fresno",
    "Omaha",
    "Reno",
];
const WHAT: &[&str] = &[
    "Long lines at service window",
    "voice response unit",
    "billing errors on mixed orders",
    "late deliveries to branches",
    "returns take three weeks",
    "no single price list",
    "forklift downtime on night shift",
    "spare parts missing at site",
    "staff turnover in call centre",
    "invoices sent to the wrong office",
    "stock counts do not match",
    "website is slow at peak",
    "warranty claims pile up",
    "training for new counter staff",
    "duplicate customer records",
    "energy cost per pallet",
    "queue at the pharmacy counter",
    "onboarding of new dealers",
    "failed audits in the cold chain",
    "quality of packaging film",
    "credit notes not issued",
    "driver shortage in winter",
    "paper forms at reception",
    "delayed permits for installation",
    "cash handling in stores",
    "forecast accuracy for spring",
    "contract renewal with the union",
    "move of the data centre",
    "safety incidents at the dock",
    "translation of manuals",
    "complaints about noise",
    "visitor parking",
    "shift planning",
    "vendor consolidation",
    "network outages in the annex",
    "access cards for contractors",
    "cleaning of tank wagons",
];
const DONE: &[&str] = &[
    "send the 1989 counts",
    "floor plan of the branch",
    "two references",
    "call back before Friday",
    "draft of the agreement",
    "price for 400 units",
    "introduction to the CFO",
    "visit the Hartford branch",
    "sample of the new film",
    "credit for the error",
    "list of open invoices",
    "names of the window staff",
    "copy of the audit report",
    "test account",
    "second opinion on the motor",
    "revised schedule",
    "answer on the discount",
    "photos of the dock",
    "minutes of the planning session",
    "training dates",
];
const LEARNT: &[&str] = &[
    "grew up in",
    "dreams of their own firm in",
    "plays chess with the mayor of",
    "wants to open a branch in",
    "supplies half of",
    "was head of purchasing in",
    "lost a big order in",
    "is on the school board of",
    "reads every report from",
    "never flies to",
    "merges two sites in",
    "buys from a rival in",
    "hires forty people in",
    "pays in thirty days in",
    "owns a boat near",
];
const TITLE: &[&str] = &[
    "runs the branch",
    "buyer",
    "head of purchasing",
    "CFO",
    "plant manager",
    "IT lead",
    "window supervisor",
    "COO",
    "dispatcher",
    "quality manager",
    "Geschäftsführer",
    "directeur des achats",
    "office manager",
    "chief engineer",
    "pharmacist",
    "trustee",
];
const CHANNEL: &[&str] = &[
    "meeting",
    "planning session",
    "visit",
    "call",
    "e-mail",
    "event",
    "survey",
    "complaint",
    "support",
];
const TAG: &[&str] = &[
    "vip",
    "food",
    "navy",
    "renewal",
    "risk",
    "pilot",
    "expansion",
    "golf",
    "reference",
    "q3",
    "dormant",
];
const TAIL: &[&str] = &[
    "",
    "",
    "",
    "since the reorganisation",
    "before the summer break",
    "on the third floor",
    "for the east region",
    "asked twice",
    "owner unclear",
    "budget approved",
    "with the union present",
    "see the audit",
    "again",
    "part two",
];

/// Makes lines, most recent last.
pub fn lines(count: usize, seed: u64) -> Vec<Entry> {
    let mut dice = Dice(seed);
    let accounts = (count / 60).max(3);
    let mut firms: Vec<(String, Uuid)> = Vec::with_capacity(accounts);
    let mut people: Vec<(String, String, usize)> = Vec::new();
    let mut all = Vec::with_capacity(count);
    for at in 0..count {
        let id = Uuid::from_u128(
            (0x0190_0000_0000_u128 + at as u128) << 80 | 0x7 << 76 | u128::from(dice.roll()),
        );
        let recency = at as u64;
        if at < accounts {
            let name = firm(&mut dice);
            let also = if dice.below(3) == 0 {
                format!("{} {}", &first_word(&name), dice.pick(PLACE))
            } else {
                String::new()
            };
            let tags = tags(&mut dice);
            let text = format!(
                "{name} · {} · {}",
                dice.pick(PLACE),
                dice.pick(&["prospect", "customer", "partner"])
            );
            let account = (dice.below(9) == 0 && at > 0).then(|| firms[dice.below(at)].1);
            firms.push((name, id));
            all.push(Entry {
                id,
                kind: ACCOUNT,
                account,
                flags: 0,
                recency,
                text,
                also: also + &tags,
                notes: String::new(),
            });
            continue;
        }
        let at_firm = dice.below(firms.len());
        let (firm, account) = firms[at_firm].clone();
        let roll = dice.below(100);
        let flags = u8::from(dice.below(2) == 0) | u8::from(dice.below(9) == 0) << 1;
        let open = if flags & 1 == 1 { "[open]" } else { "[done]" };
        let place = dice.pick(PLACE);
        let tail = dice.pick(TAIL);
        let (kind, text, also) = if roll < 22 || people.is_empty() {
            let (first, last) = (dice.pick(FIRST), last(&mut dice));
            let name = format!("{first} {last}");
            let phone = phone(&mut dice);
            let site = first_word(&firm).to_lowercase();
            let mail = format!("{}{}@{site}.example", initial(first), last.to_lowercase());
            people.push((first.to_string(), last, at_firm));
            (
                PERSON,
                format!("{name} · {} · {firm} · {phone}", dice.pick(TITLE)),
                mail + &tags(&mut dice),
            )
        } else {
            let (first, last, _) = people[dice.below(people.len())].clone();
            let with = format!("@{} @{}", first.to_lowercase(), last.to_lowercase());
            match roll {
                22..45 => {
                    let text = format!(
                        "{firm} · problem · {}, {place} {tail} {open}",
                        dice.pick(WHAT)
                    );
                    (2, text, tags(&mut dice))
                }
                45..60 => (
                    3,
                    format!(
                        "{firm} · owe · {first} {last}: {} {tail} {open}",
                        dice.pick(DONE)
                    ),
                    with,
                ),
                60..66 => (
                    4,
                    format!(
                        "{firm} · fight · {} for {first} {last} {open}",
                        dice.pick(WHAT)
                    ),
                    with,
                ),
                66..82 => {
                    let day = format!(
                        "20{:02}-{:02}-{:02}",
                        18 + dice.below(9),
                        1 + dice.below(12),
                        1 + dice.below(28)
                    );
                    (
                        5,
                        format!(
                            "{firm} · {} {day} · {} with {first} {last}",
                            dice.pick(CHANNEL),
                            dice.pick(WHAT)
                        ),
                        with,
                    )
                }
                82..92 => (
                    6,
                    format!("{first} {last} {} {place} · {firm}", dice.pick(LEARNT)),
                    with,
                ),
                92..95 => (
                    7,
                    format!(
                        "{firm} · agreement · {} {place} {} EUR",
                        dice.pick(WHAT),
                        100 * dice.below(9000)
                    ),
                    String::new(),
                ),
                95..98 => (
                    8,
                    format!(
                        "{firm} · deal {} · {} [{}]",
                        10_000 + dice.below(90_000),
                        dice.pick(WHAT),
                        dice.pick(&["won", "lost", "stage 2"])
                    ),
                    String::new(),
                ),
                _ => (
                    9,
                    format!(
                        "{firm} · ask {first}: who owns {} in {place}?",
                        dice.pick(WHAT)
                    ),
                    with,
                ),
            }
        };
        all.push(Entry {
            id,
            kind,
            account: Some(account),
            flags,
            recency,
            text,
            also,
            notes: String::new(),
        });
    }
    all
}

fn firm(dice: &mut Dice) -> String {
    match dice.below(8) {
        0 => format!("{} {}", dice.pick(PLACE), dice.pick(FIRM_END)),
        1 => format!("{} & {} {}", last(dice), last(dice), dice.pick(FIRM_END)),
        2 => format!(
            "{}{} {} {}",
            dice.pick(FIRM_HEAD),
            dice.pick(FIRM_TAIL),
            dice.pick(PLACE),
            dice.pick(FIRM_END)
        ),
        _ => format!(
            "{}{} {}",
            dice.pick(FIRM_HEAD),
            dice.pick(FIRM_TAIL),
            dice.pick(FIRM_END)
        ),
    }
}

fn last(dice: &mut Dice) -> String {
    let name = format!("{}{}", dice.pick(LAST_HEAD), dice.pick(LAST_TAIL));
    if dice.below(12) == 0 {
        format!("{name}-{}{}", dice.pick(LAST_HEAD), dice.pick(LAST_TAIL))
    } else {
        name
    }
}

fn phone(dice: &mut Dice) -> String {
    match dice.below(3) {
        0 => format!("{} 555 {:04}", 201 + dice.below(700), dice.below(10_000)),
        1 => format!(
            "+49 {} {}",
            30 + dice.below(900),
            100_000 + dice.below(900_000)
        ),
        _ => format!(
            "+1-{}-{:03}-{:04}",
            201 + dice.below(700),
            dice.below(1000),
            dice.below(10_000)
        ),
    }
}

fn tags(dice: &mut Dice) -> String {
    if dice.below(5) == 0 {
        format!(" +{}", dice.pick(TAG))
    } else {
        String::new()
    }
}

fn first_word(name: &str) -> String {
    name.split(' ').next().unwrap_or_default().to_owned()
}

fn initial(name: &str) -> String {
    name.chars()
        .next()
        .into_iter()
        .flat_map(char::to_lowercase)
        .collect()
}

/// What people type: the queries that the measurements type one character at a time.
pub const TYPED: &[&str] = &[
    "bridgeport",
    "dana whit",
    "vru",
    "long lines",
    "globex prob",
    "springfeild",
    "jorg mull",
    "hartford 555",
    "billing error",
    "owe audit",
    "dwhitfield@",
    "aaron",
    "llc open",
    "window staff",
    "zzq",
];

/// Each state of a line as it is typed.
pub fn keystrokes(typed: &[&str]) -> Vec<String> {
    typed
        .iter()
        .flat_map(|line| {
            line.char_indices()
                .map(|(at, ch)| line[..at + ch.len_utf8()].to_owned())
        })
        .collect()
}

/// Makes queries of the corpus's own words: cut short, misspelt, initials, two at once, digits, other scripts.
pub fn queries(entries: &[Entry], count: usize, seed: u64) -> Vec<String> {
    let mut dice = Dice(seed);
    let mut all = Vec::with_capacity(count);
    while all.len() < count {
        let mut line = word(entries, &mut dice);
        match dice.below(10) {
            0..3 => {}
            3..6 => line = format!("{line} {}", word(entries, &mut dice)),
            6 => line = slip(&line, &mut dice),
            7 => line = format!("{} {}", slip(&line, &mut dice), word(entries, &mut dice)),
            8 => line = line.chars().step_by(2).collect(),
            _ => {
                let text = &entries[dice.below(entries.len())].text;
                line = text
                    .split(' ')
                    .filter_map(|word| word.chars().next())
                    .filter(|ch| ch.is_alphanumeric())
                    .take(4)
                    .collect();
            }
        }
        if line.chars().any(char::is_alphanumeric) {
            all.push(line);
        }
    }
    all
}

fn word(entries: &[Entry], dice: &mut Dice) -> String {
    let entry = &entries[dice.below(entries.len())];
    let words: Vec<&str> = entry
        .text
        .split(' ')
        .chain(entry.also.split(' '))
        .filter(|word| word.len() > 1)
        .collect();
    let word = words[dice.below(words.len())].trim_start_matches(['@', '+', '#', '=', '"']);
    let letters = word.chars().count();
    let keep = if dice.below(3) == 0 {
        letters
    } else {
        1 + dice.below(letters.max(1))
    };
    word.chars().take(keep).collect()
}

/// Misspells: a letter missing, doubled, swapped with the next, or another.
pub fn slip(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return word.to_owned();
    }
    let at = 1 + dice.below(letters.len() - 2);
    match dice.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters.swap(at, at + 1),
        _ => letters[at] = char::from(b'a' + dice.below(26) as u8),
    }
    letters.into_iter().collect()
}
