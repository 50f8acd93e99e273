//! Whether a page that stays open is up to date.

pub const LIVE: &str = "наживо";
pub const LOST: &str = "немає зв'язку, оновлюється після з'єднання";
pub const REFRESH: &str = "Оновити сторінку";
