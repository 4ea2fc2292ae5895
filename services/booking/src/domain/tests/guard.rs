//! Every write path passes the one guard: whatever is done in whatever order, no moment of any resource is taken beyond its
//! units, and nobody has a part of what somebody else has whole.
//!
//! The check knows the events only, and counts every half hour.

mod coming;
mod repeating;
mod times;

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use nanum_contracts::{
    booking::{Attendance, DoneBy, Lottery, ReservationState, Waitlist},
    ids::{BlockingId, ChargeId, WaitId},
};
use proptest::{prelude::*, strategy::ValueTree as _};

use super::{brute_force::minutes_of, *};
use coming::Coming;
use repeating::Repeating;
use times::{clock, wished, wished_on};

/// A hall of halves, one of them with a pool of desks in it.
const TREE: [(&str, Option<&str>, u32); 4] =
    [("hall", None, 1), ("left", Some("hall"), 1), ("right", Some("hall"), 1), ("desks", Some("right"), 3)];

fn named(name: &str) -> ResourceId {
    ResourceId::named("seosan", name)
}

/// What may be done, one of each command there is. A new command is a new arm in [`kind_of`], and needs one here.
#[derive(Debug, Clone)]
enum Step {
    Define { which: usize, units: u32, cleaning: u32 },
    Make { which: usize, at: i64, hours: i64, set_aside: bool, tomorrow: bool },
    Forgo { number: usize },
    Accept { number: usize },
    Refuse { number: usize },
    Remind { number: usize },
    Lapse { number: usize },
    Cancel { number: usize },
    Change { number: usize, at: i64, hours: i64, set_aside: bool },
    Withdraw { number: usize },
    Restore { number: usize },
    Block { which: usize, at: i64, hours: i64, units: Option<u32>, displace: bool },
    Lift { number: usize },
    Repeat(Repeating),
    Waive { number: usize },
    Settle { number: usize, entry: usize },
    LapseUnpaid { number: usize },
    ReturnDeposit { number: usize },
    NoteHolidays { revision: u64 },
    Join { number: usize },
    Leave { number: usize },
    TakeOffer { number: usize },
    DeclineOffer { number: usize },
    ExpireOffer { number: usize },
    LapseWait { number: usize },
    Draw,
    Come(Coming),
    Wait { hours: i64 },
}

/// The command's name. No wildcard: who adds a command is led here, and to [`steps`].
fn kind_of(command: &SpaceCommand) -> &'static str {
    match command {
        SpaceCommand::DefineResource { .. } => "define",
        SpaceCommand::MakeReservation { .. } => "make",
        SpaceCommand::ForgoReservation { .. } => "forgo",
        SpaceCommand::AcceptReservation { .. } => "accept",
        SpaceCommand::RefuseReservation { .. } => "refuse",
        SpaceCommand::RemindOfRequest { .. } => "remind",
        SpaceCommand::LapseRequest { .. } => "lapse",
        SpaceCommand::CancelReservation { .. } => "cancel",
        SpaceCommand::ChangeReservation { .. } => "change",
        SpaceCommand::WithdrawChange { .. } => "withdraw a wish",
        SpaceCommand::RestoreReservation { .. } => "restore",
        SpaceCommand::BlockTime { .. } => "block",
        SpaceCommand::LiftBlocking { .. } => "lift",
        SpaceCommand::MakeSeries(_) => "make a series",
        SpaceCommand::ExtendSeries { .. } => "extend a series",
        SpaceCommand::CancelSeries { .. } => "cancel a series",
        SpaceCommand::ChangeSeries { .. } => "change a series",
        SpaceCommand::DecideWaiver { .. } => "waive",
        SpaceCommand::SettleCharge { .. } => "settle",
        SpaceCommand::LapseUnpaid { .. } => "lapse unpaid",
        SpaceCommand::ReturnDeposit { .. } => "return deposit",
        SpaceCommand::NoteHolidays(_) => "note holidays",
        SpaceCommand::JoinQueue(_) => "join the queue",
        SpaceCommand::LeaveQueue { .. } => "leave the queue",
        SpaceCommand::TakeOffer { .. } => "take an offer",
        SpaceCommand::DeclineOffer { .. } => "decline an offer",
        SpaceCommand::ExpireOffer { .. } => "expire an offer",
        SpaceCommand::SettleOffer { .. } => "settle an offer",
        SpaceCommand::LapseWait { .. } => "lapse a wait",
        SpaceCommand::DrawLots { .. } => "draw lots",
        SpaceCommand::CheckIn { .. } => "check in",
        SpaceCommand::ReleaseUnattended { .. } => "release",
        SpaceCommand::NoteAbsence { .. } => "note absence",
        SpaceCommand::WalkIn { .. } => "walk in",
    }
}

