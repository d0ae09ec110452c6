//! Orders and usage: rows by the million, packed, joined to their lines across the files of one command.
//!
//! Rows are no records. They are handed to the book as packed tables, one string kept once, about 80 bytes a row.

mod header;
mod identity;
mod join;
mod packed;
mod standing;

pub(super) use header::named;
pub use header::{Order, headerless, is_of_line_items, recognise};
pub use identity::{identity, name_mark, nth_key, order_mark};
pub use join::join;
pub use packed::{AccountBy, ActivityRow, ActivityTable};

use standing::{Standing, standing};

use rust_decimal::Decimal;

use crate::domain::usage::used_by;

use super::{
    draft::Reading,
    error::ImportError,
    map::ColumnMap,
    options::{Flow, Options},
    recognise::columns_of,
    repair::Shape,
    rows::{Damage, Row, Rows},
    values::{self, CurrencyEvidence, DateEvidence, DayOrder, Lone, NumberEvidence, ReadDate},
};

/// Reads rows that blanks set apart.
pub fn read_headerless(
    mut reading: Reading,
    text: &str,
    order: &Order,
    options: &Options<'_>,
) -> Result<Reading, ImportError> {
    reading.recognised = Some(order.title.to_owned());
    reading.delimiter = Some(' ');
    reading.activity.by = AccountBy::Id(order.system.clone());
    let how = How {
        order: None,
        comma: None,
        currency: options.currency.clone(),
    };
    let mut done = 0_u64;
    for (at, line) in text.lines().enumerate() {
        done += line.len() as u64 + 1;
        let number = at as u64 + 1;
        let cells: Vec<&str> = line.split_whitespace().collect();
        if cells.is_empty() {
            continue;
        }
        reading.rows += 1;
        check(&reading, done, text.len(), options)?;
        if cells.len() == order.width {
            take(&mut reading, &cells, number, order, &how);
        } else {
            reading.reject(
                number,
                format!(
                    "{} values where the other lines have {}",
                    cells.len(),
                    order.width
                ),
                line,
            );
        }
    }
    Ok(reading)
}

struct How {
    order: Option<DayOrder>,
    comma: Option<bool>,
    currency: Option<String>,
}

