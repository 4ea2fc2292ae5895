//! What the desk looks at: reservations, holds and loans of a site, with the names of their members.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt, TryStreamExt as _, stream};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use nanum_contracts::{
    Problem,
    booking::{ListReservations, ListRivals, Reservation, ReservationState},
    ids::{MemberId, ReservationId, SiteId},
    lending::{Hold, HoldState, ListHolds, ListLoans, Loan},
    membership::GetMember,
    problem::ProblemKind,
    request::{Page, PageRequest},
    time::TimeSpan,
};

use super::{
    coming::Coming,
    desk_page::Said,
    free_times::written,
    mine::{loan_time, reservation_state, wished},
    spoken::Spoken,
    view::View,
};
use crate::policy::{Action, Thing};

/// Most rows of each list; more say that there are more.
const ROWS_MAX: u32 = 50;
/// Members that are asked for at the same time.
const MEMBERS_AT_ONCE: usize = 8;
/// Requests whose rivals are asked for at the same time.
const RIVALS_AT_ONCE: usize = 8;
/// What stands where a member's name cannot be had.
const NO_NAME: &str = "–";

/// A reservation, as the desk sees it.
#[derive(Debug)]
pub(super) struct DeskReservation {
    pub(super) id: String,
    pub(super) name: Spoken,
    pub(super) member: String,
    pub(super) persons: Option<String>,
    pub(super) datetime: String,
    pub(super) when: String,
    pub(super) times: String,
    pub(super) state: String,
    pub(super) class: &'static str,
    /// Whether the form that refuses or cancels it is open, for its fault.
    pub(super) open: bool,
    /// Who else wants its time, while it waits for a decision.
    pub(super) rivals: Option<RivalRows>,
    /// What is wished in its place.
    pub(super) wish: Option<String>,
    /// What is said of check-in.
    pub(super) coming: Option<Coming>,
    /// What is wrong with the code that was given for it.
    pub(super) code_fault: Option<String>,
}

/// Who else wants the time of a request.
#[derive(Debug)]
pub(super) struct RivalRows {
    /// How many they are.
    pub(super) title: String,
    pub(super) rows: Vec<RivalRow>,
}

/// A request that wants the same time.
#[derive(Debug)]
pub(super) struct RivalRow {
    pub(super) member: String,
    pub(super) when: String,
    pub(super) persons: Option<String>,
}

/// A list of what is set aside, waited for or out.
#[derive(Debug)]
pub(super) struct DeskList {
    pub(super) id: &'static str,
    pub(super) heading: String,
    pub(super) none: String,
    pub(super) rows: Vec<DeskRow>,
    pub(super) more: bool,
}

#[derive(Debug)]
pub(super) struct DeskRow {
    pub(super) id: String,
    pub(super) name: Spoken,
    pub(super) member: String,
    pub(super) barcode: Option<String>,
    pub(super) when: String,
    pub(super) warn: bool,
}

/// Who else wants the time of a request.
type Rivals = BTreeMap<ReservationId, Vec<Reservation>>;

/// Everything that a site's desk looks at on a date.
#[derive(Debug)]
pub(super) struct Desk {
    waiting: Page<Reservation>,
    today: Page<Reservation>,
    holds: Page<Hold>,
    loans: Page<Loan>,
    rivals: Rivals,
    names: BTreeMap<MemberId, String>,
}

