//! Series: many dates in one act, each through the guard.

use jiff::civil::Date;
use nanum_contracts::{
    booking::{Allowance, DoneBy, Eligibility, Measure, Whose, WhyNot, Window},
    membership::{Known, Proofs},
};

use super::*;

fn time(text: &str) -> WallTime {
    text.to_owned().try_into().unwrap()
}

fn recurrence(first: &str, rule: &str) -> Recurrence {
    let (first, rule, without) = (first.parse().unwrap(), rule.to_owned(), Vec::new());
    Recurrence { first, from: time("10:00"), to: time("12:00"), rule, without }
}

fn wanted(given: &mut Given, rule: &str) -> WantedSeries {
    given.recurring(room(), series(1), recurrence("2026-12-01", rule))
}

fn of(events: &[SpaceEvent]) -> Vec<&Terms> {
    events.iter().filter_map(|event| Some(event.of_a_reservation()?.0)).collect()
}

fn leaving_out(wanted: WantedSeries) -> SpaceCommand {
    SpaceCommand::MakeSeries(WantedSeries { leave_out_refused: true, ..wanted })
}

#[test]
fn a_year_of_weeks_is_one_act_of_52_reservations() {
    let mut given = Given::club_room();
    let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=52");
    let events = given.when(&SpaceCommand::MakeSeries(wanted)).unwrap();
    assert_eq!((events.len(), events[0].of_a_reservation()), (53, None));
    assert!(of(&events).iter().all(|terms| terms.series == Some(series(1))));
    assert_eq!(of(&events)[51].span, in_seoul("2027-11-23 10:00", "2027-11-23 12:00"));
}

#[test]
fn dates_that_cannot_be_had_refuse_the_whole_or_are_left_out_with_their_reasons() {
    let mut given = Given::club_room();
    given.makes(in_seoul("2026-12-08 11:00", "2026-12-08 13:00")).unwrap();
    let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=3");
    let refused = given.when(&SpaceCommand::MakeSeries(wanted.clone())).unwrap_err();
    let Refusal::DatesRefused { refused } = refused else { panic!("{refused:?}") };
    assert_eq!(refused.iter().map(|date| date.date.to_string()).collect::<Vec<_>>(), ["2026-12-08"]);
    assert_eq!(refused[0].why.rule, "a-unit-is-free");
    assert_eq!(refused[0].why.free_instead[0], in_seoul("2026-12-08 09:00", "2026-12-08 11:00"));

    let events = given.when(&leaving_out(wanted)).unwrap();
    let SpaceEvent::SeriesMade(made) = &events[0] else { panic!("{events:?}") };
    assert_eq!((made.reservations.len(), &made.refused), (2, &refused));
}

#[test]
fn what_is_previewed_is_what_is_made_each_date_beside_those_before_it() {
    let mut given = Given::club_room_but(|room| room.buffer_after_minutes = 24 * 60);
    let wanted = wanted(&mut given, "FREQ=DAILY;COUNT=4");
    let dates = preview(&given.space, &wanted, given.now).unwrap();
    let possible: Vec<bool> = dates.iter().map(|date| date.why_not.is_none()).collect();
    assert_eq!(possible, [true, false, true, false], "a day of cleaning takes the next date");
    let events = given.when(&leaving_out(wanted)).unwrap();
    let possible = dates.iter().filter(|date| date.why_not.is_none()).filter_map(|date| date.span);
    assert!(possible.eq(of(&events).iter().map(|terms| terms.span)));
}

#[test]
fn a_series_of_which_nothing_can_be_had_is_refused() {
    let mut given = Given::club_room_but(|room| room.hours = vec![hours(&[Day::Sun], "09:00", "22:00")]);
    let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=2");
    assert!(
        matches!(given.when(&leaving_out(wanted)), Err(Refusal::NoDateLeft { refused }) if refused.len() == 2)
    );
}

