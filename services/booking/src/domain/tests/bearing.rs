//! Deadlines bind once they have passed, and whoever cancels decides who bears it: under moves, shortenings, series and staff.

use nanum_contracts::booking::{Costs, DoneBy, Owing, PayBy, RefundTier, Tariff};
use proptest::prelude::*;

use super::{
    pricing::{rate, tariff},
    *,
};

const PRICE: i64 = 10_000;
const TIERS: [RefundTier; 2] =
    [RefundTier { days_left: 14, percent: 100 }, RefundTier { days_left: 7, percent: 50 }];

/// 100.00 whatever the time; all back until 14 days before, half until 7.
fn hall_but(change: impl FnOnce(&mut ResourceDefinition)) -> Given {
    Given::club_room_but(|room| {
        room.tariffs = vec![Tariff { refunds: TIERS.to_vec(), ..tariff(vec![rate(Costs::Flat(PRICE))]) }];
        change(room);
    })
}

/// Two hours, so many days after Tuesday 1 December 2026.
fn in_days(days: i64) -> TimeSpan {
    let day = jiff::SignedDuration::from_hours(24 * days);
    let first = in_seoul("2026-12-01 10:00", "2026-12-01 12:00");
    span(first.starts_at() + day, first.ends_at() + day)
}

const HOLDER: Acting = Acting { by: Some(DoneBy::Holder), at_members_wish: false };
const STAFF: Acting = Acting { by: Some(DoneBy::Staff), at_members_wish: false };
const FOR_THE_MEMBER: Acting = Acting { by: Some(DoneBy::Staff), at_members_wish: true };

fn moves(hall: &mut Given, span: TimeSpan, acting: Acting) -> Result<Vec<SpaceEvent>, Refusal> {
    let (reservation, facts) = (reservation(1), Facts::default());
    let rules = Rules::Kept;
    hall.when(&SpaceCommand::ChangeReservation { reservation, span, persons: None, rules, acting, facts })
}

fn cancels(hall: &mut Given, acting: Acting) -> Result<Vec<SpaceEvent>, Refusal> {
    let (reservation, rules) = (reservation(1), Rules::Kept);
    hall.when(&SpaceCommand::CancelReservation { reservation, reason: None, rules, acting })
}

fn pays(hall: &mut Given) {
    let charge = nanum_contracts::ids::ChargeId::named(&reservation(1).to_string(), "1");
    let by = SettledBy::Clerk;
    hall.when(&SpaceCommand::SettleCharge { reservation: reservation(1), charge, reference: None, by })
        .unwrap();
}

fn borne(hall: &Given) -> i64 {
    hall.space.account(reservation(1)).balance(Owing::Price)
}

fn pay_by(hall: &Given) -> Option<Timestamp> {
    hall.space.reservation(reservation(1)).unwrap().terms.price.as_ref().unwrap().price.pay_by
}

#[test]
fn a_refund_that_has_run_out_does_not_come_back_by_a_move() {
    for (days, kept) in [(3, PRICE), (7, PRICE / 2), (10, PRICE / 2), (14, 0), (20, 0)] {
        let mut hall = hall_but(|_| ());
        hall.makes(in_days(days)).unwrap();
        pays(&mut hall);
        moves(&mut hall, in_days(60), HOLDER).unwrap();
        cancels(&mut hall, HOLDER).unwrap();
        assert_eq!(borne(&hall), kept, "begins in {days} days less two hours");
    }
}

#[test]
fn what_was_kept_of_time_given_up_is_not_given_back_with_the_rest() {
    let mut hall = hall_but(|room| {
        let refunds = vec![RefundTier { days_left: 7, percent: 50 }];
        room.tariffs = vec![Tariff { refunds, ..tariff(vec![rate(Costs::PerHour(5_000))]) }];
    });
    hall.makes(in_days(10)).unwrap();
    let half = span(in_days(10).starts_at(), in_days(10).starts_at() + jiff::SignedDuration::from_hours(1));
    moves(&mut hall, half, HOLDER).unwrap();
    assert_eq!(borne(&hall), 7_500);
    cancels(&mut hall, HOLDER).unwrap();
    assert_eq!(borne(&hall), 5_000, "as much as when all of it is given up at once");
}

#[test]
fn a_city_that_cancels_or_moves_for_reasons_of_its_own_bears_it() {
    for paid in [true, false] {
        for (acting, kept) in [(STAFF, 0), (FOR_THE_MEMBER, PRICE), (HOLDER, PRICE)] {
            let mut hall = hall_but(|_| ());
            hall.makes(in_days(3)).unwrap();
            if paid {
                pays(&mut hall);
            }
            cancels(&mut hall, acting).unwrap();
            assert_eq!(borne(&hall), kept, "{acting:?}, paid: {paid}");
        }
    }
    // Moved by the city, given up by the member long before.
    let mut hall = hall_but(|_| ());
    hall.makes(in_days(3)).unwrap();
    moves(&mut hall, in_days(60), STAFF).unwrap();
    cancels(&mut hall, HOLDER).unwrap();
    assert_eq!(borne(&hall), 0);
}

