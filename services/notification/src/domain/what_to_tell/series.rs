//! What members are told of a series: one message for all dates of an act.

use jiff::civil::Date;
use nanum_contracts::{
    booking::{BookingEvent, RefusedDate, SeriesCancelled, SeriesChanged, SeriesExtended, SeriesMade},
    ids::MemberId,
    notification::MessageKind,
};

use super::Telling;
use crate::domain::event::{SeriesFacts, Subject};

/// Whoever has a series is told of all its dates at once. In the first days its events named none: then each date was told.
pub(super) fn of_series(event: &BookingEvent) -> Option<Telling> {
    let telling = match event {
        BookingEvent::SeriesMade(event) => made(event),
        BookingEvent::SeriesExtended(event) => extended(event),
        BookingEvent::SeriesChanged(event) => changed(event),
        BookingEvent::SeriesCancelled(event) => cancelled(event),
        _ => return None,
    };
    let Telling { about: Subject::Series(SeriesFacts { dates, .. }), .. } = &telling else { return None };
    (!dates.is_empty()).then_some(telling)
}

/// What every event of a series says of it, with its time on the wall clock.
macro_rules! facts {
    ($event:ident, $from:expr, $to:expr) => {
        SeriesFacts {
            series: $event.series,
            resource: $event.resource,
            site: $event.site,
            zone: $event.zone.clone(),
            from: $from,
            to: $to,
            dates: $event.dates.clone(),
            refused: Vec::new(),
            reason: None,
        }
    };
}

fn made(event: &SeriesMade) -> Telling {
    let about = SeriesFacts {
        refused: dates_of(&event.refused),
        ..facts!(event, Some(event.recurrence.from), Some(event.recurrence.to))
    };
    of(event.member, waiting_or(event.requested, event.unheld, MessageKind::SeriesMade), about)
}

/// Of a series that goes on the further dates are told.
fn extended(event: &SeriesExtended) -> Telling {
    let about = SeriesFacts {
        refused: dates_of(&event.refused),
        ..facts!(event, Some(event.recurrence.from), Some(event.recurrence.to))
    };
    of(event.member, waiting_or(event.requested, event.unheld, MessageKind::SeriesExtended), about)
}

fn changed(event: &SeriesChanged) -> Telling {
    let about = facts!(event, Some(event.from), Some(event.to));
    if event.wished {
        return of(event.member, MessageKind::SeriesChangeRequested, about);
    }
    of(event.member, waiting_or(event.requested, event.unheld, MessageKind::SeriesChanged), about)
}

fn cancelled(event: &SeriesCancelled) -> Telling {
    let about = SeriesFacts { reason: event.reason.clone(), ..facts!(event, event.from, event.to) };
    let kind = if event.reason.is_some() { MessageKind::SeriesGaveWay } else { MessageKind::SeriesCancelled };
    of(event.member, kind, about)
}

fn dates_of(refused: &[RefusedDate]) -> Vec<Date> {
    refused.iter().map(|refused| refused.date).collect()
}

fn of(member: MemberId, kind: MessageKind, about: SeriesFacts) -> Telling {
    Telling { member, kind, about: Subject::Series(about) }
}

/// What waits for a clerk is told as a request.
fn waiting_or(requested: bool, unheld: bool, kind: MessageKind) -> MessageKind {
    match (requested, unheld) {
        (true, true) => MessageKind::SeriesAskedFor,
        (true, false) => MessageKind::SeriesRequested,
        (false, _) => kind,
    }
}

#[cfg(test)]
mod tests {
    use nanum_contracts::booking::{ReservationCancelled, ReservationConfirmed};
    use serde_json::{Value, json};

    use super::{
        super::{Happening, what_to_tell},
        *,
    };

    fn series(and: &Value) -> Value {
        let mut event = json!({
            "series": "ser_0190c0de7e5a7a6b8c9d000000000009", "resource": "rsc_0190c0de7e5a7a6b8c9d000000000002",
            "site": "site_0190c0de7e5a7a6b8c9d000000000001", "member": "mem_0190c0de7e5a7a6b8c9d000000000004",
            "zone": "Asia/Seoul", "reservations": [], "dates": ["2026-12-01", "2026-12-15"], "refused": [],
            "recurrence": { "first": "2026-12-01", "from": "10:00", "to": "12:00", "rule": "FREQ=WEEKLY;COUNT=3" },
        });
        with(&mut event, and);
        event
    }

