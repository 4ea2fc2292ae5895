//! What calendars of others show busy is what the guard refuses, and nothing else.

use nanum_contracts::{
    booking::{BusySpan, BusyState},
    ids::BlockingId,
};
use proptest::prelude::*;

use super::*;

const HALF_HOUR: jiff::SignedDuration = jiff::SignedDuration::from_mins(30);

/// Two days from midnight on, in Seoul.
fn window() -> TimeSpan {
    in_seoul("2026-12-02 00:00", "2026-12-04 00:00")
}

fn half_hours() -> impl Iterator<Item = TimeSpan> {
    let starts = std::iter::successors(Some(window().starts_at()), |start| start.checked_add(HALF_HOUR).ok());
    starts.take_while(|start| *start < window().ends_at()).map(|start| span(start, start + HALF_HOUR))
}

fn blocks(given: &mut Given, span: TimeSpan, units: Option<u32>) -> Option<Blocked> {
    let blocking = BlockingId::named("seosan", &span.starts_at().to_string());
    let (reason, displace) = ("repair".to_owned(), false);
    let command = SpaceCommand::BlockTime { blocking, resource: room(), span, units, reason, displace };
    given.when(&command).ok()?;
    given.space.blocking(blocking).cloned()
}

fn told(busy: &[BusySpan]) -> Vec<(String, BusyState, u32)> {
    let clock = |at: Timestamp| at.in_tz("Asia/Seoul").unwrap().strftime("%d %H:%M").to_string();
    let line = |busy: &BusySpan| {
        let (from, to) = (clock(busy.span.starts_at()), clock(busy.span.ends_at()));
        (format!("{from}-{to}"), busy.state, busy.free_units)
    };
    busy.iter().map(line).collect()
}

#[test]
fn what_is_closed_blocked_and_reserved_is_told_with_what_is_left() {
    let mut desks = Given::club_room_but(|desks| {
        desks.units = 2;
        desks.buffer_after_minutes = 30;
    });
    desks.makes(in_seoul("2026-12-02 10:00", "2026-12-02 12:00")).unwrap();
    desks.makes(in_seoul("2026-12-02 11:00", "2026-12-02 12:00")).unwrap();
    let repair = blocks(&mut desks, in_seoul("2026-12-02 15:00", "2026-12-02 16:00"), Some(1)).unwrap();
    let mut blocked = Occupancy::default();
    blocked.take(repair.span, repair.units);
    let day = in_seoul("2026-12-02 00:00", "2026-12-03 00:00");
    let expected = [
        ("02 00:00-02 09:00", BusyState::Closed, 0),
        ("02 10:00-02 11:00", BusyState::Reserved, 1),
        ("02 11:00-02 12:30", BusyState::Reserved, 0),
        ("02 15:00-02 16:00", BusyState::Blocked, 1),
        ("02 22:00-03 00:00", BusyState::Closed, 0),
    ];
    let expected = expected.map(|(span, state, free)| (span.to_owned(), state, free));
    assert_eq!(told(&desks.calendar().busy_times(day, &blocked)), expected);
    assert_eq!(told(&desks.calendar().taken_times(day, &blocked)), expected[1..4]);
}

proptest! {
    #[test]
    fn a_time_is_shown_busy_exactly_when_nobody_would_be_admitted(
        acts in proptest::collection::vec((0..90_i64, 1..6_i64, proptest::option::of(0..3_u32)), 0..30),
        units in 1..4_u32,
    ) {
        let mut given = Given::club_room_but(|room| {
            room.units = units;
            room.shortest_minutes = 30;
        });
        let mut blocked = Occupancy::default();
        for (at, length, block) in acts {
            let from = window().starts_at() + HALF_HOUR * i32::try_from(at).unwrap();
            let wished = span(from, from + HALF_HOUR * i32::try_from(length).unwrap());
            match block {
                None => drop(given.makes(wished)),
                Some(units) => {
                    let done = blocks(&mut given, wished, Some(units).filter(|units| *units > 0));
                    done.into_iter().for_each(|done| blocked.take(done.span, done.units));
                }
            }
        }
        let calendar = given.calendar();
        let busy = calendar.busy_times(window(), &blocked);
        prop_assert!(busy.iter().all(|one| window().contains(one.span)));
        prop_assert!(busy.windows(2).all(|two| two[0].span.ends_at() <= two[1].span.starts_at()));
        for half_hour in half_hours() {
            let free = busy.iter().find(|one| one.span.overlaps(half_hour)).map_or(units, |one| one.free_units);
            let admitted = calendar.admit(&Candidate::new(half_hour, None)).is_ok();
            prop_assert_eq!(admitted, free > 0, "{:?} of {:?}", half_hour, told(&busy));
        }
    }
}
