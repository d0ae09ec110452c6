//! Reads the corpus' awkward tables: quoting, encodings, dialects, damage.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use crate::corpus;

use ally::interchange::{
    Options, Source, decode, dialect,
    map::ColumnMap,
    read,
    rows::{Damage, Rows},
};

#[test]
fn quoting_as_others_read_it() {
    if !corpus::present() {
        return;
    }
    let (mut right, mut wrong) = (0, Vec::new());
    for file in std::fs::read_dir(corpus::root().join("csv/spectrum"))
        .unwrap()
        .flatten()
    {
        let path = file.path();
        if path.extension().and_then(|end| end.to_str()) != Some("csv") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        // One file's JSON tells of other rows than the table beside it.
        let Ok(want) = serde_json::from_slice::<Vec<serde_json::Map<String, serde_json::Value>>>(
            &std::fs::read(path.with_extension("json")).unwrap(),
        ) else {
            continue;
        };
        let decoded = decode::decode(&bytes);
        let found = dialect::find(&decoded.text);
        let mut rows = Rows::new(&decoded.text, found.delimiter);
        rows.expect(found.columns);
        let mut rows = rows.map(|row| {
            row.cells
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        });
        let header = rows.next().unwrap();
        let got: Vec<serde_json::Map<String, serde_json::Value>> = rows
            .map(|row| {
                header
                    .iter()
                    .cloned()
                    .zip(row.into_iter().map(Into::into))
                    .collect()
            })
            .collect();
        // The corpus' own copy has lost its carriage returns, the JSON beside it has not.
        let bare = |rows: &Vec<serde_json::Map<String, serde_json::Value>>| {
            serde_json::to_string(rows)
                .unwrap()
                .replace("\\r\\n", "\\n")
        };
        if bare(&got) == bare(&want) {
            right += 1;
        } else {
            wrong.push(format!("{}: {got:?}", path.display()));
        }
    }
    println!("csv/spectrum: {right} of {} right", right + wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn delimiters() {
    let Some(dialects) = corpus::json("csv/dialect/DIALECTS.json") else {
        return;
    };
    let (mut right, mut of, mut wrong) = (0, 0, Vec::new());
    for (file, told) in dialects.as_object().unwrap() {
        let want = match told["delimiter"].as_str().unwrap() {
            "comma" => b',',
            "semicolon" => b';',
            "tab" => b'\t',
            "vslash" => b'|',
            _ => continue,
        };
        of += 1;
        let bytes = corpus::bytes(&format!("csv/dialect/{file}"));
        let got = dialect::find(&decode::decode(&bytes).text).delimiter;
        if got == want {
            right += 1;
        } else {
            wrong.push(format!(
                "{file}: {:?} not {:?}",
                char::from(got),
                char::from(want)
            ));
        }
    }
    println!(
        "csv/dialect: {right} of {of} delimiters right\n  {}",
        wrong.join("\n  ")
    );
    assert_eq!(right, of, "{wrong:?}");
}

#[test]
fn authored_damage() {
    if !corpus::present() {
        return;
    }
    let rows = |file: &str| {
        let bytes = corpus::bytes(&format!("csv/authored/{file}"));
        let decoded = decode::decode(&bytes);
        let found = dialect::find(&decoded.text);
        let mut rows = Rows::new(&decoded.text, found.delimiter);
        rows.expect(found.columns);
        rows.seek(found.start, found.line);
        rows.map(|row| {
            (
                row.line,
                row.cells
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>(),
                row.damage,
            )
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(rows("crlf_in_quotes.csv")[1].1[1], "line 1\r\nline 2\r\n");
    assert_eq!(rows("nul_bytes.csv")[1].1[0], "Acme");
    assert_eq!(
        rows("sep_line.csv")[1],
        (3, vec!["1".into(), "2".into()], None)
    );
    let open = rows("unclosed_quote.csv");
    assert_eq!(
        open.iter().map(|row| row.2).collect::<Vec<_>>(),
        [None, Some(Damage::UnclosedQuote), None, None]
    );
    assert_eq!(
        rows("excel_unicode_text_utf16le_tab.csv")[1].1[0],
        "Müller & Söhne"
    );
    assert_eq!(
        rows("excel_de_cp1252_semicolon.csv")[2].1[0],
        "Bäckerei; Groß"
    );
    assert!(rows("empty.csv").is_empty());

    let options = Options::at(
        "2026-11-23T09:00:00-05:00[America/New_York]"
            .parse()
            .unwrap(),
    );
    let map = ColumnMap::parse("kind = \"deal\"\n[columns]\n\"Account\" = \"account\"\n\"Contact\" = \"name\"\n\"Amount\" = \"amount\"\n\"Date\" = \"closes\"\n").unwrap();
    let mapped = Options {
        map: Some(map),
        ..options.clone()
    };
    for file in [
        "csv/authored/excel_de_cp1252_semicolon.csv",
        "csv/authored/excel_unicode_text_utf16le_tab.csv",
    ] {
        let bytes = corpus::bytes(file);
        let readings = read(
            &[Source {
                name: file,
                bytes: &bytes,
            }],
            &mapped,
        )
        .unwrap();
        let drafts: Vec<_> = readings[0]
            .drafts
            .iter()
            .map(|row| &row.drafts[0])
            .collect();
        assert_eq!(drafts[0].fields["closes"], "2025-12-31", "{file}");
        assert_eq!(drafts[0].fields["amount"]["amount"], "1234.56", "{file}");
        assert_eq!(
            (
                drafts[1].fields["closes"].as_str(),
                drafts[1].fields["amount"]["amount"].as_str()
            ),
            (Some("2026-02-01"), Some("-0.5")),
            "{file}"
        );
    }
    let twice = corpus::bytes("csv/authored/dup_header.csv");
    let readings = read(
        &[Source {
            name: "dup_header.csv",
            bytes: &twice,
        }],
        &options,
    )
    .unwrap();
    let emails: Vec<&str> = readings[0].drafts[0].drafts[0].list("emails").collect();
    assert_eq!(emails, ["a@x.example", "b@x.example"]);
    for file in ["header_only.csv", "formula.csv", "dup_header.csv"] {
        let bytes = corpus::bytes(&format!("csv/authored/{file}"));
        let readings = read(
            &[Source {
                name: file,
                bytes: &bytes,
            }],
            &options,
        )
        .unwrap();
        assert!(readings[0].recognised.is_some(), "{file}");
    }
    for file in ["empty.csv", "ragged.csv", "nul_bytes.csv"] {
        let bytes = corpus::bytes(&format!("csv/authored/{file}"));
        let error = read(
            &[Source {
                name: file,
                bytes: &bytes,
            }],
            &options,
        )
        .unwrap_err();
        let help = error.help().unwrap_or_default();
        let next = if file == "empty.csv" {
            "nothing in it"
        } else {
            "--map"
        };
        assert!(help.contains(next), "{error}: {help}");
    }
}

fn walk(dir: &std::path::Path, out: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, out);
        } else {
            out.push(path);
        }
    }
}

#[test]
fn no_file_of_the_corpus_panics() {
    if !corpus::present() {
        return;
    }
    let mut files = Vec::new();
    walk(&corpus::root(), &mut files);
    let options = Options::at(
        "2026-11-23T09:00:00-05:00[America/New_York]"
            .parse()
            .unwrap(),
    );
    let mut read_well = 0;
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        let name = file.display().to_string();
        read_well += usize::from(
            read(
                &[Source {
                    name: &name,
                    bytes: &bytes,
                }],
                &options,
            )
            .is_ok(),
        );
    }
    println!(
        "corpus: {read_well} of {} files read, the others refused with a reason",
        files.len()
    );
}
