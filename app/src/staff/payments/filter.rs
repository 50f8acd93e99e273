//! Which orders the address asks for. The list and its export read the same words, so both show the same orders.

use crate::{paths, texts::staff::payments as words};
use domain::{
    Day, PhoneNumber,
    id::OrtomatId,
    order::{Phase, PublicStatus},
    ortomat::Ortomat,
    text_enum,
};
use engine::desk::{Cursor, NumberPart, OrderWords, OrdersQuery};

/// The fields by their names in the address.
pub(super) mod field {
    pub(crate) const NUMBER: &str = "number";
    pub(crate) const PHONE: &str = "phone";
    pub(crate) const STATUS: &str = "status";
    pub(crate) const ORTOMAT: &str = "ortomat";
    pub(crate) const FROM: &str = "from";
    pub(crate) const TO: &str = "to";
    pub(crate) const CURSOR: &str = "at";
}

text_enum! {
    /// What can be chosen as the state of an order: the contract's statuses and, inside of them, our phases.
    pub enum Shown {
        Pending = "pending",
        AwaitingPayment = "awaiting_payment",
        Opening = "opening",
        Processing = "processing",
        Completed = "completed",
        Failed = "failed",
        NeedsReview = "needs_review",
        Refunding = "refunding",
        Refunded = "refunded",
        Closed = "closed",
    }
}

impl Shown {
    /// The status or the phase that is asked for; what has not ended is asked for as what has a cell.
    const fn of(self) -> (Option<PublicStatus>, Option<Phase>) {
        match self {
            Self::Pending => (None, None),
            Self::AwaitingPayment => (None, Some(Phase::AwaitingPayment)),
            Self::Opening => (None, Some(Phase::Opening)),
            Self::Processing => (None, Some(Phase::Processing)),
            Self::Completed => (None, Some(Phase::Completed)),
            Self::Failed => (Some(PublicStatus::Failed), None),
            Self::NeedsReview => (None, Some(Phase::NeedsReview)),
            Self::Refunding => (None, Some(Phase::Refunding)),
            Self::Refunded => (None, Some(Phase::Refunded)),
            Self::Closed => (None, Some(Phase::Failed)),
        }
    }

    /// In the list of choices.
    #[must_use]
    pub fn label(self) -> String {
        match (self, self.of().1) {
            (Self::Pending, _) => words::UNFINISHED.to_owned(),
            (Self::Processing | Self::Completed, Some(phase)) => words::phase(phase).to_owned(),
            (_, Some(phase)) => words::of_group(phase),
            (_, None) => words::FAILED.to_owned(),
        }
    }
}

/// What the address asks for, as it was typed and as it is understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub(super) number: String,
    pub(super) phone: String,
    pub(super) status: String,
    pub(super) ortomat: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) query: OrdersQuery,
    /// What could not be understood: the field and the sentence. Nothing is listed then.
    pub(super) errors: Vec<(String, String)>,
}

impl Filter {
    /// Reads the parameters of an address; those that are not there are empty.
    #[must_use]
    pub fn read(parameter: impl Fn(&str) -> String) -> Self {
        let typed = |name: &str| parameter(name).trim().to_owned();
        let mut filter = Self {
            number: typed(field::NUMBER),
            phone: typed(field::PHONE),
            status: typed(field::STATUS),
            ortomat: typed(field::ORTOMAT),
            from: typed(field::FROM),
            to: typed(field::TO),
            query: OrdersQuery::default(),
            errors: Vec::new(),
        };
        filter.understand(&typed(field::CURSOR));
        filter
    }

    /// Reads the query of an address, the part behind the question mark.
    #[must_use]
    pub fn read_query(query: &str) -> Self {
        Self::read(|name| {
            form_urlencoded::parse(query.as_bytes())
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.into_owned())
                .unwrap_or_default()
        })
    }

    fn understand(&mut self, cursor: &str) {
        let mut errors = Vec::new();
        let number = understood(&self.number, field::NUMBER, &mut errors, str::parse::<NumberPart>);
        let phone = understood(&self.phone, field::PHONE, &mut errors, PhoneNumber::parse);
        let unknown_status = |_| words::UNKNOWN_STATUS;
        let shown = understood(&self.status, field::STATUS, &mut errors, |text| {
            text.parse::<Shown>().map_err(unknown_status)
        });
        let unknown_ortomat = |_| words::UNKNOWN_ORTOMAT;
        let ortomat = understood(&self.ortomat, field::ORTOMAT, &mut errors, |text| {
            text.parse().map_err(unknown_ortomat)
        });
        let from = understood(&self.from, field::FROM, &mut errors, str::parse::<Day>);
        let to = understood(&self.to, field::TO, &mut errors, str::parse::<Day>);
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            errors.push((field::FROM.to_owned(), words::LATER_THAN_END.to_owned()));
        }
        let (status, phase) = shown.map_or((None, None), Shown::of);
        self.query = OrdersQuery {
            status,
            phase,
            live: shown == Some(Shown::Pending),
            from,
            to,
            ortomat,
            doctor: None,
            phone,
            number,
            // Somebody has cut the link short: the list from its beginning.
            cursor: cursor.parse().ok(),
        };
        self.errors = errors;
    }

    /// What is asked for, or `None` when something of it cannot be understood.
    #[must_use]
    pub fn query(&self) -> Option<&OrdersQuery> {
        self.errors.is_empty().then_some(&self.query)
    }

    /// Blames an ortomat that is none of these.
    pub(super) fn know(&mut self, ortomats: &[Ortomat]) {
        let is_known = |asked: &OrtomatId| ortomats.iter().any(|ortomat| ortomat.id == *asked);
        if self.query.ortomat.as_ref().is_some_and(|asked| !is_known(asked)) {
            self.errors
                .push((field::ORTOMAT.to_owned(), words::UNKNOWN_ORTOMAT.to_owned()));
        }
    }

    pub(super) fn error(&self, field: &str) -> Option<String> {
        let mut errors = self.errors.iter();
        errors.find(|(blamed, _)| blamed == field).map(|(_, text)| text.clone())
    }

    /// Whether anything is asked for but the whole list.
    pub(super) fn is_narrow(&self) -> bool {
        !self.errors.is_empty()
            || OrdersQuery {
                cursor: None,
                ..self.query.clone()
            } != OrdersQuery::default()
    }

    /// Exactly the orders that wait for a person.
    pub(super) fn is_queue(&self) -> bool {
        self.errors.is_empty()
            && OrdersQuery {
                cursor: None,
                ..self.query.clone()
            } == OrdersQuery::review_queue()
    }

    /// The same filters at another address, from this place on.
    #[must_use]
    pub fn at(&self, path: &str, cursor: Option<&Cursor>) -> String {
        fn some(text: &str) -> Option<&str> {
            (!text.is_empty()).then_some(text)
        }
        let cursor = cursor.map(ToString::to_string);
        paths::with_query(
            path.to_owned(),
            &[
                (field::NUMBER, some(&self.number)),
                (field::PHONE, some(&self.phone)),
                (field::STATUS, some(&self.status)),
                (field::ORTOMAT, some(&self.ortomat)),
                (field::FROM, some(&self.from)),
                (field::TO, some(&self.to)),
                (field::CURSOR, cursor.as_deref()),
            ],
        )
    }

    /// The list of what waits for a person.
    #[must_use]
    pub fn queue() -> String {
        let status = Some(Shown::NeedsReview.as_str());
        paths::with_query(paths::PAYMENTS.to_owned(), &[(field::STATUS, status)])
    }
}

