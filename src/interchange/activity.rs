//! Orders and usage: rows by the million, packed, joined to their lines across the files of one command.
//!
//! Rows are no records. They are handed to the book as packed tables, one string kept once, about 80 bytes a row.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    draft::Reading,
    error::ImportError,
    header::Column,
    map::ColumnMap,
    options::{Flow, Options},
    recognise::columns_of,
    repair::Shape,
    rows::{Damage, Row, Rows},
    values::{self, DateEvidence, DayOrder, NumberEvidence, ReadDate},
};

/// One row as the book takes it; texts are empty where unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivityRow<'a> {
    /// The account as the file names it.
    pub account: &'a str,
    /// The day.
    pub on: Option<Date>,
    /// The order's number.
    pub order: &'a str,
    /// The product.
    pub product: &'a str,
    /// Where.
    pub site: &'a str,
    /// How it was ordered.
    pub channel: &'a str,
    /// How many.
    pub quantity: Option<Decimal>,
    /// For how much.
    pub amount: Option<Decimal>,
    /// The amount's currency as ISO 4217; empty where unknown.
    pub currency: &'a str,
    /// The line of the file.
    pub line: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Packed {
    account: u32,
    order: u32,
    product: u32,
    site: u32,
    channel: u32,
    currency: u32,
    on: Option<Date>,
    quantity: Option<Decimal>,
    amount: Option<Decimal>,
    line: u32,
}

/// Says how a table names its accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AccountBy {
    /// By an id of this system.
    Id(String),
    /// By name.
    #[default]
    Name,
    /// Not at all: the rows are lines of orders.
    Order,
}

/// Holds a file's rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ActivityTable {
    /// How the rows name their accounts.
    pub by: AccountBy,
    /// All texts, one after the other, each once.
    text: String,
    /// Where each text begins; it ends where the next begins.
    starts: Vec<u32>,
    /// A text's hash to its number. Two texts of one hash only cost a second copy.
    known: HashMap<u64, u32>,
    rows: Vec<Packed>,
}

impl ActivityTable {
    /// Counts the rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Says whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Gives a row.
    pub fn get(&self, at: usize) -> Option<ActivityRow<'_>> {
        self.rows.get(at).map(|row| ActivityRow {
            account: self.text(row.account),
            on: row.on,
            order: self.text(row.order),
            product: self.text(row.product),
            site: self.text(row.site),
            channel: self.text(row.channel),
            quantity: row.quantity,
            amount: row.amount,
            currency: self.text(row.currency),
            line: u64::from(row.line),
        })
    }

    /// Gives all rows.
    pub fn iter(&self) -> impl Iterator<Item = ActivityRow<'_>> {
        (0..self.rows.len()).filter_map(|at| self.get(at))
    }

    fn text(&self, at: u32) -> &str {
        let place = |at: u32| {
            usize::try_from(at)
                .ok()
                .and_then(|at| self.starts.get(at))
                .copied()
        };
        let Some(from) = place(at) else { return "" };
        let to = place(at.saturating_add(1)).map_or(self.text.len(), |to| {
            usize::try_from(to).unwrap_or_default()
        });
        self.text
            .get(usize::try_from(from).unwrap_or_default()..to)
            .unwrap_or_default()
    }

    fn string(&mut self, text: &str) -> u32 {
        let hash = hash(text);
        if let Some(at) = self
            .known
            .get(&hash)
            .copied()
            .filter(|at| self.text(*at) == text)
        {
            return at;
        }
        let at = u32::try_from(self.starts.len()).unwrap_or(u32::MAX);
        // A file is at most 256 MiB, so its texts are too.
        self.starts
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.text.push_str(text);
        self.known.insert(hash, at);
        at
    }

    /// Gives back the room that only reading needed.
    pub(super) fn settle(&mut self) {
        self.known = HashMap::new();
        self.rows.shrink_to_fit();
        self.text.shrink_to_fit();
        self.starts.shrink_to_fit();
    }

    /// Adds a row.
    pub fn push(&mut self, row: &ActivityRow<'_>) {
        let packed = Packed {
            account: self.string(row.account),
            order: self.string(row.order),
            product: self.string(row.product),
            site: self.string(row.site),
            channel: self.string(row.channel),
            currency: self.string(row.currency),
            on: row.on,
            quantity: row.quantity,
            amount: row.amount,
            line: u32::try_from(row.line).unwrap_or(u32::MAX),
        };
        self.rows.push(packed);
    }

    /// Names each account once, in the order in which they come.
    pub fn accounts(&self) -> Vec<&str> {
        let mut seen = vec![false; self.starts.len()];
        let mut accounts = Vec::new();
        for row in &self.rows {
            if let Some(slot) = usize::try_from(row.account)
                .ok()
                .and_then(|at| seen.get_mut(at))
                && !*slot
            {
                *slot = true;
                accounts.push(self.text(row.account));
            }
        }
        accounts
    }
}

