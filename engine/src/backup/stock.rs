//! What was taken out of cells after a backup was made: the file still says that the goods are there.

use super::restore::execute_with;
use crate::{database::WriteTxn, entity::sale, error::Error};
use domain::{Timestamp, order::Phase};
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};
use std::time::Duration;

/// As far as the clocks of two machines may be apart.
const CLOCKS_DIFFER: Duration = Duration::from_secs(5 * 60);

/// What the cell says of itself until somebody has looked into it.
const REASON: &str = "Після відновлення бекапу: товар могли вже забрати, перевірте комірку";

/// Since when something may have been sold that the file does not know. A file that does not say when it was made, or that
/// says it was in the future, may be of any time.
pub(super) fn trusted(made_at: &str, now: Timestamp) -> Timestamp {
    Timestamp::parse(made_at)
        .filter(|made_at| *made_at <= now.after(CLOCKS_DIFFER))
        .unwrap_or(Timestamp::from_millis(0))
}

/// Cells whose goods were sold, or were about to be, since the file was made: of which ortomat, and which number.
pub(super) async fn sold_since(txn: &WriteTxn, made_at: Timestamp) -> Result<Vec<(String, i32)>, Error> {
    let sold: Vec<(Option<String>, Option<i32>)> = sale::Entity::find()
        .select_only()
        .columns([sale::Column::OrtomatId, sale::Column::CellNumber])
        .filter(sale::COLUMN.updated_at.gte(made_at.millis()))
        .filter(sale::COLUMN.phase.is_in(TAKEN.map(Phase::as_str)))
        .distinct()
        .into_tuple()
        .all(txn.db())
        .await?;
    Ok(sold
        .into_iter()
        .filter_map(|(ortomat, cell)| Some((ortomat?, cell?)))
        .collect())
}

/// Phases in which the goods are out, or nobody knows.
const TAKEN: [Phase; 4] = [Phase::Completed, Phase::Opening, Phase::Processing, Phase::NeedsReview];

/// Nothing is sold from them until somebody has looked. Returns how many of them seem full.
pub(super) async fn block(txn: &WriteTxn, cells: &[(String, i32)], now: Timestamp) -> Result<u64, Error> {
    let mut blocked = 0;
    for (ortomat, number) in cells {
        blocked += execute_with(
            txn,
            "UPDATE cells SET blocked_reason = $1, updated_at = $2 \
             WHERE ortomat_id = $3 AND number = $4 AND filled AND blocked_reason IS NULL",
            [
                REASON.into(),
                now.millis().into(),
                ortomat.as_str().into(),
                (*number).into(),
            ],
        )
        .await?;
    }
    Ok(blocked)
}
