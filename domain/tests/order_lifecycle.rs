//! The whole state machine as one table, so that a change of a rule is a change of a reviewed text.

use domain::{
    Money, Timestamp,
    command::DoorResult,
    order::{
        Order, Phase, Reason, Timings,
        lifecycle::{Decision, Effect, Event, decide},
    },
    payment::{HRYVNIA, PaidSum},
};

const TOTAL: Money = Money::from_kopiykas(45_000);
const NOW: Timestamp = Timestamp::from_millis(1_000_000);

fn paid(kopiykas: i64, currency: i32) -> Event {
    Event::Paid(PaidSum {
        amount: Money::from_kopiykas(kopiykas),
        currency,
    })
}

fn staff_refund(kopiykas: i64) -> Event {
    Event::StaffRefund {
        amount: Money::from_kopiykas(kopiykas),
        left: TOTAL,
    }
}

fn events() -> Vec<(&'static str, Event)> {
    vec![
        ("paid in full", paid(45_000, HRYVNIA)),
        ("paid another sum", paid(44_999, HRYVNIA)),
        ("paid in dollars", paid(45_000, 840)),
        ("payment declined", Event::PaymentDeclined),
        ("payment expired", Event::PaymentExpired),
        ("payment reversed", Event::PaymentReversed),
        ("paid elsewhere", Event::PaidElsewhere),
        ("invoice refused", Event::InvoiceRefused),
        ("cancelled", Event::Cancelled),
        ("deadline, undelivered", Event::DeadlinePassed { delivered: false }),
        ("deadline, delivered", Event::DeadlinePassed { delivered: true }),
        ("command acked", Event::CommandAcked),
        ("door opened", Event::DoorReported(DoorResult::Opened)),
        ("door failed", Event::DoorReported(DoorResult::Failed)),
        ("all refunded", Event::RefundSettled),
        ("a part refunded", Event::PartRefundSettled),
        ("refund refused", Event::RefundRefused),
        ("staff refund all", staff_refund(45_000)),
        ("staff refund a part", staff_refund(44_999)),
        ("staff refund too much", staff_refund(45_001)),
        ("staff refund nothing", staff_refund(0)),
        ("handed out", Event::HandedOut),
        ("closed by staff", Event::ClosedByStaff),
    ]
}

fn order(phase: Phase) -> Order {
    Order {
        phase,
        total: TOTAL,
        deadline: Some(NOW),
        restored: false,
    }
}

fn told(decision: &Decision) -> String {
    let next = match decision.next {
        Some((phase, Some(reason))) => format!("→ {phase} ({reason})"),
        Some((phase, None)) => format!("→ {phase}"),
        None if decision.effects.is_empty() => "·".to_owned(),
        None => "stays".to_owned(),
    };
    let effects: Vec<String> = decision.effects.iter().map(|effect| format!("{effect:?}")).collect();
    if effects.is_empty() {
        next
    } else {
        format!("{next}  {}", effects.join(", "))
    }
}

