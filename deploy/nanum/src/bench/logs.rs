//! Logs to measure with: Booking's reservations of several tenants, as its own service would have written them.

use jiff::{SignedDuration, Timestamp};
use nanum_booking::domain::{ReservationCancelled, ReservationConfirmed, SpaceEvent, Terms};
use nanum_contracts::{
    Actor, TenantId, WireEvent,
    booking::SERVICE,
    ids::{CommandId, Id, MemberId, ReservationId, ResourceId, SiteId},
    time::TimeSpan,
};
use nanum_store::{Append, Commanded, EventStore, Expected, Metadata, NewEvent, StreamName};

use super::BenchError;

const TENANTS: u64 = 13;
/// Resources of one tenant.
const RESOURCES: u64 = 40;
/// Members of one tenant.
const MEMBERS: u64 = 5_000;
/// Events of one append: all of one calendar.
const AT_ONCE: u64 = 500;

pub(super) fn tenant(number: u64) -> TenantId {
    format!("city-{}", number % TENANTS).parse().unwrap_or_else(|_| TenantId::network())
}

pub(super) fn metadata(tenant: &TenantId, command: CommandId) -> Metadata {
    Metadata {
        tenant: tenant.clone(),
        actor: Actor::Platform("bench".to_owned()),
        command,
        fingerprint: "0".repeat(64).into(),
        correlation: command.to_string().into(),
        causation: None,
        recorded_at: Timestamp::UNIX_EPOCH,
        traceparent: None,
    }
}

/// Lets a log of Booking grow up to `upto` events; one in five reservations is cancelled later.
pub(super) async fn grow(log: &dyn EventStore, upto: u64) -> Result<(), BenchError> {
    let mut written = log.head().await?;
    while written < upto {
        let batch = written / AT_ONCE;
        let tenant = tenant(batch);
        let resource = ResourceId::named(tenant.as_str(), &format!("room {}", batch / TENANTS % RESOURCES));
        let metadata = metadata(&tenant, CommandId::named("bench", &batch.to_string()));
        let events = (written..written + AT_ONCE).map(|number| event(&tenant, resource, number));
        log.append(Append {
            stream: StreamName::new(SERVICE, "space", &tenant, resource.uuid()),
            expected: Expected::Any,
            commands: vec![Commanded { metadata, events: events.collect::<Result<_, _>>()? }],
        })
        .await?;
        written += AT_ONCE;
    }
    Ok(())
}

/// Four reservations, then the first of them is cancelled.
pub(super) fn event(tenant: &TenantId, resource: ResourceId, number: u64) -> Result<NewEvent, BenchError> {
    let cancels = number % 5 == 4;
    let reservation = if cancels { number - 4 } else { number };
    let starts_at = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(30 * (reservation % 1_000_000) as i64);
    let terms = Terms {
        reservation: ReservationId::named(tenant.as_str(), &reservation.to_string()),
        resource,
        site: SiteId::named(tenant.as_str(), &format!("site {}", reservation % 7)),
        member: MemberId::named(tenant.as_str(), &format!("member {}", reservation % MEMBERS)),
        span: TimeSpan::new(starts_at, starts_at + SignedDuration::from_mins(30))?,
        zone: "Asia/Seoul".to_owned().try_into()?,
        persons: Some(4),
        group: None,
        purpose: None,
        counted: None,
        counts: Vec::new(),
        held: None,
        rules_set_aside: false,
        decide_by: None,
        unheld: false,
        draw: None,
        series: None,
        price: None,
        check_in: None,
        cancel_least_minutes: None,
        bound_by_start: None,
    };
    let event: SpaceEvent = match cancels {
        true => ReservationCancelled {
            terms,
            was_confirmed: true,
            displaced_by: None,
            unpaid: false,
            by: None,
            reason: None,
            with_series: false,
            at_members_wish: false,
        }
        .into(),
        false => ReservationConfirmed { terms }.into(),
    };
    Ok(NewEvent { name: event.name().to_owned(), data: event.encode()? })
}
