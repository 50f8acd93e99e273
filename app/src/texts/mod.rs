//! Every Ukrainian word of the pages, so that another language is one more folder like this. Here are the words of the
//! customer's pages; those for the staff are in [`staff`], as far as a person reads them.
//!
//! Texts without a number or a name in them are constants, the others are functions. Numbers go through
//! [`plural`], money prints itself (`1 250,50 ₴`).

mod problem;
#[cfg(feature = "ssr")]
pub mod staff;

pub use problem::problem;

use domain::{
    Money,
    catalog::Referrer,
    cell::CellNumber,
    order::{Reason, progress::Stage},
    ortomat::Availability,
};

/// Picks the form that goes with a number: 1 комірка, 2 комірки, 5 комірок.
#[must_use]
pub const fn plural(number: u64, one: &'static str, few: &'static str, many: &'static str) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

// The frame of every page.

pub const BRAND: &str = "Ортомат";
pub const SKIP_TO_CONTENT: &str = "До змісту";
pub const FOOTER: &str = "Працюємо цілодобово. Якщо комірка не відкриється, гроші повернуться самі.";
pub const FOR_STAFF: &str = "Вхід для співробітників";
pub const BACK_TO_HOME: &str = "На головну";
pub const BACK_TO_CATALOG: &str = "Повернутися до каталогу";

#[must_use]
pub fn title(page: &str) -> String {
    format!("{page} · {BRAND}")
}

// Home.

pub const HOME_TITLE: &str = "Ортопедичні товари одразу в клініці";
pub const HOME_LEAD: &str =
    "Оберіть товар, оплатіть карткою, і комірка ортомата відкриється. Вдень і вночі, без черги.";
pub const HOW_IT_WORKS: &str = "Як це працює";
pub const STEPS: [(&str, &str); 3] = [
    (
        "Скануйте QR-код",
        "Він на корпусі ортомата. Або оберіть ортомат зі списку нижче.",
    ),
    ("Оберіть товар і оплатіть", "Через Monobank, карткою будь-якого банку."),
    (
        "Заберіть товар",
        "Комірка відкриється сама. Якщо ні, гроші так само самі повернуться.",
    ),
];
pub const ORTOMATS: &str = "Ортомати";
pub const OPEN_CATALOG: &str = "Переглянути каталог";
pub const NO_ORTOMATS: &str = "Поки що жоден ортомат не працює. Завітайте трохи пізніше.";

// An old code or an old address.

pub const UNKNOWN_CODE: &str =
    "Ми не знайшли ортомат за цим посиланням. Оберіть його зі списку або скануйте QR-код на корпусі.";
pub const SCAN_TITLE: &str = "Оберіть ортомат";
pub const SCAN_LEAD: &str =
    "Каталог у кожного ортомата свій. Скануйте QR-код на його корпусі або оберіть його зі списку.";

// An invitation from the earlier site.

pub const REGISTER_TITLE: &str = "Запрошення більше не потрібне";
pub const REGISTER_LEAD: &str =
    "Облікові записи лікарів тепер створює адміністратор. Зверніться до нього, і він надасть вам доступ та ваш QR-код.";

// Catalogue.

pub const CATALOG: &str = "Каталог товарів";
pub const VIEW_PRODUCT: &str = "Переглянути";
pub const CATALOG_EMPTY_TITLE: &str = "Зараз усе розібрали";
pub const CATALOG_EMPTY: &str = "Ортомат уже чекає на поповнення. Завітайте пізніше або оберіть інший ортомат.";
pub const OTHER_ORTOMATS: &str = "Інші ортомати";

#[must_use]
pub fn products(count: u64) -> String {
    format!("{count}\u{a0}{}", plural(count, "товар", "товари", "товарів"))
}

#[must_use]
pub fn in_stock(pieces: usize) -> String {
    format!("В наявності: {pieces}\u{a0}шт")
}

#[must_use]
pub fn size(size: &str) -> String {
    format!("Розмір: {}", size_name(size))
}

/// The contract's `Uni` is not a word that people say.
#[must_use]
pub fn size_name(size: &str) -> &str {
    if size.eq_ignore_ascii_case("uni") {
        "універсальний"
    } else {
        size
    }
}

#[must_use]
pub fn referred_by(referrer: &Referrer) -> String {
    let middle_name = referrer.middle_name.as_deref().unwrap_or_default();
    let name = format!("{} {} {middle_name}", referrer.last_name, referrer.first_name);
    format!("За рекомендацією лікаря: {}", name.trim())
}

/// Why nothing can be bought here now; `None` when it can.
#[must_use]
pub const fn not_selling(availability: Availability) -> Option<(&'static str, &'static str)> {
    match availability {
        Availability::Selling => None,
        Availability::OutOfService => Some((
            "Ортомат тимчасово не працює",
            "Товари можна переглянути, а купити вдасться, щойно ортомат знову запрацює.",
        )),
        Availability::Offline => Some((
            "Ортомат зараз не на зв'язку",
            "Ми не зможемо відкрити комірку, тому не беремо оплату. Спробуйте за кілька хвилин.",
        )),
    }
}

// Product.

pub const PHOTOS: &str = "Фотографії товару";
pub const DESCRIPTION: &str = "Опис товару";
pub const DETAILS: &str = "Характеристики";
pub const MANUFACTURER: &str = "Виробник";
pub const COUNTRY: &str = "Країна";
pub const MATERIAL: &str = "Матеріал";
pub const COLOR: &str = "Колір";
pub const KIND: &str = "Тип";
pub const SIZE: &str = "Розмір";
pub const SIZE_CHART: &str = "Таблиця розмірів";
pub const SIZE_CHART_OPEN: &str = "Відкрити в повному розмірі";
pub const VIDEO: &str = "Відео огляд";
pub const TERMS: &str = "Умови покупки";
pub const ACCEPT_TERMS: &str = "Я приймаю умови покупки";
pub const BUY: &str = "Купити зараз";
pub const SOLD_OUT: &str = "Немає в наявності";
pub const SOLD_OUT_HERE: &str = "У цьому ортоматі товар уже розібрали. Оберіть інший у каталозі.";
pub const ORDER_FAILED_TITLE: &str = "Замовити не вдалося";
pub const SCAN_TO_BUY_TITLE: &str = "Щоб купити, скануйте QR-код на ортоматі";
pub const SCAN_TO_BUY: &str = "Так ми дізнаємося, яку комірку відкрити. Або оберіть ортомат зі списку.";
pub const CHOOSE_ORTOMAT: &str = "Обрати ортомат";

#[must_use]
pub fn photo(number: usize, name: &str) -> String {
    format!("{name}, фото {number}")
}

// Payment.

pub const PAYMENT_TITLE: &str = "Оплата замовлення";
pub const PRODUCT: &str = "Товар";
pub const ORTOMAT: &str = "Ортомат";
pub const CELL: &str = "Комірка";
pub const TO_PAY: &str = "До сплати";
pub const CANCEL: &str = "Скасувати";
pub const PAY_AT_BANK: &str = "Ви перейдете на сторінку Monobank і повернетеся сюди після оплати.";
pub const BANK_UNAVAILABLE_TITLE: &str = "Банк зараз не відповідає";

#[must_use]
pub fn order_number(number: &str) -> String {
    format!("Замовлення {number}")
}

#[must_use]
pub fn cell_number(cell: CellNumber) -> String {
    format!("№\u{a0}{cell}")
}

#[must_use]
pub fn pay(total: Money) -> String {
    format!("Оплатити {total}")
}

#[must_use]
pub fn cell_is_kept(minutes: u64) -> String {
    format!("Комірку закріплено за вами на {minutes}\u{a0}хв")
}

pub const CELL_IS_KEPT_NO_MORE: &str = "Час бронювання комірки спливає просто зараз";

// After paying.

pub const PROGRESS_TITLE: &str = "Ваше замовлення";
pub const TOTAL: &str = "Сума";
pub const ORDER: &str = "Номер замовлення";
pub const CHECK_PAYMENT: &str = "Перевірити статус оплати";
pub const NOT_PAID_YET: &str = "Ще не платили? Перейти до оплати";
pub const RETRY_OPENING: &str = "Спробувати відкрити ще раз";
pub const CHOOSE_AGAIN: &str = "Обрати товар ще раз";
pub const CONNECTION_LOST: &str = "Немає зв'язку, пробуємо ще раз";

/// The page's one line: what is going on.
#[must_use]
pub const fn stage_title(stage: Stage) -> &'static str {
    match stage {
        Stage::AwaitingPayment => "Чекаємо на підтвердження оплати",
        Stage::Connecting => "Оплачено, з'єднуємося з ортоматом",
        Stage::Opening => "Оплачено, відкриваємо комірку",
        Stage::Opened => "Комірку відкрито",
        Stage::Refunding(_) => "Повертаємо вам гроші",
        Stage::Refunded(_) => "Гроші повернено",
        Stage::Review(_) => "Замовлення перевіряє адміністратор",
        Stage::NotPaid(Reason::Cancelled) => "Замовлення скасовано",
        Stage::NotPaid(Reason::PaymentExpired) => "Час на оплату минув",
        Stage::NotPaid(Reason::BankUnavailable) => "Банк зараз не відповідає",
        Stage::NotPaid(
            Reason::PaymentFailed
            | Reason::PaidTooLate
            | Reason::PaymentMismatch
            | Reason::PaymentReversed
            | Reason::DoorFailed
            | Reason::DeviceSilent
            | Reason::DeviceUnreachable
            | Reason::RefundRefused
            | Reason::StaffRefund,
        ) => "Оплата не пройшла",
    }
}

