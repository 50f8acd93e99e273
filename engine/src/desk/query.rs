//! Which orders are asked for. Every filter is answered from an index of its own.

use super::page::Cursor;
use crate::entity::sale;
use domain::{
    Day, PhoneNumber,
    id::{OrtomatId, UserId},
    order::{Phase, PublicStatus},
};
use sea_orm::{
    DatabaseBackend, QueryFilter, Select,
    sea_query::{Expr, ExprTrait},
};
use std::str::FromStr;

/// The filters of the list of orders; what is `None` lets all pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrdersQuery {
    pub status: Option<PublicStatus>,
    pub phase: Option<Phase>,
    /// Only orders in the phases in which one has a cell.
    pub live: bool,
    /// The first day of placing, in Kyiv.
    pub from: Option<Day>,
    /// The last day, which is included.
    pub to: Option<Day>,
    pub ortomat: Option<OrtomatId>,
    pub doctor: Option<UserId>,
    pub phone: Option<PhoneNumber>,
    pub number: Option<NumberPart>,
    pub cursor: Option<Cursor>,
}

/// An order number or what somebody knows of it: its beginning, with or without `ORD-`, or the beginning of its last
/// group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberPart(String);

/// A text that cannot be a part of an order number, or would find too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Введіть щонайменше {SHORTEST_PART} символи номера")]
pub struct NotANumber;

const PREFIX: &str = "ORD-";
/// Four digits of the beginning are twelve days of orders.
const SHORTEST_PART: usize = 4;
/// Follows every character of an order number.
const BEHIND_ALL: char = '~';

impl FromStr for NumberPart {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let text = text.trim().trim_start_matches(['№', '#']).trim().to_ascii_uppercase();
        let known = text.strip_prefix(PREFIX).unwrap_or(&text);
        let fits = (SHORTEST_PART..=64).contains(&known.len());
        if fits && known.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            Ok(Self(text))
        } else {
            Err(NotANumber)
        }
    }
}

impl NumberPart {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The public status of a row, in the words of the index `sales_by_status`.
const STATUS: &str = "(CASE WHEN sales.phase IN ('awaiting_payment', 'opening') THEN 'pending' \
                      WHEN sales.phase IN ('processing', 'completed') THEN sales.phase ELSE 'failed' END)";

impl OrdersQuery {
    /// What waits for a person.
    #[must_use]
    pub fn review_queue() -> Self {
        Self {
            phase: Some(Phase::NeedsReview),
            ..Self::default()
        }
    }

    /// All filters but the cursor. One of them leads the database to its index; see [`Leader`].
    pub(super) fn filter(&self, select: Select<sale::Entity>, backend: DatabaseBackend) -> Select<sale::Entity> {
        let leader = self.leader();
        let words = [
            (
                Leader::Phone,
                "sales.customer_phone",
                self.phone.as_ref().map(PhoneNumber::as_str),
            ),
            (
                Leader::Doctor,
                "sales.doctor_id",
                self.doctor.as_ref().map(UserId::as_str),
            ),
            (
                Leader::Ortomat,
                "sales.ortomat_id",
                self.ortomat.as_ref().map(OrtomatId::as_str),
            ),
            (Leader::Phase, "sales.phase", self.phase.map(Phase::as_str)),
            (Leader::Status, STATUS, self.status.map(PublicStatus::as_str)),
        ];
        let mut select = select;
        for (filter, column, word) in words {
            if let Some(word) = word {
                select = select.filter(if filter == leader {
                    Expr::cust(column).eq(word)
                } else {
                    follower(column).eq(word)
                });
            }
        }
        if self.live {
            let live = Phase::ALL.iter().copied().filter(|phase| phase.holds_cell());
            let phase = match leader == Leader::Live {
                true => Expr::cust("sales.phase"),
                false => follower("sales.phase"),
            };
            select = select.filter(phase.is_in(live.map(Phase::as_str)));
        }
        if let Some(number) = &self.number {
            select = select.filter(number.condition(backend));
        }
        if let Some(from) = self.from {
            select = select.filter(sale::COLUMN.created_at.gte(from.start().millis()));
        }
        match self.to {
            Some(to) => select.filter(sale::COLUMN.created_at.lt(to.end().millis())),
            None => select,
        }
    }

