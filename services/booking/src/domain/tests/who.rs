//! Who may reserve, and how much of it.

use nanum_contracts::{
    booking::{Allowance, Eligibility, Measure, Season, Whose, Window},
    ids::GroupId,
    membership::{GroupKind, Known, Proofs, Suspension},
};

use super::*;

fn allowance(most: u32, of: Measure, per: Window) -> Allowance {
    Allowance { most, of, per, whose: Whose::Member, class: None }
}

fn room_for(eligibility: Eligibility) -> Given {
    Given::club_room_but(|room| room.eligibility = Some(Box::new(eligibility)))
}

fn team() -> GroupId {
    GroupId::named("seosan", "juniors")
}

/// A wish for so many days ahead, by somebody of whom this is known.
struct Wished<'a> {
    days: i64,
    group: Option<GroupId>,
    purpose: Option<&'a str>,
    known: Option<Known>,
}

const NOBODY: Wished<'static> = Wished { days: 0, group: None, purpose: None, known: None };

fn asks(room: &mut Given, wished: &Wished<'_>) -> Result<Vec<SpaceEvent>, Refusal> {
    let from = seoul("2026-12-01 10:00") + jiff::SignedDuration::from_hours(24 * wished.days);
    let command = SpaceCommand::MakeReservation {
        reservation: reservation(1),
        resource: super::room(),
        member: member(),
        span: span(from, from + jiff::SignedDuration::from_hours(1)),
        persons: None,
        rules: Rules::Kept,
        group: wished.group,
        purpose: wished.purpose.map(str::to_owned),
        facts: Facts { known: wished.known.clone(), ..Facts::default() },
        payer: Payer::default(),
    };
    room.when(&command)
}

fn proven(proofs: Proofs) -> Option<Known> {
    Some(Known { proofs, ..Known::default() })
}

fn not_eligible(outcome: Result<Vec<SpaceEvent>, Refusal>) -> NotEligible {
    match outcome {
        Err(Refusal::NotEligible(why)) => why,
        other => panic!("not refused for who it is: {other:?}"),
    }
}

#[test]
fn residents_reserve_from_thirty_days_before_and_everybody_from_seven() {
    let residents_first = Eligibility {
        residents_days_before: Some(30),
        everybody_days_before: Some(7),
        ..Eligibility::default()
    };
    for (resident, days_before) in [(true, 30), (false, 7)] {
        for days in [days_before - 1, days_before, days_before + 1] {
            let known = proven(Proofs { resident, ..Proofs::default() });
            let outcome = asks(&mut room_for(residents_first.clone()), &Wished { days, known, ..NOBODY });
            assert_eq!(outcome.is_ok(), days <= days_before, "{resident} {days}");
        }
    }
    let unknown = asks(&mut room_for(residents_first), &NOBODY);
    assert_eq!(unknown, Err(Refusal::NotKnown), "it is asked who that is");
}

#[test]
fn what_asks_for_nothing_of_a_person_does_not_ask_who_it_is() {
    let purposes = vec!["public-interest".to_owned()];
    let mut room = room_for(Eligibility { purposes: purposes.clone(), ..Eligibility::default() });
    let party = Wished { purpose: Some("party"), ..NOBODY };
    let purpose = Some("party".to_owned());
    assert_eq!(not_eligible(asks(&mut room, &party)), NotEligible::Purpose { purposes, purpose });
    assert!(asks(&mut room, &Wished { purpose: Some("public-interest"), ..NOBODY }).is_ok());
}

#[test]
fn adults_the_entitled_and_the_trained() {
    let of_all = Eligibility {
        adults_only: true,
        entitlement: Some("city-pass".to_owned()),
        qualification: Some("laser-cutter".to_owned()),
        ..Eligibility::default()
    };
    let mut room = room_for(of_all);
    let mut proofs = Proofs::default();
    let mut refused = |proofs: &Proofs| asks(&mut room, &Wished { known: proven(proofs.clone()), ..NOBODY });
    assert_eq!(not_eligible(refused(&proofs)), NotEligible::AdultsOnly);
    proofs.adult = true;
    let entitlement = "city-pass".to_owned();
    assert_eq!(
        not_eligible(refused(&proofs)),
        NotEligible::EntitlementMissing { entitlement: entitlement.clone() }
    );
    proofs.entitlements.push(entitlement);
    let qualification = "laser-cutter".to_owned();
    let untrained = NotEligible::QualificationMissing { qualification: qualification.clone() };
    assert_eq!(not_eligible(refused(&proofs)), untrained);
    proofs.qualifications.push(qualification);
    assert!(refused(&proofs).is_ok());
}

