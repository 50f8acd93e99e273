//! The numbers of the first page: what was sold, what is going on, what needs somebody.
//!
//! Seven statements, whatever the number of orders: each reads a stretch of an index that holds all it sums up. Days are
//! days of Kyiv's calendar, so they come to the database as moments, an hour longer or shorter twice a year.

use crate::{Engine, error::Error, fleet::administrators_only, orders::LIVE_PHASES, staff::Actor};
use domain::{Day, Money, Timestamp, order::Reason};
use sea_orm::{DatabaseConnection, FromQueryResult, Statement};
use std::collections::HashMap;

/// Days that are shown, today included.
const DAYS: u16 = 30;
const WEEK: usize = 7;
/// Rows of a list of the best.
const BEST: u8 = 5;

/// What the first page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    pub today: Sold,
    /// The last 7 days with today.
    pub week: Sold,
    /// The last 30 days with today.
    pub month: Sold,
    pub now: Going,
    /// The last 30 days, the oldest first.
    pub days: Vec<DayFigures>,
    /// The best of the last 30 days. Their revenue is what was sold for, before parts went back.
    pub products: Vec<Best>,
    pub doctors: Vec<Best>,
    pub ortomats: Vec<Best>,
}

/// Completed orders by the moment of completion, and what they brought, less the parts that went back since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sold {
    pub sales: i64,
    pub revenue: Money,
}

impl Sold {
    const NOTHING: Self = Self {
        sales: 0,
        revenue: Money::ZERO,
    };
}

/// How many there are at this moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Going {
    /// Orders that have a cell.
    pub open_orders: i64,
    /// Orders whose money is on its way back.
    pub refunding: i64,
    pub in_review: i64,
    /// Devices that are not revoked.
    pub devices: i64,
    pub devices_offline: i64,
    /// Empty cells with a product and without a block.
    pub cells_to_refill: i64,
    pub ortomats: i64,
    pub products: i64,
}

/// A day, and what became of the orders that were placed on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayFigures {
    pub day: Day,
    /// What was completed on this day.
    pub sold: Sold,
    /// Orders placed on this day; of those, paid ones; of those, ones whose door opened or that were handed out.
    pub placed: i64,
    pub paid: i64,
    pub opened: i64,
}

/// One of the best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Best {
    pub id: String,
    pub name: String,
    pub sold: Sold,
}

impl DayFigures {
    /// Per cent of the placed orders that were paid; `None` on a day without orders.
    #[must_use]
    pub const fn payment_success(&self) -> Option<i64> {
        per_cent(self.paid, self.placed)
    }

    /// Per cent of the paid orders whose door opened; `None` on a day without payments.
    #[must_use]
    pub const fn opening_success(&self) -> Option<i64> {
        per_cent(self.opened, self.paid)
    }
}

/// Rounded to the nearest whole.
const fn per_cent(part: i64, whole: i64) -> Option<i64> {
    if whole > 0 {
        Some((part * 200 + whole) / (whole * 2))
    } else {
        None
    }
}

impl Engine {
    /// # Errors
    /// [`crate::Refusal::Forbidden`] for everybody but administrators.
    pub async fn figures(&self, actor: &Actor) -> Result<Figures, Error> {
        administrators_only(actor)?;
        let db = self.database.read();
        let now = self.now();
        let today = Day::of(now);
        let calendar: Vec<Day> = (0..DAYS).rev().map(|ago| today.back(ago)).collect();
        let since = calendar.first().copied().unwrap_or(today).start();

        let going = Going::find_by_statement(statement(db, &going(now)))
            .one(db)
            .await?
            .unwrap_or_default();
        let sold: HashMap<i32, SoldRow> = by_day(db, &sold(&calendar), |row: &SoldRow| row.n).await?;
        let back: HashMap<i32, BackRow> = by_day(db, &given_back(&calendar, since), |row: &BackRow| row.n).await?;
        let outcomes: HashMap<i32, OutcomeRow> = by_day(db, &outcomes(&calendar), |row: &OutcomeRow| row.n).await?;

        let days: Vec<DayFigures> = (0..)
            .zip(&calendar)
            .map(|(n, day)| {
                let outcome = outcomes.get(&n);
                let revenue = sold.get(&n).map_or(0, |row| row.revenue) - back.get(&n).map_or(0, |row| row.back);
                DayFigures {
                    day: *day,
                    sold: Sold {
                        sales: sold.get(&n).map_or(0, |row| row.sold),
                        revenue: Money::from_kopiykas(revenue),
                    },
                    placed: outcome.map_or(0, |row| row.placed),
                    paid: outcome.map_or(0, |row| row.paid),
                    opened: outcome.map_or(0, |row| row.opened),
                }
            })
            .collect();
        Ok(Figures {
            today: total(&days, 1),
            week: total(&days, WEEK),
            month: total(&days, days.len()),
            now: going,
            products: best(db, &best_of("product_id", "products", "b.name", since)).await?,
            doctors: best(
                db,
                &best_of("doctor_id", "users", "b.last_name || ' ' || b.first_name", since),
            )
            .await?,
            ortomats: best(db, &best_of("ortomat_id", "ortomats", "b.name", since)).await?,
            days,
        })
    }
}

