//! Tables for spreadsheets: what a person downloads and opens in Excel or `LibreOffice` with Ukrainian settings.
//!
//! Semicolons part the columns, because the comma parts hryvnias from kopiykas; a mark of UTF-8 stands in front, because
//! Excel guesses otherwise. A text that a spreadsheet would take for a formula gets an apostrophe: the names of products
//! and the words of people come from outside.

use crate::error::Error;
use ::csv::{Terminator, WriterBuilder};
use bytes::Bytes;
use domain::{Money, Timestamp};
use futures_util::{Stream, StreamExt, stream};

/// The mark of UTF-8, once at the very beginning.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// One row of cells; each way to add one keeps its promise about the form.
#[derive(Debug, Default)]
pub(crate) struct Row(Vec<String>);

impl Row {
    /// A text from anywhere.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.0.push(harmless(text));
        self
    }

    /// Hryvnias as `1250,50`: a number for the spreadsheet, so without spaces and currency.
    pub(crate) fn money(mut self, money: Money) -> Self {
        let kopiykas = money.kopiykas();
        let sign = if kopiykas < 0 { "-" } else { "" };
        let (whole, rest) = (kopiykas.unsigned_abs() / 100, kopiykas.unsigned_abs() % 100);
        self.0.push(format!("{sign}{whole},{rest:02}"));
        self
    }

    /// The wall clock in Kyiv, with seconds, in the form that spreadsheets read as a time: `22.11.2026 14:05:09`.
    pub(crate) fn time(mut self, moment: Option<Timestamp>) -> Self {
        self.0.push(moment.map(Timestamp::kyiv_seconds).unwrap_or_default());
        self
    }

    pub(crate) fn number(mut self, number: Option<i32>) -> Self {
        self.0.push(number.map(|number| number.to_string()).unwrap_or_default());
        self
    }
}

/// A file chunk by chunk: the headings, then what `rows` reads from each state, as long as it leaves another one.
pub(crate) fn stream<State, Read>(
    headings: &'static [&'static str],
    state: State,
    mut rows: impl FnMut(State) -> Read + Send,
) -> impl Stream<Item = Result<Bytes, Error>> + Send
where
    State: Send,
    Read: Future<Output = Result<Option<(Bytes, Option<State>)>, Error>> + Send,
{
    let body = stream::try_unfold(Some(state), move |state| {
        let read = state.map(&mut rows);
        async move {
            match read {
                Some(read) => read.await,
                None => Ok(None),
            }
        }
    });
    stream::once(async move { heading(headings) }).chain(body)
}

/// The first bytes of a file: the mark and the headings.
///
/// # Errors
/// Never in practice: writing into memory does not fail.
fn heading(columns: &[&str]) -> Result<Bytes, Error> {
    let row = columns.iter().fold(Row::default(), |row, column| row.text(column));
    let mut bytes = BYTE_ORDER_MARK.as_bytes().to_vec();
    bytes.extend_from_slice(&table([row])?);
    Ok(bytes.into())
}

/// Some rows more.
///
/// # Errors
/// Never in practice: writing into memory does not fail.
pub(crate) fn table(rows: impl IntoIterator<Item = Row>) -> Result<Bytes, Error> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for Row(cells) in rows {
        writer.write_record(cells).map_err(|_| Error::Csv)?;
    }
    Ok(writer.into_inner().map_err(|_| Error::Csv)?.into())
}

/// The full-width signs count too: a spreadsheet of East Asia reads them like ours.
fn harmless(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(row: Row) -> String {
        String::from_utf8(table([row]).unwrap().to_vec()).unwrap()
    }

    #[test]
    fn a_text_that_could_be_a_formula_is_a_text() {
        for text in [
            "=HYPERLINK(\"http://x\")",
            "+380671234567",
            "-1+1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1+1",
        ] {
            let cell = written(Row::default().text("перша").text(text));
            let inner = cell.trim_start_matches("перша;").trim_start_matches('"');
            assert!(inner.starts_with('\''), "{cell:?}");
        }
        for text in ["Ортез =M", "1-2", "a@b", ""] {
            assert!(
                !written(Row::default().text("перша").text(text)).contains('\''),
                "{text}"
            );
        }
    }

    #[test]
    fn separators_and_quotes_stay_inside_their_cell() {
        let cell = written(Row::default().text("a;b").text("Пояс \"Комфорт\"").text("два\nрядки"));
        assert_eq!(cell, "\"a;b\";\"Пояс \"\"Комфорт\"\"\";\"два\nрядки\"\r\n");
    }

    #[test]
    fn numbers_and_times_are_what_a_spreadsheet_of_here_reads() {
        let money = |kopiykas| written(Row::default().money(Money::from_kopiykas(kopiykas)));
        assert_eq!(
            (money(125_050), money(5), money(-1_205)),
            ("1250,50\r\n".to_owned(), "0,05\r\n".to_owned(), "-12,05\r\n".to_owned())
        );
        let at = |text| written(Row::default().time(Timestamp::parse(text)));
        assert_eq!(at("2026-11-22T12:05:09.999Z"), "22.11.2026 14:05:09\r\n");
        assert_eq!(at("2026-07-01T21:30:00Z"), "02.07.2026 00:30:00\r\n");
    }

    #[test]
    fn a_file_begins_with_the_mark_of_its_encoding() {
        let heading = heading(&["Номер", "Сума, ₴"]).unwrap();
        assert_eq!(heading, "\u{feff}Номер;Сума, ₴\r\n".as_bytes());
    }
}
