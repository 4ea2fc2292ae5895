//! What others are told of Booking's log.

mod waits;

use nanum_contracts::{
    WireError,
    booking::{self as public, BookingEvent},
    ids::{Id, ResourceId},
};
use nanum_runtime::{Public, Recorded};

use crate::{
    aggregate::{holiday_event, space_event},
    domain::{
        Blocked, ChangeNotGranted, ChangeRequested, HolidayEvent, ReservationAccepted, ReservationCancelled,
        ReservationChanged, ReservationCheckedIn, ReservationConfirmed, ReservationRefused,
        ReservationReleased, ReservationRequested, ReservationRestored, SeriesMade, SpaceEvent, Terms,
    },
};

/// The public form of an event. Its subject is the root of the space tree: what shares time arrives in order.
///
/// # Errors
/// When the event cannot be read or written.
pub fn publish(recorded: &Recorded) -> Result<Option<Public>, WireError> {
    if let Some(HolidayEvent::HolidaysDefined(event)) = holiday_event(recorded)? {
        return Public::new::<BookingEvent>("holidays".to_owned(), BookingEvent::from(event)).map(Some);
    }
    let (Some(root), Some(event)) = (recorded.stream.id(), space_event(recorded)?) else { return Ok(None) };
    let subject = format!("resource/{}", ResourceId::from_uuid(root));
    public_event(event).map(|event| Public::new::<BookingEvent>(subject, event)).transpose()
}

