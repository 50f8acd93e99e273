//! The words of backup and restore: what a file holds, what is wrong with it, what would become of it.

use crate::texts::plural;
use domain::Timestamp;
use engine::backup::{Change, FieldProblem, Kind, Note, PastRestore, Problem, Progress, Schedule, ScheduledBackup};

// The section on the page of the settings.

pub const TITLE: &str = "Резервні копії";
pub const WHY: &str = "У копії є все, крім паролів, сеансів і секретів пристроїв. Зберігайте її там, куди не мають доступу сторонні: у ній телефони покупців.";
pub const EXPORT: &str = "Експорт даних";
pub const DOWNLOAD: &str = "Завантажити бекап";
pub const DOWNLOAD_HINT: &str = "Файл JSON з усіма даними на цю мить; продажі тим часом тривають. З фотографіями товарів: «ortomat backup копія.tar» у терміналі сервера.";
pub const IMPORT: &str = "Імпорт даних";
pub const IMPORT_HINT: &str = "Спершу файл лише перевіряється: ви побачите, що зміниться, і підтвердите. Підходять файли .json і .json.gz, також попередньої системи, та архіви .tar.";
pub const FILE: &str = "Файл бекапу";
pub const UPLOAD: &str = "Завантажити файл бекапу";
pub const IN_HAND: &str = "Завантажений файл чекає на рішення.";
pub const TO_FILE: &str = "Переглянути";
pub const SCHEDULE: &str = "Щоденні копії";
pub const SCHEDULE_OFF: &str = "Щоденних копій програма не робить: на сервері задано BACKUP_HOUR=off.";
pub const NO_SCHEDULED: &str = "Ще не зроблено жодної.";
pub const PAST: &str = "Останні відновлення";
pub const WRITING: &str = "Готується копія";
pub const BROKEN: &str = "Завантаження обірвалося";

// The page of a file that was brought.

pub const RESTORE_TITLE: &str = "Відновлення з бекапу";
pub const BACK: &str = "Налаштування";
pub const NO_FILE_TITLE: &str = "Файл ще не завантажено";
pub const NO_FILE: &str = "Оберіть файл резервної копії на сторінці налаштувань.";
pub const CHECKING: &str = "Перевіряємо файл";
pub const CHECKING_HINT: &str = "Дані поки що ніхто не чіпає.";
pub const REFUSED: &str = "Відновити з цього файлу не можна";
pub const UNTOUCHED: &str = "Дані не змінено.";
pub const FAILED: &str = "Не вийшло";
pub const FAILED_HINT: &str = "Сталася помилка на сервері, її записано в його журнал. Дані не змінено.";
pub const READY: &str = "Файл правильний. Що зміниться";
pub const TABLE: &str = "Таблиця";
pub const NOW: &str = "Зараз";
pub const WILL_BE: &str = "Буде";
pub const CHANGED: &str = "Змінено";
pub const LEFT_OUT: &str = "Пропущено";
pub const CHANGES: &str = "Що буде змінено або пропущено";
pub const EVERY_CHANGE: &str = "Усі зміни по рядках";
pub const FIRST_CHANGES: &str = "Показано лише перші з них.";
pub const CONFIRM_TITLE: &str = "Замінити всі дані?";
pub const CONFIRM_HINT: &str = "Теперішні дані спершу буде збережено у файл на сервері, потім усе замінить цей файл. Продажі на цей час зупиняться, усі, крім вас, вийдуть із системи. Ви зберігаєте свій пароль, інші люди теж, якщо вони є у файлі.";
/// What has to be typed.
pub const WORD: &str = "ВІДНОВИТИ";
pub const WORD_LABEL: &str = "Щоб підтвердити, введіть слово ВІДНОВИТИ";
pub const WRONG_WORD: &str = "Введіть слово ВІДНОВИТИ великими літерами";
pub const REPLACE: &str = "Замінити всі дані";
pub const FORGET: &str = "Відмовитися від файлу";
pub const FORGOTTEN: &str = "Файл видалено з сервера.";
pub const CLOSE: &str = "Закрити звіт";
pub const WAITING: &str = "Чекаємо, доки відчиняться оплачені комірки, і зберігаємо теперішні дані";
pub const REPLACING: &str = "Замінюємо дані";
pub const PAUSED_HINT: &str = "Продажі призупинено. Якщо сервер зараз зупиниться, лишиться все, як було.";
pub const DONE: &str = "Дані відновлено";
pub const LINKS: &str = "Люди без пароля";
pub const LINKS_HINT: &str =
    "Передайте кожному його посилання: воно працює один раз, 24 години, і більше ніде не показується.";
