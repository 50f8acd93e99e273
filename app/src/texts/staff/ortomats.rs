//! The words of the pages on which administrators run the ortomats and their devices.

use crate::texts::plural;
use domain::ortomat::OrtomatStatus;
use engine::fleet::OrtomatSort;

/// A number with its word: 2 комірки.
fn counted(number: i64, one: &'static str, few: &'static str, many: &'static str) -> String {
    format!("{number}\u{a0}{}", plural(number.unsigned_abs(), one, few, many))
}

fn cells(number: i64) -> String {
    counted(number, "комірка", "комірки", "комірок")
}

// What is said of an ortomat everywhere.

pub const ONLINE: &str = "На зв'язку";
pub const OFFLINE: &str = "Не на зв'язку";
pub const NEVER_SEEN: &str = "ще не підключався";
pub const NEVER_SOLD: &str = "ще не було";
pub const NO_COURIER: &str = "не призначено";
pub const SELLS_OFFLINE_TOO: &str = "Продає й без зв'язку";

#[must_use]
pub const fn status(status: OrtomatStatus) -> &'static str {
    match status {
        OrtomatStatus::Active => "Працює",
        OrtomatStatus::Inactive => "Вимкнено",
        OrtomatStatus::Maintenance => "Обслуговування",
    }
}

#[must_use]
pub fn last_seen(at: &str) -> String {
    format!("востаннє {at}")
}

#[must_use]
pub fn filled(filled: i64, total: i64, per_cent: i64) -> String {
    format!("{filled} з {total} ({per_cent}\u{a0}%)")
}

#[must_use]
pub fn to_refill(empty: i64) -> String {
    format!("Поповнити: {}", cells(empty))
}

#[must_use]
pub fn blocked(number: i64) -> String {
    format!("Заблоковано: {}", cells(number))
}

// The list.

pub const TITLE: &str = "Ортомати";
pub const ADD: &str = "Додати ортомат";
pub const NOBODY: &str = "Ортоматів ще немає";
pub const NOBODY_HINT: &str = "Додайте перший: з'являться його комірки, QR-код для покупців і місце для пристрою.";
pub const SEARCH: &str = "Пошук";
pub const SEARCH_PLACEHOLDER: &str = "Назва, адреса, місто або ID";
pub const SORT: &str = "Порядок";
pub const SHOW: &str = "Показати";
pub const SHOW_ALL: &str = "Показати всі";
pub const NOTHING_FOUND: &str = "Нічого не знайдено";
pub const NOTHING_FOUND_HINT: &str = "Спробуйте коротше слово або інший стан.";
pub const ANY_STATUS: &str = "Будь-який";
pub const ORTOMAT: &str = "Ортомат";
pub const PRESENCE: &str = "Зв'язок";
pub const FILLING: &str = "Заповнення";
pub const LAST_SALE: &str = "Останній продаж";
pub const STATUS: &str = "Стан";
pub const COURIER: &str = "Кур'єр";
pub const ACTIONS: &str = "Дії";
pub const EDIT: &str = "Редагувати";
pub const CELLS: &str = "Комірки";

#[must_use]
pub const fn sort(sort: OrtomatSort) -> &'static str {
    match sort {
        OrtomatSort::Name => "За алфавітом",
        OrtomatSort::Fill => "Спочатку порожніші",
        OrtomatSort::LastSale => "За останнім продажем",
    }
}

#[must_use]
pub fn found(total: u64) -> String {
    format!("Знайдено: {total}")
}

// The form.

pub const NEW: &str = "Новий ортомат";
pub const DATA: &str = "Дані ортомата";
pub const NAME: &str = "Назва";
pub const ADDRESS: &str = "Адреса";
pub const ADDRESS_HINT: &str = "Як знайти: вулиця, будинок, поверх чи хол. Її бачать покупці.";
pub const CITY: &str = "Місто";
pub const TOTAL_CELLS: &str = "Кількість комірок";
pub const TOTAL_CELLS_HINT: &str =
    "Від 1 до 37. Нові комірки додадуться порожніми; прибрати можна лише останні й лише вільні.";
pub const STATUS_HINT: &str =
    "Продає лише той, що працює. Вимкнений і той, що на обслуговуванні, покупець бачить без кнопки «Купити».";
pub const SELLS_OFFLINE: &str = "Продавати, коли пристрій не на зв'язку";
pub const SELLS_OFFLINE_HINT: &str =
    "Оплату буде прийнято. Якщо комірка вчасно не відкриється, гроші повернуться самі.";
pub const SAVE: &str = "Зберегти";
pub const CANCEL: &str = "Скасувати";
pub const CONFLICT: &str = "Поки ви редагували, ці дані зберіг хтось інший. У полях те, що ввели ви; де збережено інше, про це сказано поруч. Якщо ваше правильне, збережіть ще раз.";
pub const ALREADY_ADDED: &str = "Цей ортомат уже додано. Знайдіть його у списку, щоб змінити.";
pub const ALREADY_STORED: &str = "Ці дані вже збережено саме такими, як у полях.";
pub const YES: &str = "так";
pub const NO: &str = "ні";