fn public_event(event: SpaceEvent) -> Option<BookingEvent> {
    Some(match event {
        SpaceEvent::ResourceAdded(event) => {
            let (resource, zone, definition) = (event.resource, event.zone, event.definition.into());
            public::ResourceAdded { resource, zone, definition }.into()
        }
        SpaceEvent::ResourceChanged(event) => {
            let (resource, zone, definition) = (event.resource, event.zone, event.definition.into());
            public::ResourceChanged { resource, zone, definition }.into()
        }
        SpaceEvent::ReservationRequested(ReservationRequested { terms }) => {
            let Terms {
                reservation, resource, site, member, span, zone, persons, group, series, unheld, ..
            } = terms;
            public::ReservationRequested {
                reservation,
                resource,
                site,
                member,
                span,
                zone,
                persons,
                group,
                series,
                unheld,
                // What is a date of a series was asked for with it.
                with_series: series.is_some(),
            }
            .into()
        }
        // What is a date of a series and needs no clerk was made with it.
        SpaceEvent::ReservationConfirmed(ReservationConfirmed { terms }) => {
            let with_series = terms.series.is_some();
            confirmed(terms, with_series).into()
        }
        // Whether a clerk had to say so is Booking's own affair: from now on it holds.
        SpaceEvent::ReservationAccepted(ReservationAccepted { terms }) => confirmed(terms, false).into(),
        SpaceEvent::ReservationRefused(ReservationRefused { terms, reason, lost_to, not_drawn }) => {
            let Terms { reservation, resource, site, member, span, zone, group, series, .. } = terms;
            let given_to_another = lost_to.is_some();
            let refused = public::ReservationRefused {
                reservation,
                resource,
                site,
                member,
                span,
                zone,
                reason,
                group,
                series,
                given_to_another,
                not_drawn,
            };
            refused.into()
        }
        SpaceEvent::ReservationDecisionDue(event) => {
            let Terms { reservation, resource, site, member, span, zone, decide_by, .. } = event.terms;
            let decide_by = decide_by?;
            public::ReservationDecisionDue { reservation, resource, site, member, span, zone, decide_by }
                .into()
        }
        SpaceEvent::ReservationLapsed(event) => {
            let Terms { reservation, resource, site, member, span, zone, decide_by, group, series, .. } =
                event.terms;
            let decide_by = decide_by?;
            public::ReservationLapsed {
                reservation,
                resource,
                site,
                member,
                span,
                zone,
                decide_by,
                group,
                series,
            }
            .into()
        }
        SpaceEvent::ReservationCancelled(event) => cancelled(event).into(),
        SpaceEvent::ReservationChanged(ReservationChanged {
            terms, before, was, state, with_series, by, at_members_wish, ..
        }) => {
            let Terms {
                reservation, resource, site, member, span, zone, persons, group, series, unheld, ..
            } = terms;
            let changed = public::ReservationChanged {
                reservation,
                resource,
                site,
                member,
                span,
                zone,
                persons,
                before,
                was,
                state,
                group,
                series,
                unheld,
                with_series,
                by,
                at_members_wish,
            };
            changed.into()
        }
        SpaceEvent::ChangeRequested(event) => change_requested(event).into(),
        SpaceEvent::ChangeNotGranted(event) => change_not_granted(event).into(),
        SpaceEvent::ReservationRestored(ReservationRestored { terms, state }) => {
            let Terms { reservation, resource, site, member, span, zone, persons, group, series, .. } = terms;
            public::ReservationRestored {
                reservation,
                resource,
                site,
                member,
                span,
                zone,
                persons,
                state,
                group,
                series,
            }
            .into()
        }
        SpaceEvent::TimeBlocked(event) => {
            let Blocked { blocking, resource, site, span, zone, units, reason } = event.blocked;
            public::TimeBlocked { blocking, resource, site, span, zone, units, reason }.into()
        }
        SpaceEvent::BlockingLifted(event) => {
            let Blocked { blocking, resource, site, span, zone, units, reason } = event.blocked;
            public::BlockingLifted { blocking, resource, site, span, zone, units, reason }.into()
        }
        SpaceEvent::SeriesMade(event) => {
            let SeriesMade {
                series,
                resource,
                site,
                member,
                group,
                purpose,
                zone,
                recurrence,
                reservations,
                dates,
                requested,
                unheld,
                refused,
            } = event;
            let made = public::SeriesMade {
                series,
                resource,
                site,
                member,
                group,
                purpose,
                zone,
                recurrence,
                reservations,
                dates,
                requested,
                unheld,
                refused,
            };
            made.into()
        }
        SpaceEvent::ChargeDue(event) => event.into(),
        SpaceEvent::ChargeSettled(event) => event.into(),
        SpaceEvent::ChargeWithdrawn(event) => event.into(),
        SpaceEvent::RefundDue(event) => event.into(),
        SpaceEvent::RefundSettled(event) => event.into(),
        SpaceEvent::RefundWithdrawn(event) => event.into(),
        SpaceEvent::ReservationCheckedIn(ReservationCheckedIn { terms }) => {
            let checked_in_at = terms.check_in?.checked_in_at?;
            let Terms { reservation, resource, site, member, span, zone, .. } = terms;
            public::ReservationCheckedIn { reservation, resource, site, member, span, zone, checked_in_at }
                .into()
        }
        SpaceEvent::ReservationReleased(ReservationReleased { terms, released_for }) => {
            let frees_time = terms.frees_time();
            let Terms { reservation, resource, site, member, span, zone, .. } = terms;
            let released = public::ReservationReleased {
                reservation,
                resource,
                site,
                member,
                span,
                zone,
                released_for,
                frees_time,
            };
            released.into()
        }
        // Which space knows which holidays is Booking's own affair.
        SpaceEvent::HolidaysNoted(_) => return None,
        SpaceEvent::SeriesChanged(event) => event.into(),
        SpaceEvent::SeriesCancelled(event) => event.into(),
        SpaceEvent::SeriesExtended(event) => event.into(),
        SpaceEvent::DrawOpened(event) => event.into(),
        SpaceEvent::DrawDrawn(event) => event.into(),
        SpaceEvent::WaitJoined(_)
        | SpaceEvent::WaitOffered(_)
        | SpaceEvent::WaitOfferWithdrawn(_)
        | SpaceEvent::WaitSetAside(_)
        | SpaceEvent::WaitPassedOver(_)
        | SpaceEvent::WaitTaken(_)
        | SpaceEvent::WaitDeclined(_)
        | SpaceEvent::WaitExpired(_)
        | SpaceEvent::WaitLeft(_)
        | SpaceEvent::WaitLapsed(_) => return waits::public_event(event),
        // What was never made concerns nobody outside; what is waived shows in what is due and given back.
        SpaceEvent::ReservationForgone(_)
        | SpaceEvent::WaiverDecided(_)
        // Who gave another code has not come.
        | SpaceEvent::CodeMistaken(_) => return None,
    })
}

