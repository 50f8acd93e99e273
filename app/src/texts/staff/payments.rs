//! The words of the pages about payments.

pub use super::payment_events::*;
use crate::{error::ApiError, texts::plural};
use domain::{
    Money,
    order::{Phase, Reason, Resolution},
    payment::{PaymentStatus, PaymentType},
};

/// A number with its word: 2 замовлення.
fn counted(number: u64, one: &'static str, few: &'static str, many: &'static str) -> String {
    format!("{number}\u{a0}{}", plural(number, one, few, many))
}

#[must_use]
pub fn orders(number: u64) -> String {
    counted(number, "замовлення", "замовлення", "замовлень")
}

// The list.

pub const TITLE: &str = "Платежі";
pub const KINDS: &str = "Що показано";
pub const ALL: &str = "Усі платежі";
pub const EVERY_STATUS: &str = "Усі";
pub const EXPORT: &str = "Завантажити CSV";
pub const NUMBER: &str = "Номер замовлення";
pub const PHONE: &str = "Телефон покупця";
pub const STATUS: &str = "Стан";
pub const ORTOMAT: &str = "Ортомат";
pub const ALL_ORTOMATS: &str = "Усі ортомати";
pub const FROM: &str = "Від дати";
pub const TO: &str = "До дати";
pub const SHOW: &str = "Показати";
pub const CLEAR: &str = "Очистити фільтри";
pub const FILTERS: &str = "Фільтри";
pub const LIST: &str = "Замовлення, спочатку нові";
pub const ORDER: &str = "Замовлення";
pub const PRODUCT: &str = "Товар";
pub const PLACE: &str = "Ортомат і комірка";
pub const PAID: &str = "Оплачено";
pub const RETURNED: &str = "Повернуто";
pub const NOTHING_YET: &str = "Платежів ще немає";
pub const NOTHING_YET_HINT: &str = "Щойно хтось купить товар в ортоматі, замовлення з'явиться тут.";
pub const NOTHING_FOUND: &str = "Нічого не знайдено";
pub const NOTHING_FOUND_HINT: &str = "Змініть дати чи стан або приберіть один із фільтрів.";
pub const NOTHING_TO_DECIDE: &str = "Усе вирішено";
pub const NOTHING_TO_DECIDE_HINT: &str = "Жодне замовлення не чекає на рішення людини.";
pub const WRONG_FILTER: &str = "Виправте фільтри, і список з'явиться.";
pub const LATER_THAN_END: &str = "Початок пізніше за кінець";
pub const UNKNOWN_STATUS: &str = "Такого стану немає";
pub const UNKNOWN_ORTOMAT: &str = "Такого ортомата немає";
pub const NO_ORTOMAT: &str = "ортомат видалено";
pub const DECIDE_NOW: &str = "Переглянути";

#[must_use]
pub fn queue(number: u64) -> String {
    format!("Потребують рішення ({number})")
}

#[must_use]
pub fn waiting(number: u64) -> String {
    let verb = plural(number, "чекає", "чекають", "чекають");
    format!("{} {verb} на рішення людини.", orders(number))
}

#[must_use]
pub fn shown(number: u64, all: bool) -> String {
    match all {
        true => format!("Усього {}", orders(number)),
        false => format!("На цій сторінці {}", orders(number)),
    }
}

#[must_use]
pub fn paid_sum(paid: Money) -> String {
    format!("оплачено {paid}")
}

#[must_use]
pub fn returned_sum(returned: Money) -> String {
    format!("повернуто {returned}")
}

#[must_use]
pub fn cell(number: &str) -> String {
    format!("комірка {number}")
}

pub const UNFINISHED: &str = "Незавершені";
pub const FAILED: &str = "Не виконані";

/// A phase among the choices of a group.
#[must_use]
pub fn of_group(phase: Phase) -> String {
    format!("· {}", self::phase(phase).to_lowercase())
}

#[must_use]
pub const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::AwaitingPayment => "Чекає оплати",
        Phase::Opening => "Відкривається",
        Phase::Processing => "Видається",
        Phase::Completed => "Видано",
        Phase::Refunding => "Гроші повертаються",
        Phase::Refunded => "Гроші повернуто",
        Phase::NeedsReview => "Потребує рішення",
        Phase::Failed => "Закрито",
    }
}