/// Did I pay?
#[must_use]
pub fn stage_payment(stage: Stage, total: Money) -> String {
    match stage {
        Stage::AwaitingPayment => "Банк ще не підтвердив оплату".to_owned(),
        Stage::Connecting | Stage::Opening | Stage::Opened => format!("Сплачено {total}"),
        Stage::Refunding(_) => format!("{total} повертаються на вашу картку"),
        Stage::Refunded(_) => format!("{total} повернено на вашу картку"),
        Stage::Review(Reason::PaymentMismatch) => "Сума платежу не збігається із замовленням".to_owned(),
        Stage::Review(Reason::PaymentReversed | Reason::PaymentFailed | Reason::PaymentExpired) => {
            "Банк повідомив, що платіж не завершено".to_owned()
        }
        Stage::Review(
            Reason::Cancelled
            | Reason::BankUnavailable
            | Reason::PaidTooLate
            | Reason::DoorFailed
            | Reason::DeviceSilent
            | Reason::DeviceUnreachable
            | Reason::RefundRefused
            | Reason::StaffRefund,
        ) => format!("Сплачено {total}, повернення затримується"),
        Stage::NotPaid(_) => "Гроші не списано".to_owned(),
    }
}

/// What happens now, in one or two sentences.
#[must_use]
pub fn stage_next(stage: Stage, total: Money) -> String {
    match stage {
        Stage::AwaitingPayment => {
            "Щойно банк підтвердить оплату, комірка відкриється сама. Зазвичай це кілька секунд.".to_owned()
        }
        Stage::Connecting => "Підійдіть до ортомата: комірка відкриється сама за кілька секунд.".to_owned(),
        Stage::Opening => "Ортомат отримав команду. Комірка відкриється за мить.".to_owned(),
        Stage::Opened => "Заберіть товар і зачиніть дверцята. Дякуємо за покупку!".to_owned(),
        Stage::Refunding(reason) => format!(
            "{} {total} повернуться самі на ту саму картку: зазвичай за кілька хвилин, інколи за кілька банківських днів. Робити нічого не потрібно.",
            because(reason)
        ),
        Stage::Refunded(reason) => format!(
            "{} {total} повернено на ту саму картку. Зазвичай їх видно за кілька хвилин, інколи за кілька банківських днів.",
            because(reason)
        ),
        Stage::Review(reason) => format!(
            "{} Замовлення вже в адміністратора, комірка сама не відкриється. Збережіть номер замовлення: за ним вам допоможуть.",
            because(reason)
        ),
        Stage::NotPaid(Reason::PaymentExpired) => format!(
            "{} Якщо ви все ж устигли заплатити, гроші повернуться самі на ту саму картку.",
            because(Reason::PaymentExpired)
        ),
        Stage::NotPaid(reason) => format!("{} Товар можна обрати ще раз.", because(reason)),
    }
}