#[must_use]
pub fn added(name: &str) -> String {
    format!("Ортомат додано: {name}. Тепер додайте його пристрій і надрукуйте QR-код.")
}

#[must_use]
pub fn saved(name: &str) -> String {
    format!("Зміни збережено: {name}.")
}

/// How many numbers a sentence names before it only counts the rest.
const NAMED: usize = 8;

/// Why an ortomat cannot become smaller.
#[must_use]
pub fn cells_in_use(numbers: &[i32]) -> String {
    let named: Vec<String> = numbers.iter().take(NAMED).map(ToString::to_string).collect();
    let named = named.join(", ");
    let which = match numbers.len() {
        0 => "Комірки, які треба прибрати, ще зайняті".to_owned(),
        1 => format!("Комірка {named} ще зайнята"),
        count if count <= NAMED => format!("Комірки {named} ще зайняті"),
        count => format!("Комірки {named} та ще {} зайняті", count - NAMED),
    };
    format!("{which}: є призначений товар, або саме триває покупка. Спершу приберіть товар.")
}

// The ortomat's own page.

pub const OVERVIEW: &str = "Зараз";
pub const CATALOG: &str = "Каталог для покупців";
pub const CATALOG_LINK: &str = "Посилання каталогу";
pub const QR_TITLE: &str = "QR-код";
pub const QR_HINT: &str = "Веде до каталогу цього ортомата. Адреса не зміниться, хоч як ви його назвете.";
pub const PRINT_LABEL: &str = "Наклейка для друку";
pub const DOWNLOAD_SVG: &str = "Завантажити SVG";
pub const DOWNLOAD_PNG: &str = "Завантажити PNG";
pub const CREATED: &str = "Додано";
pub const UPDATED: &str = "Змінено";

#[must_use]
pub fn qr_code(ortomat: &str) -> String {
    format!("QR-код ортомата «{ortomat}»")
}

// The devices.

pub const DEVICES: &str = "Пристрої";
pub const DEVICES_HINT: &str =
    "Контролер ESP32, який відкриває комірки. Зазвичай він один; другий потрібен на час заміни.";
pub const NO_DEVICES: &str = "Пристрою ще немає";
pub const NO_DEVICES_HINT: &str = "Без нього комірки не відкриваються. Придумайте ID, і ми створимо секрет.";
pub const DEVICE: &str = "Пристрій";
pub const SIGNAL: &str = "Сигнал Wi-Fi";
pub const UPTIME: &str = "Працює без перезапуску";
pub const REVOKED: &str = "Відкликано";
pub const NOT_TOLD: &str = "не повідомляв";
pub const ADD_DEVICE_TITLE: &str = "Додати пристрій";
pub const ADD_DEVICE: &str = "Додати пристрій";
pub const DEVICE_ID: &str = "ID пристрою";
pub const DEVICE_ID_HINT: &str =
    "Латинські літери, цифри й дефіс, наприклад locker-01. Відкликаний пристрій можна додати знову.";
pub const DEVICE_ID_WRONG: &str =
    "Введіть ID: від 1 до 64 символів, лише латинські літери, цифри, дефіс, крапка або підкреслення";
pub const OWN_SECRET: &str = "Секрет, який пристрій уже має";
pub const OWN_SECRET_HINT: &str = "Залиште порожнім, щоб ми створили надійний.";
pub const OWN_SECRET_AGAIN: &str = "Введіть секрет ще раз: ми його не запам'ятовуємо.";
pub const ROTATE: &str = "Новий секрет";
pub const ROTATE_TITLE: &str = "Створити новий секрет?";
pub const MAKE_SECRET: &str = "Створити";
pub const REVOKE: &str = "Відкликати";
pub const REVOKE_TITLE: &str = "Відкликати пристрій?";
pub const SECRET_TITLE: &str = "Секрет показано лише зараз";
pub const SECRET_HINT: &str = "Скопіюйте його в прошивку до того, як підете із цієї сторінки. Ми зберігаємо лише відбиток: загублений секрет можна тільки замінити новим.";
pub const SECRET: &str = "Секрет";
pub const SOCKET: &str = "Адреса для прошивки";

#[must_use]
pub fn secret_of(device: &str) -> String {
    format!("Пристрій {device}")
}

#[must_use]
pub fn rotate_text(device: &str) -> String {
    format!("{device}: новий секрет буде показано один раз. Старий діятиме ще добу, щоб пристрій встиг отримати новий.")
}

#[must_use]
pub fn revoke_text(device: &str) -> String {
    format!("{device}: з'єднання обірветься одразу, і з цим секретом пристрій більше не підключиться.")
}

/// What else happens when the last device goes.
pub const REVOKE_LAST: &str = "Іншого пристрою в ортомата немає, тож комірки перестануть відкриватися.";

#[must_use]
pub fn revoked(device: &str) -> String {
    format!("Пристрій {device} відкликано.")
}

#[must_use]
pub fn revoked_at(at: &str) -> String {
    format!("відкликано {at}")
}