/// What the phase means, in a sentence.
#[must_use]
pub const fn phase_explained(phase: Phase) -> &'static str {
    match phase {
        Phase::AwaitingPayment => "Комірку закріплено за покупцем, банк ще не підтвердив оплату.",
        Phase::Opening => "Оплату отримано, команду відкрити комірку надсилаємо пристрою.",
        Phase::Processing => "Пристрій прийняв команду, чекаємо, що скаже про двері.",
        Phase::Completed => "Товар видано: двері відкрилися або його передала людина.",
        Phase::Refunding => "Гроші на шляху до покупця: чекаємо відповіді банку.",
        Phase::Refunded => "Гроші знову в покупця.",
        Phase::NeedsReview => "Програма зупинилася: далі вирішує людина.",
        Phase::Failed => "Замовлення закрито, комірку звільнено.",
    }
}

#[must_use]
pub const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::PaymentFailed => "оплату відхилено",
        Reason::PaymentExpired => "не оплачено вчасно",
        Reason::Cancelled => "покупець скасував",
        Reason::BankUnavailable => "банк не створив рахунок",
        Reason::PaidTooLate => "оплачено запізно",
        Reason::PaymentMismatch => "сума або валюта не збігається",
        Reason::PaymentReversed => "банк забрав гроші назад",
        Reason::DoorFailed => "двері не відкрилися",
        Reason::DeviceSilent => "пристрій не відповів",
        Reason::DeviceUnreachable => "пристрій не на зв'язку",
        Reason::RefundRefused => "банк не провів повернення",
        Reason::StaffRefund => "повернув адміністратор",
    }
}

#[must_use]
pub const fn payment(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Requested => "рахунок запитано",
        PaymentStatus::Refused => "рахунок не створено",
        PaymentStatus::Created => "чекає оплати",
        PaymentStatus::Processing => "обробляється",
        PaymentStatus::Hold => "суму заблоковано",
        PaymentStatus::Failure => "відхилено",
        PaymentStatus::Expired => "термін минув",
        PaymentStatus::Success => "оплачено",
        PaymentStatus::Reversed => "повернуто",
    }
}

// One order.

pub const FACTS: &str = "Замовлення";
pub const MONEY: &str = "Гроші";
pub const PLACED: &str = "Створено";
pub const COMPLETED: &str = "Видано";
pub const DEADLINE: &str = "Завершиться само до";
pub const WHERE: &str = "Адреса";
pub const CELL: &str = "Комірка";
pub const PRICE: &str = "Ціна";
pub const CUSTOMER: &str = "Покупець";
pub const NO_PHONE: &str = "телефон не залишено";
pub const DOCTOR: &str = "Лікар";
pub const POINTS: &str = "Бали лікарю";
pub const CODE: &str = "Реферальний код";
pub const AT_THE_BANK: &str = "Стан у банку";
pub const KIND: &str = "Спосіб списання";
pub const ON_ITS_WAY: &str = "На шляху назад";
pub const LEFT: &str = "Залишилося в нас";
pub const CAPTURE: &str = "Спробуємо списати";
pub const FAILURE: &str = "Пояснення банку";
pub const INVOICE: &str = "Рахунок у банку";
pub const CURRENCY: &str = "Валюта";
pub const NO_PAYMENT: &str = "Рахунку в банку немає: покупець до оплати не дійшов.";
pub const CHECK: &str = "Перевірити статус";
pub const CHECK_HINT: &str = "Запитаємо банк про оплату й повернення просто зараз.";
pub const HAPPENED: &str = "Що відбувалося";
pub const DETAILS: &str = "Технічні деталі";

#[must_use]
pub fn order(number: &str) -> String {
    format!("Замовлення {number}")
}

#[must_use]
pub const fn payment_type(kind: PaymentType) -> &'static str {
    match kind {
        PaymentType::Debit => "одразу",
        PaymentType::Hold => "після відкриття дверей",
    }
}

#[must_use]
pub fn currency(number: i32) -> String {
    format!("код {number}, не гривня: суми тут у сотих частках тієї валюти")
}

#[must_use]
pub fn checked(payment: Option<PaymentStatus>, phase: Phase) -> String {
    let order = self::phase(phase).to_lowercase();
    match payment {
        Some(status) => format!("Банк відповів: {}. Замовлення: {order}.", self::payment(status)),
        None => format!("Рахунку в банку немає. Замовлення: {order}."),
    }
}

// Decisions.

pub const REFUND: &str = "Повернути гроші";
pub const REFUND_HINT: &str = "Гроші підуть на картку, з якої платили. Товар і комірка від цього не змінюються.";
pub const AMOUNT: &str = "Скільки повернути, ₴";
pub const AMOUNT_HINT: &str = "Наприклад 450 або 450,50. Залиште всю суму або впишіть частину.";
pub const WHY: &str = "Причина";
pub const WHY_HINT: &str = "Для колег: до 200 символів. Покупець її не побачить.";
pub const GO_ON: &str = "Далі";
pub const REVIEW: &str = "Потрібне рішення";
pub const RESOLUTION: &str = "Чим закінчити";
pub const RESOLUTION_MISSING: &str = "Оберіть, чим закінчити";
pub const UNDER_WAY: &str = "Повернення вже триває: чекаємо відповіді банку. Нове можна буде оформити після неї.";

