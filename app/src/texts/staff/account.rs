//! The words of signing in, and of one's own account.

use crate::texts::plural;
use domain::staff::NamePart;

// Signing in.

pub const LOGIN_TITLE: &str = "Вхід в систему";
pub const EMAIL: &str = "Email";
pub const PASSWORD: &str = "Пароль";
pub const REMEMBER: &str = "Залишатись в системі";
pub const SIGN_IN: &str = "Увійти";
pub const FORGOT: &str = "Забули пароль?";
pub const TO_LOGIN: &str = "Перейти до входу";
pub const BACK_TO_LOGIN: &str = "Повернутись до входу";
pub const SIGNED_OUT: &str = "Ви вийшли із системи.";

pub const CODE_TITLE: &str = "Підтвердьте вхід";
pub const CODE_LEAD: &str = "Відкрийте застосунок, у якому зберігаєте коди, і введіть код для Ортомата.";
pub const CODE: &str = "Код";
pub const CODE_HINT: &str = "Шість цифр. Якщо телефону немає під рукою, підійде один із резервних кодів.";
pub const CONFIRM: &str = "Підтвердити";
pub const OTHER_ACCOUNT: &str = "Увійти з іншим обліковим записом";

// Passwords.

pub const FORGOT_TITLE: &str = "Відновлення паролю";
pub const FORGOT_LEAD: &str = "Новий пароль створюють за одноразовим посиланням. Попросіть про нього адміністратора.";
pub const FORGOT_STEPS: [&str; 3] = [
    "Адміністратор відкриває вас у розділі «Користувачі» і створює посилання.",
    "Ви отримуєте його від адміністратора і відкриваєте протягом доби.",
    "Ви вигадуєте новий пароль і входите з ним.",
];
pub const RESET_TITLE: &str = "Створення нового паролю";
pub const NEW_PASSWORD: &str = "Новий пароль";
pub const REPEAT_PASSWORD: &str = "Підтвердіть пароль";
pub const PASSWORD_HINT: &str = "Від 8 символів. Легко запам'ятати і важко вгадати три-чотири випадкові слова.";
pub const CHANGE_PASSWORD: &str = "Змінити пароль";
pub const PASSWORDS_DIFFER: &str = "Паролі не збігаються. Введіть той самий пароль двічі.";
pub const PASSWORD_SET: &str = "Пароль змінено. Увійдіть із новим паролем.";

#[must_use]
pub fn password_of(name: &str, email: &str) -> String {
    match name.is_empty() {
        true => format!("Обліковий запис: {email}"),
        false => format!("Обліковий запис: {name}, {email}"),
    }
}

pub const DEAD_LINK_TITLE: &str = "Посилання не діє";
pub const DEAD_PASSWORD_LINK: &str =
    "Його вже використали, або минула доба, відколи його створили. Попросіть адміністратора про нове.";
pub const DEAD_FIRST_ADMIN_LINK: &str = "Його вже використали, або минула доба, відколи його створили. Якщо адміністратора ще немає, перезапустіть сервер: він покаже нове посилання.";

// The first administrator.

pub const FIRST_ADMIN_TITLE: &str = "Перший адміністратор";
pub const FIRST_ADMIN_LEAD: &str =
    "Створіть свій обліковий запис. Решту людей ви додасте, коли увійдете. Посилання спрацює один раз.";
pub const CREATE_FIRST_ADMIN: &str = "Створити обліковий запис";
pub const FIRST_ADMIN_CREATED: &str = "Обліковий запис створено. Увійдіть, щоб почати роботу.";

#[must_use]
pub const fn name_part(part: NamePart) -> &'static str {
    match part {
        NamePart::Last => "Прізвище",
        NamePart::First => "Ім'я",
        NamePart::Middle => "По батькові",
    }
}

// Addresses of the earlier site's mail.

pub const VERIFY_EMAIL_TITLE: &str = "Підтверджувати email не потрібно";
pub const VERIFY_EMAIL_LEAD: &str =
    "Вашу адресу підтверджує адміністратор, коли створює обліковий запис. Просто увійдіть.";

// One's own account.

pub const NAME: &str = "Ім'я";
pub const ROLE: &str = "Роль";
pub const NOT_GIVEN: &str = "не вказано";
pub const CHANGE_PASSWORD_LEAD: &str = "Після зміни всі інші ваші сеанси завершаться.";
pub const OLD_PASSWORD: &str = "Теперішній пароль";
pub const PASSWORD_CHANGED: &str = "Пароль змінено. Інші сеанси завершено.";

