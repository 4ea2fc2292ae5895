//! A hall and its halves: who has the whole has the parts, and the parts do not block each other.

use super::*;

fn named(name: &str) -> ResourceId {
    ResourceId::named("seosan", name)
}

fn hall() -> ResourceId {
    named("hall")
}

fn left() -> ResourceId {
    named("left")
}

fn right() -> ResourceId {
    named("right")
}

/// The half of the hall, or anything else that is a part of something.
fn part_of(whole: ResourceId) -> ResourceDefinition {
    ResourceDefinition { part_of: Some(whole), ..club_room() }
}

/// A hall with a left and a right half, and a corner with five desks in the right one.
fn hall_with_halves() -> Given {
    let mut given = Given { space: Space::default(), now: seoul("2026-12-01 08:00"), reservations: 0 };
    given.adds(hall(), club_room()).unwrap();
    given.adds(left(), part_of(hall())).unwrap();
    given.adds(right(), part_of(hall())).unwrap();
    given.adds(named("desks"), ResourceDefinition { units: 5, ..part_of(right()) }).unwrap();
    given
}

fn morning() -> TimeSpan {
    in_seoul("2026-12-01 10:00", "2026-12-01 12:00")
}

#[test]
fn who_has_the_hall_has_both_halves() {
    let mut space = hall_with_halves();
    space.makes_of(hall(), morning()).unwrap();
    for part in [left(), right(), named("desks")] {
        assert!(matches!(not_admitted(space.makes_of(part, morning())), NotAdmitted::SlotTaken { .. }));
    }
}

#[test]
fn halves_do_not_block_each_other_but_each_blocks_the_hall() {
    let mut space = hall_with_halves();
    space.makes_of(left(), morning()).unwrap();
    space.makes_of(right(), morning()).unwrap();
    assert!(matches!(not_admitted(space.makes_of(hall(), morning())), NotAdmitted::SlotTaken { .. }));
}

#[test]
fn one_desk_of_a_corner_blocks_the_half_and_the_hall_and_no_other_desk() {
    let mut space = hall_with_halves();
    let desks = named("desks");
    space.makes_of(desks, morning()).unwrap();
    space.makes_of(desks, morning()).unwrap();
    for whole in [right(), hall()] {
        assert!(matches!(not_admitted(space.makes_of(whole, morning())), NotAdmitted::SlotTaken { .. }));
    }
    space.makes_of(left(), morning()).unwrap();
}

#[test]
fn a_hall_is_shown_free_while_both_halves_are() {
    let mut space = hall_with_halves();
    space.makes_of(left(), in_seoul("2026-12-01 09:00", "2026-12-01 11:00")).unwrap();
    space.makes_of(named("desks"), in_seoul("2026-12-01 14:00", "2026-12-01 15:00")).unwrap();
    let free = space.free_of(hall(), "2026-12-01");
    let wanted = [("11:00", "14:00"), ("15:00", "22:00")];
    let wanted =
        wanted.map(|(from, to)| in_seoul(&format!("2026-12-01 {from}"), &format!("2026-12-01 {to}")));
    assert_eq!(free, wanted);
}

#[test]
fn a_part_has_a_whole_at_its_site_that_is_one() {
    let mut space = hall_with_halves();
    let somewhere = SiteId::named("seosan", "elsewhere");
    assert_eq!(
        space.adds(named("a"), part_of(named("nowhere"))),
        Err(Refusal::WholeUnknown { whole: named("nowhere") })
    );
    assert_eq!(
        space.adds(named("a"), ResourceDefinition { site: somewhere, ..part_of(hall()) }),
        Err(Refusal::PartElsewhere { site: club_room().site, given: somewhere })
    );
    assert_eq!(space.adds(named("a"), part_of(named("desks"))), Err(Refusal::PoolWithParts { units: 5 }));
    let as_a_pool = ResourceDefinition { units: 2, ..club_room() };
    assert_eq!(space.adds(hall(), as_a_pool), Err(Refusal::PoolWithParts { units: 2 }));
}

#[test]
fn nothing_becomes_a_part_of_its_own_part() {
    let mut space = hall_with_halves();
    let refusal = Refusal::PartMoved { part_of: None, given: Some(left()) };
    assert_eq!(space.adds(hall(), part_of(left())), Err(refusal));
    let refusal = Refusal::PartMoved { part_of: Some(hall()), given: None };
    assert_eq!(space.adds(left(), club_room()), Err(refusal));
}

#[test]
fn a_tree_goes_five_deep() {
    let mut space = hall_with_halves();
    space.adds(named("1"), part_of(left())).unwrap();
    space.adds(named("2"), part_of(named("1"))).unwrap();
    space.adds(named("3"), part_of(named("2"))).unwrap();
    assert_eq!(space.adds(named("4"), part_of(named("3"))), Err(Refusal::TreeTooDeep { most: 5 }));
}
