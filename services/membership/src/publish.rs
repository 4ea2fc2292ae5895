//! What others are told: every tenant and site, and of members no more than their ids and roles.

use nanum_contracts::{
    WireError,
    membership::{
        MemberErased, MemberRegistered, MemberSuspended, MembershipEvent, RolesAssigned, SiteChanged,
        SiteOpened, SuspensionLifted, TenantAdmitted, TenantChanged,
    },
};
use nanum_runtime::{Public, Recorded};

use crate::{
    aggregates::{Members, Sites, Standings, Tenants, event_of},
    domain::{
        erasure,
        member::{self, MemberEvent},
        site::{self, SiteEvent},
        standing::{self, StandingEvent},
        tenant::{self, TenantEvent},
    },
};

/// The public form of a recorded event; `None` for what is nobody else's to know.
///
/// # Errors
/// When the event cannot be read or written.
pub fn publish(recorded: &Recorded) -> Result<Option<Public>, WireError> {
    if let Some(event) = event_of::<Tenants>(recorded)? {
        return of_tenant(event).map(Some);
    }
    if let Some(event) = event_of::<Sites>(recorded)? {
        return of_site(event).map(Some);
    }
    if let Some(event) = event_of::<Standings>(recorded)? {
        return of_standing(event);
    }
    event_of::<Members>(recorded)?.map_or(Ok(None), of_member)
}

fn of_tenant(event: TenantEvent) -> Result<Public, WireError> {
    let (slug, event): (_, MembershipEvent) = match event {
        TenantEvent::TenantAdmitted(tenant::TenantAdmitted { definition }) => {
            (definition.slug.clone(), TenantAdmitted { definition }.into())
        }
        TenantEvent::TenantChanged(tenant::TenantChanged { definition }) => {
            (definition.slug.clone(), TenantChanged { definition }.into())
        }
    };
    Public::new::<MembershipEvent>(format!("tenant/{slug}"), event)
}

fn of_site(event: SiteEvent) -> Result<Public, WireError> {
    let (site, event): (_, MembershipEvent) = match event {
        SiteEvent::SiteOpened(site::SiteOpened { site, zone, definition }) => {
            (site, SiteOpened { site, zone, definition }.into())
        }
        SiteEvent::SiteChanged(site::SiteChanged { site, zone, definition }) => {
            (site, SiteChanged { site, zone, definition }.into())
        }
    };
    Public::new::<MembershipEvent>(format!("site/{site}"), event)
}

fn of_member(event: MemberEvent) -> Result<Option<Public>, WireError> {
    let (member, event): (_, MembershipEvent) = match event {
        MemberEvent::MemberRegistered(member::MemberRegistered { member, .. }) => {
            (member, MemberRegistered { member }.into())
        }
        MemberEvent::RolesAssigned(member::RolesAssigned { member, roles }) => {
            (member, RolesAssigned { member, roles }.into())
        }
        MemberEvent::MemberErased(erasure::MemberErased { member, .. }) => {
            (member, MemberErased { member }.into())
        }
        // Told when it is finished, by one event.
        MemberEvent::ErasureBegun(_) | MemberEvent::MessagesErased(_) => return Ok(None),
        // Even that somebody has moved or married is theirs to tell.
        MemberEvent::PersonalDataChanged(_) => return Ok(None),
    };
    Public::new::<MembershipEvent>(format!("member/{member}"), event).map(Some)
}

/// That somebody is suspended is told to who lends and reserves; why, to nobody.
fn of_standing(event: StandingEvent) -> Result<Option<Public>, WireError> {
    let (member, event): (_, MembershipEvent) = match event {
        StandingEvent::MemberSuspended(standing::MemberSuspended { member, until, zone, .. }) => {
            (member, MemberSuspended { member, until, zone }.into())
        }
        StandingEvent::SuspensionLifted(standing::SuspensionLifted { member }) => {
            (member, SuspensionLifted { member }.into())
        }
        StandingEvent::ProofsNoted(_)
        | StandingEvent::PointsGiven(_)
        | StandingEvent::PointsAppealed(_)
        | StandingEvent::PointsWaived(_)
        | StandingEvent::AppealRefused(_) => return Ok(None),
    };
    Public::new::<MembershipEvent>(format!("standing/{member}"), event).map(Some)
}
