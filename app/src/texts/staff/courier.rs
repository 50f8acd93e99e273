//! The words of a courier's round. They are read beside a cabinet, in one glance.

use crate::texts::plural;
use domain::{cell::CellNumber, text_enum};

/// A number with its word: 2 комірки.
fn cells(number: usize) -> String {
    let word = plural(
        u64::try_from(number).unwrap_or(u64::MAX),
        "комірка",
        "комірки",
        "комірок",
    );
    format!("{number}\u{a0}{word}")
}

// The own ortomats.

pub const PICK_LIST: &str = "Що взяти з собою";
pub const PICK_LIST_HINT: &str = "На всі комірки, які зараз можна поповнити.";
pub const NOTHING_TO_TAKE: &str = "Усі комірки заповнено, брати нічого не треба.";
pub const PRODUCT: &str = "Товар";
pub const PIECES: &str = "Усього";
pub const WHERE_TO: &str = "Куди";
pub const REFILL: &str = "Поповнити";
pub const LOOK: &str = "Переглянути";

#[must_use]
pub fn pieces(count: usize) -> String {
    format!("{count}\u{a0}шт")
}

#[must_use]
pub fn goes_to(ortomat: &str, count: usize) -> String {
    format!("{ortomat}: {}", pieces(count))
}

#[must_use]
pub fn total_pieces(count: usize) -> String {
    format!("Разом: {}", pieces(count))
}

#[must_use]
pub fn to_refill(count: usize) -> String {
    format!("Поповнити: {}", cells(count))
}

/// Empty cells that cannot be filled now.
#[must_use]
pub fn cannot_be_refilled(count: usize) -> String {
    format!("Порожні, але зараз недоступні: {}", cells(count))
}

// One ortomat.

pub const BACK_TO_MINE: &str = "Мої ортомати";
pub const START: &str = "Почати";
pub const CONTINUE: &str = "Продовжити";
pub const NOT_YOURS_TITLE: &str = "Це не ваш ортомат";
pub const NOT_YOURS: &str = "Його немає серед ваших або щойно передали іншому кур'єру. Оберіть один зі своїх.";
pub const NOTHING_TO_REFILL: &str = "Поповнювати нічого";
pub const HERE: &str = "Що покласти";
pub const ALL_CELLS: &str = "Усі комірки";
pub const ALL_CELLS_HINT: &str = "Натисніть на порожню, щоб почати з неї.";
pub const OFFLINE_TITLE: &str = "Ортомат не на зв'язку";
pub const OFFLINE: &str = "Комірки не відкриються, доки зв'язок не повернеться. Перевірте живлення та інтернет.";

#[must_use]
pub fn cell_list(numbers: &[CellNumber]) -> String {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let word = match numbers.len() {
        1 => "комірка",
        _ => "комірки",
    };
    format!("{word} {}", numbers.join(", "))
}

text_enum! {
    /// What a cell is to a courier: the sign in the list of all cells.
    pub enum CellSign {
        Empty = "empty",
        Full = "full",
        NoProduct = "no-product",
        Reserved = "reserved",
        Blocked = "blocked",
    }
}

#[must_use]
pub const fn sign(sign: CellSign) -> &'static str {
    match sign {
        CellSign::Empty => "порожня",
        CellSign::Full => "заповнена",
        CellSign::NoProduct => "без товару",
        CellSign::Reserved => "купують",
        CellSign::Blocked => "заблокована",
    }
}

#[must_use]
pub fn cell_with_sign(number: CellNumber, of: CellSign) -> String {
    format!("Комірка {number}, {}", sign(of))
}

// A step of the round.

pub const STEP_TITLE: &str = "Поповнення";
pub const NEXT_STEP: &str = "Наступний крок";
pub const DONE_HERE: &str = "Товар на місці";
pub const DONE_ALL_THE_SAME: &str = "Дверцята відчинилися, товар на місці";
pub const OPEN_AGAIN: &str = "Відкрити ще раз";
pub const SKIP: &str = "Пропустити";
pub const REPORT: &str = "Повідомити про несправність";
pub const REFRESH: &str = "Оновити";
pub const FINISH: &str = "Завершити";
pub const CHANGED: &str =
    "Поки ви були тут, цю комірку змінили. Перевірте, який товар має в ній лежати, і підтвердьте ще раз.";

#[must_use]
pub fn step_title(number: CellNumber) -> String {
    format!("{STEP_TITLE}: комірка {number}")
}

#[must_use]
pub fn progress(done: usize, total: usize) -> String {
    format!("Поповнено {done} з {total}")
}

#[must_use]
pub fn open(number: CellNumber) -> String {
    format!("Відкрити комірку {number}")
}

#[must_use]
pub fn onward(number: CellNumber) -> String {
    format!("Далі: комірка {number}")
}

pub const PUT_INSIDE: &str = "Покладіть сюди";

pub const READY: &str = "Приготуйте товар і відкрийте комірку";
pub const QUEUED: &str = "З'єднуємося з ортоматом…";
pub const SENT: &str = "Чекаємо на відповідь ортомата…";
pub const ACKED: &str = "Комірка відкривається…";
pub const OPENED: &str = "Комірку відкрито";
pub const OPENED_NEXT: &str = "Покладіть товар і зачиніть дверцята.";
pub const FAILED: &str = "Комірка не відкрилася";
pub const FAILED_NEXT: &str =
    "Так повідомив ортомат. Притисніть дверцята й відкрийте ще раз або повідомте про несправність.";