const KINDS: usize = 33;

/// So many orders of commands are tried.
const CASES: u32 = 400;

/// Everything here begins and ends on it, so that nothing happens between.
const HALF_HOUR: usize = 30;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (which, number, at, hours) = (0..TREE.len(), 1..6_usize, 0..30_i64, 1..4_i64);
    let step = prop_oneof![
        1 => (which.clone(), 1..4_u32, 0..3_u32)
            .prop_map(|(which, units, cleaning)| Step::Define { which, units, cleaning: cleaning * 30 }),
        8 => (which.clone(), at.clone(), hours.clone(), any::<bool>(), prop::bool::weighted(0.3)).prop_map(
            |(which, at, hours, set_aside, tomorrow)| Step::Make { which, at, hours, set_aside, tomorrow }
        ),
        1 => number.clone().prop_map(|number| Step::Forgo { number }),
        3 => number.clone().prop_map(|number| Step::Accept { number }),
        1 => number.clone().prop_map(|number| Step::Refuse { number }),
        1 => number.clone().prop_map(|number| Step::Remind { number }),
        2 => number.clone().prop_map(|number| Step::Lapse { number }),
        3 => number.clone().prop_map(|number| Step::Cancel { number }),
        4 => (number.clone(), at.clone(), hours.clone(), any::<bool>())
            .prop_map(|(number, at, hours, set_aside)| Step::Change { number, at, hours, set_aside }),
        2 => number.clone().prop_map(|number| Step::Withdraw { number }),
        3 => number.clone().prop_map(|number| Step::Restore { number }),
        7 => repeating::repeating(at.clone(), hours.clone()).prop_map(Step::Repeat),
        6 => number.clone().prop_map(|number| Step::Join { number }),
        1 => number.clone().prop_map(|number| Step::Leave { number }),
        3 => number.clone().prop_map(|number| Step::TakeOffer { number }),
        3 => number.clone().prop_map(|number| Step::DeclineOffer { number }),
        6 => number.clone().prop_map(|number| Step::ExpireOffer { number }),
        1 => number.clone().prop_map(|number| Step::LapseWait { number }),
        3 => Just(Step::Draw),
        2 => (which, at, hours, proptest::option::of(1..4_u32), any::<bool>())
            .prop_map(|(which, at, hours, units, displace)| Step::Block { which, at, hours, units, displace }),
        1 => number.clone().prop_map(|number| Step::Lift { number }),
        1 => number.clone().prop_map(|number| Step::Waive { number }),
        4 => (number.clone(), 1..4_usize).prop_map(|(number, entry)| Step::Settle { number, entry }),
        3 => number.clone().prop_map(|number| Step::LapseUnpaid { number }),
        4 => number.clone().prop_map(|number| Step::ReturnDeposit { number }),
        1 => (1..9_u64).prop_map(|revision| Step::NoteHolidays { revision }),
        10 => coming::comings(number).prop_map(Step::Come),
        2 => (1..6_i64).prop_map(|hours| Step::Wait { hours }),
    ];
    proptest::collection::vec(step, 20..80)
}

type ByHalfHour = BTreeMap<Timestamp, BTreeMap<ResourceId, u32>>;

fn by_half_hour(all: impl Iterator<Item = (ResourceId, TimeSpan, u32)>) -> ByHalfHour {
    let mut taken = ByHalfHour::new();
    for (resource, span, units) in all {
        for moment in minutes_of(span).step_by(HALF_HOUR) {
            *taken.entry(moment).or_default().entry(resource).or_default() += units;
        }
    }
    taken
}