fn hash(text: &str) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Identifies a row: `key` says which row it is, `content` what it says.
///
/// With an order number the key is order and product; without one it is all that the row says. The book keeps neither:
/// it computes both of its stored rows with this function, counting equal keys of an account from 0 in `nth`.
pub fn identity(row: &ActivityRow<'_>, nth: u32) -> (u64, u64) {
    let content = content(row);
    (nth_key(row, content, nth), content)
}

/// Hashes what a row says.
fn content(row: &ActivityRow<'_>) -> u64 {
    use std::io::Write;
    let mut content = blake3::Hasher::new();
    for text in [row.order, row.product, row.site, row.channel, row.currency] {
        content.update(text.as_bytes());
        content.update(b"\0");
    }
    // Writing into a hasher cannot fail.
    if let Some(on) = row.on {
        let _ = write!(content, "{on}");
    }
    for number in [row.quantity, row.amount] {
        content.update(b"\0");
        if let Some(number) = number {
            let _ = write!(content, "{}", number.normalize());
        }
    }
    first_eight(&content.finalize())
}

/// Gives the key of the n-th row of an account that would have the same, from 0.
pub fn nth_key(row: &ActivityRow<'_>, content: u64, nth: u32) -> u64 {
    let mut key = blake3::Hasher::new();
    if row.order.is_empty() {
        key.update(&content.to_le_bytes());
    } else {
        key.update(row.order.as_bytes());
        key.update(b"\0");
        key.update(row.product.as_bytes());
    }
    key.update(&nth.to_le_bytes());
    first_eight(&key.finalize())
}

/// Marks an order of which lines are known: an order that comes without its lines says nothing new then.
pub fn order_mark(order: &str) -> u64 {
    let mut key = blake3::Hasher::new();
    key.update(b"lines of ");
    key.update(order.as_bytes());
    first_eight(&key.finalize())
}

fn first_eight(hash: &blake3::Hash) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(bytes)
}

/// Says which column of a table of orders is what.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_field_names)] // The order's number is what every table calls its order.
pub struct Order {
    at: usize,
    title: &'static str,
    system: String,
    width: usize,
    account_id: Option<usize>,
    account_name: Option<usize>,
    on: Option<usize>,
    order: Option<usize>,
    product: Option<usize>,
    product_name: Option<usize>,
    site: Option<usize>,
    channel: Option<usize>,
    quantity: Option<usize>,
    amount: Option<usize>,
    price: Option<usize>,
    discount: Option<usize>,
    currency: Option<usize>,
}

impl Order {
    /// Gives the place of the header among the first rows.
    pub fn header(&self) -> usize {
        self.at
    }
}

