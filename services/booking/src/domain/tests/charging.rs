//! What is owed for reservations and what is given back.

use std::collections::BTreeMap;

use nanum_contracts::{
    booking::{
        ChargeDue, ChargeKind, ChargeState, Costs, Discount, Off, Owing, PayBy, Rate, RefundTier,
        ReservationState, Tariff, Waiver,
    },
    ids::{BlockingId, ChargeId, GroupId},
    membership::{GroupKind, Known, Proofs},
};
use proptest::prelude::*;

use super::{
    pricing::{rate, tariff},
    *,
};

/// 10.00 an hour; all back until 7 days before, half until 3; to be paid 7 days before.
pub(super) fn hall_tariff() -> Tariff {
    Tariff {
        deposit: 5_000,
        refunds: vec![RefundTier { days_left: 7, percent: 100 }, RefundTier { days_left: 3, percent: 50 }],
        pay_by: Some(PayBy { days_before: 7, hours_at_least: 1 }),
        ..tariff(vec![rate(Costs::PerHour(1_000))])
    }
}

fn hall_but(change: impl FnOnce(&mut ResourceDefinition)) -> Given {
    Given::club_room_but(|room| {
        room.tariffs = vec![Tariff { deposit: 0, ..hall_tariff() }];
        change(room);
    })
}

fn hall() -> Given {
    hall_but(|_| ())
}

/// Two hours of Sunday 20 December 2026: 19 days ahead.
fn match_day() -> TimeSpan {
    in_seoul("2026-12-20 10:00", "2026-12-20 12:00")
}

fn entry(number: usize) -> ChargeId {
    ChargeId::named(&reservation(1).to_string(), &number.to_string())
}

fn settles(hall: &mut Given, number: usize, by: SettledBy) -> Result<Vec<SpaceEvent>, Refusal> {
    let charge = entry(number);
    hall.when(&SpaceCommand::SettleCharge { reservation: reservation(1), charge, reference: None, by })
}

fn pays(hall: &mut Given, number: usize) {
    settles(hall, number, SettledBy::Clerk).unwrap();
}

fn cancel() -> SpaceCommand {
    SpaceCommand::CancelReservation {
        reservation: reservation(1),
        reason: None,
        rules: Rules::Kept,
        acting: Acting::default(),
    }
}

fn restore() -> SpaceCommand {
    SpaceCommand::RestoreReservation { reservation: reservation(1), facts: Facts::default() }
}

fn lapse() -> SpaceCommand {
    SpaceCommand::LapseUnpaid { reservation: reservation(1) }
}

fn change(span: TimeSpan) -> SpaceCommand {
    SpaceCommand::ChangeReservation {
        reservation: reservation(1),
        span,
        persons: None,
        rules: Rules::Kept,
        acting: Acting::default(),
        facts: Facts::default(),
    }
}

fn waive(granted: bool) -> SpaceCommand {
    SpaceCommand::DecideWaiver { reservation: reservation(1), granted }
}

/// What of the price was paid or is to be paid, less what was or is to be given back.
fn balance(hall: &Given) -> i64 {
    hall.space.account(reservation(1)).balance(Owing::Price)
}

fn price(hall: &Given) -> nanum_contracts::booking::Price {
    hall.space.reservation(reservation(1)).unwrap().terms.price.as_ref().unwrap().price.clone()
}

/// What the events say of money: which way, and how much.
fn moved(events: &[SpaceEvent]) -> Vec<(&'static str, i64)> {
    use nanum_contracts::WireEvent as _;
    let money = events.iter().filter_map(|event| Some((event.name(), event.of_money()?.0.amount.minor)));
    money.collect()
}

#[test]
fn what_is_confirmed_is_owed_at_once_and_what_waits_when_it_is_accepted() {
    assert_eq!(moved(&hall().makes(match_day()).unwrap()), [("charge.due.v1", 2_000)]);
    let mut asked = hall_but(|room| room.approval = true);
    assert_eq!(moved(&asked.makes(match_day()).unwrap()), []);
    let accept = SpaceCommand::AcceptReservation { reservation: reservation(1) };
    assert_eq!(moved(&asked.when(&accept).unwrap()), [("charge.due.v1", 2_000)]);
}

