//! The words of backup and restore: what a file holds, what is wrong with it, what would become of it.

use crate::texts::plural;
use engine::backup::{Change, FieldProblem, Kind, Problem};

/// What people call a table of the file.
#[must_use]
pub fn table(key: &str) -> &str {
    match key {
        "users" => "Користувачі",
        "ortomats" => "Ортомати",
        "devices" => "Пристрої",
        "products" => "Товари",
        "cells" => "Комірки",
        "doctorOrtomats" => "Коди лікарів",
        "courierOrtomats" => "Призначення кур'єрів",
        "purchaseTermsVersions" => "Редакції умов покупки",
        "settings" => "Налаштування",
        "sales" => "Замовлення",
        "payments" => "Платежі",
        "paymentEvents" => "Повідомлення банку",
        "refunds" => "Повернення",
        "orderDecisions" => "Рішення щодо замовлень",
        "commands" => "Команди пристроям",
        "rewards" => "Бали лікарів",
        "logs" => "Журнал",
        "invites" => "Запрошення",
        other => other,
    }
}

/// Why a file cannot be restored, and what to do.
#[must_use]
pub fn problem(problem: &Problem) -> String {
    match problem {
        Problem::TooLarge { limit } => format!(
            "Файл завеликий: розпакований він має вміщатися у {} МБ. Перевірте, чи це справді резервна копія.",
            limit / (1024 * 1024)
        ),
        Problem::Unreadable => "Файл не вдалося прочитати або розпакувати. Завантажте його ще раз.".to_owned(),
        Problem::Truncated => {
            "Файл обривається на півслові: його завантажено не повністю. Візьміть іншу копію або завантажте цю ще раз."
                .to_owned()
        }
        Problem::Broken { line, column } => {
            format!("Файл пошкоджено: рядок {line}, символ {column} не є правильним JSON.")
        }
        Problem::NotABackup { key } => {
            format!("Це не резервна копія ортомата: у файлі немає правильного поля «{key}».")
        }
        Problem::UnknownVersion(version) => format!(
            "Версія файлу «{version}» невідома цій програмі. Вона читає версії 1.0 і 2.0; можливо, програму треба оновити."
        ),
        Problem::UnknownKey(key) => format!("У файлі є зайве поле «{key}», якого в резервних копіях не буває."),
        Problem::UnknownTable(key) => format!("У файлі є зайва таблиця «{key}», якої в резервних копіях не буває."),
        Problem::Twice(key) => {
            format!("«{key}» записано у файлі двічі. Такий файл хтось змінив, відновлювати з нього не можна.")
        }
        Problem::MissingTable(key) => format!("У файлі бракує таблиці «{}» ({key}).", table(key)),
        Problem::WrongCount {
            table: key,
            said,
            found,
        } => format!(
            "У таблиці «{}» {found} {}, а файл обіцяє {said}. Його змінено або пошкоджено.",
            table(key),
            plural(*found, "рядок", "рядки", "рядків"),
        ),
        Problem::WrongChecksum => {
            "Контрольна сума не збігається: вміст файлу змінено після того, як його створено. Візьміть іншу копію."
                .to_owned()
        }
        Problem::Row {
            table: key,
            row,
            id,
            field,
            problem,
        } => {
            let id = id.as_deref().map(|id| format!(" (id {id})")).unwrap_or_default();
            format!(
                "Таблиця «{}» ({key}), рядок {row}{id}, поле «{field}»: {}.",
                table(key),
                field_problem(problem)
            )
        }
        Problem::NoObject { table: key, row } => {
            format!("Таблиця «{}» ({key}), рядок {row}: це не запис.", table(key))
        }
    }
}

fn field_problem(problem: &FieldProblem) -> String {
    match problem {
        FieldProblem::Missing => "значення обов'язкове, а його немає".to_owned(),
        FieldProblem::WrongType(kind) => format!("має бути {}", expected(*kind)),
        FieldProblem::OutOfRange => "значення неможливе для цього поля".to_owned(),
        FieldProblem::UnknownWord(word) => format!("невідоме слово «{word}»"),
        FieldProblem::Duplicate(value) => format!("«{value}» уже має інший запис, а воно має бути єдиним"),
        FieldProblem::NoSuchRow { table: key, id } => {
            format!("посилається на «{id}», якого немає в таблиці «{}»", table(key))
        }
        FieldProblem::UnknownField => "такого поля в цій таблиці не буває".to_owned(),
        FieldProblem::Secret => {
            "паролів, токенів і секретів у резервних копіях не буває; такий файл хтось змінив".to_owned()
        }
        FieldProblem::TwiceInRow => "поле записано двічі".to_owned(),
    }
}

const fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "текст",
        Kind::Id => "ідентифікатор",
        Kind::Phone => "телефон у формі +380XXXXXXXXX",
        Kind::Integer => "ціле число",
        Kind::Boolean => "true або false",
        Kind::Money => "сума в гривнях, число",
        Kind::Moment => "час у формі 2026-11-22T12:05:09.120Z",
        Kind::Json => "правильний JSON",
        Kind::Bytes => "дані в base64",
    }
}

/// What becomes of rows that cannot be kept as they stand in the file.
#[must_use]
pub const fn change(change: Change) -> &'static str {
    match change {
        Change::PhoneUnreadable => "телефон не є українським номером, запис лишиться без нього",
        Change::PhoneTaken => "такий телефон уже має інша людина, запис лишиться без нього",
        Change::Emptied => "посилання на запис, якого немає у файлі, буде прибрано",
        Change::LeftOut => "запис належить до того, чого немає у файлі, і його буде пропущено",
        Change::NumberMade => "замовлення не мало номера й отримає його",
        Change::Released => "неоплачене замовлення більше не тримає комірку",
        Change::CommissionToPoints => "комісію в гривнях буде записано цілими балами",
        Change::NotKept => "цих даних програма більше не має, їх буде пропущено",
    }
}