    /// The filter that leaves the fewest orders, as far as anybody can know beforehand.
    const fn leader(&self) -> Leader {
        let passing_phase = match self.phase {
            Some(phase) => is_passing(phase),
            None => false,
        };
        let passing_status = match self.status {
            Some(PublicStatus::Pending | PublicStatus::Processing) => true,
            Some(PublicStatus::Completed | PublicStatus::Failed) | None => false,
        };
        match self {
            Self { number: Some(_), .. } => Leader::Number,
            Self { phone: Some(_), .. } => Leader::Phone,
            Self { doctor: Some(_), .. } => Leader::Doctor,
            _ if passing_phase => Leader::Phase,
            Self { live: true, .. } => Leader::Live,
            _ if passing_status => Leader::Status,
            Self { ortomat: Some(_), .. } => Leader::Ortomat,
            Self { phase: Some(_), .. } => Leader::Phase,
            Self { status: Some(_), .. } => Leader::Status,
            _ => Leader::Time,
        }
    }
}

/// Whose index is read. SQLite keeps no statistics and would choose among several filters by chance, so the others are
/// written in a way that no index answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leader {
    Number,
    Phone,
    Doctor,
    Phase,
    /// The phases of orders that have a cell.
    Live,
    Status,
    Ortomat,
    /// The days, or the mere order of the list.
    Time,
}

/// The phases in which orders do not stay: few are there at any moment, however many there were.
const fn is_passing(phase: Phase) -> bool {
    match phase {
        Phase::AwaitingPayment | Phase::Opening | Phase::Processing | Phase::Refunding | Phase::NeedsReview => true,
        Phase::Completed | Phase::Refunded | Phase::Failed => false,
    }
}

/// A column in words that no index knows.
pub(crate) fn follower(column: &str) -> Expr {
    Expr::cust(format!("({column}) || ''"))
}

impl NumberPart {
    fn condition(&self, backend: DatabaseBackend) -> Expr {
        let bytewise = match backend {
            DatabaseBackend::Postgres => " COLLATE \"C\"",
            DatabaseBackend::Sqlite | DatabaseBackend::MySql | _ => "",
        };
        let begins = |column: &str, beginning: &str| {
            let column = || Expr::cust(format!("{column}{bytewise}"));
            column()
                .gte(beginning)
                .and(column().lt(format!("{beginning}{BEHIND_ALL}")))
        };
        let number = |beginning: &str| begins("sales.order_number", beginning);
        if self.0.starts_with(PREFIX) {
            return number(&self.0);
        }
        number(&format!("{PREFIX}{}", self.0)).or(begins("substr(sales.order_number, 19)", &self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_knows_the_public_status_of_every_phase() {
        for phase in Phase::ALL {
            let said = if STATUS.contains(&format!("'{phase}'")) {
                match phase {
                    Phase::Processing | Phase::Completed => phase.as_str(),
                    Phase::AwaitingPayment
                    | Phase::Opening
                    | Phase::Refunding
                    | Phase::Refunded
                    | Phase::NeedsReview
                    | Phase::Failed => "pending",
                }
            } else {
                "failed"
            };
            // Failed is the word of a phase and of a status.
            let said = if *phase == Phase::Failed { "failed" } else { said };
            assert_eq!(said, phase.public_status().as_str(), "{phase}");
        }
    }

    #[test]
    fn a_number_is_known_by_what_people_type() {
        for (typed, kept) in [
            (" ord-1763812800123-abcdefghi ", "ORD-1763812800123-ABCDEFGHI"),
            ("№1763", "1763"),
            ("# abcd", "ABCD"),
        ] {
            assert_eq!(typed.parse::<NumberPart>().unwrap().as_str(), kept);
        }
        for wrong in ["", "ORD-", "ORD-176", "abc", "%%%%", "a b c d", "замовлення", "1763'--"] {
            assert_eq!(wrong.parse::<NumberPart>(), Err(NotANumber), "{wrong}");
        }
    }
}