#[test]
fn a_later_tariff_changes_nothing_of_what_was_agreed() {
    let mut hall = hall();
    hall.makes(match_day()).unwrap();
    let dearer = Tariff { id: "dearer".to_owned(), ..tariff(vec![rate(Costs::PerHour(9_000))]) };
    hall.defines(ResourceDefinition { tariffs: vec![dearer], ..club_room() }).unwrap();
    assert_eq!((price(&hall).tariff.as_str(), price(&hall).amount.minor), ("rooms", 2_000));
    let longer = hall.when(&change(in_seoul("2026-12-20 10:00", "2026-12-20 13:00"))).unwrap();
    assert_eq!(moved(&longer), [("charge.due.v1", 1_000)], "the difference, by the recorded tariff");
}

/// The price lost after cancelling: it is kept, and owed again when the reservation is restored.
#[test]
fn price_lost_after_cancelling() {
    let mut hall = hall();
    hall.makes(match_day()).unwrap();
    let before = price(&hall);
    assert_eq!(moved(&hall.when(&cancel()).unwrap()), [("charge.withdrawn.v1", 2_000)]);
    assert_eq!(price(&hall), before);
    assert_eq!(moved(&hall.when(&restore()).unwrap()), [("charge.due.v1", 2_000)]);
    pays(&mut hall, 2);
    assert_eq!(moved(&hall.when(&cancel()).unwrap()), [("refund.due.v1", 2_000)]);
    assert_eq!(moved(&hall.when(&restore()).unwrap()), [("refund.withdrawn.v1", 2_000)]);
    assert_eq!((price(&hall), balance(&hall)), (before, 2_000));
}

#[test]
fn refunds_go_by_the_days_that_are_left() {
    for (now, back) in [
        ("2026-12-13 10:00", 2_000),
        ("2026-12-13 10:01", 1_000),
        ("2026-12-17 10:00", 1_000),
        ("2026-12-17 10:01", 0),
    ] {
        let mut hall = hall();
        hall.makes(match_day()).unwrap();
        pays(&mut hall, 1);
        let mut hall = hall.later(seoul(now));
        let moved = moved(&hall.when(&cancel()).unwrap());
        let wanted = if back == 0 { Vec::new() } else { vec![("refund.due.v1", back)] };
        assert_eq!(moved, wanted, "cancelled on {now}");
    }
}

#[test]
fn what_is_shortened_is_given_back_as_if_that_much_were_cancelled() {
    let paid = || {
        let mut hall = hall();
        hall.makes(match_day()).unwrap();
        pays(&mut hall, 1);
        hall
    };
    let shorter = || change(in_seoul("2026-12-20 10:00", "2026-12-20 11:00"));
    assert_eq!(moved(&paid().when(&shorter()).unwrap()), [("refund.due.v1", 1_000)]);
    let mut late = paid().later(seoul("2026-12-15 10:00"));
    assert_eq!(moved(&late.when(&shorter()).unwrap()), [("refund.due.v1", 500)]);
    assert_eq!(price(&late).amount.minor, 1_500);
    let as_before = late.when(&change(match_day())).unwrap();
    assert_eq!(moved(&as_before), [("refund.withdrawn.v1", 500)].into_iter().chain([]).collect::<Vec<_>>());
    assert_eq!(balance(&late), 2_000, "what was kept counts for what is wanted again");
}

#[test]
fn who_gives_way_to_the_city_gets_all_back() {
    let mut hall = hall();
    hall.makes(match_day()).unwrap();
    pays(&mut hall, 1);
    let mut hall = hall.later(seoul("2026-12-19 10:00"));
    let block = SpaceCommand::BlockTime {
        blocking: BlockingId::named("seosan", "1"),
        resource: room(),
        span: match_day(),
        units: None,
        reason: "The roof leaks.".to_owned(),
        displace: true,
    };
    assert_eq!(moved(&hall.when(&block).unwrap()), [("refund.due.v1", 2_000)]);
}

