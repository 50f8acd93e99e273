//! The words of the pages for people: the lists and forms of the administrator, and the pages that couriers and
//! doctors have of their own.

use crate::texts::plural;
use domain::staff::people::PeopleSort;

/// What is said otherwise of doctors than of couriers.
pub struct Kind {
    pub list: &'static str,
    pub add: &'static str,
    pub new: &'static str,
    pub nobody: &'static str,
    pub nobody_hint: &'static str,
    pub delete: &'static str,
    pub what_stays: &'static str,
    pub deleted: &'static str,
    pub added: &'static str,
    pub email_hint: &'static str,
    pub ortomats_hint: &'static str,
}

pub const DOCTORS: Kind = Kind {
    list: "Лікарі",
    add: "Додати лікаря",
    new: "Новий лікар",
    nobody: "Лікарів ще немає",
    nobody_hint: "Додайте першого й оберіть ортомат: код, посилання та QR з'являться одразу.",
    delete: "Видалити лікаря?",
    what_stays: "Продажі залишаться в історії, а надруковані коди й далі вестимуть до ортоматів.",
    deleted: "Лікаря видалено. Історія залишилася.",
    added: "Лікаря додано",
    email_hint: "З ним і паролем лікар заходить у свій кабінет. Коди працюють і без нього.",
    ortomats_hint: "На кожному лікар має свій код. Якщо зняти позначку й повернути її, код і підсумки будуть ті самі.",
};

pub const COURIERS: Kind = Kind {
    list: "Кур'єри",
    add: "Додати кур'єра",
    new: "Новий кур'єр",
    nobody: "Кур'єрів ще немає",
    nobody_hint: "Додайте першого й призначте ортомати, які він поповнюватиме.",
    delete: "Видалити кур'єра?",
    what_stays: "Поповнення залишаться в історії, а ортомати можна буде призначити іншому.",
    deleted: "Кур'єра видалено. Історія залишилася.",
    added: "Кур'єра додано",
    email_hint: "З ним і паролем кур'єр заходить у свій кабінет.",
    ortomats_hint: "В ортомата один кур'єр. Зайнятий спершу звільніть у того, хто його має.",
};

/// A number with its word: 2 продажі.
fn counted(number: i64, one: &'static str, few: &'static str, many: &'static str) -> String {
    format!("{number}\u{a0}{}", plural(number.unsigned_abs(), one, few, many))
}

#[must_use]
pub fn sales(number: i64) -> String {
    counted(number, "продаж", "продажі", "продажів")
}

#[must_use]
pub fn points(number: i64) -> String {
    counted(number, "бал", "бали", "балів")
}

fn cells(number: i64) -> String {
    counted(number, "комірка", "комірки", "комірок")
}

// The administrator's first page.

pub const ADMIN_TITLE: &str = "Адміністративна панель";
pub const ACCOUNT_TILE: &str = "Пароль, другий фактор і відкриті сеанси";

/// Accounts of the command line may have no name.
#[must_use]
pub fn welcome(first_name: &str) -> String {
    match first_name {
        "" => "Вітаємо!".to_owned(),
        name => format!("Вітаємо, {name}!"),
    }
}

#[must_use]
pub fn people_counts(doctors: u64, couriers: u64) -> String {
    let doctors_word = plural(doctors, "лікар", "лікарі", "лікарів");
    let couriers_word = plural(couriers, "кур'єр", "кур'єри", "кур'єрів");
    format!("{doctors}\u{a0}{doctors_word}, {couriers}\u{a0}{couriers_word}")
}

// The lists.

pub const USERS_TITLE: &str = "Управління користувачами";
pub const KINDS: &str = "Кого показано";
pub const SEARCH: &str = "Пошук";
pub const SEARCH_PLACEHOLDER: &str = "Ім'я, телефон або email";
pub const SORT: &str = "Порядок";
pub const SHOW: &str = "Показати";
pub const SHOW_ALL: &str = "Показати всіх";
pub const NAME: &str = "Ім'я";
pub const ORTOMATS: &str = "Ортомати";
pub const ACTIONS: &str = "Дії";
pub const EDIT: &str = "Редагувати";
pub const DELETE: &str = "Видалити";
pub const CANCEL: &str = "Скасувати";
pub const NO_SIGN_IN: &str = "без входу";
pub const NO_ORTOMATS: &str = "не призначено";
pub const NAMELESS: &str = "(без імені)";
pub const NOTHING_FOUND: &str = "Нікого не знайдено";
pub const NOTHING_FOUND_HINT: &str = "Спробуйте коротше слово або частину номера телефону.";

