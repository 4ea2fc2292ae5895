//! A wish about what somebody has is not the thing itself: whatever becomes of it, what was granted stands.

use nanum_contracts::{
    booking::{DoneBy, NotGranted, ReservationState},
    ids::BlockingId,
};

use super::*;

fn morning() -> TimeSpan {
    in_seoul("2026-12-02 10:00", "2026-12-02 12:00")
}

fn an_hour_more() -> TimeSpan {
    in_seoul("2026-12-02 10:00", "2026-12-02 13:00")
}

fn afternoon() -> TimeSpan {
    in_seoul("2026-12-02 14:00", "2026-12-02 16:00")
}

fn change_for(span: TimeSpan, persons: Option<u32>) -> SpaceCommand {
    let (reservation, rules, acting) = (reservation(1), Rules::Kept, Acting::by(DoneBy::Holder));
    SpaceCommand::ChangeReservation { reservation, span, persons, rules, acting, facts: Facts::default() }
}

fn accept(number: usize) -> SpaceCommand {
    SpaceCommand::AcceptReservation { reservation: reservation(number) }
}

fn refuse() -> SpaceCommand {
    SpaceCommand::RefuseReservation { reservation: reservation(1), reason: "Cleaning.".to_owned() }
}

fn withdraw() -> SpaceCommand {
    SpaceCommand::WithdrawChange { reservation: reservation(1) }
}

fn cancel() -> SpaceCommand {
    let (reservation, rules, acting) = (reservation(1), Rules::Kept, Acting::by(DoneBy::Holder));
    SpaceCommand::CancelReservation { reservation, reason: None, rules, acting }
}

fn block(span: TimeSpan) -> SpaceCommand {
    SpaceCommand::BlockTime {
        blocking: BlockingId::named("seosan", "1"),
        resource: room(),
        span,
        units: None,
        reason: "Repair.".to_owned(),
        displace: true,
    }
}

/// Granted for the morning and three persons.
fn granted_where(holds: bool) -> Given {
    granted_but(|room| room.approval_holds = holds)
}

fn granted_but(change: impl FnOnce(&mut ResourceDefinition)) -> Given {
    let mut room = Given::club_room_but(|room| {
        room.approval = true;
        change(room);
    });
    room.makes_for(morning(), Some(3)).unwrap();
    room.when(&accept(1)).unwrap();
    room
}

fn first(room: &Given) -> &Reserved {
    room.space.reservation(reservation(1)).unwrap()
}

/// Confirmed for the same time and persons, at the same price, wishing nothing, and taking no more than that.
fn is_as_it_was(room: &Given, before: &Given) {
    let before = &before.clone().later(room.now);
    assert_eq!(first(room), first(before));
    assert_eq!(room.free("2026-12-02"), before.free("2026-12-02"));
}

#[test]
fn what_was_granted_stands_while_more_is_wished_and_is_held_beside_it_where_requests_hold() {
    for (holds, taken) in [(true, 1), (false, 0)] {
        for wished in [an_hour_more(), afternoon()] {
            let mut room = granted_where(holds);
            let events = room.when(&change_for(wished, Some(3))).unwrap();
            assert_eq!(names(&events), ["reservation.change-requested.v1"]);
            assert_eq!(
                (first(&room).state, first(&room).terms.span),
                (ReservationState::Confirmed, morning())
            );
            assert_eq!(room.taken(morning()), 1);
            let further =
                if wished == afternoon() { wished } else { in_seoul("2026-12-02 12:00", "2026-12-02 13:00") };
            assert_eq!(room.taken(further), taken, "held: {holds}");
        }
    }
}

