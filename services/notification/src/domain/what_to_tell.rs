//! What others' events mean to members: who is told, and of what.

mod series;

use nanum_contracts::{
    booking::{BookingEvent, NotGranted, ReservationState},
    ids::MemberId,
    lending::LendingEvent,
    membership::MembershipEvent,
    notification::MessageKind,
};

use super::event::{HoldFacts, LoanFacts, ReservationFacts, StandingFacts, Subject, WaitFacts};

/// An event of those who have something to tell.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    Booking(BookingEvent),
    Lending(LendingEvent),
    Membership(MembershipEvent),
}

/// Somebody to be told of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    pub member: MemberId,
    pub kind: MessageKind,
    pub about: Subject,
}

/// Who is told what of an event: of their own reservations, loans and holds, and nothing of anybody else's.
pub fn what_to_tell(happening: &Happening) -> Option<Telling> {
    match happening {
        Happening::Booking(event) => of_booking(event),
        Happening::Lending(event) => of_lending(event),
        Happening::Membership(event) => of_membership(event),
    }
}

fn of_booking(event: &BookingEvent) -> Option<Telling> {
    macro_rules! telling {
        ($event:ident, $kind:ident, $reason:expr) => {
            Some(Telling {
                member: $event.member,
                kind: MessageKind::$kind,
                about: Subject::Reservation(ReservationFacts {
                    reservation: $event.reservation,
                    resource: $event.resource,
                    site: $event.site,
                    span: $event.span,
                    zone: $event.zone.clone(),
                    reason: $reason,
                }),
            })
        };
    }
    macro_rules! of_a_wait {
        ($event:ident, $kind:ident, $offered_until:expr) => {
            Some(Telling {
                member: $event.member,
                kind: MessageKind::$kind,
                about: Subject::Wait(WaitFacts {
                    wait: $event.wait,
                    resource: $event.resource,
                    site: $event.site,
                    span: $event.span,
                    zone: $event.zone.clone(),
                    offered_until: $offered_until,
                }),
            })
        };
    }
    match event {
        // What comes about with a series is told once, of the series.
        BookingEvent::ReservationRequested(event) if event.with_series => None,
        BookingEvent::ReservationConfirmed(event) if event.with_series => None,
        BookingEvent::ReservationChanged(event) if event.with_series => None,
        BookingEvent::ReservationCancelled(event) if event.with_series => None,
        BookingEvent::SeriesMade(_)
        | BookingEvent::SeriesExtended(_)
        | BookingEvent::SeriesChanged(_)
        | BookingEvent::SeriesCancelled(_) => series::of_series(event),
        BookingEvent::ReservationRequested(event) if event.unheld => telling!(event, ReservationAskedFor, None),
        BookingEvent::ReservationRequested(event) => telling!(event, ReservationRequested, None),
        BookingEvent::ReservationConfirmed(event) => telling!(event, ReservationConfirmed, None),
        BookingEvent::ReservationRefused(event) if event.not_drawn => telling!(event, ReservationNotDrawn, None),
        BookingEvent::ReservationRefused(event) if event.given_to_another => {
            telling!(event, ReservationGivenToAnother, None)
        }
        BookingEvent::ReservationRefused(event) => {
            telling!(event, ReservationRefused, Some(event.reason.clone()))
        }
        BookingEvent::ReservationLapsed(event) => telling!(event, ReservationLapsed, None),
        BookingEvent::ReservationCancelled(event) if event.unpaid => telling!(event, ReservationUnpaid, None),
        BookingEvent::ReservationCancelled(event) => match &event.reason {
            Some(reason) => telling!(event, ReservationGaveWay, Some(reason.clone())),
            None => telling!(event, ReservationCancelled, None),
        },
        BookingEvent::ReservationChanged(event) => match event.state {
            ReservationState::Requested if event.unheld => telling!(event, ReservationAskedFor, None),
            ReservationState::Requested => telling!(event, ReservationRequested, None),
            _ => telling!(event, ReservationChanged, None),
        },
        BookingEvent::ReservationChangeRequested(event) if event.with_series => None,
        BookingEvent::ReservationChangeRequested(event) => telling!(event, ReservationChangeRequested, None),
        BookingEvent::ReservationChangeNotGranted(event) => match event.why {
            NotGranted::Refused | NotGranted::GaveWay => {
                telling!(event, ReservationChangeRefused, event.reason.clone())
            }
            NotGranted::Lapsed => telling!(event, ReservationChangeLapsed, None),
            NotGranted::GivenToAnother => telling!(event, ReservationChangeGivenToAnother, None),
            // Whoever withdraws it knows; what became of the reservation otherwise is told by itself.
            NotGranted::Withdrawn | NotGranted::Overtaken => None,
        },
        BookingEvent::ReservationReleased(event) => telling!(event, ReservationReleased, None),
        // Who has come knows.
        BookingEvent::ReservationCheckedIn(_) => None,
        BookingEvent::ReservationRestored(event) => telling!(event, ReservationRestored, None),
        BookingEvent::WaitOffered(event) => of_a_wait!(event, WaitOffered, Some(event.until)),
        BookingEvent::WaitExpired(event) => of_a_wait!(event, WaitExpired, None),
        BookingEvent::WaitOfferWithdrawn(event) if event.passed_on => of_a_wait!(event, WaitPassedOn, None),
        BookingEvent::WaitOfferWithdrawn(event) => of_a_wait!(event, WaitOfferWithdrawn, None),
        BookingEvent::WaitLapsed(event) => of_a_wait!(event, WaitLapsed, None),
        // Whoever joins, declines or leaves knows it; whoever takes an offer is told of the reservation.
        BookingEvent::WaitJoined(_)
        | BookingEvent::WaitTaken(_)
        | BookingEvent::WaitDeclined(_)
        | BookingEvent::WaitLeft(_) => None,
        // Each application is told what came of it.
        BookingEvent::DrawOpened(_) | BookingEvent::DrawDrawn(_) => None,
        // A reminder is for the clerks. Whoever gives way to a blocking is told by the cancellation.
        BookingEvent::ReservationDecisionDue(_)
        | BookingEvent::TimeBlocked(_)
        | BookingEvent::BlockingLifted(_)
        // Reservations stand, whatever is a holiday.
        | BookingEvent::HolidaysDefined(_)
        // What is owed stands in the statement.
        | BookingEvent::ChargeDue(_)
        | BookingEvent::ChargeSettled(_)
        | BookingEvent::ChargeWithdrawn(_)
        | BookingEvent::RefundDue(_)
        | BookingEvent::RefundSettled(_)
        | BookingEvent::RefundWithdrawn(_)
        | BookingEvent::ResourceAdded(_)
        | BookingEvent::ResourceChanged(_) => None,
    }
}