#[must_use]
pub fn tab(kind: &Kind, count: u64) -> String {
    format!("{} ({count})", kind.list)
}

#[must_use]
pub const fn sort(sort: PeopleSort) -> &'static str {
    match sort {
        PeopleSort::Name => "За алфавітом",
        PeopleSort::Newest => "Спочатку нові",
        PeopleSort::Activity => "За активністю",
    }
}

#[must_use]
pub fn found(total: u64) -> String {
    format!("Знайдено: {total}")
}

/// A doctor's ortomat, and what it has brought.
#[must_use]
pub fn place(ortomat: &str, sold: i64, earned: i64) -> String {
    format!("{ortomat}: {}, {}", sales(sold), points(earned))
}

#[must_use]
pub fn delete_text(kind: &Kind, name: &str) -> String {
    format!(
        "{name}: входу більше не буде, телефон та email звільняться. {}",
        kind.what_stays
    )
}

#[must_use]
pub fn added(kind: &Kind, name: &str) -> String {
    format!("{}: {name}.", kind.added)
}

#[must_use]
pub fn added_with_codes(kind: &Kind, name: &str) -> String {
    format!("{} Коди та QR на цій сторінці.", added(kind, name))
}

#[must_use]
pub fn saved(name: &str) -> String {
    format!("Зміни збережено: {name}.")
}

// The forms.

pub const LAST_NAME: &str = "Прізвище";
pub const FIRST_NAME: &str = "Ім'я";
pub const MIDDLE_NAME: &str = "По батькові";
pub const PHONE: &str = "Телефон";
pub const PHONE_FORM: &str = "+38 (0XX) XXX-XX-XX";
pub const EMAIL: &str = "Email";
pub const PASSWORD: &str = "Пароль";
pub const ASSIGN_ORTOMATS: &str = "Призначити ортомати";
pub const NO_ORTOMATS_YET: &str = "Ортоматів ще немає. Призначити їх можна буде пізніше.";
pub const SAVE: &str = "Зберегти";
pub const PASSWORD_MISSING: &str = "Введіть пароль";
pub const PASSWORD_NEW: &str = "Щонайменше 8 символів";
pub const PASSWORD_KEEP: &str = "Залиште порожнім, щоб не змінювати.";
pub const PASSWORD_AGAIN: &str = "Введіть пароль ще раз: ми його не запам'ятовуємо.";
pub const CONFLICT: &str = "Поки ви редагували, ці дані зберіг хтось інший. У полях те, що ввели ви; де збережено інше, про це сказано поруч. Якщо ваше правильне, збережіть ще раз.";
pub const ALREADY_STORED: &str = "Ці дані вже збережено саме такими, як у полях.";

#[must_use]
pub fn taken(ortomat: &str) -> String {
    format!("{ortomat} (зайнятий)")
}

/// Beside a field of whoever was overtaken.
#[must_use]
pub fn stored_now(stored: &str) -> String {
    match stored {
        "" => "Зараз збережено: порожньо".to_owned(),
        stored => format!("Зараз збережено: {stored}"),
    }
}

pub const SIGN_IN: &str = "Вхід у систему";
pub const LINK_WHY: &str = "За посиланням людина сама задає собі пароль. Попередні посилання після цього не діють.";
pub const MAKE_LINK: &str = "Створити посилання для пароля";
pub const LINK: &str = "Посилання для пароля";
pub const LINK_ONCE: &str = "Надішліть його лише цій людині. Воно діє добу й один раз, а показано його тільки зараз.";

// A doctor's codes.

