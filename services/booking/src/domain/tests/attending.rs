//! Who comes, who does not, and who walks in.

use jiff::SignedDuration;
use nanum_contracts::booking::{Attendance, DoneBy, ReleasedFor, ReservationState, Waitlist};

use super::*;

/// From half an hour before until a quarter after; away for half an hour is gone.
pub(super) fn attendance() -> Attendance {
    Attendance {
        opens_minutes_before: 30,
        due_minutes: 15,
        needs_code: false,
        absence_minutes: Some(30),
        frees_time: true,
        walk_in: true,
    }
}

fn room_but(change: impl FnOnce(&mut ResourceDefinition)) -> Given {
    Given::club_room_but(|room| {
        room.attendance = Some(attendance());
        change(room);
    })
}

/// Reserved from ten to twelve.
fn reserved() -> Given {
    reserved_in(room_but(|_| ()))
}

fn reserved_in(mut room: Given) -> Given {
    room.makes(ten_to_twelve()).unwrap();
    room
}

fn ten_to_twelve() -> TimeSpan {
    today("10:00", "12:00")
}

fn today(from: &str, to: &str) -> TimeSpan {
    span(clock(from), clock(to))
}

fn clock(time: &str) -> Timestamp {
    seoul(&format!("2026-12-01 {time}"))
}

fn comes(by: DoneBy, code_fits: Option<bool>) -> SpaceCommand {
    comes_by(by, code_fits, Rules::Kept)
}

fn comes_by(by: DoneBy, code_fits: Option<bool>, rules: Rules) -> SpaceCommand {
    SpaceCommand::CheckIn { reservation: reservation(1), shown: Shown { by, code_fits }, rules }
}

fn member_comes() -> SpaceCommand {
    comes(DoneBy::Holder, None)
}

fn release(due_by: &str) -> SpaceCommand {
    SpaceCommand::ReleaseUnattended { reservation: reservation(1), due_by: clock(due_by) }
}

fn absent_since(since: &str) -> SpaceCommand {
    SpaceCommand::NoteAbsence { reservation: reservation(1), since: clock(since) }
}

pub(super) fn walk_in(resource: ResourceId, number: usize, span: TimeSpan) -> SpaceCommand {
    SpaceCommand::WalkIn {
        reservation: reservation(number),
        resource,
        holder: Holder { member: member(), group: None },
        span,
        persons: None,
        purpose: None,
        by: DoneBy::Staff,
        facts: Facts::default(),
        payer: Payer::default(),
    }
}

fn walks_in(from: &str, to: &str) -> SpaceCommand {
    walk_in(room(), 9, today(from, to))
}

fn moves_to(span: TimeSpan, rules: Rules) -> SpaceCommand {
    SpaceCommand::ChangeReservation {
        reservation: reservation(1),
        span,
        persons: None,
        rules,
        acting: Acting::default(),
        facts: Facts::default(),
    }
}

fn cancels(by: DoneBy, rules: Rules) -> SpaceCommand {
    SpaceCommand::CancelReservation {
        reservation: reservation(1),
        reason: None,
        rules,
        acting: Acting::by(by),
    }
}

fn refused(outcome: Result<Vec<SpaceEvent>, Refusal>) -> NotAttended {
    match outcome {
        Err(Refusal::NotAttended(why)) => why,
        other => panic!("not refused for who comes: {other:?}"),
    }
}

fn state(room: &Given) -> ReservationState {
    room.space.reservation(reservation(1)).unwrap().state
}

fn attending(room: &Given) -> Attending {
    room.space.reservation(reservation(1)).unwrap().terms.check_in.as_deref().unwrap().clone()
}

#[test]
fn a_member_checks_in_from_half_an_hour_before_until_before_a_quarter_after() {
    let second = SignedDuration::from_secs(1);
    for now in [clock("09:30") - second, clock("10:15"), clock("10:15") + second] {
        let why = refused(reserved().later(now).when(&member_comes()));
        assert_eq!(why, NotAttended::NotTheTime { opens_at: clock("09:30"), due_by: clock("10:15"), now });
    }
    for now in [clock("09:30"), clock("10:00"), clock("10:15") - second] {
        let mut room = reserved().later(now);
        assert_eq!(names(&room.when(&member_comes()).unwrap()), ["reservation.checked-in.v1"]);
        assert_eq!((attending(&room).checked_in_at, state(&room)), (Some(now), ReservationState::Confirmed));
        assert_eq!(room.when(&member_comes()), Ok(Vec::new()), "who is there is there");
    }
}

