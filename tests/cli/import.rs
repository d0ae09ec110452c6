//! `ally import` and `ally merge` on a real book: what waits attaches itself, doubles become one, and a stop changes nothing.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use std::fmt::Write as _;

use crate::desk::Desk;

fn import(desk: &Desk, name: &str, text: &str) -> String {
    let file = desk.file(name, text);
    desk.says(&["import", file.to_str().unwrap(), "--yes"])
}

#[test]
fn what_waits_attaches_itself_when_somebody_is_named_by_hand() {
    let desk = Desk::filled();
    let meeting = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:m\nDTSTART:20261201T100000Z\nDURATION:PT1H\nSUMMARY:Review\n\
        ATTENDEE;CN=Dora Ek:mailto:dora@ek.example\nEND:VEVENT\nEND:VCALENDAR\n";
    import(&desk, "m.ics", meeting);
    assert!(
        desk.says(&["list", "inbox"]).contains("Review"),
        "nobody knows whose meeting it is"
    );
    let account = desk.lines(&["list", "account"])[0]["short"].clone();
    desk.says(&[
        "add",
        &format!("person {}: Theodora Ek", account.as_str().unwrap()),
    ]);
    let people = desk.lines(&["list", "person"]);
    let dora = people
        .iter()
        .find(|one| one["name"] == "Theodora Ek")
        .unwrap();
    desk.says(&[
        "set",
        dora["short"].as_str().unwrap(),
        "emails=dora@ek.example",
    ]);
    assert!(
        !desk.says(&["list", "inbox"]).contains("Review"),
        "she came, and with her its account"
    );
    let meetings = desk.lines(&["list", "touchpoint"]);
    let review = meetings
        .iter()
        .find(|one| one["subject"] == "Review")
        .unwrap();
    assert_eq!(review["people"][0], dora["id"]);
    assert_eq!(review["account"], dora["account"]);
    // One undo takes the address and what it brought about back together.
    desk.says(&["undo"]);
    assert!(desk.says(&["list", "inbox"]).contains("Review"));
}

#[test]
fn a_guest_of_a_meeting_is_found_taken_and_let_go() {
    let desk = Desk::filled();
    let meeting = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:m\nDTSTART:20261201T100000Z\nDURATION:PT1H\nSUMMARY:Budget round\n\
        ATTENDEE;CN=Dora Ek:mailto:dora@ek.example\nATTENDEE;CN=Room 7:mailto:room7@hotel.example\nEND:VEVENT\nEND:VCALENDAR\n";
    import(&desk, "m.ics", meeting);
    let found = desk.says(&["find", "dora", "ek"]);
    assert!(found.contains("Budget round"), "{found}");
    let listed = desk.says(&["guests"]);
    assert!(
        listed.contains("dora@ek.example") && listed.contains("Room 7"),
        "{listed}"
    );
    let account = desk.lines(&["list", "account"])[0]["short"].clone();
    let account = account.as_str().unwrap();
    let taken = desk.says(&["guests", "dora", "--of", account]);
    assert!(taken.contains("Dora Ek is a person of"), "{taken}");
    let people = desk.lines(&["list", "person"]);
    let dora = people.iter().find(|one| one["name"] == "Dora Ek").unwrap();
    assert_eq!(dora["emails"][0], "dora@ek.example");
    desk.says(&["guests", "room7@hotel.example", "--let-go"]);
    assert!(desk.lines(&["guests"]).is_empty());
    import(&desk, "m.ics", meeting);
    import(&desk, "n.ics", &meeting.replace("UID:m", "UID:n"));
    assert!(desk.lines(&["guests"]).is_empty(), "let go for good");
    assert_eq!(desk.ally(&["guests", "nobody", "--let-go"]).status, 1);
    assert_eq!(desk.ally(&["guests", "--let-go"]).status, 2);
}