pub const SESSIONS: &str = "Сеанси";
pub const SESSIONS_LEAD: &str =
    "Тут видно, де ви зараз у системі. Якщо якийсь сеанс вам незнайомий, завершіть його і змініть пароль.";
pub const BROWSER: &str = "Браузер";
pub const UNKNOWN_BROWSER: &str = "Невідомий браузер";
pub const ADDRESS: &str = "Адреса";
pub const SIGNED_IN_AT: &str = "Вхід";
pub const SEEN_AT: &str = "Остання дія";
pub const ACTIONS: &str = "Дії";
pub const THIS_SESSION: &str = "Цей сеанс";
pub const END_SESSION: &str = "Завершити";
pub const SESSION_ENDED: &str = "Сеанс завершено.";
pub const END_OTHER_SESSIONS: &str = "Завершити всі інші сеанси";
pub const END_OTHER_SESSIONS_TITLE: &str = "Завершити всі інші сеанси?";
pub const END_OTHER_SESSIONS_LEAD: &str = "На інших пристроях доведеться увійти ще раз. Цей сеанс залишиться.";
pub const OTHER_SESSIONS_ENDED: &str = "Усі інші сеанси завершено.";
pub const CANCEL: &str = "Скасувати";

// The second factor.

pub const SECOND_FACTOR: &str = "Другий фактор";
pub const SECOND_FACTOR_ON: &str = "Увімкнено";
pub const SECOND_FACTOR_OFF: &str = "Вимкнено";
pub const SECOND_FACTOR_WHY: &str =
    "Крім пароля вхід проситиме код із вашого телефону. Тоді самого пароля чужій людині не вистачить.";
pub const TURN_ON_SECOND_FACTOR: &str = "Увімкнути другий фактор";
pub const TURN_OFF_SECOND_FACTOR: &str = "Вимкнути другий фактор";
pub const TURN_OFF_LEAD: &str = "Щоб вимкнути його, введіть свій пароль. Резервні коди перестануть діяти.";
pub const SECOND_FACTOR_REMOVED: &str = "Другий фактор вимкнено.";
pub const FEW_CODES: &str =
    "Резервні коди закінчуються. Щоб отримати нові, вимкніть другий фактор і увімкніть його знову.";

#[must_use]
pub fn recovery_codes_left(count: u64) -> String {
    let (left, codes) = (
        plural(count, "залишився", "залишилося", "залишилося"),
        plural(count, "резервний код", "резервні коди", "резервних кодів"),
    );
    format!("У вас {left} {count}\u{a0}{codes}.")
}

pub const SCAN_TITLE: &str = "1. Скануйте код застосунком";
pub const SCAN_LEAD: &str =
    "Підійде Google Authenticator, Microsoft Authenticator, Aegis чи будь-який інший застосунок для одноразових кодів.";
pub const QR_CODE: &str = "QR-код для застосунку з кодами";
pub const OPEN_IN_APP: &str = "Відкрити застосунок на цьому пристрої";
pub const SECRET: &str = "Або введіть ключ вручну";
pub const CONFIRM_TITLE: &str = "2. Введіть код, який показує застосунок";
pub const FIRST_CODE: &str = "Код із застосунку";
pub const FIRST_CODE_HINT: &str = "Шість цифр, що змінюються кожні пів хвилини.";
pub const WRONG_FIRST_CODE: &str =
    "Код не підійшов. Введіть новий код із застосунку і перевірте, чи правильний час на телефоні.";
pub const TURN_ON: &str = "Увімкнути";

pub const RECOVERY_TITLE: &str = "Збережіть резервні коди";
pub const RECOVERY_LEAD: &str = "Другий фактор увімкнено. Якщо телефону не буде під рукою, замість коду із застосунку підійде один із цих. Кожен діє один раз.";
pub const RECOVERY_ONCE: &str = "Більше ми їх не покажемо";
pub const RECOVERY_ADVICE: &str =
    "Надрукуйте цю сторінку або перепишіть коди на папір і тримайте їх окремо від телефону.";
pub const RECOVERY_KEPT: &str = "Коди збережено";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_counted_as_people_count() {
        assert_eq!(recovery_codes_left(1), "У вас залишився 1\u{a0}резервний код.");
        assert_eq!(recovery_codes_left(3), "У вас залишилося 3\u{a0}резервні коди.");
        assert_eq!(recovery_codes_left(10), "У вас залишилося 10\u{a0}резервних кодів.");
    }
}