#[test]
fn what_is_unpaid_lapses_when_its_time_to_pay_is_over_and_not_before() {
    let mut hall = hall();
    hall.makes(match_day()).unwrap();
    let pay_by = seoul("2026-12-13 10:00");
    assert_eq!(price(&hall).pay_by, Some(pay_by));
    let just_before = pay_by - jiff::SignedDuration::from_secs(1);
    let mut hall = hall.later(just_before);
    assert_eq!(hall.when(&lapse()), Err(Refusal::NotYetLapsed { pay_by }));
    let mut hall = hall.later(pay_by);
    let events = hall.when(&lapse()).unwrap();
    assert_eq!(names(&events), ["reservation.cancelled.v1", "charge.withdrawn.v1"]);
    assert_eq!(hall.taken(match_day()), 0, "its time is free again");
    assert_eq!(hall.when(&lapse()), Ok(Vec::new()));
}

#[test]
fn what_is_paid_does_not_lapse_even_for_a_difference() {
    let mut hall = hall();
    hall.makes(match_day()).unwrap();
    pays(&mut hall, 1);
    hall.when(&change(in_seoul("2026-12-20 10:00", "2026-12-20 13:00"))).unwrap();
    let mut hall = hall.later(seoul("2026-12-19 10:00"));
    assert_eq!(hall.when(&lapse()), Ok(Vec::new()));
}

#[test]
fn who_reserves_late_has_still_some_hours_to_pay() {
    let mut hall = hall().later(seoul("2026-12-19 10:00"));
    hall.makes(match_day()).unwrap();
    assert_eq!(price(&hall).pay_by, Some(seoul("2026-12-19 11:00")));
}

/// A hall, one match a day, unpaid at 7 days before lapses, refunds in tiers.
#[test]
fn a_hall_with_one_match_a_day_lapses_unpaid_and_refunds_in_tiers() {
    let mut hall = hall_but(|room| room.quota = None);
    hall.makes(match_day()).unwrap();
    hall.makes(in_seoul("2026-12-21 10:00", "2026-12-21 12:00")).unwrap();
    pays(&mut hall, 1);
    let mut hall = hall.later(seoul("2026-12-14 10:00"));
    let unpaid = SpaceCommand::LapseUnpaid { reservation: reservation(2) };
    assert_eq!(names(&hall.when(&unpaid).unwrap())[0], "reservation.cancelled.v1");
    assert_eq!(hall.when(&lapse()), Ok(Vec::new()), "the paid one stands");
    assert_eq!(moved(&hall.when(&cancel()).unwrap()), [("refund.due.v1", 1_000)], "six days are left");
    hall.makes(match_day()).unwrap();
}

#[test]
fn what_is_applied_for_at_no_cost_is_owed_when_a_clerk_says_no() {
    let free = |room: &mut ResourceDefinition| room.tariffs[0].free_by_application = true;
    let asks = |hall: &mut Given| {
        let command = SpaceCommand::MakeReservation {
            reservation: reservation(1),
            resource: room(),
            member: member(),
            span: match_day(),
            persons: None,
            group: None,
            purpose: None,
            facts: Facts::default(),
            rules: Rules::Kept,
            payer: Payer { asks_free: true, ..Payer::default() },
        };
        hall.when(&command)
    };
    assert_eq!(asks(&mut hall()), Err(Refusal::NotFreeByApplication));
    let mut asked = hall_but(free);
    assert_eq!(moved(&asks(&mut asked).unwrap()), []);
    let mut refused = asked.clone();
    assert_eq!(moved(&refused.when(&waive(false)).unwrap()), [("charge.due.v1", 2_000)]);
    assert_eq!(asked.when(&waive(true)).unwrap().len(), 1);
    assert_eq!((balance(&asked), price(&asked).waiver), (0, Some(Waiver::Granted)));
    asked.when(&change(in_seoul("2026-12-20 10:00", "2026-12-20 13:00"))).unwrap();
    assert_eq!(balance(&asked), 0, "longer, and free all the same");
}