impl Desk {
    /// Asks for all of it.
    ///
    /// # Errors
    /// The refusal of one of the questions.
    pub(super) async fn of(view: &View, site: SiteId, date: Date, zone: &TimeZone) -> Result<Self, Problem> {
        let place = view.caller.thing().at(site);
        let page = || PageRequest { cursor: None, limit: Some(ROWS_MAX) };
        let at_site = ListReservations { site: Some(site), page: page(), ..ListReservations::default() };
        let waiting = ListReservations { from: Some(view.now()), waiting: true, ..at_site.clone() };
        let today = ListReservations { from: day_start(date, zone), to: day_end(date, zone), ..at_site };
        let loans = ListLoans { borrower: None, site: Some(site), open_only: true, page: page() };
        let holds = ListHolds { member: None, site: Some(site), page: page() };
        let (waiting, today, holds, loans) = futures::try_join!(
            view.ask(Action::ListReservations, &place, waiting),
            view.ask(Action::ListReservations, &place, today),
            view.ask(Action::ListHolds, &place, holds),
            view.ask(Action::ListLoans, &place, loans),
        )?;
        let reserving = waiting.rows.iter().chain(&today.rows).map(|reservation| reservation.member);
        let rivals = rivals(view, &place, &waiting.rows).await?;
        let reserving = reserving.chain(rivals.values().flatten().map(|rival| rival.member));
        let members = reserving.chain(holds.rows.iter().map(|hold| hold.member));
        let members = members.chain(loans.rows.iter().map(|loan| loan.borrower));
        let names = names(view, members.collect()).await;
        Ok(Self { waiting, today, holds, loans, rivals, names })
    }

    /// What waits for a decision, with the form for one of it open.
    pub(super) fn waiting(&self, view: &View, open: Option<&str>) -> Vec<DeskReservation> {
        let row = |reservation: &Reservation| {
            let mut row = self.reservation(view, reservation);
            row.open = open == Some(row.id.as_str());
            row.rivals = self.rivals_of(view, reservation);
            row
        };
        // What waits for a draw is no clerk's to decide.
        let is_drawn = |reservation: &&Reservation| reservation.draw.is_some() && reservation.unheld;
        self.waiting.rows.iter().filter(|reservation| !is_drawn(reservation)).map(row).collect()
    }

    /// What is reserved on the day, with the form for one of it open, and what is wrong with a code.
    pub(super) fn today(&self, view: &View, said: &Said) -> Vec<DeskReservation> {
        let stands = |reservation: &&Reservation| {
            matches!(reservation.state, ReservationState::Requested | ReservationState::Confirmed)
        };
        let row = |reservation| {
            let mut row = self.reservation(view, reservation);
            row.open = said.open.as_ref() == Some(&row.id);
            row.code_fault = said.faults.of(&format!("code-{}", row.id)).map(str::to_owned);
            row
        };
        self.today.rows.iter().filter(stands).map(row).collect()
    }

    /// What is ready to collect, waited for, and out.
    pub(super) fn lists(&self, view: &View, today: Date, zone: &TimeZone) -> Vec<DeskList> {
        let holds =
            |state| self.holds.rows.iter().filter(move |hold| hold.state == state).collect::<Vec<_>>();
        let hold_rows = |state| holds(state).into_iter().map(|hold| self.hold(view, hold, zone)).collect();
        let loans = self.loans.rows.iter().map(|loan| self.loan(view, loan, today, zone)).collect();
        let list = |id, key: &str, rows, more: &Option<String>| DeskList {
            id,
            heading: view.t.say(key),
            none: view.t.say(&format!("{key}-none")),
            rows,
            more: more.is_some(),
        };
        vec![
            list("ready", "desk-ready", hold_rows(HoldState::Ready), &self.holds.next_cursor),
            list("queue", "desk-queue", hold_rows(HoldState::Waiting), &self.holds.next_cursor),
            list("loans", "desk-loans", loans, &self.loans.next_cursor),
        ]
    }

    fn reservation(&self, view: &View, reservation: &Reservation) -> DeskReservation {
        let zone = reservation.zone.time_zone();
        let name = view.spoken(&reservation.resource_name);
        let when = view.t.span(reservation.span, &zone);
        let (state, class) = reservation_state(view, reservation.state);
        DeskReservation {
            id: reservation.id.to_string(),
            member: self.name(reservation.member),
            persons: reservation.persons.map(|persons| view.t.count("persons-count", persons)),
            datetime: written(reservation.span.starts_at(), &zone),
            times: view.t.times(reservation.span, &zone),
            state,
            class,
            open: false,
            rivals: None,
            wish: wished(view, reservation),
            coming: Coming::of(view, reservation),
            code_fault: None,
            name,
            when,
        }
    }