#[test]
fn what_is_remembered_of_a_header_is_listed_and_forgotten() {
    let desk = Desk::filled();
    let none = desk.says(&["import", "--remembered"]);
    assert!(none.contains("Nothing is remembered"), "{none}");
    let fair = "Badge;Visitor;Firm;Reach at\n17;Anna Berg;Kupfer GmbH;anna@kupfer.example\n";
    let map = "kind = \"person\"\ndecimal = \"comma\"\n[columns]\n\"Badge\" = \"id\"\n\"Visitor\" = \"name\"\n\
        \"Firm\" = \"account\"\n\"Reach at\" = \"emails\"\n";
    let (fair, map) = (desk.file("fair.csv", fair), desk.file("fair.toml", map));
    let (fair, map) = (fair.to_str().unwrap(), map.to_str().unwrap());
    desk.says(&["import", fair, "--map", map, "--yes"]);
    let listed = desk.says(&["import", "--remembered"]);
    for words in ["people", "Badge", "Reach at", "decimal comma"] {
        assert!(listed.contains(words), "{words} is not in: {listed}");
    }
    let gone = desk.says(&["import", "--forget", fair]);
    assert!(gone.contains("Forgotten: people"), "{gone}");
    assert_eq!(desk.ally(&["import", fair, "--dry-run"]).status, 1);
    // By its mark, where the file is gone.
    let more = desk.file(
        "more.csv",
        "Badge;Visitor;Firm;Reach at\n18;Ben Cole;Holm AS;ben@holm.example\n",
    );
    desk.says(&["import", more.to_str().unwrap(), "--map", map, "--yes"]);
    let mark = desk.lines(&["import", "--remembered"])[0]["mark"].clone();
    desk.says(&["import", "--forget", mark.as_str().unwrap()]);
    let none = desk.says(&["import", "--remembered"]);
    assert!(none.contains("Nothing is remembered"), "{none}");
}

#[test]
fn a_series_of_meetings_is_one_line_of_the_inbox() {
    let desk = Desk::filled();
    let series = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:w\nDTSTART:20261102T100000Z\nDURATION:PT1H\nSUMMARY:Pay the card\n\
        RRULE:FREQ=DAILY\nEND:VEVENT\nBEGIN:VEVENT\nUID:o\nDTSTART;VALUE=DATE:20260224\nSUMMARY:Fair\n\
        END:VEVENT\nEND:VCALENDAR\n";
    import(&desk, "w.ics", series);
    let inbox = desk.says(&["inbox"]);
    let lines: Vec<&str> = inbox
        .lines()
        .filter(|line| line.contains("Pay the card"))
        .collect();
    assert_eq!(lines.len(), 1, "{inbox}");
    assert!(lines[0].contains("series of "), "{inbox}");
    let fair = inbox.lines().find(|line| line.contains("Fair")).unwrap();
    assert!(
        fair.contains("2026-02-24") && !fair.contains("00:00"),
        "the day of the fair, not that on which it was written down: {fair}"
    );
    let touchpoints = desk.says(&["list", "touchpoint"]);
    let fair = touchpoints
        .lines()
        .find(|line| line.contains("Fair"))
        .unwrap();
    assert!(!fair.contains("00:00"), "{fair}");
    assert!(desk.lines(&["inbox"]).len() > 300, "programs get them all");
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let desk = Desk::new();
    let path = desk.path("large.csv");
    std::fs::File::create(&path)
        .unwrap()
        .set_len(257 * 1024 * 1024)
        .unwrap();
    let done = desk.ally(&["import", path.to_str().unwrap(), "--yes"]);
    assert_eq!(done.status, 1);
    assert!(
        done.err.contains("257 MiB") && done.err.contains("256 MiB"),
        "{}",
        done.err
    );
    assert!(done.err.contains("nothing was imported"), "{}", done.err);
}

