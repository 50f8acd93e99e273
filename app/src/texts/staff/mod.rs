//! The words of the staff's pages.

pub mod account;
#[cfg(feature = "ssr")]
pub mod backup;
pub mod cells;
pub mod courier;
pub mod figures;
pub mod live;
pub mod logs;
pub mod ortomats;
pub mod payment_events;
pub mod payments;
pub mod people;
pub mod products;
pub mod settings;

use domain::staff::Role;

/// Above the reason why a form came to nothing.
pub const NOT_DONE: &str = "Не вдалося";
pub const SIGN_OUT: &str = "Вийти";
pub const ACCOUNT: &str = "Мій обліковий запис";
pub const MENU: &str = "Розділи";
pub const USERS: &str = "Користувачі";
pub const ADMIN_HOME: &str = "Огляд";
pub const ORTOMATS: &str = "Ортомати";
pub const PRODUCTS: &str = "Товари";
pub const PAYMENTS: &str = "Платежі";
pub const LOGS: &str = "Журнал";
pub const SETTINGS: &str = "Налаштування";
pub const COURIER_HOME: &str = "Мої ортомати";
pub const DOCTOR_HOME: &str = "Кабінет";

#[must_use]
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Admin => "адміністратор",
        Role::Doctor => "лікар",
        Role::Courier => "кур'єр",
    }
}