    fn rivals_of(&self, view: &View, reservation: &Reservation) -> Option<RivalRows> {
        let row = |rival: &Reservation| RivalRow {
            member: self.name(rival.member),
            when: view.t.span(rival.span, &rival.zone.time_zone()),
            persons: rival.persons.map(|persons| view.t.count("persons-count", persons)),
        };
        let rivals = self.rivals.get(&reservation.id).filter(|rivals| !rivals.is_empty())?;
        let count = u32::try_from(rivals.len()).unwrap_or(u32::MAX);
        Some(RivalRows { title: view.t.count("desk-rivals", count), rows: rivals.iter().map(row).collect() })
    }

    fn hold(&self, view: &View, hold: &Hold, zone: &TimeZone) -> DeskRow {
        let since = view.t.date(super::dates::date_of(hold.placed_at, zone));
        DeskRow {
            id: hold.id.to_string(),
            name: view.spoken(&hold.title_name),
            member: self.name(hold.member),
            barcode: None,
            when: view.t.with("placed-on", &[("date", &since)]),
            warn: false,
        }
    }

    fn loan(&self, view: &View, loan: &Loan, today: Date, zone: &TimeZone) -> DeskRow {
        DeskRow {
            id: loan.id.to_string(),
            name: view.spoken(&loan.title_name),
            member: self.name(loan.borrower),
            barcode: Some(loan.barcode.clone()),
            when: loan_time(view, loan, today, zone),
            warn: loan.due_on < today,
        }
    }

    fn name(&self, member: MemberId) -> String {
        name_in(&self.names, member)
    }
}

/// Who else wants the time of each request. Only what does not hold its time has rivals, so where all hold it nobody is asked.
async fn rivals(view: &View, place: &Thing, waiting: &[Reservation]) -> Result<Rivals, Problem> {
    let is_unheld =
        |request: &Reservation| request.unheld || request.wish.as_ref().is_some_and(|wish| wish.unheld);
    if !waiting.iter().any(is_unheld) {
        return Ok(Rivals::new());
    }
    let requests: Vec<ReservationId> = waiting.iter().map(|request| request.id).collect();
    let of_one = |reservation| async move {
        let found = view.ask(Action::ListRivals, place, ListRivals { reservation }).await;
        match found {
            Ok(found) => Ok((reservation, found.rows)),
            // It was decided or withdrawn in between.
            Err(problem) if problem.kind == ProblemKind::NotFound => Ok((reservation, Vec::new())),
            Err(problem) => Err(problem),
        }
    };
    stream::iter(requests).map(of_one).buffer_unordered(RIVALS_AT_ONCE).try_collect().await
}

/// A member's name, or what stands for one that cannot be had.
pub(super) fn name_in(names: &BTreeMap<MemberId, String>, member: MemberId) -> String {
    names.get(&member).map_or(NO_NAME, String::as_str).to_owned()
}

/// The names of members, those that can be had.
pub(super) async fn names(view: &View, members: BTreeSet<MemberId>) -> BTreeMap<MemberId, String> {
    let name = |member| async move {
        let thing = Thing::member(&view.caller.tenant, member);
        let found = view.ask(Action::GetMember, &thing, GetMember { member }).await;
        found.ok().map(|found| (member, found.contact.name))
    };
    stream::iter(members)
        .map(name)
        .buffer_unordered(MEMBERS_AT_ONCE)
        .filter_map(std::future::ready)
        .collect()
        .await
}

fn day_start(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

fn day_end(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    day_start(date.tomorrow().ok()?, zone)
}

/// From the beginning of a date to the next one's, on the clock of the place.
pub(super) fn whole_day(date: Date, zone: &TimeZone) -> Option<TimeSpan> {
    TimeSpan::new(day_start(date, zone)?, day_end(date, zone)?).ok()
}