#[must_use]
pub fn old_secret_until(at: &str) -> String {
    format!("попередній секрет діє до {at}")
}

// What the devices tell of themselves.

pub const DIAGNOSTICS: &str = "Діагностика";
pub const PERIOD: &str = "За який час";
pub const DAY: &str = "Доба";
pub const WEEK: &str = "Тиждень";
pub const WHOSE: &str = "Чия діагностика";
pub const HOUR: &str = "Година";
pub const DATE: &str = "День";
pub const AVERAGE: &str = "Середній сигнал";
pub const WORST: &str = "Найгірший";
pub const RESTARTS: &str = "Перезапуски";
pub const UPTIME_THEN: &str = "Час роботи";
pub const NO_REPORTS: &str = "Звітів ще немає";
pub const NO_REPORTS_HINT: &str =
    "Пристрій розповідає про себе, поки він на зв'язку; звіт за кожні п'ять хвилин зберігаємо тиждень.";
pub const WEAK_ZONE: &str = "Смуга внизу: сигнал слабший за −80\u{a0}дБм, зв'язок ненадійний.";
pub const RESTART_MARKS: &str = "Пунктир: пристрій перезапустився.";
pub const NOW: &str = "зараз";

/// «−62 дБм» with a minus that is as wide as the digits.
#[must_use]
pub fn dbm(rssi: i32) -> String {
    let sign = if rssi < 0 { "−" } else { "" };
    format!("{sign}{}\u{a0}дБм", rssi.unsigned_abs())
}

/// How well a device hears its Wi-Fi.
#[must_use]
pub const fn quality(rssi: i32) -> &'static str {
    match rssi {
        -60.. => "добрий",
        -70..=-61 => "достатній",
        -80..=-71 => "слабкий",
        _ => "ненадійний",
    }
}

#[must_use]
pub fn signal(rssi: i32) -> String {
    format!("{}, {}", dbm(rssi), quality(rssi))
}

/// «3 дні 4 год», «12 хв»: the two largest units are enough.
#[must_use]
pub fn uptime(millis: i64) -> String {
    let minutes = millis / 60_000;
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) if minutes == 0 => "менше хвилини".to_owned(),
        (0, 0) => format!("{minutes}\u{a0}хв"),
        (0, _) => format!("{hours}\u{a0}год {minutes}\u{a0}хв"),
        (_, 0) => counted(days, "день", "дні", "днів"),
        (_, _) => format!("{} {hours}\u{a0}год", counted(days, "день", "дні", "днів")),
    }
}

/// All that a chart of the signal shows.
#[must_use]
pub fn chart(weakest: i32, strongest: i32, restarts: usize) -> String {
    let signal = match weakest == strongest {
        true => dbm(weakest),
        false => format!("від {} до {}", dbm(weakest), dbm(strongest)),
    };
    match restarts {
        0 => format!("Сигнал {signal}, перезапусків не було."),
        restarts => format!("Сигнал {signal}, перезапусків: {restarts}."),
    }
}

// The label.

pub const LABEL: &str = "Наклейка";
pub const LABEL_HOW: &str = "Надрукуйте цю сторінку: Ctrl+P, на Mac ⌘P. На папір потрапить лише наклейка.";
pub const SCAN: &str = "Скануйте, щоб купити";
pub const SCAN_HOW: &str = "Оберіть, оплатіть карткою, заберіть";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_with_their_words() {
        assert_eq!(to_refill(22), "Поповнити: 22\u{a0}комірки");
        assert_eq!(blocked(1), "Заблоковано: 1\u{a0}комірка");
    }

    #[test]
    fn the_cells_that_are_in_the_way_are_named() {
        assert!(cells_in_use(&[37]).starts_with("Комірка 37 ще зайнята:"));
        assert!(cells_in_use(&[36, 37]).starts_with("Комірки 36, 37 ще зайняті:"));
        let many: Vec<i32> = (1..=10).collect();
        assert!(cells_in_use(&many).starts_with("Комірки 1, 2, 3, 4, 5, 6, 7, 8 та ще 2 зайняті:"));
        assert!(cells_in_use(&[]).starts_with("Комірки, які треба прибрати,"));
    }

    #[test]
    fn a_time_of_work_is_said_in_two_units() {
        let minute = 60_000;
        for (millis, said) in [
            (59_999, "менше хвилини"),
            (12 * minute, "12\u{a0}хв"),
            (61 * minute, "1\u{a0}год 1\u{a0}хв"),
            (1_440 * minute, "1\u{a0}день"),
            ((3 * 1_440 + 4 * 60) * minute, "3\u{a0}дні 4\u{a0}год"),
        ] {
            assert_eq!(uptime(millis), said);
        }
    }

    #[test]
    fn a_signal_is_a_number_and_a_word() {
        assert_eq!(signal(-60), "−60\u{a0}дБм, добрий");
        assert_eq!(signal(-81), "−81\u{a0}дБм, ненадійний");
        assert_eq!(
            chart(-75, -58, 1),
            "Сигнал від −75\u{a0}дБм до −58\u{a0}дБм, перезапусків: 1."
        );
    }
}