/// How the table to download says what the pages say.
#[must_use]
pub fn order_words() -> OrderWords {
    OrderWords {
        phase: words::phase,
        reason: words::reason,
        payment: words::payment,
    }
}

/// What was typed, understood; nothing when nothing was typed or when it is blamed.
fn understood<T, E: ToString>(
    typed: &str,
    field: &str,
    errors: &mut Vec<(String, String)>,
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Option<T> {
    if typed.is_empty() {
        return None;
    }
    match read(typed) {
        Ok(value) => Some(value),
        Err(error) => {
            errors.push((field.to_owned(), error.to_string()));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_it_was_written() {
        let query = "number=ord-1763&phone=067%20123%2045%2067&status=needs_review&ortomat=ortomat-1&from=2026-11-01&to=2026-11-22";
        let filter = Filter::read_query(query);
        assert!(filter.errors.is_empty(), "{:?}", filter.errors);
        assert_eq!(filter.query.phase, Some(Phase::NeedsReview));
        assert_eq!(
            filter.query.phone.as_ref().map(PhoneNumber::as_str),
            Some("+380671234567")
        );
        let cursor = "older.1763812800123.ORD-1".parse().unwrap();
        let address = filter.at(paths::PAYMENTS, Some(&cursor));
        let again = Filter::read_query(address.split_once('?').unwrap().1);
        assert_eq!(again.query.cursor.as_ref(), Some(&cursor));
        assert_eq!(
            (again.query.from, again.query.number.clone()),
            (filter.query.from, filter.query.number.clone())
        );
        assert!(again.is_narrow() && !again.is_queue());
        assert_eq!(
            filter.at(paths::PAYMENTS_EXPORT, None),
            format!("{}?{query}", paths::PAYMENTS_EXPORT)
        );
    }

    #[test]
    fn what_cannot_be_understood_is_said_beside_its_field_and_kept() {
        let filter = Filter::read_query("number=ab&phone=067&status=x&ortomat=a%20b&from=2026-13-01&to=22.11.2026");
        let blamed: Vec<&str> = filter.errors.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(blamed, ["number", "phone", "status", "ortomat", "from"]);
        assert!(filter.query().is_none() && filter.is_narrow());
        assert_eq!((filter.number.as_str(), filter.from.as_str()), ("ab", "2026-13-01"));
        let backwards = Filter::read_query("from=2026-11-23&to=2026-11-22");
        assert_eq!(backwards.error(field::FROM).as_deref(), Some(words::LATER_THAN_END));
    }

    #[test]
    fn the_queue_and_the_whole_list_know_themselves() {
        let queue = Filter::queue();
        let queue = Filter::read_query(queue.split_once('?').unwrap().1);
        assert!(queue.is_queue() && queue.is_narrow());
        let all = Filter::read_query("at=nonsense");
        assert!(!all.is_narrow() && !all.is_queue() && all.query().is_some());
        assert_eq!(all.at(paths::PAYMENTS, None), paths::PAYMENTS);
    }

    #[test]
    fn every_phase_and_status_can_be_chosen() {
        for phase in Phase::ALL {
            assert!(Shown::ALL.iter().any(|shown| shown.of().1 == Some(*phase)), "{phase}");
        }
        for status in PublicStatus::ALL {
            let chosen = |shown: &Shown| match shown.of() {
                (Some(chosen), _) => chosen == *status,
                // Alone in its status.
                (None, Some(phase)) => phase.public_status() == *status,
                (None, None) => false,
            };
            assert!(Shown::ALL.iter().any(chosen), "{status}");
        }
        let mut labels: Vec<String> = Shown::ALL.iter().map(|shown| shown.label()).collect();
        labels.sort();
        labels.dedup();
        assert_eq!(labels.len(), Shown::ALL.len());
    }
}