#[test]
fn however_a_wish_ends_the_reservation_is_as_it_was() {
    let wishes =
        [(an_hour_more(), Some(3)), (afternoon(), Some(3)), (morning(), Some(4)), (afternoon(), Some(9))];
    for holds in [true, false] {
        for (span, persons) in wishes {
            let before = granted_where(holds);
            let mut wishing = before.clone();
            wishing.when(&change_for(span, persons)).unwrap();
            let decide_by = first(&wishing).waiting().unwrap().decide_by.unwrap();
            let lapse = SpaceCommand::LapseRequest { reservation: reservation(1), decide_by };
            let ends = [
                (refuse(), NotGranted::Refused, wishing.now),
                (lapse, NotGranted::Lapsed, decide_by),
                (withdraw(), NotGranted::Withdrawn, wishing.now),
                (change_for(morning(), Some(3)), NotGranted::Withdrawn, wishing.now),
            ];
            for (end, why, now) in ends {
                let mut room = wishing.clone().later(now);
                let events = room.when(&end).unwrap();
                let [SpaceEvent::ChangeNotGranted(ended)] = &events[..] else { panic!("{events:?}") };
                assert_eq!(ended.why, why);
                is_as_it_was(&room, &before);
                // And so often as one likes.
                room.later(wishing.now).when(&change_for(span, persons)).unwrap();
            }
        }
    }
}

#[test]
fn a_rival_who_gets_the_further_time_takes_nothing_of_what_was_granted() {
    let mut room = granted_where(false);
    let before = room.clone();
    room.when(&change_for(an_hour_more(), Some(3))).unwrap();
    assert!(matches!(not_admitted(room.makes(morning())), NotAdmitted::SlotTaken { .. }));
    room.reservations = 1;
    room.makes(in_seoul("2026-12-02 12:00", "2026-12-02 13:00")).unwrap();
    let events = room.when(&accept(2)).unwrap();
    assert_eq!(names(&events), ["reservation.accepted.v1", "reservation.change-not-granted.v1"]);
    assert_eq!(first(&room), first(&before));
}

#[test]
fn a_wish_gives_way_to_a_blocking_before_what_somebody_has() {
    let mut room = granted_where(true);
    let before = room.clone();
    room.when(&change_for(an_hour_more(), Some(3))).unwrap();
    let events = room.when(&block(in_seoul("2026-12-02 12:00", "2026-12-02 14:00"))).unwrap();
    assert_eq!(names(&events), ["reservation.change-not-granted.v1", "blocking.added.v1"]);
    assert_eq!(first(&room), first(&before));
}

#[test]
fn a_wish_ends_with_what_it_is_about_and_what_is_restored_stands_as_it_was_granted() {
    let mut room = granted_where(true);
    let before = room.clone();
    room.when(&change_for(afternoon(), Some(3))).unwrap();
    let events = room.when(&cancel()).unwrap();
    assert_eq!(names(&events), ["reservation.change-not-granted.v1", "reservation.cancelled.v1"]);
    assert_eq!((room.taken(morning()), room.taken(afternoon())), (0, 0));
    let restore = SpaceCommand::RestoreReservation { reservation: reservation(1), facts: Facts::default() };
    room.when(&restore).unwrap();
    assert_eq!((first(&room).state, first(&room).terms.span), (ReservationState::Confirmed, morning()));
    assert_eq!(first(&room).wish, first(&before).wish);
}

#[test]
fn what_is_granted_takes_the_place_of_what_was_had() {
    for holds in [true, false] {
        let mut room = granted_where(holds);
        room.when(&change_for(afternoon(), Some(5))).unwrap();
        assert_eq!(names(&room.when(&accept(1)).unwrap()), ["reservation.changed.v1"]);
        assert_eq!((first(&room).terms.span, first(&room).terms.persons), (afternoon(), Some(5)));
        assert_eq!(
            (room.taken(morning()), room.taken(afternoon()), first(&room).wish.is_none()),
            (0, 1, true)
        );
        assert!(matches!(room.when(&accept(1)), Err(Refusal::NotWaiting { .. })));
    }
}

#[test]
fn a_wish_waits_as_long_as_the_tenant_says_and_at_most_until_what_was_granted_begins() {
    for (minutes, wanted) in [(Some(60), "2026-12-01 09:00"), (None, "2026-12-02 10:00")] {
        let mut room = granted_but(|room| room.approval_due_minutes = minutes);
        room.when(&change_for(afternoon(), Some(3))).unwrap();
        assert_eq!(first(&room).waiting().unwrap().decide_by, Some(seoul(wanted)));
    }
}