/// The space under test, and what its events say of who holds what.
struct World {
    given: Given,
    blockings: usize,
    series: usize,
    waits: usize,
    /// What is used now, with what is held around it: of which resource, when, and how many units. A blocking holds nothing.
    held: BTreeMap<String, (ResourceId, TimeSpan, Option<TimeSpan>, u32)>,
    units: BTreeMap<ResourceId, u32>,
    done: BTreeSet<&'static str>,
}

impl World {
    fn new() -> Self {
        let given = Given { space: Space::default(), now: seoul("2026-12-01 08:00"), reservations: 0 };
        let (held, units, done) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        let mut world = Self { given, blockings: 0, series: 0, waits: 0, held, units, done };
        for (which, &(_, _, units)) in TREE.iter().enumerate() {
            world.take(&Step::Define { which, units, cleaning: 0 });
        }
        world
    }

    fn take(&mut self, step: &Step) {
        let Some(command) = self.command(step) else { return };
        let Ok(events) = self.given.when(&command) else { return };
        if !events.is_empty() {
            self.done.insert(kind_of(&command));
        }
        events.iter().for_each(|event| self.note(event));
    }

    fn command(&mut self, step: &Step) -> Option<SpaceCommand> {
        let rules = |set_aside: bool| if set_aside { Rules::SetAside } else { Rules::Kept };
        Some(match *step {
            Step::Define { which, units, cleaning } => {
                let (name, part_of, _) = TREE[which];
                let definition = ResourceDefinition {
                    part_of: part_of.map(named),
                    units,
                    approval: which % 2 == 0,
                    // In the right half requests do not hold their time.
                    approval_holds: which != 2,
                    approval_due_minutes: Some(60),
                    buffer_after_minutes: cleaning,
                    on_public_holidays: OnHolidays::Closed,
                    tariffs: vec![super::charging::hall_tariff()],
                    // The left half is drawn in the morning before.
                    lottery: (which == 1).then(|| Lottery {
                        days_before: 1,
                        at: WallTime::try_from("10:00".to_owned()).unwrap(),
                        losers_wait: true,
                    }),
                    waitlist: Some(Waitlist { offer_minutes: 60, most_waiting: 5 }),
                    // Of one of them the time is not given to others.
                    attendance: Some(Attendance { frees_time: which != 1, ..super::attending::attendance() }),
                    ..club_room()
                };
                let definition = definition.try_into().unwrap();
                let (resource, zone, holidays) = (named(name), zone("Asia/Seoul"), None);
                SpaceCommand::DefineResource { resource, zone, definition, holidays }
            }
            Step::Make { which, at, hours, set_aside, tomorrow } => {
                let wish = self.given.reserve(
                    named(TREE[which].0),
                    wished_on(tomorrow, at, hours),
                    None,
                    rules(set_aside),
                );
                applying(wish, member_of(self.given.reservations))
            }
            Step::Forgo { number } => SpaceCommand::ForgoReservation {
                reservation: reservation(number),
                attempt: reservation(number),
                possible_until: seoul("2026-12-05 08:00"),
            },
            Step::Accept { number } => SpaceCommand::AcceptReservation { reservation: reservation(number) },
            Step::Refuse { number } => {
                SpaceCommand::RefuseReservation { reservation: reservation(number), reason: "no".to_owned() }
            }
            Step::Remind { number } => {
                let (reservation, decide_by) = self.waiting(number)?;
                SpaceCommand::RemindOfRequest { reservation, decide_by }
            }
            Step::Lapse { number } => {
                let (reservation, decide_by) = self.waiting(number)?;
                SpaceCommand::LapseRequest { reservation, decide_by }
            }
            Step::Cancel { number } => SpaceCommand::CancelReservation {
                reservation: reservation(number),
                reason: None,
                rules: Rules::Kept,
                acting: Acting::default(),
            },
            Step::Change { number, at, hours, set_aside } => SpaceCommand::ChangeReservation {
                reservation: reservation(number),
                span: wished(at, hours),
                persons: None,
                rules: rules(set_aside),
                acting: Acting::default(),
                facts: Facts::default(),
            },
            Step::Withdraw { number } => {
                let wished: Vec<_> = self.made().filter(|it| it.wish.is_some()).collect();
                let reservation = wished.get(number % wished.len().max(1))?.terms.reservation;
                SpaceCommand::WithdrawChange { reservation }
            }
            Step::Restore { number } => {
                SpaceCommand::RestoreReservation { reservation: reservation(number), facts: Facts::default() }
            }
            Step::Block { which, at, hours, units, displace } => {
                self.blockings += 1;
                SpaceCommand::BlockTime {
                    blocking: BlockingId::named("seosan", &self.blockings.to_string()),
                    resource: named(TREE[which].0),
                    span: wished(at, hours),
                    units,
                    reason: "repair".to_owned(),
                    displace,
                }
            }
            Step::Lift { number } => {
                SpaceCommand::LiftBlocking { blocking: BlockingId::named("seosan", &number.to_string()) }
            }
            Step::Repeat(ref repeating) => return self.repeats(repeating),
            Step::Waive { number } => {
                SpaceCommand::DecideWaiver { reservation: reservation(number), granted: true }
            }
            Step::Settle { number, entry } => SpaceCommand::SettleCharge {
                reservation: reservation(number),
                charge: ChargeId::named(&reservation(number).to_string(), &entry.to_string()),
                reference: None,
                by: SettledBy::Clerk,
            },
            Step::LapseUnpaid { number } => SpaceCommand::LapseUnpaid { reservation: reservation(number) },
            Step::ReturnDeposit { number } => {
                SpaceCommand::ReturnDeposit { reservation: reservation(number), keep: 0 }
            }
            // Every other revision closes the second day.
            Step::NoteHolidays { revision } => {
                let holidays = super::holidays::once("2026-12-02").into_iter().filter(|_| revision % 2 == 0);
                SpaceCommand::NoteHolidays(HolidaysNoted { revision, holidays: holidays.collect() }.into())
            }
            // For what somebody has.
            Step::Join { number } => {
                self.waits += 1;
                let (wait, holder) =
                    (wait(self.waits), Holder { member: member_of(self.waits), group: None });
                let terms = &self.given.space.reservation(reservation(number))?.terms;
                self.given.joins_as(wait, terms.resource, holder, terms.span)
            }
            Step::Leave { number } => SpaceCommand::LeaveQueue { wait: self.waiting_of(number, false)?.0 },
            Step::TakeOffer { number } => {
                let (wait, _) = self.waiting_of(number, true)?;
                self.given.takes(wait)
            }
            Step::DeclineOffer { number } => {
                SpaceCommand::DeclineOffer { wait: self.waiting_of(number, true)?.0 }
            }
            Step::ExpireOffer { number } => {
                // Nobody answers until it is over.
                let (wait, until) = self.waiting_of(number, true)?;
                self.given.now = self.given.now.max(until?);
                SpaceCommand::ExpireOffer { wait, until: until? }
            }
            Step::Draw => {
                let tomorrow = draw_of(named("left"), jiff::civil::date(2026, 12, 2));
                SpaceCommand::DrawLots { draw: tomorrow, seed: SEED.to_owned() }
            }
            // Nothing becomes free until it begins.
            Step::LapseWait { number } => {
                let wait = self.waiting_of(number, false)?.0;
                let begins = self.given.space.queue().get(wait)?.terms.span.starts_at();
                self.given.now = self.given.now.max(begins);
                SpaceCommand::LapseWait { wait }
            }
            Step::Come(ref coming) => return self.who_comes(coming),
            Step::Wait { hours } => {
                self.given.now += jiff::SignedDuration::from_hours(hours);
                return None;
            }
        })
    }

