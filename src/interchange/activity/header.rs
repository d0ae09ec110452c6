//! Headers of orders, order lines, usage and products, and tables of purchases without one.

use super::standing::{self, Says};
use crate::interchange::{
    header::Column,
    map::ColumnMap,
    options::Options,
    recognise::columns_of,
    rows::Row,
    values::{self, ReadDate},
};

/// Says which column of a table of orders is what.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_field_names)] // The order's number is what every table calls its order.
pub struct Order {
    pub(super) at: usize,
    pub(super) title: &'static str,
    pub(super) system: String,
    pub(super) width: usize,
    pub(super) account_id: Option<usize>,
    pub(super) account_name: Option<usize>,
    /// The address of whoever ordered.
    pub(super) email: Option<usize>,
    /// The columns that say whether it was sold.
    pub(super) stands: Vec<(usize, Says)>,
    pub(super) on: Option<usize>,
    pub(super) order: Option<usize>,
    pub(super) product: Option<usize>,
    pub(super) product_name: Option<usize>,
    pub(super) site: Option<usize>,
    pub(super) channel: Option<usize>,
    pub(super) quantity: Option<usize>,
    pub(super) amount: Option<usize>,
    pub(super) price: Option<usize>,
    pub(super) discount: Option<usize>,
    pub(super) currency: Option<usize>,
    /// The columns that count what is used, each with its name where no other column names what it counts.
    pub(super) measures: Vec<(usize, String)>,
}

impl Order {
    /// Lists the columns that are taken.
    pub(super) fn used(&self) -> Vec<usize> {
        let places = [
            self.account_id,
            self.account_name,
            self.email,
            self.on,
            self.order,
            self.product,
            self.product_name,
            self.site,
            self.channel,
            self.quantity,
            self.amount,
            self.price,
            self.discount,
            self.currency,
        ];
        let measures = self.measures.iter().map(|(at, _)| *at);
        let stands = self.stands.iter().map(|(at, _)| *at);
        let places = places.into_iter().flatten();
        places.chain(measures).chain(stands).collect()
    }

    /// Says whether it counts what was ordered or used, beside naming it.
    pub fn counts(&self) -> bool {
        let figures = [self.order, self.quantity, self.amount, self.price];
        figures.iter().any(Option::is_some) || !self.measures.is_empty()
    }

    /// Gives the place of the header among the first rows.
    pub fn header(&self) -> usize {
        self.at
    }
}

const ACCOUNT_ID: &str = "customerid|accountid|clientid|kundennummer|kundennr|customernumber|customerno|idcliente|numerodecliente|debitorennummer|debitor|soldto|masterid|companyid|organizationid|custid|kdnr|codigocliente|codigodecliente|codcliente|clienteid|ndecliente|ncliente|nocliente|debitorennr|debitornr|debitorid|kundenid|customercode|clientcode|deudor";

const ACCOUNT_NAME: &str = "customer|customername|account|accountname|company|companyname|client|clientname|kunde|kundenname|firma|cliente|empresa|nombredelcliente|organization|organisation|unternehmen|buyer|kaufer|debitorenname|debitorname|nombrecliente|razonsocial|razonsocialcliente|kundenbezeichnung|soldtoname|soldtoparty|companybilling|billingcompany|billingname|clientenombre|kundefirma";

const EMAIL: &str = "email|emailaddress|emailadresse|customeremail|emailbilling|billingemail|buyeremail|contactemail|correo|correoelectronico|kundenemail|emailkunde|correodelcliente|emaildelcliente|mail|emailcliente|correocliente";

const ON: &str = "createddateutc|orderdate|date|invoicedate|datum|bestelldatum|rechnungsdatum|belegdatum|auftragsdatum|fecha|fechadepedido|fechadefactura|purchasedate|transactiondate|day|orderedon|postingdate|usagedate|tag|saledate|buchungsdatum|on|month|timestamp|monat|mes|period|periode|periodo|stichtag|fechadecorte|billingmonth|abrechnungsmonat|usagemonth|fechafactura|fechadelafactura|fechapedido|fechadelpedido|fechaventa|fechadeventa|fechaemision|orderdatetime|dateoforder|leistungsdatum|lieferdatum|versanddatum|shipdate";

