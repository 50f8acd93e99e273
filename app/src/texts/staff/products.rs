//! The words of the pages on which administrators keep the products.

use crate::texts::plural;
use engine::products::ProductSort;

/// A number with its word: 2 комірки.
fn counted(number: u64, one: &'static str, few: &'static str, many: &'static str) -> String {
    format!("{number}\u{a0}{}", plural(number, one, few, many))
}

// The list.

pub const TITLE: &str = "Управління товарами";
pub const LIST: &str = "Товари";
pub const ADD: &str = "Додати товар";
pub const NOBODY: &str = "Товарів ще немає";
pub const NOBODY_HINT: &str = "Додайте перший, а тоді призначте його коміркам ортоматів.";
pub const SEARCH: &str = "Пошук";
pub const SEARCH_PLACEHOLDER: &str = "Назва, артикул, колір або категорія";
pub const SORT: &str = "Порядок";
pub const SHOW: &str = "Показати";
pub const SHOW_ALL: &str = "Показати всі";
pub const NOTHING_FOUND: &str = "Нічого не знайдено";
pub const NOTHING_FOUND_HINT: &str = "Спробуйте коротше слово або частину артикулу.";
pub const PRODUCT: &str = "Товар";
pub const LIES: &str = "Де лежить";
pub const ACTIONS: &str = "Дії";
pub const EDIT: &str = "Редагувати";
pub const DELETE: &str = "Видалити";
pub const CANCEL: &str = "Скасувати";
pub const DELETE_TITLE: &str = "Видалити товар?";
pub const IN_USE_TITLE: &str = "Товар ще не можна видалити";
pub const NOWHERE: &str = "у жодній комірці";
pub const TO_PLACES: &str = "Показати комірки";

#[must_use]
pub fn total(total: u64) -> String {
    format!("Всього товарів: {total}")
}

#[must_use]
pub fn found(total: u64) -> String {
    format!("Знайдено: {total}")
}

#[must_use]
pub const fn sort(sort: ProductSort) -> &'static str {
    match sort {
        ProductSort::Name => "За алфавітом",
        ProductSort::Newest => "Спочатку нові",
        ProductSort::Price => "Спочатку дешевші",
    }
}

/// How many cells are meant for it, and in how many it is.
#[must_use]
pub fn lies(assigned: i64, filled: i64) -> String {
    if assigned == 0 {
        return NOWHERE.to_owned();
    }
    let cells = counted(assigned.unsigned_abs(), "комірка", "комірки", "комірок");
    format!("{cells}, заповнено {filled}")
}

#[must_use]
pub fn points(points: i64) -> String {
    let points = points.unsigned_abs();
    counted(points, "бал", "бали", "балів")
}

#[must_use]
pub fn delete_text(name: &str) -> String {
    format!("{name} зникне зі списку назавжди. Замовлення залишаться в історії з його назвою та ціною.")
}

#[must_use]
pub fn in_use_text(name: &str, assigned: i64) -> String {
    let cells = counted(assigned.unsigned_abs(), "комірці", "коміркам", "коміркам");
    format!("{name} призначено {cells}. Спершу приберіть його з них.")
}

#[must_use]
pub fn deleted(name: &str) -> String {
    format!("Товар видалено: {name}. Історія залишилася.")
}

#[must_use]
pub fn added(name: &str) -> String {
    format!("Товар додано: {name}.")
}

#[must_use]
pub fn saved(name: &str) -> String {
    format!("Зміни збережено: {name}.")
}

// The form.

pub const NEW: &str = "Новий товар";
pub const SAVE: &str = "Зберегти";
pub const UNSAVED: &str = "Зміни ще не збережено";
pub const UNSAVED_HINT: &str = "Тут те, що ви ввели. Коли все готове, натисніть «Зберегти».";
pub const CUSTOMERS_PAGE: &str = "Сторінка для покупців";
pub const CONFLICT: &str = "Поки ви редагували, цей товар зберіг хтось інший. У полях те, що ввели ви; де збережено інше, про це сказано поруч. Якщо ваше правильне, збережіть ще раз.";
pub const ALREADY_STORED: &str = "Ці дані вже збережено саме такими, як у полях.";

pub const MAIN: &str = "Основна інформація";
pub const NAME: &str = "Назва товару";
pub const SKU: &str = "SKU (артикул)";
pub const PRICE: &str = "Ціна, ₴";
pub const PRICE_HINT: &str = "Наприклад 450 або 450,50";
pub const POINTS: &str = "Реферальні бали";
pub const POINTS_HINT: &str = "Скільки балів отримає лікар за продаж за його кодом.";
pub const POINTS_WRONG: &str = "Введіть ціле число, наприклад 10";
pub const SIZE: &str = "Розмір";
pub const SIZE_HINT: &str = "S, M, L або інший; Uni означає універсальний.";
pub const DESCRIPTION: &str = "Опис";
pub const DESCRIPTION_HINT: &str =
    "Можна вживати прості теги: <p>, <b>, <i>, <ul>, <ol>, <li>, <a>, <h2>. Решту буде прибрано.";
