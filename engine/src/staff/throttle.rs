//! How often signing in may be tried.
//!
//! Each account and each address has a bucket that every attempt fills by one and that leaks with time. An attempt is
//! counted before the password is looked at, so a thousand at once get no more tries than a thousand in a row, and
//! taken out again when it was right. Nobody is locked out for ever, and whoever signs in with a browser that did so
//! before does not suffer from a siege of the account from elsewhere.

use super::hash_of_secret;
use crate::{
    Engine,
    database::WriteTxn,
    entity::login_throttle,
    error::{Error, Refusal},
};
use sea_orm::{
    ActiveValue::Set,
    EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use std::{net::IpAddr, time::Duration};

/// A bucket.
struct Bucket {
    subject: String,
    /// How many attempts fit.
    holds: i64,
    /// How long one takes to leak out, in milliseconds.
    leak_ms: i64,
}

/// What speaks for the owner of an account, before any password is looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Owner {
    pub(super) browser_is_known: bool,
    pub(super) has_second_factor: bool,
}

/// One customer of a provider has 2^64 addresses of the new kind, and may use each of them once.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(network.into())
        }
    }
}

/// The buckets that one attempt fills.
pub(super) struct Buckets(Vec<Bucket>);

impl Buckets {
    /// For a password: `account` as it was typed, whether or not it exists. Whoever attacks it from everywhere must not
    /// keep out its owner, who has a browser that we know, or a second factor that nobody can guess a password past.
    pub(super) fn for_password(account: &str, address: IpAddr, owner: Owner) -> Self {
        let place = neighbourhood(address);
        let mut buckets = vec![Bucket::new(
            format!("account {account} at {place}"),
            5,
            Duration::from_secs(60),
        )];
        if !owner.browser_is_known {
            // Many honest people share the address of a clinic.
            buckets.push(Bucket::new(format!("address {place}"), 60, Duration::from_secs(5)));
        }
        if !owner.browser_is_known && !owner.has_second_factor {
            buckets.push(Bucket::new(format!("account {account}"), 50, Duration::from_secs(60)));
        }
        Self(buckets)
    }

    /// For one's own password, asked for once more.
    pub(super) fn for_own_password(user: &str) -> Self {
        Self(vec![Bucket::new(
            format!("own password {user}"),
            5,
            Duration::from_secs(60),
        )])
    }

    /// For a code of the second factor: there are a million, so few may be tried.
    pub(super) fn for_code(user: &str) -> Self {
        Self(vec![Bucket::new(format!("code {user}"), 5, Duration::from_secs(120))])
    }

    /// For a link or a token that somebody guesses.
    pub(super) fn for_secret(address: IpAddr) -> Self {
        Self(vec![Bucket::new(
            format!("secret {}", neighbourhood(address)),
            60,
            Duration::from_secs(5),
        )])
    }
}

impl Bucket {
    fn new(subject: String, holds: i64, leak: Duration) -> Self {
        Self {
            // Accounts and addresses are personal; the table needs only to recognise them.
            subject: hash_of_secret(&subject),
            holds,
            leak_ms: i64::try_from(leak.as_millis()).unwrap_or(i64::MAX),
        }
    }
}

impl Engine {
    /// Counts an attempt in its buckets.
    ///
    /// # Errors
    /// [`Refusal::TooManyAttempts`]; then it is not counted.
    pub(super) async fn take_attempt(&self, buckets: &Buckets) -> Result<(), Error> {
        let now = self.now().millis();
        let txn = self.database.write().await?;
        for bucket in &buckets.0 {
            let full_until = fill(&txn, bucket, now).await?;
            let over = full_until - now - bucket.holds * bucket.leak_ms;
            if over > 0 {
                // Dropping the transaction takes this attempt out of the other buckets too.
                let seconds = u32::try_from(over / 1_000 + 1).unwrap_or(u32::MAX);
                return Err(Refusal::TooManyAttempts { seconds }.into());
            }
        }
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Takes a right attempt out of its buckets.
    pub(super) async fn forgive_attempt(&self, txn: &WriteTxn, buckets: &Buckets) -> Result<(), Error> {
        for bucket in &buckets.0 {
            login_throttle::Entity::update_many()
                .col_expr(
                    login_throttle::Column::EmptyAt,
                    Expr::col(login_throttle::Column::EmptyAt).sub(bucket.leak_ms),
                )
                .filter(login_throttle::COLUMN.subject_hash.eq(bucket.subject.as_str()))
                .exec(txn.db())
                .await?;
        }
        Ok(())
    }
}

/// One more attempt; answers when the bucket would be empty.
async fn fill(txn: &WriteTxn, bucket: &Bucket, now: i64) -> Result<i64, Error> {
    let kept = || Expr::col((login_throttle::Entity, login_throttle::Column::EmptyAt));
    let filled = Expr::case(kept().gt(now), kept()).finally(now);
    let row = login_throttle::ActiveModel {
        subject_hash: Set(bucket.subject.clone()),
        empty_at: Set(now + bucket.leak_ms),
    };
    login_throttle::Entity::insert(row)
        .on_conflict(
            OnConflict::column(login_throttle::Column::SubjectHash)
                .value(login_throttle::Column::EmptyAt, Expr::expr(filled).add(bucket.leak_ms))
                .to_owned(),
        )
        .exec_without_returning(txn.db())
        .await?;
    let row = login_throttle::Entity::find_by_id(bucket.subject.as_str())
        .one(txn.db())
        .await?;
    Ok(row.map_or(now, |row| row.empty_at))
}

#[cfg(test)]
mod tests {
    use super::neighbourhood;

    #[test]
    fn all_addresses_of_one_line_are_one_neighbourhood() {
        let of = |address: &str| neighbourhood(address.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:203.0.113.5"), of("203.0.113.5"));
        assert_ne!(of("203.0.113.5"), of("203.0.113.6"));
    }
}