fn confirmed(terms: Terms, with_series: bool) -> public::ReservationConfirmed {
    let Terms { reservation, resource, site, member, span, zone, persons, group, series, .. } = terms;
    public::ReservationConfirmed {
        reservation,
        resource,
        site,
        member,
        span,
        zone,
        persons,
        group,
        series,
        with_series,
    }
}

fn change_requested(event: ChangeRequested) -> public::ReservationChangeRequested {
    let ChangeRequested { terms, wished, with_series, .. } = event;
    let Terms { reservation, resource, site, member, span, zone, persons, group, series, .. } = terms;
    public::ReservationChangeRequested {
        reservation,
        resource,
        site,
        member,
        span,
        zone,
        persons,
        wished_span: wished.span,
        wished_persons: wished.persons,
        decide_by: wished.decide_by,
        unheld: wished.unheld,
        group,
        series,
        with_series,
    }
}

fn change_not_granted(event: ChangeNotGranted) -> public::ReservationChangeNotGranted {
    let ChangeNotGranted { terms, wished, why, reason, .. } = event;
    let Terms { reservation, resource, site, member, span, zone, persons, group, series, .. } = terms;
    public::ReservationChangeNotGranted {
        reservation,
        resource,
        site,
        member,
        span,
        zone,
        persons,
        wished_span: wished.span,
        wished_persons: wished.persons,
        why,
        reason,
        group,
        series,
    }
}

fn cancelled(event: ReservationCancelled) -> public::ReservationCancelled {
    let ReservationCancelled {
        terms,
        was_confirmed,
        displaced_by,
        unpaid,
        by,
        reason,
        with_series,
        at_members_wish,
    } = event;
    let Terms { reservation, resource, site, member, span, zone, group, series, check_in, .. } = terms;
    public::ReservationCancelled {
        reservation,
        resource,
        site,
        member,
        span,
        zone,
        was_confirmed,
        displaced_by,
        unpaid,
        by,
        checked_in_at: check_in.and_then(|it| it.checked_in_at),
        reason,
        group,
        series,
        with_series,
        at_members_wish,
    }
}

#[cfg(test)]
mod tests {
    use nanum_contracts::WireEvent as _;

    use super::*;

    /// What others are told of a reservation of a series that was stored under the name.
    fn told_of_a_date(name: &str) -> BookingEvent {
        let recorded = include_str!("../tests/fixtures/events/reservation.confirmed.v1@of_a_series.json");
        public_event(SpaceEvent::decode(name, recorded).unwrap()).unwrap()
    }

    #[test]
    fn a_date_is_made_or_asked_for_with_its_series_and_accepted_by_itself() {
        let with_series = |name| match told_of_a_date(name) {
            BookingEvent::ReservationRequested(event) => event.with_series,
            BookingEvent::ReservationConfirmed(event) => event.with_series,
            other => panic!("{other:?}"),
        };
        assert!(with_series("reservation.requested.v1"));
        assert!(with_series("reservation.confirmed.v1"));
        assert!(!with_series("reservation.accepted.v1"));
    }

    #[test]
    fn a_reservation_of_no_series_is_told_by_itself() {
        let recorded = include_str!("../tests/fixtures/events/reservation.confirmed.v1.json");
        let event = SpaceEvent::decode("reservation.confirmed.v1", recorded).unwrap();
        let Some(BookingEvent::ReservationConfirmed(told)) = public_event(event) else { panic!("not told") };
        assert!(!told.with_series);
    }
}
