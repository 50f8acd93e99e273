//! What doctors and couriers see of their own.

use crate::{
    Engine,
    desk::follower,
    entity::{cell, doctor_ortomat, sale},
    error::Error,
    rows::word,
};
use domain::{
    Money, Timestamp,
    id::{OrderNumber, UserId},
    order::Phase,
    staff::people::{Doctor, OrtomatLine},
};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::{BTreeMap, HashMap};

const RECENT: u64 = 10;
const MONTHS: i64 = 6;

/// A referred sale as the doctor may see it: no customer in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoctorSale {
    pub number: OrderNumber,
    pub product: String,
    pub ortomat: String,
    pub total: Money,
    pub points: i64,
    pub completed_at: Timestamp,
}

/// The referred sales of one calendar month in Kyiv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthOfSales {
    /// `2026-11`
    pub month: String,
    pub sales: i64,
    pub revenue: Money,
    pub points: i64,
}

#[derive(Clone, Debug)]
pub struct DoctorCabinet {
    pub doctor: Doctor,
    pub total_sales: i64,
    pub total_points: i64,
    /// The newest first.
    pub recent: Vec<DoctorSale>,
    /// The newest first; months without a sale are left out.
    pub months: Vec<MonthOfSales>,
}

/// An ortomat of a courier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourierOrtomat {
    pub ortomat: OrtomatLine,
    pub total_cells: i64,
    pub filled: i64,
    /// A product is assigned and the cell is empty.
    pub to_refill: i64,
    pub without_product: i64,
    pub online: bool,
    pub last_refill_at: Option<Timestamp>,
}

impl CourierOrtomat {
    /// Per cent of all cells that are filled.
    #[must_use]
    pub fn fill_rate(&self) -> i64 {
        self.filled * 100 / Ord::max(self.total_cells, 1)
    }
}

impl Engine {
    /// # Errors
    /// [`crate::Refusal::NoSuchPerson`] when it is no doctor's.
    pub async fn doctor_cabinet(&self, doctor: &UserId) -> Result<DoctorCabinet, Error> {
        let shown = self.doctor(doctor).await?;
        let now = self.now();
        // A few days more than any six months; the month that they begin in would be half a one.
        let since = now.millis() - MONTHS * 31 * 24 * 60 * 60 * 1_000;
        let newest = newest_sales(doctor).all(self.database.read()).await?;
        let ortomats = self
            .lines_of(newest.iter().filter_map(|sale| sale.ortomat_id.clone()).collect())
            .await?;
        let recent = newest
            .into_iter()
            .map(|sale| {
                let ortomat = sale.ortomat_id.as_ref().and_then(|id| ortomats.get(id));
                Ok(DoctorSale {
                    number: word(&sale.order_number, "sales.order_number", &sale.id)?,
                    ortomat: ortomat.map(|ortomat| ortomat.name.clone()).unwrap_or_default(),
                    product: sale.product_name,
                    total: Money::from_kopiykas(sale.amount),
                    points: sale.points,
                    completed_at: Timestamp::from_millis(sale.completed_at.unwrap_or(sale.created_at)),
                })
            })
            .collect::<Result<_, Error>>()?;
        let sold: Vec<(i64, i64, i64)> = sales_since(doctor, since)
            .into_tuple()
            .all(self.database.read())
            .await?;
        // What was earned at a place that the doctor has left is earned all the same.
        let places = doctor_ortomat::Entity::find()
            .filter(doctor_ortomat::COLUMN.doctor_id.eq(doctor.as_str()))
            .all(self.database.read())
            .await?;
        Ok(DoctorCabinet {
            total_sales: places.iter().map(|place| place.total_sales).sum(),
            total_points: places.iter().map(|place| place.total_points).sum(),
            doctor: shown,
            recent,
            months: by_month(&sold, &first_month(now)),
        })
    }

    /// A courier's own ortomats, those with most to do first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn courier_round(&self, courier: &UserId) -> Result<Vec<CourierOrtomat>, Error> {
        let lines = self
            .rounds_of(vec![courier.to_string()])
            .await?
            .remove(courier.as_str())
            .unwrap_or_default();
        let ids = lines.iter().map(|line| line.id.to_string());
        let mut cells: HashMap<String, Vec<cell::Model>> = HashMap::new();
        for cell in cell::Entity::find()
            .filter(cell::COLUMN.ortomat_id.is_in(ids))
            .all(self.database.read())
            .await?
        {
            cells.entry(cell.ortomat_id.clone()).or_default().push(cell);
        }
        let online = self
            .online_among(lines.iter().map(|line| line.id.to_string()).collect())
            .await?;
        let mut round = Vec::new();
        for line in lines {
            let cells = cells.remove(line.id.as_str()).unwrap_or_default();
            let count = |wanted: fn(&cell::Model) -> bool| {
                i64::try_from(cells.iter().filter(|cell| wanted(cell)).count()).unwrap_or(i64::MAX)
            };
            round.push(CourierOrtomat {
                total_cells: count(|_| true),
                filled: count(|cell| cell.filled),
                to_refill: count(|cell| cell.product_id.is_some() && !cell.filled),
                without_product: count(|cell| cell.product_id.is_none()),
                last_refill_at: cells
                    .iter()
                    .filter_map(|cell| cell.last_refill_at)
                    .max()
                    .map(Timestamp::from_millis),
                online: online.contains(&line.id),
                ortomat: line,
            });
        }
        round.sort_by_key(|ortomat| std::cmp::Reverse(ortomat.to_refill));
        Ok(round)
    }
}