#[test]
fn who_wishes_for_less_than_before_waits_no_longer_and_for_other_time_anew() {
    let mut room = granted_but(|room| room.approval_due_minutes = Some(60));
    room.when(&change_for(an_hour_more(), Some(5))).unwrap();
    let mut room = room.later(seoul("2026-12-01 08:30"));
    room.when(&change_for(an_hour_more(), Some(4))).unwrap();
    assert_eq!(first(&room).waiting().unwrap().decide_by, Some(seoul("2026-12-01 09:00")));
    room.when(&change_for(afternoon(), Some(4))).unwrap();
    assert_eq!(first(&room).waiting().unwrap().decide_by, Some(seoul("2026-12-01 09:30")));
    assert_eq!(room.taken(in_seoul("2026-12-02 12:00", "2026-12-02 13:00")), 0);
}

#[test]
fn less_than_what_was_granted_needs_no_clerk_and_ends_the_wish_for_more() {
    let mut room = granted_where(true);
    room.when(&change_for(afternoon(), Some(3))).unwrap();
    let events = room.when(&change_for(in_seoul("2026-12-02 10:00", "2026-12-02 11:00"), Some(2))).unwrap();
    assert_eq!(names(&events), ["reservation.change-not-granted.v1", "reservation.changed.v1"]);
    assert_eq!((room.taken(morning()), room.taken(afternoon())), (1, 0));
    assert_eq!(first(&room).state, ReservationState::Confirmed);
}

#[test]
fn within_what_one_has_only_what_is_new_is_judged() {
    let mut room = granted_where(true);
    let (from, to) = ("10:30".to_owned().try_into().unwrap(), "22:00".to_owned().try_into().unwrap());
    let mut stricter =
        ResourceDefinition { approval: true, persons: Some(2), longest_minutes: 60, ..club_room() };
    stricter.hours = vec![WeeklyHours { days: ALL_WEEK.to_vec(), from, to }];
    room.defines(stricter).unwrap();
    room.when(&change_for(in_seoul("2026-12-02 10:00", "2026-12-02 11:30"), Some(3))).unwrap();
    let off_the_grid = room.when(&change_for(in_seoul("2026-12-02 10:00", "2026-12-02 11:10"), Some(3)));
    assert!(matches!(not_admitted(off_the_grid), NotAdmitted::OffTheGrid { .. }));
    let more = room.when(&change_for(in_seoul("2026-12-02 10:00", "2026-12-02 11:00"), Some(4)));
    assert!(matches!(not_admitted(more), NotAdmitted::TooManyPersons { .. }));
}

#[test]
fn a_wish_waits_on_while_somebody_checks_in_and_a_check_in_goes_by_what_was_granted() {
    let mut room = granted_but(|room| room.attendance = Some(attending::attendance()));
    room.when(&change_for(an_hour_more(), Some(3))).unwrap();
    let mut room = room.later(seoul("2026-12-02 09:55"));
    let shown = Shown { by: DoneBy::Staff, code_fits: Some(true) };
    room.when(&SpaceCommand::CheckIn { reservation: reservation(1), shown, rules: Rules::Kept }).unwrap();
    assert!(first(&room).wish.is_some());
    room.when(&accept(1)).unwrap();
    assert!(first(&room).terms.check_in.as_ref().unwrap().checked_in_at.is_some());
}

#[test]
fn what_is_granted_costs_what_it_costs_until_more_is_granted() {
    let mut room = granted_but(|room| room.tariffs = vec![charging::hall_tariff()]);
    let owed = room.space.account(reservation(1));
    let price = first(&room).terms.price.clone();
    room.when(&change_for(an_hour_more(), Some(3))).unwrap();
    assert_eq!(room.space.account(reservation(1)), owed);
    let mut refused = room.clone();
    refused.when(&refuse()).unwrap();
    assert_eq!((refused.space.account(reservation(1)), &first(&refused).terms.price), (owed.clone(), &price));
    room.when(&accept(1)).unwrap();
    assert_ne!((room.space.account(reservation(1)), &first(&room).terms.price), (owed, &price));
}