    /// One of the requests that wait: few do at a time, so a number alone would seldom name one.
    fn waiting(&self, number: usize) -> Option<(ReservationId, Timestamp)> {
        let requests: Vec<_> = (1..=self.given.reservations)
            .filter_map(|made| self.given.space.reservation(reservation(made)))
            .filter_map(|reserved| Some((reserved.terms.reservation, reserved.waiting()?.decide_by?)))
            .collect();
        requests.get(number % requests.len().max(1)).copied()
    }

    /// One of those who wait, or who have an offer.
    fn waiting_of(&self, number: usize, offered: bool) -> Option<(WaitId, Option<Timestamp>)> {
        let queue = self.given.space.queue();
        let places: Vec<_> = queue.in_order().filter(|waiting| !offered || waiting.offer.is_some()).collect();
        let waiting = places.get(number % places.len().max(1))?;
        Some((waiting.terms.wait, waiting.offer.map(|offer| offer.until)))
    }

    fn note(&mut self, event: &SpaceEvent) {
        match event {
            SpaceEvent::ResourceAdded(event) => {
                self.units.insert(event.resource, event.definition.units);
            }
            SpaceEvent::ResourceChanged(event) => {
                self.units.insert(event.resource, event.definition.units);
                // What is over may have been more than there are now.
                let now = self.given.now;
                self.held.retain(|_, (_, span, held, _)| held.unwrap_or(*span).ends_at() > now);
            }
            SpaceEvent::ReservationRequested(event) => self.note_held(&event.terms),
            SpaceEvent::ReservationConfirmed(event) => self.note_held(&event.terms),
            SpaceEvent::ReservationChanged(event) => self.note_held(&event.terms),
            SpaceEvent::ReservationRestored(event) => self.note_held(&event.terms),
            SpaceEvent::ReservationAccepted(event) => self.note_held(&event.terms),
            SpaceEvent::ChangeRequested(event) => self.note_wished(&event.terms, Some(&event.wished)),
            SpaceEvent::ChangeNotGranted(event) => self.note_wished(&event.terms, None),
            SpaceEvent::ReservationDecisionDue(_)
            | SpaceEvent::ReservationForgone(_)
            | SpaceEvent::HolidaysNoted(_)
            | SpaceEvent::SeriesMade(_)
            | SpaceEvent::SeriesChanged(_)
            | SpaceEvent::SeriesCancelled(_)
            | SpaceEvent::SeriesExtended(_) => {}
            SpaceEvent::ReservationLapsed(event) => self.note_let_go(&event.terms),
            SpaceEvent::ReservationRefused(event) => self.note_let_go(&event.terms),
            SpaceEvent::ReservationCancelled(event) => self.note_let_go(&event.terms),
            SpaceEvent::TimeBlocked(event) => {
                let Blocked { blocking, resource, span, units, .. } = &event.blocked;
                self.held.insert(blocking.to_string(), (*resource, *span, None, *units));
            }
            SpaceEvent::ReservationReleased(event) if event.terms.frees_time() => {
                self.note_let_go(&event.terms);
            }
            SpaceEvent::ReservationReleased(_)
            | SpaceEvent::ReservationCheckedIn(_)
            | SpaceEvent::CodeMistaken(_)
            | SpaceEvent::WaiverDecided(_)
            | SpaceEvent::ChargeDue(_)
            | SpaceEvent::ChargeSettled(_)
            | SpaceEvent::ChargeWithdrawn(_)
            | SpaceEvent::RefundDue(_)
            | SpaceEvent::RefundSettled(_)
            | SpaceEvent::RefundWithdrawn(_) => {}
            SpaceEvent::BlockingLifted(event) => drop(self.held.remove(&event.blocked.blocking.to_string())),
            SpaceEvent::WaitSetAside(event) => {
                let held = (event.terms.resource, event.terms.span, Some(event.held()), 1);
                self.held.insert(event.terms.wait.to_string(), held);
            }
            SpaceEvent::WaitOffered(event) => {
                let held = (event.terms.resource, event.terms.span, Some(event.held()), 1);
                self.held.insert(event.terms.wait.to_string(), held);
            }
            SpaceEvent::DrawOpened(_) | SpaceEvent::DrawDrawn(_) => {}
            SpaceEvent::WaitJoined(_)
            | SpaceEvent::WaitOfferWithdrawn(_)
            | SpaceEvent::WaitPassedOver(_)
            | SpaceEvent::WaitTaken(_)
            | SpaceEvent::WaitDeclined(_)
            | SpaceEvent::WaitExpired(_)
            | SpaceEvent::WaitLeft(_)
            | SpaceEvent::WaitLapsed(_) => {
                let wait = event.of_a_wait().map(|(terms, _)| terms.wait.to_string());
                wait.map(|wait| self.held.remove(&wait));
            }
        }
    }