/// A doctor's completed sales. The doctor leads SQLite to an index, not the phase that most orders of all are in.
fn completed(doctor: &UserId) -> Select<sale::Entity> {
    use sea_orm::sea_query::ExprTrait;
    sale::Entity::find()
        .filter(sale::COLUMN.doctor_id.eq(doctor.as_str()))
        .filter(follower("sales.phase").eq(Phase::Completed.as_str()))
}

fn newest_sales(doctor: &UserId) -> Select<sale::Entity> {
    completed(doctor).order_by_desc(sale::COLUMN.created_at).limit(RECENT)
}

/// Moment, kopiykas and points of each.
fn sales_since(doctor: &UserId, since: i64) -> Select<sale::Entity> {
    completed(doctor)
        .select_only()
        .column(sale::Column::CreatedAt)
        .column(sale::Column::Amount)
        .column(sale::Column::Points)
        .filter(sale::COLUMN.created_at.gt(since))
}

/// The first of the [`MONTHS`] that end with this one.
fn first_month(now: Timestamp) -> String {
    let month = now.kyiv_month();
    let (year, month) = month.split_once('-').unwrap_or_default();
    let number = |text: &str| text.parse::<i64>().unwrap_or(0);
    let months = number(year) * 12 + number(month) - MONTHS;
    format!("{:04}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1)
}

/// Sums up (moment, kopiykas, points) by the months of Kyiv's calendar, from `first` on.
fn by_month(sold: &[(i64, i64, i64)], first: &str) -> Vec<MonthOfSales> {
    let mut months: BTreeMap<String, (i64, i64, i64)> = BTreeMap::new();
    for (at, amount, points) in sold {
        let month = Timestamp::from_millis(*at).kyiv_month();
        let sum = months.entry(month).or_default();
        *sum = (sum.0 + 1, sum.1 + amount, sum.2 + points);
    }
    months
        .into_iter()
        .filter(|(month, _)| month.as_str() >= first)
        .rev()
        .map(|(month, (sales, revenue, points))| MonthOfSales {
            month,
            sales,
            revenue: Money::from_kopiykas(revenue),
            points,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::plans::{assert_reads, database, plan};
    use sea_orm::{DatabaseBackend, QueryTrait};

    #[tokio::test]
    async fn a_doctors_sales_are_not_searched_for_among_those_of_all() {
        let (_folder, database) = database().await;
        let doctor = "doctor".parse().unwrap();
        for sales in [newest_sales(&doctor), sales_since(&doctor, 1)] {
            let plan = plan(&database, sales.build(DatabaseBackend::Sqlite)).await;
            assert_reads(&plan, "sales_of_doctor", "a doctor's sales");
        }
    }

    #[test]
    fn only_whole_months_are_shown_and_this_one() {
        let at = |text| Timestamp::parse(text).unwrap();
        assert_eq!(first_month(at("2026-11-22T12:00:00Z")), "2026-06");
        assert_eq!(first_month(at("2026-03-31T20:00:00Z")), "2025-10");
        assert_eq!(first_month(at("2026-05-31T20:59:59Z")), "2025-12");
        assert_eq!(first_month(at("2026-05-31T21:00:00Z")), "2026-01", "it is June in Kyiv");
        let sold = [
            "2026-05-31T20:59:59Z",
            "2026-05-31T21:00:00Z",
            "2026-06-30T20:59:59Z",
            "2026-11-22T12:00:00Z",
        ]
        .map(|text| (at(text).millis(), 10_050, 5));
        let months = by_month(&sold, "2026-06");
        let months: Vec<_> = months
            .iter()
            .map(|month| {
                (
                    month.month.as_str(),
                    month.sales,
                    month.revenue.kopiykas(),
                    month.points,
                )
            })
            .collect();
        assert_eq!(months, [("2026-11", 1, 10_050, 5), ("2026-06", 2, 20_100, 10)]);
    }
}