#[test]
fn stopped_by_ctrl_c_the_book_is_as_it_was() {
    let desk = Desk::filled();
    let before = desk.says(&["export"]);
    let mut rows = String::from("Record ID,First Name,Last Name,Email,Company Name\n");
    for at in 0..20_000 {
        let firm = at % 900;
        writeln!(
            rows,
            "{at},Anna,Berg{at},p{at}@c{firm}.example,Company {firm}"
        )
        .unwrap();
    }
    let file = desk.file("many.csv", &rows);
    let child = std::process::Command::new(env!("CARGO_BIN_EXE_ally"))
        .args(["import", file.to_str().unwrap(), "--yes"])
        .env("ALLY_BOOK", desk.book())
        .env("ALLY_CONFIG", desk.path("config.toml"))
        .env("ALLY_NOW", crate::desk::NOW)
        .env("HOME", desk.path(""))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // As soon as it holds the book it is at work.
    let lock = desk.book().join("lock");
    let begun = std::time::Instant::now();
    let pid = child.id().to_string();
    while !std::fs::read_to_string(&lock).is_ok_and(|text| text.contains(&pid))
        && begun.elapsed().as_secs() < 20
    {
        std::thread::yield_now();
    }
    std::process::Command::new("kill")
        .args(["-INT", &pid])
        .status()
        .unwrap();
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("stopped; nothing was imported"), "{said}");
    assert_eq!(desk.says(&["export"]), before, "nothing was changed");
    assert_eq!(desk.ally(&["check"]).status, 0);
}

#[test]
fn two_become_one_with_all_that_names_them_and_undo_takes_them_apart() {
    let desk = Desk::filled();
    let people = desk.lines(&["list", "person"]);
    let theirs = people
        .iter()
        .find(|one| one["account"].is_string() && one["emails"][0].is_string())
        .unwrap();
    let name = theirs["name"].as_str().unwrap();
    let accounts = desk.lines(&["list", "account"]);
    let account = accounts
        .iter()
        .find(|one| one["id"] == theirs["account"])
        .unwrap();
    let account = account["name"].as_str().unwrap();
    import(
        &desk,
        "sf.csv",
        &format!("Id,Name,Email,Title,Account\n9,{name},other@home.example,Head,{account}\n"),
    );
    let people = desk.lines(&["list", "person"]);
    let double = people
        .iter()
        .find(|one| one["emails"][0] == "other@home.example")
        .unwrap();
    assert_ne!(double["id"], theirs["id"], "a doubtful one is made apart");
    assert_eq!(double["links"][0]["how"], "maybe same");
    let (double, theirs) = (
        double["short"].as_str().unwrap(),
        theirs["short"].as_str().unwrap(),
    );
    desk.says(&["set", double, "tags=key"]);
    desk.says(&["add", &format!("owe {account}: send the list to:@{double}")]);
    let before = desk.says(&["export"]);
    desk.says(&["merge", double, theirs]);
    let kept = desk.lines(&["list", "person"]);
    assert_eq!(kept.len(), people.len() - 1);
    let one = kept.iter().find(|one| one["short"] == theirs).unwrap();
    assert!(
        one["emails"].to_string().contains("other@home.example"),
        "{one}"
    );
    assert!(
        one["tags"].to_string().contains("key") && one["links"].is_null(),
        "{one}"
    );
    assert!(
        !desk.says(&["export"]).contains(double_id(&people, double)),
        "nobody names the one that went"
    );
    desk.says(&["undo"]);
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(unstamped).collect();
        lines.sort();
        lines
    };
    assert_eq!(
        sorted(&desk.says(&["export"])),
        sorted(&before),
        "undo takes them apart"
    );
}

fn double_id<'a>(people: &'a [serde_json::Value], short: &str) -> &'a str {
    let one = people.iter().find(|one| one["short"] == short).unwrap();
    one["id"].as_str().unwrap()
}

/// Leaves out when a record was changed last, which an undo is too.
fn unstamped(line: &str) -> String {
    let mut record: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(line).unwrap();
    record.shift_remove("changed");
    serde_json::to_string(&record).unwrap()
}

#[test]
fn what_accounts_buy_leaves_with_the_records_and_comes_back() {
    let desk = Desk::new();
    let mut orders = "Customer,Order No,Order Date,Product,Quantity,Amount,Currency\n".to_owned();
    for at in 0..60 {
        writeln!(
            orders,
            "{},{at},2026-0{}-1{},Pipe {},{},{}.50,EUR",
            if at % 2 == 0 { "Acme" } else { "Bär, Söhne" },
            at % 9 + 1,
            at % 8,
            at % 5,
            at % 7,
            at
        )
        .unwrap();
    }
    import(&desk, "orders.csv", &orders);
    let first = desk.path("first.jsonl");
    desk.says(&["export", "-o", first.to_str().unwrap()]);
    let text = std::fs::read_to_string(&first).unwrap();
    assert_eq!(text.matches("\"kind\":\"activity\"").count(), 60);
    assert_eq!(
        text,
        desk.says(&["export"]),
        "to a file and to a pipe the same"
    );
    let other = Desk::new();
    other.says(&["import", first.to_str().unwrap(), "--yes"]);
    assert_eq!(other.says(&["export"]), text);
    let again = other.says(&["import", first.to_str().unwrap(), "--yes"]);
    assert!(again.contains("the book has it all already"), "{again}");
}

