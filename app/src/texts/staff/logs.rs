//! The words of the activity log: of its pages, and of every kind of entry.

use crate::texts::{self, plural};
use domain::{
    activity::{ActivityType, Category, Severity},
    cell::CellNumber,
};

pub const TITLE: &str = "Логи активності";
pub const DOWNLOAD: &str = "Завантажити CSV";
pub const SEVERITIES: &str = "Важливість";
pub const CATEGORIES: &str = "Категорія";
pub const KINDS: &str = "Тип";
pub const ALL: &str = "Усі";
pub const FILTERS: &str = "Пошук, ортомат, особа, дати";
pub const TEXT: &str = "Текст";
pub const TEXT_PLACEHOLDER: &str = "Частина повідомлення";
pub const ORTOMAT: &str = "Ортомат";
pub const ANY_ORTOMAT: &str = "Усі ортомати";
pub const PERSON: &str = "Користувач";
pub const ANYBODY: &str = "Усі";
pub const FROM: &str = "Від дати";
pub const TO: &str = "До дати";
pub const ENDS_BEFORE: &str = "Кінець не може бути раніше за початок";
pub const SHOW: &str = "Показати";
pub const CLEAR: &str = "Очистити фільтри";
pub const TIME: &str = "Час";
pub const MESSAGE: &str = "Повідомлення";
pub const ORDER: &str = "Замовлення";
pub const CELL: &str = "Комірка";
pub const SYSTEM: &str = "Система";
pub const DETAILS: &str = "Деталі";
pub const NO_DETAILS: &str = "Подробиць у цього запису немає.";
pub const JSON: &str = "Повний JSON";
pub const YES: &str = "так";
pub const NO: &str = "ні";
pub const NOTHING: &str = "немає";
pub const BACK: &str = "До списку";
pub const OF_ORTOMAT: &str = "Усе про цей ортомат";
pub const OF_PERSON: &str = "Усе про цю особу";
pub const OLDER: &str = "Старіші";
pub const SEARCH_ON: &str = "Шукати далі";
pub const EMPTY: &str = "Журнал порожній";
pub const EMPTY_HINT: &str = "Тут з'явиться все, що відбувається: покупки, відкриття комірок, поповнення, входи.";
pub const NOTHING_FOUND: &str = "Таких записів немає";
pub const NOTHING_FOUND_HINT: &str = "Приберіть один із фільтрів або розширте дати.";
pub const NOTHING_FOUND_YET: &str = "Серед найновіших записів нічого не знайдено";
pub const NOTHING_FOUND_YET_HINT: &str = "Пошук переглядає журнал частинами. Старіші записи ще не переглянуто.";

#[must_use]
pub const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "Інформація",
        Severity::Warning => "Попередження",
        Severity::Error => "Помилка",
        Severity::Critical => "Критично",
    }
}

#[must_use]
pub const fn category(category: Category) -> &'static str {
    match category {
        Category::Cells => "Комірки",
        Category::Orders => "Замовлення",
        Category::Couriers => "Кур'єри",
        Category::System => "Система",
        Category::Security => "Безпека",
        Category::Payment => "Платежі",
    }
}

#[must_use]
pub const fn kind(kind: ActivityType) -> &'static str {
    match kind {
        ActivityType::CellOpened => "Комірку відкрито",
        ActivityType::CellFilled => "Комірку заповнено",
        ActivityType::CellCleared => "Комірку спорожнено",
        ActivityType::CellProductAssigned => "Товар комірки змінено",
        ActivityType::CellError => "Несправність комірки",
        ActivityType::OrderCreated => "Замовлення створено",
        ActivityType::PaymentInitiated => "Оплату розпочато",
        ActivityType::PaymentSuccess => "Оплачено",
        ActivityType::PaymentFailed => "Оплата не пройшла",
        ActivityType::OrderCompleted => "Замовлення виконано",
        ActivityType::OrderCancelled => "Замовлення скасовано",
        ActivityType::CourierCheckin => "Кур'єр на місці",
        ActivityType::CourierRefill => "Поповнення",
        ActivityType::DeviceOnline => "Пристрій на зв'язку",
        ActivityType::DeviceOffline => "Пристрій зник зі зв'язку",
        ActivityType::ApiError => "Помилка API",
        ActivityType::WebsocketCommand => "Команда пристрою",
        ActivityType::LoginSuccess => "Вхід",
        ActivityType::LoginFailed => "Невдалий вхід",
        ActivityType::UnauthorizedAccess => "Спроба без дозволу",
        ActivityType::RefundRequested => "Повернення розпочато",
        ActivityType::RefundSettled => "Гроші повернуто",
        ActivityType::NeedsReview => "Потрібен розгляд",
        ActivityType::StaffChanged => "Зміни персоналу",
        ActivityType::CredentialsChanged => "Паролі й доступ",
        ActivityType::CatalogChanged => "Зміни товарів",
        ActivityType::FleetChanged => "Зміни ортоматів",
        ActivityType::SettingsChanged => "Зміни налаштувань",
        ActivityType::PaymentChecked => "Перевірка оплати",
        ActivityType::ReviewResolved => "Розгляд завершено",
        ActivityType::DataExported => "Вивантаження даних",
        ActivityType::DataRestored => "Відновлення з бекапу",
        ActivityType::LogTrimmed => "Старі записи видалено",
    }
}

