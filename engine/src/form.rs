//! What the forms of the staff have in common: texts are cleaned, and all that is wrong is said at once, by field.

use domain::Money;
use url::Url;

/// Enough for any address of a page or a picture.
const LONGEST_LINK: usize = 2_000;
/// Files of our own that a field may name instead of an address: uploaded pictures, and those of the demo.
const OWN_FOLDERS: [&str; 2] = ["/pictures/", "/demo/"];

/// No orthosis costs more, and sums of all that is ever sold can be held.
pub(crate) const MOST_KOPIYKAS: i64 = 100_000_000;

/// Why a field cannot be kept, said to the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("Заповніть це поле")]
    Missing,
    #[error("Не більше {0} символів")]
    TooLong(usize),
    #[error("Приберіть переноси рядків та інші невидимі символи")]
    Unprintable,
    #[error("Введіть посилання, що починається з https://")]
    NotALink,
    #[error("Комірок може бути від 1 до 37")]
    CellCount,
    #[error("Ціна має бути більшою за нуль")]
    NoPrice,
    #[error("Балів не може бути менше нуля")]
    NegativePoints,
    #[error("Завелике число: не більше {0}")]
    TooMuch(i64),
    #[error("Не більше {0} зображень")]
    TooManyImages(usize),
    #[error("Не більше {0} рядків")]
    TooManyAttributes(usize),
    #[error("Кожна назва може бути лише раз")]
    SameNameTwice,
}

/// A field by its name in the contract's JSON, and what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct WrongField {
    pub field: &'static str,
    pub problem: Problem,
}

/// Reads the fields of one form and remembers what is wrong.
#[derive(Default)]
pub(crate) struct Fields {
    wrong: Vec<WrongField>,
}

impl Fields {
    /// One line that must be there.
    pub(crate) fn required(&mut self, field: &'static str, text: &str, longest: usize) -> String {
        let line = self.optional(field, Some(text), longest);
        let known = self.wrong.iter().any(|wrong| wrong.field == field);
        self.check(field, line.is_some() || known, Problem::Missing);
        line.unwrap_or_default()
    }

    /// One line; blank is none.
    pub(crate) fn optional(&mut self, field: &'static str, text: Option<&str>, longest: usize) -> Option<String> {
        let line = text.unwrap_or_default().trim();
        if line.chars().any(char::is_control) {
            self.check(field, false, Problem::Unprintable);
            return None;
        }
        self.check(field, line.chars().count() <= longest, Problem::TooLong(longest));
        (!line.is_empty()).then(|| line.to_owned())
    }

    /// A text of many lines; blank is none.
    pub(crate) fn lines(&mut self, field: &'static str, text: Option<&str>, longest: usize) -> Option<String> {
        let lines = clean_lines(text.unwrap_or_default());
        self.check(field, lines.chars().count() <= longest, Problem::TooLong(longest));
        (!lines.is_empty()).then_some(lines)
    }

    /// An address on the web, or a file of our own; nothing else may get into a page's `href` and `src`.
    pub(crate) fn link(&mut self, field: &'static str, text: Option<&str>) -> Option<String> {
        let link = self.optional(field, text, LONGEST_LINK)?;
        self.check(field, is_own_file(&link) || is_web_address(&link), Problem::NotALink);
        Some(link)
    }

    /// A link to a picture: pages load no others than their own and those that come by https.
    pub(crate) fn picture(&mut self, field: &'static str, text: Option<&str>) -> Option<String> {
        let link = self.optional(field, text, LONGEST_LINK)?;
        self.check(field, is_picture_address(&link), Problem::NotALink);
        Some(link)
    }

    pub(crate) fn price(&mut self, field: &'static str, price: Money) -> Money {
        self.check(field, price.is_positive(), Problem::NoPrice);
        let fits = price.kopiykas() <= MOST_KOPIYKAS;
        self.check(field, fits, Problem::TooMuch(MOST_KOPIYKAS / 100));
        price
    }

    pub(crate) fn check(&mut self, field: &'static str, is_right: bool, problem: Problem) {
        if !is_right {
            self.wrong.push(WrongField { field, problem });
        }
    }

    /// The cleaned form, or everything that is wrong with it.
    pub(crate) fn done<T>(self, form: T) -> Result<T, Vec<WrongField>> {
        if self.wrong.is_empty() {
            Ok(form)
        } else {
            Err(self.wrong)
        }
    }
}

/// A text without invisible characters but line breaks and tabs, and without blanks around it.
pub(crate) fn clean_lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let visible: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    visible.trim().to_owned()
}

/// Whether a page may load a picture from there: it is our own, or it comes by https.
#[must_use]
pub fn is_picture_address(link: &str) -> bool {
    let is_https = || Url::parse(link).is_ok_and(|url| url.scheme() == "https");
    is_own_file(link) || (is_https() && is_web_address(link))
}

fn is_own_file(link: &str) -> bool {
    let name = OWN_FOLDERS.iter().find_map(|folder| link.strip_prefix(folder));
    name.is_some_and(|name| {
        !name.is_empty()
            && !name.starts_with('.')
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
    })
}

fn is_web_address(link: &str) -> bool {
    // Somebody's password has no business in a page that everybody reads.
    Url::parse(link).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(text: &str) -> Result<Option<String>, Vec<WrongField>> {
        let mut fields = Fields::default();
        let link = fields.link("videoUrl", Some(text));
        fields.done(link)
    }

    #[test]
    fn links_lead_to_the_web_or_to_pictures_of_our_own() {
        for good in [
            "https://example.com/knee.jpg",
            "HTTP://example.com",
            "https://youtu.be/abc?t=5",
            "/pictures/0af3.jpg",
            "/demo/knee-brace.svg",
        ] {
            assert_eq!(link(good), Ok(Some(good.to_owned())), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//example.com/x",
            "example.com",
            "/pictures/../admin",
            "/pictures/",
            "/pictures/..",
            "/admin",
            "https://",
            "https://olena:secret@example.com/",
            "vbscript:x",
        ] {
            let wrong = WrongField {
                field: "videoUrl",
                problem: Problem::NotALink,
            };
            assert_eq!(link(bad), Err(vec![wrong]), "{bad}");
        }
        assert_eq!(link("  "), Ok(None));
    }

    #[test]
    fn a_field_is_complained_about_once() {
        let mut fields = Fields::default();
        fields.required("name", " ", 10);
        fields.required("address", "a\nb", 10);
        fields.optional("city", Some("дуже довга назва"), 5);
        let wrong: Vec<String> = fields.done(()).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            wrong,
            [
                "name: Заповніть це поле",
                "address: Приберіть переноси рядків та інші невидимі символи",
                "city: Не більше 5 символів"
            ]
        );
    }

    #[test]
    fn lines_keep_their_breaks_and_lose_what_nobody_sees() {
        assert_eq!(clean_lines("  перший\r\nдругий\u{0}\u{7}\r\n\r\n"), "перший\nдругий");
    }
}
