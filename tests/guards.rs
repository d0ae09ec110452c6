//! Guards of the structure: what may import what, and what may stand only in one place.
//!
//! They read the source as text. A guard that fails names the file, the line and the rule.

// A test that cannot go on says where.
#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::format_push_string
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under `src`, with its path from there.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let src = root().join("src");
    collect(&src, &mut found);
    let mut out: Vec<(String, String)> = found
        .into_iter()
        .map(|p| {
            (
                p.strip_prefix(&src)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/"),
                fs::read_to_string(&p).unwrap(),
            )
        })
        .collect();
    out.sort();
    assert!(
        out.len() > 50,
        "the guards read only {} files; has src moved?",
        out.len()
    );
    out
}

fn collect(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            into.push(path);
        }
    }
}

/// The code lines of a file, with their numbers: no comments, nothing from its tests on.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(at, line)| (at + 1, line))
}

/// What each layer may import; itself is always allowed.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("journal", &["domain"]),
    ("store", &["journal", "domain"]),
    ("capture", &["domain"]),
    ("lookup", &["domain"]),
    ("brief", &["domain"]),
    ("signals", &["domain"]),
    ("interchange", &["domain"]),
    ("config", &["domain"]),
    (
        "book",
        &[
            "store",
            "journal",
            "brief",
            "signals",
            "capture",
            "lookup",
            "interchange",
            "config",
            "domain",
        ],
    ),
    (
        "cli",
        &[
            "book",
            "journal",
            "brief",
            "signals",
            "capture",
            "lookup",
            "interchange",
            "config",
            "domain",
        ],
    ),
    (
        "tui",
        &[
            "book",
            "journal",
            "brief",
            "signals",
            "capture",
            "lookup",
            "interchange",
            "config",
            "domain",
        ],
    ),
];

#[test]
fn imports_point_only_downwards() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let layer = path.split('/').next().unwrap();
        let Some((_, may)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            continue;
        };
        for (number, line) in code(&text) {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + 7..];
                let names: Vec<&str> = match rest.strip_prefix('{') {
                    Some(list) => list
                        .split(['}'])
                        .next()
                        .unwrap_or("")
                        .split(',')
                        .map(|p| p.trim().split("::").next().unwrap_or(""))
                        .collect(),
                    None => vec![
                        rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                            .next()
                            .unwrap_or(""),
                    ],
                };
                for name in names {
                    if LAYERS.iter().any(|(l, _)| *l == name)
                        && name != layer
                        && !may.contains(&name)
                    {
                        wrong.push(format!("src/{path}:{number}: {layer} must not know {name}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whoever comes new finds the house by this page: what it names is there, and it names every layer.
#[test]
fn the_page_on_how_it_is_built_names_what_is_there() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let named = page.split('`').skip(1).step_by(2);
    let linked = page
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let mut seen = 0;
    let mut wrong = Vec::new();
    for path in named.filter(|name| {
        let top = name.split('/').next().unwrap_or_default();
        name.contains('/') && ["src", "tests", "themes", "benches", "docs"].contains(&top)
    }) {
        seen += 1;
        if !root().join(path).exists() {
            wrong.push(format!("docs/architecture.md: there is no {path}"));
        }
    }
    for path in linked {
        seen += 1;
        if !root().join("docs").join(path).exists() {
            wrong.push(format!("docs/architecture.md: there is no {path}"));
        }
    }
    for (layer, _) in LAYERS {
        if !page.contains(&format!("| `src/{layer}/` |")) {
            wrong.push(format!("docs/architecture.md: no row for src/{layer}"));
        }
    }
    assert!(
        seen > 30,
        "only {seen} paths were found; has the page moved?"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A word that may stand only in some places, and why.
struct Only {
    words: &'static [&'static str],
    places: &'static [&'static str],
    why: &'static str,
}

const ONLY: &[Only] = &[
    Only {
        words: &["sled::"],
        places: &["store/sled.rs"],
        why: "only one file names sled",
    },
    Only {
        words: &["Zoned::now(", "Timestamp::now(", "SystemTime::now("],
        places: &["book/clock.rs"],
        why: "the clock comes in from outside",
    },
    Only {
        words: &["println!(", "print!(", "eprintln!(", "eprint!("],
        places: &["cli/output.rs"],
        why: "printing has one place, which makes text fit for a terminal",
    },
    Only {
        words: &[
            "Color::Rgb",
            "Color::Red",
            "Color::Green",
            "Color::Blue",
            "Color::Yellow",
            "Color::Cyan",
            "Color::Magenta",
            "Color::White",
            "Color::Black",
            "Color::Gray",
            "Color::DarkGray",
            "Color::Light",
        ],
        places: &["tui/theme.rs", "tui/theme/"],
        why: "a colour is named only in a theme",
    },
    Only {
        words: &["KeyCode::"],
        places: &[
            "tui/keymap.rs",
            "tui/keymap/",
            "tui/keys.rs",
            "tui/input.rs",
        ],
        why: "keys are data; only the keymap reads them",
    },
    Only {
        words: &["unsafe {", "unsafe fn"],
        places: &[],
        why: "safe Rust only",
    },
];

#[test]
fn some_things_stand_in_one_place_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        for only in ONLY {
            if only.places.iter().any(|place| path.starts_with(place)) {
                continue;
            }
            for (number, line) in code(&text) {
                // A module of our own that is named after what it wraps is not the thing itself.
                let line = line
                    .replace("super::sled::", "")
                    .replace("use sled::is_guarded", "");
                if let Some(word) = only.words.iter().find(|w| line.contains(**w)) {
                    wrong.push(format!("src/{path}:{number}: {word} — {}", only.why));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_named_for_nothing() {
    for (path, _) in sources() {
        let name = path.rsplit('/').next().unwrap().trim_end_matches(".rs");
        assert!(
            ![
                "util", "utils", "helper", "helpers", "common", "manager", "misc"
            ]
            .contains(&name),
            "src/{path}: name it for what it does"
        );
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| format!("src/{path}: begins without a paragraph on what it is for"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What may be linked into the program; `deny.toml` says the same for `cargo deny`.
#[test]
fn every_licence_is_allowed() {
    let deny: toml::Table = fs::read_to_string(root().join("deny.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let allowed: Vec<&str> = deny["licenses"]["allow"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|v| v.as_str())
        .collect();
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let out = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    if !out.status.success() {
        // Packages of other platforms may not be there; the build itself was possible.
        eprintln!("skipped: cargo metadata does not run offline here");
        return;
    }
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let licence = package["license"].as_str().unwrap_or("");
        let either = licence.replace('/', " OR ");
        let fits = !licence.is_empty()
            && either.split(" AND ").all(|all| {
                let bare = all.trim_matches(['(', ')', ' ']);
                bare.split(" OR ")
                    .any(|one| allowed.contains(&one.trim_matches(['(', ')', ' '])))
            });
        if !fits {
            wrong.push(format!(
                "{} {}: {licence}",
                package["name"], package["version"]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "not allowed by deny.toml:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (mut inside, mut commented) = (false, false);
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]";
            commented = false;
        } else if inside && line.starts_with('#') {
            commented = true;
        } else if inside && line.trim().is_empty() {
            commented = false;
        } else if inside && line.contains('=') {
            assert!(
                commented,
                "Cargo.toml: no line says why this is there: {line}"
            );
        }
    }
}
