//! The HTML of the payment page, in Ukrainian, one file without scripts or outside resources.

use super::snapshot::InvoiceSnapshot;
use super::status::{InvoiceStatus, PaymentType};

const STYLE: &str = include_str!("page.css");

/// The form while the invoice can be paid, afterwards a sentence about what became of it.
pub(super) fn of_invoice(invoice: &InvoiceSnapshot) -> String {
    let destination = invoice.destination.as_deref().unwrap_or("Оплата замовлення");
    let summary = format!(
        "<p class=\"destination\">{}</p><p class=\"amount\">{}</p>",
        escaped(destination),
        escaped(&amount(invoice.amount, invoice.ccy)),
    );
    match sentence(invoice) {
        None => document(
            "Оплата",
            &format!("<h1>Оплата</h1>{summary}{}", form(invoice.payment_type)),
        ),
        Some((heading, text)) => {
            let said = format!("<h1>{heading}</h1><p>{text}</p>");
            document(heading, &format!("{said}{summary}{}", way_back(invoice)))
        }
    }
}

pub(super) fn of_unknown() -> String {
    let heading = "Рахунок не знайдено";
    let text = "Перевірте посилання або поверніться до магазину й почніть оплату знову.";
    document(heading, &format!("<h1>{heading}</h1><p>{text}</p>"))
}

fn sentence(invoice: &InvoiceSnapshot) -> Option<(&'static str, &'static str)> {
    match invoice.status {
        InvoiceStatus::Created => None,
        InvoiceStatus::Processing => Some(("Оплата обробляється", "Зачекайте, це триває кілька секунд.")),
        InvoiceStatus::Hold => Some(("Кошти заблоковано", "Магазин спише їх, коли видасть товар.")),
        InvoiceStatus::Success => Some(("Рахунок сплачено", "Дякуємо, вдруге платити не потрібно.")),
        InvoiceStatus::Failure => Some((
            "Оплату не здійснено",
            "Кошти не списано. Почніть оплату знову в магазині.",
        )),
        InvoiceStatus::Reversed => Some(("Кошти повернено", "Сума за цим рахунком повернулася на картку.")),
        InvoiceStatus::Expired => Some((
            "Рахунок більше не дійсний",
            "Час на оплату минув або магазин скасував рахунок.",
        )),
    }
}

/// Posts to the page's own address.
fn form(payment_type: PaymentType) -> String {
    let note = match payment_type {
        PaymentType::Debit => "Картка **** 1902",
        PaymentType::Hold => "Картка **** 1902 · спершу сума лише блокується",
    };
    format!(
        "<p class=\"note\">{note}</p>\
         <form method=\"post\">\
         <button class=\"pay\" name=\"action\" value=\"pay\">Оплатити</button>\
         <button class=\"decline\" name=\"action\" value=\"decline\">Відмовити</button>\
         </form>"
    )
}

fn way_back(invoice: &InvoiceSnapshot) -> String {
    let link = |url: &String| format!("<p><a href=\"{}\">Повернутися до магазину</a></p>", escaped(url));
    invoice.redirect_url.as_ref().map(link).unwrap_or_default()
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"uk\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\">\
         <title>{title} · Тестовий банк</title><style>{STYLE}</style></head>\
         <body><p class=\"banner\">Тестовий банк — гроші не списуються</p><main>{body}</main></body></html>"
    )
}

/// Minor units as people read them: `1 250,50 ₴`.
fn amount(minor: i64, ccy: i32) -> String {
    let (whole, rest) = (minor / 100, minor % 100);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    match ccy {
        980 => format!("{grouped},{rest:02} ₴"),
        840 => format!("{grouped},{rest:02} $"),
        978 => format!("{grouped},{rest:02} €"),
        other => format!("{grouped},{rest:02} (валюта {other})"),
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::{amount, escaped};

    #[test]
    fn sums_are_written_the_ukrainian_way() {
        assert_eq!(amount(45_000, 980), "450,00 ₴");
        assert_eq!(amount(125_050, 980), "1 250,50 ₴");
        assert_eq!(amount(123_456_789, 980), "1 234 567,89 ₴");
        assert_eq!(amount(5, 840), "0,05 $");
    }

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(
            escaped("<b a=\"1\">'&'</b>"),
            "&lt;b a=&quot;1&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;"
        );
    }
}