#[must_use]
pub fn sum_between(left: Money) -> String {
    format!("Можна повернути від {} до {left}", Money::from_kopiykas(1))
}

#[must_use]
pub fn whole_only(left: Money) -> String {
    format!("Зараз можна повернути лише всю суму: {left}.")
}

#[must_use]
pub fn resolution(resolution: Resolution, left: Money) -> String {
    match resolution {
        Resolution::Refund => format!("Повернути {left}"),
        Resolution::HandedOut => "Видано вручну".to_owned(),
        Resolution::Close => "Закрити без повернення".to_owned(),
    }
}

#[must_use]
pub const fn resolution_hint(resolution: Resolution) -> &'static str {
    match resolution {
        Resolution::Refund => "Гроші підуть на картку, з якої платили.",
        Resolution::HandedOut => "Покупець отримав товар із рук людини: продаж зараховується, комірка стає порожньою.",
        Resolution::Close => "Повертати нічого або не нам. Повернути гроші можна буде й пізніше.",
    }
}

pub const SURE: &str = "Перевірте ще раз";
pub const WILL_REMAIN: &str = "Залишиться в нас";
pub const AMOUNT_TO_RETURN: &str = "Повернути";
pub const NO_WAY_BACK: &str = "Забрати повернуті гроші назад не можна.";
pub const CHANGE: &str = "Змінити";

#[must_use]
pub fn confirm_title(resolution: Resolution, amount: Money) -> String {
    match resolution {
        Resolution::Refund => format!("Повернути {amount}?"),
        Resolution::HandedOut => "Позначити як видане вручну?".to_owned(),
        Resolution::Close => "Закрити без повернення?".to_owned(),
    }
}

#[must_use]
pub fn confirm_button(resolution: Resolution, amount: Money) -> String {
    match resolution {
        Resolution::Refund => format!("Повернути {amount}"),
        Resolution::HandedOut => "Так, видано вручну".to_owned(),
        Resolution::Close => "Так, закрити без повернення".to_owned(),
    }
}

#[must_use]
pub fn decided(resolution: Resolution, amount: Option<Money>, repeated: bool) -> String {
    let sum = amount.map(|amount| format!(" {amount}")).unwrap_or_default();
    match (resolution, repeated) {
        (Resolution::Refund, false) => format!("Повертаємо{sum}. Відповідь банку з'явиться в подіях нижче."),
        (Resolution::Refund, true) => format!("Це повернення{sum} вже оформлено. Вдруге гроші не пішли."),
        (Resolution::HandedOut, _) => "Замовлення видано вручну.".to_owned(),
        (Resolution::Close, _) => "Замовлення закрито без повернення.".to_owned(),
    }
}

/// What is said to the staff; customers hear the same otherwise.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is said in its own words")]
pub const fn problem(error: ApiError) -> &'static str {
    match error {
        ApiError::StatusUnknown | ApiError::BankUnavailable => {
            "Банк зараз не відповідає, тому нічого не змінено. Спробуйте за хвилину."
        }
        ApiError::OrderMovedOn => {
            "Замовлення вже змінилося, і зробити це більше не можна. Його теперішній стан показано тут."
        }
        ApiError::EditConflict => {
            "Поки ви вирішували, за цим замовленням уже повернули гроші. Перевірте, скільки залишилося, і вирішіть ще раз."
        }
        ApiError::BadRequest => "Це рішення вже надсилали з іншими даними. Перевірте, що вийшло, і почніть ще раз.",
        other => other.message(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_with_their_words() {
        assert_eq!(waiting(1), "1\u{a0}замовлення чекає на рішення людини.");
        assert_eq!(waiting(5), "5\u{a0}замовлень чекають на рішення людини.");
    }

    #[test]
    fn every_phase_and_every_reason_has_words_of_its_own() {
        let mut phases: Vec<&str> = Phase::ALL.iter().map(|known| phase(*known)).collect();
        let mut reasons: Vec<&str> = Reason::ALL.iter().map(|known| reason(*known)).collect();
        for words in [&mut phases, &mut reasons] {
            let all = words.len();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), all);
        }
    }

    #[test]
    fn the_staff_hear_of_the_bank_what_customers_need_not() {
        assert!(problem(ApiError::StatusUnknown).contains("нічого не змінено"));
        assert_eq!(problem(ApiError::RefundUnderWay), ApiError::RefundUnderWay.message());
    }
}