/// The sum of the last so many days.
fn total(days: &[DayFigures], last: usize) -> Sold {
    days.iter().rev().take(last).fold(Sold::NOTHING, |sum, day| Sold {
        sales: sum.sales + day.sold.sales,
        revenue: sum.revenue.checked_add(day.sold.revenue).unwrap_or(sum.revenue),
    })
}

#[derive(FromQueryResult)]
struct SoldRow {
    n: i32,
    sold: i64,
    revenue: i64,
}

#[derive(FromQueryResult)]
struct BackRow {
    n: i32,
    back: i64,
}

#[derive(FromQueryResult)]
struct OutcomeRow {
    n: i32,
    placed: i64,
    paid: i64,
    opened: i64,
}

#[derive(FromQueryResult)]
struct BestRow {
    id: String,
    name: String,
    sold: i64,
    revenue: i64,
}

async fn by_day<T: FromQueryResult>(
    db: &DatabaseConnection,
    sql: &str,
    day: impl Fn(&T) -> i32,
) -> Result<HashMap<i32, T>, Error> {
    let rows = T::find_by_statement(statement(db, sql)).all(db).await?;
    Ok(rows.into_iter().map(|row| (day(&row), row)).collect())
}

async fn best(db: &DatabaseConnection, sql: &str) -> Result<Vec<Best>, Error> {
    let rows = BestRow::find_by_statement(statement(db, sql)).all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| Best {
            id: row.id,
            name: row.name,
            sold: Sold {
                sales: row.sold,
                revenue: Money::from_kopiykas(row.revenue),
            },
        })
        .collect())
}

/// All numbers in these statements are ours, so that there is nothing to bind.
fn statement(db: &DatabaseConnection, sql: &str) -> Statement {
    Statement::from_string(db.get_database_backend(), sql)
}

/// The days as a table: number, first moment, first moment after.
fn days(calendar: &[Day]) -> String {
    let rows = (0_i32..)
        .zip(calendar)
        .map(|(n, day)| format!("({n}, {}, {})", day.start().millis(), day.end().millis()));
    format!(
        "WITH days (n, begins, ends) AS (VALUES {})",
        rows.collect::<Vec<_>>().join(", ")
    )
}

fn going(now: Timestamp) -> String {
    let now = now.millis();
    format!(
        "SELECT (SELECT COUNT(*) FROM sales WHERE {LIVE_PHASES}) AS open_orders, \
         (SELECT COUNT(*) FROM sales WHERE phase = 'refunding') AS refunding, \
         (SELECT COUNT(*) FROM sales WHERE phase = 'needs_review') AS in_review, \
         (SELECT COUNT(*) FROM devices WHERE revoked_at IS NULL) AS devices, \
         (SELECT COUNT(*) FROM devices WHERE revoked_at IS NULL AND online_until <= {now}) AS devices_offline, \
         (SELECT COUNT(*) FROM cells WHERE product_id IS NOT NULL AND NOT filled AND blocked_reason IS NULL) \
         AS cells_to_refill, \
         (SELECT COUNT(*) FROM ortomats) AS ortomats, \
         (SELECT COUNT(*) FROM products) AS products"
    )
}

/// What a completed order counts, and brings. A condition instead would lead SQLite to all completed orders of all time.
const COUNTS: &str = "COUNT(CASE WHEN s.phase = 'completed' THEN 1 END)";
const BRINGS: &str = "CAST(SUM(CASE WHEN s.phase = 'completed' THEN s.amount ELSE 0 END) AS BIGINT)";

