//! The words of the page of the settings.

use crate::texts::plural;
use domain::payment::PaymentType;
use std::time::Duration;

pub const TITLE: &str = "Налаштування системи";

pub const TERMS: &str = "Умови покупки";
pub const TERMS_WHY: &str = "Покупець погоджується з ними перед оплатою. Кожне замовлення пам'ятає той текст, з яким погодилися саме тоді; якщо текст змінився, поки покупець читав, він побачить новий.";
pub const TERMS_TEXT: &str = "Текст умов";
pub const TERMS_HINT: &str =
    "Звичайний текст без тегів. Порожнє поле поверне початковий текст. Товар може мати власні умови.";
pub const TERMS_TOO_LONG: &str = "Не більше 50000 символів";
pub const TERMS_SAVED: &str = "Умови покупки збережено. Нові замовлення будуть за ними.";
pub const PREVIEW: &str = "Як це бачить покупець";
pub const REFRESH_PREVIEW: &str = "Переглянути";
pub const SAVE: &str = "Зберегти";
pub const RESET: &str = "Скинути зміни";
pub const UNSAVED: &str = "Зміни ще не збережено";
pub const UNSAVED_HINT: &str = "Покупці бачать попередній текст, доки ви не натиснете «Зберегти».";
pub const TERMS_OURS: &str = "Зараз діє початковий текст.";
pub const CONFLICT: &str = "Поки ви редагували, умови зберіг хтось інший. У полі те, що ввели ви; нижче те, що збережено зараз. Якщо ваше правильне, збережіть ще раз.";
pub const ALREADY_STORED: &str = "Ці умови вже збережено саме такими, як у полі.";
pub const STORED_NOW: &str = "Збережено зараз";

pub const RETENTION: &str = "Зберігання журналу";
pub const RETENTION_WHY: &str = "Старі звичайні записи видаляються самі, щоб журнал не ріс без кінця. Помилки й критичні записи зберігаються завжди. Записи про безпеку й платежі зберігаються щонайменше 365 днів. Вручну записи не може видалити ніхто.";
pub const RETENTION_DAYS: &str = "Скільки днів зберігати записи";
pub const RETENTION_HINT: &str = "Від 1 до 36500. Порожнє поле: зберігати всі.";
pub const RETENTION_SAVED_ALL: &str = "Збережено: записи журналу не видаляються.";

pub const TIMINGS: &str = "Часові межі";
pub const TIMINGS_WHY: &str = "Їх задано в оточенні сервера, тому тут їх лише видно: від них залежать замовлення, що саме тривають, і всі процеси мають знати ті самі числа. Щоб змінити, задайте змінну й перезапустіть сервер.";
pub const SETTING: &str = "Що";
pub const VALUE: &str = "Значення";
pub const VARIABLE: &str = "Змінна";
pub const RESERVATION: &str = "Скільки комірку тримають для того, хто платить";
pub const PAYMENT_GRACE: &str = "Скільки після цього ще чекають на новини банку";
pub const OPEN_WINDOW: &str = "Скільки після оплати намагаються відкрити комірку";
pub const DOOR: &str = "Скільки чекають від пристрою слова про дверцята";
pub const REFUND_PATIENCE: &str = "Скільки банк може не віддавати гроші, доки не покличуть людину";
pub const PAYMENT_TYPE: &str = "Коли гроші списуються з картки";

#[must_use]
pub fn terms_since(at: &str) -> String {
    format!("Змінено востаннє {at}.")
}

#[must_use]
pub fn retention_saved(days: u16) -> String {
    let days = u64::from(days);
    format!(
        "Збережено: записи журналу зберігаються {days}\u{a0}{}.",
        plural(days, "день", "дні", "днів")
    )
}

#[must_use]
pub const fn payment_type(payment_type: PaymentType) -> &'static str {
    match payment_type {
        PaymentType::Debit => "одразу під час оплати",
        PaymentType::Hold => "після того, як відчинилися дверцята",
    }
}

/// `1 хв 30 с`; a day is as long as people say it, and nothing is left out.
#[must_use]
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let parts = [
        (seconds / 3_600, "год"),
        (seconds % 3_600 / 60, "хв"),
        (seconds % 60, "с"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, unit)| format!("{number}\u{a0}{unit}"))
        .collect();
    match said.is_empty() {
        true => "0\u{a0}с".to_owned(),
        false => said.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_said_in_hours_minutes_and_seconds() {
        for (seconds, said) in [
            (0, "0 с"),
            (30, "30 с"),
            (90, "1 хв 30 с"),
            (600, "10 хв"),
            (86_400, "24 год"),
            (3_601, "1 год 1 с"),
        ] {
            assert_eq!(duration(Duration::from_secs(seconds)).replace('\u{a0}', " "), said);
        }
    }

    #[test]
    fn days_are_said_with_the_right_word() {
        assert!(retention_saved(1).contains("1\u{a0}день"));
        assert!(retention_saved(90).contains("90\u{a0}днів") && retention_saved(92).contains("92\u{a0}дні"));
    }
}