pub const CODES: &str = "Коди та QR";
pub const CODE: &str = "Код";
pub const REFERRAL_LINK: &str = "Реферальне посилання";
pub const DOWNLOAD_QR: &str = "Завантажити QR";
pub const TOTAL_SALES: &str = "Всього продажів";
pub const TOTAL_POINTS: &str = "Усього балів";
pub const NO_CODES: &str = "Ортомат не призначено, тому коду ще немає. Оберіть ортомат у формі та збережіть.";

#[must_use]
pub fn qr_code(ortomat: &str) -> String {
    format!("QR-код ортомата «{ortomat}»")
}

// A doctor's own page.

pub const DOCTOR_TITLE: &str = "Кабінет лікаря";
pub const CODES_HINT: &str = "Покажіть QR пацієнтові: він веде до ортомата, а покупка зараховується вам.";
pub const NO_CODES_TITLE: &str = "Кодів ще немає";
pub const ASK_FOR_CODE: &str = "Адміністратор призначить вам ортомат, і код з'явиться тут.";
pub const HISTORY: &str = "Історія продажів";
pub const HISTORY_HINT: &str = "Останні 10 покупок за вашими кодами";
pub const NO_SALES_TITLE: &str = "Продажів ще немає";
pub const NO_SALES: &str = "Покупки за вашими кодами з'являться тут, щойно пацієнт забере товар.";
pub const BY_MONTH: &str = "Продажі по місяцях";
pub const MONTH: &str = "Місяць";
pub const SALES: &str = "Продажі";
pub const PRODUCT: &str = "Товар";
pub const DATE: &str = "Дата";
pub const ORTOMAT: &str = "Ортомат";
pub const SUM: &str = "Сума";
pub const POINTS: &str = "Бали";

#[rustfmt::skip]
const MONTHS: [(&str, &str); 12] = [
    ("01", "січень"), ("02", "лютий"), ("03", "березень"), ("04", "квітень"), ("05", "травень"), ("06", "червень"),
    ("07", "липень"), ("08", "серпень"), ("09", "вересень"), ("10", "жовтень"), ("11", "листопад"), ("12", "грудень"),
];

/// «листопад 2026» of `2026-11`.
#[must_use]
pub fn month(written: &str) -> String {
    let named = written.split_once('-').and_then(|(year, number)| {
        let (_, name) = MONTHS.iter().find(|(known, _)| *known == number)?;
        Some(format!("{name} {year}"))
    });
    named.unwrap_or_else(|| written.to_owned())
}

// A courier's own page.

pub const COURIER_TITLE: &str = "Кабінет кур'єра";
pub const MY_ORTOMATS: &str = "Мої ортомати";
pub const NO_ROUND_TITLE: &str = "Ортоматів ще не призначено";
pub const NO_ROUND: &str = "Адміністратор призначить вам ортомати, і вони з'являться тут.";
pub const ONLINE: &str = "На зв'язку";
pub const OFFLINE: &str = "Не на зв'язку";
pub const FILLING: &str = "Заповнення";
pub const FULL: &str = "Поповнення не потрібне";
pub const NEVER_REFILLED: &str = "Ще не поповнювали";

#[must_use]
pub fn filled(filled: i64, total: i64, per_cent: i64) -> String {
    format!("{filled} з {total} ({per_cent}\u{a0}%)")
}

#[must_use]
pub fn to_refill(empty: i64) -> String {
    format!("Потребує поповнення: {}", cells(empty))
}

#[must_use]
pub fn without_product(unassigned: i64) -> String {
    format!("Без товару: {}", cells(unassigned))
}

#[must_use]
pub fn last_refill(at: &str) -> String {
    format!("Останнє поповнення: {at}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_with_their_words() {
        assert_eq!(to_refill(5), "Потребує поповнення: 5\u{a0}комірок");
        assert_eq!(place("Мотор", 1, 22), "Мотор: 1\u{a0}продаж, 22\u{a0}бали");
        assert_eq!(people_counts(11, 3), "11\u{a0}лікарів, 3\u{a0}кур'єри");
    }

    #[test]
    fn months_have_names() {
        assert_eq!(month("2026-11"), "листопад 2026");
        assert_eq!(month("2026-13"), "2026-13");
    }
}