pub const PREVIEW: &str = "Як це бачить покупець";
pub const PREVIEW_NONE: &str = "Опису ще немає.";
pub const REFRESH_PREVIEW: &str = "Переглянути опис";

pub const FEATURES: &str = "Характеристики";
pub const KIND: &str = "Категорія";
pub const COLOR: &str = "Колір";
pub const MATERIAL: &str = "Матеріал";
pub const MANUFACTURER: &str = "Виробник";
pub const COUNTRY: &str = "Країна";
pub const ATTRIBUTES: &str = "Інші характеристики";
pub const ATTRIBUTES_HINT: &str = "Кожна з нового рядка, наприклад «Висота: 25 см».";

pub const PICTURES: &str = "Зображення";
pub const PICTURES_HINT: &str = "Головне та ще до чотирьох. Покупець бачить їх у цьому порядку.";
pub const NO_PICTURES: &str = "Зображень ще немає. Товар із фото купують охочіше.";
pub const MAIN_PICTURE: &str = "Головне";
pub const MAKE_MAIN: &str = "Зробити головним";
pub const EARLIER: &str = "Раніше";
pub const REMOVE: &str = "Прибрати";
pub const FILES: &str = "Додати з пристрою";
pub const FILES_HINT: &str = "JPEG, PNG або WebP, до 8 МБ і 24 мегапікселів кожне.";
pub const LINK: &str = "Або за посиланням";
pub const LINK_HINT: &str = "Адреса зображення, що починається з https://";
pub const LINK_WRONG: &str = "Введіть посилання, що починається з https://";
pub const ADD_PICTURES: &str = "Додати зображення";
pub const PICTURES_FULL: &str = "Додано всі п'ять. Щоб додати інше, приберіть одне з них.";
pub const PICTURES_TOO_MANY: &str = "Не більше п'яти зображень: головне та ще чотири. Приберіть зайві.";

pub const SIZE_CHART_AND_VIDEO: &str = "Таблиця розмірів і відео";
pub const SIZE_CHART: &str = "Посилання на таблицю розмірів";
pub const SIZE_CHART_FILE: &str = "Або зображення таблиці з пристрою";
pub const SIZE_CHART_NOW: &str = "Переглянути таблицю розмірів";
pub const VIDEO: &str = "Посилання на відео";
pub const VIDEO_HINT: &str = "YouTube або відеофайл за адресою https://";
pub const VIDEO_WRONG: &str = "Введіть посилання на YouTube або на відеофайл, що починається з https://";

pub const TERMS: &str = "Умови покупки цього товару";
pub const TERMS_HINT: &str = "Замість загальних умов із налаштувань. Порожнє поле означає загальні.";

pub const NOT_ANYWHERE: &str = "Товар ще не призначено жодній комірці. Призначити його можна в сітці комірок ортомата.";
pub const TO_ORTOMATS: &str = "До ортоматів";
pub const HOLDS_IT: &str = "лежить";
pub const IS_EMPTY: &str = "порожня";

#[must_use]
pub fn picture(number: usize, name: &str) -> String {
    let name = if name.is_empty() { NEW } else { name };
    format!("Зображення {number}: {name}")
}

/// What a button does, for whoever does not see which picture it stands by.
#[must_use]
pub fn of_picture(number: usize) -> String {
    format!("зображення {number}")
}

#[must_use]
pub fn attribute_wrong(line: usize) -> String {
    format!("Рядок {line}: напишіть назву, двокрапку і значення, наприклад «Висота: 25 см»")
}

/// Why an uploaded file was not kept.
#[must_use]
pub fn refused(file: &str, why: &str) -> String {
    match file {
        "" => why.to_owned(),
        file => format!("{file}: {why}"),
    }
}

#[must_use]
pub fn cell(number: i32) -> String {
    format!("Комірка {number}")
}

/// Beside a field of whoever was overtaken.
#[must_use]
pub fn stored_now(stored: &str) -> String {
    match stored {
        "" => "Зараз збережено: порожньо".to_owned(),
        stored => format!("Зараз збережено: {stored}"),
    }
}

#[must_use]
pub fn pictures_stored_now(number: usize) -> String {
    match number {
        0 => "Зараз збережено: без зображень".to_owned(),
        number => {
            let number = u64::try_from(number).unwrap_or(u64::MAX);
            format!(
                "Зараз збережено інакше: {}",
                counted(number, "зображення", "зображення", "зображень")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_product_lies_is_said_with_the_right_words() {
        assert_eq!(lies(0, 0), "у жодній комірці");
        assert_eq!(lies(1, 0), "1\u{a0}комірка, заповнено 0");
        assert_eq!(lies(22, 20), "22\u{a0}комірки, заповнено 20");
        assert_eq!(
            in_use_text("Бинт", 1),
            "Бинт призначено 1\u{a0}комірці. Спершу приберіть його з них."
        );
        assert!(in_use_text("Бинт", 5).contains("5\u{a0}коміркам"));
    }
}
