//! Orders and payments as administrators see them and decide about them.
//!
//! Reading is [`Engine::list_orders`](crate::Engine::list_orders) and
//! [`Engine::order_timeline`](crate::Engine::order_timeline); deciding is giving money back and ending reviews. A decision
//! is stored under the key of its form, so that a form sent twice decides once.

mod decide;
mod export;
mod file;
mod orders;
mod page;
#[cfg(test)]
pub(crate) mod plans;
mod query;
mod sales;
mod timeline;

pub use decide::{Decided, RefundWish, ReviewWish};
pub use export::OrderWords;
pub use file::{Actions, OrderFile, OrderMoney};
pub use orders::OrderRow;
pub(crate) use orders::full_name;
pub use page::{Cursor, InvalidCursor, PAGE, Page, Position};
pub(crate) use page::{page_of, window};
pub(crate) use query::follower;
pub use query::{NotANumber, NumberPart, OrdersQuery};
pub use sales::SaleRow;
pub use timeline::{Happening, Person, What};
