//! The pure domain as the runtime loads, decides and appends it.

use jiff::Timestamp;
use nanum_contracts::{
    TenantId, WireError, WireEvent,
    membership::{SERVICE, StandingPolicy},
};
use nanum_runtime::{Decider, Recorded, claims::Claimant};
use uuid::Uuid;

use crate::domain::{calendar, group, member, order, site, standing, tenant};

/// Tenants in the log, all in the network's scope.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tenants;

impl Tenants {
    /// The id of a tenant's stream: a slug names its tenant for ever.
    pub(crate) fn id_of(slug: &TenantId) -> Uuid {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("tenant:{slug}").as_bytes())
    }
}

impl Decider for Tenants {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "tenant";
    type State = tenant::Tenant;
    type Command = tenant::TenantCommand;
    type Event = tenant::TenantEvent;
    type Refusal = tenant::TenantRefusal;

    fn decide(
        tenant: &tenant::Tenant,
        command: &tenant::TenantCommand,
        _now: Timestamp,
    ) -> Result<Vec<tenant::TenantEvent>, tenant::TenantRefusal> {
        tenant::decide(tenant, command)
    }

    fn evolve(
        tenant: tenant::Tenant,
        event: &tenant::TenantEvent,
        _recorded_at: Timestamp,
    ) -> tenant::Tenant {
        tenant::evolve(tenant, event)
    }
}

/// Sites in the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sites;

impl Decider for Sites {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "site";
    type State = site::Site;
    type Command = site::SiteCommand;
    type Event = site::SiteEvent;
    type Refusal = site::SiteRefusal;

    fn decide(
        site: &site::Site,
        command: &site::SiteCommand,
        _now: Timestamp,
    ) -> Result<Vec<site::SiteEvent>, site::SiteRefusal> {
        site::decide(site, command)
    }

    fn evolve(site: site::Site, event: &site::SiteEvent, _recorded_at: Timestamp) -> site::Site {
        site::evolve(site, event)
    }
}

/// Members in the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Members;

impl Decider for Members {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "member";
    type State = member::Member;
    type Command = member::MemberCommand;
    type Event = member::MemberEvent;
    type Refusal = member::MemberRefusal;

    fn decide(
        member: &member::Member,
        command: &member::MemberCommand,
        _now: Timestamp,
    ) -> Result<Vec<member::MemberEvent>, member::MemberRefusal> {
        member::decide(member, command)
    }

    fn evolve(member: member::Member, event: &member::MemberEvent, recorded_at: Timestamp) -> member::Member {
        member::evolve(member, event, recorded_at)
    }
}

/// Groups in the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Groups;

impl Decider for Groups {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "group";
    type State = group::Group;
    type Command = group::GroupCommand;
    type Event = group::GroupEvent;
    type Refusal = group::GroupRefusal;

    fn decide(
        group: &group::Group,
        command: &group::GroupCommand,
        _now: Timestamp,
    ) -> Result<Vec<group::GroupEvent>, group::GroupRefusal> {
        group::decide(group, command)
    }

    fn evolve(group: group::Group, event: &group::GroupEvent, _recorded_at: Timestamp) -> group::Group {
        group::evolve(group, event)
    }
}

/// Members' standings in the log, under their members' ids.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standings;

impl Decider for Standings {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "standing";
    type State = standing::Standing;
    type Command = standing::StandingCommand;
    type Event = standing::StandingEvent;
    type Refusal = standing::StandingRefusal;

    fn decide(
        standing: &standing::Standing,
        command: &standing::StandingCommand,
        now: Timestamp,
    ) -> Result<Vec<standing::StandingEvent>, standing::StandingRefusal> {
        standing::decide(standing, command, now)
    }

    fn evolve(
        standing: standing::Standing,
        event: &standing::StandingEvent,
        recorded_at: Timestamp,
    ) -> standing::Standing {
        standing::evolve(standing, event, recorded_at)
    }
}

/// How a tenant keeps order: one stream a tenant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Orders;

impl Orders {
    /// The id of the one stream.
    pub(crate) fn id() -> Uuid {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, b"standing-policy")
    }
}

impl Decider for Orders {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "order";
    type State = Option<StandingPolicy>;
    type Command = StandingPolicy;
    type Event = order::OrderEvent;
    type Refusal = standing::StandingRefusal;

    fn decide(
        present: &Option<StandingPolicy>,
        policy: &StandingPolicy,
        _now: Timestamp,
    ) -> Result<Vec<order::OrderEvent>, standing::StandingRefusal> {
        order::decide(present.as_ref(), policy)
    }

    fn evolve(
        _: Option<StandingPolicy>,
        event: &order::OrderEvent,
        _recorded_at: Timestamp,
    ) -> Option<StandingPolicy> {
        order::evolve(event)
    }
}

/// Members' calendars in the log, under their members' ids.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendars;

impl Decider for Calendars {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "calendar";
    type State = calendar::Calendar;
    type Command = calendar::CalendarCommand;
    type Event = calendar::CalendarEvent;
    type Refusal = member::MemberRefusal;

    fn decide(
        calendar: &calendar::Calendar,
        command: &calendar::CalendarCommand,
        _now: Timestamp,
    ) -> Result<Vec<calendar::CalendarEvent>, member::MemberRefusal> {
        Ok(calendar::decide(*calendar, *command))
    }

    fn evolve(
        _: calendar::Calendar,
        event: &calendar::CalendarEvent,
        _recorded_at: Timestamp,
    ) -> calendar::Calendar {
        calendar::evolve(event)
    }
}

/// What only one member may have is claimed in Membership's own log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Uniques;

impl Claimant for Uniques {
    const SERVICE: &'static str = SERVICE;
}

/// The event of an aggregate of kind `A`; `None` for what else the log holds.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn event_of<A: Decider>(recorded: &Recorded) -> Result<Option<A::Event>, WireError> {
    if !recorded.stream.is_of(A::SERVICE, A::AGGREGATE) {
        return Ok(None);
    }
    A::Event::decode(&recorded.name, &recorded.data).map(Some)
}
