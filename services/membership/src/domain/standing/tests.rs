use nanum_contracts::ids::Id as _;

use super::*;

/// Three points suspend for a month; points lapse after three.
fn policy() -> StandingPolicy {
    StandingPolicy {
        threshold: 3,
        suspended_months: 1,
        lapse_after_months: 3,
        points_for_no_show: 1,
        points_for_late_cancellation: 1,
        late_hours: 24,
        late_minutes: 0,
        points_for_absence: 1,
    }
}

fn minji() -> MemberId {
    MemberId::named("seosan", "minji")
}

fn points_id(number: u32) -> PointsId {
    PointsId::named("seosan", &number.to_string())
}

fn at(date: &str) -> Timestamp {
    format!("{date}T09:00:00+09:00").parse().unwrap()
}

fn when(
    standing: &mut Standing,
    command: &StandingCommand,
    now: Timestamp,
) -> Result<usize, StandingRefusal> {
    let events = decide(standing, command, now)?;
    for event in &events {
        *standing = evolve(std::mem::take(standing), event, now);
    }
    Ok(events.len())
}

fn give(number: u32, points: u32) -> StandingCommand {
    StandingCommand::GivePoints {
        member: minji(),
        id: points_id(number),
        points,
        given_for: PointsFor::NoShow,
        reservation: Some(ReservationId::named("seosan", &number.to_string())),
        policy: policy(),
        zone: "Asia/Seoul".to_owned().try_into().unwrap(),
    }
}

fn waive(number: u32, granted: bool) -> StandingCommand {
    StandingCommand::Waive { member: minji(), id: points_id(number), granted }
}

#[test]
fn three_points_suspend_for_a_month_and_two_do_not() {
    let mut standing = Standing::default();
    when(&mut standing, &give(1, 2), at("2026-12-01")).unwrap();
    assert_eq!(standing.suspended_at(at("2026-12-01")), None);
    when(&mut standing, &give(2, 1), at("2026-12-02")).unwrap();
    let suspension = standing.suspended_at(at("2026-12-31")).unwrap();
    assert_eq!((suspension.until, suspension.points, suspension.threshold), (at("2027-01-02"), 3, 3));
    assert_eq!(standing.suspended_at(at("2027-01-02")), None, "a month later");
}

#[test]
fn points_lapse_after_three_months() {
    let mut standing = Standing::default();
    when(&mut standing, &give(1, 2), at("2026-12-01")).unwrap();
    assert_eq!(standing.points_at(at("2027-02-28")), 2);
    assert_eq!(standing.points_at(at("2027-03-01")), 0);
    when(&mut standing, &give(2, 1), at("2027-03-01")).unwrap();
    assert_eq!(standing.suspended_at(at("2027-03-01")), None, "only one counts");
    assert_eq!(when(&mut standing, &waive(1, true), at("2027-03-01")), Err(StandingRefusal::PointsUnknown));
}

#[test]
fn the_same_reservation_gives_points_once() {
    let mut standing = Standing::default();
    assert_eq!(when(&mut standing, &give(1, 1), at("2026-12-01")), Ok(1));
    assert_eq!(when(&mut standing, &give(1, 1), at("2026-12-02")), Ok(0));
    assert_eq!(standing.points_at(at("2026-12-02")), 1);
}

#[test]
fn what_is_waived_counts_no_more_and_ends_the_suspension() {
    let mut standing = Standing::default();
    when(&mut standing, &give(1, 2), at("2026-12-01")).unwrap();
    when(&mut standing, &give(2, 1), at("2026-12-01")).unwrap();
    let appeal = StandingCommand::Appeal { member: minji(), id: points_id(1) };
    assert_eq!(when(&mut standing, &waive(1, false), at("2026-12-02")), Err(StandingRefusal::NotAppealed));
    assert_eq!(when(&mut standing, &appeal, at("2026-12-02")), Ok(1));
    assert_eq!(when(&mut standing, &appeal, at("2026-12-02")), Ok(0));
    assert_eq!(when(&mut standing, &waive(1, false), at("2026-12-02")), Ok(1), "the appeal is refused");
    assert!(standing.suspended_at(at("2026-12-02")).is_some());
    assert_eq!(when(&mut standing, &waive(1, true), at("2026-12-02")), Ok(2));
    assert_eq!((standing.points_at(at("2026-12-02")), standing.suspended_at(at("2026-12-02"))), (1, None));
    assert_eq!(when(&mut standing, &waive(1, true), at("2026-12-02")), Err(StandingRefusal::WaivedAlready));
}

#[test]
fn points_are_one_to_a_thousand() {
    for (points, good) in [(0, false), (1, true), (1_000, true), (1_001, false)] {
        let given = when(&mut Standing::default(), &give(1, points), at("2026-12-01"));
        assert_eq!(given.is_ok(), good, "{points}");
    }
}

#[test]
fn a_policy_has_numbers_within_their_ranges() {
    assert_eq!(a_policy_is_sound(&policy()), Ok(()));
    let months = |lapse_after_months| a_policy_is_sound(&StandingPolicy { lapse_after_months, ..policy() });
    assert!(months(60).is_ok());
    for broken in [0, 61] {
        let field = "lapse_after_months";
        assert_eq!(months(broken), Err(StandingRefusal::Policy { field, most: 60, given: broken }));
    }
}