#[test]
fn one_unknown_file_does_not_stop_the_others() {
    let desk = Desk::new();
    let people = desk.file(
        "people.csv",
        "First Name,Last Name,Email\nAnn,Able,a@b.example\n",
    );
    let teams = desk.file("teams.csv", "agent,office\nA,B\n");
    let (people, teams) = (people.to_str().unwrap(), teams.to_str().unwrap());
    let done = desk.ally(&["import", teams, people, "--yes"]);
    let (said, wrong) = (done.out, done.err);
    assert_eq!(done.status, 1, "{said}{wrong}");
    assert!(wrong.contains("teams.csv: not recognised"), "{wrong}");
    assert!(
        said.contains("Imported as entry") && said.contains("In all 1 row: 1 new."),
        "{said}"
    );
    assert_eq!(desk.lines(&["list", "person"]).len(), 1);
    let done = desk.ally(&["import", teams, people, "--json"]);
    let said = done.out;
    let files: Vec<serde_json::Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(files.len(), 2);
    assert!(files[0]["recognised"].is_null());
    assert_eq!(files[1]["same"], 1);
}

#[test]
fn an_account_renamed_by_hand_stays_the_one_that_files_name() {
    let desk = Desk::new();
    let deals = "Deal name,Account name,Amount,Stage\nLooms,Burlington Weaving Corp,500 USD,Open\n";
    import(&desk, "d.csv", deals);
    desk.says(&["set", "ac1", "name=Burlington"]);
    let again = import(&desk, "d.csv", deals);
    assert!(again.contains("Nothing to change"), "{again}");
    assert_eq!(desk.lines(&["list", "account"]).len(), 1);
    let account = desk.json(&["show", "ac1"]).to_string();
    assert!(account.contains("Burlington Weaving Corp"), "{account}");
    // Called so again, the old name is the name and no alias.
    desk.says(&["set", "ac1", "name=Burlington Weaving Corp"]);
    assert_eq!(
        desk.lines(&["list", "account"])[0]["aliases"],
        serde_json::json!(["Burlington"])
    );
    desk.says(&["set", "de1", "outcome=won"]);
    assert_eq!(desk.lines(&["list", "deal"])[0]["outcome"], "won");
}

#[test]
fn meetings_are_listed_by_their_day() {
    let desk = Desk::new();
    let event = |uid: &str, day: &str| {
        format!(
            "BEGIN:VEVENT\nUID:{uid}\nSUMMARY:{day}\nDTSTART:{day}T100000Z\nDURATION:PT1H\nEND:VEVENT\n"
        )
    };
    let days = ["20270317", "20261130", "20261103", "20270324"];
    let events: String = days
        .iter()
        .map(|day| event(&format!("u{day}"), day))
        .collect();
    import(
        &desk,
        "c.ics",
        &format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n"),
    );
    let listed = desk.lines(&["list", "touchpoint"]);
    let listed: Vec<&str> = listed
        .iter()
        .filter_map(|one| one["subject"].as_str())
        .collect();
    assert_eq!(listed, ["20261103", "20261130", "20270317", "20270324"]);
}