/// Why it did not go the usual way.
const fn because(reason: Reason) -> &'static str {
    match reason {
        Reason::PaymentFailed => "Банк відхилив оплату, комірку звільнено.",
        Reason::PaymentExpired => "Оплата не надійшла вчасно, комірку звільнено.",
        Reason::Cancelled => "Ви скасували замовлення, комірку звільнено.",
        Reason::BankUnavailable => "Банк не зміг прийняти оплату, комірку звільнено.",
        Reason::PaidTooLate => "Оплата надійшла, коли час бронювання комірки вже минув.",
        Reason::PaymentMismatch => "Сума або валюта платежу не збігається із замовленням.",
        Reason::PaymentReversed => "Банк скасував платіж.",
        Reason::DoorFailed => "Ортомат повідомив, що комірка не відкрилася.",
        Reason::DeviceSilent => "Ортомат не підтвердив, що комірка відкрилася.",
        Reason::DeviceUnreachable => "Не вдалося з'єднатися з ортоматом, комірка лишилася зачиненою.",
        Reason::RefundRefused => "Банк поки що не провів повернення грошей.",
        Reason::StaffRefund => "Повернення оформив адміністратор.",
    }
}

// When something did not work.

pub const NOT_FOUND_TITLE: &str = "Такої сторінки немає";
pub const NOT_FOUND: &str = "Перевірте адресу або скануйте QR-код на ортоматі ще раз.";
pub const FORBIDDEN_TITLE: &str = "Сюди немає доступу";
pub const FAILED_TITLE: &str = "Щось пішло не так";
pub const UNAVAILABLE_TITLE: &str = "Зачекайте хвилинку";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_with_their_words() {
        let form = |n| plural(n, "комірка", "комірки", "комірок");
        for (n, expected) in [
            (0, "комірок"),
            (1, "комірка"),
            (2, "комірки"),
            (4, "комірки"),
            (5, "комірок"),
            (11, "комірок"),
            (12, "комірок"),
            (14, "комірок"),
            (15, "комірок"),
            (21, "комірка"),
            (22, "комірки"),
            (25, "комірок"),
            (100, "комірок"),
            (101, "комірка"),
            (111, "комірок"),
            (112, "комірок"),
            (122, "комірки"),
        ] {
            assert_eq!(form(n), expected, "{n}");
        }
    }

    #[test]
    fn every_reason_has_words_of_its_own() {
        let mut said: Vec<&str> = Reason::ALL.iter().map(|reason| because(*reason)).collect();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), Reason::ALL.len());
    }

    #[test]
    fn money_that_comes_back_is_named_and_promised() {
        let total = Money::from_kopiykas(125_050);
        for reason in Reason::ALL {
            for stage in [Stage::Refunding(*reason), Stage::Refunded(*reason)] {
                let next = stage_next(stage, total);
                assert!(
                    next.contains("1\u{a0}250,50\u{a0}₴") && next.contains("ту саму картку"),
                    "{next}"
                );
            }
            assert!(!stage_payment(Stage::NotPaid(*reason), total).contains("Сплачено"));
        }
    }

    #[test]
    fn a_doctor_without_a_middle_name_has_no_stray_space() {
        let mut referrer = Referrer {
            id: "d1".parse().unwrap(),
            first_name: "Олена".to_owned(),
            last_name: "Коваль".to_owned(),
            middle_name: None,
        };
        assert_eq!(referred_by(&referrer), "За рекомендацією лікаря: Коваль Олена");
        referrer.middle_name = Some("Ігорівна".to_owned());
        assert_eq!(referred_by(&referrer), "За рекомендацією лікаря: Коваль Олена Ігорівна");
    }
}
