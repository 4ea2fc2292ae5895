//! What a calendar needs to know, asked as everything else is: through the policy, over the bus.

use jiff::{Timestamp, ToSpan as _, Zoned};
use nanum_contracts::{
    Answer, Language, Problem,
    booking::{
        BUSY_DAYS_MAX, BusyResource, CALENDAR_DAYS_AHEAD, CALENDAR_DAYS_BACK, GetBusyTimes, GetCalendarEntry,
        ListBusyTimes, ListCalendarEntries,
    },
    ids::{ReservationId, ResourceId, SiteId},
    membership::{
        CalendarKey, CloseCalendar, FindCalendar, GetOwnCalendar, GetSite, ListSites, OpenCalendar,
        OwnCalendar,
    },
    request::{PAGE_SIZE_MAX, PageRequest},
    time::TimeSpan,
};

use super::calendar::{Feed, Writer};
use crate::{Caller, Gateway, Terms, policy::Action, portal::Texts};

/// Days of busy times when nobody says until when.
const BUSY_DAYS_DEFAULT: i64 = 7;

/// From when to when busy times are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reach {
    /// Now when absent.
    pub(crate) from: Option<Timestamp>,
    /// A week later when absent.
    pub(crate) to: Option<Timestamp>,
}

impl Reach {
    fn window(self, now: Timestamp) -> Result<TimeSpan, Problem> {
        let from = self.from.unwrap_or(now);
        let later = || from.checked_add((BUSY_DAYS_DEFAULT * 24).hours()).unwrap_or(from);
        let to = self.to.unwrap_or_else(later);
        TimeSpan::asked(from, to).map_err(|fault| {
            Problem::not_understood(format!(
                "`to` must be after `from`, by at most {BUSY_DAYS_MAX} days: {fault}"
            ))
        })
    }
}

/// Where a member's calendar is; `None` while it is closed.
pub(crate) fn calendar_address(gateway: &Gateway, caller: &Caller, calendar: &OwnCalendar) -> Option<String> {
    let (public_url, tenant) = (&gateway.settings.public_url, &caller.tenant);
    let key = calendar.key.as_ref()?.reveal();
    Some(format!("{public_url}/v1/{tenant}/calendars/{key}/calendar.ics"))
}

impl Gateway {
    /// One reservation: for its member, for those who act for its group, and for the desk.
    ///
    /// # Errors
    /// The policy's refusal or a service's.
    pub(crate) async fn reservation_calendar(
        &self,
        caller: &Caller,
        terms: &Terms,
        language: &Language,
        reservation: ReservationId,
    ) -> Result<Feed, Problem> {
        let entry = self.look_up(caller, terms, GetCalendarEntry { reservation }).await?.reply;
        let thing = self.thing_of(caller, terms, &entry.reservation).await?;
        self.authorise(caller, Action::GetReservationCalendar, &thing)?;
        let site = GetSite { site: entry.reservation.site };
        let site = self.ask(caller, Action::GetSite, &caller.thing(), terms, site).await?.reply;
        let (zone, window) = (entry.reservation.zone.clone(), entry.reservation.span);
        let writer = self.writer(caller, language);
        let name = writer.said(&entry.reservation.resource_name).to_owned();
        Ok(writer.reservations((&name, &zone), window, &[entry], &[site]))
    }

    /// When a resource is taken, as far as calendars reach.
    ///
    /// # Errors
    /// The policy's refusal or a service's.
    pub(crate) async fn resource_calendar(
        &self,
        caller: &Caller,
        terms: &Terms,
        language: &Language,
        resource: ResourceId,
    ) -> Result<Feed, Problem> {
        let window = self.calendar_window(caller)?;
        let question = GetBusyTimes { resource, window, with_closed: false };
        let action = Action::GetResourceCalendar;
        let busy = self.ask(caller, action, &caller.thing(), terms, question).await?.reply;
        let writer = self.writer(caller, language);
        let (name, zone) = (writer.said(&busy.name).to_owned(), busy.zone.clone());
        Ok(writer.busy((&name, &zone), window, &[busy], false))
    }

    /// When the resources of a site are taken, the first [`PAGE_SIZE_MAX`] by name.
    ///
    /// # Errors
    /// The policy's refusal or a service's.
    pub(crate) async fn site_calendar(
        &self,
        caller: &Caller,
        terms: &Terms,
        language: &Language,
        site: SiteId,
    ) -> Result<Feed, Problem> {
        let (window, thing) = (self.calendar_window(caller)?, caller.thing());
        let found = self.ask(caller, Action::GetSiteCalendar, &thing, terms, GetSite { site }).await?.reply;
        let page = PageRequest { cursor: None, limit: Some(PAGE_SIZE_MAX) };
        let question = ListBusyTimes { site: Some(site), kind: None, window, with_closed: false, page };
        let busy = self.ask(caller, Action::GetSiteCalendar, &thing, terms, question).await?.reply.rows;
        let writer = self.writer(caller, language);
        let name = writer.said(&found.definition.name).to_owned();
        Ok(writer.busy((&name, &found.zone), window, &busy, true))
    }