#[test]
fn what_is_for_teams_is_for_no_single_person_and_no_household() {
    let for_teams =
        Eligibility { groups: vec![GroupKind::Team], groups_only: true, ..Eligibility::default() };
    let mut room = room_for(for_teams);
    assert_eq!(not_eligible(asks(&mut room, &NOBODY)), NotEligible::GroupsOnly);
    let mut by = |group| {
        let known = Some(Known { group, ..Known::default() });
        asks(&mut room, &Wished { group: Some(team()), known, ..NOBODY })
    };
    assert!(matches!(not_eligible(by(Some(GroupKind::Household))), NotEligible::GroupKind { .. }));
    let events = by(Some(GroupKind::Team)).unwrap();
    let SpaceEvent::ReservationConfirmed(confirmed) = &events[0] else { panic!("{events:?}") };
    assert_eq!((confirmed.terms.group, confirmed.terms.member), (Some(team()), member()));
}

#[test]
fn who_is_suspended_reserves_nothing_that_asks_for_a_good_standing() {
    let suspension = Suspension { until: seoul("2027-01-01 09:00"), points: 3, threshold: 3 };
    let known = Some(Known { suspended: Some(suspension), ..Known::default() });
    let mut room = room_for(Eligibility { good_standing: true, ..Eligibility::default() });
    let suspended = asks(&mut room, &Wished { known: known.clone(), ..NOBODY });
    assert_eq!(not_eligible(suspended), NotEligible::StandingSuspended(suspension));
    assert!(asks(&mut room_for(Eligibility::default()), &Wished { known, ..NOBODY }).is_ok());
}

fn weighs(per: Window, of: Measure, from: &str, to: &str) -> Option<Tally> {
    let room = Given::club_room_but(|room| room.quotas = vec![allowance(3, of, per)]);
    let holder = Holder { member: member(), group: None };
    tallies(room.space.resource(super::room()).unwrap(), holder, in_seoul(from, to)).pop()
}

#[test]
fn a_reservation_weighs_one_or_its_minutes() {
    let on = |of| weighs(Window::Day, of, "2026-12-01 10:00", "2026-12-01 11:30").unwrap();
    assert_eq!((on(Measure::Reservations).amount, on(Measure::Minutes).amount), (1, 90));
    assert_eq!(on(Measure::Minutes).rule, "minutes-per-day");
}