    fn note_let_go(&mut self, terms: &Terms) {
        self.held.remove(&terms.reservation.to_string());
        self.note_wished(terms, None);
    }

    /// What a wish takes before and after what somebody has.
    fn note_wished(&mut self, terms: &Terms, wished: Option<&Terms>) {
        let name = |place| format!("{} wished {place}", terms.reservation);
        for place in [0, 1] {
            self.held.remove(&name(place));
        }
        let Some(wished) = wished.filter(|wished| !wished.unheld) else { return };
        let pieces = |wished: TimeSpan, had: TimeSpan| {
            let before = TimeSpan::new(wished.starts_at(), wished.ends_at().min(had.starts_at())).ok();
            [before, TimeSpan::new(wished.starts_at().max(had.ends_at()), wished.ends_at()).ok()]
        };
        let (used, held) = (pieces(wished.span, terms.span), pieces(wished.held(), terms.held()));
        for (place, (used, held)) in used.into_iter().zip(held).enumerate() {
            let further = used.map(|used| (terms.resource, used, held, 1));
            further.map(|further| self.held.insert(name(place), further));
        }
    }

    fn note_held(&mut self, terms: &Terms) {
        let name = terms.reservation.to_string();
        self.note_wished(terms, None);
        match terms.unheld {
            true => self.held.remove(&name),
            false => self.held.insert(name, (terms.resource, terms.span, Some(terms.held()), 1)),
        };
    }

