//! The domain in sentences: given what has happened, when somebody asks, then this follows.

mod accepting_and_cancelling;
mod attending;
mod bearing;
mod blocking;
mod blocks;
mod brute_force;
mod busy;
mod changing;
mod charging;
mod clock_changes;
mod defining;
mod drawing_lots;
mod fixtures;
mod guard;
mod holidays;
mod making;
mod opening;
mod oracle;
mod passing_over;
mod preparing_and_cleaning;
mod pricing;
mod publication;
mod recurring;
mod rivals;
mod series;
mod sharing_a_space;
mod time_rules;
mod waiting;
mod waiting_for_a_clerk;
mod who;
mod wishing;

use std::collections::BTreeMap;

use jiff::Timestamp;
use nanum_contracts::{
    booking::{Notice, OnHolidays, Period, Publication, Quota, Recurrence, ResourceDefinition, ResourceKind},
    ids::{Id, MemberId, ReservationId, ResourceId, SeriesId, SiteId, WaitId},
    time::{Day, TimeSpan, WallTime, WeeklyHours, Zone},
};

use super::*;

const ALL_WEEK: [Day; 7] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun];

fn zone(name: &str) -> Zone {
    name.to_owned().try_into().unwrap()
}

fn hours(days: &[Day], from: &str, to: &str) -> WeeklyHours {
    let time = |text: &str| WallTime::try_from(text.to_owned()).unwrap();
    WeeklyHours { days: days.to_vec(), from: time(from), to: time(to) }
}