#[test]
fn every_phase_meets_every_event_as_this_table_says() {
    let mut table = String::new();
    for phase in Phase::ALL {
        table.push_str(&format!("{phase} [{}]\n", phase.public_status()));
        for (name, event) in events() {
            let outcome = match decide(&order(*phase), event, NOW) {
                Ok(decision) => told(&decision),
                Err(_) => "ILLEGAL".to_owned(),
            };
            table.push_str(&format!("  {name:<22} {outcome}\n"));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_deadline_that_has_not_come_changes_nothing() {
    for phase in Phase::ALL {
        let early = Timestamp::from_millis(NOW.millis() - 1);
        let decision = decide(&order(*phase), Event::DeadlinePassed { delivered: true }, early).unwrap();
        assert_eq!(decision.next, None, "{phase}");
    }
}

#[test]
fn every_phase_that_must_end_has_a_deadline_and_a_way_out() {
    let timings = Timings::default();
    for phase in Phase::ALL {
        if let Some(deadline) = phase.deadline(&timings, NOW) {
            assert!(deadline > NOW);
            let decision = decide(&order(*phase), Event::DeadlinePassed { delivered: true }, NOW).unwrap();
            assert!(decision.next.is_some(), "{phase} has a deadline but does not end by it");
        } else {
            assert!(!phase.holds_cell(), "{phase} keeps a cell for ever");
        }
    }
}

#[test]
fn a_cell_opens_only_for_an_exact_payment_that_is_in_time() {
    for phase in Phase::ALL {
        for (name, event) in events() {
            let opens =
                decide(&order(*phase), event, NOW).is_ok_and(|decision| decision.effects.contains(&Effect::OpenCell));
            let may = *phase == Phase::AwaitingPayment && name == "paid in full";
            assert_eq!(opens, may, "{phase}, {name}");
        }
    }
}

#[test]
fn money_that_was_taken_is_given_back_whenever_an_order_is_given_up() {
    for phase in [Phase::Opening, Phase::Processing] {
        for event in [
            Event::DeadlinePassed { delivered: false },
            Event::DeadlinePassed { delivered: true },
            Event::DoorReported(DoorResult::Failed),
        ] {
            let decision = decide(&order(phase), event, NOW).unwrap();
            assert!(decision.effects.contains(&Effect::Refund), "{phase}, {event:?}");
            assert!(decision.effects.contains(&Effect::CancelCommand), "{phase}, {event:?}");
        }
    }
    let late = decide(&order(Phase::Failed), paid(45_000, HRYVNIA), NOW).unwrap();
    assert_eq!(late.next, Some((Phase::Refunding, Some(Reason::PaidTooLate))));
    assert!(late.effects.contains(&Effect::Refund));
}

#[test]
fn only_staff_give_back_a_part_and_never_more_than_is_left() {
    for phase in Phase::ALL {
        for (name, event) in events() {
            let Ok(decision) = decide(&order(*phase), event, NOW) else {
                continue;
            };
            let asked = decision
                .effects
                .iter()
                .any(|effect| matches!(effect, Effect::RefundPart(_)));
            let may = *phase == Phase::Completed && name == "staff refund a part";
            assert_eq!(asked, may, "{phase}, {name}");
        }
        for wrong in [45_001, 0, -1] {
            let decision = decide(&order(*phase), staff_refund(wrong), NOW);
            assert!(
                decision.is_err() || decision.is_ok_and(|it| it.effects.is_empty()),
                "{phase}, {wrong}"
            );
        }
    }
}

#[test]
fn a_review_ends_by_each_of_its_resolutions() {
    let ends = [
        (staff_refund(45_000), Phase::Refunding),
        (Event::HandedOut, Phase::Completed),
        (Event::ClosedByStaff, Phase::Failed),
    ];
    for (event, phase) in ends {
        let decision = decide(&order(Phase::NeedsReview), event, NOW).unwrap();
        assert_eq!(decision.next.map(|(next, _)| next), Some(phase));
        // Said once more, it is no other decision.
        let repeat = decide(&order(phase), event, NOW).unwrap();
        assert_eq!((repeat.next, repeat.effects), (None, Vec::new()), "{phase}");
    }
}

#[test]
fn a_review_begins_for_reasons_that_an_unpaid_order_never_has() {
    for phase in Phase::ALL {
        for (name, event) in events() {
            let Ok(decision) = decide(&order(*phase), event, NOW) else {
                continue;
            };
            match decision.next {
                Some((Phase::NeedsReview, reason)) => assert!(!reason.unwrap().is_unpaid(), "{phase}, {name}"),
                Some((Phase::Failed, Some(reason))) => assert!(reason.is_unpaid(), "{phase}, {name}"),
                Some((Phase::Failed, None)) => assert_eq!(*phase, Phase::NeedsReview, "{name}"),
                Some(_) | None => {}
            }
        }
    }
}

#[test]
fn for_an_order_from_a_backup_no_door_opens_and_no_money_goes_back_unless_a_person_says_so() {
    let mut reviewed = 0;
    for phase in Phase::ALL {
        for (name, event) in events() {
            let restored = Order {
                restored: true,
                ..order(*phase)
            };
            let Ok(decision) = decide(&restored, event, NOW) else {
                continue;
            };
            let by_staff = matches!(event, Event::StaffRefund { .. });
            let acts = decision
                .effects
                .iter()
                .any(|effect| matches!(effect, Effect::OpenCell | Effect::Refund));
            assert!(!acts || by_staff, "{phase}, {name}: {decision:?}");
            let differs = Ok(&decision) != decide(&order(*phase), event, NOW).as_ref();
            if differs {
                assert_eq!(
                    decision.next.map(|(next, _)| next),
                    Some(Phase::NeedsReview),
                    "{phase}, {name}"
                );
                reviewed += 1;
            }
        }
    }
    assert!(reviewed >= 5, "{reviewed}");
}
