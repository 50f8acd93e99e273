//! A server in this process or in one of its own, the sandbox bank beside it, and somebody who buys.

mod child;
mod shop;
mod staff;

pub(crate) use child::{Child, ortomat};
pub(crate) use shop::{Answer, Shop};
pub(crate) use staff::{PASSWORD, Staff, session_cookie};

use std::{future::Future, time::Duration};

pub(crate) const ORTOMAT: &str = "ortomat-1";
pub(crate) const PRODUCT: &str = "demo-knee-brace";
pub(crate) const PRICE: i64 = 125_050;
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until `look` sees something.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let waited = async {
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waited)
        .await
        .unwrap_or_else(|_| panic!("never happened: {what}"))
}

/// The variables of a server for a test, over which a test writes its own.
pub(crate) fn variables(database: &str, bank: &sandbox::bank::Bank, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut variables = vec![
        ("DATABASE_URL".to_owned(), format!("sqlite://{database}")),
        ("PICTURES_URL".to_owned(), format!("{database}.pictures")),
        ("LEPTOS_SITE_ADDR".to_owned(), "127.0.0.1:0".to_owned()),
        ("MONO_TOKEN".to_owned(), bank.token().to_owned()),
        ("MONO_API_URL".to_owned(), bank.url()),
    ];
    variables.extend(
        more.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    // Unless a test is about backups, there are none.
    for (name, value) in [
        ("BACKUP_FOLDER", format!("{database}.backups")),
        ("BACKUP_HOUR", "off".to_owned()),
    ] {
        if !more.iter().any(|(known, _)| *known == name) {
            variables.push((name.to_owned(), value));
        }
    }
    variables
}
