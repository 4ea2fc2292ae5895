//! Drafts, what is shown for a time, and what is archived.

use nanum_contracts::booking::{Eligibility, Photo, PublicationState};

use super::*;

fn tomorrow(from: &str, to: &str) -> TimeSpan {
    in_seoul(&format!("2026-12-02 {from}"), &format!("2026-12-02 {to}"))
}

fn published(state: PublicationState, from: Option<&str>, until: Option<&str>) -> Publication {
    let date = |text: Option<&str>| text.map(|text| text.parse().unwrap());
    Publication { state, visible_from: date(from), visible_until: date(until) }
}

fn room_that_is(publication: Publication) -> Given {
    Given::club_room_but(|room| room.publication = publication)
}

#[test]
fn a_draft_is_reserved_by_nobody() {
    let mut draft = room_that_is(published(PublicationState::Draft, None, None));
    assert_eq!(draft.free("2026-12-02"), []);
    assert_eq!(not_admitted(draft.makes(tomorrow("10:00", "11:00"))), NotAdmitted::NotShown);
    let by_a_clerk = draft.makes_by(Rules::SetAside, room(), tomorrow("10:00", "11:00"));
    assert_eq!(not_admitted(by_a_clerk), NotAdmitted::NotPublished { state: PublicationState::Draft });
}

#[test]
fn a_draft_looks_like_nothing_to_a_series_and_to_whoever_could_not_have_it() {
    let mut draft = Given::club_room_but(|room| {
        room.publication = published(PublicationState::Draft, None, None);
        room.eligibility = Some(Box::new(Eligibility { groups_only: true, ..Eligibility::default() }));
    });
    assert_eq!(not_admitted(draft.makes(tomorrow("10:00", "11:00"))), NotAdmitted::NotShown);
    let time = |text: &str| WallTime::try_from(text.to_owned()).unwrap();
    let every_day = draft.every_day(room(), series(1), (time("10:00"), time("11:00")), 2);
    assert_eq!(not_admitted(draft.when(&every_day)), NotAdmitted::NotShown);
}

#[test]
fn what_is_shown_for_a_time_is_reserved_while_it_is_shown() {
    for (now, shown) in [
        ("2026-12-04 23:59", false),
        ("2026-12-05 00:00", true),
        ("2026-12-10 23:59", true),
        ("2026-12-11 00:00", false),
    ] {
        let window = published(PublicationState::Published, Some("2026-12-05"), Some("2026-12-10"));
        let mut room = room_that_is(window).later(seoul(now));
        let christmas = in_seoul("2026-12-25 10:00", "2026-12-25 11:00");
        assert_eq!(!room.free("2026-12-25").is_empty(), shown, "{now}");
        assert_eq!(room.clone().makes(christmas).is_ok(), shown, "{now}");
        assert!(room.makes_by(Rules::SetAside, super::room(), christmas).is_ok(), "by a clerk at {now}");
    }
}

#[test]
fn what_is_archived_takes_nothing_new_and_keeps_what_it_has() {
    let mut room = Given::club_room();
    room.makes(tomorrow("10:00", "12:00")).unwrap();
    room.makes(tomorrow("14:00", "16:00")).unwrap();
    let publication = published(PublicationState::Archived, None, None);
    room.defines(ResourceDefinition { publication, ..club_room() }).unwrap();
    let archived = NotAdmitted::NotPublished { state: PublicationState::Archived };
    assert_eq!(not_admitted(room.makes(tomorrow("12:00", "13:00"))), archived);
    assert_eq!(
        not_admitted(room.makes_by(Rules::SetAside, super::room(), tomorrow("12:00", "13:00"))),
        archived
    );
    assert_eq!(room.free("2026-12-02"), []);
    let changes = |span| SpaceCommand::ChangeReservation {
        reservation: reservation(1),
        span,
        persons: None,
        rules: Rules::Kept,
        acting: Acting::default(),
        facts: Facts::default(),
    };
    assert_eq!(not_admitted(room.when(&changes(tomorrow("10:00", "13:00")))), archived);
    assert!(room.when(&changes(tomorrow("10:00", "11:00"))).is_ok(), "less of it");
    let gives_up = SpaceCommand::CancelReservation {
        reservation: reservation(2),
        reason: None,
        rules: Rules::Kept,
        acting: Acting::default(),
    };
    assert!(room.when(&gives_up).is_ok());
    let restores = SpaceCommand::RestoreReservation { reservation: reservation(2), facts: Facts::default() };
    assert_eq!(not_admitted(room.when(&restores)), archived);
}

#[test]
fn who_finds_it_in_lists_and_who_may_read_it() {
    let date = |text: &str| text.parse().unwrap();
    let window = published(PublicationState::Published, Some("2026-12-05"), Some("2026-12-10"));
    for (day, seen) in
        [("2026-12-04", false), ("2026-12-05", true), ("2026-12-10", true), ("2026-12-11", false)]
    {
        assert_eq!((window.is_listed_on(date(day)), window.is_read_on(date(day))), (seen, seen), "{day}");
    }
    let archived = published(PublicationState::Archived, None, None);
    assert_eq!(
        (archived.is_listed_on(date("2026-12-05")), archived.is_read_on(date("2026-12-05"))),
        (false, true)
    );
    let backwards = published(PublicationState::Published, Some("2026-12-05"), Some("2026-12-04"));
    assert!(
        CheckedDefinition::try_from(ResourceDefinition { publication: backwards, ..club_room() }).is_err()
    );
}

#[test]
fn pictures_are_few_and_at_safe_addresses() {
    let photo = |url: &str| Photo { url: url.to_owned(), alt: club_room().name, licence: None, credit: None };
    let sound = |photos| CheckedDefinition::try_from(ResourceDefinition { photos, ..club_room() }).is_ok();
    let good = "https://images.example/hall.jpg";
    let many = |count| sound(vec![photo(good); count]);
    assert_eq!((many(19), many(20), many(21)), (true, true, false));
    for bad in
        ["", "http://images.example/hall.jpg", "javascript:alert(1)", "https://", "https:///x", "https://a b"]
    {
        assert!(!sound(vec![photo(bad)]), "{bad}");
    }
    let licensed = |length: usize| sound(vec![Photo { licence: Some("c".repeat(length)), ..photo(good) }]);
    assert_eq!((licensed(100), licensed(101)), (true, false));
}
