//! The words of the administrator's first page.

use super::logs::grouped;
use crate::texts::plural;
use domain::{Day, Money};

pub const SALES: &str = "Продажі";
pub const NOW: &str = "Зараз";
pub const TODAY: &str = "Сьогодні";
pub const WEEK: &str = "7 днів";
pub const MONTH: &str = "30 днів";
pub const OPEN_ORDERS: &str = "Відкриті замовлення";
pub const OPEN_ORDERS_HINT: &str = "комірку закріплено за покупцем";
pub const IN_REVIEW: &str = "Потребують рішення";
pub const IN_REVIEW_HINT: &str = "замовлення, які чекають на людину";
pub const REFUNDING: &str = "Повертаємо гроші";
pub const REFUNDING_HINT: &str = "банк ще не підтвердив";
pub const OFFLINE: &str = "Не на зв'язку";
pub const TO_REFILL: &str = "Поповнити";
pub const TO_REFILL_HINT: &str = "порожні комірки з товаром";
pub const NEEDS_ATTENTION: &str = "потрібна увага";
pub const SALES_CHART: &str = "Продажі за днями";
pub const SUCCESS_CHART: &str = "Успішність за днями";
pub const SUCCESS_HINT: &str = "Частка замовлень, які оплатили, і частка оплачених, для яких відкрилася комірка.";
pub const PAID_SHARE: &str = "Оплата";
pub const OPENED_SHARE: &str = "Відкриття";
pub const TABLE: &str = "Числа таблицею";
pub const DATE: &str = "Дата";
pub const SOLD: &str = "Продано";
pub const REVENUE: &str = "Виручка";
pub const PLACED: &str = "Замовлень";
pub const PAID: &str = "Оплачено";
pub const OPENED: &str = "Відкрито";
pub const BEST: &str = "Найкращі за 30 днів";
pub const BEST_PRODUCTS: &str = "Товари";
pub const BEST_DOCTORS: &str = "Лікарі";
pub const BEST_ORTOMATS: &str = "Ортомати";
pub const NO_BEST_PRODUCTS: &str = "За 30 днів ще нічого не продано.";
pub const NO_BEST_DOCTORS: &str = "За 30 днів ніхто не купував за кодом лікаря.";
pub const NO_BEST_ORTOMATS: &str = "За 30 днів жоден ортомат нічого не продав.";
pub const SECTIONS: &str = "Люди й доступ";
pub const NAMELESS: &str = "(без назви)";

pub const NO_ORTOMATS: &str = "Почніть з ортомата";
pub const NO_ORTOMATS_HINT: &str =
    "Додайте перший ортомат і його пристрій. Потім додайте товари й призначте їх коміркам.";
pub const ADD_ORTOMAT: &str = "Додати ортомат";
pub const NO_PRODUCTS: &str = "Тепер додайте товари";
pub const NO_PRODUCTS_HINT: &str = "Ортомат уже є. Додайте товари, а тоді призначте їх його коміркам.";
pub const ADD_PRODUCT: &str = "Додати товар";
pub const NO_SALES: &str = "Продажів за 30 днів ще не було";
pub const NO_SALES_HINT: &str =
    "Перевірте, чи заповнені комірки і чи ортомат на зв'язку. Після першої покупки тут з'являться графіки.";
pub const SHOW_ORTOMATS: &str = "Переглянути ортомати";

/// The number of a tile alone: `1 250`.
#[must_use]
pub fn number(number: i64) -> String {
    grouped(number)
}

/// The word that goes with a number of sales: 2 продажі.
#[must_use]
pub const fn sales_word(number: i64) -> &'static str {
    plural(number.unsigned_abs(), "продаж", "продажі", "продажів")
}

#[must_use]
pub fn sales(number: i64) -> String {
    format!("{}\u{a0}{}", grouped(number), sales_word(number))
}

#[must_use]
pub fn of_devices(devices: i64) -> String {
    let word = plural(devices.unsigned_abs(), "пристрою", "пристроїв", "пристроїв");
    format!("з {}\u{a0}{word}", grouped(devices))
}

/// `22.11`: enough where all days are of the last month.
#[must_use]
pub fn short(day: Day) -> String {
    day.kyiv().chars().take(5).collect()
}

#[must_use]
pub fn per_cent(share: i64) -> String {
    format!("{share}\u{a0}%")
}

/// How many, and what part of the others that is: `3 (75 %)`.
#[must_use]
pub fn part(count: i64, share: Option<i64>) -> String {
    let share = share.map_or_else(String::new, |share| format!("\u{a0}({})", per_cent(share)));
    format!("{}{share}", grouped(count))
}

/// A bar of the chart, for whoever points at it.
#[must_use]
pub fn day_sold(day: Day, number: i64, revenue: Money) -> String {
    format!("{}: {}, {revenue}", day.kyiv(), sales(number))
}

/// A point of the chart, for whoever points at it.
#[must_use]
pub fn day_share(name: &str, day: Day, share: i64, part: i64, whole: i64) -> String {
    format!(
        "{}: {} {} ({part} з {whole})",
        day.kyiv(),
        name.to_lowercase(),
        per_cent(share)
    )
}

/// What the chart of sales shows, in one sentence.
#[must_use]
pub fn sales_in_words(first: Day, last: Day, total: i64, revenue: Money, best: Option<(Day, i64)>) -> String {
    let best = best.map_or_else(String::new, |(day, most)| {
        format!(" Найбільше {}: {}.", day.kyiv(), sales(most))
    });
    format!(
        "З {} до {} {}, виручка {revenue}.{best}",
        first.kyiv(),
        last.kyiv(),
        sales(total)
    )
}

/// What the chart of success shows, in one sentence.
#[must_use]
pub fn success_in_words(placed: i64, paid: i64, opened: i64) -> String {
    format!(
        "За 30 днів замовлень: {}, з них оплачено {}, комірку відкрито для {}.",
        grouped(placed),
        grouped(paid),
        grouped(opened)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_with_their_words() {
        assert_eq!(
            (sales(1), sales(3), sales(1_012)),
            (
                "1\u{a0}продаж".to_owned(),
                "3\u{a0}продажі".to_owned(),
                "1\u{a0}012\u{a0}продажів".to_owned()
            )
        );
        assert_eq!(
            (of_devices(1), of_devices(5)),
            ("з 1\u{a0}пристрою".to_owned(), "з 5\u{a0}пристроїв".to_owned())
        );
        assert_eq!(
            (part(3, Some(75)), part(0, None)),
            ("3\u{a0}(75\u{a0}%)".to_owned(), "0".to_owned())
        );
        assert_eq!(short("2026-11-05".parse().unwrap()), "05.11");
    }
}