pub const TERMINAL_LINK: &str = "посилання дає «ortomat staff link» на сервері";
pub const UNSETTLED: &str = "Замовлення, що не були завершені";
pub const UNSETTLED_NOW: &str =
    "Зараз вони тривають. Якщо їх немає у файлі, програма про них забуде: краще спершу дочекайтеся кінця.";
pub const UNSETTLED_THEN: &str = "Вони тривали, коли дані було замінено. Перевірте їх у кабінеті банку за номером рахунку і поверніть гроші, якщо товар не видано.";
pub const ORDER: &str = "Замовлення";
pub const PRODUCT: &str = "Товар";
pub const SUM: &str = "Сума";
pub const PHASE: &str = "Стан";
pub const INVOICE: &str = "Рахунок у банку";
pub const NO_INVOICE: &str = "немає";

/// How far something has come: the table in hand, and the rows.
#[must_use]
pub fn progress(progress: Progress) -> String {
    format!("{}: {} з {}", table(progress.table), rows(progress.rows), progress.of)
}

#[must_use]
pub fn rows(rows: u64) -> String {
    format!("{rows}\u{a0}{}", plural(rows, "рядок", "рядки", "рядків"))
}

#[must_use]
pub fn written(count: u64, at: Timestamp) -> String {
    format!("Копію завантажено {}: {}.", at.kyiv(), rows(count))
}

#[must_use]
pub fn scheduled(schedule: Schedule, folder: &str) -> String {
    let days = u64::from(schedule.keep_days);
    format!(
        "Щодня після {}:00 у теку {folder} на сервері; зберігаються {days}\u{a0}{}. Кожну копію програма одразу відновлює на пробу.",
        schedule.hour,
        plural(days, "день", "дні", "днів")
    )
}

#[must_use]
pub fn last_scheduled(last: &ScheduledBackup) -> String {
    match &last.failure {
        None => format!(
            "Остання: {}, {}, перевірено відновленням.",
            last.at.kyiv(),
            rows(last.rows)
        ),
        Some(why) => format!("Остання спроба {} не вдалася: {why}.", last.at.kyiv()),
    }
}

#[must_use]
pub fn past(past: &PastRestore) -> String {
    let made_at = made_at(&past.made_at);
    let by = past.by.as_deref().unwrap_or("термінал сервера");
    let before = match &past.safety_backup {
        Some(file) => format!(" Те, що було: {}.", file.display()),
        None => String::new(),
    };
    format!(
        "{}: копія {made_at}, {}, {by}.{before}",
        past.at.kyiv(),
        rows(past.rows)
    )
}

/// When a file was made, as it says itself.
#[must_use]
pub fn made_at(text: &str) -> String {
    Timestamp::parse(text).map_or_else(|| text.to_owned(), |at| format!("від {}", at.kyiv()))
}

#[must_use]
pub fn file(name: &str, made_at: &str) -> String {
    format!("{name}, {}", self::made_at(made_at))
}

#[must_use]
pub fn change_count(table: &str, count: u64, change: Change) -> String {
    format!("{}, {}: {}", self::table(table), rows(count), self::change(change))
}

#[must_use]
pub fn note(note: &Note) -> String {
    let field = match note.field {
        "" => String::new(),
        field => format!(", поле «{field}»"),
    };
    format!(
        "{}, рядок {} ({}){field}: {}",
        table(note.table),
        note.row,
        note.id,
        change(note.change)
    )
}

#[must_use]
pub fn open_orders(count: u64) -> String {
    format!(
        "У файлі {count}\u{a0}{}. Комірки за ними не відкриються і гроші самі не повернуться: що не завершить банк, вирішите ви на сторінці «Платежі».",
        plural(
            count,
            "незавершене замовлення",
            "незавершені замовлення",
            "незавершених замовлень"
        )
    )
}

#[must_use]
pub fn safety(file: &str) -> String {
    format!("Те, що було, збережено на сервері: {file}")
}

