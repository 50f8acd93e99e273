//! What a courier can do at a cell now: its state and what has become of their last opening, in one word.

use domain::{
    cell::{Cell, Colour},
    command::CommandStatus,
};
use engine::cells::{CellView, CommandView};

/// The step at a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To be opened.
    Ready,
    /// The command is on its way.
    Waiting(CommandStatus),
    /// Somebody else's command is on its way.
    Busy,
    /// The goods go in.
    Opened,
    /// The device says that the door did not move.
    Failed,
    /// Nobody knows whether it did.
    Expired,
    Filled,
    Reserved,
    Blocked {
        reason: String,
        /// The door was opened before: the goods may lie inside.
        opened: bool,
    },
    NoProduct,
}

impl Step {
    /// `mine` is how the courier's own opening stands.
    #[must_use]
    pub fn of(cell: &CellView, mine: Option<&CommandView>) -> Self {
        let mine = mine.map(|command| command.status);
        let other = cell.opening.as_ref().map(|opening| opening.status);
        Self::decide(cell.cell(), cell.blocked.as_deref(), mine, other)
    }

    fn decide(cell: Cell, blocked: Option<&str>, mine: Option<CommandStatus>, newest: Option<CommandStatus>) -> Self {
        // A door that moves comes before all else: somebody's hand may be in it.
        if let Some(status) = mine.filter(|status| !status.is_terminal()) {
            return Self::Waiting(status);
        }
        if cell.reserved {
            return Self::Reserved;
        }
        if newest.is_some_and(|status| !status.is_terminal()) {
            return Self::Busy;
        }
        match (cell.colour(), blocked) {
            (Colour::Grey, _) => Self::NoProduct,
            (Colour::Green, None) => Self::Filled,
            (Colour::Green | Colour::Blue, Some(reason)) => Self::Blocked {
                reason: reason.to_owned(),
                opened: cell.colour() == Colour::Blue && mine == Some(CommandStatus::Opened),
            },
            (Colour::Blue, None) => match mine {
                None | Some(CommandStatus::Queued | CommandStatus::Sent | CommandStatus::Acked) => Self::Ready,
                Some(CommandStatus::Opened) => Self::Opened,
                Some(CommandStatus::Failed) => Self::Failed,
                Some(CommandStatus::Expired) => Self::Expired,
            },
        }
    }

    /// Whether the page has to look again by itself.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        match self {
            Self::Waiting(_) | Self::Busy => true,
            Self::Ready
            | Self::Opened
            | Self::Failed
            | Self::Expired
            | Self::Filled
            | Self::Reserved
            | Self::Blocked { .. }
            | Self::NoProduct => false,
        }
    }

    /// Whether the cell still waits for its goods, so that it can be passed over.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        match self {
            Self::Ready | Self::Waiting(_) | Self::Busy | Self::Opened | Self::Failed | Self::Expired => true,
            Self::Filled | Self::Reserved | Self::Blocked { .. } | Self::NoProduct => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CommandStatus as S;

    const BLUE: Cell = Cell {
        product_assigned: true,
        filled: false,
        blocked: false,
        reserved: false,
    };
    const GREEN: Cell = Cell { filled: true, ..BLUE };

    #[test]
    fn an_empty_cell_is_opened_and_what_the_device_says_leads_on() {
        for (mine, step) in [
            (None, Step::Ready),
            (Some(S::Queued), Step::Waiting(S::Queued)),
            (Some(S::Sent), Step::Waiting(S::Sent)),
            (Some(S::Acked), Step::Waiting(S::Acked)),
            (Some(S::Opened), Step::Opened),
            (Some(S::Failed), Step::Failed),
            (Some(S::Expired), Step::Expired),
        ] {
            assert_eq!(Step::decide(BLUE, None, mine, mine), step);
        }
    }

    #[test]
    fn a_door_that_moves_is_waited_for_whatever_became_of_the_cell() {
        for cell in [BLUE, GREEN, Cell { reserved: true, ..BLUE }] {
            let step = Step::decide(cell, None, Some(S::Acked), Some(S::Acked));
            assert!(step.is_waiting() && step.is_open());
        }
        assert_eq!(Step::decide(BLUE, None, None, Some(S::Sent)), Step::Busy);
        assert_eq!(Step::decide(BLUE, None, Some(S::Opened), Some(S::Sent)), Step::Busy);
        assert_eq!(
            Step::decide(BLUE, None, None, Some(S::Opened)),
            Step::Ready,
            "somebody else's"
        );
    }

    #[test]
    fn what_cannot_be_filled_is_told_and_led_on_from() {
        let blocked = |opened| Step::Blocked {
            reason: "замок".to_owned(),
            opened,
        };
        let grey = Cell {
            product_assigned: false,
            ..BLUE
        };
        let reserved = Cell {
            reserved: true,
            ..GREEN
        };
        for (step, expected) in [
            (Step::decide(GREEN, None, Some(S::Opened), None), Step::Filled),
            (Step::decide(reserved, None, None, None), Step::Reserved),
            (Step::decide(grey, None, None, None), Step::NoProduct),
            (Step::decide(BLUE, Some("замок"), Some(S::Failed), None), blocked(false)),
            (Step::decide(BLUE, Some("замок"), Some(S::Opened), None), blocked(true)),
            (
                Step::decide(GREEN, Some("замок"), Some(S::Opened), None),
                blocked(false),
            ),
        ] {
            assert!(!expected.is_open() && !expected.is_waiting());
            assert_eq!(step, expected);
        }
    }
}