    fn date(and: &Value) -> Value {
        let mut event = json!({
            "reservation": "res_0190c0de7e5a7a6b8c9d000000000003", "resource": "rsc_0190c0de7e5a7a6b8c9d000000000002",
            "site": "site_0190c0de7e5a7a6b8c9d000000000001", "member": "mem_0190c0de7e5a7a6b8c9d000000000004",
            "span": { "starts_at": "2026-12-01T01:00:00Z", "ends_at": "2026-12-01T03:00:00Z" },
            "zone": "Asia/Seoul", "persons": null, "was_confirmed": true,
            "series": "ser_0190c0de7e5a7a6b8c9d000000000009",
        });
        with(&mut event, and);
        event
    }

    fn with(event: &mut Value, and: &Value) {
        for (field, value) in and.as_object().unwrap() {
            event[field] = value.clone();
        }
    }

    fn told(event: impl Into<BookingEvent>) -> Option<Telling> {
        what_to_tell(&Happening::Booking(event.into()))
    }

    fn made(and: &Value) -> Option<Telling> {
        told(serde_json::from_value::<SeriesMade>(series(and)).unwrap())
    }

    fn cancelled(and: &Value) -> Option<Telling> {
        told(serde_json::from_value::<SeriesCancelled>(series(and)).unwrap())
    }

    #[test]
    fn a_series_is_told_with_its_dates_and_what_could_not_be_had() {
        let refused = json!([{ "date": "2026-12-08", "rule": "a-unit-is-free", "limit": 1, "actual": 2 }]);
        let telling = made(&json!({ "refused": refused })).unwrap();
        assert_eq!(telling.kind, MessageKind::SeriesMade);
        let Subject::Series(facts) = telling.about else { panic!("{:?}", telling.about) };
        assert_eq!(facts.dates, ["2026-12-01".parse().unwrap(), "2026-12-15".parse().unwrap()]);
        assert_eq!(facts.refused, ["2026-12-08".parse().unwrap()]);
    }

    #[test]
    fn what_waits_for_a_clerk_is_told_as_a_request() {
        let kind = |and| made(&and).unwrap().kind;
        assert_eq!(kind(json!({ "requested": true })), MessageKind::SeriesRequested);
        assert_eq!(kind(json!({ "requested": true, "unheld": true })), MessageKind::SeriesAskedFor);
    }

    #[test]
    fn a_series_that_goes_on_is_told_with_its_further_dates() {
        let extended = |and| told(serde_json::from_value::<SeriesExtended>(series(&and)).unwrap()).unwrap();
        assert_eq!(extended(json!({})).kind, MessageKind::SeriesExtended);
        assert_eq!(extended(json!({ "requested": true })).kind, MessageKind::SeriesRequested);
    }

    #[test]
    fn whoever_gives_way_is_told_why() {
        assert_eq!(cancelled(&json!({})).unwrap().kind, MessageKind::SeriesCancelled);
        let telling = cancelled(&json!({ "reason": "The heating has failed." })).unwrap();
        assert_eq!(telling.kind, MessageKind::SeriesGaveWay);
    }

    #[test]
    fn a_date_is_told_by_itself_unless_it_came_with_its_series() {
        let confirmed = |and| told(serde_json::from_value::<ReservationConfirmed>(date(&and)).unwrap());
        let cancelled = |and| told(serde_json::from_value::<ReservationCancelled>(date(&and)).unwrap());
        assert!(confirmed(json!({})).is_some() && cancelled(json!({})).is_some());
        assert_eq!(confirmed(json!({ "with_series": true })), None);
        assert_eq!(cancelled(json!({ "with_series": true })), None);
    }

    #[test]
    fn an_event_of_the_first_days_names_no_dates_and_its_dates_were_told() {
        assert_eq!(made(&json!({ "dates": [] })), None);
        assert_eq!(cancelled(&json!({ "dates": [] })), None);
    }
}