    /// Units used of each resource, every half hour.
    fn used_by_half_hour(&self) -> ByHalfHour {
        by_half_hour(self.held.values().map(|(resource, span, _, units)| (*resource, *span, *units)))
    }

    /// Units held of each resource with their buffers, every half hour.
    fn held_by_half_hour(&self) -> ByHalfHour {
        let held = self.held.values();
        by_half_hour(held.filter_map(|(resource, _, held, units)| Some((*resource, (*held)?, *units))))
    }

    fn check(&self) -> Result<(), TestCaseError> {
        self.check_by_half_hour(self.used_by_half_hour())?;
        self.check_by_half_hour(self.held_by_half_hour())
    }

    fn check_by_half_hour(&self, all_taken: ByHalfHour) -> Result<(), TestCaseError> {
        for (moment, taken) in all_taken {
            for (resource, units) in &taken {
                prop_assert!(units <= &self.units[resource], "{units} of {resource} are taken at {moment}");
            }
            for (name, part_of, _) in TREE {
                let mut whole = part_of;
                while let Some(above) = whole {
                    let both = taken.contains_key(&named(name)) && taken.contains_key(&named(above));
                    prop_assert!(!both, "{name} and {above} are both taken at {moment}");
                    whole =
                        TREE.iter().find(|(name, ..)| *name == above).and_then(|(_, part_of, _)| *part_of);
                }
            }
        }
        Ok(())
    }

    /// After each command that did something, nobody waits for what they could have.
    fn whoever_could_have_it_has_an_offer(&self) -> Result<(), TestCaseError> {
        let (space, now) = (&self.given.space, self.given.now);
        for waiting in space.queue().in_order().filter(|waiting| waiting.offer.is_none()) {
            let calendar = space.calendar(space.resource(waiting.terms.resource).unwrap(), now);
            let (span, shared) = (waiting.terms.span, space.resource(waiting.terms.resource).unwrap());
            if draw::draw_to_come(space, shared, span, now) != Ok(None) {
                continue; // It is for whoever is drawn.
            }
            let free = span.starts_at() > now && calendar.admit(&Candidate::new(span, None)).is_ok();
            prop_assert!(!free, "{waiting:?} waits for what is free");
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_can_be_done_takes_more_than_there_is(steps in steps()) {
        let mut world = World::new();
        for step in &steps {
            world.take(step);
            world.check()?;
            world.whoever_could_have_it_has_an_offer()?;
        }
    }
}

/// The property above is worth something only when each command comes to do something in it.
#[test]
fn every_command_has_a_part_in_it() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut done = BTreeSet::new();
    for _ in 0..CASES {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        let mut world = World::new();
        steps.iter().for_each(|step| world.take(step));
        done.extend(world.done);
    }
    assert_eq!(done.len(), KINDS, "{done:?}");
}