#[test]
fn a_resource_that_says_nothing_is_not_checked_in_to() {
    let mut room = reserved_in(Given::club_room()).later(clock("10:00"));
    assert_eq!(refused(room.when(&member_comes())), NotAttended::NoCheckIn);
    assert_eq!(refused(room.when(&absent_since("10:00"))), NotAttended::NoCheckIn);
    assert_eq!(refused(room.when(&walks_in("10:00", "11:00"))), NotAttended::NoWalkIns);
}

#[test]
fn what_nobody_comes_to_in_a_quarter_of_an_hour_is_released_not_a_moment_before() {
    let now = clock("10:15") - SignedDuration::from_secs(1);
    let why = refused(reserved().later(now).when(&release("10:15")));
    assert_eq!(why, NotAttended::StillDue { due_by: clock("10:15"), now });

    let mut room = reserved().later(clock("10:15"));
    let events = room.when(&release("10:15")).unwrap();
    assert_eq!(names(&events), ["reservation.released.v1"]);
    let SpaceEvent::ReservationReleased(released) = &events[0] else { panic!("{events:?}") };
    assert_eq!((released.released_for, state(&room)), (ReleasedFor::NoShow, ReservationState::Released));
    assert_eq!(room.free("2026-12-01"), [today("10:30", "22:00")], "the rest of it is free again");
    assert_eq!(room.when(&release("10:15")), Ok(Vec::new()), "once");
    room.makes(today("10:30", "11:30")).unwrap();
}

#[test]
fn where_the_tenant_does_not_give_it_to_others_the_time_of_who_does_not_come_stays_taken() {
    let kept = Attendance { frees_time: false, ..attendance() };
    let mut room = reserved_in(room_but(|room| room.attendance = Some(kept))).later(clock("10:15"));
    room.when(&release("10:15")).unwrap();
    assert_eq!(state(&room), ReservationState::Released);
    assert_eq!(room.free("2026-12-01"), [today("12:00", "22:00")]);
    let taken = not_admitted(room.makes(today("11:00", "12:00")));
    assert!(matches!(taken, NotAdmitted::SlotTaken { .. }), "{taken:?}");
}

#[test]
fn whoever_has_come_or_given_it_up_is_not_released() {
    let mut there = reserved().later(clock("10:14"));
    there.when(&member_comes()).unwrap();
    assert_eq!(there.later(clock("10:15")).when(&release("10:15")), Ok(Vec::new()));
    let mut given_up = reserved().later(clock("09:00"));
    let cancel = cancels(DoneBy::Holder, Rules::Kept);
    given_up.when(&cancel).unwrap();
    assert_eq!(given_up.later(clock("10:15")).when(&release("10:15")), Ok(Vec::new()));
}

#[test]
fn nobody_is_released_when_the_platform_was_not_at_work_for_an_hour() {
    let in_time = reserved().later(clock("11:15")).when(&release("10:15")).unwrap();
    assert_eq!(names(&in_time), ["reservation.released.v1"]);
    let late = clock("11:15") + SignedDuration::from_secs(1);
    assert_eq!(reserved().later(late).when(&release("10:15")), Ok(Vec::new()));
}

#[test]
fn what_was_released_is_nobodys_to_check_in_change_cancel_or_restore() {
    let mut room = reserved().later(clock("10:15"));
    room.when(&release("10:15")).unwrap();
    for rules in [Rules::Kept, Rules::SetAside] {
        let why = refused(room.when(&comes_by(DoneBy::Staff, Some(true), rules)));
        assert_eq!(why, NotAttended::Released);
    }
    assert_eq!(refused(room.when(&absent_since("10:15"))), NotAttended::Released);
    let released = ReservationState::Released;
    let (reservation, facts) = (reservation(1), Facts::default());
    let change = moves_to(today("10:00", "11:00"), Rules::SetAside);
    for command in [change, cancels(DoneBy::Staff, Rules::SetAside)] {
        assert_eq!(room.when(&command), Err(Refusal::NotStanding { state: released }));
    }
    let restore = SpaceCommand::RestoreReservation { reservation, facts };
    assert_eq!(room.when(&restore), Err(Refusal::NotCancelled { state: released }));
    let accept = SpaceCommand::AcceptReservation { reservation };
    assert_eq!(room.when(&accept), Err(Refusal::NotWaiting { state: released }));
}