#[test]
fn what_a_clerk_waives_is_given_back_even_after_it_was_cancelled() {
    let mut hall = hall();
    hall.makes(match_day()).unwrap();
    pays(&mut hall, 1);
    let mut hall = hall.later(seoul("2026-12-19 10:00"));
    assert_eq!(moved(&hall.when(&cancel()).unwrap()), []);
    assert_eq!(moved(&hall.when(&waive(true)).unwrap()), [("refund.due.v1", 2_000)]);
    assert_eq!(hall.when(&waive(false)), Err(Refusal::NotAskedFor));
}

#[test]
fn a_deposit_is_given_back_with_the_reservation_or_after_the_use() {
    let with_deposit = || hall_but(|room| room.tariffs = vec![hall_tariff()]);
    let mut cancelled = with_deposit();
    let made = cancelled.makes(match_day()).unwrap();
    assert_eq!(moved(&made), [("charge.due.v1", 2_000), ("charge.due.v1", 5_000)]);
    pays(&mut cancelled, 1);
    pays(&mut cancelled, 2);
    let mut used = cancelled.clone().later(seoul("2026-12-25 10:00"));
    let mut cancelled = cancelled.later(seoul("2026-12-19 10:00"));
    assert_eq!(moved(&cancelled.when(&cancel()).unwrap()), [("refund.due.v1", 5_000)], "all of the deposit");

    // Long after its end the reservation is not kept in mind any more, the account is.
    used.makes(in_seoul("2026-12-26 10:00", "2026-12-26 11:00")).unwrap();
    assert!(used.space.reservation(reservation(1)).is_none());
    let keeping = |keep| SpaceCommand::ReturnDeposit { reservation: reservation(1), keep };
    assert_eq!(used.when(&keeping(5_000)), Err(Refusal::KeepsTheDeposit { held: 5_000, keep: 5_000 }));
    assert_eq!(moved(&used.when(&keeping(1_000)).unwrap()), [("refund.due.v1", 4_000)]);
}

#[test]
fn a_clerk_settles_only_what_is_due_and_money_that_came_too_late_goes_back() {
    let mut hall = hall();
    hall.makes(match_day()).unwrap();
    let mut paid = hall.clone();
    pays(&mut paid, 1);
    let again = Err(Refusal::NotDue { state: ChargeState::Settled });
    assert_eq!(settles(&mut paid, 1, SettledBy::Clerk), again);
    assert_eq!(settles(&mut paid, 1, SettledBy::Provider), Ok(Vec::new()));
    assert_eq!(settles(&mut paid, 9, SettledBy::Clerk), Err(Refusal::ChargeUnknown));
    hall.when(&cancel()).unwrap();
    assert_eq!(
        settles(&mut hall, 1, SettledBy::Clerk),
        Err(Refusal::NotDue { state: ChargeState::Withdrawn })
    );
    let late = settles(&mut hall, 1, SettledBy::Provider).unwrap();
    assert_eq!(moved(&late), [("charge.settled.v1", 2_000), ("refund.due.v1", 2_000)]);
}

#[test]
fn an_account_is_forgotten_when_it_is_closed_and_its_reservation_is_over() {
    let mut hall = hall();
    hall.makes(match_day()).unwrap();
    pays(&mut hall, 1);
    let mut hall = hall.later(seoul("2026-12-25 10:00"));
    hall.makes(in_seoul("2026-12-26 10:00", "2026-12-26 11:00")).unwrap();
    assert_eq!(*hall.space.account(reservation(1)), Account::default());
}