/// Reads a table of orders, lines, usage or products.
pub fn read_table(
    mut reading: Reading,
    text: &str,
    delimiter: u8,
    head: &[Row<'_>],
    order: &Order,
    options: &Options<'_>,
    map: Option<&ColumnMap>,
) -> Result<Reading, ImportError> {
    let header = &head[order.at];
    let columns = columns_of(header);
    let uses = !order.measures.is_empty();
    reading.recognised = Some(if uses { "usage" } else { order.title }.to_owned());
    reading.preamble = header.line.saturating_sub(1);
    reading.fingerprint = Some(super::header::fingerprint(&columns));
    let used = order.used();
    let mapped = |column: &super::header::Column| {
        map.is_some_and(|map| {
            let mut names = map.columns.keys();
            names.any(|name| super::header::fold(name) == column.folded)
        })
    };
    let left: Vec<&str> = (columns.iter().enumerate())
        .filter(|(at, column)| !used.contains(at) && !column.name.is_empty() && !mapped(column))
        .map(|(_, column)| column.name.as_str())
        .collect();
    if !left.is_empty() && order.title != "products" {
        let some = left.iter().take(12).copied().collect::<Vec<_>>().join(", ");
        let more = match left.len().saturating_sub(12) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        reading.warn(format!(
            "rows of orders and usage are counted, and keep nothing besides: left out {some}{more}"
        ));
    }
    reading.header = columns.into_iter().map(|column| column.name).collect();
    reading.activity.by = match (order.account_id, order.account_name) {
        _ if order.title != "orders" => AccountBy::Order,
        (Some(_), _) => AccountBy::Id(order.system.clone()),
        _ => AccountBy::Name,
    };
    let mut rows = Rows::new(text, delimiter);
    rows.expect(order.width);
    let (mut dates, mut numbers, mut shape) = (
        DateEvidence::default(),
        NumberEvidence::default(),
        Shape::default(),
    );
    let mut amounts = CurrencyEvidence::default();
    let mut money = NumberEvidence::default();
    for row in rows.clone().skip(order.at + 1).take(200_000) {
        if row.cells.len() == order.width {
            if let Some(cell) = order.on.and_then(|at| row.cells.get(at)) {
                dates.see(cell);
            }
            let measures = order.measures.iter().map(|(at, _)| *at);
            for at in [order.amount, order.price, order.quantity]
                .into_iter()
                .flatten()
                .chain(measures)
            {
                numbers.see(&row.cells[at]);
            }
            if let Some(cell) = order.amount.and_then(|at| row.cells.get(at)) {
                amounts.see(cell);
                money.see(cell);
            }
            shape.see(&row.cells);
        }
    }
    let own = amounts.proven().filter(|_| order.currency.is_none());
    let own = own.map(str::to_owned);
    if let Some(says) = amounts.says().filter(|_| own.is_some()) {
        reading.warn(says);
    }
    let mut said = options.said_decimal(map);
    if said.is_none() && numbers.lone().is_some() {
        said = map.and_then(ColumnMap::comma);
        reading.tell_decimal(said);
    }
    let hint = (delimiter == b';').then_some(true);
    // What is paid is not written to the thousandth: where no number of the file shows it, the sign parts thousands.
    let lone = order.amount.and_then(|at| Some((at, money.lone()?)));
    let lone = lone.filter(|_| said.is_none() && numbers.comma().is_none());
    let comma = match lone {
        Some((_, Lone::Point)) => Some(true),
        Some((_, Lone::Comma)) => Some(false),
        _ => said.or(numbers.comma()).or(hint),
    };
    if let Some((at, lone)) = lone
        && ((lone == Lone::Point) != hint.is_some() || lone == Lone::Both)
    {
        let name = reading.header.get(at).cloned().unwrap_or_default();
        reading.warn(money.says(&name, comma));
    }
    if comma == Some(true) {
        dates.hint(DayOrder::DayFirst);
    }
    let how = How {
        order: dates
            .proven()
            .or_else(|| map.and_then(ColumnMap::order))
            .or_else(|| values::day_order(dates, DateEvidence::default()))
            .or(options.dates),
        comma,
        currency: map
            .and_then(|map| map.currency.clone())
            .or(own)
            .or_else(|| options.currency.clone()),
    };
    reading.kind = "activity";
    let open = dates.has_ambiguous() || dates.proven().is_some();
    reading.read_as = super::read_as::ReadAs {
        comma: how.comma.filter(|_| numbers.is_seen()),
        order: how.order.filter(|_| open),
        currency: how.currency.clone().filter(|_| order.amount.is_some()),
        region: None,
        said: map.is_some_and(ColumnMap::says_how),
    };
    let carries = is_of_line_items(std::slice::from_ref(header));
    let mut above = Above::default();
    let mut done = 0_u64;
    for mut row in rows.skip(order.at + 1) {
        done += row
            .cells
            .iter()
            .map(|cell| cell.len() as u64 + 1)
            .sum::<u64>();
        reading.rows += 1;
        check(&reading, done, text.len(), options)?;
        if row.is_empty() && row.damage.is_none() {
            reading.empty += 1;
            continue;
        }
        if let Some(damage) = row.damage {
            let why = match damage {
                Damage::UnclosedQuote => {
                    "a quote is opened and not closed; close or remove it and import again"
                }
                Damage::CellTooLong => "a cell is longer than 4 MiB; shorten it and import again",
            };
            reading.reject(row.line, why, row.written);
            continue;
        }
        if row.cells.len() > order.width {
            let surplus = row.cells.len() - order.width;
            let repair = shape.repair(&mut row.cells, surplus);
            reading.damaged += 1;
            for at in repair.unclear {
                if let Some(cell) = row.cells.get_mut(at) {
                    *cell = "".into();
                }
            }
        }
        if carries {
            above.carry(&mut row.cells, order);
        }
        let cells: Vec<&str> = row.cells.iter().map(AsRef::as_ref).collect();
        take(&mut reading, &cells, row.line, order, &how);
    }
    if reading.damaged > 0 {
        let rows = if reading.damaged == 1 {
            "row has"
        } else {
            "rows have"
        };
        reading.warn(format!(
            "{} {rows} more cells than columns, most likely unquoted commas; what lies beside the damage was taken",
            reading.damaged
        ));
    }
    for (count, one, more) in [
        (
            reading.cancelled,
            "row is of a cancelled or refunded order and is",
            "rows are of cancelled or refunded orders and are",
        ),
        (
            reading.offered,
            "row is an offer or a draft and is",
            "rows are offers or drafts and are",
        ),
    ] {
        if count > 0 {
            let rows = if count == 1 { one } else { more };
            reading.warn(format!(
                "{count} {rows} not counted; what the book has of it is taken back"
            ));
        }
    }
    options.tell(
        &reading.file,
        text.len() as u64,
        text.len() as u64,
        reading.rows,
    );
    Ok(reading)
}

/// What the row above said of its order: shops write whose it is and when it was only in the first of its rows.
#[derive(Default)]
struct Above {
    order: String,
    cells: Vec<(usize, String)>,
}

impl Above {
    /// Fills in what a further row of the same order leaves empty.
    fn carry(&mut self, cells: &mut [std::borrow::Cow<'_, str>], order: &Order) {
        let number = order.order.and_then(|at| cells.get(at));
        let Some(number) = number.filter(|number| !number.trim().is_empty()) else {
            return;
        };
        if *number != self.order {
            self.order = number.to_string();
            let whose = [
                order.account_id,
                order.account_name,
                order.email,
                order.on,
                order.currency,
            ];
            let stands = order.stands.iter().map(|(at, _)| *at);
            let told = whose.into_iter().flatten().chain(stands);
            self.cells = told
                .filter_map(|at| Some((at, cells.get(at)?.to_string())))
                .collect();
            return;
        }
        for (at, said) in &self.cells {
            if let Some(cell) = cells.get_mut(*at).filter(|cell| cell.trim().is_empty()) {
                *cell = said.clone().into();
            }
        }
    }
}

fn check(
    reading: &Reading,
    done: u64,
    of: usize,
    options: &Options<'_>,
) -> Result<(), ImportError> {
    if reading.rows > options.limits.rows {
        return Err(ImportError::TooManyRows {
            file: reading.file.clone(),
            limit: options.limits.rows,
        });
    }
    if reading.rows.is_multiple_of(8192)
        && options.tell(&reading.file, done, of as u64, reading.rows) == Flow::Stop
    {
        return Err(ImportError::Stopped);
    }
    Ok(())
}

/// Reads a month without a day, as usage is told: its first day stands for it.
fn month(text: &str, order: Option<DayOrder>) -> ReadDate {
    let text = text.trim();
    let bytes = text.as_bytes();
    let whole = match bytes {
        [_, _, _, _, b'-' | b'/' | b'.', _, _] => format!("{text}-01").replace(['/', '.'], "-"),
        [_, _, b'-' | b'/' | b'.', _, _, _, _] if text.is_ascii() => {
            let (month, year) = (text.get(..2), text.get(3..));
            format!(
                "{}-{}-01",
                year.unwrap_or_default(),
                month.unwrap_or_default()
            )
        }
        _ => format!("1 {text}"),
    };
    values::date(&whole, order)
}

fn take(reading: &mut Reading, cells: &[&str], line: u64, order: &Order, how: &How) {
    let cell = |at: Option<usize>| {
        let text = at
            .and_then(|at| cells.get(at))
            .map_or("", |cell| cell.trim());
        if values::is_nothing(text) { "" } else { text }
    };
    if order.title == "products" {
        // It only names what orders bought, and so changes nothing by itself.
        reading.empty += 1;
        reading.products.insert(
            cell(order.product).to_owned(),
            cell(order.product_name).to_owned(),
        );
        return;
    }
    let name = cell(order.account_name);
    let email = values::email(cell(order.email)).unwrap_or_default();
    let told = [cell(order.account_id), name];
    let told = if order.account_id.is_some() {
        &told[..1]
    } else {
        &told[1..]
    };
    // Who ordered is told by an address where no company is named.
    let account = match told[0] {
        "" => email.as_str(),
        account => {
            let known = account.strip_suffix(".0").unwrap_or(account);
            if !email.is_empty() && !reading.activity.emails.contains_key(known) {
                let emails = &mut reading.activity.emails;
                emails.insert(known.to_owned(), email.clone());
            }
            account
        }
    };
    if order.account_id.is_some() && !name.is_empty() {
        let known = account.strip_suffix(".0").unwrap_or(account);
        if !reading.activity.names.contains_key(known) {
            let names = &mut reading.activity.names;
            names.insert(known.to_owned(), name.to_owned());
        }
    }
    let day = match values::date(cell(order.on), how.order) {
        ReadDate::Not => month(cell(order.on), how.order),
        day => day,
    };
    let on = match day {
        ReadDate::Is(when) => Some(when.date),
        ReadDate::Ambiguous => {
            reading.reject(line, "its date reads two ways and nothing in the file shows which; say `dates = \"dmy\"` or \"mdy\" in a map", "");
            return;
        }
        ReadDate::None | ReadDate::Not => None,
    };
    if order.title != "order lines" {
        if account.is_empty() {
            reading.reject(line, "no customer", "");
            return;
        }
        if on.is_none() {
            reading.reject(line, "no date", "");
            return;
        }
    } else if cell(order.order).is_empty() {
        reading.reject(line, "no order number", "");
        return;
    }
    if !order.measures.is_empty() {
        let channel = used_by(cell(order.channel));
        let (number, called) = (cell(order.product), cell(order.product_name));
        let (what, code) = if called.is_empty() {
            (number, "")
        } else {
            (called, number)
        };
        let mut said = false;
        for (at, name) in &order.measures {
            let Some(quantity) = values::number(cell(Some(*at)), how.comma) else {
                continue;
            };
            let product = match (what.is_empty(), name.is_empty()) {
                (_, true) => what.to_owned(),
                (true, _) => name.clone(),
                _ => format!("{what} · {name}"),
            };
            said = true;
            reading.activity.push(&ActivityRow {
                account: account.strip_suffix(".0").unwrap_or(account),
                on,
                order: "",
                product: &product,
                // The number of what has several counts tells none of them apart.
                code: if name.is_empty() { code } else { "" },
                site: cell(order.site),
                channel: &channel,
                quantity: Some(quantity),
                amount: None,
                currency: "",
                line,
            });
        }
        if !said {
            // What nobody counted is unknown, and not none.
            reading.empty += 1;
        }
        return;
    }
    let quantity = values::number(cell(order.quantity), how.comma);
    let amount = values::number(cell(order.amount), how.comma).or_else(|| {
        let price = values::number(cell(order.price), how.comma)?;
        let whole = price.checked_mul(quantity.unwrap_or(Decimal::ONE))?;
        let discount = values::number(cell(order.discount), how.comma).unwrap_or(Decimal::ZERO);
        let share = if discount > Decimal::ONE {
            discount.checked_div(Decimal::ONE_HUNDRED)?
        } else {
            discount
        };
        whole.checked_mul(Decimal::ONE.checked_sub(share)?)
    });
    let written =
        values::currency(cell(order.currency)).or_else(|| values::currency(cell(order.amount)));
    let currency = if amount.is_some() {
        written.or_else(|| how.currency.clone()).unwrap_or_default()
    } else if quantity.is_none() {
        // The head of an order says the currency of its lines.
        written.unwrap_or_default()
    } else {
        String::new()
    };
    let (number, called) = (cell(order.product), cell(order.product_name));
    let (product, code) = if called.is_empty() {
        (number, "")
    } else {
        (called, number)
    };
    let stands = order.stands.iter();
    let stands = stands
        .map(|(at, says)| standing(cell(Some(*at)), *says))
        .max();
    let stands = stands.unwrap_or(Standing::Sold);
    match stands {
        Standing::Sold => {}
        Standing::Offered => reading.offered += 1,
        Standing::Cancelled => reading.cancelled += 1,
    }
    reading.activity.push(&ActivityRow {
        account: account.strip_suffix(".0").unwrap_or(account),
        on,
        order: cell(order.order),
        product,
        code,
        site: cell(order.site),
        channel: cell(order.channel),
        quantity,
        amount,
        currency: &currency,
        line,
    });
    if stands != Standing::Sold {
        reading.activity.void_last();
    }
}
