//! Who comes and who does not, while the clock goes on.

use std::time::Duration;

use nanum_contracts::booking::{
    Attendance, CheckInToReservation, DoneBy, GetFreeTimes, GetReservation, ListReservations, NoteAbsence,
    Quota, Reservation, ReservationState, WalkIn,
};

use super::*;

/// Ten to ten: check-in is open for a quarter of an hour before and after the start.
fn attended(name: &str) -> ResourceDefinition {
    let attendance = Attendance {
        opens_minutes_before: 15,
        due_minutes: 15,
        needs_code: false,
        absence_minutes: Some(30),
        frees_time: true,
        walk_in: true,
    };
    ResourceDefinition { attendance: Some(attendance), ..room(name) }
}

fn comes(reservation: &Reservation, by: DoneBy, code: Option<&str>) -> CheckInToReservation {
    let code = code.map(str::to_owned);
    CheckInToReservation { reservation: reservation.id, code, by, set_rules_aside: false }
}

async fn read(city: &City, reservation: &Reservation) -> Reservation {
    city.ask(GetReservation { reservation: reservation.id }).await.unwrap()
}

async fn comes_to(city: &City, reservation: &Reservation, wanted: ReservationState) {
    let mut seen = None;
    for _ in 0..500 {
        let state = read(city, reservation).await.state;
        if state == wanted {
            return;
        }
        seen = Some(state);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not come to {wanted:?}, but is {seen:?}");
}

impl City {
    fn minutes_pass(&self, minutes: i64) {
        self.clock.advance(SignedDuration::from_mins(minutes));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_comes_to_is_free_again_and_still_counts() {
    let city = City::opens().await;
    let once = Quota { reservations: 1, per: nanum_contracts::booking::Period::Day };
    let desk = city.adds(ResourceDefinition { quota: Some(once), ..attended("Desk") }).await;
    let attended = city.ask(wish(desk, jun(), on_tuesday("10:00", "12:00"))).await.unwrap();
    let missed = city.ask(wish(desk, mina(), on_tuesday("12:00", "14:00"))).await.unwrap();
    city.passes(2);
    city.ask(comes(&attended, DoneBy::Holder, None)).await.unwrap();
    city.minutes_pass(119);
    assert_eq!(read(&city, &missed).await.state, ReservationState::Confirmed);
    city.minutes_pass(16);
    comes_to(&city, &missed, ReservationState::Released).await;
    assert_eq!(read(&city, &attended).await.state, ReservationState::Confirmed);
    let from = "2026-12-01".parse().unwrap();
    let free = city.ask(GetFreeTimes { resource: desk, from, days: 1 }).await.unwrap();
    assert_eq!(free.days[0].free, [on_tuesday("12:30", "22:00")]);
    // The place that it had of the quota is gone for the day.
    let again = city.ask(wish(desk, mina(), on_tuesday("15:00", "16:00"))).await.unwrap_err();
    assert_eq!(again.rule.as_deref(), Some("reservations-per-day"));
    let late = city.ask(comes(&missed, DoneBy::Holder, None)).await.unwrap_err();
    assert_eq!((late.status, late.rule.as_deref()), (409, Some("what-was-released-is-nobodys")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_told_to_who_reads_it_and_kept_nowhere() {
    let city = City::opens().await;
    let desk = city.adds(attended("Desk")).await;
    let made = city.ask(wish(desk, mina(), on_tuesday("10:00", "12:00"))).await.unwrap();
    let other = city.ask(wish(desk, jun(), on_tuesday("12:00", "14:00"))).await.unwrap();
    assert_eq!(made.check_in.as_ref().unwrap().code, None, "what commands answer is kept");
    let code = read(&city, &made).await.check_in.unwrap().code.unwrap();
    assert_eq!(code.len(), 6);
    let listed = city.ask(ListReservations { member: Some(mina()), ..ListReservations::default() }).await;
    assert_eq!(listed.unwrap().rows[0].check_in.as_ref().unwrap().code.as_ref(), Some(&code));
    let others = read(&city, &other).await.check_in.unwrap().code.unwrap();
    assert_ne!(code, others);

    city.passes(2);
    for tried in 1..=10 {
        let wrong = city.ask(comes(&made, DoneBy::Staff, Some(&others))).await.unwrap_err();
        assert_eq!(wrong.rule.as_deref(), Some("the-code-fits"));
        assert_eq!((wrong.limit.unwrap(), wrong.actual.unwrap()), (10.into(), tried.into()));
    }
    let guessed = city.ask(comes(&made, DoneBy::Staff, Some(&code))).await.unwrap_err();
    assert_eq!(guessed.rule.as_deref(), Some("codes-are-not-guessed"));

    // It outlives the program, and is read as people write it.
    let city = city.comes_back().await;
    city.passes(2);
    assert_eq!(read(&city, &other).await.check_in.unwrap().code.as_ref(), Some(&others));
    let (first, last) = others.split_at(3);
    let spoken = format!(" {}-{last} ", first.to_lowercase());
    let come = city.ask(comes(&other, DoneBy::Staff, Some(&spoken))).await.unwrap();
    assert!(come.check_in.unwrap().checked_in_at.is_some());
    assert_eq!(read(&city, &other).await.check_in.unwrap().code, None, "nobody needs it any more");
    assert!(stands_in_a_file(city.folder.path(), &made.id.to_string()), "files are looked into");
    for code in [&code, &others] {
        assert!(!stands_in_a_file(city.folder.path(), code), "{code}");
    }
}

fn stands_in_a_file(folder: &std::path::Path, text: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return stands_in_a_file(&path, text);
        }
        std::fs::read(path).unwrap().windows(text.len()).any(|bytes| bytes == text.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_walks_in_is_there_and_whoever_leaves_gives_it_up() {
    let city = City::opens().await;
    let desk = city.adds(attended("Desk")).await;
    city.passes(2);
    city.minutes_pass(10);
    let walk_in = |member| WalkIn {
        resource: desk,
        member,
        ends_at: on_tuesday("10:00", "12:00").ends_at(),
        persons: None,
        group: None,
        purpose: None,
        by: DoneBy::Holder,
    };
    let come = city.ask(walk_in(mina())).await.unwrap();
    assert_eq!((come.span, come.state), (on_tuesday("10:00", "12:00"), ReservationState::Confirmed));
    let rival = city.ask(walk_in(jun())).await.unwrap_err();
    assert_eq!((rival.status, rival.free_instead.first()), (409, Some(&on_tuesday("12:00", "14:00"))));
    city.minutes_pass(31);
    let since = on_tuesday("10:10", "12:00").starts_at();
    let gone = city.ask(NoteAbsence { reservation: come.id, since }).await.unwrap();
    assert_eq!(gone.state, ReservationState::Released);
    let next = city.ask(walk_in(jun())).await.unwrap();
    assert_eq!(next.span, on_tuesday("10:30", "12:00"));
    // Neither is looked for any more.
    city.minutes_pass(30);
    comes_to(&city, &next, ReservationState::Confirmed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_in_is_counted_like_any_other() {
    let city = City::opens().await;
    let once = Quota { reservations: 1, per: nanum_contracts::booking::Period::Day };
    let desk = city.adds(ResourceDefinition { quota: Some(once), units: 2, ..attended("Desk") }).await;
    city.ask(wish(desk, mina(), on_tuesday("18:00", "19:00"))).await.unwrap();
    city.passes(2);
    let walk_in = |member| WalkIn {
        resource: desk,
        member,
        ends_at: on_tuesday("10:00", "11:00").ends_at(),
        persons: None,
        group: None,
        purpose: None,
        by: DoneBy::Staff,
    };
    let refused = city.ask(walk_in(mina())).await.unwrap_err();
    assert_eq!(refused.rule.as_deref(), Some("reservations-per-day"));
    city.ask(walk_in(jun())).await.unwrap();
}