pub const EXPIRED: &str = "Ортомат не відповів";
pub const EXPIRED_NEXT: &str = "Подивіться на дверцята: якщо відчинилися, покладіть товар; якщо ні, відкрийте ще раз.";
pub const BUSY: &str = "Цю комірку зараз відкриває хтось інший";
pub const BUSY_NEXT: &str = "Зачекайте кілька секунд або перейдіть до наступної.";
pub const FILLED: &str = "Комірку заповнено";
pub const FILLED_NEXT: &str = "Тут більше нічого робити не треба.";
pub const RESERVED: &str = "Цю комірку зараз купують";
pub const RESERVED_NEXT: &str = "Відкрити її не можна, доки замовлення не завершиться.";
pub const BLOCKED: &str = "Комірку заблоковано";
pub const NO_PRODUCT: &str = "Адміністратор ще не призначив товар для цієї комірки";
pub const NO_PRODUCT_NEXT: &str = "Перейдіть до наступної.";

pub const DOOR_FAILED: &str = "не відкрилася покупцеві";
pub const DOOR_UNKNOWN: &str = "невідомо, чи відкрилася вона покупцеві";

#[must_use]
pub fn blocked_because(reason: &str) -> String {
    format!("Причина: {reason}. Адміністратор перевірить її та розблокує.")
}

// A fault.

pub const FAULT_TITLE: &str = "Що не так із коміркою?";
pub const FAULT_HINT: &str = "Комірку буде заблоковано, доки її не перевірить адміністратор.";
pub const FAULT_KIND: &str = "Несправність";
pub const FAULT_DETAILS: &str = "Подробиці";
pub const FAULT_SEND: &str = "Заблокувати комірку";
pub const FAULT_BACK: &str = "Назад до комірки";
pub const FAULT_MISSING: &str = "Оберіть, що не так";
pub const FAULT_DETAILS_MISSING: &str = "Опишіть несправність кількома словами";
pub const FAULT_DETAILS_LENGTH: &str = "Надто довго: до 150 символів";

text_enum! {
    /// What is usually wrong with a cell.
    pub enum Fault {
        DoesNotOpen = "does_not_open",
        DoesNotClose = "does_not_close",
        Damaged = "damaged",
        ForeignThing = "foreign_thing",
        /// The details say it.
        Other = "other",
    }
}

#[must_use]
pub const fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::DoesNotOpen => "Дверцята не відчиняються",
        Fault::DoesNotClose => "Дверцята не зачиняються",
        Fault::Damaged => "Комірку пошкоджено",
        Fault::ForeignThing => "Усередині щось чуже",
        Fault::Other => "Інше",
    }
}

/// What the administrator then reads.
#[must_use]
pub fn fault_reason(kind: Fault, details: &str) -> String {
    match (kind, details) {
        (Fault::Other, details) => details.to_owned(),
        (kind, "") => fault(kind).to_owned(),
        (kind, details) => format!("{}: {details}", fault(kind)),
    }
}

#[must_use]
pub fn fault_of(number: CellNumber) -> String {
    format!("Комірка {number}: несправність")
}

// The end of the round.

pub const ALL_DONE: &str = "Готово, ортомат заповнено";
pub const ROUND_OVER: &str = "Обхід завершено";
pub const SUMMARY: &str = "Підсумок";
pub const REFILLED: &str = "Поповнено";
pub const PASSED_OVER: &str = "Пропущено";
pub const STILL_EMPTY: &str = "Ще порожні";
pub const OUT_OF_SERVICE: &str = "Заблоковано";
pub const NOTHING: &str = "нічого";
pub const BACK_TO_PASSED_OVER: &str = "Повернутися до пропущених";
pub const TO_MY_ORTOMATS: &str = "До моїх ортоматів";

#[must_use]
pub fn refilled(count: usize, total: usize) -> String {
    format!("{count} з {total}")
}

#[must_use]
pub fn blocked_cell(number: CellNumber, reason: &str) -> String {
    format!("{number}: {reason}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_with_their_words() {
        assert_eq!(to_refill(21), "Поповнити: 21\u{a0}комірка");
        assert_eq!(to_refill(3), "Поповнити: 3\u{a0}комірки");
        assert_eq!(to_refill(11), "Поповнити: 11\u{a0}комірок");
        let numbers = |numbers: &[i32]| {
            numbers
                .iter()
                .map(|number| (*number).try_into().unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(cell_list(&numbers(&[7])), "комірка 7");
        assert_eq!(cell_list(&numbers(&[7, 14])), "комірки 7, 14");
    }

    #[test]
    fn a_fault_is_told_in_words_that_fit_into_its_place() {
        assert_eq!(fault_reason(Fault::Damaged, ""), "Комірку пошкоджено");
        assert_eq!(fault_reason(Fault::Damaged, "скло"), "Комірку пошкоджено: скло");
        assert_eq!(fault_reason(Fault::Other, "миші"), "миші");
        for kind in Fault::ALL {
            let longest = fault_reason(*kind, &"ї".repeat(150));
            assert!(longest.chars().count() <= 200, "{longest}");
        }
    }
}
