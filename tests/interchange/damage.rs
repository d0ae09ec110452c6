//! What a damaged file keeps, what is said of its damage and where, and what is no file for an import at all.

#![allow(clippy::unwrap_used, missing_docs)]

use ally::interchange::draft::Reading;
use ally::interchange::{Snapshot, Source, read, read_known};

use super::arriving::options;
use super::rules::import;

/// Reads a table; what is said of its lines comes with the plan.
fn reading(text: &str) -> (Reading, String) {
    let source = Source {
        name: "people.csv",
        bytes: text.as_bytes(),
    };
    let reading = read_known(&[source], &options()).unwrap().remove(0);
    let plan = import(text, &mut Snapshot::default());
    (reading, plan.files[0].warnings.join("\n"))
}

#[test]
fn rows_with_surplus_cells_are_taken_where_no_sound_row_stands_beside_them() {
    let (reading, warned) = reading(
        "First Name,Last Name,Email,Company,Notes\n\
         Fa,La,a@x.example,Acme,likes tea,coffee\n\
         Fb,Lb,b@x.example,Bolt,n,m,o\n\
         Fd,Ld,d@x.example,Dart, likes tea, coffee\n",
    );
    assert!(reading.rejected.is_empty(), "{:?}", reading.rejected);
    let notes: Vec<&str> = reading
        .drafts
        .iter()
        .map(|row| row.drafts[0].text("notes"))
        .collect();
    assert_eq!(notes, ["likes tea,coffee", "n,m,o", "likes tea, coffee"]);
    assert!(
        warned.contains("lines 2, 3, 4: ") && warned.contains("joined in “Notes”"),
        "{warned}"
    );
}

#[test]
fn a_cell_that_cannot_be_read_is_told_with_its_line() {
    let (reading, warned) = reading(
        "Deal Name,Amount,Close Date,Deal Stage\n\
         One,100,31/12/2026,Open\nTwo,1.2.3,31/02/2026,Open\nThree,12.5.26,15/01/2026,Open\nFour,300,00/00/0000,Open\nFive,\"1,23,456.50\",13/13/2025,Open\n",
    );
    assert!(
        warned.contains("lines 3, 6: column “Close Date” has a date that does not exist"),
        "{warned}"
    );
    assert!(
        warned.contains("lines 3, 4: column “Amount” has an amount that is no number"),
        "{warned}"
    );
    let amount = |at: usize| reading.drafts[at].drafts[0].fields.get("amount").cloned();
    assert_eq!((amount(1), amount(2)), (None, None));
    assert!(amount(4).unwrap().to_string().contains("123456.5"));
}

#[test]
fn what_is_no_text_is_called_what_it_is() {
    let cases: [(&[u8], &str); 9] = [
        (&[0x1F, 0x8B, 8, 0, 0, 0], "packed with gzip"),
        (b"7z\xBC\xAF\x27\x1C", "an archive"),
        (b"!BDN\x01\x02", "a mailbox of Outlook"),
        (&[0x78, 0x9F, 0x3E, 0x22, 1, 2], "winmail.dat"),
        (b"\x89PNG\r\n\x1A\n", "a picture"),
        (b"{\\rtf1\\ansi hello}", "RTF"),
        (b"SQLite format 3\0\x10\0", "database of SQLite"),
        (
            &[
                0x91, 0x02, 0x17, 0x05, 0x99, 0x01, 0x10, 0x04, 0x06, 0x42, 0x0E,
            ],
            "no text",
        ),
        (b"A^B\n1^2\n3^4\n", "one cell, such as “A^B”"),
    ];
    for (bytes, says) in cases {
        let source = Source {
            name: "given.csv",
            bytes,
        };
        let error = read(&[source], &options()).unwrap_err().to_string();
        assert!(error.contains(says), "{says}: {error}");
    }
}
