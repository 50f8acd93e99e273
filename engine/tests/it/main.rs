//! The use cases as sentences of behaviour, each on SQLite and on PostgreSQL, with the sandbox bank over real HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

mod backup;
mod cells;
mod desk;
mod figures;
mod fleet;
mod holds;
mod integrators;
mod logs;
mod opening;
mod paying;
mod placing;
mod processes;
mod products;
mod refunds;
mod rewards;
mod schema;
mod staff;
mod webhooks;