#[test]
fn a_granted_series_stands_on_every_date_while_another_time_is_wished() {
    let mut room = Given::club_room_but(|room| room.approval = true);
    let time = |text: &str| WallTime::try_from(text.to_owned()).unwrap();
    let every_day = room.every_day(super::room(), series(1), (time("10:00"), time("12:00")), 3);
    room.when(&every_day).unwrap();
    (1..=3).for_each(|number| drop(room.when(&accept(number)).unwrap()));
    let (from, to) = (time("10:00"), time("13:00"));
    let move_to = |to| {
        let (series, acting) = (series(1), Acting::by(DoneBy::Holder));
        SpaceCommand::ChangeSeries {
            series,
            starting: None,
            from,
            to,
            acting,
            known: None,
            counted: std::collections::BTreeMap::new(),
        }
    };
    let events = room.when(&move_to(to)).unwrap();
    let wished = "reservation.change-requested.v1";
    assert_eq!(names(&events), ["series.changed.v1", wished, wished, wished]);
    let states = |room: &Given| room.space.dates_of(series(1)).iter().map(|it| it.state).collect::<Vec<_>>();
    assert_eq!(states(&room), [ReservationState::Confirmed; 3]);
    room.when(&refuse()).unwrap();
    assert_eq!(states(&room), [ReservationState::Confirmed; 3]);
    room.when(&move_to(time("12:00"))).unwrap();
    assert!(room.space.dates_of(series(1)).iter().all(|it| it.wish.is_none()));
}

#[test]
fn a_wish_is_kept_in_mind_as_long_as_it_holds_time() {
    let mut room = granted_where(true);
    let far = in_seoul("2026-12-20 10:00", "2026-12-20 12:00");
    room.when(&change_for(far, Some(3))).unwrap();
    // Nobody was there to let it lapse.
    let mut room = room.later(seoul("2026-12-10 08:00"));
    room.makes_by(Rules::SetAside, super::room(), in_seoul("2026-12-11 10:00", "2026-12-11 11:00")).unwrap();
    let decide_by = first(&room).waiting().unwrap().decide_by.unwrap();
    room.when(&SpaceCommand::LapseRequest { reservation: reservation(1), decide_by }).unwrap();
    assert_eq!(room.taken(far), 0);
}

#[test]
fn a_wish_is_judged_by_when_it_was_asked_for_however_long_the_clerk_takes() {
    use nanum_contracts::booking::{Costs, Owing, RefundTier, Tariff};
    let refunds = vec![RefundTier { days_left: 7, percent: 100 }];
    let tariff =
        Tariff { refunds, ..super::pricing::tariff(vec![super::pricing::rate(Costs::Flat(10_000))]) };
    let granted = in_seoul("2026-12-10 10:00", "2026-12-10 12:00");
    let far = in_seoul("2027-03-10 10:00", "2027-03-10 12:00");
    // Asked for 9 days before and a day before; granted a day before, both times.
    for (asked_on, kept) in [("2026-12-01 10:00", 0), ("2026-12-09 08:00", 10_000)] {
        let mut room = Given::club_room_but(|room| {
            (room.approval, room.tariffs) = (true, vec![tariff.clone()]);
            room.notice.cancel_least_minutes = 2_880;
        });
        room.makes(granted).unwrap();
        room.when(&accept(1)).unwrap();
        room.now = seoul(asked_on);
        room.when(&change_for(far, None)).unwrap();
        room.now = seoul("2026-12-09 09:00");
        let events = room.when(&accept(1)).unwrap();
        let SpaceEvent::ReservationChanged(changed) = &events[0] else { panic!("{events:?}") };
        assert_eq!(changed.by, Some(DoneBy::Staff), "nobody is late because a clerk was");
        match kept {
            0 => drop(room.when(&cancel()).unwrap()),
            _ => assert!(matches!(not_admitted(room.when(&cancel())), NotAdmitted::TooLate { .. })),
        }
        assert_eq!(room.space.account(reservation(1)).balance(Owing::Price), kept, "asked for on {asked_on}");
    }
}