#[test]
fn who_did_not_come_does_not_give_it_up_or_move_it_before_that_is_noted_and_a_clerk_may() {
    let ways = |rules| [cancels(DoneBy::Holder, rules), moves_to(today("14:00", "16:00"), rules)];
    for kept in ways(Rules::Kept) {
        reserved().later(clock("10:14")).when(&cancels(DoneBy::Holder, Rules::Kept)).unwrap();
        assert_eq!(refused(reserved().later(clock("10:15")).when(&kept)), NotAttended::Released);
        let mut there = reserved().later(clock("10:14"));
        there.when(&member_comes()).unwrap();
        there.later(clock("10:15")).when(&kept).unwrap();
        // Nobody noted it for an hour: then it is not theirs to answer for.
        reserved().later(clock("11:16")).when(&kept).unwrap();
    }
    for set_aside in ways(Rules::SetAside) {
        reserved().later(clock("10:15")).when(&set_aside).unwrap();
    }
}

#[test]
fn where_the_code_is_given_at_the_place_nobody_checks_in_from_afar() {
    let at_the_place = Attendance { needs_code: true, ..attendance() };
    let mut room = reserved_in(room_but(|room| room.attendance = Some(at_the_place))).later(clock("10:00"));
    for code in [None, Some(true)] {
        assert_eq!(refused(room.when(&comes(DoneBy::Holder, code))), NotAttended::FromAfar);
    }
    assert_eq!(refused(room.when(&comes(DoneBy::Staff, None))), NotAttended::CodeMissing);
    room.when(&comes(DoneBy::Staff, Some(true))).unwrap();
    assert_eq!(attending(&room).checked_in_at, Some(clock("10:00")));
}

#[test]
fn after_ten_codes_that_are_not_its_own_none_is_taken_and_a_clerk_looks_who_it_is() {
    let mut room = reserved().later(clock("10:00"));
    for tried in 1..=10 {
        let events = room.when(&comes(DoneBy::Staff, Some(false))).unwrap();
        assert_eq!(names(&events), ["reservation.code-mistaken.v1"]);
        let said = NotAttended::CodeMistaken { most: 10, mistaken: tried };
        assert_eq!(super::super::mistaken(&room.space, reservation(1)), said.into());
    }
    for fits in [false, true] {
        let why = refused(room.when(&comes(DoneBy::Staff, Some(fits))));
        assert_eq!(why, NotAttended::CodesTried { most: 10 });
    }
    assert_eq!(attending(&room).checked_in_at, None);
    room.when(&comes_by(DoneBy::Staff, None, Rules::SetAside)).unwrap();
    assert_eq!(attending(&room).checked_in_at, Some(clock("10:00")));
}

#[test]
fn a_clerk_who_knows_that_somebody_came_in_time_checks_them_in_until_the_end() {
    let mut room = reserved().later(clock("11:59"));
    room.when(&comes_by(DoneBy::Staff, None, Rules::SetAside)).unwrap();
    let ended = reserved().later(clock("12:00")).when(&comes_by(DoneBy::Staff, None, Rules::SetAside));
    assert_eq!(ended, Err(Refusal::Over { ended_at: clock("12:00") }));
}

#[test]
fn whoever_leaves_for_half_an_hour_has_it_no_longer() {
    let mut room = reserved().later(clock("10:40"));
    assert_eq!(refused(room.when(&absent_since("10:00"))), NotAttended::NotCheckedIn);
    let mut room = reserved().later(clock("10:05"));
    room.when(&member_comes()).unwrap();
    let mut room = room.later(clock("10:34"));
    // Nobody was away before they came.
    for since in ["10:05", "09:00"] {
        let why = refused(room.when(&absent_since(since)));
        assert_eq!(why, NotAttended::NotAwayForSoLong { least_minutes: 30, minutes: 29 });
    }
    let ahead = refused(room.when(&absent_since("11:00")));
    assert_eq!(ahead, NotAttended::NotAwayForSoLong { least_minutes: 30, minutes: 0 });
    let mut room = room.later(clock("10:35"));
    let events = room.when(&absent_since("10:05")).unwrap();
    let SpaceEvent::ReservationReleased(released) = &events[0] else { panic!("{events:?}") };
    assert_eq!((released.released_for, state(&room)), (ReleasedFor::Absence, ReservationState::Released));
    room.makes(today("11:00", "12:00")).unwrap();
}

#[test]
fn whoever_comes_early_is_not_away_before_it_begins() {
    let mut room = reserved().later(clock("09:30"));
    room.when(&member_comes()).unwrap();
    let why = refused(room.clone().later(clock("10:29")).when(&absent_since("09:30")));
    assert_eq!(why, NotAttended::NotAwayForSoLong { least_minutes: 30, minutes: 29 });
    room.later(clock("10:30")).when(&absent_since("09:30")).unwrap();
}