/// What may be done about one reservation.
#[derive(Debug, Clone, Copy)]
enum Act {
    Cancel,
    Restore,
    Change(i64, i64),
    Settle(usize),
    Lapse,
    Waive,
    ReturnDeposit(i64),
    Wait(i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        2 => Just(Act::Cancel),
        2 => Just(Act::Restore),
        4 => (0..20_i64, 1..8_i64).prop_map(|(at, halves)| Act::Change(at, halves)),
        4 => (1..12_usize).prop_map(Act::Settle),
        1 => Just(Act::Lapse),
        1 => Just(Act::Waive),
        1 => (0..5_000_i64).prop_map(Act::ReturnDeposit),
        2 => (1..100_i64).prop_map(Act::Wait),
    ];
    proptest::collection::vec(act, 1..40)
}

proptest! {
    /// Counted from the events alone: at no time is more to be given back than was paid, and what stands is owed exactly.
    #[test]
    fn nothing_is_given_back_beyond_what_was_paid(acts in acts()) {
        let mut hall = hall_but(|room| room.tariffs = vec![hall_tariff()]);
        let mut log = hall.makes(match_day()).unwrap();
        for act in acts {
            let command = match act {
                Act::Cancel => cancel(),
                Act::Restore => restore(),
                Act::Change(at, halves) => {
                    let from = seoul("2026-12-20 09:00") + jiff::SignedDuration::from_mins(at * 30);
                    change(span(from, from + jiff::SignedDuration::from_mins(halves * 30)))
                }
                Act::Settle(number) => SpaceCommand::SettleCharge {
                    reservation: reservation(1),
                    charge: entry(number),
                    reference: None,
                    by: SettledBy::Clerk,
                },
                Act::Lapse => lapse(),
                Act::Waive => waive(true),
                Act::ReturnDeposit(keep) => SpaceCommand::ReturnDeposit { reservation: reservation(1), keep },
                Act::Wait(hours) => {
                    hall.now += jiff::SignedDuration::from_hours(hours);
                    continue;
                }
            };
            log.extend(hall.when(&command).unwrap_or_default());
            let mut entries = BTreeMap::new();
            for (owed, kind, state) in log.iter().filter_map(SpaceEvent::of_money) {
                entries.insert(owed.charge, (owed.of, kind, state, owed.amount.minor));
            }
            for of in [Owing::Price, Owing::Deposit] {
                let sum = |kind: ChargeKind, states: &[ChargeState]| -> i64 {
                    let some = entries.values().filter(|it| it.0 == of && it.1 == kind && states.contains(&it.2));
                    some.map(|it| it.3).sum()
                };
                let paid = sum(ChargeKind::Charge, &[ChargeState::Settled]);
                let back = sum(ChargeKind::Refund, &[ChargeState::Due, ChargeState::Settled]);
                prop_assert!(back <= paid, "{back} of {paid} is given back, {of:?}");
            }
            if let Some(reserved) = hall.space.reservation(reservation(1))
                && reserved.state == ReservationState::Confirmed
            {
                let owed = reserved.terms.price.as_ref().unwrap().owed();
                prop_assert_eq!(balance(&hall), owed);
            }
        }
    }
}

#[test]
fn a_charge_says_until_when_it_is_to_be_paid() {
    let events = hall().makes(match_day()).unwrap();
    let due = events.into_iter().find_map(|event| match event {
        SpaceEvent::ChargeDue(due) => Some(due),
        _ => None,
    });
    let ChargeDue { owed, pay_by } = due.unwrap();
    assert_eq!((owed.member, pay_by), (member(), Some(seoul("2026-12-13 10:00"))));
}

