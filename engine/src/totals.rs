//! What was sold in all time, as integrators ask for it (contract §1.8). The pages show [`crate::figures`] instead.

use crate::{Engine, error::Error, fleet::administrators_only, rows::word, staff::Actor};
use domain::{
    Money,
    id::{ProductId, UserId},
};
use sea_orm::{DatabaseConnection, FromQueryResult, Statement};

/// Completed orders of all time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// People who are not deleted.
    pub users: i64,
    pub ortomats: i64,
    pub sales: i64,
    /// What they brought, less the parts that went back since.
    pub revenue: Money,
    /// The five whose codes have led to most sales.
    pub doctors: Vec<DoctorTotals>,
    /// The five that were sold most often.
    pub products: Vec<ProductTotals>,
}

/// A doctor's referred sales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoctorTotals {
    pub id: UserId,
    pub first_name: String,
    pub last_name: String,
    pub email: Option<String>,
    pub sales: i64,
    pub points: i64,
}

/// A product's sales; the revenue is what it was sold for, before parts went back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductTotals {
    pub id: ProductId,
    pub name: String,
    pub sku: String,
    pub sales: i64,
    pub revenue: Money,
}

#[derive(Default, FromQueryResult)]
struct SumRow {
    users: i64,
    ortomats: i64,
    sales: i64,
    brought: i64,
    went_back: i64,
}

#[derive(FromQueryResult)]
struct DoctorRow {
    id: String,
    first_name: String,
    last_name: String,
    email: Option<String>,
    sales: i64,
    points: i64,
}

#[derive(FromQueryResult)]
struct ProductRow {
    id: String,
    name: String,
    sku: String,
    sales: i64,
    revenue: i64,
}

/// Read from the index `sales_sold` alone, with its condition in its words.
const SUMS: &str = "SELECT (SELECT COUNT(*) FROM users WHERE deleted_at IS NULL) AS users, \
    (SELECT COUNT(*) FROM ortomats) AS ortomats, \
    (SELECT COUNT(*) FROM sales WHERE completed_at IS NOT NULL AND phase = 'completed') AS sales, \
    (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM sales \
        WHERE completed_at IS NOT NULL AND phase = 'completed') AS brought, \
    (SELECT CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) FROM refunds r JOIN sales s ON s.id = r.order_id \
        WHERE r.status = 'settled' AND s.phase = 'completed') AS went_back";

/// The places keep their totals themselves, also those that a doctor has left.
const DOCTORS: &str = "SELECT u.id AS id, u.first_name AS first_name, u.last_name AS last_name, u.email AS email, \
    CAST(SUM(d.total_sales) AS BIGINT) AS sales, CAST(SUM(d.total_points) AS BIGINT) AS points \
    FROM doctor_ortomats d JOIN users u ON u.id = d.doctor_id \
    GROUP BY u.id, u.first_name, u.last_name, u.email \
    HAVING SUM(d.total_sales) > 0 ORDER BY 5 DESC, 6 DESC, 1 LIMIT 5";

const PRODUCTS: &str = "SELECT p.id AS id, p.name AS name, p.sku AS sku, t.sales AS sales, t.revenue AS revenue FROM \
    (SELECT product_id, COUNT(*) AS sales, CAST(SUM(amount) AS BIGINT) AS revenue FROM sales \
        WHERE completed_at IS NOT NULL AND phase = 'completed' GROUP BY product_id) t \
    JOIN products p ON p.id = t.product_id ORDER BY t.sales DESC, t.revenue DESC, p.id LIMIT 5";

impl Engine {
    /// Three statements. They read one index entry for every completed order, so they are for programs that ask now and
    /// then.
    ///
    /// # Errors
    /// [`crate::Refusal::Forbidden`] for everybody but administrators.
    pub async fn totals(&self, actor: &Actor) -> Result<Totals, Error> {
        administrators_only(actor)?;
        let db = self.database.read();
        let sums = rows::<SumRow>(db, SUMS).await?.pop().unwrap_or_default();
        let doctors = rows::<DoctorRow>(db, DOCTORS).await?.into_iter().map(TryInto::try_into);
        let products = rows::<ProductRow>(db, PRODUCTS)
            .await?
            .into_iter()
            .map(TryInto::try_into);
        Ok(Totals {
            users: sums.users,
            ortomats: sums.ortomats,
            sales: sums.sales,
            revenue: Money::from_kopiykas(sums.brought.saturating_sub(sums.went_back)),
            doctors: doctors.collect::<Result<_, Error>>()?,
            products: products.collect::<Result<_, Error>>()?,
        })
    }
}

/// All numbers in these statements are ours, so that there is nothing to bind.
async fn rows<T: FromQueryResult>(db: &DatabaseConnection, sql: &str) -> Result<Vec<T>, Error> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    Ok(T::find_by_statement(statement).all(db).await?)
}

impl TryFrom<DoctorRow> for DoctorTotals {
    type Error = Error;

    fn try_from(row: DoctorRow) -> Result<Self, Error> {
        Ok(Self {
            id: word(&row.id, "users.id", &row.id)?,
            first_name: row.first_name,
            last_name: row.last_name,
            email: row.email,
            sales: row.sales,
            points: row.points,
        })
    }
}

impl TryFrom<ProductRow> for ProductTotals {
    type Error = Error;

    fn try_from(row: ProductRow) -> Result<Self, Error> {
        Ok(Self {
            id: word(&row.id, "products.id", &row.id)?,
            name: row.name,
            sku: row.sku,
            sales: row.sales,
            revenue: Money::from_kopiykas(row.revenue),
        })
    }
}