/// Who is suspended is told until when. What points were given for stands on their page.
fn of_membership(event: &MembershipEvent) -> Option<Telling> {
    let MembershipEvent::MemberSuspended(event) = event else { return None };
    let about = Subject::Standing(StandingFacts { until: event.until, zone: event.zone.clone() });
    Some(Telling { member: event.member, kind: MessageKind::MemberSuspended, about })
}

fn of_lending(event: &LendingEvent) -> Option<Telling> {
    let telling = |member, kind, about| Some(Telling { member, kind, about });
    match event {
        LendingEvent::LoanStarted(event) => {
            let (loan, title, site) = (event.loan, event.title, event.site);
            let about = LoanFacts { loan, title, site, due_on: Some(event.due_on) };
            telling(event.borrower, MessageKind::LoanStarted, Subject::Loan(about))
        }
        LendingEvent::LoanEnded(event) => {
            let (loan, title, site) = (event.loan, event.title, event.site);
            let about = LoanFacts { loan, title, site, due_on: None };
            telling(event.borrower, MessageKind::LoanEnded, Subject::Loan(about))
        }
        LendingEvent::HoldPlaced(event) => {
            let about = HoldFacts { hold: event.hold, title: event.title, site: event.site };
            telling(event.member, MessageKind::HoldPlaced, Subject::Hold(about))
        }
        LendingEvent::HoldReady(event) => {
            let about = HoldFacts { hold: event.hold, title: event.title, site: event.site };
            telling(event.member, MessageKind::HoldReady, Subject::Hold(about))
        }
        LendingEvent::HoldLapsed(event) => {
            let about = HoldFacts { hold: event.hold, title: event.title, site: event.site };
            telling(event.member, MessageKind::HoldLapsed, Subject::Hold(about))
        }
        // The loan that fulfils a hold is told of itself; who cancels a hold knows.
        LendingEvent::HoldFulfilled(_)
        | LendingEvent::HoldCancelled(_)
        | LendingEvent::TitleAdded(_)
        | LendingEvent::TitleChanged(_)
        | LendingEvent::ItemAdded(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use nanum_contracts::{
        booking::ReservationRefused,
        ids::Id,
        lending::{HoldFulfilled, LoanStarted},
        time::{TimeSpan, Zone},
    };

    use super::*;

    #[test]
    fn a_member_is_told_why_a_clerk_refused() {
        let span = TimeSpan::new("2026-12-01T01:00Z".parse().unwrap(), "2026-12-01T03:00Z".parse().unwrap());
        let refused = ReservationRefused {
            reservation: Id::named("t", "1"),
            resource: Id::named("t", "room"),
            site: Id::named("t", "site"),
            member: Id::named("t", "kim"),
            span: span.unwrap(),
            zone: Zone::try_from("Asia/Seoul".to_owned()).unwrap(),
            reason: "The room is being painted.".to_owned(),
            group: None,
            series: None,
            given_to_another: false,
            not_drawn: false,
        };
        let telling = what_to_tell(&Happening::Booking(refused.clone().into())).unwrap();
        assert_eq!((telling.member, telling.kind), (refused.member, MessageKind::ReservationRefused));
        let Subject::Reservation(facts) = telling.about else { panic!("{telling:?}") };
        assert_eq!(facts.reason, Some(refused.reason));
    }

    #[test]
    fn a_borrower_is_told_when_the_loan_is_due_and_not_twice_of_one_loan() {
        let started = LoanStarted {
            loan: Id::named("t", "1"),
            title: Id::named("t", "drill"),
            item: Id::named("t", "drill-1"),
            site: Id::named("t", "site"),
            borrower: Id::named("t", "kim"),
            due_on: date(2026, 12, 8),
            zone: Zone::try_from("Asia/Seoul".to_owned()).unwrap(),
        };
        let telling = what_to_tell(&Happening::Lending(started.clone().into())).unwrap();
        let Subject::Loan(facts) = telling.about else { panic!("{telling:?}") };
        assert_eq!((telling.member, facts.due_on), (started.borrower, Some(date(2026, 12, 8))));
        let fulfilled = HoldFulfilled {
            hold: Id::named("t", "h"),
            title: started.title,
            member: started.borrower,
            loan: started.loan,
        };
        assert_eq!(what_to_tell(&Happening::Lending(fulfilled.into())), None);
    }
}