/// What a detail is called; `None` for one that only its writer knew.
#[must_use]
pub fn detail(key: &str) -> Option<&'static str> {
    Some(match key {
        "action" => "Дія",
        "address" => "Мережева адреса",
        "amount" => "Сума",
        "before" => "Було",
        "cellNumber" => "Комірка",
        "commandId" | "cmdId" => "Команда",
        "days" => "Днів",
        "deviceId" => "Пристрій",
        "error" => "Помилка",
        "fields" => "Змінено",
        "filters" => "Фільтри",
        "invoiceId" => "Рахунок банку",
        "note" => "Примітка",
        "orderId" | "order" => "Замовлення",
        "orderNumber" => "Номер замовлення",
        "ortomatId" => "Ортомат",
        "person" | "userId" => "Особа",
        "price" => "Ціна",
        "product" | "productId" => "Товар",
        "reason" => "Причина",
        "refundId" => "Повернення",
        "resolution" => "Рішення",
        "status" => "Стан",
        "termsVersion" => "Версія умов",
        "text" => "Текст",
        "totalCells" => "Комірок",
        "value" => "Значення",
        _ => return None,
    })
}

/// A field of a form that somebody changed; an unknown one stays as it is written.
#[must_use]
pub fn field(word: &str) -> &str {
    match word {
        "address" => "адреса",
        "attributes" => "додаткові характеристики",
        "city" => "місто",
        "color" => "колір",
        "country" => "країна",
        "description" => "опис",
        "email" => "email",
        "firstName" => "ім'я",
        "images" => "додаткові зображення",
        "lastName" => "прізвище",
        "mainImage" => "головне зображення",
        "manufacturer" => "виробник",
        "material" => "матеріал",
        "middleName" => "по батькові",
        "name" => "назва",
        "password" => "пароль",
        "phone" => "телефон",
        "price" => "ціна",
        "referralPoints" => "бали лікаря",
        "sellsOffline" => "продаж без зв'язку",
        "size" => "розмір",
        "sizeChartUrl" => "таблиця розмірів",
        "sku" => "артикул",
        "status" => "стан",
        "termsAndConditions" => "умови товару",
        "totalCells" => "кількість комірок",
        "type" => "тип",
        "videoUrl" => "відео",
        other => other,
    }
}

/// Words that stand as values of details; `None` for a value that is not one of ours.
#[must_use]
pub fn value(key: &str, word: &str) -> Option<&'static str> {
    Some(match (key, word) {
        ("action", "blocked") => "заблоковано",
        ("action", "unblocked") => "розблоковано",
        ("resolution", "refund") => "гроші повернуто",
        ("resolution", "handed_out") => "видано вручну",
        ("resolution", "close") => "закрито без повернення",
        ("status", "active") => "працює",
        ("status", "inactive") => "вимкнено",
        ("status", "maintenance") => "на обслуговуванні",
        ("reason", "payment_failed") => "банк відхилив оплату",
        ("reason", "payment_expired") => "час на оплату минув",
        ("reason", "cancelled") => "покупець скасував",
        ("reason", "bank_unavailable") => "банк не відповідав",
        ("reason", "paid_too_late") => "оплата надійшла запізно",
        ("reason", "payment_mismatch") => "платіж не збігається із замовленням",
        ("reason", "payment_reversed") => "банк скасував платіж",
        ("reason", "door_failed") => "комірка не відкрилася",
        ("reason", "device_silent") => "пристрій не відповів",
        ("reason", "device_unreachable") => "пристрій був не на зв'язку",
        ("reason", "refund_refused") => "банк не провів повернення",
        ("reason", "staff_refund") => "повернення від адміністратора",
        _ => return None,
    })
}

/// Thousands apart: `10 000`.
#[must_use]
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3 + 1);
    if number < 0 {
        grouped.push('-');
    }
    for (place, digit) in (0..digits.len()).rev().zip(digits.chars()) {
        grouped.push(digit);
        if place > 0 && place % 3 == 0 {
            grouped.push('\u{a0}');
        }
    }
    grouped
}

/// Beside a filter: `12`, `10 000+`.
#[must_use]
pub fn count(counted: u32, more: bool) -> String {
    let plus = if more { "+" } else { "" };
    format!("{}{plus}", grouped(counted.into()))
}

/// `Знайдено: понад 10 000 записів`.
#[must_use]
pub fn found(counted: u32, more: bool) -> String {
    let word = plural(counted.into(), "запис", "записи", "записів");
    let over = if more { "понад\u{a0}" } else { "" };
    format!("Знайдено: {over}{}\u{a0}{word}", grouped(counted.into()))
}

#[must_use]
pub fn in_cell(cell: CellNumber) -> String {
    format!("комірка\u{a0}{}", texts::cell_number(cell))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::order::Reason;
    use std::collections::BTreeSet;

    #[test]
    fn every_word_of_the_log_has_one_of_its_own() {
        let kinds: BTreeSet<&str> = ActivityType::ALL.iter().map(|it| kind(*it)).collect();
        assert_eq!(kinds.len(), ActivityType::ALL.len());
        let categories: BTreeSet<&str> = Category::ALL.iter().map(|it| category(*it)).collect();
        assert_eq!(categories.len(), Category::ALL.len());
        let severities: BTreeSet<&str> = Severity::ALL.iter().map(|it| severity(*it)).collect();
        assert_eq!(severities.len(), Severity::ALL.len());
    }

    #[test]
    fn every_reason_is_said_in_words() {
        for reason in Reason::ALL {
            assert!(value("reason", reason.as_str()).is_some(), "{reason}");
        }
    }

    #[test]
    fn counts_say_when_there_are_more() {
        assert_eq!(count(10_000, true), "10\u{a0}000+");
        assert_eq!(count(999, false), "999");
        assert_eq!(found(10_000, true), "Знайдено: понад\u{a0}10\u{a0}000\u{a0}записів");
        assert_eq!(found(2, false), "Знайдено: 2\u{a0}записи");
        assert_eq!(
            (grouped(1_234_567), grouped(-1_000)),
            ("1\u{a0}234\u{a0}567".to_owned(), "-1\u{a0}000".to_owned())
        );
    }
}
