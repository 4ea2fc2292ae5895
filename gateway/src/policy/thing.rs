//! What somebody wants to act on, as far as the policy must know it.

use nanum_contracts::{
    TenantId,
    booking::{Reservation, Series, Wait},
    ids::{MemberId, SiteId},
    lending::{Hold, Loan},
    membership::Group,
};

use super::Action;

/// Where a thing is, whose it is, and who may know that it is there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Thing {
    pub(super) tenant: TenantId,
    pub(super) site: Option<SiteId>,
    pub(super) owner: Option<MemberId>,
    /// Only whoever may do this with it may know that it is there.
    pub(super) seen_by: Option<Action>,
}

impl Thing {
    /// Something of the whole tenant, or [`TenantId::network`] for what belongs to no tenant.
    pub fn of(tenant: &TenantId) -> Self {
        Self { tenant: tenant.clone(), site: None, owner: None, seen_by: None }
    }

    /// The same at a site; nothing changes when it is not known.
    #[must_use]
    pub fn at(mut self, site: impl Into<Option<SiteId>>) -> Self {
        self.site = site.into().or(self.site);
        self
    }

    /// The same as a member's own; nothing changes when it is not known.
    #[must_use]
    pub fn owned_by(mut self, owner: impl Into<Option<MemberId>>) -> Self {
        self.owner = owner.into().or(self.owner);
        self
    }

    /// Whether it is a member's own.
    pub fn is_owned_by(&self, member: MemberId) -> bool {
        self.owner == Some(member)
    }

    /// The same, looking like *not found* to whoever may not do `action` with it.
    #[must_use]
    pub fn seen_by(mut self, action: Action) -> Self {
        self.seen_by = Some(action);
        self
    }

    /// A reservation that is there.
    pub fn reservation(tenant: &TenantId, reservation: &Reservation) -> Self {
        Self::of(tenant).at(reservation.site).owned_by(reservation.member).seen_by(Action::GetReservation)
    }

    /// A series that is there.
    pub fn series(tenant: &TenantId, series: &Series) -> Self {
        Self::of(tenant).at(series.site).owned_by(series.member).seen_by(Action::GetSeries)
    }

    /// A place in the queue for a time that is there.
    pub fn wait(tenant: &TenantId, wait: &Wait) -> Self {
        Self::of(tenant).at(wait.site).owned_by(wait.member).seen_by(Action::GetWait)
    }

    /// A loan that is there.
    pub fn loan(tenant: &TenantId, loan: &Loan) -> Self {
        Self::of(tenant).at(loan.site).owned_by(loan.borrower).seen_by(Action::GetLoan)
    }

    /// A hold that is there.
    pub fn hold(tenant: &TenantId, hold: &Hold) -> Self {
        Self::of(tenant).at(hold.site).owned_by(hold.member).seen_by(Action::ListHolds)
    }

    /// A group; what it is belongs to each of its members.
    pub fn group(tenant: &TenantId, group: &Group, who: Option<MemberId>) -> Self {
        let in_it = who.filter(|who| group.definition.members.contains(who));
        Self::of(tenant).owned_by(in_it).seen_by(Action::GetGroup)
    }

    /// A member's record.
    pub fn member(tenant: &TenantId, member: MemberId) -> Self {
        Self::of(tenant).owned_by(member).seen_by(Action::GetMember)
    }
}