/// A room for 15, open every day from 9 to 22, on a grid of 30 minutes, for 30 minutes to 4 hours.
fn club_room() -> ResourceDefinition {
    ResourceDefinition {
        site: SiteId::named("seosan", "citizens-center"),
        kind: ResourceKind::Room,
        name: serde_json::from_str(r#"{"ko":"동아리방 1","en":"Club room 1"}"#).unwrap(),
        description: None,
        persons: Some(15),
        units: 1,
        approval: false,
        approval_holds: true,
        approval_due_minutes: None,
        hours: vec![hours(&ALL_WEEK, "09:00", "22:00")],
        exceptions: Vec::new(),
        notice: Notice::default(),
        step_minutes: 30,
        shortest_minutes: 30,
        longest_minutes: 240,
        part_of: None,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        quota: None,
        quotas: Vec::new(),
        eligibility: None,
        tariffs: Vec::new(),
        waitlist: None,
        lottery: None,
        equipment: vec!["whiteboard".to_owned()],
        accessibility: vec!["step-free".to_owned()],
        on_public_holidays: OnHolidays::AsUsual,
        on_school_holidays: OnHolidays::AsUsual,
        blocks: None,
        publication: Publication::default(),
        photos: Vec::new(),
        vehicle: None,
        attendance: None,
    }
}

fn room() -> ResourceId {
    ResourceId::named("seosan", "club-room-1")
}

fn member() -> MemberId {
    MemberId::named("seosan", "mina")
}

fn reservation(number: usize) -> ReservationId {
    ReservationId::named("seosan", &number.to_string())
}

fn series(number: usize) -> SeriesId {
    SeriesId::named("seosan", &number.to_string())
}

/// What decides a draw.
const SEED: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// By somebody, after the use case was told that the seed must be fixed.
fn applying(mut command: SpaceCommand, somebody: MemberId) -> SpaceCommand {
    if let SpaceCommand::MakeReservation { member, facts, .. } = &mut command {
        (*member, facts.commitment) = (somebody, Some(commitment_to(SEED)));
    }
    command
}

fn wait(number: usize) -> WaitId {
    WaitId::named("seosan", &number.to_string())
}

/// One of many.
fn member_of(number: usize) -> MemberId {
    MemberId::named("seosan", &number.to_string())
}

/// A moment, as `2026-12-01 10:00`, in the zone.
fn at(zone: &str, local: &str) -> Timestamp {
    let local: jiff::civil::DateTime = local.parse().unwrap();
    local.in_tz(zone).unwrap().timestamp()
}

fn seoul(local: &str) -> Timestamp {
    at("Asia/Seoul", local)
}

fn span(from: Timestamp, to: Timestamp) -> TimeSpan {
    TimeSpan::new(from, to).unwrap()
}

fn in_seoul(from: &str, to: &str) -> TimeSpan {
    span(seoul(from), seoul(to))
}

/// A space with its past, at a moment.
#[derive(Debug, Clone)]
struct Given {
    space: Space,
    now: Timestamp,
    reservations: usize,
}

impl Given {
    /// The resource is there since the moment.
    fn resource(definition: ResourceDefinition, zone_name: &str, now: Timestamp) -> Self {
        let added = ResourceAdded { resource: room(), zone: zone(zone_name), definition };
        let space = evolve(Space::default(), &added.into(), now);
        Self { space, now, reservations: 0 }
    }

    /// The club room in Seosan, on Tuesday 1 December 2026 at 8:00.
    fn club_room() -> Self {
        Self::club_room_but(|_| ())
    }

    fn club_room_but(change: impl FnOnce(&mut ResourceDefinition)) -> Self {
        let mut definition = club_room();
        change(&mut definition);
        Self::resource(definition, "Asia/Seoul", seoul("2026-12-01 08:00"))
    }

    fn later(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }

    fn when(&mut self, command: &SpaceCommand) -> Result<Vec<SpaceEvent>, Refusal> {
        let events = decide(&self.space, command, self.now)?;
        for event in &events {
            self.space = evolve(std::mem::take(&mut self.space), event, self.now);
        }
        Ok(events)
    }

    fn makes(&mut self, span: TimeSpan) -> Result<Vec<SpaceEvent>, Refusal> {
        self.makes_for(span, None)
    }

    fn makes_of(&mut self, resource: ResourceId, span: TimeSpan) -> Result<Vec<SpaceEvent>, Refusal> {
        self.makes_by(Rules::Kept, resource, span)
    }

    fn makes_for(&mut self, span: TimeSpan, persons: Option<u32>) -> Result<Vec<SpaceEvent>, Refusal> {
        let command = self.reserve(room(), span, persons, Rules::Kept);
        self.when(&command)
    }

    fn makes_by(
        &mut self,
        rules: Rules,
        resource: ResourceId,
        span: TimeSpan,
    ) -> Result<Vec<SpaceEvent>, Refusal> {
        let command = self.reserve(resource, span, None, rules);
        self.when(&command)
    }

    /// The next reservation.
    fn reserve(
        &mut self,
        resource: ResourceId,
        span: TimeSpan,
        persons: Option<u32>,
        rules: Rules,
    ) -> SpaceCommand {
        self.reservations += 1;
        SpaceCommand::MakeReservation {
            reservation: reservation(self.reservations),
            resource,
            member: member(),
            span,
            persons,
            rules,
            group: None,
            purpose: None,
            facts: Facts::default(),
            payer: Payer::default(),
        }
    }

    /// A series of the rule, from 1 December 2026 on, with the next reservations.
    fn recurring(&mut self, resource: ResourceId, series: SeriesId, recurrence: Recurrence) -> WantedSeries {
        let dates = dates_of(&recurrence).unwrap().into_iter();
        let dates = dates.map(|date| {
            self.reservations += 1;
            (date, reservation(self.reservations))
        });
        let (dates, member) = (dates.collect(), member());
        WantedSeries {
            series,
            resource,
            member,
            group: None,
            purpose: None,
            payer: Payer::default(),
            recurrence,
            dates,
            persons: None,
            leave_out_refused: false,
            known: None,
            rules: Rules::Kept,
            counts: BTreeMap::new(),
        }
    }

    /// So many days from today on; what cannot be had is left out.
    fn every_day(
        &mut self,
        resource: ResourceId,
        series: SeriesId,
        (from, to): (WallTime, WallTime),
        days: usize,
    ) -> SpaceCommand {
        let first = self.now.to_zoned(zone("Asia/Seoul").time_zone()).date();
        let rule = format!("FREQ=DAILY;COUNT={days}");
        let recurrence = Recurrence { first, from, to, rule, without: Vec::new() };
        let wanted = self.recurring(resource, series, recurrence);
        SpaceCommand::MakeSeries(WantedSeries { leave_out_refused: true, ..wanted })
    }

    /// Somebody joins the queue.
    fn joins_as(&self, wait: WaitId, resource: ResourceId, holder: Holder, span: TimeSpan) -> SpaceCommand {
        let (persons, purpose, facts) = (None, None, Facts::default());
        SpaceCommand::JoinQueue(WantedWait { wait, resource, holder, span, persons, purpose, facts })
    }

    /// An offer is taken, with the next reservation.
    fn takes(&mut self, wait: WaitId) -> SpaceCommand {
        self.reservations += 1;
        let (reservation, facts, payer) =
            (reservation(self.reservations), Facts::default(), Payer::default());
        SpaceCommand::TakeOffer { wait, reservation, facts, payer }
    }

    fn adds(
        &mut self,
        resource: ResourceId,
        definition: ResourceDefinition,
    ) -> Result<Vec<SpaceEvent>, Refusal> {
        let definition = definition.try_into().unwrap();
        self.when(&SpaceCommand::DefineResource {
            resource,
            zone: zone("Asia/Seoul"),
            definition,
            holidays: None,
        })
    }

    fn defines(&mut self, definition: ResourceDefinition) -> Result<Vec<SpaceEvent>, Refusal> {
        let shared = self.space.resource(room()).unwrap();
        let (zone, definition) = (shared.zone.clone(), definition.try_into().unwrap());
        self.when(&SpaceCommand::DefineResource { resource: room(), zone, definition, holidays: None })
    }

    fn calendar(&self) -> Calendar<'_> {
        self.space.calendar(self.space.resource(room()).unwrap(), self.now)
    }

    /// Most units taken at one time within the span.
    fn taken(&self, span: TimeSpan) -> u32 {
        self.space.taken(self.space.resource(room()).unwrap()).peak_of_others(Use::plain(span), None)
    }

    fn free(&self, date: &str) -> Vec<TimeSpan> {
        self.free_of(room(), date)
    }

    fn free_of(&self, resource: ResourceId, date: &str) -> Vec<TimeSpan> {
        let shared = self.space.resource(resource).unwrap();
        self.space.calendar(shared, self.now).free_times(date.parse().unwrap())
    }
}

/// The names of events.
fn names(events: &[SpaceEvent]) -> Vec<&'static str> {
    use nanum_contracts::WireEvent as _;
    events.iter().map(SpaceEvent::name).collect()
}

/// Why time was not admitted.
fn not_admitted(outcome: Result<Vec<SpaceEvent>, Refusal>) -> NotAdmitted {
    match outcome {
        Err(Refusal::NotAdmitted(why)) => why,
        other => panic!("not refused by the calendar: {other:?}"),
    }
}