const ORDER: &str = "orderid|order|ordernumber|orderno|bestellnummer|auftrag|auftragsnummer|auftragsnr|belegnummer|belegnr|invoice|invoiceno|invoicenumber|invoiceid|rechnungsnummer|rechnungsnr|factura|numerodefactura|pedido|numerodepedido|idpedido|transactionid|receipt|salesorder|purchaseid|saleid|bestellung|nopedido|nodepedido|numpedido|nropedido|nofactura|nodefactura|numfactura|nrofactura|bestellnr|rechnungnr|lieferscheinnr";

const PRODUCT: &str = "product|productid|metric|metrik|kennzahl|item|itemid|itemname|sku|article|artikel|artikelnummer|artikelnr|material|materialnummer|producto|articulo|stockcode|feature|service|productcode|idproducto|itemno|leistung|module|modul|modulo|funktion|funcion|funcionalidad|caracteristica|metrica|indicador|referencia|codigoarticulo|lineitemsku|materialnr|artikelno";

const PRODUCT_NAME: &str = "productname|itemdescription|artikelbezeichnung|productdescription|nombredelproducto|bezeichnung|artikelname|lineitemname|artikeltext|materialkurztext|nombrearticulo|nombreproducto|denominacion|materialname";

const SITE: &str = "site|store|branch|location|filiale|standort|shipcity|sucursal|warehouse|werk|plant|tienda|outlet|shiptocity|lieferort|storename|lager|niederlassung|almacen";

const CHANNEL: &str =
    "channel|saleschannel|kanal|vertriebskanal|canal|canaldeventa|orderchannel|ordersource";

const QUANTITY: &str = "quantity|qty|units|menge|anzahl|cantidad|unidades|stuck|stuckzahl|count|orderqty|unitssold|uds|lineitemquantity|bestellmenge|liefermenge|fakturiertemenge|cant|quantityordered";

/// Counts of what is used, which nobody orders.
const MEASURE: &str = "usage|hours|calls|activeusers|monthlyactiveusers|dailyactiveusers|aktivenutzer|aktivebenutzer|aktiveuser|usuariosactivos|seats|seatsused|licenses|licences|activelicenses|lizenzen|lizenzenaktiv|aktivelizenzen|licencias|licenciasactivas|logins|anmeldungen|iniciosdesesion|sessions|sitzungen|sesiones|apicalls|consumption|verbrauch|consumo|metricvalue|nutzung|uso|nutzungsstunden|stunden|horas";

/// What names that which a value beside it counts.
const METRIC: &str = "metric|metrik|kennzahl|metrica|indicador|feature|kpi|module|modul|modulo|funktion|funcion|funcionalidad|caracteristica";

/// The value of a metric.
const VALUE: &str = "value|wert|valor|metricvalue";

const AMOUNT: &str = "amount|total|totalamount|value|revenue|sales|betrag|umsatz|summe|importe|monto|netamount|ordertotal|nettobetrag|extendedprice|lineamount|spend|linetotal|totalprice|gesamt|gesamtbetrag|nettoumsatz|importetotal|ordervalue|netsales|netto|turnover|betragnetto|betragbrutto|totallinea|importelinea|importeneto|nettowert|nettobetraginwahrung|warenwert|gesamtnetto|itemtotal|nettosumme|positionswert";

const PRICE: &str = "unitprice|price|preis|einzelpreis|precio|preciounitario|stuckpreis|lineitemprice|itemcost|itemprice|preisprostuck|preiseinheit|nettopreis|precioud|preciounidad";

const DISCOUNT: &str = "discount|rabatt|descuento|discountpct";

const CURRENCY: &str = "currency|wahrung|moneda|currencycode|divisa";

/// What describes an article, where a row is of an order; elsewhere anything has a description.
const DESCRIPTION: &str = "itemname|description|descripcion|beschreibung|concepto";

