//! Calendars: reservations as events, busy times as events without who, and busy times alone (VFREEBUSY).
//!
//! Instants are written in UTC: a reservation is an instant, which no later change of a zone's rules moves, and a program for
//! calendars shows it by its reader's clock. Nothing is written that changes with the time of asking but the window, so that the
//! same state gives the same text.

use jiff::Timestamp;
use nanum_contracts::{
    Language, LocalizedText, TenantId,
    booking::{BusyResource, BusySpan, BusyState, CalendarEntry, Reservation, ReservationState},
    ids::{Id, SiteId},
    membership::Site,
    time::{TimeSpan, Zone},
};

use super::lines::{Lines, written};
use crate::portal::Texts;

const PRODUCT: &str = "-//Nanum//Nanum//EN";
/// How often programs are asked to look again (RFC 7986, 5.7), as a duration of iCalendar.
const LOOK_AGAIN: &str = "PT1H";

/// A calendar as a text, and when what is in it changed last, where that is known.
#[derive(Debug)]
pub(crate) struct Feed {
    pub(crate) text: String,
    pub(crate) changed_at: Option<Timestamp>,
}

/// For whom calendars are written, and where their links lead.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    pub(super) public_url: &'a str,
    pub(super) tenant: &'a TenantId,
    pub(super) t: Texts,
    pub(super) language: Language,
    /// The tenant's own language, where the reader's is missing.
    pub(super) fallback: Language,
}