#[test]
fn a_wish_that_nobody_decides_leaves_what_was_paid_where_it_is() {
    let mut hall = hall_but(|room| {
        room.approval = true;
        room.approval_due_minutes = Some(60);
    });
    hall.makes(match_day()).unwrap();
    hall.when(&SpaceCommand::AcceptReservation { reservation: reservation(1) }).unwrap();
    pays(&mut hall, 1);
    hall.when(&change(in_seoul("2026-12-21 10:00", "2026-12-21 12:00"))).unwrap();
    let decide_by = hall.space.reservation(reservation(1)).unwrap().waiting().unwrap().decide_by.unwrap();
    let mut hall = hall.later(decide_by);
    let lapse = SpaceCommand::LapseRequest { reservation: reservation(1), decide_by };
    let events = hall.when(&lapse).unwrap();
    assert_eq!((names(&events), moved(&events)), (vec!["reservation.change-not-granted.v1"], Vec::new()));
}

/// A tariff by who pays asks who they are, and records what they pay and not why.
#[test]
fn whoever_is_entitled_pays_less_and_a_group_what_groups_of_its_kind_pay() {
    let for_clubs = Rate { kinds: vec!["association".to_owned()], ..rate(Costs::PerHour(400)) };
    let discount = Discount { entitlement: "youth".to_owned(), off: Off::Percent(50) };
    let by_who_pays = || {
        let rates = vec![for_clubs.clone(), rate(Costs::PerHour(1_000))];
        let tariff = Tariff { discounts: vec![discount.clone()], ..tariff(rates) };
        hall_but(|room| room.tariffs = vec![tariff])
    };
    let youth = Proofs { entitlements: vec!["youth".to_owned()], ..Proofs::default() };
    let association = Some(GroupKind::Association);
    let pays = |known: Option<Known>, group: Option<GroupId>| {
        let mut hall = by_who_pays();
        let make = SpaceCommand::MakeReservation {
            reservation: reservation(1),
            resource: room(),
            member: member(),
            span: match_day(),
            persons: None,
            rules: Rules::Kept,
            group,
            purpose: None,
            facts: Facts { known, ..Facts::default() },
            payer: Payer::default(),
        };
        hall.when(&make).map(|_| price(&hall))
    };
    let known = |proofs: &Proofs, group| Some(Known { proofs: proofs.clone(), suspended: None, group });
    let group = Some(GroupId::named("seosan", "club"));
    assert_eq!(pays(None, None), Err(Refusal::NotKnown));
    let of = |known, group| pays(known, group).map(|price| (price.amount.minor, price.reduced)).unwrap();
    assert_eq!(of(known(&Proofs::default(), None), None), (2_000, false));
    assert_eq!(of(known(&youth, None), None), (1_000, true));
    assert_eq!(of(known(&youth, association), group), (800, false), "the group pays, not its agent");
    assert_eq!(of(known(&youth, Some(GroupKind::Team)), group), (2_000, false));
}

/// An append has room for it: 1 + 3 * 366 events, of which two a date give money back.
#[test]
fn a_paid_year_of_days_with_a_deposit_is_given_up_with_two_refunds_a_date() {
    let mut hall = hall_but(|room| room.tariffs = vec![hall_tariff()]);
    let (from, to) = ("10:00".to_owned().try_into().unwrap(), "12:00".to_owned().try_into().unwrap());
    let make = hall.every_day(room(), series(1), (from, to), 366);
    let made = hall.when(&make).unwrap();
    assert_eq!(made.len(), 1 + 3 * 366);
    for (owed, ..) in made.iter().filter_map(SpaceEvent::of_money) {
        let (reservation, charge) = (owed.reservation, owed.charge);
        let by = SettledBy::Clerk;
        hall.when(&SpaceCommand::SettleCharge { reservation, charge, reference: None, by }).unwrap();
    }
    let mut hall = hall.later(seoul("2026-12-01 09:00"));
    let give_up =
        SpaceCommand::CancelSeries { series: series(1), from: None, reason: None, acting: Acting::default() };
    let given_up = hall.when(&give_up).unwrap();
    let refunds = moved(&given_up).iter().filter(|(name, _)| *name == "refund.due.v1").count();
    // Of what is given up less than three days ahead the price is kept.
    assert_eq!((given_up.len(), refunds), (1 + 366 + 2 * 366 - 3, 2 * 366 - 3));
}