const ACCOUNT_ID: &str = "customerid|accountid|clientid|kundennummer|kundennr|customernumber|customerno|idcliente|numerodecliente|debitorennummer|debitor|soldto|masterid|companyid|organizationid|custid|kdnr";
const ACCOUNT_NAME: &str = "customer|customername|account|accountname|company|companyname|client|clientname|kunde|kundenname|firma|cliente|empresa|nombredelcliente|organization|organisation|unternehmen|buyer|kaufer";
const ON: &str = "orderdate|date|invoicedate|datum|bestelldatum|rechnungsdatum|belegdatum|auftragsdatum|fecha|fechadepedido|fechadefactura|purchasedate|transactiondate|day|orderedon|postingdate|usagedate|tag|saledate|buchungsdatum|on|month|timestamp";
const ORDER: &str = "orderid|order|ordernumber|orderno|bestellnummer|auftrag|auftragsnummer|auftragsnr|belegnummer|belegnr|invoice|invoiceno|invoicenumber|invoiceid|rechnungsnummer|rechnungsnr|factura|numerodefactura|pedido|numerodepedido|idpedido|transactionid|receipt|salesorder|purchaseid|saleid|bestellung";
const PRODUCT: &str = "product|productid|item|itemid|itemname|sku|article|artikel|artikelnummer|artikelnr|material|materialnummer|producto|articulo|stockcode|feature|service|productcode|idproducto|itemno|leistung";
const PRODUCT_NAME: &str = "productname|itemdescription|artikelbezeichnung|productdescription|nombredelproducto|bezeichnung|artikelname";
const SITE: &str = "site|store|branch|location|filiale|standort|shipcity|sucursal|warehouse|werk|plant|tienda|outlet|shiptocity|lieferort|storename|lager|niederlassung|almacen";
const CHANNEL: &str =
    "channel|saleschannel|kanal|vertriebskanal|canal|canaldeventa|orderchannel|ordersource";
const QUANTITY: &str = "quantity|qty|units|menge|anzahl|cantidad|unidades|stuck|stuckzahl|usage|hours|calls|count|orderqty|unitssold|uds";
const AMOUNT: &str = "amount|total|totalamount|value|revenue|sales|betrag|umsatz|summe|importe|monto|netamount|ordertotal|nettobetrag|extendedprice|lineamount|spend|linetotal|totalprice|gesamt|gesamtbetrag|nettoumsatz|importetotal|ordervalue|netsales|netto|turnover";
const PRICE: &str = "unitprice|price|preis|einzelpreis|precio|preciounitario|stuckpreis";
const DISCOUNT: &str = "discount|rabatt|descuento|discountpct";
const CURRENCY: &str = "currency|wahrung|moneda|currencycode|divisa";

/// Says what a column of orders or usage is by its folded name, in the words of a map.
pub(super) fn named(folded: &str) -> Option<&'static str> {
    let words = [
        (ACCOUNT_ID, "account_id"),
        (ACCOUNT_NAME, "account"),
        (ON, "on"),
        (ORDER, "order"),
        (PRODUCT, "product"),
        (PRODUCT_NAME, "product_name"),
        (SITE, "site"),
        (CHANNEL, "channel"),
        (QUANTITY, "quantity"),
        (AMOUNT, "amount"),
        (PRICE, "unit_price"),
        (DISCOUNT, "discount"),
        (CURRENCY, "currency"),
    ];
    let known = words
        .iter()
        .find(|(aliases, _)| aliases.split('|').any(|alias| alias == folded));
    known.map(|(_, target)| *target)
}

