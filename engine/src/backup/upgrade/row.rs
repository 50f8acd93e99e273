//! The fields of a row that is being made anew, and what the earlier system could write into them.

use super::{Changes, Wrong};
use crate::backup::{
    column::{FieldProblem, Kind},
    problem::Change,
    read::Fields,
};
use domain::{Money, cell::CellNumber};
use serde_json::value::RawValue;

pub(super) fn literal<'a>(row: &'a Fields, key: &str) -> Option<&'a str> {
    row.get(key).map(|value| value.get())
}

pub(super) fn text(row: &Fields, key: &str) -> Option<String> {
    serde_json::from_str(literal(row, key)?).ok()
}

pub(super) fn put(row: &mut Fields, key: &str, literal: &str) {
    if let Ok(value) = RawValue::from_string(literal.to_owned()) {
        row.insert(key.to_owned(), value);
    }
}

pub(super) fn put_text(row: &mut Fields, key: &str, value: Option<&str>) {
    let value = value.map_or(serde_json::Value::Null, |text| {
        serde_json::Value::String(text.to_owned())
    });
    put(row, key, &value.to_string());
}

pub(super) fn default(row: &mut Fields, key: &str, literal: &str) {
    if row.get(key).is_none_or(|value| value.get() == "null") {
        put(row, key, literal);
    }
}

/// A sum that is not stored as one.
pub(super) fn hryvnias(row: &Fields, key: &'static str) -> Result<Option<Money>, Wrong> {
    match literal(row, key) {
        None | Some("null") => Ok(None),
        Some(sum) => match Money::from_hryvnias_literal(sum) {
            Ok(sum) if sum.kopiykas() < 0 => Err((key, FieldProblem::OutOfRange)),
            Ok(sum) => Ok(Some(sum)),
            Err(_) => Err((key, FieldProblem::WrongType(Kind::Money))),
        },
    }
}

/// Says so where an amount has more than kopiykas. The tail that a float leaves behind is none (contract §6.1).
pub(super) fn rounded(row: &Fields, key: &'static str, changes: &mut Changes) {
    let Some(written) = literal(row, key) else { return };
    let kopiykas = |literal: &str| Money::from_hryvnias_literal(literal).ok().map(Money::kopiykas);
    let millionths = kopiykas(&format!("{written}e4"));
    if let (Some(kopiykas), Some(millionths)) = (kopiykas(written), millionths)
        && kopiykas.checked_mul(10_000) != Some(millionths)
    {
        changes.push((key, Change::Rounded));
    }
}

/// A larger number is no slip of the earlier system's, but made up.
const LARGEST_SEEN: i32 = 999;

/// A number of cells or of a cell that no ortomat has, and that the earlier system took all the same.
pub(super) fn is_beyond(row: &Fields, key: &str) -> bool {
    literal(row, key)
        .and_then(|number| number.parse::<i32>().ok())
        .is_some_and(|number| number > CellNumber::MAX.get() && number <= LARGEST_SEEN)
}