/// `CROSS JOIN` also tells SQLite in which order to read: for each day its stretch of the index.
fn sold(calendar: &[Day]) -> String {
    format!(
        "{} SELECT d.n AS n, {COUNTS} AS sold, {BRINGS} AS revenue FROM days d CROSS JOIN sales s \
         WHERE s.completed_at >= d.begins AND s.completed_at < d.ends GROUP BY d.n",
        days(calendar)
    )
}

/// Parts that went back of orders that stand. They went back after the sale, so no older refunds are read.
fn given_back(calendar: &[Day], since: Timestamp) -> String {
    format!(
        "{} SELECT d.n AS n, CAST(SUM(r.amount) AS BIGINT) AS back \
         FROM refunds r CROSS JOIN sales s CROSS JOIN days d \
         WHERE r.settled_at >= {} AND r.status = 'settled' AND s.id = r.order_id AND s.phase = 'completed' \
         AND s.completed_at >= d.begins AND s.completed_at < d.ends GROUP BY d.n",
        days(calendar),
        since.millis()
    )
}

fn outcomes(calendar: &[Day]) -> String {
    let unpaid: Vec<String> = Reason::ALL
        .iter()
        .filter(|reason| reason.is_unpaid())
        .map(|reason| format!("'{reason}'"))
        .collect();
    let unpaid = format!(
        "s.phase = 'awaiting_payment' OR (s.phase = 'failed' AND (s.reason IS NULL OR s.reason IN ({})))",
        unpaid.join(", ")
    );
    format!(
        "{} SELECT d.n AS n, COUNT(*) AS placed, \
         CAST(SUM(CASE WHEN {unpaid} THEN 0 ELSE 1 END) AS BIGINT) AS paid, \
         CAST(SUM(CASE WHEN {unpaid} OR s.completed_at IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS opened \
         FROM days d CROSS JOIN sales s WHERE s.created_at >= d.begins AND s.created_at < d.ends GROUP BY d.n",
        days(calendar)
    )
}

/// Grouped by a text that no index is sorted by: the index by doctor would lead SQLite through all sales of all time.
fn best_of(column: &str, table: &str, name: &str, since: Timestamp) -> String {
    format!(
        "SELECT b.id AS id, {name} AS name, t.sold AS sold, t.revenue AS revenue FROM \
         (SELECT s.{column} || '' AS id, {COUNTS} AS sold, {BRINGS} AS revenue FROM sales s \
         WHERE s.completed_at >= {} GROUP BY s.{column} || '') t \
         JOIN {table} b ON b.id = t.id WHERE t.sold > 0 \
         ORDER BY t.sold DESC, t.revenue DESC, b.id LIMIT {BEST}",
        since.millis()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::plans::{database, plan};

    #[test]
    fn per_cents_are_rounded_and_nothing_is_no_number() {
        assert_eq!(
            (
                per_cent(1, 3),
                per_cent(2, 3),
                per_cent(1, 200),
                per_cent(0, 5),
                per_cent(5, 5)
            ),
            (Some(33), Some(67), Some(1), Some(0), Some(100))
        );
        assert_eq!(per_cent(0, 0), None);
    }

    #[tokio::test]
    async fn figures_are_summed_up_from_indexes_alone() {
        let (_folder, database) = database().await;
        let today: Day = "2026-11-22".parse().unwrap();
        let calendar: Vec<Day> = (0..DAYS).rev().map(|ago| today.back(ago)).collect();
        let since = today.back(29).start();
        let db = database.read();
        for (sql, index) in [
            (
                sold(&calendar),
                "SEARCH s USING COVERING INDEX sales_sold (completed_at>? AND completed_at<?)",
            ),
            (
                given_back(&calendar, since),
                "SEARCH r USING INDEX refunds_settled (settled_at>?)",
            ),
            (
                outcomes(&calendar),
                "SEARCH s USING COVERING INDEX sales_outcomes (created_at>? AND created_at<?)",
            ),
            (
                best_of("doctor_id", "users", "b.last_name", since),
                "SEARCH s USING COVERING INDEX sales_sold (completed_at>?)",
            ),
            (
                going(since),
                "SEARCH sales USING COVERING INDEX sales_by_phase (phase=?)",
            ),
            (going(since), "SEARCH cells USING INDEX cells_to_refill (product_id>?)"),
        ] {
            let plan = plan(&database, statement(db, &sql)).await;
            assert!(plan.contains(index), "{sql}:\n{plan}");
            assert!(!plan.contains("SCAN sales\n") && !plan.contains("SCAN s\n"), "{plan}");
        }
    }
}