#[must_use]
pub fn without_secret(count: u64) -> String {
    format!(
        "Нового секрету {} {count}\u{a0}{}: його дає сторінка ортомата.",
        plural(count, "потребує", "потребують", "потребують"),
        plural(count, "пристрій", "пристрої", "пристроїв")
    )
}

#[must_use]
pub fn blocked_cells(count: u64) -> String {
    format!(
        "{} {count}\u{a0}{}: з них продавали після того, як зроблено копію. Перевірте, чи товар там є, і розблокуйте.",
        "Заблоковано",
        plural(count, "комірку", "комірки", "комірок")
    )
}

#[must_use]
pub fn pictures(count: u64) -> String {
    format!("Зображень відновлено: {count}.")
}

// The words of the file itself.

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
        "orders" => "Замовлення (orders)",
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
        Problem::LongRow => "Один із записів файлу довший за 8 МБ: таких не буває. Візьміть іншу копію.".to_owned(),
        Problem::Unreadable => "Файл не вдалося прочитати або розпакувати. Завантажте його ще раз.".to_owned(),
        Problem::Truncated => {
            "Файл обривається на півслові: його завантажено не повністю. Візьміть іншу копію або завантажте цю ще раз."
                .to_owned()
        }
        Problem::ForeignEntry(name) => format!(
            "В архіві є зайве: «{name}». Крім даних і зображень товарів там нічого не буває; такий архів хтось змінив."
        ),
        Problem::NoDocument => {
            "Архів не починається з даних ортомата (backup.json.gz). Це інший архів, або його перепаковано.".to_owned()
        }
        Problem::WrongPicture(name) => {
            format!("Зображення «{name}» в архіві пошкоджено або підмінено. Візьміть іншу копію.")
        }
        Problem::TooManyPictures { limit } => {
            format!("В архіві понад {limit} зображень: стільки не буває. Перевірте, чи це справді резервна копія.")
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
        Problem::NoRows => "У файлі немає жодного запису: відновлювати нічого, а теперішні дані зникли б.".to_owned(),
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
        Kind::Id => "назва: до 64 символів без пробілів і знаків / \\ ? # &",
        Kind::Phone => "телефон у формі +380XXXXXXXXX",
        Kind::Integer => "ціле число",
        Kind::Boolean => "true або false",
        Kind::Money => "сума в гривнях, число",
        Kind::Moment => "час у формі 2026-11-22T12:05:09.120Z",
        Kind::Json => "правильний JSON",
        Kind::Texts => "список текстів",
        Kind::Bytes => "дані в base64",
    }
}

/// What becomes of rows that cannot be kept as they stand in the file.
#[must_use]
pub const fn change(change: Change) -> &'static str {
    match change {
        Change::PhoneRewritten => "телефон буде записано у формі +380XXXXXXXXX",
        Change::PhoneUnreadable => "телефон не є українським номером, запис лишиться без нього",
        Change::PhoneTaken => "такий телефон уже має інша людина, запис лишиться без нього",
        Change::EmailUnreadable => "це не електронна адреса, людина лишиться без неї",
        Change::EmailTaken => "таку саму адресу, написану інакше, уже має інша людина; ця лишиться без неї",
        Change::Emptied => "посилання на запис, якого немає у файлі, буде прибрано",
        Change::LeftOut => "запис належить до того, чого немає у файлі, і його буде пропущено",
        Change::Taken => "на те саме вже посилається попередній запис, а він має бути єдиним: цей буде пропущено",
        Change::NoSuchCell => "комірки з таким номером не буває, її буде пропущено",
        Change::TooManyCells => "комірок в ортоматі не більше 37, стільки їх і буде",
        Change::Rounded => "суму буде округлено до копійки",
        Change::NumberMade => "замовлення не мало номера й отримає його",
        Change::TimeTaken => "часу видачі у файлі немає, ним буде час замовлення",
        Change::Released => "неоплачене замовлення більше не тримає комірку",
        Change::GaveWay => "замовлення більше не тримає комірку: за нею є пізніше",
        Change::CommissionToPoints => "комісію в гривнях буде записано цілими балами",
        Change::NotKept => "таких даних програма не зберігає, їх буде пропущено",
    }
}