/// Finds a header of orders, order lines, usage or products.
pub fn recognise(
    head: &[Row<'_>],
    options: &Options<'_>,
    map: Option<&ColumnMap>,
) -> Option<Order> {
    let told = options
        .as_kind
        .as_deref()
        .is_some_and(|kind| matches!(super::header::fold(kind).as_str(), "activity" | "orders"));
    let map = map.filter(|map| map.kind == "activity");
    head.iter().take(40).enumerate().find_map(|(at, row)| {
        if row.cells.len() < 2 {
            return None;
        }
        let columns = columns_of(row);
        let find = |aliases: &str, field: &str| {
            if let Some(map) = map {
                let named = map
                    .columns
                    .iter()
                    .find(|(_, target)| target.as_str() == field)?;
                return columns
                    .iter()
                    .position(|column| column.folded == super::header::fold(named.0));
            }
            aliases.split('|').find_map(|alias| {
                columns
                    .iter()
                    .position(|column: &Column| column.folded == alias)
            })
        };
        let account_id = find(ACCOUNT_ID, "account_id");
        let account_name = find(ACCOUNT_NAME, "account");
        let order = Order {
            at,
            title: "orders",
            system: map
                .and_then(|map| map.system.clone())
                .unwrap_or_else(|| "file".to_owned()),
            width: columns.len(),
            account_id,
            account_name,
            on: find(ON, "on"),
            order: find(ORDER, "order"),
            product: find(PRODUCT, "product"),
            product_name: find(PRODUCT_NAME, "product_name"),
            site: find(SITE, "site"),
            channel: find(CHANNEL, "channel"),
            quantity: find(QUANTITY, "quantity"),
            amount: find(AMOUNT, "amount"),
            price: find(PRICE, "unit_price"),
            discount: find(DISCOUNT, "discount"),
            currency: find(CURRENCY, "currency"),
        };
        let account = account_id.is_some() || account_name.is_some();
        let what = order.order.is_some()
            || order.quantity.is_some()
            || order.product.is_some()
            || order.product_name.is_some();
        if account
            && order.on.is_some()
            && (what || ((told || map.is_some()) && order.amount.is_some()))
        {
            return Some(order);
        }
        if order.order.is_some()
            && (order.product.is_some() || order.product_name.is_some())
            && order.quantity.is_some()
        {
            return Some(Order {
                title: "order lines",
                account_id: None,
                account_name: None,
                ..order
            });
        }
        if !account
            && order.on.is_none()
            && order.order.is_none()
            && order.product.is_some()
            && order.product_name.is_some()
        {
            return Some(Order {
                title: "products",
                ..order
            });
        }
        None
    })
}

/// Finds rows without a header whose columns are customer, day, quantity and amount, set apart by blanks.
pub fn headerless(head: &[Row<'_>], _options: &Options<'_>) -> Option<Order> {
    let lines: Vec<Vec<&str>> = head
        .iter()
        .filter(|row| row.cells.len() == 1)
        .map(|row| row.cells[0].split_whitespace().collect())
        .collect();
    let width = lines.first()?.len();
    if lines.len() < head.len()
        || lines.len() < 3
        || !(3..=8).contains(&width)
        || lines.iter().any(|line| line.len() != width)
    {
        return None;
    }
    let all = |at: usize, test: &dyn Fn(&str) -> bool| lines.iter().all(|line| test(line[at]));
    let on = (0..width).find(|at| {
        all(*at, &|cell| {
            cell.len() == 8 && matches!(values::date(cell, None), ReadDate::Is(_))
        })
    })?;
    let numeric = |at: &usize| *at != on && all(*at, &|cell| values::number(cell, None).is_some());
    let amount = (on + 1..width)
        .rev()
        .find(|at| numeric(at) && lines.iter().any(|line| line[*at].contains(['.', ','])))?;
    let quantity = (on + 1..width).find(|at| *at != amount && numeric(at));
    Some(Order {
        at: 0,
        title: "purchases",
        system: "file".to_owned(),
        width,
        account_id: Some(0),
        account_name: None,
        on: Some(on),
        order: None,
        product: None,
        product_name: None,
        site: None,
        channel: None,
        quantity,
        amount: Some(amount),
        price: None,
        discount: None,
        currency: None,
    })
}

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
    reading.recognised = Some(order.title.to_owned());
    reading.preamble = header.line.saturating_sub(1);
    reading.fingerprint = Some(super::header::fingerprint(&columns));
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
    for row in rows.clone().skip(order.at + 1).take(200_000) {
        if row.cells.len() == order.width {
            if let Some(cell) = order.on.and_then(|at| row.cells.get(at)) {
                dates.see(cell);
            }
            for at in [order.amount, order.price, order.quantity]
                .into_iter()
                .flatten()
            {
                numbers.see(&row.cells[at]);
            }
            shape.see(&row.cells);
        }
    }
    let comma = numbers.comma().or((delimiter == b';').then_some(true));
    if comma == Some(true) {
        dates.hint(DayOrder::DayFirst);
    }
    let how = How {
        order: values::day_order(dates, DateEvidence::default())
            .or_else(|| map.and_then(ColumnMap::order))
            .or(options.dates),
        comma,
        currency: map
            .and_then(|map| map.currency.clone())
            .or_else(|| options.currency.clone()),
    };
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
            reading.reject(row.line, why, "");
            continue;
        }
        if row.cells.len() > order.width {
            let surplus = row.cells.len() - order.width;
            let unclear = shape.repair(&mut row.cells, surplus);
            reading.damaged += 1;
            for at in unclear {
                if let Some(cell) = row.cells.get_mut(at) {
                    *cell = "".into();
                }
            }
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
    options.tell(
        &reading.file,
        text.len() as u64,
        text.len() as u64,
        reading.rows,
    );
    Ok(reading)
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

fn take(reading: &mut Reading, cells: &[&str], line: u64, order: &Order, how: &How) {
    let cell = |at: Option<usize>| {
        let text = at
            .and_then(|at| cells.get(at))
            .map_or("", |cell| cell.trim());
        if values::is_nothing(text) { "" } else { text }
    };
    if order.title == "products" {
        reading.products.insert(
            cell(order.product).to_owned(),
            cell(order.product_name).to_owned(),
        );
        return;
    }
    let account = if order.account_id.is_some() {
        cell(order.account_id)
    } else {
        cell(order.account_name)
    };
    let on = match values::date(cell(order.on), how.order) {
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
    } else {
        String::new()
    };
    let product = if order.product_name.is_some() {
        cell(order.product_name)
    } else {
        cell(order.product)
    };
    reading.activity.push(&ActivityRow {
        account: account.strip_suffix(".0").unwrap_or(account),
        on,
        order: cell(order.order),
        product,
        site: cell(order.site),
        channel: cell(order.channel),
        quantity,
        amount,
        currency: &currency,
        line,
    });
}

/// Joins the lines of orders to their orders, and products to their names, across the files of one command.
///
/// An order that has lines gives its account, day, site and channel to them and is no row of its own.
pub fn join(readings: &mut [Reading]) {
    let mut products: BTreeMap<String, String> = BTreeMap::new();
    for reading in readings.iter_mut() {
        if reading.recognised.as_deref() == Some("products") && reading.activity.is_empty() {
            reading.warn(
                "products only name what orders in the same command bought; they are no records",
            );
            products.append(&mut reading.products.clone());
        }
    }
    if !readings
        .iter()
        .any(|reading| reading.activity.by == AccountBy::Order && !reading.activity.is_empty())
        && products.is_empty()
    {
        return;
    }
    // Where each order's head stands: which file and row.
    let mut heads: HashMap<String, (usize, usize)> = HashMap::new();
    for (file, reading) in readings.iter().enumerate() {
        if reading.activity.by != AccountBy::Order {
            for (at, row) in reading.activity.iter().enumerate() {
                if !row.order.is_empty() {
                    heads.entry(row.order.to_owned()).or_insert((file, at));
                }
            }
        }
    }
    let mut with_lines: Vec<(usize, usize)> = Vec::new();
    for file in 0..readings.len() {
        if readings[file].activity.by != AccountBy::Order {
            continue;
        }
        let lines = std::mem::take(&mut readings[file].activity);
        let mut joined = ActivityTable::default();
        for line in lines.iter() {
            let Some(&(of, at)) = heads.get(line.order) else {
                readings[file].reject(line.line, format!("order {} is in no file of this command; import the orders and their lines together", line.order), "");
                continue;
            };
            let Some(head) = readings[of].activity.get(at) else {
                continue;
            };
            let product = products
                .get(line.product)
                .map_or(line.product, String::as_str);
            joined.push(&ActivityRow {
                account: head.account,
                on: head.on,
                site: head.site,
                channel: head.channel,
                product,
                ..line
            });
            joined.by = readings[of].activity.by.clone();
            with_lines.push((of, at));
        }
        readings[file].activity = joined;
    }
    with_lines.sort_unstable();
    with_lines.dedup();
    for (file, reading) in readings.iter_mut().enumerate() {
        let gone: std::collections::HashSet<usize> = with_lines
            .iter()
            .filter(|(of, _)| *of == file)
            .map(|(_, at)| *at)
            .collect();
        if gone.is_empty() {
            continue;
        }
        reading.heads = gone.len() as u64;
        let held = std::mem::take(&mut reading.activity);
        let mut kept = ActivityTable {
            by: held.by.clone(),
            ..ActivityTable::default()
        };
        for (at, row) in held.iter().enumerate() {
            if !gone.contains(&at) {
                kept.push(&row);
            }
        }
        reading.activity = kept;
    }
}
