//! Blocks of a day: what is reserved whole, what may be combined, and one match a day.

use nanum_contracts::booking::{Block, Blocks, Combine, OnHolidays};
use proptest::prelude::*;

use super::*;

fn block(from: &str, to: &str) -> Block {
    let time = |text: &str| WallTime::try_from(text.to_owned()).unwrap();
    Block { days: Vec::new(), from: time(from), to: time(to) }
}

/// From 10 to 18, two hours each.
fn four_blocks(combine: Combine) -> Blocks {
    let times = ["10:00", "12:00", "14:00", "16:00", "18:00"];
    let times = times.windows(2).map(|pair| block(pair[0], pair[1])).collect();
    Blocks { times, combine, whole_day: false, one_a_day: false }
}

/// Open from 9 to 22, reserved by blocks.
fn hall(blocks: Blocks) -> Given {
    Given::club_room_but(|hall| hall.blocks = Some(Box::new(blocks)))
}

fn tuesday(from: u32, to: u32) -> TimeSpan {
    in_seoul(&format!("2026-12-01 {from:02}:00"), &format!("2026-12-01 {to:02}:00"))
}

fn blocks_of_tuesday() -> [TimeSpan; 4] {
    [tuesday(10, 12), tuesday(12, 14), tuesday(14, 16), tuesday(16, 18)]
}