/// Counts for the dates of a series, as if they had been claimed.
fn counted(given: &Given, wanted: &WantedSeries) -> BTreeMap<ReservationId, Result<Vec<Count>, WhyNot>> {
    let shared = given.space.resource(room()).unwrap();
    let dates = preview(&given.space, wanted, given.now).unwrap();
    let counts = wanted.dates.iter().zip(dates).map(|((_, reservation), date)| {
        let tallies = tallies(shared, wanted.holder(), date.span.unwrap()).into_iter();
        let counts = tallies.map(|tally| Count { claim: reservation.uuid(), tally }).collect();
        (*reservation, Ok(counts))
    });
    counts.collect()
}

#[test]
fn each_date_of_a_series_is_counted_and_those_that_no_quota_has_room_for_are_refused_by_it() {
    let whose = Whose::Member;
    let hours = Allowance { most: 240, of: Measure::Minutes, per: Window::Day, whose, class: None };
    let quota = Quota { reservations: 2, per: Period::Month };
    let mut given = Given::club_room_but(|room| {
        room.quota = Some(quota);
        room.quotas = vec![hours.clone()];
    });
    let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=3");
    assert_eq!(given.when(&SpaceCommand::MakeSeries(wanted.clone())), Err(Refusal::NotCounted));
    let mut counts = counted(&given, &wanted);
    let why = WhyNot {
        rule: "reservations-per-month".to_owned(),
        limit: 2.into(),
        actual: 3.into(),
        free_instead: vec![],
    };
    counts.insert(wanted.dates[2].1, Err(why.clone()));
    let wanted = WantedSeries { counts, ..wanted };
    let refused = given.when(&SpaceCommand::MakeSeries(wanted.clone()));
    assert!(
        matches!(refused, Err(Refusal::DatesRefused { refused }) if refused.len() == 1 && refused[0].why == why)
    );
    let events = given.when(&leaving_out(wanted)).unwrap();
    assert_eq!(of(&events).iter().map(|terms| terms.counts.len()).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn a_series_is_for_a_group_and_a_purpose_where_the_resource_asks_for_them() {
    let whom =
        Eligibility { groups_only: true, purposes: vec!["training".to_owned()], ..Eligibility::default() };
    let mut given = Given::club_room_but(|room| room.eligibility = Some(Box::new(whom)));
    let nobodys = wanted(&mut given, "FREQ=WEEKLY;COUNT=2");
    let known = Some(Known::default());
    let nobodys = WantedSeries { known, ..nobodys };
    assert!(matches!(given.when(&SpaceCommand::MakeSeries(nobodys.clone())), Err(Refusal::NotEligible(_))));
    let group = Some(nanum_contracts::ids::GroupId::from_uuid(uuid::Uuid::from_u128(7)));
    let concert = WantedSeries { group, purpose: Some("concert".to_owned()), ..nobodys.clone() };
    assert!(matches!(given.when(&SpaceCommand::MakeSeries(concert)), Err(Refusal::NotEligible(_))));
    let training = WantedSeries { group, purpose: Some("training".to_owned()), ..nobodys };
    let events = given.when(&SpaceCommand::MakeSeries(training.clone())).unwrap();
    let SpaceEvent::SeriesMade(made) = &events[0] else { panic!("{events:?}") };
    assert_eq!((made.group, made.purpose.as_deref()), (group, Some("training")));
    assert!(
        of(&events).iter().all(|terms| (terms.group, terms.purpose.as_deref()) == (group, Some("training")))
    );
    let further = WantedSeries { group: None, purpose: None, ..recurring_on(&mut given, training) };
    let events = given.when(&extend(&given, further)).unwrap();
    assert!(of(&events).iter().all(|terms| terms.group == group), "it goes on for the same group");
}

/// The same series with four dates.
fn recurring_on(given: &mut Given, wanted: WantedSeries) -> WantedSeries {
    let again = given.recurring(room(), wanted.series, recurrence("2026-12-01", "FREQ=WEEKLY;COUNT=4"));
    WantedSeries { dates: again.dates, recurrence: again.recurrence, ..wanted }
}

#[test]
fn evenings_past_midnight_are_a_series_and_their_time_can_be_told_and_changed() {
    let mut given = Given::club_room_but(|room| room.hours = vec![hours(&ALL_WEEK, "20:00", "02:00")]);
    let night = Recurrence {
        from: time("22:00"),
        to: time("02:00"),
        ..recurrence("2026-12-03", "FREQ=WEEKLY;COUNT=2")
    };
    let wanted = given.recurring(room(), series(1), night);
    let events = given.when(&SpaceCommand::MakeSeries(wanted)).unwrap();
    assert_eq!(of(&events)[1].span, in_seoul("2026-12-10 22:00", "2026-12-11 02:00"));
    let (from, to) = (time("21:00"), time("00:00"));
    let counted = BTreeMap::new();
    let change = SpaceCommand::ChangeSeries {
        series: series(1),
        starting: None,
        from,
        to,
        acting: Acting::default(),
        known: None,
        counted,
    };
    let events = given.when(&change).unwrap();
    assert_eq!(of(&events)[0].span, in_seoul("2026-12-03 21:00", "2026-12-04 00:00"));
}

#[test]
fn a_first_date_that_the_rule_does_not_name_is_said() {
    let mut given = Given::club_room();
    // A Tuesday.
    let wanted = wanted(&mut given, "FREQ=WEEKLY;BYDAY=WE;COUNT=2");
    let refused = given.when(&SpaceCommand::MakeSeries(wanted.clone()));
    let Err(Refusal::DatesRefused { refused }) = refused else { panic!("{refused:?}") };
    assert_eq!((refused.len(), refused[0].date.to_string().as_str()), (1, "2026-12-01"));
    assert_eq!(refused[0].why.rule, "the-rule-names-the-first-date");
    let events = given.when(&leaving_out(wanted)).unwrap();
    let SpaceEvent::SeriesMade(made) = &events[0] else { panic!("{events:?}") };
    assert_eq!((made.reservations.len(), &made.refused), (2, &refused));
}

#[test]
fn a_series_is_for_whom_the_resource_is_and_no_date_tells_who_somebody_is() {
    let for_adults = Eligibility { adults_only: true, ..Eligibility::default() };
    let mut given = Given::club_room_but(|room| room.eligibility = Some(Box::new(for_adults)));
    let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=2");
    let by = |adult| {
        let proofs = Proofs { adult, ..Proofs::default() };
        let known = Some(Known { proofs, ..Known::default() });
        SpaceCommand::MakeSeries(WantedSeries { known, ..wanted.clone() })
    };
    assert_eq!(given.when(&by(false)), Err(Refusal::NotEligible(NotEligible::AdultsOnly)));
    assert_eq!(given.when(&by(true)).unwrap().len(), 3);
}

#[test]
fn where_a_clerk_decides_each_date_waits() {
    let mut given = Given::club_room_but(|room| room.approval = true);
    let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=2");
    let events = given.when(&SpaceCommand::MakeSeries(wanted)).unwrap();
    assert_eq!(names(&events), ["series.made.v1", "reservation.requested.v1", "reservation.requested.v1"]);
    let SpaceEvent::SeriesMade(made) = &events[0] else { panic!("{events:?}") };
    assert_eq!((made.requested, made.unheld), (true, false));
}

#[test]
fn a_series_says_whether_it_waits_without_holding_its_times() {
    let mut given = Given::club_room_but(|room| (room.approval, room.approval_holds) = (true, false));
    let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=2");
    let events = given.when(&SpaceCommand::MakeSeries(wanted)).unwrap();
    let SpaceEvent::SeriesMade(made) = &events[0] else { panic!("{events:?}") };
    assert_eq!((made.requested, made.unheld), (true, true));
}

#[test]
fn what_becomes_of_a_series_names_its_dates_and_each_of_them_says_that_it_came_with_it() {
    let mut given = Given::club_room();
    let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=3");
    let dates = |all: &[&str]| all.iter().map(|date| date.parse().unwrap()).collect::<Vec<Date>>();
    let made = given.when(&SpaceCommand::MakeSeries(wanted)).unwrap();
    let SpaceEvent::SeriesMade(told) = &made[0] else { panic!("{made:?}") };
    assert_eq!(told.dates, dates(&["2026-12-01", "2026-12-08", "2026-12-15"]));
    assert_eq!((told.requested, told.unheld), (false, false));

    let starting = Some("2026-12-08".parse().unwrap());
    let (from, to) = (time("20:00"), time("22:00"));
    let change = SpaceCommand::ChangeSeries {
        series: series(1),
        starting,
        from,
        to,
        acting: Acting::default(),
        known: None,
        counted: BTreeMap::new(),
    };
    let changed = given.when(&change).unwrap();
    let SpaceEvent::SeriesChanged(told) = &changed[0] else { panic!("{changed:?}") };
    assert_eq!(told.dates, dates(&["2026-12-08", "2026-12-15"]));
    let with_it =
        |event: &SpaceEvent| matches!(event, SpaceEvent::ReservationChanged(event) if event.with_series);
    assert!(changed[1..].iter().all(with_it));

    let cancel = |from: Option<Date>| SpaceCommand::CancelSeries {
        series: series(1),
        from,
        reason: None,
        acting: Acting::default(),
    };
    let cancelled = given.clone().when(&cancel(starting)).unwrap();
    let SpaceEvent::SeriesCancelled(told) = &cancelled[0] else { panic!("{cancelled:?}") };
    assert_eq!(
        (&told.dates, told.from, told.to),
        (&dates(&["2026-12-08", "2026-12-15"]), Some(from), Some(to))
    );
    let with_it =
        |event: &SpaceEvent| matches!(event, SpaceEvent::ReservationCancelled(event) if event.with_series);
    assert!(cancelled[1..].iter().all(with_it));
    let cancelled = given.when(&cancel(None)).unwrap();
    let SpaceEvent::SeriesCancelled(told) = &cancelled[0] else { panic!("{cancelled:?}") };
    assert_eq!((told.dates.len(), told.from, told.to), (3, None, None), "they had several times");
}

#[test]
fn one_date_that_is_changed_or_cancelled_by_itself_does_not_come_with_its_series() {
    let mut given = Given::club_room();
    let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=2");
    let ids: Vec<ReservationId> = wanted.dates.iter().map(|(_, id)| *id).collect();
    given.when(&SpaceCommand::MakeSeries(wanted)).unwrap();
    let (span, facts) = (in_seoul("2026-12-01 14:00", "2026-12-01 15:00"), Facts::default());
    let change = SpaceCommand::ChangeReservation {
        reservation: ids[0],
        span,
        persons: None,
        rules: Rules::Kept,
        acting: Acting::default(),
        facts,
    };
    let changed = given.when(&change).unwrap();
    assert!(matches!(&changed[..], [SpaceEvent::ReservationChanged(event)] if !event.with_series));
    let (rules, by) = (Rules::Kept, None);
    let cancel = SpaceCommand::CancelReservation {
        reservation: ids[1],
        reason: None,
        rules,
        acting: Acting { by, at_members_wish: false },
    };
    let cancelled = given.when(&cancel).unwrap();
    assert!(matches!(&cancelled[..], [SpaceEvent::ReservationCancelled(event)] if !event.with_series));
}

#[test]
fn the_hour_on_the_wall_stays_through_summer_time() {
    let now = at("Europe/Berlin", "2027-03-20 08:00");
    let mut given = Given::resource(club_room(), "Europe/Berlin", now);
    let recurrence = recurrence("2027-03-27", "FREQ=DAILY;COUNT=2");
    let wanted = given.recurring(room(), series(1), recurrence);
    let events = given.when(&SpaceCommand::MakeSeries(wanted)).unwrap();
    let starts: Vec<String> = of(&events).iter().map(|terms| terms.span.starts_at().to_string()).collect();
    assert_eq!(starts, ["2027-03-27T09:00:00Z", "2027-03-28T08:00:00Z"]);
}

#[test]
fn a_time_that_the_clock_skips_is_refused_on_that_date_only() {
    let now = at("Europe/Berlin", "2027-03-20 08:00");
    let mut open = club_room();
    open.hours = vec![hours(&ALL_WEEK, "00:00", "24:00")];
    let mut given = Given::resource(open, "Europe/Berlin", now);
    let times = Recurrence {
        from: time("02:00"),
        to: time("03:00"),
        ..recurrence("2027-03-27", "FREQ=DAILY;COUNT=3")
    };
    let wanted = given.recurring(room(), series(1), times);
    let dates = preview(&given.space, &wanted, given.now).unwrap();
    let rules: Vec<Option<&str>> =
        dates.iter().map(|date| date.why_not.as_ref().map(|why| why.rule.as_str())).collect();
    assert_eq!(rules, [None, Some("the-clock-shows-the-time"), None]);
}

#[test]
fn what_is_to_come_is_cancelled_from_a_date_on_and_what_has_begun_stays() {
    let mut given = Given::club_room();
    let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=5");
    given.when(&SpaceCommand::MakeSeries(wanted)).unwrap();
    let cancel = |from: Option<&str>| SpaceCommand::CancelSeries {
        series: series(1),
        from: from.map(|date| date.parse().unwrap()),
        reason: None,
        acting: Acting::default(),
    };
    let cancelled = given.when(&cancel(Some("2026-12-22"))).unwrap();
    assert_eq!(
        names(&cancelled),
        ["series.cancelled.v1", "reservation.cancelled.v1", "reservation.cancelled.v1"]
    );
    let SpaceEvent::SeriesCancelled(told) = &cancelled[0] else { panic!("{cancelled:?}") };
    let ids: Vec<ReservationId> = of(&cancelled).iter().map(|terms| terms.reservation).collect();
    assert_eq!((told.series, told.member, &told.reservations), (series(1), member(), &ids));
    given = given.later(seoul("2026-12-08 10:00"));
    let cancelled = given.when(&cancel(None)).unwrap();
    assert_eq!(of(&cancelled)[0].span, in_seoul("2026-12-15 10:00", "2026-12-15 12:00"));
    assert_eq!(of(&cancelled).len(), 1, "the second date has begun");
    assert_eq!(given.when(&cancel(None)), Err(Refusal::NothingToCome));
}

/// A series of three weeks; what it goes on with shall be what the rule says.
fn three_weeks() -> (Given, impl Fn(&mut Given, &str) -> WantedSeries) {
    let mut given = Given::club_room();
    let made = wanted(&mut given, "FREQ=WEEKLY;COUNT=3");
    given.when(&SpaceCommand::MakeSeries(WantedSeries { persons: Some(8), ..made })).unwrap();
    (given, |given: &mut Given, rule: &str| wanted(given, rule))
}

fn extend(given: &Given, wanted: WantedSeries) -> SpaceCommand {
    SpaceCommand::ExtendSeries { wanted, ended: Ended { dates: 0, at: given.now } }
}

fn dates_in(events: &[SpaceEvent]) -> Vec<String> {
    of(events)
        .iter()
        .map(|terms| terms.span.starts_at().to_zoned(zone("Asia/Seoul").time_zone()).date().to_string())
        .collect()
}

#[test]
fn a_series_goes_on_with_what_its_rule_names_after_its_last_date() {
    let (mut given, wanted) = three_weeks();
    let further = wanted(&mut given, "FREQ=WEEKLY;COUNT=5");
    let events = given.when(&extend(&given.clone(), further)).unwrap();
    assert_eq!(dates_in(&events), ["2026-12-22", "2026-12-29"]);
    assert!(of(&events).iter().all(|terms| terms.series == Some(series(1)) && terms.persons == Some(8)));
    let SpaceEvent::SeriesExtended(told) = &events[0] else { panic!("{events:?}") };
    assert_eq!((told.series, told.reservations.len(), told.dates.len()), (series(1), 2, 2));
    assert_eq!(told.recurrence.rule, "FREQ=WEEKLY;COUNT=5");
}

#[test]
fn a_rule_that_names_nothing_after_the_last_date_adds_nothing_twice() {
    let (mut given, wanted) = three_weeks();
    let same = wanted(&mut given, "FREQ=WEEKLY;COUNT=3");
    let last = "2026-12-15".parse().unwrap();
    assert_eq!(given.when(&extend(&given.clone(), same)), Err(Refusal::NothingToAdd { last }));
    let further = wanted(&mut given, "FREQ=WEEKLY;COUNT=4");
    given.when(&extend(&given.clone(), further.clone())).unwrap();
    let last = "2026-12-22".parse().unwrap();
    assert_eq!(given.when(&extend(&given.clone(), further)), Err(Refusal::NothingToAdd { last }));
}

#[test]
fn what_was_cancelled_of_a_series_is_not_reserved_again_when_it_goes_on() {
    let (mut given, wanted) = three_weeks();
    let from = Some("2026-12-15".parse().unwrap());
    given
        .when(&SpaceCommand::CancelSeries {
            series: series(1),
            from,
            reason: None,
            acting: Acting::default(),
        })
        .unwrap();
    let further = wanted(&mut given, "FREQ=WEEKLY;COUNT=4");
    let events = given.when(&extend(&given.clone(), further)).unwrap();
    assert_eq!(dates_in(&events), ["2026-12-22"]);
}

#[test]
fn what_cannot_be_had_refuses_the_extension_or_is_left_out_of_it() {
    let (mut given, wanted) = three_weeks();
    given.makes(in_seoul("2026-12-22 11:00", "2026-12-22 13:00")).unwrap();
    let further = wanted(&mut given, "FREQ=WEEKLY;COUNT=5");
    let refused = given.when(&extend(&given.clone(), further.clone()));
    assert!(matches!(refused, Err(Refusal::DatesRefused { refused }) if refused.len() == 1));
    let ended = Ended { dates: 0, at: given.now };
    let ahead = preview_extension(&given.space, (&further, ended), given.now).unwrap();
    assert_eq!(ahead.iter().map(|date| date.why_not.is_none()).collect::<Vec<_>>(), [false, true]);
    let leaving_out = WantedSeries { leave_out_refused: true, ..further };
    let events = given.when(&extend(&given.clone(), leaving_out)).unwrap();
    assert_eq!(dates_in(&events), ["2026-12-29"]);
    let SpaceEvent::SeriesExtended(told) = &events[0] else { panic!("{events:?}") };
    assert_eq!(told.refused[0].date.to_string(), "2026-12-22");
}

#[test]
fn a_series_and_what_it_goes_on_with_have_at_most_366_dates() {
    let ended = |given: &Given, dates| Ended { dates, at: given.now };
    for (over, allowed) in [(361, true), (362, true), (363, false)] {
        let (mut given, wanted) = three_weeks();
        // The last of them, and one more: with three that it has and those that are over.
        let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=4");
        let command = SpaceCommand::ExtendSeries { wanted, ended: ended(&given, over) };
        let outcome = given.when(&command);
        assert_eq!(outcome.is_ok(), allowed, "{over}");
        if !allowed {
            assert_eq!(outcome, Err(Refusal::SeriesTooLong { most: SERIES_DATES_MAX, dates: 367 }));
        }
    }
}

#[test]
fn a_series_that_is_over_for_long_does_not_go_on() {
    let (given, wanted) = three_weeks();
    let mut given = given.later(seoul("2026-12-20 10:00"));
    given.makes(in_seoul("2026-12-20 14:00", "2026-12-20 15:00")).unwrap();
    let further = wanted(&mut given, "FREQ=WEEKLY;COUNT=5");
    assert_eq!(given.when(&extend(&given.clone(), further)), Err(Refusal::OverForLong));
}

#[test]
fn a_clerk_sets_the_rules_of_time_aside_for_a_series_and_never_what_is_taken() {
    let mut given = Given::club_room_but(|room| {
        room.approval = true;
        room.hours = vec![hours(&[Day::Sun], "09:00", "22:00")];
    });
    given.makes_by(Rules::SetAside, room(), in_seoul("2026-12-08 11:00", "2026-12-08 13:00")).unwrap();
    let kept = WantedSeries { leave_out_refused: true, ..wanted(&mut given, "FREQ=WEEKLY;COUNT=3") };
    assert!(matches!(given.when(&SpaceCommand::MakeSeries(kept.clone())), Err(Refusal::NoDateLeft { .. })));
    let events =
        given.when(&SpaceCommand::MakeSeries(WantedSeries { rules: Rules::SetAside, ..kept })).unwrap();
    assert_eq!(names(&events), ["series.made.v1", "reservation.confirmed.v1", "reservation.confirmed.v1"]);
    assert!(of(&events).iter().all(|terms| terms.rules_set_aside));
    let SpaceEvent::SeriesMade(made) = &events[0] else { panic!("{events:?}") };
    assert_eq!((made.refused.len(), made.refused[0].why.rule.as_str()), (1, "a-unit-is-free"));
}

#[test]
fn another_time_is_for_all_that_is_to_come_or_for_none() {
    let mut given = Given::club_room();
    let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=3");
    given.when(&SpaceCommand::MakeSeries(wanted)).unwrap();
    given.makes(in_seoul("2026-12-15 18:00", "2026-12-15 19:00")).unwrap();
    let change = |from: &str, to: &str| SpaceCommand::ChangeSeries {
        series: series(1),
        starting: None,
        from: time(from),
        to: time(to),
        acting: Acting::default(),
        known: None,
        counted: BTreeMap::new(),
    };
    let before = given.space.clone();
    let refused = given.when(&change("18:00", "20:00"));
    assert!(matches!(refused, Err(Refusal::DatesRefused { refused }) if refused.len() == 1));
    assert_eq!(given.space, before);
    let changed = given.when(&change("11:00", "14:00")).unwrap();
    assert_eq!(of(&changed).len(), 3, "a date may overlap what it had");
    let SpaceEvent::SeriesChanged(told) = &changed[0] else { panic!("{changed:?}") };
    assert_eq!((told.from, told.to, told.reservations.len()), (time("11:00"), time("14:00"), 3));
    assert_eq!(given.when(&change("11:00", "14:00")), Ok(vec![]), "nothing moves");
    assert_eq!(of(&changed)[2].span, in_seoul("2026-12-15 11:00", "2026-12-15 14:00"));
}

#[test]
fn its_holder_gives_up_of_a_series_what_is_not_too_late_and_a_clerk_all_that_is_to_come() {
    let mut given = Given::club_room_but(|room| room.notice.cancel_least_minutes = 2 * 1_440);
    let wanted = wanted(&mut given, "FREQ=WEEKLY;COUNT=3");
    given.when(&SpaceCommand::MakeSeries(wanted)).unwrap();
    let mut given = given.later(seoul("2026-12-06 22:00"));
    let cancel = |by| SpaceCommand::CancelSeries {
        series: series(1),
        from: None,
        reason: None,
        acting: Acting::by(by),
    };
    let given_up = given.when(&cancel(DoneBy::Holder)).unwrap();
    let dates: Vec<String> = of(&given_up).iter().map(|terms| terms.span.starts_at().to_string()).collect();
    assert_eq!(dates.len(), 1, "{dates:?}");
    let SpaceEvent::SeriesCancelled(told) = &given_up[0] else { panic!("{given_up:?}") };
    assert_eq!(told.dates, ["2026-12-15".parse::<Date>().unwrap()]);
    let late = given.when(&cancel(DoneBy::Holder));
    assert!(matches!(late, Err(Refusal::NotAdmitted(NotAdmitted::TooLate { .. }))), "{late:?}");
    assert_eq!(of(&given.when(&cancel(DoneBy::Staff)).unwrap()).len(), 1);
}
