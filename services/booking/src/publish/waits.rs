//! What others are told of those who wait: each fact, without what it is for.

use nanum_contracts::booking::{self as public, BookingEvent};

use crate::domain::{SpaceEvent, WaitTerms};

pub(super) fn public_event(event: SpaceEvent) -> Option<BookingEvent> {
    macro_rules! told {
        ($name:ident, $event:ident $(, $field:ident: $value:expr)*) => {{
            $(let $field = $value;)*
            let WaitTerms { wait, resource, site, member, group, span, zone, .. } = $event.terms;
            public::$name { wait, resource, site, member, group, span, zone $(, $field)* }.into()
        }};
    }
    Some(match event {
        SpaceEvent::WaitJoined(event) => told!(WaitJoined, event),
        SpaceEvent::WaitOffered(event) => told!(WaitOffered, event, until: event.until),
        SpaceEvent::WaitOfferWithdrawn(event) => told!(WaitOfferWithdrawn, event, passed_on: false),
        // Why it went past them is nobody else's to know.
        SpaceEvent::WaitPassedOver(event) if event.offered => {
            told!(WaitOfferWithdrawn, event, passed_on: true)
        }
        SpaceEvent::WaitTaken(event) => told!(WaitTaken, event, reservation: event.reservation),
        SpaceEvent::WaitDeclined(event) => told!(WaitDeclined, event),
        SpaceEvent::WaitExpired(event) => told!(WaitExpired, event),
        SpaceEvent::WaitLeft(event) => told!(WaitLeft, event),
        SpaceEvent::WaitLapsed(event) => told!(WaitLapsed, event),
        _ => return None,
    })
}