#[test]
fn a_day_is_shown_and_reserved_in_blocks() {
    let mut hall = hall(four_blocks(Combine::None));
    assert_eq!(hall.free("2026-12-01"), blocks_of_tuesday());
    match not_admitted(hall.makes(tuesday(10, 11))) {
        NotAdmitted::NotABlock { blocks, span } => {
            assert_eq!((blocks.as_slice(), span), (&blocks_of_tuesday()[..], tuesday(10, 11)));
        }
        other => panic!("{other:?}"),
    }
    assert!(hall.makes(tuesday(12, 14)).is_ok());
    assert_eq!(hall.free("2026-12-01"), [tuesday(10, 12), tuesday(14, 16), tuesday(16, 18)]);
    match not_admitted(hall.makes(tuesday(12, 14))) {
        NotAdmitted::SlotTaken { free_instead, .. } => {
            assert_eq!(free_instead[..2], [tuesday(10, 12), tuesday(14, 16)]);
            assert_eq!(free_instead.len(), FREE_INSTEAD_MAX);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_and_the_second_may_be_combined_the_first_and_the_third_not() {
    let combined = |combine, from, to| hall(four_blocks(combine)).makes(tuesday(from, to)).map(|_| ());
    for (combine, most) in
        [(Combine::None, 1), (Combine::Most(2), 2), (Combine::Most(3), 3), (Combine::Adjacent, 4)]
    {
        for blocks in 1..=4 {
            let outcome = combined(combine, 10, 10 + 2 * blocks);
            assert_eq!(outcome.is_ok(), blocks <= most, "{blocks} of {combine:?}");
        }
    }
    match combined(Combine::Most(2), 10, 16) {
        Err(Refusal::NotAdmitted(NotAdmitted::NotCombined { most: 2, blocks: 3, offered })) => {
            assert_eq!(offered.len(), 4 + 3, "each, and each with the next");
        }
        other => panic!("{other:?}"),
    }
    // The second is taken: what is left of the day is not one after the other.
    let mut taken = hall(four_blocks(Combine::Most(2)));
    taken.makes(tuesday(12, 14)).unwrap();
    let offers = taken.calendar().free_day("2026-12-01".parse().unwrap()).offers;
    assert_eq!(offers, [tuesday(10, 12), tuesday(14, 16), tuesday(14, 18), tuesday(16, 18)]);
}

#[test]
fn the_whole_day_is_one_reservation_when_it_may_be() {
    let whole = |whole_day| Blocks { whole_day, ..four_blocks(Combine::None) };
    assert!(hall(whole(false)).makes(tuesday(10, 18)).is_err());
    assert!(hall(whole(true)).makes(tuesday(10, 18)).is_ok());
    assert!(hall(whole(true)).makes(tuesday(10, 16)).is_err(), "three of four");
}

#[test]
fn there_is_one_match_a_day() {
    let mut grass = hall(Blocks { one_a_day: true, ..four_blocks(Combine::Most(2)) });
    grass.makes(tuesday(10, 12)).unwrap();
    assert_eq!(grass.free("2026-12-01"), []);
    assert_eq!(grass.free("2026-12-02").len(), 4);
    match not_admitted(grass.makes(tuesday(16, 18))) {
        NotAdmitted::OneADay { free_instead } => {
            assert_eq!(free_instead[0], in_seoul("2026-12-02 10:00", "2026-12-02 12:00"));
        }
        other => panic!("{other:?}"),
    }
    // It moves within its day, and given up it lets others have the day.
    let moves = SpaceCommand::ChangeReservation {
        reservation: reservation(1),
        span: tuesday(14, 16),
        persons: None,
        rules: Rules::Kept,
        acting: Acting::default(),
        facts: Facts::default(),
    };
    assert_eq!(names(&grass.when(&moves).unwrap()), ["reservation.changed.v1"]);
    let gives_up = SpaceCommand::CancelReservation {
        reservation: reservation(1),
        reason: None,
        rules: Rules::Kept,
        acting: Acting::default(),
    };
    grass.when(&gives_up).unwrap();
    assert!(grass.makes(tuesday(16, 18)).is_ok());
}

#[test]
fn what_is_blocked_is_no_match() {
    let mut grass = hall(Blocks { one_a_day: true, ..four_blocks(Combine::None) });
    let mows = SpaceCommand::BlockTime {
        blocking: nanum_contracts::ids::BlockingId::named("seosan", "mowing"),
        resource: room(),
        span: tuesday(9, 12),
        units: None,
        reason: "The grass is cut.".to_owned(),
        displace: false,
    };
    grass.when(&mows).unwrap();
    assert_eq!(grass.free("2026-12-01"), [tuesday(12, 14), tuesday(14, 16), tuesday(16, 18)]);
    assert!(grass.makes(tuesday(16, 18)).is_ok());
}

#[test]
fn blocks_outside_the_hours_are_not_offered() {
    let mut hall = Given::club_room_but(|hall| {
        hall.blocks = Some(Box::new(four_blocks(Combine::Adjacent)));
        hall.hours = vec![hours(&ALL_WEEK, "11:00", "16:00")];
        hall.on_public_holidays = OnHolidays::Closed;
    });
    assert_eq!(hall.free("2026-12-01"), [tuesday(12, 14), tuesday(14, 16)]);
    assert!(matches!(not_admitted(hall.makes(tuesday(10, 12))), NotAdmitted::OutsideHours { .. }));
    let holidays = HolidaysNoted { revision: 1, holidays: super::holidays::once("2026-12-01") };
    hall.when(&SpaceCommand::NoteHolidays(holidays.into())).unwrap();
    assert_eq!(hall.free("2026-12-01"), []);
}

#[test]
fn a_block_of_the_night_is_longer_or_shorter_when_the_clock_is_changed_or_not_there() {
    for zone_name in ["Europe/Brussels", "Europe/Berlin"] {
        let mut definition = club_room();
        definition.hours = vec![hours(&ALL_WEEK, "00:00", "24:00")];
        let times = vec![block("00:00", "02:00"), block("02:00", "03:00"), block("03:00", "05:00")];
        definition.blocks =
            Some(Box::new(Blocks { times, combine: Combine::Most(2), whole_day: false, one_a_day: false }));
        let mut hall = Given::resource(definition, zone_name, at(zone_name, "2026-10-20 00:00"));
        let minutes = |date: &str| hall.free(date).iter().map(|free| free.minutes()).collect::<Vec<_>>();
        assert_eq!(minutes("2026-10-24"), [120, 60, 120], "{zone_name}");
        assert_eq!(minutes("2026-10-25"), [120, 120, 120], "the hour from 2 to 3 comes twice in {zone_name}");
        assert_eq!(minutes("2027-03-28"), [120, 120], "the hour from 2 to 3 is skipped in {zone_name}");
        // What is left follows each other.
        let night = span(at(zone_name, "2027-03-28 00:00"), at(zone_name, "2027-03-28 05:00"));
        assert_eq!(night.minutes(), 240);
        assert!(hall.makes(night).is_ok(), "{zone_name}");
    }
}

#[test]
fn blocks_that_cannot_be_are_refused() {
    let sound = |blocks: Blocks, units: u32| {
        CheckedDefinition::try_from(ResourceDefinition {
            blocks: Some(Box::new(blocks)),
            units,
            ..club_room()
        })
        .map(|_| ())
    };
    let with = |times: Vec<Block>| Blocks { times, ..four_blocks(Combine::None) };
    assert_eq!(sound(four_blocks(Combine::None), 1), Ok(()));
    assert!(sound(with(vec![]), 1).is_err());
    let many =
        |count: u32| (0..count).map(|n| block(&clock(n * 10), &clock(n * 10 + 10))).collect::<Vec<_>>();
    assert!(
        sound(with(many(49)), 1).is_ok()
            && sound(with(many(50)), 1).is_ok()
            && sound(with(many(51)), 1).is_err()
    );
    assert!(sound(with(vec![block("24:00", "02:00")]), 1).is_err());
    assert!(sound(with(vec![block("20:00", "02:00"), block("08:00", "12:00")]), 1).is_ok());
    let on = |day, block: Block| Block { days: vec![day], ..block };
    let night = || on(Day::Sun, block("20:00", "02:00"));
    let early = |day| on(day, block("01:00", "03:00"));
    assert!(sound(with(vec![night(), early(Day::Mon)]), 1).is_err(), "it goes on in the next week");
    assert!(sound(with(vec![night(), early(Day::Sun)]), 1).is_ok());
    assert!(sound(with(vec![block("10:00", "12:00"), block("11:00", "13:00")]), 1).is_err());
    let (monday, tuesday) =
        (Block { days: vec![Day::Mon], ..block("10:00", "12:00") }, block("11:00", "13:00"));
    assert!(sound(with(vec![monday, Block { days: vec![Day::Tue], ..tuesday }]), 1).is_ok(), "on other days");
    let most = |most| sound(four_blocks(Combine::Most(most)), 1).is_ok();
    assert_eq!((most(0), most(1), most(50), most(51)), (false, true, true, false));
    let one_a_day = || Blocks { one_a_day: true, ..four_blocks(Combine::None) };
    assert_eq!((sound(one_a_day(), 1).is_ok(), sound(one_a_day(), 2).is_ok()), (true, false));
}

fn clock(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Days of blocks with pauses, in half hours, of a Saturday and a Sunday on which the clock is put back, or not.
fn days_of_blocks() -> impl Strategy<Value = (Given, &'static str)> {
    let places = prop::sample::select(vec![
        ("Europe/Brussels", "2026-10-24"),
        ("Europe/Berlin", "2027-03-27"),
        ("Asia/Seoul", "2026-12-05"),
    ]);
    let pieces = prop::collection::vec((0..3_u32, 1..6_u32), 1..8);
    let combine =
        prop_oneof![Just(Combine::None), Just(Combine::Adjacent), (1..4_u32).prop_map(Combine::Most)];
    let rules = (any::<bool>(), any::<bool>(), any::<bool>(), 0..2_u32, 0..20_u32);
    (places, pieces, combine, rules).prop_map(|((zone_name, first), pieces, combine, rules)| {
        let (whole_day, one_a_day, holiday, cleaning, opens) = rules;
        let mut minute = 0;
        let mut times = Vec::new();
        for (pause, length) in pieces {
            let (from, to) = (minute + pause * 30, minute + (pause + length) * 30);
            if to <= 1_440 {
                times.push(block(&clock(from), &clock(to)));
                minute = to;
            }
        }
        let mut definition = club_room();
        definition.hours = vec![hours(&ALL_WEEK, &clock(opens * 30), "24:00")];
        definition.buffer_after_minutes = cleaning * 30;
        definition.blocks = Some(Box::new(Blocks { times, combine, whole_day, one_a_day }));
        definition.on_public_holidays = OnHolidays::Closed;
        let mut given = Given::resource(definition, zone_name, at(zone_name, &format!("{first} 00:00")));
        let holidays = if holiday { super::holidays::once(first) } else { Vec::new() };
        given.when(&SpaceCommand::NoteHolidays(HolidaysNoted { revision: 1, holidays }.into())).unwrap();
        (given, first)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever has been reserved, of all spans that begin and end with blocks just those are admitted that are offered.
    #[test]
    fn what_is_offered_is_what_is_admitted((mut given, first) in days_of_blocks(), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..4)) {
        let first: jiff::civil::Date = first.parse().unwrap();
        for (n, pick) in picks.iter().enumerate() {
            let date = if n % 2 == 0 { first } else { first.tomorrow().unwrap() };
            let offers = given.calendar().free_day(date).offers;
            if !offers.is_empty() {
                let offer = offers[pick.index(offers.len())];
                prop_assert!(given.makes(offer).is_ok(), "{offer:?} was offered");
            }
        }
        for date in [first, first.tomorrow().unwrap()] {
            let day = given.calendar().free_day(date);
            let shared = given.space.resource(room()).unwrap().clone();
            let zone = shared.zone.time_zone();
            let blocks = &shared.definition.blocks.as_ref().unwrap().times;
            let spans: Vec<TimeSpan> = blocks.iter().filter_map(|it| on_date(date, it.from, it.to, &zone)).collect();
            for from in &spans {
                for to in spans.iter().filter(|to| to.ends_at() > from.starts_at()) {
                    let run = span(from.starts_at(), to.ends_at());
                    let admitted = given.calendar().admit(&Candidate::new(run, None)).is_ok();
                    prop_assert_eq!(admitted, day.offers.contains(&run), "{:?}", run);
                }
                let alone = given.calendar().admit(&Candidate::new(*from, None)).is_ok();
                prop_assert_eq!(alone, day.free.contains(from), "{:?} alone", from);
            }
        }
    }
}