#[test]
fn whoever_walks_in_begins_with_the_running_step_and_is_there() {
    let mut room = room_but(|room| room.notice.make_least_minutes = 60).later(clock("10:29"));
    let late = not_admitted(room.makes(today("11:00", "12:00")));
    assert!(matches!(late, NotAdmitted::TooLate { .. }), "notice is for those who wish ahead: {late:?}");
    for from in ["09:30", "10:30"] {
        let (begins_at, starts_at) = (Some(clock("10:00")), clock(from));
        let why = not_admitted(room.when(&walks_in(from, "12:00")));
        assert_eq!(why, NotAdmitted::NotNow { begins_at, starts_at });
    }
    let events = room.when(&walks_in("10:00", "11:00")).unwrap();
    assert_eq!(names(&events), ["reservation.confirmed.v1", "reservation.checked-in.v1"]);
    let come = room.space.reservation(reservation(9)).unwrap().terms.check_in.as_ref().unwrap();
    assert_eq!(come.checked_in_at, Some(clock("10:29")));
    assert_eq!(room.free("2026-12-01").first(), Some(&today("11:30", "22:00")));
}

#[test]
fn whoever_walks_in_passes_the_guard() {
    let mut room = reserved().later(clock("10:05"));
    let taken = not_admitted(room.when(&walks_in("10:00", "11:00")));
    assert!(matches!(taken, NotAdmitted::SlotTaken { .. }), "{taken:?}");
    let mut room = room.later(clock("10:15"));
    room.when(&release("10:15")).unwrap();
    room.when(&walks_in("10:00", "11:00")).unwrap();
    let mut early = room_but(|_| ()).later(clock("08:40"));
    let closed = not_admitted(early.when(&walks_in("08:30", "09:30")));
    assert!(matches!(closed, NotAdmitted::OutsideHours { .. }), "{closed:?}");
    let mut long = room_but(|_| ()).later(clock("10:00"));
    let long = not_admitted(long.when(&walks_in("10:00", "14:30")));
    assert!(matches!(long, NotAdmitted::TooLong { .. }), "{long:?}");
}

#[test]
fn where_a_clerk_decides_a_clerk_lets_in() {
    let mut room = room_but(|room| room.approval = true).later(clock("10:00"));
    let SpaceCommand::WalkIn { reservation, resource, holder, span, persons, purpose, facts, payer, .. } =
        walks_in("10:00", "11:00")
    else {
        unreachable!()
    };
    let by = DoneBy::Holder;
    let by_oneself =
        SpaceCommand::WalkIn { reservation, resource, holder, span, persons, purpose, by, facts, payer };
    assert_eq!(refused(room.when(&by_oneself)), NotAttended::ClerkDecides);
    let let_in = room.when(&walks_in("10:00", "11:00")).unwrap();
    assert_eq!(names(&let_in), ["reservation.confirmed.v1", "reservation.checked-in.v1"]);
}

#[test]
fn what_begins_at_another_time_is_come_to_anew_and_what_is_extended_is_not() {
    let change = |span| moves_to(span, Rules::Kept);
    let mut room = reserved().later(clock("09:45"));
    room.when(&member_comes()).unwrap();
    let mut extended = room.clone();
    extended.when(&change(today("10:00", "13:00"))).unwrap();
    assert_eq!(attending(&extended), attending(&room));
    room.when(&change(today("14:00", "16:00"))).unwrap();
    let anew = attending(&room);
    assert_eq!((anew.due_by, anew.checked_in_at), (clock("14:15"), None));
    assert_eq!(room.later(clock("10:15")).when(&release("10:15")), Ok(Vec::new()));
}

#[test]
fn what_is_accepted_after_it_began_is_waited_for_from_then_on() {
    let mut room = reserved_in(room_but(|room| room.approval = true)).later(clock("10:20"));
    assert_eq!(room.when(&release("10:15")), Ok(Vec::new()), "what waits for a clerk waits for nobody else");
    let early = refused(room.when(&member_comes()));
    assert_eq!(early, NotAttended::NotConfirmed { state: ReservationState::Requested });
    room.when(&SpaceCommand::AcceptReservation { reservation: reservation(1) }).unwrap();
    assert_eq!(attending(&room).due_by, clock("10:35"));
    room.when(&member_comes()).unwrap();
}

#[test]
fn the_rule_is_the_one_of_the_day_on_which_it_was_reserved() {
    let mut room = reserved();
    let lenient = Attendance { due_minutes: 60, needs_code: true, ..attendance() };
    room.defines(ResourceDefinition { attendance: Some(lenient), ..club_room() }).unwrap();
    assert_eq!(attending(&room).due_by, clock("10:15"));
    room.clone().later(clock("10:00")).when(&member_comes()).unwrap();
    room.when(&moves_to(today("14:00", "16:00"), Rules::Kept)).unwrap();
    assert_eq!((attending(&room).due_by, attending(&room).rule), (clock("14:15"), attendance()));
}