    /// What the member has reserved whose calendar a key opens, in the language that they are addressed in.
    ///
    /// # Errors
    /// *Not found*, whatever is wrong with the key; a service's refusal.
    pub(crate) async fn member_calendar(
        &self,
        caller: &Caller,
        terms: &Terms,
        key: CalendarKey,
    ) -> Result<Feed, Problem> {
        let (action, thing) = (Action::GetMemberCalendar, caller.thing());
        let owner = self.ask(caller, action, &thing, terms, FindCalendar { key }).await?.reply;
        let window = self.calendar_window(caller)?;
        let question = ListCalendarEntries { member: owner.member, window };
        let entries = self.ask(caller, action, &thing, terms, question).await?.reply;
        let sites = self.ask(caller, action, &thing, terms, ListSites {}).await?.reply;
        let writer = self.writer(caller, &owner.language);
        let city = writer.said(&caller.definition.name).to_owned();
        let name = writer.t.with("calendar-of", &[("city", &city)]);
        Ok(writer.reservations((&name, &caller.definition.zone), window, &entries, &sites))
    }

    /// When a resource cannot be had, closed times among them.
    ///
    /// # Errors
    /// The policy's refusal or a service's.
    pub(crate) async fn busy_times(
        &self,
        caller: &Caller,
        terms: &Terms,
        action: Action,
        (resource, reach): (ResourceId, Reach),
    ) -> Result<Answer<BusyResource>, Problem> {
        let window = reach.window(self.clock.now())?;
        let question = GetBusyTimes { resource, window, with_closed: true };
        self.ask(caller, action, &caller.thing(), terms, question).await
    }

    /// The same as a text that programs compare times by.
    pub(crate) fn free_busy(&self, caller: &Caller, busy: &BusyResource) -> Feed {
        self.writer(caller, &caller.language).free_busy(busy)
    }

    /// Opens the caller's calendar at a new address.
    ///
    /// # Errors
    /// The policy's refusal or Membership's.
    pub(crate) async fn open_own_calendar(
        &self,
        caller: &Caller,
        terms: &Terms,
    ) -> Result<Answer<OwnCalendar>, Problem> {
        let command = OpenCalendar { member: caller.member()? };
        self.ask(caller, Action::OpenOwnCalendar, &caller.own(), terms, command).await
    }

    /// Closes the caller's calendar.
    ///
    /// # Errors
    /// The policy's refusal or Membership's.
    pub(crate) async fn close_own_calendar(
        &self,
        caller: &Caller,
        terms: &Terms,
    ) -> Result<Answer<OwnCalendar>, Problem> {
        let command = CloseCalendar { member: caller.member()? };
        self.ask(caller, Action::CloseOwnCalendar, &caller.own(), terms, command).await
    }

    /// Where the caller's calendar is.
    ///
    /// # Errors
    /// The policy's refusal or Membership's.
    pub(crate) async fn own_calendar(
        &self,
        caller: &Caller,
        terms: &Terms,
    ) -> Result<Answer<OwnCalendar>, Problem> {
        let question = GetOwnCalendar { member: caller.member()? };
        self.ask(caller, Action::GetOwnCalendar, &caller.own(), terms, question).await
    }

    /// How far calendars reach, from the beginning of a local date on: it stays the same for a day.
    fn calendar_window(&self, caller: &Caller) -> Result<TimeSpan, Problem> {
        let today = self.clock.now().to_zoned(caller.definition.zone.time_zone()).start_of_day();
        let reaches = |today: Zoned| {
            let from = today.checked_sub(i64::from(CALENDAR_DAYS_BACK).days()).ok()?;
            let to = today.checked_add(i64::from(CALENDAR_DAYS_AHEAD).days()).ok()?;
            TimeSpan::new(from.timestamp(), to.timestamp()).ok()
        };
        today.ok().and_then(reaches).ok_or_else(Problem::defect)
    }

    fn writer<'a>(&'a self, caller: &'a Caller, language: &Language) -> Writer<'a> {
        Writer {
            public_url: &self.settings.public_url,
            tenant: &caller.tenant,
            t: Texts::for_language(language),
            language: language.clone(),
            fallback: caller.definition.default_language(),
        }
    }
}