#[test]
fn a_season_has_its_dates_and_what_is_in_none_is_not_counted() {
    let season = |name: &str, from: &str, to: &str| Season {
        name: name.to_owned(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
    };
    let seasons = Window::Seasons(vec![season("winter", "2026-12-01", "2027-02-28")]);
    let on = |date: &str| {
        let (from, to) = (format!("{date} 10:00"), format!("{date} 11:00"));
        weighs(seasons.clone(), Measure::Reservations, &from, &to).map(|tally| tally.window)
    };
    let winter = Some("winter".to_owned());
    assert_eq!((on("2026-12-01"), on("2027-02-28")), (winter.clone(), winter));
    assert_eq!((on("2026-11-30"), on("2027-03-01")), (None, None));
}

#[test]
fn a_rolling_window_weighs_from_the_start_for_so_many_days() {
    let tally =
        weighs(Window::Days(28), Measure::Reservations, "2026-12-01 10:00", "2026-12-01 11:00").unwrap();
    assert_eq!(tally.during, Some(in_seoul("2026-12-01 10:00", "2026-12-29 10:00")));
}

#[test]
fn a_group_has_its_own_allowance_whoever_acts_for_it() {
    let of_a_group = Allowance {
        whose: Whose::Group,
        class: Some("youth".to_owned()),
        ..allowance(240, Measure::Minutes, Window::Day)
    };
    let room = Given::club_room_but(|room| {
        room.quotas = vec![allowance(2, Measure::Reservations, Window::Week), of_a_group];
    });
    let shared = room.space.resource(super::room()).unwrap();
    let of = |name: &str, group| {
        let holder = Holder { member: MemberId::named("seosan", name), group };
        tallies(shared, holder, in_seoul("2026-12-01 10:00", "2026-12-01 11:00"))
    };
    assert_eq!(of("mina", Some(team())), of("jun", Some(team())));
    assert_eq!(of("mina", Some(team()))[0].holder, format!("class:youth/{}", team()));
    assert_ne!(of("mina", None), of("jun", None));
    assert_eq!(of("mina", None)[0].rule, "reservations-per-week");
}

#[test]
fn what_has_quotas_is_made_only_when_it_was_counted_for_each() {
    let mut room = Given::club_room_but(|room| {
        room.quota = Some(Quota { reservations: 2, per: Period::Week });
        room.quotas = vec![allowance(240, Measure::Minutes, Window::Day)];
    });
    let morning = in_seoul("2026-12-01 10:00", "2026-12-01 12:00");
    assert_eq!(room.makes(morning), Err(Refusal::NotCounted));
    let all = counts(&room, 1, morning);
    assert_eq!(made(&mut room, morning, &all[..1]), Err(Refusal::NotCounted), "for one of two");
    let events = made(&mut room, morning, &all).unwrap();
    let SpaceEvent::ReservationConfirmed(confirmed) = &events[0] else { panic!("{events:?}") };
    assert_eq!(confirmed.terms.counts, all);
}

fn counts(room: &Given, attempt: usize, span: TimeSpan) -> Vec<Count> {
    let shared = room.space.resource(super::room()).unwrap();
    let holder = Holder { member: member(), group: None };
    let tallies = tallies(shared, holder, span).into_iter();
    tallies.map(|tally| Count { claim: reservation(attempt).uuid(), tally }).collect()
}

fn made(room: &mut Given, span: TimeSpan, counts: &[Count]) -> Result<Vec<SpaceEvent>, Refusal> {
    let facts = Facts { counts: counts.to_vec(), ..Facts::default() };
    room.when(&SpaceCommand::MakeReservation {
        reservation: reservation(1),
        resource: super::room(),
        member: member(),
        span,
        persons: None,
        rules: Rules::Kept,
        group: None,
        purpose: None,
        facts,
        payer: Payer::default(),
    })
}

fn change(span: TimeSpan, attempt: usize, counts: Vec<Count>) -> SpaceCommand {
    SpaceCommand::ChangeReservation {
        reservation: reservation(1),
        span,
        persons: None,
        rules: Rules::Kept,
        acting: Acting::default(),
        facts: Facts { attempt: Some(reservation(attempt)), counts, ..Facts::default() },
    }
}

/// A reservation of two hours that counts for a week and for its minutes of a day.
fn counted() -> (Given, Vec<Count>) {
    let mut room = Given::club_room_but(|room| {
        room.quota = Some(Quota { reservations: 2, per: Period::Week });
        room.quotas = vec![allowance(240, Measure::Minutes, Window::Day)];
    });
    let morning = in_seoul("2026-12-01 10:00", "2026-12-01 12:00");
    let had = counts(&room, 1, morning);
    made(&mut room, morning, &had).unwrap();
    (room, had)
}

#[test]
fn shortening_gives_hours_back_and_keeps_what_stays_the_same() {
    let (mut room, had) = counted();
    let shorter = in_seoul("2026-12-01 10:00", "2026-12-01 11:00");
    assert_eq!(room.when(&change(shorter, 7, Vec::new())), Err(Refusal::NotCounted));
    let anew = counts(&room, 7, shorter);
    let events = room.when(&change(shorter, 7, anew.clone())).unwrap();
    let SpaceEvent::ReservationChanged(changed) = &events[0] else { panic!("{events:?}") };
    assert_eq!(changed.terms.counts, [had[0].clone(), anew[1].clone()]);
    assert_eq!(changed.counts_given_back, had[1..]);
}

#[test]
fn who_moves_to_another_period_is_counted_there() {
    let (mut room, had) = counted();
    let next_week = in_seoul("2026-12-08 10:00", "2026-12-08 12:00");
    let anew = counts(&room, 7, next_week);
    let events = room.when(&change(next_week, 7, anew.clone())).unwrap();
    let SpaceEvent::ReservationChanged(changed) = &events[0] else { panic!("{events:?}") };
    assert_eq!((&changed.terms.counts, &changed.counts_given_back), (&anew, &had));
}

#[test]
fn what_is_restored_is_counted_anew() {
    let (mut room, had) = counted();
    room.when(&SpaceCommand::CancelReservation {
        reservation: reservation(1),
        reason: None,
        rules: Rules::Kept,
        acting: Acting::default(),
    })
    .unwrap();
    let restore = |counts: Vec<Count>| SpaceCommand::RestoreReservation {
        reservation: reservation(1),
        facts: Facts { attempt: Some(reservation(7)), counts, ..Facts::default() },
    };
    assert_eq!(room.when(&restore(Vec::new())), Err(Refusal::NotCounted));
    let anew = counts(&room, 7, had_span());
    room.when(&restore(anew.clone())).unwrap();
    assert_eq!(room.space.reservation(reservation(1)).unwrap().terms.counts, anew);
    assert_ne!(anew, had);
}

fn had_span() -> TimeSpan {
    in_seoul("2026-12-01 10:00", "2026-12-01 12:00")
}

#[test]
fn an_attempt_that_was_given_up_does_not_succeed_later_and_one_that_succeeded_is_not_given_up() {
    let (room, _) = counted();
    let shorter = in_seoul("2026-12-01 10:00", "2026-12-01 11:00");
    let changes = change(shorter, 7, counts(&room, 7, shorter));
    let forgo = SpaceCommand::ForgoReservation {
        reservation: reservation(1),
        attempt: reservation(7),
        possible_until: shorter.ends_at(),
    };
    let mut given_up = room.clone();
    assert_eq!(names(&given_up.when(&forgo).unwrap()), ["reservation.forgone.v1"]);
    assert_eq!(given_up.when(&changes), Err(Refusal::Forgone));
    let mut done = room;
    done.when(&changes).unwrap();
    assert_eq!(names(&done.when(&forgo).unwrap()), [""; 0]);
}