#[test]
fn the_notice_for_cancelling_is_the_one_of_the_day_on_which_it_was_reserved() {
    let two_hours = |room: &mut ResourceDefinition| room.notice.cancel_least_minutes = 120;
    let cancel = cancels(DoneBy::Holder, Rules::Kept);
    let mut strict = reserved_in(Given::club_room_but(two_hours));
    strict.defines(club_room()).unwrap();
    let late = not_admitted(strict.later(clock("08:30")).when(&cancel));
    assert!(matches!(late, NotAdmitted::TooLate { least_minutes: 120, .. }), "{late:?}");

    let mut lenient = reserved_in(Given::club_room());
    let mut definition = club_room();
    two_hours(&mut definition);
    lenient.defines(definition.clone()).unwrap();
    lenient.clone().later(clock("08:30")).when(&cancel).unwrap();

    // What was reserved before that was recorded is held to what the resource says now.
    let mut of_old = lenient.space.reservation(reservation(1)).unwrap().terms.as_ref().clone();
    of_old.cancel_least_minutes = None;
    let confirmed = ReservationConfirmed { terms: of_old };
    let space = evolve(lenient.space.clone(), &confirmed.into(), lenient.now);
    let late = Given { space, ..lenient }.later(clock("08:30")).when(&cancel);
    assert!(matches!(not_admitted(late), NotAdmitted::TooLate { least_minutes: 120, .. }));
}

#[test]
fn whoever_does_not_come_pays_all_the_same() {
    let mut hall = room_but(|room| room.tariffs = vec![super::charging::hall_tariff()]);
    let made = hall.makes(ten_to_twelve()).unwrap();
    assert_eq!(names(&made), ["reservation.confirmed.v1", "charge.due.v1", "charge.due.v1"]);
    let mut hall = hall.later(clock("10:15"));
    assert_eq!(names(&hall.when(&release("10:15")).unwrap()), ["reservation.released.v1"]);
    assert!(hall.space.account(reservation(1)).is_due());
    assert_eq!(hall.when(&SpaceCommand::LapseUnpaid { reservation: reservation(1) }), Ok(Vec::new()));
}

#[test]
fn what_is_released_is_offered_to_who_waits_for_it_before_anybody_walks_in() {
    let mut room = reserved_in(room_but(|room| {
        room.waitlist = Some(Waitlist { offer_minutes: 120, most_waiting: 3 });
    }));
    let holder = Holder { member: member_of(1), group: None };
    let join = room.joins_as(wait(1), super::room(), holder, today("11:00", "12:00"));
    room.when(&join).unwrap();
    let mut room = room.later(clock("10:15"));
    assert_eq!(names(&room.when(&release("10:15")).unwrap()), ["reservation.released.v1", "wait.offered.v1"]);
    let taken = not_admitted(room.when(&walks_in("10:00", "12:00")));
    assert!(matches!(taken, NotAdmitted::SlotTaken { .. }), "{taken:?}");
    room.when(&walks_in("10:00", "11:00")).unwrap();
    let take = room.takes(wait(1));
    room.when(&take).unwrap();
}

#[test]
fn what_a_tenant_says_about_coming_is_of_a_day_and_open_once() {
    let sound = |change: fn(&mut Attendance)| {
        let mut attendance = attendance();
        change(&mut attendance);
        let definition = ResourceDefinition { attendance: Some(attendance), ..club_room() };
        CheckedDefinition::try_from(definition).map(drop)
    };
    assert_eq!(sound(|it| it.due_minutes = 1_440), Ok(()));
    assert_eq!(sound(|it| it.due_minutes = 0), Ok(()));
    let over = |which| Err(NotAnAttendance::Minutes { which, minutes: 1_441 }.into());
    assert_eq!(sound(|it| it.due_minutes = 1_441), over("due_minutes"));
    assert_eq!(sound(|it| it.opens_minutes_before = 1_441), over("opens_minutes_before"));
    assert_eq!(sound(|it| it.absence_minutes = Some(1_441)), over("absence_minutes"));
    assert_eq!(sound(|it| it.absence_minutes = Some(0)), Err(NotAnAttendance::NoAbsence.into()));
    let never = |it: &mut Attendance| (it.due_minutes, it.opens_minutes_before) = (0, 0);
    assert_eq!(sound(never), Err(NotAnAttendance::NeverOpen.into()));
}