#[test]
fn what_an_account_bought_goes_along_when_it_is_merged() {
    let desk = Desk::filled();
    let orders = "Order ID,Customer,Date,Product,Quantity,Amount\n1,Molino,2026-01-13,Sieve,3,9\n2,Molino Azul,2026-02-13,Hook,1,4\n\
        1,Molino Azul,2026-01-13,Sieve,3,9\n";
    import(&desk, "orders.csv", orders);
    desk.says(&["merge", "Molino", "Molino Azul"]);
    let told = desk.says(&["behaviour", "Molino Azul", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["rows"], 2, "what both have counts once: {told}");
    desk.says(&["undo"]);
    let told = desk.says(&["export"]);
    let rows = told.lines().filter(|line| line.contains("\"activity\""));
    assert_eq!(rows.count(), 3, "{told}");
}

#[test]
fn the_same_orders_with_their_products_named_count_once() {
    let desk = Desk::new();
    let file = |name: &str, text: &str| desk.file(name, text).to_str().unwrap().to_owned();
    let orders = file(
        "orders.csv",
        "order_id,customer_id,order_date\n501,C1,2026-01-05\n502,C2,2026-01-06\n",
    );
    let items = file(
        "order_items.csv",
        "order_id,product_id,quantity,unit_price\n501,P1,10,5.00\n501,P2,1,20.00\n502,P1,2,5.00\n",
    );
    let products = file(
        "products.csv",
        "product_id,product_name,unit_price\nP1,Rope,5.00\nP2,Hook,20.00\n",
    );
    let bare = ["import", orders.as_str(), items.as_str(), "--yes"];
    let named = [
        "import",
        orders.as_str(),
        items.as_str(),
        products.as_str(),
        "--yes",
    ];
    let rows = || {
        let all = desk.says(&["export"]);
        let rows = all
            .lines()
            .filter(|line| line.contains("\"kind\":\"activity\""));
        (
            rows.clone().count(),
            rows.filter(|line| line.contains("Rope")).count(),
        )
    };
    desk.says(&bare);
    assert_eq!(rows(), (3, 0));
    desk.says(&named);
    assert_eq!(
        rows(),
        (3, 2),
        "the name is shown, and each row counts once"
    );
    for again in [&named[..], &bare[..]] {
        let said = desk.says(again);
        assert!(said.contains("Nothing to change"), "{said}");
    }
    assert_eq!(rows(), (3, 2));
    desk.says(&["undo"]);
    assert_eq!(
        rows(),
        (3, 0),
        "undo takes the names away, and nothing else"
    );
}

#[test]
fn what_comes_with_the_word_of_a_merge_goes_to_the_account_that_stays() {
    let desk = Desk::new();
    let head = "Id,IsDeleted,MasterRecordId,Name,Type,BillingCity\n";
    let stays = "0015g00000AbcDEAAZ,0,,Hafen,Customer,Hamburg\n";
    import(
        &desk,
        "Account.csv",
        &format!("{head}{stays}0015g00000AbcDFAAZ,0,,Speicher,Customer,Hamburg\n"),
    );
    let orders = "Customer,Order No,Order Date,Product,Quantity\nSpeicher,1,2026-01-05,Rope,2\n";
    import(&desk, "orders.csv", orders);
    let merged = desk.file(
        "Account2.csv",
        &format!(
            "{head}{stays}0015g00000AbcDFAAZ,1,0015g00000AbcDEAAZ,Speicher,Customer,Hamburg\n"
        ),
    );
    let more = desk.file(
        "more.csv",
        &format!("{orders}Speicher,2,2026-02-05,Rope,3\n"),
    );
    let both = [
        "import",
        merged.to_str().unwrap(),
        more.to_str().unwrap(),
        "--yes",
    ];
    let rows = || -> Vec<serde_json::Value> {
        let all = desk.says(&["export"]);
        let lines = all.lines().map(|line| serde_json::from_str(line).unwrap());
        let rows = lines.filter(|line: &serde_json::Value| line["kind"] == "activity");
        rows.collect()
    };
    let before = rows();
    desk.says(&both);
    let told = |row: &serde_json::Value| {
        [&row["on"], &row["order"], &row["product"], &row["quantity"]]
            .map(|cell| cell.as_str().unwrap().to_owned())
    };
    let mut after: Vec<_> = rows().iter().map(told).collect();
    after.sort();
    assert_eq!(
        after,
        [
            ["2026-01-05", "1", "Rope", "2"],
            ["2026-02-05", "2", "Rope", "3"]
        ]
    );
    import(
        &desk,
        "orders.csv",
        &format!("{orders}Speicher,2,2026-02-05,Rope,3\n"),
    );
    assert_eq!(rows().len(), 2, "the same file again brings nothing twice");
    desk.says(&["undo"]);
    assert_eq!(rows(), before, "undo gives each account its own rows back");
}