impl Writer<'_> {
    /// Reservations, at the sites that are known.
    pub(super) fn reservations(
        &self,
        (name, zone): (&str, &Zone),
        window: TimeSpan,
        entries: &[CalendarEntry],
        sites: &[Site],
    ) -> Feed {
        let mut lines = self.begun(name, zone);
        for entry in entries {
            self.reservation(&mut lines, entry, sites);
        }
        if entries.is_empty() {
            let uid = format!("{name}@{}", self.tenant);
            nothing(&mut lines, &uid, window);
        }
        let changed_at = entries.iter().map(|entry| entry.changed_at).max();
        Feed { text: ended(lines), changed_at }
    }

    /// When resources are taken, without by whom.
    pub(super) fn busy(
        &self,
        (name, zone): (&str, &Zone),
        window: TimeSpan,
        resources: &[BusyResource],
        named: bool,
    ) -> Feed {
        let mut lines = self.begun(name, zone);
        for resource in resources {
            for busy in &resource.busy {
                self.taken(&mut lines, resource, busy, named);
            }
        }
        if resources.iter().all(|resource| resource.busy.is_empty()) {
            let uid = format!("{name}@{}", self.tenant);
            nothing(&mut lines, &uid, window);
        }
        Feed { text: ended(lines), changed_at: None }
    }

    /// When a resource cannot be had at all, in the form that programs compare times by (RFC 5545, 3.6.4).
    pub(super) fn free_busy(&self, resource: &BusyResource) -> Feed {
        let mut lines = Lines::default();
        head(&mut lines);
        lines.begin("VFREEBUSY");
        lines.line("UID", &format!("{}-free-busy", resource.resource.uuid().hyphenated()));
        of_window(&mut lines, resource.window);
        lines.line("URL", &self.page(&format!("/resources/{}", resource.resource)));
        for busy in resource.busy.iter().filter(|busy| busy.free_units == 0) {
            let name = match busy.state {
                BusyState::Reserved => "FREEBUSY;FBTYPE=BUSY",
                BusyState::Blocked | BusyState::Closed => "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE",
            };
            let (from, to) = (written(busy.span.starts_at()), written(busy.span.ends_at()));
            lines.line(name, &format!("{from}/{to}"));
        }
        lines.end("VFREEBUSY");
        Feed { text: ended(lines), changed_at: None }
    }

    fn begun(&self, name: &str, zone: &Zone) -> Lines {
        let mut lines = Lines::default();
        head(&mut lines);
        lines.text("NAME", name);
        lines.text("X-WR-CALNAME", name);
        lines.line("X-WR-TIMEZONE", zone.as_str());
        lines.line("REFRESH-INTERVAL;VALUE=DURATION", LOOK_AGAIN);
        lines.line("X-PUBLISHED-TTL", LOOK_AGAIN);
        lines
    }

    fn reservation(&self, lines: &mut Lines, entry: &CalendarEntry, sites: &[Site]) {
        let CalendarEntry { reservation, changes, made_at, changed_at } = entry;
        lines.begin("VEVENT");
        lines.line("UID", &reservation.id.uuid().hyphenated().to_string());
        // Without METHOD, DTSTAMP is when it was last revised (RFC 5545, 3.8.7.2).
        lines.instant("DTSTAMP", *changed_at);
        lines.instant("CREATED", *made_at);
        lines.instant("LAST-MODIFIED", *changed_at);
        lines.line("SEQUENCE", &changes.to_string());
        of_span(lines, reservation.span);
        let (status, transparency) = match reservation.state {
            ReservationState::Requested => ("TENTATIVE", "OPAQUE"),
            ReservationState::Confirmed => ("CONFIRMED", "OPAQUE"),
            ReservationState::Refused | ReservationState::Cancelled => ("CANCELLED", "TRANSPARENT"),
        };
        lines.line("STATUS", status);
        lines.line("TRANSP", transparency);
        lines.text("SUMMARY", self.said(&reservation.resource_name));
        lines.text("DESCRIPTION", &self.described(reservation));
        if let Some(site) = of_site(sites, reservation.site) {
            let (name, definition) = (self.said(&site.definition.name), &site.definition);
            lines.text("LOCATION", &format!("{name}, {}", definition.address));
            lines.line("GEO", &format!("{};{}", definition.latitude, definition.longitude));
        }
        lines.line("URL", &self.page(&format!("/mine#{}", reservation.id)));
        lines.end("VEVENT");
    }

    fn described(&self, reservation: &Reservation) -> String {
        let persons = reservation.persons.map(|persons| self.t.count("persons-count", persons));
        let state = match reservation.state {
            ReservationState::Requested => "state-requested",
            ReservationState::Confirmed => "state-confirmed",
            ReservationState::Refused => "state-refused",
            ReservationState::Cancelled => "state-cancelled",
        };
        [Some(self.t.say(state)), persons].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    fn taken(&self, lines: &mut Lines, resource: &BusyResource, busy: &BusySpan, named: bool) {
        lines.begin("VEVENT");
        let starts_at = written(busy.span.starts_at());
        lines.line("UID", &format!("{}-{starts_at}", resource.resource.uuid().hyphenated()));
        lines.instant("DTSTAMP", resource.window.starts_at());
        of_span(lines, busy.span);
        lines.line("TRANSP", if busy.free_units == 0 { "OPAQUE" } else { "TRANSPARENT" });
        let state = self.t.say(match busy.state {
            BusyState::Reserved => "busy-reserved",
            BusyState::Blocked => "busy-blocked",
            BusyState::Closed => "busy-closed",
        });
        let left = (resource.units > 1).then(|| {
            let (free, units) = (busy.free_units.to_string(), resource.units.to_string());
            self.t.with("busy-left", &[("free", &free), ("units", &units)])
        });
        let state = [Some(state), left].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let summary = if named { format!("{}: {state}", self.said(&resource.name)) } else { state };
        lines.text("SUMMARY", &summary);
        lines.line("URL", &self.page(&format!("/resources/{}", resource.resource)));
        lines.end("VEVENT");
    }

    /// A text of the tenant for the reader.
    pub(super) fn said<'a>(&self, text: &'a LocalizedText) -> &'a str {
        text.in_language(&self.language, &self.fallback)
    }

    fn page(&self, path: &str) -> String {
        format!("{}/{}{path}", self.public_url, self.tenant)
    }
}

fn of_site(sites: &[Site], id: SiteId) -> Option<&Site> {
    sites.iter().find(|site| site.id == id)
}

fn head(lines: &mut Lines) {
    lines.begin("VCALENDAR");
    lines.line("VERSION", "2.0");
    lines.line("PRODID", PRODUCT);
    lines.line("CALSCALE", "GREGORIAN");
}

fn ended(mut lines: Lines) -> String {
    lines.end("VCALENDAR");
    lines.into_text()
}

fn of_span(lines: &mut Lines, span: TimeSpan) {
    lines.instant("DTSTART", span.starts_at());
    lines.instant("DTEND", span.ends_at());
}

fn of_window(lines: &mut Lines, window: TimeSpan) {
    lines.instant("DTSTAMP", window.starts_at());
    of_span(lines, window);
}

/// A calendar has at least one component (RFC 5545, 3.6): an empty one says that nothing of its window is taken.
fn nothing(lines: &mut Lines, uid: &str, window: TimeSpan) {
    lines.begin("VFREEBUSY");
    lines.text("UID", uid);
    of_window(lines, window);
    lines.end("VFREEBUSY");
}