/// Says whether a header is of a shop that writes each article of an order in a row of its own, and the order's own cells
/// in the first of them alone.
pub fn is_of_line_items(head: &[Row<'_>]) -> bool {
    head.iter().take(40).any(|row| {
        let columns = columns_of(row);
        let has = |name: &str| columns.iter().any(|column| column.folded == name);
        has("lineitemname") && has("lineitemquantity")
    })
}

/// Says what a column of orders or usage is by its folded name, in the words of a map.
pub(in crate::interchange) fn named(folded: &str) -> Option<&'static str> {
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
        (MEASURE, "quantity"),
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
        .is_some_and(|kind| crate::interchange::map::kind_named(kind) == Some("activity"));
    let map = map.filter(|map| map.kind == "activity" && !map.columns.is_empty());
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
                    .position(|column| column.folded == crate::interchange::header::fold(named.0));
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
            email: if map.is_none() {
                find(EMAIL, "email")
            } else {
                None
            },
            stands: if map.is_none() {
                standing::columns(&columns)
            } else {
                Vec::new()
            },
            on: find(ON, "on"),
            order: find(ORDER, "order"),
            product: find(PRODUCT, "product"),
            product_name: find(PRODUCT_NAME, "product_name"),
            site: find(SITE, "site"),
            channel: find(CHANNEL, "channel"),
            quantity: find(QUANTITY, "quantity").or_else(|| find(MEASURE, "quantity")),
            amount: find(AMOUNT, "amount"),
            price: find(PRICE, "unit_price"),
            discount: find(DISCOUNT, "discount"),
            currency: find(CURRENCY, "currency"),
            measures: Vec::new(),
        };
        let mut order = order;
        if order.order.is_some() || order.quantity.is_some() {
            let described = find(DESCRIPTION, "product_name");
            order.product_name = order.product_name.or(described);
        }
        let called = |at: Option<usize>, name: &str| {
            at.is_some_and(|at| columns.get(at).is_some_and(|column| column.folded == name))
        };
        // The number of an article beside its name is what tells two of them apart.
        let numbered = called(order.product, "item") && order.product_name.is_some();
        if called(order.product, "itemname") || numbered {
            order.product = find(
                "sku|itemid|itemno|productid|productcode|itemname",
                "product",
            )
            .or(order.product);
        }
        if order.product == order.product_name {
            order.product_name = None;
        }
        if map.is_none() && is_of_line_items(std::slice::from_ref(row)) {
            // The order's number, day and sum are the shop's own words; the sum is of all its rows.
            order.order = order.order.or_else(|| find("name", "order"));
            order.on = order.on.or_else(|| find("createdat|paidat", "on"));
            order.amount = None;
        }
        let order = counting(order, &columns, head.get(at + 1..).unwrap_or_default());
        let named = account_id.is_some() || account_name.is_some();
        let account = named || (order.email.is_some() && order.order.is_some());
        let what = order.order.is_some()
            || order.quantity.is_some()
            || order.product.is_some()
            || order.product_name.is_some()
            || !order.measures.is_empty();
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
        email: None,
        stands: Vec::new(),
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
        measures: Vec::new(),
    })
}

/// Takes a table as one of usage where it counts and neither orders nor costs: every column of numbers counts something.
fn counting(mut order: Order, columns: &[Column], rows: &[Row<'_>]) -> Order {
    let is = |at: Option<usize>, words: &str| {
        let folded = at.and_then(|at| columns.get(at)).map(|c| c.folded.as_str());
        folded.is_some_and(|folded| words.split('|').any(|word| word == folded))
    };
    let named = is(order.product, METRIC);
    // "Value" beside a metric is no money.
    let value = order.amount.filter(|_| named && is(order.amount, VALUE));
    let counts = is(order.quantity, MEASURE) || value.is_some();
    let costs = order.price.is_some() || (order.amount.is_some() && value.is_none());
    if !counts || costs || order.order.is_some() {
        return order;
    }
    let first = value.or(order.quantity);
    let taken = order.used();
    let number = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.cells.get(at));
        let mut cells = cells
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty());
        let is_number = |cell: &str| values::number(cell, None).is_some();
        cells.next().is_some_and(is_number) && cells.all(is_number)
    };
    let counted = (0..columns.len()).filter(|at| {
        Some(*at) == first
            || is(Some(*at), MEASURE)
            || (value.is_none()
                && !taken.contains(at)
                && number(*at)
                && !columns[*at].folded.ends_with("id"))
    });
    let several: Vec<usize> = counted.collect();
    let says = order.product.is_some() || order.product_name.is_some();
    let alone = several.len() == 1 && says;
    order.measures = several
        .into_iter()
        .map(|at| {
            (
                at,
                if alone {
                    String::new()
                } else {
                    columns[at].name.clone()
                },
            )
        })
        .collect();
    order.quantity = None;
    order.amount = None;
    order
}
