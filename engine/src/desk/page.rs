//! Lists that are read page by page while they grow: a page begins where the one before ended, not at a number, so that
//! nothing is shown twice or left out when rows come in at the top.

use domain::Timestamp;
use sea_orm::{
    ColumnTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::{fmt, str::FromStr};

/// Rows of one page.
pub const PAGE: u64 = 50;

/// Where a row stands in a list that has the newest first; rows of one moment stand by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub at: Timestamp,
    pub name: String,
}

/// From where on a page is read. In an address it is one word: `older.1763812800123.ORD-…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// The rows behind this one.
    Older(Position),
    /// The rows before this one.
    Newer(Position),
}

/// A word that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct InvalidCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, Position { at, name }) = match self {
            Self::Older(position) => ("older", position),
            Self::Newer(position) => ("newer", position),
        };
        write!(f, "{word}.{}.{name}", at.millis())
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let mut parts = text.splitn(3, '.');
        let (Some(word), Some(at), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(InvalidCursor);
        };
        // PostgreSQL knows no zero byte, and no name of ours is longer.
        if name.is_empty() || name.len() > 256 || name.contains('\0') {
            return Err(InvalidCursor);
        }
        let position = Position {
            at: Timestamp::from_millis(at.parse().map_err(|_| InvalidCursor)?),
            name: name.to_owned(),
        };
        match word {
            "older" => Ok(Self::Older(position)),
            "newer" => Ok(Self::Newer(position)),
            _ => Err(InvalidCursor),
        }
    }
}

/// A part of a list, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Where the page before begins; `None` on the first one.
    pub newer: Option<Cursor>,
    /// Where the next page begins; `None` on the last one.
    pub older: Option<Cursor>,
}

/// Asks for a page and one row more, which tells that there are more. The rows come in the order of reading.
pub(crate) fn page_of<S, C>(select: S, at: C, name: C, cursor: Option<&Cursor>) -> S
where
    S: QueryFilter + QueryOrder + QuerySelect,
    C: ColumnTrait,
{
    window(select, at, name, cursor, PAGE + 1)
}

/// The next `rows` rows from a cursor on, in the order of reading.
pub(crate) fn window<S, C>(select: S, at: C, name: C, cursor: Option<&Cursor>, rows: u64) -> S
where
    S: QueryFilter + QueryOrder + QuerySelect,
    C: ColumnTrait,
{
    let place = || Expr::tuple([Expr::col(at.as_column_ref()), Expr::col(name.as_column_ref())]);
    let value =
        |position: &Position| Expr::tuple([Expr::value(position.at.millis()), Expr::value(position.name.as_str())]);
    match cursor {
        None => select.order_by_desc(at).order_by_desc(name),
        // The bound by time alone says nothing new, but any index by time can use it.
        Some(Cursor::Older(position)) => select
            .filter(at.lte(position.at.millis()))
            .filter(place().lt(value(position)))
            .order_by_desc(at)
            .order_by_desc(name),
        Some(Cursor::Newer(position)) => select
            .filter(at.gte(position.at.millis()))
            .filter(place().gt(value(position)))
            .order_by_asc(at)
            .order_by_asc(name),
    }
    .limit(rows)
}

impl<T> Page<T> {
    /// Makes a page of the rows that [`page_of`] found.
    pub(crate) fn cut(mut rows: Vec<T>, cursor: Option<&Cursor>, position: impl Fn(&T) -> Position) -> Self {
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let has_more = rows.len() > page;
        rows.truncate(page);
        let backwards = matches!(cursor, Some(Cursor::Newer(_)));
        if backwards {
            rows.reverse();
        }
        // Whoever came from somewhere can go back there.
        let (newer, older) = match cursor {
            None => (false, has_more),
            Some(Cursor::Older(_)) => (true, has_more),
            Some(Cursor::Newer(_)) => (has_more, true),
        };
        Self {
            newer: rows.first().filter(|_| newer).map(|row| Cursor::Newer(position(row))),
            older: rows.last().filter(|_| older).map(|row| Cursor::Older(position(row))),
            items: rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(at: i64, name: &str) -> Position {
        Position {
            at: Timestamp::from_millis(at),
            name: name.to_owned(),
        }
    }

    #[test]
    fn a_place_in_a_list_reads_back_from_an_address() {
        for cursor in [
            Cursor::Older(position(1_763_812_800_123, "ORD-1763812800123-ABCDEFGHI")),
            Cursor::Newer(position(-1, "a.b")),
        ] {
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for wrong in [
            "",
            "older",
            "older.1",
            "older.1.",
            "older.x.a",
            "sideways.1.a",
            "older.1.\0",
        ] {
            assert_eq!(wrong.parse::<Cursor>(), Err(InvalidCursor), "{wrong:?}");
        }
    }

    #[test]
    fn a_page_knows_its_neighbours() {
        let at = |row: &i64| position(*row, "n");
        let cut = |rows: std::ops::Range<i64>, cursor: Option<&Cursor>| Page::cut(rows.collect(), cursor, at);
        let first = cut(0..51, None);
        assert_eq!(
            (first.items.len(), first.newer.is_none(), first.older),
            (50, true, Some(Cursor::Older(position(49, "n"))))
        );
        let only = cut(0..50, None);
        assert_eq!((only.newer, only.older), (None, None));
        let last = cut(0..3, Some(&Cursor::Older(position(0, "n"))));
        assert_eq!((last.newer.is_some(), last.older), (true, None));
        // Read upwards, shown downwards.
        let back = cut(0..51, Some(&Cursor::Newer(position(0, "n"))));
        assert_eq!((back.items.first(), back.items.last()), (Some(&49), Some(&0)));
        assert_eq!(
            (back.newer, back.older),
            (
                Some(Cursor::Newer(position(49, "n"))),
                Some(Cursor::Older(position(0, "n")))
            )
        );
        let gone = cut(0..0, Some(&Cursor::Older(position(0, "n"))));
        assert_eq!((gone.newer, gone.older), (None, None));
    }
}