#[test]
fn a_notice_that_has_passed_stays_passed() {
    let given = || hall_but(|room| room.notice.cancel_least_minutes = 2_880);
    let mut hall = given();
    hall.makes(in_days(1)).unwrap();
    moves(&mut hall, in_days(40), HOLDER).unwrap();
    moves(&mut hall, in_days(50), HOLDER).unwrap();
    let begins_at = in_days(1).starts_at();
    let too_late = NotAdmitted::TooLate { least_minutes: 2_880, begins_at };
    assert_eq!(not_admitted(cancels(&mut hall, HOLDER)), too_late);
    // In time it is moved and given up as before; and whom the city moves is not bound by that.
    for (days, acting) in [(3, HOLDER), (1, STAFF)] {
        let mut hall = given();
        hall.makes(in_days(days)).unwrap();
        moves(&mut hall, in_days(40), acting).unwrap();
        cancels(&mut hall, HOLDER).unwrap();
    }
}

#[test]
fn what_is_to_be_paid_is_never_due_later_than_agreed_nor_without_a_chance() {
    let mut hall = hall_but(|room| {
        let pay_by = Some(PayBy { days_before: 7, hours_at_least: 1 });
        room.tariffs = vec![Tariff { pay_by, ..tariff(vec![rate(Costs::Flat(PRICE))]) }];
    });
    hall.makes(in_days(20)).unwrap();
    let agreed = in_days(13).starts_at();
    assert_eq!(pay_by(&hall), Some(agreed));
    moves(&mut hall, in_days(200), HOLDER).unwrap();
    assert_eq!(pay_by(&hall), Some(agreed));
    moves(&mut hall, in_days(2), HOLDER).unwrap();
    assert_eq!(pay_by(&hall), Some(hall.now + jiff::SignedDuration::from_hours(1)), "as for a new one");
}

#[test]
fn a_series_is_cancelled_by_staff_at_the_citys_cost_and_by_its_holder_at_theirs() {
    for (acting, kept) in [(STAFF, 0), (FOR_THE_MEMBER, 3 * PRICE), (HOLDER, 3 * PRICE)] {
        let mut hall = hall_but(|_| ());
        let time = |text: &str| WallTime::try_from(text.to_owned()).unwrap();
        let daily = hall.every_day(room(), series(1), (time("18:00"), time("20:00")), 3);
        hall.when(&daily).unwrap();
        let (series, from, reason) = (series(1), None, None);
        hall.when(&SpaceCommand::CancelSeries { series, from, reason, acting }).unwrap();
        let of = |number| hall.space.account(reservation(number)).balance(Owing::Price);
        assert_eq!((1..=3).map(of).sum::<i64>(), kept, "{acting:?}");
    }
}

/// Something that is done with the one reservation, after so many hours.
#[derive(Debug, Clone, Copy)]
struct Step {
    hours: i64,
    days: i64,
    acting: Acting,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let acting = prop_oneof![3 => Just(HOLDER), 1 => Just(STAFF), 1 => Just(FOR_THE_MEMBER)];
    let step = (0..100_i64, 0..60_i64, acting).prop_map(|(hours, days, acting)| Step { hours, days, acting });
    prop::collection::vec(step, 0..6)
}

/// Of each hundred of the price, so many are given back so long before the start: in the tariff's own words.
fn percent_before(start: Timestamp, now: Timestamp) -> i64 {
    match start.duration_since(now).as_hours() {
        hours if hours >= 14 * 24 => 100,
        hours if hours >= 7 * 24 => 50,
        _ => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_moved_first_giving_up_costs_what_the_earliest_deadline_says(
        first in 1..40_i64, steps in steps(), last in prop_oneof![Just(HOLDER), Just(STAFF), Just(FOR_THE_MEMBER)],
    ) {
        let mut hall = hall_but(|_| ());
        hall.makes(in_days(first)).unwrap();
        pays(&mut hall);
        // Nobody in Seoul puts the clock back, so days are 24 hours.
        let (mut start, mut least) = (in_days(first).starts_at(), 100);
        for step in steps {
            hall.now += jiff::SignedDuration::from_hours(step.hours);
            let percent = percent_before(start, hall.now);
            if moves(&mut hall, in_days(step.days), step.acting).is_ok_and(|events| !events.is_empty()) {
                start = in_days(step.days).starts_at();
                if step.acting != STAFF {
                    least = least.min(percent);
                }
            }
        }
        let percent = least.min(percent_before(start, hall.now));
        if cancels(&mut hall, last).is_ok() {
            let expected = if last == STAFF { 0 } else { PRICE * (100 - percent) / 100 };
            prop_assert_eq!(borne(&hall), expected);
        }
    }
}
